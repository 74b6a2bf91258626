//! Current accounts of Open Banking, and of an Australian bank what `imports` has no case for.

use serde_json::{Value, json};

use super::{Draft, Source, asked, fixed};

const CURRENT: &str = "tariff-source-form/accept-ob-pca";
const FEES: &str = "tariff-source-form/accept-cdr-bank-fees";
const STATE: &str = "/data/0/Brand/0/PCA/0/PCAMarketingState/0";

pub(super) fn vectors() -> Vec<Draft> {
    [open_banking(), australian()].concat()
}

fn at(member: &str) -> String {
    format!("{STATE}/{member}")
}

fn charge(category: &str, kind: &str, price: &str, stated: &str, every: Option<&str>) -> Value {
    let mut charge = json!({"FeeCategory": category, "FeeType": kind, price: stated});
    if let Some(every) = every {
        charge["ApplicationFrequency"] = every.into();
    }
    charge
}

fn event(matching: &Value, percent: &str) -> Value {
    json!({"kind": "event", "id": "abroad", "label": "Abroad", "direction": "charge", "match": matching, "percent": percent})
}

fn overdraft(rate: &str) -> Value {
    json!({"kind": "balance", "id": "overdraft", "label": "Overdraft", "direction": "charge", "side": "debit", "rate": rate, "day_count": "ACT/365F",
        "settle": "P1M", "to": "arranged_limit"})
}

/// An account with a fee, a charge abroad, one for a copy, and an arranged overdraft with a monthly maximum.
fn current() -> Source {
    let detail = json!({"FeeType": "ArrangedOverdraft", "FeeRate": "39.49", "FeeRateType": "Gross", "CalculationFrequency": "Daily"});
    let cap = json!({"CappingPeriod": "Month", "FeeMinMaxType": "Maximum", "FeeCapAmount": "20.00"});
    let document = json!({"meta": {"LastUpdated": "2026-03-01T00:00:00Z"}, "data": [{"Brand": [{"BrandName": "Example Bank", "PCA": [{
        "Identification": "C1", "Name": "Current", "OnSaleIndicator": true,
        "PCAMarketingState": [{
            "Identification": "S1", "MarketingState": "Regular", "FirstMarketedDate": "2025-01-01", "LastMarketedDate": "2026-12-31",
            "Eligibility": {"AgeEligibility": {"MinimumAge": 18, "MaximumAge": 65}},
            "OtherFeesCharges": [{"TariffType": "Other", "FeeChargeDetail": [
                charge("Servicing", "ServiceCAccountFee", "FeeAmount", "5.00", Some("Monthly")),
                charge("Foreign", "TransPOSSaleForeign", "FeeRate", "2.99", None),
                charge("Other", "ServiceCOther", "FeeAmount", "10.00", None),
            ]}],
            "Overdraft": {"OverdraftTierBandSet": [{"TierBandMethod": "Whole", "Identification": "Arranged", "AuthorisedIndicator": true,
                "BufferAmount": "15.00", "OverdraftTierBand": [{"TierValueMin": "0", "EAR": "39.49",
                    "OverdraftFeesCharges": [{"OverdraftFeeChargeDetail": [detail], "OverdraftFeeChargeCap": [cap]}]}]}]},
        }],
    }]}]}]});
    let mut overdraft = overdraft("0.3949");
    overdraft["buffer"] = json!({"amount": "15", "mode": "threshold"});
    let cap = json!({"kind": "clamp", "id": "cap", "label": "Cap", "direction": "charge", "of": ["overdraft"], "max": "20", "per": "P1M"});
    let tariff = json!({
        "id": "C1", "version": "2026-03-01T00:00:00Z", "provider": {"id": "Example Bank", "name": "Example Bank"}, "name": "Current",
        "sector": "bank", "service": "current", "jurisdiction": "GB", "currency": "GBP", "time_zone": "Europe/London",
        "saleable": {"from": "2025-01-01", "to": "2027-01-01"}, "priced": {"from": "2026-03-01"}, "tax": {"included": true, "rate": "0"},
        "eligibility": [{"fact": "age", "gte": "18", "lt": "66"}],
        "components": [fixed("5", "P1M"), event(&json!({"is_foreign": true, "kind": ["card"]}), "0.0299"),
            asked(fixed("10", "once"), "event_servicecother"), overdraft, cap],
    });
    Source::new(document, tariff, &[])
}

