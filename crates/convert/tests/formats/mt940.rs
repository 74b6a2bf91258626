//! MT940 and MT942: places without separators, years left out, pages, and the corpus.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{Encoding, Format, Guess, Options};

const HEAD: &str = ":20:REF\n:25:10020030/1234567\n:28C:1/1\n:60F:C260114EUR100,00\n";
const MEMBERS: &[&str] = &["date", "date_basis", "value_date", "amount", "kind", "reversal", "bank_code"];

fn statement(rows: &str, closing: &str) -> String {
    format!("{HEAD}{rows}:62F:C260131EUR{closing}\n-\n")
}

fn rows(text: &str) -> Vec<String> {
    let (collected, summary) = convert(Format::Mt940, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{text}");
    lines(&collected, "transaction", MEMBERS)
}

#[test]
fn marks_and_dates() {
    let check = |line: &str, closing: &str, expected: &str| {
        assert_eq!(rows(&statement(&format!(":61:{line}\n"), closing)), [expected], "{line}");
    };
    check("2601150116D12,5NTRFNONREF", "87,5", "2026-01-16 | booked | 2026-01-15 | -12.5 | transfer_out | - | NTRF");
    check("2601150116CR12,50NTRFX", "112,5", "2026-01-16 | booked | 2026-01-15 | 12.50 | transfer_in | - | NTRF");
    // A debit taken back brings money in; its kind is that of the debit.
    check("2601150116RD12,NDDT", "112,", "2026-01-16 | booked | 2026-01-15 | 12 | direct_debit | true | NDDT");
    check("2601150116RC12,NTRF", "88,", "2026-01-16 | booked | 2026-01-15 | -12 | transfer_in | true | NTRF");
    check("260115D1,NSTO", "99,", "2026-01-15 | value | 2026-01-15 | -1 | standing_order | - | NSTO");
    // Banks that write a point for the comma, and no code.
    check("2601150116D12.5NTRFNONREF", "87.5", "2026-01-16 | booked | 2026-01-15 | -12.5 | transfer_out | - | NTRF");
    check("2601150116D12,5//A-1", "87,5", "2026-01-16 | booked | 2026-01-15 | -12.5 | other | - | -");
    // Expected rows are no part of the closing balance.
    check("2601150116ED1,NTRF", "100,", "2026-01-16 | expected | 2026-01-15 | -1 | transfer_out | - | NTRF");
    // Months of thirty days have a 30 February; its value date is lost, and the row is not.
    check("2602300127D1,NTRF", "99,", "2026-01-27 | booked | - | -1 | transfer_out | - | NTRF");
    // The value date may lie in another year than the entry.
    check("2512300115D1,NTRF", "99,", "2026-01-15 | booked | 2025-12-30 | -1 | transfer_out | - | NTRF");
}

#[test]
fn opening_balances_of_the_day_itself() {
    let check = |opening: &str, rows: &str, expected: &str| {
        let text = format!(":20:R\n:25:1/2\n:60F:C{opening}EUR10,\n{rows}:62F:C260115EUR9,\n-\n");
        let (collected, _) = convert(Format::Mt940, text.as_bytes(), &Options::default());
        assert_eq!(lines(&collected, "balance", &["date", "kind", "amount"])[0], expected, "{opening} {rows}");
    };
    check("260114", ":61:2601150115D1,NTRF\n", "2026-01-14 | previous_closing | 10");
    // Of one day, they cannot both have closed it.
    check("260115", ":61:2601150115D1,NTRF\n", "2026-01-15 | opening_booked | 10");
    check("260115", ":61:2601020102D3,NTRF\n:61:2601150115C2,NTRF\n", "2026-01-02 | opening_booked | 10");
    // An expected row comes after both.
    check("260115", ":61:2601020102ED3,NTRF\n:61:2601150115D1,NTRF\n", "2026-01-15 | opening_booked | 10");
}

#[test]
fn account_balances_and_period() {
    let text = statement(":61:2601150116D12,50NTRF\n", "87,50").replace("-\n", ":64:C260131EUR80,00\n-\n");
    let (collected, summary) = convert(Format::Mt940, text.as_bytes(), &Options::default());
    assert_eq!(
        lines(&collected, "account", &["id", "as_of", "kind", "currency", "number"]),
        [r#"account | 2026-01-31 | other | EUR | {"display":"…4567","scheme":"bban","value":"10020030 1234567"}"#]
    );
    assert_eq!(
        lines(&collected, "balance", &["date", "kind", "amount", "credit_line_included"]),
        [
            "2026-01-14 | previous_closing | 100.00 | no",
            "2026-01-31 | closing_booked | 87.50 | no",
            "2026-01-31 | closing_available | 80.00 | unknown"
        ]
    );
    let (series, _) = collected.series.last().expect("a series");
    let incomplete: Vec<String> = series.incomplete.iter().map(ToString::to_string).collect();
    assert_eq!((series.from.to_string(), series.to.to_string()), ("2026-01-14".to_owned(), "2026-02-01".to_owned()));
    assert_eq!(incomplete, ["2026-01-14"]);
    assert_eq!((summary.controls[0].figure, summary.controls[0].breaks), ("closing balance", 0));
}

#[test]
fn account_numbers() {
    let check = |written: &str, expected: &str| {
        let text = format!(":20:R\n:25:{written}\n:60F:C260114EUR1,\n:62F:C260114EUR1,\n");
        let (collected, _) = convert(Format::Mt940, text.as_bytes(), &Options::default());
        assert_eq!(lines(&collected, "account", &["number", "servicer_bic"]), [expected], "{written}");
    };
    check("GB82WEST12345698765432", r#"{"display":"…5432","scheme":"iban","value":"GB82WEST12345698765432"} | -"#);
    check("GB82WEST12345698765432 EUR", r#"{"display":"…5432","scheme":"iban","value":"GB82WEST12345698765432"} | -"#);
    check("/GB82WEST12345698765432", r#"{"display":"…5432","scheme":"iban","value":"GB82WEST12345698765432"} | -"#);
    check("70011110/4005287001EUR", r#"{"display":"…7001","scheme":"bban","value":"70011110 4005287001"} | -"#);
    check("EXAMPLPW/320000546101", r#"{"display":"…6101","scheme":"bban","value":"EXAMPLPW 320000546101"} | EXAMPLPW"#);
    check("//AT12345/00012345678/EUR", r#"{"display":"…5678","scheme":"bban","value":"AT12345 00012345678"} | -"#);
    check("", "- | -");
}

/// The bank beside the number, in a line of its own.
#[test]
fn account_numbers_with_their_bank() {
    let check = |written: &str, expected: &str, unread: usize| {
        let text = format!(":20:R\n{written}\n:60F:C260114EUR1,\n:62F:C260114EUR1,\n");
        let (collected, _) = convert(Format::Mt940, text.as_bytes(), &Options::default());
        assert_eq!(lines(&collected, "account", &["number", "servicer_bic"]), [expected], "{written}");
        let member =
            |loss: &&pannier_convert::Loss| loss.member.as_deref() == Some("lines behind a field that has only one");
        assert_eq!(collected.losses.iter().filter(member).count(), unread, "{written}");
    };
    let number = r#"{"display":"…5678","scheme":"bban","value":"12345678"}"#;
    check(":25P:12345678\nEXAMGB2L", &format!("{number} | EXAMGB2L"), 0);
    check(":25P:12345678\nEXAMGB2LXXX", &format!("{number} | EXAMGB2LXXX"), 0);
    check(":25P:12345678", &format!("{number} | -"), 0);
    check(":25P:12345678\nno bank", &format!("{number} | -"), 1);
    check(":25:12345678\nEXAMGB2L", &format!("{number} | EXAMGB2L"), 0);
}

#[test]
fn information_becomes_members() {
    let text = statement(
        ":61:2601150116D12,50NTRFOWN-1//BANK-2\n:86:105?00LASTSCHRIFT?10599?20EREF+E-1?21MREF+M-1?22CRED+DE98ZZZ?23SVWZ+Invoi?24ce 7?30EXAMDEFF?31GB82WEST12345698765432?32EXAMPLE\n GYM\n\
         :61:2601150116D1,N426NONREF\nCard payment\n:86:EXAMPLE SHOP\nPAS999\n\
         :61:2601150116D2,NCHK\n/OCMT/USD2,30/CHGS/EUR0,10\n",
        "84,5",
    );
    let (collected, _) = convert(Format::Mt940, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(
            &collected,
            "transaction",
            &[
                "kind",
                "bank_code",
                "kind_text",
                "reference",
                "description",
                "counterparty_name",
                "end_to_end_id",
                "mandate_id",
                "creditor_id"
            ]
        ),
        [
            "direct_debit | NTRF/105 | LASTSCHRIFT | Invoice 7 | - | EXAMPLE GYM | E-1 | M-1 | DE98ZZZ",
            "other | N426 | - | - | Card payment\nEXAMPLE SHOP\nPAS999 | - | - | - | -",
            "cheque | NCHK | - | - | - | - | - | - | -",
        ]
    );
    assert_eq!(
        lines(&collected, "transaction", &["source_ids"])[0],
        r#"[{"scheme":"customer_ref","value":"OWN-1"},{"scheme":"acct_svcr_ref","value":"BANK-2"},{"scheme":"batch","value":"599"}]"#
    );
    assert_eq!(
        lines(&collected, "transaction", &["original_amount", "original_currency", "fee_amount", "is_foreign"])[2],
        "-2.30 | USD | -0.10 | true"
    );
}

/// Statements as banks of several countries write them.
#[test]
fn dresses_of_banks() {
    let members = [
        "amount",
        "kind",
        "bank_code",
        "reference",
        "description",
        "counterparty_name",
        "counterparty_number",
        "ultimate_name",
        "fee_amount",
    ];
    let check = |account: &str, currency: &str, row: &str, expected: &str| {
        let text = format!(
            ":20:REF\r\n:25:{account}\r\n:28C:1/1\r\n:60F:C260114{currency}100,00\r\n{}\r\n:62F:C260131{currency}0,\r\n-\r\n",
            row.replace('\n', "\r\n")
        );
        let (collected, summary) = convert(Format::Mt940, text.as_bytes(), &Options::default());
        assert_eq!((summary.converted, summary.lost), (1, 0), "{row}");
        let unread: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
        assert_eq!(unread, ["20 (reference of the message)", "28 (number of the statement)"], "{row}");
        assert_eq!(lines(&collected, "transaction", &members), [expected], "{row}");
    };
    let iban = r#"{"display":"…5432","scheme":"iban","value":"GB82WEST12345698765432"}"#;
    // German: one line, with the extension of the code at its end.
    check(
        "10020030/1234567EUR",
        "EUR",
        ":61:2601150115CR12,50N062NONREF\n:86:166?00GUTSCHR. UEBERWEISUNG?109249?20SVWZ+Miete Januar?30EXAMDEFFXXX?31GB82WEST12345698765432?32J EXAMPLE?34011",
        &format!("12.50 | transfer_in | N062/166/011 | Miete Januar | - | J EXAMPLE | {iban} | - | -"),
    );
    // A direct debit that came back, with what the other bank charged.
    check(
        "10020030/1234567",
        "EUR",
        ":61:2601150115DR13,50NRTINONREF\n/OCMT/EUR10,00//CHGS/EUR3,50/\n:86:109?00RUECKLASTSCHRIFT?109310?20EREF+E-1?21MREF+M-1?22COAM+3,50?23OAMT+10,00?24SVWZ+Beitrag 2026?25ABWE+K. EXAMPLE?30EXAMDEFF?31GB82WEST12345698765432?32J EXAMPLE?34914\n",
        &format!(
            "-13.50 | direct_debit | NRTI/109/914 | Beitrag 2026 | OAMT+10,00 | J EXAMPLE | {iban} | K. EXAMPLE | -3.50"
        ),
    );
    // Dutch: the other number, or the bank's own code, stands below the row.
    check(
        "GB82WEST12345698765432 EUR",
        "EUR",
        ":61:260115D000000000012,50N541NONREF\nGB82WEST12345698765432\n:86:/EREF/E-1/BENM//NAME/J. Example/ADDR/Street 1/REMI/Invoice 7/ISDT/2026-01-15",
        &format!("-12.50 | other | N541 | Invoice 7 | /ADDR/Street 1\n/ISDT/2026-01-15 | J. Example | {iban} | - | -"),
    );
    check(
        "GB82WEST12345698765432EUR",
        "EUR",
        ":61:2601150115C1,56NTRFEREF//00000000001005\n/TRCD/00100/\n:86:/EREF/E1//CNTP/GB82WEST12345698765432/EXAMNL2A/SHOP B.V./UTRECHT//REMI/USTD//Invoice 7/",
        &format!("1.56 | transfer_in | NTRF/00100 | Invoice 7 | UTRECHT | SHOP B.V. | {iban} | - | -"),
    );
    check(
        "GB82WEST12345698765432",
        "EUR",
        ":61:2601150115D9,NDDTNONREF\n:86:/TRTP/SEPA Incasso algemeen doorlopend/CSID/NL22ZZZ644413410000\n/NAME/ENERGY CO/MARF/2348290/REMI/Factuur 5 van januari/IBAN/GB82WEST1\n2345698765432/BIC/EXAMNL2N/EREF/9875626",
        &format!("-9 | direct_debit | NDDT | Factuur 5 van januari | - | ENERGY CO | {iban} | - | -"),
    );
    // Polish: other delimiters, the number in one piece, the third letter of the currency behind the mark.
    check(
        "/PL61109010140000071219812874",
        "PLN",
        ":61:2601150115DN500,00NTRFNONREF//8327000090031789\n944-PRZELEW\n:86:020~00VE02~20Faktura 7/2026~2100000~30EXAMPLPW~31~32J EXAMPLE~33KRAKOW~38GB82WEST12345698765432",
        &format!(
            "-500.00 | transfer_out | NTRF/020 | - | 944-PRZELEW\nFaktura 7/2026\n00000 | J EXAMPLEKRAKOW | {iban} | - | -"
        ),
    );
    // Swiss: free text, in which a question mark is one.
    check(
        "CH9300762011623852957",
        "CHF",
        ":61:2601150115DF45,40FTRFNONREF//9930160TI1234567\nMANUAL ORDER\n:86:E-BANKING ORDER?EXAMPLE AG?8000 ZURICH?INVOICE 7",
        "-45.40 | transfer_out | FTRF | - | MANUAL ORDER\nE-BANKING ORDER?EXAMPLE AG?8000 ZURICH?INVOICE 7 | - | - | - | -",
    );
}

/// The second page goes on where the first one stopped.
/// A time that is cut at its colon looks like a field, and a message without an end is followed by the next one.
#[test]
fn texts_that_look_like_fields() {
    let check = |info: &str, expected: &str| {
        let text = statement(&format!(":61:2601150116D12,50NTRFNONREF\n:86:{info}\n"), "87,50");
        let (collected, _) = convert(Format::Mt940, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), Vec::<String>::new(), "{info}");
        assert_eq!(lines(&collected, "transaction", &["description"]), [expected], "{info}");
    };
    check("card payment 15-01-2026 16\n:26:37 shop", "card payment 15-01-2026 16\n:26:37 shop");
    check("paid at\n:00:00/ 17", "paid at\n:00:00/ 17");
    check("paid\n:NSF:more", "paid");
    let cut = format!(
        "{{1:F01EXAMPLPW0000000000}}{{4:\n{HEAD}:61:2601150116D12,50NTRFNONREF\n:86:LUNCH\n\
         {{1:F01EXAMPLPW0000000000}}{{4:\n{}",
        statement(":61:2601200120D7,NTRFNONREF\n:86:SHOP\n", "93,")
    );
    let (collected, _) = convert(Format::Mt940, cut.as_bytes(), &Options::default());
    assert_eq!(lines(&collected, "transaction", &["description"]), ["LUNCH", "SHOP"]);
}

#[test]
fn pages_make_one_statement() {
    let text = ":20:R\n:25:1/2\n:28C:7/1\n:60F:C260114EUR10,\n:61:2601150115D1,NTRF\n:62M:C260115EUR9,\n-\n\
                :20:R\n:25:1/2\n:28C:7/2\n:60M:C260115EUR9,\n:61:2601160116D2,NTRF\n:62F:C260116EUR7,\n-\n\
                :20:R\n:25:1/2\n:28C:8/1\n:60F:C260116EUR7,\n:61:2601170117D3,NTRF\n:62F:C260117EUR4,\n-\n";
    let (collected, summary) = convert(Format::Mt940, text.as_bytes(), &Options::default());
    assert_eq!((codes(&collected), summary.converted), (vec![], 3));
    let figures: Vec<_> =
        summary.controls.iter().map(|control| (control.figure, control.checked, control.breaks)).collect();
    assert_eq!(figures, [("closing balance", 2, 0), ("opening balance", 1, 0)]);
    assert_eq!(lines(&collected, "balance", &["kind"]).len(), 4);
    let (series, _) = collected.series.last().expect("a series");
    let incomplete: Vec<String> = series.incomplete.iter().map(ToString::to_string).collect();
    assert_eq!(incomplete, ["2026-01-14"], "the day between two statements is whole");
}

#[test]
fn statements_in_any_order_and_of_several_accounts() {
    let one = |account: &str, day: &str, before: &str, after: &str| {
        format!(":20:R\n:25:{account}\n:60F:C2601{before}\n:61:2601{day}01{day}D1,NTRF\n:62F:C2601{after}\n-\n")
    };
    let text = [
        one("1/2", "16", "15EUR9,", "16EUR8,"),
        one("1/3", "16", "15EUR5,", "16EUR4,"),
        one("1/2", "15", "14EUR10,", "15EUR9,"),
        one("1/2", "16", "15USD9,", "16USD8,"),
    ]
    .concat();
    let (collected, _) = convert(Format::Mt940, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(&collected, "transaction", &["account", "date", "currency", "seq"]),
        [
            "account | 2026-01-15 | EUR | 0",
            "account | 2026-01-16 | EUR | 1",
            "account-2 | 2026-01-16 | EUR | 0",
            "account-3 | 2026-01-16 | USD | 0",
        ]
    );
    assert_eq!(
        lines(&collected, "account", &["id", "pool"]),
        ["account | pool-1", "account-2 | -", "account-3 | pool-1"]
    );
}

#[test]
fn control_figures() {
    let check = |text: &str, expected: &[&str]| {
        let (collected, _) = convert(Format::Mt940, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), expected, "{text}");
    };
    check(&statement(":61:2601150116D12,50NTRF\n", "87,51"), &["convert-control-figure 1"]);
    check(&statement(":61:2601150116D1,NTRF\n:90D:1EUR1,\n:90C:0EUR0,\n", "99,"), &[]);
    check(&statement(":61:2601150116D1,NTRF\n:90D:2EUR1,\n", "99,"), &["convert-control-figure 1"]);
    check(&statement(":61:2601150116D1,NTRF\n:90D:1EUR2,\n", "99,"), &["convert-control-figure 1"]);
    // A row before the period.
    check(&statement(":61:2601150101D1,NTRF\n", "99,"), &["convert-control-figure"]);
    let gap = format!(
        "{}{}",
        statement("", "100,"),
        statement("", "100,").replace("C260114EUR100", "C260131EUR101").replace("C260131EUR100,\n", "C260201EUR101,\n")
    );
    check(&gap, &["convert-control-figure"]);
}

/// Whatever is wrong is said with its line, and the other rows are kept.
#[test]
fn damage_has_a_place() {
    let check = |row: &str, expected: &str, line: u64| {
        let text = statement(&format!(":61:2601150116D1,NTRF\n{row}\n:61:2601150116D1,NTRF\n"), "98,");
        let (collected, summary) = convert(Format::Mt940, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), [expected], "{row}");
        assert_eq!(collected.findings[0].location.line, Some(line), "{row}");
        assert_eq!(summary.converted, 2, "{row}");
    };
    check(":61:2613150116D1,NTRF", "convert-date 2", 6);
    check(":61:2601159916D1,NTRF", "convert-date 2", 6);
    check(":61:2601150116D1.000NTRF", "convert-amount 2", 6);
    check(":61:2601150116D1,1,1NTRF", "convert-amount 2", 6);
    check(":61:2601150116D1234567890123,NTRF", "convert-amount 2", 6);
    check(":61:", "convert-structure 2", 6);
    check(":64:C261387EUR1,", "convert-date", 6);
}

#[test]
fn whole_files_that_are_refused() {
    let check = |text: &[u8], expected: &[&str], lost: u64| {
        let (collected, summary) = convert(Format::Mt940, text, &Options::default());
        assert_eq!(codes(&collected), expected, "{}", String::from_utf8_lossy(text));
        assert_eq!((summary.converted, summary.lost), (0, lost));
    };
    check(b"", &["convert-structure"], 0);
    check(b"Date,Amount\n", &["convert-structure"], 0);
    check(b":20:R\n:61:2601150116D1,NTRF\n", &["convert-currency"], 1);
    check(b":20:R\n:86:caf\xE9\n", &["convert-encoding"], 0);
}

#[test]
fn envelopes_and_line_ends() {
    let plain = statement(":61:2601150116D1,NTRF\n:86:166?00X?20a\nb\n", "99,");
    let expected = rows(&plain);
    for text in [
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        format!("{{1:F01EXAMPLE}}{{2:O940}}{{4:\n{}", plain.replace("-\n", "-}\n")),
        format!("EXAMNL2A\n940\nEXAMNL2A\n{plain}\nEXAMNL2A\n"),
        format!("\u{e4}4:\n{}", plain.replace("-\n", "-\u{e5}\n")),
        format!("\u{FEFF}{}", plain.replace("-\n", "")),
    ] {
        assert_eq!(rows(&text), expected, "{text}");
    }
}

/// Every file of the corpus: rows, sum, accounts, findings. The fixtures were put together by hand, so most of their
/// balances do not follow from their rows, and some of their dates are none.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/mt940") else { return };
    let mut options = Options::default();
    options.currency = Some("EUR".parse().expect("a currency"));
    let latin = {
        let mut options = options.clone();
        options.encoding = Some(Encoding::WINDOWS_1252);
        options
    };
    let found: Vec<String> = files(&folder.join("railslove__cmxl/spec/fixtures"), &[".txt"])
        .iter()
        .map(|(name, bytes)| {
            let latin_1 = name.contains("8859");
            let guess = Format::guess(bytes);
            if !name.starts_with("lines") && !name.starts_with("statement") {
                assert!(matches!(guess, Guess::Certain { format: Format::Mt940, .. }), "{name}");
            }
            let (collected, summary) = convert(Format::Mt940, bytes, if latin_1 { &latin } else { &options });
            format!(
                "{name}: {}+{} rows, {}, {} accounts, {} balances, {}",
                summary.converted,
                summary.lost,
                sum(&collected),
                collected.records("account").count(),
                collected.records("balance").count(),
                codes(&collected).join(" ")
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "lines/account_balance_credit.txt: 0+0 rows, 0.00, 1 accounts, 1 balances, ",
            "lines/account_balance_debit.txt: 0+0 rows, 0.00, 1 accounts, 1 balances, ",
            "lines/account_balance_debit_broken.txt: 0+0 rows, 0.00, 1 accounts, 1 balances, ",
            "lines/account_identification_iban.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/account_identification_legacy.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/available_balance.txt: 0+0 rows, 0.00, 1 accounts, 1 balances, ",
            "lines/closing_balance.txt: 0+0 rows, 0.00, 1 accounts, 1 balances, ",
            "lines/entry_date.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/floor_limit_indicator_both.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/floor_limit_indicator_credit.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/floor_limit_indicator_debit.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/reference.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/statement_details.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/statement_details_empty_fields.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/statement_line.txt: 5+0 rows, 653.00, 1 accounts, 0 balances, ",
            "lines/statement_number.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/statement_ocmt.txt: 1+0 rows, -12.34, 1 accounts, 0 balances, ",
            "lines/statement_ocmt_chgs.txt: 1+0 rows, -56.78, 1 accounts, 0 balances, ",
            "lines/statement_supplementary_complex.txt: 1+0 rows, -79.00, 1 accounts, 0 balances, ",
            "lines/statement_supplementary_plain.txt: 1+0 rows, -21.00, 1 accounts, 0 balances, ",
            "lines/vmk_summary_credit.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "lines/vmk_summary_debit.txt: 0+0 rows, 0.00, 0 accounts, 0 balances, ",
            "mt940-abnamro.txt: 10+0 rows, -345.93, 1 accounts, 4 balances, convert-control-figure 1 convert-control-figure 9 convert-control-figure",
            "mt940-deutsche_bank.txt: 16+0 rows, 12327.30, 3 accounts, 5 balances, convert-date",
            "mt940-handelsbank.txt: 0+0 rows, 0.00, 1 accounts, 6 balances, ",
            "mt940-headers.txt: 0+1 rows, 0.00, 1 accounts, 1 balances, convert-date convert-date 1",
            "mt940-iso8859-1.txt: 2+0 rows, 2200.00, 1 accounts, 1 balances, convert-date",
            "mt940-windows-line-breaks.txt: 2+0 rows, 2200.00, 1 accounts, 2 balances, convert-control-figure",
            "mt940-with-colon-after-line-break.txt: 1+0 rows, -6800.00, 1 accounts, 1 balances, ",
            "mt940-with-detailed-end-balance.txt: 1+0 rows, 1.00, 1 accounts, 2 balances, convert-control-figure 1",
            "mt940.txt: 27+0 rows, 12414.60, 3 accounts, 7 balances, convert-date convert-control-figure 17",
            "mt942.txt: 2+0 rows, 19584.00, 1 accounts, 0 balances, ",
            "statement-details-mt940.txt: 1+0 rows, -1.62, 1 accounts, 0 balances, ",
            "statement-details-mt942.txt: 1+0 rows, -1.62, 1 accounts, 0 balances, ",
            "statement-mt940.txt: 2+0 rows, -3.24, 1 accounts, 0 balances, ",
        ]
    );
}
