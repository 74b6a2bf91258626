//! Whether a tariff is about what the records are of: a number is no price where the data is of something else.

use super::{Engine, Terms};
use crate::cost::usage::{Presence, Thing, Usage, Wanted};
use crate::tariff::{Component, Condition, Meter, Sector, Service, Tariff};
use pannier_model::record::SubscriptionKind;
use pannier_report::Code;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where a tariff says what it is for.
const CLAUSE: &str = "/sector";
/// What is taken of each fuel.
const MAINS: [Meter; 4] = [Meter::ElectricityImport, Meter::Gas, Meter::Heat, Meter::Water];

impl Engine<'_, '_> {
    /// Whether the records are of what the tariff is for; says why not.
    pub(super) fn is_about_the_records(&mut self) -> bool {
        match self.tariff.sector {
            Sector::Bank => self.is_about_the_account(),
            Sector::Telco => self.is_about_the_line(),
            Sector::Retail => self.is_about_receipts(),
            Sector::Energy | Sector::Water => self.is_about_the_fuel(),
        }
    }

    fn is_about_the_account(&mut self) -> bool {
        let several = self.usage.several.contains_key("transaction");
        let Some(account) = self.usage.services.account.as_ref().filter(|_| !several) else {
            return several || self.is_of_something_else("an account", &["transaction"]);
        };
        match (self.tariff.service, account.kind) {
            (Some(service), Some(kind)) if service.as_str() != kind.as_str() => {
                let text =
                    format!("it is for accounts of kind `{service}`, the account is of kind `{}`", kind.as_str());
                self.refuse(Code::QuoteService, "/service", text);
                false
            }
            (Some(service), None) => {
                self.assume(format!("the records do not say of what kind the account is: `{service}` is taken"));
                true
            }
            (None, Some(kind)) => {
                self.assume(format!(
                    "the tariff does not say for what kind of account it is: `{}` is taken",
                    kind.as_str()
                ));
                true
            }
            _ => true,
        }
    }

    fn is_about_the_line(&mut self) -> bool {
        if !self.usage.services.has_telco() {
            return self.is_of_something_else("a line", &["usage_event"]);
        }
        let meters = self.meters();
        let speaks = |meters: &BTreeSet<Meter>| {
            meters.iter().any(|meter| matches!(meter, Meter::Voice | Meter::Sms | Meter::Mms))
        };
        let kinds: &[Service] = match self.tariff.service {
            Some(ref service) => std::slice::from_ref(service),
            None if speaks(&meters) => &[Service::Mobile, Service::FixedVoice],
            None if !meters.is_empty() => &[Service::Mobile, Service::Broadband, Service::Iot],
            None => {
                let text = "it does not say for what kind of line it is, and none of its prices does; `service` would";
                self.refuse(Code::QuoteService, CLAUSE, text);
                return false;
            }
        };
        let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let none = [Thing { label: String::new(), kind: None }];
        let lines = Some(self.usage.services.lines.as_slice()).filter(|lines| !lines.is_empty()).unwrap_or(&none);
        let mut is_taken = false;
        let mut amiss = None;
        for (line, thing) in (0_u16..).zip(lines) {
            let said = thing.kind.map(SubscriptionKind::as_str);
            is_taken |= said.is_none();
            let streams = self.usage.streams.iter().filter(|stream| stream.line == line);
            let of_data: BTreeSet<Meter> = streams.map(|stream| stream.meter).collect();
            let fits = match said {
                // A bundle has lines of any kind in it.
                Some(kind) => kind == "bundle" || words.contains(&kind),
                None => !speaks(&of_data) || words.iter().any(|word| ["mobile", "fixed_voice"].contains(word)),
            };
            if !fits {
                amiss = amiss.or(Some(said.unwrap_or("mobile` or `fixed_voice")));
            }
        }
        if let Some(of) = amiss {
            let text = format!("it is for lines of kind `{}`, the line is of kind `{of}`", words.join("` or `"));
            self.refuse(Code::QuoteService, if self.tariff.service.is_some() { "/service" } else { CLAUSE }, text);
            return false;
        }
        // Of a tariff for one, what it prices says that one line has to be named.
        if let Some(most) = self.tariff.lines
            && lines.len() > usize::try_from(most).unwrap_or(usize::MAX)
        {
            let labels: Vec<&str> = lines.iter().map(|line| line.label.as_str()).collect();
            let text = format!("it is for up to {most} lines, the data is of {} ({})", labels.len(), labels.join(", "));
            self.refuse(Code::QuoteOneThing, "/lines", text);
            return false;
        }
        if is_taken {
            let text = format!("the records do not say of what kind the line is: `{}` is taken", words.join("` or `"));
            self.assume(text);
        }
        true
    }

