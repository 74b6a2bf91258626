//! What Australian energy plans have in common, whoever publishes them: seasons, hours, stepped prices, fees, discounts.
//!
//! Prices of use and supply are without goods and services tax, fees with it; neither document says so in a member of
//! its own, so it is a rule of both formats. Ends of hours and seasons are the last minute and the last day.

use pannier_model::value::{Amount, CodeText, Date, Decimal, Duration, List, Rate, Zone};

use super::{
    draft::{Draft, code, fact_is, name, slug},
    node::Node,
    number,
    product::tax,
};
use crate::tariff::{
    Block, BlockMode, Calendar, ClockTime, Component, Condition, Direction, Exit, Fixed, FixedPer, Meter, Percent,
    Slot, TariffUnit, Tax, Terms, UnmodelledEffect, Usage, Weekday, Window, YearDay, YearSpan,
};

/// Tax in prices of use and supply.
pub(super) fn on_top() -> Tax {
    tax(false, "0.1", "GST")
}

/// Tax in fees.
pub(super) fn within() -> Tax {
    tax(true, "0.1", "GST")
}

/// A step of a price as it is stated: the price in dollars, and the volume it is for.
pub(super) struct Step {
    pub(super) price: Decimal,
    pub(super) volume: Option<Decimal>,
}

/// Blocks from steps. A single volume is width and bound at once; with several the formats do not say which.
pub(super) fn blocks(
    steps: Vec<Step>,
    node: &Node,
    draft: &mut Draft<'_>,
) -> Option<(List<Block, 100>, Option<BlockMode>)> {
    let count = steps.len();
    let inner = steps.iter().take(count.saturating_sub(1)).filter(|step| step.volume.is_some()).count();
    if inner > 1 {
        let text = "Volumes of several steps: whether each is a width or a bound is not stated; taken as widths";
        draft.say_beside(&node.pointer, text, UnmodelledEffect::Unknown);
    }
    let mut end = Decimal::ZERO;
    let mut blocks = Vec::new();
    for (index, step) in steps.into_iter().enumerate() {
        let last = index + 1 == count;
        let up_to = match step.volume {
            Some(_) if last => {
                draft.lose_at(&node.pointer, "the last step has an end; taken as open");
                None
            }
            Some(volume) => {
                end = number::sum(end, volume)?;
                Some(end.trimmed())
            }
            None => None,
        };
        blocks.push(Block { price: step.price.trimmed(), up_to });
    }
    let mode = (blocks.len() > 1).then_some(BlockMode::Graduated);
    Some((List::new(blocks).ok()?, mode))
}

/// In what prices are stated.
#[derive(Clone, Copy)]
pub(super) enum Money {
    Dollars,
    Cents,
}

/// The steps of a price; `None` where one cannot be read or is not for energy as its meter counts it, which is said.
pub(super) fn steps(rates: &Node, meter: Meter, money: Money, draft: &mut Draft<'_>) -> Option<Vec<Step>> {
    let energy = if meter == Meter::Gas { "MJ" } else { "KWH" };
    let mut steps = Vec::new();
    for rate in rates.elements() {
        let Some(price) = rate.get("unitPrice") else { break };
        let price = draft.number(price, "Price of use");
        let volume = rate.get("volume").map(|volume| draft.number(volume, "Volume of a step"));
        let (price, volume) = (price?, volume.map_or(Some(None), |volume| volume.map(Some))?);
        if rate.text("measureUnit").is_some_and(|unit| unit != energy) {
            let text = format!("Price of use in another unit than {energy}");
            draft.say_beside(&rate.pointer, &text, UnmodelledEffect::Unknown);
            return None;
        }
        let price = match money {
            Money::Dollars => price,
            Money::Cents => number::shifted(price, -2)?,
        };
        steps.push(Step { price, volume });
    }
    if steps.is_empty() || steps.len() < rates.elements().len() {
        draft.say_beside(&rates.pointer, "No price of use is stated", UnmodelledEffect::Unknown);
        return None;
    }
    Some(steps)
}

/// What is paid for electricity sent out. One that depends on a scheme counts where the customer is in it.
pub(super) fn feed_in(
    node: &Node,
    label: &str,
    (rates, every, money): (Option<&Node>, Option<&str>, Money),
    draft: &mut Draft<'_>,
) {
    let Some(rates) = rates else {
        draft.say(node, &format!("Feed-in: {label}"), UnmodelledEffect::Decrease);
        return;
    };
    let steps = steps(rates, Meter::ElectricityExport, money, draft);
    let Some(blocks) = steps.and_then(|steps| blocks(steps, rates, draft)) else { return };
    if blocks.0.iter().any(|block| block.price.signum() < 0) {
        draft.say_beside(&node.pointer, &format!("Feed-in: {label}: below zero"), UnmodelledEffect::Increase);
        return;
    }
    if blocks.0.iter().all(|block| block.price.signum() == 0) {
        draft.lose_at(&node.pointer, "a feed-in price of nothing");
        return;
    }
    let premium = node.get("scheme").and_then(Node::peek) == Some("PREMIUM");
    let condition = premium.then(|| draft.asks("feed_in_premium", label, node));
    let component =
        draft.add("feed_in", label, Direction::Credit, usage(Meter::ElectricityExport, blocks, every, None));
    component.tax = Some(tax(true, "0", ""));
    component.contingent = condition.is_some();
    component.when = condition.and_then(|condition| List::new(vec![condition]).ok());
}

