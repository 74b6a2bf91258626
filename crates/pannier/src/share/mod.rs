//! Share: of what a holder has, the part that goes to one recipient, and what that recipient will be able to tell from it.
//!
//! [`fn@plan`] says what goes and what stays without making anything; [`fn@write`] makes the file the plan describes, reads it
//! back as its recipient will, and only then hands it out. A share is reduced further in the same way as a bundle.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = 1_767_400_000;
//! use pannier::{MemoryScratch, Policy, Trust, crypto::SystemRandom, share, verify};
//!
//! let trust = Trust::from_list(&std::fs::read("trust.json")?)?;
//! let mine = verify(std::fs::read("jane.pannier.zip")?, &trust, &Policy::default(), now, &MemoryScratch)?.accept()?;
//! let selection = share::Selection {
//!     from: Some("2026-01-01".parse()?),
//!     to: Some("2026-04-01".parse()?),
//!     ..share::Selection::of(["transaction"])
//! };
//! let plan = share::plan(&mine, &selection, now)?;
//! plan.sentences().iter().for_each(|sentence| println!("{sentence}"));
//! let made = share::write(&mine, &plan, None, &trust, now, &mut SystemRandom::new(), &MemoryScratch)?;
//! made.write_to(&mut std::fs::File::create("share.pannier.zip")?)?;
//! # Ok(())
//! # }
//! ```

mod plan;
mod rows;
mod selection;
mod sentences;
mod view;
mod write;

pub use plan::{Boundary, Plan, PlannedDocument, PlannedPart, StayingPart, View, plan};
pub use selection::{HOME_GROUPS, Narrowed, Selection};
pub use write::{Binding, Made, write};

use pannier_model::value::Date;

use crate::Error;

/// Why nothing is shared as asked: the selection would show what it must not, or nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShareError {
    /// Groups that stay home are asked for and not allowed (`share-home-confirmed`).
    #[error("these are shown only where they are allowed by name: {}", .0.join(", "))]
    Home(Vec<String>),
    /// A group is asked for without one that it needs (`share-needs`).
    #[error("{group} of {series} is shown only together with {need}")]
    Needs {
        /// The series.
        series: String,
        /// The group asked for.
        group: String,
        /// The one it needs.
        need: String,
    },
    /// A cell is to be masked that a cell shown beside it needs (`share-needs`).
    #[error("{need} of {series} is masked only together with {group}, which needs it")]
    NeedsCell {
        /// The series.
        series: String,
        /// The group that stays shown.
        group: String,
        /// The group masked.
        need: String,
    },
    /// The dates of rows cannot be masked (`share-sort-shown`).
    #[error("{group} of {series} cannot be masked because it dates the row; leave the row out")]
    SortMasked {
        /// The series.
        series: String,
        /// The group that holds the date.
        group: String,
    },
    /// The share that is reduced shows this series in whole rows, of which no cell can be taken out.
    #[error("the share shows rows of {series} whole; single groups can be withheld only from the bundle")]
    WholeRows {
        /// The series.
        series: String,
    },
    /// No series has this name.
    #[error("no series is called {series}")]
    UnknownSeries {
        /// The series asked for.
        series: String,
        /// The series there are, in the order of their names.
        known: Vec<String>,
    },
    /// No selected part has a group of this name.
    #[error("no selected part has a group called {group}")]
    UnknownGroup {
        /// The group asked for.
        group: String,
        /// The groups there are.
        known: Vec<String>,
    },
    /// No selected part holds records of these ids, so they would not stay as they were meant to.
    #[error("no selected part has records with the id {}", .0.join(", "))]
    UnknownIds(Vec<String>),
    /// No selected part has this nested claim.
    #[error("no selected part has the claim {0}")]
    UnknownClaim(&'static str),
    /// No document has this name.
    #[error("no document is called {0}")]
    UnknownDocument(String),
    /// The end of the period does not lie after its beginning.
    #[error("the period ends before it begins")]
    Period,
    /// Nothing of the file is selected.
    #[error("nothing is selected")]
    Nothing,
    /// The series have no row in the period.
    #[error("the series have no row in this period")]
    NothingThen {
        /// First day of their first part.
        from: Date,
        /// The end of their last.
        to: Date,
    },
    /// The file could not be read.
    #[error(transparent)]
    Failed(#[from] Error),
}
