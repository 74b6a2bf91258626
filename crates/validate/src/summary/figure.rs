//! Which figures of its month a record counts into.

use super::add;
use super::power::Power;
use pannier_model::record::{
    AnyRecord, Consumption, IntervalDay, LoyaltyEntry, LoyaltyEntryKind, ReceiptLine, ReceiptLineKind, SummaryMetric,
    Transaction, TransactionStatus, UsageEvent, UsageEventDirection, UsageEventKind, UsageEventNumberClass,
    UsageEventReach, UsageEventRoaming,
};
use pannier_model::value::{Category, Coicop, Currency, FeeKind, Flow, Fuel, Total, TxKind, Unit};

/// The one bucket of metrics that have no others, and of what no other bucket names.
pub(crate) const ALL: &str = "all";
/// Most characters of a bucket: it is a `code`.
const LONGEST: usize = 64;

/// One figure of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Figure {
    pub(crate) metric: SummaryMetric,
    pub(crate) bucket: Bucket,
    pub(crate) measure: Measure,
}

/// What a figure is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Measure {
    /// An amount of money.
    Money(Currency),
    /// Anything else.
    Unit(Unit),
    /// Not stated, which is `summary-unit`.
    Unknown,
}

impl Measure {
    pub(crate) fn money(currency: Option<Currency>) -> Self {
        currency.map_or(Self::Unknown, Self::Money)
    }

    /// As a summary has it.
    pub(crate) fn of(currency: Option<Currency>, unit: Option<Unit>) -> Self {
        match (currency, unit) {
            (Some(currency), _) => Self::Money(currency),
            (None, Some(unit)) => Self::Unit(unit),
            (None, None) => Self::Unknown,
        }
    }

    /// The members `currency` and `unit` of a summary.
    pub(crate) const fn members(self) -> (Option<Currency>, Option<Unit>) {
        match self {
            Self::Money(currency) => (Some(currency), None),
            Self::Unit(unit) => (None, Some(unit)),
            Self::Unknown => (None, None),
        }
    }

    /// Three bytes that no other measure has.
    pub(crate) fn bytes(self) -> [u8; 3] {
        match self {
            Self::Money(currency) => currency.as_str().as_bytes().try_into().unwrap_or_default(),
            Self::Unit(unit) => [0, 0, place(Unit::ALL, unit).saturating_add(1)],
            Self::Unknown => [0; 3],
        }
    }
}

/// What records come to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    /// Everything added up.
    Sum(Total),
    /// The greatest of all; `None` before the first.
    Greatest(Option<Power>),
}

impl Value {
    /// The value of no record.
    pub(crate) const fn none(figure: Figure) -> Self {
        match figure.metric {
            SummaryMetric::Peak => Self::Greatest(None),
            _ => Self::Sum(Total::ZERO),
        }
    }

    /// The value of the records behind both, which are of one figure.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Sum(sum), Self::Sum(term)) => Self::Sum(add(sum, term)),
            (Self::Greatest(one), Self::Greatest(other)) => Self::Greatest(one.max(other)),
            (one, _) => one,
        }
    }

    pub(crate) fn total(self) -> Total {
        match self {
            Self::Sum(sum) => sum,
            Self::Greatest(power) => power.map_or(Total::ZERO, Power::kilowatts),
        }
    }

    /// To be put together again by [`Self::from_parts`]; a sum loses how many decimals it is written with.
    pub(crate) fn parts(self) -> (i128, u32) {
        match self {
            Self::Sum(sum) => (sum.picos(), 0),
            Self::Greatest(power) => power.map_or((0, 0), Power::parts),
        }
    }

    pub(crate) fn from_parts(figure: SummaryMetric, picos: i128, seconds: u32) -> Self {
        match figure {
            SummaryMetric::Peak => Self::Greatest(Power::from_parts(picos, seconds)),
            _ => Self::Sum(Total::from_picos(picos)),
        }
    }
}

/// The figures that a record counts into, with what it adds to each.
pub(crate) fn terms(record: &AnyRecord) -> [Option<(Figure, Value)>; 4] {
    match record {
        AnyRecord::Transaction(one) if one.status == TransactionStatus::Booked => transaction(one),
        AnyRecord::UsageEvent(one) => usage(one),
        AnyRecord::ReceiptLine(one) => [spend(one), None, None, None],
        AnyRecord::LoyaltyEntry(one) => [points(one), None, None, None],
        AnyRecord::IntervalDay(one) => interval_day(one),
        AnyRecord::Consumption(one) => [consumption(one), None, None, None],
        _ => [None; 4],
    }
}

const fn sum(metric: SummaryMetric, bucket: Bucket, measure: Measure, term: Total) -> (Figure, Value) {
    (Figure { metric, bucket, measure }, Value::Sum(term))
}

