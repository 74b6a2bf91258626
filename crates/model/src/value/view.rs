//! One way to look at any value without knowing its type: what exporters, rules and id recipes read.

use std::fmt;

use super::{Amount, Date, Decimal, Duration, Extensions, Id, Instant, Int, Number, Time};

/// The type of a member, as the field tables of the spec name it.
///
/// Complete: a new kind of value is a new version of the format, and every exporter has to decide about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `id`, and every reference to one.
    Id,
    /// `amount`
    Amount,
    /// `decimal`
    Decimal,
    /// `rate`
    Rate,
    /// `int`
    Int,
    /// `bool`
    Bool,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `instant`
    Instant,
    /// `duration`
    Duration,
    /// `currency`
    Currency,
    /// `country`
    Country,
    /// `zone`
    Zone,
    /// A word of a closed list; the list itself.
    Words(&'static [&'static str]),
    /// `name`: short free text.
    Name,
    /// `text`: long free text.
    Text,
    /// `code`
    Code,
    /// 22 characters of base64url that pair two numbers without showing them.
    PairId,
    /// `number`: an identifier in the world, such as an IBAN.
    Number,
    /// `gtin`
    Gtin,
    /// `digits4`
    Digits4,
    /// `coicop`
    Coicop,
    /// `extensions`
    Extensions,
    /// A closed object; its members in order.
    Object(&'static [(&'static str, ValueKind)]),
    /// A list of values of one kind.
    List(&'static ValueKind),
}

/// A borrowed value of any type.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// An element of a list that is `null`: a slot of which nothing is known.
    Missing,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(Int),
    /// `amount`
    Amount(Amount),
    /// `decimal` and `rate`
    Decimal(Decimal),
    /// `date`
    Date(Date),
    /// `time`
    Time(Time),
    /// `instant`
    Instant(Instant),
    /// `duration`
    Duration(Duration),
    /// `id` and references
    Id(&'a str),
    /// A word of a list, a code, a currency: text that a machine reads and nobody wrote freely.
    Word(&'a str),
    /// `name` and `text`: free text.
    Text(&'a str),
    /// `number`
    Number(&'a Number),
    /// `extensions`
    Extensions(&'a Extensions),
    /// A closed object.
    Object(&'a dyn Fields),
    /// A list.
    List(&'a dyn Sequence),
}

/// That there is one, and not which: it may be a person's.
impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("View(..)")
    }
}

/// What can be replaced inside a value without changing what it says: names that are drawn afresh for every bundle.
#[derive(Debug)]
#[non_exhaustive]
pub enum ViewMut<'a> {
    /// `id` and references
    Id(&'a mut Id),
    /// `number`
    Number(&'a mut Number),
}

/// A value that can stand as a member of a record.
pub trait Value {
    /// Its type in the field tables.
    const KIND: ValueKind;

    /// Looks at it.
    fn view(&self) -> View<'_>;

    /// Calls `each` for every id and number in it.
    fn each_mut(&mut self, each: &mut dyn FnMut(ViewMut<'_>)) {
        let _ = each;
    }
}

/// A closed object inside a record.
pub trait Fields {
    /// Calls `each` for every member that is present, in byte order of a row.
    fn each_field<'a>(&'a self, each: &mut dyn FnMut(&'static str, View<'a>));
}

/// A list inside a record.
pub trait Sequence {
    /// The number of elements, at least one.
    fn count(&self) -> usize;

    /// Element `index`, counted from 0; `None` past the end.
    fn element(&self, index: usize) -> Option<View<'_>>;
}

impl Value for bool {
    const KIND: ValueKind = ValueKind::Bool;

    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}
