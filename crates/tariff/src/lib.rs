//! Tariffs, and what they cost on somebody's own data. Must never know ZIP, keys, files or a clock.
//!
//! [`tariff`] is the closed form of a price: read strictly, checked, written. [`cost`] gathers use from records and prices
//! tariffs on it, exactly and line by line.
//!
//! ```
//! use pannier_model::record::{AnyRecord, by_name};
//! use pannier_model::value::Date;
//! use pannier_report::Location;
//! use pannier_tariff::cost::{Facts, Horizon, Replay, Status, Usage, rank};
//! use pannier_tariff::tariff::Tariff;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = br#"{"id":"urn:example:simple","version":"1","provider":{"id":"0","name":"Example Bank"},"name":"Simple",
//!     "sector":"bank","jurisdiction":"GB","currency":"GBP","time_zone":"Europe/London","saleable":{"from":"2026-01-01"},
//!     "priced":{"from":"2026-01-01"},"eligibility":[],"tax":{"included":true,"rate":"0"},
//!     "rounding":{"at":"line","mode":"half_up","places":2},"billing":{"anchor":"calendar","period":"P1M"},
//!     "components":[{"kind":"event","id":"cash","label":"Withdrawals","direction":"charge","amount":"0.80",
//!     "match":{"kind":["cash_out"]}}],"unmodelled":[]}"#;
//! let tariff = Tariff::read(text, &Location::whole()).tariff.ok_or("a tariff without errors")?;
//!
//! // Records one by one, and the days for which none is missing.
//! let mut builder = Usage::builder();
//! builder.promised("transaction", Some("a7k2qx"), Date::parse("2026-03-01")?, Date::parse("2026-05-01")?, &[]);
//! let row = r#"{"id":"t1","account":"a7k2qx","date":"2026-03-14","date_basis":"booked","status":"booked","amount":"-20.00",
//!     "currency":"GBP","kind":"cash_out"}"#;
//! let transaction = by_name("transaction").ok_or("a record type")?;
//! builder.record(&AnyRecord::deserialize(transaction, &mut serde_json::Deserializer::from_str(row))?);
//! let usage = builder.build();
//!
//! // One replay prices as many tariffs as there are.
//! let mut replay = Replay::new(&usage, Horizon::year_from(Date::parse("2027-01-01")?));
//! let quote = replay.price(&tariff, &Facts::new());
//!
//! // March stands for the six months from October on, April for the other six.
//! assert_eq!(quote.status, Status::Projected);
//! assert_eq!(quote.year_one.as_ref().map(|totals| totals.gross.with_places(2)).as_deref(), Some("4.80"));
//! assert_eq!(quote.lines[0].formula(quote.currency), "1 event x 0.8 GBP");
//! assert_eq!(rank(vec![quote]).ranked.len(), 1);
//! # Ok(())
//! # }
//! ```

mod check;
pub mod cost;
mod form;
pub mod import;
mod json;
pub mod lint;
pub mod tariff;
pub mod verdict;
