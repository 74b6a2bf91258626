//! The files of the suite as data: a vector, what it expects, what an implementation answers, the index.

use std::{collections::BTreeMap, fs, io, path::PathBuf, str::FromStr};

use pannier::report::{Code, Location, Stage};
use serde::{Deserialize, Serialize};

use crate::price::Price;

/// One question to an implementation, with the answer the standard gives (`vector.schema.json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// `<folder>/<variant>`, its path under `vectors/`; never changed once released.
    pub id: String,
    /// The version of the standard it belongs to.
    pub spec: String,
    /// What to do with the input.
    pub op: Op,
    /// The requirements it is about.
    pub requirements: Vec<Code>,
    /// What is special about the input, in one line.
    pub title: String,
    /// What goes wrong for people where an implementation answers otherwise.
    pub why: String,
    /// The accepting vector that differs from this one by the one fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The input, a file beside the vector: an archive, a recipe (`*.recipe.json`) for one that is too large to keep, a
    /// document, a log, a tariff, a comparison, or product
    /// data.
    pub input: String,
    /// The trust list, a path from the vector's folder.
    pub trust: String,
    /// The time of verification in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// What the verifier asks for.
    #[serde(default, skip_serializing_if = "Options::is_default")]
    pub options: Options,
    /// The answer.
    pub expect: Answer,
}

/// An operation of an implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Op {
    /// Verify the input and say what may be relied on.
    Verify,
    /// Say whether a signed document may be acted on.
    Document,
    /// Say whether the log of a grant is in order.
    Log,
    /// Say whether the input is a tariff, plain or signed.
    Tariff,
    /// Say what tariffs cost on the input.
    Quote,
    /// Say whether the figures of a signed offer come out again.
    Offer,
    /// Say whether a comparison is what its files, tariffs, answers and year give.
    Recompute,
    /// Make tariffs of product data in the format of somebody else.
    Import,
}

impl Op {
    /// Every operation.
    pub const ALL: [Self; 8] = [
        Self::Verify,
        Self::Document,
        Self::Log,
        Self::Tariff,
        Self::Quote,
        Self::Offer,
        Self::Recompute,
        Self::Import,
    ];

    /// The word of vectors and questions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Document => "document",
            Self::Log => "log",
            Self::Tariff => "tariff",
            Self::Quote => "quote",
            Self::Offer => "offer",
            Self::Recompute => "recompute",
            Self::Import => "import",
        }
    }
}

impl FromStr for Op {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|op| op.as_str() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            format!("`{text}` is none of the operations {names}")
        })
    }
}

/// The stages whose requirements are judged by vectors.
pub fn judged() -> impl Iterator<Item = Stage> {
    Stage::VERIFICATION.into_iter().chain([Stage::Document, Stage::Tariff, Stage::Quote])
}

#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, and named in the file")]
/// What the verifier asks for; everything absent is the default of the standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The audience a key binding has to name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// The nonce a key binding has to repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Refuse a file without a key binding.
    #[serde(skip_serializing_if = "is_false")]
    pub require_binding: bool,
    /// Accept a bundle its subject signed.
    #[serde(skip_serializing_if = "is_false")]
    pub accept_self: bool,
    /// Accept a head of a revoked key that says it is older than the revocation.
    #[serde(skip_serializing_if = "is_false")]
    pub accept_indeterminate: bool,
    /// The last stage to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Stage>,
    /// Schemas of record types that are not built in: paths from the vector's folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<String>,
    /// The trust list is a signed one, and this is the verifier's anchor for it: a path from the vector's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// Signed documents that the reader has besides: paths from the vector's folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<String>,
    /// An earlier copy of the log: a path from the vector's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<String>,
    /// The kind of document that is expected; absent: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The pair of `aud` and `nonce` was seen before.
    #[serde(skip_serializing_if = "is_false")]
    pub seen: bool,
    /// The tariffs that are priced, or those an offer names, the public one last: paths from the vector's folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tariffs: Vec<String>,
    /// The tariff of the present contract: a path from the vector's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// What the customer answers: a path from the vector's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// First day of the year that is priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Label of the one account, line or supply point that is priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// The share that comes with a grant, or the files that an offer or a comparison is made on: paths from the vector's
    /// folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<String>,
    /// The format of product data; absent: it is told from the members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// What product data does not say and its user gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// What product data does not say, as the options of `pannier tariff import` are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Given {
    /// The day on which the prices were published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The country or part of one where the product is sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The currency of all amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Tax in amounts: a rate that comes on top, `included`, or `included:` and the rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
    /// The zone of times of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

