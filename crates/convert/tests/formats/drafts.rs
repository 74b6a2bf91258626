//! Drafts of mappings: what is found out of columns that nobody knows, and what is asked.

use std::io::Cursor;

use pannier_convert::{
    Format, Options,
    mapped::{Draft, Mapping, draft},
};
use proptest::prelude::*;

use crate::common::{convert, lines};

fn of(file: &[u8]) -> Result<Draft, String> {
    draft(&mut Cursor::new(file)).expect("memory does not fail").map_err(|finding| finding.message)
}

/// The lines of a draft without their remarks, and the sentences beside it, by their first words.
fn told(file: &str) -> String {
    match of(file.as_bytes()) {
        Err(why) => why,
        Ok(draft) => {
            let mut told: Vec<&str> = (draft.text().lines())
                .map(|line| line.split("  # ").next().unwrap_or_default())
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .skip(1)
                .collect();
            let (asks, doubts) = (draft.open(), draft.doubts());
            let start = |text: &String| text.split([':', '?']).next().unwrap_or_default().to_owned();
            let said: Vec<String> = asks
                .iter()
                .map(|text| format!("asks: {}", start(text)))
                .chain(doubts.iter().map(|text| format!("doubts: {}", start(text))))
                .collect();
            told.extend(said.iter().map(String::as_str));
            told.join("\n")
        }
    }
}

#[test]
fn what_columns_tell() {
    let check = |file: &str, expected: &str| assert_eq!(told(file), expected.trim_matches('\n'), "{file}");
    // Names that nobody knows: the balance tells amount, sign and direction.
    check(
        "Wann;Was;Wieviel EUR;Stand\n13.02.2026;Rent;-500,00;1.500,00\n12.02.2026;Bakery;-4,50;2.000,00\n\
         11.02.2026;Wages;2.004,50;2.004,50\n",
        r#"
currency = "EUR"
file = { delimiter = ";" }
date = { format = "%d.%m.%Y" }
number = { decimal = ",", group = "." }
account = { kind = "other" }
amount = { column = "Wieviel EUR" }
[columns]
date = "Wann"
running_balance = "Stand"
description = "Was"
"#,
    );
    // A card: what is owed grows by what is spent.
    check(
        "On|What|GBP|Owed\n2026-02-11|Bakery|4.50|4.50\n2026-02-12|Books|10.00|14.50\n2026-02-13|Paid|-14.50|0.00\n",
        r#"
file = { delimiter = "|" }
date = { format = "%Y-%m-%d" }
number = { decimal = ".", group = "," }
account = { kind = "other" }
amount = { column = "GBP" }
[columns]
date = "On"
running_balance = "Owed"
description = "What"
asks: no column says the currency
"#,
    );
    // The sign of money that leaves an account, where a minus says that it came in.
    check(
        "On|What|Sum EUR|Left\n2026-02-11|Bakery|4.50|95.50\n2026-02-12|Books|10.00|85.50\n2026-02-13|Wages|-14.50|100.00\n",
        r#"
currency = "EUR"
file = { delimiter = "|" }
date = { format = "%Y-%m-%d" }
number = { decimal = ".", group = "," }
account = { kind = "other" }
amount = { column = "Sum EUR", inverted = true }
[columns]
date = "On"
running_balance = "Left"
description = "What"
"#,
    );
    // Two columns of which never both are filled.
    check(
        "On,What,A,B,Left EUR\n2026-02-11,Bakery,4.50,,95.50\n2026-02-12,Wages,,100.00,195.50\n2026-02-13,Books,5.50,,190.00\n",
        r#"
currency = "EUR"
file = { delimiter = "," }
date = { format = "%Y-%m-%d" }
number = { decimal = ".", group = "," }
account = { kind = "other" }
amount = { debit = "A", credit = "B" }
[columns]
date = "On"
running_balance = "Left EUR"
description = "What"
"#,
    );
    // A balance before each movement is none after it, whatever sign would make it one.
    check(
        "On,What,Sum EUR,Before\n2026-02-11,Bakery,4.50,100.00\n2026-02-12,Wages,100.00,104.50\n2026-02-13,Books,5.50,204.50\n",
        r#"
currency = "EUR"
file = { delimiter = "," }
date = { format = "%Y-%m-%d" }
number = { decimal = ".", group = "," }
account = { kind = "other" }
amount = { column = "Sum EUR" }
[columns]
date = "On"
description = "What"
doubts: which is the amount
doubts: no amount in "Sum EUR" is negative
"#,
    );
    // Rows above the header, a sum below, signs beside the amounts, months as words.
    check(
        "Example Bank\nFrom,01/02/2026\n\nBooked,Details,Paid\n3 Feb 2026,Rent,-£500.00\n14 Feb 2026,Wages,\"£2,000.00\"\nTotal,,\"£1,500.00\"\n",
        r#"
currency = "GBP"
file = { delimiter = ",", header_has = ["Booked", "Paid"] }
date = { format = "%d %b %Y" }
number = { decimal = ".", group = ",", symbols = ["£"] }
account = { kind = "other" }
amount = { column = "Paid" }
[columns]
date = "Booked"
description = "Details"
[[leave_out]]
column = "Booked"
values = ["Total"]
doubts: is money out negative in "Paid"
doubts: rows with "Total" in the place of a date are left out
"#,
    );
    // No header: columns by their places.
    check(
        "2026-02-11;Bakery;-4,50;EUR\n2026-02-12;Wages;100,00;EUR\n",
        r#"
file = { delimiter = ";", header = false }
date = { format = "%Y-%m-%d" }
number = { decimal = ",", group = "." }
account = { kind = "other" }
amount = { column = 3 }
[columns]
date = 1
currency = 4
description = 2
doubts: is money out negative in column 3
"#,
    );
    // Words that say which way it went.
    check(
        "Datum,Tekst,Af Bij,Bedrag (EUR)\n2026-02-11,Bakery,Af,\"4,50\"\n2026-02-12,Wages,Bij,\"100,00\"\n",
        r#"
currency = "EUR"
file = { delimiter = "," }
date = { format = "%Y-%m-%d" }
number = { decimal = ",", group = "." }
account = { kind = "other" }
amount = { column = "Bedrag (EUR)", flag = "Af Bij", out = ["Af"], in = ["Bij"] }
[columns]
date = "Datum"
description = "Tekst"
doubts: no balance shows that money went in and out as it is read
"#,
    );
    // A column of states is no description, however long its words are.
    check(
        "On|What|Sum EUR|State\n2026-02-11|Tea|-4.50|COMPLETED\n2026-02-12|Inn|-100.00|PENDING\n",
        r#"
currency = "EUR"
file = { delimiter = "|" }
date = { format = "%Y-%m-%d" }
number = { decimal = ".", group = "," }
account = { kind = "other" }
amount = { column = "Sum EUR" }
[columns]
date = "On"
description = "What"
doubts: is money out negative in "Sum EUR"
doubts: "State" can tell rows that are not booked
"#,
    );
    // The delimiter for a spreadsheet above, the end mark of DOS below.
    check(
        "sep=;\nOn;What;Sum EUR\n2026-02-11;Tea;-4,50\n\x1a",
        r#"
currency = "EUR"
file = { delimiter = ";" }
date = { format = "%Y-%m-%d" }
number = { decimal = ",", group = "." }
account = { kind = "other" }
amount = { column = "Sum EUR" }
[columns]
date = "On"
description = "What"
doubts: is money out negative in "Sum EUR"
"#,
    );
    // What can be read in two ways is asked.
    check(
        "On,What,Sum EUR\n03/02/2026,Rent,1.234\n04/02/2026,Wages,-2.345\n",
        r#"
currency = "EUR"
file = { delimiter = "," }
account = { kind = "other" }
amount = { column = "Sum EUR" }
[columns]
date = "On"
description = "What"
asks: its dates can be read in several ways
asks: its amounts can be read in two ways, such as 1.234
doubts: is money out negative in "Sum EUR"
"#,
    );
}

