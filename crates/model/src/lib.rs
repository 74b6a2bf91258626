//! What data is: values, records, series and the claims of a head. Must never know JSON text, ZIP, keys or a clock.

pub mod record;
pub mod value;
