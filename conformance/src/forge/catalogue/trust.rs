//! Stage `head`: whose word it is. Trust lists, key states, and bundles their subject signed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Draft, bundle, swap};
use crate::{
    forge::{
        bank::{self, EXPIRES, ISSUED, NOW},
        base64url,
        head::Plan,
        key::{self, TestKey},
    },
    vector::Standing,
};

const SMALL: &str = "whole/accept-small";
const SELF: &str = "self-accepted/accept-allowed";
const DAY: i64 = 86_400;
/// The order of P-256: beside every signature (r, s) stands (r, n - s).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// A plain trust list around `issuers`.
pub(super) fn list(issuers: &str) -> String {
    let (iat, exp) = (ISSUED - 30 * DAY, EXPIRES + DAY);
    format!("{{\"iss\":\"https://list.example\",\"seq\":7,\"iat\":{iat},\"exp\":{exp},\"issuers\":[\n{issuers}\n]}}\n")
}

/// A list in which the bank has this key only.
pub(super) fn with_key(jwk: &str) -> String {
    let key = listed(key::BANK, ISSUED - DAY, EXPIRES, "active", None).replacen(&key::BANK.jwk(), jwk, 1);
    list(&bank(&[key]))
}

/// The issuers of most vectors.
pub(super) fn issuers() -> String {
    [bank(&bank_keys()), other_bank()].join(",\n")
}

