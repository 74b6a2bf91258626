//! Stage `rules`: members that stand together, line by line of the table of `member-together` as far as no other vector has it.

use super::{Draft, sector::Sector};
use crate::forge::{energy, head::Plan, retail, telco};

const ENERGY: Sector = Sector { base: "whole/accept-energy", plan: energy::plan };
const TELCO: Sector = Sector { base: "whole/accept-telco", plan: telco::plan };
const RETAIL: Sector = Sector { base: "whole/accept-retail", plan: retail::plan };

const NO_CURRENCY: &str = "an amount is read without what gives it its meaning";
const NO_SIDE: &str = "prices with and without tax are compared";
const NO_UNIT: &str = "a quantity without its unit cannot be read";
const NO_TIME: &str = "what a price is for, or when it holds, each reader guesses";

/// Members put into a row in front of others of its `core`, in whose order they stand.
struct Beside {
    variant: &'static str,
    sector: Sector,
    place: (&'static str, usize),
    /// The member in front of which, or behind which, the text stands, and the two.
    swap: [&'static str; 2],
    pointer: &'static str,
    title: &'static str,
    why: &'static str,
}

const TABLE: [Beside; 8] = [
    Beside {
        variant: "estimate-without-currency",
        sector: ENERGY,
        place: ("a1", 0),
        swap: [
            r#""method":"supplier_estimate""#,
            r#""method":"supplier_estimate","cost":"812.00","tax_included":true"#,
        ],
        pointer: "/cost",
        title: "what a year will cost, and not in what",
        why: NO_CURRENCY,
    },
    Beside {
        variant: "estimate-without-tax-side",
        sector: ENERGY,
        place: ("a1", 0),
        swap: [r#""method":"supplier_estimate""#, r#""method":"supplier_estimate","cost":"812.00","currency":"GBP""#],
        pointer: "/cost",
        title: "what a year will cost, and not whether with tax",
        why: NO_SIDE,
    },
    Beside {
        variant: "power-without-unit",
        sector: ENERGY,
        place: ("s1", 0),
        swap: [r#""status":"active""#, r#""status":"active","contracted_power":"9""#],
        pointer: "/contracted_power",
        title: "a power of nine of nobody knows what",
        why: NO_UNIT,
    },
    Beside {
        variant: "instalment-without-period",
        sector: TELCO,
        place: ("d1", 0),
        swap: [r#","instalment_period":"P1M""#, ""],
        pointer: "/instalment",
        title: "an instalment due nobody knows how often",
        why: NO_TIME,
    },
    Beside {
        variant: "settlement-without-day",
        sector: TELCO,
        place: ("d1", 0),
        swap: [r#""ends_on":"2027-06-01""#, r#""ends_on":"2027-06-01","settlement":"310.00""#],
        pointer: "/settlement",
        title: "what ends an agreement, and not on which day",
        why: NO_TIME,
    },
    Beside {
        variant: "device-without-check",
        sector: TELCO,
        place: ("d1", 0),
        swap: [r#","gtin_check":"ok""#, ""],
        pointer: "/gtin",
        title: "the number of a device that does not say whether its check digit is right",
        why: "a number of the shop is searched for as one of the world",
    },
    Beside {
        variant: "entry-value-without-currency",
        sector: RETAIL,
        place: ("e2", 1),
        swap: [r#""balance_after":"300""#, r#""balance_after":"300","value":"-0.50""#],
        pointer: "/value",
        title: "what points were worth, without currency",
        why: NO_CURRENCY,
    },
    Beside {
        variant: "package-without-unit",
        sector: RETAIL,
        place: ("l1", 1),
        swap: [r#""gtin_check":"ok""#, r#""gtin_check":"ok","net_quantity":"125""#],
        pointer: "/net_quantity",
        title: "a package of 125 of nobody knows what",
        why: NO_UNIT,
    },
];

pub(super) fn vectors() -> Vec<Draft> {
    let before = |one: &Beside| {
        let id = format!("member-together/reject-{}", one.variant);
        one.sector.row(&id, one.place, &[one.swap], one.pointer, one.title, one.why)
    };
    let costs = [
        (
            "day-cost-without-currency",
            "i2",
            r#""tax_included":true,"cost":"1.15""#,
            "/cost",
            "the cost of a day, and not in what",
            NO_CURRENCY,
        ),
        (
            "day-cost-without-tax-side",
            "i2",
            r#""currency":"GBP","cost":"1.15""#,
            "/cost",
            "the cost of a day, and not whether with tax",
            NO_SIDE,
        ),
        (
            "gas-cost-without-currency",
            "c1",
            r#""tax_included":true,"cost":"80.20""#,
            "/cost",
            "the cost of gas, and not in what",
            NO_CURRENCY,
        ),
    ];
    let cost = |(variant, part, members, pointer, title, why): (&str, &str, &str, &str, &str, &str)| {
        let put = |plan: &mut Plan| {
            let part = plan.part(part);
            let group = part.groups.iter().position(|group| group.id == "cost").expect("a group of costs");
            part.rows[0].fragments[group] = members.into();
        };
        let draft = ENERGY.change(&format!("member-together/reject-{variant}"), put, title, why);
        draft.row(&format!("parts/{part}.ndjson"), 0).pointer(pointer)
    };
    TABLE.iter().map(before).chain(costs.into_iter().map(cost)).collect()
}
