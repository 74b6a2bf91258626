//! The arguments. Help, man pages and completions are made from these definitions and nothing else.

use std::path::PathBuf;

use clap::{
    Args as Flags, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use clap_complete::Shell;
use pannier::{report::Stage, share::HOME_GROUPS, value::Date};

use crate::clock::{Day, Moment};

/// Signed consumption data: make it, read it, believe it
///
/// An institution signs what it knows about a customer; the customer keeps the file; whoever receives it can check,
/// offline, that nothing was changed.
#[derive(Debug, Parser)]
#[command(
    name = "pannier",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = EXIT_CODES
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  yes: verified and complete, valid, done
  1  no: rejected, unknown issuer, self-signed without --accept-self, or findings of severity error
  2  no answer: wrong usage, a missing file, no trust list, input or output failed
  3  verified, but partial: something was withheld

`-` stands for standard input or output; write `./-` for a file of that name.";

/// What every command understands.
#[derive(Debug, Flags)]
pub(crate) struct Shared {
    /// How the answer is printed
    #[arg(long, global = true, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Format,
    /// Show the values that findings are about; they may be personal
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) show_values: bool,
    /// Take this for the present moment, for instance 2026-03-01T09:00:00Z (for tests)
    #[arg(long, global = true, value_name = "INSTANT", hide_short_help = true, help_heading = "For tests")]
    pub(crate) now: Option<Moment>,
    /// Draw all random bytes from this seed, 64 hex digits (for tests: whoever knows it knows every key and secret)
    #[arg(long, global = true, value_name = "HEX", hide_short_help = true, help_heading = "For tests")]
    pub(crate) seed: Option<Seed>,
}

/// How an answer is printed. Complete: these are the formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for a person
    #[default]
    Human,
    /// One JSON value
    Json,
    /// One JSON value a line
    Jsonl,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(Demo),
    Keygen(Keygen),
    #[command(subcommand)]
    Trust(Trust),
    Convert(Convert),
    Issue(Issue),
    Share(Share),
    Verify(Verify),
    Validate(Validate),
    Inspect(Inspect),
    Explain(Explain),
    Schema(Schema),
    Completions(Completions),
    Man(Man),
}

/// Show the whole story on made-up data: exports become signed bundles, are verified, tampered with and read
///
/// Every file is left in DIR, and the last lines say what each is.
#[derive(Debug, Flags)]
pub(crate) struct Demo {
    /// Where the files go
    #[arg(default_value = "pannier-demo")]
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Make a signing key: KEY (keep it secret) and KEY.pub (hand it out)
#[derive(Debug, Flags)]
pub(crate) struct Keygen {
    /// Kind of key; a customer's own is es256
    #[arg(long, value_enum, default_value_t)]
    pub(crate) alg: KeyAlgorithm,
    /// Write PEM, as OpenSSL does, instead of JWK
    #[arg(long)]
    pub(crate) pem: bool,
    /// File of the private key
    #[arg(short, long, value_name = "KEY")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// The signature algorithms. Complete: the format has two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyAlgorithm {
    /// ECDSA on P-256: every tool has it
    #[default]
    Es256,
    /// Ed25519
    Ed25519,
}

/// Make and read trust lists: whose signatures you accept
#[derive(Debug, Subcommand)]
pub(crate) enum Trust {
    New(TrustNew),
    Add(TrustAdd),
    Revoke(TrustRevoke),
    Sign(TrustSign),
    Pin(TrustPin),
    Show(TrustShow),
}

/// Write an empty trust list
#[derive(Debug, Flags)]
pub(crate) struct TrustNew {
    /// File of the list
    pub(crate) list: PathBuf,
    /// Days after which the list is to be looked at again
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) expires: u32,
    /// Who keeps the list, by an https address; needed for a list that others are to take, signed
    #[arg(long, value_name = "URL")]
    pub(crate) keeper: Option<String>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Add an issuer's key to a trust list
///
/// Get the key from the issuer by a way you trust: the list is what everything else rests on.
#[derive(Debug, Flags)]
pub(crate) struct TrustAdd {
    /// File of the list
    pub(crate) list: PathBuf,
    /// The issuer as it names itself in its bundles
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: String,
    /// Public key of the issuer, JWK or PEM
    #[arg(long, value_name = "KEY.pub")]
    pub(crate) key: PathBuf,
    /// What people call the issuer; the address where left out
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// First day on which the key signs (YYYY-MM-DD); today where left out
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Day>,
    /// First day on which it no longer does (YYYY-MM-DD); ten years after the first where left out
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Day>,
    /// Days from now after which the list is to be looked at again; as it was where left out
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) expires: Option<u32>,
}

