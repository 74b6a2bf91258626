//! `cdr-energy`: plan details of the Australian Consumer Data Right for energy.

use pannier_model::value::{Amount, CodeText, Currency, List, Zone};

use super::{
    Options,
    draft::{Draft, day, fact_is, is_nothing, name},
    energy::{self, Money, Of, Term},
    node::Node,
    product::{Header, country},
};
use crate::tariff::{
    Area, AreaScheme, Block, Commitment, Direction, FixedPer, Meter, Peak, PeakMeasure, PeakPer, PriceChange, Renewal,
    Sector, TariffUnit, UnmodelledEffect,
};

pub(super) fn products(root: &Node) -> Vec<&Node> {
    let is_plan = |node: &&Node| node.has("planId") && (node.has("electricityContract") || node.has("gasContract"));
    let data = |node| Node::get(node, "data").unwrap_or(node);
    let all: Vec<&Node> = if root.is_list() { root.elements().iter().map(data).collect() } else { vec![data(root)] };
    all.into_iter().filter(is_plan).collect()
}

pub(super) fn import(node: &Node, draft: &mut Draft<'_>, options: &Options) -> Header {
    let id = node.text("planId").unwrap_or_default();
    let brand = node.text("brand").unwrap_or_default();
    let provider = node.text("brandName").unwrap_or(brand);
    let mut header = Header::new(Sector::Energy, id, provider, node.text("displayName").unwrap_or(id));
    header.provider_id = Some(brand.to_owned());
    header.version = node.text("lastUpdated").map(str::to_owned);
    header.summary = node.text("description").map(str::to_owned);
    header.jurisdiction = country("AU");
    header.currency = Currency::parse("AUD").ok();
    header.tax = Some(energy::on_top());
    let (electric, gas) = (node.get("electricityContract"), node.get("gasContract"));
    let stated = electric.and_then(|contract| contract.text("timeZone"));
    header.zone = match stated {
        Some("AEST") => Zone::parse("Australia/Brisbane").ok(),
        _ => geography(node).or_else(|| options.zone.clone()),
    };
    let zone = header.zone.as_ref().map_or("Australia/Sydney", Zone::as_str).to_owned();
    let updated = node.text("lastUpdated").and_then(|text| day(text, &zone));
    let since = node.text("effectiveFrom").and_then(|text| day(text, &zone)).or(updated);
    header.saleable = (since, node.text("effectiveTo").and_then(|text| day(text, &zone)));
    header.priced = (updated.or(since), None);
    area(node, draft);
    if let Some(kind) = node.text("customerType") {
        let who = if kind == "RESIDENTIAL" { "person" } else { "business" };
        draft.eligibility.push(fact_is("customer_type", who));
    }
    for charge in node.list("meteringCharges") {
        let text = ["displayName", "description", "minimumValue", "maximumValue", "period"];
        let text = text.iter().filter_map(|member| charge.text(member)).collect::<Vec<_>>().join("; ");
        draft.say(charge, &format!("Metering: {text}"), UnmodelledEffect::Increase);
    }
    match (electric, gas) {
        (Some(_), Some(gas)) => {
            draft.say(gas, "Gas beside electricity in one plan, with prices of its own", UnmodelledEffect::Increase);
        }
        (None, None) => return header,
        _ => {}
    }
    let meter = if electric.is_some() { Meter::ElectricityImport } else { Meter::Gas };
    if let Some(contract) = electric.or(gas) {
        self::contract(contract, meter, draft);
    }
    header
}

/// The zone of the state that the first postcode lies in.
fn geography(node: &Node) -> Option<Zone> {
    let code = node.path(&["geography", "includedPostcodes"])?.elements().first()?.peek()?;
    let state = match code.as_bytes().first()? {
        b'0' => "NT",
        b'1' | b'2' => "NSW",
        b'3' | b'8' => "VIC",
        b'4' | b'9' => "QLD",
        b'5' => "SA",
        b'6' => "WA",
        b'7' => "TAS",
        _ => return None,
    };
    energy::zone_of(state)
}

fn area(node: &Node, draft: &mut Draft<'_>) {
    let Some(geography) = node.get("geography") else { return };
    let names = |member: &str| {
        let all = geography.list(member).iter().filter_map(Node::scalar).filter_map(name).collect();
        List::new(all).ok()
    };
    let (include, exclude) = (names("includedPostcodes"), names("excludedPostcodes"));
    if include.is_some() || exclude.is_some() {
        draft.area.push(Area { exclude, include, scheme: AreaScheme::Postcode });
    }
    if let Some(include) = names("distributors") {
        draft.area.push(Area { exclude: None, include: Some(include), scheme: AreaScheme::Network });
    }
}

