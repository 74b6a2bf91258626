//! What a share shows, for its holder: goes, stays, proves, and three sentences to remember.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use pannier::{
    BindingState, Coverage,
    share::{Boundary, Made, Plan, PlannedDocument, PlannedPart, View},
};
use serde::Serialize;

use super::{
    human::{DIM, STRONG, WARNING},
    untrusted::Untrusted,
    verdict::coverage,
};

/// How many parts are listed; the JSON formats have all.
const LISTED: usize = 20;

/// All that is told before a share is written.
#[derive(Serialize)]
pub(crate) struct Sharing<'a> {
    #[serde(flatten)]
    plan: &'a Plan,
    /// Bytes of the file.
    bytes: u64,
    binding: Option<BindingState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    /// What its recipient can be sure is complete.
    coverage: &'a [Coverage],
    sentences: [String; 3],
    #[serde(skip)]
    has_key: bool,
}

impl<'a> Sharing<'a> {
    /// `has_key`: whether the bundle names a key of its holder.
    pub(crate) fn new(plan: &'a Plan, made: &'a Made, has_key: bool, audience: Option<&'a str>) -> Self {
        Self {
            plan,
            bytes: made.size(),
            binding: made.verdict().binding,
            audience,
            nonce: made.nonce(),
            coverage: &made.verdict().coverage,
            sentences: plan.sentences(),
            has_key,
        }
    }

    /// Prints it for a person.
    pub(crate) fn tell(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{STRONG}Goes{STRONG:#}")?;
        // The file has them in the order of their digests, which tells a person nothing.
        let mut parts: Vec<&PlannedPart> = self.plan.goes.iter().collect();
        parts.sort_by_key(|part| (&part.series, part.from));
        for part in parts.iter().take(LISTED) {
            writeln!(out, "  {}", Untrusted::text(&shown(part)))?;
            for note in notes(part) {
                writeln!(out, "    {WARNING}{}{WARNING:#}", Untrusted::text(&note))?;
            }
        }
        more(out, parts.len().saturating_sub(LISTED))?;
        for document in by_name(&self.plan.documents) {
            writeln!(out, "  {}, as it is, with all that is printed on it", named(document))?;
        }
        self.stays(out)?;
        coverage(out, self.coverage)?;
        if let Some(Boundary { from, to }) = self.plan.boundary {
            writeln!(
                out,
                "\n{WARNING}The period cuts a part: between the rows shown nothing is missing, up to its ends anything may be.{WARNING:#}"
            )?;
            writeln!(
                out,
                "  --from {from} --to {to} would show whole parts; --neighbours shows core of the rows beside"
            )?;
        }
        writeln!(out, "\n{STRONG}File{STRONG:#}")?;
        let proof: u64 = parts.iter().map(|part| part.proof_bytes).sum();
        writeln!(out, "  {} bytes, {proof} of them proof", self.bytes)?;
        writeln!(out, "  {}", Untrusted::text(&self.bound()))?;
        writeln!(out)?;
        for sentence in &self.sentences {
            writeln!(out, "{}", Untrusted::text(sentence))?;
        }
        Ok(())
    }

    /// By series: parts that stay are many.
    fn stays(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut series: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for part in &self.plan.stays {
            let (parts, rows) = series.entry(&part.series).or_default();
            *parts += 1;
            *rows += part.n;
        }
        let mut claims: BTreeMap<&str, u64> = BTreeMap::new();
        for claim in self.plan.goes.iter().flat_map(|part| &part.without_claims) {
            *claims.entry(claim.as_str()).or_default() += 1;
        }
        let documents = by_name(&self.plan.documents_stay);
        if series.is_empty() && claims.is_empty() && documents.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{STRONG}Stays{STRONG:#}")?;
        for (series, (parts, rows)) in series.iter().take(LISTED) {
            let line = format!("{series}  {}, {}", number(*rows, "row"), number(*parts, "part"));
            writeln!(out, "  {}", Untrusted::text(&line))?;
        }
        more(out, series.len().saturating_sub(LISTED))?;
        for document in documents.iter().take(LISTED) {
            writeln!(out, "  {}", named(document))?;
        }
        more(out, documents.len().saturating_sub(LISTED))?;
        if !claims.is_empty() {
            let claims = claims.iter().map(|(claim, parts)| format!("{claim} of {}", number(*parts, "part")));
            writeln!(out, "  claims: {}", claims.collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }

    fn bound(&self) -> String {
        match (self.binding, self.audience) {
            (Some(BindingState::Bound), Some(audience)) => {
                format!("bound to {audience}, nonce {}", self.nonce.unwrap_or_default())
            }
            _ if self.has_key => {
                "unbound: whoever has it can pass it on as their own (--aud and --key bind it to one recipient)"
                    .to_owned()
            }
            _ => "bearer: the bundle names no key of yours, so whoever has the share can pass it on as their own"
                .to_owned(),
        }
    }
}

/// The file has them in the order of their digests, too.
fn by_name(documents: &[PlannedDocument]) -> Vec<&PlannedDocument> {
    let mut documents: Vec<_> = documents.iter().collect();
    documents.sort_by_key(|document| &document.name);
    documents
}

fn named(document: &PlannedDocument) -> String {
    let PlannedDocument { name, media_type, bytes, .. } = document;
    format!("document {} ({}), {bytes} bytes", Untrusted::text(name), Untrusted::text(media_type))
}

fn shown(part: &PlannedPart) -> String {
    let mut says = vec![format!("{} of {}", part.shown, number(part.n, "row"))];
    match part.view {
        View::Row => says.push("whole".to_owned()),
        View::Field => says.push(part.groups.join(", ")),
    }
    let mut line = vec![format!("{}  {} up to {}: {}", part.series, part.from, part.to, says.join(", "))];
    if !part.without.is_empty() {
        line.push(format!("without {}", part.without.join(", ")));
    }
    line.extend(part.masked.iter().map(|(group, cells)| format!("{cells} masked in {group}")));
    if !part.claims.is_empty() {
        let claims: Vec<&str> = part.claims.iter().map(|claim| claim.as_str()).collect();
        line.push(format!("with {}", claims.join(", ")));
    }
    line.join("; ")
}

fn notes(part: &PlannedPart) -> Vec<String> {
    let mut notes = Vec::new();
    if part.neighbours > 0 {
        notes.push(format!("{} beside the period, core and nothing else", number(part.neighbours, "row")));
    }
    if !part.left_out.is_empty() {
        notes.push(format!("{} left out: it would tell what the rows between add up to", part.left_out.join(", ")));
    }
    if !part.telling.is_empty() {
        notes.push(format!("{} shown: it tells what the rows that stay add up to", part.telling.join(", ")));
    }
    notes
}

pub(crate) fn number(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn more(out: &mut dyn Write, more: usize) -> io::Result<()> {
    match more {
        0 => Ok(()),
        more => writeln!(out, "  {DIM}… and {more} more (--format json has all){DIM:#}"),
    }
}
