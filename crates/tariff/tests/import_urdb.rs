//! A rate of the US utility rate database on a year of hours: what the importer and the engine give is what the matrices of the
//! rate give, added up hour by hour. Skipped where rate and load are not at hand.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::{collections::BTreeMap, fs, path::PathBuf};

use common::{any_day, date, days, decimal, interval_day, usage};
use pannier_model::value::{Decimal, Zone};
use pannier_report::Location;
use pannier_tariff::cost::{Exact, Facts, Horizon, Status, price};
use pannier_tariff::import::{Options, import};
use pannier_tariff::tariff::RoundingMode;
use serde_json::Value;

const FROM: &str = "2026-01-01";
const TO: &str = "2027-01-01";

/// The rate and the load of every hour, in kWh.
fn at_hand() -> Option<(Vec<u8>, Vec<Decimal>)> {
    let folder = PathBuf::from(std::env::var_os("PANNIER_CORPUS")?).join("tariffs/us-urdb/pysam");
    let load = fs::read_to_string(folder.join("sample_load.csv")).ok()?;
    Some((fs::read(folder.join("urdbv7.json")).ok()?, load.lines().skip(1).map(decimal).collect()))
}

/// A number of the rate, as exact as a tariff holds it.
fn number(value: &Value) -> Exact {
    Decimal::parse(&format!("{:.12}", value.as_f64().unwrap())).unwrap().into()
}

/// A number of a period, which the rate writes as `1.0`.
fn index(value: &Value) -> usize {
    format!("{:.0}", value.as_f64().unwrap()).parse().unwrap()
}

/// What a quantity comes to by blocks that end at `max`.
fn blocks(tiers: &Value, quantity: &Exact) -> Exact {
    let (mut from, mut sum) = (Exact::ZERO, Exact::ZERO);
    for tier in tiers.as_array().unwrap() {
        let end = tier["max"].as_f64().filter(|end| *end < 1e30).map(|_| number(&tier["max"]));
        let to = end.map_or_else(|| quantity.clone(), |end| if end < *quantity { end } else { quantity.clone() });
        if to > from {
            sum += (&to - &from) * number(&tier["rate"]);
            from = to;
        }
    }
    sum
}

/// The year hour by hour: use and the greatest power of each period of the schedules, and the least that a month costs.
fn by_hand(rate: &Value, load: &[Decimal]) -> Exact {
    let period = |schedule: &str, month: usize, hour: usize| index(&rate[schedule][month][hour]);
    let mut year = Exact::ZERO;
    for month in 0..12 {
        let mut used: BTreeMap<usize, Exact> = BTreeMap::new();
        let mut power: BTreeMap<usize, Exact> = BTreeMap::new();
        let mut greatest = Exact::ZERO;
        for (number, _) in
            days(FROM, TO).into_iter().enumerate().filter(|(_, day)| usize::from(day.month()) == month + 1)
        {
            // 1 January 2026 is a Thursday.
            let week = if (number + 3) % 7 >= 5 { "weekend" } else { "weekday" };
            for hour in 0..24 {
                let kwh: Exact = load[number * 24 + hour].into();
                *used.entry(period(&format!("energy{week}schedule"), month, hour)).or_default() += &kwh;
                let of_period = power.entry(period(&format!("demand{week}schedule"), month, hour)).or_default();
                for most in [of_period, &mut greatest] {
                    if kwh > *most {
                        *most = kwh.clone();
                    }
                }
            }
        }
        let flat = index(&rate["flatdemandmonths"][month]);
        year += number(&rate["fixedmonthlycharge"]);
        year += used.iter().map(|(period, kwh)| blocks(&rate["energyratestructure"][*period], kwh)).sum::<Exact>();
        year += power.iter().map(|(period, kw)| blocks(&rate["demandratestructure"][*period], kw)).sum::<Exact>();
        year += blocks(&rate["flatdemandstructure"][flat], &greatest);
    }
    year
}

#[test]
fn a_year_of_hours_comes_to_what_the_matrices_say() {
    let Some((text, load)) = at_hand() else { return };
    assert_eq!(load.len(), 8760);
    let options =
        Options { zone: Zone::parse("Etc/GMT+7").ok(), as_of: Some(date("2025-01-01")), ..Options::default() };
    let imported = import(&text, None, &options, &Location::whole()).unwrap();
    let [product] = &imported.products[..] else { panic!("one rate is one product") };
    let tariff = product.tariff.as_ref().unwrap_or_else(|| panic!("{:?}", product.findings));
    let mut records: Vec<_> = days(FROM, TO)
        .into_iter()
        .zip(load.chunks(24))
        .map(|(day, hours)| any_day(interval_day(day, "Etc/GMT+7", hours.to_vec(), "PT1H")))
        .collect();
    records.push(common::register(pannier_model::value::Flow::Import, None, common::REGISTER));
    let quote = price(tariff, &usage(FROM, TO, &records), &Facts::new(), &Horizon::year_from(date(FROM)));
    // Tax is not stated, so the figure has no place in a ranking.
    assert_eq!(quote.status, Status::Incomplete, "{:?}", quote.reasons);
    let rate: Value = serde_json::from_slice(&text).unwrap();
    let expected = by_hand(&rate, &load);
    assert_eq!(quote.year_one_gross().unwrap().with_places(2), expected.round(2, RoundingMode::HalfUp).with_places(2));
    assert_eq!(expected.round(2, RoundingMode::HalfUp).with_places(2), "2434.84");
}
