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
            /// What kind of line.
            kind: ReceiptLineKind,
            /// How much; negative on a return.
            quantity: Decimal,
            /// Unit of `quantity`.
            unit: Unit,
            /// Amount of the line after its discount.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
            /// Whether the amounts contain tax.
            tax_included: bool,
        }
        optional {
            /// The account it belongs to.
            account: Id => "any",
            /// Price of `price_quantity` units.
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
        /// What the shop calls the category.
        category_text: Name,
        /// How it is taxed.
        tax_category: TaxCategory,
        /// Rate of tax on it.
        tax_rate: Rate,
    }
    group product "Which product" {
        /// What it says on the receipt.
        name: Text,
        /// Trade item number.
        gtin: Gtin,
        /// Whether the check digit of `gtin` agrees.
        gtin_check: Check,
        /// Other numbers of the product.
        product_ids: List<ProductId>,
        /// Make of the product.
        brand: Name,
        /// Content of one package.
        net_quantity: Decimal,
        /// Unit of `net_quantity`.
        net_unit: Unit,
        /// Name of the promotion.
        promotion: Name,
    }
    identifiers "Numbers and references" {}
}
