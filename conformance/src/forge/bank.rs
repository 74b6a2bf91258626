//! The customer of all vectors: made up, with one current account at a made-up bank over three months.

use super::{
    base64url, expand,
    head::{Attachment, Nested, Part, Plan, Row, Type},
    hmac,
    key::{BANK, HOLDER},
    tree::lp,
    types::{ACCOUNT_TYPE, BALANCE, CONTRACT, CREDIT, DETAIL, MANDATE, PARTY, PREFERENCE, SUMMARY, TRANSACTION},
};

/// 2026-04-01T00:00:00Z, when the bank signs.
pub const ISSUED: i64 = 1_775_001_600;
/// Ninety days later, when the bundle ends.
pub const EXPIRES: i64 = ISSUED + 90 * 86_400;
/// 2026-04-02T10:00:00Z, when the vectors are verified.
pub const NOW: i64 = ISSUED + 86_400 + 36_000;
/// The account's label.
pub const ACCOUNT: &str = "a7k2qx";

const SECRET: [u8; 32] = *b"TEST ONLY salt secret, 32 bytes.";
const JTI: &[u8; 16] = b"TEST ONLY jti 01";
const ID_KEY: &[u8] = b"TEST ONLY key of record ids, 32b";

/// JSON text of a string without characters that need escapes.
pub fn s(text: &str) -> String {
    assert!(!text.contains(['"', '\\']) && !text.chars().any(char::is_control), "no escapes here");
    format!("\"{text}\"")
}

/// The id of an event: keyed, so that it proves nothing of what is withheld.
pub fn event_id(kind: &str, values: &[&str], ordinal: usize) -> String {
    let ordinal = ordinal.to_string();
    let mut fields = vec![&b"id"[..], kind.as_bytes()];
    fields.extend(values.iter().map(|value| value.as_bytes()));
    fields.push(ordinal.as_bytes());
    base64url(&hmac(ID_KEY, &lp(&fields))[..16])
}

/// The id that pairs the two sides of a transfer without giving the number.
fn pair_id(scheme: &str, value: &str) -> String {
    let key = expand(&SECRET, &lp(&[b"pair"]), 32);
    base64url(&hmac(&key, &lp(&[scheme.as_bytes(), value.as_bytes()]))[..16])
}

/// One booking, in pence.
#[derive(Clone, Copy, Debug)]
struct Booking {
    date: &'static str,
    pence: i64,
    kind: &'static str,
    category: &'static str,
    text: &'static str,
    name: &'static str,
}

const fn booking(
    date: &'static str,
    pence: i64,
    kind: &'static str,
    category: &'static str,
    text: &'static str,
    name: &'static str,
) -> Booking {
    Booking { date, pence, kind, category, text, name }
}

const OPENING: i64 = 50_000;

const BOOKINGS: [Booking; 12] = [
    booking("2026-01-01", -4_550, "card", "groceries", "CARD 1001", "Greengrocer Hill"),
    booking("2026-01-05", -65_000, "standing_order", "rent_mortgage", "RENT JAN", "Hill Lettings"),
    booking("2026-01-15", -2_999, "direct_debit", "utilities", "POWER 01", "Hill Power"),
    booking("2026-01-15", -1_210, "card", "eating_out", "CARD 1002", "Café Zoë"),
    booking("2026-01-30", 210_000, "transfer_in", "salary", "WAGES 01", "Orchard Works"),
    booking("2026-02-05", -65_000, "standing_order", "rent_mortgage", "RENT FEB", "Hill Lettings"),
    booking("2026-02-11", -1_875, "card", "travel", "CARD 1003 EUR", "Librairie du Port"),
    booking("2026-02-15", -2_999, "direct_debit", "utilities", "POWER 02", "Hill Power"),
    booking("2026-03-02", -1_200, "fee", "financial", "FEE OVERDRAFT", ""),
    booking("2026-03-05", -65_000, "standing_order", "rent_mortgage", "RENT MAR", "Hill Lettings"),
    booking("2026-03-16", -8_000, "card", "shopping", "CARD 1004", "Hill Stores"),
    booking("2026-03-31", 210_000, "transfer_in", "salary", "WAGES 03", "Orchard Works"),
];

