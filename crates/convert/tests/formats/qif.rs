//! QIF: dates that can be read in two ways, splits, several accounts, and the corpus.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{DateOrder, Format, Guess, Options};

const MEMBERS: &[&str] = &["date", "amount", "currency", "kind", "counterparty_name", "description"];

pub(crate) fn options() -> Options {
    let mut options = Options::default();
    options.currency = Some("EUR".parse().expect("a currency"));
    options
}

fn rows(text: &str) -> Vec<String> {
    let (collected, summary) = convert(Format::Qif, text.as_bytes(), &options());
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{text}");
    lines(&collected, "transaction", MEMBERS)
}

#[test]
fn one_order_of_dates_for_the_file() {
    let check = |dates: [&str; 2], expected: Result<[&str; 2], &[&str]>| {
        let text = format!("!Type:Bank\nD{}\nT-1.00\n^\nD{}\nT-2.00\n^\n", dates[0], dates[1]);
        let (collected, _) = convert(Format::Qif, text.as_bytes(), &options());
        match expected {
            Ok(days) => assert_eq!(lines(&collected, "transaction", &["date"]), days, "{dates:?}"),
            Err(expected) => assert_eq!(codes(&collected), expected, "{dates:?}"),
        }
    };
    check(["03/04/2026", "13/04/2026"], Ok(["2026-04-03", "2026-04-13"]));
    check(["03/04/2026", "04/13/2026"], Ok(["2026-03-04", "2026-04-13"]));
    check(["3/ 4'26", "13/ 4'26"], Ok(["2026-04-03", "2026-04-13"]));
    check(["27.02'2009", "28.02'2009"], Ok(["2009-02-27", "2009-02-28"]));
    check(["27 Feb 2009", "28 Feb 2009"], Ok(["2009-02-27", "2009-02-28"]));
    check(["2026-04-03", "20260404"], Ok(["2026-04-03", "2026-04-04"]));
    check(["25/12/99", "26/12/99"], Ok(["1999-12-25", "1999-12-26"]));
    check(["03/04/2026", "05/04/2026"], Err(&["convert-date"]));
    check(["13/04/2026", "04/13/2026"], Err(&["convert-date"]));
    // One damaged date is damage of its own row.
    check(["13/04/2026", "31/31/2026"], Err(&["convert-date 2"]));
}

#[test]
fn the_user_decides_what_the_file_leaves_open() {
    let text = "!Type:Bank\nD03/04/2026\nT-1.00\n^\n";
    let check = |order: DateOrder, expected: &str| {
        let options = {
            let mut o = options();
            o.date_order = Some(order);
            o
        };
        let (collected, _) = convert(Format::Qif, text.as_bytes(), &options);
        assert_eq!(lines(&collected, "transaction", &["date"]), [expected]);
    };
    check(DateOrder::DayFirst, "2026-04-03");
    check(DateOrder::MonthFirst, "2026-03-04");
    let (collected, _) = convert(Format::Qif, text.as_bytes(), &options());
    assert!(collected.findings[0].help.as_deref().is_some_and(|help| help.contains("--date-order")));
    let (collected, _) = convert(Format::Qif, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), ["convert-currency"]);
    assert!(collected.findings[0].help.as_deref().is_some_and(|help| help.contains("--currency")));
}

#[test]
fn amounts_in_one_notation() {
    let check = |amounts: [&str; 2], expected: Result<[&str; 2], &[&str]>| {
        let text = format!("!Type:Bank\nD13/04/2026\nT{}\n^\nD13/04/2026\nU{}\n^\n", amounts[0], amounts[1]);
        let (collected, _) = convert(Format::Qif, text.as_bytes(), &options());
        match expected {
            Ok(amounts) => assert_eq!(lines(&collected, "transaction", &["amount"]), amounts),
            Err(expected) => assert_eq!(codes(&collected), expected, "{amounts:?}"),
        }
    };
    check(["-1,234.50", "7"], Ok(["-1234.50", "7"]));
    check(["-1.234,50", "7,1"], Ok(["-1234.50", "7.1"]));
    check(["-1,234", "7.10"], Ok(["-1234", "7.10"]));
    check(["-1,234", "7"], Err(&["convert-amount"]));
    check(["1,50", "7.50"], Err(&["convert-amount"]));
    check(["1.50", "7.5E1"], Err(&["convert-amount 2"]));
    check(["1.50", ""], Err(&["convert-amount 2"]));
}

#[test]
fn line_ends_and_letters() {
    let expected = ["2026-04-13 | -12.50 | EUR | cheque | EXAMPLE SHOP | paper"];
    let lf = "!Type:Bank\nD13/04/2026\nT-12.50\nN1005\nPEXAMPLE SHOP\nMpaper\nCX\n^\n";
    assert_eq!(rows(lf), expected);
    assert_eq!(rows(&lf.replace('\n', "\r\n")), expected);
    assert_eq!(rows(&lf.replace('\n', "\r")), expected);
    assert_eq!(rows(&format!("\u{FEFF}!Option:AutoSwitch\n\n{}\n^\n", lf.replace("Bank", "bank "))), expected);
}

