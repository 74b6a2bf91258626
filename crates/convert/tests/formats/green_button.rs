//! Green Button: real feeds, links, units, days of 23 and 25 hours, qualities, and what is refused.

use std::fmt::Write as _;

use pannier_convert::{Collected, Format, Guess, Options, Summary};
use pannier_model::{record::AnyRecord, value::Total};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

use crate::common::{codes, convert, corpus, files, lines};

/// 2024-11-03 in New York, a day of 25 hours, begins here.
const AUTUMN: i64 = 1_730_606_400;
/// 2024-03-10, one of 23 hours.
const SPRING: i64 = 1_710_046_800;

const TIME: &str = "<LocalTimeParameters xmlns='http://naesb.org/espi'><dstEndRule>B40E2000</dstEndRule>\
    <dstOffset>3600</dstOffset><dstStartRule>360E2000</dstStartRule><tzOffset>-18000</tzOffset></LocalTimeParameters>";
const TYPE: &str = "<accumulationBehaviour>4</accumulationBehaviour><flowDirection>1</flowDirection>\
    <powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom>";

fn options() -> Options {
    let mut options = Options::default();
    options.country = Some("US".parse().expect("a country"));
    options
}

fn entry(address: &str, related: &[&str], content: &str) -> String {
    let mut links = format!("<link rel='self' href='{address}'/>");
    for related in related {
        let _ = write!(links, "<link rel='related' href='{related}'/>");
    }
    format!("<entry>{links}<content>{content}</content><updated>2024-12-01T00:00:00Z</updated></entry>")
}

fn espi(name: &str, content: &str) -> String {
    format!("<{name} xmlns='http://naesb.org/espi'>{content}</{name}>")
}

fn reading(start: i64, seconds: i64, value: &str, more: &str) -> String {
    format!(
        "<IntervalReading>{more}<timePeriod><duration>{seconds}</duration><start>{start}</start></timePeriod>\
         <value>{value}</value></IntervalReading>"
    )
}

fn feed(entries: &[String]) -> String {
    format!("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>", entries.concat())
}

/// One usage point of electricity with one register.
fn simple(reading_type: &str, readings: &str) -> String {
    feed(&[
        entry("u/1", &["u/1/m"], &espi("UsagePoint", "<ServiceCategory><kind>0</kind></ServiceCategory>")),
        entry("t/1", &[], TIME),
        entry("u/1/m/1", &["rt/1", "u/1/m/1/b"], &espi("MeterReading", "")),
        entry("rt/1", &[], &espi("ReadingType", reading_type)),
        entry("u/1/m/1/b/1", &[], &espi("IntervalBlock", readings)),
    ])
}

fn days(collected: &Collected) -> Vec<String> {
    lines(collected, "interval_day", &["id", "unit", "resolution", "count", "missing", "total", "quality"])
}

fn incomplete(collected: &Collected, record_type: &str) -> Vec<String> {
    let series = collected.series.iter().filter(|(series, _)| series.record_type.name == record_type);
    series
        .map(|(series, _)| {
            let days: Vec<String> = series.incomplete.iter().map(ToString::to_string).collect();
            format!("{}..{} {}", series.from, series.to, days.join(" ")).trim_end().to_owned()
        })
        .collect()
}

#[test]
fn days_of_every_length() {
    let check = |start: i64, hours: i64, expected: &[&str], gaps: &[&str]| {
        let readings: String = (0..hours).map(|hour| reading(start + hour * 3_600, 3_600, "450", "")).collect();
        let (collected, summary) = convert(Format::GreenButton, simple(TYPE, &readings).as_bytes(), &options());
        assert_eq!(days(&collected), expected);
        assert_eq!(incomplete(&collected, "interval_day"), gaps);
        assert_eq!((summary.converted, summary.lost, codes(&collected).len()), (hours.unsigned_abs(), 0, 0));
    };
    check(AUTUMN, 25, &["2024-11-03 | kWh | PT1H | 25 | 0 | 11.25 | raw"], &["2024-11-03..2024-11-04"]);
    check(SPRING, 23, &["2024-03-10 | kWh | PT1H | 23 | 0 | 10.35 | raw"], &["2024-03-10..2024-03-11"]);
    check(
        SPRING - 3_600,
        3,
        &["2024-03-09 | kWh | PT1H | 24 | 23 | 0.45 | raw", "2024-03-10 | kWh | PT1H | 23 | 21 | 0.9 | raw"],
        &["2024-03-09..2024-03-11 2024-03-09 2024-03-10"],
    );
}

