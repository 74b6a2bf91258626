//! `contract`: what binds a customer, until when, and what leaving costs.

use super::table::record;
use super::{IdRecipe, Series};
use crate::value::words::words;
use crate::value::{Amount, CodeText, Currency, Date, Duration, Id, List, Name, Number, Rate, Text};

words! {
    /// Trade of the provider.
    ContractSector {
        Bank = "bank",
        Telco = "telco",
        Retail = "retail",
        Energy = "energy",
        Water = "water",
        Insurance = "insurance",
        Other = "other",
    }

    /// Whether it runs, is about to, or has ended.
    ContractStatus {
        Active = "active",
        Pending = "pending",
        Ended = "ended",
    }

    /// How leaving early is charged; `none` says that it is free.
    ContractExitChargeKind {
        None = "none",
        Amount = "amount",
        Schedule = "schedule",
        Unknown = "unknown",
    }

    /// What happens when the term is over.
    ContractRenewal {
        None = "none",
        Rolling = "rolling",
        SameTerm = "same_term",
        Unknown = "unknown",
    }

    /// How the price may change during the term.
    ContractPriceChange {
        None = "none",
        Indexed = "indexed",
        OnNotice = "on_notice",
        Unknown = "unknown",
    }

    /// When it is paid: before, after, or once at the start.
    ContractBilling {
        Prepaid = "prepaid",
        Postpaid = "postpaid",
        Upfront = "upfront",
    }

    /// How it is paid.
    ContractPaymentMethod {
        DirectDebit = "direct_debit",
        Card = "card",
        Transfer = "transfer",
        Cash = "cash",
        PrepaymentMeter = "prepayment_meter",
        Other = "other",
    }

    /// Why a reduced price applies.
    ContractConcession {
        SocialTariff = "social_tariff",
        Disability = "disability",
        Senior = "senior",
        Veteran = "veteran",
        LowIncome = "low_income",
        Medical = "medical",
        Other = "other",
    }
}

record! {
    /// What binds a customer, until when, and what leaving costs.
    Contract {
        name: "contract",
        plural: "contracts",
        about: "What binds a customer, until when, and what leaving costs.",
        kind: State,
        series: Series::Own,
        sort: as_of,
        label: Some('c'),
        id: IdRecipe::Label,
        totals: None,
    }
    core "Terms" {
        required {
            /// Day on which the state was observed to hold.
            as_of: Date,
            /// Trade of the provider.
            sector: ContractSector,
            /// Whether it runs, is about to, or has ended.
            status: ContractStatus,
            /// Name of who provides under it.
            provider: Name,
            /// Name of the product as it is sold.
            product_name: Name,
            /// How leaving early is charged; `none` says that it is free.
            exit_charge_kind: ContractExitChargeKind,
        }
        optional {
            /// The seller's code for the product, as in its price list.
            product_code: CodeText,
            /// Accounts, lines, supply points, registers and contracts it covers.
            covers: List<Id> => "any",
            /// First day of the term; absent where it is not known.
            starts_on: Date,
            /// Shortest term agreed, counted from `starts_on`; absent where there is none.
            min_term: Duration,
            /// First day on which the customer is free.
            ends_on: Date,
            /// What happens when the term is over: it ends, goes on until notice, or begins again.
            renewal: ContractRenewal,
            /// Time between giving notice and the end.
            notice: Duration,
            /// Charge for leaving on the day `exit_charge_as_of`.
            exit_charge: Amount,
            /// Day for which `exit_charge` was worked out.
            exit_charge_as_of: Date,
            /// Currency of its amounts; present with any amount.
            currency: Currency,
            /// Whether its amounts contain tax; present with any amount.
            tax_included: bool,
            /// How the price may change during the term.
            price_change: ContractPriceChange,
            /// Name of the index that the price follows.
            price_index: CodeText,
            /// Amount due every `recurring_period` whatever is used.
            recurring_amount: Amount,
            /// How often `recurring_amount` is due: `P1M` for every month.
            recurring_period: Duration,
            /// When it is paid: before, after, or once at the start.
            billing: ContractBilling,
            /// How it is paid, on which reductions can depend.
            payment_method: ContractPaymentMethod,
            /// Address of the tariff in force, as its provider publishes it.
            tariff_uri: Text,
            /// Digest of that tariff: `sha-256:` and base64url.
            tariff_digest: CodeText,
        }
    }
    group text "Texts as the source wrote them" {
        /// What the contract says about leaving.
        exit_terms: Text,
        /// What the contract says about changes of price.
        price_change_terms: Text,
        /// The attachment that holds the document.
        attachment: Id,
    }
    group concession "Reductions that tell about health or income" {
        /// Why a reduced price applies.
        concession: ContractConcession,
        /// First day without the reduction.
        concession_ends_on: Date,
        /// Reduction as a fraction of the price: `0.1` is a tenth.
        concession_rate: Rate,
        /// Reduction as an amount.
        concession_amount: Amount,
    }
    identifiers "Numbers and references" {
        /// Number of the contract.
        contract_number: Number,
    }
}
