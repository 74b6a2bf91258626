//! What tells the copies of `--copies` apart: the file of each, and its keys.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use crate::{failure::Failure, render::sharing::number};

/// What a bundle is called by custom.
const SUFFIX: &str = ".pannier.zip";

/// The file of copy number `copy`: `jane.pannier.zip` becomes `jane-1.pannier.zip`, `jane.zip` `jane-1.zip`.
pub(super) fn numbered(output: &Path, copy: u32) -> PathBuf {
    let name = output.file_name().unwrap_or_default();
    let by_custom = name.to_str().and_then(|name| name.strip_suffix(SUFFIX)).filter(|stem| !stem.is_empty());
    let path = Path::new(name);
    let stem = by_custom.map_or_else(|| path.file_stem().unwrap_or_default(), OsStr::new);
    let mut numbered = stem.to_owned();
    numbered.push(format!("-{copy}"));
    if by_custom.is_some() {
        numbered.push(SUFFIX);
    } else if let Some(ending) = path.extension() {
        numbered.push(".");
        numbered.push(ending);
    }
    output.with_file_name(numbered)
}

/// The key of each of `count` copies (or of the only bundle) out of those given for a flag: one for each, because a key
/// that two copies have in common links them.
pub(super) fn one_each<T: PartialEq>(flag: &str, keys: Vec<T>, count: usize) -> Result<Vec<T>, Failure> {
    if keys.len() != count {
        let given = keys.len();
        return Err(if count == 1 {
            Failure::new(format!("{flag} names {given} keys, and one is needed")).help("--copies N makes N bundles")
        } else {
            Failure::new(format!(
                "{flag} is needed {count} times, once for each copy, and given {}",
                number(given as u64, "time")
            ))
            .help("`pannier keygen -o KEY` makes a key")
        });
    }
    if keys.iter().enumerate().any(|(at, key)| keys[..at].contains(key)) {
        return Err(Failure::new(format!("two copies have the same {flag}"))
            .help("recipients could link them by it: give each copy a key of its own"));
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_before_the_ending() {
        for (output, expected) in [
            ("jane.pannier.zip", "jane-3.pannier.zip"),
            ("to/jane.doe.pannier.zip", "to/jane.doe-3.pannier.zip"),
            ("jane.zip", "jane-3.zip"),
            ("jane", "jane-3"),
            (".pannier.zip", ".pannier-3.zip"),
        ] {
            assert_eq!(numbered(Path::new(output), 3), Path::new(expected));
        }
    }
}
