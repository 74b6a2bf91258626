//! Whether a grant holds together, and with what it answers and what it gives.

use std::collections::{BTreeMap, BTreeSet};

use pannier_bundle::document::Document;
use pannier_model::document::{
    DocumentDigest, Event, EventKind, Grant, GrantItem, GrantShare, GroupName, Level, Request, Token, Withdrawal,
};
use pannier_model::value::{Date, Duration, List};
use pannier_report::{Code, Finding};

use super::{at, midnight, seconds};
use crate::verify::day;
use crate::{Error, Verified};
use pannier_bundle::Source;
use pannier_crypto::base64url;

/// A share as far as a grant speaks of it: which it is, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Which share it is.
    pub share: GrantShare,
    /// What it shows, by record type.
    pub items: List<GrantItem, 64>,
}

impl Given {
    /// What a verified share shows; none for a bundle, and for a share that shows no record.
    ///
    /// # Errors
    /// The file changed since it was verified.
    pub fn of<S: Source>(verified: &Verified<S>) -> Result<Option<Self>, Error> {
        let hash = verified.share_hash()?.map(|hash| base64url::encode(&hash));
        Ok(hash.and_then(|hash| Self::shown(verified, &hash)))
    }

    /// Whether it shows monthly figures and no record of what happened.
    pub fn is_summary(&self) -> bool {
        let summary = |item: &GrantItem| item.record_type.as_str() == "summary";
        let happened = |item: &GrantItem| {
            let known = pannier_model::record::by_name(item.record_type.as_str());
            known.is_none_or(|known| known.kind == pannier_model::record::Kind::Event)
        };
        self.items.iter().any(summary) && !self.items.iter().any(|item| !summary(item) && happened(item))
    }

    fn shown<S: Source>(verified: &Verified<S>, pannier_share: &str) -> Option<Self> {
        let pannier_share = DocumentDigest::parse(pannier_share).ok()?;
        let jti = Token::parse(verified.verdict().jti.as_deref()?).ok()?;
        let mut items: BTreeMap<&str, (BTreeSet<&str>, Date, Date)> = BTreeMap::new();
        let shown = &verified.verdict().withheld.parts;
        for part in verified.parts() {
            let Some(shown) = shown.iter().find(|shown| shown.id == part.id).filter(|shown| shown.shown > 0) else {
                continue;
            };
            let record_type = part.series.split_once('/').map_or(part.series.as_str(), |(_, name)| name);
            let (groups, from, to) = items.entry(record_type).or_insert_with(|| (BTreeSet::new(), part.from, part.to));
            (*from, *to) = ((*from).min(part.from), (*to).max(part.to));
            let groups_shown = part.groups.iter().map(|group| group.id.as_str());
            groups.extend(
                groups_shown.filter(|id| *id != "core" && !shown.withheld_groups.iter().any(|held| held == id)),
            );
        }
        let items = items.into_iter().map(|(record_type, (groups, from, to))| {
            let mut item = GrantItem::new(name(record_type)?);
            item.groups = List::new(groups.into_iter().filter_map(name).collect()).ok();
            (item.from, item.to) = (Some(from), Some(to));
            Some(item)
        });
        let items = List::new(items.collect::<Option<Vec<_>>>()?).ok()?;
        Some(Self { share: GrantShare::new(jti, pannier_share), items })
    }
}

fn name(text: &str) -> Option<GroupName> {
    GroupName::parse(text).ok()
}

/// What is wrong with a grant by itself (`grant-level`, `grant-period`).
pub(super) fn grant(grant: &Grant) -> Vec<Finding> {
    let mut findings = Vec::new();
    let nothing = grant.level == Level::Answer;
    for (member, there) in [("/share", grant.share.is_some()), ("/given", grant.given.is_some())] {
        if there == nothing {
            let what = if nothing { "something is given at level answer" } else { "it is not said what is given" };
            findings.push(at(Code::GrantLevel, member, what));
        }
    }
    for (index, item) in grant.given.iter().flat_map(|given| given.iter()).enumerate() {
        if item.from.zip(item.to).is_some_and(|(from, to)| from >= to) {
            findings.push(at(Code::GrantPeriod, &format!("/given/{index}/to"), "the period ends before it begins"));
        }
    }
    findings
}

/// What is wrong with an event by itself (`event-members`).
pub(super) fn event(event: &Event) -> Vec<Finding> {
    let what = event.what;
    // Needed with these, and beside no other but where it is only allowed.
    let members = [
        ("/with", event.with.is_some(), what == EventKind::Shared, what == EventKind::Shared),
        ("/channel", event.channel.is_some(), what == EventKind::Contacted, what == EventKind::Contacted),
        ("/withdrawal", event.withdrawal.is_some(), what == EventKind::Withdrawn, what == EventKind::Withdrawn),
        ("/offer", event.offer.is_some(), what == EventKind::Used, false),
        ("/detail", event.detail.is_some(), true, what == EventKind::Breached),
    ];
    let mut findings = Vec::new();
    for (member, there, allowed, needed) in members {
        if needed && !there {
            findings.push(at(
                Code::EventMembers,
                member,
                format!("{member} is missing beside {what}", member = &member[1..]),
            ));
        } else if there && !allowed {
            findings.push(at(
                Code::EventMembers,
                member,
                format!("{member} has no place beside {what}", member = &member[1..]),
            ));
        }
    }
    findings
}

