//! The grammar of every value type at its bounds: what is read comes back byte for byte, and nothing else is read.

use pannier_model::value::{
    Amount, Category, Check, CodeText, Coicop, Country, Currency, Date, Decimal, Digits4, Duration, Extensions,
    FeeKind, Flow, Fuel, Gtin, Id, IdStability, Instant, Int, Masked, Name, Number, PairId, Quality, Rate, TaxCategory,
    Text, TextForm, Time, Total, TxKind, Unit, Zone, is_forbidden_name,
};
use proptest::prelude::*;
use serde::de::DeserializeOwned;

#[track_caller]
fn check<T: TextForm>(right: &[&str], wrong: &[&str]) {
    for text in right {
        let value = T::parse(text).unwrap_or_else(|error| panic!("{text:?} is refused: {error}"));
        assert_eq!(value.to_string(), *text);
    }
    for text in wrong {
        assert!(T::parse(text).is_err(), "{text:?} is read");
    }
}

#[test]
fn amounts() {
    check::<Amount>(
        &["0", "0.00", "12.30", "-12.30", "999999999999.999999", "-999999999999.999999", "0.000001", "-0.01"],
        &[
            "",
            "-",
            "-0",
            "-0.00",
            "+1",
            "01",
            "1.",
            ".5",
            "1e3",
            "1,5",
            " 1",
            "1 ",
            "1000000000000",
            "1.0000000",
            "--1",
            "1.2.3",
            "1.-2",
            "٣",
            "NaN",
            "1_000",
        ],
    );
}

#[test]
fn decimals_and_rates() {
    let right = ["0", "0.000000000001", "999999999999999.999999999999", "-999999999999999.999999999999", "-1.50"];
    let wrong = ["1000000000000000", "0.0000000000001", "-0", "-0.0", "1.", "+1", "00", "1e1", ""];
    check::<Decimal>(&right, &wrong);
    check::<Rate>(&right, &wrong);
}

#[test]
fn amounts_compare_by_value_and_keep_their_text() {
    let [short, long] = ["12.3", "12.30"].map(|text| Amount::parse(text).unwrap());
    assert_eq!(short, long);
    assert_eq!(long.to_string(), "12.30");
    assert_eq!(long.trimmed().to_string(), "12.3");
    assert_eq!(Amount::parse("100.00").unwrap().trimmed().to_string(), "100");
    assert!(Amount::parse("-1").unwrap() < Amount::ZERO);
    assert_eq!((-long).to_string(), "-12.30");
    assert_eq!(Amount::from_units(-1230, 2).unwrap().to_string(), "-12.30");
    assert_eq!(Amount::from_units(0, 2).unwrap().to_string(), "0.00");
    assert!(Amount::from_units(i64::MAX, 0).is_err());
    assert!(Amount::from_units(1, 7).is_err());
    assert!(Amount::from_units(1_000_000_000_000, 0).is_err());
    assert!(Decimal::from_units(i128::MAX, 0).is_err());
}

#[test]
fn decimals_become_amounts_only_without_rounding() {
    let amount = |text| Amount::try_from(Decimal::parse(text).unwrap()).map(|amount| amount.to_string());
    assert_eq!(amount("1.500000000").unwrap(), "1.500000");
    assert_eq!(amount("1.50").unwrap(), "1.50");
    assert!(amount("0.0000001").is_err());
    assert!(amount("1000000000000").is_err());
}

#[test]
fn totals_are_exact_and_refuse_to_overflow() {
    let amounts = ["0.1", "0.20", "-0.3"].map(|text| Amount::parse(text).unwrap());
    let total = Total::of(amounts).unwrap();
    assert_eq!(total, Total::ZERO);
    assert_eq!(total.to_string(), "0.00");
    assert_eq!(total.to_amount().unwrap().to_string(), "0.00");
    assert!(Total::from_picos(i128::MAX).plus(Amount::parse("0.000001").unwrap()).is_none());
    assert!(Total::from_picos(i128::MIN).minus(Amount::parse("0.000001").unwrap()).is_none());
    assert!(Total::from_picos(i128::MAX).to_decimal().is_err());
}

