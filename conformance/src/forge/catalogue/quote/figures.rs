//! Figures worked out by hand: of fees, events, balances and hours, and how they are rounded.

use serde_json::json;

use super::{
    ABROAD, FEE, FOUR_WEEKS, HOURS, OTHER_FIGURE, OVERDRAFT, RESTS, abroad, fee_lines, interest, on, on_year,
    overdraft, overdraft_lines, price,
};
use crate::forge::{
    catalogue::{Draft, bundle},
    cost::Line,
    priced::{self, Home},
    tariff::{Tariff, account, each, electricity, monthly, used, with},
};
use crate::price::Commitment;

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

pub(super) fn vectors() -> Vec<Draft> {
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
    // Half a kilowatt in every hour.
    let evening = electricity().windows(json!({"evening": {"slots": [{"from": "18:00", "to": "19:00"}]}})).components(&[
        json!({"kind": "peak", "id": "power", "label": "Power", "direction": "charge", "meter": "electricity.import",
            "unit": "kW", "per": "P1M", "measure": "max", "window": "evening", "blocks": [{"price": "10.00"}]}),
    ]);
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
        on("cost-replay/accept-zone-unknown", &bundle(priced::hours_in("Europe/Brest")), &windows())
            .costs(price("projected", ["1020.75", "850.62", "170.13"]))
            .says("two prices by the hour, on hours of a zone that nobody has", OTHER_FIGURE),
        on("cost-replay/accept-power-zone-unknown", &bundle(priced::hours_in("Europe/Brest")), &evening)
            .costs(price("projected", ["60.00", "50.04", "9.96"]))
            .says("a price for the power of an hour of the day, on hours of a zone that nobody has", OTHER_FIGURE),
        on("cost-replay/accept-since-midnight", &bundle(priced::hours_since_midnight()), &windows())
            .costs(price("projected", ["1020.75", "850.62", "170.13"]))
            .says("two prices by the hour, on days that do not say when their first slot begins", OTHER_FIGURE),
        on(HOURS, &bundle(Home::HOURS.plan()), &windows())
            .costs(price("projected", ["1020.75", "850.62", "170.13"]))
            .says("two prices by the hour, on four weeks with a day of 23 hours", "an hour is missing, or there is one too many"),
    ]
}
