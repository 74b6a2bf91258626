//! What is written in a format that is read too comes back: the same events under the same ids, and every member that
//! does not come back as it was is named among the losses, as often as it differs.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{convert, write};
use pannier_convert::{
    Collected, Format, Item, Loss, Options, RecordWriter, Row, Series, Sink as _,
    ids::{IdKey, Ranks, identify},
    ndjson,
    write::{camt, midata, ofx, qif},
};
use pannier_model::{
    record::{AnyRecord, RecordType, by_name},
    value::{Amount, Date, Id, Total},
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Pieces of text that somebody's parser trips over.
const PIECES: &[&str] = &[
    "a",
    "Shop",
    "é",
    "漢字",
    "😀",
    "\"",
    "'",
    "\\",
    ",",
    ";",
    "|",
    "=",
    "+",
    "-",
    "@",
    "#",
    "<",
    ">",
    "&",
    "&x;",
    "]]>",
    "^",
    "!Type:Bank",
    "\n",
    "\t",
    " ",
    "  ",
    "  ; x",
    "*",
    "0",
    "123",
    "…",
    "\u{a0}",
    "\u{202e}",
    "\u{2028}",
    "//",
    "(",
    "[x]",
    "{",
    "%",
    "$",
    ":",
    "2026-01-01",
    "assets:x  1 EUR",
    "a long text of seventy characters, so that a few of them are longer than fields",
];

fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop::sample::select(PIECES), 1..8).prop_map(|pieces| {
        // Texts of records are trimmed, and two asterisks are a mask, which is never in one.
        let text = pieces.concat().replace("**", "*").replace("**", "*");
        let text = text.trim();
        if text.is_empty() { "x".to_owned() } else { text.to_owned() }
    })
}

fn name() -> impl Strategy<Value = String> {
    words().prop_map(|text| text.chars().take(200).collect::<String>().trim().to_owned())
}

fn amount() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "0",
            "0.00",
            "-0.01",
            "5",
            "5.5",
            "-5.00",
            "-5.00",
            "99999999999.99",
            "-123456789012.34",
            "0.00001",
            "12.34000",
            "-1000",
        ])
        .prop_map(str::to_owned),
        (-100_000_i64..100_000).prop_map(|pence| Amount::from_units(pence, 2).expect("few pence").to_string()),
    ]
}

const KINDS: &[&str] = &[
    "card",
    "cash_out",
    "cash_in",
    "cheque",
    "direct_debit",
    "standing_order",
    "transfer_in",
    "transfer_out",
    "payment",
    "charge",
    "top_up",
    "fee",
    "interest_charged",
    "interest_earned",
    "reward",
    "other",
];
const FEES: &[&str] = &["account", "foreign", "other"];
const CATEGORIES: &[&str] =
    &["groceries", "fuel", "rent_mortgage", "salary", "government", "cash", "eating_out", "other"];

