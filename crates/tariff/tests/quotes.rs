//! Quotes: what is refused and why, what is counted on which side, and what is said beside the figure.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::collections::BTreeSet;

use common::{
    REGISTER, any_day, balance, bought, call, card, date, days, decimal, hourly, interval_day, promised, read,
    register, summary, tariff, transaction, usage,
};
use pannier_model::record::{AnyRecord, Contract, CreditArrangement, Invoice, SummaryMetric, SummaryOf, SupplyPoint};
use pannier_model::value::{Category, Flow, TxKind, Unit};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, Grade, Horizon, Presence, Quote, Replay, Status, Usage, back_test, price, rank};
use pannier_tariff::tariff::Tariff;
use serde_json::{Value, json};

fn year(start: &str) -> Horizon {
    Horizon::year_from(date(start))
}

fn gross(quote: &Quote) -> String {
    quote.year_one.as_ref().map_or_else(|| format!("{:?}", quote.reasons), |totals| totals.gross.with_places(2))
}

/// A price per kilowatt-hour.
fn per_kwh(price: &str) -> Value {
    json!({ "kind": "usage", "id": "use", "label": "Use", "direction": "charge", "meter": "electricity.import",
            "unit": "kWh", "blocks": [{ "price": price }] })
}

fn monthly(amount: &str) -> Value {
    json!({ "kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": amount, "per": "P1M" })
}

fn windows(tariff: &mut Value) {
    tariff["windows"] = json!({
        "day": { "slots": [{ "from": "07:00", "to": "22:00" }] },
        "night": { "otherwise": ["day"] },
    });
    tariff["components"] = ["day", "night"]
        .map(|window| {
            let mut one = per_kwh(if window == "day" { "0.30" } else { "0.10" });
            one["id"] = window.into();
            one["window"] = window.into();
            one
        })
        .to_vec()
        .into();
}

/// A year of account: paid in and spent, and the balance at the end of each day.
fn account() -> Vec<AnyRecord> {
    let mut records = Vec::new();
    for (number, at) in days("2027-01-01", "2028-01-01").into_iter().enumerate() {
        if at.day() == 1 {
            records.push(card(number, at, "-100.00", Some(Category::Groceries), Some(at.month() == 8)));
        }
        records.push(balance(at, if at.day() <= 10 { "-50.00" } else { "200.00" }));
    }
    records
}

