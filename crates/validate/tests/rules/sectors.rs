use crate::support::{Part, check, lines, part, run};
use pannier_validate::rules::Scope;
use serde_json::{Value, json};

/// Rows of one series in a share, where references are not judged.
#[track_caller]
fn alone(series: &str, rows: &[Value], expected: &[&str]) {
    let outcome = run(Scope::Share { sealed: true }, &[part(series, rows)]);
    let expected: Vec<String> = expected
        .iter()
        .map(|one| {
            let (code, rest) = one.split_once(' ').expect("code and place");
            format!("{code} {series} {rest}")
        })
        .collect();
    assert_eq!(lines(&outcome.report.findings), expected, "{:#?}", outcome.report.findings);
}

#[test]
fn invoices() {
    let invoice = |row: Value, expected: &[&str]| alone("all/invoice", &[row], expected);
    invoice(json!({"kind": "credit_note", "total": "-30.00"}), &[]);
    invoice(json!({"kind": "credit_note", "total": "30.00"}), &["document-sign 1 /total"]);
    invoice(json!({"net": "100.00", "tax": "20.00", "total": "120.00"}), &[]);
    invoice(json!({"net": "100.00", "tax": "20.00", "total": "100.00"}), &["invoice-tax 1 /total"]);
    let asked = |paid: &str, payable: &str| json!({"previous_balance": "10.00", "total": "120.00", "paid": paid, "payable": payable, "rounding": "0.02"});
    invoice(asked("50.00", "80.02"), &[]);
    invoice(asked("-50.00", "80.02"), &["invoice-payable 1 /payable"]);
    invoice(json!({"total": "120.00", "payable": "120.00"}), &[]);
    invoice(json!({"period_start": "2026-06-01", "period_end": "2026-06-01"}), &["period-order 1 /period_end"]);
    let tax = |base: &str, rate: &str, amount: &str, expected: &[&str]| {
        alone("all/tax_line", &[json!({"base": base, "rate": rate, "amount": amount})], expected);
    };
    tax("100.00", "0.20", "20.00", &[]);
    tax("33.33", "0.2", "6.67", &[]);
    tax("33.33", "0.2", "6.68", &[]);
    tax("33.33", "0.2", "6.69", &["tax-amount 1 /amount"]);
    tax("100.00", "20", "20.00", &["tax-amount 1 /amount"]);
}

fn invoice_with(invoice: Value, lines: &[Value]) -> [Part; 2] {
    [part("all/invoice", &[invoice]), part("all/invoice_line", lines)]
}

#[test]
fn lines_of_invoices() {
    let line = |amount: &str| json!({"amount": amount});
    let wrong = &["invoice-lines all/invoice 1 /total"];
    check(&invoice_with(json!({"total": "120.00"}), &[line("100.00"), line("20.00")]), &[]);
    check(&invoice_with(json!({"total": "144.00"}), &[line("100.00"), line("20.00")]), wrong);
    check(
        &invoice_with(json!({"total": "120.00"}), &[line("120.00"), json!({"amount": "-50.00", "kind": "payment"})]),
        &[],
    );
    let taxed = |total: &str, tax: &str| json!({"total": total, "tax": tax});
    let net = |amount: &str| json!({"amount": amount, "tax_included": false});
    check(&invoice_with(taxed("144.00", "24.00"), &[net("100.00"), net("20.00")]), &[]);
    check(&invoice_with(taxed("144.02", "24.00"), &[net("100.00"), net("20.00")]), &[]);
    check(&invoice_with(taxed("144.03", "24.00"), &[net("100.00"), net("20.00")]), wrong);
    // Of lines on both sides of the tax, and of lines of tax alone, nothing is said; beside lines with tax it does not count.
    check(&invoice_with(taxed("150.00", "24.00"), &[net("100.00"), line("20.00")]), &[]);
    let as_line = || json!({"amount": "20.00", "kind": "tax", "tax_included": false});
    check(&invoice_with(json!({"total": "120.00"}), &[net("100.00"), as_line()]), &[]);
    check(&invoice_with(json!({"total": "130.00"}), &[net("100.00"), as_line()]), wrong);
    check(&invoice_with(json!({"total": "100.00"}), &[line("100.00"), as_line()]), &[]);
    check(&invoice_with(json!({"total": "10.00"}), &[as_line()]), &[]);
    check(
        &invoice_with(json!({"total": "10.00"}), &[json!({"date": "2026-06-11"})]),
        &["line-date all/invoice_line 1 /date"],
    );
    check(
        &invoice_with(json!({"total": "10.00"}), &[json!({"currency": "EUR"})]),
        &["line-currency all/invoice_line 1 /currency"],
    );
    let partly = part("all/invoice_line", &[line("100.00"), line("20.00")]).shown(&[(0, 1)]);
    crate::support::check_share(
        &[part("all/invoice", &[json!({"total": "120.00"})]), partly],
        &[],
        &["invoice-lines all/invoice"],
    );
}

