//! Product data of other people as tariffs (spec: formats of product data). One module for each format.
//!
//! An importer takes bytes and gives, for each product, a tariff and an account of everything in the source that the
//! tariff does not say. It guesses nothing: what a format lacks is an option, an amount it cannot read leaves the price
//! open, and a text that may move money goes to `unmodelled` with the effect that the format gives it, or `unknown`.

mod cdr_bank;
mod cdr_energy;
mod draft;
mod energy;
mod energy_made_easy;
mod node;
mod number;
mod ob_pca;
mod open_energy;
mod product;
mod sg_mobile;
mod tmf620;
mod urdb;

use pannier_model::value::{Currency, Date, Decimal, Rate, Zone};
use pannier_report::{Code, Finding, Location};

use crate::{
    form::words,
    tariff::{Jurisdiction, Loss, Tariff},
    verdict::Computability,
};
use node::Node;

words! {
    /// A format of product data that is read.
    Format {
        CdrBank = "cdr-bank",
        CdrEnergy = "cdr-energy",
        EnergyMadeEasy = "eme-au",
        Urdb = "urdb",
        ObPca = "ob-pca",
        Tmf620 = "tmf620",
        OpenEnergy = "open-energy",
        SgMobile = "sg-mobile",
    }
}

/// What a source does not say, given by whoever has it. Nothing of it outweighs what the source does say.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day on which the prices were published.
    pub as_of: Option<Date>,
    /// The country or part of one where the product is sold.
    pub country: Option<Jurisdiction>,
    /// The currency of all amounts.
    pub currency: Option<Currency>,
    /// Tax in amounts.
    pub tax: Option<GivenTax>,
    /// The zone of times of day.
    pub zone: Option<Zone>,
}

/// Whether amounts contain tax, and its rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenTax {
    /// Whether amounts contain it.
    pub included: bool,
    /// Its rate.
    pub rate: Rate,
}

impl GivenTax {
    /// Reads a rate that comes on top (`0.10`), `included`, or `included:0.20`.
    pub fn parse(text: &str) -> Option<Self> {
        let (included, rate) = match text.split_once(':') {
            Some(("included", rate)) => (true, rate),
            None if text == "included" => (true, "0"),
            _ => (false, text),
        };
        let rate = Rate::parse(rate).ok()?;
        let one = Decimal::from_units(1, 0).ok()?;
        (rate.decimal().signum() >= 0 && rate.decimal() < one).then_some(Self { included, rate })
    }
}

/// What came out of a document.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The format it was read as.
    pub format: Format,
    /// Its products in their order; at least one.
    pub products: Vec<Product>,
}

/// One product of a document.
#[derive(Clone, Debug)]
pub struct Product {
    /// What its provider calls it.
    pub id: String,
    /// Its name as it is sold.
    pub name: String,
    /// Who sells it.
    pub provider: String,
    /// Its tariff; none where it has no price or lacks something, which the findings say.
    pub tariff: Option<Tariff>,
    /// Everything of it that the tariff does not say: pointers into the source, with the reason.
    pub losses: Vec<Loss>,
    /// What is wrong with the source, and with the tariff that came out.
    pub findings: Vec<Finding>,
    /// Whether a price can be computed from it.
    pub computability: Computability,
}

impl Product {
    /// A name for the file of its tariff: safe everywhere, the same each time, different for different products.
    pub fn file_stem(&self) -> String {
        let key = [self.provider.as_bytes(), &[0], self.id.as_bytes()].concat();
        let digest = pannier_crypto::sha256(&key);
        let bytes: &[u8] = digest.as_ref();
        let tag: String = bytes[..4].iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hex).collect();
        format!("{}--{}-{tag}", draft::slug(&self.provider, '-', 40), draft::slug(&self.name, '-', 40))
    }
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0')
}

/// Which format a document is, told from its members; none or several that fit are a finding.
pub fn recognise(text: &[u8], at: &Location) -> Result<Format, Finding> {
    Node::read(text, at).and_then(|root| format_of(&root, at))
}

/// Reads products from the bytes of a document that stands at `at`; the format is told from its members where it is not
/// given.
///
/// # Errors
/// It is not JSON, not of the format, or has no product in it.
pub fn import(text: &[u8], format: Option<Format>, options: &Options, at: &Location) -> Result<Imported, Finding> {
    let root = Node::read(text, at)?;
    let format = match format {
        Some(format) => format,
        None => format_of(&root, at)?,
    };
    let nodes = products_of(&root, format);
    if nodes.is_empty() {
        return Err(Finding::new(Code::TariffSourceForm, at.clone(), format!("no product of {format} stands in it"))
            .with_help("name its format with --from, or give the document of a product"));
    }
    let source = product::SourceDocument { root: &root, text, options, at };
    Ok(Imported { format, products: source.products(format, &nodes) })
}

fn format_of(root: &Node, at: &Location) -> Result<Format, Finding> {
    const ALL: [Format; 8] = [
        Format::CdrBank,
        Format::CdrEnergy,
        Format::EnergyMadeEasy,
        Format::Urdb,
        Format::ObPca,
        Format::Tmf620,
        Format::OpenEnergy,
        Format::SgMobile,
    ];
    let fitting: Vec<Format> = ALL.into_iter().filter(|format| !products_of(root, *format).is_empty()).collect();
    match fitting[..] {
        [format] => Ok(format),
        [] => Err(Finding::new(Code::TariffSourceForm, at.clone(), "no product of a format that is read stands in it")
            .with_help(format!("formats are {}", Format::WORDS.join(", ")))),
        _ => Err(Finding::new(Code::TariffSourceForm, at.clone(), "its members fit several formats")
            .with_help("name its format with --from")),
    }
}

fn products_of(root: &Node, format: Format) -> Vec<&Node> {
    match format {
        Format::CdrBank => cdr_bank::products(root),
        Format::CdrEnergy => cdr_energy::products(root),
        Format::EnergyMadeEasy => energy_made_easy::products(root),
        Format::Urdb => urdb::products(root),
        Format::ObPca => ob_pca::products(root),
        Format::Tmf620 => tmf620::products(root),
        Format::OpenEnergy => open_energy::products(root),
        Format::SgMobile => sg_mobile::products(root),
    }
}
