//! The table of purposes in the spec is the table in the code, and everything it names exists.

use std::fmt::Write as _;

use pannier::document::{NEEDS, Purpose, need_of};
use pannier::record;
use pannier::value::Duration;

const CHAPTER: &str = include_str!("../../../spec/12-documents.md");

#[test]
fn the_table_of_the_spec() {
    let mut lines = String::new();
    for need in NEEDS {
        let items: Vec<String> = need
            .items
            .iter()
            .map(|(name, groups)| {
                let groups: Vec<String> = groups.iter().map(|group| format!("`{group}`")).collect();
                if groups.is_empty() { format!("`{name}`") } else { format!("`{name}` ({})", groups.join(", ")) }
            })
            .collect();
        let (purpose, about, items) = (need.purpose, need.about, items.join(", "));
        let (lookback, retention, level) = (need.lookback, need.retention, need.level);
        let attachments: Vec<String> = need.attachments.iter().map(|name| format!("`{name}`")).collect();
        let attachments = if attachments.is_empty() { "–".to_owned() } else { attachments.join(", ") };
        writeln!(
            lines,
            "| `{purpose}` | {about} | {items} | {attachments} | `{lookback}` | `{retention}` | `{level}` |"
        )
        .expect("a string grows");
    }
    assert!(CHAPTER.contains(&lines), "the table of purposes should read\n{lines}");
}

#[test]
fn everything_named_exists() {
    for need in NEEDS {
        for (name, groups) in need.items {
            let known = record::by_name(name).unwrap_or_else(|| panic!("{name}"));
            for group in *groups {
                assert!(known.group(group).is_some(), "{name} {group}");
            }
        }
        for of in need.attachments {
            let (_, groups) = need.items.iter().find(|(name, _)| name == of).unwrap_or_else(|| panic!("{of}"));
            let known = record::by_name(of).unwrap_or_else(|| panic!("{of}"));
            let names = |group: &record::Group| group.members.iter().any(|member| member.name == "attachment");
            assert!(
                groups.iter().any(|id| known.group(id).is_some_and(names)),
                "{of}: nobody could tell which are meant"
            );
        }
        for duration in [need.lookback, need.retention] {
            Duration::parse(duration).unwrap_or_else(|_| panic!("{duration}"));
        }
    }
    let without: Vec<&Purpose> = Purpose::ALL.iter().filter(|purpose| need_of(**purpose).is_none()).collect();
    assert_eq!(without, [&Purpose::Other]);
}