    fn is_about_receipts(&mut self) -> bool {
        let services = &self.usage.services;
        if self.usage.several.contains_key("receipt_line") || services.has_goods() {
            return true;
        }
        // A scheme that gives something back on what is paid by card needs the account only.
        let on_account =
            self.tariff.components.iter().any(|one| matches!(one.terms, Terms::Event(_) | Terms::Balance(_)));
        if on_account && services.account.is_some() {
            return true;
        }
        self.is_of_something_else("receipts", &["receipt_line"])
    }

    fn is_about_the_fuel(&mut self) -> bool {
        let wanted = self.fuels();
        if wanted.is_empty() {
            let text = "it does not say what is supplied, and none of its prices does; `service` would";
            self.refuse(Code::QuoteService, CLAUSE, text);
            return false;
        }
        // What else of them is not there, its components say.
        if !self.usage.services.fuels().is_disjoint(&wanted) {
            return true;
        }
        let words: Vec<&str> = wanted.into_iter().collect();
        self.is_of_something_else(&words.join(" and "), &["interval_day", "consumption"])
    }

    /// Says that the records are of something else, or that what is needed is withheld.
    fn is_of_something_else(&mut self, wanted: &str, record_types: &[&str]) -> bool {
        let is_withheld = |record_type: &&str| self.usage.presence(record_type, "core") == Presence::Withheld;
        if record_types.iter().any(is_withheld) {
            let text = format!("nothing of {wanted} is shown; show it, where there is any");
            self.refuse(Code::QuoteDataShown, CLAUSE, text);
        } else {
            let text = format!("it is for {wanted}, the records are of {}", self.usage.services.words());
            self.refuse(Code::QuoteService, CLAUSE, text);
        }
        false
    }

    /// How many lines are priced together.
    pub(super) fn lines(&self) -> usize {
        self.usage.services.lines.len().max(1)
    }

    fn meters(&self) -> BTreeSet<Meter> {
        meters(self.tariff)
    }

