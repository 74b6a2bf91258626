//! What a comparison rests on: the use of one customer, gathered from files.

use pannier_bundle::Source;
use pannier_convert as convert;
use pannier_model::{
    record::{AnyRecord, Contract, ContractStatus},
    value::{CodeText, Name, Text},
};
use pannier_tariff::cost::{Usage, UsageBuilder};
use serde::Serialize;

use super::withheld::{self, Registers};
use crate::{Error, Outcome, Verdict, Verified, merge};

/// Use of one customer and where it comes from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Basis {
    /// What tariffs are priced on.
    pub usage: Usage,
    /// The files, in the order they were given.
    pub files: Vec<BasisFile>,
    /// The contracts in force that the records name, where one thing is looked at those about it.
    pub contracts: Vec<PresentContract>,
    /// The one account, line or supply point that is looked at, where one was named.
    pub only: Option<String>,
    /// What was taken on somebody's word while gathering.
    pub notes: Vec<String>,
}

/// A file of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BasisFile {
    /// Digest of its bytes: `sha-256:` and base64url; absent while nobody took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Who signed it; absent where nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Identity of the head of a bundle or share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// `verified`, `self`, or `unverified`.
    pub outcome: String,
    /// Digests of the head that stay sealed.
    pub sealed: u64,
}

/// A contract in force, as far as it names its tariff.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PresentContract {
    /// Who provides under it.
    pub provider: Name,
    /// Name of the product.
    pub product_name: Name,
    /// Accounts, lines and supply points it is about; none where it does not say.
    pub covers: Vec<String>,
    /// Where its tariff is.
    pub tariff_uri: Option<Text>,
    /// Digest of its tariff.
    pub tariff_digest: Option<CodeText>,
}

impl Basis {
    /// Gathers use from verified files of one customer: bundles and shares, of one issuer each. `only` is the label of the
    /// one account, line, supply point or register that is looked at.
    ///
    /// # Errors
    /// A file changed since it was verified.
    pub fn verified<S: Source>(files: &[&Verified<S>], only: Option<&str>) -> Result<Self, Error> {
        let mut gathering = Gathering::new(only, Registers::verified());
        let merged = merge(files)?;
        for row in merged.records() {
            gathering.take(&row?.into_record());
        }
        gathering.notes = withheld::tell(files, &merged, &gathering.registers, &mut gathering.builder);
        gathering.files = files.iter().map(|file| BasisFile::of(file.verdict())).collect();
        Ok(gathering.finish())
    }

    /// Begins to gather use from records that nobody vouches for.
    pub fn unverified(only: Option<&str>) -> Gathering {
        Gathering::new(only, Registers::default())
    }

    /// Whether an institution vouches for every file.
    pub fn is_verified(&self) -> bool {
        self.files.iter().all(|file| file.outcome == Outcome::Verified.as_str())
    }
}

impl BasisFile {
    fn of(verdict: &Verdict) -> Self {
        Self {
            digest: None,
            issuer: verdict.issuer.as_ref().map(|issuer| issuer.iss.clone()),
            jti: verdict.jti.clone(),
            outcome: verdict.outcome.as_str().to_owned(),
            sealed: verdict.withheld.sealed,
        }
    }
}

/// Use that is being gathered from records nobody vouches for: a download, a file of records.
#[derive(Debug)]
pub struct Gathering {
    builder: UsageBuilder,
    registers: Registers,
    files: Vec<BasisFile>,
    contracts: Vec<PresentContract>,
    only: Option<String>,
    notes: Vec<String>,
}

impl Gathering {
    fn new(only: Option<&str>, registers: Registers) -> Self {
        let builder = UsageBuilder::default();
        Self {
            builder: match only {
                Some(thing) => builder.only(thing),
                None => builder,
            },
            registers,
            files: Vec::new(),
            contracts: Vec::new(),
            only: only.map(str::to_owned),
            notes: Vec::new(),
        }
    }

    /// Begins a file; what follows belongs to it. `digest` is that of its bytes, where it was taken.
    pub fn file(&mut self, digest: Option<String>) {
        self.files.push(BasisFile { digest, issuer: None, jti: None, outcome: "unverified".to_owned(), sealed: 0 });
    }

    /// Notes a series that the file declares: what it promises to hold.
    pub fn series(&mut self, series: &convert::Series) {
        let thing = series.thing.as_ref().map(pannier_model::value::Id::as_str);
        self.builder.promised(series.record_type.name, thing, series.from, series.to, &series.incomplete);
    }

    /// Takes a record.
    pub fn take(&mut self, record: &AnyRecord) {
        if let AnyRecord::Contract(contract) = record
            && contract.status == ContractStatus::Active
        {
            self.contracts.push(PresentContract::of(contract));
        }
        self.registers.take(record);
        self.builder.record(record);
    }

    /// What was gathered.
    pub fn finish(mut self) -> Basis {
        self.registers.finish(&mut self.builder);
        if let Some(only) = &self.only {
            let registers = &self.registers;
            self.contracts.retain(|contract| {
                contract.covers.is_empty()
                    || contract.covers.iter().any(|thing| registers.are_about_the_same(only, thing))
            });
        }
        Basis {
            usage: self.builder.build(),
            files: self.files,
            contracts: self.contracts,
            only: self.only,
            notes: self.notes,
        }
    }
}

impl PresentContract {
    fn of(contract: &Contract) -> Self {
        Self {
            provider: contract.provider.clone(),
            product_name: contract.product_name.clone(),
            covers: contract.covers.iter().flatten().map(|label| label.as_str().to_owned()).collect(),
            tariff_uri: contract.tariff_uri.clone(),
            tariff_digest: contract.tariff_digest.clone(),
        }
    }
}
