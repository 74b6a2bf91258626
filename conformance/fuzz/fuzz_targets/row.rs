//! See `pannier_conformance::fuzz::row`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pannier_conformance::fuzz::row(bytes));
