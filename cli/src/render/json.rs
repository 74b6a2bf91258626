//! Answers for programs: one JSON value (`--format json`), or one a line (`--format jsonl`).

use std::io::{self, Write};

use pannier::report::Finding;
use serde::Serialize;
use serde_json::Value;

use super::untrusted::write_json;
use crate::args::Format;

/// Prints one value: indented for `--format json`, on one line for `--format jsonl`.
pub(crate) fn value(out: &mut dyn Write, format: Format, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    let text = match format {
        Format::Jsonl => serde_json::to_string(value)?,
        Format::Human | Format::Json => serde_json::to_string_pretty(value)?,
    };
    write_json(out, &text)?;
    out.write_all(b"\n")
}

/// Prints an answer that has `findings`; with their values where the user asked for them.
pub(crate) fn answer(
    out: &mut dyn Write,
    format: Format,
    answer: &impl Serialize,
    findings: &[Finding],
    show_values: bool,
) -> io::Result<()> {
    if !show_values {
        return value(out, format, answer);
    }
    let mut json = serde_json::to_value(answer)?;
    reveal(&mut json, findings);
    value(out, format, &json)
}

/// Adds the values that `findings` keep back to their JSON form: only for a user who asked for them.
pub(crate) fn reveal(json: &mut Value, findings: &[Finding]) {
    let Some(Value::Array(shown)) = json.get_mut("findings") else { return };
    for (shown, finding) in shown.iter_mut().zip(findings) {
        if let (Value::Object(members), Some(value)) = (shown, finding.reveal()) {
            members.insert("value".to_owned(), Value::from(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use pannier::report::{Code, Location, Report};

    use super::*;

    #[test]
    fn values_appear_only_when_asked_for() {
        let mut report = Report::new();
        report.push(Finding::new(Code::ContainerCrc, Location::whole(), "no"));
        report.push(Finding::new(Code::ContainerCrc, Location::whole(), "no").with_value("private"));
        let mut json = serde_json::to_value(&report).unwrap();
        assert!(!json.to_string().contains("private"));
        reveal(&mut json, &report.findings);
        assert_eq!(json["findings"][1]["value"], "private");
        assert_eq!(json["findings"][0].get("value"), None);
    }
}
