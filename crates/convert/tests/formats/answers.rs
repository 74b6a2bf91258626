//! Answers of interfaces that are longer than what is held in memory: every row is read again where it stands, whatever
//! stands between, in every encoding.

use pannier_convert::{Collected, Encoding, Format, Options};

use crate::common::{codes, convert, lines};

/// Account, day of March 2026, and the number of the row, which is its amount in pence.
type Row = (usize, usize, usize);

fn element(format: Format, (account, day, number): Row) -> String {
    let day = format!("2026-03-{:02}", day + 1);
    let amount = format!("{}.{:02}", number / 100, number % 100);
    match format {
        Format::ObUk => format!(
            r#"{{"AccountId":"{account}","TransactionInformation":"é{number}","Amount":{{"Amount":"{amount}","Currency":"GBP"}},"CreditDebitIndicator":"Credit","Status":"Booked","BookingDateTime":"{day}T00:00:00Z"}}"#
        ),
        Format::BerlinGroup => format!(
            r#"{{"transactionAmount":{{"amount":{amount},"currency":"GBP"}},"additionalInformation":"é{number}","bookingDate":"{day}"}}"#
        ),
        _ => format!(
            r#"{{"accountId":"{account}","status":"POSTED","description":"é{number}","amount":"{amount}","currency":"GBP","postingDateTime":"{day}T09:00:00Z"}}"#
        ),
    }
}

