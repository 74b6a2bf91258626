//! Files encrypted with age: a layer outside of a bundle or a share, which says nothing about what is in it.
//!
//! What is opened is spooled before anything reads it, so that a file which was cut off or changed at its end is refused
//! before its beginning is believed. The spool has no name and is gone when it is closed. Only keys of X25519 are
//! taken; whatever else age can open, the program `age` opens.

use std::{
    fmt,
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
    str::FromStr,
};

use age::{DecryptError, Decryptor, Encryptor, IdentityFile, x25519};

use super::input::{self, Input};
use crate::{failure::Failure, render::untrusted::Untrusted};

/// How every file of age begins; the version follows.
const BEGIN: &[u8] = b"age-encryption.org/";
/// How its form for mails begins.
const BEGIN_ARMOUR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// Where a header has ended, or never will: room for some six hundred recipients.
const HEADER_LIMIT: usize = 64 << 10;
/// The most a bundle or share has, and a little more, so that what is too large is still said by its reader.
const CONTENT_LIMIT: u64 = 4 << 30;

/// Somebody to whom a file is encrypted, as `age-keygen` prints it.
#[derive(Clone)]
pub(crate) struct Recipient(x25519::Recipient);

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({})", self.0)
    }
}

/// As `age-keygen` prints it.
impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Recipient {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.get(..15).is_some_and(|begin| begin.eq_ignore_ascii_case("AGE-SECRET-KEY-")) {
            return Err(
                "this is a secret key, which only its owner may have; the recipient begins with age1".to_owned()
            );
        }
        let why = |error: &'static str| {
            format!("no recipient of age ({error}); one begins with age1, and `age-keygen` prints it")
        };
        text.parse().map(Self).map_err(why)
    }
}

/// What `write` writes, encrypted to all of `recipients`; as it is where there are none.
pub(crate) fn write(
    out: &mut dyn Write,
    recipients: &[Recipient],
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if recipients.is_empty() {
        return write(out);
    }
    let recipients = recipients.iter().map(|recipient| &recipient.0 as &dyn age::Recipient);
    let mut sealed = Encryptor::with_recipients(recipients).map_err(io::Error::other)?.wrap_output(out)?;
    write(&mut sealed)?;
    sealed.finish()?;
    Ok(())
}

/// What is in a file that age encrypted; any other file as it is.
pub(crate) fn open(input: Input, identities: &[PathBuf]) -> Result<Input, Failure> {
    let head = input.head(HEADER_LIMIT)?;
    let name = input.name();
    if head.starts_with(BEGIN_ARMOUR) {
        return Err(Failure::new(format!("{name} is encrypted with age, in the form for mails"))
            .help("`age -d -i KEY -o SHARE FILE` opens it, and SHARE can be read here"));
    }
    if !head.starts_with(BEGIN) {
        return Ok(input);
    }
    if identities.is_empty() {
        return Err(Failure::new(format!("{name} is encrypted with age"))
            .help("--identity KEY opens it, where KEY is the file that `age-keygen` made"));
    }
    if !head.windows(4).any(|bytes| bytes == b"\n---") {
        return Err(spoiled(&name, "its header does not end"));
    }
    let mut own: Vec<Box<dyn age::Identity + Send + Sync>> = Vec::new();
    for path in identities {
        own.extend(read_identities(path)?);
    }
    let decryptor = Decryptor::new_buffered(input.reader()).map_err(|error| refused(&name, &error))?;
    if decryptor.is_scrypt() {
        return Err(Failure::new(format!("{name} is encrypted with a passphrase"))
            .help("`age -d -o SHARE FILE` asks for it, and SHARE can be read here"));
    }
    let own = own.iter().map(|identity| &**identity as &dyn age::Identity);
    let mut content = decryptor.decrypt(own).map_err(|error| refused(&name, &error))?.take(CONTENT_LIMIT);
    let spooled = |error: &io::Error| Failure::on_file("make scratch space for", input.path(), error);
    let mut spool = tempfile::tempfile().map_err(|error| spooled(&error))?;
    let mut block = vec![0; 1 << 16];
    loop {
        match content.read(&mut block) {
            Ok(0) => break,
            Ok(read) => spool.write_all(&block[..read]).map_err(|error| spooled(&error))?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(refused(&name, &DecryptError::Io(error))),
        }
    }
    drop(content);
    input.instead(spool)
}

/// Whether a file that begins so is one of age.
pub(crate) fn is_sealed(head: &[u8]) -> bool {
    head.starts_with(BEGIN) || head.starts_with(BEGIN_ARMOUR)
}

fn read_identities(path: &Path) -> Result<Vec<Box<dyn age::Identity + Send + Sync>>, Failure> {
    let text = zeroize::Zeroizing::new(input::read_small(path)?);
    let failed = |why: &str| Failure::new(format!("{} is no identity of age: {why}", Untrusted::path(path)));
    if is_sealed(&text) {
        return Err(failed("it is encrypted itself").help("`age -d -o KEY FILE` opens it; keep KEY secret"));
    }
    let advice = "`age-keygen -o KEY` makes one; what other keys open, `age -d -i KEY FILE` opens";
    let file = IdentityFile::from_buffer(&text[..])
        .map_err(|error| failed(&Untrusted::text(&error.to_string()).to_string()).help(advice))?;
    let identities = file.into_identities().map_err(|error| failed(&error.to_string()).help(advice))?;
    if identities.is_empty() { Err(failed("there is no key in it").help(advice)) } else { Ok(identities) }
}

fn refused(name: &str, error: &DecryptError) -> Failure {
    match error {
        DecryptError::NoMatchingKeys => Failure::new(format!("{name} is encrypted to somebody else"))
            .help("`age-keygen -y KEY` prints the recipient that a key opens files for; ask for one encrypted to it"),
        DecryptError::UnknownFormat => Failure::new(format!("{name} is of a version of age that is not read here"))
            .help("`age -d -i KEY -o SHARE FILE` may open it, and SHARE can be read here"),
        DecryptError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => spoiled(name, "it ends too early"),
        DecryptError::Io(error) if error.kind() != io::ErrorKind::InvalidData => {
            Failure::new(format!("cannot read {name}: {}", Untrusted::text(&error.to_string())))
        }
        DecryptError::InvalidHeader => spoiled(name, "its header is not of the form of age"),
        DecryptError::InvalidMac => spoiled(name, "its header is not the one that was written"),
        _ => spoiled(name, "its content is not what was encrypted"),
    }
}

/// Nobody can tell an attack from an accident.
fn spoiled(name: &str, why: &str) -> Failure {
    Failure::new(format!("{name} was cut off or changed on its way: {why}"))
        .help("nothing of it was read; ask for it again, and rely on nothing that came in it")
}
