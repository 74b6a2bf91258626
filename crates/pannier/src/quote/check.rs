//! Whether a comparison says what its inputs give (`quote-recomputes`).

use std::collections::BTreeSet;

use pannier_model::value::Date;
use pannier_report::{Code, Finding, Location};
use serde_json::Value;

use super::{Answers, Basis, Comparison, Question, TariffFile, compare};

/// What a comparison says that it was asked: enough to ask it again.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The answers and the year.
    pub question: Question,
    /// The one account, line, supply point or register that it is about.
    pub only: Option<String>,
    /// Digest of the tariff that the customer named as that of the present contract.
    named: Option<String>,
    /// Digests of all documents that stand in it as tariffs to compare.
    listed: BTreeSet<String>,
}

impl Asked {
    /// Reads it from the comparison.
    ///
    /// # Errors
    /// Its answers are none (`quote-facts`), or it names no year that begins with a month (`quote-year`).
    pub fn of(said: &Value) -> Result<Self, Finding> {
        let answers = Answers::read(said["answers"].to_string().as_bytes()).map_err(|mut why| {
            why.location = Location::whole().at_pointer("/answers");
            why
        })?;
        let start = said["horizon"]["from"].as_str().and_then(|day| Date::parse(day).ok());
        let start = start.filter(|day| *day == day.month_start()).ok_or_else(|| {
            let at = Location::whole().at_pointer("/horizon/from");
            Finding::new(Code::QuoteYear, at, "it names no year that begins with a month")
        })?;
        let lists = ["ranked", "others", "refused"].into_iter().filter_map(|list| said[list].as_array());
        let current = &said["current"];
        let named = current["digest"].as_str().filter(|_| current["found_by"] == "named");
        Ok(Self {
            question: Question::year_from(start, answers),
            only: said["basis"]["only"].as_str().map(str::to_owned),
            named: named.map(str::to_owned),
            listed: lists.flatten().filter_map(|one| one["digest"].as_str()).map(str::to_owned).collect(),
        })
    }

    /// Asks it again. The tariff that the customer named is one of `tariffs`; it is compared with the others where it stands
    /// among them.
    pub fn again(&self, basis: &Basis, tariffs: &[TariffFile]) -> Comparison {
        let is_named = |file: &&TariffFile| self.named.as_ref() == Some(&file.digest);
        let current = tariffs.iter().find(is_named);
        let compared: Vec<TariffFile> =
            tariffs.iter().filter(|file| !is_named(file) || self.listed.contains(&file.digest)).cloned().collect();
        compare(basis, &compared, current, &self.question)
    }
}

/// Where two documents differ first, in the order of their members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The place: JSON pointer.
    pub pointer: String,
    /// What the document says; `None` where it says nothing.
    pub said: Option<Value>,
    /// What its inputs give; `None` where there should be nothing.
    pub computed: Option<Value>,
}

/// The first place where what a comparison says is not what was computed.
///
/// What the same `engine` computed is held in every member but that one; of another's, what a program says in words of its
/// own, and what stands beside the figures, is not (the table of `quote-recomputes`).
pub fn difference(said: &Value, computed: &Value) -> Option<Difference> {
    let held = Held { words: are_of_one_engine(said, computed) };
    held.compare("", said, computed, &mut String::new())
}

/// Whether two comparisons are of one engine, so that their words are the same where their figures are.
pub fn are_of_one_engine(said: &Value, computed: &Value) -> bool {
    said["engine"] == computed["engine"]
}

/// What another engine says in words of its own, or beside the figures.
const NOT_HELD: [&str; 11] = [
    "assumptions",
    "condition",
    "coverage",
    "covered",
    "formula",
    "label",
    "map",
    "message",
    "not_priced",
    "notes",
    "usage",
];
/// Lists of departures, of which the requirements and their places are held.
const DEPARTURES: [&str; 2] = ["findings", "reasons"];

/// How closely two documents are compared.
#[derive(Clone, Copy)]
struct Held {
    /// All members but `engine`.
    words: bool,
}

impl Held {
    /// Compares what stands under `name`.
    fn compare(self, name: &str, said: &Value, computed: &Value, pointer: &mut String) -> Option<Difference> {
        let is_same = match (said, computed) {
            // What the customer answered has names of the tariffs.
            _ if name == "answers" => said == computed,
            (Value::Object(said), Value::Object(computed)) => {
                let names: BTreeSet<&String> = said.keys().chain(computed.keys()).collect();
                return names.into_iter().filter(|member| self.holds(name, member)).find_map(|member| {
                    let escaped = member.replace('~', "~0").replace('/', "~1");
                    self.below(&escaped, member, said.get(member), computed.get(member), pointer)
                });
            }
            (Value::Array(said), Value::Array(computed)) if !self.words && DEPARTURES.contains(&name) => {
                departures(said) == departures(computed)
            }
            (Value::Array(said), Value::Array(computed)) => {
                return (0..said.len().max(computed.len())).find_map(|index| {
                    self.below(&index.to_string(), name, said.get(index), computed.get(index), pointer)
                });
            }
            _ => said == computed,
        };
        let found =
            || Difference { pointer: pointer.clone(), said: Some(said.clone()), computed: Some(computed.clone()) };
        (!is_same).then(found)
    }

