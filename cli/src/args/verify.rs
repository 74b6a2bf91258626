//! `verify`.

use std::path::PathBuf;

use clap::Args as Flags;
use pannier::report::Stage;

use super::{IdentityFlags, TrustFlags};

/// Ask whether a bundle or a share may be relied on
///
/// Offline, and stopping at the first stage that fails. The answer is one of verified, self, unknown-issuer, checked and
/// rejected.
#[derive(Debug, Flags)]
pub(crate) struct Verify {
    /// Bundle or share; `-` is standard input
    pub(crate) file: PathBuf,
    /// Audience that the holder's key binding has to name; a file without one is refused
    #[arg(long, value_name = "AUDIENCE")]
    pub(crate) aud: Option<String>,
    /// Nonce that the holder's key binding has to repeat; a file without one is refused
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) nonce: Option<String>,
    /// Your request that the share answers: its audience and nonce are required, and what it asks for and does not find is
    /// listed, with exit code 0 where all that it requires is there and 3 where something of that is not
    #[arg(long, value_name = "R", conflicts_with_all = ["aud", "nonce", "until"])]
    pub(crate) request: Option<PathBuf>,
    /// Refuse a file that its holder did not bind
    #[arg(long)]
    pub(crate) require_binding: bool,
    /// Remember here which nonces were accepted, and refuse one that comes again; a file without key binding is refused,
    /// too. FILE is made where there is none
    #[arg(long, value_name = "FILE", conflicts_with = "until")]
    pub(crate) seen: Option<PathBuf>,
    /// JSON Schema of a record type that is not built in
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Vec<PathBuf>,
    /// Last stage to run; the outcome is `checked`, never `verified`
    #[arg(long, value_name = "STAGE", value_parser = verification_stage)]
    pub(crate) until: Option<Stage>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
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
