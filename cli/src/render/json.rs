//! Answers for programs: one JSON value (`--format json`), or one a line (`--format jsonl`).

use std::io::{self, Write};

use serde::Serialize;

/// Prints one value, indented, for `--format json`.
pub(crate) fn value(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Prints one value on one line, for `--format jsonl`.
pub(crate) fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
