//! See `pannier_conformance::fuzz::midata`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    pannier_conformance::fuzz::midata(bytes);
});
