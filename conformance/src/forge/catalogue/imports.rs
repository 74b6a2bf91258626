//! Product data of a bank, and the tariffs that become of it; all that holds of every format. Other formats are in `products`.

use serde_json::{Value, json};

use super::Draft;
use crate::{
    forge::{base64url, sha256},
    vector::{Answer, Given, Op, Outcome},
};

const ACCOUNT: &str = "tariff-source-form/accept-bank";
const TWO_FEES: &str = "tariff-source-amount/accept-two-fees";
const WITH_RATE: &str = "tariff-source-rate/accept-interest";
const OF_A_DAY: &str = "tariff-source-date/accept-given";

/// An account of an Australian bank for 5.00 a month.
fn account() -> Value {
    json!({"data": {"productId": "everyday", "productCategory": "TRANS_AND_SAVINGS_ACCOUNTS", "name": "Everyday",
        "brand": "Example Bank", "lastUpdated": "2026-03-01T00:00:00Z",
        "fees": [{"name": "Account fee", "feeType": "PERIODIC", "amount": "5.00", "additionalValue": "P1M"}]}})
}

pub(super) fn text(source: &Value) -> Vec<u8> {
    (serde_json::to_string_pretty(source).expect("a source is JSON") + "\n").into_bytes()
}

pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha-256:{}", base64url(&sha256(&[bytes])))
}

fn fee(amount: &str) -> Value {
    json!({"kind": "fixed", "id": "fee", "label": "A fee", "direction": "charge", "amount": amount, "per": "P1M"})
}

/// The tariff of the account, made of these bytes.
fn tariff(bytes: &[u8], components: &[Value]) -> Value {
    json!({
        "id": "everyday", "version": "2026-03-01T00:00:00Z", "provider": {"id": "Example Bank", "name": "Example Bank"},
        "name": "Everyday", "sector": "bank", "jurisdiction": "AU", "currency": "AUD", "time_zone": "Australia/Sydney",
        "saleable": {"from": "2026-03-01"}, "priced": {"from": "2026-03-01"}, "eligibility": [],
        "tax": {"included": true, "rate": "0"}, "rounding": {"at": "total", "mode": "half_up", "places": 2},
        "billing": {"anchor": "calendar", "period": "P1M"}, "components": components, "unmodelled": [],
        "source": {"digest": digest(bytes)},
    })
}

/// It becomes this tariff.
pub(super) fn accept(id: &str, bytes: Vec<u8>, tariff: Value) -> Draft {
    let expect = Answer { outcome: Outcome::Accept, tariffs: Some(vec![tariff]), ..Answer::default() };
    of_source(Draft::new(id, bytes, expect))
}

/// It becomes none.
pub(super) fn reject(id: &str, bytes: Vec<u8>) -> Draft {
    of_source(Draft::reject_bytes(id, bytes))
}

fn of_source(mut draft: Draft) -> Draft {
    draft.vector.op = Op::Import;
    "input.json".clone_into(&mut draft.vector.input);
    draft
}

/// What stands at a place is another value; nothing where it is null.
fn with(at: &str, value: Value) -> Value {
    let mut source = account();
    let (of, name) = at.rsplit_once('/').expect("a place in an object");
    let members = source.pointer_mut(of).and_then(Value::as_object_mut).expect("an object");
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
    source
}

pub(super) fn vectors() -> Vec<Draft> {
    [forms(), days(), prices()].concat()
}

fn forms() -> Vec<Draft> {
    let whole = text(&account());
    let edited =
        |from: &str, to: &str| String::from_utf8(whole.clone()).expect("a text").replace(from, to).into_bytes();
    let mut latin = whole.clone();
    let at = latin.windows(8).position(|part| part == b"Everyday").expect("its name");
    latin[at] = 0xC9;
    let mut cut = whole.clone();
    cut.truncate(cut.len() - 3);
    let deep = edited("\"5.00\"", &("[".repeat(70) + &"]".repeat(70)));
    let form =
        |variant: &str, bytes: Vec<u8>| reject(&format!("tariff-source-form/reject-{variant}"), bytes).base(ACCOUNT);
    vec![
        accept(ACCOUNT, whole.clone(), tariff(&whole, &[fee("5")]))
            .says("an account for 5.00 a month", "what a bank publishes becomes another price"),
        form("name-twice", edited("\"amount\": \"5.00\"", "\"amount\": \"5.00\", \"amount\": \"4.00\"")).says(
            "an amount that stands twice",
            "the first of two prices is right for one program and the last for another",
        ),
        form("cut", cut).says("a document that ends early", "what a lost half says is taken to be nothing"),
        form("two-documents", [whole.clone(), whole.clone()].concat())
            .says("two documents one after the other", "the second one is taken to be nothing"),
        form("latin", latin).says("a name in another encoding than UTF-8", "two programs read two names"),
        form("deep", deep).says("lists within lists, seventy deep", "a document brings a reader down"),
        form("no-product", text(&json!({"data": {}})))
            .says("an answer with no product in it", "a tariff of nothing costs nothing"),
        form("empty", Vec::new()).says("a document of nothing", "a download that failed is a product without prices"),
        form("number", b"17".to_vec())
            .says("a number in place of a product", "whatever is JSON is taken for a product"),
        form("words", b"<html>Not found</html>".to_vec())
            .says("the page of an error in place of a product", "a download that failed is a product without prices"),
        form("other-format", whole)
            .asking(|options| options.format = Some("urdb".to_owned()))
            .says("an account given as a rate for electricity", "members of one format are read as those of another"),
    ]
}

