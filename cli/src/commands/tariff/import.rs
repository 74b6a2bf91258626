//! `pannier tariff import IN… -o OUTDIR`: a tariff for each product, and what it does not say.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use pannier::{
    crypto::sha256,
    report::{Finding, Location, Report},
    tariff::{
        import::{Product, import},
        tariff::Loss,
        verdict::Verdict,
    },
};
use serde::Serialize;

use super::{super::Answer, documents};
use crate::{
    args::{Format, TariffImport},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::output::{self, Privacy},
    render::{
        human::{self, DIM, STRONG},
        json,
        untrusted::Untrusted,
    },
};

/// What came of one file.
#[derive(Serialize)]
struct FileAnswer {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    products: Vec<ProductAnswer>,
    /// Why nothing came of it.
    findings: Vec<Finding>,
}

/// What came of one product.
#[derive(Serialize)]
struct ProductAnswer {
    id: String,
    name: String,
    provider: String,
    /// The file of its tariff; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    verdict: Verdict,
    unmodelled: usize,
    losses: usize,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct LossLine<'a> {
    file: &'a str,
    product: &'a str,
    path: &'a str,
    reason: &'a str,
}

pub(super) fn run(flags: &TariffImport, console: &mut Console) -> Answer {
    let options = flags.source.options();
    let mut answers = Vec::new();
    let mut outputs: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    let mut losses: Vec<u8> = Vec::new();
    for path in documents::all(&flags.inputs, &["json"])? {
        let text = documents::read(&path)?;
        let file = path.to_string_lossy().into_owned();
        let at = Location::whole().in_file(file.clone());
        let mut answer = FileAnswer { file, format: None, products: Vec::new(), findings: Vec::new() };
        match import(&text, flags.source.from, &options, &at) {
            Err(finding) => answer.findings.push(finding),
            Ok(imported) => {
                answer.format = Some(imported.format.as_str());
                for product in imported.products {
                    write_losses(&mut losses, &answer.file, &product)?;
                    answer.products.push(keep(product, flags, &mut outputs));
                }
            }
        }
        answers.push(answer);
    }
    if !flags.overwrite.force
        && let Some(there) = outputs.keys().find(|target| target.symlink_metadata().is_ok())
    {
        return Err(Failure::on_file("write", there, &"it exists").help("name another folder, or say --force"));
    }
    fs::create_dir_all(&flags.output).map_err(|error| Failure::on_file("make", &flags.output, &error))?;
    for (target, text) in &outputs {
        output::write(target, text, Privacy::Public, flags.overwrite)?;
    }
    if let Some(target) = &flags.losses {
        output::write(target, &losses, Privacy::Public, flags.overwrite)?;
    }
    print(&answers, console)?;
    let whole = answers
        .iter()
        .all(|file| file.findings.is_empty() && file.products.iter().all(|product| product.output.is_some()));
    Ok(if whole { Exit::Yes } else { Exit::No })
}

fn keep(product: Product, flags: &TariffImport, outputs: &mut BTreeMap<PathBuf, Vec<u8>>) -> ProductAnswer {
    let stem = product.file_stem();
    let output = match &product.tariff {
        None => None,
        Some(tariff) => {
            let mut target = flags.output.join(&stem).with_extension("json");
            let mut text = tariff.to_json().into_bytes();
            text.push(b'\n');
            // Another version of a product stands beside it under a name that follows from what it says.
            if outputs.get(&target).is_some_and(|known| *known != text) {
                let digest = sha256(&text);
                let tag: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
                target = flags.output.join(format!("{stem}-{tag}")).with_extension("json");
            }
            outputs.insert(target.clone(), text);
            Some(target.to_string_lossy().into_owned())
        }
    };
    ProductAnswer {
        output,
        verdict: product.computability.verdict,
        unmodelled: product.tariff.as_ref().map_or(0, |tariff| tariff.unmodelled.len()),
        losses: product.losses.len(),
        findings: product.findings,
        id: product.id,
        name: product.name,
        provider: product.provider,
    }
}

fn write_losses(lines: &mut Vec<u8>, file: &str, product: &Product) -> io::Result<()> {
    for Loss { path, reason } in &product.losses {
        let line = LossLine { file, product: &product.id, path: path.as_str(), reason: reason.as_str() };
        serde_json::to_writer(&mut *lines, &line)?;
        lines.push(b'\n');
    }
    Ok(())
}

fn print(answers: &[FileAnswer], console: &mut Console) -> io::Result<()> {
    let format = console.format;
    match format {
        Format::Json => return json::value(console.out(), format, answers),
        Format::Jsonl => return answers.iter().try_for_each(|answer| json::value(console.out(), format, answer)),
        Format::Human => {}
    }
    let show_values = console.show_values;
    let out = console.out();
    let products: Vec<&ProductAnswer> = answers.iter().flat_map(|answer| &answer.products).collect();
    if !products.is_empty() {
        writeln!(out, "{STRONG}{:<15} {:>10} {:>6}  product{STRONG:#}", "verdict", "unmodelled", "lost")?;
    }
    for product in &products {
        let verdict = if product.output.is_some() { product.verdict.as_str() } else { "no tariff" };
        let (provider, name) = (Untrusted::text(&product.provider), Untrusted::text(&product.name));
        writeln!(out, "{verdict:<15} {:>10} {:>6}  {provider}: {name}", product.unmodelled, product.losses)?;
        if let Some(output) = &product.output {
            writeln!(out, "{:35}{DIM}{}{DIM:#}", "", Untrusted::path(Path::new(output)))?;
        }
    }
    let mut report = Report::new();
    for answer in answers {
        for finding in answer.findings.iter().chain(answer.products.iter().flat_map(|product| &product.findings)) {
            report.push(finding.clone());
        }
    }
    human::report(out, &report, show_values)?;
    let written = products.iter().filter(|product| product.output.is_some()).count();
    let count = |verdict: Verdict| {
        products.iter().filter(|product| product.output.is_some() && product.verdict == verdict).count()
    };
    writeln!(
        out,
        "{written} of {} products are tariffs: {} computable, {} bounded, {} not computable",
        products.len(),
        count(Verdict::Computable),
        count(Verdict::Bounded),
        count(Verdict::NotComputable),
    )
}
