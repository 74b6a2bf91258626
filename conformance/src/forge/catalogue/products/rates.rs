//! Rates of electricity: the utility rate database, and the open collection of household prices.

use serde_json::{Value, json};

use super::{Draft, Given, Source, fixed, given, sent, used};

const SUMMER: &str = "months_06_07_08_09";
const WINTER: &str = "months_01_02_03_04_05_10_11_12";
pub(super) const RATE: &str = "tariff-source-form/accept-urdb";
pub(super) const ENTRY: &str = "tariff-source-form/accept-open-energy";

pub(super) fn vectors() -> Vec<Draft> {
    [urdb(), open_energy()].concat()
}

/// Twelve months by twenty-four hours: the second price from 14 to 20 in four months of summer, or never.
fn hours(dear: bool) -> Value {
    let month = |month: usize| -> Vec<u8> {
        (0..24).map(|hour| u8::from(dear && (5..9).contains(&month) && (14..20).contains(&hour))).collect()
    };
    json!((0..12).map(month).collect::<Vec<_>>())
}

/// A rate with a dearer price on afternoons of summer.
pub(super) fn rate() -> Source {
    let document = json!({"items": [{
        "label": "5a", "utility": "Example Power", "eiaid": 123, "name": "Residential", "startdate": 1_767_247_200, "revisions": [7, 8],
        "sector": "Residential", "energyratestructure": [[{"rate": 0.12, "adj": 0.01, "unit": "kWh"}], [{"rate": 2.5e-1}]],
        "energyweekdayschedule": hours(true), "energyweekendschedule": hours(false), "fixedmonthlycharge": 9.50, "usenetmetering": false,
    }]});
    let working = json!(["mon", "tue", "wed", "thu", "fri"]);
    let tariff = json!({
        "id": "5a", "version": "8", "provider": {"id": "EIA 123", "name": "Example Power"}, "name": "Residential", "sector": "energy",
        "jurisdiction": "US", "currency": "USD", "time_zone": "America/Chicago", "saleable": {"from": "2026-01-01"},
        "priced": {"from": "2026-01-01"}, "eligibility": [{"fact": "customer_class", "is": "Residential"}],
        "tax": {"included": true, "rate": "0"},
        "windows": {
            "energy_1": {"slots": [
                {"days": working, "to": "14:00", "on": [SUMMER]}, {"on": [WINTER]},
                {"days": working, "from": "20:00", "on": [SUMMER]}, {"days": ["sat", "sun"], "on": [SUMMER]},
            ]},
            "energy_2": {"slots": [{"days": working, "from": "14:00", "to": "20:00", "on": [SUMMER]}]},
        },
        "calendars": {
            SUMMER: {"yearly": [{"from": "06-01", "to": "10-01"}]}, WINTER: {"yearly": [{"from": "10-01", "to": "06-01"}]},
        },
        "components": [used("0.13", Some("energy_1")), used("0.25", Some("energy_2")), fixed("9.5", "P1M")],
    });
    Source::new(document, tariff, &["/items/0/revisions"]).with(given("America/Chicago", "included"))
}

fn tiers(tiers: &Value, block_period: &str, blocks: &Value) -> Source {
    let mut used = used("0", None);
    (used["blocks"], used["mode"], used["block_period"]) = (blocks.clone(), "graduated".into(), block_period.into());
    rate()
        .stating("/items/0/energyratestructure", json!([tiers]))
        .stating("/items/0/energyweekdayschedule", hours(false))
        .becoming("/windows", Value::Null)
        .becoming("/calendars", Value::Null)
        .becoming("/components", json!([used, fixed("9.5", "P1M")]))
}

fn urdb() -> Vec<Draft> {
    let steps = json!([{"price": "0.1", "up_to": "10"}, {"price": "0.2"}]);
    vec![
        rate()
            .accept(RATE)
            .says("a rate with two prices by hour and season", "hours of a dear price are charged at a cheap one"),
        tiers(
            &json!([{"max": 10, "rate": 0.1, "unit": "kWh daily"}, {"max": 1e38, "rate": 0.2, "unit": "kWh daily"}]),
            "P1D",
            &steps,
        )
        .accept("tariff-source-form/accept-urdb-daily")
        .says(
            "two tiers counted by the day, the last without an end",
            "ten kilowatt-hours a day are taken for ten a month",
        ),
        tiers(&json!([{"max": 10, "rate": 0.1}, {"max": 50, "rate": 0.2, "sell": 0.05}]), "P1M", &steps)
            .leaving("decrease")
            .losing("/items/0/energyratestructure/0")
            .losing("/items/0/supersedes")
            .stating("/items/0/supersedes", json!("4f"))
            .accept("tariff-source-priced/accept-urdb-lost")
            .says(
                "a last tier with an end, and a price paid by tier",
                "what is beyond the last tier is taken to be free",
            ),
        rate()
            .stating("/items/0/fixedkeyaccount", json!(25))
            .leaving("unknown")
            .losing("/items/0/fixedkeyaccount")
            .stating("/items/0/energycomments", json!("A ratchet applies"))
            .accept("tariff-source-priced/accept-urdb-open")
            .says("a member that nobody knows, and a comment", "a charge that nobody knows is taken to be none"),
        rate()
            .stating("/items/0/energyratestructure/1/0/rate", json!(2.5e-14))
            .losing("/items/0/energyratestructure/1/0/rate")
            .becoming("/components/1/blocks/0/price", json!("0"))
            .accept("tariff-source-amount/accept-urdb-decimals")
            .says("a price of fourteen decimals", "a price is rounded and nobody says so"),
        rate()
            .stating("/items/0/energyweekendschedule", json!([[0]]))
            .stating("/items/0/fixedmonthlycharge", Value::Null)
            .reject("tariff-source-priced/reject-urdb-hours")
            .base(RATE)
            .says("prices without hours", "a price is charged at hours that nobody stated"),
        rate()
            .stating("/items/0/startdate", Value::Null)
            .reject("tariff-source-date/reject-urdb")
            .base(RATE)
            .says("a rate without a day", "a price of another year is compared with those of this one"),
    ]
}

