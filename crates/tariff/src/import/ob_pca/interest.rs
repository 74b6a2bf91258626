//! Interest on credit, and the cost of an overdraft.

use pannier_model::value::{Amount, Decimal, Duration, List, Rate};

use crate::{
    import::{
        draft::{Draft, is_nothing},
        node::Node,
        number,
    },
    tariff::{
        Balance, BalanceBlock, BlockMode, Bound, Buffer, BufferMode, Clamp, DayCount, Direction, Side, UnmodelledEffect,
    },
};

/// A band of balances with what stands in it.
struct Band {
    rate: Option<Rate>,
    fee: Option<Amount>,
    least: Option<Decimal>,
    most: Option<Decimal>,
}

/// Members of a set, of its bands, their charges and caps that say nothing beyond what is read of them.
const OF_SET: [&str; 8] = [
    "TierBandMethod",
    "CalculationMethod",
    "Destination",
    "Identification",
    "AuthorisedIndicator",
    "OverdraftType",
    "BufferAmount",
    "Notes",
];
const OF_BAND: [&str; 14] = [
    "Identification",
    "TierValueMinimum",
    "TierValueMaximum",
    "TierValueMin",
    "TierValueMax",
    "CalculationFrequency",
    "ApplicationFrequency",
    "DepositInterestAppliedCoverage",
    "OverdraftInterestChargingCoverage",
    "AER",
    "EAR",
    "BankInterestRate",
    "BankInterestRateType",
    "FixedVariableInterestRateType",
];
const OF_CHARGE: [&str; 6] =
    ["FeeType", "FeeAmount", "FeeRate", "FeeRateType", "CalculationFrequency", "ApplicationFrequency"];
const OF_CAP: [&str; 4] = ["FeeType", "CappingPeriod", "FeeMinMaxType", "FeeCapAmount"];

/// Marks these members as read.
fn take(node: &Node, members: &[&str]) {
    for inner in members.iter().filter_map(|member| node.get(member)) {
        inner.take_all();
    }
}

/// Marks as read what a set says, its bands among it, and leaves what nobody knows.
fn take_set(set: &Node) {
    take(set, &OF_SET);
    let bands = ["TierBand", "OverdraftTierBand"].into_iter().flat_map(|member| set.list(member));
    for band in bands.chain([set]) {
        take(band, &OF_BAND);
        for charges in band.list("OverdraftFeesCharges") {
            charges.list("OverdraftFeeChargeDetail").iter().for_each(|detail| take(detail, &OF_CHARGE));
            charges.list("OverdraftFeeChargeCap").iter().for_each(|cap| take(cap, &OF_CAP));
        }
    }
}

/// Interest for the customer. An effective rate is not the rate of a day; it is left out, which can only make the price
/// higher than it is.
pub(super) fn credit(credit: &Node, draft: &mut Draft<'_>) {
    for set in credit.list("TierBandSet") {
        let mut bands = Vec::new();
        let mut whole = true;
        for band in set.list("TierBand") {
            let nominal = matches!(band.get("BankInterestRateType").and_then(Node::peek), Some("Gross"));
            let effective = band.get("AER").and_then(|rate| draft.percent(rate, "Interest earned"));
            let gross = band
                .get("BankInterestRate")
                .filter(|_| nominal)
                .and_then(|rate| draft.percent(rate, "Interest earned"));
            let zero = effective.filter(|rate| rate.decimal().signum() == 0);
            let mut bound = |member: &str| band.get(member).and_then(|bound| draft.number(bound, "Interest earned"));
            let (least, most) = (bound("TierValueMinimum"), bound("TierValueMaximum"));
            let rate = gross.or(zero);
            whole &= rate.is_some();
            bands.push(Band { rate, fee: None, least, most });
        }
        let notes: Vec<&str> =
            set.list("Notes").iter().filter_map(Node::peek).filter(|text| !is_nothing(text)).collect();
        let paid = bands.iter().any(|band| band.rate.is_some_and(|rate| rate.decimal().signum() > 0));
        if whole && !paid {
            draft.lose(set, "interest of nothing");
            continue;
        }
        let mode = mode(set);
        let plain = whole && notes.is_empty() && !credit.has("CreditInterestEligibility");
        let Some(blocks) = blocks(bands).filter(|_| plain) else {
            draft.say(set, &format!("Interest earned: {}", notes.join("; ")), UnmodelledEffect::Decrease);
            continue;
        };
        take_set(set);
        let terms = balance(blocks, mode, Side::Credit, None);
        draft.add("interest_earned", "Interest earned", Direction::Credit, terms);
    }
    draft.lose_members(credit, &["CreditInterestEligibility"], "who is paid interest; said with the rates");
}

