//! Stage `document`: what a holder agreed to, and how it ends.

use serde_json::json;

use super::{Draft, Made, bound, share};
use crate::{
    forge::{
        bank, base64url,
        head::Attachment,
        key, sha256,
        share::{Share, Shown},
        signed::{GRANTED, Signed, grant, request, withdrawal},
    },
    vector::Standing,
};

const DAY: i64 = 86_400;
const GRANT: &str = "grant-level/accept-summary";
const ANSWERED: &str = "grant-within-request/accept-what-was-asked";
const GIVEN: &str = "grant-share/accept-what-is-shown";
const WITHDRAWAL: &str = "withdrawal-key/accept-same-key";

fn accept(id: &str, document: &Signed) -> Draft {
    Draft::accept_document(id, document).issuer(Standing::SelfMade)
}

fn reject(id: &str, document: &Signed, title: &str, why: &str) -> Draft {
    Draft::reject_document(id, document).base(GRANT).says(title, why)
}

fn answer(document: Signed) -> Signed {
    let without = document.with("/level", json!("answer")).without("share");
    without.without("given")
}

pub(super) fn vectors() -> Vec<Draft> {
    [grants(), answers(), shares(), masked(), attached(), cut_shares(), withdrawals()].concat()
}

fn grants() -> Vec<Draft> {
    vec![
        accept(GRANT, &grant()).says("a grant of summaries", "nobody can agree to anything"),
        accept("grant-level/accept-answer", &answer(grant())).says(
            "a grant by which nothing leaves the holder's hands",
            "a price that costs no disclosure cannot be agreed to",
        ),
        reject(
            "grant-level/reject-answer-that-gives",
            &answer(grant()).with("/given", json!([{"record_type": "summary"}])),
            "records given at level answer",
            "more leaves the holder's hands than they were told",
        )
        .base("grant-level/accept-answer")
        .pointer("/given"),
        reject(
            "grant-level/reject-nothing-named",
            &grant().without("given"),
            "summaries given, and not said which",
            "a signature on a blank sheet",
        )
        .pointer("/given"),
        reject(
            "grant-level/reject-no-share",
            &grant().without("share"),
            "summaries given, and not said in which share",
            "a consent to one share is taken for one to the next",
        )
        .pointer("/share"),
        reject(
            "grant-period/reject-no-day",
            &grant().with("/given/-", json!({"record_type": "summary", "from": "2026-04-01", "to": "2026-04-01"})),
            "a period that ends on the day on which it begins",
            "one program reads nothing, another everything",
        )
        .base("grant-period/accept-month")
        .pointer("/given/2/to"),
        accept(
            "grant-period/accept-month",
            &grant().with("/given/-", json!({"record_type": "summary", "from": "2026-03-01", "to": "2026-04-01"})),
        )
        .says("a month of summaries", "no period can be agreed to"),
        reject(
            "grant-period/reject-backwards",
            &grant().with("/given/-", json!({"record_type": "summary", "from": "2026-04-01", "to": "2026-03-01"})),
            "a period that ends before it begins",
            "one program reads nothing, another everything",
        )
        .base("grant-period/accept-month")
        .pointer("/given/2/to"),
        accept("document-holder-key/accept-same-key", &grant())
            .says("signed by the key that it names and holds", "nobody can agree to anything"),
        reject(
            "document-holder-key/reject-other-key",
            &Signed { key: key::THIEF, ..grant() },
            "signed by another key than the one it names",
            "anybody agrees in the name of a holder",
        )
        .base("document-holder-key/accept-same-key")
        .pointer("/cnf/jwk"),
        reject(
            "document-holder-key/reject-other-cnf",
            &grant().with(
                "/cnf",
                json!({"jwk": serde_json::from_str::<serde_json::Value>(&key::THIEF.jwk()).expect("a key is JSON")}),
            ),
            "the key of somebody else beside the name of the holder",
            "anybody agrees in the name of a holder",
        )
        .base("document-holder-key/accept-same-key")
        .pointer("/cnf/jwk"),
    ]
}

