//! Fees and their discounts.

use pannier_model::value::{Amount, CodeText, List, Rate, Total};

use super::{
    condition,
    names::{Named, in_a_way, is_free, is_of_movements, is_service, named, says_when},
    title,
};
use crate::{
    import::{
        draft::{Draft, is_nothing, name},
        node::Node,
        number,
    },
    tariff::{Component, Direction, Event, Exit, Fixed, FixedPer, Percent, Proration, Terms, UnmodelledEffect},
};

pub(super) fn fees(node: &Node, draft: &mut Draft<'_>) {
    for fee in node.list("fees") {
        let before = draft.components.len();
        one(fee, draft);
        let made = (draft.components.len() == before + 1).then(|| draft.components[before].clone());
        for discount in fee.list("discounts") {
            reduce(discount, made.as_ref(), draft);
        }
    }
}

/// What a fee costs.
struct Price {
    amount: Option<Amount>,
    percent: Option<Rate>,
    /// Whether something was stated that could not be read, and was said.
    open: bool,
}

fn price(fee: &Node, about: &str, draft: &mut Draft<'_>) -> Price {
    let said = draft.unmodelled.len();
    let amount = fee.get("amount").or_else(|| fee.path(&["fixedAmount", "amount"]));
    let amount = amount.and_then(|amount| positive(amount, draft.money(amount, about), about, draft));
    let rate_based = fee.get("rateBased");
    let based = |kind: &str| rate_based.filter(|rate| rate.get("rateType").and_then(Node::peek) == Some(kind));
    let percent = fee.get("transactionRate").or_else(|| based("TRANSACTION").and_then(|rate| rate.get("rate")));
    let percent = percent.and_then(|percent| positive(percent, draft.fraction(percent, about), about, draft));
    let percent = percent.filter(|rate| rate.decimal().signum() != 0);
    if let Some(rate) = based("TRANSACTION") {
        let _ = rate.text("rateType");
    }
    for member in ["balanceRate", "accruedRate"] {
        if let Some(rate) = fee.get(member) {
            match draft.fraction(rate, about) {
                Some(value) if value.decimal().signum() != 0 => {
                    let text = format!("{about}: {member} {value}");
                    draft.say_beside(&rate.pointer, &text, UnmodelledEffect::Increase);
                }
                _ => {}
            }
        }
    }
    for member in ["variable", "feeCap", "rateBased"] {
        if let Some(inner) =
            fee.get(member).filter(|inner| !(member == "rateBased" && percent.is_some() && inner.is_object()))
        {
            draft.say(inner, &format!("{about}: {member}"), UnmodelledEffect::Unknown);
        }
    }
    Price { amount, percent, open: draft.unmodelled.len() > said }
}

/// A price that is not below zero. One that is may be a discount or a slip, which the format leaves open.
fn positive<T: std::fmt::Display>(node: &Node, price: Option<T>, about: &str, draft: &mut Draft<'_>) -> Option<T> {
    let price = price?;
    if price.to_string().starts_with('-') {
        draft.say_beside(&node.pointer, &format!("{about}: {price}"), UnmodelledEffect::Unknown);
        return None;
    }
    Some(price)
}

