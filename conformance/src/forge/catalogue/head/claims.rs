//! Claims and times.

use super::{Draft, HEAD, Plan, UNKNOWN, bank, bundle, reject, swap};
use crate::forge::{
    bank::{EXPIRES, ISSUED},
    base64url,
    key::{self, BANK_ED25519},
};

pub(super) fn vectors() -> Vec<Draft> {
    [claims(), times()].concat()
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
            "head-claims/reject-jti-unused-bits",
            |text| {
                let at = text.find(r#""jti":""#).expect("a jti") + 7 + 21;
                text.replace_range(at..=at, "R");
            },
            "an identity whose last character has unused bits set",
            "one identity has two spellings, and a memory of shares has one of them",
        ),
        claims(
            "head-claims/reject-parts-object",
            |text| {
                let at = text.find(r#","parts":"#).expect("parts");
                text.replace_range(at.., r#","parts":{}}"#);
            },
            "an object in the place of the list of digests",
            "what a reader does not expect there counts as no part at all",
        ),
        claims(
            "head-claims/reject-no-version",
            |text| swap(text, r#"{"v":1,"#, "{"),
            "claims without the version of the format",
            "every version takes the file for one of its own",
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
            "head-claims/reject-issuer-in-capitals",
            |text| swap(text, "https://bank.example", "https://Bank.example"),
            "an issuer whose host has a capital letter",
            "one issuer has two names, and a list has one of them",
        ),
        claims(
            "head-claims/reject-issuer-with-user",
            |text| swap(text, "https://bank.example", "https://bank.example@other.example"),
            "an issuer with a user",
            "people read the name in front of the host",
        ),
        claims(
            "head-claims/reject-issuer-port-too-large",
            |text| swap(text, "https://bank.example", "https://bank.example:65536"),
            "an issuer at a port that does not exist",
            "a port that is cut to sixteen bits is another one",
        ),
        claims(
            "head-claims/reject-sub-with-space",
            |text| swap(text, r#""pannier":"#, r#""sub":"a b","pannier":"#),
            "a customer's name with a space",
            "names that differ by a space nobody sees are compared",
        ),
        claims(
            "head-claims/reject-sub-too-long",
            |text| swap(text, r#""pannier":"#, &format!(r#""sub":"{}","pannier":"#, "s".repeat(257))),
            "a customer's name of 257 characters",
            "of two names that differ at their ends one is taken for the other",
        ),
        claims(
            "head-claims/reject-issuer-too-long",
            |text| swap(text, "https://bank.example", &format!("https://bank.example/{}", "x".repeat(236))),
            "an issuer of 257 characters",
            "of two issuers that differ at their ends one is taken for the other",
        ),
        claims(
            "head-claims/reject-null",
            |text| swap(text, r#""pannier":"#, r#""sub":null,"pannier":"#),
            "a claim that is null",
            "what is null is absent for one program and there for another",
        ),
        Draft::accept(
            "head-claims/accept-issuer-with-port",
            &bundle(Plan { iss: "https://bank.example:65535/x".to_owned(), ..bank::small() }),
        )
        .trusting(&super::super::trust::list(&super::super::trust::issuers()).replacen(
            r#""https://bank.example""#,
            r#""https://bank.example:65535/x""#,
            1,
        ))
        .says("an issuer at the last port there is, with a path", "an issuer is refused for its address"),
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
        cnf(
            "coordinate-beyond-the-prime",
            |text| swap(text, &key::HOLDER.jwk(), &key::beyond_the_prime()),
            "a holder's key with a coordinate that is the prime itself, which stands for zero",
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
        times(
            "exp-year-10000",
            |text| swap(text, &format!(r#""exp":{EXPIRES}"#), r#""exp":253402300800"#),
            "an expiry in a year of five digits",
            "a program that turns it into a date stops",
        ),
        Draft::accept("head-times/accept-last-day", &bundle(Plan { exp: 253_402_214_400, ..bank::small() })).says(
            "an expiry on the last day that a date can name",
            "an issuer cannot say that something holds for ever",
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
