//! A record whose type is known only when it is read.

use super::{IdRecipe, Kind, Record, RecordType, Series, Target};
use crate::value::{Date, Fields, Id, Invalid, View, ViewMut};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares [`AnyRecord`] over all types and the list of them.
macro_rules! any_record {
    ($($type:ident,)+) => {
        /// A record of any type. Complete in a version of the schemas.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum AnyRecord {
            $(#[doc = concat!("See [`super::", stringify!($type), "`].")] $type(Box<super::$type>),)+
        }

        /// All record types, in the order of the spec.
        pub static RECORD_TYPES: &[&RecordType] = &[$(super::$type::TYPE,)+];

        impl AnyRecord {
            /// Reads a record of a known type; unknown and doubled members are refused.
            pub fn deserialize<'de, D: Deserializer<'de>>(
                record_type: &RecordType,
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $(if record_type.name == super::$type::TYPE.name {
                    return super::$type::deserialize(deserializer).map(|record| Self::$type(Box::new(record)));
                })+
                Err(serde::de::Error::custom("a record of a type that is not built in"))
            }

            /// Reads another record of the same type into the memory of this one, from its members by their places in
            /// [`RecordType::members`]: faster than [`deserialize`](Self::deserialize), which it agrees with, because no name is
            /// looked up and a record does not move.
            ///
            /// # Errors
            /// A value or the members are not those of the type; the record is then partly the one, partly the other.
            pub fn reread<'de, D: Deserializer<'de>>(
                &mut self,
                members: &mut dyn Iterator<Item = (usize, D)>,
            ) -> Result<(), D::Error> {
                match self {
                    $(Self::$type(record) => record.reread(members),)+
                }
            }

            /// What its type says about itself.
            pub fn record_type(&self) -> &'static RecordType {
                match self {
                    $(Self::$type(_) => super::$type::TYPE,)+
                }
            }

            /// Its id.
            pub fn id(&self) -> &Id {
                match self {
                    $(Self::$type(record) => record.id(),)+
                }
            }

            /// The day rows are sorted by.
            pub fn sort_date(&self) -> Date {
                match self {
                    $(Self::$type(record) => record.sort_date(),)+
                }
            }

            /// The value of a member; `None` when it is absent or the type has no such member.
            pub fn get(&self, member: &str) -> Option<View<'_>> {
                match self {
                    $(Self::$type(record) => record.get(member),)+
                }
            }

            /// Calls `each` with the member and the place of every id and number.
            pub fn each_mut(&mut self, each: &mut dyn FnMut(&'static str, ViewMut<'_>)) {
                match self {
                    $(Self::$type(record) => record.each_mut(each),)+
                }
            }
        }

        impl Fields for AnyRecord {
            fn each_field<'a>(&'a self, each: &mut dyn FnMut(&'static str, View<'a>)) {
                match self {
                    $(Self::$type(record) => record.each_field(each),)+
                }
            }
        }

        impl Serialize for AnyRecord {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$type(record) => record.serialize(serializer),)+
                }
            }
        }

        /// The schema that follows from the types alone, for the proof that it equals the written one.
        #[cfg(feature = "schemars")]
        pub fn derived_schema(record_type: &RecordType) -> Option<schemars::Schema> {
            let generator = schemars::generate::SchemaSettings::draft2020_12().for_deserialize().into_generator();
            $(if record_type.name == super::$type::TYPE.name {
                return Some(generator.into_root_schema_for::<super::$type>());
            })+
            None
        }

        $(impl From<super::$type> for AnyRecord {
            fn from(record: super::$type) -> Self {
                Self::$type(Box::new(record))
            }
        })+
    };
}
any_record! {
    Party,
    DataUse,
    Preference,
    Contract,
    Invoice,
    InvoiceLine,
    TaxLine,
    Summary,
    Account,
    Balance,
    Transaction,
    TransactionDetail,
    CreditArrangement,
    PaymentMandate,
    Subscription,
    PlanAllowance,
    DeviceAgreement,
    UsageEvent,
    Receipt,
    ReceiptLine,
    Tender,
    LoyaltyAccount,
    LoyaltyEntry,
    SupplyPoint,
    Meter,
    Register,
    IntervalDay,
    Consumption,
    RegisterRead,
    AnnualEstimate,
}

impl AnyRecord {
    /// The thing the record belongs to: the first part of its series. `None` stands for `all`.
    pub fn thing(&self) -> Option<&str> {
        match self.record_type().series {
            Series::Own => Some(self.id().as_str()),
            Series::All => None,
            Series::Members(members) => members.iter().find_map(|member| match self.get(member) {
                Some(View::Id(id)) => Some(id),
                _ => None,
            }),
        }
    }

