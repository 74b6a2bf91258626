//! Stage `document`: what a holder looks for, what a provider offers, and what is agreed to.

use serde_json::json;

use super::{Draft, Found, folder_code};
use crate::{
    forge::{
        base64url,
        key::APP,
        signed::{GRANTED, Signed, acceptance, intent, offer, request},
    },
    vector::Standing,
};

const DAY: i64 = 86_400;
const INTENT: &str = "intent-data/accept-summary";
const OFFER: &str = "offer-public-price/accept-personal";
const EVERYBODY: &str = "offer-public-price/accept-everybody";
const ANSWER: &str = "offer-within-intent/accept-what-was-asked";
const ACCEPTANCE: &str = "acceptance-offer/accept-in-time";

const BEYOND: &str = "an advertisement passes for the answer to a question";
const FIGURES: &str = "two programs show two prices for one offer";

fn of_holder(id: &str, document: &Signed) -> Draft {
    Draft::accept_document(id, document).issuer(Standing::SelfMade)
}

fn reject(id: &str, document: &Signed, title: &str, why: &str) -> Draft {
    Draft::reject_document(id, document).says(title, why)
}

pub(super) fn vectors() -> Vec<Draft> {
    [intents(), offers(), answers(), acceptances()].concat()
}

fn intents() -> Vec<Draft> {
    vec![
        of_holder(INTENT, &intent()).says("an intent with monthly summaries", "nobody can ask for offers"),
        of_holder("intent-data/accept-answer", &intent().with("/data", json!({"level": "answer"})))
            .says("an intent by which nothing leaves", "nobody can ask without showing something"),
        reject(
            "intent-data/reject-share-of-nothing",
            &intent().with("/data/level", json!("answer")),
            "record types at level answer",
            "more leaves the holder's hands than they were told",
        )
        .base("intent-data/accept-answer")
        .pointer("/data/record_types"),
        of_holder("intent-replies/accept-one", &intent().with("/max_replies", json!(1)))
            .says("an intent that takes one reply", "a holder cannot ask for little"),
        reject(
            "intent-replies/reject-none",
            &intent().with("/max_replies", json!(0)),
            "an intent that takes no reply",
            "a question that nobody may answer is a list of things about somebody",
        )
        .base("intent-replies/accept-one")
        .pointer("/max_replies"),
    ]
}

fn share(byte: u8) -> serde_json::Value {
    json!({"jti": base64url(&[byte; 16]), "pannier_share": base64url(&[7; 32])})
}

/// An offer of a tariff that anybody can have.
fn everybody() -> Signed {
    offer().without("public").with("/personalised", json!(false))
}

