//! From a draft to a product: the header, what the source lacks, and what of it was not read.

use std::cell::RefCell;

use pannier_crypto::{base64url, sha256};
use pannier_model::value::{CodeText, Currency, Date, List, Name, Rate, Text, Zone};
use pannier_report::{Code, Finding, Location};

use super::{
    Format, Options, Product, cdr_bank, cdr_energy,
    draft::{Draft, is_within, name, texts},
    energy_made_easy,
    node::Node,
    ob_pca, open_energy, sg_mobile, tmf620, urdb,
};
use crate::{
    tariff::{
        Billing, BillingAnchor, BillingPeriod, Jurisdiction, Loss, Provider, Rounding, RoundingAt, RoundingMode,
        Sector, Service, Source, Span, Tariff, Tax, UnmodelledEffect,
    },
    verdict::Computability,
};

/// Most losses and unmodelled texts that stand in one tariff.
const MOST: usize = 1000;

/// What an importer says of a product as a whole. What the source does not state stays empty.
pub(super) struct Header {
    pub(super) id: String,
    pub(super) version: Option<String>,
    pub(super) provider_id: Option<String>,
    pub(super) provider: String,
    pub(super) name: String,
    pub(super) summary: Option<String>,
    pub(super) sector: Sector,
    pub(super) service: Option<Service>,
    pub(super) jurisdiction: Option<Jurisdiction>,
    pub(super) currency: Option<Currency>,
    pub(super) zone: Option<Zone>,
    pub(super) saleable: (Option<Date>, Option<Date>),
    pub(super) priced: (Option<Date>, Option<Date>),
    pub(super) tax: Option<Tax>,
    pub(super) billing: BillingPeriod,
}

impl Header {
    /// A header of which only the names are known.
    pub(super) fn new(sector: Sector, id: &str, provider: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            version: None,
            provider_id: None,
            provider: provider.to_owned(),
            name: name.to_owned(),
            summary: None,
            sector,
            service: None,
            jurisdiction: None,
            currency: None,
            zone: None,
            saleable: (None, None),
            priced: (None, None),
            tax: None,
            billing: BillingPeriod::Month,
        }
    }
}

/// A country by its code.
pub(super) fn country(code: &str) -> Option<Jurisdiction> {
    Jurisdiction::parse(code)
}

/// Tax that a format states for all its products.
pub(super) fn tax(included: bool, rate: &str, called: &str) -> Tax {
    Tax { included, name: name(called), rate: Rate::parse(rate).expect("a rate in the program is one") }
}

/// The document that products stand in.
pub(super) struct SourceDocument<'a> {
    pub(super) root: &'a Node,
    pub(super) text: &'a [u8],
    pub(super) options: &'a Options,
    pub(super) at: &'a Location,
}

