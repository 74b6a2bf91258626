//! A comparison for a person: what speaks against it first, then the ranking, then what has no place in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use pannier::{
    quote::{Comparison, Current, Priced},
    tariff::cost::{BackTest, Exact, Line, Quote, Remark, Status},
};

use super::{
    human::{DIM, ERROR, HELP, STRONG, WARNING},
    sharing::number,
    untrusted::Untrusted,
};

/// How much is printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    /// How many of the ranked tariffs.
    pub(crate) top: usize,
    /// Whether with every line.
    pub(crate) explain: bool,
}

/// Prices under conditions nobody proved, of one tariff.
const SHOWN_IF_ALSO: usize = 3;
/// Reasons of one tariff.
const SHOWN_REASONS: usize = 5;
/// Assumptions of all ranked tariffs, and what is in none of their figures.
const SHOWN_STATEMENTS: usize = 12;

/// Prints the comparison.
pub(crate) fn comparison(out: &mut dyn Write, comparison: &Comparison, shown: Shown) -> io::Result<()> {
    if let Some(test) = comparison.current.as_ref().and_then(|current| current.back_test.as_ref())
        && let Some(remark) = &test.remark
    {
        writeln!(
            out,
            "{WARNING}warning[{}]{WARNING:#}: {STRONG}{}{STRONG:#}\n",
            remark.code,
            Untrusted::text(&remark.text)
        )?;
    }
    basis(out, comparison)?;
    if let Some(current) = &comparison.current {
        present(out, current)?;
    }
    ranking(out, comparison, shown.top)?;
    let ranked = comparison.ranked.iter().take(shown.top);
    for priced in ranked.clone().filter(|priced| !priced.quote.if_also.is_empty()) {
        if_also(out, &priced.quote)?;
    }
    stated(out, "Assumed", comparison, |quote| quote.assumptions.iter().map(String::as_str).collect())?;
    stated(out, "Not in the figures", comparison, |quote| {
        quote.not_priced.iter().map(|remark| remark.text.as_str()).collect()
    })?;
    if !comparison.others.is_empty() {
        writeln!(out, "\n{STRONG}Without rank{STRONG:#}")?;
        for priced in &comparison.others {
            unranked(out, &priced.quote)?;
        }
    }
    if !comparison.refused.is_empty() {
        writeln!(out, "\n{STRONG}No tariffs{STRONG:#}")?;
        for file in &comparison.refused {
            let errors = file.findings.iter().filter(|finding| finding.is_error());
            let codes: Vec<String> = errors.map(|finding| finding.code.to_string()).take(SHOWN_REASONS).collect();
            writeln!(out, "  {ERROR}refused{ERROR:#}     {}: {}", Untrusted::text(&file.name), codes.join(", "))?;
        }
    }
    if shown.explain {
        let current = comparison.current.iter().map(|current| &current.priced);
        for priced in current.chain(ranked) {
            explanation(out, priced)?;
        }
    }
    Ok(())
}

fn basis(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    let horizon = &comparison.question.horizon;
    let mut fact = |name: &str, value: &str| writeln!(out, "  {DIM}{name:<10}{DIM:#} {}", Untrusted::text(value));
    fact("year", &format!("{} to before {}", horizon.start, horizon.end()))?;
    if let Some((from, to)) = comparison.covered {
        fact("records", &format!("{from} to before {to}"))?;
    }
    for file in &comparison.files {
        let sealed = match file.sealed {
            0 => String::new(),
            1 => "; 1 digest stays sealed".to_owned(),
            sealed => format!("; {sealed} digests stay sealed"),
        };
        match &file.issuer {
            Some(issuer) => fact("file", &format!("{}, {issuer}{sealed}", file.outcome))?,
            None => fact("file", "not verified: nobody signed it")?,
        }
    }
    if let Some(only) = &comparison.only {
        fact("only", only)?;
    }
    for note in &comparison.notes {
        fact("note", note)?;
    }
    Ok(())
}

