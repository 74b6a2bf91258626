//! `invoice_line`: one line of an invoice.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, Currency, Date, Decimal, Id, Int, Rate, Text, Unit};

words! {
    /// What kind of line.
    InvoiceLineKind {
        Recurring = "recurring",
        Usage = "usage",
        OneOff = "one_off",
        Instalment = "instalment",
        Discount = "discount",
        Credit = "credit",
        Tax = "tax",
        Adjustment = "adjustment",
        Payment = "payment",
        Other = "other",
    }

    /// What is billed.
    InvoiceLineService {
        Electricity = "electricity",
        Gas = "gas",
        Heat = "heat",
        Water = "water",
        Voice = "voice",
        Sms = "sms",
        Mms = "mms",
        Data = "data",
        Tv = "tv",
        Device = "device",
        Banking = "banking",
        Insurance = "insurance",
        Delivery = "delivery",
        Goods = "goods",
        Other = "other",
    }
}

record! {
    /// One line of an invoice.
    InvoiceLine {
        name: "invoice_line",
        plural: "invoice_lines",
        about: "One line of an invoice.",
        kind: Event,
        series: Series::Members(&["account"]),
        sort: date,
        label: None,
        id: IdRecipe::Joined("invoice", "", "seq"),
        totals: None,
    }
    core "What was billed" {
        required {
            /// The invoice it stands on.
            invoice: Id => "invoice",
            /// Date of that invoice.
            date: Date,
            /// Its place on the invoice, counted from 0.
            seq: Int,
            /// What kind of line: usage, a recurring or one-off charge, tax, a discount, a payment.
            kind: InvoiceLineKind,
            /// Amount of the line after its discounts; negative where it takes from the total.
            amount: Amount,
            /// Currency of the amounts in this record.
            currency: Currency,
            /// Whether the amounts contain tax.
            tax_included: bool,
        }
        optional {
            /// The account it belongs to.
            account: Id => "account",
            /// What is billed, as far as the line tells; absent where it does not.
            service: InvoiceLineService,
            /// The `subscription` or plan billed.
            line: Id => "subscription",
            /// The supply point billed.
            supply_point: Id => "supply_point",
            /// The register billed.
            register: Id => "register",
            /// The agreement an instalment belongs to.
            device_agreement: Id => "device_agreement",
            /// First day billed.
            period_start: Date,
            /// Day after the last day billed.
            period_end: Date,
            /// How much is billed, in `unit`; negative on a credit note.
            quantity: Decimal,
            /// Unit of `quantity`.
            unit: Unit,
            /// Price of `price_quantity` units, with tax where `tax_included` says so.
            unit_price: Decimal,
            /// Number of units `unit_price` is for; absent says one.
            price_quantity: Decimal,
            /// Rate of tax on the line, as a fraction: `0.2` is 20 %.
            tax_rate: Rate,
            /// Reading of the counter at which the quantity begins.
            opening_reading: Decimal,
            /// Reading of the counter at which the quantity ends.
            closing_reading: Decimal,
            /// Whether it rests on an estimated reading.
            estimated: bool,
        }
    }
    group text "Texts as the source wrote them" {
        /// Free text as the source gives it.
        description: Text,
    }
    identifiers "Numbers and references" {}
}