fn contract(contract: &Node, meter: Meter, draft: &mut Draft<'_>) {
    draft.prices_stand_in(contract);
    let benign = ["paymentOption", "meterTypes", "intrinsicGreenPower", "billFrequency", "timeZone"];
    draft.lose_members(contract, &benign, "changes no price by itself");
    let fixed = contract.flag("isFixed") == Some(true);
    let change = if fixed { PriceChange::None } else { PriceChange::OnNotice };
    if contract.text("termType").is_some() {
        draft.commitment =
            Some(Commitment { notice: None, price_change: Some(change), renewal: Renewal::Rolling, term: None });
    }
    for member in ["variation", "onExpiryDescription", "benefitPeriod"] {
        if let Some(text) = contract.get(member) {
            draft.lose(text, "how prices change later, in words; prices are those of today");
        }
    }
    for one in contract.list("eligibility") {
        let kind = one.text("type").unwrap_or("OTHER").to_owned();
        let text = one.text("information").or_else(|| one.text("description")).unwrap_or(&kind).to_owned();
        let fact = format!("{}_{}", kind.to_lowercase(), draft.eligibility.len() + 1);
        let condition = draft.asks(&fact, &text, one);
        draft.eligibility.push(condition);
    }
    if let Some(kind) = contract.text("pricingModel")
        && !matches!(kind, "SINGLE_RATE" | "TIME_OF_USE" | "FLEXIBLE")
    {
        let text = format!("A kind of price beyond single rate and time of use: {kind}");
        draft.say_beside(&contract.pointer, &text, UnmodelledEffect::Unknown);
    }
    prices(contract, meter, draft);
    if let Some(load) = contract.get("controlledLoad") {
        draft.say(load, "A price of its own for controlled load", UnmodelledEffect::Unknown);
    }
    feed_in(contract, draft);
    discounts(contract, draft);
    fees(contract, draft);
    draft.say_text(contract, "additionalFeeInformation", "Fees", UnmodelledEffect::Unknown);
    draft.say_text(contract, "terms", "Terms", UnmodelledEffect::Unknown);
    for one in contract.list("incentives") {
        let text = ["displayName", "description", "eligibility"];
        let text = text.iter().filter_map(|member| one.text(member)).collect::<Vec<_>>().join(": ");
        draft.say(one, &text, UnmodelledEffect::Decrease);
    }
    for one in contract.list("greenPowerCharges") {
        draft.lose(one, "an extra that costs more only where the customer chooses it");
    }
    if let Some(days) = contract.text("coolingOffDays").map(str::to_owned) {
        draft.has("cooling_off", "Time to withdraw", &days, Some("days"));
    }
}

/// A price for use by the steps of its `rates`.
fn used(
    node: &Node,
    (base, label): (&str, &str),
    meter: Meter,
    (every, window): (Option<&str>, Option<CodeText>),
    draft: &mut Draft<'_>,
) {
    let Some(rates) = node.get("rates") else {
        let text = format!("{label}: no price of use is stated");
        draft.say_beside(&node.pointer, &text, UnmodelledEffect::Unknown);
        return;
    };
    let steps = energy::steps(rates, meter, Money::Dollars, draft);
    if let Some(blocks) = steps.and_then(|steps| energy::blocks(steps, rates, draft)) {
        draft.add(base, label, Direction::Charge, energy::usage(meter, blocks, every, window));
    }
}