/// Grants read together with the request they answer.
fn answers() -> Vec<Draft> {
    let asked = |draft: Draft| draft.beside("request.jwt", &request());
    let beyond = |id: &str, document: &Signed, title: &str, pointer: &str| {
        let why = "what nobody explained and nobody agreed to slips in between request and grant";
        asked(reject(id, document, title, why).base(ANSWERED).pointer(pointer))
    };
    let item = |item: serde_json::Value| grant().with("/given/-", item);
    vec![
        asked(accept(ANSWERED, &grant())).says("a grant of what was asked", "no request can be answered"),
        asked(accept("document-predecessor/accept-request", &grant()))
            .says("a grant with the request it names", "no request can be answered"),
        reject(
            "document-predecessor/reject-other-request",
            &grant(),
            "a grant with another request than the one it names",
            "who agreed to one request has agreed to the next one of the same sender",
        )
        .base("document-predecessor/accept-request")
        .pointer("/request")
        .beside("request.jwt", &request().with("/nonce", json!("another"))),
        reject(
            "document-predecessor/reject-none-named",
            &grant().without("request"),
            "a grant that names no request, with one",
            "what nobody asked for is taken for the answer to a request",
        )
        .base("document-predecessor/accept-request")
        .pointer("/request")
        .beside("request.jwt", &request()),
        reject(
            "document-predecessor/reject-signed-again",
            &grant(),
            "a grant with the payload of its request under another signature",
            "what was agreed to can be told apart from what was asked by nobody",
        )
        .base("document-predecessor/accept-request")
        .pointer("/request")
        .beside("request.jwt", &Signed { key: key::APP_ED25519, ..request() }),
        beyond(
            "grant-within-request/reject-other-recipient",
            &grant().with("/recipient", json!("https://other.example")),
            "a grant to somebody who did not ask",
            "/recipient",
        ),
        beyond(
            "grant-within-request/reject-other-purpose",
            &grant().with("/purpose", json!("budgeting")),
            "another purpose than the one asked for",
            "/purpose",
        ),
        beyond(
            "grant-within-request/reject-records",
            &grant().with("/level", json!("records")),
            "records, where summaries were asked for",
            "/level",
        ),
        asked(accept(
            "grant-within-request/accept-last-second",
            // P7D from the day of the grant: that of the seventh day still belongs to it.
            &grant().with("/exp", json!((GRANTED / DAY + 8) * DAY)),
        ))
        .says("kept for as long as was asked", "the end of a retention is read differently"),
        beyond(
            "grant-within-request/reject-kept-longer",
            &grant().with("/exp", json!((GRANTED / DAY + 8) * DAY + 1)),
            "kept a second longer than was asked for",
            "/exp",
        )
        .base("grant-within-request/accept-last-second"),
        beyond(
            "grant-within-request/reject-passed-on",
            &grant().with("/recipients", json!(["Example Credit Bureau"])),
            "passed on to somebody the request does not name",
            "/recipients/0",
        ),
        beyond(
            "grant-within-request/reject-other-type",
            &item(json!({"record_type": "party"})),
            "a record type that is not asked for",
            "/given/2/record_type",
        ),
        beyond(
            "grant-within-request/reject-other-group",
            &item(json!({"record_type": "account", "groups": ["holder"]})),
            "a group that is not asked for",
            "/given/2/groups/0",
        ),
        asked(accept(
            "grant-within-request/accept-lookback",
            &item(json!({"record_type": "transaction", "from": "2026-01-01", "to": "2026-04-01"})),
        ))
        .says("the whole month in which the look-back ends", "the answer to a request cannot be agreed to"),
        beyond(
            "grant-within-request/reject-further-back",
            &item(json!({"record_type": "transaction", "from": "2025-12-31", "to": "2026-04-01"})),
            "a day further back than was asked for",
            "/given/2/from",
        )
        .base("grant-within-request/accept-lookback"),
        beyond(
            "grant-within-request/reject-no-beginning",
            &item(json!({"record_type": "transaction"})),
            "everything there is, where three months were asked for",
            "/given/2/from",
        )
        .base("grant-within-request/accept-lookback"),
    ]
}

/// The account, and of January what was spent on what.
fn shown() -> Made {
    let shown =
        vec![Shown::fields("m1", &[(0, 1)], &["core"]), Shown::fields("k3", &[(0, 2), (3, 5)], &["core", "category"])];
    share(bank::small(), &Share { shown, binding: Some(bound()), ..Share::default() })
}

