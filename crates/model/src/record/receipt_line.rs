//! `receipt_line`: one line of a receipt.

use super::table::record;
use super::{IdRecipe, Series, Totals};
use crate::value::object::object;
use crate::value::words::words;
use crate::value::{
    Amount, Check, Coicop, Currency, Date, Decimal, Gtin, Id, Int, List, Name, Rate, TaxCategory, Text, Unit,
};
use serde::{Deserialize, Serialize};

words! {
    /// What kind of line.
    ReceiptLineKind {
        Sale = "sale",
        Return = "return",
        Void = "void",
        Deposit = "deposit",
        DepositRefund = "deposit_refund",
        Fee = "fee",
        Service = "service",
        GiftCard = "gift_card",
        Coupon = "coupon",
        Discount = "discount",
        Delivery = "delivery",
        Tip = "tip",
    }

    /// Whose numbering it is.
    ProductIdScheme {
        Plu = "plu",
        Sku = "sku",
        Asin = "asin",
        Isbn = "isbn",
        Merchant = "merchant",
        GtinPart = "gtin_part",
        Other = "other",
    }
}

/// A number of a product other than its GTIN.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductId {
    /// Whose numbering it is.
    pub scheme: ProductIdScheme,
    /// The number.
    pub value: Name,
}

object!(ProductId {
    req scheme: ProductIdScheme,
    req value: Name,
});

record! {
    /// One line of a receipt.
    ReceiptLine {
        name: "receipt_line",
        plural: "receipt_lines",
        about: "One line of a receipt.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Joined("receipt", "", "seq"),
        totals: Some(Totals { member: "amount", by: "currency" }),
    }
    core "Quantity and price" {
        required {
            /// The receipt it stands on.
            receipt: Id => "receipt",
            /// Date of that receipt.
            date: Date,
            /// Its place on the receipt, counted from 0.
            seq: Int,
            /// What kind of line: goods sold or given back, a deposit, a fee, a discount, delivery.
            kind: ReceiptLineKind,
            /// How much, in `unit`: pieces, or what was weighed or measured; negative on a return.
            quantity: Decimal,
            /// Unit of `quantity`.
            unit: Unit,
            /// Amount of the line after its discount; negative where it takes from the total.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
            /// Whether the amounts contain tax.
            tax_included: bool,
        }
        optional {
            /// The customer or loyalty account of the receipt.
            account: Id => "any",
            /// Price of `price_quantity` units before `discount`.
            unit_price: Decimal,
            /// Number of units `unit_price` is for; absent says one.
            price_quantity: Decimal,
            /// Price of `price_quantity` units before reductions.
            list_price: Decimal,
            /// Discount contained in `amount`; negative.
            discount: Amount,
            /// Whether it was weighed or measured at the till.
            variable_measure: bool,
            /// The line of an earlier receipt that is given back.
            returns: Id => "receipt_line",
        }
    }
    group category "What it was for" {
        /// What it is for, by COICOP 2018.
        category: Coicop,
        /// What the shop calls the category, as it writes it.
        category_text: Name,
        /// How it is taxed: at the standard, a reduced or no rate.
        tax_category: TaxCategory,
        /// Rate of tax on it, as a fraction: `0.2` is 20 %.
        tax_rate: Rate,
    }
    group product "Which product" {
        /// What it says on the receipt.
        name: Text,
        /// Trade item number (GTIN) in 14 digits, zeros in front where it has fewer.
        gtin: Gtin,
        /// Whether the check digit of `gtin` agrees.
        gtin_check: Check,
        /// Other numbers of the product, each with its scheme, such as the shop's own.
        product_ids: List<ProductId>,
        /// Make of the product.
        brand: Name,
        /// Content of one package, in `net_unit`, by which prices are compared.
        net_quantity: Decimal,
        /// Unit of `net_quantity`.
        net_unit: Unit,
        /// Name of the promotion that `discount` comes from.
        promotion: Name,
    }
    identifiers "Numbers and references" {}
}
