//! What a purpose needs (spec: the table of purposes), and what a request asks for beyond it.

use std::collections::BTreeSet;

use pannier_model::document::{GroupName, Level, Purpose, Request, RequestItem};
use pannier_model::record::{self, CORE, Kind, RecordType, SummaryOf};
use pannier_model::value::{Date, Duration, Instant};
use pannier_report::{Code, Finding, Location};

/// A line of the table of purposes.
#[derive(Debug)]
pub struct Need {
    /// The purpose.
    pub purpose: Purpose,
    /// What it is, for people: "comparing tariffs of energy and water".
    pub about: &'static str,
    /// Record types, each with the groups it needs beside `core`.
    pub items: &'static [(&'static str, &'static [&'static str])],
    /// Record types of which it needs the attachments that their rows name.
    pub attachments: &'static [&'static str],
    /// How far back.
    pub lookback: &'static str,
    /// How long it is kept.
    pub retention: &'static str,
    /// The level.
    pub level: Level,
}

const fn need(
    purpose: Purpose,
    about: &'static str,
    items: &'static [(&'static str, &'static [&'static str])],
    attachments: &'static [&'static str],
    [lookback, retention]: [&'static str; 2],
    level: Level,
) -> Need {
    Need { purpose, about, items, attachments, lookback, retention, level }
}

/// The table of purposes, in the order of the spec. `other` has no line: nobody can say what it needs.
pub static NEEDS: &[Need] = &[
    need(
        Purpose::CompareEnergy,
        "comparing tariffs of energy and water",
        &[
            ("contract", &[]),
            ("supply_point", &[]),
            ("meter", &[]),
            ("register", &[]),
            ("interval_day", &[]),
            ("consumption", &[]),
            ("register_read", &[]),
            ("annual_estimate", &[]),
        ],
        &[],
        ["P1Y", "P1M"],
        Level::Summary,
    ),
    need(
        Purpose::CompareAccounts,
        "comparing accounts, cards and overdrafts",
        &[("account", &[]), ("balance", &[]), ("transaction", &[]), ("credit_arrangement", &[]), ("contract", &[])],
        &[],
        ["P1Y", "P1M"],
        Level::Summary,
    ),
    need(
        Purpose::CompareTelecom,
        "comparing plans of telephone and data",
        &[
            ("contract", &[]),
            ("subscription", &[]),
            ("plan_allowance", &[]),
            ("device_agreement", &[]),
            ("usage_event", &["rating"]),
        ],
        &[],
        ["P1Y", "P1M"],
        Level::Summary,
    ),
    need(
        Purpose::CompareShopping,
        "comparing prices of shops",
        &[
            ("receipt", &[]),
            ("receipt_line", &["category", "product"]),
            ("loyalty_account", &[]),
            ("loyalty_entry", &[]),
        ],
        &[],
        ["P1Y", "P1M"],
        Level::Summary,
    ),
    need(
        Purpose::Budgeting,
        "keeping the books of a household",
        &[
            ("account", &[]),
            ("balance", &[]),
            ("transaction", &["balance", "category", "text", "counterparty", "fx"]),
            ("transaction_detail", &["category", "text", "counterparty"]),
            ("credit_arrangement", &[]),
            ("payment_mandate", &["category", "counterparty"]),
            ("contract", &[]),
            ("subscription", &[]),
            ("invoice", &[]),
            ("receipt", &[]),
            ("receipt_line", &["category", "product"]),
        ],
        &[],
        ["P3Y", "P3Y"],
        Level::Records,
    ),
    need(
        Purpose::Affordability,
        "finding what somebody can pay back",
        &[
            ("account", &[]),
            ("balance", &[]),
            ("transaction", &["balance", "category"]),
            ("credit_arrangement", &[]),
            ("payment_mandate", &["category"]),
        ],
        &[],
        ["P1Y", "P1Y"],
        Level::Records,
    ),
    need(
        Purpose::IncomeProof,
        "showing an income",
        &[("account", &[]), ("transaction", &["category", "counterparty"])],
        &[],
        ["P6M", "P3M"],
        Level::Records,
    ),
    need(
        Purpose::EnergyAdvice,
        "advice on using less",
        &[
            ("contract", &[]),
            ("supply_point", &[]),
            ("meter", &[]),
            ("register", &[]),
            ("interval_day", &["profile"]),
            ("consumption", &["time"]),
            ("register_read", &[]),
            ("annual_estimate", &[]),
        ],
        &[],
        ["P3Y", "P1Y"],
        Level::Records,
    ),
    need(
        Purpose::BillCheck,
        "finding mistakes in bills",
        &[
            ("contract", &[]),
            ("invoice", &["text"]),
            ("invoice_line", &["text"]),
            ("tax_line", &[]),
            ("subscription", &[]),
            ("plan_allowance", &["text"]),
            ("usage_event", &["time", "rating"]),
            ("supply_point", &[]),
            ("meter", &[]),
            ("register", &[]),
            ("register_read", &[]),
            ("consumption", &["cost"]),
            ("interval_day", &["cost"]),
        ],
        &["invoice"],
        ["P2Y", "P3M"],
        Level::Records,
    ),
    need(
        Purpose::Warranty,
        "proving what was bought",
        &[("receipt", &["place", "fiscal"]), ("receipt_line", &["product"]), ("tender", &[])],
        &["receipt"],
        ["P5Y", "P5Y"],
        Level::Records,
    ),
    need(
        Purpose::TaxReturn,
        "filling in a tax return",
        &[
            ("account", &[]),
            ("transaction", &["category", "text", "counterparty"]),
            ("invoice", &["text"]),
            ("invoice_line", &["text"]),
            ("tax_line", &[]),
            ("receipt", &[]),
            ("receipt_line", &["category"]),
        ],
        &["invoice"],
        ["P2Y", "P10Y"],
        Level::Records,
    ),
    need(
        Purpose::Switching,
        "moving a contract to somebody else",
        &[
            ("party", &["identity", "contact"]),
            ("account", &["identifiers"]),
            ("contract", &["identifiers"]),
            ("subscription", &["identifiers"]),
            ("supply_point", &["place", "identifiers"]),
            ("meter", &["identifiers"]),
            ("payment_mandate", &["category", "counterparty"]),
        ],
        &[],
        ["P1Y", "P1Y"],
        Level::Records,
    ),
    need(
        Purpose::Research,
        "research that names nobody",
        &[
            ("account", &[]),
            ("balance", &[]),
            ("transaction", &["category"]),
            ("usage_event", &["rating"]),
            ("receipt", &[]),
            ("receipt_line", &["category", "product"]),
            ("interval_day", &[]),
            ("consumption", &[]),
            ("supply_point", &[]),
            ("subscription", &[]),
        ],
        &[],
        ["P2Y", "P5Y"],
        Level::Summary,
    ),
];

