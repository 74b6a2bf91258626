//! Right files have no findings, whatever is withheld of them; wrong ones have the same however they are cut.

use crate::support::{Part, account, date, lines, part, run};
use pannier_model::record::AnyRecord;
use pannier_model::value::{Date, Id};
use pannier_validate::rules::Scope;
use pannier_validate::summary::{TransactionSummaries, Window};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A quarter of an account, as its institution knows it: pence, days from 1 April 2026.
#[derive(Clone, Debug)]
struct Quarter {
    opening: i64,
    rows: Vec<Row>,
    closings: Vec<i64>,
    incomplete: Vec<i64>,
    with_balances: bool,
    with_seq: bool,
}

#[derive(Clone, Debug)]
struct Row {
    day: i64,
    pence: i64,
    kind: usize,
    pending: bool,
    category: bool,
    foreign: bool,
}

const DAYS: i64 = 91;

fn day(number: i64) -> Date {
    date("2026-04-01").plus_days(number).expect("a day of this century")
}

fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", pence.abs() / 100, pence.abs() % 100)
}

impl Quarter {
    /// Rows of transactions in order, each with its running balance.
    fn transactions(&self) -> Vec<(i64, Value)> {
        let mut balance = self.opening;
        let mut rows = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            // Kinds whose usual sign is the row's, so that nothing else is wrong.
            let kind = match (row.pence.signum(), row.kind) {
                (-1, 0) => "fee",
                (-1, 1) => "direct_debit",
                (1, 0) => "interest_earned",
                (1, 1) => "transfer_in",
                _ => "card",
            };
            let mut json = json!({"id": format!("x{number}"), "date": day(row.day).to_string(),
                "amount": pounds(row.pence), "kind": kind, "status": if row.pending { "pending" } else { "booked" }});
            if kind == "fee" {
                json["fee_kind"] = "account".into();
            }
            if row.category {
                json["category"] = "fuel".into();
            }
            if row.foreign {
                json["is_foreign"] = true.into();
            }
            if self.with_seq {
                json["seq"] = number.into();
            }
            if !row.pending {
                balance += row.pence;
                if self.with_balances {
                    json["running_balance"] = pounds(balance).into();
                }
            }
            rows.push((row.day, json));
        }
        rows
    }

    fn balances(&self) -> Vec<Value> {
        self.closings
            .iter()
            .map(|closing| {
                let booked: i64 =
                    self.rows.iter().filter(|row| row.day <= *closing && !row.pending).map(|row| row.pence).sum();
                json!({"id": format!("b{closing}"), "date": day(*closing).to_string(), "amount": pounds(self.opening + booked)})
            })
            .collect()
    }

    /// The file, its transactions cut on these days.
    fn file(&self, cuts: &[i64], spoil: &dyn Fn(&mut Value)) -> Vec<Part> {
        let mut edges = vec![0, DAYS];
        edges.extend(cuts.iter().copied().filter(|cut| (1..DAYS).contains(cut)));
        edges.sort_unstable();
        edges.dedup();
        let mut rows = self.transactions();
        for (_, row) in &mut rows {
            spoil(row);
        }
        let mut parts = vec![account()];
        for (seq, pair) in edges.windows(2).enumerate() {
            let inside = |number: i64| (pair[0]..pair[1]).contains(&number);
            let here: Vec<Value> = rows.iter().filter(|(day, _)| inside(*day)).map(|(_, row)| row.clone()).collect();
            let incomplete: Vec<String> = self
                .incomplete
                .iter()
                .filter(|number| inside(**number))
                .map(|number| day(*number).to_string())
                .collect();
            let booked: Vec<i64> =
                self.rows.iter().filter(|row| inside(row.day) && !row.pending).map(|row| row.pence).collect();
            let sum = pounds(booked.iter().sum());
            let totals = [("amount", "GBP", u64::try_from(booked.len()).expect("few rows"), sum.as_str())];
            let cut = part("a7k2qx/transaction", &here)
                .period(u32::try_from(seq).expect("few parts"), &day(pair[0]).to_string(), &day(pair[1]).to_string())
                .incomplete(&incomplete.iter().map(String::as_str).collect::<Vec<_>>());
            parts.push(if booked.is_empty() { cut } else { cut.totals(&totals) });
        }
        parts.push(part("a7k2qx/balance", &self.balances()).period(0, "2026-04-01", "2026-07-01"));
        parts.push(part("a7k2qx/summary", &self.summaries()).period(0, "2026-04-01", "2026-07-01"));
        parts
    }

    /// What the issuer writes.
    fn summaries(&self) -> Vec<Value> {
        let window = Window {
            from: day(0),
            to: day(DAYS),
            incomplete: self.incomplete.iter().map(|number| day(*number)).collect(),
        };
        let mut summaries = TransactionSummaries::new(Id::parse("a7k2qx").expect("a label"), vec![window]);
        let typed = |series: &str, rows: &[Value]| part(series, rows).visible();
        let rows: Vec<Value> = self.transactions().into_iter().map(|(_, row)| row).collect();
        for record in typed("a7k2qx/transaction", &rows) {
            let AnyRecord::Transaction(transaction) = record else { unreachable!() };
            summaries.transaction(&transaction);
        }
        for record in typed("a7k2qx/balance", &self.balances()) {
            let AnyRecord::Balance(balance) = record else { unreachable!() };
            summaries.balance(&balance);
        }
        let mut number = 0;
        let summaries = summaries.finish(&mut |_| {
            number += 1;
            Id::parse(&format!("s{number}")).expect("an id")
        });
        let mut before = None;
        summaries
            .expect("small sums")
            .iter()
            .map(|summary| {
                // Sorted by date, metric and bucket.
                let place = (summary.date, summary.metric, summary.bucket.clone());
                assert!(before.replace(place.clone()) < Some(place));
                // Members that are absent here must not come from the defaults of the test.
                let mut row = serde_json::to_value(summary).expect("JSON");
                for absent in ["currency", "unit"] {
                    if row.get(absent).is_none() {
                        row[absent] = Value::Null;
                    }
                }
                row
            })
            .collect()
    }
}

