//! `pannier offer`: what a provider makes of a share, whether it comes out again, and that it is taken.

mod accept;
mod compare;
mod make;
mod verify;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use pannier::{
    Error, Outcome, Policy, Verified,
    bundle::Fault,
    document::{Intent, Offer as Offered, OfferPrice},
    offer::Shown,
    quote::{TariffFile, signed},
    verify as verify_file,
};

use super::{
    Answer,
    documents::{Answered, Believing},
};
use crate::{
    args::{Offer, Shared, TrustFlags},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        scratch::TemporaryFiles,
    },
    render::{human::STRONG, untrusted::Untrusted},
};

pub(crate) fn run(command: &Offer, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Offer::Make(flags) => make::run(flags, shared, console),
        Offer::Verify(flags) => verify::run(flags, shared, console),
        Offer::Compare(flags) => compare::run(flags, shared, console),
        Offer::Accept(flags) => accept::run(flags, shared, console),
    }
}

/// What shares show; findings where one does not verify.
fn shown(
    paths: &[PathBuf],
    only: Option<&str>,
    whom: &Believing,
    flags: &TrustFlags,
    answered: &mut Answered,
) -> Result<Option<Shown>, Failure> {
    let inputs = paths.iter().map(|path| Input::open(path)).collect::<Result<Vec<_>, _>>()?;
    let policy = Policy {
        accept_self: flags.accept_self,
        accept_indeterminate: flags.accept_indeterminate,
        // It may have been bound some time ago.
        binding_age: i64::MAX,
        ..Policy::default()
    };
    let mut files: Vec<Verified<&Input>> = Vec::with_capacity(inputs.len());
    for (path, input) in paths.iter().zip(&inputs) {
        let verification = verify_file(input, &whom.trust, &policy, whom.now, &TemporaryFiles)
            .map_err(|error| Failure::on_file("verify", path, &error))?;
        let verdict = verification.verdict();
        if verdict.outcome == Outcome::UnknownIssuer {
            return Err(Failure::new(format!("{} is signed by a key in no trust list", Untrusted::path(path))));
        }
        answered.found(path, verdict.findings.clone());
        if let Ok(verified) = verification.accept() {
            files.push(verified);
        }
    }
    if files.len() < paths.len() || !answered.is_valid() {
        return Ok(None);
    }
    let files: Vec<_> = files.iter().collect();
    match Shown::by(&files, only) {
        Ok(shown) => Ok(Some(shown)),
        Err(Error::Misuse(why)) => Err(Failure::new(why).help("make shares with `pannier share`")),
        Err(error) => Err(Failure::new(format!("cannot read the shares: {error}"))),
    }
}

/// A tariff, signed by its provider or not; findings where it is none.
fn tariff(path: &Path, whom: &Believing, answered: &mut Answered) -> Result<TariffFile, Failure> {
    let (bytes, name) = (input::read_small(path)?, path.to_string_lossy());
    let file = if pannier::document::typ(&bytes).is_some() {
        match signed(&bytes, &name, &whom.trust, whom.accept_indeterminate, whom.now) {
            Ok(file) => file,
            Err(Fault::Finding(why)) => TariffFile::refused(&bytes, &name, *why),
            Err(Fault::Io(error)) => return Err(Failure::on_file("read", path, &error)),
        }
    } else {
        TariffFile::read(&bytes, &name, None)
    };
    if file.tariff.is_none() {
        answered.found(path, file.findings.iter().cloned());
    }
    Ok(file)
}

/// The intent that an offer answers.
fn intent(
    path: Option<&PathBuf>,
    whom: &Believing,
    answered: &mut Answered,
) -> Result<Option<pannier::document::Document<Intent>>, Failure> {
    match path {
        Some(path) => answered.read(path, whom),
        None => Ok(None),
    }
}

fn no(answered: &Answered, console: &mut Console) -> Answer {
    answered.print(console)?;
    Ok(Exit::No)
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
        writeln!(out, "  bound for {} months: {}", commitment.months.value(), commitment.gross)?;
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
