//! camt.052, 053, 054: versions, directions, batches, and the corpus.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{Collected, Format, Guess, Options};

/// A message of a kind around statements.
fn message(kind: &str, inner: &str) -> String {
    let (number, root, element) = match kind {
        "statement" => ("053", "BkToCstmrStmt", "Stmt"),
        "report" => ("052", "BkToCstmrAcctRpt", "Rpt"),
        _ => ("054", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{number}.001.08\">\n\
         <{root}><GrpHdr><MsgId>M</MsgId></GrpHdr>\n<{element}><Id>S</Id>\n\
         <Acct><Id><IBAN>GB82WEST12345698765432</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{inner}\n</{element}></{root}></Document>\n"
    )
}

fn entry(amount: &str, indicator: &str, rest: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd>{}<BookgDt><Dt>2026-01-15</Dt></BookgDt>{rest}</Ntry>\n",
        if rest.contains("<Sts>") { "" } else { "<Sts>BOOK</Sts>" }
    )
}

fn balance(code: &str, amount: &str, day: &str) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-{day}</Dt></Dt></Bal>\n"
    )
}

fn domain(family: &str, sub_family: &str) -> String {
    format!(
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn></BkTxCd>"
    )
}

fn clean(text: &str) -> Collected {
    let (collected, summary) = convert(Format::Camt, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{text}");
    collected
}

#[test]
fn direction_status_and_dates() {
    let check = |ntry: &str, expected: &str| {
        let collected = clean(&message("statement", ntry));
        let members = &["date", "date_basis", "value_date", "status", "amount", "kind", "reversal", "bank_code"];
        assert_eq!(lines(&collected, "transaction", members), [expected], "{ntry}");
    };
    check(
        &entry("12.50", "DBIT", &domain("RDDT", "ESDD")),
        "2026-01-15 | booked | - | booked | -12.50 | direct_debit | - | PMNT.RDDT.ESDD",
    );
    check(
        &entry("12.50", "CRDT", &domain("RCDT", "ESCT")),
        "2026-01-15 | booked | - | booked | 12.50 | transfer_in | - | PMNT.RCDT.ESCT",
    );
    // What is taken back keeps its kind; the indicator is the direction of the money.
    check(
        &entry("12.50", "CRDT", &format!("<RvslInd>true</RvslInd>{}", domain("RDDT", "ESDD"))),
        "2026-01-15 | booked | - | booked | 12.50 | direct_debit | true | PMNT.RDDT.ESDD",
    );
    check(&entry("1", "DBIT", "<RvslInd>false</RvslInd>"), "2026-01-15 | booked | - | booked | -1 | other | - | -");
    // Both forms of the status.
    check(&entry("1", "DBIT", "<Sts><Cd>BOOK</Cd></Sts>"), "2026-01-15 | booked | - | booked | -1 | other | - | -");
    check(&entry("1", "DBIT", "<Sts>PDNG</Sts>"), "2026-01-15 | expected | - | pending | -1 | other | - | -");
    check(
        &entry("1", "DBIT", "<Sts><Cd>INFO</Cd></Sts>"),
        "2026-01-15 | booked | - | information | -1 | other | - | -",
    );
    // In a statement stands what was booked.
    check(
        &entry("1", "DBIT", "").replace("<Sts>BOOK</Sts>", ""),
        "2026-01-15 | booked | - | booked | -1 | other | - | -",
    );
    // A day is the one that is written, whatever its offset.
    let moment = entry("1", "DBIT", "<ValDt><DtTm>2026-01-16T00:30:00+09:00</DtTm></ValDt>")
        .replace("<Dt>2026-01-15</Dt>", "<DtTm>2026-01-14T23:59:00-11:00</DtTm>");
    check(&moment, "2026-01-14 | booked | 2026-01-16 | booked | -1 | other | - | -");
    let unbooked = entry("1", "DBIT", "<ValDt><Dt>2026-01-16+01:00</Dt></ValDt>")
        .replace("<BookgDt><Dt>2026-01-15</Dt></BookgDt>", "");
    check(&unbooked, "2026-01-16 | value | 2026-01-16 | booked | -1 | other | - | -");
    // The bank's own code, alone and beside the other.
    check(
        &entry("1", "DBIT", "<BkTxCd><Prtry><Cd>NTRF+166+1</Cd></Prtry></BkTxCd>"),
        "2026-01-15 | booked | - | booked | -1 | other | - | NTRF+166+1",
    );
}

/// Versions differ in namespaces and in forms, which are all read.
#[test]
fn versions_are_read_alike() {
    let text = message("statement", &entry("12.50", "DBIT", ""));
    let expected = lines(&clean(&text), "transaction", &["id", "date", "amount"]);
    for version in 1..=14 {
        let text = text.replace("camt.053.001.08", &format!("camt.053.001.{version:02}"));
        assert_eq!(lines(&clean(&text), "transaction", &["id", "date", "amount"]), expected, "{version}");
    }
    let prefixed = text.replace("</", "</n:").replace("<n:?", "<?").replace("xmlns=", "xmlns:n=");
    let prefixed: String =
        prefixed
            .split('<')
            .map(|piece| {
                if piece.is_empty() || piece.starts_with(['/', '?']) { piece.to_owned() } else { format!("n:{piece}") }
            })
            .collect::<Vec<_>>()
            .join("<");
    assert_eq!(lines(&clean(&prefixed), "transaction", &["id", "date", "amount"]), expected);
}

#[test]
fn one_part_is_the_entry() {
    let part = "<NtryRef>N-1</NtryRef><AcctSvcrRef>A-1</AcctSvcrRef><NtryDtls><TxDtls>\
        <Refs><InstrId>I-1</InstrId><EndToEndId>E-1</EndToEndId><MndtId>M-1</MndtId></Refs><Amt Ccy=\"EUR\">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>\
        <RltdPties><Dbtr><Pty><Nm>OWN NAME</Nm></Pty></Dbtr><Cdtr><Pty><Nm>EXAMPLE &amp; SONS</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr>\
        <Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></Pty></Cdtr>\
        <CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct><UltmtCdtr><Nm>EXAMPLE BRAND</Nm></UltmtCdtr></RltdPties>\
        <RmtInf><Ustrd>Invoice</Ustrd><Ustrd><![CDATA[<7>]]></Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>\
        <AddtlNtryInf>SEPA DIRECT DEBIT</AddtlNtryInf>";
    let collected = clean(&message("statement", &entry("12.50", "DBIT", part)));
    assert_eq!(collected.records("transaction_detail").count(), 0);
    assert_eq!(
        lines(
            &collected,
            "transaction",
            &[
                "counterparty_name",
                "counterparty_country",
                "creditor_id",
                "ultimate_name",
                "end_to_end_id",
                "mandate_id",
                "reference",
                "description",
                "details"
            ]
        ),
        [
            "EXAMPLE & SONS | DE | DE98ZZZ09999999999 | EXAMPLE BRAND | E-1 | M-1 | RF18 | SEPA DIRECT DEBIT\nInvoice\n<7> | -"
        ]
    );
    assert_eq!(
        lines(&collected, "transaction", &["counterparty_number", "source_ids"]),
        [
            r#"{"display":"…3000","scheme":"iban","value":"DE89370400440532013000"} | [{"scheme":"entry_ref","value":"N-1"},{"scheme":"acct_svcr_ref","value":"A-1"},{"scheme":"instr_id","value":"I-1"}]"#
        ]
    );
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(losses, ["Id", "Ntry/NtryDtls/TxDtls/RltdPties/Dbtr/Pty/Nm"]);
}

/// A batch is one movement; its parts are details and are never added to it.
#[test]
fn many_parts_are_details() {
    let part = |amount: &str, name: &str| {
        format!(
            "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"
        )
    };
    let batch = format!(
        "<NtryDtls><Btch><PmtInfId>P-1</PmtInfId></Btch>{}{}</NtryDtls>",
        part("4.00", "FIRST"),
        part("6.00", "SECOND")
    );
    let collected = clean(&message("statement", &entry("10.00", "CRDT", &batch)));
    assert_eq!(sum(&collected), "10.00");
    let parent = &lines(&collected, "transaction", &["id", "details", "counterparty_name"])[0];
    let parent = parent.strip_suffix(" | 2 | -").expect("two details and no name of its own");
    assert_eq!(
        lines(&collected, "transaction_detail", &["id", "parent", "amount", "counterparty_name", "end_to_end_id"]),
        [format!("{parent}.0 | {parent} | 4.00 | FIRST | -"), format!("{parent}.1 | {parent} | 6.00 | SECOND | -")]
    );
}

#[test]
fn foreign_amounts_and_charges() {
    let check = |rest: &str, expected: &str| {
        let collected = clean(&message("statement", &entry("10.00", "DBIT", rest)));
        let members = &["original_amount", "original_currency", "fx_rate", "fee_amount", "is_foreign"];
        assert_eq!(lines(&collected, "transaction", members), [expected], "{rest}");
    };
    let exchanged = |rate: &str| {
        format!(
            "<NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy=\"USD\">12.50</Amt></InstdAmt><TxAmt><Amt Ccy=\"EUR\">10.00</Amt><CcyXchg><SrcCcy>USD</SrcCcy><XchgRate>{rate}</XchgRate></CcyXchg></TxAmt></AmtDtls></TxDtls></NtryDtls>"
        )
    };
    check(&exchanged("0.8"), "-12.50 | USD | 0.8 | - | true");
    // Meant in the other direction: the amounts say so, and it is not carried.
    check(&exchanged("1.25"), "-12.50 | USD | - | - | true");
    let charge = |included: &str, indicator: &str| {
        format!(
            "<Chrgs><Rcrd><Amt Ccy=\"EUR\">1.50</Amt><CdtDbtInd>{indicator}</CdtDbtInd><ChrgInclInd>{included}</ChrgInclInd></Rcrd></Chrgs>"
        )
    };
    check(&charge("true", "DBIT"), "- | - | - | -1.50 | -");
    check(&charge("false", "DBIT"), "- | - | - | - | -");
    check(&charge("true", "CRDT"), "- | - | - | - | -");
}

#[test]
fn balances_period_and_control_figures() {
    let inner = |closing: &str, count: &str| {
        format!(
            "<FrToDt><FrDtTm>2026-01-15T00:00:00+01:00</FrDtTm><ToDtTm>2026-01-16T18:00:00+01:00</ToDtTm></FrToDt>{}{}<TxsSummry><TtlNtries><NbOfNtries>{count}</NbOfNtries><Sum>3.00</Sum></TtlNtries></TxsSummry>{}",
            balance("OPBD", "10.00", "14"),
            balance("CLBD", closing, "16"),
            entry("3.00", "DBIT", "")
        )
    };
    let (collected, summary) =
        convert(Format::Camt, message("statement", &inner("7.00", "1")).as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(summary.controls.len(), 2);
    assert_eq!(
        lines(&collected, "balance", &["date", "kind", "amount", "credit_line_included"]),
        ["2026-01-14 | opening_booked | 10.00 | no", "2026-01-16 | closing_booked | 7.00 | no"]
    );
    let (series, _) = collected.series.last().expect("a series");
    let incomplete: Vec<String> = series.incomplete.iter().map(ToString::to_string).collect();
    assert_eq!(
        (series.from.to_string().as_str(), series.to.to_string().as_str(), incomplete),
        ("2026-01-15", "2026-01-17", vec!["2026-01-16".to_owned()])
    );
    for wrong in [inner("7.01", "1"), inner("7.00", "2")] {
        let (collected, _) = convert(Format::Camt, message("statement", &wrong).as_bytes(), &Options::default());
        assert_eq!(codes(&collected), ["convert-control-figure 1"], "{wrong}");
    }
    // A report and a notification promise no day.
    for kind in ["report", "notification"] {
        let collected = clean(&message(kind, &inner("7.00", "1")));
        assert_eq!(collected.series.last().expect("a series").0.incomplete.len(), 2, "{kind}");
    }
    // Of one that spans years every day is named, up to a number of days.
    let since =
        |day: &str| message("report", &inner("7.00", "1").replace("<FrDtTm>2026-01-15", &format!("<FrDtTm>{day}")));
    assert_eq!(clean(&since("2015-02-04")).series.last().expect("a series").0.incomplete.len(), 4000);
    let (collected, _) = convert(Format::Camt, since("2015-02-03").as_bytes(), &Options::default());
    assert_eq!(codes(&collected), ["convert-structure"]);
}

#[test]
fn accounts() {
    let check = |account: &str, expected: &str| {
        let text = message("statement", &entry("1", "DBIT", ""))
            .replace("<Id><IBAN>GB82WEST12345698765432</IBAN></Id><Ccy>EUR</Ccy>", account);
        assert_eq!(
            lines(&clean(&text), "account", &["kind", "currency", "number", "servicer", "servicer_bic", "nickname"]),
            [expected],
            "{account}"
        );
    };
    check(
        "<Id><Othr><Id>GB82WEST12345698765432</Id></Othr></Id><Tp><Cd>SVGS</Cd></Tp>",
        r#"savings | EUR | {"display":"…5432","scheme":"iban","value":"GB82WEST12345698765432"} | - | - | -"#,
    );
    check(
        "<Id><PrtryAcct><Id>50000000054910000003</Id></PrtryAcct></Id><Nm>Mine</Nm>",
        r#"other | EUR | {"display":"…0003","scheme":"bban","value":"50000000054910000003"} | - | - | Mine"#,
    );
    check(
        "<Id/><Tp><Cd>CACC</Cd></Tp><Svcr><FinInstnId><BICFI>EXAMDEFF</BICFI><Nm>Example Bank</Nm></FinInstnId></Svcr>",
        "current | EUR | - | Example Bank | EXAMDEFF | -",
    );
    // Rows in two currencies are two accounts of one number.
    let two = format!("{}{}", entry("1", "DBIT", ""), entry("2", "DBIT", "").replace("EUR", "USD"));
    let collected = clean(&message("statement", &two));
    assert_eq!(
        lines(&collected, "account", &["id", "currency", "pool"]),
        ["account | EUR | pool-1", "account-2 | USD | pool-1"]
    );
    assert_eq!(lines(&collected, "transaction", &["account", "amount"]), ["account | -1", "account-2 | -2"]);
}

/// Every damage has its line, and the entries around it are kept.
#[test]
fn damaged_entries() {
    let check = |bad: &str, expected: &str| {
        let text = message("statement", &format!("{}{bad}\n{}", entry("1", "DBIT", ""), entry("2", "DBIT", "")));
        let (collected, summary) = convert(Format::Camt, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), [expected], "{bad}");
        assert_eq!(collected.findings[0].location.line, Some(7), "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    check(&entry("-1", "DBIT", ""), "convert-amount 2");
    check(&entry("1,00", "DBIT", ""), "convert-amount 2");
    check(&entry("1.0000001", "DBIT", ""), "convert-amount 2");
    check(&entry("1", "DBIT", "").replace(" Ccy=\"EUR\"", ""), "convert-amount 2");
    check(&entry("1", "D", ""), "convert-structure 2");
    check(&entry("1", "DBIT", "<Sts>NEW</Sts>"), "convert-structure 2");
    check(&entry("1", "DBIT", "<Sts><Prtry>BOOK</Prtry></Sts>"), "convert-structure 2");
    check(&entry("1", "DBIT", "").replace("2026-01-15", "2026-02-30"), "convert-date 2");
    check(&entry("1", "DBIT", "").replace("2026-01-15", "15.01.2026"), "convert-date 2");
}

/// A report and a notification hold what is not booked, too: without a status nobody can tell.
#[test]
fn a_status_is_wanted_outside_statements() {
    for kind in ["report", "notification"] {
        let text = message(kind, &entry("1", "DBIT", "").replace("<Sts>BOOK</Sts>", ""));
        let (collected, summary) = convert(Format::Camt, text.as_bytes(), &Options::default());
        assert_eq!((codes(&collected), summary.lost), (vec!["convert-structure 1".to_owned()], 1), "{kind}");
    }
}

#[test]
fn an_entry_without_any_date_is_a_loss() {
    let text = message("statement", &entry("1", "DBIT", "").replace("<BookgDt><Dt>2026-01-15</Dt></BookgDt>", ""));
    let (collected, summary) = convert(Format::Camt, text.as_bytes(), &Options::default());
    assert_eq!((codes(&collected), summary.converted, summary.lost), (vec![], 0, 1));
}

#[test]
fn whole_files_that_are_refused() {
    let good = message("statement", &entry("1", "DBIT", ""));
    let check = |text: &[u8], expected: &[&str]| {
        let (collected, summary) = convert(Format::Camt, text, &Options::default());
        assert_eq!(codes(&collected), expected, "{}", String::from_utf8_lossy(text));
        assert_eq!(summary.converted, 0);
    };
    check(b"", &["convert-structure"]);
    check(b"<Document/>", &["convert-structure"]);
    check(b"<Document><Stmt></Stmt></Document>", &["convert-structure"]);
    check(good.replace("<Document", "<!DOCTYPE Document><Document").as_bytes(), &["convert-structure"]);
    check(good.replace("BOOK", "BO&book;OK").as_bytes(), &["convert-structure"]);
    check(good.replace("BOOK", "BO<!-- x -->OK").as_bytes(), &["convert-structure"]);
    check(&good.as_bytes()[..good.len() - 40], &["convert-structure"]);
    check(good.replace("</Ntry>", "</Entry>").as_bytes(), &["convert-structure"]);
    check(format!("{}{}", "<a>".repeat(70), "</a>".repeat(70)).as_bytes(), &["convert-structure"]);
    check(good.replace("BOOK", "B\u{e9}").replace("UTF-8", "ascii").as_bytes(), &["convert-structure 1"]);
    check(&[b"<?xml version='1.0'?><Document>\xE9</Document>".as_slice()].concat(), &["convert-encoding"]);
    // Latin-1 by its declaration.
    let latin: Vec<u8> = good
        .replace("UTF-8", "ISO-8859-1")
        .replace("</Ntry>", "<AddtlNtryInf>caf\u{e9}</AddtlNtryInf></Ntry>")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("latin"))
        .collect();
    let (collected, _) = convert(Format::Camt, &latin, &Options::default());
    assert_eq!(lines(&collected, "transaction", &["description"]), ["café"]);
}

/// What follows the damage is lost, what came before it is told.
#[test]
fn a_file_that_is_cut_off_accounts_for_its_entries() {
    let text = message("statement", &format!("{}{}", entry("1", "DBIT", ""), entry("2", "DBIT", "")));
    let cut = &text[..text.find("<Amt Ccy=\"EUR\">2").expect("the second entry")];
    let (collected, summary) = convert(Format::Camt, cut.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), ["convert-structure"]);
    assert_eq!((summary.read, summary.lost), (1, 1));
}

/// Every message of the corpus: rows, sum, details, balances, findings. Most are examples of the standard or made by
/// hand: their balances are in currencies of their own, their periods years away from their entries.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/camt") else { return };
    let mut options = Options::default();
    options.currency = Some("EUR".parse().expect("a currency"));
    let found: Vec<String> = files(&folder, &[".xml"])
        .iter()
        .map(|(name, bytes)| {
            assert!(matches!(Format::guess(bytes), Guess::Certain { format: Format::Camt, .. }), "{name}");
            let (collected, summary) = convert(Format::Camt, bytes, &options);
            let name = name.rsplit('/').next().expect("a name");
            format!(
                "{name}: {}+{} rows, {}, {} details, {} accounts, {} balances, {}",
                summary.converted,
                summary.lost,
                sum(&collected),
                collected.records("transaction_detail").count(),
                collected.records("account").count(),
                collected.records("balance").count(),
                codes(&collected).join(" ")
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "camt052.v1.xml: 1+0 rows, -200000.00, 0 details, 1 accounts, 0 balances, ",
            "camt052.v2.other-account.xml: 1+0 rows, -200000.00, 0 details, 1 accounts, 0 balances, ",
            "camt052.v2.with-account-name.xml: 0+1 rows, 0.00, 0 details, 0 accounts, 0 balances, ",
            "camt052.v2.xml: 1+0 rows, -200000.00, 0 details, 1 accounts, 0 balances, ",
            "camt052.v4.xml: 1+0 rows, -200000.00, 0 details, 2 accounts, 1 balances, ",
            "camt052.v6.Amt-zero.xml: 1+0 rows, -200000.00, 0 details, 2 accounts, 1 balances, ",
            "camt052.v6.xml: 1+0 rows, -200000.00, 0 details, 2 accounts, 1 balances, ",
            "camt052.v8.xml: 1+0 rows, -200000.00, 0 details, 1 accounts, 0 balances, ",
            "camt053.v2.all-balance-types.xml: 1+0 rows, 8.85, 0 details, 1 accounts, 10 balances, convert-control-figure 1 convert-control-figure",
            "camt053.v2.five.decimals.xml: 1+0 rows, 8.85, 0 details, 1 accounts, 2 balances, convert-control-figure 1",
            "camt053.v2.minimal.ultimate.xml: 1+0 rows, 8.85, 0 details, 4 accounts, 4 balances, convert-control-figure",
            "camt053.v2.minimal.xml: 1+0 rows, 8.85, 0 details, 4 accounts, 4 balances, convert-control-figure",
            "camt053.v2.multi.statement.xml: 2+0 rows, 1.85, 0 details, 1 accounts, 4 balances, convert-control-figure",
            "camt053.v2.with-account-name.xml: 1+0 rows, 8.85, 0 details, 2 accounts, 1 balances, ",
            "camt053.v2.with-party-ids.xml: 1+0 rows, 8.85, 0 details, 4 accounts, 4 balances, convert-control-figure",
            "camt053.v2.wrong.xml: 0+0 rows, 0.00, 0 details, 0 accounts, 0 balances, convert-structure",
            "camt053.v3.xml: 1+0 rows, 8.85, 0 details, 4 accounts, 4 balances, convert-control-figure",
            "camt053.v4.xml: 1+0 rows, 8.85, 0 details, 4 accounts, 4 balances, convert-control-figure",
            "camt053.v8.xml: 1+0 rows, 8.85, 0 details, 4 accounts, 4 balances, convert-control-figure",
            "camt054.v2.with-account-name.xml: 0+1 rows, 0.00, 0 details, 0 accounts, 0 balances, ",
            "camt054.v2.xml: 1+0 rows, -200000.00, 0 details, 1 accounts, 0 balances, ",
            "camt054.v4.xml: 1+0 rows, -200000.00, 3 details, 1 accounts, 0 balances, ",
            "camt054.v8-with-UETR.xml: 0+1 rows, 0.00, 0 details, 0 accounts, 0 balances, ",
            "camt054.v8-with-financial-institution.xml: 0+1 rows, 0.00, 0 details, 0 accounts, 0 balances, ",
            "camt054.v8.xml: 1+0 rows, -200000.00, 3 details, 1 accounts, 0 balances, ",
            "camt53.only-Dt-with-DtTm.xml: 0+0 rows, 0.00, 0 details, 1 accounts, 1 balances, ",
            "business_sample_camt.052.001.04.xml: 2+0 rows, -170000.00, 0 details, 1 accounts, 0 balances, ",
            "business_sample_camt.053.001.04.xml: 3+0 rows, -64321.50, 0 details, 1 accounts, 2 balances, ",
            "business_sample_camt.054.001.04.xml: 1+0 rows, 105678.50, 0 details, 1 accounts, 0 balances, ",
            "statement_ac04.xml: 2+1 rows, 2480.50, 0 details, 1 accounts, 1 balances, ",
        ]
    );
}

/// A text that is longer than its member is lost whole, and its entry is carried.
#[test]
fn texts_that_are_too_long() {
    let check = |length: usize, is_lost: bool| {
        let text = "é".repeat(length);
        let ntry = entry("1.00", "CRDT", &format!("<AddtlNtryInf>{text}</AddtlNtryInf>"));
        let collected = clean(&message("statement", &ntry));
        let expected = if is_lost { "1.00 | -".to_owned() } else { format!("1.00 | {text}") };
        assert_eq!(lines(&collected, "transaction", &["amount", "description"]), [expected], "{length}");
        let lost: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
        assert_eq!(lost.contains(&"Ntry: text longer than 4000 characters"), is_lost, "{lost:?}");
    };
    check(4000, false);
    check(4001, true);
}
