//! Quotes: what tariffs cost on the records of one customer, from files to a ranked comparison (spec: the chapter on
//! costing).
//!
//! Three steps: a [`Basis`] is gathered once from files, [`TariffFile`]s are read, and [`compare`] prices them all on the
//! same use, answers and year. Whoever only wants prices takes [`Basis::usage`] and `pannier::tariff::cost`.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = 1_767_400_000;
//! use pannier::quote::{Answers, Basis, Question, TariffFile, compare};
//! use pannier::{MemoryScratch, Policy, Trust, value::Date, verify};
//!
//! let trust = Trust::from_list(&std::fs::read("trust.json")?)?;
//! let share = verify(std::fs::read("share.pannier.zip")?, &trust, &Policy::default(), now, &MemoryScratch)?.accept()?;
//! let basis = Basis::verified(&[&share], None)?;
//! let tariffs = [TariffFile::read(&std::fs::read("tariff.json")?, "tariff.json", None)];
//! let question = Question::year_from(Date::new(2026, 4, 1)?, Answers::default());
//! let comparison = compare(&basis, &tariffs, None, &question);
//! for priced in &comparison.ranked {
//!     if let Some(gross) = priced.quote.year_one_gross() {
//!         println!("{}: {} {}", priced.quote.name, gross.with_places(2), priced.quote.currency);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Nothing that a file withholds counts as nothing: what is not proven complete is not covered, a group that is withheld
//! widens the figure or refuses it, and what stays sealed is said ([`Basis`]).

mod answers;
mod basis;
mod charts;
mod check;
mod compare;
mod document;
mod tariffs;
mod withheld;

pub use answers::Answers;
pub use basis::{Basis, BasisFile, Gathering, PresentContract};
pub use charts::charts;
pub use check::{Asked, Difference, are_of_one_engine, difference};
pub use compare::{Comparison, Current, FoundBy, Priced, Question, compare};
pub use tariffs::{Authentic, NotSigned, TariffFile, is_signed, sign};
