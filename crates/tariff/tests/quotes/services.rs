//! Which one thing a quote is about, and that a tariff for something else has none.

use crate::common::{
    ACCOUNT, LINE, REGISTER, any_day, any_transaction, bought, call, currency, data, date, days, decimal, hourly, id,
    interval_day, promised, read, register, summary, tariff, transaction, usage,
};
use crate::{account, gross, monthly, per_kwh, year};
use pannier_model::record::{Account, AnyRecord, Contract, Invoice, Subscription, SummaryMetric, SummaryOf};
use pannier_model::value::{Flow, Fuel, TxKind};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, Grade, Quote, Status, Usage, UsageBuilder, price, rank};
use pannier_tariff::tariff::Tariff;
use serde_json::{Value, json};

const FROM: &str = "2027-01-01";
const TO: &str = "2028-01-01";

/// Use of nothing but what is promised and these records.
fn only(promises: &[(&str, &str)], records: &[AnyRecord]) -> Usage {
    let mut builder = Usage::builder();
    for (record_type, thing) in promises {
        builder.promised(record_type, Some(thing), date(FROM), date(TO), &[]);
    }
    gathered(builder, records)
}

fn gathered(mut builder: UsageBuilder, records: &[AnyRecord]) -> Usage {
    for record in records {
        builder.record(record);
    }
    builder.build()
}

fn electricity() -> Vec<AnyRecord> {
    hourly(&days(FROM, TO), "Etc/UTC", "0.1")
}

fn of_fuel(fuel: Fuel, register: &str) -> Vec<AnyRecord> {
    let day = |at| {
        let mut one = interval_day(at, "Etc/UTC", vec![decimal("5")], "P1D");
        (one.fuel, one.register) = (fuel, id(register));
        any_day(one)
    };
    days(FROM, TO).into_iter().map(day).collect()
}

fn calls() -> Vec<AnyRecord> {
    vec![call(1, date("2027-03-03"), "60"), data(2, date("2027-03-04"), "1000000")]
}

fn account_of_kind(kind: &str) -> AnyRecord {
    let row =
        json!({ "id": ACCOUNT, "as_of": FROM, "kind": kind, "currency": "GBP", "status": "open", "ownership": "sole" });
    AnyRecord::Account(Box::new(serde_json::from_value::<Account>(row).unwrap()))
}

fn line_of_kind(kind: &str) -> AnyRecord {
    let row = json!({ "id": LINE, "as_of": FROM, "kind": kind, "status": "active", "billing": "postpaid" });
    AnyRecord::Subscription(Box::new(serde_json::from_value::<Subscription>(row).unwrap()))
}

/// A tariff of one monthly fee.
fn flat(sector: &str, service: Option<&str>) -> Tariff {
    let mut one = tariff(sector, &json!([monthly("5.00")]));
    if sector == "retail" {
        one["currency"] = "EUR".into();
    }
    if let Some(service) = service {
        one["service"] = service.into();
    }
    read(&one)
}

fn used(meter: &str, unit: &str) -> Value {
    json!({ "kind": "usage", "id": meter.replace('.', "_"), "label": meter, "direction": "charge", "meter": meter,
            "unit": unit, "blocks": [{ "price": "0.10" }] })
}

fn of(sector: &str, components: &Value) -> Tariff {
    read(&tariff(sector, components))
}

fn priced(tariff: &Tariff, usage: &Usage) -> Quote {
    price(tariff, usage, &Facts::new(), &year(FROM))
}

