//! Code lists of EN 16931: kinds of documents, categories of tax, what an item number is.

use pannier_model::{record::InvoiceKind, value::TaxCategory};

/// What a document is by its code of UNTDID 1001, or by the ones that Turkey and Peru have in its place; `None` where the
/// code is none of an invoice.
pub(super) fn document(code: &str) -> Option<InvoiceKind> {
    by_norm(code).or_else(|| by_country(code))
}

/// Codes that countries write in the place of those of the norm.
fn by_country(code: &str) -> Option<InvoiceKind> {
    Some(match code {
        // Peru, catalogue 01: invoices, receipts of sales and notes of debit; and Turkey (UBL-TR): sales of any kind.
        "01" | "03" | "08" | "SATIS" | "TEVKIFAT" | "ISTISNA" | "OZELMATRAH" | "IHRACKAYITLI" | "SGK"
        | "KOMISYONCU" | "KONAKLAMAVERGISI" | "HKSSATIS" | "HKSKOMISYONCU" | "SARJ" | "SARJANLIK"
        | "TEKNOLOJIDESTEK" | "YTBSATIS" | "YTBISTISNA" | "YTBTEVKIFAT" => InvoiceKind::Invoice,
        // Notes of credit, and what comes back.
        "07" | "IADE" | "TEVKIFATIADE" | "YTBIADE" | "YTBTEVKIFATIADE" => InvoiceKind::CreditNote,
        _ => return None,
    })
}

fn by_norm(code: &str) -> Option<InvoiceKind> {
    Some(match code {
        "71" | "80" | "82" | "84" | "102" | "130" | "202" | "203" | "204" | "211" | "218" | "219" | "295" | "326"
        | "331" | "380" | "382" | "383" | "385" | "387" | "388" | "389" | "390" | "393" | "394" | "395" | "456"
        | "457" | "501" | "527" | "553" | "575" | "623" | "633" | "751" | "780" | "817" | "870" | "875" | "876"
        | "877" | "935" => InvoiceKind::Invoice,
        "81" | "83" | "261" | "262" | "296" | "308" | "381" | "396" | "420" | "458" | "502" | "503" | "532" => {
            InvoiceKind::CreditNote
        }
        "384" | "471" | "472" | "473" => InvoiceKind::Correction,
        "386" | "500" => InvoiceKind::PrepaymentRequest,
        _ => return None,
    })
}

/// A category of UNTDID 5305. `S` is every rate that is not reduced by name: EN 16931 uses it for reduced rates as well, and
/// the rate beside it tells.
pub(super) fn tax(code: &str) -> Option<TaxCategory> {
    Some(match code {
        "S" | "H" => TaxCategory::Standard,
        "AA" => TaxCategory::Reduced,
        "Z" => TaxCategory::Zero,
        "E" | "K" | "G" => TaxCategory::Exempt,
        "AE" => TaxCategory::ReverseCharge,
        "O" => TaxCategory::Outside,
        "A" | "AB" | "AC" | "AD" | "B" | "C" | "D" | "F" | "I" | "J" | "L" | "M" => TaxCategory::Other,
        _ => return None,
    })
}

/// Whether a scheme says that an item number is a GTIN: ISO 6523 and the words of older files.
pub(super) fn is_gtin(scheme: &str) -> bool {
    ["0160", "GTIN", "EAN", "EAN13", "SRV", "UPC"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Whether a reason of UNTDID 7161 for a charge is delivery: freight, delivery, postage, handling and carriage.
pub(super) fn is_delivery(reason: &str) -> bool {
    matches!(reason, "FC" | "DL" | "AAE" | "SAA")
}
