use crate::support::{account, check, check_share, part};
use serde_json::{Value, json};

const TX: &str = "a7k2qx/transaction";

#[test]
fn one_transaction() {
    let row = |row: Value| [account(), part(TX, &[row])];
    check(&row(json!({"kind": "fee", "fee_kind": "foreign"})), &[]);
    check(&row(json!({"kind": "fee"})), &["transaction-fee-kind a7k2qx/transaction 1 /kind"]);
    check(
        &row(json!({"kind": "card", "fee_kind": "foreign"})),
        &["transaction-fee-kind a7k2qx/transaction 1 /fee_kind"],
    );
    for (kind, amount, reversal, right) in [
        ("transfer_out", "-1", false, true),
        ("transfer_out", "1", false, false),
        ("transfer_out", "1", true, true),
        ("transfer_out", "-1", true, false),
        ("transfer_in", "1", false, true),
        ("transfer_in", "-1", false, false),
        ("transfer_in", "0", false, true),
        ("card", "1", false, true),
        ("card", "-1", true, true),
    ] {
        let expected: &[&str] = if right { &[] } else { &["transaction-sign a7k2qx/transaction 1 /amount"] };
        check(&row(json!({"kind": kind, "amount": amount, "reversal": reversal})), expected);
    }
}

#[test]
fn foreign_currency() {
    let row = |row: Value| [account(), part(TX, &[row])];
    let abroad = |amount: &str, original: &str, rate: Option<&str>, fee: Option<&str>| {
        let mut row = json!({"amount": amount, "original_amount": original, "original_currency": "EUR"});
        if let Some(rate) = rate {
            row["fx_rate"] = rate.into();
        }
        if let Some(fee) = fee {
            row["fee_amount"] = fee.into();
        }
        row
    };
    check(&row(abroad("-17.40", "-20.00", Some("0.87"), None)), &[]);
    check(&row(abroad("-17.91", "-20.00", Some("0.87"), Some("-0.51"))), &[]);
    check(&row(abroad("-17.38", "-20.00", Some("0.8692"), None)), &[]);
    check(&row(abroad("-17.40", "-20.00", Some("1.1494"), None)), &["transaction-rate a7k2qx/transaction 1 /fx_rate"]);
    check(&row(abroad("-17.91", "-20.00", Some("0.8700"), None)), &["transaction-rate a7k2qx/transaction 1 /fx_rate"]);
    check(
        &row(abroad("-17.40", "20.00", None, None)),
        &["transaction-original-sign a7k2qx/transaction 1 /original_amount"],
    );
    check(
        &row(abroad("-17.40", "-20.00", None, Some("0.51"))),
        &["transaction-fee-amount a7k2qx/transaction 1 /fee_amount"],
    );
    check(
        &row(abroad("-0.40", "-20.00", None, Some("-0.51"))),
        &["transaction-fee-amount a7k2qx/transaction 1 /fee_amount"],
    );
    check(
        &row(json!({"original_amount": "-20.00"})),
        &["transaction-original-currency a7k2qx/transaction 1 /original_amount"],
    );
    check(
        &row(json!({"original_currency": "EUR"})),
        &["transaction-original-currency a7k2qx/transaction 1 /original_currency"],
    );
    // The largest values there are must not overflow anything.
    check(
        &row(abroad("-999999999999", "-999999999999.999999", Some("999999999999999.999999999999"), None)),
        &["amount-scale a7k2qx/transaction 1 /original_amount", "transaction-rate a7k2qx/transaction 1 /fx_rate"],
    );
    // What the last decimals can hide: 21.76 x 0.01 + 0.01 is enough for 0.2236, and 21.77 x 0.01 + 0.01 not for 0.2322.
    check(&row(abroad("-18.49", "-21.76", Some("0.86"), None)), &[]);
    check(&row(abroad("-18.49", "-21.77", Some("0.86"), None)), &["transaction-rate a7k2qx/transaction 1 /fx_rate"]);
    check(&row(abroad("-18", "-18.02", Some("1.0000"), None)), &["transaction-rate a7k2qx/transaction 1 /fx_rate"]);
    check(&row(abroad("-18", "-18.01", Some("1.0000"), None)), &[]);
}