#[test]
fn receipts() {
    let of = |payable: &str, amounts: &[&str]| {
        let rows: Vec<Value> = amounts.iter().map(|amount| json!({"amount": amount})).collect();
        [part("all/receipt", &[json!({"payable": payable})]), part("all/receipt_line", &rows)]
    };
    check(&of("2.50", &["3.00", "-0.50"]), &[]);
    check(&of("2.50", &["3.00", "0.50"]), &["receipt-lines all/receipt 1 /payable"]);
    let mut summary = of("2.50", &["1.00"]);
    summary[0].rows[0]["detail"] = "summary".into();
    check(&summary, &[]);
    let paid = |rows: &[(&str, &str)]| {
        let rows: Vec<Value> =
            rows.iter().map(|(direction, amount)| json!({"direction": direction, "amount": amount})).collect();
        [part("all/receipt", &[json!({"payable": "2.50"})]), part("all/tender", &rows)]
    };
    check(&paid(&[("paid", "20.00"), ("change", "17.50")]), &[]);
    check(&paid(&[("paid", "20.00")]), &["tender-sum all/receipt 1 /payable"]);
    alone("all/tender", &[json!({"amount": "-1.00"})], &["document-sign 1 /amount"]);
    alone("all/receipt", &[json!({"kind": "return", "payable": "1.00"})], &["document-sign 1 /payable"]);
    let line = |row: Value, expected: &[&str]| alone("all/receipt_line", &[row], expected);
    let weighed = |price: &str, amount: &str| json!({"quantity": "0.350", "unit": "kg", "unit_price": price, "discount": "-0.20", "amount": amount});
    line(weighed("12.00", "4.00"), &[]);
    line(weighed("1.20", "4.20"), &["receipt-line-price 1 /amount"]);
    line(json!({"quantity": "350", "unit": "g", "unit_price": "1.20", "price_quantity": "100", "amount": "4.20"}), &[]);
    line(json!({"unit_price": "1", "price_quantity": "0"}), &["receipt-line-price 1 /price_quantity"]);
    line(json!({"gtin": "05000112637922", "gtin_check": "ok"}), &[]);
    line(json!({"gtin": "05000112637923", "gtin_check": "ok"}), &["gtin-check 1 /gtin_check"]);
    line(json!({"gtin": "05000112637922", "gtin_check": "bad"}), &["gtin-check 1 /gtin_check"]);
    line(json!({"gtin": "05000112637923", "gtin_check": "bad"}), &["gtin-digit 1 /gtin"]);
    line(json!({"gtin": "05000112637922"}), &["member-together 1 /gtin"]);
}

