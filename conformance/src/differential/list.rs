//! Trust lists, plain ones and signed ones under an anchor: good ones, ones whose members say something else, and damaged ones.

use serde_json::{Value, json};

use super::{random::Random, text};
use crate::{
    forge::{
        bank::{self, EXPIRES, ISSUED, NOW},
        catalogue,
        head::Plan,
        key::{self, TestKey},
        signed::{self, Signed},
    },
    vector::{Op, Options},
};

/// A question whose answer is for the trust list to give: what is judged by it, and the anchor, where the list is signed.
pub(super) struct Asked {
    pub(super) op: Op,
    pub(super) input: (&'static str, Vec<u8>),
    pub(super) trust: String,
    pub(super) anchor: Option<String>,
    pub(super) options: Options,
}

/// A head or a request by any key, under a list.
pub(super) fn ask(random: &mut Random) -> Asked {
    let (_, usual) = catalogue::trust_lists().remove(1);
    let mut list: Value = serde_json::from_str(&usual).expect("the list is JSON");
    for _ in 0..random.below(4) {
        says(random, &mut list);
    }
    let mut list = list.to_string();
    if random.once_in(8) {
        text::change(random, &mut list);
    }
    let (trust, anchor) = if random.once_in(2) { (list, None) } else { under_anchor(random, &list) };
    let (op, input) = judged(random);
    let options = Options {
        accept_self: random.once_in(2),
        accept_indeterminate: random.once_in(2),
        anchor: anchor.is_some().then(|| "anchor.json".to_owned()),
        ..Options::default()
    };
    Asked { op, input, trust, anchor, options }
}

/// What the list is asked about.
fn judged(random: &mut Random) -> (Op, (&'static str, Vec<u8>)) {
    const ISSUERS: [TestKey; 9] = [
        key::BANK,
        key::BANK,
        key::BANK_ED25519,
        key::OTHER_BANK,
        key::RETIRED,
        key::REVOKED,
        key::LAPSED,
        key::FUTURE,
        key::HOLDER,
    ];
    const ASKING: [TestKey; 5] = [key::APP, key::APP, key::APP_REVOKED, key::OTHER_APP, key::BANK];
    if random.once_in(3) {
        let key = ASKING[random.below(ASKING.len())];
        let mut request = Signed { key, ..signed::request() };
        if random.once_in(3) {
            let iss = random.of(&["https://bank.example", "https://other-app.example", "https://third.example"]);
            request = request.with("/iss", json!(iss));
        }
        return (Op::Document, ("input.jwt", request.text().into_bytes()));
    }
    let key = ISSUERS[random.below(ISSUERS.len())];
    let mut plan = Plan { key, ..bank::small() };
    if key == key::HOLDER {
        plan.iss = format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", key.kid());
    } else if random.once_in(4) {
        random.of(&["https://other.example", "https://third.example"]).clone_into(&mut plan.iss);
    }
    (Op::Verify, ("input.pannier.zip", plan.seal().bundle().bytes()))
}

/// The list under signatures, mostly two of three, and the anchor; mostly one that takes it.
fn under_anchor(random: &mut Random, list: &str) -> (String, Option<String>) {
    const KEYS: [TestKey; 3] = [key::LIST_ONE, key::LIST_TWO, key::LIST_THREE];
    let mut signers: Vec<(TestKey, &str)> = KEYS.iter().map(|key| (*key, "pannier-trust+jwt")).collect();
    signers.remove(random.below(3));
    match random.below(12) {
        0 => drop(signers.pop()),
        1 => signers.push(signers[0]),
        2 => signers.push((key::THIEF, "pannier-trust+jwt")),
        3 => signers[1].1 = random.of(&["pannier-bundle+sd-jwt", "JWT", ""]),
        4 => signers.clear(),
        _ => {}
    }
    let mut signed = catalogue::sign_list(list, &signers);
    if random.once_in(10) {
        text::change(random, &mut signed);
    }
    let keys: Vec<Value> = KEYS.iter().map(|key| read(&key.jwk())).collect();
    let mut anchor = json!({"iss": "https://list.example", "threshold": 2, "keys": keys});
    match random.below(16) {
        0 => anchor["threshold"] = json!(random.below(5)),
        1 => anchor["keys"][0] = anchor["keys"][1].clone(),
        2 => anchor["iss"] = json!("https://other-list.example"),
        3..=6 => anchor["seq"] = json!(6 + random.below(3)),
        _ => {}
    }
    let mut anchor = anchor.to_string();
    if random.once_in(16) {
        text::change(random, &mut anchor);
    }
    (signed, Some(anchor))
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("the table is JSON")
}

/// Gives a member of a list, of one of its entries or of one of their keys another value, or moves or repeats an entry or a key.
fn says(random: &mut Random, list: &mut Value) {
    let role = random.of(&["issuers", "issuers", "recipients"]);
    let other = random.of(&["issuers", "recipients"]);
    let length = list.get(role).and_then(Value::as_array).map_or(0, Vec::len);
    let (entry, key) = (random.below(length), random.below(6));
    let place = match random.below(10) {
        0 | 1 => return whole(random, list),
        2 => return again(list, &format!("/{role}/{entry}/keys/{key}"), &format!("/{other}/0/keys")),
        3 => return again(list, &format!("/{role}/{entry}"), &format!("/{other}")),
        4..=6 => list.pointer_mut(&format!("/{role}/{entry}")),
        _ => list.pointer_mut(&format!("/{role}/{entry}/keys/{key}")),
    };
    let Some(place) = place else { return };
    let of_entry = place.get("keys").is_some();
    let (name, values) = if of_entry { ENTRY[random.below(ENTRY.len())] } else { KEY[random.below(KEY.len())] };
    match place.as_object_mut() {
        Some(members) if random.once_in(10) => drop(members.remove(name)),
        Some(members) => drop(members.insert(name.to_owned(), read(random.of(values)))),
        None => {}
    }
}

/// Puts what stands at one place a second time at the end of a list.
fn again(list: &mut Value, from: &str, into: &str) {
    let Some(one) = list.pointer(from).cloned() else { return };
    if let Some(others) = list.pointer_mut(into).and_then(Value::as_array_mut) {
        others.push(one);
    }
}

fn whole(random: &mut Random, list: &mut Value) {
    let times = [0, ISSUED - 30 * 86_400, NOW - 1, NOW, NOW + 1, EXPIRES, EXPIRES + 86_400];
    let time = times[random.below(times.len())];
    match random.below(6) {
        0 => list["seq"] = json!(random.below(9)),
        1 => list["iat"] = json!(time),
        2 => list["exp"] = json!(time),
        3 => list["iss"] = json!(random.of(&["https://list.example", "https://other-list.example", "list.example"])),
        4 => list["recipients"] = json!([]),
        _ => drop(list.as_object_mut().map(|members| members.remove("recipients"))),
    }
}

/// Members of an entry, and values that they may have, or may not.
const ENTRY: [(&str, &[&str]); 4] = [
    (
        "iss",
        &[
            r#""https://bank.example""#,
            r#""https://other.example""#,
            r#""https://third.example""#,
            r#""https://third.example:443/a_b~c""#,
            r#""https://third.example:0443""#,
            r#""https://third-.example""#,
            r#""https://third.example?a""#,
            r#""urn:ietf:params:oauth:jwk-thumbprint:sha-256:eB6785fHt58aSJ4ZUPEYH5sPwEXd8UKyf5izPyY_A1g""#,
            r#""urn:ietf:params:oauth:jwk-thumbprint:sha-256:eB6785""#,
        ],
    ),
    ("name", &[r#""Example Bank""#, r#""""#, "\"a\\tb\"", "\"\u{85}\"", r#""x""#]),
    (
        "profiles",
        &[
            "[]",
            r#"["https://pannier.example/v0/bundle"]"#,
            r#"["https://profiles.example"]"#,
            r#"["a b"]"#,
            r#"[""]"#,
            "null",
        ],
    ),
    ("keys", &["[]", "null"]),
];

/// Members of a key, likewise; the times are those of the vectors and the seconds beside them.
const KEY: [(&str, &[&str]); 5] = [
    ("nbf", &["0", "1774915200", "1775001600", "1775001601", "1775120400", "1775120401"]),
    ("exp", &["1775001600", "1775001601", "1775120400", "1775120401", "1782777600", "9007199254740991"]),
    ("state", &[r#""active""#, r#""retired""#, r#""revoked""#, r#""paused""#]),
    ("revoked_at", &["0", "1775001599", "1775001600", "1775087999", "1775088000", "1775120400", "1775120401", "-1"]),
    (
        "jwk",
        &[
            r#"{"kty":"OKP","crv":"Ed25519","x":"9HnhqtTpp8kNMDUvsjE7MTHtfuScQCYQ7iJo2WZaj84","alg":"Ed25519"}"#,
            r#"{"kty":"OKP","crv":"Ed25519","x":"9HnhqtTpp8kNMDUvsjE7MTHtfuScQCYQ7iJo2WZaj84","use":"sig"}"#,
            r#"{"kty":"OKP","crv":"Ed25519","x":"9HnhqtTpp8kNMDUvsjE7MTHtfuScQCYQ7iJo2WZaj84","alg":"EdDSA"}"#,
            r#"{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
            r#"{"kty":"EC","crv":"P-384","x":"AQ","y":"AQ"}"#,
        ],
    ),
];
