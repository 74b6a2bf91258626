//! A bundle against a generator of hostile mutations that shares no code with this project (`PANNIER_HOSTILE` says where
//! its `make_hostile.py` is).

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect and says what it skips"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    io::Cursor,
    path::{Path, PathBuf},
    process::Command,
};

use pannier_bundle::{
    Archive, Fault, Kind, MemoryScratch,
    container::Writer,
    part::{Layout, PartCheck, PartWriter, Roots},
};
use pannier_crypto::Secret;
use pannier_report::Stage;
use serde_json::Value;

const JTI: &str = "7g6qqL4WqoWuypEj-UyNlQ";
const HEAD: &[u8] = b"the head is compared, not read: its signature is another module's";

/// A bundle of two parts whose head is a stand-in.
struct Bundle {
    parts: Vec<(Layout, Roots)>,
    file: Vec<u8>,
}

fn bundle() -> Bundle {
    let secret = Secret::new([9; 32]);
    let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Bundle).unwrap();
    writer.head(HEAD).unwrap();
    writer.secret(secret.expose()).unwrap();
    let mut parts = Vec::new();
    for (id, rows) in [("k1", 3), ("k2", 40)] {
        let groups = [("core", ["date", "amount"].as_slice()), ("text", ["description"].as_slice())];
        let layout = Layout::new(id, rows, groups).unwrap();
        let mut part = PartWriter::new(&layout, JTI, &secret, &MemoryScratch).unwrap();
        for row in 0..rows {
            let line =
                format!(r#"{{"date":"2026-01-{:02}","amount":"{row}.50","description":"row {row}"}}"#, 1 + row % 28);
            part.push(line.as_bytes()).unwrap();
        }
        let (roots, prepared) = part.finish().unwrap();
        writer.part(id, prepared).unwrap();
        parts.push((layout, roots));
    }
    Bundle { parts, file: writer.finish().unwrap().into_inner() }
}

impl Bundle {
    /// The first stage with a fault.
    fn verdict(&self, file: &[u8]) -> Result<(), Stage> {
        let stage = |fault: Fault| fault.finding().unwrap_or_else(|| panic!("{fault}")).stage;
        let archive = Archive::open(file).map_err(stage)?;
        archive.check_contents().map_err(stage)?;
        if archive.head().map_err(stage)? != HEAD {
            return Err(Stage::Head);
        }
        archive.check_file_set(self.parts.iter().map(|(layout, _)| layout.id()), []).map_err(stage)?;
        let secret = Secret::new(archive.secret().map_err(stage)?);
        let mut proof = Ok(());
        for (layout, roots) in &self.parts {
            let mut check = PartCheck::bundle(layout, roots, JTI, &secret).unwrap();
            let mut rows = archive.rows(&layout.entry()).map_err(stage)?;
            while let Some(row) = rows.next_row().map_err(stage)? {
                check.push(row).map_err(stage)?;
            }
            if !check.finish().map_err(stage)?.is_empty() {
                proof = Err(Stage::Proof);
            }
        }
        proof
    }
}

/// Runs the generator in one of its modes; `None` where there is none to run.
fn generate(mode: &str, bundle: &Bundle) -> Option<(PathBuf, Vec<Value>)> {
    let folder = env::var_os("PANNIER_HOSTILE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/hostile"), PathBuf::from);
    let script = folder.join("make_hostile.py");
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: no python3");
        assert!(env::var_os("PANNIER_REQUIRE_TOOLS").is_none(), "python3 is required");
        return None;
    }
    if !script.exists() {
        eprintln!("skipped: no hostile generator");
        return None;
    }
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{mode}"));
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).unwrap();
    let input = out.join("right.zip");
    fs::write(&input, &bundle.file).unwrap();
    let ran = Command::new("python3").arg(script).arg(mode).args([&input, &out]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "", "the generator's own reader refuses the bundle");
    let index: Value = serde_json::from_slice(&fs::read(out.join("index.json")).unwrap()).unwrap();
    Some((out, index["cases"].as_array().unwrap().clone()))
}

#[test]
fn every_mutation_of_the_container_has_its_verdict() {
    let bundle = bundle();
    assert_eq!(bundle.verdict(&bundle.file), Ok(()));
    let Some((folder, cases)) = generate("mutate", &bundle) else { return };
    // The generator's profile allows more flags and does not know what a part is.
    let special = BTreeMap::from([
        ("AC01", Ok(())),
        ("AC06", Ok(())),
        ("AC08", Ok(())),
        ("AC02", Err(Stage::Record)),
        ("AC03", Err(Stage::Record)),
        ("AC04", Err(Stage::Record)),
        ("AC05", Err(Stage::Record)),
        ("AC07", Err(Stage::Container)),
    ]);
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let file = fs::read(folder.join(case["file"].as_str().unwrap())).unwrap();
        let want = special.get(id).copied().unwrap_or(Err(Stage::Container));
        assert_eq!(bundle.verdict(&file), want, "{id}: {}", case["why"]);
    }
    assert!(cases.len() > 200, "only {} cases", cases.len());
}

#[test]
fn every_change_that_leaves_a_right_container_is_refused() {
    let bundle = bundle();
    let Some((folder, cases)) = generate("integrity", &bundle) else { return };
    for case in &cases {
        let name = case["file"].as_str().unwrap();
        let found = bundle.verdict(&fs::read(folder.join(name)).unwrap());
        let slug = name.trim_end_matches(".zip");
        let allowed: &[Stage] = match (&case["id"].as_str().unwrap()[..4], slug) {
            // Dropped, renamed, added or moved entries.
            ("SB06" | "SB07" | "SB13" | "SB14" | "SB15", _) => &[Stage::Container],
            (_, slug) if slug.ends_with("mimetype") => &[Stage::Container],
            (_, slug) if slug.ends_with("head-sdjwt") => &[Stage::Container, Stage::Head],
            (_, slug) if slug.ends_with("secret-bin") => &[Stage::Container, Stage::Record, Stage::Proof],
            _ => &[Stage::Record, Stage::Proof],
        };
        assert!(found.is_err_and(|stage| allowed.contains(&stage)), "{name}: {found:?}, not one of {allowed:?}");
    }
    assert!(cases.len() > 40, "only {} cases", cases.len());
}
