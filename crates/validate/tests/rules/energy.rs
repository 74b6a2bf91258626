use crate::support::{Part, check, check_share, lines, part, run};
use pannier_validate::rules::Scope;
use serde_json::{Value, json};

/// Rows of one series in a share, where references are not judged.
#[track_caller]
fn alone(part: Part, expected: &[&str]) {
    let series = part.facts.series.clone();
    let outcome = run(Scope::Share { sealed: true }, &[part]);
    let expected: Vec<String> = expected
        .iter()
        .map(|one| {
            let (code, rest) = one.split_once(' ').expect("code and place");
            format!("{code} {series} {rest}")
        })
        .collect();
    assert_eq!(lines(&outcome.report.findings), expected, "{:#?}", outcome.report.findings);
}

/// Days of a register, from the first day to the last.
fn days(rows: &[Value]) -> Part {
    let date = |row: Option<&Value>| {
        let day = row.and_then(|row| row["date"].as_str()).unwrap_or("2026-06-10");
        crate::support::date(day)
    };
    let (from, to) = (date(rows.first()), date(rows.last()).next_day().expect("a day"));
    let mut rows = rows.to_vec();
    for row in &mut rows {
        let date = row.get("date").cloned().unwrap_or_else(|| "2026-06-10".into());
        let row = row.as_object_mut().expect("an object");
        row.entry("id").or_insert(date);
    }
    part("r3m5tb/interval_day", &rows).period(0, &from.to_string(), &to.to_string())
}

fn day(zone: &str, date: &str, resolution: &str, count: u64) -> Value {
    json!({"zone": zone, "date": date, "resolution": resolution, "count": count})
}

#[test]
fn days_have_the_length_of_their_zone() {
    let long = &["interval-day-length 1 /count"];
    let one = |zone: &str, date: &str, resolution: &str, count: u64, expected: &[&str]| {
        alone(days(&[day(zone, date, resolution, count)]), expected);
    };
    one("Europe/London", "2026-06-10", "PT30M", 48, &[]);
    one("Europe/London", "2026-06-10", "PT30M", 47, long);
    one("Europe/London", "2026-06-10", "PT30M", 49, long);
    // The days on which clocks change.
    one("Europe/London", "2026-03-29", "PT30M", 46, &[]);
    one("Europe/London", "2026-03-29", "PT30M", 48, long);
    one("Europe/London", "2025-10-26", "PT30M", 50, &[]);
    one("Europe/London", "2025-10-26", "PT30M", 48, long);
    one("Europe/London", "2025-10-26", "PT15M", 100, &[]);
    one("America/New_York", "2026-03-08", "PT1H", 23, &[]);
    one("America/New_York", "2025-11-02", "PT300S", 300, &[]);
    // Market time does not change.
    one("Etc/GMT-10", "2025-10-05", "PT5M", 288, &[]);
    one("Etc/GMT-10", "2025-10-05", "PT5M", 276, long);
    one("Australia/Sydney", "2025-10-05", "PT5M", 276, &[]);
    // Half an hour on Lord Howe, a day of no length in Samoa, midnight that does not exist in São Paulo.
    one("Australia/Lord_Howe", "2025-10-05", "PT30M", 47, &[]);
    one("Australia/Lord_Howe", "2026-04-05", "PT30M", 49, &[]);
    one("Australia/Lord_Howe", "2026-04-05", "PT30M", 50, long);
    one("Pacific/Apia", "2011-12-30", "PT30M", 1, long);
    one("America/Sao_Paulo", "2017-10-15", "PT15M", 92, &[]);
    // One slot for the day, of whatever length.
    one("Europe/London", "2026-03-29", "P1D", 1, &[]);
    one("Europe/London", "2026-03-29", "P1D", 2, long);
    one("Europe/London", "2026-06-10", "PT24H", 1, &[]);
    one("Europe/London", "2026-03-29", "PT24H", 1, long);
    for resolution in ["P7D", "P1W", "P1M", "P2D"] {
        one("Europe/London", "2026-06-10", resolution, 1, &["interval-day-length 1 /resolution"]);
    }
    one("Europe/London", "2026-06-10", "PT99999H", 9_007_199_254_740_991, long);
}

#[test]
fn days_of_zones_nobody_knows_are_not_judged() {
    check_share(
        &[days(&[day("Europe/Atlantis", "2026-06-10", "PT30M", 3)])],
        &[],
        &[
            "interval-day-length r3m5tb/interval_day",
            "reference-resolves r3m5tb/interval_day",
            "register-agrees r3m5tb/interval_day",
        ],
    );
}

