//! Each record type and its written schema accept the same documents, proven for all documents at once: the schema
//! derived from the type covers the written one, and the other way round.

use jsonschema::canonical::{CanonicalSchema, Containment, options};
use jsonschema::{PatternOptions, Registry};
use pannier_model::document::{self, DOCUMENT_KINDS};
use pannier_model::record::{RECORD_TYPES, by_name, derived_schema};
use pannier_validate::schemas;
use serde_json::{Value, json};

/// Values in `extensions` nest without end, and equality of recursive schemas is not decided. So one level is proven,
/// with the same word in place of the next level on both sides: what holds of every level holds of all.
fn one_level(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
            Some("#/$defs/row_value" | "#/$defs/ExtensionValue") => json!({ "const": "the next level" }),
            _ => members.iter().map(|(name, value)| (name.clone(), one_level(value))).collect(),
        },
        Value::Array(elements) => elements.iter().map(one_level).collect(),
        other => other.clone(),
    }
}

fn registry() -> Registry<'static> {
    Registry::new()
        .extend(schemas::ALL.iter().map(|schema| (schema.url(), one_level(schema.value()))))
        .and_then(jsonschema::RegistryBuilder::prepare)
        .expect("the built-in schemas refer to each other only")
}

fn canonical(registry: &Registry<'_>, schema: &Value) -> CanonicalSchema {
    let whole = jsonschema::options().with_registry(registry).offline().dereference(&one_level(schema));
    let whole = whole.expect("every reference is built in");
    options()
        .with_registry(registry)
        .offline()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .canonicalize(&whole)
        .expect("a schema has a canonical form")
}

/// Proves that both accept the same; a failure prints, as a schema, what only one of them accepts.
#[track_caller]
fn prove(registry: &Registry<'_>, name: &str, written: &Value, derived: &Value) {
    let [written, derived] = [written, derived].map(|schema| canonical(registry, schema));
    for (who, one, other) in [("schema", &written, &derived), ("type", &derived, &written)] {
        let answer = other.covers(one).expect("both are of one draft");
        let more =
            || one.subtract(other).map_or_else(|error| error.to_string(), |more| more.to_json_schema().to_string());
        assert!(matches!(answer, Containment::Yes), "{name}: {answer:?}, the {who} alone accepts {}", more());
    }
}

#[test]
fn every_type_and_its_schema_accept_the_same() {
    let registry = registry();
    for record_type in RECORD_TYPES {
        let written = schemas::by_name(record_type.name).unwrap().value();
        let derived = derived_schema(record_type).unwrap();
        prove(&registry, record_type.name, written, derived.as_value());
    }
}

#[test]
fn every_kind_of_document_and_its_schema_accept_the_same() {
    let registry = registry();
    for kind in DOCUMENT_KINDS {
        let written = schemas::by_name(kind.name).unwrap().value();
        let derived = document::derived_schema(kind).unwrap();
        prove(&registry, kind.name, written, derived.as_value());
    }
}

#[test]
fn values_in_extensions_are_the_same_at_every_level() {
    let definition = |of: &Value, name: &str| of["$defs"][name].clone();
    let common = schemas::by_name("common").unwrap().value();
    let mut written = definition(common, "row_value");
    written["$defs"] = json!({ "permitted_name": definition(common, "permitted_name") });
    let derived = derived_schema(RECORD_TYPES[0]).unwrap();
    prove(&registry(), "row_value", &written, &definition(derived.as_value(), "ExtensionValue"));
}

/// The proof is worth something only if it fails where they differ.
#[test]
fn a_drift_in_any_direction_is_seen() {
    type Drift = (&'static str, fn(&mut Value));

    let registry = registry();
    let record_type = by_name("balance").unwrap();
    let derived = derived_schema(record_type).unwrap();
    let derived = canonical(&registry, derived.as_value());
    let written = schemas::by_name("balance").unwrap().value();
    let drifts: [Drift; 6] = [
        ("a member more", |schema| schema["properties"]["new"] = json!({ "type": "string" })),
        ("a member less", |schema| drop(schema["properties"].as_object_mut().unwrap().remove("at"))),
        ("one required less", |schema| drop(schema["required"].as_array_mut().unwrap().pop())),
        ("a word more", |schema| schema["properties"]["kind"]["enum"].as_array_mut().unwrap().push("new".into())),
        ("an open object", |schema| schema["additionalProperties"] = json!(true)),
        ("another type", |schema| schema["properties"]["amount"]["$ref"] = "common.schema.json#/$defs/decimal".into()),
    ];
    for (drift, change) in drifts {
        let mut changed = written.clone();
        change(&mut changed);
        let changed = canonical(&registry, &changed);
        let both = [changed.covers(&derived), derived.covers(&changed)];
        assert!(both.iter().any(|answer| !matches!(answer, Ok(Containment::Yes))), "{drift} is not seen");
    }
}
