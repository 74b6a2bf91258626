//! What a tree costs: building it, reducing it to half its rows, verifying what is left.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pannier_crypto::tree::Proof;
use pannier_crypto::{Context, Redactor, Seed, Shown, TreeBuilder, TreeVerifier};

/// The size of a transaction as one line.
const ROW: [u8; 347] = [b'x'; 347];
const CONTEXT: [u8; 16] = [3; 16];
const SEED: [u8; 16] = [7; 16];

fn trees(criterion: &mut Criterion) {
    for n in [1_000, 1_000_000] {
        let mut group = criterion.benchmark_group("tree");
        group.throughput(Throughput::Elements(n)).sample_size(10);
        let (context, seed) = (Context::new(CONTEXT), Seed::new(SEED));
        group.bench_function(format!("build/{n}"), |bencher| {
            bencher.iter(|| {
                let mut builder = TreeBuilder::new(context, seed.clone(), n);
                (0..n).for_each(|_| builder.push(black_box(&ROW)));
                builder.finish().expect("every row was pushed")
            });
        });

        let shown = Shown::new(n, std::iter::once(n / 4..3 * n / 4).collect()).expect("one range");
        group.bench_function(format!("reduce-to-half/{n}"), |bencher| {
            bencher.iter(|| {
                let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
                let mut redactor = Redactor::from_seed(context, seed.clone(), shown.clone(), &mut seeds, &mut nodes);
                (0..n).for_each(|_| redactor.push(black_box(&ROW)));
                redactor.finish().expect("every row was pushed")
            });
        });

        for (name, shown) in [("half", shown), ("every-third", Shown::from_fn(n, |row| row % 3 == 0))] {
            let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
            let mut redactor = Redactor::from_seed(context, seed.clone(), shown.clone(), &mut seeds, &mut nodes);
            (0..n).for_each(|_| redactor.push(&ROW));
            redactor.finish().expect("every row was pushed");
            group.throughput(Throughput::Elements(shown.count()));
            group.bench_function(format!("verify-{name}/{n}"), |bencher| {
                bencher.iter_batched(
                    || Proof::new(shown.clone(), &*seeds, &*nodes),
                    |proof| {
                        let mut verifier = TreeVerifier::new(context, proof);
                        (0..shown.count()).for_each(|_| verifier.push(black_box(&ROW)));
                        verifier.finish().expect("the proof fits")
                    },
                    BatchSize::LargeInput,
                );
            });
        }
    }
}

/// What an issuer does with one part: the row view and five groups that share out the row's bytes.
fn part(criterion: &mut Criterion) {
    const N: u64 = 100_000;
    let mut group = criterion.benchmark_group("part");
    group.throughput(Throughput::Elements(N)).sample_size(10);
    let (context, seed) = (Context::new(CONTEXT), Seed::new(SEED));
    group.bench_function(format!("build-six-trees/{N}"), |bencher| {
        bencher.iter(|| {
            let mut trees: [TreeBuilder; 6] = std::array::from_fn(|_| TreeBuilder::new(context, seed.clone(), N));
            for _ in 0..N {
                let (row_view, groups) = trees.split_first_mut().expect("six trees");
                row_view.push(black_box(&ROW));
                for (tree, fragment) in groups.iter_mut().zip(black_box(&ROW).chunks(70)) {
                    tree.push(fragment);
                }
            }
            trees.map(|tree| tree.finish().expect("every row was pushed"))
        });
    });
}

criterion_group!(benches, trees, part);
criterion_main!(benches);
