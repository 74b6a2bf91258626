//! What each trade has of its own: allowances of lines, power, feed-in, seasons and clocks of homes, terms, and what a share
//! withholds. Every figure is worked out beside it.

use serde_json::{Value, json};

use super::{LOWEST, OTHER_FIGURE, on, on_year, overdraft, price, shown};
use crate::forge::catalogue::{Draft, bound, bundle, share};
use crate::forge::{
    priced::{self, Home, OCTOBER, OTHER_LINE},
    share::{Share, Shown},
    tariff::{Tariff, account, each, electricity, mobile, monthly, used, with},
    telco::LINE,
};
use crate::price::Commitment;

pub(super) fn vectors() -> Vec<Draft> {
    [lines(), homes(), hours_left_out(), terms(), withheld()].concat()
}

/// A price from six in the morning to an hour of the evening, and one from ten at night on.
fn until(end: &str) -> Tariff {
    by_window(
        json!({"day": {"slots": [{"from": "06:00", "to": end}]}, "night": {"slots": [{"from": "22:00", "to": "06:00"}]}}),
        [("day", "0.30"), ("night", "0.10")],
    )
}

/// Two prices by the hour and none from nine to ten in the evening, beside a price of nothing for all hours.
fn hours_left_out() -> Vec<Draft> {
    const BASE: &str = "quote-all-priced/accept-hour-at-base";
    let beside = |own: Value| {
        until("21:00").component(&with(&with(&used("electricity.import", "kWh", "0.00"), &json!({"id": "all"})), &own))
    };
    let peak = json!({"tou": ["peak"]});
    let of_peak = beside(json!({"filter": peak}))
        .with("/components/0/filter", peak.clone())
        .with("/components/1/filter", peak.clone());
    let left_out = |variant: &str, tariff: &Tariff| {
        on(&format!("quote-all-priced/warn-{variant}"), &bundle(Home::HOURS.plan()), tariff)
            .base(BASE)
            .warned()
            .pointer("/components/0/window")
            .costs(price("incomplete", ["966.00", "805.03", "160.97"]))
    };
    vec![
        on(BASE, &bundle(Home::HOURS.plan()), &beside(json!({})))
            .costs(price("projected", ["966.00", "805.03", "160.97"]))
            .says("an hour without a price of its own, and a price for all hours", OTHER_FIGURE),
        on("quote-all-priced/accept-hour-at-base-of-filter", &bundle(Home::HOURS.plan()), &of_peak)
            .costs(price("projected", ["0.00", "0.00", "0.00"]))
            .says("the same, of one register that there is not", OTHER_FIGURE),
        left_out("hour-credited", &beside(json!({"direction": "credit"})))
            .says("an hour without a price, and a credit for all hours", LOWEST),
        left_out("hour-at-base-of-other-filter", &beside(json!({"filter": peak})))
            .says("an hour without a price, and a price for all hours of one register", LOWEST),
        left_out("hour-at-base-of-phase", &beside(json!({"phase": {"to": "P36M"}})))
            .says("an hour without a price, and a price for all hours of three years", LOWEST),
    ]
}

/// A pound for each gigabyte above twenty in a month.
fn gigabytes(included: &Value) -> Tariff {
    mobile().components(&[with(&used("data", "GB", "1.00"), &json!({"included": included}))])
}

