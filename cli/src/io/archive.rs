//! Files in a ZIP archive that is neither a bundle nor a share: statements of a bank, each read as if it lay there alone.

use std::{
    io::{BufWriter, Write as _},
    sync::Arc,
};

use pannier::bundle::unpack::{self, NotUnpacked, unpack};

use super::input::Input;
use crate::{failure::Failure, render::untrusted::Untrusted};

/// Whether it is an archive of files of others. What has an entry that only bundles and shares have is one of these, whatever
/// is wrong with it, and so is what is no whole archive.
pub(super) fn is_of_others(input: &Input) -> Result<bool, Failure> {
    const OURS: [&str; 2] = ["mimetype", "head.sdjwt"];
    if !input.is_other_archive()? {
        return Ok(false);
    }
    match unpack::names(input) {
        Ok(names) => Ok(!names.iter().any(|name| OURS.contains(&name.as_str()))),
        Err(NotUnpacked::Io(error)) => Err(Failure::on_file("read", input.path(), &error)),
        Err(_) => Ok(false),
    }
}

/// The files of an archive, in its order, in one temporary file that is gone when the last of them is closed.
pub(super) fn files(archive: &Input) -> Result<Vec<Input>, Failure> {
    let failed = |error: std::io::Error| Failure::on_file("unpack", archive.path(), &error);
    let mut output = BufWriter::with_capacity(1 << 16, tempfile::tempfile().map_err(failed)?);
    let files = unpack(archive, &mut output).map_err(|error| match error {
        NotUnpacked::Io(error) => failed(error),
        why => Failure::new(format!("{} is not unpacked: {}", archive.name(), Untrusted::text(&why.to_string())))
            .help("unpack it yourself, and give the files that it holds"),
    })?;
    output.flush().map_err(failed)?;
    let file = Arc::new(output.into_inner().map_err(|error| failed(error.into_error()))?);
    let inputs: Vec<Input> =
        files.iter().map(|found| archive.unpacked(&file, &found.name, (found.start, found.len))).collect();
    // Office programs keep a document as an archive of its parts.
    let is_part = |name: &str| files.iter().any(|found| found.name == name);
    if is_part("[Content_Types].xml") || is_part("META-INF/manifest.xml") {
        return Err(Failure::new(format!("{} is a document or a workbook", archive.name()))
            .help("save a workbook as CSV, and give that file"));
    }
    Ok(inputs)
}

/// Whether a name is that of a file which programs put beside others, and in which nobody looks for data.
pub(super) fn is_hidden(input: &Input) -> bool {
    input.path().iter().any(|part| part == "__MACOSX")
        || input.path().file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
