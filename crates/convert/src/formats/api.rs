//! What the programming interfaces of banks have in common: pages of JSON, an array for each kind of thing, accounts
//! by an id of the bank.
//!
//! A source is walked twice. The first time everything that is no movement is kept, and of movements where they stand;
//! the second time movements are read again, in the order in which they are handed on.

use std::collections::{BTreeMap, HashMap, HashSet};

use pannier_model::{
    record::{Account, AccountStatus, Balance, BalanceCreditLineIncluded, BalanceKind, PaymentMandate},
    value::{Amount, CodeText, Currency, Date, Instant, List, Name, Number, NumberScheme, SourceId, Text},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    events::gather::{self, Block, Each, Entry, Gathered, Outline, Rows, unnamed},
    output::{Output, last_day},
    syntax::json::{Mark, Node, Piece, Source},
    values::{
        account_number::Written,
        iso,
        kind::find,
        text::{self, is_printable},
    },
};

/// Elements that were refused and wait for the end of the source: until then it is not known whether it is whole.
const HELD: usize = 10_000;
/// Rows of other accounts between two of one account that are read over.
const BETWEEN: u64 = 8;
/// Stands for the array of what stands on a page beside its arrays.
const BESIDE: usize = usize::MAX;

/// Why an element is no record.
pub(crate) enum Refused {
    /// It is wrong.
    Wrong(Box<Finding>),
    /// It is right, and no record can hold it.
    Lost(&'static str),
}

/// Elements that were refused, until it is known that their source is whole.
#[derive(Default)]
pub(crate) struct Refusals(Vec<(u64, Refused)>);

impl Refusals {
    /// Takes the next one; where too many wait, they are said.
    pub(crate) fn add(&mut self, place: u64, refused: Refused, output: &mut Output<'_>) -> Result<(), Error> {
        self.0.push((place, refused));
        if self.0.len() > HELD { self.release(output) } else { Ok(()) }
    }

    /// Says of all so far that they are lost.
    pub(crate) fn release(&mut self, output: &mut Output<'_>) -> Result<(), Error> {
        for (place, refused) in self.0.drain(..) {
            match refused {
                Refused::Wrong(finding) => output.lost_row(place, finding)?,
                Refused::Lost(reason) => output.skipped_row(place, reason)?,
            }
        }
        Ok(())
    }
}

/// Reads an element of an array: its number among those asked for, the element, and its number among all.
pub(crate) type Element<'r> = dyn Fn(&mut Api<'_>, usize, Node<'_>, u64) -> Result<(), Refused> + 'r;

/// What an interface answers with.
pub(crate) struct Answers<'r> {
    pub(crate) format: Format,
    /// Paths of arrays on a page, for [`Source::walk`].
    pub(crate) arrays: &'r [&'r str],
    /// Reads an element of one of them.
    pub(crate) element: &'r Element<'r>,
    /// Reads the elements that stand on a page beside its arrays ([`Api::element`]).
    pub(crate) rest: &'r dyn Fn(&mut Api<'_>, Node<'_>),
}

impl Answers<'_> {
    /// Reads a source of such answers.
    pub(crate) fn read(&self, input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
        let source = Source::new(input, options.encoding)?;
        self.read_from(source, options, Output::new(self.format, sink))
    }

    /// As [`Answers::read`], of a source that has been looked at before.
    pub(crate) fn read_from(
        &self,
        mut source: Source<'_>,
        options: &Options,
        mut output: Output<'_>,
    ) -> Result<Summary, Error> {
        let mut api = Api::new(options, self);
        let outcome = source.walk(self.arrays, &mut |piece| {
            api.piece(piece, &mut output)?;
            api.relieve(&mut output)
        })?;
        if let Err(finding) = outcome {
            output.finding(finding)?;
            return Ok(output.summary);
        }
        api.finish(source, &mut output)?;
        Ok(output.summary)
    }
}

