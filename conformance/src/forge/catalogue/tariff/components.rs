//! Components of all kinds, and the prices in them.

use serde_json::{Value, json};

use super::hours::day_and_night;
use super::{
    ACCOUNT, BLOCKS, CASH, CHOICE, DISCOUNT, GUESSED, MISSING, MOBILE, SHOP, UNBILLED, WINDOWS, accept, choice,
    introductory, reject, warn,
};
use crate::forge::catalogue::Draft;
use crate::forge::tariff::{account, each, electricity, mobile, monthly, shop, used, with};

pub(super) fn vectors() -> Vec<Draft> {
    [components(), prices()].concat()
}

fn discount() -> Value {
    json!({"kind": "percent", "id": "off", "label": "Discount", "direction": "credit", "of": ["fee"], "rate": "0.10"})
}

fn components() -> Vec<Draft> {
    let cash = |own: Value| account().components(&[each("cash", &json!({"kind": ["cash_out"]}), &own)]);
    let clamp = |own: Value| {
        let clamp = json!({"kind": "clamp", "id": "least", "label": "Least", "direction": "charge", "of": ["fee"]});
        account().component(&with(&clamp, &own))
    };
    vec![
        reject(
            "tariff-component-kind/reject-unknown",
            ACCOUNT,
            &account().with("/components/0/kind", json!("surcharge")),
            "/components/0/kind",
            "a ninth kind of component",
            MISSING,
        ),
        accept(
            "tariff-name-once/accept-two",
            &account().component(&with(&monthly("1.00"), &json!({"id": "card"}))),
            "two fees with a name each",
        ),
        reject(
            "tariff-name-once/reject-component",
            "tariff-name-once/accept-two",
            &account().component(&monthly("1.00")),
            "/components/1/id",
            "two components of one name",
            GUESSED,
        ),
        reject(
            "tariff-name-once/reject-choice",
            CHOICE,
            &choice("online")
                .with("/choices/-", json!({"id": "bill", "label": "Again", "values": ["online"], "default": "online"})),
            "/choices/1/id",
            "two choices of one name",
            GUESSED,
        ),
        accept(DISCOUNT, &account().component(&discount()), "a discount on a fee that stands before it"),
        reject(
            "tariff-reference/reject-after",
            DISCOUNT,
            &account().components(&[discount(), monthly("3.00")]),
            "/components/0/of/0",
            "a discount on a fee that stands after it",
            "two components that depend on each other have no price",
        ),
        reject(
            "tariff-reference/reject-itself",
            DISCOUNT,
            &account().component(&discount()).with("/components/1/of", json!(["off"])),
            "/components/1/of/0",
            "a discount on itself",
            "a component that depends on itself has no price",
        ),
        reject(
            "tariff-reference/reject-no-window",
            WINDOWS,
            &day_and_night().with("/components/1/window", json!("evening")),
            "/components/1/window",
            "a window that is not there",
            UNBILLED,
        ),
        accept(CASH, &cash(json!({"amount": "1.50"})), "an amount for each withdrawal"),
        reject(
            "tariff-component-members/reject-event-of-nothing",
            CASH,
            &cash(json!({})),
            "/components/0",
            "withdrawals that cost neither an amount nor a part",
            MISSING,
        ),
        accept("tariff-component-members/accept-least", &clamp(json!({"min": "5.00"})), "a least amount for a month"),
        reject(
            "tariff-component-members/reject-clamp-without-bounds",
            "tariff-component-members/accept-least",
            &clamp(json!({})),
            "/components/1",
            "a clamp that bounds nothing",
            MISSING,
        ),
        accept(
            "tariff-component-members/accept-rate",
            &account().components(&[interest(&json!({"rate": "0.199", "day_count": "ACT/365F"}))]),
            "interest by a yearly rate",
        ),
        reject(
            "tariff-component-members/reject-rate-without-day-count",
            "tariff-component-members/accept-rate",
            &account().components(&[interest(&json!({"rate": "0.199"}))]),
            "/components/0/day_count",
            "a yearly rate, and nothing about the days of a year",
            GUESSED,
        ),
        reject(
            "tariff-component-members/reject-rate-and-blocks",
            "tariff-component-members/accept-rate",
            &account().components(&[interest(
                &json!({"rate": "0.199", "day_count": "ACT/365F", "blocks": [{"amount_per_day": "0.50"}]}),
            )]),
            "/components/0",
            "one rate beside blocks",
            GUESSED,
        ),
        accept(
            "tariff-credit-positive/accept-bonus",
            &account().component(&with(&monthly("2.00"), &json!({"id": "bonus", "direction": "credit"}))),
            "a bonus of 2.00 a month",
        ),
        reject(
            "tariff-credit-positive/reject-negative",
            "tariff-credit-positive/accept-bonus",
            &account().component(&with(&monthly("-2.00"), &json!({"id": "bonus", "direction": "credit"}))),
            "/components/1",
            "a bonus of -2.00 a month",
            "what was meant as a bonus is charged",
        ),
        accept(
            "tariff-credit-positive/accept-goods",
            &shop()
                .with("/components/0/direction", json!("credit"))
                .with("/components/0/prices/0/loyalty", json!("1.60")),
            "goods that a customer is paid for, members more than others",
        ),
        reject(
            "tariff-credit-positive/reject-for-members",
            "tariff-credit-positive/accept-goods",
            &shop()
                .with("/components/0/direction", json!("credit"))
                .with("/components/0/prices/0/loyalty", json!("-1.60")),
            "/components/0",
            "goods that members are charged for where others are paid",
            "what was meant as a credit is charged",
        ),
        accept(
            "tariff-bounds/accept-same",
            &cash(json!({"percent": "0.02", "min": "1.50", "max": "1.50"})),
            "a least amount that is the most as well",
        ),
        accept(
            "tariff-bounds/accept-band",
            &account().components(&[
                json!({"kind": "balance", "id": "overdraft", "label": "Overdraft", "direction": "charge",
                "side": "debit", "rate": "0.365", "day_count": "ACT/365F", "from": "100", "to": "100"}),
            ]),
            "a band of balances that ends where it begins",
        ),
        reject(
            "tariff-bounds/reject-crossed",
            "tariff-bounds/accept-same",
            &cash(json!({"percent": "0.02", "min": "10.00", "max": "1.50"})),
            "/components/0/min",
            "a least amount above the most",
            GUESSED,
        ),
        accept("tariff-phase-successor/accept-next", &introductory(Some("P6M")), "nothing for six months, then a fee"),
        accept(
            "tariff-phase-successor/accept-discount-ends",
            &account().component(&with(&monthly("-1.00"), &json!({"id": "welcome", "phase": {"to": "P6M"}}))),
            "a discount that ends",
        ),
        accept(
            "tariff-phase-successor/accept-weeks",
            &introductory(Some("P28D")).with("/components/0/phase", json!({"to": "P4W"})),
            "nothing for four weeks, a fee from the 29th day on",
        ),
        warn(
            "tariff-phase-successor/warn-month-of-days",
            "tariff-phase-successor/accept-next",
            &introductory(Some("P31D")).with("/components/0/phase", json!({"to": "P1M"})),
            "/components/0/phase/to",
            "nothing for a month, a fee from the 32nd day on",
            "days of most months have two prices or none",
        ),
        warn(
            "tariff-phase-successor/warn-none",
            "tariff-phase-successor/accept-next",
            &introductory(None),
            "/components/0/phase/to",
            "nothing for six months, and nothing about later",
            "the second year has no price, and wins",
        ),
        warn(
            "tariff-phase-successor/warn-gap",
            "tariff-phase-successor/accept-next",
            &introductory(Some("P7M")),
            "/components/0/phase/to",
            "nothing for six months, a fee from the eighth on",
            "a month has no price, and lowers the year",
        ),
    ]
}

