//! Files of foreign formats: which format they are in, and what the user said about them.

use std::{
    io::BufReader,
    path::{Path, PathBuf},
};

use pannier::{
    bundle::SourceReader,
    convert::{
        Encoding, Format, Guess, Options,
        mapped::{self as shipped, Mapping, Shipped},
    },
};

use super::{
    archive,
    input::{self, Input},
    kind, sealed,
};
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
    pub(crate) fn reader(&self) -> BufReader<SourceReader<&Input>> {
        self.input.reader()
    }
}

/// Opens the files of one command; `--account` must name files among them. What keeps files from being read is said of
/// all of them at once.
pub(crate) fn open_all(
    paths: &[PathBuf],
    flags: &SourceFlags,
    console: &mut Console,
) -> Result<Vec<SourceFile>, Failure> {
    accounts_are_of(paths, flags)?;
    let opened = each(paths, |path| all_in(Input::open(path)?, flags, console))?;
    Ok(opened.into_iter().flatten().collect())
}

/// Whether a file is a bundle or a share, or wants to be one: any ZIP archive that is not one of statements.
pub(crate) fn is_bundle(input: &Input) -> Result<bool, Failure> {
    Ok(input.is_archive()? && !archive::is_of_others(input)?)
}

/// The files of a ZIP archive that is neither a bundle nor a share, or the one file that any other is.
pub(crate) fn all_in(input: Input, flags: &SourceFlags, console: &mut Console) -> Result<Vec<SourceFile>, Failure> {
    if !input.is_other_archive()? {
        return Ok(vec![from_input(input, flags, console)?]);
    }
    let files = archive::files(&input)?;
    let mut found = Vec::new();
    let mut failures = Vec::new();
    for file in files {
        let name = file.name();
        let is_known = flags.from.is_some() || flags.mapping.is_some() || !is_unknown(&file)?;
        if archive::is_hidden(&file) || !is_known {
            console.say(format_args!("{name}: not read, for it is in no format that is read here"));
            continue;
        }
        match from_input(file, flags, console) {
            Ok(source) => found.push(source),
            Err(failure) => failures.push(failure),
        }
    }
    if let Some(failure) = Failure::all(failures) {
        return Err(failure);
    }
    if found.is_empty() {
        return Err(Failure::new(format!("{} holds no file in a format that is read here", input.name()))
            .help("--from names a format for all files in it"));
    }
    Ok(found)
}

/// Whether nothing in the first bytes of a file is known.
fn is_unknown(input: &Input) -> Result<bool, Failure> {
    let is_other = input.is_archive()? || sealed::is_sealed(&input.head(64)?);
    Ok(!is_other && matches!(Format::guess(&input.head(Format::PREFIX)?), Guess::Unknown))
}

