//! `contract-once`: contracts in force over one thing at one time.

use super::findings::{Findings, PartFindings};
use super::plan::Plan;
use super::rows::PartDone;
use pannier_model::record::{Contract, ContractSector, ContractStatus, Record as _, RecordType};
use pannier_model::value::{Date, Id};
use pannier_report::Code;
use std::collections::{BTreeSet, HashMap};

/// Things under contracts remembered of a file. Nobody has more, and each is a few bytes of somebody else's making.
const MOST: usize = 10_000;

/// What a contract says of one thing that it covers.
#[derive(Clone, Debug)]
struct Covered {
    contract: Id,
    sector: ContractSector,
    thing: Id,
    /// Place of the thing in `covers`.
    place: usize,
    /// First and last day on which it is known to be in force.
    first: Date,
    last: Date,
    row: u64,
}

impl Covered {
    /// Whether both are in force over one thing on one day.
    fn meets(&self, other: &Self) -> bool {
        self.contract != other.contract && self.first <= other.last && other.first <= self.last
    }
}

/// What the contracts of a part leave to be joined with those of others.
#[derive(Debug, Default)]
pub(super) struct Contracts {
    covered: Vec<Covered>,
    too_many: bool,
}

impl Contracts {
    /// Takes the next row of the part. Contracts that others rest on are covered by several rightly.
    pub(super) fn row(&mut self, contract: &Contract, row: u64) {
        if contract.status != ContractStatus::Active {
            return;
        }
        let is_contract = |thing: &Id| Contract::TYPE.label.is_some_and(|letter| thing.as_str().starts_with(letter));
        for (place, thing) in contract.covers.iter().flatten().enumerate().filter(|(_, thing)| !is_contract(thing)) {
            if self.covered.len() == MOST {
                self.too_many = true;
                return;
            }
            self.covered.push(Covered {
                contract: contract.id.clone(),
                sector: contract.sector,
                thing: thing.clone(),
                place,
                first: contract.starts_on.map_or(contract.as_of, |starts_on| starts_on.min(contract.as_of)),
                last: contract.as_of,
                row,
            });
        }
    }
}

/// Joins the contracts of all parts, in the order of their series.
pub(super) fn finish(plan: &Plan, parts: &[PartDone], findings: &mut Findings) {
    let of_type = |record_type: &RecordType| record_type.name == "contract";
    let series = plan.series().iter().filter(|series| series.record_type.is_some_and(of_type));
    let indices: Vec<usize> = series.flat_map(|series| series.parts.iter().copied()).collect();
    let too_many = indices.iter().any(|index| parts[*index].contracts.too_many)
        || indices.iter().map(|index| parts[*index].contracts.covered.len()).sum::<usize>() > MOST;
    if too_many {
        findings.not_checked(Code::ContractOnce, None, "the file has too many contracts");
        return;
    }
    let mut before: HashMap<(ContractSector, &Id), Vec<&Covered>> = HashMap::new();
    for index in indices {
        let mut found = PartFindings::new(findings, plan, index);
        let mut said: BTreeSet<u64> = BTreeSet::new();
        for one in &parts[index].contracts.covered {
            let same = before.entry((one.sector, &one.thing)).or_default();
            // One contract that meets others is said once.
            if same.iter().any(|other| one.meets(other)) && said.insert(one.row) {
                found.row_help(
                    Code::ContractOnce,
                    one.row,
                    format!("/covers/{}", one.place),
                    "another contract in force covers the same",
                    "a contract that is over has the status `ended`, one that has not begun `pending`",
                );
            }
            same.push(one);
        }
    }
}
