//! A mapping of which every row is a transaction.

use std::collections::BTreeMap;

use pannier_model::{
    record::AccountKind,
    value::{Currency, FeeKind, Name, NumberScheme, TxKind, Zone},
};
use pannier_report::{Code, Finding, Location};
use serde::Deserialize;

use crate::{
    formats::mapped::{
        columns::{Column, OneOrMore, Rows},
        recognise::{Recognise, RecogniseTable},
        tables::{DateFormat, DateTable, FileStyle, FileTable, NumberTable, understood},
    },
    values::{kind::Meaning, number_style::NumberStyle},
};

/// Such a mapping once its words have been understood. Whether its columns exist is seen when a file is read.
#[derive(Clone, Debug)]
pub(in crate::formats::mapped) struct Bookings {
    pub(super) written: Written,
    pub(in crate::formats::mapped) file: FileStyle,
    pub(super) currency: Option<Currency>,
    pub(super) zone: Option<Zone>,
    pub(super) account_kind: AccountKind,
    pub(super) number_scheme: Option<NumberScheme>,
    pub(super) date: Option<DateFormat>,
    pub(super) number: Option<NumberStyle>,
    pub(super) kinds: Vec<(String, bool, Meaning)>,
    pub(in crate::formats::mapped) recognise: Recognise,
    /// All columns that are read.
    pub(in crate::formats::mapped) columns: Vec<Column>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::formats::mapped) struct Written {
    pub(in crate::formats::mapped) name: String,
    /// `transaction`, which may be left out.
    #[serde(default, rename = "record")]
    _record: Option<String>,
    currency: Option<String>,
    zone: Option<String>,
    file: FileTable,
    recognise: Option<RecogniseTable>,
    /// Texts that stand for no value.
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    date: DateTable,
    #[serde(default)]
    pub(super) number: NumberTable,
    pub(super) account: AccountTable,
    pub(super) amount: AmountTable,
    pub(super) columns: Columns,
    #[serde(default)]
    pub(super) source_ids: BTreeMap<String, Column>,
    #[serde(default)]
    kinds: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) pending: Vec<Rows>,
    #[serde(default)]
    pub(super) leave_out: Vec<Rows>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountTable {
    kind: String,
    pub(super) number: Option<String>,
    number_scheme: Option<String>,
    pub(super) product_name: Option<String>,
    pub(super) servicer: Option<String>,
}

/// Where the amount stands and what its sign means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmountTable {
    /// One column for both directions.
    pub(super) column: Option<Column>,
    /// Money out is written positive (cards).
    #[serde(default)]
    pub(super) inverted: bool,
    /// A column of words that tells the direction of an unsigned amount.
    pub(super) flag: Option<Column>,
    #[serde(default, rename = "out")]
    pub(super) flag_out: Vec<String>,
    #[serde(default, rename = "in")]
    pub(super) flag_in: Vec<String>,
    /// Money out, in a column of its own.
    pub(super) debit: Option<Column>,
    /// Money in, in a column of its own.
    pub(super) credit: Option<Column>,
    /// The two columns carry signs of their own.
    #[serde(default)]
    pub(super) signed: bool,
    /// What was charged on top of the amount.
    pub(super) fee: Option<Column>,
    /// A charge has a minus, what is given back has none.
    #[serde(default)]
    pub(super) fee_signed: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    /// The first that is not empty counts.
    pub(super) date: OneOrMore,
    pub(super) currency: Option<Column>,
    pub(super) account: Option<Column>,
    /// Tells accounts apart that have no numbers.
    pub(super) product_name: Option<Column>,
    pub(super) running_balance: Option<Column>,
    pub(super) value_date: Option<Column>,
    pub(super) executed_on: Option<Column>,
    pub(super) description: Option<OneOrMore>,
    pub(super) kind_text: Option<Column>,
    pub(super) reference: Option<OneOrMore>,
    pub(super) counterparty_name: Option<Column>,
    pub(super) counterparty_number: Option<Column>,
    // The other party where both sides stand in the row: who paid of money in, who was paid of money out.
    pub(super) payer_name: Option<Column>,
    pub(super) payer_number: Option<Column>,
    pub(super) payee_name: Option<Column>,
    pub(super) payee_number: Option<Column>,
    pub(super) mandate_id: Option<Column>,
    pub(super) end_to_end_id: Option<Column>,
    pub(super) creditor_id: Option<Column>,
    pub(super) bank_code: Option<Column>,
    pub(super) mcc: Option<Column>,
    pub(super) original_amount: Option<Column>,
    pub(super) original_currency: Option<Column>,
    pub(super) fx_rate: Option<Column>,
    pub(super) fee_amount: Option<Column>,
}