fn transaction(one: &Transaction) -> [Option<(Figure, Value)>; 4] {
    use SummaryMetric as M;
    let amount = Total::from(one.amount);
    let money = Measure::Money(one.currency);
    let kind = Bucket::of(&[(TxKind::ALL.len(), place(TxKind::ALL, one.kind))]);
    let moved = match one.amount.signum() {
        1 => Some(sum(M::In, kind, money, amount)),
        -1 => Some(sum(M::Out, kind, money, amount)),
        _ => None,
    };
    let listed = |metric, place: u8| sum(metric, Bucket(place.into()), money, amount);
    let fee = one.fee_kind.map(|fee| listed(M::Fee, place(FeeKind::ALL, fee)));
    let foreign = (one.is_foreign == Some(true)).then(|| sum(M::Foreign, kind, money, one.amount.abs().into()));
    let category = one.category.map(|category| listed(M::Category, place(Category::ALL, category)));
    [moved, fee, foreign, category]
}

fn usage(one: &UsageEvent) -> [Option<(Figure, Value)>; 4] {
    let class = one.number_class.unwrap_or(UsageEventNumberClass::Unknown);
    let reach = one.reach.unwrap_or(UsageEventReach::Unknown);
    let roaming = one.roaming.unwrap_or(UsageEventRoaming::Unknown);
    let bucket = Bucket::of(&[
        (UsageEventKind::ALL.len(), place(UsageEventKind::ALL, one.kind)),
        (UsageEventDirection::ALL.len(), place(UsageEventDirection::ALL, one.direction)),
        (UsageEventNumberClass::ALL.len(), place(UsageEventNumberClass::ALL, class)),
        (UsageEventReach::ALL.len(), place(UsageEventReach::ALL, reach)),
        (UsageEventRoaming::ALL.len(), place(UsageEventRoaming::ALL, roaming)),
    ]);
    let add_up = |metric| sum(metric, bucket, Measure::Unit(one.unit), one.quantity.into());
    let over = one.rated_amount.is_some_and(|amount| amount.signum() > 0);
    [Some(add_up(SummaryMetric::Usage)), over.then(|| add_up(SummaryMetric::Over)), None, None]
}

fn spend(one: &ReceiptLine) -> Option<(Figure, Value)> {
    use ReceiptLineKind as K;
    let bucket = one.category.as_ref().and_then(|category| Bucket::of_coicop(category.as_str())).unwrap_or(Bucket(0));
    matches!(one.kind, K::Sale | K::Return | K::Discount | K::Coupon)
        .then(|| sum(SummaryMetric::Spend, bucket, Measure::Money(one.currency), one.amount.into()))
}

fn points(one: &LoyaltyEntry) -> Option<(Figure, Value)> {
    let metric = match one.kind {
        LoyaltyEntryKind::Earn => SummaryMetric::Earned,
        LoyaltyEntryKind::Redeem => SummaryMetric::Redeemed,
        LoyaltyEntryKind::Expire => SummaryMetric::Expired,
        LoyaltyEntryKind::Adjust | LoyaltyEntryKind::Transfer => return None,
    };
    Some(sum(metric, Bucket(0), Measure::Unit(Unit::Point), one.points.into()))
}

fn flow(fuel: Fuel, direction: Flow) -> Bucket {
    Bucket::of(&[(Fuel::ALL.len(), place(Fuel::ALL, fuel)), (Flow::ALL.len(), place(Flow::ALL, direction))])
}

fn interval_day(one: &IntervalDay) -> [Option<(Figure, Value)>; 4] {
    let bucket = flow(one.fuel, one.direction);
    let energy = sum(SummaryMetric::Energy, bucket, Measure::Unit(one.unit), one.total.into());
    let peak = || {
        // A slot of a whole day has no certain number of hours.
        let seconds = one.resolution.seconds().filter(|_| one.unit == Unit::KilowattHour)?;
        let greatest = one.slots.as_ref()?.iter().flatten().copied().max()?;
        let figure = Figure { metric: SummaryMetric::Peak, bucket, measure: Measure::Unit(Unit::Kilowatt) };
        Some((figure, Value::Greatest(Some(Power::new(greatest, seconds)?))))
    };
    [Some(energy), peak(), None, None]
}

fn consumption(one: &Consumption) -> Option<(Figure, Value)> {
    let month = one.date.month_start();
    let next = month.plus_days(i64::from(month.days_in_month()))?;
    let bucket = flow(one.fuel, one.direction);
    (one.period_end <= next).then(|| sum(SummaryMetric::Energy, bucket, Measure::Unit(one.unit), one.quantity.into()))
}

/// A bucket of a metric as a number; of energy without the label of the register's window, which its record states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Bucket(pub(crate) u16);

impl Bucket {
    /// From places in lists of these lengths.
    fn of(places: &[(usize, u8)]) -> Self {
        let number = places.iter().fold(0_usize, |number, (length, place)| number * length + usize::from(*place));
        Self(u16::try_from(number).unwrap_or(u16::MAX))
    }

    /// The first two levels; 0 is left for `all`.
    fn of_coicop(text: &str) -> Option<Self> {
        let division: u16 = text.get(..2)?.parse().ok()?;
        let group: u16 = match text.get(2..4) {
            None => 0,
            Some(level) => level.strip_prefix('.')?.parse::<u16>().ok()?.checked_add(1)?,
        };
        Some(Self(division * 11 + group + 1))
    }

