//! Transactions and their details.

use super::{
    super::{findings::PartFindings, plan::Plan},
    entry::COUNTED,
    head::Head,
};
use pannier_report::Code;

/// `transaction-details-count` and `detail-sum`.
pub(super) fn judge(plan: &Plan, head: &Head, thing: &str, found: &mut PartFindings<'_>) {
    let claimed = (head.flags & COUNTED != 0).then_some(head.claimed);
    if claimed.unwrap_or(0) == 0 && head.details == 0 {
        return;
    }
    if !plan.is_whole(&format!("{thing}/transaction_detail")) {
        // More details than stated are too many whatever else is withheld.
        if claimed.is_some_and(|claimed| head.details > claimed) {
            found.row(Code::TransactionDetailsCount, head.row.into(), "/details", "there are more details");
        } else if claimed != Some(head.details) {
            found.not_checked(Code::TransactionDetailsCount, "details of transactions are withheld");
            found.not_checked(Code::DetailSum, "details of transactions are withheld");
            return;
        }
    } else if claimed.is_some_and(|claimed| claimed != head.details) {
        found.row_help(
            Code::TransactionDetailsCount,
            head.row.into(),
            "/details",
            "the number of details is not the one stated",
            "count the records that name this transaction as `parent`, or leave `details` out",
        );
        return;
    }
    if head.details > 0 && head.one_currency && head.lines.sum != head.amounts[0] {
        found.row_help(
            Code::DetailSum,
            head.row.into(),
            "/amount",
            "the details do not add up to the transaction",
            "look for a detail with the wrong sign, or a charge that is part of the amount",
        );
    }
}
