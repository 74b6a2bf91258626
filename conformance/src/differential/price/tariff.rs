//! Tariffs: a header, windows, and some components.

use serde_json::{Value, json};

use super::{super::random::Random, component, used::Trade};

/// A tariff for a trade; nearly all are without error.
pub(super) fn tariff(random: &mut Random, trade: Trade) -> Value {
    let windows = trade == Trade::Home && !random.once_in(3);
    let zone = random.of(&["Europe/London", "Europe/London", "Europe/London", "Europe/Paris", "Etc/UTC"]);
    let places = [2, 2, 2, 0, 4][random.below(5)];
    let mut says = json!({
        "id": "urn:example:generated", "version": "1", "provider": {"id": "0", "name": "Example Provider"},
        "name": "Generated", "sector": trade.sector(), "jurisdiction": "GB", "currency": "GBP", "time_zone": zone,
        "saleable": {"from": "2020-01-01"}, "priced": {"from": "2020-01-01"}, "eligibility": [], "unmodelled": [],
        "choices": [{"id": "pay", "label": "Pay", "values": ["debit", "bill"], "default": "debit"}],
        "tax": component::tax(random),
        "rounding": {"at": random.of(&["line", "line", "period", "total"]),
            "mode": random.of(&["half_up", "half_up", "half_even", "down", "up"]), "places": places},
        "billing": {"anchor": random.of(&["calendar", "contract"]), "period": random.of(&["P1M", "P1M", "P2M", "P3M", "P6M", "P1Y"])},
    });
    if windows {
        says["calendars"] = json!({"feast": {"dates": ["2025-04-18", "2025-12-25", "2026-03-06", "2026-01-01"]},
            "summer": {"yearly": [{"from": "03-20", "to": "10-01"}]}});
        says["windows"] = json!({"some": {"slots": [slot(random)]}, "rest": {"otherwise": ["some"]},
            "own": {"source": "consumer", "label": "night", "default": [{"from": "00:00", "to": "08:00"}]}});
    }
    let mut components: Vec<Value> = Vec::new();
    for number in 0..=random.below(4) {
        let before: Vec<String> = (0..number).map(|before| format!("c{before}")).collect();
        components.push(component::component(random, trade, &before, windows));
    }
    says["components"] = components.into();
    if trade == Trade::Line && random.once_in(2) {
        share(random, &mut says);
    }
    terms(random, &mut says);
    says
}

/// Makes lines and components share: those that can draw on a pool.
fn share(random: &mut Random, says: &mut Value) {
    if !random.once_in(3) {
        says["lines"] = (2 + random.below(2)).into();
    }
    let for_each = says.get("lines").is_some();
    let mut is_drawn = false;
    for component in says["components"].as_array_mut().into_iter().flatten() {
        if component["kind"] == "fixed" && for_each && random.once_in(2) {
            component["for_each"] = "line".into();
        }
        let one_price = component["blocks"].as_array().is_some_and(|blocks| blocks.len() == 1);
        let is_plain = component["direction"] == "charge" && component.get("contingent").is_none();
        let is_below_zero = component["blocks"][0]["price"].as_str().is_some_and(|price| price.starts_with('-'));
        if component["kind"] == "usage" && one_price && is_plain && !is_below_zero {
            component["pool"] = "pool".into();
            component["takes"] = random.of(&["1", "0.5", "2", "0.001"]).into();
            is_drawn = true;
        }
    }
    if is_drawn {
        let mut pool =
            json!({"id": "pool", "label": "Pool", "quantity": random.of(&["0", "3", "50", "120", "2000", "9000"])});
        if random.once_in(2) {
            pool["per"] = random.of(&["P1D", "P1M", "P2M", "P1Y"]).into();
        }
        if random.once_in(2) {
            pool["rollover"] = random.of(&["P1M", "P2M"]).into();
        }
        if for_each && random.once_in(2) {
            pool["for_each"] = "line".into();
        }
        says["pools"] = json!([pool]);
    }
}

/// What binds a customer, who can have it, and what is left out.
fn terms(random: &mut Random, says: &mut Value) {
    if random.once_in(5) {
        let term = random.of(&["P12M", "P18M", "P24M", "P6M", "P2Y", "P3Y", "P45D"]);
        says["commitment"] = json!({"renewal": "none", "term": term});
        if random.once_in(3) {
            says["exit"] = json!([{"label": "Leaving", "per_month_left": "2.5"}]);
        }
    } else if random.once_in(6) {
        says["exit"] = json!([{"label": "Leaving", "amount": "30.00", "phase": {"to": random.of(&["P6M", "P18M"])}}]);
    }
    if random.once_in(10) {
        says["eligibility"] = json!([component::condition(random, says["sector"] == "bank")]);
    }
    if random.once_in(10) {
        let effect = random.of(&["none", "decrease", "increase", "unknown"]);
        says["unmodelled"] = json!([{"effect": effect, "text": "Something else"}]);
    }
    if random.once_in(20) {
        says["priced"]["to"] = random.of(&["2025-04-01", "2026-06-01", "2027-01-01"]).into();
    }
}

fn slot(random: &mut Random) -> Value {
    let mut slot = json!({"from": random.of(&["22:00", "06:00", "00:00", "07:30"]), "to": random.of(&["06:00", "12:00", "22:00", "24:00"])});
    if random.once_in(3) {
        slot["days"] = json!(["mon", "wed", "sun"]);
    }
    match random.below(4) {
        0 => slot["on"] = json!([random.of(&["feast", "summer"])]),
        1 => slot["except"] = json!([random.of(&["feast", "summer"])]),
        _ => {}
    }
    slot
}
