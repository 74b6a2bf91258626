//! Files of foreign formats: which format they are in, and what the user said about them.

use std::{
    io::BufReader,
    path::{Path, PathBuf},
};

use pannier::convert::{Encoding, Format, Guess, Options, mapped::Mapping};

use super::input::{self, FromStart, Input};
use crate::{
    args::{AccountOf, SourceFlags},
    console::Console,
    failure::Failure,
    render::untrusted::Untrusted,
};

/// A file of which the format is known.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) input: Input,
    pub(crate) format: Format,
    pub(crate) options: Options,
}

impl SourceFile {
    /// Reads it from the beginning.
    pub(crate) fn reader(&self) -> BufReader<FromStart<'_>> {
        self.input.reader()
    }
}

/// Opens the files of one command; `--account` must name files among them.
pub(crate) fn open_all(
    paths: &[PathBuf],
    flags: &SourceFlags,
    console: &mut Console,
) -> Result<Vec<SourceFile>, Failure> {
    accounts_are_of(paths, flags)?;
    paths.iter().map(|path| from_input(Input::open(path)?, flags, console)).collect()
}

/// `--account` names files among `paths` only: a slip there would go unnoticed.
pub(crate) fn accounts_are_of(paths: &[PathBuf], flags: &SourceFlags) -> Result<(), Failure> {
    match flags.account.iter().find(|account| !paths.contains(&account.file)) {
        Some(AccountOf { file, .. }) => {
            Err(Failure::new(format!("--account names {}, which is not among the files", Untrusted::path(file))))
        }
        None => Ok(()),
    }
}

/// Settles format and options of one file.
pub(crate) fn from_input(input: Input, flags: &SourceFlags, console: &mut Console) -> Result<SourceFile, Failure> {
    let format = match flags.from {
        Some(format) => format,
        None => guess(&input, console)?,
    };
    let options = options(input.path(), flags)?;
    Ok(SourceFile { input, format, options })
}

/// The format that the first bytes show; the reason is said, for a guess can be wrong.
fn guess(input: &Input, console: &mut Console) -> Result<Format, Failure> {
    let name = input.name();
    if input.is_archive()? {
        return Err(Failure::new(format!("{name} is a ZIP file, not a source of records"))
            .help("`pannier convert FILE --trust LIST` takes the records out of a bundle or a share"));
    }
    match Format::guess(&input.head(Format::PREFIX)?) {
        Guess::Certain { format, reason } => {
            console.say(format_args!("{name}: read as {format} ({reason})"));
            Ok(format)
        }
        Guess::Ambiguous { candidates, reason } => {
            let flags: Vec<_> = candidates.iter().map(|format| format!("--from {format}")).collect();
            Err(Failure::new(format!("{name} can be read in several ways: {reason}"))
                .help(format!("say which: {}", flags.join(" or "))))
        }
        Guess::Unknown => {
            let names: Vec<_> = Format::ALL.iter().map(|format| format.as_str()).collect();
            Err(Failure::new(format!("{name} is in no format that is read here"))
                .help(format!("formats are {}; --from names one", names.join(", "))))
        }
    }
}

fn options(path: &Path, flags: &SourceFlags) -> Result<Options, Failure> {
    let mut options = Options::default();
    options.currency = parsed("--currency", flags.currency.as_deref())?;
    options.zone = parsed("--zone", flags.zone.as_deref())?;
    options.country = parsed("--country", flags.country.as_deref())?;
    options.date_order = parsed("--date-order", flags.date_order.as_deref())?;
    options.as_of = parsed("--as-of", flags.as_of.as_deref())?;
    if let Some(label) = &flags.encoding {
        let encoding = Encoding::named(label);
        options.encoding = Some(encoding.ok_or_else(|| {
            Failure::new(format!("--encoding {}: no such encoding", Untrusted::text(label)))
                .help("names are those of the web, for instance utf-8, windows-1252, iso-8859-15")
        })?);
    }
    options.account = flags
        .account
        .iter()
        .find(|account| account.file == path)
        .map(|account| parsed("--account", Some(account.name.as_str())))
        .transpose()?
        .flatten();
    if let Some(path) = &flags.mapping {
        let mapping = Mapping::parse(&input::read_text(path)?).map_err(|findings| {
            let failure = Failure::new(format!("{} is no mapping", Untrusted::path(path)));
            findings
                .iter()
                .fold(failure, |failure, finding| failure.help(Untrusted::text(&finding.to_string()).to_string()))
        })?;
        options.mapping = Some(mapping);
    }
    Ok(options)
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(flag: &str, text: Option<&str>) -> Result<Option<T>, Failure> {
    text.map(|text| text.parse().map_err(|error| Failure::new(format!("{flag} {}: {error}", Untrusted::text(text)))))
        .transpose()
}