#[test]
fn rows_of_a_day_are_added_up() {
    let half = |id: &str, resolution: &str, count: u64| json!({"id": id, "resolution": resolution, "count": count});
    alone(days(&[half("2026-06-10", "PT30M", 24), half("2026-06-10.1", "PT5M", 144)]), &[]);
    alone(
        days(&[half("2026-06-10", "PT30M", 24), half("2026-06-10.1", "PT5M", 143)]),
        &["interval-day-length 2 /count"],
    );
    alone(
        days(&[half("2026-06-10", "PT30M", 24), half("2026-06-10.1", "PT5M", 288)]),
        &["interval-day-length 2 /count"],
    );
    // What is said of a day that is not promised whole is no more than it can be.
    alone(days(&[half("2026-06-10", "PT30M", 7)]).incomplete(&["2026-06-10"]), &[]);
    alone(days(&[half("2026-06-10", "PT30M", 49)]).incomplete(&["2026-06-10"]), &["interval-day-length 1 /count"]);
    // A row beside it may be withheld.
    let rows = [half("2026-06-10", "PT30M", 24), half("2026-06-10.1", "PT5M", 144)];
    alone(days(&rows).shown(&[(0, 1)]), &[]);
    alone(days(&rows).shown(&[(1, 2)]), &[]);
    let more = [rows[0].clone(), rows[1].clone(), half("2026-06-10.2", "PT5M", 1)];
    alone(days(&more).shown(&[(0, 1), (2, 3)]), &[]);
    alone(days(&more), &["interval-day-length 3 /count"]);
}

#[test]
fn slots_begin_and_end_in_their_day() {
    let starts = |start: &str, expected: &[&str]| alone(days(&[json!({"start": start})]), expected);
    let wrong = &["interval-day-start 1 /start"];
    starts("2026-06-10T00:00:00+01:00", &[]);
    starts("2026-06-09T23:00:00Z", &[]);
    starts("2026-06-10T00:00:00Z", wrong);
    starts("2026-06-09T22:30:00Z", wrong);
    starts("2026-06-11T00:00:00+01:00", wrong);
    let pair = |second: &str| {
        let first = json!({"id": "2026-06-10", "count": 24, "start": "2026-06-09T23:00:00Z"});
        days(&[first, json!({"id": "2026-06-10.1", "count": 24, "start": second})])
    };
    alone(pair("2026-06-10T11:00:00Z"), &[]);
    alone(pair("2026-06-10T10:30:00Z"), &["interval-day-start 2 /start"]);
    // Nobody who is not shown the course of a day can tell.
    let mut hidden = pair("2026-06-10T10:30:00Z");
    hidden.facts.groups.iter_mut().find(|group| group.id == "profile").expect("a group").shown = false;
    alone(hidden, &[]);
}

#[test]
fn days_without_a_row_are_named() {
    let on = |dates: &[&str]| -> Part {
        let rows: Vec<Value> = dates.iter().map(|date| json!({"date": date, "id": date})).collect();
        days(&rows)
    };
    alone(on(&["2026-06-10", "2026-06-11"]), &[]);
    alone(on(&["2026-06-10", "2026-06-12"]), &["interval-day-gap 2 /date"]);
    alone(on(&["2026-06-10", "2026-06-12"]).incomplete(&["2026-06-11"]), &[]);
    alone(on(&["2026-06-10", "2026-06-13"]).incomplete(&["2026-06-11"]), &["interval-day-gap 2 /date"]);
    alone(on(&["2026-06-10"]).period(0, "2026-06-10", "2026-06-12"), &["interval-day-gap /to"]);
    alone(on(&["2026-06-10"]).period(0, "2026-06-09", "2026-06-11"), &["interval-day-gap 1 /date"]);
    alone(on(&[]).period(0, "2026-06-09", "2026-06-11"), &["interval-day-gap /to"]);
    alone(on(&[]).period(0, "2026-06-09", "2026-06-10").incomplete(&["2026-06-09"]), &[]);
    // Rows in between may be withheld.
    let rows = ["2026-06-10", "2026-06-11", "2026-06-12"];
    alone(on(&rows).shown(&[(0, 1), (2, 3)]), &[]);
    alone(on(&rows).shown(&[(1, 2)]), &[]);
}

