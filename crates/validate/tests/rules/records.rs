use crate::support::{Part, account, check, check_share, date, lines, part, run};
use pannier_validate::rules::Scope;
use serde_json::json;

const TX: &str = "a7k2qx/transaction";

#[test]
fn periods() {
    let june = || part(TX, &[json!({"date": "2026-06-01"}), json!({"date": "2026-06-30"})]);
    check(&[account(), june()], &[]);
    check(
        &[account(), june().period(0, "2026-06-02", "2026-07-01")],
        &["rules-date-in-period a7k2qx/transaction 1 /date"],
    );
    check(
        &[account(), june().period(0, "2026-06-01", "2026-06-30")],
        &["rules-date-in-period a7k2qx/transaction 2 /date"],
    );
    check(&[account(), june().period(0, "2026-06-01", "2026-07-02")], &[]);
    check(&[account(), june().period(0, "2026-06-01", "2026-07-03")], &["rules-period-over a7k2qx/transaction /to"]);
    check(&[part("a7k2qx/account", &[json!({"as_of": "2026-07-02"})]).period(0, "2026-07-02", "2026-07-03")], &[]);
    check(
        &[part("a7k2qx/account", &[json!({"as_of": "2026-07-03"})]).period(0, "2026-07-03", "2026-07-04")],
        &["rules-period-over a7k2qx/account /to"],
    );
}

#[test]
fn places() {
    let report = run(
        Scope::Bundle,
        &[account(), part(TX, &[json!({"date": "2026-07-02"})]).period(0, "2026-06-01", "2026-07-03")],
    )
    .report;
    let places: Vec<String> = report.findings.iter().map(|finding| finding.location.to_string()).collect();
    assert_eq!(places, ["head.sdjwt : series a7k2qx/transaction : /parts/1/to"]);
    let report = run(Scope::Bundle, &[account(), part(TX, &[json!({}), json!({"date": "2026-05-02"})])]).report;
    let places: Vec<String> = report.findings.iter().map(|finding| finding.location.to_string()).collect();
    assert_eq!(places[0], "parts/pa7k2qxtransaction.ndjson : series a7k2qx/transaction : row 2 /date");
    // What is wrong is said without the value that is.
    assert!(report.findings.iter().all(|finding| !finding.message.contains("2026")));
}

#[test]
fn order() {
    let rows = |days: &[&str]| part(TX, &days.iter().map(|day| json!({"date": day})).collect::<Vec<_>>());
    check(&[account(), rows(&["2026-06-01", "2026-06-01", "2026-06-03"])], &[]);
    check(
        &[account(), rows(&["2026-06-03", "2026-06-01", "2026-06-02", "2026-06-03"])],
        &["rules-sorted a7k2qx/transaction 2 /date", "rules-sorted a7k2qx/transaction 3 /date"],
    );
}

#[test]
fn parts_of_a_series() {
    let may = |seq| part(TX, &[]).period(seq, "2026-05-01", "2026-06-01");
    let june = |seq| part(TX, &[]).period(seq, "2026-06-01", "2026-07-01");
    check(&[account(), june(1), may(0)], &[]);
    check(&[account(), may(1), june(2)], &["rules-gapless a7k2qx/transaction /seq"]);
    check(&[account(), may(0), june(2)], &["rules-gapless a7k2qx/transaction /seq"]);
    check(&[account(), may(0), june(0)], &["rules-gapless a7k2qx/transaction /seq"]);
    let late = part(TX, &[]).period(1, "2026-06-02", "2026-07-01");
    let early = part(TX, &[]).period(1, "2026-05-31", "2026-07-01");
    check(&[account(), may(0), late.clone()], &["rules-gapless a7k2qx/transaction /from"]);
    check(&[account(), may(0), early.clone()], &["rules-gapless a7k2qx/transaction /from"]);

    // A share may leave out parts; what it shows still has to fit.
    check_share(&[account(), june(7)], &[], &["rules-gapless a7k2qx/transaction"]);
    check_share(&[account(), may(0), late], &["rules-gapless a7k2qx/transaction /from"], &[]);
    check_share(&[account(), may(0), early], &["rules-gapless a7k2qx/transaction /from"], &[]);
    let july = part(TX, &[]).period(3, "2026-06-02", "2026-07-01");
    check_share(&[account(), may(0), july], &[], &["rules-gapless a7k2qx/transaction"]);
    check_share(
        &[account(), may(0), june(3)],
        &["rules-gapless a7k2qx/transaction /from"],
        &["rules-gapless a7k2qx/transaction"],
    );
}

