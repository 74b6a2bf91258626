//! Targets that take no more: a full disk is an error of the operation for every writer, at whatever byte it comes.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use pannier_convert::{
    Error, Loss, RecordWriter, ndjson,
    write::{self, csv_table, parquet, sqlite, xlsx},
};

use crate::everything::{self, Shown};

/// A disk on which there is room for so many bytes, shared by all files.
#[derive(Clone)]
struct Disk(Arc<AtomicUsize>);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.0.load(Ordering::Relaxed);
        if left == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = left.min(bytes.len());
        self.0.store(left - taken, Ordering::Relaxed);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn check(target: &str, records: &[Shown], begin: impl Fn(Disk) -> Result<Box<dyn RecordWriter>, Error>) {
    let room = 1 << 30;
    let run = |bytes: usize| -> (Result<Vec<Loss>, Error>, usize) {
        let left = Arc::new(AtomicUsize::new(bytes));
        let written = begin(Disk(Arc::clone(&left))).and_then(|writer| everything::try_write(records, writer));
        (written, left.load(Ordering::Relaxed))
    };
    let (whole, left) = run(room);
    assert!(whole.is_ok(), "{target}: {whole:?}");
    let size = room - left;
    for bytes in [0, 1, size / 3, size - 1] {
        let (written, _) = run(bytes);
        assert!(
            matches!(&written, Err(Error::Write(error)) if error.to_string().contains("storage")),
            "{target}: {bytes} of {size}: {written:?}"
        );
    }
    assert!(run(size).0.is_ok(), "{target}");
}

#[test]
fn every_writer_says_that_its_target_is_full() {
    let records = everything::examples();
    check("ndjson", &records, |disk| Ok(Box::new(ndjson::Writer::new(disk))));
    check("csv", &records, |disk| Ok(Box::new(csv_table::Tables::new(move |_: &str| Ok(disk.clone())))));
    check("parquet", &records, |disk| Ok(Box::new(parquet::Files::new(move |_: &str| Ok(disk.clone())))));
    check("xlsx", &records, |disk| Ok(Box::new(xlsx::Writer::new(disk)?)));
    check("ofx", &records, |disk| Ok(Box::new(write::ofx::writer(disk))));
    check("camt", &records, |disk| Ok(Box::new(write::camt::writer(disk))));
    check("qif", &records, |disk| Ok(Box::new(write::qif::writer(disk))));
    check("hledger", &records, |disk| Ok(Box::new(write::hledger::writer(disk))));
    check("beancount", &records, |disk| Ok(Box::new(write::beancount::writer(disk))));
}

#[test]
fn a_database_says_that_it_is_full() {
    let folder = tempfile::tempdir().expect("a folder");
    let connection = sqlite::Connection::open(folder.path().join("a.db")).expect("a database");
    // Fewer pages than the tables of all types.
    connection.pragma_update(None, "max_page_count", 20).expect("a limit");
    let written = sqlite::Writer::new(connection)
        .and_then(|writer| everything::try_write(&everything::examples(), Box::new(writer)));
    assert!(matches!(&written, Err(Error::Write(error)) if error.to_string().contains("full")), "{written:?}");
}
