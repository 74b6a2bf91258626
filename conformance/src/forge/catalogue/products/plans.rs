//! Energy plans of Australia: those of the Consumer Data Right, and of the regulator's comparison site.

use serde_json::{Value, json};

use super::{Draft, Source, asked, fixed, sent, used};

const PLAN: &str = "tariff-source-form/accept-cdr-energy";
const COMPARED: &str = "tariff-source-form/accept-eme-au";

pub(super) fn vectors() -> Vec<Draft> {
    [cdr(), eme()].concat()
}

fn with_tax(mut component: Value, included: bool, rate: &str) -> Value {
    component["tax"] = json!({"included": included, "rate": rate});
    if included && rate != "0" {
        component["tax"]["name"] = "GST".into();
    }
    component
}

/// A plan with one price for use and a fee for late payment.
fn plan() -> Source {
    let document = json!({"data": {
        "planId": "P1", "displayName": "Basic", "brand": "EX", "brandName": "Example Energy", "lastUpdated": "2026-02-28T20:00:00Z",
        "customerType": "RESIDENTIAL", "geography": {"includedPostcodes": ["3000", "3001"], "distributors": ["Example Grid"]},
        "electricityContract": {
            "pricingModel": "SINGLE_RATE", "isFixed": true, "termType": "ONGOING",
            "tariffPeriod": [{"displayName": "Anytime", "startDate": "01-01", "endDate": "12-31", "dailySupplyCharge": "1.10",
                "rateBlockUType": "singleRate", "singleRate": {"displayName": "Use", "period": "P1D",
                    "rates": [{"unitPrice": "0.30", "measureUnit": "KWH", "volume": 15}, {"unitPrice": "0.25", "measureUnit": "KWH"}]}}],
            "fees": [{"type": "LATE_PAYMENT", "term": "FIXED", "amount": "12.00", "description": "Paid late"},
                {"type": "MEMBERSHIP", "term": "ANNUAL", "amount": "24"}],
            "discounts": [{"displayName": "On time", "type": "CONDITIONAL", "category": "PAY_ON_TIME", "methodUType": "percentOfBill",
                "percentOfBill": {"rate": "0.02"}}],
        },
    }});
    let mut used = used("0.3", None);
    used["blocks"] = json!([{"price": "0.3", "up_to": "15"}, {"price": "0.25"}]);
    (used["mode"], used["block_period"]) = ("graduated".into(), "P1D".into());
    let off = json!({"kind": "percent", "id": "off", "label": "Off", "direction": "credit", "of": ["use", "supply"], "rate": "0.02"});
    let mut supply = fixed("1.1", "P1D");
    supply["id"] = "supply".into();
    let tariff = json!({
        "id": "P1", "version": "2026-02-28T20:00:00Z", "provider": {"id": "EX", "name": "Example Energy"}, "name": "Basic",
        "sector": "energy", "jurisdiction": "AU", "currency": "AUD", "time_zone": "Australia/Melbourne", "saleable": {"from": "2026-03-01"},
        "priced": {"from": "2026-03-01"}, "tax": {"included": false, "rate": "0.1", "name": "GST"},
        "area": [{"scheme": "postcode", "include": ["3000", "3001"]}, {"scheme": "network", "include": ["Example Grid"]}],
        "eligibility": [{"fact": "customer_type", "is": "person"}], "commitment": {"renewal": "rolling", "price_change": "none"},
        "components": [used, supply, asked(off, "pays_on_time"), with_tax(asked(fixed("12", "once"), "fee_late_payment"), true, "0.1"),
            with_tax(fixed("24", "P1Y"), true, "0.1")],
    });
    Source::new(document, tariff, &[])
}

const CONTRACT: &str = "/data/electricityContract";

fn at(member: &str) -> String {
    format!("{CONTRACT}/{member}")
}

