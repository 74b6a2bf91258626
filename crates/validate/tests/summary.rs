//! Monthly figures as an issuer computes them: the worked example of the chapter on records, and its edges.

use pannier_model::record::{AnyRecord, Summary, SummaryOf, by_name};
use pannier_model::value::{Date, Id};
use pannier_validate::summary::{Summaries, Window};
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
    let mut summaries = summing(SummaryOf::Transaction, "a7k2qx", windows);
    for row in transactions {
        let shared = json!({"id": "t", "account": "a7k2qx", "date_basis": "booked", "status": "booked", "currency": "GBP",
            "kind": "card"});
        summaries.row(&record("transaction", shared, row));
    }
    for row in balances {
        let shared = json!({"id": "b", "account": "a7k2qx", "kind": "closing_booked", "currency": "GBP",
            "credit_line_included": "no"});
        summaries.row(&record("balance", shared, row));
    }
    lines(summaries, None)
}

fn summing(of: SummaryOf, thing: &str, windows: &[(&str, &str, &[&str])]) -> Summaries {
    let windows = windows.iter().map(|(from, to, incomplete)| Window {
        from: date(from),
        to: date(to),
        incomplete: incomplete.iter().map(|day| date(day)).collect(),
    });
    Summaries::new(of, Some(Id::parse(thing).expect("a label")), windows.collect())
}

