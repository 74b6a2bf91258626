//! `open-energy`: entries of the open collection of household electricity prices.

use pannier_model::value::{CodeText, Currency, Decimal, List, Zone};

use super::{
    draft::{Draft, code, day, is_nothing, name, slug},
    energy::WEEK,
    node::Node,
    number,
    product::{Header, country},
};
use crate::tariff::{
    Area, AreaScheme, Block, ClockTime, Direction, Fixed, FixedPer, Meter, Sector, Slot, TariffUnit, UnmodelledEffect,
    Usage, Weekday, Window,
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
    draft.say_text(meta, "notes", "Notes", UnmodelledEffect::Unknown);
    if let Some(grid) = meta.text("distributor").map(str::to_owned) {
        draft.has("distributor", "Network operator", &grid, None);
    }
    if meta.text("unit").is_some_and(|unit| unit != "kWh") {
        draft.say_beside(&meta.pointer, "Prices are for another unit than kWh", UnmodelledEffect::Unknown);
    }
    let _ = tariff.text("kind");
    prices(tariff, draft);
    header
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
    Some(Usage {
        block_period: None,
        blocks,
        filter: None,
        included: None,
        increment: None,
        meter,
        mode: None,
        pool: None,
        takes: None,
        unit,
        window,
    })
}

fn prices(tariff: &Node, draft: &mut Draft<'_>) {
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
        let Ok(slots) = List::new(slots) else {
            draft.say_beside(&band.pointer, &format!("{label}: {price}, at no hours"), UnmodelledEffect::Unknown);
            continue;
        };
        let window = code(&slug(&id, '_', 40));
        let hours = Window { default: None, label: None, otherwise: None, slots: Some(slots), source: None };
        draft.windows.insert(window.clone(), hours);
        if let Some(terms) = usage(price, Meter::ElectricityImport, Some(window)) {
            draft.add(&id, &label, Direction::Charge, terms);
        }
    }
    for one in import.list("schedule") {
        if one.get("band").and_then(Node::peek).is_none_or(|band| !known.iter().any(|id| id == band)) {
            draft.say(one, "Hours of a price that is not stated", UnmodelledEffect::Unknown);
        }
    }
    if let Some(amount) = tariff.path(&["supply", "daily"]).and_then(|amount| {
        let value = draft.number(amount, "Supply charge")?;
        number::amount(value)
    }) {
        if amount.signum() == 0 {
            draft.lose_at(&tariff.pointer, "a supply charge of nothing");
        } else {
            let terms = Fixed { amount, at: None, for_each: None, per: FixedPer::Day, proration: None };
            draft.add("supply", "Supply charge", Direction::Charge, terms);
        }
    } else {
        let text = "No charge for supply is stated, and whether there is one is not";
        draft.say_beside(&tariff.pointer, text, UnmodelledEffect::Unknown);
    }
    if let Some(rate) = tariff.path(&["export", "flatRate"])
        && let Some(price) = draft.number(rate, "Feed-in").filter(|price| price.signum() > 0)
        && let Some(terms) = usage(price, Meter::ElectricityExport, None)
    {
        draft.add("feed_in", "Feed-in", Direction::Credit, terms);
    }
    for load in tariff.list("controlledLoad") {
        let label = load.text("name").unwrap_or_default().to_owned();
        let rate = load.text("rate").unwrap_or_default().to_owned();
        if !is_nothing(&rate) {
            let text = format!("A price of its own for controlled load ({label}): {rate}");
            draft.say(load, &text, UnmodelledEffect::Unknown);
        }
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
