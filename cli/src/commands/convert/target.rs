//! Where converted records go.

use std::{
    cell::RefCell,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    rc::Rc,
    sync::{Arc, Mutex},
};

use pannier::{
    convert::{
        Error, Loss, RecordWriter, Series, ndjson,
        write::{self, csv_table, parquet, sqlite, xlsx},
    },
    record::AnyRecord,
};

use crate::{
    args::{self, Target},
    console::Console,
    failure::Failure,
    io::{
        folder::PendingFolder,
        input,
        output::{Pending, Privacy, no_temporary_room},
    },
    render::untrusted::{write_json, write_lines},
};

/// A writer and the files it writes. Nothing appears under its name before everything was converted.
pub(super) struct Records {
    writer: Box<dyn RecordWriter>,
    place: Place,
}

/// What a writer writes to.
enum Place {
    /// One file, or standard output.
    File { file: Held, path: Option<PathBuf>, json: bool },
    /// A folder of files that the writer names.
    Folder(Folder),
}

impl Records {
    pub(super) fn begin(flags: &args::Convert) -> Result<Self, Failure> {
        match flags.to {
            Target::Ndjson => Self::text(flags, |out| Box::new(ndjson::Writer::new(out))),
            Target::Ofx => Self::text(flags, |out| Box::new(write::ofx::writer(out))),
            Target::Camt => Self::text(flags, |out| Box::new(write::camt::writer(out))),
            Target::Qif => Self::text(flags, |out| Box::new(write::qif::writer(out))),
            Target::Hledger => Self::text(flags, |out| Box::new(write::hledger::writer(out))),
            Target::Beancount => Self::text(flags, |out| Box::new(write::beancount::writer(out))),
            Target::Midata => Self::text(flags, |out| Box::new(write::midata::writer(out))),
            Target::Csv => {
                Self::folder(flags, |folder| Box::new(csv_table::Tables::new(move |name: &str| folder.open(name))))
            }
            Target::Parquet => {
                Self::folder(flags, |folder| Box::new(parquet::Files::new(move |name: &str| folder.open(name))))
            }
            Target::Sqlite => Self::binary(flags, |file| {
                let failed = |error: &dyn std::fmt::Display| Failure::new(format!("cannot make a database: {error}"));
                let connection = sqlite::Connection::open(file.path()?).map_err(|error| failed(&error))?;
                Ok(Box::new(sqlite::Writer::new(connection).map_err(|error| failed(&error))?))
            }),
            Target::Xlsx => Self::binary(flags, |file| {
                Ok(Box::new(xlsx::Writer::new(file).map_err(|error| Failure::new(error.to_string()))?))
            }),
        }
    }

    /// Text of one stream, which standard output takes too.
    fn text(flags: &args::Convert, writer: impl FnOnce(Held) -> Box<dyn RecordWriter>) -> Result<Self, Failure> {
        Self::file(flags, |file| Ok(writer(file)))
    }

    /// One file that is not text, which a terminal does not take.
    fn binary(
        flags: &args::Convert,
        writer: impl FnOnce(Held) -> Result<Box<dyn RecordWriter>, Failure>,
    ) -> Result<Self, Failure> {
        if flags.output.as_deref().is_none_or(input::is_standard) && Console::out_is_terminal() {
            return Err(Failure::new(format!("{} is not text that a terminal can show", flags.to.name()))
                .help("name the file after -o"));
        }
        Self::file(flags, writer)
    }

    fn file(
        flags: &args::Convert,
        writer: impl FnOnce(Held) -> Result<Box<dyn RecordWriter>, Failure>,
    ) -> Result<Self, Failure> {
        let output = flags.output.as_deref().filter(|output| !input::is_standard(output));
        let pending = match output {
            Some(path) => Pending::begin(path, Privacy::Private, flags.overwrite)?,
            None => Pending::nameless()?,
        };
        let file = Held::new(pending);
        let place =
            Place::File { file: file.clone(), path: output.map(Path::to_path_buf), json: flags.to == Target::Ndjson };
        Ok(Self { writer: writer(file)?, place })
    }

    /// A folder, which has to be named.
    fn folder(flags: &args::Convert, writer: impl FnOnce(Folder) -> Box<dyn RecordWriter>) -> Result<Self, Failure> {
        let output = flags.output.as_deref().filter(|output| !input::is_standard(output));
        let Some(path) = output else {
            return Err(Failure::new(format!("{} is a folder with a file for every record type", flags.to.name()))
                .help("name the folder after -o"));
        };
        let is_table = |name: &str| csv_table::is_table(name) || parquet::is_table(name);
        let pending = PendingFolder::begin(path, flags.overwrite, is_table)?;
        let folder = Folder(Rc::new(FolderState { pending, files: RefCell::default(), refused: RefCell::default() }));
        Ok(Self { writer: writer(folder.clone()), place: Place::Folder(folder) })
    }

