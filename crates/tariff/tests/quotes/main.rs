//! Quotes: what is refused and why, what is counted on which side, and what is said beside the figure.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "../common/mod.rs"]
mod common;

mod components;
mod contracts;
mod coverage;
mod ranking;
mod refused;
mod services;
mod unknown;

use common::{balance, card, date, days};
use pannier_model::record::AnyRecord;
use pannier_model::value::Category;
use pannier_tariff::cost::{Horizon, Quote};
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
