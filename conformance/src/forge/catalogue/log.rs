//! Stage `document`: what the recipient says it did with what a grant gave, and what becomes of a withdrawal.

use serde_json::json;

use super::Draft;
use crate::forge::{
    base64url, key,
    signed::{GRANTED, Signed, event, grant, lines, log, withdrawal},
};

const DAY: i64 = 86_400;
const LOG: &str = "event-chain/accept-a-life";

const PROMISE: &str = "the holder is told that a promise was kept which was broken";

pub(super) fn vectors() -> Vec<Draft> {
    [logs(), promises(), withdrawn()].concat()
}

/// A grant is accepted, looked at, used, withdrawn, and everything erased.
fn life() -> Vec<Signed> {
    vec![
        event("accepted", 10),
        event("accessed", 20),
        event("used", 30),
        event("contacted", 40).with("/channel", json!("email")),
        event("withdrawn", 3700).with("/withdrawal", json!(withdrawal().hash())),
        event("erased", 3800),
    ]
}

/// A log of which one line has a signature that is none; the lines behind it are those of the true one.
fn forged(log: &[Signed], line: usize) -> Vec<Signed> {
    let mut log = log.to_vec();
    log[line].document = Some(|text| {
        *text = text.replacen(text.rsplit('.').next().expect("a signature"), &"A".repeat(86), 1);
    });
    log
}

fn bad_log(id: &str, events: &[Signed], title: &str, why: &str) -> Draft {
    Draft::reject_log(id, events).base(LOG).says(title, why).at(GRANTED + 4000)
}

fn logs() -> Vec<Draft> {
    let told_anew = "a line is taken out of a log, or told anew, and nobody sees it";
    let changed = |index: usize, change: fn(Signed) -> Signed| {
        let mut events = log(life());
        events[index] = change(events[index].clone());
        events
    };
    let without_second = || {
        let mut events = log(life());
        events.remove(1);
        events
    };
    let put_in = || {
        let mut events = log(life());
        let more = event("accessed", 25).with("/seq", json!(2)).with("/previous", json!(events[1].hash()));
        events.insert(2, more);
        events
    };
    let twice = || {
        let mut events = log(life());
        events.insert(2, events[1].clone());
        events
    };
    let swapped = || {
        let mut events = life();
        events[3] = events[3].clone().with("/at", json!(GRANTED + 30));
        let mut events = log(events);
        events.swap(2, 3);
        events
    };
    vec![
        Draft::accept_log(LOG, &log(life())).at(GRANTED + 4000).says("the log of a grant", "no log can be read"),
        bad_log("event-chain/reject-line-taken-out", &without_second(), "a log without its second line", told_anew)
            .line(2)
            .pointer("/seq"),
        bad_log("event-chain/reject-line-put-in", &put_in(), "a log with a line between its second and third", told_anew)
            .line(4)
            .pointer("/seq"),
        bad_log("event-chain/reject-line-twice", &twice(), "a log that has its second line twice", told_anew)
            .line(3)
            .pointer("/seq"),
        bad_log("event-chain/reject-swapped", &swapped(), "two lines of one second that have changed places", told_anew)
            .line(3)
            .pointer("/seq"),
        bad_log(
            "event-chain/reject-other-previous",
            &changed(5, |event| event.with("/previous", json!(base64url(&[1; 32])))),
            "an event that names another one before it",
            told_anew,
        )
        .line(6)
        .pointer("/previous"),
        bad_log(
            "event-chain/reject-not-accepted",
            &log(life().split_off(1)),
            "a log that does not begin with the receipt",
            "what a recipient never agreed to is held against it",
        )
        .line(1)
        .pointer("/what"),
        bad_log(
            "event-chain/reject-empty",
            &[],
            "a log without an event",
            "a grant that nobody accepted counts as kept",
        ),
        bad_log(
            "document-signature/reject-in-log",
            &forged(&log(life()), 5),
            "a line whose signature is not that of its keeper",
            PROMISE,
        )
        .line(6),
        earlier(
            bad_log(
                "document-signature/reject-in-middle-of-log",
                &forged(&log([life(), vec![event("used", 3900)]].concat()), 1),
                "a line that is not believed in front of a use after the erasure, in a log that begins as it did before",
                "what nobody can know is reported as known",
            ),
            &forged(&log(life()), 1)[..3],
        )
        .line(2),
        bad_log(
            "event-members/reject-passed-on-to-nobody",
            &changed(5, |event| event.with("/what", json!("breached"))),
            "a breach without a word about it",
            "the holder hears that something happened and not what to do",
        )
        .line(6)
        .pointer("/detail"),
        bad_log(
            "event-members/reject-channel-of-access",
            &changed(5, |event| event.with("/channel", json!("email"))),
            "a channel beside an erasure",
            "one program counts it as an approach, another does not",
        )
        .line(6)
        .pointer("/channel"),
        Draft::accept_log(
            "event-members/accept-breach",
            &changed(4, |event| {
                event
                    .without("withdrawal")
                    .with("/what", json!("breached"))
                    .with("/detail", json!("A laptop was lost."))
            })[..5],
        )
        .at(GRANTED + 4000)
        .says("a breach, and what it was", "the holder is not told"),
        bad_log(
            "event-recipient/reject-somebody-else",
            &changed(5, |event| {
                Signed { key: key::OTHER_APP, ..event }.with("/iss", json!("https://other-app.example"))
            }),
            "an event by somebody who was given nothing",
            "what the recipient reports is blurred by others",
        )
        .line(6)
        .pointer("/iss"),
        bad_log(
            "event-order/reject-before-the-last",
            &changed(5, |event| event.with("/at", json!(GRANTED + 3699))),
            "an erasure before the event in front of it",
            "an erasure dated before the last access proves nothing",
        )
        .line(6)
        .pointer("/at"),
        bad_log(
            "event-order/reject-told-before",
            &changed(5, |event| event.with("/at", json!(GRANTED + 3800 + 301))),
            "an event told 301 seconds before it happens",
            "an erasure is promised, and read as done",
        )
        .line(6)
        .pointer("/at"),
        Draft::accept_log(
            "event-order/accept-clocks-differ",
            &changed(5, |event| event.with("/at", json!(GRANTED + 3800 + 300))),
        )
        .at(GRANTED + 4200)
        .says("an event told 300 seconds before it happened", "clocks that differ a little break a log"),
        earlier(Draft::accept_log("event-continues/accept-longer", &log(life())), &log(life())[..3])
            .at(GRANTED + 4000)
            .says("a log that goes on where an earlier copy ended", "no log can be read twice"),
        earlier(
            bad_log(
                "event-continues/reject-told-anew",
                &log(life()),
                "a log whose first lines were told otherwise before",
                told_anew,
            ),
            &log(vec![event("accepted", 11), event("accessed", 20)]),
        )
        .base("event-continues/accept-longer")
        .line(1),
        earlier(
            bad_log(
                "event-continues/reject-shorter",
                &log(life())[..4],
                "a log that is shorter than an earlier copy",
                told_anew,
            ),
            &log(life())[..5],
        )
        .base("event-continues/accept-longer")
        .line(5),
    ]
}

