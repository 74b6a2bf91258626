//! Summaries.

use super::{ALL, Draft, bank, bundle, row, share, whole};
use crate::forge::{
    head::{Part, Plan, Row},
    share::{Share, Shown},
    types,
};

pub(super) fn vectors() -> Vec<Draft> {
    let signed = "a recipient who sees the figure alone relies on a signature under nonsense";
    [days_without_order(), many_days(signed), figures(signed)].concat()
}

fn figures(signed: &str) -> Vec<Draft> {
    vec![
        row(
            "summary-disagrees/reject-value",
            ALL,
            "n0",
            0,
            [r#""value":"-12.10""#, r#""value":"-12.00""#],
            "a summary that is ten pence off",
            signed,
        ),
        days_in_bytes(),
        Draft::accept("summary-unit/accept-energy", &bundle(energy()))
            .says("a summary of energy", "what is not money cannot be summed up"),
        alone(
            "summary-metric/reject-other",
            [r#""metric":"energy""#, r#""metric":"usage""#],
            "use of a line, of meter readings",
            signed,
        ),
        alone(
            "summary-month/reject-days-missing",
            [r#""days":31"#, r#""days":30"#],
            "a month of 30 days that says to be whole and has 31",
            "a bill of a part of a month looks small",
        ),
        alone(
            "summary-unit/reject-neither",
            [r#","unit":"kWh""#, ""],
            "a sum of energy without unit",
            "a bare number is read as whatever the reader expects",
        ),
    ]
}

/// Of the two rows of 15 January one has no `seq`, and its running balance is a penny off: the day ends with what was booked on it.
fn days_without_order() -> Vec<Draft> {
    let plan = |least: &str| {
        let mut plan = bank::summed();
        let row = &mut plan.part("k3").rows[3];
        row.change(r#","seq":3"#, "");
        row.change(r#""running_balance":"-237.59""#, r#""running_balance":"-237.58""#);
        let is_least = |row: &Row| String::from_utf8_lossy(&row.line()).contains(r#""metric":"eod_min""#);
        let place = plan.part("n0").rows.iter().position(is_least).expect("the account has figures of balances");
        plan.part("n0").rows[place].change(r#""value":"-237.59""#, &format!(r#""value":"{least}""#));
        (plan, place)
    };
    let accepted = "summary-disagrees/accept-day-without-order";
    let reject = |variant: &str, least: &str, title: &str| {
        let (plan, place) = plan(least);
        Draft::reject(&format!("summary-disagrees/reject-{variant}"), &plan.seal().bundle())
            .base(accepted)
            .row("parts/n0.ndjson", place as u64)
            .says(title, "two readers take two rows for the last of a day, and a fee is counted on another balance")
    };
    vec![
        Draft::accept(accepted, &bundle(plan("-237.59").0)).says(
            "a day of which one row has a place and one has none, and ends with what was booked on it",
            "what has no order is read in one",
        ),
        reject("day-by-greatest-place", "-225.49", "a day whose end is that of the only row with a place"),
        reject(
            "day-by-row",
            "-237.58",
            "a day whose end is that of its last row in the file, of which one has a place",
        ),
    ]
}

/// The least balance at the end of a day is a penny off, in a series that reaches 73,100 days back and in one that reaches further.
fn many_days(signed: &str) -> Vec<Draft> {
    let plan = |from: &str| {
        let mut plan = bank::summed();
        from.clone_into(&mut plan.part("k3").from);
        let is_least = |row: &Row| String::from_utf8_lossy(&row.line()).contains(r#""metric":"eod_min""#);
        let place = plan.part("n0").rows.iter().position(is_least).expect("the account has figures of balances");
        plan.part("n0").rows[place].change(r#""value":"-237.59""#, r#""value":"-237.58""#);
        (plan, place)
    };
    let longer = "summary-disagrees/accept-73101-days";
    let (longest, place) = plan("1826-02-09");
    vec![
        Draft::accept(longer, &bundle(plan("1826-02-08").0))
            .says("a least balance that is a penny off, of more days than anybody goes through", signed),
        Draft::reject("summary-disagrees/reject-73100-days", &longest.seal().bundle())
            .base(longer)
            .row("parts/n0.ndjson", place as u64)
            .pointer("/value")
            .says("a least balance that is a penny off, of as many days as are gone through", signed),
    ]
}

/// Days in debit, counted in a unit that no days are counted in; of the summaries nothing else is shown.
fn days_in_bytes() -> Draft {
    let mut plan = bank::summed();
    let is_days = |row: &Row| String::from_utf8_lossy(&row.line()).contains(r#""metric":"eod_debit_days""#);
    let row = plan.part("n0").rows.iter().position(is_days).expect("the account has figures of balances");
    plan.part("n0").rows[row].change(r#""unit":"day""#, r#""unit":"B""#);
    let all: Vec<Shown> =
        ["m1", "k3", "b9", "t0", "h1"].iter().map(|id| Shown::rows(id, &[(0, plan.part(id).rows.len())])).collect();
    let shown = Share { shown: [all, vec![Shown::rows("n0", &[(row, row + 1)])]].concat(), ..whole::rows() };
    Draft::reject("summary-disagrees/reject-days-in-bytes", &share(plan, &shown).archive)
        .base("whole/accept-share-rows")
        .asking_binding()
        .row("parts/n0.ndjson", 0)
        .pointer("/count")
        .says(
            "days in debit that are counted in bytes",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        )
}

/// The summary of [`energy`] without what it sums up, so that nothing but its form can be wrong.
fn alone(id: &str, swap: [&str; 2], title: &str, why: &str) -> Draft {
    let mut plan = energy();
    plan.part("n0").rows[0].change(swap[0], swap[1]);
    let shown = Share { shown: vec![Shown::rows("n0", &[(0, 1)])], ..whole::rows() };
    Draft::reject(id, &share(plan, &shown).archive)
        .base("summary-unit/accept-energy")
        .asking_binding()
        .row("parts/n0.ndjson", 0)
        .says(title, why)
}

/// The small bundle, a month of energy, and its one summary.
fn energy() -> Plan {
    let mut plan = bank::small();
    let id =
        bank::event_id("summary", &["consumption", "2026-01-01", "energy", "electricity.import.all", "", "kWh"], 0);
    let core = format!(
        concat!(
            r#""id":"{}","of":"consumption","date":"2026-01-01","days":31,"complete":true,"metric":"energy","#,
            r#""bucket":"electricity.import.all","count":1,"value":"212.5","unit":"kWh""#
        ),
        id
    );
    let row = Row { fragments: vec![core.into_bytes(), Vec::new(), Vec::new()], line: None };
    let january = ("2026-01-01", "2026-02-01");
    plan.parts.push(Part::new("n0", "all", &types::SUMMARY, 0, january, vec![row]));
    let used = Row::new(
        &types::CONSUMPTION,
        &[
            ("id", &bank::s(&bank::event_id("consumption", &["2026-01-01", "2026-02-01", "import", "212.5"], 0))),
            ("date", "\"2026-01-01\""),
            ("period_end", "\"2026-02-01\""),
            ("fuel", "\"electricity\""),
            ("direction", "\"import\""),
            ("quantity", "\"212.5\""),
            ("unit", "\"kWh\""),
            ("quality", "\"actual\""),
        ],
    );
    plan.parts.push(Part::new("v3", "all", &types::CONSUMPTION, 0, january, vec![used]));
    plan
}
