//! Terms, leaving, and the present contract beside what was billed.

use crate::common::{call, date, days, hourly, id, promised, read, tariff, usage};
use crate::{gross, monthly, per_kwh, year};
use pannier_model::record::{AnyRecord, Contract, Invoice, InvoiceLine, Register};
use pannier_model::value::Fuel;
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

/// A home with electricity (`s3m5tb`) and gas (`s5g7qm`) by the hour over three months.
fn two_fuels() -> Vec<AnyRecord> {
    let quarter = days("2026-01-01", "2026-04-01");
    let gas = hourly(&quarter, "Etc/UTC", "0.2").into_iter().map(|record| match record {
        AnyRecord::IntervalDay(mut day) => {
            (day.fuel, day.register) = (Fuel::Gas, id("r4c5d6"));
            AnyRecord::IntervalDay(day)
        }
        other => other,
    });
    let register = |name: &str, point: &str, fuel: &str| {
        let one = json!({ "id": name, "as_of": "2026-04-01", "supply_point": point, "fuel": fuel, "direction": "import",
            "unit": "kWh", "kind": "interval", "zone": "Etc/UTC" });
        AnyRecord::Register(Box::new(serde_json::from_value::<Register>(one).unwrap()))
    };
    let registers = [register(crate::common::REGISTER, "s3m5tb", "electricity"), register("r4c5d6", "s5g7qm", "gas")];
    hourly(&quarter, "Etc/UTC", "0.1").into_iter().chain(gas).chain(registers).collect()
}

#[test]
fn bills_of_another_trade_or_supply_point_say_nothing() {
    let invoice = |name: &str, total: &str, own: Value| {
        let mut one = json!({ "id": name, "date": "2026-04-01", "kind": "invoice", "currency": "GBP", "tax_included": true,
            "total": total, "period_start": "2026-01-01", "period_end": "2026-04-01" });
        for (member, value) in own.as_object().unwrap() {
            one[member] = value.clone();
        }
        AnyRecord::Invoice(Box::new(serde_json::from_value::<Invoice>(one).unwrap()))
    };
    let line = |invoice: &str, seq: u32, member: &str, value: &str| {
        let mut one = json!({ "id": format!("{invoice}.{seq}"), "invoice": invoice, "date": "2026-04-01", "seq": seq,
            "kind": "usage", "amount": "1.00", "currency": "GBP", "tax_included": true });
        one[member] = value.into();
        AnyRecord::InvoiceLine(Box::new(serde_json::from_value::<InvoiceLine>(one).unwrap()))
    };
    let contract = |label: &str, sector: &str, covers: &[&str]| {
        let mut one = json!({ "id": label, "as_of": "2026-04-01", "sector": sector, "status": "active", "provider": "Hill",
            "product_name": "Flat", "exit_charge_kind": "none" });
        if !covers.is_empty() {
            one["covers"] = json!(covers);
        }
        AnyRecord::Contract(Box::new(serde_json::from_value::<Contract>(one).unwrap()))
    };
    let electricity = || invoice("E", "64.80", json!({}));
    let gas = || invoice("G", "43.20", json!({}));
    let of = |contract: &str| json!({ "contract": contract });
    // What the records say beside the use, what is looked at, and what was billed for electricity.
    let cases: [(Vec<AnyRecord>, Option<&str>, Option<&str>); 11] = [
        (
            vec![electricity(), gas(), line("E", 0, "service", "electricity"), line("G", 0, "service", "gas")],
            None,
            Some("64.80"),
        ),
        (
            vec![electricity(), gas(), line("E", 0, "supply_point", "s3m5tb"), line("G", 0, "register", "r4c5d6")],
            None,
            Some("64.80"),
        ),
        (
            vec![
                invoice("E", "64.80", of("c3w6rd")),
                invoice("G", "43.20", of("c5t7yk")),
                contract("c3w6rd", "energy", &["s3m5tb"]),
                contract("c5t7yk", "energy", &["s5g7qm"]),
            ],
            Some("s3m5tb"),
            Some("64.80"),
        ),
        // A bill of which nothing tells the fuel, and one for both.
        (vec![electricity()], None, None),
        (vec![electricity()], Some("s3m5tb"), None),
        (vec![electricity(), line("E", 0, "service", "electricity"), line("E", 1, "service", "gas")], None, None),
        (vec![invoice("E", "64.80", of("c3w6rd")), contract("c3w6rd", "energy", &[])], None, None),
        // Electricity of another supply point, of which no use is there.
        (
            vec![electricity(), line("E", 0, "service", "electricity"), line("E", 1, "supply_point", "s7h4pc")],
            None,
            None,
        ),
        // A bill of another trade.
        (vec![invoice("E", "64.80", of("c3w6rd")), contract("c3w6rd", "telco", &[])], None, None),
        // What tells nothing of the use does not tell.
        (
            vec![electricity(), line("E", 0, "service", "electricity"), line("E", 1, "service", "delivery")],
            None,
            Some("64.80"),
        ),
        // A correction of the same months.
        (
            vec![
                electricity(),
                invoice("F", "-1.00", json!({})),
                gas(),
                line("E", 0, "service", "electricity"),
                line("F", 0, "service", "electricity"),
                line("G", 0, "service", "gas"),
            ],
            None,
            Some("63.80"),
        ),
    ];
    let tariff = read(&tariff("energy", &json!([per_kwh("0.30")])));
    for (number, (records, only, expected)) in cases.into_iter().enumerate() {
        let builder = promised("2026-01-01", "2026-04-01");
        let mut builder = match only {
            Some(only) => builder.only(only),
            None => builder,
        };
        two_fuels().iter().chain(&records).for_each(|record| builder.record(record));
        let test = back_test(&tariff, &builder.build(), &Facts::new(), &BTreeSet::new());
        let billed = test.as_ref().map(|test| test.billed.with_places(2));
        assert_eq!(billed.as_deref(), expected, "case {number}");
    }
}

#[test]
fn contracts_for_two_fuels_are_not_about_the_same() {
    let contract = |label: &str, covers: &str, charge: &str| {
        let one = json!({ "id": label, "as_of": "2026-04-01", "sector": "energy", "status": "active", "provider": "Hill",
            "product_name": "Flat", "exit_charge_kind": "amount", "exit_charge": charge, "exit_charge_as_of": "2026-04-01",
            "currency": "GBP", "tax_included": true, "covers": [covers] });
        AnyRecord::Contract(Box::new(serde_json::from_value::<Contract>(one).unwrap()))
    };
    let tariff = read(&tariff("energy", &json!([per_kwh("0.30")])));
    for (other, expected) in [("s5g7qm", Some("25.00")), ("s3m5tb", None)] {
        let mut records = two_fuels();
        records.extend([contract("c3w6rd", "s3m5tb", "25.00"), contract("c5t7yk", other, "40.00")]);
        let quote = price(&tariff, &usage("2026-01-01", "2026-04-01", &records), &Facts::new(), &year("2027-01-01"));
        assert_eq!(quote.switch_cost.map(|cost| cost.with_places(2)).as_deref(), expected, "{other}");
        let said = quote.not_priced.iter().any(|remark| remark.code == Code::QuoteContractOnce);
        assert_eq!(said, expected.is_none(), "{other}");
    }
}
