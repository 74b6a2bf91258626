//! Code lists of EN 16931: kinds of documents, categories of tax, what an item number is.

use pannier_model::{record::InvoiceKind, value::TaxCategory};

use crate::values::kind::among;

/// Codes of UNTDID 1001.
const DOCUMENTS: &[(&[&str], InvoiceKind)] = &[
    (
        &[
            "71", "80", "82", "84", "102", "130", "202", "203", "204", "211", "218", "219", "295", "326", "331", "380",
            "382", "383", "385", "387", "388", "389", "390", "393", "394", "395", "456", "457", "501", "527", "553",
            "575", "623", "633", "751", "780", "817", "870", "875", "876", "877", "935",
        ],
        InvoiceKind::Invoice,
    ),
    (
        &["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"],
        InvoiceKind::CreditNote,
    ),
    (&["384", "471", "472", "473"], InvoiceKind::Correction),
    (&["386", "500"], InvoiceKind::PrepaymentRequest),
];

/// Codes that countries write in the place of those of the norm: Peru, catalogue 01 (invoices, receipts of sales, notes of
/// debit and of credit), and Turkey (UBL-TR: sales of any kind, and what comes back).
const DOCUMENTS_OF_COUNTRIES: &[(&[&str], InvoiceKind)] = &[
    (
        &[
            "01",
            "03",
            "08",
            "SATIS",
            "TEVKIFAT",
            "ISTISNA",
            "OZELMATRAH",
            "IHRACKAYITLI",
            "SGK",
            "KOMISYONCU",
            "KONAKLAMAVERGISI",
            "HKSSATIS",
            "HKSKOMISYONCU",
            "SARJ",
            "SARJANLIK",
            "TEKNOLOJIDESTEK",
            "YTBSATIS",
            "YTBISTISNA",
            "YTBTEVKIFAT",
        ],
        InvoiceKind::Invoice,
    ),
    (&["07", "IADE", "TEVKIFATIADE", "YTBIADE", "YTBTEVKIFATIADE"], InvoiceKind::CreditNote),
];

/// What a document is by its code; `None` where the code is none of an invoice.
pub(super) fn document(code: &str) -> Option<InvoiceKind> {
    among(DOCUMENTS, code).or_else(|| among(DOCUMENTS_OF_COUNTRIES, code))
}

/// Categories of UNTDID 5305. `S` is every rate that is not reduced by name: EN 16931 uses it for reduced rates as well, and
/// the rate beside it tells.
const TAXES: &[(&[&str], TaxCategory)] = &[
    (&["S", "H"], TaxCategory::Standard),
    (&["AA"], TaxCategory::Reduced),
    (&["Z"], TaxCategory::Zero),
    (&["E", "K", "G"], TaxCategory::Exempt),
    (&["AE"], TaxCategory::ReverseCharge),
    (&["O"], TaxCategory::Outside),
    (&["A", "AB", "AC", "AD", "B", "C", "D", "F", "I", "J", "L", "M"], TaxCategory::Other),
];

/// What a base is taxed as; `None` where the code is none of a tax.
pub(super) fn tax(code: &str) -> Option<TaxCategory> {
    among(TAXES, code)
}

/// Whether a scheme says that an item number is a GTIN: ISO 6523 and the words of older files.
pub(super) fn is_gtin(scheme: &str) -> bool {
    ["0160", "GTIN", "EAN", "EAN13", "SRV", "UPC"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Whether a reason of UNTDID 7161 for a charge is delivery: freight, delivery, postage, handling and carriage.
pub(super) fn is_delivery(reason: &str) -> bool {
    matches!(reason, "FC" | "DL" | "AAE" | "SAA")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let documents = [DOCUMENTS, DOCUMENTS_OF_COUNTRIES].into_iter().flatten().copied();
        Table::of_groups(documents).stands(
            "retail.md",
            "documents",
            ["`kind`", "`InvoiceTypeCode`, `CreditNoteTypeCode`, `TypeCode`"],
        );
        Table::of_groups(TAXES.iter().copied()).stands("retail.md", "taxes", ["`category`", "code"]);
    }
}