fn days() -> Vec<Draft> {
    let undated = text(&with("/data/lastUpdated", Value::Null));
    let mut of_a_day = tariff(&undated, &[fee("5")]);
    of_a_day["version"] = digest(&undated).into();
    (of_a_day["saleable"], of_a_day["priced"]) = (json!({"from": "2026-01-15"}), json!({"from": "2026-01-15"}));
    of_a_day["source"]["retrieved"] = "2026-01-15".into();
    let given = Given { as_of: Some("2026-01-15".to_owned()), ..Given::default() };
    let from = text(&with("/data/effectiveFrom", json!("2026-04-01T00:00:00+11:00")));
    let mut later = tariff(&from, &[fee("5")]);
    later["saleable"] = json!({"from": "2026-04-01"});
    vec![
        accept(OF_A_DAY, undated.clone(), of_a_day).asking(|options| options.given = Some(given)).says(
            "prices without a day, and the day on which they were published",
            "who has the day cannot use the prices",
        ),
        accept("tariff-source-date/accept-from", from, later)
            .says("an account that is sold from a day on", "prices are charged before they hold"),
        reject("tariff-source-date/reject-words", text(&with("/data/lastUpdated", json!("5 January 2026"))))
            .base(OF_A_DAY)
            .says("a day in words", "a day is read that nobody wrote"),
        reject("tariff-source-date/reject-none", undated)
            .base(OF_A_DAY)
            .says("prices without a day", "a price of another year is compared with those of this one"),
    ]
}

fn prices() -> Vec<Draft> {
    let first = || account()["data"]["fees"][0].clone();
    let fees = |amount: &str| {
        let second =
            json!({"name": "Statement fee", "feeType": "PERIODIC", "amount": amount, "additionalValue": "P1M"});
        text(&with("/data/fees", json!([first(), second])))
    };
    let rate = |rate: &str| text(&with("/data/depositRates", json!([{"depositRateType": "VARIABLE", "rate": rate}])));
    let interest = json!({"kind": "balance", "id": "interest", "label": "Interest", "direction": "credit", "side": "credit",
        "rate": "0.0225", "day_count": "ACT/365F"});
    let (good_fees, good_rate) = (fees("50.00"), rate("0.0225"));
    let open = |bytes: Vec<u8>, id: &str, base: &str, at: &str| {
        let mut tariff = tariff(&bytes, &[fee("5")]);
        tariff["unmodelled"] = json!([{"effect": "unknown", "text": "A price that cannot be read"}]);
        accept(id, bytes, tariff).base(base).warned().pointer(at)
    };
    vec![
        reject(
            "tariff-source-priced/reject-words",
            text(&with(
                "/data/fees",
                json!([{"name": "Account fee", "feeType": "PERIODIC", "additionalInfo": "Ask at a branch"}]),
            )),
        )
        .base(ACCOUNT)
        .says("a fee in words alone", "an account that costs something wins as one that costs nothing"),
        reject("tariff-source-priced/reject-no-fees", text(&with("/data/fees", json!([]))))
            .base(ACCOUNT)
            .says("an account without fees", "an account of which nothing is known wins as one that costs nothing"),
        accept(TWO_FEES, good_fees.clone(), tariff(&good_fees, &[fee("5"), fee("50")]))
            .says("two fees a month", "one of two prices is lost"),
        open(fees("$50"), "tariff-source-amount/warn-sign", TWO_FEES, "/data/fees/1/amount").says(
            "an amount with the sign of a currency",
            "an amount that was guessed passes for the one that was published",
        ),
        open(fees("1,000"), "tariff-source-amount/warn-comma", TWO_FEES, "/data/fees/1/amount")
            .says("an amount with a comma", "a thousand is taken for one, or one for a thousand"),
        accept(WITH_RATE, good_rate.clone(), tariff(&good_rate, &[fee("5"), interest]))
            .says("interest of 2.25 per cent", "interest is lost"),
        open(rate("2.25"), "tariff-source-rate/warn-percent", WITH_RATE, "/data/depositRates/0/rate")
            .says("a rate in percent where a fraction belongs", "an account that pays 225 per cent is the best of all"),
    ]
}
