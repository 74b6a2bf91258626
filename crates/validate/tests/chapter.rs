//! What the chapter on records says in tables and worked examples is what the code does.

use pannier_crypto::{base64url, hmac_sha256, label::lp};
use pannier_model::record::{AnyRecord, IdRecipe, Kind, RECORD_TYPES, Series, by_name};
use serde_json::json;
use std::fmt::Write as _;

const CHAPTER: &str = include_str!("../../../spec/10-records.md");

/// The table of all record types, one line each.
fn types() -> String {
    let mut lines = String::new();
    for record_type in RECORD_TYPES {
        let members = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let (kind, sort) = match record_type.kind {
            Kind::Event => ("event", "date"),
            Kind::State => ("state", "as_of"),
        };
        assert_eq!(record_type.sort, sort);
        let series = match record_type.series {
            Series::Own => "its own id".to_owned(),
            Series::All => "`all`".to_owned(),
            Series::Members(names) => {
                let required = names.iter().any(|name| record_type.member(name).is_some_and(|member| member.required));
                let mut names = members(names);
                if !required {
                    names.push("`all`".to_owned());
                }
                names.join(", else ")
            }
        };
        let id = match record_type.id {
            IdRecipe::Label => format!("label `{}…`", record_type.label.expect("a letter")),
            IdRecipe::Keyed(names) => format!("hash of {}", members(names).join(", ")),
            IdRecipe::Joined(first, infix, second) => format!("`{first}`, then `.{infix}`, then `{second}`"),
            IdRecipe::Date => "`date`; further rows of the day `date.1`, `date.2` …".to_owned(),
        };
        let totals =
            record_type.totals.map_or(String::new(), |totals| format!(" `{}` by `{}`", totals.member, totals.by));
        writeln!(lines, "| {} | {kind} | {series} | {id} |{totals} |", record_type.name).expect("a string grows");
    }
    lines
}

#[test]
fn the_table_of_record_types() {
    let types = types();
    assert!(CHAPTER.contains(&types), "the table of record types should read\n{types}");
}

#[test]
fn the_worked_event_id() {
    let row = json!({"id": "x", "account": "a7k2qx", "date": "2026-06-10", "date_basis": "booked", "status": "booked",
        "amount": "-12.50", "currency": "GBP", "kind": "card"});
    let record = AnyRecord::deserialize(by_name("transaction").expect("a type"), row).expect("a transaction");
    let mut fields = vec!["id".to_owned(), "transaction".to_owned()];
    fields.extend(record.id_input().expect("a keyed id"));
    fields.push("0".to_owned());
    let fields: Vec<&[u8]> = fields.iter().map(String::as_bytes).collect();
    let bytes = lp(&fields).expect("short fields");
    let mut hex = String::new();
    for byte in &bytes {
        write!(hex, "{byte:02x}").expect("a string grows");
    }
    let id = base64url::encode(&hmac_sha256(&[7; 32], &bytes)[..16]);
    assert!(CHAPTER.replace(['\n', ' '], "").contains(&hex), "the bytes are\n{hex}");
    assert!(CHAPTER.contains(&format!("id = {id}")), "the id is {id}");
}
