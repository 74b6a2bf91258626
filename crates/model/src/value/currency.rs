//! Currencies.

use super::text_form::text_form;
use super::{Invalid, TextForm, Value, ValueKind, View};
use serde::Serializer;
use std::fmt;

/// Currencies of ISO 4217 in use whose minor unit has two digits.
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE \
    CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE \
    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW \
    ZWG";
/// Those without a minor unit.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Those with three digits.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Those with four digits.
const FOUR: &str = "CLF UYW";

/// A currency as three capital letters (`value-currency`, ISO 4217); `XXX`, which means none, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The three letters.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("three ASCII letters")
    }

    /// Decimals of the minor unit, 0 to 4; `None` for a currency that is not in the list known here.
    pub fn minor_digits(self) -> Option<u8> {
        let listed = |list: &str| list.split(' ').any(|code| code.as_bytes() == self.0);
        [(TWO, 2), (NONE, 0), (THREE, 3), (FOUR, 4)]
            .into_iter()
            .find_map(|(list, digits)| listed(list).then_some(digits))
    }
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
