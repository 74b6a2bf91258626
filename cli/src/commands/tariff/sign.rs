//! `pannier tariff sign TARIFF… --issuer URL --key KEY -o OUTDIR`: what is sold, on the word of who sells it.

use std::{collections::BTreeMap, fs, path::PathBuf};

use pannier::{
    document::{Address, Document, SignedTariff},
    quote::{NotSigned, sign},
};

use super::{super::Answer, documents::all};
use crate::{
    args::{Format, Shared, TariffSign},
    clock,
    commands::{
        documents::{self, Answered, value},
        grant::{end, seconds},
    },
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input,
        output::{self, Privacy},
    },
    render::untrusted::Untrusted,
};

pub(super) fn run(flags: &TariffSign, shared: &Shared, console: &mut Console) -> Answer {
    let now = clock::now(shared.now);
    let (iat, exp) = (seconds(now)?, flags.until.map(|day| end(day, now)).transpose()?);
    let iss: Address = value("--issuer", &flags.issuer)?;
    let signer = documents::signer(&flags.signing, console)?;
    let mut answered = Answered::new();
    let mut signed: BTreeMap<PathBuf, Document<SignedTariff>> = BTreeMap::new();
    for path in all(&flags.tariffs, &["json"])? {
        let name = path.to_string_lossy();
        let document = match sign(&input::read_small(&path)?, &name, &*signer, iss.clone(), iat, exp) {
            Ok(document) => document,
            Err(NotSigned::Tariff { findings, .. }) => {
                answered.found(&path, findings);
                continue;
            }
            Err(error) => {
                let why = Untrusted::text(&error.to_string()).to_string();
                return Err(Failure::new(format!("cannot sign {}: {why}", Untrusted::path(&path))));
            }
        };
        answered.show(&document)?;
        let stem = path.file_stem().filter(|_| !input::is_standard(&path)).unwrap_or("tariff".as_ref());
        let mut target = flags.output.join(stem).into_os_string();
        target.push(".jwt");
        if signed.insert(target.into(), document).is_some() {
            return Err(Failure::new(format!("two tariffs are called {}", Untrusted::path(stem.as_ref())))
                .help("sign them into two folders"));
        }
    }
    if !answered.is_valid() {
        answered.print(console)?;
        console.say("nothing was written");
        return Ok(Exit::No);
    }
    if !flags.overwrite.force
        && let Some(there) = signed.keys().find(|target| target.symlink_metadata().is_ok())
    {
        return Err(Failure::on_file("write", there, &"it exists").help("name another folder, or say --force"));
    }
    fs::create_dir_all(&flags.output).map_err(|error| Failure::on_file("make", &flags.output, &error))?;
    for (target, document) in &signed {
        output::write(target, format!("{}\n", document.text()).as_bytes(), Privacy::Public, flags.overwrite)?;
        console.say(format_args!("wrote {}", Untrusted::path(target)));
    }
    if console.format != Format::Human {
        answered.print(console)?;
    }
    console.say(format_args!(
        "signed as {} with the key {}: whoever trusts it can price them at home",
        Untrusted::text(&flags.issuer),
        signer.public_key().kid()
    ));
    Ok(Exit::Yes)
}
