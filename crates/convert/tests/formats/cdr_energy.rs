//! Australian CDR for energy: signs, runs of qualities, several days in a read, what is owed, sums of invoices.

use crate::common::{codes, convert, lines};
use pannier_convert::{Collected, Format, Guess, Options};

fn answer(kind: &str, elements: &[&str]) -> String {
    format!(r#"{{"data":{{"{kind}":[{}]}},"links":{{"self":"https://energy.example"}}}}"#, elements.join(","))
}

fn as_of() -> Options {
    let mut options = Options::default();
    options.as_of = Some("2026-07-01".parse().expect("a date"));
    options
}

fn clean(text: &str, options: &Options) -> Collected {
    let (collected, summary) = convert(Format::CdrEnergy, text.as_bytes(), options);
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{:?}", collected.losses);
    collected
}

const POINT: &str = r#"{"servicePointId":"SP-1","nationalMeteringId":"6407000001","servicePointClassification":"SMALL","servicePointStatus":"ACTIVE","jurisdictionCode":"VIC","validFromDate":"2020-01-01","lastUpdateDateTime":"2026-06-30T10:00:00+10:00","lastConsumerChangeDate":"2021-03-05",
    "distributionLossFactor":{"code":"AAAA","description":"x","lossValue":"1.04"},
    "relatedParticipants":[{"party":"Example Energy","role":"FRMP"},{"party":"Example Networks","role":"LNSP"}],
    "location":{"addressUType":"simple","simple":{"addressLine1":"1 Example St","postcode":"3065","city":"Fitzroy","state":"VIC"}},
    "meters":[{"meterId":"M-77","specifications":{"status":"CURRENT","installationType":"VICAMI"},"registers":[
        {"registerId":"E1","registerSuffix":"E1","registerConsumptionType":"INTERVAL","unitOfMeasure":"KWH","timeOfDay":"ALLDAY","multiplier":1,"controlledLoad":false,"networkTariffCode":"C1R"},
        {"registerId":"B1","registerSuffix":"B1","registerConsumptionType":"INTERVAL","unitOfMeasure":"kWh","timeOfDay":"INTERVAL","multiplier":1.0}]}]}"#;

/// A day of two reads of 720 minutes.
fn read(suffix: &str, day: &str, values: &str, rest: &str) -> String {
    format!(
        r#"{{"servicePointId":"SP-1","registerSuffix":"{suffix}","meterId":"M-77","readStartDate":"{day}","unitOfMeasure":"KWH","readUType":"intervalRead","intervalRead":{{"readIntervalLength":720,"intervalReads":[{values}],{rest}}}}}"#
    )
}

