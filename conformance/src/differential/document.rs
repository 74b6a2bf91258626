//! Signed documents and logs: good ones, ones whose members say something else, and ones that are damaged.

use serde_json::{Value, json};

use super::{file, material, random::Random, text};
use crate::{
    forge::{
        bank::NOW,
        base64url,
        head::Plan,
        key::{self, TestKey},
        sha256,
        share::{self, Shown},
        signed::{self, GRANTED, Signed},
    },
    vector::{Op, Options},
};

const DAY: i64 = 86_400;

/// A question about a document or a log: what to do, the file it is about, and those beside it.
pub(super) struct Asked {
    pub(super) op: Op,
    pub(super) input: (&'static str, Vec<u8>),
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) now: i64,
    pub(super) options: Options,
}

/// A document of any kind, alone or beside the one it follows, or the log of a grant.
pub(super) fn ask(random: &mut Random) -> Asked {
    let mut changes = random.below(8).div_ceil(3).min(2);
    let mut beside = Vec::new();
    let mut before = |random: &mut Random, document: Signed, name: &str| {
        let changed = if changes > 0 && random.once_in(2) { std::mem::take(&mut changes) } else { 0 };
        let text = written(random, document, changed);
        let hash = base64url(&sha256(&[text.as_bytes()]));
        beside.push((name.to_owned(), text.into_bytes()));
        hash
    };
    let (op, document) = match random.below(16) {
        0..=2 => (Op::Document, signed::request()),
        3 | 4 => {
            let request = before(random, signed::request(), "request.jwt");
            (Op::Document, signed::grant().with("/request", json!(request)))
        }
        5 => return given(random),
        6 => (Op::Document, if random.once_in(2) { signed::grant() } else { signed::withdrawal() }),
        7 => {
            let grant = before(random, signed::grant(), "grant.jwt");
            (Op::Document, signed::withdrawal().with("/grant", json!(grant)))
        }
        8 => (Op::Document, signed::intent()),
        9 | 10 => {
            let intent = before(random, signed::intent(), "intent.jwt");
            (Op::Document, signed::offer().with("/intent", json!(intent)))
        }
        11 => {
            let offer = before(random, signed::offer(), "offer.jwt");
            (Op::Document, signed::acceptance().with("/offer", json!(offer)))
        }
        12 => (Op::Document, signed::event("accessed", 20)),
        _ => {
            let grant = before(random, signed::grant(), "grant.jwt");
            return log(random, &grant, beside, changes);
        }
    };
    let mut input = written(random, document, changes).into_bytes();
    if random.once_in(30) {
        file::bytes(random, &mut input);
    }
    let options = Options {
        beside: beside.iter().map(|(name, _)| name.clone()).collect(),
        kind: random.once_in(12).then(|| random.of(&["request", "grant", "event", "offer"]).to_owned()),
        accept_indeterminate: random.once_in(3),
        ..Options::default()
    };
    Asked { op, input: ("input.jwt", input), files: beside, now: moment(random), options }
}

/// A grant beside the share that comes with it, of which it names nearly what that shows.
fn given(random: &mut Random) -> Asked {
    let mut plan = material::records(random);
    plan.key = key::BANK;
    let mut share = material::share(random, &plan);
    (share.exp, share.binding, share.purpose) = (None, None, None);
    share.decoys.clear();
    for shown in &mut share.shown {
        shown.masked.retain(|(group, _)| group != "core");
    }
    let items: Vec<Value> = share.shown.iter().filter_map(|shown| item(random, &plan, shown)).collect();
    let jti = plan.jti.clone();
    let archive = plan.seal().share(&share);
    let named = json!({"jti": jti, "pannier_share": share::hash(&archive)});
    let mut grant = signed::grant().with("/level", json!("records")).with("/share", named);
    if !items.is_empty() {
        grant = grant.with("/given", json!(items));
    }
    let name = "share.pannier.zip".to_owned();
    let options = Options { shares: vec![name.clone()], ..Options::default() };
    let changes = usize::from(random.once_in(4));
    let input = written(random, grant, changes).into_bytes();
    Asked { op: Op::Document, input: ("input.jwt", input), files: vec![(name, archive.bytes())], now: NOW, options }
}