#[test]
fn telco() {
    let allowance = |row: Value, expected: &[&str]| alone("all/plan_allowance", &[row], expected);
    allowance(json!({"rolled_in": "500", "used": "5600", "remaining": "0", "over": "100"}), &[]);
    allowance(json!({"used": "4000", "remaining": "1000"}), &[]);
    allowance(json!({"used": "4000", "remaining": "999"}), &["allowance-balance 1 /remaining"]);
    allowance(json!({"used": "5600", "remaining": "0"}), &["allowance-balance 1 /used"]);
    allowance(json!({"quantity": null, "unit": null}), &["allowance-unlimited 1 /unlimited"]);
    allowance(json!({"quantity": null, "unit": null, "unlimited": true}), &[]);
    let device = |left: &str, expected: &[&str]| {
        let row = json!({"upfront": "60.00", "instalment": "22.50", "instalment_period": "P1M", "instalments_paid": 10,
            "balance_left": left});
        alone("d3m5tb/device_agreement", &[row], expected);
    };
    device("315.00", &[]);
    device("375.00", &["device-balance 1 /balance_left"]);
    let usage = |rows: &[(&str, &str, &str)], expected: &[&str]| {
        let rows: Vec<Value> =
            rows.iter().map(|(day, kind, grain)| json!({"date": day, "kind": kind, "grain": grain, "unit": if *kind == "data" { "B" } else { "s" }, "direction": if *kind == "data" { "both" } else { "out" }})).collect();
        let series = part("l3m5tb/usage_event", &rows).period(0, "2026-05-01", "2026-07-01");
        assert_eq!(lines(&run(Scope::Share { sealed: true }, &[series]).report.findings), expected);
    };
    usage(&[("2026-06-01", "voice", "event"), ("2026-06-01", "data", "day"), ("2026-06-02", "voice", "event")], &[]);
    usage(&[("2026-05-31", "voice", "month"), ("2026-06-01", "voice", "event")], &[]);
    usage(
        &[("2026-06-01", "voice", "event"), ("2026-06-02", "data", "day"), ("2026-06-03", "voice", "day")],
        &["usage-grain l3m5tb/usage_event 3 /grain"],
    );
}

#[test]
fn lines_and_their_use() {
    let line = |row: Value, expected: &[&str]| alone("l3m5tb/subscription", &[row], expected);
    line(json!({"status": "ended", "activated_on": "2024-01-01", "ended_on": "2026-07-01"}), &[]);
    line(json!({"ended_on": "2026-07-02"}), &[]);
    line(json!({"ended_on": "2026-07-01"}), &["subscription-ended 1 /ended_on"]);
    line(json!({"activated_on": "2026-09-01", "ended_on": "2026-08-01"}), &["subscription-ended 1 /ended_on"]);
    let event = |row: Value, expected: &[&str]| alone("l3m5tb/usage_event", &[row], expected);
    let data = |own: Value| {
        let mut row = json!({"kind": "data", "direction": "both", "unit": "B", "quantity": "1000", "grain": "day"});
        for (name, value) in own.as_object().expect("an object") {
            row[name] = value.clone();
        }
        row
    };
    event(data(json!({"events": 3, "bytes_up": 400, "bytes_down": 600})), &[]);
    event(data(json!({"bytes_up": 400, "bytes_down": 601})), &["usage-volume 1 /quantity"]);
    event(data(json!({"unit": "s", "bytes_up": 4000})), &[]);
    event(data(json!({"unit": "count", "bytes_up": 4000})), &["usage-unit 1 /unit"]);
    event(data(json!({"direction": "out"})), &["usage-unit 1 /direction"]);
    event(data(json!({"grain": "event", "events": 1})), &["usage-events 1 /events"]);
    event(json!({"kind": "sms", "unit": "count"}), &[]);
    event(json!({"kind": "mms"}), &["usage-unit 1 /unit"]);
    event(json!({"kind": "content", "unit": "item"}), &[]);
    event(json!({"roaming": "roaming", "roaming_country": "FR"}), &[]);
    event(json!({"roaming_country": "FR"}), &["usage-roaming 1 /roaming_country"]);
    event(json!({"roaming": "unknown", "roaming_country": "FR"}), &["usage-roaming 1 /roaming_country"]);
    event(json!({"roaming": "home", "roaming_country": "FR"}), &["usage-roaming 1 /roaming_country"]);
    // One month in two parts.
    let part_of = |seq: u32, from: &str, to: &str, grains: &[(&str, &str)]| {
        let rows: Vec<Value> =
            grains.iter().map(|(day, grain)| json!({"id": format!("{day}"), "date": day, "grain": grain})).collect();
        part("l3m5tb/usage_event", &rows).period(seq, from, to)
    };
    let cut = |late: &[(&str, &str)]| {
        let early = [("2026-05-03", "month"), ("2026-06-03", "event")];
        [part_of(0, "2026-05-01", "2026-06-10", &early), part_of(1, "2026-06-10", "2026-07-01", late)]
    };
    let about = |parts: &[Part]| lines(&run(Scope::Share { sealed: true }, parts).report.findings);
    assert_eq!(about(&cut(&[("2026-06-11", "event")])), Vec::<String>::new());
    assert_eq!(about(&cut(&[("2026-06-11", "day")])), ["usage-grain l3m5tb/usage_event 1 /grain"]);
}

