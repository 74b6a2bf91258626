//! TMF677: buckets and their counters as what a plan includes, and how much of it is used.

use std::collections::HashMap;

use pannier_model::{
    record::{PlanAllowance, PlanAllowanceService as Service, PlanAllowanceZone as Area, Record as _},
    value::{Currency, Date, Decimal, Id, List, NumberScheme, Total, Unit},
};
use pannier_report::Code;

use super::{Elements, Lines, measured, period, resource, series, stability, unit};
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

/// What may stand around a report in an event.
const WRAPPERS: [&str; 2] = ["queryUsageConsumption", "usageConsumptionReport"];

pub(super) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Tmf677, sink);
    let mut source = Source::new(input, options.encoding)?;
    let mut elements = Elements::default();
    let mut reader = Reader { lines: Lines::default(), options };
    let mut things: Vec<(Option<Id>, Shelf)> = Vec::new();
    let mut by_line: HashMap<Option<Id>, usize> = HashMap::new();
    let whole = elements.walk(&mut source, &mut output, &mut |elements, page, at, output| {
        reader.page(page, elements.rows + 1, &mut |what, node, place, allowance| {
            elements.rows = place;
            let outcome = allowance.map(|allowance| {
                let thing = *by_line.entry(allowance.line.clone()).or_insert(things.len());
                if thing == things.len() {
                    things.push((allowance.line, Shelf::default()));
                }
                things[thing].1.see(allowance.date, at, 1);
            });
            elements.outcome(what, node, place, outcome, output)
        })?;
        Ok(())
    })?;
    if !whole {
        return Ok(output.summary);
    }
    elements.finish("bucket with its counters", &mut output)?;
    reader.lines.emit(&mut output)?;
    for (thing, shelf) in &things {
        let Some((series, window)) = series(thing.clone(), PlanAllowance::TYPE, shelf.span()) else { continue };
        output.series(series)?;
        let mut names = Daily::default();
        shelf.each(
            &mut source,
            &mut |page, first, put| {
                reader.page(page, first, &mut |_, _, place, allowance| match allowance {
                    Ok(allowance) if allowance.line == *thing => put(allowance.date, place, allowance),
                    _ => Ok(()),
                })
            },
            &mut |place, mut allowance| {
                allowance.id_stability = Some(stability(&window, allowance.date));
                allowance.source_ref = row(place);
                output.row(place, names.name(allowance))
            },
        )?;
    }
    Ok(output.summary)
}

struct Reader<'a> {
    lines: Lines,
    options: &'a Options,
}

