//! The first rows of a file as cells: how its bytes are text, what parts the cells, and which row names them.

use std::{collections::BTreeMap, io::Cursor};

use super::content::{is_amount, is_date};
use crate::{
    Encoding, Error,
    syntax::{
        delimited::{Dialect, Lead, Table},
        encoding::byte_order_mark,
    },
};

/// Rows among which a header is looked for, as a reader of mappings does.
const PREAMBLE: usize = 100;

/// Rows by which delimiters are judged.
const COUNTED: usize = 300;

/// What parts cells.
const DELIMITERS: [u8; 4] = [b'\t', b';', b'|', b','];

/// The beginning of a file.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) delimiter: u8,
    /// Whether quotation marks enclose cells, which they do unless no row can be read so.
    pub(super) quotes: bool,
    /// The label of an encoding that the file neither shows nor declares.
    pub(super) encoding: Option<&'static str>,
    /// Rows before the header, or before the first row where there is none, blank ones too; none where a reader passes over
    /// all of them by itself.
    pub(super) above: usize,
    /// Trimmed.
    pub(super) header: Option<Vec<String>>,
    /// Cells of a row.
    pub(super) width: usize,
    /// The rows below that are not blank, trimmed, whatever number of cells they have.
    pub(super) rows: Vec<Vec<String>>,
}

impl Sample {
    /// Reads the first bytes of a file, of which the last row may be cut; `None` where nothing parts them into columns.
    pub(super) fn of(prefix: &[u8], is_cut: bool) -> Option<Self> {
        let (encoding, text) = text(prefix);
        let end = if is_cut { text.rfind('\n').map_or(0, |at| at + 1) } else { text.len() };
        let text = text.get(..end)?;
        let Parted { dialect, width, rows } = [Some(b'"'), None].into_iter().find_map(|quote| parted(text, quote))?;
        // The header is the row before the first that holds values; what stands above it are words and dates of the account.
        let first = rows.iter().position(|cells| cells.len() == width && holds_movement(cells));
        let first = first.or_else(|| rows.iter().position(|cells| cells.len() == width && !names_columns(cells)));
        let first = first.unwrap_or(rows.len());
        let header = (rows[..first].iter().rposition(|cells| !is_blank(cells)))
            .filter(|at| *at < PREAMBLE && rows[*at].len().abs_diff(width) <= 1 && names_columns(&rows[*at]));
        let begin = header.unwrap_or(first);
        // What a reader passes over by itself is not above it.
        let is_lead = |cells: &Vec<String>| Lead::of(cells.iter().map(String::as_bytes)) != Lead::Other;
        let above = if rows[..begin].iter().all(is_lead) { 0 } else { begin };
        let width = header.map_or(width, |at| rows[at].len());
        let mut below = rows.into_iter().skip(begin);
        let header = header.and_then(|_| below.next());
        let rows = below.filter(|cells| !is_blank(cells)).collect();
        Some(Self {
            delimiter: dialect.delimiter,
            quotes: dialect.quote.is_some(),
            encoding,
            above,
            header,
            width,
            rows,
        })
    }

    /// The cells of a column in whole rows.
    pub(super) fn column(&self, index: usize) -> impl Iterator<Item = &str> {
        self.whole_rows().filter_map(move |cells| cells.get(index)).map(String::as_str)
    }

    /// The rows that have a cell for each column, or all but for those at the end that have no name; more have nothing.
    pub(super) fn whole_rows(&self) -> impl Iterator<Item = &[String]> {
        let named = (self.header.as_ref())
            .map_or(self.width, |header| header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1));
        let filled = |cells: &[String]| cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        self.rows.iter().map(Vec::as_slice).filter(move |cells| cells.len() >= named && filled(cells) <= self.width)
    }
}

/// The bytes as text, and the label of the encoding where a mapping has to give it.
fn text(prefix: &[u8]) -> (Option<&'static str>, String) {
    if let Some((encoding, length)) = byte_order_mark(prefix) {
        let bytes = usize::try_from(length).ok().and_then(|length| prefix.get(length..)).unwrap_or_default();
        let whole = if encoding.is_utf_16() { &bytes[..bytes.len() & !1] } else { bytes };
        return (None, decoded(encoding, whole));
    }
    match std::str::from_utf8(prefix) {
        Ok(text) => (None, text.to_owned()),
        // The last character can be cut.
        Err(error) if error.error_len().is_none() => (None, decoded(Encoding::UTF_8, &prefix[..error.valid_up_to()])),
        Err(_) => (Some("windows-1252"), decoded(Encoding::WINDOWS_1252, prefix)),
    }
}

fn decoded(encoding: Encoding, bytes: &[u8]) -> String {
    encoding.decode(bytes).map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), std::borrow::Cow::into_owned)
}

/// The rows as a delimiter parts them.
struct Parted {
    dialect: Dialect,
    /// Cells of most rows that hold a movement; of most rows where none does.
    width: usize,
    rows: Vec<Vec<String>>,
}

/// As the delimiter does that gives most rows a date and an amount; `None` where no delimiter parts rows, or a quotation mark
/// stands where none may.
fn parted(text: &str, quote: Option<u8>) -> Option<Parted> {
    let parted = |delimiter| {
        let dialect = Dialect { delimiter, quote };
        let rows = cells(text, dialect)?;
        let mut widths: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for cells in rows.iter().take(COUNTED).filter(|cells| cells.len() > 1) {
            let (movements, all) = widths.entry(cells.len()).or_default();
            *movements += usize::from(holds_movement(cells));
            *all += 1;
        }
        let (width, count) = widths.into_iter().max_by_key(|(width, count)| (*count, *width))?;
        Some((count, Parted { dialect, width, rows }))
    };
    let all = DELIMITERS.into_iter().filter_map(parted);
    all.max_by_key(|(count, parted)| (*count, parted.width)).map(|(_, parted)| parted)
}

fn cells(text: &str, dialect: Dialect) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    let mut is_whole = true;
    let read: Result<(), Error> = Table::new(&mut Cursor::new(text), dialect, 0).forward(|row| {
        match row {
            Ok(row) => {
                rows.push(row.fields().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect());
            }
            Err(_) => is_whole = false,
        }
        Ok(())
    });
    (read.is_ok() && is_whole).then_some(rows)
}

/// Whether cells are names: most are there and stand once, and none is a date or an amount.
fn names_columns(cells: &[String]) -> bool {
    let named: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let once = named.iter().filter(|name| named.iter().filter(|other| other == name).count() == 1).count();
    named.len() > 1
        && named.len() * 2 >= cells.len()
        && once * 2 > named.len()
        && !cells.iter().any(|cell| is_date(cell) || is_amount(cell))
}

/// Whether a row tells of a movement: a day and an amount.
fn holds_movement(cells: &[String]) -> bool {
    cells.iter().any(|cell| is_date(cell)) && cells.iter().any(|cell| is_amount(cell) && !is_date(cell))
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(String::is_empty)
}