#[test]
fn missing_is_not_zero() {
    let readings = [
        reading(AUTUMN, 3_600, " 0 ", ""),
        reading(AUTUMN + 3_600, 3_600, "", ""),
        reading(AUTUMN + 7_200, 3_600, "1", ""),
    ];
    let (collected, summary) = convert(Format::GreenButton, simple(TYPE, &readings.concat()).as_bytes(), &options());
    assert_eq!((summary.converted, summary.lost), (2, 1));
    let slots = lines(&collected, "interval_day", &["slots", "start", "zone"]);
    assert!(slots[0].starts_with("[\"0\",null,\"0.001\",null,"), "{slots:?}");
    assert!(slots[0].ends_with("] | 2024-11-03T04:00:00Z | EST5EDT"), "{slots:?}");
}

#[test]
fn what_is_a_day_and_what_is_longer() {
    let readings = [
        reading(AUTUMN, 90_000, "11000", ""),
        reading(AUTUMN + 90_000, 86_400 * 2, "20000", "<cost>5</cost>"),
        reading(
            AUTUMN + 90_000 + 86_400 * 2 + 600,
            86_400,
            "9000",
            "<ReadingQuality><quality>8</quality></ReadingQuality>",
        ),
    ];
    let (collected, summary) = convert(Format::GreenButton, simple(TYPE, &readings.concat()).as_bytes(), &options());
    assert_eq!(days(&collected), ["2024-11-03 | kWh | P1D | 1 | 0 | 11 | raw"]);
    assert_eq!(
        lines(&collected, "consumption", &["date", "period_end", "quantity", "quality", "start_at"]),
        [
            "2024-11-04 | 2024-11-06 | 20 | raw | 2024-11-04T05:00:00Z",
            "2024-11-06 | 2024-11-07 | 9 | estimated | 2024-11-06T05:10:00Z",
        ]
    );
    assert_eq!(summary.converted, 3);
    let costs = collected.losses.iter().find(|loss| loss.member.as_deref().is_some_and(|path| path.ends_with("cost")));
    assert_eq!(costs.map(|loss| loss.reason.as_str()), Some("1 value not said to be with or without tax"));
}

#[test]
fn qualities_directions_units() {
    let check = |reading_type: &str, quality: &str, expected: &[&str], findings: &[&str]| {
        let mut more = String::new();
        for code in quality.split(' ').filter(|code| !code.is_empty()) {
            let _ = write!(more, "<ReadingQuality><quality>{code}</quality></ReadingQuality>");
        }
        let text = simple(reading_type, &reading(AUTUMN, 90_000, "1500", &more));
        let (collected, _) = convert(Format::GreenButton, text.as_bytes(), &options());
        let mut found = lines(&collected, "interval_day", &["unit", "direction", "total", "quality"]);
        found.extend(lines(&collected, "register", &["tou"]).into_iter().filter(|tou| tou != "-"));
        assert_eq!(found, expected, "{reading_type} {quality}");
        assert_eq!(codes(&collected), findings, "{reading_type} {quality}");
    };
    let of = |flow: &str, power: &str, uom: &str| {
        format!(
            "<flowDirection>{flow}</flowDirection><powerOfTenMultiplier>{power}</powerOfTenMultiplier><uom>{uom}</uom>"
        )
    };
    check(&of("1", "0", "72"), "0", &["kWh | import | 1.5 | actual"], &[]);
    check(&of("19", "3", "72"), "17 18", &["kWh | export | 1500 | actual"], &[]);
    check(&of("4", "-3", "72"), "7", &["kWh | net | 0.0015 | corrected"], &[]);
    check(&of("1", "0", "31"), "14", &["MJ | import | 0.0015 | raw"], &[]);
    check(&of("1", "0", "169"), "0 8", &["therm | import | 1500 | mixed"], &[]);
    check(&format!("{}<tou>2</tou>", of("1", "0", "42")), "", &["m3 | import | 1500 | raw", "2"], &[]);
    check(
        &format!("{}<defaultQuality>12</defaultQuality>", of("1", "0", "72")),
        "",
        &["kWh | import | 1.5 | estimated"],
        &[],
    );
    check(&of("1", "0", "38"), "0", &[], &["convert-structure 1"]);
    check(&of("1", "4096", "72"), "0", &[], &["convert-structure 1"]);
    check(&of("0", "0", "72"), "0", &["kWh | import | 1.5 | actual"], &[]);
    check("<uom>72</uom>", "0", &["kWh | import | 1.5 | actual"], &[]);
    check(&of("20", "0", "72"), "0", &[], &["convert-structure 1"]);
    check(
        &format!("<accumulationBehaviour>1</accumulationBehaviour>{}", of("1", "0", "72")),
        "0",
        &[],
        &["convert-structure 1"],
    );
    check(&of("1", "0", "72"), "99", &[], &["convert-structure 1"]);
}

