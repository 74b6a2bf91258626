//! `open-energy`: entries of the open collection of household electricity prices.

use pannier_model::value::{CodeText, Currency, Decimal, List, Zone};

use super::{
    draft::{Draft, day, is_nothing, name},
    energy::{self, WEEK},
    node::Node,
    number,
    product::{Header, country},
};
use crate::tariff::{
    Area, AreaScheme, Block, ClockTime, Direction, Fixed, FixedPer, Meter, Sector, Slot, TariffUnit, UnmodelledEffect,
    Usage, Weekday,
};

pub(super) fn products(root: &Node) -> Vec<&Node> {
    let all: Vec<&Node> = if root.is_list() { root.elements().iter().collect() } else { vec![root] };
    let is_entry =
        |node: &&Node| node.path(&["meta", "schemaVersion"]).is_some() && node.path(&["tariff", "import"]).is_some();
    all.into_iter().filter(is_entry).collect()
}

pub(super) fn import(node: &Node, draft: &mut Draft<'_>) -> Header {
    let empty = Header::new(Sector::Energy, "", "", "");
    let (Some(meta), Some(tariff)) = (node.get("meta"), node.get("tariff")) else { return empty };
    draft.prices_stand_in(tariff);
    let id = meta.text("id").unwrap_or_default();
    let provider = meta.text("provider").unwrap_or_default();
    let mut header = Header::new(Sector::Energy, id, provider, meta.text("plan").unwrap_or(id));
    header.version = meta.text("updated").map(str::to_owned);
    header.currency = meta.text("currency").and_then(|text| Currency::parse(text).ok());
    header.zone = meta.text("timezone").and_then(|text| Zone::parse(text).ok());
    let region = meta.text("region");
    let part = meta
        .text("country")
        .and_then(|of| country(&region.map_or_else(|| of.to_owned(), |part| format!("{of}-{part}"))));
    header.jurisdiction = part.or_else(|| country(meta.get("country")?.peek()?));
    let zone = header.zone.as_ref().map_or("UTC", Zone::as_str).to_owned();
    let updated = meta.text("updated").and_then(|text| day(text, &zone));
    let since = tariff.text("validFrom").and_then(|text| day(text, &zone)).or(updated);
    header.saleable = (since, tariff.text("validTo").and_then(|text| day(text, &zone)));
    header.priced = header.saleable;
    area(meta, draft);
    let says_all = notes(meta, tariff, draft);
    if let Some(grid) = meta.text("distributor").map(str::to_owned) {
        draft.has("distributor", "Network operator", &grid, None);
    }
    if meta.text("unit").is_some_and(|unit| unit != "kWh") {
        draft.say_beside(&meta.pointer, "Prices are for another unit than kWh", UnmodelledEffect::Unknown);
    }
    let _ = tariff.text("kind");
    prices(tariff, says_all, draft);
    header
}

/// Phrases of a sentence that says where an entry comes from, under which licence, or for how many places it holds.
const ORIGIN: [&str; 13] = [
    "attribute the",
    "attributed as",
    "cc by",
    "imported from",
    "imported via",
    "licence ouverte",
    "lindas",
    "not endorsed by",
    "published by",
    "public energy plan data",
    "serves",
    "user-submitted data",
    "period 20",
];

/// Words of a sentence that may say something of prices all the same.
const OF_PRICES: [&str; 19] = [
    "approximate",
    "charge",
    "charges",
    "cost",
    "costs",
    "discount",
    "excluded",
    "excludes",
    "fee",
    "fees",
    "included",
    "modelled",
    "network",
    "price",
    "prices",
    "rate",
    "rates",
    "seasonal",
    "tax",
];

/// A note leaves prices open, but for the sentences that say where an entry comes from or repeat what it states. Returns
/// whether one repeats all of its prices, that for supply among them, which may be nothing.
fn notes(meta: &Node, tariff: &Node, draft: &mut Draft<'_>) -> bool {
    let Some(node) = meta.get("notes") else { return false };
    let Some(text) = node.scalar().filter(|text| !is_nothing(text)).map(str::to_owned) else { return false };
    let sentences = text.split(". ").map(|sentence| sentence.trim().trim_end_matches('.'));
    let (again, others): (Vec<&str>, Vec<&str>) =
        sentences.filter(|sentence| !sentence.is_empty()).partition(|sentence| repeats(sentence, tariff));
    let left: Vec<&str> = others.into_iter().filter(|sentence| !is_origin(sentence)).collect();
    if left.is_empty() {
        draft.lose_at(&node.pointer, "notes that say where the entry comes from, or repeat its prices");
    } else {
        draft.say_beside(&node.pointer, &format!("Notes: {}.", left.join(". ")), UnmodelledEffect::Unknown);
    }
    !again.is_empty()
}

fn is_origin(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    let mut words = sentence.split(|letter: char| !letter.is_alphanumeric());
    ORIGIN.iter().any(|phrase| sentence.contains(phrase)) && !words.any(|word| OF_PRICES.contains(&word))
}

/// Whether a sentence such as `All-in 26.87 Rp/kWh = energy 11.05 + ...; annual fixed 72 CHF` says again what the entry
/// states: the price of use in hundredths, and the charge for supply by the year, as they are rounded there.
fn repeats(sentence: &str, tariff: &Node) -> bool {
    let Some((price, rest)) = sentence.strip_prefix("All-in ").and_then(|rest| rest.split_once(" Rp/kWh = ")) else {
        return false;
    };
    let Some((_, fixed)) = rest.split_once("; annual fixed ") else { return false };
    let Some(fixed) = fixed.strip_suffix(" CHF") else { return false };
    let stated = |path: &[&str]| tariff.path(path).and_then(Node::peek).and_then(number::number);
    let stated_price = stated(&["import", "flatRate"]);
    let daily = stated(&["supply", "daily"]).map_or(Decimal::ZERO, |number| number.value);
    stated_price.is_some_and(|stated_price| is_rounded(stated_price.value, 100, price) && is_rounded(daily, 365, fixed))
}