/// A tariff for something else has no price, whether its figure needs records or not.
#[test]
fn a_tariff_for_something_else_is_refused() {
    let movements = || only(&[("transaction", ACCOUNT)], &account());
    let with_account = |kind| {
        let mut records = account();
        records.push(account_of_kind(kind));
        only(&[("transaction", ACCOUNT)], &records)
    };
    let line = |kind: Option<&str>, mut records: Vec<AnyRecord>| {
        records.extend(kind.map(line_of_kind));
        only(&[("usage_event", LINE)], &records)
    };
    let power = || only(&[], &electricity());
    let shopping = || only(&[("receipt_line", "all")], &[bought(1, date("2027-03-03"), "04006381333931", "2", "2.98")]);
    let cashback = json!([{ "kind": "event", "id": "back", "label": "Back", "direction": "credit", "percent": "0.01",
                            "match": { "kind": ["card"] } }]);
    // The place that is refused, or nothing where it is priced.
    let cases: Vec<(&str, Tariff, Usage, Option<&str>)> = vec![
        ("an account on electricity", flat("bank", None), power(), Some("/sector")),
        ("an account on receipts", flat("bank", None), shopping(), Some("/sector")),
        ("an account on calls", flat("bank", None), line(None, calls()), Some("/sector")),
        ("an account on its movements", flat("bank", None), movements(), None),
        (
            "a savings account on a current one",
            flat("bank", Some("savings")),
            with_account("current"),
            Some("/service"),
        ),
        ("a savings account on one", flat("bank", Some("savings")), with_account("savings"), None),
        ("a shop on an account", flat("retail", None), movements(), Some("/sector")),
        ("a shop on receipts", flat("retail", None), shopping(), None),
        ("cashback of a shop on an account", of("retail", &cashback), movements(), None),
        ("gas on electricity", of("energy", &json!([used("gas", "kWh")])), power(), Some("/sector")),
        ("gas on gas", of("energy", &json!([used("gas", "kWh")])), only(&[], &of_fuel(Fuel::Gas, REGISTER)), None),
        ("water on electricity", of("water", &json!([used("water", "m3")])), power(), Some("/sector")),
        ("a water fee on electricity", flat("water", None), power(), Some("/sector")),
        ("a gas fee on electricity", flat("energy", Some("gas")), power(), Some("/sector")),
        ("an electricity fee on electricity", flat("energy", Some("electricity")), power(), None),
        ("a fee for any energy", flat("energy", None), power(), Some("/sector")),
        ("electricity on an account", of("energy", &json!([per_kwh("0.30")])), movements(), Some("/sector")),
        (
            "broadband on a mobile line",
            flat("telco", Some("broadband")),
            line(Some("mobile"), calls()),
            Some("/service"),
        ),
        ("broadband on a line with calls", flat("telco", Some("broadband")), line(None, calls()), Some("/service")),
        ("broadband on a bundle", flat("telco", Some("broadband")), line(Some("bundle"), calls()), None),
        (
            "broadband on its line",
            flat("telco", Some("broadband")),
            line(Some("broadband"), calls()[1..].to_vec()),
            None,
        ),
        (
            "a plan with calls on broadband",
            of("telco", &json!([used("voice", "min"), used("data", "MB")])),
            line(Some("broadband"), calls()[1..].to_vec()),
            Some("/sector"),
        ),
        (
            "a plan with calls on a mobile line",
            of("telco", &json!([used("voice", "min")])),
            line(Some("mobile"), calls()),
            None,
        ),
        ("a fee for any line", flat("telco", None), line(Some("mobile"), calls()), Some("/sector")),
        ("a plan on electricity", of("telco", &json!([used("data", "MB")])), power(), Some("/sector")),
    ];
    for (what, tariff, usage, refused) in cases {
        let quote = priced(&tariff, &usage);
        let found: Vec<(Code, &str)> =
            quote.reasons.iter().map(|reason| (reason.code, reason.clause.as_str())).collect();
        let expected: Vec<(Code, &str)> = refused.into_iter().map(|place| (Code::QuoteService, place)).collect();
        assert_eq!(found, expected, "{what}: {:?}", quote.reasons);
        assert_eq!(quote.year_one.is_none(), refused.is_some(), "{what}");
    }
}

/// What is taken for granted about the kind of a thing is said.
#[test]
fn a_kind_nobody_states_is_assumed_aloud() {
    let mut records = account();
    let silent = priced(&flat("bank", Some("current")), &only(&[("transaction", ACCOUNT)], &records));
    assert_eq!(silent.assumptions, ["the records do not say of what kind the account is: `current` is taken"]);
    records.push(account_of_kind("loan"));
    let quote = priced(&flat("bank", None), &only(&[("transaction", ACCOUNT)], &records));
    assert_eq!(quote.assumptions, ["the tariff does not say for what kind of account it is: `loan` is taken"]);
    assert_eq!((quote.service.as_str(), quote.things.as_slice()), ("bank", [ACCOUNT.to_owned()].as_slice()));
}

