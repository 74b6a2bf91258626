//! NEM12 and NEM13: interval lengths, qualities by run, units in any spelling, revisions, files without ends.

use std::fmt::Write as _;

use crate::common::{codes, convert, lines};
use pannier_convert::{Collected, Format, Guess, Options};

const HEAD: &str = "100,NEM12,202606051200,EXAMDP,EXARET\n";

fn block(suffix: &str, unit: &str, minutes: u32) -> String {
    format!("200,6407000001,E1B1Q1,1,{suffix},N1,M-77,{unit},{minutes},20260801\n")
}

/// A day of equal values; `rest` begins with the quality.
fn day(date: &str, count: usize, value: &str, rest: &str) -> String {
    format!("300,{date},{}{rest}\n", format!("{value},").repeat(count))
}

const SURE: &str = "A,,,20260602093000,20260603010203";

fn read(text: &str) -> (Collected, pannier_convert::Summary) {
    convert(Format::Nem12, text.as_bytes(), &Options::default())
}

fn clean(text: &str) -> Collected {
    let (collected, summary) = read(text);
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{text}");
    collected
}

fn file(body: &str) -> String {
    format!("{HEAD}{body}900\n")
}

#[test]
fn points_meters_and_registers() {
    let text = file(
        &[
            block("E1", "kWh", 30),
            day("20260601", 48, "0.25", SURE),
            block("B1", "KWH", 30),
            day("20260601", 48, "0.5", SURE),
            block("Q1", "kVArh", 30),
            day("20260601", 48, "0.01", SURE),
            block("K1", "KVARH", 30),
            day("20260601", 48, "0", SURE),
        ]
        .concat(),
    );
    let collected = clean(&text);
    assert_eq!(
        lines(&collected, "supply_point", &["as_of", "fuel", "country", "zone", "status", "exports", "number"]),
        [
            r#"2026-06-05 | electricity | AU | Etc/GMT-10 | unknown | true | {"display":"…0001","scheme":"nmi","value":"6407000001"}"#
        ]
    );
    assert_eq!(lines(&collected, "meter", &["supply_point", "kind"]), ["supply | unknown"]);
    assert_eq!(
        lines(&collected, "register", &["id", "direction", "unit", "kind", "zone", "meter", "register_code"]),
        [
            "register | import | kWh | interval | Etc/GMT-10 | meter | E1",
            "register-2 | export | kWh | interval | Etc/GMT-10 | meter | B1",
            "register-3 | import | kvarh | interval | Etc/GMT-10 | meter | Q1",
            "register-4 | export | kvarh | interval | Etc/GMT-10 | meter | K1",
        ]
    );
    assert_eq!(
        lines(
            &collected,
            "interval_day",
            &["id", "register", "resolution", "count", "missing", "total", "quality", "start"]
        ),
        [
            "2026-06-01 | register | PT30M | 48 | 0 | 12 | actual | 2026-06-01T00:00:00+10:00",
            "2026-06-01 | register-2 | PT30M | 48 | 0 | 24 | actual | 2026-06-01T00:00:00+10:00",
            "2026-06-01 | register-3 | PT30M | 48 | 0 | 0.48 | actual | 2026-06-01T00:00:00+10:00",
            "2026-06-01 | register-4 | PT30M | 48 | 0 | 0 | actual | 2026-06-01T00:00:00+10:00",
        ]
    );
    // Nothing is dropped without a word.
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    for field in
        ["100/FromParticipant", "200/MDMDataStreamIdentifier", "200/NextScheduledReadDate", "300/MSATSLoadDateTime"]
    {
        assert!(losses.contains(&field), "{losses:?}");
    }
}