#[test]
fn dates() {
    check::<Date>(
        &["2026-02-28", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"],
        &[
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-00-01",
            "2026-13-01",
            "2026-01-00",
            "2026-1-1",
            "20260101",
            "2026-01-01T00:00",
            "+2026-01-01",
            "-001-01-01",
            "2026/01/01",
            "",
            "2026-01-0a",
            "12026-01-01",
            "0000-01-01",
            "0000-12-31",
            "2026-02-28\n",
            "２026-02-28",
        ],
    );
    let date = |text| Date::parse(text).unwrap();
    assert_eq!(date("2026-02-28").next_day(), Some(date("2026-03-01")));
    assert_eq!(date("2026-01-31").plus_months(1), Some(date("2026-02-28")));
    assert_eq!(date("2026-12-15").next_month(), Some(date("2027-01-01")));
    assert_eq!(date("2026-03-01").days_since(date("2026-02-01")), 28);
    assert_eq!(date("1970-01-01").days_since_epoch(), 0);
    assert_eq!(date("0001-01-01").days_since_epoch(), -719_162);
    assert_eq!(Date::from_days_since_epoch(date("9999-12-31").days_since_epoch()), Some(date("9999-12-31")));
    assert_eq!(date("9999-12-31").next_day(), None);
    assert_eq!(date("0001-01-01").previous_day(), None);
    assert_eq!(date("2026-01-01").plus_days(i64::MIN), None);
    assert_eq!(date("2026-01-01").plus_months(i64::MAX), None);
    assert!(date("2026-01-09") < date("2026-01-10"));
}

#[test]
fn times() {
    check::<Time>(
        &["00:00", "23:59", "09:30:00", "23:59:59"],
        &["24:00", "9:30", "09:60", "09:30:60", "09:30:", "09:30:00.5", "09:30Z", "", "0930", "09-30"],
    );
    assert_eq!(Time::parse("09:30").unwrap(), Time::parse("09:30:00").unwrap());
}

#[test]
fn instants() {
    check::<Instant>(
        &[
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:00:00.5+01:00",
            "2026-03-29T01:00:00.000000001-23:59",
            "2026-03-29T01:00:00-00:00",
            "9999-12-31T23:59:59-23:59",
            "0001-01-01T00:00:00+23:59",
        ],
        &[
            "2026-03-29T01:00:00",
            "2026-03-29 01:00:00Z",
            "2026-03-29T24:00:00Z",
            "2026-03-29T01:00Z",
            "2026-02-30T01:00:00Z",
            "2026-03-29T01:00:60Z",
            "0000-12-31T01:00:00Z",
            "2026-03-29T01:00:00+24:00",
            "2026-03-29T01:00:00-24:00",
            "2026-03-29T01:00:00+01:60",
            "2026-03-29T01:00:00z",
            "2026-03-29t01:00:00Z",
            "2026-03-29T01:00:00+24:00",
            "2026-03-29T01:00:00+0100",
            "2026-03-29T01:00:00.Z",
            "2026-03-29T01:00:00+1:00",
            "2026-03-29T01:00:00.0000000001Z",
            "2026-03-29T01:00:00é",
            "",
        ],
    );
    let instant = |text| Instant::parse(text).unwrap();
    assert_eq!(instant("2026-03-29T02:00:00+01:00"), instant("2026-03-29T01:00:00Z"));
    assert!(instant("2026-03-29T01:00:00.25Z") < instant("2026-03-29T01:00:00.3Z"));
    assert_eq!(instant("1970-01-01T00:00:00Z").epoch_seconds(), 0);
    assert_eq!(instant("2026-03-29T01:00:00+01:00").epoch_seconds(), 1_774_742_400);
    assert_eq!(Instant::from_epoch_seconds(-1).unwrap().to_string(), "1969-12-31T23:59:59Z");
    assert!(Instant::from_epoch_seconds(i64::MAX).is_none());
}

#[test]
fn durations() {
    check::<Duration>(
        &["P1Y", "P24M", "P9999D", "P2W", "PT30M", "PT99999S", "PT1H"],
        &[
            "P0D",
            "P01D",
            "P10000D",
            "PT100000S",
            "P1H",
            "PT1D",
            "P1Y2M",
            "P",
            "PT",
            "P-1D",
            "1D",
            "P1",
            "",
            "P1é",
            "P1DT",
        ],
    );
    let after = |duration, date| {
        Duration::parse(duration).unwrap().after(Date::parse(date).unwrap()).map(|date| date.to_string())
    };
    assert_eq!(after("P1M", "2024-01-31").as_deref(), Some("2024-02-29"));
    assert_eq!(after("P9999Y", "2026-01-01"), None);
    assert_eq!(after("PT1H", "2026-01-01"), None);
    assert_eq!(Duration::parse("PT30M").unwrap().seconds(), Some(1800));
    assert_eq!(Duration::parse("P1D").unwrap().seconds(), None);
}

#[test]
fn currencies() {
    check::<Currency>(&["EUR", "GBP", "XAU"], &["XXX", "eur", "EU", "EURO", "E1R", ""]);
    let digits = |code| Currency::parse(code).unwrap().minor_digits();
    assert_eq!([digits("EUR"), digits("JPY"), digits("KWD"), digits("CLF")], [Some(2), Some(0), Some(3), Some(4)]);
    assert_eq!(digits("XAU"), None);
    assert_eq!(digits("QQQ"), None);
}

/// Of all combinations of three letters the ones that the chapter lists are known, with its decimals.
#[test]
fn the_list_of_currencies_is_that_of_the_chapter() {
    const CHAPTER: &str = include_str!("../../../spec/09-values.md");
    let table = CHAPTER.split("<!-- currencies -->").nth(1).and_then(|text| text.split("<!-- /currencies -->").next());
    let mut listed = std::collections::BTreeMap::new();
    for line in table.expect("the table is marked").lines().filter(|line| line.contains('`')) {
        let (decimals, codes) = line.trim_matches('|').split_once('|').expect("two columns");
        for code in codes.split_whitespace() {
            let twice = listed.insert(code.trim_matches('`').to_owned(), decimals.trim().parse::<u8>().ok());
            assert_eq!(twice, None, "{code} stands twice");
        }
    }
    assert!(listed.len() > 200, "{} currencies", listed.len());
    let letters = || 'A'..='Z';
    for code in letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}")))) {
        let Ok(currency) = Currency::parse(&code) else { continue };
        let known = currency.is_listed().then(|| currency.minor_digits());
        assert_eq!(known, listed.get(&code).copied(), "{code}");
    }
}

