//! Points: an account where the log states its balance, and what was earned and used with each receipt.

use std::collections::{BTreeMap, HashMap};

use pannier_model::{
    record::{AnyRecord, LoyaltyAccount, LoyaltyAccountStatus, LoyaltyEntry, LoyaltyEntryKind, Record as _},
    value::{CodeText, Date, Decimal, Id, IdStability, Name, NumberScheme},
};

use super::line::Points;
use crate::{
    Error, Loss, Series,
    events::statement::Window,
    ids::{IdKey, Ranks, identify},
    output::{Output, numbered},
    syntax::xml::Node,
    values::{
        documents::{self, row, unnamed},
        iso, text,
    },
};

/// Points on one day.
struct Entry {
    place: Option<u64>,
    date: Date,
    kind: LoyaltyEntryKind,
    points: Decimal,
    receipt: Option<String>,
}

/// One membership.
#[derive(Default)]
struct Member {
    programme: Option<Name>,
    tier: Option<CodeText>,
    /// Last balance stated, and its day.
    balance: Option<(Date, Decimal)>,
    entries: Vec<Entry>,
}

/// All memberships of a log, by their number.
#[derive(Default)]
pub(super) struct Members {
    by_number: BTreeMap<String, Member>,
    /// Points of lines of the transaction that is being read.
    open: Vec<(u64, Points)>,
    /// Lines that award no point.
    pointless: Vec<u64>,
}

impl Members {
    /// Points of a line, before it is known whose they are.
    pub(super) fn points(&mut self, place: u64, points: Points) {
        self.open.push((place, points));
    }

    /// Reads whose points those of a transaction are: of several programmes each is an account, and points of lines are of the
    /// first.
    pub(super) fn of_transaction(&mut self, retail: Node<'_>, date: Date, receipt: Option<&str>) {
        let mut open = std::mem::take(&mut self.open);
        let account = retail.child("LoyaltyAccount");
        if account.is_none() && open.is_empty() {
            return;
        }
        let programmes: Vec<Node<'_>> =
            account.into_iter().flat_map(|account| account.each("LoyaltyProgram")).collect();
        if programmes.len() < 2 {
            self.of_programme(account, programmes.first().copied(), open, date, receipt);
            return;
        }
        for programme in programmes {
            self.of_programme(account, Some(programme), std::mem::take(&mut open), date, receipt);
        }
    }

    /// What a log says of an account stands in its programme or beside it.
    fn of_programme(
        &mut self,
        account: Option<Node<'_>>,
        programme: Option<Node<'_>>,
        open: Vec<(u64, Points)>,
        date: Date,
        receipt: Option<&str>,
    ) {
        let both = [programme, account];
        let any = |names: &[&str]| both.iter().flatten().find_map(|node| node.any(names));
        let number = any(&["LoyaltyAccountID", "LoyaltyCard/PrimaryAccountNumber", "LoyaltyID"]).unwrap_or_default();
        let member = self.by_number.entry(number.to_owned()).or_default();
        // Some logs know a programme by nothing but the number of its account.
        let name = any(&["LoyaltyProgramName", "LoyaltyProgramID"])
            .or(programme.and_then(|programme| programme.attribute("Name")))
            .or(programme.map(|_| number).filter(|number| !number.is_empty()));
        member.programme = member.programme.take().or(name.and_then(|name| text::name(name).ok().flatten()));
        let tier = any(&["MembershipLevel", "Level"]);
        member.tier = tier.and_then(|tier| CodeText::parse(tier).ok()).or(member.tier.take());
        let balance = any(&["PointsBalance", "CurrentPoints"])
            .or_else(|| both.iter().flatten().find_map(|node| Points::typed(*node, "Balance")))
            .and_then(iso::decimal);
        if let Some(balance) = balance.filter(|_| member.balance.is_none_or(|(before, _)| before <= date)) {
            member.balance = Some((date, balance));
        }
        let own = both.iter().flatten().find_map(|node| Points::of(*node));
        for (place, points) in
            open.into_iter().map(|(place, points)| (Some(place), points)).chain(own.map(|own| (None, own)))
        {
            let mut place = place;
            for (kind, points) in [
                (LoyaltyEntryKind::Earn, points.earned),
                (LoyaltyEntryKind::Redeem, points.redeemed.map(|points| -points)),
            ] {
                if let Some(points) = points.filter(|points| points.signum() != 0) {
                    member.entries.push(Entry {
                        place: place.take(),
                        date,
                        kind,
                        points,
                        receipt: receipt.map(str::to_owned),
                    });
                }
            }
            self.pointless.extend(place);
        }
    }

    /// Loses points of lines of a transaction that cannot be read.
    pub(super) fn lose_open(&mut self, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
        std::mem::take(&mut self.open).into_iter().try_for_each(|(place, _)| output.skipped_row(place, reason))
    }

    /// Keys of the receipts with which points were earned or used.
    pub(super) fn receipts(&self) -> impl Iterator<Item = &str> {
        self.by_number.values().flat_map(|member| &member.entries).filter_map(|entry| entry.receipt.as_deref())
    }

    /// Hands on accounts and their entries; what has no programme or balance is lost.
    pub(super) fn emit(self, receipts: &HashMap<String, Id>, output: &mut Output<'_>) -> Result<(), Error> {
        for place in self.pointless {
            output.skipped_row(place, "no points")?;
        }
        let mut number_of = 0;
        for (number, mut member) in self.by_number {
            let (Some(programme), Some((as_of, balance))) = (member.programme.take(), member.balance) else {
                if member.entries.is_empty() {
                    continue;
                }
                let reason = "points of an account of which the log names no programme or no balance";
                for place in member.entries.iter().filter_map(|entry| entry.place) {
                    output.skipped_row(place, reason)?;
                }
                output.loss(Loss::whole("LoyaltyAccount", reason))?;
                continue;
            };
            number_of += 1;
            let thing = numbered("points", number_of);
            let mut account =
                LoyaltyAccount::new(thing.clone(), as_of, programme, LoyaltyAccountStatus::Unknown, balance);
            account.tier = member.tier;
            account.number = documents::number(NumberScheme::Member, &number);
            output.state(thing.clone(), account)?;
            member.entries.sort_by_key(|entry| entry.date);
            let (Some(first), Some(last)) = (member.entries.first(), member.entries.last()) else { continue };
            let Some(window) = Window::of_rows(first.date, last.date) else { continue };
            output.series(Series {
                thing: Some(thing.clone()),
                record_type: LoyaltyEntry::TYPE,
                from: window.from,
                to: window.to,
                incomplete: window.incomplete.iter().copied().collect(),
            })?;
            let mut ranks = Ranks::default();
            for Entry { place, date, kind, points, receipt } in member.entries {
                let mut entry = LoyaltyEntry::new(unnamed(), thing.clone(), date, kind, points);
                entry.receipt = receipt.and_then(|key| receipts.get(&key).cloned());
                entry.source_ref = place.and_then(row);
                let settled = !window.incomplete.contains(&date);
                entry.id_stability = Some(if settled { IdStability::Derived } else { IdStability::Provisional });
                let mut record = AnyRecord::from(entry);
                identify(&IdKey::ZERO, &mut ranks, &mut record);
                match place {
                    Some(place) => output.row(place, record)?,
                    None => output.record(None, record)?,
                }
            }
        }
        Ok(())
    }
}
