//! Which data a component needs, and what is said where it is not there.

use super::Engine;
use crate::cost::Exact;
use crate::cost::replay::Cover;
use crate::cost::usage::{Movement, Presence};
use crate::tariff::{Filter, Meter, TariffUnit, record_unit};
use pannier_model::value::CodeText;
use pannier_report::Code;
use std::sync::Arc;

impl Engine<'_, '_> {
    /// Notes that data was used.
    pub(super) fn use_of(&mut self, what: &str, cover: &Arc<Cover>) {
        if !self.noted.used.contains_key(what) {
            self.noted.used.insert(what.to_owned(), Arc::clone(cover));
        }
    }

    /// The streams of a meter that a filter takes; `None` where they are not known, which is said.
    ///
    /// `may_lack`: data that is not there only makes the price lower and is left out.
    pub(super) fn streams(
        &mut self,
        meter: Meter,
        filter: Option<&Filter>,
        clause: &str,
        may_lack: bool,
    ) -> Option<Arc<[usize]>> {
        let thing = if meter.is_metered_by_day() { meter.as_str() } else { "usage_event" };
        if let Some(names) = self.usage.several.get(thing)
            && (meter.is_metered_by_day() || self.tariff.lines.is_none())
        {
            let text = format!("the data is of several ({}); say which one is meant", names.join(", "));
            self.refuse(Code::QuoteOneThing, clause, text);
            return None;
        }
        let view = Arc::clone(&self.view);
        let Some(cover) = view.meters.get(&meter) else { return self.absent(meter, clause, may_lack) };
        if cover.pairs.is_none() {
            let text = if cover.by_day {
                format!("{} days of {meter} are covered; a year needs at least 28", cover.days)
            } else {
                format!("no whole month of {meter} is covered; a year needs at least one")
            };
            self.refuse(Code::QuoteCoverage, clause, text);
            return None;
        }
        self.use_of(meter.as_str(), cover);
        let usage = self.usage;
        let taken =
            usage.streams.iter().enumerate().filter(|(_, stream)| stream.meter == meter).filter(|(_, stream)| {
                filter.is_none_or(|filter| {
                    filter.number_class.as_ref().is_none_or(|list| list.contains(&stream.number_class))
                        && filter.reach.as_ref().is_none_or(|list| list.contains(&stream.reach))
                        && filter.roaming.as_ref().is_none_or(|list| list.contains(&stream.roaming))
                        && filter.tou.as_ref().is_none_or(|list| {
                            stream.tou.as_ref().is_some_and(|tou| list.iter().any(|label| label.as_str() == tou))
                        })
                })
            });
        let taken: Vec<usize> = taken.map(|(index, _)| index).collect();
        if let (Some(tou), true) = (filter.and_then(|filter| filter.tou.as_ref()), taken.is_empty()) {
            let labels: Vec<&str> = tou.iter().map(CodeText::as_str).collect();
            let text = format!("no register of {meter} is called {}", labels.join(" or "));
            self.assume(format!("{text}: nothing was used there"));
        }
        Some(taken.into())
    }

    /// A meter of which no record is there.
    fn absent(&mut self, meter: Meter, clause: &str, may_lack: bool) -> Option<Arc<[usize]>> {
        let record_type = if meter.is_metered_by_day() { "interval_day" } else { "usage_event" };
        let states = [self.usage.presence(record_type, meter.as_str()), self.usage.presence(record_type, "core")];
        if states.contains(&Presence::AbsentProven) {
            return Some(Arc::new([]));
        }
        if states.contains(&Presence::Withheld) {
            if may_lack {
                self.noted.bounded = true;
                self.leave_out(
                    Code::QuoteDataShown,
                    clause,
                    format!("data of {meter} is withheld; what is credited for it is not counted"),
                );
                return Some(Arc::new([]));
            }
            self.refuse(Code::QuoteDataShown, clause, format!("data of {meter} is withheld; show it"));
            return None;
        }
        if !meter.is_metered_by_day() && self.replay.calls.pairs.is_some() {
            self.assume(format!("no {meter} stands in the records of use, so none is used"));
            let calls = Arc::clone(&self.replay.calls);
            self.use_of(meter.as_str(), &calls);
            return Some(Arc::new([]));
        }
        if may_lack {
            self.noted.bounded = true;
            self.assume(format!("no {meter} stands in the data, so nothing is credited for it"));
            return Some(Arc::new([]));
        }
        self.refuse(Code::QuoteDataPresent, clause, format!("there is no data of {meter}"));
        None
    }

