//! Codes of ISO 20022 for what a row is, what a balance is, and what an account is.

use pannier_model::{
    record::{AccountKind, BalanceKind},
    value::{FeeKind, TxKind},
};

use crate::values::kind::{
    Meaning::{self, BySign, Fee, Is, Reversed},
    find,
};

const TRANSFER: Meaning = BySign(TxKind::TransferIn, TxKind::TransferOut);
const COLLECTED: Meaning = BySign(TxKind::TransferIn, TxKind::DirectDebit);
const INTEREST: Meaning = BySign(TxKind::InterestEarned, TxKind::InterestCharged);

/// Sub-families that mean the same in every family.
const SUB_FAMILIES: &[(&str, Meaning)] = &[
    ("CHRG", Fee(FeeKind::Other)),
    ("COMM", Fee(FeeKind::Other)),
    ("FEES", Fee(FeeKind::Other)),
    ("INTR", INTEREST),
    ("CWDL", Is(TxKind::CashOut)),
    ("CDPT", Is(TxKind::CashIn)),
    ("STDO", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    ("UPDD", Reversed(TxKind::DirectDebit)),
    ("RRTN", Reversed(TxKind::TransferOut)),
];

/// Families of payments.
const FAMILIES: &[(&str, Meaning)] = &[
    ("RCDT", TRANSFER),
    ("ICDT", TRANSFER),
    ("RRCT", TRANSFER),
    ("IRCT", TRANSFER),
    ("RDDT", COLLECTED),
    ("IDDT", COLLECTED),
    ("RCHQ", Is(TxKind::Cheque)),
    ("ICHQ", Is(TxKind::Cheque)),
    ("CCRD", Is(TxKind::Card)),
    ("MCRD", TRANSFER),
];

/// The meaning of domain, family and sub-family; `other` where no table has them.
pub(crate) fn meaning(domain: &str, family: &str, sub_family: &str) -> Meaning {
    find(SUB_FAMILIES, sub_family)
        .or_else(|| find(FAMILIES, family).filter(|_| domain == "PMNT"))
        .unwrap_or(Is(TxKind::Other))
}

/// Types of balances.
const BALANCES: &[(&str, BalanceKind)] = &[
    ("OPBD", BalanceKind::OpeningBooked),
    ("CLBD", BalanceKind::ClosingBooked),
    ("ITBD", BalanceKind::InterimBooked),
    ("PRCD", BalanceKind::PreviousClosing),
    ("OPAV", BalanceKind::OpeningAvailable),
    ("CLAV", BalanceKind::ClosingAvailable),
    ("ITAV", BalanceKind::InterimAvailable),
    ("FWAV", BalanceKind::ForwardAvailable),
    ("XPCD", BalanceKind::Expected),
    ("INFO", BalanceKind::Information),
];

/// The kind behind a balance type.
pub(crate) fn balance(code: &str) -> Option<BalanceKind> {
    find(BALANCES, code)
}

/// The kind behind a cash account type; `other` where it says none of ours.
pub(super) fn account(code: &str) -> AccountKind {
    match code {
        "CACC" | "TRAN" => AccountKind::Current,
        "SVGS" | "LLSV" => AccountKind::Savings,
        "LOAN" => AccountKind::Loan,
        "CARD" => AccountKind::Card,
        _ => AccountKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let header = ["`kind` (of money in, of money out)", "sub-family, whatever its family"];
        Table::of_kinds(SUB_FAMILIES.iter().copied()).stands("bank.md", "camt sub-families", header);
        let header = ["`kind` (of money in, of money out)", "else family, of domain `PMNT`"];
        Table::of_kinds(FAMILIES.iter().copied()).stands("bank.md", "camt families", header);
        Table::of(BALANCES.iter().copied()).stands("bank.md", "camt balances", ["balance of kind", "code"]);
    }

    #[test]
    fn codes() {
        let check = |code: [&str; 3], expected: Meaning| {
            assert_eq!(meaning(code[0], code[1], code[2]), expected, "{code:?}");
        };
        check(["PMNT", "RDDT", "ESDD"], COLLECTED);
        check(["PMNT", "ICDT", "STDO"], BySign(TxKind::TransferIn, TxKind::StandingOrder));
        check(["PMNT", "CCRD", "CWDL"], Is(TxKind::CashOut));
        check(["PMNT", "CCRD", "POSD"], Is(TxKind::Card));
        check(["ACMT", "MDOP", "CHRG"], Fee(FeeKind::Other));
        check(["SECU", "RDDT", "XXXX"], Is(TxKind::Other));
        check(["", "", ""], Is(TxKind::Other));
    }
}
