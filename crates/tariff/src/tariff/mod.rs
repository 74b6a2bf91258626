//! What a product costs, so that anybody can compute it: the tariff (spec: the chapter on tariffs).
//!
//! [`Tariff::read`] takes the bytes of a document and gives a tariff or everything that is wrong with it. Whoever builds
//! one in memory, such as an importer, asks [`Tariff::check`] for the same.

mod component;
mod condition;
mod header;
mod terms;
mod units;
mod value;
mod window;

pub use component::{Component, ComponentKind, Direction, Phase, Terms};
pub use condition::{Condition, Metric, Test};
pub use header::{
    Area, AreaScheme, Billing, BillingAnchor, BillingPeriod, Choice, Commitment, Exit, ForEach, Gift, Loss, NonPrice,
    Pool, PriceChange, Provider, Renewal, Rounding, RoundingAt, RoundingMode, Sector, Service, Source, Span, Tariff,
    Tax, Unmodelled, UnmodelledEffect,
};
pub use terms::{
    Balance, BalanceBlock, Block, BlockMode, Buffer, BufferMode, Clamp, DayCount, Event, EventKind, EventMatch, Filter,
    Fixed, FixedPer, Free, FreeDays, Included, Increment, IncrementPer, ItemPrice, Items, Missing, Peak, PeakMeasure,
    PeakPer, Percent, PriceKind, Proration, Side, Usage,
};
pub(crate) use units::record_unit;
pub use units::{ItemUnit, Meter, TariffUnit};
pub use value::{Bound, ClockTime, Jurisdiction, YearDay};
pub use window::{Calendar, Slot, Weekday, Window, WindowSource, YearSpan};

use crate::form::{Codes, Member, Reader};
use crate::json;
use pannier_report::{Code, Finding, Location};

/// What reading a tariff gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The tariff, where nothing is wrong with it.
    pub tariff: Option<Tariff>,
    /// What is wrong, or could be better.
    pub findings: Vec<Finding>,
}

const CODES: Codes = Codes {
    unknown: Code::TariffMemberUnknown,
    required: Code::TariffMemberRequired,
    value: Code::TariffValue,
    missing: &[
        ("/tax", Code::TariffTaxStated, STATE_TAX),
        ("/tax/included", Code::TariffTaxStated, STATE_TAX),
        ("/tax/rate", Code::TariffTaxStated, STATE_TAX),
    ],
};

const STATE_TAX: &str = "say whether amounts include tax and at which rate: {\"included\":true,\"rate\":\"0.20\"}";

impl Tariff {
    /// Reads a tariff from the bytes of its document; `at` is where they stand.
    ///
    /// There is a tariff exactly where no finding is an error.
    pub fn read(text: &[u8], at: &Location) -> Reading {
        let node = match json::read(text, Code::TariffJson, at) {
            Ok(node) => node,
            Err(finding) => return Reading { tariff: None, findings: vec![finding] },
        };
        let mut reader = Reader::new(at, CODES);
        let tariff = <Self as Member>::read(&node, &mut reader);
        let mut findings = reader.finish();
        if let Some(tariff) = &tariff {
            findings.extend(tariff.check(at));
        }
        let tariff = tariff.filter(|_| !findings.iter().any(Finding::is_error));
        Reading { tariff, findings }
    }

    /// What is wrong with a tariff beyond the form of its members.
    pub fn check(&self, at: &Location) -> Vec<Finding> {
        crate::check::check(self, at)
    }

    /// The document: JSON without white space.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("every member of a tariff is JSON")
    }

    /// The JSON Schema that the types follow, to be held against the written one.
    pub fn derived_schema() -> serde_json::Value {
        <Self as Member>::schema()
    }
}
