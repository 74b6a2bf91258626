//! Values of one leaf column that wait for their row group.

use std::io::Write;

use ::parquet::{
    data_type::{BoolType, ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type},
    errors::Result,
    file::writer::SerializedRowGroupWriter,
};

/// A column under way: its values, and for each place how much of its path is there and which list it continues.
#[derive(Debug)]
pub(super) struct Column {
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// How all its values were written so far.
    pub(super) written: Written,
}

/// How the values of a column were written, where its type keeps their value only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// There was none.
    Nothing,
    Alike(Form),
    Mixed(Form),
}

/// What a type does not keep of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// So many decimals.
    Decimals(u8),
    /// With seconds or without.
    Time { seconds: bool },
}

impl Written {
    fn see(&mut self, form: Form) {
        *self = match *self {
            Self::Nothing => Self::Alike(form),
            Self::Alike(known) if known == form => Self::Alike(form),
            Self::Alike(_) | Self::Mixed(_) => Self::Mixed(form),
        };
    }
}

impl Form {
    /// As the text of nought or of a time would be.
    pub(super) fn pattern(self) -> String {
        match self {
            Self::Decimals(0) => "0".to_owned(),
            Self::Decimals(count) => format!("0.{}", "0".repeat(count.into())),
            Self::Time { seconds: true } => "HH:MM:SS".to_owned(),
            Self::Time { seconds: false } => "HH:MM".to_owned(),
        }
    }
}

/// Values by their physical type.
#[derive(Debug)]
pub(super) enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    /// Decimals in units of 10^-12, twelve bytes each: 27 digits need 91 bits.
    Picos(Vec<FixedLenByteArray>),
    Bytes(Vec<ByteArray>),
}

/// One value for a leaf.
pub(super) enum Value<'a> {
    Bool(bool),
    Int32(i32),
    Int64(i64),
    Picos(i128),
    Text(&'a str),
}

impl Column {
    pub(super) const fn new(values: Values) -> Self {
        Self { values, definitions: Vec::new(), repetitions: Vec::new(), written: Written::Nothing }
    }

    /// Adds a value of which its type does not keep how it was written; what it takes, in bytes.
    pub(super) fn push_written(&mut self, value: &Value<'_>, form: Form, definition: i16, repetition: i16) -> usize {
        self.written.see(form);
        self.push(value, definition, repetition)
    }

    /// Adds a value; what it takes, in bytes.
    pub(super) fn push(&mut self, value: &Value<'_>, definition: i16, repetition: i16) -> usize {
        self.definitions.push(definition);
        self.repetitions.push(repetition);
        let taken = match (&mut self.values, value) {
            (Values::Bool(values), Value::Bool(value)) => {
                values.push(*value);
                1
            }
            (Values::Int32(values), Value::Int32(value)) => {
                values.push(*value);
                4
            }
            (Values::Int64(values), Value::Int64(value)) => {
                values.push(*value);
                8
            }
            (Values::Picos(values), Value::Picos(value)) => {
                values.push(FixedLenByteArray::from(value.to_be_bytes()[4..].to_vec()));
                12 + size_of::<FixedLenByteArray>()
            }
            (Values::Bytes(values), Value::Text(text)) => {
                values.push(ByteArray::from(*text));
                text.len() + size_of::<ByteArray>()
            }
            _ => unreachable!("the schema and the values follow from one kind"),
        };
        taken + 4
    }

    /// Adds a place without a value; what it takes, in bytes.
    pub(super) fn push_nothing(&mut self, definition: i16, repetition: i16) -> usize {
        self.definitions.push(definition);
        self.repetitions.push(repetition);
        4
    }

    /// Writes what waits as the next column of the row group and forgets it.
    pub(super) fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        let Some(mut column) = group.next_column()? else {
            unreachable!("there are as many buffers as leaves");
        };
        let (definitions, repetitions) = (Some(self.definitions.as_slice()), Some(self.repetitions.as_slice()));
        match &mut self.values {
            Values::Bool(values) => {
                column.typed::<BoolType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Int32(values) => {
                column.typed::<Int32Type>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Int64(values) => {
                column.typed::<Int64Type>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Picos(values) => {
                column.typed::<FixedLenByteArrayType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Values::Bytes(values) => {
                column.typed::<ByteArrayType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
        }
        self.definitions.clear();
        self.repetitions.clear();
        column.close()
    }
}