fn offers() -> Vec<Draft> {
    let unknown = "who gets a price of their own cannot know what everybody pays";
    let mut dearer = Draft::accept_document(
        "offer-not-dearer/warn-silent",
        &offer().with("/price/year_one", json!({"gross": "60.01", "net": "50.01", "tax": "10.00"})),
    )
    .base("offer-not-dearer/accept-same")
    .says("a personal price a penny above the public one", "the data is used against the one who showed it");
    let code = folder_code(&dearer.vector.id).expect("it is in the folder of a requirement");
    let pointer = Some("/price/year_one/gross".to_owned());
    dearer.vector.expect.findings.push(Found { code, entry: None, row: None, pointer });
    let same = offer().with("/price/year_one", json!({"gross": "60.0", "net": "50.00", "tax": "10.00"}));
    vec![
        Draft::accept_document(
            "document-payload/accept-shares-in-any-order",
            &offer().with("/shares", json!([share(9), share(1)])),
        )
        .says("an offer on two shares, that of the greater `jti` first", "an offer is refused for what says nothing"),
        Draft::accept_document(OFFER, &offer()).says("a personal price beside the public one", "nobody can offer"),
        Draft::accept_document(EVERYBODY, &everybody()).says("a price that is everybody's", "nobody can offer"),
        reject("offer-public-price/reject-left-out", &offer().without("public"), "a personal price alone", unknown)
            .base(OFFER)
            .pointer("/public"),
        reject(
            "offer-public-price/reject-everybody-s",
            &offer().with("/personalised", json!(false)),
            "a price said to be everybody's beside another one that is",
            unknown,
        )
        .base(EVERYBODY)
        .pointer("/public"),
        Draft::accept_document("offer-not-dearer/accept-same", &same)
            .says("a personal price that is the public one", "amounts are compared as texts"),
        Draft::accept_document(
            "offer-not-dearer/accept-explained",
            &offer()
                .with("/price/year_one", json!({"gross": "60.01", "net": "50.01", "tax": "10.00"}))
                .with("/why_dearer", json!("With insurance.")),
        )
        .says("a dearer personal price, and why", "what is better cannot cost more"),
        dearer,
        Draft::accept_document(
            "offer-sums/accept-credit",
            &offer().with("/price/year_one", json!({"gross": "-12.60", "net": "-10.5", "tax": "-2.10"})),
        )
        .says("a first year that pays the customer", "signs are read differently"),
        reject(
            "offer-sums/reject-tax-left-out",
            &offer().with("/price/year_one", json!({"gross": "40.00", "net": "40.00", "tax": "8.00"})),
            "a gross amount without the tax",
            FIGURES,
        )
        .base("offer-sums/accept-credit")
        .pointer("/price/year_one/gross"),
        reject(
            "offer-sums/reject-public-year-two",
            &offer().with("/public/price/year_two", json!({"gross": "60.00", "net": "50.00", "tax": "10.000001"})),
            "a second year of the public tariff that is a millionth less than its parts",
            FIGURES,
        )
        .base(OFFER)
        .pointer("/public/price/year_two/gross"),
        Draft::accept_document(
            "offer-sums/accept-holidays",
            &offer().with("/holidays", json!(["2026-12-25", "2026-12-26"])),
        )
        .says("holidays in order", "no holiday can be named"),
        reject(
            "offer-sums/reject-holiday-twice",
            &offer().with("/holidays", json!(["2026-12-25", "2026-12-25"])),
            "a holiday that is named twice",
            FIGURES,
        )
        .base("offer-sums/accept-holidays")
        .pointer("/holidays/1"),
    ]
}

/// Offers read together with the intent they answer.
fn answers() -> Vec<Draft> {
    let asked = |draft: Draft| draft.beside("intent.jwt", &intent());
    let beyond = |id: &str, document: &Signed, title: &str, pointer: &str| {
        asked(reject(id, document, title, BEYOND)).base(ANSWER).pointer(pointer)
    };
    let of = |intent: &Signed| offer().with("/intent", json!(intent.hash()));
    let other = |id: &str, intent: &Signed, title: &str, pointer: &str| {
        reject(id, &of(intent), title, BEYOND).base(ANSWER).pointer(pointer).beside("intent.jwt", intent)
    };
    vec![
        asked(Draft::accept_document(ANSWER, &offer())).says("an offer of what was asked", "no intent can be answered"),
        reject(
            "document-predecessor/reject-other-intent",
            &offer(),
            "an offer with another intent than the one it names",
            BEYOND,
        )
        .base(ANSWER)
        .pointer("/intent")
        .beside("intent.jwt", &intent().with("/max_replies", json!(4))),
        asked(Draft::accept_document(
            "offer-within-intent/accept-all-of-the-budget",
            &offer().with("/price/year_one", json!({"gross": "60", "net": "50.00", "tax": "10.00"})),
        ))
        .says("an offer that costs what the intent allows", "a limit is read as the first amount beyond it"),
        beyond(
            "offer-within-intent/reject-budget",
            &offer()
                .with("/price/year_one", json!({"gross": "60.01", "net": "50.01", "tax": "10.00"}))
                .with("/why_dearer", json!("With insurance.")),
            "an offer a penny above the budget",
            "/price/year_one/gross",
        )
        .base("offer-within-intent/accept-all-of-the-budget"),
        beyond(
            "offer-within-intent/reject-longer",
            &offer().with("/price/commitment/months", json!(13)),
            "bound a month longer than the intent allows",
            "/price/commitment/months",
        ),
        beyond(
            "offer-within-intent/reject-other-answer",
            &offer().with("/facts", json!([{"fact": "student", "is": "yes"}])),
            "another answer than the intent gives",
            "/facts/0",
        ),
        beyond(
            "offer-within-intent/reject-currency",
            &offer().with("/currency", json!("EUR")),
            "an offer in another currency",
            "/currency",
        ),
        other(
            "offer-within-intent/reject-not-asked",
            &intent().with("/recipient", json!("https://other.example")),
            "an offer by somebody who was not asked",
            "/iss",
        ),
        {
            let intent = intent().with("/exp", json!(GRANTED + 61));
            Draft::accept_document("offer-within-intent/accept-last-second", &of(&intent))
                .beside("intent.jwt", &intent)
                .says("an offer made in the last second of the intent", "a question ends before its end")
        },
        other(
            "offer-within-intent/reject-late",
            &intent().with("/exp", json!(GRANTED + 60)),
            "an offer made at the second in which the intent ends",
            "/iat",
        ),
    ]
}