#[test]
fn what_is_no_file_of_transactions() {
    let check = |file: &str, expected: &str| {
        assert_eq!(told(file), format!("no mapping can be drafted: {expected}"), "{file}");
    };
    check("", "nothing parts the lines of the file into columns");
    check("one\ntwo\n", "nothing parts the lines of the file into columns");
    check("Name;Town\nSam;Anytown\n", "no column holds dates");
    check("On;Town\n2026-02-11;Anytown\n", "no column holds amounts");
}

/// Whatever its bytes are, a file gives a finding or a text that is a mapping, and one with nothing to say reads a row.
#[test]
fn drafts_are_mappings() {
    let cell = prop_oneof![
        Just(String::new()),
        "[0-3][0-9][./-][01][0-9][./-]20[0-9]{2}",
        "-?[0-9]{1,4}[.,][0-9]{2}",
        "[\"'\\\\;,|\ta-zA-Z€£\u{7f}\u{1}]{0,8}",
        Just("EUR".to_owned()),
        Just("Amount".to_owned()),
        Just("Datum".to_owned()),
    ];
    let rows = prop::collection::vec(prop::collection::vec(cell, 1..6), 0..8);
    proptest!(ProptestConfig::with_cases(400), |(rows in rows, delimiter in prop::sample::select(vec![';', ',', '\t', '|']))| {
        let file: String = rows.iter().map(|row| row.join(&delimiter.to_string()) + "\n").collect();
        if let Ok(draft) = of(file.as_bytes()) {
            let mapping = Mapping::parse(draft.text());
            prop_assert!(mapping.is_ok(), "{:?}\n{}", mapping, draft.text());
        }
    });
}

#[test]
fn what_a_draft_reads() {
    let file =
        "Wann;Was;Wieviel EUR;Stand\n13.02.2026;Rent \\ \"flat\";-500,00;1.500,00\n12.02.2026;Bakery;-4,50;2.000,00\n";
    let draft = of(file.as_bytes()).expect("a draft");
    let mut options = Options::default();
    options.mapping = Some(Mapping::parse(draft.text()).expect("a mapping"));
    let (collected, summary) = convert(Format::Csv, file.as_bytes(), &options);
    assert_eq!(summary.controls.iter().map(|control| (control.checked, control.breaks)).collect::<Vec<_>>(), [(1, 0)]);
    assert_eq!(
        lines(&collected, "transaction", &["date", "amount", "running_balance", "description"]),
        ["2026-02-12 | -4.50 | 2000.00 | Bakery", "2026-02-13 | -500.00 | 1500.00 | Rent \\ \"flat\""]
    );
}
