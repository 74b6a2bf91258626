//! What a share will show, said before it is made.

use std::collections::{BTreeMap, BTreeSet};

use pannier_bundle::{
    Fault, Kind, Share, Source,
    head::{AttachmentDescriptor, Head, Nested, PartDescriptor},
    part::PartView,
};
use pannier_crypto::Shown;
use pannier_model::{record, value::Date};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    Selection, ShareError,
    rows::{self, Found},
    view::{self, Viewed},
};
use crate::{Error, Verified, reader::changed};

/// What goes, what stays, and what can still be told. Serialised for programs (with what the finished file adds it is
/// `schemas/v0/share-plan.schema.json`); [`Plan::sentences`] for people.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// Who signed.
    pub issuer: String,
    /// The identity of the head, the same in every share of it.
    pub jti: String,
    /// What is shown of each part that is, in the order of the file.
    pub goes: Vec<PlannedPart>,
    /// Documents shown.
    pub documents: Vec<PlannedDocument>,
    /// Parts of which nothing is shown.
    pub stays: Vec<StayingPart>,
    /// Documents that are not shown.
    pub documents_stay: Vec<PlannedDocument>,
    /// Digests the recipient sees sealed: parts, documents, nested claims or decoys.
    pub sealed: u64,
    /// Of these, claims about parts that are shown; no decoy is among them.
    pub sealed_claims: u64,
    /// Decoys that are opened.
    pub opened: u64,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Until when it may be used, seconds since 1970; the `exp` of `share.json`.
    #[serde(rename = "exp", skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
    /// The whole parts that the period cuts: a period up to their ends would prove more, and needs no neighbours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Boundary>,
    /// Whether the head names a key of the holder, and a pseudonym: each links the share to those of other bundles.
    #[serde(skip)]
    pub(super) names: Named,
    #[serde(skip)]
    pub(super) share: Share,
}

/// What the head says of its holder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) key: bool,
    pub(super) pseudonym: bool,
    /// Whether the holder signed it: there is no issuer besides.
    pub(super) own: bool,
}

/// Whole parts, from the first day of the first to the end of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Boundary {
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// What is shown of a part.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PlannedPart {
    /// Its id, the same in every share.
    pub id: String,
    /// Its series.
    pub series: String,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
    /// Rows the part has; the recipient learns this number.
    pub n: u64,
    /// Rows of which anything is shown.
    pub shown: u64,
    /// Of these, neighbours of the period, of which only the date and what stands beside it is shown.
    #[serde(skip_serializing_if = "is_zero")]
    pub neighbours: u64,
    /// How it is shown.
    pub view: View,
    /// Groups shown.
    pub groups: Vec<String>,
    /// Cells withheld in groups that are shown.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub masked: BTreeMap<String, u64>,
    /// Groups withheld.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Of these, groups that would tell on the rows between those shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// Groups and claims that are shown because they were named, and tell on rows that are withheld.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub telling: Vec<String>,
    /// Nested claims shown.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub claims: BTreeSet<Nested>,
    /// Nested claims withheld.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub without_claims: BTreeSet<Nested>,
    /// Bytes of proof beside the rows.
    pub proof_bytes: u64,
}

/// How a part is shown. Complete: there are two views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// Rows, each whole.
    Row,
    /// Groups of rows.
    Field,
}

/// A document, shown or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedDocument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

impl From<&AttachmentDescriptor> for PlannedDocument {
    fn from(document: &AttachmentDescriptor) -> Self {
        Self {
            id: document.id.clone(),
            name: document.name.clone(),
            media_type: document.media_type.clone(),
            bytes: document.bytes,
        }
    }
}

/// A part of which nothing is shown; the recipient cannot tell it from a decoy.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct StayingPart {
    /// Its series.
    pub series: String,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
    /// Its rows.
    pub n: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Says what a share of `file` would show; nothing is made. `now` is seconds since 1970.
