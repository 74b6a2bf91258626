//! Offers: what a provider makes of a share, and whether its figures come out again (spec: the chapter on offers).
//!
//! Both sides do the same: [`Shown`] gathers what verified shares show, [`make`] prices a tariff on it and writes the
//! offer, [`recompute`] prices it again and says where the offer differs. The documents themselves, and what they have against
//! one another, are in [`mod@crate::document`].
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = 1_767_400_000;
//! use pannier::document::{Offer, Received, authenticate};
//! use pannier::offer::{Shown, recompute};
//! use pannier::quote::TariffFile;
//! use pannier::{MemoryScratch, Policy, Trust, verify};
//!
//! let trust = Trust::from_list(&std::fs::read("trust.json")?)?;
//! let (offer, _) = authenticate(Received::<Offer>::read(&std::fs::read("offer.jwt")?)?, &trust, now, false)?;
//! let share = verify(std::fs::read("share.pannier.zip")?, &trust, &Policy::default(), now, &MemoryScratch)?.accept()?;
//! let shown = Shown::by(&[&share], None)?;
//! let tariff = TariffFile::read(&std::fs::read("tariff.json")?, "tariff.json", None);
//! for finding in recompute(offer.payload(), &shown, &tariff, None).findings {
//!     println!("{finding}");
//! }
//! # Ok(())
//! # }
//! ```

mod figures;
mod recompute;

pub use figures::{Unpriced, lines_digest};
pub use recompute::{Recomputed, recompute, recompute_among};

use pannier_bundle::Source;
use pannier_model::document::{
    Address, DocumentDigest, FactAnswer, GrantShare, Offer, OfferChoice, OfferPublic, OfferTariff, Version,
};
use pannier_model::value::{CodeText, Int, List, Name};
use pannier_report::Finding;
use pannier_tariff::{
    cost::{self, Quote},
    tariff::Tariff,
};

use crate::document::Given;
use crate::quote::{Answers, Basis, Question, TariffFile};
use crate::{Error, Verified};

/// What shares show, gathered to be priced.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Use and where it comes from.
    pub basis: Basis,
    /// Which shares they are, ascending.
    pub shares: Vec<GrantShare>,
}

impl Shown {
    /// Gathers what verified shares of one customer show. `only` is the label of the one account, line or supply point that
    /// is priced.
    ///
    /// # Errors
    /// One of them is a bundle or shows nothing, two are the same share, or a file changed since it was verified.
    pub fn by<S: Source>(files: &[&Verified<S>], only: Option<&str>) -> Result<Self, Error> {
        let mut named = Vec::with_capacity(files.len());
        for file in files {
            let given = Given::of(file)?.ok_or_else(|| {
                Error::Misuse("an offer is made on shares that show something; a bundle is for its holder".to_owned())
            })?;
            named.push((given.share, *file));
        }
        // Whoever recomputes reads them in the same order, and so meets every label in the same place.
        named.sort_by(|(one, _), (other, _)| order(one).cmp(&order(other)));
        if named.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Error::Misuse("the same share twice".to_owned()));
        }
        let files: Vec<_> = named.iter().map(|(_, file)| *file).collect();
        let basis = Basis::verified(&files, only)?;
        Ok(Self { basis, shares: named.into_iter().map(|(share, _)| share).collect() })
    }

    fn price(&self, tariff: &Tariff, question: &Question) -> Quote {
        cost::price(tariff, &self.basis.usage, &question.answers.facts(), &question.horizon)
    }
}

fn order(share: &GrantShare) -> (&str, &str) {
    (share.jti.as_str(), share.pannier_share.as_str())
}

/// What a provider says in every offer beside its figures.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Who offers.
    pub iss: Address,
    /// Its name for people.
    pub name: Name,
    /// Now, in seconds since 1970.
    pub iat: Int,
    /// From when on the offer can no longer be accepted.
    pub exp: Int,
    /// Whether the provider is bound by it.
    pub firm: bool,
    /// Where the holder can ask and accept.
    pub contact: Name,
}

/// Why there is no offer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotOffered {
    /// A document is no tariff.
    #[error("{name} is no tariff")]
    Tariff {
        /// Name of the file.
        name: String,
        /// What is wrong with it.
        findings: Vec<Finding>,
    },
    /// A tariff has no price on what the shares show.
    #[error(transparent)]
    Unpriced(#[from] Unpriced),
    /// Something has more or longer values than an offer can hold.
    #[error("an offer cannot hold it: {0}")]
    TooMuch(#[from] pannier_model::value::Invalid),
}

/// The offer of a tariff on what shares show; with `public`, as a personal price beside that of the public tariff.
///
/// Members that are optional are for the caller to add before it is signed.
///
/// # Errors
/// A document is no tariff, or has no price on what is shown.
pub fn make(
    terms: Terms,
    shown: &Shown,
    tariff: &TariffFile,
    public: Option<&TariffFile>,
    question: &Question,
) -> Result<Offer, NotOffered> {
    let own = readable(tariff)?;
    let quote = shown.price(own, question);
    let mut offer = Offer::new(
        Version,
        terms.iss,
        terms.iat,
        terms.exp,
        terms.name,
        terms.firm,
        List::new(shown.shares.clone())?,
        stated(tariff, own)?,
        quote.currency,
        question.horizon.start,
        figures::price(&quote, &tariff.name)?,
        public.is_some(),
        terms.contact,
    );
    if let Some(public) = public {
        let everybody = readable(public)?;
        let price = figures::price(&shown.price(everybody, question), &public.name)?;
        offer.public = Some(OfferPublic::new(stated(public, everybody)?, price));
    }
    let answers = &question.answers;
    let facts = answers.facts.iter().map(|(fact, is)| FactAnswer::new(fact.clone(), is.clone()));
    offer.facts = some(facts.collect())?;
    let choices = answers.choices.iter().map(|(choice, is)| OfferChoice::new(choice.clone(), is.clone()));
    offer.choices = some(choices.collect())?;
    offer.holidays = some(answers.holidays.iter().copied().collect())?;
    offer.thing = shown.basis.only.as_deref().map(CodeText::parse).transpose()?;
    Ok(offer)
}

/// What an offer was computed with: its answers, choices, holidays and year.
pub fn question(offer: &Offer) -> Question {
    let facts = offer.facts.iter().flat_map(|facts| facts.iter());
    let choices = offer.choices.iter().flat_map(|choices| choices.iter());
    let holidays = offer.holidays.iter().flat_map(|holidays| holidays.iter());
    let answers = Answers {
        facts: facts.map(|one| (one.fact.clone(), one.is.clone())).collect(),
        choices: choices.map(|one| (one.choice.clone(), one.is.clone())).collect(),
        holidays: holidays.copied().collect(),
        switch_cost: None,
    };
    Question::year_from(offer.from, answers)
}

fn readable(file: &TariffFile) -> Result<&Tariff, NotOffered> {
    file.tariff.as_ref().ok_or_else(|| NotOffered::Tariff { name: file.name.clone(), findings: file.findings.clone() })
}

/// A tariff as an offer names it.
fn stated(file: &TariffFile, tariff: &Tariff) -> Result<OfferTariff, NotOffered> {
    let digest = DocumentDigest::parse(file.hash())?;
    Ok(OfferTariff::new(tariff.id.clone(), tariff.version.clone(), tariff.name.clone(), digest))
}

/// A list, where there is something to list.
fn some<T, const MOST: usize>(values: Vec<T>) -> Result<Option<List<T, MOST>>, NotOffered> {
    if values.is_empty() { Ok(None) } else { Ok(Some(List::new(values)?)) }
}
