//! Lines: minutes, messages, data and what they cost, by month.

use pannier_model::{
    record::{PlanAllowance, UsageEvent, UsageEventKind, UsageEventRoaming},
    value::{Id, Unit},
};

use super::{
    Form,
    gather::{Gathered, Place, Question, Scale},
    money::words,
};

const CALLS: Question =
    Question { place: 10, title: "Calls", form: Form::Stacks, record_type: "usage_event", note: None };
const MESSAGES: Question = Question { place: 11, title: "Messages", ..CALLS };
const DATA: Question = Question { place: 12, title: "Data", ..CALLS };
const OTHER: Question = Question { place: 13, title: "Other use", ..CALLS };
const CHARGED: Question = Question {
    place: 14,
    title: "Charged for use",
    note: Some("what the operator rated for single events, on top of the plan"),
    ..CALLS
};
const PLAN: Question = Question {
    place: 15,
    title: "Used of the plan",
    record_type: "plan_allowance",
    note: Some("under the month in which the period of the allowance begins"),
    ..CALLS
};

pub(super) fn usage_event(row: &UsageEvent, gathered: &mut Gathered) {
    let (line, place) = (row.line.as_str(), Place::month_of(row.date));
    let question = match row.kind {
        UsageEventKind::Voice => CALLS,
        UsageEventKind::Sms | UsageEventKind::Mms => MESSAGES,
        UsageEventKind::Data => DATA,
        _ => OTHER,
    };
    let what = match row.kind {
        UsageEventKind::Voice => words(row.direction.as_str()),
        UsageEventKind::Data => "data".to_owned(),
        kind => format!("{} {}", words(kind.as_str()), words(row.direction.as_str())),
    };
    let name = match row.roaming {
        Some(UsageEventRoaming::Roaming) => format!("{what} (roaming)"),
        _ => what,
    };
    gathered.add(line, question, scale(row.unit), &name, place, row.quantity);
    if let (Some(amount), Some(currency)) = (row.rated_amount, row.currency)
        && amount.signum() != 0
    {
        gathered.add(line, CHARGED, Scale::plain(currency.as_str()), &words(row.kind.as_str()), place, amount);
    }
}

pub(super) fn plan_allowance(row: &PlanAllowance, gathered: &mut Gathered) {
    let (Some(used), Some(unit)) = (row.used, row.unit) else { return };
    let line = row.line.as_ref().map_or("all", Id::as_str);
    let name = format!("{} ({})", words(row.service.as_str()), words(row.zone.as_str()));
    gathered.add(line, PLAN, scale(unit), &name, Place::month_of(row.date), used);
}

/// Seconds are shown as minutes, bytes as gigabytes.
fn scale(unit: Unit) -> Scale {
    match unit {
        Unit::Second => Scale { unit: "min".to_owned(), divisor: 60 },
        Unit::Byte => Scale { unit: "GB".to_owned(), divisor: 1_000_000_000 },
        other => Scale::plain(other.as_str()),
    }
}
