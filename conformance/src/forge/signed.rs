//! Signed documents: a header, a payload, a signature, each changed on its way at will.

use serde_json::{Value, json};

use super::{
    Edit, apply,
    bank::{ISSUED, NOW},
    base64url,
    key::{APP, TestKey},
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

impl Signed {
    /// The same with another value of a member.
    #[must_use]
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer to a member");
        match self.payload.pointer_mut(parent).expect("a place in the payload") {
            Value::Object(members) => drop(members.insert(name.to_owned(), value)),
            Value::Array(elements) => elements.push(value),
            _ => unreachable!("only these have members"),
        }
        self
    }

    /// The same without a member.
    #[must_use]
    pub fn without(mut self, member: &str) -> Self {
        let removed = self.payload.as_object_mut().expect("an object").remove(member);
        assert!(removed.is_some(), "{member} is there");
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
