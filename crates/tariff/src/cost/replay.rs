//! The past laid on the year that is priced, once for all tariffs.

use super::horizon::{Horizon, Pair, by_day, by_month};
use super::usage::{Days, Grain, Item, Stream, Usage, date, day};
use crate::tariff::Meter;
use pannier_crypto::{Hasher, base64url};
use pannier_model::value::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A quantity on the day of the year that is priced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    /// Days since the start of the horizon.
    pub(crate) day: u16,
    pub(crate) second: Option<u32>,
    pub(crate) length: u32,
    pub(crate) picos: i128,
    pub(crate) sum: bool,
}

/// A stream laid on the year.
#[derive(Clone, Debug)]
pub(crate) struct Laid {
    /// By day, then by time, then by name of the record.
    pub(crate) items: Vec<Placed>,
    /// Sum of each day, one element more than there are days: sums up to the start of each day.
    pub(crate) upto: Vec<i128>,
    /// The part of it that is estimated, in the same way.
    pub(crate) estimated: Vec<i128>,
    /// Where items of each day begin.
    pub(crate) begin: Vec<u32>,
    /// Whether any item lies in an unknown hour of its day.
    pub(crate) has_hours: bool,
}

/// How one kind of data covers the year.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cover {
    /// Targets and sources, in the order of targets; absent where too little is covered.
    pub(crate) pairs: Option<Vec<Pair>>,
    pub(crate) by_day: bool,
    /// What is covered at all.
    pub(crate) days: usize,
}

impl Cover {
    pub(crate) fn is_projected(&self) -> bool {
        self.pairs.iter().flatten().any(|pair| pair.source != pair.target)
    }
}

/// The records a period rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// When they happened.
    pub period: String,
    /// `sha-256:` and base64url of their names, sorted and each ended by a line feed.
    pub records: Arc<str>,
    /// How many they are.
    pub count: usize,
    /// The part of the quantity that is estimated, from 0 to 1.
    pub estimated: super::Exact,
}

/// A use laid on a year, in one zone.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) laid: Vec<Laid>,
    /// By meter of the wall; telephones share one.
    pub(crate) meters: BTreeMap<Meter, Arc<Cover>>,
    /// Which of the zones that were asked for it is.
    pub(crate) number: u16,
}

/// Use that is laid on a year once, so that many tariffs can be priced on it.
#[derive(Debug)]
pub struct Replay<'u> {
    pub(crate) usage: &'u Usage,
    pub(crate) horizon: Horizon,
    pub(crate) money: Arc<Cover>,
    pub(crate) goods: Arc<Cover>,
    pub(crate) calls: Arc<Cover>,
    pub(crate) sums: Arc<Cover>,
    /// Movements by day of the year, with their place in the use.
    pub(crate) movements: Vec<(u16, u32)>,
    pub(crate) bought: Vec<(u16, u32)>,
    /// Balance at the end of each day of the year, where it is known.
    pub(crate) balances: Vec<Option<i128>>,
    views: BTreeMap<String, Arc<View>>,
    digests: BTreeMap<(Subject, u16, u16), Digested>,
}

/// Whose records are named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// Of these streams, in the zone of that number.
    Streams(Arc<[usize]>, u16),
    Movements,
    Goods,
    Sums,
}

/// Records of a period.
#[derive(Clone, Debug)]
struct Digested {
    period: String,
    records: Arc<str>,
    count: usize,
}

impl<'u> Replay<'u> {
    /// Lays a use on a year.
    pub fn new(usage: &'u Usage, horizon: Horizon) -> Self {
        let cover = |days: &Days| Arc::new(Cover { pairs: by_month(&horizon, days), by_day: false, days: days.len() });
        let (money, goods) = (cover(&usage.money.covered), cover(&usage.goods.covered));
        let (calls, sums) = (cover(&usage.calls_covered), cover(&usage.sums.covered));
        let movements = place_months(&horizon, &money, usage.money.movements.iter().map(|one| one.day));
        let bought = place_months(&horizon, &goods, usage.goods.lines.iter().map(|one| one.day));
        let balances = place_balances(&horizon, &money, usage);
        Self {
            usage,
            horizon,
            money,
            goods,
            calls,
            sums,
            movements,
            bought,
            balances,
            views: BTreeMap::new(),
            digests: BTreeMap::new(),
        }
    }

