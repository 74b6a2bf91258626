//! `party`: a person with a role at the institution.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{CodeText, Country, Date, Id, List, Name, Number};

words! {
    /// What the person is to the institution.
    PartyRole {
        Subject = "subject",
        JointHolder = "joint_holder",
        AuthorisedUser = "authorised_user",
        BillPayer = "bill_payer",
        Guarantor = "guarantor",
        Representative = "representative",
    }

    /// Band the age falls in, so that no birth date is needed.
    PartyAgeBand {
        Under18 = "under_18",
        Age18To24 = "18_24",
        Age25To34 = "25_34",
        Age35To44 = "35_44",
        Age45To54 = "45_54",
        Age55To64 = "55_64",
        Age65To74 = "65_74",
        Age75Plus = "75_plus",
    }
}

record! {
    /// A person with a role at the institution.
    Party {
        name: "party",
        plural: "parties",
        about: "A person with a role at the institution.",
        kind: State,
        series: Series::Own,
        sort: as_of,
        label: Some('p'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Role" {
        required {
            /// What the person is to the institution.
            role: PartyRole,
            /// Day on which the state was observed to hold.
            as_of: Date,
        }
        optional {
            /// Accounts, lines and supply points this person holds or uses.
            of: List<Id> => "any",
        }
    }
    group facts "Facts about you without your name" {
        /// Band the age falls in, so that no birth date is needed.
        age_band: PartyAgeBand,
        /// Country of residence, not of citizenship.
        country: Country,
        /// Leading part of the postcode, never all of it.
        postcode_area: CodeText,
        /// Whether the institution knows the person as a student.
        student: bool,
        /// Day the relationship began.
        customer_since: Date,
    }
    group identity "Your name and date of birth" {
        /// Full name.
        name: Name,
        /// Date of birth.
        birth_date: Date,
    }
    group contact "How to reach you" {
        /// Postal address, line by line, without the postcode.
        address: List<Name>,
        /// Whole postcode.
        postcode: Name,
        /// E-mail address.
        email: Name,
        /// Telephone number.
        phone: Number,
    }
    identifiers "Numbers and references" {
        /// Number the institution gave the customer.
        customer_number: Number,
        /// Number the tax authority gave the person.
        tax_id: Number,
    }
}
