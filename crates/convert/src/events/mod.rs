//! What is read, put together: rows in the order of their days, statements of several accounts, purchases with their
//! lines and returns, readings of meters as days.

pub(crate) mod gather;
pub(crate) mod interval;
pub(crate) mod orders;
pub(crate) mod purchase;
pub(crate) mod readings;
pub(crate) mod shelf;
pub(crate) mod statement;
