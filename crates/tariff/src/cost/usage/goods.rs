//! What was bought.

use super::days::{Days, day};
use pannier_model::record::{ReceiptLine, ReceiptLineKind};
use pannier_model::value::{Currency, Unit};

/// One line of a receipt that sold or took back goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GoodsLine {
    pub(crate) day: i32,
    pub(crate) gtin: Option<u64>,
    pub(crate) picos: i128,
    pub(crate) unit: Unit,
    /// What was paid.
    pub(crate) micros: i64,
    pub(crate) record: u32,
}

/// All of them.
#[derive(Clone, Debug)]
pub(crate) struct Goods {
    pub(crate) currency: Option<Currency>,
    pub(crate) tax_included: Option<bool>,
    /// Whether all lines are in that currency, and all with tax or all without.
    pub(crate) are_alike: bool,
    pub(crate) lines: Vec<GoodsLine>,
    pub(crate) covered: Days,
}

impl Default for Goods {
    fn default() -> Self {
        Self { currency: None, tax_included: None, are_alike: true, lines: Vec::new(), covered: Days::default() }
    }
}

pub(crate) fn line(one: &ReceiptLine, record: u32) -> Option<GoodsLine> {
    if !matches!(one.kind, ReceiptLineKind::Sale | ReceiptLineKind::Return) {
        return None;
    }
    Some(GoodsLine {
        day: day(one.date),
        gtin: one.gtin.as_ref().and_then(|gtin| gtin.as_str().parse().ok()),
        picos: one.quantity.picos(),
        unit: one.unit,
        micros: one.amount.micros(),
        record,
    })
}
