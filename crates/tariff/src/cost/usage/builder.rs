//! Gathering use from records, one at a time.

mod build;

use super::bills::{Bills, Seen};
use super::days::{Days, day};
use super::goods::{self, Goods};
use super::meters::{self, Item, RegisterItems, StreamKey};
use super::money::{Ends, Movement};
use super::sums::Sums;
use super::{Covered, InForce, MeterHours, Presence};
use crate::tariff::Meter;
use pannier_crypto::sha256;
use pannier_model::record::{
    AccountKind, AnyRecord, Consumption, ContractExitChargeKind, ContractStatus, CreditArrangementKind,
    MeterWindowDays, Register, SubscriptionKind, Summary, SummaryMetric, SummaryOf, SupplyPoint, Transaction,
    TransactionStatus,
};
use pannier_model::value::{Amount, Currency, Date};
use std::collections::BTreeMap;

/// Gathers use from records. They come one at a time, in any order, and none is kept whole.
#[derive(Debug, Default)]
pub struct UsageBuilder {
    only: Option<String>,
    promises: BTreeMap<(String, String), Days>,
    withheld: BTreeMap<String, Days>,
    presence: BTreeMap<(String, String), Presence>,
    names: Vec<Box<str>>,
    digests: Vec<[u8; 32]>,
    accounts: BTreeMap<String, AccountRows>,
    calls: BTreeMap<String, Vec<(StreamKey, Item)>>,
    goods: BTreeMap<String, Goods>,
    registers: BTreeMap<String, RegisterItems>,
    readings: Vec<(Consumption, u32)>,
    sums: BTreeMap<String, Sums>,
    summed: Vec<(Summary, u32)>,
    register_facts: BTreeMap<String, RegisterFacts>,
    windows: BTreeMap<String, Vec<MeterHours>>,
    zones: BTreeMap<String, Option<jiff::tz::TimeZone>>,
    limit: Option<(Date, Amount)>,
    answers: BTreeMap<String, String>,
    bills: Bills,
    seen: Seen,
    contracts: Vec<InForce>,
    account_kinds: BTreeMap<String, AccountKind>,
    line_kinds: BTreeMap<String, SubscriptionKind>,
}

#[derive(Debug, Default)]
struct AccountRows {
    movements: Vec<Movement>,
    ends: Ends,
    currency: Option<Currency>,
    several_currencies: bool,
}

#[derive(Debug)]
struct RegisterFacts {
    supply_point: String,
    meter: Option<Meter>,
    tou: Option<String>,
}

/// Things of one kind among which has to be chosen.
pub(super) type Several = BTreeMap<&'static str, Vec<String>>;

/// The thing of records that belong to none.
const ALL: &str = "all";

impl UsageBuilder {
    /// Looks only at one account, line, supply point or register, by its label.
    #[must_use]
    pub fn only(mut self, thing: &str) -> Self {
        self.only = Some(thing.to_owned());
        self
    }

    /// Says that every record of a type (and thing; `None` for `all`) from one day to before another is there, but for
    /// days that are `incomplete`. Without a promise no month of transactions, events of use or receipts is covered.
    /// Intervals and readings say themselves which days they cover.
    pub fn promised(&mut self, record_type: &str, thing: Option<&str>, from: Date, to: Date, incomplete: &[Date]) {
        let key = (record_type.to_owned(), thing.unwrap_or(ALL).to_owned());
        let days = self.promises.entry(key).or_default();
        days.add(from, to);
        for date in incomplete {
            days.remove(day(*date));
        }
    }

    /// Says that some records of a type from one day to before another are withheld: these days are not covered.
    pub fn withheld(&mut self, record_type: &str, from: Date, to: Date) {
        self.withheld.entry(record_type.to_owned()).or_default().add(from, to);
    }

    /// Says whether a group of a record type is there; with `core` the record type itself; with the name of a meter, such as
    /// `electricity.export` of `interval_day`, what that meter counts.
    pub fn presence(&mut self, record_type: &str, group: &str, presence: Presence) {
        self.presence.insert((record_type.to_owned(), group.to_owned()), presence);
    }