/// Every word of a list that record types share has a meaning in the chapter, and no other word has one.
#[test]
fn shared_words_are_those_of_the_chapter() {
    const CHAPTER: &str = include_str!("../../../spec/09-values.md");
    let table = CHAPTER.split("<!-- words -->").nth(1).and_then(|text| text.split("<!-- /words -->").next());
    let mut lists: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in table.expect("the table is marked").lines().filter(|line| line.contains('`')) {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, list, word, meaning, _] = cells[..] else { panic!("three columns: {line}") };
        assert!(!meaning.is_empty(), "{line}");
        if !list.is_empty() {
            lists.push((list, Vec::new()));
        }
        lists.last_mut().expect("a list before its words").1.push(word);
    }
    let shared: [(&str, &[&str]); 10] = [
        ("tx_kind", TxKind::WORDS),
        ("fee_kind", FeeKind::WORDS),
        ("category", Category::WORDS),
        ("fuel", Fuel::WORDS),
        ("flow", Flow::WORDS),
        ("quality", Quality::WORDS),
        ("tax_category", TaxCategory::WORDS),
        ("masked", Masked::WORDS),
        ("check", Check::WORDS),
        ("id_stability", IdStability::WORDS),
    ];
    let found: Vec<_> = lists.iter().map(|(list, words)| (*list, words.as_slice())).collect();
    assert_eq!(found, shared);
}

#[test]
fn texts() {
    let long = |count| "é".repeat(count);
    check::<Name>(
        &["a", "two\nlines\tand a tab", &long(200), "日本語"],
        &["", &long(201), "\u{0}", "\r", "\u{7F}", "\u{85}", "\u{1b}[0m"],
    );
    check::<Text>(&["a", &long(4000)], &["", &long(4001), "\u{B}"]);
    check::<CodeText>(
        &["a", "PMNT.RDDT.ESDD", "sha-256:ab_c/#+", &"a".repeat(64)],
        &["", ".a", "a b", &"a".repeat(65), "é"],
    );
    check::<Id>(&["a7k2qx", "R1.t0", "-", &"a".repeat(64)], &["", "a/b", &"a".repeat(65), "é", "a b"]);
}

#[test]
fn codes() {
    check::<Country>(&["FR"], &["fr", "FRA", "F", "F1", ""]);
    check::<Zone>(
        &["Europe/Paris", "Etc/GMT-10", "UTC", "America/Argentina/Buenos_Aires"],
        &["", "/", "Europe/", "a b", "a//b", &"a".repeat(65)],
    );
    check::<Gtin>(&["00012345678905"], &["12345678905", "0001234567890a", "000123456789055"]);
    check::<Digits4>(&["0000", "5411"], &["541", "54111", "541a", "５４１１"]);
    check::<Coicop>(&["01", "01.1", "01.1.4", "01.1.4.5"], &["1", "01.", "01.11", "01.1.4.5.6", "0a", "01-1", "01.1."]);
    check::<PairId>(&["abcdefghijklmnopqrs-_w"], &["abc", "abcdefghijklmnopqrst-+", "GB29NWBK60161331926819"]);
    assert!(Gtin::parse("04006381333931").unwrap().has_right_check_digit());
    assert!(!Gtin::parse("04006381333932").unwrap().has_right_check_digit());
}

