//! Currencies.

use super::text_form::text_form;
use super::{Invalid, TextForm, Value, ValueKind, View};
use serde::Serializer;
use std::fmt;

// The list of chapter Values: ISO 4217, List One of 2026-01-01, and of List Three what was withdrawn since 2000.

/// Currencies in use whose minor unit has two digits.
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE \
    CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE \
    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR \
    ZMW ZWG";
/// Those without a minor unit.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Those with three digits.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Those with four digits.
const FOUR: &str = "CLF UYW";
/// Metals and units of account, for which no minor unit is stated.
const UNDIVIDED: &str = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA";
/// Those that records of the past are in and no price is any more.
const WITHDRAWN: &str = "ADP AFA ANG ATS AZM BEF BGL BGN BYB BYR CHC CSD CUC CYP DEM ECS ECV EEK ESP FIM FRF GHC GRD \
    HRK IEP ITL LTL LUF LVL MGF MRO MTL MZM NLG PTE ROL RUR SDD SIT SKK SLL SRG STD TJR TMM TPE TRL USS VEB VEF XFO \
    XFU YUM ZMK ZWD ZWL ZWN ZWR";

/// A currency as three capital letters (`value-currency`, ISO 4217); `XXX`, which means none, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The three letters.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("three ASCII letters")
    }

    /// Decimals of the minor unit, 0 to 4; `None` where the list states none: for metals, units of account, currencies
    /// that were withdrawn, and such as it does not have.
    pub fn minor_digits(self) -> Option<u8> {
        // The lists ascend, so that the row of every amount costs a few comparisons and no walk.
        let lists = [(TWO, 2), (NONE, 0), (THREE, 3), (FOUR, 4)];
        lists.into_iter().find(|(list, _)| contains(list.as_bytes(), self.0)).map(|(_, digits)| digits)
    }

    /// Whether the list of the standard has it (`currency-known`).
    pub fn is_listed(self) -> bool {
        self.minor_digits().is_some() || [UNDIVIDED, WITHDRAWN].iter().any(|list| contains(list.as_bytes(), self.0))
    }
}

/// Whether an ascending list of codes of three letters, one character between them, has the code.
fn contains(list: &[u8], code: [u8; 3]) -> bool {
    let (mut from, mut to) = (0, (list.len() + 1) / 4);
    while from < to {
        let middle = from.midpoint(to);
        match list.get(middle * 4..middle * 4 + 3).map(|known| known.cmp(&code[..])) {
            Some(std::cmp::Ordering::Less) => from = middle + 1,
            Some(std::cmp::Ordering::Greater) => to = middle,
            found => return found.is_some(),
        }
    }
    false
}

impl TextForm for Currency {
    const EXPECTED: &'static str = "a currency as three capital letters (ISO 4217), not XXX";
    const PATTERN: &'static str = "^[A-Z]{3}$";
    const NOT_PATTERN: Option<&'static str> = Some("^XXX$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        match text.as_bytes() {
            letters @ [a, b, c] if letters.iter().all(u8::is_ascii_uppercase) && letters != b"XXX" => {
                Ok(Self([*a, *b, *c]))
            }
            _ => Err(Invalid::new(Self::EXPECTED)),
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Value for Currency {
    const KIND: ValueKind = ValueKind::Currency;

    fn view(&self) -> View<'_> {
        View::Word(self.as_str())
    }
}

text_form!(Currency);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_ascend_and_every_code_is_found() {
        for (list, digits) in [(TWO, 2), (NONE, 0), (THREE, 3), (FOUR, 4)] {
            let codes: Vec<&str> = list.split(' ').collect();
            assert!(codes.is_sorted(), "{digits} digits");
            for code in codes {
                assert_eq!(Currency::parse(code).map(Currency::minor_digits), Ok(Some(digits)), "{code}");
            }
        }
        for list in [UNDIVIDED, WITHDRAWN] {
            let codes: Vec<&str> = list.split(' ').collect();
            assert!(codes.is_sorted(), "{list}");
            for code in codes {
                let currency = Currency::parse(code).expect("three capitals");
                assert_eq!((currency.minor_digits(), currency.is_listed()), (None, true), "{code}");
            }
        }
        for code in ["AAA", "XTS", "XXY", "ZZZ"] {
            let currency = Currency::parse(code).expect("three capitals");
            assert_eq!((currency.minor_digits(), currency.is_listed()), (None, false), "{code}");
        }
    }
}
