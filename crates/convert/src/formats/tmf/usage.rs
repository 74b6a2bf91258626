//! TMF635: usage as events of a line. Its characteristics are names and values that everybody chooses; those of the
//! interface's own examples and their usual variants are known.

use std::ops::Range;

use pannier_model::{
    record::{
        AnyRecord, Record as _, UsageEvent, UsageEventDirection as Direction, UsageEventGrain, UsageEventKind as Kind,
        UsageEventRoaming,
    },
    value::{Amount, Country, Currency, Decimal, Instant, Int, NumberScheme, Unit},
};
use pannier_report::Code;

use super::{Elements, Lines, civil, measured, resource, series, stability, unit};
use crate::{
    Error, Format, Input, Options, Sink, Summary,
    events::shelf::Shelf,
    formats::api::{self, Refused, wrong},
    ids::Daily,
    output::Output,
    syntax::json::{Node, Source},
    values::{
        documents::{row, unnamed},
        iso, phone,
        quantity::scaled,
    },
};

pub(super) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Tmf635, sink);
    let mut source = Source::new(input, options.encoding)?;
    let mut elements = Elements::default();
    let mut lines = Lines::default();
    let mut shelves: Vec<Shelf> = Vec::new();
    let whole = elements.walk(&mut source, &mut output, &mut |elements, page, at, output| {
        let Some(usage) = usage(page) else { return Ok(()) };
        let place = elements.next();
        let outcome = event(usage, place, &mut lines, options, false).map(|(line, event)| {
            if shelves.len() <= line {
                shelves.resize_with(line + 1, Shelf::default);
            }
            shelves[line].see(event.date, at, 1);
        });
        elements.outcome("usage", usage, place, outcome, output)
    })?;
    if !whole {
        return Ok(output.summary);
    }
    elements.finish("usage", &mut output)?;
    lines.emit(&mut output)?;
    for (own, shelf) in shelves.iter().enumerate() {
        let thing = lines.all[own].id.clone();
        let Some((series, window)) = series(Some(thing), UsageEvent::TYPE, shelf.span()) else { continue };
        output.series(series)?;
        let mut names = Daily::default();
        shelf.each(
            &mut source,
            &mut |page, place, put| {
                let Some(usage) = usage(page) else { return Ok(0) };
                if let Ok((line, event)) = event(usage, place, &mut lines, options, true)
                    && line == own
                {
                    put(event.date, place, event)?;
                }
                Ok(1)
            },
            &mut |place, mut event| {
                event.id_stability = Some(stability(&window, event.date));
                event.source_ref = row(place);
                output.row(place, names.name(AnyRecord::UsageEvent(event)))
            },
        )?;
    }
    Ok(output.summary)
}

/// The usage on a page, if it has any.
fn usage(page: Node<'_>) -> Option<Node<'_>> {
    let usage = resource(page, &["usage"]);
    let has = |member: &str| !usage.each(member).is_empty();
    (has("usageCharacteristic") || has("ratedProductUsage") || usage.peek("usageDate").is_some()).then_some(usage)
}

/// The characteristics of a usage that have a name and a value.
struct Said<'n> {
    /// Their names one behind the other, in small letters without any marks between words.
    names: String,
    all: Vec<Characteristic<'n>>,
}

struct Characteristic<'n> {
    /// Among the names.
    plain: Range<usize>,
    node: Node<'n>,
    name: Node<'n>,
    value: Node<'n>,
}

impl<'n> Said<'n> {
    fn of(usage: Node<'n>) -> Self {
        let each = usage.each("usageCharacteristic");
        let mut said = Self { names: String::with_capacity(16 * each.len()), all: Vec::with_capacity(each.len()) };
        let scalar = |node: Node<'n>, path: &str| node.at(path).and_then(|found| Some((found, found.peek("")?)));
        for node in each {
            if let (Some((name, written)), Some((value, _))) = (scalar(node, "name"), scalar(node, "value")) {
                let plain = said.add(written);
                said.all.push(Characteristic { plain, node, name, value });
            }
        }
        said
    }

    /// Adds a name; where it stands.
    fn add(&mut self, name: &str) -> Range<usize> {
        let start = self.names.len();
        let is_mark = |c: char| matches!(c, '_' | '-' | ' ' | '.');
        let letters = |c: &char| !is_mark(*c);
        if name.is_ascii() {
            self.names.extend(name.chars().filter(letters).map(|c| c.to_ascii_lowercase()));
        } else {
            self.names.extend(name.to_lowercase().chars().filter(letters));
        }
        start..self.names.len()
    }

