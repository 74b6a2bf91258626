//! What holds of every price, over generated tariffs and use.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{any_day, any_transaction, balance, data, date, days, interval_day, read, tariff, transaction, usage};
use pannier_model::record::AnyRecord;
use pannier_model::value::{Category, Decimal, TxKind};
use pannier_report::Location;
use pannier_tariff::cost::{Exact, Facts, Horizon, Quote, price};
use pannier_tariff::tariff::Tariff;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

const FROM: &str = "2027-01-01";
const TO: &str = "2028-01-01";

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
        name in prop::sample::select(vec!["full", "bank-overdraft", "mobile", "energy-time-of-use", "retail", "loyalty"]),
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
