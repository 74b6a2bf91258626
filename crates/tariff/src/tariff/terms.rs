//! The terms of the eight kinds of component.

use super::{Bound, ForEach, Meter, TariffUnit};
use crate::form::{object, words};
use pannier_model::record::{UsageEventNumberClass, UsageEventReach, UsageEventRoaming};
use pannier_model::value::{Amount, Category, CodeText, Decimal, Digits4, Duration, Gtin, List, Rate, TxKind};

object! {
    /// An amount for time: `fixed`.
    pub Fixed {
        /// The amount.
        req amount: Amount,
        /// When a single amount falls due, from the start of the contract; absent for at the start.
        opt at: Duration,
        /// `line`: it is charged for each line; absent for once whatever their number.
        opt for_each: ForEach,
        /// For what it is charged: `once`, or for each of these periods.
        req per: FixedPer,
        /// Whether a part of a year costs a part of it; absent for `daily`.
        opt proration: Proration,
    }

    /// A price for what is measured: `usage`.
    pub Usage {
        /// The period over which blocks are counted; absent for the billing period.
        opt block_period: Duration,
        /// The prices, lowest block first.
        req blocks: List<Block, 100>,
        /// Only use of these.
        opt filter: Filter,
        /// What is not charged.
        opt included: Included,
        /// Steps in which use is counted.
        opt increment: Increment,
        /// What is measured.
        req meter: Meter,
        /// Whether each block has its price or the block that is reached has it for everything; needed where there are
        /// several.
        opt mode: BlockMode,
        /// The shared allowance that is drawn on before anything is charged.
        opt pool: CodeText,
        /// How much of the pool one `unit` takes; absent for one.
        opt takes: Decimal,
        /// The unit of quantities and prices.
        req unit: TariffUnit,
        /// Only in these hours.
        opt window: CodeText,
    }

    /// A price for the greatest power: `peak`.
    pub Peak {
        /// The prices, lowest block first.
        req blocks: List<Block, 100>,
        /// Which power counts.
        req measure: PeakMeasure,
        /// What is measured.
        req meter: Meter,
        /// Whether each block has its price or the block that is reached has it for everything; needed where there are
        /// several.
        opt mode: BlockMode,
        /// How many of the greatest are averaged; with `top_n_mean`.
        opt n: u32,
        /// For what the price is charged each time.
        req per: PeakPer,
        /// The unit of power.
        req unit: TariffUnit,
        /// Only in these hours.
        opt window: CodeText,
    }

    /// A price for what happens: `event`.
    pub Event {
        /// An amount for each.
        opt amount: Amount,
        /// How many of each period cost nothing, the first ones.
        opt free: Free,
        /// Which ones.
        req matching as "match": EventMatch,
        /// The most that one costs.
        opt max: Amount,
        /// The least that one costs.
        opt min: Amount,
        /// A part of the money that moves.
        opt percent: Rate,
    }

    /// Interest or a fee for a balance at the end of each day: `balance`.
    pub Balance {
        /// The prices by balance, lowest block first; in place of `rate`.
        opt blocks: List<BalanceBlock, 100>,
        /// What is not charged.
        opt buffer: Buffer,
        /// How days make a year.
        opt day_count: DayCount,
        /// How many days of each period cost nothing, the first ones.
        opt free_days: FreeDays,
        /// The part of the balance above this.
        opt from: Bound,
        /// Whether each block has its price or the block that is reached has it for everything; needed where several have
        /// a rate.
        opt mode: BlockMode,
        /// Nominal yearly rate; in place of `blocks`.
        opt rate: Rate,
        /// How often it is charged; absent for the billing period.
        opt settle: Duration,
        /// Balances below zero, or above.
        req side: Side,
        /// The part of the balance up to this.
        opt to: Bound,
    }

    /// A part of other components: `percent`.
    pub Percent {
        /// The most it is.
        opt max: Amount,
        /// The least it is.
        opt min: Amount,
        /// The components before it that it is a part of.
        req of: List<CodeText>,
        /// Only of what is above this.
        opt over: Amount,
        /// The part; below zero for a discount.
        req rate: Rate,
    }

    /// The least and the most that other components come to: `clamp`.
    pub Clamp {
        /// The most.
        opt max: Amount,
        /// The least.
        opt min: Amount,
        /// The components before it that are added up.
        req of: List<CodeText>,
        /// The period over which they are; absent for the billing period.
        opt per: Duration,
    }

    /// Prices of goods: `items`.
    pub Items {
        /// What becomes of goods that are not on the list.
        req missing: Missing,
        /// Which price counts; absent for `shelf`.
        opt price_kind: PriceKind,
        /// The list.
        req prices: List<ItemPrice, 100_000>,
    }

    /// A price up to a quantity.
    pub Block {
        /// Price of a unit.
        req price: Decimal,
        /// The quantity up to which it holds, that one included; absent in the last block.
        opt up_to: Decimal,
    }

    /// A rate or fee up to a balance.
    pub BalanceBlock {
        /// Fee for a day in the block.
        opt amount_per_day: Amount,
        /// Nominal yearly rate.
        opt rate: Rate,
        /// The balance up to which it holds, that one included; absent in the last block.
        opt up_to: Amount,
    }

    /// Which use is meant.
    pub Filter {
        /// Kinds of number called.
        opt number_class: List<UsageEventNumberClass, 100>,
        /// National or international.
        opt reach: List<UsageEventReach, 100>,
        /// At home or roaming.
        opt roaming: List<UsageEventRoaming, 100>,
        /// Registers of a meter by their label.
        opt tou: List<CodeText, 100>,
    }

