//! The last steps: head, signature, file, and the proof that a stranger will accept it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{self, Write},
};

use pannier_bundle::{
    HeadBuilder, Kind as FileKind, Scratch, Source,
    container::{Prepared, Writer},
    head::{
        AttachmentDescriptor, Claims, DAY, GroupDescriptor, Head, PartDescriptor, Provenance as ProvenanceClaim,
        TotalsLine, self_issuer,
    },
};
use pannier_convert::Loss;
use pannier_crypto::{Secret, digest::sha256};
use pannier_model::{
    record::{PROFILE, Record as _, RecordType, Summary},
    value::{Decimal, Id, Int, Name, Number},
};
use pannier_report::{Code, Finding, Location, Report};

use super::{
    Attachment, Author, Issue, Source as RowSource,
    parts::{self, BuiltPart, Provenance, Sum, Workshop},
    series::SeriesState,
    summaries,
};
use crate::{Error, Policy, Trust, Verdict, verify, written::Written};

/// A finished bundle, verified, in scratch space until it is written somewhere.
#[must_use = "the bundle is nowhere until `write_to` writes it"]
pub struct Issued {
    file: Written,
    verdict: Verdict,
    report: Report,
    losses: Vec<(String, Loss)>,
    names: Vec<(Id, String)>,
    rows: u64,
    parts: usize,
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued").field("rows", &self.rows).field("parts", &self.parts).finish_non_exhaustive()
    }
}

impl Issued {
    /// Writes the bundle.
    ///
    /// # Errors
    /// Reading scratch space or writing failed.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        self.file.copy_to(out)
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.file.len()
    }

    /// How many rows it holds.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many parts it holds.
    pub fn parts(&self) -> usize {
        self.parts
    }

    /// What verification says of it.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Warnings and notes met on the way; a bundle with errors is not issued.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What could not be carried from the sources, each with the name of its source.
    pub fn losses(&self) -> &[(String, Loss)] {
        &self.losses
    }

    /// The labels of things, each with what the first source that has the thing calls it. It stands in no bundle.
    pub fn names(&self) -> &[(Id, String)] {
        &self.names
    }
}

/// A scratch file read from many threads at once.
impl Source for Issued {
    fn len(&self) -> u64 {
        self.file.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.file.read_at(offset, buf)
    }
}

