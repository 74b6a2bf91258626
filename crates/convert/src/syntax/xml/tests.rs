//! The walk over whole documents, and what another reader makes of them.

use std::fmt::Write as _;

use super::{
    tag::{character, is_name},
    *,
};
use proptest::prelude::*;

#[test]
fn documents() {
    let check = |text: &str, expected: &str| {
        let mut seen = String::new();
        let role = |element: &Element<'_>| match element.name {
            "h" => Role::Holder,
            "t" => Role::Tree,
            _ => Role::Path,
        };
        let mut input = std::io::Cursor::new(text);
        let mut document = Document::of(&mut input, &Options::default()).expect("memory").expect("UTF-8");
        let outcome = document
            .walk(Spaces::Only(&["urn:a"]), &role, &mut |piece| {
                let node = match piece {
                    Piece::Tree(node, _) => node,
                    Piece::Begin(_) => {
                        seen.push('[');
                        return Ok(());
                    }
                    Piece::End => {
                        seen.push(']');
                        return Ok(());
                    }
                };
                let value = node.leaf("v").unwrap_or("-");
                seen.push_str(value);
                seen.push(';');
                Ok(())
            })
            .expect("nothing fails");
        if let Err(finding) = outcome {
            seen.push_str(&finding.message);
        }
        assert_eq!(seen, expected, "{text}");
    };
    check("<r xmlns='urn:a'><t><v> 1 </v></t><t/></r>", "1;-;");
    check("<r xmlns='urn:b' xmlns:x='urn:a'><x:t><x:v>1</x:v></x:t><t><v>2</v></t></r>", "1;");
    check("<r xmlns='urn:a'><t><v xmlns='urn:b'>1</v></t></r>", "-;");
    check("<r xmlns='urn:a'><t><v>a&amp;&#98;<![CDATA[<c>]]></v></t></r>", "a&b<c>;");
    check("<r xmlns='urn:a'><h><s><v>1</v></s><t/><h/></h><h/><s/></r>", "[1;-;-;][]");
    check("<t><v>1</v></t>", "");
    check("", "there is no element");
    check("<r/><r/>", "a second element stands beside the document");
    check("x<r/>", "text stands beside the document");
    check("<r xmlns='urn:a'><t>", "the file is cut off");
    check("<r></q>", "the file is no well-formed XML from here on");
    check("<!DOCTYPE r><r/>", "the file declares a document type");
    check("<r xmlns='urn:a'><t><v>&x;</v></t></r>", "an entity that XML does not define itself");
    check("<r xmlns='urn:a'><t><v>1<!-- -->2</v></t></r>", "a comment stands inside a value");
    check("<r xmlns='urn:a'><t><!-- --><v>1</v></t></r>", "1;");
    check(&"<a>".repeat(65), "elements lie more than 64 deep");
    let long = format!("<r xmlns='urn:a'><t><v>{}</v></t></r>", "x".repeat(TEXT + 1));
    check(&long, "a value is longer than 64 KiB");
}

/// What a reader of events makes of a document: names, texts and attributes, or that it is none.
fn theirs(text: &str) -> Option<String> {
    use quick_xml::{Reader, events::Event};
    let mut reader = Reader::from_str(text);
    let mut seen = String::new();
    let mut open: Vec<String> = Vec::new();
    let mut rooted = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if !is_name(tag.name().as_ref()) => {
                let _ = tag;
                return None;
            }
            Event::Start(tag) => {
                if open.is_empty() && std::mem::replace(&mut rooted, true) {
                    return None;
                }
                let _ = write!(seen, "<{}", tag.local_name().as_ref());
                open.push(String::new());
                for attribute in tag.attributes() {
                    let attribute = attribute.ok()?;
                    let _ = write!(seen, " {}={}", attribute.key.local_name().as_ref(), attribute.value.trim());
                }
                seen.push('>');
            }
            Event::Empty(tag) => {
                if open.is_empty() && std::mem::replace(&mut rooted, true) {
                    return None;
                }
                let _ = write!(seen, "<{}", tag.local_name().as_ref());
                for attribute in tag.attributes() {
                    let attribute = attribute.ok()?;
                    let _ = write!(seen, " {}={}", attribute.key.local_name().as_ref(), attribute.value.trim());
                }
                seen.push_str(">;");
            }
            Event::End(_) => {
                let text = open.pop()?;
                seen.push_str(text.trim());
                seen.push(';');
            }
            Event::Text(text) => match open.last_mut() {
                Some(open) => open.push_str(&text.xml10_content()),
                None if text.trim().is_empty() => {}
                None => return None,
            },
            Event::CData(text) => open.last_mut()?.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let found = match reference.resolve_char_ref() {
                    Ok(Some(found)) => found,
                    Ok(None) => character(&reference)?,
                    Err(_) => return None,
                };
                open.last_mut()?.push(found);
            }
            Event::Eof => return (rooted && open.is_empty()).then_some(seen),
            _ => return None,
        }
    }
}

