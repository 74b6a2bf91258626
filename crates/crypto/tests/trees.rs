//! What holds of every tree: a proof gives the root, less can be shown later, and no byte of a proof is idle.

use std::io::{self, Read, Write};

use pannier_crypto::digest::Digest;
use pannier_crypto::shown::ProofSize;
use pannier_crypto::tree::{Proof, ProofError, TreeError, expand, leaf_hash, node_hash};
use pannier_crypto::{Context, ProofWriter, Redactor, Seed, Shown, TreeBuilder, TreeVerifier};
use proptest::prelude::*;

const CONTEXT: [u8; 16] = *b"context of tests";

fn context() -> Context {
    Context::new(CONTEXT)
}

fn seed() -> Seed {
    Seed::new([9; 16])
}

/// Rows of 0 to 6 bytes, so that neighbours may be empty or equal.
fn row(i: u64) -> Vec<u8> {
    vec![b'r'; usize::try_from(i % 7).expect("small")]
}

fn build(n: u64) -> Digest {
    let mut builder = TreeBuilder::new(context(), seed(), n);
    (0..n).for_each(|i| builder.push(&row(i)));
    builder.finish().expect("every row was pushed")
}

#[derive(Clone, PartialEq, Debug)]
struct Streams {
    seeds: Vec<u8>,
    nodes: Vec<u8>,
}

impl Streams {
    fn proof(&self, shown: &Shown) -> Proof<&[u8]> {
        Proof::new(shown.clone(), &self.seeds, &self.nodes)
    }

    fn verify(&self, shown: &Shown, row: impl Fn(u64) -> Vec<u8>) -> Result<Digest, ProofError> {
        let mut verifier = TreeVerifier::new(context(), self.proof(shown));
        shown.rows().for_each(|i| verifier.push(&row(i)));
        verifier.finish()
    }
}

fn redact(shown: &Shown) -> (Digest, Streams) {
    let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
    let mut redactor = Redactor::from_seed(context(), seed(), shown.clone(), &mut seeds, &mut nodes);
    (0..shown.n()).for_each(|i| redactor.push(&row(i)));
    let root = redactor.finish().expect("every row was pushed");
    (root, Streams { seeds, nodes })
}

fn redact_again(held: &Streams, held_rows: &Shown, shown: &Shown) -> Result<(Digest, Streams), TreeError> {
    let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
    let proof = held.proof(held_rows);
    let mut redactor = Redactor::from_proof(context(), proof, shown.clone(), &mut seeds, &mut nodes)?;
    held_rows.rows().for_each(|i| redactor.push(&row(i)));
    let root = redactor.finish()?;
    Ok((root, Streams { seeds, nodes }))
}

/// The definitions of the chapter as a recursion, which the crate's walk is not.
fn by_definition(lo: u64, hi: u64, seed: &Seed, shown: &Shown, out: &mut Streams) -> Digest {
    let all = (lo..hi).all(|i| shown.contains(i));
    let none = !(lo..hi).any(|i| shown.contains(i));
    let mut ignored = Streams { seeds: Vec::new(), nodes: Vec::new() };
    let below = if all || none { &mut ignored } else { &mut *out };
    let hash = if hi - lo == 1 {
        leaf_hash(seed, &row(lo))
    } else {
        let half = (0..8).map(|power| 1_u64 << power).take_while(|half| *half < hi - lo).last().expect("two rows");
        let (left, right) = expand(&context(), lo, hi, seed);
        let left = by_definition(lo, lo + half, &left, shown, below);
        node_hash(&left, &by_definition(lo + half, hi, &right, shown, below))
    };
    if all {
        out.seeds.extend(seed.expose());
    } else if none {
        out.nodes.extend(hash);
    }
    hash
}

fn choice(n: u64) -> impl Strategy<Value = Shown> {
    let mask = proptest::collection::vec(any::<bool>(), usize::try_from(n).expect("small"));
    let runs = (0..=n, 0..=n).prop_map(move |(a, b)| Shown::from_fn(n, |i| a.min(b) <= i && i < a.max(b)));
    let scattered = mask.prop_map(move |mask| Shown::from_fn(n, |i| mask[usize::try_from(i).expect("small")]));
    prop_oneof![runs, scattered]
}

