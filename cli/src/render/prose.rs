//! Markdown prose for a terminal: paragraphs wrapped, everything whose line breaks mean something left alone.

/// Lines of at most `width` characters where words allow it.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Wraps the paragraphs of `text`; tables, lists and fenced blocks stay as they are.
pub(crate) fn paragraphs(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in text.lines().chain([""]) {
        let start = line.trim_start();
        let fence = start.starts_with("```");
        if !fenced && !fence && !start.is_empty() && !is_structure(start) {
            paragraph.push_str(line);
            paragraph.push(' ');
            continue;
        }
        lines.append(&mut wrap(&std::mem::take(&mut paragraph), width));
        lines.push(line.to_owned());
        fenced ^= fence;
    }
    lines.pop();
    lines
}

/// Whether a line is one of a table, a list, a quotation or a heading.
fn is_structure(line: &str) -> bool {
    let numbered = line.split_once(". ").is_some_and(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()));
    numbered || ["|", "- ", "* ", "> ", "#"].iter().any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_and_structure_kept() {
        let check = |text: &str, expected: &[&str]| assert_eq!(paragraphs(text, 12), expected, "{text:?}");
        check("", &[]);
        check("one two\nthree four", &["one two", "three four"]);
        check("one\ntwo\n\nthree", &["one two", "", "three"]);
        check("a b\n```\n  x   y z w v u t\n\n```\nc d", &["a b", "```", "  x   y z w v u t", "", "```", "c d"]);
        check("a\n| x | y long row |\n- one of a list\nb", &["a", "| x | y long row |", "- one of a list", "b"]);
        check("averylongwordindeed x", &["averylongwordindeed", "x"]);
    }
}
