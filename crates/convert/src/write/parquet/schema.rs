//! The columns of a file: the members of a record type as a tree of Parquet, and where each of its leaves is buffered.

use std::sync::Arc;

use ::parquet::{
    basic::{LogicalType, Repetition, TimeUnit, Type as Physical},
    errors::Result,
    schema::types::{Type, TypePtr},
};
use pannier_model::{
    record::RecordType,
    value::{NumberScheme, PairId, Value as _, ValueKind},
};

use super::column::{Column, Values};
use crate::write::table::{THING, WITHHELD};

/// What stands behind the name of the column with the text of an instant.
const AS_WRITTEN: &str = "_as_written";
/// Members of a `number`.
const NUMBER: [(&str, ValueKind); 4] = [
    ("display", ValueKind::Name),
    ("pair_id", PairId::KIND),
    ("scheme", NumberScheme::KIND),
    ("value", ValueKind::Name),
];

/// A place for a value.
#[derive(Debug)]
pub(super) struct Slot {
    /// Whether the value may be absent.
    pub(super) optional: bool,
    pub(super) node: Node,
}

/// What kind of place it is; numbers are those of leaf columns.
#[derive(Debug)]
pub(super) enum Node {
    Leaf(usize),
    /// An instant: the moment, and the text with its offset and decimals.
    Instant {
        moment: usize,
        text: usize,
    },
    Struct(Vec<(&'static str, Slot)>),
    /// A list at this level of repetition, 1 for one that is in no other.
    List {
        level: i16,
        element: Box<Slot>,
    },
}

/// All columns of a record type.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) root: TypePtr,
    /// One for each member, in their order.
    pub(super) members: Vec<Slot>,
    pub(super) thing: Slot,
    pub(super) withheld: Slot,
    /// Empty buffers in the order of leaves.
    pub(super) columns: Vec<Column>,
}

impl Schema {
    pub(super) fn of(record_type: &RecordType) -> Result<Self> {
        let mut builder = Builder { columns: Vec::new() };
        let mut fields = Vec::new();
        let mut members = Vec::new();
        for member in record_type.members() {
            members.push(builder.slot(member.name, &member.kind, !member.required, 0, &mut fields)?);
        }
        let thing = builder.slot(THING, &ValueKind::Id, false, 0, &mut fields)?;
        let withheld = builder.slot(WITHHELD, &ValueKind::List(&ValueKind::Code), false, 0, &mut fields)?;
        let root = Type::group_type_builder(record_type.name).with_fields(fields).build()?;
        Ok(Self { root: Arc::new(root), members, thing, withheld, columns: builder.columns })
    }
}

struct Builder {
    columns: Vec<Column>,
}

impl Builder {
    /// Makes the place of a value of that kind inside `lists` lists, and adds its type (of an instant its two) to `fields`.
    fn slot(
        &mut self,
        name: &'static str,
        kind: &ValueKind,
        optional: bool,
        lists: i16,
        fields: &mut Vec<TypePtr>,
    ) -> Result<Slot> {
        let repetition = if optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let text = || (Physical::BYTE_ARRAY, LogicalType::String, Values::Bytes(Vec::new()));
        let (physical, logical, values) = match kind {
            ValueKind::Object(members) => return self.group(name, members, optional, lists, fields),
            ValueKind::Number => return self.group(name, &NUMBER, optional, lists, fields),
            ValueKind::List(element) => return self.list(name, element, optional, lists, fields),
            ValueKind::Bool => {
                let leaf = Type::primitive_type_builder(name, Physical::BOOLEAN).with_repetition(repetition).build()?;
                fields.push(Arc::new(leaf));
                return Ok(Slot { optional, node: Node::Leaf(self.add(Values::Bool(Vec::new()))) });
            }
            ValueKind::Instant => {
                let unit = LogicalType::timestamp(true, TimeUnit::MICROS);
                fields.push(leaf(name, Physical::INT64, unit, repetition)?);
                let moment = self.add(Values::Int64(Vec::new()));
                let written = format!("{name}{AS_WRITTEN}");
                fields.push(leaf(&written, Physical::BYTE_ARRAY, LogicalType::String, repetition)?);
                let text = self.add(Values::Bytes(Vec::new()));
                return Ok(Slot { optional, node: Node::Instant { moment, text } });
            }
            ValueKind::Int => (Physical::INT64, LogicalType::integer(64, true), Values::Int64(Vec::new())),
            ValueKind::Amount => (Physical::INT64, LogicalType::decimal(6, 18), Values::Int64(Vec::new())),
            ValueKind::Decimal | ValueKind::Rate => {
                (Physical::FIXED_LEN_BYTE_ARRAY, LogicalType::decimal(12, 27), Values::Picos(Vec::new()))
            }
            ValueKind::Date => (Physical::INT32, LogicalType::Date, Values::Int32(Vec::new())),
            ValueKind::Time => (Physical::INT32, LogicalType::time(false, TimeUnit::MILLIS), Values::Int32(Vec::new())),
            ValueKind::Extensions => (Physical::BYTE_ARRAY, LogicalType::Json, Values::Bytes(Vec::new())),
            // Readers make bytes of enums and text of strings, so words are strings.
            ValueKind::Id
            | ValueKind::Words(_)
            | ValueKind::Duration
            | ValueKind::Currency
            | ValueKind::Country
            | ValueKind::Zone
            | ValueKind::Name
            | ValueKind::Text
            | ValueKind::Code
            | ValueKind::PairId
            | ValueKind::Gtin
            | ValueKind::Digits4
            | ValueKind::Coicop => text(),
        };
        fields.push(leaf(name, physical, logical, repetition)?);
        Ok(Slot { optional, node: Node::Leaf(self.add(values)) })
    }

