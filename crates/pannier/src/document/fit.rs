//! What of a request a file can answer: for its holder before a share is made, for its recipient when one is verified.

use std::collections::{BTreeMap, BTreeSet};

use pannier_bundle::{Source, head::PartDescriptor};
use pannier_model::document::{Level, Request, RequestItem};
use pannier_model::record::{self, CORE, Kind, Summary};
use pannier_model::value::{Date, Instant};
use serde::Serialize;

use super::attached::{self, AttachmentsFit};
use super::beyond;
use super::purpose::{self, groups, has_summaries, record_type};
use crate::share::{Narrowed, PlannedDocument, Selection};
use crate::{Error, Verified};

/// How many days before the day of issue what happens may end: an issuer's own window does.
const WINDOW: i64 = 31;
/// How many days or months that are not shown whole are named.
const NAMED: usize = 5;
/// The most characters of the purpose that a share states.
const PURPOSE: usize = 1000;

/// What of a request a file can answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fit {
    /// Whether all that is required is there and complete, and the file is young enough.
    pub met: bool,
    /// That the file is older than asked for, in words; none where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub too_old: Option<String>,
    /// The items in the order of the request.
    pub items: Vec<ItemFit>,
    /// The documents asked for, in the order of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentsFit>,
    /// Of a share: what it shows that the request does not ask for, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beyond: Vec<String>,
}

/// What of an item a file can answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ItemFit {
    /// The record type asked for.
    pub record_type: String,
    /// Whether the request cannot be met without it.
    pub required: bool,
    /// Groups asked for.
    pub groups: Vec<String>,
    /// First day asked for, of what happens; none where everything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Series that answer it.
    pub series: Vec<String>,
    /// What is asked for and not there, in words.
    pub missing: Vec<String>,
}

impl Fit {
    /// Everything that is missing of the items, in words.
    pub fn missing(&self) -> impl Iterator<Item = (&ItemFit, &str)> {
        self.items.iter().flat_map(|item| item.missing.iter().map(move |missing| (item, missing.as_str())))
    }

    /// The documents that the request asks for and the file has, each once. A share shows those of them that its holder
    /// accepts (`request-answer-documents`).
    pub fn documents(&self) -> Vec<&PlannedDocument> {
        let mut seen = BTreeSet::new();
        let asked = self.attachments.iter().flat_map(|asked| &asked.documents);
        asked.filter(|document| seen.insert(&document.id)).collect()
    }

    /// Leaves out what the holder does not give: a record type, or a group of one (`transaction+text`). Whether the request
    /// asks for it is the answer; what it asks for and does not get is missing from then on.
    pub fn decline(&mut self, what: &str) -> bool {
        let (record_type, group) = what.split_once('+').map_or((what, None), |(name, group)| (name, Some(group)));
        let Some(item) = self.items.iter_mut().find(|item| item.record_type == record_type) else { return false };
        match group {
            None => {
                item.series.clear();
                item.missing = vec!["all of it, declined".to_owned()];
            }
            Some(group) if group != CORE && item.groups.iter().any(|asked| asked == group) => {
                item.groups.retain(|asked| asked != group);
                item.missing.push(format!("{group}, declined"));
            }
            Some(_) => return false,
        }
        self.met = self.is_met();
        true
    }

    fn is_met(&self) -> bool {
        let items = self.items.iter().map(|item| (item.required, &item.missing));
        let mut asked = items.chain(self.attachments.iter().map(|asked| (asked.required, &asked.missing)));
        self.too_old.is_none() && asked.all(|(required, missing)| !required || missing.is_empty())
    }

    /// What a share has to show to answer the request, and nothing more; of documents none, which the holder accepts one by
    /// one.
    ///
    /// The rows right before and after a period are shown in `core`, because without them nobody can tell
    /// that nothing is missing up to its ends. The share may be used as long as the recipient said to keep it; `now` is
    /// seconds since 1970.
    pub fn selection(&self, request: &Request, now: i64) -> Selection {
        let mut selection = Selection { neighbours: true, ..Selection::default() };
        for item in self.items.iter().filter(|item| !item.series.is_empty()) {
            for series in &item.series {
                let narrowed = selection
                    .narrowed
                    .entry(series.clone())
                    .or_insert_with(|| Narrowed { groups: BTreeSet::new(), from: item.from });
                narrowed.groups.extend(item.groups.iter().cloned());
                // Two items can be answered by the summaries of one thing: the earlier begin has both.
                narrowed.from = narrowed.from.zip(item.from).map(|(one, other)| one.min(other));
            }
            selection.series.extend(item.series.iter().cloned());
        }
        let why = request.why.as_str().chars().map(|sign| if sign.is_control() { ' ' } else { sign });
        selection.purpose = Some(why.take(PURPOSE).collect());
        let today = Instant::from_epoch_seconds(now).map(Instant::local_date);
        let end = today.and_then(|today| purpose::end(request.retention, today));
        selection.exp = end.map(|day| day.days_since_epoch() * 86_400);
        selection
    }
}

