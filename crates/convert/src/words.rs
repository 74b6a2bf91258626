//! Words of foreign formats as tables of the standard.
//!
//! Whoever writes another reader needs every word that this one knows. A table in a chapter of `spec/formats/` stands between
//! `<!-- words: NAME -->` and `<!-- end -->`; tests beside the words hold it, and write it where `PANNIER_WRITE_GOLDEN` is set.

use std::{
    fmt::{Display, Write as _},
    fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

use pannier_model::value::Decimal;

use crate::values::kind::Meaning;

/// What a word means, with all words that mean it, in the order in which they come.
#[derive(Default)]
pub(crate) struct Table(Vec<(String, Vec<String>)>);

impl Table {
    /// Words and what each means in a record.
    pub(crate) fn of<'w, M: Display>(words: impl IntoIterator<Item = (&'w str, M)>) -> Self {
        words.into_iter().fold(Self::default(), |table, (word, meaning)| table.word(word, format!("`{meaning}`")))
    }

    /// As [`Table::of`], of words that mean the same.
    pub(crate) fn of_groups<'w, M: Display + Copy>(groups: impl IntoIterator<Item = (&'w [&'w str], M)>) -> Self {
        Self::of(groups.into_iter().flat_map(|(words, meaning)| words.iter().map(move |word| (*word, meaning))))
    }

    /// Words for kinds of movements.
    pub(crate) fn of_kinds<'w>(words: impl IntoIterator<Item = (&'w str, Meaning)>) -> Self {
        words.into_iter().fold(Self::default(), |table, (word, meaning)| table.word(word, kind(meaning)))
    }

    /// One word more.
    pub(crate) fn word(self, word: &str, meaning: String) -> Self {
        self.entry(format!("`{word}`"), meaning)
    }

    /// One word more that is so many of what it means.
    pub(crate) fn scaled(self, word: &str, times: Decimal, meaning: String) -> Self {
        let one = times.picos() == 1_000_000_000_000;
        self.entry(if one { format!("`{word}`") } else { format!("`{word}` ({times})") }, meaning)
    }

    fn entry(mut self, word: String, meaning: String) -> Self {
        match self.0.iter_mut().find(|(known, _)| *known == meaning) {
            Some((_, words)) => words.push(word),
            None => self.0.push((meaning, vec![word])),
        }
        self
    }

    /// Holds the table of that name in a chapter against this one.
    pub(crate) fn stands(&self, chapter: &str, name: &str, header: [&str; 2]) {
        // Tests run side by side, and several tables stand in one chapter.
        static WRITING: Mutex<()> = Mutex::new(());
        let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/formats").join(chapter);
        let text = fs::read_to_string(&path).expect("the chapter is there");
        let mut expected = format!("<!-- words: {name} -->\n\n| {} | {} |\n|---|---|\n", header[0], header[1]);
        for (meaning, words) in &self.0 {
            let _ = writeln!(expected, "| {meaning} | {} |", words.join(" ").replace('|', "\\|"));
        }
        expected.push_str("\n<!-- end -->");
        let start = text.find(&format!("<!-- words: {name} -->")).expect("the chapter has a place for the table");
        let end = start + text[start..].find("<!-- end -->").expect("the table has an end") + "<!-- end -->".len();
        if std::env::var_os("PANNIER_WRITE_GOLDEN").is_some() {
            fs::write(&path, [&text[..start], &expected, &text[end..]].concat()).expect("the chapter can be written");
        } else {
            assert_eq!(&text[start..end], expected, "write it with PANNIER_WRITE_GOLDEN=1");
        }
    }
}

/// A meaning in the words of the standard.
fn kind(meaning: Meaning) -> String {
    match meaning {
        Meaning::Is(kind) => format!("`{kind}`"),
        Meaning::Reversed(kind) => format!("`{kind}` taken back"),
        Meaning::BySign(coming, going) => format!("`{coming}`, `{going}`"),
        Meaning::Fee(fee) => format!("`fee` of kind `{fee}`"),
    }
}
