//! Stage `rules`: energy and water.

use super::{Draft, bound, sector::Sector, share};
use crate::forge::{
    energy,
    head::{Part, Plan, Row},
    share::{Share, Shown},
    types::REGISTER_READ,
};
use serde_json::json;

const PLAN: Sector = Sector { base: "whole/accept-energy", plan: energy::plan };
const SUMMED: Sector = Sector { base: "summary-disagrees/accept-energy", plan: energy::summed };

pub(super) fn vectors() -> Vec<Draft> {
    [whole(), days(), meters(), gas(), figures()].concat()
}

fn whole() -> Vec<Draft> {
    vec![
        PLAN.accept(
            "a change of meter, days of 23, 24 and 25 hours, half a first day, readings, a month of gas, an estimate",
            "a record type that is refused is lost to its customer",
        ),
        SUMMED.accept(
            "figures of intervals, of the greatest power, and of gas",
            "a customer shows when they are at home to show how much they use",
        ),
    ]
}

fn days() -> Vec<Draft> {
    vec![
PLAN.part("interval-day-slots/reject-count", "i1", |part| part.rows[0].change(r#""count":24"#, r#""count":23"#), "half a day of 24 half hours that says it has 23", "a slot is told by its place, and the places are shifted")
        .row("parts/i1.ndjson", 0).pointer("/count"),
PLAN.row("interval-day-slots/reject-null-counted-as-zero", ("i2", 0), &[[r#""missing":1"#, r#""missing":0"#]], "/missing", "a slot of which nothing is known, counted as known", "what is not known is billed as nothing, or nothing as not known"),
PLAN.row("interval-day-slots/reject-zero-counted-as-null", ("i2", 0), &[[r#""missing":1"#, r#""missing":2"#]], "/missing", "a slot in which nothing was used, counted as not known", "what is not known is billed as nothing, or nothing as not known"),
PLAN.row("interval-day-slots/reject-total", ("i2", 0), &[[r#""total":"4.6""#, r#""total":"4.7""#]], "/total", "a total that counts the missing slot", "energy is counted twice, or not at all"),
PLAN.part("interval-day-slots/reject-runs", "i2", |part| {
            let row = &mut part.rows[0];
            row.change(r#""quality":"actual""#, r#""quality":"mixed""#);
            let runs = br#","quality_runs":[{"end":9,"quality":"estimated","start":4},{"end":12,"quality":"estimated","start":8}]"#;
            row.fragments[1].extend_from_slice(runs);
        }, "runs of quality that overlap", "an estimate counts as read")
        .row("parts/i2.ndjson", 0).pointer("/quality_runs/1"),
PLAN.part("interval-day-length/reject-48-in-spring", "i2", |part| slots(&mut part.rows[1], "46", "48", r#","0.0","0.0"]"#), "48 half hours on the day of 23 hours", "an hour that was not there is billed")
        .row("parts/i2.ndjson", 1).pointer("/count"),
PLAN.part("interval-day-length/reject-52-in-autumn", "i1", |part| slots(&mut part.rows[1], "50", "52", r#","0.0","0.0"]"#), "52 half hours on the day of 25 hours", "an hour that was not there is billed")
        .row("parts/i1.ndjson", 1).pointer("/count"),
PLAN.part("interval-day-length/reject-half-first-day", "i1", |part| part.incomplete.clear(), "half a first day that the issuer promises whole", "half a day of use passes for a day")
        .row("parts/i1.ndjson", 0).pointer("/count"),
PLAN.row("interval-day-length/reject-week", ("i2", 2), &[[r#""resolution":"PT30M""#, r#""resolution":"P1W""#]], "/resolution", "slots of a week", "a slot is longer than the day it is in"),
PLAN.row("interval-day-start/reject-utc", ("i2", 2), &[[r#""start":"2026-03-29T23:00:00Z""#, r#""start":"2026-03-30T00:00:00Z""#]], "/start", "a day in summer time that begins at midnight UTC", "what was used at night is billed by day"),
PLAN.row("interval-day-start/reject-other-day", ("i2", 0), &[[r#""start":"2026-03-28T00:00:00Z""#, r#""start":"2026-03-27T00:00:00Z""#]], "/start", "a first slot on the day before", "what was used is counted on another day"),
PLAN.part("interval-day-gap/warn-missing-day", "i1", |part| drop(part.rows.remove(2)), "a last day without a row that the issuer promises whole", "a day that nobody fetched is a day on which nothing was used").entry("head.sdjwt"),
PLAN.part("interval-day-gap/accept-incomplete", "i1", |part| {
            drop(part.rows.remove(2));
            part.incomplete.push("2025-10-27".to_owned());
        }, "a last day without a row that is named as incomplete", "a download that breaks off cannot be carried"),
PLAN.row("energy-not-negative/reject-slot", ("i2", 0), &[[r#""total":"4.6""#, r#""total":"4.4""#], [r#"["0.1",null"#, r#"["-0.1",null"#]], "/slots/0", "a slot below zero of what came in", "energy is counted twice, or not at all"),
PLAN.row("id-composed/accept-further-row", ("i2", 0), &[[r#""id":"2026-03-28""#, r#""id":"2026-03-28.12""#]], "/id", "a day under the id of a further row of it", "a day with two changes of meter cannot be carried"),
PLAN.row("id-composed/reject-further-row-zero", ("i2", 0), &[[r#""id":"2026-03-28""#, r#""id":"2026-03-28.01""#]], "/id", "a further row of a day with a zero before its number", "one row has two ids"),
PLAN.row("id-composed/reject-day", ("i2", 0), &[[r#""id":"2026-03-28""#, r#""id":"2026-03-27""#]], "/id", "a day under the id of another", "a day is replaced by another on import"),
    ]
}

fn meters() -> Vec<Draft> {
    vec![
        PLAN.row(
            "register-backwards/warn-lower",
            ("d1", 2),
            &[[r#""reading":"150""#, r#""reading":"11""#]],
            "/reading",
            "a counter that runs backwards",
            "energy is counted twice, or not at all",
        ),
        PLAN.part(
            "register-backwards/warn-swap-unsaid",
            "d2",
            |part| {
                part.rows[0].change(r#""reading":"0""#, r#""reading":"99000""#);
                part.rows[0].change(r#""reason":"swap_in""#, r#""reason":"routine""#);
                part.rows[1].change(r#""reading":"210""#, r#""reading":"59000""#);
            },
            "the readings of two meters under one register",
            "the change of a meter is lost",
        )
        .row("parts/d2.ndjson", 1)
        .pointer("/reading"),
        PLAN.change(
            "register-backwards/accept-estimates",
            |plan| {
                readings(
                    plan,
                    &[("100", "actual", "routine"), ("180", "estimated", "routine"), ("120", "estimated", "routine")],
                );
            },
            "an estimate below the one before it, and above the last reading",
            "a correction passes for a fault of the counter",
        ),
        PLAN.change(
            "register-backwards/accept-begins",
            |plan| {
                readings(
                    plan,
                    &[("500", "actual", "routine"), ("0", "estimated", "opening"), ("90", "actual", "routine")],
                );
            },
            "a counter that begins with an estimate",
            "the reading behind it is compared with that of another counter",
        ),
        PLAN.change(
            "register-backwards/warn-behind-estimate",
            |plan| {
                readings(
                    plan,
                    &[("100", "actual", "routine"), ("180", "estimated", "routine"), ("90", "actual", "routine")],
                );
            },
            "a reading below the last one that was not estimated",
            "energy is counted twice, or not at all",
        )
        .row("parts/d2.ndjson", 2)
        .pointer("/reading"),
        far_behind("warn-hundredth", 99, "the hundredth estimate of a part below the last reading of the part before")
            .row("parts/d3.ndjson", 99)
            .pointer("/reading"),
        far_behind("accept-behind-a-hundred", 100, "the same behind a hundred estimates"),
        withheld(
            "accept-withheld",
            &[(0, 1), (2, 3)],
            "the swap of the counter stays at home",
            "a holder is told of a fault where there is none",
        ),
        withheld(
            "warn-shown",
            &[(1, 3)],
            "a fault in rows that follow each other",
            "a fault is overlooked because a row before it is withheld",
        )
        .row("parts/d2.ndjson", 1)
        .pointer("/reading"),
        PLAN.row(
            "register-digits/warn-six",
            ("d2", 1),
            &[[r#""reading":"210""#, r#""reading":"210000""#]],
            "/reading",
            "six digits of a counter that has five",
            "decimals are read as whole units",
        ),
        PLAN.part(
            "register-agrees/reject-direction",
            "d2",
            |part| {
                for row in &mut part.rows {
                    row.change(r#""direction":"import""#, r#""direction":"export""#);
                }
            },
            "readings of what went out, of a register of what came in",
            "what was sold is added to what was bought",
        )
        .row("parts/d2.ndjson", 0)
        .pointer("/direction"),
        PLAN.part(
            "register-agrees/reject-unit",
            "d2",
            |part| {
                for row in &mut part.rows {
                    row.change(r#""unit":"kWh""#, r#""unit":"MJ""#);
                }
            },
            "readings in megajoules, of a register of kilowatt-hours",
            "quantities of two units are added up",
        )
        .row("parts/d2.ndjson", 0)
        .pointer("/unit"),
        PLAN.part(
            "meter-in-use/warn-old-goes-on",
            "m1",
            |part| part.rows[0].change(r#""removed_on":"2026-03-16""#, r#""removed_on":"2026-03-01""#),
            "a reading two weeks after the meter was taken out",
            "the same energy is there twice, on the old meter and on the new",
        )
        .row("parts/d1.ndjson", 2)
        .pointer("/date"),
        PLAN.part(
            "meter-in-use/warn-new-too-early",
            "m1",
            |part| part.rows[1].change(r#""installed_on":"2026-03-16""#, r#""installed_on":"2026-03-20""#),
            "a reading before the meter was put in",
            "the same energy is there twice, on the old meter and on the new",
        )
        .row("parts/d2.ndjson", 0)
        .pointer("/date"),
        PLAN.row(
            "reference-resolves/reject-meter",
            ("g1", 0),
            &[[r#""meter":"m3x7ab""#, r#""meter":"m7x7ab""#]],
            "/meter",
            "a register of a meter that is not there",
            "a meter seems to have been left out",
        ),
    ]
}

fn gas() -> Vec<Draft> {
    vec![
        PLAN.row(
            "gas-conversion/warn-cubic-feet",
            ("c1", 0),
            &[[r#""quantity":"1122.06""#, r#""quantity":"3177""#]],
            "/quantity",
            "hundreds of cubic feet taken for cubic metres",
            "the bill is off by a factor of nearly three",
        ),
        PLAN.part(
            "energy-not-negative/reject-estimate",
            "a1",
            |part| part.rows[0].change(r#""quantity":"2900""#, r#""quantity":"-2900""#),
            "a year of less than nothing",
            "energy is counted twice, or not at all",
        )
        .row("parts/a1.ndjson", 0)
        .pointer("/quantity"),
        PLAN.row(
            "member-together/reject-volume-without-unit",
            ("c1", 0),
            &[[r#""volume_unit":"m3","#, ""]],
            "/volume",
            "a volume without its unit",
            "a quantity without its unit cannot be read",
        ),
        PLAN.row(
            "period-order/reject-consumption",
            ("c1", 0),
            &[[r#""period_end":"2026-03-01""#, r#""period_end":"2026-02-01""#]],
            "/period_end",
            "use over no days",
            "the last day of a period was taken for the first after it",
        ),
    ]
}

fn figures() -> Vec<Draft> {
    vec![
        SUMMED.row(
            "summary-disagrees/reject-energy-incomplete-day",
            ("n1", 0),
            &[[r#""count":2,"value":"9.4""#, r#""count":3,"value":"11.6""#]],
            "/value",
            "an incomplete day that counts",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-peak",
            ("n2", 1),
            &[[r#""value":"0.2""#, r#""value":"0.1""#]],
            "/value",
            "the greatest slot in the place of the greatest power",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-other-window",
            ("n1", 1),
            &[[".off_peak", ".peak"]],
            "/bucket",
            "a window that is not that of the register",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED.row(
            "summary-disagrees/reject-gas-value",
            ("n3", 0),
            &[[r#""value":"1122.06""#, r#""value":"1122.07""#]],
            "/value",
            "a hundredth more than was used",
            "a recipient who sees the figure alone relies on a signature under nonsense",
        ),
        SUMMED
            .change(
                "summary-disagrees/reject-gas-over-months",
                |plan| {
                    let used = plan.part("c1");
                    "2026-03-02".clone_into(&mut used.to);
                    used.rows[0].change(r#""period_end":"2026-03-01""#, r#""period_end":"2026-03-02""#);
                },
                "gas of a month and a day, counted in the month",
                "what was used in another month makes this one look expensive",
            )
            .row("parts/n3.ndjson", 0)
            .pointer("/count"),
    ]
}

/// The new counter with these readings of its first days, in the place of its own.
fn readings(plan: &mut Plan, all: &[(&str, &str, &str)]) {
    let rows = (16..).zip(all).map(|(day, (reading, quality, reason))| {
        energy::read(
            json!({"date": format!("2026-03-{day}"), "reading": reading, "quality": quality, "reason": reason}),
            energy::NEW,
        )
    });
    plan.part("d2").rows = rows.collect();
}

/// A second part of readings of the new counter: `others` estimates of 400 and one of 90, below the 210 with which the first ends.
fn far_behind(variant: &str, others: u32, title: &str) -> Draft {
    let estimate = |number: u32| {
        let reading = if number == others { "90" } else { "400" };
        let time = format!("{:02}:{:02}:00", number / 60, number % 60);
        energy::read(
            json!({"date": "2026-03-31", "time": time, "reading": reading, "quality": "estimated", "reason": "routine"}),
            energy::NEW,
        )
    };
    let last = ("2026-03-31", "2026-04-01");
    let why = "how far a part is compared with the one before it, each reader chooses";
    PLAN.change(
        &format!("register-backwards/{variant}"),
        |plan| {
            last.0.clone_into(&mut plan.part("d2").to);
            let rows = (0..=others).map(estimate).collect();
            plan.parts.push(Part::new("d3", energy::NEW, &REGISTER_READ, 1, last, rows));
        },
        title,
        why,
    )
}

/// A share of some of the readings 500, 600 (another counter), 90.
fn withheld(variant: &str, rows: &[(usize, usize)], title: &str, why: &str) -> Draft {
    let mut plan = energy::plan();
    readings(&mut plan, &[("500", "actual", "routine"), ("600", "actual", "swap_in"), ("90", "actual", "routine")]);
    let made = share(plan, &Share { shown: vec![Shown::rows("d2", rows)], binding: Some(bound()), ..Share::default() });
    let id = format!("register-backwards/{variant}");
    let draft = if variant.starts_with("warn") { Draft::warn(&id, &made) } else { Draft::accept(&id, &made) };
    draft.asking_binding().says(title, why)
}

/// More slots at the end of a day, in which nothing was used.
fn slots(row: &mut Row, from: &str, to: &str, end: &str) {
    row.change(&format!(r#""count":{from}"#), &format!(r#""count":{to}"#));
    row.change(r#"0.1"]"#, &format!(r#"0.1"{end}"#));
}
