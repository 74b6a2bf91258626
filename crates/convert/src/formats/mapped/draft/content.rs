//! What stands in a column: dates, amounts, currencies, or text.

use pannier_model::value::{Amount, Currency, Date};

use crate::{
    DateOrder,
    formats::mapped::tables::DateFormat,
    values::{
        date_style::{Decided, OrderEvidence},
        number_style::NumberStyle,
    },
};

/// What nearly all cells of a column are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// No cell holds anything.
    Empty,
    Dates(Dates),
    Numbers(Numbers),
    /// Codes of currencies.
    Currencies,
    Text,
}

/// How the dates of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// As numbers in an order that the dates of the file show to a reader, and in no one format.
    Ordered(DateOrder),
    /// In one of these formats, of which each reads all of them: several where nothing tells which.
    Formats(Vec<Format>),
}

/// A format of the table `date`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) written: String,
    /// The century of years of two digits.
    pub(super) century: Option<u16>,
}

/// How the numbers of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    /// The styles that read all of them, the plainest first.
    pub(super) styles: Vec<NumberStyle>,
    /// What stands before or behind digits, such as `€`.
    pub(super) symbol: Option<String>,
    pub(super) has_fraction: bool,
}

/// Of so many cells of a column one may be the text of a footer; more are text.
const STRAY: usize = 10;
/// Cells of footers that a file can have however few its rows are.
const FOOTERS: usize = 2;

impl Content {
    pub(super) fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        if cells.is_empty() {
            return Self::Empty;
        }
        if let Some(dates) = Dates::of(&cells) {
            return Self::Dates(dates);
        }
        if let Some(numbers) = Numbers::of(&cells) {
            return Self::Numbers(numbers);
        }
        let is_currency = |cell: &&str| Currency::parse(cell).is_ok_and(Currency::is_listed);
        if cells.iter().all(is_currency) { Self::Currencies } else { Self::Text }
    }
}

/// Whether as many of the cells are so as have to be, the others being text between the rows.
fn nearly_all(cells: &[&str], is_so: impl Fn(&str) -> bool) -> bool {
    let count = cells.iter().filter(|cell| is_so(cell)).count();
    let others = cells.len() - count;
    others * STRAY <= count || (others <= FOOTERS && others < count)
}

impl Dates {
    fn of(cells: &[&str]) -> Option<Self> {
        // One of the first cells is no footer, so most formats are ruled out by a few.
        let first = &cells[..cells.len().min(FOOTERS + 1)];
        let mut formats: Vec<Format> = formats()
            .filter(|format| first.iter().any(|cell| may_be_date(cell) && format.reads(cell)))
            .filter(|format| nearly_all(cells, |cell| format.reads(cell)))
            .collect();
        // Exports run in one direction: of several formats those in which this one does.
        if formats.len() > 1 && formats.iter().any(|format| format.runs(cells)) {
            formats.retain(|format| format.runs(cells));
        }
        if formats.len() != 1 && nearly_all(cells, is_ordered) {
            let mut orders = OrderEvidence::default();
            for cell in cells {
                orders.see_if_date(cell);
            }
            if let Decided::Style(order) = orders.decide() {
                return Some(Self::Ordered(order));
            }
        }
        (!formats.is_empty()).then_some(Self::Formats(formats))
    }

    /// Whether a cell is one of the dates.
    pub(super) fn reads(&self, cell: &str) -> bool {
        match self {
            Self::Ordered(order) => order.read(cell).is_some(),
            Self::Formats(formats) => formats.iter().any(|format| format.reads(cell)),
        }
    }

    /// The day of a cell; `None` where nothing tells how the dates are read.
    pub(super) fn day(&self, cell: &str) -> Option<Date> {
        match self {
            Self::Ordered(order) => order.read(cell),
            Self::Formats(formats) => match formats.as_slice() {
                [one] => one.style().read(cell),
                _ => None,
            },
        }
    }
}

/// Fewest days between which a direction is no chance.
const DAYS_THAT_RUN: usize = 6;

impl Format {
    fn reads(&self, cell: &str) -> bool {
        self.style().read(cell).is_some()
    }

    fn style(&self) -> DateFormat {
        DateFormat::new(std::slice::from_ref(&self.written), self.century)
    }