fn page(format: Format, elements: &[String]) -> String {
    let elements = elements.join(" ,\n");
    match format {
        Format::ObUk => format!(r#"{{"Data":{{"Transaction":[{elements}]}},"Meta":{{}}}}"#),
        Format::BerlinGroup => {
            format!(r#"{{"transactions":{{"booked":[{elements}]}},"account":{{"iban":"GB82WEST12345698765432"}}}}"#)
        }
        _ => format!(r#"{{"data":{{"transactions":[{elements}]}}}}"#),
    }
}

/// Account by account: date, place in the order of the bank, and what only this row says.
fn found(collected: &Collected) -> Vec<String> {
    let of = |record_type: &str| lines(collected, record_type, &["account", "date", "seq", "amount", "description"]);
    of("transaction")
}

fn expected(rows: &[Row]) -> Vec<String> {
    let mut accounts: Vec<usize> = Vec::new();
    for (account, ..) in rows {
        if !accounts.contains(account) {
            accounts.push(*account);
        }
    }
    let mut expected = Vec::new();
    for (index, account) in accounts.iter().enumerate() {
        let name = if index == 0 { "account".to_owned() } else { format!("account-{}", index + 1) };
        let mut own: Vec<(usize, &Row)> = rows.iter().filter(|row| row.0 == *account).enumerate().collect();
        own.sort_by_key(|(_, row)| row.1);
        expected.extend(own.into_iter().map(|(seq, (_, day, number))| {
            format!("{name} | 2026-03-{:02} | {seq} | {}.{:02} | é{number}", day + 1, number / 100, number % 100)
        }));
    }
    expected
}

/// Rows in order, jumping about, of one account and of many that take turns or come in heaps.
#[test]
fn rows_are_found_again() {
    let check = |format: Format, count: usize, account: &dyn Fn(usize) -> usize, day: &dyn Fn(usize) -> usize| {
        let rows: Vec<Row> = (0..count).map(|number| (account(number), day(number), number)).collect();
        let elements: Vec<String> = rows.iter().map(|row| element(format, *row)).collect();
        let text = page(format, &elements);
        let expected = expected(&rows);
        let (collected, summary) = convert(format, text.as_bytes(), &Options::default());
        assert_eq!((codes(&collected), summary.converted), (Vec::new(), count as u64));
        assert!(found(&collected) == expected, "{format}");
        let wide: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(found(&convert(format, &wide, &Options::default()).0) == expected, "{format} in UTF-16");
        let narrow: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
        let mut options = Options::default();
        options.encoding = Encoding::named("windows-1252");
        assert!(found(&convert(format, &narrow, &options).0) == expected, "{format} in Windows-1252");
        if format == Format::CdrAu {
            // The same elements without their answer, one on a line.
            let (collected, summary) = convert(format, elements.join("\n").as_bytes(), &Options::default());
            assert_eq!((codes(&collected), summary.converted), (Vec::new(), count as u64));
            assert!(found(&collected) == expected, "{format} line by line");
        }
    };
    let rising = |count: usize| move |number: usize| number * 31 / count;
    let jumping = |count: usize| {
        move |number: usize| match number {
            0 => 0,
            number if number + 40 > count => 30,
            number => number * 7 % 31,
        }
    };
    for format in [Format::ObUk, Format::BerlinGroup, Format::CdrAu] {
        check(format, 2_500, &|_| 0, &rising(2_500));
        check(format, 2_500, &|_| 0, &jumping(2_500));
    }
    for format in [Format::ObUk, Format::CdrAu] {
        check(format, 1_200, &|number| number % 3, &rising(1_200));
        check(format, 1_200, &|number| number % 3, &jumping(1_200));
        check(format, 1_200, &|number| number % 40, &rising(1_200));
        check(format, 2_100, &|number| number / 700, &|number| number % 700 * 31 / 700);
    }
}

/// Elements that are lost stand between those that are read again.
#[test]
fn lost_elements_between() {
    let rows: Vec<Row> = (0..3_000).map(|number| (0, number * 31 / 3_000, number)).collect();
    for format in [Format::ObUk, Format::BerlinGroup, Format::CdrAu] {
        let bad = |number: usize| number % 7 == 3;
        let elements: Vec<String> = rows
            .iter()
            .map(|row| if bad(row.2) { "{\"x\":[1,{\"y\":\"]\"}]}".to_owned() } else { element(format, *row) })
            .collect();
        let good: Vec<Row> = rows.iter().filter(|row| !bad(row.2)).copied().collect();
        let (collected, summary) = convert(format, page(format, &elements).as_bytes(), &Options::default());
        assert_eq!((summary.converted, summary.lost), (good.len() as u64, 3_000 - good.len() as u64));
        assert!(found(&collected) == expected(&good), "{format}");
    }
}

/// Things with and without their answer, two in one and none, between each other.
#[test]
fn pages_that_are_one_row_or_not() {
    let row = |number: usize| element(Format::CdrAu, (0, number, number));
    let account = r#"{"accountId":"0","displayName":"Everyday","openStatus":"OPEN"}"#;
    let text = [
        row(0),
        row(1),
        format!("{{\"data\":{}}}", row(2)),
        account.to_owned(),
        "{\"links\":{}}".to_owned(),
        row(3),
        page(Format::CdrAu, &[row(4), row(5)]),
        row(6),
        page(Format::CdrAu, &[]),
        row(7),
        row(8),
    ];
    let mut options = Options::default();
    options.as_of = Some("2026-04-01".parse().expect("a date"));
    for text in [text.join("\n"), format!("[{}]", text.join(","))] {
        let (collected, summary) = convert(Format::CdrAu, text.as_bytes(), &options);
        assert_eq!((codes(&collected), summary.converted, summary.lost), (Vec::new(), 10, 0));
        let rows: Vec<Row> = (0..9).map(|number| (0, number, number)).collect();
        assert_eq!(found(&collected), expected(&rows));
    }
}

#[test]
fn pages_newest_first() {
    for format in [Format::ObUk, Format::BerlinGroup, Format::CdrAu] {
        let pages: Vec<String> = (0..30)
            .rev()
            .map(|day| {
                let rows: Vec<String> = (0..50).rev().map(|n| element(format, (0, day, day * 50 + n))).collect();
                // A page of one day says its direction by nothing; the one before it ends it.
                let last = element(format, (0, day.saturating_sub(1), 5_000 + day));
                page(format, &[rows, vec![last]].concat())
            })
            .collect();
        let (collected, summary) = convert(format, pages.join("\n").as_bytes(), &Options::default());
        assert_eq!((codes(&collected), summary.converted, summary.newest_first), (Vec::new(), 30 * 51, true));
        let dates = lines(&collected, "transaction", &["date"]);
        assert!(dates.is_sorted());
    }
}

/// Pages that overlap have some rows twice; the bank's identifier tells them from rows that only look the same.
#[test]
fn pages_that_overlap() {
    for format in [Format::ObUk, Format::BerlinGroup, Format::CdrAu] {
        let name = if format == Format::ObUk { "TransactionId" } else { "transactionId" };
        let with = |id: &str, row: Row| element(format, row).replacen('{', &format!(r#"{{"{name}":"{id}","#), 1);
        let rows: Vec<Row> = (0..9).map(|number| (0, number, number)).collect();
        let some = |numbers: std::ops::Range<usize>| -> Vec<String> {
            rows[numbers].iter().map(|row| with(&format!("T{}", row.2), *row)).collect()
        };
        let read = |pages: &[Vec<String>]| {
            let text: Vec<String> = pages.iter().map(|elements| page(format, elements)).collect();
            let (collected, summary) = convert(format, text.join("\n").as_bytes(), &Options::default());
            assert_eq!(codes(&collected), Vec::<String>::new(), "{text:?}");
            (found(&collected), summary.lost)
        };
        assert_eq!(read(&[some(0..6), some(3..9)]), (expected(&rows), 3), "{format}");
        // A page within another, and one that came twice.
        assert_eq!(read(&[some(0..9), some(2..4), some(0..9)]), (expected(&rows), 11), "{format}");
        assert_eq!(read(&[some(0..3), some(3..9)]), (expected(&rows), 0), "{format}");
        // Two purchases that differ by nothing else, on one page or at the end of one and the beginning of another.
        let twins = [with("A", (0, 4, 7)), with("B", (0, 4, 7))];
        for pages in [vec![twins.to_vec()], twins.iter().map(|row| vec![row.clone()]).collect()] {
            assert_eq!(read(&pages).0.len(), 2, "{format}");
        }
        // Nothing tells two rows without an identifier apart from one, and one identifier beside two amounts is none.
        for pair in
            [[element(format, (0, 4, 7)), element(format, (0, 4, 7))], [with("A", (0, 4, 7)), with("A", (0, 4, 8))]]
        {
            assert_eq!(read(&pair.map(|row| vec![row])).1, 0, "{format}");
        }
        // Of two accounts.
        if format != Format::BerlinGroup {
            let pair = [with("A", (0, 4, 7)), with("A", (1, 4, 7))];
            assert_eq!(read(&pair.map(|row| vec![row])).1, 0, "{format}");
        }
    }
}

/// What was expected on one page and is booked on the next are two movements.
#[test]
fn pages_that_overlap_in_days_alone() {
    let row = element(Format::ObUk, (0, 4, 7)).replacen('{', r#"{"TransactionId":"A","#, 1);
    let text = [page(Format::ObUk, &[row.replace("Booked", "Pending")]), page(Format::ObUk, &[row])].join("\n");
    let (collected, summary) = convert(Format::ObUk, text.as_bytes(), &Options::default());
    assert_eq!(lines(&collected, "transaction", &["status"]), ["pending", "booked"]);
    assert_eq!(summary.lost, 0);
}
