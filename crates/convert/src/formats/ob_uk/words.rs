//! Words of the interface: codes of transactions, types of accounts, schemes of numbers.

use pannier_model::{
    record::AccountKind,
    value::{FeeKind, NumberScheme, TxKind},
};

use crate::{
    formats::camt,
    values::kind::{
        Meaning::{self, BySign, Fee, Is},
        among, find,
    },
};

const TRANSFER: Meaning = BySign(TxKind::TransferIn, TxKind::TransferOut);
const COLLECTED: Meaning = BySign(TxKind::TransferIn, TxKind::DirectDebit);

/// Sub-codes, which say more than the code before them.
const SUB_CODES: &[(&str, Meaning)] = &[
    ("StandingOrder", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    ("CashWithdrawal", Is(TxKind::CashOut)),
    ("CashDeposit", Is(TxKind::CashIn)),
    ("Charges", Fee(FeeKind::Other)),
    ("Fees", Fee(FeeKind::Other)),
    ("Commission", Fee(FeeKind::Other)),
    ("Interest", BySign(TxKind::InterestEarned, TxKind::InterestCharged)),
];

const CODES: &[(&str, Meaning)] = &[
    ("ReceivedCreditTransfer", TRANSFER),
    ("IssuedCreditTransfer", TRANSFER),
    ("ReceivedCreditTransfers", TRANSFER),
    ("IssuedCreditTransfers", TRANSFER),
    ("ReceivedRealTimeCreditTransfer", TRANSFER),
    ("IssuedRealTimeCreditTransfer", TRANSFER),
    ("ReceivedDirectDebits", COLLECTED),
    ("IssuedDirectDebits", COLLECTED),
    ("CustomerCardTransactions", Is(TxKind::Card)),
    ("ReceivedCheques", Is(TxKind::Cheque)),
    ("IssuedCheques", Is(TxKind::Cheque)),
];

/// The meaning of code and sub-code, as words (version 3) or as codes of ISO 20022 (version 4).
pub(super) fn meaning(code: &str, sub_code: &str) -> Meaning {
    find(SUB_CODES, sub_code)
        .or_else(|| find(CODES, code))
        .unwrap_or_else(|| camt::meaning("PMNT", code.rsplit('.').next().unwrap_or_default(), sub_code))
}

/// Types of accounts, of versions 3 and 4.
const ACCOUNTS: &[(&[&str], AccountKind)] = &[
    (&["CurrentAccount", "CACC"], AccountKind::Current),
    (&["Savings", "SVGS"], AccountKind::Savings),
    (&["CreditCard", "ChargeCard", "CARD"], AccountKind::Card),
    (&["Loan", "LOAN"], AccountKind::Loan),
    (&["Mortgage", "MORT"], AccountKind::Mortgage),
    (&["PrePaidCard"], AccountKind::Prepaid),
    (&["EMoney", "EMON"], AccountKind::Wallet),
];

/// The kind behind a type of account; `other` where it says none of ours.
pub(super) fn account(word: &str) -> AccountKind {
    among(ACCOUNTS, word).unwrap_or(AccountKind::Other)
}

/// Last parts of the names of schemes.
const SCHEMES: &[(&str, NumberScheme)] = &[
    ("IBAN", NumberScheme::Iban),
    ("SortCodeAccountNumber", NumberScheme::SortcodeAcct),
    ("BBAN", NumberScheme::Bban),
    ("PAN", NumberScheme::Card),
    ("Paym", NumberScheme::Phone),
];

/// The scheme behind a name such as `UK.OBIE.SortCodeAccountNumber`.
pub(super) fn scheme(name: &str) -> NumberScheme {
    find(SCHEMES, name.rsplit('.').next().unwrap_or_default()).unwrap_or(NumberScheme::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let header = ["`kind` (of money in, of money out)", "`SubCode`"];
        Table::of_kinds(SUB_CODES.iter().copied()).stands("bank.md", "ob-uk sub-codes", header);
        let header = ["`kind` (of money in, of money out)", "else `Code`"];
        Table::of_kinds(CODES.iter().copied()).stands("bank.md", "ob-uk codes", header);
        let header = ["account of kind", "type"];
        Table::of_groups(ACCOUNTS.iter().copied()).stands("bank.md", "ob-uk accounts", header);
        let header = ["`scheme` of a number", "last part of `SchemeName`"];
        Table::of(SCHEMES.iter().copied()).stands("bank.md", "ob-uk schemes", header);
    }

    #[test]
    fn codes() {
        let check = |code: &str, sub_code: &str, expected: Meaning| {
            assert_eq!(meaning(code, sub_code), expected, "{code} {sub_code}");
        };
        check("ReceivedCreditTransfer", "DomesticCreditTransfer", TRANSFER);
        check("IssuedCreditTransfer", "StandingOrder", BySign(TxKind::TransferIn, TxKind::StandingOrder));
        check("CustomerCardTransactions", "CashWithdrawal", Is(TxKind::CashOut));
        check("RDDT", "ESDD", COLLECTED);
        check("", "", Is(TxKind::Other));
    }
}
