//! Mappings for downloads of grid operators and suppliers whose rows name the start of a slot, its end or both: half-hours in columns,
//! starts and ends in one cell, hours that come twice, registers by words.

use crate::common::{codes, convert, lines};
use pannier_convert::{
    Collected, Format, Options,
    mapped::{Mapping, Shipped, recognised},
};

fn names(text: &str) -> Vec<&'static str> {
    recognised(text.as_bytes()).into_iter().map(Shipped::name).collect()
}

fn read(name: &str, text: &str, zone: Option<&str>) -> (Collected, u64) {
    let mut options = Options::default();
    options.mapping = Some(Shipped::named(name).expect("it is shipped").mapping().clone());
    options.zone = zone.map(|zone| zone.parse().expect("a zone"));
    let (collected, summary) = convert(Format::Csv, text.as_bytes(), &options);
    (collected, summary.lost)
}

/// Day, direction, unit, resolution, slots, how many are unknown, their sum, quality.
const DAY: [&str; 8] = ["id", "direction", "unit", "resolution", "count", "missing", "total", "quality"];

/// Reads a file with one of the mappings that fit it: findings, rows lost, and the days that it makes.
fn check(fits: &[&str], zone: Option<&str>, text: &str, (findings, lost): (&[&str], u64), days: &[&str]) -> Collected {
    assert_eq!(names(text), fits, "{text}");
    let (collected, found) = read(fits[0], text, zone);
    assert_eq!((codes(&collected), found), (findings.iter().map(ToString::to_string).collect(), lost), "{text}");
    assert_eq!(lines(&collected, "interval_day", &DAY), days, "{text}");
    collected
}

const FINE: (&[&str], u64) = (&[], 0);

#[test]
fn elhub_on_the_clock_and_with_offsets() {
    let text = "Fra,Til,KWH 60 Forbruk,Kvalitet\n26.10.2025 01:00,26.10.2025 02:00,\"0,523\",Målt\n\
        26.10.2025 02:00,26.10.2025 02:00,\"0,5\",Målt\n26.10.2025 02:00,26.10.2025 03:00,1,Estimert\n\
        2026-03-29T01:00:00+01:00,2026-03-29T03:00:00+02:00,\"0,25\",Beregnet\n";
    // Days of several qualities have them by slot.
    let days =
        ["2025-10-26 | import | kWh | PT1H | 25 | 22 | 2.023", "2026-03-29 | import | kWh | PT1H | 23 | 22 | 0.25"];
    assert_eq!(names(text), ["elhub"]);
    let (collected, lost) = read("elhub", text, None);
    assert_eq!((codes(&collected), lost), (vec![], 0));
    assert_eq!(lines(&collected, "interval_day", &DAY[..7]), days);
    let text = "Fra,Til,KWH 15 Forbruk\n01.03.2026 00:00,01.03.2026 00:15,\"0,1\"\n";
    check(&["elhub"], None, text, FINE, &["2026-03-01 | import | kWh | PT15M | 96 | 95 | 0.1 | raw"]);
    // A decimal point is not what Elhub writes, and three digits behind it would be thousands.
    let text = text.replace("\"0,1\"", "0.125");
    check(&["elhub"], None, &text, (&["convert-amount 2", "convert-records-present"], 1), &[]);
}

#[test]
fn green_button_with_its_unit_in_the_header() {
    let fits = ["green-button-csv-kwh-hours", "green-button-csv-kwh-quarters"];
    let text = "Name,KIM EXAMPLE\nAddress,\"1 MAIN ST, SAN RAFAEL CA 94903\"\nAccount Number,0000000000\nService,Service 1\n\n\
        TYPE,DATE,START TIME,END TIME,IMPORT (kWh),EXPORT (kWh),COST,NOTES\n\
        Electric usage,2026-03-08,01:00,01:59,1.50,0.00,$0.45\nElectric usage,2026-03-08,03:00,03:59,0.00,0.31,$0.00\n";
    let zone = Some("America/Los_Angeles");
    let days = [
        "2026-03-08 | import | kWh | PT1H | 23 | 21 | 1.5 | raw",
        "2026-03-08 | export | kWh | PT1H | 23 | 21 | 0.31 | raw",
    ];
    check(&fits, zone, text, FINE, &days);
    // Without what is fed in.
    let text =
        "TYPE,DATE,START TIME,END TIME,USAGE (kWh),COST,NOTES\nElectric usage,2026-03-08,01:00,01:14,0.30,$0.09\n";
    let (collected, _) = read(fits[1], text, zone);
    let days = lines(&collected, "interval_day", &DAY);
    assert_eq!(days, ["2026-03-08 | import | kWh | PT15M | 92 | 91 | 0.3 | raw"]);
    // Nobody says in which zone; another fuel is none of these.
    assert_eq!(codes(&read(fits[1], text, None).0), ["convert-zone"]);
    assert_eq!(codes(&read(fits[1], &text.replace("Electric", "Natural gas"), zone).0)[0], "convert-mapping 2");
}

