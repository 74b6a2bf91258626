//! Meaning: rules that hold inside a record, between records, and between records and what the head says of them.
//!
//! The engine is told the signed facts of a file ([`BundleFacts`]), is given every verified row once, part by part in
//! any order and on any thread, and answers with a [`pannier_report::Report`]. It never sees a row that is withheld: a
//! rule that would need one says so instead of guessing. Nothing grows with the number of rows but temporary space.
//!
//! ```
//! # use pannier_validate::rules::{BundleFacts, MemorySpool, Rules, Scope};
//! # fn check(facts: BundleFacts, parts: Vec<Vec<pannier_model::record::AnyRecord>>) -> Result<(), Box<dyn std::error::Error>> {
//! let rules = Rules::new(facts, &MemorySpool);
//! let mut done = Vec::new();
//! for (number, rows) in parts.iter().enumerate() {
//!     let mut part = rules.part(number).ok_or("no such part")?;
//!     for row in rows {
//!         part.push(row)?;
//!     }
//!     done.push(part.finish()?);
//! }
//! let outcome = rules.finish(done)?;
//! println!("{} findings, complete: {:?}", outcome.report.findings.len(), outcome.complete);
//! # Ok(()) }
//! ```

mod arithmetic;
mod bank;
mod chain;
mod common;
mod conditional;
mod contracts;
mod coverage;
mod days;
mod documents;
mod energy;
mod facts;
mod family;
mod findings;
mod identity;
mod known;
mod ledger;
mod parts;
mod places;
mod plan;
mod points;
mod readings;
mod registers;
mod rows;
mod spool;
mod tallies;
mod telco;
mod text;
mod totals;
mod walk;

pub use coverage::Complete;
pub use facts::{BundleFacts, GroupFacts, PartFacts, PartTotal, Scope};
pub use rows::{PartDone, PartRules};
pub use spool::{MemorySpool, Spool, SpoolFile};

use chain::Order;
use coverage::SeenDays;
use findings::{Findings, PartFindings};
use known::Known;
use pannier_model::record::{AccountKind, Record as _, Register, SummaryOf};
use pannier_model::value::CodeText;
use pannier_report::{Code, Report};
use plan::Plan;
use spool::Collector;
use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use tallies::Tou;

/// The rules of one file.
pub struct Rules<'s> {
    plan: Plan,
    /// Of a file made of an accepted one: the record types of which no row was left out.
    derived: Option<Vec<&'static str>>,
    spool: &'s dyn Spool,
    findings: Mutex<Findings>,
    names: Collector<{ identity::NAME }>,
    segments: Collector<{ chain::SEGMENT }>,
    places: Collector<{ places::RUN }>,
    days: Collector<{ ledger::DAY }>,
    tallies: Collector<{ tallies::TALLY }>,
    kin: Collector<{ family::KIN }>,
}

/// What the rules found.
#[derive(Debug)]
pub struct Outcome {
    /// Findings by severity, series, part and row, and the rules that could not be checked.
    pub report: Report,
    /// What the rows shown prove to be complete as of `iat`, by series.
    pub complete: Vec<Complete>,
    /// Temporary space that was written, in bytes.
    pub temporary: u64,
}

/// The rules could not be run. What is wrong with the data is in the report instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// Temporary space failed.
    #[error("temporary space for the rules failed: {0}")]
    Spool(#[from] io::Error),
    /// More or fewer rows were given than the facts say are shown.
    #[error("the rows given are not those the facts speak of")]
    RowCount,
    /// A record of another type than the part's.
    #[error("a record is not of the type of its part")]
    RecordType,
    /// A part was finished twice, or not at all.
    #[error("every part has to be read once")]
    Parts,
}

impl<'s> Rules<'s> {
    /// Rules for a file of which this is known; descriptors are checked at once.
    pub fn new(facts: BundleFacts, spool: &'s dyn Spool) -> Self {
        let plan = Plan::new(facts);
        let mut findings = Findings::default();
        parts::check(&plan, &mut findings);
        Self {
            plan,
            derived: None,
            spool,
            findings: Mutex::new(findings),
            names: Collector::new(),
            segments: Collector::new(),
            places: Collector::new(),
            days: Collector::new(),
            tallies: Collector::new(),
            kin: Collector::new(),
        }
    }