fn one(fee: &Node, draft: &mut Draft<'_>) {
    let label = fee.text("name").unwrap_or("Fee").to_owned();
    let kind = fee.text("feeType").unwrap_or("OTHER").to_owned();
    let info = fee.get("additionalInfo").and_then(Node::peek).filter(|text| !is_nothing(text)).map(str::to_owned);
    let price = price(fee, &label, draft);
    let foreign_money = fee.text("currency").filter(|currency| *currency != "AUD").map(str::to_owned);
    if let Some(currency) = foreign_money {
        let text =
            format!("{label}: {} {currency}", price.amount.map_or_else(String::new, |amount| amount.to_string()));
        draft.say(fee, &text, UnmodelledEffect::Unknown);
        return;
    }
    let amount = price.amount.filter(|amount| amount.signum() > 0);
    if amount.is_none() && price.percent.is_none() {
        nothing(fee, &label, &kind, info.as_deref(), &price, draft);
        return;
    }
    if let Some(Named { matching, part }) = named(&label, amount.is_none()).filter(|_| is_of_movements(&kind)) {
        let event = Event { amount, free: None, matching, max: None, min: None, percent: price.percent };
        draft.add(&label, &label, Direction::Charge, event);
        if part {
            let text = format!("{label}: counted for every movement of its kind, which the name may narrow");
            draft.say_beside(&fee.pointer, &text, UnmodelledEffect::Decrease);
        }
        explained(fee, &label, &price, draft);
        return;
    }
    // The bank's own cheque is no cheque of the account, and is asked for at a counter too.
    let way = in_a_way(&label).filter(|_| is_of_movements(&kind) && !is_service(&label));
    if let Some(matching) = way.filter(|_| amount.is_none() || price.percent.is_none()) {
        let condition = draft.asks(&format!("way_{label}"), &label, fee);
        let event = Event { amount, free: None, matching, max: None, min: None, percent: price.percent };
        let component = draft.add(&label, &label, Direction::Charge, event);
        component.contingent = true;
        component.when = List::new(vec![condition]).ok();
        let text = format!("{label}: counted for every movement that may be one, where it is counted");
        draft.say_beside(&fee.pointer, &text, UnmodelledEffect::Decrease);
        explained(fee, &label, &price, draft);
        return;
    }
    match (kind.as_str(), amount, price.percent) {
        ("PERIODIC", Some(amount), None) => match period(fee) {
            Some(per) => {
                let proration = (per == FixedPer::Year).then_some(Proration::None);
                draft.add(
                    &label,
                    &label,
                    Direction::Charge,
                    Fixed { amount, at: None, for_each: None, per, proration },
                );
                explained(fee, &label, &price, draft);
            }
            None => {
                draft.say(
                    fee,
                    &format!("{label}: {amount} for a period that is not stated"),
                    UnmodelledEffect::Unknown,
                );
            }
        },
        ("UPFRONT", Some(amount), None) => {
            draft.add(
                &label,
                &label,
                Direction::Charge,
                Fixed { amount, at: None, for_each: None, per: FixedPer::Once, proration: None },
            );
            explained(fee, &label, &price, draft);
        }
        ("EXIT", Some(amount), None) => {
            if let Some(label) = name(&label) {
                draft.exits.push(Exit { amount: Some(amount), label, per_month_left: None, phase: None });
            }
            explained(fee, &label, &price, draft);
        }
        ("EVENT", Some(amount), None) => asked(fee, &label, amount, info.as_deref(), draft),
        (_, Some(amount), None) if is_service(&label) => asked(fee, &label, amount, info.as_deref(), draft),
        _ => {
            let amount = amount.map(|amount| format!(" {amount}")).unwrap_or_default();
            let percent = price.percent.map(|rate| format!(" {rate} of the amount")).unwrap_or_default();
            let info = info.map(|info| format!("; {info}")).unwrap_or_default();
            let text = format!("{label} ({}):{amount}{percent}{info}", title(&kind));
            draft.say(fee, &text, UnmodelledEffect::Increase);
        }
    }
}