fn by_hours() -> Source {
    let price = |kind: &str, price: &str, from: &str, to: &str| json!({"type": kind, "rates": [{"unitPrice": price}], "timeOfUse": [{"days": "MON|TUE|WED|THU|FRI", "startTime": from, "endTime": to}]});
    let periods = json!([{
        "startDate": "2026-11-01", "endDate": "2027-02-28", "dailySupplyCharge": "1.10", "rateBlockUType": "timeOfUseRates",
        "timeOfUseRates": [price("PEAK", "0.50", "0700", "2159"), price("OFF_PEAK", "0.20", "2200", "0659")],
        "demandCharges": [{"displayName": "Power", "amount": "0.4", "measureUnit": "KW", "measurementPeriod": "MONTH", "chargePeriod": "MONTH",
            "startTime": "1500", "endTime": "2059", "days": ["ALL"]}],
    }]);
    let working = json!(["mon", "tue", "wed", "thu", "fri"]);
    let season = "season_1101_0301";
    let windows = json!({
        "tou_peak": {"slots": [{"days": working, "from": "07:00", "to": "22:00", "on": [season]}]},
        "tou_off_peak": {"slots": [{"days": working, "from": "22:00", "to": "07:00", "on": [season]}]},
        "demand": {"slots": [{"from": "15:00", "to": "21:00", "on": [season]}]},
    });
    let peak = json!({"kind": "peak", "id": "power", "label": "Power", "direction": "charge", "meter": "electricity.import", "unit": "kW",
        "measure": "max", "per": "P1M", "window": "demand", "blocks": [{"price": "0.4"}]});
    plan()
        .stating(&at("tariffPeriod"), periods)
        .stating(&at("fees"), Value::Null)
        .stating(&at("discounts"), Value::Null)
        .becoming("/windows", windows)
        .becoming("/calendars", json!({season: {"yearly": [{"from": "11-01", "to": "03-01"}]}}))
        .becoming(
            "/components",
            json!([used("0.5", Some("tou_peak")), used("0.2", Some("tou_off_peak")), peak, fixed("1.1", "P1D")]),
        )
}

fn cdr() -> Vec<Draft> {
    let solar = json!([{"displayName": "Premium", "scheme": "PREMIUM", "payerType": "GOVERNMENT", "tariffUType": "singleTariff",
        "singleTariff": {"rates": [{"unitPrice": "0.44"}]}}, {"displayName": "Words", "scheme": "OTHER", "description": "until noon",
        "tariffUType": "singleTariff", "singleTariff": {"rates": [{"unitPrice": "0.05"}]}}]);
    vec![
        plan().accept(PLAN).says("a plan with steps, fees and a discount", "fees get the tax a second time"),
        by_hours().accept("tariff-source-form/accept-cdr-energy-hours").says(
            "prices by hours of a season, and one for power",
            "the last minute of a window and the last day of a season have no price",
        ),
        plan()
            .stating(&at("solarFeedInTariff"), solar)
            .stating(&at("greenPowerCharges"), json!([{"displayName": "Green"}]))
            .stating(&at("variation"), json!("Prices may change"))
            .losing(&at("greenPowerCharges/0"))
            .losing(&at("variation"))
            .leaving("decrease")
            .becoming("/components", json!([plan().tariff["components"][0], plan().tariff["components"][1],
                with_tax(asked(sent("0.44"), "feed_in_premium"), true, "0"), plan().tariff["components"][2], plan().tariff["components"][3],
                plan().tariff["components"][4]]))
            .accept("tariff-source-priced/accept-cdr-energy-lost")
            .says("a premium for what is sent out, and a price for it that words narrow", "what only some are paid is counted for all"),
        plan()
            .stating(&at("controlledLoad"), json!([{"displayName": "Hot water"}]))
            .stating(&at("tariffPeriod/0/singleRate/generalUnitPrice"), json!("0.31"))
            .losing(&at("tariffPeriod/0/singleRate/generalUnitPrice"))
            .leaving("unknown")
            .accept("tariff-source-priced/accept-cdr-energy-open")
            .says("a price for controlled load, and one that nobody knows", "a price for a part of use is left out of the ranking of the whole"),
        plan()
            .stating(&at("tariffPeriod/0/singleRate/rates/0/measureUnit"), json!("MJ"))
            .leaving("unknown")
            .losing(&at("tariffPeriod/0/singleRate/rates/1"))
            .becoming("/components/0", fixed("1.1", "P1D"))
            .becoming("/components/1", json!({"kind": "percent", "id": "off", "label": "Off", "direction": "credit", "of": ["fee"], "rate": "0.02",
                "contingent": true, "when": [{"fact": "pays_on_time", "is": "yes"}]}))
            .becoming("/components/2", plan().tariff["components"][3].clone())
            .becoming("/components/3", plan().tariff["components"][4].clone())
            .shortened()
            .accept("tariff-source-priced/accept-cdr-energy-unit")
            .says("electricity by the megajoule", "a price for a megajoule is charged for a kilowatt-hour"),
        plan()
            .stating(&at("discounts/0/percentOfBill/rate"), json!("2"))
            .leaving("unknown")
            .leaving("decrease")
            .becoming("/components/2", plan().tariff["components"][3].clone())
            .becoming("/components/3", plan().tariff["components"][4].clone())
            .shortened()
            .accept("tariff-source-rate/warn-cdr-energy")
            .base(PLAN)
            .warned()
            .pointer(&at("discounts/0/percentOfBill/rate"))
            .says("a discount in percent where a fraction belongs", "a discount of 200 per cent pays the customer"),
        plan()
            .stating(&at("tariffPeriod"), json!([]))
            .stating(&at("fees"), Value::Null)
            .reject("tariff-source-priced/reject-cdr-energy")
            .base(PLAN)
            .says("a plan without prices", "a plan of which nothing is known costs nothing"),
    ]
}

