//! Value types: a value that exists is right.
//!
//! Each type is read by a byte grammar written here (`spec/09-values.md`), because every calendar and number library
//! accepts more than the format does. `parse` reads the text form, `Display` writes it back byte for byte, and serde
//! goes through the same two doors. `Debug` shows the shape of a value and never the value, since nearly all of them
//! are somebody's.

mod amount;
mod code;
mod coicop;
mod country;
mod currency;
mod date;
mod decimal;
mod digits4;
mod duration;
mod exact;
mod extensions;
mod gtin;
mod id;
mod instant;
mod int;
mod invalid;
mod list;
mod name;
mod number;
pub(crate) mod object;
mod rate;
mod scan;
mod source_id;
mod text;
pub(crate) mod text_form;
mod time;
mod total;
mod view;
pub(crate) mod words;
mod zone;

pub use amount::Amount;
pub use code::CodeText;
pub use coicop::Coicop;
pub use country::Country;
pub use currency::Currency;
pub use date::Date;
pub use decimal::Decimal;
pub use digits4::Digits4;
pub use duration::{Duration, DurationUnit};
pub use extensions::{ExtensionValue, Extensions, is_forbidden_name};
pub use gtin::Gtin;
pub use id::Id;
pub use instant::Instant;
pub use int::Int;
pub use invalid::Invalid;
pub use list::List;
pub use name::Name;
pub use number::{Number, NumberScheme, PairId};
pub use rate::Rate;
pub use source_id::SourceId;
pub use text::Text;
pub use text_form::TextForm;
pub use time::Time;
pub use total::Total;
pub use view::{Fields, Sequence, Value, ValueKind, View, ViewMut};
pub use words::{Category, Check, FeeKind, Flow, Fuel, IdStability, Masked, Quality, TaxCategory, TxKind, Unit};
pub use zone::Zone;
