//! `grant`, `withdraw` and `log`: what a holder agrees to, how it ends, and what the recipient says it did.

use std::path::PathBuf;

use clap::{Args as Flags, Subcommand, builder::PossibleValuesParser};
use pannier::document::{Basis, Channel, EventKind, Purpose};

use super::{IdentityFlags, ListFlags, OutputFlags, SignerFlags, TrustFlags};
use crate::clock::{Day, Moment};

/// Agree to what a recipient may do with what you give, and check what was agreed to
#[derive(Debug, Subcommand)]
pub(crate) enum Grant {
    New(Box<GrantNew>),
    Check(GrantCheck),
}

/// Write down what a recipient may do with a share, for what, and until when
///
/// Both sides keep the file. What it does not allow is not allowed. Sign with a key that you use for this recipient
/// only: `pannier keygen -o KEY` makes one.
#[derive(Debug, Flags)]
pub(crate) struct GrantNew {
    /// The share that is given; none where nothing but an answer is
    pub(crate) share: Option<PathBuf>,
    /// The request that is answered: who asks, for what and for how long are taken from it
    #[arg(long, value_name = "REQUEST", required_unless_present = "recipient")]
    pub(crate) request: Option<PathBuf>,
    /// Public key of who asks, JWK or PEM, where no trust list has it
    #[arg(long, value_name = "KEY.pub")]
    pub(crate) sender_key: Option<PathBuf>,
    /// Who may use it, by its https address; where nobody asked
    #[arg(long, value_name = "URL", requires_all = ["purpose", "why", "until", "withdraw_to"], conflicts_with = "request")]
    pub(crate) recipient: Option<String>,
    /// For what it may be used; as asked where left out
    #[arg(long, value_parser = PossibleValuesParser::new(Purpose::WORDS))]
    pub(crate) purpose: Option<String>,
    /// The same in a sentence; as asked where left out
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
    /// First day (YYYY-MM-DD) on which nothing of it may be kept or used; as late as was asked where left out
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Day>,
    /// What allows it
    #[arg(long, value_parser = PossibleValuesParser::new(Basis::WORDS), default_value = "consent")]
    pub(crate) basis: String,
    /// Let it be joined with other data about you
    #[arg(long)]
    pub(crate) join: bool,
    /// Who else may receive it; once for each, nobody where left out
    #[arg(long, value_name = "NAME")]
    pub(crate) pass_on_to: Vec<String>,
    /// How often and how you may be approached, for instance 2/P1M:email,app; never where left out
    #[arg(long, value_name = "MOST/PERIOD:CHANNELS")]
    pub(crate) contact: Option<Contact>,
    /// Where you send a withdrawal; the contact in the request where left out
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) withdraw_to: Option<String>,
    /// Agreement that holds beside it: where it can be read, and a file with its bytes
    #[arg(long, value_name = "URL=FILE")]
    pub(crate) terms: Option<Terms>,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
    #[command(flatten)]
    pub(crate) to: OutputFlags,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// Say what was agreed to, and whether it goes beyond what was asked or given