impl Options {
    /// Every file that is named.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        let lists = [&self.schemas, &self.beside, &self.tariffs, &self.shares];
        let single = [&self.anchor, &self.earlier, &self.current, &self.answers];
        lists.into_iter().flatten().chain(single.into_iter().flatten())
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Vector {
    /// The last stage that a program runs which never goes beyond `last`.
    pub fn until(&self, last: Stage) -> Stage {
        self.options.until.unwrap_or(last).min(last)
    }

    /// What a program answers that never goes beyond stage `last`.
    ///
    /// A fault of a later stage stays unseen by it, and it hands out no row: a row may be relied on after `rules` only.
    /// What is not accepted uses up no nonce either, so the memory of nonces is not asked.
    pub fn expected(&self, last: Stage) -> Answer {
        let mut expect = self.expect.clone();
        // A document has one stage, which comes after none of a file's.
        if last >= Stage::Rules || self.op != Op::Verify {
            return expect;
        }
        expect.findings.retain(|found| found.code.stage() <= last);
        expect.released = 0;
        // What a report says is known once the stage is over that it rests on.
        expect.coverage = None;
        if last < Stage::Proof {
            expect.complete = expect.complete.map(|_| false);
        }
        if last < Stage::Record {
            (expect.complete, expect.sealed) = (None, None);
        }
        if last < Stage::Binding {
            expect.binding = None;
        }
        if self.options.seen {
            expect.findings.retain(|found| found.code != Code::BindingFresh);
        }
        if expect.stage.is_some_and(|stage| stage > last) || (self.options.seen && expect.findings.is_empty()) {
            expect.outcome = Outcome::Accept;
            expect.stage = None;
        }
        expect
    }
}

/// What an implementation says of a vector (`result.schema.json`), and what a vector expects.
///
/// In an expectation an absent member is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The verdict.
    pub outcome: Outcome,
    /// The first stage that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// All findings: errors of a rejected input, warnings and notes of any.
    #[serde(default)]
    pub findings: Vec<Found>,
    /// How many rows were handed out as verified; none of a rejected input.
    #[serde(default)]
    pub released: u64,
    /// Whether everything the head speaks of is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
    /// How many digests of the head stay closed: parts, attachments or decoys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<u64>,
    /// What the key binding of a share proves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<Bound>,
    /// Whose word the head is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Standing>,
    /// What is proven to be complete, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Vec<Covered>>,
    /// What the tariffs cost: those with a place in the ranking in its order, then those that have a figure and no place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<Vec<Price>>,
    /// The tariffs that become of product data, in the order of its products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tariffs: Option<Vec<serde_json::Value>>,
}

/// Days of a series in which nothing is missing (`verify-coverage`). The order of several is not compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covered {
    /// The series.
    pub series: String,
    /// First day.
    pub from: String,
    /// First day after.
    pub to: String,
    /// Days between them for which it is not proven.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// The groups for which it is, in the order of the descriptor.
    pub groups: Vec<String>,
}

/// A verdict. There is no third one: `unsupported` says that an implementation has no verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It may be relied on.
    Accept,
    /// It must not be relied on.
    Reject,
    /// The implementation does not do what the vector asks.
    #[default]
    Unsupported,
}

/// What the key binding of a share proves. These are all cases of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// The holder's key signed it for this audience.
    Bound,
    /// The head names a key, but the file is not signed with it.
    Unbound,
    /// The head names no key.
    Bearer,
}

/// Whose word the head is. These are all cases of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// A listed institution's.
    Listed,
    /// That of a key that was revoked later, if its date is right.
    Indeterminate,
    /// The customer's own.
    #[serde(rename = "self")]
    SelfMade,
}

/// A finding as far as vectors pin it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The requirement.
    pub code: Code,
    /// The entry of the archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The line of the entry or log, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The place inside the row or document, an RFC 6901 pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

impl Found {
    /// A finding of our own library.
    pub fn at(code: Code, location: &Location) -> Self {
        let row = location.row.or(location.line);
        Self { code, entry: location.entry.clone(), row, pointer: location.pointer.clone() }
    }
}

/// The list of all vectors (`index.json`), so that a runner notices one that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Who wrote this file.
    pub generated: String,
    /// Number of vectors.
    pub count: usize,
    /// Number of those that are rejected.
    pub rejecting: usize,
    /// Every vector, by id.
    pub vectors: Vec<Listed>,
    /// Files that vectors share, by path, with their SHA-256 in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// A vector in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Every file of its folder, by name, with its SHA-256 in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// A vector and where it is.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says.
    pub vector: Vector,
}

impl Case {
    /// Reads the vector in `folder`.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        let vector: Vector = serde_json::from_slice(&fs::read(folder.join("vector.json"))?)?;
        Ok(Self { folder, vector })
    }

    /// The bytes of a file named by the vector.
    pub fn file(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(name))
    }
}