fn lines() -> Vec<Draft> {
    let year = || bundle(priced::lines(&[LINE]));
    let two = || bundle(priced::lines(&[LINE, OTHER_LINE]));
    let lapses = || gigabytes(&json!({"quantity": "20", "per": "P1M"}));
    let by_the_minute = with(&used("voice", "min", "0.10"), &json!({"increment": {"step": "1"}}));
    // Months have 30 and 10 gigabytes in turn. Ten are above the allowance in six of them: 6 x 10.00, each 8.33 and 1.67.
    let over = || price("exact", ["60.00", "49.98", "10.02"]).graded("A");
    vec![
        on("cost-exact/accept-allowance", &year(), &lapses()).costs(over()).says(
            "twenty gigabytes a month that lapse, of thirty and ten in turn",
            "what is not used in May is used in June",
        ),
        // In April ten are above it. Of May ten are left, which June takes first: 30 - 10 - 20. So in every second month.
        on(
            "cost-exact/accept-rollover",
            &year(),
            &gigabytes(&json!({"quantity": "20", "per": "P1M", "rollover": "P1M"})),
        )
        .costs(price("exact", ["10.00", "8.33", "1.67"]))
        .says("twenty gigabytes a month of which what is left can be used a month longer", OTHER_FIGURE),
        // The year has 6 x 30 + 6 x 10 = 240, which is what it includes.
        on("cost-exact/accept-allowance-of-a-year", &year(), &gigabytes(&json!({"quantity": "240", "per": "P12M"})))
            .costs(price("exact", ["0.00", "0.00", "0.00"]))
            .says("as many gigabytes a year as are used", "an allowance of a year is counted month by month"),
        // A call of 90 seconds is two minutes: 12 x 0.20, each 0.17 and 0.03.
        on("cost-exact/accept-minutes-begun", &year(), &mobile().components(&[by_the_minute]))
            .costs(price("exact", ["2.40", "2.04", "0.36"]))
            .says("a call of a minute and a half, by minutes begun", "seconds are added up before they are rounded"),
        // An allowance that lines share is no price of one of them: which used it up is not known.
        on("quote-one-thing/accept-line-named", &two(), &lapses())
            .asking(|options| options.thing = Some(LINE.to_owned()))
            .costs(over())
            .says("one of two lines", OTHER_FIGURE),
        on("quote-one-thing/reject-two-lines", &two(), &lapses())
            .base("quote-one-thing/accept-line-named")
            .refused("/components/0")
            .says("an allowance on the use of two lines", "two lines that share what one includes cost as much as one"),
    ]
}

/// The greatest power of a month, by its measure.
fn power(measure: &Value) -> Tariff {
    let peak = json!({"kind": "peak", "id": "power", "label": "Power", "direction": "charge",
        "meter": "electricity.import", "unit": "kW", "per": "P1M", "blocks": [{"price": "10.00"}]});
    electricity().components(&[with(&peak, measure)])
}

/// Two prices by window.
fn by_window(windows: Value, prices: [(&str, &str); 2]) -> Tariff {
    let price =
        |(id, price): (&str, &str)| with(&used("electricity.import", "kWh", price), &json!({"id": id, "window": id}));
    electricity().windows(windows).components(&prices.map(price))
}

