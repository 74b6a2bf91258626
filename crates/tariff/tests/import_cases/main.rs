//! What becomes of each member of each format, as tables of cases. Every document is made up after its published layout.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]
#![allow(clippy::needless_pass_by_value, reason = "documents are written in place")]

mod australian_banks;

use pannier_report::Location;
use pannier_tariff::{
    import::{Format, GivenTax, Options, Product, import},
    tariff::{Jurisdiction, Tariff},
};
use serde_json::{Value, json};

fn given() -> Options {
    Options {
        as_of: Some("2026-11-01".parse().unwrap()),
        country: Jurisdiction::parse("US"),
        currency: Some("EUR".parse().unwrap()),
        tax: GivenTax::parse("included"),
        zone: Some("America/Chicago".parse().unwrap()),
    }
}

fn one(format: Format, document: &Value, options: &Options) -> Product {
    let text = document.to_string();
    let imported = import(text.as_bytes(), None, options, &Location::whole()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(imported.format, format);
    let named = import(text.as_bytes(), Some(format), options, &Location::whole()).unwrap();
    assert_eq!(named.products.len(), imported.products.len());
    imported.products.into_iter().next().unwrap()
}

/// What came out, in lines: components without their labels, texts with their effects, findings, losses.
fn told(product: &Product) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(tariff) = &product.tariff {
        let back = Tariff::read(tariff.to_json().as_bytes(), &Location::whole());
        assert_eq!(back.tariff.as_ref(), Some(tariff));
        for component in &tariff.components {
            let mut value = serde_json::to_value(component).unwrap();
            let members = value.as_object_mut().unwrap();
            for member in ["id", "label"] {
                members.remove(member);
            }
            lines.push(value.to_string());
        }
        lines.extend(tariff.unmodelled.iter().map(|one| format!("{}: {}", one.effect, one.text)));
        lines.extend(tariff.eligibility.iter().map(|one| format!("asks {}", serde_json::to_value(one).unwrap())));
        for (name, window) in tariff.windows.iter().flatten() {
            lines.push(format!("window {name} {}", serde_json::to_value(window).unwrap()));
        }
    }
    lines.extend(
        product.findings.iter().map(|one| format!("{} {}", one.code, one.location.pointer.as_deref().unwrap_or("-"))),
    );
    lines.push(product.computability.verdict.to_string());
    lines
}

fn check(format: Format, cases: &[(&str, Value, &[&str])]) {
    for (name, document, expected) in cases {
        let product = one(format, document, &given());
        assert_eq!(told(&product), *expected, "{name}");
    }
}

fn bank(members: Value) -> Value {
    let mut product = json!({
        "productId": "p1", "productCategory": "TRANS_AND_SAVINGS_ACCOUNTS", "name": "Everyday", "brand": "Example Bank",
        "lastUpdated": "2026-03-01T00:00:00Z",
        "fees": [{ "name": "Account fee", "feeType": "PERIODIC", "amount": "5.00", "additionalValue": "P1M" }],
    });
    for (name, member) in members.as_object().unwrap().clone() {
        product[name] = member;
    }
    json!({ "data": product, "links": { "self": "https://bank.invalid/products/p1" } })
}

fn fee(members: Value) -> Value {
    let mut all = json!([{ "name": "Account fee", "feeType": "PERIODIC", "amount": "5.00", "additionalValue": "P1M" }]);
    all.as_array_mut().unwrap().push(members);
    bank(json!({ "fees": all }))
}

const MONTHLY: &str = r#"{"amount":"5","direction":"charge","kind":"fixed","per":"P1M"}"#;

fn plan(members: Value) -> Value {
    let mut contract = json!({
        "pricingModel": "SINGLE_RATE", "isFixed": false, "termType": "ONGOING",
        "tariffPeriod": [{ "displayName": "All year", "startDate": "01-01", "endDate": "12-31", "dailySupplyCharge": "1.00",
            "rateBlockUType": "singleRate",
            "singleRate": { "displayName": "Usage", "rates": [{ "unitPrice": "0.30", "measureUnit": "KWH" }] } }],
    });
    for (name, member) in members.as_object().unwrap().clone() {
        contract[name] = member;
    }
    json!({ "data": { "planId": "E1", "displayName": "Plan", "brand": "example", "brandName": "Example Energy",
        "lastUpdated": "2026-07-01T00:00:00Z", "fuelType": "ELECTRICITY",
        "geography": { "includedPostcodes": ["5000"], "distributors": ["SAPN"] },
        "electricityContract": contract } })
}

