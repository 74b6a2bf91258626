//! What a part costs: the row form alone, writing it, checking it from its entry.

mod common;

use std::{
    hint::black_box,
    io::{self, Cursor, Write as _},
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::{Compression, write::DeflateEncoder};
use pannier_bundle::{
    Archive, Kind, MemoryScratch, Pinned,
    container::Writer,
    part::{Layout, PartCheck, PartReducer, PartView, PartWriter, Roots, ShownGroup},
    row::{Fragments, RowForm},
};
use pannier_crypto::{Secret, Shown};

const JTI: &str = "AAAAAAAAAAAAAAAAAAAAAA";
const SIZES: [u64; 2] = [1_000, 1_000_000];

fn secret() -> Secret {
    Secret::new([7; 32])
}

fn row_form(criterion: &mut Criterion) {
    let rows = common::rows(10_000);
    let layout = common::layout(10_000);
    let form: &RowForm = layout.form();
    let bytes: usize = rows.iter().map(Vec::len).sum();
    let mut group = criterion.benchmark_group("row");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("split", |bencher| {
        let mut fragments = Fragments::new();
        bencher.iter(|| {
            for row in &rows {
                form.split(black_box(row), &mut fragments).expect("a right row");
            }
        });
    });
    group.finish();
}

fn written(layout: &Layout, rows: &[Vec<u8>]) -> (Roots, Vec<u8>) {
    let mut writer = PartWriter::new(layout, JTI, &secret(), &MemoryScratch).expect("room");
    for row in rows {
        writer.push(row).expect("a right row");
    }
    let (roots, prepared) = writer.finish().expect("every row was pushed");
    let mut bundle = Writer::new(Cursor::new(Vec::new()), Kind::Bundle).expect("room");
    bundle.head(b"head").expect("room");
    bundle.secret(&[7; 32]).expect("room");
    bundle.part("k3", prepared).expect("room");
    (roots, bundle.finish().expect("room").into_inner())
}

fn shared(layout: &Layout, roots: &Roots, rows: &[Vec<u8>], view: &PartView) -> Vec<u8> {
    let mut reducer =
        PartReducer::from_bundle(layout, Some(roots), JTI, &secret(), view, &MemoryScratch).expect("a view that fits");
    for row in rows {
        reducer.push(row).expect("a right row");
    }
    let reduced = reducer.finish().expect("every row was pushed");
    let mut share = Writer::new(Cursor::new(Vec::new()), Kind::Share).expect("room");
    share.head(b"head").expect("room");
    share.share(b"{}").expect("room");
    share.part("k3", reduced.rows).expect("room");
    share.streams("k3", reduced.seeds, reduced.nodes).expect("room");
    share.finish().expect("room").into_inner()
}

fn part(criterion: &mut Criterion) {
    for n in SIZES {
        let layout = common::layout(n);
        let rows = common::rows(n);
        let mut group = criterion.benchmark_group("part");
        group.throughput(Throughput::Elements(n)).sample_size(10);
        group.bench_function(format!("write/{n}"), |bencher| bencher.iter(|| written(&layout, &rows)));

        let (roots, bundle) = written(&layout, &rows);
        group.bench_function(format!("read/{n}"), |bencher| {
            bencher.iter(|| {
                let archive = Archive::open(Pinned::new(&bundle)).expect("a right file");
                let mut reader = archive.rows("parts/k3.ndjson").expect("the part");
                let mut bytes = 0;
                while let Some(row) = reader.next_row().expect("a right entry") {
                    bytes += row.len();
                }
                bytes
            });
        });
        group.bench_function(format!("check-bundle/{n}"), |bencher| {
            bencher.iter(|| {
                let archive = Archive::open(Pinned::new(&bundle)).expect("a right file");
                let check = PartCheck::bundle(&layout, &roots, JTI, &secret()).expect("short names");
                run(&archive, check);
            });
        });

        let half = Shown::new(n, std::iter::once(n / 4..n / 4 * 3).collect()).expect("one range");
        let fields = PartView::Fields {
            rows: half.clone(),
            groups: vec![ShownGroup::unmasked(0, n), ShownGroup::unmasked(2, n)],
        };
        for (name, view) in [("rows", PartView::Rows(half)), ("fields", fields)] {
            let share = shared(&layout, &roots, &rows, &view);
            group.throughput(Throughput::Elements(view.rows().count()));
            group.bench_function(format!("check-share-{name}/{n}"), |bencher| {
                bencher.iter(|| {
                    let archive = Archive::open(Pinned::new(&share)).expect("a right file");
                    let check = PartCheck::share(&layout, &roots, JTI, &view, &archive).expect("a view that fits");
                    run(&archive, check);
                });
            });
        }
    }
}

fn run<S: pannier_bundle::Source>(archive: &Archive<S>, mut check: PartCheck<'_>) {
    let mut reader = archive.rows("parts/k3.ndjson").expect("the part");
    while let Some(row) = reader.next_row().expect("a right entry") {
        check.push(row).expect("a right row");
    }
    assert_eq!(check.finish().expect("every row"), [], "the roots agree");
}

/// What each level costs and gains; the level in use is `container::DEFLATE_LEVEL`.
fn deflate(criterion: &mut Criterion) {
    let rows = common::rows(20_000).join(&b'\n');
    let mut group = criterion.benchmark_group("deflate");
    group.throughput(Throughput::Bytes(rows.len() as u64)).sample_size(10);
    for level in 1..=7 {
        let encode = || {
            let mut encoder = DeflateEncoder::new(Counter(0), Compression::new(level));
            encoder.write_all(&rows).expect("a counter takes all");
            encoder.finish().expect("a counter takes all").0
        };
        let tenths = rows.len() as u64 * 10 / encode();
        group.bench_function(format!("level-{level} ratio {}.{}", tenths / 10, tenths % 10), |bencher| {
            bencher.iter(encode);
        });
    }
    group.finish();
}

struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

criterion_group!(benches, row_form, deflate, part);
criterion_main!(benches);