/// One row without its place: days after the first, and members.
fn row() -> impl Strategy<Value = (i64, Map<String, Value>)> {
    let core = (
        0_i64..4,
        amount(),
        prop::sample::select(KINDS),
        prop::sample::select(FEES),
        prop::option::of(Just(true)),
        prop::sample::select(vec!["booked", "booked", "booked", "pending", "information"]),
    );
    let texts = (
        prop::option::of(words()),
        prop::option::of(words()),
        prop::option::of(name()),
        prop::option::of(prop_oneof![
            words(),
            prop::sample::select(vec!["POS", "VIS", "DD", "CHECK"]).prop_map(str::to_owned)
        ]),
        any::<bool>(),
    );
    let more = (
        prop::option::of(prop::sample::select(CATEGORIES)),
        prop::option::of(-3_i64..3),
        prop::option::of(prop::sample::select(vec![
            "PMNT.CCRD.POSD",
            "PMNT.RDDT.ESDD",
            "NDDT",
            "105",
            "ACMT.MDOP.CHRG",
        ])),
        prop::option::of(prop::sample::select(vec![
            json!({"display": "…3000", "scheme": "iban", "value": "DE89370400440532013000"}),
            json!({"display": "…1234", "scheme": "card"}),
        ])),
        prop::option::of(prop::sample::select(vec!["NOTPROVIDED-1", "E2E/77"])),
        prop::option::of(prop::sample::select(vec!["check_number", "fitid", "acct_svcr_ref"])),
        prop::option::of(prop::sample::select(vec![("USD", "1.25"), ("JPY", "0.0075")])),
    );
    (core, texts, more).prop_map(|(core, texts, more)| {
        let (day, amount, kind, fee, reversal, status) = core;
        let (description, reference, counterparty, kind_text, masked) = texts;
        let (category, value_date, bank_code, number, end_to_end, scheme, foreign) = more;
        let mut row = Map::new();
        let mut set = |member: &str, value: Option<Value>| {
            if let Some(value) = value {
                row.insert(member.to_owned(), value);
            }
        };
        set("amount", Some(json!(amount)));
        set("status", Some(json!(status)));
        set("date_basis", Some(json!(if status == "pending" { "expected" } else { "booked" })));
        set("kind", Some(json!(kind)));
        set("fee_kind", (kind == "fee").then(|| json!(fee)));
        set("reversal", reversal.map(|reversal| json!(reversal)));
        let mask = match &description {
            None if masked => Some("full"),
            Some(text) if masked && text.contains('*') && text.chars().any(char::is_alphanumeric) => Some("partial"),
            _ => None,
        };
        set("description", description.map(Value::from));
        set("description_masked", mask.map(Value::from));
        set("reference", reference.map(Value::from));
        set("kind_text", kind_text.map(Value::from));
        set("counterparty_name", counterparty.map(Value::from));
        set("category", category.map(Value::from));
        set("value_date", value_date.map(|days| json!({"days": days})));
        set("bank_code", bank_code.map(Value::from));
        set("counterparty_number", number);
        set("end_to_end_id", end_to_end.map(Value::from));
        set("source_ids", scheme.map(|scheme| json!([{"scheme": scheme, "value": "000123"}])));
        set("original_currency", foreign.map(|(currency, _)| json!(currency)));
        set("fx_rate", foreign.map(|(_, rate)| json!(rate)));
        set("is_foreign", foreign.map(|_| json!(true)));
        (day, row)
    })
}

/// An account with a month of rows, in ascending order, with ids as a converter gives them.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    kind: &'static str,
    number: Option<Value>,
    first: &'static str,
    opening: Option<i64>,
    closing: bool,
    balances_of_rows: bool,
    rows: Vec<(i64, Map<String, Value>)>,
}

pub(crate) fn account() -> impl Strategy<Value = Account> {
    (
        prop::sample::select(vec!["current", "savings", "card", "other", "wallet"]),
        prop::option::of(prop::sample::select(vec![
            json!({"display": "…3000", "scheme": "iban", "value": "DE89370400440532013000"}),
            json!({"display": "…5678", "scheme": "bban", "value": "200000 12345678"}),
            json!({"display": "…9999", "scheme": "other"}),
        ])),
        prop::sample::select(vec!["2025-12-30", "2024-02-28", "1999-12-31", "2026-03-05"]),
        prop::option::of(-1_000_000_i64..1_000_000),
        any::<(bool, bool)>(),
        proptest::collection::vec(row(), 0..12),
    )
        .prop_map(|(kind, number, first, opening, (closing, balances_of_rows), mut rows)| {
            rows.sort_by_key(|(day, _)| *day);
            Account { kind, number, first, opening, closing, balances_of_rows, rows }
        })
}

fn record(record_type: &'static RecordType, members: Map<String, Value>) -> AnyRecord {
    AnyRecord::deserialize(record_type, Value::Object(members)).expect("a record of its type")
}

