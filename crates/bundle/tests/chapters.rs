//! The worked examples of the chapters on heads and shares: every value is looked for in the known answers.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{known, list, text, vendor};
use pannier_bundle::{Archive, Head, TrustList, disclosure};
use pannier_crypto::{base64url, digest::sha256};

const HEAD: &str = include_str!("../../../spec/05-head.md");
const SHARE: &str = include_str!("../../../spec/06-share.md");
const TRUST: &str = include_str!("../../../spec/08-trust.md");

/// The example as one line: the chapter breaks long ones.
fn one_line(chapter: &str) -> String {
    chapter.replace('\n', "")
}

#[test]
fn the_head_s_example_is_true() {
    let known = known();
    let chapter = one_line(HEAD);
    let in_text = |value: &str| assert!(chapter.contains(value), "the chapter does not have {value}");
    let jwt = text(&known, &["heads", "ES256"]);
    let header = jwt.split('.').next().unwrap();
    in_text(header);
    in_text(std::str::from_utf8(&base64url::decode(header.as_bytes()).unwrap()).unwrap());
    in_text(text(&known, &["claims_bytes"]));
    let third = list(&known, "disclosures")[2].as_str().unwrap();
    in_text(std::str::from_utf8(&base64url::decode(third.as_bytes()).unwrap()).unwrap());
    in_text(&base64url::encode(&disclosure::digest(third.as_bytes())));
    in_text(&base64url::encode(&sha256(b"")));
    in_text(list(&known, "decoys")[0].as_str().unwrap());
}

#[test]
fn the_share_s_example_is_true() {
    let in_text = |value: &str| assert!(SHARE.contains(value), "the chapter does not have {value}");
    let file = std::fs::read(vendor("pannier-kat/share-a-fields.pannier.zip")).unwrap();
    let archive = Archive::open(file).unwrap();
    let share = archive.share().unwrap();
    in_text(std::str::from_utf8(&share).unwrap());
    in_text(&format!("these {} bytes", share.len()));
    in_text(&base64url::encode(&sha256(&share)));
    let head = Head::parse(&archive.head().unwrap()).unwrap();
    assert_eq!(head.sealed(), 3);
    in_text(&base64url::encode(&head.sd_hash()));
    let binding = head.binding().unwrap();
    in_text(binding);
    for segment in binding.split('.').take(2) {
        in_text(std::str::from_utf8(&base64url::decode(segment.as_bytes()).unwrap()).unwrap());
    }
    let rows = archive.read_small("parts/p0.ndjson", 1 << 20).unwrap();
    in_text(std::str::from_utf8(&rows).unwrap());
}

#[test]
fn the_list_in_the_chapter_is_one() {
    let (_, rest) = TRUST.split_once("```json\n").unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    let list = TrustList::read(text.as_bytes()).unwrap();
    assert!(list.find("1fujOHd8I7gwTO263dEoPFz92UqRHap-7yEvM0VwmYk").is_some());
}
