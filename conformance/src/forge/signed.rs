//! Signed documents: a header, a payload, a signature, each changed on its way at will.

use serde_json::{Value, json};

use super::{
    Edit, apply,
    bank::{ISSUED, NOW},
    base64url,
    key::{APP, HOLDER, TestKey},
    member, sha256,
};

/// A document before it is signed, and how it departs from a good one.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Who signs.
    pub key: TestKey,
    /// `typ` of the header.
    pub typ: &'static str,
    /// What it says.
    pub payload: Value,
    /// Changes the text of the header before it is signed.
    pub header: Edit<String>,
    /// Changes the text of the payload before it is signed.
    pub text: Edit<String>,
    /// Changes the finished document.
    pub document: Edit<String>,
}

/// What an app asks for to compare accounts: what the purpose needs, and nothing more.
pub fn request() -> Signed {
    let payload = json!({
        "v": 1,
        "iss": "https://app.example",
        "iat": NOW - 3600,
        "exp": ISSUED + 8 * 86_400,
        "name": "Example App",
        "aud": "https://app.example",
        "nonce": "n-0S6_WzA2Mj",
        "purpose": "compare_accounts",
        "why": "To find the current account that costs you least.",
        "level": "summary",
        "retention": "P7D",
        "contact": "privacy@app.example",
        "items": [
            {"record_type": "transaction", "why": "What you pay in fees.", "required": true, "lookback": "P3M"},
            {"record_type": "account", "why": "What kind of account it is.", "required": true},
        ],
    });
    Signed { key: APP, typ: "pannier-request+jwt", payload, header: None, text: None, document: None }
}

/// What the holder agrees to who answers that request with a share of summaries.
pub fn grant() -> Signed {
    let payload = json!({
        "v": 1,
        "iss": holder(HOLDER),
        "iat": GRANTED,
        "exp": GRANTED + 6 * 86_400,
        "cnf": key_of(HOLDER),
        "recipient": "https://app.example",
        "purpose": "compare_accounts",
        "why": "To find the current account that costs me least.",
        "basis": "consent",
        "level": "summary",
        "join": false,
        "withdraw": "privacy@app.example",
        "request": request().hash(),
        "share": {"jti": "AAECAwQFBgcICQoLDA0ODw", "pannier_share": base64url(&[7; 32])},
        "given": [{"record_type": "summary"}, {"record_type": "account"}],
        "contact": {"most": 2, "per": "P1D", "channels": ["email"]},
    });
    Signed { key: HOLDER, typ: "pannier-grant+jwt", payload, header: None, text: None, document: None }
}

/// The end of that grant, an hour after it began.
pub fn withdrawal() -> Signed {
    let payload = json!({
        "v": 1,
        "iss": holder(HOLDER),
        "iat": GRANTED + 3600,
        "cnf": key_of(HOLDER),
        "grant": grant().hash(),
        "erase": true,
    });
    Signed { key: HOLDER, typ: "pannier-withdrawal+jwt", payload, header: None, text: None, document: None }
}

/// Something that happened to what the grant gave, so many seconds after it was made; it is the first of its log.
pub fn event(what: &str, after: i64) -> Signed {
    let payload = json!({
        "v": 1,
        "iss": "https://app.example",
        "iat": GRANTED + after,
        "grant": grant().hash(),
        "seq": 0,
        "what": what,
        "at": GRANTED + after,
    });
    Signed { key: APP, typ: "pannier-event+jwt", payload, header: None, text: None, document: None }
}

/// What the holder looks for: an account that costs little.
pub fn intent() -> Signed {
    let payload = json!({
        "v": 1,
        "iss": holder(HOLDER),
        "iat": GRANTED,
        "exp": GRANTED + 30 * 86_400,
        "cnf": key_of(HOLDER),
        "sector": "bank",
        "need": "A current account for a salary and a little overdraft.",
        "currency": "GBP",
        "data": {"level": "summary", "record_types": ["summary"]},
        "reply_to": "reply-7f3k@mail.example",
        "max_replies": 3,
        "recipient": "https://app.example",
        "facts": [{"fact": "student", "is": "no"}],
        "budget": "60.00",
        "max_months": 12,
    });
    Signed { key: HOLDER, typ: "pannier-intent+jwt", payload, header: None, text: None, document: None }
}

