//! What single kinds of component come to.

use crate::common::{any_day, balance, bought, call, days, decimal, hourly, interval_day, read, tariff, usage};
use crate::{account, gross, monthly, per_kwh, year};
use pannier_model::record::{AnyRecord, CreditArrangement};
use pannier_report::Code;
use pannier_tariff::cost::{Facts, Status, price};
use serde_json::{Value, json};

#[test]
fn goods_are_priced_again_and_what_is_not_listed_is_said() {
    let mut records = Vec::new();
    for (number, at) in days("2027-01-01", "2028-01-01").into_iter().filter(|at| at.day() == 31).enumerate() {
        records.push(bought(3 * number, at, "04006381333931", "2", "3.20"));
        records.push(bought(3 * number + 1, at, "05012345678900", "-1", "-1.00"));
        records.push(bought(3 * number + 2, at, "08711253001202", "1", "7.00"));
    }
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let facts = Facts::new().answer("member_of", "example-club");
    for (name, status, expected) in [
        // Seven months have a 31st: 7 x (2 x 1.49 - 0.99).
        ("retail", Status::Incomplete, "13.93"),
        // 12.00, and 7 x (2 x 1.19 - 0.99 + 7.00 at what was paid); points from 20.00 on are never reached.
        ("loyalty", Status::Exact, "70.73"),
    ] {
        let mut one = crate::common::example(name);
        one["saleable"] = json!({ "from": "2020-01-01" });
        one["priced"] = json!({ "from": "2020-01-01" });
        let quote = price(&read(&one), &usage, &facts, &year("2027-01-01"));
        assert_eq!((quote.status, gross(&quote).as_str()), (status, expected), "{name}: {:?}", quote.reasons);
        // What counts at what was paid is in the figure; what does not is missing in it.
        let missing: Vec<Code> = quote.not_priced.iter().map(|remark| remark.code).collect();
        assert_eq!(missing.contains(&Code::QuoteGoodsListed), status == Status::Incomplete, "{name}");
        let texts = quote.not_priced.iter().map(|remark| &remark.text).chain(&quote.assumptions);
        assert_eq!(texts.filter(|text| text.starts_with("7 lines") && text.contains("49.00 EUR")).count(), 1, "{name}");
    }
}

#[test]
fn power_is_the_greatest_of_a_month_or_the_mean_of_the_greatest() {
    let mut records = Vec::new();
    for at in days("2027-01-01", "2028-01-01") {
        let mut slots = vec![decimal("0.25"); 48];
        slots[36] = decimal(if at.day() == 10 {
            "3"
        } else if at.day() == 11 {
            "2"
        } else {
            "1"
        });
        records.push(any_day(interval_day(at, "Etc/UTC", slots, "PT30M")));
    }
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let peak = |more: Value| {
        let mut one = json!({ "kind": "peak", "id": "p", "label": "Power", "direction": "charge", "measure": "max",
            "meter": "electricity.import", "per": "P1M", "unit": "kW", "blocks": [{ "price": "2.00" }] });
        for (name, value) in more.as_object().unwrap() {
            one[name.as_str()] = value.clone();
        }
        read(&tariff("energy", &json!([one])))
    };
    for (more, expected) in [
        // 3 kWh in half an hour are 6 kW.
        (json!({}), "144.00"),
        (json!({ "measure": "top_n_mean", "n": 2 }), "120.00"),
        (json!({ "mode": "graduated", "blocks": [{ "price": "1", "up_to": "4" }, { "price": "5" }] }), "168.00"),
        (json!({ "mode": "volume", "blocks": [{ "price": "1", "up_to": "4" }, { "price": "5" }] }), "360.00"),
        (json!({ "per": "P1D", "blocks": [{ "price": "0.10" }] }), "80.20"),
    ] {
        assert_eq!(gross(&price(&peak(more.clone()), &usage, &Facts::new(), &year("2027-01-01"))), expected, "{more}");
    }
}

#[test]
fn allowances_are_kept_and_lapse() {
    // Nothing in January, 30 minutes in every other month.
    let records: Vec<AnyRecord> = days("2027-02-01", "2028-01-01")
        .into_iter()
        .filter(|at| at.day() == 5)
        .enumerate()
        .map(|(number, at)| call(number, at, "1800"))
        .collect();
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let voice = |included: Value| {
        read(&tariff(
            "telco",
            &json!([{ "kind": "usage", "id": "v", "label": "Calls", "direction": "charge",
            "meter": "voice", "unit": "min", "included": included, "blocks": [{ "price": "1" }] }]),
        ))
    };
    for (included, expected) in [
        // Eleven months of ten minutes too many.
        (json!({ "quantity": "20" }), "110.00"),
        // January's twenty go first in February, which leaves ten of February's for March.
        (json!({ "quantity": "20", "rollover": "P1M" }), "90.00"),
        (json!({ "quantity": "200", "per": "P1Y" }), "130.00"),
    ] {
        let quote = price(&voice(included.clone()), &usage, &Facts::new(), &year("2027-01-01"));
        assert_eq!(gross(&quote), expected, "{included}");
    }
}