#[test]
fn sums_of_slots() {
    let day = |row: Value, expected: &[&str]| alone(days(&[row]), expected);
    let slots = |count: u64, missing: u64, total: &str| json!({"resolution": "PT8H", "count": count, "missing": missing, "total": total, "slots": ["0.5", null, "0.25"]});
    day(slots(3, 1, "0.75"), &[]);
    day(slots(2, 1, "0.75"), &["interval-day-length 1 /count", "interval-day-slots 1 /count"]);
    day(slots(3, 0, "0.75"), &["interval-day-slots 1 /missing"]);
    day(slots(3, 1, "0.76"), &["interval-day-slots 1 /total"]);
    let counts =
        |missing: u64, total: &str| json!({"resolution": "PT8H", "count": 3, "missing": missing, "total": total});
    day(counts(4, "0"), &["interval-day-slots 1 /missing"]);
    // Nothing is known, or nothing was used.
    day(counts(3, "0"), &[]);
    day(counts(3, "1.5"), &["interval-day-slots 1 /total"]);
    day(counts(0, "0"), &[]);
    let runs = |runs: Value| json!({"resolution": "PT6H", "count": 4, "quality": "mixed", "quality_runs": runs});
    let run_of = |start: u64, end: u64| json!({"start": start, "end": end, "quality": "estimated"});
    day(runs(json!([run_of(0, 1), run_of(1, 4)])), &[]);
    day(runs(json!([run_of(0, 2), run_of(1, 4)])), &["interval-day-slots 1 /quality_runs/1"]);
    day(runs(json!([run_of(0, 5)])), &["interval-day-slots 1 /quality_runs/0"]);
    day(runs(json!([run_of(2, 2)])), &["interval-day-slots 1 /quality_runs/0"]);
    day(json!({"total": "-1.5"}), &["energy-not-negative 1 /total"]);
    day(json!({"total": "-1.5", "direction": "net"}), &[]);
    let below = json!({"resolution": "PT12H", "count": 2, "missing": 0, "total": "1", "slots": ["2", "-1"]});
    day(below, &["energy-not-negative 1 /slots/1"]);
}

#[test]
fn quantities() {
    alone(part("s3m5tb/annual_estimate", &[json!({"quantity": "-1"})]), &["energy-not-negative 1 /quantity"]);
    let gas = |quantity: &str, expected: &[&str]| {
        let row = json!({"quantity": quantity, "volume": "100", "volume_unit": "m3", "volume_correction": "1.02264",
            "calorific_value": "39.5"});
        alone(part("all/consumption", &[row]), expected);
    };
    gas("1122.06", &[]);
    gas("1122", &[]);
    gas("3177", &["gas-conversion 1 /quantity"]);
    alone(part("all/consumption", &[json!({"quantity": "-3"})]), &["energy-not-negative 1 /quantity"]);
}

fn reads(rows: &[(&str, &str)]) -> Part {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(reading, reason)| {
            let quality = if *reason == "guess" { "estimated" } else { "actual" };
            let reason = if *reason == "guess" { "routine" } else { *reason };
            json!({"reading": reading, "reason": reason, "quality": quality})
        })
        .collect();
    part("r3m5tb/register_read", &rows)
}

#[test]
fn counters_do_not_run_backwards() {
    let back = &["register-backwards 2 /reading"];
    alone(reads(&[("4890", "routine"), ("5012", "routine")]), &[]);
    alone(reads(&[("5012", "routine"), ("4890", "routine")]), back);
    alone(reads(&[("5012", "swap_out"), ("0", "swap_in")]), &[]);
    alone(reads(&[("99990", "routine"), ("12", "routine")]), &[]);
    alone(reads(&[("50000", "routine"), ("12", "routine")]), back);
    // An estimate that was too high is corrected, but not below what was read before it.
    alone(reads(&[("5000", "routine"), ("5200", "guess"), ("5100", "routine")]), &[]);
    alone(reads(&[("5000", "routine"), ("5200", "guess"), ("4900", "routine")]), &["register-backwards 3 /reading"]);
    alone(reads(&[("5200", "guess"), ("5100", "guess")]), &[]);
    alone(reads(&[("5150", "routine"), ("5200", "guess"), ("5100", "guess")]), &["register-backwards 3 /reading"]);
    alone(reads(&[("5200", "guess"), ("5100", "routine")]), &[]);
    alone(reads(&[("5000", "swap_out"), ("0", "opening"), ("9", "guess"), ("4", "routine")]), &[]);
}

/// A register with its meter and supply point, and these parts of what it counted.
fn measured(register: &Value, meter: &Value, parts: &[Part]) -> Vec<Part> {
    let mut all = vec![
        part("s3m5tb/supply_point", &[json!({})]),
        part("s3m5tb/meter", std::slice::from_ref(meter)),
        part("s3m5tb/register", std::slice::from_ref(register)),
    ];
    all.extend(parts.iter().cloned());
    all
}

