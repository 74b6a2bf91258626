//! `urdb`: rates of the United States utility rate database, and of programs that take its documents.

mod schedule;

use pannier_model::value::{Amount, CodeText, Currency, Date, Decimal, List, Zone};

use super::{
    Options,
    draft::{Draft, day, day_of_second, is_nothing},
    node::Node,
    number,
    product::{Header, country},
};
use crate::tariff::{
    Block, BlockMode, Clamp, Component, Direction, Fixed, FixedPer, Meter, Peak, PeakMeasure, PeakPer, Sector,
    TariffUnit, Terms, UnmodelledEffect, Usage,
};
use pannier_model::value::Duration;
use schedule::Schedule;

pub(super) fn products(root: &Node) -> Vec<&Node> {
    let rate = |node| Node::get(node, "urdb").unwrap_or(node);
    let all: Vec<&Node> = match root.get("items") {
        Some(items) => items.elements().iter().collect(),
        None if root.is_list() => root.elements().iter().map(rate).collect(),
        None => vec![rate(root)],
    };
    let prices = ["energyratestructure", "demandratestructure", "flatdemandstructure"];
    all.into_iter().filter(|node| prices.iter().any(|member| node.has(member))).collect()
}

pub(super) fn import(node: &Node, draft: &mut Draft<'_>, options: &Options) -> Header {
    draft.prices_stand_in(node);
    let label = node.text("label").unwrap_or("rate");
    let mut header = Header::new(
        Sector::Energy,
        label,
        node.text("utility").unwrap_or("Utility"),
        node.text("name").unwrap_or(label),
    );
    header.provider_id = node.text("eiaid").map(|id| format!("EIA {id}"));
    header.version = node.list("revisions").last().and_then(Node::peek).map(str::to_owned);
    header.jurisdiction = country("US");
    header.currency = Currency::parse("USD").ok();
    let zone = options.zone.as_ref().map_or("UTC", Zone::as_str).to_owned();
    header.saleable = (moment(node, "startdate", &zone), moment(node, "enddate", &zone));
    header.priced = header.saleable;
    if let Some(sector) = node.text("sector") {
        draft.eligibility.push(super::draft::fact_is("customer_class", sector));
    }
    benign(node, draft);
    // A price of nothing is nothing, but one that is not stated is not.
    energy(node, draft);
    demand(node, draft);
    flat_demand(node, draft);
    fixed(node, draft);
    minimum(node, draft);
    said(node, draft);
    header
}

fn moment(node: &Node, member: &str, zone: &str) -> Option<Date> {
    let text = node.text(member)?;
    match text.parse::<i64>() {
        Ok(seconds) => day_of_second(seconds, zone),
        Err(_) => day(text, zone),
    }
}

fn benign(node: &Node, draft: &mut Draft<'_>) {
    let about = [
        "uri",
        "source",
        "sourceparent",
        "supersedes",
        "revisions",
        "approved",
        "is_default",
        "country",
        "servicetype",
        "voltagecategory",
        "voltageminimum",
        "voltagemaximum",
        "phasewiring",
        "peakkwcapacityhistory",
        "flatdemandunit",
        "demandrateunit",
        "demandunits",
    ];
    for member in ["flatdemandunit", "demandrateunit", "demandunits"] {
        if let Some(unit) = node.get(member).filter(|unit| unit.peek().is_some_and(|unit| unit != "kW")) {
            let text = format!("Power is priced by {}", unit.peek().unwrap_or_default());
            draft.say(unit, &text, UnmodelledEffect::Unknown);
        }
    }
    draft.lose_members(node, &about, "changes no price by itself");
    for (member, fact, upper) in [
        ("peakkwcapacitymin", "peak_kw", false),
        ("peakkwcapacitymax", "peak_kw", true),
        ("peakkwhusagemin", "monthly_kwh", false),
        ("peakkwhusagemax", "monthly_kwh", true),
    ] {
        let Some(bound) = node.get(member).and_then(|bound| draft.number(bound, member)) else { continue };
        let test = crate::tariff::Test {
            fact: CodeText::parse(fact).ok(),
            gte: (!upper).then_some(bound),
            lte: upper.then_some(bound),
            ..crate::tariff::Test::EMPTY
        };
        draft.eligibility.push(test.into());
    }
    if let Some(window) = node.get("demandwindow") {
        draft.lose(window, "minutes over which power is a mean; here it is that of a slot of the data");
    }
}

