//! The promise of ids: two downloads of one account that overlap, in any two formats and either direction, are one set
//! of events.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::common::{convert, write};
use pannier_convert::{Collected, DateOrder, Format, Options, mapped::Mapping, ndjson};
use pannier_model::record::AnyRecord;
use proptest::prelude::*;

/// A booking: day of March 2026, pence.
type Booking = (u8, i64);

#[derive(Clone, Copy, Debug)]
enum Dress {
    Midata,
    OfxSgml,
    OfxXml,
    Csv,
    Ndjson,
    Qif,
    Mt940,
    Camt,
    ObUk,
    BerlinGroup,
    CdrAu,
}

const DRESSES: [Dress; 11] = [
    Dress::Midata,
    Dress::OfxSgml,
    Dress::OfxXml,
    Dress::Csv,
    Dress::Ndjson,
    Dress::Qif,
    Dress::Mt940,
    Dress::Camt,
    Dress::ObUk,
    Dress::BerlinGroup,
    Dress::CdrAu,
];

fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", pence.abs() / 100, pence.abs() % 100)
}

/// The bookings as a bank's download, with the balance from `opening` on.
fn convert_as(dress: Dress, opening: i64, bookings: &[Booking], newest_first: bool) -> Collected {
    let mut balance = opening;
    let mut rows: Vec<(u8, String, String)> = bookings
        .iter()
        .map(|(day, pence)| {
            balance += pence;
            (*day, pounds(*pence), pounds(balance))
        })
        .collect();
    if newest_first {
        rows.reverse();
    }
    let mut options = Options::default();
    let mut text = String::new();
    let format = match dress {
        Dress::Midata => {
            text.push_str("Date,Type,Merchant/Description,Debit/Credit,Balance\r\n");
            for (day, amount, balance) in &rows {
                let _ = write!(text, "{day:02}/03/2026,VIS,SHOP,£{amount},£{balance}\r\n");
            }
            Format::Midata
        }
        Dress::OfxSgml => {
            text.push_str("<OFX><STMTRS><CURDEF>GBP<BANKTRANLIST>");
            for (day, amount, balance) in &rows {
                // An identifier that differs from download to download, as some banks make them.
                let _ = write!(text, "<STMTTRN><DTPOSTED>202603{day:02}120000[-5:EST]<TRNAMT>{amount}<FITID>{balance}");
            }
            text.push_str("</BANKTRANLIST></STMTRS></OFX>");
            Format::Ofx
        }
        Dress::OfxXml => {
            text.push_str("<?xml version=\"1.0\"?><OFX><STMTRS><CURDEF>GBP</CURDEF><BANKTRANLIST>");
            for (day, amount, _) in &rows {
                let amount = amount.replace('.', ",");
                let _ = write!(text, "<STMTTRN><DTPOSTED>202603{day:02}</DTPOSTED><TRNAMT>{amount}</TRNAMT></STMTTRN>");
            }
            text.push_str("</BANKTRANLIST></STMTRS></OFX>");
            Format::Ofx
        }
        Dress::Csv => {
            let mapping = "name = \"test\"\ncurrency = \"GBP\"\nfile = { delimiter = \";\" }\naccount = { kind = \"current\" }\n\
                           date = { format = \"%d.%m.%Y\" }\nnumber = { decimal = \",\" }\n\
                           amount = { debit = \"Out\", credit = \"In\" }\ncolumns = { date = \"Date\" }\n";
            options.mapping = Some(Mapping::parse(mapping).expect("a mapping"));
            text.push_str("Date;Out;In\n");
            for (day, amount, _) in &rows {
                // Trailing zeros are no part of an amount's value.
                let amount = format!("{}0", amount.replace('.', ","));
                let cells = match amount.strip_prefix('-') {
                    Some(out) => format!("{out};"),
                    None => format!(";{amount}"),
                };
                let _ = writeln!(text, "{day:02}.03.2026;{cells}");
            }
            Format::Csv
        }
        Dress::Qif => {
            options.currency = Some("GBP".parse().expect("a currency"));
            options.date_order = Some(DateOrder::DayFirst);
            text.push_str("!Type:Bank\n");
            for (day, amount, _) in &rows {
                let _ = writeln!(text, "D{day}/3/2026\nT{amount}\nPShop\n^");
            }
            Format::Qif
        }
        Dress::Mt940 => {
            let mark = |pence: &str| if pence.starts_with('-') { "D" } else { "C" };
            let plain = |pence: &str| pence.trim_start_matches('-').replace('.', ",");
            let before = pounds(opening);
            let _ =
                write!(text, ":20:R\r\n:25:200000/12345678\r\n:60F:{}260228GBP{}\r\n", mark(&before), plain(&before));
            for (day, amount, _) in &rows {
                // The value date, another day, is no part of an id.
                let _ = write!(text, ":61:26033103{day:02}{}{}NTRFNONREF\r\n", mark(amount), plain(amount));
            }
            let after = pounds(balance);
            let _ = write!(text, ":62F:{}260331GBP{}\r\n-\r\n", mark(&after), plain(&after));
            Format::Mt940
        }
        Dress::Camt => {
            text.push_str("<Document><BkToCstmrStmt><Stmt>");
            for (day, amount, balance) in &rows {
                let indicator = if amount.starts_with('-') { "DBIT" } else { "CRDT" };
                let amount = amount.trim_start_matches('-');
                let _ = write!(
                    text,
                    "<Ntry><NtryRef>{balance}</NtryRef><Amt Ccy=\"GBP\">{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd><Sts>BOOK</Sts>\
                     <BookgDt><DtTm>2026-03-{day:02}T23:30:00-05:00</DtTm></BookgDt></Ntry>"
                );
            }
            text.push_str("</Stmt></BkToCstmrStmt></Document>");
            Format::Camt
        }
        Dress::ObUk => {
            let mut number = 0;
            let mut row = |(day, amount, balance): &(u8, String, String)| {
                number += 1;
                let indicator = if amount.starts_with('-') { "Debit" } else { "Credit" };
                let amount = amount.trim_start_matches('-');
                format!(
                    r#"{{"AccountId":"1","TransactionId":"{number} {balance}","Amount":{{"Amount":"{amount}","Currency":"GBP"}},"CreditDebitIndicator":"{indicator}","Status":"Booked","BookingDateTime":"2026-03-{day:02}T00:00:00Z"}}"#
                )
            };
            // Two pages, in the direction of the rows.
            for page in rows.chunks(rows.len().div_ceil(2)) {
                let elements: Vec<String> = page.iter().map(&mut row).collect();
                let _ = writeln!(text, r#"{{"Data":{{"Transaction":[{}]}}}}"#, elements.join(","));
            }
            Format::ObUk
        }
        Dress::BerlinGroup => {
            let elements: Vec<String> = rows
                .iter()
                .map(|(day, amount, _)| {
                    format!(
                        r#"{{"transactionAmount":{{"amount":{amount},"currency":"GBP"}},"bookingDate":"2026-03-{day:02}"}}"#
                    )
                })
                .collect();
            let _ = write!(text, r#"{{"transactions":{{"booked":[{}]}}}}"#, elements.join(","));
            Format::BerlinGroup
        }
        Dress::CdrAu => {
            let elements: Vec<String> = rows
                .iter()
                .map(|(day, amount, _)| {
                    format!(
                        r#"{{"accountId":"1","status":"POSTED","amount":"{amount}","currency":"GBP","postingDateTime":"2026-03-{day:02}T09:00:00+11:00"}}"#
                    )
                })
                .collect();
            let _ = write!(text, r#"{{"data":{{"transactions":[{}]}}}}"#, elements.join(","));
            Format::CdrAu
        }
        Dress::Ndjson => {
            let from = convert_as(Dress::Midata, opening, bookings, newest_first);
            let mut written = Vec::new();
            write(&from, ndjson::Writer::new(&mut written));
            text = String::from_utf8(written).expect("text");
            Format::Ndjson
        }
    };
    let (collected, summary) = convert(format, text.as_bytes(), &options);
    assert_eq!(collected.findings, [], "{text}");
    assert_eq!((summary.lost, collected.records("transaction").count()), (0, rows.len()), "{text}");
    collected
}

/// Puts the events of a download to those already there; the same id is the same event.
fn join(events: &mut BTreeMap<String, (String, String)>, collected: &Collected) {
    for record in collected.records("transaction") {
        let AnyRecord::Transaction(transaction) = record else { continue };
        let event = (transaction.date.to_string(), transaction.amount.trimmed().to_string());
        let known = events.entry(transaction.id.as_str().to_owned()).or_insert_with(|| event.clone());
        assert_eq!(*known, event, "one id for two events");
    }
}

/// Bookings in order, with many that are equal.
fn bookings() -> impl Strategy<Value = Vec<Booking>> {
    proptest::collection::vec((1_u8..8, prop_oneof![Just(-250_i64), Just(-1), Just(0), Just(100_000)]), 1..40).prop_map(
        |mut bookings| {
            bookings.sort_by_key(|(day, _)| *day);
            bookings
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn overlapping_downloads_are_one_set(
        bookings in bookings(),
        (end, start) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        (first, second) in (prop::sample::select(&DRESSES[..]), prop::sample::select(&DRESSES[..])),
        (first_reversed, second_reversed) in any::<(bool, bool)>(),
    ) {
        // The earlier download ends anywhere, in the middle of a day too. The later one begins anywhere before the day
        // in which the earlier one ends, so that every day is whole in one of them: more nobody can know.
        let end = end.index(bookings.len()) + 1;
        let cut = bookings.get(end).map_or(end, |(day, _)| bookings.iter().position(|(other, _)| other == day).unwrap_or(end));
        let start = start.index(cut.min(end) + 1).min(bookings.len() - 1);
        let whole_before = |row: usize| bookings[..row].iter().map(|(_, pence)| pence).sum::<i64>();
        let mut events = BTreeMap::new();
        join(&mut events, &convert_as(first, 0, &bookings[..end], first_reversed));
        join(&mut events, &convert_as(second, whole_before(start), &bookings[start..], second_reversed));
        let mut joined: Vec<(String, String)> = events.into_values().collect();
        joined.sort();
        let mut all = BTreeMap::new();
        join(&mut all, &convert_as(Dress::Csv, 0, &bookings, false));
        let mut expected: Vec<(String, String)> = all.into_values().collect();
        expected.sort();
        prop_assert_eq!(expected.len(), bookings.len());
        prop_assert_eq!(joined, expected);
    }
}
