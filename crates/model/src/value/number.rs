//! Identifiers in the world.

use super::object::{object, present};
use super::text_form::text_newtype;
use super::words::words;
use super::{Invalid, Name, TextForm, Value, ValueKind, View, ViewMut};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

words! {
    /// What kind of identifier a number is.
    NumberScheme {
        Iban = "iban",
        SortcodeAcct = "sortcode_acct",
        Bban = "bban",
        Bsb = "bsb",
        Card = "card",
        Msisdn = "msisdn",
        Phone = "phone",
        Mpan = "mpan",
        Mprn = "mprn",
        Nmi = "nmi",
        Prm = "prm",
        Ean = "ean",
        Cups = "cups",
        Pod = "pod",
        Meter = "meter",
        Customer = "customer",
        Contract = "contract",
        Invoice = "invoice",
        Order = "order",
        Receipt = "receipt",
        Member = "member",
        TaxId = "tax_id",
        Lei = "lei",
        Bic = "bic",
        Url = "url",
        Other = "other",
    }
}

text_newtype! {
    /// Tells that two numbers of one bundle are equal without showing either: 16 keyed bytes as 22 characters of
    /// base64url.
    PairId, PairId => Word
}

impl TextForm for PairId {
    const EXPECTED: &'static str = "a pair id: 16 bytes as 22 characters of base64url";
    const PATTERN: &'static str = "^[A-Za-z0-9_-]{21}[AQgw]$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        // The last character holds two bits of the sixteen bytes; the other four are zero, in one spelling.
        if text.len() == 22 && text.bytes().all(base64url) && text.ends_with(['A', 'Q', 'g', 'w']) {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new(Self::EXPECTED))
        }
    }

    fn write_to<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// An identifier in the world, such as an IBAN (`value-number`): what a person may see of it, and the whole only where
/// the issuer gives it. A number of scheme `card` never has a value (`value-card-number-never`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Number {
    display: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    pair_id: Option<PairId>,
    scheme: NumberScheme,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Name>,
}

impl Number {
    const CARD: Invalid = Invalid::new("no `value` in a number of scheme `card`");

    /// A number of which only `display` is known or shown.
    pub const fn masked(scheme: NumberScheme, display: Name) -> Self {
        Self { display, pair_id: None, scheme, value: None }
    }

    /// A number in full; refused for scheme `card`.
    pub fn whole(scheme: NumberScheme, display: Name, value: Name) -> Result<Self, Invalid> {
        if scheme == NumberScheme::Card {
            return Err(Self::CARD);
        }
        Ok(Self { display, pair_id: None, scheme, value: Some(value) })
    }

    /// What a person may see: never more than the last four characters of a number that is masked.
    pub const fn display(&self) -> &Name {
        &self.display
    }

    /// Equal for equal numbers of one bundle.
    pub const fn pair_id(&self) -> Option<&PairId> {
        self.pair_id.as_ref()
    }

    /// What kind of number it is.
    pub const fn scheme(&self) -> NumberScheme {
        self.scheme
    }

    /// The whole number, where the issuer gives it.
    pub const fn value(&self) -> Option<&Name> {
        self.value.as_ref()
    }

    /// Sets what pairs it with its equals.
    pub fn set_pair_id(&mut self, pair_id: Option<PairId>) {
        self.pair_id = pair_id;
    }

    /// Takes the whole number out and leaves what may be seen.
    pub const fn take_value(&mut self) -> Option<Name> {
        self.value.take()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    display: Name,
    #[serde(default, deserialize_with = "present")]
    pair_id: Option<PairId>,
    scheme: NumberScheme,
    #[serde(default, deserialize_with = "present")]
    value: Option<Name>,
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Unchecked { display, pair_id, scheme, value } = Unchecked::deserialize(deserializer)?;
        if scheme == NumberScheme::Card && value.is_some() {
            return Err(de::Error::custom(Self::CARD));
        }
        Ok(Self { display, pair_id, scheme, value })
    }
}

object!(@fields Number {
    req display,
    opt pair_id,
    req scheme,
    opt value,
});

impl Value for Number {
    const KIND: ValueKind = ValueKind::Number;

    fn view(&self) -> View<'_> {
        View::Number(self)
    }

    fn each_mut(&mut self, each: &mut dyn FnMut(ViewMut<'_>)) {
        each(ViewMut::Number(self));
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = super::object::closed_schema(vec![
            ("display", generator.subschema_for::<Name>(), true),
            ("pair_id", generator.subschema_for::<PairId>(), false),
            ("scheme", generator.subschema_for::<NumberScheme>(), true),
            ("value", generator.subschema_for::<Name>(), false),
        ]);
        let card_with_value = schemars::json_schema!({
            "properties": { "scheme": { "const": "card" } },
            "required": ["scheme", "value"],
        });
        schema.insert("not".into(), card_with_value.to_value());
        schema
    }
}
