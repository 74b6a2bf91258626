//! A request, from flags or a draft.

use pannier::{
    crypto::base64url,
    document::{Request, judge},
    report::{Finding, Location, Report},
    validate::{json, shape},
};
use serde_json::{Map, Value, json};

use super::Answer;
use crate::{
    args::{Documents, Item, RequestNew, Shared},
    clock,
    commands::{answer_with, documents},
    console::Console,
    exit::Exit,
    failure::Failure,
    io::{
        input,
        output::{self, Privacy},
    },
    random,
    render::untrusted::Untrusted,
};

const DAY: i64 = 86_400;
/// Days after which a request is not to be answered, where nobody says.
const EXPIRES: u32 = 7;

pub(super) fn new(flags: &RequestNew, shared: &Shared, console: &mut Console) -> Answer {
    let signer = documents::signer(&flags.signing, console)?;
    let now = clock::now(shared.now);
    let mut members = match &flags.draft {
        Some(path) => draft(path)?,
        None => Map::new(),
    };
    from_flags(flags, &mut members);
    complete(flags, &mut members, shared, now, console)?;
    let payload = Value::Object(members).to_string();
    let findings = shape::check_document("request", payload.as_bytes(), &Location::whole());
    let request = serde_json::from_str::<Request>(&payload).ok().filter(|_| findings.is_empty());
    let Some(request) = request else { return Ok(refuse(findings, console)) };
    let findings = judge(&request);
    if findings.iter().any(Finding::is_error) {
        return Ok(refuse(findings, console));
    }
    let document = documents::sign(&request, &*signer)?;
    output::write(&flags.output, format!("{}\n", document.text()).as_bytes(), Privacy::Public, flags.overwrite)?;
    answer_with(&report(findings), console);
    console.say(format_args!(
        "wrote {}: signed with the key {}, to be answered until {}",
        Untrusted::path(&flags.output),
        document.kid(),
        clock::day(i64::try_from(request.exp.value()).unwrap_or(i64::MAX))
    ));
    console.say("whoever receives it needs your public key: pannier trust add LIST --recipient URL --key KEY.pub");
    Ok(Exit::Yes)
}

fn refuse(findings: Vec<Finding>, console: &mut Console) -> Exit {
    answer_with(&report(findings), console);
    console.say("nothing was written");
    Exit::No
}

fn report(findings: Vec<Finding>) -> Report {
    let mut report = Report::new();
    for finding in findings {
        report.push(finding);
    }
    report
}

/// The members of a draft; read strictly, since what two programs read in two ways would be signed.
fn draft(path: &std::path::Path) -> Result<Map<String, Value>, Failure> {
    let strict = json::read(&input::read_small(path)?, &Location::whole());
    match strict.value {
        Some(Value::Object(members)) if strict.findings.is_empty() => Ok(members),
        _ => {
            let why = strict.findings.first().map_or("not an object".to_owned(), |finding| {
                // Where it stands, and not only that it does.
                let pointer = finding.location.pointer.as_deref().unwrap_or_default();
                if pointer.is_empty() { finding.message.clone() } else { format!("{} ({pointer})", finding.message) }
            });
            let why = Untrusted::text(&why);
            Err(Failure::new(format!("{} is no draft of a request: {why}", Untrusted::path(path)))
                .help("`pannier schema request` says what is in one"))
        }
    }
}

fn from_flags(flags: &RequestNew, members: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value.into());
        }
    };
    set("iss", flags.recipient.clone());
    set("name", flags.name.clone());
    set("aud", flags.aud.clone());
    set("purpose", flags.purpose.map(|purpose| purpose.to_string()));
    set("why", flags.why.clone());
    set("level", flags.level.map(|level| level.to_string()));
    set("retention", flags.retention.map(|retention| retention.to_string()));
    set("contact", flags.contact.clone());
    set("max_age", flags.max_age.map(|age| age.to_string()));
    if !flags.passed_to.is_empty() {
        members.insert("recipients".to_owned(), json!(flags.passed_to));
    }
    let required = flags.item.iter().map(|one| item(one, true));
    let items: Vec<Value> = required.chain(flags.optional_item.iter().map(|one| item(one, false))).collect();
    if !items.is_empty() {
        members.insert("items".to_owned(), items.into());
    }
    let required = flags.document.iter().map(|one| documents_asked(one, true));
    let attachments: Vec<Value> =
        required.chain(flags.optional_document.iter().map(|one| documents_asked(one, false))).collect();
    if !attachments.is_empty() {
        members.insert("attachments".to_owned(), attachments.into());
    }
}

fn documents_asked(asked: &Documents, required: bool) -> Value {
    let mut value = json!({"why": asked.why, "required": required});
    if let Some(of) = &asked.of {
        value["of"] = json!(of);
    }
    if !asked.media_types.is_empty() {
        value["media_types"] = json!(asked.media_types);
    }
    value
}

fn item(item: &Item, required: bool) -> Value {
    let mut value = json!({"record_type": item.record_type, "why": item.why, "required": required});
    if !item.groups.is_empty() {
        value["groups"] = json!(item.groups);
    }
    if let Some(lookback) = &item.lookback {
        value["lookback"] = json!(lookback);
    }
    value
}

/// What nobody has to write by hand.
fn complete(
    flags: &RequestNew,
    members: &mut Map<String, Value>,
    shared: &Shared,
    now: i64,
    console: &mut Console,
) -> Result<(), Failure> {
    members.entry("v").or_insert_with(|| 1.into());
    members.entry("iat").or_insert_with(|| now.into());
    if flags.expires.is_some() || !members.contains_key("exp") {
        let days = i64::from(flags.expires.unwrap_or(EXPIRES));
        members.insert("exp".to_owned(), now.saturating_add(days * DAY).into());
    }
    if let (false, Some(iss)) = (members.contains_key("aud"), members.get("iss").cloned()) {
        members.insert("aud".to_owned(), iss);
    }
    if !members.contains_key("nonce") {
        let mut nonce = [0; 16];
        random::source(shared.seed, console)
            .fill(&mut nonce)
            .map_err(|error| Failure::new(format!("no random bytes: {error}")))?;
        members.insert("nonce".to_owned(), base64url::encode(&nonce).into());
    }
    Ok(())
}