/// What of `request` the file can answer, from what was verified of it.
///
/// # Errors
/// The file changed since it was verified.
pub fn fit<S: Source>(request: &Request, file: &Verified<S>) -> Result<Fit, Error> {
    let issued = Instant::from_epoch_seconds(file.claims().iat).map(Instant::local_date);
    let issued = issued.ok_or_else(|| Error::Misuse("the file was issued outside years 1 to 9999".to_owned()))?;
    let summaries = if request.level == Level::Summary { summaries(file)? } else { BTreeMap::new() };
    let items: Vec<ItemFit> =
        request.items.iter().map(|item| fit_item(item, request.level, issued, &summaries, file)).collect();
    let asked = request.attachments.iter().flat_map(|asked| asked.iter());
    let unseen = |of: &str| names_unseen(of, &items, issued, file);
    let attachments = asked.map(|asked| attached::fit(asked, &items, unseen, file)).collect::<Result<Vec<_>, _>>()?;
    let mut fit = Fit { met: false, too_old: too_old(request, issued), items, attachments, beyond: Vec::new() };
    fit.met = fit.is_met();
    fit.beyond = beyond::of_share(&fit, file)?;
    Ok(fit)
}

/// Why a file issued on this day is too old for the request; none where it is not.
fn too_old(request: &Request, issued: Date) -> Option<String> {
    let asked =
        i64::try_from(request.iat.value()).ok().and_then(Instant::from_epoch_seconds).map(Instant::local_date)?;
    let since = purpose::before(request.max_age?, asked)?;
    (issued < since).then(|| format!("issued on {issued}, and asked for is one issued on {since} or later"))
}

/// Whether rows of a record type that are asked for are not shown, or not what they name: attachments may hang on them.
fn names_unseen<S: Source>(of: &str, items: &[ItemFit], issued: Date, file: &Verified<S>) -> bool {
    let Some(group) = purpose::attachment_group(of).map(|group| [group.to_owned()]) else { return false };
    let is_event = record::by_name(of).is_some_and(|known| known.kind == Kind::Event);
    let asked_for = if is_event { Asked::Days } else { Asked::States };
    let mut asked = items.iter().filter(|item| item.record_type == of);
    asked.any(|item| {
        item.series.iter().any(|series| !lacks(series, &group, item.from, asked_for, issued, file).is_empty())
    })
}

/// The months of which a series of summaries has figures of one record type, each with whether they are of all its days.
type Months = BTreeMap<Date, bool>;

/// For each record type the series of summaries that hold figures of it.
fn summaries<S: Source>(file: &Verified<S>) -> Result<BTreeMap<&'static str, BTreeMap<String, Months>>, Error> {
    let mut found: BTreeMap<&'static str, BTreeMap<String, Months>> = BTreeMap::new();
    for row in file.records::<Summary>() {
        let row = row?;
        let series = found.entry(row.of.as_str()).or_default();
        if !series.contains_key(&row.part().series) {
            series.insert(row.part().series.clone(), Months::new());
        }
        if let Some(months) = series.get_mut(&row.part().series) {
            *months.entry(row.date).or_insert(true) &= row.complete;
        }
    }
    Ok(found)
}

fn fit_item<S: Source>(
    item: &RequestItem,
    level: Level,
    issued: Date,
    summaries: &BTreeMap<&'static str, BTreeMap<String, Months>>,
    file: &Verified<S>,
) -> ItemFit {
    let name = item.record_type.as_str();
    let by_summary = level == Level::Summary && has_summaries(name);
    let is_event = by_summary || record_type(item).is_some_and(|known| known.kind == Kind::Event);
    // A summary has no group but `core` that anybody would compute with.
    let wanted = groups(item).into_iter().take(if by_summary { 1 } else { usize::MAX });
    let groups: Vec<String> = wanted.map(str::to_owned).collect();
    let from = item.lookback.filter(|_| is_event).and_then(|lookback| purpose::back(lookback, issued));
    let mut fit = ItemFit {
        record_type: name.to_owned(),
        required: item.required,
        groups,
        from,
        series: Vec::new(),
        missing: Vec::new(),
    };
    if level == Level::Answer {
        // Nothing has to leave, so nothing is missing: what there is, the holder's own program computes with.
        return fit;
    }
    let of_type = |series: &str| series.split_once('/').is_some_and(|(_, record_type)| record_type == name);
    fit.series = if by_summary {
        summaries.get(name).into_iter().flat_map(BTreeMap::keys).cloned().collect()
    } else {
        file.series().into_iter().filter(|series| of_type(series)).map(str::to_owned).collect()
    };
    if fit.series.is_empty() {
        let what = if by_summary && file.series().iter().any(|series| of_type(series)) {
            format!("no monthly summaries of {name}: the issuer made none")
        } else {
            format!("no {name}")
        };
        fit.missing.push(what);
        return fit;
    }
    for series in &fit.series {
        let figures = if by_summary { summaries.get(name).and_then(|of| of.get(series)) } else { None };
        let asked = match figures {
            Some(months) => Asked::Months(months),
            None if is_event => Asked::Days,
            None => Asked::States,
        };
        fit.missing.extend(lacks(series, &fit.groups, from, asked, issued, file));
    }
    fit
}