#[test]
fn state_parts() {
    let of = |days: &[&str]| {
        // A letter for each day: a label has no 0, 1, 8 or 9.
        let letter = |day: &str| char::from(day.as_bytes()[9] - b'0' + b'a');
        let row = |day: &&str| json!({"as_of": day, "id": format!("o7k2q{}", letter(day))});
        part("a7k2qx/payment_mandate", &days.iter().map(row).collect::<Vec<_>>())
    };
    check(&[account(), of(&["2026-06-03", "2026-07-01"]).period(0, "2026-06-03", "2026-07-02")], &[]);
    check(
        &[account(), of(&["2026-06-03", "2026-07-01"]).period(0, "2026-06-01", "2026-07-02")],
        &["rules-state-part a7k2qx/payment_mandate /from"],
    );
    check(
        &[account(), of(&["2026-06-03", "2026-06-29"]).period(0, "2026-06-03", "2026-07-02")],
        &["rules-state-part a7k2qx/payment_mandate /to"],
    );
    check(
        &[account(), of(&["2026-07-01"]).period(1, "2026-07-01", "2026-07-02")],
        &["rules-state-part a7k2qx/payment_mandate /seq"],
    );
    check(&[account(), of(&[])], &["rules-state-part a7k2qx/payment_mandate /n"]);
    let partly = of(&["2026-06-03", "2026-06-29"]).period(0, "2026-06-01", "2026-07-02").shown(&[(0, 1)]);
    check_share(&[account(), partly], &[], &["rules-state-part a7k2qx/payment_mandate"]);
}

#[test]
fn groups_of_a_series() {
    let may = || part(TX, &[]).period(0, "2026-05-01", "2026-06-01");
    let june = || part(TX, &[]).period(1, "2026-06-01", "2026-07-01");
    let mut fewer = june();
    fewer.facts.groups.truncate(2);
    check(&[account(), may(), fewer], &["rules-same-groups a7k2qx/transaction /groups"]);
    let mut renamed = june();
    renamed.facts.groups[1].members.push("other".to_owned());
    check(&[account(), may(), renamed], &["rules-same-groups a7k2qx/transaction /groups"]);
    let mut sorted = june();
    sorted.facts.sort = "value_date".to_owned();
    check(&[account(), may(), sorted], &["rules-same-groups a7k2qx/transaction /sort"]);
    let mut schema = june();
    schema.facts.schema = "https://pannier.example/v1/transaction.schema.json".to_owned();
    check(&[account(), may(), schema], &["rules-same-groups a7k2qx/transaction /schema"]);
}

#[test]
fn ids_are_unique() {
    let rows = &[json!({"id": "x"}), json!({"id": "y"}), json!({"id": "x"})];
    check(&[account(), part(TX, rows)], &["id-unique a7k2qx/transaction 3 /id"]);
    // Another series may use the same id; another part of the same series may not.
    let other = part("b7k2qx/account", &[json!({"id": "b7k2qx"})]);
    check(
        &[account(), part(TX, &rows[..1]), other, part("b7k2qx/transaction", &rows[..1])],
        &["label-form b7k2qx/account 1 /id"],
    );
    let may = part(TX, &[json!({"id": "x", "date": "2026-05-03"})]).period(0, "2026-05-01", "2026-06-01");
    let june = part(TX, &[json!({"id": "x"})]).period(1, "2026-06-01", "2026-07-01");
    check(&[account(), may, june], &["id-unique a7k2qx/transaction 1 /id"]);
    // Labels are unique across types.
    let mandates = part("a7k2qx/payment_mandate", &[json!({"id": "o7k2qa"}), json!({"id": "o7k2qa"})]);
    check(&[account(), mandates], &["id-unique a7k2qx/payment_mandate 2 /id"]);
}

