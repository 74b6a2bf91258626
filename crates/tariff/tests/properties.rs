//! What holds of every price, over generated tariffs and use.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{
    LINE, any_day, any_transaction, balance, data, date, days, interval_day, read, tariff, transaction, usage,
};
use pannier_model::record::{AnyRecord, UsageEventKind, UsageEventRoaming};
use pannier_model::value::{Category, Decimal, Time, TxKind, Unit};
use pannier_report::Location;
use pannier_tariff::cost::{Exact, Facts, Horizon, Quote, Status, price};
use pannier_tariff::tariff::Tariff;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

const FROM: &str = "2027-01-01";
const TO: &str = "2028-01-01";
const OTHER_LINE: &str = "l3m5tb";

fn quote(tariff: &Value, records: &[AnyRecord]) -> Quote {
    price(&read(tariff), &usage(FROM, TO, records), &Facts::new(), &Horizon::year_from(date(FROM)))
}

fn gross(quote: &Quote) -> Exact {
    quote.year_one_gross().unwrap_or_else(|| panic!("{:?}", quote.reasons)).clone()
}

fn decimal(units: u32, scale: u8) -> String {
    Decimal::from_units(units.into(), scale).unwrap().to_string()
}

/// Ascending blocks with these widths and prices, the last one open.
fn blocks(parts: &[(u32, u32)]) -> Value {
    let mut end = 0;
    let last = parts.len() - 1;
    let block = |(index, (width, price)): (usize, &(u32, u32))| {
        end += width;
        let mut block = json!({ "price": decimal(*price, 4) });
        if index < last {
            block["up_to"] = decimal(end, 1).into();
        }
        block
    };
    parts.iter().enumerate().map(block).collect()
}

fn parts() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((1..5000_u32, 0..9000_u32), 1..4)
}

fn rounding() -> impl Strategy<Value = Value> {
    (
        prop::sample::select(vec!["line", "period", "total"]),
        prop::sample::select(vec!["half_up", "half_even", "up", "down"]),
    )
        .prop_map(|(at, mode)| json!({ "at": at, "mode": mode, "places": 2 }))
}

/// A tariff of meters: a fee, use by blocks of some period, tax and a discount on both.
fn metered() -> impl Strategy<Value = Value> {
    let period = prop::sample::select(vec!["P1D", "P1M", "P3M", "P1Y"]);
    let billing = prop::sample::select(vec!["P1M", "P2M", "P3M", "P1Y"]);
    (parts(), period, billing, rounding(), 0..300_u32, 0..99_u32, any::<bool>()).prop_map(
        |(parts, period, billing, rounding, fee, tax, included)| {
            let mut one = tariff("energy", &json!([
                { "kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": decimal(fee, 2), "per": "P1D" },
                { "kind": "usage", "id": "use", "label": "Use", "direction": "charge", "meter": "electricity.import",
                  "unit": "kWh", "mode": "graduated", "block_period": period, "blocks": blocks(&parts) },
                { "kind": "percent", "id": "levy", "label": "Levy", "direction": "charge", "of": ["fee", "use"], "rate": "0.031" },
            ]));
            one["billing"]["period"] = billing.into();
            one["rounding"] = rounding;
            one["tax"] = json!({ "included": included, "rate": decimal(tax, 2) });
            one
        },
    )
}

fn meter(quantities: &[u32]) -> Vec<AnyRecord> {
    let all = days(FROM, TO).into_iter().enumerate();
    let quantity = |number: usize| Decimal::from_units(quantities[number % quantities.len()].into(), 3).unwrap();
    all.map(|(number, at)| any_day(interval_day(at, "Etc/UTC", vec![quantity(number)], "P1D"))).collect()
}

/// Some use of one of two lines.
#[derive(Clone, Debug)]
struct SharedUse {
    line: bool,
    day: usize,
    second: Option<u32>,
    bytes: u64,
    abroad: bool,
}

fn shared_use() -> impl Strategy<Value = SharedUse> {
    let second = prop::option::weighted(0.8, prop::sample::select(vec![0_u32, 3600, 7200, 43_200, 86_399]));
    // Few days, so that much comes together.
    (any::<bool>(), 0..40_usize, second, 1..3_000_000_000_u64, any::<bool>())
        .prop_map(|(line, day, second, bytes, abroad)| SharedUse { line, day, second, bytes, abroad })
}

