//! Whether a document says what its inputs give.

use serde_json::Value;

/// Where two documents differ first, in the order of their members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The place: JSON pointer.
    pub pointer: String,
    /// What the document says; `None` where it says nothing.
    pub said: Option<Value>,
    /// What its inputs give; `None` where there should be nothing.
    pub computed: Option<Value>,
}

/// The first place where what a document says is not what was computed. `engine` bears on nothing and is not compared.
pub fn difference(said: &Value, computed: &Value) -> Option<Difference> {
    at(said, computed, &mut String::new())
}

fn at(said: &Value, computed: &Value, pointer: &mut String) -> Option<Difference> {
    match (said, computed) {
        (Value::Object(said), Value::Object(computed)) => {
            let mut names: Vec<&String> = said.keys().chain(computed.keys()).collect();
            names.sort_unstable();
            names.dedup();
            names.into_iter().filter(|name| *name != "engine").find_map(|name| {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                below(&escaped, said.get(name), computed.get(name), pointer)
            })
        }
        (Value::Array(said), Value::Array(computed)) => (0..said.len().max(computed.len()))
            .find_map(|index| below(&index.to_string(), said.get(index), computed.get(index), pointer)),
        _ if said == computed => None,
        _ => Some(Difference { pointer: pointer.clone(), said: Some(said.clone()), computed: Some(computed.clone()) }),
    }
}

fn below(step: &str, said: Option<&Value>, computed: Option<&Value>, pointer: &mut String) -> Option<Difference> {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(step);
    let found = match (said, computed) {
        (Some(said), Some(computed)) => at(said, computed, pointer),
        _ => Some(Difference { pointer: pointer.clone(), said: said.cloned(), computed: computed.cloned() }),
    };
    pointer.truncate(length);
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_named() {
        let document = json!({ "a": [{ "b/c": "1" }, { "b/c": "2" }], "engine": "x", "z": true });
        let cases = [
            (json!({ "a": [{ "b/c": "1" }, { "b/c": "2" }], "engine": "y", "z": true }), None),
            (json!({ "a": [{ "b/c": "1" }, { "b/c": "3" }], "z": false }), Some("/a/1/b~1c")),
            (json!({ "a": [{ "b/c": "1" }], "z": true }), Some("/a/1")),
            (json!({ "a": [{ "b/c": "1" }, { "b/c": "2" }] }), Some("/z")),
            (json!([]), Some("")),
        ];
        for (other, expected) in cases {
            let found = difference(&document, &other).map(|found| found.pointer);
            assert_eq!(found.as_deref(), expected, "{other}");
        }
    }
}
