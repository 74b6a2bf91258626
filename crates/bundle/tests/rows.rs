//! The row form: what is accepted, what is refused with which code at which byte, and what the fragments are.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::fmt::Write as _;

use pannier_bundle::{
    limits::LINE_BYTES,
    row::{self, FormError, Fragments, GroupSet, Members, RowFault, RowForm},
};
use pannier_report::Code;
use proptest::prelude::*;
use serde_json::Value;

fn form() -> RowForm {
    let groups: [&[&str]; 3] = [&["id", "amount", "when_it_was"], &["text", "tags"], &["extensions"]];
    RowForm::new(groups).unwrap()
}

fn split(row: &[u8]) -> Result<Fragments, RowFault> {
    let mut fragments = Fragments::new();
    form().split(row, &mut fragments).map(|_| fragments)
}

#[track_caller]
fn accepts(row: &str) {
    if let Err(fault) = split(row.as_bytes()) {
        panic!("{row}: {fault:?}");
    }
}

/// `¦` marks the byte of the fault and is not part of the row.
#[track_caller]
fn refuses(marked: &str, code: Code, pointer: &str) {
    let byte = marked.find('¦').expect("a mark");
    let row = marked.replace('¦', "");
    let fault = split(row.as_bytes()).expect_err(&row);
    assert_eq!((fault.code, fault.byte, fault.pointer.as_str()), (code, byte, pointer), "{row}: {fault}");
}

#[test]
fn the_row() {
    use Code::RecordRowForm as Form;
    for row in ["{}", r#"{"id":"a"}"#, r#"{"id":"a","text":"b","extensions":{}}"#, r#"{"tags":[]}"#] {
        accepts(row);
    }
    for row in [
        "¦",
        "¦[]",
        "¦ {}",
        "{}¦ ",
        "{}¦{}",
        "{¦ }",
        r#"{¦ "id":1}"#,
        r#"{"id":1}¦,"#,
        r#"{"id":1,¦}"#,
        r"{¦,}",
        r#"{"id":1,¦ "text":2}"#,
        r"{¦id:1}",
        r#"{¦""#,
        r#"{¦"id"#,
        "¦null",
    ] {
        refuses(row, Form, "");
    }
    for row in [
        r#"{"id"¦ :1}"#,
        r#"{"id":¦ 1}"#,
        r#"{"id":¦}"#,
        r#"{"id":1¦ }"#,
        r#"{"id":1¦"#,
        r#"{"id":"a¦"#,
        r#"{"id":¦truth}"#,
        r#"{"id":¦nul}"#,
        r#"{"id":¦fals"#,
        r#"{"id":¦NaN}"#,
        r#"{"id":¦'a'}"#,
        r#"{"id":1¦:2}"#,
        r#"{"id":"a"¦"text":1}"#,
    ] {
        refuses(row, Form, "/id");
    }
}

