//! Offers through the public API: the reference recipient answers a share, and its figures come out again, or are refused.

use std::{io::Cursor, sync::LazyLock};

use pannier::{
    Issue, MemoryScratch, Policy, Trust, Verified,
    convert::{Format, Options},
    crypto::{Algorithm, PrivateKey, SeededRandom, Signer as _},
    document::{Address, Document, Offer},
    issue::{Author, Period, Settings, Subject},
    offer::{Shown, recompute},
    quote::TariffFile,
    report::Code,
    share::{self, Binding, Selection},
    value::{Amount, Date, Name},
    verify,
};
use serde_json::{Value, json};

#[expect(dead_code, reason = "a test calls what the example's own main would")]
#[path = "../examples/recipient.rs"]
mod recipient;

use recipient::{Answered, Provider};

const BANK_ISS: &str = "https://bank.example";
const PROVIDER: &str = "https://provider.example";
/// 2026-06-01.
const NOW: i64 = 1_780_272_000;

static BANK: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::ed25519(&[9; 32]));
static HOLDER: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate(Algorithm::Es256).expect("a key"));

/// Two months of an account with ten payments by card in each.
fn bundle() -> Vec<u8> {
    let mut lines = vec![
        r#"{"series":"current/account","from":"2026-05-31","to":"2026-06-01"}"#.to_owned(),
        r#"{"series":"current/transaction","from":"2026-04-01","to":"2026-06-01"}"#.to_owned(),
        r#"{"type":"account","record":{"id":"current","as_of":"2026-05-31","kind":"current","currency":"GBP","status":"open","ownership":"sole","number":{"display":"••••8807","scheme":"sortcode_acct","value":"200001-55748807"}}}"#.to_owned(),
    ];
    for at in 0..20 {
        let (month, day) = (4 + at / 10, 2 + at % 10 * 2);
        lines.push(format!(
            r#"{{"type":"transaction","record":{{"id":"t{at}","account":"current","date":"2026-{month:02}-{day:02}","date_basis":"booked","status":"booked","amount":"-10.00","currency":"GBP","kind":"card","seq":{at}}}}}"#
        ));
    }
    let mut settings = Settings::new(Author::Issuer(BANK_ISS.to_owned()));
    settings.subject = Some(Subject { id: "customer 7".to_owned(), key: vec![7; 32] });
    settings.holder = Some(HOLDER.public_key().clone());
    settings.period = Period::Month;
    settings.summaries = false;
    let mut random = SeededRandom::new([3; 32]);
    let mut issue = Issue::new(settings, &*BANK, NOW, &mut random, &MemoryScratch).expect("settings");
    let text = lines.join("\n") + "\n";
    issue.read("mine", Format::Ndjson, &mut Cursor::new(text), &Options::default()).expect("memory");
    let mut bytes = Vec::new();
    issue.finish().expect("issued").write_to(&mut bytes).expect("memory");
    bytes
}

fn trust() -> Trust {
    Trust::only(BANK_ISS, BANK.public_key())
}

fn open(file: Vec<u8>) -> Verified<Vec<u8>> {
    verify(file, &trust(), &Policy::default(), NOW, &MemoryScratch).expect("memory").accept().expect("verified")
}

/// What the holder shows of `file` to the provider.
fn shared(from: &str) -> Vec<u8> {
    let file = open(bundle());
    let selection = Selection { from: Some(from.parse().expect("a day")), ..Selection::of(["account", "transaction"]) };
    let plan = share::plan(&file, &selection, NOW).expect("a plan");
    let binding = Binding { audience: PROVIDER.to_owned(), nonce: None, signer: &*HOLDER };
    let mut random = SeededRandom::new([5; 32]);
    let made = share::write(&file, &plan, Some(&binding), &trust(), NOW, &mut random, &MemoryScratch);
    let mut bytes = Vec::new();
    made.expect("a share").write_to(&mut bytes).expect("memory");
    bytes
}

/// An account with a monthly fee and a price for each payment by card.
fn tariff(id: &str, fee: &str, each: &str) -> TariffFile {
    let document = json!({
        "id": id, "version": "1", "provider": {"id": "GB1", "name": "Example Provider"}, "name": id,
        "sector": "bank", "jurisdiction": "GB", "currency": "GBP", "time_zone": "Europe/London",
        "saleable": {"from": "2026-01-01"}, "priced": {"from": "2026-01-01"}, "eligibility": [],
        "tax": {"included": true, "rate": "0.20"},
        "rounding": {"at": "line", "mode": "half_up", "places": 2},
        "billing": {"anchor": "calendar", "period": "P1M"},
        "components": [
            {"kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": fee, "per": "P1M"},
            {"kind": "event", "id": "card", "label": "Card", "direction": "charge", "match": {"kind": ["card"]}, "amount": each},
        ],
        "unmodelled": [],
    });
    let file = TariffFile::read(document.to_string().as_bytes(), id, None);
    assert!(file.tariff.is_some(), "{:?}", file.findings);
    file
}