/// The records of some use, each in parts of these hundredths and what is left.
fn shared(used: &[SharedUse], parts: &[u64]) -> Vec<AnyRecord> {
    let all = days(FROM, TO);
    let mut records = Vec::new();
    for (number, one) in used.iter().enumerate() {
        let first = one.bytes * parts[number % parts.len()] / 100;
        for (part, bytes) in [first, one.bytes - first].into_iter().enumerate().filter(|(_, bytes)| *bytes > 0) {
            let mut row =
                common::used(2 * number + part, all[one.day], UsageEventKind::Data, &bytes.to_string(), Unit::Byte);
            row.line = common::id(if one.line { LINE } else { OTHER_LINE });
            row.roaming = Some(if one.abroad { UsageEventRoaming::Roaming } else { UsageEventRoaming::Home });
            row.time = one.second.map(|second| {
                Time::parse(&format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)).unwrap()
            });
            records.push(AnyRecord::UsageEvent(Box::new(row)));
        }
    }
    records
}

/// A tariff for two lines: data at home and abroad from a pool, with or without an allowance of each line's own.
fn pool() -> impl Strategy<Value = Value> {
    let period = prop::sample::select(vec!["P1D", "P1M", "P3M"]);
    (
        0..20_u32,
        period,
        any::<bool>(),
        1..4_u32,
        prop::array::uniform2(0..900_u32),
        prop::option::of(0..3_u32),
        any::<bool>(),
    )
        .prop_map(|(quantity, per, rollover, takes, prices, own, for_each)| {
            let mut pool = json!({ "id": "gb", "label": "Data", "quantity": quantity.to_string(), "per": per });
            if rollover {
                pool["rollover"] = "P1M".into();
            }
            if for_each {
                pool["for_each"] = "line".into();
            }
            let of = |id: &str, roaming: &str, price: u32| {
                json!({ "kind": "usage", "id": id, "label": id, "direction": "charge", "meter": "data", "unit": "GB",
                    "filter": { "roaming": [roaming] }, "pool": "gb", "blocks": [{ "price": decimal(price, 2) }] })
            };
            let (mut home, mut abroad) = (of("home", "home", prices[0]), of("abroad", "roaming", prices[1]));
            abroad["takes"] = takes.to_string().into();
            if let Some(own) = own {
                home["included"] = json!({ "quantity": own.to_string() });
            }
            let mut one = tariff("telco", &json!([home, abroad]));
            one["lines"] = 2.into();
            one["pools"] = json!([pool]);
            one["rounding"] = json!({ "at": "total", "mode": "half_up", "places": 6 });
            one
        })
}

fn quote_of_lines(tariff: &Value, records: &[AnyRecord]) -> Quote {
    let mut builder = pannier_tariff::cost::Usage::builder();
    for line in [LINE, OTHER_LINE] {
        builder.promised("usage_event", Some(line), date(FROM), date(TO), &[]);
    }
    for record in records {
        builder.record(record);
    }
    price(&read(tariff), &builder.build(), &Facts::new(), &Horizon::year_from(date(FROM)))
}

/// Movements and balances of an account.
fn account(amounts: &[(i64, u16, u8)]) -> Vec<AnyRecord> {
    let all = days(FROM, TO);
    let mut records: Vec<AnyRecord> = amounts
        .iter()
        .enumerate()
        .map(|(number, (cents, day, kind))| {
            let at = all[usize::from(*day) % all.len()];
            let amount = pannier_model::value::Amount::from_units(*cents, 2).unwrap().to_string();
            let kind = TxKind::ALL[usize::from(*kind) % TxKind::ALL.len()];
            let mut one = transaction(number, at, &amount, kind);
            one.category = Some(Category::ALL[number % Category::ALL.len()]);
            one.is_foreign = Some(number % 3 == 0);
            any_transaction(one)
        })
        .collect();
    records.extend(all.iter().map(|at| balance(*at, if at.day() % 3 == 0 { "-120.55" } else { "80.00" })));
    records
}