/// A price for use of electricity.
pub(super) fn usage(
    meter: Meter,
    (blocks, mode): (List<Block, 100>, Option<BlockMode>),
    period: Option<&str>,
    window: Option<CodeText>,
) -> Usage {
    let block_period = mode.and(period).and_then(|period| Duration::parse(period).ok());
    let unit = if meter == Meter::Gas { TariffUnit::Megajoule } else { TariffUnit::KilowattHour };
    Usage { block_period, mode, window, ..Usage::of(meter, unit, blocks) }
}

/// Days and hours of a slot with its last minute: `0959` or `09:59` is until ten.
pub(super) fn slot(days: &str, from: &str, last: &str, season: Option<&CodeText>) -> Option<Slot> {
    let from = clock(from)?;
    let last = clock(last)?;
    let to = if last % 10 == 9 { last + 1 } else { last };
    let mut list = Vec::new();
    for word in days.split(['|', ',', ' ']).filter(|word| !word.is_empty()) {
        let upper = word.to_uppercase();
        match upper.as_str() {
            "BUSINESS_DAYS" | "WEEKDAY" | "WEEKDAYS" => list.extend(&WEEK[..5]),
            "WEEKEND" | "WEEKENDS" => list.extend(&WEEK[5..]),
            "ALL" | "DAILY" => list.extend(&WEEK),
            _ => list.push(
                WEEK[["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
                    .iter()
                    .position(|day| upper.starts_with(day))?],
            ),
        }
    }
    list.sort_by_key(|day| day.index());
    list.dedup();
    let days = if list.len() == 7 || list.is_empty() { None } else { List::new(list).ok() };
    let edge = |minutes: u16| (!minutes.is_multiple_of(1440)).then(|| ClockTime::from_minutes(minutes)).flatten();
    let on = season.and_then(|season| List::new(vec![season.clone()]).ok());
    Some(Slot { days, except: None, from: edge(from), on, to: edge(to) })
}

pub(super) const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Minutes of `0959`, `09:59`, `09:59:59` or with `T` and `Z` around.
fn clock(text: &str) -> Option<u16> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hour, minute) = (digits.get(..2)?.parse::<u16>().ok()?, digits.get(2..4)?.parse::<u16>().ok()?);
    (minute < 60 && (hour < 24 || (hour == 24 && minute == 0))).then_some(hour * 60 + minute)
}

/// Something that should be a day of the year and is not.
pub(super) struct NotADay;

/// The calendar of a season with its last day; `None` for the whole year.
pub(super) fn season(first: &str, last: &str, draft: &mut Draft<'_>) -> Result<Option<CodeText>, NotADay> {
    let day = |text: &str| if text.len() >= 10 { YearDay::parse(text.get(5..10)?) } else { YearDay::parse(text) };
    let (from, last) = (day(first).ok_or(NotADay)?, day(last).ok_or(NotADay)?);
    let to = after(last).ok_or(NotADay)?;
    if from == to {
        return Ok(None);
    }
    let id = code(&format!("season_{from}_{to}").replace('-', ""));
    let yearly = List::new(vec![YearSpan { from, to }]).ok();
    draft.calendars.insert(id.clone(), Calendar { dates: None, known: None, yearly });
    Ok(Some(id))
}

/// The day after a day of the year; after the 28th of February comes March.
fn after(day: YearDay) -> Option<YearDay> {
    let (month, day) = day.month_and_day();
    if month == 2 && day >= 28 {
        return YearDay::parse("03-01");
    }
    let next = Date::new(2023, month, day).ok()?.next_day()?;
    YearDay::parse(&format!("{:02}-{:02}", next.month(), next.day()))
}

/// A window under a name of its own made from `base`.
pub(super) fn window(base: &str, slots: Vec<Slot>, draft: &mut Draft<'_>) -> Option<CodeText> {
    let slots = List::new(slots).ok();
    let window = Window { default: None, label: None, otherwise: None, slots, source: None };
    if let Some((id, _)) = draft.windows.iter().find(|(_, known)| **known == window) {
        return Some(id.clone());
    }
    window.slots.as_ref()?;
    let base = slug(base, '_', 40);
    let mut id = code(&base);
    let mut next = 2;
    while draft.windows.contains_key(&id) {
        id = code(&format!("{base}_{next}"));
        next += 1;
    }
    draft.windows.insert(id.clone(), window);
    Some(id)
}

