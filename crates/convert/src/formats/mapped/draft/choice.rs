//! Which column is what: by its name in other exports, by what stands in it, and by balances that follow from amounts.

use std::collections::BTreeSet;

use pannier_model::value::Currency;
use pannier_report::{Code, Finding, Location};

use super::{
    balance::proves,
    content::{Content, Numbers},
    sample::Sample,
    vocabulary::{Vocabulary, currency_in, currency_of_symbol},
};

/// A column of the file.
#[derive(Debug)]
pub(super) struct Column {
    /// Its header; empty where it has none.
    pub(super) name: String,
    pub(super) content: Content,
}

impl Column {
    pub(super) fn all(sample: &Sample) -> Vec<Self> {
        (0..sample.width)
            .map(|index| Self {
                name: sample.header.as_ref().map(|header| header[index].clone()).unwrap_or_default(),
                content: Content::of(sample.column(index)),
            })
            .collect()
    }

    pub(super) fn numbers(&self) -> Option<&Numbers> {
        match &self.content {
            Content::Numbers(numbers) => Some(numbers),
            _ => None,
        }
    }

    /// Whether numbers stand in it that look like money rather than like names of something.
    pub(super) fn is_money(&self) -> bool {
        self.numbers().is_some_and(|numbers| numbers.has_fraction)
    }
}

/// Where the amount stands.
#[derive(Debug)]
pub(super) enum Amount {
    One { column: usize, inverted: bool },
    Flagged { column: usize, flag: usize, out: Vec<String>, into: Vec<String> },
    Two { debit: usize, credit: usize, signed: bool },
}

impl Amount {
    /// The columns that it is read from.
    pub(super) fn columns(&self) -> Vec<usize> {
        match self {
            Self::One { column, .. } => vec![*column],
            Self::Flagged { column, flag, .. } => vec![*column, *flag],
            Self::Two { debit, credit, .. } => vec![*debit, *credit],
        }
    }
}

/// What the draft says of the columns.
#[derive(Debug)]
pub(super) struct Choice {
    /// Members of `[columns]` and their columns, the date first.
    pub(super) members: Vec<(&'static str, Vec<usize>)>,
    pub(super) amount: Amount,
    pub(super) currency: Option<Currency>,
    /// Pairs of rows between which the balance changes by the amount, of how many.
    pub(super) follows: Option<(usize, usize)>,
    /// What has to be said before a file can be read.
    pub(super) open: Vec<String>,
    /// What is taken for granted and may be otherwise.
    pub(super) doubts: Vec<String>,
}

/// Members of which columns can be found by their names, as they stand in a mapping. Charges are not among them: whether one
/// stands in the amount or beside it no header tells.
const MEMBERS: [&str; 23] = [
    "date",
    "value_date",
    "executed_on",
    "currency",
    "account",
    "product_name",
    "running_balance",
    "kind_text",
    "description",
    "reference",
    "counterparty_name",
    "counterparty_number",
    "payer_name",
    "payer_number",
    "payee_name",
    "payee_number",
    "mandate_id",
    "end_to_end_id",
    "creditor_id",
    "bank_code",
    "mcc",
    "original_amount",
    "original_currency",
];

/// Members that can stand in several columns.
const SEVERAL: [&str; 2] = ["description", "reference"];

/// Members that are no members: columns that tell rows which do not count, or not yet.
const STATES: [&str; 2] = ["leave_out", "pending"];

impl Choice {
    /// Decides what can be; the finding says what a file of transactions has and this one has not.
    pub(super) fn of(sample: &Sample, columns: &[Column]) -> Result<Self, Box<Finding>> {
        let mut desk = Desk { sample, columns, of: vec![None; columns.len()], open: Vec::new(), doubts: Vec::new() };
        desk.by_names();
        let date = desk.date()?;
        desk.rest_of_dates(date);
        let balance = desk.holder("running_balance");
        let amount = desk.amount()?;
        let (amount, balance, follows) = desk.signs(amount, balance);
        if let Some(balance) = balance {
            desk.of[balance] = Some("running_balance");
        }
        let currency = desk.currency(&amount);
        desk.parties();
        desk.doubt_states();
        desk.doubt_charges();
        desk.description();
        let members = MEMBERS
            .into_iter()
            .map(|member| (member, desk.holders(member)))
            .filter(|(_, columns)| !columns.is_empty())
            .collect();
        Ok(Self { members, amount, currency, follows, open: desk.open, doubts: desk.doubts })
    }

