//! Two implementations beside each other: files that follow from a seed, good ones and ones with a change or two, on which
//! both have to say the same.
//!
//! Changes are made at every depth: in rows and descriptors before they are hashed and signed, in the texts of the head and of
//! `share.json`, which are signed again, in headers and contents of the archive, in the trust list, and in bytes anywhere. So
//! every stage has its share of refusals, and a good part of the files is accepted. One file in four is a signed document or a log.

mod document;
mod file;
mod list;
mod material;
mod price;
mod product;
mod random;
mod text;
mod value;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    ops::Range,
    path::Path,
};

use pannier::report::{Code, Severity, Stage};

use serde_json::Value;

use self::random::Random;
use crate::{
    forge::{bank, catalogue},
    imported::held,
    run::Subject,
    vector::{Answer, Case, Op, Options, Outcome, Vector},
};

/// A question, and the files it is about.
#[derive(Clone, Debug)]
pub struct Generated {
    /// What becomes `vector.json`; what it expects is nothing.
    pub vector: Vector,
    /// The file to verify.
    pub input: Vec<u8>,
    /// Files beside it, by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// The trust list.
    pub trust: String,
}

impl Generated {
    /// Number `number` of the files of a seed.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut random = Random::new(seed, number);
        if random.once_in(4) {
            return Self::documents(&mut random, seed, number);
        }
        let changes = random.below(8).div_ceil(3).min(2);
        let mut plan = material::plan(&mut random);
        let is_share = random.once_in(2);
        let before = (0..changes).filter(|_| !random.once_in(3)).count();
        for _ in 0..before {
            material::change(&mut random, &mut plan);
        }
        let issuer = plan.key;
        let mut archive = if is_share && !plan.parts.is_empty() {
            let share = material::share(&mut random, &plan);
            plan.seal().share(&share)
        } else {
            plan.seal().bundle()
        };
        let (_, mut trust) = catalogue::trust_lists().remove(0);
        let mut raw = false;
        for _ in before..changes {
            match random.below(10) {
                0 => text::change(&mut random, &mut trust),
                1 => raw = true,
                _ => file::change(&mut random, &mut archive, issuer),
            }
        }
        let mut input = archive.bytes();
        if raw {
            file::bytes(&mut random, &mut input);
        }
        let options = material::options(&mut random, is_share);
        let vector = question(seed, number, Op::Verify, "input.pannier.zip", bank::NOW, options);
        Self { vector, input, files: Vec::new(), trust }
    }

    /// Number `number` of the files of a seed whose rows say something else than they did, each in its form.
    pub fn of_values(seed: u64, number: u64) -> Self {
        let mut random = Random::new(seed, number);
        let mut plan = material::records(&mut random);
        for _ in 0..=random.below(4) {
            value::change(&mut random, &mut plan);
        }
        let is_share = random.once_in(3);
        let archive = if is_share {
            let share = material::share(&mut random, &plan);
            plan.seal().share(&share)
        } else {
            plan.seal().bundle()
        };
        let (_, trust) = catalogue::trust_lists().remove(0);
        let options = material::options(&mut random, is_share);
        let vector = question(seed, number, Op::Verify, "input.pannier.zip", bank::NOW, options);
        Self { vector, input: archive.bytes(), files: Vec::new(), trust }
    }

    /// Number `number` of the questions about prices of a seed.
    pub fn of_prices(seed: u64, number: u64) -> Self {
        let mut random = Random::new(seed, number);
        let price::Asked { input, files, options } = price::ask(&mut random);
        let (_, trust) = catalogue::trust_lists().remove(0);
        let vector = question(seed, number, price::OP, "input.pannier.zip", bank::NOW, options);
        Self { vector, input, files, trust }
    }

    /// Number `number` of the sources of product data of a seed.
    pub fn of_products(seed: u64, number: u64) -> Self {
        let (input, options) = product::ask(&mut Random::new(seed, number));
        let (_, trust) = catalogue::trust_lists().remove(0);
        let vector = question(seed, number, product::OP, "input.json", bank::NOW, options);
        Self { vector, input, files: Vec::new(), trust }
    }

    /// Number `number` of the documents and logs of a seed.
    pub fn of_documents(seed: u64, number: u64) -> Self {
        Self::documents(&mut Random::new(seed, number), seed, number)
    }

    /// Number `number` of the trust lists of a seed.
    pub fn of_lists(seed: u64, number: u64) -> Self {
        let list::Asked { op, input: (name, input), trust, anchor, options } =
            list::ask(&mut Random::new(seed, number));
        let files = anchor.map(|anchor| ("anchor.json".to_owned(), anchor.into_bytes())).into_iter().collect();
        Self { vector: question(seed, number, op, name, bank::NOW, options), input, files, trust }
    }

    fn documents(random: &mut Random, seed: u64, number: u64) -> Self {
        let document::Asked { op, input: (name, input), files, now, options } = document::ask(random);
        let (_, mut trust) = catalogue::trust_lists().remove(1);
        if random.once_in(20) {
            text::change(random, &mut trust);
        }
        Self { vector: question(seed, number, op, name, now, options), input, files, trust }
    }

    /// Writes the files into `folder`, as a vector has them.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<Case> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("vector.json"), serde_json::to_vec(&self.vector)?)?;
        fs::write(folder.join(&self.vector.input), &self.input)?;
        fs::write(folder.join(&self.vector.trust), &self.trust)?;
        for (name, content) in &self.files {
            fs::write(folder.join(name), content)?;
        }
        Ok(Case { folder: folder.to_owned(), vector: self.vector.clone() })
    }
}