/// The member that names the attachment of a row.
pub(super) const ATTACHMENT: &str = "attachment";

/// What a purpose needs; nothing is known of `other`.
pub fn need_of(purpose: Purpose) -> Option<&'static Need> {
    NEEDS.iter().find(|need| need.purpose == purpose)
}

/// Whether summaries are made of this record type.
pub(super) fn has_summaries(record_type: &str) -> bool {
    SummaryOf::WORDS.contains(&record_type)
}

/// The groups an item asks for, `core` first.
pub(super) fn groups(item: &RequestItem) -> Vec<&str> {
    let named = item.groups.iter().flat_map(|groups| groups.iter());
    std::iter::once(CORE).chain(named.map(GroupName::as_str).filter(|group| *group != CORE)).collect()
}

/// What a request has against it beyond its form: items nobody can answer (`request-items`), and whatever is more than its
/// purpose needs.
#[must_use]
pub fn judge(request: &Request) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    let need = need_of(request.purpose);
    let mut push = |code, pointer: String, message: String| {
        findings.push(Finding::new(code, Location::whole().at_pointer(pointer), message));
    };
    for (at, item) in request.items.iter().enumerate() {
        let place = format!("/items/{at}");
        let name = item.record_type.as_str();
        let Some(known) = record::by_name(name) else {
            push(Code::RequestItems, format!("{place}/record_type"), "no record type has this name".to_owned());
            continue;
        };
        if !seen.insert(name) {
            push(Code::RequestItems, format!("{place}/record_type"), format!("{name} is asked for twice"));
            continue;
        }
        if request.level == Level::Summary && known.kind == Kind::Event && !has_summaries(name) {
            let what = format!("no summaries are made of {name}, so it cannot be asked for at level summary");
            push(Code::RequestItems, format!("{place}/record_type"), what);
        }
        let needed = need.and_then(|need| need.items.iter().find(|(needed, _)| *needed == name));
        if needed.is_none() {
            push(Code::RequestPurposeItems, format!("{place}/record_type"), beyond(request.purpose, name, "is"));
        }
        for (index, group) in item.groups.iter().flat_map(|groups| groups.iter()).enumerate() {
            let (place, group) = (format!("{place}/groups/{index}"), group.as_str());
            if known.group(group).is_none() {
                push(Code::RequestItems, place, format!("{name} has no group of this name"));
            } else if group != CORE && needed.is_some_and(|(_, groups)| !groups.contains(&group)) {
                push(Code::RequestPurposeItems, place, beyond(request.purpose, &format!("{group} of {name}"), "is"));
            } else if crate::share::HOME_GROUPS.contains(&group) && needed.is_none() {
                let what = format!("{group} of {name} says who or where the holder is");
                push(Code::RequestPurposeItems, place, what);
            }
        }
        if let Some(need) = need
            && known.kind == Kind::Event
            && is_longer(item.lookback, need.lookback, request)
        {
            let (place, what) = match item.lookback {
                Some(lookback) => (format!("{place}/lookback"), format!("{lookback} back")),
                None => (place, "everything there is".to_owned()),
            };
            let what = format!("{name}: {what}, where {} is enough for {}", need.lookback, need.about);
            push(Code::RequestPurposeLookback, place, what);
        }
    }
    for (at, asked) in request.attachments.iter().flat_map(|asked| asked.iter()).enumerate() {
        let place = format!("/attachments/{at}");
        let Some(of) = &asked.of else {
            if request.attachments.iter().flat_map(|asked| asked.iter()).take(at).any(|before| before.of.is_none()) {
                push(Code::RequestAttachments, place, "documents of whatever kind are asked for twice".to_owned());
            } else {
                let what = "documents of whatever kind";
                push(Code::RequestPurposeItems, place, beyond(request.purpose, what, "are"));
            }
            continue;
        };
        let place = format!("{place}/of");
        let before = request.attachments.iter().flat_map(|asked| asked.iter()).take(at);
        if before.filter_map(|before| before.of.as_ref()).any(|before| before == of) {
            push(Code::RequestAttachments, place, format!("documents of {of} are asked for twice"));
        } else if let Some(wrong) = names_no_attachments(request, of) {
            push(Code::RequestAttachments, place, wrong);
        } else if !need.is_some_and(|need| need.attachments.contains(&of.as_str())) {
            push(Code::RequestPurposeItems, place, beyond(request.purpose, &format!("the documents of {of}"), "are"));
        }
    }
    if request.attachments.is_some() && request.level != Level::Records {
        let what =
            format!("documents are asked for at level {}: they say what no level but records does", request.level);
        push(Code::RequestAttachments, "/attachments".to_owned(), what);
    }
    if let Some(need) = need {
        if is_longer(Some(request.retention), need.retention, request) {
            let what = format!("kept for {}, where {} is enough for {}", request.retention, need.retention, need.about);
            push(Code::RequestPurposeRetention, "/retention".to_owned(), what);
        }
        if request.level > need.level {
            let what =
                format!("asked for at level {}, where {} is enough for {}", request.level, need.level, need.about);
            push(Code::RequestPurposeLevel, "/level".to_owned(), what);
        }
    }
    // What nobody can answer is no request; how much more it asks for than it needs is no question then.
    if findings.iter().any(Finding::is_error) {
        findings.retain(Finding::is_error);
    }
    findings
}

