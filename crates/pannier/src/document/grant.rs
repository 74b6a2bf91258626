//! Whether a grant holds together, and with what it answers and what it gives.

use std::collections::BTreeSet;

use pannier_bundle::document::Document;
use pannier_model::document::{
    Event, EventKind, Grant, GrantItem, Level, Request, RequestAttachments, RequestItem, Withdrawal,
};
use pannier_model::record::{self, CORE};
use pannier_model::value::{Date, Duration};
use pannier_report::{Code, Finding};

use super::given::{Given, Shown};
use super::{at, midnight, purpose, seconds};
use crate::verify::day;

/// What is wrong with a grant by itself (`grant-level`, `grant-period`).
pub(super) fn grant(grant: &Grant) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (given, attached) = (grant.given.is_some(), grant.attachments.is_some());
    let members = [("/share", grant.share.is_some()), ("/given", given), ("/attachments", attached)];
    if grant.level == Level::Answer {
        for (member, _) in members.into_iter().filter(|(_, there)| *there) {
            findings.push(at(Code::GrantLevel, member, "something is given at level answer"));
        }
    } else {
        if grant.share.is_none() {
            findings.push(at(Code::GrantLevel, "/share", "it is not said in which share it is given"));
        }
        if !given && !attached {
            findings.push(at(Code::GrantLevel, "/given", "it is not said what is given"));
        }
        if attached && grant.level != Level::Records {
            findings.push(at(Code::GrantLevel, "/attachments", "documents are given at a level below records"));
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
            let mut groups = asked.iter().filter_map(|asked| asked.groups.as_ref()).flat_map(|groups| groups.iter());
            if group.as_str() != CORE && !groups.any(|asked| asked == group) {
                beyond(&format!("/given/{index}/groups/{place}"), "a group that is not asked for");
            }
        }
        let first = first_asked(&asked, item, made);
        if first.is_some_and(|first| item.from.is_none_or(|from| from < first)) {
            beyond(&format!("/given/{index}/from"), "it goes further back than was asked for");
        }
    }
    for (index, attachment) in grant.attachments.iter().flat_map(|given| given.iter()).enumerate() {
        let admits = |asked: &RequestAttachments| {
            asked.media_types.as_ref().is_none_or(|types| types.contains(&attachment.media_type))
        };
        if !request.attachments.iter().flat_map(|asked| asked.iter()).any(admits) {
            beyond(&format!("/attachments/{index}"), "a document that is not asked for");
        }
    }
    findings
}

/// What a share shows that its grant does not say, and which documents the grant names that it does not show (`grant-share`).
#[must_use]
pub fn check_share(grant: &Grant, given: &Given) -> Vec<Finding> {
    let mut findings = Vec::new();
    if grant.share.as_ref() != Some(&given.share) {
        findings.push(at(Code::GrantShare, "/share", "the grant is not about this share"));
    }
    // Of each record type and group the first period is told, because the next one is no news.
    let mut told = BTreeSet::new();
    for part in &given.parts {
        for group in std::iter::once("core").chain(part.groups.iter().map(String::as_str)) {
            if !is_given(grant, part, group) && told.insert((&part.record_type, group)) {
                let Shown { record_type, from, to, .. } = part;
                let message = format!("the share shows {group} of {record_type} from {from} up to {to}");
                let finding = at(Code::GrantShare, "/given", message + ", and the grant does not say so");
                findings.push(finding);
            }
        }
    }
    let named = || grant.attachments.iter().flat_map(|given| given.iter());
    for attachment in given.attachments.iter().filter(|shown| !named().any(|named| named == *shown)) {
        let message = format!("the share shows a document ({}), and the grant does not say so", attachment.media_type);
        findings.push(at(Code::GrantShare, "/attachments", message).with_value(attachment.name.as_str()));
    }
    for (index, _) in named().enumerate().filter(|(_, named)| !given.attachments.contains(named)) {
        let message = "the grant names a document that the share does not show";
        findings.push(at(Code::GrantShare, &format!("/attachments/{index}"), message));
    }
    findings
}

/// Whether the grant gives a group of a record type for every day of the part that counts; several of its elements may do so
/// together. It names the type even where no day counts.
fn is_given(grant: &Grant, part: &Shown, group: &str) -> bool {
    let names = |item: &&GrantItem| {
        item.record_type.as_str() == part.record_type
            && (group == "core" || item.groups.iter().flat_map(|groups| groups.iter()).any(|own| own.as_str() == group))
    };
    let named: Vec<&GrantItem> = grant.given.iter().flat_map(|given| given.iter()).filter(names).collect();
    if part.from >= part.to {
        return !named.is_empty();
    }
    let mut reached = part.from;
    loop {
        let covering = named.iter().filter(|item| item.from.is_none_or(|from| from <= reached));
        let Some(end) = covering.map(|item| item.to.unwrap_or(part.to)).max() else { return false };
        if end >= part.to {
            return true;
        }
        if end <= reached {
            return false;
        }
        reached = end;
    }
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

/// The first day that the items of a record type ask for of what happens; none where they ask for everything.
///
/// Counted from the last day that is given, which lies near the day on which the bundle was issued: nobody knows that day
/// without the share.
pub(super) fn first_asked(asked: &[&RequestItem], given: &GrantItem, made: Option<Date>) -> Option<Date> {
    let is_state = record::by_name(given.record_type.as_str()).is_some_and(|known| known.kind == record::Kind::State);
    let last = [given.to, made].into_iter().flatten().min()?;
    let firsts = asked.iter().map(|asked| asked.lookback.and_then(|back| purpose::back(back, last)));
    // One that asks for everything, or for more years than a date can say, has no first day.
    firsts.collect::<Option<Vec<Date>>>()?.into_iter().min().filter(|_| !is_state)
}
