//! Every rule of the chapter on records and of the bank profile: what it accepts, what it refuses and where.

mod bank;
mod coverage;
mod properties;
mod records;
mod support;
