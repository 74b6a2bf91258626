//! Signed documents on their way into commands and out of them.

use std::path::{Path, PathBuf};

use pannier::{
    Outcome, Trust, Verified,
    bundle::Fault,
    crypto::{PublicKey, Signer},
    document::{Document, GrantTerms, MAX_BYTES, Payload, Received, Sender, authenticate, authenticate_with},
    quote::{Answers, TariffFile},
    report::{Code, Finding, Report},
    verify,
};
use serde::Serialize;

use super::{Answer, verify as verifying};
use crate::{
    args::{Format, OutputFlags, SignerFlags, Terms, TrustFlags},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        keys, kind,
        output::{self, Privacy},
        scratch::TemporaryFiles,
        sealed::{self, Recipient},
        signer::CommandSigner,
    },
    render::{human, json, untrusted::Untrusted},
};

/// Whom a command believes that reads documents.
pub(super) struct Believing {
    pub(super) trust: Trust,
    /// The key of an organisation that the user was given by hand.
    pub(super) key: Option<PublicKey>,
    pub(super) accept_indeterminate: bool,
    /// Keys of age that open what is encrypted; none where the command takes no such files.
    pub(super) identities: Option<Vec<PathBuf>>,
    pub(super) now: i64,
}

impl Believing {
    /// Opens a file, and what is encrypted in it where the command takes such files.
    pub(super) fn open(&self, path: &Path) -> Result<Input, Failure> {
        let input = Input::open(path)?;
        match &self.identities {
            Some(identities) => sealed::open(input, identities),
            None => Ok(input),
        }
    }

    /// Whose document it is, or what is wrong with it.
    pub(super) fn authenticate<T: Payload>(&self, received: Received<T>) -> Result<(Document<T>, Sender), Fault> {
        match &self.key {
            Some(key) if received.kid() == key.kid() => authenticate_with(received, key),
            _ => authenticate(received, &self.trust, self.now, self.accept_indeterminate),
        }
    }
}

/// What commands on documents say: the documents they believe, and what is wrong.
#[derive(Serialize)]
pub(super) struct Answered {
    valid: bool,
    documents: Vec<Shown>,
    #[serde(flatten)]
    report: Report,
}

/// A document that is believed.
#[derive(Serialize)]
struct Shown {
    kind: &'static str,
    digest: String,
    kid: String,
    payload: serde_json::Value,
}

impl Answered {
    pub(super) fn new() -> Self {
        Self { valid: true, documents: Vec::new(), report: Report::new() }
    }

    /// Reads a document; a finding where it is not to be believed.
    pub(super) fn read<T: Payload>(&mut self, path: &Path, whom: &Believing) -> Result<Option<Document<T>>, Failure> {
        let input = whom.open(path)?;
        kind::expect_document::<T>(&input)?;
        let bytes = input.all(MAX_BYTES as u64 + 2)?;
        match Received::<T>::read(&bytes).and_then(|received| whom.authenticate(received)) {
            Ok((document, _)) => {
                self.show(&document)?;
                Ok(Some(document))
            }
            Err(Fault::Finding(finding)) => {
                self.found(path, [*finding]);
                Ok(None)
            }
            Err(Fault::Io(error)) => Err(Failure::on_file("read", path, &error)),
        }
    }

    /// Reads a tariff, plain or signed; what is wrong with it is noted, and a signed one is a document.
    pub(super) fn tariff(&mut self, path: &Path, whom: &Believing) -> Result<TariffFile, Failure> {
        if path.is_dir() {
            let what = format!("{} is a folder, and one tariff is meant here", Untrusted::path(path));
            return Err(Failure::new(what).help("name the file of the tariff in it"));
        }
        let bytes = whom.open(path)?.all(MAX_BYTES as u64 + 2)?;
        let mut signed = None;
        let file = TariffFile::open(&bytes, &path.to_string_lossy(), whom.now, |received| {
            let (document, sender) = whom.authenticate(received)?;
            signed = Some(document.clone());
            Ok((document, sender))
        });
        if file.tariff.is_none() {
            self.found(path, file.findings.iter().cloned());
        } else if let Some(document) = signed {
            self.show(&document)?;
        }
        Ok(file)
    }

    /// Verifies a share that a document is about; findings where it does not verify.
    pub(super) fn share(
        &mut self,
        path: &Path,
        whom: &Believing,
        flags: &TrustFlags,
    ) -> Result<Option<Verified<Input>>, Failure> {
        let input = whom.open(path)?;
        kind::expect_bundle(&input)?;
        let verification = verify(input, &whom.trust, &verifying::kept(flags), whom.now, &TemporaryFiles)
            .map_err(|error| Failure::on_file("verify", path, &error))?;
        let verdict = verification.verdict();
        if verdict.outcome == Outcome::UnknownIssuer {
            return Err(Failure::new(format!("{} is signed by a key in no trust list", Untrusted::path(path))));
        }
        self.found(path, verdict.findings.clone());
        Ok(verification.accept().ok())
    }

