//! One test for each vector of the index, put to the library of this repository.

use std::{fs, process::ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use pannier_conformance::{
    Claim, ExpectedFailures, cases,
    native::Native,
    run::{Verdict, run},
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
        Trial::test(case.vector.id.clone(), move || match run(&Native, &case, Claim::WHOLE, &known).verdict {
            Verdict::Passed | Verdict::ExpectedFailure(_) => Ok(()),
            Verdict::Failed(why) => Err(Failed::from(format!("{why}\n{}", case.vector.title))),
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}
