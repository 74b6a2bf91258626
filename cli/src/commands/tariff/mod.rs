//! `pannier tariff`: product data into tariffs, and what can be computed from either.

pub(super) mod documents;
mod import;
mod lint;
mod sign;

use super::Answer;
use crate::{
    args::{Shared, Tariff},
    console::Console,
};

pub(crate) fn run(command: &Tariff, shared: &Shared, console: &mut Console) -> Answer {
    match command {
        Tariff::Import(flags) => import::run(flags, console),
        Tariff::Lint(flags) => lint::run(flags, shared, console),
        Tariff::Sign(flags) => sign::run(flags, shared, console),
    }
}
