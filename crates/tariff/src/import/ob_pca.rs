//! `ob-pca`: personal current accounts of UK Open Banking's open data, 2.x.

mod charges;
mod interest;

use pannier_model::value::{CodeText, Currency, Date, Decimal, Zone};

use super::{
    draft::{Draft, day, is_nothing},
    node::Node,
    number,
    product::{Header, country, tax},
};
use crate::tariff::{Sector, Service, Test, UnmodelledEffect};

const ZONE: &str = "Europe/London";

pub(super) fn products(root: &Node) -> Vec<&Node> {
    brands(root).into_iter().flat_map(|brand| brand.list("PCA")).filter(|node| node.has("PCAMarketingState")).collect()
}

/// A brand stands alone or in a list, and so does what holds it.
fn brands(root: &Node) -> Vec<&Node> {
    let one_or_many =
        |node| -> Vec<&Node> { if Node::is_list(node) { node.elements().iter().collect() } else { vec![node] } };
    let data = root.get("data").map_or_else(|| vec![root], one_or_many);
    data.into_iter().filter_map(|data| data.get("Brand")).flat_map(one_or_many).collect()
}

pub(super) fn import(node: &Node, root: &Node, draft: &mut Draft<'_>) -> Header {
    let brand = brands(root).into_iter().find(|brand| brand.list("PCA").iter().any(|one| std::ptr::eq(one, node)));
    let provider = brand.and_then(|brand| brand.text("BrandName")).unwrap_or_default();
    let id = node.text("Identification").unwrap_or_default();
    let mut header = Header::new(Sector::Bank, id, provider, node.text("Name").unwrap_or(id));
    header.service = Some(Service::Current);
    header.jurisdiction = country("GB");
    header.currency = Currency::parse("GBP").ok();
    header.zone = Zone::parse(ZONE).ok();
    header.tax = Some(tax(true, "0", ""));
    draft.prices_stand_in(node);
    header.version = root.path(&["meta", "LastUpdated"]).and_then(Node::scalar).map(str::to_owned);
    let published = header.version.as_deref().and_then(|text| day(text, ZONE));
    let states = node.list("PCAMarketingState");
    let is_regular = |state: &&Node| state.get("MarketingState").and_then(Node::peek) != Some("Promotional");
    let regular: Vec<&Node> = states.iter().filter(is_regular).collect();
    for state in states.iter().filter(|state| !is_regular(state)) {
        let mut text = state.get("Identification").and_then(Node::peek).unwrap_or_default().to_owned();
        for note in state.list("Notes").iter().filter_map(Node::peek) {
            text = format!("{text}; {note}");
        }
        draft.say(state, &format!("Promotion: {text}"), UnmodelledEffect::Decrease);
    }
    for state in regular.iter().skip(1) {
        draft.say(state, "A second regular state, with prices of its own", UnmodelledEffect::Unknown);
    }
    for segment in node.list("Segment") {
        if let Some(segment) = segment.scalar().map(str::to_owned) {
            draft.has("segment", "Segment", &segment, None);
        }
    }
    let _ = (node.flag("OnSaleIndicator"), node.text("OnSaleIndicator"));
    if let Some(state) = regular.first() {
        let since = state.text("FirstMarketedDate").and_then(|text| day(text, ZONE)).or(published);
        let last = state.text("LastMarketedDate").and_then(|text| day(text, ZONE)).and_then(Date::next_day);
        header.saleable = (since, last);
        header.priced = (published.or(since), None);
        self::state(state, &mut header, draft);
    }
    header
}

fn state(state: &Node, header: &mut Header, draft: &mut Draft<'_>) {
    let _ = (state.text("Identification"), state.text("MarketingState"));
    for note in state.list("Notes").iter().chain(state.get("Notes").filter(|notes| !notes.is_list())) {
        if let Some(text) = note.scalar().filter(|text| !is_nothing(text)).map(str::to_owned) {
            draft.say_beside(&note.pointer, &text, UnmodelledEffect::Unknown);
        }
    }
    if let Some(core) = state.get("CoreProduct") {
        header.summary = core.text("ProductDescription").map(str::to_owned);
        if let Some(most) = core.text("MonthlyMaximumCharge").map(str::to_owned) {
            let text = format!("Charges of an unarranged overdraft come to at most {most} in a month");
            draft.say_beside(&core.pointer, &text, UnmodelledEffect::Decrease);
        }
        draft.lose(core, "describes and links, prices nothing");
    }
    if let Some(eligibility) = state.get("Eligibility") {
        self::eligibility(eligibility, draft);
    }
    if let Some(features) = state.get("FeaturesAndBenefits") {
        for item in features.list("FeatureBenefitItem") {
            let label = item.text("Name").or_else(|| item.text("Type")).unwrap_or("Feature").to_owned();
            if item.has("Amount") {
                draft.say(item, &format!("Benefit: {label}"), UnmodelledEffect::Decrease);
            } else {
                draft.has(&label, &label, "yes", None);
            }
        }
        draft.lose(features, "features and benefits in words; charges stand elsewhere");
    }
    if let Some(credit) = state.get("CreditInterest") {
        interest::credit(credit, draft);
    }
    charges::fees(state, draft);
    if let Some(overdraft) = state.get("Overdraft") {
        interest::overdraft(overdraft, draft);
    }
}

fn eligibility(node: &Node, draft: &mut Draft<'_>) {
    let decimal = |value: u64| Decimal::from_units(i128::from(value), 0).ok();
    if let Some(age) = node.get("AgeEligibility") {
        let bound = |member: &str| {
            let bound = age.get(member)?;
            let value = number::whole(bound.peek()?)?;
            bound.take_all();
            Some(u64::from(value))
        };
        let test = Test {
            fact: CodeText::parse("age").ok(),
            gte: bound("MinimumAge").and_then(decimal),
            lt: bound("MaximumAge").and_then(|most| decimal(most + 1)),
            ..Test::EMPTY
        };
        if test.gte.is_some() || test.lt.is_some() {
            draft.eligibility.push(test.into());
        }
    }
    let ask = |one: &Node, label: String, draft: &mut Draft<'_>| {
        let fact = format!("eligibility_{}", draft.eligibility.len() + 1);
        let condition = draft.asks(&fact, &label, one);
        draft.eligibility.push(condition);
        one.take_all();
    };
    for one in node.list("ResidencyEligibility") {
        let places: Vec<&str> = one.list("ResidencyIncluded").iter().filter_map(Node::peek).collect();
        let kind = one.get("ResidencyType").and_then(Node::peek).unwrap_or("Residency");
        ask(one, format!("{kind}: {}", places.join(", ")), draft);
    }
    for member in ["OtherEligibility", "TradingHistory"] {
        for one in node.list(member) {
            let words: Vec<&str> = ["Name", "Description", "Type", "Amount", "Period"]
                .iter()
                .filter_map(|word| one.get(word)?.peek())
                .collect();
            ask(one, words.join("; "), draft);
        }
    }
    draft.lose_members(
        node,
        &["CreditCheck", "IDVerificationCheck", "IDVerificationChecks"],
        "a check at the start, which prices nothing",
    );
}