#[test]
fn labels_and_composed_ids() {
    check(&[part("savings/account", &[json!({})])], &["label-form savings/account 1 /id"]);
    check(&[part("a7K2qx/account", &[json!({})])], &["label-form a7K2qx/account 1 /id"]);
    check(&[part("c7k2qx/account", &[json!({})])], &["label-form c7k2qx/account 1 /id"]);
    let day = |id: &str| part("r3m5tb/interval_day", &[json!({"id": id})]).period(0, "2026-06-10", "2026-06-11");
    let lost = "reference-resolves r3m5tb/interval_day 1 /register";
    check(&[day("2026-06-10")], &[lost]);
    check(&[day("2026-06-10.1")], &[lost]);
    check(&[day("2026-06-10.01")], &["id-composed r3m5tb/interval_day 1 /id", lost]);
    check(&[day("2026-06-11")], &["id-composed r3m5tb/interval_day 1 /id", lost]);
    check(
        &[account(), part("a7k2qx/credit_arrangement", &[json!({"id": "a7k2qx.loan"})])],
        &["id-composed a7k2qx/credit_arrangement 1 /id"],
    );
}

#[test]
fn things() {
    let row = json!({"account": "a3m5tb"});
    check(
        &[account(), part("a3m5tb/account", &[json!({})]), part(TX, &[row])],
        &["thing-matches-series a7k2qx/transaction 1 /account"],
    );
    check(&[part("a7k2qx/account", &[json!({"id": "a3m5tb"})])], &["thing-matches-series a7k2qx/account 1 /id"]);
    check(&[part("all/receipt", &[json!({})])], &[]);
}

#[test]
fn references() {
    check(&[part(TX, &[json!({})])], &["reference-resolves a7k2qx/transaction 1 /account"]);
    check_share(
        &[part(TX, &[json!({})])],
        &[],
        &["reference-resolves a7k2qx/transaction", "transaction-account-currency a7k2qx/transaction"],
    );
    check(
        &[account(), part(TX, &[json!({}), json!({"reverses": "t0"}), json!({"supersedes": "t9"})])],
        &["reference-resolves a7k2qx/transaction 3 /supersedes"],
    );
    // A label of another type is not what the member wants.
    check(
        &[account(), part(TX, &[json!({"mandate": "a7k2qx"})])],
        &["reference-resolves a7k2qx/transaction 1 /mandate"],
    );
    let mandate = part("a7k2qx/payment_mandate", &[json!({"id": "o7k2qa"})]);
    check(&[account(), mandate, part(TX, &[json!({"mandate": "o7k2qa"})])], &[]);
    let party = |of: &[&str]| part("p7k2qx/party", &[json!({"of": of})]);
    check(&[account(), party(&["a7k2qx"])], &[]);
    check(&[account(), party(&["a7k2qx", "a9k2qx"])], &["reference-resolves p7k2qx/party 1 /of"]);
    // An event is looked for in the series of the same thing, then in `all`.
    let line = |id: &str| part("all/tax_line", &[json!({"id": format!("{id}.t0"), "document": id})]);
    check(&[part("all/receipt", &[json!({})]), line("R0")], &[]);
    check(&[part("all/receipt", &[json!({})]), line("R9")], &["reference-resolves all/tax_line 1 /document"]);
    let own = part("a7k2qx/receipt", &[json!({"id": "R1", "account": "a7k2qx"})]);
    let shared = part("all/receipt", &[json!({"id": "R2"}), json!({"id": "R3", "linked_to": "R2"})]);
    let returns = |to: &str| {
        part(
            "a7k2qx/receipt",
            &[json!({"id": "R1", "account": "a7k2qx"}), json!({"id": "R4", "account": "a7k2qx", "linked_to": to})],
        )
    };
    check(&[account(), own, shared.clone()], &[]);
    check(&[account(), returns("R1"), shared.clone()], &[]);
    check(&[account(), returns("R2"), shared.clone()], &[]);
    check(&[account(), returns("R9"), shared], &["reference-resolves a7k2qx/receipt 2 /linked_to"]);
    // Rows of the target that are withheld make it unknown.
    let partly = part(TX, &[json!({}), json!({"reverses": "t0"})]).shown(&[(1, 2)]);
    check_share(&[account(), partly], &[], &["reference-resolves a7k2qx/transaction"]);
    let contract = |id: &str| part("c7k2qx/contract", &[json!({"attachment": id})]);
    check(&[contract("terms")], &[]);
    check(&[contract("other")], &["reference-resolves c7k2qx/contract 1 /attachment"]);
    check_share(&[contract("other")], &[], &["reference-resolves c7k2qx/contract"]);
}

