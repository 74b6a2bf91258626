//! Stage `tariff`: documents that are tariffs, and such as say a price that is none.

use serde_json::{Value, json};

mod pools;

use super::{Draft, swap};
use crate::forge::tariff::{Tariff, account, each, electricity, mobile, monthly, shop, used, with};

const ACCOUNT: &str = "tariff-value/accept-account";
const ELECTRICITY: &str = "tariff-value/accept-electricity";
const MOBILE: &str = "tariff-value/accept-mobile";
const SHOP: &str = "tariff-item-once/accept-one";
const BLOCKS: &str = "tariff-blocks/accept-graduated";
const DISCOUNT: &str = "tariff-reference/accept-before";
const CASH: &str = "tariff-component-members/accept-amount";
const WINDOWS: &str = "tariff-window-cover/accept-whole-week";
const STUDENT: &str = "tariff-condition-form/accept-fact";
const CHOICE: &str = "tariff-choice-value/accept-default";
const EXIT: &str = "tariff-exit-form/accept-months-left";

const GUESSED: &str = "two programs read two prices from one document";
const MISSING: &str = "a price that leaves something out looks like the lowest";
const UNBILLED: &str = "use without a price is free, and nobody meant it";
const UNDECIDED: &str = "who fulfils the condition cannot know what is paid";

pub(super) fn vectors() -> Vec<Draft> {
    [documents(), headers(), components(), prices(), conditions(), hours(), pools::vectors(), terms()].concat()
}

fn accept(id: &str, tariff: &Tariff, title: &str) -> Draft {
    Draft::accept_tariff(id, tariff).says(title, "a provider cannot say its prices")
}

/// A tariff refused at `pointer`, beside `base`.
fn reject(id: &str, base: &str, tariff: &Tariff, pointer: &str, title: &str, why: &str) -> Draft {
    let draft = Draft::reject_tariff(id, tariff).base(base).says(title, why);
    if pointer.is_empty() { draft } else { draft.pointer(pointer) }
}

fn warn(id: &str, base: &str, tariff: &Tariff, pointer: &str, title: &str, why: &str) -> Draft {
    Draft::warn_tariff(id, tariff).base(base).pointer(pointer).says(title, why)
}

