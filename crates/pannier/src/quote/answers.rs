//! What the customer answers, as a file (`quote-facts.schema.json`).

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::value::{Amount, CodeText, Date, Name};
use pannier_tariff::cost::Facts;
use serde::{Deserialize, Serialize};

/// Answers to facts, choices, what leaving the present contract costs, and the holidays of the year. What nobody answers
/// is unknown, never no.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The value of each choice, by its name in the tariffs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<CodeText, CodeText>,
    /// The answer to each fact, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<CodeText, Name>,
    /// Holidays among the days that are priced and those of the records.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<Date>,
    /// What leaving the present contract costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch_cost: Option<Amount>,
}

impl Answers {
    /// The answers as the engine takes them.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        for (fact, answer) in &self.facts {
            facts = facts.answer(fact.as_str(), answer.as_str());
        }
        for (choice, value) in &self.choices {
            facts = facts.choose(choice.as_str(), value.as_str());
        }
        match self.switch_cost {
            Some(amount) => facts.leaving_costs(amount),
            None => facts,
        }
    }
}
