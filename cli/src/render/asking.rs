//! A request, for whom it asks: who, what, why, how long, and what is more than needed.

use std::io::{self, Write};

use pannier::{
    document::{Fit, GroupName, Level, MediaType, Request, need_of},
    record::{self, CORE},
    report::Report,
    value::{Duration, DurationUnit, Name},
};

use super::{
    human::{self, DIM, ERROR, HELP, STRONG, WARNING},
    untrusted::Untrusted,
};
use crate::{
    clock,
    commands::request::{Checked, Outcome},
};

/// Prints what is known about the request `name` (escaped already).
pub(crate) fn tell(out: &mut dyn Write, checked: &Checked, name: &str, show_values: bool) -> io::Result<()> {
    let (style, word) = match checked.outcome {
        Outcome::Verified => (HELP.bold(), "verified"),
        Outcome::Unverified => (WARNING, "not verified: nobody was named who vouches for who asks (--trust, --key)"),
        Outcome::UnknownSender => (ERROR, "unknown sender: anybody can ask in this name"),
        Outcome::Rejected => (ERROR, "rejected"),
    };
    writeln!(out, "{style}{word}{style:#}: {name}")?;
    if let Some(request) = &checked.request {
        asks(out, request, checked)?;
    }
    if let (Some(request), Some(fit)) = (&checked.request, &checked.fit) {
        answers(out, request, fit)?;
    }
    if checked.findings.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let mut report = Report::new();
    for finding in &checked.findings {
        report.push(finding.clone());
    }
    human::report(out, &report, show_values)
}

fn asks(out: &mut dyn Write, request: &Request, checked: &Checked) -> io::Result<()> {
    let mut fact = |name: &str, value: &str| writeln!(out, "  {DIM}{name:<10}{DIM:#} {}", Untrusted::text(value));
    match &checked.known_as {
        Some(known) => fact("who", &format!("{known}, {}", request.iss))?,
        None => fact("who", &format!("it calls itself {}, {}", request.name, request.iss))?,
    }
    let purpose = need_of(request.purpose).map_or("another purpose", |need| need.about);
    fact("for", &format!("{purpose}: {}", request.why))?;
    fact("how much", level(request.level))?;
    if let Some(age) = request.max_age {
        fact("of", &format!("a bundle that is {} old at most", words(age)))?;
    }
    fact("kept", &format!("for {}", words(request.retention)))?;
    let passed: Vec<&str> = request.recipients.iter().flat_map(|names| names.iter()).map(Name::as_str).collect();
    fact(
        "passed on",
        &if passed.is_empty() { "to nobody else".to_owned() } else { format!("to {}", passed.join(", ")) },
    )?;
    fact("contact", request.contact.as_str())?;
    // A recipient may have its answers bound to another name of its own, or of somebody else.
    if request.aud.as_str() != request.iss.as_str() {
        fact("bound to", request.aud.as_str())?;
    }
    fact("answer", &format!("before {}", clock::day(i64::try_from(request.exp.value()).unwrap_or(i64::MAX))))?;
    writeln!(out, "\n{STRONG}Asks for{STRONG:#}")?;
    for item in &*request.items {
        let known = record::by_name(item.record_type.as_str());
        let is_event = known.is_some_and(|known| known.kind == record::Kind::Event);
        let back = match item.lookback {
            _ if !is_event => "as it stands".to_owned(),
            Some(lookback) => format!("of the last {}", words(lookback).trim_start_matches("1 ")),
            None => "of all time".to_owned(),
        };
        let need = if item.required { "required" } else { "optional" };
        let line = format!("{}, {back} ({need}): {}", item.record_type, item.why);
        writeln!(out, "  {}", Untrusted::text(&line))?;
        let Some(known) = known else { continue };
        writeln!(out, "    {DIM}{}{DIM:#}", known.about)?;
        let named = item.groups.iter().flat_map(|groups| groups.iter()).map(GroupName::as_str);
        for id in std::iter::once(CORE).chain(named.filter(|id| *id != CORE)) {
            if let Some(group) = known.group(id) {
                writeln!(out, "    {DIM}{id}: {}{DIM:#}", group.title)?;
            }
        }
    }
    for asked in request.attachments.iter().flat_map(|asked| asked.iter()) {
        let of = asked.of.as_ref().map(GroupName::as_str);
        let kinds = asked.media_types.iter().flat_map(|kinds| kinds.iter()).map(MediaType::as_str);
        let need = if asked.required { "required" } else { "optional" };
        let line = format!("{} ({need}): {}", documents(of, kinds), asked.why);
        writeln!(out, "  {}", Untrusted::text(&line))?;
        writeln!(out, "    {DIM}as it is, with all that is printed on it; none goes that you do not accept{DIM:#}")?;
    }
    Ok(())
}

