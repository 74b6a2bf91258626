//! `trust`, and the flags by which other commands are told whom to believe.

use std::path::PathBuf;

use clap::{Args as Flags, Subcommand};

use super::{Overwrite, SignerFlags};
use crate::clock::Day;

/// Make and read trust lists: whose signatures you accept
#[derive(Debug, Subcommand)]
pub(crate) enum Trust {
    New(TrustNew),
    Add(TrustAdd),
    Revoke(TrustRevoke),
    Renew(TrustRenew),
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

/// Add the key of an issuer, or of somebody who asks for shares, to a trust list
///
/// Get the key from its owner by a way you trust: the list is what everything else rests on.
#[derive(Debug, Flags)]
pub(crate) struct TrustAdd {
    /// File of the list
    pub(crate) list: PathBuf,
    /// The issuer as it names itself in its bundles
    #[arg(long, value_name = "URL", required_unless_present = "recipient")]
    pub(crate) issuer: Option<String>,
    /// Whoever asks for shares, as they name themselves in their requests; their key signs no bundle
    #[arg(long, value_name = "URL", conflicts_with = "issuer")]
    pub(crate) recipient: Option<String>,
    /// Public key, JWK or PEM
    #[arg(long, value_name = "KEY.pub")]
    pub(crate) key: PathBuf,
    /// What people call it; the address where left out
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

/// Say that a trust list still holds: the same keys, under the next number and with a new end
///
/// Whoever keeps a list looks at it again before it ends. Where others take it, it is signed anew.
#[derive(Debug, Flags)]
pub(crate) struct TrustRenew {
    /// File of the plain list
    pub(crate) list: PathBuf,
    /// Days from now after which the list is to be looked at again
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) expires: u32,
}

/// Sign a trust list, so that others can take it whoever hands it to them
///
/// Where several keepers have to sign, each adds a signature to the file of the one before (--add-to).
#[derive(Debug, Flags)]
pub(crate) struct TrustSign {
    /// File of the plain list
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
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

/// Whom to believe where a customer's own signature may be enough.
#[derive(Debug, Flags)]
#[command(next_help_heading = "Trust")]
pub(crate) struct TrustFlags {
    #[command(flatten)]
    pub(crate) list: ListFlags,
    /// Accept a bundle that its own customer signed (the outcome is `self`)
    #[arg(long)]
    pub(crate) accept_self: bool,
}

/// Whom to believe.
#[derive(Debug, Flags)]
#[command(next_help_heading = "Trust")]
pub(crate) struct ListFlags {
    /// The issuers you accept (see `pannier trust`)
    #[arg(long, value_name = "LIST")]
    pub(crate) trust: Option<PathBuf>,
    /// Who has to sign the list; without it the list is taken as it is
    #[arg(long, value_name = "FILE", requires = "trust")]
    pub(crate) anchor: Option<PathBuf>,
    /// Accept files that say they were signed before their key was revoked
    #[arg(long)]
    pub(crate) accept_indeterminate: bool,
}
