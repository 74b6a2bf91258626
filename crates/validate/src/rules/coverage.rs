//! What the shown rows prove to be complete, from signed facts alone.
//!
//! The issuer promises that a part holds every record whose sort date lies in its period. A recipient who sees all rows
//! of a part therefore knows that nothing is missing in the period; one who sees a run of rows knows it for the days
//! strictly between the neighbours that the holder had to show. The statement must never be larger than that: a holder
//! would use the difference to hide what counts against them.

use super::facts::{BundleFacts, PartFacts};
use super::plan::Plan;
use pannier_model::value::Date;
use std::collections::BTreeMap;

/// A period of a series of which every record is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complete {
    /// `<thing>/<record type>`.
    pub series: String,
    /// First day.
    pub from: Date,
    /// First day after the period.
    pub to: Date,
    /// Days inside for which the statement does not hold, ascending: the issuer does not promise them, or a cell is
    /// masked.
    pub except: Vec<Date>,
    /// The groups for which it holds, in the order of the record type.
    pub groups: Vec<String>,
}

/// What reading a part tells about the days of its rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct SeenDays {
    /// First and last sort date of each shown range, in order.
    pub(crate) edges: Vec<(Date, Date)>,
    /// For each group of the part, the days with a masked cell, ascending.
    pub(crate) masked: Vec<Vec<Date>>,
}

/// Days `[from, to)` proven by one shown range of one part.
struct Piece<'a> {
    part: &'a PartFacts,
    seen: &'a SeenDays,
    from: Date,
    to: Date,
}

/// All statements, by series and date. `seen` stands in the order of `facts.parts`; a part that was not read has no
/// edges and proves nothing.
pub(crate) fn complete(plan: &Plan, seen: &[SeenDays]) -> Vec<Complete> {
    let facts = plan.facts();
    let mut statements = Vec::new();
    for series in plan.series() {
        let pieces: Vec<Piece<'_>> = series
            .parts
            .iter()
            .filter_map(|index| Some((facts.parts.get(*index)?, seen.get(*index)?)))
            .flat_map(|(part, seen)| pieces(facts, part, seen))
            .collect();
        // Groups that hold for the very same days share a statement.
        let mut by_days: BTreeMap<(Date, Date, Vec<Date>), Vec<String>> = BTreeMap::new();
        for group in groups(&pieces) {
            for days in runs(&pieces, group) {
                by_days.entry(days).or_default().push(group.to_owned());
            }
        }
        statements.extend(by_days.into_iter().map(|((from, to, except), groups)| Complete {
            series: series.name.clone(),
            from,
            to,
            except,
            groups,
        }));
    }
    statements
}

/// What each shown range of a part proves.
fn pieces<'a>(facts: &BundleFacts, part: &'a PartFacts, seen: &'a SeenDays) -> Vec<Piece<'a>> {
    // A promise about days that were not over when it was made is worth nothing.
    let last = if part.is_state() { facts.issued_on.next_day() } else { Some(facts.issued_on) };
    let end = last.map_or(part.to, |last| part.to.min(last));
    if part.rows == 0 {
        // The signed row count says it: there is nothing to show.
        return if part.from < end { vec![Piece { part, seen, from: part.from, to: end }] } else { Vec::new() };
    }
    part.shown
        .iter()
        .zip(&seen.edges)
        .filter_map(|(range, (first, last))| {
            // A withheld neighbour may have the same date as the row at the edge, so that day is not proven.
            let from = if range.start == 0 { part.from } else { first.next_day()?.max(part.from) };
            let to = if range.end == part.rows { end } else { (*last).min(end) };
            (from < to).then_some(Piece { part, seen, from, to })
        })
        .collect()
}

fn groups<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for group in pieces.iter().flat_map(|piece| &piece.part.groups) {
        if !ids.contains(&group.id.as_str()) {
            ids.push(&group.id);
        }
    }
    ids
}

/// The longest periods in which every cell of `group` is shown, with the days that are excepted.
fn runs(pieces: &[Piece<'_>], group: &str) -> Vec<(Date, Date, Vec<Date>)> {
    let mut runs: Vec<(Date, Date, Vec<Date>)> = Vec::new();
    let mut before: Option<u32> = None;
    for piece in pieces {
        let Some(number) = piece.part.groups.iter().position(|other| other.id == group) else {
            before = None;
            continue;
        };
        if piece.part.rows > 0 && !piece.part.groups[number].shown {
            before = None;
            continue;
        }
        let masked = piece.seen.masked.get(number).map_or(&[][..], Vec::as_slice);
        let mut except: Vec<Date> = piece
            .part
            .incomplete
            .iter()
            .chain(masked)
            .copied()
            .filter(|day| (piece.from..piece.to).contains(day))
            .collect();
        except.sort_unstable();
        except.dedup();
        let follows = before.and_then(|seq| seq.checked_add(1)) == Some(piece.part.seq);
        match runs.last_mut() {
            Some((_, to, all)) if follows && *to == piece.from => {
                *to = piece.to;
                all.append(&mut except);
            }
            _ => runs.push((piece.from, piece.to, except)),
        }
        before = Some(piece.part.seq);
    }
    runs.retain(|(from, to, except)| i64::try_from(except.len()).is_ok_and(|days| days < to.days_since(*from)));
    runs
}
