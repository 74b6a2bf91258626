//! Lists and texts of tariffs and documents: as long as they can be, and one longer.

use serde_json::{Map, Value, json};

use super::Draft;
use crate::{
    forge::{
        signed::{self, Signed},
        tariff::{Tariff, account, electricity, mobile, used, with},
    },
    vector::Standing,
};

const MOST_NAMES: &str = "tariff-value/accept-most";
const MOST_FACTS: &str = "document-payload/accept-most";
const BOUNDLESS: &str = "what one program shows another cannot hold";

/// One element many times.
fn times(count: usize, element: &Value) -> Value {
    Value::Array(vec![element.clone(); count])
}

/// Different elements.
fn each(count: usize, element: impl Fn(usize) -> Value) -> Value {
    (0..count).map(element).collect()
}

/// An object with so many names.
fn names(count: usize, value: &Value) -> Value {
    let named: Map<String, Value> = (0..count).map(|number| (format!("n{number}"), value.clone())).collect();
    Value::Object(named)
}

pub(super) fn vectors() -> Vec<Draft> {
    [tariffs(), documents()].concat()
}

/// A tariff with so many windows, calendars, seasons of one and alternatives of a condition.
fn tariff(windows: usize, calendars: usize, seasons: usize, alternatives: usize) -> Tariff {
    let season = json!({"from": "12-01", "to": "03-01"});
    let answer = |number: usize| json!({"fact": format!("f{number}"), "is": "yes"});
    let mut calendars = names(calendars, &json!({"dates": ["2026-12-25"]}));
    calendars["n0"] = json!({"yearly": times(seasons, &season)});
    account()
        .windows(names(windows, &json!({"slots": [{"from": "22:00", "to": "06:00"}]})))
        .with("/calendars", calendars)
        .with("/components/0/when", json!([{"any": each(alternatives, answer)}]))
}

fn tariffs() -> Vec<Draft> {
    let reject = |variant: &str, tariff: &Tariff, pointer: &str, title: &str| {
        Draft::reject_tariff(&format!("tariff-value/reject-{variant}"), tariff)
            .base(MOST_NAMES)
            .pointer(pointer)
            .says(title, BOUNDLESS)
    };
    let block = |number: usize| json!({"price": "0.30", "up_to": (number + 1).to_string()});
    let mut blocks: Vec<Value> = (0..100).map(block).collect();
    blocks.push(json!({"price": "0.20"}));
    let pool = |number: usize| json!({"id": format!("p{number}"), "label": "Minutes", "quantity": "100"});
    vec![
        Draft::accept_tariff(MOST_NAMES, &tariff(100, 100, 20, 100))
            .says("as many windows, calendars, seasons and alternatives as there can be", BOUNDLESS),
        reject("101-windows", &tariff(101, 100, 20, 100), "/windows", "101 windows"),
        reject("101-calendars", &tariff(100, 101, 20, 100), "/calendars", "101 calendars"),
        reject("21-seasons", &tariff(100, 100, 21, 100), "/calendars/n0/yearly", "21 seasons of a calendar"),
        reject(
            "101-alternatives",
            &tariff(100, 100, 20, 101),
            "/components/0/when/0/any",
            "101 alternatives of a condition",
        ),
        reject(
            "101-blocks",
            &electricity().components(&[with(
                &used("electricity.import", "kWh", "0.30"),
                &json!({"mode": "graduated", "blocks": blocks}),
            )]),
            "/components/0/blocks",
            "101 blocks",
        ),
        reject("101-pools", &mobile().with("/pools", each(101, pool)), "/pools", "101 pools"),
        reject(
            "1001-unmodelled",
            &account().with("/unmodelled", times(1001, &json!({"effect": "none", "text": "."}))),
            "/unmodelled",
            "1,001 things that the components do not say",
        ),
    ]
}

fn documents() -> Vec<Draft> {
    let answer = |number: usize| json!({"fact": format!("f{number}"), "is": "yes"});
    let facts = |count: usize| {
        signed::intent().with("/facts", each(count, answer)).with("/must", times(count, &json!("Free cash.")))
    };
    let reject = |variant: &str, document: &Signed, pointer: &str, title: &str| {
        Draft::reject_document(&format!("document-payload/reject-{variant}"), document)
            .base(MOST_FACTS)
            .pointer(pointer)
            .says(title, BOUNDLESS)
    };
    let (request, intent, offer) = (signed::request, signed::intent, signed::offer);
    let item = json!({"record_type": "account", "why": "What kind of account it is.", "required": true});
    let share = |number: usize| {
        json!({"jti": super::super::base64url(&[u8::try_from(number).unwrap_or(0); 16]),
        "pannier_share": super::super::base64url(&[7; 32])})
    };
    let day = |number: usize| json!(format!("2026-{:02}-{:02}", 1 + number / 28 % 12, 1 + number % 28));
    vec![
        Draft::accept_document(MOST_FACTS, &facts(64))
            .issuer(Standing::SelfMade)
            .says("64 answers and 64 sentences", BOUNDLESS),
        reject("65-answers", &intent().with("/facts", each(65, answer)), "/facts", "an intent with 65 answers"),
        reject(
            "65-demands",
            &intent().with("/must", times(65, &json!("Free cash."))),
            "/must",
            "an intent with 65 demands",
        ),
        reject(
            "65-wishes",
            &intent().with("/wish", times(65, &json!("Free cash."))),
            "/wish",
            "an intent with 65 wishes",
        ),
        reject("65-items", &request().with("/items", times(65, &item)), "/items", "a request with 65 items"),
        reject(
            "65-groups",
            &request().with("/items/0/groups", each(65, |number| json!(format!("g{number}")))),
            "/items/0/groups",
            "65 groups of an item",
        ),
        reject(
            "65-recipients",
            &request().with("/recipients", each(65, |number| json!(format!("Partner {number}")))),
            "/recipients",
            "a request with 65 other recipients",
        ),
        reject("17-shares", &offer().with("/shares", each(17, share)), "/shares", "an offer on 17 shares"),
        reject(
            "65-conditions",
            &offer().with("/conditions", times(65, &json!("Paid in advance."))),
            "/conditions",
            "an offer under 65 conditions",
        ),
        reject("367-holidays", &offer().with("/holidays", each(367, day)), "/holidays", "a year of 367 holidays"),
    ]
}
