//! What stands between `<` and `>`.

/// Local name and namespace of the outermost element, from a text that may be cut behind it.
pub(crate) fn root(start: &str) -> Option<(String, String)> {
    let mut rest = start.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let skipped = [("<!--", "-->"), ("<?", "?>")].into_iter().find(|(begin, _)| rest.starts_with(begin));
        let after = match skipped {
            Some((begin, end)) => rest[begin.len()..].split_once(end)?.1,
            // Its reader refuses a document type and says so: for that it has to be known whose file it is.
            None if rest.starts_with("<!") => rest.get(type_end(rest.as_bytes())?..)?,
            None => break,
        };
        rest = after.trim_start();
    }
    let tag = rest.strip_prefix('<')?.get(..tag_end(rest.as_bytes())? - 1)?;
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    let (name, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
    let declaration = name.split_once(':').map_or("xmlns".to_owned(), |(prefix, _)| format!("xmlns:{prefix}"));
    let space = Attributes(attributes).flatten().find(|(key, _)| *key == declaration).map_or("", |(_, space)| space);
    is_name(name).then(|| (local(name).to_owned(), space.to_owned()))
}

/// What follows a document type: its `>` stands outside quotes and outside the brackets around declarations.
fn type_end(bytes: &[u8]) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') => depth = depth.checked_sub(1)?,
            (None, b'>') if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The `>` that ends a tag: one in a quoted value does not.
pub(super) fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = at + memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        if bytes[found] == b'>' {
            return Some(found);
        }
        at = found + 2 + memchr::memchr(bytes[found], bytes.get(found + 1..)?)?;
    }
}

/// Name and value of every attribute of a tag.
pub(super) struct Attributes<'t>(pub(super) &'t str);

impl<'t> Iterator for Attributes<'t> {
    type Item = Result<(&'t str, &'t str), ()>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        self.0 = "";
        let Some((name, value)) = rest.split_once('=') else { return Some(Err(())) };
        let value = value.trim_ascii_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let Some((value, rest)) = quote.and_then(|quote| value[1..].split_once(quote)) else { return Some(Err(())) };
        let name = name.trim_ascii_end();
        self.0 = rest;
        Some(if is_name(name) { Ok((name, value)) } else { Err(()) })
    }
}

/// Whether a text can be a name: signs that stand for something in XML are in none.
pub(super) fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    let first = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || !byte.is_ascii();
    bytes.next().is_some_and(first)
        && bytes.all(|byte| first(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    memchr::memchr(b':', name.as_bytes()).map_or(name, |colon| &name[colon + 1..])
}

/// The character of a reference, from its name or number.
pub(super) fn character(reference: &str) -> Option<char> {
    Some(match reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16),
                None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse(),
                _ => return None,
            };
            code.ok().filter(|code| *code != 0).and_then(char::from_u32)?
        }
    })
}