#[test]
fn readings_that_are_lost() {
    let check = |readings: &[String], converted: u64, expected: &[&str]| {
        let (collected, summary) =
            convert(Format::GreenButton, simple(TYPE, &readings.concat()).as_bytes(), &options());
        assert_eq!((summary.converted, summary.read), (converted, readings.len() as u64), "{readings:?}");
        assert_eq!(codes(&collected), expected, "{readings:?}");
    };
    let good = || reading(AUTUMN, 3_600, "1", "");
    check(&[good(), good()], 1, &[]);
    check(&[good(), reading(AUTUMN, 3_600, "2", "")], 1, &["convert-control-figure 2"]);
    check(&[good(), reading(AUTUMN + 1_800, 3_600, "2", "")], 1, &["convert-control-figure 2"]);
    check(&[good(), reading(AUTUMN + 3_600, 0, "2", "")], 1, &["convert-date 2"]);
    check(&[good(), reading(AUTUMN + 3_600, -5, "2", "")], 1, &["convert-date 2"]);
    check(&[good(), reading(AUTUMN + 3_600, 3_600, "-2", "")], 1, &["convert-amount 2"]);
    check(&[good(), reading(AUTUMN + 3_600, 3_600, "1e3", "")], 1, &["convert-amount 2"]);
    check(&[reading(i64::MAX, 3_600, "1", "")], 0, &["convert-date 1"]);
    check(&[reading(AUTUMN, i64::MAX, "1", "")], 0, &["convert-date 1"]);
    check(&["<IntervalReading><value>1</value></IntervalReading>".to_owned()], 0, &["convert-date 1"]);
    check(&[reading(AUTUMN, 1, "1", "")], 0, &["convert-structure 1"]);
    let interval = format!("<interval><duration>7200</duration><start>{AUTUMN}</start></interval>");
    check(&[interval.clone() + &good()], 1, &["convert-control-figure 1"]);
    let (_, summary) = convert(
        Format::GreenButton,
        simple(TYPE, &format!("{interval}{}{}", good(), reading(AUTUMN + 3_600, 3_600, "1", ""))).as_bytes(),
        &options(),
    );
    assert_eq!((summary.controls[0].checked, summary.controls[0].breaks), (1, 0));
}

/// What programs write when clocks change: the skipped hour as a reading of no length, the hour that comes twice as one of
/// two hours or as two with one start.
#[test]
fn around_changes_of_clocks() {
    let check = |readings: &[(i64, i64)], expected: &[&str], lost: u64, found: &[&str]| {
        let text: String = readings
            .iter()
            .map(|(start, seconds)| reading(*start, *seconds, if *seconds == 0 { "0" } else { "500" }, ""))
            .collect();
        let (collected, summary) = convert(Format::GreenButton, simple(TYPE, &text).as_bytes(), &options());
        let rows = lines(&collected, "interval_day", &["id", "resolution", "count", "missing", "total"]);
        assert_eq!(rows, expected, "{readings:?}");
        assert_eq!((summary.lost, codes(&collected)), (lost, found.iter().map(ToString::to_string).collect()));
    };
    let hours = |start: i64, count: i64| (0..count).map(move |hour| (start + hour * 3_600, 3_600));
    let spring: Vec<(i64, i64)> =
        hours(SPRING, 2).chain([(SPRING + 7_200, 0)]).chain(hours(SPRING + 7_200, 21)).collect();
    check(&spring, &["2024-03-10 | PT1H | 23 | 0 | 11.5"], 1, &[]);
    let double: Vec<(i64, i64)> =
        hours(AUTUMN, 1).chain([(AUTUMN + 3_600, 7_200)]).chain(hours(AUTUMN + 10_800, 22)).collect();
    check(
        &double,
        &["2024-11-03 | PT1H | 1 | 0 | 0.5", "2024-11-03.1 | PT2H | 1 | 0 | 0.5", "2024-11-03.2 | PT1H | 22 | 0 | 11"],
        0,
        &[],
    );
    let repeated: Vec<(i64, i64)> = hours(AUTUMN, 2).chain(hours(AUTUMN + 3_600, 24)).collect();
    check(&repeated, &["2024-11-03 | PT1H | 25 | 0 | 12.5"], 1, &[]);
    // Every length that divides an hour, on a day of 25.
    for (seconds, resolution) in [(60, "PT1M"), (300, "PT5M"), (600, "PT10M"), (900, "PT15M"), (1_800, "PT30M")] {
        let count = 90_000 / seconds;
        let day: Vec<(i64, i64)> = (0..count).map(|slot| (AUTUMN + slot * seconds, seconds)).collect();
        let total = pannier_model::value::Decimal::from_units(i128::from(count) * 5, 1).expect("small").trimmed();
        check(&day, &[&format!("2024-11-03 | {resolution} | {count} | 0 | {total}")], 0, &[]);
    }
}

