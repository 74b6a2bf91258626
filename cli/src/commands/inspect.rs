//! `pannier inspect FILE`: what is in it, for a person. Looking is not verifying, and the answer says so.

use std::collections::{BTreeMap, BTreeSet};

use pannier::{
    Policy,
    bundle::{Archive, Fault, Head, Kind, PartDescriptor, Pinned, Share, part::PartView},
    check_content_streaming,
    convert::number_of,
    insight::Insight,
    record::{AnyRecord, Series, TransactionStatus, by_schema_url},
    report::{Report, Stage},
    value::{Total, View},
};

use super::{
    Answer, answer_with,
    records::{self, Told},
};
use crate::{
    args::{self, Format},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        kind,
        output::{Pending, Privacy},
        scratch::TemporaryFiles,
        sealed,
        source::{self, SourceFile},
    },
    progress::Progress,
    render::{
        json,
        overview::{self, AttachmentOverview, Overview, SeriesOverview, TotalOverview},
        report,
        untrusted::Untrusted,
    },
};

pub(crate) fn run(flags: &args::Inspect, console: &mut Console) -> Answer {
    let input = sealed::open(Input::open(&flags.file)?, &flags.identity.identity)?;
    kind::expect_bundle_or_records(&input)?;
    let name = input.name();
    let page = match &flags.html {
        Some(path) => {
            input::not_an_input(path, [flags.file.as_path()])?;
            Some(Pending::begin(path, Privacy::Private, flags.overwrite)?)
        }
        None => None,
    };
    let (overview, report) = if source::is_bundle(&input)? {
        match bundle(&input) {
            Ok((overview, insight)) => records(&input, overview, insight)?,
            Err(Fault::Finding(mut finding)) => {
                finding.location.file = Some(input.path().to_string_lossy().into_owned());
                let mut report = Report::new();
                report.push(*finding);
                answer_with(&report, console);
                return Ok(Exit::No);
            }
            Err(Fault::Io(error)) => return Err(Failure::on_file("read", input.path(), &error)),
        }
    } else {
        foreign(&source::all_in(input, &flags.source, console)?, console)?
    };
    let format = console.format;
    if format == Format::Human {
        overview::overview(console.out(), &overview, &name)?;
    } else {
        json::value(console.out(), format, &overview)?;
    }
    console.flush()?;
    if let Some(mut page) = page {
        let title = flags.file.file_name().map_or_else(|| name.clone(), |file| file.to_string_lossy().into_owned());
        page.put(report::page(&overview, &title).as_bytes())?;
        page.finish()?;
        if let Some(path) = &flags.html {
            console.say(format_args!("wrote {}", Untrusted::path(path)));
        }
    }
    answer_with(&report, console);
    if format == Format::Human && matches!(overview.kind.as_str(), "bundle" | "share") {
        console.say("not verified: this is what the file says of itself (`pannier verify` checks it)");
    }
    Ok(if report.has_errors() { Exit::No } else { Exit::Yes })
}

/// What the head says, and the periods that its parts cover: signatures are not checked, an expired file is as good as
/// another.
fn bundle(input: &Input) -> Result<(Overview, Insight), Fault> {
    let archive = Archive::open(Pinned::new(input))?;
    let head = Head::parse(&archive.head()?)?;
    let share = match archive.kind() {
        // A share is looked at as of its making, so that one that has expired can be looked at too.
        Kind::Share => Some(Share::read(&archive.share()?, &head, 0)?),
        Kind::Bundle => None,
    };
    let mut series: BTreeMap<&str, Collected> = BTreeMap::new();
    let mut insight = Insight::default();
    for (at, part) in head.parts().enumerate() {
        let view = share.as_ref().and_then(|share| share.parts.get(at));
        // Where rows are withheld nobody knows of which months all days are there: the series covers none.
        let is_whole = view.is_none_or(|view| view.rows().count() == u64::from(part.n));
        insight.window(&part.series, part.from, if is_whole { part.to } else { part.from }, &part.incomplete);
        series.entry(&part.series).or_default().part(part, view);
    }
    let claims = head.claims();
    let kind = if share.is_some() { "share" } else { "bundle" };
    let overview = Overview {
        file: input.path().to_string_lossy().into_owned(),
        kind: kind.to_owned(),
        verified: false,
        issuer: Some(match claims.self_thumbprint() {
            Some(_) => "the customer's own key".to_owned(),
            None => claims.iss.clone(),
        }),
        issued: Some(clock::day(claims.iat)),
        expires: Some(clock::day(claims.exp)),
        purpose: share.as_ref().and_then(|share| share.purpose.clone()),
        series: series.into_iter().map(|(name, collected)| collected.finish(name)).collect(),
        attachments: head
            .attachments()
            .map(|attachment| AttachmentOverview {
                name: attachment.name.clone(),
                media_type: attachment.media_type.clone(),
                bytes: attachment.bytes,
            })
            .collect(),
        sealed: share.map(|share| head.sealed().saturating_sub(share.decoys.len()) as u64),
        charts: Vec::new(),
    };
    Ok((overview, insight))
}

