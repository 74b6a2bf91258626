//! Trust lists, anchors and keys as JSON: written and read back, and each fault has its code and place.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use pannier_bundle::Fault;
use pannier_bundle::key::{self, JwkError};
use pannier_bundle::trust::{self, Anchor, IssuerEntry, KeyEntry, KeyState, SignListError, TrustList, read_signed};
use pannier_crypto::{PrivateKey, Signer, base64url};
use pannier_report::Code;

fn private(seed: u8) -> PrivateKey {
    PrivateKey::ed25519(&[seed; 32])
}

fn entry(iss: &str, seed: u8, state: KeyState) -> IssuerEntry {
    let key = KeyEntry { key: private(seed).public_key().clone(), nbf: 10, exp: 20, state };
    IssuerEntry { iss: iss.to_owned(), name: "Example".to_owned(), profiles: Vec::new(), keys: vec![key] }
}

fn list() -> TrustList {
    TrustList {
        iss: "https://list.example".to_owned(),
        seq: 7,
        iat: 100,
        exp: 200,
        issuers: vec![
            entry("https://bank.example", 1, KeyState::Active),
            entry("https://shop.example", 2, KeyState::Retired),
            entry("https://grid.example", 3, KeyState::Revoked(15)),
        ],
        recipients: vec![entry("https://app.example", 4, KeyState::Active)],
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, Fault>) -> (Code, String) {
    let Err(Fault::Finding(finding)) = result else { panic!("accepted: {result:?}") };
    (finding.code, finding.location.pointer.unwrap_or_default())
}

#[test]
fn a_list_is_read_as_it_was_written() {
    let list = list();
    assert_eq!(TrustList::read(&list.to_text()).unwrap(), list);
    let (issuer, key) = list.find(&private(2).public_key().kid()).unwrap();
    assert_eq!((issuer.iss.as_str(), key.state), ("https://shop.example", KeyState::Retired));
    assert!(list.find(&private(4).public_key().kid()).is_none(), "a recipient signs no head");
}

#[track_caller]
fn check(from: &str, to: &str, expected: Code, pointer: &str) {
    let text = String::from_utf8(list().to_text()).unwrap();
    assert!(text.contains(from), "{from}");
    assert_eq!(code(TrustList::read(text.replacen(from, to, 1).as_bytes())), (expected, pointer.to_owned()), "{to}");
}

#[test]
fn each_fault_of_a_list_has_its_code_and_place() {
    let kid = |seed| private(seed).public_key().kid();
    let x = |seed| private(seed).public_key().x();
    check("https://list.example", "list.example", Code::TrustListForm, "/iss");
    check(r#""seq":7"#, r#""seq":-7"#, Code::TrustListForm, "/seq");
    check(r#""seq":7"#, r#""seq":7,"next":8"#, Code::TrustListForm, "/next");
    check(r#""seq":7"#, r#""seq":7,"seq":8"#, Code::TrustListForm, "/seq");
    check(r#""exp":200"#, r#""exp":100"#, Code::TrustListForm, "/exp");
    check("https://bank.example", "https://Bank.example", Code::TrustListForm, "/issuers/0/iss");
    check("https://shop.example", "https://bank.example", Code::TrustListForm, "/issuers/1/iss");
    let own = format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", kid(1));
    check("https://bank.example", &own, Code::SelfUnlisted, "/issuers/0/iss");
    check(r#""name":"Example""#, r#""name":"""#, Code::TrustListForm, "/issuers/0/name");
    check(r#""name":"Example""#, r#""name":"a\nb""#, Code::TrustListForm, "/issuers/0/name");
    check(r#""profiles":[]"#, r#""profiles":["a b"]"#, Code::TrustListForm, "/issuers/0/profiles");
    check(r#""nbf":10"#, r#""nbf":20"#, Code::TrustListForm, "/issuers/0/keys/0/exp");
    check(r#""nbf":10"#, r#""nbf":null"#, Code::TrustListForm, "/issuers/0/keys/0/nbf");
    check(r#""state":"active""#, r#""state":"new""#, Code::TrustListForm, "/issuers/0/keys/0/state");
    check(r#""state":"active""#, r#""state":"active","revoked_at":1"#, Code::TrustListForm, "/issuers/0/keys/0/state");
    check(r#","revoked_at":15"#, "", Code::TrustListForm, "/issuers/2/keys/0/state");
    check(&kid(1), &kid(2), Code::TrustListKey, "/issuers/0/keys/0/jwk");
    check(r#""alg":"Ed25519""#, r#""alg":"EdDSA""#, Code::TrustListKey, "/issuers/0/keys/0/jwk");
    check(r#""alg":"Ed25519""#, r#""alg":"Ed25519","use":"enc""#, Code::TrustListKey, "/issuers/0/keys/0/jwk");
    check(r#""alg":"Ed25519""#, r#""alg":"Ed25519","d":"AA""#, Code::TrustListKey, "/issuers/0/keys/0/jwk");
    check(r#""alg":"Ed25519""#, r#""alg":"Ed25519","x5c":[]"#, Code::TrustListKey, "/issuers/0/keys/0/jwk/x5c");
    check(&x(1), &base64url::encode(&[0; 32]), Code::TrustListKey, "/issuers/0/keys/0/jwk");
    let text = String::from_utf8(list().to_text()).unwrap();
    let twice = text.replace(&kid(2), &kid(1)).replace(&x(2), &x(1));
    let expected = (Code::TrustListKeyOnce, "/issuers/1/keys/0/jwk".to_owned());
    assert_eq!(code(TrustList::read(twice.as_bytes())), expected);
}

#[test]
fn a_list_has_its_limits() {
    let form = |pointer: &str| (Code::TrustListForm, pointer.to_owned());
    let with = |change: &dyn Fn(&mut IssuerEntry)| {
        let mut list = list();
        change(&mut list.issuers[1]);
        TrustList::read(&list.to_text())
    };
    with(&|entry| entry.profiles = vec!["p".to_owned(); 1000]).unwrap();
    assert_eq!(code(with(&|entry| entry.profiles = vec!["p".to_owned(); 1001])), form("/issuers/1/profiles"));
    // How many keys there are is seen before they are looked at.
    assert_eq!(code(with(&|entry| entry.keys = vec![entry.keys[0].clone(); 100_001])), form("/issuers/1/keys"));
    let second = "/issuers/1/keys/1/jwk".to_owned();
    assert_eq!(
        code(with(&|entry| entry.keys = vec![entry.keys[0].clone(); 100_000])),
        (Code::TrustListKeyOnce, second)
    );

    let long = vec![b' '; trust::MAX_BYTES + 1];
    assert_eq!(code(TrustList::read(&long)), form(""));
    assert_eq!(code(Anchor::read(&long)), form(""));
    assert_eq!(code(read_signed(&long, &anchor(&[1], 1))), form(""));
}

fn anchor(seeds: &[u8], threshold: usize) -> Anchor {
    Anchor {
        iss: "https://list.example".to_owned(),
        keys: seeds.iter().map(|&seed| private(seed).public_key().clone()).collect(),
        threshold,
        seq: 0,
    }
}

#[test]
fn a_list_signed_by_enough_keys_is_believed() {
    let once = trust::sign(&list(), None, &private(11)).unwrap();
    let twice = trust::sign(&list(), Some(&once), &private(12)).unwrap();
    assert_eq!(read_signed(&once, &anchor(&[11, 12, 13], 1)).unwrap(), list());
    assert_eq!(read_signed(&twice, &anchor(&[11, 12, 13], 2)).unwrap(), list());
    let refused = |text: &[u8], anchor: &Anchor| code(read_signed(text, anchor));
    let signed = |pointer: &str| (Code::TrustListSigned, pointer.to_owned());
    assert_eq!(refused(&once, &anchor(&[11, 12, 13], 2)), signed("/signatures"));
    assert_eq!(refused(&twice, &anchor(&[11, 13], 1)), signed("/signatures/1"), "a stranger's signature");
    let other = Anchor { iss: "https://other.example".to_owned(), ..anchor(&[11], 1) };
    assert_eq!(refused(&once, &other), signed("/payload"));
    let text = String::from_utf8(twice).unwrap();
    let doubled = text.replacen("\"signatures\":[", &format!("\"signatures\":[{},", signature_of(&text, 0)), 1);
    assert_eq!(refused(doubled.as_bytes(), &anchor(&[11, 12], 2)), signed("/signatures/1"), "one key counts once");
    let payload = base64url::encode(&TrustList { seq: 6, ..list() }.to_text());
    let start = text.find(":\"").unwrap() + 2;
    let end = start + text[start..].find('"').unwrap();
    let older = format!("{}{payload}{}", &text[..start], &text[end..]);
    assert_eq!(refused(older.as_bytes(), &anchor(&[11, 12], 2)), signed("/signatures/0"));
    let headers = |from: &str, to: &str| {
        let header =
            base64url::encode(format!(r#"{{"alg":"Ed25519","kid":"{}","typ":"{}"}}"#, kid(11), trust::TYP).as_bytes());
        let wrong = format!(r#"{{"alg":"Ed25519","kid":"{}","typ":"{}"}}"#, kid(11), trust::TYP).replacen(from, to, 1);
        assert!(text.contains(&header));
        refused(text.replacen(&header, &base64url::encode(wrong.as_bytes()), 1).as_bytes(), &anchor(&[11, 12], 2))
    };
    assert_eq!(headers(trust::TYP, "JWT"), signed("/signatures/0"));
    assert_eq!(headers("Ed25519", "ES256"), signed("/signatures/0"));
    assert_eq!(headers(r#""typ""#, r#""crit":[],"typ""#).0, Code::TrustListForm);
}

fn kid(seed: u8) -> String {
    private(seed).public_key().kid()
}

fn signature_of(text: &str, index: usize) -> &str {
    let (_, rest) = text.split_once("\"signatures\":[").unwrap();
    let piece = rest.trim_end_matches("]}").split("},{").nth(index).unwrap();
    let start = rest.find(piece).unwrap();
    &rest[start..=start + piece.len()]
}

#[test]
fn a_list_is_signed_once_by_each_key_and_as_it_is() {
    let once = trust::sign(&list(), None, &private(11)).unwrap();
    assert!(matches!(trust::sign(&list(), Some(&once), &private(11)), Err(SignListError::SignedBefore)));
    let newer = TrustList { seq: 8, ..list() };
    assert!(matches!(trust::sign(&newer, Some(&once), &private(12)), Err(SignListError::OtherList)));
    assert!(matches!(trust::sign(&newer, Some(b"{}"), &private(12)), Err(SignListError::Json(_))));
}

#[test]
fn an_older_list_than_the_one_seen_is_refused() {
    let signed = trust::sign(&list(), None, &private(11)).unwrap();
    let seen = |seq| Anchor { seq, ..anchor(&[11], 1) };
    assert_eq!(read_signed(&signed, &seen(7)).unwrap(), list());
    assert_eq!(code(read_signed(&signed, &seen(8))), (Code::TrustListRollback, "/seq".to_owned()));
}

#[test]
fn anchors() {
    let good = anchor(&[11, 12], 2);
    assert_eq!(Anchor::read(&good.to_text()).unwrap(), good);
    let text = |threshold| Anchor { threshold, ..good.clone() }.to_text();
    assert_eq!(code(Anchor::read(&text(0))), (Code::TrustListForm, "/threshold".to_owned()));
    assert_eq!(code(Anchor::read(&text(3))), (Code::TrustListForm, "/threshold".to_owned()));
    let pinned = Anchor { seq: 7, ..good.clone() };
    assert_eq!(Anchor::read(&pinned.to_text()).unwrap(), pinned);
    let twice = Anchor { keys: vec![good.keys[0].clone(), good.keys[0].clone()], ..good.clone() };
    assert_eq!(code(Anchor::read(&twice.to_text())), (Code::TrustListKeyOnce, "/keys/1".to_owned()));
}

#[test]
fn keys_are_written_and_read_the_same() {
    for key in [private(1), PrivateKey::generate(pannier_crypto::Algorithm::Es256).unwrap()] {
        let public = key::public_text(key.public_key());
        assert_eq!(&key::read_public(public.as_bytes()).unwrap(), key.public_key());
        let text = key::private_text(&key);
        let again = key::read_private(text.as_bytes()).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        assert_eq!(*again.d(), *key.d());
        assert_eq!(key::read_public(text.as_bytes()), Err(JwkError::Private), "given away");
        assert!(matches!(key::read_private(public.as_bytes()), Err(JwkError::Public)));
        let other = public.replacen(&key.public_key().kid(), &kid(9), 1);
        assert_eq!(key::read_public(other.as_bytes()), Err(JwkError::Disagrees { member: "kid" }));
        let array = public.replacen(&format!("\"{}\"", key.public_key().x()), "[]", 1);
        assert!(matches!(key::read_public(array.as_bytes()), Err(JwkError::Json(_))));
        assert!(!format!("{:?}", key::read_private(text.as_bytes())).contains(key.d().as_str()));
    }
}
