//! Interest that is paid and charged.

use pannier_model::value::{Amount, Decimal, Duration, List, Rate};

use super::{names::is_of_payment, title};
use crate::{
    import::{
        draft::{Draft, is_nothing},
        node::Node,
        number,
    },
    tariff::{Balance, BalanceBlock, BlockMode, DayCount, Direction, Side, UnmodelledEffect},
};

/// A rate and the balances it holds for.
struct Band {
    least: Decimal,
    most: Option<Decimal>,
    rate: Rate,
    whole: bool,
}

/// Interest for the customer. What cannot be said is left out, which can only make the price higher than it is.
pub(super) fn deposit(node: &Node, draft: &mut Draft<'_>) {
    let mut groups: Vec<(&str, Vec<&Node>)> = Vec::new();
    for rate in node.list("depositRates") {
        let kind = rate.get("depositRateType").and_then(Node::peek).unwrap_or("OTHER");
        match groups.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, rates)) => rates.push(rate),
            None => groups.push((kind, vec![rate])),
        }
    }
    for (kind, rates) in groups {
        let base = matches!(kind, "VARIABLE" | "FIXED" | "FLOATING" | "MARKET_LINKED");
        let silent = rates.iter().all(|rate| is_silent(rate, is_of_payment));
        let blocks = if base && silent { bands(&rates, draft).and_then(blocks) } else { None };
        let Some((blocks, mode)) = blocks else {
            for rate in rates {
                say(rate, kind, draft);
            }
            continue;
        };
        let settle = rates[0].get("applicationFrequency").and_then(Node::peek).and_then(settled);
        for rate in &rates {
            let said = [
                "depositRateType",
                "calculationFrequency",
                "applicationFrequency",
                "additionalInfo",
                "additionalValue",
            ];
            for member in said {
                if let Some(inner) = rate.get(member) {
                    inner.take_all();
                }
            }
            for tier in rate.list("tiers") {
                for member in ["name", "unitOfMeasure", "rateApplicationMethod", "additionalInfo"] {
                    let _ = tier.text(member);
                }
                let _ = tier.path(&["applicabilityConditions", "additionalInfo"]).and_then(Node::scalar);
            }
        }
        if blocks.iter().all(|block| block.rate.is_none_or(|rate| rate.decimal().signum() == 0)) {
            draft.lose_at(&rates[0].pointer, "interest of nothing");
            continue;
        }
        let label = format!("Interest earned ({})", title(kind).to_lowercase());
        draft.add("interest_earned", &label, Direction::Credit, balance(blocks, mode, Side::Credit, settle));
    }
}

/// Interest that the customer is charged when the balance is below zero.
pub(super) fn lending(node: &Node, draft: &mut Draft<'_>) {
    let rates = node.list("lendingRates");
    let kind = |rate: &Node| rate.get("lendingRateType").and_then(Node::peek).unwrap_or("OTHER").to_owned();
    let base =
        |rate: &Node| matches!(kind(rate).as_str(), "VARIABLE" | "FIXED" | "FLOATING" | "PURCHASE" | "OVERDRAFT");
    let alone = rates.iter().filter(|rate| base(rate)).count() == 1;
    for rate in rates {
        let word = kind(rate);
        if base(rate) && alone && is_silent(rate, |_| false) && !rate.has("tiers") {
            let value = rate.get("rate").and_then(|value| draft.fraction(value, "Interest charged"));
            // Of several rates these say which is meant; the only one is that of the product.
            let words =
                ["lendingRateType", "calculationFrequency", "interestPaymentDue", "loanPurpose", "repaymentType"];
            for member in words {
                let _ = rate.text(member);
            }
            let settle = rate.text("applicationFrequency").and_then(settled);
            if let Some(value) = value.filter(|value| value.decimal().signum() > 0) {
                let blocks = vec![BalanceBlock { amount_per_day: None, rate: Some(value), up_to: None }];
                let label = format!("Interest charged ({})", title(&word).to_lowercase());
                draft.add("interest_charged", &label, Direction::Charge, balance(blocks, None, Side::Debit, settle));
            } else if let Some(value) = value.filter(|value| value.decimal().signum() < 0) {
                draft.say_beside(&rate.pointer, &format!("Interest charged: {value}"), UnmodelledEffect::Unknown);
            } else if value.is_some() {
                draft.lose_at(&rate.pointer, "interest of nothing");
            }
            continue;
        }
        let effect = match word.as_str() {
            "PENALTY" => UnmodelledEffect::Increase,
            _ => UnmodelledEffect::Unknown,
        };
        let text = format!("Interest charged ({}): {}", title(&word).to_lowercase(), words(rate));
        if rate.get("rate").is_some_and(|value| draft.fraction(value, "Interest charged").is_some()) {
            draft.say(rate, &text, effect);
        } else {
            draft.say(rate, &text, UnmodelledEffect::Unknown);
        }
    }
}