#[test]
fn edison_writes_start_and_end_into_one_cell() {
    let head = "\"Energy consumption time period\",\"Usage(Real energy in kilowatt-hours)\",\"Reading quality\"\n";
    let text = format!(
        "\"Your account\"\n\n\"Data for period starting: 2026-03-07 00:00:00  for 24 hours\"\n{head}\
         \"2026-03-07 23:00:00 to 2026-03-08 00:00:00\",\"0.610\",\"\"\n\n\
         \"Data for period starting: 2026-03-08 00:00:00  for 23 hours\"\n{head}\
         \"2026-03-08 01:00:00 to 2026-03-08 03:00:00\",\"0.590\",\"\"\n\
         \"2026-03-08 03:00:00 to 2026-03-08 04:00:00\",\"0.600\",\"Estimated\"\n\
         \"2026-03-08 05:00:00\",\"0.600\",\"\"\n"
    );
    let days =
        ["2026-03-07 | import | kWh | PT1H | 24 | 23 | 0.61", "2026-03-08 | import | kWh | PT1H | 23 | 21 | 1.19"];
    let (collected, lost) = read("sce", &text, None);
    assert_eq!(names(&text), ["sce"]);
    // A row without an end, and two that are left out.
    assert_eq!((codes(&collected), lost), (vec!["convert-date 11".to_owned()], 3));
    assert_eq!(lines(&collected, "interval_day", &DAY[..7]), days);
}

#[test]
fn half_hours_in_columns() {
    let clock = |half: usize| format!("{:02}:{:02}", half / 2, half % 2 * 30);
    let slots: Vec<String> = (0..48).map(|half| format!("{} - {}", clock(half), clock((half + 1) % 48))).collect();
    let values = |value: &str| vec![value; 48].join(",");
    let text = format!(
        "NMI,METER SERIAL NUMBER,CON/GEN,DATE,ESTIMATED?,{}\n6305000000,55,Consumption,2026-04-05,No,{}\n\
         6305000000,55,Generation,2026-04-05,Yes,{}\n6305000000,55,Consumption,2026-04-06,No,{},\n",
        slots.join(","),
        values("0.5"),
        values("0.25"),
        vec!["1"; 47].join(",")
    );
    let days = [
        "2026-04-05 | import | kWh | PT30M | 48 | 0 | 24 | actual",
        "2026-04-06 | import | kWh | PT30M | 48 | 1 | 47 | actual",
        "2026-04-05 | export | kWh | PT30M | 48 | 0 | 12 | estimated",
    ];
    let fits = ["victoria-half-hours"];
    let collected = check(&fits, Some("Etc/GMT-10"), &text, FINE, &days);
    let point = lines(&collected, "supply_point", &["country", "exports", "number"]);
    assert!(point[0].starts_with("AU | true | ") && point[0].contains("6305000000"), "{point:?}");
    // On the clock of Melbourne the day has an hour more, of which the file says nothing.
    let (collected, _) = read(fits[0], &text, Some("Australia/Melbourne"));
    assert_eq!(lines(&collected, "interval_day", &["count", "missing"])[0], "50 | 2");
    assert_eq!(codes(&read(fits[0], &text, None).0), ["convert-zone"]);
    // Slots of another length, and words that nobody knows.
    assert_eq!(names(&text.replace("00:00 - 00:30", "00:00 - 00:05")), Vec::<&str>::new());
    let (collected, _) = read(fits[0], &text.replace(",Generation,", ",Net,"), Some("Etc/GMT-10"));
    assert_eq!(codes(&collected), ["convert-mapping 3"]);
}

