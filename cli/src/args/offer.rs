//! `intent` and `offer`: what somebody looks for, what it would cost them, and that they take it.

use std::path::PathBuf;

use clap::{Args as Flags, Subcommand, builder::PossibleValuesParser};
use pannier::document::{Level, Sector};

use super::{IdentityFlags, OutputFlags, SignerFlags, Terms, TrustFlags};
use crate::{clock::Day, io::sealed::Recipient};

/// Ask providers for offers without saying who you are, and check such a request
#[derive(Debug, Subcommand)]
pub(crate) enum Intent {
    New(Box<IntentNew>),
    Check(IntentCheck),
}

/// Say what you look for, what it has to be, and where replies go
///
/// Sign with a key that you use for nothing else: `pannier keygen -o KEY` makes one.
#[derive(Debug, Flags)]
pub(crate) struct IntentNew {
    /// The trade that is asked
    #[arg(long, value_parser = PossibleValuesParser::new(Sector::WORDS))]
    pub(crate) sector: String,
    /// What you look for, in a sentence
    #[arg(long, value_name = "TEXT")]
    pub(crate) need: String,
    /// The currency of every amount
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: String,
    /// Where replies go; an address that you use for nothing else
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) reply_to: String,
    /// How many replies you read
    #[arg(long, value_name = "COUNT", default_value_t = 5)]
    pub(crate) max_replies: u64,
    /// First day (YYYY-MM-DD) on which no reply is wanted
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Day,
    /// How much leaves your hands
    #[arg(long, value_parser = PossibleValuesParser::new(Level::WORDS), default_value = "answer")]
    pub(crate) level: String,
    /// Record type that a share would show; once for each
    #[arg(long, value_name = "TYPE")]
    pub(crate) record_type: Vec<String>,
    /// The share that goes with it
    #[arg(long, value_name = "SHARE")]
    pub(crate) share: Option<PathBuf>,
    /// The one you ask, by its https address; anybody where left out
    #[arg(long, value_name = "URL")]
    pub(crate) recipient: Option<String>,
    /// Answer that prices depend on, for instance student=yes; once for each
    #[arg(long, value_name = "FACT=ANSWER")]
    pub(crate) fact: Vec<Pair>,
    /// What an offer has to have; once for each
    #[arg(long, value_name = "TEXT")]
    pub(crate) must: Vec<String>,
    /// What an offer would better have; once for each
    #[arg(long, value_name = "TEXT")]
    pub(crate) wish: Vec<String>,
    /// The most that the first year may cost, with tax
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) budget: Option<String>,
    /// The longest commitment, in months
    #[arg(long, value_name = "MONTHS")]
    pub(crate) max_months: Option<u64>,
    /// First day on which it is wanted
    #[arg(long, value_name = "DATE")]
    pub(crate) start: Option<String>,
    /// What you pay now in a year, with tax
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) year_cost: Option<String>,
    /// The tariff you have now, plain or signed; it is named by its hash
    #[arg(long, value_name = "TARIFF", requires = "year_cost")]
    pub(crate) current: Option<PathBuf>,
    /// What leaving your present contract costs
    #[arg(long, value_name = "AMOUNT", requires = "year_cost")]
    pub(crate) leaving: Option<String>,
    /// First day on which your present contract can end
    #[arg(long, value_name = "DATE", requires = "year_cost")]
    pub(crate) ends: Option<String>,
    /// Key to which replies are to be encrypted: what `age-keygen` printed, age1…
    #[arg(long, value_name = "RECIPIENT")]
    pub(crate) reply_key: Option<Recipient>,
    /// Agreement under which you take replies: where it can be read, and a file with its bytes
    #[arg(long, value_name = "URL=FILE")]
    pub(crate) terms: Option<Terms>,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
    #[command(flatten)]
    pub(crate) to: OutputFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// Say what an intent asks for, and whether it still may be answered
#[derive(Debug, Flags)]
pub(crate) struct IntentCheck {
    /// The intent
    pub(crate) intent: PathBuf,
}

/// Make, verify, compare and accept offers on what a share shows
#[derive(Debug, Subcommand)]
pub(crate) enum Offer {
    Make(Box<OfferMake>),
    Verify(OfferVerify),
    Compare(OfferCompare),
    Accept(Box<OfferAccept>),
}