/// Whether so many times a value come to a text, in its decimals.
fn is_rounded(value: Decimal, times: i128, text: &str) -> bool {
    let Ok(written) = Decimal::parse(text) else { return false };
    let places = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let Some(unit) = u32::try_from(places).ok().and_then(|places| 12_u32.checked_sub(places)) else { return false };
    let exact = value.picos().checked_mul(times);
    exact.is_some_and(|exact| (exact - written.picos()).abs() <= 10_i128.pow(unit) / 2)
}

fn area(meta: &Node, draft: &mut Draft<'_>) {
    let codes = meta.path(&["coverage", "postcodes"]).map_or(&[][..], Node::elements);
    let include = List::new(codes.iter().filter_map(Node::scalar).filter_map(name).collect()).ok();
    if include.is_some() {
        draft.area.push(Area { exclude: None, include, scheme: AreaScheme::Postcode });
    }
    let _ = meta.get("coverage").and_then(|coverage| coverage.flag("national"));
}

fn usage(price: Decimal, meter: Meter, window: Option<CodeText>) -> Option<Usage> {
    let blocks = List::new(vec![Block { price: price.trimmed(), up_to: None }]).ok()?;
    let unit = TariffUnit::KilowattHour;
    Some(Usage { window, ..Usage::of(meter, unit, blocks) })
}

fn prices(tariff: &Node, says_all: bool, draft: &mut Draft<'_>) {
    let Some(import) = tariff.get("import") else { return };
    if let Some(rate) = import.get("flatRate")
        && let Some(terms) =
            draft.number(rate, "Price of use").and_then(|price| usage(price, Meter::ElectricityImport, None))
    {
        draft.add("usage", "Use", Direction::Charge, terms);
    }
    let mut known = Vec::new();
    for band in import.list("bands") {
        let id = band.text("id").unwrap_or_default().to_owned();
        let label = band.text("name").unwrap_or(&id).to_owned();
        let price = band.get("rate").and_then(|rate| draft.number(rate, &label));
        let slots: Vec<Slot> = import
            .list("schedule")
            .iter()
            .filter(|one| one.get("band").and_then(Node::peek) == Some(&id))
            .filter_map(slot)
            .collect();
        let _ = band.text("role");
        known.push(id.clone());
        let Some(price) = price else { continue };
        let Some(window) = energy::window(&id, slots, draft) else {
            draft.say_beside(&band.pointer, &format!("{label}: {price}, at no hours"), UnmodelledEffect::Unknown);
            continue;
        };
        if let Some(terms) = usage(price, Meter::ElectricityImport, Some(window)) {
            draft.add(&id, &label, Direction::Charge, terms);
        }
    }
    for one in import.list("schedule") {
        if one.get("band").and_then(Node::peek).is_none_or(|band| !known.iter().any(|id| id == band)) {
            draft.say(one, "Hours of a price that is not stated", UnmodelledEffect::Unknown);
        }
    }
    if let Some(amount) = tariff.path(&["supply", "daily"]).and_then(|amount| draft.money(amount, "Supply charge")) {
        if amount.signum() == 0 {
            draft.lose_at(&tariff.pointer, "a supply charge of nothing");
        } else {
            let terms = Fixed { amount, at: None, for_each: None, per: FixedPer::Day, proration: None };
            draft.add("supply", "Supply charge", Direction::Charge, terms);
        }
    } else if !says_all {
        let text = "No charge for supply is stated, and whether there is one is not";
        draft.say_beside(&tariff.pointer, text, UnmodelledEffect::Unknown);
    }
    if let Some(rate) = tariff.path(&["export", "flatRate"])
        && let Some(price) = draft.number(rate, "Feed-in")
    {
        if price.signum() < 0 {
            draft.say_beside(&rate.pointer, &format!("Feed-in: {price}"), UnmodelledEffect::Increase);
        } else if let Some(terms) = usage(price, Meter::ElectricityExport, None).filter(|_| price.signum() > 0) {
            draft.add("feed_in", "Feed-in", Direction::Credit, terms);
        }
    }
    for load in tariff.list("controlledLoad") {
        let label = load.text("name").unwrap_or_default().to_owned();
        let rate = load.text("rate").unwrap_or_default().to_owned();
        let text = format!("A price of its own for controlled load ({label}): {rate}");
        draft.say(load, &text, UnmodelledEffect::Unknown);
    }
}

/// Ends of hours are not part of them in this format.
fn slot(node: &Node) -> Option<Slot> {
    let days: Option<Vec<Weekday>> = match node.get("days").and_then(Node::peek)? {
        "all" => None,
        "weekday" => Some(WEEK[..5].to_vec()),
        "weekend" => Some(WEEK[5..].to_vec()),
        _ => return None,
    };
    let time = |member: &str| ClockTime::parse(node.get(member)?.peek()?);
    let (from, to) = (time("from")?, time("to")?);
    node.take_all();
    let edge = |time: ClockTime| (!time.minutes().is_multiple_of(1440)).then_some(time);
    Some(Slot {
        days: days.and_then(|days| List::new(days).ok()),
        except: None,
        from: edge(from),
        on: None,
        to: edge(to),
    })
}
