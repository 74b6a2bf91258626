//! Whether a comparison is what its files, tariffs, answers and year give.

use std::io;

use pannier::{
    Trust,
    bundle::Fault,
    crypto::{base64url, sha256},
    quote::{Asked, Basis, TariffFile, difference},
    report::{Code, Finding, Location},
    validate::json as strict,
};

use super::{
    judged,
    prices::{failed, tariff_file, verified},
    rejected,
};
use crate::vector::{Answer, Case};

/// What the library says of a comparison that is computed again.
pub(super) fn recompute(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
    let options = &case.vector.options;
    let read = strict::read(&case.file(&case.vector.input)?, &Location::whole());
    let Some(said) = read.value.filter(|_| read.findings.is_empty()) else {
        return Ok(rejected(&[departs("")]));
    };
    let asked = Asked::of(&said).map_err(|finding| Fault::Finding(Box::new(finding)))?;
    let (mut files, mut digests) = (Vec::new(), Vec::new());
    for name in &options.shares {
        let bytes = case.file(name)?;
        digests.push(format!("sha-256:{}", base64url::encode(&sha256(&bytes))));
        match verified(case, bytes, trust)? {
            Ok(file) => files.push(file),
            Err(findings) => return Ok(rejected(&findings)),
        }
    }
    let files: Vec<_> = files.iter().collect();
    let mut basis = Basis::verified(&files, asked.only.as_deref()).map_err(failed)?;
    for (file, digest) in basis.files.iter_mut().zip(digests) {
        file.digest = Some(digest);
    }
    let tariffs: Vec<TariffFile> =
        options.tariffs.iter().map(|name| tariff_file(case, name)).collect::<io::Result<_>>()?;
    let found = difference(&said, &asked.again(&basis, &tariffs).to_value());
    let findings: Vec<Finding> = found.into_iter().map(|found| departs(&found.pointer)).collect();
    Ok(judged(&findings, Answer::default()))
}

fn departs(pointer: &str) -> Finding {
    Finding::new(Code::QuoteRecomputes, Location::whole().at_pointer(pointer), "it is not what its inputs give")
}
