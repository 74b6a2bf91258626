//! Mappings for downloads whose rows name the end of an interval, or number the slots of a day: days of 23 and 25 hours,
//! several registers in a row, power for energy.

use std::fmt::Write as _;

use crate::common::{codes, convert, lines};
use pannier_convert::{
    Collected, Format, Options, Summary,
    mapped::{Shipped, recognised},
};

fn read(name: &str, text: &str) -> (Collected, Summary) {
    let mut options = Options::default();
    options.mapping = Some(Shipped::named(name).expect("it is shipped").mapping().clone());
    convert(Format::Csv, text.as_bytes(), &options)
}

fn names(text: &str) -> Vec<&'static str> {
    recognised(text.as_bytes()).into_iter().map(Shipped::name).collect()
}

/// Day, direction, unit, resolution, slots, how many are unknown, their sum.
const DAY: [&str; 7] = ["id", "direction", "unit", "resolution", "count", "missing", "total"];

/// Reads a file with the one mapping that fits it: findings, rows lost, and the days that it makes.
fn check(name: &str, text: &str, findings: &[&str], lost: u64, days: &[&str]) -> Collected {
    assert_eq!(names(text), [name]);
    let (collected, summary) = read(name, text);
    assert_eq!((codes(&collected), summary.lost), (findings.iter().map(ToString::to_string).collect(), lost), "{text}");
    assert_eq!(lines(&collected, "interval_day", &DAY), days, "{text}");
    collected
}

/// Rows of slots, each with a value of its own: `{n}` is the number of a slot, `{h}` the hour `0n:00`.
fn numbered(row: &str, numbers: impl IntoIterator<Item = u32>) -> String {
    numbers.into_iter().fold(String::new(), |mut rows, number| {
        let _ =
            writeln!(rows, "{}", row.replace("{n}", &number.to_string()).replace("{h}", &format!("{number:02}:00")));
        rows
    })
}

#[test]
fn datadis_by_the_clock_that_ends_an_hour() {
    const HEADER: &str = "cups;fecha;hora;consumo_kWh;metodoObtencion;energiaVertida_kWh;energiaGenerada_kWh;\
        energiaAutoconsumida_kWh\n";
    let day = |date: &str, hours: &mut dyn Iterator<Item = u32>| {
        let row = format!("\"ES0021000000000001AA\";\"{date}\";\"{{h}}\";\"0,5\";\"Real\";;;");
        format!("{HEADER}{}", numbered(&row, hours))
    };
    let collected = check(
        "datadis",
        &day("2026/03/02", &mut (1..=24)),
        &[],
        0,
        &["2026-03-02 | import | kWh | PT1H | 24 | 0 | 12"],
    );
    let point = lines(&collected, "supply_point", &["country", "zone", "fuel", "exports", "number"]);
    assert!(point[0].starts_with("ES | Europe/Madrid | electricity | "), "{point:?}");
    assert!(point[0].contains("\"scheme\":\"cups\"") && point[0].contains("ES0021000000000001AA"), "{point:?}");
    assert_eq!(lines(&collected, "interval_day", &["quality"]), ["actual"]);
    // Hours that are counted through, and hours of the clock.
    let spring = "2026-03-29 | import | kWh | PT1H | 23 | 0 | 11.5";
    check("datadis", &day("2026/03/29", &mut (1..=23)), &[], 0, &[spring]);
    check("datadis", &day("2026/03/29", &mut (1..=24).filter(|hour| *hour != 3)), &[], 0, &[spring]);
    let autumn = "2025-10-26 | import | kWh | PT1H | 25 | 0 | 12.5";
    check("datadis", &day("2025/10/26", &mut (1..=25)), &[], 0, &[autumn]);
    check("datadis", &day("2025/10/26", &mut (1..=3).chain(3..=24)), &[], 0, &[autumn]);
    // One of the hours of the change is missing, and no row says which of them it has.
    let unclear = ["2025-10-26 | import | kWh | PT1H | 25 | 23 | 1"];
    let collected = check("datadis", &day("2025/10/26", &mut (1..=24)), &[], 22, &unclear);
    assert!(collected.losses.iter().any(|loss| loss.reason.contains("go by the clock")), "{:?}", collected.losses);
    // Hours that no day has.
    let bad = format!(
        "{}\"ES0021000000000001AA\";\"2026/03/02\";\"25:00\";\"0,5\";\"Real\";;;\n",
        day("2026/03/02", &mut (1..=24))
    );
    check("datadis", &bad, &["convert-structure 26"], 1, &["2026-03-02 | import | kWh | PT1H | 24 | 0 | 12"]);
    let bad = bad.replace("25:00", "00:00");
    check("datadis", &bad, &["convert-structure 26"], 1, &["2026-03-02 | import | kWh | PT1H | 24 | 0 | 12"]);
}

