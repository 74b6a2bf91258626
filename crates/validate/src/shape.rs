//! The shape of a record or document: the types where they know it, the written schema where something is wrong.
//!
//! A row that is right is read once, into its type. Only a row the type refuses is read again, strictly and against the
//! published schema, because the schema knows which requirement each of its parts states. That both agree on what is
//! right is proven by the tests of this crate.
//!
//! ```
//! use pannier_model::record::by_name;
//! use pannier_report::{Code, Location};
//! use pannier_validate::shape::check_row;
//!
//! let balance = by_name("balance").expect("a type of the standard");
//! let row = br#"{"id":"b1","account":"a7k2qx","date":"2026-01-14","kind":"closing_booked","amount":"1,187.70",
//!     "currency":"EUR","credit_line_included":"no"}"#;
//! let findings = check_row(balance, row, &Location::whole()).expect_err("the amount is written with a comma");
//! assert_eq!(findings[0].code, Code::ValueAmount);
//! assert_eq!(findings[0].location.pointer.as_deref(), Some("/amount"));
//! ```

mod explain;
mod given;
mod members;
mod validators;

pub use explain::KEPT_PER_ROW;
pub use given::GivenSchema;
pub use members::{MemberText, RowReader};

use pannier_model::record::{AnyRecord, RecordType};
use pannier_report::{Code, Finding, Location};
use serde_json::Value;

use crate::{json, schemas};

/// Reads a row into the type of its schema, or says what is wrong with it; `at` is where the row stands.
///
/// A row of a share that shows some groups only is a row like any other: what is required stands in `core`.
///
/// # Errors
/// At least one finding of stage `record` or `schema`, each with a pointer into the row where it has a place.
pub fn check_row(record_type: &'static RecordType, row: &[u8], at: &Location) -> Result<AnyRecord, Vec<Finding>> {
    let mut deserializer = serde_json::Deserializer::from_slice(row);
    let read = AnyRecord::deserialize(record_type, &mut deserializer);
    read.and_then(|record| deserializer.end().map(|()| record)).map_err(|_| explain_row(record_type, row, at))
}

/// As [`check_row`], for a row that is known to be UTF-8.
///
/// # Errors
/// As for [`check_row`].
pub fn check_text(record_type: &'static RecordType, row: &str, at: &Location) -> Result<AnyRecord, Vec<Finding>> {
    let mut deserializer = serde_json::Deserializer::from_str(row);
    let read = AnyRecord::deserialize(record_type, &mut deserializer);
    read.and_then(|record| deserializer.end().map(|()| record))
        .map_err(|_| explain_row(record_type, row.as_bytes(), at))
}

/// What a document of ours has against the built-in schema of that name; nothing, where it is right.
///
/// A name that is not built in gives the finding `schema-known`. A text that is not strict JSON departs from the
/// requirement on the form of its document, or, where it is a record, of a row.
pub fn check_document(schema: &str, text: &[u8], at: &Location) -> Vec<Finding> {
    let Some(schema) = schemas::by_name(schema) else {
        return vec![Finding::new(Code::SchemaKnown, at.clone(), "the schema is not built in")];
    };
    let strict = json::read(text, at);
    let mut findings = strict.findings;
    if let Some(form) = schema.value().get("x-requirement").and_then(Value::as_str).and_then(|form| form.parse().ok()) {
        for finding in &mut findings {
            *finding = Finding::new(form, finding.location.clone(), finding.message.clone());
        }
    }
    if let (Some(value), Some(validator)) = (strict.value, validators::built_in(schema)) {
        findings.extend(explain::findings(validator, &value, at, explain::Against::BuiltIn(schema.value())));
    }
    if schema.value().get("x-typ").is_some() {
        // A signed document is judged as a whole, by whichever of the shared value types it departs from.
        for finding in &mut findings {
            let help = finding.help.take();
            *finding = Finding::new(Code::DocumentPayload, finding.location.clone(), finding.message.clone());
            finding.help = help;
        }
    }
    findings.truncate(KEPT_PER_ROW);
    findings
}

fn explain_row(record_type: &RecordType, row: &[u8], at: &Location) -> Vec<Finding> {
    let mut findings = check_document(record_type.name, row, at);
    if findings.is_empty() {
        // The type refused it, so it is wrong even if the schema cannot say how.
        findings.push(Finding::new(Code::RecordMemberType, at.clone(), "the record cannot be read into its type"));
    }
    findings
}
