//! The dress of the German banks, which those of Austria, Poland and others wear too: a code, then subfields of a delimiter
//! and two digits, and in the purpose the keys of SEPA.
//!
//! | subfield | is |
//! |---|---|
//! | 00 | the bank's word for the kind |
//! | 10 | number of the batch |
//! | 20 to 29, 60 to 63 | purpose, a line each |
//! | 30, 31 | bank and number of the other party |
//! | 32, 33 | name of the other party |
//! | 34 | extension of the code |
//! | 38 | number of the other party with its bank (Poland) |

use std::borrow::Cow;

use super::Info;

/// `166?00TEXT?20EREF+…?30BANK?31ACCOUNT?32NAME`. `purpose` is memory for the lines of the purpose, one behind the other.
pub(super) fn read<'t>(text: &'t str, purpose: &'t mut String) -> Option<Info<'t>> {
    let (code, delimiter) = structured(text)?;
    let mut info = Info { german: Some(code), ..Info::default() };
    purpose.clear();
    // The lines of the purpose, and where each begins in it.
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut rest: Vec<Cow<'t, str>> = Vec::new();
    subfields(&text[code.len()..], delimiter, &mut |whole, number, value| match number {
        "00" => info.kind = value.trim(),
        "10" => info.batch = value.trim(),
        "30" => info.bank = value.trim(),
        "31" | "38" => info.account = value.trim(),
        "32" | "33" if info.name.is_empty() => info.name = Cow::Borrowed(value),
        "32" | "33" => info.name.to_mut().push_str(value),
        "34" => info.extension = value.trim(),
        number if is_purpose(number) => {
            lines.push((purpose.len(), value));
            purpose.push_str(value);
        }
        _ if value.trim().is_empty() => {}
        _ => rest.push(Cow::Borrowed(whole)),
    });
    let purpose: &'t str = purpose;
    let first = sepa_keys(&lines, purpose, &mut |key, value| {
        let value = value.trim();
        match key {
            "EREF" => info.end_to_end = value,
            "KREF" => info.customer_reference = value,
            "MREF" => info.mandate = value,
            "CRED" => info.creditor = value,
            "SVWZ" => info.reference = value,
            "ABWA" | "ABWE" => info.ultimate_name = value,
            "IBAN" => info.account = value,
            "BIC" => info.bank = value,
            "COAM" => info.compensation = value,
            _ if value.is_empty() => {}
            key => rest.push(format!("{key}+{value}").into()),
        }
    });
    rest.insert(0, before(&lines, first));
    rest.retain(|part| !part.is_empty());
    info.description = joined(rest);
    Some(info)
}

/// The lines of a purpose as far as a place in it, each for itself.
fn before<'t>(lines: &[(usize, &'t str)], place: usize) -> Cow<'t, str> {
    let cut = |(start, line): &(usize, &'t str)| line[..line.len().min(place - start)].trim();
    let lines = lines.iter().take_while(|(start, _)| *start < place).map(cut);
    match joined(lines.map(Cow::Borrowed).collect()) {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

/// Parts with line ends between them.
fn joined(mut parts: Vec<Cow<'_, str>>) -> Cow<'_, str> {
    match parts.len() {
        0 | 1 => parts.pop().unwrap_or_default(),
        _ => parts.join("\n").into(),
    }
}

/// Code and delimiter of a field that begins with three digits and a delimiter before two more.
fn structured(text: &str) -> Option<(&str, u8)> {
    let code = text.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))?;
    let delimiter = *text.as_bytes().get(3)?;
    let is_one = matches!(delimiter, b'?' | b'<' | b'>' | b'+' | b'~' | b'^' | b'&' | b'@' | b'!');
    number_at(text, 4).filter(|_| is_one).map(|_| (code, delimiter))
}

fn number_at(text: &str, start: usize) -> Option<&str> {
    text.get(start..start + 2).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_purpose(number: &str) -> bool {
    matches!(number.as_bytes(), [b'2', _] | [b'6', b'0'..=b'3'])
}

/// Hands on the subfields in their order: each as it is written, its number and its value.
///
/// A payer writes delimiters too ("kostet das?20 Euro"). In a purpose only a line of it that was not there yet, and of the
/// other party's fields the last of its number, begin a subfield.
fn subfields<'t>(body: &'t str, delimiter: u8, take: &mut dyn FnMut(&'t str, &'t str, &'t str)) {
    let candidates = || {
        memchr::memchr_iter(delimiter, body.as_bytes())
            .filter_map(|at| number_at(body, at + 1).map(|number| (at, number)))
    };
    let mut last = [0; 100];
    for (at, number) in candidates() {
        last[index(number)] = at;
    }
    let mut seen = [false; 100];
    let mut open: Option<(usize, &str)> = None;
    for (at, number) in candidates() {
        let in_purpose = open.is_some_and(|(_, before)| is_purpose(before));
        let is_text = in_purpose
            && match number {
                number if is_purpose(number) => seen[index(number)],
                "30" | "31" | "32" | "33" | "34" | "38" => last[index(number)] != at,
                _ => true,
            };
        if !is_text {
            seen[index(number)] = true;
            if let Some((begin, before)) = open.replace((at, number)) {
                take(&body[begin..at], before, &body[begin + 3..at]);
            }
        }
    }
    if let Some((begin, number)) = open {
        take(&body[begin..], number, &body[begin + 3..]);
    }
}

/// The value of two digits.
fn index(number: &str) -> usize {
    number.bytes().fold(0, |value, byte| value * 10 + usize::from(byte - b'0'))
}

/// A key of SEPA from its name.
fn sepa_key(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"EREF" => "EREF",
        b"KREF" => "KREF",
        b"MREF" => "MREF",
        b"CRED" => "CRED",
        b"DEBT" => "DEBT",
        b"COAM" => "COAM",
        b"OAMT" => "OAMT",
        b"SVWZ" => "SVWZ",
        b"ABWA" => "ABWA",
        b"ABWE" => "ABWE",
        b"IBAN" => "IBAN",
        b"BIC" => "BIC",
        b"RREF" => "RREF",
        b"PURP" => "PURP",
        _ => return None,
    })
}

