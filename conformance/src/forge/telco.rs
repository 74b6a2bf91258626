//! A customer of a made-up operator: two lines, what they include, a telephone paid in instalments, two months of use.

use super::{
    bank::{base, event_id},
    figures::{Figure, figures, states},
    head::{Part, Plan, Row},
    types::{DEVICE_AGREEMENT, PLAN_ALLOWANCE, SUBSCRIPTION, USAGE_EVENT},
};
use serde_json::{Value, json};

/// The line that was used.
pub const LINE: &str = "l7k2qx";
const OTHER: &str = "l3m5tb";
const DEVICE: &str = "d4p7wz";

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn allowance(mut row: Value) -> Row {
    let values = ["date", "service", "zone", "quantity"].map(|name| text(&row, name));
    row["id"] = event_id("plan_allowance", &values, 0).into();
    Row::of(&PLAN_ALLOWANCE, &row)
}

fn usage(ordinal: usize, mut row: Value) -> Row {
    row["line"] = LINE.into();
    let values = ["date", "grain", "kind", "direction", "quantity", "unit"].map(|name| text(&row, name));
    row["id"] = event_id("usage_event", &values, ordinal).into();
    Row::of(&USAGE_EVENT, &row)
}

/// Lines, allowances, device and use, without figures.
pub fn plan() -> Plan {
    let line = json!({"id": LINE, "kind": "mobile", "status": "active", "billing": "postpaid",
        "activated_on": "2024-05-01", "home_network": "Hill Mobile", "plan_name": "Hill 5 GB",
        "recurring_amount": "20.00", "recurring_period": "P1M", "currency": "GBP", "tax_included": true,
        "number": {"display": "*******0142", "scheme": "msisdn", "value": "+447700900142"}});
    let other = json!({"id": OTHER, "kind": "mobile", "status": "ended", "billing": "postpaid",
        "activated_on": "2024-05-01", "ended_on": "2026-03-31"});
    let device = json!({"id": DEVICE, "kind": "phone", "status": "active", "currency": "GBP", "tax_included": true,
        "price": "600.00", "line": LINE, "upfront": "60.00", "instalment": "22.50", "instalment_period": "P1M",
        "instalments_total": 24, "instalments_paid": 10, "balance_left": "315.00", "starts_on": "2025-06-01",
        "ends_on": "2027-06-01", "gtin": "04006381333931", "gtin_check": "ok", "brand": "Exampla"});
    let own = vec![
        allowance(json!({"date": "2026-02-01", "period_end": "2026-03-01", "service": "data", "zone": "home",
            "unlimited": false, "line": LINE, "quantity": "5000000000", "unit": "B", "used": "4500000000",
            "remaining": "500000000", "rollover_until": "2026-03-31"})),
        allowance(json!({"date": "2026-03-01", "period_end": "2026-04-01", "service": "data", "zone": "home",
            "unlimited": false, "line": LINE, "quantity": "5000000000", "unit": "B", "rolled_in": "500000000",
            "used": "5600000000", "remaining": "0", "over": "100000000"})),
        allowance(json!({"date": "2026-03-01", "period_end": "2026-04-01", "service": "data", "zone": "roaming",
            "unlimited": true, "line": LINE, "unit": "B", "fair_use": "1000000000"})),
    ];
    let pool = vec![allowance(json!({"date": "2026-03-01", "period_end": "2026-04-01", "service": "sms",
        "zone": "any", "unlimited": false, "quantity": "1000", "unit": "count", "used": "1", "remaining": "999",
        "shared_with": [LINE, OTHER]}))];
    let early = vec![
        usage(
            0,
            json!({"date": "2026-02-03", "grain": "event", "kind": "voice", "direction": "out",
            "quantity": "60", "unit": "s", "number_class": "mobile", "reach": "national", "roaming": "home",
            "number": {"display": "****5678", "scheme": "phone"}}),
        ),
        usage(
            0,
            json!({"date": "2026-03-02", "grain": "event", "kind": "voice", "direction": "out",
            "quantity": "90", "unit": "s", "number_class": "fixed", "reach": "international", "roaming": "roaming",
            "roaming_country": "FR", "currency": "GBP", "tax_included": true, "rated_amount": "0.45"}),
        ),
        usage(
            0,
            json!({"date": "2026-03-05", "grain": "event", "kind": "sms", "direction": "out",
            "quantity": "1", "unit": "count", "number_class": "mobile", "reach": "national", "roaming": "home"}),
        ),
    ];
    let late = vec![
        usage(
            0,
            json!({"date": "2026-03-10", "grain": "day", "kind": "data", "direction": "both",
            "quantity": "52428800", "unit": "B", "events": 17, "roaming": "home", "bytes_up": 2_428_800,
            "bytes_down": 50_000_000}),
        ),
        usage(
            0,
            json!({"date": "2026-03-11", "grain": "day", "kind": "data", "direction": "both",
            "quantity": "1048576", "unit": "B", "events": 2, "roaming": "roaming", "roaming_country": "FR"}),
        ),
        usage(
            0,
            json!({"date": "2026-03-12", "grain": "event", "kind": "voice", "direction": "in",
            "quantity": "30.5", "unit": "s", "number_class": "mobile", "reach": "national", "roaming": "home"}),
        ),
    ];
    let (february, march) = (("2026-02-01", "2026-03-10"), ("2026-03-10", "2026-04-01"));
    let parts = vec![
        states("s1", LINE, &SUBSCRIPTION, &[line]),
        states("s2", OTHER, &SUBSCRIPTION, &[other]),
        states("d1", DEVICE, &DEVICE_AGREEMENT, &[device]),
        Part::new("p1", LINE, &PLAN_ALLOWANCE, 0, ("2026-02-01", "2026-04-01"), own),
        Part::new("p2", "all", &PLAN_ALLOWANCE, 0, ("2026-03-01", "2026-04-01"), pool),
        Part::new("u1", LINE, &USAGE_EVENT, 0, february, early),
        Part::new("u2", LINE, &USAGE_EVENT, 1, march, late),
    ];
    Plan { parts, ..base() }
}

/// The used line, its use, and the figures of two months.
pub fn summed() -> Plan {
    let mut plan = plan();
    plan.parts.retain(|part| ["s1", "u1", "u2"].contains(&part.id.as_str()));
    let february = |bucket, count, value, measure| Figure {
        of: "usage_event",
        month: ("2026-02", 28),
        complete: true,
        metric: "usage",
        bucket,
        count,
        value,
        measure,
    };
    let march = |metric, bucket, value, measure| Figure {
        month: ("2026-03", 31),
        metric,
        ..february(bucket, 1, value, measure)
    };
    let rows = [
        february("voice.out.mobile.national.home", 1, "60", "s"),
        march("usage", "data.both.unknown.unknown.home", "52428800", "B"),
        march("usage", "data.both.unknown.unknown.roaming", "1048576", "B"),
        march("usage", "sms.out.mobile.national.home", "1", "count"),
        march("usage", "voice.in.mobile.national.home", "30.5", "s"),
        march("usage", "voice.out.fixed.international.roaming", "90", "s"),
        march("over", "voice.out.fixed.international.roaming", "90", "s"),
    ];
    plan.parts.push(figures("n1", LINE, ("2026-02-01", "2026-04-01"), &rows));
    plan
}
