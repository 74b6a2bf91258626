//! Accounts with a supplier: what is owed, and the plans a customer is bound to.

use std::collections::HashMap;

use pannier_model::{
    record::{
        Account, AccountKind, AccountOwnership, AccountStatus, Balance, BalanceCreditLineIncluded, BalanceKind,
        Contract, ContractConcession, ContractExitChargeKind, ContractPaymentMethod, ContractPriceChange,
        ContractSector, ContractStatus, Record as _,
    },
    value::{Amount, Currency, Date, Id, List, Name, Number, NumberScheme, Rate, Text},
};
use pannier_report::Code;

use super::{points::Points, usage::derived};
use crate::{
    Error, Options,
    events::gather::unnamed,
    formats::api::{self, Refused, wrong},
    ids::Ranks,
    output::{Output, day_series, numbered},
    syntax::json::Node,
    values::iso,
};

/// Accounts of a source, with what belongs to them.
#[derive(Default)]
pub(super) struct Accounts {
    all: Vec<Held>,
    by_id: HashMap<String, usize>,
    /// They stand in answers that do not say of which account they are.
    concessions: Vec<(u64, Concession)>,
    schedules: Vec<(u64, ContractPaymentMethod)>,
}

#[derive(Default)]
struct Held {
    id: String,
    place: Option<u64>,
    number: Option<Number>,
    nickname: Option<Name>,
    closed: bool,
    opened_on: Option<Date>,
    balances: Vec<(u64, Date, Amount)>,
    plans: Vec<Plan>,
}

/// A plan of an account, as far as it binds.
#[derive(Default)]
struct Plan {
    name: Option<Name>,
    points: Vec<String>,
    starts_on: Option<Date>,
    ends_on: Option<Date>,
    price_change: Option<ContractPriceChange>,
    price_change_terms: Option<Text>,
    exit_terms: Option<Text>,
}

struct Concession {
    kind: ContractConcession,
    ends_on: Option<Date>,
    rate: Option<Rate>,
}

/// What accounts and contracts are called in the records.
#[derive(Default)]
pub(super) struct Known {
    accounts: HashMap<String, Id>,
    contracts: HashMap<String, Id>,
    account_of: HashMap<String, Id>,
}

impl Known {
    /// The account of that name in the source.
    pub(super) fn account(&self, id: &str) -> Option<&Id> {
        self.accounts.get(id)
    }

    /// The account that a service point is billed to.
    pub(super) fn account_of(&self, point: &str) -> Option<&Id> {
        self.account_of.get(point)
    }

    /// The contract under which a service point is supplied.
    pub(super) fn contract_of(&self, point: &str) -> Option<&Id> {
        self.contracts.get(point)
    }
}

/// Everything is in Australian dollars.
pub(super) fn aud() -> Currency {
    Currency::parse("AUD").expect("a currency")
}

pub(super) fn amount(node: Node<'_>, path: &str, place: u64) -> Result<Amount, Refused> {
    node.take(path)
        .and_then(iso::amount)
        .ok_or_else(|| wrong(Code::ConvertAmount, place, "an element has no amount in the form of the standard"))
}

pub(super) fn account_id(node: Node<'_>, place: u64) -> Result<&str, Refused> {
    node.take("accountId").ok_or_else(|| wrong(Code::ConvertStructure, place, "an element has no accountId"))
}

impl Accounts {
    fn held(&mut self, id: &str) -> &mut Held {
        let next = self.all.len();
        let index = *self.by_id.entry(id.to_owned()).or_insert(next);
        if index == next {
            self.all.push(Held { id: id.to_owned(), ..Held::default() });
        }
        &mut self.all[index]
    }

    /// `accounts`: an account and its plans.
    pub(super) fn account(&mut self, node: Node<'_>, place: u64) -> Result<(), Refused> {
        let held = self.held(account_id(node, place)?);
        if held.place.is_some() {
            return Err(Refused::Lost("the account is described a second time"));
        }
        held.place = Some(place);
        held.number = node.read("accountNumber", |number| api::number_of(NumberScheme::Customer, number));
        held.nickname = api::name(node, "displayName");
        held.closed = node.take("openStatus") == Some("CLOSED");
        held.opened_on = api::day(node, "creationDate");
        held.plans = node.each("plans").map(plan).collect();
        Ok(())
    }

