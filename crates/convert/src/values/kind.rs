//! What kind of movement a row is, once its source's word for it is known.

use pannier_model::{
    record::Transaction,
    value::{Amount, FeeKind, TxKind},
};

/// The meaning of a source's word for a kind, before the sign of the amount is known. Tables of formats are made of
/// these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One kind whatever the sign; against the usual sign of the kind it is a reversal.
    Is(TxKind),
    /// One kind, and the word itself says that it takes an earlier movement back.
    Reversed(TxKind),
    /// The first kind when money comes in, the second when it goes out.
    BySign(TxKind, TxKind),
    /// A fee.
    Fee(FeeKind),
}

/// What a word means by a table of a format.
pub(crate) fn find<M: Copy>(table: &[(&str, M)], word: &str) -> Option<M> {
    table.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}

/// As [`find`], of a table of words that mean the same.
pub(crate) fn among<M: Copy>(table: &[(&[&str], M)], word: &str) -> Option<M> {
    table.iter().find(|(words, _)| words.contains(&word)).map(|(_, meaning)| *meaning)
}

impl Meaning {
    /// Writes kind, fee kind and reversal into a transaction with this amount.
    pub(crate) fn apply(self, transaction: &mut Transaction) {
        let (kind, fee, reversed) = match self {
            Self::Is(kind) => (kind, None, false),
            Self::Reversed(kind) => (kind, None, true),
            Self::BySign(coming, _) if transaction.amount.signum() >= 0 => (coming, None, false),
            Self::BySign(_, going) => (going, None, false),
            Self::Fee(fee) => (TxKind::Fee, Some(fee), false),
        };
        transaction.kind = kind;
        transaction.fee_kind = fee;
        transaction.reversal = (reversed || against_usual_sign(kind, transaction.amount)).then_some(true);
    }
}

/// Whether the amount has the sign that this kind has only when it is taken back: a card refund, a returned debit.
fn against_usual_sign(kind: TxKind, amount: Amount) -> bool {
    match kind {
        TxKind::Card
        | TxKind::CashOut
        | TxKind::DirectDebit
        | TxKind::StandingOrder
        | TxKind::TransferOut
        | TxKind::Fee
        | TxKind::InterestCharged => amount.signum() > 0,
        TxKind::CashIn | TxKind::TransferIn | TxKind::TopUp | TxKind::InterestEarned | TxKind::Reward => {
            amount.signum() < 0
        }
        TxKind::Cheque | TxKind::Payment | TxKind::Charge | TxKind::Other => false,
    }
}
