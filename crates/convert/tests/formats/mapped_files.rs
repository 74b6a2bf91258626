//! Delimited text whose exports differ: other years, languages and programs read with one mapping.

use crate::common::{codes, convert, lines};
use pannier_convert::{Collected, Format, Options, mapped::Mapping};

const MAPPING: &str = r#"
name = "test"
currency = "EUR"
file = { delimiter = "," }
account = { kind = "current" }
amount = { column = "Amount" }
columns = { date = "Date" }
"#;

/// The mapping with each of these texts in the place of the one before it.
fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(MAPPING.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn columns(columns: &str) -> String {
    with(&[("date = \"Date\"", &format!("date = \"Date\", {columns}"))])
}

fn read(mapping: &str, bytes: &[u8]) -> Collected {
    let mut options = Options::default();
    options.mapping = Some(Mapping::parse(mapping).unwrap_or_else(|findings| panic!("{findings:?}")));
    convert(Format::Csv, bytes, &options).0
}

/// Each transaction by these members, then each loss, then each finding.
fn shown(mapping: &str, text: &str, members: &[&str]) -> Vec<String> {
    let collected = read(mapping, text.as_bytes());
    let mut shown = lines(&collected, "transaction", members);
    for loss in &collected.losses {
        let member = loss.member.as_deref().unwrap_or("row");
        shown.push(match loss.row {
            Some(row) => format!("lost {row} {member}"),
            None => format!("lost {member}: {}", loss.reason),
        });
    }
    shown.extend(codes(&collected));
    shown
}

#[test]
fn mappings_that_contradict_themselves_are_refused() {
    let check = |mapping: &str, expected: &str| {
        let findings = Mapping::parse(mapping).expect_err("refused");
        let found: Vec<String> = findings.iter().map(|finding| finding.location.to_string()).collect();
        assert_eq!(found, [expected], "{mapping}");
    };
    let file = |more: &str| with(&[("delimiter = \",\"", &format!("delimiter = \",\", {more}"))]);
    check(&file("encoding = [\"windows-1252\", \"utf-8\"]"), "/file/encoding");
    check(&file("encoding = [\"utf-8\", \"utf-16le\"]"), "/file/encoding");
    check(&file("encoding = [\"utf-8\", \"ebcdic\"]"), "/file/encoding");
    check(&file("header_has = [\"Date\", 2]"), "/file/header_has");
    check(&file("header_has = [{ any = [\"Date\"], optional = true }]"), "/file/header_has");
    check(&with(&[("column = \"Amount\"", "debit = \"D\", credit = \"C\", inverted = true")]), "/amount/inverted");
    check(&columns("counterparty_name = \"A\", payer_name = \"B\""), "/columns");
    check(&columns("counterparty_number = \"A\", payee_number = \"B\""), "/columns");
    check(&columns("account = \"A\", product_name = \"B\""), "/columns/product_name");
    let fee = columns("fee_amount = \"A\"").replace("column = \"Amount\"", "column = \"Amount\", fee = \"B\"");
    check(&fee, "/columns/fee_amount");
    check(&with(&[("column = \"Amount\"", "column = \"Amount\", fee_signed = true")]), "/amount/fee_signed");
    check(&format!("{MAPPING}[recognise]\nfields = [2]\n"), "/recognise/fields");
    check(
        &format!("{MAPPING}[recognise]\nheader = [\"A\"]\n").replace("\",\" }", "\",\", header = false }"),
        "/recognise/header",
    );
    check(&format!("{MAPPING}[date]\nformat = [\"%d/%m/%Y\", \"%d/%m/%y\"]\n"), "/date/century");
    check(&format!("{MAPPING}[date]\nformat = [\"%d/%m/%Y\", \"%d/%Y\"]\n"), "/date/format");
}

#[test]
fn columns_by_the_headers_they_have_had() {
    let check = |header: &str, expected: &[&str]| {
        let mapping = columns("description = { any = [\"Text\", \"Tekst\"], optional = true }")
            .replace("\"Amount\"", "{ any = [\"Amount\", \"Betrag\"] }");
        let text = format!("Date,{header}\n2026-04-01,1,x\n");
        assert_eq!(shown(&mapping, &text, &["amount", "description"]), expected, "{header}");
    };
    check("Amount,Text", &["1 | x"]);
    check("Betrag,Tekst", &["1 | x"]);
    check("Betrag,Other", &["1 | -", "lost Other: 1 value in a column that no member takes"]);
    check("Amount,Betrag", &["convert-mapping"]);
    check("Sum,Text", &["convert-mapping"]);
}

#[test]
fn dates_that_stand_elsewhere_or_are_written_in_several_ways() {
    let mapping = columns("value_date = \"Value\"").replace("date = \"Date\"", "date = [\"Date\", \"Value\"]");
    let mapping = format!("{mapping}[date]\nformat = \"%Y-%m-%d\"\n");
    assert_eq!(
        shown(&mapping, "Date,Value,Amount\n2026-04-02,2026-04-01,1\n,2026-04-03,1\n,,1\n", &["date", "value_date"]),
        ["2026-04-02 | 2026-04-01", "2026-04-03 | 2026-04-03", "lost 4 row", "convert-date 4"]
    );
    let check = |formats: &str, date: &str, expected: &[&str]| {
        let mapping = format!("{MAPPING}[date]\nformat = {formats}\ncentury = 2000\n");
        assert_eq!(shown(&mapping, &format!("Date,Amount\n{date},1\n"), &["date"]), expected, "{date}");
    };
    let formats = "[\"%d/%m/%Y\", \"%d/%m/%y\", \"%d %b %Y\"]";
    check(formats, "02/03/2026", &["2026-03-02"]);
    check(formats, "2/3/2026", &["2026-03-02"]);
    check(formats, "02/03/26", &["2026-03-02"]);
    check(formats, "02 Mar 2026", &["2026-03-02"]);
    check(formats, "2026-03-02", &["lost 2 row", "convert-date 2", "convert-records-present"]);
    // A year of two digits is none of four.
    let mapping = format!("{MAPPING}[date]\nformat = \"%d/%m/%Y\"\n");
    assert_eq!(
        shown(&mapping, "Date,Amount\n02/03/26,1\n", &["date"]),
        ["lost 2 row", "convert-date 2", "convert-records-present"]
    );
}

#[test]
fn charges_and_signs() {
    let check = |amount: &str, row: &str, expected: &[&str]| {
        let mapping = with(&[("column = \"Amount\"", amount)]);
        let text = format!("Date,A,B\n2026-04-01,{row}\n");
        assert_eq!(shown(&mapping, &text, &["amount", "fee_amount"]), expected, "{row}");
    };
    let on_top = "column = \"A\", fee = \"B\"";
    check(on_top, "-10.00,0.50", &["-10.50 | -0.50"]);
    check(on_top, "-10.00,", &["-10.00 | -"]);
    check(on_top, "10.00,0.50", &["9.50 | -", "lost B: 1 value kept from money in"]);
    check(on_top, "10.00,0.00", &["10.00 | 0.00"]);
    check(on_top, "-10.00,x", &["lost 2 row", "convert-amount 2", "convert-records-present"]);
    check(on_top, ",0.50", &["-0.50 | -0.50"]);
    check(on_top, ",-0.50", &["0.50 | -"]);
    check(on_top, ",0.00", &["lost 2 row", "convert-amount 2", "convert-records-present"]);
    check(on_top, ",", &["lost 2 row", "convert-amount 2", "convert-records-present"]);
    let with_signs = "column = \"A\", fee = \"B\", fee_signed = true";
    check(with_signs, "-10.00,-0.50", &["-10.50 | -0.50"]);
    check(with_signs, "-10.00,0.50", &["-9.50 | -0.50"]);
    check(with_signs, ",-0.50", &["-0.50 | -0.50"]);
    check(with_signs, ",0.50", &["0.50 | -"]);
    let turned = "debit = \"A\", credit = \"B\", signed = true, inverted = true";
    check(turned, "10.00,", &["-10.00 | -"]);
    check(turned, ",-10.00", &["10.00 | -"]);
    check(turned, "-10.00,", &["10.00 | -"]);
}

#[test]
fn the_other_party_is_the_side_that_is_not_the_holder() {
    let mapping = columns("payer_name = \"From\", payee_name = \"To\", payee_number = \"Number\"");
    assert_eq!(
        shown(
            &mapping,
            "Date,Amount,From,To,Number\n2026-04-01,-1,me,shop,DE02120300000000202051\n2026-04-02,2,work,me,1\n2026-04-03,0,work,,\n",
            &["counterparty_name", "counterparty_number"]
        ),
        [
            r#"shop | {"display":"…2051","scheme":"iban","value":"DE02120300000000202051"}"#,
            "work | -",
            "work | -",
            "lost From: 1 value about the holder of the account",
            "lost To: 1 value about the holder of the account",
            "lost Number: 1 value about the holder of the account",
        ]
    );
}

#[test]
fn a_rate_is_carried_where_it_is_the_factor() {
    let mapping =
        columns("original_amount = \"Sum\", original_currency = \"Cur\", fx_rate = \"Rate\", fee_amount = \"Fee\"");
    let check = |row: &str, expected: &[&str]| {
        let text = format!("Date,Amount,Sum,Cur,Rate,Fee\n2026-04-01,{row}\n");
        let members = ["original_amount", "original_currency", "fx_rate", "is_foreign"];
        assert_eq!(shown(&mapping, &text, &members), expected, "{row}");
    };
    let lost = "lost Rate: 1 value without a factor from the original amount to the amount";
    check("-18.00,-20.00,USD,0.9,", &["-20.00 | USD | 0.9 | true"]);
    check("-18.50,20.00,USD,0.9,0.50", &["-20.00 | USD | 0.9 | true"]);
    check("-18.00,-20.00,USD,1.1111,", &["-20.00 | USD | - | true", lost]);
    check("-18.50,-20.00,USD,0.9,", &["-20.00 | USD | - | true", lost]);
    check("-18.00,-18.00,EUR,1.0,", &["- | - | - | -"]);
    // An amount abroad and its currency stand together or not at all.
    check("-18.00,,USD,,", &["- | - | - | true"]);
    check("-18.00,x,USD,,", &["- | - | - | true", "lost 2 original_amount", "convert-value 2"]);
}

#[test]
fn rows_by_what_their_text_contains() {
    let check = |value: &str, expected: &[&str]| {
        let mapping = format!("{MAPPING}[[leave_out]]\ncolumn = \"Text\"\nvalues = [\"{value}\"]\n");
        let text = "Date,Amount,Text\n2026-04-01,1,ab\n2026-04-02,2,abc\n2026-04-03,3,xabc\n2026-04-04,4,\n";
        let collected = read(&mapping, text.as_bytes());
        assert_eq!(lines(&collected, "transaction", &["amount"]), expected, "{value}");
    };
    check("ab", &["2", "3", "4"]);
    check("ab*", &["3", "4"]);
    check("*bc", &["1", "4"]);
    check("*ab*", &["4"]);
    check("", &["1", "2", "3"]);
    check("*", &[]);
    let pending = format!("{MAPPING}[[pending]]\ncolumn = \"Text\"\nvalues = [\"*open*\"]\n");
    assert_eq!(
        shown(&pending, "Date,Amount,Text\n2026-04-01,1,still open now\n2026-04-02,1,done\n", &["status"]),
        ["pending", "booked"]
    );
}

#[test]
fn texts_that_are_no_values_and_guards_against_spreadsheets() {
    let mapping =
        format!("absent = [\"-\", \"NOTPROVIDED\"]\n{}", columns("reference = \"R\", counterparty_number = \"N\""))
            .replace("delimiter = \",\"", "delimiter = \",\", apostrophes = true");
    assert_eq!(
        shown(
            &mapping,
            "Date,Amount,R,N\n2026-04-01,1,-,'601234'\n2026-04-02,1,'NOTPROVIDED,''\n2026-04-03,1,NOTPROVIDED,-\n2026-04-04,1,'tis,\n",
            &["reference", "counterparty_number"]
        ),
        [r#"- | {"display":"…1234","scheme":"bban","value":"601234"}"#, "NOTPROVIDED | -", "- | -", "tis | -"]
    );
}

#[test]
fn either_encoding() {
    let mapping = with(&[("delimiter = \",\"", "delimiter = \",\", encoding = [\"utf-8\", \"windows-1252\"]")])
        .replace("date = \"Date\"", "date = \"Date\", description = \"Größe\"");
    let text = "Date,Amount,Größe\n2026-04-01,1,für 5 €\n";
    let mut latin: Vec<u8> =
        text.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(c).expect("latin") }).collect();
    let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    for bytes in [text.as_bytes(), &latin, &marked] {
        assert_eq!(lines(&read(&mapping, bytes), "transaction", &["description"]), ["für 5 €"]);
    }
    // A byte that neither has is refused in the second one.
    latin.extend(b"2026-04-02,1,\x81\n");
    assert_eq!(codes(&read(&mapping, &latin)), ["convert-encoding 3"]);
}

