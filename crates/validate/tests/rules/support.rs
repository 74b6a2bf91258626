//! Files as a few lines of data, and what the rules say about them.

use pannier_model::record::{AnyRecord, by_name};
use pannier_model::value::Date;
use pannier_report::Finding;
use pannier_validate::rules::{BundleFacts, GroupFacts, MemorySpool, Outcome, PartFacts, PartTotal, Rules, Scope};
use serde_json::{Map, Value, json};
use std::ops::Range;

pub(crate) fn date(text: &str) -> Date {
    Date::parse(text).expect(text)
}

/// A part and its rows: all the issuer put into it, whatever is shown.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) facts: PartFacts,
    pub(crate) rows: Vec<Value>,
}

/// A part of June 2026, or whatever [`Part::period`] makes it. Rows are given without the members that all rows of the
/// type share; ids are the letter of the type and the number of the row unless given.
pub(crate) fn part(series: &str, rows: &[Value]) -> Part {
    let (thing, name) = series.split_once('/').expect("thing/type");
    let record_type = by_name(name).expect("record type");
    let rows: Vec<Value> =
        rows.iter().enumerate().map(|(number, row)| merge(defaults(thing, name, number), row)).collect();
    let (from, to) =
        if record_type.sort == "as_of" { ("2026-07-01", "2026-07-02") } else { ("2026-06-01", "2026-07-01") };
    Part {
        facts: PartFacts {
            id: format!("p{}", series.replace('/', "")),
            series: series.to_owned(),
            seq: 0,
            from: date(from),
            to: date(to),
            schema: record_type.schema_url(),
            record_type: Some(record_type),
            sort: record_type.sort.to_owned(),
            rows: u32::try_from(rows.len()).expect("few rows"),
            groups: record_type
                .groups
                .iter()
                .map(|group| GroupFacts {
                    id: group.id.to_owned(),
                    members: group.members.iter().map(|member| member.name.to_owned()).collect(),
                    shown: true,
                    masked: Vec::new(),
                })
                .collect(),
            incomplete: Vec::new(),
            totals: None,
            shown: whole(rows.len()),
        },
        rows,
    }
}

#[expect(clippy::single_range_in_vec_init, reason = "one range of all rows")]
fn whole(rows: usize) -> Vec<Range<u32>> {
    if rows == 0 { Vec::new() } else { vec![0..u32::try_from(rows).expect("few rows")] }
}

impl Part {
    pub(crate) fn period(mut self, seq: u32, from: &str, to: &str) -> Self {
        (self.facts.seq, self.facts.from, self.facts.to) = (seq, date(from), date(to));
        self.facts.id = format!("{}{seq}", self.facts.id);
        self
    }

    pub(crate) fn incomplete(mut self, days: &[&str]) -> Self {
        self.facts.incomplete = days.iter().map(|day| date(day)).collect();
        self
    }

    pub(crate) fn totals(mut self, lines: &[(&str, &str, u64, &str)]) -> Self {
        let line = |(member, by, count, sum): &(&str, &str, u64, &str)| PartTotal {
            by: (*by).to_owned(),
            count: *count,
            member: (*member).to_owned(),
            sum: sum.parse().expect("a decimal"),
        };
        self.facts.totals = Some(lines.iter().map(line).collect());
        self
    }

    /// Shows only these rows.
    pub(crate) fn shown(mut self, ranges: &[(u32, u32)]) -> Self {
        self.facts.shown = ranges.iter().map(|(from, to)| *from..*to).collect();
        self
    }

    /// Withholds a whole group.
    pub(crate) fn without(mut self, group: &str) -> Self {
        self.group(group).shown = false;
        self
    }

    /// Withholds cells of a group.
    pub(crate) fn masked(mut self, group: &str, ranges: &[(u32, u32)]) -> Self {
        self.group(group).masked = ranges.iter().map(|(from, to)| *from..*to).collect();
        self
    }