fn provider() -> Provider {
    Provider {
        iss: Address::parse(PROVIDER).expect("an address"),
        name: Name::parse("Example Provider").expect("a name"),
        contact: Name::parse("offers@provider.example").expect("a name"),
        key: PrivateKey::ed25519(&[4; 32]),
        trust: trust(),
        public: tariff("public", "3.00", "0.10"),
        own: vec![tariff("cards", "3.50", "0.01"), tariff("lean", "2.00", "0.15"), tariff("dear", "9.00", "0.10")],
    }
}

fn from() -> Date {
    Date::parse("2026-07-01").expect("a day")
}

fn answered() -> Answered {
    provider().answer(shared("2026-04-01"), None, from(), NOW).expect("an answer")
}

/// The offer with another value of a member, signed by its provider.
fn changed(offer: &Document<Offer>, pointer: &str, value: Value) -> Offer {
    let mut payload = serde_json::to_value(offer.payload()).expect("a payload");
    *payload.pointer_mut(pointer).expect("a member") = value;
    serde_json::from_value(payload).expect("an offer")
}

#[track_caller]
fn codes(offer: &Offer, share: &[u8]) -> Vec<(Code, String)> {
    let (share, provider) = (open(share.to_vec()), provider());
    let shown = Shown::by(&[&share], None).expect("a share");
    let id = offer.tariff.id.as_str();
    let all = provider.own.iter().chain([&provider.public]);
    let tariff = all.into_iter().find(|file| file.name == id).expect("one of the provider's");
    let recomputed = recompute(offer, &shown, tariff, offer.public.as_ref().map(|_| &provider.public));
    let findings = recomputed.findings.into_iter();
    findings.map(|finding| (finding.code, finding.location.pointer.unwrap_or_default())).collect()
}

#[test]
fn a_recipient_answers_a_share_with_three_offers() {
    let answered = answered();
    let said: Vec<_> = answered
        .offers
        .iter()
        .map(|offer| {
            let offer = offer.payload();
            let public = offer.public.as_ref().map(|public| public.price.year_one.gross.to_string());
            (offer.tariff.id.to_string(), offer.price.year_one.gross.to_string(), public)
        })
        .collect();
    // 12 x 2.00 and 120 x 0.15; 12 x 3.50 and 120 x 0.01; 12 x 3.00 and 120 x 0.10. What is dearer than that is not offered.
    let expected = [
        ("lean".to_owned(), "42.00".to_owned(), Some("48.00".to_owned())),
        ("cards".to_owned(), "43.20".to_owned(), Some("48.00".to_owned())),
        ("public".to_owned(), "48.00".to_owned(), None),
    ];
    assert_eq!(said, expected);
    assert_eq!(answered.without, ["dear: it is dearer than public, which anybody can have"]);
}

#[test]
fn a_share_for_somebody_else_is_not_answered() {
    let stranger = Provider { iss: Address::parse("https://other.example").expect("an address"), ..provider() };
    assert!(stranger.answer(shared("2026-04-01"), None, from(), NOW).is_err());
    assert!(provider().answer(shared("2026-04-01"), Some("another"), from(), NOW).is_err());
    assert!(provider().answer(bundle(), None, from(), NOW).is_err());
}

#[test]
fn offers_come_out_again_or_are_refused_by_the_first_figure_that_differs() {
    let share = shared("2026-04-01");
    let answered = provider().answer(share.clone(), None, from(), NOW).expect("an answer");
    for offer in &answered.offers {
        assert_eq!(codes(offer.payload(), &share), [], "{}", offer.payload().tariff.id);
    }
    let personal = &answered.offers[0];
    let figures = Code::OfferFigures;
    let cases = [
        ("/price/year_one/gross", json!("41.99"), figures),
        ("/price/year_one/tax", json!("7.01"), figures),
        ("/price/components/0/gross", json!("23.99"), figures),
        ("/price/lines", json!(format!("{}A", "l".repeat(42))), figures),
        ("/price/status", json!("exact"), figures),
        ("/public/price/year_one/gross", json!("60.00"), figures),
        ("/tariff/digest", json!(format!("{}A", "l".repeat(42))), Code::OfferTariff),
        ("/public/tariff/version", json!("2"), Code::OfferTariff),
        ("/currency", json!("EUR"), figures),
    ];
    for (pointer, value, code) in cases {
        let offer = changed(personal, pointer, value);
        assert_eq!(codes(&offer, &share)[0], (code, pointer.to_owned()));
    }
    // 42 and 42.00 are one amount.
    assert_eq!(codes(&changed(personal, "/price/year_one/gross", json!("42")), &share), []);
    // What was priced is what was shown, and nothing else.
    let other = codes(personal.payload(), &shared("2026-05-01"));
    assert_eq!(other[0], (Code::OfferShare, "/shares".to_owned()));
    assert!(personal.payload().price.year_one.gross > Amount::ZERO);
}