fn homes() -> Vec<Draft> {
    let home = |home: Home| bundle(home.plan());
    let cooking = || home(Home { cooks: true, ..Home::HOURS });
    let feed_in = || {
        let fed = with(&used("electricity.export", "kWh", "0.05"), &json!({"id": "feed-in", "direction": "credit"}));
        electricity().component(&fed)
    };
    let seasons = || {
        by_window(
            json!({"winter": {"slots": [{"on": ["winter"]}]}, "summer": {"otherwise": ["winter"]}}),
            [("winter", "0.20"), ("summer", "0.10")],
        )
        .with("/calendars", json!({"winter": {"yearly": [{"from": "10-01", "to": "04-01"}]}}))
    };
    let christmas = || {
        by_window(
            json!({"feast": {"slots": [{"on": ["feast"]}]}, "other": {"otherwise": ["feast"]}}),
            [("feast", "0.05"), ("other", "0.10")],
        )
        .with(
            "/calendars",
            json!({"feast": {"dates": ["2025-12-25", "2025-12-26"], "known": {"from": "2025-01-01", "to": "2027-01-01"}}}),
        )
    };
    let night = || {
        by_window(
            json!({"day": {"slots": [{"from": "06:00", "to": "22:00"}]}, "night": {"otherwise": ["day"]}}),
            [("day", "0.30"), ("night", "0.10")],
        )
    };
    vec![
        // The 10th of March stands for no day but itself: from April to September the last working day of March is nearer in
        // the course of the year, from October on the 4th. So 11 months have half a kilowatt, 5.00 (4.17 and 0.83), and March
        // has two and a half, 25.00 (20.83 and 4.17).
        on("cost-exact/accept-greatest-power", &cooking(), &power(&json!({"measure": "max"})))
            .costs(price("projected", ["80.00", "66.70", "13.30"]))
            .says("the greatest power of each month", "the power of an hour is taken for that of a year"),
        // Of March the two highest days: (2.5 + 1.5) / 2 = 2, 20.00 (16.67 and 3.33).
        on("cost-exact/accept-mean-of-two-days", &cooking(), &power(&json!({"measure": "top_n_mean", "n": 2})))
            .costs(price("projected", ["75.00", "62.54", "12.46"]))
            .says("the mean of the two days of each month with the greatest power", OTHER_FIGURE),
        on("quote-data-fine/reject-power-of-days", &home(Home::DAYS), &power(&json!({"measure": "max"})))
            .base("cost-exact/accept-greatest-power")
            .refused("/components/0")
            .says("a price for power on the sums of days", LOWEST),
        // 365 x 12 x 0.30 = 1314.00 (1095.00 and 219.00), less 365 x 4 x 0.05 = 73.00: four months of 6.00 (5.00 and 1.00),
        // seven of 6.20 (5.17 and 1.03), and 5.60 (4.67 and 0.93).
        on("cost-exact/accept-feed-in", &home(Home { feeds_in: true, exports: Some(true), ..Home::DAYS }), &feed_in())
            .costs(
                price("projected", ["1241.00", "1034.14", "206.86"]).of(&[("use", "1314.00"), ("feed-in", "-73.00")]),
            )
            .says("what a home feeds in, paid beside what it uses", "what is earned is charged"),
        // A day has 12 kWh, the 29th of March 11.5, and it stands for the 24 Sundays from 6 April to 14 September: 358, 370,
        // 357.5, 370, 369.5 and 359 kWh at 0.10 are 218.40 (181.99 without tax). Winter has 372, 360, 372, 372, 336 and 371.5
        // at 0.20: 436.70 (363.92).
        on("cost-exact/accept-seasons", &home(Home::HOURS), &seasons())
            .costs(price("projected", ["655.10", "545.91", "109.19"]).of(&[("winter", "436.70"), ("summer", "218.40")]))
            .says("one price for winter and one for summer", "a season is that of the day that stands for another"),
        // All at 0.10 would be 436.75: 218.40 and half of 436.70. Two days of December, 24 kWh, are at half of that: 34.80
        // (29.00) and 1.20 (1.00) in place of 37.20; March is 37.15 (30.96).
        on("cost-exact/accept-dates", &home(Home::HOURS), &christmas())
            .costs(price("projected", ["435.55", "362.95", "72.60"]).of(&[("feast", "1.20"), ("other", "434.35")]))
            .says("two days that are cheaper than others", "a day that stands for a holiday is no holiday"),
        // 15 hours at 0.30 are 2.25 a day: 67.50, 69.75 and 63.00 in months of 30, 31 and 28 days, 821.25 (684.41). 8 hours at
        // 0.10 are 0.40, and 0.35 on the 29th of March and the 24 Sundays it stands for: 11.80, 12.20, 11.75, 12.20, 12.15 and
        // 11.90, then 12.40, 12.00, 12.40, 12.40, 11.20 and 12.35, 144.75 (120.62).
        on("quote-all-priced/warn-hour-left-out", &home(Home::HOURS), &until("21:00"))
            .base("cost-replay/accept-short-day")
            .warned()
            .pointer("/components/0/window")
            .costs(price("incomplete", ["966.00", "805.03", "160.97"]).of(&[("day", "821.25"), ("night", "144.75")]))
            .says("two prices by the hour, and none from nine to ten in the evening", LOWEST),
        // 17 hours at 0.30 are 2.55 a day: 76.50, 79.05 and 71.40, 930.75 (775.66).
        on("quote-all-priced/accept-hour-twice", &home(Home::HOURS), &until("23:00"))
            .costs(price("bounded", ["1075.50", "896.28", "179.22"]))
            .says("two prices for one hour of the evening", "what is charged twice by accident looks exact"),
        // The 26th of October has an hour of night more, and stands for 24 Sundays beside itself: 2 in April (6 and 13), 5 in
        // November, 4 in each month from December to February, 5 in March. Days are 365 x 2.40 = 876.00 (730.00); nights
        // 12.10, 12.40, 12.00, 12.40, 12.40, 12.00, 12.45, 12.25, 12.60, 12.60, 11.40 and 12.65: 147.25 (122.70).
        on("cost-replay/accept-long-day", &home(Home { month: OCTOBER, ..Home::HOURS }), &night())
            .costs(price("projected", ["1023.25", "852.70", "170.55"]).of(&[("day", "876.00"), ("night", "147.25")]))
            .says(
                "two prices by the hour, on four weeks with a day of 25 hours",
                "an hour that comes twice is counted once",
            ),
    ]
}

