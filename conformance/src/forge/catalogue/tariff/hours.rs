//! Windows of the week, calendars, and hours without a price.

use serde_json::{Value, json};

use super::{GUESSED, UNBILLED, WINDOWS, accept, reject, warn};
use crate::forge::catalogue::Draft;
use crate::forge::tariff::{Tariff, electricity, used, with};

/// One price by day and one by night.
pub(super) fn day_and_night() -> Tariff {
    let price =
        |id: &str, price: &str| with(&used("electricity.import", "kWh", price), &json!({"id": id, "window": id}));
    electricity()
        .windows(json!({"day": {"slots": [{"from": "06:00", "to": "22:00"}]}, "night": {"otherwise": ["day"]}}))
        .components(&[price("day", "0.30"), price("night", "0.20")])
}

/// Prices that leave out the days of so many lists.
fn days_off(lists: usize) -> Tariff {
    let names: Vec<String> = (0..lists).map(|number| format!("list_{number}")).collect();
    let tariff = day_and_night().windows(json!({
        "day": {"slots": [{"from": "06:00", "to": "22:00", "except": names}]},
        "night": {"slots": [{"from": "22:00", "to": "06:00"}]},
    }));
    let list = |number: usize| json!({"dates": [format!("2026-12-{}", 20 + number)]});
    let calendars = names.iter().enumerate().map(|(number, name)| (name.clone(), list(number))).collect();
    tariff.with("/calendars", Value::Object(calendars))
}

pub(super) fn vectors() -> Vec<Draft> {
    let hours = |day: Value, night: Value| day_and_night().windows(json!({"day": day, "night": night}));
    let day = || json!({"slots": [{"from": "06:00", "to": "22:00"}]});
    let night = |from: &str| json!({"slots": [{"from": from, "to": "06:00"}]});
    let over_midnight = json!([{"from": "22:00", "to": "06:00", "except": ["holidays"]}]);
    let within_the_day = json!([{"to": "06:00", "except": ["holidays"]}, {"from": "22:00", "except": ["holidays"]}]);
    let holidays = |night: &Value| {
        let day = json!({"slots": [{"on": ["holidays"]}, {"from": "06:00", "to": "22:00", "except": ["holidays"]}]});
        hours(day, json!({"slots": night})).with("/calendars", json!({"holidays": {"dates": ["2026-12-25"]}}))
    };
    vec![
        accept(WINDOWS, &day_and_night(), "one price by day, another at all other times"),
        accept(
            "tariff-window-cover/accept-over-midnight",
            &hours(day(), night("22:00")),
            "a window that goes on into the next day",
        ),
        warn(
            "tariff-window-cover/warn-gap",
            "tariff-window-cover/accept-over-midnight",
            &hours(day(), night("23:00")),
            "/components/0/window",
            "an hour of the evening without a price",
            UNBILLED,
        ),
        warn(
            "tariff-window-cover/warn-overlap",
            "tariff-window-cover/accept-over-midnight",
            &hours(day(), night("21:00")),
            "/components/0/window",
            "an hour of the evening with two prices",
            "an hour is paid twice",
        ),
        accept(
            "tariff-window-cover/accept-holidays",
            &holidays(&within_the_day),
            "holidays at one price, nights of other days at another",
        ),
        warn(
            "tariff-window-cover/warn-after-a-holiday",
            "tariff-window-cover/accept-holidays",
            &holidays(&over_midnight),
            "/components/0/window",
            "a night that begins on no holiday, and the small hours after one without a price",
            UNBILLED,
        ),
        warn(
            "tariff-window-cover/warn-four-lists",
            "tariff-window-cover/accept-over-midnight",
            &days_off(4),
            "/components/0/window",
            "days of four lists without a price",
            UNBILLED,
        ),
        accept(
            "tariff-window-cover/accept-five-lists",
            &days_off(5),
            "days of five lists without a price, more than anybody looks at",
        ),
        reject(
            "tariff-window-form/reject-rest-of-itself",
            "tariff-window-cover/accept-whole-week",
            &hours(day(), json!({"otherwise": ["night"]})),
            "/windows/night/otherwise/0",
            "all hours that are not these hours",
            "a program that follows the name never comes to an end",
        ),
        reject(
            "tariff-window-form/reject-rests-of-each-other",
            "tariff-window-cover/accept-whole-week",
            &hours(json!({"otherwise": ["night"]}), json!({"otherwise": ["day"]})),
            "/windows/day/otherwise/0",
            "two windows, each the rest of the other",
            "a program that follows the names never comes to an end",
        ),
        reject(
            "tariff-window-form/reject-from-end-of-day",
            "tariff-window-cover/accept-whole-week",
            &day_and_night().with("/windows/late", json!({"slots": [{"from": "24:00", "to": "02:00"}]})),
            "/windows/late/slots/0/from",
            "a slot that begins when the day is over",
            "a slot is one day earlier or later",
        ),
        reject(
            "tariff-window-form/reject-two-ways",
            "tariff-window-cover/accept-over-midnight",
            &hours(day(), with(&night("22:00"), &json!({"otherwise": ["day"]}))),
            "/windows/night",
            "slots beside `otherwise`",
            GUESSED,
        ),
        reject(
            "tariff-window-form/reject-source-without-label",
            "tariff-window-form/accept-consumer",
            &hours(json!({"otherwise": ["night"]}), json!({"source": "consumer"})),
            "/windows/night",
            "the hours of the customer's meter, without what they are called there",
            GUESSED,
        ),
        accept(
            "tariff-window-form/accept-consumer",
            &hours(json!({"otherwise": ["night"]}), json!({"source": "consumer", "label": "off_peak"})),
            "the hours that are set at the customer's meter",
        ),
        reject(
            "tariff-window-half-open/reject-last-minute",
            "tariff-window-half-open/accept-first-after",
            &hours(json!({"slots": [{"from": "06:00", "to": "21:59"}]}), json!({"otherwise": ["day"]})),
            "/windows/day/slots/0/to",
            "a window up to 21:59",
            "a minute of every day has another price than the rest of its hour",
        ),
        accept("tariff-window-half-open/accept-first-after", &day_and_night(), "a window up to 22:00"),
    ]
}