/// A price that needs no records is held to those of its service: seen, of one thing, in its currency.
#[test]
fn a_flat_fee_does_not_win_for_want_of_records() {
    let between = |from: &str, to: &str, records: &[AnyRecord]| {
        let mut builder = Usage::builder();
        builder.promised("transaction", Some(ACCOUNT), date(from), date(to), &[]);
        gathered(builder, records)
    };
    let mut two = account();
    let mut other = transaction(9999, date("2027-05-05"), "-1.00", TxKind::Card);
    other.account = id("abcdef");
    two.push(any_transaction(other));
    let mut mixed = account();
    let mut dollars = transaction(9999, date("2027-05-05"), "-1.00", TxKind::Card);
    dollars.currency = currency("USD");
    mixed.push(any_transaction(dollars));
    let euro = {
        let mut one = tariff("bank", &json!([monthly("5.00")]));
        one["currency"] = "EUR".into();
        read(&one)
    };
    let whole = |records: &[AnyRecord]| only(&[("transaction", ACCOUNT)], records);
    let invoice = json!({ "id": "R1", "date": TO, "kind": "invoice", "currency": "EUR", "tax_included": true, "total": "1.00",
                          "period_start": FROM, "period_end": TO });
    let mut billed = electricity();
    billed.push(AnyRecord::Invoice(Box::new(serde_json::from_value::<Invoice>(invoice).unwrap())));
    let bank = || flat("bank", None);
    let cases: Vec<(Tariff, Usage, Code, &str)> = vec![
        (bank(), between("2027-01-03", "2027-01-31", &account()), Code::QuoteCoverage, "/sector"),
        (bank(), only(&[], &account()), Code::QuoteCoverage, "/sector"),
        (bank(), only(&[], &[]), Code::QuoteService, "/sector"),
        (bank(), whole(&two), Code::QuoteOneThing, "/sector"),
        (bank(), only(&[("transaction", "abcdef"), ("transaction", ACCOUNT)], &[]), Code::QuoteOneThing, "/sector"),
        (bank(), whole(&mixed), Code::QuoteCurrency, "/sector"),
        (euro, whole(&account()), Code::QuoteCurrency, "/sector"),
        (of("energy", &json!([per_kwh("0.30")])), only(&[], &billed), Code::QuoteCurrency, "/currency"),
        (flat("energy", Some("electricity")), only(&[], &electricity()[..27]), Code::QuoteCoverage, "/sector"),
        (flat("telco", Some("mobile")), only(&[], &calls()), Code::QuoteCoverage, "/sector"),
    ];
    for (tariff, usage, code, place) in cases {
        let quote = priced(&tariff, &usage);
        let found: Vec<(Code, &str)> =
            quote.reasons.iter().map(|reason| (reason.code, reason.clause.as_str())).collect();
        assert_eq!(found, [(code, place)], "{:?}", quote.reasons);
        assert!(quote.year_one.is_none() && quote.grade.is_none());
    }
    // An account and a line of which nothing was used are seen: that is promised.
    for (tariff, promise) in
        [(bank(), ("transaction", ACCOUNT)), (flat("telco", Some("mobile")), ("usage_event", LINE))]
    {
        let quote = priced(&tariff, &only(&[promise], &[]));
        assert_eq!((quote.status, gross(&quote).as_str()), (Status::Exact, "60.00"), "{:?}", quote.reasons);
    }
    // Two months say little, whatever the fee: exact, and a grade that is no A.
    let quote = priced(&bank(), &between(FROM, "2027-03-01", &account()));
    assert_eq!((quote.status, quote.grade, gross(&quote).as_str()), (Status::Exact, Some(Grade::D), "60.00"));
    assert!(quote.map.is_empty() && quote.coverage.projected == 0);
}

