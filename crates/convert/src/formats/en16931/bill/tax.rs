//! Taxes of a document.

use pannier_model::{
    record::{TaxLine, TaxLineDocumentKind},
    value::{Int, TaxCategory},
};
use pannier_report::{Code, Finding};

use super::{
    super::codes,
    Bill,
    element::{at, first, money},
};
use crate::{
    Error, Loss,
    output::Output,
    syntax::xml::Node,
    values::{documents::unnamed, iso, text},
};

impl Bill<'_> {
    pub(super) fn tax(
        &self,
        place: u64,
        node: Node<'_>,
        output: &mut Output<'_>,
    ) -> Result<Result<TaxLine, Box<Finding>>, Error> {
        let names = &self.syntax.tax;
        let amount = match money(node, names.amount, self.currency(), place) {
            Ok(Some(amount)) => amount,
            Ok(None) => {
                return Ok(Err(Finding::new(Code::ConvertAmount, at(node, place), "a tax has no amount").into()));
            }
            Err(finding) => return Ok(Err(finding)),
        };
        let base = match money(node, names.base, self.currency(), place) {
            Ok(Some(base)) => base,
            Ok(None) => {
                let message = "a tax does not say what it is on";
                return Ok(Err(Finding::new(Code::ConvertAmount, at(node, place), message).into()));
            }
            Err(finding) => return Ok(Err(finding)),
        };
        let mut category = TaxCategory::Other;
        if let Some(code) = first(node, names.category) {
            match codes::tax(code.peek()) {
                Some(known) => {
                    code.take();
                    category = known;
                }
                None => output.lost_value(Loss::member(place, "category", "its code is none of UNTDID 5305"))?,
            }
        }
        let mut tax = TaxLine::new(
            unnamed(),
            unnamed(),
            TaxLineDocumentKind::Invoice,
            self.head.invoice.date,
            Int::ZERO,
            category,
            base,
            amount,
            self.currency(),
        );
        if let Some(percent) = first(node, names.percent) {
            tax.rate = iso::percent(percent.peek());
            match tax.rate {
                Some(_) => drop(percent.take()),
                None => output.lost_value(Loss::member(place, "rate", "it is no percentage"))?,
            }
        }
        tax.name = first(node, names.name).and_then(Node::take).and_then(|name| text::name(name).ok().flatten());
        // UBL names a tax twice.
        for path in names.name {
            node.every(path).into_iter().for_each(|node| {
                node.take();
            });
        }
        Ok(Ok(tax))
    }
}
