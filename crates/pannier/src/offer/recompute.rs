//! Whether an offer comes out again.

use pannier_bundle::Source;
use pannier_model::document::{DocumentDigest, GrantShare, Offer, OfferPrice, OfferSum, OfferTariff};
use pannier_model::value::{Amount, CodeText};
use pannier_report::{Code, Finding, Location};
use pannier_tariff::{cost::Quote, tariff::Tariff};

use super::{Shown, figures, lines_digest, order, question, stated};
use crate::document::Given;
use crate::quote::{Question, TariffFile};
use crate::{Error, Verified};

/// What an offer comes to.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Recomputed {
    /// Where the offer says something else, or why nothing could be computed.
    pub findings: Vec<Finding>,
    /// Digest of the use that the shares show: offers on the same use have the same. None where they are on other shares.
    pub usage: Option<String>,
    /// The quote of the tariff.
    pub quote: Option<Quote>,
    /// The quote of the public tariff.
    pub public: Option<Quote>,
}

impl Recomputed {
    /// Hash of the lines that were computed, for the acceptance.
    pub fn lines(&self) -> Option<DocumentDigest> {
        self.quote.as_ref().map(lines_digest)
    }
}

/// Computes an offer again from the shares and the tariffs it names (`offer-share`, `offer-tariff`, `offer-figures`). Of each
/// price the first figure that differs is named; on other shares or by another tariff nothing is computed.
///
/// An offer with a price of the public tariff needs `public`.
#[must_use]
pub fn recompute(offer: &Offer, shown: &Shown, tariff: &TariffFile, public: Option<&TariffFile>) -> Recomputed {
    let mut recomputed = Recomputed::default();
    let findings = &mut recomputed.findings;
    let mut named: Vec<&GrantShare> = offer.shares.iter().collect();
    named.sort_by_key(|share| order(share));
    if !named.into_iter().eq(&shown.shares) {
        findings.push(finding(Code::OfferShare, "/shares", "the offer is not about these shares"));
    }
    if offer.thing.as_ref().map(CodeText::as_str) != shown.basis.only.as_deref() {
        findings.push(finding(Code::OfferShare, "/thing", "the offer is about another account, line or supply point"));
    }
    // Other data has other figures: that they differ says nothing.
    if !findings.is_empty() {
        return recomputed;
    }
    recomputed.usage = Some(shown.basis.usage.digest().to_owned());
    let question = question(offer);
    recomputed.quote = again("", &offer.tariff, &offer.price, tariff, offer, shown, &question, findings);
    recomputed.public = match (&offer.public, public) {
        (Some(said), Some(file)) => {
            again("/public", &said.tariff, &said.price, file, offer, shown, &question, findings)
        }
        (Some(_), None) => {
            let what = "the public tariff was not given, so its price is nobody's word but the provider's";
            findings.push(finding(Code::OfferFigures, "/public/tariff", what));
            None
        }
        (None, _) => None,
    };
    recomputed
}

/// As [`recompute`], from those of the shares and tariffs that the offer names; others may be among them.
///
/// # Errors
/// A file changed since it was verified.
pub fn recompute_among<S: Source>(
    offer: &Offer,
    shares: &[&Verified<S>],
    tariffs: &[TariffFile],
) -> Result<Recomputed, Error> {
    let given = shares.iter().map(|file| Given::of(file)).collect::<Result<Vec<_>, Error>>()?;
    let mut recomputed = Recomputed::default();
    let mut named = Vec::with_capacity(offer.shares.len());
    for (index, share) in offer.shares.iter().enumerate() {
        let found = given.iter().position(|given| given.as_ref().is_some_and(|given| given.share == *share));
        if let Some(at) = found {
            named.push(shares[at]);
        } else {
            let what = "none of the shares given is the one that is named here";
            recomputed.findings.push(finding(Code::OfferShare, &format!("/shares/{index}"), what));
        }
    }
    let tariff = among("", &offer.tariff, tariffs, &mut recomputed.findings);
    let public =
        offer.public.as_ref().map(|public| among("/public", &public.tariff, tariffs, &mut recomputed.findings));
    let (Some(tariff), true) = (tariff, recomputed.findings.is_empty()) else { return Ok(recomputed) };
    let shown = Shown::by(&named, offer.thing.as_ref().map(CodeText::as_str))?;
    Ok(recompute(offer, &shown, tariff, public.flatten()))
}

/// The tariff that is named, by its digest.
fn among<'a>(
    pointer: &str,
    named: &OfferTariff,
    tariffs: &'a [TariffFile],
    findings: &mut Vec<Finding>,
) -> Option<&'a TariffFile> {
    let digest = format!("sha-256:{}", named.digest);
    let found = tariffs.iter().find(|file| file.digest == digest && file.tariff.is_some());
    if found.is_none() {
        let is_version = |tariff: &Tariff| tariff.id == named.id && tariff.version == named.version;
        let other = tariffs.iter().find(|file| file.tariff.as_ref().is_some_and(is_version));
        let what = match other {
            Some(file) => format!("{} has the same id and version, and is another document", file.name),
            None => "none of the tariffs given is the one that is named here".to_owned(),
        };
        findings.push(finding(Code::OfferTariff, &format!("{pointer}/tariff/digest"), what));
    }
    found
}

