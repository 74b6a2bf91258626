//! Tariffs that lines and components share. Every figure is worked out beside it, for a month and by twelve.

use serde_json::{Value, json};

use super::{OTHER_FIGURE, on, price};
use crate::forge::catalogue::{Draft, bundle};
use crate::forge::{
    cost::Line,
    priced::{self, MONTHS, OTHER_LINE, Used},
    tariff::{Tariff, mobile, monthly, used, with},
    telco::LINE,
};

const TOO_LITTLE: &str = "a price that may be higher passes for the exact one";

pub(super) fn vectors() -> Vec<Draft> {
    [in_time(), together(), counted()].concat()
}

const fn data(line: &'static str, time: Option<&'static str>, quantity: &'static str, abroad: bool) -> Used {
    Used { line, day: 10, time, sum: false, kind: "data", quantity, abroad }
}

/// 15 gigabytes at home, 4 abroad, 3 at home.
fn day(times: [Option<&'static str>; 3]) -> [Used; 3] {
    let [first, second, third] = times;
    [
        data(LINE, first, "15000000000", false),
        data(LINE, second, "4000000000", true),
        data(LINE, third, "3000000000", false),
    ]
}

/// A pool of data, and what draws on it.
fn pooled(pool: &Value, components: &[Value]) -> Tariff {
    let pool = with(&json!({"id": "gb", "label": "Data"}), pool);
    let of_pool = |component: &Value| with(component, &json!({"pool": "gb"}));
    mobile().components(&components.iter().map(of_pool).collect::<Vec<_>>()).with("/pools", json!([pool]))
}

/// 20 gigabytes a month for data at home and abroad.
fn roaming(abroad: &str) -> Tariff {
    let of = |id: &str, price: &str, roaming: &str| {
        with(&used("data", "GB", price), &json!({"id": id, "filter": {"roaming": [roaming]}}))
    };
    pooled(&json!({"quantity": "20"}), &[of("home", "2.00", "home"), of("abroad", abroad, "roaming")])
}

/// Of each month: 16 at home and 4 abroad are drawn, 2 at home are left.
fn lines_in_time(used: &[Used]) -> Vec<Line<'static>> {
    let of_month = |(month, _): (&'static str, u32)| {
        let line = |component, quantity, price, exact, money, clause, abroad| Line {
            component,
            period: month,
            quantity,
            unit: "GB",
            price,
            exact,
            money,
            clause,
            records: used.iter().filter(|one| one.abroad == abroad).map(|one| one.name(month)).collect(),
        };
        [
            line("home", "16", "0", "0", ["0.00", "0.00", "0.00"], "/components/0", false),
            line("home", "2", "2", "4", ["3.33", "0.67", "4.00"], "/components/0", false),
            line("abroad", "4", "0", "0", ["0.00", "0.00", "0.00"], "/components/1", true),
        ]
    };
    MONTHS.into_iter().flat_map(of_month).collect()
}

