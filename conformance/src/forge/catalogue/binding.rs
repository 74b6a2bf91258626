//! Stage `binding`: who presents a share, to whom, and when.

use super::{AUDIENCE, Draft, NONCE, bound, share, swap, whole};
use crate::forge::{
    bank::{self, NOW},
    base64url,
    head::Plan,
    key::{BANK_ED25519, THIEF},
    share::{Binding, Share},
};

const ROWS: &str = "whole/accept-share-rows";
const STOLEN: &str = "whoever gets hold of a share presents it as their own";
const FORWARDED: &str = "a share made for one recipient is used with another";

fn rows(change: impl FnOnce(&mut Share)) -> Share {
    let mut share = whole::rows();
    change(&mut share);
    share
}

/// The share of rows with another binding.
fn with(change: impl FnOnce(&mut Binding)) -> Share {
    rows(|share| change(share.binding.as_mut().expect("the share of rows is bound")))
}

fn reject(id: &str, made: &Share, title: &str, why: &str) -> Draft {
    Draft::reject(id, &share(bank::small(), made).archive).base(ROWS).asking_binding().says(title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    [presence(), form(), content()].concat()
}

/// The longest audience and nonce there are.
fn longest() -> Draft {
    let (aud, nonce) = (format!("https://app.example/{}", "x".repeat(236)), "n".repeat(256));
    let made = with(|binding| (binding.aud, binding.nonce) = (aud.clone(), nonce.clone()));
    Draft::accept("binding-claims/accept-longest", &share(bank::small(), &made))
        .asking(|options| (options.aud, options.nonce, options.require_binding) = (Some(aud), Some(nonce), true))
        .says("an audience and a nonce of 256 characters", "a limit that is lower for some than for others")
}

fn presence() -> Vec<Draft> {
    let unbound = || rows(|share| share.binding = None);
    let bearer = || Plan { cnf: None, ..bank::small() };
    vec![
        Draft::accept("binding-required/accept-unbound", &share(bank::small(), &unbound())).says(
            "a share without binding, where the verifier requires none",
            "a share that is published or printed has nobody to be bound to",
        ),
        Draft::accept("binding-required/accept-bearer", &share(bearer(), &unbound())).says(
            "a share of a head that names no holder's key, where the verifier requires no binding",
            "a customer without a key cannot share at all",
        ),
        reject("binding-required/reject-stripped", &unbound(), "a share from which the binding was taken", STOLEN)
            .base("binding-required/accept-unbound"),
        Draft::reject("binding-required/reject-bearer", &share(bearer(), &unbound()).archive)
            .base("binding-required/accept-bearer")
            .asking_binding()
            .says("a share of a head that names no holder's key", STOLEN),
        Draft::reject("binding-required/reject-bundle", &bank::small().seal().bundle())
            .base("whole/accept-small")
            .asking_binding()
            .says(
                "a bundle where a binding is required",
                "a bundle that was stolen from its customer passes for a share",
            ),
        Draft::reject("binding-without-key/reject-bearer", &share(bearer(), &whole::rows()).archive)
            .base("binding-required/accept-bearer")
            .says(
                "a binding of some key under a head that names none",
                "a binding that proves nothing looks like a proof",
            ),
        Draft::reject("binding-without-key/reject-bundle", &{
            let mut plan = bank::small();
            let signed = Binding { nonce: NONCE.to_owned(), ..bound() };
            let token = share(bank::small(), &Share { binding: Some(signed), ..whole::rows() });
            let mut archive = token.archive;
            let head = archive.entry("head.sdjwt").data.clone();
            let kept: Vec<u8> = head.rsplit(|byte| *byte == b'~').next().expect("a binding").to_vec();
            plan.text = None;
            let mut archive = plan.seal().bundle();
            let entry = archive.entry("head.sdjwt");
            entry.replace([entry.data.clone(), kept].concat());
            archive
        })
        .base("whole/accept-small")
        .says("a bundle with a key binding", "a bundle that was stolen from its customer passes for a share"),
    ]
}

fn form() -> Vec<Draft> {
    let header = |variant: &str, change: fn(&mut String), title: &str, why: &str| {
        let made = with(|binding| binding.header = Some(change));
        reject(&format!("binding-header/reject-{variant}"), &made, title, why)
    };
    let claims = |variant: &str, change: fn(&mut String), title: &str, why: &str| {
        let made = with(|binding| binding.claims = Some(change));
        reject(&format!("binding-claims/reject-{variant}"), &made, title, why)
    };
    let token = |variant: &str, change: fn(&mut String), title: &str, why: &str| {
        let made = with(|binding| binding.token = Some(change));
        reject(&format!("binding-form/reject-{variant}"), &made, title, why)
    };
    let loose = "a binding that is read loosely has many spellings, and a list of seen ones misses all but one";
    vec![
        token(
            "unused-bits",
            |text| {
                let last = text.pop().expect("a signature");
                text.push(char::from(last as u8 + 1));
            },
            "a binding whose last character has unused bits set",
            loose,
        ),
        token(
            "empty-signature",
            |text| text.truncate(text.rfind('.').expect("a signature") + 1),
            "a binding with an empty signature",
            STOLEN,
        ),
        reject(
            "head-base64url/reject-binding-padding",
            &with(|binding| binding.token = Some(|text| text.push('='))),
            "a binding with padding",
            loose,
        ),
        reject(
            "head-form/reject-binding-of-four-segments",
            &with(|binding| binding.token = Some(|text| text.push_str(".AA"))),
            "a binding of four segments",
            loose,
        ),
        reject(
            "head-form/reject-binding-of-two-segments",
            &with(|binding| binding.token = Some(|text| text.truncate(text.rfind('.').expect("a signature")))),
            "a binding without signature",
            STOLEN,
        ),
        reject(
            "binding-form/reject-duplicate-claim",
            &with(|binding| {
                binding.claims = Some(|text| swap(text, r#"{"iat""#, r#"{"aud":"https://other.example","iat""#));
            }),
            "a binding with a claim twice",
            FORWARDED,
        ),
        header(
            "typ",
            |text| swap(text, "kb+jwt", "JWT"),
            "a binding with the general type of all tokens",
            "a login token of the same key is taken for a binding",
        ),
        header(
            "list",
            |text| *text = format!("[{text}]"),
            "a list around the header of a binding",
            "a library that takes the first element checks what another refuses",
        ),
        header("alg-none", |text| swap(text, "ES256", "none"), "a binding without algorithm", STOLEN),
        header(
            "alg-other",
            |text| swap(text, "ES256", "Ed25519"),
            "a binding with the algorithm of another curve",
            "the key's bytes are used under the rules of another curve",
        ),
        header(
            "unknown-member",
            |text| swap(text, r#"{"alg""#, r#"{"kid":"1","alg""#),
            "a binding header with a member the standard does not have",
            "a reader ignores what it does not know and relies on the rest",
        ),
        claims(
            "list",
            |text| *text = format!("[{text}]"),
            "a list around the claims of a binding",
            "a library that takes the first element checks what another refuses",
        ),
        claims(
            "unknown",
            |text| swap(text, r#"{"iat""#, r#"{"exp":1,"iat""#),
            "a binding with a claim the standard does not have",
            "a reader ignores a limit that the holder set",
        ),
        claims(
            "no-share-hash",
            |text| {
                let at = text.find(r#","pannier_share""#).expect("the claim is there");
                text.replace_range(at.., "}");
            },
            "a binding that does not say what is shown",
            "what is shown, and for what purpose, is changed on the way",
        ),
        claims(
            "iat-negative",
            |text| swap(text, &format!(r#""iat":{}"#, NOW - 50), r#""iat":-1"#),
            "a binding made before 1970",
            "arithmetic on unsigned numbers wraps around",
        ),
        claims(
            "no-audience",
            |text| swap(text, r#""https://app.example""#, r#""""#),
            "an empty audience",
            "a verifier that names none accepts what was made for nobody",
        ),
        claims(
            "nonce-with-space",
            |text| swap(text, &format!(r#""{NONCE}""#), &format!(r#""{NONCE} ""#)),
            "a nonce with a space behind it",
            "a memory of nonces that cuts spaces off, and one that does not, hold two",
        ),
        claims(
            "nonce-too-long",
            |text| swap(text, &format!(r#""{NONCE}""#), &format!(r#""{}""#, "n".repeat(257))),
            "a nonce of 257 characters",
            "a memory of nonces that cuts off what is too long, and one that does not, hold two",
        ),
        longest(),
        claims(
            "audience-too-long",
            |text| swap(text, r#""https://app.example""#, &format!(r#""https://app.example/{}""#, "x".repeat(237))),
            "an audience of 257 characters",
            "of two audiences that differ at their ends one takes what was made for the other",
        ),
        claims(
            "hash-in-padding",
            |text| swap(text, r#"","pannier_share""#, r#"=","pannier_share""#),
            "a hash with padding",
            "one binding has two spellings",
        ),
        claims(
            "aud-list",
            |text| swap(text, r#""https://app.example""#, r#"["https://app.example","https://other.example"]"#),
            "a binding for two audiences",
            FORWARDED,
        ),
        claims(
            "iat-string",
            |text| swap(text, &(NOW - 50).to_string(), &format!("\"{}\"", NOW - 50)),
            "a time in a string",
            "a library that drops the claim it cannot read accepts the binding for ever",
        ),
    ]
}

fn content() -> Vec<Draft> {
    let replayed = "a share that was seen once is presented for ever";
    let changed = "what is shown, and for what purpose, is changed on the way";
    vec![
        reject(
            "binding-signature/reject-wrong-key",
            &with(|binding| binding.key = THIEF),
            "signed with another key",
            STOLEN,
        ),
        reject(
            "binding-signature/reject-bit-flip",
            &with(|binding| binding.signature = Some(|bytes| bytes[9] ^= 4)),
            "a signature with one bit changed",
            STOLEN,
        ),
        reject(
            "binding-signature/reject-key-of-another-curve",
            &with(|binding| binding.key = BANK_ED25519),
            "the 64 bytes of an Ed25519 signature",
            STOLEN,
        ),
        reject(
            "binding-sd-hash/reject-other-head",
            &with(|binding| {
                binding.claims = Some(|text| {
                    let at = text.find(r#""sd_hash":""#).expect("a hash") + 11;
                    text.replace_range(at..at + 43, &base64url(&[7; 32]));
                });
            }),
            "a binding of another head",
            "a binding is moved to a head of another customer",
        ),
        reject(
            "binding-sd-hash/reject-disclosure-removed",
            &Share {
                head_after: Some(|head| {
                    let at = head[..head.len() - 1].rfind('~').expect("disclosures");
                    head.truncate(at + 1);
                }),
                ..whole::totals()
            },
            "a nested claim taken out after the binding was made",
            changed,
        )
        .base("whole/accept-share-totals"),
        reject(
            "binding-share-hash/reject-purpose-changed",
            &rows(|share| {
                share.purpose = Some("a quote for an overdraft".to_owned());
                share.json_after = Some(|json| swap(json, "a quote for an overdraft", "advertising and resale"));
            }),
            "a purpose changed after the binding was made",
            changed,
        ),
        reject(
            "binding-audience/reject-other",
            &with(|binding| "https://other.example".clone_into(&mut binding.aud)),
            "a binding for another recipient",
            FORWARDED,
        ),
        reject(
            "binding-audience/reject-longer",
            &with(|binding| binding.aud = format!("{AUDIENCE}.evil.example")),
            "an audience that begins like the right one",
            FORWARDED,
        ),
        reject(
            "binding-nonce/reject-other",
            &with(|binding| "n-other".clone_into(&mut binding.nonce)),
            "a binding with another nonce",
            replayed,
        ),
        reject(
            "binding-fresh/reject-seen",
            &whole::rows(),
            "a pair of audience and nonce that was accepted before",
            replayed,
        )
        .asking(|options| options.seen = true),
        Draft::accept("binding-time/accept-oldest", &share(bank::small(), &with(|binding| binding.iat = NOW - 600)))
            .asking_binding()
            .says("made ten minutes ago", "a share does not reach a slow recipient"),
        reject(
            "binding-time/reject-too-old",
            &with(|binding| binding.iat = NOW - 601),
            "made a second more than ten minutes ago",
            replayed,
        )
        .base("binding-time/accept-oldest"),
        Draft::accept("binding-time/accept-ahead", &share(bank::small(), &with(|binding| binding.iat = NOW + 300)))
            .asking_binding()
            .says("made five minutes ahead", "a share of a device whose clock runs fast is refused"),
        reject(
            "binding-time/reject-too-far-ahead",
            &with(|binding| binding.iat = NOW + 301),
            "made a second more than five minutes ahead",
            replayed,
        )
        .base("binding-time/accept-ahead"),
    ]
}