/// What of a grant goes beyond the request it answers (`grant-within-request`).
pub(super) fn within_request(grant: &Document<Grant>, request: &Document<Request>) -> Vec<Finding> {
    let (grant, request) = (grant.payload(), request.payload());
    let mut findings = Vec::new();
    let mut beyond = |pointer: &str, what: &str| findings.push(at(Code::GrantWithinRequest, pointer, what));
    if grant.recipient != request.iss {
        beyond("/recipient", "the grant is for somebody else than who asked");
    }
    if grant.purpose != request.purpose {
        beyond("/purpose", "another purpose than the one asked for");
    }
    if grant.level > request.level {
        beyond("/level", "more leaves the holder's hands than was asked for");
    }
    let made = day(seconds(grant.iat));
    if seconds(grant.exp) > end_of_retention(seconds(grant.iat), request.retention) {
        beyond("/exp", "it may be kept longer than was asked for");
    }
    let asked_recipients = request.recipients.iter().flat_map(|names| names.iter());
    let asked_recipients: Vec<_> = asked_recipients.collect();
    for (index, name) in grant.recipients.iter().flat_map(|names| names.iter()).enumerate() {
        if !asked_recipients.contains(&name) {
            beyond(&format!("/recipients/{index}"), "it may be passed on to somebody the request does not name");
        }
    }
    for (index, item) in grant.given.iter().flat_map(|given| given.iter()).enumerate() {
        let summary = request.level == Level::Summary && item.record_type.as_str() == "summary";
        let asked = request.items.iter().filter(|asked| asked.record_type == item.record_type);
        let asked: Vec<_> = asked.collect();
        if asked.is_empty() && !summary {
            beyond(&format!("/given/{index}/record_type"), "a record type that is not asked for");
            continue;
        }
        for (place, group) in item.groups.iter().flat_map(|groups| groups.iter()).enumerate() {
            let groups = asked.iter().filter_map(|asked| asked.groups.as_ref());
            if !summary && !groups.flat_map(|groups| groups.iter()).any(|asked| asked == group) {
                beyond(&format!("/given/{index}/groups/{place}"), "a group that is not asked for");
            }
        }
        let unbounded = summary || asked.iter().any(|asked| asked.lookback.is_none());
        let first = asked.iter().filter_map(|asked| asked.lookback).filter_map(|back| before(made?, back)).min();
        if !unbounded && item.from.is_none_or(|from| first.is_none_or(|first| from < first)) {
            beyond(&format!("/given/{index}/from"), "it goes further back than was asked for");
        }
    }
    findings
}

/// What a share shows that its grant does not say (`grant-share`).
pub fn check_share(grant: &Grant, given: &Given) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut wrong = |pointer: &str, what: String| findings.push(at(Code::GrantShare, pointer, what));
    if grant.share.as_ref() != Some(&given.share) {
        wrong("/share", "the grant is not about this share".to_owned());
    }
    for shown in &*given.items {
        let named = grant.given.iter().flat_map(|given| given.iter());
        let covers = |named: &GrantItem| {
            let groups = |item: &GrantItem| -> BTreeSet<String> {
                item.groups.iter().flat_map(|groups| groups.iter()).map(|group| group.as_str().to_owned()).collect()
            };
            named.record_type == shown.record_type
                && groups(shown).is_subset(&groups(named))
                && named.from.is_none_or(|from| shown.from.is_some_and(|shown| shown >= from))
                && named.to.is_none_or(|to| shown.to.is_some_and(|shown| shown <= to))
        };
        if !named.into_iter().any(covers) {
            wrong("/given", format!("the share shows more of {} than the grant says", shown.record_type.as_str()));
        }
    }
    findings
}

/// Whether a withdrawal is that of who made the grant (`withdrawal-key`).
pub(super) fn withdrawal_key(withdrawal: &Document<Withdrawal>, grant: &Document<Grant>) -> Vec<Finding> {
    let same = withdrawal.payload().iss == grant.payload().iss;
    let finding = || at(Code::WithdrawalKey, "/iss", "signed by another key than the grant");
    (!same).then(finding).into_iter().collect()
}

/// The moment at which a retention that begins at `from` ends, both in seconds since 1970: the latest `exp` of a grant that
/// answers a request with it (`grant-within-request`).
pub fn end_of_retention(from: i64, retention: Duration) -> i64 {
    match (retention.seconds(), day(from).and_then(|made| retention.after(made))) {
        (Some(length), _) => from.saturating_add(i64::from(length)),
        // The day on which it ends still belongs to it.
        (None, Some(last)) => midnight(last).saturating_add(86_400),
        // Longer than the calendar goes: the end of what a document can say.
        (None, None) => (1 << 53) - 1,
    }
}

/// The day a duration before `day`; none where it has a time of the clock.
fn before(day: Date, back: Duration) -> Option<Date> {
    use pannier_model::value::DurationUnit::{Days, Months, Weeks, Years};
    let count = i64::from(back.count());
    match back.unit() {
        Years => day.plus_months(-12 * count),
        Months => day.plus_months(-count),
        Weeks => day.plus_days(-7 * count),
        Days => day.plus_days(-count),
        _ => day.plus_days(-1),
    }
}