    fn group(
        &mut self,
        name: &'static str,
        members: &[(&'static str, ValueKind)],
        optional: bool,
        lists: i16,
        fields: &mut Vec<TypePtr>,
    ) -> Result<Slot> {
        let mut inner = Vec::new();
        let mut slots = Vec::new();
        for (member, kind) in members {
            slots.push((*member, self.slot(member, kind, true, lists, &mut inner)?));
        }
        let repetition = if optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let group = Type::group_type_builder(name).with_repetition(repetition).with_fields(inner).build()?;
        fields.push(Arc::new(group));
        Ok(Slot { optional, node: Node::Struct(slots) })
    }

    fn list(
        &mut self,
        name: &'static str,
        element: &ValueKind,
        optional: bool,
        lists: i16,
        fields: &mut Vec<TypePtr>,
    ) -> Result<Slot> {
        let mut inner = Vec::new();
        let element = Box::new(self.slot("element", element, true, lists + 1, &mut inner)?);
        let repeated =
            Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(inner).build()?;
        let repetition = if optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let group = Type::group_type_builder(name)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::List))
            .with_fields(vec![Arc::new(repeated)])
            .build()?;
        fields.push(Arc::new(group));
        Ok(Slot { optional, node: Node::List { level: lists + 1, element } })
    }

    fn add(&mut self, values: Values) -> usize {
        self.columns.push(Column::new(values));
        self.columns.len() - 1
    }
}

fn leaf(name: &str, physical: Physical, logical: LogicalType, repetition: Repetition) -> Result<TypePtr> {
    let (length, precision, scale) = match (&logical, physical) {
        (LogicalType::Decimal(decimal), Physical::FIXED_LEN_BYTE_ARRAY) => (12, decimal.precision, decimal.scale),
        (LogicalType::Decimal(decimal), _) => (-1, decimal.precision, decimal.scale),
        _ => (-1, -1, -1),
    };
    let leaf = Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(Some(logical))
        .with_length(length)
        .with_precision(precision)
        .with_scale(scale)
        .build()?;
    Ok(Arc::new(leaf))
}
