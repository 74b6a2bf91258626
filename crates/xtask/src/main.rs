//! `cargo xtask gen` rewrites every generated file, `cargo xtask gen --check` says which are stale, and
//! `cargo xtask freeze VERSION` fixes the shapes of a version of the schemas for good.

use std::{io::Write as _, process::ExitCode};

use xtask::{freeze, generated, root};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["gen"] => generated::write(&root()).map(|changed| (changed, "wrote", true)),
        ["gen", "--check"] => generated::stale(&root()).map(|stale| (stale, "stale:", false)),
        ["freeze", version] => freeze::freeze(&root(), version).and_then(|text| {
            let path = freeze::PATH.to_owned();
            std::fs::write(root().join(&path), text).map_err(|error| format!("{path}: {error}"))?;
            Ok((vec![path], "wrote", true))
        }),
        _ => Err("usage: cargo xtask gen [--check]\n       cargo xtask freeze VERSION".to_owned()),
    };
    let mut err = std::io::stderr().lock();
    match outcome {
        Ok((files, word, fine)) => {
            for file in &files {
                let _ = writeln!(err, "{word} {file}");
            }
            if fine || files.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            let _ = writeln!(err, "{message}");
            ExitCode::from(2)
        }
    }
}
