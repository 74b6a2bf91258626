//! Components of all eight kinds, with everything that they take together.

use serde_json::{Value, json};

use super::{super::random::Random, used::Trade};

const PERIODS: [&str; 7] = ["P1M", "P2M", "P3M", "P4M", "P6M", "P12M", "P1Y"];
const KINDS: [&str; 9] = [
    "card",
    "cash_out",
    "direct_debit",
    "standing_order",
    "transfer_in",
    "fee",
    "credit",
    "returned_item",
    "interest_charged",
];

/// Tax in amounts.
pub(super) fn tax(random: &mut Random) -> Value {
    json!({"included": !random.once_in(3), "rate": random.of(&["0.20", "0", "0.10", "0.055", "0.07"])})
}

/// A component that can refer to those before it.
pub(super) fn component(random: &mut Random, trade: Trade, before: &[String], windows: bool) -> Value {
    let credit = random.once_in(5);
    let mut says = json!({"id": format!("c{}", before.len()), "label": "Component",
        "direction": if credit { "credit" } else { "charge" }});
    let mut kinds = vec!["fixed"];
    kinds.extend(match trade {
        Trade::Bank => &["event", "event", "balance", "balance"][..],
        Trade::Home => &["usage", "usage", "usage", "peak"],
        Trade::Line => &["usage", "usage", "usage"],
        Trade::Shop => &["items", "items"],
    });
    if !before.is_empty() {
        kinds.extend(["percent", "clamp"]);
    }
    let kind = random.of(&kinds);
    says["kind"] = kind.into();
    match kind {
        "fixed" => fixed(random, &mut says, credit),
        "event" => event(random, &mut says, credit),
        "balance" => balance(random, &mut says, credit),
        "usage" => usage(random, &mut says, credit, trade, windows),
        "peak" => peak(random, &mut says, credit, windows),
        "items" => items(random, &mut says),
        _ => of_others(random, &mut says, credit, before),
    }
    if random.once_in(5) {
        says["phase"] = if random.once_in(2) {
            json!({"from": random.of(&["P1M", "P3M", "P12M", "P10D", "P2W", "P14M"])})
        } else {
            json!({"to": random.of(&["P7M", "P13M", "P2Y", "P200D", "P26M"])})
        };
    }
    if random.once_in(7) {
        says["tax"] = tax(random);
    }
    // Over several bills nobody settles where a condition does not hold.
    if random.once_in(4) && says.get("settle").is_none() {
        let one = condition(random, trade == Trade::Bank);
        says["when"] = if random.once_in(4) { json!([{"any": [one, condition(random, false)]}]) } else { json!([one]) };
        if random.once_in(5) {
            says["contingent"] = true.into();
        }
    }
    says
}

/// A condition that anything can depend on.
pub(super) fn condition(random: &mut Random, bank: bool) -> Value {
    if bank && random.once_in(2) {
        let metric = random.of(&["inflow", "outflow", "count", "min_balance", "average_balance"]);
        let bound = random.of(&["0", "1", "2", "100", "1000", "1273", "-50", "-100.5", "47.3", "6"]);
        let mut test = json!({"metric": metric, random.of(&["gte", "lt", "lte"]): bound});
        if metric == "count" {
            test["match"] = matching(random);
        }
        if random.once_in(5) {
            test["not"] = true.into();
        }
        return test;
    }
    match random.below(3) {
        0 => json!({"fact": random.of(&["student", "late"]), "is": "yes"}),
        1 => json!({"fact": "age", "gte": "18"}),
        _ => json!({"choice": "pay", "is": random.of(&["debit", "bill"])}),
    }
}

fn matching(random: &mut Random) -> Value {
    let mut says = json!({"kind": [random.of(&KINDS), random.of(&KINDS)]});
    if random.once_in(4) {
        says["is_foreign"] = random.once_in(2).into();
    }
    if random.once_in(5) {
        says["category"] = json!(["salary", random.of(&["groceries", "travel"])]);
    }
    says
}

