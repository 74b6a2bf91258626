//! `request`: what a recipient asks for, made and read.

use std::path::PathBuf;

use clap::{Args as Flags, Subcommand};
use pannier::{
    document::{Level, Purpose},
    value::Duration,
};

use super::{IdentityFlags, Overwrite, SignerFlags, TrustFlags};

/// Ask for records, or see who asks for yours and why
#[derive(Debug, Subcommand)]
pub(crate) enum Request {
    New(Box<RequestNew>),
    Check(RequestCheck),
}

/// Sign a request: what you ask for, why each, and how long you keep it
///
/// From flags, or from a draft: a JSON object with the members of a request (`pannier schema request`), of which flags
/// take precedence. `v`, `iat`, `exp`, `nonce` and `aud` are made where they are left out. Whatever is more than the
/// purpose needs is a warning here, as it will be for whoever receives the request.
#[derive(Debug, Flags)]
pub(crate) struct RequestNew {
    /// JSON of a request that is not signed yet; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) draft: Option<PathBuf>,
    /// Who asks: your https address, as trust lists have it
    #[arg(long, value_name = "URL")]
    pub(crate) recipient: Option<String>,
    /// Your name for people
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What you want the records for
    #[arg(long, value_name = "WORD", value_parser = word::<Purpose>)]
    pub(crate) purpose: Option<Purpose>,
    /// The same in a sentence for the holder
    #[arg(long, value_name = "SENTENCE")]
    pub(crate) why: Option<String>,
    /// How much has to leave the holder's hands: answer, summary or records
    #[arg(long, value_parser = word::<Level>)]
    pub(crate) level: Option<Level>,
    /// What is asked for: a record type, groups beside core, how far back, and why; once for each
    #[arg(long, value_name = "TYPE[+GROUP…][@P12M]=WHY")]
    pub(crate) item: Vec<Item>,
    /// The same, for what the request can do without
    #[arg(long, value_name = "TYPE[+GROUP…][@P12M]=WHY")]
    pub(crate) optional_item: Vec<Item>,
    /// Documents that are asked for beside the records, for instance "invoice@application/pdf=The bill itself": those that
    /// rows of the type name, or with `*` all there are, of any media type or of those named
    #[arg(long, value_name = "TYPE[@MEDIA,…]=WHY")]
    pub(crate) document: Vec<Documents>,
    /// The same, for what the request can do without
    #[arg(long, value_name = "TYPE[@MEDIA,…]=WHY")]
    pub(crate) optional_document: Vec<Documents>,
    /// How old the bundle may be that answers it, for instance P1M: what was issued before is no answer; of any age where left out
    #[arg(long, value_name = "DURATION")]
    pub(crate) max_age: Option<Duration>,
    /// How long you keep what you receive, for instance P7D or P1M
    #[arg(long, value_name = "DURATION")]
    pub(crate) retention: Option<Duration>,
    /// Where the holder can ask and object
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) contact: Option<String>,
    /// Who else receives it; once for each
    #[arg(long, value_name = "NAME")]
    pub(crate) passed_to: Vec<String>,
    /// What the answer has to be bound to; your address where left out
    #[arg(long, value_name = "AUDIENCE")]
    pub(crate) aud: Option<String>,
    /// Days after which it is not to be answered; 7 where left out
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) expires: Option<u32>,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
    /// File of the request, by custom NAME.request.jwt
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Show who asks for what, why, for how long, and what is more than the purpose needs
///
/// With a bundle also what of it the bundle can answer: exit code 3 where something that is required is not there.
#[derive(Debug, Flags)]
pub(crate) struct RequestCheck {
    /// The request
    pub(crate) request: PathBuf,
    /// Your bundle
    pub(crate) bundle: Option<PathBuf>,
    /// Public key of who asks, where you were given it by a way you trust
    #[arg(long, value_name = "KEY.pub")]
    pub(crate) key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

fn word<T: std::str::FromStr>(text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| error.to_string())
}

/// `TYPE[+GROUP…][@P12M]=WHY`.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) record_type: String,
    pub(crate) groups: Vec<String>,
    pub(crate) lookback: Option<String>,
    pub(crate) why: String,
}

impl std::str::FromStr for Item {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, why) = text
            .split_once('=')
            .filter(|(what, why)| !what.is_empty() && !why.trim().is_empty())
            .ok_or("expected TYPE[+GROUP…][@P12M]=WHY, for instance \"transaction+category@P12M=Regular payments\"")?;
        let (what, lookback) = match what.split_once('@') {
            Some((what, lookback)) => (what, Some(lookback.to_owned())),
            None => (what, None),
        };
        let mut names = what.split('+').map(str::to_owned);
        let record_type = names.next().unwrap_or_default();
        Ok(Self { record_type, groups: names.collect(), lookback, why: why.trim().to_owned() })
    }
}

/// `TYPE[@MEDIA,…]=WHY`, with `*` for documents of whatever kind.
#[derive(Clone, Debug)]
pub(crate) struct Documents {
    pub(crate) of: Option<String>,
    pub(crate) media_types: Vec<String>,
    pub(crate) why: String,
}

impl std::str::FromStr for Documents {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, why) = text
            .split_once('=')
            .filter(|(what, why)| !what.is_empty() && !why.trim().is_empty())
            .ok_or("expected TYPE[@MEDIA,…]=WHY, for instance \"invoice@application/pdf=The bill itself\"")?;
        let (of, media_types) = what.split_once('@').unwrap_or((what, ""));
        let media_types = media_types.split(',').filter(|kind| !kind.is_empty()).map(str::to_owned).collect();
        Ok(Self { of: (of != "*").then(|| of.to_owned()), media_types, why: why.trim().to_owned() })
    }
}
