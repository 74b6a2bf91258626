//! Monthly figures as an issuer computes them: the worked example of the chapter on records, and its edges.

use pannier_model::record::{AnyRecord, Summary, by_name};
use pannier_model::value::{Date, Id};
use pannier_validate::summary::{TransactionSummaries, Window};
use serde_json::{Value, json};

fn date(text: &str) -> Date {
    Date::parse(text).expect(text)
}

fn record(name: &str, shared: Value, own: &Value) -> AnyRecord {
    let mut row = shared;
    for (name, value) in own.as_object().expect("an object") {
        row[name] = value.clone();
    }
    AnyRecord::deserialize(by_name(name).expect(name), row).expect("a record")
}

/// `month metric bucket count value [currency or unit] days` of each summary.
fn figures(windows: &[(&str, &str, &[&str])], transactions: &[Value], balances: &[Value]) -> Vec<String> {
    let windows = windows.iter().map(|(from, to, incomplete)| Window {
        from: date(from),
        to: date(to),
        incomplete: incomplete.iter().map(|day| date(day)).collect(),
    });
    let mut summaries = TransactionSummaries::new(Id::parse("a7k2qx").expect("a label"), windows.collect());
    for row in transactions {
        let shared = json!({"id": "t", "account": "a7k2qx", "date_basis": "booked", "status": "booked", "currency": "GBP",
            "kind": "card"});
        let AnyRecord::Transaction(transaction) = record("transaction", shared, row) else { unreachable!() };
        summaries.transaction(&transaction);
    }
    for row in balances {
        let shared = json!({"id": "b", "account": "a7k2qx", "kind": "closing_booked", "currency": "GBP",
            "credit_line_included": "no"});
        let AnyRecord::Balance(balance) = record("balance", shared, row) else { unreachable!() };
        summaries.balance(&balance);
    }
    let line = |one: &Summary| {
        let measure = match (one.currency, one.unit) {
            (Some(currency), None) => currency.to_string(),
            (None, Some(unit)) => unit.to_string(),
            _ => panic!("one of currency and unit"),
        };
        let month = &one.date.to_string()[..7];
        format!("{month} {} {} {} {} {measure} {}", one.metric, one.bucket, one.count, one.value, one.days)
    };
    let id = Id::parse("s").expect("an id");
    summaries.finish(&mut |_| id.clone()).expect("small sums").iter().map(line).collect()
}

const JUNE: &[(&str, &str, &[&str])] = &[("2026-06-01", "2026-07-01", &[])];

#[test]
fn the_worked_example() {
    let windows = [("2026-05-31", "2026-06-01", &[][..]), JUNE[0]];
    let rows = [
        json!({"date": "2026-06-10", "amount": "-150.00"}),
        json!({"date": "2026-06-20", "amount": "80.00", "kind": "transfer_in"}),
    ];
    assert_eq!(
        figures(&windows, &rows, &[json!({"date": "2026-05-31", "amount": "100.00"})]),
        [
            "2026-05 eod_min all 1 100.00 GBP 1",
            "2026-05 eod_max all 1 100.00 GBP 1",
            "2026-05 eod_credit_days all 1 1 day 1",
            "2026-05 eod_debit_days all 1 0 day 1",
            "2026-05 eod_credit_sum all 1 100.00 GBP 1",
            "2026-05 eod_debit_sum all 1 0 GBP 1",
            "2026-06 in transfer_in 1 80.00 GBP 30",
            "2026-06 out card 1 -150.00 GBP 30",
            "2026-06 eod_min all 30 -50.00 GBP 30",
            "2026-06 eod_max all 30 100.00 GBP 30",
            "2026-06 eod_credit_days all 30 20 day 30",
            "2026-06 eod_debit_days all 30 10 day 30",
            "2026-06 eod_credit_sum all 30 1230.00 GBP 30",
            "2026-06 eod_debit_sum all 30 500.00 GBP 30",
        ]
    );
}

#[test]
fn what_counts_into_which_bucket() {
    let rows = [
        json!({"date": "2026-06-10", "amount": "-2.50", "kind": "fee", "fee_kind": "foreign"}),
        json!({"date": "2026-06-10", "amount": "-20", "is_foreign": true, "category": "travel"}),
        json!({"date": "2026-06-11", "amount": "5.0", "is_foreign": true, "category": "travel"}),
        json!({"date": "2026-06-11", "amount": "0"}),
        json!({"date": "2026-06-11", "amount": "-9", "status": "pending"}),
        json!({"date": "2026-06-11", "amount": "-9", "status": "information"}),
    ];
    assert_eq!(
        figures(JUNE, &rows, &[]),
        [
            "2026-06 in card 1 5.0 GBP 30",
            "2026-06 out card 1 -20 GBP 30",
            "2026-06 out fee 1 -2.50 GBP 30",
            "2026-06 fee foreign 1 -2.50 GBP 30",
            "2026-06 foreign card 2 25.0 GBP 30",
            "2026-06 category travel 2 -15.0 GBP 30",
        ]
    );
    assert!(figures(JUNE, &[], &[]).is_empty());
}

#[test]
fn ends_of_days() {
    let least = |windows: &[(&str, &str, &[&str])], rows: &[Value], balances: &[Value]| -> Vec<String> {
        let all = figures(windows, rows, balances);
        all.into_iter().filter(|line| line.contains("eod_min") || line.contains("eod_max")).collect()
    };
    let row = |day: &str, amount: &str, balance: &str, seq: u64| json!({"date": format!("2026-06-{day}"), "amount": amount, "running_balance": balance, "seq": seq});
    // The last by `seq`, not by row; known from that day on.
    let rows = [row("10", "-1", "7", 2), row("10", "-1", "8", 1)];
    assert_eq!(least(JUNE, &rows, &[]), ["2026-06 eod_min all 21 7 GBP 30", "2026-06 eod_max all 21 7 GBP 30"]);
    // A closing balance comes first; one with credit counted in never.
    let closing =
        |amount: &str, credit: &str| json!({"date": "2026-06-10", "amount": amount, "credit_line_included": credit});
    let stated = |balances: &[Value]| least(JUNE, &rows, balances)[0].clone();
    assert_eq!(stated(&[closing("6", "no")]), "2026-06 eod_min all 21 6 GBP 30");
    assert_eq!(stated(&[closing("6", "no"), closing("5", "unknown")]), "2026-06 eod_min all 21 6 GBP 30");
    assert_eq!(stated(&[closing("6", "unknown"), closing("5", "no")]), "2026-06 eod_min all 21 5 GBP 30");
    assert_eq!(stated(&[closing("6", "yes")]), "2026-06 eod_min all 21 7 GBP 30");
    // An incomplete day does not count, and nothing is carried over it.
    let gap = [("2026-06-01", "2026-07-01", &["2026-06-20"][..])];
    assert_eq!(least(&gap, &rows, &[])[0], "2026-06 eod_min all 10 7 GBP 29");
    let after = [rows[0].clone(), row("25", "1", "9", 3)];
    assert_eq!(least(&gap, &after, &[])[1], "2026-06 eod_max all 16 9 GBP 29");
    let closed = json!({"date": "2026-06-20", "amount": "4"});
    assert_eq!(least(&gap, &rows[..1], &[closed])[0], "2026-06 eod_min all 20 4 GBP 29");
    // Days that no window covers end what is carried.
    let windows = [("2026-06-01", "2026-06-15", &[][..]), ("2026-06-16", "2026-07-01", &[])];
    assert_eq!(least(&windows, &rows, &[])[0], "2026-06 eod_min all 5 7 GBP 29");
}
