//! `transaction-seq-unique`: no two transactions of an account have one `seq`, booked or not, whatever running balances say.
//!
//! Rows whose places follow each other are one run, and only runs are sorted: two runs that overlap hold a place twice.

use super::findings::{Findings, PartFindings};
use super::plan::Plan;
use super::spool::{Batch, Pack, Sorted, To};
use pannier_report::Code;
use std::io;

/// Series 2, first place 8, part 2, row of the first place 4, last place 8.
pub(crate) const RUN: usize = 24;

/// The places of one part.
#[derive(Debug)]
pub(crate) struct Places {
    series: u16,
    part: u16,
    open: Option<Run>,
    batch: Batch<RUN>,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    first: u64,
    last: u64,
    row: u32,
}

impl Places {
    pub(crate) fn new(series: usize, part: usize) -> Self {
        let number = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
        Self { series: number(series), part: number(part), open: None, batch: Batch::new() }
    }

    /// Takes the place of a row.
    pub(crate) fn place(&mut self, seq: u64, row: u64, to: To<'_, RUN>) -> io::Result<()> {
        if let Some(open) = self.open.as_mut().filter(|open| open.last.checked_add(1) == Some(seq)) {
            open.last = seq;
            return Ok(());
        }
        self.close(to)?;
        self.open = Some(Run { first: seq, last: seq, row: u32::try_from(row).unwrap_or(u32::MAX) });
        Ok(())
    }

    fn close(&mut self, to: To<'_, RUN>) -> io::Result<()> {
        let Some(run) = self.open.take() else { return Ok(()) };
        let entry = Pack::new()
            .put(self.series.to_be_bytes())
            .put(run.first.to_be_bytes())
            .put(self.part.to_be_bytes())
            .put(run.row.to_be_bytes())
            .put(run.last.to_be_bytes())
            .done();
        self.batch.push(entry, to)
    }

    pub(crate) fn finish(mut self, to: To<'_, RUN>) -> io::Result<()> {
        self.close(to)?;
        self.batch.hand_over(to)
    }
}

/// Looks through the runs of all parts.
pub(crate) fn finish(plan: &Plan, sorted: &mut Sorted<RUN>, findings: &mut Findings) -> io::Result<()> {
    // The series looked through, and the last place taken in it so far.
    let mut taken: Option<(usize, u64)> = None;
    while let Some(entry) = sorted.next()? {
        let mut fields = Pack::reading(entry);
        let series = usize::from(u16::from_be_bytes(fields.take()));
        let first = u64::from_be_bytes(fields.take());
        let part = usize::from(u16::from_be_bytes(fields.take()));
        let row = u32::from_be_bytes(fields.take());
        let last = u64::from_be_bytes(fields.take());
        let before = taken.filter(|(other, _)| *other == series).map(|(_, place)| place);
        if before.is_some_and(|before| first <= before) {
            let message = "another transaction of the account has this place";
            PartFindings::new(findings, plan, part).row(Code::TransactionSeqUnique, row.into(), "/seq", message);
        }
        taken = Some((series, before.map_or(last, |before| before.max(last))));
    }
    Ok(())
}