fn earlier(mut draft: Draft, log: &[Signed]) -> Draft {
    draft.vector.options.earlier = Some("earlier.log".to_owned());
    draft.files.push(("earlier.log".to_owned(), lines(log).into_bytes()));
    draft
}

/// What a grant allows, and by when it asks for something.
fn promises() -> Vec<Draft> {
    let begin = |more: Vec<Signed>| log([vec![event("accepted", 10)], more].concat());
    let contact = |after: i64| event("contacted", after).with("/channel", json!("email"));
    let tomorrow = (GRANTED / DAY + 1) * DAY - GRANTED;
    let kept = |id: &str, events: Vec<Signed>| Draft::accept_log(id, &begin(events)).at(GRANTED + 2 * DAY);
    let broken = |id: &str, events: Vec<Signed>, base: &str, title: &str| {
        Draft::reject_log(id, &begin(events)).base(base).at(GRANTED + 2 * DAY).says(title, PROMISE)
    };
    let withdrawn = |after: i64| event("withdrawn", after).with("/withdrawal", json!(withdrawal().hash()));
    let contacts = "event-allowed/accept-twice-a-day";
    vec![
        kept(contacts, vec![contact(20), contact(30), contact(tomorrow)])
            .says("approached twice on one day and once on the next", "an approach that was allowed counts as broken"),
        broken(
            "event-allowed/reject-third-of-the-day",
            vec![contact(20), contact(30), contact(tomorrow - 1)],
            contacts,
            "approached three times within a day",
        )
        .line(4)
        .pointer("/at"),
        broken(
            "event-allowed/reject-other-channel",
            vec![event("contacted", 20).with("/channel", json!("phone"))],
            contacts,
            "approached by telephone, where e-mail was allowed",
        )
        .line(2)
        .pointer("/channel"),
        broken(
            "event-allowed/reject-passed-on",
            vec![event("shared", 20).with("/with", json!("Example Credit Bureau"))],
            LOG,
            "passed on to somebody the grant does not name",
        )
        .line(2)
        .pointer("/with"),
        broken(
            "event-allowed/reject-use-after-withdrawal",
            vec![withdrawn(3700), event("used", 3800)],
            LOG,
            "used after the withdrawal came in",
        )
        .line(3)
        .pointer("/what"),
        broken(
            "event-allowed/reject-use-after-erasure",
            vec![event("erased", 3700), event("used", 3800)],
            LOG,
            "used after everything was erased",
        )
        .line(3)
        .pointer("/what"),
        Draft::accept_log("event-erased/accept-in-time", &begin(vec![event("erased", 6 * DAY - 1)]))
            .at(GRANTED + 6 * DAY)
            .says("erased in the last second of the grant", "an erasure in time counts as broken"),
        Draft::reject_log("event-erased/reject-kept", &begin(vec![event("used", 20)]))
            .base("event-erased/accept-in-time")
            .at(GRANTED + 6 * DAY)
            .says("not erased when the grant has ended", PROMISE),
        Draft::reject_log("event-erased/reject-late", &begin(vec![event("erased", 6 * DAY)]))
            .base("event-erased/accept-in-time")
            .at(GRANTED + 6 * DAY)
            .says("erased in the second in which the grant ended", PROMISE)
            .line(2)
            .pointer("/at"),
        Draft::reject_log(
            "event-allowed/reject-use-after-the-end",
            &begin(vec![event("erased", 6 * DAY - 1), event("used", 6 * DAY)]),
        )
        .base("event-erased/accept-in-time")
        .at(GRANTED + 6 * DAY + 1)
        .says("used in the second in which the grant ended", PROMISE)
        .line(3)
        .pointer("/at"),
    ]
}

