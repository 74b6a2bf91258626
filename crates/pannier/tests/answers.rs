//! Whether a share answers a request: what is withheld of what was asked for is missing, however it is withheld
//! (`request-answer-gaps`).

mod common;

use std::{collections::BTreeSet, sync::LazyLock};

use common::{NOW, made, open, settings};
use pannier::{
    Verified,
    document::{Request, fit},
    record::Summary,
    share::{self, Selection},
};

static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| issued(&[], false));

/// Three months of one account, a row on the 2nd, 12th and 22nd of each, and three mandates seen on three days.
fn issued(incomplete: &[&str], summaries: bool) -> Vec<u8> {
    let days: Vec<String> = incomplete.iter().map(|day| format!("\"{day}\"")).collect();
    let mut lines = vec![
        r#"{"series":"current/account","from":"2026-05-31","to":"2026-06-01"}"#.to_owned(),
        r#"{"series":"current/payment_mandate","from":"2026-05-01","to":"2026-06-01"}"#.to_owned(),
        format!(
            r#"{{"series":"current/transaction","from":"2026-03-01","to":"2026-06-01","incomplete":[{}]}}"#,
            days.join(",")
        ),
    ];
    lines.push(r#"{"type":"account","record":{"id":"current","as_of":"2026-05-31","kind":"current","currency":"GBP","status":"open","ownership":"sole"}}"#.to_owned());
    for (at, seen) in ["2026-05-01", "2026-05-10", "2026-05-31"].iter().enumerate() {
        lines.push(format!(
            r#"{{"type":"payment_mandate","record":{{"id":"m{at}","account":"current","as_of":"{seen}","kind":"direct_debit","status":"active","evidence":"declared","amount_kind":"unknown","counterparty_name":"Payee {at}"}}}}"#
        ));
    }
    for at in 0..9 {
        let (month, day) = (3 + at / 3, 2 + at % 3 * 10);
        lines.push(format!(
            r#"{{"type":"transaction","record":{{"id":"t{at}","account":"current","date":"2026-{month:02}-{day:02}","date_basis":"booked","status":"booked","amount":"-{}.00","currency":"GBP","kind":"card","seq":{at},"description":"text {at}","counterparty_name":"Shop {at}"}}}}"#,
            10 + at
        ));
    }
    issue(&lines, &[], summaries)
}

fn issue(lines: &[String], documents: &[&str], summaries: bool) -> Vec<u8> {
    let mut settings = settings();
    settings.summaries = summaries;
    let documents: Vec<(&str, &[u8])> = documents.iter().map(|name| (*name, name.as_bytes())).collect();
    common::issued(settings, lines.join("\n") + "\n", &documents)
}

fn shared(file: &Verified<Vec<u8>>, selection: &Selection) -> Verified<Vec<u8>> {
    let plan = share::plan(file, selection, NOW).expect("a plan");
    open(common::bytes(&made(file, &plan)))
}

/// A request for one record type with one group, which looks back to the first of April where it is of what happens.
fn request(record_type: &str, group: &str) -> Request {
    let lookback = if record_type == "transaction" { r#","lookback":"P2M""# } else { "" };
    let text = format!(
        r#"{{"v":1,"iss":"https://app.example","iat":{NOW},"exp":{},"name":"App","aud":"https://app.example","nonce":"n","purpose":"budgeting","why":"To see.","level":"records","retention":"P1M","contact":"privacy@app.example","items":[{{"record_type":"{record_type}","why":"To see.","required":true,"groups":["{group}"]{lookback}}}]}}"#,
        NOW + 86_400
    );
    serde_json::from_str(&text).expect("a request")
}

/// What the file lacks of the request, without the labels of things.
fn missing(file: &Verified<Vec<u8>>, request: &Request) -> Vec<String> {
    let fit = fit(request, file).expect("memory");
    let missing: Vec<&String> = fit.items.iter().flat_map(|item| &item.missing).collect();
    assert_eq!(fit.met, missing.is_empty(), "what is missing is required");
    let plain = |text: &&String| {
        file.series().iter().fold((*text).clone(), |text, series| text.replace(&format!(" of {series}"), ""))
    };
    missing.iter().map(plain).collect()
}

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// The ids that the records have in the bundle, by what they were called.
fn records(file: &Verified<Vec<u8>>, series: &str) -> Vec<String> {
    let name = file.series().into_iter().find(|name| name.ends_with(series)).expect("the series").to_owned();
    file.series_records(&name).map(|row| row.expect("a row").id().to_string()).collect()
}

#[test]
fn what_is_withheld_of_what_happens_is_missing() {
    let file = open(FILE.clone());
    let rows = records(&file, "/transaction");
    let named = |numbers: &[usize]| -> BTreeSet<String> { numbers.iter().map(|at| rows[*at].clone()).collect() };
    let all = || Selection { groups: Some(ids(&["text"])), ..Selection::of(["transaction"]) };
    let without = |numbers: &[usize]| Selection { without: named(numbers), ..all() };
    let mask = |numbers: &[usize]| Selection { mask: [("text".to_owned(), named(numbers))].into(), ..all() };
    for (case, selection, expected) in [
        ("everything", all(), vec![]),
        ("from the look-back on", Selection { from: "2026-04-01".parse().ok(), ..all() }, vec![]),
        ("a row of before it left out", without(&[1]), vec![]),
        (
            "the last month, which an issuer may not have yet",
            Selection { to: "2026-05-01".parse().ok(), ..all() },
            vec![],
        ),
        (
            "a row of the month before it, too",
            Selection { to: "2026-04-20".parse().ok(), ..all() },
            vec![
                "core from 2026-04-12 on: the file was issued on 2026-06-01",
                "text from 2026-04-12 on: the file was issued on 2026-06-01",
            ],
        ),
        (
            "a row in the middle",
            without(&[4]),
            vec!["core from 2026-04-02 up to 2026-04-23", "text from 2026-04-02 up to 2026-04-23"],
        ),
        (
            "all rows of a month, and all of the month before it shown",
            without(&[3, 4, 5]),
            vec!["core from 2026-04-01 up to 2026-05-01", "text from 2026-04-01 up to 2026-05-01"],
        ),
        (
            "the last row of a part that is shown",
            without(&[8]),
            vec![
                "core from 2026-05-12 on: the file was issued on 2026-06-01",
                "text from 2026-05-12 on: the file was issued on 2026-06-01",
            ],
        ),
        (
            "the first month of two",
            Selection { from: "2026-05-01".parse().ok(), ..all() },
            vec![
                "core before 2026-05-01: asked for from 2026-04-01",
                "text before 2026-05-01: asked for from 2026-04-01",
            ],
        ),
        ("a cell of before it masked", mask(&[0]), vec![]),
        ("a cell masked", mask(&[4]), vec!["text on 2026-04-12"]),
        (
            "every cell masked",
            mask(&[0, 1, 2, 3, 4, 5, 6, 7, 8]),
            vec!["text on 2026-04-02, 2026-04-12, 2026-04-22, 2026-05-02, 2026-05-12 and one more day"],
        ),
        ("the group", Selection { groups: Some(BTreeSet::new()), ..all() }, vec!["text"]),
    ] {
        assert_eq!(missing(&shared(&file, &selection), &request("transaction", "text")), expected, "{case}");
    }
}

#[test]
fn every_state_is_asked_for() {
    let file = open(FILE.clone());
    let rows = records(&file, "/payment_mandate");
    let named = |at: usize| -> BTreeSet<String> { [rows[at].clone()].into() };
    let all = || Selection { groups: Some(ids(&["counterparty"])), ..Selection::of(["payment_mandate"]) };
    let without = |at| Selection { without: named(at), ..all() };
    for (case, selection, expected) in [
        ("everything", all(), vec![]),
        ("the first left out", without(0), vec!["some of core", "some of counterparty"]),
        ("one between left out", without(1), vec!["core", "counterparty"]),
        ("the last left out", without(2), vec!["some of core", "some of counterparty"]),
        (
            "a cell masked",
            Selection { mask: [("counterparty".to_owned(), named(1))].into(), ..all() },
            vec!["some of counterparty"],
        ),
    ] {
        assert_eq!(
            missing(&shared(&file, &selection), &request("payment_mandate", "counterparty")),
            expected,
            "{case}"
        );
    }
}

/// Days that the issuer does not promise are not there either, but at the end of its window, where it need not reach at all.
#[test]
fn days_that_are_not_promised() {
    for (incomplete, expected) in [
        (&["2026-03-15"][..], vec![]),
        (&["2026-04-15"], vec!["core on 2026-04-15", "text on 2026-04-15"]),
        (&["2026-05-01", "2026-05-31"], vec![]),
    ] {
        let file = open(issued(incomplete, false));
        assert_eq!(missing(&file, &request("transaction", "text")), expected, "{incomplete:?}");
    }
}

/// A month of which days are not promised has figures of the others, or none; neither is what was asked for.
#[test]
fn figures_of_whole_months_are_asked_for() {
    let april: Vec<String> = (1..=30).map(|day| format!("2026-04-{day:02}")).collect();
    let april: Vec<&str> = april.iter().map(String::as_str).collect();
    let request = |lookback: &str| -> Request {
        let mut value = serde_json::to_value(request("transaction", "text")).expect("JSON");
        value["level"] = "summary".into();
        value["items"][0] = serde_json::json!({"record_type": "transaction", "why": "To see.", "required": true});
        if !lookback.is_empty() {
            value["items"][0]["lookback"] = lookback.into();
        }
        serde_json::from_value(value).expect("a request")
    };
    let lacks = ["/summary: not every day is counted of 2026-04"];
    for (case, incomplete, lookback, expected) in [
        ("every day", &[][..], "P2M", &[][..]),
        ("a day", &["2026-04-15"], "P2M", &lacks),
        ("every day of a month", &april, "P2M", &lacks),
        ("every day of a month, asked for from the beginning", &april, "", &lacks),
        ("a day of before the look-back", &["2026-03-15"], "P2M", &[]),
        ("a day of the first month there is", &["2026-03-15"], "", &[]),
        ("a day of a month that an issuer may not have yet", &["2026-05-15"], "P2M", &[]),
    ] {
        let file = open(issued(incomplete, true));
        let missing = missing(&file, &request(lookback));
        assert_eq!(missing.len(), expected.len(), "{case}: {missing:?}");
        assert!(missing.iter().zip(expected).all(|(missing, end)| missing.ends_with(end)), "{case}: {missing:?}");
    }
}

/// Summaries of one thing begin with the series that begins first. Of the others nothing is known until they begin.
#[test]
fn figures_begin_where_their_records_do() {
    let mut lines = vec![
        r#"{"series":"card/loyalty_account","from":"2026-05-31","to":"2026-06-01"}"#.to_owned(),
        r#"{"series":"card/loyalty_entry","from":"2026-01-01","to":"2026-06-01"}"#.to_owned(),
        r#"{"series":"card/receipt","from":"2026-04-01","to":"2026-06-01"}"#.to_owned(),
        r#"{"series":"card/receipt_line","from":"2026-04-01","to":"2026-06-01"}"#.to_owned(),
        r#"{"type":"loyalty_account","record":{"id":"card","as_of":"2026-05-31","programme":"Points","status":"open","balance":"50"}}"#.to_owned(),
    ];
    for month in 1..6 {
        lines.push(format!(
            r#"{{"type":"loyalty_entry","record":{{"id":"e{month}","account":"card","date":"2026-{month:02}-03","kind":"earn","points":"10"}}}}"#
        ));
    }
    for month in 4..6 {
        let head = format!(
            r#""date":"2026-{month:02}-03","kind":"sale","currency":"GBP","tax_included":true,"account":"card""#
        );
        lines.push(format!(
            r#"{{"type":"receipt","record":{{"id":"r{month}","channel":"store","payable":"2.50","detail":"full",{head}}}}}"#
        ));
        lines.push(format!(
            r#"{{"type":"receipt_line","record":{{"id":"r{month}.0","receipt":"r{month}","seq":0,"quantity":"1","unit":"item","amount":"2.50",{head}}}}}"#
        ));
    }
    let file = open(issue(&lines, &[], true));
    let begun = "/summary: not every day is counted of 2026-02, 2026-03";
    for (record_type, lookback, expected) in [
        ("loyalty_entry", Some("P4M"), None),
        ("receipt_line", Some("P4M"), Some(begun)),
        ("receipt_line", Some("P2M"), None),
        ("receipt_line", None, None),
    ] {
        let mut value = serde_json::to_value(request("transaction", "text")).expect("JSON");
        value["level"] = "summary".into();
        value["items"][0] = serde_json::json!({"record_type": record_type, "why": "To see.", "required": true});
        if let Some(lookback) = lookback {
            value["items"][0]["lookback"] = lookback.into();
        }
        let missing = missing(&file, &serde_json::from_value(value).expect("a request"));
        assert_eq!(missing.len(), expected.iter().len(), "{record_type} {lookback:?}: {missing:?}");
        assert!(expected.is_none_or(|end| missing[0].ends_with(end)), "{record_type} {lookback:?}: {missing:?}");
    }
}

/// A period of a share takes figures of its whole months and of no other.
#[test]
fn a_period_that_ends_within_a_month_has_no_figure_of_it() {
    let file = open(issued(&[], true));
    for (from, to, months) in [
        ("2026-03-01", "2026-05-01", &["2026-03-01", "2026-04-01"][..]),
        ("2026-03-01", "2026-04-30", &["2026-03-01"]),
        ("2026-03-02", "2026-05-31", &["2026-04-01"]),
        ("2026-03-02", "2026-06-01", &["2026-04-01", "2026-05-01"]),
        ("2026-04-01", "2026-12-24", &["2026-04-01", "2026-05-01"]),
    ] {
        let selection = Selection { from: from.parse().ok(), to: to.parse().ok(), ..Selection::of(["summary"]) };
        let share = shared(&file, &selection);
        let dates = share.records::<Summary>().map(|row| row.expect("a row").date.to_string());
        let found: BTreeSet<String> = dates.collect();
        assert_eq!(found, ids(months), "{from} {to}");
    }
}

/// What hangs on a row that is not shown is missing with it, although only the document is required.
#[test]
fn documents_of_rows_that_are_not_shown_are_missing() {
    let mut lines = vec![r#"{"series":"all/invoice","from":"2026-03-01","to":"2026-06-01"}"#.to_owned()];
    for month in 3..6 {
        lines.push(format!(
            r#"{{"type":"invoice","record":{{"id":"inv{month}","date":"2026-{month:02}-05","kind":"invoice","currency":"GBP","total":"42.10","tax_included":true,"attachment":"bill-{month}.pdf"}}}}"#
        ));
    }
    let file = open(issue(&lines, &["bill-3.pdf", "bill-4.pdf", "bill-5.pdf"], false));
    let mut value = serde_json::to_value(request("invoice", "text")).expect("JSON");
    value["purpose"] = "bill_check".into();
    value["items"][0]["required"] = false.into();
    value["items"][0]["lookback"] = "P2M".into();
    value["attachments"] = serde_json::json!([{"why": "To see.", "required": true, "of": "invoice"}]);
    let request: Request = serde_json::from_value(value).expect("a request");
    let rows = records(&file, "/invoice");
    let text = || Selection { groups: Some(ids(&["text"])), ..Selection::of(["invoice"]) };
    let named = |at: usize| -> BTreeSet<String> { [rows[at].clone()].into() };
    let with = |selection: Selection, names: &[&str]| Selection { documents: ids(names), ..selection };
    let unseen = "whatever documents rows of invoice name that are not shown";
    let all = ["bill-4.pdf", "bill-5.pdf"];
    for (case, selection, expected) in [
        ("all that is asked for", with(text(), &all), vec![]),
        ("a bill of before", with(Selection { without: named(0), ..text() }, &all), vec![]),
        ("a document", with(text(), &all[..1]), vec!["a document that a row of invoice names"]),
        ("its row", with(Selection { without: named(1), ..text() }, &all[1..]), vec![unseen]),
        (
            "its cell",
            with(Selection { mask: [("text".to_owned(), named(1))].into(), ..text() }, &all[1..]),
            vec![unseen],
        ),
        (
            "the group",
            with(Selection { groups: Some(BTreeSet::new()), ..text() }, &all),
            vec!["no document that a row of invoice names", unseen],
        ),
    ] {
        let fit = fit(&request, &shared(&file, &selection)).expect("memory");
        assert_eq!(fit.attachments[0].missing, expected, "{case}");
        assert_eq!(fit.met, expected.is_empty(), "{case}");
    }
}

#[test]
fn an_earlier_edition_is_too_old() {
    let file = open(FILE.clone());
    for (max_age, days, expected) in [
        (None, 300, None),
        (Some("P1M"), 0, None),
        (Some("P1M"), 30, None),
        (Some("P1M"), 31, Some("issued on 2026-06-01, and asked for is one issued on 2026-06-02 or later")),
        (Some("PT36H"), 2, None),
        (Some("PT36H"), 3, Some("issued on 2026-06-01, and asked for is one issued on 2026-06-02 or later")),
        (Some("P9999Y"), 300, None),
    ] {
        let mut value = serde_json::to_value(request("payment_mandate", "counterparty")).expect("JSON");
        value["iat"] = (NOW + days * 86_400).into();
        if let Some(max_age) = max_age {
            value["max_age"] = max_age.into();
        }
        let fit = fit(&serde_json::from_value(value).expect("a request"), &file).expect("memory");
        assert_eq!(fit.too_old.as_deref(), expected, "{max_age:?} {days}");
        assert_eq!(fit.met, expected.is_none(), "{max_age:?} {days}");
    }
}
