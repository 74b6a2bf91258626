//! The two streams of a terminal: answers go to one, everything said about them to the other.

use std::{
    fmt,
    io::{self, BufWriter, IsTerminal as _, Write},
};

use anstream::AutoStream;

use crate::{
    args::{Format, Shared},
    exit::Exit,
    failure::Failure,
    render::human::{DIM, ERROR, HELP, WARNING},
};

/// Standard output for data, standard error for remarks. Colours appear only on a terminal and never where `NO_COLOR` is set.
pub(crate) struct Console {
    out: BufWriter<Listener<AutoStream<io::Stdout>>>,
    err: AutoStream<io::Stderr>,
    is_silent: bool,
    /// How answers are printed.
    pub(crate) format: Format,
    /// Whether the user asked to see the values findings are about.
    pub(crate) show_values: bool,
}

impl Console {
    pub(crate) fn new(shared: &Shared) -> Self {
        Self {
            out: BufWriter::new(Listener { to: anstream::stdout(), has_left: false }),
            err: anstream::stderr(),
            is_silent: false,
            format: shared.format,
            show_values: shared.show_values,
        }
    }

    /// A console for one of many jobs, of which only the outcome is told: nothing is said or warned of.
    pub(crate) fn silent(shared: &Shared) -> Self {
        Self { is_silent: true, ..Self::new(shared) }
    }

    /// Where answers go; styles are taken out where nobody can see them.
    pub(crate) fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Where data goes, every byte as it is.
    pub(crate) fn data(&mut self) -> io::Result<impl Write> {
        self.out.flush()?;
        Ok(io::stdout().lock())
    }

    /// Where remarks of several lines go.
    pub(crate) fn remarks(&mut self) -> &mut impl Write {
        &mut self.err
    }

    /// Whether standard output is a screen, which binary data would wreck.
    pub(crate) fn out_is_terminal() -> bool {
        io::stdout().is_terminal()
    }

    /// Says something about the work; lost where nobody can hear it.
    pub(crate) fn say(&mut self, line: impl fmt::Display) {
        if !self.is_silent {
            let _ = writeln!(self.err, "{line}");
        }
    }

    /// Says something the user ought to think about.
    pub(crate) fn warn(&mut self, line: impl fmt::Display) {
        if !self.is_silent {
            let _ = writeln!(self.err, "{WARNING}warning{WARNING:#}: {line}");
        }
    }

    /// Says why there is no answer and what to do next.
    pub(crate) fn failure(&mut self, failure: &Failure) {
        let _ = self.out.flush();
        let _ = writeln!(self.err, "{ERROR}error{ERROR:#}: {failure}");
        for line in failure.advice() {
            let _ = writeln!(self.err, "  {DIM}={DIM:#} {HELP}help{HELP:#}: {line}");
        }
        for other in failure.beside() {
            self.failure(other);
        }
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whoever reads an answer. One who leaves early (`pannier verify FILE | head -1`) changes nothing about the answer, and so nothing
/// about the exit code.
struct Listener<W> {
    to: W,
    has_left: bool,
}

impl<W> Listener<W> {
    fn unless_left<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(failed) if failed.kind() == io::ErrorKind::BrokenPipe => {
                self.has_left = true;
                Ok(instead)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Listener<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_left {
            return Ok(bytes.len());
        }
        let written = self.to.write(bytes);
        self.unless_left(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_left {
            return Ok(());
        }
        let flushed = self.to.flush();
        self.unless_left(flushed, ())
    }
}

/// Prints what the argument parser has to say: help and version as data, everything else as an error.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    let exit = if error.use_stderr() { Exit::CannotAnswer } else { Exit::Yes };
    match error.print() {
        Err(failed) if failed.kind() != io::ErrorKind::BrokenPipe => Exit::CannotAnswer,
        _ => exit,
    }
}

/// Says that the program, not the data, is at fault. The panic's own text is left out: it may hold a person's values.
pub(crate) fn bug(at: Option<&String>) {
    let mut err = anstream::stderr();
    let _ = writeln!(err, "{ERROR}error{ERROR:#}: this is a bug in pannier, not in your data");
    if let Some(at) = at {
        let _ = writeln!(err, "  --> {at}");
    }
    let _ = writeln!(err, "  = help: report the line above with the command you ran; no value of a file is in it");
}
