//! Questions about prices: a tariff that follows from a seed, on records that do.

mod component;
mod tariff;
mod used;

use serde_json::{Value, json};

use super::random::Random;
use crate::vector::{Op, Options};

/// A question of operation `quote`, its file and those beside it.
pub(super) struct Asked {
    pub(super) input: Vec<u8>,
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) options: Options,
}

/// The operation of these questions.
pub(super) const OP: Op = Op::Quote;

/// A question about one tariff.
pub(super) fn ask(random: &mut Random) -> Asked {
    let trade = *random.of(&[
        &used::Trade::Bank,
        &used::Trade::Bank,
        &used::Trade::Home,
        &used::Trade::Home,
        &used::Trade::Line,
        &used::Trade::Shop,
    ]);
    let input = used::plan(random, trade).seal().bundle().bytes();
    let tariff = tariff::tariff(random, trade);
    let from = random.of(&["2025-04-01", "2025-04-01", "2026-02-01", "2027-01-01", "2027-12-01"]).to_owned();
    let mut options = Options { tariffs: vec!["tariff.json".to_owned()], from: Some(from), ..Options::default() };
    let mut files = vec![("tariff.json".to_owned(), tariff.to_string().into_bytes())];
    if random.once_in(2) {
        options.answers = Some("answers.json".to_owned());
        files.push(("answers.json".to_owned(), answers(random).to_string().into_bytes()));
    }
    Asked { input, files, options }
}

fn answers(random: &mut Random) -> Value {
    let mut facts = json!({});
    for (fact, answers) in [
        ("student", &["yes", "no"][..]),
        ("late", &["yes", "no"]),
        ("age", &["17", "18", "yes"]),
        ("foreign_use", &["no", "yes"]),
        ("arranged_limit", &["40", "0"]),
    ] {
        if random.once_in(2) {
            facts[fact] = random.of(answers).into();
        }
    }
    let mut said = json!({"facts": facts});
    if random.once_in(3) {
        said["choices"] = json!({"pay": random.of(&["debit", "bill"])});
    }
    if random.once_in(3) {
        said["holidays"] = json!(["2025-04-18", "2025-12-25", "2026-03-06"]);
    }
    said
}