fn terms() -> Vec<Draft> {
    // Nothing for six months, then 20.00: 120.00 (6 x 16.67) in the first year, 240.00 in the second. Of 18 months twelve
    // cost 20.00, and who leaves after a year has six left.
    let welcome = account()
        .components(&[
            with(&monthly("0.00"), &json!({"phase": {"to": "P6M"}})),
            with(&monthly("20.00"), &json!({"id": "later", "phase": {"from": "P6M"}})),
        ])
        .with("/commitment", json!({"renewal": "rolling", "term": "P18M"}))
        .with("/exit", json!([{"label": "Early leaving", "per_month_left": "1.00"}]));
    let mut bound = price("exact", ["120.00", "100.02", "19.98"]).then(["240.00", "200.04", "39.96"]);
    bound.commitment = Some(Commitment { months: 18, gross: "240.00".to_owned() });
    bound.leave_after_one_year = Some("126.00".to_owned());
    vec![
        on_year("cost-exact/accept-term-and-phases", &welcome).costs(bound).says(
            "a term of a year and a half whose first half-year costs nothing",
            "a term costs months times the first",
        ),
        on_year("cost-exact/accept-leaving-answered", &account())
            .answering(r#"{"switch_cost":"25.00"}"#)
            .costs(price("exact", ["36.00", "30.00", "6.00"]).leaving("25.00"))
            .says(
                "what leaving the present contract costs, as the customer says",
                "what leaving costs is in a price twice",
            ),
    ]
}

fn withheld() -> Vec<Draft> {
    let groceries = |own: Value| each("groceries", &json!({"category": ["groceries"]}), &own);
    let charge = || account().components(&[groceries(json!({"amount": "0.10"}))]);
    let cashback = || account().component(&groceries(json!({"percent": "0.02", "direction": "credit"})));
    let with_category = || shown(&["core", "category"]);
    let without = || shown(&["core"]);
    // April to August, and September up to the last day on which a movement is shown.
    let half = {
        let rows = vec![Shown::rows("m1", &[(0, 1)]), Shown::fields("t1", &[(0, 36)], &["core", "balance"])];
        share(priced::year(), &Share { shown: rows, binding: Some(bound()), ..Share::default() })
    };
    vec![
        // One movement of groceries in a month: 12 x 0.10, each 0.08 and 0.02.
        on("quote-match-known/accept-category", &with_category(), &charge())
            .costs(price("exact", ["1.20", "0.96", "0.24"]))
            .says("a charge on what was bought in one category, on a share that shows categories", OTHER_FIGURE),
        // Any of six movements may be one: 12 x 0.60, each 0.50 and 0.10.
        on("quote-match-known/warn-category-withheld", &without(), &charge())
            .base("quote-match-known/accept-category")
            .warned()
            .pointer("/components/0")
            .costs(price("bounded", ["7.20", "6.00", "1.20"]))
            .says("a charge on what was bought in one category, on a share without categories", LOWEST),
        // 36.00 less 12 x 0.40 (0.33 and 0.07).
        on("quote-match-known/accept-cashback", &with_category(), &cashback())
            .costs(price("exact", ["31.20", "26.04", "5.16"]))
            .says("cashback on what was bought in one category, on a share that shows categories", OTHER_FIGURE),
        on("quote-match-known/warn-cashback-withheld", &without(), &cashback())
            .base("quote-match-known/accept-cashback")
            .warned()
            .pointer("/components/1")
            .costs(price("bounded", ["36.00", "30.00", "6.00"]))
            .says("cashback on what was bought in one category, on a share without categories", LOWEST),
        // Months that are not shown are as those that are: they have the same movements, and end as they began.
        on("cost-replay/accept-rows-withheld", &half, &overdraft())
            .costs(price("projected", ["16.22", "13.55", "2.67"]).graded("C"))
            .says("interest for a year, on a share of half of it", "half a year costs half as much"),
    ]
}
