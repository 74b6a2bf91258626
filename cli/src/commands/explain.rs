//! `pannier explain [CODE]`: the requirement behind a finding.

use std::io::{self, Write};

use pannier::report::{Code, Level, Role, Severity, Stage};
use serde::Serialize;

use super::Answer;
use crate::{
    args::{self, Format},
    console::Console,
    exit::Exit,
    failure::Failure,
    render::{
        human::{DIM, STRONG},
        json, prose,
        untrusted::Untrusted,
    },
};

/// Columns of a page; the spec is wrapped a little wider.
const WIDTH: usize = 100;

pub(crate) fn run(flags: &args::Explain, console: &mut Console) -> Answer {
    let format = console.format;
    let out = console.out();
    match &flags.code {
        None => match format {
            Format::Human => list(out)?,
            Format::Json => {
                json::value(out, format, &Code::ALL.iter().map(|code| Words::of(*code)).collect::<Vec<_>>())?;
            }
            Format::Jsonl => Code::ALL.iter().try_for_each(|code| json::value(out, format, &Words::of(*code)))?,
        },
        Some(text) => {
            let code = text.parse().map_err(|_| unknown(text))?;
            match format {
                Format::Human => page(out, code)?,
                Format::Json | Format::Jsonl => json::value(out, format, &Words::of(code))?,
            }
        }
    }
    Ok(Exit::Yes)
}

/// All requirements, by the stage that checks them.
fn list(out: &mut dyn Write) -> io::Result<()> {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    let mut between = "";
    for stage in Stage::ALL {
        let codes: Vec<_> = Code::ALL.iter().filter(|code| code.stage() == stage).collect();
        if codes.is_empty() {
            continue;
        }
        writeln!(out, "{between}{STRONG}{stage}{STRONG:#}")?;
        between = "\n";
        for code in codes {
            let mut lines = prose::wrap(code.summary(), WIDTH - width - 4).into_iter();
            writeln!(out, "  {:width$}  {}", code.as_str(), lines.next().unwrap_or_default())?;
            for line in lines {
                writeln!(out, "  {:width$}  {line}", "")?;
            }
        }
    }
    Ok(())
}

/// One requirement.
fn page(out: &mut dyn Write, code: Code) -> io::Result<()> {
    let words = Words::of(code);
    for (number, line) in prose::wrap(&format!("{code}: {}", words.summary), WIDTH).iter().enumerate() {
        match line.strip_prefix(code.as_str()).filter(|_| number == 0) {
            Some(rest) => writeln!(out, "{STRONG}{code}{STRONG:#}{rest}")?,
            None => writeln!(out, "  {line}")?,
        }
    }
    writeln!(out)?;
    let roles = words.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
    writeln!(out, "  {DIM}level:{DIM:#}   {} (a departure is: {})", words.level.as_str(), words.severity)?;
    writeln!(out, "  {DIM}binds:{DIM:#}   {roles}")?;
    writeln!(out, "  {DIM}stage:{DIM:#}   {}", words.stage)?;
    writeln!(out, "  {DIM}since:{DIM:#}   {}", words.since)?;
    writeln!(out, "  {DIM}chapter:{DIM:#} spec/{}", words.chapter)?;
    for (name, text) in [("", after_summary(code)), ("Why", words.why), ("Right", words.right), ("Wrong", words.wrong)]
    {
        section(out, name, text.trim())?;
    }
    Ok(())
}

/// The text without the summary it begins with: a page says it once. Line breaks of the two may differ.
fn after_summary(code: Code) -> &'static str {
    code.summary()
        .split_whitespace()
        .try_fold(code.text(), |rest, word| rest.trim_start().strip_prefix(word))
        .unwrap_or(code.text())
}

fn section(out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    if !name.is_empty() {
        writeln!(out, "{STRONG}{name}{STRONG:#}")?;
    }
    for line in prose::paragraphs(text, WIDTH - 2) {
        if line.is_empty() { writeln!(out)? } else { writeln!(out, "  {line}")? }
    }
    Ok(())
}

/// The text names nothing; the nearest names are most likely what was meant.
fn unknown(text: &str) -> Failure {
    let failure = Failure::new(format!("no requirement is called \"{}\"", Untrusted::text(text)));
    let near = nearest(text);
    let failure = if near.is_empty() {
        failure
    } else {
        failure.help(format!("similar: {}", near.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ")))
    };
    failure.help("`pannier explain` lists all of them")
}

/// Up to five codes that are one slip away from `text` or share its words, best first.
fn nearest(text: &str) -> Vec<Code> {
    let text: String = text.chars().take(64).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let mut ranked: Vec<_> = Code::ALL
        .iter()
        .filter_map(|code| {
            let name = code.as_str();
            let slips = strsim::damerau_levenshtein(name, &text);
            let shared = text.split('-').filter(|word| word.len() > 2 && name.split('-').any(|n| n == *word)).count();
            (slips <= 3 || shared > 0).then_some((std::cmp::Reverse(shared), slips, *code))
        })
        .collect();
    ranked.sort();
    if let Some((_, _, close)) = ranked.iter().find(|(_, slips, _)| *slips <= 2) {
        return vec![*close];
    }
    ranked.into_iter().map(|(_, _, code)| code).take(5).collect()
}

/// A requirement as data.
#[derive(Serialize)]
struct Words {
    code: Code,
    level: Level,
    severity: Severity,
    stage: Stage,
    roles: &'static [Role],
    since: &'static str,
    chapter: &'static str,
    summary: &'static str,
    text: &'static str,
    why: &'static str,
    right: &'static str,
    wrong: &'static str,
}

impl Words {
    fn of(code: Code) -> Self {
        Self {
            code,
            level: code.level(),
            severity: code.severity(),
            stage: code.stage(),
            roles: code.roles(),
            since: code.since(),
            chapter: code.chapter(),
            summary: code.summary(),
            text: code.text(),
            why: code.why(),
            right: code.right(),
            wrong: code.wrong(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_all_that_the_requirement_says() {
        for code in Code::ALL {
            let mut raw = Vec::new();
            page(&mut raw, *code).unwrap();
            let shown = String::from_utf8(raw).unwrap();
            let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            let all = [code.summary(), after_summary(*code), code.why(), code.right(), code.wrong(), code.chapter()];
            for text in all {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(shown.contains(&text), "{code}: {text}");
            }
            assert!(
                all.iter().enumerate().all(|(at, text)| at == 1 || !text.is_empty()),
                "{code} lacks a word of its page"
            );
            let words = |text: &str| text.split_whitespace().count();
            assert_eq!(words(code.summary()) + words(after_summary(*code)), words(code.text()), "{code}");
        }
    }

    #[test]
    fn one_slip_finds_the_code_and_words_find_its_kin() {
        assert_eq!(nearest("contaner-crc"), [Code::ContainerCrc]);
        assert_eq!(nearest("CONTAINER_CRC"), [Code::ContainerCrc]);
        let kin = nearest("revoked");
        assert!(kin.contains(&Code::TrustRevoked), "{kin:?}");
        assert_eq!(nearest("qqqqqqqqqqqq"), []);
        assert_eq!(nearest(&"x".repeat(1_000_000)), []);
    }
}
