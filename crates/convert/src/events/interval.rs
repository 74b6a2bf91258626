//! Days of a register: from the slots of a source to the rows of a record, and from rows to the periods they make.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use pannier_model::{
    record::{IntervalDay, QualityRun},
    value::{
        Date, Decimal, Duration, DurationUnit, Flow, Fuel, Id, IdStability, Instant, Int, List, Name, Quality, Total,
        Unit, Zone,
    },
};

use crate::formats::green_button::scaled;

/// Of more days without a row another period begins behind them.
const GAP: i64 = 400;

/// What one slot holds; `None` is unknown.
pub(crate) type Slot = Option<(Decimal, Quality)>;

/// A number for what the slots of a day say: days that say the same have the same, and others another.
pub(crate) fn hash(slots: &[Slot]) -> u64 {
    // All in one piece: a hasher takes as long for a few bytes as for a few words.
    let mut bytes = Vec::with_capacity(17 * slots.len());
    for slot in slots {
        let (picos, quality) = slot.map_or((0, u8::MAX), |(value, quality)| (value.picos(), quality as u8));
        bytes.extend_from_slice(&picos.to_le_bytes());
        bytes.push(quality);
    }
    BuildHasherDefault::<DefaultHasher>::default().hash_one(bytes)
}

/// What all days of a register share.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    pub(crate) register: Id,
    pub(crate) zone: Zone,
    pub(crate) fuel: Fuel,
    pub(crate) direction: Flow,
    pub(crate) unit: Unit,
}

/// One row of one day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day<'a> {
    pub(crate) date: Date,
    /// The moment the first slot begins.
    pub(crate) start: Option<Instant>,
    pub(crate) resolution: Duration,
    pub(crate) slots: &'a [Slot],
    /// Where in the source it stood.
    pub(crate) place: u64,
    /// The day is not promised whole.
    pub(crate) incomplete: bool,
}

impl Counter {
    /// The record of a day; `None` where its slots are too many or too large for one.
    pub(crate) fn day(&self, day: Day<'_>) -> Option<IntervalDay> {
        let missing = day.slots.iter().filter(|slot| slot.is_none()).count();
        let total = Total::of(day.slots.iter().flatten().map(|(value, _)| *value))?.to_decimal().ok()?;
        let (quality, runs) = quality(day.slots);
        let mut row = IntervalDay::new(
            Id::parse(&day.date.to_string()).ok()?,
            self.register.clone(),
            day.date,
            self.zone.clone(),
            self.fuel,
            self.direction,
            self.unit,
            day.resolution,
            Int::new(day.slots.len() as u64).ok()?,
            Int::new(missing as u64).ok()?,
            total.trimmed(),
            quality,
        );
        // A day of which more becomes known later is the same row with other slots.
        row.id_stability = day.incomplete.then_some(IdStability::Provisional);
        row.start = day.start;
        row.slots = Some(List::new(day.slots.iter().map(|slot| slot.map(|(value, _)| value)).collect()).ok()?);
        row.quality_runs = List::new(runs).ok();
        row.source_ref = Name::parse(&format!("row:{}", day.place)).ok();
        Some(row)
    }
}

/// The quality of all known slots, and the stretches of equal quality where it is not one. Where nothing is known,
/// nothing is promised.
fn quality(slots: &[Slot]) -> (Quality, Vec<QualityRun>) {
    let mut runs: Vec<(u64, u64, Quality)> = Vec::new();
    for (number, slot) in (0..).zip(slots) {
        let Some((_, quality)) = slot else { continue };
        match runs.last_mut() {
            Some((_, end, last)) if *end == number && last == quality => *end += 1,
            _ => runs.push((number, number + 1, *quality)),
        }
    }
    match runs.first() {
        None => (Quality::Raw, Vec::new()),
        Some((_, _, first)) if runs.iter().all(|(_, _, quality)| quality == first) => (*first, Vec::new()),
        Some(_) => {
            let run = |(start, end, quality): (u64, u64, Quality)| {
                Some(QualityRun { start: Int::new(start).ok()?, end: Int::new(end).ok()?, quality })
            };
            (Quality::Mixed, runs.into_iter().filter_map(run).collect())
        }
    }
}

/// A period of days with the ones in it that are not promised whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) incomplete: Vec<Date>,
}

/// Periods `[first, end)` of a series, ascending, each with whether it is known in full: joined, and cut where more than
/// 400 days lie between two.
pub(crate) fn stretches(periods: impl IntoIterator<Item = (Date, Date, bool)>) -> Vec<Stretch> {
    let mut stretches = Stretches::default();
    for (from, to, whole) in periods {
        stretches.add(from, to, whole);
    }
    stretches.finish()
}

/// [`stretches`], period by period.
#[derive(Debug, Default)]
pub(crate) struct Stretches(Vec<Stretch>);

impl Stretches {
    /// Joins the next period.
    pub(crate) fn add(&mut self, from: Date, to: Date, whole: bool) {
        match self.0.last_mut() {
            Some(last) if from.days_since(last.to) <= GAP => {
                last.incomplete.extend(days(last.to, from));
                last.to = last.to.max(to);
            }
            _ => self.0.push(Stretch { from, to, incomplete: Vec::new() }),
        }
        if let (Some(last), false) = (self.0.last_mut(), whole) {
            last.incomplete.extend(days(from, to));
        }
    }