/// A fee without a price, or of nothing.
fn nothing(fee: &Node, label: &str, kind: &str, info: Option<&str>, price: &Price, draft: &mut Draft<'_>) {
    if price.open {
        // What could not be read was said already.
        draft.say_text(fee, "additionalInfo", label, UnmodelledEffect::Unknown);
        return take(fee);
    }
    let is_zero = price.amount.is_some();
    // That there is no such fee is a price, and may be the only one.
    let per = if is_zero && info.is_none_or(is_free) && kind == "PERIODIC" { period(fee) } else { None };
    if let Some(per) = per {
        let terms = Fixed { amount: Amount::ZERO, at: None, for_each: None, per, proration: None };
        draft.add(label, label, Direction::Charge, terms);
        take(fee);
    } else if is_zero && info.is_some_and(is_free) {
        draft.lose_at(&fee.pointer, "a fee that costs nothing");
        take(fee);
    } else if let Some(info) = info {
        draft.say(fee, &format!("{label}: {info}"), UnmodelledEffect::Unknown);
    } else if is_zero || fee.has("transactionRate") || fee.has("balanceRate") {
        draft.lose_at(&fee.pointer, "a fee that costs nothing");
        take(fee);
    } else {
        let value = fee.text("additionalValue").map_or_else(String::new, |value| format!(": {value}"));
        draft.say(fee, &format!("{label}: no price is stated{value}"), UnmodelledEffect::Unknown);
    }
}

/// Marks as read what a fee of nothing says.
fn take(fee: &Node) {
    for member in
        ["accrualFrequency", "additionalInfo", "additionalInfoUri", "additionalValue", "feeCategory", "fixedAmount"]
    {
        if let Some(inner) = fee.get(member) {
            inner.take_all();
        }
    }
}

/// A text beside a price that counts leaves the price open, unless it can only say when that price applies.
fn explained(fee: &Node, label: &str, price: &Price, draft: &mut Draft<'_>) {
    let info = fee.get("additionalInfo").and_then(Node::peek).unwrap_or_default();
    let amount = price.amount.map(|amount| Total::from(amount).picos());
    let percent = price.percent.and_then(|rate| rate.decimal().picos().checked_mul(100));
    let figures: Vec<i128> = amount.into_iter().chain(percent).collect();
    let effect = if says_when(info, &figures) { UnmodelledEffect::Decrease } else { UnmodelledEffect::Unknown };
    draft.say_text(fee, "additionalInfo", label, effect);
    if let Some(value) = fee.get("additionalValue").filter(|value| value.peek().is_some_and(is_period)) {
        value.take_all();
    } else {
        let only_when = fee.get("additionalValue").and_then(Node::peek).is_some_and(|text| says_when(text, &figures));
        let effect = if only_when { UnmodelledEffect::Decrease } else { UnmodelledEffect::Unknown };
        draft.say_text(fee, "additionalValue", label, effect);
    }
    // How often it falls due is said twice by some, and of what is no fee for a period it says nothing.
    let for_a_period = fee.get("feeType").and_then(Node::peek) == Some("PERIODIC");
    if let Some(value) =
        fee.get("accrualFrequency").filter(|value| !for_a_period || value.peek().is_some_and(is_period))
    {
        value.take_all();
    }
}

/// A fee for something that no record shows, such as a cheque of the bank: it is counted once where the customer says
/// that it is needed, and listed otherwise.
fn asked(fee: &Node, label: &str, amount: Amount, info: Option<&str>, draft: &mut Draft<'_>) {
    let words = info.map_or_else(|| label.to_owned(), |info| format!("{label}: {info}"));
    let condition = draft.asks(&format!("event_{label}"), &words, fee);
    let _ = (fee.text("additionalInfo"), fee.text("additionalValue").filter(|value| is_period(value)));
    let _ = fee.text("accrualFrequency");
    let terms = Fixed { amount, at: None, for_each: None, per: FixedPer::Once, proration: None };
    let component = draft.add(label, label, Direction::Charge, terms);
    component.contingent = true;
    component.when = List::new(vec![condition]).ok();
}

fn is_period(text: &str) -> bool {
    per(text).is_some()
}

fn per(text: &str) -> Option<FixedPer> {
    match text {
        "P1D" => Some(FixedPer::Day),
        "P1W" | "P7D" => Some(FixedPer::Week),
        "P28D" => Some(FixedPer::FourWeeks),
        "P1M" => Some(FixedPer::Month),
        "P3M" => Some(FixedPer::Quarter),
        "P6M" => Some(FixedPer::HalfYear),
        "P1Y" | "P12M" => Some(FixedPer::Year),
        _ => None,
    }
}

