//! The document and its header.

use super::{Calendar, Component, Condition, Jurisdiction, Phase, Window};
use crate::form::{object, words};
use pannier_model::value::{Amount, CodeText, Currency, Date, Decimal, Duration, List, Name, Rate, Text, Zone};
use std::collections::BTreeMap;

object! {
    /// What a product costs.
    pub Tariff {
        /// What the product is called by its provider; the same in all versions.
        req id: Name,
        /// Which statement of its prices this is; another one for any change.
        req version: Name,
        /// Who sells it.
        req provider: Provider,
        /// Its name as it is sold.
        req name: Name,
        /// What it is, for people; changes no price.
        opt summary: Text,
        /// The trade; decides what is replayed, days or months.
        req sector: Sector,
        /// What is supplied, by the word of records for the kind of account or line, or the fuel; absent where the components say it, or any will do.
        opt service: Service,
        /// Up to how many lines have it together; absent where it is for one.
        opt lines: u32,
        /// Where it is sold (ISO 3166).
        req jurisdiction: Jurisdiction,
        /// The currency of every amount.
        req currency: Currency,
        /// The zone of every time of day.
        req time_zone: Zone,
        /// When it can be signed up to.
        req saleable: Span,
        /// When these prices are charged.
        req priced: Span,
        /// Where it is available; absent where that is everywhere in `jurisdiction`.
        opt area: List<Area>,
        /// What a customer has to be; an empty list where anybody can have it.
        req eligibility: Vec<Condition>,
        /// What the customer chooses and the price depends on.
        opt choices: List<Choice>,
        /// Tax in the amounts of all components that have none of their own.
        req tax: Tax,
        /// Where amounts are rounded, and how.
        req rounding: Rounding,
        /// Periods of a bill.
        req billing: Billing,
        /// Hours of the week with a price of their own, by name.
        opt windows: BTreeMap<CodeText, Window>,
        /// Days and seasons that windows speak of, by name.
        opt calendars: BTreeMap<CodeText, Calendar>,
        /// Allowances that several components draw on, and with `lines` several lines.
        opt pools: List<Pool, 100>,
        /// What is charged and credited; each refers only to those before it.
        req components: List<Component>,
        /// How long a customer is bound; absent where not at all.
        opt commitment: Commitment,
        /// What leaving costs.
        opt exit: List<Exit>,
        /// What a customer gets beside prices; changes no price.
        opt non_price: List<NonPrice>,
        /// What a customer is given for signing up; shown, never counted.
        opt gifts: List<Gift>,
        /// What the components do not say; an empty list where they say everything.
        req unmodelled: Vec<Unmodelled>,
        /// What it was converted from, and what was lost.
        opt source: Source,
    }

    /// Who sells a product.
    pub Provider {
        /// A number that names it, such as a company or tax number.
        req id: Name,
        /// The key that signs its tariffs (RFC 7638 thumbprint).
        opt key_id: CodeText,
        /// Its name for people.
        req name: Name,
    }

    /// Days from one to before another.
    pub Span {
        /// First day of the span.
        req from: Date,
        /// First day after it; absent while it is open.
        opt to: Date,
    }

    /// Where a product is available.
    pub Area {
        /// Parts of it where the product is not available.
        opt exclude: List<Name>,
        /// Beginnings of codes of the scheme where it is available; absent for all.
        opt include: List<Name>,
        /// What the codes are, such as postcodes or areas of a grid.
        req scheme: AreaScheme,
    }

    /// Something the customer chooses.
    pub Choice {
        /// The value that holds where the customer says none.
        req default: CodeText,
        /// Its name in conditions.
        req id: CodeText,
        /// Its name for people.
        req label: Name,
        /// What can be chosen, one of them by each customer.
        req values: List<CodeText, 100>,
    }

    /// An allowance that several components draw on, and with `lines` several lines.
    pub Pool {
        /// `line`: so much for each line; absent for so much in all.
        opt for_each: ForEach,
        /// Its name in components.
        req id: CodeText,
        /// Its name for people.
        req label: Name,
        /// The period; absent for the billing period.
        opt per: Duration,
        /// How much there is for all that draw on it, in one period.
        req quantity: Decimal,
        /// How long what is left can still be used; absent where it lapses.
        opt rollover: Duration,
    }

    /// Tax in amounts.
    pub Tax {
        /// Whether the amounts of the tariff contain the tax.
        req included: bool,
        /// What the tax is called, such as `VAT`.
        opt name: Name,
        /// The rate; `0` where there is none.
        req rate: Rate,
    }

    /// How amounts are rounded.
    pub Rounding {
        /// What is rounded: each line, the sum of each billing period, or the sum of the year.
        req at: RoundingAt,
        /// To which neighbour what lies between two is rounded.
        req mode: RoundingMode,
        /// Decimals that are left, at most six.
        req places: u32,
    }