/// What has been read of a source.
pub(crate) struct Api<'a> {
    pub(crate) options: &'a Options,
    answers: &'a Answers<'a>,
    gathered: Gathered,
    /// Values that no member takes, by path.
    unread: BTreeMap<String, u64>,
    /// Elements so far.
    rows: u64,
    /// Number of the page, from 1.
    page: usize,
    /// Movements just read, and the number of the account each is of.
    pending: Vec<(usize, Entry)>,
    /// Numbers of accounts, by what they are called in the source.
    books: HashMap<String, Vec<(Currency, usize)>>,
    /// The one of the movement before.
    book_before: Option<(String, Currency, usize)>,
    rows_at: Places,
    refusals: Refusals,
    /// Numbers of accounts that are referred to, by what they are called in the source.
    numbers: HashMap<String, Number>,
    /// Whether rows are read once more.
    again: bool,
}

/// Where movements stand.
#[derive(Default)]
struct Places {
    /// Page and array the rows of a statement come from.
    statement: Option<(usize, usize)>,
    /// How many of these there were.
    statements: u64,
    /// What goes on, by the number of its account.
    open: Vec<Open>,
    /// What the rows of a block have in common.
    contexts: Vec<Context>,
    /// Whether the page before was one row beside all arrays.
    single: bool,
}

/// A statement that goes on.
#[derive(Clone, Copy, Default)]
struct Open {
    /// Which page and array it is of; of an earlier one it has ended.
    statement: u64,
    outline: usize,
    context: u32,
    /// The row seen last.
    place: u64,
}

#[derive(Clone, Copy)]
struct Context {
    /// Among those asked for.
    array: usize,
    page: usize,
    book: usize,
    /// Rows of the page before the first of the block, beside all arrays.
    before: u64,
}

/// A source of which rows are read once more.
struct Again<'a, 'i> {
    source: Source<'i>,
    api: Api<'a>,
    /// Places of rows that were on an earlier page.
    repeated: HashSet<u64>,
}

impl Rows for Again<'_, '_> {
    fn read(&mut self, block: &Block, each: Each<'_>) -> Result<(), Error> {
        let Self { source, api, repeated } = self;
        let Some(context) = api.rows_at.contexts.get(block.mark.context as usize).copied() else { return Ok(()) };
        api.page = context.page;
        for place in block.place..block.place + u64::from(block.span) {
            let node = if place == block.place { source.node(block.mark.offset)? } else { source.following()? };
            // What was wrong or left over was said the first time.
            if context.array == BESIDE {
                api.rows = place - 1 - context.before;
                (api.answers.rest)(api, node);
                api.refusals.0.clear();
            } else if (api.answers.element)(api, context.array, node, place).is_err() {
                api.pending.clear();
            }
            for (book, entry) in api.pending.drain(..) {
                if book == context.book && entry.place == place && !repeated.contains(&place) {
                    each(entry)?;
                }
            }
        }
        Ok(())
    }
}

impl<'a> Api<'a> {
    pub(crate) fn new(options: &'a Options, answers: &'a Answers<'a>) -> Self {
        Self {
            options,
            answers,
            gathered: Gathered::default(),
            unread: BTreeMap::new(),
            rows: 0,
            page: 0,
            pending: Vec::new(),
            books: HashMap::new(),
            book_before: None,
            rows_at: Places::default(),
            refusals: Refusals::default(),
            numbers: HashMap::new(),
            again: false,
        }
    }

    /// Whether what is read now is kept. The first time movements are only judged: of their texts nobody wants more than
    /// whether they fit.
    pub(crate) fn keeps(&self) -> bool {
        self.again
    }

    /// Number of the page that is read, from 1.
    pub(crate) fn page(&self) -> usize {
        self.page
    }

