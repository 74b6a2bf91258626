//! Terms, leaving, and the present contract beside what was billed.

use crate::common::{call, date, days, hourly, read, tariff, usage};
use crate::{gross, monthly, per_kwh, year};
use pannier_model::record::{AnyRecord, Contract, Invoice};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, back_test, price};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn phases_commitment_and_leaving() {
    let mut one = crate::common::example("mobile");
    one["saleable"] = json!({ "from": "2020-01-01" });
    let usage = usage("2027-01-01", "2028-01-01", &[call(1, date("2027-03-03"), "60")]);
    let facts = Facts::new().choose("bill", "paper").leaving_costs(crate::common::amount("25.00"));
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