#[test]
fn allowances_and_devices() {
    let allowance = |row: Value, expected: &[&str]| alone("all/plan_allowance", &[row], expected);
    allowance(json!({"unlimited": true}), &["allowance-unlimited 1 /unlimited"]);
    allowance(json!({"unlimited": true, "quantity": null, "fair_use": "5"}), &[]);
    allowance(json!({"fair_use": "5"}), &["allowance-unlimited 1 /fair_use"]);
    allowance(json!({"shared_with": ["l3m5tb", "l7k2qx"]}), &[]);
    let shared = json!({"line": "l3m5tb", "shared_with": ["l7k2qx"]});
    alone("l3m5tb/plan_allowance", &[shared], &["allowance-pool 1 /line"]);
    let used = |own: Value, expected: &[&str]| {
        let mut row = json!({"quantity": "5000", "used": "5600", "remaining": "0"});
        for (name, value) in own.as_object().expect("an object") {
            row[name] = value.clone();
        }
        allowance(row, expected);
    };
    used(json!({"over": "600"}), &[]);
    used(json!({"over": "500"}), &["allowance-balance 1 /over"]);
    used(json!({}), &["allowance-balance 1 /used"]);
    used(json!({"used": "5000", "over": "0"}), &[]);
    used(json!({"used": "5000", "over": "1"}), &["allowance-balance 1 /over"]);
    let months = |may: Value, june: Value| {
        let mut rows = [
            json!({"id": "may", "date": "2026-05-01", "period_end": "2026-06-01", "used": "4500", "remaining": "500"}),
            json!({"rolled_in": "500"}),
        ];
        for (row, own) in rows.iter_mut().zip([may, june]) {
            for (name, value) in own.as_object().expect("an object") {
                row[name] = value.clone();
            }
        }
        let [may, june] = rows;
        [
            part("all/plan_allowance", &[may]).period(0, "2026-05-01", "2026-06-01"),
            part("all/plan_allowance", &[june]).period(1, "2026-06-01", "2026-07-01"),
        ]
    };
    let wrong = &["allowance-rolled-in all/plan_allowance 1 /rolled_in"];
    check(&months(json!({}), json!({})), &[]);
    check(&months(json!({}), json!({"rolled_in": "501"})), wrong);
    check(&months(json!({}), json!({"rolled_in": "501", "zone": "roaming"})), &[]);
    check(&months(json!({"remaining": null}), json!({"rolled_in": "501"})), &[]);
    check(&months(json!({"period_end": "2026-05-31"}), json!({"rolled_in": "501"})), &[]);
    let mut hidden = months(json!({}), json!({"rolled_in": "501"}));
    hidden[0] = hidden[0].clone().shown(&[]);
    crate::support::check_share(&hidden, &[], &["allowance-rolled-in all/plan_allowance"]);
    let device = |row: Value, expected: &[&str]| alone("d3m5tb/device_agreement", &[row], expected);
    device(json!({"instalments_total": 24, "instalments_paid": 24}), &[]);
    device(json!({"instalments_total": 24, "instalments_paid": 25}), &["device-instalments 1 /instalments_paid"]);
    device(json!({"status": "settled", "balance_left": "0.00"}), &[]);
    let paid_off = json!({"status": "settled", "balance_left": "0.00", "instalment": "1.00", "instalment_period": "P1M",
        "instalments_paid": 3});
    device(paid_off, &[]);
    device(json!({"status": "settled", "balance_left": "0.01"}), &["device-instalments 1 /balance_left"]);
}