#[test]
fn what_is_for_two_services_is_not_one_ranking() {
    let mut records = electricity();
    records.extend(of_fuel(Fuel::Gas, "rgastb"));
    let usage = only(&[], &records);
    let named = |name: &str, sector: &str, components: Value| {
        let mut one = tariff(sector, &components);
        one["id"] = name.into();
        priced(&read(&one), &usage)
    };
    let ranking = rank(vec![
        named("power-a", "energy", json!([per_kwh("0.30")])),
        named("power-b", "energy", json!([per_kwh("0.20")])),
        named("gas", "energy", json!([used("gas", "kWh")])),
        named("both", "energy", json!([used("gas", "kWh"), per_kwh("0.30")])),
    ]);
    let names = |quotes: &[Quote]| quotes.iter().map(|quote| quote.tariff.clone()).collect::<Vec<_>>();
    assert_eq!(
        (names(&ranking.ranked), names(&ranking.others)),
        (vec!["power-b".to_owned(), "power-a".to_owned()], vec!["both".to_owned(), "gas".to_owned()],)
    );
    for other in &ranking.others {
        assert_eq!(other.reasons.iter().map(|reason| reason.code).collect::<Vec<_>>(), [Code::CostRank]);
    }
    assert_eq!(ranking.others[0].service, "electricity+gas");
}

/// Monthly sums of two lines are not added up, and a month that is whole for one register only is not covered.
#[test]
fn monthly_sums_are_of_one_thing_and_whole() {
    let month = |at: u8| date(&format!("2027-{at:02}-01"));
    let sum = |at: u8, thing: &str, complete: bool, of: SummaryOf, bucket: &str| {
        let metric = if of == SummaryOf::UsageEvent { SummaryMetric::Usage } else { SummaryMetric::Energy };
        let AnyRecord::Summary(mut one) = summary(of, month(at), metric, bucket, 31, "100") else {
            panic!("a summary")
        };
        (one.thing, one.complete, one.id) = (Some(id(thing)), complete, id(format!("{thing}{at}")));
        AnyRecord::Summary(one)
    };
    let voice = "voice.out.mobile.national.home";
    let spoken = |lines: &[&str]| -> Vec<AnyRecord> {
        let of = |line: &&str| (1..=12).map(|at| sum(at, line, true, SummaryOf::UsageEvent, voice)).collect::<Vec<_>>();
        lines.iter().flat_map(of).collect()
    };
    let plan = of("telco", &json!([used("voice", "min")]));
    let alone = priced(&plan, &only(&[], &spoken(&[LINE])));
    assert_eq!((alone.status, alone.things.clone()), (Status::Exact, vec![LINE.to_owned()]), "{:?}", alone.reasons);
    let both = priced(&plan, &only(&[], &spoken(&[LINE, "lother"])));
    assert_eq!(both.reasons[0].code, Code::QuoteOneThing);
    let chosen = priced(&plan, &gathered(Usage::builder().only(LINE), &spoken(&[LINE, "lother"])));
    assert_eq!(gross(&chosen), gross(&alone));

    let energy = "electricity.import.all";
    let mut records: Vec<AnyRecord> =
        (1..=12).map(|at| sum(at, REGISTER, true, SummaryOf::IntervalDay, energy)).collect();
    // A second register is in use from March to June, and its May says itself that it is not whole.
    records.extend((3..=6).filter(|at| *at != 4).map(|at| sum(at, "rnight", at != 5, SummaryOf::IntervalDay, energy)));
    let quote = priced(&of("energy", &json!([per_kwh("0.10")])), &only(&[], &records));
    let replaced: Vec<&str> = quote.map.iter().map(|pair| pair.target.as_str()).collect();
    assert_eq!((quote.status, replaced), (Status::Projected, vec!["2027-04", "2027-05"]), "{:?}", quote.reasons);
    assert!(quote.assumptions.iter().any(|text| text.contains("at which supply point")), "{:?}", quote.assumptions);
}

