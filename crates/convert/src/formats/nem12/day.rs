//! One day of a data stream: a 300 record and the 400 records that say more about its intervals.

use pannier_model::value::{Date, Decimal, Quality};
use pannier_report::{Code, Finding, Location};

use super::Block;
use crate::events::interval::{self, Slot, in_unit};

/// A day as far as it has been read.
#[derive(Debug)]
pub(super) struct Day {
    /// Row of its 300 record.
    pub(super) row: u64,
    pub(super) date: Date,
    values: Vec<Option<Decimal>>,
    flag: Flag,
    /// Quality of each interval, where 400 records say one.
    runs: Vec<Option<Flag>>,
    /// `UpdateDateTime`; text of equal length, so that a later one is greater.
    pub(super) updated: Option<u64>,
    /// Something of its 400 records is wrong.
    pub(super) trouble: Option<Finding>,
}

/// Quality flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flag {
    Is(Quality),
    Null,
    Varies,
}

fn flag(written: &str) -> Option<Flag> {
    let mut letters = written.chars();
    let flag = match letters.next()?.to_ascii_uppercase() {
        'A' => Flag::Is(Quality::Actual),
        'E' | 'F' | 'S' => Flag::Is(Quality::Estimated),
        'N' => Flag::Null,
        'V' => Flag::Varies,
        _ => return None,
    };
    // The two digits of a method say how a value was made.
    letters.all(|c| c.is_ascii_digit()).then_some(flag)
}

fn wrong(code: Code, row: u64, message: &str) -> Finding {
    Finding::new(code, Location::whole().at_row(row), message)
}

/// A day written without marks: `20260401`, with or without a time behind it.
pub(super) fn date(written: &str) -> Option<Date> {
    let digits = written.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = &written[8..];
    let whole = rest.len() <= 6 && rest.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok())?
}

impl Day {
    /// Begins a day with its 300 record.
    pub(super) fn begin(row: u64, fields: &[&str], block: &Block) -> Result<Self, Finding> {
        let count = block.a_day();
        let date = fields
            .get(1)
            .and_then(|written| date(written))
            .ok_or_else(|| wrong(Code::ConvertDate, row, "a day has no date of the form YYYYMMDD"))?;
        let another = || {
            wrong(
                Code::ConvertStructure,
                row,
                &format!("a day has another number of values than {count}, which its interval length makes"),
            )
            .with_help("the 200 record before it states the length of the intervals in minutes")
        };
        let written = fields.get(2..2 + count).ok_or_else(another)?;
        let quality = fields.get(2 + count).filter(|written| !written.is_empty()).ok_or_else(another)?;
        let Some(flag) = flag(quality) else {
            let is_value = interval::decimal(quality).is_some();
            return Err(if is_value { another() } else { wrong(Code::ConvertValue, row, "a quality flag is none") });
        };
        let mut values = Vec::with_capacity(count);
        for text in written {
            let value = match *text {
                "" if flag == Flag::Null || flag == Flag::Varies => None,
                _ => Some(block.value(text).ok_or_else(|| {
                    if self::flag(text).is_some() {
                        return another();
                    }
                    wrong(Code::ConvertAmount, row, "a value is no number that a record holds, or negative")
                })?),
            };
            values.push(value);
        }
        let updated = fields.get(2 + count + 3).and_then(|written| written.parse().ok());
        Ok(Self { row, date, values, flag, runs: Vec::new(), updated, trouble: None })
    }

    /// Takes a 400 record: quality of the intervals from one to another, counted from 1, ends included.
    pub(super) fn run(&mut self, row: u64, fields: &[&str]) {
        let bound = |index: usize| fields.get(index).and_then(|written| written.parse::<usize>().ok());
        let flag = fields.get(3).and_then(|written| flag(written)).filter(|flag| *flag != Flag::Varies);
        if self.runs.is_empty() {
            self.runs = vec![None; self.values.len()];
        }
        let place = match (bound(1), bound(2)) {
            (Some(first), Some(last)) if first >= 1 && first <= last => self.runs.get_mut(first - 1..last),
            _ => None,
        };
        match (place, flag, self.flag) {
            (Some(place), Some(_), Flag::Varies) => place.fill(flag),
            (_, _, Flag::Varies) => {
                let message = "a 400 record names intervals the day does not have, or no quality";
                self.trouble.get_or_insert(wrong(Code::ConvertStructure, row, message));
            }
            _ => {
                let message = "a 400 record follows a day whose quality does not vary";
                self.trouble.get_or_insert(wrong(Code::ConvertStructure, row, message));
            }
        }
    }

    /// The slots once no more 400 record comes. An interval of which nothing is known is null, whatever stands there.
    pub(super) fn slots(&mut self) -> Vec<Slot> {
        let mut left_out = false;
        let slots = self
            .values
            .iter()
            .enumerate()
            .map(|(number, value)| {
                let flag = match self.flag {
                    Flag::Varies => self.runs.get(number).copied().flatten().unwrap_or(Flag::Varies),
                    flag => flag,
                };
                match flag {
                    Flag::Is(quality) => value.map(|value| (value, quality)),
                    Flag::Null => None,
                    // Nobody says how it came about, so nothing is promised.
                    Flag::Varies => {
                        left_out = true;
                        value.map(|value| (value, Quality::Raw))
                    }
                }
            })
            .collect();
        if left_out {
            let message = "the 400 records of a day leave out intervals";
            self.trouble.get_or_insert(wrong(Code::ConvertControlFigure, self.row, message));
        }
        slots
    }
}

impl Block {
    /// Intervals of a day.
    fn a_day(&self) -> usize {
        usize::try_from(1_440 / self.minutes.max(1)).unwrap_or(0)
    }

    fn value(&self, written: &str) -> Option<Decimal> {
        let value = in_unit(interval::decimal(written)?, self.power)?;
        (value.signum() >= 0 || self.signed).then_some(value)
    }
}