    /// `balances`: what is owed now; positive in the source.
    pub(super) fn balance(&mut self, node: Node<'_>, place: u64, options: &Options) -> Result<(), Refused> {
        let Some(id) = node.take("accountId") else {
            return Err(Refused::Lost("a balance that does not say of which account it is"));
        };
        let owed = amount(node, "balance", place)?;
        let date =
            options.as_of.ok_or(Refused::Lost("a balance without a date; --as-of gives the day of the download"))?;
        self.held(id).balances.push((place, date, -owed));
        Ok(())
    }

    /// `concessions`: reductions by law.
    pub(super) fn concession(&mut self, node: Node<'_>, place: u64) -> Result<(), Refused> {
        if !matches!(node.take("type"), Some("FIXED_AMOUNT" | "FIXED_PERCENTAGE" | "VARIABLE")) {
            return Err(wrong(Code::ConvertStructure, place, "a concession is of no known kind"));
        }
        let words = node.take("displayName").unwrap_or_default().to_lowercase();
        let says = |word: &str| words.contains(word);
        let kind = match () {
            () if says("life support") || says("medical") => ContractConcession::Medical,
            () if says("veteran") => ContractConcession::Veteran,
            () if says("senior") => ContractConcession::Senior,
            () if says("low income") => ContractConcession::LowIncome,
            () => ContractConcession::Other,
        };
        let ends_on = api::day(node, "endDate").and_then(Date::next_day);
        let rate = node.peek("percentage").and_then(|rate| Rate::parse(rate).ok());
        if rate.is_some() {
            node.take("percentage");
        }
        self.concessions.push((place, Concession { kind, ends_on, rate }));
        Ok(())
    }

    /// `paymentSchedules`: how it is paid.
    pub(super) fn schedule(&mut self, node: Node<'_>, place: u64) -> Result<(), Refused> {
        let method = match node.take("paymentScheduleUType") {
            Some("cardDebit") => ContractPaymentMethod::Card,
            Some("directDebit") => ContractPaymentMethod::DirectDebit,
            Some("digitalWallet" | "manualPayment") => ContractPaymentMethod::Other,
            _ => return Err(wrong(Code::ConvertStructure, place, "a payment schedule is of no known kind")),
        };
        self.schedules.push((place, method));
        Ok(())
    }

    /// Hands on accounts, balances and contracts.
    pub(super) fn emit(self, points: &Points, options: &Options, output: &mut Output<'_>) -> Result<Known, Error> {
        let mut known = Known::default();
        let as_of = options.as_of.filter(|day| day.next_day().is_some());
        let mut contracts: Vec<(Id, Contract)> = Vec::new();
        for held in self.all {
            let Some(as_of) = as_of else {
                for place in held.place.into_iter().chain(held.balances.iter().map(|(place, ..)| *place)) {
                    output.skipped_row(place, "an account without a date; --as-of gives the day of the download")?;
                }
                continue;
            };
            let label = numbered("account", known.accounts.len() + 1);
            known.accounts.insert(held.id.clone(), label.clone());
            for plan in &held.plans {
                for point in &plan.points {
                    known.account_of.entry(point.clone()).or_insert_with(|| label.clone());
                }
                contract(plan, &held, as_of, points, &mut contracts, &mut known, output)?;
            }
            held.emit(&label, as_of, output)?;
        }
        // What does not say whose it is belongs to the only contract there is.
        if let [(_, only)] = contracts.as_mut_slice() {
            if let [(_, one)] = self.concessions.as_slice() {
                only.concession = Some(one.kind);
                only.concession_ends_on = one.ends_on;
                only.concession_rate = one.rate;
                output.summary.read += 1;
                output.summary.converted += 1;
            } else {
                lose(self.concessions.iter().map(|(place, _)| *place), "a contract has one reduction only", output)?;
            }
            if let [(_, method)] = self.schedules.as_slice() {
                only.payment_method = Some(*method);
                output.summary.read += 1;
                output.summary.converted += 1;
            } else {
                lose(self.schedules.iter().map(|(place, _)| *place), "a contract is paid in one way only", output)?;
            }
        } else {
            let places = self.concessions.iter().map(|(place, _)| *place);
            lose(
                places.chain(self.schedules.iter().map(|(place, _)| *place)),
                "nothing says of which contract it is",
                output,
            )?;
        }
        for (id, contract) in contracts {
            output.state(id, contract)?;
        }
        Ok(known)
    }
}

