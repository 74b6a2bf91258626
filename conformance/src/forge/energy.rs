//! A made-up home with electricity and gas: a change of meter, days of 23, 24 and 25 hours, readings, a month of gas.

use super::{
    bank::{base, event_id},
    figures::{Figure, figures, states},
    head::{Part, Plan, Row},
    types::{ANNUAL_ESTIMATE, CONSUMPTION, INTERVAL_DAY, METER, REGISTER, REGISTER_READ, SUPPLY_POINT},
};
use serde_json::{Value, json};

/// The supply point of electricity.
pub const HOME: &str = "s6h2kd";
/// That of gas.
pub const GAS: &str = "s5g7qm";
/// The register of the meter that was taken out.
pub const OLD: &str = "r5a2b3";
/// The register of the meter that was put in.
pub const NEW: &str = "r4c5d6";
const OLD_METER: &str = "m3x7ab";
const NEW_METER: &str = "m4x7ab";

/// A day of half hours: the known values, in words of JSON, from its beginning.
fn day(register: &str, date: &str, start: &str, slots: &[Option<&str>]) -> Row {
    let tenths: u64 = slots.iter().flatten().map(|slot| slot.replace("0.", "").parse::<u64>().expect("tenths")).sum();
    let missing = slots.iter().filter(|slot| slot.is_none()).count();
    Row::of(
        &INTERVAL_DAY,
        &json!({"id": date, "register": register, "date": date, "zone": "Europe/London", "fuel": "electricity",
            "direction": "import", "unit": "kWh", "resolution": "PT30M", "count": slots.len(), "missing": missing,
            "total": format!("{}.{}", tenths / 10, tenths % 10), "quality": "actual", "start": start, "slots": slots}),
    )
}

/// `count` times 0.1 kWh, but nothing is known of the second and nothing was used in the third.
fn half_hours(count: usize) -> Vec<Option<&'static str>> {
    let mut slots = vec![Some("0.1"); count];
    (slots[1], slots[2]) = (None, Some("0.0"));
    slots
}

/// A reading of a register in kilowatt-hours drawn.
pub(crate) fn read(own: Value, register: &str) -> Row {
    let mut row = own;
    for (name, value) in [("unit", "kWh"), ("direction", "import"), ("register", register)] {
        row[name] = value.into();
    }
    let word = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = event_id("register_read", &[word("date"), word("time"), word("reading"), word("reason")], 0);
    row["id"] = id.into();
    Row::of(&REGISTER_READ, &row)
}

