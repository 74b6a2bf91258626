//! From what was gathered to use: which things there are, what of them is covered, and where one has to be chosen.

use super::{ALL, Several, UsageBuilder};
use crate::cost::usage::days::{Days, LONGEST};
use crate::cost::usage::goods::{Goods, GoodsLine};
use crate::cost::usage::meters::{self, Grain, Item, Stream, StreamKey};
use crate::cost::usage::money::Money;
use crate::cost::usage::points::Points;
use crate::cost::usage::services::{Services, Thing};
use crate::cost::usage::sums::{self, SummedMonths, Sums};
use crate::cost::usage::{Covered, InForce, Usage};
use crate::tariff::Meter;
use pannier_crypto::{base64url, sha256};
use pannier_model::record::{AccountKind, SubscriptionKind};
use pannier_model::value::{Flow, TxKind};
use std::collections::{BTreeMap, BTreeSet};

impl UsageBuilder {
    /// What was gathered.
    pub fn build(mut self) -> Usage {
        let mut several = BTreeMap::new();
        let mut services = Services::default();
        let money = self.money(&mut several, &mut services);
        let (mut streams, calls_covered) = self.lines(&mut several, &mut services);
        let mut notes = Vec::new();
        streams.extend(self.meters(&mut several, &mut services, &mut notes));
        streams.extend(self.monthly(&streams, &mut several, &mut services, &mut notes));
        let goods = self.receipts(&mut several, &mut services);
        let sums = self.summed_money(&mut several, &mut services);
        services.seen(&streams, &money, &sums, &goods, &calls_covered);
        let at = |thing: &String| Some(self.point(thing)).filter(|at| !at.is_empty()).unwrap_or(thing).to_owned();
        let (billed, seen) = self.bills.finish(&self.seen, &at);
        let contracts = std::mem::take(&mut self.contracts).into_iter().map(|contract| self.of_registers(contract));
        let contracts = contracts.collect();
        self.digests.sort_unstable();
        let digest = format!("sha-256:{}", base64url::encode(&sha256(&self.digests.concat())));
        Usage {
            streams,
            money,
            goods,
            sums,
            services,
            answers: self.answers,
            windows: self.windows,
            arranged_limit: self.limit.map(|(_, limit)| limit),
            presence: self.presence,
            calls_covered,
            billed,
            seen,
            contracts,
            notes,
            several,
            digest,
            names: self.names,
        }
    }

    /// A contract over registers is about what these count at their supply points.
    fn of_registers(&self, mut contract: InForce) -> InForce {
        for covered in &mut contract.covers {
            if let Some(facts) = self.register_facts.get(&covered.label) {
                *covered = Covered { label: facts.supply_point.clone(), meter: facts.meter };
            }
        }
        contract
    }

    fn promise(&self, record_type: &str, thing: &str) -> Days {
        let mut days = Days::default();
        for ((kind, of), promised) in &self.promises {
            if kind == record_type && (of == thing || of == ALL) {
                promised.iter().for_each(|day| days.insert(day));
            }
        }
        self.without_withheld(record_type, days)
    }

    fn without_withheld(&self, record_type: &str, mut days: Days) -> Days {
        for day in self.withheld.get(record_type).into_iter().flat_map(Days::iter) {
            days.remove(day);
        }
        days
    }

    fn account(&self, label: String) -> Thing<AccountKind> {
        Thing { kind: self.account_kinds.get(&label).copied(), label: named(label) }
    }

    fn line(&self, label: String) -> Thing<SubscriptionKind> {
        Thing { kind: self.line_kinds.get(&label).copied(), label: named(label) }
    }

    /// Labels of the things of which records of a type are promised, as far as they are looked at; `all` only where nothing
    /// else is.
    fn promised_things(&self, record_type: &str) -> BTreeSet<&String> {
        let of_type = self.promises.keys().filter(|(kind, _)| kind == record_type).map(|(_, thing)| thing);
        let mut things: BTreeSet<&String> = of_type.filter(|thing| self.wanted(thing)).collect();
        if things.len() > 1 {
            things.retain(|thing| *thing != ALL);
        }
        things
    }

