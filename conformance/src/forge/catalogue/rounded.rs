//! Offers whose figures are rounded: halves, what is below nothing, by the line and by the bill, in currencies without decimals and with
//! three of them; each beside figures that were rounded in another way.

use serde_json::{Value, json};

use super::{
    Draft, quote,
    recomputed::{self, offered},
};
use crate::forge::{
    cost::{self, Line},
    head::Plan,
    priced::{self, MONTHS},
    signed::Signed,
    tariff::{Tariff, account, monthly, with},
};

const OTHER_FIGURE: &str = "two programs have two prices for one year of one person";

/// Twelve months of the same lines, and what they come to.
struct Case {
    name: &'static str,
    title: &'static str,
    tariff: Tariff,
    currency: &'static str,
    /// Component, price, and net amount, tax and gross amount of its line; the place of the component is that in the list.
    lines: Vec<(&'static str, &'static str, [&'static str; 3])>,
    /// What each component comes to.
    sums: Vec<&'static str>,
    /// Gross, net, tax.
    year: [&'static str; 3],
}

impl Case {
    fn lines(&self) -> Vec<Line<'static>> {
        const CLAUSES: [&str; 2] = ["/components/0", "/components/1"];
        let of_month = |(month, _): (&'static str, u32)| {
            let line =
                move |((component, price, money), clause): (&(&'static str, &'static str, [&'static str; 3]), _)| {
                    Line {
                        component,
                        period: month,
                        quantity: "1",
                        unit: "month",
                        price,
                        exact: price,
                        money: *money,
                        clause,
                        records: Vec::new(),
                    }
                };
            self.lines.iter().zip(CLAUSES).map(line).collect::<Vec<_>>()
        };
        MONTHS.into_iter().flat_map(of_month).collect()
    }

    fn plan(&self) -> Plan {
        if self.currency == "GBP" { priced::year() } else { priced::year_in(self.currency) }
    }

    fn offer(&self) -> Signed {
        let [gross, net, tax] = self.year;
        let year = json!({"gross": gross, "net": net, "tax": tax});
        let sum = |((component, ..), gross): (&(&str, &str, [&str; 3]), &&str)| json!({"component": component, "gross": gross});
        let components: Vec<Value> = self.lines.iter().zip(&self.sums).map(sum).collect();
        let price = json!({"status": "exact", "grade": "A", "year_one": year, "year_two": year, "components": components,
            "lines": cost::hash(&self.lines()), "leave_after_one_year": gross});
        offered(&quote::shown_of(self.plan(), &["core", "balance"]), &self.tariff, &price)
            .with("/currency", json!(self.currency))
    }

    fn id(&self) -> String {
        format!("offer-figures/accept-{}", self.name)
    }

    fn put(&self, draft: Draft) -> Draft {
        draft.recomputed_on(&[("own", self.tariff.clone())], &quote::shown_of(self.plan(), &["core", "balance"]))
    }

    fn accept(&self) -> Draft {
        self.put(Draft::accept_document(&self.id(), &self.offer())).says(self.title, OTHER_FIGURE)
    }

    /// The first year is another one.
    fn reject(&self, variant: &str, year: [&str; 3], title: &str) -> Draft {
        let place = if year[0] == self.year[0] { "net" } else { "gross" };
        let [gross, net, tax] = year;
        let offer = self.offer().with("/price/year_one", json!({"gross": gross, "net": net, "tax": tax}));
        self.rejected(variant, &offer, &format!("/price/year_one/{place}"), title)
    }

    /// The same year in lines of other amounts.
    fn reject_lines(&self, variant: &str, change: impl Fn(&mut Line<'static>), title: &str) -> Draft {
        let mut lines = self.lines();
        lines.iter_mut().for_each(change);
        self.rejected(variant, &self.offer().with("/price/lines", json!(cost::hash(&lines))), "/price/lines", title)
    }

    fn rejected(&self, variant: &str, offer: &Signed, pointer: &str, title: &str) -> Draft {
        let id = format!("offer-figures/reject-{}-{variant}", self.name);
        self.put(Draft::reject_document(&id, offer).base(&self.id()).pointer(pointer)).says(title, OTHER_FIGURE)
    }
}

/// A tariff with a fee, and another component beside it.
fn tariff(currency: &str, fee: &str, rate: &str, at: &str, mode: &str, places: u8) -> Tariff {
    account()
        .components(&[monthly(fee)])
        .with("/currency", json!(currency))
        .with("/tax", json!({"included": true, "rate": rate}))
        .with("/rounding", json!({"at": at, "mode": mode, "places": places}))
}

pub(super) fn vectors() -> Vec<Draft> {
    [without_decimals(), by_the_bill(), of_tax(), since_1900()].concat()
}

fn without_decimals() -> Vec<Draft> {
    let yen = Case {
        name: "yen",
        title: "half a yen of each bill that goes up, in a currency without decimals",
        tariff: tariff("JPY", "100.5", "0.10", "line", "half_up", 0),
        currency: "JPY",
        lines: vec![("fee", "100.5", ["92", "9", "101"])],
        sums: vec!["1212"],
        year: ["1212", "1104", "108"],
    };
    let dinar = Case {
        name: "dinar",
        title: "half a fils of each bill that goes to the even one, in a currency of three decimals",
        tariff: tariff("KWD", "1.0005", "0.05", "line", "half_even", 3),
        currency: "KWD",
        lines: vec![("fee", "1.0005", ["0.952", "0.048", "1.000"])],
        sums: vec!["12.000"],
        year: ["12.000", "11.424", "0.576"],
    };
    vec![
        yen.accept(),
        yen.reject("to-even", ["1200", "1092", "108"], "halves of a yen that go to the even one"),
        yen.reject("in-hundredths", ["1206", "1096.32", "109.68"], "hundredths of a yen, as of a pound"),
        yen.reject("once-a-year", ["1206", "1096", "110"], "a year that is rounded as a whole"),
        yen.reject_lines("lines-in-hundredths", |line| line.money = ["92.00", "9.00", "101.00"], "lines in hundredths"),
        dinar.accept(),
        dinar.reject("up", ["12.012", "11.436", "0.576"], "halves of a fils that go up"),
        dinar.reject("in-hundredths", ["12.000", "11.40", "0.60"], "hundredths of a dinar, as of a pound"),
        dinar.reject_lines("lines-in-hundredths", |line| line.money[2] = "1.00", "lines with two decimals"),
    ]
}

fn by_the_bill() -> Vec<Draft> {
    let extra = with(&monthly("1.004"), &json!({"id": "extra"}));
    let bill = Case {
        name: "bill",
        title: "two fees that are rounded together in each bill",
        tariff: tariff("GBP", "1.004", "0.20", "period", "half_up", 2).component(&extra),
        currency: "GBP",
        lines: vec![
            ("fee", "1.004", ["251/300", "251/1500", "1.004"]),
            ("extra", "1.004", ["251/300", "251/1500", "1.004"]),
        ],
        sums: vec!["12.048", "12.048"],
        year: ["24.12", "20.16", "3.96"],
    };
    let off = with(&monthly("2.005"), &json!({"id": "off", "direction": "credit"}));
    let below = Case {
        name: "below-nothing",
        title: "half a penny of each bill that pays the customer, away from nothing",
        tariff: tariff("GBP", "1.00", "0.20", "period", "half_up", 2).component(&off),
        currency: "GBP",
        lines: vec![("fee", "1", ["5/6", "1/6", "1.00"]), ("off", "-2.005", ["-401/240", "-401/1200", "-2.005"])],
        sums: vec!["12.00", "-24.06"],
        year: ["-12.12", "-10.08", "-2.04"],
    };
    vec![
        bill.accept(),
        bill.reject("by-the-line", ["24.00", "19.92", "4.08"], "two fees that are rounded each by itself"),
        bill.reject("once-a-year", ["24.10", "20.08", "4.02"], "a year that is rounded as a whole"),
        bill.reject(
            "tax-left-over",
            ["24.12", "20.04", "4.08"],
            "a net amount that is rounded, and a tax that is left",
        ),
        bill.reject_lines(
            "lines-rounded",
            |line| line.money = ["0.84", "0.17", "1.00"],
            "lines with the amounts of a tariff that rounds lines",
        ),
        below.accept(),
        below.reject(
            "towards-nothing",
            ["-12.00", "-9.96", "-2.04"],
            "half a penny of a credit that goes towards nothing",
        ),
        below.reject("tax-cut-off", ["-12.12", "-10.20", "-1.92"], "a tax below nothing that is cut off"),
        below.reject("once-a-year", ["-12.06", "-10.05", "-2.01"], "a year that is rounded as a whole"),
    ]
}

fn of_tax() -> Vec<Draft> {
    let within = Case {
        name: "tax-within",
        title: "half a penny of the net amount that goes to the even one",
        tariff: tariff("GBP", "0.03", "0.20", "line", "half_even", 2),
        currency: "GBP",
        lines: vec![("fee", "0.03", ["0.02", "0.01", "0.03"])],
        sums: vec!["0.36"],
        year: ["0.36", "0.24", "0.12"],
    };
    let added = Case {
        name: "tax-added",
        title: "half a penny of the tax that comes to a fee, going up",
        tariff: tariff("GBP", "0.25", "0.10", "line", "half_up", 2).with("/tax/included", json!(false)),
        currency: "GBP",
        lines: vec![("fee", "0.25", ["0.25", "0.03", "0.28"])],
        sums: vec!["3.36"],
        year: ["3.36", "3.00", "0.36"],
    };
    vec![
        within.accept(),
        within.reject("up", ["0.36", "0.36", "0.00"], "half a penny of the net amount that goes up"),
        within.reject("once-a-year", ["0.36", "0.30", "0.06"], "a tax that is rounded once a year"),
        added.accept(),
        added.reject("to-even", ["3.24", "3.00", "0.24"], "half a penny of the tax that goes to the even one"),
        added.reject("once-a-year", ["3.30", "3.00", "0.30"], "a tax that is rounded once a year"),
    ]
}

/// What a reader says that keeps the first days of a promise since 1900 and cuts off the year.
fn since_1900() -> Vec<Draft> {
    let made = quote::shown_of(priced::year_since("1900-01-01"), &["core", "balance"]);
    let year = json!({"gross": "16.22", "net": "13.55", "tax": "2.67"});
    let price = json!({"status": "exact", "grade": "D", "year_one": year, "year_two": year, "leave_after_one_year": "16.22",
        "components": [{"component": "overdraft", "gross": "16.22"}], "lines": cost::hash(&quote::overdraft_lines())});
    let offer = offered(&made, &quote::overdraft(), &price);
    vec![
        Draft::reject_document("offer-figures/reject-longest-promise", &offer)
            .base(recomputed::EVERYBODY)
            .pointer("/price/grade")
            .recomputed_on(&[("own", quote::overdraft())], &made)
            .says(
                "a year said not to have been seen, of which a promise since 1900 covers every day",
                "the days that are priced are those that are cut off",
            ),
    ]
}
