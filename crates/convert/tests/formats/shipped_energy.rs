//! Mappings for downloads of energy suppliers: half-hours that are not written, zeros with exponents, changes of clocks.

use std::fmt::Write as _;

use crate::common::{codes, convert, lines};
use pannier_convert::{
    Collected, Format, Options, Summary,
    mapped::{Shipped, recognised},
};

fn read(name: &str, text: &str, zone: Option<&str>) -> (Collected, Summary) {
    let mut options = Options::default();
    options.mapping = Some(Shipped::named(name).expect("it is shipped").mapping().clone());
    options.zone = zone.map(|zone| zone.parse().expect("a zone"));
    convert(Format::Csv, text.as_bytes(), &options)
}

fn names(text: &str) -> Vec<&'static str> {
    recognised(text.as_bytes()).into_iter().map(Shipped::name).collect()
}

const DAY: [&str; 7] = ["id", "direction", "unit", "resolution", "count", "missing", "total"];

#[test]
fn octopus_leaves_out_half_hours() {
    let text = "Consumption (kWh), Estimated Cost Inc. Tax (p), Standing Charge Inc. Tax (p), Start, End\n\
        0.125, 3.1, 1.0, 2026-03-02T00:00:00+00:00, 2026-03-02T00:30:00+00:00\n\
        0E-20, 0, , 2026-03-02T00:30:00+00:00, 2026-03-02T01:00:00+00:00\n\
        0.250, 6.2, , 2026-03-02T02:00:00+00:00, 2026-03-02T02:30:00+00:00\n";
    assert_eq!(names(text), ["octopus-electricity", "octopus-export", "octopus-gas"]);
    let (collected, summary) = read("octopus-electricity", text, None);
    assert_eq!((codes(&collected), summary.converted, summary.lost), (vec![], 3, 0));
    assert_eq!(lines(&collected, "interval_day", &DAY), ["2026-03-02 | import | kWh | PT30M | 48 | 45 | 0.375"]);
    let slots = lines(&collected, "interval_day", &["slots"]);
    assert!(slots[0].starts_with("[\"0.125\",\"0\",null,null,\"0.250\",null"), "{slots:?}");
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert!(losses.iter().any(|member| member.contains("Estimated Cost")), "{losses:?}");
    let (collected, _) = read("octopus-export", text, None);
    assert_eq!(lines(&collected, "register", &["direction", "fuel"]), ["export | electricity"]);
    let (collected, _) = read("octopus-gas", text, None);
    assert_eq!(lines(&collected, "supply_point", &["fuel", "country", "zone"]), ["gas | GB | Europe/London"]);
    let old = text.replace("(kWh)", "(kwh)");
    assert_eq!(names(&old), ["octopus-electricity-old", "octopus-export-old", "octopus-gas-old"]);
    assert_eq!(codes(&read("octopus-gas-old", &old, None).0), Vec::<String>::new());
}

/// Half-hours from a moment on, with the offset of each row.
fn halves(rows: &mut String, day: &str, offset: &str, from: usize, to: usize) {
    let clock = |half: usize| format!("{:02}:{:02}:00", half / 2, half % 2 * 30);
    for half in from..to {
        let _ = writeln!(rows, "0.1, {day}T{}{offset}, {day}T{}{offset}", clock(half), clock(half + 1));
    }
}

#[test]
fn octopus_when_clocks_change() {
    let mut spring = "Consumption (kWh), Start, End\n".to_owned();
    // The half-hour before the change ends with the offset it began with: 01:00 +00:00.
    halves(&mut spring, "2026-03-29", "+00:00", 0, 2);
    halves(&mut spring, "2026-03-29", "+01:00", 4, 47);
    spring += "0.1, 2026-03-29T23:30:00+01:00, 2026-03-30T00:00:00+01:00\n";
    let (collected, _) = read("octopus-electricity", &spring, None);
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(lines(&collected, "interval_day", &DAY), ["2026-03-29 | import | kWh | PT30M | 46 | 0 | 4.6"]);
    let mut autumn = "Consumption (kWh), Start, End\n".to_owned();
    halves(&mut autumn, "2025-10-26", "+01:00", 0, 4);
    halves(&mut autumn, "2025-10-26", "+00:00", 2, 47);
    autumn += "0.1, 2025-10-26T23:30:00+00:00, 2025-10-27T00:00:00+00:00\n";
    let (collected, _) = read("octopus-electricity", &autumn, None);
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(lines(&collected, "interval_day", &DAY), ["2025-10-26 | import | kWh | PT30M | 50 | 0 | 5"]);
}

#[test]
fn octopus_rows_that_are_wrong() {
    let check = |bad: &str, expected: &[&str]| {
        let text = format!(
            "Consumption (kWh), Start, End\n0.1, 2026-03-02T00:00:00Z, 2026-03-02T00:30:00Z\n{bad}\n\
             0.1, 2026-03-02T02:00:00Z, 2026-03-02T02:30:00Z\n"
        );
        let (collected, summary) = read("octopus-electricity", &text, None);
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    check("x, 2026-03-02T01:00:00Z, 2026-03-02T01:30:00Z", &["convert-amount 3"]);
    check("-1, 2026-03-02T01:00:00Z, 2026-03-02T01:30:00Z", &["convert-amount 3"]);
    check("1, 2026-03-02T01:30:00Z, 2026-03-02T01:00:00Z", &["convert-date 3"]);
    check("1, 2026-02-30T01:30:00Z, 2026-03-02T02:00:00Z", &["convert-date 3"]);
    check("2, 2026-03-02T00:00:00Z, 2026-03-02T00:30:00Z", &["convert-control-figure 3"]);
    check("0.1, 2026-03-02T00:00:00Z, 2026-03-02T00:30:00Z", &[]);
}

#[test]
fn green_button_as_text() {
    let text = "Name,EXAMPLE PERSON\nAddress,\"1 EXAMPLE ST\"\nAccount Number,123\nService,Service 1\n\n\
        TYPE,DATE,START TIME,END TIME,USAGE,UNITS,COST,NOTES\n\
        Electric usage,2025-11-02,00:00,00:59,0.31,kWh,$0.06,\n\
        Electric usage,2025-11-02,01:00,01:59,0.20,kWh,$0.04,\n\
        Electric usage,2025-11-02,01:00,01:59,0.21,kWh,$0.04,\n\
        Electric usage,2025-11-02,02:00,02:59,0.22,kWh,$0.04,\n";
    assert_eq!(names(text), ["green-button-csv-hours", "green-button-csv-quarters"]);
    let (collected, summary) = read("green-button-csv-hours", text, Some("America/Los_Angeles"));
    assert_eq!((codes(&collected), summary.lost), (vec![], 0), "{:?}", collected.losses);
    // The hour that comes twice has two rows, and the day 25 hours.
    assert_eq!(lines(&collected, "interval_day", &DAY), ["2025-11-02 | import | kWh | PT1H | 25 | 21 | 0.94"]);
    assert_eq!(lines(&collected, "supply_point", &["fuel", "country"]), ["electricity | US"]);
    // The zone is nowhere in the file.
    let (collected, _) = read("green-button-csv-hours", text, None);
    assert_eq!(codes(&collected), ["convert-zone"]);
    assert_eq!(names("TYPE,DATE,AMOUNT\nx,2026-01-01,1\n"), Vec::<&str>::new());
}