#[test]
fn lengths_and_units() {
    let check = |unit: &str, minutes: u32, value: &str, expected: &str| {
        let count = usize::try_from(1_440 / minutes).expect("small");
        let text = file(&[block("E1", unit, minutes), day("20260601", count, value, SURE)].concat());
        let members = &["unit", "resolution", "count", "total"];
        assert_eq!(lines(&clean(&text), "interval_day", members), [expected], "{unit} {minutes}");
    };
    check("kWh", 5, "0.01", "kWh | PT5M | 288 | 2.88");
    check("KWH", 15, "0.25", "kWh | PT15M | 96 | 24");
    check("Kwh", 30, "1", "kWh | PT30M | 48 | 48");
    check("kwh", 60, "1", "kWh | PT1H | 24 | 24");
    check("kWh", 1440, "12.5", "kWh | P1D | 1 | 12.5");
    check("Wh", 30, "250", "kWh | PT30M | 48 | 12");
    check("MWh", 30, "0.001", "kWh | PT30M | 48 | 48");
    check("kVArh", 30, "1", "kvarh | PT30M | 48 | 48");
    check("KVARH", 30, "1", "kvarh | PT30M | 48 | 48");
    check("VArh", 30, "1", "kvarh | PT30M | 48 | 0.048");
    check("kVAh", 30, "1", "kVAh | PT30M | 48 | 48");
}

#[test]
fn qualities() {
    let check = |rest: &str, expected: &str| {
        let text = file(&[block("E1", "kWh", 360), day("20260601", 4, "1", rest)].concat());
        let members = &["quality", "missing", "total", "quality_runs", "id_stability"];
        assert_eq!(lines(&clean(&text), "interval_day", members), [expected], "{rest}");
    };
    check("A", "actual | 0 | 4 | - | -");
    check("E52,,,20260602093000", "estimated | 0 | 4 | - | -");
    check("S14,51,,20260602093000", "estimated | 0 | 4 | - | -");
    check("F16,51,Meter fault,20260602093000", "estimated | 0 | 4 | - | -");
    // Of a null nothing is known, whatever stands there.
    check("N", "raw | 4 | 0 | - | provisional");
    check(
        "V,,,20260602093000,\n400,1,2,A\n400,3,4,S14,51,",
        r#"mixed | 0 | 4 | [{"end":2,"quality":"actual","start":0},{"end":4,"quality":"estimated","start":2}] | -"#,
    );
    check("V\n400,1,3,F16\n400,4,4,N", "estimated | 1 | 3 | - | provisional");
    let nothing = file(&[block("E1", "kWh", 720), day("20260601", 2, "", "N")].concat());
    assert_eq!(lines(&clean(&nothing), "interval_day", &["missing", "total", "slots"]), ["2 | 0 | [null,null]"]);
}

