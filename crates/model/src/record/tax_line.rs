//! `tax_line`: tax of one kind and rate on an invoice or receipt.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, Currency, Date, Id, Int, Name, Rate, TaxCategory};

words! {
    /// Which of the two it is.
    TaxLineDocumentKind {
        Invoice = "invoice",
        Receipt = "receipt",
    }
}

record! {
    /// Tax of one kind and rate on an invoice or receipt.
    TaxLine {
        name: "tax_line",
        plural: "tax_lines",
        about: "Tax of one kind and rate on an invoice or receipt.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Joined("document", "t", "seq"),
        totals: None,
    }
    core "Tax" {
        required {
            /// The invoice or receipt it belongs to.
            document: Id => "any",
            /// Whether `document` is an invoice or a receipt.
            document_kind: TaxLineDocumentKind,
            /// Date of that document.
            date: Date,
            /// Its place on the document, counted from 0.
            seq: Int,
            /// How the base is taxed: at the standard, a reduced or no rate, or by the payee.
            category: TaxCategory,
            /// What is taxed, without the tax; negative on a credit note.
            base: Amount,
            /// The tax on `base`.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
        }
        optional {
            /// The account it belongs to.
            account: Id => "any",
            /// Rate of tax as a fraction: `0.2` is 20 %; absent where the document does not state it.
            rate: Rate,
            /// Name of the tax on the document, such as `VAT`.
            name: Name,
        }
    }
    identifiers "Numbers and references" {}
}