fn present(out: &mut dyn Write, current: &Current) -> io::Result<()> {
    let quote = &current.priced.quote;
    writeln!(out, "\n{STRONG}Now{STRONG:#}")?;
    let figure = quote.year_one_gross().map_or_else(|| "no figure".to_owned(), |gross| money(quote, gross));
    writeln!(out, "  {} ({}): {figure}, {}", Untrusted::text(&quote.name), found_by(current), standing(quote))?;
    if let Some(BackTest { from, to, computed, billed, difference, differs, .. }) = &current.back_test {
        let verdict = if *differs { "differs" } else { "agrees" };
        writeln!(
            out,
            "  back-test {verdict}: {from} to before {to} computed {}, billed {}, difference {}",
            money(quote, computed),
            money(quote, billed),
            signed(quote, difference),
        )?;
    } else {
        let why = "the records do not say what was billed for whole months that this tariff can be priced on";
        writeln!(out, "  {DIM}no back-test: {why}{DIM:#}")?;
    }
    reasons(out, quote)
}

fn found_by(current: &Current) -> &'static str {
    match current.found_by {
        pannier::quote::FoundBy::Named => "as named",
        pannier::quote::FoundBy::Digest => "by the digest in the contract",
        pannier::quote::FoundBy::Uri => "by the address in the contract",
    }
}

const COLUMNS: [&str; 9] =
    ["", "tariff", "provider", "year one", "year two", "commitment", "switching", "to now", "status"];

fn ranking(out: &mut dyn Write, comparison: &Comparison, top: usize) -> io::Result<()> {
    let Some(first) = comparison.ranked.first() else {
        return writeln!(out, "\n{ERROR}no tariff can be ranked{ERROR:#}");
    };
    let colon = if first.quote.things.is_empty() { "" } else { ": " };
    let of = format!("{}{colon}{}", first.quote.service, first.quote.things.join(", "));
    writeln!(
        out,
        "\n{STRONG}Ranked by the first year{STRONG:#} ({}, with tax; {})",
        first.quote.currency,
        Untrusted::text(&of)
    )?;
    let mut rows: Vec<Vec<String>> = std::iter::once(COLUMNS.map(str::to_owned).to_vec())
        .chain(comparison.ranked.iter().take(top).enumerate().map(|(at, priced)| row(at + 1, priced).to_vec()))
        .collect();
    // Where nobody signed any, the warning says so.
    if comparison.ranked.iter().any(|priced| priced.signed_by.is_some()) {
        let shown = comparison.ranked.iter().take(top).map(|priced| Untrusted::text(signer(priced)).to_string());
        let cells = std::iter::once("signed by".to_owned()).chain(shown);
        rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    for (at, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[column] - cell.chars().count());
            let is_figure = column == 0 || (3..8).contains(&column);
            let (before, after) = if is_figure { (pad.as_str(), "") } else { ("", pad.as_str()) };
            line.extend(["  ", before, cell, after]);
        }
        let style = if at == 0 { DIM } else { anstyle::Style::new() };
        writeln!(out, "{style}{}{style:#}", line.trim_end())?;
    }
    match comparison.ranked.len().saturating_sub(top) {
        0 => Ok(()),
        more => writeln!(out, "  {DIM}… and {more} more (--top, or --format json){DIM:#}"),
    }
}

fn row(rank: usize, priced: &Priced) -> [String; 9] {
    let quote = &priced.quote;
    let figure = |exact: Option<&Exact>| exact.map_or_else(|| "–".to_owned(), |exact| places(quote, exact));
    let commitment = quote
        .commitment
        .as_ref()
        .map(|total| format!("{} in {}", places(quote, &total.gross), number(total.months.into(), "month")));
    [
        rank.to_string(),
        Untrusted::text(&quote.name).to_string(),
        Untrusted::text(&quote.provider).to_string(),
        figure(quote.year_one_gross()),
        figure(quote.year_two.as_ref().map(|totals| &totals.gross)),
        commitment.unwrap_or_else(|| "–".to_owned()),
        figure(quote.switch_cost.as_ref()),
        priced.difference.as_ref().map_or_else(|| "–".to_owned(), |exact| plus(&places(quote, exact), exact)),
        standing(quote),
    ]
}

