//! Rules inside one invoice, receipt, line, tax or tender.

use super::arithmetic::{is_product, sum};
use super::findings::PartFindings;
use pannier_model::record::{
    DataUse, Invoice, InvoiceKind, InvoiceLine, InvoiceLineKind, InvoiceLineService, Preference, Receipt, ReceiptKind,
    ReceiptLine, ReceiptLineKind, TaxLine, Tender,
};
use pannier_model::value::{Amount, Check, Decimal, Gtin, Total};
use pannier_report::Code;
use std::collections::HashSet;

/// `document-sign`, `invoice-tax`, `invoice-payable`.
pub(crate) fn invoice(invoice: &Invoice, row: u64, findings: &mut PartFindings<'_>) {
    if invoice.kind == InvoiceKind::CreditNote && invoice.total.signum() > 0 {
        findings.row(Code::DocumentSign, row, "/total", "a credit note is positive");
    }
    if let (Some(net), Some(tax)) = (invoice.net, invoice.tax)
        && sum(&[(true, Some(net)), (true, Some(tax))]).is_some_and(|total| total != Total::from(invoice.total))
    {
        findings.row(Code::InvoiceTax, row, "/total", "`net` and `tax` do not make the total");
    }
    let terms = [
        (true, invoice.previous_balance),
        (true, Some(invoice.total)),
        (false, invoice.paid),
        (true, invoice.rounding),
    ];
    if let Some(payable) = invoice.payable
        && sum(&terms).is_some_and(|sum| sum != Total::from(payable))
    {
        findings.row_help(
            Code::InvoicePayable,
            row,
            "/payable",
            "what is payable is not what was owed, this total and rounding, less what was paid",
            "`paid` is positive where the customer has paid",
        );
    }
}

/// `document-sign`
pub(crate) fn receipt(receipt: &Receipt, row: u64, findings: &mut PartFindings<'_>) {
    if receipt.kind == ReceiptKind::Return && receipt.payable.signum() > 0 {
        findings.row(Code::DocumentSign, row, "/payable", "a return is positive");
    }
}

/// `document-sign`
pub(crate) fn tender(tender: &Tender, row: u64, findings: &mut PartFindings<'_>) {
    if tender.amount.signum() < 0 {
        findings.row(Code::DocumentSign, row, "/amount", "a tender is negative; `direction` says which way it went");
    }
}

/// `tax-amount`
pub(crate) fn tax_line(line: &TaxLine, row: u64, findings: &mut PartFindings<'_>) {
    let Some(rate) = line.rate else { return };
    let factors = [line.base.into(), rate.decimal()];
    // Tax is rounded for each line of the document or once; a step either way is no fault.
    if is_product(&factors, &[], line.amount.into(), line.amount.scale(), 1) == Some(false) {
        findings.row_help(
            Code::TaxAmount,
            row,
            "/amount",
            "the tax is not the base times the rate",
            "`rate` is a fraction: 20 % is `0.20`; `base` is without tax",
        );
    }
}

/// `instalment-agreement`
pub(crate) fn invoice_line(line: &InvoiceLine, row: u64, findings: &mut PartFindings<'_>) {
    let device = line.kind == InvoiceLineKind::Instalment && line.service == Some(InvoiceLineService::Device);
    if device && line.device_agreement.is_none() {
        findings.row(Code::InstalmentAgreement, row, "/kind", "an instalment does not say of which agreement it is");
    }
}

/// `return-negative`, `receipt-line-price`, and the rules on its GTIN.
pub(crate) fn receipt_line(line: &ReceiptLine, row: u64, findings: &mut PartFindings<'_>) {
    if line.kind == ReceiptLineKind::Return {
        for (pointer, sign) in [("/quantity", line.quantity.signum()), ("/amount", line.amount.signum().into())] {
            if sign > 0 {
                findings.row(Code::ReturnNegative, row, pointer, "what was given back is positive");
            }
        }
    }
    gtin_check(line.gtin.as_ref(), line.gtin_check, row, findings);
    let Some(unit_price) = line.unit_price else { return };
    let one = [Decimal::from(Amount::from_units(1, 0).unwrap_or(Amount::ZERO))];
    let over = line.price_quantity.map_or(one, |quantity| [quantity]);
    if over[0].signum() == 0 {
        findings.row(Code::ReceiptLinePrice, row, "/price_quantity", "a price for no quantity");
        return;
    }
    let Some(before) = sum(&[(true, Some(line.amount)), (false, line.discount)]) else { return };
    if is_product(&[line.quantity, unit_price], &over, before, line.amount.scale(), 0) == Some(false) {
        findings.row_help(
            Code::ReceiptLinePrice,
            row,
            "/amount",
            "the amount is not quantity times price, with its discount",
            "`discount` is contained in the amount and negative; `price_quantity` is what the price is for",
        );
    }
}

/// `gtin-check`, `gtin-digit`.
pub(crate) fn gtin_check(gtin: Option<&Gtin>, stated: Option<Check>, row: u64, findings: &mut PartFindings<'_>) {
    if gtin.is_some_and(|gtin| !gtin.has_right_check_digit()) && stated != Some(Check::Ok) {
        findings.row(Code::GtinDigit, row, "/gtin", "the check digit of the GTIN is wrong");
    }
    if let (Some(gtin), Some(stated)) = (gtin, stated)
        && gtin.has_right_check_digit() != (stated == Check::Ok)
    {
        findings.row(Code::GtinCheck, row, "/gtin_check", "the check digit of the GTIN is not as stated");
    }
}

/// `preference-once`, `data-use-once`: what the rows of a part are about. There are few kinds of either.
#[derive(Debug, Default)]
pub(crate) struct Once(HashSet<[&'static str; 3]>);

impl Once {
    pub(crate) fn preference(&mut self, wish: &Preference, row: u64, findings: &mut PartFindings<'_>) {
        if !self.0.insert([wish.channel.as_str(), wish.topic.as_str(), ""]) {
            findings.row(Code::PreferenceOnce, row, "/topic", "another row is about this channel and topic");
        }
    }

    pub(crate) fn data_use(&mut self, one: &DataUse, row: u64, findings: &mut PartFindings<'_>) {
        if !self.0.insert([one.data.as_str(), one.purpose.as_str(), one.legal_basis.as_str()]) {
            findings.row(Code::DataUseOnce, row, "/purpose", "another row is about this use of this data");
        }
    }
}
