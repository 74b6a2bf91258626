//! The chapter of the demo in which an app asks, is given what it needs, and has it taken away again.

use std::{fs, io};

use super::Story;
use crate::{exit::Exit, failure::Failure};

/// What the chapter leaves in the folder.
pub(super) const FILES: [(&str, &str); 7] = [
    ("app.key, app.key.pub", "signing key of the app that asks"),
    ("request.jwt", "what the app asks for, why, and how long it keeps it"),
    ("answer.pannier.zip", "the share that answers it: monthly figures, no booking"),
    ("for-app.key", "Sam's key for this app, used for nobody else"),
    ("grant.jwt", "what Sam agreed to; both sides keep it"),
    ("app.log", "what the app did with it, each line signed and tied to the one before"),
    ("withdrawal.jwt", "the end of it"),
];

impl Story<'_> {
    pub(super) fn consent(&mut self) -> Result<(), Failure> {
        self.chapter("An app says what it wants to know and why; it is told before anything goes")?;
        // A log is only ever added to; that of an earlier demo is of another grant.
        let log = self.file("app.log");
        if self.flags.overwrite.force
            && let Err(error) = fs::remove_file(&log)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(Failure::on_file("remove", &log, &error));
        }
        self.step("keygen -o @app.key", Exit::Yes)?;
        self.step(
            "trust add @trust.json --recipient https://app.example --name Example~App --key @app.key.pub",
            Exit::Yes,
        )?;
        self.step(
            "request new --recipient https://app.example --name Example~App --purpose budgeting \
             --why To~show~you~what~you~spend~by~month. --level summary \
             --item transaction=What~comes~in~and~goes~out~each~month. \
             --retention P7D --contact privacy@app.example --key @app.key -o @request.jwt",
            Exit::Yes,
        )?;
        // Sam's records end in 2025: whoever asks later is told what is missing since.
        let today_or_later = [Exit::Yes, Exit::Partial];
        self.step_any("request check @request.jwt @current.pannier.zip --trust @trust.json", &today_or_later)?;

        self.chapter("Sam answers with the least that does, and agrees to what may become of it")?;
        self.step(
            "share @current.pannier.zip --request @request.jwt --incomplete --trust @trust.json --key @own.key --yes \
             -o @answer.pannier.zip",
            Exit::Yes,
        )?;
        self.step_any("verify @answer.pannier.zip --request @request.jwt --trust @trust.json", &today_or_later)?;
        self.step("keygen -o @for-app.key", Exit::Yes)?;
        self.step(
            "grant new @answer.pannier.zip --request @request.jwt --trust @trust.json --key @for-app.key -o @grant.jwt",
            Exit::Yes,
        )?;
        self.step("log add @app.log --grant @grant.jwt --what accepted --key @app.key", Exit::Yes)?;
        self.step("log add @app.log --grant @grant.jwt --what used --key @app.key", Exit::Yes)?;

        self.chapter("And takes it back: it needs nobody's consent, and what follows can be checked")?;
        self.step("withdraw @grant.jwt --key @for-app.key -o @withdrawal.jwt", Exit::Yes)?;
        self.step(
            "log add @app.log --grant @grant.jwt --what withdrawn --withdrawal @withdrawal.jwt --key @app.key",
            Exit::Yes,
        )?;
        self.step("log add @app.log --grant @grant.jwt --what used --key @app.key", Exit::No)?;
        self.step("log add @app.log --grant @grant.jwt --what erased --key @app.key", Exit::Yes)?;
        self.step("log check @app.log --grant @grant.jwt --withdrawal @withdrawal.jwt --trust @trust.json", Exit::Yes)
    }
}
