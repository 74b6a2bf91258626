//! What a share shows, as far as a grant speaks of it: which record types and groups, of which days, and which documents.

use std::collections::{BTreeMap, BTreeSet};

use pannier_bundle::{Source, head::PartDescriptor};
use pannier_crypto::base64url;
use pannier_model::document::{
    DocumentDigest, FileName, GrantAttachment, GrantItem, GrantShare, GroupName, MediaType, Request, Token,
};
use pannier_model::record::{self, CORE};
use pannier_model::value::{Date, List};

use super::grant::first_asked;
use crate::verify::day;
use crate::{Error, Row, Verified};

/// A share as far as a grant speaks of it: which it is, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Which share it is.
    pub share: GrantShare,
    /// The records it shows, by type: for a grant that is made for it. Empty where it shows documents alone.
    pub items: Vec<GrantItem>,
    /// The documents it shows.
    pub attachments: Vec<GrantAttachment>,
    /// The same part by part: what a grant has to cover.
    pub(super) parts: Vec<Shown>,
}

/// What a part of a share shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) series: String,
    pub(super) record_type: String,
    /// Beside `core`.
    pub(super) groups: Vec<String>,
    /// The days that count: from this one up to `to`; none where both ends of a period are shown and nothing between.
    pub(super) from: Date,
    pub(super) to: Date,
    /// The period of which its rows are all there are.
    period: (Date, Date),
}

/// The day of a row, and what of it matters for where a period ends.
#[derive(Clone, Copy)]
struct Edge {
    date: Date,
    number: u64,
    core_only: bool,
}

impl Given {
    /// What a verified share shows; none for a bundle, and for a share that shows neither record nor document.
    ///
    /// # Errors
    /// The file changed since it was verified.
    pub fn of<S: Source>(verified: &Verified<S>) -> Result<Option<Self>, Error> {
        let Some(hash) = verified.share_hash()? else { return Ok(None) };
        let edges = edges(verified)?;
        Ok(Self::shown(verified, &base64url::encode(&hash), &edges))
    }

    /// Whether it shows no record of what happened and no document: monthly figures, and states, which are the same at
    /// both levels.
    pub fn is_summary(&self) -> bool {
        let summary = |item: &GrantItem| item.record_type.as_str() == "summary";
        let happened = |item: &GrantItem| {
            let known = record::by_name(item.record_type.as_str());
            known.is_none_or(|known| known.kind == record::Kind::Event)
        };
        self.attachments.is_empty() && !self.items.iter().any(|item| !summary(item) && happened(item))
    }

    /// What a grant says that answers `request` and is made at `now`: no day before its look-back, where the share shows of
    /// those no more than the row that proves where its period begins.
    pub fn answering(&self, request: &Request, now: i64) -> Vec<GrantItem> {
        let made = day(now);
        let answering = |item: &GrantItem| {
            let mut item = item.clone();
            let asked: Vec<_> = request.items.iter().filter(|asked| asked.record_type == item.record_type).collect();
            let counts = self.parts.iter().filter(|part| part.record_type == item.record_type.as_str());
            let begin = counts.map(|part| part.from).min();
            if let Some(first) = first_asked(&asked, &item, made)
                && item.from.is_some_and(|from| from < first)
                && begin.is_some_and(|begin| begin >= first)
                && item.to.is_none_or(|to| first < to)
            {
                item.from = Some(first);
            }
            item
        };
        self.items.iter().map(answering).collect()
    }

    fn shown<S: Source>(
        verified: &Verified<S>,
        pannier_share: &str,
        edges: &BTreeMap<String, [Edge; 4]>,
    ) -> Option<Self> {
        let pannier_share = DocumentDigest::parse(pannier_share).ok()?;
        let jti = Token::parse(verified.verdict().jti.as_deref()?).ok()?;
        let shown = &verified.verdict().withheld.parts;
        let parts = verified.parts().filter_map(|part| {
            let shown = shown.iter().find(|shown| shown.id == part.id).filter(|shown| shown.shown > 0)?;
            let groups = part.groups.iter().map(|group| group.id.clone());
            // One of which every cell is masked is withheld, too.
            let is_masked = |id: &String| shown.masked.get(id).is_some_and(|cells| *cells == shown.shown);
            let is_given = |id: &String| id != CORE && !shown.withheld_groups.contains(id) && !is_masked(id);
            let groups = groups.filter(is_given).collect();
            Some(Shown::new(part, groups, edges.get(&part.id)))
        });
        let parts: Vec<Shown> = parts.collect();
        let mut items: BTreeMap<&str, (BTreeSet<&str>, Date, Date)> = BTreeMap::new();
        for part in &parts {
            let item = items.entry(&part.record_type);
            let (groups, from, to) = item.or_insert_with(|| (BTreeSet::new(), part.period.0, part.period.1));
            (*from, *to) = ((*from).min(part.period.0), (*to).max(part.period.1));
            groups.extend(part.groups.iter().map(String::as_str));
        }
        let items = items.into_iter().map(|(record_type, (groups, from, to))| {
            let mut item = GrantItem::new(name(record_type)?);
            item.groups = List::new(groups.into_iter().filter_map(name).collect()).ok();
            (item.from, item.to) = (Some(from), Some(to));
            Some(item)
        });
        let items = items.collect::<Option<Vec<_>>>()?;
        let attachments = verified.attachments().map(|shown| {
            let (name, media_type) = (FileName::parse(&shown.name).ok()?, MediaType::parse(&shown.media_type).ok()?);
            let digest = DocumentDigest::parse(&base64url::encode(&shown.sha256)).ok()?;
            Some(GrantAttachment::new(name, media_type, digest))
        });
        let attachments = attachments.collect::<Option<Vec<_>>>()?;
        let shows_nothing = items.is_empty() && attachments.is_empty();
        (!shows_nothing).then(|| Self { share: GrantShare::new(jti, pannier_share), items, attachments, parts })
    }
}

