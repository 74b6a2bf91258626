//! Which columns a midata file has, and where its rows begin.

use crate::{
    DateOrder,
    syntax::{cells::Line, encoding::byte_order_mark},
};

/// Rows that may stand before the header.
const PREAMBLE: usize = 20;
/// First cell of the last row, in any case.
const TRAILER: &str = "arranged overdraft limit";

/// A column that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Date,
    Type,
    Description,
    Amount,
    Balance,
}

impl Part {
    /// The column that a header cell names; case and white space around it differ from bank to bank.
    fn named(cell: &str) -> Option<Self> {
        match cell.trim().to_ascii_lowercase().as_str() {
            "date" | "transaction date" => Some(Self::Date),
            "type" | "transaction type" => Some(Self::Type),
            "merchant/description" | "description" => Some(Self::Description),
            "debit/credit" | "amount" => Some(Self::Amount),
            "balance" => Some(Self::Balance),
            _ => None,
        }
    }

    /// The member that takes the column.
    pub(crate) const fn member(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Type => "kind_text",
            Self::Description => "description",
            Self::Amount => "amount",
            Self::Balance => "running_balance",
        }
    }
}

/// The columns of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
    /// Row of the header, from 1.
    pub(crate) header_row: u64,
    /// Fields of the header without empty ones at its end.
    pub(crate) width: usize,
    columns: [Option<usize>; 5],
    /// Whether the header has a word that no ordinary export uses.
    sure: bool,
}

impl Layout {
    /// The header among the first rows. The beginning of a file is looked at as Latin text: header words are ASCII.
    pub(crate) fn find(prefix: &[u8]) -> Option<Self> {
        let start = byte_order_mark(prefix).map_or(0, |(_, length)| usize::try_from(length).unwrap_or(0));
        let rows = prefix[start..].split(|byte| matches!(byte, b'\n' | b'\r'));
        // CRLF splits into a row and an empty one that is no row.
        let mut number = 0;
        let mut before_was_cr = false;
        let mut at = start;
        for bytes in rows {
            let ended_by_cr = prefix.get(at + bytes.len()) == Some(&b'\r');
            at += bytes.len() + 1;
            if bytes.is_empty() && before_was_cr && prefix.get(at - 1) == Some(&b'\n') {
                before_was_cr = false;
                continue;
            }
            before_was_cr = ended_by_cr;
            number += 1;
            if number > PREAMBLE {
                return None;
            }
            let text = String::from_utf8_lossy(bytes);
            if let Some(layout) =
                [',', ';', '\t'].into_iter().find_map(|delimiter| Self::of_header(&text, delimiter, number as u64))
            {
                return Some(layout);
            }
        }
        None
    }

    fn of_header(text: &str, delimiter: char, header_row: u64) -> Option<Self> {
        let cells: Vec<&str> = text.split(delimiter).map(|cell| cell.trim().trim_matches('"')).collect();
        let mut columns = [None; 5];
        for (index, cell) in cells.iter().enumerate() {
            if let Some(part) = Part::named(cell) {
                let column = &mut columns[part as usize];
                if column.is_some() {
                    return None;
                }
                *column = Some(index);
            }
        }
        let has = |part: Part| columns[part as usize].is_some();
        if !(has(Part::Date) && has(Part::Description) && has(Part::Amount) && has(Part::Balance)) {
            return None;
        }
        let width = cells.iter().rposition(|cell| !cell.trim().is_empty())? + 1;
        // Every other named column is one that the scheme does not have.
        if cells[..width].iter().any(|cell| Part::named(cell).is_none()) {
            return None;
        }
        let word = |part: Part| columns[part as usize].map_or("", |index| cells[index].trim());
        let sure = word(Part::Description).eq_ignore_ascii_case("merchant/description")
            && word(Part::Amount).eq_ignore_ascii_case("debit/credit");
        Some(Self { delimiter: u8::try_from(delimiter).ok()?, header_row, width, columns, sure })
    }

    pub(crate) fn is_header(&self, row: u64) -> bool {
        row == self.header_row
    }

    /// The 0-based column of a part; banks have dropped `Type`.
    pub(crate) fn column(&self, part: Part) -> Option<usize> {
        self.columns[part as usize]
    }
}

/// Whether a row is the arranged overdraft limit that ends a file.
pub(crate) fn is_trailer(cells: Line<'_>) -> bool {
    cells.cell(0).eq_ignore_ascii_case(TRAILER)
}

/// How much the beginning of a file looks like midata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resemblance {
    Sure,
    /// An ordinary export may look the same.
    Possible,
    None,
}

/// Judges the beginning of a file.
pub(crate) fn resemblance(text: &str) -> Resemblance {
    match Layout::find(text.as_bytes()) {
        None => Resemblance::None,
        Some(layout) if layout.sure => Resemblance::Sure,
        Some(_) if text.lines().any(has_trailer_form) => Resemblance::Sure,
        Some(_) => Resemblance::Possible,
    }
}

fn has_trailer_form(line: &str) -> bool {
    let line = line.trim_start_matches('"');
    line.get(..TRAILER.len()).is_some_and(|start| start.eq_ignore_ascii_case(TRAILER))
        && line.split([',', ';', '"']).any(|cell| DateOrder::DayFirst.read(cell.trim()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let check = |text: &str, expected: Option<(u8, u64, usize, [Option<usize>; 5])>| {
            let found = Layout::find(text.as_bytes());
            assert_eq!(
                found.map(|found| (found.delimiter, found.header_row, found.width, found.columns)),
                expected,
                "{text:?}"
            );
        };
        let five = [Some(0), Some(1), Some(2), Some(3), Some(4)];
        check("Date,Type,Merchant/Description,Debit/Credit,Balance\n", Some((b',', 1, 5, five)));
        check(" Date, Type, Merchant/Description, Debit/Credit, Balance\n\n", Some((b',', 1, 5, five)));
        check("Date;Type;Merchant/Description;Debit/Credit;Balance;\r\n", Some((b';', 1, 5, five)));
        check(
            "\u{FEFF}\"Account Number:\",\"****1\"\r\n\r\n\"Date\",\"Type\",\"Merchant/Description\",\"Debit/Credit\",\"Balance\"\r\n",
            Some((b',', 3, 5, five)),
        );
        check("x\r\rDATE,TYPE,MERCHANT/DESCRIPTION,DEBIT/CREDIT,BALANCE\r", Some((b',', 3, 5, five)));
        check("Date,Description,Amount,Balance\n", Some((b',', 1, 4, [Some(0), None, Some(1), Some(2), Some(3)])));
        check("Date,Type,Description,Value,Balance,Account Name,Account Number\n", None);
        check("Date,Type,Description,Amount,Balance,Notes\n", None);
        check("Date,Date,Description,Amount,Balance\n", None);
        check(&format!("{}Date,Description,Amount,Balance\n", "x\n".repeat(20)), None);
        check("", None);
    }
}
