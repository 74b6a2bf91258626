//! A bank's bundle of one account: transactions of a year with core, balance, text and counterparty filled, which makes five
//! trees, and one over whole rows.

use pannier::{
    Issue, MemoryScratch,
    crypto::{PrivateKey, SystemRandom},
    issue::{Author, Settings},
    record::{Account, AnyRecord, Transaction},
};

pub(crate) const ISSUER: &str = "https://bank.example";
/// 2026-06-01.
pub(crate) const NOW: i64 = 1_780_272_000;

fn account() -> AnyRecord {
    let text =
        r#"{"id":"current","as_of":"2025-12-31","kind":"current","currency":"GBP","status":"open","ownership":"sole"}"#;
    AnyRecord::from(serde_json::from_str::<Account>(text).expect("a record"))
}

/// The pence of row `number`, and what its texts are made of: they differ enough not to deflate to nothing.
fn mixed(number: u64) -> (u64, u64) {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed % 90 + 1) * 100 + mixed % 100, mixed)
}

/// Row `number` of `count` in a year, after which `balance` pence are left.
fn transaction(number: u64, count: u64, balance: u64) -> AnyRecord {
    let (pence, mixed) = mixed(number);
    let day = number * 365 / count;
    let date = pannier::value::Date::parse("2025-01-01").ok().and_then(|first| first.plus_days(day.cast_signed()));
    let date = date.expect("a day of 2025");
    let text = format!(
        r#"{{"id":"t{number}","account":"current","date":"{date}","date_basis":"booked","status":"booked","amount":"-{}.{:02}","currency":"GBP","kind":"card","seq":{number},"running_balance":"{}.{:02}","description":"GROCER {} ANYTOWN {:08x}","reference":"REF{:09}","counterparty_name":"GROCER {}","counterparty_country":"GB"}}"#,
        pence / 100,
        pence % 100,
        balance / 100,
        balance % 100,
        mixed % 10_000,
        mixed >> 32,
        mixed % 1_000_000_000,
        mixed % 10_000,
    );
    AnyRecord::from(serde_json::from_str::<Transaction>(&text).expect("a record"))
}

fn settings() -> Settings {
    let mut settings = Settings::new(Author::Issuer(ISSUER.to_owned()));
    settings.threads = 1;
    settings
}

/// The bundle of these records.
pub(crate) fn issue(key: &PrivateKey, records: Vec<AnyRecord>) -> Vec<u8> {
    let mut random = SystemRandom::new();
    let mut issue = Issue::new(settings(), key, NOW, &mut random, &MemoryScratch).expect("settings");
    for record in records {
        issue.record(record).expect("memory");
    }
    let mut file = Vec::new();
    issue.finish().expect("a bundle").write_to(&mut file).expect("memory");
    file
}

/// The account and so many transactions.
pub(crate) fn records(count: u64) -> Vec<AnyRecord> {
    let mut balance = (0..count).map(|number| mixed(number).0).sum::<u64>() + 100_000;
    let transactions = (0..count).map(|number| {
        balance -= mixed(number).0;
        transaction(number, count, balance)
    });
    std::iter::once(account()).chain(transactions).collect()
}
