//! Compiled schemas, one a process.

use std::sync::OnceLock;

use jsonschema::{PatternOptions, ValidationError, ValidationOptions, Validator};
use serde_json::Value;

use crate::schemas::{ALL, REGISTRY, Schema};

/// Options of every schema: the 2020-12 draft, formats asserted, unknown ones refused, expressions run in linear time,
/// and nothing ever fetched.
pub(super) fn options() -> ValidationOptions<'static> {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .with_registry(&REGISTRY)
        .offline()
}

/// Compiles a schema.
pub(super) fn compile(schema: &Value) -> Result<Validator, ValidationError<'static>> {
    options().build(schema)
}

/// The compiled form of a built-in schema; made on first use, because compiling takes as long as checking hundreds of
/// rows.
pub(super) fn built_in(schema: &'static Schema) -> Option<&'static Validator> {
    static COMPILED: [OnceLock<Option<Validator>>; ALL.len()] = [const { OnceLock::new() }; ALL.len()];
    let index = ALL.iter().position(|other| other.name == schema.name)?;
    COMPILED[index].get_or_init(|| compile(schema.value()).ok()).as_ref()
}
