//! The fuzz targets over their seeds: every vector, every known answer, and each of them damaged in ways that repeat.

use std::fs;

use pannier_conformance::{cases, forge::bank, fuzz, suite};

/// A generator of numbers that is the same on every machine (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("smaller than a length")
    }
}

/// `seed` and `count` damaged copies: bytes changed, cut out, doubled, or the end missing.
fn damaged(seed: &[u8], count: usize, numbers: &mut Numbers) -> Vec<Vec<u8>> {
    let mut all = vec![seed.to_vec()];
    for _ in 0..count {
        let mut bytes = seed.to_vec();
        for _ in 0..=numbers.below(3) {
            if bytes.is_empty() {
                break;
            }
            let at = numbers.below(bytes.len());
            let end = at + numbers.below(bytes.len() - at).min(40);
            match numbers.below(5) {
                0 => bytes[at] ^= 1 << numbers.below(8),
                1 => bytes[at] = b"\"{}[],:\\0\n"[numbers.below(10)],
                2 => drop(bytes.drain(at..end)),
                3 => bytes.extend_from_within(at..end),
                _ => bytes.truncate(at),
            }
        }
        all.push(bytes);
    }
    all
}

/// The archives of all vectors, those that are recipes left out.
fn archives() -> Vec<Vec<u8>> {
    let cases = cases(&suite()).expect("the suite can be read");
    let small = cases.iter().filter(|case| !case.vector.input.ends_with(".recipe.json"));
    small.map(|case| case.file(&case.vector.input).expect("the input is here")).collect()
}

#[test]
fn files_and_containers() {
    let mut numbers = Numbers(1);
    for archive in archives() {
        for bytes in damaged(&archive, 4, &mut numbers) {
            fuzz::container(&bytes);
        }
    }
    for id in ["whole/accept-small", "whole/accept-share-rows", "whole/accept-share-fields"] {
        let archive = fs::read(suite().join("vectors").join(id).join("input.pannier.zip")).expect("the vector is here");
        for bytes in damaged(&archive, 60, &mut numbers) {
            fuzz::file(&bytes);
        }
    }
}

#[test]
fn heads() {
    let mut numbers = Numbers(2);
    let head = bank::small().seal().bundle().entry("head.sdjwt").data.clone();
    for bytes in damaged(&head, 300, &mut numbers) {
        fuzz::head(&bytes);
    }
}

#[test]
fn rows() {
    let mut numbers = Numbers(3);
    for row in bank::transactions(0, 12) {
        for bytes in damaged(&row.line(), 400, &mut numbers) {
            fuzz::row(&bytes);
        }
    }
}

#[test]
fn trust_lists() {
    let mut numbers = Numbers(4);
    let list = fs::read(suite().join("trust/bank.json")).expect("the list is here");
    for bytes in damaged(&list, 300, &mut numbers) {
        fuzz::trust_list(&bytes);
    }
}

type Target = fn(&[u8]) -> u64;

#[test]
fn foreign_formats() {
    let mut numbers = Numbers(5);
    for (target, path) in [
        (fuzz::midata as Target, "fuzz/seeds/midata/statement.csv"),
        (fuzz::ofx, "fuzz/seeds/ofx/statement.ofx"),
        (fuzz::csv, "fuzz/seeds/csv/statement.csv"),
    ] {
        let seed = fs::read(suite().join(path)).expect("the seed is here");
        assert_ne!(target(&seed), 0, "nothing of {path} becomes a record");
        for bytes in damaged(&seed, 200, &mut numbers) {
            target(&bytes);
        }
    }
}
