//! `pannier offer verify`: does an offer come out again.

use pannier::document::{self, Acceptance, AnyPayload};

use super::{super::Answer, Sources, words};
use crate::{
    args::{Format, OfferVerify, Shared},
    clock,
    commands::documents::Answered,
    console::Console,
    exit::Exit,
};

pub(super) fn run(flags: &OfferVerify, shared: &Shared, console: &mut Console) -> Answer {
    let mut answered = Answered::new();
    let sources = Sources::read(&flags.from, clock::now(shared.now), &mut answered)?;
    if !answered.is_valid() {
        return answered.no(console);
    }
    // Whoever checks an acceptance has to believe an offer that may have ended since.
    let read = match flags.acceptance {
        Some(_) => sources.again(&flags.offer, &mut answered)?,
        None => sources.in_time(&flags.offer, &mut answered)?,
    };
    let Some((offer, _)) = read else { return answered.no(console) };
    if let Some(path) = &flags.acceptance
        && let Some(acceptance) = answered.read::<Acceptance>(path, &sources.whom)?
    {
        answered.found(path, document::findings(&AnyPayload::Acceptance(Box::new(acceptance.payload().clone()))));
        answered.found(path, document::check_acceptance(&acceptance, &offer));
        if console.format == Format::Human && answered.is_valid() {
            super::accept::words(console.out(), acceptance.payload())?;
        }
    }
    if !answered.is_valid() {
        // What it promises is not repeated: nobody is to rely on it.
        return answered.no(console);
    }
    if console.format == Format::Human {
        words(console.out(), offer.payload())?;
    }
    answered.print(console)?;
    console.say("the offer comes out: every figure is what the tariff comes to on what the shares show");
    sources.tell_unsigned([offer.payload()], console);
    Ok(Exit::Yes)
}
