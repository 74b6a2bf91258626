//! Delimited text with a mapping: what a mapping can say, what is refused, and files of real banks.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{
    Collected, DateOrder, Format, Options,
    mapped::{Mapping, Shipped, recognised},
};

const MAPPING: &str = r#"
name = "test"
currency = "EUR"
file = { delimiter = "," }
account = { kind = "current" }
amount = { column = "Amount" }
columns = { date = "Date" }
"#;

fn options(mapping: &str) -> Options {
    let mut options = Options::default();
    options.mapping = Some(Mapping::parse(mapping).unwrap_or_else(|findings| panic!("{findings:?}")));
    options
}

fn read(mapping: &str, text: &str) -> Collected {
    convert(Format::Csv, text.as_bytes(), &options(mapping)).0
}

#[test]
fn mappings_are_refused_with_their_reason() {
    let check = |mapping: &str, expected: &[&str]| {
        let found: Vec<String> = match Mapping::parse(mapping) {
            Ok(_) => Vec::new(),
            Err(findings) => findings.iter().map(|finding| format!("{} {}", finding.code, finding.location)).collect(),
        };
        assert_eq!(found, expected, "{mapping}");
    };
    let with = |from: &str, to: &str| MAPPING.replace(from, to);
    check(MAPPING, &[]);
    check("", &["convert-mapping line 1"]);
    check(&format!("colour = 1\n{MAPPING}"), &["convert-mapping line 1"]);
    check(&with("date = ", "dates = "), &["convert-mapping line 7"]);
    check(&with("kind = \"current\"", "kind = \"currant\""), &["convert-mapping /account/kind"]);
    check(&with("EUR", "euro"), &["convert-mapping /currency"]);
    check(&with("\",\"", "\"::\""), &["convert-mapping /file/delimiter"]);
    check(&with("delimiter = \",\"", "delimiter = \"|\", encoding = \"gbk\""), &["convert-mapping /file/delimiter"]);
    check(&with("delimiter = \",\"", "delimiter = \",\", encoding = \"ebcdic\""), &["convert-mapping /file/encoding"]);
    check(&with("delimiter = \",\"", "delimiter = \",\", quotes = \"|\""), &["convert-mapping /file/quotes"]);
    check(&with("delimiter = \",\"", "delimiter = \",\", quotes = \"'\""), &[]);
    let told = |rows: &str| {
        let text = format!("{MAPPING}[[leave_out]]\ncolumn = \"State\"\n{rows}");
        Mapping::parse(&text).map_or_else(|findings| findings[0].code.to_string(), |_| String::new())
    };
    assert_eq!(told("values = [\"x\"]"), "");
    assert_eq!(told("other_than = [\"x\"]"), "");
    assert_eq!(told(""), "convert-mapping");
    assert_eq!(told("values = [\"x\"]\nother_than = [\"y\"]"), "convert-mapping");
    check(&with("{ column = \"Amount\" }", "{ debit = \"A\" }"), &["convert-mapping /amount"]);
    check(&with("{ column = \"Amount\" }", "{ column = \"A\", flag = \"B\" }"), &["convert-mapping /amount/flag"]);
    check(
        &with("{ column = \"Amount\" }", "{ column = \"A\", out = [\"D\"], in = [\"C\"] }"),
        &["convert-mapping /amount/flag"],
    );
    check(&with("{ column = \"Amount\" }", "{ column = \"A\", signed = true }"), &["convert-mapping /amount/signed"]);
    check(&format!("{MAPPING}[date]\nformat = \"%d.%m.%y\"\n"), &["convert-mapping /date/century"]);
    check(&format!("{MAPPING}[date]\nformat = \"%d.%m\"\n"), &["convert-mapping /date/format"]);
    check(&format!("{MAPPING}[date]\nformat = \"%d.%m.%Y %Q\"\n"), &["convert-mapping /date/format"]);
    check(&format!("{MAPPING}[date]\nformat = \"%d.%m.%Y %z\"\n"), &["convert-zone /date/format"]);
    check(&format!("{MAPPING}[number]\ngroup = \".\"\n"), &["convert-mapping /number"]);
    check(&format!("{MAPPING}[number]\ndecimal = \".\"\ngroup = \".\"\n"), &["convert-mapping /number/group"]);
    check(&format!("{MAPPING}[kinds]\nx = \"fee\"\n"), &["convert-mapping /kinds/x", "convert-mapping /kinds"]);
    check(
        &with("date = \"Date\"", "date = \"Date\", original_amount = \"X\""),
        &["convert-mapping /columns/original_amount"],
    );
}

