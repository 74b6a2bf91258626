//! `pannier share`: what a holder shows somebody, told before it is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufRead as _, IsTerminal as _, Write as _},
};

use pannier::{
    Error, Policy, Source, Verified,
    bundle::{binding::BindError, head::Nested},
    document::{Fit, Level, Request, fit},
    share::{self, Binding, Made, Plan, PlannedDocument, Selection, ShareError},
    verify,
};

use super::{
    Answer, answer_with,
    request::to_answer,
    verify::{kept, trust},
};
use crate::{
    args::{self, Claim, DOCUMENTS, Format, Shared},
    clock,
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input::{self, Input},
        keys, kind,
        output::{Pending, Privacy},
        scratch::TemporaryFiles,
        sealed,
    },
    progress::Progress,
    random,
    render::{json, sharing::Sharing, untrusted::Untrusted, verdict},
};

pub(crate) fn run(flags: &args::Share, shared: &Shared, console: &mut Console) -> Answer {
    let target = target(flags)?;
    let trust = trust(&flags.trust, None)?;
    let key = flags.binding.key.as_ref().map(|path| keys::private(path, console)).transpose()?;
    let now = clock::now(shared.now);
    if flags.binding.expires.is_some_and(|day| day.0 <= now) {
        return Err(Failure::new("--expires: the day is over").help("name a later one"));
    }
    let indeterminate = flags.trust.list.accept_indeterminate;
    let request = flags.shown.request.as_deref().map(|path| to_answer(path, &trust, indeterminate, now)).transpose()?;
    let (audience, nonce) = match &request {
        Some(request) => (Some(request.aud.to_string()), Some(request.nonce.to_string())),
        None => (flags.binding.aud.clone(), flags.binding.nonce.clone()),
    };
    let binding = audience.clone().zip(key.as_ref()).map(|(audience, key)| Binding { audience, nonce, signer: key });
    let input = sealed::open(Input::open(&flags.bundle)?, &flags.identity.identity)?;
    kind::expect_bundle(&input)?;
    let mut random = random::source(shared.seed, console);

    let progress = Progress::begin("reading");
    let policy = Policy {
        schemas: flags.schema.iter().map(|path| input::read_text(path)).collect::<Result<_, _>>()?,
        ..kept(&flags.trust)
    };
    let verification = verify(progress.watch(&input), &trust, &policy, now, &TemporaryFiles)
        .map_err(|error| Failure::on_file("verify", input.path(), &error))?;
    let file = match verification.accept() {
        Ok(file) => file,
        Err(refusal) => {
            drop(progress);
            let mut refused = *refusal.0;
            super::verify::name_file(&mut refused, &input);
            let (format, show_values) = (console.format, console.show_values);
            if format == Format::Human {
                verdict::verdict(console.remarks(), &refused, &input.name(), show_values)?;
            } else {
                json::answer(console.remarks(), format, &refused, &refused.findings, show_values)?;
            }
            console.say("nothing was written: a share of it would be refused, too");
            return Ok(Exit::No);
        }
    };
    let mut answer = Exit::Yes;
    let mut selection = match &request {
        Some(request) => {
            let (selection, is_met) = answering(flags, request, &file, now, console)?;
            if !is_met && flags.dry_run {
                answer = Exit::Partial;
            } else if !is_met && !goes_on(flags, console)? {
                console.say("nothing was written");
                return Ok(Exit::No);
            }
            selection
        }
        None if flags.shown.allow.iter().any(|word| word == DOCUMENTS) => {
            return Err(Failure::new(
                "--allow documents accepts those that a request asks for, and there is no request",
            )
            .help("--document NAME shows one"));
        }
        None => selection(flags),
    };
    let plan = match share::plan(&file, &selection, now) {
        Err(ShareError::Home(groups)) if !flags.yes && io::stdin().is_terminal() => {
            let question = format!("{} would say who and where you are. Show it? [y/N] ", groups.join(", "));
            if !is_answered_yes(&question, console)? {
                console.say("nothing was written");
                return Ok(Exit::No);
            }
            selection.allow_all_asked();
            share::plan(&file, &selection, now)
        }
        plan => plan,
    };
    let plan = plan.map_err(|error| match error {
        ShareError::Nothing | ShareError::NothingThen { .. } if request.is_some() => nothing_asked(),
        error => refusal(&error),
    })?;
    let made = share::write(&file, &plan, binding.as_ref(), &trust, now, &mut *random, &TemporaryFiles);
    drop(progress);
    let made = match made {
        Ok(made) => made,
        Err(Error::Refused(report)) => {
            answer_with(&report, console);
            console.say("nothing was written");
            return Ok(Exit::No);
        }
        Err(error) => {
            let failure = Failure::new(format!("cannot make the share: {}", Untrusted::text(&error.to_string())));
            return Err(match error {
                Error::Bind(BindError::OtherKey) => {
                    failure.help("--key is the key whose .pub its issuer was given with --holder")
                }
                _ => failure,
            });
        }
    };
    tell(flags, audience.as_deref(), &file, &plan, &made, console)?;
    Ok(match deliver(flags, &made, target, console)? {
        Exit::Yes => answer,
        refused => refused,
    })
}