    /// Takes the next piece of the source.
    pub(crate) fn piece(&mut self, piece: Piece<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        match piece {
            Piece::Page => self.page += 1,
            Piece::Element(array, node, mark, _) => {
                let path = self.answers.arrays[array];
                let read = self.answers.element;
                self.element(node, called(path), &mut |api, node, place| read(api, array, node, place));
                let mut pending = std::mem::take(&mut self.pending);
                for (book, entry) in pending.drain(..) {
                    let context = Context { array, page: self.page, book, before: 0 };
                    self.see(&entry, mark, context, mark.follows, output)?;
                }
                self.pending = pending;
            }
            Piece::Rest(node, mark) => {
                let before = self.rows;
                (self.answers.rest)(self, node);
                let single = self.rows == before + 1;
                for (book, entry) in std::mem::take(&mut self.pending) {
                    let context = Context { array: BESIDE, page: 0, book, before: entry.place - before - 1 };
                    self.see(&entry, mark, context, mark.follows && single && self.rows_at.single, output)?;
                }
                self.rows_at.single = single;
            }
        }
        Ok(())
    }

    /// Says what was refused, where too much of it waits.
    fn relieve(&mut self, output: &mut Output<'_>) -> Result<(), Error> {
        if self.has_many_refused() { self.refusals.release(output) } else { Ok(()) }
    }

    /// Whether more is refused than is kept until the end.
    pub(crate) fn has_many_refused(&self) -> bool {
        self.refusals.0.len() > HELD
    }

    /// Takes a movement into account. `follows`: nothing stands between it and the element before.
    fn see(
        &mut self,
        entry: &Entry,
        mark: Mark,
        context: Context,
        follows: bool,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let places = &mut self.rows_at;
        let statement = Some((context.page, context.array));
        if places.statement != statement {
            places.statements += 1;
            places.statement = statement;
        }
        let book = self.gathered.at(context.book);
        let next = u32::try_from(places.contexts.len()).unwrap_or(u32::MAX);
        if places.open.len() <= context.book {
            places.open.resize(context.book + 1, Open::default());
        }
        let open = &mut places.open[context.book];
        if open.statement != places.statements {
            book.outlines.push(Outline::default());
            *open = Open { statement: places.statements, outline: book.outlines.len() - 1, context: next, place: 0 };
        }
        if open.context == next || !follows || entry.place - open.place > BETWEEN {
            open.context = next;
            places.contexts.push(context);
        }
        open.place = entry.place;
        let mark = gather::Mark { offset: mark.offset, context: open.context };
        if book.outlines[open.outline].see(entry, mark, output)? {
            book.days.see(entry);
        }
        Ok(())
    }

    /// Says which number an account has that the source calls `account`; one of a card has to be said, because it never
    /// stands in a record in full.
    pub(crate) fn refer(&mut self, account: &str, number: Option<Number>) {
        self.numbers.extend(number.map(|number| (account.to_owned(), number)));
    }

