//! `grant`: what a holder agreed to, kept by both sides; and `withdrawal`, which ends it.

use super::table::{closed, document};
use super::{Address, DocumentDigest, FileName, GroupName, HolderKey, KeyName, Level, MediaType, Purpose, Token};
use crate::value::words::words;
use crate::value::{Date, Duration, Int, List, Name, Text};

words! {
    /// A way to reach somebody.
    Channel {
        Email = "email",
        Phone = "phone",
        Post = "post",
        Message = "message",
        App = "app",
    }

    /// What allows the recipient to use what it was given.
    Basis {
        Consent = "consent",
        Contract = "contract",
    }
}

closed! {
    /// One kind of record that was given.
    GrantItem
    required {
        /// Record type.
        record_type: GroupName,
    }
    optional {
        /// Groups given beside `core`; absent for none.
        groups: List<GroupName, 64>,
        /// First day that was given; absent for as far back as the share goes.
        from: Date,
        /// First day after what was given; absent for as far as the share goes.
        to: Date,
    }
}

closed! {
    /// One attachment that was given.
    GrantAttachment
    required {
        /// What people call it.
        name: FileName,
        /// Its media type.
        media_type: MediaType,
        /// Hash of its bytes.
        digest: DocumentDigest,
    }
    optional {}
}

closed! {
    /// The share in which it was given.
    GrantShare
    required {
        /// `jti` of its head.
        jti: Token,
        /// `pannier_share` of its key binding: the hash of what it shows.
        pannier_share: DocumentDigest,
    }
    optional {}
}

closed! {
    /// How often, and how, the holder may be approached.
    GrantContact
    required {
        /// How many times at most in each period.
        most: Int,
        /// The period, counted from the grant on.
        per: Duration,
        /// By which ways.
        channels: List<Channel, 5>,
    }
    optional {}
}

closed! {
    /// An agreement that holds beside the grant.
    GrantTerms
    required {
        /// Where it can be read.
        uri: Address,
        /// Hash of its bytes.
        digest: DocumentDigest,
    }
    optional {}
}

document! {
    /// What a holder agreed to: who may use what, for what, until when.
    Grant {
        name: "grant",
        about: "What a holder agreed to: who may use what, for what, until when.",
        iss: KeyName,
        expires: |grant| Some(grant.exp),
        follows: |grant| grant.request.iter().map(|request| ("request", request.clone())).collect(),
        holder: |grant| Some(&grant.cnf),
    }
    required {
        /// Moment from which on nothing of it may be kept or used, in seconds since 1970.
        exp: Int,
        /// The key of the holder, made for this recipient.
        cnf: HolderKey,
        /// Who may use it.
        recipient: Address,
        /// For what it may be used.
        purpose: Purpose,
        /// The same in a sentence.
        why: Text,
        /// What allows it.
        basis: Basis,
        /// How much left the holder's hands.
        level: Level,
        /// Whether it may be joined with other data about the same person, or used to find out who that is.
        join: bool,
        /// Where a withdrawal is to be sent.
        withdraw: Name,
    }
    optional {
        /// Hash of the request that is answered; absent where nobody asked.
        request: DocumentDigest,
        /// The share in which it was given; absent at level `answer`.
        share: GrantShare,
        /// What was given; absent at level `answer`.
        given: List<GrantItem, 64>,
        /// Who else may receive it, by name; absent for nobody.
        recipients: List<Name, 64>,
        /// How often the holder may be approached; absent for never.
        contact: GrantContact,
        /// Agreement that holds beside it, such as one of IEEE 7012.
        terms: GrantTerms,
        /// Attachments that were given; absent for none.
        attachments: List<GrantAttachment, 1024>,
    }
}

document! {
    /// The end of a grant, by the holder who made it.
    Withdrawal {
        name: "withdrawal",
        about: "The end of a grant, by the holder who made it.",
        iss: KeyName,
        expires: |_| None,
        follows: |withdrawal| vec![("grant", withdrawal.grant.clone())],
        holder: |withdrawal| Some(&withdrawal.cnf),
    }
    required {
        /// The key of the holder, that of the grant.
        cnf: HolderKey,
        /// Hash of the grant that ends.
        grant: DocumentDigest,
        /// Whether what was given is to be erased too, and not only used no longer.
        erase: bool,
    }
    optional {
        /// Why, in the holder's words.
        why: Text,
    }
}
