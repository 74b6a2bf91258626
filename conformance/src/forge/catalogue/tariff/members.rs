//! Members that go together, periods and bounds of components, conditions and windows: one for each that the text names and no other
//! vector has.

use serde_json::{Value, json};

use super::{ELECTRICITY, GUESSED, UNDECIDED, accept, reject};
use crate::forge::{
    catalogue::Draft,
    tariff::{Tariff, account, each, electricity, monthly, used, with},
};

const INCLUDED: &str = "tariff-component-members/accept-nothing-included";
const ONCE: &str = "tariff-component-members/accept-due-later";

pub(super) fn vectors() -> Vec<Draft> {
    [together(), conditions(), hours(), periods(), bounds()].concat()
}

/// Electricity whose price has these members besides.
fn using(own: &Value) -> Tariff {
    electricity().components(&[with(&used("electricity.import", "kWh", "0.30"), own)])
}

/// The fee of an account and another one with these members.
fn beside(own: &Value) -> Tariff {
    account().component(&with(&with(&monthly("1.00"), &json!({"id": "other"})), own))
}

fn withdrawals(own: &Value) -> Tariff {
    account().components(&[each("cash", &json!({"kind": ["cash_out"]}), &with(&json!({"amount": "1.50"}), own))])
}

/// Interest on an overdraft, or what is in its place.
fn overdraft(own: &Value) -> Tariff {
    let debit = json!({"kind": "balance", "id": "debit", "label": "Overdraft", "direction": "charge", "side": "debit"});
    account().components(&[with(&debit, own)])
}

fn yearly(own: &Value) -> Tariff {
    overdraft(&with(&json!({"rate": "0.10", "day_count": "ACT/365F"}), own))
}

fn power(own: &Value) -> Value {
    let peak = json!({"kind": "peak", "id": "power", "label": "Power", "direction": "charge", "meter": "electricity.import",
        "unit": "kW", "per": "P1M", "measure": "max", "blocks": [{"price": "10.00"}]});
    with(&peak, own)
}

fn least(own: &Value) -> Tariff {
    let clamp =
        json!({"kind": "clamp", "id": "least", "label": "Least", "direction": "charge", "of": ["fee"], "min": "2.00"});
    account().component(&with(&clamp, own))
}

fn tenth(own: &Value) -> Tariff {
    let percent = json!({"kind": "percent", "id": "tenth", "label": "A tenth", "direction": "charge", "of": ["fee"], "rate": "0.10"});
    account().component(&with(&percent, own))
}

fn together() -> Vec<Draft> {
    let wrong = |variant: &str, base: &str, tariff: &Tariff, pointer: &str, title: &str| {
        reject(&format!("tariff-component-members/reject-{variant}"), base, tariff, pointer, title, GUESSED)
    };
    vec![
        accept(
            INCLUDED,
            &using(&json!({"included": {"quantity": "0"}, "increment": {"step": "0.001", "min": "0"}})),
            "nothing that is included, and no least of a record",
        ),
        wrong(
            "included-below-nothing",
            INCLUDED,
            &using(&json!({"included": {"quantity": "-1"}})),
            "",
            "less than nothing included",
        ),
        wrong("step-of-nothing", INCLUDED, &using(&json!({"increment": {"step": "0"}})), "", "steps of nothing"),
        wrong(
            "least-below-nothing",
            INCLUDED,
            &using(&json!({"increment": {"step": "1", "min": "-1"}})),
            "",
            "records that count for less than nothing",
        ),
        wrong(
            "buffer-below-nothing",
            "tariff-component-members/accept-rate",
            &yearly(&json!({"buffer": {"amount": "-0.01", "mode": "threshold"}})),
            "",
            "a penny less than nothing free of interest",
        ),
        accept(ONCE, &beside(&json!({"per": "once", "at": "P3M"})), "an amount that falls due after three months"),
        wrong(
            "due-of-each-month",
            ONCE,
            &beside(&json!({"at": "P3M"})),
            "/components/1/at",
            "an amount of each month that falls due once",
        ),
        wrong(
            "whole-of-each-month",
            ONCE,
            &beside(&json!({"proration": "none"})),
            "/components/1/proration",
            "an amount of each month that is said to fall due whole",
        ),
        wrong(
            "match-of-nothing",
            "tariff-component-members/accept-amount",
            &withdrawals(&json!({"match": {}})),
            "/components/0/match",
            "an amount for movements of which nothing is said",
        ),
        wrong(
            "bound-alone",
            "tariff-component-members/accept-amount",
            &account().components(&[each("cash", &json!({"kind": ["cash_out"]}), &json!({"min": "1.00"}))]),
            "/components/0",
            "a least amount of movements that cost nothing",
        ),
        wrong(
            "credit-of-a-clamp",
            "tariff-component-members/accept-least",
            &least(&json!({"direction": "credit"})),
            "/components/1/direction",
            "a clamp that is a credit",
        ),
        wrong(
            "mean-of-nobody-knows",
            ELECTRICITY,
            &electricity().components(&[power(&json!({"measure": "top_n_mean"}))]),
            "/components/0/n",
            "a mean of the greatest, and not of how many",
        ),
        wrong(
            "greatest-of-three",
            ELECTRICITY,
            &electricity().components(&[power(&json!({"n": 3}))]),
            "/components/0/n",
            "the greatest, of three",
        ),
        wrong(
            "steps-of-a-fee",
            "tariff-component-members/accept-rate",
            &overdraft(
                &json!({"mode": "graduated", "blocks": [{"amount_per_day": "1", "up_to": "100"}, {"amount_per_day": "2"}]}),
            ),
            "/components/0/mode",
            "fees of a day that each part of a balance is said to have",
        ),
        wrong(
            "free-days-of-360",
            "tariff-component-members/accept-rate",
            &yearly(&json!({"day_count": "30E/360", "free_days": {"n": 3}})),
            "/components/0/free_days",
            "free days of a year whose months have thirty",
        ),
        wrong(
            "block-of-nothing",
            "tariff-component-members/accept-rate",
            &overdraft(&json!({"day_count": "ACT/365F", "blocks": [{}]})),
            "",
            "a block of balances without a price",
        ),
        wrong(
            "block-of-both",
            "tariff-component-members/accept-rate",
            &overdraft(&json!({"day_count": "ACT/365F", "blocks": [{"rate": "0.10", "amount_per_day": "1"}]})),
            "",
            "a block of balances with a rate and a fee",
        ),
    ]
}

