//! Signed tariffs through the public API: what is believed, what is refused and by which code.

use pannier::{
    Trust,
    crypto::{PrivateKey, Signer as _},
    document::{Address, Document, Sender, SignedTariff, TariffText, Version, authenticate},
    quote::{NotSigned, TariffFile, sign},
    report::Code,
    value::Int,
};
use serde_json::{Value, json};

const ISS: &str = "https://energy.example";
/// 2026-06-01.
const NOW: i64 = 1_780_272_000;

fn key() -> PrivateKey {
    PrivateKey::ed25519(&[1; 32])
}

fn other() -> PrivateKey {
    PrivateKey::ed25519(&[2; 32])
}

/// A tariff whose provider names the key `key_id`, where there is one.
fn tariff(key_id: Option<String>) -> Value {
    let mut tariff = json!({
        "id": "urn:example:flat", "version": "1", "provider": {"id": "GB1", "name": "Example Energy"}, "name": "Flat",
        "sector": "energy", "jurisdiction": "GB", "currency": "GBP", "time_zone": "Europe/London",
        "saleable": {"from": "2026-01-01"}, "priced": {"from": "2026-01-01"}, "eligibility": [],
        "tax": {"included": true, "rate": "0.05"},
        "rounding": {"at": "line", "mode": "half_up", "places": 2},
        "billing": {"anchor": "calendar", "period": "P1M"},
        "components": [
            {"kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": "3.00", "per": "P1M"},
        ],
        "unmodelled": [],
    });
    if let Some(key_id) = key_id {
        tariff["provider"]["key_id"] = key_id.into();
    }
    tariff
}

/// The document, whatever is wrong with it.
fn made(tariff: &Value, signer: &PrivateKey, change: impl FnOnce(&mut SignedTariff)) -> String {
    let iss = Address::parse(ISS).expect("an address");
    let text = TariffText::parse(&tariff.to_string()).expect("a text");
    let mut payload = SignedTariff::new(Version, iss, seconds(NOW), text);
    change(&mut payload);
    Document::sign(&payload, signer).expect("signed").text().to_owned()
}

fn seconds(moment: i64) -> Int {
    Int::new(moment.try_into().expect("after 1970")).expect("seconds")
}

fn opened(bytes: &str, trust: &Trust) -> TariffFile {
    TariffFile::open(bytes.as_bytes(), "flat.jwt", NOW, |received| authenticate(received, trust, NOW, false))
}

#[track_caller]
fn check(bytes: &str, trust: &Trust, expected: Result<&str, (Code, &str)>) {
    let file = opened(bytes, trust);
    assert_eq!(file.tariff.is_some(), expected.is_ok());
    assert_eq!(file.signed_by.as_ref().map(Sender::address), expected.ok());
    let found = file.findings.iter().map(|finding| {
        assert_eq!(finding.location.file.as_deref(), Some("flat.jwt"));
        (finding.code, finding.location.pointer.as_deref().unwrap_or_default())
    });
    assert_eq!(found.collect::<Vec<_>>(), expected.err().into_iter().collect::<Vec<_>>());
}

#[test]
fn who_signed_is_known_or_it_is_no_tariff() {
    let trust = Trust::only(ISS, key().public_key());
    let plain = tariff(None);
    let good = made(&plain, &key(), |_| {});
    check(&good, &trust, Ok(ISS));
    check(&format!("{good}\n"), &trust, Ok(ISS));
    check(&made(&tariff(Some(key().public_key().kid())), &key(), |_| {}), &trust, Ok(ISS));
    check(&good, &Trust::nobody(), Err((Code::DocumentKnownKey, "/kid")));
    check(&made(&plain, &other(), |_| {}), &trust, Err((Code::DocumentKnownKey, "/kid")));
    let address = |text: &str| Address::parse(text).expect("an address");
    let as_another = made(&plain, &key(), |payload| payload.iss = address("https://water.example"));
    check(&as_another, &trust, Err((Code::DocumentIssuer, "/iss")));
    check(
        &made(&plain, &key(), |payload| payload.iat = seconds(NOW + 400)),
        &trust,
        Err((Code::DocumentEarly, "/iat")),
    );
    let ended = made(&plain, &key(), |payload| {
        payload.iat = seconds(NOW - 10);
        payload.exp = Some(seconds(NOW));
    });
    check(&ended, &trust, Err((Code::DocumentExpired, "/exp")));
    let named = made(&tariff(Some(other().public_key().kid())), &key(), |_| {});
    check(&named, &trust, Err((Code::QuoteTariffKey, "/tariff")));
    // The payload of one, the signature of another.
    let dearer = made(&plain, &key(), |payload| payload.iat = seconds(NOW - 1));
    let (content, _) = good.rsplit_once('.').expect("a signature");
    let (_, signature) = dearer.rsplit_once('.').expect("a signature");
    check(&format!("{content}.{signature}"), &trust, Err((Code::DocumentSignature, "")));
    check(&good[..good.len() / 2], &trust, Err((Code::DocumentForm, "")));
}

#[test]
fn a_tariff_has_one_digest_signed_or_not() {
    let trust = Trust::only(ISS, key().public_key());
    let text = format!("{}\n", serde_json::to_string_pretty(&tariff(None)).expect("JSON"));
    let iss = Address::parse(ISS).expect("an address");
    let document = sign(text.as_bytes(), "flat.json", &key(), iss, seconds(NOW), None).expect("signed");
    assert_eq!(document.payload().tariff.as_str(), text, "byte by byte");
    let file = opened(document.text(), &trust);
    assert!(file.tariff.is_some(), "{:?}", file.findings);
    assert_eq!(file.digest, TariffFile::read(text.as_bytes(), "flat.json", None).digest);
}

#[test]
fn what_would_be_refused_is_not_signed() {
    let mut broken = tariff(None);
    broken["tax"] = Value::Null;
    let cases = [
        (broken, Code::TariffValue, "/tax"),
        (tariff(Some(other().public_key().kid())), Code::QuoteTariffKey, "/provider/key_id"),
    ];
    for (tariff, code, place) in cases {
        let iss = Address::parse(ISS).expect("an address");
        let made = sign(tariff.to_string().as_bytes(), "flat.json", &key(), iss, seconds(NOW), None);
        let Err(NotSigned::Tariff { findings, .. }) = made else { panic!("{made:?}") };
        let errors = findings.iter().filter(|finding| finding.is_error());
        let found: Vec<_> = errors.map(|finding| (finding.code, finding.location.pointer.as_deref())).collect();
        assert_eq!(found, [(code, Some(place))]);
    }
}
