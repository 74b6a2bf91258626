//! Stage `proof`: whether the rows are those that were signed.

use super::{Draft, Made, bundle, share, swap, whole};
use crate::forge::{
    bank, base64url,
    head::{Attachment, Plan},
    share::Share,
    tree::{Keyed, Streams},
};

const SMALL: &str = "whole/accept-small";
const ROWS: &str = "whole/accept-share-rows";
const FIELDS: &str = "whole/accept-share-fields";
const ATTACHED: &str = "proof-attachment/accept-document";
const CHANGED: &str = "records are changed after the bank signed them";
const PART: &str = "parts/k3.ndjson";

fn reject(id: &str, base: &str, made: &Made, title: &str, why: &str) -> Draft {
    let draft = Draft::reject(id, &made.archive).base(base).says(title, why);
    if base == SMALL || base == ATTACHED { draft } else { draft.asking_binding() }
}

fn january(mut made: Share, lines: fn(&mut Vec<Vec<u8>>)) -> Made {
    made.shown[1].lines = Some(lines);
    share(bank::small(), &made)
}

fn streams(change: fn(&mut Streams)) -> Made {
    let mut made = whole::fields();
    made.shown[1].streams = Some(change);
    share(bank::small(), &made)
}

/// The proof of rows 2 to 4 of January under the keys of another tree.
fn foreign(part: &str, group: &str) -> Streams {
    let mut plan = bank::small();
    let lines = plan.part("k3").lines();
    Keyed::new(&plan.secret, &plan.jti, part, group).redact(&lines, &[false, true, true, true, false])
}

fn replace(line: &mut Vec<u8>, from: &str, to: &str) {
    let mut text = String::from_utf8(std::mem::take(line)).expect("a row is text");
    swap(&mut text, from, to);
    *line = text.into_bytes();
}

pub(super) fn vectors() -> Vec<Draft> {
    [roots(), shares(), proofs(), rest()].concat()
}

fn roots() -> Vec<Draft> {
    let mut group = bank::small();
    group.part("k3").groups[2].root = Some(|root| root[31] ^= 1);
    let mut row = bank::small();
    row.part("k3").root = Some(|root| root[0] ^= 0x80);
    let why = "the issuer signed two views of one part that differ, and shows one to some and one to others";
    vec![
        reject(
            "proof-root/reject-bundle",
            SMALL,
            &bundle(group),
            "a bundle in which the root of one group is wrong",
            why,
        )
        .entry(PART),
        reject(
            "proof-row-root/reject-bundle",
            SMALL,
            &bundle(row),
            "a bundle in which the root of the row view is wrong",
            why,
        )
        .entry(PART),
    ]
}

