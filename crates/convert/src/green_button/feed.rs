//! The resources of a feed, and how links tie them together.
//!
//! Data custodians link in every way the standard allows: down (`related`), up (`up`), to a resource or to the
//! collection it is in, with absolute addresses, relative ones and wrong ones. A resource belongs to the one that a
//! link between them names; where the feed has only one that it could belong to, to that.

use pannier_model::value::{Date, Decimal, Fuel, Quality};
use pannier_report::{Code, Finding, Location};

use super::{kinds, zone::LocalTime};
use crate::{
    Error,
    output::Output,
    xml::{Node, Unread},
};

/// Namespace of Atom.
pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";
/// Namespace of ESPI.
pub(super) const ESPI: &str = "http://naesb.org/espi";

/// The links of an entry.
#[derive(Clone, Debug, Default)]
struct Links {
    this: Option<String>,
    up: Option<String>,
    related: Vec<String>,
}

impl Links {
    fn of(entry: Node<'_>) -> Self {
        let mut links = Self::default();
        for link in entry.each("link") {
            let Some(address) = link.attribute("href") else { continue };
            let address = address.trim_end_matches('/').to_owned();
            match link.attribute("rel") {
                Some("self") => links.this = Some(address),
                Some("up") => links.up = Some(address),
                _ => links.related.push(address),
            }
        }
        links
    }

    /// Whether the resource of these links lies below another.
    fn below(&self, parent: &Self) -> bool {
        let named = |address: &Option<String>| address.as_ref().is_some_and(|address| parent.related.contains(address));
        let under = |address: &Option<String>| match (address, &parent.this) {
            (Some(address), Some(parent)) => {
                address.strip_prefix(parent.as_str()).is_some_and(|rest| rest.starts_with('/'))
            }
            _ => false,
        };
        let back = parent.this.as_ref().is_some_and(|address| self.related.contains(address));
        named(&self.this) || named(&self.up) || under(&self.this) || under(&self.up) || back
    }
}

/// A value with its time as the source writes it.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    /// Number among all readings of the source, from 1.
    pub(super) place: u64,
    pub(super) start: i64,
    pub(super) seconds: i64,
    pub(super) value: Decimal,
    pub(super) quality: Option<Quality>,
}

/// An interval block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    links: Links,
    /// Start and length as declared.
    declared: Option<(i64, i64)>,
    /// A reading of the block was lost already.
    damaged: bool,
    pub(super) readings: Vec<Raw>,
}

impl Block {
    /// Whether its readings fill the interval it declares; `None` where it declares none.
    pub(super) fn agrees(&self) -> Option<bool> {
        let (start, seconds) = self.declared?;
        let end = start.checked_add(seconds)?;
        let mut sum = 0_i64;
        let within = self.readings.iter().all(|reading| {
            sum = sum.saturating_add(reading.seconds);
            start <= reading.start && reading.start.saturating_add(reading.seconds) <= end
        });
        Some(within && sum == seconds && !self.damaged)
    }
}

/// What a reading type says, as written.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadingType {
    pub(super) uom: Option<String>,
    pub(super) power: Option<String>,
    pub(super) flow: Option<String>,
    pub(super) accumulation: Option<String>,
    pub(super) commodity: Option<String>,
    pub(super) quality: Option<String>,
    pub(super) tou: Option<String>,
}

impl ReadingType {
    fn of(node: Node<'_>) -> Self {
        let text = |name: &str| node.leaf(name).map(str::to_owned);
        Self {
            uom: text("uom"),
            power: text("powerOfTenMultiplier"),
            flow: text("flowDirection"),
            accumulation: text("accumulationBehaviour"),
            commodity: text("commodity"),
            quality: text("defaultQuality"),
            tou: text("tou").filter(|tou| tou != "0"),
        }
    }
}

/// A meter reading: one register.
#[derive(Clone, Debug)]
pub(super) struct MeterReading {
    links: Links,
    pub(super) of: Option<ReadingType>,
    pub(super) blocks: Vec<Block>,
}

/// A usage point.
#[derive(Clone, Debug)]
pub(super) struct Point {
    links: Links,
    service: Option<String>,
    pub(super) status: Option<String>,
    /// Civil date on which the entry was written.
    pub(super) updated: Option<Date>,
    pub(super) local_time: Option<LocalTime>,
    pub(super) readings: Vec<MeterReading>,
}

impl Point {
    /// What is supplied: the service, else the commodity of a reading type.
    pub(super) fn fuel(&self) -> Option<Fuel> {
        let commodity = || {
            let mut types = self.readings.iter().filter_map(|reading| reading.of.as_ref());
            types.find_map(|of| of.commodity.as_deref().and_then(kinds::commodity))
        };
        match &self.service {
            Some(service) => kinds::service(service),
            None => commodity(),
        }
    }
}

/// All resources of a feed.
#[derive(Debug, Default)]
pub(super) struct Feed {
    pub(super) points: Vec<Point>,
    readings: Vec<MeterReading>,
    types: Vec<(Links, ReadingType)>,
    times: Vec<(Links, LocalTime)>,
    pub(super) blocks: Vec<Block>,
    /// Readings so far.
    count: u64,
    pub(super) unread: Unread,
}

