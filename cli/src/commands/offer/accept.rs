//! `pannier offer accept`: an offer that comes out is taken.

use std::path::PathBuf;

use pannier::document::{Acceptance, Document, Identity, KeyName, Version, holder_key};

use super::{super::Answer, no, verify::again, words};
use crate::{
    args::{Format, OfferAccept, Shared},
    clock,
    commands::{
        documents::{self, Answered, value},
        grant::seconds,
        intent::given_text,
    },
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input,
        output::{self, Privacy},
        sealed,
    },
    render::untrusted::Untrusted,
};

pub(super) fn run(flags: &OfferAccept, shared: &Shared, console: &mut Console) -> Answer {
    let read = [&flags.from.public, &flags.from.intent].into_iter().flatten();
    let read = read.chain(&flags.from.shares).chain([&flags.offer, &flags.from.tariff]).map(PathBuf::as_path);
    input::not_an_input(&flags.output, read)?;
    let now = clock::now(shared.now);
    let mut answered = Answered::new();
    let Some((offer, recomputed)) = again(&flags.offer, &flags.from, now, true, &mut answered)? else {
        return no(&answered, console);
    };
    let Some(lines) = recomputed.lines().filter(|_| answered.is_valid()) else { return no(&answered, console) };
    let signer = documents::signer(&flags.key, flags.signer.as_deref(), console)?;
    let kid = signer.public_key().kid();
    let cnf = holder_key(signer.public_key()).ok_or_else(|| {
        Failure::new("the key of a holder is an ES256 key").help("make one with `pannier keygen -o KEY`")
    })?;
    let mut acceptance = Acceptance::new(
        Version,
        KeyName::of(&kid).map_err(|error| Failure::new(error.to_string()))?,
        seconds(now)?,
        cnf,
        offer.payload().iss.clone(),
        offer.digest_text(),
        lines,
    );
    acceptance.start = given_text("--start", flags.start.as_ref())?;
    acceptance.note = given_text("--note", flags.note.as_ref())?;
    acceptance.identity = identity(flags)?;
    let signed = Document::sign(&acceptance, &*signer).map_err(|error| {
        Failure::new(format!("cannot sign the acceptance: {}", Untrusted::text(&error.to_string())))
    })?;
    let mut bytes = Vec::new();
    sealed::write(&mut bytes, &flags.encrypt_to, |out| {
        out.write_all(signed.text().as_bytes())?;
        out.write_all(b"\n")
    })
    .map_err(|error| Failure::on_file("encrypt", &flags.output, &error))?;
    output::write(&flags.output, &bytes, Privacy::Private, flags.overwrite)?;
    answered.show(&signed)?;
    if console.format == Format::Human {
        words(console.out(), offer.payload())?;
    }
    answered.print(console)?;
    console.say(format_args!(
        "wrote {}: send it to {}",
        Untrusted::path(&flags.output),
        Untrusted::text(offer.payload().contact.as_str())
    ));
    if acceptance.identity.is_some() && flags.encrypt_to.is_empty() {
        console.warn("it has your name in it, for whoever reads it; --encrypt-to keeps it for the provider");
    }
    Ok(Exit::Yes)
}

/// Who accepts, where a name was given.
fn identity(flags: &OfferAccept) -> Result<Option<Identity>, Failure> {
    let Some(name) = &flags.name else { return Ok(None) };
    let mut identity = Identity::new(value("--name", name)?);
    identity.born = given_text("--born", flags.born.as_ref())?;
    identity.address = given_text("--address", flags.address.as_ref())?;
    identity.email = given_text("--email", flags.email.as_ref())?;
    identity.phone = given_text("--phone", flags.phone.as_ref())?;
    identity.number = given_text("--number", flags.number.as_ref())?;
    Ok(Some(identity))
}
