//! Mappings for banks that come with the program: what each recognises and what its sample in `fixtures/banks` becomes.

use std::{collections::BTreeMap, fmt::Write as _, io::Cursor};

use crate::common::{codes, convert, files, lines};
use pannier_convert::{
    Collected, DateOrder, Format, Guess, Options,
    mapped::{Draft, Mapping, Shipped, draft, recognised},
};
use pannier_model::{
    record::AnyRecord,
    value::{Amount, Total},
};

fn options(name: &str) -> Options {
    let mut options = Options::default();
    options.mapping = Some(Shipped::named(name).expect("it is shipped").mapping().clone());
    // The files that do not say their currency.
    let said = [
        ("amex", "GBP"),
        ("amex-processed", "CAD"),
        ("bekb", "CHF"),
        ("credit-suisse", "CHF"),
        ("dbs", "SGD"),
        ("dbs-2020", "SGD"),
        ("mercado-pago", "BRL"),
        ("migros-bank", "CHF"),
        ("mint", "USD"),
        ("monarch", "USD"),
        ("postfinance-2019", "CHF"),
        ("valiant", "CHF"),
        ("ynab", "USD"),
    ]
    .into_iter()
    .find(|(file, _)| *file == name);
    options.currency = said.map(|(_, currency)| currency.parse().expect("a currency"));
    options
}

/// The mappings that fit; a question mark says that a person decides.
fn names(bytes: &[u8]) -> String {
    let found: Vec<String> = recognised(bytes)
        .into_iter()
        .map(|shipped| format!("{}{}", shipped.name(), if shipped.is_shared() { "?" } else { "" }))
        .collect();
    found.join(" ")
}

/// Rows, sums and days.
fn totals(collected: &Collected) -> String {
    let mut sums: Vec<(String, Total)> = Vec::new();
    let mut days = Vec::new();
    for record in collected.records("transaction") {
        let AnyRecord::Transaction(transaction) = record else { continue };
        days.push(transaction.date);
        let currency = transaction.currency.to_string();
        let index = sums.iter().position(|(known, _)| *known == currency).unwrap_or_else(|| {
            sums.push((currency, Total::ZERO));
            sums.len() - 1
        });
        sums[index].1 = sums[index].1.plus(transaction.amount).expect("a sum");
    }
    let cents = |sum: &Total| sum.to_amount().expect("a sum").micros() / 10_000;
    let sums: Vec<String> = (sums.iter())
        .map(|(currency, sum)| format!("{} {currency}", Amount::from_units(cents(sum), 2).expect("a sum")))
        .collect();
    let (first, last) = (days.iter().min().expect("rows"), days.iter().max().expect("rows"));
    format!("{} rows, {}, {first} to {last}", days.len(), sums.join(", "))
}

fn samples() -> BTreeMap<String, Vec<u8>> {
    let folder = format!("{}/tests/fixtures/banks", env!("CARGO_MANIFEST_DIR"));
    files(&folder.into(), &[".csv"]).into_iter().map(|(name, bytes)| (name.replace(".csv", ""), bytes)).collect()
}

/// `banks.txt` was written with the samples, not with the reader: rows, sums, days, and the mappings that fit. A balance
/// beside the rows is held against them by the reader; no sample has a finding that is not named in `banks_read.txt`.
#[test]
fn samples_come_to_what_was_written() {
    let samples = samples();
    let mut seen = Vec::new();
    for line in include_str!("banks.txt").lines() {
        let (name, rest) = line.split_once(": ").expect("a name");
        let (expected, fits) = rest.split_once(';').expect("what fits");
        let bytes = samples.get(name).expect("a sample");
        assert_eq!(totals(&convert(Format::Csv, bytes, &options(name)).0), expected, "{name}");
        assert_eq!(names(bytes), fits.trim(), "{name}");
        match Format::guess(bytes) {
            Guess::Certain { format, .. } => assert_eq!(format, Format::Csv, "{name}"),
            Guess::Ambiguous { candidates, .. } => {
                assert!(candidates.contains(&Format::Csv) && fits.contains('?'), "{name}");
            }
            Guess::Unknown => panic!("{name} is unknown"),
        }
        seen.push(name);
    }
    let banks: Vec<&str> =
        (Shipped::all().iter()).filter(|shipped| !shipped.text().contains("\nrecord = ")).map(Shipped::name).collect();
    seen.sort_unstable();
    assert_eq!(seen, banks, "every mapping for transactions has a sample");
}

#[test]
fn samples_as_records() {
    let mut found = String::new();
    for (name, bytes) in samples() {
        let (collected, _) = convert(Format::Csv, &bytes, &options(&name));
        let _ = writeln!(found, "{name}");
        for line in lines(&collected, "account", &["kind", "currency", "servicer", "product_name", "number"]) {
            let _ = writeln!(found, "  account {line}");
        }
        for line in lines(
            &collected,
            "transaction",
            &[
                "date",
                "value_date",
                "executed_on",
                "amount",
                "currency",
                "status",
                "kind",
                "reversal",
                "running_balance",
                "counterparty_name",
                "counterparty_number",
                "reference",
                "original_amount",
                "original_currency",
                "fx_rate",
                "fee_amount",
                "source_ids",
                "description",
            ],
        ) {
            let _ = writeln!(found, "  {}", line.replace('\n', "\\n"));
        }
        for loss in &collected.losses {
            let row = loss.row.map_or_else(String::new, |row| format!("row {row} "));
            let member = loss.member.as_deref().unwrap_or("whole");
            let _ = writeln!(found, "  lost {row}{member}: {}", loss.reason);
        }
        for code in codes(&collected) {
            let _ = writeln!(found, "  finding {code}");
        }
    }
    golden("banks_read.txt", &found);
}

