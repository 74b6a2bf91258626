//! `cdr-bank`: product details of the Australian Consumer Data Right for banks.

mod fees;
mod interest;
mod names;

use pannier_model::value::{Date, Decimal};

use super::{
    draft::{Draft, day, fact_is, is_nothing, name},
    node::Node,
    number,
    product::{Header, country, tax},
};
use crate::tariff::{Condition, Sector, Service, Test, UnmodelledEffect};
use pannier_model::value::Currency;

const ZONE: &str = "Australia/Sydney";

/// Features that the format calls an advantage in price.
const ADVANTAGES: [&str; 8] = [
    "BONUS_REWARDS",
    "CASHBACK_OFFER",
    "FREE_TXNS",
    "FREE_TXNS_ALLOWANCE",
    "INTEREST_FREE",
    "INTEREST_FREE_TRANSFERS",
    "LOYALTY_PROGRAM",
    "COMPLEMENTARY_PRODUCT_DISCOUNTS",
];

pub(super) fn products(root: &Node) -> Vec<&Node> {
    let is_product = |node: &&Node| node.has("productId") && node.has("productCategory");
    let data = |node| -> Vec<&Node> {
        let inner = Node::get(node, "data").unwrap_or(node);
        if inner.has("products") { inner.list("products").iter().collect() } else { vec![inner] }
    };
    let all: Vec<&Node> = if root.is_list() { root.elements().iter().flat_map(data).collect() } else { data(root) };
    all.into_iter().filter(is_product).collect()
}

pub(super) fn import(node: &Node, draft: &mut Draft<'_>) -> Header {
    let brand = node.text("brand").unwrap_or_default();
    let provider = node.text("brandName").unwrap_or(brand);
    let id = node.text("productId").unwrap_or_default();
    let mut header = Header::new(Sector::Bank, id, provider, node.text("name").unwrap_or(id));
    header.provider_id = Some(brand.to_owned());
    header.version = node.text("lastUpdated").map(str::to_owned);
    header.summary = node.text("description").map(str::to_owned);
    header.jurisdiction = country("AU");
    header.currency = Currency::parse("AUD").ok();
    header.zone = pannier_model::value::Zone::parse(ZONE).ok();
    header.tax = Some(tax(true, "0", ""));
    let updated = when(node, "lastUpdated", draft);
    header.saleable = (when(node, "effectiveFrom", draft).or(updated), when(node, "effectiveTo", draft));
    header.priced = (updated.or(header.saleable.0), None);
    if let Some(category) = node.text("productCategory") {
        header.service = match category {
            "CRED_AND_CHRG_CARDS" => Some(Service::Card),
            "RESIDENTIAL_MORTGAGES" => Some(Service::Mortgage),
            "PERS_LOANS" => Some(Service::Loan),
            // Others name several kinds of account in one word.
            _ => None,
        };
        draft.has("category", "Category", category, None);
    }
    if node.flag("isTailored") == Some(true) {
        let text = "The product is tailored to the customer, and so are its prices";
        draft.say_beside(&node.pointer, text, UnmodelledEffect::Unknown);
    }
    for one in node.list("eligibility") {
        eligibility(one, draft);
    }
    for one in node.list("features") {
        feature(one, draft);
    }
    for one in node.list("constraints") {
        if let Some(kind) = one.text("constraintType") {
            let value = one.text("additionalValue").or_else(|| one.text("amount")).unwrap_or("yes").to_owned();
            draft.has(kind, &title(kind), &value, None);
        }
    }
    for one in node.list("bundles") {
        draft.lose(one, "a bundle is an offer of its own");
    }
    for member in ["fees", "depositRates", "lendingRates"] {
        if let Some(prices) = node.get(member) {
            draft.prices_stand_in(prices);
        }
    }
    fees::fees(node, draft);
    interest::deposit(node, draft);
    interest::lending(node, draft);
    header
}