#[test]
fn currency_of_the_account() {
    let rows = &[json!({}), json!({"currency": "EUR"}), json!({"currency": "EUR"})];
    check(&[account(), part(TX, rows)], &["transaction-account-currency a7k2qx/transaction 2 /currency"]);
    check(
        &[account(), part("a7k2qx/balance", &[json!({"currency": "EUR"})])],
        &["balance-account-currency a7k2qx/balance 1 /currency"],
    );
    check_share(
        &[part("a7k2qx/balance", &[json!({})])],
        &[],
        &["balance-account-currency a7k2qx/balance", "reference-resolves a7k2qx/balance"],
    );
}

#[test]
fn debt() {
    let mortgage = || part("a7k2qx/account", &[json!({"kind": "mortgage"})]);
    let owed = |amount: &str| part("a7k2qx/balance", &[json!({"amount": amount})]);
    check(&[mortgage(), owed("-182000.00")], &[]);
    check(&[mortgage(), owed("182000.00")], &["balance-debt-negative a7k2qx/balance 1 /amount"]);
    check(&[account(), owed("182000.00")], &[]);
}

#[test]
fn closed_accounts() {
    let account = |status: &str, opened: &str, closed: &str| {
        [part("a7k2qx/account", &[json!({"status": status, "opened_on": opened, "closed_on": closed})])]
    };
    check(&account("closed", "2020-01-01", "2026-05-31"), &[]);
    check(&account("open", "2020-01-01", "2026-08-31"), &[]);
    check(&account("open", "2020-01-01", "2026-05-31"), &["account-closed a7k2qx/account 1 /closed_on"]);
    check(&account("closed", "2026-06-01", "2026-05-31"), &["account-closed a7k2qx/account 1 /closed_on"]);
}

#[test]
fn mandates_and_credit() {
    let mandate = |row: Value| [account(), part("a7k2qx/payment_mandate", &[row])];
    check(&mandate(json!({"amount": "-25.00", "currency": "GBP"})), &[]);
    check(&mandate(json!({"last_amount": "-25.00"})), &["mandate-currency a7k2qx/payment_mandate 1 /last_amount"]);
    check(
        &mandate(json!({"amount": "25.00", "currency": "GBP"})),
        &["mandate-amount-out a7k2qx/payment_mandate 1 /amount"],
    );
    let credit = |row: Value| [account(), part("a7k2qx/credit_arrangement", &[row])];
    check(&credit(json!({"credit_limit": "0", "buffer": "25.00"})), &[]);
    check(&credit(json!({"buffer": "-25.00"})), &["credit-not-negative a7k2qx/credit_arrangement 1 /buffer"]);
    let tier = |above: Option<&str>, up_to: Option<&str>, basis: &str| {
        let mut tier = json!({"basis": basis, "rate": "0.39"});
        if let Some(above) = above {
            tier["above"] = above.into();
        }
        if let Some(up_to) = up_to {
            tier["up_to"] = up_to.into();
        }
        tier
    };
    let rates = |tiers: &[Value]| credit(json!({"rates": tiers}));
    let wrong = |number: usize| format!("credit-tiers a7k2qx/credit_arrangement 1 /rates/{number}");
    check(&rates(&[tier(None, Some("100"), "ear"), tier(Some("100"), None, "ear")]), &[]);
    check(&rates(&[tier(None, None, "ear"), tier(None, None, "nominal")]), &[]);
    check(&rates(&[tier(Some("100"), None, "ear"), tier(None, Some("100"), "ear")]), &[&wrong(1)]);
    check(&rates(&[tier(None, Some("100"), "ear"), tier(Some("50"), None, "ear")]), &[&wrong(1)]);
    check(&rates(&[tier(Some("100"), Some("100"), "ear")]), &[&wrong(0)]);
}

