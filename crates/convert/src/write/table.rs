//! What all tables of records have in common: their columns, and how a nested value stands in one cell.

use pannier_model::{
    record::AnyRecord,
    value::{Fields as _, View},
};

/// The column that names the thing whose series a record is in: `all` where it is in that of no thing.
pub(crate) const THING: &str = "_thing";
/// The column that names withheld groups.
pub(crate) const WITHHELD: &str = "_withheld";

/// The thing of a record, as it stands in [`THING`].
pub(crate) fn thing(record: &AnyRecord) -> &str {
    record.thing().unwrap_or("all")
}

/// The value of every member of the type, in their order; `None` where the record does not have it.
pub(crate) fn cells(record: &AnyRecord) -> Vec<Option<View<'_>>> {
    let mut members = record.record_type().members();
    let mut cells = Vec::with_capacity(48);
    // Fields come in the order of members.
    record.each_field(&mut |name, view| {
        cells.extend(members.by_ref().take_while(|member| member.name != name).map(|_| None));
        cells.push(Some(view));
    });
    cells.extend(members.map(|_| None));
    cells
}

/// Whether a spreadsheet could take a text for a formula (CWE-1236).
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\n'])
}

/// The text of a value in a cell: a single value as it is written in a record, a nested one as JSON.
pub(crate) fn text(view: View<'_>) -> String {
    match json(view) {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A value as JSON, members in ascending order.
pub(crate) fn json(view: View<'_>) -> serde_json::Value {
    use serde_json::Value;
    match view {
        View::Missing => Value::Null,
        View::Bool(value) => Value::Bool(value),
        View::Int(value) => value.value().into(),
        View::Number(number) => serde_json::to_value(number).unwrap_or_default(),
        View::Extensions(extensions) => serde_json::to_value(extensions).unwrap_or_default(),
        View::Object(fields) => {
            let mut members = serde_json::Map::new();
            fields.each_field(&mut |name, view| {
                members.insert(name.to_owned(), json(view));
            });
            Value::Object(members)
        }
        View::List(list) => (0..list.count()).filter_map(|index| list.element(index)).map(json).collect(),
        View::Id(text) | View::Text(text) | View::Word(text) => text.into(),
        View::Amount(value) => value.to_string().into(),
        View::Decimal(value) => value.to_string().into(),
        View::Date(value) => value.to_string().into(),
        View::Time(value) => value.to_string().into(),
        View::Instant(value) => value.to_string().into(),
        View::Duration(value) => value.to_string().into(),
    }
}
