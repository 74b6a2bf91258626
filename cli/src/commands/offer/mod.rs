//! `pannier offer`: what a provider makes of a share, whether it comes out again, and that it is taken.

mod accept;
mod compare;
mod make;
mod verify;

use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::{Path, PathBuf},
};

use pannier::{
    Error, Verified,
    document::{self, AnyPayload, Document, Intent, Offer as Offered, OfferPrice},
    offer::{Recomputed, recompute_among},
    quote::TariffFile,
};

use super::{
    Answer,
    documents::{Answered, Believing},
    grant::believing,
    tariff,
};
use crate::{
    args::{Offer, OfferSources, Shared, TrustFlags},
    clock,
    console::Console,
    failure::Failure,
    io::input::Input,
    render::{human::STRONG, sharing::number, untrusted::Untrusted},
};

pub(crate) fn run(command: &Offer, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Offer::Make(flags) => make::run(flags, shared, console),
        Offer::Verify(flags) => verify::run(flags, shared, console),
        Offer::Compare(flags) => compare::run(flags, shared, console),
        Offer::Accept(flags) => accept::run(flags, shared, console),
    }
}

/// What offers are computed from again, read once.
struct Sources {
    whom: Believing,
    shares: Vec<Verified<Input>>,
    tariffs: Vec<TariffFile>,
    asked: Option<Document<Intent>>,
}

impl Sources {
    /// Reads all of it; what is wrong with a file is noted, and what names that file does not come out.
    fn read(flags: &OfferSources, now: i64, answered: &mut Answered) -> Result<Self, Failure> {
        let whom = Believing {
            identities: Some(flags.identity.identity.clone()),
            ..believing(&flags.trust, flags.sender_key.as_deref(), true, now)?
        };
        let asked = intent(flags.intent.as_ref(), &whom, answered)?;
        let shares = verified(&flags.shares, &whom, &flags.trust, answered)?;
        let mut tariffs = Vec::new();
        for path in tariff::documents::all(&flags.tariffs, &["json", "jwt"])? {
            tariffs.push(answered.tariff(&path, &whom)?);
        }
        Ok(Self { whom, shares, tariffs, asked })
    }

    /// Reads an offer and computes it again; none where it cannot be believed.
    fn again(&self, path: &Path, answered: &mut Answered) -> Result<Option<(Document<Offered>, Recomputed)>, Failure> {
        let Some(offer) = answered.read::<Offered>(path, &self.whom)? else { return Ok(None) };
        answered.found(path, document::findings(&AnyPayload::Offer(Box::new(offer.payload().clone()))));
        if let Some(asked) = &self.asked {
            answered.found(path, document::check_offer(&offer, asked));
        }
        let shares: Vec<_> = self.shares.iter().collect();
        let recomputed = recompute_among(offer.payload(), &shares, &self.tariffs).map_err(unread)?;
        answered.found(path, recomputed.findings.iter().cloned());
        Ok(Some((offer, recomputed)))
    }

    /// As [`Sources::again`], for who is about to act on it.
    fn in_time(
        &self,
        path: &Path,
        answered: &mut Answered,
    ) -> Result<Option<(Document<Offered>, Recomputed)>, Failure> {
        let again = self.again(path, answered)?;
        if let Some(late) = again.as_ref().and_then(|(offer, _)| offer.check_time(self.whom.now).err()) {
            answered.found(path, late.finding().cloned());
        }
        Ok(again)
    }

    /// Says for which tariffs of these offers nobody but who made them vouches; others may lie beside them.
    fn tell_unsigned<'a>(&self, offers: impl IntoIterator<Item = &'a Offered>, console: &mut Console) {
        let named: BTreeSet<&str> = offers.into_iter().flat_map(tariffs_of).collect();
        let unsigned = self
            .tariffs
            .iter()
            .filter(|file| file.tariff.is_some() && file.signed_by.is_none() && named.contains(file.hash()));
        let names: Vec<_> = unsigned.map(|file| Untrusted::text(&file.name).to_string()).collect();
        if !names.is_empty() {
            console.say(format_args!("nobody signed {}; an offer names its tariffs by hash", names.join(", ")));
        }
    }
}