/// Every refusal names its requirement and the place in the tariff.
#[test]
fn what_cannot_be_priced_is_refused_by_name() {
    type Case = (Code, &'static str, Tariff, Usage, Facts, &'static str);

    let energy = |components: Value| read(&tariff("energy", &components));
    let bank = |components: Value| read(&tariff("bank", &components));
    let with = |change: &dyn Fn(&mut Value)| {
        let mut one = tariff("energy", &json!([per_kwh("0.30")]));
        change(&mut one);
        read(&one)
    };
    let whole_days = || {
        let all = days("2027-01-01", "2028-01-01");
        all.into_iter().map(|at| any_day(interval_day(at, "Etc/UTC", vec![decimal("5")], "P1D"))).collect::<Vec<_>>()
    };
    let electricity = || usage("2027-01-01", "2028-01-01", &whole_days());
    let money = || usage("2027-01-01", "2028-01-01", &account());
    let overdraft = json!([{ "kind": "balance", "id": "od", "label": "Overdraft", "direction": "charge", "side": "debit",
                             "rate": "0.15", "day_count": "ACT/365F" }]);
    let limited = json!([{ "kind": "balance", "id": "od", "label": "Overdraft", "direction": "charge", "side": "debit",
                           "from": "arranged_limit", "blocks": [{ "amount_per_day": "5.00" }] }]);
    let withheld = |record_type: &str, group: &str, records: &[AnyRecord]| {
        let mut builder = promised("2027-01-01", "2028-01-01");
        builder.presence(record_type, group, Presence::Withheld);
        for record in records {
            builder.record(record);
        }
        builder.build()
    };
    let two_accounts = || {
        let mut records = account();
        let mut other = transaction(9999, date("2027-05-05"), "-1.00", TxKind::Card);
        other.account = common::id("abcdef");
        records.push(AnyRecord::Transaction(Box::new(other)));
        usage("2027-01-01", "2028-01-01", &records)
    };
    let no_balances = || {
        let records: Vec<AnyRecord> =
            account().into_iter().filter(|record| matches!(record, AnyRecord::Transaction(_))).collect();
        records
    };
    let per_record = json!([{ "kind": "usage", "id": "v", "label": "Calls", "direction": "charge", "meter": "voice",
        "unit": "min", "increment": { "step": "1" }, "blocks": [{ "price": "0.09" }] }]);
    let call_sums = || {
        let months = (1..=12).map(|month| {
            let month = date(&format!("2027-{month:02}-01"));
            summary(SummaryOf::UsageEvent, month, SummaryMetric::Usage, "voice.out.mobile.national.home", 10, "600")
        });
        let mut builder = Usage::builder();
        months.for_each(|record| builder.record(&record));
        builder.build()
    };
    let now = "2027-01-01";
    let none = Facts::new;
    let at = "/components/0";
    let cases: Vec<Case> = vec![
        (Code::QuoteCoverage, at, bank(overdraft.clone()), usage("2027-01-02", "2027-02-01", &account()), none(), now),
        (Code::QuoteCoverage, at, energy(json!([per_kwh("1")])), usage(now, now, &whole_days()[..27]), none(), now),
        (Code::QuoteDataPresent, at, energy(json!([per_kwh("1")])), money(), none(), now),
        (Code::QuoteDataPresent, at, bank(overdraft.clone()), usage(now, "2028-01-01", &no_balances()), none(), now),
        (Code::QuoteDataShown, at, bank(overdraft), withheld("transaction", "balance", &no_balances()), none(), now),
        (Code::QuoteDataShown, at, energy(json!([per_kwh("1")])), withheld("interval_day", "core", &[]), none(), now),
        (Code::QuoteDataShown, at, with(&windows), withheld("interval_day", "profile", &whole_days()), none(), now),
        (Code::QuoteDataFine, at, with(&windows), electricity(), none(), now),
        (Code::QuoteDataFine, at, read(&tariff("telco", &per_record)), call_sums(), none(), now),
        (
            Code::QuoteDataFine,
            at,
            energy(json!([{ "kind": "peak", "id": "p", "label": "Power", "direction": "charge", "measure": "max",
                "meter": "electricity.import", "per": "P1M", "unit": "kW", "blocks": [{ "price": "2" }] }])),
            electricity(),
            none(),
            now,
        ),
        (
            Code::QuoteUnit,
            at,
            with(&|tariff| {
                tariff["components"][0]["meter"] = "gas".into();
            }),
            {
                let mut records = Vec::new();
                for at in days("2027-01-01", "2028-01-01") {
                    let mut one = interval_day(at, "Etc/UTC", vec![decimal("5")], "P1D");
                    (one.fuel, one.unit) = (pannier_model::value::Fuel::Gas, Unit::CubicMetre);
                    records.push(any_day(one));
                }
                usage(now, "2028-01-01", &records)
            },
            none(),
            now,
        ),
        (
            Code::QuoteOneThing,
            at,
            bank(json!([{ "kind": "event", "id": "e", "label": "Cards", "direction": "charge", "amount": "0.10",
                          "match": { "kind": ["card"] } }])),
            two_accounts(),
            none(),
            now,
        ),
        (
            Code::QuoteCurrency,
            at,
            {
                let mut one = tariff("bank", &limited);
                one["currency"] = "EUR".into();
                read(&one)
            },
            money(),
            none(),
            now,
        ),
        (Code::QuoteFactAnswered, at, bank(limited), money(), none(), now),
        (
            Code::QuoteCalendarKnown,
            at,
            with(&|tariff| {
                tariff["calendars"] = json!({ "holidays": { "dates": ["2026-12-25"], "known": { "from": "2026-01-01", "to": "2027-01-01" } } });
                tariff["windows"] = json!({ "day": { "slots": [{ "except": ["holidays"] }] } });
                tariff["components"][0]["window"] = "day".into();
            }),
            usage(now, "2028-01-01", &hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "0.1")),
            none(),
            now,
        ),
        (
            Code::QuoteEligible,
            "/eligibility/0",
            with(&|tariff| tariff["eligibility"] = json!([{ "fact": "student", "is": "yes" }])),
            electricity(),
            Facts::new().answer("student", "no"),
            now,
        ),
        (
            Code::QuoteInForce,
            "/saleable",
            with(&|tariff| tariff["saleable"] = json!({ "from": "2020-01-01", "to": "2027-01-01" })),
            electricity(),
            none(),
            now,
        ),
        (
            Code::QuoteInForce,
            "/priced",
            with(&|tariff| tariff["priced"] = json!({ "from": "2028-01-01" })),
            electricity(),
            none(),
            now,
        ),
        (
            Code::QuoteGoodsTax,
            at,
            {
                let mut one = common::example("retail");
                one["tax"] = json!({ "included": false, "rate": "0.25" });
                one["priced"] = json!({ "from": "2026-01-01" });
                read(&one)
            },
            usage(now, "2028-01-01", &[bought(1, date("2027-03-03"), "04006381333931", "2", "2.98")]),
            none(),
            now,
        ),
    ];
    for (code, clause, tariff, usage, facts, start) in cases {
        let quote = price(&tariff, &usage, &facts, &year(start));
        let found: Vec<(Code, &str)> =
            quote.reasons.iter().map(|reason| (reason.code, reason.clause.as_str())).collect();
        assert!(found.contains(&(code, clause)), "{code}: {:?}", quote.reasons);
        assert!(found.iter().all(|(found, _)| *found == code), "{code}: {found:?}");
        assert_eq!((quote.status, quote.year_one.is_none()), (Status::Refused, true), "{code}");
        assert!(quote.lines.is_empty() && quote.grade.is_none());
    }
    let mut middle = year(now);
    middle.start = date("2027-01-15");
    let quote = price(&energy(json!([per_kwh("0.30")])), &electricity(), &none(), &middle);
    assert!(quote.reasons.iter().any(|reason| reason.code == Code::QuoteYear), "{:?}", quote.reasons);
}