fn balance(mut blocks: Vec<BalanceBlock>, mode: Option<BlockMode>, side: Side, settle: Option<Duration>) -> Balance {
    let alone = blocks.len() == 1;
    let rate = if alone { blocks.pop().and_then(|block| block.rate) } else { None };
    Balance {
        blocks: List::new(blocks).ok(),
        buffer: None,
        day_count: Some(DayCount::Actual365Fixed),
        free_days: None,
        from: None,
        mode: if alone { None } else { mode },
        rate,
        settle,
        side,
        to: None,
    }
}

fn settled(text: &str) -> Option<Duration> {
    matches!(text, "P1M" | "P2M" | "P3M" | "P4M" | "P6M" | "P12M" | "P1Y").then(|| Duration::parse(text).ok()).flatten()
}

/// Whether no text stands beside a rate but such as says nothing.
fn is_silent(rate: &Node, says_nothing: impl Fn(&str) -> bool) -> bool {
    let nothing = |node: &Node, member: &str| {
        node.get(member).and_then(Node::peek).is_none_or(|text| is_nothing(text) || says_nothing(text))
    };
    nothing(rate, "additionalInfo")
        && nothing(rate, "additionalValue")
        && rate.list("tiers").iter().all(|tier| {
            nothing(tier, "additionalInfo")
                && tier.get("applicabilityConditions").is_none_or(|one| nothing(one, "additionalInfo"))
        })
}

/// A deposit rate that is left out: the price can only be lower than without it.
fn say(rate: &Node, kind: &str, draft: &mut Draft<'_>) {
    let sound = rate.get("rate").and_then(|value| draft.fraction(value, "Interest earned"));
    let text = format!("Interest earned ({}): {}", title(kind).to_lowercase(), words(rate));
    let effect = match sound {
        Some(rate) if rate.decimal().signum() < 0 => UnmodelledEffect::Increase,
        Some(_) => UnmodelledEffect::Decrease,
        None => UnmodelledEffect::Unknown,
    };
    draft.say(rate, &text, effect);
}

/// All that a rate says, in its own words.
fn words(rate: &Node) -> String {
    let mut said = Vec::new();
    let mut put = |node: &Node, members: &[&str]| {
        for member in members {
            if let Some(text) = node.get(member).and_then(Node::peek).filter(|text| !is_nothing(text)) {
                said.push(text.to_owned());
            }
        }
    };
    put(rate, &["rate", "additionalValue", "additionalInfo"]);
    for tier in rate.list("tiers") {
        put(tier, &["name", "minimumValue", "maximumValue", "rateApplicationMethod", "additionalInfo"]);
        if let Some(conditions) = tier.get("applicabilityConditions") {
            put(conditions, &["additionalInfo"]);
        }
    }
    said.join("; ")
}

