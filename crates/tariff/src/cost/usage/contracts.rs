//! Contracts in force, and which of them are about the same thing.

use super::Wanted;
use crate::tariff::Meter;
use pannier_model::value::{Amount, Currency, Date};
use std::collections::HashMap;

/// A contract in force.
#[derive(Clone, Debug)]
pub(crate) struct InForce {
    pub(crate) sector: &'static str,
    /// Accounts, lines and supply points; none where it does not say.
    pub(crate) covers: Vec<Covered>,
    /// What leaving costs, where that is known.
    pub(crate) exit: Option<(Amount, Option<Currency>)>,
    pub(crate) started: Option<Date>,
}

/// What a contract covers: a thing, or of a supply point what one of its registers counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Covered {
    pub(crate) label: String,
    pub(crate) meter: Option<Meter>,
}

impl InForce {
    /// Whether it is about anything that is priced; one that covers nothing by name is about all of its trade.
    pub(super) fn is_for(&self, wanted: &Wanted<'_>) -> bool {
        self.sector == wanted.sector && (self.covers.is_empty() || self.covers.iter().any(|one| wanted.has(one)))
    }
}

impl Wanted<'_> {
    /// Whether what a contract covers is priced.
    fn has(&self, covered: &Covered) -> bool {
        self.labels.contains(covered.label.as_str()) && covered.meter.is_none_or(|meter| self.meters.contains(&meter))
    }

    /// Whether two of these contracts, each about something that is priced, are about one thing. Every thing is looked up, and
    /// no contract compared with all others: a file has as many as it likes.
    pub(crate) fn any_meet(&self, contracts: &[&InForce]) -> bool {
        if contracts.len() < 2 {
            return false;
        }
        // Of each thing the meters that contracts are about, and which contract is: no more than there are meters.
        let mut taken: HashMap<&str, Vec<(Option<Meter>, usize)>> = HashMap::new();
        for (index, contract) in contracts.iter().enumerate() {
            if contract.covers.is_empty() {
                return true;
            }
            for covered in contract.covers.iter().filter(|one| self.has(one)) {
                let taken = taken.entry(covered.label.as_str()).or_default();
                let same = |of: Option<Meter>| of.is_none() || covered.meter.is_none() || of == covered.meter;
                if taken.iter().any(|(of, by)| *by != index && same(*of)) {
                    return true;
                }
                if !taken.contains(&(covered.meter, index)) {
                    taken.push((covered.meter, index));
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const IMPORT: Option<Meter> = Some(Meter::ElectricityImport);
    const EXPORT: Option<Meter> = Some(Meter::ElectricityExport);

    #[test]
    fn contracts_about_one_thing() {
        let meters = BTreeSet::from([Meter::ElectricityImport, Meter::ElectricityExport]);
        let wanted = Wanted { sector: "energy", kinds: BTreeSet::new(), labels: BTreeSet::from(["s1", "s2"]), meters };
        let check = |all: &[&[(&str, Option<Meter>)]], expected: bool| {
            let contract = |covers: &&[(&str, Option<Meter>)]| InForce {
                sector: "energy",
                covers: covers
                    .iter()
                    .map(|(label, meter)| Covered { label: (*label).to_owned(), meter: *meter })
                    .collect(),
                exit: None,
                started: None,
            };
            let contracts: Vec<InForce> = all.iter().map(contract).collect();
            let contracts: Vec<&InForce> = contracts.iter().filter(|one| one.is_for(&wanted)).collect();
            assert_eq!(wanted.any_meet(&contracts), expected, "{all:?}");
        };
        check(&[&[("s1", None)]], false);
        check(&[&[("s1", None)], &[("s2", None)]], false);
        check(&[&[("s1", None)], &[("s2", None), ("s1", None)]], true);
        check(&[&[("s1", IMPORT)], &[("s1", EXPORT)]], false);
        check(&[&[("s1", IMPORT)], &[("s1", EXPORT)], &[("s1", IMPORT)]], true);
        check(&[&[("s1", IMPORT), ("s1", EXPORT)], &[("s1", None)]], true);
        // One contract that names a thing twice meets none.
        check(&[&[("s1", None), ("s1", IMPORT)]], false);
        // What is not priced is nobody's business; one that names nothing is about everything.
        check(&[&[("s9", None)], &[("s9", None)]], false);
        check(&[&[("s9", None)], &[]], false);
        check(&[&[("s1", None)], &[]], true);
    }

    /// As many contracts as a file has rows are looked at one by one.
    #[test]
    fn many_contracts() {
        let labels: Vec<String> = (0..20_000).map(|number| format!("s{number}")).collect();
        let wanted = Wanted {
            sector: "energy",
            kinds: BTreeSet::new(),
            labels: labels.iter().map(String::as_str).collect(),
            meters: BTreeSet::new(),
        };
        let covers = |label: &String| vec![Covered { label: label.clone(), meter: None }];
        let contract = |label: &String| InForce { sector: "energy", covers: covers(label), exit: None, started: None };
        let mut contracts: Vec<InForce> = labels.iter().map(contract).collect();
        assert!(!wanted.any_meet(&contracts.iter().collect::<Vec<_>>()));
        contracts.push(contract(&labels[0]));
        assert!(wanted.any_meet(&contracts.iter().collect::<Vec<_>>()));
    }
}
