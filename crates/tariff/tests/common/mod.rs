//! Records and tariffs for tests.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test uses a part, and stops where it fails")]

use std::{fs, path::PathBuf};

use pannier_model::record::{
    AnyRecord, Balance, BalanceCreditLineIncluded, BalanceKind, IntervalDay, ReceiptLine, ReceiptLineKind, Register,
    RegisterKind, Summary, SummaryMetric, SummaryOf, Transaction, TransactionDateBasis, TransactionStatus, UsageEvent,
    UsageEventDirection, UsageEventGrain, UsageEventKind,
};
use pannier_model::value::{
    Amount, Category, CodeText, Currency, Date, Decimal, Duration, Flow, Fuel, Gtin, Id, Int, List, Quality, TxKind,
    Unit, Zone,
};
use pannier_report::Location;
use pannier_tariff::cost::{Usage, UsageBuilder};
use pannier_tariff::tariff::Tariff;
use serde_json::{Value, json};

pub const ACCOUNT: &str = "a7k2qx";
pub const LINE: &str = "l7k2qx";
pub const REGISTER: &str = "r3m5tb";

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A tariff of `schemas/v0/examples/tariff` as JSON.
pub fn example(name: &str) -> Value {
    let path = root().join("schemas/v0/examples/tariff").join(name).with_extension("json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub fn read(tariff: &Value) -> Tariff {
    let reading = Tariff::read(tariff.to_string().as_bytes(), &Location::whole());
    let errors: Vec<_> = reading.findings.iter().filter(|finding| finding.is_error()).collect();
    reading.tariff.unwrap_or_else(|| panic!("{errors:?}"))
}

/// The smallest tariff of a trade with other components.
pub fn tariff(sector: &str, components: &Value) -> Value {
    let mut tariff = example("minimal");
    tariff["sector"] = sector.into();
    tariff["saleable"] = json!({ "from": "2020-01-01" });
    tariff["priced"] = json!({ "from": "2020-01-01" });
    tariff["components"] = components.clone();
    tariff
}

pub fn id(text: impl AsRef<str>) -> Id {
    Id::parse(text.as_ref()).unwrap()
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

pub fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub fn currency(text: &str) -> Currency {
    Currency::parse(text).unwrap()
}

/// Days from one to before another.
pub fn days(from: &str, to: &str) -> Vec<Date> {
    let (from, to) = (date(from), date(to));
    (0..).map_while(|days| from.plus_days(days).filter(|date| *date < to)).collect()
}

/// A day of slots; one slot is a day of which only the total is known.
pub fn interval_day(at: Date, zone: &str, slots: Vec<Decimal>, resolution: &str) -> IntervalDay {
    let total = slots.iter().map(|slot| slot.picos()).sum::<i128>();
    let mut one = IntervalDay::new(
        id(at.to_string()),
        id(REGISTER),
        at,
        Zone::parse(zone).unwrap(),
        Fuel::Electricity,
        Flow::Import,
        Unit::KilowattHour,
        Duration::parse(resolution).unwrap(),
        Int::new(slots.len().try_into().unwrap()).unwrap(),
        Int::new(0).unwrap(),
        Decimal::from_units(total, 12).unwrap().trimmed(),
        Quality::Actual,
    );
    if slots.len() > 1 {
        one.slots = Some(List::new(slots.into_iter().map(Some).collect()).unwrap());
    }
    one
}

pub fn any_day(one: IntervalDay) -> AnyRecord {
    AnyRecord::IntervalDay(Box::new(one))
}

/// So many kilowatt-hours in every hour of these days, on a meter that counts in that zone.
pub fn hourly(days: &[Date], zone: &str, quantity: &str) -> Vec<AnyRecord> {
    let zone_rules = jiff::tz::TimeZone::get(zone).unwrap();
    let midnight = |at: Date| zone_rules.to_timestamp(at.civil().at(0, 0, 0, 0)).unwrap().as_second();
    days.iter()
        .map(|at| {
            let hours = (midnight(at.next_day().unwrap()) - midnight(*at)) / 3600;
            let slots = vec![decimal(quantity); usize::try_from(hours).unwrap()];
            any_day(interval_day(*at, zone, slots, "PT1H"))
        })
        .collect()
}

pub fn register(flow: Flow, tou: Option<&str>, name: &str) -> AnyRecord {
    let mut one = Register::new(
        id(name),
        id("s3m5tb"),
        date("2026-01-01"),
        Fuel::Electricity,
        flow,
        Unit::KilowattHour,
        RegisterKind::Interval,
        Zone::parse("Etc/UTC").unwrap(),
    );
    one.tou = tou.map(|tou| CodeText::parse(tou).unwrap());
    AnyRecord::Register(Box::new(one))
}

pub fn transaction(number: usize, at: Date, text: &str, kind: TxKind) -> Transaction {
    Transaction::new(
        id(format!("t{number}")),
        id(ACCOUNT),
        at,
        TransactionDateBasis::Booked,
        TransactionStatus::Booked,
        amount(text),
        currency("GBP"),
        kind,
    )
}

pub fn card(number: usize, at: Date, text: &str, category: Option<Category>, foreign: Option<bool>) -> AnyRecord {
    let mut one = transaction(number, at, text, TxKind::Card);
    one.category = category;
    one.is_foreign = foreign;
    any_transaction(one)
}

pub fn any_transaction(one: Transaction) -> AnyRecord {
    AnyRecord::Transaction(Box::new(one))
}

pub fn balance(at: Date, text: &str) -> AnyRecord {
    AnyRecord::Balance(Box::new(Balance::new(
        id(format!("b{at}")),
        id(ACCOUNT),
        at,
        BalanceKind::ClosingBooked,
        amount(text),
        currency("GBP"),
        BalanceCreditLineIncluded::No,
    )))
}

pub fn call(number: usize, at: Date, seconds: &str) -> AnyRecord {
    AnyRecord::UsageEvent(Box::new(used(number, at, UsageEventKind::Voice, seconds, Unit::Second)))
}

pub fn data(number: usize, at: Date, bytes: &str) -> AnyRecord {
    AnyRecord::UsageEvent(Box::new(used(number, at, UsageEventKind::Data, bytes, Unit::Byte)))
}

pub fn used(number: usize, at: Date, kind: UsageEventKind, quantity: &str, unit: Unit) -> UsageEvent {
    let direction = if kind == UsageEventKind::Data { UsageEventDirection::Both } else { UsageEventDirection::Out };
    let grain = UsageEventGrain::Event;
    UsageEvent::new(id(format!("u{number}")), id(LINE), at, grain, kind, direction, decimal(quantity), unit)
}

pub fn bought(number: usize, at: Date, gtin: &str, quantity: &str, paid: &str) -> AnyRecord {
    let mut one = ReceiptLine::new(
        id(format!("R1.{number}")),
        id("R1"),
        at,
        Int::new(number.try_into().unwrap()).unwrap(),
        if quantity.starts_with('-') { ReceiptLineKind::Return } else { ReceiptLineKind::Sale },
        decimal(quantity),
        Unit::Item,
        amount(paid),
        currency("EUR"),
        true,
    );
    one.gtin = Some(Gtin::parse(gtin).unwrap());
    AnyRecord::ReceiptLine(Box::new(one))
}

pub fn summary(of: SummaryOf, month: Date, metric: SummaryMetric, bucket: &str, count: u64, value: &str) -> AnyRecord {
    let mut one = Summary::new(
        id(format!("s{month}{}{}", metric.as_str(), bucket.len())),
        of,
        month,
        Int::new(month.days_in_month().into()).unwrap(),
        true,
        metric,
        CodeText::parse(bucket).unwrap(),
        Int::new(count).unwrap(),
        decimal(value),
    );
    match of {
        SummaryOf::Transaction => {
            one.thing = Some(id(ACCOUNT));
            one.currency = Some(currency("GBP"));
        }
        SummaryOf::UsageEvent => {
            one.thing = Some(id(LINE));
            one.unit = Some(if bucket.starts_with("data") { Unit::Byte } else { Unit::Second });
        }
        _ => {
            one.thing = Some(id(REGISTER));
            one.unit = Some(Unit::KilowattHour);
        }
    }
    AnyRecord::Summary(Box::new(one))
}

/// A builder to which everything is promised from one day to before another.
pub fn promised(from: &str, to: &str) -> UsageBuilder {
    let mut builder = Usage::builder();
    for (record_type, thing) in [("transaction", Some(ACCOUNT)), ("usage_event", Some(LINE)), ("receipt_line", None)] {
        builder.promised(record_type, thing, date(from), date(to), &[]);
    }
    builder
}

pub fn usage(from: &str, to: &str, records: &[AnyRecord]) -> Usage {
    let mut builder = promised(from, to);
    for record in records {
        builder.record(record);
    }
    builder.build()
}
