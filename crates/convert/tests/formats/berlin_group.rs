//! NextGenPSD2: status by array, cards kept the other way round, standing orders among rows, and the corpus.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{Collected, Format, Guess, Options};

const IBAN: &str = "GB82WEST12345698765432";

fn row(amount: &str, rest: &str) -> String {
    format!(r#"{{"transactionAmount":{{"currency":"EUR","amount":"{amount}"}},{rest}}}"#)
}

fn answer(array: &str, rows: &[String]) -> String {
    format!(r#"{{"account":{{"iban":"{IBAN}"}},"transactions":{{"{array}":[{}],"_links":{{}}}}}}"#, rows.join(","))
}

fn clean(text: &str) -> Collected {
    let (collected, summary) = convert(Format::BerlinGroup, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{text}");
    collected
}

#[test]
fn status_follows_from_the_array() {
    let check = |array: &str, rest: &str, expected: &str| {
        let collected = clean(&answer(array, &[row("-12.50", rest)]));
        let members = &["date", "date_basis", "value_date", "status", "amount", "kind", "bank_code"];
        assert_eq!(lines(&collected, "transaction", members), [expected], "{array} {rest}");
    };
    let dates = r#""bookingDate":"2026-01-15","valueDate":"2026-01-16""#;
    check("booked", dates, "2026-01-15 | booked | 2026-01-16 | booked | -12.50 | other | -");
    check("pending", dates, "2026-01-15 | expected | 2026-01-16 | pending | -12.50 | other | -");
    check("pending", r#""valueDate":"2026-01-16""#, "2026-01-16 | value | 2026-01-16 | pending | -12.50 | other | -");
    check(
        "booked",
        r#""bookingDate":"2026-01-15","bankTransactionCode":"PMNT-RDDT-ESDD""#,
        "2026-01-15 | booked | - | booked | -12.50 | direct_debit | PMNT.RDDT.ESDD",
    );
}

/// Whatever programs that keep answers leave out around the rows: without an array of its own a row is booked where it has a day
/// of booking.
#[test]
fn around_the_rows() {
    let booked = row("-12.50", r#""bookingDate":"2026-01-15""#);
    let expected = row("-3", r#""valueDate":"2026-01-16""#);
    for text in [
        format!("[{booked},{expected}]"),
        format!("{booked}\n{expected}"),
        format!(r#"{{"transactions":[{booked},{expected}]}}"#),
        format!(r#"{{"booked":[{booked}],"pending":[{expected}]}}"#),
        format!(r#"{{"transactions":{{"booked":[{booked}],"pending":[{expected}]}},"balances":null}}"#),
        format!(
            r#"[{{"transactionsDetails":{booked}}},{{"transactionsDetails":{{"transactionDetails":{expected}}}}}]"#
        ),
    ] {
        let collected = clean(&text);
        let found = lines(&collected, "transaction", &["date", "status", "amount"]);
        assert_eq!(found, ["2026-01-15 | booked | -12.50", "2026-01-16 | pending | -3"], "{text}");
        assert!(collected.losses.is_empty(), "{text}");
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::BerlinGroup, .. }), "{text}");
    }
    let states = format!(
        r#"[{{"iban":"{IBAN}","currency":"EUR","cashAccountType":"CACC"}},{{"balanceAmount":{{"amount":"1.00","currency":"EUR"}},"balanceType":"closingBooked","referenceDate":"2026-01-15"}}]"#
    );
    let mut options = Options::default();
    options.as_of = Some("2026-01-20".parse().expect("a date"));
    let (collected, _) = convert(Format::BerlinGroup, states.as_bytes(), &options);
    assert_eq!(lines(&collected, "account", &["kind"]), ["current", "other"]);
    assert_eq!(lines(&collected, "balance", &["date", "amount"]), ["2026-01-15 | 1.00"]);
}

#[test]
fn everything_a_row_says() {
    let rest = r#""transactionId":"T-1","entryReference":"E-1","endToEndId":"NOTPROVIDED","mandateId":"M-1","creditorId":"DE98ZZZ09999999999","bookingDate":"2026-01-15",
        "creditorName":"EXAMPLE GYM","creditorAccount":{"iban":"DE89370400440532013000"},"debtorName":"ME","ultimateCreditor":"EXAMPLE BRAND","purposeCode":"BKDF",
        "remittanceInformationUnstructuredArray":["Invoice","7"],"additionalInformation":"thanks",
        "balanceAfterTransaction":{"balanceAmount":{"currency":"EUR","amount":"87.50"},"balanceType":"interimBooked"}"#;
    let collected = clean(&answer("booked", &[row("-12.50", rest)]));
    assert_eq!(
        lines(
            &collected,
            "transaction",
            &[
                "counterparty_name",
                "ultimate_name",
                "creditor_id",
                "mandate_id",
                "end_to_end_id",
                "reference",
                "description",
                "running_balance"
            ]
        ),
        ["EXAMPLE GYM | EXAMPLE BRAND | DE98ZZZ09999999999 | M-1 | - | Invoice\n7 | thanks | 87.50"]
    );
    assert_eq!(
        lines(&collected, "transaction", &["counterparty_number", "source_ids"]),
        [
            r#"{"display":"…3000","scheme":"iban","value":"DE89370400440532013000"} | [{"scheme":"transaction_id","value":"T-1"},{"scheme":"entry_ref","value":"E-1"}]"#
        ]
    );
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(losses, ["transactions/booked/debtorName", "transactions/booked/purposeCode"]);
}

/// Programs that collect the answers of many banks write moments in the place of dates, exchanges with an amount, and a number of
/// their own.
#[test]
fn as_collected_from_many_banks() {
    let read = |rest: &str, members: &[&str]| {
        let collected = clean(&answer("booked", &[row("-7.25", rest)]));
        let losses: Vec<String> = collected.losses.iter().filter_map(|loss| loss.member.clone()).collect();
        (lines(&collected, "transaction", members).concat(), losses.join(" "))
    };
    let dates = ["date", "date_basis", "value_date"];
    for (rest, expected, lost) in [
        (r#""bookingDateTime":"2026-01-15T23:20:42.19Z""#, "2026-01-15 | booked | -", ""),
        (r#""valueDateTime":"2026-01-16T00:00:00+00:00""#, "2026-01-16 | value | 2026-01-16", ""),
        (
            r#""bookingDate":"2026-01-15","bookingDateTime":"2026-01-15T23:20:42Z""#,
            "2026-01-15 | booked | -",
            "transactions/booked/bookingDateTime",
        ),
    ] {
        assert_eq!(read(rest, &dates), (expected.to_owned(), lost.to_owned()), "{rest}");
    }
    let members = ["mcc", "original_amount", "original_currency", "is_foreign", "fx_rate", "source_ids"];
    let exchange = r#"{"instructedAmount":{"amount":"10.00","currency":"USD"},"exchangeRate":"0.725"}"#;
    let rest = r#""bookingDate":"2026-01-15","merchantCategoryCode":"5812","internalTransactionId":"I-1""#;
    let ids = r#"[{"scheme":"internal_id","value":"I-1"}]"#;
    for (exchange, expected, lost) in [
        (exchange.to_owned(), "-10.00 | USD | true | 0.725", ""),
        (format!("[{exchange}]"), "-10.00 | USD | true | 0.725", ""),
        (
            exchange.replace("0.725", "1.38"),
            "-10.00 | USD | true | -",
            "transactions/booked/currencyExchange/exchangeRate",
        ),
        (
            r#"{"sourceCurrency":"USD","exchangeRate":"1.38"}"#.to_owned(),
            "- | - | - | -",
            "transactions/booked/currencyExchange/exchangeRate transactions/booked/currencyExchange/sourceCurrency",
        ),
        (
            format!("[{exchange},{exchange}]"),
            "- | - | - | -",
            "transactions/booked/currencyExchange/exchangeRate transactions/booked/currencyExchange/instructedAmount/amount transactions/booked/currencyExchange/instructedAmount/currency",
        ),
    ] {
        let found = read(&format!(r#"{rest},"currencyExchange":{exchange}"#), &members);
        assert_eq!(found, (format!("5812 | {expected} | {ids}"), lost.to_owned()), "{exchange}");
    }
}

/// Pending rows lie in days that nobody promises, and are no part of what is booked.
#[test]
fn pending_rows_are_outside_the_promise() {
    let text = format!(
        r#"{{"account":{{"iban":"{IBAN}"}},"transactions":{{"booked":[{},{}],"pending":[{}]}}}}"#,
        row("-1", r#""bookingDate":"2026-01-16""#),
        row("-2", r#""bookingDate":"2026-01-14""#),
        row("-3", r#""bookingDate":"2026-01-18""#),
    );
    let collected = clean(&text);
    assert_eq!(
        lines(&collected, "transaction", &["date", "status", "id_stability"]),
        [
            "2026-01-14 | booked | provisional",
            "2026-01-16 | booked | provisional",
            "2026-01-18 | pending | provisional"
        ]
    );
    let (series, _) = collected.series.last().expect("a series");
    let incomplete: Vec<String> = series.incomplete.iter().map(ToString::to_string).collect();
    assert_eq!((series.from.to_string().as_str(), series.to.to_string().as_str()), ("2026-01-14", "2026-01-19"));
    assert_eq!(incomplete, ["2026-01-14", "2026-01-16", "2026-01-17", "2026-01-18"]);
}

/// On a card account kept the other way round a purchase is positive in the file and negative here.
#[test]
fn cards() {
    let details = r#"{"cardAccount":{"resourceId":"R-1","maskedPan":"525412******3241","currency":"EUR","debitAccounting":true,"product":"Credit","status":"enabled",
        "balances":[{"balanceType":"nonInvoiced","balanceAmount":{"currency":"EUR","amount":"14.00"},"referenceDate":"2026-01-20"}]}}"#;
    let rows = r#"{"cardAccount":{"maskedPan":"525412******3241"},"cardTransactions":{"booked":[{"cardTransactionId":"C-1","transactionDate":"2026-01-14","bookingDate":"2026-01-15",
        "transactionAmount":{"currency":"EUR","amount":"14.00"},"originalAmount":{"currency":"SEK","amount":"150"},"cardAcceptorCategoryCode":"5411","transactionDetails":"ICA SUPERMARKET"}]}}"#;
    for text in [format!("{details}{rows}"), format!("[{rows},{details}]")] {
        let collected = clean(&text);
        assert_eq!(
            lines(&collected, "account", &["kind", "currency", "product_name", "number"]),
            [r#"card | EUR | Credit | {"display":"…3241","scheme":"card"}"#]
        );
        assert_eq!(lines(&collected, "balance", &["kind", "amount"]), ["non_invoiced | -14.00"]);
        assert_eq!(
            lines(
                &collected,
                "transaction",
                &["date", "executed_on", "amount", "original_amount", "original_currency", "mcc", "description"]
            ),
            ["2026-01-15 | 2026-01-14 | -14.00 | -150 | SEK | 5411 | ICA SUPERMARKET"]
        );
    }
}

/// The number of a card is referred to in full by some banks, and stands in no record.
#[test]
fn card_numbers_are_not_carried() {
    let text =
        answer("booked", &[row("-1.00", r#""bookingDate":"2026-01-15","creditorAccount":{"pan":"4000001234567899"}"#)])
            .replace(&format!(r#""account":{{"iban":"{IBAN}"}}"#), r#""cardAccount":{"pan":"5254121234563241"}"#);
    let collected = clean(&text);
    assert_eq!(lines(&collected, "account", &["number"]), [r#"{"display":"…3241","scheme":"card"}"#]);
    assert_eq!(lines(&collected, "transaction", &["counterparty_number"]), [r#"{"display":"…7899","scheme":"card"}"#]);
}

#[test]
fn accounts_balances_and_standing_orders() {
    let accounts = format!(
        r#"{{"accounts":[{{"resourceId":"R-1","iban":"{IBAN}","currency":"EUR","product":"Girokonto","cashAccountType":"CACC","name":"Main","bic":"EXAMDEFF"}}]}}"#
    );
    let balances = format!(
        r#"{{"account":{{"iban":"{IBAN}"}},"balances":[{{"balanceAmount":{{"currency":"EUR","amount":"-500.0"}},"balanceType":"closingBooked","referenceDate":"2026-01-19"}},
        {{"balanceAmount":{{"currency":"EUR","amount":"900"}},"balanceType":"interimAvailable","creditLimitIncluded":true,"lastChangeDateTime":"2026-01-20T15:30:35.035Z"}}]}}"#
    );
    let orders = answer(
        "information",
        &[row(
            "256.67",
            r#""creditorName":"EXAMPLE LETTING","remittanceInformationUnstructured":"Rent","additionalInformationStructured":{"standingOrderDetails":{"startDate":"2025-03-01","endDate":"2027-06-30","frequency":"monthly"}}"#,
        )],
    );
    let collected = clean(&[accounts, balances, orders].join("\n"));
    assert_eq!(
        lines(&collected, "account", &["as_of", "kind", "nickname", "product_name", "servicer_bic"]),
        ["2026-01-20 | current | Main | Girokonto | EXAMDEFF"]
    );
    assert_eq!(
        lines(&collected, "balance", &["date", "kind", "amount", "credit_line_included"]),
        ["2026-01-19 | closing_booked | -500.0 | no", "2026-01-20 | interim_available | 900 | yes"]
    );
    assert_eq!(
        lines(
            &collected,
            "payment_mandate",
            &["kind", "amount", "frequency", "first_on", "final_on", "counterparty_name", "reference"]
        ),
        ["standing_order | -256.67 | P1M | 2025-03-01 | 2027-06-30 | EXAMPLE LETTING | Rent"]
    );
}

#[test]
fn batches_are_details() {
    let rest = format!(
        r#""bookingDate":"2026-01-15","entryDetails":[{},{}]"#,
        row("4.00", r#""debtorName":"FIRST""#),
        row("6.00", r#""debtorName":"SECOND""#)
    );
    let collected = clean(&answer("booked", &[row("10.00", &rest)]));
    assert_eq!(sum(&collected), "10.00");
    assert_eq!(
        lines(&collected, "transaction_detail", &["amount", "counterparty_name"]),
        ["4.00 | FIRST", "6.00 | SECOND"]
    );
}

#[test]
fn damaged_rows() {
    let good = row("-1.00", r#""bookingDate":"2026-01-15""#);
    let check = |bad: &str, expected: &[&str]| {
        let text = answer("booked", &[good.clone(), bad.to_owned(), good.clone()]);
        let (collected, summary) = convert(Format::BerlinGroup, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    check(&good.replace("-1.00", "1,00"), &["convert-amount 2"]);
    check(&good.replace("-1.00", "1e0"), &["convert-amount 2"]);
    check(&good.replace("EUR", "euro"), &["convert-amount 2"]);
    check(&good.replace("2026-01-15", "2026-02-30"), &["convert-date 2"]);
    check(&good.replace("bookingDate", "dateOfBooking"), &[]);
    check("{}", &["convert-amount 2"]);
    let (collected, summary) = convert(Format::BerlinGroup, b"{\"_links\":{}}", &Options::default());
    assert_eq!((codes(&collected), summary.read), (vec!["convert-structure".to_owned()], 0));
}

/// Every published example: rows, sums, findings.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/berlin-group") else { return };
    let mut options = Options::default();
    options.as_of = Some("2026-01-20".parse().expect("a date"));
    let found: Vec<String> = files(&folder, &[".json"])
        .iter()
        .map(|(name, bytes)| {
            let guessed = matches!(Format::guess(bytes), Guess::Certain { format: Format::BerlinGroup, .. });
            let (collected, summary) = convert(Format::BerlinGroup, bytes, &options);
            let name = name.rsplit('/').next().expect("a name");
            format!(
                "{name}{}: {}+{} rows, {}, {} accounts, {}",
                if guessed { "" } else { " (not guessed)" },
                summary.converted,
                summary.lost,
                sum(&collected),
                collected.records("account").count(),
                codes(&collected).join(" ")
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "accountDetailsMulticurrencyAccount.json: 0+1 rows, 0.00, 0 accounts, ",
            "accountDetailsRegularAccount.json: 1+0 rows, 0.00, 1 accounts, ",
            "accountListExample1.json: 2+0 rows, 0.00, 2 accounts, ",
            "accountListExample2.json: 2+0 rows, 0.00, 2 accounts, ",
            "accountListExample3.json: 2+1 rows, 0.00, 2 accounts, ",
            "balancesExample1_RegularAccount.json: 2+0 rows, 0.00, 1 accounts, ",
            "balancesExample2_MulticurrencyAcount.json: 4+0 rows, 0.00, 2 accounts, ",
            "balancesExample3_RegularAccount.json: 3+0 rows, 0.00, 1 accounts, ",
            "balancesExample_CardAccount.json: 2+1 rows, 0.00, 1 accounts, convert-amount 1",
            "cardAccountDetailsExample.json: 3+0 rows, 0.00, 1 accounts, ",
            "cardAccountListExample1.json: 3+0 rows, 0.00, 1 accounts, ",
            "transactionDetailsExample.json: 1+0 rows, -256.67, 1 accounts, ",
            "transactionsExample1_RegularAccount_json.json: 3+0 rows, 499.65, 1 accounts, ",
            "transactionsExample2_Download_json.json (not guessed): 0+0 rows, 0.00, 0 accounts, convert-structure",
            "transactionsExample3_MulticurrencyAccount_json.json: 4+0 rows, 86.31, 2 accounts, ",
            "transactionsResponse200JsonExample.json: 1+0 rows, 0.00, 1 accounts, ",
        ]
    );
}
