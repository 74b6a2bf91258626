//! Heads and key bindings of the known answers: read, verified, and taken apart as two other programs did.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{known, list, text};
use pannier_bundle::head::Head;
use pannier_bundle::{Fault, key};
use pannier_crypto::{Algorithm, PublicKey, base64url};
use pannier_report::Code;

fn issuer(name: &str) -> PublicKey {
    key::read_public(known().member(name).unwrap().to_text().as_bytes()).unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, Fault>) -> Option<Code> {
    result.expect_err("accepted").code()
}

/// The head of this algorithm with every disclosure of the bundle.
fn head(algorithm: &str) -> Vec<u8> {
    let known = known();
    let mut head = format!("{}~", text(&known, &["heads", algorithm]));
    for disclosure in list(&known, "disclosures") {
        head.push_str(disclosure.as_str().unwrap());
        head.push('~');
    }
    head.into_bytes()
}

#[test]
fn heads_are_read_and_verified() {
    let known = known();
    for (algorithm, issuer_name) in [("ES256", "issuer_jwk"), ("Ed25519", "issuer_ed_jwk")] {
        let head = Head::parse(&head(algorithm)).unwrap();
        assert_eq!(head.algorithm().jose(), algorithm);
        head.verify(&issuer(issuer_name)).unwrap();
        assert_eq!(head.claims().jti, text(&known, &["jti"]));
        assert_eq!(head.claims().cnf.as_ref().unwrap().x(), text(&known, &["holder_jwk", "x"]));
        let parts: Vec<_> = head.parts().map(|part| (part.id.as_str(), part.n)).collect();
        assert_eq!(parts, [("p0", 7), ("p1", 1), ("p2", 0)]);
        let roots: Vec<_> = head.parts().map(|part| base64url::encode(&part.row)).collect();
        let expected: Vec<_> = list(&known, "parts").iter().map(|part| text(part, &["descriptor", "row"])).collect();
        assert_eq!(roots, expected);
        assert_eq!(head.sealed(), 1);
        assert_eq!(head.part("p0").unwrap().groups[4].needs, ["core"]);
    }
}

#[test]
fn a_head_is_verified_by_its_own_key_and_algorithm_only() {
    let es256 = Head::parse(&head("ES256")).unwrap();
    assert_eq!(es256.algorithm(), Algorithm::Es256);
    assert_eq!(code(es256.verify(&issuer("app_jwk"))), Some(Code::HeadSignature));
    assert_eq!(code(Head::parse(&head("EdDSA"))), Some(Code::HeadAlg));
}

#[test]
fn the_heads_of_shares_are_subsets_of_the_bundle_s() {
    let known = known();
    let full = Head::parse(&head("ES256")).unwrap();
    for (share, kept) in list(&known, "shares").iter().zip([&["p0"][..], &["p0", "p1", "p2"]]) {
        let shown = Head::parse(text(share, &["sd_jwt_kb"]).as_bytes()).unwrap();
        shown.verify(&issuer("issuer_jwk")).unwrap();
        let reduced = full.reduce(|id, _| kept.contains(&id));
        assert_eq!(reduced.presented(), shown.presented());
        assert_eq!(shown.sealed(), 4 - kept.len());
        assert!(shown.binding().is_some());
        assert_eq!(shown.to_bytes(), text(share, &["sd_jwt_kb"]).as_bytes());
    }
}