    fn money(&mut self, several: &mut Several, services: &mut Services) -> Money {
        let mut accounts = std::mem::take(&mut self.accounts);
        accounts.retain(|_, rows| !rows.movements.is_empty() || !rows.ends.is_empty());
        if accounts.len() > 1 {
            several.insert("transaction", accounts.keys().cloned().collect());
            return Money::default();
        }
        let Some((account, mut rows)) = accounts.pop_first() else {
            // An account in which nothing moved can be promised too.
            let promised = self.promised_things("transaction");
            if promised.len() > 1 {
                several.insert("transaction", promised.into_iter().cloned().collect());
                return Money::default();
            }
            let Some(account) = promised.first().map(|account| (*account).clone()) else { return Money::default() };
            let covered = self.promise("transaction", &account);
            services.account = Some(self.account(account));
            return Money { covered, ..Money::default() };
        };
        let covered = self.promise("transaction", &account);
        services.account = Some(self.account(account));
        let names = &self.names;
        rows.movements.sort_by(|one, other| {
            (one.day, name_of(names, one.record)).cmp(&(other.day, name_of(names, other.record)))
        });
        let mut charged = BTreeMap::new();
        for one in &rows.movements {
            if matches!(one.kind, TxKind::Fee | TxKind::InterestCharged | TxKind::InterestEarned | TxKind::Reward) {
                *charged.entry(one.day).or_default() -= i128::from(one.micros);
            }
        }
        let balances = rows.ends.balances(&covered);
        let several_currencies = rows.several_currencies;
        Money { currency: rows.currency, several_currencies, movements: rows.movements, covered, balances, charged }
    }

    fn lines(&mut self, several: &mut Several, services: &mut Services) -> (Vec<Stream>, Days) {
        let calls = std::mem::take(&mut self.calls);
        // A line of which nothing was used can be promised too.
        let mut labels: BTreeSet<String> = calls.keys().cloned().collect();
        labels.extend(
            self.promised_things("usage_event").into_iter().filter(|thing| *thing != ALL || calls.is_empty()).cloned(),
        );
        // What several have together is covered where it is of each.
        let covered =
            labels.iter().map(|label| self.promise("usage_event", label)).reduce(|one, other| one.both(&other));
        let covered = covered.unwrap_or_default();
        if labels.len() > 1 {
            several.insert("usage_event", labels.iter().cloned().collect());
        }
        let mut by_key: BTreeMap<StreamKey, Vec<Item>> = BTreeMap::new();
        for (number, label) in (0_u16..).zip(&labels) {
            for (key, item) in calls.get(label).into_iter().flatten() {
                by_key.entry(StreamKey { line: number, ..key.clone() }).or_default().push(*item);
            }
        }
        services.lines = labels.into_iter().map(|label| self.line(label)).collect();
        let streams = by_key.into_iter().map(|(key, items)| self.stream(key, items, covered.clone()));
        (streams.collect(), covered)
    }

    fn stream(&self, key: StreamKey, mut items: Vec<Item>, covered: Days) -> Stream {
        let names = &self.names;
        items.sort_by(|one, other| {
            let order = |item: &Item| (item.day, item.instant, item.second);
            order(one).cmp(&order(other)).then_with(|| name_of(names, one.record).cmp(name_of(names, other.record)))
        });
        Stream {
            meter: key.meter,
            line: key.line,
            tou: key.tou,
            number_class: key.classes.0,
            reach: key.classes.1,
            roaming: key.classes.2,
            unit: key.unit,
            zone: key.zone,
            grain: if key.by_month { Grain::Month } else { Grain::Day },
            items,
            covered,
        }
    }

    /// The supply point of a register, where it is known.
    fn point<'a>(&'a self, register: &'a str) -> &'a str {
        self.register_facts.get(register).map_or("", |facts| facts.supply_point.as_str())
    }