fn chain(rows: &[(&str, Option<&str>, Option<u64>)]) -> Vec<Value> {
    rows.iter()
        .map(|(amount, balance, seq)| {
            let mut row = json!({"amount": amount});
            if let Some(balance) = balance {
                row["running_balance"] = (*balance).into();
            }
            if let Some(seq) = seq {
                row["seq"] = (*seq).into();
            }
            row
        })
        .collect()
}

#[test]
fn running_balances() {
    let broken = |row: usize| format!("balance-chain a7k2qx/transaction {row} /running_balance");
    let of = |rows: &[(&str, Option<&str>, Option<u64>)]| [account(), part(TX, &chain(rows))];
    check(&of(&[("-30", Some("70"), None), ("5", Some("75"), None)]), &[]);
    check(&of(&[("-30", Some("70"), None), ("5", Some("76"), None)]), &[&broken(2)]);
    // One break is one finding: the chain goes on from the balance that is stated.
    check(&of(&[("-30", Some("70"), None), ("5", Some("76"), None), ("1", Some("77"), None)]), &[&broken(2)]);
    check(&of(&[("-30", Some("70"), None), ("5", None, None), ("5", Some("80"), None)]), &[]);
    check(&of(&[("-30", Some("70"), None), ("5", None, None), ("5", Some("75"), None)]), &[&broken(3)]);
    // Interest dated back: row order breaks, `seq` holds.
    let dated_back = [("1", Some("71"), Some(1)), ("-30", Some("70"), Some(0)), ("4", Some("75"), Some(2))];
    check(&of(&dated_back), &[]);
    let without = dated_back.map(|(amount, balance, _)| (amount, balance, None));
    check(&of(&without), &[&broken(2), &broken(3)]);
    // Numbers need not be dense when everything is here.
    check(&of(&[("-30", Some("70"), Some(10)), ("5", Some("75"), Some(20))]), &[]);
    check(&of(&[("-30", Some("70"), Some(10)), ("5", Some("76"), Some(20))]), &[&broken(2)]);
    check(
        &of(&[("-30", Some("70"), Some(1)), ("5", Some("75"), Some(1))]),
        &["transaction-seq-unique a7k2qx/transaction 2 /seq"],
    );
    // Pending rows move no balance.
    let mut rows = chain(&[("-30", Some("70"), Some(0)), ("-8", None, Some(1)), ("5", Some("75"), Some(2))]);
    rows[1]["status"] = "pending".into();
    check(&[account(), part(TX, &rows)], &[]);
}

#[test]
fn running_balances_over_parts() {
    let half = |seq, rows: &[(&str, Option<&str>, Option<u64>)], day: &str| {
        let rows: Vec<Value> = chain(rows)
            .into_iter()
            .enumerate()
            .map(|(number, mut row)| {
                row["date"] = format!("2026-{day}").into();
                row["id"] = format!("{seq}.{number}").into();
                row
            })
            .collect();
        let (from, to) = if seq == 0 { ("2026-05-01", "2026-06-01") } else { ("2026-06-01", "2026-07-01") };
        part(TX, &rows).period(seq, from, to)
    };
    let may = half(0, &[("1", Some("1"), None), ("2", Some("3"), None)], "05-10");
    let june = |balance| half(1, &[("4", Some(balance), None)], "06-10");
    check(&[account(), may.clone(), june("7")], &[]);
    check(&[account(), may.clone(), june("8")], &["balance-chain a7k2qx/transaction 1 /running_balance"]);
    // The last row of May is withheld: nothing is known about the step into June.
    check_share(&[account(), may.clone().shown(&[(0, 1)]), june("8")], &[], &["balance-chain a7k2qx/transaction"]);
    check_share(
        &[account(), may.clone().shown(&[(1, 2)]), june("8")],
        &["balance-chain a7k2qx/transaction 1 /running_balance"],
        &[],
    );
    // A masked balance is stepped over; the rows are all there.
    let masked = |balance| [account(), may.clone().masked("balance", &[(1, 2)]), june(balance)];
    let note = &["balance-chain a7k2qx/transaction"];
    check_share(&masked("7"), &[], note);
    check_share(&masked("8"), &["balance-chain a7k2qx/transaction 1 /running_balance"], note);
    check_share(&[account(), may.without("balance"), june("8").without("balance")], &[], note);
    // Interest of May was booked in June and is the issuer's row before the last of May.
    let may = half(0, &[("1", Some("1"), Some(0)), ("2", Some("3.5"), Some(2))], "05-10");
    let june = half(1, &[("0.5", Some("1.5"), Some(1)), ("1", Some("4.5"), Some(3))], "06-10");
    check(&[account(), may, june], &[]);
}

