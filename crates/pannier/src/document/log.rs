//! The log of a grant: whether its lines are one chain, and whether what they tell was allowed.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = 1_767_400_000;
//! # let trust = pannier::Trust::from_list(&std::fs::read("trust.json")?)?;
//! use pannier::document::{Grant, Log, Received, authenticate};
//!
//! let (grant, _) = authenticate(Received::<Grant>::read(&std::fs::read("grant.jwt")?)?, &trust, now, false)?;
//! let log = Log::read(&std::fs::read("app.log")?, &grant, None, |event| {
//!     let (event, _) = authenticate(event, &trust, now, false)?;
//!     event.check_time(now).map(|()| event)
//! });
//! println!("{} events, {} findings", log.events().len(), log.check(now).len());
//! # Ok(())
//! # }
//! ```

use pannier_bundle::Fault;
use pannier_bundle::document::{Document, MAX_LEAD, Received};
use pannier_crypto::{Digest, sha256};
use pannier_model::document::{DocumentDigest, Event, EventKind, Grant, GrantContact, Withdrawal};
use pannier_model::value::Date;
use pannier_report::{Code, Finding, Location};

use super::{at, grant, midnight, seconds};
use crate::verify::day;

/// How long after a withdrawal everything has to be erased, where it asks for that: 30 days.
const TO_ERASE: i64 = 30 * 86_400;
/// How long a withdrawal is on its way at most, and so how late the log may say that it came in: seven days.
const ON_ITS_WAY: i64 = 7 * 86_400;
/// More lines than any log needs; a hostile one has as many as it likes.
const LINES: usize = 100_000;

/// The events of a log as far as they are believed, and what is wrong with it.
#[derive(Debug)]
pub struct Log<'a> {
    grant: &'a Document<Grant>,
    withdrawal: Option<&'a Document<Withdrawal>>,
    events: Vec<Document<Event>>,
    /// SHA-256 of every line, believed or not, without its end.
    lines: Vec<Digest>,
    findings: Vec<Finding>,
    /// Whether a line could not be believed: what it told is not known.
    gap: bool,
}

impl<'a> Log<'a> {
    /// Reads a log, one event a line. Every line is looked at; `authenticate` says whether who signed it is believed.
    ///
    /// `withdrawal` is the one that the holder sent, if any.
    pub fn read(
        text: &[u8],
        grant: &'a Document<Grant>,
        withdrawal: Option<&'a Document<Withdrawal>>,
        mut authenticate: impl FnMut(Received<Event>) -> Result<Document<Event>, Fault>,
    ) -> Self {
        let mut log =
            Self { grant, withdrawal, events: Vec::new(), lines: Vec::new(), findings: Vec::new(), gap: false };
        let mut told = Told::new(grant.payload());
        let lines = text.strip_suffix(b"\n").unwrap_or(text);
        let mut lines = lines.split(|byte| *byte == b'\n').enumerate().filter(|_| !text.is_empty());
        for (index, line) in lines.by_ref().take(LINES) {
            let number = index as u64 + 1;
            log.lines.push(line_digest(line));
            if line.ends_with(b"\r") {
                let finding = at(Code::DocumentForm, "", "the line ends with CR LF, and a line of a log ends with LF");
                let help = "take the log as its keeper gave it: a program changed the ends of its lines on the way";
                log.findings.push(on_line(finding.with_help(help), number));
                log.gap = true;
                continue;
            }
            match Received::<Event>::read(line).and_then(&mut authenticate) {
                // What was told in between is not known, and so not what this one follows.
                Ok(event) if log.gap => log.events.push(event),
                Ok(event) => {
                    let mut findings = grant::event(event.payload());
                    findings.extend(log.chain(&event, index as u64));
                    findings.extend(told.take(event.payload()));
                    log.findings.extend(findings.into_iter().map(|finding| on_line(finding, number)));
                    log.events.push(event);
                }
                Err(Fault::Finding(finding)) => {
                    log.findings.push(on_line(*finding, number));
                    log.gap = true;
                }
                // Nothing is read from a file here.
                Err(Fault::Io(error)) => {
                    log.findings.push(on_line(at(Code::DocumentForm, "", error.to_string()), number));
                    log.gap = true;
                }
            }
        }
        if lines.next().is_some() {
            log.findings.push(at(Code::EventChain, "", format!("more than {LINES} events")));
        }
        log
    }

    /// The events that are believed, oldest first.
    pub fn events(&self) -> &[Document<Event>] {
        &self.events
    }

    /// `seq` of the event that comes next, and the hash it names.
    pub fn next(&self) -> (u64, Option<DocumentDigest>) {
        (self.events.len() as u64, self.events.last().map(Document::digest_text))
    }

