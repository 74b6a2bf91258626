//! Codes for what a row is: those of SWIFT behind `N`, and those of the German banks before the first `?` of `:86:`.

use pannier_model::value::{FeeKind, TxKind};

use crate::kind::Meaning::{self, BySign, Fee, Is, Reversed};

const TRANSFER: Meaning = BySign(TxKind::TransferIn, TxKind::TransferOut);
const INTEREST: Meaning = BySign(TxKind::InterestEarned, TxKind::InterestCharged);
const COLLECTED: Meaning = BySign(TxKind::TransferIn, TxKind::DirectDebit);

/// Codes of SWIFT.
const SWIFT: &[(&str, Meaning)] = &[
    ("BRF", Fee(FeeKind::Other)),
    ("CHG", Fee(FeeKind::Other)),
    ("CHK", Is(TxKind::Cheque)),
    ("CLR", Is(TxKind::Cheque)),
    ("CMI", TRANSFER),
    ("CMN", TRANSFER),
    ("CMS", TRANSFER),
    ("CMT", TRANSFER),
    ("COM", Fee(FeeKind::Other)),
    ("DDT", COLLECTED),
    ("ECK", Is(TxKind::Cheque)),
    ("INT", INTEREST),
    ("STO", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    ("TRF", TRANSFER),
];

/// Transaction codes of the German banks.
const GERMAN: &[(&str, Meaning)] = &[
    ("001", Is(TxKind::Cheque)),
    ("002", Is(TxKind::Cheque)),
    ("003", Is(TxKind::Cheque)),
    ("004", COLLECTED),
    ("005", COLLECTED),
    ("008", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    ("020", TRANSFER),
    ("051", TRANSFER),
    ("052", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    ("053", TRANSFER),
    ("082", Is(TxKind::CashIn)),
    ("083", Is(TxKind::CashOut)),
    ("101", Is(TxKind::Cheque)),
    ("102", Is(TxKind::Cheque)),
    ("103", Is(TxKind::Cheque)),
    ("104", COLLECTED),
    ("105", COLLECTED),
    ("106", Is(TxKind::Card)),
    ("107", COLLECTED),
    ("108", Reversed(TxKind::DirectDebit)),
    ("109", Reversed(TxKind::DirectDebit)),
    ("116", TRANSFER),
    ("117", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    ("118", TRANSFER),
    ("119", TRANSFER),
    ("152", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    ("153", TRANSFER),
    ("154", TRANSFER),
    ("156", TRANSFER),
    ("159", Reversed(TxKind::TransferOut)),
    ("166", TRANSFER),
    ("168", TRANSFER),
    ("169", TRANSFER),
    ("171", COLLECTED),
    ("174", COLLECTED),
    ("177", TRANSFER),
    ("181", Reversed(TxKind::DirectDebit)),
    ("184", Reversed(TxKind::DirectDebit)),
    ("191", TRANSFER),
    ("806", Fee(FeeKind::Account)),
    ("808", Fee(FeeKind::Other)),
    ("809", Fee(FeeKind::Other)),
    ("814", INTEREST),
];

/// The meaning of the two codes; the German one says more. `other` where no table has it.
pub(super) fn meaning(code: &str, german: Option<&str>) -> Meaning {
    let find = |table: &[(&str, Meaning)], code: &str| {
        table.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
    };
    german
        .and_then(|code| find(GERMAN, code))
        .or_else(|| code.get(1..).and_then(|code| find(SWIFT, code)))
        .unwrap_or(Is(TxKind::Other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        let check = |code: &str, german: Option<&str>, expected: Meaning| {
            assert_eq!(meaning(code, german), expected, "{code} {german:?}");
        };
        check("NTRF", None, TRANSFER);
        check("FSTO", None, BySign(TxKind::TransferIn, TxKind::StandingOrder));
        check("NMSC", Some("106"), Is(TxKind::Card));
        check("NINT", Some("999"), INTEREST);
        check("N426", None, Is(TxKind::Other));
        check("", None, Is(TxKind::Other));
    }
}