    fn group(&mut self, id: &str) -> &mut GroupFacts {
        self.facts.groups.iter_mut().find(|group| group.id == id).expect("a group of the type")
    }

    /// The rows that are shown, with the cells that are shown.
    pub(crate) fn visible(&self) -> Vec<AnyRecord> {
        let record_type = self.facts.record_type.expect("a type of the standard");
        let numbers = self.facts.shown.iter().flat_map(Clone::clone);
        numbers
            .map(|number| {
                let mut row = self.rows[usize::try_from(number).expect("few rows")].clone();
                for group in &self.facts.groups {
                    if !group.shown || group.masked.iter().any(|range| range.contains(&number)) {
                        for member in &group.members {
                            row.as_object_mut().expect("an object").remove(member);
                        }
                    }
                }
                AnyRecord::deserialize(record_type, row).expect("a record of the type")
            })
            .collect()
    }
}

fn merge(mut into: Value, row: &Value) -> Value {
    let members: &mut Map<String, Value> = into.as_object_mut().expect("an object");
    for (name, value) in row.as_object().expect("an object") {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    into
}

/// The last letter of a label.
fn letter(number: usize) -> char {
    char::from(b'a' + u8::try_from(number % 26).expect("a letter"))
}

fn defaults(thing: &str, name: &str, number: usize) -> Value {
    match name {
        "account" => json!({"id": thing, "as_of": "2026-07-01", "kind": "current", "currency": "GBP", "status": "open",
            "ownership": "sole"}),
        "transaction" => json!({"id": format!("t{number}"), "account": thing, "date": "2026-06-10",
            "date_basis": "booked", "status": "booked", "amount": "-1.00", "currency": "GBP", "kind": "other"}),
        "transaction_detail" => json!({"id": format!("t0.{number}"), "account": thing, "parent": "t0",
            "date": "2026-06-10", "seq": number, "amount": "-1.00", "currency": "GBP"}),
        "balance" => {
            json!({"id": format!("b{number}"), "account": thing, "date": "2026-06-10", "kind": "closing_booked",
            "amount": "0.00", "currency": "GBP", "credit_line_included": "no"})
        }
        "credit_arrangement" => json!({"id": format!("{thing}.arranged_overdraft"), "account": thing,
            "as_of": "2026-07-01", "kind": "arranged_overdraft", "currency": "GBP"}),
        "payment_mandate" => json!({"id": format!("o7k2q{}", letter(number)), "account": thing, "as_of": "2026-07-01",
            "kind": "direct_debit", "status": "active", "evidence": "declared", "amount_kind": "unknown"}),
        "party" => json!({"id": thing, "role": "subject", "as_of": "2026-07-01"}),
        "preference" => json!({"id": format!("f7k2q{}", letter(number)), "as_of": "2026-07-01", "channel": "email",
            "topic": "research", "allowed": true}),
        "contract" => json!({"id": thing, "as_of": "2026-07-01", "sector": "bank", "status": "active",
            "provider": "Bank of Examples", "product_name": "Everyday", "exit_charge_kind": "none"}),
        "summary" => json!({"id": format!("s{number}"), "of": "transaction", "date": "2026-06-01", "days": 30,
            "complete": true, "metric": "out", "bucket": "other", "count": 1, "value": "-1.00", "thing": thing,
            "currency": "GBP"}),
        "interval_day" => json!({"id": "2026-06-10", "register": thing, "date": "2026-06-10", "zone": "Europe/London",
            "fuel": "electricity", "direction": "import", "unit": "kWh", "resolution": "PT30M", "count": 48,
            "missing": 0, "total": "1.5", "quality": "actual"}),
        "supply_point" => json!({"id": thing, "as_of": "2026-07-01", "fuel": "electricity", "country": "GB",
            "zone": "Europe/London", "status": "active"}),
        "meter" => json!({"id": "m3m5tb", "supply_point": thing, "as_of": "2026-07-01", "kind": "smart"}),
        "register" => json!({"id": "r3m5tb", "supply_point": thing, "as_of": "2026-07-01", "fuel": "electricity",
            "direction": "import", "unit": "kWh", "kind": "interval", "zone": "Europe/London"}),
        "receipt" => json!({"id": format!("R{number}"), "date": "2026-06-10", "kind": "sale", "channel": "store",
            "currency": "GBP", "tax_included": true, "payable": "1.00", "detail": "full"}),
        "tax_line" => json!({"id": format!("R0.t{number}"), "document": "R0", "document_kind": "receipt",
            "date": "2026-06-10", "seq": number, "category": "standard", "base": "1.00", "amount": "0.20",
            "currency": "GBP"}),
        "consumption" => json!({"id": format!("c{number}"), "date": "2026-06-01", "period_end": "2026-07-01",
            "fuel": "gas", "direction": "import", "quantity": "3", "unit": "kWh", "quality": "actual"}),
        "invoice" => json!({"id": format!("I{number}"), "date": "2026-06-10", "kind": "invoice", "currency": "GBP",
            "tax_included": true, "total": "10.00"}),
        "invoice_line" => json!({"id": format!("I0.{number}"), "invoice": "I0", "date": "2026-06-10", "seq": number,
            "kind": "usage", "amount": "10.00", "currency": "GBP", "tax_included": true}),
        "receipt_line" => json!({"id": format!("R0.{number}"), "receipt": "R0", "date": "2026-06-10", "seq": number,
            "kind": "sale", "quantity": "1", "unit": "item", "amount": "1.00", "currency": "GBP", "tax_included": true}),
        "tender" => json!({"id": format!("R0.p{number}"), "receipt": "R0", "date": "2026-06-10", "seq": number,
            "kind": "cash", "direction": "paid", "amount": "1.00", "currency": "GBP"}),
        "register_read" => json!({"id": format!("d{number}"), "register": thing, "date": "2026-06-10",
            "reading": "100", "unit": "kWh", "direction": "import", "quality": "actual", "reason": "routine"}),
        "annual_estimate" => json!({"id": format!("e{number}"), "supply_point": thing, "date": "2026-06-10",
            "period_start": "2025-06-01", "period_end": "2026-06-01", "fuel": "electricity", "direction": "import",
            "quantity": "2900", "unit": "kWh", "method": "billed"}),
        "plan_allowance" => json!({"id": format!("n{number}"), "date": "2026-06-01", "period_end": "2026-07-01",
            "service": "data", "zone": "home", "unlimited": false, "quantity": "5000", "unit": "B"}),
        "device_agreement" => json!({"id": thing, "as_of": "2026-07-01", "kind": "phone", "status": "active",
            "currency": "GBP", "tax_included": true, "price": "600.00"}),
        "usage_event" => json!({"id": format!("u{number}"), "line": thing, "date": "2026-06-10", "grain": "event",
            "kind": "voice", "direction": "out", "quantity": "60", "unit": "s"}),
        "subscription" => json!({"id": thing, "as_of": "2026-07-01", "kind": "mobile", "status": "active",
            "billing": "postpaid"}),
        "loyalty_account" => json!({"id": thing, "as_of": "2026-07-01", "programme": "Hill Points", "status": "open",
            "balance": "500"}),
        "data_use" => json!({"id": format!("u7k2q{}", letter(number)), "as_of": "2026-07-01", "data": "usage",
            "purpose": "billing", "legal_basis": "contract"}),
        "loyalty_entry" => json!({"id": format!("e{number}"), "account": thing, "date": "2026-06-10", "kind": "earn",
            "points": "10"}),
        _ => panic!("no defaults for {name}"),
    }
}

/// A file of these parts, issued on 2026-07-02.
pub(crate) fn run(scope: Scope, parts: &[Part]) -> Outcome {
    finish(parts, &|| Rules::new(facts(scope, parts), &MemorySpool))
}

/// The same of a file that was made of one of `source`, in which nothing was found.
pub(crate) fn run_derived(scope: Scope, source: &[Part], parts: &[Part]) -> Outcome {
    let name = |part: &Part| part.facts.record_type.expect("a type of the standard").name;
    let is_same =
        |of: &Part| parts.iter().any(|part| part.facts.id == of.facts.id && part.facts.shown == of.facts.shown);
    let whole = source.iter().map(name).filter(|of| source.iter().all(|part| name(part) != *of || is_same(part)));
    let whole: Vec<_> = whole.collect();
    finish(parts, &|| Rules::derived(facts(scope, parts), whole.clone(), &MemorySpool))
}

fn facts(scope: Scope, parts: &[Part]) -> BundleFacts {
    BundleFacts {
        issued_on: date("2026-07-02"),
        scope,
        parts: parts.iter().map(|part| part.facts.clone()).collect(),
        attachments: vec!["terms".to_owned()],
    }
}

/// What these rules find, given records alone and with the rows they were read from, which makes no difference.
fn finish<'a>(parts: &[Part], rules: &dyn Fn() -> Rules<'a>) -> Outcome {
    let [alone, with_rows] = [false, true].map(|with_rows| {
        let rules = rules();
        // Backwards, because the order in which parts are read must not matter.
        let done = (0..parts.len()).rev().map(|number| {
            let mut reader = rules.part(number).expect("a part");
            for record in parts[number].visible() {
                let row = serde_json::to_string(&record).expect("a record is written");
                if with_rows { reader.push_row(&record, &row) } else { reader.push(&record) }
                    .expect("memory does not fail");
            }
            reader.finish().expect("all rows were given")
        });
        let done = done.collect();
        rules.finish(done).expect("memory does not fail")
    });
    assert_eq!(alone.report, with_rows.report);
    assert_eq!(alone.complete, with_rows.complete);
    with_rows
}