/// Hashes of the tariffs that an offer names.
fn tariffs_of(offer: &Offered) -> impl Iterator<Item = &str> {
    std::iter::once(&offer.tariff)
        .chain(offer.public.iter().map(|public| &public.tariff))
        .map(|one| one.digest.as_str())
}

/// Shares that verify; findings where one does not.
fn verified(
    paths: &[PathBuf],
    whom: &Believing,
    flags: &TrustFlags,
    answered: &mut Answered,
) -> Result<Vec<Verified<Input>>, Failure> {
    let read = paths.iter().map(|path| answered.share(path, whom, flags)).collect::<Result<Vec<_>, _>>()?;
    Ok(read.into_iter().flatten().collect())
}

fn unread(error: Error) -> Failure {
    match error {
        Error::Misuse(why) => Failure::new(why).help("make shares with `pannier share`"),
        error => Failure::new(format!("cannot read the shares: {error}")),
    }
}

/// The intent that an offer answers.
fn intent(
    path: Option<&PathBuf>,
    whom: &Believing,
    answered: &mut Answered,
) -> Result<Option<Document<Intent>>, Failure> {
    match path {
        Some(path) => answered.read(path, whom),
        None => Ok(None),
    }
}

/// An offer as a person reads it.
fn words(out: &mut impl Write, offer: &Offered) -> io::Result<()> {
    let text = |text: &str| Untrusted::text(text).to_string();
    let price = &offer.price;
    writeln!(
        out,
        "{STRONG}{}{STRONG:#} offers {}: {} {} in the year from {}",
        text(offer.name.as_str()),
        text(offer.tariff.name.as_str()),
        price.year_one.gross,
        offer.currency,
        offer.from
    )?;
    writeln!(out, "  on your use: {}", relied_on(price))?;
    if let Some(year_two) = &price.year_two {
        writeln!(out, "  the year after: {}", year_two.gross)?;
    }
    if let Some(commitment) = &price.commitment {
        writeln!(out, "  bound for {}: {}", number(commitment.months.value(), "month"), commitment.gross)?;
    }
    match &offer.public {
        Some(public) => writeln!(
            out,
            "  made for you; anybody pays {} for the same use, by {}",
            public.price.year_one.gross,
            text(public.tariff.name.as_str())
        )?,
        None => writeln!(out, "  anybody can have it")?,
    }
    if let Some(why) = &offer.why_dearer {
        writeln!(out, "  dearer because: {}", text(why.as_str()))?;
    }
    match &offer.commission {
        Some(commission) => {
            for one in &**commission {
                let amount = one.amount.map(|amount| format!("{amount} {}, ", offer.currency)).unwrap_or_default();
                writeln!(
                    out,
                    "  paid if you accept: {amount}to {}: {}",
                    text(one.to.as_str()),
                    text(one.what.as_str())
                )?;
            }
        }
        None => writeln!(out, "  paid to others if you accept: nothing")?,
    }
    for condition in offer.conditions.iter().flat_map(|texts| texts.iter()) {
        writeln!(out, "  if: {}", text(condition.as_str()))?;
    }
    if let Some(withdrawal) = &offer.withdrawal {
        writeln!(out, "  you can withdraw within: {withdrawal}")?;
    }
    let until = clock::day(i64::try_from(offer.exp.value()).unwrap_or(i64::MAX));
    let firm = if offer.firm { "firm" } else { "indicative" };
    writeln!(out, "  {firm}, until {until}; ask and accept: {}", text(offer.contact.as_str()))
}

fn relied_on(price: &OfferPrice) -> String {
    let status = match price.status.as_str() {
        "exact" => "exact",
        "projected" => "some months stand for others that were not seen",
        _ => "an upper bound: something was not shown",
    };
    price.grade.map_or_else(|| status.to_owned(), |grade| format!("{status}, grade {grade}"))
}