#[test]
fn balances_reconcile() {
    let row = |day: &str, amount: &str| json!({"date": format!("2026-06-{day}"), "amount": amount});
    let rows = part(TX, &[row("05", "-30"), row("10", "5")]);
    let balance = |kind: &str, day: &str, amount: &str| json!({"date": format!("2026-06-{day}"), "kind": kind, "amount": amount, "id": format!("{kind}{day}")});
    let balances = |rows: &[Value]| part("a7k2qx/balance", rows);
    let open = || balance("opening_booked", "05", "100");
    let broken = |row: usize| format!("balance-reconciles a7k2qx/balance {row} /amount");
    check(&[account(), rows.clone(), balances(&[open(), balance("closing_booked", "10", "75")])], &[]);
    check(&[account(), rows.clone(), balances(&[open(), balance("closing_booked", "10", "70")])], &[&broken(2)]);
    check(&[account(), rows.clone(), balances(&[open(), balance("closing_booked", "09", "70")])], &[]);
    check(&[account(), rows.clone(), balances(&[open(), balance("closing_booked", "05", "70")])], &[]);
    // From one closing balance to the next, and to the opening of a day.
    let closings =
        |second: &str| balances(&[balance("closing_booked", "04", "100"), balance("closing_booked", "30", second)]);
    check(&[account(), rows.clone(), closings("75")], &[]);
    check(&[account(), rows.clone(), closings("74")], &[&broken(2)]);
    check(&[account(), rows.clone(), balances(&[open(), balance("opening_booked", "10", "75")])], &[&broken(2)]);
    // Credit that is counted in, and other kinds, are not what the customer owns.
    let mut line = balance("closing_booked", "10", "1075");
    line["credit_line_included"] = "yes".into();
    check(&[account(), rows.clone(), balances(&[open(), line])], &[]);
    check(&[account(), rows.clone(), balances(&[open(), balance("expected", "10", "1")])], &[]);
    // Nothing is concluded over withheld rows or incomplete days.
    let wrong = || balances(&[open(), balance("closing_booked", "10", "70")]);
    check_share(&[account(), rows.clone().shown(&[(1, 2)]), wrong()], &[], &["balance-reconciles a7k2qx/balance"]);
    check(&[account(), rows.clone().incomplete(&["2026-06-07"]), wrong()], &[]);
    check(&[account(), rows.incomplete(&["2026-06-11"]), wrong()], &[&broken(2)]);
}

