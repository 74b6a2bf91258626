//! What POSLog calls things, and what they are here.

use pannier_model::{
    record::{ReceiptLineKind, TenderKind},
    value::TaxCategory,
};

/// Whether a payment is none, but what a sum was rounded by.
pub(super) fn is_rounding(word: &str) -> bool {
    word.rsplit(':').next().is_some_and(|word| word.eq_ignore_ascii_case("rounding"))
}

/// A means of payment by `TenderType`, whatever its case; a word that no table knows is `other`. A vendor's own words have its
/// prefix: `X:CreditCard`.
pub(super) fn tender(word: &str) -> TenderKind {
    let word = word.rsplit(':').next().unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "cash" => TenderKind::Cash,
        "creditdebit" | "credit" | "debit" | "creditcard" | "debitcard" | "card" | "ebt" => TenderKind::Card,
        "voucher" | "coupon" | "manufacturercoupon" | "tradein" | "wic" | "foodstamps" => TenderKind::Voucher,
        "giftcertificate" | "giftcard" | "storedvalue" | "storedvaluecard" => TenderKind::GiftCard,
        "loyalty" | "loyaltypoints" | "points" => TenderKind::Points,
        "mobilepayment" | "wallet" | "ewallet" | "electronicwallet" => TenderKind::Wallet,
        "banktransfer" | "wiretransfer" | "transfer" => TenderKind::Transfer,
        "customeraccount" | "accountsreceivable" | "housecharge" | "houseaccount" | "storecredit" => TenderKind::Credit,
        "" => TenderKind::Unknown,
        _ => TenderKind::Other,
    }
}

/// A line by `ItemType`; what no table knows was sold.
pub(super) fn item(word: Option<&str>) -> ReceiptLineKind {
    match word.unwrap_or_default().to_ascii_lowercase().as_str() {
        "deposit" => ReceiptLineKind::Deposit,
        "fee" => ReceiptLineKind::Fee,
        "service" => ReceiptLineKind::Service,
        "giftcard" | "giftcertificate" | "storedvalue" => ReceiptLineKind::GiftCard,
        "coupon" => ReceiptLineKind::Coupon,
        "delivery" | "shipping" => ReceiptLineKind::Delivery,
        "tip" | "gratuity" => ReceiptLineKind::Tip,
        _ => ReceiptLineKind::Sale,
    }
}

/// A tax by `TaxSubType`.
pub(super) fn tax(word: Option<&str>) -> TaxCategory {
    match word.unwrap_or_default().to_ascii_lowercase().as_str() {
        "standard" => TaxCategory::Standard,
        "reduced" => TaxCategory::Reduced,
        "superreduced" => TaxCategory::SuperReduced,
        "zero" | "zerorated" => TaxCategory::Zero,
        "exempt" => TaxCategory::Exempt,
        _ => TaxCategory::Other,
    }
}
