//! Answers of the Australian Consumer Data Right for energy: service points, usage, generation of one's own, accounts,
//! balances, invoices, billing, concessions; one answer, several one after the other, an array of them, or their
//! elements alone.
//!
//! The standard fixes what else would have to be asked for: the country, Australian dollars, days of market time, and that
//! positive is what was consumed.
//!
//! Not in the format: the day on which accounts were looked at (`--as-of`). Not carried, and named as losses by their
//! path: addresses, contacts, prices of plans, network participants, protection settings of generators.

mod accounts;
mod billing;
mod points;
mod usage;

use std::collections::BTreeMap;

use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    api::{self, Refused},
    json::Node,
    output::Output,
};

use self::{accounts::Accounts, billing::Billing, points::Points};

/// Reads answers of the interface. See the module for what they carry.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::CdrEnergy, sink);
    let Some(documents) = api::documents(input, options, &mut output)? else { return Ok(output.summary) };
    let mut energy = Energy::default();
    for page in documents.iter().flat_map(Node::pages) {
        for (name, kind) in KINDS {
            for element in page.each(&format!("data/{name}")) {
                energy.element(*kind, element, options, &mut output)?;
            }
        }
        // An answer about one thing, and a thing without its answer.
        for single in [page.at("data"), Some(page)].into_iter().flatten() {
            if let Some(kind) = single_of(single) {
                energy.element(kind, single, options, &mut output)?;
            }
        }
    }
    energy.finish(options, &mut output)?;
    Ok(output.summary)
}

/// Whether a text begins as such an answer.
pub(crate) fn resembles(start: &str) -> bool {
    let has = |word: &str| start.contains(word);
    (has("\"servicePointId\"")
        && ["\"nationalMeteringId\"", "\"registerSuffix\"", "\"approvedCapacity\"", "\"readUType\""]
            .iter()
            .any(|word| has(word)))
        || (has("\"accountId\"")
            && ["\"servicePointIds\"", "\"servicePoints\"", "\"transactionUType\"", "\"planOverview\""]
                .iter()
                .any(|word| has(word)))
        || has("\"paymentScheduleUType\"")
        || (has("\"concessions\"") && has("\"appliedTo\""))
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    ServicePoint,
    Read,
    Generation,
    Account,
    Balance,
    Invoice,
    Transaction,
    Concession,
    Schedule,
    Plan,
}

const KINDS: &[(&str, Kind)] = &[
    ("servicePoints", Kind::ServicePoint),
    ("reads", Kind::Read),
    ("derRecords", Kind::Generation),
    ("accounts", Kind::Account),
    ("balances", Kind::Balance),
    ("invoices", Kind::Invoice),
    ("transactions", Kind::Transaction),
    ("concessions", Kind::Concession),
    ("paymentSchedules", Kind::Schedule),
    ("plans", Kind::Plan),
];

impl Kind {
    /// What the paths of its values begin with.
    fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("element", |(name, _)| name)
    }
}

/// What an object without an array around it is; `None` for a page of things.
fn single_of(node: &Node) -> Option<Kind> {
    let has = |name: &str| node.at(name).is_some();
    Some(match () {
        () if has("nationalMeteringId") => Kind::ServicePoint,
        () if has("readUType") => Kind::Read,
        () if has("approvedCapacity") => Kind::Generation,
        () if has("transactionUType") => Kind::Transaction,
        () if has("invoiceNumber") => Kind::Invoice,
        () if has("paymentScheduleUType") => Kind::Schedule,
        () if has("balance") => Kind::Balance,
        () if has("accountId") && has("plans") => Kind::Account,
        () if has("planId") => Kind::Plan,
        () => return None,
    })
}

/// What has been read of a source.
#[derive(Default)]
struct Energy {
    points: Points,
    accounts: Accounts,
    billing: Billing,
    /// Values that no member takes, by path.
    unread: BTreeMap<String, u64>,
    /// Elements so far.
    rows: u64,
}

impl Energy {
    /// Reads one element; one that is refused is lost with its reason.
    fn element(&mut self, kind: Kind, node: &Node, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
        self.rows += 1;
        let place = self.rows;
        let outcome = match kind {
            Kind::ServicePoint => self.points.service_point(node, place),
            Kind::Read => self.points.read(node, place),
            Kind::Generation => self.points.generation(node, place),
            Kind::Account => self.accounts.account(node, place),
            Kind::Balance => self.accounts.balance(node, place, options),
            Kind::Invoice => self.billing.invoice(node, place),
            Kind::Transaction => self.billing.transaction(node, place),
            Kind::Concession => self.accounts.concession(node, place),
            Kind::Schedule => self.accounts.schedule(node, place),
            Kind::Plan => Err(Refused::Lost("a plan on offer, which is nothing of this customer's")),
        };
        match outcome {
            Ok(()) => node.unread(kind.name(), &mut self.unread),
            Err(Refused::Wrong(finding)) => output.lost_row(place, finding)?,
            Err(Refused::Lost(reason)) => output.skipped_row(place, reason)?,
        }
        Ok(())
    }

    /// Hands on everything: what is paid under, what is supplied, what was counted, what it cost.
    fn finish(self, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
        for (path, count) in &self.unread {
            output.loss(Loss::whole(path, format!("{count} values that no member takes")))?;
        }
        if self.rows == 0 {
            output.finding(
                Finding::new(
                    Code::ConvertStructure,
                    Location::whole(),
                    "there is no service point, reading, account or invoice in the form of this interface",
                )
                .with_help("name the format with --from"),
            )?;
        }
        let Self { mut points, accounts, billing, .. } = self;
        billing.points().for_each(|point| points.mention(point));
        points.name(options);
        let known = accounts.emit(&points, options, output)?;
        points.emit(&known, output)?;
        billing.emit(&known, &points, output)
    }
}
