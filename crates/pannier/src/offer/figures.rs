//! The figures of a quote as an offer has them.

use std::fmt::Write as _;

use pannier_crypto::{base64url, sha256};
use pannier_model::document::{
    DocumentDigest, OfferCommitment, OfferComponent, OfferGrade, OfferPrice, OfferStatus, OfferSum,
};
use pannier_model::value::{Amount, CodeText, Int, Invalid, List};
use pannier_tariff::cost::{Exact, Quote, Remark, Status, Totals};

/// A quote that has no price to offer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{tariff} has no price on these shares: it is {status}{}", reasons.first().map_or(String::new(), |reason| format!(", {}", reason.text)), status = status.as_str())]
pub struct Unpriced {
    /// Id of the tariff.
    pub tariff: String,
    /// Name of the file it was read from.
    pub file: String,
    /// `incomplete` or `refused`, or any other where a figure is larger than an amount can be.
    pub status: Status,
    /// Why.
    pub reasons: Vec<Remark>,
}

/// The figures of a quote; `file` is what its tariff was read from.
///
/// # Errors
/// It has none that can be relied on.
pub(super) fn price(quote: &Quote, file: &str) -> Result<OfferPrice, Unpriced> {
    let unpriced = || Unpriced {
        tariff: quote.tariff.clone(),
        file: file.to_owned(),
        status: quote.status,
        reasons: quote.reasons.clone(),
    };
    let status = OfferStatus::parse(quote.status.as_str()).map_err(|_| unpriced())?;
    let year_one = quote.year_one.as_ref().ok_or_else(unpriced)?;
    // Sums are rounded to six places at most, so only one of more than twelve digits is no amount.
    figures(quote, status, year_one).map_err(|_| unpriced())
}

fn figures(quote: &Quote, status: OfferStatus, year_one: &Totals) -> Result<OfferPrice, Invalid> {
    let places = quote.currency.minor_digits().map_or(2, u32::from);
    let amount = |exact: &Exact| Amount::parse(&exact.with_places(places));
    let sum = |totals: &Totals| -> Result<OfferSum, Invalid> {
        Ok(OfferSum::new(amount(&totals.gross)?, amount(&totals.net)?, amount(&totals.tax)?))
    };
    let mut price = OfferPrice::new(status, sum(year_one)?, lines_digest(quote));
    if !quote.by_component.is_empty() {
        let components = quote
            .by_component
            .iter()
            .map(|one| Ok(OfferComponent::new(CodeText::parse(&one.component)?, amount(&one.gross)?)));
        price.components = Some(List::new(components.collect::<Result<_, Invalid>>()?)?);
    }
    price.grade = quote.grade.map(|grade| OfferGrade::parse(grade.as_str())).transpose()?;
    price.year_two = quote.year_two.as_ref().map(sum).transpose()?;
    price.commitment = quote
        .commitment
        .as_ref()
        .map(|total| Ok(OfferCommitment::new(Int::new(total.months.into())?, amount(&total.gross)?)))
        .transpose()?;
    price.leave_after_one_year = quote.leave_after_one_year.as_ref().map(amount).transpose()?;
    Ok(price)
}

/// The hash of the lines of a quote: what each is made of, without the words for people.
pub fn lines_digest(quote: &Quote) -> DocumentDigest {
    let places = quote.currency.minor_digits().map_or(2, u32::from);
    let mut text = String::new();
    for line in &quote.lines {
        let [net, tax, gross] = [&line.net, &line.tax, &line.gross].map(|money| money.with_places(places));
        let records = line.source.as_ref().map_or("", |source| &*source.records);
        writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}\t{net}\t{tax}\t{gross}\t{}\t{records}",
            line.component, line.period, line.quantity, line.unit, line.price, line.exact, line.clause
        )
        .expect("a string grows");
    }
    DocumentDigest::parse(&base64url::encode(&sha256(text.as_bytes()))).expect("the base64url of 32 bytes")
}
