//! Resources of the TM Forum's programming interfaces, as an operator hands them to a customer: usage (TMF635), what is
//! left of allowances (TMF677) and bills (TMF678), versions 4 and 5; one resource, a list, a list in an envelope, an event about
//! one, or several of them one after the other.
//!
//! Dates are the civil dates written, as everywhere. Units of data with decimal prefixes are decimal: a GB is 10^9 bytes,
//! a GiB 2^30. Addresses inside the interface (`href`) and type marks (`@type`) are no data.

mod allowances;
mod bills;
mod usage;

use std::collections::{BTreeMap, HashMap};

use pannier_model::{
    record::{Record as _, RecordType, Subscription, SubscriptionBilling, SubscriptionKind, SubscriptionStatus},
    value::{Date, Decimal, Id, IdStability, Name, Number, Unit},
};
use pannier_report::{Code, Finding, Location};

use crate::{
    Error, Format, Input, Loss, Options, Series, Sink, Summary,
    events::{
        shelf::{At, Steps},
        statement::Window,
    },
    formats::api::{self, Refusals, Refused},
    output::{Output, day_series, numbered},
    syntax::json::{Node, Piece, Source},
    values::{iso, kind::among},
};

/// Reads usage (TMF635).
pub(crate) fn usage(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    usage::read(input, options, sink)
}

/// Reads consumption of allowances (TMF677).
pub(crate) fn allowances(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    allowances::read(input, options, sink)
}

/// Reads bills (TMF678).
pub(crate) fn bills(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    bills::read(input, options, sink)
}

/// Which of the three a text begins as.
pub(crate) fn resemblance(start: &str) -> Option<(Format, &'static str)> {
    let has = |word: &str| start.contains(word);
    if has("\"usageCharacteristic\"") || has("\"ratedProductUsage\"") {
        Some((Format::Tmf635, "it has the members of usage in TMF635"))
    } else if has("\"bucketCounter\"")
        || has("\"bucketBalance\"")
        || has("\"consumptionSummary\"")
        || has("\"QueryUsageConsumption\"")
        || has("\"UsageConsumptionReport\"")
    {
        Some((Format::Tmf677, "it has the members of a consumption report of TMF677"))
    } else if has("\"AppliedCustomerBillingRate\"")
        || has("\"CustomerBill\"")
        || (has("\"billNo\"") && has("\"taxIncludedAmount\""))
        || (has("\"appliedTax\"") && has("\"taxExcludedAmount\""))
    {
        Some((Format::Tmf678, "it has the members of a bill of TMF678"))
    } else {
        None
    }
}

/// What servers call the list in an envelope.
const ENVELOPES: [&str; 10] = [
    "data",
    "items",
    "results",
    "content",
    "usage",
    "usages",
    "bill",
    "customerBill",
    "appliedCustomerBillingRate",
    "usageConsumptionReport",
];

/// The resource on a page: the page itself, or that of the event it tells of.
fn resource<'n>(page: Node<'n>, wrappers: &[&str]) -> Node<'n> {
    let inside = page.at("event").and_then(|event| wrappers.iter().find_map(|wrapper| event.at(wrapper)));
    inside.unwrap_or(page)
}

/// Takes a page, which stands there; what there is to say of it goes to the output.
type Page<'p> = &'p mut dyn FnMut(&mut Elements, Node<'_>, At, &mut Output<'_>) -> Result<(), Error>;

/// What every reader has besides its records.
#[derive(Default)]
struct Elements {
    rows: u64,
    steps: Steps,
    unread: BTreeMap<String, u64>,
    refusals: Refusals,
}

impl Elements {
    /// Goes through the pages of a source; `false` where it is no JSON, which is said.
    ///
    /// Where none of them is a resource, a server may have put a list of resources into an envelope.
    fn walk(&mut self, source: &mut Source<'_>, output: &mut Output<'_>, page: Page<'_>) -> Result<bool, Error> {
        let mut outcome = self.pages(source, &[], output, page)?;
        if self.rows == 0 {
            outcome = self.pages(source, &ENVELOPES, output, page)?;
        }
        match outcome {
            Ok(()) => Ok(true),
            Err(finding) => output.finding(finding).map(|()| false),
        }
    }

