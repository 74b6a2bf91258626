//! Many tariffs priced on one basis, and the present contract beside them.

use std::collections::BTreeMap;

use pannier_model::value::Date;
use pannier_report::{Code, Finding, Location};
use pannier_tariff::cost::{self, BackTest, Exact, Horizon, Quote, Replay};
use pannier_tariff::tariff::Tariff;

use super::{Answers, Basis, BasisFile, PresentContract, TariffFile};

/// What is asked about the basis: under which answers, for which year.
#[derive(Clone, Debug)]
pub struct Question {
    /// What the customer answers.
    pub answers: Answers,
    /// The year that is priced.
    pub horizon: Horizon,
}

impl Question {
    /// The twelve months from the first of the month in which `start` lies, with the holidays of the answers.
    pub fn year_from(start: Date, answers: Answers) -> Self {
        let horizon = Horizon::year_from(start).with_holidays(answers.holidays.iter().copied());
        Self { answers, horizon }
    }
}

/// A tariff and its price.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Priced {
    /// Digest of the tariff.
    pub digest: String,
    /// Name of the file it was read from.
    pub file: String,
    /// Address of who signed it; `None` where nobody did.
    pub signed_by: Option<String>,
    /// What it costs, line by line.
    pub quote: Quote,
    /// The first year less that of the present contract; `None` where either has no figure that can be compared.
    pub difference: Option<Exact>,
}

/// How the tariff of the present contract was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// The customer named it.
    Named,
    /// The contract has the digest of it.
    Digest,
    /// The contract has its address, which is its id or ends in its file name.
    Uri,
}

impl FoundBy {
    /// The word of the document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Digest => "tariff_digest",
            Self::Uri => "tariff_uri",
        }
    }
}

/// The present contract.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Current {
    /// What it costs in the year that is priced.
    pub priced: Priced,
    /// How its tariff was found.
    pub found_by: FoundBy,
    /// The past priced by it beside what was billed; `None` where the data does not say what was billed.
    pub back_test: Option<BackTest>,
}

/// Everything that was priced on one basis.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// The files it rests on.
    pub files: Vec<BasisFile>,
    /// Whether an institution vouches for every one of them.
    pub is_verified: bool,
    /// The one thing that was looked at, where one was named.
    pub only: Option<String>,
    /// What was taken on somebody's word.
    pub notes: Vec<String>,
    /// Digest of the records.
    pub usage: String,
    /// First day that is covered by anything, and first day after the last.
    pub covered: Option<(Date, Date)>,
    /// What was asked.
    pub question: Question,
    /// The present contract, where its tariff is known.
    pub current: Option<Current>,
    /// The lowest first year first.
    pub ranked: Vec<Priced>,
    /// Those without a place in the ranking.
    pub others: Vec<Priced>,
    /// Files that are no tariff, with what is wrong with them.
    pub refused: Vec<TariffFile>,
}

/// Prices all tariffs on one basis.
///
/// `current` is the tariff of the present contract where the customer names it; else it is looked for among `tariffs` by what
/// the contracts in force say (`tariff_digest`, then `tariff_uri`), where exactly one contract finds exactly one.
pub fn compare(basis: &Basis, tariffs: &[TariffFile], current: Option<&TariffFile>, question: &Question) -> Comparison {
    let facts = question.answers.facts();
    let mut replay = Replay::new(&basis.usage, question.horizon.clone());
    let SortedOut { kept, refused, left_aside } = sorted_out(tariffs);
    let current = match current {
        Some(file) => file.tariff.as_ref().map(|tariff| (file, tariff, FoundBy::Named)),
        None => found(basis, &kept),
    };
    let mut notes = basis.notes.clone();
    notes.extend(left_aside);
    if current.is_none() {
        notes.extend(not_found(basis, &kept));
    }
    if let Some(only) = basis.only.as_ref().filter(|_| basis.usage.covered().is_none()) {
        notes.push(format!("nothing that could be priced is called `{only}`"));
    }
    let current = current.map(|(file, tariff, found_by)| Current {
        priced: priced(file, replay.price(tariff, &facts)),
        found_by,
        back_test: cost::back_test(tariff, &basis.usage, &facts, &question.answers.holidays),
    });
    let reference = current.as_ref().map(|current| &current.priced.quote).filter(|quote| quote.status.is_ranked());
    let beside_current = |quote: &Quote| {
        let reference = reference.filter(|of| quote.status.is_ranked() && of.currency == quote.currency)?;
        Some(quote.year_one_gross()? - reference.year_one_gross()?)
    };
    let quotes = kept.iter().map(|(file, tariff)| {
        let quote = replay.price(tariff, &facts);
        Priced { difference: beside_current(&quote), ..priced(file, quote) }
    });
    let cost::Ranking { ranked, others } = cost::rank(quotes.collect());
    Comparison {
        files: basis.files.clone(),
        is_verified: basis.is_verified(),
        only: basis.only.clone(),
        notes,
        usage: basis.usage.digest().to_owned(),
        covered: basis.usage.covered(),
        question: question.clone(),
        current,
        ranked,
        others,
        refused,
    }
}

impl AsRef<Quote> for Priced {
    fn as_ref(&self) -> &Quote {
        &self.quote
    }
}

impl AsMut<Quote> for Priced {
    fn as_mut(&mut self) -> &mut Quote {
        &mut self.quote
    }
}