#[test]
fn registers_of_a_retailer_by_their_words() {
    let row = |register: &str, kind: &str, start: &str, value: &str, flag: &str| {
        format!(
            "7086063356,63050000001,EDA72,COMMS4D,{register},{kind},{start},05/04/2026 12:29:59 AM,{value},0,{flag}\n"
        )
    };
    let text = "AccountNumber,NMI,DeviceNumber,DeviceType,RegisterCode,RateTypeDescription,StartDate,EndDate,\
        ProfileReadValue,RegisterReadValue,QualityFlag\n"
        .to_owned()
        + &row("10309#E1", "Generalusage", "05/04/2026 12:00:00 AM", "0.133", "A")
        + &row("10309#E1", "Generalusage", "05/04/2026 12:30:00 PM", "0.083", "E")
        + &row("10309#E2", "Controlledload", "05/04/2026 12:00:00 AM", "0.5", "A,")
        + &row("10309#B1", "Solar", "05/04/2026 12:00:00 PM", "0.31", "U");
    let days = [
        "2026-04-05 | import | kWh | PT30M | 48 | 46 | 0.216",
        "2026-04-05 | import | kWh | PT30M | 48 | 47 | 0.5",
        "2026-04-05 | export | kWh | PT30M | 48 | 47 | 0.31",
    ];
    assert_eq!(names(&text), ["agl"]);
    let (collected, lost) = read("agl", &text, Some("Australia/Brisbane"));
    assert_eq!((codes(&collected), lost), (vec![], 0));
    assert_eq!(lines(&collected, "interval_day", &DAY[..7]), days);
    let codes_of = lines(&collected, "register", &["register_code", "direction"]);
    assert_eq!(codes_of, ["10309#E1 | import", "10309#E2 | import", "10309#B1 | export"]);
    let (collected, lost) = read("agl", &text.replace("Solar", "Demand"), Some("Australia/Brisbane"));
    assert_eq!((codes(&collected), lost), (vec!["convert-mapping 5".to_owned()], 1));
}

#[test]
fn quarters_of_an_hour_of_austria() {
    let text = "Messzeitpunkt;Gemessener Verbrauch (kWh);Ersatzwert;\n10.11.2025 00:15;0,228000;;\n11.11.2025 00:00;0,397000;;\n";
    check(&["netz-noe"], None, text, FINE, &["2025-11-10 | import | kWh | PT15M | 96 | 94 | 0.625 | raw"]);
    let text = "Messzeitpunkt;Verbrauch (kWh);Qualität;Restnetzbezug (kWh);Qualität EG;Eigendeckung (kWh);\n\
        10.11.2025 00:15;0,5;L1;0,3;;0,2;\n";
    check(&["netz-noe"], None, text, FINE, &["2025-11-10 | import | kWh | PT15M | 96 | 95 | 0.5 | actual"]);
    let text = "Messzeitpunkt;Einspeisung (kWh);Qualität;\n10.11.2025 12:00;7,556000;L1;\n10.11.2025 12:15;-1;L1;\n";
    let days = ["2025-11-10 | export | kWh | PT15M | 96 | 95 | 7.556 | actual"];
    check(&["netz-noe-export"], None, text, (&["convert-amount 3"], 1), &days);

    let fall = ["01:45", "02:00", "02:45", "02:00", "02:45", "03:00"];
    let rows = fall.map(|clock| format!("26.10.2025 {clock};0,25;1,0;VALID\n")).concat();
    let day = "2025-10-26 | import | kWh | PT15M | 100 | 94 | 1.5 | actual";
    check(&["netz-ooe"], None, &format!("Datum;kWh;kW;Status\n{rows}"), FINE, &[day]);
    let text = "Datum;Einspeisung kWh;kW;Status\n26.10.2025 12:00;0,25;1,0;VALID\n";
    let day = "2025-10-26 | export | kWh | PT15M | 100 | 99 | 0.25 | actual";
    check(&["netz-ooe-export"], None, text, FINE, &[day]);

    let day = "2026-03-01 | import | kWh | PT15M | 96 | 95 | 0.123 | raw";
    for quantity in ["Energiemenge in kWh", "Verbrauch in kWh"] {
        let text = format!("Datum von;Datum bis;{quantity}\n01.03.2026 00:00;01.03.2026 00:15;0,123\n");
        check(&["linz-netz"], None, &text, FINE, &[day]);
    }
    // Days have no quarters of an hour.
    assert_eq!(names("Datum;Energiemenge in kWh\n01.03.2026;12,3\n"), Vec::<&str>::new());

    let text = "Vertragskonto;123\n\nBeginn der Messreihe;Ende der Messreihe;Messwert in kWh\n\
        01.03.2026 23:45;02.03.2026 00:00;0,130\n01.03.2026 00:00;01.03.2026 00:00;0,1\n";
    let fits = ["vorarlberg-netz", "vorarlberg-netz-export"];
    let days = ["2026-03-01 | import | kWh | PT15M | 96 | 95 | 0.13 | raw"];
    check(&fits, None, text, (&["convert-date 5"], 1), &days);
    let (collected, _) = read(fits[1], text, None);
    assert_eq!(lines(&collected, "interval_day", &["direction"]), ["export"]);

    let head = "Anlagennummer;Tarif;Verbrauchszeitraum Beginn;Verbrauchszeitraum Ende;Verbrauch;Einheit;\
        Messwert: VAL...gemessen, EST...rechnerisch ermittelt\n";
    let text = format!(
        "{head}1;S;01.03.2026 00:00;01.03.2026 00:15;0,5;kWh;VAL\n1;S;01.03.2026 00:15;01.03.2026 00:30;0,5;kW;VAL\n"
    );
    let days = ["2026-03-01 | import | kWh | PT15M | 96 | 95 | 0.5 | actual"];
    check(&["energienetze-steiermark"], None, &text, (&["convert-mapping 3"], 1), &days);
}

