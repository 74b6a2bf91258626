//! ndjson: strict reading, and writing that reads back.

use crate::common::{codes, convert, write};
use pannier_convert::{Format, Options, ndjson};
use pannier_model::value::Name;

const SERIES: &str =
    r#"{"series":"current/transaction","from":"2026-03-01","to":"2026-04-01","incomplete":["2026-03-31"]}"#;

fn record(id: &str, date: &str, more: &str) -> String {
    format!(
        r#"{{"type":"transaction","record":{{"id":"{id}","account":"current","date":"{date}","date_basis":"booked","status":"booked","amount":"-1.50","currency":"GBP","kind":"card"{more}}}}}"#
    )
}

#[test]
fn reads_back_what_it_writes() {
    let account = r#"{"series":"current/account","from":"2026-04-01","to":"2026-04-02"}
{"type":"account","record":{"id":"current","as_of":"2026-04-01","kind":"current","currency":"GBP","status":"open","ownership":"sole","number":{"display":"…5678","scheme":"other","value":"12345678"}}}
"#;
    let text = format!(
        "{account}{SERIES}\n{}\n{}\n{{\"series\":\"all/receipt\",\"from\":\"2026-03-01\",\"to\":\"2026-03-01\"}}\n",
        record("t1", "2026-03-01", ""),
        record(
            "t2",
            "2026-03-31",
            r#","source_ids":[{"scheme":"fitid","value":"7"}],"extensions":{"example.bank":{"a":[1,null]}}"#
        ),
    );
    let (collected, summary) = convert(Format::Ndjson, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!((summary.read, summary.converted), (3, 3));
    assert_eq!(collected.series[0].1[0].number().and_then(|number| number.value()).map(Name::as_str), Some("12345678"));
    let mut written = Vec::new();
    assert_eq!(write(&collected, ndjson::Writer::new(&mut written)), []);
    assert_eq!(String::from_utf8(written).expect("text"), text);
}

#[test]
fn refuses() {
    let check = |body: &str, expected: &[&str]| {
        let (collected, _) = convert(Format::Ndjson, body.as_bytes(), &Options::default());
        let found: Vec<String> = collected
            .findings
            .iter()
            .map(|finding| format!("{} {}", finding.code, finding.location.line.unwrap_or(0)))
            .collect();
        assert_eq!(found, expected, "{body}");
    };
    let after = |line: &str| format!("{SERIES}\n{line}\n");
    check("", &["convert-series 0"]);
    check(&after(SERIES), &["convert-series 2"]);
    check(&format!("{}\n", record("t1", "2026-03-01", "")), &["convert-series 1", "convert-series 0"]);
    check(&after(&record("t1", "2026-04-01", "")), &["convert-series 2"]);
    check(&after(&record("t1", "2026-02-28", "")), &["convert-series 2"]);
    check(
        &format!("{SERIES}\n{}\n{}\n", record("t1", "2026-03-02", ""), record("t2", "2026-03-01", "")),
        &["convert-series 3"],
    );
    check(&after(&record("t1", "2026-03-02", r#","iban":"x""#)), &["convert-structure 2"]);
    check(&after(&record("t1", "2026-03-02", r#","kind":"card""#)), &["convert-structure 2"]);
    check(&after(&record("t1", "2026-03-02", r#","description":null"#)), &["convert-structure 2"]);
    check(&after(r#"{"record":{},"type":"transaction"}"#), &["convert-structure 2"]);
    check(&after(r#"{"type":"transactions","record":{}}"#), &["convert-structure 2"]);
    check(&after("[]"), &["convert-structure 2"]);
    check(&after("{"), &["convert-structure 2"]);
    check(&after(""), &["convert-structure 2"]);
    check(&after("\u{FEFF}{}"), &["convert-structure 2"]);
    check(&format!("{SERIES}\n{}", record("t1", "2026-03-02", "")), &["convert-structure 2"]);
    check(
        &after(&record("t1", "2026-03-02", &format!(r#","description":"{}""#, "x".repeat(ndjson::LINE_BYTES)))),
        &["convert-structure 2"],
    );
    check(&after(r#"{"series":"savings/transaction","from":"2026-04-01","to":"2026-03-01"}"#), &["convert-series 2"]);
    check(
        &after(r#"{"series":"savings/transaction","from":"2026-03-01","to":"2026-04-01","incomplete":["2026-04-01"]}"#),
        &["convert-series 2"],
    );
    check(&after(r#"{"series":"savings/transaction","to":"2026-04-01"}"#), &["convert-structure 2"]);
    check(&after(r#"{"series":"savings","from":"2026-03-01","to":"2026-04-01"}"#), &["convert-structure 2"]);
}

/// A finding never shows a value unless it is asked to.
#[test]
fn messages_hold_no_values() {
    let text = format!("{SERIES}\n{}\n", record("t1", "2026-03-02", r#","counterparty_name":["Jane Example"]"#));
    let (collected, _) = convert(Format::Ndjson, text.as_bytes(), &Options::default());
    assert!(!collected.findings[0].to_string().contains("Jane"));
}
