//! Workbooks, read by openpyxl.

use std::{fs, path::Path};

use pannier_convert::{Loss, write::xlsx};
use pannier_model::record::RECORD_TYPES;
use serde_json::json;

use crate::{
    everything::{self, Shown, expected, parse, write},
    foreign::python,
};

fn book_of(records: &[Shown]) -> (tempfile::NamedTempFile, Vec<Loss>) {
    let file = tempfile::Builder::new().suffix(".xlsx").tempfile().expect("a file");
    let writer = xlsx::Writer::new(file.reopen().expect("a file")).expect("memory");
    let losses = write(records, writer);
    (file, losses)
}

/// What openpyxl finds; `lost` are members that no cell may hold.
fn find(file: &tempfile::NamedTempFile, records: &[Shown], lost: &[&str]) -> Option<String> {
    let names: Vec<String> = RECORD_TYPES.iter().map(|it| format!("{}={}", it.name, it.plural)).collect();
    let names = names.join(",");
    let mut arguments = vec![file.path(), Path::new(&names)];
    arguments.extend(lost.iter().map(Path::new));
    python("xlsx.py", &["openpyxl"], &arguments, &expected(records))
}

#[test]
fn openpyxl_finds_all_types_and_every_value() {
    let mut records = everything::examples();
    records.extend(everything::limits());
    let (file, losses) = book_of(&records);
    assert_eq!(losses, []);
    let Some(printed) = find(&file, &records, &[]) else { return };
    let lines: Vec<&str> = printed.lines().collect();
    // A line for each series, a head, and what the sheet says about itself.
    assert_eq!(lines[0], format!("overview {} A2", everything::series(&records) + 1 + 1 + 5), "{printed}");
    assert!(lines.contains(&"transactions 12 A2"), "{printed}");
    assert_eq!(lines.len(), 1 + 31 + 2);
    assert_eq!(
        lines[32],
        "-a/transaction|transactions|A movement on an account.|2026-01-01 00:00:00|2026-02-01 00:00:00|8|2026-01-31"
    );
}

#[test]
fn slots_begin_at_the_time_of_their_zone() {
    let day = json!({
        "id": "2026-03-29", "register": "r", "date": "2026-03-29", "zone": "Europe/London", "fuel": "electricity",
        "direction": "import", "unit": "kWh", "resolution": "PT1H", "count": 2, "missing": 0, "total": "0.3",
        "quality": "actual", "start": "2026-03-29T00:00:00Z", "slots": ["0.1", "0.2"]
    });
    let records = [(parse("interval_day", day), Vec::new())];
    let (file, _) = book_of(&records);
    if find(&file, &records, &[]).is_none() {
        return;
    }
    let script =
        "import openpyxl,sys\nfor row in openpyxl.load_workbook(sys.argv[1])['interval_slots'].values: print(*row)";
    let program = tempfile::Builder::new().suffix(".py").tempfile().expect("a file");
    fs::write(program.path(), script).expect("a script");
    let printed = python(program.path().to_str().expect("a path"), &["openpyxl"], &[file.path()], "");
    assert_eq!(
        printed.as_deref(),
        Some(
            "register interval_day date slot starts_at value unit quality\n\
             r 2026-03-29 2026-03-29 00:00:00 0 2026-03-29T00:00:00+00:00 0.1 kWh actual\n\
             r 2026-03-29 2026-03-29 00:00:00 1 2026-03-29T02:00:00+01:00 0.2 kWh actual\n"
        )
    );
}

#[test]
fn what_is_longer_than_a_cell_is_a_loss() {
    let record = json!({
        "id": "t", "account": "a", "date": "2026-01-02", "date_basis": "booked", "status": "booked", "amount": "1",
        "currency": "GBP", "kind": "card",
        "source_ids": vec![json!({"scheme": "fitid", "value": "x".repeat(200)}); 200]
    });
    let records = [(parse("transaction", record), Vec::new())];
    let (file, losses) = book_of(&records);
    assert_eq!(
        losses,
        [Loss::whole("transaction.source_ids", "once: longer than a cell, which holds 32,767 characters")]
    );
    let _ = find(&file, &records, &["source_ids"]);
}
