//! OFX: the forms banks write, what is refused, and the corpus.

use std::fmt::Write as _;

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{Collected, Format, Guess, Options};

const HEADER: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n";
const MEMBERS: &[&str] = &["date", "amount", "currency", "kind", "description", "seq"];

/// An SGML statement around these transactions.
fn statement(transactions: &str) -> String {
    format!(
        "{HEADER}<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260420101500[0:GMT]<FI><ORG>Example Bank</FI></SONRS></SIGNONMSGSRSV1>\
         <BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR\
         <BANKACCTFROM><BANKID>EXAMPLE<ACCTID>DE89370400440532013000<ACCTTYPE>CHECKING</BANKACCTFROM>\
         <BANKTRANLIST><DTSTART>20260301<DTEND>20260331{transactions}</BANKTRANLIST>\
         <LEDGERBAL><BALAMT>120.50<DTASOF>20260331</LEDGERBAL><AVAILBAL><BALAMT>620.50<DTASOF>20260420101500[+2:CEST]</AVAILBAL>\
         </STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
}

fn transaction(more: &str) -> String {
    format!("<STMTTRN><TRNTYPE>POS<DTPOSTED>20260305<TRNAMT>-5.00<FITID>1<NAME>SHOP{more}</STMTTRN>")
}

fn read(text: impl AsRef<[u8]>) -> Collected {
    convert(Format::Ofx, text.as_ref(), &Options::default()).0
}

/// The same statement with open and closed leaves, as XML, on one line, without a header, with another first line.
#[test]
fn forms_of_one_statement() {
    let sgml = statement(&format!(
        "{}<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260302120000.000[-5:EST]<TRNAMT>1250,00<FITID>0<NAME>A&amp;B<MEMO>A&amp;B Ltd salary</STMTTRN>",
        transaction("")
    ));
    let xml = {
        let body = sgml.split_once("<OFX>").expect("a body").1;
        // Close every leaf: a text ends where the next tag begins.
        let mut closed = String::new();
        for part in body.split('<').skip(1) {
            let (name, text) = part.split_once('>').expect("a tag");
            closed.extend(["<", name, ">", text]);
            if !text.is_empty() {
                closed.extend([
                    "</", name, ">
",
                ]);
            }
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\r\n<OFX>{closed}"
        )
    };
    let expected =
        ["2026-03-02 | 1250.00 | EUR | other | A&B Ltd salary | 0", "2026-03-05 | -5.00 | EUR | card | SHOP | 1"];
    let check = |text: &str| {
        let collected = read(text);
        assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
        assert_eq!(lines(&collected, "transaction", MEMBERS), expected, "{text}");
        assert_eq!(
            lines(&collected, "account", &["id", "as_of", "kind", "currency", "servicer", "number"]),
            [
                r#"current | 2026-03-31 | current | EUR | Example Bank | {"display":"…3000","scheme":"iban","value":"DE89370400440532013000"}"#
            ]
        );
        assert_eq!(
            lines(&collected, "balance", &["date", "kind", "amount", "credit_line_included", "at"]),
            [
                "2026-03-31 | closing_booked | 120.50 | no | -",
                "2026-04-20 | interim_available | 620.50 | unknown | 2026-04-20T10:15:00+02:00"
            ]
        );
        let (series, _) = collected.series.last().expect("transactions come last");
        assert_eq!(
            format!("{} {} {} {:?}", series.name(), series.from, series.to, series.incomplete.len()),
            "current/transaction 2026-03-01 2026-04-01 0"
        );
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Ofx, .. }));
    };
    check(&sgml);
    check(&sgml.replace('<', "\r\n  <"));
    check(&sgml.replace(HEADER, ""));
    check(&sgml.replace(HEADER, &HEADER.replace('\n', " ")));
    check(&sgml.replace(HEADER, "\n\n\n\n\n\n<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?>"));
    check(&xml);
    check(&sgml.replace("</STMTTRN><STMTTRN>", "<STMTTRN>"));
    check(&format!("\u{FEFF}{sgml}"));
}