    /// Takes a record. Types that no tariff asks for are left aside.
    pub fn record(&mut self, record: &AnyRecord) {
        self.seen.record(record);
        match record {
            AnyRecord::Transaction(one) => self.transaction(record, one),
            AnyRecord::Balance(one) if self.wanted(one.account.as_str()) => {
                self.name(record);
                self.accounts.entry(one.account.as_str().to_owned()).or_default().ends.balance(one);
            }
            AnyRecord::CreditArrangement(one) => {
                let newer = self.limit.is_none_or(|(at, _)| at <= one.as_of);
                if let (CreditArrangementKind::ArrangedOverdraft, Some(limit)) = (one.kind, one.credit_limit)
                    && newer
                    && self.wanted(one.account.as_str())
                {
                    self.name(record);
                    self.limit = Some((one.as_of, limit));
                }
            }
            AnyRecord::UsageEvent(one) if self.wanted(one.line.as_str()) => {
                let number = self.name(record);
                let calls = self.calls.entry(one.line.as_str().to_owned()).or_default();
                calls.extend(meters::event(one, number));
            }
            AnyRecord::ReceiptLine(one) => {
                let thing = record.thing().unwrap_or(ALL).to_owned();
                if self.wanted(&thing) {
                    let number = self.name(record);
                    let goods = self.goods.entry(thing).or_default();
                    goods.are_alike &= *goods.currency.get_or_insert(one.currency) == one.currency
                        && *goods.tax_included.get_or_insert(one.tax_included) == one.tax_included;
                    goods.lines.extend(goods::line(one, number));
                }
            }
            AnyRecord::IntervalDay(one) => {
                let number = self.name(record);
                let zone = self.zones.entry(one.zone.as_str().to_owned());
                let zone = zone.or_insert_with_key(|name| jiff::tz::TimeZone::get(name).ok());
                let register = one.register.as_str().to_owned();
                let items = self.registers.entry(register).or_insert_with(|| RegisterItems::new(one));
                items.take(one, number, zone.as_ref());
            }
            AnyRecord::Consumption(one) => {
                let number = self.name(record);
                self.readings.push((one.as_ref().clone(), number));
            }
            AnyRecord::Summary(one) => self.summary(record, one),
            AnyRecord::Register(one) => {
                self.note(record);
                self.register(one);
            }
            AnyRecord::SupplyPoint(one) => {
                self.note(record);
                self.bills.supply_point(one);
                self.supply_point(one);
            }
            AnyRecord::Party(one) => {
                self.note(record);
                let answers = [
                    ("age_band", one.age_band.map(|band| band.as_str().to_owned())),
                    ("country", one.country.as_ref().map(ToString::to_string)),
                    ("student", one.student.map(yes_or_no)),
                ];
                let subject = one.role == pannier_model::record::PartyRole::Subject;
                for (fact, answer) in answers.into_iter().filter(|_| subject) {
                    self.answers.extend(answer.map(|answer| (fact.to_owned(), answer)));
                }
            }
            AnyRecord::Contract(one) => {
                self.note(record);
                self.bills.contract(one);
                if one.status != ContractStatus::Active {
                    return;
                }
                let exit = match (one.exit_charge_kind, one.exit_charge, one.currency) {
                    // Nothing is nothing in any currency.
                    (ContractExitChargeKind::None, ..) => Some((Amount::ZERO, None)),
                    (ContractExitChargeKind::Amount, Some(amount), currency) => Some((amount, currency)),
                    _ => None,
                };
                let covered = one.covers.iter().flatten();
                self.contracts.push(InForce {
                    sector: one.sector.as_str(),
                    covers: covered.map(|id| Covered { label: id.as_str().to_owned(), meter: None }).collect(),
                    exit,
                    started: one.starts_on,
                });
            }
            AnyRecord::Account(one) => {
                self.note(record);
                self.account_kinds.insert(one.id.as_str().to_owned(), one.kind);
            }
            AnyRecord::Subscription(one) if one.kind != SubscriptionKind::Unknown => {
                self.note(record);
                self.line_kinds.insert(one.id.as_str().to_owned(), one.kind);
            }
            AnyRecord::Invoice(one) if one.period_start.is_some() && one.period_end.is_some() => {
                self.name(record);
                self.bills.invoice(record.thing().unwrap_or(ALL), one);
            }
            AnyRecord::InvoiceLine(one) => {
                // A line that does not tell what its bill is for bears on no price.
                let tells = self.bills.line(record.thing().unwrap_or(ALL), one);
                if tells {
                    self.note(record);
                }
            }
            _ => {}
        }
    }

