//! The known answers of the bundle format: its three files and every faulty one whose fault is of container, record or
//! proof.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::{io::Read as _, ops::Range, path::Path};

use pannier_bundle::{
    Archive, Fault, Kind, MemoryScratch,
    part::{Layout, PartCheck, PartReducer, PartView, PartWriter, Roots, ShownGroup},
};
use pannier_crypto::{Secret, Shown, base64url};
use pannier_report::Stage;
use serde_json::Value;

fn kat(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vendor/pannier-kat").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What the signed head says; reading heads is tested elsewhere.
struct Head {
    jti: String,
    secret: Secret,
    parts: Vec<(Layout, Roots, Vec<String>)>,
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

fn digest(value: &Value, member: &str) -> [u8; 32] {
    base64url::decode_array(text(value, member).as_bytes()).unwrap()
}

impl Head {
    fn read() -> Self {
        let known: Value = serde_json::from_slice(&kat("bundle.json")).unwrap();
        let secret = text(&known, "bundle_secret");
        let secret: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&secret[2 * at..2 * at + 2], 16).unwrap()).collect();
        let parts = known["parts"].as_array().unwrap().iter().map(|part| {
            let descriptor = &part["descriptor"];
            let groups = descriptor["groups"].as_array().unwrap();
            let members = groups.iter().map(|group| {
                let members = group["members"].as_array().unwrap().iter().map(|member| member.as_str().unwrap());
                (text(group, "id"), members)
            });
            let layout = Layout::new(text(descriptor, "id"), descriptor["n"].as_u64().unwrap(), members).unwrap();
            let roots = Roots {
                row: digest(descriptor, "row"),
                groups: groups.iter().map(|group| digest(group, "root")).collect(),
            };
            let lines = part["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned());
            (layout, roots, lines.collect())
        });
        Self {
            jti: text(&known, "jti").to_owned(),
            secret: Secret::new(secret.try_into().unwrap()),
            parts: parts.collect(),
        }
    }

    fn part(&self, id: &str) -> &(Layout, Roots, Vec<String>) {
        self.parts.iter().find(|(layout, ..)| layout.id() == id).unwrap()
    }
}

/// The view a valid `share.json` describes; reading others is tested elsewhere.
fn view(layout: &Layout, shown: &Value) -> PartView {
    let n = layout.rows();
    let ranges = |ranges: &Value| -> Vec<Range<u64>> {
        let ranges = ranges.as_array().unwrap().iter();
        ranges.map(|range| range[0].as_u64().unwrap()..range[1].as_u64().unwrap()).collect()
    };
    let rows = Shown::new(n, ranges(&shown["rows"])).unwrap();
    if shown["groups"][0] == "row" {
        return PartView::Rows(rows);
    }
    let groups = shown["groups"].as_array().unwrap().iter().map(|id| {
        let id = id.as_str().unwrap();
        let masked = shown["masked"].get(id).map_or(Vec::new(), ranges);
        ShownGroup { group: layout.group(id).unwrap(), masked: Shown::new(n, masked).unwrap() }
    });
    PartView::Fields { rows, groups: groups.collect() }
}

fn views(head: &Head, archive: &Archive<&[u8]>) -> Vec<(String, PartView)> {
    let share: Value = serde_json::from_slice(&archive.share().unwrap()).unwrap();
    let parts = share["parts"].as_array().unwrap().iter();
    parts.map(|part| (text(part, "id").to_owned(), view(&head.part(text(part, "id")).0, part))).collect()
}

/// Everything this crate's container and parts check, in the order of the stages: the first stage with a fault.
fn verdict(head: &Head, file: &[u8]) -> Result<(), Stage> {
    let stage = |fault: Fault| fault.finding().unwrap_or_else(|| panic!("{fault}")).stage;
    let archive = Archive::open(file).map_err(stage)?;
    archive.check_contents().map_err(stage)?;
    let mut checks = Vec::new();
    let views = match archive.kind() {
        Kind::Bundle => Vec::new(),
        Kind::Share => views(head, &archive),
    };
    match archive.kind() {
        Kind::Bundle => {
            archive.check_file_set(head.parts.iter().map(|(layout, ..)| layout.id()), []).map_err(stage)?;
            let secret = Secret::new(archive.secret().unwrap());
            for (layout, roots, _) in &head.parts {
                checks.push((layout, PartCheck::bundle(layout, roots, &head.jti, &secret).unwrap()));
            }
        }
        Kind::Share => {
            archive.check_file_set(views.iter().map(|(id, _)| id.as_str()), []).map_err(stage)?;
            for (id, view) in &views {
                let (layout, roots, _) = head.part(id);
                checks.push((layout, PartCheck::share(layout, roots, &head.jti, view, &archive).map_err(stage)?));
            }
        }
    }
    let mut findings = Vec::new();
    for (layout, mut check) in checks {
        let mut rows = archive.rows(&layout.entry()).map_err(stage)?;
        while let Some(row) = rows.next_row().map_err(stage)? {
            check.push(row).map_err(stage)?;
        }
        findings.extend(check.finish().map_err(stage)?);
    }
    findings.first().map_or(Ok(()), |finding| Err(finding.stage))
}

#[test]
fn the_three_files_are_right() {
    let head = Head::read();
    for name in ["full.es256.pannier.zip", "share-a-fields.pannier.zip", "share-b-records.pannier.zip"] {
        assert_eq!(verdict(&head, &kat(name)), Ok(()), "{name}");
    }
}

#[test]
fn each_faulty_file_fails_where_it_says() {
    let head = Head::read();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/vendor/pannier-kat/testkit");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let case = kat(&format!("testkit/{name}"));
        let end = memchr::memmem::find(&case, b"\n\n").unwrap();
        let header = std::str::from_utf8(&case[..end]).unwrap();
        let want = match header.lines().find_map(|line| line.strip_prefix("expect: ")).unwrap() {
            "success" => Ok(()),
            "container failure" => Err(Stage::Container),
            "record failure" => Err(Stage::Record),
            "proof failure" => Err(Stage::Proof),
            // Faults of documents: another module's.
            _ => continue,
        };
        assert_eq!(verdict(&head, &case[end + 2..]), want, "{name}");
        seen += 1;
    }
    assert!(seen >= 25, "only {seen} cases were seen");
}