#[test]
fn values() {
    let check = |element: &str, members: &[&str], expected: &str| {
        let collected = read(statement(element));
        assert_eq!(codes(&collected), Vec::<String>::new(), "{element}");
        assert_eq!(lines(&collected, "transaction", members), [expected], "{element}");
    };
    check(
        &transaction("<CHECKNUM>000<REFNUM>R7"),
        &["source_ids"],
        r#"[{"scheme":"fitid","value":"1"},{"scheme":"reference_number","value":"R7"}]"#,
    );
    check(&transaction("<DTUSER>20260304<DTAVAIL>20260306"), &["executed_on", "value_date"], "2026-03-04 | 2026-03-06");
    check(&transaction("<MEMO>AT&amp;amp;T &lt;1&gt;"), &["description"], "SHOP\nAT&T <1>");
    check(&transaction("<MEMO><![CDATA[a <b> & c]]>"), &["description"], "SHOP\na <b> & c");
    check(&transaction("<MEMO>card ****1234"), &["description", "description_masked"], "SHOP\ncard *1234 | partial");
    check(
        &transaction("<PAYEE><NAME>Example Ltd</PAYEE>"),
        &["description", "counterparty_name"],
        "SHOP | Example Ltd",
    );
    check(
        &transaction("<BANKACCTTO><BANKID>12<ACCTID>345678</BANKACCTTO>"),
        &["counterparty_number"],
        r#"{"display":"…5678","scheme":"bban","value":"12 345678"}"#,
    );
    check(
        &transaction("<CURRENCY><CURRATE>1.1<CURSYM>usd</CURRENCY>"),
        &["amount", "currency", "is_foreign"],
        "-5.00 | USD | true",
    );
    check(
        &transaction("<ORIGCURRENCY><CURRATE>0,9<CURSYM>USD</ORIGCURRENCY>"),
        &["currency", "is_foreign", "original_currency", "fx_rate"],
        "EUR | true | USD | 0.9",
    );
    check(&transaction("<CURRENCY><CURRATE>1<CURSYM>EUR</CURRENCY>"), &["currency", "is_foreign"], "EUR | -");
    check(&transaction("").replace("-5.00", "+5"), &["amount", "kind", "reversal"], "5 | card | true");
    check(&transaction("").replace("-5.00", "-00005.5000"), &["amount"], "-5.5000");
    check(&transaction("").replace("-5.00", "-1.234.567,89"), &["amount"], "-1234567.89");
    check(&transaction("").replace("-5.00", "+1,006.60"), &["amount"], "1006.60");
    check(&transaction("").replace("-5.00", "+ 1 006,60"), &["amount"], "1006.60");
    check(&transaction("").replace("-5.00", "-1.234"), &["amount"], "-1.234");
    check(
        &transaction("<CHKNUM>104"),
        &["source_ids"],
        r#"[{"scheme":"fitid","value":"1"},{"scheme":"check_number","value":"104"}]"#,
    );
    check(&transaction("").replace(">POS", ">SRVCHG"), &["kind", "fee_kind", "kind_text"], "fee | account | SRVCHG");
    check(&transaction("").replace(">POS", ">INT"), &["kind"], "interest_charged");
    check(&transaction("").replace("<FITID>1", "<FITID>"), &["source_ids", "id_stability"], "- | derived");
    // An offset never moves a booking day.
    check(&transaction("").replace("20260305", "20260305000000[+9:JST]"), &["date"], "2026-03-05");
    check(&transaction("").replace("20260305", "20260305235959[-11.30]"), &["date"], "2026-03-05");
}

#[test]
fn elements_that_are_lost() {
    let check = |element: &str, expected: &[&str]| {
        let collected = read(statement(&format!("{}{element}{}", transaction(""), transaction(""))));
        assert_eq!(codes(&collected), expected, "{element}");
        assert_eq!(collected.losses.len(), 1, "{element}");
        assert_eq!(collected.losses[0].row, Some(2), "{element}");
        assert_eq!(lines(&collected, "transaction", &["seq"]), ["0", "1"], "{element}");
    };
    let with = |from: &str, to: &str| transaction("").replace(from, to);
    check(&with("<DTPOSTED>20260305", ""), &["convert-date 2"]);
    check(&with("<DTPOSTED>20260305", "<DTPOSTED>"), &["convert-date 2"]);
    check(&with("20260305", "20260231"), &["convert-date 2"]);
    check(&with("20260305", "03/05/2026"), &["convert-date 2"]);
    check(&with("<TRNAMT>-5.00", ""), &["convert-amount 2"]);
    check(&with("-5.00", "$5"), &["convert-amount 2"]);
    check(&with("-5.00", "-"), &["convert-amount 2"]);
    check(&with("-5.00", "1.234.567"), &["convert-amount 2"]);
    check(&with("-5.00", "1,23.00"), &["convert-amount 2"]);
    check(&with("-5.00", "1e3"), &["convert-amount 2"]);
    check(&with("-5.00", "1234567890123"), &["convert-amount 2"]);
    check(&transaction("<CURRENCY><CURSYM>EURO</CURRENCY>"), &["convert-currency 2"]);
    check(&transaction(&"<X>1".repeat(300)), &["convert-structure 2"]);
}

