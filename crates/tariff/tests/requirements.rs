//! What the chapter on tariffs calls right is accepted, and what it calls wrong is refused under the requirement it
//! stands at. Both are merge patches (RFC 7386) on the smallest example.

use std::{fs, path::PathBuf};

use pannier_report::{Code, Location, Stage};
use pannier_tariff::tariff::Tariff;
use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn minimal() -> Value {
    let path = root().join("schemas/v0/examples/tariff/minimal.json");
    serde_json::from_str(&fs::read_to_string(path).expect("an example")).expect("JSON")
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let object = target.as_object_mut().expect("an object");
    for (name, member) in members {
        if member.is_null() {
            object.remove(name);
        } else {
            merge(object.entry(name.clone()).or_insert(Value::Null), member);
        }
    }
}

fn codes(text: &str) -> Vec<Code> {
    let reading = Tariff::read(text.as_bytes(), &Location::whole());
    assert_eq!(reading.tariff.is_none(), reading.findings.iter().any(pannier_report::Finding::is_error));
    assert!(reading.findings.iter().all(|finding| finding.help.is_some()), "a finding does not say what to do");
    reading.findings.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn right_is_right_and_wrong_is_wrong() {
    let text = fs::read_to_string(root().join("spec/requirements.json")).expect("the list of requirements");
    let list: Value = serde_json::from_str(&text).expect("JSON");
    let list = list.get("requirements").unwrap_or(&list).as_array().expect("a list").clone();
    let mut seen = 0;
    for requirement in list.iter().filter(|requirement| requirement["chapter"] == json!("13-tariffs.md")) {
        let code: Code = requirement["id"].as_str().and_then(|id| id.parse().ok()).expect("a known id");
        assert_eq!(code.stage(), Stage::Tariff, "{code}");
        for (which, expected) in [("right", vec![]), ("wrong", vec![code])] {
            let example = requirement[which].as_str().unwrap_or_default().trim();
            let example = example.trim_matches('`');
            let text = if code == Code::TariffJson && which == "wrong" {
                minimal().to_string().replacen("\"version\":\"1\"", example.trim_matches(['{', '}']), 1)
            } else {
                let patch: Value = serde_json::from_str(example).unwrap_or_else(|_| panic!("{code}: {example}"));
                let mut tariff = minimal();
                merge(&mut tariff, &patch);
                tariff.to_string()
            };
            assert_eq!(codes(&text), expected, "{code}, {which}: {example}");
        }
        seen += 1;
    }
    let all = Code::ALL.iter().filter(|code| code.chapter() == "13-tariffs.md").count();
    assert_eq!(seen, all);
}

#[test]
fn examples_are_tariffs_and_come_back() {
    let folder = root().join("schemas/v0/examples/tariff");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the examples") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("text");
        let reading = Tariff::read(text.as_bytes(), &Location::whole());
        assert_eq!(reading.findings, [], "{}", path.display());
        let tariff = reading.tariff.expect("no finding, so a tariff");
        let back = Tariff::read(tariff.to_json().as_bytes(), &Location::whole());
        assert_eq!(back.tariff.as_ref(), Some(&tariff), "{}", path.display());
        let [written, original]: [Value; 2] =
            [tariff.to_json().as_str(), text.as_str()].map(|text| serde_json::from_str(text).expect("JSON"));
        assert_eq!(written, original, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 1, "{seen} examples");
}