#[test]
fn dates_are_read_in_one_order() {
    let check = |order: Option<DateOrder>, dates: [&str; 2], expected: Result<[&str; 2], &str>| {
        let mut options = options(MAPPING);
        options.date_order = order;
        let text = format!("Date,Amount\n{},1.00\n{},2.00\n", dates[0], dates[1]);
        let (collected, _) = convert(Format::Csv, text.as_bytes(), &options);
        match expected {
            Ok(expected) => assert_eq!(lines(&collected, "transaction", &["date"]), expected, "{dates:?}"),
            Err(code) => assert_eq!(codes(&collected), [code], "{dates:?}"),
        }
    };
    check(None, ["01/04/2026", "13/04/2026"], Ok(["2026-04-01", "2026-04-13"]));
    check(None, ["04/01/2026", "04/13/2026"], Ok(["2026-04-01", "2026-04-13"]));
    check(None, ["2026-04-01", "2026-04-02"], Ok(["2026-04-01", "2026-04-02"]));
    check(None, ["03/04/2026", "05/04/2026"], Err("convert-date"));
    check(None, ["13/04/2026", "04/13/2026"], Err("convert-date"));
    check(Some(DateOrder::DayFirst), ["03/04/2026", "05/04/2026"], Ok(["2026-04-03", "2026-04-05"]));
    check(Some(DateOrder::MonthFirst), ["03/04/2026", "05/04/2026"], Ok(["2026-03-04", "2026-05-04"]));
}

#[test]
fn amounts_are_read_in_one_style() {
    let check = |amounts: [&str; 2], expected: Result<[&str; 2], &str>| {
        let text = format!("Date,Amount\n2026-04-01,\"{}\"\n2026-04-02,\"{}\"\n", amounts[0], amounts[1]);
        let collected = read(MAPPING, &text);
        match expected {
            Ok(expected) => assert_eq!(lines(&collected, "transaction", &["amount"]), expected, "{amounts:?}"),
            Err(code) => assert_eq!(codes(&collected), [code], "{amounts:?}"),
        }
    };
    check(["1.234", "12.50"], Ok(["1.234", "12.50"]));
    check(["1.234", "12,50"], Ok(["1234", "12.50"]));
    check(["-12", "5 EUR"], Ok(["-12", "5"]));
    check(["1.234", "5.678"], Err("convert-amount"));
    check(["1,50", "1.50"], Err("convert-amount"));
    check(["£1", "2"], Err("convert-amount"));
}

#[test]
fn signs() {
    let check = |amount: &str, header: &str, row: &str, expected: Result<&str, &str>| {
        let mapping = MAPPING.replace("{ column = \"Amount\" }", amount);
        let collected = read(&mapping, &format!("Date,{header}\n2026-04-01,{row}\n"));
        match expected {
            Ok(expected) => assert_eq!(lines(&collected, "transaction", &["amount"]), [expected], "{row}"),
            Err(code) => assert_eq!(codes(&collected)[0], code, "{row}"),
        }
    };
    let inverted = "{ column = \"A\", inverted = true }";
    check(inverted, "A", "5.00", Ok("-5.00"));
    check(inverted, "A", "-5.00", Ok("5.00"));
    check(inverted, "A", "0.00", Ok("0.00"));
    let flag = "{ column = \"A\", flag = \"F\", out = [\"D\"], in = [\"C\", \"K\"] }";
    check(flag, "A,F", "5.00,D", Ok("-5.00"));
    check(flag, "A,F", "5.00,K", Ok("5.00"));
    check(flag, "A,F", "5.00,X", Err("convert-amount 2"));
    let two = "{ debit = \"D\", credit = \"C\" }";
    check(two, "D,C", "5.00,", Ok("-5.00"));
    check(two, "D,C", ",5.00", Ok("5.00"));
    check(two, "D,C", "5.00,0.00", Ok("-5.00"));
    check(two, "D,C", "5.00,5.00", Err("convert-amount 2"));
    check(two, "D,C", ",", Err("convert-amount 2"));
    check(two, "D,C", "-5.00,", Err("convert-amount 2"));
    let signed = "{ debit = \"D\", credit = \"C\", signed = true }";
    check(signed, "D,C", "-5.00,", Ok("-5.00"));
}

