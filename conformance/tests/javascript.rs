//! The package in `js/`: its own tests, among them the whole suite in Node and in a headless browser.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use pannier_conformance::suite;

#[test]
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
fn the_package_passes_its_tests() {
    let package = suite().join("js");
    let required = env::var_os("PANNIER_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    if let Some(missing) = missing(&package) {
        assert!(!required, "{missing} is needed");
        println!("skipped: no {missing}");
        return;
    }
    let output = Command::new("npm").args(["test", "--silent"]).current_dir(&package).output().expect("npm runs");
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&told));
}

fn missing(package: &Path) -> Option<&'static str> {
    for tool in ["node", "npm"] {
        let mut command = Command::new(tool);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        if !command.status().is_ok_and(|status| status.success()) {
            return Some(tool);
        }
    }
    (!package.join("node_modules").is_dir()).then_some("conformance/js/node_modules (npm ci)")
}
