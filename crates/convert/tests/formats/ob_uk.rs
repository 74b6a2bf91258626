//! UK Open Banking: indicators, dates that are midnights, pages, credit lines, mandates, and the corpus.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{Collected, Format, Guess, Options};

fn transaction(rest: &str) -> String {
    format!(
        r#"{{"AccountId":"A-1","Amount":{{"Amount":"12.50","Currency":"GBP"}},"BookingDateTime":"2026-01-15T00:00:00+00:00",{rest}}}"#
    )
}

fn answer(kind: &str, elements: &[String]) -> String {
    format!(r#"{{"Data":{{"{kind}":[{}]}},"Links":{{"Self":"https://bank.example"}},"Meta":{{}}}}"#, elements.join(","))
}

fn clean(text: &str) -> Collected {
    let (collected, summary) = convert(Format::ObUk, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{text}");
    collected
}

fn losses(collected: &Collected) -> Vec<&str> {
    collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect()
}

#[test]
fn direction_status_and_dates() {
    let check = |rest: &str, expected: &str| {
        let collected = clean(&answer("Transaction", &[transaction(rest)]));
        let members = &["date", "date_basis", "value_date", "status", "amount", "kind", "mutable", "bank_code"];
        assert_eq!(lines(&collected, "transaction", members), [expected], "{rest}");
        assert_eq!(losses(&collected), Vec::<&str>::new(), "{rest}");
    };
    check(
        r#""CreditDebitIndicator":"Debit","Status":"Booked""#,
        "2026-01-15 | booked | - | booked | -12.50 | other | - | -",
    );
    check(
        r#""CreditDebitIndicator":"CRDT","Status":"BOOK""#,
        "2026-01-15 | booked | - | booked | 12.50 | other | - | -",
    );
    check(
        r#""CreditDebitIndicator":"Debit","Status":"PDNG""#,
        "2026-01-15 | expected | - | pending | -12.50 | other | - | -",
    );
    check(
        r#""CreditDebitIndicator":"Debit","Status":"Booked","TransactionMutability":"Mutable","ValueDateTime":"2026-01-14T23:30:00-05:00","BankTransactionCode":{"Code":"IssuedCreditTransfer","SubCode":"StandingOrder"}"#,
        "2026-01-15 | booked | 2026-01-14 | booked | -12.50 | standing_order | true | IssuedCreditTransfer.StandingOrder",
    );
    // A number is the text it is written in.
    let number = transaction(r#""CreditDebitIndicator":"Debit","Status":"Booked""#).replace("\"12.50\"", "12.50");
    assert_eq!(lines(&clean(&answer("Transaction", &[number])), "transaction", &["amount"]), ["-12.50"]);
}

/// Whatever programs that keep answers put around the elements, or leave out.
#[test]
fn around_the_elements() {
    let element = transaction(r#""CreditDebitIndicator":"Debit","Status":"Booked","ValueDateTime":null"#);
    let balance = r#"{"AccountId":"A-1","Amount":{"Amount":"1.00","Currency":"GBP"},"CreditDebitIndicator":"Credit","Type":"ClosingBooked","DateTime":"2026-01-15T00:00:00Z"}"#;
    for text in [
        element.clone(),
        format!("[{element},{balance}]"),
        format!(r#"{{"Data":{{"Transaction":{element}}}}}"#),
        format!(r#"{{"Transaction":[{element}],"Balance":[{balance}]}}"#),
        format!(r#"{{"code":200,"body":{{"Data":{{"Transaction":[{element}]}},"Meta":{{}}}}}}"#),
    ] {
        let collected = clean(&text);
        let found = lines(&collected, "transaction", &["date", "status", "amount"]);
        assert_eq!(found, ["2026-01-15 | booked | -12.50"], "{text}");
        assert_eq!(
            lines(&collected, "balance", &["amount"]).len(),
            usize::from(text.contains("ClosingBooked")),
            "{text}"
        );
        assert_eq!(losses(&collected), Vec::<&str>::new(), "{text}");
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::ObUk, .. }), "{text}");
    }
}

/// Of an element without its array its members say what it is.
#[test]
fn elements_alone() {
    let check = |rest: &str, expected: &str, record_type: &str, members: &[&str]| {
        let mut options = Options::default();
        options.as_of = Some("2026-01-20".parse().expect("a date"));
        options.currency = Some("GBP".parse().expect("a currency"));
        let text = format!(r#"{{"AccountId":"A-1",{rest}}}"#);
        let (collected, _) = convert(Format::ObUk, text.as_bytes(), &options);
        assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
        assert_eq!(lines(&collected, record_type, members).concat(), expected, "{text}");
    };
    let mandate = ["kind", "reference", "mandate_id", "next_on"];
    check(
        r#""StandingOrderId":"1","Frequency":"EvryDay","Reference":"R""#,
        "standing_order | R | - | -",
        "payment_mandate",
        &mandate,
    );
    check(
        r#""DirectDebitId":"1","MandateIdentification":"M","Name":"N""#,
        "direct_debit | - | M | -",
        "payment_mandate",
        &mandate,
    );
    check(
        r#""ScheduledPaymentId":"1","ScheduledPaymentDateTime":"2026-02-01T00:00:00Z""#,
        "scheduled | - | - | 2026-02-01",
        "payment_mandate",
        &mandate,
    );
    check(
        r#""Currency":"GBP","AccountSubType":"CurrentAccount","Nickname":"Bills""#,
        "current | Bills",
        "account",
        &["kind", "nickname"],
    );
    check(r#""BeneficiaryId":"1""#, "", "account", &["kind"]);
}

#[test]
fn everything_a_row_says() {
    let row = transaction(
        r#""TransactionId":"T-1","TransactionReference":"R-1","CreditDebitIndicator":"Debit","Status":"Booked","TransactionInformation":"Lunch","AddressLine":"Anytown",
        "ProprietaryBankTransactionCode":{"Code":"POS","Issuer":"Example"},"ChargeAmount":{"Amount":"0.10","Currency":"GBP"},
        "Balance":{"Amount":{"Amount":"57.36","Currency":"GBP"},"CreditDebitIndicator":"Debit","Type":"InterimBooked"},
        "MerchantDetails":{"MerchantName":"EXAMPLE CAFE","MerchantCategoryCode":"5812"},
        "CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"20000012345678","Name":"EXAMPLE LTD"},
        "DebtorAccount":{"SchemeName":"UK.OBIE.PAN","Identification":"5409050000000000","Name":"ME"},
        "CurrencyExchange":{"SourceCurrency":"EUR","TargetCurrency":"GBP","UnitCurrency":"EUR","ExchangeRate":0.8333,"InstructedAmount":{"Amount":"15.00","Currency":"EUR"}}"#,
    );
    let collected = clean(&answer("Transaction", &[row]));
    assert_eq!(
        lines(
            &collected,
            "transaction",
            &[
                "running_balance",
                "description",
                "kind_text",
                "mcc",
                "counterparty_name",
                "original_amount",
                "original_currency",
                "fx_rate",
                "is_foreign"
            ]
        ),
        ["-57.36 | Lunch | POS | 5812 | EXAMPLE CAFE | -15.00 | EUR | 0.8333 | true"]
    );
    assert_eq!(
        lines(&collected, "transaction", &["counterparty_number", "source_ids"]),
        [
            r#"{"display":"…5678","scheme":"sortcode_acct","value":"20000012345678"} | [{"scheme":"transaction_id","value":"T-1"},{"scheme":"transaction_reference","value":"R-1"}]"#
        ]
    );
    assert_eq!(
        losses(&collected),
        [
            "Transaction/AddressLine",
            "Transaction/ChargeAmount/Amount",
            "Transaction/ChargeAmount/Currency",
            "Transaction/CreditorAccount/Name",
            "Transaction/CurrencyExchange/SourceCurrency",
            "Transaction/CurrencyExchange/TargetCurrency",
            "Transaction/CurrencyExchange/UnitCurrency",
            "Transaction/DebtorAccount/Identification",
            "Transaction/DebtorAccount/Name",
            "Transaction/DebtorAccount/SchemeName",
            "Transaction/ProprietaryBankTransactionCode/Issuer",
        ]
    );
}

/// Words in any letters say what they say: some banks write them in capitals.
#[test]
fn words_in_capitals() {
    for (words, expected) in [
        (r#""CreditDebitIndicator":"DEBIT","Status":"BOOKED""#, "-12.50 | booked"),
        (r#""CreditDebitIndicator":"CREDIT","Status":"PENDING""#, "12.50 | pending"),
        (r#""CreditDebitIndicator":"dbit","Status":"book""#, "-12.50 | booked"),
    ] {
        let collected = clean(&answer("Transaction", &[transaction(words)]));
        assert_eq!(lines(&collected, "transaction", &["amount", "status"]), [expected], "{words}");
    }
}

/// Answers of several kinds and pages, newest first, are put together by the id of the account.
#[test]
fn pages_and_kinds_in_one_file() {
    let booked = r#""CreditDebitIndicator":"Debit","Status":"Booked""#;
    let on = |day: &str| transaction(booked).replace("01-15", day);
    let accounts = r#"{"Data":{"Account":{"AccountId":"A-1","Currency":"GBP","Status":"Enabled","AccountType":"Personal","AccountSubType":"CurrentAccount","Nickname":"Bills","OpeningDate":"2020-02-01",
        "Account":[{"SchemeName":"UK.OBIE.IBAN","Identification":"GB82WEST12345698765432","Name":"ME"}]}}}"#;
    let balances = r#"{"Data":{"Balance":[{"AccountId":"A-1","Amount":{"Amount":"57.36","Currency":"GBP"},"CreditDebitIndicator":"Debit","Type":"InterimAvailable","DateTime":"2026-01-20T09:30:00Z",
        "CreditLine":[{"Included":true,"Amount":{"Amount":"1000.00","Currency":"GBP"},"Type":"Pre-Agreed"}]}]}}"#;
    let first = answer("Transaction", &[on("01-15"), on("01-14")]);
    let second = answer("Transaction", &[on("01-13"), on("01-12")]);
    for text in [
        [accounts, balances, &first, &second].join("\n"),
        format!("[{}]", [&second, &first, accounts, balances].join(",")),
    ] {
        let collected = clean(&text);
        assert_eq!(
            lines(&collected, "account", &["id", "as_of", "kind", "status", "nickname", "opened_on", "number"]),
            [
                r#"account | 2026-01-20 | current | open | Bills | 2020-02-01 | {"display":"…5432","scheme":"iban","value":"GB82WEST12345698765432"}"#
            ]
        );
        assert_eq!(
            lines(&collected, "balance", &["date", "at", "kind", "amount", "credit_line_included", "credit_line"]),
            ["2026-01-20 | 2026-01-20T09:30:00Z | interim_available | -57.36 | yes | 1000.00"]
        );
        assert_eq!(
            lines(&collected, "transaction", &["date", "seq"]),
            ["2026-01-12 | 0", "2026-01-13 | 1", "2026-01-14 | 2", "2026-01-15 | 3"]
        );
        let (series, _) =
            collected.series.iter().find(|(series, _)| series.name() == "account/transaction").expect("a series");
        assert_eq!((series.from.to_string().as_str(), series.to.to_string().as_str()), ("2026-01-12", "2026-01-16"));
    }
}

#[test]
fn mandates() {
    let order = r#"{"AccountId":"A-1","Frequency":"EvryWorkgDay","Reference":"Rent","FirstPaymentDateTime":"2026-01-01T00:00:00Z","NextPaymentDateTime":"2026-02-01T00:00:00Z","NextPaymentAmount":{"Amount":"500.00","Currency":"GBP"},"StandingOrderStatusCode":"Active","CreditorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"20000012345678","Name":"EXAMPLE LETTING"}}"#.to_owned();
    let debit = r#"{"AccountId":"A-1","MandateIdentification":"M-1","DirectDebitStatusCode":"Inactive","Name":"EXAMPLE GYM","PreviousPaymentDateTime":"2025-12-05T00:00:00Z","PreviousPaymentAmount":{"Amount":"20.00","Currency":"GBP"}}"#.to_owned();
    let text = [answer("StandingOrder", &[order]), answer("DirectDebit", &[debit])].join("\n");
    let mut options = Options::default();
    options.as_of = Some("2026-01-20".parse().expect("a date"));
    let (collected, summary) = convert(Format::ObUk, text.as_bytes(), &options);
    assert_eq!((codes(&collected), summary.converted), (vec![], 2));
    assert_eq!(
        lines(
            &collected,
            "payment_mandate",
            &[
                "kind",
                "status",
                "amount",
                "next_on",
                "last_on",
                "last_amount",
                "counterparty_name",
                "mandate_id",
                "reference"
            ]
        ),
        [
            "standing_order | active | -500.00 | 2026-02-01 | - | - | EXAMPLE LETTING | - | Rent",
            "direct_debit | inactive | - | - | 2025-12-05 | -20.00 | EXAMPLE GYM | M-1 | -",
        ]
    );
    // A mandate without an amount is in the currency of its account, where the file has named that before.
    let bare = answer(
        "DirectDebit",
        &[r#"{"AccountId":"A-1","DirectDebitStatusCode":"Active","Name":"EXAMPLE GYM"}"#.to_owned()],
    );
    let named = |currency: &str| answer("Account", &[format!(r#"{{"AccountId":"A-1","Currency":"{currency}"}}"#)]);
    for (before, expected) in [
        (vec![named("EUR")], (vec![], 2)),
        (vec![], (vec!["convert-currency 1".to_owned()], 0)),
        (vec![named("EUR"), named("GBP")], (vec!["convert-currency 3".to_owned()], 2)),
    ] {
        let text = [before, vec![bare.clone()]].concat().join("\n");
        let (collected, summary) = convert(Format::ObUk, text.as_bytes(), &options);
        assert_eq!((codes(&collected), summary.converted), expected, "{text}");
    }
    // Without the day on which it was looked at, a state is none.
    let (collected, summary) = convert(Format::ObUk, text.as_bytes(), &Options::default());
    assert_eq!((collected.series.len(), summary.lost), (0, 2));
    assert!(collected.losses.iter().any(|loss| loss.reason.contains("--as-of")));
}

#[test]
fn damaged_elements() {
    let good = transaction(r#""CreditDebitIndicator":"Debit","Status":"Booked""#);
    let check = |bad: &str, expected: &[&str]| {
        let text = answer("Transaction", &[good.clone(), bad.to_owned(), good.clone()]);
        let (collected, summary) = convert(Format::ObUk, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    for (old, new, expected) in [
        ("12.50", "-12.50", "convert-amount 2"),
        ("12.50", "12,50", "convert-amount 2"),
        ("12.50", "1e3", "convert-amount 2"),
        ("12.50", "0.1234567", "convert-amount 2"),
        ("GBP", "pounds", "convert-amount 2"),
        ("Debit", "D", "convert-structure 2"),
        ("Booked", "Maybe", "convert-structure 2"),
        ("2026-01-15T00", "2026-02-30T00", "convert-date 2"),
        ("2026-01-15T00", "15-01-2026T00", "convert-date 2"),
        ("BookingDateTime", "BookingDate", "convert-date 2"),
        ("AccountId", "Account", "convert-structure 2"),
    ] {
        check(&good.replace(old, new), &[expected]);
    }
    check("null", &["convert-structure 2"]);
    check("[1]", &["convert-structure 2"]);
    check(&good.replace("Booked\"", "Rejected\""), &[]);
}

#[test]
fn whole_files_that_are_refused() {
    let check = |text: &str, line: Option<u64>, pointer: Option<&str>| {
        let (collected, summary) = convert(Format::ObUk, text.as_bytes(), &Options::default());
        assert_eq!((codes(&collected), summary.read), (vec!["convert-structure".to_owned()], 0), "{text}");
        let location = &collected.findings[0].location;
        assert_eq!((location.line, location.pointer.as_deref()), (line, pointer), "{text}");
    };
    check("", None, None);
    check("{\"Data\":{}}", None, None);
    check("{\n\"Data\": {,}\n}", Some(2), None);
    check("{\"Data\":{\"Transaction\":[", Some(1), None);
    check("{\"Data\":{\"Account\":[],\"Account\":[]}}", Some(1), Some("/Data"));
}

/// Every published example: rows, sums, findings of those that are JSON, and the line of the damage of those that are
/// not. Two that most readers take for JSON write a name twice in one object (an offer and a standing order of version 4).
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/open-banking-uk") else { return };
    let mut options = Options::default();
    options.as_of = Some("2026-01-20".parse().expect("a date"));
    options.currency = Some("GBP".parse().expect("a currency"));
    let mut found = Vec::new();
    let mut malformed = 0;
    for (name, bytes) in files(&folder, &[".json", ".txt"]) {
        let (collected, summary) = convert(Format::ObUk, &bytes, &options);
        if name.contains("malformed") {
            assert_eq!((codes(&collected), summary.read), (vec!["convert-structure".to_owned()], 0), "{name}");
            assert!(collected.findings[0].location.line.is_some(), "{name}");
            malformed += 1;
            continue;
        }
        let short = name.split_once('/').map_or(name.as_str(), |(_, short)| short);
        // Product data holds no account and no movement.
        if short.contains("product") {
            assert_eq!(summary.converted, 0, "{name}");
            continue;
        }
        let guessed = matches!(Format::guess(&bytes), Guess::Certain { format: Format::ObUk, .. });
        found.push(format!(
            "{short}{}: {}+{} rows, {}, {}",
            if guessed { "" } else { " (not guessed)" },
            summary.converted,
            summary.lost,
            sum(&collected),
            codes(&collected).join(" ")
        ));
    }
    assert_eq!(malformed, 26);
    assert_eq!(
        found,
        [
            "v3.1.11/accounts-01.json: 2+0 rows, 0.00, ",
            "v3.1.11/accounts-02.json: 1+0 rows, 0.00, ",
            "v3.1.11/accounts-03.json: 2+0 rows, 0.00, ",
            "v3.1.11/balances-01.json: 2+0 rows, 0.00, ",
            "v3.1.11/balances-02.json: 1+0 rows, 0.00, ",
            "v3.1.11/balances-03.json: 1+0 rows, 0.00, ",
            "v3.1.11/balances-04.json: 1+0 rows, 0.00, ",
            "v3.1.11/balances-05.json: 1+0 rows, 0.00, ",
            "v3.1.11/beneficiaries-01.json: 0+1 rows, 0.00, ",
            "v3.1.11/beneficiaries-02.json: 0+2 rows, 0.00, ",
            "v3.1.11/beneficiaries-03.json: 0+3 rows, 0.00, ",
            "v3.1.11/direct-debits-01.json: 1+0 rows, 0.00, ",
            "v3.1.11/direct-debits-02.json: 2+0 rows, 0.00, ",
            "v3.1.11/offers-01.json: 0+2 rows, 0.00, ",
            "v3.1.11/offers-02.json: 0+3 rows, 0.00, ",
            "v3.1.11/scheduled-payments-01.json: 1+0 rows, 0.00, ",
            "v3.1.11/scheduled-payments-02.json: 2+0 rows, 0.00, ",
            "v3.1.11/standing-orders-01.json: 1+0 rows, 0.00, ",
            "v3.1.11/standing-orders-02.json: 2+0 rows, 0.00, ",
            "v3.1.11/statements-01.json: 0+2 rows, 0.00, ",
            "v3.1.11/statements-03.json: 0+3 rows, 0.00, ",
            "v3.1.11/transactions-01.json: 1+0 rows, 10.00, ",
            "v3.1.11/transactions-02.json: 2+0 rows, -90.00, ",
            "v3.1.2/accounts-01.json: 2+0 rows, 0.00, ",
            "v3.1.2/accounts-02.json: 1+0 rows, 0.00, ",
            "v3.1.2/accounts-03.json: 2+0 rows, 0.00, ",
            "v3.1.2/balances-01.json: 1+0 rows, 0.00, ",
            "v3.1.2/balances-02.json: 2+0 rows, 0.00, ",
            "v3.1.2/beneficiaries-01.json: 0+1 rows, 0.00, ",
            "v3.1.2/beneficiaries-02.json: 0+2 rows, 0.00, ",
            "v3.1.2/direct-debits-01.json: 1+0 rows, 0.00, ",
            "v3.1.2/direct-debits-02.json: 2+0 rows, 0.00, ",
            "v3.1.2/offers-01.json: 0+2 rows, 0.00, ",
            "v3.1.2/offers-02.json: 0+3 rows, 0.00, ",
            "v3.1.2/scheduled-payments-01.json: 1+0 rows, 0.00, ",
            "v3.1.2/scheduled-payments-02.json: 2+0 rows, 0.00, ",
            "v3.1.2/standing-orders-01.json: 1+0 rows, 0.00, ",
            "v3.1.2/standing-orders-02.json: 2+0 rows, 0.00, ",
            "v3.1.2/statements-01.json: 0+2 rows, 0.00, ",
            "v3.1.2/statements-02.json: 0+3 rows, 0.00, ",
            "v3.1.2/transactions-01.json: 1+0 rows, 10.00, ",
            "v3.1.2/transactions-02.json: 2+0 rows, -90.00, ",
            "v3.1.6/accounts-01.json: 2+0 rows, 0.00, ",
            "v3.1.6/accounts-02.json: 1+0 rows, 0.00, ",
            "v3.1.6/accounts-03.json: 2+0 rows, 0.00, ",
            "v3.1.6/balances-01.json: 2+0 rows, 0.00, ",
            "v3.1.6/beneficiaries-01.json: 0+1 rows, 0.00, ",
            "v3.1.6/beneficiaries-02.json: 0+2 rows, 0.00, ",
            "v3.1.6/beneficiaries-03.json: 0+3 rows, 0.00, ",
            "v3.1.6/direct-debits-01.json: 1+0 rows, 0.00, ",
            "v3.1.6/direct-debits-02.json: 2+0 rows, 0.00, ",
            "v3.1.6/offers-01.json: 0+2 rows, 0.00, ",
            "v3.1.6/offers-02.json: 0+3 rows, 0.00, ",
            "v3.1.6/scheduled-payments-01.json: 1+0 rows, 0.00, ",
            "v3.1.6/scheduled-payments-02.json: 2+0 rows, 0.00, ",
            "v3.1.6/standing-orders-01.json: 1+0 rows, 0.00, ",
            "v3.1.6/standing-orders-02.json: 2+0 rows, 0.00, ",
            "v3.1.6/statements-01.json: 0+2 rows, 0.00, ",
            "v3.1.6/statements-02.json: 0+3 rows, 0.00, ",
            "v3.1.6/transactions-01.json: 1+0 rows, 10.00, ",
            "v3.1.6/transactions-02.json: 2+0 rows, -90.00, ",
            "v4.0/accounts-01.json: 2+0 rows, 0.00, ",
            "v4.0/accounts-02.json: 1+0 rows, 0.00, ",
            "v4.0/accounts-03.json: 2+0 rows, 0.00, ",
            "v4.0/balances-05.json: 1+0 rows, 0.00, ",
            "v4.0/beneficiaries-01.json: 0+1 rows, 0.00, ",
            "v4.0/direct-debits-01.json: 1+0 rows, 0.00, ",
            "v4.0/direct-debits-02.json: 2+0 rows, 0.00, ",
            "v4.0/offers-01.json: 0+2 rows, 0.00, ",
            "v4.0/offers-02.json: 0+0 rows, 0.00, convert-structure",
            "v4.0/standing-orders-01.json: 0+0 rows, 0.00, convert-structure",
        ]
    );
}
