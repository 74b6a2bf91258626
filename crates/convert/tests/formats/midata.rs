//! midata: the layouts of the banks, the rows they lose people's money over, and the corpus.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{Format, Guess, Options};

const HEADER: &str = "Date,Type,Merchant/Description,Debit/Credit,Balance\n";
const MEMBERS: &[&str] = &["date", "amount", "running_balance", "kind", "description", "seq"];

fn transactions(text: &[u8]) -> Vec<String> {
    let (collected, summary) = convert(Format::Midata, text, &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new(), "{}", String::from_utf8_lossy(text));
    assert_eq!(summary.lost, 0);
    lines(&collected, "transaction", MEMBERS)
}

/// One statement in the clothes of every bank gives the same records.
#[test]
fn layouts_of_banks() {
    let expected = [
        "2026-02-28 | 2160.00 | 2200.00 | transfer_in | SALARY | 0",
        "2026-03-01 | -1123.74 | 1076.26 | card | EXAMPLE CAFE, ANYTOWN | 1",
    ];
    let check = |text: &[u8]| assert_eq!(transactions(text), expected, "{}", String::from_utf8_lossy(text));
    // As the industry wrote it down: newest first, no signs, no pounds.
    check(
        b"Date,Type,Merchant/Description,Debit/Credit,Balance\n\
          01/03/2026,VIS,\"EXAMPLE CAFE, ANYTOWN\",-1123.74,1076.26\n\
          28/02/2026,CR,SALARY,2160.00,2200.00\n\
          Arranged overdraft limit,15/04/2026,1000.00\n",
    );
    // Oldest first, other header words, explicit plus, limit without decimals, no line end.
    check(
        b"Transaction Date,Transaction Type,Merchant/Description,Debit/Credit,Balance\r\n\
          28/02/2026,BGC,SALARY,+2160.00,+2200.00\r\n\
          01/03/2026,DEB,\"EXAMPLE CAFE, ANYTOWN\",-1123.74,+1076.26\r\n\
          ARRANGED OVERDRAFT LIMIT,15/04/2026,0",
    );
    // Everything quoted, Latin-1 pounds, account number before, blank lines around.
    check(
        b"\"Account Number:\",\"****00001\"\r\n\r\n\
          \"Date\",\"Type\",\"Merchant/Description\",\"Debit/Credit\",\"Balance\"\r\n\
          \"01/03/2026\",\"Visa purchase\",\"EXAMPLE CAFE, ANYTOWN\",\"-\xA31123.74\",\"\xA31076.26\"\r\n\
          \"28/02/2026\",\"Bank credit EXAMPLE EMPLOYER\",\"SALARY\",\"+\xA32160.00\",\"\xA32200.00\"\r\n\r\n\
          \"Arranged Overdraft Limit\",\"15/04/2026\",\"\xA3100.00\"\r\n",
    );
    // Semicolons, one more at the end of each row.
    check(
        b"Date;Type;Merchant/Description;Debit/Credit;Balance;\r\n\
          01/03/2026;CARD PAYMENT;EXAMPLE CAFE, ANYTOWN;-\xA31,123.74;+\xA31,076.26;\r\n\
          28/02/2026;CREDIT IN;SALARY;+\xA32160.00;+\xA32200.00;\r\n\
          Arranged overdraft limit;15/04/2026;\xA3250.00;\r\n",
    );
    // Byte order mark, rows padded with empty fields, quoted thousands, a space before header words.
    check(
        "\u{FEFF}Account Number:,12345678,,,\r\n,,,,\r\n Date, Type, Merchant/Description, Debit/Credit, Balance\r\n\r\n\
         01/03/2026,MAS,\"EXAMPLE CAFE, ANYTOWN\",\"-£1,123.74\",\"£1,076.26\"\r\n\
         28/02/2026,CR,SALARY,\"£2,160.00\",\"£2,200.00\"\r\n,,,,\r\nArranged Overdraft Limit,15/04/2026,£0.00,,\r\n"
            .as_bytes(),
    );
    // Lines that end with CR alone.
    check(
        b"Date,Type,Merchant/Description,Debit/Credit,Balance\r01/03/2026,),),\r"
            .strip_suffix(b"01/03/2026,),),\r")
            .map(|header| {
                [
                    header,
                    b"01/03/2026,))),\"EXAMPLE CAFE, ANYTOWN\",-1123.74,1076.26\r28/02/2026,CR,SALARY,2160.00,2200.00\r",
                ]
                .concat()
            })
            .expect("a suffix")
            .as_slice(),
    );
}

#[test]
fn type_column_may_be_missing() {
    let rows = transactions(b"Date,Description,Amount,Balance\n17/06/2026,EXAMPLE COFFEE,-12.99,1000.00\n16/06/2026,EXAMPLE SALARY,2500.00,1012.99\n");
    assert_eq!(
        rows,
        [
            "2026-06-16 | 2500.00 | 1012.99 | other | EXAMPLE SALARY | 0",
            "2026-06-17 | -12.99 | 1000.00 | other | EXAMPLE COFFEE | 1"
        ]
    );
}

