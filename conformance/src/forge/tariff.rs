//! Tariffs as JSON: one good one for each trade, changed member by member.

use serde_json::{Value, json};

use super::member;

/// A tariff, and what is done to its text before it is written.
#[derive(Clone, Debug)]
pub struct Tariff {
    /// What it says.
    pub says: Value,
    /// Changes the text.
    pub edit: super::Edit<String>,
}

/// A tariff without components.
fn bare(sector: &str) -> Tariff {
    let says = json!({
        "id": "urn:example:simple",
        "version": "1",
        "provider": {"id": "0", "name": "Example Provider"},
        "name": "Simple",
        "sector": sector,
        "jurisdiction": "GB",
        "currency": "GBP",
        "time_zone": "Europe/London",
        "saleable": {"from": "2020-01-01"},
        "priced": {"from": "2020-01-01"},
        "eligibility": [],
        "tax": {"included": true, "rate": "0.20", "name": "VAT"},
        "rounding": {"at": "line", "mode": "half_up", "places": 2},
        "billing": {"anchor": "calendar", "period": "P1M"},
        "components": [],
        "unmodelled": [],
    });
    Tariff { says, edit: None }
}

/// An account for 3.00 a month.
pub fn account() -> Tariff {
    bare("bank").component(&monthly("3.00"))
}

/// Electricity at one price.
pub fn electricity() -> Tariff {
    bare("energy").component(&used("electricity.import", "kWh", "0.30"))
}

/// A line whose minutes cost something.
pub fn mobile() -> Tariff {
    bare("telco").component(&used("voice", "min", "0.10"))
}

/// A shop with a list of one price.
pub fn shop() -> Tariff {
    bare("retail").component(&json!({"kind": "items", "id": "list", "label": "Prices", "direction": "charge",
        "missing": "report", "prices": [{"gtin": "04006381333931", "price": "1.49"}]}))
}

/// An amount for each month.
pub fn monthly(amount: &str) -> Value {
    json!({"kind": "fixed", "id": "fee", "label": "Monthly fee", "direction": "charge", "amount": amount, "per": "P1M"})
}

/// A price for what a meter measures.
pub fn used(meter: &str, unit: &str, price: &str) -> Value {
    json!({"kind": "usage", "id": "use", "label": "Use", "direction": "charge", "meter": meter, "unit": unit,
        "blocks": [{"price": price}]})
}

/// A price for movements of an account.
pub fn each(id: &str, matching: &Value, own: &Value) -> Value {
    with(&json!({"kind": "event", "id": id, "label": "Movements", "direction": "charge", "match": matching}), own)
}

/// Members of a component, and others over them.
pub fn with(component: &Value, own: &Value) -> Value {
    let mut whole = component.clone();
    for (name, value) in own.as_object().expect("an object") {
        whole[name] = value.clone();
    }
    whole
}

impl Tariff {
    /// The same with another value of a member; `-` at the end of a pointer adds an element.
    #[must_use]
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        member::set(&mut self.says, pointer, value);
        self
    }

    /// The same without a member.
    #[must_use]
    pub fn without(mut self, member: &str) -> Self {
        member::remove(&mut self.says, member);
        self
    }

    /// The same with one component more.
    #[must_use]
    pub fn component(self, component: &Value) -> Self {
        self.with("/components/-", component.clone())
    }

    /// The same with these components and no others.
    #[must_use]
    pub fn components(self, components: &[Value]) -> Self {
        self.with("/components", components.into())
    }

    /// The same with these windows.
    #[must_use]
    pub fn windows(self, windows: Value) -> Self {
        self.with("/windows", windows)
    }

    /// The same under other names.
    #[must_use]
    pub fn named(self, id: &str, name: &str) -> Self {
        self.with("/id", id.into()).with("/name", name.into())
    }

    /// The same with its text changed before it is written.
    #[must_use]
    pub fn edited(self, edit: fn(&mut String)) -> Self {
        Self { edit: Some(edit), ..self }
    }

    /// The document.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.says).expect("a tariff is JSON") + "\n";
        super::apply(self.edit, &mut text);
        text
    }

    /// SHA-256 of the document.
    pub fn hash(&self) -> String {
        super::base64url(&super::sha256(&[self.text().as_bytes()]))
    }
}