    /// Whether a member of what is called `of` is held.
    fn holds(self, of: &str, member: &str) -> bool {
        match (self.words, of) {
            (true, _) => member != "engine",
            (false, "source") => member == "records",
            (false, "remark") => member != "text",
            (false, _) => member != "engine" && !NOT_HELD.contains(&member),
        }
    }

    fn below(
        self,
        step: &str,
        name: &str,
        said: Option<&Value>,
        computed: Option<&Value>,
        pointer: &mut String,
    ) -> Option<Difference> {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(step);
        let found = match (said, computed) {
            (Some(said), Some(computed)) => self.compare(name, said, computed, pointer),
            _ => Some(Difference { pointer: pointer.clone(), said: said.cloned(), computed: computed.cloned() }),
        };
        pointer.truncate(length);
        found
    }
}

/// Requirements that are departed from, each with its place.
fn departures(list: &[Value]) -> BTreeSet<(&str, &str)> {
    list.iter()
        .map(|one| {
            let at = one["clause"].as_str().or_else(|| one["pointer"].as_str());
            (one["code"].as_str().unwrap_or_default(), at.unwrap_or_default())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_named() {
        let document = json!({ "a": [{ "b/c": "1" }, { "b/c": "2" }], "engine": "x", "z": true });
        let cases = [
            (json!({ "a": [{ "b/c": "1" }, { "b/c": "2" }], "engine": "y", "z": true }), None),
            (json!({ "a": [{ "b/c": "1" }, { "b/c": "3" }], "z": false }), Some("/a/1/b~1c")),
            (json!({ "a": [{ "b/c": "1" }], "z": true }), Some("/a/1")),
            (json!({ "a": [{ "b/c": "1" }, { "b/c": "2" }] }), Some("/z")),
            (json!([]), Some("")),
        ];
        for (other, expected) in cases {
            let found = difference(&document, &other).map(|found| found.pointer);
            assert_eq!(found.as_deref(), expected, "{other}");
        }
    }

    /// A member with the name of one that is not held stands among answers too; `label` of a quote is none of a line.
    #[test]
    fn words_are_held_of_the_same_engine_alone() {
        let document = |engine: &str| {
            json!({ "answers": { "facts": { "label": "no" } }, "basis": { "notes": ["a"] }, "engine": engine,
                "others": [{ "quote": { "engine": "of a quote", "lines": [{ "label": "Fee", "source": { "count": 1, "records": "r" } }],
                    "reasons": [{ "clause": "/a", "code": "c", "text": "why" }, { "clause": "/a", "code": "b", "text": "why" }] } }] })
        };
        let computed = document("one");
        let cases = [
            ("/others/0/quote/engine", json!("another"), None, None),
            ("/basis/notes", json!([]), Some("/basis/notes/0"), None),
            ("/others/0/quote/lines/0/label", json!("Free"), Some("/others/0/quote/lines/0/label"), None),
            ("/others/0/quote/lines/0/source/count", json!(2), Some("/others/0/quote/lines/0/source/count"), None),
            (
                "/others/0/quote/lines/0/source/records",
                json!("s"),
                Some("/others/0/quote/lines/0/source/records"),
                Some("/others/0/quote/lines/0/source/records"),
            ),
            ("/others/0/quote/reasons/0/text", json!(""), Some("/others/0/quote/reasons/0/text"), None),
            (
                "/others/0/quote/reasons/1/code",
                json!("d"),
                Some("/others/0/quote/reasons/1/code"),
                Some("/others/0/quote/reasons"),
            ),
            ("/answers/facts/label", json!("yes"), Some("/answers"), Some("/answers")),
        ];
        for (pointer, value, of_one, of_other) in cases {
            for (engine, expected) in [("one", of_one), ("other", of_other)] {
                let mut said = document(engine);
                *said.pointer_mut(pointer).unwrap() = value.clone();
                let found = difference(&said, &computed).map(|found| found.pointer);
                assert_eq!(found.as_deref(), expected, "{pointer} of {engine}");
            }
        }
    }
}