fn lose(places: impl Iterator<Item = u64>, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
    for place in places {
        output.skipped_row(place, reason)?;
    }
    Ok(())
}

impl Held {
    fn emit(self, label: &Id, as_of: Date, output: &mut Output<'_>) -> Result<(), Error> {
        let status = if self.closed { AccountStatus::Closed } else { AccountStatus::Open };
        let mut account =
            Account::new(label.clone(), as_of, AccountKind::Utility, aud(), status, AccountOwnership::Unknown);
        account.number = self.number.or_else(|| api::number_of(NumberScheme::Other, &self.id));
        account.nickname = self.nickname;
        account.opened_on = self.opened_on;
        let to = as_of.next_day().unwrap_or(as_of);
        output.series(day_series(label.clone(), Account::TYPE, as_of, to))?;
        match self.place {
            Some(place) => output.row(place, account)?,
            None => output.record(None, account)?,
        }
        let Some((place, date, amount)) = self.balances.first().copied() else { return Ok(()) };
        output.series(day_series(label.clone(), Balance::TYPE, date, date.next_day().unwrap_or(date)))?;
        let balance = Balance::new(
            unnamed(),
            label.clone(),
            date,
            BalanceKind::InterimBooked,
            amount,
            aud(),
            BalanceCreditLineIncluded::No,
        );
        derived(balance, place, false, &mut Ranks::default(), output)?;
        lose(self.balances.iter().skip(1).map(|(place, ..)| *place), "the balance of the day came before", output)
    }
}

/// What a plan says that binds the customer; prices are for a tariff document.
fn plan(node: Node<'_>) -> Plan {
    let mut plan = Plan {
        name: api::name(node, "planOverview/displayName").or_else(|| api::name(node, "nickname")),
        points: node.each("servicePointIds").filter_map(Node::text).map(str::to_owned).collect(),
        starts_on: api::day(node, "planOverview/startDate"),
        ends_on: api::day(node, "planOverview/endDate").and_then(Date::next_day),
        ..Plan::default()
    };
    let contract = ["planDetail/electricityContract", "planDetail/gasContract"].iter().find_map(|path| node.at(path));
    let Some(contract) = contract else { return plan };
    plan.price_change = match contract.flag("isFixed") {
        Some(true) => Some(ContractPriceChange::None),
        Some(false) => Some(ContractPriceChange::OnNotice),
        None => None,
    };
    plan.price_change_terms = api::long(contract, "variation");
    for fee in contract.each("fees").filter(|fee| fee.peek("type") == Some("EXIT")) {
        fee.take("type");
        plan.exit_terms = plan.exit_terms.or_else(|| api::long(fee, "description"));
    }
    plan
}

/// A contract for a plan. Who provides it, no element about accounts says: the service points do.
fn contract(
    plan: &Plan,
    held: &Held,
    as_of: Date,
    points: &Points,
    contracts: &mut Vec<(Id, Contract)>,
    known: &mut Known,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let missing = |what: &str| format!("a plan without {what}");
    let Some(provider) = plan.points.iter().find_map(|point| points.retailer(point)) else {
        return output.loss(crate::Loss::whole("accounts/plans", missing("a retailer among the service points")));
    };
    let Some(name) = &plan.name else { return output.loss(crate::Loss::whole("accounts/plans", missing("a name"))) };
    let id = numbered("contract", contracts.len() + 1);
    let ended = held.closed || plan.ends_on.is_some_and(|end| end <= as_of);
    let pending = plan.starts_on.is_some_and(|start| start > as_of);
    let status = match (ended, pending) {
        (true, _) => ContractStatus::Ended,
        (_, true) => ContractStatus::Pending,
        _ => ContractStatus::Active,
    };
    let mut row = Contract::new(
        id.clone(),
        as_of,
        ContractSector::Energy,
        status,
        provider.clone(),
        name.clone(),
        ContractExitChargeKind::Unknown,
    );
    row.covers = List::new(plan.points.iter().filter_map(|point| points.label(point).cloned()).collect()).ok();
    (row.starts_on, row.ends_on) = (plan.starts_on, plan.ends_on);
    row.price_change = plan.price_change;
    row.price_change_terms.clone_from(&plan.price_change_terms);
    row.exit_terms.clone_from(&plan.exit_terms);
    for point in &plan.points {
        known.contracts.entry(point.clone()).or_insert_with(|| id.clone());
    }
    contracts.push((id, row));
    Ok(())
}
