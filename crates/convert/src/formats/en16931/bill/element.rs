//! What an element says: amounts, days, texts, identifiers, whatever the syntax.

use pannier_model::value::{Amount, CodeText, Currency, Date, SourceId, Text};
use pannier_report::{Code, Finding, Location};

use super::super::syntax::Syntax;
use crate::{
    Error, Loss,
    output::Output,
    syntax::xml::Node,
    values::{iso, text},
};

/// Most identifiers that a record holds.
const IDENTIFIERS: usize = 1000;

pub(super) fn at(node: Node<'_>, place: u64) -> Location {
    Location::line(node.line()).at_row(place)
}

/// The first element under several paths that has a text.
pub(super) fn first<'a>(node: Node<'a>, paths: &[&str]) -> Option<Node<'a>> {
    paths.iter().flat_map(|path| node.every(path)).find(|found| !found.peek().is_empty())
}

/// An amount in the currency of the document; `None` where there is none.
pub(super) fn money(
    node: Node<'_>,
    paths: &[&str],
    currency: Currency,
    place: u64,
) -> Result<Option<Amount>, Box<Finding>> {
    let Some(found) = first(node, paths) else { return Ok(None) };
    if let Some(other) = found.attribute("currencyID").filter(|other| *other != currency.as_str()) {
        return Err(Finding::new(
            Code::ConvertCurrency,
            at(found, place),
            "an amount is in another currency than the document",
        )
        .with_value(other)
        .into());
    }
    let amount = iso::amount(found.peek()).ok_or_else(|| {
        Box::new(
            Finding::new(Code::ConvertAmount, at(found, place), "an element holds no amount of at most six decimals")
                .with_value(found.peek()),
        )
    })?;
    found.take();
    Ok(Some(amount))
}

/// A civil date: `2026-03-05`, and `20260305` where the format 102 of Cross Industry Invoice says so.
pub(super) fn day(node: Node<'_>) -> Option<Date> {
    let written = node.peek();
    let date = match node.attribute("format") {
        Some("102") if written.len() == 8 && written.is_ascii() => {
            iso::date(&format!("{}-{}-{}", &written[..4], &written[4..6], &written[6..]))
        }
        Some(_) => None,
        None => iso::date(written),
    };
    let date = date.filter(|date| date.next_day().is_some())?;
    node.take();
    Some(date)
}

/// Texts below each other; lost where they are too long.
pub(super) fn words(parts: &[&str], place: u64, member: &str, output: &mut Output<'_>) -> Result<Option<Text>, Error> {
    if let Ok(text) = text::text(&parts.join("\n")) {
        return Ok(text);
    }
    output.lost_value(Loss::member(place, member, "longer than 4000 characters"))?;
    Ok(None)
}

/// First day of a period, and the day after its last.
pub(super) type Span = (Option<Date>, Option<Date>);

/// Both ends of a period, the second one exclusive; `None` where there is none that can be.
pub(super) fn period(
    syntax: &Syntax,
    node: Node<'_>,
    path: &str,
    place: u64,
    output: &mut Output<'_>,
) -> Result<Option<Span>, Error> {
    let found = node.every(path);
    let Some(period) = found.first() else { return Ok(None) };
    let start = period.child(syntax.period_start).map(day);
    // The last day is billed too.
    let end = period.child(syntax.period_end).map(|node| day(node).and_then(Date::next_day));
    let backwards = matches!((start, end), (Some(Some(start)), Some(Some(end))) if end <= start);
    if matches!(start, Some(None)) || matches!(end, Some(None)) || backwards {
        output.lost_value(Loss::member(
            place,
            "period",
            "its first or last day is none of the calendar, or it ends before it begins",
        ))?;
        return Ok(None);
    }
    Ok(Some((start.flatten(), end.flatten())))
}

/// Adds the texts of a path as identifiers, each once.
pub(super) fn identifiers(ids: &mut Vec<SourceId>, scheme: &str, node: Node<'_>, path: &str) {
    for found in node.every(path) {
        let (Ok(scheme), Ok(Some(value))) = (CodeText::parse(scheme), text::name(found.peek())) else { continue };
        let id = SourceId { scheme, value };
        if ids.len() < IDENTIFIERS && !ids.contains(&id) {
            ids.push(id);
        }
        found.take();
    }
}
