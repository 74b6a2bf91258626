//! Stage `record`: the bytes of rows.

use super::{Draft, bundle, share, whole};
use crate::forge::{
    bank::{self, transaction_id},
    head::{Part, Plan, Row},
    share::Share,
};

const SMALL: &str = "whole/accept-small";
const ENTRY: &str = "parts/k3.ndjson";
const NESTED: &str = "record-nested-names/accept-extensions";
const TWO_ROWS: &str = "two programs read two different rows from bytes with one signature";
const SPELLINGS: &str = "one row has many spellings, and a second copy of a transaction is not noticed";

/// The small bundle with January changed before it was hashed and signed.
fn january(change: impl FnOnce(&mut Part)) -> Plan {
    let mut plan = bank::small();
    change(plan.part("k3"));
    plan
}

/// A row of January changed before it was hashed.
fn reject(id: &str, row: usize, change: impl FnOnce(&mut Row), title: &str, why: &str) -> Draft {
    let plan = january(|part| change(&mut part.rows[row]));
    Draft::reject(id, &plan.seal().bundle()).base(SMALL).row(ENTRY, row as u64).says(title, why)
}

/// The last row of January, its extensions being `value`.
fn extended(value: &str) -> Plan {
    january(|part| part.rows[4].fragments[7] = format!(r#""extensions":{{"example.bank.x":{value}}}"#).into_bytes())
}

fn reject_extended(id: &str, value: &str, base: &str, title: &str, why: &str) -> Draft {
    Draft::reject(id, &extended(value).seal().bundle()).base(base).row(ENTRY, 4).says(title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    [lines(), form(), strings(), numbers(), nesting(), members()].concat()
}

fn lines() -> Vec<Draft> {
    let file = |id: &str, change: fn(&mut Vec<u8>), title: &str, why: &str| {
        Draft::reject(id, &january(|part| part.file = Some(change)).seal().bundle()).base(SMALL).says(title, why)
    };
    let cut = "a part that was cut off is taken for a short one";
    let foreign = |variant: &str, bytes: &'static [u8], title: &str| {
        let change = |row: &mut Row| {
            let at = row.fragments[3].windows(4).position(|window| window == b"RENT").expect("a text");
            row.fragments[3].splice(at..=at, bytes.iter().copied());
        };
        reject(&format!("record-utf8/reject-{variant}"), 1, change, title, TWO_ROWS)
    };
    vec![
        reject(
            "record-utf8/reject-latin-1",
            1,
            |row| {
                let text = String::from_utf8(row.fragments[3].clone()).expect("text");
                row.fragments[3] = text.replace("RENT", "R\u{1}NT").into_bytes();
                row.fragments[3].iter_mut().filter(|byte| **byte == 1).for_each(|byte| *byte = 0xe9);
            },
            "a letter in Latin-1",
            TWO_ROWS,
        ),
        reject(
            "record-utf8/reject-overlong",
            1,
            |row| {
                let at = row.fragments[3].windows(4).position(|window| window == b"RENT").expect("a text");
                row.fragments[3].splice(at..=at, [0xc1, 0x92]);
            },
            "a letter in two bytes where one is enough",
            TWO_ROWS,
        ),
        foreign("surrogate", &[0xed, 0xa0, 0x80], "half of a surrogate pair in three bytes"),
        foreign("beyond-the-last", &[0xf4, 0x90, 0x80, 0x80], "a character behind the last one that there is"),
        reject(
            "record-utf8/reject-byte-order-mark",
            0,
            |row| row.line = Some([b"\xEF\xBB\xBF", row.line().as_slice()].concat()),
            "a byte order mark",
            TWO_ROWS,
        ),
        reject(
            "record-utf8/reject-byte-order-mark-in-second-row",
            1,
            |row| row.line = Some([b"\xEF\xBB\xBF", row.line().as_slice()].concat()),
            "a byte order mark before the second row, as two files put together have",
            TWO_ROWS,
        ),
        Draft::accept(
            "record-utf8/accept-mark-in-text",
            &bundle(january(|part| part.rows[1].change("RENT JAN", "\u{feff}RENT\u{feff}JAN"))),
        )
        .says("the character of the byte order mark in a text", "a text loses a character, and its row the hash"),
        reject(
            "record-line-end/reject-carriage-return",
            2,
            |row| row.line = Some([row.line().as_slice(), b"\r"].concat()),
            "a line that ends with CR and LF",
            SPELLINGS,
        ),
        file(
            "record-line-end/reject-last-line-open",
            |file| file.truncate(file.len() - 1),
            "a last line without its end",
            cut,
        ),
        file(
            "record-count/reject-row-removed",
            |file| {
                let end = file[..file.len() - 1].iter().rposition(|byte| *byte == b'\n').expect("rows");
                file.truncate(end + 1);
            },
            "a bundle from which the last row was taken",
            cut,
        )
        .entry(ENTRY),
        file(
            "record-count/reject-empty-line-added",
            |file| file.push(b'\n'),
            "a bundle with an empty line behind its rows",
            "an end that some programs write and others take for a row",
        )
        .entry(ENTRY),
        file(
            "record-count/reject-row-added",
            |file| {
                let end = file.iter().position(|byte| *byte == b'\n').expect("rows");
                file.extend_from_within(..=end);
            },
            "a bundle with a row more than its head says",
            "records that nobody signed stand among those that are signed",
        )
        .entry(ENTRY),
        Draft::reject("record-count/reject-share-row-removed", &{
            let mut made = whole::rows();
            made.shown[1].lines = Some(|lines| drop(lines.pop()));
            share(bank::small(), &made).archive
        })
        .base("whole/accept-share-rows")
        .asking_binding()
        .entry(ENTRY)
        .says("a share with a row fewer than it says", cut),
    ]
}

fn form() -> Vec<Draft> {
    let line = |variant: &str, change: fn(&mut Vec<u8>), title: &str| {
        let edit = |row: &mut Row| {
            let mut line = row.line();
            change(&mut line);
            row.line = Some(line);
        };
        reject(&format!("record-row-form/reject-{variant}"), 3, edit, title, SPELLINGS)
    };
    vec![
        reject(
            "record-row-form/reject-space-after-colon",
            3,
            |row| row.change(r#""kind":"#, r#""kind": "#),
            "a space after a colon",
            SPELLINGS,
        ),
        reject(
            "record-row-form/reject-space-after-comma",
            3,
            |row| row.change(r#","kind":"#, r#", "kind":"#),
            "a space after a comma",
            SPELLINGS,
        ),
        reject(
            "record-row-form/reject-trailing-comma",
            3,
            |row| row.change(r#""mcc":"5411""#, r#""mcc":"5411","#),
            "two commas between members",
            TWO_ROWS,
        ),
        line("space-before", |line| line.insert(0, b' '), "a space before the row"),
        line("space-after", |line| line.push(b' '), "a space after the row"),
        line("comma-at-end", |line| line.insert(line.len() - 1, b','), "a comma before the closing brace"),
        line("two-carriage-returns", |line| line.extend_from_slice(b"\r\r"), "two carriage returns after the row"),
        line("carriage-return-alone", |line| *line = b"\r".to_vec(), "a line of a carriage return"),
        line("string-not-ended", |line| line.truncate(line.len() - 2), "a row that ends within a string"),
        line("not-closed", |line| line.truncate(line.len() - 1), "no closing brace"),
        line("two-objects", |line| line.extend_from_slice(b"{}"), "a second object in the line"),
        line("list", |line| *line = [b"[", line.as_slice(), b"]"].concat(), "a list around the object"),
        line("empty-line", Vec::clear, "an empty line"),
    ]
}

fn strings() -> Vec<Draft> {
    let string = |variant: &str, to: &'static str, title: &str, why: &str| {
        reject(&format!("record-string-form/reject-{variant}"), 1, |row| row.change("RENT JAN", to), title, why)
    };
    vec![
        Draft::accept("record-string-form/accept-every-escape", &bundle(extended(r#""\"\\b\f\n\r\t\u0001\u001f/é""#)))
            .says("a text with every escape that there is", "a text that a source has cannot be carried"),
        string("needless-escape", r"\u0052ENT JAN", "a letter written as an escape", SPELLINGS),
        string("escaped-slash", r"RENT\/JAN", "a slash with a backslash", SPELLINGS),
        string("upper-case-hex", r"RENT\u001F", "an escape in capital letters", SPELLINGS),
        string("long-escape-of-line-feed", r"RENT\u000a", "a line feed in its long escape", SPELLINGS),
        string("lone-surrogate", r"RENT\ud800", "half of a surrogate pair", TWO_ROWS),
        string("surrogate-pair", r"RENT\ud83d\ude00", "a character written as a pair of escapes", SPELLINGS),
        string("nul", r"RENT\u0000JAN", "a NUL", "a program in C reads the text up to the NUL only"),
        string("control-character", "RENT\u{9}JAN", "a control character that is not escaped", TWO_ROWS),
        string("unknown-escape", r"RENT\x41", "an escape JSON does not have", TWO_ROWS),
    ]
}

fn numbers() -> Vec<Draft> {
    let number = |variant: &str, to: &'static str, title: &str| {
        let why = "a number that programs read with different types has different values";
        reject(&format!("record-number-form/reject-{variant}"), 3, |row| row.change(r#""seq":3"#, to), title, why)
    };
    vec![
        Draft::accept("record-number-form/accept-largest", &bundle(extended("[9007199254740991,-9007199254740991,0]")))
            .says("the greatest numbers that there are", "a limit that is lower for some than for others"),
        number("too-small", r#""seq":-9007199254740992"#, "less than minus 2 to the 53rd and one"),
        number("minus-alone", r#""seq":-"#, "a minus without digits"),
        number("two-minuses", r#""seq":--3"#, "two minuses"),
        number("point-without-digits", r#""seq":3."#, "a point without digits behind it"),
        number("fraction", r#""seq":3.0"#, "a fraction of zero"),
        number("exponent", r#""seq":3e0"#, "an exponent"),
        number("negative-zero", r#""seq":-0"#, "a negative zero"),
        number("leading-zero", r#""seq":03"#, "a leading zero"),
        number("too-large", r#""seq":9007199254740992"#, "2 to the 53rd"),
        number("far-too-large", r#""seq":99999999999999999999999999"#, "a number that fits into no integer"),
        reject(
            "record-row-form/reject-hexadecimal",
            3,
            |row| row.change(r#""seq":3"#, r#""seq":0x3"#),
            "a hexadecimal number",
            "some readers take it and some do not",
        ),
        reject(
            "record-row-form/reject-nan",
            3,
            |row| row.change(r#""seq":3"#, r#""seq":NaN"#),
            "a value that is not a number",
            "NaN is equal to nothing and slips through every comparison",
        ),
        reject(
            "record-row-form/reject-plus",
            3,
            |row| row.change(r#""seq":3"#, r#""seq":+3"#),
            "a plus sign",
            "some readers take it and some do not",
        ),
    ]
}

fn nesting() -> Vec<Draft> {
    let arrays = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let stack = "a reader that calls itself for every bracket runs out of stack";
    let order = |variant: &str, value: &str, title: &str, why: &str| {
        reject_extended(&format!("record-nested-names/reject-{variant}"), value, NESTED, title, why)
    };
    vec![
        Draft::accept("record-depth/accept-32", &bundle(extended(&arrays(30))))
            .says("values 32 deep", "a record of a rich source is refused"),
        reject_extended("record-depth/reject-33", &arrays(31), "record-depth/accept-32", "values 33 deep", stack),
        reject_extended(
            "record-depth/reject-2000",
            &arrays(2_000),
            "record-depth/accept-32",
            "values 2000 deep",
            stack,
        ),
        Draft::accept(NESTED, &bundle(extended(r#"{"a":1,"b":{"a-b":[null,true],"a.b":"x"},"c":[]}"#))).says(
            "nested objects with names in order, lists and a null in a list",
            "private members cannot be carried",
        ),
        order("descending", r#"{"b":1,"a":2}"#, "names of a nested object in falling order", SPELLINGS),
        order("duplicate", r#"{"a":1,"a":2}"#, "a name of a nested object twice", TWO_ROWS),
        order(
            "upper-case",
            r#"{"A":1}"#,
            "a name of a nested object in capitals",
            "two names that differ in case are one column in a database",
        ),
        order("escape", r#"{"\u0061":1}"#, "a name of a nested object with an escape", TWO_ROWS),
        order("empty", r#"{"":1}"#, "a name of a nested object without letters", TWO_ROWS),
        reject(
            "record-nested-names/reject-point-outside-extensions",
            2,
            |row| row.change(r#"{"display":"****5678","#, r#"{"display":"****5678","pair.id":"x","#),
            "a name with a point outside `extensions`",
            "a column name that means a path in half of all tools",
        ),
        reject(
            "record-null-in-array/reject-member",
            3,
            |row| row.change(r#""category":"eating_out""#, r#""category":null"#),
            "a member that is null",
            "what is absent, what is withheld and what is null become one",
        ),
        reject_extended(
            "record-null-in-array/reject-nested-member",
            r#"{"a":null}"#,
            NESTED,
            "a nested member that is null",
            "what is absent, what is withheld and what is null become one",
        ),
    ]
}

fn members() -> Vec<Draft> {
    let smuggle = |made: &mut Share, lines: fn(&mut Vec<Vec<u8>>)| made.shown[1].lines = Some(lines);
    let smuggled = |id: &str, lines: fn(&mut Vec<Vec<u8>>), title: &str, why: &str| {
        let mut made = whole::fields();
        smuggle(&mut made, lines);
        Draft::reject(id, &share(bank::small(), &made).archive)
            .base("whole/accept-share-fields")
            .asking_binding()
            .row(ENTRY, 1)
            .says(title, why)
    };
    let unsigned = "a value that nobody signed stands among those that are signed";
    let id = transaction_id(3);
    vec![
        reject(
            "record-member-order/reject-in-group",
            3,
            |row| row.change(r#""status":"booked","amount":"-12.10""#, r#""amount":"-12.10","status":"booked""#),
            "two members of a group in the wrong order",
            SPELLINGS,
        ),
        reject(
            "record-member-order/reject-groups",
            3,
            |row| row.fragments.swap(1, 2),
            "two groups in the wrong order",
            SPELLINGS,
        ),
        reject(
            "record-member-order/reject-twice",
            3,
            |row| row.change(r#""amount":"-12.10""#, r#""amount":"-12.10","amount":"0.00""#),
            "a member twice",
            TWO_ROWS,
        ),
        reject(
            "record-member-order/reject-twice-with-other-between",
            3,
            move |row| row.change(r#""seq":3"#, &format!(r#""id":"{id}","seq":3"#)),
            "a member a second time after others",
            TWO_ROWS,
        ),
        reject(
            "record-member-shown/reject-unknown",
            3,
            |row| row.change(r#""seq":3"#, r#""colour":"red","seq":3"#),
            "a member that no group has",
            unsigned,
        ),
        reject(
            "record-member-shown/reject-name-with-escape",
            3,
            |row| row.change(r#""seq":3"#, r#""s\u0065q":3"#),
            "a member whose name is written with an escape",
            TWO_ROWS,
        ),
        smuggled(
            "record-member-shown/reject-withheld-group",
            |lines| {
                let line = &mut lines[1];
                line.truncate(line.len() - 1);
                line.extend_from_slice(br#","description":"RENT JAN"}"#);
            },
            "a member of a group that the share withholds",
            unsigned,
        ),
        smuggled(
            "record-member-shown/reject-masked-cell",
            |lines| {
                let line = &mut lines[1];
                line.truncate(line.len() - 1);
                line.extend_from_slice(br#","category":"rent_mortgage"}"#);
            },
            "a member of a cell that the share masks",
            unsigned,
        ),
    ]
}
