//! A price as vectors and answers have it: the price of an offer, with the tariff it is that of.

use serde::{Deserialize, Serialize};

/// What a tariff comes to. In an expectation an absent member is not compared; amounts are texts with the places of their
/// currency, so that they are compared as such.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// `id` of the tariff.
    pub tariff: String,
    /// What the figure is good for: `exact`, `projected`, `bounded` or `incomplete`.
    pub status: String,
    /// How much of the year was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// The first twelve months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_one: Option<Sum>,
    /// The same use in months 13 to 24.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_two: Option<Sum>,
    /// The total over the commitment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Commitment>,
    /// The first year and what leaving then costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_after_one_year: Option<String>,
    /// What leaving the present contract costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch_cost: Option<String>,
    /// The first year under conditions that nobody proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_also: Option<Vec<IfAlso>>,
    /// What each component comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    /// The hash of the lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<String>,
}

/// Money with tax, without, and the tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// With tax.
    pub gross: String,
    /// Without tax.
    pub net: String,
    /// The tax.
    pub tax: String,
}

/// The total over a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Months of the term.
    pub months: u32,
    /// With tax.
    pub gross: String,
}

/// What a component comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The component.
    pub component: String,
    /// With tax.
    pub gross: String,
}

/// The first year if a condition that nobody proved were other than it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IfAlso {
    /// The components that depend on it.
    pub components: Vec<String>,
    /// Whether this is the price with it.
    pub holds: bool,
    /// With tax.
    pub gross: String,
}

impl Price {
    /// The price as far as `wanted` says something of it: what that leaves out is left out here.
    #[must_use]
    pub fn as_far_as(&self, wanted: &Self) -> Self {
        fn kept<T: Clone>(own: Option<&T>, wanted: Option<&T>) -> Option<T> {
            wanted.and(own).cloned()
        }
        Self {
            tariff: self.tariff.clone(),
            status: self.status.clone(),
            grade: kept(self.grade.as_ref(), wanted.grade.as_ref()),
            year_one: kept(self.year_one.as_ref(), wanted.year_one.as_ref()),
            year_two: kept(self.year_two.as_ref(), wanted.year_two.as_ref()),
            commitment: kept(self.commitment.as_ref(), wanted.commitment.as_ref()),
            leave_after_one_year: kept(self.leave_after_one_year.as_ref(), wanted.leave_after_one_year.as_ref()),
            switch_cost: kept(self.switch_cost.as_ref(), wanted.switch_cost.as_ref()),
            if_also: kept(self.if_also.as_ref(), wanted.if_also.as_ref()),
            components: kept(self.components.as_ref(), wanted.components.as_ref()),
            lines: kept(self.lines.as_ref(), wanted.lines.as_ref()),
        }
    }
}
