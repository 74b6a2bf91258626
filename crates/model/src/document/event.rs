//! `event`: one step in the life of a grant, in the log that its recipient keeps and gives back.

use super::table::document;
use super::{Address, Channel, DocumentDigest};
use crate::value::words::words;
use crate::value::{Int, Name, Text};

words! {
    /// What happened to what a grant gave.
    EventKind {
        Accepted = "accepted",
        Accessed = "accessed",
        Used = "used",
        Shared = "shared",
        Contacted = "contacted",
        Withdrawn = "withdrawn",
        Erased = "erased",
        Breached = "breached",
    }
}

document! {
    /// One step in the life of a grant.
    Event {
        name: "event",
        about: "One step in the life of a grant: access, use, passing on, erasure.",
        iss: Address,
        expires: |_| None,
        follows: |event| {
            let named = [
                ("grant", Some(&event.grant)),
                ("previous", event.previous.as_ref()),
                ("withdrawal", event.withdrawal.as_ref()),
            ];
            named.into_iter().filter_map(|(member, digest)| Some((member, digest?.clone()))).collect()
        },
        holder: |_| None,
    }
    required {
        /// Hash of the grant whose life it is.
        grant: DocumentDigest,
        /// Its place in the log, from 0.
        seq: Int,
        /// What happened.
        what: EventKind,
        /// Moment it happened, in seconds since 1970.
        at: Int,
    }
    optional {
        /// Hash of the event before it; absent exactly in the first.
        previous: DocumentDigest,
        /// Who received it; with `shared`.
        with: Name,
        /// How the holder was approached; with `contacted`.
        channel: Channel,
        /// Hash of the withdrawal that came in; with `withdrawn`.
        withdrawal: DocumentDigest,
        /// Hash of the offer that it was used for; with `used`.
        offer: DocumentDigest,
        /// What there is to say about it, for the holder.
        detail: Text,
    }
}