/// Grants of documents, by themselves, beside the request, and beside the share that shows one.
fn attached() -> Vec<Draft> {
    let bill = |content: &[u8]| json!({"name": "Bill.pdf", "media_type": "application/pdf", "digest": base64url(&sha256(&[content]))});
    let (march, april) = (|| bill(b"March: 42.10"), || bill(b"April: 44.10"));
    let of_documents = || grant().with("/level", json!("records")).with("/attachments", json!([march()]));
    let alone = "grant-level/accept-documents-alone";

    let asked = |attachments: serde_json::Value| {
        let request = request().with("/level", json!("records"));
        if attachments.is_null() { request } else { request.with("/attachments", attachments) }
    };
    let answering = |request: &Signed| {
        let grant = grant().with("/level", json!("records")).with("/request", json!(request.hash()));
        grant.with("/given", json!([{"record_type": "account"}])).with("/attachments", json!([march()]))
    };
    let pdf = json!([{"why": "Your bills.", "required": true, "media_types": ["image/png", "application/pdf"]}]);
    let png = json!([{"why": "Your bills.", "required": true, "media_types": ["image/png"]}]);
    let unasked = "what nobody explained and nobody agreed to slips in between request and grant";
    let within = "grant-within-request/accept-documents";

    let plan = || {
        let mut plan = bank::small();
        plan.attachments.push(Attachment {
            id: "d2".to_owned(),
            name: "Bill.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: b"March: 42.10".to_vec(),
            descriptor: None,
            file: None,
        });
        plan
    };
    let shows = |attachments: Vec<String>| {
        let shown = vec![Shown::fields("m1", &[(0, 1)], &["core"])];
        share(plan(), &Share { shown, attachments, binding: Some(bound()), ..Share::default() })
    };
    let given = |mut share: Made, attachments: serde_json::Value| {
        let named = json!({"jti": bank::small().jti, "pannier_share": share.share_hash()});
        let grant = grant().with("/level", json!("records")).with("/share", named);
        let grant = grant.with("/given", json!([{"record_type": "account"}]));
        if attachments.is_null() { grant } else { grant.with("/attachments", attachments) }
    };
    let (one, none) = (|| shows(vec!["d2".to_owned()]), || shows(Vec::new()));
    let hidden = "the recipient holds a bill for which it has no consent";
    let invented = "a consent to a bill that nobody handed over is taken for one to a bill from elsewhere";
    let shown = "grant-share/accept-document";
    vec![
        accept(alone, &of_documents().without("given"))
            .says("a grant of a document and of no record", "a bill can be handed over and its use not be bounded"),
        reject(
            "grant-level/reject-answer-with-document",
            &answer(grant()).with("/attachments", json!([march()])),
            "a document given at level answer",
            "more leaves the holder's hands than they were told",
        )
        .base("grant-level/accept-answer")
        .pointer("/attachments"),
        reject(
            "grant-level/reject-summary-with-document",
            &grant().with("/attachments", json!([march()])),
            "a document given at level summary",
            "who agreed to twelve sums hands over every call",
        )
        .pointer("/attachments"),
        accept(within, &answering(&asked(pdf.clone())))
            .beside("request.jwt", &asked(pdf))
            .says("a grant of a bill that was asked for", "no bill can be asked for"),
        reject(
            "grant-within-request/reject-document",
            &answering(&asked(json!(null))),
            "a bill, where no document is asked for",
            unasked,
        )
        .base(within)
        .beside("request.jwt", &asked(json!(null)))
        .pointer("/attachments/0"),
        reject(
            "grant-within-request/reject-document-type",
            &answering(&asked(png.clone())),
            "a document of another media type than is asked for",
            unasked,
        )
        .base(within)
        .beside("request.jwt", &asked(png))
        .pointer("/attachments/0"),
        accept(shown, &given(one(), json!([march()])))
            .with_share(&one())
            .says("a grant that names the document of its share", "no bill can be handed over"),
        reject(
            "grant-share/reject-document-hidden",
            &given(one(), json!(null)),
            "a share that shows a document, which the grant does not name",
            hidden,
        )
        .with_share(&one())
        .base(shown)
        .pointer("/attachments"),
        reject(
            "grant-share/reject-document-added",
            &given(one(), json!([march(), april()])),
            "a grant that names a document of the same name with other bytes besides",
            invented,
        )
        .with_share(&one())
        .base(shown)
        .pointer("/attachments/1"),
        reject(
            "grant-share/reject-document-not-shown",
            &given(none(), json!([march()])),
            "a grant that names a document which its share withholds",
            invented,
        )
        .with_share(&none())
        .base(shown)
        .pointer("/attachments/0"),
    ]
}

