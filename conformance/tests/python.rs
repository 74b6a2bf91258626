//! The second implementation (`python/`): its own tests, the whole suite at the level it claims, and both implementations
//! beside each other on generated files. `README.md` has the command for many more of them.

use std::{env, ffi::OsString, fs, num::NonZero, path::Path, process::Command, time::Duration};

use pannier::report::Stage;
use pannier_conformance::{
    Case, Claim, ExpectedFailures, Level, Ops, cases,
    differential::{self, Generated},
    entrypoint::{Calls, Entrypoint},
    native::Native,
    run::{Verdict, run_all},
    suite,
    vector::Op,
};

/// The Python that has what `python/requirements.txt` asks for; none where there is no such one, which it says.
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
fn python() -> Option<OsString> {
    let python = env::var_os("PANNIER_PYTHON").unwrap_or_else(|| "python3".into());
    let needed = "import sys, cryptography, jsonschema, referencing; assert sys.version_info >= (3, 10)";
    if Command::new(&python).args(["-c", needed]).output().is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    assert!(env::var_os("PANNIER_REQUIRE_TOOLS").is_none(), "Python with python/requirements.txt is required");
    println!("skipped: no Python with what conformance/python/requirements.txt asks for");
    None
}

fn verifier(python: &OsString) -> Entrypoint {
    let command = format!("{} {}", python.to_string_lossy(), suite().join("python").display());
    Entrypoint::parse(&command, Calls::Serve, Duration::from_mins(1)).expect("the command is not empty")
}

#[test]
fn its_own_tests_pass() {
    let Some(python) = python() else { return };
    let output = Command::new(python).args(["-m", "unittest", "-q"]).current_dir(suite().join("python")).output();
    let output = output.expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn it_passes_the_suite_at_level_3() {
    let Some(python) = python() else { return };
    let text = fs::read_to_string(suite().join("xfails/python.txt")).expect("the list is there");
    let known = ExpectedFailures::parse(&text).expect("the list has reasons");
    let mut all = cases(&suite()).expect("the suite can be read");
    let claim = Claim { level: Level::Codes, ops: Ops::of(&Op::ALL), last: Stage::Rules };
    all.retain(|case| claim.asks(&case.vector));
    let judged = run_all(&verifier(&python), &all.iter().collect::<Vec<&Case>>(), claim, &known, NonZero::<usize>::MIN);
    let failed = judged.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Failed(why) => Some(format!("{}: {why}", judged.id)),
        Verdict::Passed | Verdict::ExpectedFailure(_) => None,
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn both_implementations_say_the_same_of_generated_files() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential");
    let comparison = differential::compare([&Native, &verifier(&python)], Generated::new, 1, 0..500, &folder)
        .expect("files are written");
    assert_eq!(comparison.disagreements.len(), 0, "{:#?}", comparison.disagreements);
    let refused = comparison.agreed.keys().flatten().count();
    assert_eq!(
        refused,
        Stage::VERIFICATION.len() + 1,
        "documents and every stage has refused something: {:?}",
        comparison.agreed
    );
    assert!(comparison.agreed[&None] > 100, "good files are among them: {:?}", comparison.agreed);
}

#[test]
fn both_implementations_judge_other_values_alike() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential-values");
    let comparison = differential::compare([&Native, &verifier(&python)], Generated::of_values, 1, 0..300, &folder)
        .expect("files are written");
    assert_eq!(comparison.disagreements.len(), 0, "{:#?}", comparison.disagreements);
    for stage in [None, Some(Stage::Rules)] {
        assert!(comparison.agreed[&stage] > 50, "most files reach the rules: {:?}", comparison.agreed);
    }
}

#[test]
fn both_implementations_read_the_same_lists_and_documents() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential-documents");
    for (make, refusing) in
        [(Generated::of_lists as fn(u64, u64) -> Generated, Stage::Head), (Generated::of_documents, Stage::Document)]
    {
        let comparison =
            differential::compare([&Native, &verifier(&python)], make, 1, 0..200, &folder).expect("files are written");
        assert_eq!(comparison.disagreements.len(), 0, "{:#?}", comparison.disagreements);
        for stage in [None, Some(refusing)] {
            assert!(comparison.agreed[&stage] > 15, "some are accepted, and some are not: {:?}", comparison.agreed);
        }
    }
}

#[test]
fn both_implementations_make_the_same_tariffs_of_product_data() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential-products");
    let comparison = differential::compare([&Native, &verifier(&python)], Generated::of_products, 1, 0..500, &folder)
        .expect("files are written");
    assert_eq!(comparison.disagreements.len(), 0, "{:#?}", comparison.disagreements);
    for stage in [None, Some(Stage::Tariff)] {
        assert!(comparison.agreed[&stage] > 50, "many become tariffs, and many do not: {:?}", comparison.agreed);
    }
}

#[test]
fn both_implementations_come_to_the_same_prices() {
    let Some(python) = python() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential-prices");
    let comparison = differential::compare([&Native, &verifier(&python)], Generated::of_prices, 1, 0..200, &folder)
        .expect("files are written");
    assert_eq!(comparison.disagreements.len(), 0, "{:#?}", comparison.disagreements);
    assert!(comparison.agreed[&None] > 80, "most have a price: {:?}", comparison.agreed);
}