    /// Notes a document that is believed.
    pub(super) fn show<T: Payload>(&mut self, document: &Document<T>) -> Result<(), Failure> {
        let payload = serde_json::to_value(document.payload()).map_err(|error| Failure::new(error.to_string()))?;
        self.documents.push(Shown {
            kind: document.payload().kind().name,
            digest: document.digest_text().as_str().to_owned(),
            kid: document.kid().to_owned(),
            payload,
        });
        Ok(())
    }

    /// Notes what is wrong with the file at `path`.
    pub(super) fn found(&mut self, path: &Path, findings: impl IntoIterator<Item = Finding>) {
        for mut finding in findings {
            finding.location.file.get_or_insert_with(|| path.to_string_lossy().into_owned());
            self.report.push(finding);
        }
        self.valid = !self.report.has_errors();
    }

    /// Notes what was not looked at, and why.
    pub(super) fn not_checked(&mut self, code: Code, reason: &str) {
        self.report.not_checked(code, None, reason);
    }

    /// Says that nothing came of it, however little the findings weigh.
    pub(super) fn refuse(&mut self) {
        self.valid = false;
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter()
    }

    pub(super) fn is_valid(&self) -> bool {
        self.valid
    }

    /// Prints the findings, or, as JSON, everything.
    pub(super) fn print(&self, console: &mut Console) -> Result<(), Failure> {
        let (format, show_values) = (console.format, console.show_values);
        if format == Format::Human {
            human::report(console.out(), &self.report, show_values)?;
        } else {
            json::answer(console.out(), format, self, &self.report.findings, show_values)?;
        }
        Ok(())
    }

    /// Prints it at the end of a command that only looks: yes where nothing is wrong.
    pub(super) fn end(&self, console: &mut Console) -> Answer {
        self.print(console)?;
        Ok(if self.valid { Exit::Yes } else { Exit::No })
    }

    /// Prints it where nothing comes of what was asked for.
    pub(super) fn no(&self, console: &mut Console) -> Answer {
        self.print(console)?;
        Ok(Exit::No)
    }
}

/// Who signs: a key in a file, or a command.
pub(super) fn signer(flags: &SignerFlags, console: &mut Console) -> Result<Box<dyn Signer>, Failure> {
    Ok(match &flags.signer {
        Some(command) => Box::new(CommandSigner::new(command, keys::public(&flags.key)?)),
        None => Box::new(keys::private(&flags.key, console)?),
    })
}

/// Signs a document and writes it.
pub(super) fn write<T: Payload>(payload: &T, signer: &dyn Signer, to: &OutputFlags) -> Result<Document<T>, Failure> {
    let document = sign(payload, signer)?;
    put(&document, to, &[])?;
    Ok(document)
}

/// Signs a document that is looked at before it is written: it is signed once, whoever holds the key.
pub(super) fn sign<T: Payload>(payload: &T, signer: &dyn Signer) -> Result<Document<T>, Failure> {
    Document::sign(payload, signer).map_err(|error| {
        let what = format!("cannot sign the {}: {}", payload.kind().name, Untrusted::text(&error.to_string()));
        Failure::new(what)
    })
}

/// Writes a document, encrypted to all of `recipients`; as it is where there are none. It ends with a line break, so that it
/// survives editors and mail.
pub(super) fn put<T: Payload>(
    document: &Document<T>,
    to: &OutputFlags,
    recipients: &[Recipient],
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    sealed::write(&mut bytes, recipients, |out| {
        out.write_all(document.text().as_bytes())?;
        out.write_all(b"\n")
    })
    .map_err(|error| Failure::on_file("encrypt", &to.output, &error))?;
    output::write(&to.output, &bytes, Privacy::Private, to.overwrite)
}

/// What the customer answers, in the file at `path`; nothing where no file was named. Within, why these are no answers.
pub(super) fn answers(path: Option<&Path>) -> Result<Result<Answers, Finding>, Failure> {
    let Some(path) = path else { return Ok(Ok(Answers::default())) };
    Ok(Answers::read(&input::read_small(path)?).map_err(|mut why| {
        why.location.file.get_or_insert_with(|| path.to_string_lossy().into_owned());
        why
    }))
}

/// A value of a document that the user gave.
pub(super) fn value<T: pannier::value::TextForm>(flag: &str, text: &str) -> Result<T, Failure> {
    T::parse(text).map_err(|_| Failure::new(format!("{flag}: expected {}", T::EXPECTED)))
}

/// An agreement that holds beside a document.
pub(super) fn terms(terms: &Terms) -> Result<GrantTerms, Failure> {
    Ok(GrantTerms::new(value("--terms", &terms.uri)?, value("--terms", &hash_of(&terms.file)?)?))
}

/// Bytes of a file that a document names by its hash.
pub(super) fn hash_of(path: &Path) -> Result<String, Failure> {
    use pannier::crypto::{base64url, digest::sha256};
    Ok(base64url::encode(&sha256(&input::read_small(path)?)))
}
