//! Several copies of the same records: recipients who put their shares side by side find content in common, and nothing
//! else.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _},
};

use pannier::{
    Error, Issue, MemoryScratch, Policy, Trust,
    bundle::{Archive, head::Nested},
    convert::{Format, Options},
    crypto::{Algorithm, PrivateKey, Signer as _, SystemRandom, base64url, digest::sha256},
    issue::{Author, Settings, Subject},
    record::by_name,
    share::{self, Binding, HOME_GROUPS, Selection},
    verify,
};
use serde_json::Value;

const ISSUER: &str = "https://bank.example";
/// 2026-06-01, late in the morning.
const NOW: i64 = 1_780_272_000 + 38_000;

/// Sources of every sector: ids that an institution vouches for, and ids that a converter derived.
const SOURCES: [(&str, Format); 9] = [
    ("issue.in/savings.ndjson", Format::Ndjson),
    ("holder.in/sam.ndjson", Format::Ndjson),
    ("sectors.in/bill.ndjson", Format::Ndjson),
    ("sectors.in/home.ndjson", Format::Ndjson),
    ("sectors.in/line.ndjson", Format::Ndjson),
    ("sectors.in/shop.ndjson", Format::Ndjson),
    ("overlap.in/early.ofx", Format::Ofx),
    ("overlap.in/late.sta", Format::Mt940),
    ("overlap.in/middle.xml", Format::Camt),
];

fn source(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../cli/tests/cmd/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a fixture")
}

struct Parties {
    bank: PrivateKey,
    holders: [PrivateKey; 3],
}

impl Parties {
    fn new() -> Self {
        let key = || PrivateKey::generate(Algorithm::Es256).expect("a key");
        Self { bank: key(), holders: [key(), key(), key()] }
    }

    /// The bundle of a copy.
    fn issue(&self, name: &str, format: Format, copy: u32) -> Vec<u8> {
        let mut settings = Settings::new(Author::Issuer(ISSUER.to_owned()));
        settings.subject = Some(Subject { id: "customer 7".to_owned(), key: vec![7; 32] });
        settings.holder = Some(self.holders[copy as usize].public_key().clone());
        settings.copy = (copy > 0).then_some(copy);
        let mut random = SystemRandom::new();
        let mut issue = Issue::new(settings, &self.bank, NOW, &mut random, &MemoryScratch).expect("settings");
        issue.read(name, format, &mut Cursor::new(source(name)), &Options::default()).expect("memory");
        let issued = issue.finish().unwrap_or_else(|error| match error {
            Error::Refused(report) => panic!("{name}: {:?}", report.findings),
            other => panic!("{name}: {other}"),
        });
        let mut bytes = Vec::new();
        issued.write_to(&mut bytes).expect("memory");
        bytes
    }

    /// A share of all of it: whatever can be shown is.
    fn share(&self, bundle: Vec<u8>, copy: u32) -> Vec<u8> {
        let trust = Trust::only(ISSUER, self.bank.public_key());
        let file = verify(bundle, &trust, &Policy::default(), NOW, &MemoryScratch).expect("memory");
        let file = file.accept().expect("verified");
        let claims = file.parts().flat_map(|part| {
            let there = [
                part.totals.is_some().then_some(Nested::Totals),
                part.identifier.is_some().then_some(Nested::Identifier),
                part.provenance.is_some().then_some(Nested::Provenance),
            ];
            there.into_iter().flatten()
        });
        let selection = Selection {
            allow: HOME_GROUPS.iter().map(|group| (*group).to_owned()).collect(),
            claims: claims.collect(),
            decoys: true,
            ..Selection::of(["*"])
        };
        let plan = share::plan(&file, &selection, NOW).expect("a plan");
        let holder = &self.holders[copy as usize];
        let binding = Binding { audience: format!("https://{copy}.example"), nonce: None, signer: holder };
        let mut random = SystemRandom::new();
        let made = share::write(&file, &plan, Some(&binding), &trust, NOW, &mut random, &MemoryScratch);
        let mut bytes = Vec::new();
        made.expect("a share").write_to(&mut bytes).expect("memory");
        bytes
    }
}