#[test]
fn blocks_in_any_order_and_names_in_any_prefix() {
    let whole: String = (0..25).map(|hour| reading(AUTUMN + hour * 3_600, 3_600, "450", "")).collect();
    let expected = simple(TYPE, &whole);
    let days_of = |text: &str| {
        let (collected, summary) = convert(Format::GreenButton, text.as_bytes(), &options());
        assert_eq!((codes(&collected), summary.converted, summary.lost), (vec![], 25, 0), "{text}");
        lines(&collected, "interval_day", &["id", "count", "missing", "total", "slots"])
    };
    let parts = |from: i64, to: i64| -> String {
        (from..to).rev().map(|hour| reading(AUTUMN + hour * 3_600, 3_600, "450", "")).collect()
    };
    // The last block first, and in each the last reading first.
    let backwards = feed(&[
        entry("u/1/m/1/b/2", &[], &espi("IntervalBlock", &parts(12, 25))),
        entry("rt/1", &[], &espi("ReadingType", TYPE)),
        entry("u/1/m/1/b/1", &[], &espi("IntervalBlock", &parts(0, 12))),
        entry("u/1/m/1", &["rt/1", "u/1/m/1/b"], &espi("MeterReading", "")),
        entry("t/1", &[], TIME),
        entry("u/1", &["u/1/m"], &espi("UsagePoint", "<ServiceCategory><kind>0</kind></ServiceCategory>")),
    ]);
    // The namespace at the root under a prefix, in place of one on each resource.
    let mut prefixed = expected.replace(" xmlns='http://naesb.org/espi'", "");
    for name in [
        "UsagePoint",
        "ServiceCategory",
        "kind",
        "LocalTimeParameters",
        "dstEndRule",
        "dstOffset",
        "dstStartRule",
        "tzOffset",
        "MeterReading",
        "ReadingType",
        "accumulationBehaviour",
        "flowDirection",
        "powerOfTenMultiplier",
        "uom",
        "IntervalBlock",
        "IntervalReading",
        "timePeriod",
        "duration",
        "start",
        "value",
    ] {
        prefixed = prefixed.replace(&format!("<{name}>"), &format!("<espi:{name}>"));
        prefixed = prefixed.replace(&format!("</{name}>"), &format!("</espi:{name}>"));
    }
    let prefixed = prefixed.replace("<feed ", "<feed xmlns:espi='http://naesb.org/espi' ");
    let days = days_of(&expected);
    assert_eq!((days.len(), days_of(&backwards)), (1, days.clone()));
    assert_eq!(days_of(&prefixed), days);
}

#[test]
fn several_points_and_every_way_to_link() {
    let block = |start: i64, value: &str| espi("IntervalBlock", &reading(start, 3_600, value, ""));
    let gas = "<flowDirection>0</flowDirection><uom>169</uom>";
    let text = feed(&[
        entry("b/9", &["g/m"], &block(AUTUMN, "7")),
        entry(
            "u/1",
            &["u/1/m"],
            &espi("UsagePoint", "<ServiceCategory><kind>0</kind></ServiceCategory><status>1</status>"),
        ),
        entry(
            "u/2",
            &["g/m", "time"],
            &espi("UsagePoint", "<ServiceCategory><kind>1</kind></ServiceCategory><status>0</status>"),
        ),
        entry("time", &["u/1"], TIME),
        entry("u/1/m/1", &["rt/1", "one/block"], &espi("MeterReading", "")),
        entry("u/1/m/2", &[], &espi("MeterReading", &espi("ReadingType", &TYPE.replace(">1<", ">19<")))),
        entry("g/m", &["rt/2"], &espi("MeterReading", "")),
        entry("rt/1", &[], &espi("ReadingType", TYPE)),
        entry("rt/2", &[], &espi("ReadingType", gas)),
        entry("one/block", &[], &block(AUTUMN, "1000")),
        entry("u/1/m/2/b", &[], &(block(AUTUMN, "2000") + &block(AUTUMN + 3_600, "3000"))),
        entry("nobody", &[], &block(AUTUMN, "1")),
    ]);
    let (collected, summary) = convert(Format::GreenButton, text.as_bytes(), &options());
    assert_eq!(
        lines(&collected, "supply_point", &["id", "fuel", "status", "exports", "zone", "as_of"]),
        [
            "supply | electricity | active | true | EST5EDT | 2024-11-03",
            "supply-2 | gas | inactive | - | EST5EDT | 2024-11-03",
        ]
    );
    assert_eq!(
        lines(&collected, "interval_day", &["register", "fuel", "direction", "unit", "total"]),
        [
            "register | electricity | import | kWh | 1",
            "register-2 | electricity | export | kWh | 5",
            "register-3 | gas | import | therm | 7",
        ]
    );
    assert_eq!((summary.converted, summary.lost), (4, 1));
    assert_eq!(codes(&collected), ["convert-structure"]);
}

