//! Offerings of operators: the TM Forum's catalogue, and the open list of Singapore.

use serde_json::{Value, json};

use super::{Draft, Given, Source, asked, fixed};

pub(super) const OFFERING: &str = "tariff-source-form/accept-tmf620";
const PLAN: &str = "tariff-source-form/accept-sg-mobile";

pub(super) fn vectors() -> Vec<Draft> {
    [tmf620(), singapore()].concat()
}

fn price(name: &str, kind: &str, value: &Value) -> Value {
    json!({"@type": "ProductOfferingPrice", "name": name, "priceType": kind, "price": {"unit": "EUR", "value": value}})
}

/// An offering with a price by the month, one by use, and one under its id in the same list.
pub(super) fn offering() -> Source {
    let mut monthly = price("Basic", "recurring", &json!(20));
    (monthly["recurringChargePeriodType"], monthly["tax"]) =
        ("Months".into(), json!([{"taxCategory": "VAT", "taxRate": 19}]));
    let mut data = price("Data", "usage", &json!(2.50));
    data["unitOfMeasure"] = json!({"amount": 1, "units": "GB"});
    let mut once = price("Connection", "oneTime", &json!("30.00"));
    once["id"] = "p3".into();
    let document = json!([
        {"@type": "ProductOffering", "id": "o1", "name": "Basic", "version": "2", "relatedParty": [{"name": "Example Tel"}],
            "validFor": {"startDateTime": "2026-02-28T23:30:00Z"},
            "productOfferingTerm": [{"name": "A year", "duration": {"amount": 12, "units": "Month"}}],
            "productOfferingPrice": [monthly, data, {"@type": "ProductOfferingPriceRef", "id": "p3"}]},
        once,
    ]);
    let used = json!({"kind": "usage", "id": "data", "label": "Data", "direction": "charge", "meter": "data", "unit": "GB", "blocks": [{"price": "2.5"}]});
    let tariff = json!({
        "id": "o1", "version": "2", "provider": {"id": "Example Tel", "name": "Example Tel"}, "name": "Basic", "sector": "telco",
        "jurisdiction": "DE", "currency": "EUR", "time_zone": "Europe/Berlin", "saleable": {"from": "2026-03-01"},
        "priced": {"from": "2026-03-01"}, "tax": {"included": false, "rate": "0.19", "name": "VAT"},
        "commitment": {"renewal": "rolling", "term": "P12M"}, "components": [fixed("20", "P1M"), used, fixed("30", "once")],
    });
    let given = Given { country: Some("DE".to_owned()), zone: Some("Europe/Berlin".to_owned()), ..Given::default() };
    Source::new(document, tariff, &["/0/productOfferingTerm/0"]).with(given)
}

fn tmf620() -> Vec<Draft> {
    let first = "/0/productOfferingPrice/0";
    vec![
        offering().accept(OFFERING).says("an offering with three prices", "a price that stands beside the offering is left out"),
        offering()
            .stating("/0/channel", json!([{"name": "Online"}]))
            .stating(&format!("{first}/price/value"), json!(-20))
            .stating("/1/price/value", json!(0))
            .losing("/0/channel")
            .losing("/1")
            .becoming("/components", json!([{"kind": "fixed", "id": "fee", "label": "Basic", "direction": "credit", "amount": "20", "per": "P1M"},
                offering().tariff["components"][1]]))
            .accept("tariff-source-priced/accept-tmf620-lost")
            .says("a price of nothing, and one below it", "what the customer gets is charged"),
        offering()
            .stating(&format!("{first}/policy"), json!([{"name": "A rule"}]))
            .stating(&format!("{first}/feeCap"), json!(3))
            .stating(&format!("{first}/validFor"), json!({"endDateTime": "2026-06-01T00:00:00Z"}))
            .losing(&format!("{first}/feeCap"))
            .leaving("unknown")
            .accept("tariff-source-priced/accept-tmf620-open")
            .says("a price under a rule, for a time, with a member that nobody knows", "a price for three months is counted for the year"),
        offering()
            .stating("/0/productOfferingPrice/2/id", json!("p4"))
            .stating(&format!("{first}/popRelationship"), json!([{"relationshipType": "discountedBy", "id": "p9"}]))
            .leaving("unknown")
            .leaving("decrease")
            .losing("/1")
            .becoming("/components", json!([offering().tariff["components"][0], offering().tariff["components"][1]]))
            .accept("tariff-source-priced/accept-tmf620-elsewhere")
            .says("a price that stands in another document", "a price that nobody has is taken to be nothing"),
        offering()
            .stating("/0/productOfferingPrice", json!([{"id": "p9", "name": "Elsewhere"}]))
            .with(Given { currency: Some("EUR".to_owned()), ..offering().given })
            .reject("tariff-source-priced/reject-tmf620")
            .base(OFFERING)
            .says("an offering whose prices all stand elsewhere", "an offering of which nothing is known costs nothing"),
        offering()
            .stating("/0/@type", json!("ResourceSpecification"))
            .stating("/1", json!({"@type": "Category", "name": "Phones"}))
            .reject("tariff-source-form/reject-tmf620-other")
            .base(OFFERING)
            .says("a list with no offering in it", "things that are not sold are read as products"),
    ]
}

fn singapore() -> Vec<Draft> {
    let document = json!({"mobilePlanData": [{"telco": "Example Tel", "planName": "Combo", "planType": "24 month contract", "data": 5,
        "price": 27.9, "specialOption": "Students", "link": "https://tel.example/"}]});
    let tariff = json!({
        "id": "Combo / 24 month contract / Students", "provider": {"id": "Example Tel", "name": "Example Tel"}, "name": "Combo",
        "sector": "telco", "service": "mobile", "jurisdiction": "SG", "currency": "SGD", "time_zone": "Asia/Singapore",
        "saleable": {"from": "2026-01-15"}, "priced": {"from": "2026-01-15"}, "tax": {"included": true, "rate": "0.09"},
        "eligibility": [asked(json!({}), "special_option")["when"][0]], "commitment": {"renewal": "rolling", "term": "P24M"},
        "components": [fixed("27.9", "P1M")],
    });
    let given =
        Given { as_of: Some("2026-01-15".to_owned()), tax: Some("included:0.09".to_owned()), ..Given::default() };
    let plan = Source::new(document, tariff, &["/mobilePlanData/0/link"]).with(given.clone()).leaving("increase");
    let untaxed = Given { tax: None, ..given };
    vec![
        plan.clone().accept(PLAN).says(
            "a plan of which use beyond its allowances has no price",
            "a plan without a price for more is the cheapest for more",
        ),
        plan.clone()
            .with(untaxed)
            .stating("/mobilePlanData/0/roaming", json!(5))
            .losing("/mobilePlanData/0/roaming")
            .leaving("unknown")
            .becoming("/tax/rate", json!("0"))
            .accept("tariff-source-priced/accept-sg-mobile-open")
            .says("a member that nobody knows, and nothing of tax", "whether tax comes on top is guessed"),
        plan.with(Given::default())
            .reject("tariff-source-date/reject-sg-mobile")
            .base(PLAN)
            .says("a plan without a day", "a price of another year is compared with those of this one"),
    ]
}
