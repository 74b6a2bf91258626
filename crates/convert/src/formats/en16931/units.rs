//! Units of UN/ECE Recommendation 20 and how many of ours each is.

use pannier_model::value::{Decimal, Unit};

use crate::values::kind::find;

/// One of a foreign unit is `times / parts` of ours, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(crate) unit: Unit,
    times: i128,
    parts: i128,
}

impl Scale {
    /// A quantity in our unit; `None` where it has more decimals than a quantity can have.
    pub(crate) fn apply(self, quantity: Decimal) -> Option<Decimal> {
        if self.times == self.parts {
            return Some(quantity);
        }
        let picos = quantity.picos().checked_mul(self.times)?;
        if picos % self.parts != 0 {
            return None;
        }
        Decimal::from_units(picos / self.parts, 12).ok().map(Decimal::trimmed)
    }
}

/// Words that tills and shops write, and the code of each.
const WORDS: &[(&str, &str)] = &[
    ("", "C62"),
    ("EACH", "C62"),
    ("PC", "C62"),
    ("PCS", "C62"),
    ("PIECE", "C62"),
    ("ST", "C62"),
    ("STK", "C62"),
    ("UN", "C62"),
    ("UNIT", "C62"),
    ("UNITS", "C62"),
    ("ITEM", "C62"),
    ("KG", "KGM"),
    ("KILO", "KGM"),
    ("KILOGRAM", "KGM"),
    ("G", "GRM"),
    ("GR", "GRM"),
    ("GRAM", "GRM"),
    ("LB", "LBR"),
    ("LBS", "LBR"),
    ("POUND", "LBR"),
    ("POUNDS", "LBR"),
    ("OZ", "ONZ"),
    ("OUNCE", "ONZ"),
    ("L", "LTR"),
    ("LTS", "LTR"),
    ("LITER", "LTR"),
    ("LITRE", "LTR"),
    ("ML", "MLT"),
    ("CL", "CLT"),
    ("M", "MTR"),
    ("METER", "MTR"),
    ("METRE", "MTR"),
    ("CM", "CMT"),
    ("HR", "HUR"),
    ("HOUR", "HUR"),
    ("MIN", "MIN"),
    ("MINUTE", "MIN"),
];

/// The unit of a word that tills and shops write, in any case; else of a code.
pub(crate) fn word(word: &str) -> Option<Scale> {
    let upper = word.trim().to_ascii_uppercase();
    unit(find(WORDS, &upper).unwrap_or(&upper))
}

