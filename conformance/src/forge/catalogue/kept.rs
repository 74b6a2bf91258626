//! Stage `document`: how long what was given may be kept, how often the holder may be approached, and what each event says, at
//! the bounds and one beyond.

use serde_json::{Value, json};

use super::Draft;
use crate::{
    forge::{
        bank::ISSUED,
        base64url,
        signed::{GRANTED, Signed, event, grant, log, request, withdrawal},
    },
    vector::Standing,
};

const DAY: i64 = 86_400;
const LOG: &str = "event-chain/accept-a-life";
const PROMISE: &str = "the holder is told that a promise was kept which was broken";

pub(super) fn vectors() -> Vec<Draft> {
    [retention(), approaches(), erasures(), events(), withdrawals()].concat()
}

/// A grant and the request it answers, which says how long what is given is kept.
fn retention() -> Vec<Draft> {
    let kept = |length: i64| {
        let request = request().with("/retention", json!("PT36H"));
        let grant = grant().with("/request", json!(request.hash())).with("/exp", json!(GRANTED + length));
        (grant, request)
    };
    let why = "a retention of hours is read as one of days, or of days as one of hours";
    let hours = 36 * 3600;
    let (last, base) = (kept(hours), "grant-within-request/accept-36-hours");
    let longer = kept(hours + 1);
    vec![
        Draft::accept_document(base, &last.0)
            .issuer(Standing::SelfMade)
            .beside("request.jwt", &last.1)
            .says("kept for 36 hours to the second, as was asked", why),
        Draft::reject_document("grant-within-request/reject-36-hours-and-a-second", &longer.0)
            .base(base)
            .beside("request.jwt", &longer.1)
            .pointer("/exp")
            .says("kept a second longer than the 36 hours that were asked for", why),
    ]
}

/// A log under a changed grant.
fn under(mut draft: Draft, grant: &Signed, now: i64) -> Draft {
    (draft.files, draft.vector.options.beside) = (Vec::new(), Vec::new());
    draft.beside("grant.jwt", grant).at(now)
}

/// The events of a log under a grant, so many seconds after it was made; none is written down before its keeper had a key.
fn events_under(grant: &Signed, iat: i64, events: &[(&str, i64, Value)]) -> Vec<Signed> {
    let told = events.iter().map(|(what, after, own)| {
        let at = iat + after;
        let mut told = event(what, 0).with("/grant", json!(grant.hash())).with("/at", json!(at));
        told = told.with("/iat", json!(at.max(ISSUED)));
        for (name, value) in own.as_object().into_iter().flatten() {
            told = told.with(&format!("/{name}"), value.clone());
        }
        told
    });
    log(told.collect())
}