#[derive(Debug, Flags)]
pub(crate) struct GrantCheck {
    /// The grant
    pub(crate) grant: PathBuf,
    /// The request that it answers
    #[arg(long, value_name = "REQUEST")]
    pub(crate) request: Option<PathBuf>,
    /// Public key of who asks, JWK or PEM, where no trust list has it
    #[arg(long, value_name = "KEY.pub", requires = "request")]
    pub(crate) sender_key: Option<PathBuf>,
    /// The share that it is about
    #[arg(long, value_name = "SHARE")]
    pub(crate) share: Option<PathBuf>,
    /// A withdrawal that came in: where it ends this grant, nothing is allowed any more
    #[arg(long, value_name = "WITHDRAWAL")]
    pub(crate) withdrawal: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// End a grant
///
/// It takes the grant and the key you made it with, and nobody's consent. Send the file to the address in the grant.
#[derive(Debug, Flags)]
pub(crate) struct Withdraw {
    /// The grant
    pub(crate) grant: PathBuf,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
    /// Let what was given be kept; it may not be used all the same
    #[arg(long)]
    pub(crate) keep: bool,
    /// Why, in your words
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
    #[command(flatten)]
    pub(crate) to: OutputFlags,
}

/// Keep and check the log of what became of a grant
#[derive(Debug, Subcommand)]
pub(crate) enum Log {
    Add(LogAdd),
    Check(LogCheck),
}

/// Add what happened to the log of a grant; the first event, `accepted`, begins it
///
/// The log is checked before, and nothing is added that breaks it or what the grant allows.
#[derive(Debug, Flags)]
pub(crate) struct LogAdd {
    /// The log
    pub(crate) log: PathBuf,
    /// The grant whose log it is
    #[arg(long)]
    pub(crate) grant: PathBuf,
    /// What happened
    #[arg(long, value_parser = PossibleValuesParser::new(EventKind::WORDS))]
    pub(crate) what: String,
    /// When it happened; now where left out
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<Moment>,
    /// Who received it; with `shared`
    #[arg(long, value_name = "NAME")]
    pub(crate) with: Option<String>,
    /// How the holder was approached; with `contacted`
    #[arg(long, value_parser = PossibleValuesParser::new(Channel::WORDS))]
    pub(crate) channel: Option<String>,
    /// The withdrawal that came in; with `withdrawn`
    #[arg(long, value_name = "WITHDRAWAL")]
    pub(crate) withdrawal: Option<PathBuf>,
    /// The offer it was used for; with `used`
    #[arg(long, value_name = "OFFER")]
    pub(crate) offer: Option<PathBuf>,
    /// What there is to say about it, for the holder
    #[arg(long, value_name = "TEXT")]
    pub(crate) detail: Option<String>,
    /// Take it down although the grant does not allow it, or a week too late: a breach is told, not hidden
    #[arg(long)]
    pub(crate) broken: bool,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
}

/// Check the log that a recipient gave you, against the grant and what you know
#[derive(Debug, Flags)]
pub(crate) struct LogCheck {
    /// The log
    pub(crate) log: PathBuf,
    /// The grant whose log it is
    #[arg(long)]
    pub(crate) grant: PathBuf,
    /// Public key of the recipient, JWK or PEM, where no trust list has it
    #[arg(long, value_name = "KEY.pub")]
    pub(crate) sender_key: Option<PathBuf>,
    /// The withdrawal that you sent
    #[arg(long, value_name = "WITHDRAWAL")]
    pub(crate) withdrawal: Option<PathBuf>,
    /// A copy of the log that you were given before
    #[arg(long, value_name = "LOG")]
    pub(crate) earlier: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) trust: ListFlags,
}

/// `MOST/PERIOD:CHANNELS`.
#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) most: u64,
    pub(crate) per: String,
    pub(crate) channels: Vec<Channel>,
}

impl std::str::FromStr for Contact {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "expected MOST/PERIOD:CHANNELS, for instance 2/P1M:email,app; channels are {}",
                Channel::WORDS.join(", ")
            )
        };
        let (often, channels) = text.split_once(':').ok_or_else(wrong)?;
        let (most, per) = often.split_once('/').ok_or_else(wrong)?;
        let channels = channels.split(',').map(|word| Channel::parse(word).map_err(|_| wrong()));
        Ok(Self {
            most: most.parse().map_err(|_| wrong())?,
            per: per.to_owned(),
            channels: channels.collect::<Result<_, _>>()?,
        })
    }
}

/// `URL=FILE`.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) uri: String,
    pub(crate) file: PathBuf,
}

impl std::str::FromStr for Terms {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.rsplit_once('=') {
            Some((uri, file)) if !uri.is_empty() && !file.is_empty() => {
                Ok(Self { uri: uri.to_owned(), file: file.into() })
            }
            _ => Err("expected URL=FILE, for instance https://terms.example/1=terms.html".to_owned()),
        }
    }
}