impl Bookings {
    /// The mapping as it was written.
    pub(in crate::formats::mapped) const fn written(&self) -> &Written {
        &self.written
    }

    /// What a text of the file says: nothing where it stands for no value, and without what guards it from spreadsheets.
    pub(super) fn said<'t>(&self, text: &'t str) -> &'t str {
        if self.written.absent.iter().any(|absent| absent == text) {
            return "";
        }
        if !self.file.apostrophes {
            return text;
        }
        text.strip_prefix('\'').map_or(text, |text| text.strip_suffix('\'').unwrap_or(text).trim())
    }
}

impl Written {
    pub(in crate::formats::mapped) fn understood(self) -> Result<Bookings, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut wrong = |key: &str, message: &str| {
            findings.push(Finding::new(Code::ConvertMapping, Location::whole().at_pointer(key), message));
        };
        let file = self.file.understood(&mut wrong);
        let currency = understood(self.currency.as_deref(), Currency::parse, "/currency", &mut wrong);
        let zone = understood(self.zone.as_deref(), Zone::parse, "/zone", &mut wrong);
        let account_kind = understood(Some(&self.account.kind), AccountKind::parse, "/account/kind", &mut wrong);
        let number_scheme = understood(
            self.account.number_scheme.as_deref(),
            NumberScheme::parse,
            "/account/number_scheme",
            &mut wrong,
        );
        for (text, key) in
            [(&self.account.product_name, "/account/product_name"), (&self.account.servicer, "/account/servicer")]
        {
            understood(text.as_deref(), Name::parse, key, &mut wrong);
        }
        let date = self.date.understood(&mut wrong);
        let number = self.number.understood(&mut wrong);
        let wants_zone = self.date.wants_zone();
        self.amount.check(&mut wrong);
        if self.number.symbols.iter().any(String::is_empty) {
            wrong("/number/symbols", "a symbol has at least one character");
        }
        let mut kinds = Vec::new();
        for (word, kind) in &self.kinds {
            match meaning(kind) {
                Some(meaning) => {
                    let stem = word.strip_suffix('*');
                    kinds.push((stem.unwrap_or(word).to_lowercase(), stem.is_some(), meaning));
                }
                None => wrong(
                    &format!("/kinds/{word}"),
                    "a kind is one of tx_kind, `transfer`, `cash` or `interest` (by sign), or `fee.` and one of fee_kind",
                ),
            }
        }
        // A whole word decides before a beginning, the longest one first.
        kinds.sort_by_key(|(word, is_prefix, _)| (*is_prefix, std::cmp::Reverse(word.len())));
        if !self.kinds.is_empty() && self.columns.kind_text.is_none() {
            wrong("/kinds", "kinds are read from the column of kind_text, which is missing");
        }
        for scheme in self.source_ids.keys() {
            if pannier_model::value::CodeText::parse(scheme).is_err() {
                wrong("/source_ids", "a scheme is a code such as transaction_id");
            }
        }
        let columns = &self.columns;
        if (columns.counterparty_name.is_some() && (columns.payer_name.is_some() || columns.payee_name.is_some()))
            || (columns.counterparty_number.is_some()
                && (columns.payer_number.is_some() || columns.payee_number.is_some()))
        {
            wrong("/columns", "the other party has columns of its own, or is the payer or payee of a row, not both");
        }
        if columns.product_name.is_some() && (columns.account.is_some() || self.account.product_name.is_some()) {
            wrong("/columns/product_name", "a product tells accounts apart where nothing else does");
        }
        if self.amount.fee.is_some() && columns.fee_amount.is_some() {
            wrong("/columns/fee_amount", "a fee is contained in the amount or comes on top of it, not both");
        }
        let recognise = self.recognise.clone().unwrap_or_default().understood(&file, &mut wrong);
        if self.columns.original_amount.is_some() != self.columns.original_currency.is_some() {
            wrong("/columns/original_amount", "original_amount and original_currency stand together");
        }
        if wants_zone {
            findings.push(
                Finding::new(
                    Code::ConvertZone,
                    Location::whole().at_pointer("/date/format"),
                    "a time with an offset does not say on which day it was in the account's books",
                )
                .with_help("as_written = true in [date] takes the date as written"),
            );
        }
        match account_kind {
            Some(account_kind) if findings.is_empty() => Ok(Bookings {
                file,
                currency,
                zone,
                account_kind,
                number_scheme,
                date,
                number,
                kinds,
                recognise,
                columns: self.columns().cloned().collect(),
                written: self,
            }),
            _ => Err(findings),
        }
    }
}

impl Written {
    /// All columns that the mapping reads.
    fn columns(&self) -> impl Iterator<Item = &Column> {
        self.named_columns().map(|(_, column)| column).chain(self.source_ids.values())
    }