fn prices(contract: &Node, meter: Meter, draft: &mut Draft<'_>) {
    let mut charges: Vec<(Amount, String)> = Vec::new();
    for period in contract.list("tariffPeriod") {
        let label = period.text("displayName").unwrap_or("Use").to_owned();
        let (first, last) = (period.text("startDate").unwrap_or("01-01"), period.text("endDate").unwrap_or("12-31"));
        let Ok(season) = energy::season(first, last, draft) else {
            draft.say(period, &format!("{label}: from {first} to {last}"), UnmodelledEffect::Unknown);
            continue;
        };
        // What is charged beside the retailer's own prices repeats the price for use.
        if let Some(kind) = period.text("type").map(str::to_owned) {
            draft.has("tariff_type", "Kind of tariff", &kind, None);
        }
        if let Some(charge) = period.get("dailySupplyCharge").or_else(|| period.get("dailySupplyCharges")) {
            if let Some(amount) = draft.money(charge, "Supply charge") {
                charges.push((amount, charge.pointer.clone()));
            }
            let _ = period.text("dailySupplyChargeType").filter(|kind| *kind == "SINGLE");
        }
        if let Some(bands) = period.get("bandedDailySupplyCharges") {
            draft.say(bands, "Supply charge in bands", UnmodelledEffect::Increase);
        }
        let _ = period.text("rateBlockUType");
        if let Some(single) = period.get("singleRate") {
            let every = single.text("period").map(str::to_owned);
            let label = single.text("displayName").unwrap_or(&label).to_owned();
            if let Some(text) = single.get("description") {
                draft.lose(text, "explains prices that their numbers say already");
            }
            let window = season.as_ref().and_then(|season| {
                let whole = energy::slot("", "00:00", "00:00", Some(season))?;
                energy::window(season.as_str(), vec![whole], draft)
            });
            used(single, ("usage", &label), meter, (every.as_deref(), window), draft);
        }
        for block in period.list("timeOfUseRates") {
            time_of_use(block, meter, season.as_ref(), draft);
        }
        for demand in period.list("demandCharges") {
            self::demand(demand, meter, season.as_ref(), draft);
        }
        if !period.has("singleRate") && period.list("timeOfUseRates").is_empty() {
            let text = format!("{label}: no price of use is stated");
            draft.say_beside(&period.pointer, &text, UnmodelledEffect::Unknown);
        }
    }
    energy::supply(&charges, draft);
}

/// A window from `days`, `startTime` and `endTime` of each element.
fn hours(all: &[Node], base: &str, season: Option<&CodeText>, draft: &mut Draft<'_>) -> Option<CodeText> {
    let mut slots = Vec::new();
    for one in all {
        let days = match one.get("days") {
            Some(days) if days.is_list() => {
                days.elements().iter().filter_map(Node::scalar).collect::<Vec<_>>().join("|")
            }
            Some(days) => days.scalar().unwrap_or_default().to_owned(),
            None => String::new(),
        };
        if days.contains("PUBLIC_HOLIDAY") {
            draft.say(one, "Hours of public holidays, which no calendar states", UnmodelledEffect::Unknown);
            continue;
        }
        let (from, to) = (one.text("startTime").unwrap_or("00:00"), one.text("endTime").unwrap_or("23:59"));
        match energy::slot(&days, from, to, season) {
            Some(slot) => slots.push(slot),
            None => draft.say(one, &format!("{base}: hours that cannot be read"), UnmodelledEffect::Unknown),
        }
        for member in ["additionalInfo", "additionalInfoUri"] {
            if let Some(text) = one.text(member).filter(|text| !is_nothing(text)).map(str::to_owned) {
                draft.say_beside(&one.pointer, &format!("{base}: {text}"), UnmodelledEffect::Unknown);
            }
        }
    }
    energy::window(base, slots, draft)
}

fn time_of_use(block: &Node, meter: Meter, season: Option<&CodeText>, draft: &mut Draft<'_>) {
    let kind = block.text("type").unwrap_or("use").to_owned();
    let label = block.text("displayName").unwrap_or(&kind).to_owned();
    if let Some(text) = block.get("description") {
        draft.lose(text, "hours in words, beside the hours");
    }
    let Some(window) = hours(block.list("timeOfUse"), &format!("tou_{kind}"), season, draft) else {
        draft.say(block, &format!("{label}: no hours are stated"), UnmodelledEffect::Unknown);
        return;
    };
    let every = block.text("period").map(str::to_owned);
    used(block, (&format!("usage_{kind}"), &label), meter, (every.as_deref(), Some(window)), draft);
}

/// A price for the greatest power of a day or month.
fn demand(demand: &Node, meter: Meter, season: Option<&CodeText>, draft: &mut Draft<'_>) {
    let label = demand.text("displayName").unwrap_or("Demand").to_owned();
    let word = |member: &str| demand.get(member).and_then(Node::peek).unwrap_or_default().to_owned();
    let per = match (word("measurementPeriod").as_str(), word("chargePeriod").as_str()) {
        ("DAY", "DAY") => Some(PeakPer::Day),
        ("MONTH", "MONTH") => Some(PeakPer::Month),
        _ => None,
    };
    let zero = |member: &str| word(member).chars().all(|character| matches!(character, '0' | '.'));
    let simple = word("measureUnit") == "KW" && zero("minDemand") && zero("maxDemand");
    let Some(per) = per.filter(|_| simple) else {
        let text = format!("{label}: {} for {} by {}", word("amount"), word("measureUnit"), word("chargePeriod"));
        draft.say(demand, &text, UnmodelledEffect::Increase);
        return;
    };
    let price = demand.get("amount").and_then(|amount| draft.number(amount, &label));
    // Hours that cannot be read were said, and are not all hours.
    let Some(window) = hours(std::slice::from_ref(demand), "demand", season, draft) else { return };
    for member in ["measurementPeriod", "chargePeriod", "measureUnit", "minDemand", "maxDemand"] {
        let _ = demand.text(member);
    }
    let Some(price) = price else {
        if !demand.has("amount") {
            let text = format!("{label}: no price is stated");
            draft.say_beside(&demand.pointer, &text, UnmodelledEffect::Unknown);
        }
        return;
    };
    let Ok(blocks) = List::new(vec![Block { price: price.trimmed(), up_to: None }]) else { return };
    let unit = TariffUnit::Kilowatt;
    let terms = Peak { blocks, measure: PeakMeasure::Max, meter, mode: None, n: None, per, unit, window: Some(window) };
    draft.add("demand", &label, Direction::Charge, terms);
}

