//! Texts and lists of a head at their bounds and one beyond them.

use super::{Draft, HEAD, Plan, UNKNOWN, bank, bundle, reject, swap};
use crate::forge::{
    Edit,
    head::Attachment,
    key::{self, BANK},
};

pub(super) fn vectors() -> Vec<Draft> {
    [claims(), descriptors(), lists()].concat()
}

/// An issuer under another address, which its entry in the list has too.
fn issued_by(id: &str, iss: &str) -> Draft {
    let list = super::super::trust::list(&super::super::trust::issuers());
    let plan = Plan { iss: iss.to_owned(), sub: Some("~".repeat(256)), ..bank::small() };
    Draft::accept(id, &bundle(plan)).trusting(&list.replacen(r#""https://bank.example""#, &format!("\"{iss}\""), 1))
}

fn claims() -> Vec<Draft> {
    let claims = |id: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(id, |plan| plan.claims = Some(change), title, why)
    };
    let address = |variant: &str, change: fn(&mut String), title: &str| {
        let why = "one issuer has two names, and a list has one of them";
        claims(&format!("head-claims/reject-issuer-{variant}"), change, title, why)
    };
    let weak = "whoever knows the weak key presents the bundle as if it were theirs";
    let longest = format!("https://bank.example/{}", "x".repeat(235));
    vec![
        issued_by("head-claims/accept-longest-names", &longest).says(
            "an issuer and a customer with names of 256 characters",
            "a limit that is lower for some than for others",
        ),
        address(
            "with-query",
            |text| swap(text, "https://bank.example", "https://bank.example/?id=1"),
            "an issuer with a query",
        ),
        address(
            "port-with-zero",
            |text| swap(text, "https://bank.example", "https://bank.example:0443"),
            "an issuer at a port with a zero in front",
        ),
        address(
            "label-with-hyphen",
            |text| swap(text, "https://bank.example", "https://bank-.example"),
            "an issuer whose host has a hyphen at the end of a label",
        ),
        claims(
            "head-claims/reject-sub-empty",
            |text| swap(text, r#""pannier":"#, r#""sub":"","pannier":"#),
            "a customer without a name",
            "all customers of an issuer are one",
        ),
        claims(
            "head-claims/reject-status-list",
            |text| swap(text, r#""pannier":"#, r#""status":[],"pannier":"#),
            "a list in the place of a status",
            UNKNOWN,
        ),
        claims(
            "head-claims/reject-profile-too-long",
            |text| {
                let profile = "https://pannier.example/v0/bundle";
                swap(text, profile, &format!("{profile}/{}", "x".repeat(257 - profile.len() - 1)));
            },
            "a profile of 257 characters",
            "of two profiles that differ at their ends one is taken for the other",
        ),
        claims(
            "head-cnf/reject-use-for-encryption",
            |text| swap(text, r#""cnf":{"jwk":{"#, r#""cnf":{"jwk":{"use":"enc","#),
            "a holder's key for encryption",
            "a key that was never meant to sign does",
        ),
        claims(
            "head-cnf/reject-name-of-another",
            |text| swap(text, r#""cnf":{"jwk":{"#, &format!(r#""cnf":{{"jwk":{{"kid":"{}","#, BANK.kid())),
            "a holder's key under the name of another",
            weak,
        ),
        Draft::accept("head-form/accept-no-parts", &bundle(nothing(None)))
            .says("a head of no parts", "a bank that has nothing about somebody cannot say so"),
        Draft::reject(
            "head-form/reject-no-tilde",
            &nothing(Some(|text| text.truncate(text.len() - 1))).seal().bundle(),
        )
        .base("head-form/accept-no-parts")
        .entry(HEAD)
        .says("a head without a tilde", "one head has two texts, and a key binding is over one of them"),
        reject(
            "head-form/reject-empty-claims",
            |plan| plan.token = Some(|token| token[1].clear()),
            "a signature over no claims",
            "a library that takes nothing for an empty object reads a head",
        ),
        Draft::accept("head-cnf/accept-named", &bundle(Plan { claims: Some(named), ..bank::small() })).says(
            "a holder's key with its name, its algorithm and its use",
            "a key that says what it is for is refused",
        ),
    ]
}

/// A bundle in which there is nothing.
fn nothing(text: Edit<Vec<u8>>) -> Plan {
    Plan { parts: Vec::new(), text, ..bank::small() }
}

fn named(claims: &mut String) {
    let own = format!(r#""cnf":{{"jwk":{{"kid":"{}","alg":"ES256","use":"sig","#, key::HOLDER.kid());
    swap(claims, r#""cnf":{"jwk":{"#, &own);
}

fn descriptors() -> Vec<Draft> {
    let part = |variant: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(
            &format!("head-descriptor/reject-{variant}"),
            |plan| plan.part("k3").descriptor = Some(change),
            title,
            why,
        )
    };
    let cut = "of two texts that differ at their ends one is taken for the other";
    let document = |variant: &str, media_type: &str, descriptor: Option<fn(&mut String)>, title: &str, why: &str| {
        let attach = |plan: &mut Plan| {
            plan.attachments.push(Attachment {
                id: "d2".to_owned(),
                name: "terms.txt".to_owned(),
                media_type: media_type.to_owned(),
                content: b"hello\n".to_vec(),
                descriptor,
                file: None,
            });
        };
        reject(&format!("head-descriptor/reject-{variant}"), attach, title, why)
    };
    vec![
        part(
            "id-too-long",
            |text| swap(text, r#""id":"k3""#, &format!(r#""id":"k{}""#, "3".repeat(32))),
            "a part with an id of 33 letters",
            cut,
        ),
        part(
            "id-in-capitals",
            |text| swap(text, r#""id":"k3""#, r#""id":"K3""#),
            "a part with an id in capitals",
            "the entry of one part is that of another on a disk that ignores case",
        ),
        part(
            "number-too-large",
            |text| swap(text, r#""seq":0"#, r#""seq":4294967296"#),
            "a part in a place that does not fit into 32 bits",
            "the number wraps around, and the part is the first of its series",
        ),
        part(
            "series-too-long",
            |text| swap(text, "a7k2qx/transaction\"", &format!("a7k2qx/{}\"", "t".repeat(250))),
            "a series of 257 characters",
            cut,
        ),
        part(
            "spans-false",
            |text| swap(text, r#""spans":true"#, r#""spans":false"#),
            "a group that says that it does not depend on other rows",
            "one set of facts has two heads, so that comparing heads says nothing",
        ),
        document(
            "size-too-large",
            "text/plain",
            Some(|text| swap(text, r#""bytes":6"#, r#""bytes":4294967295"#)),
            "a document of a byte more than a file can have",
            "the number does not fit into the fields of the archive",
        ),
        document(
            "media-type-in-capitals",
            "Text/plain",
            None,
            "a media type in capitals",
            "one type has two names, and a program knows one of them",
        ),
        document(
            "media-type-without-subtype",
            "text",
            None,
            "half of a media type",
            "what a program does with a document follows from the other half",
        ),
    ]
}

fn lists() -> Vec<Draft> {
    let part = |id: &str, change: fn(&mut String), title: &str, why: &str| {
        reject(id, |plan| plan.part("k3").descriptor = Some(change), title, why)
    };
    let minimal = "one set of facts has two heads, so that comparing heads says nothing";
    let twice = "what is disclosed under one name is two things";
    vec![
        part(
            "head-needs/reject-none",
            |text| *text = text.replacen(r#""needs":["core"]"#, r#""needs":[]"#, 1),
            "a group that needs others, and none is named",
            minimal,
        ),
        part(
            "head-needs/reject-twice",
            |text| *text = text.replacen(r#""needs":["core"]"#, r#""needs":["core","core"]"#, 1),
            "a group that needs another one twice",
            minimal,
        ),
        part(
            "head-nested-claims/reject-four",
            |text| {
                let at = text.find(r#""_sd":["#).expect("nested claims") + 7;
                text.insert_str(at, &format!(r#""{}","#, crate::forge::base64url(&[0; 32])));
            },
            "a part with four nested claims",
            "a claim that nobody knows stays closed for ever",
        ),
        reject(
            "head-nested-claims/reject-name-twice",
            |plan| plan.part("k3").nested_disclosure = Some(|text| swap(text, r#""totals""#, r#""identifier""#)),
            "a part with two identifiers",
            twice,
        ),
    ]
}
