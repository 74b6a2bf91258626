//! Right files have no findings, whatever is withheld of them; wrong ones have the same however they are cut.

use crate::support::{Part, account, date, lines, part, run, run_derived};
use pannier_model::record::SummaryOf;
use pannier_model::value::{Date, Id};
use pannier_report::{Code, Severity, Stage};
use pannier_validate::rules::{Scope, is_between_rows};
use pannier_validate::summary::{Summaries, Window};
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
        let mut summaries = Summaries::new(SummaryOf::Transaction, Id::parse("a7k2qx").ok(), vec![window]);
        let typed = |series: &str, rows: &[Value]| part(series, rows).visible();
        let rows: Vec<Value> = self.transactions().into_iter().map(|(_, row)| row).collect();
        for record in typed("a7k2qx/transaction", &rows) {
            summaries.row(&record);
        }
        for record in typed("a7k2qx/balance", &self.balances()) {
            summaries.row(&record);
        }
        let mut number = 0;
        let summaries = summaries.finish(None, &mut |_| {
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
                for group in ["balance", "category", "rating", "profile"] {
                    let has = part.facts.groups.iter().any(|other| other.id == group);
                    if has && one_of(2) == 0 {
                        part = part.masked(group, &[(from, from + 1)]);
                    }
                }
            }
            for group in ["balance", "category", "rating", "profile", "identifiers"] {
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

#[test]
fn rules_between_rows_warn() {
    let between: Vec<Code> = Code::ALL.iter().copied().filter(|code| is_between_rows(*code)).collect();
    assert!(between.iter().all(|code| code.severity() == Severity::Warning && code.stage() == Stage::Rules));
    assert!(between.contains(&Code::BalanceChain) && !between.contains(&Code::CardNumberInText));
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
        let (scope, file) = (Scope::Share { sealed: true }, quarter.file(&cuts, &|_| ()));
        let reduced = reduce(&file, &choices);
        let outcome = run(scope, &reduced);
        prop_assert_eq!(lines(&outcome.report.findings), Vec::<String>::new());
        let derived = run_derived(scope, &file, &reduced);
        prop_assert_eq!((derived.report, derived.complete), (outcome.report, outcome.complete));
    }

    #[test]
    fn what_is_found_between_rows_is_found_again(
        quarter in quarter(),
        cuts in prop::collection::vec(0..DAYS, 0..4),
        choices in prop::collection::vec(any::<u32>(), 1..60),
        spoiled in prop::collection::vec((0_usize..14, prop::sample::select(vec!["77.00", "-3.50"])), 1..4),
    ) {
        let spoil = |row: &mut Value| {
            for (number, value) in &spoiled {
                if row["id"] == format!("x{number}") && row.get("running_balance").is_some() {
                    row["running_balance"] = (*value).into();
                }
            }
        };
        let mut file = quarter.file(&cuts, &spoil);
        // A summary that goes wrong with a balance is refused, so that nobody makes a share of the file.
        file.retain(|part| part.facts.record_type.is_some_and(|record_type| record_type.name != "summary"));
        let found = run(Scope::Bundle, &file).report.findings;
        prop_assert!(found.iter().all(|finding| is_between_rows(finding.code)), "{:?}", lines(&found));
        let scope = Scope::Share { sealed: true };
        let reduced = reduce(&file, &choices);
        let (outcome, derived) = (run(scope, &reduced), run_derived(scope, &file, &reduced));
        prop_assert_eq!((derived.report, derived.complete), (outcome.report, outcome.complete));
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

/// Rows of a quarter of one type, in any order within a day, with their summaries.
#[derive(Clone, Debug)]
struct Sector {
    of: SummaryOf,
    thing: &'static str,
    rows: Vec<(i64, u64, Value)>,
}

fn sector() -> impl Strategy<Value = Sector> {
    let rows = prop::collection::vec((0..DAYS, any::<u64>(), 0_usize..4, -50_i64..500), 0..24);
    (0_usize..5, rows).prop_map(|(which, drawn)| {
        let of = SummaryOf::ALL[which + 1];
        let thing = ["l3m5tb", "all", "y3m5tb", "r3m5tb", "r3m5tb"][which];
        let mut rows: Vec<(i64, u64, Value)> = drawn
            .into_iter()
            .enumerate()
            .map(|(number, (at, order, variant, value))| (at, order, sector_row(of, number, at, variant, value)))
            .collect();
        rows.sort_by_key(|(at, order, _)| (*at, *order));
        Sector { of, thing, rows }
    })
}

fn sector_row(of: SummaryOf, number: usize, at: i64, variant: usize, value: i64) -> Value {
    let amount = pounds(value);
    let positive = value.abs().to_string();
    let mut row = match of {
        SummaryOf::UsageEvent => json!({"kind": (["voice", "sms", "voice", "voice"][variant]), "quantity": positive,
            "unit": (["s", "count", "s", "s"][variant]), "roaming": (["home", "home", "roaming", "home"][variant]),
            "rated_amount": amount, "currency": "GBP", "tax_included": true}),
        SummaryOf::ReceiptLine => json!({"id": format!("R{number}.0"), "receipt": format!("R{number}"), "seq": 0,
            "kind": (["sale", "return", "coupon", "tip"][variant]), "amount": amount, "category": (["01.1.4", "01.2", "01", "12"][variant])}),
        SummaryOf::LoyaltyEntry => json!({"kind": (["earn", "redeem", "expire", "adjust"][variant]), "points": amount}),
        SummaryOf::IntervalDay => {
            json!({"resolution": (["PT30M", "PT15M", "PT1H", "PT7M"][variant]), "count": 2, "missing": 1,
            "total": positive, "slots": [positive, null]})
        }
        _ => {
            json!({"period_end": (day(at + [1, 7, 30, 31][variant]).to_string()), "quantity": positive, "register": "r3m5tb"})
        }
    };
    row["date"] = day(at).to_string().into();
    if row.get("id").is_none() {
        row["id"] = format!("x{number}").into();
    }
    if variant == 3 && of == SummaryOf::ReceiptLine {
        row.as_object_mut().expect("an object").remove("category");
    }
    row
}

impl Sector {
    fn summaries(&self) -> Vec<Value> {
        let window = Window { from: day(0), to: day(DAYS), incomplete: vec![day(7)] };
        let thing = (self.thing != "all").then(|| Id::parse(self.thing).expect("a label"));
        let mut sums = Summaries::new(self.of, thing, vec![window]);
        let rows: Vec<Value> = self.rows.iter().map(|(.., row)| row.clone()).collect();
        part(&format!("{}/{}", self.thing, self.of), &rows).visible().iter().for_each(|record| sums.row(record));
        let mut number = 0;
        let tou = "peak".parse().expect("a code");
        let sums = sums.finish(Some(&tou), &mut |_| {
            number += 1;
            Id::parse(&format!("s{number}")).expect("an id")
        });
        let of = |summary: &pannier_model::record::Summary| {
            let mut row = serde_json::to_value(summary).expect("JSON");
            for absent in ["currency", "unit", "thing"] {
                if row.get(absent).is_none() {
                    row[absent] = Value::Null;
                }
            }
            row
        };
        sums.expect("small sums").iter().map(of).collect()
    }

    fn file(&self, cuts: &[i64]) -> Vec<Part> {
        let mut edges = vec![0, DAYS];
        edges.extend(cuts.iter().copied().filter(|cut| (1..DAYS).contains(cut)));
        edges.sort_unstable();
        edges.dedup();
        let mut parts = Vec::new();
        for (seq, pair) in (0..).zip(edges.windows(2)) {
            let inside = |at: &i64| (pair[0]..pair[1]).contains(at);
            let rows: Vec<Value> =
                self.rows.iter().filter(|(at, ..)| inside(at)).map(|(.., row)| row.clone()).collect();
            let incomplete = if inside(&7) { vec![day(7).to_string()] } else { Vec::new() };
            parts.push(
                part(&format!("{}/{}", self.thing, self.of), &rows)
                    .period(seq, &day(pair[0]).to_string(), &day(pair[1]).to_string())
                    .incomplete(&incomplete.iter().map(String::as_str).collect::<Vec<_>>()),
            );
        }
        let summaries = part(&format!("{}/summary", self.thing), &self.summaries());
        parts.push(summaries.period(0, "2026-04-01", "2026-07-01"));
        parts.push(part("s3m5tb/register", &[json!({"id": "r3m5tb", "tou": "peak"})]));
        parts
    }
}

/// What the rules say of summaries; rows drawn at random break others.
fn about_summaries(scope: Scope, parts: &[Part]) -> Vec<String> {
    let found = lines(&run(scope, parts).report.findings);
    found.into_iter().filter(|line| line.starts_with("summary-")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn figures_of_every_sector_are_found_again(sector in sector(), cuts in prop::collection::vec(0..DAYS, 0..4)) {
        prop_assert_eq!(about_summaries(Scope::Bundle, &sector.file(&cuts)), Vec::<String>::new());
    }

    #[test]
    fn figures_do_not_depend_on_the_order_of_rows(sector in sector(), seed in any::<u64>()) {
        let mut other = sector.clone();
        other.rows.sort_by_key(|(at, order, _)| order.rotate_left(7).wrapping_add(seed) ^ at.unsigned_abs());
        prop_assert_eq!(other.summaries(), sector.summaries());
    }

    #[test]
    fn a_figure_that_is_changed_is_found(
        sector in sector(),
        cuts in prop::collection::vec(0..DAYS, 0..4),
        which in any::<prop::sample::Index>(),
        member in prop::sample::select(vec!["value", "count"]),
    ) {
        let mut parts = sector.file(&cuts);
        let at = parts.len() - 2;
        if !parts[at].rows.is_empty() {
            let row = which.index(parts[at].rows.len());
            parts[at].rows[row][member] = if member == "value" { "987654321.5".into() } else { 77.into() };
            let expected = format!("summary-disagrees {}/summary {} /{member}", sector.thing, row + 1);
            prop_assert_eq!(about_summaries(Scope::Bundle, &parts), vec![expected]);
        }
    }

    #[test]
    fn nothing_withheld_makes_a_figure_wrong(
        sector in sector(),
        cuts in prop::collection::vec(0..DAYS, 0..4),
        choices in prop::collection::vec(any::<u32>(), 1..60),
    ) {
        let share = reduce(&sector.file(&cuts), &choices);
        prop_assert_eq!(about_summaries(Scope::Share { sealed: true }, &share), Vec::<String>::new());
    }
}