#[test]
fn returns_and_goods() {
    let sale = json!({"id": "R0", "payable": "3.00", "goods": "3.00"});
    let goods = |own: &[Value]| [part("all/receipt", std::slice::from_ref(&sale)), part("all/receipt_line", own)];
    check(&goods(&[json!({"amount": "3.00"})]), &[]);
    check(
        &goods(&[json!({"amount": "2.75"}), json!({"amount": "0.25", "kind": "deposit"})]),
        &["receipt-goods all/receipt 1 /goods"],
    );
    let back = |date: &str, target: Value| {
        let mut row = json!({"id": "R1", "date": date, "kind": "return", "payable": "-3.00"});
        for (name, value) in target.as_object().expect("an object") {
            row[name] = value.clone();
        }
        row
    };
    let pair = |date: &str| {
        let mut rows = [json!({"id": "R0", "payable": "3.00"}), back(date, json!({"linked_to": "R0"}))];
        rows.sort_by_key(|row| {
            row.get("date").map_or("2026-06-10".to_owned(), |date| date.as_str().expect("text").to_owned())
        });
        [part("all/receipt", &rows)]
    };
    check(&pair("2026-06-10"), &[]);
    check(&pair("2026-06-11"), &[]);
    check(&pair("2026-06-09"), &["return-earlier all/receipt 1 /linked_to"]);
    let line = |row: Value, expected: &[&str]| alone("all/receipt_line", &[row], expected);
    line(json!({"kind": "return", "quantity": "-1", "amount": "-3.00"}), &[]);
    line(json!({"kind": "return", "quantity": "-1"}), &["return-negative 1 /amount"]);
    line(json!({"kind": "return", "amount": "-3.00"}), &["return-negative 1 /quantity"]);
}

#[test]
fn taxes_by_rate() {
    let tax = |rate: &str, base: &str, amount: &str| {
        json!({"id": format!("I0.t{}", rate.len()), "seq": rate.len(),
        "document": "I0", "document_kind": "invoice", "rate": rate, "base": base, "amount": amount})
    };
    let line = |amount: &str, rate: &str| json!({"amount": amount, "tax_rate": rate});
    let bill = |tax_included: bool, total: &str, lines: &[Value], taxes: &[Value]| {
        let invoice = json!({"total": total, "tax": "2.50"});
        let mut lines = lines.to_vec();
        for line in &mut lines {
            line["tax_included"] = tax_included.into();
        }
        [part("all/invoice", &[invoice]), part("all/invoice_line", &lines), part("all/tax_line", taxes)]
    };
    let taxes = [tax("0.2", "10.00", "2.00"), tax("0.05", "10.00", "0.50")];
    check(&bill(true, "22.50", &[line("12.00", "0.20"), line("10.50", "0.05")], &taxes), &[]);
    check(&bill(false, "22.50", &[line("10.00", "0.20"), line("10.00", "0.05")], &taxes), &[]);
    check(
        &bill(true, "22.50", &[line("10.50", "0.20"), line("12.00", "0.05")], &taxes),
        &["tax-base all/tax_line 1 /base", "tax-base all/tax_line 2 /base"],
    );
    // Lines of one rate on both sides of the tax; a line whose rate is not known, and lines of no rate that is taxed.
    let mut both = bill(false, "22.50", &[line("10.00", "0.20"), line("10.00", "0.20")], &taxes[..1]);
    both[1].rows[1]["tax_included"] = true.into();
    check(&both, &["tax-sum all/invoice 1 /tax"]);
    check(&bill(true, "22.50", &[line("10.50", "0.20"), json!({"amount": "12.00"})], &taxes), &[]);
    check(&bill(true, "22.50", &[line("22.50", "0.25")], &taxes), &[]);
    check(
        &bill(true, "22.50", &[line("12.00", "0.20"), line("10.50", "0.05")], &taxes[..1]),
        &["tax-sum all/invoice 1 /tax"],
    );
    let hidden = bill(true, "22.50", &[line("12.00", "0.20"), line("10.50", "0.05")], &taxes);
    let shown = [hidden[0].clone(), hidden[1].clone(), hidden[2].clone().shown(&[(0, 1)])];
    crate::support::check_share(
        &shown,
        &[],
        &["invoice-lines all/invoice", "tax-base all/invoice", "tax-sum all/invoice"],
    );
    let instalment = |own: Value, expected: &[&str]| alone("all/invoice_line", &[own], expected);
    instalment(json!({"kind": "instalment", "service": "device"}), &["instalment-agreement 1 /kind"]);
    instalment(json!({"kind": "instalment", "service": "other"}), &[]);
}

