//! `transaction-details-count` and `detail-sum`: transactions meet their details by a digest of thing and id.

use super::findings::{Findings, PartFindings};
use super::identity::half;
use super::plan::Plan;
use super::spool::{Batch, Collector, Pack, Sorted, Spool};
use pannier_model::record::{Transaction, TransactionDetail};
use pannier_model::value::Id;
use pannier_report::Code;
use std::io;

/// Digest 16, tag 1, part 2, row 4, currency 3, amount 8, count 9.
pub(crate) const DETAIL: usize = 43;

const PARENT: u8 = 0;
const CHILD: u8 = 1;

/// Transactions and details of one part.
#[derive(Debug)]
pub(crate) struct Details {
    batch: Batch<DETAIL>,
    part: u16,
    /// Whether details of the account are disclosed; else only transactions that claim some are of interest.
    disclosed: bool,
}

impl Details {
    pub(crate) fn new(plan: &Plan, part: usize) -> Self {
        let thing = plan.facts().parts[part].thing();
        Self {
            batch: Batch::new(),
            part: u16::try_from(part).unwrap_or(u16::MAX),
            disclosed: plan.named(&format!("{thing}/transaction_detail")).is_some(),
        }
    }

    pub(crate) fn parent(
        &mut self,
        transaction: &Transaction,
        row: u64,
        to: &Collector<DETAIL>,
        spool: &dyn Spool,
    ) -> io::Result<()> {
        if !self.disclosed && transaction.details.is_none_or(|details| details.value() == 0) {
            return Ok(());
        }
        let count = transaction.details.map_or([0; 9], |details| {
            let mut field = [1; 9];
            field[1..].copy_from_slice(&details.value().to_be_bytes());
            field
        });
        let entry = Pack::new()
            .put(digest(&transaction.account, &transaction.id))
            .put([PARENT])
            .put(self.part.to_be_bytes())
            .put(u32::try_from(row).unwrap_or(u32::MAX).to_be_bytes())
            .put(letters(transaction.currency.as_str()))
            .put(transaction.amount.micros().to_be_bytes())
            .put(count)
            .done();
        self.batch.push(entry, to, spool)
    }

    pub(crate) fn child(
        &mut self,
        detail: &TransactionDetail,
        row: u64,
        to: &Collector<DETAIL>,
        spool: &dyn Spool,
    ) -> io::Result<()> {
        let entry = Pack::new()
            .put(digest(&detail.account, &detail.parent))
            .put([CHILD])
            .put(self.part.to_be_bytes())
            .put(u32::try_from(row).unwrap_or(u32::MAX).to_be_bytes())
            .put(letters(detail.currency.as_str()))
            .put(detail.amount.micros().to_be_bytes())
            .put([0; 9])
            .done();
        self.batch.push(entry, to, spool)
    }

    pub(crate) fn finish(mut self, to: &Collector<DETAIL>, spool: &dyn Spool) -> io::Result<()> {
        to.absorb(&mut self.batch, spool)
    }
}

fn digest(account: &Id, transaction: &Id) -> [u8; 16] {
    half(&[b"detail\0", account.as_str().as_bytes(), b"\0", transaction.as_str().as_bytes()])
}

pub(crate) fn letters(currency: &str) -> [u8; 3] {
    currency.as_bytes().try_into().unwrap_or_default()
}

/// A transaction whose details are being counted.
struct Parent {
    part: usize,
    row: u32,
    currency: [u8; 3],
    amount: i64,
    claimed: Option<u64>,
    count: u64,
    sum: i128,
    one_currency: bool,
}

pub(crate) fn finish(plan: &Plan, sorted: &mut Sorted<DETAIL>, findings: &mut Findings) -> io::Result<()> {
    let mut digest = None;
    let mut parent: Option<Parent> = None;
    while let Some(entry) = sorted.next()? {
        let mut fields = Pack::reading(entry);
        let next: [u8; 16] = fields.take();
        let [tag] = fields.take();
        let part = usize::from(u16::from_be_bytes(fields.take()));
        let row = u32::from_be_bytes(fields.take());
        let currency: [u8; 3] = fields.take();
        let amount = i64::from_be_bytes(fields.take());
        let [claims] = fields.take();
        let count = u64::from_be_bytes(fields.take());
        if digest != Some(next) {
            digest = Some(next);
            judge(plan, parent.take(), findings);
        }
        if tag == PARENT {
            // A second transaction of that id is `id-unique`.
            if parent.is_none() {
                let claimed = (claims == 1).then_some(count);
                parent = Some(Parent { part, row, currency, amount, claimed, count: 0, sum: 0, one_currency: true });
            }
        } else if let Some(parent) = &mut parent {
            parent.count += 1;
            parent.sum = parent.sum.saturating_add(amount.into());
            parent.one_currency &= parent.currency == currency;
        }
    }
    judge(plan, parent, findings);
    Ok(())
}

fn judge(plan: &Plan, parent: Option<Parent>, findings: &mut Findings) {
    let Some(parent) = parent else { return };
    if parent.claimed.unwrap_or(0) == 0 && parent.count == 0 {
        return;
    }
    let facts = &plan.facts().parts[parent.part];
    let mut found = PartFindings::new(findings, facts, plan.rank(parent.part));
    if !plan.is_whole(&format!("{}/transaction_detail", facts.thing())) {
        // More details than claimed are too many whatever else is withheld.
        if parent.claimed.is_some_and(|claimed| parent.count > claimed) {
            found.row(Code::TransactionDetailsCount, parent.row.into(), "/details", "there are more details");
        } else if parent.claimed != Some(parent.count) {
            found.not_checked(Code::TransactionDetailsCount, "details of transactions are withheld");
            found.not_checked(Code::DetailSum, "details of transactions are withheld");
            return;
        }
    } else if parent.claimed.is_some_and(|claimed| claimed != parent.count) {
        found.row_help(
            Code::TransactionDetailsCount,
            parent.row.into(),
            "/details",
            "the number of details is not the one stated",
            "count the records that name this transaction as `parent`, or leave `details` out",
        );
        return;
    }
    if parent.count > 0 && parent.one_currency && parent.sum != i128::from(parent.amount) {
        found.row_help(
            Code::DetailSum,
            parent.row.into(),
            "/amount",
            "the details do not add up to the transaction",
            "look for a detail with the wrong sign, or a charge that is part of the amount",
        );
    }
}
