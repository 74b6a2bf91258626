//! What records say to a person: what was spent, called, bought and burnt, by month.
//!
//! Figures for the eye. They are exact sums of the records that were handed in, whoever vouches for these and however
//! many are missing; an offer is never priced on them. Memory grows with months and kinds, not with records.

mod chart;
mod energy;
mod gather;
mod money;
mod retail;
mod telco;

use std::collections::BTreeMap;

use pannier_model::{
    record::AnyRecord,
    value::{Date, View},
};

pub use self::chart::{Chart, Column, Form, Line};
use self::{energy::Registers, gather::Gathered, money::Balances};

/// A period of one series, and the days of it for which not every record is promised.
#[derive(Clone, Debug)]
struct Window {
    from: Date,
    to: Date,
    incomplete: Vec<Date>,
}

/// Takes records in any order and adds them up.
///
/// ```
/// use pannier::{insight::Insight, record::AnyRecord};
/// # fn records() -> Vec<AnyRecord> { Vec::new() }
///
/// let mut insight = Insight::default();
/// for record in records() {
///     insight.take(&record);
/// }
/// for chart in insight.charts() {
///     println!("{} in {}", chart.title, chart.unit);
/// }
/// ```
#[derive(Debug, Default)]
pub struct Insight {
    gathered: Gathered,
    balances: Balances,
    registers: Registers,
    windows: BTreeMap<String, Vec<Window>>,
    things: BTreeMap<String, Thing>,
}

/// What describes a thing: its record type, and the number the world knows it by.
#[derive(Debug)]
struct Thing {
    record_type: &'static str,
    number: Option<String>,
}

/// Things that are kept; a hostile file has as many as it likes.
const THINGS: usize = 4096;
/// Windows of all series together.
const WINDOWS: usize = 65_536;

impl Insight {
    /// Notes a period that a series covers: months that it covers in part are shown as such.
    ///
    /// `series` is `<thing>/<record type>`.
    pub fn window(&mut self, series: &str, from: Date, to: Date, incomplete: &[Date]) {
        if self.windows.values().map(Vec::len).sum::<usize>() < WINDOWS {
            let window = Window { from, to, incomplete: incomplete.to_vec() };
            self.windows.entry(series.to_owned()).or_default().push(window);
        }
    }

    /// Adds a record.
    pub fn take(&mut self, record: &AnyRecord) {
        if record.record_type().label.is_some() && self.things.len() < THINGS {
            let number = match record.get("number") {
                Some(View::Number(number)) => Some(number.display().as_str().to_owned()),
                _ => None,
            };
            let thing = Thing { record_type: record.record_type().name, number };
            self.things.insert(record.id().as_str().to_owned(), thing);
        }
        let gathered = &mut self.gathered;
        match record {
            AnyRecord::Transaction(row) => {
                money::transaction(row, gathered);
                self.balances.transaction(row);
            }
            AnyRecord::Balance(row) => self.balances.balance(row),
            AnyRecord::Invoice(row) => money::invoice(row, gathered),
            AnyRecord::InvoiceLine(row) => money::invoice_line(row, gathered),
            AnyRecord::UsageEvent(row) => telco::usage_event(row, gathered),
            AnyRecord::PlanAllowance(row) => telco::plan_allowance(row, gathered),
            AnyRecord::ReceiptLine(row) => retail::receipt_line(row, gathered),
            AnyRecord::Tender(row) => retail::tender(row, gathered),
            AnyRecord::LoyaltyEntry(row) => retail::loyalty_entry(row, gathered),
            AnyRecord::Register(row) => self.registers.register(row),
            AnyRecord::IntervalDay(row) => {
                self.registers.seen(&row.register, row.fuel, row.direction);
                energy::interval_day(row, gathered);
            }
            AnyRecord::Consumption(row) => energy::consumption(row, gathered),
            _ => {}
        }
    }

    /// Everything added up, one chart for each thing and question; those of one thing stand together.
    pub fn charts(mut self) -> Vec<Chart> {
        self.balances.finish(&mut self.gathered);
        let Self { gathered, registers, windows, things, .. } = self;
        gathered.finish(&registers, &windows, &things)
    }
}
