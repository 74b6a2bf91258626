//! What is unknown is counted on the side that makes the price higher, and priced both ways.

use crate::common::{card, days, hourly, read, tariff, usage};
use crate::{account, gross, monthly, per_kwh, year};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, Presence, Status, Usage, price};
use serde_json::{Value, json};

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
        ("credit", false, None, Status::Bounded, "120.00", Some((true, "96.00", "-24.00"))),
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
        (Presence::Present, Status::Bounded),
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
