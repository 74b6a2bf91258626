//! Answers have the form that their schema says, and the program answers as `PROTOCOL.md` says.

use std::{fs, process::Command};

use pannier_conformance::{Answer, form::Form, suite};
use serde_json::{Value, json};

fn form() -> Form {
    Form::result(&fs::read(suite().join(Form::RESULT)).expect("the schema is here")).expect("the schema is right")
}

#[test]
fn a_schema_refuses_what_is_no_answer() {
    let form = form();
    let refused = |answer: &Value| !form.check(answer.to_string().as_bytes()).is_empty();
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
    let form = form();
    for id in ["whole/accept-small", "head-signature/reject-wrong-key"] {
        let folder = suite().join("vectors").join(id);
        let program = env!("CARGO_BIN_EXE_pannier-conformance");
        let output = Command::new(program).arg("verify").arg(folder).output().expect("the program runs");
        assert!(output.status.success(), "{id}");
        let answer: Answer = serde_json::from_slice(&output.stdout).expect("an answer");
        assert_eq!(form.check(&output.stdout), [""; 0], "{id}: {answer:?}");
    }
}