/// Claimed before the work begins: to learn at the end that the name is taken would be late.
fn target(flags: &args::Share) -> Result<Option<Pending>, Failure> {
    let Some(output) = flags.output.as_deref().filter(|_| !flags.dry_run) else { return Ok(None) };
    let files = [&flags.bundle].into_iter().chain(&flags.binding.key).chain(&flags.shown.request).chain(&flags.schema);
    let inputs = files.chain(&flags.trust.list.trust).chain(&flags.trust.list.anchor).chain(&flags.identity.identity);
    input::not_an_input(output, inputs.map(AsRef::as_ref))?;
    if !input::is_standard(output) {
        return Pending::begin(output, Privacy::Private, flags.overwrite).map(Some);
    }
    if Console::out_is_terminal() {
        return Err(Failure::new("a share is binary and standard output is a terminal").help("name a file after -o"));
    }
    Pending::nameless().map(Some)
}

fn selection(flags: &args::Share) -> Selection {
    let shown = &flags.shown;
    let mut mask: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for named in &shown.mask {
        mask.entry(named.group.clone()).or_default().extend(named.ids.iter().cloned());
    }
    Selection {
        series: shown.series.clone(),
        from: shown.from,
        to: shown.to,
        narrowed: BTreeMap::new(),
        neighbours: shown.neighbours,
        groups: shown.groups.as_ref().map(|groups| groups.iter().cloned().collect()),
        without: shown.without.iter().cloned().collect(),
        mask,
        claims: shown.claims.iter().map(|claim| nested(*claim)).collect(),
        documents: shown.document.iter().cloned().collect(),
        allow: shown.allow.iter().filter(|group| *group != DOCUMENTS).cloned().collect(),
        decoys: shown.decoys,
        purpose: flags.binding.purpose.clone(),
        exp: flags.binding.expires.map(|day| day.0),
    }
}

