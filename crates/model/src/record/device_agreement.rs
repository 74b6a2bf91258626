//! `device_agreement`: a device paid for over time.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, Check, Currency, Date, Duration, Gtin, Id, Int, Name, Rate};

words! {
    /// What kind of device.
    DeviceAgreementKind {
        Phone = "phone",
        Tablet = "tablet",
        Watch = "watch",
        Router = "router",
        TvBox = "tv_box",
        Meter = "meter",
        HeatPump = "heat_pump",
        Solar = "solar",
        Battery = "battery",
        EvCharger = "ev_charger",
        Other = "other",
    }

    /// Whether something is still owed.
    DeviceAgreementStatus {
        Active = "active",
        Settled = "settled",
    }
}

record! {
    /// A device paid for over time.
    DeviceAgreement {
        name: "device_agreement",
        plural: "device_agreements",
        about: "A device paid for over time.",
        kind: State,
        series: Series::Own,
        sort: as_of,
        label: Some('d'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Price and what is left" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// What kind of device.
            kind: DeviceAgreementKind,
            /// Whether something is still owed.
            status: DeviceAgreementStatus,
            /// Currency of the amounts in this record.
            currency: Currency,
            /// Whether the amounts contain tax.
            tax_included: bool,
            /// Price in all.
            price: Amount,
        }
        optional {
            /// The line it was sold with.
            line: Id => "subscription",
            /// The contract it was sold under.
            contract: Id => "contract",
            /// Paid at the start.
            upfront: Amount,
            /// Due every `instalment_period`.
            instalment: Amount,
            /// How often `instalment` is due.
            instalment_period: Duration,
            /// Number of instalments agreed.
            instalments_total: Int,
            /// Number of instalments paid.
            instalments_paid: Int,
            /// What is still owed.
            balance_left: Amount,
            /// First day of the agreement.
            starts_on: Date,
            /// First day on which nothing is owed.
            ends_on: Date,
            /// Paying this on the day `settlement_as_of` ends the agreement.
            settlement: Amount,
            /// Day for which `settlement` was worked out.
            settlement_as_of: Date,
            /// Interest as a yearly fraction.
            rate: Rate,
        }
    }
    group product "Which product" {
        /// Trade item number of the device.
        gtin: Gtin,
        /// Whether the check digit of `gtin` agrees.
        gtin_check: Check,
        /// Make of the device.
        brand: Name,
        /// Model of the device; never the serial number of one.
        model: Name,
    }
    identifiers "Numbers and references" {}
}