/// An entry of a flat price, with a note that repeats it.
pub(super) fn entry() -> Source {
    let document = json!({
        "meta": {"id": "ch-example", "schemaVersion": "1", "country": "CH", "region": "ZH", "provider": "Example Werke", "plan": "H4",
            "currency": "CHF", "unit": "kWh", "timezone": "Europe/Zurich", "updated": "2026-01-05",
            "notes": "Published by an office. All-in 26.52 Rp/kWh = energy 9.03 + grid 17.49; annual fixed 73 CHF."},
        "tariff": {"kind": "flat", "import": {"flatRate": 0.26524}, "supply": {"daily": 0.2}, "export": {"flatRate": 0.08}},
    });
    let tariff = json!({
        "id": "ch-example", "version": "2026-01-05", "provider": {"id": "Example Werke", "name": "Example Werke"}, "name": "H4",
        "sector": "energy", "jurisdiction": "CH-ZH", "currency": "CHF", "time_zone": "Europe/Zurich", "saleable": {"from": "2026-01-05"},
        "priced": {"from": "2026-01-05"}, "tax": {"included": true, "rate": "0.081"},
        "components": [used("0.26524", None), fixed("0.2", "P1D"), sent("0.08")],
    });
    let given = Given { tax: Some("included:0.081".to_owned()), ..Given::default() };
    Source::new(document, tariff, &["/meta/notes", "/meta/schemaVersion"]).with(given)
}

fn open_energy() -> Vec<Draft> {
    let bands = json!({
        "bands": [{"id": "day", "rate": "0.30"}, {"id": "night", "rate": "0.20"}],
        "schedule": [
            {"days": "weekday", "from": "06:00", "to": "22:00", "band": "day"},
            {"days": "weekday", "from": "22:00", "to": "06:00", "band": "night"},
            {"days": "weekend", "from": "00:00", "to": "24:00", "band": "night"},
        ],
    });
    let working = json!(["mon", "tue", "wed", "thu", "fri"]);
    let windows = json!({
        "day": {"slots": [{"days": working, "from": "06:00", "to": "22:00"}]},
        "night": {"slots": [{"days": working, "from": "22:00", "to": "06:00"}, {"days": ["sat", "sun"]}]},
    });
    let by_hours = entry()
        .stating("/tariff/import", bands)
        .stating("/meta/notes", json!("n/a"))
        .becoming("/source/losses", json!([]))
        .losing("/meta/schemaVersion")
        .becoming("/windows", windows)
        .becoming(
            "/components",
            json!([used("0.3", Some("day")), used("0.2", Some("night")), fixed("0.2", "P1D"), sent("0.08")]),
        );
    vec![
        entry().accept(ENTRY).says("an entry of a flat price with a note that repeats it", "a note that says nothing new takes a price out of every ranking"),
        by_hours.accept("tariff-source-form/accept-open-energy-bands").says("prices by day and night", "a night that ends on the next day ends at midnight"),
        entry()
            .stating("/tariff/supply", Value::Null)
            .stating("/meta/notes", json!("Attributed as a courtesy. All-in 26.52 Rp/kWh = energy 26.52; annual fixed 0 CHF. Network charges excluded."))
            .becoming("/components", json!([used("0.26524", None), sent("0.08")]))
            .becoming("/source/losses", json!([]))
            .losing("/meta/schemaVersion")
            .leaving("unknown")
            .accept("tariff-source-priced/accept-open-energy-open")
            .says("a note of what the price leaves out", "a price without the network wins over those with it"),
        entry()
            .stating("/meta/licence", json!("CC0-1.0"))
            .stating("/tariff/supply/daily", json!(0))
            .stating("/tariff/export/flatRate", json!(-0.01))
            .stating("/meta/notes", Value::Null)
            .becoming("/components", json!([used("0.26524", None)]))
            .becoming("/source/losses", json!([]))
            .losing("/meta/licence")
            .losing("/meta/schemaVersion")
            .losing("/tariff")
            .leaving("increase")
            .accept("tariff-source-priced/accept-open-energy-lost")
            .says("a supply charge of nothing, and a price to be paid for what is sent out", "what a customer pays is taken for what is paid to them"),
        entry()
            .stating("/tariff/import", json!({"tiers": [0.2]}))
            .stating("/tariff/supply", Value::Null)
            .stating("/tariff/export", Value::Null)
            .reject("tariff-source-priced/reject-open-energy")
            .base(ENTRY)
            .says("prices under a name that nobody knows", "an entry of which nothing is known costs nothing"),
        entry()
            .stating("/meta/provider", Value::Null)
            .reject("tariff-source-form/reject-open-energy-seller")
            .base(ENTRY)
            .says("an entry of nobody", "a price has nobody who charges it"),
        entry()
            .stating("/meta/updated", json!("5 January 2026"))
            .reject("tariff-source-date/reject-open-energy")
            .base(ENTRY)
            .says("a day in words", "a day is read that nobody wrote"),
    ]
}