/// Which documents are asked for: `documents of invoice, application/pdf`.
fn documents<'a>(of: Option<&str>, media_types: impl Iterator<Item = &'a str>) -> String {
    let of = of.map_or_else(|| "documents, whatever there are".to_owned(), |of| format!("documents of {of}"));
    let kinds: Vec<&str> = media_types.collect();
    if kinds.is_empty() { of } else { format!("{of}, {}", kinds.join(" or ")) }
}

fn answers(out: &mut dyn Write, request: &Request, fit: &Fit) -> io::Result<()> {
    writeln!(out, "\n{STRONG}Your bundle{STRONG:#}")?;
    if request.level == Level::Answer {
        return writeln!(out, "  stays with you: your own program computes the answer");
    }
    missing(out, fit, 0)
}

/// What is there and what is missing, item by item. While digests are sealed nobody but the holder knows of all series.
pub(crate) fn missing(out: &mut dyn Write, fit: &Fit, sealed: u64) -> io::Result<()> {
    if let Some(why) = &fit.too_old {
        writeln!(out, "  {ERROR}too old: {why}{ERROR:#}")?;
    }
    for item in &fit.items {
        if item.missing.is_empty() {
            let series = item.series.join(", ");
            let what = if sealed == 0 { format!("all of it ({series})") } else { format!("all of {series}") };
            writeln!(out, "  {}: {}", Untrusted::text(&item.record_type), Untrusted::text(&what))?;
        }
        let style = if item.required { ERROR } else { WARNING };
        let need = if item.required { "required" } else { "optional" };
        for missing in &item.missing {
            let line = format!("{}: missing ({need}): {missing}", item.record_type);
            writeln!(out, "  {style}{}{style:#}", Untrusted::text(&line))?;
        }
    }
    for asked in &fit.attachments {
        let what = documents(asked.of.as_deref(), asked.media_types.iter().map(String::as_str));
        let names: Vec<&str> = asked.documents.iter().map(|document| document.name.as_str()).collect();
        if !names.is_empty() {
            writeln!(out, "  {}", Untrusted::text(&format!("{what}: {}", names.join(", "))))?;
        }
        let (style, need) = if asked.required { (ERROR, "required") } else { (WARNING, "optional") };
        for missing in &asked.missing {
            let line = format!("{what}: missing ({need}): {missing}");
            writeln!(out, "  {style}{}{style:#}", Untrusted::text(&line))?;
        }
    }
    Ok(())
}

/// That an account may have been left out as a whole: of what is sealed only the holder knows what it is.
pub(crate) fn others(out: &mut dyn Write, fit: &Fit, sealed: u64) -> io::Result<()> {
    if sealed == 0 || fit.items.iter().all(|item| item.series.is_empty()) {
        return Ok(());
    }
    writeln!(
        out,
        "  {DIM}whether more of these were signed, of another account or line, only the holder can tell{DIM:#}"
    )
}

/// What came that nobody asked for.
pub(crate) fn beyond(out: &mut dyn Write, fit: &Fit) -> io::Result<()> {
    if fit.beyond.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}Not asked for{STRONG:#}")?;
    for what in &fit.beyond {
        writeln!(out, "  {WARNING}{}{WARNING:#}", Untrusted::text(what))?;
    }
    Ok(())
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Answer => "nothing leaves your hands: your own program computes the answer",
        Level::Summary => "monthly figures made by the issuer, no single event",
        Level::Records => "records, one by one",
    }
}

/// A duration in words: `12 months`.
pub(crate) fn words(duration: Duration) -> String {
    let unit = match duration.unit() {
        DurationUnit::Years => "year",
        DurationUnit::Months => "month",
        DurationUnit::Weeks => "week",
        DurationUnit::Days => "day",
        DurationUnit::Hours => "hour",
        DurationUnit::Minutes => "minute",
        DurationUnit::Seconds => "second",
    };
    format!("{} {unit}{}", duration.count(), if duration.count() == 1 { "" } else { "s" })
}
