//! Type words and codes of the banks, and what they mean.

use pannier_model::value::{FeeKind, TxKind};

use crate::values::kind::Meaning::{self, BySign, Fee, Is, Reversed};

const BY_SIGN: Meaning = BySign(TxKind::TransferIn, TxKind::TransferOut);
const INTEREST: Meaning = BySign(TxKind::InterestEarned, TxKind::InterestCharged);

/// Words that are the whole type.
const WORDS: &[(&str, Meaning)] = &[
    // Codes of several banks.
    ("VIS", Is(TxKind::Card)),
    (")))", Is(TxKind::Card)),
    ("DEB", Is(TxKind::Card)),
    ("MAS", Is(TxKind::Card)),
    ("POS", Is(TxKind::Card)),
    ("DD", Is(TxKind::DirectDebit)),
    ("SO", Is(TxKind::StandingOrder)),
    ("ATM", Is(TxKind::CashOut)),
    ("CPT", Is(TxKind::CashOut)),
    ("CSH", BySign(TxKind::CashIn, TxKind::CashOut)),
    ("TRF", BY_SIGN),
    ("TFR", BY_SIGN),
    ("FPI", Is(TxKind::TransferIn)),
    ("FPO", Is(TxKind::TransferOut)),
    ("BGC", Is(TxKind::TransferIn)),
    ("BP", Is(TxKind::TransferOut)),
    ("CR", Is(TxKind::TransferIn)),
    ("CHQ", Is(TxKind::Cheque)),
    ("CHG", Fee(FeeKind::Other)),
    ("INT", INTEREST),
    // Words of one.
    ("CARD PAYMENT", Is(TxKind::Card)),
    ("CASH WDL", Is(TxKind::CashOut)),
    ("CASH WDL REV", Reversed(TxKind::CashOut)),
    ("CASHBACK", Is(TxKind::Reward)),
    ("CHEQUE PAID IN", Is(TxKind::Cheque)),
    ("CLEARED CHEQUE", Is(TxKind::Cheque)),
    ("CREDIT IN", Is(TxKind::TransferIn)),
    ("DEPOSIT", Is(TxKind::CashIn)),
    ("FAST PAYMENT", BY_SIGN),
    ("PAYMENTS", BY_SIGN),
    ("FEES", Fee(FeeKind::Other)),
    ("INTEREST", INTEREST),
    ("MONTHLY ACCOUNT FEE", Fee(FeeKind::Account)),
    ("NONSTERLING PURCHASE FEE", Fee(FeeKind::Foreign)),
];

/// Beginnings of phrases behind which a bank writes the other party.
const PHRASES: &[(&str, Meaning)] = &[
    ("VISA PURCHASE", Is(TxKind::Card)),
    ("CONTACTLESS PAYMENT", Is(TxKind::Card)),
    ("DIRECT DEBIT", Is(TxKind::DirectDebit)),
    ("STANDING ORDER", Is(TxKind::StandingOrder)),
    ("BANK CREDIT", Is(TxKind::TransferIn)),
    ("TRANSFER FROM", Is(TxKind::TransferIn)),
    ("TRANSFER TO", Is(TxKind::TransferOut)),
    ("PAYMENT TO", Is(TxKind::TransferOut)),
    ("INTEREST ADDED", Is(TxKind::InterestEarned)),
    ("INTEREST CHARGED", Is(TxKind::InterestCharged)),
    ("ATM WITHDRAWAL", Is(TxKind::CashOut)),
    ("CASH WITHDRAWAL", Is(TxKind::CashOut)),
    ("CHEQUE", Is(TxKind::Cheque)),
];

/// Descriptions that say more than a general code (`DR`).
const DESCRIPTIONS: &[(&str, Meaning)] =
    &[("NON-STERLING TRANSACTION FEE", Fee(FeeKind::Foreign)), ("NON-STERLING CASH FEE", Fee(FeeKind::Foreign))];

/// The meaning of a row's type and description; `other` where no table has it, because a guess cannot be told from
/// knowledge later on.
pub(crate) fn meaning(kind: &str, description: &str) -> Meaning {
    let starts = |table: &[(&str, Meaning)], text: &str| {
        table
            .iter()
            .find(|(word, _)| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
            .map(|(_, meaning)| *meaning)
    };
    starts(DESCRIPTIONS, description)
        .or_else(|| WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(kind)).map(|(_, meaning)| *meaning))
        .or_else(|| starts(PHRASES, kind))
        .unwrap_or(Is(TxKind::Other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let header = ["`kind` (of money in, of money out)", "description, by its beginning"];
        Table::of_kinds(DESCRIPTIONS.iter().copied()).stands("bank.md", "midata descriptions", header);
        let header = ["`kind` (of money in, of money out)", "else type, as a whole"];
        Table::of_kinds(WORDS.iter().copied()).stands("bank.md", "midata types", header);
        let header = ["`kind` (of money in, of money out)", "else type, by its beginning"];
        Table::of_kinds(PHRASES.iter().copied()).stands("bank.md", "midata phrases", header);
    }

    #[test]
    fn words_and_phrases() {
        let check = |kind: &str, description: &str, expected: Meaning| {
            assert_eq!(meaning(kind, description), expected, "{kind} {description}");
        };
        check("VIS", "SHOP", Is(TxKind::Card));
        check(")))", "SHOP", Is(TxKind::Card));
        check("Visa purchase", "SHOP", Is(TxKind::Card));
        check("Direct debit EXAMPLE GYM", "*****", Is(TxKind::DirectDebit));
        check("PAYMENT TO****", "****", Is(TxKind::TransferOut));
        check("CASH WDL REV", "", Reversed(TxKind::CashOut));
        check("CASH WDL", "", Is(TxKind::CashOut));
        check("DR", "NON-STERLING TRANSACTION FEE", Fee(FeeKind::Foreign));
        check("DR", "SOMETHING", Is(TxKind::Other));
        check("", "SHOP", Is(TxKind::Other));
        check("ÄÖÜ", "ÄÖÜ", Is(TxKind::Other));
    }
}