/// Holds what was found against a file beside this one; `PANNIER_WRITE_GOLDEN` writes it.
fn golden(file: &str, found: &str) {
    let path = format!("{}/tests/formats/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("PANNIER_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, found).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the file is there");
    let different = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(found == expected, "{different:?}");
}

/// What many banks write, and what nearly is one bank's, is taken for nobody's.
#[test]
fn what_is_not_one_banks() {
    let check = |text: &str, expected: &str| assert_eq!(names(text.as_bytes()), expected, "{text}");
    check("Date,Description,Amount\n01/03/2026,X,-1.00\n", "");
    check("Date,Amount,Payee\n01/03/2026,-1.00,X\n", "");
    check("Datum;Betrag;Verwendungszweck\n01.03.2026;-1,00;X\n", "");
    check("Buchungstag;Betrag\n01.03.2026;-1,00\n", "");
    check("Date,Description,Amount,Balance\n01/03/2026,X,-1.00,9.00\n", "first-direct?");
    check("Date,Description,Debit,Credit,Balance\n01/03/2026,X,1.00,,9.00\n", "ing-au?");
    check("Date,Description,Type,Money In,Money Out,Balance\n01/03/2026,X,Y,,1.00,9.00\n", "co-operative-bank?");
    check("Date,Description,Money In,Money Out,Balance\n01/03/2026,X,,1.00,9.00\n", "");
    check("date,title,amount\n2026-03-01,X,1.00\n", "");
    check("date,category,title,amount\n2026-03-01,X,Y,1.00\n", "nubank-card?");
    check("date,category,title,amount,note\n2026-03-01,X,Y,1.00,\n", "");
    check(
        "Kontonummer;Buchungsdatum;Valuta;Verwendungszweck;Betrag;Waehrung\n1;01.03.2026;;X;1,00;EUR\n",
        "hypovereinsbank",
    );
    check("Kontonummer;Buchungsdatum;Valuta;Verwendungszweck;Kurs;Betrag;Waehrung\n1;01.03.2026;;X;1;1,00;EUR\n", "");
    check("Number,Date,Account,Amount,Subcategory\n1,01/03/2026,X,-1.00,Y\n", "");
    check("Number,Date,Account,Amount,Subcategory,Memo\n1,01/03/2026,X,-1.00,Y,Z\n", "barclays");
    check("Number,Date,Account,Amount,Subcategory,Memo,Memo\n1,01/03/2026,X,-1.00,Y,Z,Z\n", "");
    check("Number,Date,Account,Amount,Subcategory,Memo,Other\n1,01/03/2026,X,-1.00,Y,Z,\n", "");
    check("01/03/2026,-1.00,X\n02/03/2026,-1.00,X\n", "");
    check("01/03/2026,-1.00,*,,X\n02/03/2026,-1.00,*,,X\n", "wells-fargo");
    check("01/03/2026,-1.00,,,X\n02/03/2026,-1.00,,,X\n", "");
}

#[test]
fn every_mapping_stands_in_the_standard() {
    let chapter = include_str!("../../../../spec/formats/bank.md");
    for (name, _) in samples() {
        let shipped = Shipped::named(&name).expect("it is shipped");
        let row = format!("| `{name}` | {} |", shipped.mapping().name());
        assert!(chapter.contains(&row), "{row}");
    }
}

/// A draft of a sample, and what is read with it when what it asks is answered as the mapping for the bank does.
fn drafted(bytes: &[u8], name: &str, right: &str) -> Result<(Draft, String), String> {
    let draft = match draft(&mut Cursor::new(bytes)).expect("memory does not fail") {
        Ok(draft) => draft,
        Err(finding) => return Err(finding.message),
    };
    let mapping =
        Mapping::parse(draft.text()).unwrap_or_else(|findings| panic!("{name}: {findings:?}\n{}", draft.text()));
    let mut answers = Options::default();
    answers.mapping = Some(mapping);
    answers.currency = right.split(' ').find_map(|word| word.trim_end_matches(',').parse().ok());
    let read = |order: Option<DateOrder>| {
        let mut options = answers.clone();
        options.date_order = order;
        let (collected, _) = convert(Format::Csv, bytes, &options);
        if collected.records("transaction").next().is_some() { totals(&collected) } else { "nothing".to_owned() }
    };
    let orders = [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)];
    let orders = if draft.open().is_empty() { &orders[..1] } else { &orders };
    let found = orders.iter().map(|order| read(*order)).find(|found| found == right);
    let found = found.unwrap_or_else(|| read(orders.get(1).copied().flatten()));
    Ok((draft, found))
}

/// A draft of each sample beside the mapping that was written for it. What a draft neither asks nor doubts is right.
#[test]
fn drafts_of_samples() {
    let mut found = String::new();
    let mut silent = Vec::new();
    for (name, bytes) in samples() {
        let right = totals(&convert(Format::Csv, &bytes, &options(&name)).0);
        match drafted(&bytes, &name, &right) {
            Err(why) => {
                let _ = writeln!(found, "{name}: none, {why}");
            }
            Ok((draft, read)) => {
                let is_right = read == right;
                let told = if is_right { "right" } else { "else" };
                let _ = writeln!(found, "{name}: {told}, asks {}, doubts {}", draft.open().len(), draft.doubts().len());
                if !is_right {
                    let _ = writeln!(found, "  {read} for {right}");
                }
                if !is_right && draft.open().is_empty() && draft.doubts().is_empty() {
                    silent.push(name);
                }
            }
        }
    }
    golden("banks_drafted.txt", &found);
    assert!(silent.is_empty(), "{silent:?}");
}