#[test]
fn account_limit_and_period() {
    let text = format!("{HEADER}01/03/2026,VIS,X,-5.00,260.00\nArranged overdraft limit,15/04/2026,\"£1,000.00\"\n");
    let (collected, _) = convert(Format::Midata, text.as_bytes(), &Options::default());
    assert_eq!(
        lines(&collected, "account", &["id", "as_of", "kind", "currency", "status", "ownership", "zone", "number"]),
        ["current | 2026-04-15 | current | GBP | unknown | unknown | Europe/London | -"]
    );
    assert_eq!(
        lines(&collected, "credit_arrangement", &["id", "account", "as_of", "kind", "credit_limit", "effective_from"]),
        ["current.arranged_overdraft | current | 2026-04-15 | arranged_overdraft | 1000.00 | -"]
    );
    let series: Vec<String> = collected
        .series
        .iter()
        .map(|(series, _)| format!("{} {} {} {:?}", series.name(), series.from, series.to, series.incomplete.len()))
        .collect();
    assert_eq!(
        series,
        [
            "current/account 2026-04-15 2026-04-16 0",
            "current/credit_arrangement 2026-04-15 2026-04-16 0",
            // Twelve months up to thirty days before the download; the days at both ends are not promised.
            "current/transaction 2025-03-16 2026-03-17 2",
        ]
    );
}