    /// Reads an element with `read`; one that is refused is lost with its reason.
    pub(crate) fn element(
        &mut self,
        element: Node<'_>,
        what: &str,
        read: &mut dyn FnMut(&mut Self, Node<'_>, u64) -> Result<(), Refused>,
    ) {
        self.rows += 1;
        let place = self.rows;
        let movements = self.pending.len();
        match read(self, element, place) {
            Ok(()) if self.again => {}
            Ok(()) => element.unread(what, &mut self.unread),
            Err(refused) => {
                element.unread(what, &mut BTreeMap::new());
                self.pending.truncate(movements);
                self.refusals.0.push((place, refused));
            }
        }
    }

    /// Adds a movement of an account.
    pub(crate) fn add(&mut self, account: &str, entry: Entry) -> Result<(), Refused> {
        let Entry { place, transaction, .. } = &entry;
        if transaction.date.next_day().is_none() {
            return Err(Refused::Wrong(last_day(Location::whole().at_row(*place)).into()));
        }
        let book = self.book(account, transaction.currency);
        self.pending.push((book, entry));
        Ok(())
    }

    /// Number of an account among all.
    fn book(&mut self, account: &str, currency: Currency) -> usize {
        match &self.book_before {
            Some((known, of, book)) if *of == currency && known == account => return *book,
            _ => {}
        }
        let book = self.find_book(account, currency);
        self.book_before = Some((account.to_owned(), currency, book));
        book
    }

    fn find_book(&mut self, account: &str, currency: Currency) -> usize {
        let known = self.books.get(account).and_then(|books| books.iter().find(|(known, _)| *known == currency));
        if let Some((_, book)) = known {
            return *book;
        }
        let book = self.gathered.index(account, currency);
        self.books.entry(account.to_owned()).or_default().push((currency, book));
        book
    }

    /// The description of an account: what `write` makes of the record.
    pub(crate) fn describe(
        &mut self,
        account: &str,
        currency: Currency,
        place: u64,
        write: impl FnOnce(&mut Account),
    ) -> Result<(), Refused> {
        let book = self.gathered.book(account, currency);
        if book.place.is_some() {
            return Err(Refused::Lost("the account is described a second time"));
        }
        book.place = Some(place);
        write(&mut book.account);
        Ok(())
    }

    /// Adds a balance under the day it was taken, or the one that the user gives.
    pub(crate) fn balance(&mut self, account: &str, place: u64, held: Held<'_>) -> Result<(), Refused> {
        let balance = self.dated(place, held)?;
        self.gathered.book(account, held.currency).balances.push((Some(place), balance));
        Ok(())
    }

    /// Adds a second balance of an element that counts as one row.
    pub(crate) fn balance_beside(&mut self, account: &str, held: Held<'_>) -> Result<(), Refused> {
        let balance = self.dated(0, held)?;
        self.gathered.book(account, held.currency).balances.push((None, balance));
        Ok(())
    }

    fn dated(&self, place: u64, held: Held<'_>) -> Result<Balance, Refused> {
        let date = match held.moment {
            Some(text) => {
                iso::date(text).ok_or_else(|| wrong(Code::ConvertDate, place, "a balance has a date that is none"))?
            }
            None => self
                .options
                .as_of
                .ok_or(Refused::Lost("a balance without a date; --as-of gives the day of the download"))?,
        };
        let mut balance =
            Balance::new(unnamed(), unnamed(), date, held.kind, held.amount, held.currency, held.included);
        balance.credit_line = held.credit_line;
        balance.at = held.moment.and_then(|moment| Instant::parse(moment).ok());
        Ok(balance)
    }

    /// The currency of an account that has been seen in one alone.
    pub(crate) fn currency_of(&mut self, account: &str) -> Option<Currency> {
        let mut seen = self.gathered.each_mut().filter(|(number, _)| *number == account);
        let currency = seen.next().map(|(_, account)| account.currency);
        currency.filter(|_| seen.next().is_none())
    }

    /// Adds a mandate.
    pub(crate) fn mandate(&mut self, account: &str, currency: Currency, place: u64, mandate: PaymentMandate) {
        self.gathered.book(account, currency).mandates.push((place, mandate));
    }

    /// Hands on everything. An account whose number the source does not show is known by the bank's id for it.
    pub(crate) fn finish(mut self, source: Source<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        self.refusals.release(output)?;
        for (path, count) in &std::mem::take(&mut self.unread) {
            output.loss(Loss::values(path, *count, "that no member takes"))?;
        }
        for (number, account) in self.gathered.each_mut() {
            if account.number.is_none() && !number.is_empty() {
                let referred = self.numbers.get(number).cloned();
                account.number = referred.or_else(|| number_of(NumberScheme::Other, number));
            }
        }
        if self.rows == 0 {
            output.finding(
                Finding::new(
                    Code::ConvertStructure,
                    Location::whole(),
                    "there is no account, balance or transaction in the form of this interface",
                )
                .with_help("name the format with --from"),
            )?;
        }
        self.again = true;
        let gathered = std::mem::take(&mut self.gathered);
        let options = self.options;
        let mut again = Again { source, api: self, repeated: HashSet::new() };
        again.repeated = gathered.repeated(&mut again)?;
        let mut places: Vec<u64> = again.repeated.iter().copied().collect();
        places.sort_unstable();
        for place in places {
            output.skipped_row(place, "it stands on an earlier page, by its identifier, date, amount and status")?;
        }
        gathered.emit(&mut again, options, output)
    }
}

/// What elements of the array under a path are called in losses, whatever stands around it.
fn called(path: &str) -> &str {
    let path = path.strip_prefix("*/").unwrap_or(path);
    path.split_once('/').filter(|(top, _)| top.eq_ignore_ascii_case("data")).map_or(path, |(_, below)| below)
}

/// Paths of the arrays of an answer, of the same without it, and of those of an answer in an envelope, one kind after the other
/// each time: `data/accounts`, `accounts`, `*/data/accounts`; then others.
macro_rules! kinds {
    ($answer:literal: $($kind:literal),+ $(; $more:literal)?) => {
        &[$(concat!($answer, "/", $kind),)+ $($kind,)+ $(concat!("*/", $answer, "/", $kind),)+ $($more)?]
    };
}
pub(crate) use kinds;

/// A balance as read.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub(crate) kind: BalanceKind,
    pub(crate) amount: Amount,
    pub(crate) currency: Currency,
    pub(crate) moment: Option<&'a str>,
    pub(crate) included: BalanceCreditLineIncluded,
    pub(crate) credit_line: Option<Amount>,
}