#[test]
fn counters_of_known_digits() {
    let judge = |digits: u64, rows: &[(&str, &str)], expected: &[&str]| {
        check(&measured(&json!({"digits": digits}), &json!({}), &[reads(rows)]), expected);
    };
    let back = &["register-backwards r3m5tb/register_read 2 /reading"];
    judge(5, &[("70000", "routine"), ("2000", "routine")], &[]);
    judge(5, &[("50000", "routine"), ("12000", "routine")], back);
    judge(6, &[("99990", "routine"), ("12", "routine")], back);
    judge(5, &[("99990.5", "routine"), ("0.2", "routine")], &[]);
    judge(5, &[("99999.9", "routine"), ("100000", "routine")], &["register-digits r3m5tb/register_read 2 /reading"]);
    judge(
        5,
        &[("150120", "routine"), ("12", "routine")],
        &["register-digits r3m5tb/register_read 1 /reading", "register-backwards r3m5tb/register_read 2 /reading"],
    );
    judge(9_007_199_254_740_991, &[("50000", "routine"), ("12", "routine")], back);
}

#[test]
fn readings_are_compared_across_parts() {
    let first = part("r3m5tb/register_read", &[json!({"id": "d1", "reading": "5012", "date": "2026-05-10"})]).period(
        0,
        "2026-05-01",
        "2026-06-01",
    );
    let then = |reading: &str, reason: &str| {
        part("r3m5tb/register_read", &[json!({"id": "d2", "reading": reading, "reason": reason})]).period(
            1,
            "2026-06-01",
            "2026-07-01",
        )
    };
    let judge = |second: Part, expected: &[&str]| {
        check(&measured(&json!({}), &json!({}), &[first.clone(), second]), expected);
    };
    judge(then("5013", "routine"), &[]);
    judge(then("4013", "routine"), &["register-backwards r3m5tb/register_read 1 /reading"]);
    judge(then("0", "swap_in"), &[]);
}

#[test]
fn what_is_counted_is_what_the_register_counts() {
    let judge = |register: Value, counted: Part, expected: &[&str]| {
        check(&measured(&register, &json!({}), &[counted]), expected);
    };
    let wrong = |member: &str| format!("register-agrees r3m5tb/interval_day 1 /{member}");
    judge(json!({}), days(&[json!({})]), &[]);
    for (member, value) in [("fuel", "gas"), ("direction", "export"), ("unit", "m3"), ("zone", "Europe/Dublin")] {
        judge(json!({ member: value }), days(&[json!({})]), &[&wrong(member)]);
    }
    let second = json!({"date": "2026-06-11", "id": "2026-06-11", "unit": "MJ"});
    judge(json!({}), days(&[json!({}), second]), &["register-agrees r3m5tb/interval_day 2 /unit"]);
    // Gas is counted in cubic metres and billed in kilowatt-hours.
    let gas = part("r3m5tb/consumption", &[json!({"supply_point": "s3m5tb", "register": "r3m5tb"})]);
    judge(json!({"fuel": "gas", "unit": "m3"}), gas.clone(), &[]);
    judge(json!({"fuel": "water", "unit": "m3"}), gas, &["register-agrees r3m5tb/consumption 1 /fuel"]);
    let read = |unit: &str| part("r3m5tb/register_read", &[json!({ "unit": unit })]);
    judge(json!({}), read("kWh"), &[]);
    judge(json!({}), read("MJ"), &["register-agrees r3m5tb/register_read 1 /unit"]);
}

#[test]
fn meters_count_while_they_are_there() {
    let judge = |meter: Value, counted: Part, expected: &[&str]| {
        check(&measured(&json!({"meter": "m3m5tb"}), &meter, &[counted]), expected);
    };
    let two = days(&[json!({}), json!({"date": "2026-06-11"})]);
    judge(json!({"installed_on": "2026-06-10", "removed_on": "2026-06-12"}), two.clone(), &[]);
    judge(json!({"installed_on": "2026-06-11"}), two.clone(), &["meter-in-use r3m5tb/interval_day 1 /date"]);
    judge(json!({"removed_on": "2026-06-11"}), two, &["meter-in-use r3m5tb/interval_day 2 /date"]);
    // The last reading may be of the day that has the meter no more.
    let read = part("r3m5tb/register_read", &[json!({"reason": "swap_out"})]);
    judge(json!({"removed_on": "2026-06-10"}), read.clone(), &[]);
    judge(json!({"removed_on": "2026-06-09"}), read, &["meter-in-use r3m5tb/register_read 1 /date"]);
    // A share without the meter.
    let mut parts = measured(&json!({"meter": "m3m5tb"}), &json!({}), &[days(&[json!({})])]);
    parts.remove(1);
    check_share(&parts, &[], &["meter-in-use r3m5tb/interval_day", "reference-resolves s3m5tb/register"]);
}
