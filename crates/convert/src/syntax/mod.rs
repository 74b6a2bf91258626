//! The bytes of a source as text, and text as rows, elements and trees, whatever they mean: in any size, forwards and
//! backwards, with the place of everything that is wrong.

pub(crate) mod cells;
pub(crate) mod delimited;
pub(crate) mod encoding;
pub(crate) mod end_mark;
pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod transcoded;
pub(crate) mod window;
pub(crate) mod xml;
