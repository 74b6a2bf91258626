//! Rules inside one allowance or device agreement, and on the grain of usage.

use super::arithmetic::{is_product, sum};
use super::findings::PartFindings;
use pannier_model::record::{DeviceAgreement, PlanAllowance, UsageEvent, UsageEventGrain, UsageEventKind};
use pannier_model::value::{Date, Decimal, Total};
use pannier_report::Code;

/// `allowance-balance`, and `member-together` for what an allowance has to say.
pub(crate) fn allowance(allowance: &PlanAllowance, row: u64, findings: &mut PartFindings<'_>) {
    let Some(quantity) = allowance.quantity else {
        if !allowance.unlimited {
            findings.row(Code::MemberTogether, row, "/unlimited", "an allowance with a limit has no `quantity`");
        }
        return;
    };
    let zero = Decimal::ZERO;
    let Some(granted) = Total::from(quantity).plus(allowance.rolled_in.unwrap_or(zero)) else { return };
    let Some(used) = allowance.used else { return };
    let Some(left) = granted.minus(used) else { return };
    let expected = if left.signum() < 0 { Total::ZERO } else { left };
    if allowance.remaining.is_some_and(|remaining| Total::from(remaining) != expected) {
        findings.row(Code::AllowanceBalance, row, "/remaining", "granted less used is not what remains");
    }
    if left.signum() < 0 && !allowance.unlimited && allowance.over.is_none() {
        findings.row_help(
            Code::AllowanceBalance,
            row,
            "/used",
            "more was used than granted, and `over` is missing",
            "`over` is what was used out of allowance",
        );
    }
}

/// `device-balance`
pub(crate) fn device(device: &DeviceAgreement, row: u64, findings: &mut PartFindings<'_>) {
    super::documents::gtin_check(device.gtin.as_ref(), device.gtin_check, row, findings);
    let (Some(left), Some(instalment), Some(paid)) = (device.balance_left, device.instalment, device.instalments_paid)
    else {
        return;
    };
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

/// `usage-grain`: remembers the grain of each kind in the month being read.
#[derive(Debug, Default)]
pub(crate) struct Grains {
    month: Option<Date>,
    seen: Vec<(UsageEventKind, UsageEventGrain)>,
}

impl Grains {
    pub(crate) fn row(&mut self, event: &UsageEvent, row: u64, findings: &mut PartFindings<'_>) {
        let month = event.date.month_start();
        if self.month.replace(month) != Some(month) {
            self.seen.clear();
        }
        match self.seen.iter().find(|(kind, _)| *kind == event.kind) {
            None => self.seen.push((event.kind, event.grain)),
            Some((_, grain)) if *grain != event.grain => findings.row_help(
                Code::UsageGrain,
                row,
                "/grain",
                "usage of this kind and month is counted at another grain too",
                "keep the finer rows, or the sums, not both",
            ),
            Some(_) => {}
        }
    }
}