#[test]
fn two_months_are_replayed_and_graded() {
    let records = hourly(&days("2026-06-01", "2026-08-01"), "Europe/London", "0.1");
    let quote = price(
        &read(&tariff("energy", &json!([monthly("5.00"), per_kwh("0.30")]))),
        &usage("2026-06-01", "2026-08-01", &records),
        &Facts::new(),
        &year("2027-01-01"),
    );
    assert_eq!((quote.status, quote.grade), (Status::Projected, Some(Grade::D)));
    // Each day of the year has the 2.4 kWh of a summer day: 365 x 2.4 x 0.30, and twelve fees; cents round by month.
    assert_eq!(gross(&quote), "322.80");
    assert_eq!(quote.map.len(), 365);
    assert!(quote.map.iter().all(|pair| pair.source.starts_with("2026-0")));
}

#[test]
fn estimates_lower_the_grade_and_are_named() {
    let mut records = Vec::new();
    for at in days("2027-01-01", "2028-01-01") {
        let mut one = interval_day(at, "Etc/UTC", vec![decimal("2")], "P1D");
        if at.month() == 1 {
            one.quality = pannier_model::value::Quality::Estimated;
        }
        records.push(any_day(one));
    }
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let quote = price(&read(&tariff("energy", &json!([per_kwh("0.30")]))), &usage, &Facts::new(), &year("2027-01-01"));
    assert_eq!((quote.status, quote.grade), (Status::Exact, Some(Grade::B)));
    assert_eq!(quote.coverage.estimated.to_string(), "31/365");
    assert_eq!(quote.lines[0].source.as_ref().unwrap().estimated.to_string(), "1");
    assert_eq!(quote.lines[1].source.as_ref().unwrap().estimated.to_string(), "0");
}

/// What is unknown is counted on the side that makes the price higher, and priced both ways.
#[test]
fn unknown_conditions_count_against_the_tariff() {
    let records = account();
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let component = |direction: &str, contingent: bool| {
        json!([monthly("10.00"), { "kind": "fixed", "id": "extra", "label": "Extra", "direction": direction,
            "amount": "2.00", "per": "P1M", "contingent": contingent, "when": [{ "fact": "pays_on_time", "is": "no" }] }])
    };
    let cases = [
        // Direction, contingent, answer, status, year one, what the other way comes to.
        ("charge", false, None, Status::Bounded, "144.00", Some((false, "120.00", "-24.00"))),
        ("charge", true, None, Status::Exact, "120.00", Some((true, "144.00", "24.00"))),
        ("credit", false, None, Status::Exact, "120.00", Some((true, "96.00", "-24.00"))),
        ("credit", true, None, Status::Exact, "120.00", Some((true, "96.00", "-24.00"))),
        ("charge", false, Some("no"), Status::Exact, "144.00", None),
        ("charge", false, Some("yes"), Status::Exact, "120.00", None),
        ("credit", true, Some("no"), Status::Exact, "96.00", None),
    ];
    for (direction, contingent, answer, status, year_one, other) in cases {
        let facts = answer.map_or_else(Facts::new, |answer| Facts::new().answer("pays_on_time", answer));
        let quote =
            price(&read(&tariff("bank", &component(direction, contingent))), &usage, &facts, &year("2027-01-01"));
        assert_eq!((quote.status, gross(&quote).as_str()), (status, year_one), "{direction} {contingent} {answer:?}");
        let found: Vec<(bool, String, String)> = quote
            .if_also
            .iter()
            .map(|one| (one.holds, one.year_one.with_places(2), one.difference.with_places(2)))
            .collect();
        let other: Vec<_> =
            other.into_iter().map(|(holds, year, less)| (holds, year.to_owned(), less.to_owned())).collect();
        assert_eq!(found, other, "{direction} {contingent} {answer:?}");
        assert!(quote.if_also.iter().all(|one| one.condition == "pays_on_time is no" && one.components.len() == 1));
    }
}

#[test]
fn movements_that_may_match_bound_the_figure() {
    let mut records = Vec::new();
    for (number, at) in days("2027-01-01", "2028-01-01").into_iter().filter(|at| at.day() == 1).enumerate() {
        records.push(card(number, at, "-100.00", None, None));
    }
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let event = |direction: &str, matching: Value| json!([{ "kind": "event", "id": "e", "label": "E", "direction": direction, "percent": "0.02", "match": matching }]);
    let abroad = json!({ "kind": ["card"], "is_foreign": true });
    let groceries = json!({ "category": ["groceries"] });
    for (components, facts, status, year_one) in [
        (event("charge", abroad.clone()), Facts::new(), Status::Bounded, "24.00"),
        (event("charge", abroad), Facts::new().answer("foreign_use", "no"), Status::Exact, "0.00"),
        (event("charge", groceries.clone()), Facts::new(), Status::Bounded, "24.00"),
        (event("credit", groceries), Facts::new(), Status::Bounded, "0.00"),
    ] {
        let quote = price(&read(&tariff("bank", &components)), &usage, &facts, &year("2027-01-01"));
        assert_eq!((quote.status, gross(&quote).as_str()), (status, year_one));
        let said = quote.not_priced.iter().any(|remark| remark.code == Code::QuoteMatchKnown);
        assert_eq!(said, status == Status::Bounded);
    }
}