/// Where several contracts in force are about one account, none of them says what leaving costs.
#[test]
fn overlapping_contracts_leave_the_cost_of_leaving_open() {
    let contract = |name: &str, sector: &str, covers: &[&str]| {
        let mut one = json!({ "id": name, "as_of": FROM, "sector": sector, "status": "active", "provider": "Old",
            "product_name": "Old", "exit_charge_kind": "amount", "exit_charge": "40.00", "currency": "GBP" });
        if !covers.is_empty() {
            one["covers"] = json!(covers);
        }
        AnyRecord::Contract(Box::new(serde_json::from_value::<Contract>(one).unwrap()))
    };
    let cases: Vec<(Vec<AnyRecord>, Option<&str>)> = vec![
        (vec![contract("c1", "bank", &[ACCOUNT])], Some("40.00")),
        (vec![contract("c1", "bank", &[])], Some("40.00")),
        (vec![contract("c1", "bank", &[ACCOUNT]), contract("c2", "telco", &[LINE])], Some("40.00")),
        (vec![contract("c1", "bank", &[ACCOUNT]), contract("c2", "bank", &["another"])], Some("40.00")),
        (vec![contract("c1", "telco", &[LINE])], None),
        (vec![contract("c1", "bank", &[ACCOUNT]), contract("c2", "bank", &[ACCOUNT])], None),
        (vec![contract("c1", "bank", &[ACCOUNT]), contract("c2", "bank", &[])], None),
    ];
    for (number, (contracts, expected)) in cases.into_iter().enumerate() {
        let overlap = number >= 5;
        let mut records = account();
        records.extend(contracts);
        let quote = priced(&flat("bank", None), &only(&[("transaction", ACCOUNT)], &records));
        assert_eq!(quote.switch_cost.map(|cost| cost.with_places(2)).as_deref(), expected, "{number}");
        let said = quote.not_priced.iter().any(|remark| remark.code == Code::QuoteContractOnce);
        assert_eq!(said, overlap, "{number}: {:?}", quote.not_priced);
    }
}

/// Registers that do not tell their supply point are taken for one, aloud.
#[test]
fn registers_of_nowhere_are_taken_for_one_place() {
    let mut records = electricity();
    records.extend(of_fuel(Fuel::Electricity, "rnight"));
    let quote = priced(&of("energy", &json!([per_kwh("0.10")])), &only(&[], &records));
    assert_eq!(quote.things, [REGISTER, "rnight"]);
    assert!(quote.assumptions.iter().any(|text| text.contains("r3m5tb, rnight count electricity.import")));
    let one = priced(&of("energy", &json!([per_kwh("0.10")])), &only(&[], &electricity()));
    assert!(one.assumptions.is_empty(), "{:?}", one.assumptions);
}

/// A register with a label is priced by its label, and two supply points are not one.
#[test]
fn registers_and_supply_points_are_told_apart() {
    let mut records = hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "1");
    records.push(register(Flow::Import, Some("controlled_load"), REGISTER));
    let mut one = per_kwh("0.10");
    one["filter"] = json!({ "tou": ["controlled_load"] });
    let boiler = read(&tariff("energy", &json!([one])));
    let quote = price(&boiler, &usage("2027-01-01", "2028-01-01", &records), &Facts::new(), &year("2027-01-01"));
    assert_eq!(gross(&quote), "876.00");

    let mut other = interval_day(date("2027-01-01"), "Etc/UTC", vec![decimal("1")], "P1D");
    other.register = id("rabcde");
    records.push(any_day(other));
    let AnyRecord::Register(mut elsewhere) = register(Flow::Import, None, "rabcde") else { panic!("a register") };
    elsewhere.supply_point = id("sabcde");
    records.push(AnyRecord::Register(elsewhere));
    let quote = price(&boiler, &usage("2027-01-01", "2028-01-01", &records), &Facts::new(), &year("2027-01-01"));
    assert_eq!(quote.reasons[0].code, Code::QuoteOneThing);
    let mut builder = promised("2027-01-01", "2028-01-01").only("s3m5tb");
    for record in &records {
        builder.record(record);
    }
    assert_eq!(gross(&price(&boiler, &builder.build(), &Facts::new(), &year("2027-01-01"))), "876.00");
}