    /// Goes through the pages, and what stands under a path in each.
    fn pages(
        &mut self,
        source: &mut Source<'_>,
        within: &[&str],
        output: &mut Output<'_>,
        page: Page<'_>,
    ) -> Result<Result<(), Box<Finding>>, Error> {
        source.walk(within, &mut |piece| {
            let (Piece::Rest(node, mark) | Piece::Element(_, node, mark, _)) = piece else { return Ok(()) };
            let at = self.steps.next(mark, self.rows + 1);
            page(self, node, at, output)
        })
    }

    fn next(&mut self) -> u64 {
        self.rows += 1;
        self.rows
    }

    /// Takes the outcome of an element: what nobody took of it is named later, and so is one that is refused.
    fn outcome(
        &mut self,
        what: &str,
        node: Node<'_>,
        place: u64,
        outcome: Result<(), Refused>,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        match outcome {
            Ok(()) => {
                node.unread(what, &mut self.unread);
                Ok(())
            }
            Err(refused) => self.refusals.add(place, refused, output),
        }
    }

    /// Names what no member takes, and says where there was nothing at all.
    fn finish(&mut self, what: &'static str, output: &mut Output<'_>) -> Result<(), Error> {
        self.refusals.release(output)?;
        for (path, count) in &self.unread {
            let last = path.rsplit('/').next().unwrap_or_default();
            if last != "href" && !last.starts_with('@') {
                output.loss(Loss::values(path, *count, "that no member takes"))?;
            }
        }
        if self.rows == 0 {
            output.finding(
                Finding::new(Code::ConvertRecordsPresent, Location::whole(), format!("the source has no {what}"))
                    .with_help("an answer of the interface is wanted, not a question or a definition"),
            )?;
        }
        Ok(())
    }
}

/// A line of the customer, known by what the interface calls its product or number.
struct Line {
    id: Id,
    number: Option<Number>,
    nickname: Option<Name>,
    as_of: Date,
}

/// The lines of a source.
#[derive(Default)]
struct Lines {
    all: Vec<Line>,
    by_key: HashMap<String, usize>,
}

impl Lines {
    /// The number of the line of this key; the latest day it is spoken of counts.
    fn line(&mut self, key: &str, as_of: Date, options: &Options) -> usize {
        let at = self.by_key.get(key).copied().unwrap_or_else(|| {
            let name = options.account.as_ref().map_or("line", Id::as_str);
            let id = numbered(name, self.all.len() + 1);
            self.by_key.insert(key.to_owned(), self.all.len());
            self.all.push(Line { id, number: None, nickname: None, as_of });
            self.all.len() - 1
        });
        let line = &mut self.all[at];
        line.as_of = line.as_of.max(as_of);
        at
    }

    /// Hands on the state of each.
    fn emit(&self, output: &mut Output<'_>) -> Result<(), Error> {
        for line in &self.all {
            let Some(to) = line.as_of.next_day() else { continue };
            let mut state = Subscription::new(
                line.id.clone(),
                line.as_of,
                SubscriptionKind::Unknown,
                SubscriptionStatus::Unknown,
                SubscriptionBilling::Unknown,
            );
            state.number.clone_from(&line.number);
            state.nickname.clone_from(&line.nickname);
            output.series(day_series(line.id.clone(), Subscription::TYPE, line.as_of, to))?;
            output.record(None, state)?;
        }
        Ok(())
    }
}

/// The series of a thing, or of all, from the first to the last day; neither is promised.
fn series(thing: Option<Id>, record_type: &'static RecordType, span: Option<(Date, Date)>) -> Option<(Series, Window)> {
    let (first, last) = span?;
    let window = Window::of_rows(first, last)?;
    let incomplete = window.incomplete.iter().copied().collect();
    Some((Series { thing, record_type, from: window.from, to: window.to, incomplete }, window))
}

fn stability(window: &Window, date: Date) -> IdStability {
    if window.incomplete.contains(&date) { IdStability::Provisional } else { IdStability::Derived }
}

