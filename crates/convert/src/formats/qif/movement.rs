//! One movement: its date, amount, texts and splits.

use std::borrow::Cow;

use pannier_model::{
    record::{Transaction, TransactionDateBasis, TransactionDetail, TransactionStatus},
    value::{Amount, CodeText, Currency, Date, Int, List, Name, SourceId, TxKind},
};
use pannier_report::{Code, Finding};

use super::{category, record::Record, styles::Styles, unread::Unread};
use crate::{
    events::gather::{Entry, unnamed},
    values::{number_style::BadNumber, text},
};

/// How movements are read.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) styles: Styles,
    pub(super) currency: Currency,
}

impl Reading {
    pub(super) fn amount(&self, place: u64, record: &Record, text: &str) -> Result<Amount, Box<Finding>> {
        self.styles.number.read(text, &[]).map_err(|error| {
            let message = match error {
                BadNumber::Notation => "a value is no amount in the notation of the file",
                BadNumber::Range => "an amount has more than 12 digits before the point or 6 after it",
            };
            Finding::new(Code::ConvertAmount, record.at(place), message).with_value(text).into()
        })
    }

    pub(super) fn movement(&self, place: u64, record: &Record, unread: &mut Unread) -> Result<Entry, Box<Finding>> {
        whole(place, record)?;
        let date = record.first('D').unwrap_or_default();
        let date = self.styles.date(date).ok_or_else(|| {
            Finding::new(Code::ConvertDate, record.at(place), "a record has no date in the order of the file")
                .with_value(date)
        })?;
        let written = record.first('T').or_else(|| record.first('U')).unwrap_or_default();
        let amount = self.amount(place, record, written)?;
        let details = self.splits(place, date, record, unread)?;
        let category = record.first('L').unwrap_or_default();
        let target = transfer(category);
        let mut transaction = Box::new(Transaction::new(
            unnamed(),
            unnamed(),
            date,
            TransactionDateBasis::Booked,
            TransactionStatus::Booked,
            amount,
            self.currency,
            TxKind::Other,
        ));
        if target.is_some() {
            transaction.kind = if amount.signum() < 0 { TxKind::TransferOut } else { TxKind::TransferIn };
        }
        if self.styles.marks_cleared && record.first('C').unwrap_or_default().is_empty() {
            transaction.mutable = Some(true);
        }
        words(&mut transaction, record, unread);
        transaction.category = category::of(category);
        if transaction.category.is_none() && target.is_none() && details.is_empty() && !category.is_empty() {
            unread.see("L (category)");
        }
        Ok(Entry { place, transaction, details })
    }

    /// The parts of a record: category, memo and amount of each.
    fn splits(
        &self,
        place: u64,
        date: Date,
        record: &Record,
        unread: &mut Unread,
    ) -> Result<Vec<TransactionDetail>, Box<Finding>> {
        let mut parts: Vec<(&str, Option<&str>, Option<&str>)> = Vec::new();
        for (letter, value) in record.fields() {
            match (letter, parts.last_mut()) {
                ('S', _) => parts.push((value, None, None)),
                ('E', Some((_, Some(_), _))) => unread.see("E (second memo of a split)"),
                ('E', Some(part)) => part.1 = Some(value),
                ('$', Some((_, _, Some(_)))) => {
                    let message = "a split has two amounts: the category before the second is missing";
                    return Err(Finding::new(Code::ConvertStructure, record.at(place), message).into());
                }
                ('$', Some(part)) => part.2 = Some(value),
                ('E' | '$', None) => {
                    return Err(Finding::new(
                        Code::ConvertStructure,
                        record.at(place),
                        "a split has an amount or a memo before its category",
                    )
                    .into());
                }
                _ => {}
            }
        }
        parts
            .into_iter()
            .map(|(category, memo, amount)| {
                let amount = self.amount(place, record, amount.unwrap_or_default())?;
                let zero = Int::new(0).expect("zero is a count");
                let mut detail =
                    TransactionDetail::new(unnamed(), unnamed(), unnamed(), date, zero, amount, self.currency);
                detail.category = category::of(category);
                match text::name(category) {
                    Ok(name) => detail.category_text = name,
                    Err(_) => unread.see("S (category longer than 200 characters)"),
                }
                match text::text(memo.unwrap_or_default()) {
                    Ok(text) => detail.description = text,
                    Err(_) => unread.see("E (memo longer than 4000 characters)"),
                }
                Ok(detail)
            })
            .collect()
    }
}

/// A record has one date and one amount. With two it is two records, and the `^` between them is missing.
fn whole(place: u64, record: &Record) -> Result<(), Box<Finding>> {
    for (letter, what) in [('D', "dates"), ('T', "amounts"), ('U', "amounts")] {
        if record.fields().filter(|(found, _)| *found == letter).nth(1).is_some() {
            let message = format!("a record has two {what}: the ^ that ends the first is missing");
            return Err(Finding::new(Code::ConvertStructure, record.at(place), message).into());
        }
    }
    Ok(())
}

/// Payee, memo and number, and what is left over. A memo may go on with a letter on every line; of anything else that
/// stands twice the first is taken, and the other named.
fn words(transaction: &mut Transaction, record: &Record, unread: &mut Unread) {
    let mut split = false;
    let mut memos =
        record.fields().filter(|(letter, value)| *letter == 'M' && !value.is_empty()).map(|(_, value)| value);
    let memo: Cow<'_, str> = match (memos.next(), memos.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(memo), None) => Cow::Borrowed(memo),
        (Some(first), Some(second)) => [first, second].into_iter().chain(memos).collect::<Vec<_>>().join("\n").into(),
    };
    match text::text(&memo) {
        Ok(text) => transaction.description = text,
        Err(_) => unread.see("M (memo longer than 4000 characters)"),
    }
    for (letter, value) in record.fields() {
        split |= letter == 'S';
        if value.is_empty() {
            continue;
        }
        match letter {
            'P' if transaction.counterparty_name.is_some() => unread.see("P (second payee)"),
            'P' => match text::name(value) {
                Ok(name) => transaction.counterparty_name = name,
                Err(_) => unread.see("P (payee longer than 200 characters)"),
            },
            'N' if transaction.source_ids.is_some() || transaction.kind_text.is_some() => {
                unread.see("N (second number)");
            }
            'N' if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                transaction.source_ids = check_number(value);
                if transaction.kind == TxKind::Other && transaction.amount.signum() < 0 {
                    transaction.kind = TxKind::Cheque;
                }
            }
            'N' => match text::text(value) {
                Ok(text) => transaction.kind_text = text,
                Err(_) => unread.see("N (longer than 4000 characters)"),
            },
            'A' => unread.see("A (address)"),
            'U' if record.first('T').is_some_and(|total| total != value) => unread.see("U (second amount)"),
            'L' if record.first('L') != Some(value) => unread.see("L (second category)"),
            'D' | 'M' | 'T' | 'U' | 'C' | 'L' | 'S' | 'E' | '$' => {}
            '%' if split => unread.see("% (share of a split)"),
            other => unread.see(other.encode_utf8(&mut [0; 4])),
        }
    }
}

/// The account that a category in brackets names: `[Savings]`, `[Savings]/Class`.
pub(super) fn transfer(category: &str) -> Option<&str> {
    category.strip_prefix('[')?.split_once(']').map(|(name, _)| name).filter(|name| !name.is_empty())
}

fn check_number(value: &str) -> Option<List<SourceId>> {
    let scheme = CodeText::parse("check_number").ok()?;
    List::new(vec![SourceId { scheme, value: Name::parse(value).ok()? }]).ok()
}
