//! The `pannier` command; everything it does is in the library beside it, so that tests and documentation reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    pannier_cli::main()
}
