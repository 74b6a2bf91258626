//! The catalogue: one short function for each vector, one file for each stage.

mod archive;
mod binding;
mod bounds;
mod comparison;
mod container;
mod coverage;
mod digits;
mod document;
mod edges;
mod grant;
mod head;
mod imports;
mod kept;
mod large;
mod log;
mod offer;
mod products;
mod proof;
mod quote;
mod recomputed;
mod record;
mod rounded;
mod rules;
mod rules_documents;
mod rules_energy;
mod rules_retail;
mod rules_telco;
mod schema;
mod sector;
mod share;
mod tariff;
mod together;
mod trust;
mod whole;

use pannier::report::Code;

use super::{
    bank::NOW,
    base64url,
    head::Plan,
    key, sha256,
    share::{Binding, Share, Shown},
    signed::{self, Signed},
    tariff::Tariff,
    zip::Archive,
};
use crate::vector::{Answer, Bound, Covered, Found, Op, Options, Outcome, Standing, Vector};

/// The version of the standard the vectors belong to.
const SPEC: &str = "0.1";
/// Who asks for shares.
const AUDIENCE: &str = "https://app.example";
/// What it asked with.
const NONCE: &str = "n-0S6_WzA2Mj";

/// A vector and its files before they are written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What becomes `vector.json`.
    pub vector: Vector,
    /// The input.
    pub input: Vec<u8>,
    /// Other files of the folder by name.
    pub files: Vec<(String, Vec<u8>)>,
}

/// All vectors, by id.
pub fn all() -> Vec<Draft> {
    let stages = [
        whole::vectors(),
        container::vectors(),
        archive::vectors(),
        head::vectors(),
        trust::vectors(),
        binding::vectors(),
        share::vectors(),
        coverage::vectors(),
        record::vectors(),
        proof::vectors(),
        schema::vectors(),
        large::vectors(),
        rules::vectors(),
        rules_telco::vectors(),
        rules_retail::vectors(),
        bounds::vectors(),
        rounded::vectors(),
        rules_energy::vectors(),
        rules_documents::vectors(),
        digits::vectors(),
        together::vectors(),
        edges::vectors(),
        document::vectors(),
        grant::vectors(),
        log::vectors(),
        kept::vectors(),
        offer::vectors(),
        tariff::vectors(),
        quote::vectors(),
        recomputed::vectors(),
        comparison::vectors(),
        imports::vectors(),
        products::vectors(),
    ];
    let mut drafts: Vec<Draft> = stages.into_iter().flatten().collect();
    drafts.sort_by(|a, b| a.vector.id.cmp(&b.vector.id));
    drafts
}

/// Those that are product data.
pub fn product_data() -> Vec<Draft> {
    [imports::vectors(), products::vectors()].concat()
}

/// The trust list of most vectors, and those that share its folder: file name and text.
pub fn trust_lists() -> Vec<(String, String)> {
    vec![
        ("bank.json".to_owned(), trust::list(&trust::issuers())),
        ("recipients.json".to_owned(), trust::with_recipients(&trust::recipients())),
    ]
}

/// `list` under signatures: who signs, and which `typ` the header has.
pub fn sign_list(list: &str, signers: &[(key::TestKey, &str)]) -> String {
    trust::sign(list, signers)
}

/// A file and what a verifier reports of it where nothing is wrong.
#[derive(Clone, Debug)]
struct Made {
    archive: Archive,
    rows: u64,
    complete: bool,
    sealed: u64,
    binding: Option<Bound>,
}

impl Made {
    /// The hash by which a share is known beside the identity of its head.
    fn share_hash(&mut self) -> String {
        base64url(&sha256(&[&self.archive.entry("share.json").data]))
    }
}

/// The issuer's file of a plan.
fn bundle(plan: Plan) -> Made {
    let rows = plan.parts.iter().map(|part| part.rows.len() as u64).sum();
    Made { archive: plan.seal().bundle(), rows, complete: true, sealed: 0, binding: None }
}

/// A share of a plan.
fn share(plan: Plan, share: &Share) -> Made {
    let binding = match (plan.cnf, &share.binding) {
        (Some(_), Some(_)) => Bound::Bound,
        (Some(_), None) => Bound::Unbound,
        (None, _) => Bound::Bearer,
    };
    let rows = share.shown.iter().flat_map(|shown| &shown.rows).map(|(low, high)| (high - low) as u64).sum();
    let real = plan.parts.len() + plan.attachments.len();
    let closed = real.next_power_of_two().max(4) - share.shown.len() - share.attachments.len() - share.decoys.len();
    let claims = |shown: &Shown| {
        let part = plan.parts.iter().find(|part| part.id == shown.part).expect("a part that is shown is there");
        part.nested.len() - shown.nested.len()
    };
    let closed = closed + share.shown.iter().map(claims).sum::<usize>();
    let archive = plan.seal().share(share);
    Made { archive, rows, complete: false, sealed: closed as u64, binding: Some(binding) }
}

