//! What can be computed from product data, one product at a time and for all that a provider publishes.

use std::collections::BTreeMap;

use pannier_report::{Code, Finding, Location};
use serde::Serialize;

use crate::{
    import::{self, Format, Options},
    tariff::{Tariff, UnmodelledEffect},
    verdict::{Computability, Verdict},
};

/// One product, judged.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// What its provider calls it; empty where that cannot be read.
    pub id: String,
    /// Its name as it is sold.
    pub name: String,
    /// Who sells it.
    pub provider: String,
    /// What can be computed.
    pub verdict: Verdict,
    /// What stands against it, or is left out of the price.
    pub reasons: Vec<Reason>,
}

/// One thing that stands against computing a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The requirement behind it.
    pub code: Code,
    /// What it does to the price, where it is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<UnmodelledEffect>,
    /// Where it stands: in the product data where it was converted, else in the tariff (RFC 6901 pointer).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// What it is.
    pub text: String,
}

/// How much of what a provider publishes can be computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    /// The provider.
    pub provider: String,
    /// How many products there are.
    pub products: usize,
    /// Products whose price can be computed.
    pub computable: usize,
    /// Products for which a bound can be.
    pub bounded: usize,
    /// Products in no ranking.
    pub not_computable: usize,
    /// The first two in percent of all, to one decimal, rounded half up.
    pub score: String,
}

/// Judges a document: a tariff, or product data of any format that is read.
///
/// # Errors
/// It is neither.
pub fn judge(
    text: &[u8],
    format: Option<Format>,
    options: &Options,
    at: &Location,
) -> Result<Vec<Judged>, Vec<Finding>> {
    if format.is_none() && is_tariff(text) {
        let reading = Tariff::read(text, at);
        let Some(tariff) = reading.tariff else { return Err(reading.findings) };
        return Ok(vec![judge_tariff(&tariff, at)]);
    }
    let imported = import::import(text, format, options, at).map_err(|finding| vec![finding])?;
    let judged = imported.products.iter().map(|product| match &product.tariff {
        Some(tariff) => of_tariff(tariff, &product.findings, &product.computability),
        None => Judged {
            id: product.id.clone(),
            name: product.name.clone(),
            provider: product.provider.clone(),
            verdict: product.computability.verdict,
            reasons: product.findings.iter().map(of_finding).collect(),
        },
    });
    Ok(judged.collect())
}

/// Judges a tariff that was read.
pub fn judge_tariff(tariff: &Tariff, at: &Location) -> Judged {
    of_tariff(tariff, &[], &Computability::of(tariff, at))
}

/// Whether a text is a tariff rather than product data: by members that only a tariff has.
pub fn is_tariff(text: &[u8]) -> bool {
    let Ok(node) = crate::json::read(text, Code::TariffJson, &Location::whole()) else {
        // What is no strict JSON cannot be told by its members; both readers say what is wrong with it.
        let text = String::from_utf8_lossy(text);
        return ["\"components\"", "\"time_zone\"", "\"unmodelled\""].iter().all(|member| text.contains(member));
    };
    let crate::json::Node::Object(members) = node else { return false };
    let has = |name: &str| members.iter().any(|(member, _)| member == name);
    has("components") && (has("time_zone") || has("unmodelled") || has("provider"))
}

fn of_finding(finding: &Finding) -> Reason {
    Reason {
        code: finding.code,
        effect: None,
        pointer: finding.location.pointer.clone().unwrap_or_default(),
        text: finding.message.clone(),
    }
}

fn of_tariff(tariff: &Tariff, findings: &[Finding], computability: &Computability) -> Judged {
    let texts = tariff.unmodelled.iter().enumerate().filter(|(_, one)| one.effect != UnmodelledEffect::None);
    let texts = texts.map(|(index, one)| Reason {
        code: Code::TariffComputable,
        effect: Some(one.effect),
        pointer: one
            .source
            .as_ref()
            .map_or_else(|| format!("/unmodelled/{index}"), |source| source.as_str().to_owned()),
        text: one.text.as_str().to_owned(),
    });
    let slips = computability.reasons.iter().filter(|finding| finding.code != Code::TariffComputable);
    Judged {
        id: tariff.id.as_str().to_owned(),
        name: tariff.name.as_str().to_owned(),
        provider: tariff.provider.name.as_str().to_owned(),
        verdict: computability.verdict,
        reasons: findings.iter().map(of_finding).chain(slips.map(of_finding)).chain(texts).collect(),
    }
}

/// The scores of all providers, in the order of their names.
pub fn scores<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Vec<Score> {
    let mut providers: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for one in judged {
        let counts = providers.entry(&one.provider).or_default();
        counts[match one.verdict {
            Verdict::Computable => 0,
            Verdict::Bounded => 1,
            Verdict::NotComputable => 2,
        }] += 1;
    }
    providers.into_iter().map(|(provider, counts)| score(provider, counts)).collect()
}

/// The score of everything together.
pub fn total(scores: &[Score]) -> Score {
    let counts = scores.iter().fold([0; 3], |sum: [usize; 3], one| {
        [sum[0] + one.computable, sum[1] + one.bounded, sum[2] + one.not_computable]
    });
    score("", counts)
}

fn score(provider: &str, [computable, bounded, not_computable]: [usize; 3]) -> Score {
    let products = computable + bounded + not_computable;
    let tenths = if products == 0 { 0 } else { ((computable + bounded) * 2000 + products) / (2 * products) };
    Score {
        provider: provider.to_owned(),
        products,
        computable,
        bounded,
        not_computable,
        score: format!("{}.{}", tenths / 10, tenths % 10),
    }
}
