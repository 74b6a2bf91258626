//! Goods priced again by a list.

use super::condition::Truth;
use super::{Active, Engine, Raw};
use crate::cost::Exact;
use crate::cost::quote::Remark;
use crate::cost::replay::Subject;
use crate::cost::usage::Presence;
use crate::tariff::{Component, ItemPrice, ItemUnit, Items, Missing, PriceKind};
use pannier_model::value::Unit;
use pannier_report::Code;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

impl Engine<'_, '_> {
    pub(super) fn items(
        &mut self,
        index: usize,
        component: &Component,
        terms: &Items,
        active: &Active,
    ) -> Vec<Vec<Raw>> {
        let clause = Self::clause(index);
        let mut lines = self.no_lines();
        if !self.have_goods(&clause) || !self.is_taxed_alike(component, &clause) {
            return lines;
        }
        let goods = Arc::clone(&self.replay.goods);
        let usage = self.usage;
        let prices: HashMap<u64, &ItemPrice> =
            terms.prices.iter().filter_map(|price| Some((price.gtin.as_str().parse().ok()?, price))).collect();
        let (mut missing, mut paid) = (0_usize, Exact::ZERO);
        for (period, of_period) in lines.iter_mut().enumerate() {
            if active.truths[period] == Truth::False {
                continue;
            }
            let at = self.periods[period].clone();
            let (from, to) = (at.from.max(active.from), at.to.min(active.to));
            let placed = &self.replay.bought;
            let range = placed.partition_point(|(day, _)| *day < from)..placed.partition_point(|(day, _)| *day < to);
            let mut listed: BTreeMap<u64, Exact> = BTreeMap::new();
            let (mut unlisted, mut unlisted_paid) = (0_usize, 0_i128);
            for (_, number) in placed.get(range).unwrap_or_default() {
                let Some(line) = usize::try_from(*number).ok().and_then(|number| usage.goods.lines.get(number)) else {
                    continue;
                };
                let priced = line.gtin.and_then(|gtin| prices.get(&gtin).map(|price| (gtin, *price)));
                let quantity = priced.and_then(|(gtin, price)| Some((gtin, in_unit(line.picos, line.unit, price)?)));
                if let Some((gtin, quantity)) = quantity {
                    *listed.entry(gtin).or_default() += quantity;
                } else {
                    unlisted += 1;
                    unlisted_paid += i128::from(line.micros);
                }
            }
            let source = self.source(&Subject::Goods, &goods, &at);
            for (gtin, quantity) in listed.into_iter().filter(|(_, quantity)| !quantity.is_zero()) {
                let Some(item) = prices.get(&gtin) else { continue };
                let shelf = Exact::from(item.price);
                let price = match (terms.price_kind, item.loyalty) {
                    (Some(PriceKind::Loyalty), Some(loyalty)) => Exact::from(loyalty),
                    _ => shelf,
                };
                let unit = item.unit.map_or("item", ItemUnit::as_str);
                let label = format!("{} {gtin:014}", component.label);
                of_period.push(Self::times(label, quantity, unit, price, source.clone()));
            }
            missing += unlisted;
            paid += Exact::micros(unlisted_paid);
            if unlisted > 0 && terms.missing == Missing::Paid {
                let label = format!("{}: {unlisted} that are not on the list, at what was paid", component.label);
                of_period.push(Self::times(label, Exact::ONE, "", Exact::micros(unlisted_paid), source));
            }
        }
        if missing > 0 {
            let places = self.tariff.rounding.places;
            let text = format!(
                "{missing} lines of receipts are not on the list; {} {} was paid for them",
                paid.with_places(places),
                self.tariff.currency
            );
            if terms.missing == Missing::Report {
                self.leave_out(Code::QuoteGoodsListed, &clause, &text);
                self.noted.incomplete.insert(Remark { code: Code::QuoteGoodsListed, clause, text });
            } else {
                self.assume(text);
            }
        }
        lines
    }

    /// Whether receipts are there and can be priced again.
    pub(super) fn have_goods(&mut self, clause: &str) -> bool {
        if let Some(names) = self.usage.several.get("receipt_line") {
            let text = format!("receipts are of several accounts ({}); say which one is meant", names.join(", "));
            self.refuse(Code::QuoteOneThing, clause, text);
            return false;
        }
        if self.replay.goods.pairs.is_none() {
            self.refuse(
                Code::QuoteCoverage,
                clause,
                "no whole month of receipts is covered; a year needs at least one",
            );
            return false;
        }
        if !self.usage.goods.are_alike {
            let text = "receipts are in several currencies, or some with tax and some without";
            self.refuse(Code::QuoteCurrency, clause, text);
            return false;
        }
        if let Some(currency) = self.usage.goods.currency.filter(|currency| *currency != self.tariff.currency) {
            let text = format!("receipts are in {currency}, the tariff in {}", self.tariff.currency);
            self.refuse(Code::QuoteCurrency, clause, text);
            return false;
        }
        if self.usage.presence("receipt_line", "product") == Presence::Withheld {
            self.refuse(Code::QuoteDataShown, clause, "group `product` of `receipt_line` is withheld; show it");
            return false;
        }
        let goods = Arc::clone(&self.replay.goods);
        self.use_of("goods", &goods);
        true
    }

    /// Whether the prices of a list and the receipts both have tax in them, or neither.
    fn is_taxed_alike(&mut self, component: &Component, clause: &str) -> bool {
        let included = self.usage.goods.tax_included;
        if included.is_some_and(|included| included != self.tax(component).included) {
            self.refuse(
                Code::QuoteGoodsTax,
                clause,
                "prices of the list and of the receipts are not both with or without tax",
            );
            return false;
        }
        true
    }
}

/// A quantity in the unit of a price; `None` where there is no way between them.
fn in_unit(picos: i128, unit: Unit, price: &ItemPrice) -> Option<Exact> {
    let quantity = Exact::picos(picos);
    let grams = Exact::fraction(1, 1000);
    match (unit, price.unit.unwrap_or(ItemUnit::Item)) {
        (Unit::Item | Unit::Count, ItemUnit::Item)
        | (Unit::Kilogram, ItemUnit::Kilogram)
        | (Unit::Gram, ItemUnit::Gram)
        | (Unit::Litre, ItemUnit::Litre)
        | (Unit::Metre, ItemUnit::Metre) => Some(quantity),
        (Unit::Gram, ItemUnit::Kilogram) => Some(quantity * grams),
        (Unit::Kilogram, ItemUnit::Gram) => Some(quantity * Exact::whole(1000)),
        _ => None,
    }
}