fn when(node: &Node, member: &str, draft: &mut Draft<'_>) -> Option<Date> {
    let inner = node.get(member)?;
    let text = inner.scalar()?;
    let day = day(text, ZONE);
    if day.is_none() && !is_nothing(text) {
        draft.lose(inner, "is not a moment or a day");
    }
    day
}

/// `MIN_AGE` as `Min age`.
fn title(word: &str) -> String {
    let text = word.replace('_', " ").to_lowercase();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn eligibility(node: &Node, draft: &mut Draft<'_>) {
    let kind = node.text("eligibilityType").unwrap_or("OTHER");
    let condition = condition(kind, node, draft);
    draft.eligibility.push(condition);
}

/// What the customer has to be. A word alone says enough for some; any other is asked in the words of the source.
fn condition(kind: &str, node: &Node, draft: &mut Draft<'_>) -> Condition {
    let value = node.get("additionalValue").and_then(Node::peek).and_then(number::whole);
    let bound = |test: Test| -> Condition {
        let mut condition: Condition = test.into();
        condition.label = name(&title(kind));
        condition
    };
    let fact = |fact: &str| pannier_model::value::CodeText::parse(fact).ok();
    let condition = match (kind, value) {
        ("MIN_AGE", Some(value)) => bound(Test { fact: fact("age"), gte: decimal(value), ..Test::EMPTY }),
        ("MAX_AGE", Some(value)) => bound(Test { fact: fact("age"), lt: decimal(u64::from(value) + 1), ..Test::EMPTY }),
        ("MIN_INCOME", Some(value)) => bound(Test { fact: fact("income"), gte: decimal(value), ..Test::EMPTY }),
        ("MIN_TURNOVER", Some(value)) => bound(Test { fact: fact("turnover"), gte: decimal(value), ..Test::EMPTY }),
        ("NATURAL_PERSON", _) => fact_is("customer_type", "person"),
        ("BUSINESS", _) => fact_is("customer_type", "business"),
        ("PENSION_RECIPIENT" | "STUDENT" | "STAFF", _) => fact_is(kind, "yes"),
        _ => {
            let text = ["additionalInfo", "additionalValue"].into_iter().find_map(|member| node.text(member));
            let label = match text {
                Some(text) if kind != "OTHER" => format!("{}: {text}", title(kind)),
                Some(text) => text.to_owned(),
                None => title(kind),
            };
            let fact = format!("{}_{}", kind.to_lowercase(), draft.eligibility.len() + 1);
            return draft.asks(&fact, &label, node);
        }
    };
    let _ = node.text("additionalValue");
    if let Some(info) = node.get("additionalInfo").filter(|info| info.peek().is_some_and(|text| !is_nothing(text))) {
        draft.lose(info, "explains a condition that its type says already");
    }
    condition
}

fn decimal(value: impl Into<i128>) -> Option<Decimal> {
    Decimal::from_units(value.into(), 0).ok()
}

fn feature(node: &Node, draft: &mut Draft<'_>) {
    let kind = node.text("featureType").unwrap_or("OTHER").to_owned();
    let value = node.text("additionalValue").filter(|value| !is_nothing(value)).unwrap_or("yes").to_owned();
    let info = node.get("additionalInfo").and_then(Node::peek).filter(|text| !is_nothing(text));
    if ADVANTAGES.contains(&kind.as_str()) {
        let text = info
            .map_or_else(|| format!("{}: {value}", title(&kind)), |info| format!("{}: {value}; {info}", title(&kind)));
        draft.say_beside(&node.pointer, &text, UnmodelledEffect::Decrease);
        let _ = node.text("additionalInfo");
    } else {
        if let Some(info) = node.get("additionalInfo").filter(|_| info.is_some()) {
            draft.lose(info, "text of a feature; the format has prices elsewhere");
        }
        draft.has(&kind, &title(&kind), &value, None);
    }
}
