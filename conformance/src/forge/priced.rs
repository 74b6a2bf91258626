//! What tariffs are priced on: a year of an account or a line, four weeks of a home, one purchase. Round numbers, so that every
//! figure of a price can be worked out by hand.

use super::{
    bank::{ACCOUNT, amount, base, event_id},
    energy::HOME,
    figures::states,
    head::{Part, Plan, Row},
    retail,
    types::{
        ACCOUNT_TYPE, CONTRACT, INTERVAL_DAY, INVOICE, INVOICE_LINE, REGISTER, SUBSCRIPTION, SUPPLY_POINT, TRANSACTION,
        USAGE_EVENT,
    },
};
use serde_json::{Value, json};

/// First day of the year of the account.
pub const YEAR: &str = "2025-04-01";
/// The register of the home.
pub const REGISTER_OF_HOME: &str = "r4c5d6";
/// The register of the home that counts what it feeds in.
pub const FEED_IN: &str = "r5f6gh";
/// The supply point of gas of the home.
pub const GAS_OF_HOME: &str = "s7g2nk";
/// Another line of the same customer.
pub const OTHER_LINE: &str = "l3m5tb";
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

/// The year in another currency, the same numbers of its units.
pub fn year_in(currency: &str) -> Plan {
    let mut plan = year_with(&|row| {
        for member in ["amount", "running_balance"] {
            let whole = row[member].as_str().and_then(|text| text.strip_suffix(".00")).expect("whole units").to_owned();
            row[member] = whole.into();
        }
        row["currency"] = currency.into();
        let own = |member: &str| row[member].as_str().expect("a text").to_owned();
        row["id"] = event_id("transaction", &[&own("date"), &own("amount"), currency], 0).into();
    });
    plan.parts[0].rows[0].change(r#""currency":"GBP""#, &format!(r#""currency":"{currency}""#));
    plan
}

/// The year, in a part that is promised since a day long before it.
pub fn year_since(from: &str) -> Plan {
    of_account("t1", (from, "2026-04-01"), movements(ACCOUNT, &MONTHS, &|_| ()))
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

/// A contract of a trade in force, in a part of its own: what it covers by name, if anything, and what leaving it costs.
fn in_force(part: &str, label: &str, sector: &str, covers: Option<&str>, charge: &str) -> Part {
    let mut state = json!({"id": label, "sector": sector, "status": "active", "provider": "Example Bank",
        "product_name": "Everyday", "exit_charge_kind": "amount", "exit_charge": charge,
        "exit_charge_as_of": "2026-04-01", "tax_included": true, "currency": "GBP"});
    if let Some(covered) = covers {
        state["covers"] = json!([covered]);
    }
    states(part, label, &CONTRACT, &[state])
}

/// A year of the account, and two contracts in force: one over the account, the other over `other`.
pub fn year_under_two(other: &str) -> Plan {
    let mut plan = two_accounts();
    plan.parts.push(in_force("k1", "c3w6rd", "bank", Some(ACCOUNT), "25.00"));
    plan.parts.push(in_force("k2", "c5t7yk", "bank", Some(other), "40.00"));
    plan
}

/// A year of the account, and two contracts in force: one over the account, the other one of a trade, over nothing by name.
pub fn year_beside_nameless(sector: &str) -> Plan {
    let mut plan = year();
    plan.parts.push(in_force("k1", "c3w6rd", "bank", Some(ACCOUNT), "25.00"));
    plan.parts.push(in_force("k2", "c5t7yk", sector, None, "40.00"));
    plan
}

/// A year of the account under a contract that is free to leave, whose yearly fee is in another currency.
pub fn year_free_to_leave() -> Plan {
    let mut plan = year();
    let state = json!({"id": "c3w6rd", "sector": "bank", "status": "active", "provider": "Example Bank",
        "product_name": "Everyday", "exit_charge_kind": "none", "covers": [ACCOUNT], "recurring_amount": "12.00",
        "recurring_period": "P1Y", "tax_included": true, "currency": "EUR"});
    plan.parts.push(states("k1", "c3w6rd", &CONTRACT, &[state]));
    plan
}

/// A year of the account, and so many contracts in force over another contract before one over the account.
pub fn year_under_many(others: usize) -> Plan {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut plan = year();
    let letter = |number: usize| char::from(LETTERS[number % LETTERS.len()]);
    for number in 0..others {
        let label = format!("caaa{}{}", letter(number / LETTERS.len()), letter(number));
        plan.parts.push(in_force(&format!("k{number}"), &label, "bank", Some("c7z7zz"), "40.00"));
    }
    plan.parts.push(in_force("kk", "c7z7zz", "bank", Some(ACCOUNT), "25.00"));
    plan
}

/// Four weeks of a home that feeds in, and two contracts in force: one over each of these registers.
pub fn home_under_two(registers: [&str; 2]) -> Plan {
    let mut plan = Home { feeds_in: true, ..Home::DAYS }.plan();
    let charges = [("k1", "c3w6rd", "25.00"), ("k2", "c5t7yk", "40.00")];
    for ((id, label, charge), register) in charges.into_iter().zip(registers) {
        let state = json!({"id": label, "sector": "energy", "status": "active", "provider": "Example Energy",
            "product_name": "Everyday", "covers": [register], "exit_charge_kind": "amount", "exit_charge": charge,
            "exit_charge_as_of": "2026-04-01", "tax_included": true, "currency": "GBP"});
        plan.parts.push(states(id, label, &CONTRACT, &[state]));
    }
    plan
}

/// March of a home that has gas, too, and two bills: 111.60 for electricity, and 40.00 for a service at a supply point.
pub fn home_with_two_bills((service, point): (&str, &str)) -> Plan {
    let mut plan = Home { days: 31, ..Home::DAYS }.plan();
    let gas = json!({"id": GAS_OF_HOME, "fuel": "gas", "country": "GB", "zone": "Europe/London", "status": "active"});
    let bill = |date: &str, total: &str, service: &str, point: &str| {
        let id = event_id("invoice", &[date, "invoice", "GBP", total.trim_end_matches('0').trim_end_matches('.')], 0);
        let invoice = json!({"id": id, "date": date, "kind": "invoice", "currency": "GBP", "tax_included": true,
            "total": total, "period_start": "2026-03-01", "period_end": "2026-04-01"});
        let line = json!({"id": format!("{id}.0"), "invoice": id, "date": date, "seq": 0, "kind": "usage",
            "amount": total, "currency": "GBP", "tax_included": true, "service": service, "supply_point": point});
        (Row::of(&INVOICE, &invoice), Row::of(&INVOICE_LINE, &line))
    };
    let bills = [bill("2026-03-30", "111.60", "electricity", HOME), bill("2026-03-31", "40.00", service, point)];
    let (invoices, lines) = bills.into_iter().unzip();
    let march = ("2026-03-01", "2026-04-01");
    plan.parts.push(states("s2", GAS_OF_HOME, &SUPPLY_POINT, &[gas]));
    plan.parts.push(Part::new("v1", "all", &INVOICE, 0, march, invoices));
    plan.parts.push(Part::new("v2", "all", &INVOICE_LINE, 0, march, lines));
    plan
}

/// March 2026: the clock goes forward on the 29th.
pub const MARCH: &str = "2026-03";
/// October 2025: the clock goes back on the 26th.
pub const OCTOBER: &str = "2025-10";

/// What a home has used.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    /// `electricity` or `gas`.
    pub fuel: &'static str,
    /// The unit of quantities.
    pub unit: &'static str,
    /// How many days up to the end of the month are known.
    pub days: u32,
    /// Whether hours are known.
    pub hours: bool,
    /// Whether it feeds in, where the supply point says.
    pub exports: Option<bool>,
    /// Whether a register counts 4 units a day that it feeds in.
    pub feeds_in: bool,
    /// The month they are days of: [`MARCH`] or [`OCTOBER`].
    pub month: &'static str,
    /// Whether 2.5 units are used from 18:00 to 19:00 on the 10th, and 1.5 on the 11th.
    pub cooks: bool,
}

impl Home {
    /// Electricity by the day, over four weeks.
    pub const DAYS: Self = Self {
        fuel: "electricity",
        unit: "kWh",
        days: 28,
        hours: false,
        exports: None,
        feeds_in: false,
        month: MARCH,
        cooks: false,
    };
    /// Electricity by the hour, over four weeks.
    pub const HOURS: Self = Self { hours: true, ..Self::DAYS };

    /// Its records: 12 units on each day, or half a unit in each hour.
    pub fn plan(self) -> Plan {
        let mut point =
            json!({"id": HOME, "fuel": self.fuel, "country": "GB", "zone": "Europe/London", "status": "active"});
        if let Some(exports) = self.exports {
            point["exports"] = exports.into();
        }
        let register = |id: &str, direction: &str| {
            json!({"id": id, "supply_point": HOME, "fuel": self.fuel, "direction": direction, "unit": self.unit,
                "kind": "interval", "zone": "Europe/London"})
        };
        let mut registers = vec![register(REGISTER_OF_HOME, "import")];
        if self.feeds_in {
            registers.push(register(FEED_IN, "export"));
        }
        let first = 32 - self.days;
        let (from, to) =
            (format!("{}-{first:02}", self.month), if self.month == OCTOBER { "2025-11-01" } else { "2026-04-01" });
        let days = |of: &dyn Fn(u32) -> Row| (first..=31).map(of).collect();
        let mut parts = vec![
            states("s1", HOME, &SUPPLY_POINT, &[point]),
            states("g1", HOME, &REGISTER, &registers),
            Part::new("i1", REGISTER_OF_HOME, &INTERVAL_DAY, 0, (&from, to), days(&|day| self.day(day))),
        ];
        if self.feeds_in {
            let fed = |day: u32| self.counted(FEED_IN, "export", day, &["4"], "P1D");
            parts.push(Part::new("i2", FEED_IN, &INTERVAL_DAY, 0, (&from, to), days(&fed)));
        }
        Plan { parts, ..base() }
    }

    fn day(self, day: u32) -> Row {
        if !self.hours {
            return self.counted(REGISTER_OF_HOME, "import", day, &["12"], "P1D");
        }
        let hours = match (self.month == OCTOBER, day) {
            (false, 29) => 23,
            (true, 26) => 25,
            _ => 24,
        };
        let mut slots = vec!["0.5"; hours];
        match day {
            10 if self.cooks => slots[18] = "2.5",
            11 if self.cooks => slots[18] = "1.5",
            _ => {}
        }
        self.counted(REGISTER_OF_HOME, "import", day, &slots, "PT1H")
    }

    fn counted(self, register: &str, direction: &str, day: u32, slots: &[&str], resolution: &str) -> Row {
        let at = |day: u32| format!("{}-{day:02}", self.month);
        let halves: u32 = slots
            .iter()
            .map(|slot| match slot.split_once(".5") {
                Some((whole, _)) => whole.parse::<u32>().expect("whole units") * 2 + 1,
                None => slot.parse::<u32>().expect("whole units") * 2,
            })
            .sum();
        let total = if slots.len() == 1 { slots[0].to_owned() } else { format!("{}.{}", halves / 2, halves % 2 * 5) };
        // In summer midnight is an hour earlier in UTC.
        let is_summer = if self.month == OCTOBER { day <= 26 } else { day >= 30 };
        let start = if is_summer { format!("{}T23:00:00Z", at(day - 1)) } else { format!("{}T00:00:00Z", at(day)) };
        Row::of(
            &INTERVAL_DAY,
            &json!({"id": at(day), "register": register, "date": at(day), "zone": "Europe/London", "fuel": self.fuel,
                "direction": direction, "unit": self.unit, "resolution": resolution, "count": slots.len(),
                "missing": 0, "total": total, "quality": "actual", "start": start, "slots": slots}),
        )
    }
}

/// Four weeks of hours whose zone is `zone`, as far as the records name it.
pub fn hours_in(zone: &str) -> Plan {
    let mut plan = Home::HOURS.plan();
    let rows = plan.parts.iter_mut().flat_map(|part| &mut part.rows);
    rows.for_each(|row| row.change("Europe/London", zone));
    plan
}

/// Four weeks of hours that do not say when the first of a day begins.
pub fn hours_since_midnight() -> Plan {
    let mut plan = Home::HOURS.plan();
    for row in &mut plan.part("i1").rows {
        let line = String::from_utf8(row.line()).expect("a row is text");
        let at = line.find(r#""start":""#).expect("a row says when its first slot begins");
        row.change(&line[at..at + r#""start":"2026-03-04T00:00:00Z","#.len()], "");
    }
    plan
}

/// A year of lines: 30 and 10 gigabytes in turn, and a call of ninety seconds in each month.
pub fn lines(labels: &[&str]) -> Plan {
    let line = |label: &str| json!({"id": label, "kind": "mobile", "status": "active", "billing": "postpaid"});
    let used = |label: &str, own: &[&str], rest: Value| {
        let mut row = rest;
        let members = ["date", "grain", "kind", "direction", "quantity", "unit"];
        for (name, value) in members.into_iter().zip(own) {
            row[name] = (*value).into();
        }
        row["id"] = event_id("usage_event", own, 0).into();
        row["line"] = label.into();
        row["roaming"] = "home".into();
        Row::of(&USAGE_EVENT, &row)
    };
    let mut parts = Vec::new();
    for (number, label) in labels.iter().enumerate() {
        let mut rows = Vec::new();
        for (month, quantity) in
            MONTHS.iter().map(|(month, _)| month).zip(["30000000000", "10000000000"].iter().cycle())
        {
            let (called, sent) = (format!("{month}-05"), format!("{month}-12"));
            let call = json!({"number_class": "mobile", "reach": "national"});
            rows.push(used(label, &[&called, "event", "voice", "out", "90", "s"], call));
            rows.push(used(label, &[&sent, "day", "data", "both", quantity, "B"], json!({"events": 1})));
        }
        parts.push(states(&format!("s{number}"), label, &SUBSCRIPTION, &[line(label)]));
        parts.push(Part::new(&format!("u{number}"), label, &USAGE_EVENT, 0, (YEAR, "2026-04-01"), rows));
    }
    Plan { parts, ..base() }
}

/// Something that a line uses on one day of every month.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    /// The line.
    pub line: &'static str,
    /// The day of the month.
    pub day: u32,
    /// The clock at which it began, where that is known.
    pub time: Option<&'static str>,
    /// Whether it is the sum of the day.
    pub sum: bool,
    /// `data`, `voice` or `sms`.
    pub kind: &'static str,
    /// Bytes, seconds or messages.
    pub quantity: &'static str,
    /// Whether the line is abroad.
    pub abroad: bool,
}

impl Used {
    fn row(&self, month: &str) -> Value {
        let (date, grain) = (format!("{month}-{:02}", self.day), if self.sum { "day" } else { "event" });
        let (direction, unit) = match self.kind {
            "data" => ("both", "B"),
            "voice" => ("out", "s"),
            _ => ("out", "count"),
        };
        let named = [date.as_str(), grain, self.kind, direction, self.quantity, unit];
        let mut row = json!({"id": event_id("usage_event", &named, 0), "line": self.line,
            "roaming": if self.abroad { "roaming" } else { "home" }});
        for (name, value) in ["date", "grain", "kind", "direction", "quantity", "unit"].into_iter().zip(named) {
            row[name] = value.into();
        }
        if let Some(time) = self.time {
            row["time"] = format!("{time}:00").into();
            row["zone"] = "Europe/London".into();
        }
        row
    }

    /// The name of its record in a month.
    pub fn name(&self, month: &str) -> String {
        format!("{}/usage_event/{}", self.line, self.row(month)["id"].as_str().expect("an id"))
    }
}

/// A year of lines that use this in every month.
pub fn every_month(used: &[Used]) -> Plan {
    let mut labels: Vec<&str> = used.iter().map(|one| one.line).collect();
    labels.sort_unstable();
    labels.dedup();
    let mut parts = Vec::new();
    for (number, label) in labels.into_iter().enumerate() {
        let of_line = || used.iter().filter(|one| one.line == label);
        let rows = MONTHS.iter().flat_map(|(month, _)| of_line().map(|one| Row::of(&USAGE_EVENT, &one.row(month))));
        let line = json!({"id": label, "kind": "mobile", "status": "active", "billing": "postpaid"});
        parts.push(states(&format!("s{number}"), label, &SUBSCRIPTION, &[line]));
        parts.push(Part::new(&format!("u{number}"), label, &USAGE_EVENT, 0, (YEAR, "2026-04-01"), rows.collect()));
    }
    Plan { parts, ..base() }
}

/// One purchase in March: two of one thing for 1.75.
pub fn purchase() -> Plan {
    let mut plan = retail::shop(base());
    let line = &mut plan.parts[1].rows[0];
    line.change(r#""quantity":"0.5","unit":"kg""#, r#""quantity":"2","unit":"item""#);
    line.change(r#""unit_price":"3.50""#, r#""unit_price":"0.875""#);
    plan
}