#[test]
fn categories_and_clearing() {
    let text = "!Type:Bank\nD13/04/2026\nT-1\nLGroceries\nC*\n^\nD14/04/2026\nT-2\nL[Savings]\nNATM\n^\nD14/04/2026\nT-3\nLMy own:word\nAStreet 1\nZ?\n^\n";
    let (collected, _) = convert(Format::Qif, text.as_bytes(), &options());
    assert_eq!(
        lines(&collected, "transaction", &["kind", "category", "mutable", "kind_text"]),
        ["other | groceries | - | -", "transfer_out | - | true | ATM", "other | - | true | -"]
    );
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(losses, ["A (address)", "L (category)", "Z"]);
}

#[test]
fn splits_are_details() {
    let text = "!Type:Bank\nD13/04/2026\nT-1,000.00\nPEXAMPLE LENDER\nL[Loan]\nS[Loan]\nEcapital\n$-746.36\nSMort Int\n$-253.64\n^\n";
    let (collected, summary) = convert(Format::Qif, text.as_bytes(), &options());
    assert_eq!((summary.read, summary.converted), (1, 1));
    let parent = &lines(&collected, "transaction", &["id", "details"])[0];
    let parent = parent.strip_suffix(" | 2").expect("two details");
    assert_eq!(
        lines(
            &collected,
            "transaction_detail",
            &["id", "parent", "amount", "category_text", "category", "description"]
        ),
        [
            format!("{parent}.0 | {parent} | -746.36 | [Loan] | - | capital"),
            format!("{parent}.1 | {parent} | -253.64 | Mort Int | rent_mortgage | -"),
        ]
    );
}

#[test]
fn several_accounts() {
    let text = "!Option:AutoSwitch\n!Account\nNMain\nTBank\n/30/04/2026\n$90.00\n^\n!Type:Bank\nD13/04/2026\nT-10.00\n^\n\
                !Account\nNPlastic\nTCCard\n^\n!Type:CCard\nD14/04/2026\nT-5.00\n^\n";
    let (collected, summary) = convert(Format::Qif, text.as_bytes(), &options());
    assert_eq!((summary.read, summary.converted, codes(&collected)), (2, 2, vec![]));
    assert_eq!(
        lines(&collected, "account", &["id", "kind", "as_of", "nickname", "currency"]),
        ["account | other | 2026-04-30 | Main | EUR", "account-2 | card | 2026-04-14 | Plastic | EUR"]
    );
    assert_eq!(
        lines(&collected, "balance", &["account", "date", "kind", "amount"]),
        ["account | 2026-04-30 | statement | 90.00"]
    );
    assert_eq!(lines(&collected, "transaction", &["account", "amount"]), ["account | -10.00", "account-2 | -5.00"]);
}

/// Quicken states with which balance an account begins as a record of its own, which is no movement.
#[test]
fn opening_balance_is_no_movement() {
    let text = "!Type:Bank\nD31/03/2026\nT100.00\nPOpening Balance\nL[Main]\n^\nD13/04/2026\nT-10.00\n^\n";
    let (collected, summary) = convert(Format::Qif, text.as_bytes(), &options());
    assert_eq!((summary.read, summary.converted), (2, 2));
    assert_eq!(lines(&collected, "balance", &["kind", "amount"]), ["opening_booked | 100.00"]);
    assert_eq!(lines(&collected, "transaction", &["amount"]), ["-10.00"]);
    assert_eq!(lines(&collected, "account", &["nickname"]), ["Main"]);
}

/// A memo may stand on several lines. Of anything else that stands twice, the second is named.
#[test]
fn letters_that_stand_twice() {
    let check = |more: &str, expected: &str, lost: &[&str]| {
        let text = format!("!Type:Bank\nD13/04/2026\nT-1\nPshop\nMfirst\n{more}^\n");
        let (collected, _) = convert(Format::Qif, text.as_bytes(), &options());
        assert_eq!(codes(&collected), Vec::<String>::new(), "{more}");
        let found = lines(&collected, "transaction", &["counterparty_name", "description", "source_ids", "kind_text"]);
        assert_eq!(found, [expected], "{more}");
        let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
        assert_eq!(losses, lost, "{more}");
    };
    check("Msecond\nM\nMthird\n", "shop | first\nsecond\nthird | - | -", &[]);
    check("Pother\n", "shop | first | - | -", &["P (second payee)"]);
    check("NATM\nN17\n", "shop | first | - | ATM", &["N (second number)"]);
    check("LGroceries\nLRent\n", "shop | first | - | -", &["L (second category)"]);
    check("SRent\nEa\nEb\n$-1\n", "shop | first | - | -", &["E (second memo of a split)"]);
}