/// Takes an element of a report: what it is, the element, its number in the source, and what it comes to.
type Take<'t> = &'t mut dyn FnMut(&str, Node<'_>, u64, Result<PlanAllowance, Refused>) -> Result<(), Error>;

/// Quantities of a bucket in one unit.
#[derive(Default)]
struct Counters {
    unit: Option<Unit>,
    used: Option<Decimal>,
    over: Option<Decimal>,
    rolled_in: Option<Decimal>,
    remaining: Option<Decimal>,
}

impl Counters {
    /// An amount with its unit under a path.
    fn value(&mut self, node: Node<'_>, path: &str, place: u64) -> Result<Option<Decimal>, Refused> {
        let Some((amount, word)) = measured(node, path) else { return Ok(None) };
        let word = word.unwrap_or_default();
        let Some((unit, times)) = unit(word) else {
            return Err(match Currency::parse(word) {
                Ok(_) if self.unit.is_none() => Refused::Lost("a bucket of money"),
                _ => wrong(Code::ConvertValue, place, "a bucket counts in a unit that is not known"),
            });
        };
        let amount = iso::decimal(amount)
            .filter(|amount| amount.signum() >= 0)
            .ok_or_else(|| wrong(Code::ConvertAmount, place, "a bucket has a quantity that is none"))?;
        if *self.unit.get_or_insert(unit) != unit {
            return Err(wrong(Code::ConvertStructure, place, "a bucket counts in two units"));
        }
        scaled(amount, times)
            .map(Some)
            .ok_or_else(|| wrong(Code::ConvertAmount, place, "a bucket has a quantity that is too large"))
    }
}

impl Reader<'_> {
    /// Reads the elements on a page, of which the first has this number; how many there are.
    fn page(&mut self, page: Node<'_>, first: u64, take: Take<'_>) -> Result<u64, Error> {
        let resource = resource(page, &WRAPPERS);
        let mut place = first;
        let number = resource.each("searchCriteria/logicalResource").next();
        let reports = resource.each("usageConsumption");
        let reports = if reports.is_empty() { resource.alone() } else { reports };
        for report in reports {
            report.take("id");
            let told = ["lastUpdate", "effectiveDate", "creationDate"];
            let told = told.iter().find_map(|path| iso::date(report.take(path)?));
            for bucket in report.each("bucket") {
                let outcome = self.bucket(bucket, told, place);
                take("bucket", bucket, place, outcome)?;
                place += 1;
            }
            for product in report.each("product") {
                for summary in product.each("consumptionSummary") {
                    let outcome = self.summary(product, summary, told, place);
                    take("consumptionSummary", summary, place, outcome)?;
                    place += 1;
                }
            }
            // The number that was asked about is that of the one line there is.
            if let (Some(number), [line]) = (number, self.lines.all.as_mut_slice()) {
                line.number = number.read("value", |text| phone::number(NumberScheme::Msisdn, text));
            }
        }
        Ok(place - first)
    }

    fn bucket(&mut self, bucket: Node<'_>, told: Option<Date>, place: u64) -> Result<PlanAllowance, Refused> {
        let mut counters = Counters::default();
        // Up to version 3 what is left stands in a balance of its own.
        let balance = bucket.each("bucketBalance").next().unwrap_or(bucket);
        counters.remaining = counters.value(balance, "remainingValue", place)?;
        let mut days: Option<(Date, Date)> = period(balance, "validFor", place)?;
        let all = bucket.each("bucketCounter");
        let whole = all.clone().any(|counter| counter.peek("level").is_none_or(|level| level == "global"));
        for counter in all {
            // Counters of single users are parts of the one for all.
            let level = counter.peek("level").unwrap_or("global");
            if whole && level != "global" {
                continue;
            }
            if let Some((start, end)) = period(counter, "consumptionPeriod", place)? {
                days = Some(days.map_or((start, end), |days| (days.0.min(start), days.1.max(end))));
            }
            let Some(value) = counters.value(counter, "value", place)? else { continue };
            counter.take("level");
            let sum = |so_far: Option<Decimal>| {
                Total::from(value).plus(so_far.unwrap_or(Decimal::ZERO)).and_then(|sum| sum.to_decimal().ok())
            };
            match counter.take("counterType").map(str::to_ascii_lowercase).as_deref() {
                Some("used") => counters.used = sum(counters.used),
                Some("outofbucket") => counters.over = sum(counters.over),
                Some("rollover" | "rolledover") => counters.rolled_in = sum(counters.rolled_in),
                Some("remaining") if counters.remaining.is_none() => counters.remaining = Some(value),
                _ => {}
            }
        }
        let days = days.ok_or_else(|| wrong(Code::ConvertDate, place, "a bucket does not say its period"))?;
        let unlimited = ["remainingValueName", "valueName"]
            .iter()
            .any(|path| balance.peek(path).is_some_and(|text| text.eq_ignore_ascii_case("unlimited")));
        let word = bucket.take("usageType").unwrap_or_default();
        let mut record = PlanAllowance::new(unnamed(), days.0, days.1, service(word), area(word), unlimited);
        let plus = |a: Decimal, b: Decimal| Total::from(a).plus(b).and_then(|sum| sum.to_decimal().ok());
        if !unlimited {
            // What was granted is what was used of it and what is left of it, without what was carried over.
            let granted = match (counters.used, counters.remaining) {
                (Some(used), Some(remaining)) => plus(used, remaining),
                _ => None,
            };
            let granted = match (granted, counters.rolled_in) {
                (Some(granted), Some(rolled)) => {
                    Total::from(granted).minus(rolled).and_then(|own| own.to_decimal().ok())
                }
                (granted, _) => granted,
            };
            record.quantity = granted.filter(|granted| granted.signum() >= 0).map(Decimal::trimmed);
            if record.quantity.is_none() {
                return Err(Refused::Lost("a bucket that does not tell how much was included in it"));
            }
        }
        let used = match (counters.used, counters.over) {
            (Some(used), Some(over)) => plus(used, over),
            (used, _) => used,
        };
        record.unit = counters.unit;
        record.used = used.map(Decimal::trimmed);
        record.over = counters.over.map(Decimal::trimmed);
        record.remaining = counters.remaining.map(Decimal::trimmed);
        record.rolled_in = counters.rolled_in.map(Decimal::trimmed);
        record.name = api::name(bucket, "name");
        record.source_ids = api::source_ids(bucket, &[("id", "bucket_id")]);
        let products: Vec<Id> =
            bucket.each("product").map(|product| self.line(product, told.unwrap_or(days.0))).collect();
        let shared = bucket.flag("isShared") == Some(true) || products.len() > 1;
        if shared {
            record.shared_with = List::new(products).ok();
        } else {
            let line = products.into_iter().next();
            record.line = Some(line.unwrap_or_else(|| {
                let line = self.lines.line("", told.unwrap_or(days.0), self.options);
                self.lines.all[line].id.clone()
            }));
        }
        Ok(record)
    }

    /// A counter of a product without a bucket: what has no limit.
    fn summary(
        &mut self,
        product: Node<'_>,
        summary: Node<'_>,
        told: Option<Date>,
        place: u64,
    ) -> Result<PlanAllowance, Refused> {
        let days = period(summary, "consumptionPeriod", place)?
            .ok_or_else(|| wrong(Code::ConvertDate, place, "a counter does not say its period"))?;
        if !summary.peek("valueName").is_some_and(|text| text.eq_ignore_ascii_case("unlimited")) {
            return Err(Refused::Lost("a counter of a product that no bucket includes"));
        }
        summary.take("valueName");
        summary.take("level");
        let word = summary.take("counterType").unwrap_or_default();
        let mut record = PlanAllowance::new(unnamed(), days.0, days.1, service(word), area(word), true);
        record.source_ids = api::source_ids(summary, &[("id", "counter_id")]);
        record.line = Some(self.line(product, told.unwrap_or(days.0)));
        Ok(record)
    }

    fn line(&mut self, product: Node<'_>, as_of: Date) -> Id {
        let line = self.lines.line(product.take("id").unwrap_or_default(), as_of, self.options);
        let line = &mut self.lines.all[line];
        line.nickname = line.nickname.take().or_else(|| api::name(product, "name"));
        product.take("name");
        line.id.clone()
    }
}

/// What the words for a kind of use name.
fn service(word: &str) -> Service {
    let word = word.to_lowercase();
    match () {
        () if word.contains("voice") || word.contains("call") => Service::Voice,
        () if word.contains("sms") || word.contains("text") => Service::Sms,
        () if word.contains("mms") => Service::Mms,
        () if word.contains("data") || word.contains("internet") => Service::Data,
        () => Service::Any,
    }
}

fn area(word: &str) -> Area {
    let word = word.to_lowercase();
    match () {
        () if word.contains("international") => Area::International,
        () if word.contains("roaming") => Area::Roaming,
        () if word.contains("national") => Area::Home,
        () => Area::Any,
    }
}
