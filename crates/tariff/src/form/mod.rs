//! How a document becomes a type: one table of members gives the struct, its reader, its writer and its schema.
//!
//! serde alone would stop at the first fault and not say where it is. A provider who mends a tariff wants all faults at
//! once, each with its place, so members are read from a tree and every one of them is looked at.

mod object;
mod reader;
mod values;
mod words;

pub(crate) use object::object;
pub(crate) use reader::{Codes, Member, Members, ObjectSchema, Open, Reader};
pub(crate) use words::words;
