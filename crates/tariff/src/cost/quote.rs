//! What pricing gives: a figure that explains itself.

use super::Exact;
use super::replay::Source;
use crate::form::words;
use pannier_model::value::Currency;
use pannier_report::Code;
use std::sync::Arc;

words! {
    /// How far the figure can be relied on; a ranking holds the first three only.
    Status {
        Exact = "exact",
        Projected = "projected",
        Bounded = "bounded",
        Incomplete = "incomplete",
        Refused = "refused",
    }

    /// How much of the year rests on days that were seen, from all to little.
    Grade {
        A = "A",
        B = "B",
        C = "C",
        D = "D",
    }
}

impl Status {
    /// Whether it stands in a ranking.
    pub const fn is_ranked(self) -> bool {
        matches!(self, Self::Exact | Self::Projected | Self::Bounded)
    }
}

/// Money without tax, its tax, and both; exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Without tax.
    pub net: Exact,
    /// The tax.
    pub tax: Exact,
    /// With tax.
    pub gross: Exact,
}

impl Totals {
    pub(crate) fn add(&mut self, other: &Self) {
        self.net += &other.net;
        self.tax += &other.tax;
        self.gross += &other.gross;
    }
}

impl Default for Exact {
    fn default() -> Self {
        Self::ZERO
    }
}

/// One line of the explanation: quantity times price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The component of the tariff.
    pub component: Arc<str>,
    /// The billing period: a month, or first day and first day after it.
    pub period: Arc<str>,
    /// What it is, for people.
    pub label: String,
    /// How much.
    pub quantity: Exact,
    /// Of what.
    pub unit: Arc<str>,
    /// Price of one; below zero where the customer is credited.
    pub price: Exact,
    /// Quantity times price, as the tariff states amounts, before rounding.
    pub exact: Exact,
    /// Without tax, rounded where the tariff rounds lines.
    pub net: Exact,
    /// The tax.
    pub tax: Exact,
    /// With tax.
    pub gross: Exact,
    /// What it rests on; absent where it rests on time alone.
    pub source: Option<Source>,
    /// Where the tariff says so: JSON pointer.
    pub clause: Arc<str>,
}

impl Line {
    /// The line as a formula, such as `410 kWh x 0.2 EUR`.
    pub fn formula(&self, currency: Currency) -> String {
        let space = if self.unit.is_empty() { "" } else { " " };
        format!("{}{space}{} x {} {}", self.quantity, self.unit, self.price, currency)
    }
}

/// A sum that was rounded as a whole, and by how much that differs from its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundedSum {
    /// The billing period, or the whole year.
    pub period: Arc<str>,
    /// What is added to the lines, without tax.
    pub net: Exact,
    /// Tax that is added.
    pub tax: Exact,
    /// With tax.
    pub gross: Exact,
}

/// What a component comes to in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentSum {
    /// The component.
    pub component: Arc<str>,
    /// As its lines add up, with tax.
    pub gross: Exact,
}

/// One target and the period whose records stand for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projected {
    /// What is replayed: a meter, `transactions`, `use` or `goods`.
    pub what: String,
    /// The day or month that is priced.
    pub target: String,
    /// The one that stands for it.
    pub source: String,
    /// How far they lie apart in the course of the year, in days or months.
    pub distance: u32,
}

/// What the price would be if a condition that nobody proved held, or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfAlso {
    /// The condition, for people.
    pub condition: String,
    /// Whether this is the price with it or without it.
    pub holds: bool,
    /// Components that depend on it.
    pub components: Vec<Arc<str>>,
    /// The first year then, with tax.
    pub year_one: Exact,
    /// That less the first year of the quote.
    pub difference: Exact,
}

/// Something that is not in the figure, or a reason why there is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The requirement of costing behind it.
    pub code: Code,
    /// The place in the tariff: JSON pointer, empty for all of it.
    pub clause: String,
    /// What, and what to do about it.
    pub text: String,
}

/// The total over the commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentTotal {
    /// Months of the term.
    pub months: u32,
    /// With tax.
    pub gross: Exact,
}

/// What the figure rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Days of the year priced that rest on a day that is the same in the course of the year.
    pub days: u32,
    /// Days or months that were replaced by others.
    pub projected: usize,
    /// Mean distance of those replaced, in days or months.
    pub mean_distance: Exact,
    /// The part of all quantities that is estimated.
    pub estimated: Exact,
}

/// The price of a tariff on somebody's use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Id of the tariff.
    pub tariff: String,
    /// Its version.
    pub version: String,
    /// Its name.
    pub name: String,
    /// Who sells it.
    pub provider: String,
    /// The currency.
    pub currency: Currency,
    /// What it is about, in a word: only what is about the same can be compared.
    pub service: String,
    /// Labels of what is priced: an account, a line, supply points; none where the records tell no label.
    pub things: Vec<String>,
    /// Digest of the records it rests on.
    pub usage: String,
    /// First day of the year that is priced, and first day after it.
    pub horizon: (String, String),
    /// How far it can be relied on.
    pub status: Status,
    /// How much of it rests on days that were seen; absent where nothing is priced.
    pub grade: Option<Grade>,
    /// Why it is refused or incomplete, or has no place in a ranking.
    pub reasons: Vec<Remark>,
    /// The first twelve months; absent where refused.
    pub year_one: Option<Totals>,
    /// The same use in months 13 to 24; absent where that has no price.
    pub year_two: Option<Totals>,
    /// The total over the commitment, where there is a term.
    pub commitment: Option<CommitmentTotal>,
    /// The first year and what leaving then costs.
    pub leave_after_one_year: Option<Exact>,
    /// What leaving the present contract costs, where that is known; in none of the other figures.
    pub switch_cost: Option<Exact>,
    /// What each component comes to in the first year.
    pub by_component: Vec<ComponentSum>,
    /// The first year, line by line.
    pub lines: Vec<Line>,
    /// Differences that rounding of sums makes.
    pub rounded: Vec<RoundedSum>,
    /// What covers the year.
    pub coverage: Coverage,
    /// Days and months that were replaced by others.
    pub map: Vec<Projected>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// Prices under conditions nobody proved.
    pub if_also: Vec<IfAlso>,
    /// What is not in the figure.
    pub not_priced: Vec<Remark>,
    /// What is given for signing up; never counted.
    pub gifts: Vec<String>,
}

impl AsRef<Self> for Quote {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsMut<Self> for Quote {
    fn as_mut(&mut self) -> &mut Self {
        self
    }
}

impl Quote {
    /// What the first year costs, with tax, where there is a figure.
    pub fn year_one_gross(&self) -> Option<&Exact> {
        self.year_one.as_ref().map(|totals| &totals.gross)
    }

    /// Decimals that sums are written with: those of the currency.
    pub(super) fn places(&self) -> u32 {
        self.currency.minor_digits().map_or(2, u32::from)
    }
}
