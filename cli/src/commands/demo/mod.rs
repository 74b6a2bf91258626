//! `pannier demo`: the story of the format, told with the commands a person would type.
//!
//! Everything that is shown is what the command really answers: each step is parsed and run like any other command, and
//! the demo fails where the answer is not the one it announces.

mod consent;
mod forge;
mod prices;

use std::{
    ffi::OsString,
    fmt, fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::Parser as _;

use super::Answer;
use crate::{
    args::{self, Args, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::output::{self, Privacy},
    render::{
        human::{DIM, HELP, STRONG},
        untrusted::Untrusted,
    },
};

/// Made-up people at made-up institutions; no file of anybody's was copied.
const SPECIMENS: [(&str, &[u8]); 6] = [
    ("current-midata.csv", include_bytes!("specimen/midata.csv")),
    ("current-statement.ofx", include_bytes!("specimen/statement.ofx")),
    ("savings.ndjson", include_bytes!("specimen/savings.ndjson")),
    ("phone.ndjson", include_bytes!("specimen/phone.ndjson")),
    ("shop.ndjson", include_bytes!("specimen/shop.ndjson")),
    ("power.ndjson", include_bytes!("specimen/power.ndjson")),
];

/// Commands that write a file, and so need `--force` where there is one.
const WRITING: [&str; 12] = [
    "convert",
    "grant new",
    "intent new",
    "issue",
    "keygen",
    "offer accept",
    "offer make",
    "request new",
    "share",
    "tariff sign",
    "trust new",
    "withdraw",
];

/// What is left in the folder, in the order in which it was made.
const FILES: [(&str, &str); 22] = [
    ("current-midata.csv", "twelve months of a current account, as a bank's website hands it out"),
    ("current-statement.ofx", "three later months of the same account, in another format; two months are in both"),
    ("savings.ndjson", "a savings account, as another institution's own system writes it"),
    ("phone.ndjson", "a mobile line: calls, messages, data by the day, what the plan includes, the handset, the bills"),
    ("shop.ndjson", "three months of groceries: receipts line by line, payments, points"),
    ("power.ndjson", "a supply point: half-hours of three months, one day of 23 hours among them, readings, the bills"),
    ("bank.key, bank.key.pub", "signing key of Bank of Example; only the .pub leaves the house"),
    ("saver.key, saver.key.pub", "signing key of Example Savings"),
    ("phone.key, shop.key, power.key", "signing keys of Example Mobile, Example Grocer and Example Energy"),
    ("own.key, own.key.pub", "the customer's own key: binds shares to recipients, signs what nobody else signs"),
    ("trust.json", "whom Sam and the others believe: the five institutions, the app, the supplier, nobody else"),
    ("current.pannier.zip", "signed bundle: both downloads of the current account in one, each event once"),
    ("current.losses.ndjson", "what of the downloads no record can carry, line by line"),
    ("savings.pannier.zip", "signed bundle of the savings account"),
    ("phone.pannier.zip", "signed bundle of the mobile line"),
    ("shop.pannier.zip", "signed bundle of the groceries"),
    ("power.pannier.zip", "signed bundle of the supply point"),
    ("power.html", "what the bundle of the energy supplier says, with charts: open it in a browser"),
    ("share.pannier.zip", "what an app gets of the current account: no texts, no names, no account number"),
    ("own.pannier.zip", "the same download signed by the customer: intact, but vouched for by nobody else"),
    ("forged.pannier.zip", "a bundle in which one figure was changed and every checksum repaired"),
    ("records/", "the savings account as tables, one CSV file for each type of record"),
];

/// First day behind all records: no institution signs what has not happened yet.
const RECORDED: &str = "2025-06-01";

pub(crate) fn run(flags: &args::Demo, shared: &Shared, console: &mut Console) -> Answer {
    let dir = &flags.dir;
    if !flags.overwrite.force && fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::new(format!("{} exists and is not empty", Untrusted::path(dir)))
            .help("name another folder, or --force writes over the files of an earlier demo"));
    }
    if shared.seed.is_some() {
        console.warn("--seed is not for the demo: its keys and secrets are fresh");
    }
    if let Some(now) = shared.now.filter(|now| clock::day(clock::now(Some(*now))).as_str() < RECORDED) {
        return Err(Failure::new(format!(
            "the records of the demo go up to the end of May 2025: {now} is before that"
        ))
        .help(format!("name a moment from {RECORDED} on, or leave --now out")));
    }
    fs::create_dir_all(dir).map_err(|error| Failure::on_file("make the folder", dir, &error))?;
    let mut story = Story { flags, shared, console };
    story.tell()?;
    story.legend()?;
    Ok(Exit::Yes)
}