fn period(fee: &Node) -> Option<FixedPer> {
    let stated =
        [fee.get("additionalValue"), fee.get("accrualFrequency"), fee.path(&["fixedAmount", "accrualFrequency"])];
    let node = stated.into_iter().flatten().find(|node| node.peek().is_some_and(is_period))?;
    per(node.scalar()?)
}

/// A discount can only lower a fee: it counts where its conditions can be asked, and is said otherwise.
fn reduce(discount: &Node, of: Option<&Component>, draft: &mut Draft<'_>) {
    let about = discount.text("description").unwrap_or("Discount").to_owned();
    let typed = discount.list("eligibility").iter().all(|one| {
        let kind = one.get("discountEligibilityType").and_then(Node::peek).unwrap_or("OTHER");
        let number = one.get("additionalValue").and_then(Node::peek).and_then(number::whole).is_some();
        matches!(kind, "PENSION_RECIPIENT" | "STUDENT" | "STAFF") || (matches!(kind, "MIN_AGE" | "MAX_AGE") && number)
    });
    let silent = ["additionalInfo", "additionalValue"]
        .into_iter()
        .all(|member| discount.get(member).and_then(Node::peek).is_none_or(is_nothing));
    let kind = discount.get("discountType").and_then(Node::peek);
    let counts = typed && silent && kind == Some("ELIGIBILITY_ONLY") && !discount.list("eligibility").is_empty();
    let terms = of.filter(|of| counts && !of.contingent).and_then(|of| terms(discount, of, &about, draft));
    let Some((terms, of)) = terms.zip(of) else {
        let texts = ["additionalInfo", "additionalValue", "amount", "feeRate"];
        let mut text = about;
        for member in texts {
            if let Some(value) = discount.text(member).filter(|value| !is_nothing(value)) {
                text = format!("{text}; {value}");
            }
        }
        for one in discount.list("eligibility") {
            for member in ["discountEligibilityType", "additionalValue", "additionalInfo"] {
                if let Some(value) = one.text(member).filter(|value| !is_nothing(value)) {
                    text = format!("{text}; {value}");
                }
            }
        }
        draft.say(discount, &text, UnmodelledEffect::Decrease);
        return;
    };
    let mut when = Vec::new();
    for one in discount.list("eligibility") {
        let kind = one.text("discountEligibilityType").unwrap_or("OTHER").to_owned();
        when.push(condition(&kind, one, draft));
    }
    let _ = discount.text("discountType");
    let base = format!("{}_less", of.id.as_str());
    let component = draft.add(&base, &about, Direction::Credit, terms);
    component.contingent = true;
    component.when = List::new(when).ok();
}

fn terms(discount: &Node, of: &Component, about: &str, draft: &mut Draft<'_>) -> Option<Terms> {
    let ids = List::new(vec![CodeText::clone(&of.id)]).ok()?;
    let whole = discount.get("feeRate").and_then(Node::peek).and_then(number::number);
    if let (Terms::Fixed(fixed), Some(number)) = (&of.terms, whole)
        && number.value.trimmed().to_string() == "1"
    {
        let _ = discount.text("feeRate");
        return Some(Fixed { amount: fixed.amount, ..fixed.clone() }.into());
    }
    if let (Terms::Fixed(fixed), Some(amount)) = (&of.terms, discount.get("amount")) {
        let amount = draft.money(amount, about)?;
        let sound = amount.signum() > 0 && amount <= fixed.amount;
        return sound.then(|| Fixed { amount, ..fixed.clone() }.into());
    }
    let rate = discount.get("feeRate").and_then(|rate| draft.fraction(rate, about))?;
    (rate.decimal().signum() > 0).then_some(Percent { max: None, min: None, of: ids, over: None, rate }.into())
}
