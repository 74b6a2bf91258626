//! `share`.

use std::path::PathBuf;

use clap::{Args as Flags, ValueEnum, builder::PossibleValuesParser};
use pannier::{share::HOME_GROUPS, value::Date};

use super::{IdentityFlags, Overwrite, TrustFlags};
use crate::{clock::Day, io::sealed::Recipient};

/// Stands in `--allow` and `--decline` for all documents that a request asks for.
pub(crate) const DOCUMENTS: &str = "documents";

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
    /// Encrypt the file to this recipient, so that nobody else can open it: what `age-keygen` printed there, age1…
    #[arg(long, value_name = "RECIPIENT")]
    pub(crate) encrypt_to: Vec<Recipient>,
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
    /// JSON Schema of a record type that is not built in
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// What of a bundle is shown.
#[derive(Debug, Flags)]
#[command(next_help_heading = "What is shown")]
pub(crate) struct ShareShown {
    /// Answer this request: the least that it asks for, bound to who asks
    #[arg(long, value_name = "R", conflicts_with_all = ["series", "from", "to", "neighbours", "groups", "claims", "aud", "nonce"], requires = "key", group = "for_whom")]
    pub(crate) request: Option<PathBuf>,
    /// Series, for instance a7k2qx/transaction, transaction or a7k2qx/*
    #[arg(long, value_delimiter = ',', required_unless_present_any = ["document", "request"])]
    pub(crate) series: Vec<String>,
    /// First day (YYYY-MM-DD) of what happened; states are not cut
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// First day after
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Date>,
    /// Show core (dates, amounts and what stands with them) of the rows right before and after the period too, which proves that nothing is missing up to its ends
    #[arg(long)]
    pub(crate) neighbours: bool,
    /// Groups of members beside core; all but identity, contact and identifiers where left out
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    pub(crate) groups: Option<Vec<String>>,
    /// Ids of records that stay
    // One id in sixty-four begins with a hyphen.
    #[arg(long, value_name = "ID", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) without: Vec<String>,
    /// Records of which one group stays
    #[arg(long, value_name = "GROUP:ID,ID")]
    pub(crate) mask: Vec<Mask>,
    /// Claims about the parts shown: totals, identifier, provenance
    #[arg(long, value_name = "CLAIM", value_enum, value_delimiter = ',')]
    pub(crate) claims: Vec<Claim>,
    /// Name of a document to show; with --request one of those it asks for
    #[arg(long, value_name = "NAME")]
    pub(crate) document: Vec<String>,
    /// Groups that say who and where you are, and may go all the same; `documents` for all that the request asks for
    #[arg(long, value_name = "GROUP", value_delimiter = ',', value_parser = PossibleValuesParser::new(HOME_GROUPS.into_iter().chain([DOCUMENTS])))]
    pub(crate) allow: Vec<String>,
    /// What the request asks for and you do not give: a record type, a group of one (transaction+text), or `documents`
    #[arg(long, value_name = "TYPE[+GROUP]", value_delimiter = ',', requires = "request")]
    pub(crate) decline: Vec<String>,
    /// Answer the request although something that it requires is missing; what you decline is not counted
    #[arg(long, requires = "request")]
    pub(crate) incomplete: bool,
    /// Open the decoys: where nothing else stays sealed, this proves that there is nothing more
    #[arg(long)]
    pub(crate) decoys: bool,
}

/// To whom a share is bound.
#[derive(Debug, Flags)]
#[command(next_help_heading = "For whom")]
pub(crate) struct ShareBinding {
    /// The recipient, as it names itself
    #[arg(long, value_name = "AUDIENCE", requires = "key", group = "for_whom")]
    pub(crate) aud: Option<String>,
    /// The recipient's number for its request; a fresh one where left out
    #[arg(long, requires = "aud", allow_hyphen_values = true)]
    pub(crate) nonce: Option<String>,
    /// Your private key, which the bundle names: binds the share to the recipient
    #[arg(long, requires = "for_whom")]
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
