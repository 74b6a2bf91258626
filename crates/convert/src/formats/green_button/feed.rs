//! The resources of a feed, and how links tie them together.
//!
//! Data custodians link in every way the standard allows: down (`related`), up (`up`), to a resource or to the
//! collection it is in, with absolute addresses, relative ones and wrong ones. A resource belongs to the one that a
//! link between them names; where the feed has only one that it could belong to, to that.

use std::collections::HashMap;

use pannier_model::value::{Date, Decimal, Fuel, Quality};
use pannier_report::{Code, Finding, Location};

use super::{
    kinds,
    store::{Raw, Store},
    zone::LocalTime,
};
use crate::{
    Error,
    output::Output,
    syntax::xml::{Node, Unread},
};

/// Namespace of Atom.
pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";
/// Namespace of ESPI.
pub(super) const ESPI: &str = "http://naesb.org/espi";

/// Most bytes of links that are remembered: usage points and registers are few beside their readings.
const LINKS: usize = 64 << 20;

/// The links of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

    /// What they take in memory, about.
    fn weight(&self) -> usize {
        let all = self.related.iter().chain(&self.this).chain(&self.up);
        all.map(|address| address.len() + 64).sum::<usize>() + 256
    }
}

/// Resources that others lie below, by their addresses and those they name.
#[derive(Debug, Default)]
struct Parents {
    by_address: HashMap<String, Vec<usize>>,
    by_related: HashMap<String, Vec<usize>>,
    count: usize,
}

impl Parents {
    fn of<'a>(all: impl Iterator<Item = &'a Links>) -> Self {
        let mut parents = Self::default();
        all.for_each(|links| parents.add(links));
        parents
    }

    /// One more; its number is that of those before it.
    fn add(&mut self, links: &Links) {
        if let Some(address) = &links.this {
            self.by_address.entry(address.clone()).or_default().push(self.count);
        }
        for address in &links.related {
            self.by_related.entry(address.clone()).or_default().push(self.count);
        }
        self.count += 1;
    }

    /// All that a resource lies below: they name it or the collection it is in, their address begins its own, or it
    /// names them.
    fn all<'a>(&'a self, child: &'a Links) -> impl Iterator<Item = usize> + 'a {
        let own = || [&child.this, &child.up].into_iter().flatten();
        let named = own().filter_map(|address| self.by_related.get(address));
        let around = own().flat_map(|address| address.match_indices('/').map(|(end, _)| &address[..end]));
        let around = around.filter_map(|address| self.by_address.get(address));
        let back = child.related.iter().filter_map(|address| self.by_address.get(address));
        named.chain(around).chain(back).flatten().copied()
    }

    /// The first of them.
    fn first(&self, child: &Links) -> Option<usize> {
        self.all(child).min()
    }

    /// The first of them, or the only one there is.
    fn owner(&self, child: &Links) -> Option<usize> {
        self.first(child).or((self.count == 1).then_some(0))
    }
}

/// Interval blocks of one register.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks {
    pub(super) readings: Store,
    /// Blocks that say which interval they fill, and those of them that do not.
    pub(super) checked: u64,
    pub(super) breaks: u64,
    /// First reading of the first of these.
    pub(super) first_break: Option<u64>,
}