    /// The year that is priced.
    pub fn horizon(&self) -> &Horizon {
        &self.horizon
    }

    /// The meters in a zone.
    pub(crate) fn view(&mut self, zone: &str) -> Arc<View> {
        if let Some(view) = self.views.get(zone) {
            return Arc::clone(view);
        }
        let number = u16::try_from(self.views.len()).unwrap_or(u16::MAX);
        let view = Arc::new(View::new(self.usage, &self.horizon, &self.calls, zone, number));
        self.views.insert(zone.to_owned(), Arc::clone(&view));
        view
    }

    /// The records behind days `from..to` of the year.
    pub(crate) fn source(&mut self, subject: &Subject, cover: &Cover, from: u16, to: u16) -> Option<Source> {
        let key = (subject.clone(), from, to);
        if !self.digests.contains_key(&key) {
            let digested = self.digest(subject, cover, from, to)?;
            self.digests.insert(key.clone(), digested);
        }
        let digested = self.digests.get(&key)?;
        Some(Source {
            period: digested.period.clone(),
            records: Arc::clone(&digested.records),
            count: digested.count,
            estimated: super::Exact::ZERO,
        })
    }

    fn digest(&self, subject: &Subject, cover: &Cover, from: u16, to: u16) -> Option<Digested> {
        let start = day(self.horizon.start);
        let range = start + i32::from(from)..start + i32::from(to);
        let mut days: BTreeSet<i32> = BTreeSet::new();
        for pair in cover.pairs.iter().flatten().filter(|pair| range.contains(&pair.target)) {
            if cover.by_day {
                days.insert(pair.source);
            } else if let Some(length) = date(pair.source).map(|month| i32::from(month.days_in_month())) {
                days.extend(pair.source..pair.source + length);
            }
        }
        let (first, last) = (days.first().copied()?, days.last().copied()?);
        let usage = self.usage;
        let mut records: BTreeSet<u32> = BTreeSet::new();
        match subject {
            Subject::Streams(streams, number) => {
                // In another zone than the meter's a day has slots of two records.
                let zone = self.views.iter().find(|(_, view)| view.number == *number).map(|(zone, _)| zone.as_str());
                for stream in streams.iter().filter_map(|stream| usage.streams.get(*stream)) {
                    let moved = zone.and_then(|zone| in_zone(stream, zone));
                    let items = moved.as_deref().unwrap_or(&stream.items).iter();
                    records.extend(items.filter(|item| days.contains(&item.day)).map(|item| item.record));
                }
            }
            Subject::Movements => {
                let all = usage.money.movements.iter();
                records.extend(all.filter(|one| days.contains(&one.day)).map(|one| one.record));
            }
            Subject::Goods => {
                let all = usage.goods.lines.iter();
                records.extend(all.filter(|one| days.contains(&one.day)).map(|one| one.record));
            }
            Subject::Sums => {
                let all = usage.sums.figures.values().flatten();
                records.extend(all.filter(|(month, _)| days.contains(&day(**month))).map(|(_, (.., record))| *record));
            }
        }
        let mut names: Vec<&str> = records
            .iter()
            .filter_map(|record| usage.names.get(usize::try_from(*record).ok()?).map(AsRef::as_ref))
            .collect();
        names.sort_unstable();
        let mut hasher = Hasher::new();
        for name in &names {
            hasher.update(name.as_bytes());
            hasher.update(b"\n");
        }
        let records = format!("sha-256:{}", base64url::encode(&hasher.finish()));
        Some(Digested { period: span_text(first, last + 1), records: records.into(), count: names.len() })
    }
}

/// Days from one to before another: a month by its name, else both ends.
pub(crate) fn span_text(from: i32, to: i32) -> String {
    let (Some(from), Some(to)) = (date(from), date(to)) else { return String::new() };
    if from.day() == 1 && from.next_month() == Some(to) {
        return format!("{:04}-{:02}", from.year(), from.month());
    }
    format!("{from}/{to}")
}