#[test]
fn interest_settles_and_day_counts_differ() {
    let records: Vec<AnyRecord> = days("2027-01-01", "2028-01-01").into_iter().map(|at| balance(at, "1000")).collect();
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let savings = |more: Value| {
        let mut one = json!({ "kind": "balance", "id": "s", "label": "Interest", "direction": "credit", "side": "credit",
            "rate": "0.03", "day_count": "30E/360" });
        for (name, value) in more.as_object().unwrap() {
            one[name.as_str()] = value.clone();
        }
        read(&tariff("bank", &json!([one])))
    };
    for (more, lines, expected) in [
        // Thirty days in every month, by 360.
        (json!({}), 12, "-30.00"),
        (json!({ "settle": "P3M" }), 4, "-30.00"),
        (json!({ "day_count": "ACT/360", "settle": "P1Y" }), 1, "-30.42"),
        (json!({ "from": "400" }), 12, "-18.00"),
        (json!({ "buffer": { "amount": "500", "mode": "deductible" } }), 12, "-15.00"),
        (json!({ "buffer": { "amount": "1000", "mode": "threshold" } }), 0, "0.00"),
        (json!({ "day_count": "ACT/365F", "settle": "P1Y", "free_days": { "n": 5, "per": "P1M" } }), 1, "-25.07"),
    ] {
        let quote = price(&savings(more.clone()), &usage, &Facts::new(), &year("2027-01-01"));
        assert_eq!((gross(&quote).as_str(), quote.lines.len()), (expected, lines), "{more}: {:?}", quote.reasons);
    }
}

#[test]
fn the_arranged_limit_parts_two_fees() {
    let arrangement = json!({ "id": "a7k2qx.arranged_overdraft", "account": "a7k2qx", "as_of": "2027-01-01",
        "kind": "arranged_overdraft", "currency": "GBP", "credit_limit": "30.00" });
    let mut records = account();
    let arrangement: CreditArrangement = serde_json::from_value(arrangement).unwrap();
    records.push(AnyRecord::CreditArrangement(Box::new(arrangement)));
    let usage = usage("2027-01-01", "2028-01-01", &records);
    let tariff = read(&tariff(
        "bank",
        &json!([{ "kind": "balance", "id": "od", "label": "Unarranged", "direction": "charge",
        "side": "debit", "from": "arranged_limit", "blocks": [{ "amount_per_day": "1.00" }] }]),
    ));
    // Ten days of every month at -50.
    assert_eq!(gross(&price(&tariff, &usage, &Facts::new(), &year("2027-01-01"))), "120.00");
    let answered = Facts::new().answer("arranged_limit", "50.00");
    assert_eq!(gross(&price(&tariff, &usage, &answered, &year("2027-01-01"))), "0.00");
}

#[test]
fn tax_and_rounding_add_up() {
    let records = hourly(&days("2027-01-01", "2028-01-01"), "Etc/UTC", "0.0137");
    let usage = usage("2027-01-01", "2028-01-01", &records);
    for included in [true, false] {
        for at in ["line", "period", "total"] {
            let mut one = tariff("energy", &json!([monthly("4.95"), per_kwh("0.2837")]));
            one["tax"] = json!({ "included": included, "rate": "0.19" });
            one["rounding"] = json!({ "at": at, "mode": "half_up", "places": 2 });
            let quote = price(&read(&one), &usage, &Facts::new(), &year("2027-01-01"));
            let total = quote.year_one.clone().unwrap();
            for sum in [&total.net, &total.tax, &total.gross] {
                assert_eq!(*sum, sum.round(2, pannier_tariff::tariff::RoundingMode::Down), "{included} {at}");
            }
            assert_eq!(&total.net + &total.tax, total.gross);
            for line in &quote.lines {
                assert_eq!(&line.net + &line.tax, line.gross);
                assert_eq!(&line.quantity * &line.price, line.exact);
            }
            let lines = quote.lines.iter().map(|line| &line.gross).sum::<pannier_tariff::cost::Exact>();
            let rounded = quote.rounded.iter().map(|sum| &sum.gross).sum::<pannier_tariff::cost::Exact>();
            assert_eq!(lines + rounded, total.gross, "{included} {at}");
            assert_eq!(quote.rounded.len(), usize::from(at == "total") + 12 * usize::from(at == "period"));
        }
    }
}
