//! `account`: anything with money in it: bank account, card, prepaid credit, energy credit.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{CodeText, Currency, Date, Id, Name, Number, Zone};

words! {
    /// What kind of account; `customer` is one at a shop that holds no money.
    AccountKind {
        Current = "current",
        Savings = "savings",
        Card = "card",
        Loan = "loan",
        Mortgage = "mortgage",
        Prepaid = "prepaid",
        Telco = "telco",
        Utility = "utility",
        Customer = "customer",
        Wallet = "wallet",
        GiftCard = "gift_card",
        Investment = "investment",
        Other = "other",
    }

    /// Whether it can be used.
    AccountStatus {
        Open = "open",
        Closed = "closed",
        Dormant = "dormant",
        Blocked = "blocked",
        Unknown = "unknown",
    }

    /// Whether one person holds it or several do.
    AccountOwnership {
        Sole = "sole",
        Joint = "joint",
        Other = "other",
        Unknown = "unknown",
    }
}

record! {
    /// Anything with money in it: bank account, card, prepaid credit, energy credit.
    Account {
        name: "account",
        plural: "accounts",
        about: "Anything with money in it: bank account, card, prepaid credit, energy credit.",
        kind: State,
        series: Series::Own,
        sort: as_of,
        label: Some('a'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Kind and state" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// What kind of account; `customer` is one at a shop that holds no money.
            kind: AccountKind,
            /// Its currency; an account in several currencies is several records.
            currency: Currency,
            /// Whether it can be used; `unknown` where the source does not tell.
            status: AccountStatus,
            /// Whether one person holds it or several do.
            ownership: AccountOwnership,
        }
        optional {
            /// A word that is equal for accounts under one number, as those of one card in several currencies.
            pool: CodeText,
            /// Name of the product as it is sold.
            product_name: Name,
            /// The seller's code for the product, as in its price list.
            product_code: CodeText,
            /// Who keeps the account, where that is not the issuer.
            servicer: Name,
            /// The contract it is kept under; absent where none is carried.
            contract: Id => "contract",
            /// Day it was opened.
            opened_on: Date,
            /// Day it was closed; absent while it is open.
            closed_on: Date,
            /// Day a term deposit or loan falls due.
            matures_on: Date,
            /// Time zone in which its booking days begin; absent where that is not known.
            zone: Zone,
        }
    }
    identifiers "Numbers and references" {
        /// Number of the account, such as its IBAN.
        number: Number,
        /// BIC (ISO 9362) of the institution that keeps it.
        servicer_bic: CodeText,
        /// What the customer calls it.
        nickname: Name,
    }
}
