//! Signed documents: what is signed comes back, what is changed does not, and what only later kinds need.

use std::fmt::Debug;
use std::sync::LazyLock;

use pannier_bundle::document::{self, Document, Received, holder_key};
use pannier_crypto::{Algorithm, PrivateKey, Signer as _};
use pannier_model::document::{
    AnyPayload, DocumentDigest, DocumentKind, HolderKey, KeyName, Payload, Purpose, Request, Signatory,
};
use pannier_model::value::Int;
use pannier_report::Code;
use proptest::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};

const EXAMPLE: &str = include_str!("../../../schemas/v0/examples/request/minimal.json");

/// The same key of P-256 for the same number.
fn key(number: usize) -> &'static PrivateKey {
    static KEYS: LazyLock<Vec<PrivateKey>> =
        LazyLock::new(|| (0..5).map(|_| PrivateKey::generate(Algorithm::Es256).expect("a key")).collect());
    &KEYS[number]
}

fn request() -> Request {
    serde_json::from_str(EXAMPLE).expect("an example")
}

#[track_caller]
fn refused<T: Debug>(result: Result<T, pannier_bundle::Fault>, code: Code, pointer: Option<&str>) {
    let fault = result.expect_err("it is refused");
    let finding = fault.finding().expect("for what it says");
    assert_eq!((finding.code, finding.location.pointer.as_deref()), (code, pointer));
}

/// A document that a holder signs and that follows a request, as kinds to come will.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    iss: KeyName,
    iat: Int,
    request: DocumentDigest,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<HolderKey>,
}

const ANSWER: &DocumentKind =
    &DocumentKind { name: "answer", typ: "pannier-answer+jwt", about: "An answer.", members: &[] };

impl Payload for Answer {
    fn kinds() -> &'static [&'static DocumentKind] {
        &[ANSWER]
    }

    fn kind(&self) -> &'static DocumentKind {
        ANSWER
    }

    fn read<'de, D: Deserializer<'de>>(_: &'static DocumentKind, deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn signatory(&self) -> Signatory<'_> {
        (&self.iss).into()
    }

    fn iat(&self) -> Int {
        self.iat
    }

    fn exp(&self) -> Option<Int> {
        None
    }

    fn predecessors(&self) -> Vec<(&'static str, DocumentDigest)> {
        vec![("request", self.request.clone())]
    }

    fn holder_key(&self) -> Option<&HolderKey> {
        self.cnf.as_ref()
    }
}

fn answer(signer: &PrivateKey, request: &Document<Request>) -> Answer {
    Answer {
        iss: KeyName::of(&signer.public_key().kid()).expect("a thumbprint"),
        iat: Int::from(1_767_400_000),
        request: request.digest_text(),
        cnf: holder_key(signer.public_key()),
    }
}

#[test]
fn what_is_signed_comes_back_and_keeps_its_bytes() {
    let signed = Document::sign(&request(), key(1)).expect("it is signed");
    for around in ["", "\n", "\r\n"] {
        let text = format!("{}{around}", signed.text());
        let received = Received::<Request>::read(text.as_bytes()).expect("its form is right");
        assert_eq!(received.unverified(), &request());
        let document = received.verify(key(1).public_key()).expect("its signature is right");
        assert_eq!((document.text(), document.digest()), (signed.text(), signed.digest()));
    }
    let any = Received::<AnyPayload>::read(signed.text().as_bytes()).expect("a kind of the standard");
    assert_eq!(any.kind().name, "request");
    assert_eq!(document::typ(signed.text().as_bytes()).as_deref(), Some("pannier-request+jwt"));
}

#[test]
fn another_key_and_another_kind_are_refused() {
    let signed = Document::sign(&request(), key(1)).expect("it is signed");
    let received = || Received::<Request>::read(signed.text().as_bytes()).expect("its form is right");
    refused(received().verify(key(2).public_key()), Code::DocumentSignature, None);
    let ed25519 = PrivateKey::ed25519(&[1; 32]);
    refused(received().verify(ed25519.public_key()), Code::DocumentAlg, Some("/alg"));
    refused(Received::<Answer>::read(signed.text().as_bytes()), Code::DocumentTyp, Some("/typ"));
    refused(received().verify_holder(), Code::DocumentHolderKey, None);
}

#[test]
fn times_are_asked_of_who_acts() {
    let signed = Document::sign(&request(), key(1)).expect("it is signed");
    let (iat, exp) = (1_767_398_400, 1_768_003_200);
    for now in [iat - 300, iat, exp - 1] {
        signed.check_time(now).expect("it may be acted on");
    }
    refused(signed.check_time(iat - 301), Code::DocumentEarly, Some("/iat"));
    refused(signed.check_time(exp), Code::DocumentExpired, Some("/exp"));
}

#[test]
fn a_payload_that_would_be_refused_is_not_signed() {
    let mut request = request();
    request.purpose = Purpose::Other;
    request.exp = request.iat;
    let error = Document::sign(&request, key(1)).expect_err("it ends when it begins");
    assert!(error.to_string().starts_with("it would be refused: error[document-payload]"), "{error}");
}

#[test]
fn a_holder_is_the_key_that_the_document_holds() {
    let asked = Document::sign(&request(), key(1)).expect("it is signed");
    let good = answer(key(3), &asked);
    let signed = Document::sign(&good, key(3)).expect("it is signed");
    let received = Received::<Answer>::read(signed.text().as_bytes()).expect("its form is right");
    received.verify_holder().expect("iss, kid and key are one");

    let refused = |change: fn(&mut Answer), signer: usize| {
        let mut changed = good.clone();
        change(&mut changed);
        let error = Document::sign(&changed, key(signer)).expect_err("nobody takes it");
        let said = error.to_string();
        assert!(said.contains("document-holder-key"), "{said}");
    };
    refused(|_| {}, 4);
    refused(|answer| answer.cnf = holder_key(key(4).public_key()), 3);
    refused(|answer| answer.cnf = None, 3);
    refused(|answer| answer.iss = KeyName::of(&key(4).public_key().kid()).expect("a thumbprint"), 3);
    // A holder's key is of P-256: another cannot even be written down.
    assert_eq!(holder_key(PrivateKey::ed25519(&[1; 32]).public_key()), None);
}

#[test]
fn a_predecessor_is_named_by_the_bytes_received() {
    let asked = Document::sign(&request(), key(1)).expect("it is signed");
    let again = Document::sign(&request(), key(1)).expect("it is signed");
    let signed = Document::sign(&answer(key(3), &asked), key(3)).expect("it is signed");
    signed.check_follows("request", &asked).expect("it is the one");
    refused(signed.check_follows("grant", &asked), Code::DocumentPredecessor, Some("/grant"));
    // ES256 signs with a random number: the same payload under another signature is another document.
    assert_ne!(asked.text(), again.text());
    refused(signed.check_follows("request", &again), Code::DocumentPredecessor, Some("/request"));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Received::<AnyPayload>::read(&bytes);
        let _ = document::typ(&bytes);
    }

    #[test]
    fn one_changed_character_is_refused(at in 0_usize..900, to in "[A-Za-z0-9_.-]") {
        let signed = Document::sign(&request(), &PrivateKey::ed25519(&[7; 32])).expect("it is signed");
        let mut text = signed.text().to_owned().into_bytes();
        let at = at % text.len();
        prop_assume!(text[at] != to.as_bytes()[0]);
        text[at] = to.as_bytes()[0];
        let verified = Received::<Request>::read(&text)
            .and_then(|received| received.verify(PrivateKey::ed25519(&[7; 32]).public_key()));
        prop_assert!(verified.is_err());
    }
}