/// Texts and numbers that move a price in a way no component has.
fn said(node: &Node, draft: &mut Draft<'_>) {
    for member in ["description", "basicinformationcomments", "energycomments", "demandcomments"] {
        draft.say_text(node, member, "", UnmodelledEffect::Unknown);
    }
    for member in ["energyattrs", "demandattrs", "fixedattrs", "dgrules", "usenetmetering"] {
        if let Some(inner) = node.get(member).filter(|_| node.flag(member) != Some(false)) {
            let words: Vec<String> = inner
                .elements()
                .iter()
                .flat_map(Node::members)
                .map(|(name, value)| format!("{name}: {}", value.peek().unwrap_or_default()))
                .collect();
            let text = if words.is_empty() {
                format!("{member}: {}", inner.peek().unwrap_or("yes"))
            } else {
                words.join("; ")
            };
            draft.say(inner, &text, UnmodelledEffect::Unknown);
        }
    }
}

/// A tier of a price; `None` where it states none.
struct Tier {
    price: Decimal,
    sell: Option<Decimal>,
    most: Option<Decimal>,
    unit: Option<String>,
}

/// The tiers of a price; energy is `sold` too.
fn tiers(period: &Node, sold: bool, draft: &mut Draft<'_>) -> Option<Vec<Tier>> {
    let mut tiers = Vec::new();
    for tier in period.elements() {
        let mut part = |member: &str| tier.get(member).and_then(|value| draft.number(value, member));
        let (rate, adjustment) = (part("rate"), part("adj"));
        let sell = if sold { part("sell") } else { None };
        // The end of the last tier is the largest number a program can write.
        let most = tier.text("max").and_then(number::number).map(|most| most.value);
        let unit = tier.text("unit").map(str::to_owned);
        let price = match (rate, adjustment) {
            (Some(rate), Some(adjustment)) => number::sum(rate, adjustment)?,
            (Some(price), None) | (None, Some(price)) => price,
            (None, None) => return None,
        };
        tiers.push(Tier { price, sell, most, unit });
    }
    (!tiers.is_empty()).then_some(tiers)
}

fn blocks(tiers: &[Tier], draft: &mut Draft<'_>, node: &Node) -> Option<(List<Block, 100>, Option<BlockMode>)> {
    let count = tiers.len();
    let blocks = tiers.iter().enumerate().map(|(index, tier)| {
        let last = index + 1 == count;
        let up_to = tier.most.filter(|_| !last).map(Decimal::trimmed);
        Block { price: tier.price.trimmed(), up_to }
    });
    let blocks: Vec<Block> = blocks.collect();
    if tiers.last().is_some_and(|tier| tier.most.is_some()) {
        draft.lose_at(&node.pointer, "the last tier has an end; taken as open");
    }
    Some((List::new(blocks).ok()?, (count > 1).then_some(BlockMode::Graduated)))
}