/// Types of balances as words, in small letters.
const BALANCES: &[(&str, BalanceKind)] = &[
    ("openingbooked", BalanceKind::OpeningBooked),
    ("closingbooked", BalanceKind::ClosingBooked),
    ("interimbooked", BalanceKind::InterimBooked),
    ("previouslyclosedbooked", BalanceKind::PreviousClosing),
    ("openingavailable", BalanceKind::OpeningAvailable),
    ("closingavailable", BalanceKind::ClosingAvailable),
    ("interimavailable", BalanceKind::InterimAvailable),
    ("forwardavailable", BalanceKind::ForwardAvailable),
    ("expected", BalanceKind::Expected),
    ("information", BalanceKind::Information),
    ("noninvoiced", BalanceKind::NonInvoiced),
];

/// The kind behind a balance type: a word in any camel case, or the code of ISO 20022.
pub(crate) fn balance_kind(word: &str) -> Option<BalanceKind> {
    crate::formats::camt::balance_kind(word).or_else(|| find(BALANCES, &word.to_ascii_lowercase()))
}

/// Whether a balance of this kind follows from booked rows alone, without any credit line.
pub(crate) fn is_booked(kind: BalanceKind) -> bool {
    matches!(
        kind,
        BalanceKind::OpeningBooked
            | BalanceKind::ClosingBooked
            | BalanceKind::InterimBooked
            | BalanceKind::PreviousClosing
    )
}

/// A finding about an element.
pub(crate) fn wrong(code: Code, place: u64, message: &'static str) -> Refused {
    Refused::Wrong(Finding::new(code, Location::whole().at_row(place), message).into())
}

/// A text of the element; one that is too long stays among what nobody took.
pub(crate) fn long(node: Node<'_>, path: &str) -> Option<Text> {
    let node = node.at(path)?;
    let found = text::text(node.peek("")?).ok()?;
    node.text();
    found
}

/// The texts under a path, one below the other; all or, where they are too long together, none.
pub(crate) fn lines(node: Node<'_>, paths: &[&str]) -> Option<Text> {
    let nodes: Vec<Node<'_>> = paths.iter().flat_map(|path| node.each(path)).collect();
    let texts: Vec<&str> = nodes.iter().filter_map(|node| node.peek("")).collect();
    let found = match texts[..] {
        [] => None,
        [only] => text::text(only).ok()?,
        [..] => text::text(&texts.join("\n")).ok()?,
    };
    for node in nodes {
        node.text();
    }
    found
}

/// A name of the element; one that is too long stays among what nobody took.
pub(crate) fn name(node: Node<'_>, path: &str) -> Option<Name> {
    let node = node.at(path)?;
    let found = text::name(node.peek("")?).ok()?;
    node.text();
    found
}

/// As [`name`]; of one that is not kept something stands for it.
pub(crate) fn name_if(kept: bool, node: Node<'_>, path: &str) -> Option<Name> {
    let node = node.at(path)?;
    if !kept && is_short(node.peek("")?, text::SHORT_NAME) {
        node.text();
        return Name::printable("-");
    }
    name(node, "")
}

