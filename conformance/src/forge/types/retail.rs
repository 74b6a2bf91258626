//! Record types of retail.

use crate::forge::head::Type;

/// `receipt`
pub static RECEIPT: Type = Type {
    name: "receipt",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "date",
                "kind",
                "channel",
                "currency",
                "tax_included",
                "payable",
                "detail",
                "account",
                "goods",
                "discount",
                "delivery",
                "tip",
                "net",
                "tax",
                "rounding",
                "linked_to",
                "id_stability",
            ],
        ),
        ("time", &["issued_at", "time"]),
        ("place", &["merchant_name", "merchant_id", "store_id", "store_name", "postcode_area", "country", "zone"]),
        ("fiscal", &["fiscal_scheme", "fiscal_data", "attachment"]),
        ("identifiers", &["receipt_number", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `receipt_line`
pub static RECEIPT_LINE: Type = Type {
    name: "receipt_line",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "receipt",
                "date",
                "seq",
                "kind",
                "quantity",
                "unit",
                "amount",
                "currency",
                "tax_included",
                "account",
                "unit_price",
                "price_quantity",
                "list_price",
                "discount",
                "variable_measure",
                "returns",
                "id_stability",
            ],
        ),
        ("category", &["category", "category_text", "tax_category", "tax_rate"]),
        ("product", &["name", "gtin", "gtin_check", "product_ids", "brand", "net_quantity", "net_unit", "promotion"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `tender`
pub static TENDER: Type = Type {
    name: "tender",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "receipt",
                "date",
                "seq",
                "kind",
                "direction",
                "amount",
                "currency",
                "account",
                "points",
                "original_amount",
                "original_currency",
                "id_stability",
            ],
        ),
        ("identifiers", &["card_brand", "card_last4", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `loyalty_account`
pub static LOYALTY_ACCOUNT: Type = Type {
    name: "loyalty_account",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "programme",
                "status",
                "balance",
                "value",
                "currency",
                "tier",
                "joined_on",
                "expiries",
                "id_stability",
            ],
        ),
        ("identifiers", &["number", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `loyalty_entry`
pub static LOYALTY_ENTRY: Type = Type {
    name: "loyalty_entry",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "account",
                "date",
                "kind",
                "points",
                "balance_after",
                "expires_on",
                "value",
                "currency",
                "receipt",
                "id_stability",
            ],
        ),
        ("text", &["description"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};
