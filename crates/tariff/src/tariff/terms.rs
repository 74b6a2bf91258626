//! The terms of the eight kinds of component.

use super::{Bound, ForEach, Meter, TariffUnit};
use crate::form::{object, words};
use pannier_model::record::{UsageEventNumberClass, UsageEventReach, UsageEventRoaming};
use pannier_model::value::{Amount, Category, CodeText, Decimal, Digits4, Duration, Gtin, List, Rate, TxKind};

object! {
    /// An amount for time: `fixed`.
    pub Fixed {
        /// The amount, each time it is due; its sign is read by `direction`.
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
        /// Only use of these kinds counts; absent for all.
        opt filter: Filter,
        /// How much of the use is not charged, in a period.
        opt included: Included,
        /// Steps in which use is counted.
        opt increment: Increment,
        /// The meter whose quantity is priced.
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
        /// Only use in the hours of this window; absent for all hours.
        opt window: CodeText,
    }

    /// A price for the greatest power: `peak`.
    pub Peak {
        /// The prices, lowest block first.
        req blocks: List<Block, 100>,
        /// Which power of a period counts: the greatest, or a mean.
        req measure: PeakMeasure,
        /// The meter whose power is priced.
        req meter: Meter,
        /// Whether each block has its price or the block that is reached has it for everything; needed where there are
        /// several.
        opt mode: BlockMode,
        /// How many of the greatest are averaged; with `top_n_mean`.
        opt n: u32,
        /// For what the price is charged each time.
        req per: PeakPer,
        /// Unit of power in which prices are.
        req unit: TariffUnit,
        /// Only power in the hours of this window; absent for all hours.
        opt window: CodeText,
    }

    /// A price for what happens: `event`.
    pub Event {
        /// Amount for each movement, call or purchase that matches.
        opt amount: Amount,
        /// How many of each period cost nothing, the first ones.
        opt free: Free,
        /// Which movements count: all of these conditions hold.
        req matching as "match": EventMatch,
        /// The most that a single one comes to.
        opt max: Amount,
        /// The least that a single one comes to.
        opt min: Amount,
        /// A part of the money that moves.
        opt percent: Rate,
    }

    /// Interest or a fee for a balance at the end of each day: `balance`.
    pub Balance {
        /// The prices by balance, lowest block first; in place of `rate`.
        opt blocks: List<BalanceBlock, 100>,
        /// How much of a balance bears no interest or fee.
        opt buffer: Buffer,
        /// By which days a year's rate becomes that of a day.
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
        /// The most that it comes to.
        opt max: Amount,
        /// The least that it comes to.
        opt min: Amount,
        /// The components before it that it is a part of.
        req of: List<CodeText>,
        /// Only what its base has above this amount counts.
        opt over: Amount,
        /// The part; below zero for a discount.
        req rate: Rate,
    }

    /// The least and the most that other components come to: `clamp`.
    pub Clamp {
        /// The most that its base may come to.
        opt max: Amount,
        /// The least that its base comes to.
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
        /// Articles and what each costs.
        req prices: List<ItemPrice, 100_000>,
    }

    /// A price up to a quantity.
    pub Block {
        /// Price of one unit within the block.
        req price: Decimal,
        /// The quantity up to which it holds, that one included; absent in the last block.
        opt up_to: Decimal,
    }

    /// A rate or fee up to a balance.
    pub BalanceBlock {
        /// Fee for each day on which the balance is in the block.
        opt amount_per_day: Amount,
        /// Nominal yearly rate on the part in the block, as a fraction.
        opt rate: Rate,
        /// The balance up to which it holds, that one included; absent in the last block.
        opt up_to: Amount,
    }

    /// Which use is meant.
    pub Filter {
        /// Classes of the number called; absent for all.
        opt number_class: List<UsageEventNumberClass, 100>,
        /// Calls within the country or abroad; absent for both.
        opt reach: List<UsageEventReach, 100>,
        /// Use at home or abroad; absent for both.
        opt roaming: List<UsageEventRoaming, 100>,
        /// Registers of a meter by their label.
        opt tou: List<CodeText, 100>,
    }

    /// What is not charged in a period.
    pub Included {
        /// The period; absent for the billing period.
        opt per: Duration,
        /// How much of the meter is included, in its unit.
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
        /// Movements of any of these categories; absent for all.
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
        /// How many of a period are free, the first ones first.
        req n: u32,
        /// The period; absent for the billing period.
        opt per: Duration,
    }

    /// How many days of a period are free.
    pub FreeDays {
        /// How many days of a period are free.
        req n: u32,
        /// The period; absent for the billing period.
        opt per: Duration,
    }

    /// What of a balance is free.
    pub Buffer {
        /// How much of the balance, in the currency of the tariff.
        req amount: Amount,
        /// `threshold`: a greater balance is charged whole. `deductible`: only what is above it.
        req mode: BufferMode,
    }

    /// A price of goods.
    pub ItemPrice {
        /// Trade item number of the article, in 14 digits.
        req gtin: Gtin,
        /// Price of one unit for members of the loyalty programme.
        opt loyalty: Decimal,
        /// Price of one unit for anybody.
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