#[test]
fn what_no_member_takes_is_named() {
    let collected = read(statement(&transaction("<SIC>5411<EXTDNAME>x<NAME>again<PAYEE><ADDR1>Street 1</PAYEE>")));
    let losses: Vec<String> = collected
        .losses
        .iter()
        .map(|loss| format!("{:?} {}", loss.row, loss.member.clone().unwrap_or_default()))
        .collect();
    assert_eq!(losses, ["Some(1) NAME", "None EXTDNAME", "None PAYEE/ADDR1", "None SIC"]);
}

#[test]
fn encodings() {
    let check = |bytes: Vec<u8>, expected: &str| {
        let collected = read(&bytes);
        assert_eq!(codes(&collected), Vec::<String>::new());
        assert_eq!(lines(&collected, "transaction", &["description"]), [expected]);
    };
    let text = statement(&transaction("<MEMO>caf\u{e9} £"));
    // Declared 1252, written in UTF-8; declared and written in 1252; UTF-16.
    check(text.clone().into_bytes(), "SHOP\ncafé £");
    check(text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect(), "SHOP\ncafé £");
    check([0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(), "SHOP\ncafé £");
    let undeclared: Vec<u8> =
        text.replace(HEADER, "").chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    assert_eq!(codes(&read(undeclared)), ["convert-encoding"]);
}

#[test]
fn whole_files_that_are_refused() {
    let check = |text: &str, expected: &[&str]| {
        let (collected, summary) = convert(Format::Ofx, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), expected, "{text}");
        assert_eq!(summary.converted, 0, "{text}");
    };
    let whole = statement(&transaction(""));
    check("", &["convert-records-present"]);
    check("<OFX></OFX>", &["convert-records-present"]);
    check(&whole.replace("<OFX>", "<!DOCTYPE OFX [<!ENTITY a \"b\">]><OFX>"), &["convert-structure"]);
    check(
        whole
            .replace("<CODE>0<SEVERITY>INFO", "<CODE>15500<SEVERITY>ERROR")
            .split("<BANKMSGSRSV1>")
            .next()
            .unwrap_or_default(),
        &["convert-structure", "convert-records-present"],
    );
    check(&whole.replace("<CURDEF>EUR", "<CURDEF>"), &["convert-currency"]);
    check(&whole[..whole.find("<NAME>").expect("a name")], &["convert-structure 1", "convert-structure"]);
}

#[test]
fn a_cut_file_is_said_to_be_cut() {
    let whole = statement(&format!("{}{}", transaction(""), transaction("")));
    let cut = &whole[..whole.rfind("<NAME>").expect("a name")];
    let (collected, summary) = convert(Format::Ofx, cut.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), ["convert-structure 2", "convert-structure"]);
    assert_eq!((summary.converted, summary.lost), (1, 1));
}

