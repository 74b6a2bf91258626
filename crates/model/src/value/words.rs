//! Closed lists of words, and those that several record types share (`value-enum`).
//!
//! All lists are complete in a version of the schemas: a new word is a new version, and whoever matches on a list
//! should have to think about it.

/// Declares a closed list: an enum with its words, both directions of text, serde and a schema.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)+
        }

        impl $name {
            /// All values in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// All words in the order of the list.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word as it stands in a row.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// Reads a word of the list.
            pub fn parse(text: &str) -> Result<Self, $crate::value::Invalid> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::value::Invalid::new(concat!("one of the words", $(" ", $word,)+))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::value::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::value::Invalid;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("one of the words", $(" ", $word,)+))
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        $name::parse(text).map_err(E::custom)
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }

        impl $crate::value::Value for $name {
            const KIND: $crate::value::ValueKind = $crate::value::ValueKind::Words(Self::WORDS);

            fn view(&self) -> $crate::value::View<'_> {
                $crate::value::View::Word(self.as_str())
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": Self::WORDS })
            }
        }
    )+};
}
pub(crate) use words;

words! {
    /// What kind of movement on an account it is.
    TxKind {
        Card = "card",
        CashOut = "cash_out",
        CashIn = "cash_in",
        Cheque = "cheque",
        DirectDebit = "direct_debit",
        StandingOrder = "standing_order",
        TransferIn = "transfer_in",
        TransferOut = "transfer_out",
        Payment = "payment",
        Charge = "charge",
        TopUp = "top_up",
        Fee = "fee",
        InterestCharged = "interest_charged",
        InterestEarned = "interest_earned",
        Reward = "reward",
        Other = "other",
    }

    /// What a fee was for.
    FeeKind {
        Account = "account",
        ArrangedOverdraft = "arranged_overdraft",
        UnarrangedOverdraft = "unarranged_overdraft",
        UnpaidItem = "unpaid_item",
        Foreign = "foreign",
        Cash = "cash",
        Card = "card",
        Transfer = "transfer",
        Cheque = "cheque",
        LatePayment = "late_payment",
        OverLimit = "over_limit",
        Statement = "statement",
        Other = "other",
    }

    /// What money was spent on or came from.
    Category {
        Groceries = "groceries",
        EatingOut = "eating_out",
        Transport = "transport",
        Fuel = "fuel",
        Travel = "travel",
        Shopping = "shopping",
        Household = "household",
        Utilities = "utilities",
        Telecom = "telecom",
        Insurance = "insurance",
        Health = "health",
        Education = "education",
        Children = "children",
        Pets = "pets",
        Entertainment = "entertainment",
        Gambling = "gambling",
        Charity = "charity",
        Financial = "financial",
        Government = "government",
        RentMortgage = "rent_mortgage",
        Salary = "salary",
        Benefits = "benefits",
        Savings = "savings",
        Cash = "cash",
        Other = "other",
    }

    /// What flows through a meter.
    Fuel {
        Electricity = "electricity",
        Gas = "gas",
        Heat = "heat",
        Cooling = "cooling",
        Water = "water",
        WasteWater = "waste_water",
        Oil = "oil",
        Lpg = "lpg",
    }

    /// Which way it flows, seen from the customer.
    Flow {
        Import = "import",
        Export = "export",
        Net = "net",
        Generation = "generation",
    }

    /// How a reading came about.
    Quality {
        Actual = "actual",
        Estimated = "estimated",
        Corrected = "corrected",
        Raw = "raw",
        Mixed = "mixed",
    }

    /// How a sale is taxed.
    TaxCategory {
        Standard = "standard",
        Reduced = "reduced",
        SuperReduced = "super_reduced",
        Zero = "zero",
        Exempt = "exempt",
        ReverseCharge = "reverse_charge",
        Outside = "outside",
        Other = "other",
    }

    /// How much of a text the source hid.
    Masked {
        Full = "full",
        Partial = "partial",
    }

    /// Whether a check digit agrees.
    Check {
        Ok = "ok",
        Bad = "bad",
    }

    /// How far the id of a record can be relied on; absent where the issuer promises it or it follows from what it
    /// names.
    IdStability {
        Derived = "derived",
        Provisional = "provisional",
    }

    /// What a quantity counts (`value-unit`).
    Unit {
        Second = "s",
        Byte = "B",
        Count = "count",
        KilowattHour = "kWh",
        KilovarHour = "kvarh",
        KilovoltAmpereHour = "kVAh",
        Kilowatt = "kW",
        KilovoltAmpere = "kVA",
        Megajoule = "MJ",
        Therm = "therm",
        CubicMetre = "m3",
        CubicFoot = "ft3",
        Litre = "l",
        Kilogram = "kg",
        Gram = "g",
        Metre = "m",
        SquareMetre = "m2",
        Item = "item",
        Point = "point",
        Day = "day",
        Month = "month",
    }
}
