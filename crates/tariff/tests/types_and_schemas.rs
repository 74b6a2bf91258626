//! The types of a document and its written schema accept the same, proven for all documents at once: the schema derived
//! from the types covers the written one, and the other way round.

use jsonschema::canonical::{CanonicalSchema, Containment, options};
use jsonschema::{PatternOptions, Registry};
use pannier_tariff::tariff::Tariff;
use pannier_validate::schemas;
use serde_json::{Value, json};

/// The documents and their derived schemas.
fn documents() -> Vec<(&'static str, Value)> {
    vec![("tariff", Tariff::derived_schema())]
}

fn registry() -> Registry<'static> {
    Registry::new()
        .extend(schemas::ALL.iter().map(|schema| (schema.url(), schema.value().clone())))
        .and_then(jsonschema::RegistryBuilder::prepare)
        .expect("the built-in schemas refer to each other only")
}

fn canonical(registry: &Registry<'_>, schema: &Value) -> CanonicalSchema {
    let whole = jsonschema::options().with_registry(registry).offline().dereference(schema);
    options()
        .with_registry(registry)
        .offline()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .canonicalize(&whole.expect("every reference is built in"))
        .expect("a schema has a canonical form")
}

#[test]
fn the_types_and_the_schema_accept_the_same() {
    let registry = registry();
    for (name, derived) in documents() {
        let written = canonical(&registry, schemas::by_name(name).unwrap().value());
        let derived = canonical(&registry, &derived);
        for (who, one, other) in [("schema", &written, &derived), ("type", &derived, &written)] {
            let answer = other.covers(one).expect("both are of one draft");
            let more =
                || one.subtract(other).map_or_else(|error| error.to_string(), |more| more.to_json_schema().to_string());
            assert!(matches!(answer, Containment::Yes), "{name}: {answer:?}, the {who} alone accepts {}", more());
        }
    }
}

/// The description of every member, by pointer; references followed.
fn descriptions(schema: &Value, whole: &Value, at: &str, found: &mut Vec<(String, String)>) {
    let schema = match schema.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#')) {
        Some(pointer) => whole.pointer(pointer).expect("a definition"),
        None => schema,
    };
    for (name, member) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let at = format!("{at}/{name}");
        found.push((at.clone(), member["description"].as_str().unwrap_or_default().to_owned()));
        descriptions(member, whole, &at, found);
    }
    for (index, one) in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
        descriptions(one, whole, &format!("{at}/{index}"), found);
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(inner).filter(|inner| inner.is_object()) {
            descriptions(inner, whole, at, found);
        }
    }
}

#[test]
fn members_are_described_the_same() {
    for (name, derived) in documents() {
        let schema = schemas::by_name(name).unwrap().value();
        let [mut written, mut of_types] = [Vec::new(), Vec::new()];
        descriptions(schema, schema, "", &mut written);
        descriptions(&derived, &derived, "", &mut of_types);
        written.sort();
        of_types.sort();
        assert!(written.len() > 100, "{} members", written.len());
        assert_eq!(written, of_types, "{name}");
    }
}

/// The proof is worth something only if it fails where they differ.
#[test]
fn a_drift_is_seen() {
    let registry = registry();
    let written = canonical(&registry, schemas::by_name("tariff").unwrap().value());
    let drifts: [fn(&mut Value); 3] = [
        |schema| schema["properties"]["new"] = json!({ "type": "string" }),
        |schema| drop(schema["properties"]["components"]["items"]["anyOf"].as_array_mut().unwrap().pop()),
        |schema| schema["properties"]["billing"]["properties"]["period"]["enum"] = json!(["P1M"]),
    ];
    for change in drifts {
        let mut changed = Tariff::derived_schema();
        change(&mut changed);
        let changed = canonical(&registry, &changed);
        let both = [changed.covers(&written), written.covers(&changed)];
        assert!(both.iter().any(|answer| !matches!(answer, Ok(Containment::Yes))));
    }
}
