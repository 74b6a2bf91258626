//! Tariffs, and what they cost on somebody's own data. Must never know ZIP, keys, files or a clock.

mod check;
pub mod cost;
mod form;
pub mod import;
mod json;
pub mod lint;
pub mod tariff;
pub mod verdict;