/// Grants by which the holder may be approached once in each period.
fn approaches() -> Vec<Draft> {
    let allowing = |iat: i64, per: &str| {
        let grant = grant().with("/iat", json!(iat)).with("/exp", json!(iat + 80 * DAY));
        grant.with("/contact", json!({"most": 1, "per": per, "channels": ["email"]}))
    };
    let by = |channel: &str| json!({ "channel": channel });
    let approached = |grant: &Signed, iat: i64, times: &[i64]| {
        let approaches = times.iter().map(|after| ("contacted", *after, by("email")));
        let events: Vec<_> = std::iter::once(("accepted", 0, json!({}))).chain(approaches).collect();
        events_under(grant, iat, &events)
    };
    // 31 January 2026, noon: the second period begins on 28 February and the third on 31 March.
    let noon = 1_769_860_800;
    let monthly = allowing(noon, "P1M");
    let until_midnight = |days: i64| days * DAY + DAY / 2;
    let (february, march) = (until_midnight(27), until_midnight(58));
    // The halves of a day begin at midnight, whatever the hour of the grant.
    let halves = allowing(noon + 3600, "PT12H");
    let midnight = 11 * 3600;
    let accept = |variant: &str, grant: &Signed, events: &[Signed], title: &str| {
        let id = format!("event-allowed/accept-{variant}");
        under(Draft::accept_log(&id, events), grant, GRANTED)
            .says(title, "an approach that was allowed counts as broken")
    };
    let reject = |variant: &str, grant: &Signed, events: &[Signed], base: &str, title: &str, line: u64| {
        let draft = Draft::reject_log(&format!("event-allowed/reject-{variant}"), events);
        under(draft, grant, GRANTED).base(base).line(line).pointer("/at").says(title, PROMISE)
    };
    let (months, hours) = ("event-allowed/accept-month-of-31-january", "event-allowed/accept-halves-of-a-day");
    vec![
        accept(
            "month-of-31-january",
            &monthly,
            &approached(&monthly, noon, &[february - 1, february, march]),
            "once in each month of a grant of 31 January, which begin on 28 February and 31 March",
        ),
        reject(
            "day-before-31-march",
            &monthly,
            &approached(&monthly, noon, &[february - 1, february, march - 1]),
            months,
            "a second time on 30 March, under a grant of 31 January that allows one a month",
            4,
        ),
        accept(
            "halves-of-a-day",
            &halves,
            &approached(&halves, noon + 3600, &[midnight - 1, midnight, midnight + DAY / 2]),
            "once in each half of a day, counted from the beginning of the day of the grant",
        ),
        reject(
            "same-half-of-a-day",
            &halves,
            &approached(&halves, noon + 3600, &[0, midnight - 1]),
            hours,
            "twice in one half of a day, where one approach is allowed in each",
            3,
        ),
        {
            let silent = grant().without("contact");
            let events = events_under(&silent, GRANTED, &[("accepted", 10, json!({})), ("contacted", 20, by("email"))]);
            let draft = Draft::reject_log("event-allowed/reject-never", &events);
            under(draft, &silent, GRANTED + 4000)
                .base(LOG)
                .line(2)
                .pointer("/what")
                .says("approached, where the grant says nothing of it", PROMISE)
        },
        {
            let bureau = "Example Credit Bureau";
            let shared = grant().with("/recipients", json!([bureau]));
            let events =
                events_under(&shared, GRANTED, &[("accepted", 10, json!({})), ("shared", 20, json!({"with": bureau}))]);
            under(Draft::accept_log("event-allowed/accept-passed-on", &events), &shared, GRANTED + 4000)
                .says("passed on to somebody the grant names", "what a holder agreed to counts as broken")
        },
    ]
}

/// A withdrawal of a grant of two months that asks, or does not ask, for an erasure.
fn erasures() -> Vec<Draft> {
    let grant = || grant().with("/exp", json!(GRANTED + 60 * DAY));
    let sent = |erase: bool| withdrawal().with("/grant", json!(grant().hash())).with("/erase", json!(erase));
    // The withdrawal is signed an hour after the grant.
    let due = 3600 + 30 * DAY;
    let told = |erase: bool, erased: Option<i64>| {
        let came = ("withdrawn", 3700, json!({"withdrawal": sent(erase).hash()}));
        let erased = erased.map(|after| ("erased", after, json!({})));
        let events: Vec<_> = [("accepted", 10, json!({})), came].into_iter().chain(erased).collect();
        events_under(&grant(), GRANTED, &events)
    };
    let read = |draft: Draft, erase: bool, after: i64| {
        under(draft, &grant(), GRANTED + after).beside("withdrawal.jwt", &sent(erase))
    };
    let (last, unasked) = ("event-erased/accept-last-second-of-30-days", "event-erased/accept-not-asked");
    vec![
        read(Draft::accept_log(last, &told(true, Some(due - 1))), true, due)
            .says("erased in the last second of 30 days after the withdrawal", "an erasure in time counts as broken"),
        read(Draft::reject_log("event-erased/reject-30-days", &told(true, Some(due))), true, due)
            .base(last)
            .line(3)
            .pointer("/at")
            .says("erased in the second in which 30 days had passed since the withdrawal", PROMISE),
        read(Draft::reject_log("event-erased/reject-withdrawn-and-kept", &told(true, None)), true, due)
            .base(unasked)
            .says("not erased 30 days after a withdrawal that asks for it", PROMISE),
        read(Draft::accept_log(unasked, &told(false, None)), false, due).says(
            "not erased 30 days after a withdrawal that does not ask for it",
            "who kept what it may counts as faithless",
        ),
    ]
}

