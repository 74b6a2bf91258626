//! What data is: values and the records made of them. Must never know JSON text, ZIP, keys or a clock.
//!
//! A value that exists is right, and a record that exists has the members of its type; what they mean together is for
//! `pannier-validate`. Any serde format reads and writes them; as JSON without white space a record is a row.
//!
//! ```
//! use pannier_model::record::{Record as _, Transaction, TransactionDateBasis, TransactionStatus};
//! use pannier_model::value::{Amount, Currency, Date, Id, Total, TxKind};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut coffee = Transaction::new(
//!     Id::parse("t1")?,
//!     Id::parse("a7k2qx")?,
//!     Date::parse("2026-01-14")?,
//!     TransactionDateBasis::Booked,
//!     TransactionStatus::Booked,
//!     Amount::parse("-3.20")?,
//!     Currency::parse("EUR")?,
//!     TxKind::Card,
//! );
//! coffee.description = Some("CARD 4417 CAFE".try_into()?);
//!
//! let row = serde_json::to_string(&coffee)?;
//! assert!(row.starts_with(r#"{"id":"t1","account":"a7k2qx","date":"2026-01-14""#));
//! assert_eq!(serde_json::from_str::<Transaction>(&row)?, coffee);
//!
//! assert_eq!(Transaction::TYPE.group_of("description").map(|group| group.id), Some("text"));
//! let twice = Total::of([coffee.amount, coffee.amount]).ok_or("overflow")?;
//! assert_eq!(twice.to_string(), "-6.40");
//! # Ok(())
//! # }
//! ```

pub mod document;
pub mod record;
pub mod value;