/// What two recipients can compare.
#[derive(Default)]
struct Traces {
    /// Texts of the head and of `share.json`, and names of entries.
    frame: BTreeSet<String>,
    /// Ids of records and what refers to them, and ids that pair numbers.
    ids: BTreeSet<String>,
    /// All other texts of records.
    content: BTreeSet<String>,
    /// Every run of 16 bytes of the proofs, and of all that base64url hides in the head.
    runs: BTreeSet<[u8; 16]>,
}

/// Members of the head whose texts are the issuer's, the standard's or content: whatever else there is has to differ.
const OPEN: [&str; 17] = [
    "iss",
    "_sd_alg",
    "profile",
    "kty",
    "crv",
    "from",
    "to",
    "schema",
    "sort",
    "incomplete",
    "groups",
    "by",
    "member",
    "sum",
    "display",
    "scheme",
    "value",
];

/// The names of claims that can be shown one by one.
const CLAIMS: [&str; 3] = ["totals", "identifier", "provenance"];

impl Traces {
    fn of(file: &[u8]) -> Self {
        let mut traces = Self::default();
        let archive = Archive::open(file.to_vec()).expect("a share");
        let mut series: BTreeMap<String, String> = BTreeMap::new();
        let head = archive.head().expect("a head");
        for piece in head.split(|byte| *byte == b'~').flat_map(|text| text.split(|byte| *byte == b'.')) {
            let bytes = base64url::decode(piece).expect("base64url");
            let text = String::from_utf8(piece.to_vec()).expect("ASCII");
            match serde_json::from_slice::<Value>(&bytes) {
                // A header says which kind of text follows, and names the key of the issuer.
                Ok(value) if value.get("alg").is_some() => {}
                Ok(value) => {
                    traces.frame.insert(text);
                    if let (Some(id), Some(name)) = (value[1]["id"].as_str(), value[1]["series"].as_str()) {
                        series.insert(id.to_owned(), name.to_owned());
                    }
                    traces.framed("", &value);
                }
                Err(_) => {
                    traces.frame.insert(text);
                    traces.run(&bytes);
                }
            }
        }
        for entry in archive.entries().iter().map(|entry| entry.name().to_owned()) {
            let mut bytes = Vec::new();
            archive.reader(&entry).expect("an entry").read_to_end(&mut bytes).expect("memory");
            let Some((folder, name)) = entry.split_once('/') else { continue };
            traces.frame.insert(name.to_owned());
            match name.split_once('.') {
                Some((part, "ndjson")) if folder == "parts" => {
                    let record_type = series[part].split_once('/').expect("a series").1;
                    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                        traces.record(record_type, &serde_json::from_slice(line).expect("JSON"));
                    }
                }
                _ => traces.run(&bytes),
            }
        }
        traces.framed("", &serde_json::from_slice(&archive.share().expect("share.json")).expect("JSON"));
        traces
    }

    fn run(&mut self, bytes: &[u8]) {
        self.runs.extend(bytes.windows(16).map(|run| <[u8; 16]>::try_from(run).expect("16 bytes")));
    }

    fn framed(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(members) if members.contains_key("root") && members.contains_key("members") => {
                // A group: its id is the schema's.
                self.framed("root", &members["root"]);
            }
            Value::Object(members) => members.iter().for_each(|(name, value)| self.framed(name, value)),
            Value::Array(items) => items.iter().for_each(|item| self.framed(name, item)),
            // A series of all things names none.
            Value::String(text) if text.starts_with("all/") => {}
            Value::String(text) if !OPEN.contains(&name) && !CLAIMS.contains(&text.as_str()) => {
                self.frame.insert(text.clone());
                if let Ok(bytes) = base64url::decode(text.as_bytes()) {
                    self.run(&bytes);
                }
            }
            _ => {}
        }
    }

    fn record(&mut self, record_type: &str, row: &Value) {
        let record_type = by_name(record_type).expect("a type");
        for (name, value) in row.as_object().expect("a row") {
            let is_id = name == "id" || record_type.member(name).is_some_and(|member| member.refers.is_some());
            let mut each = |text: &str, is_id: bool| {
                if is_id { &mut self.ids } else { &mut self.content }.insert(text.to_owned());
            };
            texts(value, is_id, &mut each);
        }
    }
}