#[test]
fn words() {
    assert_eq!(TxKind::parse("direct_debit"), Ok(TxKind::DirectDebit));
    assert!(TxKind::parse("Card").is_err());
    assert_eq!(Unit::parse("kWh").map(Unit::as_str), Ok("kWh"));
    for (word, value) in Unit::WORDS.iter().zip(Unit::ALL) {
        assert_eq!(value.as_str(), *word);
    }
}

#[track_caller]
fn reads<T: DeserializeOwned>(json: &str) -> bool {
    serde_json::from_str::<T>(json).is_ok()
}

#[test]
fn integers() {
    for right in ["0", "1", "9007199254740991"] {
        assert!(reads::<Int>(right), "{right}");
    }
    for wrong in ["-1", "9007199254740992", "1.0", "1e2", "-0", "\"1\"", "null", "true"] {
        assert!(!reads::<Int>(wrong), "{wrong}");
    }
}

#[test]
fn a_card_number_never_has_a_value() {
    let right = r#"{"display":"•••• 1234","scheme":"card"}"#;
    assert!(reads::<Number>(right));
    assert!(!reads::<Number>(r#"{"display":"•••• 1234","scheme":"card","value":"4111111111111111"}"#));
    assert!(reads::<Number>(r#"{"display":"•••• 1234","scheme":"iban","value":"GB29"}"#));
    assert!(!reads::<Number>(r#"{"display":"x","scheme":"iban","value":null}"#));
    assert!(!reads::<Number>(r#"{"display":"x","scheme":"iban","other":"x"}"#));
}

#[test]
fn extensions() {
    for right in [
        r#"{"com.example.points":1}"#,
        r#"{"com.example.a":{"b-c":[null,true,"x",-5],"d.e":{}}}"#,
        r#"{"com.example.pinned":"x"}"#,
    ] {
        let value: Extensions = serde_json::from_str(right).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), right);
    }
    let deep = |levels: usize| format!(r#"{{"com.example.a":{}1{}}}"#, "[".repeat(levels), "]".repeat(levels));
    assert!(reads::<Extensions>(&deep(30)));
    for wrong in [
        "{}",
        r#"{"points":1}"#,
        r#"{"com.example.points":null}"#,
        r#"{"com.example.points":1.5}"#,
        r#"{"com.example.points":9007199254740992}"#,
        r#"{"com.example.points":"\u0000"}"#,
        r#"{"com.example.points":1,"com.example.points":2}"#,
        r#"{"com.example.imsi":1}"#,
        r#"{"com.example.a":{"IMSI":1}}"#,
        r#"{"com.example.a":[{"card-number":1}]}"#,
        r#"{"com.example.a":{"x":{"geo":1}}}"#,
        r#"{"Com.example":1}"#,
        r#"{"com..example":1}"#,
        &deep(31),
    ] {
        assert!(!reads::<Extensions>(wrong), "{wrong}");
    }
}

#[test]
fn forbidden_names() {
    for name in ["imsi", "IMSI", "Card_Number", "card-number", "com.example.pin", "cell_id"] {
        assert!(is_forbidden_name(name), "{name}");
    }
    for name in ["pinned", "imsi.example", "pan_european", "late", "card", ""] {
        assert!(!is_forbidden_name(name), "{name}");
    }
}

#[test]
fn debug_shows_the_shape_only() {
    assert_eq!(format!("{:?}", Amount::parse("-12.30").unwrap()), "Amount(-##.##)");
    assert_eq!(format!("{:?}", Date::parse("1980-05-17").unwrap()), "Date(####-##-##)");
    assert_eq!(format!("{:?}", Name::parse("Ada Example").unwrap()), "Name(11 characters)");
}

proptest! {
    #[test]
    fn amounts_of_any_units_come_back(units in -999_999_999_999_999_999_i64..=999_999_999_999_999_999, scale in 0_u8..=6) {
        if let Ok(amount) = Amount::from_units(units, scale) {
            let text = amount.to_string();
            prop_assert_eq!(Amount::parse(&text).unwrap().to_string(), text);
            prop_assert_eq!(amount.micros(), units * 10_i64.pow(u32::from(6 - scale)));
        }
    }

    #[test]
    fn dates_of_any_day_come_back(days in -719_162_i64..=2_932_896) {
        let date = Date::from_days_since_epoch(days).unwrap();
        prop_assert_eq!(date.days_since_epoch(), days);
        prop_assert_eq!(Date::parse(&date.to_string()).unwrap(), date);
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,40}|[-+0-9.TZ:P]{0,24}") {
        let _ = (Amount::parse(&text), Decimal::parse(&text), Date::parse(&text), Time::parse(&text));
        let _ = (Instant::parse(&text), Duration::parse(&text), Coicop::parse(&text), Zone::parse(&text));
    }
}
