//! The runner as a user meets it: programs good and bad, claims, expected failures, both forms of output.

use std::{fs, path::PathBuf, process::Command};

use pannier::report::Stage;
use pannier_conformance::{Answer, Case, Claim, Level, Outcome, judge, suite};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pannier-conformance");

/// Exit code, standard output and standard error of a run.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(PROGRAM).arg("run").args(arguments).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A file of this test below the folder for such.
fn scratch(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("a file can be written");
    path
}

#[test]
fn a_program_is_driven_either_way() {
    let passed = "level 4 (locations), of vectors with trust-issuer in their id alone: 1 passed, 0 failed, 0 failed as expected\n";
    for way in [&["--entrypoint", PROGRAM][..], &["--entrypoint", PROGRAM, "--serve"]] {
        let arguments = [way, &["--filter", "trust-issuer", "--level", "locations"]].concat();
        let (code, out, _) = run(&arguments);
        assert_eq!((code, out.as_str()), (Some(0), passed));
    }
}

#[test]
fn what_is_no_answer_fails() {
    let silent = scratch("silent.sh", "exec sleep 60\n");
    let serve = scratch("one-answer.sh", "read question\necho '{\"outcome\":\"accept\",\"released\":1}'\n");
    let (silent, serve) = (format!("sh {}", silent.display()), format!("sh {}", serve.display()));
    for (arguments, why) in [
        (&["--entrypoint", "true"][..], "not an answer, EOF"),
        (&["--entrypoint", "false"], "the program ended with exit status: 1"),
        (&["--entrypoint", "echo {}"], ": \"{} verify /"),
        (&["--entrypoint", "yes"], "an answer of more than a megabyte"),
        (&["--entrypoint", &silent, "--timeout", "1"], "no answer after 1s"),
        (&["--entrypoint", &silent, "--timeout", "1", "--serve"], "no answer after 1s"),
        (&["--entrypoint", "true", "--serve"], "the program ended without an answer"),
        (&["--entrypoint", &serve, "--serve"], "outcome: expected \"reject\", got \"accept\""),
        (&["--entrypoint", "/nonexistent/program"], "/nonexistent/program cannot be started"),
        (&["--entrypoint", "/nonexistent/program", "--serve"], "/nonexistent/program cannot be started"),
    ] {
        let (code, out, err) = run(&[arguments, &["--filter", "trust-issuer"]].concat());
        assert_eq!(code, Some(1), "{arguments:?}: {out}{err}");
        assert!(out.contains(why), "{arguments:?}: {out}");
    }
}

#[test]
fn what_is_not_supported_needs_a_reason() {
    let program = scratch("unsupported.sh", "echo '{\"outcome\":\"unsupported\"}'\n");
    let program = format!("sh {}", program.display());
    let (code, out, _) = run(&["--entrypoint", &program, "--filter", "trust-issuer"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("not supported, and not on the list of expected failures"), "{out}");
    let list = scratch("known.txt", "trust-issuer/reject-name-of-another-issuer: has no trust lists\n");
    let list = list.to_str().expect("a path in ASCII");
    let (code, out, err) = run(&["--entrypoint", &program, "--filter", "trust-issuer", "--xfails", list]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.starts_with("xfail trust-issuer/reject-name-of-another-issuer: has no trust lists\n"), "{out}");
    // The list is strict: what passes may not stand on it.
    let (code, out, _) = run(&["--filter", "trust-issuer", "--xfails", list]);
    assert_eq!(code, Some(1));
    assert!(out.contains("passes, but is on the list of expected failures"), "{out}");
}

#[test]
fn a_wrong_question_is_no_verdict() {
    let nobody = scratch("nobody.txt", "trust-issuer/reject-nobody: is no vector\n");
    let bare = scratch("bare.txt", "trust-issuer/reject-name-of-another-issuer\n");
    for (arguments, why) in [
        (&["--level", "5"][..], "a level is"),
        (&["--until", "signature"], "a claim ends at one of the stages head, binding"),
        (&["--until", "container"], "a claim ends at one of the stages head, binding"),
        (&["--ops", "verify,price"], "`price` is none of the operations verify, document, log, tariff, quote, offer"),
        (&["--filter", "no-such-requirement"], "no vector has no-such-requirement in its id"),
        (&["--xfails", nobody.to_str().expect("ASCII")], "is no vector"),
        (&["--xfails", bare.to_str().expect("ASCII")], "line 1 has no reason"),
        (&["--entrypoint", " "], "the command of --entrypoint is empty"),
        (&["--jobs", "0"], "--jobs takes"),
        (&["--frobnicate", "1"], "usage:"),
    ] {
        let (code, out, err) = run(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(why), "{arguments:?}: {err}");
    }
}

#[test]
fn results_are_written_for_programs() {
    let path = scratch("results.xml", "");
    let (code, ..) = run(&["--filter", "trust-issuer", "--junit", path.to_str().expect("ASCII")]);
    assert_eq!(code, Some(0));
    let xml = fs::read_to_string(path).expect("the results are there");
    assert!(
        xml.contains("<testcase classname=\"trust-issuer\" name=\"reject-name-of-another-issuer\" time=\""),
        "{xml}"
    );
}

#[test]
fn a_claim_names_its_last_stage() {
    let case = |id: &str| Case::open(suite().join("vectors").join(id)).expect("the vector is here");
    let claim = Claim { level: Level::Codes, last: Stage::Proof, ..Claim::WHOLE };
    let accepted = Answer { outcome: Outcome::Accept, ..Answer::default() };
    // The fault is at stage schema: a program that stops before it does not see it, and releases nothing.
    let later = case("value-date/reject-no-such-day");
    assert_eq!(judge(&later, &accepted, claim), []);
    assert_eq!(judge(&later, &later.vector.expect, claim).len(), 3);
    let rows = Answer { released: 1, ..accepted.clone() };
    assert_eq!(judge(&later, &rows, claim).len(), 1);
    // An earlier fault is one for everybody.
    let earlier = case("head-signature/reject-wrong-key");
    assert_eq!(judge(&earlier, &earlier.vector.expect, claim), []);
    assert_eq!(judge(&earlier, &accepted, claim).len(), 3);
    // This implementation makes every claim there is.
    for stage in Claim::LAST {
        let (code, out, _) = run(&["--level", "locations", "--until", stage.as_str()]);
        assert_eq!(code, Some(0), "{out}");
        let last = if stage == Stage::Rules { String::new() } else { format!(" up to stage {stage}") };
        assert!(out.starts_with(&format!("level 4 (locations){last}: ")), "{out}");
    }
}
