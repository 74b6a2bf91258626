//! Rules inside one line, allowance, device agreement or row of usage, and on the grain of usage.

use super::arithmetic::{is_product, sum};
use super::findings::Findings;
use super::findings::PartFindings;
use super::plan::{Plan, SeriesPlan};
use super::rows::PartDone;
use pannier_model::record::{
    DeviceAgreement, DeviceAgreementStatus, PlanAllowance, Subscription, SubscriptionStatus, UsageEvent,
    UsageEventDirection, UsageEventGrain, UsageEventKind, UsageEventRoaming,
};
use pannier_model::value::{Date, Decimal, Total, Unit};
use pannier_report::Code;

/// `subscription-ended`
pub(crate) fn subscription(line: &Subscription, row: u64, findings: &mut PartFindings<'_>) {
    let Some(ended_on) = line.ended_on else { return };
    if line.activated_on.is_some_and(|activated_on| ended_on < activated_on) {
        findings.row(Code::SubscriptionEnded, row, "/ended_on", "the line ended before it was activated");
    } else if ended_on <= line.as_of && line.status != SubscriptionStatus::Ended {
        findings.row(Code::SubscriptionEnded, row, "/ended_on", "the line ended before this day and is not `ended`");
    }
}

/// `allowance-unlimited`, `allowance-pool`, `allowance-balance`. The group `sharing` may be withheld: then only the
/// rest is judged.
pub(crate) fn allowance(allowance: &PlanAllowance, row: u64, findings: &mut PartFindings<'_>) {
    if allowance.shared_with.is_some() && allowance.line.is_some() {
        findings.row_help(
            Code::AllowancePool,
            row,
            "/line",
            "what several lines share is said to be one line's",
            "leave `line` out: the allowance then stands in the series `all`",
        );
    }
    if allowance.quantity.is_some() == allowance.unlimited {
        let message = if allowance.unlimited {
            "an unlimited allowance has a `quantity`; where it ends in practice is `fair_use`"
        } else {
            "an allowance with a limit has no `quantity`"
        };
        findings.row(Code::AllowanceUnlimited, row, "/unlimited", message);
    } else if allowance.fair_use.is_some() && !allowance.unlimited {
        findings.row(Code::AllowanceUnlimited, row, "/fair_use", "only an unlimited allowance has a fair use");
    }
    let Some(quantity) = allowance.quantity else { return };
    let zero = Decimal::ZERO;
    let Some(granted) = Total::from(quantity).plus(allowance.rolled_in.unwrap_or(zero)) else { return };
    let Some(used) = allowance.used else { return };
    let Some(left) = granted.minus(used) else { return };
    let expected = if left.signum() < 0 { Total::ZERO } else { left };
    if allowance.remaining.is_some_and(|remaining| Total::from(remaining) != expected) {
        findings.row(Code::AllowanceBalance, row, "/remaining", "granted less used is not what remains");
    }
    let over = Total::ZERO.minus(left.min(Total::ZERO));
    match allowance.over {
        None if left.signum() < 0 => findings.row_help(
            Code::AllowanceBalance,
            row,
            "/used",
            "more was used than granted, and `over` is missing",
            "`over` is what was used beyond `quantity` and `rolled_in`",
        ),
        Some(stated) if over.is_some_and(|over| over != Total::from(stated)) => findings.row_help(
            Code::AllowanceBalance,
            row,
            "/over",
            "what was used beyond the allowance is another quantity",
            "`over` is what was used beyond `quantity` and `rolled_in`",
        ),
        _ => {}
    }
}

/// `device-instalments`, `device-balance`, and the rules on its GTIN.
pub(crate) fn device(device: &DeviceAgreement, row: u64, findings: &mut PartFindings<'_>) {
    super::documents::gtin_check(device.gtin.as_ref(), device.gtin_check, row, findings);
    if let (Some(paid), Some(total)) = (device.instalments_paid, device.instalments_total)
        && paid > total
    {
        findings.row(Code::DeviceInstalments, row, "/instalments_paid", "more instalments are paid than were agreed");
    }
    if device.status == DeviceAgreementStatus::Settled && device.balance_left.is_some_and(|left| left.signum() != 0) {
        findings.row(Code::DeviceInstalments, row, "/balance_left", "the agreement is settled, and something is left");
    }
    // What was settled was not always paid in instalments.
    let open = device.balance_left.filter(|_| device.status != DeviceAgreementStatus::Settled);
    let (Some(left), Some(instalment), Some(paid)) = (open, device.instalment, device.instalments_paid) else { return };
    let Ok(paid) = Decimal::from_units(paid.value().into(), 0) else { return };
    let Some(owed) = sum(&[(true, Some(device.price)), (false, device.upfront), (false, Some(left))]) else { return };
    if is_product(&[instalment.into(), paid], &[], owed, left.scale(), 0) == Some(false) {
        findings.row_help(
            Code::DeviceBalance,
            row,
            "/balance_left",
            "what is left is not the price less what was paid",
            "count interest into the price, or leave `balance_left` out",
        );
    }
}

