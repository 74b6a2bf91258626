//! Words of the Australian electricity market that all its formats share: data streams, units, its clock.

use pannier_model::value::{Date, Flow, Instant, Unit, Zone};

/// What the first letter of a data stream (the NMI suffix) says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// A quantity that flows this way, seen from the customer; the market looks from the other side.
    Counts(Flow),
    /// A second meter that counts the same again.
    Check,
    /// Nothing that is known here, such as the number of an accumulation register.
    Other,
}

/// The meaning of a suffix such as `E1`.
pub(crate) fn stream(suffix: &str) -> Stream {
    match suffix.bytes().next().map(|letter| letter.to_ascii_uppercase()) {
        Some(b'D' | b'E' | b'P' | b'Q') => Stream::Counts(Flow::Import),
        Some(b'A' | b'B' | b'J' | b'K') => Stream::Counts(Flow::Export),
        Some(b'N' | b'X') => Stream::Counts(Flow::Net),
        Some(b'C' | b'F' | b'L' | b'R' | b'U') => Stream::Check,
        _ => Stream::Other,
    }
}

/// The unit behind any spelling of one, and the power of ten that leads to it. Powers, voltages and factors are none:
/// they do not add up.
pub(crate) fn unit(written: &str) -> Option<(Unit, i32)> {
    Some(match written.trim().to_ascii_lowercase().as_str() {
        "mwh" => (Unit::KilowattHour, 3),
        "kwh" => (Unit::KilowattHour, 0),
        "wh" => (Unit::KilowattHour, -3),
        "mvarh" => (Unit::KilovarHour, 3),
        "kvarh" => (Unit::KilovarHour, 0),
        "varh" => (Unit::KilovarHour, -3),
        "mvah" => (Unit::KilovoltAmpereHour, 3),
        "kvah" => (Unit::KilovoltAmpereHour, 0),
        "vah" => (Unit::KilovoltAmpereHour, -3),
        _ => return None,
    })
}

/// Whether a unit is one of powers, voltages, currents or factors, in any spelling.
pub(crate) fn is_level(written: &str) -> bool {
    let levels = ["mw", "kw", "w", "mvar", "kvar", "var", "mva", "kva", "va", "kv", "v", "ka", "a", "pf"];
    levels.contains(&written.trim().to_ascii_lowercase().as_str())
}

/// Whether a suffix is that of a stream of these: `V1`, `T1`, `S1`, `M1`, `G1`, `H1`, `Y1`.
pub(crate) fn is_level_stream(suffix: &str) -> bool {
    suffix.bytes().next().is_some_and(|letter| b"VTSMGHY".contains(&letter.to_ascii_uppercase()))
}

/// Market time: Australian Eastern Standard Time, all year.
pub(crate) fn zone() -> Zone {
    Zone::parse("Etc/GMT-10").expect("a zone")
}

/// The moment a day of market time begins.
pub(crate) fn start(day: Date) -> Option<Instant> {
    Instant::parse(&format!("{day}T00:00:00+10:00")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (written, expected) in [
            ("kWh", Some((Unit::KilowattHour, 0))),
            ("KWH", Some((Unit::KilowattHour, 0))),
            ("kwh ", Some((Unit::KilowattHour, 0))),
            ("MWh", Some((Unit::KilowattHour, 3))),
            ("WH", Some((Unit::KilowattHour, -3))),
            ("KVARH", Some((Unit::KilovarHour, 0))),
            ("kVArh", Some((Unit::KilovarHour, 0))),
            ("VArh", Some((Unit::KilovarHour, -3))),
            ("kVAh", Some((Unit::KilovoltAmpereHour, 0))),
            ("kW", None),
            ("pf", None),
            ("V", None),
            ("", None),
        ] {
            assert_eq!(unit(written), expected, "{written}");
            assert_eq!(is_level(written), expected.is_none() && !written.is_empty(), "{written}");
        }
    }

    #[test]
    fn streams() {
        for (suffix, expected) in [
            ("E1", Stream::Counts(Flow::Import)),
            ("e2", Stream::Counts(Flow::Import)),
            ("B1", Stream::Counts(Flow::Export)),
            ("Q1", Stream::Counts(Flow::Import)),
            ("K1", Stream::Counts(Flow::Export)),
            ("N1", Stream::Counts(Flow::Net)),
            ("F1", Stream::Check),
            ("11", Stream::Other),
            ("", Stream::Other),
        ] {
            assert_eq!(stream(suffix), expected, "{suffix}");
        }
    }
}
