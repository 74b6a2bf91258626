//! Rules on points: of an account, of one entry, and of entries after each other.

use super::findings::{Findings, PartFindings};
use super::plan::{Plan, SeriesPlan};
use super::rows::PartDone;
use pannier_model::record::{LoyaltyAccount, LoyaltyEntry, LoyaltyEntryKind};
use pannier_model::value::Total;
use pannier_report::Code;

/// `loyalty-expiries`
pub(crate) fn account(account: &LoyaltyAccount, row: u64, findings: &mut PartFindings<'_>) {
    let mut after = account.as_of;
    let mut sum = Total::ZERO;
    for (number, expiry) in account.expiries.as_deref().unwrap_or_default().iter().enumerate() {
        if expiry.on <= after {
            let message = "points are lost on a day that is over, or before those listed before them";
            findings.row(Code::LoyaltyExpiries, row, format!("/expiries/{number}/on"), message);
            return;
        }
        after = expiry.on;
        sum = crate::summary::add(sum, expiry.points.into());
    }
    if sum.signum() > 0 && sum > Total::from(account.balance) {
        findings.row(Code::LoyaltyExpiries, row, "/expiries", "more points are to be lost than there are");
    }
}

/// `loyalty-sign`, `loyalty-expiry`.
pub(crate) fn entry(entry: &LoyaltyEntry, row: u64, findings: &mut PartFindings<'_>) {
    let sign = entry.points.signum();
    let wrong = match entry.kind {
        LoyaltyEntryKind::Earn => sign < 0,
        LoyaltyEntryKind::Redeem | LoyaltyEntryKind::Expire => sign > 0,
        LoyaltyEntryKind::Adjust | LoyaltyEntryKind::Transfer => false,
    };
    if wrong {
        findings.row_help(
            Code::LoyaltySign,
            row,
            "/points",
            "the sign is not the usual one of the kind",
            "points out of the account are negative; what takes an entry back is of kind `adjust`",
        );
    }
    if let Some(expires_on) = entry.expires_on {
        if expires_on <= entry.date {
            findings.row(Code::LoyaltyExpiry, row, "/expires_on", "the points are lost before they are there");
        } else if sign <= 0 {
            findings.row(Code::LoyaltyExpiry, row, "/expires_on", "points that are not in the account are to be lost");
        }
    }
}

/// `loyalty-balance`: the entries of one part, to be joined with those of other parts.
#[derive(Debug, Default)]
pub(crate) struct Points {
    /// The first balance stated while every row before it was shown: row, balance, points up to it.
    first: Option<(u64, Total, Total)>,
    /// The balance after the row read last, where it follows from one that was stated.
    last: Option<Total>,
    /// Points since the part began, while every row was shown.
    since: Option<Total>,
    before: Option<u32>,
}

impl Points {
    /// Takes the next shown row: `index` from 0 among all rows of the part, `row` from 1 among those shown.
    pub(crate) fn row(&mut self, entry: &LoyaltyEntry, index: u32, row: u64, findings: &mut PartFindings<'_>) {
        let follows = self.before.map_or(index == 0, |before| before.checked_add(1) == Some(index));
        if self.before.is_none() && follows {
            self.since = Some(Total::ZERO);
        }
        self.before = Some(index);
        if !follows {
            (self.last, self.since) = (None, None);
        }
        let points = Total::from(entry.points);
        self.since = self.since.map(|since| crate::summary::add(since, points));
        self.last = self.last.map(|last| crate::summary::add(last, points));
        let Some(stated) = entry.balance_after.map(Total::from) else { return };
        match (self.last, self.since) {
            (Some(last), _) if last != stated => break_at(row, findings),
            (None, Some(since)) if self.first.is_none() => self.first = Some((row, stated, since)),
            _ => {}
        }
        self.last = Some(stated);
    }
}

fn break_at(row: u64, findings: &mut PartFindings<'_>) {
    findings.row_help(
        Code::LoyaltyBalance,
        row,
        "/balance_after",
        "the balance before it and the points since do not make this balance",
        "look for an entry that is missing, doubled, or has the wrong sign",
    );
}

/// `loyalty-balance` from part to part.
pub(crate) fn balances(plan: &Plan, series: &SeriesPlan, parts: &[PartDone], findings: &mut Findings) {
    let mut carry: Option<Total> = None;
    let mut seq: Option<u32> = None;
    for (index, facts) in plan.parts_of(series) {
        if seq.and_then(|seq| seq.checked_add(1)) != Some(facts.seq) {
            carry = None;
        }
        seq = Some(facts.seq);
        if facts.rows == 0 {
            continue;
        }
        let points = &parts[index].points;
        if let (Some((row, stated, since)), Some(carry)) = (points.first, carry)
            && crate::summary::add(carry, since) != stated
        {
            break_at(row, &mut PartFindings::new(findings, plan, index));
        }
        let to_the_end = points.before.and_then(|before| before.checked_add(1)) == Some(facts.rows);
        carry = match (points.last, points.since, carry) {
            _ if !to_the_end => None,
            (Some(last), ..) => Some(last),
            (None, Some(since), Some(carry)) => Some(crate::summary::add(carry, since)),
            _ => None,
        };
    }
}
