//! Which quotes can be compared, and in which order.

use super::quote::Quote;

/// Quotes in order of price, and those that have no place in it.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// The lowest first year first; equal prices in the order of tariff and version.
    pub ranked: Vec<Quote>,
    /// Incomplete and refused ones, and those in another currency than most, in the order of tariff and version.
    pub others: Vec<Quote>,
}

/// Ranks quotes on one use: only those of one currency whose figure is exact, projected or bounded.
pub fn rank(quotes: Vec<Quote>) -> Ranking {
    let ranked = quotes.iter().filter(|quote| quote.status.is_ranked()).map(|quote| quote.currency);
    let mut counts = std::collections::BTreeMap::new();
    for currency in ranked {
        *counts.entry(currency.as_str().to_owned()).or_insert(0_usize) += 1;
    }
    let most =
        counts.into_iter().max_by(|(one, count), (other, other_count)| count.cmp(other_count).then(other.cmp(one)));
    let currency = most.map(|(currency, _)| currency);
    let has_place = |quote: &Quote| quote.status.is_ranked() && currency.as_deref() == Some(quote.currency.as_str());
    let (mut ranked, mut others): (Vec<Quote>, Vec<Quote>) = quotes.into_iter().partition(has_place);
    let name = |quote: &Quote| (quote.tariff.clone(), quote.version.clone());
    ranked.sort_by(|one, other| {
        one.year_one_gross().cmp(&other.year_one_gross()).then_with(|| name(one).cmp(&name(other)))
    });
    others.sort_by_key(name);
    Ranking { ranked, others }
}
