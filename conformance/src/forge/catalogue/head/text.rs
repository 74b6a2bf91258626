//! The bytes of a head, its JSON and its header.

use super::{Draft, FORGED, Plan, TWO_PARSERS, UNKNOWN, bank, bundle, reject, swap};
use crate::forge::{bank::EXPIRES, base64url, hmac, key::BANK};

pub(super) fn vectors() -> Vec<Draft> {
    [form(), json(), header()].concat()
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
            "head-form/reject-four-segments",
            |plan| plan.pieces = Some(|pieces| pieces[0].push_str(".AA")),
            "a token of four segments",
            FORGED,
        ),
        reject(
            "head-form/reject-space",
            |plan| plan.text = Some(|text| text.insert(0, b' ')),
            "a head behind a space",
            "the hash that a key binding signs differs from tool to tool",
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
    // The one claim that may say anything.
    let status = |variant: &str, text: &str, title: &str| {
        let set = |plan: &mut Plan| plan.status = Some(text.to_owned());
        reject(&format!("head-json-strict/reject-{variant}"), set, title, TWO_PARSERS)
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
        strict(
            "duplicate-by-escape",
            |text| swap(text, r#""iss":"#, "\"\\u0069ss\":\"https://other.example\",\"iss\":"),
            "claims with two issuers, one name of which is written with an escape",
        ),
        strict("byte-order-mark", |text| text.insert(0, '\u{feff}'), "claims with a byte order mark"),
        status("duplicate-nested", r#"{"a":{"b":1,"b":2}}"#, "a name twice in an object of an object"),
        status("fraction", r#"{"x":1.0}"#, "a number with a fraction of nothing"),
        status("exponent", r#"{"x":1e3}"#, "a number with an exponent"),
        status("negative-zero", r#"{"x":-0}"#, "a zero with a sign"),
        status("leading-zero", r#"{"x":01}"#, "a number with a leading zero"),
        status("integer-too-large", r#"{"x":9007199254740992}"#, "an integer of 2^53"),
        status("lone-surrogate", r#"{"x":"\ud83d"}"#, "an escape for half of a character"),
        status("surrogates-turned", r#"{"x":"\ude00\ud83d"}"#, "the halves of a character in the wrong order"),
        status("control-character", "{\"x\":\"a\tb\"}", "a text with a tab as it is"),
        status("depth-33", &nested(32), "33 arrays and objects inside each other"),
        Draft::accept("head-json-strict/accept-at-the-limits", &{
            let numbers = r#""x":[9007199254740991,-9007199254740991,0],"y":"\ud83d\ude00\u0000","#;
            let status = nested(31).replacen('{', &format!("{{{numbers}"), 1);
            bundle(Plan { status: Some(status), ..bank::small() })
        })
        .says(
            "the greatest numbers, the deepest nesting and the longest escape that there are",
            "a limit that is lower for some than for others",
        ),
        reject(
            "head-json-strict/reject-duplicate-in-header",
            |plan| plan.header = Some(|text| swap(text, r#"{"alg":"#, r#"{"alg":"none","alg":"#)),
            "a header with two algorithms",
            FORGED,
        ),
        reject(
            "head-json-strict/reject-duplicate-in-disclosure",
            |plan| plan.part("k3").descriptor = Some(|text| swap(text, r#""seq":0"#, r#""seq":1,"seq":0"#)),
            "a descriptor with a member twice",
            TWO_PARSERS,
        ),
    ]
}

/// An object with arrays inside each other, `depth` levels together; the claims around it are one more.
fn nested(depth: usize) -> String {
    format!(r#"{{"z":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1))
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
            "head-header/reject-payload-as-it-is",
            |text| swap(text, r#","typ""#, r#","b64":false,"crit":["b64"],"typ""#),
            "a header that says its payload is not encoded (RFC 7797)",
            "two libraries check the signature over different bytes",
        ),
        header(
            "head-header/reject-typ-in-full",
            |text| swap(text, "pannier-bundle+sd-jwt", "application/pannier-bundle+sd-jwt"),
            "the type with the prefix that RFC 7515 lets readers add",
            "a signature made for one kind of document is used as another, where types are compared loosely",
        ),
        header(
            "head-alg/reject-lower-case",
            |text| swap(text, r#""ES256""#, r#""es256""#),
            "an algorithm in small letters",
            "a list of algorithms that are refused is passed by in another case",
        ),
        header(
            "head-header/reject-alg-number",
            |text| swap(text, r#""ES256""#, "-7"),
            "the algorithm by its number in another list",
            "a reader that looks for texts sees no algorithm, and takes the one it likes",
        ),
        header(
            "head-header/reject-kid-padding",
            |text| swap(text, r#"","typ""#, r#"=","typ""#),
            "the name of the key with padding",
            "one key has two names, and a list of revoked ones has one of them",
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
            "head-alg/reject-none-and-no-signature",
            |plan| {
                plan.header = Some(|text| swap(text, r#""ES256""#, r#""none""#));
                plan.signature = Some(Vec::clear);
            },
            "no algorithm and no signature, as RFC 7515 calls unsecured",
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
