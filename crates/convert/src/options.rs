//! What a format lacks and the user therefore gives.

use pannier_model::value::{Country, Currency, Date, Id, Zone};

use crate::{DateOrder, Encoding, formats::mapped::Mapping};

/// What the user says about a source. Nothing here has a default that stands for a guess: what neither the source nor
/// the user says is a finding that names the flag.
///
/// ```
/// let mut options = pannier_convert::Options::default();
/// options.currency = Some("EUR".parse()?);
/// # Ok::<(), pannier_model::value::Invalid>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// `--currency`: of rows that do not say theirs.
    pub currency: Option<Currency>,
    /// `--zone`: of the account's booking days, or of the days of a supply point.
    pub zone: Option<Zone>,
    /// `--country`: of supply points.
    pub country: Option<Country>,
    /// `--date-order`: where the dates of the source can be read in two ways.
    pub date_order: Option<DateOrder>,
    /// `--as-of`: day on which the source was made, where it describes accounts or balances and does not say it.
    pub as_of: Option<Date>,
    /// `--mapping`: what the columns of delimited text mean.
    pub mapping: Option<Mapping>,
    /// `--account`: the name of the account, for a source that holds one.
    pub account: Option<Id>,
    /// `--encoding`: of a source that neither declares nor shows its own.
    pub encoding: Option<Encoding>,
}