/// As [`long`]; one that is not kept is only judged.
pub(crate) fn long_if(kept: bool, node: Node<'_>, path: &str) -> Option<Text> {
    let node = node.at(path)?;
    if !kept && is_short(node.peek("")?, text::SHORT_TEXT) {
        node.text();
        return None;
    }
    long(node, "")
}

/// As [`lines`]; where they are not kept something stands for them.
pub(crate) fn lines_if(kept: bool, node: Node<'_>, paths: &[&str]) -> Option<Text> {
    if kept {
        return lines(node, paths);
    }
    let nodes: Vec<Node<'_>> = paths.iter().flat_map(|path| node.each(path)).collect();
    let mut length = 0;
    for text in nodes.iter().filter_map(|node| node.peek("")) {
        length += text.len() + 1;
        if length > text::SHORT_TEXT || !is_printable(text.as_bytes()) {
            return lines(node, paths);
        }
    }
    for node in nodes {
        node.text();
    }
    if length == 0 { None } else { Text::printable("-") }
}

/// Whether a text is fit to be a name or text of so many bytes, whatever it is.
fn is_short(written: &str, bytes: usize) -> bool {
    written.len() <= bytes && is_printable(written.as_bytes())
}

/// A code of the element; a text that is none stays among what nobody took.
pub(crate) fn code(node: Node<'_>, path: &str) -> Option<CodeText> {
    node.read(path, |text| CodeText::parse(text).ok())
}

/// The civil date under a path; one that is none stays among what nobody took.
pub(crate) fn day(node: Node<'_>, path: &str) -> Option<Date> {
    // Some programs write the first days of the year 1 where they have no date.
    node.read(path, |text| iso::date(text).filter(|date| date.year() > 1))
}

/// As [`source_ids`], where they are kept; else they are only taken.
pub(crate) fn source_ids_if(kept: bool, node: Node<'_>, paths: &[(&str, &str)]) -> Option<List<SourceId>> {
    if kept {
        return source_ids(node, paths);
    }
    for (path, _) in paths {
        name_if(false, node, path);
    }
    None
}

/// Identifiers of the element by path and scheme.
pub(crate) fn source_ids(node: Node<'_>, paths: &[(&str, &str)]) -> Option<List<SourceId>> {
    let ids = paths.iter().filter_map(|(path, scheme)| {
        Some(SourceId { scheme: CodeText::parse(scheme).ok()?, value: name(node, path)? })
    });
    List::new(ids.collect()).ok()
}

/// An amount and its currency under two paths.
pub(crate) fn money(
    node: Node<'_>,
    amount: &str,
    currency: &str,
    read: fn(&str) -> Option<Amount>,
) -> Option<(Amount, Currency)> {
    let (amount, currency) = (node.at(amount)?, node.at(currency)?);
    let found = (read(amount.peek("")?)?, Currency::parse(currency.peek("")?).ok()?);
    amount.text();
    currency.text();
    Some(found)
}

/// A number under a scheme; an IBAN is one whatever the scheme says.
pub(crate) fn number_of(scheme: NumberScheme, written: &str) -> Option<Number> {
    let found = Written { card: scheme == NumberScheme::Card, number: Some(written), ..Written::default() }.number()?;
    if found.scheme() != NumberScheme::Bban || scheme == NumberScheme::Bban {
        return Some(found);
    }
    match found.value() {
        None => Some(Number::masked(scheme, found.display().clone())),
        Some(value) => Number::whole(scheme, found.display().clone(), value.clone()).ok(),
    }
}

/// Whether an account can be used, from the words in use.
pub(crate) fn account_status(word: &str) -> AccountStatus {
    match word.to_ascii_lowercase().as_str() {
        "enabled" | "open" => AccountStatus::Open,
        "deleted" | "closed" => AccountStatus::Closed,
        "disabled" | "blocked" => AccountStatus::Blocked,
        _ => AccountStatus::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let header = ["balance of kind", "word, in any case"];
        Table::of(BALANCES.iter().copied()).stands("bank.md", "interface balances", header);
    }
}