    /// What is not charged in a period.
    pub Included {
        /// The period; absent for the billing period.
        opt per: Duration,
        /// How much.
        req quantity: Decimal,
        /// How long what is left can still be used; absent where it lapses.
        opt rollover: Duration,
    }

    /// Steps in which use is counted.
    pub Increment {
        /// The least that one record counts; absent for none.
        opt min: Decimal,
        /// Whether each record is rounded up or the sum of a billing period; absent for each record.
        opt per: IncrementPer,
        /// The step that is rounded up to.
        req step: Decimal,
    }

    /// What a movement has to be.
    pub EventMatch {
        /// Any of these categories.
        opt category: List<Category, 100>,
        /// Whether it is in another currency or country.
        opt is_foreign: bool,
        /// Any of these kinds.
        opt kind: List<EventKind, 100>,
        /// Any of these merchant category codes.
        opt mcc: List<Digits4>,
    }

    /// How many of a period are free.
    pub Free {
        /// How many.
        req n: u32,
        /// The period; absent for the billing period.
        opt per: Duration,
    }

    /// How many days of a period are free.
    pub FreeDays {
        /// How many.
        req n: u32,
        /// The period; absent for the billing period.
        opt per: Duration,
    }

    /// What of a balance is free.
    pub Buffer {
        /// How much.
        req amount: Amount,
        /// `threshold`: a greater balance is charged whole. `deductible`: only what is above it.
        req mode: BufferMode,
    }

    /// A price of goods.
    pub ItemPrice {
        /// Their number, in 14 digits.
        req gtin: Gtin,
        /// Price for members.
        opt loyalty: Decimal,
        /// Price for anybody.
        req price: Decimal,
        /// What the price is for; absent for one item.
        opt unit: super::ItemUnit,
    }
}

impl Usage {
    /// These prices for what is measured, always, and nothing more.
    pub(crate) fn of(meter: Meter, unit: TariffUnit, blocks: List<Block, 100>) -> Self {
        Self {
            block_period: None,
            blocks,
            filter: None,
            included: None,
            increment: None,
            meter,
            mode: None,
            pool: None,
            takes: None,
            unit,
            window: None,
        }
    }
}

words! {
    /// What a fixed amount is charged for.
    FixedPer {
        Once = "once",
        Day = "P1D",
        Week = "P1W",
        FourWeeks = "P28D",
        Month = "P1M",
        Quarter = "P3M",
        HalfYear = "P6M",
        Year = "P1Y",
    }

    /// Whether a part of a period costs a part of the amount.
    Proration {
        Daily = "daily",
        None = "none",
    }

    /// How blocks are meant.
    BlockMode {
        Graduated = "graduated",
        Volume = "volume",
    }

    /// Which power counts.
    PeakMeasure {
        Max = "max",
        TopNMean = "top_n_mean",
    }

    /// For what a price of power is charged.
    PeakPer {
        Day = "P1D",
        Month = "P1M",
    }

    /// What an increment rounds.
    IncrementPer {
        Record = "record",
        Period = "period",
    }

    /// What moves money: the kinds of transaction, and two that are told otherwise. `credit` is anything that comes in,
    /// `returned_item` a payment that was sent back.
    EventKind {
        Card = "card",
        CashOut = "cash_out",
        CashIn = "cash_in",
        Cheque = "cheque",
        DirectDebit = "direct_debit",
        StandingOrder = "standing_order",
        TransferIn = "transfer_in",
        TransferOut = "transfer_out",
        Payment = "payment",
        Charge = "charge",
        TopUp = "top_up",
        Fee = "fee",
        InterestCharged = "interest_charged",
        InterestEarned = "interest_earned",
        Reward = "reward",
        Other = "other",
        Credit = "credit",
        ReturnedItem = "returned_item",
    }

    /// Which balances.
    Side {
        Debit = "debit",
        Credit = "credit",
    }

    /// How days make a year.
    DayCount {
        Actual365Fixed = "ACT/365F",
        Actual360 = "ACT/360",
        ActualActual = "ACT/ACT",
        Thirty360 = "30E/360",
    }

    /// How a buffer is meant.
    BufferMode {
        Threshold = "threshold",
        Deductible = "deductible",
    }

    /// What becomes of goods that are not on the list: `report` says so and gives no full figure, `paid` counts what was
    /// paid for them.
    Missing {
        Report = "report",
        Paid = "paid",
    }

    /// Which price of the list counts.
    PriceKind {
        Shelf = "shelf",
        Loyalty = "loyalty",
    }
}

impl EventKind {
    /// The kind of transaction it is; `None` for those that are told otherwise.
    pub const fn transaction(self) -> Option<TxKind> {
        Some(match self {
            Self::Card => TxKind::Card,
            Self::CashOut => TxKind::CashOut,
            Self::CashIn => TxKind::CashIn,
            Self::Cheque => TxKind::Cheque,
            Self::DirectDebit => TxKind::DirectDebit,
            Self::StandingOrder => TxKind::StandingOrder,
            Self::TransferIn => TxKind::TransferIn,
            Self::TransferOut => TxKind::TransferOut,
            Self::Payment => TxKind::Payment,
            Self::Charge => TxKind::Charge,
            Self::TopUp => TxKind::TopUp,
            Self::Fee => TxKind::Fee,
            Self::InterestCharged => TxKind::InterestCharged,
            Self::InterestEarned => TxKind::InterestEarned,
            Self::Reward => TxKind::Reward,
            Self::Other => TxKind::Other,
            Self::Credit | Self::ReturnedItem => return None,
        })
    }
}