    /// Whether the dates, read so, never fall or never rise, and there are enough of them.
    fn runs(&self, cells: &[&str]) -> bool {
        let style = self.style();
        let mut days: Vec<_> = cells.iter().filter_map(|cell| style.read(cell)).collect();
        days.dedup();
        days.len() >= DAYS_THAT_RUN && (days.is_sorted() || days.is_sorted_by(|before, after| before >= after))
    }

    /// Whether it has the offset of a moment, of which the day is taken as it is written.
    pub(super) fn has_offset(&self) -> bool {
        self.written.contains("%z")
    }
}

const DAYS: [&str; 28] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%m/%d/%Y",
    "%m-%d-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%d-%m-%y",
    "%m/%d/%y",
    "%m-%d-%y",
    "%y-%m-%d",
    "%y/%m/%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d/%b/%Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%d %b %y",
    "%d-%b-%y",
    "%d %B, %Y",
    "%d. %B %Y",
    "%d. %b %Y",
];

const TIMES: [&str; 12] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    ", %H:%M",
    ", %H:%M:%S",
    "T%H:%M",
    "T%H:%M:%S",
    "T%H:%M:%SZ",
    "T%H:%M:%S.%fZ",
    "T%H:%M:%S%z",
    " %H:%M:%S%z",
    " %H:%M:%S %z",
];

/// Formats that are in use: a day alone or with the time of a clock.
fn formats() -> impl Iterator<Item = Format> {
    DAYS.into_iter().flat_map(|day| {
        TIMES.into_iter().map(move |time| Format {
            written: format!("{day}{time}"),
            // Nobody's download is older than the century.
            century: day.contains("%y").then_some(2000),
        })
    })
}

fn is_ordered(cell: &str) -> bool {
    OrderEvidence::default().see_if_date(cell)
}

/// Whether a cell is a date in any form.
pub(super) fn is_date(cell: &str) -> bool {
    may_be_date(cell) && (is_ordered(cell) || formats().any(|format| format.reads(cell)))
}

/// Whether a cell is as long as dates are and has the digits of one.
fn may_be_date(cell: &str) -> bool {
    (6..=32).contains(&cell.len()) && cell.bytes().filter(u8::is_ascii_digit).count() > 2
}

/// Whether a cell is a number with a fraction or a sign, as amounts are.
pub(super) fn is_amount(cell: &str) -> bool {
    cell.len() <= 32 && cell.contains([',', '.', '-', '+']) && Numbers::of(&[cell]).is_some()
}

impl Numbers {
    fn of(cells: &[&str]) -> Option<Self> {
        let symbol = symbol(cells);
        let symbols: Vec<&str> = symbol.iter().map(String::as_str).collect();
        let styles: Vec<NumberStyle> =
            styles().filter(|style| nearly_all(cells, |cell| style.read(cell, &symbols).is_ok())).collect();
        let first = styles.first()?;
        let has_fraction = cells.iter().any(|cell| first.read(cell, &symbols).is_ok_and(|amount| amount.scale() > 0));
        Some(Self { styles, symbol, has_fraction })
    }

    /// A cell as it is read when nothing else is known; `None` where it is no number.
    pub(super) fn read(&self, cell: &str) -> Option<Amount> {
        let symbols: Vec<&str> = self.symbol.iter().map(String::as_str).collect();
        self.styles.first()?.read(cell, &symbols).ok()
    }

    /// Whether the styles read some cell differently: `1.234`.
    pub(super) fn is_open<'c>(&self, cells: impl Iterator<Item = &'c str>) -> bool {
        let symbols: Vec<&str> = self.symbol.iter().map(String::as_str).collect();
        let mut cells = cells;
        cells.any(|cell| {
            let mut read = self.styles.iter().filter_map(|style| style.read(cell, &symbols).ok());
            let first = read.next();
            read.any(|other| Some(other) != first)
        })
    }
}

/// Styles in use, the plainest first: those that a reader finds out come before those that a mapping has to give.
fn styles() -> impl Iterator<Item = NumberStyle> {
    let plain = [NumberStyle::POINT, NumberStyle::COMMA];
    let grouped = [('.', ' '), (',', ' '), ('.', '\'')].map(|(decimal, group)| NumberStyle {
        decimal,
        group: Some(group),
        ..NumberStyle::POINT
    });
    let all = move || plain.into_iter().chain(grouped);
    all()
        .chain(all().map(|style| NumberStyle { trailing_minus: true, ..style }))
        .chain(all().map(|style| NumberStyle { parentheses: true, ..style }))
}