/// As [`issuers`], the bank with any profile.
pub(super) fn any_profile() -> String {
    list(&issuers()).replacen(r#"["https://pannier.example/v0/bundle"]"#, "[]", 1)
}

/// Who asks for shares, in most vectors of documents.
pub(super) fn recipients() -> String {
    let (nbf, exp) = (ISSUED - DAY, EXPIRES);
    let app = [
        listed(key::APP, nbf, exp, "active", None),
        listed(key::APP_ED25519, nbf, exp, "active", None),
        listed(key::APP_RETIRED, nbf, exp, "retired", None),
        listed(key::APP_REVOKED, nbf, exp, "revoked", Some(ISSUED + 2 * DAY)),
        listed(key::APP_FUTURE, ISSUED + 2 * DAY, exp, "active", None),
    ];
    let other = [listed(key::OTHER_APP, nbf, exp, "active", None)];
    let other = issuer("https://other-app.example", "Other App", &other);
    [issuer("https://app.example", "Example App", &app), other].join(",\n")
}

/// A recipient with one key.
fn asking(iss: &str, key: TestKey) -> String {
    issuer(iss, "Example Recipient", &[listed(key, ISSUED - DAY, EXPIRES, "active", None)])
}

/// The bank as a recipient, with the key it issues with.
pub(super) fn asking_bank(nbf: i64, state: &str, revoked_at: Option<i64>) -> String {
    issuer("https://bank.example", "Example Bank", &[listed(key::BANK, nbf, EXPIRES, state, revoked_at)])
}

/// The key of the bank as that of a recipient of another name.
pub(super) fn asking_as_another() -> String {
    asking("https://third.example", key::BANK)
}

/// The app with one key of this period.
pub(super) fn app(nbf: i64, exp: i64) -> String {
    issuer("https://app.example", "Example App", &[listed(key::APP, nbf, exp, "active", None)])
}

/// The usual list with recipients.
pub(super) fn with_recipients(recipients: &str) -> String {
    let mut text = list(&issuers());
    swap(&mut text, "\n]}\n", &format!("\n],\"recipients\":[\n{recipients}\n]}}\n"));
    text
}

fn bank_keys() -> [String; 6] {
    let (nbf, exp) = (ISSUED - DAY, EXPIRES);
    [
        listed(key::BANK, nbf, exp, "active", None),
        listed(key::BANK_ED25519, nbf, exp, "active", None),
        listed(key::RETIRED, nbf, exp, "retired", None),
        listed(key::REVOKED, nbf, exp, "revoked", Some(ISSUED + DAY)),
        listed(key::LAPSED, ISSUED - 10 * DAY, ISSUED, "active", None),
        listed(key::FUTURE, ISSUED + DAY, exp, "active", None),
    ]
}

fn bank(keys: &[String]) -> String {
    issuer("https://bank.example", "Example Bank", keys)
}

fn other_bank() -> String {
    let keys = [listed(key::OTHER_BANK, ISSUED - DAY, EXPIRES, "active", None)];
    issuer("https://other.example", "Other Bank", &keys)
}

fn issuer(iss: &str, name: &str, keys: &[String]) -> String {
    let (keys, profile) = (keys.join(",\n  "), "https://pannier.example/v0/bundle");
    format!(" {{\"iss\":\"{iss}\",\"name\":\"{name}\",\"profiles\":[\"{profile}\"],\"keys\":[\n  {keys}]}}")
}

fn listed(key: TestKey, nbf: i64, exp: i64, state: &str, revoked_at: Option<i64>) -> String {
    let revoked = revoked_at.map_or(String::new(), |at| format!(r#","revoked_at":{at}"#));
    format!(r#"{{"jwk":{},"nbf":{nbf},"exp":{exp},"state":"{state}"{revoked}}}"#, key.jwk())
}

fn signed_by(key: TestKey) -> Plan {
    Plan { key, ..bank::small() }
}

/// What the customer made of their own downloads.
fn self_made() -> Plan {
    let iss = format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", key::HOLDER.kid());
    Plan { iss, ..signed_by(key::HOLDER) }
}

fn reject(id: &str, plan: Plan, title: &str, why: &str) -> Draft {
    Draft::reject(id, &plan.seal().bundle()).base(SMALL).says(title, why)
}

/// The small bundle under a list of its own.
fn reject_list(id: &str, list: &str, title: &str, why: &str) -> Draft {
    reject(id, bank::small(), title, why).trusting(list)
}

pub(super) fn vectors() -> Vec<Draft> {
    [keys(), lists(), signed(), own()].concat()
}

fn keys() -> Vec<Draft> {
    let stolen = "a key that somebody stole still signs";
    vec![
        reject(
            "trust-known-key/reject-stranger",
            signed_by(key::STRANGER),
            "a good signature of a key that is in no list",
            "anybody can issue bundles in the name of a bank",
        ),
        Draft::accept("trust-known-key/accept-retired", &bundle(signed_by(key::RETIRED))).says(
            "signed with a key that has been retired since",
            "every change of keys makes all earlier bundles worthless",
        ),
        reject(
            "trust-issuer/reject-name-of-another-issuer",
            signed_by(key::OTHER_BANK),
            "the key of one listed issuer under the name of another",
            "any listed institution can speak for every other",
        ),
        reject(
            "trust-key-period/reject-after",
            signed_by(key::LAPSED),
            "issued at the second in which the key's period ends",
            stolen,
        ),
        reject(
            "trust-key-period/reject-before",
            signed_by(key::FUTURE),
            "issued before the key's period begins",
            "a key is used before it was handed over",
        ),
        Draft::accept("trust-profile/accept-any", &bundle(bank::small()))
            .trusting(&any_profile())
            .says("an issuer listed for any profile", "an empty list of profiles is read as none"),
        reject(
            "trust-profile/reject-other",
            bank::small(),
            "an issuer listed for another profile",
            "who is believed about one thing is believed about everything",
        )
        .base("trust-profile/accept-any")
        .trusting(&list(&issuers()).replace("https://pannier.example/v0/bundle", "https://profiles.example/receipts")),
        Draft::accept("trust-key-period/accept-first-second", &bundle(bank::small()))
            .trusting(&list(&bank(&[listed(key::BANK, ISSUED, ISSUED + 1, "active", None)])))
            .says("issued in the only second of the key's period", "the bounds of a period are read differently"),
        reject(
            "trust-indeterminate/reject-by-default",
            signed_by(key::REVOKED),
            "signed with a revoked key, dated before the revocation",
            "a thief dates back, and nothing in the file says otherwise",
        )
        .base("trust-indeterminate/accept-allowed"),
        Draft::accept("trust-indeterminate/accept-allowed", &bundle(signed_by(key::REVOKED)))
            .asking(|options| options.accept_indeterminate = true)
            .issuer(Standing::Indeterminate)
            .says(
                "signed with a revoked key, dated before the revocation, where the verifier takes that risk",
                "a verifier who knows from elsewhere when the file was made has no way to use it",
            ),
        reject(
            "trust-revoked/reject-from-then-on",
            bank::small(),
            "signed with a revoked key, dated in the second of the revocation",
            stolen,
        )
        .asking(|options| options.accept_indeterminate = true)
        .trusting(&list(&bank(&[listed(key::BANK, ISSUED - DAY, EXPIRES, "revoked", Some(ISSUED))]))),
    ]
}

fn lists() -> Vec<Draft> {
    let good = list(&issuers());
    let changed = |from: &str, to: &str| {
        let mut text = good.clone();
        swap(&mut text, from, to);
        text
    };
    let jwk = key::BANK.jwk();
    let with = |member: &str| changed(&jwk, &format!("{},{member}}}", &jwk[..jwk.len() - 1]));
    let off_curve = {
        let value: serde_json::Value = serde_json::from_str(&jwk).expect("a JWK is JSON");
        changed(value["y"].as_str().expect("y"), &base64url(&[1; 32]))
    };
    let low_order = changed(&key::BANK_ED25519.jwk(), &{
        let mut identity = [0; 32];
        identity[0] = 1;
        format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url(&identity))
    });
    let ed25519 = |[first, between, last]: [u8; 3]| {
        let mut bytes = [between; 32];
        (bytes[0], bytes[31]) = (first, last);
        format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url(&bytes))
    };
    let confused = "a list that is read in two ways trusts somebody its author did not mean";
    vec![
        reject_list(
            "trust-list-form/reject-unknown-member",
            &changed(r#""seq":7"#, r#""seq":7,"mode":"strict""#),
            "a trust list with a member the standard does not have",
            confused,
        ),
        reject_list(
            "trust-list-form/reject-duplicate-member",
            &changed(r#""seq":7"#, r#""seq":7,"seq":6"#),
            "a trust list with a member twice",
            confused,
        ),
        reject_list(
            "trust-list-form/reject-unknown-state",
            &good.replacen(r#""active""#, r#""paused""#, 1),
            "a key in a state the standard does not have",
            "a state that a reader does not know is taken for a good one",
        ),
        reject_list(
            "trust-list-form/reject-revoked-without-time",
            &list(&bank(&[listed(key::BANK, ISSUED - DAY, EXPIRES, "revoked", None)])),
            "a revoked key without the time of its revocation",
            "a revoked key goes on signing",
        ),
        reject_list("trust-list-form/reject-not-json", "-----BEGIN CERTIFICATE-----\n", "no list at all", confused),
        reject_list(
            "trust-list-key/reject-private",
            &with(&format!(r#""d":"{}""#, base64url(&[1; 32]))),
            "a key with its private part",
            "whoever reads the list signs as the bank",
        ),
        reject_list(
            "trust-list-key/reject-kid-of-another-key",
            &with(&format!(r#""kid":"{}""#, key::OTHER_BANK.kid())),
            "a key under the name of another",
            confused,
        ),
        reject_list(
            "trust-list-key/reject-alg-of-another-curve",
            &with(r#""alg":"Ed25519""#),
            "a key with the algorithm of another curve",
            confused,
        ),
        reject_list(
            "trust-list-key/reject-use-for-encryption",
            &with(r#""use":"enc""#),
            "a key for encryption",
            "a key that was never meant to sign does",
        ),
        reject_list(
            "trust-list-key/reject-not-on-curve",
            &off_curve,
            "a key that is not on its curve",
            "signatures under such a key can be made by anybody",
        ),
        reject_list(
            "trust-list-key/reject-low-order",
            &low_order,
            "an Ed25519 key of low order",
            "one signature is good for many messages",
        ),
        reject_list(
            "trust-list-key/reject-coordinate-beyond-the-prime",
            &changed(&key::OTHER_BANK.jwk(), &key::beyond_the_prime()),
            "a key with a coordinate that is the prime itself, which stands for zero",
            "one key has two thumbprints, and stands in two entries",
        ),
        reject_list(
            "trust-list-key/reject-second-spelling",
            &changed(&key::BANK_ED25519.jwk(), &ed25519([0xf0, 0xff, 0x7f])),
            "an Ed25519 key whose y is the prime and three, which stands for three",
            "one key has two thumbprints, and stands in two entries",
        ),
        reject_list(
            "trust-list-key/reject-ed25519-no-point",
            &changed(&key::BANK_ED25519.jwk(), &ed25519([2, 0, 0])),
            "an Ed25519 key that is no point of its curve",
            "signatures under such a key are judged by what a library does with nonsense",
        ),
        reject_list(
            "trust-list-key/reject-y-of-ed25519",
            &changed(&key::BANK_ED25519.jwk(), &{
                let jwk = key::BANK_ED25519.jwk();
                format!(r#"{},"y":"{}"}}"#, &jwk[..jwk.len() - 1], base64url(&[1; 32]))
            }),
            "an Ed25519 key with a second coordinate",
            confused,
        ),
        reject_list(
            "trust-list-form/reject-name-with-line-end",
            &changed("Example Bank", "Example Bank\\nand others"),
            "the name of an issuer in two lines",
            "what a person sees of an issuer is not what its line shows",
        ),
        reject_list(
            "trust-list-form/reject-name-too-long",
            &changed("Example Bank", &"\u{e9}".repeat(201)),
            "an issuer with a name of 201 letters",
            "a list that is read by some is refused by others",
        ),
        reject_list(
            "trust-list-form/reject-many-profiles",
            &good.replacen("bundle\"]", &format!("bundle\"{}]", ",\"p\"".repeat(1000)), 1),
            "an issuer with 1,001 profiles",
            "a list that is read by some is refused by others",
        ),
        Draft::accept("trust-list-form/accept-most-profiles", &bundle(bank::small()))
            .trusting(&good.replacen("bundle\"]", &format!("bundle\"{}]", ",\"p\"".repeat(999)), 1))
            .says("an issuer with 1,000 profiles", "a list that is read by some is refused by others"),
        reject_list(
            "trust-list-form/reject-port-too-large",
            &changed("https://other.example", "https://other.example:99999"),
            "an issuer at a port that does not exist",
            confused,
        ),
        reject_list(
            "trust-list-form/reject-name-of-no-key",
            &changed("https://other.example", "urn:ietf:params:oauth:jwk-thumbprint:sha-256:example"),
            "an issuer with the name of a key that is no thumbprint",
            confused,
        ),
        reject_list(
            "trust-list-form/reject-made-before-1970",
            &changed(&format!(r#""iat":{}"#, ISSUED - 30 * DAY), r#""iat":-1"#),
            "a list made before 1970",
            "arithmetic on unsigned numbers wraps around",
        ),
        reject_list(
            "trust-list-form/reject-no-time-of-a-key",
            &list(&bank(&[listed(key::BANK, EXPIRES, EXPIRES, "active", None)])),
            "a key whose period ends when it begins",
            confused,
        ),
        reject_list(
            "trust-list-form/reject-two-entries",
            &list(
                &[bank(&bank_keys()), bank(&[listed(key::OTHER_BANK, ISSUED - DAY, EXPIRES, "active", None)])]
                    .join(",\n"),
            ),
            "two entries of one issuer",
            "a reader takes the first, another the last",
        ),
        reject_list(
            "trust-list-key-once/reject-two-issuers",
            &list(
                &[
                    bank(&bank_keys()),
                    issuer(
                        "https://other.example",
                        "Other Bank",
                        &[listed(key::BANK, ISSUED - DAY, EXPIRES, "active", None)],
                    ),
                ]
                .join(",\n"),
            ),
            "one key in the entries of two issuers",
            "whose word it is depends on the order of the list",
        ),
        reject_list(
            "trust-list-form/reject-no-time-of-the-list",
            &changed(&format!(r#""iat":{}"#, ISSUED - 30 * DAY), &format!(r#""iat":{}"#, EXPIRES + DAY)),
            "a list that ends when it begins",
            confused,
        ),
        reject_list(
            "trust-list-form/reject-name-empty",
            &changed("\"Example Bank\"", "\"\""),
            "an issuer with a name of no letters",
            "a person sees nobody behind a bundle",
        ),
        reject_list(
            "trust-list-form/reject-time-of-no-revocation",
            &list(&bank(&[listed(key::BANK, ISSUED - DAY, EXPIRES, "active", Some(ISSUED + 90 * DAY))])),
            "an active key with the time of its revocation",
            "one program takes the key for revoked, another not",
        ),
        Draft::accept("trust-list-key-once/accept-in-both-roles", &bundle(bank::small()))
            .trusting(&with_recipients(&asking_bank(ISSUED - DAY, "active", None)))
            .says("a bank with one key that issues and asks", "an organisation needs a key for each of its roles"),
        reject_list(
            "trust-list-key-once/reject-two-recipients",
            &with_recipients(&[recipients(), asking("https://third.example", key::APP)].join(",\n")),
            "one key in the entries of two recipients",
            "whose word it is depends on the order of the list",
        ),
        Draft::accept("trust-list-expired/accept-last-second", &bundle(bank::small()))
            .trusting(&good.replacen(&format!(r#""exp":{}"#, EXPIRES + DAY), &format!(r#""exp":{}"#, NOW + 1), 1))
            .says("a trust list that expires in the next second", "the end of a list is read differently"),
        reject_list(
            "trust-list-expired/reject-at-exp",
            &good.replacen(&format!(r#""exp":{}"#, EXPIRES + DAY), &format!(r#""exp":{NOW}"#), 1),
            "a trust list that expires in this second",
            "who keeps the verifier from getting a newer list hides a revocation",
        ),
    ]
}

/// `list` under signatures: who signs, which header says so, and over what.
pub(super) fn sign(list: &str, signers: &[(TestKey, &str)]) -> String {
    let payload = base64url(list.as_bytes());
    let signatures: Vec<String> = signers
        .iter()
        .map(|(key, typ)| {
            let header = format!(r#"{{"alg":"{}","kid":"{}","typ":"{typ}"}}"#, key.alg(), key.kid());
            let protected = base64url(header.as_bytes());
            let signature = base64url(&key.sign(format!("{protected}.{payload}").as_bytes()));
            format!(r#"{{"protected":"{protected}","signature":"{signature}"}}"#)
        })
        .collect();
    format!("{{\"payload\":\"{payload}\",\"signatures\":[\n{}\n]}}\n", signatures.join(",\n"))
}

/// The list with the other value of its last signature, which verifies as well: of ES256 each signature has two.
fn signed_otherwise(list: &str) -> String {
    let at = list.rfind(r#""signature":""#).expect("a signature") + r#""signature":""#.len();
    let end = at + list[at..].find('"').expect("the end of a signature");
    let mut signature = URL_SAFE_NO_PAD.decode(&list[at..end]).expect("base64url");
    let mut borrow = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER).rev() {
        let (less, first) = order.overflowing_sub(*byte);
        let (less, second) = less.overflowing_sub(borrow);
        (*byte, borrow) = (less, u8::from(first || second));
    }
    format!("{}{}{}", &list[..at], base64url(&signature), &list[end..])
}

/// The small bundle under a signed list, two of three keys being enough.
fn under(draft: Draft, signed: &str) -> Draft {
    under_anchor(draft, signed, "")
}

/// The same under an anchor with more members.
fn under_anchor(draft: Draft, signed: &str, more: &str) -> Draft {
    under_changed(draft, signed, |anchor| anchor.replacen("\n]}", &format!("\n]{more}}}"), 1))
}

/// The same under the anchor changed.
fn under_changed(mut draft: Draft, signed: &str, change: impl FnOnce(String) -> String) -> Draft {
    let keys = [key::LIST_ONE, key::LIST_TWO, key::LIST_THREE].map(TestKey::jwk).join(",\n ");
    let anchor = format!("{{\"iss\":\"https://list.example\",\"threshold\":2,\"keys\":[\n {keys}\n]}}\n");
    let anchor = change(anchor);
    draft.files.push(("anchor.json".to_owned(), anchor.into_bytes()));
    draft.asking(|options| options.anchor = Some("anchor.json".to_owned())).trusting(signed)
}

fn signed() -> Vec<Draft> {
    const TYP: &str = "pannier-trust+jwt";
    const GOOD: &str = "trust-list-signed/accept-two-of-three";
    let good = list(&issuers());
    let (one, two) = ((key::LIST_ONE, TYP), (key::LIST_TWO, TYP));
    let reject = |variant: &str, signed: &str, title: &str, why: &str| {
        let id = format!("trust-list-signed/reject-{variant}");
        under(reject(&id, bank::small(), title, why).base(GOOD), signed)
    };
    let anchored = |id: &str, change: fn(String) -> String, title: &str| {
        let why = "a list counts as signed by several, and was by one or by none";
        under_changed(self::reject(id, bank::small(), title, why).base(GOOD), &sign(&good, &[one, two]), change)
    };
    let alone = "whoever steals one key of the list decides alone who is trusted";
    let replayed = "whoever can send an old list brings back every key that was revoked since";
    let changed = sign(&good, &[one, two]).replacen(
        &base64url(good.as_bytes()),
        &base64url(good.replacen("Example Bank", "Another Bank", 1).as_bytes()),
        1,
    );
    vec![
        under(Draft::accept(GOOD, &bundle(bank::small())), &sign(&good, &[one, two]))
            .says("a list that two of three keys signed", "no list can be signed by several"),
        under_anchor(
            Draft::accept("trust-list-rollback/accept-newest", &bundle(bank::small())),
            &sign(&good, &[one, two]),
            ",\"seq\":7",
        )
        .says("the list that was seen last", "the list a verifier has may be used once only"),
        under_anchor(
            self::reject(
                "trust-list-rollback/reject-older",
                bank::small(),
                "a list that is older than one seen before",
                replayed,
            )
            .base("trust-list-rollback/accept-newest"),
            &sign(&good, &[one, two]),
            ",\"seq\":8",
        ),
        anchored(
            "trust-list-form/reject-threshold-zero",
            |anchor| anchor.replacen(":2,", ":0,", 1),
            "an anchor that asks for no signature",
        ),
        anchored(
            "trust-list-form/reject-threshold-four",
            |anchor| anchor.replacen(":2,", ":4,", 1),
            "an anchor that asks for more signatures than it has keys",
        ),
        anchored(
            "trust-list-form/reject-anchor-member",
            |anchor| anchor.replacen(":2,", ":2,\"any\":true,", 1),
            "an anchor with a member the standard does not have",
        ),
        anchored(
            "trust-list-key/reject-name-in-anchor",
            |anchor| anchor.replacen(&key::LIST_TWO.jwk(), &format!("\"{}\"", key::LIST_TWO.kid()), 1),
            "an anchor with the name of a key in the place of the key",
        ),
        under(
            self::reject(
                "trust-list-form/reject-header-member",
                bank::small(),
                "a signature whose header has a member the standard does not have",
                "a signer says under which conditions, and a reader ignores it",
            )
            .base(GOOD),
            &sign(&good, &[one, (key::LIST_TWO, "pannier-trust+jwt\",\"only\":\"tests")]),
        ),
        anchored(
            "trust-list-key-once/reject-anchor",
            |anchor| anchor.replacen(&key::LIST_TWO.jwk(), &key::LIST_ONE.jwk(), 1),
            "an anchor with one key twice",
        ),
        reject("one-signature", &sign(&good, &[one]), "a list with one signature fewer than the anchor asks", alone),
        reject("one-key-twice", &sign(&good, &[one, one]), "a list that one key signed twice", alone),
        reject(
            "one-key-two-signatures",
            &signed_otherwise(&sign(&good, &[one, one])),
            "a list with two good signatures of one key that differ",
            alone,
        ),
        reject(
            "foreign-key",
            &sign(&good, &[one, two, (key::THIEF, TYP)]),
            "a list with one signature too many, of a key the anchor does not have",
            "a reader that stops at the threshold and one that checks all disagree",
        ),
        reject("changed", &changed, "a list changed after it was signed", "anybody puts a key of theirs into the list"),
        reject(
            "typ-of-a-bundle",
            &sign(&good, &[one, (key::LIST_TWO, "pannier-bundle+sd-jwt")]),
            "a signature of the type of a bundle",
            "a signature made for one kind of document is used as another",
        ),
        reject(
            "other-list",
            &sign(&good.replacen("https://list.example", "https://other-list.example", 1), &[one, two]),
            "the list of another keeper",
            "a key that signs two lists lets one stand for the other",
        ),
    ]
}

fn own() -> Vec<Draft> {
    let mut other_cnf = self_made();
    other_cnf.cnf = Some(key::THIEF);
    let mut other_name = self_made();
    other_name.iss = other_name.iss.replace(&key::HOLDER.kid(), &key::THIEF.kid());
    let mut no_cnf = self_made();
    no_cnf.cnf = None;
    let allowed = |draft: Draft| draft.asking(|options| options.accept_self = true);
    let borrowed = "a customer presents a bundle that somebody else made as their own";
    vec![
        allowed(
            Draft::accept(SELF, &bundle(self_made()))
                .issuer(Standing::SelfMade)
                .says("made and signed by its subject", "people whose bank gives no bundles have nothing to show"),
        ),
        reject(
            "self-accepted/reject-by-default",
            self_made(),
            "made and signed by its subject",
            "what a customer says about themselves passes for the word of a bank",
        )
        .base(SELF),
        allowed(reject(
            "self-thumbprint/reject-other-holder",
            other_cnf,
            "the holder's key is not the one that signed",
            borrowed,
        ))
        .base(SELF),
        allowed(reject(
            "self-thumbprint/reject-other-name",
            other_name,
            "the issuer's name is that of another key",
            borrowed,
        ))
        .base(SELF),
        allowed(reject("self-thumbprint/reject-no-holder", no_cnf, "no holder's key", borrowed)).base(SELF),
        reject_list(
            "self-unlisted/reject-listed",
            &list(
                &[
                    issuers(),
                    issuer(
                        &self_made().iss,
                        "A customer",
                        &[listed(key::HOLDER, ISSUED - DAY, EXPIRES, "active", None)],
                    ),
                ]
                .join(",\n"),
            ),
            "a trust list with the name of a customer's key",
            "what a customer says about themselves passes for the word of an institution",
        ),
    ]
}