#[test]
fn registers_that_stand_in_one_row() {
    let mut text = "cups;fecha;hora;consumo_kWh;metodoObtencion;energiaVertida_kWh;energiaGenerada_kWh;\
        energiaAutoconsumida_kWh\n"
        .to_owned();
    text += &numbered("ES0021000000000001AA;2026/03/02;{h};0,5;Estimada;0,2;1,1;0,9", 1..=24);
    let days = ["2026-03-02 | import | kWh | PT1H | 24 | 0 | 12", "2026-03-02 | export | kWh | PT1H | 24 | 0 | 4.8"];
    let collected = check("datadis", &text, &[], 0, &days);
    assert_eq!(lines(&collected, "supply_point", &["exports"]), ["true"]);
    assert_eq!(lines(&collected, "register", &["direction"]), ["import", "export"]);
    assert_eq!(lines(&collected, "interval_day", &["quality"]), ["estimated", "estimated"]);
    let lost: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert!(lost.iter().any(|name| name.contains("energiaGenerada_kWh")), "{lost:?}");
    // A row that holds neither.
    text += "ES0021000000000001AA;2026/03/03;01:00;;;;;\n";
    check("datadis", &text, &["convert-amount 26"], 1, &days);
    // One of two that cannot be read: nothing of the row is taken.
    let text = text.replace("2026/03/03;01:00;;;", "2026/03/03;01:00;0,1;;-1");
    check("datadis", &text, &["convert-amount 26"], 1, &days);
}

#[test]
fn hours_numbered_in_their_day() {
    let cnmc = |row: &str, numbers: &mut dyn Iterator<Item = u32>| {
        format!("CUPS;Fecha;Hora;Consumo_kWh;Metodo_obtencion\n{}", numbered(row, numbers))
    };
    let row = "ES0021000000000001AA0F;26/10/2025;{n};0,100;R";
    check("cnmc-consumo", &cnmc(row, &mut (1..=25)), &[], 0, &["2025-10-26 | import | kWh | PT1H | 25 | 0 | 2.5"]);
    let row = "ES0021000000000001AA0F;29/03/2026;{n};0,100;R";
    check("cnmc-consumo", &cnmc(row, &mut (1..=23)), &[], 0, &["2026-03-29 | import | kWh | PT1H | 23 | 0 | 2.3"]);
    let days = ["2026-03-02 | import | kWh | PT1H | 24 | 0 | 12", "2026-03-02 | export | kWh | PT1H | 24 | 0 | 0"];
    let solar = numbered("ES0031000000000001AA;02/03/2026;{n};0,5;0;;E", 1..=24);
    let header = "CUPS;Fecha;Hora;AE_kWh;AS_KWh;AE_AUTOCONS_kWh;REAL/ESTIMADO\n";
    let collected = check("e-distribucion", &format!("{header}{solar}"), &[], 0, &days);
    // A register that counted nothing shows no panels.
    assert_eq!(lines(&collected, "supply_point", &["exports"]), ["-"]);
    let plain = numbered("ES0031000000000001AA;02/03/2026;{n};0,5;R", 1..=24);
    check("e-distribucion", &format!("CUPS;Fecha;Hora;AE_kWh;REAL/ESTIMADO\n{plain}"), &[], 0, &days[..1]);
    // Quarters of an hour in the columns of hours.
    let quarters = numbered("ES0031000000000001AA;02/03/2026;{n};0,5;R", 1..=96);
    let (collected, summary) = read("e-distribucion", &format!("CUPS;Fecha;Hora;AE_kWh;REAL/ESTIMADO\n{quarters}"));
    assert_eq!((codes(&collected).len(), summary.lost), (72, 72));
}

