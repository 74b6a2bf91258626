//! `summary-disagrees`: the figures of each month, added up again, meet the summaries that claim them.

use super::findings::{Findings, PartFindings};
use super::identity::half;
use super::known::Known;
use super::ledger::{Months, day_number, day_of};
use super::plan::{Plan, SeriesPlan};
use super::spool::{Batch, Pack, Sorted, To};
use crate::summary::{Bucket, Figure, Measure, Value, bucket, is_energy, terms};
use pannier_model::record::{AnyRecord, Summary, SummaryMetric};
use pannier_model::value::Date;
use pannier_report::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Series 2, month 4, metric 1, bucket 2, measure 3, class 1, part 2, row 4, value 16, seconds 4, count 8, days 8,
/// word 16.
pub(crate) const TALLY: usize = 71;
/// The bytes of an entry that say which figure it is about.
const FIGURE: usize = 12;
/// Figures held of one month before they go to temporary space.
const HELD: usize = 4096;

/// A figure added up from rows; sorts before the claim about it.
const COMPUTED: u8 = 0;
/// A summary.
const CLAIMED: u8 = 1;

const HELP: &str = "compute summaries from the same records and days that the bundle holds";

/// Figures of one part.
#[derive(Debug)]
pub(crate) struct Tallies {
    series: u16,
    part: u16,
    month: Option<Date>,
    sums: BTreeMap<Figure, (Value, u64)>,
    batch: Batch<TALLY>,
}

impl Tallies {
    pub(crate) fn new(series: usize, part: usize) -> Self {
        Self {
            series: u16::try_from(series).unwrap_or(u16::MAX),
            part: u16::try_from(part).unwrap_or(u16::MAX),
            month: None,
            sums: BTreeMap::new(),
            batch: Batch::new(),
        }
    }

    /// Takes the next record; not those of a day that is not promised whole.
    pub(crate) fn row(&mut self, record: &AnyRecord, to: To<'_, TALLY>) -> io::Result<()> {
        let month = record.sort_date().month_start();
        if self.month != Some(month) || self.sums.len() >= HELD {
            self.flush(to)?;
            self.month = Some(month);
        }
        for (figure, value) in terms(record).into_iter().flatten() {
            let (sum, count) = self.sums.entry(figure).or_insert((Value::none(figure), 0));
            *sum = sum.and(value);
            *count += 1;
        }
        Ok(())
    }

    fn flush(&mut self, to: To<'_, TALLY>) -> io::Result<()> {
        let Some(month) = self.month else { return Ok(()) };
        for (figure, (value, count)) in std::mem::take(&mut self.sums) {
            let (picos, seconds) = value.parts();
            let entry = begin(self.series, month, figure)
                .put([COMPUTED])
                .put(self.part.to_be_bytes())
                .put([0; 4])
                .put(picos.to_be_bytes())
                .put(seconds.to_be_bytes())
                .put(count.to_be_bytes())
                .put([0; 8])
                .put([0; 16])
                .done();
            self.batch.push(entry, to)?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, to: To<'_, TALLY>) -> io::Result<()> {
        self.flush(to)?;
        self.batch.hand_over(to)
    }
}

/// The bytes that say which figure an entry is about.
fn begin(series: u16, month: Date, figure: Figure) -> Pack<TALLY> {
    Pack::new()
        .put(series.to_be_bytes())
        .put(day_number(month).to_be_bytes())
        .put([number_of(figure.metric)])
        .put(figure.bucket.0.to_be_bytes())
        .put(figure.measure.bytes())
}

/// Summaries of one part.
#[derive(Debug)]
pub(crate) struct Claims {
    part: u16,
    batch: Batch<TALLY>,
}

impl Claims {
    pub(crate) fn new(part: usize) -> Self {
        Self { part: u16::try_from(part).unwrap_or(u16::MAX), batch: Batch::new() }
    }

    pub(crate) fn summary(
        &mut self,
        summary: &Summary,
        plan: &Plan,
        row: u64,
        findings: &mut PartFindings<'_>,
        to: To<'_, TALLY>,
    ) -> io::Result<()> {
        let thing = summary.thing.as_ref().map_or("all", |thing| thing.as_str());
        let Some(series) = plan.number(&format!("{thing}/{}", summary.of)) else {
            if plan.facts().scope.may_hide_parts() {
                findings.not_checked(Code::SummaryDisagrees, "the records summed up are withheld");
            } else {
                findings.row_help(Code::SummaryDisagrees, row, "/thing", "there are no records it sums up", HELP);
            }
            return Ok(());
        };
        let Some(bucket) = bucket(summary.metric, summary.bucket.as_str()) else {
            findings.row_help(Code::SummaryDisagrees, row, "/bucket", "no record counts into this bucket", HELP);
            return Ok(());
        };
        let measure = Measure::of(summary.currency, summary.unit);
        let figure = Figure { metric: summary.metric, bucket, measure };
        let entry = begin(u16::try_from(series).unwrap_or(u16::MAX), summary.date.month_start(), figure)
            .put([CLAIMED])
            .put(self.part.to_be_bytes())
            .put(u32::try_from(row).unwrap_or(u32::MAX).to_be_bytes())
            .put(summary.value.picos().to_be_bytes())
            .put([0; 4])
            .put(summary.count.value().to_be_bytes())
            .put(summary.days.value().to_be_bytes())
            .put(half(&[summary.bucket.as_str().as_bytes()]))
            .done();
        self.batch.push(entry, to)
    }

