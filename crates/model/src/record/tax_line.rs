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
            /// Which of the two it is.
            document_kind: TaxLineDocumentKind,
            /// Date of that document.
            date: Date,
            /// Its place on the document, counted from 0.
            seq: Int,
            /// How the base is taxed.
            category: TaxCategory,
            /// What is taxed, without tax.
            base: Amount,
            /// The tax.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
        }
        optional {
            /// The account it belongs to.
            account: Id => "any",
            /// Rate of tax.
            rate: Rate,
            /// Name of the tax.
            name: Name,
        }
    }
    identifiers "Numbers and references" {}
}
