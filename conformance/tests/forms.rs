//! `vector.json` and answers have the form that their schemas say, and the program answers as `PROTOCOL.md` says.

use std::{fs, process::Command};

use pannier::{report::Location, validate::shape::GivenSchema};
use pannier_conformance::{Answer, cases, suite};
use serde_json::{Value, json};

/// The schema of a document of the suite, the other one it refers to taken into its definitions.
fn schema(name: &str) -> GivenSchema {
    let read = |name: &str| -> Value {
        let text = fs::read_to_string(suite().join(name)).expect("the schema is here");
        let inside = text.replace("\"#/$defs/", "\"#/$defs/PREFIX");
        serde_json::from_str(&inside).expect("the schema is JSON")
    };
    let mut document = read(name);
    let mut result = read("result.schema.json");
    let mut definitions = result["$defs"].take();
    for (id, definition) in document["$defs"].take().as_object().expect("definitions") {
        definitions[id] = definition.clone();
    }
    result.as_object_mut().expect("a schema").retain(|key, _| !["$schema", "$id", "$defs"].contains(&key.as_str()));
    definitions["result"] = result;
    document["$defs"] = definitions;
    let text = document
        .to_string()
        .replace("#/$defs/PREFIX", "#/$defs/")
        .replace("result.schema.json#/$defs/", "#/$defs/")
        .replace("\"result.schema.json\"", "\"#/$defs/result\"");
    GivenSchema::read(text.as_bytes(), &Location::whole()).expect("the schema is one closed object")
}

#[test]
fn vectors_follow_their_schema() {
    let schema = schema("vector.schema.json");
    for case in cases(&suite()).expect("the suite can be read") {
        let text = case.file("vector.json").expect("the vector is here");
        assert_eq!(schema.check_row(&text, &Location::whole()), [], "{}", case.vector.id);
    }
}

#[test]
fn a_schema_refuses_what_is_no_answer() {
    let schema = schema("result.schema.json");
    let refused = |answer: &Value| !schema.check_row(answer.to_string().as_bytes(), &Location::whole()).is_empty();
    let good = json!({"outcome": "reject", "stage": "head", "findings": [{"code": "head-form"}], "released": 0});
    assert!(!refused(&good));
    for (member, wrong) in [
        ("outcome", json!("maybe")),
        ("stage", json!("signature")),
        ("findings", json!([{"entry": "head.sdjwt"}])),
        ("released", json!(1)),
        ("verdict", json!("reject")),
    ] {
        let mut answer = good.clone();
        answer[member] = wrong;
        assert!(refused(&answer), "{answer}");
    }
    assert!(refused(&json!({"outcome": "accept", "stage": "head", "findings": [], "released": 1})));
}

#[test]
fn the_program_follows_the_protocol() {
    let program = env!("CARGO_BIN_EXE_pannier-conformance");
    for id in ["whole/accept-small", "head-signature/reject-wrong-key"] {
        let folder = suite().join("vectors").join(id);
        let output = Command::new(program).arg("verify").arg(folder).output().expect("the program runs");
        assert!(output.status.success(), "{id}");
        let answer: Answer = serde_json::from_slice(&output.stdout).expect("an answer");
        assert_eq!(schema("result.schema.json").check_row(&output.stdout, &Location::whole()), [], "{id}: {answer:?}");
    }
    let through = |entrypoint: &str| {
        let arguments = ["run", "--entrypoint", entrypoint, "--filter", "trust-issuer"];
        let output = Command::new(program).args(arguments).output().expect("the program runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    assert_eq!(through(program), (Some(0), "1 passed, 0 failed, 0 failed as expected, 0 not supported\n".to_owned()));
    // A program that says nothing has no answer.
    assert_eq!(through("true").0, Some(1));
}