const USE: &str =
    r#"{"blocks":[{"price":"0.3"}],"direction":"charge","kind":"usage","meter":"electricity.import","unit":"kWh"}"#;
const SUPPLY: &str = r#"{"amount":"1","direction":"charge","kind":"fixed","per":"P1D"}"#;

#[test]
fn australian_energy_plans() {
    let tou = |hours: Value| {
        plan(json!({ "tariffPeriod": [{ "displayName": "All year", "startDate": "01-01", "endDate": "12-31",
            "timeOfUseRates": hours }] }))
    };
    let rate = |kind: &str, price: &str, from: &str, to: &str, days: Value| {
        json!({ "type": kind, "displayName": kind, "rates": [{ "unitPrice": price }],
            "timeOfUse": [{ "days": days, "startTime": from, "endTime": to }] })
    };
    check(
        Format::CdrEnergy,
        &[
            ("a single rate", plan(json!({})), &[USE, SUPPLY, "computable"]),
            (
                "ends of hours are the last minute",
                tou(json!([
                    rate("PEAK", "0.40", "15:00", "20:59", json!(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"])),
                    rate("OFF_PEAK", "0.20", "21:00", "14:59", json!([])),
                ])),
                &[
                    r#"{"blocks":[{"price":"0.4"}],"direction":"charge","kind":"usage","meter":"electricity.import","unit":"kWh","window":"tou_peak"}"#,
                    r#"{"blocks":[{"price":"0.2"}],"direction":"charge","kind":"usage","meter":"electricity.import","unit":"kWh","window":"tou_off_peak"}"#,
                    r#"window tou_off_peak {"slots":[{"from":"21:00","to":"15:00"}]}"#,
                    r#"window tou_peak {"slots":[{"from":"15:00","to":"21:00"}]}"#,
                    "computable",
                ],
            ),
            (
                "hours without a price",
                tou(json!([rate("PEAK", "0.40", "15:00", "20:59", json!("BUSINESS_DAYS"))])),
                &[
                    r#"{"blocks":[{"price":"0.4"}],"direction":"charge","kind":"usage","meter":"electricity.import","unit":"kWh","window":"tou_peak"}"#,
                    r#"window tou_peak {"slots":[{"days":["mon","tue","wed","thu","fri"],"from":"15:00","to":"21:00"}]}"#,
                    "not_computable",
                ],
            ),
            (
                "discounts",
                plan(json!({ "discounts": [
                { "displayName": "On time", "type": "CONDITIONAL", "category": "PAY_ON_TIME", "methodUType": "percentOfBill", "percentOfBill": { "rate": "0.02" } },
                { "displayName": "For good", "type": "GUARANTEED", "category": "GUARANTEED_DISCOUNT", "methodUType": "percentOfUse", "percentOfUse": { "rate": "0.05" } },
                { "displayName": "Join", "type": "CONDITIONAL", "category": "OTHER", "methodUType": "fixedAmount", "fixedAmount": { "amount": "50" } },
            ] })),
                &[
                    USE,
                    SUPPLY,
                    r#"{"contingent":true,"direction":"credit","kind":"percent","of":["usage","supply"],"rate":"0.02","when":[{"fact":"pays_on_time","is":"yes","label":"On time"}]}"#,
                    r#"{"direction":"credit","kind":"percent","of":["usage"],"rate":"0.05"}"#,
                    "decrease: Join",
                    "bounded",
                ],
            ),
            (
                "fees",
                plan(json!({ "fees": [
                { "type": "MEMBERSHIP", "term": "ANNUAL", "amount": "30.00" },
                { "type": "CONNECTION", "term": "FIXED", "amount": "70.00", "description": "When you move in" },
                { "type": "CC_PROCESSING", "term": "PERCENT_OF_BILL", "rate": "0.006" },
                { "type": "OTHER", "term": "VARIABLE", "description": "See our site" },
            ] })),
                &[
                    USE,
                    SUPPLY,
                    r#"{"amount":"30","direction":"charge","kind":"fixed","per":"P1Y","tax":{"included":true,"name":"GST","rate":"0.1"}}"#,
                    r#"{"amount":"70","contingent":true,"direction":"charge","kind":"fixed","per":"once","tax":{"included":true,"name":"GST","rate":"0.1"},"when":[{"fact":"fee_connection","is":"yes","label":"When you move in"}]}"#,
                    r#"{"contingent":true,"direction":"charge","kind":"percent","of":["usage","supply","fee_membership"],"rate":"0.006","when":[{"fact":"fee_cc_processing","is":"yes","label":"CC_PROCESSING"}]}"#,
                    "unknown: OTHER: See our site",
                    "not_computable",
                ],
            ),
            (
                "steps",
                plan(
                    json!({ "tariffPeriod": [{ "startDate": "01-01", "endDate": "12-31", "singleRate": { "period": "P1D",
                "rates": [{ "unitPrice": "0.30", "volume": 10 }, { "unitPrice": "0.40", "volume": 99 }] } }] }),
                ),
                &[
                    r#"{"block_period":"P1D","blocks":[{"price":"0.3","up_to":"10"},{"price":"0.4"}],"direction":"charge","kind":"usage","meter":"electricity.import","mode":"graduated","unit":"kWh"}"#,
                    "computable",
                ],
            ),
            (
                "a member that nobody knows",
                plan(json!({ "winterSurcharge": "5.00" })),
                &[
                    USE,
                    SUPPLY,
                    "unknown: A member that is not known stands where prices stand: /data/electricityContract/winterSurcharge",
                    "not_computable",
                ],
            ),
            (
                "feed-in",
                plan(
                    json!({ "solarFeedInTariff": [{ "displayName": "Solar", "scheme": "OTHER", "payerType": "RETAILER",
                "tariffUType": "singleTariff", "singleTariff": { "rates": [{ "unitPrice": "0.05" }] } }] }),
                ),
                &[
                    USE,
                    SUPPLY,
                    r#"{"blocks":[{"price":"0.05"}],"direction":"credit","kind":"usage","meter":"electricity.export","tax":{"included":true,"rate":"0"},"unit":"kWh"}"#,
                    "computable",
                ],
            ),
        ],
    );
}

#[test]
fn rates_of_the_united_states() {
    let rate = |members: Value| {
        let row = |period: usize| json!(vec![period; 24]);
        let months = |summer: usize| {
            json!((0..12).map(|month| row(if (5..9).contains(&month) { summer } else { 0 })).collect::<Vec<_>>())
        };
        let mut rate = json!({ "label": "r1", "utility": "Example Power", "name": "Residential", "startdate": 1_767_225_600,
            "energyratestructure": [[{ "rate": 0.1, "adj": 0.02, "unit": "kWh" }]],
            "energyweekdayschedule": months(0), "energyweekendschedule": months(0), "fixedmonthlycharge": 10 });
        for (name, member) in members.as_object().unwrap().clone() {
            rate[name] = member;
        }
        if rate["energyratestructure"].as_array().unwrap().len() > 1 {
            rate["energyweekdayschedule"] = months(1);
            rate["energyweekendschedule"] = months(1);
        }
        json!({ "items": [rate] })
    };
    let all = r#"{"blocks":[{"price":"0.12"}],"direction":"charge","kind":"usage","meter":"electricity.import","unit":"kWh"}"#;
    let fixed = r#"{"amount":"10","direction":"charge","kind":"fixed","per":"P1M"}"#;
    check(
        Format::Urdb,
        &[
            ("a flat rate", rate(json!({})), &[all, fixed, "computable"]),
            (
                "summer",
                rate(
                    json!({ "energyratestructure": [[{ "rate": 0.1 }], [{ "rate": 2e-1, "max": 500 }, { "rate": 0.3, "max": 1e38 }]] }),
                ),
                &[
                    r#"{"blocks":[{"price":"0.1"}],"direction":"charge","kind":"usage","meter":"electricity.import","unit":"kWh","window":"energy_1"}"#,
                    r#"{"block_period":"P1M","blocks":[{"price":"0.2","up_to":"500"},{"price":"0.3"}],"direction":"charge","kind":"usage","meter":"electricity.import","mode":"graduated","unit":"kWh","window":"energy_2"}"#,
                    fixed,
                    r#"window energy_1 {"slots":[{"on":["months_01_02_03_04_05_10_11_12"]}]}"#,
                    r#"window energy_2 {"slots":[{"on":["months_06_07_08_09"]}]}"#,
                    "computable",
                ],
            ),
            (
                "power and a minimum",
                rate(
                    json!({ "flatdemandstructure": [[{ "rate": 5 }]], "flatdemandmonths": [0,0,0,0,0,0,0,0,0,0,0,0], "mincharge": 20, "minchargeunits": "$/month" }),
                ),
                &[
                    all,
                    r#"{"blocks":[{"price":"5"}],"direction":"charge","kind":"peak","measure":"max","meter":"electricity.import","per":"P1M","unit":"kW"}"#,
                    fixed,
                    r#"{"direction":"charge","kind":"clamp","min":"20","of":["energy","flat_demand","fixed"],"per":"P1M"}"#,
                    "computable",
                ],
            ),
            (
                "no price, and one for an hour of power",
                rate(json!({ "energyratestructure": [[{ "unit": "kWh" }]] })),
                &[fixed, "unknown: Energy, period 1: no price is stated", "not_computable"],
            ),
            (
                "tiers by hours of use",
                rate(
                    json!({ "energyratestructure": [[{ "rate": 0.05, "unit": "kWh/kW", "max": 300 }, { "rate": 0.03, "unit": "kWh/kW" }]] }),
                ),
                &[fixed, "unknown: Energy, period 1: tiers by kWh/kW", "not_computable"],
            ),
            (
                "comments",
                rate(json!({ "energycomments": "Riders apply" })),
                &[all, fixed, "unknown: Riders apply", "not_computable"],
            ),
        ],
    );
}

fn account(state: Value) -> Value {
    let mut regular = json!({ "Identification": "r", "MarketingState": "Regular", "FirstMarketedDate": "2020-01-01" });
    for (name, member) in state.as_object().unwrap().clone() {
        regular[name] = member;
    }
    json!({ "meta": { "LastUpdated": "2026-02-01T00:00:00Z" }, "data": [{ "Brand": [{ "BrandName": "Example Bank",
        "PCA": [{ "Name": "Current", "Identification": "c1", "Segment": ["Standard"], "PCAMarketingState": [regular,
            { "Identification": "p", "MarketingState": "Promotional", "Notes": ["A hundred for switching"] }] }] }] }] })
}

#[test]
fn current_accounts_of_the_united_kingdom() {
    let charges =
        |detail: Value| account(json!({ "OtherFeesCharges": [{ "TariffName": "t", "FeeChargeDetail": detail }] }));
    let service = json!({ "FeeCategory": "Servicing", "FeeType": "ServiceCAccountFeeMonthly", "FeeAmount": "5.00",
        "ApplicationFrequency": "Monthly", "CalculationFrequency": "Monthly" });
    let overdraft = |set: Value| {
        account(
            json!({ "OtherFeesCharges": { "FeeChargeDetail": [service] }, "Overdraft": { "OverdraftTierBandSet": [set] } }),
        )
    };
    let promotion = "decrease: Promotion: p; A hundred for switching";
    let detail = |members: Value| json!([{ "OverdraftFeeChargeDetail": [members] }]);
    check(
        Format::ObPca,
        &[
            ("a fee for the month", charges(json!([service])), &[MONTHLY, promotion, "bounded"]),
            (
                "cards and cash abroad",
                charges(json!([
                    service,
                    { "FeeCategory": "Foreign", "FeeType": "TransPOSSaleForeign", "FeeRate": "2.00", "FeeRateType": "Gross", "ApplicationFrequency": "PerTransaction" },
                    { "FeeCategory": "Foreign", "FeeType": "IntlPayPurchaseNonSterling", "FeeRate": "2.00", "FeeRateType": "Gross", "ApplicationFrequency": "PerTransaction" },
                    { "FeeCategory": "Foreign", "FeeType": "ATMAbroad", "FeeRate": "2.00", "FeeAmount": "1.00", "ApplicationFrequency": "PerTransaction" },
                ])),
                &[
                    MONTHLY,
                    r#"{"direction":"charge","kind":"event","match":{"is_foreign":true,"kind":["card"]},"percent":"0.02"}"#,
                    r#"{"amount":"1","direction":"charge","kind":"event","match":{"is_foreign":true,"kind":["cash_out"]},"percent":"0.02"}"#,
                    promotion,
                    "bounded",
                ],
            ),
            (
                "one that is asked, and one of nothing",
                charges(json!([
                    service,
                    { "FeeType": "CHAPSOut", "FeeAmount": "20.00", "ApplicationFrequency": "PerTransaction" },
                    { "FeeType": "SEPAIn", "FeeAmount": "0.00", "ApplicationFrequency": "PerTransaction" },
                ])),
                &[
                    MONTHLY,
                    r#"{"amount":"20","contingent":true,"direction":"charge","kind":"fixed","per":"once","when":[{"fact":"event_chapsout","is":"yes","label":"CHAPSOut"}]}"#,
                    promotion,
                    "bounded",
                ],
            ),
            (
                "a daily fee by band, with a buffer and a cap",
                overdraft(
                    json!({ "Identification": "Arranged", "TierBandMethod": "Banded", "AuthorisedIndicator": true, "BufferAmount": "15.00",
                "OverdraftTierBand": [{ "TierValueMin": "0.00", "TierValueMax": "1000.00",
                    "OverdraftFeesCharges": [{ "OverdraftFeeChargeCap": [{ "CappingPeriod": "Month", "FeeMinMaxType": "Maximum", "FeeCapAmount": "40.00" }],
                        "OverdraftFeeChargeDetail": [{ "FeeType": "ArrangedOverdraft", "FeeAmount": "0.50", "CalculationFrequency": "Daily" }] }] }] }),
                ),
                &[
                    MONTHLY,
                    r#"{"blocks":[{"amount_per_day":"0.5","up_to":"1000"},{"amount_per_day":"0"}],"buffer":{"amount":"15","mode":"threshold"},"direction":"charge","kind":"balance","settle":"P1M","side":"debit","to":"arranged_limit"}"#,
                    r#"{"direction":"charge","kind":"clamp","max":"40","of":["overdraft"],"per":"P1M"}"#,
                    promotion,
                    "bounded",
                ],
            ),
            (
                "an effective rate is not that of a day",
                overdraft(
                    json!({ "Identification": "Arranged", "TierBandMethod": "Whole", "AuthorisedIndicator": true,
                "OverdraftTierBand": [{ "TierValueMin": "0.00", "EAR": "19.9" }] }),
                ),
                &[MONTHLY, promotion, "increase: Arranged: EAR 19.9 %", "not_computable"],
            ),
            (
                "a nominal rate",
                overdraft(
                    json!({ "Identification": "Arranged", "TierBandMethod": "Whole", "AuthorisedIndicator": true,
                "OverdraftFeesCharges": detail(json!({ "FeeType": "ArrangedOverdraft", "FeeRate": "18.90", "FeeRateType": "Gross", "CalculationFrequency": "Daily" })) }),
                ),
                &[
                    MONTHLY,
                    r#"{"day_count":"ACT/365F","direction":"charge","kind":"balance","rate":"0.189","settle":"P1M","side":"debit","to":"arranged_limit"}"#,
                    promotion,
                    "bounded",
                ],
            ),
        ],
    );
}

#[test]
fn offerings_entries_and_lists() {
    let offering = |members: Value| {
        let mut price = json!({ "@type": "ProductOfferingPrice", "id": "1", "name": "Monthly", "priceType": "recurring",
            "recurringChargePeriodType": "month", "recurringChargePeriodLength": 1, "price": { "unit": "EUR", "value": 19.99 },
            "tax": [{ "taxCategory": "VAT", "taxRate": 20 }] });
        for (name, member) in members.as_object().unwrap().clone() {
            price[name] = member;
        }
        json!([{ "@type": "ProductOffering", "id": "o", "name": "Plan", "validFor": { "startDateTime": "2026-01-01T00:00:00Z" },
            "productOfferingPrice": [{ "id": "1", "name": "Monthly" }] }, price])
    };
    let monthly = r#"{"amount":"19.99","direction":"charge","kind":"fixed","per":"P1M"}"#;
    check(
        Format::Tmf620,
        &[
            ("a price in the same document", offering(json!({})), &[monthly, "computable"]),
            (
                "a price that a program works out",
                offering(json!({ "pricingLogicAlgorithm": [{ "id": "7" }] })),
                &[monthly, "unknown: Monthly: a price that another program works out", "not_computable"],
            ),
            (
                "a price elsewhere",
                json!({ "@type": "ProductOffering", "id": "o", "name": "Plan", "productOfferingPrice": [{ "id": "1", "name": "Monthly" }] }),
                &["tariff-source-priced -", "not_computable"],
            ),
        ],
    );
    let entry = |tariff: Value| {
        json!({ "meta": { "id": "x", "schemaVersion": "1", "country": "FR", "provider": "EDF", "plan": "HC",
        "currency": "EUR", "unit": "kWh", "timezone": "Europe/Paris", "updated": "2026-08-01" }, "tariff": tariff })
    };
    let flat =
        r#"{"blocks":[{"price":"0.3"}],"direction":"charge","kind":"usage","meter":"electricity.import","unit":"kWh"}"#;
    check(
        Format::OpenEnergy,
        &[
            (
                "a flat price",
                entry(json!({ "kind": "flat", "import": { "flatRate": 0.3 }, "supply": { "daily": 0.5 } })),
                &[flat, r#"{"amount":"0.5","direction":"charge","kind":"fixed","per":"P1D"}"#, "computable"],
            ),
            (
                "no supply, and a demand charge that nobody knows",
                entry(json!({ "kind": "flat", "import": { "flatRate": 0.3 }, "demand": { "rate": 9 } })),
                &[
                    flat,
                    "unknown: No charge for supply is stated, and whether there is one is not",
                    "unknown: A member that is not known stands where prices stand: /tariff/demand",
                    "not_computable",
                ],
            ),
        ],
    );
    check(
        Format::SgMobile,
        &[(
            "a plan",
            json!({ "mobilePlanData": [{ "telco": "T", "planName": "P", "planType": "24 month contract", "data": 5, "talktime": 100, "sms": 10, "price": 27.9 }] }),
            &[
                r#"{"amount":"27.9","direction":"charge","kind":"fixed","per":"P1M"}"#,
                "increase: What use beyond the allowances costs is not stated",
                "not_computable",
            ],
        )],
    );
}

/// Notes of an entry take it out of the ranking, but for sentences that say nothing of prices or repeat them.
#[test]
fn notes_of_the_open_collection() {
    let origin = "Imported from OpenEI URDB (CC0). Serves 3 municipalities. Period 2026.";
    let again = "All-in 26.87 Rp/kWh = energy 11.05 + grid 10.35 + taxes; annual fixed 72 CHF.";
    let none = "All-in 26.87 Rp/kWh = energy 11.05 + grid 10.35 + taxes; annual fixed 0 CHF.";
    let (missing, daily) =
        ("unknown: No charge for supply is stated, and whether there is one is not", Some("0.19726"));
    for (notes, daily, said) in [
        (origin.to_owned(), daily, None),
        (format!("{origin} {again}"), daily, None),
        (none.to_owned(), None, None),
        (origin.to_owned(), None, Some(missing)),
        (again.to_owned(), None, Some("unknown: Notes: All-in")),
        (again.replace("26.87", "26.97"), daily, Some("unknown: Notes: All-in 26.97")),
        (again.replace("72", "73"), daily, Some("unknown: Notes: All-in")),
        (
            "Imported from a list, network charge excluded.".to_owned(),
            daily,
            Some("unknown: Notes: Imported from a list"),
        ),
        (format!("{origin} Used January."), daily, Some("unknown: Notes: Used January.")),
    ] {
        let mut entry = json!({ "meta": { "id": "x", "schemaVersion": "1", "country": "CH", "provider": "Example",
            "plan": "H4", "currency": "CHF", "timezone": "Europe/Zurich", "updated": "2026-01-01", "notes": notes },
            "tariff": { "import": { "flatRate": "0.26872" } } });
        if let Some(daily) = daily {
            entry["tariff"]["supply"] = json!({ "daily": daily });
        }
        let told = told(&one(Format::OpenEnergy, &entry, &given()));
        let verdict = if said.is_some() { "not_computable" } else { "computable" };
        assert_eq!(told.last().map(String::as_str), Some(verdict), "{notes}: {told:?}");
        assert!(said.is_none_or(|said| told.iter().any(|one| one.starts_with(said))), "{notes}: {told:?}");
    }
}

#[test]
fn what_a_source_lacks_is_given_or_refused() {
    let rate = json!({ "label": "r1", "energyratestructure": [], "fixedmonthlycharge": 10 });
    let product = one(Format::Urdb, &rate, &Options::default());
    assert_eq!(told(&product), ["convert-zone -", "tariff-source-date -", "not_computable"]);
    let zone = Options { tax: None, ..given() };
    let product = one(Format::Urdb, &rate, &zone);
    assert!(told(&product).contains(&"unknown: Whether prices contain tax is not stated".to_owned()));
}

#[test]
fn what_is_no_product_is_refused() {
    for (text, format, message) in [
        ("{", None, "text is not one JSON value"),
        ("{}", None, "no product of a format that is read stands in it"),
        ("[]", Some(Format::Urdb), "no product of urdb stands in it"),
        (r#"{"a":1,"a":2}"#, None, "member stands twice in one object, at `/a`"),
        (
            r#"{"productId":"1","productCategory":"X","mobilePlanData":[{"planName":"p","price":1}]}"#,
            None,
            "its members fit several formats",
        ),
    ] {
        let finding = import(text.as_bytes(), format, &given(), &Location::whole()).unwrap_err();
        assert_eq!(
            (finding.code.to_string().as_str(), finding.message.as_str()),
            ("tariff-source-form", message),
            "{text}"
        );
    }
    let deep = "[".repeat(100) + &"]".repeat(100);
    assert!(import(deep.as_bytes(), None, &given(), &Location::whole()).is_err());
}

#[test]
fn names_of_files_are_safe_and_stay() {
    let mut product = one(Format::CdrBank, &bank(json!({ "name": "../../etc/Ünïcode \u{202e} & more" })), &given());
    let stem = product.file_stem();
    assert_eq!(stem, product.file_stem());
    assert!(stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{stem}");
    product.id = "p2".to_owned();
    assert_ne!(stem, product.file_stem());
}

#[test]
fn scores_count_what_can_be_computed_and_follow_their_schema() {
    use pannier_tariff::lint::{judge, scores, total};
    let documents = [
        bank(json!({})),
        bank(json!({ "features": [{ "featureType": "FREE_TXNS", "additionalValue": "10" }] })),
        bank(json!({ "isTailored": true })),
        bank(json!({ "fees": [], "brand": "Another Bank" })),
    ];
    let judged: Vec<_> = documents
        .iter()
        .flat_map(|document| judge(document.to_string().as_bytes(), None, &given(), &Location::whole()).unwrap())
        .collect();
    let scores = scores(&judged);
    let lines: Vec<String> = scores
        .iter()
        .chain([&total(&scores)])
        .map(|one| {
            format!(
                "{}: {} of {}: {} {} {}",
                one.provider, one.score, one.products, one.computable, one.bounded, one.not_computable
            )
        })
        .collect();
    assert_eq!(lines, ["Another Bank: 0.0 of 1: 0 0 1", "Example Bank: 66.7 of 3: 1 1 1", ": 50.0 of 4: 1 1 2"]);
    let answer = json!({ "files": [{ "file": "a.json", "products": judged, "findings": [] }], "scores": scores, "total": total(&scores) });
    let schema = pannier_validate::schemas::by_name("tariff-lint").unwrap().value();
    let validator = jsonschema::validator_for(schema).unwrap();
    assert!(validator.is_valid(&answer), "{answer}");
    let mut wrong = answer;
    wrong["total"]["score"] = json!("101.0");
    assert!(!validator.is_valid(&wrong));
}