    fn meters(&mut self, several: &mut Several, services: &mut Services, notes: &mut Vec<String>) -> Vec<Stream> {
        let registers = std::mem::take(&mut self.registers);
        let mut points = Points::default();
        let mut by_key: BTreeMap<StreamKey, Vec<Item>> = BTreeMap::new();
        // Per meter: days that a register counted whole, and days on which one that was in use did not.
        let mut whole: BTreeMap<Meter, (Days, Days)> = BTreeMap::new();
        let mut spread_days = 0_usize;
        let wanted =
            |register: &str, point: &str| self.only.as_deref().is_none_or(|only| only == register || only == point);
        for (register, data) in registers {
            let point = self.point(&register).to_owned();
            let Some(meter) = meters::meter(data.fuel, data.direction).filter(|_| wanted(&register, &point)) else {
                continue;
            };
            points.add(meter, &point, &register);
            let tou = self.register_facts.get(&register).and_then(|facts| facts.tou.clone());
            let net = data.direction == Flow::Net;
            let of = |meter| StreamKey {
                tou: tou.clone(),
                ..StreamKey::of_meter(meter, data.unit, Some(data.zone.clone()))
            };
            for meter in [Some(meter), net.then_some(Meter::ElectricityExport)].into_iter().flatten() {
                let (counted, lacking) = whole.entry(meter).or_default();
                let ends = data.days.first_key_value().zip(data.days.last_key_value());
                let (first, last) = ends.map_or((0, -1), |((first, _), (last, _))| (*first, *last));
                for day in first.max(last.saturating_sub(LONGEST - 1))..=last {
                    match data.days.get(&day) {
                        Some(true) => counted.insert(day),
                        _ => lacking.insert(day),
                    }
                }
            }
            for item in data.items {
                if net && item.picos < 0 {
                    let key = of(Meter::ElectricityExport);
                    by_key.entry(key).or_default().push(Item { picos: -item.picos, ..item });
                } else {
                    by_key.entry(of(meter)).or_default().push(item);
                }
            }
        }
        for (one, number) in &self.readings {
            let register = one.register.as_ref().map_or("", |register| register.as_str());
            let point = one.supply_point.as_ref().map_or_else(|| self.point(register), |point| point.as_str());
            let Some(meter) = meters::meter(one.fuel, one.direction).filter(|_| wanted(register, point)) else {
                continue;
            };
            points.add(meter, point, register);
            let tou = self.register_facts.get(register).and_then(|facts| facts.tou.clone());
            let key = StreamKey { tou, ..StreamKey::of_meter(meter, one.unit, None) };
            let (counted, _) = whole.entry(meter).or_default();
            let intervals: BTreeSet<i32> = by_key
                .iter()
                .filter(|(other, _)| other.meter == meter && other.zone.is_some() && other.tou == key.tou)
                .flat_map(|(_, items)| items.iter().map(|item| item.day))
                .collect();
            let items: Vec<Item> =
                meters::spread(one, *number).into_iter().filter(|item| !intervals.contains(&item.day)).collect();
            if items.len() > 1 {
                spread_days += items.len();
            }
            for item in &items {
                counted.insert(item.day);
            }
            by_key.entry(key).or_default().extend(items);
        }
        if spread_days > 0 {
            notes.push(format!("readings over {spread_days} days are spread evenly over their days"));
        }
        points.tell(several, services, notes);
        let covered: BTreeMap<Meter, Days> = whole
            .into_iter()
            .map(|(meter, (counted, lacking))| {
                let days = counted.iter().filter(|day| !lacking.has(*day)).collect();
                (meter, self.without_withheld("consumption", self.without_withheld("interval_day", days)))
            })
            .collect();
        by_key
            .into_iter()
            .map(|(key, items)| {
                let covered = covered.get(&key.meter).cloned().unwrap_or_default();
                self.stream(key, items, covered)
            })
            .collect()
    }

