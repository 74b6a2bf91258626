//! Record types of telecommunications.

use crate::forge::head::Type;

/// `subscription`
pub static SUBSCRIPTION: Type = Type {
    name: "subscription",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "kind",
                "status",
                "billing",
                "account",
                "contract",
                "activated_on",
                "ended_on",
                "home_network",
                "sim_lock",
                "plan_name",
                "plan_code",
                "recurring_amount",
                "recurring_period",
                "currency",
                "tax_included",
                "down_mbps",
                "up_mbps",
                "id_stability",
            ],
        ),
        ("identifiers", &["number", "nickname", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `plan_allowance`
pub static PLAN_ALLOWANCE: Type = Type {
    name: "plan_allowance",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "date",
                "period_end",
                "service",
                "zone",
                "unlimited",
                "line",
                "quantity",
                "unit",
                "fair_use",
                "rolled_in",
                "used",
                "remaining",
                "over",
                "rollover_until",
                "id_stability",
            ],
        ),
        ("text", &["name"]),
        ("sharing", &["shared_with"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `device_agreement`
pub static DEVICE_AGREEMENT: Type = Type {
    name: "device_agreement",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "kind",
                "status",
                "currency",
                "tax_included",
                "price",
                "line",
                "contract",
                "upfront",
                "instalment",
                "instalment_period",
                "instalments_total",
                "instalments_paid",
                "balance_left",
                "starts_on",
                "ends_on",
                "settlement",
                "settlement_as_of",
                "rate",
                "id_stability",
            ],
        ),
        ("product", &["gtin", "gtin_check", "brand", "model"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `usage_event`
pub static USAGE_EVENT: Type = Type {
    name: "usage_event",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "line",
                "date",
                "grain",
                "kind",
                "direction",
                "quantity",
                "unit",
                "events",
                "number_class",
                "reach",
                "roaming",
                "on_net",
                "answered",
                "bytes_up",
                "bytes_down",
                "id_stability",
            ],
        ),
        ("time", &["started_at", "time", "zone"]),
        ("place", &["roaming_country", "network", "destination_country", "zone_text"]),
        ("counterparty", &["number", "counterparty_country"]),
        ("rating", &["currency", "tax_included", "rated_amount", "rated_before_allowance", "allowance"]),
        ("text", &["description"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};
