//! The shape of a record or document: the types where they know it, the written schema where something is wrong.
//!
//! A row that is right is read once, into its type. Only a row the type refuses is read again, strictly and against the
//! published schema, because the schema knows which requirement each of its parts states. That both agree on what is
//! right is proven by the tests of this crate.

mod explain;
mod given;
mod validators;

pub use explain::KEPT_PER_ROW;
pub use given::GivenSchema;

use pannier_model::record::{AnyRecord, RecordType};
use pannier_report::{Code, Finding, Location};

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

/// As [`check_row`], for a row that is known to be UTF-8: a third less time, since that is not checked again.
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
/// A name that is not built in gives the finding `schema-known`.
pub fn check_document(schema: &str, text: &[u8], at: &Location) -> Vec<Finding> {
    let strict = json::read(text, at);
    let mut findings = strict.findings;
    let Some(value) = strict.value else { return findings };
    match schemas::by_name(schema).and_then(validators::built_in) {
        Some(validator) => findings.extend(explain::findings(validator, &value, at, None)),
        None => findings.push(Finding::new(Code::SchemaKnown, at.clone(), "the schema is not built in")),
    }
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
