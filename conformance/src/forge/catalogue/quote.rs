//! Stage `quote`: what tariffs cost on a file, and what keeps them from having a price.

use serde_json::{Value, json};

mod data;
mod figures;
mod pools;
mod trades;

use super::{AUDIENCE, Draft, Made, bound, bundle, share};
use crate::{
    forge::{
        bank::{ACCOUNT, NOW},
        cost::{self, Line},
        energy::HOME,
        head::Plan,
        key,
        priced::{self, FEED_IN, GAS_OF_HOME, MONTHS, REGISTER_OF_HOME, YEAR},
        share::{Share, Shown},
        signed::Signed,
        tariff::{Tariff, account, each, electricity, monthly, shop, with},
    },
    price::{Component, IfAlso, Price, Sum},
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
    [
        figures::vectors(),
        unknowns(),
        data::vectors(),
        tariffs(),
        money(),
        comparisons(),
        pools::vectors(),
        trades::vectors(),
    ]
    .concat()
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
        eleven_unknown(),
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

/// One condition more than are priced the other way.
fn eleven_unknown() -> Draft {
    let names: Vec<String> = (0..11).map(|number| format!("extra-{number:02}")).collect();
    let tariff = names.iter().fold(account(), |tariff, name| {
        let own = json!({"id": name, "when": [{"fact": name.replace('-', "_"), "is": "yes"}]});
        tariff.component(&with(&monthly("1.00"), &own))
    });
    let other = |name: &String| IfAlso { components: vec![name.clone()], holds: false, gross: "156.00".to_owned() };
    let price = price("bounded", ["168.00", "139.56", "28.44"]);
    on_year("cost-unknown/accept-eleven", &tariff)
        .costs(Price { if_also: Some(names[..10].iter().map(other).collect()), ..price })
        .says(
            "eleven charges under conditions that nobody answered",
            "one reader prices all of them and another the first ten",
        )
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
    shown_of(priced::year(), groups)
}

/// The same of a year that was changed.
pub(super) fn shown_of(year: Plan, groups: &[&str]) -> Made {
    let shown = vec![Shown::rows("m1", &[(0, 1)]), Shown::fields("t1", &[(0, 72)], groups)];
    share(year, &Share { shown, binding: Some(bound()), ..Share::default() })
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
        on("quote-contract-once/accept-other-trade", &bundle(priced::year_beside_nameless("energy")), &account())
            .costs(fee().leaving("25.00"))
            .says("beside a contract for energy that does not say what it covers", "what leaving costs is never said"),
        on("quote-contract-once/warn-nameless", &bundle(priced::year_beside_nameless("bank")), &account())
            .costs(fee())
            .base("quote-contract-once/accept-other-trade")
            .warned()
            .says(
                "beside a contract with a bank that does not say what it covers",
                "what leaving costs is taken from the contract that is not left",
            ),
        on("quote-contract-once/accept-free", &bundle(priced::year_free_to_leave()), &account())
            .costs(fee().leaving("0.00"))
            .says("a contract in another currency that is free to leave", "what costs nothing is said not to be known"),
        on("quote-contract-once/accept-behind-64", &bundle(priced::year_under_many(64)), &account())
            .costs(fee().leaving("25.00"))
            .says(
                "a contract behind 64 others in force",
                "of many contracts the first are looked at and the rest is not",
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