#[test]
fn writing_the_rows_gives_the_known_roots() {
    let head = Head::read();
    for (layout, roots, lines) in &head.parts {
        let mut writer = PartWriter::new(layout, &head.jti, &head.secret, &MemoryScratch).unwrap();
        for line in lines {
            writer.push(line.as_bytes()).unwrap();
        }
        let (computed, _) = writer.finish().unwrap();
        assert_eq!(&computed, roots, "{}", layout.id());
    }
}

#[test]
fn reducing_the_bundle_gives_the_known_shares() {
    let head = Head::read();
    let full = kat("full.es256.pannier.zip");
    let full = Archive::open(full.as_slice()).unwrap();
    for name in ["share-a-fields.pannier.zip", "share-b-records.pannier.zip"] {
        let share = kat(name);
        let share = Archive::open(share.as_slice()).unwrap();
        for (id, view) in views(&head, &share) {
            let (layout, roots, _) = head.part(&id);
            let mut reducer =
                PartReducer::from_bundle(layout, Some(roots), &head.jti, &head.secret, &view, &MemoryScratch).unwrap();
            let mut rows = full.rows(&layout.entry()).unwrap();
            while let Some(row) = rows.next_row().unwrap() {
                reducer.push(row).unwrap();
            }
            let mut reduced = reducer.finish().unwrap();
            let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
            reduced.seeds.read_to_end(&mut seeds).unwrap();
            reduced.nodes.read_to_end(&mut nodes).unwrap();
            assert_eq!(seeds, share.read_small(&format!("parts/{id}.seeds"), 10_000).unwrap(), "{name} {id}");
            assert_eq!(nodes, share.read_small(&format!("parts/{id}.nodes"), 10_000).unwrap(), "{name} {id}");
            assert_eq!(reduced.rows.size(), share.entry(&layout.entry()).unwrap().size(), "{name} {id}");
        }
    }
}