/// Half-hours of the Irish clock by their ends, the newest first, as the file has them.
fn irish(day: &str, next: &str, skip: std::ops::Range<u32>, twice: std::ops::Range<u32>) -> Vec<String> {
    let mut ends: Vec<String> = Vec::new();
    for minute in (30..1440).step_by(30).filter(|minute| !skip.contains(minute)) {
        ends.push(format!("{day} {:02}:{:02}", minute / 60, minute % 60));
        if minute + 30 == twice.end {
            ends.extend(twice.clone().step_by(30).map(|minute| format!("{day} {:02}:{:02}", minute / 60, minute % 60)));
        }
    }
    ends.push(format!("{next} 00:00"));
    ends
}

#[test]
fn half_hours_by_their_ends() {
    let file = |ends: &[String], unit: &str| {
        let mut text = "MPRN,Meter Serial Number,Read Value,Read Type,Read Date and End Time\n".to_owned();
        for end in ends.iter().rev() {
            let _ = writeln!(text, "10000000001,000000000012345678,0.500,Active Import Interval ({unit}),{end}");
        }
        text
    };
    let plain = irish("02-03-2026", "03-03-2026", 0..0, 0..0);
    check("esb-hdf", &file(&plain, "kWh"), &[], 0, &["2026-03-02 | import | kWh | PT30M | 48 | 0 | 24"]);
    check("esb-hdf", &file(&plain, "kW"), &[], 0, &["2026-03-02 | import | kWh | PT30M | 48 | 0 | 12"]);
    // The clock goes from 01:00 to 02:00: what would end at 01:00 ends at 02:00.
    let spring = irish("29-03-2026", "30-03-2026", 60..120, 0..0);
    check("esb-hdf", &file(&spring, "kWh"), &[], 0, &["2026-03-29 | import | kWh | PT30M | 46 | 0 | 23"]);
    let autumn = irish("26-10-2025", "27-10-2025", 0..0, 60..120);
    check("esb-hdf", &file(&autumn, "kWh"), &[], 0, &["2025-10-26 | import | kWh | PT30M | 50 | 0 | 25"]);
    let ascending: Vec<String> = autumn.iter().rev().cloned().collect();
    check("esb-hdf", &file(&ascending, "kWh"), &[], 0, &["2025-10-26 | import | kWh | PT30M | 50 | 0 | 25"]);
    // Imports and exports stand below each other; counters are left out.
    let mut text = file(&plain, "kWh");
    text += "10000000001,000000000012345678,0.25,Active Export Interval (kWh),02-03-2026 12:30\n\
        10000000001,000000000012345678,12345,24 Hr Active Import Register (kWh),02-03-2026 00:00\n";
    let days =
        ["2026-03-02 | import | kWh | PT30M | 48 | 0 | 24", "2026-03-02 | export | kWh | PT30M | 48 | 47 | 0.25"];
    let collected = check("esb-hdf", &text, &[], 1, &days);
    assert_eq!(lines(&collected, "interval_day", &["start"])[0], "2026-03-02T00:00:00Z");
    // A time that the clock does not show.
    let bad = file(&["29-03-2026 01:30".to_owned(), "29-03-2026 02:30".to_owned()], "kWh");
    check("esb-hdf", &bad, &["convert-date 3"], 1, &["2026-03-29 | import | kWh | PT30M | 46 | 45 | 0.5"]);
}

