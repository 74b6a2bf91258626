//! `--losses FILE`, or a summary for whoever did not ask for a file.

use std::{fs, path::Path};

use pannier::convert::Loss;

use crate::{
    args::Overwrite,
    console::Console,
    failure::Failure,
    io::output::{self, Privacy},
    render::losses,
};

/// Writes all losses to `target`, or says on standard error what kinds there were.
pub(crate) fn report(
    losses: &[(String, Loss)],
    target: Option<&Path>,
    overwrite: Overwrite,
    console: &mut Console,
) -> Result<(), Failure> {
    if let Some(target) = target {
        let mut lines = Vec::new();
        losses::lines(&mut lines, losses).map_err(|error| Failure::on_file("write", target, &error))?;
        // An earlier run may have come as far as this, and no further.
        let is_as_long = fs::metadata(target).is_ok_and(|there| there.is_file() && there.len() == lines.len() as u64);
        if is_as_long && fs::read(target).is_ok_and(|there| there == lines) {
            return Ok(());
        }
        return output::write(target, &lines, Privacy::Private, overwrite);
    }
    for line in losses::summary(losses) {
        console.say(line);
    }
    Ok(())
}
