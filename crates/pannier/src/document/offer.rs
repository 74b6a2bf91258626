//! Whether intents, offers and acceptances hold together, and with what they answer. Figures are recomputed elsewhere.

use pannier_bundle::document::Document;
use pannier_model::document::{Acceptance, Intent, Level, Offer, OfferPrice, OfferSum};
use pannier_model::value::Amount;
use pannier_report::{Code, Finding};

use super::{at, seconds};

/// What is wrong with an intent by itself (`intent-data`, `intent-replies`).
pub(super) fn intent(intent: &Intent) -> Vec<Finding> {
    let mut findings = Vec::new();
    let nothing = intent.data.level == Level::Answer;
    let data =
        [("/data/share", intent.data.share.is_some()), ("/data/record_types", intent.data.record_types.is_some())];
    for (pointer, _) in data.iter().filter(|(_, there)| *there && nothing) {
        findings.push(at(Code::IntentData, pointer, "something is shown at level answer"));
    }
    if intent.max_replies.value() == 0 {
        findings.push(at(Code::IntentReplies, "/max_replies", "no reply is wanted"));
    }
    findings
}

/// What is wrong with an offer by itself (`offer-public-price`, `offer-not-dearer`, `offer-sums`).
pub(super) fn offer(offer: &Offer) -> Vec<Finding> {
    let mut findings = Vec::new();
    match (&offer.public, offer.personalised) {
        (None, true) => {
            let what = "the price is personal, and what the public tariff comes to on the same data is left out";
            findings.push(at(Code::OfferPublicPrice, "/public", what));
        }
        (Some(_), false) => {
            let what = "the price is said to be everybody's, and another one to be the public one";
            findings.push(at(Code::OfferPublicPrice, "/public", what));
        }
        _ => {}
    }
    if is_dearer(offer) && offer.why_dearer.is_none() {
        let what = "the personal price is above the public one, and nothing says why";
        findings.push(at(Code::OfferNotDearer, "/price/year_one/gross", what));
    }
    sums("/price", &offer.price, &mut findings);
    if let Some(public) = &offer.public {
        sums("/public/price", &public.price, &mut findings);
    }
    let holidays = offer.holidays.iter().flat_map(|days| days.iter()).collect::<Vec<_>>();
    if let Some(index) = holidays.windows(2).position(|pair| pair[0] >= pair[1]) {
        findings.push(at(Code::OfferSums, &format!("/holidays/{}", index + 1), "holidays do not ascend"));
    }
    findings
}

/// Whether the personal price of the first year is above the public one.
pub fn is_dearer(offer: &Offer) -> bool {
    offer.public.as_ref().is_some_and(|public| offer.price.year_one.gross > public.price.year_one.gross)
}

fn sums(pointer: &str, price: &OfferPrice, findings: &mut Vec<Finding>) {
    let years = [("year_one", Some(&price.year_one)), ("year_two", price.year_two.as_ref())];
    let micros = |amount: Amount| i128::from(amount.micros());
    let adds_up = |sum: &OfferSum| micros(sum.net) + micros(sum.tax) == micros(sum.gross);
    for (member, _) in years.iter().filter(|(_, sum)| sum.is_some_and(|sum| !adds_up(sum))) {
        let what = "net and tax do not come to gross";
        findings.push(at(Code::OfferSums, &format!("{pointer}/{member}/gross"), what));
    }
}

/// What of an offer is not what the intent it names asked for (`offer-within-intent`).
pub(super) fn within_intent(offer: &Document<Offer>, intent: &Document<Intent>) -> Vec<Finding> {
    let (offer, intent) = (offer.payload(), intent.payload());
    let mut findings = Vec::new();
    let mut beyond = |pointer: &str, what: &str| findings.push(at(Code::OfferWithinIntent, pointer, what));
    if offer.iat >= intent.exp {
        beyond("/iat", "the intent had ended when the offer was made");
    }
    if offer.currency != intent.currency {
        beyond("/currency", "another currency than that of the intent");
    } else if intent.budget.is_some_and(|budget| offer.price.year_one.gross > budget) {
        beyond("/price/year_one/gross", "the first year costs more than the intent allows");
    }
    if intent.recipient.as_ref().is_some_and(|recipient| *recipient != offer.iss) {
        beyond("/iss", "not made by the one who was asked");
    }
    let months = offer.price.commitment.as_ref().map_or(0, |commitment| commitment.months.value());
    if intent.max_months.is_some_and(|most| months > most.value()) {
        beyond("/price/commitment/months", "the customer is bound for longer than the intent allows");
    }
    for (index, fact) in offer.facts.iter().flat_map(|facts| facts.iter()).enumerate() {
        if !intent.facts.iter().flat_map(|facts| facts.iter()).any(|given| given == fact) {
            beyond(&format!("/facts/{index}"), "an answer that the intent does not give");
        }
    }
    findings
}

/// What is wrong with an acceptance by itself (`acceptance-start`).
pub(super) fn acceptance(acceptance: &Acceptance) -> Vec<Finding> {
    let signed = seconds(acceptance.iat).div_euclid(86_400);
    if acceptance.start.is_some_and(|start| start.days_since_epoch() < signed) {
        return vec![at(
            Code::AcceptanceStart,
            "/start",
            "it is wanted from a day on that was over when it was signed",
        )];
    }
    Vec::new()
}

/// What of an acceptance does not fit the offer it names (`acceptance-offer`, `acceptance-start`).
pub(super) fn of_offer(accepted: &Document<Acceptance>, offered: &Document<Offer>) -> Vec<Finding> {
    let (acceptance, offer) = (accepted.payload(), offered.payload());
    let mut findings = Vec::new();
    if acceptance.start.is_some_and(|start| start < offer.from) {
        let what = "it is wanted from a day on that lies before the year that the offer prices";
        findings.push(at(Code::AcceptanceStart, "/start", what));
    }
    let mut wrong = |pointer: &str, what: &str| findings.push(at(Code::AcceptanceOffer, pointer, what));
    if accepted.kid() == offered.kid() {
        wrong("/cnf/jwk", "signed with the key that made the offer");
    }
    if acceptance.recipient != offer.iss {
        wrong("/recipient", "not for the one who made the offer");
    }
    if acceptance.lines != offer.price.lines {
        wrong("/lines", "the holder computed something else than what is offered");
    }
    if acceptance.iat >= offer.exp {
        wrong("/iat", "the offer had ended when it was accepted");
    }
    findings
}