fn lines(summaries: Summaries, tou: Option<&str>) -> Vec<String> {
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
    let tou = tou.map(|tou| tou.parse().expect("a code"));
    summaries.finish(tou.as_ref(), &mut |_| id.clone()).expect("small sums").iter().map(line).collect()
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

/// Rows of June of one type, of a register whose window has the label `tou`.
#[track_caller]
fn june(of: SummaryOf, tou: Option<&str>, shared: &Value, rows: &[Value], expected: &[&str]) {
    let mut summaries = summing(of, "r3m5tb", JUNE);
    for row in rows {
        summaries.row(&record(of.as_str(), shared.clone(), row));
    }
    let found = lines(summaries, tou);
    let expected: Vec<String> = expected.iter().map(|line| format!("2026-06 {line} 30")).collect();
    assert_eq!(found, expected);
}

#[test]
fn use_of_a_line() {
    let shared = json!({"id": "u", "line": "l3m5tb", "date": "2026-06-10", "grain": "event", "kind": "voice",
        "direction": "out", "quantity": "60", "unit": "s"});
    let rows = [
        json!({"number_class": "mobile", "reach": "national", "roaming": "home"}),
        json!({"number_class": "mobile", "reach": "national", "roaming": "home", "quantity": "30.5",
            "rated_amount": "0.10", "currency": "GBP", "tax_included": true}),
        json!({"number_class": "mobile", "reach": "national", "roaming": "roaming", "rated_amount": "0.00"}),
        json!({"direction": "in", "rated_amount": "-0.10"}),
        json!({"kind": "data", "direction": "both", "quantity": "1000", "unit": "B", "grain": "day"}),
        json!({"kind": "data", "direction": "both", "quantity": "3", "unit": "item"}),
        json!({"date": "2026-07-01", "quantity": "0"}),
    ];
    june(
        SummaryOf::UsageEvent,
        None,
        &shared,
        &rows[..6],
        &[
            "usage data.both.unknown.unknown.unknown 1 1000 B",
            "usage data.both.unknown.unknown.unknown 1 3 item",
            "usage voice.in.unknown.unknown.unknown 1 60 s",
            "usage voice.out.mobile.national.home 2 90.5 s",
            "usage voice.out.mobile.national.roaming 1 60 s",
            "over voice.out.mobile.national.home 1 30.5 s",
        ],
    );
    // A month that no window covers has no day.
    let mut summaries = summing(SummaryOf::UsageEvent, "l3m5tb", JUNE);
    summaries.row(&record("usage_event", shared, &rows[6]));
    assert_eq!(lines(summaries, None), ["2026-07 usage voice.out.unknown.unknown.unknown 1 0 s 0"]);
}

#[test]
fn spending() {
    let shared = json!({"id": "R1.0", "receipt": "R1", "date": "2026-06-10", "seq": 0, "kind": "sale", "quantity": "1",
        "unit": "item", "amount": "1.50", "currency": "GBP", "tax_included": true});
    let rows = [
        json!({"category": "01.1.4"}),
        json!({"category": "01.1.4.7", "kind": "return", "amount": "-0.5"}),
        json!({"category": "01.2"}),
        json!({"category": "01"}),
        json!({"kind": "coupon", "amount": "-0.20"}),
        json!({"kind": "discount", "amount": "-0.30"}),
        json!({"currency": "EUR"}),
        json!({"kind": "deposit"}),
        json!({"kind": "deposit_refund"}),
        json!({"kind": "fee"}),
        json!({"kind": "void"}),
        json!({"kind": "service"}),
        json!({"kind": "gift_card"}),
        json!({"kind": "delivery"}),
        json!({"kind": "tip"}),
    ];
    june(
        SummaryOf::ReceiptLine,
        None,
        &shared,
        &rows,
        &[
            "spend 01 1 1.50 GBP",
            "spend 01.1 2 1.00 GBP",
            "spend 01.2 1 1.50 GBP",
            "spend all 1 1.50 EUR",
            "spend all 2 -0.50 GBP",
        ],
    );
}

#[test]
fn points() {
    let shared = json!({"id": "e", "account": "y3m5tb", "date": "2026-06-10", "kind": "earn", "points": "10"});
    let rows = [
        json!({}),
        json!({"points": "2.5"}),
        json!({"kind": "redeem", "points": "-7"}),
        json!({"kind": "expire", "points": "-1"}),
        json!({"kind": "adjust", "points": "100"}),
        json!({"kind": "transfer", "points": "100"}),
    ];
    june(
        SummaryOf::LoyaltyEntry,
        None,
        &shared,
        &rows,
        &["earned all 2 12.5 point", "redeemed all 1 -7 point", "expired all 1 -1 point"],
    );
}

#[test]
fn intervals() {
    let shared = json!({"id": "2026-06-10", "register": "r3m5tb", "date": "2026-06-10", "zone": "Europe/London",
        "fuel": "electricity", "direction": "import", "unit": "kWh", "resolution": "PT30M", "count": 3, "missing": 1,
        "total": "0.75", "quality": "actual"});
    let slots = |slots: Value| json!({"slots": slots});
    june(
        SummaryOf::IntervalDay,
        Some("off_peak"),
        &shared,
        &[slots(json!(["0.5", null, "0.25"])), json!({})],
        &["energy electricity.import.off_peak 2 1.50 kWh", "peak electricity.import.off_peak 1 1 kW"],
    );
    let peak = |rows: &[Value], expected: &[&str]| {
        let mut all = vec![format!(
            "energy electricity.import.all {} {} kWh",
            rows.len(),
            match rows.len() {
                1 => "0.75",
                2 => "1.50",
                _ => panic!("one row or two"),
            }
        )];
        all.extend(expected.iter().map(|line| format!("peak electricity.import.all {line} kW")));
        june(SummaryOf::IntervalDay, None, &shared, rows, &all.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let of = |resolution: &str, values: Value| json!({"resolution": resolution, "slots": values});
    // The greatest power, not the greatest quantity.
    peak(&[of("PT15M", json!(["0.3"])), of("PT1H", json!(["1.1"]))], &["2 1.2"]);
    peak(&[of("PT7M", json!(["0.1"]))], &["1 0.857142857143"]);
    peak(&[of("PT90S", json!(["0", "0.000000000001"]))], &["1 0.00000000004"]);
    peak(&[of("PT30M", json!([null, null]))], &[]);
    peak(&[of("P1D", json!(["24"]))], &[]);
    let other = |row: Value, expected: &[&str]| june(SummaryOf::IntervalDay, None, &shared, &[row], expected);
    other(json!({"unit": "m3", "fuel": "water", "slots": ["0.75"]}), &["energy water.import.all 1 0.75 m3"]);
    other(
        json!({"direction": "net", "total": "-0.75", "slots": ["-0.5", "-0.25"]}),
        &["energy electricity.net.all 1 -0.75 kWh", "peak electricity.net.all 1 -0.5 kW"],
    );
}

#[test]
fn consumption() {
    let shared = json!({"id": "c", "date": "2026-06-01", "period_end": "2026-07-01", "fuel": "gas",
        "direction": "import", "quantity": "3", "unit": "kWh", "quality": "actual"});
    let rows = [
        json!({}),
        json!({"date": "2026-06-30", "quantity": "0.5"}),
        json!({"date": "2026-06-30", "period_end": "2026-07-02"}),
        json!({"date": "2026-06-15", "period_end": "2026-09-15"}),
        json!({"quantity": "4", "unit": "m3"}),
    ];
    june(
        SummaryOf::Consumption,
        None,
        &shared,
        &rows,
        &["energy gas.import.all 2 3.5 kWh", "energy gas.import.all 1 4 m3"],
    );
}

#[test]
fn incomplete_days_do_not_count() {
    let windows = [("2026-06-01", "2026-06-16", &["2026-06-10"][..])];
    let mut summaries = summing(SummaryOf::LoyaltyEntry, "y3m5tb", &windows);
    for day in ["2026-06-10", "2026-06-11"] {
        let row = json!({"id": "e", "account": "y3m5tb", "date": day, "kind": "earn", "points": "10"});
        summaries.row(&record("loyalty_entry", row, &json!({})));
    }
    assert_eq!(lines(summaries, None), ["2026-06 earned all 1 10 point 14"]);
}
