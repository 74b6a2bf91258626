//! `summary-disagrees`: the figures of each month, added up again, meet the summaries that claim them.

use super::family::letters;
use super::findings::{Findings, PartFindings};
use super::known::Known;
use super::ledger::{Months, day_number, day_of};
use super::plan::{Plan, SeriesPlan};
use super::spool::{Batch, Pack, Sorted, To};
use crate::summary::{bucket, figures};
use pannier_model::record::{Summary, SummaryMetric, SummaryOf, Transaction, TransactionStatus};
use pannier_model::value::{Date, Total};
use pannier_report::Code;
use std::collections::{BTreeSet, HashMap};
use std::io;

/// Series 2, month 4, metric 1, bucket 1, currency 3, class 1, part 2, row 4, value 16, count 8, days 8.
pub(crate) const TALLY: usize = 50;

/// A figure added up from rows; sorts before the claim about it.
const COMPUTED: u8 = 0;
/// A summary.
const CLAIMED: u8 = 1;

const HELP: &str = "compute summaries from the same records and days that the bundle holds";

/// Figures of one part of transactions.
#[derive(Debug)]
pub(crate) struct Tallies {
    series: u16,
    part: u16,
    month: Option<Date>,
    sums: HashMap<(SummaryMetric, u8, [u8; 3]), (Total, u64)>,
    batch: Batch<TALLY>,
}

impl Tallies {
    pub(crate) fn new(series: usize, part: usize) -> Self {
        Self {
            series: u16::try_from(series).unwrap_or(u16::MAX),
            part: u16::try_from(part).unwrap_or(u16::MAX),
            month: None,
            sums: HashMap::new(),
            batch: Batch::new(),
        }
    }

    /// Takes the next transaction; not those of a day that is not promised whole.
    pub(crate) fn transaction(&mut self, transaction: &Transaction, to: To<'_, TALLY>) -> io::Result<()> {
        if transaction.status != TransactionStatus::Booked {
            return Ok(());
        }
        let month = transaction.date.month_start();
        if self.month != Some(month) {
            self.flush(to)?;
            self.month = Some(month);
        }
        for (metric, bucket, value) in figures(transaction).into_iter().flatten() {
            let place = (metric, bucket, letters(transaction.currency.as_str()));
            let (sum, count) = self.sums.entry(place).or_insert((Total::ZERO, 0));
            *sum = crate::summary::add(*sum, value);
            *count += 1;
        }
        Ok(())
    }