/// What of a series is asked for. Complete: these are the lines of the table (spec: "Answering").
#[derive(Clone, Copy)]
enum Asked<'a> {
    /// Whatever happened, day by day.
    Days,
    /// Figures of what happened in each month; these are shown.
    Months(&'a Months),
    /// All states.
    States,
}

/// What a series lacks of the groups and the period asked for, by what is proven of it.
fn lacks<S: Source>(
    series: &str,
    groups: &[String],
    from: Option<Date>,
    asked: Asked<'_>,
    issued: Date,
    file: &Verified<S>,
) -> Vec<String> {
    let parts: Vec<_> = file.parts().filter(|part| part.series == series).collect();
    let proven: Vec<_> = file.verdict().coverage.iter().filter(|coverage| coverage.series == series).collect();
    // A part that is shown says how far the issuer's window reached, and what of it is cut off was not the issuer's doing.
    let window = issued.plus_days(-WINDOW).unwrap_or(issued);
    let end = parts.iter().map(|part| part.to.min(issued)).fold(window, Date::max);
    let mut lacks = Vec::new();
    for group in groups {
        let proven = || proven.iter().filter(|coverage| coverage.groups.contains(group));
        let mut spans: Vec<(Date, Date)> = proven()
            .filter_map(|coverage| Some((Date::parse(&coverage.from).ok()?, Date::parse(&coverage.to).ok()?)))
            .collect();
        spans.sort();
        let Some(&(first, _)) = spans.first() else {
            lacks.push(format!("{group} of {series}"));
            continue;
        };
        let excepted: BTreeSet<Date> =
            proven().flat_map(|coverage| &coverage.except).filter_map(|day| Date::parse(day).ok()).collect();
        if matches!(asked, Asked::States) {
            // States are not cut by time: all of them are asked for.
            let is_whole = |part: &&PartDescriptor| spans.contains(&(part.from, part.to));
            if !excepted.is_empty() || !parts.iter().all(is_whole) {
                lacks.push(format!("some of {group} of {series}"));
            }
            continue;
        }
        // Without a look-back everything is asked for; that the beginning is there is said by the number of its part.
        let begin = from.unwrap_or(first);
        if from.is_none() && !begins(series, first, file) {
            lacks.push(format!("{group} of {series} before {first}: asked for from the beginning"));
        }
        let mut reached = begin;
        for &(next, to) in &spans {
            if next > reached && next == first {
                lacks.push(format!("{group} of {series} before {first}: asked for from {begin}"));
            } else if next > reached {
                lacks.push(format!("{group} of {series} from {reached} up to {next}"));
            }
            reached = reached.max(to);
        }
        if reached < end {
            lacks.push(format!("{group} of {series} from {reached} on: the file was issued on {issued}"));
        }
        if let Asked::Months(figures) = asked {
            // Of which days a month has figures they say themselves; one without any may be one of which nothing is known.
            let cut = figures.iter().filter(|(_, whole)| !**whole).map(|(month, _)| *month);
            let unknown = excepted.into_iter().filter(|month| !figures.contains_key(month));
            let begin = from.or_else(|| figures.keys().next()?.next_month()).unwrap_or(begin);
            let is_over = |month: &Date| month.next_month().is_some_and(|end| end <= window);
            let months: BTreeSet<Date> = cut.chain(unknown).filter(|month| *month >= begin && is_over(month)).collect();
            if !months.is_empty() {
                let months: Vec<String> = months.iter().map(|month| month.to_string()[..7].to_owned()).collect();
                lacks.push(format!("{series}: not every day is counted of {}", named(&months, "month")));
            }
            continue;
        }
        // What the issuer does not promise at the end of its window is no more missing than what lies behind it.
        let promised = |day: &Date| *day < window || !parts.iter().any(|part| part.incomplete.contains(day));
        let days = excepted.into_iter().filter(|day| *day >= begin && promised(day));
        let days: Vec<String> = days.map(|day| day.to_string()).collect();
        if !days.is_empty() {
            lacks.push(format!("{group} of {series} on {}", named(&days, "day")));
        }
    }
    lacks
}

/// Some of these days or months, and how many more there are.
fn named(all: &[String], what: &str) -> String {
    let (shown, more) = all.split_at(all.len().min(NAMED));
    let shown = shown.join(", ");
    match more.len() {
        0 => shown,
        1 => format!("{shown} and one more {what}"),
        more => format!("{shown} and {more} more {what}s"),
    }
}

/// Whether the first part of a series begins on that day.
fn begins<S: Source>(series: &str, day: Date, file: &Verified<S>) -> bool {
    file.parts().any(|part| part.series == series && part.seq == 0 && part.from == day)
}