fn documents() -> Vec<Draft> {
    let text = |edit| account().edited(edit);
    vec![
        accept(ACCOUNT, &account(), "an account for an amount a month"),
        accept(ELECTRICITY, &electricity(), "electricity at one price"),
        accept(MOBILE, &mobile(), "minutes at one price"),
        reject(
            "tariff-json/reject-member-twice",
            ACCOUNT,
            &text(|text| swap(text, r#""version": "1""#, r#""version": "1", "version": "2""#)),
            "",
            "a member that stands twice",
            GUESSED,
        ),
        reject(
            "tariff-json/reject-byte-order-mark",
            ACCOUNT,
            &text(|text| text.insert(0, '\u{feff}')),
            "",
            "a byte order mark before the document",
            GUESSED,
        ),
        reject(
            "tariff-json/reject-two-documents",
            ACCOUNT,
            &text(|text| text.push_str("{}")),
            "",
            "a second value after the first",
            GUESSED,
        ),
        reject(
            "tariff-json/reject-truncated",
            ACCOUNT,
            &text(|text| text.truncate(text.trim_end().len() - 1)),
            "",
            "a document that was cut off",
            "half a price list is priced",
        ),
        reject(
            "tariff-json/reject-too-deep",
            ACCOUNT,
            &text(|text| {
                swap(text, r#""unmodelled": []"#, &format!(r#""unmodelled": {}{}"#, "[".repeat(33), "]".repeat(33)));
            }),
            "",
            "lists within lists, deeper than 32",
            "a document from anywhere ends the program that reads it",
        ),
        reject(
            "tariff-member-unknown/reject-remark",
            ACCOUNT,
            &account().with("/remark", json!("plus 5 a month in winter")),
            "/remark",
            "a member that no table has",
            MISSING,
        ),
        reject(
            "tariff-member-unknown/reject-in-component",
            ACCOUNT,
            &account().with("/components/0/deposit", json!("50.00")),
            "/components/0/deposit",
            "a member that no component has",
            MISSING,
        ),
        reject(
            "tariff-member-unknown/reject-of-another-kind",
            ACCOUNT,
            &account().with("/components/0/percent", json!("0.01")),
            "/components/0/percent",
            "a member that another kind of component has",
            MISSING,
        ),
        reject(
            "tariff-member-required/reject-no-rounding",
            ACCOUNT,
            &account().without("rounding"),
            "",
            "nothing said about rounding",
            GUESSED,
        ),
        reject(
            "tariff-member-required/reject-no-unmodelled",
            ACCOUNT,
            &account().without("unmodelled"),
            "",
            "nothing said about what the components leave out",
            MISSING,
        ),
        reject(
            "tariff-member-required/reject-no-kind",
            ACCOUNT,
            &account().components(&[
                json!({"id": "fee", "label": "Fee", "direction": "charge", "amount": "3.00", "per": "P1M"}),
            ]),
            "/components/0",
            "a component that does not say of which kind it is",
            GUESSED,
        ),
        reject(
            "tariff-value/reject-negative-zero",
            ACCOUNT,
            &account()
                .with("/rounding/places", json!(0))
                .edited(|text| swap(text, r#""places": 0"#, r#""places": -0"#)),
            "/rounding/places",
            "a whole number with a sign",
            "a number has two spellings, and one program takes what another refuses",
        ),
        reject(
            "tariff-value/reject-whole-with-point",
            ACCOUNT,
            &account().edited(|text| swap(text, r#""places": 2"#, r#""places": 2.0"#)),
            "/rounding/places",
            "a whole number with a point",
            "a number has two spellings, and one program takes what another refuses",
        ),
        reject(
            "tariff-value/reject-kind",
            ACCOUNT,
            &account().with("/components/0/kind", json!(["fixed"])),
            "/components/0/kind",
            "a kind that is no text",
            GUESSED,
        ),
        reject(
            "tariff-value/reject-currency-sign",
            ACCOUNT,
            &account().with("/components/0/amount", json!("£3.00")),
            "/components/0/amount",
            "an amount with a sign of its currency",
            GUESSED,
        ),
        reject(
            "tariff-value/reject-thousands",
            ACCOUNT,
            &account().with("/components/0/amount", json!("1,000.00")),
            "/components/0/amount",
            "an amount with a comma",
            "a thousand is read as one",
        ),
        reject(
            "tariff-value/reject-number",
            ACCOUNT,
            &account().with("/components/0/amount", json!(3)),
            "/components/0/amount",
            "an amount as a number of JSON",
            GUESSED,
        ),
        reject(
            "tariff-value/reject-null",
            ACCOUNT,
            &account().with("/summary", Value::Null),
            "/summary",
            "a member that is null instead of absent",
            GUESSED,
        ),
        reject(
            "tariff-value/reject-word",
            ACCOUNT,
            &account().with("/components/0/direction", json!("debit")),
            "/components/0/direction",
            "a word that the list does not have",
            GUESSED,
        ),
    ]
}

fn headers() -> Vec<Draft> {
    let unmodelled =
        |effect: &str| account().with("/unmodelled/-", json!({"effect": effect, "text": "Other fees may apply"}));
    vec![
        reject(
            "tariff-tax-stated/reject-nothing",
            ACCOUNT,
            &account().without("tax"),
            "",
            "nothing said about tax",
            "a price without tax beats the same price with it",
        ),
        reject(
            "tariff-tax-stated/reject-no-rate",
            ACCOUNT,
            &account().with("/tax", json!({"included": true})),
            "/tax",
            "tax in the amounts, and nothing said about how much",
            "a price without tax beats the same price with it",
        ),
        accept("tariff-service/accept-own", &account().with("/service", json!("savings")), "a savings account"),
        reject(
            "tariff-service/reject-another-sector",
            "tariff-service/accept-own",
            &account().with("/service", json!("mobile")),
            "/service",
            "an account for mobile lines",
            "a tariff is priced on the records of something else",
        ),
        reject(
            "tariff-rate-fraction/reject-percent",
            ACCOUNT,
            &account().with("/tax/rate", json!("20")),
            "/tax/rate",
            "a rate of 20",
            "twenty per cent is taken for twenty times",
        ),
        reject(
            "tariff-rate-fraction/reject-one",
            ACCOUNT,
            &account().with("/tax/rate", json!("1")),
            "/tax/rate",
            "a rate of 1, which was meant as one per cent",
            "one per cent is taken for all of it",
        ),
        accept(
            "tariff-rate-fraction/accept-below-one",
            &account().with("/tax/rate", json!("0.999999")),
            "the highest rate there is",
        ),
        accept(
            "tariff-span/accept-one-day",
            &account().with("/priced", json!({"from": "2026-01-01", "to": "2026-01-02"})),
            "prices of one day",
        ),
        reject(
            "tariff-span/reject-empty",
            "tariff-span/accept-one-day",
            &account().with("/priced", json!({"from": "2026-01-01", "to": "2026-01-01"})),
            "/priced/to",
            "a span that ends on the day on which it begins",
            "`to` is read as the last day, and the spans of two versions overlap",
        ),
        reject(
            "tariff-span/reject-phase-empty",
            "tariff-phase-successor/accept-next",
            &introductory(Some("P6M")).with("/components/1/phase", json!({"from": "P6M", "to": "P6M"})),
            "/components/1/phase/to",
            "a phase without a day",
            MISSING,
        ),
        accept(
            "tariff-span/accept-phase-to-the-end",
            &introductory(Some("P6M"))
                .with("/components/1/phase", json!({"from": "P6M", "to": "P9999Y"}))
                .component(&with(&monthly("20.00"), &json!({"id": "for_ever", "phase": {"from": "P9999Y"}}))),
            "a phase that ends after the last year that a date can name",
        ),
        reject(
            "tariff-span/reject-phase-beyond",
            "tariff-span/accept-phase-to-the-end",
            &introductory(Some("P6M"))
                .with("/components/1/phase", json!({"from": "P9000Y", "to": "P9999Y"}))
                .component(&with(&monthly("20.00"), &json!({"id": "between", "phase": {"from": "P6M"}})))
                .component(&with(&monthly("20.00"), &json!({"id": "for_ever", "phase": {"from": "P9999Y"}}))),
            "/components/1/phase/to",
            "a phase of which no day has a date",
            MISSING,
        ),
        reject(
            "tariff-zone-known/reject-lower-case",
            ACCOUNT,
            &account().with("/time_zone", json!("europe/london")),
            "/time_zone",
            "a zone in small letters",
            "one program finds the zone and another does not",
        ),
        reject(
            "tariff-zone-known/reject-unknown",
            ACCOUNT,
            &account().with("/time_zone", json!("Europe/Brest")),
            "/time_zone",
            "a zone that is in no database",
            "hours are those of some other place",
        ),
        accept("tariff-rounding-places/accept-six", &account().with("/rounding/places", json!(6)), "six places"),
        reject(
            "tariff-rounding-places/reject-seven",
            "tariff-rounding-places/accept-six",
            &account().with("/rounding/places", json!(7)),
            "/rounding/places",
            "seven places",
            "amounts are longer than amounts can be",
        ),
        accept(
            "tariff-computable/accept-decrease",
            &unmodelled("decrease"),
            "something left out that can only make the price lower",
        ),
        warn(
            "tariff-computable/warn-unknown",
            "tariff-computable/accept-decrease",
            &unmodelled("unknown"),
            "/unmodelled/0/effect",
            "something left out with an effect nobody knows",
            MISSING,
        ),
        warn(
            "tariff-computable/warn-increase",
            "tariff-computable/accept-decrease",
            &unmodelled("increase"),
            "/unmodelled/0/effect",
            "something left out that makes the price higher",
            MISSING,
        ),
    ]
}

/// Nothing at first, and a fee from `later` on where there is one.
fn introductory(later: Option<&str>) -> Tariff {
    let first = with(&monthly("0.00"), &json!({"phase": {"to": "P6M"}}));
    let second = later.map(|from| with(&monthly("20.00"), &json!({"id": "later", "phase": {"from": from}})));
    account().components(&[first].into_iter().chain(second).collect::<Vec<_>>())
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

/// A choice between paper and online bills.
fn choice(default: &str) -> Tariff {
    account()
        .with("/choices", json!([{"id": "bill", "label": "Bill", "values": ["paper", "online"], "default": default}]))
}

fn conditions() -> Vec<Draft> {
    let eligible = |condition: Value| account().with("/eligibility", json!([condition]));
    let on_time = |own: Value| {
        let off = with(&monthly("1.00"), &json!({"id": "off", "direction": "credit", "contingent": true}));
        account().component(&with(&off, &own))
    };
    let paper = |value: &str| {
        let fee = with(&monthly("1.00"), &json!({"id": "paper", "when": [{"choice": "bill", "is": value}]}));
        choice("online").component(&fee)
    };
    vec![
        accept(STUDENT, &eligible(json!({"fact": "student", "is": "yes"})), "an account for students"),
        accept(
            "tariff-condition-form/accept-any",
            &eligible(json!({"any": [{"fact": "student", "is": "yes"}, {"fact": "age", "lt": "26"}]})),
            "an account for students, and for everybody below 26",
        ),
        reject(
            "tariff-condition-form/reject-no-value",
            STUDENT,
            &eligible(json!({"fact": "student"})),
            "/eligibility/0",
            "a fact, and nothing about what it has to be",
            UNDECIDED,
        ),
        reject(
            "tariff-condition-form/reject-two-subjects",
            STUDENT,
            &eligible(json!({"fact": "student", "metric": "inflow", "is": "yes"})),
            "/eligibility/0",
            "a fact and a metric in one test",
            UNDECIDED,
        ),
        reject(
            "tariff-condition-form/reject-any-beside-test",
            "tariff-condition-form/accept-any",
            &eligible(json!({"fact": "student", "is": "yes", "any": [{"fact": "age", "lt": "26"}]})),
            "/eligibility/0",
            "a test beside `any`",
            UNDECIDED,
        ),
        reject(
            "tariff-condition-form/reject-bounds-of-a-choice",
            "tariff-choice-value/accept-test",
            &paper("paper").with("/components/1/when/0/gte", json!("1")),
            "/components/1/when/0",
            "a choice with a bound",
            UNDECIDED,
        ),
        accept(CHOICE, &choice("online"), "a choice whose default is one of its values"),
        reject(
            "tariff-choice-value/reject-default",
            CHOICE,
            &choice("none"),
            "/choices/0/default",
            "a default that cannot be chosen",
            GUESSED,
        ),
        accept("tariff-choice-value/accept-test", &paper("paper"), "a fee for bills on paper"),
        accept(
            "tariff-choice-value/accept-one-of",
            &paper("paper").with("/components/1/when", json!([{"choice": "bill", "one_of": ["paper", "online"]}])),
            "a fee for either of two values",
        ),
        reject(
            "tariff-choice-value/reject-one-of",
            "tariff-choice-value/accept-one-of",
            &paper("paper").with("/components/1/when", json!([{"choice": "bill", "one_of": ["paper", "post"]}])),
            "/components/1/when/0",
            "a fee for two values, one of which cannot be chosen",
            MISSING,
        ),
        reject(
            "tariff-choice-value/reject-test",
            "tariff-choice-value/accept-test",
            &paper("post"),
            "/components/1/when/0",
            "a fee for a value that cannot be chosen",
            MISSING,
        ),
        accept(
            "tariff-contingent-condition/accept-fact",
            &on_time(json!({"when": [{"fact": "pays_on_time", "is": "yes"}]})),
            "a discount for who pays on time",
        ),
        reject(
            "tariff-contingent-condition/reject-none",
            "tariff-contingent-condition/accept-fact",
            &on_time(json!({})),
            "/components/1",
            "a discount contingent on nothing",
            "an advertisement passes for a price",
        ),
    ]
}

/// One price by day and one by night.
fn day_and_night() -> Tariff {
    let price =
        |id: &str, price: &str| with(&used("electricity.import", "kWh", price), &json!({"id": id, "window": id}));
    electricity()
        .windows(json!({"day": {"slots": [{"from": "06:00", "to": "22:00"}]}, "night": {"otherwise": ["day"]}}))
        .components(&[price("day", "0.30"), price("night", "0.20")])
}

fn hours() -> Vec<Draft> {
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

fn terms() -> Vec<Draft> {
    let exit = |own: Value| account().with("/exit", json!([with(&json!({"label": "Early leaving"}), &own)]));
    let bound = |own: Value| exit(own).with("/commitment", json!({"renewal": "rolling", "term": "P12M"}));
    vec![
        accept(EXIT, &bound(json!({"per_month_left": "5.00"})), "an amount for each month that is left of a year"),
        reject(
            "tariff-exit-form/reject-both",
            EXIT,
            &bound(json!({"per_month_left": "5.00", "amount": "50.00"})),
            "/exit/0",
            "an amount beside one for each month",
            GUESSED,
        ),
        reject(
            "tariff-exit-form/reject-no-term",
            EXIT,
            &exit(json!({"per_month_left": "5.00"})),
            "/exit/0",
            "an amount for each month that is left of no term",
            "what leaving costs cannot be computed",
        ),
    ]
}
