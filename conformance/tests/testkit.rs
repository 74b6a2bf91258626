//! The known answers of `vendor/pannier-kat/testkit`: files that other programs made, each a text header, an empty line and
//! the archive. Their record type is fictional, so the question ends at stage `proof`.

use std::{collections::BTreeMap, fs, path::Path, process::ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use pannier::{Policy, Trust, bundle::binding::SeenInMemory, report::Stage};
use pannier_conformance::{Answer, Outcome, native, suite};
use serde_json::Value;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let kat = suite().join("vendor/pannier-kat");
    let list = trust_list(&kat);
    let mut files: Vec<_> = fs::read_dir(kat.join("testkit"))
        .expect("the known answers are here")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 47, "the testkit is whole");
    let trials = files.into_iter().map(|path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let list = list.clone();
        Trial::test(name, move || check(&path, &list))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// The issuer's keys of the known answers as a trust list.
fn trust_list(kat: &Path) -> String {
    let text = fs::read(kat.join("bundle.json")).expect("the worked example is here");
    let example: Value = serde_json::from_slice(&text).expect("the worked example is JSON");
    let key = |name: &str| format!(r#"{{"jwk":{},"nbf":0,"exp":4102444800,"state":"active"}}"#, example[name]);
    let (first, second) = (key("issuer_jwk"), key("issuer_ed_jwk"));
    format!(
        concat!(
            r#"{{"iss":"https://list.example","seq":1,"iat":0,"exp":4102444800,"issuers":["#,
            r#"{{"iss":"https://bank.example","name":"Example Bank","profiles":[],"keys":[{},{}]}}]}}"#
        ),
        first, second
    )
}

fn check(path: &Path, list: &str) -> Result<(), Failed> {
    let bytes = fs::read(path)?;
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or("no empty line")?;
    let header: BTreeMap<&str, &str> =
        std::str::from_utf8(&bytes[..end])?.lines().filter_map(|line| line.split_once(": ")).collect();
    let now = header["now"].parse()?;
    let policy = Policy {
        require_binding: header["require-binding"] == "yes",
        audience: Some(header["aud"].to_owned()),
        nonce: Some(header["nonce"].to_owned()),
        until: Stage::Proof,
        ..Policy::default()
    };
    let trust = Trust::from_list(list.as_bytes()).map_err(|fault| format!("the trust list is refused: {fault:?}"))?;
    let answer = native::answer(bytes[end + 2..].to_vec(), &trust, &policy, now, &mut SeenInMemory::default())?;
    let expected = header["expect"];
    let got = match &answer {
        Answer { outcome: Outcome::Accept, .. } => "success".to_owned(),
        Answer { stage: Some(stage), .. } => format!("{stage} failure"),
        _ => "no verdict".to_owned(),
    };
    if got != expected {
        return Err(format!("expected {expected} ({}), got {got}: {:?}", header["reason"], answer.findings).into());
    }
    if let (Some(sealed), Some(complete)) = (header.get("sealed-parts"), header.get("complete")) {
        let sealed: u64 = sealed.parse()?;
        if answer.sealed != Some(sealed) || answer.complete != Some(*complete == "yes") {
            return Err(format!("{sealed} sealed, complete {complete}; got {answer:?}").into());
        }
    }
    Ok(())
}