fn question(seed: u64, number: u64, op: Op, input: &str, now: i64, options: Options) -> Vector {
    Vector {
        id: format!("generated/reject-{seed}-{number}"),
        spec: "0.1".to_owned(),
        op,
        requirements: Vec::new(),
        title: String::new(),
        why: String::new(),
        base: None,
        input: input.to_owned(),
        trust: "trust.json".to_owned(),
        now,
        options,
        expect: Answer::default(),
    }
}

/// What two implementations said of a file, where they differ.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The number of the file.
    pub number: u64,
    /// What each of them said, or why it said nothing.
    pub said: [Result<Answer, String>; 2],
}

/// What a comparison found.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// How many files both refused at each stage, or accepted.
    pub agreed: BTreeMap<Option<Stage>, u64>,
    /// Files on which they differ.
    pub disagreements: Vec<Disagreement>,
}

/// Puts the files `numbers` of a seed to two implementations, through `folder`; each has to agree with the other in outcome,
/// stage and number of rows, once the rules are reached also in codes, where tariffs are priced in every figure, and where they are made of product data in all that is held of them.
///
/// # Errors
///
/// Where a file cannot be written. An implementation that gives no answer disagrees.
pub fn compare(
    subjects: [&dyn Subject; 2],
    make: fn(u64, u64) -> Generated,
    seed: u64,
    numbers: Range<u64>,
    folder: &Path,
) -> io::Result<Comparison> {
    let mut comparison = Comparison::default();
    for number in numbers {
        let case = make(seed, number).write(folder)?;
        let said = subjects.map(|subject| subject.answer(&case, Stage::Rules).map_err(|error| error.to_string()));
        match &said {
            [Ok(one), Ok(other)]
                if alike(one) == alike(other)
                    && found_alike(&case.vector, one, other)
                    && one.prices == other.prices
                    && made(one) == made(other)
                    && one.outcome != Outcome::Unsupported =>
            {
                *comparison.agreed.entry(one.stage).or_default() += 1;
            }
            _ => comparison.disagreements.push(Disagreement { number, said }),
        }
    }
    Ok(comparison)
}

/// Whether two implementations find the same. Where a file is accepted, and where tariffs are priced, all codes are the same.
/// One that the rules refuse is refused for one reason at least that both name: what else follows from a wrong value the
/// standard does not say. At earlier stages a step ends with its first fault, and of two in one step a program names either.
fn found_alike(vector: &Vector, one: &Answer, other: &Answer) -> bool {
    let [ours, theirs] = [one, other]
        .map(|answer| -> BTreeSet<&str> { answer.findings.iter().map(|found| found.code.as_str()).collect() });
    let is_error = |code: &&&str| code.parse::<Code>().is_ok_and(|code| code.severity() == Severity::Error);
    match (vector.op, one.stage) {
        (price::OP | product::OP, _) | (Op::Verify, None) => ours == theirs,
        (Op::Verify, Some(Stage::Rules)) => ours.intersection(&theirs).any(|code| is_error(&code)),
        _ => true,
    }
}

fn made(answer: &Answer) -> Option<Vec<Value>> {
    answer.tariffs.as_ref().map(|tariffs| tariffs.iter().map(held).collect())
}

fn alike(answer: &Answer) -> (Outcome, Option<Stage>, u64) {
    (answer.outcome, answer.stage, answer.released)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_follow_from_the_seed() {
        for number in 0..40 {
            let (one, again) = (Generated::new(1, number), Generated::new(1, number));
            assert_eq!((one.input, one.files, one.trust), (again.input, again.files, again.trust));
            assert_eq!(one.vector, again.vector);
            let (one, again) = (Generated::of_prices(1, number), Generated::of_prices(1, number));
            assert_eq!((one.input, one.files), (again.input, again.files));
            assert_eq!(Generated::of_products(1, number).input, Generated::of_products(1, number).input);
            let (one, again) = (Generated::of_lists(1, number), Generated::of_lists(1, number));
            assert_eq!((one.input, one.files, one.trust), (again.input, again.files, again.trust));
        }
        assert_ne!(Generated::new(1, 0).input, Generated::new(2, 0).input);
    }
}
