//! JSON of other people: strict, with numbers as the text they are written in, and with an account of what was read.
//!
//! A number is never turned into a binary fraction; a name that stands twice in an object is refused, because readers
//! do not agree which of the two counts. Documents are walked ([`Source::walk`]): a reader names the arrays it wants, and
//! gets their elements one by one, so that a source may be of any length.

mod lexer;
mod walk;

use std::{cell::Cell, collections::BTreeMap};

use self::lexer::Text;
pub(crate) use self::walk::{Mark, Piece, Source};

/// Deepest value.
const DEPTH: usize = 32;

/// A value with what stands in it.
#[derive(Debug)]
pub(crate) struct Node {
    value: Value,
    /// Some member of a record took it.
    used: Cell<bool>,
}

#[derive(Debug)]
enum Value {
    Null,
    Bool(bool),
    /// A text, or a number as it is written.
    Scalar(Text),
    List(Vec<Node>),
    Object(Vec<(Text, Node)>),
}

impl Node {
    fn new(value: Value) -> Self {
        Self { value, used: Cell::new(false) }
    }

    /// The value under a path of names: `Amount/Currency`; this value itself under an empty one.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').filter(|name| !name.is_empty()).try_fold(self, |node, name| match &node.value {
            Value::Object(members) => members.iter().find(|(known, _)| known.as_str() == name).map(|(_, node)| node),
            _ => None,
        })
    }

    /// The elements under a path: those of an array, or a single value that is none.
    pub(crate) fn each(&self, path: &str) -> &[Self] {
        self.at(path).map_or(&[], |node| match &node.value {
            Value::List(elements) => elements,
            Value::Null => &[],
            _ => std::slice::from_ref(node),
        })
    }

    /// The text or number under a path, without taking it; trimmed, `None` where it is empty.
    pub(crate) fn peek(&self, path: &str) -> Option<&str> {
        match &self.at(path)?.value {
            Value::Scalar(text) => Some(text.as_str().trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The text or number under a path, which counts as read from now on.
    pub(crate) fn take(&self, path: &str) -> Option<&str> {
        self.at(path)?.used.set(true);
        self.peek(path)
    }

    /// The text under the first of several paths that has one.
    pub(crate) fn any(&self, paths: &[&str]) -> Option<&str> {
        paths.iter().find_map(|path| self.take(path))
    }

    /// The text of this value itself, which counts as read from now on.
    pub(crate) fn text(&self) -> Option<&str> {
        self.used.set(true);
        match &self.value {
            Value::Scalar(text) => Some(text.as_str().trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// `true` or `false` under a path.
    pub(crate) fn flag(&self, path: &str) -> Option<bool> {
        let node = self.at(path)?;
        node.used.set(true);
        match node.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Counts the values that nobody took, by path from `path` on; they count as read from now on.
    pub(crate) fn unread(&self, path: &str, found: &mut BTreeMap<String, u64>) {
        match &self.value {
            _ if self.used.replace(true) => {}
            Value::Null => {}
            Value::Scalar(text) if text.as_str().trim().is_empty() => {}
            Value::Scalar(_) | Value::Bool(_) => *found.entry(path.to_owned()).or_default() += 1,
            Value::List(elements) => elements.iter().for_each(|element| element.unread(path, found)),
            Value::Object(members) => {
                for (name, node) in members.iter().filter(|(_, node)| !node.used.get()) {
                    node.unread(&format!("{path}/{}", name.as_str()), found);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write as _, io::Cursor};

    use pannier_report::Finding;

    use super::*;
    use crate::Encoding;

    fn documents(text: &str) -> Result<Vec<Node>, Box<Finding>> {
        let mut input = Cursor::new(text);
        let mut source = Source::new(&mut input, None).expect("memory");
        let mut documents = Vec::new();
        let outcome = source.walk(&[], &mut |piece| {
            if let Piece::Rest(node, _) = piece {
                documents.push(node);
            }
            Ok(())
        });
        outcome.expect("memory").map(|()| documents)
    }

    #[test]
    fn numbers_are_text() {
        let documents = documents(r#"{"a":{"b":1.10,"c":[" x ",null,12345678901234567890.123,true]}} {"a":{}}"#)
            .expect("two documents");
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].take("a/b"), Some("1.10"));
        let texts: Vec<_> = documents[0].each("a/c").iter().map(Node::text).collect();
        assert_eq!(texts, [Some("x"), None, Some("12345678901234567890.123"), None]);
        let mut unread = BTreeMap::new();
        documents[0].unread("", &mut unread);
        assert_eq!(unread.len(), 0);
    }

    #[test]
    fn what_is_refused_has_a_place() {
        let check = |text: &str, place: Option<(u64, u64)>, pointer: Option<&str>| {
            let finding = documents(text).expect_err(text);
            let found = finding.location.line.zip(finding.location.column);
            assert_eq!((found, finding.location.pointer.as_deref()), (place, pointer), "{text}");
        };
        check("{\n\"a\": 1,\n}", Some((3, 1)), None);
        check("{\"a\": [1, 2", Some((1, 12)), None);
        check("{\"a\": 01}", Some((1, 8)), None);
        check("\n{\"a\": NaN}", Some((2, 7)), None);
        check("\n{\"a\": -Infinity}", Some((2, 8)), None);
        check("[1,]", Some((1, 4)), None);
        check("[1 2]", Some((1, 4)), None);
        check("{\"a\" 1}", Some((1, 6)), None);
        check("{a:1}", Some((1, 2)), None);
        check("{'a':1}", Some((1, 2)), None);
        check("[\"\t\"]", Some((1, 3)), None);
        check("[\"\\x\"]", Some((1, 4)), None);
        check("[\"\\u12g4\"]", Some((1, 7)), None);
        check("[1.]", Some((1, 4)), None);
        check("[.5]", Some((1, 2)), None);
        check("[+1]", Some((1, 2)), None);
        check("[1e]", Some((1, 4)), None);
        check("[tru]", Some((1, 5)), None);
        check("[nullx]", Some((1, 6)), None);
        check("{} // end", Some((1, 4)), None);
        check("{},{}", Some((1, 3)), None);
        check("01", Some((1, 2)), None);
        check("\u{FEFF}\u{FEFF}{}", Some((1, 1)), None);
        check("{\"a\":{\"b\":1,\"b\":2}}", Some((1, 17)), Some("/a"));
        check("{\"a\":{\"b\":1,\"\\u0062\":2}}", Some((1, 22)), Some("/a"));
        check("{\"a\":[0,\"\\ud800\"]}", Some((1, 17)), Some("/a/1"));
        check("{\"a\":[0,\"\\ud800\\u0061\"]}", Some((1, 23)), Some("/a/1"));
        check("{\"a\":[0,\"\\udc00\"]}", Some((1, 17)), Some("/a/1"));
        check("{\"a\":{\"\\ud800\":1}}", Some((1, 15)), Some("/a"));
        check(&format!("{}{}", "[".repeat(40), "]".repeat(40)), Some((1, 33)), Some(&"/0".repeat(32)));
        check(&"{\"a\":".repeat(40), Some((1, 161)), Some(&"/a".repeat(32)));
        let many = (0..40).fold(String::new(), |many, n| many + &format!("\"{n}\":0,"));
        check(&format!("{{{many}\"3\":1}}"), Some((1, 276)), Some(""));
    }

    fn walked(bytes: &[u8], given: Option<Encoding>, arrays: &[&str]) -> String {
        let mut input = Cursor::new(bytes);
        let mut source = Source::new(&mut input, given).expect("memory");
        let mut seen = String::new();
        let mut marks = Vec::new();
        let outcome = source.walk(arrays, &mut |piece| {
            match piece {
                Piece::Page => seen.push('('),
                Piece::Element(array, node, mark) => {
                    let text = node.any(&["", "v"]).unwrap_or("-").to_owned();
                    let _ = write!(seen, "{array}{}{text} ", if mark.follows { ',' } else { ':' });
                    marks.push((mark, text));
                }
                Piece::Rest(node, _) => {
                    let mut rest = BTreeMap::new();
                    node.unread("", &mut rest);
                    let names: Vec<_> = rest.into_keys().collect();
                    let _ = write!(seen, "{})", names.join(" "));
                }
            }
            Ok(())
        });
        if let Err(finding) = outcome.expect("memory") {
            let location = finding.location;
            return format!(
                "{seen}{}:{}{}",
                location.line.unwrap_or(0),
                location.column.unwrap_or(0),
                location.pointer.unwrap_or_default()
            );
        }
        // Every element is found again, backwards by its place and forwards one after the other.
        for (mark, text) in marks.iter().rev().step_by(97) {
            let node = source.node(mark.offset).expect("it was there");
            assert_eq!(node.any(&["", "v"]).unwrap_or("-"), text);
        }
        for (mark, text) in &marks {
            let node = if mark.follows { source.following() } else { source.node(mark.offset) }.expect("it was there");
            assert_eq!(node.any(&["", "v"]).unwrap_or("-"), text);
        }
        seen
    }

    #[test]
    fn elements_one_by_one() {
        let check = |text: &str, expected: &str| {
            let arrays = ["d/t", "d/o/t", "e/*"];
            assert_eq!(walked(text.as_bytes(), None, &arrays), expected, "{text}");
            let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
            if !expected.contains("/d/t/0/é") {
                assert_eq!(walked(&wide(&format!("\u{FEFF}{text}")), None, &arrays), expected, "{text}");
            }
        };
        check("", "");
        check(r#"{"d":{"t":[1,{"v":2} , "ü"],"u":[7]},"m":{"n":3}}"#, "(0:1 0,2 0,ü /d/u /m/n)");
        check(r#"{"d":{"o":{"t":[1]},"t":[2]}} {"d":{"t":[3]}}"#, "(1:1 0:2 )(0:3 )");
        check(r#"[{"d":{"t":[1]}},[{"d":{"t":[2]}}],4]"#, "(0:1 )(0:2 )()");
        check(r#"{"d":{"t":{"v":5}}}"#, "(0:5 )");
        check(r#"{"d":{"t":null,"o":null}}"#, "()");
        check(r#"{"d":{"t":[[1,2],[],[[3]]]}}"#, "(0:1 0,2 0:3 )");
        check(r#"{"d":[{"t":[1]}],"t":[2]}"#, "(/d/t /t)");
        check(r#"{"e":{"x":[1],"y":[2,3]}}"#, "(2:1 2:2 2,3 )");
        check("{\"v\":1}\n{\"v\":2}\n", "(/v)(/v)");
        // A page is what it was up to the place where it is none any more.
        check(r#"{"d":{"t":[1,2"#, "(0:1 0,2 1:15");
        check(r#"{"d":{"t":[1],"t":[2]}}"#, "(0:1 1:19/d");
        check(r#"{"d":{"t":[1],"#, "(0:1 1:15");
    }

    /// Elements lie across the ends of pieces, in every encoding.
    #[test]
    fn longer_than_a_piece() {
        let elements: Vec<String> =
            (0..20_000).map(|n| format!("{{\"v\":\"{n} é {}\"}}", "€".repeat(n % 50))).collect();
        let text = format!("{{\"d\":{{\"t\":[{}]}}}}", elements.join(" ,\n"));
        let expected = walked(text.as_bytes(), None, &["d/t"]);
        assert!(expected.matches(['0', ',']).count() >= 20_000);
        let wide: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(walked(&wide, None, &["d/t"]), expected);
        let text = text.replace('€', "ß");
        let narrow: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
        let expected = walked(text.as_bytes(), None, &["d/t"]);
        assert_eq!(walked(&narrow, Encoding::named("windows-1252"), &["d/t"]), expected);
        // Without its name the place of the first byte that is none is said.
        assert_eq!(walked(&narrow, None, &["d/t"]), "1:20");
    }

    #[test]
    fn nothing_grows_without_bound() {
        let check = |text: &str, expected: &str| {
            let found = walked(text.as_bytes(), None, &["d/t"]);
            assert!(found.ends_with(expected), "{expected}, not {}", &found[found.len().saturating_sub(40)..]);
        };
        let long = "x".repeat(5 << 20);
        check(&format!("{{\"d\":{{\"t\":[1,\n\"{long}\"]}}}}"), "0:1 2:1");
        check(&format!("{{\"d\":{{\"u\":\n\"{long}\"}}}}"), "2:1");
        check(&format!("{{\"d\":{{\"u\":\n\"{long}{long}"), "2:1");
        check(&format!("{{\"{long}\":0}}"), "1:2");
        check(&format!("{{\"d\":{{\"t\":[[{}0]]}}}}", "[],".repeat(300_000)), ")");
        check(&format!("{{\"d\":{{\"t\":[{{\"v\":[{}0]}}]}}}}", "[],".repeat(300_000)), "/d/t/0/v/262142");
        let many = (0..500_000).fold(String::new(), |many, n| many + &format!("\"{n}\":0,"));
        check(&format!("{{{many}\"d\":0}}"), "(1:1948003");
    }
}
