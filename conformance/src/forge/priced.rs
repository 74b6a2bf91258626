//! What tariffs are priced on: a year of an account, four weeks of a home, one purchase. Round numbers, so that every
//! figure of a price can be worked out by hand.

use super::{
    bank::{ACCOUNT, amount, base, event_id},
    energy::HOME,
    figures::states,
    head::{Part, Plan, Row},
    retail,
    types::{ACCOUNT_TYPE, CONTRACT, INTERVAL_DAY, REGISTER, SUPPLY_POINT, TRANSACTION},
};
use serde_json::{Value, json};

/// First day of the year of the account.
pub const YEAR: &str = "2025-04-01";
/// The register of the home.
pub const REGISTER_OF_HOME: &str = "r4c5d6";
/// Another account of the same customer.
pub const OTHER_ACCOUNT: &str = "a3m6wt";

/// The months of the year, each with its number of days.
pub const MONTHS: [(&str, u32); 12] = [
    ("2025-04", 30),
    ("2025-05", 31),
    ("2025-06", 30),
    ("2025-07", 31),
    ("2025-08", 31),
    ("2025-09", 30),
    ("2025-10", 31),
    ("2025-11", 30),
    ("2025-12", 31),
    ("2026-01", 31),
    ("2026-02", 28),
    ("2026-03", 31),
];

/// What happens on the account in every month: day, pence, kind, category. A month ends as it began, 100.00 below zero.
const EVERY_MONTH: [(u32, i64, &str, &str); 6] = [
    (1, 127_300, "transfer_in", "salary"),
    (2, -110_000, "standing_order", "rent_mortgage"),
    (10, -2_000, "card", "groceries"),
    (15, -10_000, "card", "travel"),
    (20, -5_000, "cash_out", "cash"),
    (28, -300, "fee", "financial"),
];
const OPENING: i64 = -10_000;

/// Movements of an account in months of the year.
fn movements(account: &str, months: &[(&str, u32)], change: &dyn Fn(&mut Value)) -> Vec<Row> {
    let mut balance = OPENING;
    let mut rows = Vec::new();
    for (month, _) in months {
        for (day, pence, kind, category) in EVERY_MONTH {
            balance += pence;
            let date = format!("{month}-{day:02}");
            let mut row = json!({"id": movement_id(&date, pence), "account": account, "date": date, "date_basis": "booked",
                "status": "booked", "amount": amount(pence), "currency": "GBP", "kind": kind, "seq": rows.len(),
                "is_foreign": category == "travel", "running_balance": amount(balance), "category": category});
            if kind == "fee" {
                row["fee_kind"] = "account".into();
            }
            change(&mut row);
            rows.push(Row::of(&TRANSACTION, &row));
        }
    }
    rows
}

fn movement_id(date: &str, pence: i64) -> String {
    let text = amount(pence);
    event_id("transaction", &[date, text.trim_end_matches('0').trim_end_matches('.'), "GBP"], 0)
}

/// The names of the movements of a month, by which a line says what it rests on.
pub fn names(month: &str) -> Vec<String> {
    let name = |(day, pence, ..): (u32, i64, &str, &str)| {
        format!("{ACCOUNT}/transaction/{}", movement_id(&format!("{month}-{day:02}"), pence))
    };
    EVERY_MONTH.into_iter().map(name).collect()
}

fn account_state(id: &str) -> Value {
    json!({"id": id, "kind": "current", "currency": "GBP", "status": "open", "ownership": "sole", "zone": "Europe/London"})
}

fn of_account(id: &str, period: (&str, &str), rows: Vec<Row>) -> Plan {
    let parts = vec![
        states("m1", ACCOUNT, &ACCOUNT_TYPE, &[account_state(ACCOUNT)]),
        Part::new(id, ACCOUNT, &TRANSACTION, 0, period, rows),
    ];
    Plan { parts, ..base() }
}

/// A year of the account, with each row changed.
pub fn year_with(change: &dyn Fn(&mut Value)) -> Plan {
    of_account("t1", (YEAR, "2026-04-01"), movements(ACCOUNT, &MONTHS, change))
}

/// A year of the account.
pub fn year() -> Plan {
    year_with(&|_| ())
}

/// The last months of the year.
pub fn last_months(count: usize) -> Plan {
    let months = &MONTHS[12 - count..];
    of_account("t1", (&format!("{}-01", months[0].0), "2026-04-01"), movements(ACCOUNT, months, &|_| ()))
}

