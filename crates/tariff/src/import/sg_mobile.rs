//! `sg-mobile`: the open list of Singapore mobile plans.

use pannier_model::value::{Currency, Duration, Zone};

use super::{
    draft::{Draft, is_nothing},
    node::Node,
    number,
    product::{Header, country},
};
use crate::tariff::{Commitment, Direction, Fixed, FixedPer, Renewal, Sector, Service, UnmodelledEffect};

pub(super) fn products(root: &Node) -> Vec<&Node> {
    root.list("mobilePlanData").iter().filter(|plan| plan.has("planName") && plan.has("price")).collect()
}

pub(super) fn import(node: &Node, draft: &mut Draft<'_>) -> Header {
    let provider = node.text("telco").unwrap_or_default();
    let plan = node.text("planName").unwrap_or_default();
    let kind = node.text("planType").unwrap_or_default();
    let group = node.text("specialOption").map(str::to_owned);
    let id = [plan, kind, group.as_deref().unwrap_or_default()].join(" / ");
    let mut header = Header::new(Sector::Telco, id.trim_end_matches([' ', '/']), provider, plan);
    header.service = Some(Service::Mobile);
    header.jurisdiction = country("SG");
    header.currency = Currency::parse("SGD").ok();
    header.zone = Zone::parse("Asia/Singapore").ok();
    draft.prices_stand_in(node);
    if let Some(amount) = node.get("price").and_then(|price| draft.money(price, "Monthly price")) {
        let terms = Fixed { amount, at: None, for_each: None, per: FixedPer::Month, proration: None };
        draft.add("monthly", "Monthly price", Direction::Charge, terms);
    }
    let months = kind.split(' ').next().and_then(number::whole);
    if let Some(term) = months.and_then(|months| Duration::parse(&format!("P{months}M")).ok()) {
        let renewal = Renewal::Rolling;
        draft.commitment = Some(Commitment { notice: None, price_change: None, renewal, term: Some(term) });
    }
    if let Some(group) = group {
        let condition = draft.asks("special_option", &group, node);
        draft.eligibility.push(condition);
    }
    for (member, label, unit) in [("data", "Data", "GB"), ("talktime", "Calls", "min"), ("sms", "Messages", "count")] {
        if let Some(value) = node.text(member).map(str::to_owned) {
            draft.has(member, label, &value, Some(unit));
        }
    }
    let text = "What use beyond the allowances costs is not stated";
    draft.say_beside(&node.pointer, text, UnmodelledEffect::Increase);
    for (member, effect) in
        [("pros", UnmodelledEffect::Unknown), ("notes", UnmodelledEffect::Unknown), ("cons", UnmodelledEffect::Unknown)]
    {
        for one in node.list(member) {
            if let Some(text) = one.scalar().filter(|text| !is_nothing(text)).map(str::to_owned) {
                draft.say_beside(&one.pointer, &text, effect);
            }
        }
    }
    draft.lose_members(node, &["link"], "an address");
    header
}