#[test]
fn stability() {
    let row = |status: &str, stability: &str| part(TX, &[json!({"status": status, "id_stability": stability})]);
    check(&[account(), row("booked", "derived")], &[]);
    check(&[account(), row("pending", "provisional")], &[]);
    check(&[account(), row("pending", "derived")], &["id-provisional a7k2qx/transaction 1 /id_stability"]);
    check(
        &[account(), row("booked", "derived").incomplete(&["2026-06-10"])],
        &["id-provisional a7k2qx/transaction 1 /id_stability"],
    );
    check(&[account(), row("booked", "derived").incomplete(&["2026-06-11"])], &[]);
}

#[test]
fn texts_and_numbers() {
    check_transaction(&json!({"description": "Caf\u{e9}"}), &[]);
    check_transaction(&json!({"description": "Cafe\u{301}"}), &["text-normalised a7k2qx/transaction 1 /description"]);
    check_transaction(
        &json!({"extensions": {"com.example.note": "Cafe\u{301}"}}),
        &["text-normalised a7k2qx/transaction 1 /extensions"],
    );
    check_transaction(
        &json!({"source_ids": [{"scheme": "a", "value": "x"}, {"scheme": "b", "value": "4111111111111111"}]}),
        &["card-number-in-text a7k2qx/transaction 1 /source_ids/1/value"],
    );
    let number = |display: &str, value: Option<&str>| {
        let mut number = json!({"display": display, "scheme": "iban"});
        if let Some(value) = value {
            number["value"] = value.into();
        }
        number
    };
    check_transaction(&json!({"counterparty_number": number("**** 5678", None)}), &[]);
    check_transaction(
        &json!({"counterparty_number": number("**** 5678", Some("GB33BUKB20201555555678"))}),
        &["number-unmasked a7k2qx/transaction 1 /counterparty_number/value"],
    );
    check(&[part("a7k2qx/account", &[json!({"number": number("**** 5678", Some("GB33BUKB20201555555678"))})])], &[]);
    check(
        &[part("a7k2qx/account", &[json!({"number": number("20-20-15 55555678", None)})])],
        &["number-display a7k2qx/account 1 /number/display"],
    );
}

#[test]
fn decimals() {
    check_transaction(&json!({"amount": "-1.5"}), &[]);
    check_transaction(&json!({"amount": "-1.000"}), &["amount-scale a7k2qx/transaction 1 /amount"]);
    check_transaction(
        &json!({"original_amount": "-100.0", "original_currency": "JPY", "running_balance": "1.234"}),
        &["amount-scale a7k2qx/transaction 1 /running_balance", "amount-scale a7k2qx/transaction 1 /original_amount"],
    );
    check(
        &[account(), part("a7k2qx/credit_arrangement", &[json!({"fees": [{"amount": "1.005", "kind": "account"}]})])],
        &["amount-scale a7k2qx/credit_arrangement 1 /fees/0/amount"],
    );
}

/// Each row says so, not only the first of a currency.
#[test]
fn currencies_that_nobody_knows() {
    let rows = [json!({"currency": "ZZZ"}), json!({"currency": "ZZZ"}), json!({"currency": "GBP"})];
    let outcome = run(Scope::Share { sealed: true }, &[part("n7k2qx/usage_event", &rows)]);
    let expected = ["currency-known n7k2qx/usage_event 1 /currency", "currency-known n7k2qx/usage_event 2 /currency"];
    assert_eq!(lines(&outcome.report.findings), expected);
}

/// What is found in a transaction, by itself and behind one in which nothing is.
#[track_caller]
fn check_transaction(row: &serde_json::Value, expected: &[&str]) {
    check(&[account(), part(TX, std::slice::from_ref(row))], expected);
    let second: Vec<String> = expected.iter().map(|line| line.replace(" 1 ", " 2 ")).collect();
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    check(&[account(), part(TX, &[json!({}), row.clone()])], &second);
}

