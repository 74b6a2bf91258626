//! Key files: JWK, or PEM as OpenSSL writes it.

use std::path::Path;

use pannier::{
    bundle::key,
    crypto::{PrivateKey, PublicKey},
};

use super::{
    input,
    kind::{self, Kind},
};
use crate::{console::Console, failure::Failure, render::untrusted::Untrusted};

/// Reads a signing key.
pub(crate) fn private(path: &Path, console: &mut Console) -> Result<PrivateKey, Failure> {
    let text = zeroize::Zeroizing::new(input::read_small(path)?);
    let failed = |cause: String| match kind::other_than(path, Kind::PrivateKey) {
        Some((Kind::PublicKey, failure)) => failure.help("the key that signs is the file without .pub"),
        Some((_, failure)) => failure,
        None => Failure::new(format!("{} is no signing key: {cause}", Untrusted::path(path)))
            .help("make one with `pannier keygen -o KEY`"),
    };
    let key = if is_pem(&text) {
        let pem = std::str::from_utf8(&text).map_err(|_| failed("it is not text".to_owned()))?;
        PrivateKey::from_pkcs8_pem(pem).map_err(|error| failed(error.to_string()))
    } else {
        key::read_private(&text).map_err(|error| failed(error.to_string()))
    }?;
    warn_if_others_may_read(path, console);
    Ok(key)
}

/// Reads a public key.
pub(crate) fn public(path: &Path) -> Result<PublicKey, Failure> {
    let text = zeroize::Zeroizing::new(input::read_small(path)?);
    let failed = |cause: String| match kind::other_than(path, Kind::PublicKey) {
        Some((Kind::PrivateKey, failure)) => failure.help("the key that is handed out is the file that ends in .pub"),
        Some((_, failure)) => failure,
        None => Failure::new(format!("{} is no public key: {cause}", Untrusted::path(path))),
    };
    if is_pem(&text) {
        let pem = std::str::from_utf8(&text).map_err(|_| failed("it is not text".to_owned()))?;
        PublicKey::from_spki_pem(pem).map_err(|error| failed(error.to_string()))
    } else {
        key::read_public(&text).map_err(|error| failed(error.to_string()))
    }
}

fn is_pem(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"-----BEGIN ")
}

/// A key that others can read can be in others' hands.
#[cfg(unix)]
fn warn_if_others_may_read(path: &Path, console: &mut Console) {
    use std::os::unix::fs::PermissionsExt as _;
    if std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o077 != 0) {
        console.warn(format_args!("{0} can be read by others; `chmod 600 {0}`", Untrusted::path(path)));
    }
}

#[cfg(not(unix))]
fn warn_if_others_may_read(_: &Path, _: &mut Console) {}
