//! Product data in each format of the standard: a product that becomes a whole tariff, one of which a part is lost, one whose price
//! stays open, and one that becomes none. The first bank's are in `imports`.

mod banks;
mod given;
mod plans;
mod rates;
mod telco;

use serde_json::{Map, Value, json};

use super::{Draft, imports};
use crate::vector::Given;

pub(super) fn vectors() -> Vec<Draft> {
    [rates::vectors(), plans::vectors(), banks::vectors(), telco::vectors(), given::vectors()].concat()
}

/// What somebody gives beside a source.
fn given(zone: &str, tax: &str) -> Given {
    Given { zone: Some(zone.to_owned()), tax: Some(tax.to_owned()), ..Given::default() }
}

/// A source and the tariff that becomes of it.
#[derive(Clone)]
struct Source {
    document: Value,
    tariff: Value,
    given: Given,
}

impl Source {
    /// A tariff of these members, beside those that all have; what is not said is lost.
    fn new(document: Value, members: Value, losses: &[&str]) -> Self {
        let mut tariff = json!({
            "eligibility": [], "rounding": {"at": "total", "mode": "half_up", "places": 2},
            "billing": {"anchor": "calendar", "period": "P1M"}, "unmodelled": [], "source": {},
        });
        put_all(&mut tariff, members);
        let mut source = Self { document, tariff, given: Given::default() };
        for path in losses {
            source = source.losing(path);
        }
        source
    }

    fn with(mut self, given: Given) -> Self {
        self.given = given;
        self
    }

    /// Another value at a place of the source; nothing where it is null.
    fn stating(mut self, at: &str, value: Value) -> Self {
        put(&mut self.document, at, value);
        self
    }

    /// Another value at a place of the tariff; nothing where it is null.
    fn becoming(mut self, at: &str, value: Value) -> Self {
        put(&mut self.tariff, at, value);
        self
    }

    /// One component fewer: the last.
    fn shortened(mut self) -> Self {
        self.tariff["components"].as_array_mut().expect("a list").pop();
        self
    }

    /// Something at this place that is lost.
    fn losing(mut self, path: &str) -> Self {
        let losses = &mut self.tariff["source"]["losses"];
        if losses.is_null() {
            *losses = json!([]);
        }
        losses.as_array_mut().expect("a list").push(json!({"path": path, "reason": "has no place"}));
        self
    }

    /// Something that moves money and that no component says.
    fn leaving(mut self, effect: &str) -> Self {
        let said = self.tariff["unmodelled"].as_array_mut().expect("a list");
        said.push(json!({"effect": effect, "text": "Something that no component says"}));
        self
    }

    fn accept(mut self, id: &str) -> Draft {
        let bytes = imports::text(&self.document);
        self.tariff["source"]["digest"] = imports::digest(&bytes).into();
        if let Some(day) = &self.given.as_of {
            self.tariff["source"]["retrieved"] = day.clone().into();
        }
        if self.tariff["version"].is_null() {
            self.tariff["version"] = imports::digest(&bytes).into();
        }
        beside(imports::accept(id, bytes, self.tariff), self.given)
    }

    fn reject(self, id: &str) -> Draft {
        beside(imports::reject(id, imports::text(&self.document)), self.given)
    }
}

fn beside(draft: Draft, given: Given) -> Draft {
    draft.asking(|options| options.given = (given != Given::default()).then_some(given))
}

fn put_all(value: &mut Value, members: Value) {
    let (Value::Object(all), Value::Object(more)) = (value, members) else { panic!("both are objects") };
    all.extend(more);
}

/// Sets what stands at a pointer; an element behind the last of a list is added, and null takes away.
fn put(root: &mut Value, at: &str, value: Value) {
    let (of, name) = at.rsplit_once('/').expect("a place in something");
    match root.pointer_mut(of).expect("something to put it in") {
        Value::Array(list) if name == "-" => list.push(value),
        Value::Array(list) => list[name.parse::<usize>().expect("a number")] = value,
        Value::Object(members) => put_in(members, name, value),
        _ => panic!("{at} is in nothing"),
    }
}

fn put_in(members: &mut Map<String, Value>, name: &str, value: Value) {
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
}

/// Use of electricity for a price, in hours or always.
fn used(price: &str, window: Option<&str>) -> Value {
    let mut used = json!({"kind": "usage", "id": "use", "label": "Use", "direction": "charge", "meter": "electricity.import",
        "unit": "kWh", "blocks": [{"price": price}]});
    if let Some(window) = window {
        used["window"] = window.into();
    }
    used
}

/// Electricity that is sent out.
fn sent(price: &str) -> Value {
    let mut sent = used(price, None);
    (sent["meter"], sent["direction"]) = ("electricity.export".into(), "credit".into());
    sent
}

fn fixed(amount: &str, per: &str) -> Value {
    json!({"kind": "fixed", "id": "fee", "label": "A fee", "direction": "charge", "amount": amount, "per": per})
}

/// The same where a customer says so.
fn asked(mut component: Value, fact: &str) -> Value {
    component["contingent"] = true.into();
    component["when"] = json!([{"fact": fact, "is": "yes"}]);
    component
}