    /// The value of the first one with one of these names.
    fn value(&self, names: &[&str]) -> Option<&'n str> {
        self.found(|name| names.contains(&name).then_some(())).map(|(value, ())| value)
    }

    /// The value of the first one of whose name something follows, and what.
    fn found<T>(&self, follows: impl Fn(&str) -> Option<T>) -> Option<(&'n str, T)> {
        self.all.iter().find_map(|each| {
            let result = follows(&self.names[each.plain.clone()])?;
            each.take();
            Some((each.written(), result))
        })
    }

    /// The first one with one of these names.
    fn first(&self, names: &[&str]) -> Option<&Characteristic<'n>> {
        self.all.iter().find(|each| names.contains(&&self.names[each.plain.clone()]))
    }

    /// What the first one with one of these names says. What `read` does not understand is left, and so named as lost.
    fn read<T>(&self, names: &[&str], read: impl FnOnce(&'n str) -> Option<T>) -> Option<T> {
        let first = self.first(names)?;
        read(first.written()).inspect(|_| first.take())
    }
}

impl<'n> Characteristic<'n> {
    /// Its value, which is not read by that.
    fn written(&self) -> &'n str {
        self.value.peek("").unwrap_or_default()
    }

    /// From now on it is read.
    fn take(&self) {
        self.name.text();
        self.value.text();
        for mark in ["valueType", "id"] {
            self.node.take(mark);
        }
    }
}

/// Characteristics of which one that stands there says that the line was used abroad, and its value where.
const ABROAD: [&str; 3] = ["roamingcountry", "roamingcountrycode", "visitedcountry"];

/// An event and the number of its line. One that is not `kept` is only judged: whether its texts fit, and what of it nobody
/// takes.
fn event(
    usage: Node<'_>,
    place: u64,
    lines: &mut Lines,
    options: &Options,
    kept: bool,
) -> Result<(usize, Box<UsageEvent>), Refused> {
    if usage.peek("status").is_some_and(|status| matches!(status, "rejected" | "error")) {
        return Err(Refused::Lost("usage that was rejected"));
    }
    usage.take("status");
    let said = Said::of(usage);
    let started = said
        .value(&["startdatetime", "startdate", "starttime"])
        .or_else(|| usage.take("usageDate"))
        .or_else(|| usage.take("date"))
        .ok_or_else(|| wrong(Code::ConvertDate, place, "usage without a date"))?;
    usage.take("usageDate");
    let date = civil(started).ok_or_else(|| wrong(Code::ConvertDate, place, "a date is none of the calendar"))?;
    let member = |path: &str| kind(usage.peek(path)?).inspect(|_| _ = usage.take(path));
    let kind = member("usageType")
        .or_else(|| member("usageSpecification/name"))
        .or_else(|| said.read(&["usagetype", "service", "servicetype"], kind))
        .or_else(|| member("type"))
        .unwrap_or(Kind::Other);
    let (quantity, unit) = quantity(&said, kind, place)?;
    let direction = match said.read(&["direction", "calldirection"], direction) {
        Some(Direction::Out) | None if kind == Kind::Data => Direction::Both,
        // What a customer is billed for was made by the customer, unless it says otherwise.
        said => said.unwrap_or(Direction::Out),
    };
    let origin = said.first(&["originatingnumber", "callingnumber", "anumber", "msisdn", "originatingmsisdn"]);
    let other = said.first(&["destinationnumber", "callednumber", "dialednumber", "bnumber", "terminatingnumber"]);
    let (own, other) = if direction == Direction::In { (other, origin) } else { (origin, other) };
    let number = lines.line(own.map_or("", Characteristic::written), date, options);
    let line = &mut lines.all[number];
    line.number = line.number.take().or_else(|| phone::number(NumberScheme::Msisdn, own?.written()));
    // What is no number is left, and so named as lost.
    if let Some(own) = own.filter(|_| line.number.is_some()) {
        own.take();
    }
    let other = other.filter(|other| phone::is_number(other.written())).inspect(|other| other.take());
    let event =
        UsageEvent::new(unnamed(), line.id.clone(), date, UsageEventGrain::Event, kind, direction, quantity, unit);
    let mut event = Box::new(event);
    event.number = other.filter(|_| kept).and_then(|other| phone::number(NumberScheme::Phone, other.written()));
    event.started_at = started.parse::<Instant>().ok();
    event.description = api::long_if(kept, usage, "description");
    event.source_ids = api::source_ids_if(kept, usage, &[("id", "usage_id")]);
    event.roaming = said.first(&ABROAD).map(|_| UsageEventRoaming::Roaming);
    event.roaming_country = said.read(&ABROAD, |country| country.parse::<Country>().ok());
    let whole = |names: &[&str]| said.read(names, |text| Int::new(text.parse().ok()?).ok());
    event.bytes_up = whole(&["bytesup", "uplinkvolume", "uploadvolume"]);
    event.bytes_down = whole(&["bytesdown", "downlinkvolume", "downloadvolume"]);
    rate(usage, &mut event, place, options)?;
    Ok((number, event))
}

