//! What records add up to for a person, from lines of our own records.

use std::{fmt::Write as _, io::Cursor};

use pannier::{
    convert::{self, Format, Item, Options},
    insight::Insight,
};

/// Every chart as `title (unit) thing: line column value …`, `*` at months that are covered in part.
fn charts(records: &str) -> Vec<String> {
    let mut insight = Insight::default();
    let summary = convert::read(Format::Ndjson, &mut Cursor::new(records), &Options::default(), &mut |item: Item| {
        match item {
            Item::Series(series) => insight.window(&series.name(), series.from, series.to, &series.incomplete),
            Item::Record(row) => insight.take(&row.record),
            Item::Finding(finding) => panic!("{finding}"),
            Item::Loss(loss) => panic!("{loss:?}"),
        }
        Ok(())
    });
    summary.expect("memory can be read");
    let mut lines = Vec::new();
    for chart in insight.charts() {
        let thing = chart.thing.as_deref().unwrap_or("all");
        for line in &chart.lines {
            let mut text = format!("{} ({}) {thing}: {}", chart.title, chart.unit, line.name);
            for (column, value) in chart.columns.iter().zip(&line.values) {
                let mark = if column.partial { "*" } else { "" };
                if let Some(value) = value {
                    let _ = write!(text, " {}{mark} {value}", column.name);
                }
            }
            lines.push(text);
        }
    }
    lines
}

fn check(records: &str, expected: &[&str]) {
    assert_eq!(charts(records), expected, "{records}");
}

#[test]
fn accounts() {
    let head = "{\"series\":\"a/transaction\",\"from\":\"2026-01-10\",\"to\":\"2026-03-01\"}\n";
    let row = |id: u32, date: &str, amount: &str, rest: &str| {
        format!(
            "{{\"type\":\"transaction\",\"record\":{{\"id\":\"t{id}\",\"account\":\"a\",\"date\":\"{date}\",\"date_basis\":\"booked\",\
             \"status\":\"booked\",\"amount\":\"{amount}\",\"currency\":\"GBP\"{rest}}}}}\n"
        )
    };
    check(
        &[
            head,
            &row(
                1,
                "2026-01-12",
                "-5.00",
                ",\"kind\":\"card\",\"running_balance\":\"95.00\",\"category\":\"groceries\"",
            ),
            &row(2, "2026-01-12", "-7.25", ",\"kind\":\"direct_debit\",\"running_balance\":\"87.75\""),
            &row(3, "2026-02-03", "2.00", ",\"kind\":\"card\",\"reversal\":true,\"running_balance\":\"89.75\""),
            &row(4, "2026-02-28", "1000.00", ",\"kind\":\"transfer_in\",\"running_balance\":\"1089.75\""),
        ]
        .concat(),
        &[
            "Money out, by kind (GBP) a: direct debit 2026-01* 7.25",
            "Money out, by kind (GBP) a: card 2026-01* 5.00 2026-02 -2.00",
            "Money out, by category (GBP) a: groceries 2026-01* 5.00",
            "Money in, by kind (GBP) a: transfer in 2026-02 1000.00",
            "Balance at the end of the month (GBP) a: balance 2026-01* 87.75 2026-02 1089.75",
        ],
    );
    // What is not booked is in no figure.
    let pending =
        row(1, "2026-02-03", "-5.00", ",\"kind\":\"card\"").replace("\"booked\",\"amount", "\"pending\",\"amount");
    check(&format!("{head}{pending}"), &[]);
}

#[test]
fn lines() {
    let head = "{\"series\":\"l/usage_event\",\"from\":\"2026-01-01\",\"to\":\"2026-02-01\"}\n";
    let row = |id: u32, kind: &str, rest: &str| {
        format!(
            "{{\"type\":\"usage_event\",\"record\":{{\"id\":\"u{id}\",\"line\":\"l\",\"date\":\"2026-01-02\",\"grain\":\"event\",\
             \"kind\":\"{kind}\",{rest}}}}}\n"
        )
    };
    check(
        &[
            head,
            &row(1, "voice", "\"direction\":\"out\",\"quantity\":\"100\",\"unit\":\"s\""),
            &row(2, "voice", "\"direction\":\"out\",\"quantity\":\"61\",\"unit\":\"s\",\"roaming\":\"roaming\""),
            &row(3, "sms", "\"direction\":\"in\",\"quantity\":\"1\",\"unit\":\"count\""),
            &row(4, "data", "\"direction\":\"both\",\"quantity\":\"1500000000\",\"unit\":\"B\""),
        ]
        .concat(),
        &[
            "Calls (min) l: out 2026-01 1.667",
            "Calls (min) l: out (roaming) 2026-01 1.017",
            "Messages (count) l: sms in 2026-01 1",
            "Data (GB) l: data 2026-01 1.5",
        ],
    );
}

#[test]
fn days_of_24_hours_run_their_course() {
    let day = |date: &str, count: u32, slots: &str, total: &str, missing: u32| {
        format!(
            "{{\"type\":\"interval_day\",\"record\":{{\"id\":\"{date}\",\"register\":\"r\",\"date\":\"{date}\",\"zone\":\"Europe/Paris\",\
             \"fuel\":\"electricity\",\"direction\":\"import\",\"unit\":\"kWh\",\"resolution\":\"PT30M\",\"count\":{count},\
             \"missing\":{missing},\"total\":\"{total}\",\"quality\":\"actual\",\"slots\":[{slots}]}}}}\n"
        )
    };
    let slots = |first: &str, rest: &str, count: usize| format!("{first}{}", format!(",{rest}").repeat(count - 2));
    let text = [
        "{\"series\":\"r/interval_day\",\"from\":\"2026-03-28\",\"to\":\"2026-03-31\"}\n".to_owned(),
        day("2026-03-28", 48, &slots("\"0.5\",\"0.25\"", "\"0\"", 48), "0.75", 0),
        // 23 hours: in the sum of the month, in no mean of an hour.
        day("2026-03-29", 46, &slots("\"9\",\"9\"", "\"0\"", 46), "18", 0),
        // An hour with an unknown slot is no hour of zero.
        day("2026-03-30", 48, &slots("null,\"0.25\"", "\"0\"", 48), "0.25", 1),
    ]
    .concat();
    let found = charts(&text);
    assert_eq!(found[0], "Use by month (kWh) r: electricity import 2026-03* 19.00");
    assert!(found[1].starts_with("Course of a day (kWh) r: 2026-03 00:00 0.75 01:00 0 02:00 0 "), "{}", found[1]);
    assert_eq!(found.len(), 2);
}

#[test]
fn many_lines_are_few() {
    let mut text = String::from("{\"series\":\"all/receipt_line\",\"from\":\"2026-01-01\",\"to\":\"2026-02-01\"}\n");
    for at in 0..20 {
        let _ = writeln!(
            text,
            "{{\"type\":\"receipt_line\",\"record\":{{\"id\":\"r.{at}\",\"receipt\":\"r\",\"date\":\"2026-01-02\",\"seq\":{at},\"kind\":\"sale\",\
             \"quantity\":\"1\",\"unit\":\"item\",\"amount\":\"{}.00\",\"currency\":\"GBP\",\"tax_included\":true,\"category_text\":\"shelf {at}\"}}}}",
            at + 1
        );
    }
    let found = charts(&text);
    assert_eq!(found.len(), 9);
    assert_eq!(found[0], "Basket, by category (GBP) all: shelf 19 2026-01 20.00");
    // 1 to 12 add up to 78.
    assert_eq!(found[8], "Basket, by category (GBP) all: everything else 2026-01 78.00");
}