    /// The word of the bucket; `tou` is the label of the register's time-of-use window.
    pub(crate) fn word(self, metric: SummaryMetric, tou: Option<&str>) -> String {
        let lists = lists(metric);
        if metric == SummaryMetric::Spend && self.0 > 0 {
            let (division, group) = ((self.0 - 1) / 11, (self.0 - 1) % 11);
            return match group.checked_sub(1) {
                None => format!("{division:02}"),
                Some(group) => format!("{division:02}.{group}"),
            };
        }
        let mut rest = usize::from(self.0);
        let mut words: Vec<&str> = lists
            .iter()
            .rev()
            .map(|list| {
                let word = list.get(rest % list.len()).copied().unwrap_or(ALL);
                rest /= list.len();
                word
            })
            .collect();
        words.reverse();
        if is_energy(metric) {
            words.push(tou.unwrap_or(ALL));
        }
        if words.is_empty() {
            words.push(ALL);
        }
        let mut word = words.join(".");
        // Every character of a code is one byte.
        word.truncate(LONGEST);
        word
    }
}

/// The bucket of a word, `None` where no record counts into such a one. Of energy the label of a window is not looked at.
pub(crate) fn bucket(metric: SummaryMetric, word: &str) -> Option<Bucket> {
    let lists = lists(metric);
    if lists.is_empty() {
        let coicop = metric == SummaryMetric::Spend && word.len() <= 4 && Coicop::parse(word).is_ok();
        return if coicop { Bucket::of_coicop(word) } else { (word == ALL).then_some(Bucket(0)) };
    }
    let mut words = word.splitn(lists.len() + usize::from(is_energy(metric)), '.');
    let mut number = 0_usize;
    for list in lists {
        let word = words.next()?;
        number = number * list.len() + list.iter().position(|other| *other == word)?;
    }
    (words.next().is_some() == is_energy(metric)).then_some(Bucket(u16::try_from(number).ok()?))
}

/// Whether the bucket ends with the label of a register's window.
pub(crate) const fn is_energy(metric: SummaryMetric) -> bool {
    matches!(metric, SummaryMetric::Energy | SummaryMetric::Peak)
}

/// The lists that the words of a bucket are from.
fn lists(metric: SummaryMetric) -> &'static [&'static [&'static str]] {
    match metric {
        SummaryMetric::In | SummaryMetric::Out | SummaryMetric::Foreign => &[TxKind::WORDS],
        SummaryMetric::Fee => &[FeeKind::WORDS],
        SummaryMetric::Category => &[Category::WORDS],
        SummaryMetric::Usage | SummaryMetric::Over => &[
            UsageEventKind::WORDS,
            UsageEventDirection::WORDS,
            UsageEventNumberClass::WORDS,
            UsageEventReach::WORDS,
            UsageEventRoaming::WORDS,
        ],
        SummaryMetric::Energy | SummaryMetric::Peak => &[Fuel::WORDS, Flow::WORDS],
        _ => &[],
    }
}

/// The place of a word in its list.
fn place<T: PartialEq + Copy>(all: &[T], word: T) -> u8 {
    all.iter().position(|other| *other == word).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_buckets_come_back() {
        use SummaryMetric as M;
        let check = |metric, word: &str, expected: Option<&str>| {
            let back = bucket(metric, word).map(|bucket| bucket.word(metric, Some("peak")));
            assert_eq!(back.as_deref(), expected, "{metric} {word}");
        };
        let same = |metric, word: &str| check(metric, word, Some(word));
        same(M::Out, "card");
        same(M::Fee, "late_payment");
        same(M::Category, "other");
        same(M::EodMin, "all");
        same(M::Earned, "all");
        same(M::Usage, "voice.out.mobile.national.home");
        same(M::Over, "other.both.unknown.unknown.unknown");
        same(M::Spend, "all");
        same(M::Spend, "01.1");
        same(M::Spend, "00");
        same(M::Spend, "99.9");
        same(M::Energy, "waste_water.generation.peak");
        same(M::Peak, "electricity.import.peak");
        check(M::Energy, "gas.net.whatever.it.is", Some("gas.net.peak"));
        check(M::Energy, "gas.net", None);
        check(M::Usage, "voice.out.mobile.national", None);
        check(M::Usage, "voice.out.mobile.national.home.all", None);
        check(M::Spend, "01.1.4", None);
        check(M::Spend, "1", None);
        check(M::Spend, "01.", None);
        check(M::Spend, "+1.1", None);
        check(M::Earned, "gold", None);
        check(M::Out, "all", None);
    }

    #[test]
    fn a_long_label_of_a_window_is_cut() {
        let tou = "x".repeat(64);
        let word = flow(Fuel::Electricity, Flow::Import).word(SummaryMetric::Energy, Some(&tou));
        assert_eq!(word, format!("electricity.import.{}", "x".repeat(45)));
    }
}