#[test]
fn feed_in_that_is_proven_absent_is_nothing_and_withheld_is_a_bound() {
    let mut credit = per_kwh("0.08");
    credit["id"] = "feed-in".into();
    credit["meter"] = "electricity.export".into();
    credit["direction"] = "credit".into();
    let tariff = read(&tariff("energy", &json!([per_kwh("0.30"), credit])));
    for (presence, status) in [
        (Presence::AbsentProven, Status::Exact),
        (Presence::Withheld, Status::Bounded),
        (Presence::Present, Status::Exact),
    ] {
        let mut builder = Usage::builder();
        builder.presence("interval_day", "electricity.export", presence);
        for record in hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "0.1") {
            builder.record(&record);
        }
        let quote = price(&tariff, &builder.build(), &Facts::new(), &year("2027-01-01"));
        assert_eq!((quote.status, gross(&quote)), (status, "262.80".to_owned()));
        // Nobody said whether there is any: that nothing was counted is said.
        assert_eq!(quote.assumptions.len(), usize::from(presence == Presence::Present), "{:?}", quote.assumptions);
    }
}

#[test]
fn withheld_days_are_not_covered() {
    let mut builder = Usage::builder();
    for record in hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "0.1") {
        builder.record(&record);
    }
    builder.withheld("interval_day", date("2027-02-01"), date("2027-03-01"));
    let quote = price(
        &read(&tariff("energy", &json!([per_kwh("0.30")]))),
        &builder.build(),
        &Facts::new(),
        &year("2027-01-01"),
    );
    assert_eq!((quote.status, quote.map.len()), (Status::Projected, 28));
}

/// Market data counts days of one fixed offset; the tariff's hours are those of the wall.
#[test]
fn hours_of_another_zone_are_found_by_their_instants() {
    // 1 kWh in the hour that begins at 21:00 UTC+10, every day of two years.
    let mut slots = vec![decimal("0"); 24];
    slots[21] = decimal("1");
    let records: Vec<AnyRecord> = days("2026-06-01", "2027-09-01")
        .into_iter()
        .map(|at| {
            let mut one = interval_day(at, "Etc/GMT-10", slots.clone(), "PT1H");
            one.start = Some(pannier_model::value::Instant::parse(&format!("{at}T00:00:00+10:00")).unwrap());
            any_day(one)
        })
        .collect();
    let usage = usage("2026-06-01", "2027-09-01", &records);
    let mut one = tariff("energy", &json!([]));
    windows(&mut one);
    one["time_zone"] = "Australia/Sydney".into();
    let quote = price(&read(&one), &usage, &Facts::new(), &year("2026-07-01"));
    // 21:00 in winter is in the day window; in summer the clock says 22:00, which is night: 4 October to 4 April.
    let summer = date("2027-04-04").days_since(date("2026-10-04"));
    let quantity = |component: &str| {
        let lines = quote.lines.iter().filter(|line| &*line.component == component);
        lines.map(|line| line.quantity.to_string().parse::<i64>().unwrap()).sum::<i64>()
    };
    assert_eq!((quantity("day"), quantity("night")), (365 - summer, summer), "{:?}", quote.reasons);
}

#[test]
fn hours_of_the_meter_are_taken_from_the_data() {
    let window = |starts: &str, ends: &str| {
        json!({ "id": "s3m5tb", "as_of": "2027-01-01", "fuel": "electricity", "country": "FR", "zone": "Europe/Paris",
                "status": "active", "windows": [{ "ends": ends, "label": "off_peak", "starts": starts }] })
    };
    let mut one = tariff("energy", &json!([]));
    windows(&mut one);
    one["windows"] =
        json!({ "night": { "source": "consumer", "label": "off_peak" }, "day": { "otherwise": ["night"] } });
    let tariff = read(&one);
    let mut builder = Usage::builder();
    for record in hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "1") {
        builder.record(&record);
    }
    let point: SupplyPoint = serde_json::from_value(window("22:30", "05:00")).unwrap();
    builder.record(&AnyRecord::SupplyPoint(Box::new(point)));
    let quote = price(&tariff, &builder.build(), &Facts::new(), &year("2027-01-01"));
    // Slots of an hour count where they begin: from 23:00 to 05:00 six hours a day.
    let night: Vec<String> =
        quote.lines.iter().filter(|line| &*line.component == "night").map(|line| line.quantity.to_string()).collect();
    assert_eq!(night[0], (31 * 6).to_string());
    assert!(
        quote.assumptions.iter().any(|text| text.contains("a slot counts where it begins")),
        "{:?}",
        quote.assumptions
    );
}

