//! TM Forum: usage, allowances and bills, what is refused, and the payloads that the interfaces publish.

use std::fmt::Write as _;

use crate::common::{codes, convert, corpus, files, lines};
use pannier_convert::{Collected, Format, Guess, Options};

fn read(format: Format, text: &str) -> Collected {
    convert(format, text.as_bytes(), &Options::default()).0
}

fn usage(kind: &str, characteristics: &[(&str, &str)], more: &str) -> String {
    let all: Vec<String> = characteristics
        .iter()
        .map(|(name, value)| format!(r#"{{"name":"{name}","valueType":"string","value":"{value}"}}"#))
        .collect();
    format!(
        r#"{{"id":"U1","usageDate":"2026-03-02T10:00:00+01:00","usageType":"{kind}","usageCharacteristic":[{}]{more}}}"#,
        all.join(",")
    )
}

/// Servers put a list into an envelope under names of their own, and leave out what kind of resource a bill is.
#[test]
fn lists_in_envelopes() {
    let event = usage("VOICE", &[("originatingNumber", "676123456"), ("duration", "20")], "");
    for text in [
        event.clone(),
        format!("[{event}]"),
        format!(r#"{{"usage":[{event}],"totalCount":1}}"#),
        format!(r#"{{"data":[{event}]}}"#),
    ] {
        let found = read(Format::Tmf635, &text);
        assert_eq!(lines(&found, "usage_event", &["date", "quantity"]), ["2026-03-02 | 20"], "{text}");
        assert_eq!(codes(&found), Vec::<String>::new(), "{text}");
    }
    let bill = r#"{"id":"B1","billDate":"2026-03-01T00:00:00Z","taxIncludedAmount":{"unit":"EUR","value":12.0}}"#;
    for text in [bill.to_owned(), format!(r#"{{"customerBill":[{bill}]}}"#)] {
        let found = read(Format::Tmf678, &text);
        assert_eq!(lines(&found, "invoice", &["date", "total"]), ["2026-03-01 | 12.0"], "{text}");
    }
    let many: Vec<String> = (0..3000)
        .map(|number| usage("data", &[("msisdn", "676123456"), ("volume", &number.to_string())], ""))
        .collect();
    let found = read(Format::Tmf635, &format!(r#"{{"links":{{}},"items":[{}]}}"#, many.join(",")));
    assert_eq!(found.records("usage_event").count(), 3000);
}

#[test]
fn usage_is_of_lines() {
    let price = r#","ratedProductUsage":[{"taxIncludedRatingAmount":{"unit":"EUR","value":0.12},"taxExcludedRatingAmount":{"unit":"EUR","value":0.10},"taxRate":20}]"#;
    let call = [("originatingNumber", "676123456"), ("destinationNumber", "170123xxx"), ("duration", "20")];
    let text = format!(
        "[{},{},{}]",
        usage("VOICE", &call, price),
        usage("data", &[("msisdn", "676123456"), ("volume", "1.5"), ("unit", "MB"), ("colour", "red")], ""),
        usage("SMS", &[("direction", "in"), ("originatingNumber", "SHOP"), ("destinationNumber", "676123456")], ""),
    );
    let collected = read(Format::Tmf635, &text);
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(
            &collected,
            "usage_event",
            &[
                "line",
                "date",
                "started_at",
                "kind",
                "direction",
                "quantity",
                "unit",
                "rated_amount",
                "currency",
                "tax_included"
            ]
        ),
        [
            "line | 2026-03-02 | 2026-03-02T10:00:00+01:00 | voice | out | 20 | s | 0.12 | EUR | true",
            "line | 2026-03-02 | 2026-03-02T10:00:00+01:00 | data | both | 1500000 | B | - | - | -",
            "line | 2026-03-02 | 2026-03-02T10:00:00+01:00 | sms | in | 1 | count | - | - | -",
        ]
    );
    assert_eq!(
        lines(&collected, "subscription", &["kind", "status", "billing", "number"]),
        [r#"unknown | unknown | unknown | {"display":"…3456","scheme":"msisdn","value":"676123456"}"#]
    );
    let lost: Vec<&str> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert!(lost.contains(&"usage/ratedProductUsage/taxExcludedRatingAmount/value"), "{lost:?}");
    assert!(lost.contains(&"usage/usageCharacteristic/value"), "{lost:?}");
}

/// Words, numbers and countries that are none: the usage is carried, and each of them is lost by name.
#[test]
fn usage_in_words_that_nobody_knows() {
    let check = |kind: &str, said: (&str, &str), expected: &str, lost: usize| {
        let text = usage(kind, &[("msisdn", "676123456"), ("quantity", "2"), said], "");
        let found = read(Format::Tmf635, &text);
        let members = ["kind", "direction", "number", "roaming", "roaming_country", "bytes_up"];
        assert_eq!(lines(&found, "usage_event", &members), [expected], "{said:?}");
        let values =
            found.losses.iter().filter(|loss| loss.member.as_deref() == Some("usage/usageCharacteristic/value"));
        assert_eq!(values.count(), lost, "{said:?}");
        assert_eq!(codes(&found), Vec::<String>::new(), "{said:?}");
    };
    let long = "0".repeat(41);
    let number = r#"{"display":"…3456","scheme":"phone","value":"0170123456"}"#;
    check("voice", ("calledNumber", "0170123456"), &format!("voice | out | {number} | - | - | -"), 0);
    check("voice", ("calledNumber", &long), "voice | out | - | - | - | -", 1);
    check("voice", ("callDirection", "MO"), "voice | out | - | - | - | -", 0);
    check("voice", ("callDirection", "transit"), "voice | out | - | - | - | -", 1);
    check("data", ("direction", "outgoing"), "data | both | - | - | - | -", 0);
    check("data", ("bytesUp", "7"), "data | both | - | - | - | 7", 0);
    check("data", ("bytesUp", "7 MB"), "data | both | - | - | - | -", 1);
    check("voice", ("roamingCountry", "FR"), "voice | out | - | roaming | FR | -", 0);
    check("voice", ("roamingCountry", "France"), "voice | out | - | roaming | - | -", 1);
    check("top-up", ("service", "SMS bundle"), "sms | out | - | - | - | -", 0);
    let found = read(Format::Tmf635, &usage("top-up", &[("msisdn", "676123456")], ""));
    assert!(found.losses.iter().any(|loss| loss.member.as_deref() == Some("usage/usageType")));
}

/// What older versions and servers in the field write otherwise.
#[test]
fn usage_of_other_versions() {
    let check = |text: &str, expected: &str, findings: &[&str]| {
        let mut options = Options::default();
        options.currency = Some("EGP".parse().expect("a currency"));
        let (collected, _) = convert(Format::Tmf635, text.as_bytes(), &options);
        let members = ["date", "started_at", "kind", "quantity", "unit", "rated_amount", "currency", "tax_included"];
        assert_eq!(lines(&collected, "usage_event", &members).join(", "), expected, "{text}");
        assert_eq!(codes(&collected), findings, "{text}");
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Tmf635, .. }), "{text}");
    };
    let priced = |member: &str, amount: &str| {
        format!(
            r#"{{"id":"1","date":"2026-03-02T10:00:00Z","type":"call","usageCharacteristic":[{{"name":"call_duration","value":20}}],"ratedProductUsage":[{{{member}:{amount}}}]}}"#
        )
    };
    let call = "2026-03-02 | 2026-03-02T10:00:00Z | voice | 20 | s";
    check(
        &priced("\"taxIncludedRatingAmount\"", r#""12.00","currencyCode":"EUR""#),
        &format!("{call} | 12.00 | EUR | true"),
        &[],
    );
    check(&priced("\"taxExcludedRatingAmount\"", "12"), &format!("{call} | 12 | EGP | false"), &[]);
    check(
        &priced("\"taxExcludedRatingAmount\"", r#"{"amount":12,"units":"EUR"}"#),
        &format!("{call} | 12 | EUR | false"),
        &[],
    );
    check(&priced("\"taxExcludedRatingAmount\"", r#""12","currencyCode":"euro""#), "", &["convert-currency 1"]);
    check(
        &usage("data", &[("volume_mb", "500")], "").replace("02T10:00:00+01:00", "02 10:00:00"),
        "2026-03-02 | - | data | 500000000 | B | - | - | -",
        &[],
    );
    check(
        &usage("voice", &[("duration_sec", "61")], ""),
        "2026-03-02 | 2026-03-02T10:00:00+01:00 | voice | 61 | s | - | - | -",
        &[],
    );
    check(&usage("voice", &[("duration_furlong", "61")], ""), "", &["convert-amount 1"]);
    check(&usage("voice", &[("duration_sec", "long")], ""), "", &["convert-amount 1"]);
    // A renewal of a bundle has a price and no duration.
    check(
        r#"[{"date":"2026-03-02","description":"Renewal","ratedProductUsage":[{"taxIncludedRatingAmount":12}]}]"#,
        "2026-03-02 | - | other | 1 | count | 12 | EGP | true",
        &[],
    );
}

#[test]
fn usage_that_is_none() {
    let check = |text: &str, expected: &[&str]| assert_eq!(codes(&read(Format::Tmf635, text)), expected, "{text}");
    check("{\"id\":\"1\"}", &["convert-records-present"]);
    check("[", &["convert-structure"]);
    check(&usage("voice", &[], ""), &["convert-amount 1"]);
    check(&usage("voice", &[("duration", "-1")], ""), &["convert-amount 1"]);
    check(&usage("voice", &[("duration", "1"), ("unit", "furlong")], ""), &["convert-value 1"]);
    check(&usage("voice", &[("duration", "1"), ("startDateTime", "2026-02-30T10:00:00Z")], ""), &["convert-date 1"]);
    let money = |amount: &str| format!(r#","ratedProductUsage":[{{"taxIncludedRatingAmount":{amount}}}]"#);
    check(&usage("sms", &[], &money(r#"{"value":1}"#)), &["convert-currency 1"]);
    check(&usage("sms", &[], &money(r#"{"value":"x","unit":"EUR"}"#)), &["convert-amount 1"]);
    check(&usage("sms", &[], r#","status":"rejected""#), &[]);
}

fn bucket(more: &str, counters: &[(&str, &str, &str)]) -> String {
    let all: Vec<String> = counters
        .iter()
        .map(|(kind, amount, units)| {
            format!(r#"{{"counterType":"{kind}","level":"global","value":{{"amount":{amount},"units":"{units}"}},"consumptionPeriod":{{"startDateTime":"2026-03-01T00:00:00Z","endDateTime":"2026-03-15T00:00:00Z"}}}}"#)
        })
        .collect();
    format!(
        r#"{{"effectiveDate":"2026-03-14","bucket":[{{"id":"B1","validFor":{{"startDateTime":"2026-03-01T00:00:00Z","endDateTime":"2026-03-31T23:59:59Z"}},"product":[{{"id":"P1","name":"Phone"}}],"bucketCounter":[{}]{more}}}]}}"#,
        all.join(",")
    )
}

#[test]
fn buckets_are_allowances() {
    let check = |text: &str, expected: &str| {
        let collected = read(Format::Tmf677, text);
        assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
        let members = [
            "line",
            "date",
            "period_end",
            "service",
            "zone",
            "unlimited",
            "quantity",
            "unit",
            "rolled_in",
            "used",
            "remaining",
            "over",
        ];
        assert_eq!(lines(&collected, "plan_allowance", &members), [expected], "{text}");
    };
    let data = r#","usageType":"data","remainingValue":{"amount":3,"units":"GB"}"#;
    check(
        &bucket(data, &[("used", "2", "GB")]),
        "line | 2026-03-01 | 2026-04-01 | data | any | false | 5000000000 | B | - | 2000000000 | 3000000000 | -",
    );
    check(
        &bucket(data, &[("used", "2.5", "GiB"), ("rollover", "1", "Go")]),
        "line | 2026-03-01 | 2026-04-01 | data | any | false | 4684354560 | B | 1000000000 | 2684354560 | 3000000000 | -",
    );
    let voice = r#","usageType":"voice international","remainingValue":{"amount":0,"units":"minutes"}"#;
    check(
        &bucket(voice, &[("used", "10", "mins"), ("outOfBucket", "2", "mins")]),
        "line | 2026-03-01 | 2026-04-01 | voice | international | false | 600 | s | - | 720 | 0 | 120",
    );
    let unlimited = r#","usageType":"national sms","remainingValueName":"Unlimited""#;
    check(
        &bucket(unlimited, &[("used", "7", "sms")]),
        "line | 2026-03-01 | 2026-04-01 | sms | home | true | - | count | - | 7 | - | -",
    );
    let shared = r#","usageType":"mms","isShared":true,"remainingValue":{"amount":1,"units":"mms"}"#;
    check(
        &bucket(shared, &[("used", "1", "mms")]),
        "- | 2026-03-01 | 2026-04-01 | mms | any | false | 2 | count | - | 1 | 1 | -",
    );
}

/// Up to version 3 what is left is a balance of its own, and numbers can have their unit beside them.
#[test]
fn buckets_of_older_versions() {
    let check = |balance: &str, counter: &str, expected: &str, findings: &[&str]| {
        let text = format!(
            r#"[{{"effectiveDate":"2026-03-14","bucket":[{{"id":"B1","usageType":"data","bucketBalance":[{{{balance},"validFor":{{"startDateTime":"2026-03-01T00:00:00+0000","endDateTime":"2026-04-01T00:00:00+0000"}}}}],"bucketCounter":[{{"counterType":"USED",{counter}}}]}}]}}]"#
        );
        let collected = read(Format::Tmf677, &text);
        let members = ["date", "period_end", "quantity", "unit", "used", "remaining"];
        assert_eq!(lines(&collected, "plan_allowance", &members).join(", "), expected, "{text}");
        assert_eq!(codes(&collected), findings, "{text}");
    };
    let all = "2026-03-01 | 2026-04-01 | 5000000 | B | 2000000 | 3000000";
    check(r#""unit":"MB","remainingValue":3"#, r#""value":2,"unit":"MB""#, all, &[]);
    check(r#""remainingValue":{"amount":3,"units":"MB"}"#, r#""value":{"amount":2000,"units":"KB"}"#, all, &[]);
    check(r#""unit":"BWP","remainingValue":3"#, r#""value":2,"unit":"BWP""#, "", &[]);
    check(r#""unit":"furlong","remainingValue":3"#, r#""value":2,"unit":"MB""#, "", &["convert-value 1"]);
    let money = r#"[{"bucket":[{"bucketBalance":[{"unit":"BWP","remainingValue":0}]}]}]"#;
    assert!(matches!(Format::guess(money.as_bytes()), Guess::Certain { format: Format::Tmf677, .. }));
    let lost: Vec<String> = read(Format::Tmf677, money).losses.into_iter().map(|loss| loss.reason).collect();
    assert_eq!(lost, ["a bucket of money"]);
}

#[test]
fn buckets_that_are_none() {
    let check = |text: &str, expected: &[&str]| assert_eq!(codes(&read(Format::Tmf677, text)), expected, "{text}");
    let data = r#","usageType":"data","remainingValue":{"amount":3,"units":"GB"}"#;
    check(&bucket(data, &[("used", "2", "GB")]).replace("03-15T", "02-15T"), &["convert-date 1"]);
    check(&bucket(data, &[("used", "2", "GB")]).replace("03-15T", "02-30T"), &["convert-date 1"]);
    check(&bucket(data, &[("used", "2", "USD")]), &["convert-value 1"]);
    check(&bucket(data, &[("used", "2", "min")]), &["convert-structure 1"]);
    check(&bucket(data, &[("used", "-2", "GB")]), &["convert-amount 1"]);
    check(&bucket(data, &[]), &[]);
    check(r#"{"searchCriteria":{},"@type":"QueryUsageConsumption"}"#, &["convert-records-present"]);
}

const BILL: &str = r#"{"id":"CB-1","@type":"CustomerBill","billNo":"780123456","billDate":"2026-04-05T12:00:00Z","paymentDueDate":"2026-04-19","billingPeriod":{"startDateTime":"2026-03-01T00:00:00Z","endDateTime":"2026-03-31T23:59:59Z"},"amountDue":{"unit":"EUR","value":60},"taxExcludedAmount":{"unit":"EUR","value":40},"taxIncludedAmount":{"unit":"EUR","value":50},"taxItem":[{"taxCategory":"VAT","taxRate":25,"taxAmount":{"unit":"EUR","value":10}}],"state":"sent"}"#;
const RATE: &str = r#"{"id":"R1","@type":"AppliedCustomerBillingRate","appliedBillingRateType":"monthly","name":"Rental fee","isBilled":true,"bill":{"id":"CB-1"},"date":"2026-04-05","periodCoverage":{"startDateTime":"2026-03-01T00:00:00Z","endDateTime":"2026-04-01T00:00:00Z"},"taxExcludedAmount":{"unit":"EUR","value":40},"taxIncludedAmount":{"unit":"EUR","value":50},"appliedTax":[{"taxCategory":"VAT","taxRate":0.25,"taxAmount":{"unit":"EUR","value":10}}]}"#;

#[test]
fn bills_have_lines_and_taxes() {
    let collected = read(Format::Tmf678, &format!("{BILL}\n[{RATE}]"));
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(
            &collected,
            "invoice",
            &[
                "date",
                "kind",
                "total",
                "net",
                "tax",
                "previous_balance",
                "payable",
                "period_start",
                "period_end",
                "due_on",
                "status",
                "tax_included"
            ]
        ),
        ["2026-04-05 | invoice | 50 | 40 | 10 | 10 | 60 | 2026-03-01 | 2026-04-01 | 2026-04-19 | open | false"]
    );
    assert_eq!(
        lines(
            &collected,
            "invoice_line",
            &["date", "seq", "kind", "amount", "tax_included", "tax_rate", "description", "period_end"]
        ),
        ["2026-04-05 | 0 | recurring | 40 | false | 0.25 | Rental fee | 2026-04-01"]
    );
    assert_eq!(
        lines(&collected, "tax_line", &["seq", "category", "base", "amount", "rate", "name"]),
        ["0 | other | 40 | 10 | 0.25 | VAT"]
    );
    for (word, kind) in
        [("rateType\":\"recurringCharge", "recurring"), ("type\":\"one time", "one_off"), ("x\":\"monthly", "other")]
    {
        let rate = RATE.replace("appliedBillingRateType\":\"monthly", word).replace("Rental fee", "Cabin");
        let collected = read(Format::Tmf678, &format!("{BILL}\n[{rate}]"));
        assert_eq!(lines(&collected, "invoice_line", &["kind"]), [kind], "{word}");
        let unread = collected.losses.iter().any(|loss| loss.member.as_deref() == Some("appliedCustomerBillingRate/x"));
        assert_eq!(unread, kind == "other", "{word}");
    }
    // An amount without a currency is in that of its document, and some servers call its parts otherwise.
    let bare = BILL.replace("\"taxAmount\":{\"unit\":\"EUR\",\"value\":10}", "\"taxAmount\":{\"value\":10}").replace(
        "\"taxIncludedAmount\":{\"unit\":\"EUR\",\"value\":50}",
        "\"taxIncludedAmount\":{\"units\":\"EUR\",\"amount\":50}",
    );
    let collected = read(Format::Tmf678, &bare);
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(lines(&collected, "invoice", &["total", "net", "tax"]), ["50 | 40 | 10"]);
    let check = |text: &str, expected: &[&str]| assert_eq!(codes(&read(Format::Tmf678, text)), expected, "{text}");
    check(&BILL.replace("\"unit\":\"EUR\",\"value\":50", "\"value\":50"), &["convert-currency 1"]);
    check(RATE, &["convert-structure 1"]);
    check(&BILL.replace("\"billDate\":\"2026-04-05T12:00:00Z\",", ""), &["convert-date 1"]);
    check(&BILL.replace("2026-03-31T", "2026-02-31T"), &["convert-date 1"]);
    check(&BILL.replace("2026-03-31T", "2026-02-28T"), &["convert-date 1"]);
    check(&BILL.replace("\"unit\":\"EUR\",\"value\":40", "\"unit\":\"USD\",\"value\":40"), &["convert-currency 1"]);
    check(&BILL.replace("\"unit\":\"EUR\",\"value\":50", "\"unit\":\"euro\",\"value\":50"), &["convert-currency 1"]);
    check("{\"op\":\"replace\",\"path\":\"state\"}", &["convert-records-present"]);
}

/// Payloads that the interfaces publish: what becomes of each.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("telco/tmf") else { return };
    let mut found = String::new();
    for (name, bytes) in files(&folder, &[".json"]) {
        let format = if name.starts_with("TMF677") { Format::Tmf677 } else { Format::Tmf678 };
        let (collected, summary) = convert(format, &bytes, &Options::default());
        let guessed = match Format::guess(&bytes) {
            Guess::Certain { format, .. } => format.to_string(),
            Guess::Ambiguous { .. } => "several".to_owned(),
            Guess::Unknown => "unknown".to_owned(),
        };
        let records: usize = collected.series.iter().map(|(_, rows)| rows.len()).sum();
        let _ = writeln!(
            found,
            "{name}: {guessed}, {} of {} rows, {records} records{}",
            summary.converted,
            summary.read,
            codes(&collected).iter().fold(String::new(), |text, code| text + ", " + code)
        );
    }
    let expected = include_str!("tmf_corpus.txt");
    assert!(found == expected, "{found}");
}
