//! Days and months that stand for others, hours and zones, and what monthly sums are enough for.

use crate::common::{any_day, date, days, decimal, hourly, interval_day, read, summary, tariff, usage};
use crate::{gross, monthly, per_kwh, windows, year};
use pannier_model::record::{AnyRecord, SummaryMetric, SummaryOf, SupplyPoint};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, Grade, Status, Usage, price};
use serde_json::{Value, json};

#[test]
fn two_months_are_replayed_and_graded() {
    let records = hourly(&days("2026-06-01", "2026-08-01"), "Europe/London", "0.1");
    let quote = price(
        &read(&tariff("energy", &json!([monthly("5.00"), per_kwh("0.30")]))),
        &usage("2026-06-01", "2026-08-01", &records),
        &Facts::new(),
        &year("2027-01-01"),
    );
    assert_eq!((quote.status, quote.grade), (Status::Projected, Some(Grade::D)));
    // Each day of the year has the 2.4 kWh of a summer day: 365 x 2.4 x 0.30, and twelve fees; cents round by month.
    assert_eq!(gross(&quote), "322.80");
    assert_eq!(quote.map.len(), 365);
    assert!(quote.map.iter().all(|pair| pair.source.starts_with("2026-0")));
}

#[test]
fn estimates_lower_the_grade_and_are_named() {
    let mut records = Vec::new();
    for at in days("2027-01-01", "2028-01-01") {
        let mut one = interval_day(at, "Etc/UTC", vec![decimal("2")], "P1D");
        if at.month() == 1 {
            one.quality = pannier_model::value::Quality::Estimated;
        }
        records.push(any_day(one));
    }
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let quote = price(&read(&tariff("energy", &json!([per_kwh("0.30")]))), &usage, &Facts::new(), &year("2027-01-01"));
    assert_eq!((quote.status, quote.grade), (Status::Exact, Some(Grade::B)));
    assert_eq!(quote.coverage.estimated.to_string(), "31/365");
    assert_eq!(quote.assumptions, ["8.5 % of the quantities count as estimates"]);
    assert_eq!(quote.lines[0].source.as_ref().unwrap().estimated.to_string(), "1");
    assert_eq!(quote.lines[1].source.as_ref().unwrap().estimated.to_string(), "0");
}

#[test]
fn withheld_days_are_not_covered() {
    let mut builder = Usage::builder();
    for record in hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "0.1") {
        builder.record(&record);
    }
    builder.withheld("interval_day", date("2027-02-01"), date("2027-03-01"));
    let quote = price(
        &read(&tariff("energy", &json!([per_kwh("0.30")]))),
        &builder.build(),
        &Facts::new(),
        &year("2027-01-01"),
    );
    assert_eq!((quote.status, quote.map.len()), (Status::Projected, 28));
}

/// Market data counts days of one fixed offset; the tariff's hours are those of the wall.
#[test]
fn hours_of_another_zone_are_found_by_their_instants() {
    // 1 kWh in the hour that begins at 21:00 UTC+10, every day of two years.
    let mut slots = vec![decimal("0"); 24];
    slots[21] = decimal("1");
    let records: Vec<AnyRecord> = days("2026-06-01", "2027-09-01")
        .into_iter()
        .map(|at| {
            let mut one = interval_day(at, "Etc/GMT-10", slots.clone(), "PT1H");
            one.start = Some(pannier_model::value::Instant::parse(&format!("{at}T00:00:00+10:00")).unwrap());
            any_day(one)
        })
        .collect();
    let usage = usage("2026-06-01", "2027-09-01", &records);
    let mut one = tariff("energy", &json!([]));
    windows(&mut one);
    one["time_zone"] = "Australia/Sydney".into();
    let quote = price(&read(&one), &usage, &Facts::new(), &year("2026-07-01"));
    // 21:00 in winter is in the day window; in summer the clock says 22:00, which is night: 4 October to 4 April.
    let summer = date("2027-04-04").days_since(date("2026-10-04"));
    let quantity = |component: &str| {
        let lines = quote.lines.iter().filter(|line| &*line.component == component);
        lines.map(|line| line.quantity.to_string().parse::<i64>().unwrap()).sum::<i64>()
    };
    assert_eq!((quantity("day"), quantity("night")), (365 - summer, summer), "{:?}", quote.reasons);
}

/// Hours that windows leave out are priced by a charge without one, for the same use and time.
#[test]
fn hours_that_windows_leave_out() {
    let records = hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "0.1");
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let status = |others: &[Value]| {
        let mut one = tariff("energy", &json!([]));
        windows(&mut one);
        one["windows"].as_object_mut().unwrap().remove("night");
        let components = one["components"].as_array_mut().unwrap();
        components.pop();
        components.extend(others.iter().cloned());
        let quote = price(&read(&one), &usage, &Facts::new(), &year("2027-01-01"));
        let open = quote.reasons.iter().any(|reason| reason.code == Code::QuoteAllPriced);
        assert_eq!(open, quote.status == Status::Incomplete, "{others:?}");
        quote.status
    };
    let with = |member: &str, value: Value| {
        let mut one = per_kwh("0.05");
        one[member] = value;
        one
    };
    assert_eq!(status(&[]), Status::Incomplete);
    assert_eq!(status(&[per_kwh("0.05")]), Status::Exact);
    assert_eq!(status(&[with("direction", json!("credit"))]), Status::Incomplete);
    assert_eq!(status(&[with("filter", json!({ "tou": ["off_peak"] }))]), Status::Incomplete);
}