fn in_time() -> Vec<Draft> {
    let told = day([Some("08:00"), Some("12:00"), Some("18:00")]);
    let untold = || bundle(priced::every_month(&day([None, None, None])));
    let travels = json!([{"fact": "travels", "is": "yes"}]);
    vec![
        on("cost-pool/accept-time", &bundle(priced::every_month(&told)), &roaming("10.00"))
            .costs(
                price("exact", ["48.00", "39.96", "8.04"])
                    .graded("A")
                    .of(&[("home", "48.00"), ("abroad", "0.00")])
                    .by(&lines_in_time(&told)),
            )
            .says("data at home and abroad from one pool, in the order of the clock", OTHER_FIGURE),
        // 18 at home draw first, then 2 abroad; 2 abroad are left: 20.00, 16.67 and 3.33.
        on("cost-pool/accept-day", &untold(), &roaming("10.00"))
            .costs(price("bounded", ["240.00", "200.04", "39.96"]).of(&[("home", "0.00"), ("abroad", "240.00")]))
            .says("the same on a day that does not say its times", TOO_LITTLE),
        // One without its time beside two that say it: nothing of the day is told.
        on(
            "cost-pool/accept-one-untold",
            &bundle(priced::every_month(&day([Some("08:00"), None, Some("18:00")]))),
            &roaming("10.00"),
        )
        .costs(price("bounded", ["240.00", "200.04", "39.96"]))
        .says("the same where only what was used abroad does not say its time", TOO_LITTLE),
        on(
            "cost-pool/accept-one-second",
            &bundle(priced::every_month(&day([Some("08:00"), Some("12:00"), Some("12:00")]))),
            &roaming("10.00"),
        )
        .costs(price("bounded", ["240.00", "200.04", "39.96"]))
        .says("use at home and abroad that begins in one second", TOO_LITTLE),
        // 22 of 20 gigabytes, whatever was first: 2 x 2.00.
        on("cost-pool/accept-one-price", &untold(), &roaming("2.00"))
            .costs(price("exact", ["48.00", "39.96", "8.04"]))
            .says("an order nobody knows, and one price beyond the pool", "a price is taken for a bound that is none"),
        // Where the customer travels, 4 are drawn and 2 at home are left; where not, 18 of 20 are.
        on(
            "cost-pool/accept-unknown",
            &bundle(priced::every_month(&told)),
            &roaming("10.00").with("/components/1/when", travels.clone()),
        )
        .costs(price("bounded", ["48.00", "39.96", "8.04"]).or("abroad", false, "0.00"))
        .says("use that draws under a condition nobody answered", TOO_LITTLE),
        on(
            "cost-pool/accept-switched-off",
            &bundle(priced::every_month(&told)),
            &roaming("10.00").with("/components/1/when", travels),
        )
        .answering(r#"{"facts":{"travels":"no"}}"#)
        .costs(price("exact", ["0.00", "0.00", "0.00"]))
        .says("use that draws nothing, because its condition does not hold", OTHER_FIGURE),
    ]
}

fn together() -> Vec<Draft> {
    let family = || {
        bundle(priced::every_month(&[
            data(LINE, None, "12000000000", false),
            data(OTHER_LINE, None, "11000000000", false),
        ]))
    };
    let alike = |labels: &[&str]| bundle(priced::lines(labels));
    let fees = [monthly("10.00"), with(&monthly("5.00"), &json!({"id": "sim", "for_each": "line"}))];
    let plan = |pool: &Value| {
        let tariff = pooled(pool, &[used("data", "GB", "2.00")]).with("/lines", json!(2));
        fees.iter().fold(tariff, Tariff::component)
    };
    let each = || {
        mobile()
            .components(&[with(&used("data", "GB", "1.00"), &json!({"included": {"quantity": "20"}}))])
            .with("/lines", json!(2))
    };
    // 3 of 23 gigabytes are left: 6.00, 5.00 and 1.00; fees of 10.00 and 2 x 5.00, each 8.33 and 1.67.
    let shared = || price("exact", ["312.00", "259.92", "52.08"]);
    vec![
        on("cost-pool/accept-two-lines", &family(), &plan(&json!({"quantity": "20"})))
            .costs(shared().of(&[("use", "72.00"), ("fee", "120.00"), ("sim", "120.00")]))
            .says("one pool for two lines, and a fee for each", "each line has the pool to itself"),
        on("cost-pool/accept-for-each", &family(), &plan(&json!({"quantity": "10", "for_each": "line"})))
            .costs(shared())
            .says("ten gigabytes for each of two lines, used by both", "what a line leaves is lost to the other"),
        // 5 of each are its own. 7 and 6 draw on 10, and 3 are left.
        on(
            "cost-pool/accept-own-first",
            &family(),
            &pooled(
                &json!({"quantity": "10"}),
                &[with(&used("data", "GB", "2.00"), &json!({"included": {"quantity": "5"}}))],
            )
            .with("/lines", json!(2)),
        )
        .costs(price("exact", ["72.00", "60.00", "12.00"]))
        .says("five gigabytes of each line's own before the pool", OTHER_FIGURE),
        // Each line is ten above its own allowance in six months: 20.00, 16.67 and 3.33.
        on("quote-one-thing/accept-lines-together", &alike(&[LINE, OTHER_LINE]), &each())
            .costs(price("exact", ["120.00", "100.02", "19.98"]))
            .says("two lines for a tariff of two, each with an allowance of its own", OTHER_FIGURE),
        on("quote-one-thing/reject-third-line", &alike(&[LINE, OTHER_LINE, "l4p6wz"]), &each())
            .base("quote-one-thing/accept-lines-together")
            .refused("/lines")
            .says("three lines for a tariff of two", "a line is priced that nobody sells"),
    ]
}

fn counted() -> Vec<Draft> {
    let spoken =
        Used { line: LINE, day: 10, time: Some("08:00"), sum: false, kind: "voice", quantity: "12000", abroad: false };
    let sent = Used { day: 11, time: None, sum: true, kind: "sms", quantity: "120", ..spoken };
    let units = [
        with(&used("voice", "min", "0.10"), &json!({"id": "calls"})),
        with(&used("sms", "count", "0.05"), &json!({"id": "messages", "takes": "2"})),
    ];
    let gigabytes = |pool: &Value| pooled(pool, &[used("data", "GB", "1.00")]);
    vec![
        // 200 minutes leave 100 units, enough for 50 of 120 messages: 70 x 0.05, 2.92 and 0.58.
        on(
            "cost-pool/accept-takes",
            &bundle(priced::every_month(&[spoken, sent])),
            &pooled(&json!({"quantity": "300"}), &units),
        )
        .costs(price("exact", ["42.00", "35.04", "6.96"]).of(&[("calls", "0.00"), ("messages", "42.00")]))
        .says("minutes and messages from one pool, of which a message takes two units", OTHER_FIGURE),
        // In April ten of 30 are above it. Of May ten are left, which June takes first: 30 - 10 - 20. So in every second month.
        on(
            "cost-pool/accept-rollover",
            &bundle(priced::lines(&[LINE])),
            &gigabytes(&json!({"quantity": "20", "per": "P1M", "rollover": "P1M"})),
        )
        .costs(price("exact", ["10.00", "8.33", "1.67"]))
        .says("a pool of which what is left can be used a month longer", OTHER_FIGURE),
    ]
}
