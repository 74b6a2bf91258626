//! An implementation that is a program: `PROTOCOL.md` from the runner's side.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use pannier::report::Stage;

use crate::{
    run::Subject,
    vector::{Answer, Case},
};

/// More than any answer needs. A program that writes without end is stopped.
const LONGEST: u64 = 1 << 20;
/// As much of an output that is no answer as says what it is.
const SHOWN: usize = 200;

/// How a program is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Once for every vector.
    Each,
    /// Once: it reads questions from its input, one a line, and writes one answer a line.
    Serve,
}

/// A program with its first arguments.
#[derive(Debug)]
pub struct Entrypoint {
    program: String,
    arguments: Vec<String>,
    calls: Calls,
    limit: Duration,
    /// Programs that serve and have nothing to do.
    idle: Mutex<Vec<Session>>,
}

impl Entrypoint {
    /// The program of a command line split at spaces; none where it is empty. It has `limit` for each answer.
    pub fn parse(command: &str, calls: Calls, limit: Duration) -> Option<Self> {
        let mut words = command.split_whitespace().map(str::to_owned);
        let program = words.next()?;
        Some(Self { program, arguments: words.collect(), calls, limit, idle: Mutex::new(Vec::new()) })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdout(Stdio::piped()).stderr(Stdio::inherit());
        command
    }

    fn once(&self, op: &str, case: &Case) -> io::Result<Vec<u8>> {
        let mut command = self.command();
        let child = command.arg(op).arg(&case.folder).stdin(Stdio::null()).spawn();
        let mut child = child.map_err(|error| not_started(&self.program, &error))?;
        let deadline = Instant::now() + self.limit;
        let output = child.stdout.take().ok_or_else(|| io::Error::other("the program has no output"))?;
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let mut text = Vec::new();
            let read = output.take(LONGEST + 1).read_to_end(&mut text);
            // Nobody listens any more where the time was over.
            let _ = send.send(read.map(|_| text));
        });
        let text = match receive.recv_timeout(self.limit) {
            Ok(Ok(text)) if text.len() as u64 > LONGEST => Err(too_long()),
            Ok(text) => text,
            Err(_) => Err(self.too_late()),
        };
        let ended = match &text {
            Ok(_) => wait(&mut child, deadline)?,
            Err(_) => None,
        };
        let Some(status) = ended else {
            stop(&mut child);
            return Err(text.err().unwrap_or_else(|| self.too_late()));
        };
        if status.success() { text } else { Err(io::Error::other(format!("the program ended with {status}"))) }
    }

    fn served(&self, op: &str, case: &Case) -> io::Result<Vec<u8>> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut session = match idle {
            Some(session) => session,
            None => Session::start(&mut self.command(), &self.program)?,
        };
        // A session that failed is dropped, which stops its program; the next question gets a new one.
        let answer = session.ask(&format!("{op} {}\n", case.folder.display()), self.limit)?;
        let answer = answer.ok_or_else(|| self.too_late())?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        Ok(answer)
    }

    fn too_late(&self) -> io::Error {
        io::Error::new(io::ErrorKind::TimedOut, format!("no answer after {:?}", self.limit))
    }
}

impl Subject for Entrypoint {
    fn answer(&self, case: &Case, _: Stage) -> io::Result<Answer> {
        let op = case.vector.op.as_str();
        let text = match self.calls {
            Calls::Each => self.once(op, case),
            Calls::Serve => self.served(op, case),
        }?;
        serde_json::from_slice(&text).map_err(|error| {
            let said: String = String::from_utf8_lossy(&text).chars().take(SHOWN).collect();
            io::Error::other(format!("not an answer, {error}: {said:?}"))
        })
    }
}

/// A program that serves. Its output is read by a thread, so that waiting for an answer can end.
#[derive(Debug)]
struct Session {
    child: Child,
    questions: ChildStdin,
    answers: mpsc::Receiver<io::Result<Vec<u8>>>,
}

impl Session {
    fn start(command: &mut Command, program: &str) -> io::Result<Self> {
        let child = command.arg("serve").stdin(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| not_started(program, &error))?;
        let (Some(questions), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the program has no input or output"));
        };
        let (send, answers) = mpsc::channel();
        thread::spawn(move || read_lines(output, &send));
        Ok(Self { child, questions, answers })
    }

    /// The answer to a question; none where it did not come in time.
    fn ask(&mut self, question: &str, limit: Duration) -> io::Result<Option<Vec<u8>>> {
        let ended = || io::Error::other("the program ended without an answer");
        self.questions.write_all(question.as_bytes()).and_then(|()| self.questions.flush()).map_err(|_| ended())?;
        match self.answers.recv_timeout(limit) {
            Ok(line) => line.map(Some),
            Err(mpsc::RecvTimeoutError::Timeout) => Ok(None),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(ended()),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

fn read_lines(output: ChildStdout, send: &mpsc::Sender<io::Result<Vec<u8>>>) {
    let mut output = BufReader::new(output);
    loop {
        let mut line = Vec::new();
        let read = (&mut output).take(LONGEST + 1).read_until(b'\n', &mut line);
        let line = match read {
            Ok(0) => return,
            Ok(_) if line.len() as u64 > LONGEST => Err(too_long()),
            Ok(_) => Ok(line),
            Err(error) => Err(error),
        };
        let last = line.is_err();
        if send.send(line).is_err() || last {
            return;
        }
    }
}

fn not_started(program: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{program} cannot be started: {error}"))
}

fn too_long() -> io::Error {
    io::Error::other("an answer of more than a megabyte")
}

/// How the program ended; none where it runs on after `deadline`.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Ends a program. One that has ended by itself cannot be stopped, and that is as well.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