fn energy(node: &Node, draft: &mut Draft<'_>) {
    let Some(structure) = node.get("energyratestructure") else { return };
    let schedule = Schedule::read(node, "energyweekdayschedule", "energyweekendschedule");
    let Some(schedule) = schedule else {
        draft.say(structure, "Prices of energy without hours", UnmodelledEffect::Unknown);
        return;
    };
    let mut tiered = false;
    missing(structure, &schedule, draft);
    for (index, period) in structure.elements().iter().enumerate() {
        let label = format!("Energy, period {}", index + 1);
        let Some(tiers) = used(period, index, &schedule, &label, true, draft) else { continue };
        let unit = |tier: &Tier| tier.unit.clone().unwrap_or_else(|| "kWh".to_owned());
        let daily = tiers.iter().all(|tier| unit(tier) == "kWh daily");
        if !daily && tiers.iter().any(|tier| unit(tier) != "kWh") {
            let text = format!("{label}: tiers by {}", unit(&tiers[0]));
            draft.say(period, &text, UnmodelledEffect::Unknown);
            continue;
        }
        tiered |= tiers.len() > 1;
        let window = schedule.window(index, &format!("energy_{}", index + 1), draft);
        let Some((blocks, mode)) = blocks(&tiers, draft, period) else { continue };
        let every = if daily { "P1D" } else { "P1M" };
        let block_period = mode.and(Duration::parse(every).ok());
        let unit = TariffUnit::KilowattHour;
        let terms =
            Usage { block_period, mode, window: window.clone(), ..Usage::of(Meter::ElectricityImport, unit, blocks) };
        draft.add("energy", &label, Direction::Charge, terms.clone());
        let sells: Vec<Decimal> = tiers.iter().filter_map(|tier| tier.sell).filter(|sell| sell.signum() != 0).collect();
        match sells[..] {
            [] => {}
            [price] if tiers.len() == 1 && price.signum() > 0 => {
                let Ok(blocks) = List::new(vec![Block { price: price.trimmed(), up_to: None }]) else { continue };
                let meter = Meter::ElectricityExport;
                let terms = Usage { block_period: None, blocks, meter, mode: None, ..terms };
                draft.add("feed_in", &format!("Feed-in, period {}", index + 1), Direction::Credit, terms);
            }
            _ => {
                let paid = sells.iter().all(|sell| sell.signum() > 0);
                let effect = if paid { UnmodelledEffect::Decrease } else { UnmodelledEffect::Unknown };
                draft.say_beside(&period.pointer, "Prices paid for energy by tier, or below zero", effect);
            }
        }
    }
    if tiered && schedule.several_in_a_month() {
        let text = "Tiers of several periods of one month: whether they count together is not stated";
        draft.say_beside(&structure.pointer, text, UnmodelledEffect::Unknown);
    }
}

/// Says so where hours name a price that is not in the list.
fn missing(structure: &Node, schedule: &Schedule, draft: &mut Draft<'_>) {
    if schedule.periods().any(|period| period >= structure.elements().len()) {
        let text = "Hours name a price that is not in the list";
        draft.say_beside(&structure.pointer, text, UnmodelledEffect::Unknown);
    }
}

/// The tiers of a price that holds at some hour and states something.
fn used(
    period: &Node,
    index: usize,
    schedule: &Schedule,
    label: &str,
    sold: bool,
    draft: &mut Draft<'_>,
) -> Option<Vec<Tier>> {
    if !schedule.periods().any(|used| used == index) {
        draft.lose(period, "a price at no hours");
        return None;
    }
    let tiers = tiers(period, sold, draft);
    if tiers.is_none() {
        draft.say(period, &format!("{label}: no price is stated"), UnmodelledEffect::Unknown);
    }
    tiers
}

fn power(blocks: List<Block, 100>, mode: Option<BlockMode>, window: Option<CodeText>) -> Peak {
    Peak {
        blocks,
        measure: PeakMeasure::Max,
        meter: Meter::ElectricityImport,
        mode,
        n: None,
        per: PeakPer::Month,
        unit: TariffUnit::Kilowatt,
        window,
    }
}

fn demand(node: &Node, draft: &mut Draft<'_>) {
    let Some(structure) = node.get("demandratestructure") else { return };
    let Some(schedule) = Schedule::read(node, "demandweekdayschedule", "demandweekendschedule") else {
        draft.say(structure, "Prices of power without hours", UnmodelledEffect::Unknown);
        return;
    };
    power_by(structure, &schedule, "demand", "Power", draft);
}

