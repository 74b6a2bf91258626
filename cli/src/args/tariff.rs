//! `tariff`: product data into tariffs, and what can be computed from them.

use std::path::PathBuf;

use clap::{
    Args as Flags, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use pannier::{
    tariff::{
        import::{Format, GivenTax, Options},
        tariff::Jurisdiction,
    },
    value::{Currency, Date, Zone},
};

use super::{ListFlags, Overwrite, SignerFlags};
use crate::clock::Day;

/// Turn product data into tariffs, say what can be computed from either, and sign what you sell
#[derive(Debug, Subcommand)]
pub(crate) enum Tariff {
    Import(TariffImport),
    Lint(TariffLint),
    Sign(TariffSign),
}

/// Turn product data into tariffs, one file for each product
///
/// Whatever of the source a tariff cannot say is named in it. A product that states no price is reported, and no file is written
/// for it.
#[derive(Debug, Flags)]
pub(crate) struct TariffImport {
    /// Files of product data, or folders of them, with all that lies below; `-` is standard input
    #[arg(required = true, value_name = "IN")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for the tariffs; made where there is none
    #[arg(short, long, value_name = "OUTDIR")]
    pub(crate) output: PathBuf,
    /// Write what could not be carried into this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) losses: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
    #[command(flatten)]
    pub(crate) source: ProductFlags,
}

/// Say why a price cannot be computed, and how many of a provider's can be
///
/// The score of a provider is the part of its products, in percent, for which a price or a bound of it can be computed.
#[derive(Debug, Flags)]
pub(crate) struct TariffLint {
    /// Tariffs, plain or signed, or product data; or folders of them, with all that lies below; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) source: ProductFlags,
    #[command(flatten)]
    pub(crate) trust: ListFlags,
}

/// Sign tariffs as who sells them, so that they can travel to where the records are
///
/// Each is signed byte by byte as it is, into a file of its name that ends in .jwt. Nothing is written where one of them is no
/// tariff, or names another key as that of its provider.
#[derive(Debug, Flags)]
pub(crate) struct TariffSign {
    /// Tariffs, or folders of them, with all that lies below
    #[arg(required = true, value_name = "TARIFF")]
    pub(crate) tariffs: Vec<PathBuf>,
    /// You, by your https address as in trust lists
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: String,
    /// First day (YYYY-MM-DD) on which nobody is to act on it; none where left out
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Day>,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
    /// Folder for the signed tariffs; made where there is none
    #[arg(short, long, value_name = "OUTDIR")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// What product data lacks is given here, never guessed.
#[derive(Debug, Flags)]
#[command(next_help_heading = "What a source does not say")]
pub(crate) struct ProductFlags {
    /// Format of the files; told from their members where left out
    #[arg(long, value_name = "FORMAT", value_parser = product_format())]
    pub(crate) from: Option<Format>,
    /// Day on which the prices were published (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Country where the product is sold, or a part of one, for instance GB or US-CA
    #[arg(long, value_name = "CODE", value_parser = jurisdiction)]
    pub(crate) country: Option<Jurisdiction>,
    /// Currency of the prices, for instance EUR
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<Currency>,
    /// Tax: its rate where it comes on top (0.10), `included` where prices contain it or there is none, included:RATE for both
    #[arg(long, value_name = "TAX", value_parser = tax)]
    pub(crate) tax: Option<GivenTax>,
    /// Time zone of the prices, for instance America/Chicago
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<Zone>,
}

impl ProductFlags {
    /// As the importers take them.
    pub(crate) fn options(&self) -> Options {
        Options {
            as_of: self.as_of,
            country: self.country.clone(),
            currency: self.currency,
            tax: self.tax,
            zone: self.zone.clone(),
        }
    }
}

/// The formats by their names, which help and completions list.
fn product_format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::WORDS).map(|word| Format::parse(&word).expect("a possible value is a word"))
}

fn jurisdiction(text: &str) -> Result<Jurisdiction, String> {
    Jurisdiction::parse(text).ok_or_else(|| "expected a country or a part of one, such as FR or GB-SCT".to_owned())
}

fn tax(text: &str) -> Result<GivenTax, String> {
    GivenTax::parse(text)
        .ok_or_else(|| "expected a rate as a fraction such as 0.20, `included`, or included:0.20".to_owned())
}
