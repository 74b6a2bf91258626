//! What the first pass keeps of a file: its statements, without their transactions.

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::{
    record::AccountKind,
    value::{Currency, Date, Id},
};
use pannier_report::{Code, Finding, Location};

use super::{moment::Moment, token::Name};
use crate::{events::statement::Extent, output::numbered, syntax::xml::Unread, values::account_number::Written};

/// Elements between two marks: what is held in memory when reading backwards.
pub(super) const BLOCK: u64 = 4096;

/// What a file holds besides its transactions.
#[derive(Default)]
pub(super) struct Document {
    pub(super) statements: Vec<Statement>,
    pub(super) institution: String,
    pub(super) server: Option<Moment>,
    pub(super) unread: Unread,
    pub(super) without_records: BTreeMap<String, &'static str>,
}

impl Document {
    /// A name for every statement: what the user says, else its kind; further ones are counted.
    pub(super) fn names(&self, given: Option<&Id>) -> Vec<Id> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        self.statements
            .iter()
            .map(|statement| {
                let base = match given {
                    Some(name) => name.as_str().to_owned(),
                    None => statement.kind().to_string(),
                };
                let count = counts.entry(base.clone()).or_default();
                *count += 1;
                numbered(&base, *count)
            })
            .collect()
    }
}

/// One statement, without its transactions.
#[derive(Default)]
pub(super) struct Statement {
    pub(super) card: bool,
    pub(super) investment: bool,
    /// Movements of securities: they move money too, and are lost.
    pub(super) securities: u64,
    pub(super) currency: Option<Currency>,
    pub(super) currency_reported: bool,
    pub(super) bank: String,
    pub(super) branch: String,
    pub(super) number: String,
    pub(super) account_type: String,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) ledger: Figure,
    pub(super) available: Figure,
    pub(super) extent: Extent,
    /// Days of rows without an amount.
    pub(super) unpromised: BTreeSet<Date>,
    /// Identifiers of rows that others replace or take back.
    pub(super) corrected: BTreeSet<String>,
    /// Offset and row of every 4096th transaction, and the aggregates open there.
    pub(super) marks: Vec<(u64, u64)>,
    pub(super) stack: Vec<Name>,
    pub(super) count: u64,
}

/// A balance as written.
#[derive(Default)]
pub(super) struct Figure {
    pub(super) amount: String,
    pub(super) as_of: String,
}

impl Statement {
    /// The kind of its account.
    pub(super) fn kind(&self) -> AccountKind {
        match self.account_type.trim().to_ascii_uppercase().as_str() {
            _ if self.investment => AccountKind::Investment,
            _ if self.card => AccountKind::Card,
            "CHECKING" => AccountKind::Current,
            "SAVINGS" | "MONEYMRKT" | "CD" => AccountKind::Savings,
            "CREDITLINE" => AccountKind::Loan,
            _ => AccountKind::Other,
        }
    }

    pub(super) fn account(&self) -> Written<'_> {
        Written { card: self.card, bank: Some(&self.bank), branch: Some(&self.branch), number: Some(&self.number) }
    }
}

pub(super) fn no_currency() -> Finding {
    Finding::new(Code::ConvertCurrency, Location::whole(), "a statement has no currency in CURDEF")
}
