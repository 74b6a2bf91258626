//! What the columns of delimited text mean: a file written by a person, in TOML.

use pannier_report::{Code, Finding, Location};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    records::{self, Layout},
    tables::FileStyle,
    transactions::{self, Bookings},
};

/// A mapping whose words have been understood. Whether its columns exist is seen when a file is read.
#[derive(Clone, Debug)]
pub struct Mapping {
    name: String,
    rows: Rows,
}

/// What rows become.
#[derive(Clone, Debug)]
pub(super) enum Rows {
    Transactions(Box<Bookings>),
    Records(Box<Layout>),
}

/// The one key that tells which others there are.
#[derive(Deserialize)]
struct Kind {
    #[serde(default)]
    record: Option<String>,
}

impl Mapping {
    /// Reads a mapping; otherwise everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Vec<Finding>> {
        let kind: Kind = parsed(text)?;
        if kind.record.as_deref().is_none_or(|record| record == "transaction") {
            let written: transactions::Written = parsed(text)?;
            let name = written.name.clone();
            return Ok(Self { name, rows: Rows::Transactions(Box::new(written.understood()?)) });
        }
        let written: records::Written = parsed(text)?;
        let name = written.name.clone();
        Ok(Self { name, rows: Rows::Records(Box::new(written.understood()?)) })
    }

    /// What the mapping is for, in its author's words.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(super) fn file(&self) -> &FileStyle {
        match &self.rows {
            Rows::Transactions(bookings) => &bookings.file,
            Rows::Records(layout) => &layout.file,
        }
    }

    /// Whether the first rows of a file look like those that the mapping is for.
    pub(super) fn fits(&self, rows: &[Vec<String>]) -> bool {
        match &self.rows {
            Rows::Transactions(bookings) => bookings.recognise.fits(&bookings.file, &bookings.columns, rows),
            Rows::Records(layout) => layout.recognise.fits(&layout.file, &layout.columns, rows),
        }
    }

    /// Whether other programs write the same header and mean something else.
    pub(super) fn is_shared(&self) -> bool {
        match &self.rows {
            Rows::Transactions(bookings) => bookings.recognise.shared,
            Rows::Records(layout) => layout.recognise.shared,
        }
    }
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, Vec<Finding>> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() as u64);
        // A mapping is no personal data, so the message of its reader may be shown.
        let message = error.message().trim().to_owned();
        vec![
            Finding::new(Code::ConvertMapping, Location::line(line), message)
                .with_help("spec/formats/mapping.md lists the keys of a mapping"),
        ]
    })
}
