//! Runs every case below `tests/cmd`: a person reruns one by typing what stands after its `$`.
//!
//! `TRYCMD=overwrite cargo test -p pannier-cli --test cmd` rewrites what the cases expect.

#[test]
fn cases() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("tests/cmd/*.trycmd").case("tests/cmd/*.toml").run();
}