fn ours(text: &str) -> Option<String> {
    fn show(node: Node<'_>, seen: &mut String, names: &[&str]) {
        let _ = write!(seen, "<{}", node.name());
        for name in names {
            if let Some(value) = node.attribute(name) {
                let _ = write!(seen, " {name}={value}");
            }
        }
        seen.push('>');
        for child in node.children() {
            show(child, seen, names);
        }
        seen.push_str(node.peek());
        seen.push(';');
    }
    let mut input = std::io::Cursor::new(text);
    let mut document = Document::of(&mut input, &Options::default()).expect("memory").ok()?;
    let mut seen = String::new();
    let outcome = document.walk(Spaces::Any, &|_| Role::Tree, &mut |piece| {
        if let Piece::Tree(node, _) = piece {
            show(node, &mut seen, &["k", "l"]);
        }
        Ok(())
    });
    outcome.expect("memory").is_ok().then_some(seen)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// What both take they take alike.
    #[test]
    fn agrees_with_quick_xml(parts in proptest::collection::vec(prop::sample::select(vec![
        "<a>", "<a>", "</a>", "</a>", "<b k=\"1\">", "</b >", "<x:c k = '>' l=\"a&lt;'\"/>", "<d/>", "text", " ", "\r\n", "\r",
        "&amp;", "&#65;", "&#x41;", "&q;", "&", "<![CDATA[a<b]] ]]>", "]]>", "<", ">", "é", "<é/>",
    ]), 0..12)) {
        let text = format!("<r>{}</r>", parts.concat());
        if let (Some(theirs), Some(ours)) = (theirs(&text), ours(&text)) {
            prop_assert_eq!(ours, theirs, "{}", text);
        }
        let text = parts.concat();
        if let Some(ours) = ours(&text) {
            prop_assert_eq!(Some(ours), theirs(&text), "{}", text);
        }
    }
}

/// All of a tree, of a copy of it, and what nobody took; or what is refused.
fn all(text: &str) -> String {
    fn show(node: Node<'_>, seen: &mut String) {
        let _ = write!(seen, "{} <{}", node.line(), node.name());
        for name in ["k", "l", "xmlns"] {
            let _ = write!(seen, " {:?}", node.attribute(name));
        }
        seen.push('>');
        for child in node.each("b") {
            let _ = write!(seen, "{};", child.line());
        }
        let _ = write!(seen, "{:?}", node.leaf("averylongname/b"));
        node.children().for_each(|child| show(child, seen));
        let _ = write!(seen, "{:?};", node.peek());
    }
    let mut input = std::io::Cursor::new(text);
    let mut document = Document::of(&mut input, &Options::default()).expect("memory").expect("UTF-8");
    let (mut seen, mut unread) = (String::new(), Unread::default());
    let mut copy = Tree::default();
    let outcome = document.walk(Spaces::Only(&["urn:a"]), &|_| Role::Tree, &mut |piece| {
        if let Piece::Tree(node, _) = piece {
            show(node, &mut seen);
            copy.around();
            copy.adopt(node);
            show(copy.root().expect("a root"), &mut seen);
            node.unread(&mut unread);
        }
        Ok(())
    });
    let counts: Vec<_> = unread.iter().collect();
    let _ = write!(seen, "{counts:?} {:?}", outcome.expect("memory"));
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is read at once is what a closer look finds. A comment, which says nothing, makes it look closer.
    #[test]
    fn at_once_is_as_closely(parts in proptest::collection::vec(prop::sample::select(vec![
        "<a>", "<a>", "</a>", "</a>", "<b>1</b>", "<b k=\"1\"> x </b>", "<p:b>2</p:b>", "<b xmlns=\"urn:b\">3</b>", "<b xmlns=\"urn:a\" k='>'/>",
        "<q:a xmlns:q=\"urn:a\" q:l=\"&amp;\">", "</q:a>", "<averylongname><b>5</b></averylongname>", "<averylongnome>4</averylongnome>",
        "<c/>", "<c / >", "<c  />", "<c k='1'l='2'/>", "<c k>", "<1/>", "text", "é", "\u{a0}", " ", "\n", "\n", "\r\n", "&amp;", "]]>", "<", ">",
    ]), 0..10)) {
        let document = |end: &str| format!("<r\nxmlns=\"urn:a\" xmlns:p=\"urn:b\">\n{}<z/>{end}</r>", parts.concat());
        prop_assert_eq!(all(&document("")), all(&document("<!-- -->")), "{}", document(""));
    }
}

/// Wherever a piece of the source ends, it is read like any other.
#[test]
fn pieces_cut_nothing() {
    let inner = "<v a='1'>x&amp;\r\ny<![CDATA[z]]></v><!-- c --><?p q?><w/>";
    for before in (256 * 1024 - inner.len() - 8)..256 * 1024 {
        let text = format!("<t>{}{inner}</t>", " ".repeat(before));
        assert_eq!(ours(&text).as_deref(), Some("<t><v>x&\nyz;<w>;;"), "{before}");
    }
}

/// What never ends fills no memory.
#[test]
fn what_never_ends_is_refused() {
    let check = |begin: &str, again: &str, expected: &str| {
        let text = format!("<t>{begin}{}", again.repeat((2 << 20) / again.len()));
        let mut input = std::io::Cursor::new(text.as_bytes());
        let mut document = Document::of(&mut input, &Options::default()).expect("memory").expect("UTF-8");
        let outcome = document.walk(Spaces::Any, &|_| Role::Tree, &mut |_| Ok(())).expect("memory");
        assert_eq!(outcome.map_err(|finding| finding.message), Err(expected.to_owned()), "{begin}{again}");
        assert!(document.window.text().len() <= 1 << 20, "{begin}{again}");
    };
    check("<v>", "x", LONG_VALUE);
    check("<v><![CDATA[", "]", LONG_VALUE);
    check("<v>", " ", "the file is cut off");
    check("<!--", "-", ILL_FORMED);
    check("<?", "?", ILL_FORMED);
    check("<v a='", ">", "a tag is longer than 64 KiB");
    check("<v ", "x", "a tag is longer than 64 KiB");
    check("&", "x", ILL_FORMED);
}