///
/// The rows of a part are read only where a day or an id has to be looked for, all parts at once.
///
/// # Errors
/// The selection would show what it must not, or nothing ([`ShareError`]); or the file could not be read.
pub fn plan<S: Source>(file: &Verified<S>, selection: &Selection, now: i64) -> Result<Plan, ShareError> {
    selection.check()?;
    let held = held(file, now)?;
    let head = &file.head;
    for pattern in &selection.series {
        if !head.parts().any(|part| super::selection::matches(pattern, &part.series)) {
            let known: BTreeSet<_> = head.parts().map(|part| part.series.clone()).collect();
            return Err(ShareError::UnknownSeries { series: pattern.clone(), known: known.into_iter().collect() });
        }
    }
    let parts: Vec<(&PartDescriptor, Option<&PartView>)> =
        head.parts().enumerate().map(|(at, part)| (part, held.as_ref().and_then(|held| held.parts.get(at)))).collect();
    let chosen: Vec<Chosen<'_>> = parts
        .par_iter()
        .filter(|(part, _)| {
            selection.names_series(&part.series) && (!is_event(part) || selection.of_series(&part.series).meets(part))
        })
        .map(|(part, held)| {
            let rows = held.map_or_else(|| Shown::all(u64::from(part.n)), |held| held.rows().clone());
            let found = rows::find(file, part, &rows, &selection.of_series(&part.series), is_event(part))?;
            Ok(Chosen { part, held: *held, found })
        })
        .collect::<Result<_, Error>>()?;
    check_named(selection, &chosen)?;

    let mut goes = Vec::new();
    let mut views = Vec::new();
    for Chosen { part, held, found } in &chosen {
        let selection = &*selection.of_series(&part.series);
        // Of a part without rows it is shown that it has none; one whose rows all stay, stays.
        if part.n > 0 && found.rows.count() + found.neighbours.count() == 0 {
            continue;
        }
        let viewed = view::view(part, *held, found, selection)?;
        goes.push(planned(part, &viewed, found.neighbours.count(), selection));
        views.push(viewed.view);
    }
    let (documents, documents_stay) = documents(head, selection)?;
    if goes.is_empty() && documents.is_empty() {
        let named = || head.parts().filter(|part| selection.names_series(&part.series) && is_event(part));
        let reach = named().map(|part| part.from).min().zip(named().map(|part| part.to).max());
        return Err(match reach.filter(|_| selection.from.or(selection.to).is_some()) {
            Some((from, to)) => ShareError::NothingThen { from, to },
            None => ShareError::Nothing,
        });
    }
    let shows = |id: &str| goes.iter().any(|part: &PlannedPart| part.id == id);
    let stays = head.parts().filter(|part| !shows(&part.id)).map(|part| StayingPart {
        series: part.series.clone(),
        from: part.from,
        to: part.to,
        n: u64::from(part.n),
    });
    let decoys = if selection.decoys { decoys(file, held.as_ref())? } else { Vec::new() };
    // Whoever reduces a share cannot make it last longer.
    let exp = selection.exp.into_iter().chain(held.as_ref().and_then(|held| held.exp)).min();
    let mut plan = Plan {
        issuer: head.claims().iss.clone(),
        jti: head.claims().jti.clone(),
        stays: stays.collect(),
        goes,
        documents,
        documents_stay,
        sealed: 0,
        sealed_claims: 0,
        opened: decoys.len() as u64,
        purpose: selection.purpose.clone(),
        expires: exp,
        boundary: boundary(selection, &chosen),
        names: Named {
            key: head.claims().cnf.is_some(),
            pseudonym: head.claims().sub.is_some(),
            own: head.claims().self_thumbprint().is_some(),
        },
        share: Share { parts: views, purpose: selection.purpose.clone(), exp, decoys },
    };
    let reduced = plan.reduced(head);
    plan.sealed = (reduced.sealed() as u64).saturating_sub(plan.opened);
    plan.sealed_claims = reduced.sealed_claims().len() as u64;
    Ok(plan)
}

/// A part that the selection names, what the file at hand shows of it, and what of that is meant.
struct Chosen<'a> {
    part: &'a PartDescriptor,
    held: Option<&'a PartView>,
    found: Found,
}

/// Refuses ids, groups and claims that no chosen part has: what was to stay would go.
fn check_named(selection: &Selection, chosen: &[Chosen<'_>]) -> Result<(), ShareError> {
    let met: BTreeSet<&String> = chosen.iter().flat_map(|chosen| &chosen.found.met).collect();
    let named = selection.without.iter().chain(selection.mask.values().flatten());
    let unmet: BTreeSet<&String> = named.filter(|id| !met.contains(id)).collect();
    if !unmet.is_empty() {
        return Err(ShareError::UnknownIds(unmet.into_iter().cloned().collect()));
    }
    let known: BTreeSet<&str> = chosen.iter().flat_map(|chosen| held_groups(chosen.part, chosen.held)).collect();
    let mut named = selection.groups.iter().flatten().chain(selection.mask.keys());
    if let Some(group) = named.find(|group| !known.contains(group.as_str())) {
        let known = known.into_iter().map(str::to_owned).collect();
        return Err(ShareError::UnknownGroup { group: group.clone(), known });
    }
    let has = |claim: Nested| chosen.iter().any(|chosen| chosen.part.nested().any(|known| known == claim));
    match selection.claims.iter().find(|claim| !has(**claim)) {
        Some(claim) => Err(ShareError::UnknownClaim(claim.as_str())),
        None => Ok(()),
    }
}

/// The whole parts that the period cuts, where no neighbour proves what lies at its ends.
fn boundary(selection: &Selection, chosen: &[Chosen<'_>]) -> Option<Boundary> {
    let cut = chosen.iter().filter(|Chosen { part, held, found }| {
        let selection = selection.of_series(&part.series);
        // What a share does not show whole no period can make whole.
        let is_whole_here = held.is_none_or(|held| held.rows().count() == u64::from(part.n));
        let is_cut = selection.cuts(part) && found.rows.count() < u64::from(part.n);
        is_event(part) && is_cut && !selection.neighbours && is_whole_here
    });
    let parts = cut.map(|Chosen { part, .. }| Boundary { from: part.from, to: part.to });
    parts.reduce(|one, other| Boundary { from: one.from.min(other.from), to: one.to.max(other.to) })
}

/// Whether the rows of a part are what happened, which a period cuts; those of a type that nobody knows are.
fn is_event(part: &PartDescriptor) -> bool {
    record::by_schema_url(&part.schema).is_none_or(|known| known.kind == record::Kind::Event)
}

impl Plan {
    /// The head of the share: the same bytes without the disclosures of what stays.
    pub(super) fn reduced(&self, head: &Head) -> Head {
        head.reduce(|id, claim| match (self.goes.iter().find(|part| part.id == id), claim) {
            (Some(part), Some(claim)) => part.claims.contains(&claim),
            (Some(_), None) => true,
            (None, _) => self.documents.iter().any(|document| document.id == id),
        })
    }
}

/// What `share.json` of the file says; none in a bundle.
pub(super) fn held<S: Source>(file: &Verified<S>, now: i64) -> Result<Option<Share>, Error> {
    let read = |now| -> Result<Option<Share>, Fault> {
        match file.archive.kind() {
            Kind::Bundle => Ok(None),
            Kind::Share => Share::read(&file.archive.share()?, &file.head, now).map(Some),
        }
    };
    read(now).map_err(changed)
}

/// The groups of a part that the file at hand shows: all in a bundle.
fn held_groups<'a>(part: &'a PartDescriptor, held: Option<&PartView>) -> impl Iterator<Item = &'a str> {
    let shown: Option<Vec<usize>> = match held {
        Some(PartView::Fields { groups, .. }) => Some(groups.iter().map(|shown| shown.group).collect()),
        Some(PartView::Rows(_)) | None => None,
    };
    let groups = part.groups.iter().enumerate();
    groups
        .filter(move |(at, _)| shown.as_ref().is_none_or(|shown| shown.contains(at)))
        .map(|(_, group)| group.id.as_str())
}

