//! The command, run in a folder on a day on which what `demo` makes is valid.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs it; nobody is there to answer.
pub(crate) fn pannier(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command.current_dir(folder).args(arguments).args(["--now", "2025-06-02T09:00:00Z"]).stdin(Stdio::null());
    command.output().expect("the command runs")
}

/// Runs it and checks the exit code; gives what was said on standard error.
#[track_caller]
pub(crate) fn check(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = pannier(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}
