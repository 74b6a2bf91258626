//! Bodies of the fuzz targets: what has to hold for any bytes, not for good ones only.
//!
//! Each takes bytes from anywhere, must return on all of them, and asserts more than that where there is more to say. The
//! targets of `fuzz/` call these with what a fuzzer finds; `tests/seeds.rs` calls them with every vector and with damaged
//! ones, so that they run wherever the tests run.

use std::io::Cursor;

use pannier::{
    MemoryScratch, Policy, Trust,
    bundle::{
        Archive, Head,
        container::Entry,
        row::{Fragments, RowForm},
        trust::TrustList,
    },
    convert::{Collected, Format, Options, mapped::Mapping, read},
    verify,
};

use crate::forge::{bank, catalogue, types};

/// A whole file is verified; twice it is judged alike, and only a file of a listed issuer is accepted.
pub fn file(bytes: &[u8]) {
    let (_, list) = catalogue::trust_lists().remove(0);
    let trust = Trust::from_list(list.as_bytes()).expect("the list of the vectors is right");
    let policy = Policy { threads: 1, ..Policy::default() };
    let once = || {
        let verification = verify(bytes.to_vec(), &trust, &policy, bank::NOW, &MemoryScratch);
        verification.expect("memory can be read").into_verdict()
    };
    let verdict = once();
    assert_eq!(verdict, once(), "a verdict is a function of its input");
    assert!(!verdict.is_accepted() || verdict.issuer.is_some_and(|issuer| issuer.name.is_some()));
}

/// An archive is opened and read to its end; what opens has no name that leaves its folder.
pub fn container(bytes: &[u8]) {
    let Ok(archive) = Archive::open(bytes) else { return };
    for entry in archive.entries() {
        let name = entry.name();
        assert!(!name.starts_with('/') && !name.contains("..") && !name.contains('\\'), "a name leaves its folder");
    }
    if archive.check_contents().is_ok() {
        let sum: u64 = archive.entries().iter().map(Entry::compressed_size).sum();
        assert!(sum < bytes.len() as u64, "entries overlap");
    }
}

/// A head is parsed; one that parses is one line of its alphabet.
pub fn head(bytes: &[u8]) {
    if Head::parse(bytes).is_ok() {
        assert!(bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte)));
    }
}

/// A row is split; one that is split is JSON of known members, and its fragments joined are the row again.
pub fn row(bytes: &[u8]) {
    let groups = types::TRANSACTION.groups;
    let form = RowForm::new(groups.iter().map(|(_, members)| *members)).expect("the groups of transactions are right");
    let mut fragments = Fragments::new();
    let Ok(text) = form.split(bytes, &mut fragments) else { return };
    assert_eq!(text.as_bytes(), bytes);
    let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).expect("a row is JSON");
    assert!(members.keys().all(|name| groups.iter().any(|(_, names)| names.contains(&name.as_str()))));
    let present: Vec<&[u8]> =
        (0..groups.len()).map(|group| fragments.of(bytes, group)).filter(|fragment| !fragment.is_empty()).collect();
    assert_eq!([b"{", present.join(&b',').as_slice(), b"}"].concat(), bytes);
}

/// A trust list is read; no key of one that is read stands in it twice.
pub fn trust_list(bytes: &[u8]) {
    let Ok(list) = TrustList::read(bytes) else { return };
    let mut kids: Vec<String> =
        list.issuers.iter().flat_map(|issuer| &issuer.keys).map(|known| known.key.kid()).collect();
    let all = kids.len();
    kids.sort();
    kids.dedup();
    assert_eq!(kids.len(), all);
}

/// A midata file is converted, twice alike; how many rows became records.
pub fn midata(bytes: &[u8]) -> u64 {
    convert(Format::Midata, bytes)
}

/// An OFX file is converted, twice alike; how many rows became records.
pub fn ofx(bytes: &[u8]) -> u64 {
    convert(Format::Ofx, bytes)
}

/// Delimited text is converted with one mapping, twice alike; how many rows became records.
pub fn csv(bytes: &[u8]) -> u64 {
    convert(Format::Csv, bytes)
}

/// What the columns of the seed of `csv` mean.
const MAPPING: &str = r#"
name = "fuzz target"
file = { delimiter = ";" }
number = { decimal = "." }
account = { kind = "current" }
amount = { column = "Amount" }

[columns]
date = "Date"
description = "Description"
running_balance = "Balance"
"#;

/// Converts twice; the second time has to say the same as the first. How many rows became records.
fn convert(format: Format, bytes: &[u8]) -> u64 {
    let mut options = Options::default();
    options.currency = "GBP".parse().ok();
    options.zone = "Europe/London".parse().ok();
    options.mapping = Some(Mapping::parse(MAPPING).expect("the mapping is right"));
    let once = || {
        let mut collected = Collected::default();
        let summary = read(format, &mut Cursor::new(bytes), &options, &mut collected);
        (summary.map_err(|error| error.to_string()), format!("{collected:?}"))
    };
    let (first, second) = (once(), once());
    assert_eq!(format!("{first:?}"), format!("{second:?}"), "a conversion is a function of its input");
    let Ok(summary) = first.0 else { return 0 };
    assert_eq!(summary.read, summary.converted + summary.lost, "no row is dropped silently");
    summary.converted
}
