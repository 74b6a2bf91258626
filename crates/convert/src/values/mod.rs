//! What sources write in their cells: dates, amounts, quantities, names and numbers of people, words for kinds.

pub(crate) mod account_number;
pub(crate) mod date_style;
pub(crate) mod documents;
pub(crate) mod gtin;
pub(crate) mod iso;
pub(crate) mod kind;
pub(crate) mod number_style;
pub(crate) mod phone;
pub(crate) mod quantity;
pub(crate) mod text;