/// An amount below `most`, and where it may be sometimes below zero.
fn amount(random: &mut Random, most: usize, places: usize, credit: bool) -> String {
    let units = 10_usize.pow(u32::try_from(places).unwrap_or_default());
    let (whole, part) = (random.below(most), random.below(units));
    let sign = if !credit && random.once_in(4) && whole + part > 0 { "-" } else { "" };
    format!("{sign}{whole}.{part:0places$}")
}

fn rate(random: &mut Random, credit: bool) -> String {
    let sign = if !credit && random.once_in(4) { "-" } else { "" };
    format!("{sign}{}", random.of(&["0.10", "0.015", "0.2", "0.0333", "0.005", "0.5"]))
}

fn fixed(random: &mut Random, says: &mut Value, credit: bool) {
    says["amount"] = amount(random, 20, 2, credit).into();
    let per = random.of(&["once", "P1D", "P1W", "P28D", "P1M", "P3M", "P6M", "P1Y"]);
    says["per"] = per.into();
    if per == "once" && random.once_in(3) {
        says["at"] = random.of(&["P3M", "P45D", "P1Y", "P14M"]).into();
    }
    if per == "P1Y" && random.once_in(2) {
        says["proration"] = "none".into();
    }
}

fn event(random: &mut Random, says: &mut Value, credit: bool) {
    says["match"] = matching(random);
    if random.once_in(2) {
        says["amount"] = amount(random, 3, 2, credit).into();
    } else {
        says["percent"] = rate(random, credit).into();
    }
    if random.once_in(5) {
        says["min"] = amount(random, 2, 2, true).into();
    }
    if random.once_in(5) {
        says["max"] = (2 + random.below(20)).to_string().into();
    }
    if random.once_in(4) {
        says["free"] = json!({"n": random.below(8)});
        period(random, &mut says["free"], "per", &PERIODS);
    }
}

fn balance(random: &mut Random, says: &mut Value, credit: bool) {
    says["side"] = random.of(&["debit", "credit"]).into();
    says["day_count"] = random.of(&["ACT/365F", "ACT/360", "ACT/ACT", "30E/360"]).into();
    if random.once_in(2) {
        says["rate"] = rate(random, credit).into();
    } else {
        blocks(random, says, |random| {
            if random.once_in(2) {
                json!({"rate": rate(random, credit)})
            } else {
                json!({"amount_per_day": amount(random, 2, 2, credit)})
            }
        });
        if says["blocks"].as_array().is_some_and(|blocks| blocks.iter().any(|block| block.get("rate").is_none())) {
            says["mode"] = "volume".into();
        }
    }
    if random.once_in(3) {
        says["from"] = random.of(&["10", "50", "100"]).into();
    }
    if random.once_in(3) {
        says["to"] = random.of(&["100", "500", "1100.5", "arranged_limit"]).into();
    }
    if random.once_in(3) {
        says["buffer"] =
            json!({"amount": random.of(&["10", "48", "60"]), "mode": random.of(&["threshold", "deductible"])});
    }
    if random.once_in(5) && says["day_count"] != "30E/360" {
        says["free_days"] = json!({"n": random.below(12)});
        period(random, &mut says["free_days"], "per", &PERIODS);
    }
    if random.once_in(5) {
        says["settle"] = random.of(&PERIODS).into();
    }
}