fn conditions() -> Vec<Draft> {
    let wrong = |variant: &str, condition: Value, title: &str| {
        let tariff = account().with("/eligibility", json!([condition]));
        let id = format!("tariff-condition-form/reject-{variant}");
        reject(&id, "tariff-condition-form/accept-fact", &tariff, "/eligibility/0", title, UNDECIDED)
    };
    vec![
        wrong("figure-without-bounds", json!({"metric": "inflow"}), "a figure, and not how much of it"),
        wrong("count-of-nothing", json!({"metric": "count", "gte": "1"}), "a count, and not of what"),
        wrong("use-of-no-meter", json!({"metric": "usage", "gte": "1"}), "a use, and not of what"),
        wrong(
            "two-upper-bounds",
            json!({"metric": "inflow", "lt": "1", "lte": "1"}),
            "an amount that is below one pound, and one pound",
        ),
        wrong(
            "value-and-values",
            json!({"fact": "student", "is": "yes", "one_of": ["yes"]}),
            "an answer, and one of a list",
        ),
        wrong("label-alone", json!({"label": "Students"}), "a name for people, and nothing that is asked"),
        wrong(
            "not-of-any",
            json!({"any": [{"fact": "student", "is": "yes"}], "not": true}),
            "the opposite of any of some tests",
        ),
    ]
}

/// Windows of a price for power, whose hours nothing else is asked of.
fn hours() -> Vec<Draft> {
    let priced = |windows: Value| electricity().windows(windows).component(&power(&json!({"window": "w"})));
    let on = |calendars: Value| priced(json!({"w": {"slots": [{"on": ["c"]}]}})).with("/calendars", calendars);
    let wrong = |variant: &str, tariff: &Tariff, pointer: &str, title: &str| {
        reject(
            &format!("tariff-window-form/reject-{variant}"),
            "tariff-window-form/accept-consumer",
            tariff,
            pointer,
            title,
            GUESSED,
        )
    };
    let absent = |variant: &str, tariff: &Tariff, pointer: &str, title: &str| {
        let why = "hours that nobody can place have no price";
        reject(
            &format!("tariff-reference/reject-{variant}"),
            "tariff-window-cover/accept-holidays",
            tariff,
            pointer,
            title,
            why,
        )
    };
    vec![
        wrong(
            "default-beside-slots",
            &priced(json!({"w": {"slots": [{}], "default": [{}]}})),
            "/windows/w",
            "hours that hold where the data says none, beside hours that always hold",
        ),
        wrong("no-hours", &priced(json!({"w": {}})), "/windows/w", "a window that says no hours"),
        wrong(
            "calendar-of-both",
            &on(json!({"c": {"dates": ["2026-12-25"], "yearly": [{"from": "12-01", "to": "03-01"}]}})),
            "/calendars/c",
            "a calendar of days and of seasons",
        ),
        wrong("calendar-of-neither", &on(json!({"c": {}})), "/calendars/c", "a calendar of no days"),
        absent(
            "no-calendar",
            &priced(json!({"w": {"slots": [{"on": ["c"]}]}})),
            "/windows/w/slots/0/on/0",
            "days of a calendar that is not there",
        ),
        absent(
            "rest-of-no-window",
            &priced(json!({"w": {"otherwise": ["v"]}})),
            "/windows/w/otherwise/0",
            "all hours but those of a window that is not there",
        ),
        absent(
            "no-choice",
            &account().with("/eligibility", json!([{"choice": "pay", "is": "card"}])),
            "/eligibility/0/choice",
            "a choice that nobody can make",
        )
        .base("tariff-choice-value/accept-test"),
    ]
}

