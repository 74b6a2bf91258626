//! Products of Australian banks.

use pannier_tariff::import::Format;
use serde_json::{Value, json};

use super::{MONTHLY, bank, check, fee};

#[test]
fn fees_of_australian_banks() {
    check(
        Format::CdrBank,
        &[
            ("one that is plain", bank(json!({})), &[MONTHLY, "computable"]),
            (
                "text beside one that counts",
                bank(
                    json!({ "fees": [{ "name": "Account fee", "feeType": "PERIODIC", "amount": "5.00", "additionalValue": "P1M", "additionalInfo": "Waived with a deposit of 2000" }] }),
                ),
                &[MONTHLY, "unknown: Account fee: Waived with a deposit of 2000", "not_computable"],
            ),
            (
                "nothing, without text",
                fee(json!({ "name": "Card", "feeType": "EVENT", "amount": "0.00" })),
                &[MONTHLY, "computable"],
            ),
            (
                "nothing, explained",
                fee(json!({ "name": "Card", "feeType": "EVENT", "amount": "0.00", "additionalInfo": "Then 10 each" })),
                &[MONTHLY, "unknown: Card: Then 10 each", "not_computable"],
            ),
            (
                "an amount with its currency",
                fee(json!({ "name": "Cheque", "feeType": "EVENT", "amount": "$50" })),
                &[MONTHLY, "unknown: Cheque: $50", "tariff-source-amount /data/fees/1/amount", "not_computable"],
            ),
            (
                "one for what no record shows",
                fee(
                    json!({ "name": "Bank cheque", "feeType": "EVENT", "amount": "10.00", "additionalInfo": "Per cheque" }),
                ),
                &[
                    MONTHLY,
                    r#"{"amount":"10","contingent":true,"direction":"charge","kind":"fixed","per":"once","when":[{"fact":"event_bank_cheque","is":"yes","label":"Bank cheque: Per cheque"}]}"#,
                    "computable",
                ],
            ),
            (
                "payments abroad",
                fee(
                    json!({ "name": "Foreign Transaction Fee", "feeType": "TRANSACTION", "transactionRate": "0.0300000000000000" }),
                ),
                &[
                    MONTHLY,
                    r#"{"direction":"charge","kind":"event","match":{"is_foreign":true},"percent":"0.03"}"#,
                    "computable",
                ],
            ),
            (
                "one for each period that is nothing",
                bank(json!({ "fees": [{ "name": "Account fee", "feeType": "PERIODIC", "amount": "0.00",
                    "additionalValue": "P1M", "additionalInfo": "$0 monthly fees. No annual fee." }] })),
                &[r#"{"amount":"0","direction":"charge","kind":"fixed","per":"P1M"}"#, "computable"],
            ),
            (
                "nothing, and what it is for",
                fee(json!({ "name": "BPAY", "feeType": "PAYMENT", "amount": "0.00",
                    "additionalInfo": "Payable when you pay a bill by telephone" })),
                &[MONTHLY, "computable"],
            ),
            (
                "nothing under a condition",
                fee(json!({ "name": "BPAY", "feeType": "PAYMENT", "amount": "0.00",
                    "additionalInfo": "Free when you are a member" })),
                &[MONTHLY, "unknown: BPAY: Free when you are a member", "not_computable"],
            ),
            (
                "one for a way of doing what can be done otherwise",
                fee(json!({ "name": "Staff assisted withdrawal", "feeType": "WITHDRAWAL", "amount": "2.50" })),
                &[
                    MONTHLY,
                    r#"{"amount":"2.5","contingent":true,"direction":"charge","kind":"event","match":{"kind":["cash_out"]},"when":[{"fact":"way_staff_assisted_withdrawal","is":"yes","label":"Staff assisted withdrawal"}]}"#,
                    "decrease: Staff assisted withdrawal: counted for every movement that may be one, where it is counted",
                    "bounded",
                ],
            ),
            (
                "a service, whatever its type",
                fee(json!({ "name": "Telegraphic transfer", "feeType": "TRANSACTION", "amount": "30.00" })),
                &[
                    MONTHLY,
                    r#"{"amount":"30","contingent":true,"direction":"charge","kind":"fixed","per":"once","when":[{"fact":"event_telegraphic_transfer","is":"yes","label":"Telegraphic transfer"}]}"#,
                    "computable",
                ],
            ),
            (
                "what no record shows, by another word",
                fee(
                    json!({ "name": "ATM Balance Enquiry", "feeType": "TRANSACTION", "amount": "1.00", "accrualFrequency": "M" }),
                ),
                &[
                    MONTHLY,
                    r#"{"amount":"1","contingent":true,"direction":"charge","kind":"fixed","per":"once","when":[{"fact":"event_atm_balance_enquiry","is":"yes","label":"ATM Balance Enquiry"}]}"#,
                    "computable",
                ],
            ),
            (
                "one of two for payments abroad",
                fee(
                    json!({ "name": "International transaction single currency", "feeType": "TRANSACTION", "transactionRate": "0.03" }),
                ),
                &[
                    MONTHLY,
                    r#"{"direction":"charge","kind":"event","match":{"is_foreign":true},"percent":"0.03"}"#,
                    "decrease: International transaction single currency: counted for every movement of its kind, which the name may narrow",
                    "bounded",
                ],
            ),
            (
                "standing orders",
                fee(json!({ "name": "PERIODICAL_PAYMENT_FEE", "feeType": "PAYMENT", "amount": "5.00",
                    "additionalInfo": "$5.00 per transaction" })),
                &[
                    MONTHLY,
                    r#"{"amount":"5","direction":"charge","kind":"event","match":{"kind":["standing_order"]}}"#,
                    "decrease: PERIODICAL_PAYMENT_FEE: $5.00 per transaction",
                    "bounded",
                ],
            ),
            (
                "cash abroad, with its price said twice",
                fee(json!({ "name": "Overseas ATM Wdl Fee", "feeType": "WITHDRAWAL", "transactionRate": "0.03",
                    "additionalInfo": "3.0% of the Australian dollar value" })),
                &[
                    MONTHLY,
                    r#"{"direction":"charge","kind":"event","match":{"is_foreign":true,"kind":["cash_out"]},"percent":"0.03"}"#,
                    "decrease: Overseas ATM Wdl Fee: 3.0% of the Australian dollar value",
                    "bounded",
                ],
            ),
            (
                "one whose name alone says what it is for",
                fee(json!({ "name": "Foreign currency deposit", "feeType": "DEPOSIT", "amount": "2.50" })),
                &[MONTHLY, "increase: Foreign currency deposit (Deposit): 2.5", "not_computable"],
            ),
            (
                "a rate that was meant as percent",
                fee(json!({ "name": "Foreign transaction fee", "feeType": "TRANSACTION", "transactionRate": "3" })),
                &[
                    MONTHLY,
                    "unknown: Foreign transaction fee: rate 3",
                    "tariff-source-rate /data/fees/1/transactionRate",
                    "not_computable",
                ],
            ),
            (
                "another currency",
                fee(
                    json!({ "name": "Card", "feeType": "PERIODIC", "amount": "5.00", "currency": "USD", "additionalValue": "P1M" }),
                ),
                &[MONTHLY, "unknown: Card: 5 USD", "not_computable"],
            ),
            (
                "a member that nobody knows",
                fee(
                    json!({ "name": "Cheque book", "feeType": "EVENT", "amount": "0.00", "feePerPage": "1.00", "additionalInfo": null }),
                ),
                &[
                    MONTHLY,
                    "unknown: A member that is not known stands where prices stand: /data/fees/1/feePerPage",
                    "not_computable",
                ],
            ),
            (
                "a discount for the young",
                bank(
                    json!({ "fees": [{ "name": "Account fee", "feeType": "PERIODIC", "amount": "5.00", "additionalValue": "P1M",
                "discounts": [{ "description": "Under 21", "discountType": "ELIGIBILITY_ONLY", "feeRate": "1.0",
                    "eligibility": [{ "discountEligibilityType": "MAX_AGE", "additionalValue": "20" }] }] }] }),
                ),
                &[
                    MONTHLY,
                    r#"{"amount":"5","contingent":true,"direction":"credit","kind":"fixed","per":"P1M","when":[{"fact":"age","label":"Max age","lt":"21"}]}"#,
                    "computable",
                ],
            ),
            (
                "a discount in words",
                bank(
                    json!({ "fees": [{ "name": "Account fee", "feeType": "PERIODIC", "amount": "5.00", "additionalValue": "P1M",
                "discounts": [{ "description": "For shareholders", "discountType": "ELIGIBILITY_ONLY", "amount": "5.00",
                    "eligibility": [{ "discountEligibilityType": "OTHER", "additionalInfo": "2000 shares" }] }] }] }),
                ),
                &[MONTHLY, "decrease: For shareholders; 5.00; OTHER; 2000 shares", "bounded"],
            ),
            (
                "no price at all",
                bank(
                    json!({ "fees": [{ "name": "Fees", "feeType": "VARIABLE", "additionalInfo": "Ask at a branch" }] }),
                ),
                &["tariff-source-priced -", "not_computable"],
            ),
        ],
    );
}

#[test]
fn rates_and_conditions_of_australian_banks() {
    let tier = |rate: &str, least: &str, most: Value, method: &str| {
        json!({ "depositRateType": "VARIABLE", "rate": rate, "calculationFrequency": "P1D", "applicationFrequency": "P1M",
            "tiers": [{ "name": "Tier", "unitOfMeasure": "DOLLAR", "minimumValue": least, "maximumValue": most, "rateApplicationMethod": method }] })
    };
    check(
        Format::CdrBank,
        &[
            (
                "bands on the whole balance, with cents between them",
                bank(
                    json!({ "depositRates": [tier("0.02", "10000.00", Value::Null, "WHOLE_BALANCE"), tier("0.01", "0.00", json!("9999.99"), "WHOLE_BALANCE")] }),
                ),
                &[
                    MONTHLY,
                    r#"{"blocks":[{"rate":"0.01","up_to":"9999.99"},{"rate":"0.02"}],"day_count":"ACT/365F","direction":"credit","kind":"balance","mode":"volume","settle":"P1M","side":"credit"}"#,
                    "computable",
                ],
            ),
            (
                "a last band that ends at nothing",
                bank(json!({ "depositRates": [tier("0.02", "1.00", json!("0"), "WHOLE_BALANCE")] })),
                &[
                    MONTHLY,
                    r#"{"day_count":"ACT/365F","direction":"credit","kind":"balance","rate":"0.02","settle":"P1M","side":"credit"}"#,
                    "computable",
                ],
            ),
            (
                "bands that leave a gap",
                bank(
                    json!({ "depositRates": [tier("0.02", "10000.00", Value::Null, "PER_TIER"), tier("0.01", "0.00", json!("5000"), "PER_TIER")] }),
                ),
                &[
                    MONTHLY,
                    "decrease: Interest earned (variable): 0.02; Tier; 10000.00; PER_TIER",
                    "decrease: Interest earned (variable): 0.01; Tier; 0.00; 5000; PER_TIER",
                    "bounded",
                ],
            ),
            (
                "a bonus under a condition in words",
                bank(
                    json!({ "depositRates": [{ "depositRateType": "BONUS", "rate": "0.03", "additionalValue": "Deposit 1000 a month" }] }),
                ),
                &[MONTHLY, "decrease: Interest earned (bonus): 0.03; Deposit 1000 a month", "bounded"],
            ),
            (
                "interest with a text that says when it is paid",
                bank(json!({ "depositRates": [{ "depositRateType": "FIXED", "rate": "0.01",
                    "additionalInfo": "Interest is calculated daily and paid monthly." }] })),
                &[
                    MONTHLY,
                    r#"{"day_count":"ACT/365F","direction":"credit","kind":"balance","rate":"0.01","side":"credit"}"#,
                    "computable",
                ],
            ),
            (
                "interest with a text that says for whom it is",
                bank(json!({ "depositRates": [{ "depositRateType": "FIXED", "rate": "0.01",
                    "additionalInfo": "Paid monthly to pensioners" }] })),
                &[MONTHLY, "decrease: Interest earned (fixed): 0.01; Paid monthly to pensioners", "bounded"],
            ),
            (
                "two hundred percent",
                bank(json!({ "depositRates": [{ "depositRateType": "FIXED", "rate": "2.25" }] })),
                &[
                    MONTHLY,
                    "unknown: Interest earned: rate 2.25",
                    "unknown: Interest earned (fixed): 2.25",
                    "tariff-source-rate /data/depositRates/0/rate",
                    "not_computable",
                ],
            ),
            (
                "an overdraft",
                bank(
                    json!({ "lendingRates": [{ "lendingRateType": "VARIABLE", "rate": "0.145", "calculationFrequency": "P1D", "applicationFrequency": "P1M" }] }),
                ),
                &[
                    MONTHLY,
                    r#"{"day_count":"ACT/365F","direction":"charge","kind":"balance","rate":"0.145","settle":"P1M","side":"debit"}"#,
                    "computable",
                ],
            ),
            (
                "who can have it",
                bank(
                    json!({ "eligibility": [{ "eligibilityType": "MIN_AGE", "additionalValue": "18" }, { "eligibilityType": "OTHER", "additionalInfo": "Members only" }] }),
                ),
                &[
                    MONTHLY,
                    r#"asks {"fact":"age","gte":"18","label":"Min age"}"#,
                    r#"asks {"fact":"other_2","is":"yes","label":"Members only"}"#,
                    "computable",
                ],
            ),
            (
                "features",
                bank(
                    json!({ "features": [{ "featureType": "DIGITAL_WALLET", "additionalValue": "Any" }, { "featureType": "FREE_TXNS", "additionalValue": "10" }] }),
                ),
                &[MONTHLY, "decrease: Free txns: 10", "bounded"],
            ),
            (
                "a price for one customer",
                bank(json!({ "isTailored": true })),
                &[MONTHLY, "unknown: The product is tailored to the customer, and so are its prices", "not_computable"],
            ),
        ],
    );
}