/// The cost of a balance below zero.
pub(super) fn overdraft(overdraft: &Node, draft: &mut Draft<'_>) {
    for set in overdraft.list("OverdraftTierBandSet") {
        let name = set.get("Identification").and_then(Node::peek).unwrap_or("Overdraft").to_owned();
        let arranged = match set.get("AuthorisedIndicator").and_then(Node::peek) {
            Some("true" | "1") => Some(true),
            Some(_) => Some(false),
            None => set.flag("AuthorisedIndicator"),
        };
        let notes: Vec<String> = set
            .list("Notes")
            .iter()
            .filter_map(Node::peek)
            .filter(|text| !is_nothing(text))
            .map(str::to_owned)
            .collect();
        let (read, cap) = self::set(set, &name, draft);
        let Some(blocks) = read.and_then(blocks).filter(|_| arranged.is_some()) else {
            let effective = set.list("OverdraftTierBand").iter().filter_map(|tier| tier.get("EAR")?.peek());
            let words: Vec<String> = effective.map(|rate| format!("EAR {rate} %")).chain(notes).collect();
            draft.say(set, &format!("{name}: {}", words.join("; ")), UnmodelledEffect::Increase);
            continue;
        };
        for note in &notes {
            draft.say_beside(&set.pointer, &format!("{name}: {note}"), UnmodelledEffect::Unknown);
        }
        let buffer = set.get("BufferAmount").and_then(|amount| draft.money(amount, &name));
        let mode = mode(set);
        take_set(set);
        let buffer = buffer.filter(|amount| amount.signum() > 0);
        let buffer = buffer.map(|amount| Buffer { amount, mode: BufferMode::Threshold });
        let (from, to) = match arranged {
            Some(true) => (None, Some(Bound::ArrangedLimit)),
            _ => (Some(Bound::ArrangedLimit), None),
        };
        let terms = Balance { from, to, ..balance(blocks, mode, Side::Debit, buffer) };
        let id = draft.add("overdraft", &name, Direction::Charge, terms).id.clone();
        if let (Some(max), Ok(of)) = (cap, List::new(vec![id])) {
            let per = Duration::parse("P1M").ok();
            let label = format!("{name}, at most");
            draft.add("overdraft_cap", &label, Direction::Charge, Clamp { max: Some(max), min: None, of, per });
        }
    }
    for note in overdraft.list("Notes") {
        if let Some(text) = note.scalar().filter(|text| !is_nothing(text)).map(str::to_owned) {
            draft.say_beside(&note.pointer, &format!("Overdraft: {text}"), UnmodelledEffect::Unknown);
        }
    }
}

fn mode(set: &Node) -> BlockMode {
    match set.get("TierBandMethod").and_then(Node::peek) {
        Some("Whole") => BlockMode::Volume,
        _ => BlockMode::Graduated,
    }
}

