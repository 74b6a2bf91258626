//! Rules inside one record of the bank profile.

use super::findings::PartFindings;
use pannier_model::record::{
    Account, AccountStatus, Balance, BalanceKind, CreditArrangement, PaymentMandate, Transaction,
};
use pannier_model::value::{Amount, Decimal, Total, TxKind};
use pannier_report::Code;

/// `transaction-fee-kind`, `transaction-sign`, `transaction-original-sign`, `transaction-fee-amount`,
/// `transaction-rate`.
pub(crate) fn transaction(transaction: &Transaction, row: u64, findings: &mut PartFindings<'_>) {
    let fee = transaction.kind == TxKind::Fee;
    if fee != transaction.fee_kind.is_some() {
        let (pointer, message) = if fee {
            ("/kind", "a fee does not say what it is for")
        } else {
            ("/fee_kind", "only a transaction of kind `fee` has a kind of fee")
        };
        findings.row(Code::TransactionFeeKind, row, pointer, message);
    }
    let usual = usual_sign(transaction.kind);
    let expected = if transaction.reversal == Some(true) { -usual } else { usual };
    if usual != 0 && transaction.amount.signum() == -expected {
        findings.row_help(
            Code::TransactionSign,
            row,
            "/amount",
            "the sign is not the usual one of the kind",
            "money out is negative; mark what takes an earlier movement back with `reversal`",
        );
    }
    foreign(transaction, row, findings);
}

/// -1 for kinds that take money out of the account, 1 for those that bring some, 0 for those that do both.
const fn usual_sign(kind: TxKind) -> i64 {
    match kind {
        TxKind::CashOut
        | TxKind::DirectDebit
        | TxKind::StandingOrder
        | TxKind::TransferOut
        | TxKind::Fee
        | TxKind::InterestCharged => -1,
        TxKind::CashIn | TxKind::TransferIn | TxKind::InterestEarned | TxKind::Reward | TxKind::TopUp => 1,
        TxKind::Card | TxKind::Cheque | TxKind::Payment | TxKind::Charge | TxKind::Other => 0,
    }
}

/// Rules on the group `fx`; whatever of it is absent is not judged.
fn foreign(transaction: &Transaction, row: u64, findings: &mut PartFindings<'_>) {
    let amount = transaction.amount;
    if transaction.original_amount.is_some_and(|original| original.signum() * amount.signum() < 0) {
        findings.row(Code::TransactionOriginalSign, row, "/original_amount", "the sign is not that of `amount`");
    }
    if transaction.fee_amount.is_some_and(|fee| fee.signum() * amount.signum() < 0 || fee.abs() > amount.abs()) {
        findings.row_help(
            Code::TransactionFeeAmount,
            row,
            "/fee_amount",
            "the charge is not contained in `amount`",
            "a charge booked by itself is a transaction of kind `fee`",
        );
    }
    if let (Some(original), Some(rate)) = (transaction.original_amount, transaction.fx_rate) {
        let before_fee = Total::from(amount).minus(transaction.fee_amount.unwrap_or(Amount::ZERO));
        let Some(before_fee) = before_fee else { return };
        if !converts(original, rate, before_fee, amount.scale()) {
            findings.row_help(
                Code::TransactionRate,
                row,
                "/fx_rate",
                "`original_amount` times `fx_rate` is not the amount before the charge",
                "`fx_rate` is the factor from the original to the account's currency",
            );
        }
    }
}

/// Whether `original` times `rate` is `amount`, which is written with `scale` decimals, within what the last decimal written of
/// the rate and of the amount can hide. Exact: everything is counted in units of 10^-18.
fn converts(original: Amount, rate: Decimal, amount: Total, scale: u8) -> bool {
    let step = |scale: u8| 10_i128.pow(12 - u32::from(scale.min(12)));
    let original = i128::from(original.micros());
    let within = || {
        let product = original.checked_mul(rate.picos())?;
        let hidden = original.checked_abs()?.checked_mul(step(rate.scale()))?;
        let slack = hidden.checked_add(step(scale.max(2)).checked_mul(1_000_000)?)?;
        Some(product.checked_sub(amount.picos().checked_mul(1_000_000)?)?.checked_abs()? <= slack)
    };
    // A product beyond 128 bits is greater than any amount.
    within().unwrap_or(false)
}

/// `account-closed`
pub(crate) fn account(account: &Account, row: u64, findings: &mut PartFindings<'_>) {
    let closed = account.status == AccountStatus::Closed;
    if account.closed_on.is_some_and(|closed_on| closed_on <= account.as_of && !closed) {
        findings.row(
            Code::AccountClosed,
            row,
            "/closed_on",
            "the account was closed before this day and is not `closed`",
        );
    }
    if let (Some(opened_on), Some(closed_on)) = (account.opened_on, account.closed_on)
        && closed_on < opened_on
    {
        findings.row(Code::AccountClosed, row, "/closed_on", "the account was closed before it was opened");
    }
}

/// Whether `balance-debt-negative` is broken, should the account be a loan: what is owed is negative.
pub(crate) fn looks_owned(balance: &Balance) -> bool {
    let booked =
        matches!(balance.kind, BalanceKind::OpeningBooked | BalanceKind::ClosingBooked | BalanceKind::InterimBooked);
    booked && balance.amount.signum() > 0
}

/// `mandate-amount-out`
pub(crate) fn mandate(mandate: &PaymentMandate, row: u64, findings: &mut PartFindings<'_>) {
    for (pointer, amount) in [("/amount", mandate.amount), ("/last_amount", mandate.last_amount)] {
        if amount.is_some_and(|amount| amount.signum() > 0) {
            findings.row(Code::MandateAmountOut, row, pointer, "money that leaves the account is positive");
        }
    }
}

/// `credit-not-negative`, `credit-tiers`.
pub(crate) fn credit(credit: &CreditArrangement, row: u64, findings: &mut PartFindings<'_>) {
    for (pointer, amount) in
        [("/credit_limit", credit.credit_limit), ("/buffer", credit.buffer), ("/monthly_cap", credit.monthly_cap)]
    {
        if amount.is_some_and(|amount| amount.signum() < 0) {
            findings.row(Code::CreditNotNegative, row, pointer, "the amount is negative");
        }
    }
    let tiers = credit.rates.as_deref().unwrap_or_default();
    for (number, tier) in tiers.iter().enumerate() {
        // One arrangement may state the same tiers on two bases.
        let before = tiers[..number].iter().rev().find(|before| before.basis == tier.basis);
        let reached = before.map_or(Some(Amount::ZERO), |before| before.up_to);
        let above = tier.above.unwrap_or(Amount::ZERO);
        let starts = reached.is_some_and(|reached| above >= reached);
        if !starts || tier.up_to.is_some_and(|up_to| up_to <= above) {
            findings.row_help(
                Code::CreditTiers,
                row,
                format!("/rates/{number}"),
                "the tiers do not ascend, or overlap",
                "list tiers from the lowest; only the last has no `up_to`",
            );
            return;
        }
    }
}
