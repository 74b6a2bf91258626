//! What a source does not state and its user does not give, and what they state that is none.

use serde_json::{Value, json};

use super::rates::{ENTRY, RATE, entry, rate};
use super::telco::{OFFERING, offering};
use super::{Draft, Given, Source};

/// Which part of what is given is left out.
type Without = fn(Given) -> Given;

pub(super) fn vectors() -> Vec<Draft> {
    const COUNTRY: Without = |given| Given { country: None, ..given };
    const ZONE: Without = |given| Given { zone: None, ..given };
    const ELSEWHERE: &str = "a price is charged in hours and days of some other place";
    const GUESSED: &str = "a currency that was guessed stands under a price";
    let less = |source: Source, without: Without| {
        let given = without(source.given.clone());
        source.with(given)
    };
    vec![
        less(offering(), ZONE)
            .reject("convert-zone/reject-tmf620")
            .base(OFFERING)
            .says("an offering of which nobody gave the zone", ELSEWHERE),
        less(rate(), ZONE)
            .reject("convert-zone/reject-urdb")
            .base(RATE)
            .says("a rate by the hour of which nobody gave the zone", ELSEWHERE),
        entry()
            .stating("/meta/timezone", Value::Null)
            .reject("convert-zone/reject-open-energy")
            .base(ENTRY)
            .says("an entry without a zone", ELSEWHERE),
        entry()
            .stating("/meta/timezone", json!("Europe/Brest"))
            .reject("tariff-zone-known/reject-open-energy")
            .base(ENTRY)
            .says("an entry with a zone that there is not", ELSEWHERE),
        less(offering(), COUNTRY)
            .reject("convert-country/reject-tmf620")
            .base(OFFERING)
            .says("an offering of which nobody gave the country", "whose tax applies is guessed"),
        in_currency(&Value::Null)
            .reject("convert-currency/reject-tmf620")
            .base(OFFERING)
            .says("prices without a currency", GUESSED),
        in_currency(&json!("€"))
            .reject("convert-currency/reject-tmf620-sign")
            .base(OFFERING)
            .says("prices with the sign of a currency in place of its code", GUESSED),
        in_currency(&json!("XXX"))
            .reject("convert-currency/reject-tmf620-none")
            .base(OFFERING)
            .says("prices in a currency that says there is none", GUESSED),
        entry()
            .stating("/meta/currency", json!("chf"))
            .reject("convert-currency/reject-open-energy-lower-case")
            .base(ENTRY)
            .says("a currency in small letters", GUESSED),
        entry()
            .stating("/meta/currency", Value::Null)
            .reject("convert-currency/reject-open-energy")
            .base(ENTRY)
            .says("an entry without a currency", GUESSED),
        in_currency(&json!("XXY"))
            .reject("tariff-currency-known/reject-tmf620")
            .base(OFFERING)
            .says("prices in three letters that are no currency", GUESSED),
        entry()
            .stating("/meta/currency", json!("DEM"))
            .reject("tariff-currency-known/reject-open-energy")
            .base(ENTRY)
            .says("prices in a currency that was withdrawn", GUESSED),
    ]
}

/// The offering with all its prices in one currency, or in none.
fn in_currency(unit: &Value) -> Source {
    ["/0/productOfferingPrice/0", "/0/productOfferingPrice/1", "/1"]
        .into_iter()
        .fold(offering(), |offering, price| offering.stating(&format!("{price}/price/unit"), unit.clone()))
}
