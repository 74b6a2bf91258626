//! Records as a workbook: one sheet for each record type, named in the plural, behind a sheet that says what is in it.
//!
//! A cell is a number only where the fifteen digits of a spreadsheet hold it, and a date from 1900-03-01 on; anything else
//! is text, with the same characters as in a record. An instant is text because a cell has no offset. Text stays text
//! whatever it begins with. Nested values are JSON, but the slots of interval days have a sheet of their own, in which each
//! is a row. A sheet that is full is continued on another.
//!
//! Rows are written to temporary files of the library, in the folder that the system has for them, so memory does not grow
//! with them. Nothing reaches the target before [`RecordWriter::finish`].

mod cell;
mod slots;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    panic::{self, AssertUnwindSafe},
};

use pannier_model::{
    record::{AnyRecord, RecordType},
    value::{Date, Id, Int, View},
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::cell::{Cell, Look};
use crate::{
    Error, Loss, RecordWriter, Series,
    write::table::{self, THING, WITHHELD},
};

/// Rows that a sheet has.
const ROWS: u32 = 1_048_576;
/// Name of the first sheet.
const OVERVIEW: &str = "overview";
const OVERVIEW_COLUMNS: [&str; 7] =
    ["series", "sheet", "what it is", "period_start", "period_end", "records", "incomplete_days"];
const NOTES: [&str; 5] = [
    "period_end is the first day after the period. On incomplete days records may be missing.",
    "An empty cell is a member that the record does not have. Groups that were withheld stand in _withheld.",
    "Numbers of more than 15 digits are text, because a spreadsheet would round them.",
    "Moments are text, because a cell has no offset from UTC. Dates are civil dates of the thing.",
    "Nested values are JSON. Slots of interval days are rows of the sheet interval_slots.",
];

/// Writes a workbook.
pub struct Writer<W: Write + Send> {
    target: W,
    workbook: Workbook,
    look: Look,
    /// By record type, and the sheet of slots.
    sheets: BTreeMap<&'static str, Sheet>,
    series: Vec<(Series, u64)>,
    /// Places in `series` by thing and record type.
    places: BTreeMap<(String, &'static str), Vec<usize>>,
    /// Values that no cell holds, by record type and member.
    too_long: BTreeMap<(&'static str, &'static str), u64>,
    rows: u32,
}

/// A sheet under way.
struct Sheet {
    name: &'static str,
    columns: Vec<&'static str>,
    /// Place in the workbook.
    index: usize,
    /// Sheets before it with the same columns.
    full: u32,
    /// The next row to write.
    row: u32,
}

impl<W: Write + Send> Writer<W> {
    /// To this target.
    pub fn new(target: W) -> Result<Self, Error> {
        Self::with_rows(target, ROWS)
    }

    fn with_rows(target: W, rows: u32) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        // The library would ask the clock.
        let made = ExcelDateTime::from_ymd(1980, 1, 1).map_err(write_error)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        workbook.add_worksheet().set_name(OVERVIEW).map_err(write_error)?;
        Ok(Self {
            target,
            workbook,
            look: Look::new(),
            sheets: BTreeMap::new(),
            series: Vec::new(),
            places: BTreeMap::new(),
            too_long: BTreeMap::new(),
            rows,
        })
    }

    fn begin(&mut self, record_type: &'static RecordType) -> Result<(), XlsxError> {
        let columns = record_type.members().map(|member| member.name).filter(|name| !is_slots(record_type, name));
        self.sheet(record_type.name, record_type.plural, columns.chain([THING, WITHHELD]))?;
        if record_type.member("slots").is_some_and(|member| is_slots(record_type, member.name)) {
            self.sheet(slots::NAME, slots::NAME, slots::COLUMNS.into_iter())?;
        }
        Ok(())
    }

    fn sheet(
        &mut self,
        key: &'static str,
        name: &'static str,
        columns: impl Iterator<Item = &'static str>,
    ) -> Result<(), XlsxError> {
        if !self.sheets.contains_key(key) {
            let mut sheet = Sheet { name, columns: columns.collect(), index: 0, full: 0, row: 0 };
            sheet.open(&mut self.workbook, &self.look)?;
            self.sheets.insert(key, sheet);
        }
        Ok(())
    }

    fn put(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), XlsxError> {
        let record_type = record.record_type();
        let mut cells = Vec::with_capacity(48);
        for (member, view) in record_type.members().zip(table::cells(record)) {
            if is_slots(record_type, member.name) {
                continue;
            }
            let cell = view.map(Cell::of);
            if cell.as_ref().is_some_and(|cell| !cell.fits()) {
                *self.too_long.entry((record_type.name, member.name)).or_default() += 1;
                cells.push(None);
            } else {
                cells.push(cell);
            }
        }
        cells.push(Some(Cell::of(View::Id(table::thing(record)))));
        cells.push(Some(Cell::Text(withheld.join(" "))));
        self.row(record_type.name, cells)?;
        if let AnyRecord::IntervalDay(day) = record {
            for row in slots::rows(day) {
                self.row(slots::NAME, row.into())?;
            }
        }
        Ok(())
    }

    fn row(&mut self, key: &'static str, cells: Vec<Option<Cell>>) -> Result<(), XlsxError> {
        let sheet = self.sheets.get_mut(key).expect("a sheet is begun before its rows");
        if sheet.row == self.rows {
            sheet.full += 1;
            sheet.open(&mut self.workbook, &self.look)?;
        }
        let worksheet = self.workbook.worksheet_from_index(sheet.index)?;
        for (column, cell) in (0..).zip(cells) {
            if let Some(cell) = cell {
                self.look.write(worksheet, sheet.row, column, cell)?;
            }
        }
        sheet.row += 1;
        Ok(())
    }

    fn count(&mut self, record: &AnyRecord) {
        let date = record.sort_date();
        let places = self.places.get(&(table::thing(record).to_owned(), record.record_type().name));
        let place = places.and_then(|places| {
            let within = |place: &&usize| {
                self.series.get(**place).is_some_and(|(series, _)| series.from <= date && date < series.to)
            };
            places.iter().find(within).or(places.last())
        });
        if let Some((_, count)) = place.and_then(|place| self.series.get_mut(*place)) {
            *count += 1;
        }
    }

    fn overview(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, name) in (0..).zip(OVERVIEW_COLUMNS) {
            sheet.write_string_with_format(0, column, name, &self.look.header)?;
        }
        for (column, width) in (0..).zip([34, 22, 48, 13, 13, 10, 40]) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        let mut row = 1;
        for (series, count) in &self.series {
            let incomplete = Cell::Text(ranges(&series.incomplete));
            let cells = [
                Cell::Text(series.name()),
                Cell::Text(series.record_type.plural.to_owned()),
                Cell::Text(series.record_type.about.to_owned()),
                Cell::of(View::Date(series.from)),
                Cell::of(View::Date(series.to)),
                Int::new(*count).map_or_else(|_| Cell::Text(count.to_string()), |count| Cell::of(View::Int(count))),
                if incomplete.fits() { incomplete } else { Cell::Text("too many to list".to_owned()) },
            ];
            for (column, cell) in (0..).zip(cells) {
                self.look.write(sheet, row, column, cell)?;
            }
            row += 1;
        }
        for note in NOTES {
            row += 1;
            sheet.write_string(row, 0, note)?;
        }
        Ok(())
    }
}