#[test]
fn points_of_an_account() {
    let entry = |row: Value, expected: &[&str]| alone("y3m5tb/loyalty_entry", &[row], expected);
    entry(json!({"expires_on": "2026-06-11"}), &[]);
    entry(json!({"expires_on": "2026-06-10"}), &["loyalty-expiry 1 /expires_on"]);
    entry(json!({"kind": "redeem", "points": "-5", "expires_on": "2027-06-10"}), &["loyalty-expiry 1 /expires_on"]);
    entry(json!({"points": "-5"}), &["loyalty-sign 1 /points"]);
    entry(json!({"kind": "expire", "points": "5"}), &["loyalty-sign 1 /points"]);
    entry(json!({"kind": "adjust", "points": "-5"}), &[]);
    let account = |expiries: Value, expected: &[&str]| {
        alone("y3m5tb/loyalty_account", &[json!({"expiries": expiries})], expected);
    };
    account(json!([{"on": "2026-07-02", "points": "200"}, {"on": "2026-08-01", "points": "300"}]), &[]);
    account(json!([{"on": "2026-07-01", "points": "200"}]), &["loyalty-expiries 1 /expiries/0/on"]);
    account(
        json!([{"on": "2026-08-01", "points": "1"}, {"on": "2026-07-02", "points": "1"}]),
        &["loyalty-expiries 1 /expiries/1/on"],
    );
    account(json!([{"on": "2026-07-02", "points": "501"}]), &["loyalty-expiries 1 /expiries"]);
    let row = |day: &str, points: &str, after: Option<&str>| json!({"id": day, "date": day, "points": points, "kind": "adjust", "balance_after": after});
    let file = |early: &[Value], late: &[Value]| {
        [
            part("y3m5tb/loyalty_entry", early).period(0, "2026-05-01", "2026-06-01"),
            part("y3m5tb/loyalty_entry", late).period(1, "2026-06-01", "2026-07-01"),
        ]
    };
    let about = |parts: &[Part]| lines(&run(Scope::Share { sealed: true }, parts).report.findings);
    let early = [row("2026-05-02", "10", Some("110")), row("2026-05-03", "-10", None)];
    let none = Vec::<String>::new();
    assert_eq!(about(&file(&early, &[row("2026-06-01", "5", None), row("2026-06-02", "5", Some("110"))])), none);
    let wrong = ["loyalty-balance y3m5tb/loyalty_entry 2 /balance_after"];
    let late = [row("2026-06-01", "5", None), row("2026-06-02", "5", Some("111"))];
    assert_eq!(about(&file(&early, &late)), wrong);
    assert_eq!(about(&file(&[row("2026-05-02", "10", Some("110")), row("2026-05-03", "1", Some("112"))], &[])), wrong);
    // Nothing is concluded over what is withheld.
    let [first, second] = file(&early, &late);
    assert_eq!(about(&[first.clone().shown(&[(0, 1)]), second.clone()]), none);
    assert_eq!(about(&[first, second.clone().shown(&[(1, 2)])]), none);
    assert_eq!(about(&[second]), none);
}

