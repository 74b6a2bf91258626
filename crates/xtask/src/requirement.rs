//! One requirement of the standard, as its block in `spec/` says it.

use serde::Serialize;

/// A requirement. Member names are those of `spec/requirements.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// The heading: its one id.
    pub id: String,
    /// `MUST`, `SHOULD` or `MAY`.
    pub level: String,
    /// Whom it binds.
    pub roles: Vec<String>,
    /// The stage that catches a departure.
    pub stage: String,
    /// The version of the standard that brought it.
    pub since: String,
    /// The file below `spec/`.
    pub chapter: String,
    /// The first sentence of `text`.
    pub summary: String,
    /// The normative text.
    pub text: String,
    /// The reason.
    pub why: String,
    /// What satisfies it.
    pub right: String,
    /// What does not.
    pub wrong: String,
}

const LEVELS: [&str; 3] = ["MUST", "SHOULD", "MAY"];
const ROLES: [&str; 5] = ["issuer", "holder", "verifier", "recipient", "converter"];
const STAGES: [&str; 13] = [
    "convert",
    "container",
    "head",
    "binding",
    "share",
    "record",
    "proof",
    "schema",
    "rules",
    "document",
    "tariff",
    "quote",
    "behaviour",
];

impl Requirement {
    /// Reads one block: the heading's text and the lines below it.
    ///
    /// # Errors
    /// Says what is wrong with the block.
    pub fn read(chapter: &str, id: &str, body: &str) -> Result<Self, String> {
        let fail = |what: &str| Err(format!("spec/{chapter}: #### {id}: {what}"));
        let slug = !id.is_empty()
            && id.split('-').all(|word| {
                word.starts_with(|c: char| c.is_ascii_lowercase())
                    && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            });
        if !slug {
            return fail("the id is not a slug of lower-case words joined by hyphens");
        }
        let mut lines = body.trim().lines();
        let data = lines.next().unwrap_or_default().trim();
        let Some(data) = data.strip_prefix('*').and_then(|data| data.strip_suffix('*')) else {
            return fail("the first line is not `*LEVEL · roles · stage: … · since …*`");
        };
        let fields: Vec<&str> = data.split('·').map(str::trim).collect();
        let [level, roles, stage, since] = fields.as_slice() else {
            return fail("the first line needs four fields separated by `·`");
        };
        let (Some(stage), Some(since)) = (stage.strip_prefix("stage: "), since.strip_prefix("since ")) else {
            return fail("the first line needs `stage: …` and `since …`");
        };
        let roles: Vec<String> = roles.split(',').map(|role| role.trim().to_owned()).collect();
        if !LEVELS.contains(level) || !STAGES.contains(&stage) || !roles.iter().all(|r| ROLES.contains(&r.as_str())) {
            return fail("unknown level, role or stage");
        }
        let sections = Sections::read(lines);
        let keywords = normative_words(&sections.text);
        if keywords.len() != 1 {
            return fail(&format!("one normative word is expected, {} were found", keywords.len()));
        }
        if keywords[0] != *level {
            return fail(&format!("the level is {level}, the text says {}", keywords[0]));
        }
        for other in [&sections.why, &sections.right, &sections.wrong] {
            if !normative_words(other).is_empty() {
                return fail("a normative word stands in Why, Right or Wrong");
            }
        }
        if sections.why.is_empty() {
            return fail("`Why:` is missing");
        }
        if sections.right.is_empty() || sections.wrong.is_empty() {
            return fail("`Right:` or `Wrong:` is missing");
        }
        Ok(Self {
            id: id.to_owned(),
            level: (*level).to_owned(),
            roles,
            stage: stage.to_owned(),
            since: since.to_owned(),
            chapter: chapter.to_owned(),
            summary: first_sentence(&sections.text),
            text: sections.text,
            why: sections.why,
            right: sections.right,
            wrong: sections.wrong,
        })
    }
}

#[derive(Default)]
struct Sections {
    text: String,
    why: String,
    right: String,
    wrong: String,
}

impl Sections {
    /// `Why:`, `Right:` and `Wrong:` are a paragraph each, or a block of code; what stands behind one of them is text again.
    fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut sections = Self::default();
        let mut into = 0;
        let mut fenced = false;
        for line in lines {
            let mut line = line;
            if !fenced {
                for (number, label) in [(1, "Why:"), (2, "Right:"), (3, "Wrong:")] {
                    if let Some(rest) = line.strip_prefix(label) {
                        into = number;
                        line = rest.trim_start();
                    }
                }
            }
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            if !fenced && line.starts_with("<!--") {
                continue;
            }
            let section = match into {
                0 => &mut sections.text,
                1 => &mut sections.why,
                2 => &mut sections.right,
                _ => &mut sections.wrong,
            };
            section.push_str(line);
            section.push('\n');
            if !fenced && line.is_empty() && !section.trim().is_empty() {
                into = 0;
            }
        }
        for section in [&mut sections.text, &mut sections.why, &mut sections.right, &mut sections.wrong] {
            *section = paragraphs(&without_links(section));
        }
        sections
    }
}

