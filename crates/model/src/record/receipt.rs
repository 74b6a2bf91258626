//! `receipt`: a purchase, order or return.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, CodeText, Country, Currency, Date, Id, Instant, Name, Number, Text, Time, Zone};

words! {
    /// What kind of document; the amounts of a return are negative.
    ReceiptKind {
        Sale = "sale",
        Order = "order",
        Return = "return",
        Void = "void",
        GiftCard = "gift_card",
    }

    /// Where it was bought.
    ReceiptChannel {
        Store = "store",
        Online = "online",
        Phone = "phone",
        Vending = "vending",
        Other = "other",
        Unknown = "unknown",
    }

    /// Whether all lines are there.
    ReceiptDetail {
        Full = "full",
        Summary = "summary",
    }
}

record! {
    /// A purchase, order or return.
    Receipt {
        name: "receipt",
        plural: "receipts",
        about: "A purchase, order or return.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["date", "kind", "currency", "payable"]),
        totals: None,
    }
    core "Date and amounts" {
        required {
            /// Day on the clock of the shop.
            date: Date,
            /// What kind of document; the amounts of a return are negative.
            kind: ReceiptKind,
            /// Where it was bought: in a shop, online, by telephone; `unknown` where nobody says.
            channel: ReceiptChannel,
            /// Currency of the amounts in this record.
            currency: Currency,
            /// Whether the amounts of its lines contain tax.
            tax_included: bool,
            /// What was to pay, with tax, discounts, delivery, tip and rounding; negative for a return.
            payable: Amount,
            /// `full` where all lines are carried, `summary` where only the sums are.
            detail: ReceiptDetail,
        }
        optional {
            /// The customer or loyalty account it was booked to.
            account: Id => "any",
            /// Sum of lines of goods sold and given back, without deposits, bags and delivery.
            goods: Amount,
            /// Discount on the whole basket; negative.
            discount: Amount,
            /// Charge for delivery that stands in no line.
            delivery: Amount,
            /// Tip that stands in no line.
            tip: Amount,
            /// Part of `payable` without tax.
            net: Amount,
            /// Part of `payable` that is tax, of all rates together.
            tax: Amount,
            /// Added to round what is to pay, as for cash; negative where it was rounded down.
            rounding: Amount,
            /// The receipt of the sale that a return belongs to.
            linked_to: Id => "receipt",
        }
    }
    group time "Times of day" {
        /// Moment of issue.
        issued_at: Instant,
        /// Clock time of issue, where the offset is not known.
        time: Time,
    }
    group place "Where it was" {
        /// Name of the shop.
        merchant_name: Name,
        /// Number of the shop, such as its tax number.
        merchant_id: Number,
        /// The merchant's code for the branch.
        store_id: CodeText,
        /// Name of the branch.
        store_name: Name,
        /// Leading part of the postcode, never all of it.
        postcode_area: CodeText,
        /// Country of the branch, whose taxes the receipt shows.
        country: Country,
        /// Time zone of the branch, that of `date` and `time`.
        zone: Zone,
    }
    group fiscal "Fiscal signature and document" {
        /// Which fiscal signature `fiscal_data` is.
        fiscal_scheme: CodeText,
        /// The signature of the till, as it was printed.
        fiscal_data: Text,
        /// The attachment that holds the document.
        attachment: Id,
    }
    identifiers "Numbers and references" {
        /// Number of the receipt.
        receipt_number: Number,
    }
}
