//! `signed-tariff`: a tariff as its provider signs it.

use super::table::document;
use super::{Address, TariffText};
use crate::value::Int;

document! {
    /// A tariff as its provider signs it: the very text, so that it has one digest whether it comes signed or not.
    SignedTariff {
        name: "signed-tariff",
        about: "A tariff as its provider signs it.",
        iss: Address,
        expires: |signed| signed.exp,
        follows: |_| Vec::new(),
        holder: |_| None,
    }
    required {
        /// The tariff: the text of its document.
        tariff: TariffText,
    }
    optional {
        /// Moment from which on it is not to be acted on, in seconds since 1970; absent while it holds.
        exp: Int,
    }
}