impl Account {
    pub(crate) fn collected(&self, currency: &str) -> Collected {
        let mut collected = Collected::default();
        let first = Date::parse(self.first).expect("a date");
        let end = first.plus_days(5).expect("a date");
        let thing = Id::parse("account").expect("an id");
        let [account, balance, transaction] =
            ["account", "balance", "transaction"].map(|name| by_name(name).expect("a type"));
        let mut put = |record_type: &'static RecordType, from: Date, to: Date, records: Vec<AnyRecord>| {
            let series = Series { thing: Some(thing.clone()), record_type, from, to, incomplete: Vec::new() };
            collected.take(Item::Series(series)).expect("memory");
            let mut ranks = Ranks::default();
            for mut record in records {
                identify(&IdKey::ZERO, &mut ranks, &mut record);
                collected.take(Item::Record(Row { place: None, record })).expect("memory");
            }
        };
        let mut members = json!({"id": "account", "as_of": end, "kind": self.kind, "currency": currency, "status": "unknown", "ownership": "unknown"});
        if let Some(number) = &self.number {
            members["number"] = number.clone();
        }
        let Value::Object(members) = members else { unreachable!() };
        put(account, end, end.next_day().expect("a day"), vec![record(account, members)]);

        let mut sum = self.opening.map(|pence| Total::from(Amount::from_units(pence, 2).expect("few pence")));
        let mut rows = Vec::new();
        for (day, members) in &self.rows {
            let mut members = members.clone();
            let date = first.plus_days(*day).expect("a date");
            members.insert("id".to_owned(), json!("x"));
            members.insert("account".to_owned(), json!("account"));
            members.insert("currency".to_owned(), json!(currency));
            members.insert("date".to_owned(), json!(date));
            if let Some(Value::Object(days)) = members.get("value_date") {
                let days = days["days"].as_i64().expect("days");
                members.insert("value_date".to_owned(), json!(date.plus_days(days)));
            }
            if members["status"] == json!("booked") {
                let moved = Amount::parse(members["amount"].as_str().expect("text")).expect("an amount");
                sum = sum.and_then(|sum| sum.plus(moved)).filter(|sum| sum.to_amount().is_ok());
                if let Some(after) = sum.filter(|_| self.balances_of_rows) {
                    members.insert("running_balance".to_owned(), json!(after.to_amount().expect("fits")));
                }
            }
            rows.push(record(transaction, members));
        }
        put(transaction, first, end, rows);

        let mut held = Vec::new();
        let mut hold = |kind: &str, date: Date, amount: Amount| {
            let members = json!({"id": "x", "account": "account", "date": date, "kind": kind, "amount": amount, "currency": currency, "credit_line_included": "no"});
            let Value::Object(members) = members else { unreachable!() };
            held.push(record(balance, members));
        };
        if let Some(pence) = self.opening {
            hold("opening_booked", first, Amount::from_units(pence, 2).expect("few pence"));
        }
        if let (true, Some(after)) = (self.closing, sum) {
            hold("closing_booked", end.previous_day().expect("a day"), after.to_amount().expect("fits"));
        }
        put(balance, first, end, held);
        collected
    }
}

pub(crate) fn written(
    collected: &Collected,
    writer: impl FnOnce(&mut Vec<u8>) -> Box<dyn RecordWriter + '_>,
) -> (Vec<u8>, Vec<Loss>) {
    let mut bytes = Vec::new();
    let mut writer = writer(&mut bytes);
    for (series, rows) in &collected.series {
        writer.series(series).expect("memory does not fail");
        for row in rows {
            writer.record(&row.record, &[]).expect("memory does not fail");
        }
    }
    let losses = writer.finish().expect("memory does not fail");
    (bytes, losses)
}

fn members(record: &AnyRecord) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// How often the losses name something.
fn times(losses: &[Loss], what: &str) -> usize {
    let of = losses.iter().filter(|loss| loss.member.as_deref() == Some(what));
    of.map(|loss| match loss.reason.split_once(' ') {
        Some((count, _)) => count.parse().unwrap_or(1),
        None => 1,
    })
    .sum()
}

/// What a format leaves aside or adds, so that the rest can be compared.
struct Manner {
    format: Format,
    /// Written as it stands and never lost.
    kept: &'static [&'static str],
    /// Set by every reader of the format, whatever was written.
    added: &'static [&'static str],
    unbooked: bool,
    /// What comes back of the texts of a row.
    texts: fn(&mut Map<String, Value>),
}

const ASIDE: &[&str] = &["seq", "source_ref", "id_stability", "running_balance", "account"];

