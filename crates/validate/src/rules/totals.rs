//! `totals-disagree`: the signed claim `totals` of a part and the rows of the part.

use super::facts::PartFacts;
use super::findings::PartFindings;
use pannier_model::record::{AnyRecord, Totals as TotalsOf, TransactionStatus};
use pannier_model::value::{Total, View};
use pannier_report::Code;
use std::collections::BTreeMap;

/// Most lines a claim can have: as many as there are currencies and units, with room.
const MOST_LINES: usize = 1024;

/// Adds up what the claim of one part is about.
#[derive(Debug)]
pub(crate) struct Totals {
    /// `None` where records of the type are not added up.
    of: Option<TotalsOf>,
    sums: BTreeMap<Box<str>, (Total, u64)>,
}

impl Totals {
    /// `None` where there is no claim to check.
    pub(crate) fn of(part: &PartFacts) -> Option<Self> {
        part.totals.as_ref()?;
        Some(Self { of: part.record_type?.totals, sums: BTreeMap::new() })
    }

    pub(crate) fn row(&mut self, record: &AnyRecord) {
        // Pending rows may never be booked; they are in no total.
        if matches!(record, AnyRecord::Transaction(transaction) if transaction.status != TransactionStatus::Booked) {
            return;
        }
        let Some(of) = &self.of else { return };
        let Some(View::Word(by)) = record.get(of.by) else { return };
        let value = match record.get(of.member) {
            Some(View::Amount(amount)) => amount.into(),
            Some(View::Decimal(decimal)) => decimal.into(),
            _ => Total::ZERO,
        };
        if let Some((sum, count)) = self.sums.get_mut(by) {
            *sum = crate::summary::add(*sum, value);
            *count += 1;
        } else if self.sums.len() < MOST_LINES {
            self.sums.insert(by.into(), (value, 1));
        }
    }

    pub(crate) fn finish(&self, part: &PartFacts, findings: &mut PartFindings<'_>) {
        let Some(claims) = &part.totals else { return };
        let Some(of) = &self.of else {
            let help = "leave the claim out: it can be made of the types whose records are added up";
            findings.part(Code::TotalsDisagree, "/totals", "records of this type are not added up", help);
            return;
        };
        if !part.shows_all_rows() {
            findings.not_checked(Code::TotalsDisagree, "rows that the totals add up are withheld");
            return;
        }
        let help = "the claim has one line for each currency, unit or kind that counted rows have";
        if claims.len() > MOST_LINES {
            findings.part(Code::TotalsDisagree, "/totals", "there are more lines than currencies and units", help);
            return;
        }
        for (number, claim) in claims.iter().enumerate() {
            let doubled = claims[..number].iter().any(|other| other.by == claim.by && other.member == claim.member);
            let message = match self.sums.get(claim.by.as_str()) {
                _ if claim.member != of.member => "the totals add up another member than those of the type",
                _ if doubled => "two lines of the totals are about the same rows",
                Some((sum, _)) if *sum != Total::from(claim.sum) => "the rows add up to another sum",
                Some((_, count)) if *count != claim.count => "another number of rows counts",
                Some(_) => continue,
                None => "no row counts into this line",
            };
            findings.part(Code::TotalsDisagree, &format!("/totals/{number}"), message, help);
        }
        if self.sums.keys().any(|by| !claims.iter().any(|claim| *claim.by == **by)) {
            findings.part(Code::TotalsDisagree, "/totals", "rows count that no line of the totals is about", help);
        }
    }
}