    /// Periods of a bill.
    pub Billing {
        /// Whether periods begin with those of the calendar or with the contract.
        req anchor: BillingAnchor,
        /// How long a period of a bill is.
        req period: BillingPeriod,
    }

    /// How long a customer is bound.
    pub Commitment {
        /// How long before its end the contract has to be given notice.
        opt notice: Duration,
        /// Whether prices can change before the end.
        opt price_change: PriceChange,
        /// What happens when the term is over.
        req renewal: Renewal,
        /// Its length from the start of the contract; absent where there is none.
        opt term: Duration,
    }

    /// What leaving costs.
    pub Exit {
        /// An amount, whenever the customer leaves within `phase`.
        opt amount: Amount,
        /// What it is called.
        req label: Name,
        /// An amount for each month of the term that is left, a month begun counting whole.
        opt per_month_left: Amount,
        /// When it is charged, from the start of the contract; absent for any time.
        opt phase: Phase,
    }

    /// Something a customer gets beside prices.
    pub NonPrice {
        /// Its name for programs.
        req id: CodeText,
        /// Its name for people.
        req label: Name,
        /// Unit of the value, where it is a number.
        opt unit: Name,
        /// How much of it there is, or what it is, in words.
        req value: Name,
    }

    /// Something a customer is given for signing up.
    pub Gift {
        /// What the provider says it is worth.
        opt declared_value: Amount,
        /// What it is.
        req label: Name,
    }

    /// Something the components do not say.
    pub Unmodelled {
        /// What it does to the price: raises it, lowers it, nothing, or nobody knows.
        req effect: UnmodelledEffect,
        /// Where the source says it.
        opt source: Text,
        /// What the components leave out, in the words of the source.
        req text: Text,
    }

    /// What a tariff was converted from.
    pub Source {
        /// Digest of the document, `sha-256:` and base64url.
        opt digest: CodeText,
        /// What of it could not be said here.
        opt losses: List<Loss>,
        /// Day on which the source was fetched.
        opt retrieved: Date,
        /// Name and version of the program that converted it.
        opt tool: Name,
        /// Address from which it was fetched.
        opt uri: Text,
    }

    /// What was lost in a conversion.
    pub Loss {
        /// JSON pointer to the part of the source that was lost.
        req path: Text,
        /// Why a tariff could not say it.
        req reason: Text,
    }
}

words! {
    /// What something is counted for each of.
    ForEach {
        Line = "line",
    }

    /// The trade of a product.
    Sector {
        Bank = "bank",
        Telco = "telco",
        Retail = "retail",
        Energy = "energy",
        Water = "water",
    }

    /// What is supplied.
    Service {
        Current = "current",
        Savings = "savings",
        Card = "card",
        Loan = "loan",
        Mortgage = "mortgage",
        Prepaid = "prepaid",
        Mobile = "mobile",
        FixedVoice = "fixed_voice",
        Broadband = "broadband",
        Tv = "tv",
        Iot = "iot",
        Electricity = "electricity",
        Gas = "gas",
        Heat = "heat",
        Water = "water",
    }

    /// What codes of an area are.
    AreaScheme {
        Postcode = "postcode",
        Nuts = "nuts",
        Network = "network",
    }

    /// What is rounded.
    RoundingAt {
        Line = "line",
        Period = "period",
        Total = "total",
    }

    /// To which neighbour a number is rounded; `half_up` is away from zero at the half.
    RoundingMode {
        HalfUp = "half_up",
        HalfEven = "half_even",
        Down = "down",
        Up = "up",
    }

    /// Where periods of a bill begin.
    BillingAnchor {
        Calendar = "calendar",
        Contract = "contract",
    }

    /// The length of a billing period.
    BillingPeriod {
        Month = "P1M",
        TwoMonths = "P2M",
        Quarter = "P3M",
        HalfYear = "P6M",
        Year = "P1Y",
    }

    /// Whether prices can change within a term.
    PriceChange {
        None = "none",
        Indexed = "indexed",
        OnNotice = "on_notice",
        Unknown = "unknown",
    }

    /// What happens at the end of a term.
    Renewal {
        None = "none",
        Rolling = "rolling",
        SameTerm = "same_term",
    }

    /// What a text does to the price.
    UnmodelledEffect {
        Increase = "increase",
        Decrease = "decrease",
        None = "none",
        Unknown = "unknown",
    }
}

impl BillingPeriod {
    /// Its months.
    pub const fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::TwoMonths => 2,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }
}

impl Service {
    /// The trade that supplies it.
    pub const fn sector(self) -> Sector {
        match self {
            Self::Current | Self::Savings | Self::Card | Self::Loan | Self::Mortgage | Self::Prepaid => Sector::Bank,
            Self::Mobile | Self::FixedVoice | Self::Broadband | Self::Tv | Self::Iot => Sector::Telco,
            Self::Electricity | Self::Gas | Self::Heat => Sector::Energy,
            Self::Water => Sector::Water,
        }
    }
}
