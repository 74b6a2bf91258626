//! Reading rows one after another: from the values of a row that somebody walked, who knows of which member each is, into the
//! memory of one record.
//!
//! It is fast because no name and no end of a value is looked for, most strings are taken as they stand, and a record does not
//! move. The fast way only ever says yes: what it refuses is read again by `serde_json`, whose word on it counts. Nothing is
//! accepted here that would be refused there, and the values are the same, which the tests below hold.

use std::fmt;

use pannier_model::record::{AnyRecord, RecordType};
use pannier_report::{Finding, Location};
use serde::{
    Deserializer,
    de::{self, Visitor},
    forward_to_deserialize_any,
};

use super::check_text;

/// The value of a member as a row has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberText<'r> {
    /// What stands between the quotes of a string that has no escapes.
    Plain(&'r str),
    /// Anything else: the JSON of one value.
    Json(&'r str),
}

/// Reads rows of one type.
#[derive(Debug)]
pub struct RowReader {
    record_type: &'static RecordType,
    /// The one read last, where nothing was wrong with it.
    last: Option<AnyRecord>,
}

impl RowReader {
    /// For rows of this type.
    pub fn new(record_type: &'static RecordType) -> Self {
        Self { record_type, last: None }
    }

    /// Reads a row that is known to be in the row form, as [`check_text`] does; `members` are those of the row by their places in
    /// [`RecordType::members`].
    ///
    /// # Errors
    /// As for [`check_row`](super::check_row).
    pub fn read<'r>(
        &mut self,
        row: &'r str,
        members: impl Iterator<Item = (usize, MemberText<'r>)>,
        at: &Location,
    ) -> Result<&AnyRecord, Vec<Finding>> {
        let mut members = members.map(|(place, value)| (place, Member(value)));
        self.next(row, &mut members, at)
    }

    fn next<'r>(
        &mut self,
        row: &'r str,
        members: &mut dyn Iterator<Item = (usize, Member<'r>)>,
        at: &Location,
    ) -> Result<&AnyRecord, Vec<Finding>> {
        let reread = self.last.take().and_then(|mut record| record.reread(members).ok().map(|()| record));
        let record = match reread {
            Some(record) => record,
            None => check_text(self.record_type, row, at)?,
        };
        Ok(self.last.insert(record))
    }
}

/// Why it was not read is asked of another reader.
#[derive(Debug)]
struct Unread;

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not read")
    }
}

impl std::error::Error for Unread {}

impl de::Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// The value of a member.
struct Member<'de>(MemberText<'de>);

impl<'de> Deserializer<'de> for Member<'de> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0 {
            MemberText::Plain(string) => visitor.visit_borrowed_str(string),
            MemberText::Json("true") => visitor.visit_bool(true),
            MemberText::Json("false") => visitor.visit_bool(false),
            MemberText::Json(text) => {
                if let Some(number) = integer(text.as_bytes()) {
                    return visitor.visit_u64(number);
                }
                let mut inner = serde_json::Deserializer::from_str(text);
                let value = inner.deserialize_any(visitor).map_err(|_| Unread)?;
                inner.end().map_err(|_| Unread)?;
                Ok(value)
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A whole number of up to sixteen digits.
fn integer(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 16 || (text.len() > 1 && text[0] == b'0') {
        return None;
    }
    text.iter().try_fold(0, |number: u64, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use pannier_model::record::RECORD_TYPES;
    use serde_json::{Map, Value, json};

    use super::*;

    fn slow(record_type: &RecordType, text: &str) -> Option<AnyRecord> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let record = AnyRecord::deserialize(record_type, &mut deserializer).ok()?;
        deserializer.end().ok().map(|()| record)
    }

    /// Reads members with their JSON in this order after every other example, strings as they stand where `plain`. Nothing is
    /// left of what was read before.
    fn fast(record_type: &RecordType, members: &[(usize, String)], plain: bool) -> Option<AnyRecord> {
        let [one, other] = ["minimal", "full"].map(|which| {
            let mut record = slow(record_type, &example(record_type, which)).expect("an example is right");
            let mut members = members.iter().map(|(place, json)| {
                let string = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                let value = match string.filter(|string| plain && !string.contains('\\')) {
                    Some(string) => MemberText::Plain(string),
                    None => MemberText::Json(json),
                };
                (*place, Member(value))
            });
            record.reread(&mut members).is_ok().then_some(record)
        });
        assert_eq!(one, other);
        one
    }

    fn example(record_type: &RecordType, which: &str) -> String {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas/v0/examples");
        let path = folder.join(record_type.name).join(format!("{which}.json"));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Every example.
    fn examples() -> Vec<(&'static RecordType, Map<String, Value>)> {
        let example = |record_type, which| {
            (record_type, serde_json::from_str(&example(record_type, which)).expect("an example is an object"))
        };
        let both = |record_type| ["minimal", "full"].map(|which| example(record_type, which));
        RECORD_TYPES.iter().copied().flat_map(both).collect()
    }

    /// Its members in the order of the type.
    fn members(record_type: &RecordType, row: &Map<String, Value>) -> Vec<(usize, String)> {
        let places = record_type.members().enumerate();
        places.filter_map(|(place, member)| Some((place, row.get(member.name)?.to_string()))).collect()
    }

    #[test]
    fn every_member_of_every_type_is_read() {
        for (record_type, row) in examples() {
            let expected = slow(record_type, &Value::Object(row.clone()).to_string());
            assert!(expected.is_some(), "{}", record_type.name);
            let members = members(record_type, &row);
            assert_eq!(members.len(), row.len(), "{}", record_type.name);
            for plain in [true, false] {
                assert_eq!(fast(record_type, &members, plain), expected, "{}", record_type.name);
            }
        }
    }

    #[test]
    fn whatever_a_value_is_both_readers_say_the_same() {
        let others = [
            json!(null),
            json!(true),
            json!(0),
            json!(7),
            json!(-1),
            json!(9_007_199_254_740_991_u64),
            json!(9_007_199_254_740_992_u64),
            json!(u64::MAX),
            json!(1.5),
            json!(""),
            json!("7"),
            json!("2026-02-30"),
            json!("a\nb"),
            json!("\u{7f}"),
            json!([]),
            json!([null]),
            json!(["a"]),
            json!({}),
            json!({"scheme": "iban", "display": "*1234"}),
        ];
        for (record_type, row) in examples() {
            for name in row.keys() {
                for other in &others {
                    let mut changed = row.clone();
                    changed[name] = other.clone();
                    let expected = slow(record_type, &Value::Object(changed.clone()).to_string());
                    for plain in [true, false] {
                        let found = fast(record_type, &members(record_type, &changed), plain);
                        assert_eq!(found, expected, "{} with {name} {other}", record_type.name);
                    }
                }
            }
        }
    }

    #[test]
    fn members_that_are_missing_doubled_or_unknown_are_refused() {
        for (record_type, row) in examples() {
            let right = members(record_type, &row);
            for at in 0..right.len() {
                let (mut without, mut doubled, mut unknown) = (right.clone(), right.clone(), right.clone());
                without.remove(at);
                doubled.push(right[at].clone());
                unknown[at].0 = record_type.members().count();
                let is_required = record_type.members().nth(right[at].0).is_some_and(|member| member.required);
                assert_eq!(fast(record_type, &without, true).is_none(), is_required, "{} {at}", record_type.name);
                assert_eq!(fast(record_type, &doubled, true), None, "{} {at}", record_type.name);
                assert_eq!(fast(record_type, &unknown, true), None, "{} {at}", record_type.name);
            }
        }
    }
}
