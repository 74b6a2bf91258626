//! `eme-au`: plans as the Australian regulator's own comparison site has them, with prices in cents.

use pannier_model::value::{Currency, List, Zone};

use super::{
    draft::{Draft, day},
    energy::{self, Money, Of, Term},
    node::Node,
    number,
    product::{Header, country},
};
use crate::tariff::{
    Area, AreaScheme, BillingPeriod, Commitment, Direction, FixedPer, Meter, PriceChange, Renewal, Sector,
    UnmodelledEffect,
};

pub(super) fn products(root: &Node) -> Vec<&Node> {
    let plan = |node| Node::path(node, &["data", "planData"]).or_else(|| node.get("planData"));
    let all: Vec<&Node> = if root.is_list() {
        root.elements().iter().filter_map(plan).collect()
    } else {
        plan(root).into_iter().collect()
    };
    all.into_iter().filter(|plan| plan.has("planId") && plan.get("contract").is_some_and(Node::is_list)).collect()
}

pub(super) fn import(node: &Node, draft: &mut Draft<'_>) -> Header {
    let id = node.text("planId").unwrap_or_default();
    let provider = node.text("retailerName").unwrap_or_default();
    let mut header = Header::new(Sector::Energy, id, provider, node.text("planName").unwrap_or(id));
    header.provider_id = node.text("retailerCode").map(str::to_owned);
    header.version = node.text("batchId").map(str::to_owned);
    header.jurisdiction = country("AU");
    header.currency = Currency::parse("AUD").ok();
    let state = node.text("state").unwrap_or_default().to_owned();
    if let Some(area) = country(&format!("AU-{state}")) {
        header.jurisdiction = Some(area);
    }
    header.zone = energy::zone_of(&state);
    header.tax = Some(energy::on_top());
    let zone = header.zone.as_ref().map_or("Australia/Sydney", Zone::as_str).to_owned();
    let since = node.text("effectiveDate").and_then(|text| day(text, &zone));
    header.saleable = (since, None);
    header.priced = (since, None);
    networks(node, draft);
    if let Some(kind) = node.text("customerType") {
        let who = if kind == "R" { "person" } else { "business" };
        draft.eligibility.push(super::draft::fact_is("customer_type", who));
    }
    let contracts = node.list("contract");
    for other in contracts.iter().skip(1) {
        draft.say(other, "A plan has a second contract, with prices of its own", UnmodelledEffect::Unknown);
    }
    let Some(contract) = contracts.first() else { return header };
    draft.prices_stand_in(contract);
    draft.lose_members(
        contract,
        &["paymentOption", "networkTariffCode", "networkTariffType"],
        "changes no price by itself",
    );
    let fuel = contract.text("fuelType").or_else(|| node.text("fuelType")).unwrap_or("E");
    let meter = if fuel == "G" { Meter::Gas } else { Meter::ElectricityImport };
    if let Some(all) = contract.get("billFrequency") {
        header.billing = billing(all, draft);
    }
    terms(contract, draft);
    prices(contract, meter, draft);
    feed_in(contract, draft);
    discounts(contract, draft);
    fees(contract, draft);
    rest(contract, draft);
    header
}

fn networks(node: &Node, draft: &mut Draft<'_>) {
    let names: Vec<_> =
        node.list("supplyArea").iter().filter_map(|area| area.text("name")).filter_map(super::draft::name).collect();
    if let Ok(include) = List::new(names) {
        draft.area.push(Area { exclude: None, include: Some(include), scheme: AreaScheme::Network });
    }
    let _ = node.text("distributor");
}

fn billing(all: &Node, draft: &mut Draft<'_>) -> BillingPeriod {
    let months: Vec<&str> = all
        .elements()
        .iter()
        .filter(|one| one.get("period").and_then(Node::peek) == Some("M"))
        .filter_map(|one| one.get("number").and_then(Node::peek))
        .collect();
    all.take_all();
    if all.elements().len() > 1 {
        draft.lose_at(&all.pointer, "several lengths of a bill can be chosen; the shortest is taken");
    }
    let has = |number: &str| months.contains(&number);
    if has("1") {
        BillingPeriod::Month
    } else if has("2") {
        BillingPeriod::TwoMonths
    } else if has("3") {
        BillingPeriod::Quarter
    } else {
        draft.lose_at(&all.pointer, "a length of a bill that a tariff does not have; a month is taken");
        BillingPeriod::Month
    }
}

