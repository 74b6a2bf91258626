//! The page that `quote --html` writes says who signed each tariff, as the table does.

use std::{fs, path::Path, process::Command};

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/signed.in");
const NOW: &str = "2026-02-02T10:00:00Z";

#[track_caller]
fn pannier(folder: &Path, line: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command.current_dir(folder).args(line.replace("FILES", FILES).split_whitespace()).args(["--now", NOW]);
    let output = command.output().expect("the command runs");
    assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_page_says_who_signed_each_tariff() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    pannier(folder, "keygen -o bank.key");
    pannier(folder, "trust new trust.json");
    pannier(folder, "trust add trust.json --issuer https://bank.example --key bank.key.pub");
    pannier(folder, "tariff sign FILES/cash.json --issuer https://bank.example --key bank.key -o signed");
    let page = |tariffs: &str| {
        pannier(
            folder,
            &format!(
                "quote FILES/account.ndjson {tariffs} --trust trust.json --starts 2026-04-01 --html page.html --force"
            ),
        );
        fs::read_to_string(folder.join("page.html")).unwrap()
    };
    let check = |tariffs: &str, rows: &[(&str, &str)], warning: Option<&str>| {
        let page = page(tariffs);
        for (tariff, signer) in rows {
            let row = page.lines().find(|line| line.contains("scope=\"row\"") && line.contains(&format!(">{tariff}<")));
            let row = row.unwrap_or_else(|| panic!("{tariffs}: no row of {tariff}"));
            assert!(row.contains(&format!("<br><small>signed by {signer}</small></td>")), "{row}");
        }
        let said = page.lines().find(|line| line.contains("class=\"warning\">Not signed:"));
        assert_eq!(said, warning.map(|text| format!("<p class=\"warning\">{text}</p>")).as_deref(), "{tariffs}");
    };
    let (signed, plain) = ("--tariff signed/cash.jwt", "--tariff FILES/intro.json");
    check(signed, &[("Cash", "bank.example")], None);
    check(
        &format!("{signed} {plain}"),
        &[("Cash", "bank.example"), ("Intro", "nobody")],
        Some("Not signed: nobody but their files vouches for 1 of the 2 tariffs."),
    );
    check(plain, &[("Intro", "nobody")], Some("Not signed: nobody but their files vouches for these tariffs."));
}