fn open_banking() -> Vec<Draft> {
    let interest = |band: &Value| json!({"TierBandSet": [{"TierBandMethod": "Tiered", "TierBand": [band]}]});
    let gross = json!({"TierValueMinimum": "0", "TierValueMaximum": "2000.00", "AER": "3.04", "BankInterestRate": "3.00", "BankInterestRateType": "Gross"});
    let earned = json!({"kind": "balance", "id": "earned", "label": "Earned", "direction": "credit", "side": "credit", "day_count": "ACT/365F",
        "settle": "P1M", "mode": "graduated", "blocks": [{"rate": "0.03", "up_to": "2000"}, {"rate": "0"}]});
    let mut components = current().tariff["components"].as_array().expect("a list").clone();
    components.insert(0, earned);
    let without_overdraft = json!(current().tariff["components"].as_array().expect("a list")[..3]);
    vec![
        current().accept(CURRENT).says("an account with an overdraft", "an overdraft costs more than the most it can"),
        current()
            .stating(&at("CreditInterest"), interest(&gross))
            .becoming("/components", json!(components))
            .accept("tariff-source-form/accept-ob-pca-interest")
            .says("interest on the first 2000", "interest is paid on what bears none"),
        current()
            .stating(&at("OtherFeesCharges/0/FeeChargeDetail/-"), charge("Foreign", "TransPurchaseForeign", "FeeRate", "2.99", None))
            .stating(&at("CoreProduct"), json!({"ProductDescription": "For every day", "ProductURL": "https://bank.example/"}))
            .stating(&at("CreditInterest"), interest(&json!({"AER": "3.04", "BankInterestRate": "3.04", "BankInterestRateType": "Net"})))
            .losing(&at("OtherFeesCharges/0/FeeChargeDetail/3"))
            .losing(&at("CoreProduct"))
            .leaving("decrease")
            .accept("tariff-source-priced/accept-ob-pca-lost")
            .says("a charge that stands twice, and interest by an effective rate", "one charge is counted twice"),
        current()
            .stating(&at("Overdraft/OverdraftTierBandSet/0/OverdraftTierBand/0/OverdraftFeesCharges"), Value::Null)
            .stating(&at("OtherFeesCharges/0/FeeChargeDetail/0/Notes"), json!(["Free for students"]))
            .becoming("/components", without_overdraft.clone())
            .leaving("increase")
            .leaving("unknown")
            .accept("tariff-source-priced/accept-ob-pca-open")
            .says("an overdraft of which the effective rate alone is stated", "an overdraft that nobody can work out costs nothing"),
        current()
            .stating(&at("Overdraft/OverdraftTierBandSet/0/OverdraftTierBand/0/OverdraftFeesCharges/0/OverdraftFeeChargeDetail/0/IncrementalBorrowingAmount"), json!("100"))
            .losing(&at("Overdraft/OverdraftTierBandSet/0/OverdraftTierBand/0/OverdraftFeesCharges/0/OverdraftFeeChargeDetail/0/IncrementalBorrowingAmount"))
            .leaving("unknown")
            .accept("tariff-source-priced/accept-ob-pca-step")
            .says("a charge for each 100 that is borrowed", "a charge that grows with the overdraft is counted once"),
        current()
            .stating(&at("OtherFeesCharges/0/FeeChargeDetail/0/FeeAmount"), json!("£5"))
            .leaving("unknown")
            .becoming("/components", json!([current().tariff["components"][1], current().tariff["components"][2], current().tariff["components"][3],
                current().tariff["components"][4]]))
            .accept("tariff-source-amount/warn-ob-pca")
            .base(CURRENT)
            .warned()
            .pointer(&at("OtherFeesCharges/0/FeeChargeDetail/0/FeeAmount"))
            .says("an amount with the sign of a currency", "an amount that was guessed passes for the one that was published"),
        current()
            .stating(&at("OtherFeesCharges"), Value::Null)
            .stating(&at("Overdraft"), Value::Null)
            .reject("tariff-source-priced/reject-ob-pca")
            .base(CURRENT)
            .says("an account without charges", "an account of which nothing is known wins as one that costs nothing"),
    ]
}

