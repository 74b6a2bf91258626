//! Rows like a month of transactions: five groups, about 350 bytes each, the same on every run.

use std::fmt::Write as _;

use pannier_bundle::part::Layout;

/// The groups of the part and their members.
const GROUPS: [(&str, &[&str]); 5] = [
    ("core", &["id", "date", "amount", "currency", "kind", "status"]),
    ("when", &["posted", "value_date", "executed"]),
    ("counterparty", &["name", "account", "merchant_category", "country", "city"]),
    ("text", &["description", "reference"]),
    ("balance", &["running_balance", "seq"]),
];

const SHOPS: [&str; 12] = [
    "Grocer Northgate",
    "Bakery Am Markt",
    "Caf\u{e9} Zo\u{eb}",
    "City Transit",
    "Bookshop & Sons",
    "Pharmacy Green Cross",
    "Power Company of the Valley",
    "Streaming Service Ltd",
    "Hardware Depot",
    "Insurance Mutual",
    "Garage 24",
    "Water Works",
];

/// The layout of a part of `rows` rows.
pub(crate) fn layout(rows: u64) -> Layout {
    Layout::new("k3", rows, GROUPS.map(|(id, members)| (id, members.iter()))).expect("well-formed groups")
}

/// The rows, without LF.
pub(crate) fn rows(count: u64) -> Vec<Vec<u8>> {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut balance: i64 = 250_000;
    (0..count).map(|row| row_bytes(row, count, &mut random, &mut balance)).collect()
}

fn row_bytes(row: u64, count: u64, random: &mut Random, balance: &mut i64) -> Vec<u8> {
    let cents = i64::try_from(random.below(20_000)).expect("small");
    *balance -= cents;
    let shop = usize::try_from(random.below(12)).expect("small");
    let day = 1 + row * 28 / count.max(1);
    let mut text = String::with_capacity(400);
    write!(
        text,
        concat!(
            r#"{{"id":"{id:022x}","date":"2026-01-{day:02}","amount":"-{units}.{cents:02}","currency":"EUR","kind":"card","#,
            r#""status":"booked","posted":"2026-01-{day:02}","value_date":"2026-01-{day:02}","#,
            r#""executed":"2026-01-{day:02}T{hour:02}:{minute:02}:{second:02}Z","name":"{name}","#,
        ),
        id = random.next(),
        units = cents / 100,
        cents = cents % 100,
        day = day,
        hour = random.below(24),
        minute = random.below(60),
        second = random.below(60),
        name = SHOPS[shop],
    )
    .expect("a string takes it");
    if !random.next().is_multiple_of(3) {
        write!(text, r#""account":"DE{:020}","#, random.below(1 << 40)).expect("a string takes it");
    }
    write!(
        text,
        concat!(
            r#""merchant_category":{mcc},"country":"DE","city":"Musterstadt","#,
            r#""description":"Card payment no. {no} \"thank you\", terminal {terminal:08}","running_balance":"{sign}{units}.{cents:02}","seq":{row}}}"#,
        ),
        mcc = 5000 + shop * 37,
        no = random.below(1_000_000),
        terminal = random.below(500),
        sign = if *balance < 0 { "-" } else { "" },
        units = balance.abs() / 100,
        cents = balance.abs() % 100,
        row = row,
    )
    .expect("a string takes it");
    text.into_bytes()
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 16) % limit
    }
}
