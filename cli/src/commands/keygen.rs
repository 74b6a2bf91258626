//! `pannier keygen`: a signing key, and the public key to hand out.

use std::{ffi::OsString, path::PathBuf};

use pannier::{
    bundle::key,
    crypto::{Algorithm, PrivateKey, Signer as _, random},
};

use super::Answer;
use crate::{
    args::{self, KeyAlgorithm},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input,
        output::{self, Privacy},
    },
    random as source,
    render::untrusted::Untrusted,
};

pub(crate) fn run(flags: &args::Keygen, shared: &args::Shared, console: &mut Console) -> Answer {
    if input::is_standard(&flags.output) {
        return Err(Failure::new("a key pair is two files; standard output is one").help("name a file after -o"));
    }
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("cannot make a key: {error}"));
    let key = match (flags.alg, shared.seed) {
        (KeyAlgorithm::Ed25519, Some(_)) => {
            let mut random = source::source(shared.seed, console);
            PrivateKey::ed25519(&random::array(&mut *random).map_err(|error| failed(&error))?)
        }
        (KeyAlgorithm::Es256, Some(_)) => {
            return Err(
                Failure::new("an ES256 key cannot be drawn from --seed").help("--alg ed25519 can; or leave --seed out")
            );
        }
        (alg, None) => PrivateKey::generate(match alg {
            KeyAlgorithm::Es256 => Algorithm::Es256,
            KeyAlgorithm::Ed25519 => Algorithm::Ed25519,
        })
        .map_err(|error| failed(&error))?,
    };
    let public = public_path(&flags.output);
    let (private_text, public_text) = if flags.pem {
        (key.to_pkcs8_pem(), key.public_key().to_spki_pem())
    } else {
        let mut private = key::private_text(&key);
        private.push('\n');
        (private, key::public_text(key.public_key()) + "\n")
    };
    // Both names are claimed before either file appears: half a pair is worse than none.
    let mut private_file = output::Pending::begin(&flags.output, Privacy::Private, flags.overwrite)?;
    let mut public_file = output::Pending::begin(&public, Privacy::Public, flags.overwrite)?;
    private_file.put(private_text.as_bytes())?;
    public_file.put(public_text.as_bytes())?;
    private_file.finish()?;
    public_file.finish()?;
    console.say(format_args!("wrote {} (keep it secret)", Untrusted::path(&flags.output)));
    console.say(format_args!("wrote {} (hand it out), key id {}", Untrusted::path(&public), key.public_key().kid()));
    Ok(Exit::Yes)
}

/// `KEY` with `.pub` behind it.
fn public_path(private: &std::path::Path) -> PathBuf {
    let mut name: OsString = private.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}