#[test]
fn columns_are_found_or_refused() {
    let check = |columns: &str, text: &str, expected: &[&str]| {
        let mapping = MAPPING.replace("{ date = \"Date\" }", columns);
        assert_eq!(codes(&read(&mapping, text)), expected, "{columns} {text}");
    };
    check("{ date = \" Date \" }", "Date,Amount\n2026-04-01,1\n", &[]);
    check("{ date = 1 }", "X,Amount\n2026-04-01,1\n", &[]);
    check("{ date = 3 }", "X,Amount\n2026-04-01,1\n", &["convert-mapping"]);
    check("{ date = 0 }", "X,Amount\n2026-04-01,1\n", &["convert-mapping"]);
    check("{ date = \"Date\" }", "DATE,Amount\n2026-04-01,1\n", &["convert-mapping"]);
    check("{ date = \"Date\" }", "Date,Date,Amount\n2026-04-01,,1\n", &["convert-mapping"]);
    check("{ date = \"Date\" }", "", &["convert-structure"]);
    check("{ date = \"Date\" }", "Date,Amount\n", &["convert-records-present"]);
    check("{ date = \"Date\" }", "Date,Amount\n2026-04-01,1,2\n2026-04-01,1\n", &["convert-structure 2"]);
    check("{ date = \"Date\" }", "Date,Amount\n2026-04-01\n2026-04-01,1\n", &["convert-structure 2"]);
    check("{ date = \"Date\" }", "Date,Amount\n2026-04-01,1\n\n\"2026-04-01,1\n", &["convert-structure 4"]);
    check(
        "{ date = \"Date\", currency = \"C\" }",
        "Date,Amount,C\n2026-04-01,1,eur\n2026-04-01,1,USD\n",
        &["convert-currency 2"],
    );
}

#[test]
fn what_the_source_lacks_is_asked_for() {
    let mapping = MAPPING.replace("currency = \"EUR\"", "");
    let text = "Date,Amount\n2026-04-01,1.00\n";
    assert_eq!(codes(&read(&mapping, text)), ["convert-currency 2", "convert-records-present"]);
    let mut with = options(&mapping);
    with.currency = Some("USD".parse().expect("a currency"));
    let (collected, _) = convert(Format::Csv, text.as_bytes(), &with);
    assert_eq!(lines(&collected, "transaction", &["currency"]), ["USD"]);
    assert_eq!(codes(&convert(Format::Csv, text.as_bytes(), &Options::default()).0), ["convert-mapping"]);
    let latin = b"Date,Amount,T\n2026-04-01,1.00,caf\xE9\n";
    assert_eq!(codes(&convert(Format::Csv, latin, &options(MAPPING)).0), ["convert-encoding 2"]);
}

#[test]
fn accounts_and_currencies_are_series_of_their_own() {
    let mapping = MAPPING.replace("{ date = \"Date\" }", "{ date = \"Date\", account = \"Acc\", currency = \"Cur\" }");
    let collected = read(
        &mapping,
        "Date,Amount,Acc,Cur\n2026-04-02,1.00,DE89370400440532013000,EUR\n2026-04-01,2.00,DE89370400440532013000,USD\n2026-04-01,1.00,DE89370400440532013000,EUR\n",
    );
    assert_eq!(
        lines(&collected, "transaction", &["account", "date", "amount", "currency", "seq"]),
        [
            "current | 2026-04-01 | 1.00 | EUR | 0",
            "current | 2026-04-02 | 1.00 | EUR | 1",
            "current-2 | 2026-04-01 | 2.00 | USD | 0"
        ]
    );
    assert_eq!(
        lines(&collected, "account", &["id", "currency", "number"]),
        [
            r#"current | EUR | {"display":"…3000","scheme":"iban","value":"DE89370400440532013000"}"#,
            r#"current-2 | USD | {"display":"…3000","scheme":"iban","value":"DE89370400440532013000"}"#
        ]
    );
}