fn beyond(purpose: Purpose, what: &str, is: &str) -> String {
    match need_of(purpose) {
        Some(need) => format!("{what} {is} not needed for {}", need.about),
        None => format!("nobody can say whether {what} {is} needed, because the purpose is `other`"),
    }
}

/// Why nobody could tell which attachments of these records are meant, in words; none where everybody can.
fn names_no_attachments(request: &Request, of: &GroupName) -> Option<String> {
    let Some(group) = attachment_group(of.as_str()) else {
        return Some(format!("no document belongs to a {of}"));
    };
    let item = request.items.iter().find(|item| item.record_type == *of);
    let asks = item.is_some_and(|item| groups(item).contains(&group));
    (!asks).then(|| format!("the group {group} of {of} says which documents belong to it, and is not asked for"))
}

/// The group of a record type whose member `attachment` names the document that belongs to a row.
pub(super) fn attachment_group(record_type: &str) -> Option<&'static str> {
    record::by_name(record_type)?.group_of(ATTACHMENT).map(|group| group.id)
}

/// Whether a duration reaches further than one of the table; no duration reaches further than any.
fn is_longer(duration: Option<Duration>, enough: &str, request: &Request) -> bool {
    let Some(duration) = duration else { return true };
    let enough = Duration::parse(enough).expect("a test reads every line of the table");
    let from = i64::try_from(request.iat.value()).ok().and_then(Instant::from_epoch_seconds);
    let Some(from) = from.map(Instant::local_date) else { return false };
    match (end(duration, from), end(enough, from)) {
        (Some(end), Some(enough)) => end > enough,
        // Beyond the year 9999.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

/// The day to which a duration leads; of hours, minutes and seconds, which have no days, the day they end in.
pub(super) fn end(duration: Duration, from: Date) -> Option<Date> {
    match duration.seconds() {
        Some(seconds) => from.plus_days(i64::from(seconds.div_ceil(86_400))),
        None => duration.after(from),
    }
}

/// The first day of the month to which a look-back leads from a day.
pub(super) fn back(lookback: Duration, from: Date) -> Option<Date> {
    Some(before(lookback, from)?.month_start())
}

/// The day that lies so long before another; a duration of hours, minutes or seconds counts the days that it begins.
pub(super) fn before(duration: Duration, from: Date) -> Option<Date> {
    use pannier_model::value::DurationUnit::{Days, Months, Weeks, Years};
    let count = i64::from(duration.count());
    match duration.unit() {
        Years => from.plus_months(-12 * count),
        Months => from.plus_months(-count),
        Weeks => from.plus_days(-7 * count),
        Days => from.plus_days(-count),
        _ => from.plus_days(-duration.seconds().map_or(0, |seconds| i64::from(seconds.div_ceil(86_400)))),
    }
}

/// The type of an item, which `judge` found to be one.
pub(super) fn record_type(item: &RequestItem) -> Option<&'static RecordType> {
    record::by_name(item.record_type.as_str())
}