/// Who vouches for the prices.
pub(super) fn signer(priced: &Priced) -> &str {
    let address = priced.signed_by.as_deref().unwrap_or("nobody");
    address.strip_prefix("https://").unwrap_or(address)
}

/// What there is to say of tariffs that nobody signed.
pub(crate) fn unsigned(comparison: &Comparison) -> Option<String> {
    let priced = comparison.ranked.iter().chain(&comparison.others);
    let all: Vec<_> = priced.chain(comparison.current.iter().map(|current| &current.priced)).collect();
    let which = match all.iter().filter(|priced| priced.signed_by.is_none()).count() {
        0 => return None,
        unsigned if unsigned == all.len() => "these tariffs".to_owned(),
        unsigned => format!("{unsigned} of the {} tariffs", all.len()),
    };
    Some(format!("not signed: nobody but their files vouches for {which}"))
}

/// `projected, B`.
fn standing(quote: &Quote) -> String {
    let grade = quote.grade.map(|grade| format!(", {}", grade.as_str())).unwrap_or_default();
    let bound = if quote.status == Status::Bounded { " (at most)" } else { "" };
    format!("{}{bound}{grade}", quote.status.as_str())
}

fn if_also(out: &mut dyn Write, quote: &Quote) -> io::Result<()> {
    writeln!(out, "\n{}", Untrusted::text(&quote.name))?;
    for also in quote.if_also.iter().take(SHOWN_IF_ALSO) {
        let word = if also.holds { "if" } else { "if not" };
        writeln!(
            out,
            "  {DIM}{word}{DIM:#} {}: {} ({})",
            Untrusted::text(&also.condition),
            money(quote, &also.year_one),
            signed(quote, &also.difference),
        )?;
    }
    match quote.if_also.len().saturating_sub(SHOWN_IF_ALSO) {
        0 => Ok(()),
        more => writeln!(out, "  {DIM}… and {more} more (--format json){DIM:#}"),
    }
}

/// What is said of any of the ranked tariffs, each once, with how many of them it is said of.
fn stated<'c>(
    out: &mut dyn Write,
    title: &str,
    comparison: &'c Comparison,
    texts: impl Fn(&'c Quote) -> BTreeSet<&'c str>,
) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in comparison.ranked.iter().flat_map(|priced| texts(&priced.quote)) {
        *counts.entry(text).or_default() += 1;
    }
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
    let all = comparison.ranked.len();
    for (text, count) in counts.iter().take(SHOWN_STATEMENTS) {
        let of = if *count == all { String::new() } else { format!(" {DIM}({count} of {all}){DIM:#}") };
        writeln!(out, "  {}{of}", Untrusted::text(text))?;
    }
    match counts.len().saturating_sub(SHOWN_STATEMENTS) {
        0 => Ok(()),
        more => writeln!(out, "  {DIM}… and {more} more (--format json){DIM:#}"),
    }
}

fn unranked(out: &mut dyn Write, quote: &Quote) -> io::Result<()> {
    let style = if quote.status == Status::Refused { ERROR } else { WARNING };
    let word = if quote.status.is_ranked() { "comes to" } else { "without it" };
    let figure = quote.year_one_gross().map(|gross| format!(", {word} {}", money(quote, gross)));
    writeln!(
        out,
        "  {style}{:<11}{style:#} {}, {}{}",
        quote.status.as_str(),
        Untrusted::text(&quote.name),
        Untrusted::text(&quote.provider),
        figure.unwrap_or_default(),
    )?;
    reasons(out, quote)
}