    /// Rules for a file that was made of one which was accepted, with no findings but of rules that [`is_between_rows`],
    /// by leaving rows and groups out and nothing else; `whole` names the record types of which no row was left out.
    ///
    /// What follows from the verification of the other file is not found out again: what a row says by itself it said
    /// there, more of it, and nobody found fault with it; ids that were unique are; where every record of a type is there
    /// as before, references to them resolve as before. Rules between rows, and everything that could not be checked, are
    /// found as by [`Rules::new`], because they follow from what is left out; so what they found there is no obstacle.
    pub fn derived(facts: BundleFacts, whole: Vec<&'static str>, spool: &'s dyn Spool) -> Self {
        Self { derived: Some(whole), ..Self::new(facts, spool) }
    }

    /// The rules of part `number` of [`BundleFacts::parts`]; `None` past their end.
    pub fn part(&self, number: usize) -> Option<PartRules<'_>> {
        self.plan.facts().parts.get(number).map(|part| PartRules::new(self, number, part))
    }

    /// Whether every record of the type is there that was in the accepted file this one was made of.
    fn has_all(&self, record_type: &str) -> bool {
        self.derived.as_ref().is_some_and(|whole| whole.contains(&record_type))
    }

    fn absorb(&self, findings: Findings) {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner).absorb(findings);
    }

    /// Joins all parts, which may come in any order.
    ///
    /// # Errors
    /// Temporary space failed, or a part was not read, or twice.
    pub fn finish(self, mut parts: Vec<PartDone>) -> Result<Outcome, RulesError> {
        parts.sort_by_key(|part| part.index);
        if parts.len() != self.plan.facts().parts.len() || parts.iter().enumerate().any(|(at, part)| at != part.index) {
            return Err(RulesError::Parts);
        }
        let Self { plan, derived: _, spool, findings, names, segments, places, days, tallies, kin } = self;
        let mut findings = findings.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut temporary = 0;

        let (mut names, space) = names.sorted()?;
        temporary += space + identity::finish(&plan, &mut names, &mut findings, spool)?;
        drop(names);

        let (mut kin, space) = kin.sorted()?;
        temporary += space;
        family::finish(&plan, &mut kin, &mut findings)?;
        drop(kin);

        let orders: Vec<SeriesOrder> = plan
            .series()
            .iter()
            .map(|series| SeriesOrder::of(series.parts.iter().map(|index| &parts[*index])))
            .collect();
        let (mut segments, space) = segments.sorted()?;
        temporary += space;
        chain::finish(&plan, &|series| !orders[series].mixed, &mut segments, &mut findings)?;
        drop(segments);
        let (mut places, space) = places.sorted()?;
        temporary += space;
        places::finish(&plan, &mut places, &mut findings)?;
        drop(places);
        for (series, order) in plan.series().iter().zip(&orders) {
            let balances = plan.parts_of(series).any(|(_, part)| part.has_group("balance"));
            let shown =
                plan.parts_of(series).all(|(_, part)| !part.has_group("balance") || part.shows_group("balance"));
            if order.mixed {
                findings.not_checked(Code::BalanceChain, Some(&series.name), "only some booked rows have `seq`");
            }
            if balances && !shown && series.record_type.is_some_and(|record_type| record_type.name == "transaction") {
                findings.not_checked(Code::BalanceChain, Some(&series.name), "running balances are withheld");
            }
        }

        accounts(&plan, &parts, &mut findings);
        contracts::finish(&plan, &parts, &mut findings);
        registers::finish(&plan, &parts, &mut findings);
        for series in plan.series() {
            match series.record_type.map(|record_type| record_type.name) {
                Some("usage_event") => telco::grains(&plan, series, &parts, &mut findings),
                Some("loyalty_entry") => points::balances(&plan, series, &parts, &mut findings),
                _ => {}
            }
        }

        let windows = registers::windows(&parts);
        let seen: Vec<SeenDays> = parts.into_iter().map(|part| part.seen).collect();
        let complete = coverage::complete(&plan, &seen);
        let (mut days, space) = days.sorted()?;
        temporary += space;
        let (mut tallies, space) = tallies.sorted()?;
        temporary += space;
        for (number, series) in plan.series().iter().enumerate() {
            let Some(of) = series.record_type.and_then(crate::summary::summed) else { continue };
            let known = Known::new(&plan, series, &complete);
            let months = match of {
                SummaryOf::Transaction => ledger::finish(&plan, number, &known, &mut days, &mut findings)?,
                _ => ledger::Months::default(),
            };
            let tou = window_of(&series.name, &windows);
            let summed = tallies::Summed { plan: &plan, number, known: &known, months: &months, tou };
            tallies::finish(&summed, &mut tallies, &mut findings)?;
        }
        Ok(Outcome { report: findings.into_report(), complete, temporary })
    }
}

