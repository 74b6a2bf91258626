//! Rules between a record and the records under it: a transaction and its details, an invoice or receipt and its lines,
//! taxes, tenders and returns. They meet by a digest of the series and id of the one above; allowances of periods that
//! follow each other meet by a digest of what they are about and the day between them.

mod allowances;
mod documents;
mod entry;
mod head;
mod taxes;
mod transactions;

use self::{
    allowances::Rolled,
    entry::{DETAIL, Entry, INVOICE, RECEIPT, REMAINED, RETURN, RETURN_LINE, ROLLED_IN, TRANSACTION},
    head::Head,
};
use super::{
    findings::{Findings, PartFindings},
    plan::Plan,
    spool::Sorted,
};
use pannier_report::Code;
use std::io;

pub(crate) use self::entry::{Family, KIN, letters};

/// Judges every record with those under it, once all entries are sorted.
pub(crate) fn finish(plan: &Plan, sorted: &mut Sorted<KIN>, findings: &mut Findings) -> io::Result<()> {
    let mut digest = None;
    let mut head: Option<Head> = None;
    let mut rolled = Rolled::default();
    while let Some(bytes) = sorted.next()? {
        let entry = Entry::read(bytes);
        if digest != Some(entry.digest) {
            digest = Some(entry.digest);
            if let Some(head) = head.take() {
                judge(plan, &head, findings);
            }
            allowances::judge(plan, &std::mem::take(&mut rolled), findings);
        }
        match entry.tag {
            REMAINED => rolled.remained(&entry),
            ROLLED_IN => rolled.rolled_in(&entry),
            RETURN | RETURN_LINE => documents::returned(plan, head.as_ref(), &entry, findings),
            // A second record of that id is `id-unique`.
            above if above < DETAIL => drop(head.get_or_insert_with(|| Head::new(&entry))),
            _ => {
                if let Some(head) = &mut head {
                    alike(plan, head, &entry, findings);
                    head.add(&entry);
                }
            }
        }
    }
    if let Some(head) = head {
        judge(plan, &head, findings);
    }
    allowances::judge(plan, &rolled, findings);
    Ok(())
}

/// `line-date` and `line-currency`: what a record has in common with the one it is part of.
fn alike(plan: &Plan, head: &Head, entry: &Entry, findings: &mut Findings) {
    let mut found = PartFindings::new(findings, plan, entry.part);
    if entry.day != head.day {
        found.row(Code::LineDate, entry.row.into(), "/date", "the date is not that of the record it is part of");
    }
    // Parts of a batch may have been paid in several currencies; a document has one.
    if entry.currency != head.currency && entry.tag != DETAIL {
        found.row(
            Code::LineCurrency,
            entry.row.into(),
            "/currency",
            "the currency is not that of the invoice or receipt",
        );
    }
}

fn judge(plan: &Plan, head: &Head, findings: &mut Findings) {
    let thing = plan.facts().parts[head.part].thing();
    let mut found = PartFindings::new(findings, plan, head.part);
    match head.tag {
        TRANSACTION => transactions::judge(plan, head, thing, &mut found),
        INVOICE => documents::invoice(plan, head, thing, &mut found),
        RECEIPT => documents::receipt(plan, head, thing, &mut found),
        _ => {}
    }
}