impl<W: Write + Send> RecordWriter for Writer<W> {
    fn series(&mut self, series: &Series) -> Result<(), Error> {
        guarded(|| self.begin(series.record_type))?;
        let thing = series.thing.as_ref().map_or("all", Id::as_str);
        self.places.entry((thing.to_owned(), series.record_type.name)).or_default().push(self.series.len());
        self.series.push((series.clone(), 0));
        Ok(())
    }

    fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        self.count(record);
        guarded(|| self.begin(record.record_type()).and_then(|()| self.put(record, withheld)))
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Loss>, Error> {
        guarded(|| self.overview())?;
        let mut target = Enduring { target: &mut self.target, failed: None };
        guarded(|| self.workbook.save_to_writer(&mut target))?;
        if let Some(error) = target.failed {
            return Err(Error::Write(error));
        }
        self.target.flush().map_err(Error::Write)?;
        let losses = self.too_long.into_iter().map(|((record_type, member), count)| {
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            Loss::whole(
                format!("{record_type}.{member}"),
                format!("{times}: longer than a cell, which holds 32,767 characters"),
            )
        });
        Ok(losses.collect())
    }
}

impl<W: Write + Send> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("sheets", &self.sheets.keys()).finish_non_exhaustive()
    }
}

impl Sheet {
    /// Adds it to the workbook: `transactions`, when that is full `transactions 2`.
    fn open(&mut self, workbook: &mut Workbook, look: &Look) -> Result<(), XlsxError> {
        self.index = workbook.worksheets().len();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        if self.full == 0 {
            sheet.set_name(self.name)?;
        } else {
            sheet.set_name(format!("{} {}", self.name, self.full + 1))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, *name, &look.header)?;
            let width = u16::try_from(name.len()).unwrap_or(12).clamp(11, 24);
            sheet.set_column_width(column, width)?;
        }
        self.row = 1;
        Ok(())
    }
}