fn eme() -> Vec<Draft> {
    let document = json!({"data": {"planData": {
        "planId": "E1", "planName": "Flat", "retailerName": "Example Energy", "retailerCode": "EXE", "batchId": 7, "state": "SA",
        "effectiveDate": "2026-03-01", "customerType": "R", "supplyArea": [{"name": "Example Grid"}],
        "contract": [{
            "pricingModel": "SR", "fuelType": "E", "isFixed": false, "termType": "N", "billFrequency": [{"number": 3, "period": "M"}],
            "tariffPeriod": [{"name": "Flat", "startDate": "2026-07-01", "endDate": "2027-06-30", "blockPeriod": "P1D",
                "dailySupplyCharge": 110, "blockRate": [{"unitPrice": 42.5, "measureUnit": "KWH"}]}],
            "fee": [{"feeType": "CCF", "feeTerm": "P", "percent": 0.6, "description": "Card"}, {"feeType": "ETF", "feeTerm": "F", "amount": 50}],
        }],
    }}});
    let mut supply = fixed("1.1", "P1D");
    supply["id"] = "supply".into();
    let card = json!({"kind": "percent", "id": "card", "label": "Card", "direction": "charge", "of": ["use", "supply"], "rate": "0.006"});
    let tariff = json!({
        "id": "E1", "version": "7", "provider": {"id": "EXE", "name": "Example Energy"}, "name": "Flat", "sector": "energy",
        "jurisdiction": "AU-SA", "currency": "AUD", "time_zone": "Australia/Adelaide", "saleable": {"from": "2026-03-01"},
        "priced": {"from": "2026-03-01"}, "tax": {"included": false, "rate": "0.1", "name": "GST"},
        "area": [{"scheme": "network", "include": ["Example Grid"]}], "eligibility": [{"fact": "customer_type", "is": "person"}],
        "billing": {"anchor": "calendar", "period": "P3M"}, "commitment": {"renewal": "rolling", "price_change": "on_notice"},
        "components": [used("0.425", None), supply, asked(card, "fee_ccf")], "exit": [{"amount": "50", "label": "Leaving"}],
    });
    let plan = Source::new(document, tariff, &[]);
    vec![
        plan.clone()
            .accept(COMPARED)
            .says("a plan in cents and percent", "a price a hundred times too high is compared with others"),
        plan.clone()
            .stating("/data/planData/contract/0/tariffPeriod/0/blockDescription", json!("One price"))
            .stating("/data/planData/contract/0/incentive", json!([{"name": "Points"}]))
            .losing("/data/planData/contract/0/tariffPeriod/0/blockDescription")
            .leaving("decrease")
            .accept("tariff-source-priced/accept-eme-au-lost")
            .says(
                "an incentive, and a description of prices",
                "a plan that gives more than it says is taken to be open",
            ),
        plan.clone()
            .stating("/data/planData/contract/0/terms", json!("See our site"))
            .leaving("unknown")
            .accept("tariff-source-priced/accept-eme-au-open")
            .says("a plan with terms", "what stands in terms is taken to cost nothing"),
        plan.stating("/data/planData/effectiveDate", Value::Null)
            .reject("tariff-source-date/reject-eme-au")
            .base(COMPARED)
            .says("a plan without a day", "a price of another year is compared with those of this one"),
    ]
}
