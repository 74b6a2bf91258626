//! A mapping of transactions made from what one file looks like, for a person to look over and to finish.
//!
//! Three witnesses speak, and the draft says which: what mappings that come with the program call a column of that name,
//! what stands in it, and whether balances follow from the amounts. What none of them tells is left open, for a guess about
//! money that nobody sees is worse than a question.

mod balance;
mod choice;
mod content;
mod sample;
mod vocabulary;
mod written;

use pannier_report::{Code, Finding, Location};

use self::{
    choice::{Choice, Column},
    sample::Sample,
};
use crate::{
    Error, Input,
    syntax::{encoding::head, end_mark},
};

/// Bytes of a file that are looked at.
const LOOKED_AT: u64 = 256 << 10;

/// A mapping that was made from the beginning of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    text: String,
    open: Vec<String>,
    doubts: Vec<String>,
}

impl Draft {
    /// The mapping as TOML, with remarks.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What a person has to say before a file can be read with it, one sentence each.
    pub fn open(&self) -> &[String] {
        &self.open
    }

    /// What is taken for granted and may be otherwise, one sentence each.
    pub fn doubts(&self) -> &[String] {
        &self.doubts
    }
}

/// Drafts a mapping of transactions from the first 256 KiB of a file of delimited text; the finding says why there is none.
///
/// ```
/// let file = "Booking date;Text;Amount in EUR;Balance\n\
///             03.02.2026;BAKERY;-4,50;95,50\n\
///             14.02.2026;WAGES;2.500,00;2.595,50\n";
/// let draft = pannier_convert::mapped::draft(&mut std::io::Cursor::new(file))?.expect("columns of transactions");
/// assert!(draft.text().contains("amount = { column = \"Amount in EUR\" }"));
/// assert!(draft.open().is_empty() && draft.doubts().is_empty());
/// # Ok::<(), pannier_convert::Error>(())
/// ```
pub fn draft(input: &mut dyn Input) -> Result<Result<Draft, Box<Finding>>, Error> {
    let prefix = head(input, LOOKED_AT)?;
    let is_cut = prefix.len() as u64 == LOOKED_AT;
    let text = if is_cut { &prefix } else { end_mark::without(&prefix) };
    let Some(sample) = Sample::of(text, is_cut) else {
        let finding = Finding::new(
            Code::ConvertMapping,
            Location::whole(),
            "no mapping can be drafted: nothing parts the lines of the file into columns",
        );
        return Ok(Err(finding
            .with_help("delimited text has commas, semicolons, bars or TABs between its cells")
            .into()));
    };
    let columns = Column::all(&sample);
    Ok(Choice::of(&sample, &columns).map(|choice| written::draft(&sample, &columns, &choice)))
}