fn planned(part: &PartDescriptor, viewed: &Viewed, neighbours: u64, selection: &Selection) -> PlannedPart {
    let id = |at: usize| part.groups[at].id.clone();
    let (n, rows) = (u64::from(part.n), viewed.view.rows());
    let size = |rows: &Shown| {
        let size = rows.proof_size();
        size.seed_bytes() + size.node_bytes()
    };
    let (view, groups, masked, proof_bytes) = match &viewed.view {
        PartView::Rows(rows) => (View::Row, (0..part.groups.len()).collect(), BTreeMap::new(), size(rows)),
        PartView::Fields { rows, groups } => (
            View::Field,
            groups.iter().map(|shown| shown.group).collect::<Vec<_>>(),
            groups
                .iter()
                .filter(|shown| shown.masked.count() > 0)
                .map(|shown| (id(shown.group), shown.masked.count()))
                .collect(),
            groups.iter().map(|shown| size(&rows.minus(&shown.masked))).sum(),
        ),
    };
    let (claims, without_claims): (BTreeSet<Nested>, _) =
        part.nested().partition(|claim| selection.claims.contains(claim));
    let mut telling: Vec<String> = viewed.telling.iter().map(|&at| id(at)).collect();
    if claims.contains(&Nested::Totals) && rows.count() < n {
        telling.push(Nested::Totals.as_str().to_owned());
    }
    PlannedPart {
        id: part.id.clone(),
        series: part.series.clone(),
        from: part.from,
        to: part.to,
        n,
        shown: rows.count(),
        neighbours,
        view,
        without: (0..part.groups.len()).filter(|at| !groups.contains(at)).map(id).collect(),
        groups: groups.into_iter().map(id).collect(),
        masked,
        left_out: viewed.left_out.iter().map(|&at| id(at)).collect(),
        telling,
        claims,
        without_claims,
        proof_bytes,
    }
}

/// The documents that go, and those that stay.
fn documents(head: &Head, selection: &Selection) -> Result<(Vec<PlannedDocument>, Vec<PlannedDocument>), ShareError> {
    let is = |name: &str, id: &str, wanted: &String| name == wanted || id == wanted;
    for wanted in &selection.documents {
        if !head.attachments().any(|document| is(&document.name, &document.id, wanted)) {
            return Err(ShareError::UnknownDocument(wanted.clone()));
        }
    }
    let all = head.attachments().map(PlannedDocument::from);
    Ok(all.partition(|document| selection.documents.iter().any(|wanted| is(&document.name, &document.id, wanted))))
}

/// The values of all decoys, or of those that the share at hand has opened.
fn decoys<S: Source>(file: &Verified<S>, held: Option<&Share>) -> Result<Vec<[u8; 16]>, Error> {
    if let Some(held) = held {
        return Ok(held.decoys.clone());
    }
    let secret = pannier_crypto::Secret::new(file.archive.secret().map_err(changed)?);
    // In a bundle what is not disclosed is the decoys, from the first on.
    let decoys = (0_u32..).take(file.head.sealed_parts().len());
    let decoys = decoys.map(|index| secret.decoy(&file.head.claims().jti, index));
    decoys.collect::<Result<_, _>>().map_err(|error| Error::Misuse(error.to_string()))
}
