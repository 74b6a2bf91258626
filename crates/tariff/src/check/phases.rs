//! What ends has a successor.

use super::Checker;
use crate::tariff::{Component, Direction, Terms};
use pannier_model::value::{Duration, DurationUnit};
use pannier_report::Code;

impl Checker<'_> {
    pub(super) fn phases(&mut self) {
        let tariff = self.tariff;
        for (index, component) in tariff.components.iter().enumerate() {
            if !has_successor(component, &tariff.components) {
                let message = "component ends and nothing says what it costs afterwards; the second year is not priced";
                let help = "add a component of this kind whose phase begins when this one ends, if only at `0`";
                self.add(Code::TariffPhaseSuccessor, format!("/components/{index}/phase/to"), message, help);
            }
        }
    }
}

/// Whether something follows a component that ends, or nothing has to.
pub(crate) fn has_successor(component: &Component, all: &[Component]) -> bool {
    let Some(end) = component.phase.as_ref().and_then(|phase| phase.to) else { return true };
    let discount = component.direction == Direction::Credit || component.terms.is_below_zero();
    let once = matches!(&component.terms, Terms::Fixed(terms) if terms.per == crate::tariff::FixedPer::Once);
    if discount || once || matches!(component.terms, Terms::Percent(_) | Terms::Clamp(_)) {
        return true;
    }
    all.iter().any(|other| {
        let follows = other.phase.as_ref().and_then(|phase| phase.from).is_some_and(|from| same_time(from, end));
        follows && same_subject(&component.terms, &other.terms)
    })
}

/// Months are counted with months and days with days: a month has no length in days.
fn same_time(one: Duration, other: Duration) -> bool {
    let alike = |count: fn(Duration) -> Option<u32>| count(one).is_some_and(|length| count(other) == Some(length));
    one == other || alike(super::months) || alike(days)
}

/// How many days it is.
fn days(period: Duration) -> Option<u32> {
    match period.unit() {
        DurationUnit::Days => Some(period.count()),
        DurationUnit::Weeks => Some(period.count() * 7),
        _ => None,
    }
}

fn same_subject(one: &Terms, other: &Terms) -> bool {
    match (one, other) {
        (Terms::Usage(one), Terms::Usage(other)) => {
            one.meter == other.meter && one.window == other.window && one.filter == other.filter
        }
        (Terms::Peak(one), Terms::Peak(other)) => one.meter == other.meter && one.window == other.window,
        (Terms::Event(one), Terms::Event(other)) => one.matching == other.matching,
        (Terms::Balance(one), Terms::Balance(other)) => one.side == other.side,
        _ => one.kind() == other.kind(),
    }
}
