//! Schemas the standard does not have: a user gives one for a record type of their own.

use std::fmt;

use jsonschema::Validator;
use pannier_report::{Code, Finding, Location};
use serde_json::{Map, Value};

use crate::{json, schemas};

use super::{explain, validators};

/// Keywords whose value is a schema.
const ONE: [&str; 11] = [
    "additionalProperties",
    "propertyNames",
    "items",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];
/// Keywords whose value is a list of schemas.
const MANY: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value is an object of schemas.
const NAMED: [&str; 4] = ["properties", "patternProperties", "$defs", "dependentSchemas"];
/// Keywords that hold no schema.
const PLAIN: [&str; 36] = [
    "$schema",
    "$id",
    "$ref",
    "$anchor",
    "$comment",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "type",
    "enum",
    "const",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "required",
    "dependentRequired",
    "minProperties",
    "maxProperties",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minContains",
    "maxContains",
    "contentEncoding",
    "contentMediaType",
    "$vocabulary",
];

/// A schema given by the user, linted and compiled.
pub struct GivenSchema {
    schema: Value,
    validator: Validator,
}

impl GivenSchema {
    /// Reads, lints and compiles a schema; `at` is where it stands.
    ///
    /// # Errors
    /// What is wrong with it: findings `schema-given-form`, and those of strict JSON.
    pub fn read(text: &[u8], at: &Location) -> Result<Self, Vec<Finding>> {
        let strict = json::read(text, at);
        let Some(schema) = strict.value else { return Err(strict.findings) };
        let mut lint = Lint { at, pointer: String::new(), findings: strict.findings };
        lint.root(&schema);
        if !lint.findings.is_empty() {
            return Err(lint.findings);
        }
        match validators::compile(&schema) {
            Ok(validator) => Ok(Self { schema, validator }),
            Err(error) => {
                let place = at.clone().at_pointer(error.instance_path().to_string());
                let message = "the schema cannot be compiled for a linear engine without fetching anything";
                Err(vec![Finding::new(Code::SchemaGivenForm, place, message)])
            }
        }
    }

    /// The address it names itself by.
    pub fn url(&self) -> Option<&str> {
        self.schema.get("$id").and_then(Value::as_str)
    }

    /// The member rows are sorted by (`x-sort`).
    pub fn sort(&self) -> Option<&str> {
        self.schema.get("x-sort").and_then(Value::as_str)
    }

    /// The group a member stands in (`x-group`, else `core`); `None` for a member it does not have.
    pub fn group_of(&self, member: &str) -> Option<&str> {
        let member = self.schema.get("properties")?.get(member)?;
        Some(member.get("x-group").and_then(Value::as_str).unwrap_or(pannier_model::record::CORE))
    }

    /// What a row has against it; nothing, where it is right.
    pub fn check_row(&self, row: &[u8], at: &Location) -> Vec<Finding> {
        let strict = json::read(row, at);
        let mut findings = strict.findings;
        if let Some(value) = strict.value {
            findings.extend(explain::findings(&self.validator, &value, at, explain::Against::Given(&self.schema)));
        }
        findings.truncate(explain::KEPT_PER_ROW);
        findings
    }
}

impl fmt::Debug for GivenSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GivenSchema").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// Walks a schema and collects what a validator would silently pass over.
struct Lint<'a> {
    at: &'a Location,
    pointer: String,
    findings: Vec<Finding>,
}

impl Lint<'_> {
    fn finding(&mut self, message: &str) {
        let place = self.at.clone().at_pointer(self.pointer.clone());
        self.findings.push(Finding::new(Code::SchemaGivenForm, place, message));
    }

    fn root(&mut self, schema: &Value) {
        let Value::Object(members) = schema else { return self.finding("a schema is an object") };
        if members.get("type").and_then(Value::as_str) != Some("object")
            || members.get("additionalProperties") != Some(&Value::Bool(false))
        {
            self.finding("the schema is not that of a closed object: `type` and `additionalProperties` say otherwise");
        }
        let draft = members.get("$schema").and_then(Value::as_str);
        if draft.is_some_and(|draft| draft != "https://json-schema.org/draft/2020-12/schema") {
            self.finding("the schema is not one of draft 2020-12");
        }
        if members.get("$id").and_then(Value::as_str).is_some_and(|id| schemas::by_url(id).is_some()) {
            self.finding("the schema has the address of a built-in one");
        }
        self.object(members, true);
    }

    fn schema(&mut self, schema: &Value) {
        match schema {
            Value::Bool(_) => {}
            Value::Object(members) => self.object(members, false),
            _ => self.finding("a schema is an object or a boolean"),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, root: bool) {
        for (keyword, value) in members {
            let length = self.pointer.len();
            self.step(keyword);
            if ONE.contains(&keyword.as_str()) {
                self.schema(value);
            } else if MANY.contains(&keyword.as_str()) {
                for (index, schema) in value.as_array().into_iter().flatten().enumerate() {
                    self.within(&index.to_string(), schema);
                }
            } else if NAMED.contains(&keyword.as_str()) {
                for (name, schema) in value.as_object().into_iter().flatten() {
                    self.within(name, schema);
                }
            } else if keyword == "$ref" {
                self.reference(value);
            } else if keyword == "$id" && !root {
                self.finding("`$id` stands at the root only");
            } else if !PLAIN.contains(&keyword.as_str()) && !keyword.starts_with("x-") {
                self.finding("not a keyword of draft 2020-12");
            }
            self.pointer.truncate(length);
        }
    }

    fn within(&mut self, token: &str, schema: &Value) {
        let length = self.pointer.len();
        self.step(token);
        self.schema(schema);
        self.pointer.truncate(length);
    }

    fn step(&mut self, token: &str) {
        self.pointer.push('/');
        self.pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
    }

    fn reference(&mut self, reference: &Value) {
        let known = reference.as_str().is_some_and(|reference| {
            let url = reference.split('#').next().unwrap_or_default();
            url.is_empty() || schemas::by_url(url).is_some()
        });
        if !known {
            self.finding("`$ref` names neither this schema nor a built-in one");
        }
    }
}