fn tree_and_choice() -> impl Strategy<Value = Shown> {
    (0_u64..200).prop_flat_map(choice)
}

/// A choice and a smaller one.
fn two_choices() -> impl Strategy<Value = (Shown, Shown)> {
    (0_u64..120).prop_flat_map(|n| (choice(n), choice(n))).prop_map(|(held, other)| {
        let fewer = Shown::from_fn(held.n(), |i| held.contains(i) && other.contains(i));
        (held, fewer)
    })
}

proptest! {
    #[test]
    fn a_proof_gives_the_root_and_has_the_size_foretold(shown in tree_and_choice()) {
        let (root, streams) = redact(&shown);
        prop_assert_eq!(root, build(shown.n()));
        prop_assert_eq!(streams.verify(&shown, row).unwrap(), root);
        let ProofSize { seeds, nodes, .. } = shown.proof_size();
        prop_assert_eq!((seeds * 16, nodes * 32), (streams.seeds.len() as u64, streams.nodes.len() as u64));
    }

    #[test]
    fn the_walk_does_what_the_definitions_say(shown in tree_and_choice().prop_filter("rows", |shown| shown.n() > 0)) {
        let mut expected = Streams { seeds: Vec::new(), nodes: Vec::new() };
        let root = by_definition(0, shown.n(), &seed(), &shown, &mut expected);
        prop_assert_eq!(redact(&shown), (root, expected));
    }

    #[test]
    fn showing_less_later_is_showing_less_at_once((held, fewer) in two_choices()) {
        let (root, first) = redact(&held);
        let (again, second) = redact_again(&first, &held, &fewer).unwrap();
        prop_assert_eq!(again, root);
        prop_assert_eq!(second, redact(&fewer).1);
    }

    #[test]
    fn the_root_is_not_needed_for_the_streams((held, fewer) in two_choices(), missing in 0_u64..2) {
        let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
        let mut writer = ProofWriter::from_seed(context(), seed(), held.clone(), &mut seeds, &mut nodes);
        let n = held.n();
        (0..n.saturating_sub(missing)).for_each(|i| writer.push(&row(i)));
        match writer.finish() {
            Err(TreeError::RowCount { expected, pushed }) => prop_assert!((expected, pushed + 1) == (n, n)),
            result => prop_assert!(result.is_ok() && (missing == 0 || n == 0)),
        }
        let (_, first) = redact(&held);
        if missing == 0 {
            prop_assert_eq!(&Streams { seeds, nodes }, &first);
        }

        let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
        let proof = first.proof(&held);
        let mut writer = ProofWriter::from_proof(context(), proof, fewer.clone(), &mut seeds, &mut nodes)?;
        held.rows().for_each(|i| writer.push(&row(i)));
        prop_assert!(writer.finish().is_ok());
        prop_assert_eq!(Streams { seeds, nodes }, redact(&fewer).1);
    }

    /// Every seed on the way from the root to a withheld row gives its salt away: none of them is written.
    #[test]
    fn no_seed_covers_a_withheld_row(shown in tree_and_choice().prop_filter("rows", |shown| shown.n() > 0)) {
        let (_, streams) = redact(&shown);
        let mut spans = vec![(0, shown.n(), seed())];
        let mut secret = std::collections::HashSet::new();
        while let Some((lo, hi, seed)) = spans.pop() {
            if (lo..hi).all(|i| shown.contains(i)) {
                continue;
            }
            secret.insert(*seed.expose());
            if hi - lo > 1 {
                let half = 1_u64 << (hi - lo - 1).ilog2();
                let (left, right) = expand(&context(), lo, hi, &seed);
                spans.extend([(lo, lo + half, left), (lo + half, hi, right)]);
            }
        }
        for bytes in [&streams.seeds, &streams.nodes] {
            prop_assert!(bytes.windows(16).all(|window| !secret.contains(window)));
        }
    }

    #[test]
    fn nothing_withheld_comes_back((held, fewer) in two_choices()) {
        prop_assume!(held != fewer);
        let (_, streams) = redact(&fewer);
        prop_assert!(matches!(redact_again(&streams, &fewer, &held), Err(TreeError::NotHeld)));
    }

    #[test]
    fn no_byte_is_idle(shown in tree_and_choice(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (root, streams) = redact(&shown);
        let rows: usize = shown.rows().map(|i| row(i).len()).sum();
        let size = streams.seeds.len() + streams.nodes.len() + rows;
        prop_assume!(size > 0);
        let at = at.index(size);
        let mut changed = streams.clone();
        let mut changed_rows: Vec<_> = shown.rows().map(row).collect();
        let bytes = changed.seeds.iter_mut().chain(&mut changed.nodes).chain(changed_rows.iter_mut().flatten());
        let mut bytes = bytes.skip(at);
        *bytes.next().unwrap() ^= 1 << bit;
        let mut verifier = TreeVerifier::new(context(), changed.proof(&shown));
        for row in &changed_rows {
            verifier.push(row);
        }
        prop_assert_ne!(verifier.finish().unwrap(), root);
    }

    #[test]
    fn a_proof_for_other_places_gives_another_root(shown in tree_and_choice()) {
        let (root, streams) = redact(&shown);
        prop_assume!(shown.count() > 0);
        let moved: Vec<_> = shown.ranges().iter().map(|range| range.start + 1..range.end + 1).collect();
        if let Ok(moved) = Shown::new(shown.n(), moved) {
            let verdict = streams.verify(&moved, |i| row(i - 1));
            prop_assert!(verdict.is_err() || verdict.unwrap() != root);
        }
    }

    #[test]
    fn cut_streams_are_too_short_and_longer_ones_have_leftovers(
        shown in tree_and_choice(), cut in any::<prop::sample::Index>(), more in 1_usize..40,
    ) {
        let (_, streams) = redact(&shown);
        let check = |seeds: &[u8], nodes: &[u8]| {
            Streams { seeds: seeds.to_vec(), nodes: nodes.to_vec() }.verify(&shown, row)
        };
        let Streams { seeds, nodes } = &streams;
        if !seeds.is_empty() {
            prop_assert!(matches!(check(&seeds[..cut.index(seeds.len())], nodes), Err(ProofError::SeedsShort)));
        }
        if !nodes.is_empty() {
            prop_assert!(matches!(check(seeds, &nodes[..cut.index(nodes.len())]), Err(ProofError::NodesShort)));
        }
        let tail = vec![0; more];
        prop_assert!(matches!(check(&[seeds, &*tail].concat(), nodes), Err(ProofError::SeedsLeft)));
        prop_assert!(matches!(check(seeds, &[nodes, &*tail].concat()), Err(ProofError::NodesLeft)));
    }

    #[test]
    fn rows_are_counted(shown in tree_and_choice(), pushed in 0_u64..230) {
        let right = pushed == shown.count();
        let wrong = |expected, found| expected == shown.count() && found == pushed;
        let (_, streams) = redact(&shown);
        let mut verifier = TreeVerifier::new(context(), streams.proof(&shown));
        (0..pushed).for_each(|i| verifier.push(&row(i)));
        match verifier.finish() {
            Err(ProofError::RowCount { expected, pushed }) => prop_assert!(wrong(expected, pushed)),
            verdict => prop_assert!(right && verdict.is_ok()),
        }
        let mut redactor = Redactor::from_proof(context(), streams.proof(&shown), shown.clone(), Vec::new(), Vec::new())?;
        (0..pushed).for_each(|i| redactor.push(&row(i)));
        match redactor.finish() {
            Err(TreeError::RowCount { expected, pushed }) => prop_assert!(wrong(expected, pushed)),
            verdict => prop_assert!(right && verdict.is_ok()),
        }
        let mut builder = TreeBuilder::new(context(), seed(), shown.n());
        (0..pushed).for_each(|i| builder.push(&row(i)));
        match builder.finish() {
            Err(TreeError::RowCount { expected, pushed: found }) => {
                prop_assert!(expected == shown.n() && found == pushed && pushed != shown.n());
            }
            verdict => prop_assert!(pushed == shown.n() && verdict.is_ok()),
        }
    }
}

/// The largest part there can be, with one row shown: nothing is proportional to the rows withheld.
#[test]
fn a_row_of_four_thousand_million() {
    let n = u64::from(u32::MAX);
    let shown = Shown::new(n, std::iter::once(n / 3..n / 3 + 1).collect()).unwrap();
    let size = shown.proof_size();
    assert_eq!((size.seeds, size.nodes), (1, 32));
    let streams = Streams { seeds: vec![0; 16], nodes: vec![0; 32 * 32] };
    assert!(streams.verify(&shown, row).is_ok());
    for n in [u64::MAX, u64::MAX - 1, 1 << 63] {
        let shown = Shown::new(n, vec![0..1, n - 1..n]).unwrap();
        let size = shown.proof_size();
        let length = |bytes| usize::try_from(bytes).unwrap();
        let streams = Streams { seeds: vec![0; length(size.seed_bytes())], nodes: vec![0; length(size.node_bytes())] };
        assert!(streams.verify(&shown, row).is_ok(), "{n}");
    }
}

/// What a share costs beside its rows, at a million rows: a wholly shown group a seed, a period about a kilobyte for each group
/// wherever it begins, one row in ten left out seven bytes for each row.
#[test]
fn proofs_are_small() {
    const N: u64 = 1_000_000;
    let bytes = |shown: &Shown| shown.proof_size().seed_bytes() + shown.proof_size().node_bytes();
    assert_eq!(bytes(&Shown::all(N)), 16);
    let periods: Vec<u64> = (0..750)
        .map(|step| step * 1_000 + step % 7)
        .map(|from| bytes(&Shown::new(N, std::iter::once(from..from + 250_000).collect()).unwrap()))
        .collect();
    assert!(periods.iter().all(|size| *size <= 1_280), "{:?}", periods.iter().max());
    assert!(periods.iter().sum::<u64>() / 750 <= 1_024, "{}", periods.iter().sum::<u64>() / 750);
    let mut state = 1_u64;
    let scattered = Shown::from_fn(N, |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        !(state >> 33).is_multiple_of(10)
    });
    assert!(bytes(&scattered) <= 7 * N + N / 2, "{}", bytes(&scattered));
}

