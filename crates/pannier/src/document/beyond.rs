//! What a share shows that the request which it answers does not ask for.

use std::collections::BTreeSet;

use pannier_bundle::Source;

use super::{Fit, Given};
use crate::{Error, Verified};

/// In words, for who asked: what nobody needs is best not kept. Nothing of a bundle, which its holder did not cut.
pub(super) fn of_share<S: Source>(fit: &Fit, file: &Verified<S>) -> Result<Vec<String>, Error> {
    let Some(given) = Given::of(file)? else { return Ok(Vec::new()) };
    let mut beyond = BTreeSet::new();
    for part in &given.parts {
        let asking: Vec<_> = fit.items.iter().filter(|item| item.series.contains(&part.series)).collect();
        if asking.is_empty() {
            beyond.insert(part.series.clone());
            continue;
        }
        let asks = |group: &&String| !asking.iter().any(|item| item.groups.contains(group));
        beyond.extend(part.groups.iter().filter(asks).map(|group| format!("{group} of {}", part.series)));
        // Where one item asks for everything there is no first day.
        let from = asking.iter().map(|item| item.from).min().flatten();
        if let Some(from) = from.filter(|from| part.from < *from && part.from < part.to) {
            beyond.insert(format!("rows of {} before {from}", part.series));
        }
    }
    for part in file.parts() {
        beyond.extend(part.nested().map(|claim| format!("the claim {} of {}", claim.as_str(), part.series)));
    }
    let asked = fit.documents();
    let unasked = file.attachments().filter(|document| !asked.iter().any(|asked| asked.id == document.id));
    beyond.extend(unasked.map(|document| format!("the document {} ({})", document.name, document.media_type)));
    Ok(beyond.into_iter().collect())
}
