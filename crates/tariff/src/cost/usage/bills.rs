//! Bills, and what each is for: one of another supply says nothing about what a tariff comes to.

use crate::tariff::Meter;
use pannier_model::record::{
    AnyRecord, Contract, Invoice, InvoiceLine, InvoiceLineService, Summary, SummaryOf, SupplyPoint,
};
use pannier_model::value::{Amount, Currency, Date, Fuel, Id};
use std::collections::{BTreeMap, BTreeSet};

/// An amount that was really billed.
#[derive(Clone, Debug)]
pub(crate) struct Billed {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) total: Amount,
    pub(crate) currency: Currency,
    /// Trade of its contract, where it names one.
    sector: Option<&'static str>,
    /// What it bills: fuels, or the trade; none where nothing says.
    kinds: BTreeSet<&'static str>,
    /// Supply points, lines and accounts it is about; none where nothing says.
    things: BTreeSet<String>,
}

/// What a tariff is for: the kinds of use it prices, and the labels of what is priced.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) sector: &'static str,
    /// Fuels; of other trades the trade.
    pub(crate) kinds: BTreeSet<&'static str>,
    pub(crate) labels: BTreeSet<&'a str>,
    /// Meters of supply points; none of other trades.
    pub(crate) meters: BTreeSet<Meter>,
}

/// All use that passed, whatever is looked at: the things of each kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(BTreeMap<&'static str, BTreeSet<String>>);

impl Seen {
    fn add(&mut self, kind: &'static str, thing: &str) {
        let things = self.0.entry(kind).or_default();
        if !things.contains(thing) {
            things.insert(thing.to_owned());
        }
    }

    /// Takes a record of use.
    pub(super) fn record(&mut self, record: &AnyRecord) {
        let of_fuel = |id: Option<&Id>| id.map_or("", Id::as_str).to_owned();
        match record {
            AnyRecord::Transaction(one) => self.add("bank", one.account.as_str()),
            AnyRecord::Balance(one) => self.add("bank", one.account.as_str()),
            AnyRecord::UsageEvent(one) => self.add("telco", one.line.as_str()),
            AnyRecord::ReceiptLine(_) => self.add("retail", record.thing().unwrap_or_default()),
            AnyRecord::IntervalDay(one) => self.add(fuel(one.fuel), one.register.as_str()),
            AnyRecord::Consumption(one) => {
                let thing = of_fuel(one.register.as_ref().or(one.supply_point.as_ref()));
                self.add(fuel(one.fuel), &thing);
            }
            AnyRecord::Summary(one) => {
                if let Some(kind) = kind_of_sum(one) {
                    self.add(kind, one.thing.as_ref().map_or("", Id::as_str));
                }
            }
            _ => {}
        }
    }

    /// The same with the supply points of registers.
    fn at_points(&self, at: &dyn Fn(&String) -> String) -> Self {
        let things = |things: &BTreeSet<String>| things.iter().map(at).collect();
        Self(self.0.iter().map(|(kind, all)| (*kind, things(all))).collect())
    }

    /// The kinds of use of one thing.
    fn kinds_of(&self, thing: &str) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(move |(_, things)| things.contains(thing)).map(|(kind, _)| *kind)
    }

    /// Whether a bill is for what is priced and nothing else, as far as the records tell; where they do not, whether there is
    /// nothing else that it could be for.
    pub(crate) fn is_for(&self, bill: &Billed, wanted: &Wanted<'_>) -> bool {
        if bill.sector.is_some_and(|sector| sector != wanted.sector) {
            return false;
        }
        let of_trade = |kind: &&'static str| bill.sector.is_none_or(|sector| trade(kind) == sector);
        let kinds: BTreeSet<&'static str> =
            if bill.kinds.is_empty() { self.0.keys().copied().filter(of_trade).collect() } else { bill.kinds.clone() };
        let of_kinds = self.0.iter().filter(|(kind, _)| wanted.kinds.contains(*kind));
        let things: Vec<&String> = if bill.things.is_empty() {
            of_kinds.flat_map(|(_, things)| things).collect()
        } else {
            bill.things.iter().collect()
        };
        let is_priced = |thing: &&String| thing.is_empty() || wanted.labels.contains(thing.as_str());
        kinds.is_subset(&wanted.kinds) && things.iter().all(is_priced)
    }
}