/// The members of single events, and when the first happened.
fn events() -> Vec<Draft> {
    let second =
        |what: &str, own: Value| events_under(&grant(), GRANTED, &[("accepted", 10, json!({})), (what, 20, own)]);
    let hash = base64url(&[5; 32]);
    let reject = |variant: &str, events: &[Signed], pointer: &str, title: &str, why: &str| {
        let draft = Draft::reject_log(&format!("event-members/reject-{variant}"), events);
        draft.base(LOG).at(GRANTED + 4000).line(2).pointer(pointer).says(title, why)
    };
    let nothing = "the holder hears that something happened and not what to do";
    let twice = "one program counts it, another does not";
    let first = |after: i64| events_under(&grant(), GRANTED, &[("accepted", after, json!({}))]);
    vec![
        Draft::accept_log("event-members/accept-used-for-an-offer", &second("used", json!({"offer": hash})))
            .at(GRANTED + 4000)
            .says("a use from which an offer came", "which offer rests on which data is not told"),
        reject("shared-with-nobody", &second("shared", json!({})), "/with", "passed on, and not said to whom", nothing),
        reject(
            "approached-without-a-way",
            &second("contacted", json!({})),
            "/channel",
            "an approach, and not said by which way",
            nothing,
        ),
        reject(
            "withdrawn-without-a-hash",
            &second("withdrawn", json!({})),
            "/withdrawal",
            "a withdrawal that came in, and not said which",
            nothing,
        ),
        reject(
            "offer-of-access",
            &second("accessed", json!({"offer": hash})),
            "/offer",
            "an offer beside a look at the data",
            twice,
        ),
        reject(
            "receiver-of-use",
            &second("used", json!({"with": "Example Credit Bureau"})),
            "/with",
            "somebody who received it beside a use",
            twice,
        ),
        Draft::accept_log("event-order/accept-second-of-the-grant", &first(0))
            .at(GRANTED + 4000)
            .says("accepted in the second in which the grant was made", "a program that answers at once is refused"),
        Draft::reject_log("event-order/reject-before-the-grant", &first(-1))
            .base("event-order/accept-second-of-the-grant")
            .at(GRANTED + 4000)
            .line(1)
            .pointer("/at")
            .says("accepted a second before the grant was made", "a recipient had agreed to what was not written yet"),
        {
            let mut events = second("accessed", json!({}));
            events[0] = events[0].clone().with("/previous", json!(hash));
            events[1] = events[1].clone().with("/previous", json!(events[0].hash()));
            Draft::reject_log("event-chain/reject-first-names-another", &events)
                .base(LOG)
                .at(GRANTED + 4000)
                .line(1)
                .pointer("/previous")
                .says(
                    "a first event that names one before it",
                    "the beginning of a log was cut off, and nobody asks for it",
                )
        },
    ]
}

/// Withdrawals with a date that cannot be.
fn withdrawals() -> Vec<Draft> {
    let why = "a holder whose clock is wrong cannot end what they agreed to";
    let early = withdrawal().with("/iat", json!(GRANTED - 60));
    let came = events_under(
        &grant(),
        GRANTED,
        &[
            ("accepted", 10, json!({})),
            ("withdrawn", 3500, json!({"withdrawal": withdrawal().hash()})),
            ("erased", 3800, json!({})),
        ],
    );
    vec![
        Draft::accept_document("withdrawal-key/accept-dated-before-the-grant", &early)
            .issuer(Standing::SelfMade)
            .beside("grant.jwt", &grant())
            .says("a withdrawal that is dated a minute before its grant", why),
        Draft::accept_log("event-withdrawn/accept-before-it-was-signed", &came)
            .beside("withdrawal.jwt", &withdrawal())
            .at(GRANTED + 8 * DAY)
            .says("a withdrawal that came in a hundred seconds before the date it has", why),
    ]
}