impl Feed {
    /// Takes an entry.
    pub(super) fn entry(&mut self, entry: Node<'_>, output: &mut Output<'_>) -> Result<(), Error> {
        let links = Links::of(entry);
        // The envelope of a resource, not its content.
        let updated = entry.leaf("updated").and_then(|text| text.get(..10)).and_then(|day| Date::parse(day).ok());
        for name in ["id", "published"] {
            entry.leaf(name);
        }
        for resource in entry.each("content").flat_map(Node::children) {
            let links = links.clone();
            match resource.name() {
                "UsagePoint" => self.points.push(Point {
                    links,
                    service: resource.leaf("ServiceCategory/kind").map(str::to_owned),
                    status: resource.leaf("status").map(str::to_owned),
                    updated,
                    local_time: None,
                    readings: Vec::new(),
                }),
                "MeterReading" => self.readings.push(MeterReading {
                    links,
                    of: resource.child("ReadingType").map(ReadingType::of),
                    blocks: Vec::new(),
                }),
                "ReadingType" => self.types.push((links, ReadingType::of(resource))),
                "LocalTimeParameters" => {
                    let number = |name: &str| resource.leaf(name).map_or(Some(0), |text| text.parse::<i64>().ok());
                    let rule = |name: &str| resource.leaf(name).unwrap_or_default().to_owned();
                    let offset = resource.leaf("tzOffset").and_then(|text| text.parse::<i64>().ok());
                    let (starts, ends) = (rule("dstStartRule"), rule("dstEndRule"));
                    if let (Some(offset), Some(saving)) = (offset, number("dstOffset")) {
                        self.times.push((links, LocalTime { offset, saving, starts, ends }));
                    }
                }
                "IntervalBlock" => {
                    let block = self.block(links, resource, output)?;
                    self.blocks.push(block);
                }
                _ => {}
            }
        }
        entry.unread(&mut self.unread);
        Ok(())
    }

    fn block(&mut self, links: Links, node: Node<'_>, output: &mut Output<'_>) -> Result<Block, Error> {
        let number = |path: &str| node.leaf(path).and_then(|text| text.parse::<i64>().ok());
        let declared = number("interval/start").zip(number("interval/duration"));
        let mut block = Block { links, declared, damaged: false, readings: Vec::new() };
        for node in node.each("IntervalReading") {
            self.count += 1;
            match raw(self.count, node) {
                Ok(Some(reading)) => block.readings.push(reading),
                Ok(None) => {
                    block.damaged = true;
                    output.skipped_row(self.count, "it has no value")?;
                }
                Err(finding) => {
                    block.damaged = true;
                    output.lost_row(self.count, finding)?;
                }
            }
        }
        Ok(block)
    }

    /// Puts the resources together: usage points with all that is theirs, and blocks that are nobody's.
    pub(super) fn resolve(self) -> (Vec<Point>, Vec<Block>) {
        let Self { mut points, mut readings, types, times, blocks, .. } = self;
        let mut strays = Vec::new();
        for block in blocks {
            match owner(&block.links, readings.iter().map(|reading| &reading.links)) {
                Some(owner) => readings[owner].blocks.push(block),
                None => strays.push(block),
            }
        }
        for mut reading in readings {
            if reading.of.is_none() {
                let found = types.iter().find(|(links, _)| links.below(&reading.links));
                let only = if types.len() == 1 { types.first() } else { None };
                reading.of = found.or(only).map(|(_, of)| of.clone());
            }
            match owner(&reading.links, points.iter().map(|point| &point.links)) {
                Some(owner) => points[owner].readings.push(reading),
                None => strays.append(&mut reading.blocks),
            }
        }
        for point in &mut points {
            let found = times.iter().find(|(links, _)| links.below(&point.links));
            let only = if times.len() == 1 { times.first() } else { None };
            point.local_time = found.or(only).map(|(_, local)| local.clone());
        }
        (points, strays)
    }
}

/// Which of several resources one belongs to.
fn owner<'a>(child: &Links, parents: impl ExactSizeIterator<Item = &'a Links>) -> Option<usize> {
    let only = parents.len() == 1;
    parents.enumerate().find(|(_, parent)| child.below(parent)).map(|(number, _)| number).or(only.then_some(0))
}

fn raw(place: u64, node: Node<'_>) -> Result<Option<Raw>, Finding> {
    let wrong = |code: Code, message: &str| {
        Finding::new(code, Location { row: Some(place), ..Location::default() }, message.to_owned())
    };
    let moment = |path: &str| node.leaf(path).and_then(|text| text.parse::<i64>().ok());
    let (Some(start), Some(seconds)) = (moment("timePeriod/start"), moment("timePeriod/duration")) else {
        return Err(wrong(Code::ConvertDate, "a reading has no start and duration in whole seconds"));
    };
    let Some(value) = node.leaf("value") else { return Ok(None) };
    let Ok(value) = Decimal::parse(value) else {
        return Err(wrong(Code::ConvertAmount, "a value is no decimal number"));
    };
    let mut quality = None;
    for code in node.each("ReadingQuality").filter_map(|node| node.leaf("quality")) {
        let Some(next) = kinds::quality(code) else {
            return Err(wrong(Code::ConvertStructure, "a quality is none of ESPI"));
        };
        // Codes that say different things about one value.
        quality = Some(if quality.is_some_and(|before| before != next) { Quality::Mixed } else { next });
    }
    Ok(Some(Raw { place, start, seconds, value, quality }))
}
