//! Charges other than interest.

use pannier_model::value::{Amount, List};

use crate::{
    import::{
        draft::{Draft, is_nothing},
        node::Node,
    },
    tariff::{Direction, Event, EventKind, EventMatch, Fixed, FixedPer, UnmodelledEffect},
};

/// Charges for paying abroad: types that mean one thing by different words.
const FOREIGN: [(&str, &[EventKind]); 5] = [
    ("TransPOSSaleForeign", &[EventKind::Card]),
    ("IntlPayPurchaseNonSterling", &[EventKind::Card]),
    ("TransPurchaseForeign", &[EventKind::Card]),
    ("ATMAbroad", &[EventKind::CashOut]),
    ("IntlCashNonSterling", &[EventKind::CashOut]),
];

pub(super) fn fees(state: &Node, draft: &mut Draft<'_>) {
    let Some(all) = state.get("OtherFeesCharges") else { return };
    let groups: Vec<&Node> = if all.is_list() { all.elements().iter().collect() } else { vec![all] };
    if groups.len() > 1 {
        let text = "Several tariffs of charges can be chosen";
        draft.say_beside(&all.pointer, text, UnmodelledEffect::Unknown);
    }
    for group in groups {
        let _ = (group.text("TariffName"), group.text("TariffType"));
        let mut events: Vec<Event> = Vec::new();
        for fee in group.list("FeeChargeDetail") {
            one(fee, &mut events, draft);
        }
        for cap in group.list("FeeChargeCap") {
            draft.say(cap, "The most that charges come to", UnmodelledEffect::Decrease);
        }
    }
}

/// `ServiceCAccountFee` as `Service c account fee`.
fn title(word: &str) -> String {
    let mut text = String::new();
    for character in word.chars() {
        if character.is_uppercase() && text.chars().last().is_some_and(char::is_lowercase) {
            text.push(' ');
            text.extend(character.to_lowercase());
        } else {
            text.push(character);
        }
    }
    text
}

fn notes(fee: &Node) -> String {
    let notes = fee.list("Notes").iter().filter_map(Node::peek).filter(|text| !is_nothing(text));
    notes.collect::<Vec<_>>().join("; ")
}

fn one(fee: &Node, events: &mut Vec<Event>, draft: &mut Draft<'_>) {
    let kind = fee.text("FeeType").unwrap_or("Other").to_owned();
    let other = fee.path(&["OtherFeeType", "Name"]).and_then(Node::peek).map(str::to_owned);
    let label = other.unwrap_or_else(|| title(&kind));
    let _ = fee.text("FeeCategory");
    let amount = fee.get("FeeAmount").and_then(|amount| draft.money(amount, &label));
    let rate = fee.get("FeeRate").and_then(|rate| draft.percent(rate, &label));
    // A charge below zero may be a benefit or a slip, which the format leaves open.
    let below =
        amount.is_some_and(|amount| amount.signum() < 0) || rate.is_some_and(|rate| rate.decimal().signum() < 0);
    let read = amount.is_some() || rate.is_some();
    let rate = rate.filter(|rate| rate.decimal().signum() > 0);
    let amount = amount.filter(|amount: &Amount| amount.signum() > 0);
    let notes = notes(fee);
    if below || (amount.is_none() && rate.is_none()) {
        if !below && notes.is_empty() && read {
            draft.lose(fee, "a charge of nothing");
        } else {
            draft.say(fee, &format!("{label}: {notes}"), UnmodelledEffect::Unknown);
        }
        return;
    }
    let every = fee.get("ApplicationFrequency").and_then(Node::peek).unwrap_or_default().to_owned();
    let per = match every.as_str() {
        "Daily" => Some(FixedPer::Day),
        "Weekly" => Some(FixedPer::Week),
        "Monthly" => Some(FixedPer::Month),
        "Quarterly" => Some(FixedPer::Quarter),
        "HalfYearly" => Some(FixedPer::HalfYear),
        "Yearly" | "Annual" | "Annually" => Some(FixedPer::Year),
        _ => None,
    };
    let limited = ["FeeChargeCap", "FeeApplicableRange", "MinimumFeeAmount", "MaximumFeeAmount"]
        .iter()
        .any(|member| fee.has(member));
    let frequency = |fee: &Node| {
        for member in ["ApplicationFrequency", "CalculationFrequency", "FeeRateType", "NegotiableIndicator"] {
            if let Some(inner) = fee.get(member) {
                inner.take_all();
            }
        }
    };
    if let Some((_, kinds)) = FOREIGN.iter().find(|(word, _)| *word == kind).filter(|_| !limited) {
        let matching =
            EventMatch { category: None, is_foreign: Some(true), kind: List::new(kinds.to_vec()).ok(), mcc: None };
        let event = Event { amount, free: None, matching, max: None, min: None, percent: rate };
        frequency(fee);
        said(fee, &label, draft);
        match events.iter().find(|known| known.matching == event.matching) {
            Some(known) if *known == event => draft.lose_at(&fee.pointer, "the same charge under a second type"),
            Some(_) => draft.say_beside(
                &fee.pointer,
                &format!("{label}: another charge for the same"),
                UnmodelledEffect::Unknown,
            ),
            None => {
                draft.add(&kind, &label, Direction::Charge, event.clone());
                events.push(event);
            }
        }
        return;
    }
    match (amount, rate, per) {
        (Some(amount), None, Some(per)) if kind.starts_with("ServiceC") && !limited => {
            frequency(fee);
            said(fee, &label, draft);
            draft.add(
                &kind,
                &label,
                Direction::Charge,
                Fixed { amount, at: None, for_each: None, per, proration: None },
            );
        }
        (Some(amount), None, None) if !limited => {
            frequency(fee);
            let words = if notes.is_empty() { label.clone() } else { format!("{label}: {notes}") };
            fee.take_all();
            let condition = draft.asks(&format!("event_{kind}"), &words, fee);
            let terms = Fixed { amount, at: None, for_each: None, per: FixedPer::Once, proration: None };
            let component = draft.add(&kind, &label, Direction::Charge, terms);
            component.contingent = true;
            component.when = List::new(vec![condition]).ok();
        }
        _ => {
            let amount = amount.map(|amount| format!(" {amount}")).unwrap_or_default();
            let rate = rate.map(|rate| format!(" {rate} of the amount")).unwrap_or_default();
            draft.say(fee, &format!("{label}:{amount}{rate} {every} {notes}"), UnmodelledEffect::Increase);
        }
    }
}

/// Notes beside a charge that counts leave the price open.
fn said(fee: &Node, label: &str, draft: &mut Draft<'_>) {
    for note in fee.list("Notes") {
        if let Some(text) = note.scalar().filter(|text| !is_nothing(text)).map(str::to_owned) {
            draft.say_beside(&note.pointer, &format!("{label}: {text}"), UnmodelledEffect::Unknown);
        }
    }
}