/// `usage-events`, `usage-unit`, `usage-volume`, `usage-roaming`. The group `place` may be withheld.
pub(crate) fn usage(event: &UsageEvent, row: u64, findings: &mut PartFindings<'_>) {
    if event.grain == UsageEventGrain::Event && event.events.is_some() {
        findings.row(Code::UsageEvents, row, "/events", "a single event says how many it is");
    }
    let data = event.kind == UsageEventKind::Data;
    let fits = match event.kind {
        UsageEventKind::Voice => event.unit == Unit::Second,
        UsageEventKind::Data => matches!(event.unit, Unit::Byte | Unit::Second),
        UsageEventKind::Sms | UsageEventKind::Mms => event.unit == Unit::Count,
        UsageEventKind::Content | UsageEventKind::Other => true,
    };
    if !fits {
        findings.row_help(
            Code::UsageUnit,
            row,
            "/unit",
            "use of this kind is counted in another unit",
            "voice is counted in `s`, data in `B`, messages in `count`; what a megabyte is the operator says",
        );
    } else if data && event.direction != UsageEventDirection::Both {
        findings.row(Code::UsageUnit, row, "/direction", "data goes both ways");
    }
    let bytes = [event.bytes_up, event.bytes_down].into_iter().flatten().map(|bytes| i128::from(bytes.value()));
    if data
        && event.unit == Unit::Byte
        && bytes.sum::<i128>().saturating_mul(1_000_000_000_000) > event.quantity.picos()
    {
        findings.row_help(
            Code::UsageVolume,
            row,
            "/quantity",
            "more bytes went up and down than were rated",
            "look at what the operator calls a megabyte: 10^6 or 2^20 bytes",
        );
    }
    if event.roaming_country.is_some() && event.roaming != Some(UsageEventRoaming::Roaming) {
        findings.row_help(
            Code::UsageRoaming,
            row,
            "/roaming_country",
            "a country of roaming, of use that is not said to be roaming",
            "write `roaming`; use at home has no `roaming_country`",
        );
    }
}

/// The grain of each kind in one month, with the first row of it.
type Month = (Date, Vec<(UsageEventKind, UsageEventGrain, u64)>);

/// `usage-grain`: the months of one part, to be joined with those of other parts.
#[derive(Debug, Default)]
pub(crate) struct Grains {
    /// Of the first and of the last month, which other parts may have too.
    first: Option<Month>,
    last: Option<Month>,
}

impl Grains {
    pub(crate) fn row(&mut self, event: &UsageEvent, row: u64, findings: &mut PartFindings<'_>) {
        let month = event.date.month_start();
        if self.last.as_ref().is_some_and(|(last, _)| *last != month) {
            let done = self.last.take();
            self.first = self.first.take().or(done);
        }
        let (_, seen) = self.last.get_or_insert_with(|| (month, Vec::new()));
        match seen.iter().find(|(kind, ..)| *kind == event.kind) {
            None => seen.push((event.kind, event.grain, row)),
            Some((_, grain, _)) if *grain != event.grain => mixed(row, findings),
            Some(_) => {}
        }
    }
}

fn mixed(row: u64, findings: &mut PartFindings<'_>) {
    findings.row_help(
        Code::UsageGrain,
        row,
        "/grain",
        "usage of this kind and month is counted at another grain too",
        "keep the finer rows, or the sums, not both",
    );
}

/// `usage-grain` for months that several parts share.
pub(crate) fn grains(plan: &Plan, series: &SeriesPlan, parts: &[PartDone], findings: &mut Findings) {
    let mut current: Option<Month> = None;
    for index in &series.parts {
        let Grains { first, last } = &parts[*index].grains;
        for month in [first, last].into_iter().flatten() {
            match &mut current {
                Some((date, seen)) if *date == month.0 => {
                    for (kind, grain, row) in &month.1 {
                        match seen.iter().find(|(other, ..)| other == kind) {
                            None => seen.push((*kind, *grain, *row)),
                            Some((_, other, _)) if other != grain => {
                                mixed(*row, &mut PartFindings::new(findings, plan, *index));
                            }
                            Some(_) => {}
                        }
                    }
                }
                _ => current = Some(month.clone()),
            }
        }
    }
}
