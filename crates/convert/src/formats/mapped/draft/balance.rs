//! Which way the money went, and which column is a balance: what a balance that follows from the amounts shows, and else signs
//! and words.

use std::cmp::Ordering;

use super::{
    choice::{Amount, Desk},
    content::Content,
    vocabulary::Vocabulary,
};
use crate::events::statement::Direction;

impl Desk<'_> {
    /// The sign of the amount, by the balance, by signs and by words beside it; and the balance, where one follows.
    pub(super) fn signs(
        &mut self,
        amount: Amount,
        balance: Option<usize>,
    ) -> (Amount, Option<usize>, Option<(usize, usize)>) {
        let amount = match amount {
            Amount::One { column, .. } if let Some((flag, out, into)) = self.flag(column) => {
                Amount::Flagged { column, flag, out, into }
            }
            amount => amount,
        };
        let changes = self.changes(&amount);
        let taken = amount.columns();
        let candidates: Vec<usize> = match balance {
            Some(balance) => vec![balance],
            None => self.free().filter(|index| self.columns[*index].is_money() && !taken.contains(index)).collect(),
        };
        for balance in candidates {
            for inverted in [false, true] {
                let Some(follows) = self.follows(&changes, balance, inverted).filter(|follows| proves(*follows)) else {
                    continue;
                };
                match amount {
                    Amount::One { column, .. } => {
                        return (Amount::One { column, inverted }, Some(balance), Some(follows));
                    }
                    _ if !inverted => return (amount, Some(balance), Some(follows)),
                    _ => {}
                }
            }
        }
        if balance.is_some() {
            self.doubts.push(
                "the balance does not follow from the amounts: are rows missing, or is one of them another column?"
                    .to_owned(),
            );
            return (amount, balance, None);
        }
        self.doubts.push(match &amount {
            Amount::One { column, .. } if self.has_negative(*column) => {
                format!("is money out negative in {}? Where it is positive, say inverted = true", self.named(*column))
            }
            Amount::One { column, .. } => format!(
                "no amount in {} is negative: which way does the money go? inverted = true takes all of it as money out",
                self.named(*column)
            ),
            _ => "no balance shows that money went in and out as it is read: hold a few rows against what the bank says".to_owned(),
        });
        (amount, balance, None)
    }

    /// The column of words that say whether an unsigned amount went out, with the words. It may say more: what kind a movement is.
    fn flag(&self, amount: usize) -> Option<(usize, Vec<String>, Vec<String>)> {
        if self.has_negative(amount) {
            return None;
        }
        let known = Vocabulary::shipped();
        let named = self.holder("flag");
        let others = (0..self.columns.len()).filter(|index| self.columns[*index].content == Content::Text);
        named.into_iter().chain(others).find_map(|index| {
            let (mut out, mut into) = (Vec::new(), Vec::new());
            for word in self.words(index, 4)? {
                if known.is_out(&word)? { out.push(word) } else { into.push(word) }
            }
            (!out.is_empty() && !into.is_empty()).then_some((index, out, into))
        })
    }

    /// What each row changes, in millionths; `None` where it has no amount.
    pub(super) fn changes(&self, amount: &Amount) -> Vec<Option<i128>> {
        let read = |cells: &[String], index: usize| {
            let amount = self.columns[index].numbers()?.read(cells.get(index)?)?;
            Some(i128::from(amount.micros()))
        };
        let change = |cells: &[String]| match amount {
            Amount::One { column, inverted } => {
                read(cells, *column).map(|value| if *inverted { -value } else { value })
            }
            Amount::Flagged { column, flag, out, .. } => {
                let value = read(cells, *column)?;
                Some(if out.contains(cells.get(*flag)?) { -value } else { value })
            }
            Amount::Two { debit, credit, signed } => {
                let (out, into) = (read(cells, *debit), read(cells, *credit));
                let out = out.map(|value| if *signed { value } else { -value });
                (out.is_some() || into.is_some()).then(|| out.unwrap_or(0) + into.unwrap_or(0))
            }
        };
        self.sample.whole_rows().map(change).collect()
    }

    /// Between how many rows the balance changes by the amount, and how many could be held against one another, in the
    /// direction in which the dates run. What would follow against it is a balance before each movement.
    pub(super) fn follows(&self, changes: &[Option<i128>], balance: usize, inverted: bool) -> Option<(usize, usize)> {
        let numbers = self.columns[balance].numbers()?;
        let balances: Vec<Option<i128>> = (self.sample.column(balance))
            .map(|cell| numbers.read(cell).map(|balance| i128::from(balance.micros())))
            .collect();
        let sign = if inverted { -1 } else { 1 };
        let (mut pairs, mut downwards, mut upwards) = (0, 0, 0);
        for ((before, after), change) in
            balances.iter().zip(balances.iter().skip(1)).zip(changes.iter().zip(changes.iter().skip(1)))
        {
            if let (Some(before), Some(after), (Some(above), Some(below))) = (before, after, change) {
                pairs += 1;
                downwards += usize::from(before + sign * below == *after);
                upwards += usize::from(after + sign * above == *before);
            }
        }
        let agreeing = match self.direction() {
            Some(Direction::OldestFirst) => downwards,
            Some(Direction::NewestFirst) => upwards,
            // Of one day both are possible, and a sign that nothing else shows is not made of it.
            None if inverted => return None,
            None => downwards.max(upwards),
        };
        (pairs > 0).then_some((agreeing, pairs))
    }

    /// In which direction the dates run; `None` where all are one day, or nothing tells how they are read.
    fn direction(&self) -> Option<Direction> {
        let date = self.holder("date")?;
        let Content::Dates(dates) = &self.columns[date].content else { return None };
        let mut days = self.sample.column(date).filter_map(|cell| dates.day(cell));
        let first = days.next()?;
        match first.cmp(&days.last()?) {
            Ordering::Less => Some(Direction::OldestFirst),
            Ordering::Equal => None,
            Ordering::Greater => Some(Direction::NewestFirst),
        }
    }
}

/// Whether what was counted is no chance: a file of several accounts breaks where one begins.
pub(super) fn proves((agreeing, pairs): (usize, usize)) -> bool {
    agreeing * 10 >= pairs * 9
}