    pub(super) fn series(&mut self, series: &Series) -> Result<(), Failure> {
        self.writer.series(series).map_err(|error| self.place.failure(&error))
    }

    /// `withheld` are the groups that its holder kept back.
    pub(super) fn record(&mut self, record: &AnyRecord, withheld: &[&str]) -> Result<(), Failure> {
        self.writer.record(record, withheld).map_err(|error| self.place.failure(&error))
    }

    /// Ends the files, which have no name yet; says what the target could not carry.
    pub(super) fn finish(self) -> Result<(Vec<Loss>, Finished), Failure> {
        let Self { writer, place } = self;
        let losses = writer.finish().map_err(|error| place.failure(&error))?;
        Ok((losses, Finished(place)))
    }
}

/// Whole files that wait for their names.
pub(super) struct Finished(Place);

impl Finished {
    pub(super) fn deliver(self, console: &mut Console) -> Result<(), Failure> {
        match self.0 {
            Place::File { file, path: Some(_), .. } => file.take()?.finish(),
            Place::File { file, json, .. } if Console::out_is_terminal() => {
                // Before a person's eyes what would play with them is escaped; JSON stays the same JSON.
                let mut bytes = Vec::new();
                file.take()?.copy_to(&mut bytes)?;
                let text = String::from_utf8_lossy(&bytes);
                let show = if json { write_json } else { write_lines };
                Ok(show(&mut console.data()?, &text)?)
            }
            Place::File { file, .. } => file.take()?.copy_to(&mut console.data()?),
            Place::Folder(folder) => {
                for file in folder.0.files.take() {
                    file.take()?.finish()?;
                }
                let state = Rc::into_inner(folder.0).expect("the writer is done, which held it too");
                state.pending.finish()
            }
        }
    }
}

impl Place {
    fn failure(&self, error: &Error) -> Failure {
        let (refused, path) = match self {
            Self::Folder(folder) => (folder.0.refused.take(), Some(folder.0.pending.target())),
            Self::File { path, .. } => (None, path.as_deref()),
        };
        refused.unwrap_or_else(|| match (error, path) {
            (Error::Write(cause), Some(path)) => Failure::on_file("write", path, cause),
            (Error::Write(cause), None) => no_temporary_room(cause),
            _ => Failure::new(error.to_string()),
        })
    }
}

/// A file under way that its writer and the command both hold.
#[derive(Clone)]
pub(super) struct Held(Arc<Mutex<Option<BufWriter<Pending>>>>);

impl Held {
    fn new(pending: Pending) -> Self {
        Self(Arc::new(Mutex::new(Some(BufWriter::new(pending)))))
    }

    /// The file with everything that was written; its writer can write no more.
    fn take(self) -> Result<Pending, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::new(format!("cannot write the records: {error}"));
        let buffer = self.0.lock().map_err(|error| failed(&error))?.take().ok_or_else(|| failed(&"it was taken"))?;
        buffer.into_inner().map_err(|error| {
            let (error, buffer) = error.into_parts();
            buffer.get_ref().failed(&error)
        })
    }

    /// Where the file lies until it has its name, for a writer that opens it itself.
    fn path(&self) -> Result<PathBuf, Failure> {
        self.with(|file| Ok(file.get_ref().path().to_path_buf()))
            .map_err(|error| Failure::new(format!("cannot write the records: {error}")))
    }

    fn with<T>(&self, act: impl FnOnce(&mut BufWriter<Pending>) -> io::Result<T>) -> io::Result<T> {
        let mut held = self.0.lock().map_err(|_| io::Error::other("another writer of the file failed"))?;
        act(held.as_mut().ok_or_else(|| io::Error::other("the file is finished"))?)
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(Write::flush)
    }
}

impl Seek for Held {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.with(|file| file.seek(to))
    }
}

/// A folder in which a writer begins files by their names.
#[derive(Clone)]
struct Folder(Rc<FolderState>);

struct FolderState {
    pending: PendingFolder,
    files: RefCell<Vec<Held>>,
    /// Why a file could not be begun, for the user; the writer sees only that it could not.
    refused: RefCell<Option<Failure>>,
}

impl Folder {
    fn open(&self, name: &str) -> io::Result<Held> {
        match self.0.pending.file(name) {
            Ok(pending) => {
                let file = Held::new(pending);
                self.0.files.borrow_mut().push(file.clone());
                Ok(file)
            }
            Err(failure) => {
                let message = failure.to_string();
                *self.0.refused.borrow_mut() = Some(failure);
                Err(io::Error::other(message))
            }
        }
    }
}
