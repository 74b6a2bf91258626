//! What the customer bought: one receipt for value types that a bank does not have, and a month at a shop with points.

use super::{
    bank::{base, event_id, s},
    figures::{Figure, figures, states},
    head::{Part, Plan, Row},
    types::{INVOICE, LOYALTY_ACCOUNT, LOYALTY_ENTRY, RECEIPT, RECEIPT_LINE, TAX_LINE, TENDER},
};
use serde_json::{Value, json};

/// The account of points.
pub const POINTS: &str = "y6c2nv";
const SALE: [&str; 4] = ["2026-03-02", "sale", "GBP", "14.35"];
const RETURN: [&str; 4] = ["2026-03-09", "return", "GBP", "-12"];

/// The receipt of the sale.
pub fn sale() -> String {
    event_id("receipt", &SALE, 0)
}

/// The receipt of the return.
pub fn return_of() -> String {
    event_id("receipt", &RETURN, 0)
}

fn receipts() -> Vec<Row> {
    let place = json!({"merchant_name": "Greengrocer Hill", "country": "GB", "zone": "Europe/London"});
    let receipt = |own: Value| {
        let mut row = json!({"channel": "store", "currency": "GBP", "tax_included": true, "detail": "full"});
        for (name, value) in [own, place.clone()].iter().flat_map(|one| one.as_object().expect("an object")) {
            row[name] = value.clone();
        }
        Row::of(&RECEIPT, &row)
    };
    vec![
        receipt(json!({"id": sale(), "date": "2026-03-02", "kind": "sale", "payable": "14.35", "goods": "14.10",
            "net": "12.25", "tax": "2.10"})),
        receipt(json!({"id": return_of(), "date": "2026-03-09", "kind": "return", "payable": "-12.00",
            "goods": "-12.00", "net": "-10.00", "tax": "-2.00", "linked_to": sale()})),
    ]
}

fn lines() -> Vec<Row> {
    let line = |receipt: &str, date: &str, seq: u32, own: Value| {
        let mut row = json!({"id": format!("{receipt}.{seq}"), "receipt": receipt, "date": date, "seq": seq,
            "unit": "item", "currency": "GBP", "tax_included": true});
        for (name, value) in own.as_object().expect("an object") {
            row[name] = value.clone();
        }
        Row::of(&RECEIPT_LINE, &row)
    };
    let (sale, returned) = (sale(), return_of());
    let soap = json!({"unit_price": "12.00", "category": "13.1.2", "tax_rate": "0.20", "name": "Soap",
        "gtin": "04006381333931", "gtin_check": "ok"});
    let of_soap = |own: Value| {
        let mut row = soap.clone();
        for (name, value) in own.as_object().expect("an object") {
            row[name] = value.clone();
        }
        row
    };
    vec![
        line(
            &sale,
            "2026-03-02",
            0,
            json!({"kind": "sale", "quantity": "0.350", "unit": "kg", "unit_price": "0.60",
            "price_quantity": "0.1", "amount": "2.10", "variable_measure": true, "category": "01.1.4",
            "tax_rate": "0.05", "name": "Cheese"}),
        ),
        line(&sale, "2026-03-02", 1, of_soap(json!({"kind": "sale", "quantity": "1", "amount": "12.00"}))),
        line(
            &sale,
            "2026-03-02",
            2,
            json!({"kind": "deposit", "quantity": "1", "amount": "0.25",
            "tax_rate": "0", "name": "Bottle"}),
        ),
        line(
            &returned,
            "2026-03-09",
            0,
            of_soap(json!({"kind": "return", "quantity": "-1", "amount": "-12.00",
            "returns": format!("{sale}.1")})),
        ),
    ]
}

fn tenders() -> Vec<Row> {
    let tender = |receipt: &str, date: &str, seq: u32, own: Value| {
        let mut row = json!({"id": format!("{receipt}.p{seq}"), "receipt": receipt, "date": date, "seq": seq,
            "currency": "GBP"});
        for (name, value) in own.as_object().expect("an object") {
            row[name] = value.clone();
        }
        Row::of(&TENDER, &row)
    };
    let (sale, returned) = (sale(), return_of());
    vec![
        tender(&sale, "2026-03-02", 0, json!({"kind": "cash", "direction": "paid", "amount": "20.00"})),
        tender(&sale, "2026-03-02", 1, json!({"kind": "cash", "direction": "change", "amount": "5.65"})),
        tender(
            &returned,
            "2026-03-09",
            0,
            json!({"kind": "card", "direction": "refunded", "amount": "12.00",
            "card_brand": "visa", "card_last4": "4242"}),
        ),
    ]
}

fn taxes() -> Vec<Row> {
    let tax = |receipt: &str, date: &str, seq: u32, category: &str, rate: &str, base: &str, amount: &str| {
        Row::of(
            &TAX_LINE,
            &json!({"id": format!("{receipt}.t{seq}"), "document": receipt, "document_kind": "receipt", "date": date,
            "seq": seq, "category": category, "rate": rate, "base": base, "amount": amount, "currency": "GBP"}),
        )
    };
    let (sale, returned) = (sale(), return_of());
    vec![
        tax(&sale, "2026-03-02", 0, "reduced", "0.05", "2.00", "0.10"),
        tax(&sale, "2026-03-02", 1, "standard", "0.20", "10.00", "2.00"),
        tax(&sale, "2026-03-02", 2, "outside", "0", "0.25", "0.00"),
        tax(&returned, "2026-03-09", 0, "standard", "0.20", "-10.00", "-2.00"),
    ]
}