/// Say in a trust list that a key was given up, or signs no longer
///
/// From the day of a revocation on nothing the key signs is believed. What says it is older is believed only with
/// --accept-indeterminate: whoever has the key can write any date.
#[derive(Debug, Flags)]
pub(crate) struct TrustRevoke {
    /// File of the plain list
    pub(crate) list: PathBuf,
    /// Public key to revoke, JWK or PEM
    #[arg(long, value_name = "KEY.pub", required_unless_present = "kid", conflicts_with = "kid")]
    pub(crate) key: Option<PathBuf>,
    /// Key id of the key to revoke, as `trust show` prints it
    #[arg(long, value_name = "ID")]
    pub(crate) kid: Option<String>,
    /// First day on which it may have been in other hands (YYYY-MM-DD); today where left out
    #[arg(long, value_name = "DATE", conflicts_with = "retire")]
    pub(crate) at: Option<Day>,
    /// It was not given up: it signs no longer, and what it has signed verifies
    #[arg(long)]
    pub(crate) retire: bool,
    /// Days from now after which the list is to be looked at again; as it was where left out
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) expires: Option<u32>,
}

/// Sign a trust list, so that others can take it whoever hands it to them
///
/// Where several keepers have to sign, each adds a signature to the file of the one before (--add-to).
#[derive(Debug, Flags)]
pub(crate) struct TrustSign {
    /// File of the plain list
    pub(crate) list: PathBuf,
    /// Private key to sign with, JWK or PEM; with --signer the public key of the signer
    #[arg(long)]
    pub(crate) key: PathBuf,
    /// Command that signs where the private key cannot be had: bytes on its standard input, r and s on its output
    #[arg(long, value_name = "CMD")]
    pub(crate) signer: Option<String>,
    /// Signed list that other keys have signed before
    #[arg(long, value_name = "SIGNED")]
    pub(crate) add_to: Option<PathBuf>,
    /// File of the signed list
    #[arg(short, long, value_name = "SIGNED")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Pin whose signed lists you take: an anchor for `--anchor`, with the number of the newest list seen
///
/// Get the keys by a way you trust. `trust pin ANCHOR --list SIGNED` takes down that a newer list was seen; from then on an
/// older one is refused.
#[derive(Debug, Flags)]
pub(crate) struct TrustPin {
    /// File of the anchor
    pub(crate) anchor: PathBuf,
    /// Who keeps the lists, by the https address in them
    #[arg(long, value_name = "URL", requires = "key")]
    pub(crate) keeper: Option<String>,
    /// Public key that may sign them, JWK or PEM; once for each
    #[arg(long, value_name = "KEY.pub", requires = "keeper")]
    pub(crate) key: Vec<PathBuf>,
    /// How many of the keys have to sign; all where left out
    #[arg(long, value_name = "N", requires = "key")]
    pub(crate) threshold: Option<u16>,
    /// Signed list that was seen
    #[arg(long, value_name = "SIGNED", required_unless_present = "key")]
    pub(crate) list: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Show whom a trust list trusts, and until when
#[derive(Debug, Flags)]
pub(crate) struct TrustShow {
    /// File of the list
    pub(crate) list: PathBuf,
    /// Who has to have signed it
    #[arg(long, value_name = "FILE")]
    pub(crate) anchor: Option<PathBuf>,
}

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
    pub(crate) overwrite: Overwrite,
    #[command(flatten)]
    pub(crate) source: SourceFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// Whom to believe.
#[derive(Debug, Flags)]
#[command(next_help_heading = "Trust")]
pub(crate) struct TrustFlags {
    /// The issuers you accept (see `pannier trust`)
    #[arg(long, value_name = "LIST")]
    pub(crate) trust: Option<PathBuf>,
    /// Who has to sign the list; without it the list is taken as it is
    #[arg(long, value_name = "FILE", requires = "trust")]
    pub(crate) anchor: Option<PathBuf>,
    /// Accept a bundle that its own customer signed (the outcome is `self`)
    #[arg(long)]
    pub(crate) accept_self: bool,
    /// Accept files that say they were signed before their key was revoked
    #[arg(long)]
    pub(crate) accept_indeterminate: bool,
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
    /// the name of a mapping that comes with the program
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

/// Make a signed bundle from files of one customer of one issuer
///
/// The files are converted, checked and merged: the same event in two of them is written once. Nothing is written when a
/// finding is an error. The bundle is read back and verified before it gets its name.
#[derive(Debug, Flags)]
pub(crate) struct Issue {
    /// Files to read, any number and format
    #[arg(required = true, value_name = "IN")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The institution that signs, by its https address
    #[arg(long, value_name = "URL", required_unless_present = "myself", conflicts_with = "myself")]
    pub(crate) issuer: Option<String>,
    /// Sign as the customer, from downloads of your own; nobody else vouches for the content
    #[arg(long = "self", id = "myself")]
    pub(crate) myself: bool,
    /// Private key to sign with, JWK or PEM; with --signer the public key of the signer
    #[arg(long)]
    pub(crate) key: PathBuf,
    /// Command that signs where the private key cannot be had: bytes on its standard input, r and s on its output
    #[arg(long, value_name = "CMD")]
    pub(crate) signer: Option<String>,
    /// The institution's own id of the customer; only a pseudonym made from it is written
    #[arg(long, value_name = "ID", requires = "subject_key", conflicts_with = "myself")]
    pub(crate) subject: Option<String>,
    /// File with a secret of the institution (16 bytes or more) from which pseudonyms and record ids follow
    #[arg(long, value_name = "FILE", requires = "subject")]
    pub(crate) subject_key: Option<PathBuf>,
    /// The customer's public key (P-256), which lets them bind shares to recipients
    #[arg(long, value_name = "JWK", conflicts_with = "myself")]
    pub(crate) holder: Option<PathBuf>,
    /// How events are cut into parts
    #[arg(long, value_enum, default_value_t)]
    pub(crate) period: Period,
    /// Days for which the bundle verifies
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) expires: u32,
    /// A document to put in, for instance the PDF of a bill
    #[arg(long, value_name = "FILE")]
    pub(crate) attach: Vec<PathBuf>,
    /// Leave out the monthly sums that are computed from the records
    #[arg(long)]
    pub(crate) no_summaries: bool,
    /// Keep the numbers of counterparties in full
    #[arg(long)]
    pub(crate) keep_numbers: bool,
    /// File of the bundle, by custom NAME.pannier.zip
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// Write what could not be carried into this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) losses: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
    #[command(flatten)]
    pub(crate) source: SourceFlags,
}

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

/// Show somebody a part of your bundle, under the same signature
///
/// Before anything is written you are told what goes, what stays, what can still be told from it, and how large it is;
/// `--dry-run` stops there. Only what is named goes. The bundle has to verify, because its shares would be refused
/// otherwise: an expired one is to be replaced by a new one first.
#[derive(Debug, Flags)]
pub(crate) struct Share {
    /// Your bundle, or a share to reduce further
    pub(crate) bundle: PathBuf,
    #[command(flatten)]
    pub(crate) shown: ShareShown,
    #[command(flatten)]
    pub(crate) binding: ShareBinding,
    /// Say what would be shared, and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Write without asking
    #[arg(long)]
    pub(crate) yes: bool,
    /// File of the share, by custom NAME.pannier.zip
    #[arg(short, long, value_name = "OUT", required_unless_present = "dry_run")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// What of a bundle is shown.
#[derive(Debug, Flags)]
#[command(next_help_heading = "What is shown")]
pub(crate) struct ShareShown {
    /// Series, for instance a7k2qx/transaction, transaction or a7k2qx/*
    #[arg(long, value_delimiter = ',', required_unless_present = "document")]
    pub(crate) series: Vec<String>,
    /// First day (YYYY-MM-DD) of what happened; states are not cut
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// First day after
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Date>,
    /// Show date and amount of the rows right before and after the period too, which proves that nothing is missing up to its ends
    #[arg(long)]
    pub(crate) neighbours: bool,
    /// Groups of members beside core; all but identity, contact and identifiers where left out
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub(crate) groups: Option<Vec<String>>,
    /// Ids of records that stay
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) without: Vec<String>,
    /// Records of which one group stays
    #[arg(long, value_name = "GROUP:ID,ID")]
    pub(crate) mask: Vec<Mask>,
    /// Claims about the parts shown: totals, identifier, provenance
    #[arg(long, value_name = "CLAIM", value_enum, value_delimiter = ',')]
    pub(crate) claims: Vec<Claim>,
    /// Name of a document to show
    #[arg(long, value_name = "NAME")]
    pub(crate) document: Vec<String>,
    /// Groups that say who and where you are, and may go all the same
    #[arg(long, value_name = "GROUP", value_delimiter = ',', value_parser = PossibleValuesParser::new(HOME_GROUPS))]
    pub(crate) allow: Vec<String>,
    /// Open the decoys, so that what stays sealed is known to be something
    #[arg(long)]
    pub(crate) decoys: bool,
}

/// To whom a share is bound.
#[derive(Debug, Flags)]
#[command(next_help_heading = "For whom")]
pub(crate) struct ShareBinding {
    /// The recipient, as it names itself
    #[arg(long, value_name = "AUDIENCE", requires = "key")]
    pub(crate) aud: Option<String>,
    /// The recipient's number for its request; a fresh one where left out
    #[arg(long, requires = "aud")]
    pub(crate) nonce: Option<String>,
    /// Your private key, which the bundle names: binds the share to the recipient
    #[arg(long, requires = "aud")]
    pub(crate) key: Option<PathBuf>,
    /// What it is for, in your words
    #[arg(long)]
    pub(crate) purpose: Option<String>,
    /// First day (YYYY-MM-DD) on which it may no longer be used
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: Option<Day>,
}

/// A nested claim. Complete: the format has three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Claim {
    /// What the rows of a part add up to
    Totals,
    /// The number of an account in the world
    Identifier,
    /// What the records were made from
    Provenance,
}

/// Records of which a group stays: `GROUP:ID,ID`.
#[derive(Clone, Debug)]
pub(crate) struct Mask {
    pub(crate) group: String,
    pub(crate) ids: Vec<String>,
}

impl std::str::FromStr for Mask {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected GROUP:ID,ID, for instance text:t4".to_owned();
        let (group, ids) = text.split_once(':').ok_or_else(wrong)?;
        let ids: Vec<String> = ids.split(',').map(str::to_owned).collect();
        if group.is_empty() || ids.iter().any(String::is_empty) {
            return Err(wrong());
        }
        Ok(Self { group: group.to_owned(), ids })
    }
}