/// Everything, without figures.
pub fn plan() -> Plan {
    let point = |id: &str, fuel: &str| json!({"id": id, "fuel": fuel, "country": "GB", "zone": "Europe/London", "status": "active"});
    let meter = |id: &str, name: &str, date: &str| json!({"id": id, "supply_point": HOME, "kind": "smart", name: date});
    let register = |id: &str, meter: &str, kind: &str| {
        json!({"id": id, "supply_point": HOME, "fuel": "electricity", "direction": "import", "unit": "kWh",
            "kind": kind, "zone": "Europe/London", "meter": meter, "tou": "off_peak", "digits": 5})
    };
    // The clocks go back on 26 October: 50 half hours. The download begins at noon of the day before.
    let mut autumn = Part::new(
        "i1",
        OLD,
        &INTERVAL_DAY,
        0,
        ("2025-10-25", "2025-10-28"),
        vec![
            day(OLD, "2025-10-25", "2025-10-25T11:00:00Z", &half_hours(24)),
            day(OLD, "2025-10-26", "2025-10-25T23:00:00Z", &half_hours(50)),
            day(OLD, "2025-10-27", "2025-10-27T00:00:00Z", &half_hours(48)),
        ],
    );
    autumn.incomplete = vec!["2025-10-25".to_owned()];
    // They go forward on 29 March: 46 half hours.
    let spring = Part::new(
        "i2",
        NEW,
        &INTERVAL_DAY,
        0,
        ("2026-03-28", "2026-03-31"),
        vec![
            day(NEW, "2026-03-28", "2026-03-28T00:00:00Z", &half_hours(48)),
            day(NEW, "2026-03-29", "2026-03-29T00:00:00Z", &half_hours(46)),
            day(NEW, "2026-03-30", "2026-03-29T23:00:00Z", &half_hours(48)),
        ],
    );
    let old = vec![
        read(json!({"date": "2026-01-01", "reading": "99990", "quality": "actual", "reason": "routine"}), OLD),
        read(json!({"date": "2026-02-01", "reading": "12", "quality": "actual", "reason": "routine"}), OLD),
        read(json!({"date": "2026-03-16", "reading": "150", "quality": "actual", "reason": "swap_out"}), OLD),
    ];
    let new = vec![
        read(json!({"date": "2026-03-16", "reading": "0", "quality": "actual", "reason": "swap_in"}), NEW),
        read(json!({"date": "2026-03-30", "reading": "210", "quality": "actual", "reason": "routine"}), NEW),
    ];
    let gas = Row::of(
        &CONSUMPTION,
        &json!({"id": event_id("consumption", &["2026-02-01", "2026-03-01", "import", "1122.06"], 0),
            "date": "2026-02-01", "period_end": "2026-03-01", "fuel": "gas", "direction": "import",
            "quantity": "1122.06", "unit": "kWh", "quality": "actual", "supply_point": GAS, "volume": "100",
            "volume_unit": "m3", "calorific_value": "39.5", "volume_correction": "1.02264"}),
    );
    let estimate = Row::of(
        &ANNUAL_ESTIMATE,
        &json!({"id": event_id("annual_estimate", &["2026-03-31", "2026-04-01", "import", "supplier_estimate"], 0),
            "supply_point": HOME, "date": "2026-03-31", "period_start": "2026-04-01", "period_end": "2027-04-01",
            "fuel": "electricity", "direction": "import", "quantity": "2900", "unit": "kWh",
            "method": "supplier_estimate"}),
    );
    let quarter = ("2026-01-01", "2026-04-01");
    let parts = vec![
        states("s1", HOME, &SUPPLY_POINT, &[point(HOME, "electricity")]),
        states("s2", GAS, &SUPPLY_POINT, &[point(GAS, "gas")]),
        states(
            "m1",
            HOME,
            &METER,
            &[meter(OLD_METER, "removed_on", "2026-03-16"), meter(NEW_METER, "installed_on", "2026-03-16")],
        ),
        states("g1", HOME, &REGISTER, &[register(OLD, OLD_METER, "cumulative"), register(NEW, NEW_METER, "interval")]),
        autumn,
        spring,
        Part::new("d1", OLD, &REGISTER_READ, 0, quarter, old),
        Part::new("d2", NEW, &REGISTER_READ, 0, quarter, new),
        Part::new("c1", GAS, &CONSUMPTION, 0, ("2026-02-01", "2026-03-01"), vec![gas]),
        Part::new("a1", HOME, &ANNUAL_ESTIMATE, 0, ("2026-03-31", "2026-04-01"), vec![estimate]),
    ];
    Plan { parts, ..base() }
}

/// Intervals and gas with their figures.
pub fn summed() -> Plan {
    let mut plan = plan();
    plan.parts.retain(|part| ["s1", "s2", "m1", "g1", "i1", "i2", "c1"].contains(&part.id.as_str()));
    let energy = |month, count, value| Figure {
        of: "interval_day",
        month,
        complete: false,
        metric: "energy",
        bucket: "electricity.import.off_peak",
        count,
        value,
        measure: "kWh",
    };
    let peak = |month, count| Figure { metric: "peak", measure: "kW", ..energy(month, count, "0.2") };
    // 25 October is incomplete and does not count.
    let autumn = [energy(("2025-10", 2), 2, "9.4"), peak(("2025-10", 2), 2)];
    let spring = [energy(("2026-03", 3), 3, "13.6"), peak(("2026-03", 3), 3)];
    let gas = [Figure {
        of: "consumption",
        month: ("2026-02", 28),
        complete: true,
        bucket: "gas.import.all",
        ..energy(("2026-02", 28), 1, "1122.06")
    }];
    plan.parts.push(figures("n1", OLD, ("2025-10-01", "2025-10-28"), &autumn));
    plan.parts.push(figures("n2", NEW, ("2026-03-01", "2026-03-31"), &spring));
    plan.parts.push(figures("n3", GAS, ("2026-02-01", "2026-03-01"), &gas));
    plan
}