pub(crate) fn lines(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let at = &finding.location;
            let series = at.series.as_deref().unwrap_or("-");
            let pointer = at.pointer.as_deref().unwrap_or("-");
            let Some(row) = at.row else {
                // Of a descriptor only the place in it is of interest; which one it is, the series says.
                assert_eq!(at.entry.as_deref(), Some("head.sdjwt"));
                let below = pointer
                    .strip_prefix("/parts/")
                    .expect("a descriptor")
                    .trim_start_matches(|c: char| c.is_ascii_digit());
                return format!("{} {series} {below}", finding.code);
            };
            assert!(at.entry.as_deref().is_some_and(|entry| entry.starts_with("parts/")));
            format!("{} {series} {row} {pointer}", finding.code)
        })
        .collect()
}

/// The findings are exactly these: `code series [row] pointer`.
#[track_caller]
pub(crate) fn check(parts: &[Part], expected: &[&str]) {
    let outcome = run(Scope::Bundle, parts);
    assert_eq!(lines(&outcome.report.findings), expected, "{:#?}", outcome.report.findings);
    assert_eq!(outcome.report.suppressed, 0);
}

/// In a share with sealed parts the findings and the rules not checked (`code series`) are exactly these.
#[track_caller]
pub(crate) fn check_share(parts: &[Part], expected: &[&str], not_checked: &[&str]) {
    let outcome = run(Scope::Share { sealed: true }, parts);
    assert_eq!(lines(&outcome.report.findings), expected, "{:#?}", outcome.report.findings);
    let notes: Vec<String> = outcome
        .report
        .not_checked
        .iter()
        .map(|note| format!("{} {}", note.code, note.series.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(notes, not_checked, "{:#?}", outcome.report.not_checked);
}

/// The account that most files are about.
pub(crate) fn account() -> Part {
    part("a7k2qx/account", &[json!({})])
}
