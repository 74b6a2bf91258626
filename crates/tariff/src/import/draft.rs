//! A tariff under way: components as they are found, and everything that could not be said by one.

use std::collections::{BTreeMap, BTreeSet};

use pannier_model::value::{Amount, CodeText, Date, Decimal, Instant, List, Name, Rate, Text};
use pannier_report::{Code, Finding, Location};

use super::{
    node::Node,
    number::{self, number},
};
use crate::tariff::{
    Area, Calendar, Commitment, Component, Condition, Direction, Exit, Loss, NonPrice, Terms, Test, Unmodelled,
    UnmodelledEffect, Window,
};

/// What importers fill.
pub(super) struct Draft<'a> {
    at: &'a Location,
    ids: BTreeSet<String>,
    pub(super) components: Vec<Component>,
    pub(super) eligibility: Vec<Condition>,
    pub(super) non_price: Vec<NonPrice>,
    pub(super) exits: Vec<Exit>,
    pub(super) area: Vec<Area>,
    pub(super) windows: BTreeMap<CodeText, Window>,
    pub(super) calendars: BTreeMap<CodeText, Calendar>,
    pub(super) commitment: Option<Commitment>,
    pub(super) unmodelled: Vec<Unmodelled>,
    /// Pointers of the parts that state prices: a member of them that nobody knows may be one.
    priced: Vec<String>,
    pub(super) losses: Vec<Loss>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Draft<'a> {
    pub(super) const fn new(at: &'a Location) -> Self {
        Self {
            at,
            ids: BTreeSet::new(),
            components: Vec::new(),
            eligibility: Vec::new(),
            non_price: Vec::new(),
            exits: Vec::new(),
            area: Vec::new(),
            windows: BTreeMap::new(),
            calendars: BTreeMap::new(),
            commitment: None,
            unmodelled: Vec::new(),
            priced: Vec::new(),
            losses: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a component under a name of its own made from `base`.
    pub(super) fn add(
        &mut self,
        base: &str,
        label: &str,
        direction: Direction,
        terms: impl Into<Terms>,
    ) -> &mut Component {
        let id = self.id(base);
        let label = name(label).unwrap_or_else(|| name(id.as_str()).expect("an id is a name"));
        self.components.push(Component::new(id, label, direction, terms));
        self.components.last_mut().expect("one was just added")
    }

    /// A name that no component has yet.
    fn id(&mut self, base: &str) -> CodeText {
        let base = slug(base, '_', 40);
        let mut id = base.clone();
        let mut next = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{base}_{next}");
            next += 1;
        }
        code(&id)
    }

    /// The names of all components that charge something and `keep`.
    pub(super) fn charges(&self, keep: impl Fn(&Component) -> bool) -> Option<List<CodeText>> {
        let of = self.components.iter().filter(|one| one.direction == Direction::Charge && keep(one));
        List::new(of.map(|one| one.id.clone()).collect()).ok()
    }

    /// Something the components do not say, in the words of the source.
    pub(super) fn say(&mut self, node: &Node, text: &str, effect: UnmodelledEffect) {
        node.take_all();
        self.say_beside(&node.pointer, text, effect);
    }

    /// The same where the place is not wholly read by it.
    pub(super) fn say_beside(&mut self, pointer: &str, text: &str, effect: UnmodelledEffect) {
        // What has no words stands open all the same.
        let text = if name(text).is_none() { "Something without words" } else { text };
        for text in texts(text) {
            let source = texts(if pointer.is_empty() { "/" } else { pointer }).into_iter().next();
            self.unmodelled.push(Unmodelled { effect, source, text });
        }
    }

    /// The text of a member goes to what is not modelled, after the name it belongs to.
    pub(super) fn say_text(&mut self, node: &Node, member: &str, about: &str, effect: UnmodelledEffect) -> bool {
        let Some(inner) = node.get(member) else { return false };
        let Some(text) = inner.scalar().filter(|text| !is_nothing(text)) else { return false };
        let text = if about.is_empty() { text.to_owned() } else { format!("{about}: {text}") };
        self.say_beside(&inner.pointer, &text, effect);
        true
    }

    /// A part of the source that has no place here, with the reason.
    pub(super) fn lose(&mut self, node: &Node, reason: &str) {
        node.take_all();
        self.lose_at(&node.pointer, reason);
    }

    pub(super) fn lose_at(&mut self, pointer: &str, reason: &str) {
        let path = texts(if pointer.is_empty() { "/" } else { pointer }).into_iter().next();
        let reason = texts(reason).into_iter().next();
        if let (Some(path), Some(reason)) = (path, reason) {
            self.losses.push(Loss { path, reason });
        }
    }

    /// Members without a place here, all for one reason.
    pub(super) fn lose_members(&mut self, node: &Node, members: &[&str], reason: &str) {
        for member in members {
            if let Some(inner) = node.get(member) {
                self.lose(inner, reason);
            }
        }
    }

    /// A part of the source in which every member may be a price.
    pub(super) fn prices_stand_in(&mut self, node: &Node) {
        self.priced.push(node.pointer.clone());
    }

    /// What nobody read: lost, and where prices stand a price that may be missing.
    pub(super) fn left(&mut self, pointer: &str) {
        let address = pointer.rsplit('/').next().is_some_and(|name| name.ends_with("Uri") || name.ends_with("URL"));
        if !address && self.priced.iter().any(|of| is_within(pointer, of)) {
            let text = format!("A member that is not known stands where prices stand: {pointer}");
            self.say_beside(pointer, &text, UnmodelledEffect::Unknown);
        }
        self.lose_at(pointer, "a tariff has no place for it");
    }

    pub(super) fn finding(&mut self, code: Code, node: &Node, message: &str, help: &str) {
        let place = self.at.clone().at_pointer(node.pointer.clone());
        self.findings.push(Finding::new(code, place, message).with_help(help));
    }

    /// A number; what is none is said and leaves the price open.
    pub(super) fn number(&mut self, node: &Node, about: &str) -> Option<Decimal> {
        let text = node.scalar()?.to_owned();
        let Some(read) = number(&text) else {
            let help = "write digits and a point alone: the currency stands for the whole product";
            self.finding(Code::TariffSourceAmount, node, "amount is not a number", help);
            self.say_beside(&node.pointer, &format!("{about}: {text}"), UnmodelledEffect::Unknown);
            return None;
        };
        if read.rounded {
            self.lose_at(&node.pointer, "has more than twelve decimals; rounded half up to twelve");
        }
        Some(read.value)
    }

    /// An amount of money.
    pub(super) fn money(&mut self, node: &Node, about: &str) -> Option<Amount> {
        let value = self.number(node, about)?;
        let amount = number::amount(value);
        if amount.is_none() {
            let help = "an amount has at most twelve digits and six decimals";
            self.finding(Code::TariffSourceAmount, node, "amount is too long", help);
            self.say_beside(&node.pointer, &format!("{about}: {value}"), UnmodelledEffect::Unknown);
        }
        amount
    }

    /// A rate that the format states as a fraction; from one on it was meant as percent, and is not mended.
    pub(super) fn fraction(&mut self, node: &Node, about: &str) -> Option<Rate> {
        let value = self.number(node, about)?;
        let one = Decimal::from_units(1, 0).expect("one is a decimal");
        if value.abs() >= one {
            let help = "the format takes a fraction: 5.6 % is 0.056";
            self.finding(Code::TariffSourceRate, node, "rate is a hundred percent or more", help);
            self.say_beside(&node.pointer, &format!("{about}: rate {value}"), UnmodelledEffect::Unknown);
            return None;
        }
        number::rate(value)
    }

    /// A rate that the format states in percent.
    pub(super) fn percent(&mut self, node: &Node, about: &str) -> Option<Rate> {
        let value = self.number(node, about)?;
        let hundred = Decimal::from_units(100, 0).expect("a hundred is a decimal");
        if value.abs() >= hundred {
            let help = "a part of a bill is less than a hundred percent";
            self.finding(Code::TariffSourceRate, node, "rate is a hundred percent or more", help);
            self.say_beside(&node.pointer, &format!("{about}: {value} %"), UnmodelledEffect::Unknown);
            return None;
        }
        number::rate(number::shifted(value, -2)?)
    }

    /// Something the customer has beside prices.
    pub(super) fn has(&mut self, id: &str, label: &str, value: &str, unit: Option<&str>) {
        if let (Some(label), Some(value)) = (name(label), name(value)) {
            self.non_price.push(NonPrice { id: code(&slug(id, '_', 60)), label, unit: unit.and_then(name), value });
        }
    }

    /// A condition that only the customer can answer, in the words of the source.
    pub(super) fn asks(&mut self, fact: &str, label: &str, node: &Node) -> Condition {
        if label.chars().count() > 200 {
            self.lose_at(&node.pointer, "text is longer than the 200 characters of a label and was cut");
        }
        Condition { label: name(label), ..fact_is(fact, "yes") }
    }
}

