//! Stage schema, for what the head says: profile, schemas, series, sort members, groups.

use std::collections::BTreeMap;

use pannier_bundle::head::{Head, PartDescriptor};
use pannier_model::record::{PROFILE, RecordType};
use pannier_report::{Code, Finding, Location, Report};
use pannier_validate::{rules::BundleFacts, shape::GivenSchema};

/// The words of the head that mean something, judged against what is known of record types.
pub(crate) fn descriptors(head: &Head, facts: &BundleFacts, given: &BTreeMap<String, GivenSchema>) -> Report {
    let mut report = Report::new();
    if head.claims().profile != PROFILE {
        let location = Location::entry("head.sdjwt").at_pointer("/pannier/profile");
        report.push(
            Finding::new(Code::SchemaProfile, location, "the profile is not one this program knows")
                .with_help("a newer program may know it; `--until proof` checks all that needs no profile"),
        );
    }
    for finding in head.claim_findings() {
        report.push(finding.clone());
    }
    for (at, (part, facts)) in head.parts().zip(&facts.parts).enumerate() {
        let mut find = |code: Code, member: &str, message: &str| {
            let location = Location::entry("head.sdjwt").at_pointer(format!("/parts/{at}/{member}"));
            report.push(Finding::new(code, location, message));
        };
        if let Some(record_type) = facts.record_type {
            built_in(part, record_type, &mut find);
        } else if let Some(schema) = given.get(&part.schema) {
            given_by_user(part, schema, &mut find);
        } else {
            let location = Location::entry("head.sdjwt").at_pointer(format!("/parts/{at}/schema"));
            report.push(
                Finding::new(Code::SchemaKnown, location, "the schema is neither built in nor given")
                    .with_help("give it with `--schema FILE`, or stop before it with `--until proof`"),
            );
        }
    }
    report
}

fn built_in(part: &PartDescriptor, record_type: &RecordType, find: &mut impl FnMut(Code, &str, &str)) {
    match part.series.split_once('/') {
        Some((thing, name)) if name == record_type.name && is_thing(thing) => {}
        _ => find(Code::SchemaSeries, "series", "the series is not a thing and the record type of its schema"),
    }
    if part.sort != record_type.sort {
        find(Code::SchemaSort, "sort", "rows of this record type are not sorted by this member");
    }
    let mut groups = record_type.groups.iter();
    for (number, group) in part.groups.iter().enumerate() {
        // An issuer may leave groups out, but not reorder, rename or cut them.
        let Some(known) = groups.find(|known| known.id == group.id) else {
            find(Code::SchemaGroups, &format!("groups/{number}/id"), "the schema has no such group at this place");
            return;
        };
        let members = known.members.iter().map(|member| member.name);
        if !members.eq(group.members.iter().map(String::as_str)) {
            find(Code::SchemaGroups, &format!("groups/{number}/members"), "the members are not those of the schema");
        }
        if !known.needs().iter().copied().eq(group.needs.iter().map(String::as_str)) {
            find(Code::SchemaGroups, &format!("groups/{number}/needs"), "the needs are not those of the schema");
        }
        if known.spans != group.spans {
            find(Code::SchemaGroups, &format!("groups/{number}/spans"), "`spans` is not as the schema says");
        }
    }
    if part.groups.first().is_none_or(|group| group.id != record_type.groups[0].id) {
        find(Code::SchemaGroups, "groups", "the group every other needs is missing");
    }
}

fn given_by_user(part: &PartDescriptor, schema: &GivenSchema, find: &mut impl FnMut(Code, &str, &str)) {
    if !part.series.split_once('/').is_some_and(|(thing, name)| is_thing(thing) && !name.is_empty()) {
        find(Code::SchemaSeries, "series", "the series is not a thing and a record type");
    }
    let is_listed = part.groups.iter().any(|group| group.members.contains(&part.sort));
    if !is_listed || schema.sort().is_some_and(|sort| sort != part.sort) {
        find(Code::SchemaSort, "sort", "rows of this record type are not sorted by this member");
    }
    for (number, group) in part.groups.iter().enumerate() {
        let is_elsewhere = |member: &String| schema.group_of(member).is_some_and(|expected| expected != group.id);
        if group.members.iter().any(is_elsewhere) {
            find(
                Code::SchemaGroups,
                &format!("groups/{number}/members"),
                "a member stands in another group of the schema",
            );
        }
    }
}

/// A label, or `all`.
fn is_thing(thing: &str) -> bool {
    thing == "all"
        || (thing.len() == 6
            && thing.starts_with(|c: char| c.is_ascii_lowercase())
            && thing.bytes().all(|byte| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte)))
}