/// An account with fees on movements, in a way, for a service and for leaving, with conditions.
fn fees() -> Source {
    let fee = |name: &str, kind: &str, amount: &str| json!({"name": name, "feeType": kind, "amount": amount});
    let mut account = fee("Account fee", "PERIODIC", "5.00");
    account["additionalValue"] = "P1M".into();
    account["discounts"] = json!([{"description": "Students", "discountType": "ELIGIBILITY_ONLY", "feeRate": "1",
        "eligibility": [{"discountEligibilityType": "STUDENT"}]}]);
    let abroad = json!({"name": "International Transaction Fee", "feeType": "PURCHASE", "transactionRate": "0.03", "additionalInfo": "3.00% of each payment"});
    let document = json!({"data": {
        "productId": "fees", "productCategory": "PERS_LOANS", "name": "Fees", "brand": "Example Bank", "lastUpdated": "2026-03-01T00:00:00Z",
        "effectiveTo": "9999-12-31", "isTailored": false,
        "eligibility": [{"eligibilityType": "MIN_AGE", "additionalValue": "18"}, {"eligibilityType": "NATURAL_PERSON"},
            {"eligibilityType": "RESIDENCY_STATUS", "additionalInfo": "Residents"}],
        "features": [{"featureType": "CARD_ACCESS"}],
        "fees": [account, abroad, fee("DIRECT_DEBIT_DISHONOUR_FEE", "EVENT", "10"), fee("OTC cash withdrawal", "WITHDRAWAL", "2.50"),
            fee("Staff assisted transfer", "TRANSACTION", "3"), fee("Bank cheque", "EVENT", "15"), fee("Closing", "EXIT", "20")],
        "depositRates": [
            {"depositRateType": "VARIABLE", "rate": "0.01", "applicationFrequency": "P1M", "additionalInfo": "Interest is calculated daily and paid monthly.",
                "tiers": [{"unitOfMeasure": "DOLLAR", "minimumValue": "0", "maximumValue": "999.99", "rateApplicationMethod": "PER_TIER"}]},
            {"depositRateType": "VARIABLE", "rate": "0.02", "tiers": [{"unitOfMeasure": "DOLLAR", "minimumValue": "1000", "rateApplicationMethod": "PER_TIER"}]},
        ],
        "lendingRates": [{"lendingRateType": "VARIABLE", "rate": "0.15", "loanPurpose": "OWNER_OCCUPIED"}],
    }});
    let mut less = asked(fixed("5", "P1M"), "student");
    less["direction"] = "credit".into();
    let on = |matching: Value, amount: &str| json!({"kind": "event", "id": "on", "label": "On", "direction": "charge", "match": matching, "amount": amount});
    let earned = json!({"kind": "balance", "id": "earned", "label": "Earned", "direction": "credit", "side": "credit", "day_count": "ACT/365F",
        "settle": "P1M", "mode": "graduated", "blocks": [{"rate": "0.01", "up_to": "999.99"}, {"rate": "0.02"}]});
    let mut charged = overdraft("0.15");
    for member in ["settle", "to"] {
        charged.as_object_mut().expect("an object").remove(member);
    }
    let tariff = json!({
        "id": "fees", "version": "2026-03-01T00:00:00Z", "provider": {"id": "Example Bank", "name": "Example Bank"}, "name": "Fees",
        "sector": "bank", "service": "loan", "jurisdiction": "AU", "currency": "AUD", "time_zone": "Australia/Sydney",
        "saleable": {"from": "2026-03-01"}, "priced": {"from": "2026-03-01"}, "tax": {"included": true, "rate": "0"},
        "eligibility": [{"fact": "age", "gte": "18"}, {"fact": "customer_type", "is": "person"}, {"fact": "residency_status_3", "is": "yes"}],
        "exit": [{"amount": "20", "label": "Closing"}],
        "components": [fixed("5", "P1M"), less, event(&json!({"is_foreign": true}), "0.03"), on(json!({"kind": ["returned_item"]}), "10"),
            on(json!({"kind": ["cash_out"]}), "2.5"), asked(on(json!({"kind": ["transfer_out"]}), "3"), "way_staff_assisted_transfer"),
            asked(fixed("15", "once"), "event_bank_cheque"), earned, charged],
    });
    Source::new(document, tariff, &[]).leaving("decrease").leaving("unknown")
}

fn australian() -> Vec<Draft> {
    let account = |fee: Value, component: Option<Value>| {
        let all: Vec<Value> = std::iter::once(fixed("5", "P1M")).chain(component).collect();
        let mut monthly = json!({"name": "Account fee", "feeType": "PERIODIC", "amount": "5.00"});
        monthly["additionalValue"] = "P1M".into();
        fees()
            .stating("/data/depositRates", Value::Null)
            .stating("/data/lendingRates", Value::Null)
            .stating("/data/fees", json!([monthly, fee]))
            .becoming("/exit", Value::Null)
            .becoming("/components", json!(all))
            .becoming("/unmodelled", json!([]))
    };
    vec![
        fees().accept(FEES).says("an account with fees of all kinds and interest", "a fee on one kind of payment is charged on all, or on none"),
        account(json!({"name": "Card fee", "feeType": "PERIODIC", "amount": "0.00", "additionalValue": "P1Y", "additionalInfo": "No annual fee. Ever."}), Some(fixed("0", "P1Y")))
            .accept("tariff-source-priced/accept-cdr-bank-free")
            .says("a fee of nothing whose text leaves it at that", "an account without a fee has no price"),
        account(json!({"name": "Card fee", "feeType": "PERIODIC", "amount": "0", "additionalValue": "P1Y", "additionalInfo": "Waived when you spend 2000"}), None)
            .leaving("unknown")
            .accept("tariff-source-priced/accept-cdr-bank-waived")
            .says("a fee of nothing under a condition", "a fee that is waived for some is waived for all"),
        account(json!({"name": "Card fee", "feeType": "PERIODIC", "amount": "-5", "additionalValue": "P1M"}), None)
            .leaving("unknown")
            .accept("tariff-source-priced/accept-cdr-bank-below")
            .says("a fee below zero", "what nobody understands is counted as nothing"),
        account(json!({"name": "Card fee", "feeType": "PERIODIC", "amount": "3", "currency": "NZD", "additionalValue": "P1M"}), None)
            .leaving("unknown")
            .accept("tariff-source-priced/accept-cdr-bank-currency")
            .says("a fee in another currency", "an amount of one currency is added to those of another"),
        account(json!({"name": "Query", "feeType": "OTHER", "amount": "3", "additionalInfoUri": "https://bank.example/"}), None)
            .leaving("increase")
            .accept("tariff-source-priced/accept-cdr-bank-name")
            .says("a fee whose name says nothing", "a fee that nobody understands is left out of the price"),
    ]
}
