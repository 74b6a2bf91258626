//! Record types of energy and water.

use crate::forge::head::Type;

/// `supply_point`
pub static SUPPLY_POINT: Type = Type {
    name: "supply_point",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "as_of",
                "fuel",
                "country",
                "zone",
                "status",
                "exports",
                "contract",
                "account",
                "contracted_power",
                "contracted_power_unit",
                "phases",
                "network_operator",
                "network_tariff",
                "generation_kw",
                "storage_kwh",
                "windows",
                "moved_in_on",
                "moved_out_on",
                "id_stability",
            ],
        ),
        ("place", &["postcode_area"]),
        ("identifiers", &["number", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `meter`
pub static METER: Type = Type {
    name: "meter",
    sort: "as_of",
    groups: &[
        ("core", &["id", "supply_point", "as_of", "kind", "installed_on", "removed_on", "id_stability"]),
        ("identifiers", &["serial", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `register`
pub static REGISTER: Type = Type {
    name: "register",
    sort: "as_of",
    groups: &[
        (
            "core",
            &[
                "id",
                "supply_point",
                "as_of",
                "fuel",
                "direction",
                "unit",
                "kind",
                "zone",
                "meter",
                "tou",
                "multiplier",
                "digits",
                "id_stability",
            ],
        ),
        ("identifiers", &["register_code", "source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `interval_day`
pub static INTERVAL_DAY: Type = Type {
    name: "interval_day",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "register",
                "date",
                "zone",
                "fuel",
                "direction",
                "unit",
                "resolution",
                "count",
                "missing",
                "total",
                "quality",
                "id_stability",
            ],
        ),
        ("profile", &["start", "slots", "quality_runs"]),
        ("cost", &["currency", "tax_included", "cost"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `consumption`
pub static CONSUMPTION: Type = Type {
    name: "consumption",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "date",
                "period_end",
                "fuel",
                "direction",
                "quantity",
                "unit",
                "quality",
                "supply_point",
                "register",
                "volume",
                "volume_unit",
                "calorific_value",
                "volume_correction",
                "max_power",
                "id_stability",
            ],
        ),
        ("time", &["start_at", "end_at"]),
        ("cost", &["currency", "tax_included", "cost"]),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `register_read`
pub static REGISTER_READ: Type = Type {
    name: "register_read",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "register",
                "date",
                "reading",
                "unit",
                "direction",
                "quality",
                "reason",
                "time",
                "at",
                "id_stability",
            ],
        ),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};

/// `annual_estimate`
pub static ANNUAL_ESTIMATE: Type = Type {
    name: "annual_estimate",
    sort: "date",
    groups: &[
        (
            "core",
            &[
                "id",
                "supply_point",
                "date",
                "period_start",
                "period_end",
                "fuel",
                "direction",
                "quantity",
                "unit",
                "method",
                "register",
                "cost",
                "currency",
                "tax_included",
                "id_stability",
            ],
        ),
        ("identifiers", &["source_ids", "source_ref"]),
        ("extensions", &["extensions"]),
    ],
    spans: &[],
};
