//! `quote`.

use std::path::PathBuf;

use clap::{Args as Flags, Subcommand};
use pannier::value::Date;

use super::{IdentityFlags, Overwrite, SourceFlags, TrustFlags};

/// Price tariffs on your records: ranked, and explained line by line
///
/// Computed on this machine; nothing leaves it. Bundles and shares are verified first; downloads and record files are priced too, and the answer says
/// that nobody vouches for them. What a share withholds makes a figure an upper bound, or the tariff is refused; it never
/// counts as nothing. Tariffs that have errors are listed with these, and the others are priced.
#[derive(Debug, Flags)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Quote {
    #[command(subcommand)]
    pub(crate) check: Option<QuoteCommand>,
    #[command(flatten)]
    pub(crate) inputs: QuoteInputs,
    /// Tariff of the present contract; where left out it is looked for among the tariffs by what the contract names
    #[arg(long, value_name = "T")]
    pub(crate) current: Option<PathBuf>,
    /// Your answers: facts, choices, holidays, what leaving the present contract costs (`pannier schema quote-facts`)
    #[arg(long, value_name = "F")]
    pub(crate) facts: Option<PathBuf>,
    /// First day of the year that is priced, the first of a month; the next one where left out
    #[arg(long, value_name = "DATE")]
    pub(crate) starts: Option<Date>,
    /// The one account, line, supply point or register that is looked at, where there are several
    #[arg(long, value_name = "LABEL")]
    pub(crate) only: Option<String>,
    /// Print every line behind the figures: quantity, price, period, records, clause
    #[arg(long)]
    pub(crate) explain: bool,
    /// Show only so many of the ranked tariffs; the JSON formats have all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) top: usize,
    /// Write a page with charts into this file: for any browser, fetching nothing
    #[arg(long, value_name = "OUT")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// What can be done with a quote that was made before.
#[derive(Debug, Subcommand)]
pub(crate) enum QuoteCommand {
    Check(QuoteCheck),
}

/// Compute a quote again from its files, and refuse it where anything differs
///
/// Answers, year and the thing that is looked at are taken from the quote; the files and tariffs have to be the very ones it
/// was made of.
#[derive(Debug, Flags)]
pub(crate) struct QuoteCheck {
    /// The quote, as `pannier quote --format json` printed it
    pub(crate) quote: PathBuf,
    #[command(flatten)]
    pub(crate) inputs: QuoteInputs,
}

/// What a quote is made of.
#[derive(Debug, Flags)]
pub(crate) struct QuoteInputs {
    /// Bundles or shares of one customer; or downloads and record files, for which nobody vouches
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Tariffs, plain or signed: files, or folders of them with all that lies below
    #[arg(long, value_name = "T", required = true)]
    pub(crate) tariff: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
    #[command(flatten)]
    pub(crate) source: SourceFlags,
}
