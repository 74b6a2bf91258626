//! Codes for what a row is: those of SWIFT behind `N`, and those of the German banks before the first `?` of `:86:`.

use pannier_model::value::{FeeKind, TxKind};

use crate::values::kind::Meaning::{self, BySign, Fee, Is, Reversed};

const TRANSFER: Meaning = BySign(TxKind::TransferIn, TxKind::TransferOut);
const INTEREST: Meaning = BySign(TxKind::InterestEarned, TxKind::InterestCharged);
const COLLECTED: Meaning = BySign(TxKind::TransferIn, TxKind::DirectDebit);

/// Codes of SWIFT.
const SWIFT: &[(&[u8; 3], Meaning)] = &[
    (b"BRF", Fee(FeeKind::Other)),
    (b"CHG", Fee(FeeKind::Other)),
    (b"CHK", Is(TxKind::Cheque)),
    (b"CLR", Is(TxKind::Cheque)),
    (b"CMI", TRANSFER),
    (b"CMN", TRANSFER),
    (b"CMS", TRANSFER),
    (b"CMT", TRANSFER),
    (b"COM", Fee(FeeKind::Other)),
    (b"DDT", COLLECTED),
    (b"ECK", Is(TxKind::Cheque)),
    (b"INT", INTEREST),
    (b"STO", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    (b"TRF", TRANSFER),
];

/// Transaction codes of the German banks.
const GERMAN: &[(&[u8; 3], Meaning)] = &[
    (b"001", Is(TxKind::Cheque)),
    (b"002", Is(TxKind::Cheque)),
    (b"003", Is(TxKind::Cheque)),
    (b"004", COLLECTED),
    (b"005", COLLECTED),
    (b"008", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    (b"020", TRANSFER),
    (b"051", TRANSFER),
    (b"052", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    (b"053", TRANSFER),
    (b"082", Is(TxKind::CashIn)),
    (b"083", Is(TxKind::CashOut)),
    (b"101", Is(TxKind::Cheque)),
    (b"102", Is(TxKind::Cheque)),
    (b"103", Is(TxKind::Cheque)),
    (b"104", COLLECTED),
    (b"105", COLLECTED),
    (b"106", Is(TxKind::Card)),
    (b"107", COLLECTED),
    (b"108", Reversed(TxKind::DirectDebit)),
    (b"109", Reversed(TxKind::DirectDebit)),
    (b"116", TRANSFER),
    (b"117", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    (b"118", TRANSFER),
    (b"119", TRANSFER),
    (b"152", BySign(TxKind::TransferIn, TxKind::StandingOrder)),
    (b"153", TRANSFER),
    (b"154", TRANSFER),
    (b"156", TRANSFER),
    (b"159", Reversed(TxKind::TransferOut)),
    (b"166", TRANSFER),
    (b"168", TRANSFER),
    (b"169", TRANSFER),
    (b"171", COLLECTED),
    (b"174", COLLECTED),
    (b"177", TRANSFER),
    (b"181", Reversed(TxKind::DirectDebit)),
    (b"184", Reversed(TxKind::DirectDebit)),
    (b"191", TRANSFER),
    (b"806", Fee(FeeKind::Account)),
    (b"808", Fee(FeeKind::Other)),
    (b"809", Fee(FeeKind::Other)),
    (b"814", INTEREST),
];

/// The meaning of the two codes; the German one says more. `other` where no table has it.
pub(super) fn meaning(code: &str, german: Option<&str>) -> Meaning {
    let find = |table: &[(&[u8; 3], Meaning)], code: &str| {
        let code: &[u8; 3] = code.as_bytes().try_into().ok()?;
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
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let words = |table: &'static [(&[u8; 3], Meaning)]| {
            table.iter().map(|(code, meaning)| (std::str::from_utf8(*code).expect("letters"), *meaning))
        };
        let header = ["`kind` (of money in, of money out)", "code of `:86:`"];
        Table::of_kinds(words(GERMAN)).stands("bank.md", "mt940 codes", header);
        let header = ["`kind` (of money in, of money out)", "else code of `:61:` behind its first letter"];
        Table::of_kinds(words(SWIFT)).stands("bank.md", "mt940 swift", header);
    }

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
