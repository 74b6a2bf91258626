//! Issuing and verifying whole files: transactions with core, balance, text and counterparty filled, which makes five
//! trees. One thread, so that figures are those of one core.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pannier::{
    MemoryScratch, Policy, Trust,
    bundle::{
        Archive, Kind,
        container::Writer,
        head::Head,
        part::{Layout, PartReducer, PartView, Roots},
        share::Share,
    },
    crypto::{Algorithm, PrivateKey, Secret, Signer as _},
    verify,
};

mod million;

use million::{ISSUER, NOW, issue, records};

const SIZES: [u64; 2] = [1_000, 1_000_000];

/// A share of everything, in the row view.
fn share(bundle: &[u8]) -> Vec<u8> {
    let archive = Archive::open(bundle).expect("a bundle");
    let head = Head::parse(&archive.head().expect("a head")).expect("a head").reduce(|_, nested| nested.is_none());
    let secret = Secret::new(archive.secret().expect("a secret"));
    let parts: Vec<PartView> = head.parts().map(|part| PartView::whole(u64::from(part.n))).collect();
    let manifest = Share { parts, purpose: None, exp: None, decoys: Vec::new() };
    let text = manifest.to_text(&head, NOW).expect("a share");
    let mut writer = Writer::new(std::io::Cursor::new(Vec::new()), Kind::Share).expect("memory");
    writer.head(&head.to_bytes()).expect("memory");
    writer.share(&text).expect("memory");
    for (part, view) in head.parts().zip(&manifest.parts) {
        let layout = Layout::of(part).expect("a layout");
        let jti = &head.claims().jti;
        let roots = Roots::of(part);
        let mut reducer =
            PartReducer::from_bundle(&layout, Some(&roots), jti, &secret, view, &MemoryScratch).expect("memory");
        let mut rows = archive.rows(&layout.entry()).expect("an entry");
        while let Some(row) = rows.next_row().expect("a row") {
            reducer.push(row).expect("a row");
        }
        let reduced = reducer.finish().expect("memory");
        writer.part(&part.id, reduced.rows).expect("memory");
        writer.streams(&part.id, reduced.seeds, reduced.nodes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn pipelines(criterion: &mut Criterion) {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let trust = Trust::only(ISSUER, key.public_key());
    let policy = Policy { threads: 1, ..Policy::default() };
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(10);
    for size in SIZES {
        group.throughput(Throughput::Elements(size));
        let records = || records(size);
        group.bench_function(format!("issue/{size}"), |bench| {
            bench.iter_batched(records, |records| black_box(issue(&key, records)), BatchSize::PerIteration);
        });
        let bundle = issue(&key, records());
        let shared = share(&bundle);
        for (name, file) in [("verify bundle", &bundle), ("verify share", &shared)] {
            group.bench_function(format!("{name}/{size}"), |bench| {
                bench.iter(|| {
                    let verification = verify(file.as_slice(), &trust, &policy, NOW, &MemoryScratch).expect("memory");
                    assert!(verification.verdict().is_accepted());
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, pipelines);
criterion_main!(benches);
