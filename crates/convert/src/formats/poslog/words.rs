//! What POSLog calls things, and what they are here.

use pannier_model::{
    record::{ReceiptLineKind, TenderKind},
    value::TaxCategory,
};

use crate::values::kind::among;

/// Whether a payment is none, but what a sum was rounded by.
pub(super) fn is_rounding(word: &str) -> bool {
    word.rsplit(':').next().is_some_and(|word| word.eq_ignore_ascii_case("rounding"))
}

/// Means of payment, in small letters.
const TENDERS: &[(&[&str], TenderKind)] = &[
    (&["cash"], TenderKind::Cash),
    (&["creditdebit", "credit", "debit", "creditcard", "debitcard", "card", "ebt"], TenderKind::Card),
    (&["voucher", "coupon", "manufacturercoupon", "tradein", "wic", "foodstamps"], TenderKind::Voucher),
    (&["giftcertificate", "giftcard", "storedvalue", "storedvaluecard"], TenderKind::GiftCard),
    (&["loyalty", "loyaltypoints", "points"], TenderKind::Points),
    (&["mobilepayment", "wallet", "ewallet", "electronicwallet"], TenderKind::Wallet),
    (&["banktransfer", "wiretransfer", "transfer"], TenderKind::Transfer),
    (&["customeraccount", "accountsreceivable", "housecharge", "houseaccount", "storecredit"], TenderKind::Credit),
];

/// A means of payment by `TenderType`, whatever its case; a word that no table knows is `other`. A vendor's own words have its
/// prefix: `X:CreditCard`.
pub(super) fn tender(word: &str) -> TenderKind {
    let word = word.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    let otherwise = if word.is_empty() { TenderKind::Unknown } else { TenderKind::Other };
    among(TENDERS, &word).unwrap_or(otherwise)
}

/// Kinds of items, in small letters.
const ITEMS: &[(&[&str], ReceiptLineKind)] = &[
    (&["deposit"], ReceiptLineKind::Deposit),
    (&["fee"], ReceiptLineKind::Fee),
    (&["service"], ReceiptLineKind::Service),
    (&["giftcard", "giftcertificate", "storedvalue"], ReceiptLineKind::GiftCard),
    (&["coupon"], ReceiptLineKind::Coupon),
    (&["delivery", "shipping"], ReceiptLineKind::Delivery),
    (&["tip", "gratuity"], ReceiptLineKind::Tip),
];

/// A line by `ItemType`; what no table knows was sold.
pub(super) fn item(word: Option<&str>) -> ReceiptLineKind {
    among(ITEMS, &word.unwrap_or_default().to_ascii_lowercase()).unwrap_or(ReceiptLineKind::Sale)
}

/// Kinds of taxes, in small letters.
const TAXES: &[(&[&str], TaxCategory)] = &[
    (&["standard"], TaxCategory::Standard),
    (&["reduced"], TaxCategory::Reduced),
    (&["superreduced"], TaxCategory::SuperReduced),
    (&["zero", "zerorated"], TaxCategory::Zero),
    (&["exempt"], TaxCategory::Exempt),
];

/// A tax by `TaxSubType`.
pub(super) fn tax(word: Option<&str>) -> TaxCategory {
    among(TAXES, &word.unwrap_or_default().to_ascii_lowercase()).unwrap_or(TaxCategory::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let header = ["`kind` of a payment", "`TenderType`, in any case"];
        Table::of_groups(TENDERS.iter().copied()).stands("retail.md", "poslog tenders", header);
        Table::of_groups(ITEMS.iter().copied()).stands(
            "retail.md",
            "poslog items",
            ["`kind` of a line", "`ItemType`, in any case"],
        );
        let header = ["`category` of a tax", "`TaxSubType`, in any case"];
        Table::of_groups(TAXES.iter().copied()).stands("retail.md", "poslog taxes", header);
    }
}
