//! Tariffs that are made of product data, without what an importer says in words of its own.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Members in words of an importer: names that it gives, texts for people, and what bears on no price.
const WORDS: [&str; 3] = ["label", "non_price", "summary"];

/// What is held of a tariff that is made of product data (`PROTOCOL.md`, the operation `import`).
pub fn held(tariff: &Value) -> Value {
    let mut held = without_words(tariff);
    let ids: Vec<Value> = list(tariff, "components").iter().map(|component| component["id"].clone()).collect();
    for component in held["components"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        component.remove("id");
        if let Some(of) = component.get_mut("of") {
            let place = |id: &Value| ids.iter().position(|one| one == id);
            *of = list_of(of).iter().map(|id| json!(place(id))).collect();
        }
    }
    let effects: BTreeSet<&str> = list(tariff, "unmodelled").iter().filter_map(|one| one["effect"].as_str()).collect();
    held["unmodelled"] = json!(effects);
    if let Some(source) = held.get_mut("source").and_then(Value::as_object_mut) {
        source.remove("tool");
        if source.contains_key("losses") {
            let losses = tariff["source"]["losses"].as_array();
            let paths: BTreeSet<&str> = losses.into_iter().flatten().filter_map(|one| one["path"].as_str()).collect();
            source.insert("losses".to_owned(), json!(paths));
        }
    }
    held
}

fn without_words(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| !WORDS.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), without_words(value))).collect::<Map<_, _>>())
        }
        Value::Array(all) => all.iter().map(without_words).collect(),
        _ => value.clone(),
    }
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    list_of(&of[name])
}

fn list_of(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_held_and_figures_are() {
        let tariff = json!({
            "name": "Everyday", "summary": "For every day", "non_price": [{"id": "a"}],
            "components": [
                {"id": "fee", "label": "Fee", "kind": "fixed", "amount": "5"},
                {"id": "off", "label": "Off", "kind": "percent", "of": ["fee"], "rate": "0.1"},
            ],
            "unmodelled": [{"effect": "unknown", "text": "b"}, {"effect": "decrease", "text": "a"}, {"effect": "unknown", "text": "c"}],
            "source": {"digest": "d", "tool": "t", "losses": [{"path": "/b", "reason": "r"}, {"path": "/a", "reason": "r"}]},
        });
        let expected = json!({
            "name": "Everyday",
            "components": [{"kind": "fixed", "amount": "5"}, {"kind": "percent", "of": [0], "rate": "0.1"}],
            "unmodelled": ["decrease", "unknown"],
            "source": {"digest": "d", "losses": ["/a", "/b"]},
        });
        assert_eq!(held(&tariff), expected);
    }
}