fn feed_in(contract: &Node, draft: &mut Draft<'_>) {
    let all = contract.list("solarFeedInTariff");
    let plain = |one: &Node| one.get("scheme").and_then(Node::peek) != Some("PREMIUM");
    let several = all.iter().filter(|one| plain(one)).count() > 1;
    for one in all {
        let label = one.text("displayName").unwrap_or("Feed-in").to_owned();
        let single = one.get("singleTariff").filter(|_| !(one.has("startDate") || several && plain(one)));
        let Some(single) = single else {
            let text = one.get("description").and_then(Node::peek).unwrap_or_default().to_owned();
            draft.say(one, &format!("Feed-in: {label}; {text}"), UnmodelledEffect::Decrease);
            continue;
        };
        if let Some(text) = one.get("description").filter(|text| text.peek().is_some_and(|text| !is_nothing(text))) {
            draft.say(
                one,
                &format!("Feed-in: {label}; {}", text.peek().unwrap_or_default()),
                UnmodelledEffect::Decrease,
            );
            continue;
        }
        let _ = (one.text("scheme"), one.text("payerType"), one.text("tariffUType"));
        let every = single.text("period").map(str::to_owned);
        energy::feed_in(one, &label, (single.get("rates"), every.as_deref(), Money::Dollars), draft);
    }
}

fn discounts(contract: &Node, draft: &mut Draft<'_>) {
    for one in contract.list("discounts") {
        let label = one.text("displayName").unwrap_or("Discount").to_owned();
        let category = one.text("category").unwrap_or("OTHER").to_owned();
        let fact = match category.as_str() {
            "PAY_ON_TIME" => "pays_on_time".to_owned(),
            "DIRECT_DEBIT" => "pays_by_direct_debit".to_owned(),
            other => format!("discount_{other}_{label}"),
        };
        let guaranteed = one.text("type") == Some("GUARANTEED") || category == "GUARANTEED_DISCOUNT";
        let method = [("percentOfBill", Of::Bill), ("percentOfUse", Of::Use)]
            .into_iter()
            .find_map(|(member, of)| Some((one.path(&[member, "rate"])?, of)));
        let ends = one.has("endDate");
        let read = method.filter(|_| !ends).and_then(|(rate, of)| Some((draft.fraction(rate, &label)?, of)));
        let Some((rate, of)) = read else {
            let text = one.get("description").and_then(Node::peek).unwrap_or(&label).to_owned();
            draft.say(one, &text, UnmodelledEffect::Decrease);
            continue;
        };
        let _ = one.text("methodUType");
        let text = one.text("description").unwrap_or(&label).to_owned();
        energy::discount(one, &text, rate, &of, (!guaranteed).then_some(fact.as_str()), draft);
    }
}

fn fees(contract: &Node, draft: &mut Draft<'_>) {
    for one in contract.list("fees") {
        let kind = one.text("type").unwrap_or("OTHER").to_owned();
        let text = one.text("description").unwrap_or_default().to_owned();
        let term = match one.text("term").unwrap_or_default() {
            "FIXED" => Term::Once,
            "PERCENT_OF_BILL" => Term::PercentOfBill,
            "ANNUAL" => Term::Per(FixedPer::Year),
            "BIANNUAL" => Term::Per(FixedPer::HalfYear),
            "MONTHLY" => Term::Per(FixedPer::Month),
            "WEEKLY" => Term::Per(FixedPer::Week),
            "DAILY" => Term::Per(FixedPer::Day),
            _ => Term::Open,
        };
        let amount = one.get("amount").and_then(|amount| draft.money(amount, &text));
        let rate = one.get("rate").and_then(|rate| draft.fraction(rate, &text));
        energy::fee(one, (&kind, &text), &term, (amount, rate), draft);
    }
}
