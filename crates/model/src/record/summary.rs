//! `summary`: one figure of one month, computed from other records.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{CodeText, Currency, Date, Decimal, Id, Int, Unit};

words! {
    /// Record type that was summed up.
    SummaryOf {
        Transaction = "transaction",
        UsageEvent = "usage_event",
        ReceiptLine = "receipt_line",
        LoyaltyEntry = "loyalty_entry",
        IntervalDay = "interval_day",
        Consumption = "consumption",
    }

    /// What was summed up.
    SummaryMetric {
        In = "in",
        Out = "out",
        Fee = "fee",
        Foreign = "foreign",
        Category = "category",
        EodMin = "eod_min",
        EodMax = "eod_max",
        EodCreditDays = "eod_credit_days",
        EodDebitDays = "eod_debit_days",
        EodCreditSum = "eod_credit_sum",
        EodDebitSum = "eod_debit_sum",
        Usage = "usage",
        Over = "over",
        Spend = "spend",
        Energy = "energy",
        Peak = "peak",
        Earned = "earned",
        Redeemed = "redeemed",
        Expired = "expired",
    }
}

record! {
    /// One figure of one month, computed from other records.
    Summary {
        name: "summary",
        plural: "summaries",
        about: "One figure of one month, computed from other records.",
        kind: Event,
        series: Series::Members(&["thing"]),
        sort: date,
        label: None,
        id: IdRecipe::Keyed(&["of", "date", "metric", "bucket", "currency", "unit"]),
        totals: None,
    }
    core "Monthly figure" {
        required {
            /// Record type of the rows that were summed up.
            of: SummaryOf,
            /// First day of the month.
            date: Date,
            /// Days of the month that are covered and promised whole.
            days: Int,
            /// Whether these are all days of the month.
            complete: bool,
            /// What was summed up; which metrics a type has stands in the chapter on records.
            metric: SummaryMetric,
            /// Which records: `all`, or the values that tell them apart, joined by points.
            bucket: CodeText,
            /// How many rows or days were counted.
            count: Int,
            /// The result, in `currency` or `unit`.
            value: Decimal,
        }
        optional {
            /// Account, line, register or supply point; absent for all of them.
            thing: Id => "any",
            /// Currency of `value`, where it is money.
            currency: Currency,
            /// Unit of `value`, where it is not money.
            unit: Unit,
        }
    }
    identifiers "Numbers and references" {}
}
