//! `data_use`: what an institution holds about a customer, and why.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Country, Date, Duration, List, Name, Text};

words! {
    /// What kind of data is held.
    DataUseData {
        Identity = "identity",
        Contact = "contact",
        Financial = "financial",
        Usage = "usage",
        Location = "location",
        Communications = "communications",
        Device = "device",
        Marketing = "marketing",
        CreditScore = "credit_score",
        Inferred = "inferred",
        Other = "other",
    }

    /// What it is used for.
    DataUsePurpose {
        Contract = "contract",
        Billing = "billing",
        Legal = "legal",
        Fraud = "fraud",
        CreditCheck = "credit_check",
        Support = "support",
        Analytics = "analytics",
        Marketing = "marketing",
        Personalisation = "personalisation",
        Research = "research",
        Sharing = "sharing",
        Other = "other",
    }

    /// What allows the use (GDPR Article 6).
    DataUseLegalBasis {
        Consent = "consent",
        Contract = "contract",
        LegalObligation = "legal_obligation",
        VitalInterest = "vital_interest",
        PublicTask = "public_task",
        LegitimateInterest = "legitimate_interest",
    }

    /// Where the data came from.
    DataUseOrigin {
        Provided = "provided",
        Observed = "observed",
        Derived = "derived",
        ThirdParty = "third_party",
    }

    /// Kinds of organisations it is given to.
    DataUseRecipients {
        Processor = "processor",
        GroupCompany = "group_company",
        CreditBureau = "credit_bureau",
        Advertiser = "advertiser",
        Authority = "authority",
        Partner = "partner",
        Other = "other",
    }
}

record! {
    /// What an institution holds about a customer, and why.
    DataUse {
        name: "data_use",
        plural: "data_uses",
        about: "What an institution holds about a customer, and why.",
        kind: State,
        series: Series::All,
        sort: as_of,
        label: Some('u'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "What is held and why" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// What kind of data is held.
            data: DataUseData,
            /// What it is used for.
            purpose: DataUsePurpose,
            /// What allows the use (GDPR Article 6).
            legal_basis: DataUseLegalBasis,
        }
        optional {
            /// Where the data came from.
            origin: DataUseOrigin,
            /// Kinds of organisations it is given to.
            recipients: List<DataUseRecipients>,
            /// How long it is kept once the purpose has ended.
            retention: Duration,
            /// Day on which it is deleted at the latest.
            retention_until: Date,
            /// Whether decisions are made from it without a person.
            automated_decision: bool,
            /// Countries outside its own to which it is transferred.
            countries: List<Country>,
        }
    }
    group text "Texts as the source wrote them" {
        /// Free text as the source gives it.
        description: Text,
        /// Names of organisations it is given to.
        recipient_names: List<Name>,
    }
    identifiers "Numbers and references" {}
}