    /// What is wrong with what the log tells, whenever it is read.
    pub fn told(&self) -> &[Finding] {
        &self.findings
    }

    /// Everything that is wrong with the log as it is read at `now`, seconds since 1970.
    pub fn check(&self, now: i64) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        if self.events.is_empty() && !self.gap {
            findings.push(at(Code::EventChain, "", "the log has no event, not even that the grant was accepted"));
        }
        // Whatever is missing may stand in the line that could not be read.
        if self.gap {
            return findings;
        }
        let erased = self.events.iter().position(|event| event.payload().what == EventKind::Erased);
        let sent = self.withdrawal.map(|withdrawal| (seconds(withdrawal.payload().iat), withdrawal.payload().erase));
        let end = seconds(self.grant.payload().exp);
        let due = sent.filter(|(_, erase)| *erase).map_or(end, |(sent, _)| end.min(sent.saturating_add(TO_ERASE)));
        match erased.map(|index| (index, seconds(self.events[index].payload().at))) {
            None if now >= due => {
                let finding =
                    at(Code::EventErased, "", "what was given should be erased by now, and the log does not say so");
                findings.push(finding.with_help("ask the recipient to erase it, and for a log that tells it"));
            }
            Some((index, happened)) if happened >= due => {
                let finding = at(Code::EventErased, "/at", "what was given was erased too late");
                findings.push(on_line(finding, index as u64 + 1));
            }
            _ => {}
        }
        findings.extend(self.withdrawal.and_then(|withdrawal| self.noted(withdrawal, now)));
        findings
    }

    /// Whether the log tells that the withdrawal came in, and in time (`event-withdrawn`, `document-predecessor`).
    fn noted(&self, withdrawal: &Document<Withdrawal>, now: i64) -> Option<Finding> {
        let due = seconds(withdrawal.payload().iat).saturating_add(ON_ITS_WAY);
        let name = withdrawal.digest_text();
        let events = self.events.iter().map(Document::payload).enumerate();
        let mut told = events.filter(|(_, event)| event.what == EventKind::Withdrawn);
        let first = told.clone().find(|(_, event)| event.withdrawal.as_ref() == Some(&name));
        let (index, finding) = match (first, told.next_back()) {
            (Some((index, event)), _) if seconds(event.at) >= due => {
                let what = "the log says that the withdrawal came in seven days or more after it was signed";
                let help = "where it was sent when it was signed, ask the recipient what it did until then; else withdraw anew";
                (index, at(Code::EventWithdrawn, "/at", what).with_help(help))
            }
            (None, Some((index, _))) => {
                let finding =
                    at(Code::DocumentPredecessor, "/withdrawal", "withdrawal is not the hash of this withdrawal");
                (index, finding.with_help("send the withdrawal again: the recipient names another one"))
            }
            (None, None) if now >= due => {
                let finding = at(Code::EventWithdrawn, "", "the log does not say that the withdrawal came in");
                return Some(finding.with_help("send the withdrawal again, to the address that the grant gives"));
            }
            (Some(_), _) | (None, None) => return None,
        };
        Some(on_line(finding, index as u64 + 1))
    }

    /// Whether this log goes on where an earlier copy of it ended (`event-continues`).
    pub fn continues(&self, earlier: &[u8]) -> Vec<Finding> {
        let told = earlier.strip_suffix(b"\n").unwrap_or(earlier).split(|byte| *byte == b'\n');
        for (index, line) in told.enumerate().filter(|_| !earlier.is_empty()) {
            let now = self.lines.get(index);
            if now != Some(&line_digest(line)) {
                let what = match now {
                    Some(_) => "the earlier log has another event here",
                    None => "the log has ended here, where the earlier one goes on",
                };
                let finding = at(Code::EventContinues, "", what);
                return vec![on_line(
                    finding.with_help(
                        "keep both logs: together they show that the recipient told one thing twice, differently",
                    ),
                    index as u64 + 1,
                )];
            }
        }
        Vec::new()
    }

    /// Whether an event is of this grant and follows the last (`document-predecessor`, `event-recipient`, `event-chain`).
    fn chain(&self, event: &Document<Event>, index: u64) -> Vec<Finding> {
        let payload = event.payload();
        let mut findings = Vec::new();
        if let Err(Fault::Finding(finding)) = event.check_follows("grant", self.grant) {
            findings.push(*finding);
        }
        if payload.iss != self.grant.payload().recipient {
            findings.push(at(Code::EventRecipient, "/iss", "not signed by who was given the grant"));
        }
        let mut broken = |pointer, what| findings.push(at(Code::EventChain, pointer, what));
        if payload.seq.value() != index {
            broken("/seq", "seq does not count on from the event before");
        }
        match self.events.last() {
            None if index == 0 => {
                if payload.previous.is_some() {
                    broken("/previous", "the first event names one before it");
                }
                if payload.what != EventKind::Accepted {
                    broken("/what", "the log does not begin with the acceptance of the grant");
                }
            }
            last => {
                if payload.previous != last.map(Document::digest_text) {
                    broken("/previous", "previous is not the hash of the event before");
                }
            }
        }
        findings
    }
}

