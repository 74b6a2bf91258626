//! What pricing costs: a thousand tariffs on a year of somebody's use, one core.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pannier_model::record::AnyRecord;
use pannier_report::Location;
use pannier_tariff::cost::{Facts, Horizon, Replay, Usage, UsageBuilder};
use pannier_tariff::tariff::Tariff;
use serde_json::{Value, json};

const TARIFFS: u32 = 1000;

fn date(text: &str) -> pannier_model::value::Date {
    pannier_model::value::Date::parse(text).expect("a date")
}

fn record(record_type: &str, row: Value) -> AnyRecord {
    let record_type = pannier_model::record::by_name(record_type).expect("a type");
    AnyRecord::deserialize(record_type, row).expect("a record")
}

fn days() -> impl Iterator<Item = pannier_model::value::Date> {
    let start = date("2026-01-01");
    (0..365).filter_map(move |day| start.plus_days(day))
}

/// 17,520 half-hours.
fn energy() -> UsageBuilder {
    let mut builder = Usage::builder();
    for (number, at) in days().enumerate() {
        let slots: Vec<String> = (0..48).map(|slot| format!("0.{:03}", (number * 7 + slot * 13) % 900 + 50)).collect();
        let total: usize = (0..48).map(|slot| (number * 7 + slot * 13) % 900 + 50).sum();
        let row = json!({
            "id": at, "register": "r3m5tb", "date": at, "zone": "Etc/UTC", "fuel": "electricity", "direction": "import",
            "unit": "kWh", "resolution": "PT30M", "count": 48, "missing": 0,
            "total": format!("{}.{:03}", total / 1000, total % 1000), "quality": "actual", "slots": slots,
        });
        builder.record(&record("interval_day", row));
    }
    builder
}

/// 5,000 transactions with the balance after each.
fn bank() -> UsageBuilder {
    let mut builder = Usage::builder();
    builder.promised("transaction", Some("a7k2qx"), date("2026-01-01"), date("2027-01-01"), &[]);
    let all: Vec<_> = days().collect();
    let mut cents: i64 = 0;
    let kinds = ["card", "direct_debit", "cash_out", "card", "standing_order", "transfer_out"];
    let categories = ["groceries", "fuel", "travel", "eating_out", "household"];
    for number in 0..5000_usize {
        let income = number % 400 == 0;
        let amount = if income { 250_000 } else { -(i64::try_from(number * 37 % 1900).expect("small") + 30) };
        cents += amount;
        let money =
            |cents: i64| format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
        let row = json!({
            "id": format!("t{number:05}"), "account": "a7k2qx", "date": all[number * 365 / 5000], "date_basis": "booked",
            "status": "booked", "amount": money(amount), "currency": "GBP",
            "kind": if income { "transfer_in" } else { kinds[number % kinds.len()] }, "seq": number,
            "is_foreign": number % 11 == 0, "running_balance": money(cents), "category": categories[number % categories.len()],
        });
        builder.record(&record("transaction", row));
    }
    builder
}

fn tariff(number: u32, sector: &str, zone: &str, components: &Value) -> Tariff {
    let price = |base: u32| format!("0.{:04}", base + number % 997);
    let text = json!({
        "id": format!("t{number}"), "version": "1", "provider": { "id": "0", "name": "Somebody" }, "name": "Bench",
        "sector": sector, "jurisdiction": "GB", "currency": "GBP", "time_zone": zone,
        "saleable": { "from": "2026-01-01" }, "priced": { "from": "2026-01-01" }, "eligibility": [],
        "tax": { "included": false, "rate": "0.05" }, "rounding": { "at": "line", "mode": "half_up", "places": 2 },
        "billing": { "anchor": "calendar", "period": "P1M" }, "unmodelled": [], "components": components,
        "windows": {
            "peak": { "slots": [{ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "16:00", "to": "20:00" }] },
            "night": { "slots": [{ "from": "23:00", "to": "06:30" }] },
            "day": { "otherwise": ["peak", "night"] },
        },
    });
    let text = text
        .to_string()
        .replace("PRICE_A", &price(3000))
        .replace("PRICE_B", &price(1000))
        .replace("PRICE_C", &price(2000));
    let reading = Tariff::read(text.as_bytes(), &Location::whole());
    reading.tariff.unwrap_or_else(|| panic!("{:?}", reading.findings))
}

fn energy_tariffs() -> Vec<Tariff> {
    let usage = |id: &str, price: &str| {
        json!({ "kind": "usage", "id": id, "label": id, "direction": "charge", "meter": "electricity.import", "unit": "kWh",
                "window": id, "blocks": [{ "price": price }] })
    };
    let components = json!([
        { "kind": "fixed", "id": "standing", "label": "Standing charge", "direction": "charge", "amount": "0.53", "per": "P1D" },
        usage("peak", "PRICE_A"), usage("night", "PRICE_B"), usage("day", "PRICE_C"),
        { "kind": "percent", "id": "off", "label": "Discount", "direction": "credit", "of": ["peak", "night", "day"], "rate": "0.02" },
    ]);
    (0..TARIFFS).map(|number| tariff(number, "energy", "Europe/London", &components)).collect()
}

fn bank_tariffs() -> Vec<Tariff> {
    let components = json!([
        { "kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": "5.00", "per": "P1M",
          "when": [{ "metric": "inflow", "lt": "1500" }] },
        { "kind": "event", "id": "abroad", "label": "Abroad", "direction": "charge", "percent": "PRICE_B", "min": "0.50",
          "max": "10.00", "match": { "kind": ["card"], "is_foreign": true } },
        { "kind": "event", "id": "cash", "label": "Cash", "direction": "charge", "amount": "0.80", "free": { "n": 3 },
          "match": { "kind": ["cash_out"] } },
        { "kind": "event", "id": "back", "label": "Cashback", "direction": "credit", "percent": "0.01",
          "match": { "category": ["groceries", "fuel"] } },
        { "kind": "clamp", "id": "cap", "label": "Cap", "direction": "charge", "min": "-5.00", "of": ["back"] },
        { "kind": "balance", "id": "od", "label": "Overdraft", "direction": "charge", "side": "debit", "mode": "graduated",
          "day_count": "ACT/365F", "blocks": [{ "rate": "0", "up_to": "100" }, { "rate": "PRICE_A" }] },
    ]);
    (0..TARIFFS).map(|number| tariff(number, "bank", "Europe/London", &components)).collect()
}

fn price(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("price a thousand tariffs");
    group.sample_size(10).throughput(Throughput::Elements(TARIFFS.into()));
    let cases = [
        ("17,520 half-hours", energy().build(), energy_tariffs()),
        ("5,000 transactions", bank().build(), bank_tariffs()),
    ];
    for (name, usage, tariffs) in &cases {
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                let mut replay = Replay::new(usage, Horizon::year_from(date("2027-01-01")));
                for tariff in tariffs {
                    let quote = replay.price(tariff, &Facts::new());
                    assert!(quote.year_one.is_some(), "{:?}", quote.reasons);
                    black_box(quote);
                }
            });
        });
    }
    group.finish();
}

fn gather(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gather use");
    group.sample_size(10);
    group.bench_function("17,520 half-hours", |bencher| bencher.iter(|| black_box(energy().build())));
    group.bench_function("5,000 transactions", |bencher| bencher.iter(|| black_box(bank().build())));
    group.finish();
}

criterion_group!(benches, price, gather);
criterion_main!(benches);