    /// Whether all streams of a meter convert into a unit; says so where one does not.
    pub(super) fn converts(&mut self, streams: &[usize], meter: Meter, unit: TariffUnit, clause: &str) -> bool {
        let all = streams.iter().all(|stream| self.factor(*stream, unit).is_some());
        if !all {
            self.refuse(Code::QuoteUnit, clause, format!("{meter} of the data cannot be counted in {unit}"));
        }
        all
    }

    /// A quantity of a stream in a unit of a tariff.
    pub(super) fn in_unit(&self, stream: usize, picos: i128, unit: TariffUnit) -> Option<Exact> {
        let factor = self.factor(stream, unit)?;
        Some(&Exact::picos(picos) * &factor)
    }

    /// How many of `unit` are one of the stream's unit.
    pub(super) fn factor(&self, stream: usize, unit: TariffUnit) -> Option<Exact> {
        let stream = self.usage.streams.get(stream)?;
        let (dimension, num, den) = record_unit(stream.unit)?;
        let (other, other_num, other_den) = unit.base();
        (dimension == other).then(|| Exact::fraction(num * other_den, den * other_num))
    }

    /// Whether movements are there, one by one. False without a word where there are sums of months in their place.
    pub(super) fn have_movements(&mut self, clause: &str) -> bool {
        if let Some(names) = self.usage.several.get("transaction") {
            let text = format!("the data is of several accounts ({}); say which one is meant", names.join(", "));
            self.refuse(Code::QuoteOneThing, clause, text);
            return false;
        }
        let of_data = self.usage.money.currency.or(self.usage.sums.currency);
        if let Some(currency) = of_data.filter(|currency| *currency != self.tariff.currency) {
            let text = format!("the account is in {currency}, the tariff in {}", self.tariff.currency);
            self.refuse(Code::QuoteCurrency, clause, text);
            return false;
        }
        if self.usage.money.several_currencies {
            self.refuse(Code::QuoteCurrency, clause, "movements of the account are in several currencies");
            return false;
        }
        if self.replay.money.pairs.is_some() {
            let money = Arc::clone(&self.replay.money);
            self.use_of("transactions", &money);
            return true;
        }
        if self.replay.sums.pairs.is_some() {
            let sums = Arc::clone(&self.replay.sums);
            self.use_of("transactions", &sums);
            return false;
        }
        let (code, text) = if self.usage.presence("transaction", "core") == Presence::Withheld {
            (Code::QuoteDataShown, "transactions are withheld; show them or their monthly sums")
        } else {
            (Code::QuoteCoverage, "no whole month of transactions is covered; a year needs at least one")
        };
        self.refuse(code, clause, text);
        false
    }

    /// Whether only monthly sums are there in place of movements.
    pub(super) fn has_sums(&self) -> bool {
        self.replay.money.pairs.is_none() && self.replay.sums.pairs.is_some()
    }

    /// Movements of days `from..to` of the year.
    pub(super) fn movements(&self, from: u16, to: u16) -> impl Iterator<Item = Movement> + use<'_> {
        let placed = &self.replay.movements;
        let first = placed.partition_point(|(day, _)| *day < from);
        let last = placed.partition_point(|(day, _)| *day < to);
        let all = &self.usage.money.movements;
        placed[first..last].iter().filter_map(|(_, index)| all.get(usize::try_from(*index).ok()?).copied())
    }
}
