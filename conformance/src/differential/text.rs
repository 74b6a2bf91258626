//! Changes of JSON texts: one value, one member, one character.

use std::ops::Range;

use super::random::Random;

/// Values that a reader may think to be others.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "7",
    "1.0",
    "1e2",
    "01",
    "9007199254740991",
    "9007199254740992",
    "4294967295",
    "4294967296",
    "253402214400",
    r#""""#,
    r#""a""#,
    r#""0""#,
    r#""-0""#,
    r#""-0.00""#,
    r#""12.30""#,
    r#""-12.3""#,
    r#""1000000000000""#,
    r#""0.0000001""#,
    r#""+1""#,
    r#""GBP""#,
    r#""EUR""#,
    r#""XXX""#,
    r#""gbp""#,
    r#""all""#,
    r#""core""#,
    r#""row""#,
    r#""fee""#,
    r#""card""#,
    r#""booked""#,
    r#""pending""#,
    r#""provisional""#,
    r#""derived""#,
    r#""a7k2qx""#,
    r#""b3m5tb""#,
    r#""k3""#,
    r#""0000-01-01""#,
    r#""0001-01-01""#,
    r#""9999-12-31""#,
    r#""2026-02-29""#,
    r#""2024-02-29""#,
    r#""2026-01-15""#,
    r#""2026-06-30T23:59:60Z""#,
    r#""2026-01-15T12:00:00Z""#,
    r#""2026-02-30T12:00:00+01:00""#,
    r#""12:30""#,
    r#""24:00""#,
    r#""P1M""#,
    r#""P1D""#,
    r#""PT30M""#,
    r#""P1Y6M""#,
    r#""Europe/London""#,
    r#""Nowhere/Else""#,
    r#""kWh""#,
    r#""Cafe\u0301""#,
    "\"Cafe\u{301}\"",
    "\"Caf\u{e9}\"",
    "\"\u{212b}\"",
    "\"\u{7f}\"",
    "\"a\\nb\"",
    "\"a\\u000bb\"",
    "\"\\ud800\"",
    "\"4111 1111 1111 1111\"",
    "\"AAAAAAAAAAAAAAAAAAAAAA\"",
    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"",
    "\"https://bank.example\"",
    "\"https://other.example\"",
    "\"https://pannier.example/v0/bundle\"",
    "[]",
    "{}",
    r#"["GB"]"#,
    r#"{"display":"****1","scheme":"iban"}"#,
    r#"{"display":"12345678","scheme":"card","value":"4111111111111111"}"#,
    r#"{"example.a":{"b":[1,null]}}"#,
    r#"{"example.pin":1}"#,
    r#"{"b":1,"a":2}"#,
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
];

/// Pieces that are put in anywhere.
const PIECES: &[&str] = &[
    " ", "\n", "\t", "\r", ",", ":", "\"", "{", "}", "[", "]", "\\", "\\u0041", "\u{feff}", "\u{0}", "x", "0", "-", ".",
];

/// Changes a text in one place; sometimes to another good one.
pub(super) fn change(random: &mut Random, text: &mut String) {
    let scalars = scalars(text);
    match random.below(10) {
        0..=4 if !scalars.is_empty() => {
            let place = scalars[random.below(scalars.len())].clone();
            let value = near(random, &text[place.clone()]);
            text.replace_range(place, &value);
        }
        5 if !scalars.is_empty() => {
            let place = scalars[random.below(scalars.len())].clone();
            text.replace_range(place, random.of(VALUES));
        }
        6 => drop_member(random, text),
        7 => double_member(random, text),
        8 => text.insert_str(boundary(random, text), random.of(PIECES)),
        _ => {
            let at = boundary(random, text);
            if let Some(character) = text[at..].chars().next() {
                text.replace_range(at..at + character.len_utf8(), if random.once_in(2) { "" } else { "7" });
            }
        }
    }
}

/// Gives one member of `text` the value it has in `other`, so that every value is a good one; none where they share none.
pub(super) fn transplant(random: &mut Random, text: &mut String, other: &str) {
    let split = |text: &str| -> Vec<(String, Range<usize>)> {
        let named = members(text).into_iter().filter_map(|place| {
            let colon = text[place.clone()].find("\":")? + 1;
            Some((text[place.start..place.start + colon].to_owned(), place.start + colon + 1..place.end))
        });
        named.collect()
    };
    let (ours, theirs) = (split(text), split(other));
    let shared = ours.iter().filter_map(|(name, place)| {
        let (_, value) = theirs.iter().find(|(other, _)| other == name)?;
        (text[place.clone()] != other[value.clone()]).then(|| (place.clone(), value.clone()))
    });
    let shared: Vec<_> = shared.collect();
    if !shared.is_empty() {
        let (place, value) = shared[random.below(shared.len())].clone();
        text.replace_range(place, &other[value]);
    }
}