/// What `open` makes of each file, or all that failed.
pub(crate) fn each<T>(paths: &[PathBuf], mut open: impl FnMut(&Path) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    let mut opened = Vec::with_capacity(paths.len());
    let mut failures = Vec::new();
    for path in paths {
        match open(path) {
            Ok(one) => opened.push(one),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::all(failures).map_or(Ok(opened), Err)
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
    let mut options = options(input.named(), flags)?;
    let format = match flags.from {
        Some(format) => format,
        None => guess(&input, options.mapping.is_some(), console)?,
    };
    if format == Format::Csv && options.mapping.is_none() {
        options.mapping = recognised(&input, console)?;
    }
    Ok(SourceFile { input, format, options })
}

/// The format that the first bytes show; the reason is said, for a guess can be wrong.
fn guess(input: &Input, mapped: bool, console: &mut Console) -> Result<Format, Failure> {
    let name = input.name();
    if input.is_archive()? {
        input.refuse_other_archive()?;
        return Err(Failure::new(format!("{name} is a ZIP file, not a source of records"))
            .help("`pannier convert FILE --trust LIST` takes the records out of a bundle or a share"));
    }
    if sealed::is_sealed(&input.head(64)?) {
        return Err(Failure::new(format!("{name} is encrypted with age"))
            .help("`age -d -i KEY -o SOURCE FILE` opens it, and SOURCE can be read here"));
    }
    match Format::guess(&input.head(Format::PREFIX)?) {
        guess if mapped && may_be_csv(&guess) => {
            console.say(format_args!("{name}: read as csv (with the mapping that is given)"));
            Ok(Format::Csv)
        }
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
            if let Some(failure) = kind::no_records(input)? {
                return Err(failure);
            }
            let names: Vec<_> = Format::ALL.iter().map(|format| format.as_str()).collect();
            Err(Failure::new(format!("{name} is in no format that is read here"))
                .help(format!("formats are {}; --from names one", names.join(", "))))
        }
    }
}

/// Whether nothing says that a file is in another format than the mapping is for.
fn may_be_csv(guess: &Guess) -> bool {
    match guess {
        Guess::Certain { format, .. } => *format == Format::Csv,
        Guess::Ambiguous { candidates, .. } => candidates.contains(&Format::Csv),
        Guess::Unknown => true,
    }
}

/// The mapping that comes with the program and fits the file; where two fit, or others write such files too, the user says
/// which.
fn recognised(input: &Input, console: &mut Console) -> Result<Option<Mapping>, Failure> {
    let found = shipped::recognised(&input.head(Format::PREFIX)?);
    let flag = |shipped: &&Shipped| format!("--mapping {} ({})", shipped.name(), shipped.mapping().name());
    match found.as_slice() {
        [] => Ok(None),
        [one] if one.is_shared() => {
            Err(Failure::new(format!("{} has columns that several programs write and mean differently", input.name()))
                .help(format!("if it is what this mapping is for, say so: {}", flag(one)))
                .help(format!("else draft one: pannier mapping --draft {}", Untrusted::path(input.named()))))
        }
        [one] => {
            console.say(format_args!(
                "{}: read with the mapping {} ({})",
                input.name(),
                one.name(),
                one.mapping().name()
            ));
            Ok(Some(one.mapping().clone()))
        }
        several => {
            let flags: Vec<_> = several.iter().map(flag).collect();
            Err(Failure::new(format!("{} fits several mappings that come with the program", input.name()))
                .help(format!("say which: {}", flags.join(" or "))))
        }
    }
}

/// No mapping has this name; the nearest one where it looks like a slip.
pub(crate) fn no_mapping(name: &str) -> Failure {
    let name: String = name.chars().take(64).collect();
    let failure = Failure::new(format!("no mapping is called \"{}\"", Untrusted::text(&name)));
    let slips = |shipped: &&Shipped| strsim::damerau_levenshtein(shipped.name(), &name);
    match Shipped::all().iter().min_by_key(slips).filter(|near| slips(near) <= 3) {
        Some(near) => failure.help(format!("similar: {}", near.name())),
        None => failure.help("`pannier mapping --list` lists those that come with the program"),
    }
}

/// A mapping by the name it comes with, or from a file.
fn mapping(path: &Path) -> Result<Mapping, Failure> {
    if let Some(shipped) = path.to_str().and_then(Shipped::named) {
        return Ok(shipped.mapping().clone());
    }
    if !path.exists() && path.parent().is_some_and(|parent| parent.as_os_str().is_empty()) {
        return Err(no_mapping(&path.to_string_lossy()).help("there is no file of that name either"));
    }
    Mapping::parse(&input::read_text(path)?).map_err(|findings| {
        let failure = Failure::new(format!("{} is no mapping", Untrusted::path(path)));
        findings
            .iter()
            .fold(failure, |failure, finding| failure.help(Untrusted::text(&finding.to_string()).to_string()))
    })
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
    options.mapping = flags.mapping.as_deref().map(mapping).transpose()?;
    Ok(options)
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(flag: &str, text: Option<&str>) -> Result<Option<T>, Failure> {
    text.map(|text| text.parse().map_err(|error| Failure::new(format!("{flag} {}: {error}", Untrusted::text(text)))))
        .transpose()
}
