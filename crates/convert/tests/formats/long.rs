//! Statements of many rows: what is read a second time, block by block, is what was read the first time, whichever end is
//! the oldest and however the days jump about.

use std::fmt::Write as _;

use crate::common::{codes, convert, lines};
use pannier_convert::{Collected, DateOrder, Format, Options, Summary, mapped::Mapping};
use pannier_model::record::AnyRecord;

/// More than are sorted at once, and many blocks.
const ROWS: u64 = 12_000;

/// Day of 2026 and cents of a booking; equal ones among them.
type Booking = (u64, u64);

fn bookings() -> Vec<Booking> {
    (0..ROWS).map(|rank| (rank * 300 / ROWS, rank * 7919 % 97 + 1)).collect()
}

fn options(format: Format) -> Options {
    let mut options = Options::default();
    options.date_order = Some(DateOrder::DayFirst);
    if format == Format::Qif {
        options.currency = Some("EUR".parse().expect("a currency"));
    }
    options
}

fn source(format: Format, rows: &[Booking]) -> String {
    let mut text = match format {
        Format::Qif => "!Type:Bank\n",
        Format::Mt940 => ":20:R\r\n:25:1/2\r\n:60F:C260101EUR0,\r\n",
        _ => "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>X</IBAN></Id><Ccy>EUR</Ccy></Acct>",
    }
    .to_owned();
    for (index, (day, cents)) in rows.iter().enumerate() {
        let (month, day) = (day / 28 + 1, day % 28 + 1);
        let (units, cents) = (cents / 100, cents % 100);
        let _ = match format {
            Format::Qif => write!(text, "D{day}/{month}/2026\nT{units}.{cents:02}\nP{index}\n^\n"),
            Format::Mt940 => write!(
                text,
                ":61:26{month:02}{day:02}{month:02}{day:02}C{units},{cents:02}NTRF{index}\r\n:86:row {index}\r\n"
            ),
            // Entries of another currency lie between those of this one, and lead to an account of their own.
            _ => write!(
                text,
                "<Ntry><Amt Ccy=\"{}\">{units}.{cents:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-{month:02}-{day:02}</Dt></BookgDt><AddtlNtryInf>{index}</AddtlNtryInf></Ntry>",
                if cents.is_multiple_of(5) { "USD" } else { "EUR" }
            ),
        };
    }
    text.push_str(match format {
        Format::Qif => "",
        Format::Mt940 => ":62F:C261231EUR0,\r\n-\r\n",
        _ => "</Stmt></BkToCstmrStmt></Document>",
    });
    text
}

fn read(format: Format, rows: &[Booking]) -> (Collected, Summary) {
    let (collected, summary) = convert(format, source(format, rows).as_bytes(), &options(format));
    assert_eq!((summary.converted, summary.lost), (ROWS, 0), "{format}");
    for (series, rows) in &collected.series {
        assert!(rows.is_sorted_by_key(|row| row.record.sort_date()), "{format} {}", series.name());
    }
    (collected, summary)
}

const FORMATS: [Format; 3] = [Format::Qif, Format::Mt940, Format::Camt];

#[test]
fn both_directions_give_the_same_records() {
    let mut rows = bookings();
    for format in FORMATS {
        let (oldest_first, summary) = read(format, &rows);
        assert!(!summary.newest_first, "{format}");
        rows.reverse();
        let (newest_first, summary) = read(format, &rows);
        rows.reverse();
        assert!(summary.newest_first, "{format}");
        let members = ["account", "id", "date", "seq", "amount"];
        let (one, other) =
            (lines(&oldest_first, "transaction", &members), lines(&newest_first, "transaction", &members));
        assert!(one == other, "{format}");
    }
}