#[test]
fn places_meters_and_registers() {
    let collected = clean(&answer("servicePoints", &[POINT]), &Options::default());
    let members = &[
        "as_of",
        "fuel",
        "country",
        "zone",
        "status",
        "network_operator",
        "network_tariff",
        "moved_in_on",
        "postcode_area",
        "number",
    ];
    assert_eq!(
        lines(&collected, "supply_point", members),
        [
            r#"2026-06-30 | electricity | AU | Etc/GMT-10 | active | Example Networks | C1R | 2021-03-05 | 306 | {"display":"…0001","scheme":"nmi","value":"6407000001"}"#
        ]
    );
    assert_eq!(
        lines(&collected, "meter", &["kind", "serial"]),
        [r#"smart | {"display":"…","scheme":"meter","value":"M-77"}"#]
    );
    assert_eq!(
        lines(&collected, "register", &["direction", "unit", "kind", "meter", "multiplier", "register_code"]),
        ["import | kWh | interval | meter | 1 | E1", "export | kWh | interval | meter | 1 | B1"]
    );
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert!(losses.contains(&"servicePoints/location/simple/addressLine1"), "{losses:?}");
    // The outline of a list and the details of another answer are one place.
    let outline = r#"{"servicePointId":"SP-1","nationalMeteringId":"6407000001","servicePointStatus":"ACTIVE","lastUpdateDateTime":"2026-06-30T10:00:00+10:00"}"#;
    let both = [answer("servicePoints", &[outline]), format!(r#"{{"data":{POINT}}}"#)].join("\n");
    let collected = clean(&both, &Options::default());
    assert_eq!((collected.records("supply_point").count(), collected.records("register").count()), (1, 2));
}

#[test]
fn days_and_signs() {
    let members =
        &["date", "direction", "unit", "resolution", "count", "missing", "total", "quality", "start", "slots"];
    let check = |reads: &[String], expected: &[&str]| {
        let reads: Vec<&str> = reads.iter().map(String::as_str).collect();
        let collected = clean(&answer("reads", &reads), &Options::default());
        assert_eq!(lines(&collected, "interval_day", members), expected, "{reads:?}");
    };
    check(
        &[
            read("E1", "2026-06-02", "1.50,0", r#""aggregateValue":1.5"#),
            read("E1", "2026-06-01", "2,1e-3", r#""aggregateValue":2.00"#),
        ],
        &[
            "2026-06-01 | import | kWh | PT12H | 2 | 0 | 2.001 | actual | 2026-06-01T00:00:00+10:00 | [\"2\",\"0.001\"]",
            "2026-06-02 | import | kWh | PT12H | 2 | 0 | 1.5 | actual | 2026-06-02T00:00:00+10:00 | [\"1.5\",\"0\"]",
        ],
    );
    // Negative is what was fed in; holders that give it without a minus say so by the stream.
    let fed = "2026-06-01 | export | kWh | PT12H | 2 | 0 | 3 | actual | 2026-06-01T00:00:00+10:00 | [\"1\",\"2\"]";
    check(&[read("B1", "2026-06-01", "-1,-2", r#""aggregateValue":-3"#)], &[fed]);
    check(&[read("B1", "2026-06-01", "1,2", r#""aggregateValue":3"#)], &[fed]);
    check(&[read("Z9", "2026-06-01", "-1,-2", r#""aggregateValue":-3"#)], &[fed]);
    check(
        &[read("E1", "2026-06-01", "1,-2", r#""aggregateValue":-1"#)],
        &["2026-06-01 | net | kWh | PT12H | 2 | 0 | -1 | actual | 2026-06-01T00:00:00+10:00 | [\"1\",\"-2\"]"],
    );
    check(
        &[read("E1", "2026-06-01", "1,null", r#""aggregateValue":1"#)],
        &["2026-06-01 | import | kWh | PT12H | 2 | 1 | 1 | actual | 2026-06-01T00:00:00+10:00 | [\"1\",null]"],
    );
    // The first version of the interface had objects, each with its own quality.
    check(
        &[read(
            "E1",
            "2026-06-01",
            r#"{"quality":"SUBSTITUTE","value":1},{"quality":"SUBSTITUTE","value":0.5}"#,
            r#""aggregateValue":1.5"#,
        )],
        &["2026-06-01 | import | kWh | PT12H | 2 | 0 | 1.5 | estimated | 2026-06-01T00:00:00+10:00 | [\"1\",\"0.5\"]"],
    );
    check(
        &[read("E1", "2026-06-01", r#"{"value":1},{"value":null}"#, r#""aggregateValue":1"#).replace("720", "\"720\"")],
        &["2026-06-01 | import | kWh | PT12H | 2 | 1 | 1 | actual | 2026-06-01T00:00:00+10:00 | [\"1\",null]"],
    );
    check(
        &[read("E1", "2026-06-01", "1500,500", r#""aggregateValue":2000"#).replace("KWH", "Wh")],
        &["2026-06-01 | import | kWh | PT12H | 2 | 0 | 2 | actual | 2026-06-01T00:00:00+10:00 | [\"1.5\",\"0.5\"]"],
    );
}

#[test]
fn runs_of_qualities() {
    let check = |values: &str, runs: &str, expected: &str| {
        let rest = format!(r#""aggregateValue":0,"readQualities":[{runs}]"#);
        let text = read("E1", "2026-06-01", values, &rest).replace("720", "360");
        let collected = clean(&answer("reads", &[&text]), &Options::default());
        assert_eq!(lines(&collected, "interval_day", &["quality", "quality_runs"]), [expected], "{runs}");
    };
    check("0,0,0,0", "", "actual | -");
    check("0,0,0,0", r#"{"startInterval":1,"endInterval":4,"quality":"SUBSTITUTE"}"#, "estimated | -");
    check(
        "0,0,0,0",
        r#"{"startInterval":2,"endInterval":3,"quality":"FINAL_SUBSTITUTE"}"#,
        r#"mixed | [{"end":1,"quality":"actual","start":0},{"end":3,"quality":"estimated","start":1},{"end":4,"quality":"actual","start":3}]"#,
    );
}

#[test]
fn reads_of_several_days_and_of_none() {
    let two = read("E1", "2026-06-01", "1,2,3,4", r#""aggregateValue":10"#)
        .replace(r#""unitOfMeasure""#, r#""readEndDate":"2026-06-02","unitOfMeasure""#);
    let gap = read("E1", "2026-06-04", "5,6", r#""aggregateValue":11"#);
    let collected = clean(&answer("reads", &[&gap, &two]), &Options::default());
    assert_eq!(
        lines(&collected, "interval_day", &["date", "total", "source_ref"]),
        ["2026-06-01 | 3 | row:2", "2026-06-02 | 7 | row:2", "2026-06-04 | 11 | row:1"]
    );
    let days = collected.series.iter().find(|(series, _)| series.record_type.name == "interval_day").expect("a series");
    assert_eq!(
        (days.0.from.to_string(), days.0.to.to_string(), days.0.incomplete.len()),
        ("2026-06-01".to_owned(), "2026-06-05".to_owned(), 1)
    );
    // Only the sum was asked for.
    let sum = r#"{"servicePointId":"SP-1","registerSuffix":"E1","readStartDate":"2026-06-01","readEndDate":"2026-06-30","unitOfMeasure":"KWH","readUType":"intervalRead","intervalRead":{"aggregateValue":312.5}}"#;
    let members = &["date", "period_end", "quantity", "unit", "quality", "start_at", "end_at"];
    assert_eq!(
        lines(&clean(&answer("reads", &[sum]), &Options::default()), "consumption", members),
        ["2026-06-01 | 2026-07-01 | 312.5 | kWh | actual | 2026-06-01T00:00:00+10:00 | 2026-07-01T00:00:00+10:00"]
    );
    // So do intervals of no length, with which holders answer the same question.
    let none = read("E1", "2026-06-01", "0,0", r#""aggregateValue":12.5"#).replace("720", "0");
    let collected = clean(&answer("reads", &[&none]), &Options::default());
    assert_eq!(
        lines(&collected, "consumption", members),
        ["2026-06-01 | 2026-06-02 | 12.5 | kWh | actual | 2026-06-01T00:00:00+10:00 | 2026-06-02T00:00:00+10:00"]
    );
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert!(losses.contains(&"reads/intervalRead/intervalReads"), "{losses:?}");
    // Accumulation meters: what was used, or what the counter shows.
    let basic = r#"{"servicePointId":"SP-1","registerSuffix":"11","registerId":"1","meterId":"M-1","readStartDate":"2026-03-01","readEndDate":"2026-05-31","unitOfMeasure":"KWH","readUType":"basicRead","basicRead":{"quality":"SUBSTITUTE","value":812}}"#;
    assert_eq!(
        lines(&clean(&answer("reads", &[basic]), &Options::default()), "consumption", members),
        ["2026-03-01 | 2026-06-01 | 812 | kWh | estimated | 2026-03-01T00:00:00+10:00 | 2026-06-01T00:00:00+10:00"]
    );
    let counter = r#"{"servicePointId":"SP-1","nationalMeteringId":"6407000001","lastUpdateDateTime":"2026-06-30T10:00:00+10:00","meters":[{"meterId":"M-1","specifications":{"status":"CURRENT","installationType":"BASIC"},"registers":[{"registerId":"1","registerConsumptionType":"BASIC","consumptionType":"CUMULATIVE"}]}]}"#;
    let text = [answer("servicePoints", &[counter]), answer("reads", &[basic])].join("\n");
    let collected = clean(&text, &Options::default());
    assert_eq!(
        lines(&collected, "register_read", &["date", "reading", "unit", "direction", "quality", "reason"]),
        ["2026-05-31 | 812 | kWh | import | estimated | routine"]
    );
    assert_eq!(lines(&collected, "meter", &["kind"]), ["manual"]);
}

#[test]
fn generation_of_ones_own() {
    let der = r#"{"servicePointId":"SP-1","approvedCapacity":5,"availablePhasesCount":1,"installedPhasesCount":1,"islandableInstallation":false,"acConnections":[{"connectionIdentifier":1,"count":1,"commissioningDate":"2022-02-02","status":"ACTIVE","derDevices":[
        {"deviceIdentifier":1,"count":12,"type":"SOLAR_PV","nominalRatedCapacity":0.4,"status":"ACTIVE"},
        {"deviceIdentifier":2,"count":3,"type":"SOLAR_PV","nominalRatedCapacity":1,"status":"DECOMMISSIONED"},
        {"deviceIdentifier":3,"count":1,"type":"STORAGE","nominalRatedCapacity":5,"nominalStorageCapacity":13.5}]}]}"#;
    let text = [answer("servicePoints", &[POINT]), answer("derRecords", &[der])].join("\n");
    let collected = clean(&text, &Options::default());
    assert_eq!(lines(&collected, "supply_point", &["generation_kw", "storage_kwh", "phases"]), ["4.8 | 13.5 | 1"]);
    let none = r#"{"servicePointId":"SP-1","approvedCapacity":0,"availablePhasesCount":0,"installedPhasesCount":0,"islandableInstallation":false,"acConnections":[]}"#;
    let collected = clean(&answer("derRecords", &[none]), &as_of());
    assert_eq!(lines(&collected, "supply_point", &["generation_kw", "storage_kwh", "phases"]), ["- | - | -"]);
}

const ACCOUNT: &str = r#"{"accountId":"A-1","accountNumber":"70012345","displayName":"Home","openStatus":"OPEN","creationDate":"2021-03-05","plans":[{"nickname":"Home","servicePointIds":["SP-1"],"planOverview":{"displayName":"Flexi Saver","startDate":"2025-07-01","endDate":"2026-06-30"},
    "planDetail":{"fuelType":"ELECTRICITY","electricityContract":{"pricingModel":"SINGLE_RATE","isFixed":false,"variation":"Prices may change with notice.","paymentOption":["DIRECT_DEBIT"],"fees":[{"type":"EXIT","term":"FIXED","amount":"22.00","description":"When leaving early"}],"tariffPeriod":[]}}}]}"#;

#[test]
fn what_is_owed_and_what_binds() {
    let balance = r#"{"accountId":"A-1","balance":"120.50"}"#;
    let concession = r#"{"type":"FIXED_PERCENTAGE","displayName":"Annual Electricity Concession","percentage":"0.175","startDate":"2026-01-01","endDate":"2026-12-31","discountFrequency":"P1Y","appliedTo":["USAGE"]}"#;
    let schedule = r#"{"paymentScheduleUType":"directDebit","directDebit":{"isTokenised":true,"paymentFrequency":"P1M","calculationType":"BALANCE"}}"#;
    let text = [
        answer("accounts", &[ACCOUNT]),
        answer("balances", &[balance]),
        answer("servicePoints", &[POINT]),
        answer("concessions", &[concession]),
        answer("paymentSchedules", &[schedule]),
    ]
    .join("\n");
    let collected = clean(&text, &as_of());
    assert_eq!(
        lines(&collected, "account", &["as_of", "kind", "currency", "status", "nickname", "opened_on", "number"]),
        [
            r#"2026-07-01 | utility | AUD | open | Home | 2021-03-05 | {"display":"…2345","scheme":"customer","value":"70012345"}"#
        ]
    );
    // Positive is owed in the source; what a customer owes is negative in an account.
    assert_eq!(lines(&collected, "balance", &["date", "kind", "amount"]), ["2026-07-01 | interim_booked | -120.50"]);
    let members = &[
        "sector",
        "status",
        "provider",
        "product_name",
        "exit_charge_kind",
        "covers",
        "starts_on",
        "ends_on",
        "price_change",
        "payment_method",
        "exit_terms",
        "price_change_terms",
        "concession",
        "concession_ends_on",
        "concession_rate",
    ];
    assert_eq!(
        lines(&collected, "contract", members),
        [
            r#"energy | ended | Example Energy | Flexi Saver | unknown | ["supply"] | 2025-07-01 | 2026-07-01 | on_notice | direct_debit | When leaving early | Prices may change with notice. | other | 2027-01-01 | 0.175"#
        ]
    );
    assert_eq!(lines(&collected, "supply_point", &["contract", "account"]), ["contract | account"]);
    // Without the day of the download nothing says when it held.
    let (collected, summary) =
        convert(Format::CdrEnergy, answer("accounts", &[ACCOUNT]).as_bytes(), &Options::default());
    assert_eq!((codes(&collected), summary.lost), (vec![], 1));
}

#[test]
fn invoices_with_the_sums_that_make_them() {
    let invoice = |electricity: &str| {
        format!(
            r#"{{"accountId":"A-1","invoiceNumber":"INV-9001","issueDate":"2026-06-05","dueDate":"2026-06-26","period":{{"startDate":"2026-03-01","endDate":"2026-05-31"}},"invoiceAmount":"220.00","gstAmount":"20.00","balanceAtIssue":"220.00","servicePoints":["SP-1"],"electricity":{electricity},"accountCharges":{{"totalCharges":"10.00","totalDiscounts":"0.00"}},"paymentStatus":"NOT_PAID"}}"#
        )
    };
    let sums = |credits: &str| {
        format!(
            r#"{{"totalUsageCharges":"230.00","totalGenerationCredits":"{credits}","totalOnceOffCharges":"0","totalOnceOffDiscounts":"0","otherCharges":[{{"amount":"5.00","description":"Metering"}}]}}"#
        )
    };
    let expected = [
        "0 | usage | 230.00 | electricity | supply | 2026-03-01 | 2026-06-01 | -",
        "1 | credit | -45.00 | electricity | supply | 2026-03-01 | 2026-06-01 | -",
        "2 | other | 5.00 | electricity | supply | 2026-03-01 | 2026-06-01 | Metering",
        "3 | recurring | 10.00 | - | - | 2026-03-01 | 2026-06-01 | -",
    ];
    let with = |electricity: &str| {
        let text = [
            answer("accounts", &[ACCOUNT]),
            answer("servicePoints", &[POINT]),
            answer("invoices", &[&invoice(electricity)]),
        ];
        clean(&text.join("\n"), &as_of())
    };
    // Credits are written with a minus or without one; the total tells which.
    for credits in ["-45.00", "45.00"] {
        let collected = with(&sums(credits));
        let members =
            &["seq", "kind", "amount", "service", "supply_point", "period_start", "period_end", "description"];
        assert_eq!(lines(&collected, "invoice_line", members), expected);
        let members = &["date", "kind", "total", "tax", "tax_included", "due_on", "period_end", "status", "account"];
        assert_eq!(
            lines(&collected, "invoice", members),
            ["2026-06-05 | invoice | 220.00 | 20.00 | false | 2026-06-26 | 2026-06-01 | open | account"]
        );
    }
    // Sums that do not make the total are named instead.
    let collected = with(&sums("50.00"));
    assert_eq!(collected.records("invoice_line").count(), 0);
    assert!(
        collected.losses.iter().any(|loss| loss.member.as_deref() == Some("invoices/electricity/totalUsageCharges"))
    );
}

#[test]
fn billed_usage_is_consumption_with_its_cost() {
    let usage = |rest: &str| {
        format!(
            r#"{{"accountId":"A-1","executionDateTime":"2026-06-05T00:00:00+10:00","gst":"5.00","transactionUType":"usage","usage":{{"servicePointId":"SP-1","timeOfUseType":"PEAK","startDate":"2026-05-01T00:00:00+10:00","endDate":"2026-06-01T00:00:00+10:00",{rest}}}}}"#
        )
    };
    let text = answer(
        "transactions",
        &[
            &usage(r#""usage":200.5,"amount":"60.15","adjustments":[{"amount":"-10.15","description":"Saver"}]"#),
            &usage(r#""usage":-80,"measureUnit":"KWH","isEstimate":true,"amount":"-4.00""#),
        ],
    );
    let collected = clean(&text, &as_of());
    let members =
        &["date", "period_end", "direction", "quantity", "unit", "quality", "cost", "currency", "tax_included"];
    assert_eq!(
        lines(&collected, "consumption", members),
        [
            "2026-05-01 | 2026-06-01 | import | 200.5 | kWh | actual | 50.00 | AUD | false",
            "2026-05-01 | 2026-06-01 | export | 80 | kWh | estimated | -4.00 | AUD | false",
        ]
    );
    let payment = r#"{"accountId":"A-1","executionDateTime":"2026-06-05T00:00:00+10:00","transactionUType":"payment","payment":{"amount":"100.00","method":"CARD"}}"#;
    let (collected, summary) = convert(Format::CdrEnergy, answer("transactions", &[payment]).as_bytes(), &as_of());
    assert_eq!((codes(&collected), summary.lost), (vec![], 1));
}

#[test]
fn damaged_elements() {
    let good = read("E1", "2026-06-01", "1,2", r#""aggregateValue":3"#);
    let later = read("E1", "2026-06-09", "1,2", r#""aggregateValue":3"#);
    let check = |bad: &str, expected: &[&str]| {
        let text = answer("reads", &[&good, bad, &later]);
        let (collected, summary) = convert(Format::CdrEnergy, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    let other = good.replace("2026-06-01", "2026-06-02");
    check(&other.replace("1,2", "1,2,3"), &["convert-structure 2"]);
    check(&other.replace("1,2", "1"), &["convert-structure 2"]);
    check(&other.replace("1,2", "1,\"x\""), &["convert-amount 2"]);
    check(&other.replace("1,2", "1,0.30000000000000004"), &["convert-amount 2"]);
    check(&other.replace("720", "7"), &["convert-structure 2"]);
    check(&other.replace("720", "-720"), &["convert-structure 2"]);
    check(&other.replace("1,2", "1,true"), &["convert-amount 2"]);
    check(&other.replace("1,2", r#"1,{"amount":2}"#), &["convert-amount 2"]);
    check(&other.replace("1,2", r#"1,{"value":2,"quality":"GUESS"}"#), &["convert-value 2"]);
    check(&other.replace("2026-06-02", "2026-06-31"), &["convert-date 2"]);
    check(&other.replace("\"unitOfMeasure\"", "\"readEndDate\":\"2026-06-01\",\"unitOfMeasure\""), &["convert-date 2"]);
    check(&other.replace("intervalRead\",", "fullRead\","), &["convert-structure 2"]);
    check(&other.replace("E1", "S1").replace("KWH", "KW"), &["convert-structure 2"]);
    check(&other.replace("SP-1", ""), &["convert-structure 2"]);
    check(
        &other.replace(
            "\"aggregateValue\":3",
            r#""aggregateValue":3,"readQualities":[{"startInterval":2,"endInterval":3,"quality":"SUBSTITUTE"}]"#,
        ),
        &["convert-structure 2"],
    );
    check(
        &other.replace(
            "\"aggregateValue\":3",
            r#""aggregateValue":3,"readQualities":[{"startInterval":1,"endInterval":1,"quality":"GUESS"}]"#,
        ),
        &["convert-value 2"],
    );
    check("{}", &["convert-structure 2"]);
    // The same again, and something else about the same day.
    check(&good, &[]);
    check(&good.replace("1,2", "2,1"), &["convert-control-figure 2"]);
    // A check meter counts again what another one counts.
    check(&other.replace("E1", "F1"), &[]);
    // Sums of the source that are not those of its values.
    let text = answer("reads", &[&good.replace(":3}", ":4}")]);
    let (collected, summary) = convert(Format::CdrEnergy, text.as_bytes(), &Options::default());
    assert_eq!((codes(&collected), summary.converted), (vec!["convert-control-figure 1".to_owned()], 1));
    for text in ["{", "[1,2]", "{\"data\":{}}", ""] {
        let (collected, _) = convert(Format::CdrEnergy, text.as_bytes(), &Options::default());
        assert!(codes(&collected).iter().any(|code| code.starts_with("convert-structure")), "{text}");
    }
}

#[test]
fn guesses() {
    let check = |text: &str, expected: bool| {
        let found = matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::CdrEnergy, .. });
        assert_eq!(found, expected, "{text}");
    };
    check(&answer("servicePoints", &[POINT]), true);
    check(&answer("reads", &[&read("E1", "2026-06-01", "1", "")]), true);
    check(&answer("accounts", &[ACCOUNT]), true);
    check(r#"{"data":{"invoices":[{"accountId":"1","servicePoints":[]}]}}"#, true);
    check(r#"{"data":{"transactions":[{"accountId":"1","transactionUType":"usage"}]}}"#, true);
    check(r#"{"data":{"paymentSchedules":[{"paymentScheduleUType":"directDebit"}]}}"#, true);
    // Banking, telecommunications, and things that only sound like it.
    check(r#"{"data":{"transactions":[{"accountId":"1","isDetailAvailable":false,"postingDateTime":"x"}]}}"#, false);
    check(r#"{"data":{"accounts":[{"accountId":"1","plans":[{"serviceIds":["1"]}]}]}}"#, false);
    check(r#"{"servicePointId":"1"}"#, false);
    check(r#"{"concessions":[]}"#, false);
}