impl Shown {
    /// A part of whose shown rows the first two and the last two are known; of which none is, it counts as a whole.
    fn new(part: &PartDescriptor, groups: Vec<String>, edges: Option<&[Edge; 4]>) -> Self {
        let record_type = part.series.split_once('/').map_or(part.series.as_str(), |(_, name)| name).to_owned();
        let series = part.series.clone();
        let mut shown =
            Self { series, record_type, groups, from: part.from, to: part.to, period: (part.from, part.to) };
        let Some(&[first, second, before_last, last]) = edges else { return shown };
        let after = |date: Date| date.next_day().unwrap_or(date);
        if first.number > 0 {
            shown.period.0 = first.date;
        }
        if last.number + 1 < u64::from(part.n) {
            shown.period.1 = after(last.date);
        }
        let proves_end = |end: Edge, beside: Edge| end.core_only && end.number.abs_diff(beside.number) == 1;
        shown.from = if proves_end(first, second) { second.date } else { first.date };
        shown.to = after(if proves_end(last, before_last) { before_last.date } else { last.date });
        if first.number + 1 == last.number && proves_end(first, last) && proves_end(last, first) {
            // Both ends of a period in which nothing happened.
            shown.to = shown.from;
        }
        shown
    }
}

/// Of each part by its id the first two rows shown and the last two, in order; of one row four times the same.
fn edges<S: Source>(verified: &Verified<S>) -> Result<BTreeMap<String, [Edge; 4]>, Error> {
    let sorts: BTreeMap<&str, &str> = verified.parts().map(|part| (part.id.as_str(), part.sort.as_str())).collect();
    let mut edges: BTreeMap<String, [Option<Edge>; 4]> = BTreeMap::new();
    // A row whose date is not needed is not read.
    let mut before: [Option<Row<String>>; 2] = [None, None];
    let close = |rows: &[Option<Row<String>>; 2], edges: &mut BTreeMap<String, [Option<Edge>; 4]>| {
        let [before_last, last] = rows;
        if let Some(last) = last {
            let sort = sorts.get(last.part().id.as_str()).copied().unwrap_or_default();
            let edge = edges.entry(last.part().id.clone()).or_default();
            edge[3] = Edge::of(last, sort);
            edge[2] = before_last.as_ref().and_then(|row| Edge::of(row, sort)).or(edge[3]);
        }
    };
    let mut seen = 0;
    for row in verified.texts() {
        let row = row?;
        if before[1].as_ref().is_some_and(|last| last.part().id != row.part().id) {
            close(&before, &mut edges);
            (before, seen) = ([None, None], 0);
        }
        if seen < 2 {
            let sort = sorts.get(row.part().id.as_str()).copied().unwrap_or_default();
            let edge = edges.entry(row.part().id.clone()).or_default();
            edge[seen] = Edge::of(&row, sort);
            seen += 1;
        }
        before = [before[1].take(), Some(row)];
    }
    close(&before, &mut edges);
    let whole = |[first, second, before_last, last]: [Option<Edge>; 4]| {
        Some([first?, second.or(first)?, before_last.or(last)?, last?])
    };
    Ok(edges.into_iter().filter_map(|(id, edges)| Some((id, whole(edges)?))).collect())
}

impl Edge {
    /// Where a row stands; none where its sort member is no date, which verification has refused.
    fn of(row: &Row<String>, sort: &str) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_str(&row.record).ok()?;
        let date = Date::parse(value.get(sort)?.as_str()?).ok()?;
        let mut groups = row.part.groups.iter().enumerate().filter(|(at, _)| row.shown.contains(*at));
        let core_only = groups.all(|(_, (id, _))| id == CORE);
        Some(Self { date, number: row.number, core_only })
    }
}

fn name(text: &str) -> Option<GroupName> {
    GroupName::parse(text).ok()
}
