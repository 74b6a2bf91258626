//! One receipt of the customer, for value types that a bank does not have.

use super::{
    bank::{event_id, s},
    head::{Part, Plan, Row},
    types::{INVOICE, RECEIPT, RECEIPT_LINE},
};

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
