//! What the customer answers.

use pannier_model::value::Amount;
use std::collections::BTreeMap;

/// Answers of the customer: facts, choices, and what leaving the present contract costs.
///
/// What nobody answers is unknown, never no. An answer given here goes before one that records give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    answers: BTreeMap<String, String>,
    choices: BTreeMap<String, String>,
    switch_cost: Option<Amount>,
}

impl Facts {
    /// Nothing is answered.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a fact, such as `student` with `yes`.
    #[must_use]
    pub fn answer(mut self, fact: &str, answer: &str) -> Self {
        self.answers.insert(fact.to_owned(), answer.to_owned());
        self
    }

    /// Makes a choice, such as `payment` by `direct_debit`.
    #[must_use]
    pub fn choose(mut self, choice: &str, value: &str) -> Self {
        self.choices.insert(choice.to_owned(), value.to_owned());
        self
    }

    /// Says what leaving the present contract costs.
    #[must_use]
    pub fn leaving_costs(mut self, amount: Amount) -> Self {
        self.switch_cost = Some(amount);
        self
    }

    /// The answer to a fact.
    pub fn answered(&self, fact: &str) -> Option<&str> {
        self.answers.get(fact).map(String::as_str)
    }

    /// The value of a choice.
    pub fn chosen(&self, choice: &str) -> Option<&str> {
        self.choices.get(choice).map(String::as_str)
    }

    /// What leaving the present contract costs, where that was said.
    pub const fn switch_cost(&self) -> Option<Amount> {
        self.switch_cost
    }

    /// All answers and choices, for whoever writes down what a quote rests on.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answers.iter().chain(&self.choices).map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
