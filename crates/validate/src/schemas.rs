//! The schemas of the standard, built in.
//!
//! They are named by addresses that nobody fetches: a reference is looked up here and nowhere else.

use std::sync::LazyLock;

use jsonschema::Registry;
use serde_json::Value;

/// A built-in schema.
#[derive(Debug)]
pub struct Schema {
    /// Its name: `transaction` for `transaction.schema.json`.
    pub name: &'static str,
    /// Its text, byte for byte as published.
    pub text: &'static str,
    value: LazyLock<Value>,
}

impl Schema {
    /// Its text as JSON.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The address it is named by.
    pub fn url(&self) -> String {
        format!("{}{}.schema.json", pannier_model::record::BASE, self.name)
    }
}

macro_rules! schemas {
    ($($name:literal,)+) => {
        /// All built-in schemas: what they share first, then documents, then records in the order of the spec.
        pub static ALL: [Schema; [$($name),+].len()] = [$(Schema {
            name: $name,
            text: include_str!(concat!("../../../schemas/v0/", $name, ".schema.json")),
            value: LazyLock::new(|| {
                serde_json::from_str(include_str!(concat!("../../../schemas/v0/", $name, ".schema.json")))
                    .expect("a test reads every built-in schema")
            }),
        },)+];
    };
}

schemas! {
    "common",
    "head",
    "part",
    "attachment",
    "share",
    "share-plan",
    "documents",
    "offer-comparison",
    "trust-list",
    "request",
    "request-check",
    "grant",
    "withdrawal",
    "event",
    "intent",
    "offer",
    "acceptance",
    "signed-tariff",
    "report",
    "issue-job",
    "tariff",
    "tariff-lint",
    "quote",
    "quote-facts",
    "comparison",
    "party",
    "data_use",
    "preference",
    "contract",
    "invoice",
    "invoice_line",
    "tax_line",
    "summary",
    "account",
    "balance",
    "transaction",
    "transaction_detail",
    "credit_arrangement",
    "payment_mandate",
    "subscription",
    "plan_allowance",
    "device_agreement",
    "usage_event",
    "receipt",
    "receipt_line",
    "tender",
    "loyalty_account",
    "loyalty_entry",
    "supply_point",
    "meter",
    "register",
    "interval_day",
    "consumption",
    "register_read",
    "annual_estimate",
}

/// The built-in schema of that name.
pub fn by_name(name: &str) -> Option<&'static Schema> {
    ALL.iter().find(|schema| schema.name == name)
}

/// The built-in schema with that address.
pub fn by_url(url: &str) -> Option<&'static Schema> {
    by_name(url.strip_prefix(pannier_model::record::BASE)?.strip_suffix(".schema.json")?)
}

/// What a `$ref` can name.
pub(crate) static REGISTRY: LazyLock<Registry<'static>> = LazyLock::new(|| {
    Registry::new()
        .extend(ALL.iter().map(|schema| (schema.url(), schema.value())))
        .and_then(jsonschema::RegistryBuilder::prepare)
        .expect("a test prepares the built-in schemas")
});