/// The least that answers the request, and whether it does: what the file cannot give is said. What the holder declines
/// or does not accept is their own word, and takes nothing from it.
fn answering<S: Source>(
    flags: &args::Share,
    request: &Request,
    file: &Verified<S>,
    now: i64,
    console: &mut Console,
) -> Result<(Selection, bool), Failure> {
    if request.level == Level::Answer {
        return Err(Failure::new("the request is answered by your own program: nothing has to leave your hands")
            .help("`pannier request check` shows what it asks"));
    }
    let mut fit = fit(request, file).map_err(|error| Failure::new(Untrusted::text(&error.to_string()).to_string()))?;
    let declined = |what: &str| flags.shown.decline.iter().any(|word| word == what);
    let items = fit.items.iter().filter(|item| !declined(&item.record_type)).map(|item| (item.required, &item.missing));
    let documents =
        fit.attachments.iter().filter(|_| !declined(DOCUMENTS)).map(|asked| (asked.required, &asked.missing));
    let is_there = items.chain(documents).all(|(required, missing)| !required || missing.is_empty());
    let is_met = is_there && fit.too_old.is_none();
    for what in flags.shown.decline.iter().filter(|what| *what != DOCUMENTS) {
        if !fit.decline(what) {
            return Err(Failure::new(format!("the request does not ask for {}", Untrusted::text(what)))
                .help("--decline takes a record type, a group of one (transaction+text), or documents"));
        }
    }
    if let Some(why) = &fit.too_old {
        console.warn(format_args!("the bundle is too old: {why}"));
    }
    for (item, missing) in fit.missing() {
        let need = if item.required { "required" } else { "optional" };
        let line = format!("{} is asked for ({need}) and not there: {missing}", item.record_type);
        console.warn(format_args!("{}", Untrusted::text(&line)));
    }
    for asked in &fit.attachments {
        let need = if asked.required { "required" } else { "optional" };
        for missing in &asked.missing {
            let line = format!("documents are asked for ({need}) and not there: {missing}");
            console.warn(format_args!("{}", Untrusted::text(&line)));
        }
    }
    let documents = accepted(flags, &fit, console)?;
    for asked in &fit.attachments {
        let need = if asked.required { "required" } else { "optional" };
        for document in asked.documents.iter().filter(|document| !documents.contains(&document.id)) {
            let name = Untrusted::text(&document.name);
            console.warn(format_args!("{name} is asked for ({need}) and stays: you did not accept it"));
        }
    }
    if fit.items.iter().all(|item| item.series.is_empty()) && documents.is_empty() {
        return Err(nothing_asked());
    }
    let asked = fit.selection(request, now);
    let given = selection(flags);
    if !given.without.is_empty() || !given.mask.is_empty() {
        console.warn("what is left out or masked is missing of what is asked for, and its recipient will see that");
    }
    let selection = Selection {
        documents,
        without: given.without,
        mask: given.mask,
        allow: given.allow,
        decoys: given.decoys,
        purpose: given.purpose.or(asked.purpose),
        exp: given.exp.or(asked.exp),
        ..asked
    };
    Ok((selection, is_met))
}

/// Whether the holder answers although something that the request requires is missing (`request-answer-gaps`).
fn goes_on(flags: &args::Share, console: &mut Console) -> Result<bool, Failure> {
    if flags.shown.incomplete {
        return Ok(true);
    }
    if !flags.yes && io::stdin().is_terminal() {
        return is_answered_yes("Something that the request requires is missing. Answer all the same? [y/N] ", console);
    }
    Err(Failure::new("something that the request requires is missing, so it would be no answer; nothing was written")
        .help(
            "ask its issuer for a bundle that has it; --incomplete answers all the same, and --decline TYPE says that you do \
             not give one",
        ))
}

/// Ids of the documents asked for that the holder accepts: by name, or all of them (`request-answer-documents`).
fn accepted(flags: &args::Share, fit: &Fit, console: &mut Console) -> Result<BTreeSet<String>, Failure> {
    let (asked, shown) = (fit.documents(), &flags.shown);
    let is = |document: &PlannedDocument, named: &String| document.name == *named || document.id == *named;
    if let Some(unasked) = shown.document.iter().find(|named| !asked.iter().any(|document| is(document, named))) {
        return Err(Failure::new(format!("the request asks for no document called {}", Untrusted::text(unasked)))
            .help("`pannier request check REQUEST BUNDLE` lists those it asks for"));
    }
    let is_named = |document: &&&PlannedDocument| shown.document.iter().any(|named| is(document, named));
    let ids = |documents: Vec<&PlannedDocument>| documents.iter().map(|document| document.id.clone()).collect();
    let says = |list: &[String]| list.iter().any(|word| word == DOCUMENTS);
    if says(&shown.allow) {
        return Ok(ids(asked));
    }
    if says(&shown.decline) || !shown.document.is_empty() || asked.is_empty() {
        return Ok(ids(asked.iter().filter(is_named).copied().collect()));
    }
    let names: Vec<&str> = asked.iter().map(|document| document.name.as_str()).collect();
    let names = Untrusted::text(&names.join(", ")).to_string();
    if !flags.yes && io::stdin().is_terminal() {
        let question =
            format!("It asks for documents too, each with all that is printed on it: {names}. Show them? [y/N] ");
        return Ok(if is_answered_yes(&question, console)? { ids(asked) } else { BTreeSet::new() });
    }
    Err(Failure::new(format!("the request asks for documents, and they go only where you accept them: {names}"))
        .help("--document NAME accepts one, --allow documents all of them, --decline documents none"))
}

fn nothing_asked() -> Failure {
    Failure::new("the bundle has nothing of what the request asks for")
        .help("`pannier request check REQUEST BUNDLE` says what is missing")
}

