//! A bank that issues, a holder who shares and a recipient who reads: what the tests of shares have in common.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::{
    io::{Cursor, Read as _},
    sync::LazyLock,
};

use pannier::{
    Error, Issue, MemoryScratch, Policy, Row, Trust, Verified,
    bundle::Archive,
    convert::{Format, Options},
    crypto::{PrivateKey, SeededRandom, Signer as _, base64url},
    issue::{Author, Period, Settings},
    record::Transaction,
    share::{self, Made, Plan},
    verify,
};

pub(crate) const ISSUER: &str = "https://bank.example";
/// 2026-06-01.
pub(crate) const NOW: i64 = 1_780_272_000;

pub(crate) static BANK: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::ed25519(&[9; 32]));

/// A part for each month, and no row but those that are given.
pub(crate) fn settings() -> Settings {
    let mut settings = Settings::new(Author::Issuer(ISSUER.to_owned()));
    settings.period = Period::Month;
    settings.summaries = false;
    settings
}

/// The bundle of the records in these lines, with PDF documents of these names beside them.
pub(crate) fn issued(settings: Settings, lines: String, documents: &[(&str, &[u8])]) -> Vec<u8> {
    let mut random = SeededRandom::new([3; 32]);
    let mut issue = Issue::new(settings, &*BANK, NOW, &mut random, &MemoryScratch).expect("settings");
    issue.read("mine", Format::Ndjson, &mut Cursor::new(lines), &Options::default()).expect("memory");
    for (name, content) in documents {
        issue.attach(*name, "application/pdf", content.to_vec());
    }
    let issued = issue.finish().unwrap_or_else(|error| match error {
        Error::Refused(report) => panic!("{:?}", report.findings),
        other => panic!("{other}"),
    });
    let mut bytes = Vec::new();
    issued.write_to(&mut bytes).expect("memory");
    bytes
}

pub(crate) fn trust() -> Trust {
    Trust::only(ISSUER, BANK.public_key())
}

pub(crate) fn open(file: Vec<u8>) -> Verified<Vec<u8>> {
    verify(file, &trust(), &Policy::default(), NOW, &MemoryScratch).expect("memory").accept().expect("verified")
}

/// The share of a plan; its maker is told of it what its recipient is.
pub(crate) fn made(file: &Verified<Vec<u8>>, plan: &Plan) -> Made {
    let made = share::write(file, plan, None, &trust(), NOW, &mut SeededRandom::new([5; 32]), &MemoryScratch);
    let made = made.expect("a share");
    let read = verify(bytes(&made), &trust(), &Policy::default(), NOW, &MemoryScratch).expect("memory");
    assert_eq!(made.verdict(), read.verdict());
    made
}

pub(crate) fn bytes(made: &Made) -> Vec<u8> {
    let mut bytes = Vec::new();
    made.write_to(&mut bytes).expect("memory");
    bytes
}

pub(crate) fn transactions(file: &Verified<Vec<u8>>) -> Vec<Row<Transaction>> {
    file.records::<Transaction>().map(|row| row.expect("a row")).collect()
}

/// All that the file holds: its raw bytes, what they inflate to, and what the disclosures of its head say.
pub(crate) fn contents(file: &[u8]) -> Vec<u8> {
    let archive = Archive::open(file.to_vec()).expect("a file");
    let mut all = file.to_vec();
    for entry in archive.entries() {
        archive.reader(entry.name()).expect("an entry").read_to_end(&mut all).expect("memory");
    }
    for piece in archive.head().expect("a head").split(|&byte| byte == b'~') {
        all.extend(base64url::decode(piece).unwrap_or_default());
    }
    all
}
