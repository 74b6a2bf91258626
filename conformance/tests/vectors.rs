//! One test for each vector of the index, put to the library of this repository.

use std::{fs, process::ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use pannier_conformance::{
    Level, cases,
    native::Native,
    run::{ExpectedFailures, Verdict, run},
    suite,
};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let text = fs::read_to_string(suite().join("xfails/native.txt")).expect("the list is here");
    let known = ExpectedFailures::parse(&text).expect("every expected failure has a reason");
    let cases = cases(&suite()).expect("the suite is whole");
    for id in known.ids() {
        assert!(cases.iter().any(|case| case.vector.id == id), "xfails/native.txt names {id}, which is no vector");
    }
    let trials = cases.into_iter().map(|case| {
        let known = known.clone();
        Trial::test(case.vector.id.clone(), move || match run(&Native, &case, Level::Places, &known) {
            Verdict::Passed | Verdict::ExpectedFailure(_) => Ok(()),
            other => Err(Failed::from(format!("{other:?}\n{}", case.vector.title))),
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}