#[test]
fn power_of_steps() {
    let header = "Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;\
        Valeur;Nature;Pas;Indice de vraisemblance;Etat complémentaire\n";
    let row = |at: &str, step: &str, more: &str| {
        format!("30000000000001;2026-03-02 00:00:00;2026-03-04 00:00:00;PA;{more};{at};692;B;{step};0;0\n")
    };
    let mut text = header.to_owned() + &row("2026-03-02 00:30:00", "PT30M", "CONS;BRUT;W");
    text += &row("2026-03-02 01:00:00", "PT30M", "CONS;BRUT;W");
    text += &row("2026-03-03 00:00:00", "PT30M", "CONS;BRUT;W");
    let days = ["2026-03-02 | import | kWh | PT30M | 48 | 45 | 1.038"];
    check("enedis-measures", &text, &[], 0, &days);
    // A moment that says its offset; a step of another length; other quantities; a step that is no decimal number.
    let with_offset = text.replace("2026-03-02 00:30:00;692", "2026-03-02T00:30:00+01:00;692");
    check("enedis-measures", &with_offset, &[], 0, &days);
    let more = text.clone() + &row("2026-03-04 01:00:00", "PT60M", "PROD;BRUT;W");
    check("enedis-measures", &more, &[], 0, &[days[0], "2026-03-04 | export | kWh | PT1H | 24 | 23 | 0.692"]);
    let more = text.clone() + &row("2026-03-04 01:00:00", "PT30M", "CONS;BRUT;V");
    check("enedis-measures", &more, &[], 1, &days);
    let more = text + &row("2026-03-04 01:00:00", "PT10M", "CONS;BRUT;W");
    check("enedis-measures", &more, &["convert-mapping 5"], 1, &days);
}

#[test]
fn power_of_steps_that_the_user_names() {
    let text = "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;\
        Unite;Pas en minutes\n30000000000001;Courbe de charge;26/10/2025;27/10/2025;Energie active;Consommation;Comptage \
        Brut;W;\n\nHorodate;Valeur\n2025-10-26T02:00:00+02:00;100\n2025-10-26T02:30:00+02:00;102\n\
        2025-10-26T02:00:00+01:00;104\n2025-10-26T02:30:00+01:00;\n2025-10-26T03:00:00+01:00;108\n\
        2025-10-27T00:00:00+01:00;110\n";
    assert_eq!(names(text), ["enedis-curve-30", "enedis-curve-60"]);
    let (collected, summary) = read("enedis-curve-30", text);
    assert_eq!((codes(&collected), summary.lost), (vec![], 1), "{:?}", collected.losses);
    assert_eq!(lines(&collected, "interval_day", &DAY), ["2025-10-26 | import | kWh | PT30M | 50 | 45 | 0.262"]);
    // Shorter steps than the user said lie over each other.
    let (collected, _) = read("enedis-curve-60", text);
    assert_eq!(codes(&collected)[0], "convert-control-figure 6");
    // What is produced, and other measures with these columns, are not this.
    assert_eq!(names(&text.replace("Consommation", "Production")), Vec::<&str>::new());
    assert_eq!(names(&text.replace("Courbe de charge", "Puissance maximale quotidienne")), Vec::<&str>::new());
}

