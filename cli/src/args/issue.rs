//! `issue`.

use std::path::{Path, PathBuf};

use clap::{Args as Flags, ValueEnum};

use super::{Overwrite, SourceFlags};

/// Make a signed bundle from files of one customer of one issuer
///
/// The files are converted, checked and merged: the same event in two of them is written once. Nothing is written when a
/// finding is an error. The bundle is read back and verified before it gets its name.
#[derive(Debug, Flags)]
pub(crate) struct Issue {
    /// Files to read, any number and format
    #[arg(required_unless_present = "batch", value_name = "IN")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The institution that signs, by its https address
    #[arg(long, value_name = "URL", required_unless_present_any = ["self", "batch"], conflicts_with = "self")]
    pub(crate) issuer: Option<String>,
    /// Sign as the customer, from downloads of your own; nobody else vouches for the content
    #[arg(long = "self", id = "self")]
    pub(crate) myself: bool,
    /// Private key to sign with, JWK or PEM; with --signer the public key of the signer. With --self and --copies one for
    /// each copy, because the key names the customer there
    #[arg(long, required_unless_present = "batch")]
    pub(crate) key: Vec<PathBuf>,
    /// Command that signs where the private key cannot be had: bytes on its standard input, r and s on its output
    #[arg(long, value_name = "CMD")]
    pub(crate) signer: Option<String>,
    /// The institution's own id of the customer; only a pseudonym made from it is written
    #[arg(long, value_name = "ID", requires = "subject_key", conflicts_with = "self")]
    pub(crate) subject: Option<String>,
    /// File with a secret of the institution (16 bytes or more) from which pseudonyms and record ids follow
    #[arg(long, value_name = "FILE", requires = "subject")]
    pub(crate) subject_key: Option<PathBuf>,
    /// The customer's public key (P-256), which lets them bind shares to recipients; with --copies one for each copy
    #[arg(long, value_name = "JWK", conflicts_with = "self")]
    pub(crate) holder: Vec<PathBuf>,
    /// Issue the same records this many times afresh, one file for each recipient, so that recipients who compare theirs
    /// find no name or number of the bundle in common; what the records say links all the same. The files are OUT with a
    /// number: jane.pannier.zip makes jane-1.pannier.zip, jane-2.pannier.zip …
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) copies: Option<u32>,
    /// How events are cut into parts
    #[arg(long, value_enum, default_value_t)]
    pub(crate) period: Period,
    /// Days for which the bundle verifies
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) expires: u32,
    /// A document to put in, for instance the PDF of a bill; rows name it in their member `attachment` as the file is called
    #[arg(long, value_name = "FILE")]
    pub(crate) attach: Vec<PathBuf>,
    /// Leave out the monthly sums that are computed from the records
    #[arg(long)]
    pub(crate) no_summaries: bool,
    /// Keep the numbers of counterparties in full
    #[arg(long)]
    pub(crate) keep_numbers: bool,
    /// File of the bundle, by custom NAME.pannier.zip
    #[arg(short, long, value_name = "OUT", required_unless_present = "batch")]
    output: Option<PathBuf>,
    /// Make one bundle for each line of JOBS, on all cores: an object with the flags of this command by their names, `_` for
    /// `-`, and the files as `inputs` (`pannier schema issue-job`). What is there already is not made again. A job that fails
    /// leaves OUT.findings.json, and the batch goes on
    #[arg(long, value_name = "JOBS", conflicts_with_all = FLAGS_OF_A_JOB)]
    pub(crate) batch: Option<PathBuf>,
    /// Write what could not be carried into this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) losses: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
    #[command(flatten)]
    pub(crate) source: SourceFlags,
}

impl Issue {
    /// The file of the bundle.
    pub(crate) fn output(&self) -> &Path {
        self.output.as_deref().expect("it is required where a bundle is made")
    }
}

/// What a line of a batch says, and the command line then does not: the files, and the flags by their long names with
/// `_` for `-`.
pub(crate) const FLAGS_OF_A_JOB: [&str; 25] = [
    "inputs",
    "output",
    "issuer",
    "self",
    "key",
    "signer",
    "subject",
    "subject_key",
    "holder",
    "copies",
    "period",
    "expires",
    "attach",
    "no_summaries",
    "keep_numbers",
    "losses",
    "from",
    "currency",
    "zone",
    "country",
    "date_order",
    "as_of",
    "mapping",
    "account",
    "encoding",
];

/// How events are cut into parts. Complete: these are the words of the standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Period {
    /// By month, or by year where a series has fewer than 1,000 rows a year
    #[default]
    Auto,
    /// By calendar month
    Month,
    /// By calendar year
    Year,
    /// One part
    All,
}
