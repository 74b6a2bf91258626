//! The written schemas: complete, in step with the tables of the types, and linked to the requirements they state.

use std::collections::BTreeSet;

use pannier_model::document::DOCUMENT_KINDS;
use pannier_model::record::{CORE, Kind, RECORD_TYPES, Target};
use pannier_report::{Code, Location, Stage};
use pannier_validate::schemas;
use pannier_validate::shape::GivenSchema;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// The members of an object in the order of the text.
struct InOrder(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for InOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = InOrder;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InOrder, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(InOrder(members))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

#[derive(serde::Deserialize)]
struct Written {
    properties: InOrder,
}

#[test]
fn tables_of_types_and_schemas_are_the_same() {
    for record_type in RECORD_TYPES {
        let name = record_type.name;
        let schema = schemas::by_name(name).expect("every type has a schema");
        assert_eq!(schemas::by_url(&record_type.schema_url()).map(|schema| schema.name), Some(name));
        assert_eq!(schema.value()["$id"], record_type.schema_url());
        assert_eq!(schema.value()["x-sort"], record_type.sort);
        assert_eq!(schema.value()["x-kind"], if record_type.kind == Kind::Event { "event" } else { "state" });
        assert_eq!(schema.value()["description"], record_type.about);

        let groups: Vec<(&str, &str)> = record_type.groups.iter().map(|group| (group.id, group.title)).collect();
        let written = schema.value()["x-groups"].as_array().expect("a list of groups");
        let written: Vec<(&str, &str)> = written
            .iter()
            .map(|group| (group["id"].as_str().unwrap_or_default(), group["title"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(written, groups, "{name}");

        let Written { properties: InOrder(properties) } = serde_json::from_str(schema.text).expect("a schema");
        let members: Vec<(&str, &str)> = record_type
            .groups
            .iter()
            .flat_map(|group| group.members.iter().map(|member| (member.name, group.id)))
            .collect();
        let written: Vec<(&str, &str)> = properties
            .iter()
            .map(|(name, property)| (name.as_str(), property["x-group"].as_str().unwrap_or(CORE)))
            .collect();
        assert_eq!(written, members, "{name}");

        for (member, property) in record_type.members().zip(properties.iter().map(|(_, property)| property)) {
            assert_eq!(property["description"], member.about, "{name}/{}", member.name);
            let refers = property.get("x-refers").or_else(|| property.get("items")?.get("x-refers"));
            let refers = refers.and_then(Value::as_str);
            let expected = member.refers.map(|target| match target {
                Target::Any => "any",
                Target::Type(name) => name,
            });
            assert_eq!(refers, expected, "{name}.{}", member.name);
        }
        let required: Vec<&str> =
            record_type.members().filter(|member| member.required).map(|member| member.name).collect();
        let written = schema.value()["required"].as_array().expect("a list of required members");
        assert_eq!(written.iter().filter_map(Value::as_str).collect::<Vec<_>>(), required, "{name}");
    }
}

#[test]
fn tables_of_documents_and_schemas_are_the_same() {
    for kind in DOCUMENT_KINDS {
        let name = kind.name;
        let schema = schemas::by_name(name).expect("every kind of document has a schema");
        assert_eq!(schema.value()["x-typ"], kind.typ, "{name}");
        assert_eq!(schema.value()["x-requirement"], "document-payload", "{name}");
        assert_eq!(schema.value()["description"], kind.about, "{name}");
        let Written { properties: InOrder(properties) } = serde_json::from_str(schema.text).expect("a schema");
        let required = schema.value()["required"].as_array().expect("a list of required members");
        let written: Vec<(&str, &str, bool)> = properties
            .iter()
            .map(|(name, property)| {
                let about = property["description"].as_str().unwrap_or_default();
                (name.as_str(), about, required.contains(&Value::from(name.as_str())))
            })
            .collect();
        let members: Vec<_> = kind.members.iter().map(|member| (member.name, member.about, member.required)).collect();
        assert_eq!(written, members, "{name}");
    }
}

#[test]
fn references_name_types_that_exist() {
    for record_type in RECORD_TYPES {
        for member in record_type.members() {
            if let Some(Target::Type(target)) = member.refers {
                assert!(pannier_model::record::by_name(target).is_some(), "{}.{}", record_type.name, member.name);
            }
        }
    }
}

/// Calls `each` for a schema and every schema in it.
fn walk<'a>(pointer: &str, schema: &'a Value, each: &mut dyn FnMut(&str, &'a Value)) {
    let Value::Object(members) = schema else { return };
    each(pointer, schema);
    for keyword in ["properties", "$defs"] {
        for (name, schema) in members.get(keyword).and_then(Value::as_object).into_iter().flatten() {
            walk(&format!("{pointer}/{keyword}/{name}"), schema, each);
        }
    }
    for keyword in ["items", "additionalProperties", "propertyNames", "not"] {
        if let Some(schema) = members.get(keyword) {
            walk(&format!("{pointer}/{keyword}"), schema, each);
        }
    }
    for keyword in ["anyOf", "allOf", "oneOf"] {
        for (index, schema) in members.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
            walk(&format!("{pointer}/{keyword}/{index}"), schema, each);
        }
    }
}

#[test]
fn every_requirement_a_schema_states_exists_and_every_one_of_values_is_stated() {
    let mut stated = BTreeSet::new();
    for schema in &schemas::ALL {
        walk("", schema.value(), &mut |pointer, schema_here| {
            let ids: Vec<&Value> = match schema_here.get("x-requirement") {
                Some(Value::Object(by_keyword)) => by_keyword.values().collect(),
                Some(id) => vec![id],
                None => Vec::new(),
            };
            for id in ids {
                let code = id.as_str().and_then(|id| id.parse::<Code>().ok());
                let code = code.unwrap_or_else(|| panic!("{}{pointer}: {id} is no requirement", schema.name));
                stated.insert(code.as_str());
            }
        });
    }
    let by_schema = |code: &&Code| {
        code.stage() == Stage::Schema && (code.as_str().starts_with("value-") || code.as_str().starts_with("record-"))
    };
    for code in Code::ALL.iter().filter(by_schema) {
        assert!(stated.contains(code.as_str()), "no schema states {code}");
    }
}

#[test]
fn everything_has_a_description() {
    for schema in &schemas::ALL {
        for member in ["$schema", "$id", "title", "description"] {
            assert!(schema.value().get(member).is_some(), "{}: no {member}", schema.name);
        }
        assert_eq!(schema.value()["$id"], schema.url());
        walk("", schema.value(), &mut |pointer, here| {
            if pointer.ends_with("/not") {
                return;
            }
            for keyword in ["properties", "$defs"] {
                for (name, member) in here.get(keyword).and_then(Value::as_object).into_iter().flatten() {
                    let description = member.get("description").and_then(Value::as_str).unwrap_or_default();
                    let sentence = description.ends_with('.') && !description.starts_with(char::is_lowercase);
                    assert!(sentence, "{}{pointer}/{keyword}/{name}: {description:?}", schema.name);
                }
            }
        });
    }
}

#[test]
fn lexical_rules_do_not_rest_on_formats() {
    for schema in &schemas::ALL {
        walk("", schema.value(), &mut |pointer, here| {
            if pointer.is_empty() && schema.name != "common" {
                assert_eq!(here.get("additionalProperties"), Some(&Value::Bool(false)), "{} is open", schema.name);
            }
            if here.get("format").is_some() {
                assert!(here.get("pattern").is_some(), "{}{pointer}: a format without a pattern", schema.name);
            }
            for keyword in ["oneOf", "if", "then", "else"] {
                assert!(here.get(keyword).is_none(), "{}{pointer}: {keyword}", schema.name);
            }
        });
    }
}

/// The lint for schemas that users give holds for ours too.
#[test]
fn record_schemas_pass_their_own_lint() {
    for record_type in RECORD_TYPES {
        let text = schemas::by_name(record_type.name).expect("every type has a schema").text;
        let text = text
            .replace("\"$id\": \"https://pannier.example/", "\"$id\": \"https://bank.example/")
            .replace("\"$ref\": \"common", "\"$ref\": \"https://pannier.example/v0/common");
        let schema = GivenSchema::read(text.as_bytes(), &Location::whole());
        let schema = schema.unwrap_or_else(|findings| panic!("{}: {findings:?}", record_type.name));
        assert_eq!(schema.sort(), Some(record_type.sort));
        for member in record_type.members() {
            assert_eq!(schema.group_of(member.name), record_type.group_of(member.name).map(|group| group.id));
        }
    }
}