fn terms(contract: &Node, draft: &mut Draft<'_>) {
    let fixed = contract.flag("isFixed") == Some(true);
    let change = if fixed { PriceChange::None } else { PriceChange::OnNotice };
    if contract.text("termType").is_some() {
        draft.commitment =
            Some(Commitment { notice: None, price_change: Some(change), renewal: Renewal::Rolling, term: None });
    }
    for member in ["variation", "onExpiry", "benefitPeriod"] {
        if let Some(text) = contract.get(member) {
            draft.lose(text, "how prices change later, in words; prices are those of today");
        }
    }
    draft.say_text(contract, "terms", "Terms", UnmodelledEffect::Unknown);
}

fn prices(contract: &Node, meter: Meter, draft: &mut Draft<'_>) {
    let mut charges = Vec::new();
    for period in contract.list("tariffPeriod") {
        let label = period.text("name").unwrap_or("Use").to_owned();
        let (first, last) = (period.text("startDate").unwrap_or("01-01"), period.text("endDate").unwrap_or("12-31"));
        let Ok(season) = energy::season(first, last, draft) else {
            draft.say(period, &format!("{label}: from {first} to {last}"), UnmodelledEffect::Unknown);
            continue;
        };
        if let Some(charge) = period.get("dailySupplyCharge") {
            let cents = draft.number(charge, "Supply charge");
            match cents.map(|cents| number::shifted(cents, -2).and_then(number::amount)) {
                Some(Some(amount)) => charges.push((amount, charge.pointer.clone())),
                Some(None) => {
                    draft.say_beside(&charge.pointer, "Supply charge that is no amount", UnmodelledEffect::Unknown);
                }
                None => {}
            }
        }
        let every = period.text("blockPeriod").map(str::to_owned);
        if let Some(text) = period.get("blockDescription") {
            draft.lose(text, "explains steps that their numbers say already");
        }
        if let Some(single) = period.get("blockRate").filter(|rates| !rates.elements().is_empty()) {
            let window = season.as_ref().and_then(|season| {
                let whole = energy::slot("", "00:00", "00:00", Some(season))?;
                energy::window(season.as_str(), vec![whole], draft)
            });
            let steps = energy::steps(single, meter, Money::Cents, draft);
            if let Some(blocks) = steps.and_then(|steps| energy::blocks(steps, single, draft)) {
                draft.add("usage", &label, Direction::Charge, energy::usage(meter, blocks, every.as_deref(), window));
            }
        }
        for block in period.list("touBlock") {
            let label = block.text("name").unwrap_or("Use").to_owned();
            if let Some(text) = block.get("description") {
                draft.lose(text, "hours in words, beside the hours");
            }
            let kind = block.text("timeOfUsePeriod").unwrap_or("use").to_owned();
            let mut slots = Vec::new();
            for hours in block.list("timeOfUse") {
                let days = hours.text("days").unwrap_or_default();
                let (from, to) = (hours.text("startTime").unwrap_or("0000"), hours.text("endTime").unwrap_or("2359"));
                match energy::slot(days, from, to, season.as_ref()) {
                    Some(slot) => slots.push(slot),
                    None => draft.say(hours, &format!("{label}: hours that cannot be read"), UnmodelledEffect::Unknown),
                }
            }
            let window = energy::window(&format!("tou_{kind}"), slots, draft);
            let Some((window, rates)) = window.zip(block.get("blockRate")) else {
                draft.say(block, &format!("{label}: no hours or no price"), UnmodelledEffect::Unknown);
                continue;
            };
            let steps = energy::steps(rates, meter, Money::Cents, draft);
            if let Some(blocks) = steps.and_then(|steps| energy::blocks(steps, rates, draft)) {
                let terms = energy::usage(meter, blocks, every.as_deref(), Some(window));
                draft.add(&format!("usage_{kind}"), &label, Direction::Charge, terms);
            }
        }
        if period.list("blockRate").is_empty() && period.list("touBlock").is_empty() {
            let text = format!("{label}: no price of use is stated");
            draft.say_beside(&period.pointer, &text, UnmodelledEffect::Unknown);
        }
        if let Some(demand) = period.get("demandCharge") {
            draft.say(demand, &format!("{label}: a charge for power"), UnmodelledEffect::Increase);
        }
    }
    energy::supply(&charges, draft);
    for member in ["controlledLoad", "controlledLoads"] {
        if let Some(load) = contract.get(member) {
            draft.say(load, "A price of its own for controlled load", UnmodelledEffect::Unknown);
        }
    }
    if let Some(kind) = contract.text("pricingModel").filter(|kind| !matches!(*kind, "SR" | "TOU")) {
        let text = format!("A kind of price beyond single rate and time of use: {kind}");
        draft.say_beside(&contract.pointer, &text, UnmodelledEffect::Unknown);
    }
    let _ = contract.text("timeDefinition").filter(|clock| *clock == "LOCAL");
}