fn quarter() -> impl Strategy<Value = Quarter> {
    let row =
        (0..DAYS, -5_000_i64..5_000, 0_usize..3, prop::bool::weighted(0.1), any::<bool>(), any::<bool>()).prop_map(
            |(day, pence, kind, pending, category, foreign)| Row { day, pence, kind, pending, category, foreign },
        );
    (
        -10_000_i64..10_000,
        prop::collection::vec(row, 0..14),
        prop::collection::btree_set(0..DAYS, 0..4),
        prop::collection::btree_set(0..DAYS, 0..3),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(opening, mut rows, closings, incomplete, with_balances, with_seq)| {
            rows.sort_by_key(|row| row.day);
            Quarter {
                opening,
                rows,
                closings: closings.into_iter().collect(),
                incomplete: incomplete.into_iter().collect(),
                with_balances,
                with_seq,
            }
        })
}

/// What a holder may take away: parts, rows, groups, cells; drawn from a list of numbers.
fn reduce(parts: &[Part], choices: &[u32]) -> Vec<Part> {
    let mut choices = choices.iter().copied().cycle();
    let mut one_of = |most: u32| choices.next().expect("endless") % most;
    parts
        .iter()
        .filter_map(|part| {
            if one_of(5) == 0 {
                return None;
            }
            let mut part = part.clone();
            let rows = part.facts.rows;
            if rows > 0 && one_of(2) == 0 {
                let from = one_of(rows);
                let to = from + 1 + one_of(rows - from);
                part = part.shown(&[(from, to)]);
                for group in ["balance", "category"] {
                    let has = part.facts.groups.iter().any(|other| other.id == group);
                    if has && one_of(2) == 0 {
                        part = part.masked(group, &[(from, from + 1)]);
                    }
                }
            }
            for group in ["balance", "category", "identifiers"] {
                let has = part.facts.groups.iter().any(|other| other.id == group && other.masked.is_empty());
                if has && one_of(4) == 0 {
                    part = part.without(group);
                }
            }
            if one_of(2) == 0 {
                part.facts.totals = None;
            }
            Some(part)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn right_files_have_no_findings(quarter in quarter(), cuts in prop::collection::vec(0..DAYS, 0..4)) {
        let outcome = run(Scope::Bundle, &quarter.file(&cuts, &|_| ()));
        prop_assert_eq!(lines(&outcome.report.findings), Vec::<String>::new());
    }

    #[test]
    fn nothing_withheld_makes_a_finding(
        quarter in quarter(),
        cuts in prop::collection::vec(0..DAYS, 0..4),
        choices in prop::collection::vec(any::<u32>(), 1..60),
    ) {
        let outcome = run(Scope::Share { sealed: true }, &reduce(&quarter.file(&cuts, &|_| ()), &choices));
        prop_assert_eq!(lines(&outcome.report.findings), Vec::<String>::new());
    }

    #[test]
    fn cuts_do_not_change_the_verdict(
        quarter in quarter(),
        cuts in prop::collection::vec(0..DAYS, 0..4),
        spoiled in 0_usize..14,
        member in prop::sample::select(vec!["amount", "running_balance", "supersedes", "currency"]),
    ) {
        let spoil = |row: &mut Value| {
            if row["id"] == format!("x{spoiled}") && (member != "running_balance" || row.get(member).is_some()) {
                row[member] = match member { "supersedes" => "none", "currency" => "EUR", _ => "77.00" }.into();
            }
        };
        let codes = |cuts: &[i64]| {
            let mut codes: Vec<&str> = run(Scope::Bundle, &quarter.file(cuts, &spoil))
                .report
                .findings
                .iter()
                .map(|finding| finding.code.as_str())
                // Totals are a claim about each part.
                .filter(|code| *code != "totals-disagree")
                .collect();
            codes.sort_unstable();
            codes
        };
        prop_assert_eq!(codes(&cuts), codes(&[]));
    }

    #[test]
    fn rows_of_a_day_may_stand_in_any_order(quarter in quarter(), seed in any::<u64>()) {
        // Only `seq` says how balances chain then.
        let quarter = Quarter { with_seq: true, ..quarter };
        let mut parts = quarter.file(&[], &|_| ());
        let rows = &mut parts[1].rows;
        let mut keyed: Vec<(String, u64, Value)> = rows
            .drain(..)
            .enumerate()
            .map(|(number, row)| {
                let place = seed.rotate_left(u32::try_from(number * 7 % 64).expect("small"));
                (row["date"].as_str().expect("a date").to_owned(), place, row)
            })
            .collect();
        keyed.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        rows.extend(keyed.into_iter().map(|(_, _, row)| row));
        let outcome = run(Scope::Bundle, &parts);
        prop_assert_eq!(lines(&outcome.report.findings), Vec::<String>::new());
    }
}

#[test]
fn parts_are_read_on_any_thread() {
    use pannier_validate::rules::{BundleFacts, MemorySpool, Rules};
    let months = [("2026-04-01", "2026-05-01"), ("2026-05-01", "2026-06-01"), ("2026-06-01", "2026-07-01")];
    let mut parts = vec![account()];
    for (seq, (from, to)) in (0..).zip(months) {
        let row = |number: u32| json!({"id": format!("{}", number % 700), "date": from, "supersedes": "701"});
        parts.push(part("a7k2qx/transaction", &(0..800).map(row).collect::<Vec<_>>()).period(seq, from, to));
    }
    let facts = BundleFacts {
        issued_on: date("2026-07-02"),
        scope: Scope::Bundle,
        parts: parts.iter().map(|part| part.facts.clone()).collect(),
        attachments: Vec::new(),
    };
    let rules = Rules::new(facts, &MemorySpool);
    let done = std::thread::scope(|scope| {
        let readers: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(number, part)| {
                let rules = &rules;
                scope.spawn(move || {
                    let mut reader = rules.part(number).expect("a part");
                    for row in part.visible() {
                        reader.push(&row).expect("memory");
                    }
                    reader.finish().expect("all rows")
                })
            })
            .collect();
        readers.into_iter().map(|reader| reader.join().expect("no panic")).collect()
    });
    let report = rules.finish(done).expect("memory").report;
    // The same hundred of each code, wherever a thread was; the rest is counted.
    assert_eq!(report, run(Scope::Bundle, &parts).report);
    assert_eq!(report.findings.len(), 200);
    assert_eq!(report.suppressed, 3 * 800 - 700 - 100 + 3 * 800 - 100);
}
