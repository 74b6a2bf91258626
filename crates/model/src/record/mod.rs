//! Records: one file a type, each a table of its members.
//!
//! The order of a table is the byte order of a row: `id`, the members of `core`, `id_stability`, the other groups,
//! `identifiers`, `extensions`. `serde_json::to_string` of a record is therefore already the form of a row
//! (spec: the chapter on records).

mod account;
mod annual_estimate;
mod any;
mod balance;
mod consumption;
mod contract;
mod credit_arrangement;
mod data_use;
mod day_end;
mod describe;
mod device_agreement;
mod interval_day;
mod invoice;
mod invoice_line;
mod loyalty_account;
mod loyalty_entry;
mod meter;
mod party;
mod payment_mandate;
mod plan_allowance;
mod preference;
mod receipt;
mod receipt_line;
mod register;
mod register_read;
mod subscription;
mod summary;
mod supply_point;
pub(crate) mod table;
mod tax_line;
mod tender;
mod transaction;
mod transaction_detail;
mod usage_event;

pub use account::{Account, AccountKind, AccountOwnership, AccountStatus};
pub use annual_estimate::{AnnualEstimate, AnnualEstimateMethod};
#[cfg(feature = "schemars")]
pub use any::derived_schema;
pub use any::{AnyRecord, RECORD_TYPES, by_name, by_schema_url};
pub use balance::{Balance, BalanceCreditLineIncluded, BalanceKind};
pub use consumption::Consumption;
pub use contract::{
    Contract, ContractBilling, ContractConcession, ContractExitChargeKind, ContractPaymentMethod, ContractPriceChange,
    ContractRenewal, ContractSector, ContractStatus,
};
pub use credit_arrangement::{CreditArrangement, CreditArrangementKind, CreditFee, RateTier, RateTierBasis};
pub use data_use::{DataUse, DataUseData, DataUseLegalBasis, DataUseOrigin, DataUsePurpose, DataUseRecipients};
pub use day_end::DayEnd;
pub use describe::{BASE, CORE, Group, IdRecipe, Kind, Member, PROFILE, RecordType, Series, Target, Totals};
pub use device_agreement::{DeviceAgreement, DeviceAgreementKind, DeviceAgreementStatus};
pub use interval_day::{IntervalDay, QualityRun};
pub use invoice::{Invoice, InvoiceKind, InvoiceStatus};
pub use invoice_line::{InvoiceLine, InvoiceLineKind, InvoiceLineService};
pub use loyalty_account::{LoyaltyAccount, LoyaltyAccountStatus, PointsExpiry};
pub use loyalty_entry::{LoyaltyEntry, LoyaltyEntryKind};
pub use meter::{Meter, MeterKind};
pub use party::{Party, PartyAgeBand, PartyRole};
pub use payment_mandate::{
    PaymentMandate, PaymentMandateAmountKind, PaymentMandateEvidence, PaymentMandateKind, PaymentMandateStatus,
};
pub use plan_allowance::{PlanAllowance, PlanAllowanceService, PlanAllowanceZone};
pub use preference::{Preference, PreferenceChannel, PreferenceTopic};
pub use receipt::{Receipt, ReceiptChannel, ReceiptDetail, ReceiptKind};
pub use receipt_line::{ProductId, ProductIdScheme, ReceiptLine, ReceiptLineKind};
pub use register::{Register, RegisterKind};
pub use register_read::{RegisterRead, RegisterReadReason};
pub use subscription::{Subscription, SubscriptionBilling, SubscriptionKind, SubscriptionStatus};
pub use summary::{Summary, SummaryMetric, SummaryOf};
pub use supply_point::{MeterWindow, MeterWindowDays, SupplyPoint, SupplyPointContractedPowerUnit, SupplyPointStatus};
pub use table::Record;
pub use tax_line::{TaxLine, TaxLineDocumentKind};
pub use tender::{Tender, TenderDirection, TenderKind};
pub use transaction::{Transaction, TransactionDateBasis, TransactionStatus};
pub use transaction_detail::TransactionDetail;
pub use usage_event::{
    UsageEvent, UsageEventDirection, UsageEventGrain, UsageEventKind, UsageEventNumberClass, UsageEventReach,
    UsageEventRoaming,
};
