//! What a regulator computed from a plan comes out of the raw plan, through the importer and the engine. Skipped where
//! the plan is not at hand.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::{fs, path::PathBuf};

use common::{any_day, date, decimal, interval_day, usage};
use pannier_report::Location;
use pannier_tariff::cost::{Exact, Facts, Horizon, price};
use pannier_tariff::import::{Options, import};
use pannier_tariff::tariff::RoundingMode;
use pannier_tariff::verdict::Verdict;
use serde_json::Value;

#[test]
fn the_yearly_costs_of_the_regulator_come_out() {
    let Some(corpus) = std::env::var_os("PANNIER_CORPUS") else { return };
    let path = PathBuf::from(corpus).join("tariffs/au-energymadeeasy-raw/plan-sr.json");
    let Ok(text) = fs::read(path) else { return };
    let imported = import(&text, None, &Options::default(), &Location::whole()).unwrap();
    let [product] = &imported.products[..] else { panic!("one plan is one product") };
    // Fees "may apply, please see" an address: the plan has a figure, and no place in a ranking.
    assert_eq!(product.computability.verdict, Verdict::NotComputable);
    let tariff = product.tariff.as_ref().unwrap();

    let published: Value = serde_json::from_slice(&text).unwrap();
    let published = &published["data"]["pcr"];
    let none = Facts::new();
    let all = Facts::new().answer("pays_on_time", "yes").answer("pays_by_direct_debit", "yes");
    let horizon = Horizon::year_from(date("2026-07-01"));
    for size in ["small", "medium", "large"] {
        let of_a_day = published["usageData"]["benchmarkData"]["electricity"][size].to_string();
        let records: Vec<_> = common::days("2026-07-01", "2027-07-01")
            .into_iter()
            .map(|day| any_day(interval_day(day, "Australia/Adelaide", vec![decimal(&of_a_day)], "P1D")))
            .collect();
        let usage = usage("2026-07-01", "2027-07-01", &records);
        for (facts, member) in [(&none, "noDiscounts"), (&none, "guaranteedDiscount"), (&all, "allDiscounts")] {
            let quote = price(tariff, &usage, facts, &horizon);
            let cost = quote.year_one_gross().unwrap_or_else(|| panic!("{:?}", quote.reasons));
            let tens = cost.over(&Exact::fraction(10, 1)).unwrap().round(0, RoundingMode::HalfUp);
            let stated = published["costs"]["electricity"][size]["yearly"][member].as_i64().unwrap();
            assert_eq!(tens, Exact::fraction(i128::from(stated) / 10, 1), "{size}, {member}: {}", cost.with_places(2));
        }
    }
}