#[test]
fn times_of_utc() {
    let text =
        "timestamp (UTC),energyConsumption (kWh)\n2026-07-14 23:30,0.25\n2026-07-15 00:00,0.5\n2026-07-15 23:00,1\n";
    assert_eq!(names(text), ["n3rgy-electricity", "n3rgy-electricity-start"]);
    let days = |name: &str, text: &str| {
        let (collected, summary) = read(name, text);
        assert_eq!((codes(&collected), summary.lost), (vec![], 0));
        lines(&collected, "interval_day", &["id", "unit", "count", "missing", "total", "start"])
    };
    // 23:00 of UTC is midnight in summer.
    let ends = ["2026-07-15 | kWh | 48 | 45 | 1.75 | 2026-07-14T23:00:00Z"];
    assert_eq!(days("n3rgy-electricity", text), ends);
    let starts = [
        "2026-07-15 | kWh | 48 | 46 | 0.75 | 2026-07-14T23:00:00Z",
        "2026-07-16 | kWh | 48 | 47 | 1 | 2026-07-15T23:00:00Z",
    ];
    assert_eq!(days("n3rgy-electricity-start", text), starts);
    let gas = text.replace("(kWh)", "(m3)");
    assert_eq!(names(&gas), ["n3rgy-gas", "n3rgy-gas-start"]);
    assert_eq!(days("n3rgy-gas", &gas), [ends[0].replace("kWh", "m3")]);
}

#[test]
fn steps_that_a_column_names() {
    let text = "Mittauspisteen tunnus;Tuotteen tyyppi;Resoluutio;Yksikkötyyppi;Lukeman tyyppi;Alkuaika;Määrä;Laatu\n\
        643000000000000001;8716867000030;PT15M;kWh;BN01;2026-03-01T22:00:00Z;2,126000;OK\n\
        643000000000000001;8716867000030;PT15M;kWh;BN01;2026-03-01T22:15:00Z;0,000000;MISSING\n\
        643000000000000001;8716867000030;PT15M;kWh;BN01;2026-03-01T22:30:00Z;1,5;OK\n\
        643000000000000001;8716867000047;PT15M;kWh;BN01;2026-03-01T22:30:00Z;9;OK\n\
        643000000000000001;8716867000030;PT60M;kWh;BN01;2026-03-28T23:00:00Z;4;OK\n";
    assert_eq!(names(text), ["fingrid-datahub", "fingrid-datahub-production"]);
    let days = |direction: &str| {
        [
            format!("2026-03-02 | {direction} | kWh | PT15M | 96 | 94 | 3.626"),
            format!("2026-03-29 | {direction} | kWh | PT1H | 23 | 22 | 4"),
        ]
    };
    for (name, direction) in [("fingrid-datahub", "import"), ("fingrid-datahub-production", "export")] {
        let (collected, summary) = read(name, text);
        assert_eq!((codes(&collected), summary.lost), (vec![], 2), "{:?}", collected.losses);
        assert_eq!(lines(&collected, "interval_day", &DAY), days(direction));
        assert_eq!(lines(&collected, "interval_day", &["quality"]), ["actual", "actual"]);
    }
}

#[test]
fn mappings_of_readings_that_say_too_much_or_too_little() {
    let check = |columns: &str, values: &str, more: &str, expected: &[&str]| {
        let text = format!(
            "name = \"x\"\nrecord = \"interval_day\"\nfile = {{ delimiter = \",\" }}\n{more}\n\
             supply_point = {{ values = {{ fuel = \"gas\" }} }}\ncolumns = {{ {columns} }}\n\
             values = {{ unit = \"kWh\", quality = \"raw\"{values} }}\n"
        );
        let found: Vec<String> = match pannier_convert::mapped::Mapping::parse(&text) {
            Ok(_) => Vec::new(),
            Err(findings) => findings.into_iter().map(|finding| finding.location.pointer.unwrap_or_default()).collect(),
        };
        assert_eq!(found, expected, "{text}");
    };
    let one = "register = { values = { direction = \"import\" } }";
    let two = "registers = [{ quantity = \"a\", values = { direction = \"import\" } }]";
    let hour = ", resolution = \"PT1H\"";
    check("quantity = \"q\", end = \"e\"", hour, one, &[]);
    check("quantity = \"q\", start = \"s\", end = \"e\"", "", one, &[]);
    check("quantity = \"q\", date = \"d\", slot = \"n\"", hour, one, &[]);
    check("date = \"d\", slot = \"n\"", hour, two, &[]);
    check("quantity = \"q\", end = \"e\"", "", one, &["/columns/resolution"]);
    check("quantity = \"q\", start = \"s\", end = \"e\"", hour, one, &["/columns/resolution"]);
    check("quantity = \"q\", date = \"d\", slot = \"n\"", "", one, &["/columns/resolution"]);
    check(
        "quantity = \"q\", date = \"d\", slot = \"n\", end = \"e\"",
        hour,
        one,
        &["/columns/start", "/columns/resolution"],
    );
    check("quantity = \"q\", slot = \"n\"", hour, one, &["/columns/start", "/columns/resolution"]);
    check("quantity = \"q\", end = \"e\"", hour, two, &["/registers"]);
    check("end = \"e\"", hour, &format!("{one}\n{two}"), &["/registers"]);
    check("quantity = \"q\", end = { column = \"e\", offset = \"+1\" }", hour, one, &["/columns/end"]);
    check("quantity = { column = \"q\", offset = \"Z\" }, end = \"e\"", hour, one, &["/columns/quantity"]);
    check(
        "quantity = \"q\", end = { column = \"e\", offset = \"+10:00\", format = \"%d/%m/%Y %H:%M\" }",
        hour,
        one,
        &[],
    );
}

