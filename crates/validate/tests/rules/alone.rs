//! What a row says by itself stays right when groups of it are withheld: shares rest on that (`Rules::derived`).

use crate::support::{date, lines, part, run};
use pannier_model::record::{AnyRecord, RECORD_TYPES, RecordType};
use pannier_model::value::Date;
use pannier_report::Location;
use pannier_validate::rules::Scope;
use pannier_validate::shape::check_row;
use serde_json::Value;
use std::path::PathBuf;

/// The examples of a type: one with nothing but what is required, one with everything.
fn examples(record_type: &RecordType) -> [Value; 2] {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/v0/examples").join(record_type.name);
    ["minimal.json", "full.json"].map(|name| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).expect("an example is JSON")
    })
}

/// What the rules find in a file of this one row, of which only these groups are shown.
fn found(record_type: &RecordType, row: &Value, shows: impl Fn(usize) -> bool) -> Vec<String> {
    let whole = AnyRecord::deserialize(record_type, row.clone()).expect("an example is right");
    let series = format!("{}/{}", whole.thing().unwrap_or("all"), record_type.name);
    let day = whole.sort_date();
    let next = |day: Date| day.next_day().expect("a day of this century");
    let mut file = part(&series, std::slice::from_ref(row)).period(0, &day.to_string(), &next(day).to_string());
    // Without the members that the test writes into rows unless told otherwise.
    file.rows = vec![row.clone()];
    for (at, group) in record_type.groups.iter().enumerate() {
        if !shows(at) {
            file = file.without(group.id);
        }
    }
    assert!(day <= date("2026-07-02"), "examples are not of the future");
    lines(&run(Scope::Share { sealed: true }, &[file]).report.findings)
}

#[test]
fn a_row_without_a_group_breaks_no_rule_that_it_kept() {
    let mut whole = 0;
    for record_type in RECORD_TYPES {
        for row in examples(record_type) {
            let before = found(record_type, &row, |_| true);
            whole += usize::from(before.is_empty());
            for shown in 0..1_u32 << (record_type.groups.len() - 1) {
                // `core` is always shown; it holds what is required.
                let shows = |at: usize| at == 0 || shown & (1 << (at - 1)) != 0;
                let after = found(record_type, &row, shows);
                assert!(after.iter().all(|line| before.contains(line)), "{}: {after:?}", record_type.name);

                let mut text = row.clone();
                for (at, group) in record_type.groups.iter().enumerate().filter(|(at, _)| !shows(*at)) {
                    assert!(at > 0);
                    for member in group.members {
                        text.as_object_mut().expect("an object").remove(member.name);
                    }
                }
                let text = serde_json::to_vec(&text).expect("JSON");
                check_row(record_type, &text, &Location::whole()).expect("the shape of what is left is right");
            }
        }
    }
    assert!(whole > RECORD_TYPES.len(), "most examples keep all rules: {whole}");
}
