//! `pannier tariff lint PATH…`: why a price cannot be computed, and how many of a provider's can.

use std::io::{self, Write as _};

use pannier::{
    quote::{TariffFile, is_signed},
    report::{Finding, Location, Report},
    tariff::{
        lint::{Judged, Score, is_tariff, judge, judge_tariff, scores, total},
        verdict::Verdict,
    },
};
use serde::Serialize;

use super::{super::Answer, documents};
use crate::{
    args::{Format, Shared, TariffLint},
    clock,
    commands::{documents::Believing, grant::believing_list},
    console::Console,
    exit::Exit,
    render::{
        human::{self, DIM, ERROR, HELP, STRONG, WARNING},
        json,
        untrusted::Untrusted,
    },
};

/// How many reasons of a product a person is shown.
const SHOWN_REASONS: usize = 5;

/// The answer: see `tariff-lint.schema.json`.
#[derive(Serialize)]
struct LintAnswer {
    files: Vec<FileAnswer>,
    scores: Vec<Score>,
    total: Score,
}

#[derive(Serialize)]
struct FileAnswer {
    file: String,
    /// Who signed a tariff, by the address in the trust list.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<String>,
    /// Whether nobody did; product data is never signed.
    #[serde(skip)]
    is_unsigned: bool,
    products: Vec<Judged>,
    findings: Vec<Finding>,
}

pub(super) fn run(flags: &TariffLint, shared: &Shared, console: &mut Console) -> Answer {
    let options = flags.source.options();
    let whom = believing_list(&flags.trust, None, false, clock::now(shared.now))?;
    let mut files = Vec::new();
    for path in documents::all(&flags.paths, &["json", "jwt"])? {
        let text = documents::read(&path)?;
        let file = path.to_string_lossy().into_owned();
        let at = Location::whole().in_file(file.clone());
        if is_signed(&text) {
            files.push(signed(&text, file, &whom, &at));
            continue;
        }
        let is_unsigned = flags.source.from.is_none() && is_tariff(&text);
        files.push(match judge(&text, flags.source.from, &options, &at) {
            Ok(products) => FileAnswer { file, signed_by: None, is_unsigned, products, findings: Vec::new() },
            Err(findings) => FileAnswer { file, signed_by: None, is_unsigned, products: Vec::new(), findings },
        });
    }
    let scores = scores(files.iter().flat_map(|file| &file.products));
    let answer = LintAnswer { total: total(&scores), scores, files };
    let format = console.format;
    if format == Format::Human {
        print(&answer, console)?;
    } else {
        json::value(console.out(), format, &answer)?;
    }
    let ranked = |file: &FileAnswer| {
        file.findings.is_empty() && file.products.iter().all(|product| product.verdict != Verdict::NotComputable)
    };
    Ok(if answer.files.iter().all(ranked) { Exit::Yes } else { Exit::No })
}

/// A tariff in a document that somebody signed.
fn signed(text: &[u8], name: String, whom: &Believing, at: &Location) -> FileAnswer {
    let read = TariffFile::open(text, &name, whom.now, |received| whom.authenticate(received));
    FileAnswer {
        file: name,
        signed_by: read.signed_by.as_ref().map(|sender| sender.address().to_owned()),
        is_unsigned: false,
        products: read.tariff.iter().map(|tariff| judge_tariff(tariff, at)).collect(),
        findings: if read.tariff.is_none() { read.findings } else { Vec::new() },
    }
}

fn print(answer: &LintAnswer, console: &mut Console) -> io::Result<()> {
    let show_values = console.show_values;
    let out = console.out();
    for file in &answer.files {
        for product in &file.products {
            let (style, word) = match product.verdict {
                Verdict::Computable => (HELP.bold(), "computable"),
                Verdict::Bounded => (WARNING, "bounded"),
                Verdict::NotComputable => (ERROR, "not computable"),
            };
            let (provider, name) = (Untrusted::text(&product.provider), Untrusted::text(&product.name));
            writeln!(out, "{style}{word}{style:#}: {provider}: {name}")?;
            let by = match &file.signed_by {
                Some(by) => format!(", signed by {}", Untrusted::text(by)),
                None if file.is_unsigned => ", not signed".to_owned(),
                None => String::new(),
            };
            writeln!(out, "  {DIM}-->{DIM:#} {}{by}", Untrusted::text(&file.file))?;
            for reason in product.reasons.iter().take(SHOWN_REASONS) {
                let effect = reason.effect.map_or_else(|| reason.code.to_string(), |effect| effect.to_string());
                let text = Untrusted::text(&reason.text);
                writeln!(out, "   {DIM}={DIM:#} {effect}: {text} {DIM}({}){DIM:#}", Untrusted::text(&reason.pointer))?;
            }
            if let Some(more @ 1..) = product.reasons.len().checked_sub(SHOWN_REASONS) {
                writeln!(out, "   {DIM}… and {more} more (--format json has all){DIM:#}")?;
            }
        }
    }
    let mut report = Report::new();
    for finding in answer.files.iter().flat_map(|file| &file.findings) {
        report.push(finding.clone());
    }
    human::report(out, &report, show_values)?;
    if answer.total.products == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "{STRONG}{:>6} {:>9} {:>11} {:>8} {:>15}  provider{STRONG:#}",
        "score", "products", "computable", "bounded", "not computable"
    )?;
    for score in answer.scores.iter().chain((answer.scores.len() > 1).then_some(&answer.total)) {
        let provider =
            if score.provider.is_empty() { "all".to_owned() } else { Untrusted::text(&score.provider).to_string() };
        writeln!(
            out,
            "{:>5}% {:>9} {:>11} {:>8} {:>15}  {provider}",
            score.score, score.products, score.computable, score.bounded, score.not_computable
        )?;
    }
    Ok(())
}