fn points(own: Value) -> Row {
    let mut row = own;
    row["account"] = POINTS.into();
    let values = ["date", "kind", "points"].map(|name| row[name].as_str().unwrap_or_default());
    row["id"] = event_id("loyalty_entry", &values, 0).into();
    Row::of(&LOYALTY_ENTRY, &row)
}

/// A sale with three rates of tax, what was given back of it, and two months of points; without figures.
pub fn plan() -> Plan {
    let (february, march) = (("2026-02-01", "2026-03-01"), ("2026-03-01", "2026-04-01"));
    let account = json!({"id": POINTS, "programme": "Hill Points", "status": "open", "balance": "280", "value": "2.80",
        "currency": "GBP", "expiries": [{"on": "2026-12-31", "points": "30"}, {"on": "2027-03-31", "points": "250"}]});
    let early = vec![points(json!({"date": "2026-02-10", "kind": "earn", "points": "100", "balance_after": "100"}))];
    let late = vec![
        points(json!({"date": "2026-03-02", "kind": "earn", "points": "250", "balance_after": "350",
            "expires_on": "2027-03-31", "receipt": sale()})),
        points(json!({"date": "2026-03-16", "kind": "redeem", "points": "-50", "balance_after": "300"})),
        points(json!({"date": "2026-03-31", "kind": "expire", "points": "-20", "balance_after": "280"})),
    ];
    let parts = vec![
        Part::new("r1", "all", &RECEIPT, 0, march, receipts()),
        Part::new("l1", "all", &RECEIPT_LINE, 0, march, lines()),
        Part::new("t1", "all", &TENDER, 0, march, tenders()),
        Part::new("x1", "all", &TAX_LINE, 0, march, taxes()),
        states("y1", POINTS, &LOYALTY_ACCOUNT, &[account]),
        Part::new("e1", POINTS, &LOYALTY_ENTRY, 0, february, early),
        Part::new("e2", POINTS, &LOYALTY_ENTRY, 1, march, late),
    ];
    Plan { parts, ..base() }
}

/// Lines and points with their figures.
pub fn summed() -> Plan {
    let mut plan = plan();
    plan.parts.retain(|part| !["t1", "x1"].contains(&part.id.as_str()));
    let spend = |bucket, count, value| Figure {
        of: "receipt_line",
        month: ("2026-03", 31),
        complete: true,
        metric: "spend",
        bucket,
        count,
        value,
        measure: "GBP",
    };
    let point = |month, metric, value| Figure {
        of: "loyalty_entry",
        month,
        metric,
        measure: "point",
        ..spend("all", 1, value)
    };
    let spent = [spend("01.1", 1, "2.10"), spend("13.1", 2, "0.00")];
    let earned = [
        point(("2026-02", 28), "earned", "100"),
        point(("2026-03", 31), "earned", "250"),
        point(("2026-03", 31), "redeemed", "-50"),
        point(("2026-03", 31), "expired", "-20"),
    ];
    plan.parts.push(figures("n1", "all", ("2026-03-01", "2026-04-01"), &spent));
    plan.parts.push(figures("n2", POINTS, ("2026-02-01", "2026-04-01"), &earned));
    plan
}

/// A bundle of one invoice for a month.
pub fn billed(base: Plan) -> Plan {
    let id = event_id("invoice", &["2026-03-02", "invoice", "GBP", "12"], 0);
    let invoice = Row::new(
        &INVOICE,
        &[
            ("id", &s(&id)),
            ("date", "\"2026-03-02\""),
            ("kind", "\"invoice\""),
            ("currency", "\"GBP\""),
            ("tax_included", "true"),
            ("total", "\"12.00\""),
            ("period_start", "\"2026-02-01\""),
            ("period_end", "\"2026-03-01\""),
            ("due_on", "\"2026-03-16\""),
        ],
    );
    Plan { parts: vec![Part::new("i4", "all", &INVOICE, 0, ("2026-03-01", "2026-04-01"), vec![invoice])], ..base }
}

/// A bundle of one receipt with one line.
pub fn shop(base: Plan) -> Plan {
    let id = event_id("receipt", &["2026-03-14", "sale", "GBP", "1.75"], 0);
    let receipt = Row::new(
        &RECEIPT,
        &[
            ("id", &s(&id)),
            ("date", "\"2026-03-14\""),
            ("kind", "\"sale\""),
            ("channel", "\"store\""),
            ("currency", "\"GBP\""),
            ("tax_included", "true"),
            ("payable", "\"1.75\""),
            ("detail", "\"full\""),
            ("goods", "\"1.75\""),
            ("issued_at", "\"2026-03-14T10:05:00Z\""),
            ("time", "\"10:05\""),
            ("merchant_name", "\"Greengrocer Hill\""),
            ("country", "\"GB\""),
            ("zone", "\"Europe/London\""),
        ],
    );
    let line = Row::new(
        &RECEIPT_LINE,
        &[
            ("id", &s(&format!("{id}.0"))),
            ("receipt", &s(&id)),
            ("date", "\"2026-03-14\""),
            ("seq", "0"),
            ("kind", "\"sale\""),
            ("quantity", "\"0.5\""),
            ("unit", "\"kg\""),
            ("amount", "\"1.75\""),
            ("currency", "\"GBP\""),
            ("tax_included", "true"),
            ("unit_price", "\"3.50\""),
            ("category", "\"01.1.6\""),
            ("tax_rate", "\"0\""),
            ("name", "\"Apples\""),
            ("gtin", "\"04006381333931\""),
            ("gtin_check", "\"ok\""),
        ],
    );
    let month = ("2026-03-01", "2026-04-01");
    let parts = vec![
        Part::new("r1", "all", &RECEIPT, 0, month, vec![receipt]),
        Part::new("l7", "all", &RECEIPT_LINE, 0, month, vec![line]),
    ];
    Plan { parts, ..base }
}
