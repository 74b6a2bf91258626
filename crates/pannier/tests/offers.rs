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

use recipient::Provider;

const BANK_ISS: &str = "https://bank.example";
const PROVIDER: &str = "https://provider.example";
/// 2026-06-01.
const NOW: i64 = 1_780_272_000;

static BANK: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::ed25519(&[9; 32]));
static HOLDER: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate(Algorithm::Es256).expect("a key"));

/// What somebody shows of one trade, and what a tariff of it charges for use.
struct Trade {
    sector: &'static str,
    /// April and May 2026.
    records: Vec<String>,
    /// Record types that a share shows.
    shown: &'static [&'static str],
    /// The component that has so much for each movement, minute, kilowatt-hour or article.
    each: fn(&str) -> Value,
    /// What is offered: tariff, first year, and that of the public tariff beside it.
    offers: &'static [(&'static str, &'static str, Option<&'static str>)],
    /// Tariffs that are dearer than the public one.
    dearer: &'static [&'static str],
}

/// A line of a file of records: a series that it promises.
fn series(name: &str, from: &str) -> String {
    format!(r#"{{"series":"{name}","from":"{from}","to":"2026-06-01"}}"#)
}

fn record(kind: &str, record: &Value) -> String {
    format!(r#"{{"type":"{kind}","record":{record}}}"#)
}

/// Days of April and May, each with its number from 0.
fn days() -> impl Iterator<Item = (usize, String)> {
    let month = |month: u32, days: u32| (1..=days).map(move |day| format!("2026-{month:02}-{day:02}"));
    month(4, 30).chain(month(5, 31)).enumerate()
}

/// Every third day of a month, ten of them.
fn ten_of_each() -> impl Iterator<Item = (usize, String)> {
    (0..20).map(|at| (at, format!("2026-{:02}-{:02}", 4 + at / 10, 2 + at % 10 * 2)))
}

/// Ten payments by card in each month.
fn bank() -> Trade {
    let account = json!({"id": "current", "as_of": "2026-05-31", "kind": "current", "currency": "GBP", "status": "open",
        "ownership": "sole", "number": {"display": "••••8807", "scheme": "sortcode_acct", "value": "200001-55748807"}});
    let paid = |(at, date): (usize, String)| {
        let paid = json!({"id": format!("t{at}"), "account": "current", "date": date, "date_basis": "booked",
            "status": "booked", "amount": "-10.00", "currency": "GBP", "kind": "card", "seq": at});
        record("transaction", &paid)
    };
    let head = [
        series("current/account", "2026-05-31"),
        series("current/transaction", "2026-04-01"),
        record("account", &account),
    ];
    Trade {
        sector: "bank",
        records: head.into_iter().chain(ten_of_each().map(paid)).collect(),
        shown: &["account", "transaction"],
        each: |each| {
            json!({"kind": "event", "id": "use", "label": "Card", "direction": "charge", "match": {"kind": ["card"]},
                "amount": each})
        },
        offers: TEN_A_MONTH,
        dearer: &["dear"],
    }
}

/// Ten calls of a minute in each month.
fn telco() -> Trade {
    let line =
        json!({"id": "mine", "as_of": "2026-05-31", "kind": "mobile", "status": "active", "billing": "postpaid"});
    let called = |(at, date): (usize, String)| {
        let call = json!({"id": format!("u{at}"), "line": "mine", "date": date, "grain": "event", "kind": "voice",
            "direction": "out", "quantity": "60", "unit": "s"});
        record("usage_event", &call)
    };
    let head = [
        series("mine/subscription", "2026-05-31"),
        series("mine/usage_event", "2026-04-01"),
        record("subscription", &line),
    ];
    Trade {
        sector: "telco",
        records: head.into_iter().chain(ten_of_each().map(called)).collect(),
        shown: &["subscription", "usage_event"],
        each: |each| {
            json!({"kind": "usage", "id": "use", "label": "Calls", "direction": "charge", "meter": "voice",
                "unit": "min", "blocks": [{"price": each}]})
        },
        offers: TEN_A_MONTH,
        dearer: &["dear"],
    }
}

/// A kilowatt-hour on each day: 365 of them make 36.50 of 0.10, 3.65 of 0.01 and 54.75 of 0.15.
fn energy() -> Trade {
    let point = json!({"id": "home", "as_of": "2026-05-31", "fuel": "electricity", "country": "GB", "zone": "Etc/UTC",
        "status": "active"});
    let register = json!({"id": "import", "as_of": "2026-05-31", "supply_point": "home", "fuel": "electricity",
        "direction": "import", "unit": "kWh", "kind": "interval", "zone": "Etc/UTC"});
    let counted = |(_, date): (usize, String)| {
        let day = json!({"id": date, "register": "import", "date": date, "zone": "Etc/UTC", "fuel": "electricity",
            "direction": "import", "unit": "kWh", "resolution": "P1D", "count": 1, "missing": 0, "total": "1",
            "quality": "actual", "start": format!("{date}T00:00:00Z"), "slots": ["1"]});
        record("interval_day", &day)
    };
    let head = [
        series("home/supply_point", "2026-05-31"),
        series("home/register", "2026-05-31"),
        series("import/interval_day", "2026-04-01"),
        record("supply_point", &point),
        record("register", &register),
    ];
    Trade {
        sector: "energy",
        records: head.into_iter().chain(days().map(counted)).collect(),
        shown: &["supply_point", "register", "interval_day"],
        each: |each| {
            json!({"kind": "usage", "id": "use", "label": "Use", "direction": "charge", "meter": "electricity.import",
                "unit": "kWh", "blocks": [{"price": each}]})
        },
        offers: &[("plain", "45.65", Some("72.50")), ("public", "72.50", None)],
        dearer: &["lean", "dear"],
    }
}

/// Ten of one article in each month.
fn retail() -> Trade {
    let bought = |(at, date): (usize, &str)| {
        let receipt = json!({"id": format!("r{at}"), "date": date, "kind": "sale", "channel": "store", "currency": "GBP",
            "tax_included": true, "payable": "9.00", "detail": "full"});
        let line = json!({"id": format!("r{at}.0"), "receipt": format!("r{at}"), "date": date, "seq": 0, "kind": "sale",
            "quantity": "10", "unit": "item", "amount": "9.00", "currency": "GBP", "tax_included": true,
            "gtin": "04006381333931", "gtin_check": "ok"});
        [record("receipt", &receipt), record("receipt_line", &line)]
    };
    let head = [series("all/receipt", "2026-04-01"), series("all/receipt_line", "2026-04-01")];
    let bought = ["2026-04-11", "2026-05-09"].into_iter().enumerate().flat_map(bought);
    Trade {
        sector: "retail",
        records: head.into_iter().chain(bought).collect(),
        shown: &["receipt", "receipt_line"],
        each: |each| {
            json!({"kind": "items", "id": "use", "label": "Prices", "direction": "charge", "missing": "report",
                "prices": [{"gtin": "04006381333931", "price": each}]})
        },
        offers: TEN_A_MONTH,
        dearer: &["dear"],
    }
}

/// 12 x 2.00 and 120 x 0.15; 12 x 3.50 and 120 x 0.01; 12 x 3.00 and 120 x 0.10.
const TEN_A_MONTH: &[(&str, &str, Option<&str>)] =
    &[("lean", "42.00", Some("48.00")), ("plain", "43.20", Some("48.00")), ("public", "48.00", None)];

fn bundle(trade: &Trade) -> Vec<u8> {
    let mut settings = Settings::new(Author::Issuer(BANK_ISS.to_owned()));
    settings.subject = Some(Subject { id: "customer 7".to_owned(), key: vec![7; 32] });
    settings.holder = Some(HOLDER.public_key().clone());
    settings.period = Period::Month;
    settings.summaries = false;
    let mut random = SeededRandom::new([3; 32]);
    let mut issue = Issue::new(settings, &*BANK, NOW, &mut random, &MemoryScratch).expect("settings");
    let text = trade.records.join("\n") + "\n";
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

/// What the holder shows to the provider.
fn shared(trade: &Trade, from: &str) -> Vec<u8> {
    let file = open(bundle(trade));
    let types = trade.shown.iter().copied();
    let selection = Selection { from: Some(from.parse().expect("a day")), ..Selection::of(types) };
    let plan = share::plan(&file, &selection, NOW).expect("a plan");
    let binding = Binding { audience: PROVIDER.to_owned(), nonce: None, signer: &*HOLDER };
    let mut random = SeededRandom::new([5; 32]);
    let made = share::write(&file, &plan, Some(&binding), &trust(), NOW, &mut random, &MemoryScratch);
    let mut bytes = Vec::new();
    made.expect("a share").write_to(&mut bytes).expect("memory");
    bytes
}

/// A tariff with a monthly fee and a price for use.
fn tariff(trade: &Trade, id: &str, fee: &str, each: &str) -> TariffFile {
    let document = json!({
        "id": id, "version": "1", "provider": {"id": "GB1", "name": "Example Provider"}, "name": id,
        "sector": trade.sector, "jurisdiction": "GB", "currency": "GBP", "time_zone": "Europe/London",
        "saleable": {"from": "2026-01-01"}, "priced": {"from": "2026-01-01"}, "eligibility": [],
        "tax": {"included": true, "rate": "0.20"},
        "rounding": {"at": "line", "mode": "half_up", "places": 2},
        "billing": {"anchor": "calendar", "period": "P1M"},
        "components": [
            {"kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": fee, "per": "P1M"},
            (trade.each)(each),
        ],
        "unmodelled": [],
    });
    let file = TariffFile::read(document.to_string().as_bytes(), id, None);
    assert!(file.tariff.is_some(), "{:?}", file.findings);
    file
}

fn provider(trade: &Trade) -> Provider {
    let own = [("plain", "3.50", "0.01"), ("lean", "2.00", "0.15"), ("dear", "9.00", "0.10")];
    Provider {
        iss: Address::parse(PROVIDER).expect("an address"),
        name: Name::parse("Example Provider").expect("a name"),
        contact: Name::parse("offers@provider.example").expect("a name"),
        key: PrivateKey::ed25519(&[4; 32]),
        trust: trust(),
        public: tariff(trade, "public", "3.00", "0.10"),
        own: own.into_iter().map(|(id, fee, each)| tariff(trade, id, fee, each)).collect(),
    }
}

fn from() -> Date {
    Date::parse("2026-07-01").expect("a day")
}

/// The offer with another value of a member, signed by its provider.
fn changed(offer: &Document<Offer>, pointer: &str, value: Value) -> Offer {
    let mut payload = serde_json::to_value(offer.payload()).expect("a payload");
    *payload.pointer_mut(pointer).expect("a member") = value;
    serde_json::from_value(payload).expect("an offer")
}

#[track_caller]
fn codes(provider: &Provider, offer: &Offer, share: &[u8]) -> Vec<(Code, String)> {
    let share = open(share.to_vec());
    let shown = Shown::by(&[&share], None).expect("a share");
    let id = offer.tariff.id.as_str();
    let all = provider.own.iter().chain([&provider.public]);
    let tariff = all.into_iter().find(|file| file.name == id).expect("one of the provider's");
    let recomputed = recompute(offer, &shown, tariff, offer.public.as_ref().map(|_| &provider.public));
    let findings = recomputed.findings.into_iter();
    findings.map(|finding| (finding.code, finding.location.pointer.unwrap_or_default())).collect()
}

#[test]
fn a_recipient_answers_a_share_of_any_trade_with_offers_that_come_out_again() {
    for trade in [bank(), telco(), energy(), retail()] {
        let (provider, share) = (provider(&trade), shared(&trade, "2026-04-01"));
        let answered = provider.answer(share.clone(), None, from(), NOW).expect(trade.sector);
        let said: Vec<_> = answered
            .offers
            .iter()
            .map(|offer| {
                let offer = offer.payload();
                let public = offer.public.as_ref().map(|public| public.price.year_one.gross.to_string());
                (offer.tariff.id.to_string(), offer.price.year_one.gross.to_string(), public)
            })
            .collect();
        let expected: Vec<_> = trade
            .offers
            .iter()
            .map(|(id, gross, public)| ((*id).to_owned(), (*gross).to_owned(), public.map(str::to_owned)))
            .collect();
        assert_eq!(said, expected, "{}", trade.sector);
        let dearer = trade.dearer.iter().map(|id| format!("{id}: it is dearer than public, which anybody can have"));
        assert_eq!(answered.without, dearer.collect::<Vec<_>>(), "{}", trade.sector);
        for offer in &answered.offers {
            assert_eq!(
                codes(&provider, offer.payload(), &share),
                [],
                "{} of {}",
                offer.payload().tariff.id,
                trade.sector
            );
        }
        // On the use of a month alone it is another price, and nobody's word that it is the same.
        let other = codes(&provider, answered.offers[0].payload(), &shared(&trade, "2026-05-01"));
        assert_eq!(other[0], (Code::OfferShare, "/shares".to_owned()), "{}", trade.sector);
    }
}

#[test]
fn a_tariff_of_another_trade_is_not_offered() {
    let trades = [bank(), telco(), energy(), retail()];
    for (number, trade) in trades.iter().enumerate() {
        let other = provider(&trades[(number + 1) % trades.len()]);
        let answered = other.answer(shared(trade, "2026-04-01"), None, from(), NOW).expect(trade.sector);
        assert_eq!((answered.offers.len(), answered.without.len()), (0, 4), "{}", trade.sector);
        assert!(answered.without.iter().all(|why| why.contains("it is refused")), "{:?}", answered.without);
    }
}

#[test]
fn a_share_for_somebody_else_is_not_answered() {
    let bank = bank();
    let stranger = Provider { iss: Address::parse("https://other.example").expect("an address"), ..provider(&bank) };
    assert!(stranger.answer(shared(&bank, "2026-04-01"), None, from(), NOW).is_err());
    assert!(provider(&bank).answer(shared(&bank, "2026-04-01"), Some("another"), from(), NOW).is_err());
    assert!(provider(&bank).answer(bundle(&bank), None, from(), NOW).is_err());
}

#[test]
fn offers_are_refused_by_the_first_figure_that_differs() {
    let bank = bank();
    let (provider, share) = (provider(&bank), shared(&bank, "2026-04-01"));
    let answered = provider.answer(share.clone(), None, from(), NOW).expect("an answer");
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
        assert_eq!(codes(&provider, &offer, &share)[0], (code, pointer.to_owned()));
    }
    // 42 and 42.00 are one amount.
    assert_eq!(codes(&provider, &changed(personal, "/price/year_one/gross", json!("42")), &share), []);
    assert!(personal.payload().price.year_one.gross > Amount::ZERO);
}
