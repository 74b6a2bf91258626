//! `tmf620`: product offerings and their prices, as the TM Forum's product catalogue has them.

use pannier_model::value::{Currency, Decimal, Duration, List, Zone};

use super::{
    Options,
    draft::{Draft, day},
    node::Node,
    number,
    product::Header,
};
use crate::tariff::{
    Block, Commitment, Direction, Fixed, FixedPer, Meter, Renewal, Sector, TariffUnit, Tax, UnmodelledEffect, Usage,
};

pub(super) fn products(root: &Node) -> Vec<&Node> {
    let all: Vec<&Node> = if root.is_list() {
        root.elements().iter().collect()
    } else if let Some(event) = root.get("event") {
        event.members().iter().map(|(_, node)| node).collect()
    } else {
        vec![root]
    };
    let named = |node: &&Node| node.get("name").and_then(Node::peek).is_some();
    let is_a = |node: &Node, word: &str| node.get("@type").and_then(Node::peek) == Some(word);
    let offerings: Vec<&Node> =
        all.iter().copied().filter(|node| is_a(node, "ProductOffering")).filter(named).collect();
    if offerings.is_empty() {
        return all.into_iter().filter(|node| is_a(node, "ProductOfferingPrice")).filter(named).collect();
    }
    offerings
}

pub(super) fn import(node: &Node, root: &Node, draft: &mut Draft<'_>, options: &Options) -> Header {
    let id = node.text("id").or_else(|| node.get("name").and_then(Node::peek)).unwrap_or_default();
    let provider = seller(node).unwrap_or_else(|| "Provider".to_owned());
    let mut header = Header::new(Sector::Telco, id, &provider, node.text("name").unwrap_or(id));
    header.version = node.text("version").map(str::to_owned);
    header.summary = node.text("description").map(str::to_owned);
    header.zone.clone_from(&options.zone);
    let zone = options.zone.as_ref().map_or("UTC", Zone::as_str);
    let valid = |member: &str| node.path(&["validFor", member]).and_then(Node::scalar).and_then(|text| day(text, zone));
    header.saleable = (valid("startDateTime"), valid("endDateTime"));
    header.priced = header.saleable;
    term(node, draft);
    let _ = node.text("@type");
    if node.flag("isBundle") == Some(true) {
        let text = "A bundle of other offerings, whose prices stand elsewhere";
        draft.say_beside(&node.pointer, text, UnmodelledEffect::Increase);
    }
    let mut found = Found::default();
    if node.get("@type").and_then(Node::peek) == Some("ProductOfferingPrice") {
        price(node, draft, &mut found);
    }
    for one in node.list("productOfferingPrice") {
        let inner = one.get("price").map(|_| one).or_else(|| resolve(one, root));
        let Some(inner) = inner else {
            let label = one.get("name").and_then(Node::peek).unwrap_or("Price").to_owned();
            draft.say(one, &format!("{label}: stands in another document"), UnmodelledEffect::Unknown);
            continue;
        };
        // The offering has a time and terms of its own.
        for member in ["productOfferingTerm", "validFor"] {
            if let Some(limit) = inner.get(member).filter(|limit| !limit.says_nothing()) {
                draft.say(limit, "A price for a term or a time", UnmodelledEffect::Unknown);
            }
        }
        price(inner, draft, &mut found);
        if !std::ptr::eq(inner, one) {
            one.take_all();
        }
    }
    for relation in node.list("productOfferingRelationship") {
        let kind = relation.text("relationshipType").unwrap_or_default().to_owned();
        let label = relation.text("name").unwrap_or_default().to_owned();
        if matches!(kind.as_str(), "DependsOn" | "dependency" | "requires") {
            let text = format!("Needs another offering, with a price of its own: {label}");
            draft.say(relation, &text, UnmodelledEffect::Increase);
        }
    }
    header.currency = found.currency;
    header.tax = found.tax;
    header
}

#[derive(Default)]
struct Found {
    currency: Option<Currency>,
    tax: Option<Tax>,
}

fn seller(node: &Node) -> Option<String> {
    let parties = node.list("relatedParty");
    let named = parties
        .iter()
        .find_map(|party| party.text("name").or_else(|| party.path(&["partyOrPartyRole", "name"])?.scalar()));
    named.map(str::to_owned).or_else(|| {
        let address = node.get("href")?.peek()?;
        let rest = address.split_once("://")?.1;
        Some(rest.split(['/', ':']).next()?.to_owned())
    })
}

