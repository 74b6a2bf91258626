//! Stage `quote`: what tariffs cost on a file, and what keeps them from having a price.

use serde_json::{Value, json};

mod pools;
mod trades;

use super::{AUDIENCE, Draft, Made, bound, bundle, share};
use crate::{
    forge::{
        bank::{ACCOUNT, NOW},
        cost::{self, Line},
        energy::HOME,
        key,
        priced::{self, FEED_IN, GAS_OF_HOME, Home, MONTHS, REGISTER_OF_HOME, YEAR},
        share::{Share, Shown},
        signed::Signed,
        tariff::{Tariff, account, each, electricity, monthly, shop, used, with},
    },
    price::{Commitment, Component, IfAlso, Price, Sum},
    vector::{Answer, Op, Outcome},
};

const FEE: &str = "cost-explained/accept-fee";
const OVERDRAFT: &str = "cost-exact/accept-interest";
const FOUR_WEEKS: &str = "cost-replay/accept-four-weeks";
const HOURS: &str = "cost-replay/accept-short-day";
const ABROAD: &str = "cost-exact/accept-part-of-a-movement";

const RESTS: &str = "the one word that says what a figure is good for says something else";
const LOWEST: &str = "what cannot be priced looks like the lowest price";
const OTHER_FIGURE: &str = "two programs have two prices for one year of one person";

pub(super) fn vectors() -> Vec<Draft> {
    [figures(), unknowns(), data(), tariffs(), money(), comparisons(), pools::vectors(), trades::vectors()].concat()
}

/// A year of the account priced by one tariff.
fn on_year(id: &str, tariff: &Tariff) -> Draft {
    on(id, &bundle(priced::year()), tariff)
}

fn on(id: &str, made: &Made, tariff: &Tariff) -> Draft {
    let expect = Answer { outcome: Outcome::Accept, ..Answer::default() };
    let mut draft = Draft::new(id, made.archive.bytes(), expect);
    draft.vector.op = Op::Quote;
    draft.asking(|options| options.from = Some(YEAR.to_owned())).among("tariff", tariff)
}

impl Draft {
    /// One tariff more.
    fn among(mut self, name: &str, tariff: &Tariff) -> Self {
        let name = format!("{name}.json");
        self.vector.options.tariffs.push(name.clone());
        self.files.push((name, tariff.text().into_bytes()));
        self
    }

    /// One tariff more, signed.
    fn among_signed(mut self, tariff: &Signed) -> Self {
        "../../../trust/recipients.json".clone_into(&mut self.vector.trust);
        self.vector.options.tariffs.push("signed.jwt".to_owned());
        self.files.push(("signed.jwt".to_owned(), tariff.text().into_bytes()));
        self
    }

    /// Another one that is signed.
    fn and_signed(mut self, tariff: &Signed) -> Self {
        self.vector.options.tariffs.push("second.jwt".to_owned());
        self.files.push(("second.jwt".to_owned(), tariff.text().into_bytes()));
        self
    }

    /// The tariff of the present contract.
    fn beside_current(mut self, tariff: &Tariff) -> Self {
        self.vector.options.current = Some("current.json".to_owned());
        self.files.push(("current.json".to_owned(), tariff.text().into_bytes()));
        self
    }

    /// What the customer answers.
    fn answering(mut self, answers: &str) -> Self {
        self.vector.options.answers = Some("answers.json".to_owned());
        self.files.push(("answers.json".to_owned(), answers.as_bytes().to_vec()));
        self
    }

    /// The signed document is looked at as a tariff.
    fn of_tariff(mut self) -> Self {
        self.vector.op = Op::Tariff;
        self
    }

    /// Another year.
    fn in_year(self, from: &str) -> Self {
        self.asking(|options| options.from = Some(from.to_owned()))
    }

    /// It has this price.
    fn costs(mut self, price: Price) -> Self {
        self.vector.expect.prices.get_or_insert_default().push(price);
        self
    }

    /// It is refused for the requirement in whose folder it is, at `clause` of the tariff.
    fn refused(mut self, clause: &str) -> Self {
        let code = super::folder_code(&self.vector.id).expect("a rejecting vector is in the folder of a requirement");
        self.vector.expect.outcome = Outcome::Reject;
        self.vector.expect.stage = Some(code.stage());
        self.warned().pointer(clause)
    }
}

/// A price of the usual tariff: status, and the first year with tax, without, and the tax.
fn price(status: &str, year: [&str; 3]) -> Price {
    let [gross, net, tax] = year.map(str::to_owned);
    Price {
        tariff: "urn:example:simple".to_owned(),
        status: status.to_owned(),
        grade: None,
        year_one: Some(Sum { gross, net, tax }),
        year_two: None,
        commitment: None,
        leave_after_one_year: None,
        switch_cost: None,
        if_also: None,
        components: None,
        lines: None,
    }
}

impl Price {
    fn graded(self, grade: &str) -> Self {
        Self { grade: Some(grade.to_owned()), ..self }
    }

    fn then(self, year: [&str; 3]) -> Self {
        let [gross, net, tax] = year.map(str::to_owned);
        Self { year_two: Some(Sum { gross, net, tax }), ..self }
    }

    fn of(self, components: &[(&str, &str)]) -> Self {
        let one = |(component, gross): &(&str, &str)| Component {
            component: (*component).to_owned(),
            gross: (*gross).to_owned(),
        };
        Self { components: Some(components.iter().map(one).collect()), ..self }
    }