/// Codes, and how many of ours each is, as a fraction. Pieces, articles, sets, services and international units (what Turkey,
/// Peru and Colombia call a piece) are items.
const UNITS: &[(&str, (Unit, i128, i128))] = &[
    ("C62", (Unit::Item, 1, 1)),
    ("H87", (Unit::Item, 1, 1)),
    ("EA", (Unit::Item, 1, 1)),
    ("PCE", (Unit::Item, 1, 1)),
    ("XPP", (Unit::Item, 1, 1)),
    ("NAR", (Unit::Item, 1, 1)),
    ("NIU", (Unit::Item, 1, 1)),
    ("E48", (Unit::Item, 1, 1)),
    ("SET", (Unit::Item, 1, 1)),
    ("PR", (Unit::Item, 2, 1)),
    ("DZN", (Unit::Item, 12, 1)),
    ("CEN", (Unit::Item, 100, 1)),
    ("MIL", (Unit::Item, 1000, 1)),
    ("KGM", (Unit::Kilogram, 1, 1)),
    ("TNE", (Unit::Kilogram, 1000, 1)),
    ("LBR", (Unit::Kilogram, 45_359_237, 100_000_000)),
    ("ONZ", (Unit::Gram, 28_349_523_125, 1_000_000_000)),
    ("GRM", (Unit::Gram, 1, 1)),
    ("MGM", (Unit::Gram, 1, 1000)),
    ("LTR", (Unit::Litre, 1, 1)),
    ("MLT", (Unit::Litre, 1, 1000)),
    ("CLT", (Unit::Litre, 1, 100)),
    ("HLT", (Unit::Litre, 100, 1)),
    ("GLL", (Unit::Litre, 3_785_411_784, 1_000_000_000)),
    ("INH", (Unit::Metre, 254, 10_000)),
    ("FOT", (Unit::Metre, 3048, 10_000)),
    ("YRD", (Unit::Metre, 9144, 10_000)),
    ("MTR", (Unit::Metre, 1, 1)),
    ("MMT", (Unit::Metre, 1, 1000)),
    ("CMT", (Unit::Metre, 1, 100)),
    ("KMT", (Unit::Metre, 1000, 1)),
    ("KTM", (Unit::Metre, 1000, 1)),
    ("MTK", (Unit::SquareMetre, 1, 1)),
    ("MTQ", (Unit::CubicMetre, 1, 1)),
    ("FTQ", (Unit::CubicFoot, 1, 1)),
    ("WHR", (Unit::KilowattHour, 1, 1000)),
    ("KWH", (Unit::KilowattHour, 1, 1)),
    ("MWH", (Unit::KilowattHour, 1000, 1)),
    ("GWH", (Unit::KilowattHour, 1_000_000, 1)),
    ("C79", (Unit::KilovoltAmpereHour, 1, 1)),
    ("K3", (Unit::KilovarHour, 1, 1)),
    ("KWT", (Unit::Kilowatt, 1, 1)),
    ("MAW", (Unit::Kilowatt, 1000, 1)),
    ("KVA", (Unit::KilovoltAmpere, 1, 1)),
    ("KJO", (Unit::Megajoule, 1, 1000)),
    ("3B", (Unit::Megajoule, 1, 1)),
    ("GV", (Unit::Megajoule, 1000, 1)),
    ("N71", (Unit::Therm, 1, 1)),
    ("N72", (Unit::Therm, 1, 1)),
    ("SEC", (Unit::Second, 1, 1)),
    ("MIN", (Unit::Second, 60, 1)),
    ("HUR", (Unit::Second, 3600, 1)),
    ("DAY", (Unit::Day, 1, 1)),
    ("WEE", (Unit::Day, 7, 1)),
    ("MON", (Unit::Month, 1, 1)),
    ("QAN", (Unit::Month, 3, 1)),
    ("ANN", (Unit::Month, 12, 1)),
    ("AD", (Unit::Byte, 1, 1)),
    ("2P", (Unit::Byte, 1000, 1)),
    ("4L", (Unit::Byte, 1_000_000, 1)),
    ("E34", (Unit::Byte, 1_000_000_000, 1)),
];

/// The unit of a code. A package whose content is not said is no unit: `None`.
pub(crate) fn unit(code: &str) -> Option<Scale> {
    find(UNITS, code).map(|(unit, times, parts)| Scale { unit, times, parts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let one = Decimal::from_units(1, 0).expect("one");
        let codes = UNITS.iter().fold(Table::default(), |table, (code, _)| {
            let scale = unit(code).expect("a unit");
            let times = scale.apply(one).expect("a factor of at most twelve decimals");
            table.scaled(code, times, format!("`{}`", scale.unit))
        });
        codes.stands("retail.md", "units", ["unit", "codes, and how many of the unit each is if not one"]);
        let words = WORDS.iter().filter(|(word, _)| !word.is_empty()).copied();
        Table::of(words).stands("retail.md", "units of tills", ["code", "words, in any case"]);
    }

    #[test]
    fn quantities_are_exact() {
        let check = |code: &str, quantity: &str, expected: Option<&str>| {
            let quantity = Decimal::parse(quantity).expect("a quantity");
            let found = unit(code).and_then(|scale| Some(format!("{} {}", scale.apply(quantity)?, scale.unit)));
            assert_eq!(found.as_deref(), expected, "{code}");
        };
        check("C62", "1.50", Some("1.50 item"));
        check("NIU", "11", Some("11 item"));
        check("KWH", "12.345", Some("12.345 kWh"));
        check("MWH", "1.2345", Some("1234.5 kWh"));
        check("HUR", "-1.5", Some("-5400 s"));
        check("MLT", "0.000000000001", None);
        check("TNE", "999999999999999", None);
        check("ANN", "1", Some("12 month"));
        check("LBR", "1.25", Some("0.5669904625 kg"));
        let found = |text: &str| word(text).map(|scale| scale.unit);
        assert_eq!(
            (found("kg"), found(""), found("KWH")),
            (Some(Unit::Kilogram), Some(Unit::Item), Some(Unit::KilowattHour))
        );
        assert_eq!((found("box"), found("XBX")), (None, None));
        for code in ["", "kwh", "LS", "P1", "ZZ", "XBX", "04"] {
            check(code, "1", None);
        }
    }
}