/// The bands of a set, where each costs one thing by the day, and the most it comes to in a month.
fn set(set: &Node, name: &str, draft: &mut Draft<'_>) -> (Option<Vec<Band>>, Option<Amount>) {
    let mut cap = None;
    let tiers = set.list("OverdraftTierBand");
    let tiers: Vec<&Node> = if tiers.is_empty() { vec![set] } else { tiers.iter().collect() };
    let mut bands = Vec::new();
    for tier in tiers {
        let charges = tier.list("OverdraftFeesCharges");
        let details: Vec<&Node> = charges.iter().flat_map(|charge| charge.list("OverdraftFeeChargeDetail")).collect();
        let caps: Vec<&Node> = charges.iter().flat_map(|charge| charge.list("OverdraftFeeChargeCap")).collect();
        for one in &caps {
            let monthly = one.get("CappingPeriod").and_then(Node::peek) == Some("Month");
            let most = one.get("FeeMinMaxType").and_then(Node::peek) == Some("Maximum");
            if !(monthly && most && caps.len() == 1 && details.len() == 1) {
                return (None, None);
            }
            cap = one.get("FeeCapAmount").and_then(|amount| draft.money(amount, name));
        }
        // An effective yearly rate gives no exact rate of a day.
        let effective = tier.get("EAR").and_then(Node::peek).and_then(number::number);
        let stated = effective.is_some_and(|rate| rate.value.signum() != 0);
        let [detail] = details[..] else { return (None, None) };
        let word = |member: &str| detail.get(member).and_then(Node::peek).unwrap_or_default();
        let daily = word("CalculationFrequency") == "Daily";
        let gross = word("FeeRateType") == "Gross";
        let rate = detail.get("FeeRate").filter(|_| gross).and_then(|rate| draft.percent(rate, name));
        let fee = detail.get("FeeAmount").and_then(|fee| draft.money(fee, name));
        if !daily || rate.is_some() == fee.is_some() || (stated && rate.is_none()) {
            return (None, None);
        }
        let mut bound = |member: &str| tier.get(member).and_then(|bound| draft.number(bound, name));
        let (least, most) = (bound("TierValueMin"), bound("TierValueMax"));
        bands.push(Band { rate, fee, least, most });
    }
    (Some(bands), cap)
}

/// Blocks of bands that follow each other with at most one unit of money between, from nothing on.
fn blocks(bands: Vec<Band>) -> Option<Vec<BalanceBlock>> {
    let count = bands.len();
    let one = Decimal::from_units(1, 0).ok()?;
    let mut blocks = Vec::new();
    let mut end = Decimal::ZERO;
    for (index, band) in bands.into_iter().enumerate() {
        let last = index + 1 == count;
        if band.least.is_some_and(|least| least < end || number::sum(end, one).is_none_or(|most| least > most)) {
            return None;
        }
        end = band.most.unwrap_or(end);
        let up_to = band.most.and_then(number::amount);
        if up_to.is_none() && !last {
            return None;
        }
        blocks.push(BalanceBlock { amount_per_day: band.fee, rate: band.rate, up_to });
    }
    if blocks.last()?.up_to.is_some() {
        let (fee, rate) = match blocks.last()?.rate {
            Some(_) => (None, Rate::parse("0").ok()),
            None => (Amount::parse("0").ok(), None),
        };
        blocks.push(BalanceBlock { amount_per_day: fee, rate, up_to: None });
    }
    Some(blocks)
}

fn balance(mut blocks: Vec<BalanceBlock>, mode: BlockMode, side: Side, buffer: Option<Buffer>) -> Balance {
    let rated = blocks.iter().filter(|block| block.rate.is_some()).count();
    let alone = blocks.len() == 1 && rated == 1;
    let rate = if alone { blocks.pop().and_then(|block| block.rate) } else { None };
    Balance {
        blocks: List::new(blocks).ok(),
        buffer,
        day_count: (rated > 0).then_some(DayCount::Actual365Fixed),
        free_days: None,
        from: None,
        mode: (!alone && rated > 1).then_some(mode),
        rate,
        settle: Duration::parse("P1M").ok(),
        side,
        to: None,
    }
}