#[test]
fn newest_first_is_turned_round() {
    let text = "!Type:Bank\nD14/04/2026\nT-1\nPlast\n^\nD13/04/2026\nT-1\nPsecond\n^\nD13/04/2026\nT-1\nPfirst\n^\n";
    let (collected, summary) = convert(Format::Qif, text.as_bytes(), &options());
    assert!(summary.newest_first);
    assert_eq!(
        lines(&collected, "transaction", &["counterparty_name", "seq"]),
        ["first | 0", "second | 1", "last | 2"]
    );
}

#[test]
fn refused_with_the_place() {
    let check = |text: &[u8], expected: &[&str], line: Option<u64>| {
        let (collected, _) = convert(Format::Qif, text, &options());
        assert_eq!(codes(&collected), expected, "{}", String::from_utf8_lossy(text));
        assert_eq!(collected.findings[0].location.line, line, "{}", String::from_utf8_lossy(text));
    };
    check(b"", &["convert-structure"], Some(1));
    check(b"\nDate,Amount\n", &["convert-structure"], Some(2));
    check(b"!Type:Bank\n!Type:Nonsense\n", &["convert-structure"], Some(2));
    check(b"!Type:Bank\nD13/04/2026\nT1\n", &["convert-structure 1"], Some(2));
    check(b"!Type:Bank\nD13/04/2026\nT1\nP\xE9\n^\n", &["convert-encoding"], Some(4));
    check(b"!Type:Bank\nT1\n^\nD13/04/2026\nT1\n^\n", &["convert-date 1"], Some(2));
    check(b"!Type:Bank\nD13/04/2026\nT1\n$1\nSx\n^\n", &["convert-structure 1"], Some(2));
    check(b"!Type:Bank\nD13/04/2026\nT1\nSx\n^\n", &["convert-amount 1"], Some(2));
    check(b"!Account\nTBank\n^\n", &["convert-structure 1"], Some(2));
    // The ^ between two records is missing: one of them would be lost.
    check(b"!Type:Bank\nD13/04/2026\nT1\nD14/04/2026\nT2\n^\n", &["convert-structure 1"], Some(2));
    check(b"!Type:Bank\nD13/04/2026\nT1.00\nT1.00\n^\n", &["convert-structure 1"], Some(2));
    check(b"!Type:Bank\nD13/04/2026\nT1\nSx\n$1\n$1\n^\n", &["convert-structure 1"], Some(2));
}

/// Every QIF file of the corpus: what it gives under the order its dates show, or why not. Two of them show none and
/// are read as their makers meant them, month first; both hold a split of `$=746.36`, where a minus was meant, and lose
/// that record. One holds securities.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/qif") else { return };
    let month_first = {
        let mut options = options();
        options.date_order = Some(DateOrder::MonthFirst);
        options
    };
    let mut found = Vec::new();
    for (name, bytes) in files(&folder, &[".qif", "file.txt"]) {
        let name = name.rsplit('/').next().expect("a name").to_owned();
        let guessed = matches!(Format::guess(&bytes), Guess::Certain { format: Format::Qif, .. });
        assert_eq!(guessed, name != "not_a_QIF_file.txt", "{name}");
        let mut line = |name: &str, options: &Options| {
            let (collected, summary) = convert(Format::Qif, &bytes, options);
            found.push(format!(
                "{name}: {}+{} rows, {}, {} details, {}",
                summary.converted,
                summary.lost,
                sum(&collected),
                collected.records("transaction_detail").count(),
                codes(&collected).join(" ")
            ));
            summary.errors > 0
        };
        if line(&name, &options()) && guessed {
            line(&format!("{name} (mdy)"), &month_first);
        }
    }
    assert_eq!(
        found,
        [
            "3_records_ddmmyy.qif: 3+0 rows, 0.00, 0 details, ",
            "3_records_ddmmyyyy.qif: 3+0 rows, 0.00, 0 details, ",
            "3_records_dmyy.qif: 3+0 rows, 0.00, 0 details, ",
            "3_records_invalid_header.qif: 3+0 rows, 0.00, 0 details, ",
            "3_records_mmddyy.qif: 3+0 rows, 0.00, 0 details, ",
            "3_records_mmddyyyy.qif: 3+0 rows, 0.00, 0 details, ",
            "3_records_separator.qif: 3+0 rows, -31000.00, 0 details, ",
            "3_records_spaced.qif: 3+0 rows, 0.00, 0 details, ",
            "not_a_QIF_file.txt: 0+0 rows, 0.00, 0 details, convert-structure",
            "quicken_investment_account.qif: 0+2 rows, 0.00, 0 details, ",
            "quicken_non_investement_account.qif: 0+0 rows, 0.00, 0 details, convert-date",
            "quicken_non_investement_account.qif (mdy): 2+1 rows, 65.00, 0 details, convert-amount 1",
            "splits.qif: 0+0 rows, 0.00, 0 details, convert-date",
            "splits.qif (mdy): 1+1 rows, 75.00, 1 details, convert-amount 1",
        ]
    );
}
