//! What a share shows: `share.json`, read strictly and held against the head.
//!
//! The head says what there is, `share.json` what of it is here. It is not signed by the issuer; the key binding fixes it
//! for one recipient, and the proofs fix that what it says is shown really is the issuer's.

use std::collections::{BTreeMap, HashSet};

use pannier_crypto::secret::decoy_digest;
use pannier_crypto::{Shown, base64url};
use pannier_report::{Code, Finding, Location};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::head::{Head, PartDescriptor};
use crate::json::{self, JsonError};
use crate::limits;
use crate::part::{PartView, ROW, ShownGroup};

/// The entry that says what is shown.
pub const ENTRY: &str = "share.json";
const VERSION: u64 = 1;
/// The most characters of `purpose`.
const MAX_PURPOSE: usize = 1000;

/// What a share says of itself, right in itself and against its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What is shown of each disclosed part, in the order of their disclosures.
    pub parts: Vec<PartView>,
    /// What the holder gave it for, in the holder's words.
    pub purpose: Option<String>,
    /// Until when it may be used, seconds since 1970.
    pub exp: Option<i64>,
    /// The values of opened decoys: digests of the head that are known to hide nothing.
    pub decoys: Vec<[u8; 16]>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareText {
    v: u64,
    parts: Vec<PartText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decoys: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartText {
    id: String,
    rows: Vec<(u32, u32)>,
    groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    masked: Option<BTreeMap<String, Vec<(u32, u32)>>>,
}

impl Share {
    /// Stage `share`: reads the bytes of the entry `share.json` and holds them against the head.
    ///
    /// # Errors
    /// The first departure from a requirement of stage `share`.
    pub fn read(text: &[u8], head: &Head, now: i64) -> Result<Self, Fault> {
        if u64::try_from(text.len()).is_ok_and(|length| length > limits::SHARE_BYTES) {
            return Err(fail(Code::ShareForm, "", format!("longer than {} bytes", limits::SHARE_BYTES)));
        }
        let text: ShareText = json::read(text).map_err(|error| refused(&error))?;
        if text.v != VERSION {
            return Err(fail(Code::ShareForm, "/v", "the version is not 1"));
        }
        let is_right = |purpose: &String| {
            (1..=MAX_PURPOSE).contains(&purpose.chars().count()) && !purpose.chars().any(char::is_control)
        };
        if text.purpose.as_ref().is_some_and(|purpose| !is_right(purpose)) {
            return Err(fail(Code::ShareForm, "/purpose", "not 1 to 1000 characters without control characters"));
        }
        if text.exp.is_some_and(|exp| exp < 0) {
            return Err(fail(Code::ShareForm, "/exp", "exp is negative"));
        }
        let disclosed: Vec<&PartDescriptor> = head.parts().collect();
        if !text.parts.iter().map(|part| part.id.as_str()).eq(disclosed.iter().map(|part| part.id.as_str())) {
            let what = "not exactly the disclosed parts in the order of their disclosures";
            return Err(fail(Code::ShareParts, "/parts", what));
        }
        let parts = text.parts.iter().zip(&disclosed).enumerate();
        let parts = parts.map(|(index, (part, descriptor))| view(part, descriptor, &format!("/parts/{index}")));
        let parts = parts.collect::<Result<Vec<_>, Fault>>()?;
        let decoys = text.decoys.map(|texts| decoys(&texts, head)).transpose()?.unwrap_or_default();
        if text.exp.is_some_and(|exp| exp <= now) {
            return Err(
                fail(Code::ShareExpired, "/exp", "the share has expired").with_help("ask the holder for a new one")
            );
        }
        Ok(Self { parts, purpose: text.purpose, exp: text.exp, decoys })
    }

    /// The text of `share.json` for a share of `head`: one line without white space.
    ///
    /// It is read back before it is returned, so that no share leaves that no verifier would accept.
    ///
    /// # Errors
    /// The requirement of stage `share` that `self` departs from; `now` as in [`Share::read`].
    pub fn to_text(&self, head: &Head, now: i64) -> Result<Vec<u8>, Fault> {
        let parts = head.parts().zip(&self.parts).map(|(part, view)| match view {
            PartView::Rows(rows) => {
                PartText { id: part.id.clone(), rows: pairs(rows), groups: vec![ROW.to_owned()], masked: None }
            }
            PartView::Fields { rows, groups } => {
                let id = |group: &ShownGroup| part.groups.get(group.group).map(|group| group.id.clone());
                let masked: BTreeMap<_, _> = groups
                    .iter()
                    .filter(|group| !group.masked.ranges().is_empty())
                    .filter_map(|group| Some((id(group)?, pairs(&group.masked))))
                    .collect();
                PartText {
                    id: part.id.clone(),
                    rows: pairs(rows),
                    groups: groups.iter().filter_map(id).collect(),
                    masked: Some(masked).filter(|masked| !masked.is_empty()),
                }
            }
        });
        let text = json::write(&ShareText {
            v: VERSION,
            parts: parts.collect(),
            purpose: self.purpose.clone(),
            exp: self.exp,
            decoys: Some(self.decoys.iter().map(|value| base64url::encode(value)).collect())
                .filter(|decoys: &Vec<String>| !decoys.is_empty()),
        });
        Self::read(&text, head, now)?;
        Ok(text)
    }
}

fn pairs(rows: &Shown) -> Vec<(u32, u32)> {
    let number = |row: u64| u32::try_from(row).unwrap_or(u32::MAX);
    rows.ranges().iter().map(|range| (number(range.start), number(range.end))).collect()
}

fn shown(pairs: &[(u32, u32)], n: u32) -> Result<Shown, String> {
    let ranges = pairs.iter().map(|&(start, end)| u64::from(start)..u64::from(end)).collect();
    Shown::new(u64::from(n), ranges).map_err(|error| error.to_string())
}

/// What `text` shows of the part, after every check that stays within it.
fn view(text: &PartText, part: &PartDescriptor, at: &str) -> Result<PartView, Fault> {
    let rows = shown(&text.rows, part.n).map_err(|what| fail(Code::ShareRanges, &format!("{at}/rows"), what))?;
    if text.groups.iter().map(String::as_str).eq([ROW]) {
        return match &text.masked {
            None => Ok(PartView::Rows(rows)),
            Some(_) => Err(fail(Code::ShareMasked, &format!("{at}/masked"), "the row view has no masked cells")),
        };
    }
    let mut groups = Vec::with_capacity(text.groups.len());
    for id in &text.groups {
        let Some(place) = part.groups.iter().position(|group| group.id == *id) else {
            return Err(fail(Code::ShareGroups, &format!("{at}/groups"), "a group that the descriptor does not have"));
        };
        if groups.last().is_some_and(|last: &ShownGroup| last.group >= place) {
            let what = "the groups do not stand in the order of the descriptor";
            return Err(fail(Code::ShareGroups, &format!("{at}/groups"), what));
        }
        groups.push(ShownGroup::unmasked(place, u64::from(part.n)));
    }
    if groups.is_empty() {
        return Err(fail(Code::ShareGroups, &format!("{at}/groups"), "no group is shown; leave the part out instead"));
    }
    for (id, pairs) in text.masked.iter().flatten() {
        let at = format!("{at}/masked/{id}");
        let Some(group) = groups.iter_mut().find(|group| part.groups[group.group].id == *id) else {
            return Err(fail(Code::ShareMasked, &at, "a group that is not shown"));
        };
        group.masked = shown(pairs, part.n).map_err(|what| fail(Code::ShareMasked, &at, what))?;
        if pairs.is_empty() || !group.masked.is_subset(&rows) {
            return Err(fail(Code::ShareMasked, &at, "the masked ranges are none, or not within the shown rows"));
        }
    }
    check_needs(&groups, part, at)?;
    if !masked_everywhere(&groups).ranges().is_empty() {
        let what = "a row of which nothing is shown; leave it out of rows instead";
        return Err(fail(Code::ShareRowEmpty, &format!("{at}/masked"), what));
    }
    // Whether `sort` names a member at all is judged at stage `schema`.
    if let Some(sort) = part.group_of(&part.sort) {
        match groups.iter().find(|group| group.group == sort) {
            Some(group) if group.masked.ranges().is_empty() => {}
            Some(_) => {
                let what = "the group of the sort member is masked in a shown row";
                return Err(fail(Code::ShareSortShown, &format!("{at}/masked"), what));
            }
            None => {
                let what = "the group of the sort member is not shown";
                return Err(fail(Code::ShareSortShown, &format!("{at}/groups"), what));
            }
        }
    }
    Ok(PartView::Fields { rows, groups })
}

/// Where a cell is shown, the cells it needs are: a need's masked rows are masked in the group that needs it, too.
fn check_needs(groups: &[ShownGroup], part: &PartDescriptor, at: &str) -> Result<(), Fault> {
    for group in groups {
        for need in &part.groups[group.group].needs {
            let Some(need) = groups.iter().find(|other| part.groups[other.group].id == *need) else {
                let what = "a group is shown without one that it needs";
                return Err(fail(Code::ShareNeeds, &format!("{at}/groups"), what));
            };
            if !need.masked.is_subset(&group.masked) {
                let what = "a cell is shown where a cell that it needs is masked";
                return Err(fail(Code::ShareNeeds, &format!("{at}/masked"), what));
            }
        }
    }
    Ok(())
}

/// The rows masked in every shown group.
fn masked_everywhere(groups: &[ShownGroup]) -> Shown {
    let mut groups = groups.iter();
    let first = groups.next().map_or_else(|| Shown::none(0), |group| group.masked.clone());
    groups.fold(first, |all, group| {
        let outside = all.minus(&group.masked);
        all.minus(&outside)
    })
}

fn decoys(texts: &[String], head: &Head) -> Result<Vec<[u8; 16]>, Fault> {
    if texts.is_empty() {
        return Err(fail(Code::ShareDecoys, "/decoys", "an empty list stands where the member is left out"));
    }
    let sealed: HashSet<String> = head.sealed_parts().iter().map(|digest| base64url::encode(digest)).collect();
    let mut opened = HashSet::new();
    let mut values = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let at = format!("/decoys/{index}");
        let value: [u8; 16] = base64url::decode_array(text.as_bytes())
            .map_err(|_| fail(Code::ShareDecoys, &at, "not the base64url of 16 bytes"))?;
        let digest = decoy_digest(&value);
        if !sealed.contains(&digest) {
            return Err(fail(Code::ShareDecoys, &at, "opens no undisclosed digest of the head"));
        }
        if !opened.insert(digest) {
            return Err(fail(Code::ShareDecoys, &at, "opens a digest a second time"));
        }
        values.push(value);
    }
    Ok(values)
}

fn fail(code: Code, pointer: &str, message: impl Into<String>) -> Fault {
    let location = Location::entry(ENTRY);
    Finding::new(code, if pointer.is_empty() { location } else { location.at_pointer(pointer) }, message).into()
}

/// A fault of the JSON, or a member of another form. A number that is no row is a fault of the ranges.
fn refused(error: &JsonError) -> Fault {
    let pointer = error.pointer();
    let code = match pointer.split('/').nth(3) {
        Some("rows") if error.is_form() => Code::ShareRanges,
        Some("masked") if error.is_form() => Code::ShareMasked,
        _ => Code::ShareForm,
    };
    let location = error.location(ENTRY, "").at_byte(error.byte());
    Finding::new(code, location, error.to_string()).into()
}