/// Adds up what the rows hold, and says what is wrong with them: who signed them is not asked.
fn records(input: &Input, mut overview: Overview, mut insight: Insight) -> Result<(Overview, Report), Failure> {
    let progress = Progress::begin("reading");
    let policy = Policy { until: Stage::Schema, ..Policy::default() };
    let mut units: BTreeMap<String, Units> = BTreeMap::new();
    let read = check_content_streaming(progress.watch(input), &policy, &TemporaryFiles, &mut |row| {
        let row = row.unproven();
        let series = &row.part().series;
        match units.get_mut(series) {
            Some(units) => units.take(row),
            None => units.entry(series.clone()).or_default().take(row),
        }
        insight.take(row);
        Ok(())
    });
    drop(progress);
    let mut report = read.map_err(|error| Failure::on_file("read", input.path(), &error))?;
    let file = input.path().to_string_lossy();
    report.findings.iter_mut().for_each(|finding| finding.location.file = Some(file.clone().into_owned()));
    for series in &mut overview.series {
        let Some(units) = units.get(&series.series) else { continue };
        series.totals.iter_mut().for_each(|total| total.unit = units.of(&total.by));
    }
    overview.charts = insight.charts();
    Ok((overview, report))
}

/// The file itself, or what an archive holds, put together.
fn foreign(sources: &[SourceFile], console: &mut Console) -> Result<(Overview, Report), Failure> {
    let mut series: BTreeMap<String, Collected> = BTreeMap::new();
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    let mut insight = Insight::default();
    let mut report = Report::new();
    let files = records::read(sources, "reading", &mut |told| {
        match told {
            Told::Series(found) => {
                let collected = series.entry(found.name()).or_default();
                collected.about = found.record_type.about;
                collected.period(found.from.to_string(), found.to.to_string());
                collected.incomplete += found.incomplete.len() as u64;
                insight.window(&found.name(), found.from, found.to, &found.incomplete);
            }
            Told::Record(record) => {
                insight.take(record);
                let thing = record.thing().unwrap_or("all");
                // A meter has a number of its own, which is not that of the supply point it is at.
                if let (Some(number), Series::Own) = (number_of(record), record.record_type().series) {
                    numbers.insert(thing.to_owned(), number.display().as_str().to_owned());
                }
                let series_name = format!("{thing}/{}", record.record_type().name);
                series.entry(series_name).or_default().record(record).map_err(Failure::new)?;
            }
            Told::Finding(finding) => report.push(finding),
            Told::Loss(..) => {}
        }
        Ok(())
    })?;
    files.say_apart(console);
    for (name, collected) in &mut series {
        collected.number = name.split_once('/').and_then(|(thing, _)| numbers.get(thing).cloned());
    }
    let formats: BTreeSet<&str> = sources.iter().map(|source| source.format.as_str()).collect();
    let overview = Overview {
        file: records::named(sources).to_string_lossy().into_owned(),
        kind: Vec::from_iter(formats).join(", "),
        series: series.into_iter().map(|(name, collected)| collected.finish(&name)).collect(),
        charts: insight.charts(),
        ..Overview::default()
    };
    Ok((overview, report))
}