#[test]
fn order_and_membership_of_members() {
    accepts(r#"{"amount":1,"text":2}"#);
    refuses(r#"{"id":1,¦"id":1}"#, Code::RecordMemberOrder, "/id");
    refuses(r#"{"id":1,"amount":1,¦"id":1}"#, Code::RecordMemberOrder, "/id");
    refuses(r#"{"text":1,¦"amount":1}"#, Code::RecordMemberOrder, "/amount");
    refuses(r#"{"id":1,¦"other":1}"#, Code::RecordMemberShown, "");
    refuses(r#"{¦"":1}"#, Code::RecordMemberShown, "");
    refuses(r#"{¦"Id":1}"#, Code::RecordMemberShown, "");
    refuses(r#"{¦"\u0069d":1}"#, Code::RecordMemberShown, "");
    refuses(r#"{¦"id2":1}"#, Code::RecordMemberShown, "");
    refuses(r#"{¦"when_it_wa":1}"#, Code::RecordMemberShown, "");
    refuses(r#"{¦"when_it_was_":1}"#, Code::RecordMemberShown, "");
    let mut fragments = Fragments::new();
    let shown: GroupSet = [0].into_iter().collect();
    let row = br#"{"id":1,"text":"hidden"}"#;
    let fault = form().split_shown(row, shown, &mut fragments).unwrap_err();
    assert_eq!((fault.code, fault.byte, &*fault.pointer), (Code::RecordMemberShown, 8, "/text"));
    assert!(!fault.to_string().contains("hidden"));
    form().split_shown(br#"{"id":1}"#, shown, &mut fragments).unwrap();
}

#[test]
fn strings() {
    use Code::RecordStringForm as Form;
    for string in [
        "",
        "plain",
        "a/b",
        "\u{7f}\u{80}\u{2028}\u{fffd}\u{10ffff}",
        "Zoë 日本 🦊",
        r#"\"\\\b\f\n\r\t"#,
        r"\u0001\u0007\u000b\u000e\u000f\u0010\u001f",
        "exactly8\\nand then some more",
    ] {
        accepts(&format!(r#"{{"id":"{string}"}}"#));
    }
    for string in [
        r"¦\/",
        r"¦\u0041",
        r"¦\u001F",
        r"¦\u000A",
        r"¦\u000a",
        r"¦\u0008",
        r"¦\u0009",
        r"¦\u000c",
        r"¦\u000d",
        r"¦\u0000",
        r"¦\u0020",
        r"¦\u00e9",
        r"¦\ud83d\ude00",
        r"¦\ud800",
        r"¦\U0001",
        r"¦\a",
        r"¦\x41",
        r"¦\u00",
        "¦\u{0}",
        "¦\n",
        "¦\t",
        "1234567¦\u{1f}",
        "12345678¦\u{1}",
        "123456789012345¦\r",
        "é¦\u{b}",
    ] {
        refuses(&format!(r#"{{"id":"{string}"}}"#), Form, "/id");
    }
    // Every control character, at every distance from the begin of a word of eight.
    for lead in 0..17 {
        for control in 0..0x20_u8 {
            let row = [b"{\"id\":\"", "x".repeat(lead).as_bytes(), &[control], b"yyyyyyyyyyyyyyyyyyyy\"}"].concat();
            let fault = split(&row).unwrap_err();
            assert_eq!((fault.code, fault.byte), (Form, 7 + lead), "{control:#x} after {lead}");
        }
    }
}

#[test]
fn numbers() {
    use Code::RecordNumberForm as Form;
    for number in ["0", "1", "-1", "10", "9007199254740991", "-9007199254740991", "1000000000000000"] {
        accepts(&format!(r#"{{"id":{number}}}"#));
    }
    for number in [
        "-0",
        "00",
        "01",
        "-01",
        "1.0",
        "0.5",
        "1e3",
        "1E3",
        "1e-3",
        "-",
        "-a",
        "9007199254740992",
        "-9007199254740992",
        "99999999999999999",
        "123456789012345678901234567890",
        "0.0",
        "-0.0",
        "0e0",
    ] {
        refuses(&format!(r#"{{"id":¦{number}}}"#), Form, "/id");
    }
    refuses(r#"{"id":¦+1}"#, Code::RecordRowForm, "/id");
    refuses(r#"{"id":¦.5}"#, Code::RecordRowForm, "/id");
    refuses(r#"{"id":1¦_000}"#, Code::RecordRowForm, "/id");
    refuses(r#"{"id":0¦x10}"#, Code::RecordRowForm, "/id");
}

#[test]
fn null_stands_in_arrays_only() {
    accepts(r#"{"id":[null,[null],{"a":[null]}]}"#);
    refuses(r#"{"id":¦null}"#, Code::RecordNullInArray, "/id");
    refuses(r#"{"id":[{"a":¦null}]}"#, Code::RecordNullInArray, "/id/0/a");
    refuses(r#"{"id":1,"extensions":{"a.b":¦null}}"#, Code::RecordNullInArray, "/extensions/a.b");
}

#[test]
fn nested_objects_and_arrays() {
    use Code::RecordNestedNames as Names;
    for value in [r#"{"a":1,"a1":2,"a_":3,"b":{"a":true}}"#, "[1,[2,[]],{}]", "{}", r#"[true,false,"x"]"#] {
        accepts(&format!(r#"{{"id":{value}}}"#));
    }
    refuses(r#"{"id":{"b":1,¦"a":2}}"#, Names, "/id");
    refuses(r#"{"id":{"a":1,¦"a":2}}"#, Names, "/id");
    refuses(r#"{"id":[0,{"b":{"z":1,¦"y":2}}]}"#, Names, "/id/1/b");
    for name in ["¦A", "¦", "¦1a", "¦_a", "a¦-b", "a¦.b", "a¦B", "a¦é", r"a¦\u0062", "a¦ "] {
        refuses(&format!(r#"{{"id":{{"{name}":1}}}}"#), Names, "/id");
    }
    accepts(r#"{"extensions":{"a":1,"a-b":2,"a.b":{"c.d-e":[{"f-g":1}]}}}"#);
    refuses(r#"{"extensions":{"a.b":1,¦"a-b":2}}"#, Names, "/extensions");
    refuses(r#"{"extensions":{"¦.a":1}}"#, Names, "/extensions");
    // Only the row's own member `extensions` opens that door.
    refuses(r#"{"id":{"extensions":{"a¦.b":1}}}"#, Names, "/id/extensions");
    refuses(r#"{"id":{¦a:1}}"#, Code::RecordRowForm, "/id");
    refuses(r#"{"id":{"a"¦ :1}}"#, Code::RecordRowForm, "/id");
    refuses(r#"{"id":{"a":1,¦}}"#, Code::RecordRowForm, "/id");
    refuses(r#"{"id":{"a":1¦]}}"#, Code::RecordRowForm, "/id/a");
    refuses(r#"{"id":[1,¦]}"#, Code::RecordRowForm, "/id/1");
    refuses(r#"{"id":[1¦}}"#, Code::RecordRowForm, "/id/0");
    refuses(r#"{"id":[¦,1]}"#, Code::RecordRowForm, "/id/0");
    refuses(r#"{"id":[1,¦ 2]}"#, Code::RecordRowForm, "/id/1");
    refuses(r#"{"id":[¦ ]}"#, Code::RecordRowForm, "/id/0");
}

#[test]
fn depth_ends_at_32() {
    let nested =
        |open: &str, close: &str, times: usize| format!(r#"{{"id":{}1{}}}"#, open.repeat(times), close.repeat(times));
    accepts(&nested("[", "]", 31));
    accepts(&nested(r#"{"a":"#, "}", 31));
    let fault = split(nested("[", "]", 32).as_bytes()).unwrap_err();
    assert_eq!((fault.code, fault.byte), (Code::RecordDepth, 6 + 31));
    assert_eq!(split(nested(r#"{"a":"#, "}", 32).as_bytes()).unwrap_err().code, Code::RecordDepth);
    assert_eq!(split(nested("[", "]", 400_000).as_bytes()).unwrap_err().code, Code::RecordDepth);
}

#[test]
fn length_and_encoding() {
    let of_length = |len: usize| [b"{\"id\":\"", "x".repeat(len - 9).as_bytes(), b"\"}"].concat();
    split(&of_length(LINE_BYTES - 1)).unwrap();
    let fault = split(&of_length(LINE_BYTES)).unwrap_err();
    assert_eq!((fault.code, fault.byte), (Code::RecordLineLength, LINE_BYTES));
    let utf8 = |row: &[u8], byte: usize| {
        let fault = split(row).unwrap_err();
        assert_eq!((fault.code, fault.byte), (Code::RecordUtf8, byte), "{}", row.escape_ascii());
    };
    utf8(b"\xef\xbb\xbf{}", 0);
    utf8(b"{\"id\":\"\xff\"}", 7);
    utf8(b"{\"id\":\"a\xc0\xaf\"}", 8);
    utf8(b"{\"id\":\"\xed\xa0\x80\"}", 7);
    utf8(b"{\"id\":\"\xe2\x82\"}", 7);
    utf8(b"{}\x80", 2);
    accepts("{\"id\":\"\u{feff}\"}");
    refuses("{}¦\r", Code::RecordLineEnd, "");
    refuses("{\"id\":1}¦\r", Code::RecordLineEnd, "");
    refuses("{}¦\r\n", Code::RecordRowForm, "");
}

#[test]
fn fragments() {
    let check = |row: &str, want: [&str; 3]| {
        let found = split(row.as_bytes()).unwrap();
        for (group, want) in want.into_iter().enumerate() {
            assert_eq!(std::str::from_utf8(found.of(row.as_bytes(), group)).unwrap(), want, "group {group} of {row}");
            assert_eq!(found.is_present(group), !want.is_empty());
        }
    };
    check("{}", ["", "", ""]);
    check(r#"{"id":"a","amount":"1.00"}"#, [r#""id":"a","amount":"1.00""#, "", ""]);
    check(r#"{"amount":1,"tags":["x"]}"#, [r#""amount":1"#, r#""tags":["x"]"#, ""]);
    check(
        r#"{"id":1,"when_it_was":2,"text":"a,\"b\"}","extensions":{"x.y":[]}}"#,
        [r#""id":1,"when_it_was":2"#, r#""text":"a,\"b\"}""#, r#""extensions":{"x.y":[]}"#],
    );
    // Fragments are of the row split last, never left over from the one before.
    let mut fragments = Fragments::new();
    let long = br#"{"id":1,"text":"aaaaaaaaaaaaaaaaaaaaaaaaaa"}"#;
    form().split(long, &mut fragments).unwrap();
    let short = br#"{"id":1}"#;
    form().split(short, &mut fragments).unwrap();
    assert_eq!(fragments.of(short, 1), b"");
    assert_eq!(fragments.of(short, 7), b"");
}

/// What needs no second look is told: strings without escapes, whatever else stands in the row.
#[test]
fn values_of_members() {
    use row::Value::{Json, Plain};
    let check = |row: &str, want: &[(usize, row::Value<'_>)]| {
        let fragments = split(row.as_bytes()).unwrap();
        assert_eq!(Members::new(row, &fragments, GroupSet::ALL).iter().collect::<Vec<_>>(), want, "{row}");
    };
    check("{}", &[]);
    check(r#"{"id":"","amount":-1,"when_it_was":"ä"}"#, &[(0, Plain("")), (1, Json("-1")), (2, Plain("ä"))]);
    check(r#"{"id":"a","text":"b\"","tags":["c"]}"#, &[(0, Plain("a")), (3, Json(r#""b\"""#)), (4, Json(r#"["c"]"#))]);
    check(r#"{"text":"[]","extensions":{"a.b":"c"}}"#, &[(3, Plain("[]")), (5, Json(r#"{"a.b":"c"}"#))]);
}

/// Keys are told apart wherever they differ.
#[test]
fn long_names() {
    let names = ["counterparty_of_one_name", "counterparty_of_two_name", "counterparty_of_two_names", "counterp", "c"];
    let form = RowForm::new(names.map(|name| [name])).unwrap();
    for (place, name) in names.into_iter().enumerate() {
        for value in ["1", "\"\"", "\"twelve bytes\""] {
            let row = format!("{{\"{name}\":{value}}}");
            let mut fragments = Fragments::new();
            form.split(row.as_bytes(), &mut fragments).unwrap();
            let found: Vec<_> = Members::new(&row, &fragments, GroupSet::ALL).iter().map(|(place, _)| place).collect();
            assert_eq!(found, [place], "{row}");
        }
        let other = format!("{{\"{}_\":1}}", &name[..name.len() - 1]);
        assert!(form.split(other.as_bytes(), &mut Fragments::new()).is_err(), "{other}");
    }
}

#[test]
fn forms() {
    let check = |groups: Vec<Vec<String>>, want: FormError| assert_eq!(RowForm::new(groups).unwrap_err(), want);
    let names = |count: usize| (0..count).map(|at| format!("m{at}")).collect::<Vec<_>>();
    assert_eq!(RowForm::new([names(256)]).unwrap().groups(), 1);
    check(vec![names(257)], FormError::TooMany);
    check((0..65).map(|at| vec![format!("m{at}")]).collect(), FormError::TooMany);
    check(vec![vec!["a".into()], vec!["a".into()]], FormError::Twice);
    for name in ["", "A", "a-b", "a.b", "1", "_a", "a\""] {
        check(vec![vec![name.into()]], FormError::Name);
    }
}

/// The row form of a value, written by the rules of the specification and not by the code under test.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => {
            text.push('"');
            for c in string.chars() {
                match c {
                    '"' => text.push_str("\\\""),
                    '\\' => text.push_str("\\\\"),
                    '\u{8}' => text.push_str("\\b"),
                    '\u{c}' => text.push_str("\\f"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    '\t' => text.push_str("\\t"),
                    c if c < ' ' => write!(text, "\\u{:04x}", u32::from(c)).unwrap(),
                    c => text.push(c),
                }
            }
            text.push('"');
        }
        Value::Array(elements) => {
            text.push('[');
            for (at, element) in elements.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                canonical(element, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            for (at, name) in names.into_iter().enumerate() {
                write!(text, "{}\"{name}\":", if at == 0 { "" } else { "," }).unwrap();
                canonical(&members[name], text);
            }
            text.push('}');
        }
        other => write!(text, "{other}").unwrap(),
    }
}

/// The row form of members in this order.
fn row_of(members: &[(&str, Value)]) -> String {
    let mut text = "{".to_owned();
    for (at, (name, value)) in members.iter().enumerate() {
        write!(text, "{}\"{name}\":", if at == 0 { "" } else { "," }).unwrap();
        canonical(value, &mut text);
    }
    text + "}"
}

/// Whether names of nested objects are ones a row may have, and null stands in arrays only.
fn may_stand_in_a_row(value: &Value, in_array: bool) -> bool {
    match value {
        Value::Null => in_array,
        Value::Number(number) => number.as_i64().is_some_and(|number| number.abs() < 1 << 53),
        Value::String(text) => !text.contains('\0'),
        Value::Array(elements) => elements.iter().all(|element| may_stand_in_a_row(element, true)),
        Value::Object(members) => members.iter().all(|(name, member)| {
            let mut bytes = name.bytes();
            bytes.next().is_some_and(|byte| byte.is_ascii_lowercase())
                && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
                && may_stand_in_a_row(member, false)
        }),
        Value::Bool(_) => true,
    }
}

/// JSONTestSuite, each file as the value of a member: what is not JSON is refused, and what is JSON is accepted exactly
/// where it is the one text of its value.
#[test]
fn the_json_test_suite() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/vendor/json-parsing/test_parsing");
    let (mut accepted, mut refused) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let row = [b"{\"id\":", &std::fs::read(entry.path()).unwrap()[..], b"}"].concat();
        let is_canonical = serde_json::from_slice::<Value>(&row).is_ok_and(|value| {
            let mut text = String::new();
            canonical(&value, &mut text);
            may_stand_in_a_row(&value, false) && text.as_bytes() == row
        });
        assert_eq!(split(&row).is_ok(), is_canonical, "{name}");
        assert!(!(is_canonical && name.starts_with("n_")), "{name}");
        if is_canonical { accepted += 1 } else { refused += 1 }
    }
    assert!(accepted >= 15 && refused > 250, "{accepted} accepted, {refused} refused");
}

const ORDER: [&str; 6] = ["id", "amount", "when_it_was", "text", "tags", "extensions"];

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<String>().prop_map(|text| Value::from(text.replace('\0', ""))),
        "[ -~\\x01-\\x1f]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(prop_oneof![4 => inner.clone(), 1 => Just(Value::Null)], 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z][a-z0-9_]{0,6}", inner, 0..4)
                .prop_map(|members| Value::from(serde_json::Map::from_iter(members))),
        ]
    })
}

fn right_rows() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    prop::collection::vec(prop::option::of(values()), ORDER.len())
        .prop_map(|values| ORDER.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?))).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// What the rules of the specification write is accepted, its fragments are its members, and so are their values.
    #[test]
    fn every_written_row_is_accepted(members in right_rows(), shown in prop::collection::vec(0..3_usize, 0..3)) {
        let row = row_of(&members);
        let fragments = split(row.as_bytes()).unwrap();
        for (group, names) in [&ORDER[..3], &ORDER[3..5], &ORDER[5..]].into_iter().enumerate() {
            let own: Vec<_> = members.iter().filter(|(name, _)| names.contains(name)).cloned().collect();
            let want = row_of(&own);
            prop_assert_eq!(fragments.of(row.as_bytes(), group), &want.as_bytes()[1..want.len() - 1]);
        }
        let shown: GroupSet = shown.into_iter().collect();
        let of_group = |name: &str| [0, 0, 0, 1, 1, 2][ORDER.iter().position(|other| *other == name).unwrap()];
        let want: Vec<(&str, String)> = members
            .iter()
            .filter(|(name, _)| shown.contains(of_group(name)))
            .map(|(name, value)| (*name, { let mut text = String::new(); canonical(value, &mut text); text }))
            .collect();
        let found: Vec<(&str, String)> = Members::new(&row, &fragments, shown)
            .iter()
            .map(|(member, value)| (ORDER[member], match value {
                row::Value::Plain(text) => format!("\"{text}\""),
                row::Value::Json(text) => text.to_owned(),
            }))
            .collect();
        prop_assert_eq!(found, want);
    }

    /// Whatever is accepted is the one text of its value: an altered row is refused or still canonical.
    #[test]
    fn what_is_accepted_is_canonical(
        members in right_rows(),
        at in any::<prop::sample::Index>(),
        with in prop_oneof![any::<u8>(), prop::sample::select(br#"{}[]",:\-0123456789eE. utfn"#.to_vec())],
        how in 0..3,
    ) {
        let mut row = row_of(&members).into_bytes();
        let at = at.index(row.len());
        match how {
            0 => row[at] = with,
            1 => row.insert(at, with),
            _ => { row.remove(at); }
        }
        if split(&row).is_ok() {
            let value: Value = serde_json::from_slice(&row).unwrap();
            let object = value.as_object().unwrap();
            let members: Vec<_> =
                ORDER.into_iter().filter_map(|name| Some((name, object.get(name)?.clone()))).collect();
            prop_assert_eq!(members.len(), object.len());
            prop_assert_eq!(row_of(&members).into_bytes(), row);
        }
    }

    /// No bytes make it panic.
    #[test]
    fn any_bytes_have_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = split(&bytes);
        let _ = split(&[b"{\"id\":", &bytes[..], b"}"].concat());
    }
}