#[test]
fn details() {
    let row = |amount: &str, details: Option<u64>| {
        let mut row = json!({"amount": amount});
        if let Some(details) = details {
            row["details"] = details.into();
        }
        part(TX, &[row])
    };
    let of = |amounts: &[&str]| {
        let rows: Vec<Value> = amounts.iter().map(|amount| json!({"amount": amount})).collect();
        part("a7k2qx/transaction_detail", &rows)
    };
    check(&[account(), row("-50", Some(2)), of(&["-20", "-30"])], &[]);
    check(&[account(), row("-50", None), of(&["-20", "-30"])], &[]);
    let count = "transaction-details-count a7k2qx/transaction 1 /details";
    let sum = "detail-sum a7k2qx/transaction 1 /amount";
    check(&[account(), row("-50", Some(3)), of(&["-20", "-30"])], &[count]);
    check(&[account(), row("-50", Some(3))], &[count]);
    check(&[account(), row("-50", Some(0)), of(&["-50"])], &[count]);
    check(&[account(), row("-50", Some(2)), of(&["-20", "30"])], &[sum]);
    let mut mixed = of(&["-20", "-35"]);
    mixed.rows[1]["currency"] = "EUR".into();
    check(&[account(), row("-50", Some(2)), mixed], &[]);
    let notes = &["detail-sum a7k2qx/transaction", "transaction-details-count a7k2qx/transaction"];
    check_share(&[account(), row("-50", Some(2))], &[], notes);
    check_share(&[account(), row("-50", Some(2)), of(&["-20", "-30"]).shown(&[(0, 1)])], &[], notes);
    check_share(&[account(), row("-50", Some(2)), of(&["-20", "30"])], &[sum], &[]);
    check_share(&[account(), row("-50", Some(1)), of(&["-20", "-30"])], &[count], &[]);
    check(
        &[account(), row("-50", None), {
            let mut one = of(&["-50"]);
            one.rows[0]["parent"] = "t7".into();
            one.rows[0]["id"] = "t7.0".into();
            one
        }],
        &["reference-resolves a7k2qx/transaction_detail 1 /parent"],
    );
}

#[test]
fn summaries() {
    let rows = part(
        TX,
        &[
            json!({"amount": "-20.00", "kind": "card", "date": "2026-06-10"}),
            json!({"amount": "-5.00", "kind": "card", "date": "2026-06-20"}),
            json!({"amount": "-7.00", "kind": "card", "date": "2026-06-20", "status": "pending"}),
        ],
    );
    let summary = |row: Value| part("a7k2qx/summary", &[row]);
    let right = json!({"bucket": "card", "count": 2, "value": "-25"});
    let with = |name: &str, value: Value| {
        let mut row = right.clone();
        row[name] = value;
        summary(row)
    };
    let wrong = |pointer: &str| format!("summary-disagrees a7k2qx/summary 1 {pointer}");
    check(&[account(), rows.clone(), summary(right.clone())], &[]);
    check(&[account(), rows.clone(), with("value", "-24.00".into())], &[&wrong("/value")]);
    check(&[account(), rows.clone(), with("count", 3.into())], &[&wrong("/count")]);
    check(
        &[account(), rows.clone(), with("bucket", "groceries".into())],
        &["summary-disagrees a7k2qx/summary /n", &wrong("/bucket")],
    );
    check(
        &[account(), rows.clone(), with("bucket", "cheque".into())],
        &["summary-disagrees a7k2qx/summary /n", &wrong("/count")],
    );
    check(
        &[account(), rows.clone(), with("days", 29.into())],
        &["summary-month a7k2qx/summary 1 /complete", &wrong("/days")],
    );
    check(
        &[account(), rows.clone(), part("a7k2qx/summary", &[right.clone(), right.clone()])],
        &["summary-disagrees a7k2qx/summary 2 "],
    );
    check(&[account(), rows.clone(), part("a7k2qx/summary", &[])], &["summary-disagrees a7k2qx/summary /n"]);
    // Incomplete days do not count.
    let later = rows.clone().incomplete(&["2026-06-20"]);
    let one = json!({"bucket": "card", "count": 1, "value": "-20", "days": 29, "complete": false});
    check(&[account(), later.clone(), summary(one)], &[]);
    check(&[account(), later, summary(right.clone())], &[&wrong("/value")]);
    // Withheld rows, parts and months.
    let lie = || with("value", "-24.00".into());
    check_share(&[account(), rows.clone(), lie()], &[&wrong("/value")], &[]);
    check_share(&[account(), rows.clone().shown(&[(0, 2)]), lie()], &[], &["summary-disagrees a7k2qx/summary"]);
    check_share(&[account(), lie()], &[], &["summary-disagrees a7k2qx/summary"]);
    let half = rows.period(1, "2026-06-05", "2026-07-01");
    check_share(
        &[account(), half, lie()],
        &[],
        &["rules-gapless a7k2qx/transaction", "summary-disagrees a7k2qx/summary"],
    );
}