/// Day of the year on which what happened on a source day happens again, for each of its targets.
fn place_months(horizon: &Horizon, cover: &Cover, days: impl Iterator<Item = i32>) -> Vec<(u16, u32)> {
    let start = day(horizon.start);
    let mut targets: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for pair in cover.pairs.iter().flatten() {
        targets.entry(pair.source).or_default().push(pair.target);
    }
    let mut placed = Vec::new();
    for (index, source) in (0_u32..).zip(days) {
        let Some(source) = date(source) else { continue };
        for target in targets.get(&day(source.month_start())).into_iter().flatten() {
            let longest = date(*target).map_or(28, |month| i32::from(month.days_in_month()));
            let at = target - start + i32::from(source.day()).min(longest) - 1;
            placed.push((u16::try_from(at).unwrap_or_default(), index));
        }
    }
    placed.sort_unstable();
    placed
}

fn place_balances(horizon: &Horizon, cover: &Cover, usage: &Usage) -> Vec<Option<i128>> {
    let start = day(horizon.start);
    let mut balances = vec![None; horizon.days()];
    for pair in cover.pairs.iter().flatten() {
        let (Some(target), Some(source)) = (date(pair.target), date(pair.source)) else { continue };
        let longest = i32::from(source.days_in_month());
        for offset in 0..i32::from(target.days_in_month()) {
            let balance = usage.money.balances.get(&(pair.source + offset.min(longest - 1))).copied();
            if let Some(place) = usize::try_from(pair.target - start + offset).ok().and_then(|at| balances.get_mut(at))
            {
                *place = balance;
            }
        }
    }
    balances
}

impl View {
    fn new(usage: &Usage, horizon: &Horizon, calls: &Arc<Cover>, zone: &str, number: u16) -> Self {
        let target_zone = jiff::tz::TimeZone::get(zone).ok();
        let mut meters: BTreeMap<Meter, Arc<Cover>> = BTreeMap::new();
        let mut moved: Vec<Option<Vec<Item>>> = Vec::new();
        for stream in &usage.streams {
            let items = in_zone(stream, zone);
            if stream.meter.is_metered_by_day() {
                meters.entry(stream.meter).or_insert_with(|| {
                    let by_day = stream.grain == Grain::Day;
                    let moved = items.as_ref().filter(|_| by_day).zip(target_zone.as_ref()).zip(stream.zone.as_ref());
                    let covered = moved.map_or_else(
                        || stream.covered.clone(),
                        |((_, zone), own)| moved_days(&stream.covered, zone, own.as_str()),
                    );
                    let pairs = if by_day { self::by_day(horizon, &covered) } else { by_month(horizon, &covered) };
                    Arc::new(Cover { pairs, by_day, days: covered.len() })
                });
            } else {
                let cover = || {
                    if stream.grain == Grain::Day {
                        return Arc::clone(calls);
                    }
                    let pairs = by_month(horizon, &stream.covered);
                    Arc::new(Cover { pairs, by_day: false, days: stream.covered.len() })
                };
                meters.entry(stream.meter).or_insert_with(cover);
            }
            moved.push(items);
        }
        let laid = usage.streams.iter().zip(moved).map(|(stream, items)| {
            let items = items.as_deref().unwrap_or(&stream.items);
            lay(items, meters.get(&stream.meter).map(AsRef::as_ref), horizon)
        });
        let laid = laid.collect();
        Self { laid, meters, number }
    }
}

/// The items of a stream on the clock of a zone, where that is another than its own and they say when they were.
fn in_zone(stream: &Stream, zone: &str) -> Option<Vec<Item>> {
    let other = stream.zone.as_ref().is_some_and(|own| own.as_str() != zone);
    let other = other && stream.items.iter().any(|item| item.instant.is_some());
    let zone = jiff::tz::TimeZone::get(zone).ok().filter(|_| other)?;
    Some(moved_items(&stream.items, &zone))
}

