//! The record types of the vectors: groups and members in order, from the tables of the standard.

mod documents;
mod energy;
mod retail;
mod telco;

pub use documents::{DATA_USE, INVOICE, INVOICE_LINE, PREFERENCE, TAX_LINE};
pub use energy::{ANNUAL_ESTIMATE, CONSUMPTION, INTERVAL_DAY, METER, REGISTER, REGISTER_READ, SUPPLY_POINT};
pub use retail::{LOYALTY_ACCOUNT, LOYALTY_ENTRY, RECEIPT, RECEIPT_LINE, TENDER};
pub use telco::{DEVICE_AGREEMENT, PLAN_ALLOWANCE, SUBSCRIPTION, USAGE_EVENT};

use super::head::Type;

/// `transaction`
pub static TRANSACTION: Type = Type {
    name: "transaction",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "account",
                "date",
                "date_basis",
                "status",
                "amount",
                "currency",
                "kind",
                "reversal",
                "fee_kind",
                "seq",
                "value_date",
                "executed_on",
                "mutable",
                "supersedes",
                "reverses",
                "mandate",
                "is_foreign",
                "details",
                "id_stability",
            ],
        ),
        ("balance", &["running_balance"]),
        ("category", &["category", "mcc"]),
        (
            "text",
            &[
                "description",
                "description_masked",
                "reference",
                "kind_text",
                "bank_code",
                "executed_at",
                "executed_time",
                "return_reason",
            ],
        ),
        (
            "counterparty",
            &[
                "counterparty_name",
                "counterparty_masked",
                "counterparty_number",
                "counterparty_country",
                "ultimate_name",
                "creditor_id",
                "mandate_id",
                "end_to_end_id",
            ],
        ),
        ("fx", &["original_amount", "original_currency", "fx_rate", "fee_amount"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &["balance"],
};

/// `transaction_detail`
pub static DETAIL: Type = Type {
    name: "transaction_detail",
    sort: "date",
    groups: &[
        ("core", &["id", "account", "parent", "date", "seq", "amount", "currency", "id_stability"]),
        ("category", &["category"]),
        ("text", &["description", "reference", "category_text"]),
        ("counterparty", &["counterparty_name", "counterparty_number", "mandate_id", "end_to_end_id"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `account`
pub static ACCOUNT_TYPE: Type = Type {
    name: "account",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "kind",
                "currency",
                "status",
                "ownership",
                "pool",
                "product_name",
                "product_code",
                "servicer",
                "contract",
                "opened_on",
                "closed_on",
                "matures_on",
                "zone",
                "id_stability",
            ],
        ),
        ("identifiers", &["number", "servicer_bic", "nickname", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `balance`
pub static BALANCE: Type = Type {
    name: "balance",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "account",
                "date",
                "kind",
                "amount",
                "currency",
                "credit_line_included",
                "credit_line",
                "at",
                "expires_on",
                "id_stability",
            ],
        ),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `credit_arrangement`
pub static CREDIT: Type = Type {
    name: "credit_arrangement",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "account",
                "as_of",
                "kind",
                "currency",
                "credit_limit",
                "effective_from",
                "expires_on",
                "buffer",
                "interest_free_days",
                "monthly_cap",
                "rates",
                "fees",
                "id_stability",
            ],
        ),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `party`
pub static PARTY: Type = Type {
    name: "party",
    sort: "as_of",
    groups: &[
        ("core", &["id", "role", "as_of", "of", "id_stability"]),
        ("facts", &["age_band", "country", "postcode_area", "student", "customer_since"]),
        ("identity", &["name", "birth_date"]),
        ("contact", &["address", "postcode", "email", "phone"]),
        ("identifiers", &["customer_number", "tax_id", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `contract`
pub static CONTRACT: Type = Type {
    name: "contract",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "sector",
                "status",
                "provider",
                "product_name",
                "exit_charge_kind",
                "product_code",
                "covers",
                "starts_on",
                "min_term",
                "ends_on",
                "renewal",
                "notice",
                "exit_charge",
                "exit_charge_as_of",
                "currency",
                "tax_included",
                "price_change",
                "price_index",
                "recurring_amount",
                "recurring_period",
                "billing",
                "payment_method",
                "tariff_uri",
                "tariff_digest",
                "id_stability",
            ],
        ),
        ("text", &["exit_terms", "price_change_terms", "attachment"]),
        ("concession", &["concession", "concession_ends_on", "concession_rate", "concession_amount"]),
        ("identifiers", &["contract_number", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `payment_mandate`
pub static MANDATE: Type = Type {
    name: "payment_mandate",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "account",
                "as_of",
                "kind",
                "status",
                "evidence",
                "amount_kind",
                "currency",
                "amount",
                "frequency",
                "first_on",
                "next_on",
                "final_on",
                "last_on",
                "last_amount",
                "id_stability",
            ],
        ),
        ("category", &["category"]),
        ("counterparty", &["counterparty_name", "counterparty_number", "creditor_id", "mandate_id", "reference"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `summary`
pub static SUMMARY: Type = Type {
    name: "summary",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "of",
                "date",
                "days",
                "complete",
                "metric",
                "bucket",
                "count",
                "value",
                "thing",
                "currency",
                "unit",
                "id_stability",
            ],
        ),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};