#[test]
fn products_are_accounts_of_their_own() {
    let mapping = columns("product_name = \"Product\"");
    let collected =
        read(&mapping, b"Date,Amount,Product\n2026-04-01,1,Current\n2026-04-01,2,Savings\n2026-04-02,3,Current\n");
    assert_eq!(
        lines(&collected, "transaction", &["account", "amount"]),
        ["current | 1", "current | 3", "current-2 | 2"]
    );
    assert_eq!(
        lines(&collected, "account", &["id", "product_name", "number"]),
        ["current | Current | -", "current-2 | Savings | -"]
    );
}

#[test]
fn rows_that_are_shorter_than_a_header_with_a_delimiter_at_its_end() {
    let check = |header: &str, row: &str, expected: &[&str]| {
        assert_eq!(shown(MAPPING, &format!("{header}\n{row}\n"), &["amount"]), expected, "{header} {row}");
    };
    let refused = ["lost 2 row", "convert-structure 2", "convert-records-present"];
    check("Date,Amount,", "2026-04-01,1", &["1"]);
    check("Date,Amount,", "2026-04-01,1,", &["1"]);
    check("Date,Amount,,", "2026-04-01,1", &["1"]);
    check("Date,Amount,Text,", "2026-04-01,1", &refused);
    check("Date,Amount,", "2026-04-01,1,,x", &refused);
    // A column without a name that is read has to be there.
    let mapping = columns("description = 3");
    assert_eq!(shown(&mapping, "Date,Amount,\n2026-04-01,1\n", &["amount"]), refused);
}

#[test]
fn a_header_is_found_by_any_of_its_names() {
    let names = "delimiter = \",\", header_has = [{ any = [\"Datum\", \"Date\"] }, \"Amount\"]";
    let mapping = with(&[("delimiter = \",\"", names)]);
    assert_eq!(shown(&mapping, "Date,x\nDate,Amount\n2026-04-01,1\n", &["amount"]), ["1", "lost 1 row"]);
    assert_eq!(shown(&mapping, "Day,Amount\n2026-04-01,1\n", &["amount"]), ["convert-structure"]);
}

#[test]
fn damage_before_the_header_is_no_damage_of_a_row() {
    let mapping = with(&[("delimiter = \",\"", "delimiter = \",\", header_has = [\"Date\", \"Amount\"]")]);
    assert_eq!(
        shown(&mapping, "from,=\"1.4.2026\"\nDate,Amount\n2026-04-01,1\n2026-04-02,=\"1\"\n", &["amount"]),
        ["1", "lost 1 row", "lost 4 row", "convert-structure 4"]
    );
}
