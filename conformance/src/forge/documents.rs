//! A bill with several rates of tax, a credit note, an instalment, wishes about being contacted, and what is held.

use super::{
    bank::{base, event_id},
    figures::states,
    head::{Part, Plan, Row},
    types::{DATA_USE, DEVICE_AGREEMENT, INVOICE, INVOICE_LINE, PREFERENCE, TAX_LINE},
};
use serde_json::{Value, json};

const DEVICE: &str = "d4p7wz";

/// The id of the bill.
pub fn bill() -> String {
    event_id("invoice", &["2026-03-02", "invoice", "GBP", "187.5"], 0)
}

fn with(mut row: Value, own: &Value) -> Value {
    for (name, value) in own.as_object().expect("an object") {
        row[name] = value.clone();
    }
    row
}

/// Everything.
pub fn plan() -> Plan {
    let bill = bill();
    let credit = event_id("invoice", &["2026-03-20", "credit_note", "GBP", "-30"], 0);
    let invoice = |own: Value| Row::of(&INVOICE, &with(json!({"currency": "GBP", "tax_included": false}), &own));
    let invoices = vec![
        invoice(json!({"id": bill, "date": "2026-03-02", "kind": "invoice", "total": "187.50",
            "period_start": "2026-02-01", "period_end": "2026-03-01", "due_on": "2026-03-16", "net": "172.50",
            "tax": "15.00", "previous_balance": "10.00", "paid": "50.00", "payable": "147.50"})),
        invoice(json!({"id": credit, "date": "2026-03-20", "kind": "credit_note", "total": "-30.00",
            "corrects": bill})),
    ];
    let line = |seq: u32, own: Value| {
        let shared = json!({"id": format!("{bill}.{seq}"), "invoice": bill, "date": "2026-03-02", "seq": seq,
            "currency": "GBP", "tax_included": false});
        Row::of(&INVOICE_LINE, &with(shared, &own))
    };
    let lines = vec![
        line(
            0,
            json!({"kind": "usage", "amount": "100.00", "service": "electricity", "quantity": "400", "unit": "kWh",
            "unit_price": "0.25", "tax_rate": "0.05"}),
        ),
        line(1, json!({"kind": "recurring", "amount": "50.00", "service": "voice", "tax_rate": "0.20"})),
        line(
            2,
            json!({"kind": "instalment", "amount": "22.50", "service": "device", "device_agreement": DEVICE,
            "tax_rate": "0"}),
        ),
        line(3, json!({"kind": "payment", "amount": "-50.00"})),
    ];
    let tax = |seq: u32, category: &str, rate: &str, base: &str, amount: &str| {
        Row::of(
            &TAX_LINE,
            &json!({"id": format!("{bill}.t{seq}"), "document": bill, "document_kind": "invoice",
                "date": "2026-03-02", "seq": seq, "category": category, "rate": rate, "base": base,
                "amount": amount, "currency": "GBP", "name": "VAT"}),
        )
    };
    let taxes = vec![
        tax(0, "reduced", "0.05", "100.00", "5.00"),
        tax(1, "standard", "0.20", "50.00", "10.00"),
        tax(2, "zero", "0", "22.50", "0.00"),
    ];
    let device = json!({"id": DEVICE, "kind": "heat_pump", "status": "active", "currency": "GBP", "tax_included": true,
        "price": "540.00"});
    let wish = |id: &str, topic: &str, allowed: bool| json!({"id": id, "channel": "email", "topic": topic, "allowed": allowed});
    let held = |id: &str, purpose: &str| json!({"id": id, "data": "usage", "purpose": purpose, "legal_basis": "contract", "retention": "P1Y"});
    let march = ("2026-03-01", "2026-04-01");
    let parts = vec![
        Part::new("i1", "all", &INVOICE, 0, march, invoices),
        Part::new("l1", "all", &INVOICE_LINE, 0, march, lines),
        Part::new("x1", "all", &TAX_LINE, 0, march, taxes),
        states("d1", DEVICE, &DEVICE_AGREEMENT, &[device]),
        states("f1", "all", &PREFERENCE, &[wish("f2x5yn", "research", true), wish("f7q3mz", "own_products", false)]),
        states("h1", "all", &DATA_USE, &[held("u3k6fa", "billing"), held("u5t2rb", "analytics")]),
    ];
    Plan { parts, ..base() }
}
