//! A component: what all kinds share, and the terms of its kind.

use super::{Balance, Clamp, Condition, Event, Fixed, Items, Peak, Percent, Tax, Usage};
use crate::form::{Member, Members, ObjectSchema, Open, Reader, object, words};
use crate::json::Node;
use pannier_model::value::{CodeText, Duration, List, Name};
use pannier_report::Code;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

object! {
    /// From when to when a component counts, from the start of the contract.
    pub Phase {
        /// Since when; absent for from the start.
        opt from: Duration,
        /// Until before when; absent for ever.
        opt to: Duration,
    }

    /// What every kind of component has.
    Shared {
        /// Its name in the tariff.
        req id: CodeText,
        /// Its name on the bill.
        req label: Name,
        /// `charge`: what is positive the customer pays. `credit`: what is positive the customer gets.
        req direction: Direction,
        /// Whether it counts only where its conditions are proven; absent for no.
        opt contingent: bool,
        /// When it counts; absent for always.
        opt phase: Phase,
        /// Tax in its amounts, where it is not that of the tariff.
        opt tax: Tax,
        /// What has to hold in a billing period for it to count, all of it.
        opt when: List<Condition, 100>,
    }
}

words! {
    /// Who pays what is positive.
    Direction {
        Charge = "charge",
        Credit = "credit",
    }

    /// The kind of a component. Closed: there are no others.
    ComponentKind {
        Fixed = "fixed",
        Usage = "usage",
        Peak = "peak",
        Event = "event",
        Balance = "balance",
        Percent = "percent",
        Clamp = "clamp",
        Items = "items",
    }
}

/// One thing that is charged or credited.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its name in the tariff.
    pub id: CodeText,
    /// Its name on the bill.
    pub label: Name,
    /// Who pays what is positive.
    pub direction: Direction,
    /// Whether it counts only where its conditions are proven.
    pub contingent: bool,
    /// When it counts; absent for always.
    pub phase: Option<Phase>,
    /// Tax in its amounts, where it is not that of the tariff.
    pub tax: Option<Tax>,
    /// What has to hold in a billing period for it to count, all of it.
    pub when: Option<List<Condition, 100>>,
    /// How its amount comes about.
    pub terms: Terms,
}

macro_rules! terms {
    ($($variant:ident)+) => {
        /// How the amount of a component comes about.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Terms {
            $(#[doc = concat!("See [`", stringify!($variant), "`].")] $variant($variant),)+
        }

        impl Terms {
            /// The kind of component.
            pub const fn kind(&self) -> ComponentKind {
                match self {
                    $(Self::$variant(_) => ComponentKind::$variant,)+
                }
            }

            fn take(kind: ComponentKind, open: &mut Open<'_>, at: &mut Reader<'_>) -> Option<Self> {
                match kind {
                    $(ComponentKind::$variant => <$variant as Members>::take(open, at).map(Self::$variant),)+
                }
            }

            fn names(kind: ComponentKind) -> &'static [&'static str] {
                match kind {
                    $(ComponentKind::$variant => <$variant as Members>::NAMES,)+
                }
            }
        }

        $(impl From<$variant> for Terms {
            fn from(terms: $variant) -> Self {
                Self::$variant(terms)
            }
        })+

        impl Serialize for Component {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let shared = Shared {
                    id: self.id.clone(),
                    label: self.label.clone(),
                    direction: self.direction,
                    contingent: self.contingent.then_some(true),
                    phase: self.phase.clone(),
                    tax: self.tax.clone(),
                    when: self.when.clone(),
                };
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("kind", &self.terms.kind())?;
                shared.put(&mut map)?;
                match &self.terms {
                    $(Terms::$variant(terms) => terms.put(&mut map)?,)+
                }
                map.end()
            }
        }

        fn schemas() -> Vec<Value> {
            vec![$({
                let mut schema = ObjectSchema::default();
                schema.member("kind", true, "The kind of component.", json!({ "const": ComponentKind::$variant.as_str() }));
                <Shared as Members>::describe(&mut schema);
                <$variant as Members>::describe(&mut schema);
                schema.finish()
            },)+]
        }
    };
}

terms! { Fixed Usage Peak Event Balance Percent Clamp Items }

impl Member for Component {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        let mut open = Open::new(node, at)?;
        let word = match open.take("kind") {
            Some(Node::Text(word)) => word,
            Some(other) => {
                at.within("kind", |at| at.wrong(other, "a word"));
                return None;
            }
            None => {
                at.missing("kind");
                return None;
            }
        };
        let Some(kind) = ComponentKind::parse(word) else {
            let help = format!(
                "use one of {}; what none of them says goes to `unmodelled` with its effect",
                ComponentKind::WORDS.join(", ")
            );
            at.within("kind", |at| {
                at.finding(Code::TariffComponentKind, "kind of component is none of the eight", help);
            });
            return None;
        };
        let shared = <Shared as Members>::take(&mut open, at);
        let terms = Terms::take(kind, &mut open, at);
        let known: Vec<&str> = <Shared as Members>::NAMES.iter().chain(Terms::names(kind)).copied().collect();
        let closed = open.close(&known, at);
        let (shared, terms) = (shared?, terms?);
        closed.0.then(|| Self {
            id: shared.id,
            label: shared.label,
            direction: shared.direction,
            contingent: shared.contingent.unwrap_or(false),
            phase: shared.phase,
            tax: shared.tax,
            when: shared.when,
            terms,
        })
    }

    fn schema() -> Value {
        json!({ "anyOf": schemas() })
    }
}

impl Component {
    /// A component that always counts, to be narrowed by its other members.
    pub fn new(id: CodeText, label: Name, direction: Direction, terms: impl Into<Terms>) -> Self {
        Self { id, label, direction, contingent: false, phase: None, tax: None, when: None, terms: terms.into() }
    }

    /// The conditions, all of which have to hold.
    pub fn conditions(&self) -> &[Condition] {
        self.when.as_deref().unwrap_or_default()
    }
}
