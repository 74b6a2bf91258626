//! A sign of life for work that takes longer than a second, on a terminal and nowhere else.

use std::{
    io::{self, IsTerminal as _, Read, Seek, SeekFrom},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pannier::Source;

/// Shown from its second second on; gone when dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    _ends: Option<Sender<()>>,
}

impl Progress {
    /// Begins work that is called `what`; its bytes are counted by [`Progress::watch`].
    pub(crate) fn begin(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if !io::stderr().is_terminal() {
            return Self { bar, _ends: None };
        }
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {bytes} read, {bytes_per_sec}, {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        let (ends, ended) = mpsc::channel::<()>();
        let shown = bar.clone();
        thread::spawn(move || {
            // Whoever is done within a second sees nothing flash up.
            if ended.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                while ended.recv_timeout(Duration::from_millis(120)) == Err(RecvTimeoutError::Timeout) {
                    shown.tick();
                }
            }
        });
        Self { bar, _ends: Some(ends) }
    }

    /// Counts what is read of `source`.
    pub(crate) fn watch<S>(&self, source: S) -> Watched<S> {
        Watched { source, bar: self.bar.clone() }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Something of which the bytes read are counted.
#[derive(Debug)]
pub(crate) struct Watched<S> {
    source: S,
    bar: ProgressBar,
}

impl<S: Source> Source for Watched<S> {
    fn len(&self) -> u64 {
        self.source.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(offset, buf)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

impl<S: Read> Read for Watched<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buf)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

impl<S: Seek> Seek for Watched<S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}
