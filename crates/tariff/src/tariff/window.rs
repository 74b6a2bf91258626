//! Hours of the week and days of the year.

use super::{ClockTime, YearDay};
use crate::form::{object, words};
use pannier_model::value::{CodeText, Date, List};

object! {
    /// Hours with a price of their own: one of `slots`, `source` and `otherwise`.
    pub Window {
        /// The slots that hold where the data does not say the hours; with `source`.
        opt default: List<Slot, 100>,
        /// What the hours are called in the customer's data; with `source`.
        opt label: CodeText,
        /// All hours that are in none of these windows.
        opt otherwise: List<CodeText, 100>,
        /// Hours of the window: it is open in any of them.
        opt slots: List<Slot, 100>,
        /// `consumer`: the hours are set at the customer's meter.
        opt source: WindowSource,
    }

    /// Hours of some days.
    pub Slot {
        /// Days of the week; absent for all.
        opt days: List<Weekday, 7>,
        /// Not on days of these calendars.
        opt except: List<CodeText, 10>,
        /// First minute; absent for the start of the day.
        opt from: ClockTime,
        /// Only on days of all these calendars.
        opt on: List<CodeText, 10>,
        /// First minute after it; absent for the end of the day. Before `from` it is on the next day.
        opt to: ClockTime,
    }

    /// Days: those listed, or those of seasons.
    pub Calendar {
        /// Days that belong to it, one by one.
        opt dates: List<Date>,
        /// Which days the list speaks of; a day outside is not known to be in it or not.
        opt known: super::Span,
        /// Spans of days that come every year, such as seasons.
        opt yearly: List<YearSpan, 20>,
    }

    /// A season.
    pub YearSpan {
        /// First day, as month and day.
        req from: YearDay,
        /// First day after it; before `from` it is in the next year.
        req to: YearDay,
    }
}

words! {
    /// Where the hours of a window stand.
    WindowSource {
        Consumer = "consumer",
    }

    /// A day of the week.
    Weekday {
        Monday = "mon",
        Tuesday = "tue",
        Wednesday = "wed",
        Thursday = "thu",
        Friday = "fri",
        Saturday = "sat",
        Sunday = "sun",
    }
}

impl Weekday {
    /// 0 for Monday to 6 for Sunday.
    pub const fn index(self) -> u8 {
        match self {
            Self::Monday => 0,
            Self::Tuesday => 1,
            Self::Wednesday => 2,
            Self::Thursday => 3,
            Self::Friday => 4,
            Self::Saturday => 5,
            Self::Sunday => 6,
        }
    }
}

impl YearSpan {
    /// Whether a day of the year lies in it.
    pub fn has(&self, month: u8, day: u8) -> bool {
        let (from, to, at) = (self.from.month_and_day(), self.to.month_and_day(), (month, day));
        if from < to { from <= at && at < to } else { from <= at || at < to }
    }
}