fn texts(value: &Value, is_id: bool, each: &mut dyn FnMut(&str, bool)) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| texts(value, is_id || name == "pair_id", each));
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, is_id, each)),
        Value::String(text) => each(text, is_id),
        _ => {}
    }
}

/// What a tree without rows commits to, always.
fn of_nothing(traces: &mut Traces) {
    let empty = sha256(b"");
    traces.frame.remove(&base64url::encode(&empty));
    empty.windows(16).for_each(|run| {
        traces.runs.remove(run);
    });
}

#[test]
fn two_copies_have_content_in_common_and_nothing_else() {
    let parties = Parties::new();
    let mut ids = 0;
    for (name, format) in SOURCES {
        let [mut one, mut two] = [1, 2].map(|copy| Traces::of(&parties.share(parties.issue(name, format, copy), copy)));
        of_nothing(&mut one);
        of_nothing(&mut two);
        assert_eq!(one.frame.intersection(&two.frame).collect::<Vec<_>>(), [""; 0], "{name}: head and share.json");
        assert!(one.runs.is_disjoint(&two.runs), "{name}: proofs");
        // A day of intervals is named by its date, which is content.
        let common = one.ids.intersection(&two.ids).filter(|id| id.parse::<pannier::value::Date>().is_err());
        assert_eq!(common.collect::<Vec<_>>(), [""; 0], "{name}: ids");
        let source = String::from_utf8_lossy(&source(name)).replace("\\/", "/");
        for text in one.content.intersection(&two.content).filter(|text| text.len() >= 16) {
            // Words of the standard, which summaries put together: `electricity.import.off_peak`.
            let is_words = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'.'));
            assert!(
                is_words || source.contains(text.as_str()),
                "{name}: {text} is common to both and not of the source"
            );
        }
        assert_eq!((one.ids.len(), one.content.len()), (two.ids.len(), two.content.len()), "{name}: the same records");
        ids += one.ids.len();
    }
    assert!(ids > 100, "only {ids} ids were compared");
}

/// What the first test finds where copies are not asked for: or it would find nothing anywhere.
#[test]
fn bundles_that_are_no_copies_can_be_told_to_be_of_one_customer() {
    let parties = Parties::new();
    for (name, format) in SOURCES {
        let [one, two] = [0, 0].map(|copy| Traces::of(&parties.share(parties.issue(name, format, copy), copy)));
        assert!(!one.frame.is_disjoint(&two.frame), "{name}: the pseudonym is that of the customer");
        assert!(!one.runs.is_disjoint(&two.runs), "{name}: the digest of the source is the same");
        assert!(one.ids.intersection(&two.ids).count() > 0, "{name}: ids of records are the same");
    }
}

/// A recipient who gets the same copy again knows the customer and the records again.
#[test]
fn a_copy_is_the_same_for_its_recipient_in_the_next_bundle() {
    let parties = Parties::new();
    let [one, again] =
        [2, 2].map(|copy| Traces::of(&parties.share(parties.issue("overlap.in/early.ofx", Format::Ofx, copy), copy)));
    assert!(one.ids.intersection(&again.ids).any(|id| id.len() == 22));
    assert!(one.frame.intersection(&again.frame).any(|text| text.len() == 22), "sub");
}
