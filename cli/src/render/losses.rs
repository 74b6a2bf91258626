//! What could not be carried: all of it as data, or counted for a person.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use pannier::convert::Loss;
use serde::Serialize;

use super::{
    human::{DIM, WARNING},
    untrusted::Untrusted,
};

/// How many kinds of loss a person is shown.
const SHOWN_KINDS: usize = 12;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    reason: &'a str,
}

/// Each loss as one JSON object a line.
pub(crate) fn lines(out: &mut dyn Write, losses: &[(String, Loss)]) -> io::Result<()> {
    for (file, loss) in losses {
        let line = Line { file, row: loss.row, member: loss.member.as_deref(), reason: &loss.reason };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Losses of one kind counted together, with the first place of each.
pub(crate) fn summary(losses: &[(String, Loss)]) -> Vec<String> {
    let mut kinds = BTreeMap::new();
    for (file, loss) in losses {
        let kind = (file.as_str(), loss.member.as_deref(), loss.reason.as_str());
        let kind: &mut (u64, _) = kinds.entry(kind).or_insert((0, loss.row));
        kind.0 += 1;
    }
    let more = kinds.len().saturating_sub(SHOWN_KINDS);
    let mut lines: Vec<_> = kinds
        .into_iter()
        .take(SHOWN_KINDS)
        .map(|((file, member, reason), (count, first))| {
            let what = member.map_or_else(|| "row".to_owned(), |member| Untrusted::text(member).to_string());
            let times = if count == 1 { String::new() } else { format!(" ({count} times)") };
            let place = first.map(|row| format!(" row {row}")).unwrap_or_default();
            let (file, reason) = (Untrusted::text(file), Untrusted::text(reason));
            format!("{WARNING}not carried{WARNING:#}: {what}: {reason}{times}\n  {DIM}-->{DIM:#} {file}{place}")
        })
        .collect();
    if more > 0 {
        lines.push(format!("{DIM}… and {more} more kinds (--losses FILE has all){DIM:#}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_losses_are_counted_and_placed() {
        let losses = vec![
            ("a.csv".to_owned(), Loss::member(3, "Notes", "has no place")),
            ("a.csv".to_owned(), Loss::member(4, "Notes", "has no place")),
            ("b.csv".to_owned(), Loss::row(9, "no date")),
        ];
        let text = summary(&losses).join("\n");
        assert!(text.contains("Notes: has no place (2 times)"), "{text}");
        assert!(text.contains("a.csv row 3") && text.contains("b.csv row 9"), "{text}");
        let mut raw = Vec::new();
        lines(&mut raw, &losses).unwrap();
        let raw = String::from_utf8(raw).unwrap();
        assert_eq!(raw.lines().count(), 3);
        assert_eq!(raw.lines().next_back(), Some(r#"{"file":"b.csv","row":9,"reason":"no date"}"#));
    }
}