/// A charge for each day; those of all seasons have to be one.
pub(super) fn supply(charges: &[(Amount, String)], draft: &mut Draft<'_>) {
    let Some((amount, pointer)) = charges.first() else { return };
    if charges.iter().any(|(other, _)| other != amount) {
        let all: Vec<String> = charges.iter().map(|(amount, _)| amount.to_string()).collect();
        let text = format!("Supply charge for a day that changes with the season: {}", all.join(", "));
        draft.say_beside(pointer, &text, UnmodelledEffect::Unknown);
        return;
    }
    let terms = Fixed { amount: *amount, at: None, for_each: None, per: FixedPer::Day, proration: None };
    draft.add("supply", "Supply charge", Direction::Charge, terms);
}

/// For what a fee is charged.
pub(super) enum Term {
    Once,
    Per(FixedPer),
    PercentOfBill,
    Open,
}

/// A fee. One for something that happens is counted where the customer says that it does, and listed otherwise.
pub(super) fn fee(
    node: &Node,
    (kind, text): (&str, &str),
    term: &Term,
    (amount, rate): (Option<Amount>, Option<Rate>),
    draft: &mut Draft<'_>,
) {
    let label = if text.is_empty() { kind.to_owned() } else { text.to_owned() };
    let condition = |draft: &mut Draft<'_>| -> Option<List<Condition, 100>> {
        List::new(vec![draft.asks(&format!("fee_{kind}"), &label, node)]).ok()
    };
    let terms: Terms = match (term, amount, rate) {
        (Term::Once, Some(amount), _) if kind == "EXIT" => {
            if let Some(label) = name(&label) {
                draft.exits.push(Exit { amount: Some(amount), label, per_month_left: None, phase: None });
            }
            return;
        }
        (Term::Once, Some(amount), _) => {
            Fixed { amount, at: None, for_each: None, per: FixedPer::Once, proration: None }.into()
        }
        (Term::Per(per), Some(amount), _) => {
            Fixed { amount, at: None, for_each: None, per: *per, proration: None }.into()
        }
        (Term::PercentOfBill, _, Some(rate)) if draft.charges(is_bill).is_some() => {
            let Some(of) = draft.charges(is_bill) else { return };
            Percent { max: None, min: None, of, over: None, rate }.into()
        }
        _ => {
            let amount = amount.map(|amount| format!(" {amount}")).unwrap_or_default();
            draft.say(node, &format!("{kind}:{amount} {text}"), UnmodelledEffect::Unknown);
            return;
        }
    };
    if amount.is_some_and(|amount| amount.signum() == 0) {
        draft.lose_at(&node.pointer, "a fee that costs nothing");
        return;
    }
    let counted = matches!(term, Term::Per(_));
    let when = if counted { None } else { condition(draft) };
    let is_percent = matches!(terms, Terms::Percent(_));
    let component = draft.add(&format!("fee_{kind}"), &label, Direction::Charge, terms);
    component.contingent = when.is_some();
    component.when = when;
    // A part of amounts without tax gets the tax that those get.
    component.tax = (!is_percent).then(within);
}

/// What a discount is of.
pub(super) enum Of {
    Bill,
    Use,
}

/// A discount on the bill, which one that asks something of the customer gives only where that is proven.
pub(super) fn discount(node: &Node, label: &str, rate: Rate, of: &Of, fact: Option<&str>, draft: &mut Draft<'_>) {
    let of = match of {
        Of::Bill => draft.charges(is_bill),
        Of::Use => draft.charges(|one| matches!(one.terms, Terms::Usage(_))),
    };
    match rate.decimal().signum() {
        0 => return draft.lose_at(&node.pointer, "a discount of nothing"),
        -1 => return draft.say(node, label, UnmodelledEffect::Unknown),
        _ => {}
    }
    let Some(of) = of else { return draft.say(node, label, UnmodelledEffect::Decrease) };
    let terms = Percent { max: None, min: None, of, over: None, rate };
    let when = fact.and_then(|fact| {
        let condition = Condition { label: name(label), ..fact_is(fact, "yes") };
        List::new(vec![condition]).ok()
    });
    let component = draft.add("discount", label, Direction::Credit, terms);
    component.contingent = when.is_some();
    component.when = when;
}

/// Use and supply: what discounts and percentages of a bill are of.
fn is_bill(component: &Component) -> bool {
    !component.contingent && matches!(component.terms, Terms::Usage(_) | Terms::Fixed(_) | Terms::Peak(_))
}

/// The zone of a state; all its clocks go alike.
pub(super) fn zone_of(state: &str) -> Option<Zone> {
    let zone = match state {
        "NSW" | "ACT" => "Australia/Sydney",
        "VIC" => "Australia/Melbourne",
        "QLD" => "Australia/Brisbane",
        "SA" => "Australia/Adelaide",
        "WA" => "Australia/Perth",
        "TAS" => "Australia/Hobart",
        "NT" => "Australia/Darwin",
        _ => return None,
    };
    Zone::parse(zone).ok()
}
