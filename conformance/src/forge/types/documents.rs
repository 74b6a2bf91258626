//! Record types of documents that no trade owns.

use crate::forge::head::Type;

/// `invoice`
pub static INVOICE: Type = Type {
    name: "invoice",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "date",
                "kind",
                "currency",
                "tax_included",
                "total",
                "account",
                "contract",
                "corrects",
                "period_start",
                "period_end",
                "due_on",
                "net",
                "tax",
                "previous_balance",
                "paid",
                "rounding",
                "payable",
                "estimated",
                "status",
                "id_stability",
            ],
        ),
        ("text", &["notes", "attachment"]),
        ("identifiers", &["invoice_number", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `invoice_line`
pub static INVOICE_LINE: Type = Type {
    name: "invoice_line",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "invoice",
                "date",
                "seq",
                "kind",
                "amount",
                "currency",
                "tax_included",
                "account",
                "service",
                "line",
                "supply_point",
                "register",
                "device_agreement",
                "period_start",
                "period_end",
                "quantity",
                "unit",
                "unit_price",
                "price_quantity",
                "tax_rate",
                "opening_reading",
                "closing_reading",
                "estimated",
                "id_stability",
            ],
        ),
        ("text", &["description"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `tax_line`
pub static TAX_LINE: Type = Type {
    name: "tax_line",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "document",
                "document_kind",
                "date",
                "seq",
                "category",
                "base",
                "amount",
                "currency",
                "account",
                "rate",
                "name",
                "id_stability",
            ],
        ),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `preference`
pub static PREFERENCE: Type = Type {
    name: "preference",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "channel",
                "topic",
                "allowed",
                "max_contacts",
                "per",
                "quiet_start",
                "quiet_end",
                "set_on",
                "id_stability",
            ],
        ),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `data_use`
pub static DATA_USE: Type = Type {
    name: "data_use",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "data",
                "purpose",
                "legal_basis",
                "origin",
                "recipients",
                "retention",
                "retention_until",
                "automated_decision",
                "countries",
                "id_stability",
            ],
        ),
        ("text", &["description", "recipient_names"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};
