//! Codes of ESPI: what a reading type counts, and how far a value can be trusted.

use pannier_model::value::{Decimal, Flow, Fuel, Quality, Unit};

use crate::values::{
    kind::{among, find},
    quantity::whole,
};

/// Fuels by `ServiceCategory/kind`.
const SERVICES: &[(&str, Fuel)] =
    &[("0", Fuel::Electricity), ("1", Fuel::Gas), ("2", Fuel::Water), ("4", Fuel::Heat), ("6", Fuel::WasteWater)];

/// Fuel of `ServiceCategory/kind`.
pub(super) fn service(kind: &str) -> Option<Fuel> {
    find(SERVICES, kind)
}

/// Fuels by `ReadingType/commodity`.
const COMMODITIES: &[(&[&str], Fuel)] = &[
    (&["1", "2"], Fuel::Electricity),
    (&["7"], Fuel::Gas),
    (&["8"], Fuel::Lpg),
    (&["9"], Fuel::Water),
    (&["10", "12"], Fuel::Heat),
    (&["11"], Fuel::WasteWater),
    (&["13"], Fuel::Cooling),
];

/// Fuel of `ReadingType/commodity`.
pub(super) fn commodity(code: &str) -> Option<Fuel> {
    among(COMMODITIES, code)
}

/// Units by `uom`, and the power of ten that leads to each. Power, currents and units without an exact factor are none.
const UNITS: &[(&[&str], (Unit, i32))] = &[
    (&["72"], (Unit::KilowattHour, -3)),
    (&["71"], (Unit::KilovoltAmpereHour, -3)),
    (&["73"], (Unit::KilovarHour, -3)),
    (&["31"], (Unit::Megajoule, -6)),
    (&["169"], (Unit::Therm, 0)),
    (&["42", "166", "167"], (Unit::CubicMetre, 0)),
    (&["119", "120"], (Unit::CubicFoot, 0)),
    (&["134", "156", "157"], (Unit::Litre, 0)),
];

/// Unit of `uom`, and the power of ten that leads to it.
pub(super) fn unit(uom: &str) -> Option<(Unit, i32)> {
    among(UNITS, uom)
}

/// What alone is counted in a unit (`uom`): watt-hours and their reactive kin are those of electricity, therms of gas.
pub(super) fn fuel(uom: &str) -> Option<Fuel> {
    match unit(uom)?.0 {
        Unit::KilowattHour | Unit::KilovoltAmpereHour | Unit::KilovarHour => Some(Fuel::Electricity),
        Unit::Therm => Some(Fuel::Gas),
        _ => None,
    }
}

/// Direction of `flowDirection`; `None` for one that is none of these, or is not said.
pub(super) fn flow(direction: Option<&str>) -> Option<Flow> {
    match direction {
        Some("1") => Some(Flow::Import),
        Some("19") => Some(Flow::Export),
        Some("4") => Some(Flow::Net),
        _ => None,
    }
}

/// Qualities by their codes.
const QUALITIES: &[(&[&str], Quality)] = &[
    (&["0", "17", "18", "19"], Quality::Actual),
    (&["8", "9", "11", "12", "15"], Quality::Estimated),
    (&["7", "16"], Quality::Corrected),
    (&["10", "14"], Quality::Raw),
    (&["13"], Quality::Mixed),
];

/// Quality of a `quality` code; `None` for one that ESPI does not have.
pub(super) fn quality(code: &str) -> Option<Quality> {
    among(QUALITIES, code)
}

/// A value times a power of ten, exactly; `None` where it does not fit.
pub(crate) fn scaled(value: Decimal, power: i32) -> Option<Decimal> {
    let value = value.trimmed();
    if power == 0 {
        return Some(value);
    }
    let scale = i32::from(value.scale());
    let units = whole(value);
    let target = scale.checked_sub(power)?;
    let (units, target) =
        if target < 0 { (units.checked_mul(10_i128.checked_pow(target.unsigned_abs())?)?, 0) } else { (units, target) };
    if units == 0 {
        return Some(Decimal::ZERO);
    }
    Decimal::from_units(units, u8::try_from(target).ok()?).ok().map(Decimal::trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let stands = |table: Table, name: &str, header: [&str; 2]| table.stands("energy.md", name, header);
        stands(Table::of(SERVICES.iter().copied()), "espi services", ["`fuel`", "`ServiceCategory/kind`"]);
        stands(Table::of_groups(COMMODITIES.iter().copied()), "espi commodities", ["`fuel`", "else `commodity`"]);
        stands(
            Table::of_groups(QUALITIES.iter().copied()),
            "espi qualities",
            ["`quality`", "`quality`, else `defaultQuality`"],
        );
        let one = Decimal::from_units(1, 0).expect("one");
        let codes = UNITS.iter().flat_map(|(codes, _)| *codes);
        let units = codes.fold(Table::default(), |table, code| {
            let (unit, power) = unit(code).expect("a unit");
            table.scaled(code, scaled(one, power).expect("a factor"), format!("`{unit}`"))
        });
        stands(units, "espi units", ["`unit`", "`uom`, and how many of the unit each is if not one"]);
    }

    #[test]
    fn values_are_scaled_exactly() {
        let check = |value: &str, power: i32, expected: Option<&str>| {
            let found = scaled(Decimal::parse(value).expect("a decimal"), power).map(|found| found.to_string());
            assert_eq!(found.as_deref(), expected, "{value} {power}");
        };
        check("450", -3, Some("0.45"));
        check("-1", -12, Some("-0.000000000001"));
        check("1", -13, None);
        check("0", -30, Some("0"));
        check("12.5", 3, Some("12500"));
        check("1", 14, Some("100000000000000"));
        check("1", 15, None);
        check("1", 4096, None);
    }
}