#[test]
fn contracts_over_one_thing() {
    let contract = |label: &str, as_of: &str, row: serde_json::Value| {
        let mut row = row;
        row["as_of"] = as_of.into();
        let next = date(as_of).next_day().expect("a day").to_string();
        part(&format!("{label}/contract"), &[row]).period(0, as_of, &next)
    };
    // In a share what a contract covers need not be there.
    let two = |one: Part, other: Part, expected: &[&str]| {
        let outcome = run(Scope::Share { sealed: true }, &[one, other]);
        assert_eq!(lines(&outcome.report.findings), expected, "{:#?}", outcome.report.findings);
    };
    let over = |covers: &[&str]| json!({"status": "active", "sector": "energy", "covers": covers});
    let since = |from: &str| json!({"status": "active", "sector": "energy", "covers": ["s6h2kd"], "starts_on": from});
    let met = |place: usize| format!("contract-once c5t7yk/contract 1 /covers/{place}");
    let july = |label: &str, row| contract(label, "2026-07-01", row);
    two(july("c3w6rd", over(&["s6h2kd"])), july("c5t7yk", over(&["s5g7qm"])), &[]);
    two(july("c3w6rd", over(&["s6h2kd"])), july("c5t7yk", over(&["s5g7qm", "s6h2kd"])), &[&met(1)]);
    // One finding, however much both cover.
    two(july("c3w6rd", over(&["s6h2kd", "s5g7qm"])), july("c5t7yk", over(&["s5g7qm", "s6h2kd"])), &[&met(0)]);
    // A contract on which two others rest is no thing that is supplied twice.
    two(july("c3w6rd", over(&["c7k2qx"])), july("c5t7yk", over(&["c7k2qx"])), &[]);
    let ended = json!({"status": "ended", "sector": "energy", "covers": ["s6h2kd"]});
    two(july("c3w6rd", over(&["s6h2kd"])), july("c5t7yk", ended), &[]);
    let insured = json!({"status": "active", "sector": "insurance", "covers": ["s6h2kd"]});
    two(july("c3w6rd", over(&["s6h2kd"])), july("c5t7yk", insured), &[]);
    // Days on which each is known to be in force.
    let june = contract("c3w6rd", "2026-06-30", since("2025-06-01"));
    two(june.clone(), july("c5t7yk", over(&["s6h2kd"])), &[]);
    two(june.clone(), july("c5t7yk", since("2026-07-01")), &[]);
    two(june, july("c5t7yk", since("2026-06-30")), &[&met(0)]);
}

#[test]
fn members_together() {
    let contract = |row: serde_json::Value| [part("c7k2qx/contract", &[row])];
    let money = json!({"currency": "GBP", "tax_included": true});
    let with = |mut row: serde_json::Value| {
        row["currency"] = money["currency"].clone();
        row["tax_included"] = money["tax_included"].clone();
        row
    };
    let charge = json!({"exit_charge_kind": "amount", "exit_charge": "90.00", "exit_charge_as_of": "2026-07-01"});
    check(&contract(with(charge.clone())), &[]);
    check(
        &contract(charge),
        &["contract-currency c7k2qx/contract 1 /exit_charge", "contract-currency c7k2qx/contract 1 /exit_charge"],
    );
    check(
        &contract(with(json!({"exit_charge": "90.00", "exit_charge_as_of": "2026-07-01"}))),
        &["contract-exit-charge c7k2qx/contract 1 /exit_charge"],
    );
    check(
        &contract(json!({"exit_charge_kind": "amount"})),
        &["contract-exit-charge c7k2qx/contract 1 /exit_charge_kind"],
    );
    check(
        &contract(with(json!({"exit_charge_kind": "amount", "exit_charge": "90.00"}))),
        &["contract-exit-charge c7k2qx/contract 1 /exit_charge"],
    );
    check(&contract(with(json!({"recurring_amount": "25.00", "recurring_period": "P1M"}))), &[]);
    check(
        &contract(with(json!({"recurring_amount": "25.00"}))),
        &["contract-recurring c7k2qx/contract 1 /recurring_amount"],
    );
    check(&contract(json!({"recurring_period": "P1M"})), &["contract-recurring c7k2qx/contract 1 /recurring_period"]);
    check(
        &contract(json!({"concession_amount": "5.00"})),
        &[
            "contract-currency c7k2qx/contract 1 /concession_amount",
            "contract-currency c7k2qx/contract 1 /concession_amount",
        ],
    );
    // A withheld amount leaves its currency behind; that is no fault.
    check_share(
        &[part("c7k2qx/contract", &[with(json!({"concession_amount": "5.00"}))]).without("concession")],
        &[],
        &[],
    );
    let preference = |row: serde_json::Value| [part("all/preference", &[row])];
    check(&preference(json!({"max_contacts": 3, "per": "P1M"})), &[]);
    check(&preference(json!({"max_contacts": 3})), &["preference-period all/preference 1 /max_contacts"]);
    check(&preference(json!({"per": "P1M"})), &["preference-period all/preference 1 /per"]);
    let gas = |row: serde_json::Value| [part("all/consumption", &[row])];
    check(&gas(json!({"volume": "3", "volume_unit": "m3"})), &[]);
    check(&gas(json!({"volume": "3"})), &["member-together all/consumption 1 /volume"]);
    check(&gas(json!({"period_end": "2026-06-01"})), &["period-order all/consumption 1 /period_end"]);
}