    pub(crate) fn finish(mut self, to: To<'_, TALLY>) -> io::Result<()> {
        self.batch.hand_over(to)
    }
}

fn number_of(metric: SummaryMetric) -> u8 {
    SummaryMetric::ALL.iter().position(|other| *other == metric).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn is_end_of_day(metric: SummaryMetric) -> bool {
    use SummaryMetric as M;
    matches!(metric, M::EodMin | M::EodMax | M::EodCreditDays | M::EodDebitDays | M::EodCreditSum | M::EodDebitSum)
}

/// The group without which a figure cannot be computed.
const fn group_of(metric: SummaryMetric) -> &'static str {
    match metric {
        SummaryMetric::Category | SummaryMetric::Spend => "category",
        SummaryMetric::Over => "rating",
        SummaryMetric::Peak => "profile",
        _ => "core",
    }
}

/// A claim with its place.
struct Claim {
    part: usize,
    row: u32,
    value: i128,
    count: u64,
    days: u64,
}

/// What one series of records is summed up by.
pub(crate) struct Summed<'a> {
    pub(crate) plan: &'a Plan,
    /// Its number in the plan.
    pub(crate) number: usize,
    pub(crate) known: &'a Known<'a>,
    /// Of a series of transactions.
    pub(crate) months: &'a Months,
    pub(crate) tou: Tou<'a>,
}

/// What is known of the time-of-use window of a register.
#[derive(Clone, Copy)]
pub(crate) enum Tou<'a> {
    /// Its label, or that it has none.
    Known(Option<&'a str>),
    /// The record that would state it is withheld.
    Withheld,
}

/// Compares the claims about one series; entries of other series stay in `sorted`.
pub(crate) fn finish(summed: &Summed<'_>, sorted: &mut Sorted<TALLY>, findings: &mut Findings) -> io::Result<()> {
    let Summed { plan, number, known, months, .. } = *summed;
    let series = &plan.series()[number];
    let claimed_in = ClaimedIn::of(plan, series);
    let mut end_of_day_claims: BTreeSet<(Date, u8)> = BTreeSet::new();
    let same_series =
        |sorted: &Sorted<TALLY>| sorted.peek().is_some_and(|e| usize::from(u16::from_be_bytes([e[0], e[1]])) == number);
    while same_series(sorted) {
        // One figure: what rows add up to in several parts, then the claims.
        let Some(first) = sorted.peek().copied() else { break };
        let mut fields = Pack::reading(first);
        let _series: [u8; 2] = fields.take();
        let month = day_of(u32::from_be_bytes(fields.take()));
        let [metric] = fields.take();
        let bucket = Bucket(u16::from_be_bytes(fields.take()));
        let measure: [u8; 3] = fields.take();
        let metric = SummaryMetric::ALL.get(usize::from(metric)).copied();
        let (Some(month), Some(metric)) = (month, metric) else {
            sorted.next()?;
            continue;
        };
        // Without the label of the window no bucket of energy is known to be right or wrong.
        let word = match (is_energy(metric), summed.tou) {
            (false, _) => Some(None),
            (true, Tou::Withheld) => None,
            (true, Tou::Known(tou)) => Some(Some(half(&[bucket.word(metric, tou).as_bytes()]))),
        };
        let mut computed: Option<(Value, u64)> = None;
        let mut claims: Vec<Claim> = Vec::new();
        while sorted.peek().is_some_and(|entry| entry[..FIGURE] == first[..FIGURE]) {
            let Some(entry) = sorted.next()? else { break };
            let mut fields = Pack::reading(entry);
            let _figure: [u8; FIGURE] = fields.take();
            let [class] = fields.take();
            let part = usize::from(u16::from_be_bytes(fields.take()));
            let row = u32::from_be_bytes(fields.take());
            let value = i128::from_be_bytes(fields.take());
            let seconds = u32::from_be_bytes(fields.take());
            let count = u64::from_be_bytes(fields.take());
            let days = u64::from_be_bytes(fields.take());
            let claimed: [u8; 16] = fields.take();
            if class == COMPUTED {
                let value = Value::from_parts(metric, value, seconds);
                computed = Some(match computed {
                    None => (value, count),
                    Some((sum, rows)) => (sum.and(value), rows.saturating_add(count)),
                });
            } else if matches!(word, Some(Some(word)) if word != claimed) {
                report(plan, part, row, "/bucket", "it is not the time-of-use window of the register", findings);
            } else if claims.len() < 2 {
                claims.push(Claim { part, row, value, count, days });
            }
        }
        let mut computed = computed.map(|(value, count)| (value.total().picos(), count));
        let right_measure = measure == months.measure(metric);
        if is_end_of_day(metric) && right_measure {
            end_of_day_claims.insert((month, number_of(metric)));
        }
        let withheld = if is_end_of_day(metric) {
            months.too_long || matches!(months.end_of_days.get(&month), Some(None)) || !known.month(month, "core")
        } else {
            let group = group_of(metric);
            word.is_none() || !known.has_group(group) || !known.month(month, group)
        };
        // Without its group a line of a shop counts into `all`, for its issuer too.
        let withheld =
            withheld && !(metric == SummaryMetric::Spend && !known.has_group("category") && known.month(month, "core"));
        if withheld {
            if let Some(claim) = claims.first() {
                let series = &plan.facts().parts[claim.part].series;
                let reason = "records of a month that is summed up are withheld";
                findings.not_checked(Code::SummaryDisagrees, Some(series), reason);
            }
            continue;
        }
        if is_end_of_day(metric) {
            computed = months.end_of_days.get(&month).copied().flatten().filter(|_| right_measure).map(|eod| {
                let value = eod.figures().into_iter().find(|(other, _)| *other == metric);
                (value.map_or(0, |(_, value)| value.picos()), eod.count)
            });
        }
        judge(plan, known, (month, metric), computed, &claims, &claimed_in, findings);
    }
    for (month, eod) in &months.end_of_days {
        let Some(eod) = eod else { continue };
        for (metric, _) in eod.figures() {
            if !end_of_day_claims.contains(&(*month, number_of(metric))) && known.month(*month, "core") {
                claimed_in.missing(plan, *month, metric, findings);
            }
        }
    }
    Ok(())
}

