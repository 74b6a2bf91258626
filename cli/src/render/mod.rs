//! What the library said, as text: one renderer a file.

pub(crate) mod asking;
pub(crate) mod charts;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod losses;
pub(crate) mod overview;
pub(crate) mod prose;
pub(crate) mod quotes;
pub(crate) mod report;
pub(crate) mod sharing;
pub(crate) mod untrusted;
pub(crate) mod verdict;
