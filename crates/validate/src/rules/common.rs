//! Rules inside one record of the types every sector has.

use super::findings::PartFindings;
use pannier_model::record::{Contract, ContractExitChargeKind, Summary, SummaryMetric, SummaryOf};
use pannier_report::Code;

/// `contract-exit-charge` (what `conditional` does not say) and `contract-term`.
pub(crate) fn contract(contract: &Contract, row: u64, findings: &mut PartFindings<'_>) {
    let amount = contract.exit_charge_kind == ContractExitChargeKind::Amount;
    if amount != contract.exit_charge.is_some() {
        let (pointer, message) = if amount {
            ("/exit_charge_kind", "the kind says that there is an amount, and there is none")
        } else {
            ("/exit_charge", "an amount is given although the kind says that there is none")
        };
        findings.row(Code::ContractExitCharge, row, pointer, message);
    }
    if let (Some(starts_on), Some(min_term), Some(ends_on)) = (contract.starts_on, contract.min_term, contract.ends_on)
        && min_term.after(starts_on) != Some(ends_on)
    {
        findings.row_help(
            Code::ContractTerm,
            row,
            "/ends_on",
            "the first free day is not the start and the term",
            "`ends_on` is the first day after the term; add a day to a last day",
        );
    }
}

/// `summary-month`, `summary-metric`, `summary-unit`.
pub(crate) fn summary(summary: &Summary, row: u64, findings: &mut PartFindings<'_>) {
    let length = u64::from(summary.date.days_in_month());
    if summary.date.day() != 1 {
        findings.row(Code::SummaryMonth, row, "/date", "the date is not the first day of a month");
    } else if summary.days.value() > length {
        findings.row(Code::SummaryMonth, row, "/days", "the month has fewer days");
    } else if summary.complete != (summary.days.value() == length) {
        findings.row(Code::SummaryMonth, row, "/complete", "`complete` does not say whether all days are covered");
    }
    if !metrics(summary.of).contains(&summary.metric) {
        findings.row(Code::SummaryMetric, row, "/metric", "the record type summed up has no such metric");
    }
    let money = is_money(summary.metric);
    if summary.currency.is_some() != money || summary.unit.is_some() == money {
        let pointer = if summary.currency.is_some() { "/currency" } else { "/unit" };
        let message = match (summary.currency.is_some(), summary.unit.is_some()) {
            (false, false) => "the value has neither currency nor unit",
            (true, true) => "the value has both currency and unit",
            _ => "money has a currency, anything else a unit",
        };
        findings.row(Code::SummaryUnit, row, pointer, message);
    }
}

/// The metrics of a record type (table "How a summary is computed").
pub(crate) const fn metrics(of: SummaryOf) -> &'static [SummaryMetric] {
    use SummaryMetric as M;
    match of {
        SummaryOf::Transaction => &[
            M::In,
            M::Out,
            M::Fee,
            M::Foreign,
            M::Category,
            M::EodMin,
            M::EodMax,
            M::EodCreditDays,
            M::EodDebitDays,
            M::EodCreditSum,
            M::EodDebitSum,
        ],
        SummaryOf::UsageEvent => &[M::Usage, M::Over],
        SummaryOf::ReceiptLine => &[M::Spend],
        SummaryOf::LoyaltyEntry => &[M::Earned, M::Redeemed, M::Expired],
        SummaryOf::IntervalDay => &[M::Energy, M::Peak],
        SummaryOf::Consumption => &[M::Energy],
    }
}

const fn is_money(metric: SummaryMetric) -> bool {
    use SummaryMetric as M;
    matches!(
        metric,
        M::In
            | M::Out
            | M::Fee
            | M::Foreign
            | M::Category
            | M::EodMin
            | M::EodMax
            | M::EodCreditSum
            | M::EodDebitSum
            | M::Spend
    )
}
