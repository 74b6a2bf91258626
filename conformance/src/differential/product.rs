//! Product data that says something else: members taken away, put elsewhere or in another form, and names that nobody knows.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::random::Random;
use crate::{
    forge::catalogue,
    vector::{Given, Op, Options},
};

/// The operation of these questions.
pub(super) const OP: Op = Op::Import;

/// Values that mean something in one format or another, or in none.
const TEXTS: [&str; 40] = [
    "",
    "0",
    "-1",
    "5.00",
    "0.5",
    "2.5e-3",
    "1e16",
    "0.00000000000049",
    "$5",
    "1,000",
    "n/a",
    "None.",
    "P1M",
    "P1Y",
    "P1D",
    "18",
    "4294967295",
    "2026-03-01",
    "2026-02-28T23:30:00Z",
    "9999-12-31",
    "01-07",
    "02-28",
    "0659",
    "23:59",
    "24:00",
    "SAT|SUN",
    "WEEKDAYS",
    "PUBLIC_HOLIDAYS",
    "PREMIUM",
    "GUARANTEED",
    "PER_TIER",
    "EVENT",
    "PERIODIC",
    "Foreign ATM fee",
    "Staff assisted cash deposit",
    "Paid monthly",
    "Only for the first 5.00",
    "No fee, $0.00",
    "kWh daily",
    "Whole",
];

/// A source of some format with up to four changes, and what is given beside it.
pub(super) fn ask(random: &mut Random) -> (Vec<u8>, Options) {
    static SOURCES: OnceLock<Vec<(Value, Options)>> = OnceLock::new();
    let sources = SOURCES.get_or_init(|| {
        let drafts = catalogue::product_data().into_iter();
        drafts.filter_map(|draft| Some((serde_json::from_slice(&draft.input).ok()?, draft.vector.options))).collect()
    });
    let (mut document, mut options) = sources[random.below(sources.len())].clone();
    for _ in 0..=random.below(4) {
        change(random, &mut document);
    }
    if random.once_in(8) {
        options.given = Some(Given { as_of: Some("2026-01-15".to_owned()), ..options.given.unwrap_or_default() });
    } else if random.once_in(20) {
        options.given = None;
    }
    (document.to_string().into_bytes(), options)
}

/// One change at any place.
fn change(random: &mut Random, document: &mut Value) {
    let mut places = Vec::new();
    walk(document, String::new(), &mut places);
    let at = &places[random.below(places.len())];
    let other = document.pointer(&places[random.below(places.len())]).cloned().unwrap_or_default();
    let Some(value) = document.pointer_mut(at) else { return };
    match random.below(8) {
        0 => *value = Value::Null,
        1 => *value = other,
        2 => *value = json!([value.clone()]),
        3 => *value = json!(random.below(2) == 0),
        _ => match value {
            Value::Array(all) if random.once_in(2) => {
                let at = random.below(all.len());
                if random.once_in(2) && !all.is_empty() {
                    all.remove(at);
                } else if let Some(again) = all.get(at).cloned() {
                    all.push(again);
                }
            }
            Value::Object(members) => {
                let names =
                    ["additionalInfo", "unit", "sell", "min", "notes", "unknown", "startDate", "termsUri", "taxRate"];
                members.insert(random.of(&names).to_owned(), text(random));
            }
            _ => *value = text(random),
        },
    }
}

fn text(random: &mut Random) -> Value {
    let text = *random.of(&TEXTS.each_ref());
    match serde_json::from_str::<Value>(text) {
        Ok(number @ Value::Number(_)) if random.once_in(2) => number,
        _ => text.into(),
    }
}

fn walk(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        // Of hours by the hundred one change is enough.
        Value::Array(all) if all.len() < 12 => {
            all.iter().enumerate().for_each(|(index, inner)| walk(inner, format!("{at}/{index}"), places));
        }
        Value::Object(members) => {
            for (name, inner) in members {
                walk(inner, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        _ => {}
    }
    places.push(at);
}
