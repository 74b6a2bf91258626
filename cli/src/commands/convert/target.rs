//! Where converted records go.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs,
    io::{self, BufWriter},
    path::PathBuf,
};

use pannier::{
    convert::{Error, Series, csv_table, ndjson},
    record::{AnyRecord, RecordType},
};

use crate::{
    args::{self, Overwrite, Target},
    console::Console,
    failure::Failure,
    io::{
        input,
        output::{Pending, Privacy},
    },
    render::untrusted::write_json,
};

/// Where records go. Nothing appears under its name before everything was converted.
pub(super) enum Records {
    Lines {
        writer: ndjson::Writer<BufWriter<Pending>>,
        standard: bool,
    },
    Tables {
        folder: PathBuf,
        overwrite: Overwrite,
        tables: BTreeMap<&'static str, csv_table::Writer<BufWriter<Pending>>>,
    },
}

impl Records {
    pub(super) fn begin(flags: &args::Convert) -> Result<Self, Failure> {
        let output = flags.output.as_deref().filter(|output| !input::is_standard(output));
        match (flags.to, output) {
            (Target::Ndjson, None) => {
                Ok(Self::Lines { writer: ndjson::Writer::new(BufWriter::new(Pending::nameless()?)), standard: true })
            }
            (Target::Ndjson, Some(path)) => {
                let pending = Pending::begin(path, Privacy::Private, flags.overwrite)?;
                Ok(Self::Lines { writer: ndjson::Writer::new(BufWriter::new(pending)), standard: false })
            }
            (Target::Csv, Some(folder)) => {
                fs::create_dir_all(folder).map_err(|error| Failure::on_file("make the folder", folder, &error))?;
                Ok(Self::Tables { folder: folder.to_path_buf(), overwrite: flags.overwrite, tables: BTreeMap::new() })
            }
            (Target::Csv, None) => {
                Err(Failure::new("csv is a folder with a file for every record type").help("name the folder after -o"))
            }
        }
    }

    pub(super) fn series(&mut self, series: &Series) -> Result<(), Error> {
        match self {
            Self::Lines { writer, .. } => writer.series(series),
            // A table says nothing of periods; an empty one still says that there were none.
            Self::Tables { .. } => self.table(series.record_type).map(|_| ()),
        }
    }

    /// `withheld` are the groups that its holder kept back.
    pub(super) fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Error> {
        match self {
            Self::Lines { writer, .. } => writer.record(record),
            Self::Tables { .. } => self.table(record.record_type())?.record(record, withheld),
        }
    }

    fn table(&mut self, record_type: &'static RecordType) -> Result<&mut csv_table::Writer<BufWriter<Pending>>, Error> {
        let Self::Tables { folder, overwrite, tables } = self else {
            unreachable!("only tables ask for a table");
        };
        match tables.entry(record_type.name) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(place) => {
                let path = folder.join(record_type.name).with_extension("csv");
                let pending = Pending::begin(&path, Privacy::Private, *overwrite)
                    .map_err(|failure| Error::Write(io::Error::other(failure.to_string())))?;
                Ok(place.insert(csv_table::Writer::new(BufWriter::new(pending), record_type)?))
            }
        }
    }

    pub(super) fn deliver(self, console: &mut Console) -> Result<(), Failure> {
        let whole = |buffer: BufWriter<Pending>| {
            buffer.into_inner().map_err(|error| Failure::new(format!("cannot write the records: {}", error.error())))
        };
        match self {
            Self::Lines { writer, standard: true } if Console::out_is_terminal() => {
                // Before a person's eyes the records are the same JSON with escapes for what would play with them.
                let mut lines = Vec::new();
                whole(writer.into_inner())?.copy_to(&mut lines)?;
                Ok(write_json(&mut console.data()?, &String::from_utf8_lossy(&lines))?)
            }
            Self::Lines { writer, standard: true } => whole(writer.into_inner())?.copy_to(&mut console.data()?),
            Self::Lines { writer, standard: false } => whole(writer.into_inner())?.finish(),
            Self::Tables { tables, .. } => {
                let finished: Result<Vec<_>, _> = tables
                    .into_values()
                    .map(|table| {
                        let failed = |error: Error| Failure::new(format!("cannot write the tables: {error}"));
                        whole(table.finish().map_err(failed)?)
                    })
                    .collect();
                finished?.into_iter().try_for_each(Pending::finish)
            }
        }
    }
}
