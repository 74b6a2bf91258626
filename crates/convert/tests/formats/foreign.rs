//! Programs of others that read what is written here.

use std::{
    env,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Runs a script of `tests/foreign` with Python: `input` on its standard input, what it printed. `None`, said aloud, where
/// Python or one of these modules is missing.
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
pub(crate) fn python(script: &str, modules: &[&str], arguments: &[&Path], input: &str) -> Option<String> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let python = env::var_os("PANNIER_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let imports = format!("import {}", modules.join(", "));
    let there = Command::new(&python).args(["-c", &imports]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        assert!(
            env::var_os("PANNIER_REQUIRE_TOOLS").is_none(),
            "python with {} is required; PANNIER_PYTHON says where it is",
            modules.join(", ")
        );
        println!("skipped: no python with {}", modules.join(", "));
        return None;
    }
    let mut child = Command::new(&python)
        .arg(here.join("tests/foreign").join(script))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python was there a moment ago");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    // A script that fails may not have read everything.
    let _ = writer.join().expect("no panic");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{script}: {}{}", text(&output.stdout), text(&output.stderr));
    Some(text(&output.stdout))
}