/// Replaces `from`, which has to occur once, by `to`.
fn swap(text: &mut String, from: &str, to: &str) {
    assert_eq!(text.matches(from).count(), 1, "{from} has to occur once in {text}");
    *text = text.replace(from, to);
}

/// The holder's binding for the usual audience.
fn bound() -> Binding {
    Binding {
        key: key::HOLDER,
        aud: AUDIENCE.to_owned(),
        nonce: NONCE.to_owned(),
        iat: NOW - 50,
        header: None,
        claims: None,
        signature: None,
        token: None,
    }
}

impl Draft {
    /// A vector that has to be accepted.
    fn accept(id: &str, made: &Made) -> Self {
        let expect = Answer {
            outcome: Outcome::Accept,
            released: made.rows,
            complete: Some(made.complete),
            sealed: Some(made.sealed),
            binding: made.binding,
            issuer: Some(Standing::Listed),
            ..Answer::default()
        };
        Self::new(id, made.archive.bytes(), expect)
    }

    /// A vector that has to be rejected for the requirement in whose folder it is.
    fn reject(id: &str, archive: &Archive) -> Self {
        Self::reject_bytes(id, archive.bytes())
    }

    fn reject_bytes(id: &str, input: Vec<u8>) -> Self {
        let code = folder_code(id).expect("a rejecting vector is in the folder of a requirement");
        let found = Found { code, entry: None, row: None, pointer: None };
        let expect =
            Answer { outcome: Outcome::Reject, stage: Some(code.stage()), findings: vec![found], ..Answer::default() };
        Self::new(id, input, expect)
    }

    /// A vector that has to be accepted with a warning for the requirement in whose folder it is.
    fn warn(id: &str, made: &Made) -> Self {
        Self::accept(id, made).warned()
    }

    /// A document that has to be accepted.
    fn accept_document(id: &str, document: &Signed) -> Self {
        let expect = Answer { outcome: Outcome::Accept, issuer: Some(Standing::Listed), ..Answer::default() };
        Self::new(id, document.text().into_bytes(), expect).signed()
    }

    /// A document that has to be rejected for the requirement in whose folder it is.
    fn reject_document(id: &str, document: &Signed) -> Self {
        Self::reject_bytes(id, document.text().into_bytes()).signed()
    }

    /// A document that has to be accepted with a warning for the requirement in whose folder it is.
    fn warn_document(id: &str, document: &Signed) -> Self {
        Self::accept_document(id, document).warned()
    }

    /// A log that has to be accepted, with its grant.
    fn accept_log(id: &str, log: &[Signed]) -> Self {
        let expect = Answer { outcome: Outcome::Accept, ..Answer::default() };
        Self::new(id, signed::lines(log).into_bytes(), expect).logged()
    }

    /// A log that has to be rejected for the requirement in whose folder it is.
    fn reject_log(id: &str, log: &[Signed]) -> Self {
        Self::reject_bytes(id, signed::lines(log).into_bytes()).logged()
    }

    /// The input is the log of the usual grant.
    fn logged(self) -> Self {
        let mut draft = self.signed().beside("grant.jwt", &signed::grant());
        draft.vector.op = Op::Log;
        "input.log".clone_into(&mut draft.vector.input);
        draft
    }

    /// A tariff that has to be accepted.
    fn accept_tariff(id: &str, tariff: &Tariff) -> Self {
        Self::new(id, tariff.text().into_bytes(), Answer { outcome: Outcome::Accept, ..Answer::default() }).priceable()
    }

    /// A tariff that has to be rejected for the requirement in whose folder it is.
    fn reject_tariff(id: &str, tariff: &Tariff) -> Self {
        Self::reject_bytes(id, tariff.text().into_bytes()).priceable()
    }

    /// A tariff that has to be accepted with a warning for the requirement in whose folder it is.
    fn warn_tariff(id: &str, tariff: &Tariff) -> Self {
        Self::accept_tariff(id, tariff).warned()
    }

