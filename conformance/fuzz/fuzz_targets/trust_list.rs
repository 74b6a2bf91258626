//! See `pannier_conformance::fuzz::trust_list`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pannier_conformance::fuzz::trust_list(bytes));