/// March without its first two days.
pub fn most_of_march() -> Plan {
    let rows = movements(ACCOUNT, &MONTHS[11..], &|_| ()).split_off(2);
    let mut plan = of_account("t1", ("2026-03-03", "2026-04-01"), rows);
    plan.parts[1].rows.iter_mut().enumerate().for_each(|(index, row)| {
        row.change(&format!(r#""seq":{}"#, index + 2), &format!(r#""seq":{index}"#));
    });
    plan
}

/// A year of the account, and a month of another one.
pub fn two_accounts() -> Plan {
    let mut plan = year();
    let march = movements(OTHER_ACCOUNT, &MONTHS[11..], &|_| ());
    plan.parts.push(states("m2", OTHER_ACCOUNT, &ACCOUNT_TYPE, &[account_state(OTHER_ACCOUNT)]));
    plan.parts.push(Part::new("t2", OTHER_ACCOUNT, &TRANSACTION, 0, ("2026-03-01", "2026-04-01"), march));
    plan
}

/// A year of the account, and two contracts in force: one over the account, the other over `other`.
pub fn year_under_two(other: &str) -> Plan {
    let mut plan = two_accounts();
    let contract = |id: &str, label: &str, covers: &str, charge: &str| {
        let state = json!({"id": label, "sector": "bank", "status": "active", "provider": "Example Bank",
            "product_name": "Everyday", "covers": [covers], "exit_charge_kind": "amount", "exit_charge": charge,
            "exit_charge_as_of": "2026-04-01", "tax_included": true,
            "currency": "GBP"});
        states(id, label, &CONTRACT, &[state])
    };
    plan.parts.push(contract("k1", "c3w6rd", ACCOUNT, "25.00"));
    plan.parts.push(contract("k2", "c5t7yk", other, "40.00"));
    plan
}

/// What a home has used.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    /// `electricity` or `gas`.
    pub fuel: &'static str,
    /// The unit of quantities.
    pub unit: &'static str,
    /// How many days up to the end of March are known; the clock goes forward on the 29th.
    pub days: u32,
    /// Whether hours are known.
    pub hours: bool,
    /// Whether it feeds in, where the supply point says.
    pub exports: Option<bool>,
}

impl Home {
    /// Electricity by the day, over four weeks.
    pub const DAYS: Self = Self { fuel: "electricity", unit: "kWh", days: 28, hours: false, exports: None };
    /// Electricity by the hour, over four weeks.
    pub const HOURS: Self = Self { hours: true, ..Self::DAYS };

    /// Its records: 12 units on each day, or half a unit in each hour.
    pub fn plan(self) -> Plan {
        let mut point =
            json!({"id": HOME, "fuel": self.fuel, "country": "GB", "zone": "Europe/London", "status": "active"});
        if let Some(exports) = self.exports {
            point["exports"] = exports.into();
        }
        let register = json!({"id": REGISTER_OF_HOME, "supply_point": HOME, "fuel": self.fuel, "direction": "import",
            "unit": self.unit, "kind": "interval", "zone": "Europe/London"});
        let first = 32 - self.days;
        let days = (first..=31).map(|day| self.day(day)).collect();
        let parts = vec![
            states("s1", HOME, &SUPPLY_POINT, &[point]),
            states("g1", HOME, &REGISTER, &[register]),
            Part::new("i1", REGISTER_OF_HOME, &INTERVAL_DAY, 0, (&format!("2026-03-{first:02}"), "2026-04-01"), days),
        ];
        Plan { parts, ..base() }
    }

    fn day(self, day: u32) -> Row {
        let date = format!("2026-03-{day:02}");
        let slots = match (self.hours, day) {
            (false, _) => 1,
            (true, 29) => 23,
            (true, _) => 24,
        };
        let (slot, total) =
            if self.hours { ("0.5", format!("{}.{}", slots / 2, slots % 2 * 5)) } else { ("12", "12".to_owned()) };
        // From the 30th on midnight is an hour earlier in UTC.
        let start = if day < 30 { format!("{date}T00:00:00Z") } else { format!("2026-03-{:02}T23:00:00Z", day - 1) };
        Row::of(
            &INTERVAL_DAY,
            &json!({"id": date, "register": REGISTER_OF_HOME, "date": date, "zone": "Europe/London", "fuel": self.fuel,
                "direction": "import", "unit": self.unit, "resolution": if self.hours { "PT1H" } else { "P1D" },
                "count": slots, "missing": 0, "total": total, "quality": "actual", "start": start,
                "slots": vec![slot; slots]}),
        )
    }
}

/// One purchase in March: two of one thing for 1.75.
pub fn purchase() -> Plan {
    let mut plan = retail::shop(base());
    let line = &mut plan.parts[1].rows[0];
    line.change(r#""quantity":"0.5","unit":"kg""#, r#""quantity":"2","unit":"item""#);
    line.change(r#""unit_price":"3.50""#, r#""unit_price":"0.875""#);
    plan
}