#[test]
fn account_numbers() {
    let check = |number: &str, expected: &str| {
        let text = format!("Account Number:,{number}\n{HEADER}01/03/2026,VIS,X,-5.00,260.00\n");
        let (collected, _) = convert(Format::Midata, text.as_bytes(), &Options::default());
        assert_eq!(lines(&collected, "account", &["number"]), [expected], "{number}");
    };
    check("****5678", r#"{"display":"…5678","scheme":"other"}"#);
    check("****00001", r#"{"display":"…0001","scheme":"other"}"#);
    check("12345678", r#"{"display":"…5678","scheme":"other","value":"12345678"}"#);
    check("********", "-");
}

#[test]
fn masks_are_not_values() {
    let text = format!(
        "{HEADER}03/03/2026,PAYMENT TO***********,*************,-1.00,7.00\n02/03/2026,VIS,INT'L *********  EXAMPLE SHOP,-1.00,8.00\n01/03/2026,VIS,PAYPAL *EXAMPLE,-1.00,9.00\n"
    );
    let (collected, _) = convert(Format::Midata, text.as_bytes(), &Options::default());
    assert_eq!(
        lines(&collected, "transaction", &["description", "description_masked", "kind_text", "counterparty_masked"]),
        ["PAYPAL *EXAMPLE | - | VIS | -", "INT'L *  EXAMPLE SHOP | partial | VIS | -", "- | full | PAYMENT TO* | full"]
    );
}

/// Two equal taps on one day are two records, and their ids do not depend on what else is in the file.
#[test]
fn ids_tell_equal_rows_apart() {
    let id = |text: &str| {
        let (collected, _) = convert(Format::Midata, text.as_bytes(), &Options::default());
        lines(&collected, "transaction", &["id", "id_stability"])
    };
    let tap = "01/03/2026,))),EXAMPLE COFFEE,-4.50,";
    let two =
        id(&format!("{HEADER}02/03/2026,DD,X,-1.00,90.00\n{tap}91.00\n{tap}95.50\n28/02/2026,CR,Y,100.00,100.00\n"));
    let three = id(&format!(
        "{HEADER}27/02/2026,CR,Y,100.00,104.50\n{tap}100.00\n{tap}95.50\n{tap}91.00\n05/03/2026,VIS,X,-1.00,90.00\n"
    ));
    assert_eq!(two[1..3], three[1..3]);
    assert_ne!(two[1], two[2]);
    assert!(two[1].ends_with("derived") && two[0].ends_with("provisional") && two[3].ends_with("provisional"));
}

#[test]
fn interest_dated_back_is_reported_and_kept() {
    let text = format!(
        "{HEADER}01/03/2026,VIS,A,-1.00,99.00\n02/03/2026,VIS,B,-1.00,98.00\n01/03/2026,INT,INTEREST,0.50,98.50\n02/03/2026,VIS,C,-1.00,97.50\n03/03/2026,VIS,D,-1.00,90.00\n"
    );
    let (collected, summary) = convert(Format::Midata, text.as_bytes(), &Options::default());
    assert_eq!(
        lines(&collected, "transaction", &["date", "seq"]),
        ["2026-03-01 | 0", "2026-03-02 | 1", "2026-03-01 | 2", "2026-03-02 | 3", "2026-03-03 | 4"]
    );
    assert_eq!(codes(&collected), ["convert-control-figure 6"]);
    assert_eq!((summary.controls[0].checked, summary.controls[0].breaks), (4, 1));
}

/// Whatever is wrong with a row is said, and the row is not taken for a footer.
#[test]
fn damage_is_not_a_footer() {
    let check = |row: &str, expected: &[&str]| {
        let text = format!("{HEADER}02/03/2026,VIS,A,-1.00,99.00\n{row}\n01/03/2026,VIS,B,-1.00,100.00\n");
        let (collected, summary) = convert(Format::Midata, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), expected, "{row}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{row}");
        assert_eq!(collected.losses.len(), 1, "{row}");
        assert_eq!(collected.losses[0].row, Some(3), "{row}");
    };
    check("31/02/2026,VIS,X,-1.00,1.00", &["convert-date 3"]);
    check("2026-03-02,VIS,X,-1.00,1.00", &["convert-date 3"]);
    check("Total,,,-1.00,", &["convert-date 3"]);
    check("02/03/2026,VIS,X,minus one,1.00", &["convert-amount 3"]);
    check("02/03/2026,VIS,X,-1.00,", &["convert-amount 3"]);
    check("02/03/2026,VIS,X", &["convert-amount 3"]);
    check("02/03/2026,VIS,X,-1.2345678,1.00", &["convert-amount 3"]);
    check("02/03/2026,VIS,X,Y,-1.00,1.00", &["convert-structure 3"]);
    check("02/03/2026,VIS,say \"hi\",-1.00,1.00", &["convert-structure 3"]);
    check("02/03/2026,VIS,\"X\"Y,-1.00,1.00", &["convert-structure 3"]);
}

#[test]
fn whole_files_that_are_refused() {
    let check = |text: &[u8], options: &Options, expected: &[&str]| {
        let (collected, summary) = convert(Format::Midata, text, options);
        assert_eq!(codes(&collected), expected, "{}", String::from_utf8_lossy(text));
        assert_eq!(summary.converted, 0);
    };
    let euro = {
        let mut options = Options::default();
        options.currency = Some("EUR".parse().expect("a currency"));
        options
    };
    check(HEADER.as_bytes(), &euro, &["convert-currency"]);
    check(b"", &Options::default(), &["convert-structure"]);
    check(b"Buchungstag;Betrag\n", &Options::default(), &["convert-structure"]);
    check(HEADER.as_bytes(), &Options::default(), &["convert-records-present"]);
    check(format!("{HEADER}\"02/03/2026,VIS,X,-1.00,1.00\n").as_bytes(), &Options::default(), &["convert-structure 2"]);
    check(
        format!("{HEADER}Arranged overdraft limit,32/01/2026,0\n").as_bytes(),
        &Options::default(),
        &["convert-date 2", "convert-records-present"],
    );
    check(
        format!("{HEADER}Arranged overdraft limit,01/01/2026,-5\n").as_bytes(),
        &Options::default(),
        &["convert-amount 2", "convert-records-present"],
    );
}

#[test]
fn rows_outside_the_declared_year_are_kept_and_said() {
    let text = format!(
        "{HEADER}14/04/2026,VIS,X,-1.00,1.00\n01/03/2026,VIS,X,-5.00,2.00\nArranged overdraft limit,15/04/2026,0\n"
    );
    let (collected, _) = convert(Format::Midata, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), ["convert-control-figure"]);
    let (series, _) = &collected.series[2];
    assert_eq!((series.to.to_string().as_str(), series.incomplete.len()), ("2026-04-15", 1 + 1 + 29));
}

/// Every midata file of the corpus: rows, sum of amounts, period, findings. Two samples carry rows up to the day of
/// their trailer, against the scheme; those are said and kept.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/midata") else { return };
    let found: Vec<String> = files(&folder, &[".csv"])
        .iter()
        .map(|(name, bytes)| {
            assert!(
                match Format::guess(bytes) {
                    Guess::Certain { format, .. } => format == Format::Midata,
                    Guess::Ambiguous { candidates, .. } => candidates.contains(&Format::Midata),
                    Guess::Unknown => false,
                },
                "{name}"
            );
            let (collected, summary) = convert(Format::Midata, bytes, &Options::default());
            assert_eq!((summary.lost, summary.controls[0].breaks), (0, 0), "{name}");
            let (series, _) = collected.series.last().expect("a series");
            format!(
                "{name}: {} rows, {}, {}..{}, {:?}",
                summary.converted,
                sum(&collected),
                series.from,
                series.to,
                codes(&collected)
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            r#"bbrks__midata/example/spec.csv: 6 rows, -290.00, 2013-02-02..2014-03-05, ["convert-control-figure"]"#,
            "synthetic-variants/firstdirect-4col.csv: 2 rows, 2487.01, 2026-06-16..2026-06-18, []",
            "synthetic-variants/hsbc-firstdirect.csv: 7 rows, 1010.00, 2024-08-07..2025-08-08, []",
            "synthetic-variants/lloyds-halifax.csv: 4 rows, 56.90, 2024-05-13..2025-05-14, []",
            "synthetic-variants/nationwide.csv: 3 rows, -73.15, 2024-07-21..2025-07-22, []",
            "synthetic-variants/padded-thousands.csv: 2 rows, 2036.26, 2025-04-17..2026-04-18, []",
            "synthetic-variants/santander-cahoot.csv: 5 rows, 278.55, 2024-05-17..2025-05-18, []",
            r#"synthetic-variants/spec-plain.csv: 3 rows, 445.00, 2025-02-03..2026-03-06, ["convert-control-figure"]"#,
        ]
    );
}
