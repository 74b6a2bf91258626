//! Tariffs, and what they cost on somebody's own data. Must never know ZIP, keys, files or a clock.

mod check;
pub mod cost;
mod form;
mod json;
pub mod tariff;
