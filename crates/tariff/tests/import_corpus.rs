//! Every file of product data that is at hand becomes tariffs or findings, with an account of what was lost; and what a
//! regulator computed from a plan comes out of it. Skipped where the files are not.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use pannier_report::Location;
use pannier_tariff::{
    import::{Format, GivenTax, Options, Product, import},
    tariff::Tariff,
    verdict::Verdict,
};

fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("PANNIER_CORPUS")?).join("tariffs").join(name);
    folder.is_dir().then_some(folder)
}

fn options() -> Options {
    Options {
        as_of: Some("2026-11-01".parse().unwrap()),
        country: pannier_tariff::tariff::Jurisdiction::parse("US"),
        currency: Some("EUR".parse().unwrap()),
        tax: Some(GivenTax { included: true, rate: "0".parse().unwrap() }),
        zone: Some("America/Chicago".parse().unwrap()),
    }
}

/// What came of the files of a folder: products, tariffs, and how many of each verdict.
#[derive(Debug, Default, PartialEq)]
struct Count {
    files: usize,
    refused: usize,
    products: usize,
    tariffs: usize,
    verdicts: BTreeMap<Verdict, usize>,
}

fn count(name: &str, format: Format) -> Option<Count> {
    let mut count = Count::default();
    for entry in fs::read_dir(folder(name)?).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        count.files += 1;
        let text = fs::read(&path).unwrap();
        let imported = match import(&text, None, &options(), &Location::whole()) {
            Ok(imported) => imported,
            Err(finding) => {
                assert!(finding.help.is_some(), "{finding}");
                count.refused += 1;
                continue;
            }
        };
        assert_eq!(imported.format, format, "{}", path.display());
        for product in &imported.products {
            sound(product, &path.display().to_string());
            count.products += 1;
            count.tariffs += usize::from(product.tariff.is_some());
            *count.verdicts.entry(product.computability.verdict).or_default() += 1;
        }
    }
    Some(count)
}

fn sound(product: &Product, at: &str) {
    assert!(!product.losses.is_empty(), "{at}: nothing is lost");
    let Some(tariff) = &product.tariff else {
        assert!(product.findings.iter().any(pannier_report::Finding::is_error), "{at}: no tariff and no reason");
        return;
    };
    let back = Tariff::read(tariff.to_json().as_bytes(), &Location::whole());
    assert_eq!(back.tariff.as_ref(), Some(tariff), "{at}: {:?}", back.findings);
    let kept = tariff.source.as_ref().and_then(|source| source.losses.as_ref()).map_or(0, |losses| losses.len());
    assert!(kept == product.losses.len() || kept == 1000, "{at}: {kept} of {} losses", product.losses.len());
}

#[test]
fn every_file_at_hand_is_imported() {
    let verdicts = |computable: usize, bounded: usize, not: usize| -> BTreeMap<Verdict, usize> {
        [(Verdict::Computable, computable), (Verdict::Bounded, bounded), (Verdict::NotComputable, not)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect()
    };
    for (name, format, files, refused, products, tariffs, verdicts) in [
        ("au-cdr-banking", Format::CdrBank, 122, 0, 122, 114, verdicts(4, 18, 100)),
        ("au-energymadeeasy-raw", Format::EnergyMadeEasy, 2, 0, 2, 2, verdicts(0, 0, 2)),
        ("open-energy", Format::OpenEnergy, 50, 0, 50, 50, verdicts(30, 0, 20)),
        ("telco-sg", Format::SgMobile, 2, 1, 53, 53, verdicts(0, 0, 53)),
        ("telco-tmf620", Format::Tmf620, 32, 13, 20, 9, verdicts(0, 0, 20)),
        ("us-urdb/pysam", Format::Urdb, 2, 0, 2, 2, verdicts(0, 0, 2)),
        ("us-urdb/reopt", Format::Urdb, 5, 0, 5, 5, verdicts(0, 0, 5)),
    ] {
        let Some(count) = count(name, format) else { return };
        assert_eq!(count, Count { files, refused, products, tariffs, verdicts }, "{name}");
    }
}
