//! What the report says about what is not there.

use std::collections::BTreeMap;

use pannier_validate::rules::{BundleFacts, Complete, PartFacts, Scope};

use super::Front;
use crate::{Coverage, PartShown, Withheld};

/// What was withheld, from the head and the share alone.
pub(crate) fn of(front: &Front, facts: &BundleFacts) -> Withheld {
    let opened = front.share.as_ref().map_or(0, |share| share.decoys.len());
    // In a bundle the undisclosed digests are the decoys, which hide nothing.
    let sealed = match facts.scope {
        Scope::Bundle => 0,
        Scope::Share { .. } => front.head.sealed().saturating_sub(opened),
    };
    Withheld { sealed: sealed as u64, parts: facts.parts.iter().map(part).collect() }
}

fn part(part: &PartFacts) -> PartShown {
    let masked = part.groups.iter().filter(|group| !group.masked.is_empty()).map(|group| {
        let cells = group.masked.iter().map(|range| u64::from(range.end - range.start)).sum();
        (group.id.clone(), cells)
    });
    PartShown {
        id: part.id.clone(),
        series: part.series.clone(),
        from: part.from.to_string(),
        to: part.to.to_string(),
        n: u64::from(part.rows),
        shown: part.shown_rows(),
        withheld_groups: part.groups.iter().filter(|group| !group.shown).map(|group| group.id.clone()).collect(),
        masked: masked.collect::<BTreeMap<_, _>>(),
    }
}

/// A proven statement, as the report words it.
pub(crate) fn coverage(complete: Complete) -> Coverage {
    Coverage {
        series: complete.series,
        from: complete.from.to_string(),
        to: complete.to.to_string(),
        except: complete.except.iter().map(ToString::to_string).collect(),
        groups: complete.groups,
    }
}