#[test]
fn summaries_of_balances() {
    // The worked example of the chapter on records.
    let rows = part(
        TX,
        &[
            json!({"amount": "-150.00", "kind": "card", "date": "2026-06-10"}),
            json!({"amount": "80.00", "kind": "transfer_in", "date": "2026-06-20"}),
        ],
    )
    .period(1, "2026-06-01", "2026-07-01");
    let may = part(TX, &[]).period(0, "2026-05-31", "2026-06-01");
    let balance = part("a7k2qx/balance", &[json!({"date": "2026-05-31", "amount": "100.00"})]).period(
        0,
        "2026-05-31",
        "2026-07-01",
    );
    let figures = |min: &str, sum: &str| {
        let money = |metric: &str, value: &str| json!({"metric": metric, "bucket": "all", "count": 30, "value": value});
        let days = |metric: &str, value: &str| json!({"metric": metric, "bucket": "all", "count": 30, "value": value, "currency": null, "unit": "day"});
        let mut rows = Vec::new();
        for (metric, value) in
            [("eod_min", "100.00"), ("eod_max", "100.00"), ("eod_credit_sum", "100.00"), ("eod_debit_sum", "0")]
        {
            let mut row = money(metric, value);
            (row["date"], row["days"], row["complete"], row["count"]) =
                ("2026-05-01".into(), 1.into(), false.into(), 1.into());
            rows.push(row);
        }
        for (metric, value) in [("eod_credit_days", "1"), ("eod_debit_days", "0")] {
            let mut row = days(metric, value);
            (row["date"], row["days"], row["complete"], row["count"]) =
                ("2026-05-01".into(), 1.into(), false.into(), 1.into());
            rows.push(row);
        }
        rows.extend([
            json!({"metric": "out", "bucket": "card", "value": "-150.00"}),
            json!({"metric": "in", "bucket": "transfer_in", "value": "80.00"}),
            money("eod_min", min),
            money("eod_max", "100.00"),
            days("eod_credit_days", "20"),
            days("eod_debit_days", "10"),
            money("eod_credit_sum", "1230.00"),
            money("eod_debit_sum", sum),
        ]);
        part("a7k2qx/summary", &rows).period(0, "2026-05-01", "2026-07-01")
    };
    check(&[account(), may.clone(), rows.clone(), balance.clone(), figures("-50.00", "500.00")], &[]);
    check(
        &[account(), may.clone(), rows.clone(), balance.clone(), figures("-51.00", "501.00")],
        &["summary-disagrees a7k2qx/summary 9 /value", "summary-disagrees a7k2qx/summary 14 /value"],
    );
    // Without the balance nobody outside knows how May ended.
    check_share(&[account(), may, rows, figures("-51.00", "501.00")], &[], &["summary-disagrees a7k2qx/summary"]);
}

#[test]
fn summary_form() {
    let of = |row: Value| {
        let outcome = crate::support::run(
            pannier_validate::rules::Scope::Share { sealed: true },
            &[part("a7k2qx/summary", &[row])],
        );
        crate::support::lines(&outcome.report.findings)
    };
    let check = |row: Value, expected: &[&str]| assert_eq!(of(row), expected);
    check(json!({}), &[]);
    check(json!({"date": "2026-06-02"}), &["summary-month a7k2qx/summary 1 /date"]);
    check(json!({"days": 31}), &["summary-month a7k2qx/summary 1 /days"]);
    check(json!({"days": 29}), &["summary-month a7k2qx/summary 1 /complete"]);
    check(json!({"metric": "spend"}), &["summary-metric a7k2qx/summary 1 /metric"]);
    check(json!({"currency": null}), &["summary-unit a7k2qx/summary 1 /unit"]);
    check(json!({"unit": "day"}), &["summary-unit a7k2qx/summary 1 /currency"]);
    check(json!({"metric": "eod_debit_days", "bucket": "all"}), &["summary-unit a7k2qx/summary 1 /currency"]);
}