/// The answer to that intent, with the price that is everybody's beside the personal one.
pub fn offer() -> Signed {
    let price = |gross: &str, net: &str, tax: &str, byte: u8| {
        json!({
            "status": "exact",
            "year_one": {"gross": gross, "net": net, "tax": tax},
            "lines": base64url(&[byte; 32]),
            "components": [{"component": "fee", "gross": gross}],
            "commitment": {"months": 12, "gross": gross},
        })
    };
    let tariff = |id: &str, name: &str, byte: u8| json!({"id": id, "version": "1", "name": name, "digest": base64url(&[byte; 32])});
    let payload = json!({
        "v": 1,
        "iss": "https://app.example",
        "iat": GRANTED + 60,
        "exp": GRANTED + 14 * 86_400,
        "name": "Example App",
        "firm": true,
        "shares": [{"jti": "AAECAwQFBgcICQoLDA0ODw", "pannier_share": base64url(&[7; 32])}],
        "tariff": tariff("own", "Own Account", 1),
        "currency": "GBP",
        "from": "2026-07-01",
        "price": price("48.00", "40.00", "8.00", 3),
        "personalised": true,
        "contact": "offers@app.example",
        "intent": intent().hash(),
        "public": {"tariff": tariff("classic", "Classic Account", 2), "price": price("60.00", "50.00", "10.00", 4)},
        "facts": [{"fact": "student", "is": "no"}],
    });
    Signed { key: APP, typ: "pannier-offer+jwt", payload, header: None, text: None, document: None }
}

/// That the holder takes that offer.
pub fn acceptance() -> Signed {
    let payload = json!({
        "v": 1,
        "iss": holder(HOLDER),
        "iat": GRANTED + 3600,
        "cnf": key_of(HOLDER),
        "recipient": "https://app.example",
        "offer": offer().hash(),
        "lines": base64url(&[3; 32]),
    });
    Signed { key: HOLDER, typ: "pannier-acceptance+jwt", payload, header: None, text: None, document: None }
}

/// Events as the log of their grant: each is numbered and names the one before.
pub fn log(events: Vec<Signed>) -> Vec<Signed> {
    let mut log: Vec<Signed> = Vec::new();
    for mut event in events {
        if let Some(last) = log.last() {
            event = event.with("/seq", json!(log.len())).with("/previous", json!(last.hash()));
        }
        log.push(event);
    }
    log
}

/// The lines of a log.
pub fn lines(log: &[Signed]) -> String {
    log.iter().map(|event| event.text() + "\n").collect()
}

/// When the grant is made: after the request came.
pub const GRANTED: i64 = NOW - 1800;

fn holder(key: TestKey) -> String {
    format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", key.kid())
}

fn key_of(key: TestKey) -> Value {
    json!({ "jwk": serde_json::from_str::<Value>(&key.jwk()).expect("a key is JSON") })
}

impl Signed {
    /// SHA-256 of the document, by which a later one names it.
    pub fn hash(&self) -> String {
        base64url(&sha256(&[self.text().as_bytes()]))
    }

    /// The same by another holder.
    #[must_use]
    pub fn by_holder(self, key: TestKey) -> Self {
        Self { key, ..self.with("/iss", json!(holder(key))).with("/cnf", key_of(key)) }
    }

    /// The same with another value of a member.
    #[must_use]
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        member::set(&mut self.payload, pointer, value);
        self
    }

    /// The same without a member.
    #[must_use]
    pub fn without(mut self, member: &str) -> Self {
        member::remove(&mut self.payload, member);
        self
    }

    /// The document.
    pub fn text(&self) -> String {
        let mut header = format!(r#"{{"alg":"{}","kid":"{}","typ":"{}"}}"#, self.key.alg(), self.key.kid(), self.typ);
        apply(self.header, &mut header);
        let mut payload = self.payload.to_string();
        apply(self.text, &mut payload);
        let input = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
        let mut document = format!("{input}.{}", base64url(&self.key.sign(input.as_bytes())));
        apply(self.document, &mut document);
        document
    }
}