fn nested(claim: Claim) -> Nested {
    match claim {
        Claim::Totals => Nested::Totals,
        Claim::Identifier => Nested::Identifier,
        Claim::Provenance => Nested::Provenance,
    }
}

/// How many series a message names.
const SERIES_NAMED: usize = 16;

/// Why nothing is shared, and what to do next.
fn refusal(error: &ShareError) -> Failure {
    let failure = Failure::new(Untrusted::text(&error.to_string()).to_string());
    match error {
        ShareError::Home(_) => failure.help("they say who and where you are; --allow GROUP confirms that one goes"),
        ShareError::Needs { need, .. } => failure.help(format!("add {} to --groups", Untrusted::text(need))),
        ShareError::NeedsCell { group, .. } => failure.help(format!("mask {} there, too", Untrusted::text(group))),
        ShareError::SortMasked { .. } => failure.help("--without ID leaves a row out"),
        ShareError::WholeRows { .. } => failure.help("make the share from the bundle"),
        ShareError::UnknownGroup { known, .. } => {
            failure.help(format!("there are {}", Untrusted::text(&known.join(", "))))
        }
        ShareError::UnknownSeries { known, .. } if known.len() <= SERIES_NAMED => {
            failure.help(format!("there are {}", Untrusted::text(&known.join(", "))))
        }
        ShareError::UnknownSeries { .. } | ShareError::UnknownClaim(_) | ShareError::UnknownDocument(_) => {
            failure.help("`pannier inspect FILE` lists what there is")
        }
        ShareError::Period => {
            failure.help("--to is the first day after: --from 2025-04-01 --to 2025-04-02 is the first of April")
        }
        ShareError::Nothing => failure.help("--series says what goes, and --without takes out of it what stays"),
        ShareError::NothingThen { from, to } => failure
            .help(format!("they reach from {from} up to {to}; within that --neighbours proves that there is none")),
        ShareError::UnknownIds(_) => failure.help("`pannier convert FILE --to ndjson` shows the ids of records"),
        _ => failure,
    }
}

/// What goes, what stays, what can be told: on standard output where that is the whole answer.
fn tell<S: Source>(
    flags: &args::Share,
    audience: Option<&str>,
    file: &Verified<S>,
    plan: &Plan,
    made: &Made,
    console: &mut Console,
) -> Result<(), Failure> {
    let sharing = Sharing::new(plan, made, file.claims().cnf.is_some(), audience);
    let (format, is_data) = (console.format, flags.output.as_deref().is_some_and(input::is_standard));
    match (format, flags.dry_run) {
        (Format::Human, true) => sharing.tell(console.out())?,
        (Format::Human, false) => sharing.tell(console.remarks())?,
        (_, false) if is_data => json::value(console.remarks(), format, &sharing)?,
        _ => json::value(console.out(), format, &sharing)?,
    }
    Ok(())
}

fn deliver(flags: &args::Share, made: &Made, target: Option<Pending>, console: &mut Console) -> Answer {
    let (Some(mut target), Some(output)) = (target, flags.output.as_deref()) else { return Ok(Exit::Yes) };
    if !flags.yes && !is_confirmed(console)? {
        console.say("nothing was written");
        return Ok(Exit::No);
    }
    let written = sealed::write(&mut target, &flags.encrypt_to, |out| made.write_to(out));
    written.map_err(|error| target.failed(&error))?;
    if input::is_standard(output) {
        target.copy_to(&mut console.data()?)?;
    } else {
        target.finish()?;
        let sealed = match flags.encrypt_to.len() {
            0 => "",
            1 => ", then encrypted to its recipient",
            _ => ", then encrypted to its recipients",
        };
        let (name, size) = (Untrusted::path(output), made.size());
        console.say(format_args!("wrote {name}: {size} bytes, read back and verified{sealed}"));
    }
    Ok(Exit::Yes)
}

/// Asks the person at the terminal; there has to be one.
fn is_confirmed(console: &mut Console) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::new("nothing was written, for nobody was there to confirm it")
            .help("--yes writes without asking; --dry-run only looks"));
    }
    is_answered_yes("Write it? [y/N] ", console)
}

fn is_answered_yes(question: &str, console: &mut Console) -> Result<bool, Failure> {
    console.flush()?;
    write!(console.remarks(), "{question}")?;
    console.remarks().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
