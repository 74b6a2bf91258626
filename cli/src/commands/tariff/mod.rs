//! `pannier tariff`: product data into tariffs, and what can be computed from either.

mod documents;
mod import;
mod lint;

use super::Answer;
use crate::{args::Tariff, console::Console};

pub(crate) fn run(command: &Tariff, console: &mut Console) -> Answer {
    match command {
        Tariff::Import(flags) => import::run(flags, console),
        Tariff::Lint(flags) => lint::run(flags, console),
    }
}
