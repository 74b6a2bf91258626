//! A record with what was found under it: sums by kind and by rate of tax.

use super::entry::{DETAIL, Entry, GOODS, LINE, RATED, TAX, TAX_INCLUDED, TAX_LINE, TENDER};
use std::collections::BTreeMap;

/// Rates of tax remembered of one document.
const MOST_RATES: usize = 32;

/// A record with what was found under it.
pub(super) struct Head {
    pub(super) tag: u8,
    pub(super) part: usize,
    pub(super) row: u32,
    pub(super) day: u32,
    pub(super) currency: [u8; 3],
    pub(super) flags: u8,
    pub(super) amounts: [i128; 3],
    pub(super) claimed: u64,
    pub(super) details: u64,
    /// Records and sum of each kind under it: details and lines, taxes, tenders.
    pub(super) lines: Sum,
    /// How many of the lines are with tax.
    pub(super) with_tax: u64,
    pub(super) taxes: Sum,
    pub(super) tenders: Sum,
    /// Tax lines, which say again what `tax` says.
    pub(super) tax_lines: Sum,
    pub(super) goods: Sum,
    pub(super) rates: Rates,
    pub(super) one_currency: bool,
}

impl Head {
    pub(super) fn new(entry: &Entry) -> Self {
        let none = Sum::default();
        Self {
            tag: entry.tag,
            part: entry.part,
            row: entry.row,
            day: entry.day,
            currency: entry.currency,
            flags: entry.flags,
            amounts: entry.amounts,
            claimed: entry.count,
            details: 0,
            lines: none,
            with_tax: 0,
            taxes: none,
            tenders: none,
            tax_lines: none,
            goods: none,
            rates: Rates::default(),
            one_currency: true,
        }
    }

    /// Adds a record that is under this one.
    pub(super) fn add(&mut self, entry: &Entry) {
        let Entry { tag, flags, amounts, .. } = *entry;
        self.one_currency &= entry.currency == self.currency;
        match tag {
            DETAIL | LINE => {
                let with_tax = u64::from(flags & TAX_INCLUDED != 0);
                self.lines.add(amounts[0]);
                self.with_tax += with_tax;
                if flags & GOODS != 0 {
                    self.goods.add(amounts[0]);
                }
                if let (LINE, Some(rate)) = (tag, self.rates.at(flags, amounts[1])) {
                    rate.lines.add(amounts[0]);
                    rate.with_tax += with_tax;
                }
            }
            TAX_LINE => {
                self.tax_lines.add(amounts[0]);
                if let Some(rate) = self.rates.at(flags, amounts[1]) {
                    rate.tax = rate.tax.saturating_add(amounts[0]);
                    rate.base = rate.base.saturating_add(amounts[2]);
                    rate.place.get_or_insert((entry.part, entry.row));
                }
            }
            TAX => self.taxes.add(amounts[0]),
            TENDER => self.tenders.add(amounts[0]),
            _ => {}
        }
        self.details += u64::from(tag == DETAIL);
    }
}

/// What lines and tax lines of a document say by rate of tax, in units of 10^-6.
#[derive(Default)]
pub(super) struct Rates {
    pub(super) by_rate: BTreeMap<i128, ByRate>,
    /// A line, or a tax line, does not name its rate, or there are too many.
    pub(super) unknown: bool,
}

#[derive(Clone, Copy, Default)]
pub(super) struct ByRate {
    pub(super) lines: Sum,
    /// How many of the lines are with tax.
    pub(super) with_tax: u64,
    pub(super) base: i128,
    pub(super) tax: i128,
    /// Part and row of the first tax line.
    pub(super) place: Option<(usize, u32)>,
}

impl Rates {
    fn at(&mut self, flags: u8, rate: i128) -> Option<&mut ByRate> {
        let known = flags & RATED != 0 && (self.by_rate.len() < MOST_RATES || self.by_rate.contains_key(&rate));
        self.unknown |= !known;
        known.then(|| self.by_rate.entry(rate).or_default())
    }
}

#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) count: u64,
    pub(super) sum: i128,
}

impl Sum {
    pub(super) fn add(&mut self, amount: i128) {
        self.count += 1;
        self.sum = self.sum.saturating_add(amount);
    }
}