#[test]
fn meter_data_of_denmark() {
    const HEADER: &str = "\u{FEFF}MålepunktsID;Fra_dato;Til_dato;Mængde;Måleenhed;Kvalitet;Type\n";
    let row = |from: &str, to: &str, value: &str, quality: &str| {
        format!("571313000000000001;{from}:00;{to}:00;{value};KWH;{quality};Tidsserie\n")
    };
    let text = [
        HEADER,
        &row("26-10-2025 01:00", "26-10-2025 02:00", "0,25", "Målt"),
        &row("26-10-2025 02:00", "26-10-2025 02:00", "0,5", "Målt"),
        &row("26-10-2025 02:00", "26-10-2025 03:00", "1", "Estimeret"),
        &row("27-10-2025 23:00", "28-10-2025 00:00", "0,125", "Målt"),
    ]
    .concat();
    assert_eq!(names(&text), ["eloverblik", "eloverblik-production"]);
    let days = |direction: &str| {
        [
            format!("2025-10-26 | {direction} | kWh | PT1H | 25 | 22 | 1.75"),
            format!("2025-10-27 | {direction} | kWh | PT1H | 24 | 23 | 0.125"),
        ]
    };
    for (name, direction) in [("eloverblik", "import"), ("eloverblik-production", "export")] {
        let (collected, summary) = read(name, &text);
        assert_eq!((codes(&collected), summary.lost), (vec![], 0), "{name}");
        assert_eq!(lines(&collected, "interval_day", &DAY), days(direction));
        let point = lines(&collected, "supply_point", &["country", "zone", "number"]);
        assert!(point[0].starts_with("DK | Europe/Copenhagen | {") && point[0].contains("571313000000000001"));
    }
}