/// How long a key is.
const LENGTHS: [usize; 2] = [4, 3];

/// Hands on `EREF+…SVWZ+…` as keys and values, and says where the first key stands. A key that comes a second time
/// is text: payers write such things. Some banks write a colon instead, at the beginning of a line. `text` is the lines of
/// the purpose one behind the other.
fn sepa_keys<'t>(lines: &[(usize, &str)], text: &'t str, take: &mut dyn FnMut(&'static str, &'t str)) -> usize {
    let mut places = places(text, lines.iter().map(|(start, _)| *start));
    // The reference comes last and is the payer's own text.
    if let Some(last) = places.iter().position(|(_, key)| *key == "SVWZ") {
        let mut index = 0;
        places.retain(|(_, key)| {
            index += 1;
            index <= last + 1 || matches!(*key, "ABWA" | "ABWE")
        });
    }
    for (index, (at, key)) in places.iter().enumerate() {
        let end = places.get(index + 1).map_or(text.len(), |(next, _)| *next);
        take(key, &text[at + key.len() + 1..end]);
    }
    places.first().map_or(text.len(), |(at, _)| *at)
}

/// Where the first of each key stands, in order. Few signs are a plus, and few lines begin with a key, so that these are
/// looked for rather than the keys.
fn places(text: &str, lines: impl Iterator<Item = usize>) -> Vec<(usize, &'static str)> {
    let bytes = text.as_bytes();
    // A key of which the first letter is the last one of itself before (`ABWABWA`) is none.
    let is_whole = |(at, key): &(usize, &str)| {
        let (mut at, mut before) = (*at, 0);
        while bytes[..=at].ends_with(key.as_bytes()) {
            at -= key.len() - 1;
            before += 1;
        }
        before % 2 == 0
    };
    let before_plus = memchr::memchr_iter(b'+', bytes).filter_map(|end| {
        let mut starts = LENGTHS.iter().filter_map(|length| end.checked_sub(*length));
        starts.find_map(|at| Some((at, sepa_key(&bytes[at..end])?)))
    });
    let before_colon = lines.filter_map(|at| {
        let mut ends = LENGTHS.iter().map(|length| at + length).filter(|end| bytes.get(*end) == Some(&b':'));
        ends.find_map(|end| Some((at, sepa_key(&bytes[at..end])?)))
    });
    let mut found: Vec<_> = before_plus.chain(before_colon).filter(is_whole).collect();
    found.sort_unstable();
    let mut firsts: Vec<(usize, &'static str)> = Vec::new();
    for place in found {
        if firsts.iter().all(|(_, key)| *key != place.1) {
            firsts.push(place);
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SEPA: [&str; 14] =
        ["EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "RREF", "PURP"];

    /// Every key looked for by itself.
    fn one_by_one(text: &str, lines: &[usize]) -> Vec<(usize, &'static str)> {
        let first = |key: &&'static str| {
            let ends_so = |at: usize| {
                let rest = &text[at + key.len()..];
                rest.starts_with('+') || rest.starts_with(':') && lines.contains(&at)
            };
            text.match_indices(*key).map(|(at, _)| at).find(|at| ends_so(*at)).map(|at| (at, *key))
        };
        let mut found: Vec<_> = SEPA.iter().filter_map(first).collect();
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn keys_stand_where_each_of_them_is_found(
            lines in prop::collection::vec("(EREF|KREF|ABWA|ABWE|BWA|PURP|URP|BIC|SVWZ|IBAN|[+:EA é]){0,8}", 0..5),
        ) {
            let text = lines.concat();
            let starts: Vec<usize> = (0..lines.len()).map(|index| lines[..index].iter().map(String::len).sum()).collect();
            prop_assert_eq!(places(&text, starts.iter().copied()), one_by_one(&text, &starts), "{}", text);
        }
    }
}