impl SourceDocument<'_> {
    /// Imports every product, then tells each what of it was left.
    pub(super) fn products(&self, format: Format, nodes: &[&Node]) -> Vec<Product> {
        let drafts: Vec<(Header, Draft<'_>)> = nodes
            .iter()
            .map(|node| {
                let mut draft = Draft::new(self.at);
                let header = match format {
                    Format::CdrBank => cdr_bank::import(node, &mut draft),
                    Format::CdrEnergy => cdr_energy::import(node, &mut draft, self.options),
                    Format::EnergyMadeEasy => energy_made_easy::import(node, &mut draft),
                    Format::Urdb => urdb::import(node, &mut draft, self.options),
                    Format::ObPca => ob_pca::import(node, self.root, &mut draft),
                    Format::Tmf620 => tmf620::import(node, self.root, &mut draft, self.options),
                    Format::OpenEnergy => open_energy::import(node, &mut draft),
                    Format::SgMobile => sg_mobile::import(node, &mut draft),
                };
                (header, draft)
            })
            .collect();
        let left = RefCell::new(Vec::new());
        self.root.left(&left);
        let left = left.into_inner();
        let mut products = Vec::with_capacity(drafts.len());
        for (node, (header, mut draft)) in nodes.iter().zip(drafts) {
            for pointer in &left {
                let of_another =
                    nodes.iter().any(|other| !std::ptr::eq(*other, *node) && is_within(pointer, &other.pointer));
                if is_within(pointer, &node.pointer) || !of_another {
                    draft.left(pointer);
                }
            }
            products.push(self.finish(header, draft));
        }
        products
    }

    fn finish(&self, header: Header, mut draft: Draft<'_>) -> Product {
        let tariff = self.tariff(&header, &mut draft);
        let Draft { losses, mut findings, .. } = draft;
        let mut checked = None;
        if let Some(tariff) = tariff {
            let found = tariff.check(self.at);
            if found.iter().any(Finding::is_error) {
                findings.extend(found.into_iter().filter(Finding::is_error).map(|mut finding| {
                    finding.message = format!("in the tariff that comes out: {}", finding.message);
                    finding
                }));
            } else {
                checked = Some(tariff);
            }
        }
        let computability = match &checked {
            Some(tariff) => Computability::of(tariff, self.at),
            None => Computability::none(findings.iter().filter(|finding| finding.is_error()).cloned().collect()),
        };
        Product {
            id: header.id,
            name: header.name,
            provider: header.provider,
            tariff: checked,
            losses,
            findings,
            computability,
        }
    }

    fn lacks(&self, draft: &mut Draft<'_>, code: Code, message: &str, help: &str) {
        draft.findings.push(Finding::new(code, self.at.clone(), message).with_help(help));
    }

    fn tariff(&self, header: &Header, draft: &mut Draft<'_>) -> Option<Tariff> {
        let options = self.options;
        let currency = header.currency.or(options.currency);
        if currency.is_none() {
            self.lacks(draft, Code::ConvertCurrency, "currency of the prices is not stated", "give it with --currency");
        }
        let zone = header.zone.clone().or_else(|| options.zone.clone());
        if zone.is_none() {
            self.lacks(draft, Code::ConvertZone, "time zone of the prices is not stated", "give it with --zone");
        }
        let jurisdiction = header.jurisdiction.clone().or_else(|| options.country.clone());
        if jurisdiction.is_none() {
            self.lacks(draft, Code::ConvertCountry, "country of the product is not stated", "give it with --country");
        }
        let (saleable, priced) = (span(header.saleable, options, draft), span(header.priced, options, draft));
        if saleable.is_none() && priced.is_none() {
            let message = "no day says since when these prices hold";
            self.lacks(
                draft,
                Code::TariffSourceDate,
                message,
                "give the day on which they were published with --as-of",
            );
        }
        if name(&header.provider).is_none() || name(&header.name).is_none() {
            let message = "product or its provider has no name";
            self.lacks(draft, Code::TariffSourceForm, message, "give the document as its provider published it");
        }
        let components = List::new(std::mem::take(&mut draft.components)).ok();
        if components.is_none() {
            let message = "no price of the product could be read";
            self.lacks(draft, Code::TariffSourcePriced, message, "give a document that states its prices as numbers");
        }
        let tax = header
            .tax
            .clone()
            .or_else(|| options.tax.map(|given| Tax { included: given.included, name: None, rate: given.rate }));
        let tax = tax.unwrap_or_else(|| {
            let text = "Whether prices contain tax is not stated";
            draft.say_beside("", text, UnmodelledEffect::Unknown);
            Tax { included: true, name: None, rate: Rate::parse("0").expect("zero is a rate") }
        });
        let digest = base64url::encode(sha256(self.text).as_ref());
        let version = header.version.as_deref().and_then(name).or_else(|| name(&format!("sha-256:{digest}")))?;
        let losses: Vec<Loss> = capped(&draft.losses);
        let unmodelled = if draft.unmodelled.len() > MOST {
            let mut kept = draft.unmodelled[..MOST - 1].to_vec();
            let more = texts(&format!("and {} more", draft.unmodelled.len() + 1 - MOST));
            kept.extend(more.into_iter().map(|text| crate::tariff::Unmodelled {
                effect: UnmodelledEffect::Unknown,
                source: None,
                text,
            }));
            kept
        } else {
            std::mem::take(&mut draft.unmodelled)
        };
        draft.eligibility.truncate(MOST);
        draft.non_price.truncate(MOST);
        let fallback = saleable.clone().or_else(|| priced.clone());
        let provider_id = header.provider_id.as_deref().and_then(name).or_else(|| name(&header.provider));
        Some(Tariff {
            id: name(&header.id).or_else(|| name(&header.name))?,
            version,
            provider: Provider { id: provider_id?, key_id: None, name: name(&header.provider)? },
            name: name(&header.name)?,
            summary: header.summary.as_deref().and_then(|text| texts(text).into_iter().next()),
            sector: header.sector,
            service: header.service,
            lines: None,
            jurisdiction: jurisdiction?,
            currency: currency?,
            time_zone: zone?,
            saleable: saleable.or_else(|| fallback.clone())?,
            priced: priced.or(fallback)?,
            area: List::new(std::mem::take(&mut draft.area)).ok(),
            eligibility: std::mem::take(&mut draft.eligibility),
            choices: None,
            tax,
            rounding: Rounding {
                at: RoundingAt::Total,
                mode: RoundingMode::HalfUp,
                places: currency?.minor_digits().map_or(2, u32::from),
            },
            billing: Billing { anchor: BillingAnchor::Calendar, period: header.billing },
            windows: (!draft.windows.is_empty()).then(|| std::mem::take(&mut draft.windows)),
            calendars: (!draft.calendars.is_empty()).then(|| std::mem::take(&mut draft.calendars)),
            pools: None,
            components: components?,
            commitment: draft.commitment.take(),
            exit: List::new(std::mem::take(&mut draft.exits)).ok(),
            non_price: List::new(std::mem::take(&mut draft.non_price)).ok(),
            gifts: None,
            unmodelled,
            source: Some(Source {
                digest: CodeText::parse(&format!("sha-256:{digest}")).ok(),
                losses: List::new(losses).ok(),
                retrieved: options.as_of,
                tool: Name::parse("pannier").ok(),
                uri: None,
            }),
        })
    }
}

/// At most as many as a tariff holds; the last says how many more there were.
fn capped(losses: &[Loss]) -> Vec<Loss> {
    let mut kept: Vec<Loss> = losses.iter().take(MOST).cloned().collect();
    if losses.len() > MOST {
        kept.truncate(MOST - 1);
        let reason = Text::parse(&format!("and {} more that a tariff has no place for", losses.len() - kept.len()));
        kept.extend(Text::parse("/").ok().zip(reason.ok()).map(|(path, reason)| Loss { path, reason }));
    }
    kept
}

fn span(days: (Option<Date>, Option<Date>), options: &Options, draft: &mut Draft<'_>) -> Option<Span> {
    let from = days.0.or(options.as_of)?;
    // Systems that have no end write the end of time.
    let to = days.1.filter(|to| to.year() < 9000);
    if to.is_some_and(|to| to <= from) {
        draft.lose_at("", "an end that lies before the beginning was left out");
        return Some(Span { from, to: None });
    }
    Some(Span { from, to })
}
