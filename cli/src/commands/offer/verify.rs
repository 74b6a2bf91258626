//! `pannier offer verify`: does an offer come out again.

use pannier::{
    document::{self, Acceptance, AnyPayload, Document, Offer},
    offer::{Recomputed, recompute},
};

use super::{super::Answer, intent, no, shown, tariff, words};
use crate::{
    args::{Format, OfferSources, OfferVerify, Shared},
    clock,
    commands::{documents::Answered, grant::believing},
    console::Console,
    exit::Exit,
    failure::Failure,
};

pub(super) fn run(flags: &OfferVerify, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let mut answered = Answered::new();
    // Whoever checks an acceptance has to believe an offer that may have ended since.
    let in_time = flags.acceptance.is_none();
    let Some((offer, _)) = again(&flags.offer, &flags.from, now, in_time, &mut answered)? else {
        return no(&answered, console);
    };
    if let Some(path) = &flags.acceptance {
        let whom = believing(&flags.from.trust, flags.from.sender_key.as_deref(), true, now)?;
        if let Some(acceptance) = answered.read::<Acceptance>(path, &whom)? {
            answered.found(path, document::check_acceptance(&acceptance, &offer));
        }
    }
    if console.format == Format::Human {
        words(console.out(), offer.payload())?;
    }
    answered.print(console)?;
    if answered.is_valid() {
        console.say("the offer comes out: every figure is what the tariff comes to on what the shares show");
        return Ok(Exit::Yes);
    }
    Ok(Exit::No)
}

/// Reads an offer and computes it again; none where it cannot be believed, or there is nothing to compute it from.
pub(super) fn again(
    path: &std::path::Path,
    from: &OfferSources,
    now: i64,
    in_time: bool,
    answered: &mut Answered,
) -> Result<Option<(Document<Offer>, Recomputed)>, Failure> {
    let whom = believing(&from.trust, from.sender_key.as_deref(), true, now)?;
    let Some(offer) = answered.read::<Offer>(path, &whom)? else { return Ok(None) };
    answered.found(path, document::findings(&AnyPayload::Offer(Box::new(offer.payload().clone()))));
    if let Some(late) = offer.check_time(now).err().filter(|_| in_time) {
        answered.found(path, late.finding().cloned());
    }
    if let Some(asked) = intent(from.intent.as_ref(), &whom, answered)? {
        answered.found(path, document::check_offer(&offer, &asked));
    }
    let file = tariff(&from.tariff, &whom, answered)?;
    let public = from.public.as_ref().map(|path| tariff(path, &whom, answered)).transpose()?;
    if offer.payload().public.is_some() && public.is_none() {
        return Err(Failure::new("the offer has the price of a public tariff, which has to be computed, too")
            .help("give that tariff: --public TARIFF"));
    }
    let only = offer.payload().thing.as_ref().map(pannier::value::CodeText::as_str);
    let Some(shown) = shown(&from.shares, only, &whom, &from.trust, answered)? else { return Ok(None) };
    let recomputed = recompute(offer.payload(), &shown, &file, public.as_ref());
    answered.found(path, recomputed.findings.iter().cloned());
    Ok(Some((offer, recomputed)))
}