/// Rows before and after; the order is that of the source.
fn compare(
    manner: &Manner,
    account: &Account,
    currency: &str,
    bytes: &[u8],
    losses: &[Loss],
) -> Result<(), TestCaseError> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut options = Options::default();
    options.currency = Some(currency.parse().expect("a currency"));
    // Equal rows of one day are told apart by their rank, which rows that are not written have no part in.
    let mut kept = account.clone();
    kept.rows.retain(|(_, row)| manner.unbooked || row["status"] == json!("booked"));
    let before = kept.collected(currency);
    let (after, _) = convert(manner.format, bytes, &options);
    let errors: Vec<_> = after.findings.iter().filter(|finding| finding.is_error()).collect();
    prop_assert!(errors.is_empty(), "{errors:?}\n{text}");
    let rows =
        |collected: &Collected| -> Vec<Map<String, Value>> { collected.records("transaction").map(members).collect() };
    let (before, after) = (rows(&before), rows(&after));
    prop_assert_eq!(times(losses, "transaction"), account.rows.len() - before.len());
    prop_assert_eq!(before.len(), after.len(), "{}", text);
    let mut differ: BTreeMap<&str, usize> = BTreeMap::new();
    for (before, after) in before.iter().zip(&after) {
        let mut expected = before.clone();
        (manner.texts)(&mut expected);
        for member in manner.kept {
            prop_assert_eq!(expected.get(*member), after.get(*member), "{} of {:?}\n{}", member, before, text);
        }
        let names: BTreeSet<&str> = expected.keys().chain(after.keys()).map(String::as_str).collect();
        for name in names.into_iter().filter(|name| !ASIDE.contains(name)) {
            if expected.get(name) != after.get(name) && (expected.contains_key(name) || !manner.added.contains(&name)) {
                let name = by_name("transaction").and_then(|all| all.member(name)).expect("a member").name;
                *differ.entry(name).or_default() += 1;
            }
        }
    }
    for (member, count) in differ {
        let named = times(losses, &format!("transaction.{member}"));
        prop_assert!(named >= count, "{member}: {count} differ, {named} are named\n{losses:?}\n{text}");
    }
    Ok(())
}

fn one_line(row: &mut Map<String, Value>, member: &str) {
    if let Some(Value::String(text)) = row.get_mut(member) {
        *text = flat(text);
    }
}

fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '\u{2028}' { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// The other party stands before the description, in 32 characters.
fn texts_of_ofx(row: &mut Map<String, Value>) {
    let text = |row: &Map<String, Value>, member: &str| row.get(member).and_then(Value::as_str).map(flat);
    let short = |text: &str, most: usize| text.chars().take(most).collect::<String>().trim_end().to_owned();
    let shown = text(row, "description");
    let hidden = row.contains_key("description_masked") && !row.contains_key("counterparty_name");
    let memo = shown.or_else(|| if hidden { None } else { text(row, "reference") });
    if let Some(name) = text(row, "counterparty_name") {
        let name = short(&name, 32);
        let memo = memo.map(|memo| short(&memo, 255));
        let joined = match memo {
            Some(memo) if memo.starts_with(&name) => memo,
            Some(memo) => format!("{name}\n{memo}"),
            None => name,
        };
        row.insert("description".to_owned(), json!(joined));
    } else if let Some(memo) = memo {
        row.insert("description".to_owned(), json!(memo));
    }
    for gone in ["counterparty_name", "reference"] {
        row.remove(gone);
    }
    row.remove("source_ids");
}

/// Texts line by line, none of them empty.
fn texts_of_camt(row: &mut Map<String, Value>) {
    for member in ["description", "reference"] {
        let Some(text) = row.get(member).and_then(Value::as_str) else { continue };
        let lines: Vec<String> = text.split('\n').map(flat).filter(|line| !line.is_empty()).collect();
        row.insert(member.to_owned(), json!(lines.join("\n")));
    }
    one_line(row, "counterparty_name");
    row.remove("source_ids");
}

/// Payee and memo on one line each; a reference is a memo where there is no description.
fn texts_of_qif(row: &mut Map<String, Value>) {
    if !row.contains_key("description")
        && let Some(reference) = row.remove("reference")
    {
        row.insert("description".to_owned(), reference);
    }
    for member in ["description", "counterparty_name", "kind_text"] {
        one_line(row, member);
    }
    decimals(row, |scale| match scale {
        0 => ".00",
        1 | 3 => "0",
        _ => "",
    });
    row.remove("source_ids");
}

/// One description on one line, which a spreadsheet does not run.
fn texts_of_midata(row: &mut Map<String, Value>) {
    let masked = row.contains_key("description_masked");
    let other = row.remove("counterparty_name").into_iter().chain(row.remove("reference")).next();
    if let Some(text) = other.filter(|_| !masked && !row.contains_key("description")) {
        row.insert("description".to_owned(), text);
    }
    one_line(row, "description");
    if let Some(Value::String(text)) = row.get_mut("description")
        && text.starts_with(['=', '+', '-', '@', '\''])
    {
        text.insert(0, '\'');
    }
    decimals(row, |scale| match scale {
        0 => ".00",
        1 => "0",
        _ => "",
    });
}

fn decimals(row: &mut Map<String, Value>, zeros: fn(usize) -> &'static str) {
    if let Some(Value::String(amount)) = row.get_mut("amount") {
        let scale = amount.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        amount.push_str(zeros(scale));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn ofx_comes_back(account in account()) {
        let (bytes, losses) = written(&account.collected("EUR"), |out| Box::new(ofx::writer(out)));
        let manner = Manner {
            format: Format::Ofx,
            kept: &["id", "date", "amount", "currency", "status", "value_date"],
            added: &["source_ids", "kind_text", "reversal", "description"],
            unbooked: false,
            texts: texts_of_ofx,
        };
        compare(&manner, &account, "EUR", &bytes, &losses)?;
    }

    #[test]
    fn camt_comes_back(account in account()) {
        let (bytes, losses) = written(&account.collected("EUR"), |out| Box::new(camt::writer(out)));
        let manner = Manner {
            format: Format::Camt,
            kept: &["id", "date", "amount", "currency", "status", "value_date", "end_to_end_id"],
            added: &["source_ids", "kind_text", "bank_code", "reversal"],
            unbooked: true,
            texts: texts_of_camt,
        };
        compare(&manner, &account, "EUR", &bytes, &losses)?;
    }

    #[test]
    fn qif_comes_back(account in account()) {
        let (bytes, losses) = written(&account.collected("EUR"), |out| Box::new(qif::writer(out)));
        let manner = Manner {
            format: Format::Qif,
            kept: &["id", "date", "amount", "currency", "status", "counterparty_name", "category"],
            added: &["source_ids", "description"],
            unbooked: false,
            texts: texts_of_qif,
        };
        prop_assume!(account.rows.iter().any(|(_, row)| row["status"] == json!("booked")));
        compare(&manner, &account, "EUR", &bytes, &losses)?;
    }

    #[test]
    fn midata_comes_back(mut account in account()) {
        account.kind = "current";
        account.opening.get_or_insert(0);
        for (_, row) in &mut account.rows {
            // The balance after a row has to fit too.
            if row["amount"].as_str().is_some_and(|amount| amount.len() > 12) {
                row.insert("amount".to_owned(), json!("-1.05"));
            }
        }
        let (bytes, losses) = written(&account.collected("GBP"), |out| Box::new(midata::writer(out)));
        let manner = Manner {
            format: Format::Midata,
            kept: &["id", "date", "amount", "currency", "status"],
            added: &["kind_text", "reversal", "counterparty_masked"],
            unbooked: false,
            texts: texts_of_midata,
        };
        prop_assume!(account.rows.iter().any(|(_, row)| row["status"] == json!("booked")));
        compare(&manner, &account, "GBP", &bytes, &losses)?;
    }

    #[test]
    fn ndjson_comes_back(account in account()) {
        let before = account.collected("EUR");
        let mut bytes = Vec::new();
        prop_assert_eq!(write(&before, ndjson::Writer::new(&mut bytes)), Vec::new());
        let (after, _) = convert(Format::Ndjson, &bytes, &Options::default());
        let plain = |collected: &Collected| -> Vec<(Series, Vec<AnyRecord>)> {
            let each = collected.series.iter();
            each.map(|(series, rows)| (series.clone(), rows.iter().map(|row| row.record.clone()).collect())).collect()
        };
        prop_assert_eq!(plain(&before), plain(&after));
    }
}