/// Ask whether a bundle or a share may be relied on
///
/// Offline, and stopping at the first stage that fails. The answer is one of verified, self, unknown-issuer, checked and
/// rejected.
#[derive(Debug, Flags)]
pub(crate) struct Verify {
    /// Bundle or share; `-` is standard input
    pub(crate) file: PathBuf,
    /// Audience that the holder's key binding has to name
    #[arg(long, value_name = "AUDIENCE")]
    pub(crate) aud: Option<String>,
    /// Nonce that the holder's key binding has to repeat
    #[arg(long)]
    pub(crate) nonce: Option<String>,
    /// Refuse a file that its holder did not bind
    #[arg(long)]
    pub(crate) require_binding: bool,
    /// JSON Schema of a record type that is not built in
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Vec<PathBuf>,
    /// Last stage to run; the outcome is `checked`, never `verified`
    #[arg(long, value_name = "STAGE", value_parser = verification_stage)]
    pub(crate) until: Option<Stage>,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

fn verification_stage(text: &str) -> Result<Stage, String> {
    let stage = text.parse::<Stage>().ok().filter(|stage| Stage::VERIFICATION.contains(stage));
    stage.ok_or_else(|| {
        let names: Vec<_> = Stage::VERIFICATION.iter().map(|stage| stage.as_str()).collect();
        format!("stages are {}", names.join(", "))
    })
}

/// Ask whether content is right: every departure is collected, nobody is trusted
#[derive(Debug, Flags)]
pub(crate) struct Validate {
    /// Bundles, shares, record files, bank downloads, trust lists; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) source: SourceFlags,
}

/// Show a person what is in a file: whose, since when, how many, what is withheld
#[derive(Debug, Flags)]
pub(crate) struct Inspect {
    /// Bundle, share, record file, or a download of any format that is read; `-` is standard input
    pub(crate) file: PathBuf,
    /// Write a report with charts into this file: one page, for any browser, that fetches nothing
    #[arg(long, value_name = "OUT")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
    #[command(flatten)]
    pub(crate) source: SourceFlags,
}

/// Print the JSON Schema of a record type or document
#[derive(Debug, Flags)]
pub(crate) struct Schema {
    /// Name, for instance transaction
    #[arg(required_unless_present = "list")]
    pub(crate) name: Option<String>,
    /// List the names
    #[arg(long, conflicts_with = "name")]
    pub(crate) list: bool,
}

/// Say what a finding's requirement demands, why, and what is right and wrong
///
/// Without CODE all requirements are listed by the stage that checks them.
#[derive(Debug, Flags)]
pub(crate) struct Explain {
    /// The code in brackets after `error` or `warning`, for instance container-crc
    pub(crate) code: Option<String>,
}

/// Print the completions of a shell
#[derive(Debug, Flags)]
pub(crate) struct Completions {
    /// Which shell
    pub(crate) shell: Shell,
}

/// Write the man pages into a folder (`-` prints the first of them)
#[derive(Debug, Flags)]
pub(crate) struct Man {
    /// The folder; it is made where it does not exist
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Whether a file that exists may be replaced.
#[derive(Clone, Copy, Debug, Flags)]
pub(crate) struct Overwrite {
    /// Replace files that exist
    #[arg(long)]
    pub(crate) force: bool,
}

/// 32 bytes from 64 hexadecimal digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed(pub(crate) [u8; 32]);

impl std::str::FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected 64 hexadecimal digits".to_owned();
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(wrong());
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let (high, low) = (digit(pair[0]).ok_or_else(wrong)?, digit(pair[1]).ok_or_else(wrong)?);
            *byte = high << 4 | low;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn definitions_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_flag_and_command_says_what_it_does() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} has no description", command.get_name());
            for argument in command.get_arguments().filter(|argument| argument.get_long().is_some()) {
                assert!(argument.get_help().is_some(), "{} --{}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        check(&Args::command());
    }

    #[test]
    fn a_seed_is_64_hex_digits() {
        assert_eq!("0f".repeat(32).parse::<Seed>().map(|seed| seed.0), Ok([15; 32]));
        for wrong in ["", "0f", &"0g".repeat(32), &"é".repeat(32), &"0f".repeat(33)] {
            assert!(wrong.parse::<Seed>().is_err(), "{wrong}");
        }
    }
}