    /// All of them.
    pub(crate) fn finish(mut self) -> Vec<Stretch> {
        for stretch in &mut self.0 {
            stretch.incomplete.sort_unstable();
            stretch.incomplete.dedup();
        }
        self.0
    }
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.next_day()).take_while(move |day| *day < to)
}

/// A length of minutes in its largest unit.
pub(crate) fn minutes(count: u32) -> Option<Duration> {
    let (count, unit) = match count {
        1_440 => (1, DurationUnit::Days),
        count if count.is_multiple_of(60) => (count / 60, DurationUnit::Hours),
        count => (count, DurationUnit::Minutes),
    };
    Duration::new(count, unit).ok()
}

/// A number that [`decimal`] has read times a power of ten, exactly; `None` where it does not fit.
pub(crate) fn in_unit(value: Decimal, power: i32) -> Option<Decimal> {
    // It has no zeros at its end that would have to be taken off.
    if power == 0 { Some(value) } else { scaled(value, power) }
}

/// A number as JSON, spreadsheets and programs write it, exactly: a sign, a point, a power of ten (`0E-20`). `None` where
/// it is none or needs more digits than a record holds.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    if let Ok(plain) = Decimal::parse(text) {
        return Some(if text.ends_with('0') { plain.trimmed() } else { plain });
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, power.strip_prefix('+').unwrap_or(power).parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let well_formed = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !well_formed(whole) || !well_formed(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let units = [whole, fraction].concat();
    let units = units.trim_start_matches('0');
    if units.is_empty() {
        return Some(Decimal::ZERO);
    }
    let units: i128 = units.get(..units.len().min(30)).filter(|kept| kept.len() == units.len())?.parse().ok()?;
    let scale = i32::try_from(fraction.len()).ok()?.checked_sub(power)?;
    let units = if negative { -units } else { units };
    let (units, scale) =
        if scale < 0 { (units.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?, 0) } else { (units, scale) };
    Decimal::from_units(units, u8::try_from(scale).ok()?).ok().map(Decimal::trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(decimal(text).map(|found| found.to_string()).as_deref(), expected, "{text}");
        };
        check("0.450", Some("0.45"));
        check("-1.5", Some("-1.5"));
        check("+.5", Some("0.5"));
        check("12.", Some("12"));
        check("0E-20", Some("0"));
        check("-0.0", Some("0"));
        check("1.25e2", Some("125"));
        check("125E-2", Some("1.25"));
        check("1e-12", Some("0.000000000001"));
        check("1e-13", None);
        check("0.1000000000000000055", None);
        check("0.100000000000000000", Some("0.1"));
        check("000000000000000000000000000000000000000001", Some("1"));
        for text in ["", ".", "-", "1,5", "1e", "e5", "1e99999999999", "0x1", "1 2", "1e40", "NaN", "--1"] {
            check(text, None);
        }
    }

    #[test]
    fn days_make_periods() {
        let day = |text: &str| Date::parse(text).expect("a date");
        let check = |given: &[(&str, &str, bool)], expected: &str| {
            let found: Vec<String> = stretches(given.iter().map(|(from, to, whole)| (day(from), day(to), *whole)))
                .iter()
                .map(|one| {
                    let incomplete: Vec<String> = one.incomplete.iter().map(ToString::to_string).collect();
                    format!("{}..{} [{}]", one.from, one.to, incomplete.join(" "))
                })
                .collect();
            assert_eq!(found.join(" "), expected);
        };
        check(&[], "");
        check(
            &[
                ("2026-01-01", "2026-01-02", true),
                ("2026-01-02", "2026-01-03", false),
                ("2026-01-05", "2026-01-06", true),
            ],
            "2026-01-01..2026-01-06 [2026-01-02 2026-01-03 2026-01-04]",
        );
        check(
            &[("2025-01-01", "2025-01-02", true), ("2026-02-07", "2026-02-08", true)],
            "2025-01-01..2025-01-02 [] 2026-02-07..2026-02-08 []",
        );
        // 400 days between two are days of one period that are not promised.
        let found =
            stretches([(day("2025-01-01"), day("2025-01-02"), true), (day("2026-02-06"), day("2026-02-07"), true)]);
        assert_eq!(found.iter().map(|one| one.incomplete.len()).collect::<Vec<_>>(), [400]);
        check(&[("2026-01-01", "2026-03-01", true), ("2026-02-01", "2026-02-02", true)], "2026-01-01..2026-03-01 []");
    }

    #[test]
    fn qualities_make_runs() {
        use Quality::{Actual, Estimated};
        let of = |qualities: &[Option<Quality>]| {
            let slots: Vec<Slot> = qualities.iter().map(|quality| quality.map(|one| (Decimal::ZERO, one))).collect();
            let (quality, runs) = quality(&slots);
            let runs: Vec<String> =
                runs.iter().map(|run| format!("{}-{} {}", run.start.value(), run.end.value(), run.quality)).collect();
            format!("{quality} {}", runs.join(" "))
        };
        assert_eq!(of(&[Some(Actual), None, Some(Actual)]), "actual ");
        assert_eq!(of(&[Some(Actual), Some(Actual), Some(Estimated)]), "mixed 0-2 actual 2-3 estimated");
        assert_eq!(of(&[None, None]), "raw ");
    }
}