/// What is paid for electricity sent out. One that depends on a scheme counts where the customer is in it; several that
/// differ only in words are left out, which makes the price higher than it is.
fn feed_in(contract: &Node, draft: &mut Draft<'_>) {
    let all = contract.list("solarFit");
    let plain = |one: &Node| one.get("scheme").and_then(Node::peek) != Some("PREMIUM");
    let several = all.iter().filter(|one| plain(one)).count() > 1;
    for one in all {
        let label = one.text("description").or_else(|| one.text("displayName")).unwrap_or("Feed-in").to_owned();
        let simple = one.get("tariffUType").and_then(Node::peek) == Some("singleTariff");
        if (several && plain(one)) || !simple {
            draft.say(one, &format!("Feed-in: {label}"), UnmodelledEffect::Decrease);
            continue;
        }
        for member in ["scheme", "tariffUType", "rate", "displayName", "type"] {
            let _ = one.text(member);
        }
        let every = one.text("singleTariffPeriod").map(str::to_owned);
        for rate in one.list("singleTariffRates") {
            let _ = rate.flag("rebate");
        }
        energy::feed_in(one, &label, (one.get("singleTariffRates"), every.as_deref(), Money::Cents), draft);
    }
}

fn discounts(contract: &Node, draft: &mut Draft<'_>) {
    for one in contract.list("discount") {
        let label = one.text("name").unwrap_or("Discount").to_owned();
        let method = one.text("method").unwrap_or_default();
        let category = one.text("category").unwrap_or_default();
        let fact = match category {
            "P" => "pays_on_time".to_owned(),
            "D" => "pays_by_direct_debit".to_owned(),
            other => format!("discount_{other}_{label}"),
        };
        let guaranteed = one.text("type") == Some("G");
        let of = match method {
            "B" => Some(Of::Bill),
            "U" => Some(Of::Use),
            _ => None,
        };
        let rate = one.get("discountPercent").and_then(|rate| draft.percent(rate, &label));
        let (Some(of), Some(rate)) = (of, rate) else {
            let text = one.get("description").and_then(Node::peek).unwrap_or(&label).to_owned();
            draft.say(one, &text, UnmodelledEffect::Decrease);
            continue;
        };
        let text = one.text("description").unwrap_or(&label).to_owned();
        energy::discount(one, &text, rate, &of, (!guaranteed).then_some(fact.as_str()), draft);
    }
}

fn fees(contract: &Node, draft: &mut Draft<'_>) {
    for one in contract.list("fee") {
        let kind = match one.text("feeType").unwrap_or("OTHER") {
            "EF" | "ETF" => "EXIT".to_owned(),
            other => other.to_owned(),
        };
        let text = one.text("description").unwrap_or_default().to_owned();
        let term = match one.text("feeTerm").unwrap_or_default() {
            "F" => Term::Once,
            "P" => Term::PercentOfBill,
            "A" => Term::Per(FixedPer::Year),
            "M" => Term::Per(FixedPer::Month),
            "D" => Term::Per(FixedPer::Day),
            "W" => Term::Per(FixedPer::Week),
            _ => Term::Open,
        };
        let amount = one.get("amount").and_then(|amount| draft.money(amount, &text));
        let rate = one.get("percent").and_then(|rate| draft.percent(rate, &text));
        energy::fee(one, (&kind, &text), &term, (amount, rate), draft);
    }
}

fn rest(contract: &Node, draft: &mut Draft<'_>) {
    draft.say_text(contract, "additionalFeeInformation", "Fees", UnmodelledEffect::Unknown);
    for one in contract.list("incentive") {
        let text = ["name", "description"].iter().filter_map(|member| one.text(member)).collect::<Vec<_>>().join(": ");
        draft.say(one, &text, UnmodelledEffect::Decrease);
    }
    for one in contract.list("greenCharge") {
        draft.lose(one, "an extra that costs more only where the customer chooses it");
    }
    if let Some(model) = contract.text("meterType").map(str::to_owned) {
        draft.has("meter_type", "Meter", &model, None);
    }
    for one in contract.list("meterType") {
        if let Some(model) = one.scalar().map(str::to_owned) {
            draft.has("meter_type", "Meter", &model, None);
        }
    }
    if let Some(days) = contract.text("coolingOffDays").map(str::to_owned) {
        draft.has("cooling_off", "Time to withdraw", &days, Some("days"));
    }
}
