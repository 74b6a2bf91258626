//! What becomes of product data in the formats of others.

use std::io;

use pannier::{
    bundle::Fault,
    report::Location,
    tariff::{
        import::{Format, GivenTax, Options, import},
        tariff::Jurisdiction,
    },
};

use super::{judged, rejected};
use crate::vector::{Answer, Case, Given};

/// The tariffs that the library makes of the input.
pub(super) fn made(case: &Case) -> Result<Answer, Fault> {
    let options = &case.vector.options;
    let format = options.format.as_deref().map(|word| Format::parse(word).ok_or_else(|| unknown(word))).transpose()?;
    let given = options.given.as_ref().map(taken).transpose()?.unwrap_or_default();
    let imported = match import(&case.file(&case.vector.input)?, format, &given, &Location::whole()) {
        Ok(imported) => imported,
        Err(finding) => return Ok(rejected(&[finding])),
    };
    let findings: Vec<_> = imported.products.iter().flat_map(|product| product.findings.iter().cloned()).collect();
    let tariffs = imported.products.iter().filter_map(|product| product.tariff.as_ref());
    let tariffs = tariffs.map(|tariff| serde_json::from_str(&tariff.to_json()));
    let tariffs = tariffs.collect::<Result<_, _>>().map_err(io::Error::other)?;
    Ok(judged(&findings, Answer { tariffs: Some(tariffs), ..Answer::default() }))
}

/// What the vector gives of that which a source does not say.
fn taken(given: &Given) -> io::Result<Options> {
    fn read<T>(text: Option<&String>, read: impl Fn(&str) -> Option<T>) -> io::Result<Option<T>> {
        text.map(|text| read(text).ok_or_else(|| unknown(text))).transpose()
    }
    Ok(Options {
        as_of: read(given.as_of.as_ref(), |text| text.parse().ok())?,
        country: read(given.country.as_ref(), Jurisdiction::parse)?,
        currency: read(given.currency.as_ref(), |text| text.parse().ok())?,
        tax: read(given.tax.as_ref(), GivenTax::parse)?,
        zone: read(given.zone.as_ref(), |text| text.parse().ok())?,
    })
}

fn unknown(word: &str) -> io::Error {
    io::Error::other(format!("`{word}` is not known"))
}