    /// Replaces the id of the record and every reference for which `rename` knows another name.
    ///
    /// `rename` is given what is referred to (the type of the record itself for its own id) and the present name.
    pub fn rename(&mut self, rename: &mut dyn FnMut(Target, &Id) -> Option<Id>) {
        let record_type = self.record_type();
        self.each_mut(&mut |name, place| {
            let ViewMut::Id(id) = place else { return };
            let target = match name {
                "id" => Some(Target::Type(record_type.name)),
                _ => record_type.member(name).and_then(|member| member.refers),
            };
            if let Some(new) = target.and_then(|target| rename(target, id)) {
                *id = new;
            }
        });
    }

    /// Replaces the name of the attachment that belongs to the record, where it names one and `rename` knows another name.
    pub fn rename_attachment(&mut self, rename: &mut dyn FnMut(&Id) -> Option<Id>) {
        self.each_mut(&mut |name, place| {
            let ViewMut::Id(id) = place else { return };
            if let Some(new) = (name == "attachment").then(|| rename(id)).flatten() {
                *id = new;
            }
        });
    }

    /// Calls `each` with the member and every piece of free text in it, nested ones too.
    pub fn each_text<'a>(&'a self, each: &mut dyn FnMut(&'static str, &'a str)) {
        self.each_field(&mut |name, view| texts(name, view, each));
    }

    /// The texts an event's id is made from, in order (absent members are empty, numbers without trailing zeros);
    /// `None` for types whose ids are not keyed hashes.
    pub fn id_input(&self) -> Option<Vec<String>> {
        let IdRecipe::Keyed(members) = self.record_type().id else {
            return None;
        };
        Some(members.iter().map(|member| self.get(member).map_or_else(String::new, plain_text)).collect())
    }

    /// The id that follows from the record itself, for types that are named so; `ordinal` is the 0-based rank among
    /// rows of one day, which only types named by their date use. `None` where ids are labels or keyed hashes, or
    /// where the parts do not make an id.
    pub fn composed_id(&self, ordinal: u64) -> Option<Result<Id, Invalid>> {
        let text = match self.record_type().id {
            IdRecipe::Label | IdRecipe::Keyed(_) => return None,
            IdRecipe::Joined(first, infix, second) => {
                let part = |member| self.get(member).map_or_else(String::new, plain_text);
                format!("{}.{infix}{}", part(first), part(second))
            }
            IdRecipe::Date if ordinal == 0 => self.sort_date().to_string(),
            IdRecipe::Date => format!("{}.{ordinal}", self.sort_date()),
        };
        Some(Id::parse(&text))
    }

    /// Whether it happened or holds.
    pub fn kind(&self) -> Kind {
        self.record_type().kind
    }
}

fn texts<'a>(name: &'static str, view: View<'a>, each: &mut dyn FnMut(&'static str, &'a str)) {
    match view {
        View::Text(text) => each(name, text),
        View::Number(number) => {
            each(name, number.display().as_str());
            if let Some(value) = number.value() {
                each(name, value.as_str());
            }
        }
        View::Object(fields) => fields.each_field(&mut |_, view| texts(name, view, each)),
        View::List(list) => {
            for index in 0..list.count() {
                if let Some(view) = list.element(index) {
                    texts(name, view, each);
                }
            }
        }
        View::Extensions(extensions) => extensions.each_text(&mut |text| each(name, text)),
        _ => {}
    }
}

/// The text of a single value, numbers without trailing zeros; empty for anything nested.
fn plain_text(view: View<'_>) -> String {
    match view {
        View::Bool(value) => value.to_string(),
        View::Int(value) => value.to_string(),
        View::Amount(value) => value.trimmed().to_string(),
        View::Decimal(value) => value.trimmed().to_string(),
        View::Date(value) => value.to_string(),
        View::Time(value) => value.to_string(),
        View::Instant(value) => value.to_string(),
        View::Duration(value) => value.to_string(),
        View::Id(text) | View::Word(text) | View::Text(text) => text.to_owned(),
        View::Missing | View::Number(_) | View::Extensions(_) | View::Object(_) | View::List(_) => String::new(),
    }
}

/// The record type of that name.
pub fn by_name(name: &str) -> Option<&'static RecordType> {
    RECORD_TYPES.iter().copied().find(|record_type| record_type.name == name)
}

/// The record type whose schema has that address.
pub fn by_schema_url(url: &str) -> Option<&'static RecordType> {
    by_name(url.strip_prefix(super::BASE)?.strip_suffix(".schema.json")?)
}