    fn leaving(self, gross: &str) -> Self {
        Self { switch_cost: Some(gross.to_owned()), ..self }
    }

    /// With the first year if one condition were other than it is counted.
    fn or(self, component: &str, holds: bool, gross: &str) -> Self {
        let other = IfAlso { components: vec![component.to_owned()], holds, gross: gross.to_owned() };
        Self { if_also: Some(vec![other]), ..self }
    }

    fn by(self, lines: &[Line<'_>]) -> Self {
        Self { lines: Some(cost::hash(lines)), ..self }
    }
}

/// Interest on what is below zero: a thousandth a day.
fn interest() -> Value {
    json!({"kind": "balance", "id": "overdraft", "label": "Overdraft", "direction": "charge", "side": "debit",
        "rate": "0.365", "day_count": "ACT/365F"})
}

pub(super) fn overdraft() -> Tariff {
    account().components(&[interest()])
}

fn abroad() -> Tariff {
    account().components(&[each("abroad", &json!({"is_foreign": true}), &json!({"percent": "0.02", "min": "1.50"}))])
}

/// The lines of the overdraft: days below zero, and what they come to, by length of the month.
pub(super) fn overdraft_lines() -> Vec<Line<'static>> {
    MONTHS
        .into_iter()
        .map(|(month, days)| {
            let (quantity, price, exact, money) = match days {
                30 => ("16", "0.0819375", "1.311", ["1.09", "0.22", "1.31"]),
                31 => ("17", "0.083", "1.411", ["1.18", "0.23", "1.41"]),
                _ => ("14", "1111/14000", "1.111", ["0.93", "0.18", "1.11"]),
            };
            Line {
                component: "overdraft",
                period: month,
                quantity,
                unit: "day",
                price,
                exact,
                money,
                clause: "/components/0",
                records: priced::names(month),
            }
        })
        .collect()
}

pub(super) fn fee_lines() -> Vec<Line<'static>> {
    let line = |(month, _): (&'static str, u32)| Line {
        component: "fee",
        period: month,
        quantity: "1",
        unit: "month",
        price: "3",
        exact: "3",
        money: ["2.50", "0.50", "3.00"],
        clause: "/components/0",
        records: Vec::new(),
    };
    MONTHS.into_iter().map(line).collect()
}

/// A fee and what is taken off, without tax, rounded in one way.
fn halves(mode: &str, fee: &str, off: &str) -> Tariff {
    account()
        .components(&[monthly(fee), with(&monthly(off), &json!({"id": "off", "direction": "credit"}))])
        .with("/tax", json!({"included": true, "rate": "0"}))
        .with("/rounding/mode", json!(mode))
}

fn quarterly(anchor: &str) -> Tariff {
    account().with("/billing", json!({"anchor": anchor, "period": "P3M"}))
}

