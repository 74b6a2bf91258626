//! `offer`: a price that a provider stands by, on data that a holder showed; and `acceptance`, the answer to it.

use super::table::{closed, document};
use super::{Address, DocumentDigest, FactAnswer, GrantShare, GrantTerms, HolderKey, KeyName};
use crate::value::words::words;
use crate::value::{Amount, CodeText, Currency, Date, Duration, Int, List, Name, Text};

words! {
    /// What the figures of an offer are good for: those of a quote that can be ranked.
    OfferStatus {
        Exact = "exact",
        Projected = "projected",
        Bounded = "bounded",
    }

    /// How much of the year was seen.
    OfferGrade {
        A = "A",
        B = "B",
        C = "C",
        D = "D",
    }
}

closed! {
    /// Which statement of prices it is.
    OfferTariff
    required {
        /// Its id.
        id: Name,
        /// Its version.
        version: Name,
        /// Its name as it is sold.
        name: Name,
        /// Hash of the bytes of its document.
        digest: DocumentDigest,
    }
    optional {}
}

closed! {
    /// Money without tax, its tax, and both.
    OfferSum
    required {
        /// With tax.
        gross: Amount,
        /// Without tax.
        net: Amount,
        /// The tax.
        tax: Amount,
    }
    optional {}
}

closed! {
    /// What a component of the tariff comes to in the first year.
    OfferComponent
    required {
        /// The component.
        component: CodeText,
        /// With tax.
        gross: Amount,
    }
    optional {}
}

closed! {
    /// The total over the commitment.
    OfferCommitment
    required {
        /// Months of the term.
        months: Int,
        /// With tax.
        gross: Amount,
    }
    optional {}
}

closed! {
    /// What a tariff comes to on the data of the shares.
    OfferPrice
    required {
        /// What the figures are good for.
        status: OfferStatus,
        /// The first twelve months.
        year_one: OfferSum,
        /// Hash of the lines they are made of.
        lines: DocumentDigest,
    }
    optional {
        /// What each component comes to in the first year; absent where nothing is charged.
        components: List<OfferComponent>,
        /// How much of the year was seen.
        grade: OfferGrade,
        /// The same use in months 13 to 24.
        year_two: OfferSum,
        /// The total over the commitment, where there is a term.
        commitment: OfferCommitment,
        /// The first year and what leaving then costs.
        leave_after_one_year: Amount,
    }
}

closed! {
    /// What anybody would pay for the same use.
    OfferPublic
    required {
        /// The tariff that anybody can have.
        tariff: OfferTariff,
        /// What it comes to on the same data, answers and year.
        price: OfferPrice,
    }
    optional {}
}

closed! {
    /// Something the customer chooses and the price depends on.
    OfferChoice
    required {
        /// The choice.
        choice: CodeText,
        /// The value that was chosen.
        is: CodeText,
    }
    optional {}
}

closed! {
    /// What somebody gets if the offer is accepted.
    OfferCommission
    required {
        /// Who gets it.
        to: Name,
        /// For what, and how it is reckoned.
        what: Text,
    }
    optional {
        /// How much, in the currency of the offer.
        amount: Amount,
    }
}

document! {
    /// A price that a provider stands by, on data that a holder showed.
    Offer {
        name: "offer",
        about: "A price that a provider stands by, on the data of a share; anybody who has both can recompute it.",
        iss: Address,
        expires: |offer| Some(offer.exp),
        follows: |offer| {
            let named = [("request", offer.request.as_ref()), ("intent", offer.intent.as_ref())];
            named.into_iter().filter_map(|(member, digest)| Some((member, digest?.clone()))).collect()
        },
        holder: |_| None,
    }
    required {
        /// Moment from which on it can no longer be accepted, in seconds since 1970.
        exp: Int,
        /// Name of the provider for people.
        name: Name,
        /// Whether the provider is bound by it until `exp`; else it is indicative.
        firm: bool,
        /// The shares it is computed on.
        shares: List<GrantShare, 16>,
        /// The tariff that is offered.
        tariff: OfferTariff,
        /// The currency of every amount in it.
        currency: Currency,
        /// First day of the year that is priced.
        from: Date,
        /// What the tariff comes to.
        price: OfferPrice,
        /// Whether the tariff is for this customer, or somebody like them, and not for everybody.
        personalised: bool,
        /// Where the holder can ask and accept.
        contact: Name,
    }
    optional {
        /// Hash of the request that the share answered.
        request: DocumentDigest,
        /// Hash of the intent that is answered; absent where there was none.
        intent: DocumentDigest,
        /// The public tariff and its price on the same data; beside a personal price.
        public: OfferPublic,
        /// Why the personal price is above the public one.
        why_dearer: Text,
        /// Answers it is computed with.
        facts: List<FactAnswer, 64>,
        /// Choices it is computed with.
        choices: List<OfferChoice, 64>,
        /// Holidays of the year that is priced.
        holidays: List<Date, 366>,
        /// The one account, line or supply point that is priced, by its label; absent where the shares show one.
        thing: CodeText,
        /// Who gets something if it is accepted; absent for nobody.
        commission: List<OfferCommission, 16>,
        /// What else has to hold.
        conditions: List<Text, 64>,
        /// How long the customer can withdraw from the contract without a reason.
        withdrawal: Duration,
        /// Terms of the contract.
        terms: GrantTerms,
    }
}

closed! {
    /// Who accepts: what a contract needs and nothing saw before.
    Identity
    required {
        /// Name of the person.
        name: Name,
    }
    optional {
        /// Day of birth.
        born: Date,
        /// Postal address.
        address: Text,
        /// Address for mail.
        email: Name,
        /// Telephone number.
        phone: Name,
        /// Number of the account, line or supply point that is meant.
        number: Name,
    }
}

document! {
    /// That a holder takes an offer.
    Acceptance {
        name: "acceptance",
        about: "That a holder takes an offer, having recomputed it; here a name appears for the first time, if at all.",
        iss: KeyName,
        expires: |_| None,
        follows: |acceptance| vec![("offer", acceptance.offer.clone())],
        holder: |acceptance| Some(&acceptance.cnf),
    }
    required {
        /// The key of the holder, used for this provider only.
        cnf: HolderKey,
        /// Who made the offer.
        recipient: Address,
        /// Hash of the offer.
        offer: DocumentDigest,
        /// Hash of the lines that the holder computed.
        lines: DocumentDigest,
    }
    optional {
        /// First day on which it is wanted.
        start: Date,
        /// Who accepts.
        identity: Identity,
        /// What there is to say about it.
        note: Text,
    }
}
