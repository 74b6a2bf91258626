//! What the record types say about things: which type describes the thing of a series, and by which number it is known.

use pannier_model::{
    record::{AnyRecord, RecordType, Series, Target, by_name},
    value::{Number, View},
};

/// The types of things that a series of this type can belong to, the first choice first: consumption is that of a
/// register or else of a supply point. None for series `all`.
pub(crate) fn thing_types(record_type: &'static RecordType) -> impl Iterator<Item = &'static RecordType> {
    let (own, members) = match record_type.series {
        Series::Own => (Some(record_type), &[][..]),
        Series::All => (None, &[][..]),
        Series::Members(members) => (None, members),
    };
    let referred = members.iter().filter_map(|member| match record_type.member(member)?.refers? {
        Target::Type(name) => by_name(name),
        Target::Any => None,
    });
    own.into_iter().chain(referred)
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