#[test]
fn hours_of_estonia() {
    let text = "Leping 1;Aadress;;;\nAlgus;Lõpp;Kogus (kWh);Börsihind (EUR / MWh); \n\
        29.03.2026 02:00; 29.03.2026 04:00; 0,152; 60,07; \n29.03.2026 04:00; 29.03.2026 05:00; 0,104; 60,40; \n";
    let days = ["2026-03-29 | import | kWh | PT1H | 23 | 21 | 0.256 | raw"];
    check(&["eesti-energia"], None, text, FINE, &days);
}

#[test]
fn texts_that_part_a_value() {
    let mapping = |parts: &str| {
        format!(
            "name = \"x\"\nrecord = \"consumption\"\nfile = {{ delimiter = \";\" }}\nzone = \"Europe/Vienna\"\ncountry = \"AT\"\n\
             supply_point = {{ values = {{ fuel = \"electricity\" }} }}\n\
             values = {{ unit = \"kWh\", quality = \"raw\", direction = \"import\", period_end = \"2026-04-01\" }}\n\
             columns = {{ quantity = \"q\", date = {{ column = \"d\", format = \"%Y-%m-%d\"{parts} }} }}\n"
        )
    };
    let shown = |parts: &str, cell: &str| {
        let mut options = Options::default();
        options.mapping = Some(Mapping::parse(&mapping(parts)).unwrap_or_else(|findings| panic!("{findings:?}")));
        let (collected, _) = convert(Format::Csv, format!("d;q\n{cell};1\n").as_bytes(), &options);
        lines(&collected, "consumption", &["date"]).into_iter().chain(codes(&collected)).collect::<Vec<_>>()
    };
    assert_eq!(shown(", before = \" to \"", "2026-03-01 to 2026-03-02"), ["2026-03-01"]);
    assert_eq!(shown(", after = \"to\"", "2026-03-01 to 2026-03-02"), ["2026-03-02"]);
    assert_eq!(shown(", before = \"|\", after = \"|\"", "x|2026-03-03|y"), ["2026-03-03"]);
    assert_eq!(shown(", before = \" to \"", "2026-03-01"), ["2026-03-01"]);
    assert_eq!(shown("", "2026-03-01 to 2026-03-02")[0], "convert-date 2");
    let findings = Mapping::parse(&mapping(", before = \"\"")).expect_err("refused");
    assert_eq!(findings[0].location.pointer.as_deref(), Some("/columns/date"));
}
