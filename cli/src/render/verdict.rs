//! What verification said, for a person: the word first, then why, then what is not in the file.

use std::io::{self, Write};

use pannier::{
    BindingState, Coverage, FileKind, Outcome, PartShown, Standing, Verdict,
    report::{Report, Severity},
};

use super::{
    asking,
    human::{self, DIM, ERROR, HELP, STRONG, WARNING},
    sharing::number,
    untrusted::Untrusted,
};

/// How many parts are listed; the JSON formats have all.
const SHOWN_PARTS: usize = 20;

/// Prints the verdict on the file `name` (escaped already).
pub(crate) fn verdict(out: &mut dyn Write, verdict: &Verdict, name: &str, show_values: bool) -> io::Result<()> {
    let (style, word) = match verdict.outcome {
        // Whoever asked wants to know whether they got it, and not what else there is.
        Outcome::Verified if let Some(request) = &verdict.request => {
            if request.met {
                (HELP.bold(), "verified, and answers the request")
            } else {
                (WARNING, "verified, but does not answer the request")
            }
        }
        Outcome::Verified if verdict.complete => (HELP.bold(), "verified"),
        Outcome::Verified => (WARNING, "verified, but partial"),
        Outcome::SelfMade => (WARNING, "self (made by the customer, vouched for by nobody else)"),
        Outcome::Checked => (WARNING, "checked (not verified: later stages were not looked at)"),
        Outcome::UnknownIssuer => (ERROR, "unknown issuer"),
        Outcome::Rejected => (ERROR, "rejected"),
    };
    writeln!(out, "{style}{word}{style:#}: {name}")?;
    facts(out, verdict)?;
    if verdict.is_accepted() {
        if let Some(request) = &verdict.request {
            writeln!(out, "\n{STRONG}Asked for{STRONG:#}")?;
            asking::missing(out, request, verdict.withheld.sealed)?;
            asking::others(out, request, verdict.withheld.sealed)?;
            asking::beyond(out, request)?;
        }
        coverage(out, &verdict.coverage)?;
        withheld(out, verdict)?;
    }
    if verdict.findings.is_empty() && verdict.not_checked.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let mut report = Report::new();
    verdict.findings.iter().for_each(|finding| report.push(finding.clone()));
    report.not_checked.clone_from(&verdict.not_checked);
    report.suppressed += verdict.suppressed;
    human::report(out, &report, show_values)
}

fn facts(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    let mut fact = |name: &str, value: &str| writeln!(out, "  {DIM}{name:<10}{DIM:#} {}", Untrusted::text(value));
    if verdict.findings.iter().any(|finding| finding.severity == Severity::Error) {
        fact("stage", verdict.stage.as_str())?;
    } else if verdict.outcome == Outcome::Checked {
        fact("checked to", verdict.stage.as_str())?;
    }
    match verdict.kind {
        Some(FileKind::Bundle) => fact("file", "bundle (with the secret: for its holder only)")?,
        Some(FileKind::Share) => fact("file", "share")?,
        None => {}
    }
    if let Some(issuer) = &verdict.issuer {
        match &issuer.name {
            Some(known) => fact("issuer", &format!("{known}, {}", issuer.iss))?,
            None if verdict.outcome == Outcome::UnknownIssuer => {
                fact("issuer", &format!("unknown; it calls itself {}", issuer.iss))?;
            }
            None => fact("issuer", &issuer.iss)?,
        }
        let standing = match issuer.standing {
            Standing::Retired => " (retired: it no longer signs)",
            Standing::Indeterminate => " (revoked since: only the file's own date says that it is older)",
            Standing::Active | Standing::SelfMade => "",
        };
        fact("key", &format!("{}{standing}", issuer.kid))?;
    }
    if let Some(issued) = &verdict.issued {
        match &verdict.expires {
            Some(expires) => fact("issued", &format!("{issued}, valid until {expires}"))?,
            None => fact("issued", issued)?,
        }
    }
    match verdict.binding {
        Some(BindingState::Bound) => fact("binding", "bound by the holder with a key of their own")?,
        Some(BindingState::Unbound) => fact("binding", "none: the holder has a key but did not use it")?,
        Some(BindingState::Bearer) => fact("binding", "none possible: whoever has the file can pass it on")?,
        Some(BindingState::None) | None => {}
    }
    if let Some(purpose) = &verdict.purpose {
        let proven = if verdict.binding == Some(BindingState::Bound) { "" } else { " (not proven)" };
        fact("purpose", &format!("{purpose}{proven}"))?;
    }
    Ok(())
}

/// What signed facts prove: nothing is missing here.
pub(super) fn coverage(out: &mut dyn Write, coverage: &[Coverage]) -> io::Result<()> {
    if coverage.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Proven complete, as of the day of issue{STRONG:#}")?;
    for proven in coverage {
        let Coverage { series, from, to, except, groups, .. } = proven;
        let except = match except.len() {
            0 => String::new(),
            1 => format!(", except {}", except[0]),
            days => format!(", except {days} days"),
        };
        let line = format!("{series}  {from} up to {to}{except}  ({})", groups.join(", "));
        writeln!(out, "  {}", Untrusted::text(&line))?;
    }
    Ok(())
}

fn withheld(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    if verdict.complete {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Withheld{STRONG:#}")?;
    if verdict.withheld.sealed > 0 {
        let sealed = number(verdict.withheld.sealed, "sealed digest");
        writeln!(out, "  {sealed} (parts, documents or decoys; only the holder can tell)")?;
    }
    let partial = || verdict.withheld.parts.iter().filter(|part| !part.is_whole());
    for part in partial().take(SHOWN_PARTS) {
        writeln!(out, "  {}", Untrusted::text(&missing(part)))?;
    }
    match partial().count().checked_sub(SHOWN_PARTS) {
        Some(more @ 1..) => {
            writeln!(out, "  {DIM}… and {} (--format json has all){DIM:#}", number(more as u64, "more part"))
        }
        _ => Ok(()),
    }
}

/// What a part does not show.
fn missing(part: &PartShown) -> String {
    let mut says = vec![format!("{} of {} shown", part.shown, number(part.n, "row"))];
    if !part.withheld_groups.is_empty() {
        says.push(format!("without {}", part.withheld_groups.join(", ")));
    }
    for (group, cells) in &part.masked {
        says.push(format!("{cells} masked in {group}"));
    }
    format!("{}  {} up to {}: {}", part.series, part.from, part.to, says.join("; "))
}
