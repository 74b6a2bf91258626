//! Stage `document`: signed documents beside a bundle.

use serde_json::json;

use super::{Draft, swap, trust};
use crate::{
    forge::{
        bank::{ISSUED, NOW},
        base64url, key,
        signed::{Signed, request},
        tariff::account,
    },
    vector::Standing,
};

const GOOD: &str = "document-form/accept-request";
const DAY: i64 = 86_400;

fn reject(id: &str, document: &Signed, title: &str, why: &str) -> Draft {
    Draft::reject_document(id, document).base(GOOD).says(title, why)
}

/// Who is about to answer a request, and takes no other document for one.
fn expecting(draft: Draft) -> Draft {
    draft.asking(|options| options.kind = Some("request".to_owned()))
}

pub(super) fn vectors() -> Vec<Draft> {
    [form(), signer(), time(), requests(), attachments()].concat()
}

fn form() -> Vec<Draft> {
    let two_ways = "two programs read two different requests out of one signature";
    let edited = |edit: fn(&mut String)| Signed { text: Some(edit), ..request() };
    let headed = |edit: fn(&mut String)| Signed { header: Some(edit), ..request() };
    let sealed = |edit: fn(&mut String)| Signed { document: Some(edit), ..request() };
    vec![
        Draft::accept_document(GOOD, &request()).says("a request", "nobody can ask for anything"),
        Draft::accept_document("document-form/accept-line-end", &sealed(|text| text.push_str("\r\n")))
            .says("a line end behind the document", "a document does not survive an editor or a mail"),
        reject(
            "document-form/reject-space-before",
            &sealed(|text| text.insert(0, ' ')),
            "a space before the document",
            "the hash of what was received is not the hash of what was sent",
        ),
        reject(
            "document-form/reject-two-line-ends",
            &sealed(|text| text.push_str("\n\n")),
            "two line ends behind the document",
            "the hash of what was received is not the hash of what was sent",
        ),
        reject(
            "document-form/reject-plain-payload",
            &sealed(|text| *text = request().payload.to_string()),
            "the payload alone, not signed",
            "anybody asks in the name of anybody",
        ),
        reject(
            "document-form/reject-padding",
            &sealed(|text| text.push('=')),
            "padding behind the signature",
            "one document has two hashes",
        ),
        reject(
            "document-form/reject-member-twice",
            &edited(|text| *text = text.replacen(r#""level":"summary""#, r#""level":"records","level":"summary""#, 1)),
            "a payload that names a member twice",
            two_ways,
        )
        .pointer("/level"),
        reject(
            "document-form/reject-fraction",
            &edited(|text| *text = text.replacen(r#""v":1"#, r#""v":1.0"#, 1)),
            "a number with a fraction",
            two_ways,
        )
        .pointer("/v"),
        reject(
            "document-header/reject-jwk",
            &headed(|text| *text = text.replacen('{', &format!(r#"{{"jwk":{},"#, key::APP.jwk()), 1)),
            "a header that brings the key",
            "a document vouches for itself",
        )
        .pointer("/jwk"),
        reject(
            "document-header/reject-no-kid",
            &headed(|text| *text = text.replacen(&format!(r#""kid":"{}","#, key::APP.kid()), "", 1)),
            "a header without the name of a key",
            "a reader tries all keys it has and takes whichever fits",
        ),
        reject(
            "document-header/reject-alg-none",
            &headed(|text| *text = text.replacen("ES256", "none", 1)),
            "an algorithm that signs nothing",
            "anybody asks in the name of anybody",
        )
        .pointer("/alg"),
        reject(
            "document-header/reject-list",
            &headed(|text| *text = format!("[{text}]")),
            "a list around the header",
            "a library that takes the first element checks what another refuses",
        ),
        reject(
            "document-payload/reject-list",
            &edited(|text| *text = format!("[{text}]")),
            "a list around the payload",
            "a library that takes the first element shows what another refuses",
        ),
        expecting(Draft::accept_document("document-typ/accept-request", &request()))
            .says("a request where one is expected", "nobody can ask for anything"),
        Draft::accept_document("document-typ/accept-signed-tariff", &signed_tariff())
            .says("a signed tariff where any document is read", "a kind of another chapter is taken for none"),
        reject(
            "document-payload/reject-tariff-as-object",
            &signed_tariff().with("/tariff", json!({"id": "everyday"})),
            "a tariff that is not the text of one",
            "its digest depends on who writes the object again",
        )
        .base("document-typ/accept-signed-tariff")
        .pointer("/tariff"),
        expecting(reject(
            "document-typ/reject-grant",
            &super::signed::grant(),
            "a grant where a request is read",
            "what a holder agreed to is taken for what somebody asks",
        ))
        .base("document-typ/accept-request")
        .pointer("/typ"),
        reject(
            "document-header/reject-kid-too-short",
            &headed(|text| *text = text.replacen(&key::APP.kid(), "key-1", 1)),
            "the name of a key that is no thumbprint",
            "two keys have one name",
        )
        .pointer("/kid"),
        expecting(reject(
            "document-typ/reject-trust-list",
            &Signed { typ: "pannier-trust+jwt", ..request() },
            "a request under the type of a trust list",
            "a signature made for one kind of document is used as another",
        ))
        .base("document-typ/accept-request")
        .pointer("/typ"),
        expecting(reject(
            "document-typ/reject-jwt",
            &Signed { typ: "JWT", ..request() },
            "a request under the type of any token",
            "a login token that an app signs for somebody is taken for what it asks",
        ))
        .base("document-typ/accept-request")
        .pointer("/typ"),
        reject(
            "document-payload/reject-unknown-member",
            &request().with("/silent", json!(true)),
            "a member the standard does not have",
            "the holder agrees to what no program shows",
        )
        .pointer("/silent"),
        reject(
            "document-payload/reject-stripped-member",
            &request().without("retention"),
            "a request without its retention",
            "what is handed over is kept for ever, for nobody said otherwise",
        ),
        reject(
            "document-payload/reject-unknown-purpose",
            &request().with("/purpose", json!("improve_our_services")),
            "a purpose the standard does not have",
            "a purpose that says nothing allows everything",
        )
        .pointer("/purpose"),
        reject(
            "document-payload/reject-time-as-text",
            &request().with("/iat", json!((NOW - 3600).to_string())),
            "a time as text",
            "programs that convert and programs that do not disagree about when a request ends",
        )
        .pointer("/iat"),
        reject(
            "document-payload/reject-null",
            &request().with("/recipients", json!(null)),
            "a member that is null instead of absent",
            two_ways,
        )
        .pointer("/recipients"),
        reject(
            "document-payload/reject-ends-before-it-begins",
            &request().with("/exp", json!(NOW - 3600)),
            "a request that ends in the second in which it was signed",
            "a request that nobody could answer is answered",
        )
        .pointer("/exp"),
        Draft::accept_document("document-payload/accept-max-age", &aged(json!("P1M"))).says(
            "a request that says how old the file may be",
            "an earlier edition answers what a newer one would not",
        ),
        reject(
            "document-payload/reject-max-age-zero",
            &aged(json!("P0D")),
            "a request for a file of no age at all",
            "two programs disagree about whether a file of the same day answers it",
        )
        .base("document-payload/accept-max-age")
        .pointer("/max_age"),
        reject(
            "document-payload/reject-max-age-number",
            &aged(json!(30)),
            "an age as a number",
            "days for one program are months for another",
        )
        .base("document-payload/accept-max-age")
        .pointer("/max_age"),
    ]
}

fn aged(max_age: serde_json::Value) -> Signed {
    request().with("/max_age", max_age)
}

/// The price of an account, signed for everybody.
fn signed_tariff() -> Signed {
    let payload = json!({"v": 1, "iss": "https://app.example", "iat": NOW - 3600, "tariff": account().text()});
    Signed { typ: "pannier-signed-tariff+jwt", payload, ..request() }
}

fn signer() -> Vec<Draft> {
    let impersonated = "anybody asks in the name of anybody";
    let stolen = "a key that somebody stole still asks";
    let by = |key| Signed { key, ..request() };
    let of_bank = by(key::BANK).with("/iss", json!("https://bank.example"));
    let both_roles = |draft: Draft, as_recipient: &str| draft.trusting(&trust::with_recipients(as_recipient));
    vec![
        Draft::accept_document("document-alg/accept-ed25519", &by(key::APP_ED25519))
            .says("signed with Ed25519", "an organisation has to change its keys for this standard"),
        reject(
            "document-alg/reject-other-than-key",
            &Signed { header: Some(|text| *text = text.replacen("Ed25519", "ES256", 1)), ..by(key::APP_ED25519) },
            "ES256 in the header, signed by an Ed25519 key",
            "the document decides how its key is used",
        )
        .base("document-alg/accept-ed25519")
        .pointer("/alg"),
        reject(
            "document-signature/reject-other-payload",
            &Signed {
                document: Some(|text| {
                    let longer = request().with("/retention", json!("P10Y")).payload.to_string();
                    let shorter = request().payload.to_string();
                    swap(text, &base64url(shorter.as_bytes()), &base64url(longer.as_bytes()));
                }),
                ..request()
            },
            "a payload changed after it was signed",
            "whoever passes a request on decides what it asks",
        ),
        reject(
            "document-signature/reject-key-of-another",
            &Signed {
                header: Some(|text| *text = text.replacen(&key::OTHER_APP.kid(), &key::APP.kid(), 1)),
                ..by(key::OTHER_APP)
            },
            "signed by another key than the one named",
            impersonated,
        ),
        reject("document-known-key/reject-stranger", &by(key::STRANGER), "signed by a key in no list", impersonated)
            .pointer("/kid"),
        Draft::accept_document(
            "document-known-key/accept-issuer",
            &by(key::BANK).with("/iss", json!("https://bank.example")),
        )
        .says("signed by an issuer", "a bank that issues bundles has to be listed twice to ask for one"),
        Draft::accept_document("document-known-key/accept-retired", &by(key::APP_RETIRED)).says(
            "signed with a key that has been retired since",
            "every change of keys makes all earlier documents worthless",
        ),
        reject(
            "document-issuer/reject-name-of-another",
            &by(key::OTHER_APP),
            "the key of one organisation under the name of another",
            "any listed organisation receives what was meant for another",
        )
        .pointer("/iss"),
        reject(
            "document-key-period/reject-before",
            &by(key::APP_FUTURE),
            "signed before the key's period begins",
            "a key is used before it was handed over",
        )
        .pointer("/iat"),
        Draft::accept_document("document-key-period/accept-first-second", &request())
            .trusting(&trust::with_recipients(&trust::app(NOW - 3600, NOW - 3599)))
            .says("signed in the only second of the key's period", "the bounds of a period are read differently"),
        reject(
            "document-key-period/reject-at-the-end",
            &request(),
            "signed in the second in which the key's period ends",
            stolen,
        )
        .base("document-key-period/accept-first-second")
        .trusting(&trust::with_recipients(&trust::app(ISSUED, NOW - 3600)))
        .pointer("/iat"),
        both_roles(
            Draft::accept_document("document-issuer/accept-in-both-roles", &of_bank),
            &trust::asking_bank(ISSUED, "active", None),
        )
        .says("signed with a key that issues and asks", "an organisation needs a key for each of its roles"),
        both_roles(
            reject(
                "document-issuer/reject-other-in-one-role",
                &of_bank,
                "signed with a key that asks in the name of another",
                impersonated,
            ),
            &trust::asking_as_another(),
        )
        .base("document-issuer/accept-in-both-roles")
        .pointer("/iss"),
        both_roles(
            reject(
                "document-key-period/reject-in-one-role",
                &of_bank,
                "signed before the period of the key in one of its two roles begins",
                stolen,
            ),
            &trust::asking_bank(NOW - 3599, "active", None),
        )
        .base("document-issuer/accept-in-both-roles")
        .pointer("/iat"),
        both_roles(
            reject(
                "document-key-revoked/reject-in-one-role",
                &of_bank,
                "signed with a key that is revoked in one of its two roles",
                stolen,
            ),
            &trust::asking_bank(ISSUED, "revoked", Some(NOW)),
        )
        .base("document-issuer/accept-in-both-roles")
        .pointer("/iat"),
        reject("document-key-revoked/reject-by-default", &by(key::APP_REVOKED), "signed with a revoked key", stolen)
            .base("document-key-revoked/accept-earlier-where-allowed"),
        Draft::accept_document("document-key-revoked/accept-earlier-where-allowed", &by(key::APP_REVOKED))
            .asking(|options| options.accept_indeterminate = true)
            .issuer(Standing::Indeterminate)
            .says(
                "signed with a revoked key, dated before the revocation, where the reader takes that risk",
                "who kept a document since before the revocation has no use of it",
            ),
        reject(
            "document-key-revoked/reject-from-then-on",
            &by(key::APP_REVOKED),
            "signed with a revoked key in the second of the revocation",
            stolen,
        )
        .base("document-key-revoked/accept-earlier-where-allowed")
        .asking(|options| options.accept_indeterminate = true)
        .trusting(&trust::with_recipients(&trust::recipients().replacen(
            &format!(r#""revoked_at":{}"#, ISSUED + 2 * DAY),
            &format!(r#""revoked_at":{}"#, NOW - 3600),
            1,
        ))),
    ]
}

fn time() -> Vec<Draft> {
    vec![
        Draft::accept_document("document-early/accept-clocks-differ", &request().with("/iat", json!(NOW + 300)))
            .says("signed 300 seconds from now", "clocks that differ a little keep people from talking"),
        reject(
            "document-early/reject-future",
            &request().with("/iat", json!(NOW + 301)),
            "signed 301 seconds from now",
            "a document from the future outlives the revocation of its key",
        )
        .base("document-early/accept-clocks-differ")
        .pointer("/iat"),
        Draft::accept_document("document-expired/accept-last-second", &request())
            .at(ISSUED + 8 * DAY - 1)
            .says("read in the last second before its end", "the end of a document is read differently"),
        reject(
            "document-expired/reject-at-exp",
            &request(),
            "read in the second of its end",
            "a request that lies around is used by whoever finds it",
        )
        .base("document-expired/accept-last-second")
        .at(ISSUED + 8 * DAY)
        .pointer("/exp"),
    ]
}

fn warn(id: &str, document: &Signed, pointer: &str, title: &str, why: &str) -> Draft {
    Draft::warn_document(id, document).base(GOOD).pointer(pointer).says(title, why)
}

fn requests() -> Vec<Draft> {
    let unclear = "a holder agrees to what no program can put into words";
    let item = |text: &str| serde_json::from_str(text).expect("an item is JSON");
    vec![
        reject(
            "request-items/reject-unknown-type",
            &request().with("/items/-", item(r#"{"record_type":"location","why":"Where you were.","required":true}"#)),
            "a record type that does not exist",
            unclear,
        )
        .pointer("/items/2/record_type"),
        reject(
            "request-items/reject-unknown-group",
            &request().with("/items/0/groups", json!(["mood"])),
            "a group that the type does not have",
            unclear,
        )
        .pointer("/items/0/groups/0"),
        reject(
            "request-items/reject-twice",
            &request().with("/items/-", item(r#"{"record_type":"account","why":"Again.","required":false}"#)),
            "one record type in two items",
            "what is optional here is required there",
        )
        .pointer("/items/2/record_type"),
        reject(
            "request-items/reject-no-summaries",
            &request()
                .with("/items/-", item(r#"{"record_type":"balance","why":"How much there is.","required":true}"#)),
            "monthly figures of a type that has none",
            "a program gives the records instead",
        )
        .pointer("/items/2/record_type"),
        warn(
            "request-purpose-items/warn-identity",
            &request().with("/items/1/groups", json!(["identifiers"])),
            "/items/1/groups/0",
            "the number of an account, to compare accounts",
            "who only wants a price gives their number away",
        ),
        warn(
            "request-purpose-items/warn-type",
            &request().with("/items/-", item(r#"{"record_type":"party","why":"Who you are.","required":false}"#)),
            "/items/2/record_type",
            "who the customer is, to compare accounts",
            "who only wants a price gives their name away",
        ),
        warn(
            "request-purpose-lookback/warn-longer",
            &request().with("/items/0/lookback", json!("P5Y")),
            "/items/0/lookback",
            "five years, to compare accounts",
            "a price of one year costs five years of a life",
        ),
        Draft::accept_document(
            "request-purpose-lookback/accept-same",
            &request().with("/items/0/lookback", json!("P12M")),
        )
        .says("twelve months, where a year is needed", "the same time in other words is taken for more"),
        // From 2 April a month leads to 2 May; an hour more than 30 days begins the day behind it.
        Draft::accept_document(
            "request-purpose-retention/accept-hours-of-a-month",
            &request().with("/retention", json!("PT720H")),
        )
        .says("720 hours, where a month of thirty days is needed", "the same time in other words is taken for more"),
        warn(
            "request-purpose-retention/warn-hour-more",
            &request().with("/retention", json!("PT721H")),
            "/retention",
            "an hour more than a month of thirty days",
            "how long something is kept, each program rounds as it likes",
        )
        .base("request-purpose-retention/accept-hours-of-a-month"),
        warn(
            "request-purpose-items/warn-purpose-other",
            &request().with("/purpose", json!("other")).with(
                "/items",
                json!([
                    {"record_type": "account", "why": "What kind of account it is.", "required": true},
                ]),
            ),
            "/items/0/record_type",
            "an account, for a purpose of which nobody knows what it needs",
            "who names no purpose is asked no question",
        ),
        warn(
            "request-purpose-retention/warn-longer",
            &request().with("/retention", json!("P10Y")),
            "/retention",
            "kept for ten years, to compare accounts",
            "what was needed for a minute is stolen years later",
        ),
        warn(
            "request-purpose-level/warn-records",
            &request().with("/level", json!("records")),
            "/level",
            "every record, where monthly figures are enough",
            "everything is handed over out of habit",
        ),
    ]
}

/// Requests for bills: the documents that invoices name.
fn attachments() -> Vec<Draft> {
    let billed = |attachments: serde_json::Value| {
        let request = request().with("/purpose", json!("bill_check")).with("/level", json!("records"));
        let items = json!([
            {"record_type": "invoice", "why": "What you were billed.", "required": true, "groups": ["text"], "lookback": "P1Y"},
        ]);
        request.with("/items", items).with("/attachments", attachments)
    };
    let bills = || json!({"why": "The bill as it was printed.", "required": true, "of": "invoice", "media_types": ["application/pdf"]});
    let whatever = || json!({"why": "What else there is.", "required": false});
    let unclear = "nobody can tell which documents are meant, and the holder hands over others";
    let base = "request-attachments/accept-bills";
    let reject = |variant: &str, request: &Signed, title: &str, why: &str, pointer: &str| {
        reject(&format!("request-attachments/reject-{variant}"), request, title, why).base(base).pointer(pointer)
    };
    vec![
        Draft::accept_document(base, &billed(json!([bills()])))
            .says("bills, to find mistakes in them", "a program checks figures that nobody ever printed"),
        reject(
            "summary",
            &billed(json!([bills()]))
                .with("/level", json!("summary"))
                .with("/items/0/record_type", json!("usage_event"))
                .with("/items/0/groups", json!(["rating"]))
                .with("/attachments", json!([whatever()])),
            "documents beside monthly figures",
            "who agreed to twelve sums hands over every call",
            "/attachments",
        ),
        reject(
            "group-not-asked",
            &billed(json!([bills()])).with("/items/0/groups", json!(["core"])),
            "the bills of invoices without the group that names them",
            unclear,
            "/attachments/0/of",
        ),
        reject(
            "item-missing",
            &billed(json!([{"why": "Your contract.", "required": false, "of": "contract"}])),
            "the documents of contracts, where no contract is asked for",
            unclear,
            "/attachments/0/of",
        ),
        reject(
            "type-without",
            &billed(json!([bills(), {"why": "Slips.", "required": false, "of": "invoice_line"}])),
            "the documents of a type whose rows name none",
            unclear,
            "/attachments/1/of",
        ),
        reject(
            "type-unknown",
            &billed(json!([bills(), {"why": "Maps.", "required": false, "of": "location"}])),
            "the documents of a type that does not exist",
            unclear,
            "/attachments/1/of",
        ),
        reject(
            "type-twice",
            &billed(json!([bills(), {"why": "Again.", "required": false, "of": "invoice"}])),
            "the documents of one type in two elements",
            "what is optional here is required there",
            "/attachments/1/of",
        ),
        reject(
            "whatever-twice",
            &billed(json!([whatever(), whatever()])),
            "documents of whatever kind in two elements",
            "what is optional here is required there",
            "/attachments/1",
        ),
        reject_payload(
            &billed(json!([{"why": "The bill.", "required": true, "media_types": ["application/pdf; v=1"]}])),
            base,
        ),
        warn(
            "request-purpose-items/warn-attachments",
            &billed(json!([bills()]))
                .with("/purpose", json!("budgeting"))
                .with("/items/0/groups", json!(["text"]))
                .with("/items/0/record_type", json!("invoice")),
            "/attachments/0/of",
            "bills, to keep the books of a household",
            "who only wants sums gives away what is printed on every bill",
        ),
        warn(
            "request-purpose-items/warn-attachments-whatever",
            &billed(json!([whatever()])),
            "/attachments/0",
            "documents of whatever kind, to find mistakes in bills",
            "a contract of marriage goes along with the electricity bills",
        ),
    ]
}

fn reject_payload(document: &Signed, base: &str) -> Draft {
    reject(
        "document-payload/reject-media-type-parameter",
        document,
        "a media type with a parameter",
        "two programs disagree about which documents are asked for",
    )
    .base(base)
    .pointer("/attachments/0/media_types/0")
}