/// What is given of a part that is shown, mostly the period of the part and the groups shown.
fn item(random: &mut Random, plan: &Plan, shown: &Shown) -> Option<Value> {
    if random.once_in(12) {
        return None;
    }
    let part = plan.parts.iter().find(|part| part.id == shown.part)?;
    let mut item = json!({"record_type": part.series.rsplit('/').next()?});
    let all = || part.groups.iter().map(|group| group.id.clone()).collect();
    let mut groups: Vec<String> = shown.groups.clone().unwrap_or_else(all);
    if groups.len() > 1 && random.once_in(6) {
        groups.pop();
    }
    item["groups"] = json!(groups);
    let days = [&part.from[..], &part.to[..], "2026-01-02", "2026-01-15", "2026-01-16", "2026-01-30", "2026-03-16"];
    for (member, own) in [("from", &part.from), ("to", &part.to)] {
        if random.once_in(2) {
            item[member] = json!(if random.once_in(3) { random.of(&days) } else { own });
        }
    }
    Some(item)
}

/// A log of some events under a grant; sometimes beside a withdrawal and an earlier copy.
fn log(random: &mut Random, grant: &str, mut beside: Vec<(String, Vec<u8>)>, changes: usize) -> Asked {
    let withdrawal = signed::withdrawal().with("/grant", json!(grant));
    let withdrawal = withdrawal.with("/erase", json!(!random.once_in(4)));
    let hash = withdrawal.hash();
    let mut options = Options::default();
    if random.once_in(2) {
        beside.push(("withdrawal.jwt".to_owned(), withdrawal.text().into_bytes()));
    }
    options.beside = beside.iter().map(|(name, _)| name.clone()).collect();
    let broken = (changes > 0).then(|| random.below(5));
    let mut lines: Vec<String> = Vec::new();
    let mut after = 10;
    for number in 0..=random.below(6) {
        let what = if number == 0 { "accepted" } else { random.of(&WHAT) };
        let mut event = signed::event(what, after).with("/grant", json!(grant)).with("/seq", json!(number));
        if let Some(last) = lines.last() {
            event = event.with("/previous", json!(base64url(&sha256(&[last.as_bytes()]))));
        }
        event = match what {
            "shared" => event.with("/with", json!("Example Credit Bureau")),
            "contacted" => event.with("/channel", json!(random.of(&["email", "email", "phone"]))),
            "withdrawn" => event.with("/withdrawal", json!(hash)),
            "breached" => event.with("/detail", json!("A laptop was lost.")),
            _ => event,
        };
        lines.push(written(random, event, if broken == Some(number) { changes } else { 0 }));
        after += [0, 10, 3600, DAY / 2, DAY, 5 * DAY][random.below(6)];
    }
    let kept = lines.len();
    if random.once_in(3) {
        options.earlier = Some("earlier.log".to_owned());
        let told: Vec<String> = lines[..random.below(kept + 1)].to_vec();
        beside.push(("earlier.log".to_owned(), ended(random, &told).into_bytes()));
    }
    if broken == Some(kept) {
        match random.below(3) {
            0 => drop(lines.remove(random.below(kept))),
            1 => lines.swap(0, random.below(kept)),
            _ => lines.push(lines[random.below(kept)].clone()),
        }
    }
    let mut input = ended(random, &lines).into_bytes();
    if random.once_in(30) {
        file::bytes(random, &mut input);
    }
    let now = moment(random).max(GRANTED + after.min(60 * DAY) * i64::from(!random.once_in(20)));
    Asked { op: Op::Log, input: ("input.log", input), files: beside, now, options }
}

const WHAT: [&str; 9] =
    ["accepted", "accessed", "used", "shared", "contacted", "contacted", "withdrawn", "erased", "breached"];

fn ended(random: &mut Random, lines: &[String]) -> String {
    let mut text: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    match random.below(60) {
        0 => drop(text.pop()),
        1 => text.push('\n'),
        2 => text = text.replacen('\n', "\r\n", 1),
        _ => {}
    }
    text
}

/// A moment at which it is read: mostly soon, sometimes to the second when something ends.
fn moment(random: &mut Random) -> i64 {
    if random.once_in(2) {
        return NOW;
    }
    let ends = [0, 60, 3600, 6 * DAY, 7 * DAY, 3600 + 7 * DAY, 14 * DAY, 3600 + 30 * DAY, 30 * DAY, 400 * DAY];
    GRANTED + ends[random.below(ends.len())] + [-300, -1, 0, 1, 301][random.below(5)]
}