/// The price of that id in the same document.
fn resolve<'a>(reference: &Node, root: &'a Node) -> Option<&'a Node> {
    let id = reference.get("id")?.peek()?;
    root.elements().iter().find(|node| {
        node.get("@type").and_then(Node::peek) == Some("ProductOfferingPrice")
            && node.get("id").and_then(Node::peek) == Some(id)
    })
}

fn term(node: &Node, draft: &mut Draft<'_>) {
    let mut terms = Vec::new();
    for one in node.list("productOfferingTerm") {
        let amount = one.path(&["duration", "amount"]).and_then(Node::peek).and_then(number::whole);
        let unit = one.path(&["duration", "units"]).and_then(Node::peek).unwrap_or_default().to_lowercase();
        let letter = match unit.trim_end_matches('s') {
            "month" => "M",
            "year" => "Y",
            "week" => "W",
            "day" => "D",
            _ => "",
        };
        if let Some(term) = amount.and_then(|amount| Duration::parse(&format!("P{amount}{letter}")).ok()) {
            terms.push((one, term));
        }
    }
    let Some((first, term)) = terms.first() else { return };
    first.take_all();
    draft.commitment =
        Some(Commitment { notice: None, price_change: None, renewal: Renewal::Rolling, term: Some(*term) });
    draft.lose_at(&first.pointer, "what happens after the term is not stated; taken as going on");
    for (other, _) in &terms[1..] {
        draft.say(other, "A second term can be chosen, and its price may differ", UnmodelledEffect::Unknown);
    }
}

fn price(node: &Node, draft: &mut Draft<'_>, found: &mut Found) {
    draft.prices_stand_in(node);
    let benign = [
        "id",
        "href",
        "name",
        "description",
        "version",
        "validFor",
        "lastUpdate",
        "lifecycleStatus",
        "@type",
        "@referredType",
        "@baseType",
        "@schemaLocation",
        "place",
        "isBundle",
    ];
    let label = node.get("name").and_then(Node::peek).unwrap_or("Price").to_owned();
    for member in benign {
        if let Some(inner) = node.get(member) {
            inner.take_all();
        }
    }
    if node.has("place") {
        draft.lose_at(&node.pointer, "a place by a reference");
    }
    for (member, text) in [
        ("pricingLogicAlgorithm", "a price that another program works out"),
        ("policy", "a rule that stands elsewhere"),
        ("constraint", "a rule that stands elsewhere"),
        ("prodSpecCharValueUse", "a price for some variants of the product"),
        ("bundledPopRelationship", "a price made of others"),
    ] {
        if let Some(inner) = node.get(member) {
            draft.say(inner, &format!("{label}: {text}"), UnmodelledEffect::Unknown);
        }
    }
    for relation in node.list("popRelationship") {
        let kind = relation.get("relationshipType").and_then(Node::peek).unwrap_or_default().to_owned();
        let discount = kind.to_lowercase().contains("discount");
        let effect = if discount { UnmodelledEffect::Decrease } else { UnmodelledEffect::Unknown };
        draft.say(relation, &format!("{label}: {kind} another price"), effect);
    }
    if let Some(percent) = node.get("percentage") {
        match draft.number(percent, &label) {
            Some(value) if value.signum() != 0 => {
                draft.say(percent, &format!("{label}: {value} % of another price"), UnmodelledEffect::Unknown);
            }
            _ => {}
        }
    }
    taxes(node, draft, found);
    let value = node.path(&["price", "value"]);
    let Some(value) = value.and_then(|value| draft.number(value, &label)) else {
        draft.say_beside(&node.pointer, &format!("{label}: no price is stated"), UnmodelledEffect::Unknown);
        return;
    };
    let unit = node.path(&["price", "unit"]).and_then(Node::scalar).and_then(|unit| Currency::parse(unit).ok());
    match (unit, found.currency) {
        (Some(unit), Some(other)) if unit != other => {
            draft.say_beside(
                &node.pointer,
                &format!("{label}: {value} in another currency"),
                UnmodelledEffect::Unknown,
            );
            return;
        }
        (unit, other) => found.currency = other.or(unit),
    }
    component(node, &label, value, draft);
}