/// A share of two rows whose text is withheld from one or from both, and a grant that does not give it.
fn masked() -> Vec<Draft> {
    let shown = |rows: (usize, usize)| {
        let january = Shown::fields("k3", &[(0, 2)], &["core", "text"]).masking("text", &[rows]);
        share(bank::small(), &Share { shown: vec![january], binding: Some(bound()), ..Share::default() })
    };
    let granted = |mut share: Made| {
        let named = json!({"jti": bank::small().jti, "pannier_share": share.share_hash()});
        let grant = grant().with("/level", json!("records")).with("/share", named);
        grant.with("/given", json!([{"record_type": "transaction"}]))
    };
    let (both, one) = ((0, 2), (0, 1));
    let neighbour = "grant-share/accept-masked-in-each-row";
    vec![
        accept(neighbour, &granted(shown(both))).with_share(&shown(both)).says(
            "a group of which every cell is masked, and which is not given",
            "a consent has to name what nobody sees",
        ),
        reject(
            "grant-share/reject-masked-in-one-row",
            &granted(shown(one)),
            "a group of which one cell is masked and one is shown, and which is not given",
            "the recipient holds what it has no consent for, and the consent does not show it",
        )
        .with_share(&shown(one))
        .base(neighbour)
        .pointer("/given"),
    ]
}

/// Grants read together with the share that they are made for.
fn shares() -> Vec<Draft> {
    let january =
        || json!({"record_type": "transaction", "groups": ["category"], "from": "2026-01-01", "to": "2026-02-01"});
    let made = |given: serde_json::Value| {
        let named = json!({"jti": bank::small().jti, "pannier_share": shown().share_hash()});
        let grant = grant().with("/level", json!("records")).with("/share", named);
        grant.with("/given", given)
    };
    let account = || json!({"record_type": "account"});
    let whole = || made(json!([january(), account()]));
    let with = |draft: Draft| draft.with_share(&shown());
    let beyond = |variant: &str, given: serde_json::Value, title: &str| {
        let why = "the recipient holds what it has no consent for, and the consent does not show it";
        let id = format!("grant-share/reject-{variant}");
        with(reject(&id, &made(given), title, why).base(GIVEN).pointer("/given"))
    };
    let another = |variant: &str, pointer: &str, value: &str, title: &str| {
        let why = "a consent to little is kept beside a share that shows much";
        let id = format!("grant-share/reject-{variant}");
        with(reject(&id, &whole().with(pointer, json!(value)), title, why).base(GIVEN).pointer("/share"))
    };
    let part = |changes: &[(&str, Option<&str>)]| {
        let mut item = january();
        let members = item.as_object_mut().expect("an object");
        for (name, value) in changes {
            match value {
                Some(value) => drop(members.insert((*name).to_owned(), json!(value))),
                None => drop(members.remove(*name)),
            }
        }
        item
    };
    vec![
        with(accept(GIVEN, &whole())).says("a grant of what its share shows", "nobody can agree to anything"),
        with(accept(
            "grant-share/accept-more",
            &made(json!([
                {"record_type": "transaction", "groups": ["category", "text"], "from": "2025-12-01"},
                account(),
                {"record_type": "party"},
            ])),
        ))
        .says("a grant of more than its share shows", "a share of less than was agreed to is refused"),
        with(accept(
            "grant-share/accept-in-pieces",
            &made(json!([
                account(),
                part(&[("from", Some("2026-01-16"))]),
                part(&[("to", Some("2026-01-10")), ("groups", None)]),
                part(&[("to", Some("2026-01-16"))]),
            ])),
        ))
        .says(
            "a month that three elements of a grant give together",
            "two programs disagree about what was agreed to, and one refuses it",
        ),
        another(
            "other-choice",
            "/share/pannier_share",
            &"A".repeat(43),
            "a grant for another share of the same bundle",
        ),
        another("other-head", "/share/jti", &"A".repeat(22), "a grant for a share of another bundle"),
        beyond("type-not-named", json!([january()]), "a share that shows the account, which the grant does not give"),
        beyond(
            "group-not-named",
            json!([account(), part(&[("groups", None)])]),
            "a share that shows a group that the grant does not give",
        ),
        beyond(
            "day-before",
            json!([account(), part(&[("from", Some("2026-01-02"))])]),
            "a share of a month of which the grant gives all days but the first",
        ),
        beyond(
            "day-after",
            json!([account(), part(&[("to", Some("2026-01-30"))])]),
            "a share of a month of which the grant gives all days but that of the last row",
        ),
        beyond(
            "day-between",
            json!([account(), part(&[("to", Some("2026-01-15"))]), part(&[("from", Some("2026-01-16"))])]),
            "a share of a month of which the grant gives all days but one",
        ),
    ]
}