impl Issue<'_> {
    /// Sorts, hashes, signs, writes, and verifies what was written.
    ///
    /// # Errors
    /// [`Error::Refused`] with the findings where the records break a rule of severity error; nothing is handed out
    /// then. Otherwise scratch space, randomness or the signer failed.
    pub fn finish(mut self) -> Result<Issued, Error> {
        if self.report.has_errors() {
            return Err(Error::Refused(Box::new(self.report)));
        }
        if self.series.is_empty() && self.attachments.is_empty() {
            return Err(Error::Misuse("there is nothing to issue: no record, no series, no attachment".to_owned()));
        }
        if self.settings.summaries {
            self.declare_summaries();
        }
        let attachments = self.name_attachments()?;
        self.renamed.replay(&mut self.names)?;
        let sorted = self.sorter.finish()?;
        let scopes: Vec<_> = self.sources.iter().map(|source| source.scope).collect();
        let mut part_names = std::mem::take(&mut self.part_names);
        let random = &mut *self.random;
        let mut ids = || part_names.draw('k', random).map_err(Error::from);
        let mut provenance = Provenance::new(self.scratch)?;
        let mut differences = vec![BTreeSet::new(); self.series.len()];
        let workshop = Workshop {
            scratch: self.scratch,
            secret: &self.secret,
            jti: &self.jti,
            names: &self.names,
            scopes: &scopes,
            series: &self.series,
            period: self.settings.period,
            day: self.day,
            threads: self.settings.threads,
            id_key: &self.keys.customer,
        };
        let built = parts::build(&workshop, sorted, &mut ids, &mut provenance, &mut differences)?;
        for (series, differences) in self.series.iter().zip(&differences) {
            if !differences.is_empty() {
                self.report.push(copies_differ(series, differences));
            }
        }

        let mut builder = HeadBuilder::new(self.settings.claims(self.signer, self.jti.clone(), self.day * DAY));
        for part in &built {
            let series = &self.series[part.series];
            let identifier = series.thing.as_ref().and_then(|thing| self.identifiers.get(thing)).cloned();
            // What the records were made from is the same for all copies of them: it would link those that show it.
            let provenance = if self.settings.copy.is_none() { provenance_of(series, &self.sources) } else { None };
            builder = builder.part(descriptor(part, series, identifier, provenance)?);
        }
        for (id, attachment) in &attachments {
            builder = builder.attachment(describe(id, attachment));
        }
        let head = builder.sign(&self.secret, random, self.signer)?;

        let rows = built.iter().map(|part| part.n).sum();
        let parts = built.len();
        let places = built.iter().map(|part| (part.id.clone(), (part.first, part.n))).collect();
        let file = written(&head, &self.secret, built, &attachments, self.scratch)?;
        let names = self.names.first_names();
        let mut issued =
            Issued { file, verdict: Verdict::new(), report: self.report, losses: self.losses, names, rows, parts };

        // A bundle leaves the house only if a stranger would accept it.
        let trust = match &self.settings.author {
            Author::Issuer(iss) => Trust::only(iss, self.signer.public_key()),
            Author::Myself => Trust::nobody(),
        };
        let policy = Policy { accept_self: true, threads: self.settings.threads, ..Policy::default() };
        let verification = verify(&issued, &trust, &policy, self.now, self.scratch)?;
        let verdict = verification.into_verdict();
        let places = Places { head: &head, rows: places, sources: &self.sources };
        for finding in verdict.findings.clone() {
            issued.report.push(places.of_source(finding, &mut provenance)?);
        }
        if !verdict.is_accepted() {
            return Err(Error::Refused(Box::new(issued.report)));
        }
        issued.verdict = verdict;
        Ok(issued)
    }

    /// Adds the series of figures that are computed from the rows of others.
    fn declare_summaries(&mut self) {
        for wanted in summaries::wanted(&self.series, self.settings.period, self.day) {
            let at = self.series_of(wanted.thing.clone(), Summary::TYPE);
            self.series[at].computed = true;
            self.series[at].window.declare(wanted.from, wanted.to, wanted.unknown());
        }
    }

    /// Gives each document its id.
    fn name_attachments(&mut self) -> Result<Vec<(String, Attachment)>, Error> {
        let mut named = Vec::new();
        for attachment in std::mem::take(&mut self.attachments) {
            let id = self.part_names.draw('k', &mut *self.random)?;
            self.names.attach(&attachment.name, &id);
            named.push((id, attachment));
        }
        Ok(named)
    }
}

/// The file of a head, of the parts and of the attachments it lists, in its order.
fn written(
    head: &Head,
    secret: &Secret,
    parts: Vec<BuiltPart>,
    attachments: &[(String, Attachment)],
    scratch: &dyn Scratch,
) -> Result<Written, Error> {
    let mut writer = Writer::new(scratch.file()?, FileKind::Bundle)?;
    writer.head(&head.to_bytes())?;
    writer.secret(secret.expose())?;
    let mut rows: BTreeMap<String, Prepared> = parts.into_iter().map(|part| (part.id, part.rows)).collect();
    for part in head.parts() {
        writer.part(&part.id, rows.remove(&part.id).expect("the head lists the parts it was made of"))?;
    }
    for attachment in head.attachments() {
        let own = attachments.iter().find(|(id, _)| *id == attachment.id);
        let (_, document) = own.expect("the head lists the attachments it was made of");
        writer.attachment(&attachment.id, Prepared::from_reader(document.content.as_slice(), scratch)?)?;
    }
    Ok(Written::new(writer.finish()?)?)
}

/// From places in the bundle to places in the sources, which the reader of a finding can look up.
struct Places<'a> {
    head: &'a Head,
    /// Of each part: the place of its first row, and how many rows it has.
    rows: BTreeMap<String, (u64, u64)>,
    sources: &'a [RowSource],
}

impl Places<'_> {
    fn of_source(&self, finding: Finding, provenance: &mut Provenance) -> Result<Finding, Error> {
        let at = &finding.location;
        let part =
            at.entry.as_deref().and_then(|entry| entry.strip_prefix("parts/")?.strip_suffix(".ndjson")).or_else(|| {
                let series = at.series.as_deref()?;
                self.head.parts().find(|part| part.series == series).map(|part| part.id.as_str())
            });
        let known = part.and_then(|id| self.rows.get(id));
        let (Some((first, n)), Some(row)) = (known, at.row) else { return Ok(finding) };
        if row == 0 || row > *n {
            return Ok(finding);
        }
        let (source, number) = provenance.at(first + row - 1)?;
        let name = self.sources.get(source as usize).map(|source| source.name.clone());
        Ok(finding.placed(|location| Location { file: name, entry: None, row: Some(number), ..location }))
    }
}

