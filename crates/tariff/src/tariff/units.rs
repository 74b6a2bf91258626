//! Meters and the units they are priced in.

use crate::form::words;
use pannier_model::value::Unit;

words! {
    /// What is measured.
    Meter {
        ElectricityImport = "electricity.import",
        ElectricityExport = "electricity.export",
        Gas = "gas",
        Water = "water",
        Heat = "heat",
        Voice = "voice",
        Sms = "sms",
        Mms = "mms",
        Data = "data",
    }

    /// A unit a tariff states a price in; multiples are powers of 1000.
    TariffUnit {
        KilowattHour = "kWh",
        MegawattHour = "MWh",
        Megajoule = "MJ",
        Kilowatt = "kW",
        CubicMetre = "m3",
        CubicFoot = "ft3",
        Litre = "l",
        Second = "s",
        Minute = "min",
        Hour = "h",
        Byte = "B",
        Kilobyte = "kB",
        Megabyte = "MB",
        Gigabyte = "GB",
        Count = "count",
    }
}

/// What a unit measures; quantities of one dimension convert exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Energy,
    Power,
    Volume,
    Time,
    Data,
    Count,
}

impl TariffUnit {
    /// What it measures, and how many of the base unit it is, as a fraction. Bases: MJ, kW, m3, s, B, count.
    pub(crate) const fn base(self) -> (Dimension, i128, i128) {
        match self {
            Self::KilowattHour => (Dimension::Energy, 18, 5),
            Self::MegawattHour => (Dimension::Energy, 3600, 1),
            Self::Megajoule => (Dimension::Energy, 1, 1),
            Self::Kilowatt => (Dimension::Power, 1, 1),
            Self::CubicMetre => (Dimension::Volume, 1, 1),
            // 0.3048^3
            Self::CubicFoot => (Dimension::Volume, 28_316_846_592, 1_000_000_000_000),
            Self::Litre => (Dimension::Volume, 1, 1000),
            Self::Second => (Dimension::Time, 1, 1),
            Self::Minute => (Dimension::Time, 60, 1),
            Self::Hour => (Dimension::Time, 3600, 1),
            Self::Byte => (Dimension::Data, 1, 1),
            Self::Kilobyte => (Dimension::Data, 1000, 1),
            Self::Megabyte => (Dimension::Data, 1_000_000, 1),
            Self::Gigabyte => (Dimension::Data, 1_000_000_000, 1),
            Self::Count => (Dimension::Count, 1, 1),
        }
    }
}

impl Meter {
    /// Whether quantities of that dimension can stand on it.
    pub(crate) const fn measures(self, dimension: Dimension) -> bool {
        match self {
            Self::ElectricityImport | Self::ElectricityExport | Self::Heat => matches!(dimension, Dimension::Energy),
            Self::Gas => matches!(dimension, Dimension::Energy | Dimension::Volume),
            Self::Water => matches!(dimension, Dimension::Volume),
            Self::Voice => matches!(dimension, Dimension::Time),
            Self::Sms | Self::Mms => matches!(dimension, Dimension::Count),
            Self::Data => matches!(dimension, Dimension::Data),
        }
    }

    /// The fuel that hangs on it, where one does.
    pub const fn fuel(self) -> Option<&'static str> {
        match self {
            Self::ElectricityImport | Self::ElectricityExport => Some("electricity"),
            Self::Gas => Some("gas"),
            Self::Heat => Some("heat"),
            Self::Water => Some("water"),
            _ => None,
        }
    }

    /// Whether it hangs on a wall: its days are replayed, not its months.
    pub const fn is_metered_by_day(self) -> bool {
        matches!(self, Self::ElectricityImport | Self::ElectricityExport | Self::Gas | Self::Water | Self::Heat)
    }
}

words! {
    /// What a price of goods is for.
    ItemUnit {
        Item = "item",
        Kilogram = "kg",
        Gram = "g",
        Litre = "l",
        Metre = "m",
    }
}

/// What a unit of records measures, and how many of the base unit it is; `None` for units no meter has.
pub(crate) const fn record_unit(unit: Unit) -> Option<(Dimension, i128, i128)> {
    let tariff_unit = match unit {
        Unit::KilowattHour => TariffUnit::KilowattHour,
        Unit::Megajoule => TariffUnit::Megajoule,
        Unit::Kilowatt => TariffUnit::Kilowatt,
        Unit::CubicMetre => TariffUnit::CubicMetre,
        Unit::CubicFoot => TariffUnit::CubicFoot,
        Unit::Litre => TariffUnit::Litre,
        Unit::Second => TariffUnit::Second,
        Unit::Byte => TariffUnit::Byte,
        Unit::Count => TariffUnit::Count,
        _ => return None,
    };
    Some(tariff_unit.base())
}
