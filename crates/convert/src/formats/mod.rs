//! The formats that are read, one module for each, and what several of them have in common: the interfaces of banks
//! (`api`), sheets of shops (`sheet`), words of the Australian energy market (`mdff`).

pub mod amazon;
pub(crate) mod api;
pub mod berlin_group;
pub mod camt;
pub mod cdr_au;
pub mod cdr_energy;
pub mod en16931;
pub mod green_button;
pub mod ica;
pub mod mapped;
pub(crate) mod mdff;
pub mod midata;
pub mod midata_energy;
pub mod mt940;
pub mod ndjson;
pub mod nem12;
pub mod ob_uk;
pub mod ofx;
pub mod poslog;
pub mod qif;
pub(crate) mod sheet;
pub mod shopify;
pub mod square;
pub mod tesco;
pub mod tmf;
