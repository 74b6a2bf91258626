//! `pannier offer accept`: an offer that comes out is taken.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use pannier::document::{self, Acceptance, AnyPayload, Identity, KeyName, Version, holder_key};

use super::{super::Answer, Sources};
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
    io::input,
    render::{human::STRONG, untrusted::Untrusted},
};

pub(super) fn run(flags: &OfferAccept, shared: &Shared, console: &mut Console) -> Answer {
    let read = flags.from.intent.iter().chain(&flags.from.shares).chain(&flags.from.tariffs).chain([&flags.offer]);
    input::not_an_input(&flags.to.output, read.map(PathBuf::as_path))?;
    let now = clock::now(shared.now);
    let mut answered = Answered::new();
    let sources = Sources::read(&flags.from, now, &mut answered)?;
    if !answered.is_valid() {
        return answered.no(console);
    }
    let Some((offer, recomputed)) = sources.in_time(&flags.offer, &mut answered)? else {
        return answered.no(console);
    };
    let Some(lines) = recomputed.lines().filter(|_| answered.is_valid()) else { return answered.no(console) };
    let signer = documents::signer(&flags.signing, console)?;
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
    let signed = documents::sign(&acceptance, &*signer)?;
    // What the offer does not allow is found before the file has its name.
    answered.found(&flags.to.output, document::findings(&AnyPayload::Acceptance(Box::new(acceptance.clone()))));
    answered.found(&flags.to.output, document::check_acceptance(&signed, &offer));
    if !answered.is_valid() {
        return answered.no(console);
    }
    documents::put(&signed, &flags.to, &flags.encrypt_to)?;
    answered.show(&signed)?;
    if console.format == Format::Human {
        super::words(console.out(), offer.payload())?;
    }
    answered.print(console)?;
    sources.tell_unsigned([offer.payload()], console);
    console.say(format_args!(
        "wrote {}: send it to {}",
        Untrusted::path(&flags.to.output),
        Untrusted::text(offer.payload().contact.as_str())
    ));
    if acceptance.identity.is_some() && flags.encrypt_to.is_empty() {
        console.warn("it has your name in it, for whoever reads it; --encrypt-to keeps it for the provider");
    }
    Ok(Exit::Yes)
}

/// An acceptance as a person reads it.
pub(super) fn words(out: &mut impl Write, acceptance: &Acceptance) -> io::Result<()> {
    let text = |text: &str| Untrusted::text(text).to_string();
    let who = acceptance.identity.as_ref().map_or_else(|| "somebody".to_owned(), |who| text(who.name.as_str()));
    writeln!(out, "{STRONG}{who}{STRONG:#} accepts what follows")?;
    if let Some(start) = acceptance.start {
        writeln!(out, "  from: {start}")?;
    }
    if let Some(note) = &acceptance.note {
        writeln!(out, "  says: {}", text(note.as_str()))?;
    }
    Ok(())
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