/// Lines of a fee of 3.00, by billing period and how many months begin in it.
fn quarters(periods: &[(&'static str, u32)]) -> Vec<Line<'static>> {
    let line = |(period, months): &(&'static str, u32)| {
        let (quantity, exact, money) = match months {
            1 => ("1", "3", ["2.50", "0.50", "3.00"]),
            2 => ("2", "6", ["5.00", "1.00", "6.00"]),
            _ => ("3", "9", ["7.50", "1.50", "9.00"]),
        };
        Line {
            component: "fee",
            period,
            quantity,
            unit: "month",
            price: "3",
            exact,
            money,
            clause: "/components/0",
            records: Vec::new(),
        }
    };
    periods.iter().map(line).collect()
}

fn figures() -> Vec<Draft> {
    let yearly = |at: &str| {
        account().components(&[with(&monthly("100.00"), &json!({"per": "P1Y"}))]).with("/rounding/at", at.into())
    };
    let withdrawals =
        each("cash", &json!({"kind": ["cash_out"]}), &json!({"amount": "1.50", "free": {"n": 1, "per": "P3M"}}));
    let windows = || {
        let price =
            |id: &str, price: &str| with(&used("electricity.import", "kWh", price), &json!({"id": id, "window": id}));
        electricity()
            .windows(json!({"day": {"slots": [{"from": "06:00", "to": "22:00"}]}, "night": {"otherwise": ["day"]}}))
            .components(&[price("day", "0.30"), price("night", "0.10")])
    };
    let kept = json!({"quantity": "1095", "per": "P3M", "rollover": "P1M"});
    let steps = electricity()
        .with("/components/0/increment", json!({"step": "100", "per": "period"}))
        .with("/billing/period", json!("P3M"));
    let welcome = account().components(&[
        with(&monthly("0.00"), &json!({"phase": {"to": "P6M"}})),
        with(&monthly("20.00"), &json!({"id": "later", "phase": {"from": "P6M"}})),
    ]);
    let bound = account()
        .with("/commitment", json!({"renewal": "rolling", "term": "P24M"}))
        .with("/exit", json!([{"label": "Early leaving", "per_month_left": "1.00"}]));
    let if_agreed = with(&interest(), &json!({"when": [{"fact": "agreed", "is": "yes"}]}));
    let with_overdraft_if_agreed = account().component(&if_agreed);
    let later = electricity().components(&[
        monthly("3.00"),
        with(&used("electricity.import", "kWh", "0.30"), &json!({"phase": {"from": "P24M"}})),
    ]);
    let credit = json!({"id": "fed_in", "direction": "credit", "when": [{"fact": "solar", "is": "yes"}]});
    let fed_in = electricity().component(&with(&used("electricity.export", "kWh", "0.05"), &credit));
    let mut term = price("exact", ["36.00", "30.00", "6.00"]);
    term.commitment = Some(Commitment { months: 24, gross: "72.00".to_owned() });
    term.leave_after_one_year = Some("48.00".to_owned());
    vec![
        on_year(FEE, &account())
            .costs(
                price("exact", ["36.00", "30.00", "6.00"])
                    .graded("A")
                    .then(["36.00", "30.00", "6.00"])
                    .of(&[("fee", "36.00")])
                    .by(&fee_lines()),
            )
            .says("twelve fees, and the lines they stand in", OTHER_FIGURE),
        on_year("cost-exact/accept-tax-added", &account().with("/tax/included", json!(false)))
            .costs(price("exact", ["43.20", "36.00", "7.20"]))
            .says("a fee to which tax comes", "a fifth of a price is lost"),
        on_year(OVERDRAFT, &overdraft())
            .costs(
                price("exact", ["16.22", "13.55", "2.67"])
                    .graded("A")
                    .of(&[("overdraft", "16.22")])
                    .by(&overdraft_lines()),
            )
            .says("interest for days below zero, with a price that has no end as a decimal", OTHER_FIGURE),
        on_year("cost-exact/accept-rounded-at-line", &yearly("line"))
            .costs(price("exact", ["99.98", "83.35", "16.63"]))
            .says("a yearly fee in twelve lines, each of them rounded by itself", "what is left over is carried along"),
        on_year("cost-exact/accept-rounded-at-total", &yearly("total"))
            .costs(price("exact", ["100.00", "83.33", "16.67"]))
            .says("a yearly fee in twelve lines that are rounded together", "a year costs two pence less than it does"),
        on_year("cost-exact/accept-halves-up", &halves("half_up", "1.005", "0.335"))
            .costs(price("exact", ["8.04", "8.04", "0.00"]).of(&[("fee", "12.12"), ("off", "-4.08")]))
            .says("halves of a penny, charged and credited, that go away from nothing", OTHER_FIGURE),
        on_year("cost-exact/accept-halves-even", &halves("half_even", "1.005", "0.335"))
            .costs(price("exact", ["7.92", "7.92", "0.00"]).of(&[("fee", "12.00"), ("off", "-4.08")]))
            .says("halves of a penny, charged and credited, that go to the even penny", OTHER_FIGURE),
        on_year("cost-exact/accept-rounded-down", &halves("down", "1.009", "0.339"))
            .costs(price("exact", ["8.04", "8.04", "0.00"]).of(&[("fee", "12.00"), ("off", "-3.96")]))
            .says("parts of a penny, charged and credited, that are left out", OTHER_FIGURE),
        on_year("cost-exact/accept-rounded-up", &halves("up", "1.001", "0.331"))
            .costs(price("exact", ["8.04", "8.04", "0.00"]).of(&[("fee", "12.12"), ("off", "-4.08")]))
            .says("parts of a penny, charged and credited, that are made whole", OTHER_FIGURE),
        on_year("cost-explained/accept-quarters-of-the-calendar", &quarterly("calendar"))
            .in_year("2026-02-01")
            .costs(price("exact", ["36.00", "30.00", "6.00"]).by(&quarters(&[
                ("2026-02-01/2026-04-01", 2),
                ("2026-04-01/2026-07-01", 3),
                ("2026-07-01/2026-10-01", 3),
                ("2026-10-01/2027-01-01", 3),
                ("2027-01", 1),
            ])))
            .says("bills of the quarters of the calendar, in a year that begins within one", OTHER_FIGURE),
        on_year("cost-explained/accept-quarters-of-the-contract", &quarterly("contract"))
            .in_year("2026-02-01")
            .costs(price("exact", ["36.00", "30.00", "6.00"]).by(&quarters(&[
                ("2026-02-01/2026-05-01", 3),
                ("2026-05-01/2026-08-01", 3),
                ("2026-08-01/2026-11-01", 3),
                ("2026-11-01/2027-02-01", 3),
            ])))
            .says("bills of every three months of a contract", OTHER_FIGURE),
        on_year(ABROAD, &abroad())
            .costs(price("exact", ["24.00", "20.04", "3.96"]))
            .says("two per cent of what was paid abroad", OTHER_FIGURE),
        on_year("cost-exact/accept-least-of-a-movement", &abroad().with("/components/0/min", json!("2.50")))
            .costs(price("exact", ["30.00", "24.96", "5.04"]))
            .says("two per cent of what was paid abroad, and 2.50 at least", OTHER_FIGURE),
        on_year("cost-exact/accept-first-free", &account().components(&[withdrawals]))
            .costs(price("exact", ["12.00", "10.00", "2.00"]))
            .says("withdrawals of which the first of a quarter is free", OTHER_FIGURE),
        on_year(
            "cost-exact/accept-discount-and-least",
            &account()
                .component(&json!({"kind": "percent", "id": "off", "label": "Off", "direction": "credit", "of": ["fee"], "rate": "0.25"}))
                .component(&json!({"kind": "clamp", "id": "least", "label": "Least", "direction": "charge", "of": ["fee", "off"], "min": "2.40"})),
        )
        .costs(price("exact", ["28.80", "24.00", "4.80"]).of(&[("fee", "36.00"), ("off", "-9.00"), ("least", "1.80")]))
        .says("a quarter off, and 2.40 at least", OTHER_FIGURE),
        on_year(
            "cost-exact/accept-condition",
            &account().with("/components/0/when", json!([{"metric": "inflow", "lt": "1273.01"}])).component(&with(
                &monthly("1.00"),
                &json!({"id": "low", "when": [{"metric": "min_balance", "lt": "-103.00"}]}),
            )),
        )
        .costs(price("exact", ["36.00", "30.00", "6.00"]))
        .says("a fee below an amount paid in, and one below a balance", "a bound belongs to both sides of it"),
        on_year("cost-exact/accept-phases", &welcome)
            .costs(price("exact", ["120.00", "100.02", "19.98"]).then(["240.00", "200.04", "39.96"]))
            .says("nothing for six months, then a fee", "the second year is taken to be as the first"),
        on_year("cost-exact/accept-term", &bound)
            .costs(term)
            .says("two years, and what leaving after one of them costs", "who leaves early pays what nobody told"),
        on("cost-status/accept-does-not-count", &bundle(priced::last_months(2)), &with_overdraft_if_agreed)
            .answering(r#"{"facts":{"agreed":"no"}}"#)
            .costs(price("exact", ["36.00", "30.00", "6.00"]).graded("D"))
            .says("two months of records, and interest on them under a condition that does not hold", RESTS),
        on("cost-status/accept-counts", &bundle(priced::last_months(2)), &with_overdraft_if_agreed)
            .answering(r#"{"facts":{"agreed":"yes"}}"#)
            .costs(price("projected", ["52.22", "43.55", "8.67"]).graded("D"))
            .says("two months of records, and interest on them under a condition that holds", RESTS),
        on(
            "cost-status/accept-condition",
            &bundle(priced::last_months(2)),
            &account().with("/components/0/when", json!([{"metric": "inflow", "lt": "1273.01"}])),
        )
        .costs(price("projected", ["36.00", "30.00", "6.00"]).graded("D"))
        .says("a fee under a condition on what was paid in, in two months of records", RESTS),
        on("cost-status/accept-later-phase", &bundle(Home::DAYS.plan()), &later)
            .costs(price("exact", ["36.00", "30.00", "6.00"]).graded("D"))
            .says("a price for use from the third year on, of which no figure has any", RESTS),
        on("cost-status/accept-credit-without-data", &bundle(Home::DAYS.plan()), &fed_in)
            .answering(r#"{"facts":{"solar":"no"}}"#)
            .costs(price("projected", ["1314.00", "1095.00", "219.00"]).graded("D"))
            .says("a credit for feed-in that does not count, without a record of feed-in", "a figure is called an upper bound that is none"),
        on("cost-replay/accept-months", &bundle(priced::last_months(2)), &overdraft())
            .costs(price("projected", ["16.22", "13.55", "2.67"]).graded("D"))
            .says("a year from February and March", "two months are multiplied by six"),
        // A quarter has 1092, 1104, 1104 and 1080 kWh: the 3 that are left of the first are used in July.
        on("cost-exact/accept-kept", &bundle(Home::DAYS.plan()), &electricity().with("/components/0/included", kept))
            .costs(price("projected", ["4.50", "3.75", "0.75"]))
            .says("what is left of a quarter, used in the month after it", OTHER_FIGURE),
        // 1100, 1200, 1200 and 1100 kWh.
        on("cost-exact/accept-steps-of-a-bill", &bundle(Home::DAYS.plan()), &steps)
            .costs(price("projected", ["1380.00", "1150.00", "230.00"]))
            .says("the use of a quarter, rounded up to a step", OTHER_FIGURE),
        on(FOUR_WEEKS, &bundle(Home::DAYS.plan()), &electricity())
            .costs(price("projected", ["1314.00", "1095.00", "219.00"]).graded("D"))
            .says("a year from four weeks of electricity", "four weeks are multiplied by thirteen"),
        on(HOURS, &bundle(Home::HOURS.plan()), &windows())
            .costs(price("projected", ["1020.75", "850.62", "170.13"]))
            .says("two prices by the hour, on four weeks with a day of 23 hours", "an hour is missing, or there is one too many"),
    ]
}

fn unknowns() -> Vec<Draft> {
    let extra = |own: Value| account().component(&with(&with(&monthly("2.00"), &json!({"id": "extra"})), &own));
    let late = json!({"when": [{"fact": "pays_late", "is": "yes"}]});
    let on_time = json!({"when": [{"fact": "pays_on_time", "is": "yes"}], "direction": "credit", "contingent": true});
    let paid_early = json!({"when": [{"fact": "pays_early", "is": "yes"}], "direction": "credit"});
    vec![
        on_year("cost-unknown/accept-charge", &extra(late.clone()))
            .costs(price("bounded", ["60.00", "50.04", "9.96"]).or("extra", false, "36.00"))
            .says("a charge under a condition that nobody answered", LOWEST),
        on_year("cost-unknown/accept-charge-answered", &extra(late))
            .answering(r#"{"facts":{"pays_late":"no"}}"#)
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says("a charge under a condition that does not hold", OTHER_FIGURE),
        on_year("cost-unknown/accept-credit", &extra(paid_early))
            .costs(price("bounded", ["36.00", "30.00", "6.00"]))
            .says(
                "a credit under a condition that nobody answered",
                "a price that may be lower passes for the exact one",
            ),
        on_year("cost-unknown/accept-discount", &extra(on_time))
            .costs(price("exact", ["36.00", "30.00", "6.00"]).or("extra", true, "12.00"))
            .says("a discount contingent on what nobody proved", LOWEST),
        on_year("quote-fact-answered/accept-answered", &beyond())
            .answering(r#"{"facts":{"arranged_limit":"40"}}"#)
            .costs(price("exact", ["985.00", "820.82", "164.18"]))
            .says("a fee beyond a limit that is answered", LOWEST),
        on_year("quote-fact-answered/reject-unanswered", &beyond())
            .base("quote-fact-answered/accept-answered")
            .refused("/components/0")
            .says("a fee beyond a limit that nobody knows", LOWEST),
        on_year("quote-facts/accept-answers", &account())
            .answering(r#"{"facts":{"student":"yes"},"choices":{"bill":"online"},"holidays":["2025-12-25"]}"#)
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says("answers that no tariff asks for", "one set of answers cannot be used for many tariffs"),
        on_year("quote-facts/reject-unknown-member", &account())
            .answering(r#"{"student":"yes"}"#)
            .base("quote-facts/accept-answers")
            .refused_unplaced()
            .says("an answer outside of `facts`", "an answer is given and not heard"),
        on_year("quote-facts/reject-answered-twice", &account())
            .answering(r#"{"facts":{"student":"yes","student":"no"}}"#)
            .base("quote-facts/accept-answers")
            .refused_unplaced()
            .says("one question with two answers", OTHER_FIGURE),
    ]
}

impl Draft {
    /// It is refused, and no place in a tariff is the reason.
    fn refused_unplaced(self) -> Self {
        let mut draft = self.refused("");
        draft.vector.expect.findings[0].pointer = None;
        draft
    }
}

/// A fee for each day beyond the arranged limit.
fn beyond() -> Tariff {
    account().components(&[json!({"kind": "balance", "id": "beyond", "label": "Beyond", "direction": "charge",
        "side": "debit", "from": "arranged_limit", "blocks": [{"amount_per_day": "5.00"}]})])
}

/// A share of a year of the account, with these groups of its movements.
pub(super) fn shown(groups: &[&str]) -> Made {
    let shown = vec![Shown::rows("m1", &[(0, 1)]), Shown::fields("t1", &[(0, 72)], groups)];
    share(priced::year(), &Share { shown, binding: Some(bound()), ..Share::default() })
}

fn data() -> Vec<Draft> {
    let home = |home: Home| bundle(home.plan());
    let gas = |unit: &str| electricity().components(&[used("gas", unit, "0.10")]);
    let feed_in = electricity()
        .component(&with(&used("electricity.export", "kWh", "0.05"), &json!({"id": "feed-in", "direction": "credit"})));
    let without = |member: &'static str| {
        bundle(priced::year_with(&move |row| drop(row.as_object_mut().expect("a row").remove(member))))
    };
    let day_price = || {
        let price = with(&used("electricity.import", "kWh", "0.30"), &json!({"window": "day"}));
        let night = with(&used("electricity.import", "kWh", "0.10"), &json!({"id": "night", "window": "night"}));
        electricity().components(&[price, night])
    };
    let calendar = |to: &str| {
        day_price()
            .with(
                "/calendars",
                json!({"holidays": {"dates": ["2026-12-25"], "known": {"from": "2025-01-01", "to": to}}}),
            )
            .windows(json!({"day": {"slots": [{"except": ["holidays"]}]}, "night": {"otherwise": ["day"]}}))
    };
    let hours = || {
        day_price()
            .windows(json!({"day": {"slots": [{"from": "06:00", "to": "22:00"}]}, "night": {"otherwise": ["day"]}}))
    };
    vec![
        on("quote-coverage/accept-one-month", &bundle(priced::last_months(1)), &overdraft())
            .costs(price("projected", ["16.22", "13.55", "2.67"]).graded("D"))
            .says("one month", "a month of March days stands for a February day that was not"),
        on("quote-coverage/reject-part-of-a-month", &bundle(priced::most_of_march()), &overdraft())
            .base("quote-coverage/accept-one-month")
            .refused("/components/0")
            .says("a month without its first two days", "a rent that was paid on the second is missing, twelve times"),
        on("quote-coverage/reject-27-days", &home(Home { days: 27, ..Home::DAYS }), &electricity())
            .base(FOUR_WEEKS)
            .refused("/components/0")
            .says("27 days of a meter", "a fortnight of holidays stands for a year"),
        on("quote-data-present/accept-no-export", &home(Home { exports: Some(false), ..Home::DAYS }), &feed_in)
            .costs(price("projected", ["1314.00", "1095.00", "219.00"]))
            .says("feed-in, where the supply point says that there is none", LOWEST),
        on("quote-data-present/reject-no-balance", &without("running_balance"), &overdraft())
            .base(OVERDRAFT)
            .refused("/components/0")
            .says("an overdraft on movements without balances", LOWEST),
        on("quote-service/reject-gas-on-electricity", &home(Home::DAYS), &gas("kWh"))
            .base("quote-unit/accept-same")
            .refused("/sector")
            .says("gas, on a home of which only electricity is known", LOWEST),
        on("quote-service/reject-account-on-electricity", &home(Home::DAYS), &account())
            .base(FEE)
            .refused("/sector")
            .says(
                "an account with a monthly fee, on a home",
                "a fee that needs no records is exact on the records of anything",
            ),
        on("quote-data-shown/accept-balance", &shown(&["core", "balance"]), &overdraft())
            .costs(price("exact", ["16.22", "13.55", "2.67"]).by(&overdraft_lines()))
            .says("an overdraft on a share with balances", OTHER_FIGURE),
        on("quote-data-shown/reject-balance-withheld", &shown(&["core"]), &overdraft())
            .base("quote-data-shown/accept-balance")
            .refused("/components/0")
            .says("an overdraft on a share without balances", "what is withheld costs nothing"),
        on("quote-data-fine/reject-no-hours", &home(Home::DAYS), &hours())
            .base(HOURS)
            .refused("/components/0")
            .says("two prices by the hour on the sums of days", "all of a day is priced as if it were night"),
        on("quote-calendar-known/accept-all-of-the-year", &home(Home::HOURS), &calendar("2026-04-01"))
            .says("holidays of all the year", OTHER_FIGURE),
        on("quote-calendar-known/reject-last-day", &home(Home::HOURS), &calendar("2026-03-31"))
            .base("quote-calendar-known/accept-all-of-the-year")
            .refused("/components/0")
            .says(
                "holidays of all the year but its last day",
                "a holiday that is not known yet costs as a working day",
            ),
        on("quote-unit/accept-same", &home(Home { fuel: "gas", unit: "m3", ..Home::DAYS }), &gas("m3"))
            .costs(price("projected", ["438.00", "365.00", "73.00"]))
            .says("gas by the cubic metre, measured in cubic metres", OTHER_FIGURE),
        on("quote-unit/reject-volume-as-energy", &home(Home { fuel: "gas", unit: "m3", ..Home::DAYS }), &gas("kWh"))
            .base("quote-unit/accept-same")
            .refused("/components/0")
            .says("gas by the kilowatt-hour, measured in cubic metres", "a cubic metre is taken for a kilowatt-hour"),
        on("quote-one-thing/accept-named", &bundle(priced::two_accounts()), &overdraft())
            .asking(|options| options.thing = Some(ACCOUNT.to_owned()))
            .costs(price("exact", ["16.22", "13.55", "2.67"]).by(&overdraft_lines()))
            .says("one of two accounts", OTHER_FIGURE),
        on("quote-one-thing/reject-two-accounts", &bundle(priced::two_accounts()), &overdraft())
            .base("quote-one-thing/accept-named")
            .refused("/components/0")
            .says("two accounts together", "two accounts cost as much as one"),
        on("quote-currency/reject-other", &bundle(priced::year()), &overdraft().with("/currency", json!("EUR")))
            .base(OVERDRAFT)
            .refused("/components/0")
            .says("a tariff in euro on an account in pounds", "a pound is taken for a euro"),
        on("quote-match-known/accept-answered", &without("is_foreign"), &abroad())
            .answering(r#"{"facts":{"foreign_use":"no"}}"#)
            .costs(price("exact", ["0.00", "0.00", "0.00"]))
            .says("movements of which nothing says whether they were foreign, and an answer", OTHER_FIGURE),
        on("quote-match-known/warn-unknown", &without("is_foreign"), &abroad())
            .base("quote-match-known/accept-answered")
            .warned()
            .pointer("/components/0")
            .costs(price("bounded", ["647.52", "539.64", "107.88"]))
            .says("movements of which nothing says whether they were foreign", LOWEST),
        on(
            "head-signature/reject-priced",
            &bundle(crate::forge::head::Plan { signature: Some(|bytes| bytes[9] ^= 1), ..priced::year() }),
            &account(),
        )
        .base(FEE)
        .refused_unplaced()
        .entry("head.sdjwt")
        .says("a price on a file that was changed", "a price rests on figures that nobody signed"),
    ]
}

fn tariffs() -> Vec<Draft> {
    let student = || account().with("/eligibility", json!([{"fact": "student", "is": "yes"}]));
    let unmodelled =
        |effect: &str| account().with("/unmodelled/-", json!({"effect": effect, "text": "Other fees may apply"}));
    let first = with(&monthly("3.00"), &json!({"phase": {"to": "P12M"}}));
    let fee = price("exact", ["36.00", "30.00", "6.00"]);
    vec![
        on("quote-year/accept-another", &bundle(priced::year()), &account())
            .in_year("2027-01-01")
            .costs(fee.clone())
            .says("a year to come", OTHER_FIGURE),
        on("quote-year/reject-middle-of-a-month", &bundle(priced::year()), &account())
            .in_year("2027-01-15")
            .base("quote-year/accept-another")
            .refused("")
            .says("a year from the 15th of a month", "a month is charged twice, or not at all"),
        on_year("quote-eligible/accept-not-answered", &student())
            .costs(fee.clone())
            .says("an account for students, and nobody said whether they are one", OTHER_FIGURE),
        on_year("quote-eligible/reject-no", &student())
            .answering(r#"{"facts":{"student":"no"}}"#)
            .base("quote-eligible/accept-not-answered")
            .refused("/eligibility/0")
            .says("an account for students, and the customer is none", "a price that one cannot have wins"),
        on_year(
            "quote-in-force/accept-first-day",
            &account().with("/saleable/from", json!(YEAR)).with("/priced/from", json!(YEAR)),
        )
        .costs(fee.clone())
        .says("a tariff of the first day of the year", OTHER_FIGURE),
        on_year("quote-in-force/reject-no-longer-sold", &account().with("/saleable/to", json!(YEAR)))
            .base("quote-in-force/accept-first-day")
            .refused("/saleable")
            .says("a tariff that could be had up to the day before", "a price of the past wins"),
        on_year("quote-in-force/reject-no-longer-charged", &account().with("/priced/to", json!(YEAR)))
            .base("quote-in-force/accept-first-day")
            .refused("/priced")
            .says("prices that were charged up to the day before", "a price of the past wins"),
        on_year("quote-in-force/reject-not-yet-charged", &account().with("/priced/from", json!("2025-04-02")))
            .base("quote-in-force/accept-first-day")
            .refused("/priced")
            .says("prices that are charged from the second day on", "a month is priced that costs something else"),
        on_year("quote-all-priced/accept-decrease", &unmodelled("none"))
            .costs(fee.clone())
            .says("something left out that changes nothing", OTHER_FIGURE),
        on_year("quote-all-priced/accept-lower", &unmodelled("decrease"))
            .costs(Price { status: "bounded".to_owned(), ..fee.clone() })
            .says("something left out that can only make the price lower", LOWEST),
        on_year("quote-all-priced/warn-unknown", &unmodelled("unknown"))
            .base("quote-all-priced/accept-decrease")
            .warned()
            .pointer("/unmodelled/0")
            .costs(Price { status: "incomplete".to_owned(), ..fee.clone() })
            .says("something left out with an effect nobody knows", LOWEST),
        on_year(
            "quote-second-year/accept-successor",
            &account().components(&[
                first.clone(),
                with(&monthly("5.00"), &json!({"id": "later", "phase": {"from": "P12M"}})),
            ]),
        )
        .costs(fee.clone().then(["60.00", "50.04", "9.96"]))
        .says("a fee for a year, and a higher one from then on", "the second year is taken to be as the first"),
        on_year("quote-second-year/warn-none", &account().components(&[first]))
            .base("quote-second-year/accept-successor")
            .warned()
            .pointer("/components/0")
            .costs(fee)
            .says("a fee for a year, and nothing about later", "the second year costs nothing"),
        on_year(
            "quote-second-year/warn-half-a-year",
            &account().components(&[with(&monthly("3.00"), &json!({"phase": {"to": "P6M"}}))]),
        )
        .base("quote-second-year/accept-successor")
        .warned()
        .pointer("/components/0")
        .costs(price("incomplete", ["18.00", "15.00", "3.00"]))
        .says("a fee for half a year, and nothing about later", "half a year wins against a whole one"),
        on_year(
            "quote-second-year/warn-half-a-year-of-one",
            &account().components(&[
                with(&monthly("3.00"), &json!({"phase": {"to": "P12M"}})),
                with(&monthly("1.00"), &json!({"id": "half", "phase": {"to": "P6M"}})),
            ]),
        )
        .base("quote-second-year/accept-successor")
        .warned()
        .pointer("/components/1")
        .costs(price("incomplete", ["42.00", "34.98", "7.02"]))
        .says(
            "a fee for a year and one for half a year, and nothing about later",
            "half a year wins against a whole one",
        ),
    ]
}

fn money() -> Vec<Draft> {
    let purchase = || bundle(priced::purchase());
    let other = shop().with("/components/0/prices/0/gtin", json!("00000000000017"));
    let bought = price("projected", ["35.76", "29.76", "6.00"]);
    let fee = || price("exact", ["36.00", "30.00", "6.00"]);
    let registers = |id: &str, registers: [&str; 2]| on(id, &bundle(priced::home_under_two(registers)), &electricity());
    let two_bills = |id: &str, second: (&str, &str)| {
        on(id, &bundle(priced::home_with_two_bills(second)), &electricity())
            .beside_current(&electricity().named("urn:example:now", "Now"))
            .costs(price("projected", ["1314.00", "1095.00", "219.00"]))
    };
    let under = |draft: Draft, leaving: &str| {
        draft.costs(price("projected", ["1314.00", "1095.00", "219.00"]).leaving(leaving))
    };
    let under_two = |id: &str, other: &str, cost: Price| {
        on(id, &bundle(priced::year_under_two(other)), &account())
            .asking(|options| options.thing = Some(ACCOUNT.to_owned()))
            .costs(cost)
    };
    vec![
        on("quote-goods-tax/accept-both", &purchase(), &shop())
            .costs(bought)
            .says("a list with tax for a purchase with tax", OTHER_FIGURE),
        on("quote-goods-tax/reject-one", &purchase(), &shop().with("/tax/included", json!(false)))
            .base("quote-goods-tax/accept-both")
            .refused("/components/0")
            .says("a list without tax for a purchase with tax", "tax is counted once too often, or not at all"),
        on("quote-goods-listed/warn-missing", &purchase(), &other)
            .base("quote-goods-tax/accept-both")
            .warned()
            .pointer("/components/0")
            .costs(price("incomplete", ["0.00", "0.00", "0.00"]))
            .says("a list on which nothing stands that was bought", "the shop with the shortest list is the cheapest"),
        under_two("quote-contract-once/accept-two-accounts", priced::OTHER_ACCOUNT, fee().leaving("25.00"))
            .says("a contract over the account and one over another account", "what leaving costs is never said"),
        under_two("quote-contract-once/warn-one-account", ACCOUNT, fee())
            .base("quote-contract-once/accept-two-accounts")
            .warned()
            .says(
                "two contracts in force over one account, with other charges for leaving",
                "what leaving costs is taken from the contract that is not left",
            ),
        // The contract over what is taken is left; the one over what is fed in stays.
        under(registers("quote-contract-once/accept-import-and-export", [REGISTER_OF_HOME, FEED_IN]), "25.00").says(
            "a contract for what is taken, and one for what is fed in",
            "a customer with panels is never told what leaving costs",
        ),
        registers("quote-contract-once/warn-one-register", [REGISTER_OF_HOME, REGISTER_OF_HOME])
            .costs(price("projected", ["1314.00", "1095.00", "219.00"]))
            .base("quote-contract-once/accept-import-and-export")
            .warned()
            .says("two contracts over one register", "what leaving costs is taken from the contract that is not left"),
        on_year("quote-back-test/accept-same", &account())
            .beside_current(&account().named("urn:example:now", "Now"))
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says("a present contract that comes to what was billed", OTHER_FIGURE),
        on_year("quote-back-test/warn-other", &account())
            .beside_current(&account().components(&[monthly("2.90")]).named("urn:example:now", "Now"))
            .base("quote-back-test/accept-same")
            .warned()
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says(
                "a present contract that comes to three per cent less than was billed",
                "a reckoning that was wrong about last year is believed about the next",
            ),
        two_bills("quote-back-test/accept-other-fuel", ("gas", GAS_OF_HOME)).says(
            "a bill for electricity that the tariff comes to, and one for gas",
            "a reckoning that is right is called wrong wherever a home has two fuels",
        ),
        two_bills("quote-back-test/warn-second-bill", ("electricity", HOME))
            .base("quote-back-test/accept-other-fuel")
            .warned()
            .says("two bills for electricity, of which the tariff comes to one", OTHER_FIGURE),
    ]
}

fn comparisons() -> Vec<Draft> {
    let second = account().components(&[monthly("2.00")]).with("/version", json!("2"));
    let key_named = |kid: &str| account().with("/provider/key_id", kid.into());
    let signed = |tariff: &Tariff| Signed {
        key: key::APP,
        typ: "pannier-signed-tariff+jwt",
        payload: json!({"v": 1, "iss": AUDIENCE, "iat": NOW - 3600, "tariff": tariff.text()}),
        header: None,
        text: None,
        document: None,
    };
    let named = |price: Price, id: &str| Price { tariff: id.to_owned(), ..price };
    vec![
        on_year("quote-version-once/accept-two-versions", &account())
            .among("second", &second)
            .costs(price("exact", ["24.00", "20.04", "3.96"]))
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says("two versions of one tariff", "of two versions only one is priced"),
        on_year("quote-version-once/reject-two-texts", &account())
            .among("second", &second.with("/version", json!("1")))
            .base("quote-version-once/accept-two-versions")
            .refused("/version")
            .says("two prices of one version", OTHER_FIGURE),
        on_year("quote-version-once/accept-other-provider", &account())
            .among("namesake", &account().components(&[monthly("2.00")]).with("/provider/id", "GB-00000042".into()))
            .costs(price("exact", ["24.00", "20.04", "3.96"]))
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says(
                "two providers of one name, each with a tariff of its own",
                "whoever takes the name of a provider takes its tariffs out of the ranking",
            ),
        on_year("quote-version-once/reject-other-name", &account())
            .among(
                "renamed",
                &account().components(&[monthly("2.00")]).with("/provider/name", "Example Provider plc".into()),
            )
            .base("quote-version-once/accept-other-provider")
            .refused("/version")
            .says("two prices of one version by one provider under two names", OTHER_FIGURE),
        // The plain one of 1.00 was put into the folder by anybody.
        on_year("quote-version-once/accept-signed-first", &account().components(&[monthly("1.00")]))
            .among_signed(&signed(&account()))
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says(
                "a plain price of a version beside one that its provider signed",
                "whoever puts a file into a folder takes a tariff out of the ranking, or lowers it",
            ),
        on_year("quote-version-once/reject-two-signed", &account().components(&[monthly("1.00")]))
            .among_signed(&signed(&account()))
            .and_signed(&signed(&account().components(&[monthly("4.00")])))
            .base("quote-version-once/accept-signed-first")
            .refused("/version")
            .says("two prices of one version, both signed", OTHER_FIGURE),
        on_year("cost-rank/accept-lowest-first", &account())
            .among(
                "bounded",
                &account()
                    .components(&[with(&monthly("1.00"), &json!({"when": [{"fact": "pays_late", "is": "yes"}]}))])
                    .named("urn:example:bounded", "Bounded"),
            )
            .among("low", &account().components(&[monthly("0.50")]).named("urn:example:low", "Low"))
            .costs(named(price("exact", ["6.00", "5.04", "0.96"]), "urn:example:low"))
            .costs(named(price("bounded", ["12.00", "9.96", "2.04"]), "urn:example:bounded"))
            .costs(price("exact", ["36.00", "30.00", "6.00"]))
            .says("three tariffs, the lowest first year first", "the order is that of the folder"),
        Draft::accept_document("quote-tariff-key/accept-named", &signed(&key_named(&key::APP.kid())))
            .of_tariff()
            .says("a tariff signed with the key that its provider names", "a tariff cannot travel"),
        Draft::reject_document("quote-tariff-key/reject-other", &signed(&key_named(&key::OTHER_APP.kid())))
            .base("quote-tariff-key/accept-named")
            .pointer("/tariff")
            .of_tariff()
            .says("a tariff signed with another key than its provider names", "anybody lowers the prices of anybody"),
        Draft::reject_document(
            "tariff-value/reject-signed",
            &signed(&key_named(&key::APP.kid()).with("/components/0/amount", json!("£3.00"))),
        )
        .base("quote-tariff-key/accept-named")
        .pointer("/components/0/amount")
        .of_tariff()
        .says("a signed tariff with an amount that is none", "a signature makes a price of what is none"),
    ]
}