#[test]
fn sums_of_months_do_where_the_price_is_linear() {
    let months: Vec<_> = (1..=12).map(|month| date(&format!("2027-{month:02}-01"))).collect();
    let mut builder = Usage::builder();
    for month in &months {
        let sum = |metric, bucket: &str, count, value: &str| {
            summary(SummaryOf::Transaction, *month, metric, bucket, count, value)
        };
        for record in [
            sum(SummaryMetric::Out, "cash_out", 4, "-200.00"),
            sum(SummaryMetric::In, "transfer_in", 1, "900.00"),
            sum(SummaryMetric::EodDebitSum, "all", month.days_in_month().into(), "730.00"),
            sum(SummaryMetric::EodDebitDays, "all", month.days_in_month().into(), "10"),
            summary(SummaryOf::IntervalDay, *month, SummaryMetric::Energy, "electricity.import.all", 31, "100"),
        ] {
            builder.record(&record);
        }
    }
    let usage = builder.build();
    for (sector, component, expected) in [
        // 4 withdrawals of which one is free.
        (
            "bank",
            json!({ "kind": "event", "id": "c", "label": "C", "direction": "charge", "amount": "0.50",
            "match": { "kind": ["cash_out"] }, "free": { "n": 1 } }),
            "18.00",
        ),
        (
            "bank",
            json!({ "kind": "event", "id": "c", "label": "C", "direction": "charge", "percent": "0.01",
            "match": { "kind": ["cash_out"] } }),
            "24.00",
        ),
        // 730 pound-days at 0.10 by 365.
        (
            "bank",
            json!({ "kind": "balance", "id": "o", "label": "O", "direction": "charge", "side": "debit", "rate": "0.10",
            "day_count": "ACT/365F" }),
            "2.40",
        ),
        (
            "bank",
            json!({ "kind": "fixed", "id": "f", "label": "F", "direction": "charge", "amount": "5", "per": "P1M",
            "when": [{ "metric": "inflow", "lt": "1000" }] }),
            "60.00",
        ),
        ("energy", per_kwh("0.20"), "240.00"),
    ] {
        let quote = price(&read(&tariff(sector, &json!([component]))), &usage, &Facts::new(), &year("2027-01-01"));
        assert_eq!(
            (quote.status, gross(&quote).as_str()),
            (Status::Exact, expected),
            "{component}: {:?}",
            quote.reasons
        );
        assert!(
            quote.lines.iter().all(|line| sector == "bank" && line.source.is_none() == line.unit.contains("month")
                || line.source.as_ref().is_some_and(|source| source.count > 0))
        );
    }
    // A least amount for each withdrawal needs the withdrawals.
    let bounded = json!([{ "kind": "event", "id": "c", "label": "C", "direction": "charge", "percent": "0.01", "min": "1",
                           "match": { "kind": ["cash_out"] } }]);
    let quote = price(&read(&tariff("bank", &bounded)), &usage, &Facts::new(), &year("2027-01-01"));
    assert_eq!(quote.reasons[0].code, Code::QuoteDataFine);
}

#[test]
fn goods_are_priced_again_and_what_is_not_listed_is_said() {
    let mut records = Vec::new();
    for (number, at) in days("2027-01-01", "2028-01-01").into_iter().filter(|at| at.day() == 31).enumerate() {
        records.push(bought(3 * number, at, "04006381333931", "2", "3.20"));
        records.push(bought(3 * number + 1, at, "05012345678900", "-1", "-1.00"));
        records.push(bought(3 * number + 2, at, "08711253001202", "1", "7.00"));
    }
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let facts = Facts::new().answer("member_of", "example-club");
    for (name, status, expected) in [
        // Seven months have a 31st: 7 x (2 x 1.49 - 0.99).
        ("retail", Status::Incomplete, "13.93"),
        // 12.00, and 7 x (2 x 1.19 - 0.99 + 7.00 at what was paid); points from 20.00 on are never reached.
        ("loyalty", Status::Exact, "70.73"),
    ] {
        let mut one = common::example(name);
        one["saleable"] = json!({ "from": "2020-01-01" });
        one["priced"] = json!({ "from": "2020-01-01" });
        let quote = price(&read(&one), &usage, &facts, &year("2027-01-01"));
        assert_eq!((quote.status, gross(&quote).as_str()), (status, expected), "{name}: {:?}", quote.reasons);
        assert_eq!(quote.not_priced[0].code, Code::QuoteGoodsListed);
        assert!(quote.not_priced[0].text.starts_with("7 lines") && quote.not_priced[0].text.contains("49.00 EUR"));
    }
}

