//! Every rule of the chapter on records and of the profiles: what it accepts, what it refuses and where.

mod alone;
mod bank;
mod coverage;
mod energy;
mod properties;
mod records;
mod sectors;
mod support;