struct Story<'a> {
    flags: &'a args::Demo,
    shared: &'a Shared,
    console: &'a mut Console,
}

impl Story<'_> {
    fn tell(&mut self) -> Result<(), Failure> {
        self.chapter("Five institutions hold records of Sam, who does not exist")?;
        for (name, content) in SPECIMENS.into_iter().chain(prices::TARIFFS) {
            let file = self.file(name);
            let folder = file.parent().unwrap_or(&self.flags.dir);
            fs::create_dir_all(folder).map_err(|error| Failure::on_file("make the folder", folder, &error))?;
            output::write(&file, content, Privacy::Private, self.flags.overwrite)?;
        }
        self.step("inspect @current-midata.csv", Exit::Yes)?;

        self.chapter("Each institution makes a key; a verifier lists whom to believe")?;
        self.step("keygen -o @bank.key", Exit::Yes)?;
        self.step("keygen --alg ed25519 -o @saver.key", Exit::Yes)?;
        self.step("trust new @trust.json", Exit::Yes)?;
        let add = "trust add @trust.json --issuer";
        self.step(&format!("{add} https://bank.example --name Bank~of~Example --key @bank.key.pub"), Exit::Yes)?;
        self.step(&format!("{add} https://saver.example --name Example~Savings --key @saver.key.pub"), Exit::Yes)?;

        self.chapter("Sam makes a key, too, and asks the banks for the records")?;
        self.step("keygen -o @own.key", Exit::Yes)?;
        self.step(
            "issue @current-midata.csv @current-statement.ofx \
             --account current=@current-midata.csv --account current=@current-statement.ofx \
             --issuer https://bank.example --key @bank.key --holder @own.key.pub \
             --losses @current.losses.ndjson -o @current.pannier.zip",
            Exit::Yes,
        )?;
        self.step(
            "issue @savings.ndjson --issuer https://saver.example --key @saver.key --holder @own.key.pub \
             -o @savings.pannier.zip",
            Exit::Yes,
        )?;

        self.chapter("Whoever has the trust list can check them, offline, without asking anybody")?;
        self.step("verify @current.pannier.zip --trust @trust.json", Exit::Yes)?;
        self.step("verify @savings.pannier.zip --trust @trust.json", Exit::Yes)?;
        self.step("inspect @savings.pannier.zip", Exit::Yes)?;

        self.chapter("An operator, a grocer and an energy supplier hand out theirs in the same form")?;
        for (file, issuer, name) in [
            ("phone", "https://mobile.example", "Example~Mobile"),
            ("shop", "https://grocer.example", "Example~Grocer"),
            ("power", "https://energy.example", "Example~Energy"),
        ] {
            self.step(&format!("keygen -o @{file}.key"), Exit::Yes)?;
            self.step(&format!("{add} {issuer} --name {name} --key @{file}.key.pub"), Exit::Yes)?;
            self.step(
                &format!(
                    "issue @{file}.ndjson --issuer {issuer} --key @{file}.key --holder @own.key.pub -o @{file}.pannier.zip"
                ),
                Exit::Yes,
            )?;
            self.step(&format!("verify @{file}.pannier.zip --trust @trust.json"), Exit::Yes)?;
        }
        self.step("inspect @phone.pannier.zip", Exit::Yes)?;
        self.step("inspect @shop.pannier.zip", Exit::Yes)?;
        self.step("inspect @power.pannier.zip --html @power.html", Exit::Yes)?;

        self.chapter("Sam shows an app the amounts and balances of the current account, and nothing else")?;
        self.step(
            "share @current.pannier.zip --trust @trust.json --series */transaction --groups core,balance \
             --key @own.key --aud https://app.example --nonce request-1 --yes -o @share.pannier.zip",
            Exit::Yes,
        )?;
        self.step(
            "verify @share.pannier.zip --trust @trust.json --require-binding --aud https://app.example --nonce request-1",
            Exit::Partial,
        )?;

        self.consent()?;
        self.prices()?;
        self.offers()?;

        self.chapter("A forger makes a rent of 780.00 into 7.80 and repairs every checksum")?;
        forge::forge(
            &self.file("current.pannier.zip"),
            &self.file("forged.pannier.zip"),
            "\"amount\":\"-780.00\"",
            "\"amount\":\"-7.80\"",
            self.flags.overwrite,
        )?;
        self.step("verify @forged.pannier.zip --trust @trust.json", Exit::No)?;

        self.chapter("What Sam signs alone is intact, but nobody else vouches for it")?;
        self.step("issue @current-statement.ofx --self --key @own.key -o @own.pannier.zip", Exit::Yes)?;
        self.step("verify @own.pannier.zip --trust @trust.json", Exit::No)?;
        self.step("verify @own.pannier.zip --accept-self", Exit::Yes)?;

        self.chapter("Records are plain: one JSON object a line, or tables for a spreadsheet")?;
        self.step("convert @savings.ndjson --to csv -o @records", Exit::Yes)
    }

    fn chapter(&mut self, title: &str) -> Result<(), Failure> {
        writeln!(self.console.out(), "\n{STRONG}# {title}{STRONG:#}")?;
        Ok(())
    }

    /// Shows a command, runs it, and holds it to the answer it should give. `@` stands for the folder.
    fn step(&mut self, line: &str, expected: Exit) -> Result<(), Failure> {
        self.step_any(line, &[expected])
    }

    /// As [`Story::step`], where the answer depends on how long ago the specimen records end.
    fn step_any(&mut self, line: &str, expected: &[Exit]) -> Result<(), Failure> {
        let mut words: Vec<OsString> = line.split_whitespace().map(|word| self.word(word)).collect();
        let writes = WRITING.iter().any(|command| line.starts_with(command)) || line.contains("--html");
        if self.flags.overwrite.force && writes {
            words.push("--force".into());
        }
        if let Some(now) = self.shared.now {
            words.extend(["--now".into(), now.to_string().into()]);
        }
        let shown = words.iter().map(|word| Quoted(word).to_string()).collect::<Vec<_>>().join(" ");
        writeln!(self.console.out(), "\n{HELP}$ pannier {shown}{HELP:#}")?;
        self.console.flush()?;
        let args = Args::try_parse_from([OsString::from("pannier")].into_iter().chain(words))
            .map_err(|error| Failure::new(format!("a step of the demo is wrong: {error}")))?;
        let answer = super::run(&args, self.console)?;
        self.console.flush()?;
        if expected.contains(&answer) {
            return Ok(());
        }
        let expected: Vec<String> = expected.iter().map(|exit| exit.code().to_string()).collect();
        let (code, expected) = (answer.code(), expected.join(" or "));
        Err(Failure::new(format!("this step ended with {code}; it should have ended with {expected}"))
            .help("this is a bug in pannier; report the step above"))
    }

    fn legend(&mut self) -> Result<(), Failure> {
        self.chapter(&format!("What lies in {} now", Untrusted::path(&self.flags.dir)))?;
        let out = self.console.out();
        for (name, what) in FILES.into_iter().chain(consent::FILES).chain(prices::FILES) {
            writeln!(out, "  {name:30} {DIM}{what}{DIM:#}")?;
        }
        writeln!(out, "\nEvery command above can be typed again. `pannier explain` says what each code means.")?;
        Ok(())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.flags.dir.join(name)
    }

    /// A word of a command line: `@name` and `x=@name` are files of the folder, `~` is a space.
    fn word(&self, word: &str) -> OsString {
        // An address for mail has an `@` elsewhere.
        let file = if word.starts_with('@') { Some(0) } else { word.find("=@").map(|at| at + 1) };
        match file {
            Some(at) => {
                let mut whole = OsString::from(&word[..at]);
                whole.push(self.file(&word[at + 1..]));
                whole
            }
            None => word.replace('~', " ").into(),
        }
    }
}

/// A word as a shell takes it.
struct Quoted<'a>(&'a OsString);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = Untrusted::path(Path::new(self.0)).to_string();
        let plain = |c: char| c.is_alphanumeric() || "-_./:=@,+".contains(c);
        if !shown.is_empty() && shown.chars().all(plain) {
            f.write_str(&shown)
        } else {
            write!(f, "'{}'", shown.replace('\'', r"'\''"))
        }
    }
}
