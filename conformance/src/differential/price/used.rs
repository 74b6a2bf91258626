//! What is priced on: an account, a home, a line or a shop, in more or fewer months.

use serde_json::{Value, json};

use super::super::random::Random;
use crate::forge::{
    bank::{self, event_id},
    energy::HOME,
    figures::states,
    head::{Part, Plan, Row},
    priced::{self, Home, MONTHS, OTHER_LINE, REGISTER_OF_HOME},
    types::{INTERVAL_DAY, REGISTER, SUBSCRIPTION, SUPPLY_POINT, USAGE_EVENT},
};

const LINE: &str = "l7k2qx";

/// A trade with its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trade {
    /// An account.
    Bank,
    /// Electricity or gas.
    Home,
    /// A mobile line.
    Line,
    /// Receipts.
    Shop,
}

impl Trade {
    /// As tariffs have it.
    pub(super) const fn sector(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Home => "energy",
            Self::Line => "telco",
            Self::Shop => "retail",
        }
    }
}

/// Records of a trade.
pub(super) fn plan(random: &mut Random, trade: Trade) -> Plan {
    match trade {
        Trade::Bank => account(random),
        Trade::Home => home(random),
        Trade::Line => line(random),
        Trade::Shop => priced::purchase(),
    }
}

fn account(random: &mut Random) -> Plan {
    match random.below(6) {
        0 => priced::last_months(1 + random.below(11)),
        1 => priced::year_with(&|row| without(row, "is_foreign")),
        2 => priced::year_with(&|row| without(row, "running_balance")),
        3 => priced::year_with(&|row| {
            if row["kind"] == "standing_order" || row["kind"] == "card" {
                row["kind"] = "direct_debit".into();
            }
            without(row, "category");
        }),
        _ => priced::year(),
    }
}

fn without(row: &mut Value, member: &str) {
    if let Some(members) = row.as_object_mut() {
        members.remove(member);
    }
}

fn home(random: &mut Random) -> Plan {
    match random.below(6) {
        0 => Home { days: 27, ..Home::DAYS }.plan(),
        1 => Home { fuel: "gas", unit: random.of(&["m3", "kWh"]), ..Home::DAYS }.plan(),
        2 => Home { exports: Some(false), ..Home::DAYS }.plan(),
        _ => hours(random),
    }
}

/// Half hours or hours of some weeks in late winter, each with a use of its own.
fn hours(random: &mut Random) -> Plan {
    let point = json!({"id": HOME, "fuel": "electricity", "country": "GB", "zone": "Europe/London", "status": "active",
        "windows": [{"label": "night", "starts": "23:00:00", "ends": "06:30:00", "days": random.of(&["all", "workday"])}]});
    let register = json!({"id": REGISTER_OF_HOME, "supply_point": HOME, "fuel": "electricity", "direction": "import",
        "unit": "kWh", "kind": "interval", "zone": "Europe/London"});
    let months = 1 + random.below(3);
    let slots = if random.once_in(2) { 24 } else { 48 };
    let mut days = Vec::new();
    for (month, length) in &MONTHS[12 - months..] {
        for day in 1..=*length {
            days.push(day_of(random, &format!("{month}-{day:02}"), slots));
        }
    }
    let first = format!("{}-01", MONTHS[12 - months].0);
    let parts = vec![
        states("s1", HOME, &SUPPLY_POINT, &[point]),
        states("g1", HOME, &REGISTER, &[register]),
        Part::new("i1", REGISTER_OF_HOME, &INTERVAL_DAY, 0, (&first, "2026-04-01"), days),
    ];
    Plan { parts, ..bank::base() }
}

fn day_of(random: &mut Random, date: &str, slots: usize) -> Row {
    // The clock goes forward on the 29th of March.
    let count = if date == "2026-03-29" { slots - slots / 24 } else { slots };
    let start = match date {
        "2026-03-30" => "2026-03-29T23:00:00Z".to_owned(),
        "2026-03-31" => "2026-03-30T23:00:00Z".to_owned(),
        _ => format!("{date}T00:00:00Z"),
    };
    let used: Vec<usize> = (0..count).map(|_| random.below(200)).collect();
    let number = |hundredths: usize| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let quality = if random.once_in(15) { "estimated" } else { "actual" };
    let values: Vec<String> = used.iter().map(|one| number(*one)).collect();
    let row = json!({"id": date, "register": REGISTER_OF_HOME, "date": date, "zone": "Europe/London", "fuel": "electricity",
        "direction": "import", "unit": "kWh", "resolution": if slots == 24 { "PT1H" } else { "PT30M" }, "count": count,
        "missing": 0, "total": number(used.iter().sum()), "quality": quality, "start": start, "slots": values});
    Row::of(&INTERVAL_DAY, &row)
}

/// Calls, messages and data of a line.
fn line(random: &mut Random) -> Plan {
    let months = 1 + random.below(12);
    let first = format!("{}-01", MONTHS[12 - months].0);
    let labels: &[&str] = if random.once_in(4) { &[OTHER_LINE, LINE] } else { &[LINE] };
    // Whether records say when they began, some of them or all.
    let untold = [1, 20, 1000][random.below(3)];
    let mut parts = Vec::new();
    for (number, label) in labels.iter().enumerate() {
        let state = json!({"id": label, "kind": random.of(&["mobile", "mobile", "bundle", "unknown"]), "status": "active", "billing": "postpaid"});
        let mut rows = Vec::new();
        for (month, length) in &MONTHS[12 - months..] {
            for day in 1..=*length {
                for _ in 0..random.below(3) {
                    rows.push(used(random, label, &format!("{month}-{day:02}"), rows.len(), untold));
                }
            }
        }
        parts.push(states(&format!("s{number}"), label, &SUBSCRIPTION, &[state]));
        parts.push(Part::new(&format!("u{number}"), label, &USAGE_EVENT, 0, (&first, "2026-04-01"), rows));
    }
    Plan { parts, ..bank::base() }
}

fn used(random: &mut Random, line: &str, date: &str, ordinal: usize, untold: usize) -> Row {
    let (kind, unit, direction, most) =
        [("voice", "s", "out", 600), ("sms", "count", "out", 1), ("data", "B", "both", 900_000_000)][random.below(3)];
    let quantity = if most == 1 { 1 } else { random.below(most) }.to_string();
    let id = event_id("usage_event", &[date, "event", kind, direction, &quantity, unit], ordinal);
    let mut row = json!({"id": id, "line": line, "date": date, "grain": "event", "kind": kind, "direction": direction,
        "quantity": quantity, "unit": unit});
    if random.once_in(2) {
        row["roaming"] = random.of(&["home", "roaming"]).into();
    }
    if !random.once_in(untold) {
        row["time"] = format!("{:02}:00:00", random.below(24)).into();
        row["zone"] = "Europe/London".into();
    }
    Row::of(&USAGE_EVENT, &row)
}
