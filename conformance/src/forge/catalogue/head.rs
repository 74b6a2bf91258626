//! Stage `head`: the signed statement, its claims and its disclosures.

use super::{Draft, bundle, swap};
use crate::forge::{
    bank::{self, EXPIRES, ISSUED},
    base64url,
    head::{Attachment, Group, Plan},
    hmac,
    key::{self, BANK, BANK_ED25519, THIEF},
};

const SMALL: &str = "whole/accept-small";
const HEAD: &str = "head.sdjwt";
const FORGED: &str = "anybody can issue bundles in the name of a bank";
const TWO_PARSERS: &str = "two programs read two different statements under one signature";
const UNKNOWN: &str = "a reader ignores what a newer or hostile issuer says, and relies on the rest";

fn small(change: impl FnOnce(&mut Plan)) -> Draft {
    let mut plan = bank::small();
    change(&mut plan);
    Draft::new("", plan.seal().bundle().bytes(), super::Answer::default())
}

/// The small bundle changed before it was signed.
fn reject(id: &str, change: impl FnOnce(&mut Plan), title: &str, why: &str) -> Draft {
    let input = small(change).input;
    Draft::reject_bytes(id, input).base(SMALL).entry(HEAD).says(title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    [form(), json(), header(), signature(), claims(), times(), disclosures(), descriptor(), descriptor_lists()].concat()
}

fn form() -> Vec<Draft> {
    let loose = "a signature that is read loosely has many spellings, and a list of seen heads misses all but one";
    vec![
        reject(
            "head-form/reject-line-end",
            |plan| plan.text = Some(|text| text.push(b'\n')),
            "a head with a line end",
            "the hash that a key binding signs differs from tool to tool",
        ),
        reject(
            "head-form/reject-empty-signature",
            |plan| plan.signature = Some(Vec::clear),
            "a token whose signature is empty",
            FORGED,
        ),
        reject(
            "head-form/reject-two-segments",
            |plan| {
                plan.pieces = Some(|pieces| {
                    let end = pieces[0].rfind('.').expect("a JWT");
                    pieces[0].truncate(end);
                });
            },
            "a token without its signature",
            FORGED,
        ),
        reject(
            "head-form/reject-byte-order-mark",
            |plan| plan.text = Some(|text| *text = [b"\xEF\xBB\xBF", text.as_slice()].concat()),
            "a head with a byte order mark",
            "the hash that a key binding signs differs from tool to tool",
        ),
        reject(
            "head-base64url/reject-padding",
            |plan| plan.token = Some(|token| token[2].push_str("==")),
            "a signature with padding",
            loose,
        ),
        reject(
            "head-base64url/reject-unused-bits",
            |plan| {
                plan.token = Some(|token| {
                    let last = token[2].pop().expect("a signature");
                    token[2].push(char::from(last as u8 + 1));
                });
            },
            "a signature whose last character has unused bits set",
            loose,
        ),
        reject(
            "head-base64url/reject-disclosure-padding",
            |plan| plan.part("m1").encoded = Some(|text| text.push('=')),
            "a disclosure with padding, its digest taken over the padding",
            loose,
        ),
        reject(
            "head-base64url/reject-disclosure-foreign-character",
            |plan| plan.part("m1").encoded = Some(|text| text.replace_range(8..9, "+")),
            "a disclosure with a character of plain base64, its digest taken over it",
            loose,
        ),
    ]
}

fn json() -> Vec<Draft> {
    let strict = |variant: &str, change: fn(&mut String), title: &str| {
        reject(&format!("head-json-strict/reject-{variant}"), |plan| plan.claims = Some(change), title, TWO_PARSERS)
    };
    vec![
        strict(
            "duplicate-member",
            |text| swap(text, r#""iss":"#, r#""iss":"https://other.example","iss":"#),
            "claims with two issuers",
        ),
        strict(
            "nan",
            |text| swap(text, &format!(r#""exp":{EXPIRES}"#), r#""exp":NaN"#),
            "an expiry that is not a number",
        ),
        strict("trailing-text", |text| text.push_str("{}"), "claims followed by a second object"),
        strict("comment", |text| swap(text, r#""iat":"#, r#"/* */"iat":"#), "claims with a comment"),
        strict("trailing-comma", |text| swap(text, "]}", "],}"), "claims with a comma at the end"),
        reject(
            "head-json-strict/reject-duplicate-in-disclosure",
            |plan| plan.part("k3").descriptor = Some(|text| swap(text, r#""seq":0"#, r#""seq":1,"seq":0"#)),
            "a descriptor with a member twice",
            TWO_PARSERS,
        ),
    ]
}

fn header() -> Vec<Draft> {
    let header = |id: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(id, |plan| plan.header = Some(change), title, why)
    };
    vec![
        header(
            "head-header/reject-crit",
            |text| swap(text, r#","typ""#, r#","crit":["exp"],"typ""#),
            "a header with critical extensions",
            UNKNOWN,
        ),
        header(
            "head-header/reject-embedded-key",
            |text| swap(text, r#","typ""#, &format!(r#","jwk":{},"typ""#, BANK.jwk())),
            "a header that brings its own key",
            FORGED,
        ),
        header(
            "head-header/reject-key-url",
            |text| swap(text, r#","typ""#, r#","jku":"https://bank.example/keys","typ""#),
            "a header that says where to fetch the key",
            "the verifier asks a server of the forger's choice, and believes it",
        ),
        header(
            "head-header/reject-no-kid",
            |text| r#"{"alg":"ES256","typ":"pannier-bundle+sd-jwt"}"#.clone_into(text),
            "a header without key name",
            "a verifier tries all keys, and whose word it is depends on their order",
        ),
        header(
            "head-header/reject-typ-of-another-document",
            |text| swap(text, "pannier-bundle+sd-jwt", "kb+jwt"),
            "the type of a key binding",
            "a signature made for one kind of document is used as another",
        ),
        header(
            "head-header/reject-typ-jwt",
            |text| swap(text, "pannier-bundle+sd-jwt", "JWT"),
            "the general type of all tokens",
            "a login token of the same key is taken for a bundle",
        ),
        header(
            "head-alg/reject-eddsa",
            |text| swap(text, r#""ES256""#, r#""EdDSA""#),
            "the algorithm name that stands for several",
            "one name for two algorithms lets the forger choose",
        ),
        header(
            "head-alg/reject-algorithm-of-another-key",
            |text| swap(text, r#""ES256""#, r#""Ed25519""#),
            "Ed25519 with the name of a P-256 key",
            "the key's bytes are used under the rules of another curve",
        ),
        reject(
            "head-alg/reject-none",
            |plan| {
                plan.header = Some(|text| swap(text, r#""ES256""#, r#""none""#));
            },
            "no algorithm",
            FORGED,
        ),
        reject(
            "head-alg/reject-hmac-with-public-key",
            |plan| {
                plan.header = Some(|text| swap(text, r#""ES256""#, r#""HS256""#));
                plan.token = Some(|token| {
                    let input = format!("{}.{}", token[0], token[1]);
                    token[2] = base64url(&hmac(BANK.jwk().as_bytes(), input.as_bytes()));
                });
            },
            "an HMAC under the public key",
            FORGED,
        ),
    ]
}

fn signature() -> Vec<Draft> {
    let signature = |variant: &str, change: fn(&mut Vec<u8>), title: &str, why: &str| {
        reject(&format!("head-signature/reject-{variant}"), |plan| plan.signature = Some(change), title, why)
    };
    vec![
        signature("bit-flip", |bytes| bytes[40] ^= 1, "a signature with one bit changed", FORGED),
        signature("zeros", |bytes| bytes.fill(0), "a signature of zeros, which some libraries took for good", FORGED),
        signature("truncated", |bytes| bytes.truncate(63), "a signature one byte short", FORGED),
        signature(
            "der",
            |bytes| {
                let (r, s) = bytes.split_at(32);
                let integer = |number: &[u8]| {
                    let sign: &[u8] = if number[0] >= 0x80 { &[0] } else { &[] };
                    let length = u8::try_from(number.len() + sign.len()).expect("33 at most");
                    [&[2, length], sign, number].concat()
                };
                let inside = [integer(r), integer(s)].concat();
                *bytes = [&[0x30, u8::try_from(inside.len()).expect("70 at most")], inside.as_slice()].concat();
            },
            "the signature in ASN.1",
            "a signature that is read in two forms has two spellings",
        ),
        reject(
            "head-signature/reject-wrong-key",
            |plan| plan.signer = Some(THIEF),
            "signed with another key than the header names",
            FORGED,
        ),
        reject(
            "head-signature/reject-claims-changed",
            |plan| {
                plan.token = Some(|token| {
                    let mut claims = bank::small();
                    claims.iat -= 86_400;
                    let other = claims.seal().token;
                    other.split('.').nth(1).expect("a JWT has claims").clone_into(&mut token[1]);
                });
            },
            "claims changed after they were signed",
            FORGED,
        ),
        Draft::reject_bytes("head-signature/reject-ed25519-bit-flip", {
            let change = |plan: &mut Plan| {
                plan.key = BANK_ED25519;
                plan.signature = Some(|bytes| bytes[3] ^= 1);
            };
            small(change).input
        })
        .base("whole/accept-ed25519")
        .entry(HEAD)
        .says("an Ed25519 signature with one bit changed", FORGED),
    ]
}

fn claims() -> Vec<Draft> {
    let claims = |id: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(id, |plan| plan.claims = Some(change), title, why)
    };
    let cnf = |variant: &str, change: fn(&mut String), title: &str| {
        let why = "whoever knows the weak key presents the bundle as if it were theirs";
        claims(&format!("head-cnf/reject-{variant}"), change, title, why)
    };
    vec![
        claims(
            "head-claims/reject-unknown",
            |text| swap(text, r#""iss":"#, r#""aud":"https://app.example","iss":"#),
            "a claim the standard does not have",
            UNKNOWN,
        ),
        claims(
            "head-claims/reject-no-jti",
            |text| {
                let at = text.find(r#""jti""#).expect("a jti");
                text.replace_range(at..at + 31, "");
            },
            "claims without identity",
            "salts and decoys are derived from nothing, and a share has no identity",
        ),
        claims(
            "head-claims/reject-short-jti",
            |text| {
                let at = text.find(r#""jti":""#).expect("a jti") + 7;
                text.replace_range(at..at + 2, "");
            },
            "an identity of less than 16 bytes",
            "two heads of one issuer get the same identity",
        ),
        claims(
            "head-claims/reject-other-hash",
            |text| swap(text, r#""sha-256""#, r#""sha-1""#),
            "digests of another hash",
            "a broken hash lets a holder exchange what was signed",
        ),
        claims(
            "head-claims/reject-issuer-without-https",
            |text| swap(text, "https://bank.example", "http://bank.example"),
            "an issuer that is no https URL",
            "a name that anybody on the way can claim",
        ),
        claims(
            "head-claims/reject-unknown-in-pannier",
            |text| swap(text, r#"{"v":1,"#, r#"{"v":1,"strict":false,"#),
            "a member the standard does not have beside the version",
            UNKNOWN,
        ),
        claims(
            "head-version/reject-2",
            |text| swap(text, r#"{"v":1,"#, r#"{"v":2,"#),
            "a version to come",
            "rules of one version are applied to a file of another",
        ),
        cnf(
            "not-on-curve",
            |text| {
                let y = serde_json::from_str::<serde_json::Value>(&key::HOLDER.jwk()).expect("a JWK is JSON");
                swap(text, y["y"].as_str().expect("y"), &base64url(&[1; 32]));
            },
            "a holder's key that is not on its curve",
        ),
        cnf("ed25519", |text| swap(text, &key::HOLDER.jwk(), &BANK_ED25519.jwk()), "a holder's key of another curve"),
        cnf(
            "private",
            |text| swap(text, r#""cnf":{"jwk":{"#, &format!(r#""cnf":{{"jwk":{{"d":"{}","#, base64url(&[1; 32]))),
            "a holder's key with its private part",
        ),
        cnf(
            "by-name",
            |text| {
                let named = format!(r#""cnf":{{"kid":"{}"}}"#, key::HOLDER.kid());
                swap(text, &format!(r#""cnf":{{"jwk":{}}}"#, key::HOLDER.jwk()), &named);
            },
            "a holder's key that is only named",
        ),
    ]
}

fn times() -> Vec<Draft> {
    let times = |variant: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(&format!("head-times/reject-{variant}"), |plan| plan.claims = Some(change), title, why)
    };
    let good = || bundle(bank::small());
    vec![
        times(
            "exp-string",
            |text| swap(text, &EXPIRES.to_string(), &format!("\"{EXPIRES}\"")),
            "an expiry in a string",
            "a library that drops the claim it cannot read accepts the bundle for ever",
        ),
        times(
            "iat-not-midnight",
            |text| swap(text, &format!(r#""iat":{ISSUED}"#), &format!(r#""iat":{}"#, ISSUED + 1)),
            "a time of issue that is not cut to the day",
            "the second of issue links two bundles of one customer",
        ),
        times(
            "exp-at-iat",
            |text| swap(text, &format!(r#""exp":{EXPIRES}"#), &format!(r#""exp":{ISSUED}"#)),
            "an expiry at the time of issue",
            "arithmetic on the lifetime goes wrong",
        ),
        times(
            "iat-negative",
            |text| swap(text, &format!(r#""iat":{ISSUED}"#), r#""iat":-86400"#),
            "a time of issue before 1970",
            "arithmetic on unsigned numbers wraps around",
        ),
        Draft::accept("head-expired/accept-last-second", &good())
            .at(EXPIRES - 1)
            .says("verified in the last second before the expiry", "a bundle ends earlier than its issuer promised"),
        Draft::reject("head-expired/reject-at-exp", &good().archive)
            .at(EXPIRES)
            .base("head-expired/accept-last-second")
            .entry(HEAD)
            .says(
                "verified in the second of the expiry",
                "a verifier relies on records their issuer no longer stands by",
            ),
        Draft::accept("head-not-yet-valid/accept-a-day-ahead", &good()).at(ISSUED - 86_400).says(
            "issued a day after the time of verification",
            "clocks and time zones differ, and days are all that the head says",
        ),
        Draft::reject("head-not-yet-valid/reject-more-than-a-day-ahead", &good().archive)
            .at(ISSUED - 86_401)
            .base("head-not-yet-valid/accept-a-day-ahead")
            .entry(HEAD)
            .says(
                "issued more than a day after the time of verification",
                "an issuer dates ahead to outlive a revocation",
            ),
    ]
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
            "head-groups/reject-group-twice",
            |text| swap(text, r#"{"id":"fx""#, r#"{"id":"text""#),
            "two groups with one id",
            twice,
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
