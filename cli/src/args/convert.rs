//! `convert`, and what a foreign format lacks.

use std::path::PathBuf;

use clap::{
    Args as Flags, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{IdentityFlags, Overwrite, TrustFlags};

/// Turn foreign files and bundles into records, or into tables
///
/// Records of a bundle or share are handed out only where it verifies, so `--trust` is needed for one.
#[derive(Debug, Flags)]
pub(crate) struct Convert {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "IN")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Format to write; csv and parquet are folders with a file for every record type
    #[arg(long, value_enum, default_value_t)]
    pub(crate) to: Target,
    /// File (or folder) to write; standard output where left out
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Write what could not be carried into this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) losses: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
    #[command(flatten)]
    pub(crate) source: SourceFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// Formats that are written. Complete: these are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// Our records, one JSON object a line
    #[default]
    Ndjson,
    /// Tables, one file for every record type, with a datapackage.json
    Csv,
    /// A database with one table for every record type
    Sqlite,
    /// Columns, one file for every record type
    Parquet,
    /// A workbook with one sheet for every record type
    Xlsx,
    /// OFX 2, for home accounting programs: statements of accounts and cards
    Ofx,
    /// ISO 20022 camt.053: statements of accounts
    Camt,
    /// Quicken interchange format, for programs that import nothing newer
    Qif,
    /// UK midata: one current account in pounds
    Midata,
    /// Journal for hledger, with the balances that are known asserted
    Hledger,
    /// Ledger for Beancount
    Beancount,
}

impl Target {
    /// The word for it on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// What a foreign format lacks is given here, never guessed.
#[derive(Debug, Flags)]
#[command(next_help_heading = "What a source does not say")]
pub(crate) struct SourceFlags {
    /// Format of the files; guessed from their content, and said, where left out
    #[arg(long, value_name = "FORMAT", value_parser = source_format())]
    pub(crate) from: Option<SourceFormat>,
    /// Currency of rows that do not say theirs, for instance GBP
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// Time zone of the account's booking days, for instance Europe/London
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
    /// Country of supply points, for instance US
    #[arg(long, value_name = "CODE")]
    pub(crate) country: Option<String>,
    /// Order of day, month and year where dates can be read in two ways
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<String>,
    /// Day on which the source was made, where it describes accounts or balances and does not say it
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// What the columns of delimited text mean: a file (TOML; the standard's page on mappings says how to write one), or
    /// the name of a mapping that comes with the program (`pannier mapping --list`)
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Name of the account in a file; two files with one name hold one account
    #[arg(long, value_name = "NAME=FILE")]
    pub(crate) account: Vec<AccountOf>,
    /// Character encoding of a source that neither declares nor shows its own
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
}

/// A format that is read, by its name.
pub(crate) type SourceFormat = pannier::convert::Format;

/// The formats by their names, which help and completions list.
fn source_format() -> impl TypedValueParser<Value = SourceFormat> {
    PossibleValuesParser::new(SourceFormat::ALL.iter().map(|format| format.as_str()))
        .try_map(|name| name.parse::<SourceFormat>())
}

/// `NAME=FILE`.
#[derive(Clone, Debug)]
pub(crate) struct AccountOf {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
}

impl std::str::FromStr for AccountOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, file)) if !name.is_empty() && !file.is_empty() => {
                Ok(Self { name: name.to_owned(), file: file.into() })
            }
            _ => Err("expected NAME=FILE, for instance current=statement.ofx".to_owned()),
        }
    }
}