#[test]
fn power_is_the_greatest_of_a_month_or_the_mean_of_the_greatest() {
    let mut records = Vec::new();
    for at in days("2027-01-01", "2028-01-01") {
        let mut slots = vec![decimal("0.25"); 48];
        slots[36] = decimal(if at.day() == 10 {
            "3"
        } else if at.day() == 11 {
            "2"
        } else {
            "1"
        });
        records.push(any_day(interval_day(at, "Etc/UTC", slots, "PT30M")));
    }
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let peak = |more: Value| {
        let mut one = json!({ "kind": "peak", "id": "p", "label": "Power", "direction": "charge", "measure": "max",
            "meter": "electricity.import", "per": "P1M", "unit": "kW", "blocks": [{ "price": "2.00" }] });
        for (name, value) in more.as_object().unwrap() {
            one[name.as_str()] = value.clone();
        }
        read(&tariff("energy", &json!([one])))
    };
    for (more, expected) in [
        // 3 kWh in half an hour are 6 kW.
        (json!({}), "144.00"),
        (json!({ "measure": "top_n_mean", "n": 2 }), "120.00"),
        (json!({ "mode": "graduated", "blocks": [{ "price": "1", "up_to": "4" }, { "price": "5" }] }), "168.00"),
        (json!({ "mode": "volume", "blocks": [{ "price": "1", "up_to": "4" }, { "price": "5" }] }), "360.00"),
        (json!({ "per": "P1D", "blocks": [{ "price": "0.10" }] }), "80.20"),
    ] {
        assert_eq!(gross(&price(&peak(more.clone()), &usage, &Facts::new(), &year("2027-01-01"))), expected, "{more}");
    }
}

#[test]
fn allowances_are_kept_and_lapse() {
    // Nothing in January, 30 minutes in every other month.
    let records: Vec<AnyRecord> = days("2027-02-01", "2028-01-01")
        .into_iter()
        .filter(|at| at.day() == 5)
        .enumerate()
        .map(|(number, at)| call(number, at, "1800"))
        .collect();
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let voice = |included: Value| {
        read(&tariff(
            "telco",
            &json!([{ "kind": "usage", "id": "v", "label": "Calls", "direction": "charge",
            "meter": "voice", "unit": "min", "included": included, "blocks": [{ "price": "1" }] }]),
        ))
    };
    for (included, expected) in [
        // Eleven months of ten minutes too many.
        (json!({ "quantity": "20" }), "110.00"),
        // January's twenty go first in February, which leaves ten of February's for March.
        (json!({ "quantity": "20", "rollover": "P1M" }), "90.00"),
        (json!({ "quantity": "200", "per": "P1Y" }), "130.00"),
    ] {
        let quote = price(&voice(included.clone()), &usage, &Facts::new(), &year("2027-01-01"));
        assert_eq!(gross(&quote), expected, "{included}");
    }
}

#[test]
fn interest_settles_and_day_counts_differ() {
    let records: Vec<AnyRecord> = days("2027-01-01", "2028-01-01").into_iter().map(|at| balance(at, "1000")).collect();
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let savings = |more: Value| {
        let mut one = json!({ "kind": "balance", "id": "s", "label": "Interest", "direction": "credit", "side": "credit",
            "rate": "0.03", "day_count": "30E/360" });
        for (name, value) in more.as_object().unwrap() {
            one[name.as_str()] = value.clone();
        }
        read(&tariff("bank", &json!([one])))
    };
    for (more, lines, expected) in [
        // Thirty days in every month, by 360.
        (json!({}), 12, "-30.00"),
        (json!({ "settle": "P3M" }), 4, "-30.00"),
        (json!({ "day_count": "ACT/360", "settle": "P1Y" }), 1, "-30.42"),
        (json!({ "from": "400" }), 12, "-18.00"),
        (json!({ "buffer": { "amount": "500", "mode": "deductible" } }), 12, "-15.00"),
        (json!({ "buffer": { "amount": "1000", "mode": "threshold" } }), 0, "0.00"),
        (json!({ "day_count": "ACT/365F", "settle": "P1Y", "free_days": { "n": 5, "per": "P1M" } }), 1, "-25.07"),
    ] {
        let quote = price(&savings(more.clone()), &usage, &Facts::new(), &year("2027-01-01"));
        assert_eq!((gross(&quote).as_str(), quote.lines.len()), (expected, lines), "{more}: {:?}", quote.reasons);
    }
}

#[test]
fn tax_and_rounding_add_up() {
    let records = hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "0.0137");
    let usage = usage("2027-01-01", "2028-01-01", &records);
    for included in [true, false] {
        for at in ["line", "period", "total"] {
            let mut one = tariff("energy", &json!([monthly("4.95"), per_kwh("0.2837")]));
            one["tax"] = json!({ "included": included, "rate": "0.19" });
            one["rounding"] = json!({ "at": at, "mode": "half_up", "places": 2 });
            let quote = price(&read(&one), &usage, &Facts::new(), &year("2027-01-01"));
            let total = quote.year_one.clone().unwrap();
            for sum in [&total.net, &total.tax, &total.gross] {
                assert_eq!(*sum, sum.round(2, pannier_tariff::tariff::RoundingMode::Down), "{included} {at}");
            }
            assert_eq!(&total.net + &total.tax, total.gross);
            for line in &quote.lines {
                assert_eq!(&line.net + &line.tax, line.gross);
                assert_eq!(&line.quantity * &line.price, line.exact);
            }
            let lines = quote.lines.iter().map(|line| &line.gross).sum::<pannier_tariff::cost::Exact>();
            let rounded = quote.rounded.iter().map(|sum| &sum.gross).sum::<pannier_tariff::cost::Exact>();
            assert_eq!(lines + rounded, total.gross, "{included} {at}");
            assert_eq!(quote.rounded.len(), usize::from(at == "total") + 12 * usize::from(at == "period"));
        }
    }
}