fn priced(file: &TariffFile, quote: Quote) -> Priced {
    Priced {
        digest: file.digest.clone(),
        file: file.name.clone(),
        signed_by: file.signed_by.as_ref().map(|sender| sender.address().to_owned()),
        quote,
        difference: None,
    }
}

/// What tells tariffs apart: provider, id and version.
fn name(tariff: &Tariff) -> (String, String, String) {
    (tariff.provider.id.to_string(), tariff.id.to_string(), tariff.version.to_string())
}

/// Tariffs that can be priced, each once, files that cannot, and a word on those that signed ones go before.
struct SortedOut<'a> {
    kept: Vec<(&'a TariffFile, &'a Tariff)>,
    refused: Vec<TariffFile>,
    left_aside: Vec<String>,
}

/// Of documents that claim one version those that are signed go before all others. Two that say different things are both
/// refused: nobody can say which of them holds.
fn sorted_out(tariffs: &[TariffFile]) -> SortedOut<'_> {
    let mut by_name: BTreeMap<(String, String, String), Vec<&TariffFile>> = BTreeMap::new();
    let mut refused = Vec::new();
    for file in tariffs {
        match &file.tariff {
            Some(tariff) => by_name.entry(name(tariff)).or_default().push(file),
            None => refused.push(file.clone()),
        }
    }
    let mut kept = Vec::with_capacity(by_name.len());
    let mut left_aside = Vec::new();
    for mut same in by_name.into_values() {
        if let Some(signed) = same.iter().find(|file| file.signed_by.is_some()).copied() {
            let others = same.iter().filter(|file| file.signed_by.is_none() && file.digest != signed.digest);
            left_aside.extend(others.map(|file| {
                format!(
                    "{} says other prices for a version that {} has signed: the signed one is priced, and {} is left aside",
                    file.name, signed.name, file.name
                )
            }));
            same.retain(|file| file.signed_by.is_some());
        }
        let first = same.first().copied();
        if let Some(first) = first
            && let Some(tariff) = &first.tariff
            && same.iter().all(|file| file.digest == first.digest)
        {
            kept.push((first, tariff));
            continue;
        }
        for file in &same {
            let other = same.iter().find(|other| other.digest != file.digest).map_or("", |other| other.name.as_str());
            let at = Location::whole().in_file(file.name.as_str()).at_pointer("/version");
            let twice =
                Finding::new(Code::QuoteVersionOnce, at, "another document has the same provider, id and version")
                    .with_help(format!(
                        "compare it with {other}, ask the provider which one holds, and leave the other out"
                    ));
            let mut file = TariffFile::clone(file);
            file.tariff = None;
            file.findings.push(twice);
            refused.push(file);
        }
    }
    refused.sort_by(|one, other| (&one.name, &one.digest).cmp(&(&other.name, &other.digest)));
    SortedOut { kept, refused, left_aside }
}

/// The tariff that the contract in force names.
fn found<'a>(basis: &Basis, kept: &[(&'a TariffFile, &'a Tariff)]) -> Option<(&'a TariffFile, &'a Tariff, FoundBy)> {
    let named = |found_by: FoundBy| {
        let mut all: Vec<_> = kept
            .iter()
            .filter(|(file, tariff)| {
                basis.contracts.iter().any(|contract| match found_by {
                    FoundBy::Named => false,
                    FoundBy::Digest => {
                        contract.tariff_digest.as_ref().is_some_and(|digest| digest.as_str() == file.digest)
                    }
                    // A digest that is of another document is a no, whatever the address says.
                    FoundBy::Uri => {
                        contract.tariff_digest.is_none()
                            && contract.tariff_uri.as_ref().is_some_and(|uri| is_at(uri.as_str(), &file.name, tariff))
                    }
                })
            })
            .collect();
        match (all.pop(), all.is_empty()) {
            (Some((file, tariff)), true) => Some((*file, *tariff, found_by)),
            _ => None,
        }
    };
    named(FoundBy::Digest).or_else(|| named(FoundBy::Uri))
}

/// Why no tariff is that of the present contract, though contracts name theirs.
fn not_found(basis: &Basis, kept: &[(&TariffFile, &Tariff)]) -> Option<String> {
    let naming: Vec<&PresentContract> = basis
        .contracts
        .iter()
        .filter(|contract| contract.tariff_digest.is_some() || contract.tariff_uri.is_some())
        .collect();
    let first = naming.first()?;
    if naming.iter().any(|contract| kept.iter().any(|(file, tariff)| is_of(contract, file, tariff))) {
        return Some(
            "contracts in force name more than one of the tariffs: which is the present one is not guessed".to_owned(),
        );
    }
    Some(format!("the tariff that the contract with {} names is not among those given", first.provider))
}

/// Whether a contract names a tariff, by digest or address.
fn is_of(contract: &PresentContract, file: &TariffFile, tariff: &Tariff) -> bool {
    match (&contract.tariff_digest, &contract.tariff_uri) {
        // A digest that is of another document is a no, whatever the address says.
        (Some(digest), _) => digest.as_str() == file.digest,
        (None, Some(uri)) => is_at(uri.as_str(), &file.name, tariff),
        (None, None) => false,
    }
}

/// Whether an address is that of a tariff: it is its id, or its last segment is the name of the file.
fn is_at(uri: &str, file: &str, tariff: &Tariff) -> bool {
    let last = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    uri == tariff.id.as_str() || (!last(uri).is_empty() && last(uri) == last(file))
}