fn periods() -> Vec<Draft> {
    let wrong = |variant: &str, tariff: &Tariff, pointer: &str, title: &str| {
        let why = "a period that has no place in the year is counted by each program from another day";
        reject(&format!("tariff-period/reject-{variant}"), "tariff-period/accept-day", tariff, pointer, title, why)
    };
    vec![
        wrong(
            "free-each-day",
            &withdrawals(&json!({"free": {"n": 1, "per": "P1D"}})),
            "/components/0/free/per",
            "a free withdrawal each day",
        ),
        wrong(
            "settled-in-five-months",
            &yearly(&json!({"settle": "P5M"})),
            "/components/0/settle",
            "interest of each five months",
        ),
        wrong(
            "kept-for-days",
            &using(&json!({"included": {"quantity": "1", "rollover": "P30D"}})),
            "/components/0/included/rollover",
            "what is left, kept for thirty days",
        ),
        wrong(
            "phase-of-hours",
            &beside(&json!({"phase": {"from": "PT24H"}})),
            "/components/1/phase/from",
            "a fee from an hour on",
        ),
        wrong(
            "due-in-hours",
            &beside(&json!({"per": "once", "at": "PT24H"})),
            "/components/1/at",
            "an amount that falls due at an hour",
        ),
        wrong("clamp-of-a-week", &least(&json!({"per": "P1W"})), "/components/1/per", "the least of each week"),
    ]
}

fn bounds() -> Vec<Draft> {
    let crossed = |variant: &str, tariff: &Tariff, pointer: &str, title: &str| {
        let why = "one program takes the lower bound, another the upper";
        reject(&format!("tariff-bounds/reject-{variant}"), "tariff-bounds/accept-same", tariff, pointer, title, why)
    };
    let inflow = json!([{"metric": "inflow", "gte": "2", "lte": "1"}]);
    let positive = |variant: &str, tariff: &Tariff, pointer: &str, title: &str| {
        let why = "a charge passes for a credit";
        reject(
            &format!("tariff-credit-positive/reject-{variant}"),
            "tariff-credit-positive/accept-bonus",
            tariff,
            pointer,
            title,
            why,
        )
    };
    let rate = "tariff-rate-fraction/accept-above-minus-one";
    vec![
        crossed(
            "percent",
            &tenth(&json!({"min": "2", "max": "1"})),
            "/components/1/min",
            "a tenth, two at least and one at most",
        ),
        crossed("clamp", &least(&json!({"max": "1.99"})), "/components/1/min", "2.00 at least and 1.99 at most"),
        crossed(
            "band",
            &yearly(&json!({"from": "100", "to": "99"})),
            "/components/0/from",
            "the part of a balance from 100 up to 99",
        ),
        crossed(
            "condition",
            &account().with("/eligibility", inflow),
            "/eligibility/0",
            "who has two paid in at least, and one at most",
        ),
        positive(
            "rate",
            &tenth(&json!({"direction": "credit", "rate": "-0.10"})),
            "/components/1",
            "a tenth less than nothing off",
        ),
        positive(
            "interest",
            &yearly(&json!({"side": "credit", "direction": "credit", "rate": "-0.01"})),
            "/components/0",
            "interest on savings that the customer pays",
        ),
        accept(rate, &tenth(&json!({"rate": "-0.999999"})), "nearly all of a fee taken off"),
        reject(
            "tariff-rate-fraction/reject-minus-one",
            rate,
            &tenth(&json!({"rate": "-1"})),
            "/components/1/rate",
            "all of a fee taken off",
            "a rate in percent is taken for a fraction",
        ),
        reject(
            "tariff-blocks/reject-same-end",
            "tariff-blocks/accept-graduated",
            &using(
                &json!({"mode": "graduated", "blocks": [{"price": "1", "up_to": "100"}, {"price": "2", "up_to": "100"}, {"price": "3"}]}),
            ),
            "/components/0/blocks/1/up_to",
            "a block that ends where it begins",
            GUESSED,
        ),
        reject(
            "tariff-exit-form/reject-neither",
            "tariff-exit-form/accept-months-left",
            &account().with("/exit", json!([{"label": "Leaving"}])),
            "/exit/0",
            "leaving that costs nobody knows what",
            UNDECIDED,
        ),
        reject(
            "tariff-service/reject-other-fuel",
            ELECTRICITY,
            &electricity().with("/service", json!("gas")),
            "/service",
            "a tariff of gas whose meter counts electricity",
            "a price is compared on records of something else",
        ),
    ]
}