fn interest(own: &Value) -> Value {
    with(
        &json!({"kind": "balance", "id": "overdraft", "label": "Overdraft", "direction": "charge", "side": "debit"}),
        own,
    )
}

fn prices() -> Vec<Draft> {
    let gas = |own: Value| electricity().components(&[with(&used("gas", "kWh", "0.10"), &own)]);
    let blocks = |last: Value| gas(json!({"mode": "graduated", "blocks": [{"price": "0.10", "up_to": "100"}, last]}));
    let item = |gtin: &str| shop().with("/components/0/prices/-", json!({"gtin": gtin, "price": "1.59"}));
    let peak = |unit: &str| {
        electricity().component(&json!({"kind": "peak", "id": "power", "label": "Power", "direction": "charge",
            "measure": "max", "meter": "electricity.import", "per": "P1M", "unit": unit, "blocks": [{"price": "2.00"}]}))
    };
    vec![
        accept(BLOCKS, &blocks(json!({"price": "0.08"})), "two blocks, the last of them open"),
        reject(
            "tariff-blocks/reject-closed",
            BLOCKS,
            &blocks(json!({"price": "0.08", "up_to": "200"})),
            "/components/0/blocks/1/up_to",
            "a last block that ends",
            UNBILLED,
        ),
        reject(
            "tariff-blocks/reject-not-ascending",
            BLOCKS,
            &blocks(json!({"price": "0.09", "up_to": "100"})).with("/components/0/blocks/-", json!({"price": "0.08"})),
            "/components/0/blocks/1/up_to",
            "a block that ends where the one before it does",
            GUESSED,
        ),
        reject(
            "tariff-blocks/reject-open-before-last",
            BLOCKS,
            &gas(json!({"mode": "graduated", "blocks": [{"price": "0.10"}, {"price": "0.08"}]})),
            "/components/0/blocks/0/up_to",
            "a block without an end before another one",
            GUESSED,
        ),
        accept(
            "tariff-block-mode/accept-volume",
            &blocks(json!({"price": "0.08"})).with("/components/0/mode", json!("volume")),
            "the block that is reached holds for everything",
        ),
        reject(
            "tariff-block-mode/reject-not-said",
            "tariff-block-mode/accept-volume",
            &gas(json!({"blocks": [{"price": "0.10", "up_to": "100"}, {"price": "0.08"}]})),
            "/components/0/mode",
            "two blocks, and nothing about how they are meant",
            GUESSED,
        ),
        accept("tariff-unit/accept-megajoule", &gas(json!({"unit": "MJ"})), "gas by the megajoule"),
        reject(
            "tariff-unit/reject-other-dimension",
            MOBILE,
            &mobile().with("/components/0/unit", json!("MB")),
            "/components/0/unit",
            "minutes by the megabyte",
            UNBILLED,
        ),
        accept("tariff-unit/accept-kilowatt", &peak("kW"), "power by the kilowatt"),
        reject(
            "tariff-unit/reject-energy-as-power",
            "tariff-unit/accept-kilowatt",
            &peak("kWh"),
            "/components/1/unit",
            "power by the kilowatt-hour",
            "what was used in an hour is taken for what was drawn in it",
        ),
        accept("tariff-period/accept-day", &gas(json!({"block_period": "P1D"})), "blocks counted by the day"),
        reject(
            "tariff-period/reject-half-hour",
            "tariff-period/accept-day",
            &gas(json!({"block_period": "PT30M"})),
            "/components/0/block_period",
            "blocks counted by the half hour",
            GUESSED,
        ),
        reject(
            "tariff-period/reject-five-months",
            "tariff-period/accept-day",
            &gas(json!({"block_period": "P5M"})),
            "/components/0/block_period",
            "blocks counted over five months",
            "the last of them lies in two years",
        ),
        accept(SHOP, &shop(), "a list with one price"),
        reject(
            "tariff-item-once/reject-twice",
            SHOP,
            &item("04006381333931"),
            "/components/0/prices/1/gtin",
            "goods that stand on the list twice",
            GUESSED,
        ),
        reject(
            "tariff-item-once/reject-check-digit",
            SHOP,
            &item("04006381333932"),
            "/components/0/prices/1/gtin",
            "a number whose check digit is wrong",
            "the price of one thing is that of another",
        ),
    ]
}
