//! The series of a file, and what of each is known to be there in full.

use super::facts::{BundleFacts, PartFacts};
use pannier_model::record::RecordType;
use std::collections::{BTreeMap, HashMap};

/// Facts sorted into series.
#[derive(Debug)]
pub(crate) struct Plan {
    facts: BundleFacts,
    series: Vec<SeriesPlan>,
    by_name: HashMap<String, usize>,
    /// Series of each part, in the order of the facts.
    of_part: Vec<usize>,
    /// Place of each part in the order of series name and `seq`: the order of findings.
    rank: Vec<u32>,
}

#[derive(Debug)]
pub(crate) struct SeriesPlan {
    pub(crate) name: String,
    pub(crate) record_type: Option<&'static RecordType>,
    /// Its disclosed parts by `seq`.
    pub(crate) parts: Vec<usize>,
    /// Whether every row the issuer put into the series is known to be shown.
    pub(crate) whole: bool,
}

impl Plan {
    pub(crate) fn new(facts: BundleFacts) -> Self {
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, part) in facts.parts.iter().enumerate() {
            named.entry(&part.series).or_default().push(index);
        }
        let mut series = Vec::with_capacity(named.len());
        for (name, mut parts) in named {
            parts.sort_by_key(|index| (facts.parts[*index].seq, facts.parts[*index].from));
            let all_rows = parts.iter().all(|index| facts.parts[*index].shows_all_rows());
            series.push(SeriesPlan {
                name: name.to_owned(),
                record_type: parts.first().and_then(|index| facts.parts[*index].record_type),
                whole: all_rows && !facts.scope.may_hide_parts(),
                parts,
            });
        }
        let mut of_part = vec![0; facts.parts.len()];
        let mut rank = vec![0; facts.parts.len()];
        let mut next = 0;
        for (number, one) in series.iter().enumerate() {
            for index in &one.parts {
                of_part[*index] = number;
                rank[*index] = next;
                next += 1;
            }
        }
        let by_name = series.iter().enumerate().map(|(number, one)| (one.name.clone(), number)).collect();
        Self { facts, series, by_name, of_part, rank }
    }

    pub(crate) fn facts(&self) -> &BundleFacts {
        &self.facts
    }

    pub(crate) fn series(&self) -> &[SeriesPlan] {
        &self.series
    }

    /// The number of a series.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The series of that name.
    pub(crate) fn named(&self, name: &str) -> Option<&SeriesPlan> {
        self.number(name).map(|number| &self.series[number])
    }

    /// The number of the series of a part.
    pub(crate) fn series_of(&self, part: usize) -> usize {
        self.of_part[part]
    }

    pub(crate) fn rank(&self, part: usize) -> u32 {
        self.rank[part]
    }

    /// Place of the first row of a part among all rows of its series, as far as disclosed parts tell; a step larger
    /// than the rows in between stands for parts that are withheld.
    pub(crate) fn place_of_first_row(&self, part: usize) -> u64 {
        let mut place: u64 = 0;
        let mut before: Option<u32> = None;
        for (index, facts) in self.parts_of(&self.series[self.of_part[part]]) {
            if before.is_some_and(|before| before.checked_add(1) != Some(facts.seq)) {
                place += 1;
            }
            if index == part {
                break;
            }
            place += u64::from(facts.rows);
            before = Some(facts.seq);
        }
        place
    }

    pub(crate) fn parts_of(&self, series: &SeriesPlan) -> impl Iterator<Item = (usize, &PartFacts)> {
        series.parts.iter().map(|index| (*index, &self.facts.parts[*index]))
    }

    /// Whether a series of that name is known to be shown in full, or known not to exist.
    pub(crate) fn is_whole(&self, name: &str) -> bool {
        self.named(name).map_or(!self.facts.scope.may_hide_parts(), |series| series.whole)
    }

    /// Whether every record of these types is known to be shown.
    pub(crate) fn types_are_whole(&self, is_of_type: impl Fn(&RecordType) -> bool) -> bool {
        !self.facts.scope.may_hide_parts()
            && self.series.iter().all(|series| series.whole || !series.record_type.is_some_and(&is_of_type))
    }
}
