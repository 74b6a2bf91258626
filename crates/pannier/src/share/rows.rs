//! Which rows of a part a selection means: found by date and id in one pass over it.

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use pannier_bundle::{Source, head::PartDescriptor};
use pannier_crypto::Shown;
use pannier_model::{
    record::{Record as _, Summary, by_schema_url},
    value::Date,
};
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};

use super::Selection;
use crate::{Error, Verified, reader::changed};

/// The rows of one part that are to be shown.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Those of the period, less those left out.
    pub(super) rows: Shown,
    /// The rows beside the period, if they are held and not left out.
    pub(super) neighbours: Shown,
    /// For each group of the selection's masks, in their order, the rows named.
    pub(super) masked: Vec<Shown>,
    /// The ids of the selection that were met.
    pub(super) met: BTreeSet<String>,
}

/// Finds the rows of the part among `held`, those that the file shows of it. `by_date`: whether the period applies.
pub(super) fn find<S: Source>(
    file: &Verified<S>,
    part: &PartDescriptor,
    held: &Shown,
    selection: &Selection,
    by_date: bool,
) -> Result<Found, Error> {
    let n = u64::from(part.n);
    let by_date = by_date && selection.cuts(part);
    let by_id = !selection.without.is_empty() || !selection.mask.is_empty();
    if !by_date && !by_id {
        let masked = Vec::new();
        return Ok(Found { rows: held.clone(), neighbours: Shown::none(n), masked, met: BTreeSet::new() });
    }
    // A figure of a month that the period cuts tells of the days behind it, too.
    let is_summary = by_schema_url(&part.schema) == Some(Summary::TYPE);
    let is_behind =
        |date: Date, to: Date| date >= to || is_summary && date.next_month().is_none_or(|end| end.min(part.to) > to);
    let mut rows = Ranges::default();
    let mut masked = vec![Ranges::default(); selection.mask.len()];
    let mut met = BTreeSet::new();
    let (mut before, mut after) = (None, None);
    let mut reader = file.archive.rows(&format!("parts/{}.ndjson", part.id)).map_err(changed)?;
    let mut numbers = held.rows();
    while let Some(row) = reader.next_row().map_err(changed)? {
        let Some(number) = numbers.next() else { break };
        let text = std::str::from_utf8(row).map_err(std::io::Error::other)?;
        let key = RowKey { sort: &part.sort };
        let (date, id) =
            key.deserialize(&mut serde_json::Deserializer::from_str(text)).map_err(std::io::Error::other)?;
        let id = id.as_deref();
        let is_left_out = id.is_some_and(|id| selection.without.contains(id));
        if let Some(id) = id {
            if is_left_out {
                met.insert(id.to_owned());
            }
            for (masked, ids) in masked.iter_mut().zip(selection.mask.values()) {
                if ids.contains(id) {
                    met.insert(id.to_owned());
                    masked.push(number);
                }
            }
        }
        if by_date && selection.from.is_some_and(|from| date < from) {
            before = (!is_left_out).then_some(number);
        } else if by_date && selection.to.is_some_and(|to| is_behind(date, to)) {
            after = after.or(Some((number, is_left_out)));
        } else if !is_left_out {
            rows.push(number);
        }
    }
    let mut neighbours = Ranges::default();
    if selection.neighbours {
        // Beside a row that is left out or not held, a neighbour would prove nothing about the period.
        let after = after.filter(|(_, is_left_out)| !is_left_out).map(|(row, _)| row);
        if let Some(before) = before
            && before + 1 == rows.first().or(after).unwrap_or(n)
        {
            neighbours.push(before);
        }
        if let Some(after) = after
            && rows.last().or(before).map_or(0, |last| last + 1) == after
        {
            neighbours.push(after);
        }
    }
    Ok(Found {
        rows: rows.shown(n),
        neighbours: neighbours.shown(n),
        masked: masked.into_iter().map(|ranges| ranges.shown(n)).collect(),
        met,
    })
}

/// Row numbers that come in ascending order, as ranges.
#[derive(Clone, Debug, Default)]
struct Ranges(Vec<Range<u64>>);

impl Ranges {
    fn push(&mut self, row: u64) {
        match self.0.last_mut() {
            Some(last) if last.end == row => last.end += 1,
            _ => self.0.push(row..row + 1),
        }
    }

    fn first(&self) -> Option<u64> {
        self.0.first().map(|range| range.start)
    }

    fn last(&self) -> Option<u64> {
        self.0.last().map(|range| range.end - 1)
    }

    fn shown(self, n: u64) -> Shown {
        Shown::new(n, self.0).expect("row numbers of a part came in ascending order")
    }
}

/// Reads the date and the id of a row and nothing else of it.
struct RowKey<'a> {
    sort: &'a str,
}

impl<'de> DeserializeSeed<'de> for RowKey<'_> {
    type Value = (Date, Option<Cow<'de, str>>);

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowKey<'_> {
    type Value = (Date, Option<Cow<'de, str>>);

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut date, mut id) = (None, None);
        // Names of members have no escapes, so they can be borrowed.
        while let Some(name) = map.next_key::<&str>()? {
            if name == self.sort {
                date = Some(map.next_value::<Date>()?);
            } else if name == "id" {
                id = Some(map.next_value::<Cow<'de, str>>()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok((date.ok_or_else(|| A::Error::custom("a row without its date"))?, id))
    }
}
