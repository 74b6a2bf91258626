//! Letters that no member takes.

use std::collections::BTreeMap;

use crate::{Error, Loss, output::Output};

/// Letters that no member takes: counted while reading, named as losses once.
#[derive(Default)]
pub(super) struct Unread(BTreeMap<String, u64>);

impl Unread {
    pub(super) fn see(&mut self, what: &str) {
        match self.0.get_mut(what) {
            Some(count) => *count += 1,
            None => drop(self.0.insert(what.to_owned(), 1)),
        }
    }

    pub(super) fn report(&self, output: &mut Output<'_>) -> Result<(), Error> {
        for (what, count) in &self.0 {
            output.loss(Loss::values(what, *count, "that no member takes"))?;
        }
        Ok(())
    }
}
