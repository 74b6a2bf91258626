//! `intent`: what a holder is looking for, so that providers answer and do not guess.

use super::table::{closed, document};
use super::{Address, DocumentDigest, GrantShare, GrantTerms, GroupName, HolderKey, KeyName, Level, Token};
use crate::value::words::words;
use crate::value::{Amount, CodeText, Currency, Date, Int, List, Name, Text};

words! {
    /// The trade of a product, as tariffs have it.
    Sector {
        Bank = "bank",
        Telco = "telco",
        Retail = "retail",
        Energy = "energy",
        Water = "water",
    }
}

closed! {
    /// The answer to a question that prices depend on.
    FactAnswer
    required {
        /// The fact, as conditions of tariffs name it.
        fact: CodeText,
        /// The answer.
        is: Name,
    }
    optional {}
}

closed! {
    /// What the providers get to see.
    IntentData
    required {
        /// How much leaves the holder's hands.
        level: Level,
    }
    optional {
        /// Record types that a share for whoever is asked would show.
        record_types: List<GroupName, 64>,
        /// The share that goes with the intent.
        share: GrantShare,
    }
}

closed! {
    /// What the holder has now.
    IntentCurrent
    required {
        /// What it costs in a year, with tax.
        year_cost: Amount,
    }
    optional {
        /// Hash of its tariff, where it has one.
        tariff: DocumentDigest,
        /// What leaving it costs.
        leaving: Amount,
        /// First day on which it can end.
        ends: Date,
    }
}

document! {
    /// What a holder is looking for, and what it has to be.
    Intent {
        name: "intent",
        about: "What a holder is looking for: a personal request for proposals.",
        iss: KeyName,
        expires: |intent| Some(intent.exp),
        follows: |_| Vec::new(),
        holder: |intent| Some(&intent.cnf),
    }
    required {
        /// Moment from which on no reply is wanted, in seconds since 1970.
        exp: Int,
        /// The key of the holder, made for this one purpose.
        cnf: HolderKey,
        /// The trade that is asked.
        sector: Sector,
        /// What is looked for, in the holder's words.
        need: Text,
        /// The currency of every amount in it.
        currency: Currency,
        /// What whoever is asked gets to see.
        data: IntentData,
        /// Where replies go: an address that is used for nothing else.
        reply_to: Name,
        /// How many replies are read at most.
        max_replies: Int,
    }
    optional {
        /// The one who is asked; absent where anybody may answer.
        recipient: Address,
        /// Answers that prices depend on; answers only, never documents.
        facts: List<FactAnswer, 64>,
        /// What an offer has to have.
        must: List<Text, 64>,
        /// What an offer would better have.
        wish: List<Text, 64>,
        /// The most that the first year may cost, with tax.
        budget: Amount,
        /// The longest commitment, in months; 0 for none.
        max_months: Int,
        /// First day on which it is wanted.
        start: Date,
        /// What the holder has now.
        current: IntentCurrent,
        /// Key to which replies are to be encrypted (age).
        reply_key: Token,
        /// Agreement under which replies are taken, such as one of IEEE 7012.
        terms: GrantTerms,
    }
}
