//! See `pannier_conformance::fuzz::head`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pannier_conformance::fuzz::head(bytes));