#[expect(clippy::too_many_arguments, reason = "two prices of one offer are looked at in one way")]
fn again(
    pointer: &str,
    named: &OfferTariff,
    said: &OfferPrice,
    file: &TariffFile,
    offer: &Offer,
    shown: &Shown,
    question: &Question,
    findings: &mut Vec<Finding>,
) -> Option<Quote> {
    let Some(tariff) = &file.tariff else {
        findings.extend(file.findings.iter().cloned());
        return None;
    };
    if let Some(other) = other_tariff(pointer, named, file, tariff) {
        findings.push(other);
        return None;
    }
    let quote = shown.price(tariff, question);
    if quote.currency != offer.currency {
        findings.push(finding(Code::OfferFigures, "/currency", "the tariff is in another currency"));
        return Some(quote);
    }
    match figures::price(&quote, &file.name) {
        Ok(computed) => {
            if let Some((figure, said, computed)) = first_difference(said, &computed) {
                let what = format!("{figure} is not what the tariff comes to on these shares");
                let place = format!("{pointer}/price/{figure}");
                let differs = finding(Code::OfferFigures, &place, what);
                findings.push(differs.with_value(format!("{said} said, {computed} computed")));
            }
        }
        Err(unpriced) => {
            findings.push(finding(Code::OfferFigures, &format!("{pointer}/price/status"), unpriced.to_string()));
        }
    }
    Some(quote)
}

/// Whether another tariff is named than the one in the file.
fn other_tariff(pointer: &str, named: &OfferTariff, file: &TariffFile, tariff: &Tariff) -> Option<Finding> {
    let there = stated(file, tariff).ok()?;
    let members = [
        ("digest", named.digest == there.digest),
        ("id", named.id == there.id),
        ("version", named.version == there.version),
        ("name", named.name == there.name),
    ];
    let (member, _) = members.into_iter().find(|(_, same)| !same)?;
    let what = format!("the {member} of another tariff than the one in {}", file.name);
    Some(finding(Code::OfferTariff, &format!("{pointer}/tariff/{member}"), what))
}

/// The first figure that differs: its place below the price, what is said, and what comes out.
fn first_difference(said: &OfferPrice, computed: &OfferPrice) -> Option<(String, String, String)> {
    let mut figures = vec![("status".to_owned(), Some(said.status.to_string()), Some(computed.status.to_string()))];
    sum("year_one", Some(&said.year_one), Some(&computed.year_one), &mut figures);
    let [said_parts, computed_parts] = [said, computed].map(|price| price.components.as_deref().unwrap_or_default());
    for index in 0..said_parts.len().max(computed_parts.len()) {
        let [said, computed] = [said_parts, computed_parts].map(|parts| parts.get(index));
        figures.push((
            format!("components/{index}/component"),
            said.map(|one| one.component.to_string()),
            computed.map(|one| one.component.to_string()),
        ));
        money(
            format!("components/{index}/gross"),
            said.map(|one| one.gross),
            computed.map(|one| one.gross),
            &mut figures,
        );
    }
    figures.push((
        "grade".to_owned(),
        said.grade.map(|grade| grade.to_string()),
        computed.grade.map(|grade| grade.to_string()),
    ));
    sum("year_two", said.year_two.as_ref(), computed.year_two.as_ref(), &mut figures);
    let [said_term, computed_term] = [said, computed].map(|price| price.commitment.as_ref());
    figures.push((
        "commitment/months".to_owned(),
        said_term.map(|term| term.months.to_string()),
        computed_term.map(|term| term.months.to_string()),
    ));
    money(
        "commitment/gross".to_owned(),
        said_term.map(|term| term.gross),
        computed_term.map(|term| term.gross),
        &mut figures,
    );
    let name = "leave_after_one_year".to_owned();
    money(name, said.leave_after_one_year, computed.leave_after_one_year, &mut figures);
    figures.push(("lines".to_owned(), Some(said.lines.to_string()), Some(computed.lines.to_string())));
    let nothing = || "nothing".to_owned();
    figures
        .into_iter()
        .find(|(_, said, computed)| said != computed)
        .map(|(name, said, computed)| (name, said.unwrap_or_else(nothing), computed.unwrap_or_else(nothing)))
}

type Figures = Vec<(String, Option<String>, Option<String>)>;

fn sum(name: &str, said: Option<&OfferSum>, computed: Option<&OfferSum>, figures: &mut Figures) {
    type Member = fn(&OfferSum) -> Amount;
    let members: [(&str, Member); 3] = [("gross", |sum| sum.gross), ("net", |sum| sum.net), ("tax", |sum| sum.tax)];
    for (member, of) in members {
        money(format!("{name}/{member}"), said.map(of), computed.map(of), figures);
    }
}

/// Amounts are compared by value: `12.5` is `12.50`.
fn money(name: String, said: Option<Amount>, computed: Option<Amount>, figures: &mut Figures) {
    let [said, computed] = [said, computed].map(|amount| amount.map(|amount| amount.trimmed().to_string()));
    figures.push((name, said, computed));
}

fn finding(code: Code, pointer: &str, message: impl Into<String>) -> Finding {
    Finding::new(code, Location::whole().at_pointer(pointer), message)
}