fn report(plan: &Plan, part: usize, row: u32, pointer: &str, message: &str, findings: &mut Findings) {
    PartFindings::new(findings, plan, part).row_help(Code::SummaryDisagrees, row.into(), pointer, message, HELP);
}

fn judge(
    plan: &Plan,
    known: &Known<'_>,
    (month, metric): (Date, SummaryMetric),
    computed: Option<(i128, u64)>,
    claims: &[Claim],
    claimed_in: &ClaimedIn,
    findings: &mut Findings,
) {
    let Some(claim) = claims.first() else {
        claimed_in.missing(plan, month, metric, findings);
        return;
    };
    let (pointer, message) = match computed {
        None => ("/count", "no record of the month counts into it"),
        Some((value, _)) if value != claim.value => ("/value", "the records of the month come to another value"),
        Some((_, count)) if count != claim.count => ("/count", "another number of records or days counts into it"),
        Some(_) if known.counted_days(month) != claim.days => ("/days", "another number of days is covered"),
        Some(_) => ("", ""),
    };
    if !message.is_empty() {
        report(plan, claim.part, claim.row, pointer, message, findings);
    }
    if let Some(second) = claims.get(1) {
        let message = "another row has the same month, metric, bucket and currency or unit";
        report(plan, second.part, second.row, "", message, findings);
    }
}

/// The part of summaries that has to hold the figures of a month.
struct ClaimedIn {
    parts: Vec<usize>,
}

impl ClaimedIn {
    fn of(plan: &Plan, series: &SeriesPlan) -> Self {
        let thing = series.name.rsplit_once('/').map_or("", |(thing, _)| thing);
        let parts = plan.named(&format!("{thing}/summary")).map_or_else(Vec::new, |summaries| {
            plan.parts_of(summaries).filter(|(_, part)| part.shows_all_rows()).map(|(index, _)| index).collect()
        });
        Self { parts }
    }

    /// A figure of the month is in no summary although its part is shown in full.
    fn missing(&self, plan: &Plan, month: Date, metric: SummaryMetric, findings: &mut Findings) {
        // The month of a day is its first seven characters.
        let month_name = month.to_string();
        let message =
            format!("a figure of {} has no summary: {}", month_name.get(..7).unwrap_or(&month_name), metric.as_str());
        for index in &self.parts {
            let part = &plan.facts().parts[*index];
            if (part.from..part.to).contains(&month) && !part.incomplete.contains(&month) {
                PartFindings::new(findings, plan, *index).part(Code::SummaryDisagrees, "/n", &message, HELP);
            }
        }
    }
}
