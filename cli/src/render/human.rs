//! Findings for a person, in the form good compilers use: what, where, what to do next, where to read more.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};
use pannier::report::{Code, Finding, Location, Report, Severity};

use super::untrusted::Untrusted;

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const NOTE: Style = AnsiColor::Cyan.on_default().bold();
pub(crate) const HELP: Style = AnsiColor::Green.on_default();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();

/// How many findings of one code a person is shown; the JSON formats have all that the report keeps.
const SHOWN_OF_A_CODE: usize = 10;

/// Prints the findings of `report`, what was not checked, and a last line that counts.
pub(crate) fn report(out: &mut dyn Write, report: &Report, show_values: bool) -> io::Result<()> {
    let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
    for found in &report.findings {
        let count = seen.entry(found.code).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_CODE {
            finding(out, found, show_values)?;
        }
    }
    for (code, count) in seen {
        if let Some(more @ 1..) = count.checked_sub(SHOWN_OF_A_CODE) {
            writeln!(out, "{DIM}… and {more} more of {code} (--format json has all){DIM:#}")?;
        }
    }
    for note in &report.not_checked {
        let series = note.series.as_deref().map(|series| format!(" in {}", Untrusted::text(series)));
        let series = series.unwrap_or_default();
        writeln!(out, "{NOTE}not checked{NOTE:#}: {}{series}: {}", note.code, Untrusted::text(&note.reason))?;
    }
    if report.findings.is_empty() { Ok(()) } else { writeln!(out, "{}", Tally(report)) }
}

/// Prints one finding.
pub(crate) fn finding(out: &mut dyn Write, finding: &Finding, show_values: bool) -> io::Result<()> {
    let style = match finding.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Note => NOTE,
    };
    let (severity, code) = (finding.severity, finding.code);
    writeln!(out, "{style}{severity}[{code}]{style:#}: {STRONG}{}{STRONG:#}", Untrusted::text(&finding.message))?;
    if finding.location != Location::whole() {
        writeln!(out, "  {DIM}-->{DIM:#} {}", Untrusted::text(&finding.location.to_string()))?;
    }
    if let Some(value) = finding.reveal().filter(|_| show_values) {
        writeln!(out, "   {DIM}={DIM:#} value: {}", Untrusted::text(value))?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "   {DIM}={DIM:#} {HELP}help{HELP:#}: {}", Untrusted::text(help))?;
    }
    writeln!(out, "   {DIM}={DIM:#} explain: pannier explain {code}")
}

/// `1 error, 2 warnings`.
struct Tally<'a>(&'a Report);

impl fmt::Display for Tally<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let count = self.0.count(severity);
            if count > 0 {
                let plural = if count == 1 { "" } else { "s" };
                write!(f, "{between}{count} {severity}{plural}")?;
                between = ", ";
            }
        }
        if self.0.suppressed > 0 {
            write!(f, "{between}{} more beyond what a report keeps", self.0.suppressed)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(report_: &Report, show_values: bool) -> String {
        let mut raw = Vec::new();
        report(&mut raw, report_, show_values).unwrap();
        let mut plain = anstream::StripStream::new(Vec::new());
        plain.write_all(&raw).unwrap();
        String::from_utf8(plain.into_inner()).unwrap()
    }

    #[test]
    fn a_finding_reads_like_a_diagnostic_and_keeps_its_value() {
        let mut report = Report::new();
        let at = Location::entry("parts/k3.ndjson").in_file("july.pannier.zip").at_row(7).at_pointer("/amount");
        report.push(
            Finding::new(Code::ContainerCrc, at, "the bytes do not have the declared CRC-32")
                .with_help("fetch the file again")
                .with_value("secret £12\u{1b}[2J"),
        );
        let expected = "\
error[container-crc]: the bytes do not have the declared CRC-32
  --> july.pannier.zip : parts/k3.ndjson : row 7 /amount
   = help: fetch the file again
   = explain: pannier explain container-crc
1 error
";
        assert_eq!(rendered(&report, false), expected);
        let value = "   = value: secret £12\\u{1b}[2J\n";
        assert!(rendered(&report, true).contains(value));
    }

    #[test]
    fn many_findings_of_one_code_are_counted() {
        let mut report = Report::new();
        for row in 1..=1005 {
            report.push(Finding::new(Code::ContainerCrc, Location::whole().at_row(row), "no"));
        }
        let text = rendered(&report, false);
        assert_eq!(text.matches("error[container-crc]").count(), SHOWN_OF_A_CODE);
        assert!(text.contains("… and 990 more of container-crc"), "{text}");
        assert!(text.ends_with("1000 errors, 5 more beyond what a report keeps\n"), "{text}");
    }
}
