//! A mapping of which every row is a transaction.

use std::collections::BTreeMap;

use pannier_model::{
    record::AccountKind,
    value::{Currency, FeeKind, Name, NumberScheme, TxKind, Zone},
};
use pannier_report::{Code, Finding, Location};
use serde::Deserialize;

use crate::{
    kind::Meaning,
    mapped::{
        columns::{Column, OneOrMore, Rows},
        tables::{DateFormat, DateTable, FileStyle, FileTable, NumberTable, understood},
    },
    number_style::NumberStyle,
};

/// Such a mapping once its words have been understood. Whether its columns exist is seen when a file is read.
#[derive(Clone, Debug)]
pub(in crate::mapped) struct Bookings {
    pub(super) written: Written,
    pub(in crate::mapped) file: FileStyle,
    pub(super) currency: Option<Currency>,
    pub(super) zone: Option<Zone>,
    pub(super) account_kind: AccountKind,
    pub(super) number_scheme: Option<NumberScheme>,
    pub(super) date: Option<DateFormat>,
    pub(super) number: Option<NumberStyle>,
    pub(super) kinds: Vec<(String, bool, Meaning)>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::mapped) struct Written {
    pub(in crate::mapped) name: String,
    /// `transaction`, which may be left out.
    #[serde(default, rename = "record")]
    _record: Option<String>,
    currency: Option<String>,
    zone: Option<String>,
    file: FileTable,
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
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    pub(super) date: Column,
    pub(super) currency: Option<Column>,
    pub(super) account: Option<Column>,
    pub(super) running_balance: Option<Column>,
    pub(super) value_date: Option<Column>,
    pub(super) executed_on: Option<Column>,
    pub(super) description: Option<OneOrMore>,
    pub(super) kind_text: Option<Column>,
    pub(super) reference: Option<OneOrMore>,
    pub(super) counterparty_name: Option<Column>,
    pub(super) counterparty_number: Option<Column>,
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

impl Written {
    pub(in crate::mapped) fn understood(self) -> Result<Bookings, Vec<Finding>> {
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
            Some(account_kind) if findings.is_empty() => {
                Ok(Bookings { file, currency, zone, account_kind, number_scheme, date, number, kinds, written: self })
            }
            _ => Err(findings),
        }
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