fn taxes(node: &Node, draft: &mut Draft<'_>, found: &mut Found) {
    for tax in node.list("tax") {
        let rate = tax.get("taxRate").and_then(|rate| draft.percent(rate, "Tax"));
        let label = tax.text("taxCategory").and_then(super::draft::name);
        if let Some(amount) = tax.get("taxAmount") {
            draft.lose(amount, "an amount of tax beside its rate");
        }
        let _ = tax.text("@type");
        let Some(rate) = rate else { continue };
        // The standard has the price without tax and the tax beside it.
        let one = Tax { included: false, name: label, rate };
        match &found.tax {
            Some(known) if *known != one => {
                draft.say_beside(&tax.pointer, "A second rate of tax", UnmodelledEffect::Unknown);
            }
            _ => found.tax = Some(one),
        }
    }
}

fn component(node: &Node, label: &str, value: Decimal, draft: &mut Draft<'_>) {
    let kind = node.text("priceType").unwrap_or_default().to_owned();
    let length = node.text("recurringChargePeriodLength").map_or(Some(1), number::whole).unwrap_or(0);
    let every = node.text("recurringChargePeriodType").or_else(|| node.text("recurringChargePeriod"));
    let every = every.unwrap_or_default().to_lowercase();
    let measure = node.path(&["unitOfMeasure", "units"]).and_then(Node::scalar).unwrap_or_default().to_owned();
    let count = node.path(&["unitOfMeasure", "amount"]).and_then(Node::scalar).map(number::number);
    let amount = number::amount(value);
    let per = match (kind.as_str(), every.trim_end_matches('s'), length) {
        ("oneTime" | "onetime", _, _) => Some(FixedPer::Once),
        ("recurring", "day" | "daily", 1) => Some(FixedPer::Day),
        ("recurring", "week" | "weekly", 1) => Some(FixedPer::Week),
        ("recurring", "month" | "monthly", 1) => Some(FixedPer::Month),
        ("recurring", "month" | "monthly", 3) | ("recurring", "quarterly", 1) => Some(FixedPer::Quarter),
        ("recurring", "month" | "monthly", 6) => Some(FixedPer::HalfYear),
        ("recurring", "month" | "monthly", 12) | ("recurring", "year" | "yearly" | "annual", 1) => Some(FixedPer::Year),
        _ => None,
    };
    let metered = match measure.as_str() {
        "GB" | "gigabyte" => Some((Meter::Data, TariffUnit::Gigabyte)),
        "MB" | "megabyte" => Some((Meter::Data, TariffUnit::Megabyte)),
        "minute" | "minutes" | "min" => Some((Meter::Voice, TariffUnit::Minute)),
        "SMS" | "sms" | "message" => Some((Meter::Sms, TariffUnit::Count)),
        _ => None,
    };
    let is_one = |count: number::Number| count.value.trimmed().to_string() == "1";
    let single = count.is_none_or(|count| count.is_some_and(is_one));
    match (per, amount, metered) {
        (Some(_), Some(amount), _) if amount.signum() == 0 => draft.lose_at(&node.pointer, "a price of nothing"),
        (Some(per), Some(amount), _) => {
            let (amount, direction) = match amount.signum() {
                1 => (amount, Direction::Charge),
                _ => (amount.abs(), Direction::Credit),
            };
            let proration = (per == FixedPer::Year).then_some(crate::tariff::Proration::None);
            draft.add(label, label, direction, Fixed { amount, at: None, for_each: None, per, proration });
        }
        (None, _, Some((meter, unit))) if kind == "usage" && single => {
            let Ok(blocks) = List::new(vec![Block { price: value.trimmed(), up_to: None }]) else { return };
            draft.add(label, label, Direction::Charge, Usage::of(meter, unit, blocks));
        }
        _ => {
            let what = [kind.as_str(), every.as_str(), measure.as_str()].join(" ");
            let text = format!("{label}: {value} for {what}");
            let effect = if kind == "discount" { UnmodelledEffect::Decrease } else { UnmodelledEffect::Unknown };
            draft.say_beside(&node.pointer, &text, effect);
        }
    }
}