/// What stands before or behind the digits of the first number that has something there, if it is short and no digit or
/// sign is in it.
fn symbol(cells: &[&str]) -> Option<String> {
    let is_part =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '\'' | '’' | '(' | ')' | '\u{2212}');
    cells.iter().find_map(|cell| {
        let rest = cell.trim_matches(is_part).trim();
        let before = cell.trim_start_matches(['-', '+', '(', '\u{2212}', ' ']);
        let symbol = if before.starts_with(|c: char| c.is_ascii_digit()) {
            cell.trim_end_matches(is_part).rsplit(is_part).next()
        } else {
            before.split(is_part).next()
        };
        let symbol = symbol.map(str::trim).filter(|symbol| !symbol.is_empty() && symbol.chars().count() <= 4);
        symbol.filter(|symbol| rest.contains(*symbol) && !symbol.contains(char::is_whitespace)).map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_column() {
        let check = |cells: &[&str], expected: &str| {
            let told = match Content::of(cells.iter().copied()) {
                Content::Empty => "empty".to_owned(),
                Content::Dates(Dates::Ordered(_)) => "dates".to_owned(),
                Content::Dates(Dates::Formats(formats)) => {
                    formats.iter().map(|format| format.written.as_str()).collect::<Vec<_>>().join(" or ")
                }
                Content::Numbers(numbers) => {
                    let NumberStyle { decimal, group, trailing_minus, parentheses } = numbers.styles[0];
                    format!(
                        "{decimal}{}{}{}{}{}",
                        group.unwrap_or('_'),
                        if trailing_minus { "-" } else { "" },
                        if parentheses { "()" } else { "" },
                        numbers.symbol.map(|symbol| format!(" {symbol}")).unwrap_or_default(),
                        if numbers.has_fraction { " fraction" } else { "" }
                    )
                }
                Content::Currencies => "currencies".to_owned(),
                Content::Text => "text".to_owned(),
            };
            assert_eq!(told, expected, "{cells:?}");
        };
        check(&["", ""], "empty");
        check(&["03.02.2025", "14.02.2025"], "%d.%m.%Y");
        check(&["2025-02-03", ""], "%Y-%m-%d");
        check(&["3 2 2025", "14 2 2025"], "dates");
        check(&["03/02/2025", "04/02/2025"], "%d/%m/%Y or %m/%d/%Y");
        check(&["3.2.2025", "13.2.2025"], "%d.%m.%Y");
        check(&["3.2.2025", "4.2.2025"], "%d.%m.%Y");
        check(&["01/15/25", "01/16/25", "Total"], "%m/%d/%y");
        check(&["13/02/25", "01/03/25"], "%d/%m/%y or %y/%m/%d");
        check(&["13/02/25", "14/02/25", "28/02/25", "01/03/25", "02/03/25", "07/03/25"], "%d/%m/%y");
        check(&["07/03/25", "02/03/25", "01/03/25", "06/02/25", "05/02/25", "04/02/25"], "%d/%m/%y");
        check(&["03/02/25", "01/03/25"], "%d/%m/%y or %m/%d/%y or %y/%m/%d");
        check(&["2025-02-03 10:11:12"], "%Y-%m-%d %H:%M:%S");
        check(&["2025-02-03T10:11:12.123Z"], "%Y-%m-%dT%H:%M:%S.%fZ");
        check(&["3 Feb 2025", "14 Feb 2025"], "%d %b %Y");
        check(&["Feb 3, 2025"], "%b %d, %Y");
        check(&["-4,50", "2.500,00"], ",. fraction");
        check(&["-4.50", "2,500.00"], "., fraction");
        check(&["-4,50 €", "2.500,00 €"], ",. € fraction");
        check(&["£4.50", "-£2,500.00"], "., £ fraction");
        check(&["1 234,50", "-7,00"], ",  fraction");
        check(&["1'234.50", "-7.00"], ".' fraction");
        check(&["12.50-", "7.00"], ".,- fraction");
        check(&["(12.50)", "7.00"], ".,() fraction");
        check(&["12345678"], ".,");
        check(&["EUR", "USD"], "currencies");
        check(&["ABC"], "text");
        check(&["Bakery 12", "Rent"], "text");
    }
}
