//! A tree that stands whole in memory, in one pass over its bytes.
//!
//! Nothing of it is copied: names and texts are where the source has them. That holds for elements as nearly all are written.
//! At whatever is less plain (a reference, a comment, a return in a value, text between elements, a name of another
//! namespace, something wrong) this gives up, and the closer look begins again at the same place: it alone refuses.

use std::rc::Rc;

use super::{
    Around, DEPTH, TEXT,
    node::{Span, Tree},
    tag::{Attributes, local, tag_end},
};

/// What a byte may be in a name: no part of one, a later part, or the first as well.
const NAME: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' | 0x80.. => 2,
            b'0'..=b'9' | b'-' | b'.' => 1,
            _ => 0,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    table
};

impl Tree {
    /// Reads the element that begins at a position of the source, which is in this line; the position behind it. The
    /// tree is as good as empty where there is none.
    pub(super) fn read_at_once(
        &mut self,
        source: &Rc<String>,
        begin: usize,
        line: u64,
        around: &mut Around<'_>,
    ) -> Option<usize> {
        let declared = around.prefixes.len();
        self.share(source, begin, line);
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        let end = self.elements(source, begin, around, &mut open);
        self.open = open;
        if end.is_none() {
            self.clear();
        }
        around.prefixes.truncate(declared);
        end
    }

    /// `open`: elements whose end has not come, and where their names stand as written.
    fn elements(
        &mut self,
        source: &str,
        begin: usize,
        around: &mut Around<'_>,
        open: &mut Vec<(usize, Span)>,
    ) -> Option<usize> {
        let bytes = source.as_bytes();
        let outer = around.starts.len();
        let mut at = begin;
        loop {
            // At a `<`.
            if bytes.get(at + 1) == Some(&b'/') {
                let (element, written) = open.pop()?;
                let name = &bytes[written.range()];
                let rest = &bytes[at + 2..];
                if rest.get(..name.len()) != Some(name) || rest.get(name.len()) != Some(&b'>') {
                    return None;
                }
                self.end(element);
                around.forget(outer + open.len());
                at += "</>".len() + name.len();
            } else {
                let depth = outer + open.len();
                if depth >= DEPTH {
                    return None;
                }
                let name = at + 1;
                let length = bytes.get(name..)?.iter().position(|byte| NAME[usize::from(*byte)] == 0)?;
                if length == 0 || NAME[usize::from(bytes[name])] != 2 {
                    return None;
                }
                let mut next = name + length;
                let (mut attributes, mut is_empty) = ("", false);
                if bytes[next] != b'>' {
                    let end = at + tag_end(&bytes[at..])?;
                    let tag = &source[next..end];
                    is_empty = tag.ends_with('/');
                    attributes = tag.strip_suffix('/').unwrap_or(tag);
                    // What stands right behind the name is the end of the tag or a space.
                    if !attributes.is_empty() && !attributes.starts_with(|c: char| c.is_ascii_whitespace()) {
                        return None;
                    }
                    if !around.declare(attributes, depth) {
                        return None;
                    }
                    next = end;
                }
                let written = &source[name..name + length];
                if !around.know(written) {
                    return None;
                }
                let start = name + length - local(written).len();
                let element = self.begin_shared(source, start..name + length);
                for (key, value) in Attributes(attributes).filter_map(Result::ok) {
                    self.attribute_shared(source, local(key), value);
                }
                if is_empty {
                    self.end(element);
                    around.forget(depth);
                } else {
                    open.push((element, Span::of(name..name + length)));
                }
                at = next + 1;
            }
            let Some((element, _)) = open.last() else { return Some(at) };
            if bytes.get(at) == Some(&b'<') {
                continue;
            }
            let length = memchr::memchr2(b'<', b'&', bytes.get(at..)?)?;
            let text = at..at + length;
            at = text.end;
            if bytes[at] != b'<' {
                return None;
            }
            let written = &bytes[text.clone()];
            let has_text = self.has_text(*element);
            // Indentation is no value, whatever its lines end with.
            if has_text || !written.trim_ascii().is_empty() {
                if has_text || length > TEXT || memchr::memchr(b'\r', written).is_some() {
                    return None;
                }
                self.text_shared(*element, text);
            }
        }
    }
}