/// Whether a pointer is that of a part, or of something in it.
pub(super) fn is_within(pointer: &str, of: &str) -> bool {
    pointer.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A condition that a fact has a value.
pub(super) fn fact_is(fact: &str, value: &str) -> Condition {
    Test { fact: Some(code(&slug(fact, '_', 60))), is: name(value), ..Test::EMPTY }.into()
}

/// Whether a text says that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().trim_matches(['.', ' ']), "" | "n/a" | "na" | "null" | "none" | "nil" | "-")
}

/// A short text without what a label cannot have, cut at 200 characters.
pub(super) fn name(text: &str) -> Option<Name> {
    let text = clean(text);
    if text.is_empty() {
        return None;
    }
    let cut = if text.chars().count() > 200 { text.chars().take(199).chain(['…']).collect::<String>() } else { text };
    Name::parse(&cut).ok()
}

/// A text in pieces of at most 4000 characters.
pub(super) fn texts(text: &str) -> Vec<Text> {
    let characters: Vec<char> = clean(text).chars().collect();
    characters.chunks(4000).filter_map(|piece| Text::parse(&piece.iter().collect::<String>()).ok()).collect()
}

fn clean(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| if character.is_control() && character != '\n' { ' ' } else { character })
        .collect();
    text.trim().to_owned()
}