/// Bills while records pass.
#[derive(Debug, Default)]
pub(super) struct Bills {
    invoices: Vec<(String, Invoice)>,
    lines: BTreeMap<String, Lines>,
    contracts: BTreeMap<String, (&'static str, Vec<String>)>,
    points: BTreeMap<String, &'static str>,
}

/// What the lines of one bill say of it.
#[derive(Debug, Default)]
struct Lines {
    kinds: BTreeSet<&'static str>,
    things: BTreeSet<String>,
}

impl Bills {
    pub(super) fn invoice(&mut self, thing: &str, one: &Invoice) {
        self.invoices.push((format!("{thing}/{}", one.id), one.clone()));
    }

    /// Takes a line; whether it says what its bill is for.
    pub(super) fn line(&mut self, thing: &str, one: &InvoiceLine) -> bool {
        let kind = one.service.and_then(billed_kind);
        let things = [&one.supply_point, &one.register, &one.line];
        if kind.is_none() && things.iter().all(|thing| thing.is_none()) {
            return false;
        }
        let lines = self.lines.entry(format!("{thing}/{}", one.invoice)).or_default();
        lines.kinds.extend(kind.or(one.line.is_some().then_some("telco")));
        lines.things.extend(things.into_iter().flatten().map(ToString::to_string));
        true
    }

    pub(super) fn contract(&mut self, one: &Contract) {
        let covers = one.covers.iter().flatten().map(ToString::to_string).collect();
        self.contracts.insert(one.id.to_string(), (one.sector.as_str(), covers));
    }

    pub(super) fn supply_point(&mut self, one: &SupplyPoint) {
        self.points.insert(one.id.to_string(), fuel(one.fuel));
    }

    /// Everything that was billed for a period; `at` tells the supply point of a register, and leaves other things as they are.
    pub(super) fn finish(&self, seen: &Seen, at: &dyn Fn(&String) -> String) -> (Vec<Billed>, Seen) {
        let seen = seen.at_points(at);
        let billed = self.invoices.iter().filter_map(|(name, one)| {
            let (from, to) = one.period_start.zip(one.period_end)?;
            let lines = self.lines.get(name);
            let contract = one.contract.as_ref().and_then(|contract| self.contracts.get(contract.as_str()));
            let is_thing = |thing: &&String| self.points.contains_key(*thing) || seen.kinds_of(thing).next().is_some();
            let mut things: BTreeSet<String> =
                lines.map(|lines| lines.things.iter().map(at).collect()).unwrap_or_default();
            if things.is_empty() {
                things =
                    contract.map(|(_, covers)| covers.iter().filter(is_thing).map(at).collect()).unwrap_or_default();
            }
            let mut kinds = lines.map(|lines| lines.kinds.clone()).unwrap_or_default();
            if kinds.is_empty() {
                kinds = things.iter().filter_map(|thing| self.points.get(thing).copied()).collect();
                kinds.extend(things.iter().flat_map(|thing| seen.kinds_of(thing)));
            }
            let sector = contract.map(|(sector, _)| *sector);
            Some(Billed { from, to, total: one.total, currency: one.currency, sector, kinds, things })
        });
        let billed = billed.collect();
        (billed, seen)
    }
}

/// What a line bills, where that is one of the uses that tariffs price. A telephone and its insurance stand on the bills of a
/// line, and goods on anybody's: they do not tell.
const fn billed_kind(service: InvoiceLineService) -> Option<&'static str> {
    Some(match service {
        InvoiceLineService::Electricity => "electricity",
        InvoiceLineService::Gas => "gas",
        InvoiceLineService::Heat => "heat",
        InvoiceLineService::Water => "water",
        InvoiceLineService::Voice
        | InvoiceLineService::Sms
        | InvoiceLineService::Mms
        | InvoiceLineService::Data
        | InvoiceLineService::Tv => "telco",
        InvoiceLineService::Banking => "bank",
        _ => return None,
    })
}

/// The trade that a kind of use belongs to.
fn trade(kind: &str) -> &str {
    match kind {
        "electricity" | "gas" | "heat" | "cooling" | "oil" | "lpg" => "energy",
        "waste_water" => "water",
        other => other,
    }
}

const fn fuel(fuel: Fuel) -> &'static str {
    fuel.as_str()
}

fn kind_of_sum(one: &Summary) -> Option<&'static str> {
    Some(match one.of {
        SummaryOf::Transaction => "bank",
        SummaryOf::UsageEvent => "telco",
        SummaryOf::ReceiptLine => "retail",
        SummaryOf::IntervalDay | SummaryOf::Consumption => {
            let word = one.bucket.as_str().split('.').next()?;
            ["electricity", "gas", "heat", "water"].into_iter().find(|kind| *kind == word)?
        }
        SummaryOf::LoyaltyEntry => return None,
    })
}
