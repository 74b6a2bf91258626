//! Australian CDR: dollars by the standard, sentinels, elements without their answer, and the corpus.

use crate::common::{codes, convert, corpus, files, lines, sum};
use pannier_convert::{Collected, Format, Guess, Options};

fn row(rest: &str) -> String {
    format!(r#"{{"accountId":"A-1","isDetailAvailable":false,"amount":"-12.50",{rest}}}"#)
}

fn answer(kind: &str, elements: &[String]) -> String {
    format!(r#"{{"data":{{"{kind}":[{}]}},"links":{{"self":"https://bank.example"}},"meta":{{}}}}"#, elements.join(","))
}

fn as_of() -> Options {
    let mut options = Options::default();
    options.as_of = Some("2026-01-20".parse().expect("a date"));
    options
}

fn clean(text: &str, options: &Options) -> Collected {
    let (collected, summary) = convert(Format::CdrAu, text.as_bytes(), options);
    assert_eq!(codes(&collected), Vec::<String>::new(), "{text}");
    assert_eq!(summary.lost, 0, "{text}");
    collected
}

#[test]
fn status_types_and_dates() {
    let check = |rest: &str, expected: &str| {
        let collected = clean(&answer("transactions", &[row(rest)]), &Options::default());
        let members =
            &["date", "date_basis", "value_date", "executed_on", "status", "amount", "currency", "kind", "fee_kind"];
        assert_eq!(lines(&collected, "transaction", members), [expected], "{rest}");
    };
    let posted = r#""status":"POSTED","postingDateTime":"2026-01-15T23:30:00+11:00""#;
    check(
        &format!(r#"{posted},"type":"DIRECT_DEBIT""#),
        "2026-01-15 | booked | - | - | booked | -12.50 | AUD | direct_debit | -",
    );
    check(
        &format!(r#"{posted},"type":"FEE","currency":"NZD""#),
        "2026-01-15 | booked | - | - | booked | -12.50 | NZD | fee | other",
    );
    check(
        &format!(r#"{posted},"type":"TRANSFER_OUTGOING","valueDateTime":"2026-01-16T00:00:00Z""#),
        "2026-01-15 | booked | 2026-01-16 | - | booked | -12.50 | AUD | transfer_out | -",
    );
    check(
        r#""status":"PENDING","executionDateTime":"2026-01-14T10:00:00Z""#,
        "2026-01-14 | executed | - | 2026-01-14 | pending | -12.50 | AUD | other | -",
    );
    // The first days of the year 1 stand for no date.
    check(
        &format!(r#"{posted},"valueDateTime":"0001-01-05T00:00:00Z""#),
        "2026-01-15 | booked | - | - | booked | -12.50 | AUD | other | -",
    );
}

/// Whatever programs that keep answers put around the elements, or leave out; and words in small letters.
#[test]
fn around_the_elements() {
    let element = row(r#""status":"posted","postingDateTime":"2026-01-15T00:00:00Z","type":"payment""#);
    for text in [
        element.clone(),
        format!("[{element}]"),
        format!(r#"{{"data":{element}}}"#),
        format!(r#"{{"data":[{element}],"version":"V1"}}"#),
        format!(r#"{{"transactions":[{element}]}}"#),
        format!(r#"{{"code":200,"body":{{"data":{{"transactions":[{element}]}},"meta":{{}}}}}}"#),
    ] {
        let collected = clean(&text, &Options::default());
        let found = lines(&collected, "transaction", &["date", "status", "amount", "kind"]);
        assert_eq!(found, ["2026-01-15 | booked | -12.50 | payment"], "{text}");
        assert!(collected.losses.is_empty(), "{text}");
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::CdrAu, .. }), "{text}");
    }
}

#[test]
fn texts_and_parties() {
    let rest = r#""transactionId":"T-1","status":"POSTED","postingDateTime":"2026-01-15T00:00:00Z","type":"PAYMENT","description":"Lunch","reference":"","merchantName":"EXAMPLE CAFE","merchantCategoryCode":"5812",
        "billerCode":"123456","extendedData":{"payee":"SOMEBODY","x2p101Payload":{"endToEndId":"E-1"}}"#;
    let collected = clean(&answer("transactions", &[row(rest)]), &Options::default());
    assert_eq!(
        lines(
            &collected,
            "transaction",
            &[
                "kind",
                "kind_text",
                "description",
                "reference",
                "counterparty_name",
                "mcc",
                "end_to_end_id",
                "source_ids"
            ]
        ),
        [r#"payment | PAYMENT | Lunch | - | EXAMPLE CAFE | 5812 | E-1 | [{"scheme":"transaction_id","value":"T-1"}]"#]
    );
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(losses, ["transactions/billerCode", "transactions/extendedData/payee"]);
    // An account known by nothing but the bank's id for it.
    assert_eq!(lines(&collected, "account", &["number"]), [r#"{"display":"…","scheme":"other","value":"A-1"}"#]);
}

/// What stands as the type of a transaction is carried as any other text is, and named where it is too long for one.
#[test]
fn types_that_are_no_word_of_the_standard() {
    let check = |word: &str, expected: &str, lost: &[&str]| {
        let rest = format!(
            r#""status":"POSTED","postingDateTime":"2026-01-15T00:00:00Z","type":"{word}","description":"Lunch""#
        );
        let collected = clean(&answer("transactions", &[row(&rest)]), &Options::default());
        assert_eq!(lines(&collected, "transaction", &["kind", "kind_text"]), [expected]);
        let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
        assert_eq!(losses, lost, "{expected}");
    };
    check("CASH OUT", "other | CASH OUT", &[]);
    check("cafe\u{301}", "other | café", &[]);
    check("two\\u0001words", "other | two words", &[]);
    check(&"x".repeat(4001), "other | -", &["transactions/type"]);
}

#[test]
fn accounts_and_balances_need_their_day() {
    let account = r#"{"accountId":"A-1","displayName":"Everyday","maskedNumber":"xxx-xxx xxxxx2722","openStatus":"OPEN","productCategory":"TRANS_AND_SAVINGS_ACCOUNTS","productName":"Everyday Account","accountOwnership":"TWO_PARTY","creationDate":"2020-02-01"}"#;
    let balance = r#"{"accountId":"A-1","currentBalance":"-15.00","availableBalance":"485.00","creditLimit":"500.00"}"#;
    let answers = [answer("accounts", &[account.to_owned()]), answer("balances", &[balance.to_owned()])].join("\n");
    for text in [answers.clone(), format!("{account}{balance}"), format!("[{{\"data\":{account}}},{balance}]")] {
        let collected = clean(&text, &as_of());
        assert_eq!(
            lines(
                &collected,
                "account",
                &["as_of", "kind", "status", "ownership", "nickname", "product_name", "opened_on", "number"]
            ),
            [
                r#"2026-01-20 | other | open | joint | Everyday | Everyday Account | 2020-02-01 | {"display":"…2722","scheme":"other"}"#
            ],
            "{text}"
        );
        assert_eq!(
            lines(&collected, "balance", &["date", "kind", "amount", "credit_line_included", "credit_line"]),
            [
                "2026-01-20 | interim_booked | -15.00 | no | 500.00",
                "2026-01-20 | interim_available | 485.00 | unknown | 500.00"
            ]
        );
    }
    let (collected, summary) = convert(Format::CdrAu, answers.as_bytes(), &Options::default());
    assert_eq!((codes(&collected), collected.series.len(), summary.lost), (vec![], 0, 2));
    assert!(collected.losses.iter().filter(|loss| loss.reason.contains("--as-of")).count() >= 2);
}

#[test]
fn mandates() {
    let debit = r#"{"accountId":"A-1","authorisedEntity":{"description":"EXAMPLE GYM"},"lastDebitDateTime":"2026-01-05T00:00:00Z","lastDebitAmount":"20.00"}"#;
    let payment = r#"{"scheduledPaymentId":"S-1","payerReference":"Rent","status":"ACTIVE","from":{"accountId":"A-1"},"paymentSet":[{"to":{"nickname":"EXAMPLE LETTING"},"amount":"500.00"}],"recurrence":{"nextPaymentDate":"2026-02-01"}}"#;
    let text =
        [answer("directDebitAuthorisations", &[debit.to_owned()]), answer("scheduledPayments", &[payment.to_owned()])]
            .join("\n");
    assert_eq!(
        lines(
            &clean(&text, &as_of()),
            "payment_mandate",
            &[
                "kind",
                "status",
                "amount",
                "currency",
                "next_on",
                "last_on",
                "last_amount",
                "counterparty_name",
                "reference"
            ]
        ),
        [
            "direct_debit | active | - | AUD | - | 2026-01-05 | -20.00 | EXAMPLE GYM | -",
            "scheduled | active | -500.00 | AUD | 2026-02-01 | - | - | EXAMPLE LETTING | Rent",
        ]
    );
}

#[test]
fn damaged_rows() {
    let good = row(r#""status":"POSTED","postingDateTime":"2026-01-15T00:00:00Z""#);
    let check = |bad: &str, expected: &[&str]| {
        let text = answer("transactions", &[good.clone(), bad.to_owned(), good.clone()]);
        let (collected, summary) = convert(Format::CdrAu, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    check(&good.replace("-12.50", "12,50"), &["convert-amount 2"]);
    check(&good.replace("POSTED", "DONE"), &["convert-structure 2"]);
    check(&good.replace("2026-01-15", "2026-01-32"), &["convert-date 2"]);
    check(&good.replace("\"amount\"", "\"currency\":\"dollars\",\"amount\""), &["convert-currency 2"]);
    check(&good.replace("postingDateTime", "posted"), &[]);
    check("{}", &["convert-structure 2"]);
}

/// Every payload of the data standards body's holder: rows, sums, findings. Products, a customer's particulars and a
/// payload of another standard hold nothing that a record of an account could.
#[test]
fn corpus_files() {
    let Some(folder) = corpus("bank/cdr-au") else { return };
    let found: Vec<String> = files(&folder, &[".json"])
        .iter()
        .map(|(name, bytes)| {
            let guessed = matches!(Format::guess(bytes), Guess::Certain { format: Format::CdrAu, .. });
            let (collected, summary) = convert(Format::CdrAu, bytes, &as_of());
            let name = name.rsplit('/').next().expect("a name");
            format!(
                "{name}{}: {}+{} rows, {}, {} accounts, {} balances, {}",
                if guessed { "" } else { " (not guessed)" },
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
            "account1.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "account2.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "account3.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "account4.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "account5.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "account6.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "account7.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "account8.json: 1+0 rows, 0.00, 1 accounts, 0 balances, ",
            "balance1.json: 1+0 rows, 0.00, 1 accounts, 2 balances, ",
            "balance2.json: 1+0 rows, 0.00, 1 accounts, 2 balances, ",
            "balance3.json: 1+0 rows, 0.00, 1 accounts, 2 balances, ",
            "balance4.json: 1+0 rows, 0.00, 1 accounts, 2 balances, ",
            "balance5.json: 1+0 rows, 0.00, 1 accounts, 2 balances, ",
            "balance6.json: 1+0 rows, 0.00, 1 accounts, 2 balances, ",
            "balance7.json: 1+0 rows, 0.00, 1 accounts, 2 balances, ",
            "customer1.json (not guessed): 0+0 rows, 0.00, 0 accounts, 0 balances, convert-structure",
            "product1.json (not guessed): 0+1 rows, 0.00, 0 accounts, 0 balances, ",
            "product2.json (not guessed): 0+1 rows, 0.00, 0 accounts, 0 balances, ",
            "product3.json (not guessed): 0+1 rows, 0.00, 0 accounts, 0 balances, ",
            "transaction1.json: 1+0 rows, 25000.00, 1 accounts, 0 balances, ",
        ]
    );
}