/// The days of a zone all of which lies on covered days of another.
fn moved_days(covered: &Days, zone: &jiff::tz::TimeZone, own: &str) -> Days {
    let Ok(own) = jiff::tz::TimeZone::get(own) else { return covered.clone() };
    let midnight = |date: Date| zone.to_timestamp(date.civil().at(0, 0, 0, 0)).ok();
    let own_day = |at: jiff::Timestamp| Date::from_civil(own.to_datetime(at).date()).ok().map(day);
    let is_whole = |number: &i32| {
        let at = date(*number);
        let begin = at.and_then(midnight);
        let last = at
            .and_then(Date::next_day)
            .and_then(midnight)
            .and_then(|end| jiff::Timestamp::from_second(end.as_second() - 1).ok());
        let days = [begin.and_then(own_day), last.and_then(own_day)];
        days.iter().all(|day| day.is_some_and(|day| covered.has(day)))
    };
    covered.iter().filter(is_whole).collect()
}

/// Items on the clock of another zone.
fn moved_items(items: &[Item], zone: &jiff::tz::TimeZone) -> Vec<Item> {
    let mut moved: Vec<Item> = items.to_vec();
    for item in &mut moved {
        let Some(timestamp) = item.instant.and_then(|instant| jiff::Timestamp::from_second(instant).ok()) else {
            continue;
        };
        let local = zone.to_datetime(timestamp);
        let second = i64::from(local.hour()) * 3600 + i64::from(local.minute()) * 60 + i64::from(local.second());
        if let Ok(date) = Date::from_civil(local.date()) {
            item.day = day(date);
            item.second = u32::try_from(second).ok();
        }
    }
    moved.sort_by_key(|item| (item.day, item.instant));
    moved
}

fn lay(items: &[Item], cover: Option<&Cover>, horizon: &Horizon) -> Laid {
    let (start, length) = (day(horizon.start), horizon.days());
    let mut placed: Vec<(u16, &Item)> = Vec::with_capacity(items.len());
    match cover {
        Some(Cover { pairs: Some(pairs), by_day: true, .. }) => {
            for pair in pairs {
                let first = items.partition_point(|item| item.day < pair.source);
                let at = u16::try_from(pair.target - start).unwrap_or_default();
                placed.extend(items[first..].iter().take_while(|item| item.day == pair.source).map(|item| (at, item)));
            }
        }
        Some(cover) => {
            let places = place_months(horizon, cover, items.iter().map(|item| item.day));
            placed.extend(
                places.into_iter().filter_map(|(at, index)| Some((at, items.get(usize::try_from(index).ok()?)?))),
            );
        }
        None => {}
    }
    let mut laid = Laid {
        items: Vec::with_capacity(placed.len()),
        upto: Vec::with_capacity(length + 1),
        estimated: Vec::with_capacity(length + 1),
        begin: Vec::with_capacity(length + 1),
        has_hours: true,
    };
    let (mut sum, mut estimated) = (0_i128, 0_i128);
    let mut at = placed.into_iter().peekable();
    for day in 0..=length {
        laid.upto.push(sum);
        laid.estimated.push(estimated);
        laid.begin.push(u32::try_from(laid.items.len()).unwrap_or(u32::MAX));
        while let Some((_, item)) = at.next_if(|(placed, _)| usize::from(*placed) == day) {
            sum = sum.saturating_add(item.picos);
            if item.estimated {
                estimated = estimated.saturating_add(item.picos);
            }
            laid.has_hours &= item.second.is_some();
            laid.items.push(Placed {
                day: u16::try_from(day).unwrap_or_default(),
                second: item.second,
                length: item.length,
                picos: item.picos,
                sum: item.sum,
            });
        }
    }
    laid
}

impl Laid {
    /// Quantity of days `from..to`, in units of 10^-12.
    pub(crate) fn quantity(&self, from: u16, to: u16) -> i128 {
        let at = |day: u16| self.upto.get(usize::from(day)).copied().unwrap_or_default();
        at(to) - at(from)
    }

    /// The part of it that is estimated.
    pub(crate) fn estimated(&self, from: u16, to: u16) -> i128 {
        let at = |day: u16| self.estimated.get(usize::from(day)).copied().unwrap_or_default();
        at(to) - at(from)
    }

    /// Items of days `from..to`.
    pub(crate) fn items(&self, from: u16, to: u16) -> &[Placed] {
        let at =
            |day: u16| self.begin.get(usize::from(day)).and_then(|at| usize::try_from(*at).ok()).unwrap_or_default();
        self.items.get(at(from)..at(to)).unwrap_or_default()
    }
}
