//! JSON of other people: strict, with numbers as the text they are written in, and with an account of what was read.
//!
//! A number is never turned into a binary fraction; a name that stands twice in an object is refused, because readers
//! do not agree which of the two counts. Documents are walked ([`Source::walk`]): a reader names the arrays it wants, and
//! gets their elements one by one, so that a source may be of any length.

mod lexer;
mod shape;
mod tree;
mod walk;

pub(crate) use self::{
    tree::Node,
    walk::{Mark, Piece, Source},
};

/// Deepest value.
const DEPTH: usize = 32;

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fmt::Write as _, io::Cursor};

    use pannier_report::Finding;

    use super::*;
    use crate::Encoding;

    /// Hands on every document; how many there were.
    fn documents(text: &str, see: &mut dyn FnMut(Node<'_>)) -> Result<usize, Box<Finding>> {
        let mut input = Cursor::new(text);
        let mut source = Source::new(&mut input, None).expect("memory");
        let mut documents = 0;
        let outcome = source.walk(&[], &mut |piece| {
            if let Piece::Rest(node, _) = piece {
                documents += 1;
                see(node);
            }
            Ok(())
        });
        outcome.expect("memory").map(|()| documents)
    }

    #[test]
    fn numbers_are_text() {
        let text = r#"{"a":{"b":1.10,"c":[" x ",null,12345678901234567890.123,true]}} {"a":{}}"#;
        let mut seen = Vec::new();
        let count = documents(text, &mut |document| {
            let texts: Vec<_> = document.each("a/c").map(|node| node.text().unwrap_or("none").to_owned()).collect();
            let mut unread = BTreeMap::new();
            document.unread("", &mut unread);
            seen.push((document.take("a/b").map(str::to_owned), texts, unread.into_keys().collect::<Vec<_>>()));
        });
        assert_eq!(count.expect("two documents"), 2);
        let texts = ["x", "none", "12345678901234567890.123", "none"].map(str::to_owned);
        assert_eq!(seen[0], (Some("1.10".to_owned()), texts.to_vec(), vec!["/a/b".to_owned()]));
        assert_eq!(seen[1], (None, Vec::new(), Vec::new()));
    }

    /// A member is found by its name alone, whatever its neighbours are called.
    #[test]
    fn names_are_told_apart() {
        let names: Vec<String> =
            ["", "a", "ab", "abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghXXabcdefgh", "a\\u0000"]
                .map(str::to_owned)
                .into_iter()
                .chain((0..60).map(|n| format!("remittance{n:02}Information")))
                .chain((0..60).map(|n| format!("m{n}")))
                .collect();
        for shown in [1, 2, 9, 47, 48, 49, names.len()] {
            let members: Vec<String> =
                names[..shown].iter().enumerate().map(|(n, name)| format!(r#""{name}":{{"v":{n}}}"#)).collect();
            let count = documents(&format!(r#"{{"o":{{{}}}}}"#, members.join(",")), &mut |document| {
                for (n, name) in names.iter().enumerate().skip(1) {
                    let written = name.replace("\\u0000", "\0");
                    let found = document.take(&format!("o/{written}/v"));
                    assert_eq!(found, (n < shown).then(|| n.to_string()).as_deref(), "{name} of {shown}");
                }
                assert_eq!(document.each("o/a").len(), usize::from(shown > 1));
                let mut unread = BTreeMap::new();
                document.unread("", &mut unread);
                // An empty name is under no path.
                assert_eq!(unread.into_keys().collect::<Vec<_>>(), ["/o//v"]);
            });
            assert_eq!(count.expect("one document"), 1);
            // Each of them a second time is refused.
            for name in &names[..shown] {
                documents(&format!(r#"{{"o":{{{},"{name}":0}}}}"#, members.join(",")), &mut |_| {}).expect_err(name);
            }
        }
    }

    /// Pseudo-random numbers, the same ones every time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).expect("31 bits") % most
        }
    }

    /// Names of which some share their beginning, their end, their length or all that tells names apart quickly.
    const NAMES: [&str; 9] =
        ["a", "b", "ab", "abcdefgh", "abcdefgh-x", "abcdefghiabcdefgh", "abcdefghjabcdefgh", "é", "q\"\\"];

    enum Made {
        Text(String),
        List(Vec<Made>),
        Object(Vec<(&'static str, Made)>),
    }

    impl Made {
        fn roll(dice: &mut Dice, depth: usize) -> Self {
            match dice.below(if depth > 3 { 1 } else { 6 }) {
                0..3 => Self::Text(format!("v{}", dice.below(1000))),
                3 => Self::List((0..dice.below(4)).map(|_| Self::roll(dice, depth + 1)).collect()),
                _ => Self::object(dice, depth),
            }
        }

        fn object(dice: &mut Dice, depth: usize) -> Self {
            let mut names = NAMES.to_vec();
            // Mostly in one order, some of them missing, sometimes in another.
            if dice.below(4) == 0 {
                names.rotate_left(dice.below(NAMES.len()));
            }
            names.retain(|_| dice.below(5) > 0);
            Self::Object(names.into_iter().map(|name| (name, Self::roll(dice, depth + 1))).collect())
        }

        fn write(&self, dice: &mut Dice, text: &mut String) {
            match self {
                Self::Text(value) => text.extend(["\"", value, "\""]),
                Self::List(inner) => {
                    text.push('[');
                    for (n, value) in inner.iter().enumerate() {
                        text.push_str(if n > 0 { ", " } else { "" });
                        value.write(dice, text);
                    }
                    text.push(']');
                }
                Self::Object(members) => {
                    text.push('{');
                    for (n, (name, value)) in members.iter().enumerate() {
                        text.push_str(if n > 0 { "," } else { "" });
                        write_name(name, dice, text);
                        value.write(dice, text);
                    }
                    text.push('}');
                }
            }
        }

        /// Holds every name that there may be against what is found, a node of this value.
        fn check(&self, node: Node<'_>, written: &str) {
            let members = match self {
                Self::Object(members) => members.as_slice(),
                _ => &[],
            };
            match self {
                Self::Text(value) => assert_eq!(node.peek(""), Some(value.as_str()), "{written}"),
                Self::List(inner) => {
                    let found: Vec<Node<'_>> = node.each("").collect();
                    assert_eq!(found.len(), inner.len(), "{written}");
                    inner.iter().zip(found).for_each(|(value, node)| value.check(node, written));
                }
                Self::Object(_) => {}
            }
            for name in NAMES {
                let made = members.iter().find(|(known, _)| *known == name);
                let found = node.at(name);
                assert_eq!(found.is_some(), made.is_some(), "{name} of {written}");
                let Some(((_, made), found)) = made.zip(found) else { continue };
                made.check(found, written);
                for below in NAMES {
                    let there = matches!(made, Self::Object(inner) if inner.iter().any(|(known, _)| *known == below));
                    assert_eq!(node.at(&format!("{name}/{below}")).is_some(), there, "{name}/{below} of {written}");
                }
            }
        }
    }

    fn write_name(name: &str, dice: &mut Dice, text: &mut String) {
        text.push('"');
        for c in name.chars() {
            match c {
                '"' | '\\' => text.extend(['\\', c]),
                _ if dice.below(30) == 0 => write!(text, "\\u{:04x}", u32::from(c)).expect("a text"),
                _ => text.push(c),
            }
        }
        text.push_str(["\":", "\" : "][dice.below(2)]);
    }

    /// What earlier elements were like changes nothing about what is found in this one.
    #[test]
    fn members_are_found_whatever_came_before() {
        let mut dice = Dice(7);
        let elements: Vec<Made> = (0..1500).map(|_| Made::object(&mut dice, 0)).collect();
        let mut texts = Vec::new();
        for element in &elements {
            let mut text = String::new();
            element.write(&mut dice, &mut text);
            texts.push(text);
        }
        let whole = format!("{{\"t\":[{}]}}", texts.join(","));
        let mut input = Cursor::new(&whole);
        let mut source = Source::new(&mut input, None).expect("memory");
        let mut seen = 0;
        let outcome = source.walk(&["t"], &mut |piece| {
            if let Piece::Element(_, node, _, _) = piece {
                elements[seen].check(node, &texts[seen]);
                seen += 1;
            }
            Ok(())
        });
        outcome.expect("memory").expect("JSON");
        assert_eq!(seen, elements.len());
        // A name of an element that stands in it once more is refused, and nothing before it.
        for (n, element) in elements.iter().enumerate().skip(20).step_by(9) {
            let Made::Object(members) = element else { continue };
            let Some((name, _)) = members.get(dice.below(members.len() + 1)) else { continue };
            let mut twice = texts[n][..texts[n].len() - 1].to_owned();
            twice.push(',');
            write_name(name, &mut dice, &mut twice);
            let before = texts[n - 20..n].join(",");
            let found = walked(format!("{{\"t\":[{before},{twice}0}}]}}").as_bytes(), None, &["t"]);
            assert!(found.ends_with("/t/20"), "{name} twice in {}, not {found}", texts[n]);
        }
    }

    /// More names than are remembered, and names that are no path.
    #[test]
    fn names_beyond_those_remembered() {
        let many: Vec<String> = (0..2500).map(|n| format!("m{n}")).collect();
        let members: Vec<String> = many.iter().map(|name| format!(r#""{name}":"{name}""#)).collect();
        let element = format!(r#"{{{},"a/b":"slash","a":{{"b":"path"}}}}"#, members.join(","));
        let text = format!("[{element}{element}]").replace("}}{", "}},{");
        let count = documents(&text, &mut |document| {
            assert!(many.iter().all(|name| document.peek(name) == Some(name)));
            assert_eq!((document.peek("a/b"), document.peek("m2500")), (Some("path"), None));
        });
        assert_eq!(count.expect("two documents"), 2);
    }

    #[test]
    fn what_is_refused_has_a_place() {
        let check = |text: &str, place: Option<(u64, u64)>, pointer: Option<&str>| {
            let finding = documents(text, &mut |_| {}).expect_err(text);
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
                Piece::Element(array, node, mark, _) => {
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
        for (mark, text) in marks.iter().rev().step_by(97).chain(marks.iter().rev().take(500)) {
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
