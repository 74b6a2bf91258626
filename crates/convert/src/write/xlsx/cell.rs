//! What a value becomes in a cell.

use pannier_model::value::{Decimal, View};
use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};

use crate::write::table;

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// Characters that a cell holds, in UTF-16 units.
const CHARACTERS: usize = 32_767;
/// Days from 1899-12-30, which is day 0 of a spreadsheet, to 1970-01-01.
const DAY_ZERO: i64 = 25_569;
/// Day of 1900-03-01: spreadsheets disagree about the days before it, since one of them knows a 29 February 1900.
const FIRST_DAY: i64 = 61;

/// The contents of a cell.
#[derive(Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    /// A number and the decimals it is shown with.
    Number(f64, u8),
    /// Days since 1899-12-30.
    Date(i32),
    Bool(bool),
}

impl Cell {
    /// The cell of a value; numbers and dates only where nothing of them is lost, else their text.
    pub(super) fn of(view: View<'_>) -> Self {
        match view {
            View::Bool(value) => Self::Bool(value),
            View::Int(value) => Self::decimal(&value.to_string(), 0),
            View::Amount(value) => Self::decimal(&value.to_string(), value.scale()),
            View::Decimal(value) => Self::decimal(&value.to_string(), value.scale()),
            View::Date(value) => match i32::try_from(value.days_since_epoch() + DAY_ZERO) {
                Ok(day) if i64::from(day) >= FIRST_DAY => Self::Date(day),
                _ => Self::Text(value.to_string()),
            },
            View::Id(text) | View::Word(text) | View::Text(text) => Self::Text(text.to_owned()),
            other => Self::Text(table::text(other)),
        }
    }

    fn decimal(text: &str, scale: u8) -> Self {
        number(text).map_or_else(|| Self::Text(text.to_owned()), |number| Self::Number(number, scale))
    }

    /// Whether a cell holds so much.
    pub(super) fn fits(&self) -> bool {
        match self {
            Self::Text(text) => text.len() <= CHARACTERS || text.encode_utf16().count() <= CHARACTERS,
            _ => true,
        }
    }
}

/// A decimal as the number of a cell; `None` where that number would be another one.
///
/// This is the only place where a value becomes a binary fraction, because a spreadsheet has no other numbers. It is one
/// only if it has no more digits than a spreadsheet keeps and if its shortest text is the same decimal again; nothing is
/// ever computed with it here.
fn number(text: &str) -> Option<f64> {
    let digits = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    let number: f64 = text.parse().ok()?;
    let back = Decimal::parse(&number.to_string());
    (digits <= DIGITS && back.is_ok() && back == Decimal::parse(text)).then_some(number)
}

/// How cells look.
#[derive(Debug)]
pub(super) struct Look {
    numbers: [Format; 13],
    date: Format,
    /// Text that would be a formula once somebody edits its cell.
    guarded: Format,
    pub(super) header: Format,
}

impl Look {
    pub(super) fn new() -> Self {
        let number = |scale: usize| match scale {
            0 => Format::new().set_num_format("0"),
            scale => Format::new().set_num_format(format!("0.{}", "0".repeat(scale))),
        };
        Self {
            numbers: std::array::from_fn(number),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            guarded: Format::new().set_quote_prefix(),
            header: Format::new().set_bold().set_background_color(Color::RGB(0x00E8_EDF2)).set_align(FormatAlign::Top),
        }
    }

    /// Writes a cell; text is written as text, whatever it begins with.
    pub(super) fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Text(text) if table::is_formula(&text) => {
                sheet.write_string_with_format(row, column, text, &self.guarded)?;
            }
            Cell::Text(text) => {
                sheet.write_string(row, column, text)?;
            }
            Cell::Number(number, scale) => {
                let format = self.numbers.get(usize::from(scale)).unwrap_or(&self.numbers[12]);
                sheet.write_number_with_format(row, column, number, format)?;
            }
            Cell::Date(day) => {
                sheet.write_number_with_format(row, column, day, &self.date)?;
            }
            Cell::Bool(value) => {
                sheet.write_boolean(row, column, value)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pannier_model::value::{Amount, Date};
    use proptest::prelude::*;

    #[test]
    fn numbers_only_where_they_are_exact() {
        let check = |text: &str, exact: bool| assert_eq!(number(text).is_some(), exact, "{text}");
        check("0", true);
        check("-0.10", true);
        check("0.1", true);
        check("12345678.90", true);
        check("999999999999.999", true);
        check("-999999999999.9999", false);
        check("123456789012345", true);
        check("9007199254740991", false);
        check("0.000000000001", true);
        check("999999999999999.999999999999", false);
        check("1234567890.12345", true);
        check("12345678901.12345", false);
        check("0.000123456789", true);
    }

    #[test]
    fn dates_only_where_spreadsheets_agree() {
        let check = |text: &str, expected: Cell| {
            assert_eq!(Cell::of(View::Date(Date::parse(text).expect("a date"))), expected, "{text}");
        };
        check("1899-12-31", Cell::Text("1899-12-31".to_owned()));
        check("1900-02-28", Cell::Text("1900-02-28".to_owned()));
        check("1900-03-01", Cell::Date(61));
        check("2026-01-02", Cell::Date(46_024));
        check("9999-12-31", Cell::Date(2_958_465));
    }

    proptest! {
        #[test]
        fn what_is_a_number_is_the_same_number(micros in any::<i64>(), scale in 0_u8..=6) {
            if let Ok(amount) = Amount::from_units(micros % 1_000_000_000_000_000_000, scale)
                && let Cell::Number(number, decimals) = Cell::of(View::Amount(amount))
            {
                prop_assert_eq!(Amount::parse(&number.to_string()), Ok(amount));
                prop_assert_eq!(decimals, scale);
            }
        }
    }
}