    fn fuels(&self) -> BTreeSet<&'static str> {
        fuels(self.tariff)
    }

    /// What the tariff is about, in a word: only what is about the same can be compared.
    pub(super) fn service(&self) -> String {
        match self.tariff.sector {
            Sector::Energy | Sector::Water => {
                let fuels: Vec<&str> = self.fuels().into_iter().collect();
                if fuels.is_empty() { self.tariff.sector.as_str().to_owned() } else { fuels.join("+") }
            }
            sector => sector.as_str().to_owned(),
        }
    }

    /// Labels of what is priced: an account, a line, supply points.
    pub(super) fn things(&self) -> Vec<String> {
        wanted(self.tariff, self.usage).labels.into_iter().map(str::to_owned).collect()
    }

    /// Holds a price that rests on time alone to the records of the service too: which one thing, in which currency, seen
    /// for how long.
    pub(super) fn look_at_the_service(&mut self) {
        match self.tariff.sector {
            Sector::Bank => drop(self.have_movements(CLAUSE)),
            Sector::Retail => drop(self.have_goods(CLAUSE)),
            Sector::Telco => self.look_at_the_line(),
            Sector::Energy | Sector::Water => {
                for fuel in self.fuels() {
                    let meter = MAINS.into_iter().find(|meter| meter.fuel() == Some(fuel));
                    if let Some(meter) = meter {
                        let _ = self.streams(meter, None, CLAUSE, false);
                    }
                }
            }
        }
        // None of it is priced: no month stands for another in the figure.
        self.seen = std::mem::take(&mut self.noted.used);
    }

    fn look_at_the_line(&mut self) {
        if let (Some(names), None) = (self.usage.several.get("usage_event"), self.tariff.lines) {
            let text = format!("the data is of several ({}); say which one is meant", names.join(", "));
            self.refuse(Code::QuoteOneThing, CLAUSE, text);
            return;
        }
        let view = Arc::clone(&self.view);
        let summed = view.meters.iter().find(|(meter, _)| !meter.is_metered_by_day()).map(|(_, cover)| cover);
        let cover = Some(&self.replay.calls).filter(|calls| calls.pairs.is_some()).or(summed).map(Arc::clone);
        if let Some(cover) = cover.filter(|cover| cover.pairs.is_some()) {
            self.use_of("use", &cover);
        } else {
            let text = "no whole month of use is covered; a year needs at least one";
            self.refuse(Code::QuoteCoverage, CLAUSE, text);
        }
    }

    /// Whether bills of the records are all in another currency.
    pub(super) fn hold_bills_to_the_currency(&mut self) {
        let tariff = self.tariff.currency;
        if let Some(bill) = self.usage.billed.first()
            && self.usage.billed.iter().all(|bill| bill.currency != tariff)
        {
            let text = format!("bills are in {}, the tariff in {tariff}", bill.currency);
            self.refuse(Code::QuoteCurrency, "/currency", text);
        }
    }
}

/// Meters that a tariff prices by or asks about.
fn meters(tariff: &Tariff) -> BTreeSet<Meter> {
    let of_terms = tariff.components.iter().filter_map(|component| match &component.terms {
        Terms::Usage(terms) => Some(terms.meter),
        Terms::Peak(terms) => Some(terms.meter),
        _ => None,
    });
    let conditions = tariff.components.iter().flat_map(Component::conditions);
    let asked = conditions.flat_map(Condition::tests).filter_map(|test| test.meter);
    of_terms.chain(asked).collect()
}

/// What a tariff of meters supplies.
fn fuels(tariff: &Tariff) -> BTreeSet<&'static str> {
    let of_prices: BTreeSet<&'static str> = meters(tariff).into_iter().filter_map(Meter::fuel).collect();
    if !of_prices.is_empty() {
        return of_prices;
    }
    let stated = tariff.service.map(Service::as_str);
    stated.or((tariff.sector == Sector::Water).then_some("water")).into_iter().collect()
}

/// What a tariff is for, on this use.
pub(in crate::cost) fn wanted<'u>(tariff: &Tariff, usage: &'u Usage) -> Wanted<'u> {
    let services = &usage.services;
    let sector = tariff.sector.as_str();
    let mut counted = BTreeSet::new();
    let (kinds, labels): (BTreeSet<&'static str>, BTreeSet<&str>) = match tariff.sector {
        Sector::Bank => ([sector].into(), services.account.iter().map(|account| account.label.as_str()).collect()),
        Sector::Telco => ([sector].into(), services.lines.iter().map(|line| line.label.as_str()).collect()),
        Sector::Retail => ([sector].into(), services.receipts.as_deref().into_iter().collect()),
        Sector::Energy | Sector::Water => {
            let fuels = fuels(tariff);
            let of_fuel = |meter: Meter| meter.fuel().is_some_and(|fuel| fuels.contains(fuel));
            let points = services.points.iter().filter(|(meter, _)| of_fuel(*meter));
            let labels = points.map(|(_, label)| label.as_str()).collect();
            counted = meters(tariff);
            // One whose prices name no meter is for what is taken.
            if counted.is_empty() {
                counted.extend(MAINS.into_iter().filter(|meter| of_fuel(*meter)));
            }
            (fuels, labels)
        }
    };
    let labels = labels.into_iter().filter(|label| !label.is_empty()).collect();
    Wanted { sector, kinds, labels, meters: counted }
}
