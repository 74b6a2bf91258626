//! Which documents of a file a request asks for.

use std::collections::BTreeSet;

use pannier_bundle::{Source, head::AttachmentDescriptor};
use pannier_model::document::RequestAttachments;
use pannier_model::value::View;
use serde::Serialize;

use super::fit::ItemFit;
use super::purpose::ATTACHMENT;
use crate::share::PlannedDocument;
use crate::{Error, Verified};

/// What of the documents asked for a file can answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AttachmentsFit {
    /// The record type whose rows name them; none where whatever is there is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Media types asked for; empty for any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media_types: Vec<String>,
    /// Whether the request cannot be met without them.
    pub required: bool,
    /// The documents that answer it.
    pub documents: Vec<PlannedDocument>,
    /// What is asked for and not there, in words.
    pub missing: Vec<String>,
}

/// The documents of `file` that are asked for; `items` says what of its records is, and `unseen` whether rows of a type that
/// may name some are not shown.
pub(super) fn fit<S: Source>(
    asked: &RequestAttachments,
    items: &[ItemFit],
    unseen: impl Fn(&str) -> bool,
    file: &Verified<S>,
) -> Result<AttachmentsFit, Error> {
    let of = asked.of.as_ref().map(|of| of.as_str().to_owned());
    let media_types: Vec<String> =
        asked.media_types.iter().flat_map(|types| types.iter()).map(|kind| kind.as_str().to_owned()).collect();
    let named = match &of {
        None => None,
        Some(of) => Some(named(of, items, file)?),
    };
    let is_asked = |document: &&AttachmentDescriptor| {
        named.as_ref().is_none_or(|named| named.contains(&document.id))
            && (media_types.is_empty() || media_types.contains(&document.media_type))
    };
    let documents: Vec<PlannedDocument> = file.attachments().filter(is_asked).map(PlannedDocument::from).collect();
    let mut missing = Vec::new();
    let hidden = named.iter().flatten().filter(|id| !file.attachments().any(|document| document.id == **id)).count();
    let belonging = of.as_ref().map_or_else(String::new, |of| format!(" that a row of {of} names"));
    match hidden {
        0 if documents.is_empty() => {
            let kinds = if media_types.is_empty() { String::new() } else { format!(" ({})", media_types.join(", ")) };
            missing.push(format!("no document{kinds}{belonging}"));
        }
        0 => {}
        1 => missing.push(format!("a document{belonging}")),
        many => missing.push(format!("{many} documents{belonging}")),
    }
    if let Some(of) = of.as_deref().filter(|of| unseen(of)) {
        missing.push(format!("whatever documents rows of {of} name that are not shown"));
    }
    Ok(AttachmentsFit { of, media_types, required: asked.required, documents, missing })
}

/// The ids of attachments in the rows of a record type that are asked for.
fn named<S: Source>(of: &str, items: &[ItemFit], file: &Verified<S>) -> Result<BTreeSet<String>, Error> {
    let mut named = BTreeSet::new();
    for item in items.iter().filter(|item| item.record_type == of) {
        for series in &item.series {
            for row in file.series_records(series) {
                let row = row?;
                if item.from.is_some_and(|from| row.sort_date() < from) {
                    continue;
                }
                if let Some(View::Id(id)) = row.get(ATTACHMENT) {
                    named.insert(id.to_owned());
                }
            }
        }
    }
    Ok(named)
}
