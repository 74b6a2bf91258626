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
            /// `active` while something is owed, `settled` once it is paid off.
            status: DeviceAgreementStatus,
            /// Currency of the amounts in this record.
            currency: Currency,
            /// Whether all amounts of the record contain tax.
            tax_included: bool,
            /// Price of the device in all: what is paid at the start and all instalments.
            price: Amount,
        }
        optional {
            /// The line it was sold with.
            line: Id => "subscription",
            /// The contract it was sold under.
            contract: Id => "contract",
            /// Part of `price` paid at the start; absent or `0` for nothing.
            upfront: Amount,
            /// Amount due every `instalment_period`; the last one may be another.
            instalment: Amount,
            /// How often `instalment` is due.
            instalment_period: Duration,
            /// Number of instalments agreed, paid ones among them.
            instalments_total: Int,
            /// Number of instalments paid by the day of the record.
            instalments_paid: Int,
            /// What is still owed on the day of the record, without a charge for ending early.
            balance_left: Amount,
            /// First day of the agreement.
            starts_on: Date,
            /// First day on which nothing is owed any more, if all is paid as agreed.
            ends_on: Date,
            /// Paying this on the day `settlement_as_of` ends the agreement.
            settlement: Amount,
            /// Day for which `settlement` was worked out.
            settlement_as_of: Date,
            /// Nominal interest as a yearly fraction; `0` for an agreement without interest.
            rate: Rate,
        }
    }
    group product "Which product" {
        /// Trade item number of the device, in 14 digits.
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
