//! Reads the chapters of `spec/`: their requirements, and normative words outside of them.

use std::{collections::BTreeMap, fs, path::Path};

use crate::requirement::{Requirement, normative_words};

/// The chapters: file name below `spec/` and text, in reading order. `README.md`, `SUMMARY.md` and `CHANGELOG.md`
/// bind nobody.
///
/// # Errors
/// A file cannot be read.
pub fn chapters(root: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for folder in ["", "formats/", "profiles/"] {
        let path = root.join("spec").join(folder);
        for entry in fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))? {
            let name = entry.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
            let is_chapter = Path::new(&name).extension().is_some_and(|extension| extension == "md");
            if is_chapter && !["README.md", "SUMMARY.md", "CHANGELOG.md"].contains(&name.as_str()) {
                let text = fs::read_to_string(path.join(&name)).map_err(|error| format!("{name}: {error}"))?;
                found.insert(format!("{folder}{name}"), text);
            }
        }
    }
    Ok(found)
}

/// All requirements, sorted by id.
///
/// # Errors
/// A block is malformed, an id stands twice, or a normative word stands outside a block.
pub fn requirements(chapters: &BTreeMap<String, String>) -> Result<Vec<Requirement>, String> {
    let mut all: BTreeMap<String, Requirement> = BTreeMap::new();
    for (chapter, text) in chapters {
        for block in blocks(text) {
            match block {
                Block::Prose(prose) => {
                    if let Some(word) = normative_words(&prose).first() {
                        return Err(format!("spec/{chapter}: {word} stands outside a requirement"));
                    }
                }
                Block::Requirement(id, body) => {
                    let requirement = Requirement::read(chapter, &id, &body)?;
                    if all.insert(id.clone(), requirement).is_some() {
                        return Err(format!("spec/{chapter}: #### {id} stands twice"));
                    }
                }
            }
        }
    }
    Ok(all.into_values().collect())
}

enum Block {
    Prose(String),
    Requirement(String, String),
}

/// A requirement lasts from its heading to the next heading of any level or a horizontal rule.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = vec![Block::Prose(String::new())];
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if !fenced && let Some(id) = line.strip_prefix("#### ") {
            blocks.push(Block::Requirement(id.trim().to_owned(), String::new()));
            continue;
        }
        if !fenced && (line.starts_with('#') || line.trim() == "---") {
            blocks.push(Block::Prose(String::new()));
        }
        if let Some(Block::Prose(body) | Block::Requirement(_, body)) = blocks.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    blocks
}