fn copies_differ(series: &SeriesState, differences: &BTreeSet<String>) -> Finding {
    let members: Vec<&str> = differences.iter().map(String::as_str).collect();
    Finding::new(
        Code::ConvertCopiesDiffer,
        Location::whole().in_series(series.name.clone()),
        format!("copies of one event from different sources differ in {}", members.join(", ")),
    )
    .with_help("the copy of the source with most rows of the day was kept")
}

fn descriptor(
    part: &BuiltPart,
    series: &SeriesState,
    identifier: Option<Number>,
    provenance: Option<ProvenanceClaim>,
) -> Result<PartDescriptor, Error> {
    let record_type = series.record_type;
    let roots = part.roots.groups.iter();
    let groups = series
        .groups()
        .zip(roots)
        .map(|(group, root)| GroupDescriptor {
            id: group.id.to_owned(),
            members: group.members.iter().map(|member| member.name.to_owned()).collect(),
            root: *root,
            needs: group.needs().iter().map(|need| (*need).to_owned()).collect(),
            spans: group.spans,
        })
        .collect();
    let too_many = |_| Error::Misuse("a part has at most 4,294,967,295 rows".to_owned());
    Ok(PartDescriptor {
        id: part.id.clone(),
        series: series.name.clone(),
        seq: u32::try_from(part.seq).map_err(too_many)?,
        from: part.slot.from,
        to: part.slot.to,
        schema: record_type.schema_url(),
        sort: record_type.sort.to_owned(),
        n: u32::try_from(part.n).map_err(too_many)?,
        row: part.roots.row,
        groups,
        incomplete: part.slot.incomplete.clone(),
        totals: totals(record_type, &part.totals),
        identifier,
        provenance,
    })
}

fn totals(record_type: &RecordType, sums: &[Sum]) -> Option<Vec<TotalsLine>> {
    let member = record_type.totals?.member;
    let mut lines: Vec<TotalsLine> = Vec::new();
    for sum in sums {
        let units = sum.picos / 10_i128.pow(12 - u32::from(sum.scale.min(12)));
        lines.push(TotalsLine {
            by: Name::parse(&sum.by).ok()?,
            count: Int::new(sum.count).ok()?,
            member: member.to_owned(),
            sum: Decimal::from_units(units, sum.scale).ok()?,
        });
    }
    lines.sort_by(|a, b| a.by.as_str().cmp(b.by.as_str()));
    (!lines.is_empty()).then_some(lines)
}

/// What the rows were made from, where all of them came from one file.
fn provenance_of(series: &SeriesState, sources: &[RowSource]) -> Option<ProvenanceClaim> {
    let mut numbers = series.sources.iter();
    let (Some(number), None) = (numbers.next(), numbers.next()) else { return None };
    let (format, source_digest) = sources.get(*number as usize)?.origin.as_ref()?;
    Some(ProvenanceClaim {
        converter: Name::parse(concat!("pannier ", env!("CARGO_PKG_VERSION"))).ok()?,
        format: Name::parse(format).ok()?,
        profile: None,
        source_digest: *source_digest,
    })
}

fn describe(id: &str, attachment: &Attachment) -> AttachmentDescriptor {
    AttachmentDescriptor {
        id: id.to_owned(),
        name: attachment.name.clone(),
        media_type: attachment.media_type.clone(),
        bytes: attachment.content.len() as u64,
        sha256: sha256(&attachment.content),
    }
}

impl super::Settings {
    /// The claims of the head; `iat` is the begin of a day.
    fn claims(&self, signer: &dyn pannier_crypto::Signer, jti: String, iat: i64) -> Claims {
        let key = signer.public_key();
        let (iss, cnf) = match &self.author {
            Author::Issuer(iss) => (iss.clone(), self.holder.clone()),
            Author::Myself => (self_issuer(key), Some(key.clone())),
        };
        Claims {
            iss,
            iat,
            exp: iat + i64::from(self.expires_after_days) * DAY,
            jti,
            cnf,
            sub: self.pseudonym(),
            status: None,
            profile: PROFILE.to_owned(),
        }
    }
}