#[test]
fn wishes_and_uses_of_data() {
    let wishes = |rows: &[Value], expected: &[&str]| alone("all/preference", rows, expected);
    wishes(&[json!({}), json!({"channel": "sms"}), json!({"topic": "service"})], &[]);
    wishes(&[json!({}), json!({"allowed": false})], &["preference-once 2 /topic"]);
    let uses = |rows: &[Value], expected: &[&str]| alone("all/data_use", rows, expected);
    uses(&[json!({}), json!({"purpose": "analytics"}), json!({"legal_basis": "consent"})], &[]);
    uses(&[json!({}), json!({"retention": "P10Y"})], &["data-use-once 2 /purpose"]);
}

/// Rows of one series and its summaries, of a thing whose record is there too.
fn summed(thing: &str, of: &str, rows: &[Value], summaries: &[Value]) -> Vec<Part> {
    let own = json!({"of": of, "thing": thing, "currency": null});
    let summaries: Vec<Value> = summaries
        .iter()
        .map(|row| {
            let mut all = own.clone();
            for (name, value) in row.as_object().expect("an object") {
                all[name] = value.clone();
            }
            all
        })
        .collect();
    vec![part(&format!("{thing}/{of}"), rows), part(&format!("{thing}/summary"), &summaries)]
}

/// What a share says of its summaries, and whether some of it was not checked.
#[track_caller]
fn about_summaries(parts: &[Part], expected: &[&str], unchecked: bool) {
    let outcome = run(Scope::Share { sealed: true }, parts);
    let found: Vec<String> =
        lines(&outcome.report.findings).into_iter().filter(|line| line.starts_with("summary-")).collect();
    assert_eq!(found, expected);
    let notes: Vec<&str> = outcome.report.not_checked.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(notes.contains(&"summary-disagrees"), unchecked, "{notes:?}");
}

#[test]
fn summaries_of_use() {
    let rows = [json!({"roaming": "roaming"}), json!({"roaming": "roaming", "quantity": "30"})];
    let usage = |bucket: &str, count: u64, value: &str| json!({"metric": "usage", "bucket": bucket, "count": count, "value": value, "unit": "s"});
    let bucket = "voice.out.unknown.unknown.roaming";
    let file = |summaries: &[Value]| summed("l3m5tb", "usage_event", &rows, summaries);
    about_summaries(&file(&[usage(bucket, 2, "90")]), &[], false);
    about_summaries(&file(&[usage(bucket, 2, "90.0")]), &[], false);
    about_summaries(&file(&[usage(bucket, 2, "91")]), &["summary-disagrees l3m5tb/summary 1 /value"], false);
    about_summaries(&file(&[usage(bucket, 3, "90")]), &["summary-disagrees l3m5tb/summary 1 /count"], false);
    about_summaries(&file(&[]), &["summary-disagrees l3m5tb/summary /n"], false);
    let twice = [usage(bucket, 2, "90"), usage(bucket, 2, "90")];
    about_summaries(&file(&twice), &["summary-disagrees l3m5tb/summary 2 "], false);
    let home = usage("voice.out.unknown.unknown.home", 2, "90");
    let missing = ["summary-disagrees l3m5tb/summary /n", "summary-disagrees l3m5tb/summary 1 /count"];
    about_summaries(&file(&[home]), &missing, false);
    let unknown = [usage(bucket, 2, "90"), usage("voice.out", 2, "90")];
    about_summaries(&file(&unknown), &["summary-disagrees l3m5tb/summary 2 /bucket"], false);
    let mut unit = usage(bucket, 2, "90");
    unit["unit"] = "B".into();
    about_summaries(&file(&[unit]), &missing, false);
    // What was charged stands in a group that may be withheld.
    let charged = [json!({"rated_amount": "0.10", "currency": "GBP", "tax_included": true})];
    let both = [
        json!({"metric": "usage", "bucket": "voice.out.unknown.unknown.unknown", "count": 1, "value": "60", "unit": "s"}),
        json!({"metric": "over", "bucket": "voice.out.unknown.unknown.unknown", "count": 1, "value": "60", "unit": "s"}),
    ];
    let mut parts = summed("l3m5tb", "usage_event", &charged, &both);
    about_summaries(&parts, &[], false);
    parts[0] = parts[0].clone().without("rating");
    about_summaries(&parts, &[], true);
    parts.remove(0);
    about_summaries(&parts, &[], true);
}