/// Utilities leave out what they have one of: blocks and their reading type are enough.
#[test]
fn without_usage_point_or_meter_reading() {
    let block = |value: &str| entry("b/1", &[], &espi("IntervalBlock", &reading(AUTUMN, 90_000, value, "")));
    let of = |flow: &str| {
        let content =
            format!("<commodity>1</commodity>{}", TYPE.replace("<flowDirection>1", &format!("<flowDirection>{flow}")));
        entry("t/1", &[], &espi("ReadingType", &content))
    };
    let mut zoned = options();
    zoned.zone = Some("America/New_York".parse().expect("a zone"));
    let check = |entries: &[String], expected: &[&str], findings: &[&str], lost: &[&str]| {
        let (collected, summary) = convert(Format::GreenButton, feed(entries).as_bytes(), &zoned);
        assert_eq!(lines(&collected, "interval_day", &["fuel", "direction", "total"]), expected);
        assert_eq!(codes(&collected), findings);
        assert_eq!(summary.read, summary.converted + summary.lost);
        let whole = collected.losses.iter().filter(|loss| loss.row.is_none());
        assert_eq!(whole.filter_map(|loss| loss.member.as_deref()).collect::<Vec<_>>(), lost);
    };
    check(&[of("1"), block("1500")], &["electricity | import | 1.5"], &[], &[]);
    check(&[block("1500"), of("0")], &["electricity | import | 1.5"], &[], &["ReadingType/flowDirection"]);
    check(&[block("-1500"), of("0")], &["electricity | net | -1.5"], &[], &["ReadingType/flowDirection"]);
    check(
        &[entry("m/1", &["t/1", "b"], &espi("MeterReading", "")), of("19"), block("1500")],
        &["electricity | export | 1.5"],
        &[],
        &[],
    );
    // A unit in which only one thing is counted says what is supplied. Cubic metres do not.
    let unsaid = |uom: &str| {
        entry("t/1", &[], &espi("ReadingType", &format!("<flowDirection>1</flowDirection><uom>{uom}</uom>")))
    };
    check(&[unsaid("72"), block("1500")], &["electricity | import | 1.5"], &[], &["ServiceCategory/kind"]);
    check(&[unsaid("169"), block("15")], &["gas | import | 15"], &[], &["ServiceCategory/kind"]);
    check(&[unsaid("42"), block("15")], &[], &["convert-structure"], &["UsagePoint"]);
    check(&[unsaid("31"), block("15")], &[], &["convert-structure"], &["UsagePoint"]);
    // Which of two types is meant, nobody can tell.
    check(&[of("1"), of("19"), block("1500")], &[], &["convert-structure"], &[]);
    check(&[block("1500")], &[], &["convert-structure"], &[]);
}