    /// The input is a tariff.
    fn priceable(mut self) -> Self {
        self.vector.op = Op::Tariff;
        "input.json".clone_into(&mut self.vector.input);
        self
    }

    /// One finding, of the requirement in whose folder it is.
    fn warned(mut self) -> Self {
        let code = folder_code(&self.vector.id).expect("a warning vector is in the folder of a requirement");
        self.vector.expect.findings.push(Found { code, entry: None, row: None, pointer: None });
        self
    }

    /// A document that the reader has besides.
    fn beside(mut self, name: &str, document: &Signed) -> Self {
        self.vector.options.beside.push(name.to_owned());
        self.files.push((name.to_owned(), document.text().into_bytes()));
        self
    }

    /// The share that comes with the grant.
    fn with_share(mut self, made: &Made) -> Self {
        let name = "share.pannier.zip".to_owned();
        self.vector.options.shares.push(name.clone());
        self.files.push((name, made.archive.bytes()));
        self
    }

    /// Where the finding is: the line of a log, from 1.
    fn line(mut self, line: u64) -> Self {
        self.vector.expect.findings[0].row = Some(line);
        self
    }

    /// The input is a signed document of an organisation that asks.
    fn signed(mut self) -> Self {
        self.vector.op = Op::Document;
        "input.jwt".clone_into(&mut self.vector.input);
        "../../../trust/recipients.json".clone_into(&mut self.vector.trust);
        self
    }

    fn new(id: &str, input: Vec<u8>, expect: Answer) -> Self {
        let vector = Vector {
            id: id.to_owned(),
            spec: SPEC.to_owned(),
            op: Op::Verify,
            requirements: folder_code(id).into_iter().collect(),
            title: String::new(),
            why: String::new(),
            base: None,
            input: "input.pannier.zip".to_owned(),
            trust: "../../../trust/bank.json".to_owned(),
            now: NOW,
            options: Options::default(),
            expect,
        };
        Self { vector, input, files: Vec::new() }
    }

    /// What is special, and what goes wrong where it is judged otherwise.
    fn says(mut self, title: &str, why: &str) -> Self {
        title.clone_into(&mut self.vector.title);
        why.clone_into(&mut self.vector.why);
        self
    }

    /// The input as a recipe, where it is too large to keep.
    fn cooked(mut self, archive: &Archive) -> Self {
        let recipe = serde_json::to_string_pretty(&archive.recipe()).expect("a recipe is JSON");
        self.input = (recipe + "\n").into_bytes();
        "input.recipe.json".clone_into(&mut self.vector.input);
        self
    }

    /// The accepting neighbour.
    fn base(mut self, id: &str) -> Self {
        self.vector.base = Some(id.to_owned());
        self
    }

    /// Where the finding is: the entry.
    fn entry(mut self, entry: &str) -> Self {
        self.vector.expect.findings[0].entry = Some(entry.to_owned());
        self
    }

    /// Where the finding is: the row of an entry, counted from 0 as in the forge; in vectors it is counted from 1.
    fn row(mut self, entry: &str, row: u64) -> Self {
        self.vector.expect.findings[0].row = Some(row + 1);
        self.entry(entry)
    }

    /// Where the finding is: the place in a row or document.
    fn pointer(mut self, pointer: &str) -> Self {
        self.vector.expect.findings[0].pointer = Some(pointer.to_owned());
        self
    }

    /// Changes what the verifier asks for.
    fn asking(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(&mut self.vector.options);
        self
    }

    /// The verifier requires a binding to itself.
    fn asking_binding(self) -> Self {
        self.asking(|options| {
            options.require_binding = true;
            options.aud = Some(AUDIENCE.to_owned());
            options.nonce = Some(NONCE.to_owned());
        })
    }

    /// Verified at another time.
    fn at(mut self, now: i64) -> Self {
        self.vector.now = now;
        self
    }

    /// What is proven to be complete, and nothing else.
    fn proving(mut self, coverage: Vec<Covered>) -> Self {
        self.vector.expect.coverage = Some(coverage);
        self
    }

    /// Whose word it is.
    fn issuer(mut self, standing: Standing) -> Self {
        self.vector.expect.issuer = Some(standing);
        self
    }

    /// A trust list of its own.
    fn trusting(mut self, list: &str) -> Self {
        "trust.json".clone_into(&mut self.vector.trust);
        self.files.push(("trust.json".to_owned(), list.to_owned().into_bytes()));
        self
    }
}

fn folder_code(id: &str) -> Option<Code> {
    id.split('/').next()?.parse().ok()
}
