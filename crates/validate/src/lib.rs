//! Is the content right: first the shape of each record, then what records mean together. Must never know ZIP, keys
//! or a clock.

pub mod json;
pub mod rules;
pub mod schemas;
pub mod shape;
pub mod summary;