#[test]
fn several_points_meters_and_gaps() {
    let other = block("E1", "kWh", 720).replace("6407000001", "4103000009");
    let swapped = block("E1", "kWh", 720).replace("M-77", "M-99");
    let text = file(
        &[
            block("E1", "kWh", 720),
            day("20260603", 2, "1", SURE),
            day("20260601", 2, "2", SURE),
            other,
            day("20260601", 2, "3", SURE),
            swapped,
            day("20260604", 2, "4", SURE),
            // The first register again.
            block("E1", "kWh", 720),
            day("20260602", 2, "", "N"),
        ]
        .concat(),
    );
    let collected = clean(&text);
    assert_eq!(
        lines(&collected, "interval_day", &["register", "date", "total"]),
        [
            "register | 2026-06-01 | 4",
            "register | 2026-06-02 | 0",
            "register | 2026-06-03 | 2",
            "register-2 | 2026-06-04 | 8",
            "register-3 | 2026-06-01 | 6",
        ]
    );
    assert_eq!(
        lines(&collected, "meter", &["id", "supply_point"]),
        ["meter | supply", "meter-2 | supply", "meter-3 | supply-2"]
    );
    let days = collected.series.iter().find(|(series, _)| series.record_type.name == "interval_day").expect("a series");
    assert_eq!(days.0.incomplete.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-06-02"]);
}

#[test]
fn revised_days() {
    let check = |rows: &[(&str, &str)], total: &str, expected: &[&str], reasons: &[(u64, &str)]| {
        let mut body = block("E1", "kWh", 720);
        for (value, updated) in rows {
            let _ = writeln!(body, "300,20260601,{value},{value},A,,,{updated},");
        }
        let (collected, summary) = read(&file(&body));
        assert_eq!(codes(&collected), expected);
        assert_eq!(lines(&collected, "interval_day", &["total"]), [total]);
        assert_eq!((summary.converted, summary.lost), (1, rows.len() as u64 - 1));
        let lost: Vec<(u64, &str)> =
            collected.losses.iter().filter_map(|loss| Some((loss.row?, loss.reason.as_str()))).collect();
        assert_eq!(lost, reasons);
    };
    let later = "another row of the day was updated later";
    check(&[("1", "20260602000000"), ("2", "20260603000000")], "4", &[], &[(3, later)]);
    // Wherever in the file the newer one stands.
    check(&[("2", "20260603000000"), ("1", "20260602000000")], "4", &[], &[(4, later)]);
    check(&[("1", "20260602000000"), ("1", "20260602000000")], "2", &[], &[(4, "an equal row of the day came before")]);
    check(&[("1", ""), ("2", "")], "4", &["convert-control-figure 4"], &[(3, later)]);
}

#[test]
fn files_of_every_make() {
    let body = [block("E1", "kWh", 720), day("20260601", 2, "1", SURE)].concat();
    let check = |text: &str, expected: &[&str]| {
        let (collected, summary) = read(text);
        assert_eq!(codes(&collected), expected, "{text}");
        assert_eq!((lines(&collected, "interval_day", &["total"]), summary.lost), (vec!["2".to_owned()], 0), "{text}");
    };
    check(&file(&body), &[]);
    // Sites that give customers their days leave out both ends.
    check(&body, &[]);
    check(&format!("\u{FEFF}{}", file(&body)), &[]);
    check(&file(&body).replace('\n', "\r\n"), &[]);
    check(&file(&body).replace('\n', ",,,\n"), &[]);
    check(&file(&body.replace("200,6407000001", "200, \"6407000001\"")), &[]);
    check(file(&body).trim_end(), &[]);
    // Cut off, perhaps: it has a beginning and no end.
    check(&format!("{HEAD}{body}"), &["convert-control-figure 3"]);
    check(&format!("{}500,O,S1234,20260602093000,12345.6\n900\n", file(&body).trim_end_matches("900\n")), &[]);
    let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(file(&body).bytes().flat_map(|byte| [byte, 0])).collect();
    let (collected, _) = convert(Format::Nem12, &utf_16, &Options::default());
    assert_eq!((codes(&collected), collected.records("interval_day").count()), (vec![], 1));
}

#[test]
fn damaged_rows() {
    let good = day("20260601", 4, "1", SURE);
    let check = |bad: &str, expected: &[&str]| {
        let text = file(&[&block("E1", "kWh", 360), &good, bad, &day("20260609", 4, "1", SURE)].concat());
        let (collected, summary) = read(&text);
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    // 48 values where the header says 5 minutes, and the other way round.
    check(&day("20260602", 3, "1", SURE), &["convert-structure 4"]);
    check(&day("20260602", 5, "1", SURE), &["convert-structure 4"]);
    check("300,20260602,1,1,1,1\n", &["convert-structure 4"]);
    check("300,20260602\n", &["convert-structure 4"]);
    check("300\n", &["convert-date 4"]);
    check(&day("20260631", 4, "1", SURE), &["convert-date 4"]);
    check(&day("2026-06-02", 4, "1", SURE), &["convert-date 4"]);
    check(&day("00000000", 4, "1", SURE), &["convert-date 4"]);
    check(&day("20260602", 4, "1.2.3", SURE), &["convert-amount 4"]);
    check(&day("20260602", 4, "-1", SURE), &["convert-amount 4"]);
    check(&day("20260602", 4, "", SURE), &["convert-amount 4"]);
    check(&day("20260602", 4, "9999999999999999", SURE), &["convert-amount 4"]);
    check(&day("20260602", 4, "1", "X"), &["convert-value 4"]);
    check(&day("20260602", 4, "1", "A5B"), &["convert-value 4"]);
    check("305,20260602,1\n", &["convert-structure 4"]);
    check("not a record\n", &["convert-structure 4"]);
    check(&format!("300,{}\n", "1".repeat(70_000)), &["convert-structure 4"]);
    let mut bytes =
        file(&[&block("E1", "kWh", 720), &day("20260601", 2, "1", SURE)].map(String::as_str).concat()).into_bytes();
    bytes.extend(b"300,\xFF\n");
    let (collected, summary) = convert(Format::Nem12, &bytes, &Options::default());
    assert_eq!((codes(&collected), summary.lost), (vec!["convert-encoding 5".to_owned()], 1));
}

#[test]
fn damaged_blocks() {
    let check = |head: &str, expected: &[&str]| {
        let text = file(&[head, &day("20260601", 2, "1", SURE), &day("20260602", 2, "1", SURE)].concat());
        let (collected, summary) = read(&text);
        let first: Vec<String> = codes(&collected).into_iter().take(expected.len()).collect();
        assert_eq!(first, expected, "{head}");
        assert_eq!((summary.converted, summary.lost), (0, 2), "{head}");
        // Nothing is left of the file, which is said as well.
        assert!(codes(&collected).iter().any(|code| code == "convert-structure"), "{head}");
    };
    check("", &["convert-structure 2", "convert-structure 3"]);
    check(&block("E1", "kWx", 720), &["convert-structure 2"]);
    check(&block("E1", "", 720), &["convert-structure 2"]);
    check(&block("E1", "kWh", 7), &["convert-structure 2"]);
    check(&block("E1", "kWh", 0), &["convert-structure 2"]);
    check(&block("E1", "kWh", 720).replace(",720,", ",-30,"), &["convert-structure 2"]);
    check(&block("Z1", "kWh", 720), &["convert-structure 2"]);
    check(&block("E1", "kWh", 720).replace("6407000001", ""), &["convert-structure 2"]);
    check("200\n", &["convert-structure 2"]);
    // A check meter counts again what another one counts, and levels add up to nothing.
    check(&block("F1", "kWh", 720), &[]);
    check(&block("E1", "kW", 720), &[]);
    check(&block("E1", "PF", 720), &[]);
    check(&block("V1", "", 720), &[]);
}

/// Voltages beside energy: they are lost, and the energy is not.
#[test]
fn levels_beside_energy() {
    let body = [
        block("E1", "kWh", 720),
        day("20260601", 2, "1", SURE),
        block("V1", "V", 720),
        day("20260601", 2, "230.5", SURE),
    ];
    let (collected, summary) = read(&file(&body.concat()));
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!((summary.converted, summary.lost), (1, 1));
    let rows: Vec<_> = collected.losses.iter().filter_map(|loss| loss.row).collect();
    assert_eq!(rows, [5]);
}

#[test]
fn runs_that_do_not_fit() {
    let check = |runs: &str, expected: &[&str]| {
        let text = file(&[block("E1", "kWh", 360), day("20260601", 4, "1", "V"), runs.to_owned()].concat());
        let (collected, summary) = read(&text);
        assert_eq!(codes(&collected), expected, "{runs}");
        assert_eq!((summary.converted, summary.lost), (1, 0), "{runs}");
    };
    check("400,1,4,A\n", &[]);
    check("400,1,3,A\n", &["convert-control-figure 3"]);
    check("", &["convert-control-figure 3"]);
    check("400,0,4,A\n", &["convert-structure 4"]);
    check("400,1,5,A\n", &["convert-structure 4"]);
    check("400,3,2,A\n", &["convert-structure 4"]);
    check("400,1,4,V\n", &["convert-structure 4"]);
    check("400,1,4\n", &["convert-structure 4"]);
    let text = file(&[block("E1", "kWh", 360), day("20260601", 4, "1", "A"), "400,1,4,S14\n".to_owned()].concat());
    assert_eq!(codes(&read(&text).0), ["convert-structure 4"]);
}

const BASIC: &str = "250,6407000001,1141,01,11,,M-5,E,10250,20260301000000,A,,,11062,20260601000000,A,,,812,kWh,20260901,20260602100000,\n";

#[test]
fn accumulated_reads() {
    let head = HEAD.replace("NEM12", "NEM13");
    let next = BASIC
        .replace("11062,20260601000000,A", "11500,20260901000000,S50")
        .replace("10250,20260301000000", "11062,20260601000000")
        .replace(",812,", ",438,");
    let collected = clean(&format!("{head}{next}{BASIC}900\n"));
    assert_eq!(
        lines(&collected, "register", &["direction", "unit", "kind", "register_code"]),
        ["import | kWh | cumulative | 11"]
    );
    assert_eq!(
        lines(&collected, "consumption", &["date", "period_end", "quantity", "unit", "quality", "start_at", "end_at"]),
        [
            "2026-03-01 | 2026-06-01 | 812 | kWh | actual | 2026-03-01T00:00:00+10:00 | 2026-06-01T00:00:00+10:00",
            "2026-06-01 | 2026-09-01 | 438 | kWh | estimated | 2026-06-01T00:00:00+10:00 | 2026-09-01T00:00:00+10:00",
        ]
    );
    // The reading between two periods stands in both records and is one.
    assert_eq!(
        lines(&collected, "register_read", &["date", "reading", "quality", "reason", "time"]),
        [
            "2026-03-01 | 10250 | actual | routine | 00:00:00",
            "2026-06-01 | 11062 | actual | routine | 00:00:00",
            "2026-09-01 | 11500 | estimated | routine | 00:00:00",
        ]
    );
    let check = |bad: &str, expected: &[&str]| {
        let (collected, summary) = read(&format!("{head}{BASIC}{bad}900\n"));
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (1, 1), "{bad}");
    };
    let other = next.as_str();
    check(BASIC, &[]);
    check(&other.replace("20260901000000", "20260601000000"), &["convert-date 3"]);
    check(&other.replace("20260901000000", "x"), &["convert-date 3"]);
    check(&other.replace(",438,", ",x,"), &["convert-amount 3"]);
    check(&other.replace("11500", "-11500"), &["convert-amount 3"]);
    // An actual reading below the estimate before it: what it takes back has no record, and the counter says what it came to.
    let back = other.replace("11500,20260901000000,S50", "11000,20260901000000,A").replace(",438,", ",-62,");
    check(&back, &[]);
    let (collected, _) = read(&format!("{head}{BASIC}{back}900\n"));
    assert_eq!(lines(&collected, "register_read", &["reading"]), ["10250", "11062", "11000"]);
    assert!(
        collected
            .losses
            .iter()
            .any(|loss| loss.row == Some(3) && loss.reason.starts_with("what was used is below zero"))
    );
    let alone = read(&format!("{head}{back}900\n")).0;
    assert_eq!(lines(&alone, "register", &["kind"]), ["cumulative"]);
    assert_eq!(lines(&alone, "register_read", &["reading"]), ["11062", "11000"]);
    // A counter of five digits that begins again at zero.
    let over = BASIC.replace(",10250,", ",99750,").replace(",11062,", ",00562,");
    let collected = clean(&format!("{head}{over}900\n"));
    assert_eq!(lines(&collected, "consumption", &["quantity"]), ["812"]);
    assert_eq!(lines(&collected, "register_read", &["reading"]), ["99750", "562"]);
    check(&other.replace("kWh", "kW"), &["convert-structure 3"]);
    check(&other.replace(",E,", ",,"), &["convert-structure 3"]);
    check(&other.replace("S50", "Q"), &["convert-value 3"]);
    // The same period, updated later.
    let (collected, summary) = read(&format!(
        "{head}{BASIC}{}900\n",
        BASIC.replace(",812,", ",800,").replace("20260602100000", "20260610100000")
    ));
    assert_eq!((lines(&collected, "consumption", &["quantity"]), summary.lost), (vec!["800".to_owned()], 1));
}

#[test]
fn guesses() {
    let check = |text: &str, expected: bool| {
        let found = matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Nem12, .. });
        assert_eq!(found, expected, "{text}");
    };
    check(HEAD, true);
    check("100,nem13,202606051200,A,B\r\n", true);
    check(&[block("E1", "kWh", 30), day("20260601", 48, "1", SURE)].concat(), true);
    check("\u{FEFF}100,NEM12,1\n", true);
    check("\"100\",\"NEM12\",\"202606051200\",\"A\",\"B\"\n", true);
    check("\"200\",\"6407000001\",\"E1\",\"1\",\"E1\",\"N1\",\"M\",\"kWh\",\"30\",\"\"\n\"300\",\"20260601\"\n", true);
    check("100,200,300\n200,1,2\n", false);
    check("100,NEM14,1\n", false);
    check("200,1,2,3,4,5,6,7,8,9\n300,1,2,3,4,5,6,7,8,9\n", false);
    check("200,6407000001,E1,1,E1,N1,M,kWh,30,\n", false);
    check("Date,Amount\n100,NEM12\n", false);
}