#[test]
fn trees_of_no_row() {
    let shown = Shown::all(0);
    let (root, streams) = redact(&shown);
    assert_eq!(root, pannier_crypto::digest::sha256(b""));
    assert_eq!(streams, Streams { seeds: Vec::new(), nodes: Vec::new() });
    assert_eq!(streams.verify(&shown, row).unwrap(), root);
}

/// Two trees of the same rows have nothing in common but their rows.
#[test]
fn contexts_and_seeds_part_trees() {
    let rows = |context, seed| {
        let mut builder = TreeBuilder::new(context, seed, 5);
        (0..5).for_each(|i| builder.push(&row(i)));
        builder.finish().unwrap()
    };
    let other = Context::new([0; 16]);
    let roots = [rows(context(), seed()), rows(other, seed()), rows(context(), Seed::new([8; 16]))];
    assert_ne!(roots[0], roots[1]);
    assert_ne!(roots[0], roots[2]);
    assert_ne!(roots[1], roots[2]);
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is full"))
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn broken_streams_are_not_mistaken_for_short_ones() {
    let mut verifier = TreeVerifier::new(context(), Proof::new(Shown::all(3), Broken, Broken));
    (0..3).for_each(|i| verifier.push(&row(i)));
    assert!(matches!(verifier.finish(), Err(ProofError::Read(_))));
    let mut redactor = Redactor::from_seed(context(), seed(), Shown::all(3), Broken, Broken);
    (0..3).for_each(|i| redactor.push(&row(i)));
    assert!(matches!(redactor.finish(), Err(TreeError::Write(_))));
}