    /// Streams of monthly sums, for meters and lines of which no records are there.
    fn monthly(
        &self,
        detailed: &[Stream],
        several: &mut Several,
        services: &mut Services,
        notes: &mut Vec<String>,
    ) -> Vec<Stream> {
        let mut by_key: BTreeMap<StreamKey, Vec<Item>> = BTreeMap::new();
        let mut months: BTreeMap<Option<Meter>, SummedMonths> = BTreeMap::new();
        let lines = self.summed_lines(detailed, services);
        let mut points = Points::default();
        for (one, number) in &self.summed {
            let Some((mut key, item)) = sums::stream(one, *number) else { continue };
            let by_day = key.meter.is_metered_by_day();
            if detailed.iter().any(|stream| stream.meter.is_metered_by_day() == by_day) {
                continue;
            }
            let thing = one.thing.as_ref().map_or(ALL, pannier_model::value::Id::as_str);
            let point = self.point(thing);
            if !self.wanted(thing) && (point.is_empty() || !self.wanted(point)) {
                continue;
            }
            if by_day {
                points.add(key.meter, point, thing);
            } else {
                let line = lines.iter().position(|line| line == thing);
                key.line = line.and_then(|line| u16::try_from(line).ok()).unwrap_or_default();
            }
            months.entry(by_day.then_some(key.meter)).or_default().add(thing, one.date, one.complete);
            by_key.entry(key).or_default().push(item);
        }
        if lines.len() > 1 {
            several.insert("usage_event", lines.clone());
        }
        if !lines.is_empty() {
            services.lines = lines.into_iter().map(|line| self.line(line)).collect();
        }
        points.tell(several, services, notes);
        let covered: BTreeMap<Option<Meter>, Days> = months
            .into_iter()
            .map(|(meter, months)| (meter, self.without_withheld("summary", months.covered())))
            .collect();
        by_key
            .into_iter()
            .map(|(key, items)| {
                let of = Some(key.meter).filter(|meter| meter.is_metered_by_day());
                let covered = covered.get(&of).cloned().unwrap_or_default();
                self.stream(key, items, covered)
            })
            .collect()
    }

    /// Labels of the lines of which sums are there, where no records of any are; those that are promised empty among them.
    fn summed_lines(&self, detailed: &[Stream], services: &Services) -> Vec<String> {
        if detailed.iter().any(|stream| !stream.meter.is_metered_by_day()) {
            return Vec::new();
        }
        let of_lines = self
            .summed
            .iter()
            .filter(|(one, number)| sums::stream(one, *number).is_some_and(|(key, _)| !key.meter.is_metered_by_day()));
        let things =
            of_lines.map(|(one, _)| one.thing.as_ref().map_or(ALL, pannier_model::value::Id::as_str).to_owned());
        let mut lines: BTreeSet<String> = things.filter(|thing| self.wanted(thing)).collect();
        if !lines.is_empty() {
            lines.extend(services.lines.iter().map(|line| line.label.clone()).filter(|label| !label.is_empty()));
        }
        lines.into_iter().collect()
    }

    fn summed_money(&mut self, several: &mut Several, services: &mut Services) -> Sums {
        let mut all = std::mem::take(&mut self.sums);
        if all.len() > 1 {
            several.entry("transaction").or_insert_with(|| all.into_keys().collect());
            return Sums::default();
        }
        let Some((account, mut sums)) = all.pop_first() else { return Sums::default() };
        sums.covered = self.without_withheld("summary", std::mem::take(&mut sums.months).covered());
        let account = self.account(account);
        services.account.get_or_insert(account);
        sums
    }

    fn receipts(&mut self, several: &mut Several, services: &mut Services) -> Goods {
        let mut goods = std::mem::take(&mut self.goods);
        if goods.len() > 1 {
            several.insert("receipt_line", goods.keys().cloned().collect());
            return Goods::default();
        }
        let Some((thing, mut goods)) = goods.pop_first() else { return Goods::default() };
        goods.covered = self.promise("receipt_line", &thing);
        services.receipts = Some(thing).filter(|thing| thing != ALL);
        let names = &self.names;
        let order = |line: &GoodsLine| (line.day, name_of(names, line.record).to_owned());
        goods.lines.sort_by_cached_key(order);
        goods
    }
}

fn name_of(names: &[Box<str>], record: u32) -> &str {
    usize::try_from(record).ok().and_then(|index| names.get(index)).map_or("", |name| name)
}

/// A label, or nothing for records that belong to no thing.
fn named(label: String) -> String {
    if label == ALL { String::new() } else { label }
}