fn usage(random: &mut Random, says: &mut Value, credit: bool, trade: Trade, windows: bool) {
    let (meter, unit) = match trade {
        Trade::Line => {
            let meters = [("voice", "s"), ("voice", "min"), ("sms", "count"), ("data", "MB"), ("data", "GB")];
            meters[random.below(meters.len())]
        }
        _ if random.once_in(8) => ("gas", random.of(&["m3", "l", "kWh"])),
        _ => ("electricity.import", random.of(&["kWh", "kWh", "MWh", "MJ"])),
    };
    says["meter"] = meter.into();
    says["unit"] = unit.into();
    blocks(random, says, |random| json!({"price": amount(random, 1, 4, credit)}));
    let counted = [&PERIODS[..], &["P1D", "P1D"]].concat();
    if random.once_in(3) {
        says["block_period"] = random.of(&counted).into();
    }
    if windows && random.once_in(2) {
        says["window"] = random.of(&["some", "rest", "own"]).into();
    }
    if random.once_in(4) {
        says["included"] = json!({"quantity": random.of(&["5", "100", "300", "0.5"])});
        period(random, &mut says["included"], "per", &counted);
        if random.once_in(2) {
            says["included"]["rollover"] = random.of(&["P1M", "P3M", "P1Y"]).into();
        }
    }
    if random.once_in(6) {
        says["increment"] =
            json!({"step": random.of(&["1", "10", "60", "0.3"]), "per": random.of(&["period", "record"])});
        if random.once_in(3) {
            says["increment"]["min"] = random.of(&["5", "50"]).into();
        }
    }
    if trade == Trade::Line && random.once_in(3) {
        says["filter"] = json!({"roaming": [random.of(&["home", "roaming", "unknown"])]});
    }
}

fn peak(random: &mut Random, says: &mut Value, credit: bool, windows: bool) {
    says["meter"] = "electricity.import".into();
    says["unit"] = "kW".into();
    says["per"] = random.of(&["P1D", "P1M"]).into();
    says["measure"] = "max".into();
    if random.once_in(2) {
        says["measure"] = "top_n_mean".into();
        says["n"] = (1 + random.below(4)).into();
    }
    blocks(random, says, |random| json!({"price": amount(random, 1, 4, credit)}));
    if windows && random.once_in(3) {
        says["window"] = random.of(&["some", "rest"]).into();
    }
}

fn items(random: &mut Random, says: &mut Value) {
    says["missing"] = random.of(&["report", "paid"]).into();
    let mut price = json!({"gtin": random.of(&["04006381333931", "04006381333931", "05012345678900"]), "price": amount(random, 5, 2, true)});
    if random.once_in(3) {
        price["loyalty"] = amount(random, 5, 2, true).into();
        says["price_kind"] = "loyalty".into();
    }
    if random.once_in(5) {
        price["unit"] = random.of(&["kg", "item"]).into();
    }
    says["prices"] = json!([price]);
}

fn of_others(random: &mut Random, says: &mut Value, credit: bool, before: &[String]) {
    let of: Vec<&String> = before.iter().filter(|_| !random.once_in(3)).collect();
    says["of"] = if of.is_empty() { json!([before[0]]) } else { json!(of) };
    if says["kind"] == "percent" {
        says["rate"] = rate(random, credit).into();
        if random.once_in(5) {
            says["over"] = amount(random, 30, 2, true).into();
        }
        if random.once_in(5) {
            says["min"] = amount(random, 3, 2, true).into();
        }
    } else {
        says["direction"] = "charge".into();
        if random.once_in(2) {
            says["min"] = amount(random, 30, 2, false).into();
        }
        period(random, says, "per", &PERIODS);
    }
    if says["kind"] == "clamp" || random.once_in(5) {
        says["max"] = (30 + random.below(60)).to_string().into();
    }
}

/// One to three blocks.
fn blocks(random: &mut Random, says: &mut Value, price: impl Fn(&mut Random) -> Value) {
    let ends = [[5, 20], [50, 100], [150, 1000]][random.below(3)];
    let several = random.below(3);
    let mut blocks = Vec::new();
    for end in &ends[..several] {
        let mut block = price(random);
        block["up_to"] = end.to_string().into();
        blocks.push(block);
    }
    blocks.push(price(random));
    says["blocks"] = blocks.into();
    if several > 0 {
        says["mode"] = random.of(&["graduated", "volume"]).into();
    }
}

/// A period of counts, where it is said.
fn period(random: &mut Random, says: &mut Value, name: &str, of: &[&str]) {
    if random.once_in(2) {
        says[name] = random.of(of).into();
    }
}
