//! Whether a share answers a request: what is withheld of what was asked for is missing, however it is withheld
//! (`request-answer-gaps`).

mod common;

use std::{collections::BTreeSet, sync::LazyLock};

use common::{NOW, made, open, settings};
use pannier::{
    Verified,
    document::{Request, fit},
    share::{self, Selection},
};

static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| issued(&[]));

/// Three months of one account, a row on the 2nd, 12th and 22nd of each, and three mandates seen on three days.
fn issued(incomplete: &[&str]) -> Vec<u8> {
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
    common::issued(settings(), lines.join("\n") + "\n", &[])
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
        let file = open(issued(incomplete));
        assert_eq!(missing(&file, &request("transaction", "text")), expected, "{incomplete:?}");
    }
}