/// A civil date, with or without a time behind a `T` or, as some servers write it, a space.
fn civil(text: &str) -> Option<Date> {
    iso::date(text).or_else(|| iso::date(&text.replacen(' ', "T", 1))).filter(|day| day.next_day().is_some())
}

/// The number of an amount under a path, and the word for its currency or unit: `{value, unit}`, `{amount, units}`, or, in
/// older versions, a number that has the word beside it.
fn measured<'n>(node: Node<'n>, path: &str) -> Option<(&'n str, Option<&'n str>)> {
    let said = |of: Node<'n>, names: &[&str]| {
        names.iter().filter_map(|name| of.at(name)).find(|found| found.peek("").is_some())
    };
    let stated = node.at(path)?;
    let (number, word) = match said(stated, &["value", "amount"]) {
        Some(number) => (number, said(stated, &["unit", "units", "currency", "currencyCode"])),
        None => (stated, said(node, &["unit", "units", "currencyCode"])),
    };
    number.peek("")?;
    Some((number.text()?, word.and_then(Node::text)))
}

/// The civil date under a path, which has to be one where it stands.
fn day(node: Node<'_>, path: &str, place: u64) -> Result<Option<Date>, Refused> {
    let Some(text) = node.take(path) else { return Ok(None) };
    let day = civil(text);
    day.map(Some).ok_or_else(|| api::wrong(Code::ConvertDate, place, "a date is none of the calendar"))
}

/// The first day of a period and the day after its last. An end at midnight is the day itself, any other the day after.
fn period(node: Node<'_>, path: &str, place: u64) -> Result<Option<(Date, Date)>, Refused> {
    let start = day(node, &format!("{path}/startDateTime"), place)?;
    let text = node.peek(&format!("{path}/endDateTime")).map(str::to_owned);
    let end = day(node, &format!("{path}/endDateTime"), place)?;
    let (Some(start), Some(end), Some(text)) = (start, end, text) else { return Ok(None) };
    let midnight =
        text.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with("T00:00") || rest.starts_with(" 00:00"));
    let end = if midnight { Some(end) } else { end.next_day() };
    match end.filter(|end| *end > start && end.next_day().is_some()) {
        Some(end) => Ok(Some((start, end))),
        None => Err(api::wrong(Code::ConvertDate, place, "a period ends before it begins")),
    }
}

/// Units, in small letters, and how many of ours each is.
const UNITS: &[(&[&str], (Unit, i128))] = &[
    (&["s", "sec", "secs", "second", "seconds"], (Unit::Second, 1)),
    (&["min", "mins", "mn", "minute", "minutes"], (Unit::Second, 60)),
    (&["h", "hour", "hours"], (Unit::Second, 3_600)),
    (&["b", "byte", "bytes", "octet", "octets"], (Unit::Byte, 1)),
    (&["kb", "kbyte", "kbytes", "ko"], (Unit::Byte, 1_000)),
    (&["mb", "mbyte", "mbytes", "mo"], (Unit::Byte, 1_000_000)),
    (&["gb", "gbyte", "gbytes", "go"], (Unit::Byte, 1_000_000_000)),
    (&["tb", "to"], (Unit::Byte, 1_000_000_000_000)),
    (&["kib"], (Unit::Byte, 1 << 10)),
    (&["mib"], (Unit::Byte, 1 << 20)),
    (&["gib"], (Unit::Byte, 1 << 30)),
    (&["tib"], (Unit::Byte, 1 << 40)),
    (&["sms", "mms", "message", "messages", "unit", "units", "event", "events"], (Unit::Count, 1)),
];

/// Our unit and how many of it one of the source is; `None` for money and for words nobody defined.
fn unit(word: &str) -> Option<(Unit, Decimal)> {
    let (unit, times) = among(UNITS, &word.trim().to_lowercase())?;
    Some((unit, Decimal::from_units(times, 0).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Table;

    #[test]
    fn words_of_the_standard() {
        let words = UNITS.iter().flat_map(|(words, _)| *words);
        let table = words.fold(Table::default(), |table, word| {
            let (unit, times) = unit(word).expect("a unit");
            table.scaled(word, times, format!("`{unit}`"))
        });
        table.stands("telco.md", "units", ["unit", "words, in any case, and how many of the unit each is if not one"]);
    }
}