/// The text of a document after some changes of what it says, its header, or its bytes.
fn written(random: &mut Random, mut document: Signed, changes: usize) -> String {
    let mut texts: Vec<usize> = Vec::new();
    for _ in 0..changes {
        match random.below(12) {
            0 => document.key = KEYS[random.below(KEYS.len())],
            1 => document.typ = random.of(&TYPES),
            2..=7 => says(random, &mut document.payload),
            other => texts.push(other),
        }
    }
    let header =
        format!(r#"{{"alg":"{}","kid":"{}","typ":"{}"}}"#, document.key.alg(), document.key.kid(), document.typ);
    let (mut header, mut payload) = (header, document.payload.to_string());
    for change in &texts {
        text::change(random, if *change == 8 { &mut header } else { &mut payload });
    }
    let mut token = file::token(document.key, &header, &payload);
    if texts.contains(&11) {
        text::change(random, &mut token);
    }
    token
}

const KEYS: [TestKey; 10] = [
    key::APP,
    key::APP_ED25519,
    key::APP_RETIRED,
    key::APP_REVOKED,
    key::APP_FUTURE,
    key::OTHER_APP,
    key::HOLDER,
    key::THIEF,
    key::BANK,
    key::STRANGER,
];

const TYPES: [&str; 6] = [
    "pannier-request+jwt",
    "pannier-grant+jwt",
    "pannier-withdrawal+jwt",
    "pannier-event+jwt",
    "pannier-trust+jwt",
    "jwt",
];

/// Members, and texts in JSON that they may have: most of them good ones, which only together with others are too much.
const SAYINGS: &[(&str, &[&str])] = &[
    ("/iss", &[r#""https://app.example""#, r#""https://other-app.example""#, r#""https://bank.example""#]),
    ("/iat", &["1775088000", "1775120400", "1775122200", "1775124300", "1775124301", "1775692800", "0"]),
    ("/exp", &["1775124000", "1775124001", "1775727000", "1775779200", "1775779201", "1780000000", "9007199254740991"]),
    ("/at", &["1775122200", "1775122199", "1775640599", "1775640600", "9007199254740991"]),
    ("/purpose", &[r#""budgeting""#, r#""other""#, r#""compare_accounts""#]),
    ("/level", &[r#""answer""#, r#""summary""#, r#""records""#]),
    ("/retention", DURATIONS),
    ("/max_age", DURATIONS),
    ("/items/0/lookback", DURATIONS),
    ("/items/0/record_type", TYPES_OF_RECORD),
    ("/items/1/record_type", TYPES_OF_RECORD),
    ("/items/0/groups", GROUPS),
    ("/items/1/groups", GROUPS),
    ("/recipients", &[r#"["Example Credit Bureau"]"#, r#"["Somebody else"]"#, "[]"]),
    ("/given", &[r#"[{"record_type":"summary"}]"#, "[]", r#"[{"record_type":"transaction","from":"2026-01-02"}]"#]),
    ("/given/0/record_type", TYPES_OF_RECORD),
    ("/given/0/groups", GROUPS),
    ("/given/0/from", DAYS),
    ("/given/0/to", DAYS),
    ("/given/1/from", DAYS),
    ("/given/1/record_type", TYPES_OF_RECORD),
    ("/recipient", &[r#""https://app.example""#, r#""https://other-app.example""#]),
    ("/contact", &[r#"{"most":1,"per":"PT12H","channels":["email","phone"]}"#, r#""privacy@app.example""#]),
    ("/contact/most", &["0", "1", "2", "9007199254740991"]),
    ("/contact/per", DURATIONS),
    ("/contact/channels", &[r#"["email","phone"]"#, r#"["phone"]"#, "[]"]),
    ("/erase", &["true", "false"]),
    ("/seq", &["0", "1", "2", "3"]),
    ("/what", &[r#""accepted""#, r#""used""#, r#""erased""#, r#""withdrawn""#, r#""breached""#, r#""shared""#]),
    ("/with", &[r#""Example Credit Bureau""#]),
    ("/offer", &[r#""AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE""#]),
    ("/previous", &[r#""AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE""#]),
    ("/detail", &[r#""What there is to say.""#]),
    ("/data", &[r#"{"level":"answer"}"#, r#"{"level":"answer","record_types":["account"]}"#, r#"{"level":"records"}"#]),
    ("/max_replies", &["0", "1"]),
    ("/budget", AMOUNTS),
    ("/max_months", &["0", "11", "12", "24"]),
    ("/facts", &[r#"[{"fact":"student","is":"yes"}]"#, r#"[{"fact":"student","is":"no"},{"fact":"home","is":"no"}]"#]),
    ("/currency", &[r#""EUR""#, r#""GBP""#]),
    ("/price/year_one/gross", AMOUNTS),
    ("/price/year_one/net", AMOUNTS),
    ("/price/year_two", YEARS),
    ("/public/price/year_one", YEARS),
    ("/price/commitment", &[r#"{"months":0,"gross":"0"}"#, r#"{"months":24,"gross":"96.00"}"#]),
    ("/personalised", &["true", "false"]),
    ("/why_dearer", &[r#""With insurance.""#]),
    (
        "/holidays",
        &[r#"["2026-12-25","2026-12-26"]"#, r#"["2026-12-26","2026-12-25"]"#, r#"["2026-12-25","2026-12-25"]"#],
    ),
    ("/shares/-", &[r#"{"jti":"AAAA","pannier_share":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}"#]),
    (
        "/lines",
        &[r#""AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM""#, r#""AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE""#],
    ),
    ("/why", &["\"Cafe\u{301}\"", "\"a\\nb\"", "\"\\u0007\"", "\"\""]),
    ("/request", &[r#""AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE""#]),
];

const DURATIONS: &[&str] = &[
    r#""P1D""#,
    r#""P7D""#,
    r#""P1W""#,
    r#""P1M""#,
    r#""P3M""#,
    r#""P12M""#,
    r#""P1Y""#,
    r#""P9999Y""#,
    r#""P9999M""#,
    r#""PT1S""#,
    r#""PT12H""#,
    r#""PT36H""#,
    r#""PT200H""#,
    r#""PT99999H""#,
    r#""P0D""#,
];
const DAYS: &[&str] = &[
    r#""0001-01-01""#,
    r#""2025-12-31""#,
    r#""2026-01-01""#,
    r#""2026-01-02""#,
    r#""2026-03-26""#,
    r#""2026-04-01""#,
    r#""2026-04-02""#,
    r#""9999-12-31""#,
];
const TYPES_OF_RECORD: &[&str] = &[
    r#""summary""#,
    r#""transaction""#,
    r#""account""#,
    r#""balance""#,
    r#""party""#,
    r#""invoice""#,
    r#""location""#,
];
const GROUPS: &[&str] =
    &[r#"["core"]"#, r#"["category"]"#, r#"["holder"]"#, r#"["text","category"]"#, r#"["mood"]"#, "[]"];
const AMOUNTS: &[&str] =
    &[r#""60""#, r#""60.000000""#, r#""60.01""#, r#""48.00""#, r#""47.99""#, r#""-48.00""#, r#""40.00""#];
const YEARS: &[&str] = &[
    r#"{"gross":"48.00","net":"40.00","tax":"8.00"}"#,
    r#"{"gross":"47.99","net":"40.00","tax":"7.99"}"#,
    r#"{"gross":"47.99","net":"40.00","tax":"8.00"}"#,
];

/// Gives a member that the document has, or may have beside what it has, another value; or takes one away.
fn says(random: &mut Random, payload: &mut Value) {
    for _ in 0..40 {
        let (pointer, values) = SAYINGS[random.below(SAYINGS.len())];
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer to a member");
        // Mostly where it is already; a member that a kind does not have is only now and then worth the question.
        if payload.pointer(pointer).is_none() && !random.once_in(6) {
            continue;
        }
        let value: Value = serde_json::from_str(random.of(values)).expect("the table is JSON");
        match payload.pointer_mut(parent) {
            Some(Value::Object(members)) if random.once_in(8) => drop(members.remove(name)),
            Some(Value::Object(members)) => drop(members.insert(name.to_owned(), value)),
            Some(Value::Array(elements)) => elements.push(value),
            _ => continue,
        }
        return;
    }
}