/// Movements that a bank expects stand in a list of their own: each is a row that no record carries, and nothing of it becomes
/// part of a movement that is booked.
#[test]
fn movements_that_are_not_booked() {
    let pending = |end: &str| format!("<STMTTRNP><TRNTYPE>POS<DTTRAN>20260401<TRNAMT>-7.00<NAME>LATER{end}");
    let list = |pending: &str| format!("<BANKTRANLISTP><DTASOF>20260401{pending}</BANKTRANLISTP>");
    let whole = statement(&transaction(""));
    let expected = lines(&read(&whole), "transaction", MEMBERS);
    let check = |pending: &str, count: u64| {
        let text = whole.replace("</BANKTRANLIST>", &format!("</BANKTRANLIST>{}", list(pending)));
        let (collected, summary) = convert(Format::Ofx, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
        assert_eq!(lines(&collected, "transaction", MEMBERS), expected, "{text}");
        assert_eq!((summary.read, summary.lost), (1 + count, count), "{text}");
        assert_eq!(collected.losses.iter().filter(|loss| loss.member.is_some()).count(), 0, "{:?}", collected.losses);
    };
    check("", 0);
    check(&pending("</STMTTRNP>"), 1);
    check(&pending("</STMTTRNP>").repeat(3), 3);
    // Without their end tags.
    check(&pending("").repeat(2), 2);
}

/// Transfers and what else a bank was asked for are lost as a whole, whether it did them or not, and say nothing about a
/// statement beside them.
#[test]
fn orders_are_no_statements() {
    let whole = statement(&transaction(""));
    let expected = lines(&read(&whole), "transaction", MEMBERS);
    let check = |order: &str, name: &str| {
        let transfer = format!(
            "<{order}><TRNUID>7<STATUS><CODE>2000<SEVERITY>ERROR</STATUS><{name}><CURDEF>USD<SRVRTID>9<XFERINFO>\
             <BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>SAVINGS</BANKACCTFROM><BANKACCTTO><BANKID>1<ACCTID>3\
             </BANKACCTTO><TRNAMT>77.00</XFERINFO><DTPOSTED>20260306</{name}></{order}>"
        );
        let before = whole.replace("<BANKMSGSRSV1>", &format!("<BANKMSGSRSV1>{transfer}"));
        let after = whole.replace("</BANKMSGSRSV1>", &format!("{transfer}</BANKMSGSRSV1>"));
        let alone = format!("{HEADER}<OFX><BANKMSGSRSV1>{transfer}</BANKMSGSRSV1></OFX>");
        for (text, findings) in [(before, &[][..]), (after, &[][..]), (alone, &["convert-records-present"][..])] {
            let collected = read(&text);
            assert_eq!(codes(&collected), findings, "{text}");
            let rows = lines(&collected, "transaction", MEMBERS);
            assert_eq!(rows, if findings.is_empty() { expected.clone() } else { Vec::new() }, "{text}");
            let lost = collected.losses.iter().filter(|loss| loss.member.as_deref() == Some(order));
            assert!(lost.map(|loss| &loss.reason).all(|reason| reason.starts_with("an order")), "{text}");
            assert!(
                collected.losses.iter().any(|loss| loss.member.as_deref() == Some(order)),
                "{:?}",
                collected.losses
            );
            assert!(
                !collected.losses.iter().any(|loss| loss.reason.contains("of an element")),
                "{:?}",
                collected.losses
            );
        }
    };
    check("INTRATRNRS", "INTRARS");
    check("INTERTRNRS", "INTERRS");
    check("INTRASYNCRS", "INTRARS");
    check("STPCHKTRNRS", "STPCHKRS");
    check("CCSTMTENDTRNRS", "CCSTMTENDRS");
}

/// What stands outside the list of a statement is lost, and what comes after it keeps its number.
#[test]
fn transactions_out_of_place() {
    let stray = "</BANKTRANLIST><STMTTRN><DTPOSTED>20260306<TRNAMT>7</STMTTRN><BANKTRANLIST>";
    let text = statement(&format!("{}{stray}{}", transaction(""), transaction("")));
    let (collected, summary) = convert(Format::Ofx, text.as_bytes(), &Options::default());
    assert_eq!((summary.converted, summary.lost), (2, 1));
    assert_eq!(lines(&collected, "transaction", &["amount", "source_ref"]), ["-5.00 | row:1", "-5.00 | row:3"]);
    let late = statement(&transaction(""))
        .replace("<CURDEF>EUR", "")
        .replace("</BANKTRANLIST>", "</BANKTRANLIST></X><CURDEF>EUR");
    let (collected, summary) = convert(Format::Ofx, late.as_bytes(), &Options::default());
    assert_eq!((codes(&collected), summary.converted, summary.lost), (vec!["convert-currency".to_owned()], 0, 1));
}

/// A point that parts thousands in one amount is no decimal sign in another.
/// A row that replaces another or takes it back is no movement beside it; one without an amount is none at all, and its
/// day is not promised.
#[test]
fn rows_that_correct_others() {
    let row = |fitid: &str, amount: &str, more: &str| {
        transaction(more).replace("<FITID>1", &format!("<FITID>{fitid}")).replace("-5.00", amount)
    };
    let check = |rows: &[String], expected: &[&str], lost: &[&str]| {
        let (collected, summary) = convert(Format::Ofx, statement(&rows.concat()).as_bytes(), &Options::default());
        assert_eq!(codes(&collected), Vec::<String>::new(), "{rows:?}");
        assert_eq!(lines(&collected, "transaction", &["amount", "source_ref"]), expected, "{rows:?}");
        assert_eq!(summary.read, summary.converted + summary.lost);
        let found: Vec<String> = collected
            .losses
            .iter()
            .map(|loss| format!("{} {}", loss.row.unwrap_or_default(), loss.member.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, lost, "{rows:?}");
    };
    let replaces = "<CORRECTFITID>1<CORRECTACTION>REPLACE";
    let deletes = "<CORRECTFITID>1<CORRECTACTION>delete";
    check(&[row("1", "-5", ""), row("2", "-6", replaces)], &["-6 | row:2"], &["1 "]);
    check(&[row("2", "-6", replaces), row("1", "-5", "")], &["-6 | row:1"], &["2 "]);
    check(&[row("1", "-5", ""), row("2", "-5", deletes), row("3", "-7", "")], &["-7 | row:3"], &["2 ", "1 "]);
    // What it corrects stands in another file.
    check(&[row("2", "-6", replaces)], &["-6 | row:1"], &["0 CORRECTFITID"]);
    check(&[row("2", "-6", deletes), row("3", "-7", "")], &["-7 | row:2"], &["1 ", "0 CORRECTFITID"]);
    check(&[row("2", "-6", "<CORRECTACTION>REPLACE")], &["-6 | row:1"], &["0 CORRECTACTION"]);
    check(&[row("1", "-5", ""), row("0", "   .  ", "<MEMO>BALANCE OF THE DAY")], &["-5 | row:1"], &["2 "]);
    let text = statement(&(row("1", "-5", "") + &row("0", " . ", "").replace("20260305", "20260306")));
    let (collected, _) = convert(Format::Ofx, text.as_bytes(), &Options::default());
    let (series, _) = collected.series.last().expect("a series");
    let day = pannier_model::value::Date::parse("2026-03-06").expect("a day");
    assert!(series.incomplete.contains(&day), "{series:?}");
}

#[test]
fn point_and_comma_in_one_file() {
    let check = |amounts: [&str; 2], expected: &[&str]| {
        let rows: String = amounts.iter().map(|amount| transaction("").replace("-5.00", amount)).collect();
        assert_eq!(codes(&read(statement(&rows))), expected, "{amounts:?}");
    };
    check(["-1.234,56", "-1.234,00"], &[]);
    check(["-1.234,56", "-2,50"], &[]);
    check(["-1.234,56", "-2.500"], &["convert-amount"]);
    check(["-2,500", "+1,234.56"], &["convert-amount"]);
    check(["-2,500", "-2.50"], &[]);
}

/// The money of an account with a broker, beside securities that no record holds.
#[test]
fn investment_statements() {
    let broker = |list: &str, more: &str| {
        format!(
            "{HEADER}<OFX><SIGNONMSGSRSV1><SONRS><DTSERVER>20260420101500</SONRS></SIGNONMSGSRSV1><INVSTMTMSGSRSV1>\
             <INVSTMTTRNRS><INVSTMTRS><DTASOF>20260331<CURDEF>USD<INVACCTFROM><BROKERID>broker.example<ACCTID>55667711</INVACCTFROM>\
             <INVTRANLIST><DTSTART>20260301<DTEND>20260304{list}</INVTRANLIST>{more}</INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>"
        )
    };
    let cash =
        format!("<INVBANKTRAN>{}<SUBACCTFUND>CASH</INVBANKTRAN>", transaction("").replace("20260305", "20260303"));
    let bought = "<BUYSTOCK><INVBUY><INVTRAN><FITID>9<DTTRADE>20260302</INVTRAN><SECID><UNIQUEID>1</SECID><UNITS>3\
                  <TOTAL>-30.00<SUBACCTFUND>CASH</INVBUY><BUYTYPE>BUY</BUYSTOCK>";
    let check = |text: &str, lost: &[&str], days: usize, rows: &[&str], balances: &[&str]| {
        let (collected, summary) = convert(Format::Ofx, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
        assert_eq!(summary.read, summary.converted + summary.lost, "{text}");
        let losses: Vec<String> = collected
            .losses
            .iter()
            .map(|loss| format!("{} {}", loss.row.unwrap_or_default(), loss.member.clone().unwrap_or_default()))
            .collect();
        assert_eq!(losses, lost, "{text}");
        assert_eq!(
            lines(&collected, "account", &["kind", "currency", "number"]),
            [r#"investment | USD | {"display":"…7711","scheme":"bban","value":"broker.example 55667711"}"#]
        );
        assert_eq!(lines(&collected, "transaction", &["date", "amount", "source_ref"]), rows, "{text}");
        assert_eq!(lines(&collected, "balance", &["date", "kind", "amount"]), balances, "{text}");
        let series =
            collected.series.iter().find(|series| series.0.record_type.name == "transaction").expect("a series");
        assert_eq!(series.0.incomplete.len(), days, "{text}");
    };
    check(&broker(&cash, ""), &["0 INVBANKTRAN/SUBACCTFUND"], 0, &["2026-03-03 | -5.00 | row:1"], &[]);
    check(
        &broker(
            &format!("{bought}{cash}{bought}"),
            "<INVPOSLIST><POSSTOCK><INVPOS><UNITS>3</INVPOS></POSSTOCK></INVPOSLIST>",
        ),
        &["1 ", "3 ", "0 INVBANKTRAN/SUBACCTFUND", "0 INVPOSLIST"],
        4,
        &["2026-03-03 | -5.00 | row:2"],
        &[],
    );
    check(
        &broker("", "<INVBAL><AVAILCASH>1,204.50<MARGINBALANCE>0</INVBAL>"),
        &["0 INVBAL/MARGINBALANCE"],
        0,
        &[],
        &["2026-03-31 | closing_available | 1204.50"],
    );
}

#[test]
fn long_statements_in_both_directions() {
    let elements = |days: &mut dyn Iterator<Item = usize>| {
        days.fold(String::new(), |mut text, n| {
            let (day, amount) = (n / 400 + 1, n % 7 + 1);
            let _ = write!(text, "<STMTTRN><TRNTYPE>POS<DTPOSTED>202603{day:02}<TRNAMT>-{amount}.00</STMTTRN>");
            text
        })
    };
    let ahead = read(statement(&elements(&mut (0..10_000))));
    let back = read(statement(&elements(&mut (0..10_000).rev())));
    let members = &["id", "date", "amount", "seq"];
    let lines_ahead = lines(&ahead, "transaction", members);
    assert_eq!(lines_ahead.len(), 10_000);
    assert_eq!(lines_ahead, lines(&back, "transaction", members));
}

#[test]
fn accounts_of_one_file() {
    let one = statement(&transaction(""));
    let inner = one.split_once("<STMTRS>").expect("a statement").1.split_once("</STMTRS>").expect("its end").0;
    let card = inner
        .replace("BANKACCTFROM", "CCACCTFROM")
        .replace("<BANKID>EXAMPLE", "")
        .replace("DE89370400440532013000", "4000001234567899");
    let text = one.replace("</STMTRS>", &format!("</STMTRS><STMTRS>{inner}</STMTRS><CCSTMTRS>{card}</CCSTMTRS>"));
    let collected = read(&text);
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(&collected, "account", &["id", "kind", "number"]),
        [
            r#"current | current | {"display":"…3000","scheme":"iban","value":"DE89370400440532013000"}"#,
            r#"current-2 | current | {"display":"…3000","scheme":"iban","value":"DE89370400440532013000"}"#,
            r#"card | card | {"display":"…7899","scheme":"card"}"#
        ]
    );
}

/// Every OFX file of the corpus: what was converted, or why not.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/ofx") else { return };
    let mut found = Vec::new();
    for (name, bytes) in files(&folder, &[".ofx"]) {
        assert!(matches!(Format::guess(&bytes), Guess::Certain { format: Format::Ofx, .. }), "{name}");
        let (collected, summary) = convert(Format::Ofx, &bytes, &Options::default());
        let short = name.rsplit('/').next().unwrap_or_default();
        let accounts = collected.records("account").count();
        let balances = collected.records("balance").count();
        let mut line = format!(
            "{short}: {accounts} accounts, {balances} balances, {} of {} rows, {}",
            summary.converted,
            summary.read,
            sum(&collected)
        );
        let left = collected.losses.iter().filter(|loss| loss.row.is_none()).filter_map(|loss| loss.member.clone());
        for reason in codes(&collected).into_iter().chain(left) {
            line.push_str(", ");
            line.push_str(&reason);
        }
        found.push(line);
    }
    let expected: Vec<&str> = include_str!("ofx_corpus.txt").lines().collect();
    assert!(found == expected, "{}", found.join("\n"));
}