/// The bands of rates of one type; `None` where one cannot be read.
fn bands(rates: &[&Node], draft: &mut Draft<'_>) -> Option<Vec<Band>> {
    let mut bands = Vec::new();
    for rate in rates {
        let value = rate.get("rate").and_then(Node::peek).and_then(number::number)?.value;
        let one = Decimal::from_units(1, 0).ok()?;
        if value.signum() < 0 || value >= one {
            return None;
        }
        let of = number::rate(value)?;
        if rate.list("tiers").is_empty() {
            bands.push(Band { least: Decimal::ZERO, most: None, rate: of, whole: true });
        }
        for tier in rate.list("tiers") {
            if tier.get("unitOfMeasure").and_then(Node::peek) != Some("DOLLAR") {
                return None;
            }
            let bound = |member: &str| tier.get(member).and_then(Node::peek).map(number::number);
            let least =
                bound("minimumValue").unwrap_or(Some(number::Number { value: Decimal::ZERO, rounded: false }))?;
            let most = match bound("maximumValue") {
                Some(most) => Some(most?.value),
                None => None,
            };
            // Some banks write a band without an end as one that ends at nothing.
            let most = most.filter(|most| most.signum() != 0);
            if most.is_some_and(|most| most <= least.value) {
                return None;
            }
            let whole = tier.get("rateApplicationMethod").and_then(Node::peek).unwrap_or("WHOLE_BALANCE");
            bands.push(Band { least: least.value, most, rate: of, whole: whole == "WHOLE_BALANCE" });
        }
    }
    for rate in rates {
        let value = rate.get("rate").and_then(|value| draft.fraction(value, "Interest earned"));
        debug_assert!(value.is_some(), "it was read above");
        for tier in rate.list("tiers") {
            let _ = (tier.text("minimumValue"), tier.text("maximumValue"));
        }
    }
    bands.sort_by_key(|band| band.least);
    Some(bands)
}

/// Blocks from bands that follow each other with at most one unit of money between the end of one and the next.
fn blocks(bands: Vec<Band>) -> Option<(Vec<BalanceBlock>, Option<BlockMode>)> {
    let whole = bands.first()?.whole;
    if bands.iter().any(|band| band.whole != whole) {
        return None;
    }
    let one = Decimal::from_units(1, 0).ok()?;
    let nothing = || Rate::parse("0").ok();
    let mut blocks = Vec::new();
    let mut end = Some(Decimal::ZERO);
    for band in bands {
        let last = end?;
        let gap = number::sum(band.least, negative(last)?)?;
        if gap.signum() < 0 {
            return None;
        }
        if gap > one {
            // Below the first band, no interest is stated; between two bands nothing is.
            if !blocks.is_empty() {
                return None;
            }
            blocks.push(BalanceBlock { amount_per_day: None, rate: nothing(), up_to: below(band.least) });
        } else if let Some(before) = blocks.last_mut() {
            let before: &mut BalanceBlock = before;
            before.up_to = below(band.least);
        }
        end = band.most;
        blocks.push(BalanceBlock {
            amount_per_day: None,
            rate: Some(band.rate),
            up_to: band.most.and_then(number::amount),
        });
    }
    if blocks.last()?.up_to.is_some() {
        blocks.push(BalanceBlock { amount_per_day: None, rate: nothing(), up_to: None });
    }
    let ends: Vec<Amount> = blocks.iter().filter_map(|block| block.up_to).collect();
    if ends.len() + 1 != blocks.len() || ends.windows(2).any(|pair| pair[0] >= pair[1]) {
        return None;
    }
    let mode = if whole { BlockMode::Volume } else { BlockMode::Graduated };
    Some((blocks, Some(mode)))
}

/// The last cent below a bound.
fn below(bound: Decimal) -> Option<Amount> {
    let cent = Decimal::parse("-0.01").ok()?;
    number::amount(number::sum(bound, cent)?)
}

fn negative(value: Decimal) -> Option<Decimal> {
    let text = value.trimmed().to_string();
    let text = text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_owned);
    number::number(&text).map(|number| number.value)
}
