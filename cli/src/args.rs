//! The arguments. Help, man pages and completions are made from these definitions and nothing else.

use std::path::PathBuf;

use clap::{Args as Flags, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::clock::Moment;

mod convert;
mod grant;
mod issue;
mod offer;
mod quote;
mod request;
mod share;
mod tariff;
mod trust;
mod verify;

pub(crate) use self::{
    convert::*, grant::*, issue::*, offer::*, quote::*, request::*, share::*, tariff::*, trust::*, verify::*,
};

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
  0  yes: verified and complete, or an answer to the request that was named; valid, done
  1  no: rejected, unknown issuer, self-signed without --accept-self, or findings of severity error
  2  no answer: wrong usage, a missing file, no trust list, input or output failed
  3  verified, but partial: something was withheld, or is missing of what the request that was named requires
  130  interrupted: what was not finished is gone

Until it is whole, a file is written under another name beside its place: .pannier-….part. One that
lies there is of a run that was killed, and can be deleted.

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
    #[command(subcommand)]
    Request(Request),
    Share(Share),
    #[command(subcommand)]
    Grant(Grant),
    Withdraw(Withdraw),
    #[command(subcommand)]
    Log(Log),
    #[command(subcommand)]
    Intent(Intent),
    #[command(subcommand)]
    Offer(Offer),
    Verify(Verify),
    Validate(Validate),
    Inspect(Inspect),
    #[command(subcommand)]
    Tariff(Tariff),
    Quote(Box<Quote>),
    Explain(Explain),
    Schema(Schema),
    Mapping(Mapping),
    Completions(Completions),
    Man(Man),
}

/// Show the whole story on made-up data: exports become signed bundles, are verified, shared, priced and tampered with
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

/// Ask whether content is right: every departure is collected, nobody is trusted
#[derive(Debug, Flags)]
pub(crate) struct Validate {
    /// Bundles, shares, record files, bank downloads, signed documents, trust lists; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityFlags,
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
    pub(crate) identity: IdentityFlags,
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

/// Print a mapping that comes with the program, or draft one: what the columns of a bank's or vendor's text mean
///
/// Printed into a file and changed, it reads a file that differs: `pannier convert FILE --mapping MINE.toml`.
#[derive(Debug, Flags)]
pub(crate) struct Mapping {
    /// Name, for instance monzo
    #[arg(required_unless_present_any = ["list", "draft"])]
    pub(crate) name: Option<String>,
    /// List the names and what each is for
    #[arg(long, conflicts_with = "name")]
    pub(crate) list: bool,
    /// Draft one for the transactions in a file that none reads; what is still to say is said
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "list"])]
    pub(crate) draft: Option<PathBuf>,
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

/// What opens a file that is encrypted.
#[derive(Debug, Flags)]
pub(crate) struct IdentityFlags {
    /// Key file of age, as `age-keygen` makes it, for a file that is encrypted to you
    #[arg(long, value_name = "KEY")]
    pub(crate) identity: Vec<PathBuf>,
}

/// Who signs.
#[derive(Debug, Flags)]
pub(crate) struct SignerFlags {
    /// Private key to sign with, JWK or PEM; with --signer the public key of the signer
    #[arg(long)]
    pub(crate) key: PathBuf,
    /// Command that signs where the private key cannot be had: bytes on its standard input, r and s on its output
    #[arg(long, value_name = "CMD")]
    pub(crate) signer: Option<String>,
}

/// Where what was signed goes.
#[derive(Debug, Flags)]
pub(crate) struct OutputFlags {
    /// File of what was signed
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
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