#[test]
fn hours_of_the_meter_are_taken_from_the_data() {
    let window = |starts: &str, ends: &str| {
        json!({ "id": "s3m5tb", "as_of": "2027-01-01", "fuel": "electricity", "country": "FR", "zone": "Europe/Paris",
                "status": "active", "windows": [{ "ends": ends, "label": "off_peak", "starts": starts }] })
    };
    let mut one = tariff("energy", &json!([]));
    windows(&mut one);
    one["windows"] =
        json!({ "night": { "source": "consumer", "label": "off_peak" }, "day": { "otherwise": ["night"] } });
    let tariff = read(&one);
    let mut builder = Usage::builder();
    for record in hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "1") {
        builder.record(&record);
    }
    let point: SupplyPoint = serde_json::from_value(window("22:30", "05:00")).unwrap();
    builder.record(&AnyRecord::SupplyPoint(Box::new(point)));
    let quote = price(&tariff, &builder.build(), &Facts::new(), &year("2027-01-01"));
    // Slots of an hour count where they begin: from 23:00 to 05:00 six hours a day.
    let night: Vec<String> =
        quote.lines.iter().filter(|line| &*line.component == "night").map(|line| line.quantity.to_string()).collect();
    assert_eq!(night[0], (31 * 6).to_string());
    assert!(
        quote.assumptions.iter().any(|text| text.contains("a slot counts where it begins")),
        "{:?}",
        quote.assumptions
    );
}

#[test]
fn sums_of_months_do_where_the_price_is_linear() {
    let months: Vec<_> = (1..=12).map(|month| date(&format!("2027-{month:02}-01"))).collect();
    let mut builder = Usage::builder();
    for month in &months {
        let sum = |metric, bucket: &str, count, value: &str| {
            summary(SummaryOf::Transaction, *month, metric, bucket, count, value)
        };
        for record in [
            sum(SummaryMetric::Out, "cash_out", 4, "-200.00"),
            sum(SummaryMetric::In, "transfer_in", 1, "900.00"),
            sum(SummaryMetric::EodDebitSum, "all", month.days_in_month().into(), "730.00"),
            sum(SummaryMetric::EodDebitDays, "all", month.days_in_month().into(), "10"),
            summary(SummaryOf::IntervalDay, *month, SummaryMetric::Energy, "electricity.import.all", 31, "100"),
        ] {
            builder.record(&record);
        }
    }
    let usage = builder.build();
    for (sector, component, expected) in [
        // 4 withdrawals of which one is free.
        (
            "bank",
            json!({ "kind": "event", "id": "c", "label": "C", "direction": "charge", "amount": "0.50",
            "match": { "kind": ["cash_out"] }, "free": { "n": 1 } }),
            "18.00",
        ),
        (
            "bank",
            json!({ "kind": "event", "id": "c", "label": "C", "direction": "charge", "percent": "0.01",
            "match": { "kind": ["cash_out"] } }),
            "24.00",
        ),
        // 730 pound-days at 0.10 by 365.
        (
            "bank",
            json!({ "kind": "balance", "id": "o", "label": "O", "direction": "charge", "side": "debit", "rate": "0.10",
            "day_count": "ACT/365F" }),
            "2.40",
        ),
        (
            "bank",
            json!({ "kind": "fixed", "id": "f", "label": "F", "direction": "charge", "amount": "5", "per": "P1M",
            "when": [{ "metric": "inflow", "lt": "1000" }] }),
            "60.00",
        ),
        ("energy", per_kwh("0.20"), "240.00"),
    ] {
        let quote = price(&read(&tariff(sector, &json!([component]))), &usage, &Facts::new(), &year("2027-01-01"));
        assert_eq!(
            (quote.status, gross(&quote).as_str()),
            (Status::Exact, expected),
            "{component}: {:?}",
            quote.reasons
        );
        assert!(
            quote.lines.iter().all(|line| sector == "bank" && line.source.is_none() == line.unit.contains("month")
                || line.source.as_ref().is_some_and(|source| source.count > 0))
        );
    }
    // A least amount for each withdrawal needs the withdrawals.
    let bounded = json!([{ "kind": "event", "id": "c", "label": "C", "direction": "charge", "percent": "0.01", "min": "1",
                           "match": { "kind": ["cash_out"] } }]);
    let quote = price(&read(&tariff("bank", &bounded)), &usage, &Facts::new(), &year("2027-01-01"));
    assert_eq!(quote.reasons[0].code, Code::QuoteDataFine);
}
