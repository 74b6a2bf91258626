//! Purchases of a sheet, each made of rows that may stand anywhere in it.
//!
//! In memory are where each row stands and which purchase it is of, and the key of each purchase. What a row says is read again
//! whenever its purchase is asked for.

use std::{collections::HashMap, hash::Hash, ops::Range};

use pannier_model::value::Date;

use crate::{
    Error, Format, Item,
    events::purchase::{Outline, Purchase, Supply, Take},
    formats::sheet::{Refused, Row, Sheet},
    output::Output,
    syntax::delimited::At,
};

/// Which rows make a purchase.
#[derive(Debug)]
pub(crate) struct Groups<K> {
    known: HashMap<K, u32>,
    count: u32,
    rows: Vec<(u32, At)>,
}

impl<K> Default for Groups<K> {
    fn default() -> Self {
        Self { known: HashMap::new(), count: 0, rows: Vec::new() }
    }
}

impl<K: Eq + Hash> Groups<K> {
    /// A row of the purchase of this key, wherever others of it stand.
    pub(crate) fn add(&mut self, key: K, at: At) {
        let next = self.count;
        let group = *self.known.entry(key).or_insert(next);
        self.count += u32::from(group == next);
        self.rows.push((group, at));
    }

    /// A row with which a purchase begins.
    pub(crate) fn begin(&mut self, at: At) {
        self.rows.push((self.count, at));
        self.count += 1;
    }

    /// One more row of the purchase of the row before.
    pub(crate) fn go_on(&mut self, at: At) {
        self.rows.push((self.count.saturating_sub(1), at));
    }
}

/// Makes purchases of their rows.
pub(crate) trait Maker {
    /// Takes the next row of a purchase.
    fn row(&mut self, row: &Row<'_>, output: &mut Output<'_>) -> Result<(), Refused>;

    /// The purchase of the rows taken since the last one; `None` where none can be carried, which is said.
    fn finish(&mut self, output: &mut Output<'_>) -> Result<Option<Purchase>, Error>;
}

/// Hands on the purchases of a sheet.
pub(crate) fn emit<K>(
    groups: Groups<K>,
    sheet: Sheet<'_>,
    maker: impl Maker,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let Groups { known, mut rows, .. } = groups;
    drop(known);
    rows.sort_by_key(|(group, _)| *group);
    let mut orders = Orders { format: output.summary.format, sheet, maker, rows, dated: Vec::new() };
    let outline = orders.outline(output)?;
    outline.emit(&mut orders, output).map(|_| ())
}

/// Purchases that are made again of their rows.
struct Orders<'a, M> {
    format: Format,
    sheet: Sheet<'a>,
    maker: M,
    /// In the order of purchases, and those of one in the order of the sheet.
    rows: Vec<(u32, At)>,
    /// The purchases that are carried: their day, and where their rows begin.
    dated: Vec<(Date, usize)>,
}

impl<M: Maker> Orders<'_, M> {
    /// Makes every purchase once, says what is wrong with its rows, and puts those that are carried in order.
    fn outline(&mut self, output: &mut Output<'_>) -> Result<Outline, Error> {
        let Self { sheet, maker, rows, dated, .. } = self;
        let mut outline = Outline::default();
        let mut again = sheet.again()?;
        let mut start = 0;
        while start < rows.len() {
            let range = group(rows, start);
            let end = range.end;
            for (_, at) in &rows[range] {
                again.row(*at, &mut |row, output| maker.row(row, output), output)?;
            }
            if let Some(purchase) = maker.finish(output)? {
                outline.see(&purchase);
                dated.push((purchase.receipt.date, start));
            }
            start = end;
        }
        drop(again);
        sheet.unread(output)?;
        if outline.is_newest_first() {
            dated.reverse();
        }
        dated.sort_by_key(|(date, _)| *date);
        Ok(outline)
    }
}

impl<M: Maker> Supply for Orders<'_, M> {
    fn each(&mut self, take: Take<'_>) -> Result<(), Error> {
        let Self { format, sheet, maker, rows, dated } = self;
        // What was wrong was said the first time.
        let mut nobody = |_: Item| Ok(());
        let mut silent = Output::new(*format, &mut nobody);
        let mut again = sheet.again()?;
        for (_, start) in dated {
            for (_, at) in &rows[group(rows, *start)] {
                again.row(*at, &mut |row, output| maker.row(row, output), &mut silent)?;
            }
            if let Some(mut purchase) = maker.finish(&mut silent)? {
                take(&mut purchase)?;
            }
        }
        Ok(())
    }
}

/// The rows of one purchase, from its first.
fn group(rows: &[(u32, At)], start: usize) -> Range<usize> {
    let of = rows[start].0;
    start..start + rows[start..].partition_point(|(group, _)| *group == of)
}