impl Blocks {
    fn append(&mut self, other: Self) {
        self.readings.append(other.readings);
        self.checked += other.checked;
        self.breaks += other.breaks;
        self.first_break = self.first_break.into_iter().chain(other.first_break).min();
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
    pub(super) blocks: Blocks,
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

    /// What only one thing is counted in, where nothing else says what is supplied.
    pub(super) fn fuel_by_unit(&self) -> Option<Fuel> {
        let mut fuels = self.readings.iter().map(|reading| reading.of.as_ref()?.uom.as_deref().and_then(kinds::fuel));
        let first = fuels.next()?;
        if self.service.is_some() || !fuels.all(|fuel| fuel == first) { None } else { first }
    }
}

/// All resources of a feed.
#[derive(Debug, Default)]
pub(super) struct Feed {
    pub(super) points: Vec<Point>,
    readings: Vec<MeterReading>,
    types: Vec<(Links, ReadingType)>,
    times: Vec<(Links, LocalTime)>,
    /// Of meter readings so far.
    parents: Parents,
    /// Blocks that no meter reading so far is linked to.
    strays: Vec<(Links, Blocks)>,
    /// Readings so far.
    count: u64,
    /// What links take in memory.
    weight: usize,
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
            if resource.name() != "IntervalBlock" {
                self.weight += links.weight();
            }
            if self.is_full() {
                break;
            }
            match resource.name() {
                "UsagePoint" => self.points.push(Point {
                    links,
                    service: resource.leaf("ServiceCategory/kind").map(str::to_owned),
                    status: resource.leaf("status").map(str::to_owned),
                    updated,
                    local_time: None,
                    readings: Vec::new(),
                }),
                "MeterReading" => {
                    self.parents.add(&links);
                    self.readings.push(MeterReading {
                        links,
                        of: resource.child("ReadingType").map(ReadingType::of),
                        blocks: Blocks::default(),
                    });
                }
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
                    let owner = self.parents.first(&links);
                    let blocks = if let Some(owner) = owner {
                        &mut self.readings[owner].blocks
                    } else {
                        // Blocks that say nothing of each other lie together.
                        if self.strays.last().is_none_or(|(known, _)| *known != links) {
                            self.weight += links.weight();
                            self.strays.push((links, Blocks::default()));
                        }
                        &mut self.strays.last_mut().expect("pushed where there was none").1
                    };
                    block(blocks, &mut self.count, resource, output)?;
                }
                _ => {}
            }
        }
        entry.unread(&mut self.unread);
        Ok(())
    }

    /// Whether there are more resources than are remembered: what follows is not read.
    pub(super) fn is_full(&self) -> bool {
        self.weight > LINKS
    }

    /// Whether there is neither a usage point nor an interval block.
    pub(super) fn is_empty(&self) -> bool {
        self.points.is_empty()
            && self.strays.is_empty()
            && self.readings.iter().all(|reading| reading.blocks.readings.first().is_none())
    }

    /// All blocks, whoever they belong to.
    pub(super) fn into_blocks(self) -> impl Iterator<Item = Blocks> {
        let owned = self.readings.into_iter().map(|reading| reading.blocks);
        owned.chain(self.strays.into_iter().map(|(_, blocks)| blocks))
    }

    /// Some utilities write neither usage point nor meter reading for what they have one of: blocks, and the one reading
    /// type that says what they count.
    fn stand_in(&mut self) {
        if self.readings.is_empty() && !self.strays.is_empty() && self.types.len() == 1 {
            self.parents.add(&Links::default());
            self.readings.push(MeterReading { links: Links::default(), of: None, blocks: Blocks::default() });
        }
        if self.points.is_empty() && !self.readings.is_empty() {
            self.points.push(Point {
                links: Links::default(),
                service: None,
                status: None,
                updated: None,
                local_time: None,
                readings: Vec::new(),
            });
        }
    }

    /// Puts the resources together: usage points with all that is theirs, and blocks that are nobody's.
    pub(super) fn resolve(mut self) -> (Vec<Point>, Vec<Blocks>) {
        self.stand_in();
        let Self { mut points, mut readings, types, times, parents, strays, .. } = self;
        let mut nobodys = Vec::new();
        for (links, blocks) in strays {
            match parents.owner(&links) {
                Some(owner) => readings[owner].blocks.append(blocks),
                None => nobodys.push(blocks),
            }
        }
        for (links, of) in &types {
            for reading in parents.all(links) {
                readings[reading].of.get_or_insert_with(|| of.clone());
            }
        }
        let above = Parents::of(points.iter().map(|point| &point.links));
        for (links, local) in &times {
            for point in above.all(links) {
                points[point].local_time.get_or_insert_with(|| local.clone());
            }
        }
        for mut reading in readings {
            if let ([(_, only)], None) = (types.as_slice(), &reading.of) {
                reading.of = Some(only.clone());
            }
            match above.owner(&reading.links) {
                Some(owner) => points[owner].readings.push(reading),
                None => nobodys.push(reading.blocks),
            }
        }
        if let [(_, only)] = times.as_slice() {
            for point in &mut points {
                point.local_time.get_or_insert_with(|| only.clone());
            }
        }
        nobodys.retain(|blocks| blocks.readings.first().is_some());
        (points, nobodys)
    }
}

/// Reads an interval block.
fn block(blocks: &mut Blocks, count: &mut u64, node: Node<'_>, output: &mut Output<'_>) -> Result<(), Error> {
    let number = |path: &str| node.leaf(path).and_then(|text| text.parse::<i64>().ok());
    let declared = number("interval/start").zip(number("interval/duration"));
    // The moments that the block declares, whether all readings lie between them, and how long they last together.
    let bounds = declared.and_then(|(start, seconds)| Some((start, start.checked_add(seconds)?)));
    let (mut within, mut sum, mut first) = (true, 0_i64, None);
    for node in node.each("IntervalReading") {
        *count += 1;
        match raw(*count, node) {
            Ok(Some(reading)) => {
                first = first.or(Some(reading.place));
                sum = sum.saturating_add(reading.seconds);
                within &= bounds.is_none_or(|(start, end)| {
                    start <= reading.start && reading.start.saturating_add(reading.seconds) <= end
                });
                blocks.readings.push(reading);
            }
            Ok(None) => {
                within = false;
                output.skipped_row(*count, "it has no value")?;
            }
            Err(finding) => {
                within = false;
                output.lost_row(*count, finding)?;
            }
        }
    }
    if let (Some((_, seconds)), Some(_)) = (declared, bounds) {
        blocks.checked += 1;
        if !within || sum != seconds {
            blocks.breaks += 1;
            blocks.first_break = blocks.first_break.or(first);
        }
    }
    Ok(())
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
