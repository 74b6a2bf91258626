//! What the customer answers, as a file (`quote-facts.schema.json`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    marker::PhantomData,
};

use pannier_model::value::{Amount, CodeText, Date, Name};
use pannier_report::{Code, Finding, Location};
use pannier_tariff::cost::Facts;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor},
};

/// Answers to facts, choices, what leaving the present contract costs, and the holidays of the year. What nobody answers
/// is unknown, never no.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The value of each choice, by its name in the tariffs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "each_once")]
    pub choices: BTreeMap<CodeText, CodeText>,
    /// The answer to each fact, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "each_once")]
    pub facts: BTreeMap<CodeText, Name>,
    /// Holidays among the days that are priced and those of the records.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<Date>,
    /// What leaving the present contract costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch_cost: Option<Amount>,
}

impl Answers {
    /// Reads answers from the bytes of a file.
    ///
    /// # Errors
    /// They do not follow their schema (`quote-facts`).
    pub fn read(bytes: &[u8]) -> Result<Self, Finding> {
        serde_json::from_slice(bytes).map_err(|error| {
            Finding::new(Code::QuoteFacts, Location::whole(), format!("these are no answers: {error}")).with_help(
                "`pannier schema quote-facts` prints their form, for instance {\"facts\":{\"student\":\"yes\"}}",
            )
        })
    }

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

/// A map in which each name stands once: of two answers to one question nobody can tell which is meant.
fn each_once<'de, V: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<CodeText, V>, D::Error> {
    struct Once<V>(PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for Once<V> {
        type Value = BTreeMap<CodeText, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of answers")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut answers = BTreeMap::new();
            while let Some((name, answer)) = members.next_entry::<CodeText, V>()? {
                if answers.contains_key(&name) {
                    return Err(de::Error::custom("a question is answered twice"));
                }
                answers.insert(name, answer);
            }
            Ok(answers)
        }
    }

    from.deserialize_map(Once(PhantomData))
}
