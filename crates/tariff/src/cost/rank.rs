//! Which quotes can be compared, and in which order.

use super::quote::{Quote, Remark};
use pannier_report::Code;
use std::collections::BTreeMap;

/// Quotes in order of price, and those that have no place in it; `T` is a quote, or what holds one.
#[derive(Clone, Debug)]
pub struct Ranking<T = Quote> {
    /// The lowest first year first; equal prices in the order of tariff and version.
    pub ranked: Vec<T>,
    /// Incomplete and refused ones, and those for something else or in another currency than most, in the order of tariff
    /// and version; each says why.
    pub others: Vec<T>,
}

/// Ranks quotes on one use: only those for one service, in one currency, whose figure is exact, projected or bounded.
pub fn rank<T: AsRef<Quote> + AsMut<Quote>>(quotes: Vec<T>) -> Ranking<T> {
    let kind = |quote: &Quote| (quote.service.clone(), quote.currency.as_str().to_owned());
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for quote in quotes.iter().map(T::as_ref).filter(|quote| quote.status.is_ranked()) {
        *counts.entry(kind(quote)).or_default() += 1;
    }
    let most =
        counts.into_iter().max_by(|(one, count), (other, other_count)| count.cmp(other_count).then(other.cmp(one)));
    let most = most.map(|(kind, _)| kind);
    let has_place = |quote: &Quote| quote.status.is_ranked() && most.as_ref() == Some(&kind(quote));
    let (mut ranked, mut others): (Vec<T>, Vec<T>) = quotes.into_iter().partition(|one| has_place(one.as_ref()));
    if let Some((service, currency)) = &most {
        for quote in others.iter_mut().map(T::as_mut).filter(|quote| quote.status.is_ranked()) {
            let text = format!(
                "it is for {} in {}, and those that are ranked are for {service} in {currency}: price them by themselves",
                quote.service, quote.currency,
            );
            quote.reasons.push(Remark { code: Code::CostRank, clause: String::new(), text });
        }
    }
    let name = |one: &T| (one.as_ref().tariff.clone(), one.as_ref().version.clone());
    ranked.sort_by(|one, other| {
        let (gross, other_gross) = (one.as_ref().year_one_gross(), other.as_ref().year_one_gross());
        gross.cmp(&other_gross).then_with(|| name(one).cmp(&name(other)))
    });
    others.sort_by_key(name);
    Ranking { ranked, others }
}