/// Lower-case letters and digits with `joint` between, at most `most`; never empty.
pub(super) fn slug(text: &str, joint: char, most: usize) -> String {
    let mut slug = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with(joint) {
            slug.push(joint);
        }
        if slug.len() == most {
            break;
        }
    }
    let slug = slug.trim_end_matches(joint);
    if slug.is_empty() { "x".to_owned() } else { slug.to_owned() }
}

/// A slug as a code.
pub(super) fn code(slug: &str) -> CodeText {
    CodeText::parse(slug).expect("a slug begins with a letter or digit and is short")
}

/// The civil day in a zone of a moment in seconds since 1970.
pub(super) fn day_of_second(second: i64, zone: &str) -> Option<Date> {
    let zone = jiff::tz::TimeZone::get(zone).ok()?;
    Date::from_civil(zone.to_datetime(jiff::Timestamp::from_second(second).ok()?).date()).ok()
}

/// The civil day of a moment in a zone, or the day with which a text begins.
pub(super) fn day(text: &str, zone: &str) -> Option<Date> {
    if let Some(day) = Instant::parse(text).ok().and_then(|moment| day_of_second(moment.epoch_seconds(), zone)) {
        return Some(day);
    }
    Date::parse(text.get(..10)?).ok().filter(|_| text.len() == 10 || text.as_bytes().get(10) == Some(&b'T'))
}