/// Whether a member is the one whose values have a sheet of their own.
fn is_slots(record_type: &RecordType, member: &str) -> bool {
    record_type.name == "interval_day" && member == "slots"
}

/// Days in ascending order, those that follow each other as `first to last`.
fn ranges(days: &[Date]) -> String {
    let mut text = String::new();
    let mut rest = days;
    while let [first, ..] = rest {
        let follows = |pair: &&[Date]| pair[0].next_day() == Some(pair[1]);
        let length = rest.windows(2).take_while(follows).count();
        let separator = if text.is_empty() { "" } else { ", " };
        text.push_str(separator);
        text.push_str(&first.to_string());
        if length > 0 {
            text.push_str(" to ");
            text.push_str(&rest[length].to_string());
        }
        rest = &rest[length + 1..];
    }
    text
}

/// A target that never fails: the library panics where one does. What went wrong is kept.
struct Enduring<W> {
    target: W,
    failed: Option<io::Error>,
}

impl<W: Write> Write for Enduring<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed.is_none()
            && let Err(error) = self.target.write_all(bytes)
        {
            self.failed = Some(error);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Lets the library act. It panics where its temporary files take no more, which is no bug of anybody's.
fn guarded<T>(act: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Error> {
    match panic::catch_unwind(AssertUnwindSafe(act)) {
        Ok(done) => done.map_err(write_error),
        Err(thrown) if says_system_error(thrown.downcast_ref::<String>()) => Err(Error::Write(io::Error::new(
            io::ErrorKind::StorageFull,
            "the temporary folder (TMPDIR) takes no more rows of the workbook; is it full?",
        ))),
        Err(thrown) => panic::resume_unwind(thrown),
    }
}

/// Whether a panic's message holds an error of the system, as `expect` puts it there.
fn says_system_error(message: Option<&String>) -> bool {
    message.is_some_and(|message| message.contains(": Os {"))
}

fn write_error(error: XlsxError) -> Error {
    Error::Write(io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pannier_model::record::by_name;

    fn balance(number: u32) -> AnyRecord {
        let record = serde_json::json!({
            "id": format!("b{number}"), "account": "a", "date": "2026-01-02", "kind": "closing_booked",
            "amount": "1.00", "currency": "GBP", "credit_line_included": "no"
        });
        AnyRecord::deserialize(by_name("balance").expect("a type"), record).expect("a record")
    }

    #[test]
    fn a_sheet_that_is_full_is_continued_on_another() {
        let mut writer = Writer::with_rows(Vec::new(), 4).expect("memory");
        for number in 0..7 {
            writer.record(&balance(number), &[]).expect("a row");
        }
        let names: Vec<String> = writer.workbook.worksheets().iter().map(rust_xlsxwriter::Worksheet::name).collect();
        assert_eq!(names, ["overview", "balances", "balances 2", "balances 3"]);
        assert_eq!(writer.sheets["balance"].row, 2);
    }

    /// Only what the system said is an error of the operation; any other panic stays one.
    #[test]
    fn panics_of_the_library() {
        let full = guarded::<()>(|| Err::<(), _>(io::Error::from_raw_os_error(28)).map(Ok).expect("Couldn't write"));
        assert!(matches!(&full, Err(Error::Write(error)) if error.kind() == io::ErrorKind::StorageFull), "{full:?}");
        let bug = panic::catch_unwind(|| guarded::<()>(|| unreachable!("a bug")));
        assert!(bug.is_err());
    }

    #[test]
    fn days_that_follow_each_other_are_a_range() {
        let check = |days: &[&str], expected: &str| {
            let days: Vec<Date> = days.iter().map(|day| Date::parse(day).expect("a date")).collect();
            assert_eq!(ranges(&days), expected);
        };
        check(&[], "");
        check(&["2026-01-31"], "2026-01-31");
        check(&["2026-01-31", "2026-02-01", "2026-02-02"], "2026-01-31 to 2026-02-02");
        check(
            &["2026-01-01", "2026-01-03", "2026-01-04", "2026-01-09"],
            "2026-01-01, 2026-01-03 to 2026-01-04, 2026-01-09",
        );
    }
}