/// What a log has told so far.
struct Told<'a> {
    grant: &'a Grant,
    latest: i64,
    withdrawn: bool,
    erased: bool,
    contacts: Option<Contacts<'a>>,
}

impl<'a> Told<'a> {
    fn new(grant: &'a Grant) -> Self {
        let contacts = grant.contact.as_ref().map(|allowed| Contacts {
            allowed,
            start: day(seconds(grant.iat)),
            period: None,
            count: 0,
        });
        Self { grant, latest: seconds(grant.iat), withdrawn: false, erased: false, contacts }
    }

    /// Whether it happened when and as it may (`event-order`, `event-allowed`).
    fn take(&mut self, event: &Event) -> Vec<Finding> {
        let mut findings = Vec::new();
        let happened = seconds(event.at);
        if happened < self.latest {
            findings.push(at(Code::EventOrder, "/at", "it happened before the event in front of it"));
        } else if happened > seconds(event.iat).saturating_add(MAX_LEAD) {
            findings.push(at(Code::EventOrder, "/at", "it is told before it happened"));
        }
        self.latest = self.latest.max(happened);
        let mut broken = |pointer, what| findings.push(at(Code::EventAllowed, pointer, what));
        let uses =
            matches!(event.what, EventKind::Accessed | EventKind::Used | EventKind::Shared | EventKind::Contacted);
        if uses {
            if happened >= seconds(self.grant.exp) {
                broken("/at", "the grant had ended");
            } else if self.withdrawn {
                broken("/what", "the grant had been withdrawn");
            } else if self.erased {
                broken("/what", "everything had been erased");
            }
        }
        match event.what {
            EventKind::Shared => {
                let names = self.grant.recipients.iter().flat_map(|names| names.iter());
                if event.with.as_ref().is_some_and(|with| !names.into_iter().any(|name| name == with)) {
                    broken("/with", "the grant does not allow to pass it on to them");
                }
            }
            EventKind::Contacted => match (&mut self.contacts, event.channel) {
                (None, _) => broken("/what", "the grant does not allow to approach the holder"),
                (Some(contacts), channel) => {
                    if channel.is_some_and(|channel| !contacts.allowed.channels.contains(&channel)) {
                        broken("/channel", "the grant does not allow this way");
                    }
                    if !contacts.take(happened) {
                        broken("/at", "the holder was approached more often than the grant allows");
                    }
                }
            },
            EventKind::Withdrawn => self.withdrawn = true,
            EventKind::Erased => self.erased = true,
            _ => {}
        }
        findings
    }
}

/// How often the holder was approached in the present period.
struct Contacts<'a> {
    allowed: &'a GrantContact,
    /// Day of the grant.
    start: Option<Date>,
    /// Number of the period that is being counted.
    period: Option<u32>,
    count: u64,
}

impl Contacts<'_> {
    /// Counts one; false where it is one too many.
    fn take(&mut self, happened: i64) -> bool {
        let period = self.period_of(happened);
        if self.period != Some(period) {
            (self.period, self.count) = (Some(period), 0);
        }
        self.count += 1;
        self.count <= self.allowed.most.value()
    }

    /// Which period a moment is in: each is counted from the day of the grant, so that months do not drift.
    fn period_of(&self, happened: i64) -> u32 {
        let per = self.allowed.per;
        let Some(start) = self.start else { return 0 };
        if let Some(length) = per.seconds() {
            let past = happened.saturating_sub(midnight(start)).max(0);
            return u32::try_from(past / i64::from(length)).unwrap_or(u32::MAX);
        }
        let mut period = 0;
        while let Some(next) = per.times(period + 1).and_then(|span| span.after(start)) {
            if midnight(next) > happened {
                break;
            }
            period += 1;
        }
        period
    }
}

/// A line is the same whatever it ends with (`event-continues`).
fn line_digest(line: &[u8]) -> Digest {
    sha256(line.strip_suffix(b"\r").unwrap_or(line))
}

fn on_line(finding: Finding, line: u64) -> Finding {
    finding.placed(|place: Location| place.at_line(line))
}