#[test]
fn members_take_columns_and_the_rest_is_named() {
    let mapping = format!(
        "{}\n[kinds]\n\"Card*\" = \"card\"\n\"Card fee\" = \"fee.card\"\n[source_ids]\ntransaction_id = \"Id\"\n[[pending]]\ncolumn = \"State\"\nvalues = [\"open\"]\n",
        MAPPING.replace(
            "{ date = \"Date\" }",
            "{ date = \"Date\", kind_text = \"Type\", description = [\"A\", \"B\"], mcc = \"Mcc\" }"
        )
    );
    let collected = read(
        &mapping,
        "Date,Amount,Type,A,B,Id,Mcc,State,Rest\n2026-04-01,-1.00,card FEE,x,y,7,5411,done,secret\n2026-04-02,-2.00,Card 12,x,x,,541,open,\n",
    );
    assert_eq!(
        lines(
            &collected,
            "transaction",
            &["status", "date_basis", "id_stability", "kind", "fee_kind", "description", "mcc", "source_ids"]
        ),
        [
            r#"booked | booked | provisional | fee | card | x
y | 5411 | [{"scheme":"transaction_id","value":"7"}]"#,
            "pending | statement | provisional | card | - | x | - | -"
        ]
    );
    let losses: Vec<String> = collected.losses.iter().map(|loss| format!("{:?} {:?}", loss.row, loss.member)).collect();
    assert_eq!(losses, [r#"Some(3) Some("mcc")"#, r#"None Some("Rest")"#]);
    assert_eq!(codes(&collected), ["convert-value 3"]);
}

/// Files of real banks with the mappings that come with the program, by which they are recognised, and with those in
/// `fixtures/mappings`.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/csv/bank2ynab__bank2ynab/test/test-data") else { return };
    let cases = [
        ("20171001-20171106.csv", "n26-2017"),
        ("2018-04-14_10-52-13_bunq-transactieoverzicht.csv", "bunq"),
        ("20180226-1000594757-umsatz.CSV", "sparkasse-mt940"),
        ("20180226_12345678.csv", "plain"),
        ("2019-03-02_11-50-46_bunq-statement.csv", "bunq"),
        ("CSV_A_20180414_112204.csv", "rabobank"),
        ("MS_JANE_SMITH_01-12-2019_14-12-2019.csv", "john-lewis-card"),
        ("MonzoDataExport_February2018_2018-02-26_174335.csv", "monzo-2018"),
        ("Movements_1234512345_201805271848.csv", "raiffeisen-cz"),
        ("TH_20180101-20180523_page_1.csv", "ceska-sporitelna"),
        ("TH_20180101-20180523_strana_1.csv", "ceska-sporitelna"),
        ("TH_20180521-20180523.csv", "ceska-sporitelna"),
        ("Umsaetze_KtoNr538917600_EUR_02-03-2018_1503.CSV", "commerzbank"),
        ("W80844_EBH_201945.202122.csv", "erste-hu"),
        ("export_BE11123456789012_20180304_1422.csv", "kbc"),
        ("export_KBC-Mastercard Business Essential_20200204_1604.csv", "kbc-card"),
        ("kta_ei.dat", "easybank-bars"),
        ("test_BOI_TransactionExport.csv", "bank-of-ireland"),
        ("test_delimiter_tab.csv", "raiffeisen-tabs"),
        ("test_headers.csv", "raiffeisen"),
        ("test_raiffeisen_01.csv", "raiffeisen-at"),
        ("test_raiffeisen_02.csv", "raiffeisen-at"),
        ("test_row_format_CD_flag.csv", "raiffeisen-flag"),
        ("test_swedebank_statement.xls", "swedbank-baltic"),
        ("umsatz-1234________1234-20180227.CSV", "sparkasse-card"),
    ];
    let all = files(&folder, &[""]);
    let mut found = Vec::new();
    for (name, mapping) in cases {
        let (_, bytes) = all.iter().find(|(file, _)| file == name).expect("the corpus has the file");
        let mut options = if let Some(shipped) = Shipped::named(mapping) {
            let names: Vec<_> = recognised(bytes).into_iter().map(Shipped::name).collect();
            assert_eq!(names, [mapping], "{name}");
            options(shipped.text())
        } else {
            let path = format!("{}/tests/fixtures/mappings/{mapping}.toml", env!("CARGO_MANIFEST_DIR"));
            options(&std::fs::read_to_string(path).expect("the fixture is there"))
        };
        if mapping == "plain" {
            options.date_order = Some(DateOrder::DayFirst);
            options.currency = Some("GBP".parse().expect("a currency"));
        }
        let (collected, summary) = convert(Format::Csv, bytes, &options);
        let mut line = format!("{mapping}: {} of {} rows, {}", summary.converted, summary.read, sum(&collected));
        for code in codes(&collected) {
            line.push_str(", ");
            line.push_str(&code);
        }
        found.push(line);
    }
    let expected: Vec<&str> = include_str!("mapped_corpus.txt").lines().collect();
    assert!(found == expected, "{}", found.join("\n"));
}