/// The normative words of a text, code left aside; `MUST NOT` counts as `MUST`.
pub fn normative_words(markdown: &str) -> Vec<&'static str> {
    let words = ["MUST", "SHOULD", "MAY", "SHALL", "REQUIRED", "RECOMMENDED", "OPTIONAL"];
    without_code(markdown)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|word| words.into_iter().find(|known| *known == word))
        .collect()
}

/// The text with one empty line between paragraphs, and none around it.
fn paragraphs(markdown: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut fenced = false;
    for line in markdown.trim().lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced || !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// The text with links to other places of the standard replaced by their words: it is read where nothing can be followed.
fn without_links(markdown: &str) -> String {
    let mut plain = String::new();
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once("](") {
        let link = after.split_once(')').filter(|(target, _)| target.contains(".md") || target.starts_with('#'));
        if let (Some((text, words)), Some((_, behind))) = (before.rsplit_once('['), link) {
            plain.push_str(text);
            plain.push_str(words);
            rest = behind;
        } else {
            plain.push_str(before);
            plain.push_str("](");
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

/// The text without fenced blocks and code spans.
pub fn without_code(markdown: &str) -> String {
    let mut fenced = false;
    let mut kept = String::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        for (number, piece) in line.split('`').enumerate() {
            if number % 2 == 0 {
                kept.push_str(piece);
            }
        }
        kept.push('\n');
    }
    kept
}

fn first_sentence(text: &str) -> String {
    let paragraph: String =
        text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect::<Vec<_>>().join(" ");
    let mut from = 0;
    while let Some(at) = paragraph[from..].find(". ") {
        let end = from + at;
        // "e.g. x" or "i.e. x" do not end a sentence; a capital or code after the stop does.
        let next = paragraph[end + 2..].chars().next();
        if next.is_some_and(|c| c.is_uppercase() || c == '`' || c == '*') {
            return paragraph[..=end].to_owned();
        }
        from = end + 2;
    }
    paragraph
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "*MUST · issuer, verifier · stage: container · since 0.1*\n\nA name MUST be short. It is `MAY`.\n\n\
                        Why: reasons.\n\nRight: `a`\n\nWrong:\n```\nWhy: b\n```\n";

    #[test]
    fn reads_a_block() {
        let read = Requirement::read("02.md", "container-name-form", GOOD).expect("good block");
        assert_eq!(read.summary, "A name MUST be short.");
        assert_eq!(read.wrong, "```\nWhy: b\n```");
        assert_eq!(read.roles, ["issuer", "verifier"]);
    }

    #[test]
    fn what_stands_behind_a_part_is_text() {
        let block =
            format!("{GOOD}\n<!-- table: x -->\n\nMore, as [costing](14-costing.md#a) has it.\n\n<!-- end -->\n")
                .replace("Why: reasons.", "Why: reasons,\nor `[a](b)`.\n\n| a |");
        let read = Requirement::read("02.md", "a-b", &block).expect("good block");
        assert_eq!(read.why, "reasons,\nor `[a](b)`.");
        assert_eq!(read.wrong, "```\nWhy: b\n```");
        assert_eq!(read.text, "A name MUST be short. It is `MAY`.\n\n| a |\n\nMore, as costing has it.");
    }

    #[test]
    fn refuses_with_a_reason() {
        let check = |id: &str, block: &str, says: &str| {
            let message = Requirement::read("02.md", id, block).expect_err(says);
            assert!(message.contains(says), "{message}");
        };
        check("Container", GOOD, "not a slug");
        check("a-b", &GOOD.replace("It is `MAY`", "It MUST"), "2 were found");
        check("a-b", &GOOD.replace("*MUST ·", "*SHOULD ·"), "the text says MUST");
        check("a-b", &GOOD.replace("Why: reasons.", ""), "`Why:` is missing");
        check("a-b", &GOOD.replace("Right: `a`", ""), "`Right:`");
        check("a-b", &GOOD.replace("container", "behaviour").replace("Wrong:", "Or:"), "`Wrong:`");
        check("a-b", &GOOD.replace("stage: container", "stage: zip"), "unknown level");
    }
}
