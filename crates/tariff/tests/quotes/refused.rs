//! What is refused, under which requirement, and at which place of the tariff.

use crate::common::{
    any_day, bought, date, days, decimal, hourly, interval_day, promised, read, summary, tariff, transaction, usage,
};
use crate::{account, per_kwh, windows, year};
use pannier_model::record::{AnyRecord, SummaryMetric, SummaryOf};
use pannier_model::value::{TxKind, Unit};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, Presence, Status, Usage, price};
use pannier_tariff::tariff::Tariff;
use serde_json::{Value, json};

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
        other.account = crate::common::id("abcdef");
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
        (Code::QuoteService, "/sector", energy(json!([per_kwh("1")])), money(), none(), now),
        (
            Code::QuoteDataPresent,
            at,
            energy(json!([
                { "kind": "usage", "id": "g", "label": "Gas", "direction": "charge", "meter": "gas", "unit": "kWh",
                  "blocks": [{ "price": "1" }] },
                per_kwh("1"),
            ])),
            electricity(),
            none(),
            now,
        ),
        (Code::QuoteDataPresent, at, bank(overdraft.clone()), usage(now, "2028-01-01", &no_balances()), none(), now),
        (Code::QuoteDataShown, at, bank(overdraft), withheld("transaction", "balance", &no_balances()), none(), now),
        (
            Code::QuoteDataShown,
            "/sector",
            energy(json!([per_kwh("1")])),
            withheld("interval_day", "core", &[]),
            none(),
            now,
        ),
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
                let mut one = crate::common::example("retail");
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