#[test]
fn summaries_of_spending_and_points() {
    let spent = |bucket: &str, value: &str, count: u64| json!({"metric": "spend", "bucket": bucket, "count": count, "value": value, "currency": "GBP"});
    let rows = [json!({"category": "01.1.4"}), json!({"kind": "coupon", "amount": "-0.20"}), json!({"kind": "tip"})];
    let shop = |summaries: &[Value]| {
        let mut parts = summed("all", "receipt_line", &rows, summaries);
        let thing = |row: &mut Value| drop(row.as_object_mut().expect("an object").remove("thing"));
        parts[1].rows.iter_mut().for_each(thing);
        parts
    };
    let right = [spent("01.1", "1.00", 1), spent("all", "-0.20", 1)];
    about_summaries(&shop(&right), &[], false);
    about_summaries(
        &shop(&[spent("01.1", "1.00", 1), spent("all", "0.80", 2)]),
        &["summary-disagrees all/summary 2 /value"],
        false,
    );
    let mut hidden = shop(&right);
    hidden[0] = hidden[0].clone().masked("category", &[(0, 1)]);
    about_summaries(&hidden, &[], true);
    let earned =
        |value: &str| json!({"metric": "earned", "bucket": "all", "count": 1, "value": value, "unit": "point"});
    let file = |value: &str| summed("y3m5tb", "loyalty_entry", &[json!({"points": "10"})], &[earned(value)]);
    about_summaries(&file("10"), &[], false);
    about_summaries(&file("-10"), &["summary-disagrees y3m5tb/summary 1 /value"], false);
}

#[test]
fn summaries_of_energy() {
    let slots = [vec![json!("1"), json!("0.5")], vec![Value::Null; 22]].concat();
    let day = json!({"resolution": "PT1H", "count": 24, "missing": 22, "total": "1.5",
        "slots": slots});
    let figure = |metric: &str, tou: &str, value: &str, unit: &str| {
        json!({"metric": metric, "bucket": format!("electricity.import.{tou}"),
        "count": 1, "value": value, "unit": unit})
    };
    let file = |register: Option<Value>, tou: &str, peak: &str| {
        let figures = [figure("energy", tou, "1.5", "kWh"), figure("peak", tou, peak, "kW")];
        let mut parts = summed("r3m5tb", "interval_day", std::slice::from_ref(&day), &figures);
        if let Some(own) = register {
            parts.push(part("s3m5tb/register", &[own]));
        }
        parts
    };
    let register = |tou: Value| Some(json!({"id": "r3m5tb", "tou": tou}));
    about_summaries(&file(register(json!("off_peak")), "off_peak", "1"), &[], false);
    about_summaries(&file(register(Value::Null), "all", "1"), &[], false);
    about_summaries(
        &file(register(json!("off_peak")), "off_peak", "1.5"),
        &["summary-disagrees r3m5tb/summary 2 /value"],
        false,
    );
    about_summaries(
        &file(register(json!("off_peak")), "peak", "1"),
        &[
            "summary-disagrees r3m5tb/summary /n",
            "summary-disagrees r3m5tb/summary /n",
            "summary-disagrees r3m5tb/summary 1 /bucket",
            "summary-disagrees r3m5tb/summary 2 /bucket",
        ],
        false,
    );
    // Which window the register has, its record says.
    about_summaries(&file(None, "whatever", "1"), &[], true);
    let mut hidden = file(register(Value::Null), "all", "1");
    hidden[0] = hidden[0].clone().without("profile");
    about_summaries(&hidden, &[], true);
    let used = |value: &str| {
        let figure = json!({"metric": "energy", "bucket": "gas.import.all", "count": 1, "value": value, "unit": "kWh"});
        summed("s3m5tb", "consumption", &[json!({"supply_point": "s3m5tb"})], &[figure])
    };
    about_summaries(&used("3"), &[], false);
    about_summaries(&used("4"), &["summary-disagrees s3m5tb/summary 1 /value"], false);
}