/// What was used, by what stands in a word for it.
fn kind(word: &str) -> Option<Kind> {
    let word = word.to_lowercase();
    Some(match () {
        () if word.contains("sms") => Kind::Sms,
        () if word.contains("mms") => Kind::Mms,
        () if word.contains("voice") || word.contains("call") => Kind::Voice,
        () if word.contains("data") || word.contains("internet") || word.contains("gprs") => Kind::Data,
        () if word.contains("content") => Kind::Content,
        () => return None,
    })
}

fn direction(word: &str) -> Option<Direction> {
    Some(match word.to_lowercase().as_str() {
        "in" | "incoming" | "inbound" | "terminating" | "mt" => Direction::In,
        "out" | "outgoing" | "outbound" | "originating" | "mo" => Direction::Out,
        "forwarded" | "forward" => Direction::Forwarded,
        _ => return None,
    })
}

/// What is rated: seconds, bytes or messages. A duration without a unit is in seconds, a volume in bytes.
fn quantity(said: &Said<'_>, kind: Kind, place: u64) -> Result<(Decimal, Unit), Refused> {
    let stated = said.value(&["unit", "units", "unitofmeasure", "volumeunit", "durationunit"]);
    let (names, usual): (&[&str], Unit) = match kind {
        Kind::Sms | Kind::Mms => (&["count", "quantity", "numberofmessages"], Unit::Count),
        Kind::Data => (&["volume", "totalvolume", "datavolume", "quantity"], Unit::Byte),
        _ => (&["duration", "callduration", "quantity"], Unit::Second),
    };
    let text = said.value(names);
    // The unit may stand in the name: `volume_mb`.
    if text.is_none()
        && let Some((text, (unit, times))) =
            said.found(|name| names.iter().find_map(|stem| unit(name.strip_prefix(stem)?)))
    {
        let value = iso::decimal(text).filter(|value| value.signum() >= 0);
        let value = value.ok_or_else(|| wrong(Code::ConvertAmount, place, "a quantity is no number"))?;
        let value = scaled(value, times).ok_or_else(|| wrong(Code::ConvertAmount, place, "a quantity is too large"))?;
        return Ok((value, unit));
    }
    // What is neither a call nor data (a bundle, a film) happened once.
    if text.is_none() && matches!(kind, Kind::Sms | Kind::Mms | Kind::Content | Kind::Other) {
        return Ok((Decimal::from_units(1, 0).unwrap_or(Decimal::ZERO), Unit::Count));
    }
    let text = text.ok_or_else(|| wrong(Code::ConvertAmount, place, "usage does not say how much was used"))?;
    let value = iso::decimal(text)
        .filter(|value| value.signum() >= 0)
        .ok_or_else(|| wrong(Code::ConvertAmount, place, "a quantity is no number"))?;
    let Some(word) = stated else { return Ok((value, usual)) };
    let (unit, times) =
        unit(word).ok_or_else(|| wrong(Code::ConvertValue, place, "usage counts in a unit that is not known"))?;
    let value = scaled(value, times).ok_or_else(|| wrong(Code::ConvertAmount, place, "a quantity is too large"))?;
    Ok((value, unit))
}

/// What it cost: with tax where that is said, else without. Older versions have plain numbers with one currency beside them.
fn rate(usage: Node<'_>, event: &mut UsageEvent, place: u64, options: &Options) -> Result<(), Refused> {
    let Some(rated) = usage.each("ratedProductUsage").next() else { return Ok(()) };
    for (path, taxed) in [("taxIncludedRatingAmount", true), ("taxExcludedRatingAmount", false)] {
        let Some((amount, word)) = measured(rated, path) else { continue };
        let amount: Amount =
            iso::amount(amount).ok_or_else(|| wrong(Code::ConvertAmount, place, "an amount is none"))?;
        let currency = word.map_or(options.currency, |word| word.parse::<Currency>().ok());
        let currency =
            currency.ok_or_else(|| wrong(Code::ConvertCurrency, place, "an amount does not say its currency"))?;
        event.rated_amount = Some(amount);
        event.currency = Some(currency);
        event.tax_included = Some(taxed);
        break;
    }
    Ok(())
}
