//! `request`: what a recipient asks for, and why.

use super::table::{closed, document};
use super::{Address, GroupName, MediaType, Token};
use crate::value::words::words;
use crate::value::{Duration, Int, List, Name, Text};

words! {
    /// What a recipient wants records for.
    Purpose {
        CompareEnergy = "compare_energy",
        CompareAccounts = "compare_accounts",
        CompareTelecom = "compare_telecom",
        CompareShopping = "compare_shopping",
        Budgeting = "budgeting",
        Affordability = "affordability",
        IncomeProof = "income_proof",
        EnergyAdvice = "energy_advice",
        BillCheck = "bill_check",
        Warranty = "warranty",
        TaxReturn = "tax_return",
        Switching = "switching",
        Research = "research",
        Other = "other",
    }

    /// How much has to leave the holder's hands; what comes later is more.
    Level {
        Answer = "answer",
        Summary = "summary",
        Records = "records",
    }
}

closed! {
    /// One thing that is asked for.
    RequestItem
    required {
        /// Record type; at level `summary` the type whose monthly figures are asked for.
        record_type: GroupName,
        /// Why it is asked for, in a sentence for the holder.
        why: Text,
        /// Whether the request cannot be met without it.
        required: bool,
    }
    optional {
        /// Groups asked for beside `core`.
        groups: List<GroupName, 64>,
        /// How far back from the day on which the bundle was issued; absent for everything there is.
        lookback: Duration,
    }
}

closed! {
    /// Attachments that are asked for: the bill beside its figures.
    RequestAttachments
    required {
        /// Why they are asked for, in a sentence for the holder.
        why: Text,
        /// Whether the request cannot be met without them.
        required: bool,
    }
    optional {
        /// Record type whose rows name them; absent for whatever is there.
        of: GroupName,
        /// Media types asked for; absent for any.
        media_types: List<MediaType, 16>,
    }
}

document! {
    /// What a recipient asks for, and why.
    Request {
        name: "request",
        about: "What a recipient asks for, why, and how long it keeps it.",
        iss: Address,
        expires: |request| Some(request.exp),
        follows: |_| Vec::new(),
        holder: |_| None,
    }
    required {
        /// Moment from which on it is not to be answered, in seconds since 1970.
        exp: Int,
        /// Name of the recipient for people.
        name: Name,
        /// Audience the answer has to be bound to.
        aud: Token,
        /// Number the answer has to repeat, new for every request.
        nonce: Token,
        /// What the records are wanted for.
        purpose: Purpose,
        /// The same in a sentence for the holder.
        why: Text,
        /// How much has to leave the holder's hands.
        level: Level,
        /// How long what is received is kept.
        retention: Duration,
        /// Where the holder can ask and object.
        contact: Name,
        /// What is asked for.
        items: List<RequestItem, 64>,
    }
    optional {
        /// Who else receives it, by name; absent for nobody.
        recipients: List<Name, 64>,
        /// Attachments that are asked for; absent for none.
        attachments: List<RequestAttachments, 16>,
        /// How old the bundle may be, counted back from the day of `iat`; absent for any age.
        max_age: Duration,
    }
}