    /// The columns of members and of rows that are told by one, each with the key under which it stands.
    pub(in crate::formats::mapped) fn named_columns(&self) -> impl Iterator<Item = (&'static str, &Column)> {
        let Columns {
            date,
            currency,
            account,
            product_name,
            running_balance,
            value_date,
            executed_on,
            description,
            kind_text,
            reference,
            counterparty_name,
            counterparty_number,
            payer_name,
            payer_number,
            payee_name,
            payee_number,
            mandate_id,
            end_to_end_id,
            creditor_id,
            bank_code,
            mcc,
            original_amount,
            original_currency,
            fx_rate,
            fee_amount,
        } = &self.columns;
        let AmountTable { column, flag, debit, credit, fee, .. } = &self.amount;
        let single = [
            ("currency", currency),
            ("account", account),
            ("product_name", product_name),
            ("running_balance", running_balance),
            ("value_date", value_date),
            ("executed_on", executed_on),
            ("kind_text", kind_text),
            ("counterparty_name", counterparty_name),
            ("counterparty_number", counterparty_number),
            ("payer_name", payer_name),
            ("payer_number", payer_number),
            ("payee_name", payee_name),
            ("payee_number", payee_number),
            ("mandate_id", mandate_id),
            ("end_to_end_id", end_to_end_id),
            ("creditor_id", creditor_id),
            ("bank_code", bank_code),
            ("mcc", mcc),
            ("original_amount", original_amount),
            ("original_currency", original_currency),
            ("fx_rate", fx_rate),
            ("fee_amount", fee_amount),
            ("amount", column),
            ("flag", flag),
            ("debit", debit),
            ("credit", credit),
            ("fee", fee),
        ];
        let several = [("date", Some(date)), ("description", description.as_ref()), ("reference", reference.as_ref())];
        let rows = [("pending", &self.pending), ("leave_out", &self.leave_out)];
        (single.into_iter().filter_map(|(key, column)| Some((key, column.as_ref()?))))
            .chain(several.into_iter().flat_map(|(key, columns)| {
                columns.map(OneOrMore::columns).unwrap_or_default().iter().map(move |column| (key, column))
            }))
            .chain(rows.into_iter().flat_map(|(key, rows)| rows.iter().map(move |rows| (key, &rows.column))))
    }

    /// The words that say that an amount went out.
    pub(in crate::formats::mapped) fn words_out(&self) -> &[String] {
        &self.amount.flag_out
    }

    /// The words that say that an amount came in.
    pub(in crate::formats::mapped) fn words_in(&self) -> &[String] {
        &self.amount.flag_in
    }

    /// What words in `kind_text` mean.
    pub(in crate::formats::mapped) const fn kinds(&self) -> &BTreeMap<String, String> {
        &self.kinds
    }
}

impl AmountTable {
    fn check(&self, wrong: &mut impl FnMut(&str, &str)) {
        let two = self.debit.is_some() && self.credit.is_some();
        match (&self.column, two) {
            (Some(_), false) if self.debit.is_none() && self.credit.is_none() => {}
            (None, true) => {}
            _ => wrong("/amount", "an amount stands in one column, or in a debit and a credit column"),
        }
        if self.flag.is_some() == (self.flag_out.is_empty() || self.flag_in.is_empty()) {
            wrong("/amount/flag", "a flag column has words for in and words for out");
        }
        if self.flag.is_some() && (self.inverted || self.column.is_none()) {
            wrong("/amount/flag", "a flag goes with one column that is not inverted");
        }
        if self.signed && !two {
            wrong("/amount/signed", "signed goes with a debit and a credit column");
        }
        if self.fee_signed && self.fee.is_none() {
            wrong("/amount/fee_signed", "the sign is that of a fee, which is missing");
        }
        if self.inverted && two && !self.signed {
            wrong("/amount/inverted", "inverted goes with one column, or with two that are signed");
        }
    }
}

/// The meaning behind the word of a mapping.
fn meaning(word: &str) -> Option<Meaning> {
    match word {
        "transfer" => Some(Meaning::BySign(TxKind::TransferIn, TxKind::TransferOut)),
        "cash" => Some(Meaning::BySign(TxKind::CashIn, TxKind::CashOut)),
        "interest" => Some(Meaning::BySign(TxKind::InterestEarned, TxKind::InterestCharged)),
        _ => match word.strip_prefix("fee.") {
            Some(fee) => FeeKind::parse(fee).ok().map(Meaning::Fee),
            None => TxKind::parse(word).ok().filter(|kind| *kind != TxKind::Fee).map(Meaning::Is),
        },
    }
}
