//! What a holder waits for, and what a recipient does: a share of a quarter by date and one without a group, of a million rows.
//!
//! Beside verification stands what it cannot do without: hashing the rows that the share shows, which are taken out of it
//! beforehand, so that nothing else is counted. Shares are made on all cores; both others are done on one and on all, because one
//! core beside all of them would compare nothing.

use std::{collections::BTreeSet, hint::black_box};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pannier::{
    MemoryScratch, Policy, Source, Trust, Verified,
    bundle::{
        Archive,
        head::Head,
        part::{Layout, PartView},
        row::Fragments,
        share::Share,
    },
    crypto::{Algorithm, PrivateKey, Seed, Signer as _, SystemRandom, TreeBuilder, secret::tree_context},
    share::{self, Made, Selection},
    verify,
};
use rayon::prelude::*;

mod million;

use million::{ISSUER, NOW, issue, records};

const ROWS: u64 = 1_000_000;

/// The selections, by what is shown.
fn selections() -> [(&'static str, Selection); 3] {
    let by_date = |from: &str, to: &str| Selection {
        from: Some(from.parse().expect("a day")),
        to: Some(to.parse().expect("a day")),
        ..Selection::of(["transaction"])
    };
    let without_text = ["core", "balance", "counterparty"].map(str::to_owned);
    let groups = Some(BTreeSet::from(without_text));
    [
        ("a quarter", by_date("2025-04-01", "2025-07-01")),
        ("a quarter from the 15th", by_date("2025-04-15", "2025-07-15")),
        ("without a group", Selection { groups, ..Selection::of(["transaction"]) }),
    ]
}

fn make<S: Source>(file: &Verified<S>, selection: &Selection, trust: &Trust) -> Made {
    let plan = share::plan(file, selection, NOW).expect("a plan");
    let mut random = SystemRandom::new();
    share::write(file, &plan, None, trust, NOW, &mut random, &MemoryScratch).expect("a share")
}

/// The bytes that each tree of a share hashes of its shown rows.
fn trees(file: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let archive = Archive::open(file).expect("a share");
    let head = Head::parse(&archive.head().expect("a head")).expect("a head");
    let shown = Share::read(&archive.share().expect("a share"), &head, NOW).expect("a share");
    let mut trees = Vec::new();
    for (part, view) in head.parts().zip(&shown.parts) {
        let layout = Layout::of(part).expect("a layout");
        let groups: Vec<Option<usize>> = match view {
            PartView::Rows(_) => vec![None],
            PartView::Fields { groups, .. } => groups.iter().map(|shown| Some(shown.group)).collect(),
        };
        let mut of_part = vec![Vec::new(); groups.len()];
        let mut fragments = Fragments::new();
        let mut rows = archive.rows(&layout.entry()).expect("an entry");
        while let Some(row) = rows.next_row().expect("a row") {
            layout.form().split(row, &mut fragments).expect("the row form");
            for (tree, group) in of_part.iter_mut().zip(&groups) {
                tree.push(group.map_or(row, |group| fragments.of(row, group)).to_vec());
            }
        }
        trees.append(&mut of_part);
    }
    trees
}

fn hash(rows: &[Vec<u8>]) {
    let context = tree_context("jti", "part", "group").expect("short names");
    let mut builder = TreeBuilder::new(context, Seed::new([7; 16]), rows.len() as u64);
    for row in rows {
        builder.push(row);
    }
    black_box(builder.finish().expect("all rows"));
}

fn shares(criterion: &mut Criterion) {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let trust = Trust::only(ISSUER, key.public_key());
    let bundle = issue(&key, records(ROWS));
    let open = || verify(bundle.as_slice(), &trust, &Policy::default(), NOW, &MemoryScratch).expect("memory");
    let mut group = criterion.benchmark_group("share of a million rows");
    group.sample_size(10);
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("reading the bundle", |bench| bench.iter(|| assert!(open().verdict().is_accepted())));
    let file = open().accept().expect("verified");
    for (name, selection) in selections() {
        group.throughput(Throughput::Elements(ROWS));
        group.bench_function(format!("share, {name}"), |bench| bench.iter(|| make(&file, &selection, &trust).size()));
        let made = make(&file, &selection, &trust);
        let mut bytes = Vec::new();
        made.write_to(&mut bytes).expect("memory");
        let trees = trees(&bytes);
        group.throughput(Throughput::Elements(made.verdict().withheld.parts.iter().map(|part| part.shown).sum()));
        let one = Policy { threads: 1, ..Policy::default() };
        for (cores, policy) in [("one core", one), ("all cores", Policy::default())] {
            group.bench_function(format!("verify on {cores}, {name}"), |bench| {
                bench.iter(|| {
                    let verification = verify(bytes.as_slice(), &trust, &policy, NOW, &MemoryScratch).expect("memory");
                    assert!(verification.verdict().is_accepted());
                });
            });
        }
        group.bench_function(format!("hash the rows on one core, {name}"), |bench| {
            bench.iter(|| trees.iter().for_each(|rows| hash(rows)));
        });
        group.bench_function(format!("hash the rows on all cores, {name}"), |bench| {
            bench.iter(|| trees.par_iter().for_each(|rows| hash(rows)));
        });
    }
    group.finish();
}

criterion_group!(benches, shares);
criterion_main!(benches);