fn bank() -> Value {
    tariff(
        "bank",
        &json!([
            { "kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": "3.00", "per": "P1M" },
            { "kind": "event", "id": "card", "label": "Cards", "direction": "charge", "match": { "kind": ["card", "cash_out"] },
              "amount": "0.10", "percent": "0.013", "min": "0.20", "max": "4.00", "free": { "n": 2, "per": "P1M" } },
            { "kind": "event", "id": "back", "label": "Cashback", "direction": "credit",
              "match": { "category": ["groceries", "fuel"] }, "percent": "0.01",
              "when": [{ "metric": "inflow", "gte": "20" }] },
            { "kind": "balance", "id": "od", "label": "Overdraft", "direction": "charge", "side": "debit", "mode": "graduated",
              "blocks": [{ "rate": "0", "up_to": "100" }, { "rate": "0.2" }], "day_count": "ACT/ACT" },
        ]),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_price_does_not_depend_on_the_order_of_records(
        amounts in prop::collection::vec((-50_000..50_000_i64, 0..366_u16, any::<u8>()), 0..80),
        swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 0..400),
    ) {
        let records = account(&amounts);
        let mut shuffled = records.clone();
        for (one, other) in swaps {
            let (one, other) = (one.index(shuffled.len()), other.index(shuffled.len()));
            shuffled.swap(one, other);
        }
        prop_assert_eq!(quote(&bank(), &records).to_value(), quote(&bank(), &shuffled).to_value());
    }

    #[test]
    fn a_price_does_not_depend_on_splitting_a_record(
        parts in parts(),
        sizes in prop::collection::vec((1..4_000_000_000_u64, 0..365_usize, 0..100_u64), 1..40),
    ) {
        let one = tariff("telco", &json!([{ "kind": "usage", "id": "d", "label": "Data", "direction": "charge", "meter": "data",
            "unit": "MB", "mode": "graduated", "included": { "quantity": "500" }, "blocks": blocks(&parts) }]));
        let all = days(FROM, TO);
        let whole: Vec<AnyRecord> =
            sizes.iter().enumerate().map(|(number, (size, day, _))| data(number, all[*day], &size.to_string())).collect();
        let split: Vec<AnyRecord> = sizes.iter().enumerate().flat_map(|(number, (size, day, part))| {
            let first = size * part / 100;
            [(2 * number, first), (2 * number + 1, size - first)].map(|(name, size)| data(name + 1000, all[*day], &size.to_string()))
        }).collect();
        let (whole, split) = (quote(&one, &whole), quote(&one, &split));
        prop_assert_eq!(&whole.year_one, &split.year_one);
        prop_assert_eq!(&whole.by_component, &split.by_component);
    }

    #[test]
    fn more_use_never_costs_less(
        tariff in metered(),
        quantities in prop::collection::vec(0..40_000_u32, 1..20),
        more in prop::collection::vec(0..9_000_u32, 1..20),
    ) {
        let raised: Vec<u32> =
            quantities.iter().enumerate().map(|(at, quantity)| quantity + more[at % more.len()]).collect();
        let (less, more) = (gross(&quote(&tariff, &meter(&quantities))), gross(&quote(&tariff, &meter(&raised))));
        prop_assert!(less <= more, "{} > {}", less, more);
    }

    /// Two lines that share, in any order and any pieces, cost the same; more use never costs less.
    #[test]
    fn a_shared_allowance_is_drawn_on_in_one_way(
        pool in pool(),
        used in prop::collection::vec(shared_use(), 1..60),
        swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 0..200),
        parts in prop::collection::vec(0..=100_u64, 1..8),
        more in shared_use(),
    ) {
        let whole = shared(&used, &[100]);
        let mut shuffled = whole.clone();
        for (one, other) in swaps {
            let (one, other) = (one.index(shuffled.len()), other.index(shuffled.len()));
            shuffled.swap(one, other);
        }
        let price = |records: &[AnyRecord]| quote_of_lines(&pool, records);
        let quoted = price(&whole);
        prop_assert_eq!(quoted.to_value(), price(&shuffled).to_value());
        let split = price(&shared(&used, &parts));
        prop_assert_eq!(&quoted.year_one, &split.year_one);
        prop_assert_eq!(&quoted.by_component, &split.by_component);
        prop_assert_eq!(quoted.status, split.status);
        let raised: Vec<SharedUse> = used.iter().cloned().chain([more]).collect();
        let raised = gross(&price(&shared(&raised, &[100])));
        prop_assert!(gross(&quoted) <= raised, "{} > {}", gross(&quoted), raised);
    }

    /// What records say of the time can only lower what is taken without it.
    #[test]
    fn times_never_make_a_shared_allowance_dearer(pool in pool(), used in prop::collection::vec(shared_use(), 1..60)) {
        let untold: Vec<SharedUse> = used.iter().map(|one| SharedUse { second: None, ..one.clone() }).collect();
        let (told, untold) =
            (quote_of_lines(&pool, &shared(&used, &[100])), quote_of_lines(&pool, &shared(&untold, &[100])));
        prop_assert!(gross(&told) <= gross(&untold), "{} > {}", gross(&told), gross(&untold));
        prop_assert!(untold.status == Status::Bounded || gross(&told) == gross(&untold));
    }

    #[test]
    fn graduated_blocks_are_continuous(parts in parts(), at in any::<Index>(), offset in 0..3_u32) {
        // A watt-hour before the end of a block, at it, and after it: between them nothing could jump.
        let ends: Vec<u32> =
            parts.iter().scan(0, |end, (width, _)| { *end += width * 100; Some(*end) }).collect();
        let quantity = ends[at.index(ends.len())] - 1 + offset;
        let mut one = tariff("energy", &json!([{ "kind": "usage", "id": "use", "label": "Use", "direction": "charge",
            "meter": "electricity.import", "unit": "kWh", "mode": "graduated", "block_period": "P1Y", "blocks": blocks(&parts) }]));
        one["rounding"] = json!({ "at": "total", "mode": "half_up", "places": 6 });
        let records = |quantity: u32| {
            let mut quantities = vec![0; 365];
            quantities[100] = quantity;
            meter(&quantities)
        };
        let (at, after) = (gross(&quote(&one, &records(quantity))), gross(&quote(&one, &records(quantity + 1))));
        let dearest = Exact::fraction(i128::from(parts.iter().map(|(_, price)| *price).max().unwrap()), 10_000);
        // A watt-hour more costs at most a watt-hour of the dearest block, and the rounding of two sums.
        let most = dearest * Exact::fraction(1, 1000) + Exact::fraction(1, 1_000_000);
        prop_assert!(&after - &at <= most);
    }

    #[test]
    fn lines_come_to_the_total(tariff in metered(), quantities in prop::collection::vec(0..40_000_u32, 1..20)) {
        let quote = quote(&tariff, &meter(&quantities));
        let total = quote.year_one.clone().unwrap();
        let sum = |of_line: fn(&pannier_tariff::cost::Line) -> &Exact, of_rounding: fn(&pannier_tariff::cost::RoundedSum) -> &Exact| {
            quote.lines.iter().map(of_line).sum::<Exact>() + quote.rounded.iter().map(of_rounding).sum::<Exact>()
        };
        prop_assert_eq!(sum(|line| &line.net, |sum| &sum.net), total.net.clone());
        prop_assert_eq!(sum(|line| &line.tax, |sum| &sum.tax), total.tax.clone());
        prop_assert_eq!(sum(|line| &line.gross, |sum| &sum.gross), total.gross.clone());
        prop_assert_eq!(&total.net + &total.tax, total.gross.clone());
        let by_component: Exact = quote.by_component.iter().map(|sum| &sum.gross).sum();
        prop_assert_eq!(by_component, quote.lines.iter().map(|line| &line.gross).sum::<Exact>());
        for line in &quote.lines {
            prop_assert_eq!(&line.quantity * &line.price, line.exact.clone());
            prop_assert_eq!(&line.net + &line.tax, line.gross.clone());
        }
    }

    /// A tariff with anything in the place of anything is read or refused, and priced or refused.
    #[test]
    fn nothing_panics(
        name in prop::sample::select(vec!["full", "bank-overdraft", "mobile", "mobile-family", "energy-time-of-use", "retail", "loyalty"]),
        places in prop::collection::vec((any::<Index>(), 0..20_usize), 1..4),
    ) {
        let strange = [
            json!(null), json!(0), json!(-1), json!(1.5), json!(u64::MAX), json!(""), json!("999999999999999.999999999999"),
            json!("-999999999999.999999"), json!("0"), json!("9999-12-31"), json!("0000-01-01"), json!("P9999Y"), json!("P1D"),
            json!("P9999D"), json!("24:00"), json!("02-29"), json!([]), json!({}), json!("arranged_limit"), json!("0.999999999999"),
        ];
        let mut one = common::example(name);
        for (at, with) in places {
            let mut pointers = Vec::new();
            pointers_of(&one, "", &mut pointers);
            let pointer = &pointers[at.index(pointers.len())];
            *one.pointer_mut(pointer).unwrap() = strange[with].clone();
        }
        let reading = Tariff::read(one.to_string().as_bytes(), &Location::whole());
        prop_assert_eq!(reading.tariff.is_none(), reading.findings.iter().any(pannier_report::Finding::is_error));
        if let Some(tariff) = reading.tariff {
            let mut records = account(&[(-99_999_999_999_999, 5, 0), (1_000_000, 7, 6)]);
            records.extend(meter(&[5000, 0, u32::MAX]));
            records.push(data(1, date("2027-03-03"), "999999999999999"));
            let facts = Facts::new().answer("arranged_limit", "100").answer("age", "x");
            let usage = usage(FROM, TO, &records);
            let mut horizon = Horizon::year_from(date(FROM));
            let quote = price(&tariff, &usage, &facts, &horizon);
            prop_assert!(quote.to_value().is_object());
            horizon.start = date("2026-08-01");
            prop_assert!(price(&tariff, &usage, &facts, &horizon).to_value().is_object());
        }
    }
}

fn pointers_of(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let pointer = format!("{at}/{name}");
                found.push(pointer.clone());
                pointers_of(value, &pointer, found);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                let pointer = format!("{at}/{index}");
                found.push(pointer.clone());
                pointers_of(value, &pointer, found);
            }
        }
        _ => {}
    }
}
