//! What the source calls a record.

use super::object::object;
use super::{CodeText, Name};
use serde::{Deserialize, Serialize};

/// An identifier given by the source (`value-source-ids`), such as an OFX `FITID`; it never becomes the id of a
/// record, because it could then not be withheld.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceId {
    /// Whose numbering it is: `fitid`, `entry_ref`, `order_id`.
    pub scheme: CodeText,
    /// The identifier as the source writes it.
    pub value: Name,
}

object!(SourceId {
    req scheme: CodeText,
    req value: Name,
});
