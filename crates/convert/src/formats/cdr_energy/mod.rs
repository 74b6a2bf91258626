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
    events::shelf::{At, Steps},
    formats::api::{Refusals, Refused, wrong},
    output::Output,
    syntax::json::{Mark, Node, Piece, Source},
};

use self::{accounts::Accounts, billing::Billing, points::Points};

/// Reads answers of the interface. See the module for what they carry.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::CdrEnergy, sink);
    let mut source = Source::new(input, options.encoding)?;
    let mut energy = Energy::default();
    let arrays: Vec<&str> = LISTS.iter().map(|(path, _)| *path).collect();
    let outcome = source.walk(&arrays, &mut |piece| match piece {
        Piece::Page => Ok(()),
        Piece::Element(0, node, ..) if node.peek("").is_some() => {
            energy.names += 1;
            Ok(())
        }
        Piece::Element(list, node, mark, _) => {
            energy.listed = true;
            let at = energy.steps.next(mark, energy.rows + 1);
            energy.element(LISTS[list].1, node, at, options, &mut output)
        }
        Piece::Rest(node, mark) => energy.page(node, mark, options, &mut output),
    })?;
    match outcome {
        Ok(()) => energy.finish(&mut source, options, &mut output)?,
        Err(finding) => output.finding(finding)?,
    }
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

/// Lists of things. Plans are not among them: an account that stands alone has such a list as well.
const LISTS: [(&str, Kind); 9] = [
    ("data/servicePoints", Kind::ServicePoint),
    ("data/reads", Kind::Read),
    ("data/derRecords", Kind::Generation),
    ("data/accounts", Kind::Account),
    ("data/balances", Kind::Balance),
    ("data/invoices", Kind::Invoice),
    ("data/transactions", Kind::Transaction),
    ("data/concessions", Kind::Concession),
    ("data/paymentSchedules", Kind::Schedule),
];

impl Kind {
    /// What the paths of its values begin with.
    fn name(self) -> &'static str {
        let path = LISTS.iter().find(|(_, kind)| *kind == self).map(|(path, _)| *path);
        path.and_then(|path| path.strip_prefix("data/")).unwrap_or("plans")
    }
}

/// What an object without an array around it is; `None` for a page of things.
fn single_of(node: Node<'_>) -> Option<Kind> {
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

/// The thing of a kind where it stands: an element of a list, an answer about it, or alone.
fn again(node: Node<'_>, kind: Kind) -> Node<'_> {
    node.at("data").filter(|data| single_of(*data) == Some(kind)).unwrap_or(node)
}

/// What has been read of a source.
#[derive(Default)]
struct Energy {
    points: Points,
    accounts: Accounts,
    billing: Billing,
    /// Values that no member takes, by path.
    unread: BTreeMap<String, u64>,
    refusals: Refusals,
    /// Elements so far.
    rows: u64,
    steps: Steps,
    /// Whether there was a list on this page, and how many names of service points, as an invoice has them.
    listed: bool,
    names: u64,
}

impl Energy {
    /// Reads one element.
    fn element(
        &mut self,
        kind: Kind,
        node: Node<'_>,
        at: At,
        options: &Options,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        self.rows += 1;
        let place = self.rows;
        let outcome = match kind {
            Kind::ServicePoint => self.points.service_point(node, place),
            Kind::Read => self.points.read(node, place, at.offset()),
            Kind::Generation => self.points.generation(node, place),
            Kind::Account => self.accounts.account(node, place),
            Kind::Balance => self.accounts.balance(node, place, options),
            Kind::Invoice => self.billing.invoice(node, place, at),
            Kind::Transaction => self.billing.transaction(node, place, at),
            Kind::Concession => self.accounts.concession(node, place),
            Kind::Schedule => self.accounts.schedule(node, place),
            Kind::Plan => Err(Refused::Lost("a plan on offer, which is nothing of this customer's")),
        };
        match outcome {
            Ok(()) => {
                node.unread(kind.name(), &mut self.unread);
                Ok(())
            }
            Err(refused) => self.refusals.add(place, refused, output),
        }
    }

    /// Reads what stands on a page beside its lists: an answer about one thing, or a thing without its answer.
    fn page(&mut self, page: Node<'_>, mark: Mark, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
        let listed = std::mem::take(&mut self.listed);
        if listed {
            self.steps.cut();
        }
        let before = self.rows;
        let at = self.steps.next(mark, before + 1);
        let data = page.at("data");
        let names = std::mem::take(&mut self.names);
        if data.is_some_and(|data| single_of(data) != Some(Kind::Invoice)) {
            for _ in 0..names {
                self.rows += 1;
                let refused = wrong(Code::ConvertStructure, self.rows, "a service point is only a name");
                self.refusals.add(self.rows, refused, output)?;
            }
        }
        if data.is_some_and(|data| single_of(data).is_none()) {
            for plan in page.each("data/plans") {
                self.element(Kind::Plan, plan, at, options, output)?;
            }
        }
        for single in [data, Some(page)].into_iter().flatten() {
            match single_of(single) {
                None => {}
                Some(_) if listed => {
                    self.rows += 1;
                    self.refusals.add(self.rows, Refused::Lost("a thing beside a list of others"), output)?;
                }
                Some(kind) => self.element(kind, single, at, options, output)?,
            }
        }
        if listed || self.rows != before + 1 {
            self.steps.cut();
        }
        Ok(())
    }

    /// Hands on everything: what is paid under, what is supplied, what was counted, what it cost.
    fn finish(mut self, source: &mut Source<'_>, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
        self.refusals.release(output)?;
        for (path, count) in &self.unread {
            output.loss(Loss::values(path, *count, "that no member takes"))?;
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
        points.emit(&known, source, output)?;
        billing.emit(&known, &points, source, output)
    }
}