#[test]
fn phases_commitment_and_leaving() {
    let mut one = common::example("mobile");
    one["saleable"] = json!({ "from": "2020-01-01" });
    let usage = usage("2027-01-01", "2028-01-01", &[call(1, date("2027-03-03"), "60")]);
    let facts = Facts::new().choose("bill", "paper").leaving_costs(common::amount("25.00"));
    let quote = price(&read(&one), &usage, &facts, &year("2027-01-01"));
    // 6 x 9.99 + 6 x 19.99 + 10.00 + 12 x 2.50, then 12 x 19.99 + 12 x 2.50.
    assert_eq!(gross(&quote), "219.88");
    assert_eq!(quote.year_two.as_ref().unwrap().gross.with_places(2), "269.88");
    let commitment = quote.commitment.as_ref().unwrap();
    assert_eq!((commitment.months, commitment.gross.with_places(2).as_str()), (24, "489.76"));
    // Twelve months are left, at 10.00 each.
    assert_eq!(quote.leave_after_one_year.as_ref().unwrap().with_places(2), "339.88");
    assert_eq!(quote.switch_cost.as_ref().unwrap().with_places(2), "25.00");

    one["components"].as_array_mut().unwrap().remove(1);
    let quote = price(&read(&one), &usage, &facts, &year("2027-01-01"));
    assert_eq!((quote.year_two, quote.commitment), (None, None));
    assert_eq!(quote.not_priced[0].code, Code::QuoteSecondYear);
    assert_eq!(quote.not_priced[0].clause, "/components/0");
}

#[test]
fn leaving_the_present_contract_costs_what_its_record_says() {
    let contract = |kind: &str, amount: Value| {
        let mut one = json!({ "id": "c7k2qx", "as_of": "2027-01-01", "sector": "bank", "status": "active",
            "provider": "Old Bank", "product_name": "Old", "exit_charge_kind": kind });
        if amount.is_string() {
            one["exit_charge"] = amount;
            one["currency"] = "GBP".into();
        }
        AnyRecord::Contract(Box::new(serde_json::from_value::<Contract>(one).unwrap()))
    };
    let tariff = read(&tariff("bank", &json!([monthly("1.00")])));
    for (record, expected) in [
        (contract("none", Value::Null), Some("0.00")),
        (contract("amount", "40.00".into()), Some("40.00")),
        (contract("unknown", Value::Null), None),
    ] {
        let quote = price(&tariff, &usage("2027-01-01", "2028-01-01", &[record]), &Facts::new(), &year("2027-01-01"));
        assert_eq!(quote.switch_cost.map(|cost| cost.with_places(2)).as_deref(), expected);
    }
}

#[test]
fn the_arranged_limit_parts_two_fees() {
    let arrangement = json!({ "id": "a7k2qx.arranged_overdraft", "account": "a7k2qx", "as_of": "2027-01-01",
        "kind": "arranged_overdraft", "currency": "GBP", "credit_limit": "30.00" });
    let mut records = account();
    let arrangement: CreditArrangement = serde_json::from_value(arrangement).unwrap();
    records.push(AnyRecord::CreditArrangement(Box::new(arrangement)));
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let tariff = read(&tariff(
        "bank",
        &json!([{ "kind": "balance", "id": "od", "label": "Unarranged", "direction": "charge",
        "side": "debit", "from": "arranged_limit", "blocks": [{ "amount_per_day": "1.00" }] }]),
    ));
    // Ten days of every month at -50.
    assert_eq!(gross(&price(&tariff, &usage, &Facts::new(), &year("2027-01-01"))), "120.00");
    let answered = Facts::new().answer("arranged_limit", "50.00");
    assert_eq!(gross(&price(&tariff, &usage, &answered, &year("2027-01-01"))), "0.00");
}

#[test]
fn only_what_can_be_compared_is_ranked() {
    let usage = usage("2027-01-01", "2028-01-01", &account());
    let mut replay = Replay::new(&usage, year("2027-01-01"));
    let mut quote = |id: &str, amount: &str, change: &dyn Fn(&mut Value)| {
        let mut one = tariff("bank", &json!([monthly(amount)]));
        one["id"] = id.into();
        change(&mut one);
        replay.price(&read(&one), &Facts::new())
    };
    let unmodelled = |effect: &'static str| {
        move |one: &mut Value| one["unmodelled"] = json!([{ "effect": effect, "text": "Something" }])
    };
    let quotes = vec![
        quote("b", "3.00", &|_| {}),
        quote("a", "3.00", &|_| {}),
        quote("cheap-but-unclear", "0.10", &unmodelled("unknown")),
        quote("bounded", "2.00", &unmodelled("decrease")),
        quote("free-text", "0.20", &unmodelled("increase")),
        quote("dollars", "1.00", &|one| one["currency"] = "USD".into()),
        quote("gone", "0.30", &|one| one["saleable"] = json!({ "from": "2020-01-01", "to": "2021-01-01" })),
    ];
    let ranking = rank(quotes);
    let names = |quotes: &[Quote]| quotes.iter().map(|quote| quote.tariff.clone()).collect::<Vec<_>>();
    assert_eq!(names(&ranking.ranked), ["bounded", "a", "b"]);
    assert_eq!(names(&ranking.others), ["cheap-but-unclear", "dollars", "free-text", "gone"]);
    assert_eq!(ranking.others[0].status, Status::Incomplete);
    assert_eq!(ranking.others[0].reasons[0].code, Code::QuoteAllPriced);
}