/// Price a tariff on shares, and sign the offer
///
/// For a provider. The shares are verified first. With --public the price is a personal one, and the price of the public
/// tariff on the same data stands beside it.
#[derive(Debug, Flags)]
pub(crate) struct OfferMake {
    /// Shares of one customer
    #[arg(required = true, value_name = "SHARE")]
    pub(crate) shares: Vec<PathBuf>,
    /// The tariff that is offered
    #[arg(long, value_name = "TARIFF")]
    pub(crate) tariff: PathBuf,
    /// The tariff that anybody can have, where the one offered is for this customer
    #[arg(long, value_name = "TARIFF")]
    pub(crate) public: Option<PathBuf>,
    /// Answers, choices and holidays, as `pannier quote` takes them
    #[arg(long, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
    /// Label of the one account, line or supply point that is priced
    #[arg(long, value_name = "LABEL")]
    pub(crate) only: Option<String>,
    /// First of the month with which the year begins; the next one where left out
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// You, by your https address as in trust lists
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: String,
    /// Your name for people
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// Where the customer can ask and accept
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) contact: String,
    /// First day (YYYY-MM-DD) on which it can no longer be accepted
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Day,
    /// You are not bound by it
    #[arg(long)]
    pub(crate) indicative: bool,
    /// Who gets something if it is accepted, and for what; once for each
    #[arg(long, value_name = "NAME=WHAT")]
    pub(crate) commission: Vec<Pair>,
    /// What else has to hold; once for each
    #[arg(long, value_name = "TEXT")]
    pub(crate) condition: Vec<String>,
    /// Why the personal price is above the public one
    #[arg(long, value_name = "TEXT", requires = "public")]
    pub(crate) why_dearer: Option<String>,
    /// How long the customer can withdraw from the contract, for instance P14D
    #[arg(long, value_name = "PERIOD")]
    pub(crate) withdrawal: Option<String>,
    /// Terms of the contract: where they can be read, and a file with their bytes
    #[arg(long, value_name = "URL=FILE")]
    pub(crate) terms: Option<Terms>,
    /// The intent that is answered
    #[arg(long, value_name = "INTENT")]
    pub(crate) intent: Option<PathBuf>,
    /// Your request, which the share answered
    #[arg(long, value_name = "REQUEST")]
    pub(crate) request: Option<PathBuf>,
    /// Encrypt the offer to this recipient, age1…; to the one that the intent names where left out
    #[arg(long, value_name = "RECIPIENT")]
    pub(crate) encrypt_to: Vec<Recipient>,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
    #[command(flatten)]
    pub(crate) to: OutputFlags,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// What offers are computed from again: of what is given, each takes what it names.
#[derive(Debug, Flags)]
pub(crate) struct OfferSources {
    /// The shares that were shown; once for each
    #[arg(long = "share", required = true, value_name = "SHARE")]
    pub(crate) shares: Vec<PathBuf>,
    /// The tariffs that are offered, and the public ones beside them: files, or folders of them with all that
    /// lies below; once for each
    #[arg(long = "tariff", required = true, value_name = "TARIFF")]
    pub(crate) tariffs: Vec<PathBuf>,
    /// The intent it answers
    #[arg(long, value_name = "INTENT")]
    pub(crate) intent: Option<PathBuf>,
    /// Public key of the provider, JWK or PEM, where no trust list has it
    #[arg(long, value_name = "KEY.pub")]
    pub(crate) sender_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
    #[command(flatten)]
    pub(crate) trust: TrustFlags,
}

/// Compute an offer again, and refuse it where it says anything else
#[derive(Debug, Flags)]
pub(crate) struct OfferVerify {
    /// The offer
    pub(crate) offer: PathBuf,
    /// An acceptance of it, to be checked too
    #[arg(long, value_name = "ACCEPTANCE")]
    pub(crate) acceptance: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) from: OfferSources,
}

/// Compute offers again and put those that come out side by side, the cheapest first, each with the public price
///
/// An offer with a figure that does not come out has no place in it.
#[derive(Debug, Flags)]
pub(crate) struct OfferCompare {
    /// Offers
    #[arg(required = true, value_name = "OFFER")]
    pub(crate) offers: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) from: OfferSources,
}

/// Compute an offer again and, if it comes out, take it
///
/// A name is in it only if you give one. Sign with a key that you use for this provider only.
#[derive(Debug, Flags)]
pub(crate) struct OfferAccept {
    /// The offer
    pub(crate) offer: PathBuf,
    #[command(flatten)]
    pub(crate) from: OfferSources,
    /// First day on which you want it
    #[arg(long, value_name = "DATE")]
    pub(crate) start: Option<String>,
    /// Your name
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Your day of birth
    #[arg(long, value_name = "DATE", requires = "name")]
    pub(crate) born: Option<String>,
    /// Your postal address
    #[arg(long, value_name = "TEXT", requires = "name")]
    pub(crate) address: Option<String>,
    /// Your address for mail
    #[arg(long, value_name = "ADDRESS", requires = "name")]
    pub(crate) email: Option<String>,
    /// Your telephone number
    #[arg(long, value_name = "NUMBER", requires = "name")]
    pub(crate) phone: Option<String>,
    /// Number of your account, line or supply point
    #[arg(long, value_name = "NUMBER", requires = "name")]
    pub(crate) number: Option<String>,
    /// What there is to say about it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// Encrypt the file to this recipient: what the provider's `age-keygen` printed, age1…
    #[arg(long, value_name = "RECIPIENT")]
    pub(crate) encrypt_to: Vec<Recipient>,
    #[command(flatten)]
    pub(crate) signing: SignerFlags,
    #[command(flatten)]
    pub(crate) to: OutputFlags,
}

/// `NAME=VALUE`.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl std::str::FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                Ok(Self { name: name.to_owned(), value: value.to_owned() })
            }
            _ => Err("expected NAME=VALUE, for instance student=yes".to_owned()),
        }
    }
}
