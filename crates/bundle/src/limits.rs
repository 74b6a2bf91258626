//! Every limit of the format in one place (`spec/02-container.md`, table of limits).
//!
//! They bound memory and time for any input: a reader compares with them before it allocates, inflates or walks.

/// Most bytes of a file: 4 GiB − 2, so that no field of the container ever holds the value that means ZIP64.
pub const FILE_BYTES: u64 = u32::MAX as u64 - 1;
/// Most inflated bytes of all entries together.
pub const INFLATED_BYTES: u64 = FILE_BYTES;
/// Most elements of the claim `parts`: parts, attachments and decoys.
pub const PARTS: usize = 16_384;
/// Most entries: the first three, and three for every part of a share.
pub const ENTRIES: usize = 3 + 3 * PARTS;
/// Most bytes of a name: two segments of 64 and the slash between them.
pub const NAME_BYTES: usize = 129;
/// Most bytes of `head.sdjwt`.
pub const HEAD_BYTES: u64 = 32 << 20;
/// Most bytes of `share.json`.
pub const SHARE_BYTES: u64 = 64 << 20;
/// Bytes of `secret.bin`, no more and no fewer.
pub const SECRET_BYTES: u64 = 32;
/// Most inflated bytes for each compressed byte of an entry.
pub const RATIO: u64 = 200;
/// Most groups of a part.
pub const GROUPS: usize = 64;
/// Most members of a part, over all its groups.
pub const MEMBERS: usize = 256;
/// Most rows of a part.
pub const ROWS: u64 = u32::MAX as u64;
/// Most bytes of a line, its LF included.
pub const LINE_BYTES: usize = 1 << 20;
/// Deepest nesting of JSON; a row or a document is depth 1.
pub const DEPTH: usize = 32;
/// Greatest integer in JSON, and with a minus sign the least: 2^53 − 1.
pub const INTEGER: u64 = (1 << 53) - 1;
