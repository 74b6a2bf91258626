//! The lines of a price, as the text hashes them.

use super::{base64url, sha256};

/// A line: all of it that is no word for people.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The component.
    pub component: &'a str,
    /// The billing period.
    pub period: &'a str,
    /// How much.
    pub quantity: &'a str,
    /// Of what.
    pub unit: &'a str,
    /// Price of one.
    pub price: &'a str,
    /// Quantity times price.
    pub exact: &'a str,
    /// Without tax, the tax, and with it.
    pub money: [&'a str; 3],
    /// Where the tariff says so.
    pub clause: &'a str,
    /// The names of the records it rests on; none where it rests on time alone.
    pub records: Vec<String>,
}

impl Line<'_> {
    /// The digest of the names of its records; nothing where it rests on time alone.
    pub fn digest(&self) -> Option<String> {
        (!self.records.is_empty()).then(|| digest(&self.records))
    }

    fn text(&self) -> String {
        let [net, tax, gross] = self.money;
        let records = self.digest().unwrap_or_default();
        let values = [
            self.component,
            self.period,
            self.quantity,
            self.unit,
            self.price,
            self.exact,
            net,
            tax,
            gross,
            self.clause,
            &records,
        ];
        values.join("\t") + "\n"
    }
}

/// The hash of lines.
pub fn hash(lines: &[Line<'_>]) -> String {
    let text: String = lines.iter().map(Line::text).collect();
    base64url(&sha256(&[text.as_bytes()]))
}

/// The digest of names of records: each once, sorted, ended by a line feed.
fn digest(names: &[String]) -> String {
    let mut names = names.to_vec();
    names.sort_unstable();
    names.dedup();
    let text: String = names.into_iter().map(|name| name + "\n").collect();
    format!("sha-256:{}", base64url(&sha256(&[text.as_bytes()])))
}
