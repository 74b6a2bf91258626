//! What a tariff costs on somebody's own use (spec: the chapter on costing).
//!
//! Use is gathered once from records ([`Usage::builder`]), laid on a year once ([`Replay::new`]), and priced by as many
//! tariffs as there are ([`Replay::price`]; [`price`] does both for one). A [`Quote`] explains itself line by line; [`rank`]
//! puts those in order that can be compared, and [`back_test`] holds the present contract against what was billed.
//!
//! Everything is exact: a number is a fraction of whole numbers ([`Exact`]) and is rounded where the tariff says so. What
//! is not known is never taken as nothing: it is refused, or counted on the side that makes the price higher, and said.

mod back_test;
mod document;
mod facts;
mod horizon;
mod number;
mod price;
mod quote;
mod rank;
mod replay;
mod usage;

pub use back_test::{BackTest, back_test};
pub use facts::Facts;
pub use horizon::Horizon;
pub use number::Exact;
pub use price::price;
pub use quote::{
    CommitmentTotal, ComponentSum, Coverage, Grade, IfAlso, Line, Projected, Quote, Remark, RoundedSum, Status, Totals,
};
pub use rank::{Ranking, rank};
pub use replay::{Replay, Source};
pub use usage::{Presence, Usage, UsageBuilder};