/// Days that jump about are put in order; `seq` and the order within a day stay those of the source.
#[test]
fn days_that_jump_about() {
    let rows: Vec<Booking> =
        (0..ROWS).map(|rank| (if rank == 0 { 0 } else { rank * 7919 % 300 }, rank * 31 % 97 + 1)).collect();
    for format in FORMATS {
        let (collected, _) = read(format, &rows);
        for account in ["account", "account-2"] {
            let mut seen: Vec<(u64, u64)> = collected
                .records("transaction")
                .filter_map(|record| match record {
                    AnyRecord::Transaction(row) if row.account.as_str() == account => {
                        let place = row.source_ref.as_ref()?.as_str().strip_prefix("row:")?.parse().ok()?;
                        Some((row.seq?.value(), place))
                    }
                    _ => None,
                })
                .collect();
            seen.sort_unstable();
            assert!(seen.iter().enumerate().all(|(rank, (seq, _))| *seq == rank as u64), "{format} {account}");
            // Each account runs in the direction that its first and last day show.
            let places = || seen.iter().map(|(_, place)| *place);
            assert!(places().is_sorted() || places().rev().is_sorted(), "{format} {account}");
        }
    }
}

/// Accounts that take turns, row by row.
#[test]
fn accounts_that_take_turns() {
    let mut text = String::new();
    for rank in 0..3000 {
        let _ = write!(
            text,
            "!Account\nNAccount {}\nTBank\n^\n!Type:Bank\nD{}/3/2026\nT1\nP{rank}\n^\n",
            rank % 3,
            rank / 100 + 1
        );
    }
    let (collected, summary) = convert(Format::Qif, text.as_bytes(), &options(Format::Qif));
    assert_eq!(summary.converted, 3000);
    for (rank, account) in [(0, "account"), (1, "account-2"), (2, "account-3")] {
        let names: Vec<String> = lines(&collected, "transaction", &["account", "counterparty_name"])
            .into_iter()
            .filter(|line| line.starts_with(&format!("{account} |")))
            .collect();
        let expected: Vec<String> = (0..1000).map(|turn| format!("{account} | {}", turn * 3 + rank)).collect();
        assert_eq!(names, expected);
    }
}

/// In two bytes a character rows stand where they stand in UTF-8, whichever end is read first.
#[test]
fn utf_16() {
    let row = |day: u64, cents: u64, name: &str| {
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        let (month, day) = (day / 28 + 1, day % 28 + 1);
        [
            format!("<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>2026{month:02}{day:02}<TRNAMT>{amount}<NAME>{name}</STMTTRN>\n"),
            format!("2026-{month:02}-{day:02};{amount};{name}\n"),
        ]
    };
    let head = "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>\n";
    let mut options = Options::default();
    let mapping = "name = \"x\"\ncurrency = \"EUR\"\nfile = { delimiter = \";\" }\ndate = { format = \"%Y-%m-%d\" }\nnumber = { decimal = \".\" }\naccount = { kind = \"current\" }\namount = { column = \"amount\" }\n[columns]\ndate = \"day\"\ncounterparty_name = \"name\"\n";
    options.mapping = Some(Mapping::parse(mapping).expect("a mapping"));
    for newest_first in [false, true] {
        let mut rows = bookings();
        if newest_first {
            rows.reverse();
        }
        let mut texts = [head.to_owned(), "day;amount;name\n".to_owned()];
        for (rank, (day, cents)) in rows.iter().enumerate() {
            let name = format!("é€𝄞 {rank}");
            for (text, row) in texts.iter_mut().zip(row(*day, *cents, &name)) {
                text.push_str(&row);
            }
        }
        texts[0].push_str("</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>");
        for (format, text) in [Format::Ofx, Format::Csv].into_iter().zip(&texts) {
            let members = ["id", "date", "amount", "counterparty_name", "source_ref"];
            let found = |bytes: &[u8]| {
                let (collected, summary) = convert(format, bytes, &options);
                assert_eq!((summary.converted, summary.newest_first), (ROWS, newest_first), "{format}");
                lines(&collected, "transaction", &members)
            };
            let expected = found(text.as_bytes());
            let wide = format!("\u{FEFF}{text}");
            let little: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(found(&little) == expected, "{format}");
            let big: Vec<u8> = wide.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert!(found(&big) == expected, "{format}");
            // Half a surrogate pair at the end of the file.
            let cut = [little.as_slice(), &[0x34, 0xD8]].concat();
            let (collected, summary) = convert(format, &cut, &options);
            assert_eq!((codes(&collected), summary.read), (vec!["convert-encoding".to_owned()], 0), "{format}");
        }
    }
}