fn flat_demand(node: &Node, draft: &mut Draft<'_>) {
    let Some(structure) = node.get("flatdemandstructure") else { return };
    let Some(schedule) = Schedule::months(node, "flatdemandmonths") else {
        draft.say(structure, "Prices of power without months", UnmodelledEffect::Unknown);
        return;
    };
    power_by(structure, &schedule, "flat_demand", "Power at any hour", draft);
}

fn power_by(structure: &Node, schedule: &Schedule, base: &str, label: &str, draft: &mut Draft<'_>) {
    missing(structure, schedule, draft);
    for (index, period) in structure.elements().iter().enumerate() {
        let label = format!("{label}, period {}", index + 1);
        let Some(tiers) = used(period, index, schedule, &label, false, draft) else { continue };
        if tiers.iter().any(|tier| tier.unit.as_deref().is_some_and(|unit| unit != "kW")) {
            draft.say(period, &format!("{label}: in a unit that is not kW"), UnmodelledEffect::Unknown);
            continue;
        }
        if tiers.iter().all(|tier| tier.price.signum() == 0) {
            draft.lose_at(&period.pointer, "a price of nothing");
            continue;
        }
        let window = schedule.window(index, &format!("{base}_{}", index + 1), draft);
        if let Some((blocks, mode)) = blocks(&tiers, draft, period) {
            draft.add(base, &label, Direction::Charge, power(blocks, mode, window));
        }
    }
}

fn fixed(node: &Node, draft: &mut Draft<'_>) {
    let add = |member: &str, per: FixedPer, draft: &mut Draft<'_>| {
        let Some(charge) = node.get(member) else { return };
        let Some(amount) = draft.money(charge, "Fixed charge").filter(|amount| amount.signum() != 0) else { return };
        let terms = Fixed { amount, at: None, for_each: None, per, proration: None };
        draft.add("fixed", "Fixed charge", Direction::Charge, terms);
    };
    add("fixedmonthlycharge", FixedPer::Month, draft);
    let per = match node.text("fixedchargeunits") {
        Some("$/month") => Some(FixedPer::Month),
        Some("$/day") => Some(FixedPer::Day),
        Some("$/year") => Some(FixedPer::Year),
        _ => None,
    };
    match per {
        Some(per) => add("fixedchargefirstmeter", per, draft),
        None => {
            draft.say_text(node, "fixedchargefirstmeter", "Fixed charge without a unit", UnmodelledEffect::Unknown);
        }
    }
    if let Some(more) = node.get("fixedchargeeaaddl") {
        draft.lose(more, "a charge for each meter beyond the first");
    }
}

/// The least that all charges of a month or year come to.
fn minimum(node: &Node, draft: &mut Draft<'_>) {
    let unit = node.text("minchargeunits").map(str::to_owned);
    let stated = [
        ("minmonthlycharge", Some("P1M")),
        ("annualmincharge", Some("P1Y")),
        (
            "mincharge",
            match unit.as_deref() {
                Some("$/month") => Some("P1M"),
                Some("$/year") => Some("P1Y"),
                _ => None,
            },
        ),
    ];
    for (member, per) in stated {
        let Some(charge) = node.get(member) else { continue };
        let Some(min) = draft.money(charge, "Minimum charge").filter(|min: &Amount| min.signum() > 0) else { continue };
        let everything = |one: &Component| !matches!(one.terms, Terms::Clamp(_));
        let (Some(per), Some(of)) = (per.and_then(|per| Duration::parse(per).ok()), draft.charges(everything)) else {
            let text = format!("Minimum charge: {min} {}", unit.as_deref().unwrap_or_default());
            draft.say_beside(&charge.pointer, text.trim(), UnmodelledEffect::Increase);
            continue;
        };
        draft.add(
            "minimum",
            "Minimum charge",
            Direction::Charge,
            Clamp { max: None, min: Some(min), of, per: Some(per) },
        );
    }
    if let Some(text) = node.text("demandratchetpercentage").filter(|text| !is_nothing(text)).map(str::to_owned) {
        draft.say_beside(&node.pointer, &format!("Power of earlier months counts: {text}"), UnmodelledEffect::Increase);
    }
}