#[test]
fn terms() {
    let contract = |starts: &str, term: &str, ends: &str| {
        [part("c7k2qx/contract", &[json!({"starts_on": starts, "min_term": term, "ends_on": ends})])]
    };
    let wrong = &["contract-term c7k2qx/contract 1 /ends_on"];
    check(&contract("2026-01-01", "P12M", "2027-01-01"), &[]);
    check(&contract("2026-01-01", "P1Y", "2027-01-01"), &[]);
    check(&contract("2026-01-31", "P1M", "2026-02-28"), &[]);
    check(&contract("2026-01-01", "P14D", "2026-01-15"), &[]);
    check(&contract("2026-01-01", "P12M", "2026-12-31"), wrong);
    check(&contract("2026-01-01", "PT24H", "2026-01-02"), wrong);
}

#[test]
fn totals() {
    let rows =
        &[json!({"amount": "-2.00"}), json!({"amount": "-3.00"}), json!({"amount": "-100.00", "status": "pending"})];
    let of = |lines: &[(&str, &str, u64, &str)]| [account(), part(TX, rows).totals(lines)];
    check(&of(&[("amount", "GBP", 2, "-5")]), &[]);
    check(&of(&[("amount", "GBP", 2, "-6.00")]), &["totals-disagree a7k2qx/transaction /totals/0"]);
    check(&of(&[("amount", "GBP", 3, "-5.00")]), &["totals-disagree a7k2qx/transaction /totals/0"]);
    check(&of(&[]), &["totals-disagree a7k2qx/transaction /totals"]);
    check(
        &of(&[("amount", "EUR", 1, "1"), ("amount", "GBP", 2, "-5")]),
        &["totals-disagree a7k2qx/transaction /totals/0"],
    );
    check(&of(&[("fee_amount", "GBP", 2, "-5")]), &["totals-disagree a7k2qx/transaction /totals/0"]);
    check(
        &of(&[("amount", "GBP", 2, "-5"), ("amount", "GBP", 2, "-5")]),
        &["totals-disagree a7k2qx/transaction /totals/1"],
    );
    let partly = part(TX, rows).totals(&[("amount", "GBP", 2, "-6")]).shown(&[(0, 1)]);
    check_share(&[account(), partly], &[], &["totals-disagree a7k2qx/transaction"]);
}

#[test]
fn a_caller_that_contradicts_itself_is_told() {
    use pannier_validate::rules::{BundleFacts, MemorySpool, Rules, RulesError, Scope};
    let parts = [account(), part(TX, &[json!({}), json!({})])];
    let facts = BundleFacts {
        issued_on: date("2026-07-02"),
        scope: Scope::Bundle,
        parts: parts.iter().map(|part| part.facts.clone()).collect(),
        attachments: Vec::new(),
    };
    let rules = Rules::new(facts, &MemorySpool);
    assert!(rules.part(2).is_none());
    let rows = parts[1].visible();
    let mut reader = rules.part(1).expect("a part");
    assert!(matches!(reader.push(&parts[0].visible()[0]), Err(RulesError::RecordType)));
    reader.push(&rows[0]).expect("a row");
    assert!(matches!(reader.finish(), Err(RulesError::RowCount)));
    let mut reader = rules.part(1).expect("a part");
    for row in &rows {
        reader.push(row).expect("a row");
    }
    assert!(matches!(reader.push(&rows[0]), Err(RulesError::RowCount)));
    let done = vec![reader.finish().expect("all rows")];
    assert!(matches!(rules.finish(done), Err(RulesError::Parts)));
}
