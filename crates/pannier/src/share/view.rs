//! From rows, groups and masks to the view of a part that shows just these, the cheapest there is.

use std::collections::BTreeSet;

use pannier_bundle::{
    head::PartDescriptor,
    part::{PartView, ShownGroup},
};
use pannier_crypto::Shown;

use super::{Selection, ShareError, rows::Found};

/// The view of a part, and what was decided on the way.
#[derive(Clone, Debug)]
pub(super) struct Viewed {
    pub(super) view: PartView,
    /// Groups left out of a part with a gap because their values tell on the rows between.
    pub(super) left_out: Vec<usize>,
    /// Such groups that were asked for by name and are shown all the same.
    pub(super) telling: Vec<usize>,
}

/// The view that shows what was found. `held` is what the file shows of the part, none where it is a bundle.
pub(super) fn view(
    part: &PartDescriptor,
    held: Option<&PartView>,
    found: &Found,
    selection: &Selection,
) -> Result<Viewed, ShareError> {
    let n = u64::from(part.n);
    let rows = union(&found.rows, &found.neighbours);
    let has_gap = rows.ranges().len() > 1;
    // `sort` names a member of a group: the descriptors passed stage `schema`.
    let sort = part.group_of(&part.sort).unwrap_or_default();
    let Groups { shown: groups, left_out, telling } = groups(part, held, sort, has_gap, selection)?;

    let dating = with_needs(part, sort);
    let mut shown: Vec<ShownGroup> = Vec::with_capacity(groups.len());
    for &at in &groups {
        let mut masked = if dating.contains(&at) { Shown::none(n) } else { found.neighbours.clone() };
        if let Some(PartView::Fields { groups, .. }) = held
            && let Some(held) = groups.iter().find(|held| held.group == at)
        {
            masked = union(&masked, &held.masked);
        }
        for (group, named) in selection.mask.keys().zip(&found.masked) {
            if part.groups[at].id == *group && named.count() > 0 {
                if at == sort {
                    return Err(ShareError::SortMasked { series: part.series.clone(), group: group.clone() });
                }
                masked = union(&masked, named);
            }
        }
        shown.push(ShownGroup { group: at, masked: intersection(&masked, &rows) });
    }
    check_cells(part, &shown)?;

    let is_whole = groups.len() == part.groups.len() && shown.iter().all(|group| group.masked.count() == 0);
    let view = match held {
        Some(PartView::Rows(_)) if is_whole => PartView::Rows(rows),
        Some(PartView::Rows(_)) => return Err(ShareError::WholeRows { series: part.series.clone() }),
        // One tree costs less than one for every group.
        None if is_whole && !has_gap => PartView::Rows(rows),
        _ => PartView::Fields { rows, groups: shown },
    };
    Ok(Viewed { view, left_out, telling })
}

/// What becomes of the groups of a part.
struct Groups {
    shown: Vec<usize>,
    left_out: Vec<usize>,
    telling: Vec<usize>,
}

fn groups(
    part: &PartDescriptor,
    held: Option<&PartView>,
    sort: usize,
    has_gap: bool,
    selection: &Selection,
) -> Result<Groups, ShareError> {
    let is_held = |at: usize| match held {
        None | Some(PartView::Rows(_)) => true,
        Some(PartView::Fields { groups, .. }) => groups.iter().any(|held| held.group == at),
    };
    let mut wanted: BTreeSet<usize> = (0..part.groups.len())
        .filter(|&at| is_held(at) && (at == sort || selection.wants(&part.groups[at].id)))
        .collect();
    let tells = |at: usize| has_gap && part.groups[at].spans;
    let (telling, left_out): (Vec<usize>, Vec<usize>) =
        wanted.iter().filter(|&&at| tells(at)).partition(|&&at| selection.names(&part.groups[at].id));
    wanted.retain(|at| !left_out.contains(at));
    // What the sort group needs comes with it; anything else that was not asked for is not added unasked.
    wanted.extend(with_needs(part, sort));
    loop {
        let missing = |at: &usize| {
            let needs = part.groups[*at].needs.iter();
            needs.clone().find(|need| !wanted.iter().any(|&at| part.groups[at].id == **need))
        };
        let Some((at, need)) = wanted.iter().find_map(|at| Some((*at, missing(at)?))) else { break };
        if selection.names(&part.groups[at].id) {
            let (series, group) = (part.series.clone(), part.groups[at].id.clone());
            return Err(ShareError::Needs { series, group, need: need.clone() });
        }
        wanted.remove(&at);
    }
    Ok(Groups { shown: wanted.into_iter().collect(), left_out, telling })
}

/// A group and all that it needs.
fn with_needs(part: &PartDescriptor, group: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::from([group]);
    let mut open = vec![group];
    while let Some(at) = open.pop() {
        for need in &part.groups[at].needs {
            if let Some(need) = part.groups.iter().position(|group| group.id == *need)
                && found.insert(need)
            {
                open.push(need);
            }
        }
    }
    found
}

/// Where a cell is shown, those it needs are.
fn check_cells(part: &PartDescriptor, shown: &[ShownGroup]) -> Result<(), ShareError> {
    for group in shown {
        for need in &part.groups[group.group].needs {
            let is_kept = |other: &&ShownGroup| part.groups[other.group].id == *need;
            let masked = shown.iter().find(is_kept).map(|need| &need.masked);
            if masked.is_some_and(|masked| !masked.is_subset(&group.masked)) {
                let (series, group) = (part.series.clone(), part.groups[group.group].id.clone());
                return Err(ShareError::NeedsCell { series, group, need: need.clone() });
            }
        }
    }
    Ok(())
}

/// Rows in either.
fn union(a: &Shown, b: &Shown) -> Shown {
    let all = Shown::all(a.n());
    all.minus(&all.minus(a).minus(b))
}

/// Rows in both.
fn intersection(a: &Shown, b: &Shown) -> Shown {
    a.minus(&Shown::all(a.n()).minus(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_rows() {
        let rows = |keep: &[u64]| Shown::from_fn(9, |row| keep.contains(&row));
        assert_eq!(union(&rows(&[0, 1, 5]), &rows(&[2, 5, 8])), rows(&[0, 1, 2, 5, 8]));
        assert_eq!(intersection(&rows(&[0, 1, 5, 6]), &rows(&[1, 2, 6, 8])), rows(&[1, 6]));
        assert_eq!(union(&Shown::none(0), &Shown::none(0)), Shown::none(0));
    }
}