    fn flush(&mut self, to: To<'_, TALLY>) -> io::Result<()> {
        let Some(month) = self.month else { return Ok(()) };
        for ((metric, bucket, currency), (sum, count)) in self.sums.drain() {
            let entry = Pack::new()
                .put(self.series.to_be_bytes())
                .put(day_number(month).to_be_bytes())
                .put([number_of(metric), bucket])
                .put(currency)
                .put([COMPUTED])
                .put(self.part.to_be_bytes())
                .put([0; 4])
                .put(sum.picos().to_be_bytes())
                .put(count.to_be_bytes())
                .put([0; 8])
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
        if summary.of != SummaryOf::Transaction {
            let reason = format!("summaries of `{}` are not computed again", summary.of);
            findings.not_checked(Code::SummaryDisagrees, &reason);
            return Ok(());
        }
        let thing = summary.thing.as_ref().map_or("all", |thing| thing.as_str());
        let Some(series) = plan.number(&format!("{thing}/transaction")) else {
            if plan.facts().scope.may_hide_parts() {
                findings.not_checked(Code::SummaryDisagrees, "the transactions summed up are withheld");
            } else {
                findings.row_help(Code::SummaryDisagrees, row, "/thing", "there are no transactions it sums up", HELP);
            }
            return Ok(());
        };
        let Some(bucket) = bucket(summary.metric, summary.bucket.as_str()) else {
            findings.row_help(Code::SummaryDisagrees, row, "/bucket", "no transaction counts into this bucket", HELP);
            return Ok(());
        };
        let entry = Pack::new()
            .put(u16::try_from(series).unwrap_or(u16::MAX).to_be_bytes())
            .put(day_number(summary.date.month_start()).to_be_bytes())
            .put([number_of(summary.metric), bucket])
            .put(summary.currency.map_or([0; 3], |currency| letters(currency.as_str())))
            .put([CLAIMED])
            .put(self.part.to_be_bytes())
            .put(u32::try_from(row).unwrap_or(u32::MAX).to_be_bytes())
            .put(summary.value.picos().to_be_bytes())
            .put(summary.count.value().to_be_bytes())
            .put(summary.days.value().to_be_bytes())
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

/// A claim with its place.
struct Claim {
    part: usize,
    row: u32,
    value: i128,
    count: u64,
    days: u64,
}

/// Compares the claims about one series of transactions; entries of other series stay in `sorted`.
pub(crate) fn finish(
    plan: &Plan,
    number: usize,
    known: &Known<'_>,
    months: &Months,
    sorted: &mut Sorted<TALLY>,
    findings: &mut Findings,
) -> io::Result<()> {
    let series = &plan.series()[number];
    let claimed_in = ClaimedIn::of(plan, series);
    let mut end_of_day_claims: BTreeSet<(Date, u8)> = BTreeSet::new();
    let same_series =
        |sorted: &Sorted<TALLY>| sorted.peek().is_some_and(|e| usize::from(u16::from_be_bytes([e[0], e[1]])) == number);
    while same_series(sorted) {
        // One figure: what rows add up to in several parts, then the claims.
        let Some(first) = sorted.peek().copied() else { break };
        let mut computed: Option<(i128, u64)> = None;
        let mut claims: Vec<Claim> = Vec::new();
        while sorted.peek().is_some_and(|entry| entry[..11] == first[..11]) {
            let Some(entry) = sorted.next()? else { break };
            let mut fields = Pack::reading(entry);
            let _figure: [u8; 11] = fields.take();
            let [class] = fields.take();
            let part = usize::from(u16::from_be_bytes(fields.take()));
            let row = u32::from_be_bytes(fields.take());
            let value = i128::from_be_bytes(fields.take());
            let count = u64::from_be_bytes(fields.take());
            let days = u64::from_be_bytes(fields.take());
            if class == COMPUTED {
                let (sum, rows) = computed.unwrap_or((0, 0));
                computed = Some((sum.saturating_add(value), rows.saturating_add(count)));
            } else if claims.len() < 2 {
                claims.push(Claim { part, row, value, count, days });
            }
        }
        let mut fields = Pack::reading(first);
        let _series: [u8; 2] = fields.take();
        let Some(month) = day_of(u32::from_be_bytes(fields.take())) else { continue };
        let [metric, _bucket] = fields.take();
        let currency: [u8; 3] = fields.take();
        let Some(metric) = SummaryMetric::ALL.get(usize::from(metric)).copied() else { continue };
        if is_end_of_day(metric) {
            end_of_day_claims.insert((month, number_of(metric)));
        }
        let group = if metric == SummaryMetric::Category { "category" } else { "core" };
        let withheld = if is_end_of_day(metric) {
            months.too_long || matches!(months.end_of_days.get(&month), Some(None)) || !known.month(month, "core")
        } else {
            !known.has_group(group) || !known.month(month, group)
        };
        if withheld {
            if let Some(claim) = claims.first() {
                let series = &plan.facts().parts[claim.part].series;
                let reason = "records of a month that is summed up are withheld";
                findings.not_checked(Code::SummaryDisagrees, Some(series), reason);
            }
            continue;
        }
        if is_end_of_day(metric) {
            let right_currency = currency == [0; 3] || months.currency == Some(currency);
            computed = months.end_of_days.get(&month).copied().flatten().filter(|_| right_currency).map(|eod| {
                let value = eod.figures().into_iter().find(|(other, _)| *other == metric);
                (value.map_or(0, |(_, value)| value.picos()), eod.count)
            });
        }
        judge(plan, known, month, computed, &claims, &claimed_in, findings);
    }
    for (month, eod) in &months.end_of_days {
        let Some(eod) = eod else { continue };
        for (metric, _) in eod.figures() {
            if !end_of_day_claims.contains(&(*month, number_of(metric))) && known.month(*month, "core") {
                claimed_in.missing(plan, *month, findings);
            }
        }
    }
    Ok(())
}

fn judge(
    plan: &Plan,
    known: &Known<'_>,
    month: Date,
    computed: Option<(i128, u64)>,
    claims: &[Claim],
    claimed_in: &ClaimedIn,
    findings: &mut Findings,
) {
    let Some(claim) = claims.first() else {
        claimed_in.missing(plan, month, findings);
        return;
    };
    let (pointer, message) = match computed {
        None => ("/count", "no record of the month counts into it"),
        Some((value, _)) if value != claim.value => ("/value", "the records of the month add up to another value"),
        Some((_, count)) if count != claim.count => ("/count", "another number of records or days counts into it"),
        Some(_) if known.counted_days(month) != claim.days => ("/days", "another number of days is covered"),
        Some(_) => ("", ""),
    };
    let mut report = |claim: &Claim, pointer: &str, message: &str| {
        PartFindings::new(findings, plan, claim.part).row_help(
            Code::SummaryDisagrees,
            claim.row.into(),
            pointer,
            message,
            HELP,
        );
    };
    if !message.is_empty() {
        report(claim, pointer, message);
    }
    if let Some(second) = claims.get(1) {
        report(second, "", "another row has the same month, metric, bucket and currency");
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
    fn missing(&self, plan: &Plan, month: Date, findings: &mut Findings) {
        for index in &self.parts {
            let part = &plan.facts().parts[*index];
            if (part.from..part.to).contains(&month) && !part.incomplete.contains(&month) {
                PartFindings::new(findings, plan, *index).part(
                    Code::SummaryDisagrees,
                    "/n",
                    "a figure of a month in the period has no summary",
                    HELP,
                );
            }
        }
    }
}