/// The number of the payment mandate.
pub const POWER_MANDATE: &str = "o5n2hb";

/// Pence as an amount.
pub fn amount(pence: i64) -> String {
    format!("{}{}.{:02}", if pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100)
}

/// The id of booking number `index`.
pub fn transaction_id(index: usize) -> String {
    let Booking { date, pence, .. } = BOOKINGS[index];
    let rank = BOOKINGS[..index].iter().filter(|other| other.date == date && other.pence == pence).count();
    let text = trimmed(&amount(pence));
    event_id("transaction", &[date, &text, "GBP"], rank)
}

/// A decimal without trailing zeros.
fn trimmed(amount: &str) -> String {
    amount.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Bookings `from..to` as rows.
pub fn transactions(from: usize, to: usize) -> Vec<Row> {
    (from..to).map(transaction).collect()
}

fn transaction(index: usize) -> Row {
    let booking = BOOKINGS[index];
    let balance = OPENING + BOOKINGS[..=index].iter().map(|booking| booking.pence).sum::<i64>();
    let foreign = booking.text.ends_with("EUR");
    let mut members = vec![
        ("id", s(&transaction_id(index))),
        ("account", s(ACCOUNT)),
        ("date", s(booking.date)),
        ("date_basis", s("booked")),
        ("status", s("booked")),
        ("amount", s(&amount(booking.pence))),
        ("currency", s("GBP")),
        ("kind", s(booking.kind)),
        ("seq", index.to_string()),
        ("id_stability", s("derived")),
        ("running_balance", s(&amount(balance))),
        ("category", s(booking.category)),
        ("description", s(booking.text)),
        ("source_ref", s(&format!("row:{}", index + 1))),
    ];
    match booking.kind {
        "fee" => members.push(("fee_kind", s("arranged_overdraft"))),
        "direct_debit" => {
            members.push(("mandate", s(POWER_MANDATE)));
            let number = pair_id("sortcode_acct", "00-00-00 12345678");
            let number = format!(r#"{{"display":"****5678","pair_id":"{number}","scheme":"sortcode_acct"}}"#);
            members.push(("counterparty_number", number));
        }
        "card" => members.push(("mcc", s(if foreign { "5942" } else { "5411" }))),
        _ => {}
    }
    if !booking.name.is_empty() {
        members.push(("counterparty_name", s(booking.name)));
    }
    if foreign {
        members.push(("is_foreign", "true".to_owned()));
        members.push(("original_amount", s("-21.50")));
        members.push(("original_currency", s("EUR")));
        members.push(("fx_rate", s("0.86")));
        members.push(("fee_amount", s("-0.26")));
    }
    if index == 10 {
        members.push(("details", "2".to_owned()));
        members.push(("extensions", r#"{"example.bank.points":{"earned":8,"tier":["base",null]}}"#.to_owned()));
    }
    let members: Vec<(&str, &str)> = members.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Row::new(&TRANSACTION, &members)
}

/// Ids of the parts of transactions, in `seq` order.
pub const TRANSACTION_PARTS: [&str; 3] = ["k3", "b9", "t0"];
const PERIODS: [(&str, &str); 3] =
    [("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-03-01"), ("2026-03-01", "2026-04-01")];
const MONTHS: [(usize, usize); 3] = [(0, 5), (5, 8), (8, 12)];

fn transaction_part(month: usize) -> Part {
    let (from, to) = MONTHS[month];
    let mut part = Part::new(
        TRANSACTION_PARTS[month],
        ACCOUNT,
        &TRANSACTION,
        month as u64,
        PERIODS[month],
        transactions(from, to),
    );
    let sum: i64 = BOOKINGS[from..to].iter().map(|booking| booking.pence).sum();
    let totals = format!(r#"[{{"by":"GBP","count":{},"member":"amount","sum":"{}"}}]"#, to - from, amount(sum));
    let identifier = r#"{"display":"****4321","scheme":"sortcode_acct","value":"00-00-00 87654321"}"#;
    let digest = base64url(&[7; 32]);
    let provenance =
        format!(r#"{{"converter":"example 1.0","format":"csv","profile":"example-bank","source_digest":"{digest}"}}"#);
    for (name, value) in [("totals", totals), ("identifier", identifier.to_owned()), ("provenance", provenance)] {
        part.nested.push(Nested { name: name.to_owned(), value });
    }
    part
}

/// A state part of one row, true on the day of issue.
fn state(id: &str, thing: &str, kind: &Type, members: &[(&str, &str)]) -> Part {
    let row = [members, &[("as_of", "\"2026-04-01\"")]].concat();
    Part::new(id, thing, kind, 0, ("2026-04-01", "2026-04-02"), vec![Row::new(kind, &row)])
}

fn account() -> Part {
    state(
        "m1",
        ACCOUNT,
        &ACCOUNT_TYPE,
        &[
            ("id", &s(ACCOUNT)),
            ("kind", "\"current\""),
            ("currency", "\"GBP\""),
            ("status", "\"open\""),
            ("ownership", "\"sole\""),
            ("product_name", "\"Everyday\""),
            ("opened_on", "\"2019-05-07\""),
            ("zone", "\"Europe/London\""),
            ("number", r#"{"display":"****4321","scheme":"sortcode_acct","value":"00-00-00 87654321"}"#),
            ("nickname", "\"Bills\""),
        ],
    )
}

/// The identity of all heads.
pub fn jti() -> String {
    base64url(JTI)
}

/// A bundle of the bank without parts.
pub fn base() -> Plan {
    Plan {
        key: BANK,
        signer: None,
        iss: "https://bank.example".to_owned(),
        iat: ISSUED,
        exp: EXPIRES,
        jti: jti(),
        secret: SECRET,
        cnf: Some(HOLDER),
        sub: None,
        status: None,
        profile: "https://pannier.example/v0/bundle".to_owned(),
        parts: Vec::new(),
        attachments: Vec::new(),
        header: None,
        claims: None,
        digests: None,
        signature: None,
        token: None,
        pieces: None,
        text: None,
    }
}

/// The account and its transactions of January: what most vectors are about.
pub fn small() -> Plan {
    let mut january = transaction_part(0);
    january.rows.iter_mut().for_each(|row| {
        // The mandate it refers to is not in this bundle.
        if row.fragments[0].windows(9).any(|window| window == b"\"mandate\"") {
            row.change(&format!(r#","mandate":"{POWER_MANDATE}""#), "");
        }
    });
    Plan { parts: vec![account(), january], ..base() }
}

/// Everything: every bank record type, every group, an attachment.
pub fn whole() -> Plan {
    let balance = |date: &str, kind: &str, pence: i64| {
        let text = amount(pence);
        let id = event_id("balance", &[date, kind, "GBP", "no"], 0);
        Row::new(
            &BALANCE,
            &[
                ("id", &s(&id)),
                ("account", &s(ACCOUNT)),
                ("date", &s(date)),
                ("kind", &s(kind)),
                ("amount", &s(&text)),
                ("currency", "\"GBP\""),
                ("credit_line_included", "\"no\""),
            ],
        )
    };
    let after = |count: usize| OPENING + BOOKINGS[..count].iter().map(|booking| booking.pence).sum::<i64>();
    let balances = vec![
        balance("2026-01-01", "opening_booked", OPENING),
        balance("2026-01-31", "closing_booked", after(5)),
        balance("2026-02-28", "closing_booked", after(8)),
        balance("2026-03-31", "closing_booked", after(12)),
    ];
    let party = state(
        "z5",
        "p4m3zt",
        &PARTY,
        &[
            ("id", "\"p4m3zt\""),
            ("role", "\"subject\""),
            ("of", &format!("[{}]", s(ACCOUNT))),
            ("age_band", "\"35_44\""),
            ("country", "\"GB\""),
            ("postcode_area", "\"ZZ9\""),
            ("customer_since", "\"2019-05-07\""),
            ("name", "\"Ana Example\""),
            ("address", r#"["1 Sample Street","Exampleton"]"#),
            ("email", "\"ana@example.org\""),
        ],
    );
    let contract = state(
        "g8",
        "c3w6rd",
        &CONTRACT,
        &[
            ("id", "\"c3w6rd\""),
            ("sector", "\"bank\""),
            ("status", "\"active\""),
            ("provider", "\"Example Bank\""),
            ("product_name", "\"Everyday\""),
            ("exit_charge_kind", "\"none\""),
            ("covers", &format!("[{}]", s(ACCOUNT))),
            ("starts_on", "\"2026-01-01\""),
            ("min_term", "\"P12M\""),
            ("ends_on", "\"2027-01-01\""),
            ("currency", "\"GBP\""),
            ("tax_included", "true"),
            ("recurring_amount", "\"0.00\""),
            ("recurring_period", "\"P1M\""),
            ("attachment", "\"d2\""),
        ],
    );
    let mandate = state(
        "w4",
        ACCOUNT,
        &MANDATE,
        &[
            ("id", &s(POWER_MANDATE)),
            ("account", &s(ACCOUNT)),
            ("kind", "\"direct_debit\""),
            ("status", "\"active\""),
            ("evidence", "\"declared\""),
            ("amount_kind", "\"variable\""),
            ("currency", "\"GBP\""),
            ("last_on", "\"2026-02-15\""),
            ("last_amount", "\"-29.99\""),
            ("category", "\"utilities\""),
            ("counterparty_name", "\"Hill Power\""),
        ],
    );
    let credit = state(
        "f6",
        ACCOUNT,
        &CREDIT,
        &[
            ("id", &s(&format!("{ACCOUNT}.arranged_overdraft"))),
            ("account", &s(ACCOUNT)),
            ("kind", "\"arranged_overdraft\""),
            ("currency", "\"GBP\""),
            ("credit_limit", "\"500.00\""),
            ("rates", r#"[{"basis":"ear","rate":"0.399","up_to":"500.00"}]"#),
            ("fees", r#"[{"amount":"12.00","kind":"arranged_overdraft","per":"P1M"}]"#),
        ],
    );
    let detail = |seq: usize, pence: i64, text: &str| {
        Row::new(
            &DETAIL,
            &[
                ("id", &s(&format!("{}.{seq}", transaction_id(10)))),
                ("account", &s(ACCOUNT)),
                ("parent", &s(&transaction_id(10))),
                ("date", "\"2026-03-16\""),
                ("seq", &seq.to_string()),
                ("amount", &s(&amount(pence))),
                ("currency", "\"GBP\""),
                ("category", "\"household\""),
                ("description", &s(text)),
            ],
        )
    };
    let details = vec![detail(0, -5_500, "Kettle"), detail(1, -2_500, "Towels")];
    let preference = state(
        "c7",
        "all",
        &PREFERENCE,
        &[
            ("id", "\"f2x5yn\""),
            ("channel", "\"email\""),
            ("topic", "\"partner_products\""),
            ("allowed", "true"),
            ("max_contacts", "2"),
            ("per", "\"P1M\""),
        ],
    );
    let quarter = ("2026-01-01", "2026-04-01");
    let mut parts: Vec<Part> = (0..3).map(transaction_part).collect();
    parts.extend([
        account(),
        party,
        contract,
        mandate,
        credit,
        preference,
        Part::new("h1", ACCOUNT, &BALANCE, 0, quarter, balances),
        Part::new("x2", ACCOUNT, &DETAIL, 0, quarter, details),
        Part::new("n0", ACCOUNT, &SUMMARY, 0, quarter, summary()),
    ]);
    let attachment = Attachment {
        id: "d2".to_owned(),
        name: "Terms 2026.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: b"These terms are an example.\n".to_vec(),
        descriptor: None,
        file: None,
    };
    Plan { parts, attachments: vec![attachment], sub: Some("TEST-ONLY-pairwise".to_owned()), ..base() }
}

/// The parts of [`whole`] with these ids; `document` keeps the attachment.
fn pick(ids: &[&str], document: bool) -> Plan {
    let mut plan = whole();
    plan.parts.retain(|part| ids.contains(&part.id.as_str()));
    if !document {
        plan.attachments.clear();
    }
    plan
}

/// What holds: account, person, contract, mandate, overdraft, preference, and the contract's document.
pub fn states() -> Plan {
    pick(&["m1", "z5", "g8", "w4", "f6", "c7"], true)
}

/// What happened on the account in three months, with balances, details and the mandate.
pub fn ledger() -> Plan {
    pick(&["m1", "k3", "b9", "t0", "h1", "x2", "w4"], false)
}

/// What happened on the account, and its summaries.
pub fn summed() -> Plan {
    pick(&["m1", "k3", "b9", "t0", "h1", "x2", "w4", "n0"], false)
}

/// The months' sums, computed as the standard says.
fn summary() -> Vec<Row> {
    let mut rows = Vec::new();
    for (month, days) in [31, 28, 31].into_iter().enumerate() {
        let date = PERIODS[month].0;
        let (from, to) = MONTHS[month];
        let mut cells: std::collections::BTreeMap<(&str, &str), (usize, i64)> = std::collections::BTreeMap::new();
        let mut add = |metric, bucket, pence| {
            let cell = cells.entry((metric, bucket)).or_default();
            *cell = (cell.0 + 1, cell.1 + pence);
        };
        for booking in &BOOKINGS[from..to] {
            add(if booking.pence > 0 { "in" } else { "out" }, booking.kind, booking.pence);
            add("category", booking.category, booking.pence);
            if booking.kind == "fee" {
                add("fee", "arranged_overdraft", booking.pence);
            }
            if booking.text.ends_with("EUR") {
                add("foreign", booking.kind, booking.pence.abs());
            }
        }
        let ends: Vec<i64> = (1..=days)
            .map(|day| {
                let date = format!("{}-{day:02}", &date[..7]);
                OPENING + BOOKINGS.iter().filter(|other| *other.date <= *date).map(|other| other.pence).sum::<i64>()
            })
            .collect();
        let least = *ends.iter().min().expect("a month has days");
        let most = *ends.iter().max().expect("a month has days");
        let credit: Vec<i64> = ends.iter().copied().filter(|end| *end > 0).collect();
        let debit: Vec<i64> = ends.iter().copied().filter(|end| *end < 0).collect();
        cells.insert(("eod_min", "all"), (ends.len(), least));
        cells.insert(("eod_max", "all"), (ends.len(), most));
        cells.insert(("eod_credit_sum", "all"), (ends.len(), credit.iter().sum()));
        cells.insert(("eod_debit_sum", "all"), (ends.len(), -debit.iter().sum::<i64>()));
        cells.insert(("eod_credit_days", "all"), (ends.len(), 0));
        cells.insert(("eod_debit_days", "all"), (ends.len(), 0));
        for ((metric, bucket), (count, pence)) in cells {
            let in_days = metric.ends_with("_days");
            let value = match metric {
                "eod_credit_days" => credit.len().to_string(),
                "eod_debit_days" => debit.len().to_string(),
                _ => amount(pence),
            };
            let (currency, unit) = if in_days { ("", "day") } else { ("GBP", "") };
            let id = event_id("summary", &["transaction", date, metric, bucket, currency, unit], 0);
            let last = if in_days { ("unit", s("day")) } else { ("currency", s("GBP")) };
            rows.push(Row::new(
                &SUMMARY,
                &[
                    ("id", &s(&id)),
                    ("of", "\"transaction\""),
                    ("date", &s(date)),
                    ("days", &days.to_string()),
                    ("complete", "true"),
                    ("metric", &s(metric)),
                    ("bucket", &s(bucket)),
                    ("count", &count.to_string()),
                    ("value", &s(&value)),
                    ("thing", &s(ACCOUNT)),
                    (last.0, &last.1),
                ],
            ));
        }
    }
    rows
}
