//! Conversion seen from outside, one module for each format.

mod berlin_group;
mod camt;
mod cdr_au;
mod cdr_energy;
mod common;
mod csv_table;
mod everything;
mod foreign;
mod green_button;
mod hostile;
mod mapped;
mod midata;
mod mt940;
mod ndjson;
mod nem12;
mod ob_uk;
mod ofx;
mod overlap;
mod parquet;
mod poslog;
mod qif;
mod records;
mod round_trip;
mod sqlite;
mod ubl;
mod xlsx;