/// A withdrawal that comes in, late or never, about a grant of two months.
fn withdrawn() -> Vec<Draft> {
    let grant = || grant().with("/exp", json!(GRANTED + 60 * DAY));
    let sent = || withdrawal().with("/grant", json!(grant().hash()));
    // The second in which the days are over in which it comes in.
    let due = 3600 + 7 * DAY;
    let begin = |more: Vec<Signed>| {
        let events = [vec![event("accepted", 10)], more].concat();
        log(events.into_iter().map(|event| event.with("/grant", json!(grant().hash()))).collect())
    };
    let tells = |after: i64| event("withdrawn", after).with("/withdrawal", json!(sent().hash()));
    let read = |mut draft: Draft, after: i64| {
        (draft.files, draft.vector.options.beside) = (Vec::new(), Vec::new());
        draft.beside("grant.jwt", &grant()).beside("withdrawal.jwt", &sent()).at(GRANTED + after)
    };
    let accept = |id: &str, events: Vec<Signed>, after: i64| read(Draft::accept_log(id, &begin(events)), after);
    let reject =
        |id: &str, base: &str, events: Vec<Signed>| read(Draft::reject_log(id, &begin(events)), 20 * DAY).base(base);
    let suits = "a recipient uses what it was given for as long as it says that the withdrawal had not come in";
    let (noted, late) = ("event-withdrawn/accept-noted", "event-withdrawn/accept-last-second");
    let again = "event-withdrawn/accept-signed-anew";
    vec![
        accept(noted, vec![tells(3700), event("erased", 3800)], 8 * DAY)
            .says("a withdrawal that came in", "a withdrawal that was heeded counts as ignored"),
        accept("event-withdrawn/accept-on-its-way", vec![event("used", 20)], 2 * DAY)
            .says("a withdrawal signed the day before", "a withdrawal that is on its way counts as ignored"),
        reject("event-withdrawn/reject-ignored", noted, vec![event("erased", 3800)]).at(GRANTED + due).says(
            "a log of the next week that does not know of the withdrawal",
            "a withdrawal that nobody records ends nothing",
        ),
        accept(late, vec![tells(due - 1), event("erased", due)], 20 * DAY).says(
            "a withdrawal that came in in the last second in which it is on its way",
            "a letter that took a week counts as ignored",
        ),
        reject("event-withdrawn/reject-late", late, vec![tells(due), event("erased", due)])
            .says("a withdrawal that came in in the second in which seven days had passed", suits)
            .line(2)
            .pointer("/at"),
        reject("event-withdrawn/reject-weeks-late", late, vec![event("erased", 3800), tells(19 * DAY)])
            .says("a withdrawal that came in, the log says, almost three weeks after it was signed", suits)
            .line(3)
            .pointer("/at"),
        accept(
            again,
            vec![tells(3650).with("/withdrawal", json!(base64url(&[1; 32]))), tells(3700), event("erased", 3800)],
            20 * DAY,
        )
        .says(
            "a withdrawal that came in behind another one",
            "a withdrawal that was signed anew, because nobody answered the first, counts as ignored",
        ),
        reject(
            "document-predecessor/reject-other-withdrawal",
            again,
            vec![tells(3700).with("/withdrawal", json!(base64url(&[1; 32]))), event("erased", 3800)],
        )
        .says(
            "an event that names another withdrawal than the one that was sent",
            "what the recipient says came in is not what the holder sent, and nobody notices",
        )
        .line(2)
        .pointer("/withdrawal"),
        accept(
            "event-withdrawn/accept-use-before-it-came-in",
            vec![event("used", 6 * DAY), tells(due - 1), event("erased", due)],
            20 * DAY,
        )
        .says("used while the withdrawal was on its way", "what a recipient could not know of is held against it"),
        reject(
            "event-withdrawn/reject-use-before-it-came-in",
            "event-withdrawn/accept-use-before-it-came-in",
            vec![event("used", due), tells(due + 10), event("erased", due + 20)],
        )
        .says("used seven days after the withdrawal was signed, and before it came in by what the log says", suits)
        .line(3)
        .pointer("/at"),
        reject(
            "event-withdrawn/reject-use-and-no-word",
            "event-withdrawn/accept-use-before-it-came-in",
            vec![event("used", due - 1), event("accessed", due), event("erased", due + 10)],
        )
        .says("looked at seven days after a withdrawal that the log never tells of", suits),
    ]
}
