//! Stage `tariff`: documents that are tariffs, and such as say a price that is none.

use serde_json::{Value, json};

mod components;
mod hours;
mod members;
mod pools;

use super::{Draft, swap};
use crate::forge::tariff::{Tariff, account, electricity, mobile, monthly, with};

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
    [
        documents(),
        headers(),
        components::vectors(),
        conditions(),
        hours::vectors(),
        members::vectors(),
        pools::vectors(),
        terms(),
    ]
    .concat()
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
        accept(
            "tariff-currency-known/accept-three-decimals",
            &account().with("/currency", json!("KWD")),
            "a currency with three decimals",
        ),
        no_currency("reject-unknown", "XXY", "three letters that are no currency"),
        no_currency("reject-for-testing", "XTS", "the code for testing"),
        no_currency("reject-withdrawn", "HRK", "a currency that was withdrawn"),
        no_currency("reject-metal", "XAU", "ounces of gold, of which no decimals are stated"),
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

fn no_currency(name: &str, currency: &str, title: &str) -> Draft {
    reject(
        &format!("tariff-currency-known/{name}"),
        "tariff-currency-known/accept-three-decimals",
        &account().with("/currency", json!(currency)),
        "/currency",
        title,
        "two programs write one sum with other decimals, and its hash is another",
    )
}

/// Nothing at first, and a fee from `later` on where there is one.
fn introductory(later: Option<&str>) -> Tariff {
    let first = with(&monthly("0.00"), &json!({"phase": {"to": "P6M"}}));
    let second = later.map(|from| with(&monthly("20.00"), &json!({"id": "later", "phase": {"from": from}})));
    account().components(&[first].into_iter().chain(second).collect::<Vec<_>>())
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