fn acceptances() -> Vec<Draft> {
    let offered = |draft: Draft| draft.at(GRANTED + 14 * DAY).beside("offer.jwt", &offer());
    let late = "one side believes that there is a contract, the other does not";
    let wrong = |id: &str, document: &Signed, title: &str, pointer: &str| {
        offered(reject(id, document, title, late)).base(ACCEPTANCE).pointer(pointer)
    };
    let last = GRANTED + 14 * DAY - 1;
    let start = "nobody knows from when on there is a contract";
    // The day on which it is signed is 2 April 2026.
    let wanted = |from: &str, day: &str| {
        let offer = offer().with("/from", json!(from));
        (acceptance().with("/offer", json!(offer.hash())).with("/start", json!(day)), offer)
    };
    let starts = |id: &str, (from, day): (&str, &str), title: &str| {
        let (acceptance, offer) = wanted(from, day);
        of_holder(id, &acceptance).at(GRANTED + 3600).beside("offer.jwt", &offer).says(title, start)
    };
    let too_early = |id: &str, (from, day): (&str, &str), base: &str, title: &str| {
        let (acceptance, offer) = wanted(from, day);
        let draft = reject(id, &acceptance, title, start).base(base).pointer("/start");
        draft.at(GRANTED + 3600).beside("offer.jwt", &offer)
    };
    let (first, today) = ("acceptance-start/accept-first-day", "acceptance-start/accept-today");
    vec![
        offered(of_holder(ACCEPTANCE, &acceptance().with("/iat", json!(last))))
            .says("an acceptance in the last second", "an offer ends before its end"),
        wrong(
            "acceptance-offer/reject-late",
            &acceptance().with("/iat", json!(last + 1)),
            "an acceptance at the end of the offer",
            "/iat",
        ),
        wrong(
            "acceptance-offer/reject-other-lines",
            &acceptance().with("/lines", json!(base64url(&[4; 32]))),
            "an acceptance of the public price",
            "/lines",
        ),
        wrong(
            "acceptance-offer/reject-other-provider",
            &acceptance().with("/recipient", json!("https://other.example")),
            "an acceptance sent to somebody else",
            "/recipient",
        ),
        wrong(
            "acceptance-offer/reject-own-key",
            &acceptance().by_holder(APP),
            "an offer taken with the key that made it",
            "/cnf/jwk",
        ),
        starts(first, ("2026-07-01", "2026-07-01"), "wanted from the first day of the year that is priced on"),
        too_early(
            "acceptance-start/reject-before-the-year",
            ("2026-07-01", "2026-06-30"),
            first,
            "wanted from the day before the year that is priced on",
        ),
        starts(today, ("2026-04-01", "2026-04-02"), "wanted from the day on which it is signed on"),
        too_early(
            "acceptance-start/reject-yesterday",
            ("2026-04-01", "2026-04-01"),
            today,
            "wanted from the day before it is signed on",
        ),
        reject(
            "document-predecessor/reject-other-offer",
            &acceptance(),
            "an acceptance with another offer than the one it names",
            late,
        )
        .base(ACCEPTANCE)
        .pointer("/offer")
        .at(GRANTED + 3600)
        .beside("offer.jwt", &offer().with("/request", json!(request().hash()))),
    ]
}