fn shares() -> Vec<Draft> {
    vec![
        reject(
            "proof-row-root/reject-value-changed",
            ROWS,
            &january(whole::rows(), |lines| replace(&mut lines[0], r#""amount":"-650.00""#, r#""amount":"-65.00""#)),
            "an amount changed in the row view",
            CHANGED,
        )
        .entry(PART),
        reject(
            "proof-row-root/reject-rows-swapped",
            ROWS,
            &january(whole::rows(), |lines| lines.swap(1, 2)),
            "two rows of one day swapped",
            "running balances and the order of bookings are changed",
        )
        .entry(PART),
        reject(
            "proof-row-root/reject-normal-form",
            ROWS,
            &january(whole::rows(), |lines| replace(&mut lines[2], "Caf\u{e9} Zo\u{eb}", "Cafe\u{301} Zoe\u{308}")),
            "a name in another Unicode normal form",
            "a verifier that normalises accepts bytes that were never signed",
        )
        .entry(PART),
        reject(
            "proof-root/reject-value-changed",
            FIELDS,
            &january(whole::fields(), |lines| replace(&mut lines[2], r#""amount":"-12.10""#, r#""amount":"-1.21""#)),
            "an amount changed in the field view",
            CHANGED,
        )
        .entry(PART),
        reject(
            "proof-root/reject-member-dropped",
            FIELDS,
            &january(whole::fields(), |lines| replace(&mut lines[2], r#","mcc":"5411""#, "")),
            "a member of a shown cell dropped",
            "what is withheld passes for what is proven absent",
        )
        .entry(PART),
        reject(
            "proof-root/reject-cell-moved",
            FIELDS,
            &january(whole::fields(), |lines| {
                replace(&mut lines[0], r#""category":"groceries""#, r#""category":"eating_out""#);
                replace(&mut lines[2], r#""category":"eating_out""#, r#""category":"groceries""#);
            }),
            "the cells of two rows exchanged",
            CHANGED,
        )
        .entry(PART),
        reject(
            "proof-root/reject-seed-bit-flip",
            FIELDS,
            &streams(|streams| streams.seeds[5] ^= 8),
            "a seed with one bit changed",
            "a leaf is accepted under a salt of somebody else's choice",
        )
        .entry(PART),
    ]
}

fn proofs() -> Vec<Draft> {
    let foreign = |id: &str, change: fn(&mut Streams), title: &str| {
        let mut made = whole::rows();
        made.shown[1].streams = Some(change);
        let why = "rows travel into a part or a view for which nobody signed them";
        reject(id, ROWS, &share(bank::small(), &made), title, why).entry(PART)
    };
    let exact = |variant: &str, change: fn(&mut Streams), title: &str| {
        let why = "bytes that nobody signed travel in a verified file, or a reader walks past the end";
        reject(&format!("proof-stream-exact/reject-{variant}"), FIELDS, &streams(change), title, why)
    };
    let length = |variant: &str, change: fn(&mut Streams), title: &str| {
        let why = "a reader that rounds down ignores the rest, one that rounds up reads past the end";
        reject(&format!("proof-stream-length/reject-{variant}"), FIELDS, &streams(change), title, why)
    };
    // Whoever stops at the node that nobody asked for has not seen the end of the entry.
    let left_over = || {
        let mut made = streams(|streams| streams.nodes.extend([7; 32]));
        made.archive.entry("parts/k3.nodes").both(|fields| fields.crc ^= 1);
        made
    };
    vec![
        reject(
            "container-crc/reject-nodes-left-over",
            FIELDS,
            &left_over(),
            "nodes with one too many, in an entry whose CRC is not that of its content",
            "what is reported depends on how far a reader happens to read",
        )
        .entry("parts/k3.nodes"),
        exact("seed-missing", |streams| streams.seeds.truncate(streams.seeds.len() - 16), "one seed too few"),
        exact("seed-left-over", |streams| streams.seeds.extend([7; 16]), "one seed too many"),
        exact("node-missing", |streams| streams.nodes.truncate(streams.nodes.len() - 32), "one node too few"),
        exact("node-left-over", |streams| streams.nodes.extend([7; 32]), "one node too many"),
        exact(
            "seed-for-withheld-row",
            |streams| {
                let plan = bank::small();
                let root = Keyed::new(&plan.secret, &plan.jti, "k3", "core");
                streams.seeds.splice(..32, root.redact(&vec![Vec::new(); 5], &[true; 5]).seeds);
                streams.nodes.drain(..32);
            },
            "one seed for the whole tree, where a row of it is withheld",
        ),
        foreign(
            "proof-row-root/reject-seeds-of-another-part",
            |streams| *streams = self::foreign("m1", "row"),
            "seeds and nodes of another part",
        ),
        foreign(
            "proof-row-root/reject-seeds-of-another-view",
            |streams| *streams = self::foreign("k3", "core"),
            "seeds and nodes of the tree of a group",
        ),
        length("seeds", |streams| streams.seeds.push(0), "seeds with one byte more"),
        length("nodes", |streams| streams.nodes.truncate(streams.nodes.len() - 1), "nodes with one byte less"),
    ]
}

fn attached(file: Option<fn(&mut Vec<u8>)>) -> Made {
    let mut plan = bank::small();
    plan.attachments.push(Attachment {
        id: "d2".to_owned(),
        name: "Terms 2026.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: b"Free for ever.\n".to_vec(),
        descriptor: None,
        file,
    });
    bundle(plan)
}

fn rest() -> Vec<Draft> {
    let document = "a document is exchanged after the bank signed it";
    let vanished = "a month of records vanishes and the bundle still counts as complete";
    let without = |plan: Plan, id: &str| {
        let mut made = bundle(plan);
        let name = format!("parts/{id}.ndjson");
        made.archive.entries.retain(|entry| entry.name() != name);
        made
    };
    let mut one_less = bank::small();
    // The account's disclosure is the first in the head.
    one_less.pieces = Some(|pieces| drop(pieces.remove(1)));
    let mut no_totals = bank::small();
    no_totals.pieces = Some(|pieces| drop(pieces.pop()));
    let mut foreign = bank::small();
    foreign.digests = Some(|digests| {
        digests.push(base64url(&[0x55; 32]));
        digests.sort();
    });
    let shown = Share { attachments: vec!["d2".to_owned()], ..whole::rows() };
    let mut plan = bank::small();
    plan.attachments.push(Attachment {
        id: "d2".to_owned(),
        name: "Terms 2026.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: b"Free for ever.\n".to_vec(),
        descriptor: None,
        file: None,
    });
    vec![
        Draft::accept(ATTACHED, &attached(None))
            .says("a bundle with a document", "a bill cannot travel with its records"),
        Draft::accept("proof-attachment/accept-share", &share(plan, &shown))
            .asking_binding()
            .says("a share that shows a document", "a bill cannot be shown"),
        reject(
            "proof-attachment/reject-changed",
            ATTACHED,
            &attached(Some(|content| content[0] = b'f')),
            "a document with one letter changed",
            document,
        )
        .entry("attachments/d2"),
        reject(
            "proof-attachment/reject-longer",
            ATTACHED,
            &attached(Some(|content| content.extend_from_slice(b"Except in March.\n"))),
            "a document with a line more",
            document,
        )
        .entry("attachments/d2"),
        reject(
            "proof-disclosures-complete/reject-part-left-out",
            SMALL,
            &without(one_less, "m1"),
            "a bundle with one part left out, disclosure and all",
            vanished,
        ),
        reject(
            "proof-disclosures-complete/reject-nested-claim-left-out",
            SMALL,
            &bundle(no_totals),
            "a bundle with one nested claim left out",
            "the signed totals vanish and the bundle still counts as complete",
        ),
        reject(
            "proof-disclosures-complete/reject-foreign-digest",
            SMALL,
            &bundle(foreign),
            "a digest that is neither that of a disclosure nor a decoy",
            vanished,
        ),
    ]
}
