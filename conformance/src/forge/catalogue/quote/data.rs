//! What has to be there, to be shown and to be fine enough, before a tariff has a price.

use serde_json::json;

use super::{
    FEE, FOUR_WEEKS, HOURS, LOWEST, OTHER_FIGURE, OVERDRAFT, abroad, on, overdraft, overdraft_lines, price, shown,
};
use crate::forge::{
    bank::ACCOUNT,
    catalogue::{Draft, bundle},
    priced::{self, Home},
    tariff::{account, electricity, used, with},
};

pub(super) fn vectors() -> Vec<Draft> {
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
        on("cost-replay/accept-longest-promise", &bundle(priced::year_since("1900-01-01")), &overdraft())
            .costs(price("exact", ["16.22", "13.55", "2.67"]).by(&overdraft_lines()))
            .says(
                "movements that are promised complete since 1900",
                "the days that are priced are those that are cut off",
            ),
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