impl std::fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rules").field("series", &self.plan.series().len()).finish_non_exhaustive()
    }
}

/// Whether the rule is one between rows of which a file can break some and be accepted: [`Rules::derived`] finds out about
/// these as [`Rules::new`] does.
pub fn is_between_rows(code: Code) -> bool {
    matches!(
        code,
        Code::AllowanceRolledIn
            | Code::BalanceChain
            | Code::BalanceDebtNegative
            | Code::BalanceReconciles
            | Code::ContractOnce
            | Code::DataUseOnce
            | Code::DetailSum
            | Code::IntervalDayGap
            | Code::InvoiceLines
            | Code::LoyaltyBalance
            | Code::MeterInUse
            | Code::ReceiptGoods
            | Code::ReceiptLines
            | Code::RegisterBackwards
            | Code::TaxBase
            | Code::TaxSum
            | Code::TenderSum
    )
}

/// The time-of-use window of the register a series is about.
fn window_of<'a>(series: &str, windows: &'a HashMap<String, Option<CodeText>>) -> Tou<'a> {
    let label = series.split_once('/').map_or(series, |(label, _)| label);
    match windows.get(label) {
        Some(tou) => Tou::Known(tou.as_ref().map(CodeText::as_str)),
        // Only a register has a window; usage may also be known of a supply point alone.
        None if Register::TYPE.label.is_some_and(|letter| label.starts_with(letter)) => Tou::Withheld,
        None => Tou::Known(None),
    }
}

/// How the rows of a series chain.
struct SeriesOrder {
    order: Option<Order>,
    mixed: bool,
}

impl SeriesOrder {
    fn of<'a>(parts: impl Iterator<Item = &'a PartDone>) -> Self {
        let mut one = Self { order: None, mixed: false };
        for part in parts {
            one.mixed |= part.mixed;
            if let Some(order) = part.order {
                one.mixed |= *one.order.get_or_insert(order) != order;
            }
        }
        one
    }
}

/// `transaction-account-currency`, `balance-account-currency`, `balance-debt-negative`: what needs the account's record.
fn accounts(plan: &Plan, parts: &[PartDone], findings: &mut Findings) {
    for (index, part) in plan.facts().parts.iter().enumerate() {
        let code = match part.record_type.map(|record_type| record_type.name) {
            Some("transaction") => Code::TransactionAccountCurrency,
            Some("balance" | "credit_arrangement") => Code::BalanceAccountCurrency,
            _ => continue,
        };
        let done = &parts[index];
        let series = format!("{}/account", part.thing());
        let account =
            plan.named(&series).and_then(|series| plan.parts_of(series).find_map(|(at, _)| parts[at].account));
        let mut found = PartFindings::new(findings, plan, index);
        let Some((currency, kind)) = account else {
            // Without the record in a bundle the reference to it does not resolve, which is said there.
            if !done.currencies.is_empty() && !plan.is_whole(&series) {
                found.not_checked(code, "the record of the account is withheld");
            }
            continue;
        };
        for (other, row) in &done.currencies {
            if *other != currency {
                found.row_help(
                    code,
                    *row,
                    "/currency",
                    "the currency is not that of the account",
                    "give each currency of an account its own account record",
                );
            }
        }
        if matches!(kind, AccountKind::Loan | AccountKind::Mortgage) {
            for row in &done.suspects {
                found.row_help(
                    Code::BalanceDebtNegative,
                    *row,
                    "/amount",
                    "a loan has a positive balance",
                    "what is owed is negative, whatever the sign in the source",
                );
            }
            found.left_out(Code::BalanceDebtNegative, done.more_suspects);
        }
    }
}
