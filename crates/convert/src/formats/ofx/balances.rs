//! Ledger and available balance of a statement.

use std::collections::BTreeSet;

use pannier_model::{
    record::{AnyRecord, Balance, BalanceCreditLineIncluded, BalanceKind, Record as _},
    value::{Currency, Date, Id},
};
use pannier_report::{Code, Finding, Location};

use super::{
    document::{Document, Statement},
    element,
    moment::Moment,
};
use crate::{
    Error, Loss, Series,
    events::statement::Window,
    ids::{IdKey, Ranks, identify},
    output::Output,
};

/// Ledger and available balance as one series. A balance of an earlier day than the answer is that day's last.
pub(super) fn emit(
    document: &Document,
    statement: &Statement,
    name: &Id,
    currency: Currency,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let mut records = Vec::new();
    // An investment statement has its day beside the balances, and no other balance of money.
    let (available, written) =
        if statement.investment { ("INVBAL", "INVBAL/AVAILCASH") } else { ("AVAILBAL", "AVAILBAL/BALAMT") };
    let figures = [
        (
            "LEDGERBAL",
            "LEDGERBAL/BALAMT",
            &statement.ledger,
            BalanceKind::ClosingBooked,
            BalanceKind::InterimBooked,
            BalanceCreditLineIncluded::No,
        ),
        (
            available,
            written,
            &statement.available,
            BalanceKind::ClosingAvailable,
            BalanceKind::InterimAvailable,
            BalanceCreditLineIncluded::Unknown,
        ),
    ];
    for (element, written, figure, closing, interim, credit) in figures {
        if figure.amount.is_empty() && (figure.as_of.is_empty() || statement.investment) {
            continue;
        }
        if figure.amount.is_empty() {
            output.loss(Loss::whole(element, "a balance without an amount"))?;
            continue;
        }
        let Some(moment) = Moment::read(&figure.as_of) else {
            output.loss(Loss::whole(element, "a balance without a date of OFX"))?;
            continue;
        };
        let Ok(amount) = element::amount(&figure.amount) else {
            output.finding(
                Finding::new(
                    Code::ConvertAmount,
                    Location::whole().at_pointer(format!("/{written}")),
                    "a balance is no amount of OFX: digits with a point or comma",
                )
                .with_value(figure.amount.clone()),
            )?;
            output.loss(Loss::whole(element, "a balance that is no amount"))?;
            continue;
        };
        let over = document.server.is_some_and(|server| moment.date < server.date);
        let kind = if over { closing } else { interim };
        let mut balance = Balance::new(name.clone(), name.clone(), moment.date, kind, amount, currency, credit);
        balance.at = moment.instant();
        records.push(AnyRecord::from(balance));
    }
    records.sort_by_key(AnyRecord::sort_date);
    // Days far apart would make a series of nothing but unpromised days; the balance of the books is worth more.
    if let [first, last] = records.as_slice()
        && last.sort_date().days_since(first.sort_date()) > 400
    {
        output.loss(Loss::whole("AVAILBAL", "ledger and available balance are more than 400 days apart"))?;
        records.retain(|record| matches!(record, AnyRecord::Balance(balance) if balance.credit_line_included == BalanceCreditLineIncluded::No));
    }
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(()) };
    let days: BTreeSet<Date> = records.iter().map(AnyRecord::sort_date).collect();
    let Some(window) = Window::of_rows(first.sort_date(), last.sort_date()) else {
        return output.finding(crate::output::last_day(Location::whole()));
    };
    // A file shows single balances and promises none: every day of the series is incomplete.
    let mut incomplete = days;
    let mut day = window.from;
    while let Some(next) = day.next_day().filter(|next| *next < window.to) {
        incomplete.insert(next);
        day = next;
    }
    output.series(Series {
        thing: Some(name.clone()),
        record_type: Balance::TYPE,
        from: window.from,
        to: window.to,
        incomplete: incomplete.into_iter().collect(),
    })?;
    let mut ranks = Ranks::default();
    for mut record in records {
        identify(&IdKey::ZERO, &mut ranks, &mut record);
        output.record(None, record)?;
    }
    Ok(())
}
