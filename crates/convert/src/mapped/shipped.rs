//! Mappings that come with the program: found by their names, and recognised by the first rows of a file.

use std::{io::Cursor, sync::OnceLock};

use super::{Mapping, mapping::Rows, tables::FileStyle};
use crate::{
    Error,
    delimited::Table,
    encoding::{Encoding, byte_order_mark},
};

/// A mapping that comes with the program.
#[derive(Debug)]
pub struct Shipped {
    name: &'static str,
    text: &'static str,
    mapping: OnceLock<Mapping>,
}

macro_rules! shipped {
    ($($name:literal,)+) => {
        [$(Shipped {
            name: $name,
            text: include_str!(concat!("../../mappings/", $name, ".toml")),
            mapping: OnceLock::new(),
        },)+]
    };
}

static ALL: [Shipped; 20] = shipped![
    "asterisk-csv",
    "asterisk-custom",
    "asterisk-custom-short",
    "auchan",
    "bt-calls",
    "carrefour",
    "green-button-csv-hours",
    "green-button-csv-quarters",
    "intermarche",
    "ivozprovider-calls",
    "leclerc",
    "octopus-electricity",
    "octopus-electricity-old",
    "octopus-export",
    "octopus-export-old",
    "octopus-gas",
    "octopus-gas-old",
    "picard",
    "telekom-evn",
    "uk-standard-cdr",
];

impl Shipped {
    /// All of them, by their names.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|shipped| shipped.name == name)
    }

    /// Its name: `uk-standard-cdr`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its text, to be changed for a file that differs.
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// The mapping itself.
    pub fn mapping(&self) -> &Mapping {
        self.mapping.get_or_init(|| Mapping::parse(self.text).expect("a shipped mapping is one: a test reads them all"))
    }

    /// Whether it is one for call detail records of Asterisk, which are a format of their own.
    pub fn is_asterisk(&self) -> bool {
        self.name.starts_with("asterisk-")
    }
}

/// The shipped mappings that fit the first bytes of a file: all columns that they name stand in its header, or its rows
/// look as they say.
pub fn recognised(prefix: &[u8]) -> Vec<&'static Shipped> {
    let (encoding, start) = byte_order_mark(prefix).unwrap_or((Encoding::UTF_8, 0));
    let Some(bytes) = usize::try_from(start).ok().and_then(|start| prefix.get(start..)) else { return Vec::new() };
    let text = if encoding.is_utf_16() {
        encoding.decode(&bytes[..bytes.len() & !1]).map(std::borrow::Cow::into_owned).unwrap_or_default()
    } else {
        // Names of columns are looked for, not values: a letter that is lost costs nothing but its column.
        String::from_utf8_lossy(bytes).into_owned()
    };
    ALL.iter().filter(|shipped| fits(shipped.mapping(), &text)).collect()
}

fn fits(mapping: &Mapping, text: &str) -> bool {
    let Rows::Records(layout) = mapping.rows() else { return false };
    let rows = first_rows(&layout.file, text);
    if let Some(recognise) = &layout.recognise {
        // Some programs write a header before rows that have none.
        return rows.iter().take(2).any(|cells| recognise.fits(cells));
    }
    let row = if layout.file.header_has.is_empty() {
        usize::try_from(layout.file.head_row).ok().and_then(|row| rows.get(row - 1))
    } else {
        rows.iter().find(|cells| layout.file.header_has.iter().all(|name| cells.contains(name)))
    };
    let has = |name: &String, cells: &[String]| cells.iter().filter(|cell| *cell == name).count() == 1;
    row.is_some_and(|cells| !layout.headers.is_empty() && layout.headers.iter().all(|name| has(name, cells)))
}

/// The first rows of a file, at most a hundred.
fn first_rows(file: &FileStyle, text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut input = Cursor::new(text);
    let mut table = Table::new(&mut input, file.dialect, 0);
    // The last row of the text can be cut.
    let _: Result<(), Error> = table.forward(|row| {
        let cells = row.map_or_else(
            |_| Vec::new(),
            |row| row.fields().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect(),
        );
        if rows.len() < 100 {
            rows.push(cells);
        }
        Ok(())
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_mappings_in_the_order_of_their_names() {
        for shipped in &ALL {
            assert!(Mapping::parse(shipped.text).is_ok(), "{}: {:?}", shipped.name, Mapping::parse(shipped.text));
        }
        assert!(ALL.is_sorted_by_key(|shipped| shipped.name));
    }
}
