//! Every requirement is told, used and proven under its one id, and no text speaks of one that is not there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;
use xtask::{requirement::Requirement, root, site, spec};

fn requirements() -> Vec<Requirement> {
    let chapters = spec::chapters(&root()).expect("chapters");
    spec::requirements(&chapters).expect("requirements")
}

/// The text of every Rust file below `folder`.
fn sources(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("report/src/codes.rs")
        {
            out.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// A requirement on data that no program reports is dead: it binds nobody.
#[test]
fn every_requirement_on_data_is_reported_by_something() {
    let mut code = String::new();
    for entry in fs::read_dir(root().join("crates")).expect("crates") {
        let src = entry.expect("an entry").path().join("src");
        if src.is_dir() {
            sources(&src, &mut code);
        }
    }
    sources(&root().join("cli/src"), &mut code);
    let named: BTreeSet<&str> = code.split(|c: char| !c.is_alphanumeric()).collect();
    let mut stated = BTreeSet::new();
    for entry in fs::read_dir(root().join("schemas/v0")).expect("schemas") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let schema: Value = serde_json::from_slice(&fs::read(&path).expect("a schema")).expect("JSON");
            collect(&schema, &mut stated);
        }
    }
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let dead: Vec<String> = requirements()
        .into_iter()
        .filter(|requirement| requirement.stage != "behaviour")
        .filter(|requirement| {
            let variant: String = requirement.id.split('-').map(capital).collect();
            !named.contains(variant.as_str()) && !stated.contains(&requirement.id)
        })
        .map(|requirement| requirement.id)
        .collect();
    assert!(dead.is_empty(), "{dead:#?}");
}

/// The values of `x-requirement` in a schema.
fn collect(schema: &Value, stated: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                if name == "x-requirement" {
                    let ids = value.as_object().map_or_else(|| vec![value], |by_keyword| by_keyword.values().collect());
                    stated.extend(ids.into_iter().filter_map(Value::as_str).map(str::to_owned));
                }
                collect(value, stated);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, stated)),
        _ => {}
    }
}

/// A word in code that looks like an id of this standard is one, or names a schema or a mapping that comes with the program.
#[test]
fn no_text_names_a_requirement_that_is_not_there() {
    let requirements = requirements();
    let ids: BTreeSet<&str> = requirements.iter().map(|requirement| requirement.id.as_str()).collect();
    let first: BTreeSet<&str> = ids.iter().filter_map(|id| id.split('-').next()).collect();
    let mut dead: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let pages = site::pages(&root()).expect("every text can be read");
    // It shows how to add one that is not there.
    for (path, text) in pages.iter().filter(|(path, _)| *path != "CONTRIBUTING.md") {
        for word in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            let slug = word.contains('-') && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            let ours = word.split('-').next().is_some_and(|word| first.contains(word));
            let others = [format!("schemas/v0/{word}.schema.json"), format!("crates/convert/mappings/{word}.toml")];
            if slug && ours && !ids.contains(word) && !others.iter().any(|other| root().join(other).exists()) {
                dead.entry(word.to_owned()).or_default().push(path.clone());
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

/// Somebody who reads a finding gets told why it is there and what to do instead.
#[test]
fn every_requirement_says_enough() {
    for requirement in requirements() {
        let Requirement { id, summary, why, right, wrong, stage, .. } = &requirement;
        assert!(summary.ends_with(['.', ':']) && summary.contains(' '), "{id}: {summary}");
        assert!(why.len() >= 20 && why.ends_with(['.', ')', '`']), "{id}: {why}");
        assert!(stage == "behaviour" || (right != wrong && !right.is_empty() && !wrong.is_empty()), "{id}");
    }
}

/// Schemas of what the command reads; their members are its flags, which `--help` and the manual tell.
const OF_THE_COMMAND: [&str; 1] = ["issue-job"];

/// Objects whose members another one has, which is shown: a condition, and `cnf` of a head.
const ALIKE: [(&str, &str); 2] = [("tariff", "test"), ("common", "holder_key")];

/// Whether a table of the standard is generated from the object `part` of a schema.
fn is_shown(pages: &BTreeMap<String, String>, schema: &str, part: &str) -> bool {
    let marker = format!("<!-- table: schemas/v0/{schema}.schema.json#/$defs/");
    let parts = pages.values().flat_map(|text| text.split(marker.as_str()).skip(1));
    let mut parts = parts.filter_map(|rest| rest.split(' ').next()).flat_map(|parts| parts.split(','));
    parts.any(|shown| shown == part)
}

/// Every member of every schema stands in a table of the standard.
#[test]
fn every_member_of_a_schema_stands_in_the_text() {
    let pages = site::pages(&root().join("spec")).expect("every chapter can be read");
    let rows: BTreeSet<&str> = pages
        .values()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|line| line.split(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let mut missing = Vec::new();
    for entry in fs::read_dir(root().join("schemas/v0")).expect("schemas") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(name) = name.strip_suffix(".schema.json").filter(|name| !OF_THE_COMMAND.contains(name)) else {
            continue;
        };
        let schema: Value = serde_json::from_slice(&fs::read(&path).expect("a schema")).expect("JSON");
        let members = schema["properties"].as_object().into_iter().flatten().map(|(member, _)| member);
        missing
            .extend(members.filter(|member| !rows.contains(member.as_str())).map(|member| format!("{name}.{member}")));
        let objects =
            schema["$defs"].as_object().into_iter().flatten().filter(|(_, part)| part["properties"].is_object());
        let hidden =
            objects.filter(|(part, _)| !is_shown(&pages, name, part) && !ALIKE.contains(&(name, part.as_str())));
        missing.extend(hidden.map(|(part, _)| format!("{name}#/$defs/{part}: no table")));
        let is_record = schema.get("x-kind").is_some();
        let marker = format!("<!-- table: schemas/v0/{name}.schema.json");
        if is_record && !pages.values().any(|text| text.contains(&marker)) {
            missing.push(format!("{name}: no table"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
