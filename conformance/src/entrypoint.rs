//! An implementation that is a program: `PROTOCOL.md` from the runner's side.

use std::{
    io,
    process::{Command, Stdio},
};

use crate::{
    run::Subject,
    vector::{Answer, Case, Op},
};

/// A program with its first arguments.
#[derive(Clone, Debug)]
pub struct Entrypoint {
    program: String,
    arguments: Vec<String>,
}

impl Entrypoint {
    /// The program of a command line split at spaces; none where it is empty.
    pub fn parse(command: &str) -> Option<Self> {
        let mut words = command.split_whitespace().map(str::to_owned);
        Some(Self { program: words.next()?, arguments: words.collect() })
    }
}

impl Subject for Entrypoint {
    fn answer(&self, case: &Case) -> io::Result<Answer> {
        let op = match case.vector.op {
            Op::Verify => "verify",
        };
        let output = Command::new(&self.program)
            .args(&self.arguments)
            .arg(op)
            .arg(&case.folder)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(format!("the program ended with {}", output.status)));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| io::Error::other(format!("not an answer: {error}")))
    }
}
