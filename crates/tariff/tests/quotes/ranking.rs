//! Which quotes are ranked, and what they look like as documents.

use crate::common::{balance, bought, call, card, date, days, hourly, read, tariff, usage};
use crate::{account, monthly, year};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, Quote, Replay, Status, price, rank};
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
    for name in
        ["minimal", "full", "bank-overdraft", "mobile", "mobile-family", "energy-time-of-use", "retail", "loyalty"]
    {
        for facts in [Facts::new(), Facts::new().answer("arranged_limit", "100")] {
            let quote = price(&read(&crate::common::example(name)), &usage, &facts, &year("2026-07-01"));
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
