//! What invoices and receipts have in common: numbers that are shown by their end only, names of rows, composed ids.

use pannier_model::{
    record::AnyRecord,
    value::{Date, Id, Instant, Name, Number, NumberScheme, Zone},
};

use crate::values::text;

/// A name for records before their document has one.
pub(crate) fn unnamed() -> Id {
    Id::parse("document").expect("a valid id")
}

/// Where in its source a record stood.
pub(crate) fn row(place: u64) -> Option<Name> {
    Name::parse(&format!("row:{place}")).ok()
}

/// A number of a document, of which `display` shows the last four characters; `None` where there is none.
pub(crate) fn number(scheme: NumberScheme, written: &str) -> Option<Number> {
    let value = text::name(written).ok().flatten()?;
    let plain: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
    // Four of four characters would be the whole number.
    let shown = if plain.len() > 4 { &plain[plain.len() - 4..] } else { "" };
    Number::whole(scheme, Name::parse(&format!("…{shown}")).ok()?, value).ok()
}

/// The civil date of an instant in a zone; `None` where no zone has this name.
pub(crate) fn local_date(instant: Instant, zone: &Zone) -> Option<Date> {
    let zone = jiff::tz::TimeZone::get(zone.as_str()).ok()?;
    let moment = jiff::Timestamp::from_second(instant.epoch_seconds()).ok()?;
    Date::from_civil(zone.to_datetime(moment).date()).ok().filter(|date| date.next_day().is_some())
}

/// A record with the id that follows from what it is part of and its place there.
pub(crate) fn composed(record: impl Into<AnyRecord>) -> AnyRecord {
    let mut record = record.into();
    if let Some(Ok(id)) = record.composed_id(0) {
        let mut own = true;
        record.each_mut(&mut |member, place| {
            if let pannier_model::value::ViewMut::Id(place) = place
                && member == "id"
                && std::mem::take(&mut own)
            {
                *place = id.clone();
            }
        });
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_their_end() {
        let check = |written: &str, expected: Option<(&str, &str)>| {
            let found = number(NumberScheme::Invoice, written);
            let found =
                found.as_ref().map(|number| (number.display().as_str(), number.value().map_or("", Name::as_str)));
            assert_eq!(found, expected, "{written}");
        };
        check("2026-A/00417", Some(("…0417", "2026-A/00417")));
        check("417", Some(("…", "417")));
        check("№ 12345", Some(("…2345", "№ 12345")));
        check(" ", None);
    }
}
