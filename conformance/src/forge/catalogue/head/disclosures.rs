//! Disclosures, and the descriptors in them.

use super::{Draft, Plan, UNKNOWN, reject, swap};
use crate::forge::{
    base64url,
    head::{Attachment, Group},
};

pub(super) fn vectors() -> Vec<Draft> {
    [disclosures(), descriptor(), descriptor_lists()].concat()
}

fn disclosures() -> Vec<Draft> {
    let pieces = |id: &str, change: fn(&mut Vec<String>), title: &str, why: &str| {
        reject(id, |plan| plan.pieces = Some(change), title, why)
    };
    let many = "one set of facts has many heads, so that comparing heads says nothing";
    vec![
        reject(
            "head-disclosure-form/reject-short-salt",
            |plan| {
                plan.part("m1").disclosure = Some(|text| {
                    text.replace_range(2..24, &base64url(&[7; 8]));
                });
            },
            "a disclosure with a salt of 8 bytes",
            "a withheld part can be guessed from its digest",
        ),
        reject(
            "head-disclosure-form/reject-salt-unused-bits",
            |plan| plan.part("m1").disclosure = Some(|text| text.replace_range(23..24, "R")),
            "a disclosure whose salt has unused bits set",
            "a salt that is read loosely has many spellings, each with a digest of its own",
        ),
        reject(
            "head-disclosure-form/reject-no-salt",
            |plan| plan.part("m1").disclosure = Some(|text| text.replace_range(1..26, "")),
            "a disclosure without salt",
            "a withheld part can be guessed from its digest",
        ),
        reject(
            "head-disclosure-form/reject-four-elements",
            |plan| {
                plan.part("m1").disclosure = Some(|text| {
                    text.truncate(text.len() - 1);
                    text.push_str(",1,2]");
                });
            },
            "a disclosure with more elements than salt and content",
            UNKNOWN,
        ),
        pieces(
            "head-disclosure-order/reject-swapped",
            |pieces| {
                let first = pieces.remove(1);
                pieces.push(first);
            },
            "the first disclosure last",
            many,
        ),
        pieces(
            "head-disclosure-order/reject-nested-first",
            |pieces| {
                let last = pieces.pop().expect("nested claims");
                pieces.insert(1, last);
            },
            "a nested claim before its descriptor",
            many,
        ),
        pieces(
            "head-disclosure-order/reject-twice",
            |pieces| pieces.insert(1, pieces[1].clone()),
            "a disclosure twice",
            "a part is counted twice",
        ),
        pieces(
            "head-digest-once/reject-unreferenced",
            |pieces| {
                let salt = base64url(&[9; 16]);
                pieces.push(base64url(format!(r#"["{salt}","totals",[]]"#).as_bytes()));
            },
            "a disclosure that no digest refers to",
            "facts that nobody signed stand among those that are signed",
        ),
        pieces(
            "head-digest-once/reject-empty-disclosure",
            |pieces| pieces.insert(1, String::new()),
            "two tildes in a row",
            "the hash that a key binding signs differs from tool to tool",
        ),
        pieces(
            "head-digest-once/reject-no-base64url",
            |pieces| pieces.push("A".to_owned()),
            "a disclosure of one character, which no digest refers to",
            "a reader that cannot decode it passes it by",
        ),
        reject(
            "head-digest-once/reject-digest-twice",
            |plan| {
                plan.digests = Some(|digests| {
                    let last = digests.len() - 1;
                    digests.insert(last, digests[last].clone());
                });
            },
            "a digest twice",
            "one disclosure stands for two parts",
        ),
        reject(
            "head-disclosure-form/reject-name-number",
            |plan| plan.part("k3").nested_disclosure = Some(|text| swap(text, r#""totals""#, "7")),
            "a nested claim whose name is a number",
            UNKNOWN,
        ),
        reject(
            "head-nested-claims/reject-unknown-name",
            |plan| plan.part("k3").nested_disclosure = Some(|text| swap(text, r#""totals""#, r#""verified""#)),
            "a nested claim the standard does not have",
            UNKNOWN,
        ),
    ]
}

fn descriptor() -> Vec<Draft> {
    let part = |id: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(id, |plan| plan.part("k3").descriptor = Some(change), title, why)
    };
    let path = "a program that uses the name as a path overwrites a file";
    vec![
        part(
            "head-descriptor/reject-unknown-member",
            |text| swap(text, r#""seq":0"#, r#""seq":0,"estimated":true"#),
            "a descriptor with a member the standard does not have",
            UNKNOWN,
        ),
        part(
            "head-descriptor/reject-no-row-count",
            |text| swap(text, r#""n":5,"#, ""),
            "a descriptor without the number of rows",
            "a part that was cut off is taken for a short one",
        ),
        part(
            "head-descriptor/reject-row-count-too-large",
            |text| swap(text, r#""n":5"#, r#""n":4294967296"#),
            "a number of rows that does not fit into 32 bits",
            "the number wraps around and the shape of the tree is another",
        ),
        part(
            "head-descriptor/reject-row-count-negative",
            |text| swap(text, r#""n":5"#, r#""n":-5"#),
            "a negative number of rows",
            "arithmetic on unsigned numbers wraps around",
        ),
        part(
            "head-descriptor/reject-root-unused-bits",
            |text| {
                let last = text.find(r#""row":""#).expect("a root") + 7 + 42;
                let next = char::from(text.as_bytes()[last] + 1).to_string();
                text.replace_range(last..=last, &next);
            },
            "a root whose last character has unused bits set",
            "one root has two spellings, and one of them is compared as text",
        ),
        part(
            "head-descriptor/reject-root-too-short",
            |text| {
                let at = text.find(r#""row":""#).expect("a root") + 7;
                text.replace_range(at..at + 43, &base64url(&[7; 31]));
            },
            "a root of 31 bytes",
            "a comparison of the shorter length takes any root that begins alike",
        ),
        reject(
            "head-descriptor/reject-attachment-name-path",
            |plan| attach(plan, "d2", "../terms.txt"),
            "an attachment whose name climbs out of its folder",
            path,
        ),
        reject(
            "head-descriptor/reject-attachment-name-hidden",
            |plan| attach(plan, "d2", ".profile"),
            "an attachment with the name of a hidden file",
            path,
        ),
        reject(
            "head-descriptor/reject-attachment-name-too-long",
            |plan| attach(plan, "d2", &format!("{}.txt", "x".repeat(97))),
            "an attachment with a name of 101 characters",
            "a name that is cut off is that of another file",
        ),
        reject(
            "head-descriptor/reject-media-type-too-long",
            |plan| {
                attach(plan, "d2", "terms.txt");
                plan.attachments.last_mut().expect("it was attached").media_type = format!("text/{}", "x".repeat(123));
            },
            "a media type of 128 characters",
            "a type that is cut off is another one",
        ),
        reject(
            "head-ids-unique/reject-part-and-attachment",
            |plan| attach(plan, "k3", "terms.txt"),
            "a part and an attachment with one id",
            "a reference to the document leads to the records",
        ),
        part(
            "head-ids-unique/reject-group-row",
            |text| swap(text, r#"{"id":"balance""#, r#"{"id":"row""#),
            "a group with the name of the row view",
            "a share of this group passes for a share of whole rows",
        ),
    ]
}

fn descriptor_lists() -> Vec<Draft> {
    let part = |id: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(id, |plan| plan.part("k3").descriptor = Some(change), title, why)
    };
    let twice = "a member that stands in two groups is shown with the one while the other is withheld";
    let minimal = "a cell is shown without what gives it its meaning, such as the currency of an amount";
    let promised = "a promise of completeness covers days that do not exist, or none";
    vec![
        part(
            "head-groups/reject-member-twice",
            |text| swap(text, r#"["running_balance"]"#, r#"["running_balance","category"]"#),
            "a member in two groups",
            twice,
        ),
        part(
            "head-groups/reject-257-members",
            |text| {
                let more: Vec<String> = (0..257).map(|number| format!(r#","m{number}""#)).collect();
                let more = more.concat();
                swap(text, r#"["running_balance"]"#, &format!(r#"["running_balance"{more}]"#));
            },
            "more members than 256",
            "a small head makes its reader keep state for any number of members",
        ),
        part(
            "head-groups/reject-group-twice",
            |text| swap(text, r#"{"id":"fx""#, r#"{"id":"text""#),
            "two groups with one id",
            twice,
        ),
        part(
            "head-groups/reject-member-in-capitals",
            |text| swap(text, r#"["running_balance"]"#, r#"["Running_balance"]"#),
            "a member whose name has a capital letter",
            "a member that no row can have is signed as one",
        ),
        part(
            "head-groups/reject-member-text",
            |text| swap(text, r#"["running_balance"]"#, r#""running_balance""#),
            "one member in the place of a list",
            "a program that goes through the letters of a text finds other members",
        ),
        part(
            "head-groups/reject-none",
            |text| {
                let (from, to) =
                    (text.find(r#""groups":["#).expect("groups") + 10, text.find(r#"],"_sd""#).expect("_sd"));
                text.replace_range(from..to, "");
            },
            "a part without groups",
            "a part of which nothing can be shown or withheld",
        ),
        reject(
            "head-groups/reject-65",
            |plan| {
                for number in 0..57 {
                    plan.part("k3").groups.push(Group {
                        id: format!("g{number}"),
                        members: vec![format!("m{number}")],
                        needs: Vec::new(),
                        spans: false,
                        root: None,
                        known_root: None,
                    });
                }
                plan.part("k3").rows.iter_mut().for_each(|row| row.fragments.resize(65, Vec::new()));
            },
            "65 groups",
            "a small head makes its reader keep state for any number of trees",
        ),
        part(
            "head-needs/reject-unknown-group",
            |text| *text = text.replacen(r#""needs":["core"]"#, r#""needs":["base"]"#, 1),
            "a group that needs a group which is not there",
            minimal,
        ),
        part(
            "head-needs/reject-itself",
            |text| *text = text.replacen(r#""needs":["core"]"#, r#""needs":["balance"]"#, 1),
            "a group that needs itself",
            minimal,
        ),
        part(
            "head-period/reject-empty",
            |text| swap(text, r#""to":"2026-02-01""#, r#""to":"2026-01-01""#),
            "a period of no days",
            promised,
        ),
        part(
            "head-period/reject-year-0",
            |text| swap(text, r#""from":"2026-01-01""#, r#""from":"0000-12-31""#),
            "a period that begins in a year that many calendars do not have",
            "a program stops where another goes on",
        ),
        part(
            "head-period/reject-no-incomplete-day",
            |text| swap(text, r#","_sd""#, r#","incomplete":[],"_sd""#),
            "an empty list of incomplete days",
            "one set of facts has two heads, so that comparing heads says nothing",
        ),
        part(
            "head-period/reject-null",
            |text| swap(text, r#","_sd""#, r#","incomplete":null,"_sd""#),
            "a list of incomplete days that is null",
            "what is null is absent for one program and there for another",
        ),
        reject(
            "head-nested-claims/reject-none",
            |plan| plan.part("m1").descriptor = Some(|text| swap(text, r#","groups""#, r#","_sd":[],"groups""#)),
            "an empty list of nested claims",
            "one set of facts has two heads, so that comparing heads says nothing",
        ),
        part(
            "head-period/reject-no-such-day",
            |text| swap(text, r#""to":"2026-02-01""#, r#""to":"2026-02-30""#),
            "a period that ends on the 30th of February",
            promised,
        ),
        reject(
            "head-period/reject-incomplete-outside",
            |plan| plan.part("k3").incomplete = vec!["2026-02-01".to_owned()],
            "an incomplete day that is not in the period",
            promised,
        ),
        reject(
            "head-period/reject-incomplete-not-ascending",
            |plan| plan.part("k3").incomplete = vec!["2026-01-31".to_owned(), "2026-01-01".to_owned()],
            "incomplete days in the wrong order",
            "one set of facts has many heads, so that comparing heads says nothing",
        ),
    ]
}

/// Adds a document.
fn attach(plan: &mut Plan, id: &str, name: &str) {
    plan.attachments.push(Attachment {
        id: id.to_owned(),
        name: name.to_owned(),
        media_type: "text/plain".to_owned(),
        content: b"hello\n".to_vec(),
        descriptor: None,
        file: None,
    });
}