    /// The column of a member that stands in one.
    pub(super) fn column(&self, member: &str) -> Option<usize> {
        let (_, columns) = self.members.iter().find(|(name, _)| *name == member)?;
        columns.first().copied()
    }

    /// Columns that nothing is read from.
    pub(super) fn unread<'c>(&'c self, columns: &'c [Column]) -> impl Iterator<Item = &'c Column> {
        let read: BTreeSet<usize> =
            self.members.iter().flat_map(|(_, columns)| columns).copied().chain(self.amount.columns()).collect();
        columns
            .iter()
            .enumerate()
            .filter(move |(index, column)| !read.contains(index) && column.content != Content::Empty)
            .map(|(_, column)| column)
    }
}

/// The columns while they are being given out.
pub(super) struct Desk<'a> {
    pub(super) sample: &'a Sample,
    pub(super) columns: &'a [Column],
    /// What each column is.
    of: Vec<Option<&'static str>>,
    open: Vec<String>,
    pub(super) doubts: Vec<String>,
}

impl Desk<'_> {
    fn holders(&self, member: &str) -> Vec<usize> {
        (0..self.of.len()).filter(|index| self.of[*index] == Some(member)).collect()
    }

    pub(super) fn holder(&self, member: &str) -> Option<usize> {
        self.of.iter().position(|of| *of == Some(member))
    }

    pub(super) fn free(&self) -> impl Iterator<Item = usize> {
        (0..self.of.len()).filter(|index| self.of[*index].is_none())
    }

    /// Gives columns to the members that others call so, those that most do first.
    fn by_names(&mut self) {
        let known = Vocabulary::shipped();
        let mut votes = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            for (member, count) in known.members(&column.name) {
                if !STATES.contains(&member) && can_be(member, &column.content) {
                    votes.push((std::cmp::Reverse(count), index, member));
                }
            }
        }
        votes.sort_unstable();
        for (_, index, member) in votes {
            let is_taken = !SEVERAL.contains(&member) && self.holder(member).is_some();
            if self.of[index].is_none() && !is_taken {
                self.of[index] = Some(member);
            }
        }
    }

    /// The column of the date: that of the name, or else the first that holds dates.
    fn date(&mut self) -> Result<usize, Box<Finding>> {
        let is_date = |index: &usize| matches!(self.columns[*index].content, Content::Dates(_));
        let named = self.holder("date").or_else(|| self.holder("value_date")).or_else(|| self.holder("executed_on"));
        let Some(date) = named.or_else(|| (0..self.columns.len()).find(is_date)) else {
            return Err(missing(
                "no column holds dates",
                "transactions have days; names of months in other languages than English are not read",
            ));
        };
        self.of[date] = Some("date");
        Ok(date)
    }

    /// Other dates are read in the same way as the first, so one that is written in another way is not read.
    fn rest_of_dates(&mut self, date: usize) {
        for member in ["value_date", "executed_on"] {
            if let Some(other) = self.holder(member)
                && self.columns[other].content != self.columns[date].content
                && self.columns[other].content != Content::Empty
            {
                self.of[other] = None;
            }
        }
    }

    /// Where the amount stands, before its sign is looked at.
    fn amount(&mut self) -> Result<Amount, Box<Finding>> {
        let two = self.holder("debit").zip(self.holder("credit"));
        if let Some(column) = self.holder("amount") {
            return Ok(Amount::One { column, inverted: false });
        }
        if let Some((debit, credit)) = two {
            let signed = self.has_negative(debit);
            return Ok(Amount::Two { debit, credit, signed });
        }
        let money: Vec<usize> = self.free().filter(|index| self.columns[*index].is_money()).collect();
        let mut balances: Vec<usize> = self.holder("running_balance").into_iter().collect();
        balances.extend(&money);
        let ones = money.iter().map(|column| Amount::One { column: *column, inverted: false });
        let pairs = money.iter().flat_map(|debit| money.iter().map(move |credit| (*debit, *credit)));
        let twos = (pairs.filter(|(debit, credit)| debit != credit && self.is_either(*debit, *credit)))
            .map(|(debit, credit)| Amount::Two { debit, credit, signed: self.has_negative(debit) });
        let is_proven = |amount: &Amount| {
            let changes = self.changes(amount);
            let taken = amount.columns();
            let follows = |balance: &usize, inverted| self.follows(&changes, *balance, inverted).is_some_and(proves);
            (balances.iter().filter(|balance| !taken.contains(balance)))
                .any(|balance| follows(balance, false) || follows(balance, true))
        };
        if let Some(proven) = ones.chain(twos).find(is_proven) {
            return Ok(proven);
        }
        if let [column] = money.as_slice() {
            return Ok(Amount::One { column: *column, inverted: false });
        }
        let Some(first) = money.first() else {
            return Err(missing(
                "no column holds amounts",
                "a file of transactions has one, or one each for money out and in",
            ));
        };
        let names: Vec<String> = money.iter().map(|index| self.named(*index)).collect();
        self.doubts.push(format!("which is the amount: {}? No name and no balance tells", names.join(", ")));
        Ok(Amount::One { column: *first, inverted: false })
    }

    /// Whether each row has something in one of two columns and never in both.
    fn is_either(&self, one: usize, other: usize) -> bool {
        let is_filled = |cells: &[String], index: usize| cells.get(index).is_some_and(|cell| !cell.is_empty());
        self.sample.whole_rows().all(|cells| !(is_filled(cells, one) && is_filled(cells, other)))
    }

    /// The different words of a column; `None` where it has none or more than `most`.
    pub(super) fn words(&self, index: usize, most: usize) -> Option<BTreeSet<String>> {
        let mut words = BTreeSet::new();
        for cell in self.sample.column(index).filter(|cell| !cell.is_empty()) {
            if !words.contains(cell) {
                words.insert(cell.to_owned());
            }
            if words.len() > most {
                return None;
            }
        }
        (!words.is_empty()).then_some(words)
    }

    /// The currency that no column says: from a header, or from a symbol beside the amounts.
    fn currency(&mut self, amount: &Amount) -> Option<Currency> {
        let codes = self.columns.iter().position(|column| column.content == Content::Currencies);
        if let (None, Some(codes)) = (self.holder("currency"), codes.filter(|index| self.of[*index].is_none())) {
            self.of[codes] = Some("currency");
        }
        if self.holder("currency").is_some() {
            return None;
        }
        let told = amount.columns().into_iter().chain(self.holder("running_balance")).find_map(|index| {
            let symbol = self.columns[index].numbers().and_then(|numbers| numbers.symbol.as_deref());
            currency_in(&self.columns[index].name).or_else(|| {
                symbol.and_then(|symbol| currency_of_symbol(symbol).or_else(|| Currency::parse(symbol).ok()))
            })
        });
        if told.is_none() {
            self.open.push("no column says the currency: put it into currency, or give --currency".to_owned());
        }
        told
    }

    /// Without a description the longest text is one: a row says what it was for somewhere.
    fn description(&mut self) {
        if self.holder("description").is_some() || self.holder("reference").is_some() {
            return;
        }
        let length = |index: &usize| self.sample.column(*index).map(str::len).sum::<usize>();
        let is_text = |index: &usize| self.columns[*index].content == Content::Text && !self.tells_states(*index);
        if let Some(longest) = self.free().filter(is_text).max_by_key(length) {
            self.of[longest] = Some("description");
        }
    }

    /// The other party has columns of its own, or is the payer or the payee of a row.
    fn parties(&mut self) {
        for [other, payer, payee] in
            [["counterparty_name", "payer_name", "payee_name"], ["counterparty_number", "payer_number", "payee_number"]]
        {
            let sides: Vec<usize> = [payer, payee].into_iter().filter_map(|member| self.holder(member)).collect();
            if self.holder(other).is_some() {
                for side in sides {
                    self.of[side] = None;
                }
            } else if let [side] = sides.as_slice() {
                self.of[*side] = Some(other);
            }
        }
        if self.holder("account").is_some()
            && let Some(product) = self.holder("product_name")
        {
            self.of[product] = None;
        }
        let original = (self.holder("original_amount"), self.holder("original_currency"));
        if let (None, Some(lone)) | (Some(lone), None) = original {
            self.of[lone] = None;
        }
    }

    /// Whether a column of this name tells rows that do not count, or not yet, in some other export.
    fn tells_states(&self, index: usize) -> bool {
        Vocabulary::shipped().members(&self.columns[index].name).any(|(member, _)| STATES.contains(&member))
    }

    /// Asks which words of a column stand for rows that are not booked.
    fn doubt_states(&mut self) {
        for index in 0..self.columns.len() {
            let is_other = self.of[index].is_some_and(|member| member != "kind_text");
            if is_other || self.columns[index].content != Content::Text || !self.tells_states(index) {
                continue;
            }
            if let Some(words) = self.words(index, 8).filter(|words| words.len() > 1) {
                let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
                self.doubts.push(format!(
                    "{} can tell rows that are not booked: it has {}; say in [[leave_out]] or [[pending]] which those are",
                    self.named(index),
                    words.join(", ")
                ));
            }
        }
    }

    /// Asks what charges are to the amounts beside them.
    fn doubt_charges(&mut self) {
        for member in ["fee", "fee_amount"] {
            for index in self.holders(member) {
                let Some(numbers) = self.columns[index].numbers() else { continue };
                if self.sample.column(index).any(|cell| numbers.read(cell).is_some_and(|charge| charge.signum() != 0)) {
                    self.doubts.push(format!(
                        "{} holds charges: are they contained in the amount (fee_amount in [columns]) or taken beside it (fee in amount)?",
                        self.named(index)
                    ));
                }
            }
        }
    }

    pub(super) fn has_negative(&self, index: usize) -> bool {
        self.columns[index].numbers().is_some_and(|numbers| {
            self.sample.column(index).any(|cell| numbers.read(cell).is_some_and(|amount| amount.signum() < 0))
        })
    }

    /// A column as a person finds it.
    pub(super) fn named(&self, index: usize) -> String {
        match self.columns[index].name.as_str() {
            "" => format!("column {}", index + 1),
            name => format!("{name:?}"),
        }
    }
}

/// Whether what stands in a column can be the member.
fn can_be(member: &str, content: &Content) -> bool {
    match member {
        "date" | "value_date" | "executed_on" => matches!(content, Content::Dates(_)),
        "amount" => matches!(content, Content::Numbers(_)),
        "running_balance" | "debit" | "credit" | "original_amount" | "fee" | "fee_amount" => {
            matches!(content, Content::Numbers(_) | Content::Empty)
        }
        "currency" => *content == Content::Currencies,
        "original_currency" => matches!(content, Content::Currencies | Content::Empty),
        // The rate of a movement is carried where the amounts beside it prove it, which a person has to see first.
        "fx_rate" => false,
        _ => !matches!(content, Content::Dates(_)),
    }
}

fn missing(message: &'static str, help: &'static str) -> Box<Finding> {
    Box::new(
        Finding::new(Code::ConvertMapping, Location::whole(), format!("no mapping can be drafted: {message}"))
            .with_help(format!(
                "{help}; for calls, purchases and readings `pannier mapping --list` lists mappings to begin with"
            )),
    )
}