fn reasons(out: &mut dyn Write, quote: &Quote) -> io::Result<()> {
    // The same of several components is one reason.
    let mut each: Vec<(&Remark, Vec<&str>)> = Vec::new();
    for remark in &quote.reasons {
        match each.iter_mut().find(|(other, _)| other.code == remark.code && other.text == remark.text) {
            Some((_, clauses)) => clauses.push(&remark.clause),
            None => each.push((remark, vec![&remark.clause])),
        }
    }
    for (remark, clauses) in each.iter().take(SHOWN_REASONS) {
        let places = clause(&clauses.join(" "));
        writeln!(out, "    {DIM}[{}]{DIM:#} {}{places}", remark.code, Untrusted::text(&remark.text))?;
    }
    match each.len().saturating_sub(SHOWN_REASONS) {
        0 => Ok(()),
        more => writeln!(out, "    {DIM}… and {more} more (--format json){DIM:#}"),
    }
}

/// Every line, and what was assumed.
fn explanation(out: &mut dyn Write, priced: &Priced) -> io::Result<()> {
    let quote = &priced.quote;
    let name = format!("{} ({}, {} {})", quote.name, quote.provider, quote.tariff, quote.version);
    writeln!(out, "\n{STRONG}{}{STRONG:#}, signed by {}", Untrusted::text(&name), signer(priced))?;
    for line in &quote.lines {
        one_line(out, quote, line)?;
    }
    for sum in &quote.rounded {
        writeln!(out, "  {}  rounding of the sum: {}", Untrusted::text(&sum.period), signed(quote, &sum.gross))?;
    }
    if let Some(totals) = &quote.year_one {
        writeln!(
            out,
            "  {STRONG}year one {}{STRONG:#} = {} and {} tax",
            money(quote, &totals.gross),
            money(quote, &totals.net),
            money(quote, &totals.tax),
        )?;
    }
    for assumption in &quote.assumptions {
        writeln!(out, "  {DIM}assumed{DIM:#} {}", Untrusted::text(assumption))?;
    }
    for remark in &quote.not_priced {
        writeln!(out, "  {DIM}not priced{DIM:#} {}{}", Untrusted::text(&remark.text), clause(&remark.clause))?;
    }
    for gift in &quote.gifts {
        writeln!(out, "  {DIM}gift, not counted{DIM:#} {}", Untrusted::text(gift))?;
    }
    Ok(())
}

fn one_line(out: &mut dyn Write, quote: &Quote, line: &Line) -> io::Result<()> {
    writeln!(
        out,
        "  {}  {}: {} = {}, {HELP}{}{HELP:#} with tax{}",
        Untrusted::text(&line.period),
        Untrusted::text(&line.label),
        Untrusted::text(&line.formula(quote.currency)),
        line.exact,
        money(quote, &line.gross),
        clause(&line.clause),
    )?;
    let Some(source) = &line.source else { return Ok(()) };
    let records = if source.count == 1 { "record" } else { "records" };
    writeln!(
        out,
        "           {DIM}{} {records} of {}, {}{DIM:#}",
        source.count,
        Untrusted::text(&source.period),
        source.records,
    )
}

fn clause(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(" {DIM}{}{DIM:#}", Untrusted::text(pointer)) }
}

/// With the decimals of the currency.
pub(crate) fn places(quote: &Quote, exact: &Exact) -> String {
    exact.with_places(quote.currency.minor_digits().map_or(2, u32::from))
}

fn money(quote: &Quote, exact: &Exact) -> String {
    format!("{} {}", places(quote, exact), quote.currency)
}

fn signed(quote: &Quote, exact: &Exact) -> String {
    plus(&money(quote, exact), exact)
}

fn plus(text: &str, exact: &Exact) -> String {
    if exact.signum() > 0 { format!("+{text}") } else { text.to_owned() }
}
