//! How the whole file writes dates and amounts, decided once from all of them.

use pannier_model::value::Date;
use pannier_report::{Code, Finding, Location};

use super::{
    date::Written,
    record::{Records, Section},
};
use crate::{
    DateOrder, Options,
    syntax::window::Stop,
    values::{
        date_style::{Decided, OrderEvidence},
        number_style::{NumberStyle, StyleEvidence},
    },
};

/// How the whole file writes dates and amounts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Styles {
    pub(super) order: Option<DateOrder>,
    pub(super) number: NumberStyle,
    /// Some record says that it is cleared, so those that do not are not.
    pub(super) marks_cleared: bool,
}

impl Styles {
    pub(super) fn decide(records: &mut Records<'_>, options: &Options) -> Result<Self, Stop> {
        let mut dates = OrderEvidence::default();
        let mut amounts = StyleEvidence::default();
        let mut numeric = false;
        let mut marks_cleared = false;
        while records.next()? {
            let record = &records.record;
            let movements = matches!(record.section, Section::Movements(_));
            if !movements && record.section != Section::Accounts {
                continue;
            }
            for (letter, value) in record.fields() {
                let is_date = letter == if movements { 'D' } else { '/' };
                if is_date && let Some(Written::Numeric(text)) = Written::read(value) {
                    // What no order reads is damage of its own row.
                    numeric |= dates.see_if_date(&text);
                }
                if matches!(letter, 'T' | 'U' | '$') {
                    amounts.see_if_amount(value);
                }
                marks_cleared |= movements && letter == 'C' && !value.is_empty();
            }
        }
        let order = match (options.date_order, dates.decide()) {
            (Some(order), _) => Some(order),
            _ if !numeric => None,
            (None, Decided::Style(order)) => Some(order),
            (None, Decided::Ambiguous) => {
                return Err(Stop::Finding(
                    Finding::new(
                        Code::ConvertDate,
                        Location::whole(),
                        "the dates of the file can be read with the day or with the month first",
                    )
                    .with_help("say which it is: --date-order dmy or --date-order mdy")
                    .into(),
                ));
            }
            (None, Decided::Contradiction) => {
                return Err(Stop::Finding(
                    Finding::new(
                        Code::ConvertDate,
                        Location::whole(),
                        "some dates of the file can only have the day first and others only the month",
                    )
                    .with_help(
                        "two files may have been put together; or name the order of most dates: --date-order dmy",
                    )
                    .into(),
                ));
            }
        };
        let number = match amounts.decide() {
            Decided::Style(number) => number,
            // Every one of these was readable, so both styles occur.
            Decided::Ambiguous | Decided::Contradiction => {
                return Err(Stop::Finding(
                    Finding::new(
                        Code::ConvertAmount,
                        Location::whole(),
                        "the amounts of the file do not show whether a comma or a point stands before the decimals",
                    )
                    .with_help("export the file again with decimals in every amount")
                    .into(),
                ));
            }
        };
        Ok(Self { order, number, marks_cleared })
    }

    pub(super) fn date(self, text: &str) -> Option<Date> {
        match (Written::read(text)?, self.order) {
            (Written::Named(date), _) => Some(date),
            (Written::Numeric(text), Some(order)) => order.read(&text),
            (Written::Numeric(_), None) => None,
        }
    }
}