#[test]
fn the_present_contract_is_held_against_what_was_billed() {
    let records = |billed: &str| {
        let mut records = hourly(&days("2026-01-01", "2026-07-01"), "Etc/UTC", "0.1");
        for (from, to) in [("2026-01-01", "2026-04-01"), ("2026-04-01", "2026-07-01")] {
            let invoice: Invoice =
                serde_json::from_value(json!({ "id": format!("R{from}"), "date": to, "kind": "invoice",
                "currency": "GBP", "tax_included": true, "total": billed, "period_start": from, "period_end": to }))
                .unwrap();
            records.push(AnyRecord::Invoice(Box::new(invoice)));
        }
        usage("2026-01-01", "2026-07-01", &records)
    };
    let tariff = read(&tariff("energy", &json!([per_kwh("0.30")])));
    // 181 days of 2.4 kWh at 0.30, less the hour that March lacks in London.
    for (billed, differs) in [("65.16", false), ("65.50", false), ("66.20", true), ("80.00", true)] {
        let usage = records(billed);
        let test = back_test(&tariff, &usage, &Facts::new(), &BTreeSet::new()).unwrap();
        assert_eq!((test.computed.with_places(2).as_str(), test.differs), ("130.29", differs), "{billed}");
        assert_eq!(test.remark.map(|remark| remark.code), differs.then_some(Code::QuoteBackTest));
        assert_eq!((test.from, test.to), (date("2026-01-01"), date("2026-07-01")));
    }
    let empty = usage("2026-01-01", "2026-07-01", &hourly(&days("2026-01-01", "2026-07-01"), "Etc/UTC", "0.1"));
    assert!(back_test(&tariff, &empty, &Facts::new(), &BTreeSet::new()).is_none());
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
    other.register = common::id("rabcde");
    records.push(any_day(other));
    let AnyRecord::Register(mut elsewhere) = register(Flow::Import, None, "rabcde") else { panic!("a register") };
    elsewhere.supply_point = common::id("sabcde");
    records.push(AnyRecord::Register(elsewhere));
    let quote = price(&boiler, &usage("2027-01-01", "2028-01-01", &records), &Facts::new(), &year("2027-01-01"));
    assert_eq!(quote.reasons[0].code, Code::QuoteOneThing);
    let mut builder = promised("2027-01-01", "2028-01-01").only("s3m5tb");
    for record in &records {
        builder.record(record);
    }
    assert_eq!(gross(&price(&boiler, &builder.build(), &Facts::new(), &year("2027-01-01"))), "876.00");
}

/// Every quote is a document of its schema.
#[test]
fn quotes_follow_their_schema() {
    use pannier_validate::schemas;
    let registry = jsonschema::Registry::new()
        .extend(schemas::ALL.iter().map(|schema| (schema.url(), schema.value().clone())))
        .and_then(jsonschema::RegistryBuilder::prepare)
        .unwrap();
    let schema = schemas::by_name("quote").unwrap().value();
    let validator =
        jsonschema::options().with_registry(&registry).offline().should_validate_formats(true).build(schema).unwrap();
    let usage = usage("2026-06-01", "2026-09-01", &{
        let mut records = hourly(&days("2026-06-01", "2026-09-01"), "Australia/Sydney", "0.3");
        records.push(call(1, date("2026-07-01"), "90"));
        records.push(card(1, date("2026-07-01"), "-9.99", None, None));
        records.push(bought(1, date("2026-07-01"), "04006381333931", "3", "4.00"));
        records.extend(days("2026-06-01", "2026-09-01").into_iter().map(|at| balance(at, "-10.00")));
        records
    });
    let mut seen = BTreeSet::new();
    for name in ["minimal", "full", "bank-overdraft", "mobile", "energy-time-of-use", "retail", "loyalty"] {
        for facts in [Facts::new(), Facts::new().answer("arranged_limit", "100")] {
            let quote = price(&read(&common::example(name)), &usage, &facts, &year("2026-07-01"));
            let document = quote.to_value();
            let errors: Vec<String> =
                validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
            assert_eq!(serde_json::to_value(&quote).unwrap(), document);
            seen.insert(quote.status.as_str());
        }
    }
    assert!(seen.len() >= 3, "{seen:?}");
}