    /// Whether a thing is looked at; registers and supply points are sorted out at the end.
    fn wanted(&self, thing: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == thing)
    }

    /// Keeps the name of a record and its digest.
    fn name(&mut self, record: &AnyRecord) -> u32 {
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let thing = record.thing().unwrap_or(ALL);
        let name = format!("{thing}/{}/{}", record.record_type().name, record.id().as_str());
        self.note(record);
        self.names.push(name.into_boxed_str());
        number
    }

    /// Keeps the digest of a record that bears on prices.
    fn note(&mut self, record: &AnyRecord) {
        if let Ok(row) = serde_json::to_vec(record) {
            self.digests.push(sha256(&row));
        }
    }

    fn transaction(&mut self, record: &AnyRecord, one: &Transaction) {
        if one.status != TransactionStatus::Booked || !self.wanted(one.account.as_str()) {
            return;
        }
        let number = self.name(record);
        let account = self.accounts.entry(one.account.as_str().to_owned()).or_default();
        account.several_currencies |= *account.currency.get_or_insert(one.currency) != one.currency;
        account.ends.transaction(one);
        account.movements.push(Movement {
            day: day(one.date),
            kind: one.kind,
            reversal: one.reversal == Some(true),
            category: one.category,
            mcc: one.mcc.as_ref().and_then(|mcc| mcc.as_str().parse().ok()),
            foreign: one.is_foreign,
            micros: one.amount.micros(),
            record: number,
        });
    }

    fn summary(&mut self, record: &AnyRecord, one: &Summary) {
        let thing = record.thing().unwrap_or(ALL).to_owned();
        match one.of {
            SummaryOf::Transaction if self.wanted(&thing) => {
                let number = self.name(record);
                self.sums.entry(thing).or_default().take(one, number);
            }
            SummaryOf::UsageEvent | SummaryOf::IntervalDay | SummaryOf::Consumption
                if matches!(one.metric, SummaryMetric::Usage | SummaryMetric::Energy) =>
            {
                let number = self.name(record);
                self.summed.push((one.clone(), number));
            }
            _ => {}
        }
    }

    fn register(&mut self, one: &Register) {
        let facts = RegisterFacts {
            supply_point: one.supply_point.as_str().to_owned(),
            meter: meters::meter(one.fuel, one.direction),
            tou: one.tou.as_ref().map(|tou| tou.as_str().to_owned()),
        };
        self.register_facts.insert(one.id.as_str().to_owned(), facts);
    }

    fn supply_point(&mut self, one: &SupplyPoint) {
        if let Some(exports) = one.exports {
            self.answers.insert("solar".to_owned(), yes_or_no(exports));
        }
        for window in one.windows.iter().flatten() {
            let hours = MeterHours {
                workdays: match window.days {
                    None | Some(MeterWindowDays::All) => None,
                    Some(MeterWindowDays::Workday) => Some(true),
                    Some(MeterWindowDays::Weekend) => Some(false),
                },
                from: window.starts.second_of_day(),
                to: window.ends.second_of_day(),
            };
            let known = self.windows.entry(window.label.as_str().to_owned()).or_default();
            if !known.contains(&hours) {
                known.push(hours);
            }
        }
    }
}

fn yes_or_no(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}