#[test]
fn what_the_user_has_to_say() {
    let check = |text: &str, options: &Options, expected: &[&str], zone: &str| {
        let (collected, summary) = convert(Format::GreenButton, text.as_bytes(), options);
        assert_eq!(codes(&collected), expected);
        assert_eq!(lines(&collected, "supply_point", &["zone"]).join(""), zone);
        assert_eq!(summary.read, 1);
    };
    let text = simple(TYPE, &reading(AUTUMN, 3_600, "1", ""));
    let elsewhere = text.replace(">-18000<", ">18000<");
    let zoned = |zone: &str| {
        let mut options = options();
        options.zone = Some(zone.parse().expect("a zone"));
        options
    };
    check(&text, &options(), &[], "EST5EDT");
    check(&text, &Options::default(), &["convert-country"], "");
    check(&elsewhere, &options(), &["convert-zone"], "");
    check(&text, &zoned("America/New_York"), &[], "America/New_York");
    check(&text, &zoned("America/Nowhere"), &["convert-zone"], "");
    check(&elsewhere, &zoned("America/New_York"), &["convert-control-figure 1"], "America/New_York");
    check(&text.replace("<kind>0</kind>", "<kind>9</kind>"), &options(), &["convert-structure"], "");
    let (collected, _) = convert(Format::GreenButton, elsewhere.as_bytes(), &options());
    let help = collected.findings[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("--zone"), "{help}");
}

#[test]
fn whole_files_that_are_refused() {
    let check = |text: &str, expected: &[&str], lost: u64| {
        let (collected, summary) = convert(Format::GreenButton, text.as_bytes(), &options());
        assert_eq!(codes(&collected), expected, "{text}");
        assert_eq!((summary.converted, summary.lost), (0, lost), "{text}");
    };
    let whole = simple(TYPE, &reading(AUTUMN, 3_600, "1", ""));
    check("", &["convert-structure"], 0);
    check("<feed xmlns='http://www.w3.org/2005/Atom'/>", &["convert-records-present"], 0);
    check(&whole.replace("http://naesb.org/espi", "http://naesb.org/other"), &["convert-records-present"], 0);
    check(&whole.replace("<?xml version='1.0'?>", "<!DOCTYPE feed>"), &["convert-structure"], 0);
    check(whole.trim_end_matches("</feed>"), &["convert-structure"], 1);
}

fn total(collected: &Collected) -> String {
    let values = collected.series.iter().flat_map(|(_, rows)| rows).filter_map(|row| match &row.record {
        AnyRecord::IntervalDay(day) => Some(day.total),
        AnyRecord::Consumption(consumption) => Some(consumption.quantity),
        _ => None,
    });
    Total::of(values).expect("a sum").to_decimal().expect("a sum").trimmed().to_string()
}

fn outcome(name: &str, collected: &Collected, summary: &Summary) -> String {
    let mut codes = codes(collected);
    codes.dedup_by_key(|code| code.split(' ').next().unwrap_or_default().to_owned());
    format!(
        "{name}: {}+{}, {} days, {} longer, {}, {}",
        summary.converted,
        summary.lost,
        collected.records("interval_day").count(),
        collected.records("consumption").count(),
        total(collected),
        codes.join(" ")
    )
    .trim_end_matches([',', ' '])
    .to_owned()
}

/// Every feed of the corpus with what it comes to. Six hold no usage data, two gas feeds write their starts with
/// fractions of a second and all alike, one bills three periods that begin before the one before ends, one is cut short
/// by whoever abridged it, and one usage point stands alone without a zone.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("energy") else { return };
    let mut given = options();
    let mut found = Vec::new();
    for (name, bytes) in files(&folder, &[".xml"]) {
        given.zone = None;
        if name.contains("gas_direct")
            || name.contains("ngma_natural")
            || name.contains("ngma_gas")
            || name.contains("gas_containerized")
        {
            given.zone = Some("America/New_York".parse().expect("a zone"));
        }
        let guess = Format::guess(&bytes);
        let certain = matches!(guess, Guess::Certain { format: Format::GreenButton, .. });
        let (collected, summary) = convert(Format::GreenButton, &bytes, &given);
        let name = name.rsplit('/').next().unwrap_or_default();
        found.push(outcome(&format!("{name}{}", if certain { "" } else { " (not guessed)" }), &collected, &summary));
    }
    let expected: Vec<&str> = include_str!("green_button_corpus.txt").lines().collect();
    assert_eq!(found, expected, "{}", found.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        convert(Format::GreenButton, &bytes, &options());
    }

    /// A feed with some of its bytes changed or gone.
    #[test]
    fn damaged_feeds(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..6)) {
        let readings = reading(AUTUMN, 3_600, "450", "") + &reading(AUTUMN + 86_400 * 40, 86_400 * 30, "1", "");
        let mut bytes = simple(TYPE, &readings).into_bytes();
        for (index, change) in changes {
            let at = index.index(bytes.len());
            match change {
                Some(byte) => bytes[at] = byte,
                None => drop(bytes.remove(at)),
            }
        }
        convert(Format::GreenButton, &bytes, &options());
    }
}
