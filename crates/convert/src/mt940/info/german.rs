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

/// `166?00TEXT?20EREF+…?30BANK?31ACCOUNT?32NAME`.
pub(super) fn read(text: &str) -> Option<Info> {
    let (code, delimiter) = structured(text)?;
    let mut info = Info { german: Some(code.to_owned()), ..Info::default() };
    let mut purpose: Vec<&str> = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for (number, value) in subfields(&text[code.len()..], delimiter) {
        match number {
            "00" => value.trim().clone_into(&mut info.kind),
            "10" => value.trim().clone_into(&mut info.batch),
            "30" => value.trim().clone_into(&mut info.bank),
            "31" | "38" => value.trim().clone_into(&mut info.account),
            "32" | "33" => info.name.push_str(value),
            "34" => value.trim().clone_into(&mut info.extension),
            number if is_purpose(number) => purpose.push(value),
            _ if value.trim().is_empty() => {}
            number => rest.push(format!("{delimiter}{number}{value}")),
        }
    }
    let text = purpose.concat();
    let sepa = sepa_keys(&purpose, &text);
    if sepa.iter().any(|(key, _)| !key.is_empty()) {
        for (key, value) in sepa {
            let value = value.trim();
            match key {
                "EREF" => value.clone_into(&mut info.end_to_end),
                "KREF" => value.clone_into(&mut info.customer_reference),
                "MREF" => value.clone_into(&mut info.mandate),
                "CRED" => value.clone_into(&mut info.creditor),
                "SVWZ" => value.clone_into(&mut info.reference),
                "ABWA" | "ABWE" => value.clone_into(&mut info.ultimate_name),
                "IBAN" => value.clone_into(&mut info.account),
                "BIC" => value.clone_into(&mut info.bank),
                "COAM" => value.clone_into(&mut info.compensation),
                _ if value.is_empty() => {}
                "" => rest.insert(0, value.to_owned()),
                key => rest.push(format!("{key}+{value}")),
            }
        }
    } else {
        rest.insert(0, purpose.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n").trim().to_owned());
    }
    rest.retain(|line| !line.is_empty());
    info.description = rest.join("\n");
    Some(info)
}

/// Code and delimiter of a field that begins with three digits and a delimiter before two more.
fn structured(text: &str) -> Option<(&str, char)> {
    let code = text.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))?;
    let delimiter =
        text[3..].chars().next().filter(|c| matches!(c, '?' | '<' | '>' | '+' | '~' | '^' | '&' | '@' | '!'))?;
    number_at(text, 3 + delimiter.len_utf8()).map(|_| (code, delimiter))
}

fn number_at(text: &str, start: usize) -> Option<&str> {
    text.get(start..start + 2).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_purpose(number: &str) -> bool {
    matches!(number.as_bytes(), [b'2', _] | [b'6', b'0'..=b'3'])
}

/// Subfields in their order.
///
/// A payer writes delimiters too ("kostet das?20 Euro"). In a purpose only a line of it that was not there yet, and of the
/// other party's fields the last of its number, begin a subfield.
fn subfields(body: &str, delimiter: char) -> Vec<(&str, &str)> {
    let wide = delimiter.len_utf8();
    let candidates: Vec<(usize, &str)> = body
        .match_indices(delimiter)
        .filter_map(|(at, _)| number_at(body, at + wide).map(|number| (at, number)))
        .collect();
    let mut last = [0; 100];
    for (at, number) in &candidates {
        last[index(number)] = *at;
    }
    let mut seen = [false; 100];
    let mut begins: Vec<(usize, &str)> = Vec::new();
    for (at, number) in candidates {
        let in_purpose = begins.last().is_some_and(|(_, before)| is_purpose(before));
        let is_text = in_purpose
            && match number {
                number if is_purpose(number) => seen[index(number)],
                "30" | "31" | "32" | "33" | "34" | "38" => last[index(number)] != at,
                _ => true,
            };
        if !is_text {
            seen[index(number)] = true;
            begins.push((at, number));
        }
    }
    let ends = begins.iter().skip(1).map(|(at, _)| *at).chain([body.len()]);
    begins.iter().zip(ends).map(|((at, number), end)| (*number, &body[at + wide + 2..end])).collect()
}

/// The value of two digits.
fn index(number: &str) -> usize {
    number.bytes().fold(0, |value, byte| value * 10 + usize::from(byte - b'0'))
}

const SEPA: [&str; 14] =
    ["EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "RREF", "PURP"];

/// `EREF+…SVWZ+…` as keys and values; what stands before the first key has an empty one. A key that comes a second time
/// is text: payers write such things. Some banks write a colon instead, at the beginning of a line. `text` is the lines of
/// the purpose one behind the other.
fn sepa_keys<'t>(purpose: &[&str], text: &'t str) -> Vec<(&'static str, Cow<'t, str>)> {
    let lines: Vec<usize> = purpose
        .iter()
        .scan(0, |end, line| {
            let start = *end;
            *end += line.len();
            Some(start)
        })
        .collect();
    let mut places = places(text, &lines);
    // The reference comes last and is the payer's own text.
    if let Some(last) = places.iter().position(|(_, key)| *key == "SVWZ") {
        let text_of_payer = |key: &str| !matches!(key, "ABWA" | "ABWE");
        let kept: Vec<_> = places.split_off(last + 1).into_iter().filter(|(_, key)| !text_of_payer(key)).collect();
        places.extend(kept);
    }
    let mut found = Vec::new();
    let first = places.first().map_or(text.len(), |(at, _)| *at);
    if !text[..first].trim().is_empty() {
        let lines = lines.iter().zip(purpose).take_while(|(start, _)| **start < first);
        let before: Vec<&str> = lines.map(|(start, line)| line[..line.len().min(first - start)].trim()).collect();
        found.push(("", before.join("\n").into()));
    }
    for (index, (at, key)) in places.iter().enumerate() {
        let end = places.get(index + 1).map_or(text.len(), |(next, _)| *next);
        found.push((*key, text[at + key.len() + 1..end].into()));
    }
    found
}

/// Where the first of each key stands, in order. Few signs are a plus, and few lines begin with a key, so that these are
/// looked for rather than the keys.
fn places(text: &str, lines: &[usize]) -> Vec<(usize, &'static str)> {
    // A key of which the first letter is the last one of itself before (`ABWABWA`) is none.
    let is_whole = |(at, key): &(usize, &str)| {
        let (mut at, mut before) = (*at, 0);
        while text[..=at].ends_with(key) {
            at -= key.len() - 1;
            before += 1;
        }
        before % 2 == 0
    };
    let before_plus = memchr::memchr_iter(b'+', text.as_bytes()).filter_map(|end| {
        let key = SEPA.iter().find(|key| text[..end].ends_with(**key))?;
        Some((end - key.len(), *key))
    });
    let before_colon = lines.iter().filter_map(|at| {
        let key = SEPA.iter().find(|key| text[*at..].strip_prefix(**key).is_some_and(|rest| rest.starts_with(':')))?;
        Some((*at, *key))
    });
    let mut places: Vec<_> = before_plus.chain(before_colon).filter(is_whole).collect();
    places.sort_unstable();
    let mut seen = [false; SEPA.len()];
    places.retain(|(_, key)| {
        let index = SEPA.iter().position(|known| known == key).unwrap_or_default();
        !std::mem::replace(&mut seen[index], true)
    });
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            prop_assert_eq!(places(&text, &starts), one_by_one(&text, &starts), "{}", text);
        }
    }
}