/// A value of the kind of another one: the next day, another number, another spelling.
fn near(random: &mut Random, value: &str) -> String {
    let inside = value.trim_matches('"');
    let is_date = inside.len() == 10 && inside.as_bytes()[4] == b'-' && inside.as_bytes()[7] == b'-';
    if is_date && inside.is_ascii() {
        let (month, day) = (1 + random.below(12), 1 + random.below(28));
        return match random.below(3) {
            0 => format!("\"{}-{day:02}\"", &inside[..7]),
            1 => format!("\"{}-{month:02}{}\"", &inside[..4], &inside[7..]),
            _ => format!("\"2025{}\"", &inside[4..]),
        };
    }
    let number = inside.trim_start_matches('-');
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let digit = 1 + random.below(9);
        let other = match random.below(5) {
            0 if inside.starts_with('-') => number.to_owned(),
            0 => format!("-{inside}"),
            1 => format!("{digit}{inside}"),
            2 => format!("{inside}{digit}"),
            3 => format!("{digit}{}", number.get(1..).unwrap_or_default()),
            _ => format!("{digit}"),
        };
        return if value.starts_with('"') { format!("\"{other}\"") } else { other };
    }
    match random.below(4) {
        0 => random.of(VALUES).to_owned(),
        1 if value == "true" => "false".to_owned(),
        1 => "true".to_owned(),
        2 => value.to_uppercase(),
        _ => value.replacen('a', "e", 1),
    }
}

/// Takes a member out, with one of its commas.
fn drop_member(random: &mut Random, text: &mut String) {
    let members = members(text);
    if members.is_empty() {
        return;
    }
    let Range { start, end } = members[random.below(members.len())].clone();
    let place = if text[end..].starts_with(',') {
        start..end + 1
    } else if text[..start].ends_with(',') {
        start - 1..end
    } else {
        start..end
    };
    text.replace_range(place, "");
}

/// Puts a member in a second time, behind itself or another one.
fn double_member(random: &mut Random, text: &mut String) {
    let members = members(text);
    if members.is_empty() {
        return;
    }
    let member = text[members[random.below(members.len())].clone()].to_owned();
    let behind = members[random.below(members.len())].end;
    text.insert_str(behind, &format!(",{member}"));
}

fn boundary(random: &mut Random, text: &str) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The places of strings that are no names, numbers and words.
fn scalars(text: &str) -> Vec<Range<usize>> {
    let tokens = tokens(text);
    let is_name = |token: &Range<usize>| text[token.end..].starts_with(':');
    tokens.into_iter().filter(|token| !is_name(token)).collect()
}

/// The places of members whose value is a scalar.
fn members(text: &str) -> Vec<Range<usize>> {
    let tokens = tokens(text);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs
        .filter(|(name, value)| &text[name.end..value.start] == ":")
        .map(|(name, value)| name.start..value.end)
        .collect()
}

/// The places of strings, numbers and words.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if bytes[at] == b'"' {
            at += 1;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at = (at + 1).min(bytes.len());
            if text.is_char_boundary(at) {
                found.push(start..at);
            }
        } else if bytes[at].is_ascii_alphanumeric() || bytes[at] == b'-' {
            while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || b"+-.".contains(&bytes[at])) {
                at += 1;
            }
            found.push(start..at);
        } else {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_members_are_found() {
        let text = r#"{"a":"x\"y","b":[1,null],"c":{"d":-2}}"#;
        let at = |places: Vec<Range<usize>>| places.into_iter().map(|place| &text[place]).collect::<Vec<_>>();
        assert_eq!(at(scalars(text)), [r#""x\"y""#, "1", "null", "-2"]);
        assert_eq!(at(members(text)), [r#""a":"x\"y""#, r#""d":-2"#]);
    }

    #[test]
    fn a_transplant_takes_what_differs() {
        let mut text = r#""a":"1","b":"2","c":[3]"#.to_owned();
        transplant(&mut Random::new(1, 1), &mut text, r#""a":"1","b":"7","c":[4]"#);
        assert_eq!(text, r#""a":"1","b":"7","c":[3]"#);
    }

    #[test]
    fn a_change_can_be_made_again() {
        let changed = |seed| {
            let mut text = r#"{"date":"2026-01-02","amount":"-4.20","n":5,"text":"Café"}"#.to_owned();
            change(&mut Random::new(seed, 0), &mut text);
            text
        };
        let all: Vec<String> = (0..500).map(changed).collect();
        assert_eq!(all, (0..500).map(changed).collect::<Vec<_>>());
        let mut different = all.clone();
        different.sort();
        different.dedup();
        assert!(different.len() > 200, "{} different texts", different.len());
    }
}
