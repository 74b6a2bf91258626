//! A key that stays elsewhere: a command signs, for instance one that speaks to a hardware module.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use pannier::crypto::{
    Algorithm, PublicKey, Signer,
    key::{SignError, es256_from_der},
};

/// Signs by running a command: the bytes to sign on its standard input, the signature on its standard output, as r and s
/// (64 bytes) or, for ES256, as the DER that OpenSSL and most modules write.
///
/// What comes back is checked against the public key before it is used, so a command that signs with another key fails.
pub(crate) struct CommandSigner {
    command: String,
    key: PublicKey,
}

impl CommandSigner {
    pub(crate) fn new(command: &str, key: PublicKey) -> Self {
        Self { command: command.to_owned(), key }
    }

    fn run(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        let mut child = shell(&self.command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("it did not start: {error}"))?;
        let mut input = child.stdin.take().ok_or("it has no standard input")?;
        // A head is written whole before anything is read: signers answer at the end of their input. One that did not read
        // it to its end has signed something else, which the check of its answer finds.
        let _ = input.write_all(message);
        drop(input);
        let output = child.wait_with_output().map_err(|error| format!("it gave no answer: {error}"))?;
        if !output.status.success() {
            return Err(format!("it ended with {}", output.status));
        }
        Ok(output.stdout)
    }
}

impl Signer for CommandSigner {
    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let answer = self.run(message).map_err(|why| SignError::External(why.into()))?;
        let signature = match self.key.algorithm() {
            _ if answer.len() == 64 => Some(answer),
            Algorithm::Es256 => es256_from_der(&answer).map(|signature| signature.to_vec()),
            _ => None,
        };
        signature.ok_or_else(|| SignError::External("its answer is no signature".into()))
    }
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}
