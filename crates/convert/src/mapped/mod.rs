//! Delimited text with a mapping.
/// mapping
#[derive(Clone, Debug)]
pub struct Mapping {}
