//! What the record types say about things: which type describes the thing of a series, and by which number it is known.

use pannier_model::{
    record::{AnyRecord, RecordType, Series, Target, by_name},
    value::{Number, View},
};

/// The type of the thing a series of this type belongs to; none for series `all` and for things of several types.
pub(crate) fn thing_type(record_type: &'static RecordType) -> Option<&'static RecordType> {
    match record_type.series {
        Series::Own => Some(record_type),
        Series::All => None,
        Series::Members(members) => members.iter().find_map(|member| match record_type.member(member)?.refers? {
            Target::Type(name) => by_name(name),
            Target::Any => None,
        }),
    }
}

/// The number by which the world knows the thing a record describes (an account's number, a meter's serial), where the
/// record gives it in full.
pub(crate) fn full_number(record: &AnyRecord) -> Option<&Number> {
    record.record_type().label?;
    ["number", "serial"].into_iter().find_map(|member| match record.get(member) {
        Some(View::Number(number)) if number.value().is_some() => Some(number),
        _ => None,
    })
}
