//! The form of `vector.json` and of an answer, as their schemas say it.

use pannier::{report::Location, validate::shape::GivenSchema};
use serde_json::Value;

/// A schema of the suite, ready to judge.
#[derive(Debug)]
pub struct Form(GivenSchema);

impl Form {
    /// The schema of a vector.
    pub const VECTOR: &str = "vector.schema.json";
    /// The schema of an answer.
    pub const RESULT: &str = "result.schema.json";

    /// The form of a vector, from the texts of both schemas: that of vectors refers to that of answers.
    ///
    /// # Errors
    ///
    /// What is wrong with a schema.
    pub fn vector(vector: &[u8], result: &[u8]) -> Result<Self, String> {
        let mut document = parse(vector)?;
        let mut result = parse(result)?;
        // The other schema and its definitions become definitions of this one, so that nothing refers to a file.
        let mut definitions = result["$defs"].take();
        if let Some(own) = document["$defs"].as_object() {
            for (id, definition) in own {
                definitions[id] = definition.clone();
            }
        }
        let answer = result.as_object_mut().ok_or("the schema of answers is no object")?;
        answer.retain(|key, _| !["$schema", "$id", "$defs"].contains(&key.as_str()));
        definitions["result"] = result;
        document["$defs"] = definitions;
        let text = document
            .to_string()
            .replace("result.schema.json#/$defs/", "#/$defs/")
            .replace("\"result.schema.json\"", "\"#/$defs/result\"");
        Self::compiled(&text)
    }

    /// The form of an answer.
    ///
    /// # Errors
    ///
    /// What is wrong with the schema.
    pub fn result(result: &[u8]) -> Result<Self, String> {
        Self::compiled(&parse(result)?.to_string())
    }

    fn compiled(text: &str) -> Result<Self, String> {
        let schema = GivenSchema::read(text.as_bytes(), &Location::whole());
        schema.map(Self).map_err(|findings| format!("{} departures from the form of a schema", findings.len()))
    }

    /// Where `text` departs from the form, with the reason.
    pub fn check(&self, text: &[u8]) -> Vec<String> {
        let findings = self.0.check_row(text, &Location::whole());
        findings
            .iter()
            .map(|finding| match finding.location.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
                Some(pointer) => format!("{pointer} {}", finding.message),
                None => finding.message.clone(),
            })
            .collect()
    }
}

fn parse(text: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(text).map_err(|error| error.to_string())
}
