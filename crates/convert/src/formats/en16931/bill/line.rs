//! Lines of a document, and allowances and charges on all of it, which are lines too.

use std::collections::BTreeSet;

use pannier_model::{
    record::{InvoiceLine, InvoiceLineKind, InvoiceLineService},
    value::{Amount, Check, CodeText, Decimal, Int, List, Rate, SourceId, Text, Total, Unit},
};
use pannier_report::{Code, Finding};

use super::{
    super::{checks, codes, syntax::Freight, units},
    Bill,
    element::{at, first, identifiers, money, period, words},
};
use crate::{
    Error, Loss,
    output::Output,
    syntax::xml::Node,
    values::{documents::unnamed, gtin, iso, text},
};

impl Bill<'_> {
    fn new_line(&self, kind: InvoiceLineKind, amount: Amount) -> InvoiceLine {
        InvoiceLine::new(unnamed(), unnamed(), self.head.invoice.date, Int::ZERO, kind, amount, self.currency(), false)
    }

    /// Why a line is none of those that the sum of the lines is made of; `None` where it is one.
    pub(super) fn counts_not(&self, node: Node<'_>) -> Option<&'static str> {
        let names = &self.syntax.line;
        match first(node, names.status).and_then(Node::take) {
            Some("GROUP") => return Some("it sums up other lines, which are carried"),
            Some("INFORMATION") => return Some("it is there for information and not part of the sum"),
            _ => {}
        }
        let is_empty = |paths: &[&str]| first(node, paths).is_none();
        (is_empty(names.amount) && is_empty(names.quantity) && is_empty(names.price))
            .then_some("it is a note, without an amount, a quantity or a price")
    }

    pub(super) fn line(
        &mut self,
        place: u64,
        node: Node<'_>,
        output: &mut Output<'_>,
    ) -> Result<Result<InvoiceLine, Box<Finding>>, Error> {
        let names = &self.syntax.line;
        let amount = match money(node, names.amount, self.currency(), place) {
            Ok(Some(amount)) => amount,
            Ok(None) => {
                return Ok(Err(Finding::new(Code::ConvertAmount, at(node, place), "a line has no amount").into()));
            }
            Err(finding) => return Ok(Err(finding)),
        };
        let mut line = self.new_line(InvoiceLineKind::Other, amount);
        let mut within = Total::ZERO;
        let mut whole = true;
        for extra in node.every(self.syntax.extra.in_line) {
            match self.within(place, extra) {
                Ok(amount) => within = within.plus(amount).unwrap_or_default(),
                Err(finding) => {
                    whole = false;
                    output.finding(finding)?;
                }
            }
        }
        let scale = self.quantity(place, node, &mut line, output)?;
        if let Some(scale) = scale {
            self.price(place, node, scale, &mut line, output)?;
        }
        if matches!(line.unit, Some(Unit::KilowattHour | Unit::Megajoule | Unit::Therm | Unit::KilovarHour)) {
            line.kind = InvoiceLineKind::Usage;
        }
        line.tax_rate = Self::rate(place, node, names.percent, output)?;
        // The same category stands beside the tax of the document.
        for path in names.category {
            node.every(path).into_iter().for_each(|node| {
                node.take();
            });
        }
        if let Some((start, end)) = period(self.syntax, node, names.period, place, output)? {
            (line.period_start, line.period_end) = (start, end);
        }
        let mut texts: Vec<&str> = Vec::new();
        for part in names.texts.iter().flat_map(|path| node.every(path)).filter_map(Node::take) {
            if !texts.contains(&part) {
                texts.push(part);
            }
        }
        line.description = words(&texts, place, "description", output)?;
        let mut ids = Vec::new();
        for (path, scheme) in names.references {
            identifiers(&mut ids, scheme, node, path);
        }
        self.item(place, node, &mut line, &mut ids, output)?;
        line.source_ids = List::new(ids).ok();
        if whole {
            checks::line(place, &line, within, output)?;
        }
        Ok(Ok(line))
    }

    /// The number of the product. One whose check digit is wrong is no trade item number that could be looked up.
    fn item(
        &self,
        place: u64,
        node: Node<'_>,
        line: &mut InvoiceLine,
        ids: &mut Vec<SourceId>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        for item in node.every(self.syntax.line.item) {
            let is_gtin = item.attribute("schemeID").is_some_and(codes::is_gtin);
            let (scheme, value) = match gtin::read(item.peek()).filter(|_| is_gtin) {
                Some(gtin::Code::Item(gtin, Check::Ok)) => {
                    line.service = Some(InvoiceLineService::Goods);
                    line.kind = InvoiceLineKind::OneOff;
                    ("gtin", gtin.as_str().to_owned())
                }
                Some(_) => {
                    let message = "the number of the product is no GTIN, or its check digit is wrong";
                    output.finding(Finding::new(Code::ConvertValue, at(item, place), message))?;
                    ("gtin_bad", item.peek().to_owned())
                }
                None => ("standard_item_id", item.peek().to_owned()),
            };
            let (Ok(scheme), Ok(Some(value))) = (CodeText::parse(scheme), text::name(&value)) else { continue };
            item.take();
            ids.push(SourceId { scheme, value });
        }
        Ok(())
    }

    /// Quantity and unit of a line; both are lost where the unit is none of ours.
    fn quantity(
        &self,
        place: u64,
        node: Node<'_>,
        line: &mut InvoiceLine,
        output: &mut Output<'_>,
    ) -> Result<Option<units::Scale>, Error> {
        let Some(quantity) = first(node, self.syntax.line.quantity) else { return Ok(None) };
        let Some(scale) = quantity.attribute("unitCode").and_then(units::unit) else {
            output.lost_value(Loss::member(place, "quantity", "its unit is none that a quantity can have"))?;
            return Ok(None);
        };
        let Some(read) = iso::decimal(quantity.peek()).and_then(|read| scale.apply(read)) else {
            output.lost_value(Loss::member(place, "quantity", "it is no decimal number of at most twelve decimals"))?;
            return Ok(None);
        };
        quantity.take();
        (line.quantity, line.unit) = (Some(read), Some(scale.unit));
        Ok(Some(scale))
    }

    /// Price and what it is for, in the unit of the quantity.
    fn price(
        &self,
        place: u64,
        node: Node<'_>,
        of_quantity: units::Scale,
        line: &mut InvoiceLine,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let names = &self.syntax.line;
        let Some(price) = first(node, names.price) else { return Ok(()) };
        let foreign = price.attribute("currencyID").is_some_and(|other| other != self.currency().as_str());
        let base = first(node, names.price_quantity);
        let scale = match base.and_then(|base| base.attribute("unitCode")) {
            Some(code) => units::unit(code).filter(|scale| scale.unit == of_quantity.unit),
            None => Some(of_quantity),
        };
        let one = Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO);
        let quantity = scale.and_then(|scale| {
            scale.apply(base.map_or(Some(one), |base| iso::decimal(base.peek()))?).filter(|base| base.signum() > 0)
        });
        match (iso::decimal(price.peek()).filter(|_| !foreign), quantity) {
            (Some(unit_price), Some(quantity)) => {
                price.take();
                base.map(Node::take);
                line.unit_price = Some(unit_price);
                line.price_quantity = Some(quantity).filter(|quantity| *quantity != one);
                Ok(())
            }
            _ => output.lost_value(Loss::member(
                place,
                "unit_price",
                "price and base quantity are no decimal numbers in currency and unit of the line",
            )),
        }
    }

    fn rate(place: u64, node: Node<'_>, paths: &[&str], output: &mut Output<'_>) -> Result<Option<Rate>, Error> {
        let mut rates: BTreeSet<Rate> = BTreeSet::new();
        for found in paths.iter().flat_map(|path| node.every(path)).filter(|node| !node.peek().is_empty()) {
            let Some(rate) = iso::percent(found.peek()) else {
                output.lost_value(Loss::member(place, "tax_rate", "it is no percentage"))?;
                continue;
            };
            found.take();
            rates.insert(rate);
        }
        // A line under two taxes has no one rate.
        if rates.len() > 1 {
            output.loss(Loss::member(place, "tax_rate", "several rates on one line; they stand in the taxes"))?;
            return Ok(None);
        }
        Ok(rates.into_iter().next())
    }

    /// Amount of an allowance or charge, with the sign it has in a total.
    fn within(&self, place: u64, node: Node<'_>) -> Result<Amount, Box<Finding>> {
        self.signed(place, node).map(|(_, amount)| amount)
    }

    fn signed(&self, place: u64, node: Node<'_>) -> Result<(bool, Amount), Box<Finding>> {
        let is_charge = match node.leaf(self.syntax.extra.is_charge) {
            Some("true" | "1") => true,
            Some("false" | "0") => false,
            _ => {
                let message = "an allowance or charge does not say which of the two it is";
                return Err(Finding::new(Code::ConvertStructure, at(node, place), message).into());
            }
        };
        let amount = money(node, self.syntax.extra.amount, self.currency(), place)?.ok_or_else(|| {
            Box::new(Finding::new(Code::ConvertAmount, at(node, place), "an allowance or charge has no amount"))
        })?;
        Ok((is_charge, if is_charge { amount } else { -amount }))
    }

    /// What transport costs, as a line of the document.
    pub(super) fn freight(&self, place: u64, node: Node<'_>, names: &Freight) -> Result<InvoiceLine, Box<Finding>> {
        let amount = money(node, names.amount, self.currency(), place)?.ok_or_else(|| {
            Box::new(Finding::new(Code::ConvertAmount, at(node, place), "a charge for transport has no amount"))
        })?;
        let mut line = self.new_line(InvoiceLineKind::Other, amount);
        line.service = Some(InvoiceLineService::Delivery);
        line.description = reason(node, names.text);
        line.tax_rate = percentage(node, names.percent);
        first(node, names.category).and_then(Node::take);
        Ok(line)
    }

    /// An allowance or charge on the whole document, as a line of it.
    pub(super) fn extra(&self, place: u64, node: Node<'_>) -> Result<(bool, InvoiceLine), Box<Finding>> {
        let names = &self.syntax.extra;
        let (is_charge, amount) = self.signed(place, node)?;
        let kind = if is_charge { InvoiceLineKind::Other } else { InvoiceLineKind::Discount };
        let mut line = self.new_line(kind, amount);
        if let Some(code) = first(node, names.reason_code).and_then(Node::take)
            && is_charge
            && codes::is_delivery(code)
        {
            line.service = Some(InvoiceLineService::Delivery);
        }
        line.description = reason(node, names.reason);
        line.tax_rate = percentage(node, names.percent);
        first(node, names.category).and_then(Node::take);
        Ok((is_charge, line))
    }
}

/// A text of at most 4000 characters.
fn reason(node: Node<'_>, paths: &[&str]) -> Option<Text> {
    let found = first(node, paths).filter(|found| found.peek().len() < 4000)?;
    text::text(found.take()?).ok().flatten()
}

fn percentage(node: Node<'_>, paths: &[&str]) -> Option<Rate> {
    let found = first(node, paths)?;
    let rate = iso::percent(found.peek())?;
    found.take();
    Some(rate)
}