/// What is known of one series so far.
#[derive(Default)]
struct Collected {
    about: &'static str,
    number: Option<String>,
    period: Option<(String, String)>,
    incomplete: u64,
    parts: u64,
    rows: u64,
    shown: u64,
    withheld: BTreeSet<String>,
    totals: BTreeMap<(String, String), (Total, u64)>,
    units: Units,
}

/// In which unit the figures stand that are summed by something else, such as data among the kinds of use.
#[derive(Default)]
struct Units(BTreeMap<String, Option<String>>);

impl Units {
    fn take(&mut self, record: &AnyRecord) {
        let Some(of) = record.record_type().totals else { return };
        let (Some(View::Word(by)), Some(View::Word(unit))) = (record.get(of.by), record.get("unit")) else { return };
        match self.0.get_mut(by) {
            // A sum over several units is in none of them.
            Some(known) if known.as_deref() != Some(unit) => *known = None,
            Some(_) => {}
            None => {
                let says_more = unit != by && unit != "count";
                self.0.insert(by.to_owned(), says_more.then(|| unit.to_owned()));
            }
        }
    }

    fn of(&self, by: &str) -> Option<String> {
        self.0.get(by).cloned().flatten()
    }
}

impl Collected {
    /// ISO dates compare as text.
    fn period(&mut self, from: String, to: String) {
        self.period = Some(match self.period.take() {
            Some((first, last)) => (first.min(from), last.max(to)),
            None => (from, to),
        });
    }

    fn part(&mut self, part: &PartDescriptor, view: Option<&PartView>) {
        self.about = by_schema_url(&part.schema).map_or("", |record_type| record_type.about);
        self.period(part.from.to_string(), part.to.to_string());
        self.incomplete += part.incomplete.len() as u64;
        self.parts += 1;
        self.rows += u64::from(part.n);
        self.shown += view.map_or(u64::from(part.n), |view| view.rows().count());
        if let Some(PartView::Fields { groups, .. }) = view {
            let shown = |at: usize| groups.iter().any(|group| group.group == at);
            let hidden = part.groups.iter().enumerate().filter(|(at, _)| !shown(*at));
            self.withheld.extend(hidden.map(|(_, group)| group.id.clone()));
        }
        if let Some(number) = &part.identifier {
            self.number = Some(number.display().as_str().to_owned());
        }
        for line in part.totals.iter().flatten() {
            let total = self.totals.entry((line.by.as_str().to_owned(), line.member.clone())).or_default();
            // A sum that no number can hold is left as it was: it stands in an unverified claim.
            total.0 = total.0.plus(line.sum).unwrap_or(total.0);
            total.1 = total.1.saturating_add(line.count.value());
        }
    }

    fn record(&mut self, record: &AnyRecord) -> Result<(), &'static str> {
        self.rows += 1;
        self.shown += 1;
        // Pending rows may never be booked; they are in no total.
        if matches!(record, AnyRecord::Transaction(row) if row.status != TransactionStatus::Booked) {
            return Ok(());
        }
        let Some(of) = record.record_type().totals else { return Ok(()) };
        let term = match record.get(of.member) {
            Some(View::Amount(amount)) => Total::from(amount),
            Some(View::Decimal(decimal)) => Total::from(decimal),
            _ => return Ok(()),
        };
        let Some(View::Word(by)) = record.get(of.by) else { return Ok(()) };
        self.units.take(record);
        let total = self.totals.entry((by.to_owned(), of.member.to_owned())).or_default();
        total.0 = total.0.plus(term).ok_or("the amounts add up to more than a number can hold")?;
        total.1 += 1;
        Ok(())
    }

    fn finish(self, series: &str) -> SeriesOverview {
        let (from, to) = self.period.unwrap_or_default();
        let totals = self.totals.into_iter().map(|((by, member), (sum, count))| TotalOverview {
            unit: self.units.of(&by),
            by,
            member,
            count,
            sum: sum.to_string(),
        });
        SeriesOverview {
            series: series.to_owned(),
            about: self.about,
            number: self.number,
            from,
            to,
            incomplete_days: self.incomplete,
            parts: (self.parts > 0).then_some(self.parts),
            rows: self.rows,
            shown: self.shown,
            withheld_groups: self.withheld.into_iter().collect(),
            totals: totals.collect(),
        }
    }
}