#[test]
fn history_of_fluvius() {
    const HEADER: &str = "\u{FEFF}Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Meter;Metertype;Register;Volume;\
        Eenheid;Validatiestatus;Omschrijving\n";
    let row = |from: &str, to: &str, register: &str, volume: &str, status: &str| {
        format!(
            "02-03-2026;{from};02-03-2026;{to};=\"541448800000000001\";1SAG1;Digitale meter;{register};{volume};kWh;{status};\n"
        )
    };
    let quarters = [
        HEADER,
        &row("06:45:00", "07:00:00", "Afname Nacht", "0,065", "Uitgelezen"),
        &row("06:45:00", "07:00:00", "Afname Dag", "", "Geen verbruik"),
        &row("07:00:00", "07:15:00", "Afname Dag", "0,25", "Geschat"),
        &row("12:00:00", "12:15:00", "Injectie Dag", "1,5", "Uitgelezen"),
        &row("12:00:00", "12:15:00", "Iets anders", "9", "Uitgelezen"),
    ]
    .concat();
    let collected = check(
        "fluvius",
        &quarters,
        &[],
        2,
        &[
            "2026-03-02 | import | kWh | PT15M | 96 | 95 | 0.065",
            "2026-03-02 | import | kWh | PT15M | 96 | 95 | 0.25",
            "2026-03-02 | export | kWh | PT15M | 96 | 95 | 1.5",
        ],
    );
    assert_eq!(
        lines(&collected, "register", &["direction", "register_code"]),
        ["import | Afname Nacht", "import | Afname Dag", "export | Injectie Dag"]
    );
    let point = lines(&collected, "supply_point", &["country", "exports", "number"]);
    assert!(point[0].contains("\"scheme\":\"ean\",\"value\":\"541448800000000001\""), "{point:?}");
    let day = format!(
        "{HEADER}29-03-2026;00:00:00;30-03-2026;00:00:00;=\"541448800000000001\";1SAG1;Digitale meter;Afname Nacht;4,2;kWh;Uitgelezen;\n"
    );
    check("fluvius", &day, &[], 0, &["2026-03-29 | import | kWh | P1D | 1 | 0 | 4.2"]);
}

#[test]
fn quarters_of_texas() {
    const HEADER: &str = "ESIID,USAGE_DATE,REVISION_DATE,USAGE_START_TIME,USAGE_END_TIME,USAGE_KWH,ESTIMATED_ACTUAL,\
        CONSUMPTION_SURPLUSGENERATION\n";
    let row = |date: &str, from: &str, to: &str, value: &str, quality: &str, what: &str| {
        format!("'10443720000000001,{date},03/10/2026 07:37:17, {from}, {to},{value},{quality},{what}\n")
    };
    let text = [
        HEADER,
        &row("03/07/2026", "00:00", "00:15", "0.580", "A", "Consumption"),
        &row("03/07/2026", "23:45", "00:00", "0.5", "E", "Consumption"),
        // The hour that the clock skips has rows without a value.
        &row("03/08/2026", "02:00", "02:15", "", "A", "Consumption"),
        &row("03/08/2026", "03:00", "03:15", "1", "A", "Consumption"),
        &row("03/08/2026", "12:00", "12:15", "2", "A", "Surplus Generation"),
    ]
    .concat();
    let collected = check(
        "smart-meter-texas",
        &text,
        &[],
        1,
        &[
            "2026-03-07 | import | kWh | PT15M | 96 | 94 | 1.08",
            "2026-03-08 | import | kWh | PT15M | 92 | 91 | 1",
            "2026-03-08 | export | kWh | PT15M | 92 | 91 | 2",
        ],
    );
    let point = lines(&collected, "supply_point", &["country", "zone", "number"]);
    assert!(point[0].contains("\"value\":\"10443720000000001\""), "{point:?}");
}

#[test]
fn meters_of_san_diego() {
    let text = "Name,EXAMPLE\nAddress,\"1 Harbor Way, San Diego\"\nResource,Electric\nMeter Number,01234567\nInterval UOM,Minute(s)\nUOM,kWh\n\
        Meter Number,Date,Start Time,Duration,Consumption,Generation,Net\n\
        \"01234567\",\"3/2/2026\",\"12:00 AM\",\"15\",\"0.2200\",\"\",\"0.2200\"\n\
        \"01234567\",\"3/2/2026\",\"12:15 PM\",\"15\",\"0.1\",\"1.5\",\"-1.4\"\n";
    let collected = check(
        "sdge",
        text,
        &[],
        0,
        &["2026-03-02 | import | kWh | PT15M | 96 | 94 | 0.32", "2026-03-02 | export | kWh | PT15M | 96 | 95 | 1.5"],
    );
    assert!(collected.losses.iter().any(|loss| loss.member.as_deref() == Some("Net")));
    let gas = text.replace(",Generation,Net", "").replace("kWh", "Therms");
    assert_eq!(names(&gas), Vec::<&str>::new());
}
