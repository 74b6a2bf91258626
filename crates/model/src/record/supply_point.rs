//! `supply_point`: a place that energy or water is supplied to.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::object::{object, present};
use crate::value::words::words;
use crate::value::{CodeText, Country, Date, Decimal, Fuel, Id, Int, List, Name, Number, Time, Zone};
use serde::{Deserialize, Serialize};

words! {
    /// Whether it is in use.
    SupplyPointStatus {
        Active = "active",
        Inactive = "inactive",
        Unknown = "unknown",
    }

    /// Unit of `contracted_power`.
    SupplyPointContractedPowerUnit {
        KW = "kW",
        KVA = "kVA",
    }

    /// Days it applies on; absent for all.
    MeterWindowDays {
        All = "all",
        Workday = "workday",
        Weekend = "weekend",
    }
}

/// A daily window switched by the meter; it may pass midnight.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeterWindow {
    /// Days it applies on; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub days: Option<MeterWindowDays>,
    /// Clock time it ends.
    pub ends: Time,
    /// Its label, such as `off_peak`.
    pub label: CodeText,
    /// Clock time it begins.
    pub starts: Time,
}

object!(MeterWindow {
    opt days: MeterWindowDays,
    req ends: Time,
    req label: CodeText,
    req starts: Time,
});

record! {
    /// A place that energy or water is supplied to.
    SupplyPoint {
        name: "supply_point",
        plural: "supply_points",
        about: "A place that energy or water is supplied to.",
        kind: State,
        series: Series::Own,
        sort: as_of,
        label: Some('s'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Kind and connection" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// What is supplied there: electricity, gas, heat, water.
            fuel: Fuel,
            /// Country it is in, whose taxes and price caps apply.
            country: Country,
            /// Time zone in which its days begin, which may be that of the market and not the clock's.
            zone: Zone,
            /// Whether it is in use.
            status: SupplyPointStatus,
        }
        optional {
            /// Whether energy is also fed in there; absent where nobody says.
            exports: bool,
            /// The contract it is supplied under; absent where none is carried.
            contract: Id => "contract",
            /// The account it is billed to.
            account: Id => "account",
            /// Most power that may be drawn by the contract, in `contracted_power_unit`.
            contracted_power: Decimal,
            /// Unit of `contracted_power`.
            contracted_power_unit: SupplyPointContractedPowerUnit,
            /// Number of phases of the connection: 1 or 3 as a rule.
            phases: Int,
            /// Who runs the network.
            network_operator: Name,
            /// The network operator's code for its prices at this point.
            network_tariff: CodeText,
            /// Power of the customer's own generation in kW.
            generation_kw: Decimal,
            /// Capacity of the customer's battery in kWh.
            storage_kwh: Decimal,
            /// Daily windows switched by the meter, such as off-peak hours.
            windows: List<MeterWindow>,
            /// First day of the customer there.
            moved_in_on: Date,
            /// First day after the customer left.
            moved_out_on: Date,
        }
    }
    group place "Where it was" {
        /// Leading part of the postcode, never all of it.
        postcode_area: CodeText,
    }
    identifiers "Numbers and references" {
        /// Number of the supply point in its market, such as an MPAN, an NMI or an EAN.
        number: Number,
    }
}