/// Grants read together with a share of some days of a part.
fn cut_shares() -> Vec<Draft> {
    let cut =
        |shown: Shown| share(bank::small(), &Share { shown: vec![shown], binding: Some(bound()), ..Share::default() });
    let rows = |from: usize, to: usize| Shown::fields("k3", &[(from, to)], &["core", "category"]);
    let made = |made: &mut Made, given: serde_json::Value| {
        let named = json!({"jti": bank::small().jti, "pannier_share": made.share_hash()});
        grant().with("/level", json!("records")).with("/share", named).with("/given", json!([given]))
    };
    let days =
        |from: &str, to: &str| json!({"record_type": "transaction", "groups": ["category"], "from": from, "to": to});
    let accept = |variant: &str, shown: Shown, given: serde_json::Value, title: &str| {
        let mut share = cut(shown);
        let why = "a grant has to say that more was given than there is in the share";
        accept(&format!("grant-share/accept-{variant}"), &made(&mut share, given)).says(title, why).with_share(&share)
    };
    let reject = |variant: &str, base: &str, shown: Shown, given: serde_json::Value, title: &str| {
        let mut share = cut(shown);
        let why = "the recipient holds what it has no consent for, and the consent does not show it";
        reject(&format!("grant-share/reject-{variant}"), &made(&mut share, given), title, why)
            .base(&format!("grant-share/accept-{base}"))
            .pointer("/given")
            .with_share(&share)
    };
    // Rows stand on the 1st, the 5th, the 15th twice, and the 30th.
    let neighbours = || rows(0, 3).masking("category", &[(0, 1), (2, 3)]);
    vec![
        accept(
            "days-shown",
            rows(1, 4),
            days("2026-01-05", "2026-01-16"),
            "a grant of the days of which rows are shown, in a share of some days of a month",
        ),
        reject(
            "day-of-first-row",
            "days-shown",
            rows(1, 4),
            days("2026-01-06", "2026-01-16"),
            "a share of some days of a month of which the grant gives all but that of the first row",
        ),
        accept(
            "neighbours",
            neighbours(),
            days("2026-01-05", "2026-01-06"),
            "a grant of a day, whose share proves by the rows beside it where the day begins and ends",
        ),
        reject(
            "neighbour-with-more",
            "neighbours",
            rows(0, 3).masking("category", &[(2, 3)]),
            days("2026-01-05", "2026-01-06"),
            "a row before the days given of which more than `core` is shown",
        ),
        reject(
            "neighbour-after-with-more",
            "neighbours",
            rows(0, 3).masking("category", &[(0, 1)]),
            days("2026-01-05", "2026-01-06"),
            "a row behind the days given of which more than `core` is shown",
        ),
        reject(
            "row-apart",
            "neighbours",
            Shown::fields("k3", &[(0, 1), (2, 4)], &["core", "category"]).masking("category", &[(0, 1)]),
            days("2026-01-15", "2026-01-16"),
            "a row before the days given that is not the one beside them",
        ),
        accept(
            "nothing-between",
            Shown::fields("k3", &[(0, 2)], &["core"]),
            days("2026-01-02", "2026-01-05"),
            "a grant of days on which nothing happened, as the rows beside them prove",
        ),
        reject(
            "nothing-between-and-not-named",
            "nothing-between",
            Shown::fields("k3", &[(0, 2)], &["core"]),
            json!({"record_type": "balance"}),
            "the rows beside a period of which the grant says nothing",
        ),
    ]
}

fn withdrawals() -> Vec<Draft> {
    let thief = format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", key::THIEF.kid());
    let jwk: serde_json::Value = serde_json::from_str(&key::THIEF.jwk()).expect("a key is JSON");
    let of_thief = Signed { key: key::THIEF, ..withdrawal() };
    let at = |draft: Draft| draft.at(GRANTED + 3601).beside("grant.jwt", &grant());
    vec![
        at(accept(WITHDRAWAL, &withdrawal()))
            .says("a withdrawal by who made the grant", "what was agreed to once is agreed to for ever"),
        at(reject(
            "withdrawal-key/reject-stranger",
            &of_thief.with("/iss", json!(thief)).with("/cnf", json!({ "jwk": jwk })),
            "a withdrawal by somebody else",
            "anybody ends in somebody's name what they rely on",
        )
        .base(WITHDRAWAL)
        .pointer("/iss")),
    ]
}
