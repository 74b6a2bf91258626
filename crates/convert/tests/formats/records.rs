//! Delimited text whose rows become records other than transactions: what a mapping can say, and what is refused.

use crate::common::{codes, convert, lines};
use pannier_convert::{Collected, Format, Options, mapped::Mapping};

const USAGE: &str = r#"
name = "usage"
record = "usage_event"
currency = "EUR"
zone = "Europe/Berlin"
file = { delimiter = ";" }
date = { format = "%d.%m.%Y" }
number = { decimal = "," }
line = { values = { kind = "mobile", billing = "postpaid" }, columns = { number = { column = "Line", scheme = "msisdn" } } }

[values]
grain = "event"
direction = "out"
tax_included = true

[columns]
date = "Date"
time = "Time"
kind = "Type"
quantity = "Amount"
unit = "Unit"
number = { column = "Number", scheme = "phone" }
rated_amount = { column = "Cent", times = "0.01" }

[words.kind]
"Call*" = "voice"
"Text" = "sms"
"Data" = "data"
"*" = "other"

[words.unit]
"sec" = "s"
"min" = "60 s"
"MB" = "1048576 B"
"pcs" = "count"
"#;

const HEADER: &str = "Line;Date;Time;Type;Amount;Unit;Number;Cent\n";

const BASKET: &str = r#"
name = "basket"
record = "receipt_line"
file = { delimiter = "," }
number = { decimal = ".", group = "," }
absent = ["Not Available"]
product_ids = { sku = "Sku" }

[receipt]
key = "Order"
values = { kind = "sale", channel = "online", tax_included = true }
columns = { date = "Date", currency = "Cur", receipt_number = { column = "Order", scheme = "order" } }

[[tenders]]
values = { direction = "paid" }
columns = { kind = "Pay", card_last4 = { column = "Pay", trim = "Visa -" } }
words = { kind = { "Visa*" = "card", "Gift*" = "gift_card", "*" = "unknown" } }

[values]
kind = "sale"
unit = "item"

[columns]
name = "Name"
quantity = "Qty"
amount = "Sum"
gtin = { column = "Ean", trim = "|" }
"#;

const BASKET_HEADER: &str = "Order,Date,Cur,Name,Qty,Sum,Ean,Sku,Pay\n";

const DAYS: &str = r#"
name = "days"
record = "interval_day"
zone = "Europe/London"
country = "GB"
file = { delimiter = "," }
number = { decimal = "." }
supply_point = { values = { fuel = "electricity" } }
register = { values = { direction = "import" } }
values = { unit = "kWh", quality = "raw", resolution = "PT30M" }
columns = { quantity = "kWh", start = "Start" }
"#;

const MONTHS: &str = r#"
name = "months"
record = "consumption"
zone = "Europe/London"
country = "GB"
currency = "GBP"
file = { delimiter = "," }
number = { decimal = "." }
supply_point = { values = { fuel = "gas" }, columns = { number = { column = "Mprn", scheme = "mprn" } } }
values = { direction = "import", unit = "kWh", tax_included = true }
columns = { date = "From", period_end = { column = "To", inclusive = true }, quantity = "kWh", quality = "Q", cost = "Cost" }
words = { quality = { "A" = "actual", "E" = "estimated" } }
"#;

fn options(mapping: &str) -> Options {
    let mut options = Options::default();
    options.mapping = Some(Mapping::parse(mapping).unwrap_or_else(|findings| panic!("{findings:?}")));
    options
}

fn read(mapping: &str, text: &str) -> Collected {
    convert(Format::Csv, text.as_bytes(), &options(mapping)).0
}

fn losses(collected: &Collected) -> Vec<String> {
    let name = |row: Option<u64>| row.map_or_else(String::new, |row| row.to_string());
    collected
        .losses
        .iter()
        .map(|loss| format!("{} {}", name(loss.row), loss.member.as_deref().unwrap_or("row")).trim().to_owned())
        .collect()
}

#[test]
fn mappings_are_refused_with_their_reason() {
    let check = |mapping: &str, expected: &[&str]| {
        let found: Vec<String> = match Mapping::parse(mapping) {
            Ok(_) => Vec::new(),
            Err(findings) => findings.iter().map(|finding| format!("{} {}", finding.code, finding.location)).collect(),
        };
        assert_eq!(found, expected, "{mapping}");
    };
    let usage = |from: &str, to: &str| {
        assert!(USAGE.contains(from), "{from}");
        USAGE.replace(from, to)
    };
    for mapping in [USAGE, BASKET, DAYS, MONTHS] {
        check(mapping, &[]);
    }
    check(&usage("\"usage_event\"", "\"usage\""), &["convert-mapping /line", "convert-mapping /record"]);
    check(&usage("name = \"usage\"", "name = \"usage\"\ncolour = 1"), &["convert-mapping line 3"]);
    check(&usage("quantity = \"Amount\"\n", ""), &["convert-mapping /columns/quantity"]);
    check(&usage("time = \"Time\"", "when = \"Time\""), &["convert-mapping /columns/when"]);
    check(&usage("time = \"Time\"", "line = \"Time\""), &["convert-mapping /columns/line"]);
    check(&usage("time = \"Time\"", "allowance = \"Time\""), &["convert-mapping /columns/allowance"]);
    check(&usage("grain = \"event\"", "grain = \"minute\""), &["convert-mapping /values/grain"]);
    check(&usage("grain = \"event\"", "grain = 1"), &["convert-mapping /values/grain"]);
    check(&usage("\"Text\" = \"sms\"", "\"Text\" = \"text\""), &["convert-mapping /words/kind/Text"]);
    check(&usage("\"60 s\"", "\"sixty s\""), &["convert-mapping /words/unit/min"]);
    check(&usage("\"60 s\"", "\"60 min\""), &["convert-mapping /words/unit/min"]);
    check(&usage("tax_included = true\n", ""), &["convert-mapping /values/tax_included"]);
    check(&usage("times = \"0.01\"", "times = \"-1\""), &["convert-mapping /columns/rated_amount"]);
    check(&usage("times = \"0.01\"", "times = 0.01"), &["convert-mapping line 23"]);
    check(&usage(", scheme = \"phone\"", ""), &["convert-mapping /columns/number"]);
    check(&usage("\"phone\"", "\"fax\""), &["convert-mapping /columns/number"]);
    check(
        &usage("time = \"Time\"", "time = { column = \"Time\", format = \"%H\" }"),
        &["convert-mapping /columns/time"],
    );
    check(&usage("time = \"Time\"", "time = { column = \"Time\", as = \"h:m\" }"), &["convert-mapping /columns/time"]);
    check(&usage("%d.%m.%Y", "%d.%m.%y"), &["convert-mapping /date/format"]);
    check(&usage("line = {", "lines = {"), &["convert-mapping line 9"]);
    check(&usage("kind = \"mobile\", ", ""), &["convert-mapping /line/columns/kind"]);
    check(&format!("{USAGE}[slots]\nfirst = 1\nlast = 2\n"), &["convert-mapping /slots"]);
    check(&BASKET.replace("key = \"Order\"", "key = []"), &["convert-mapping /receipt/key"]);
    check(
        &BASKET.replace("tax_included = true", "tax_included = false"),
        &["convert-mapping /receipt/columns/payable"],
    );
    check(&BASKET.replace("sku = ", "upc = "), &["convert-mapping /product_ids"]);
    check(&DAYS.replace("start = \"Start\"", "date = \"Start\""), &["convert-mapping /columns/start"]);
    check(&DAYS.replace(", resolution = \"PT30M\"", ""), &["convert-mapping /columns/resolution"]);
    check(
        &DAYS.replace("register = { values = { direction = \"import\" } }\n", ""),
        &["convert-mapping /register", "convert-mapping /register/columns/direction"],
    );
}

#[test]
fn usage_is_of_lines() {
    let collected = read(
        USAGE,
        &format!(
            "{HEADER}0171 5550100;02.03.2026;09:05:00;Call mobile;1,5;min;0171555xxx;12\n\
             0171 5550100;03.03.2026;23:59;Data;2;MB;;0\n\
             0171 5550101;03.03.2026;;Text;1;pcs;SHOP24;9,5\n\
             0171 5550100;03.03.2026;8:00;Fax;1;pcs;+49 30 5550123;\n"
        ),
    );
    assert_eq!(codes(&collected), ["convert-value 2"]);
    assert_eq!(losses(&collected), ["2 number"]);
    assert_eq!(
        lines(&collected, "subscription", &["id", "as_of", "kind", "status", "billing", "number"]),
        [
            r#"line | 2026-03-03 | mobile | unknown | postpaid | {"display":"…0100","scheme":"msisdn","value":"01715550100"}"#,
            r#"line-2 | 2026-03-03 | mobile | unknown | postpaid | {"display":"…0101","scheme":"msisdn","value":"01715550101"}"#
        ]
    );
    assert_eq!(
        lines(
            &collected,
            "usage_event",
            &[
                "line",
                "date",
                "time",
                "zone",
                "kind",
                "quantity",
                "unit",
                "rated_amount",
                "currency",
                "tax_included",
                "id_stability"
            ]
        ),
        [
            "line | 2026-03-02 | 09:05:00 | Europe/Berlin | voice | 90 | s | 0.12 | EUR | true | provisional",
            "line | 2026-03-03 | 23:59 | Europe/Berlin | data | 2097152 | B | 0 | EUR | true | provisional",
            "line | 2026-03-03 | 08:00 | Europe/Berlin | other | 1 | count | - | - | - | provisional",
            "line-2 | 2026-03-03 | - | - | sms | 1 | count | 0.095 | EUR | true | provisional",
        ]
    );
    assert_eq!(
        lines(&collected, "usage_event", &["number", "source_ref"]),
        [
            r#"{"display":"…","scheme":"phone"} | row:2"#,
            "- | row:3",
            r#"{"display":"…0123","scheme":"phone","value":"+49305550123"} | row:5"#,
            r#"{"display":"…OP24","scheme":"other","value":"SHOP24"} | row:4"#,
        ]
    );
}

#[test]
fn rows_that_are_no_usage_are_lost_with_their_reason() {
    let check = |row: &str, expected: &[&str]| {
        let whole = "1;01.03.2026;;Text;1;pcs;;\n";
        assert_eq!(codes(&read(USAGE, &format!("{HEADER}{whole}{row}\n"))), expected, "{row}");
    };
    check("1;02.03.2026;;Text;1;pcs;;", &[]);
    check("1;31.02.2026;;Text;1;pcs;;", &["convert-date 3"]);
    check("1;;;Text;1;pcs;;", &["convert-date 3"]);
    check("1;02.03.2026;;Text;;pcs;;", &["convert-amount 3"]);
    check("1;02.03.2026;;Text;1.5.1;pcs;;", &["convert-amount 3"]);
    check("1;02.03.2026;;Text;9999999999999;MB;;", &["convert-amount 3"]);
    check("1;02.03.2026;;Text;1;GiB;;", &["convert-mapping 3"]);
    check("1;02.03.2026;;Text;1;;;", &["convert-mapping 3"]);
    check("1;02.03.2026;25:00;Text;1;pcs;;", &["convert-value 3"]);
    check("1;02.03.2026;;Text;1;pcs;;free", &["convert-value 3"]);
    check("1;02.03.2026;;Text;1;pcs;12<34;", &["convert-value 3"]);
    check("1;02.03.2026;;Text;1;pcs;;;x", &["convert-structure 3"]);
    check("1;02.03.2026;;Text;1;pcs", &["convert-structure 3"]);
    check("1;02.03.2026;;Text;1;pcs;\"open;", &["convert-structure 3"]);
    check(&format!("1;02.03.2026;;Text;1;pcs;\"{}", "x".repeat(1 << 20)), &["convert-structure 3"]);
    assert_eq!(codes(&convert(Format::Csv, b"Line;D\xE9\n", &options(USAGE)).0), ["convert-encoding 1"]);
    let latin = [HEADER.as_bytes(), b"1;02.03.2026;;caf\xE9;1;pcs;;\n"].concat();
    assert_eq!(
        codes(&convert(Format::Csv, &latin, &options(USAGE)).0),
        ["convert-encoding 2", "convert-records-present"]
    );
    assert_eq!(codes(&read(USAGE, "")), ["convert-structure"]);
    assert_eq!(codes(&read(USAGE, HEADER)), ["convert-records-present"]);
    let mapping = USAGE.replace("currency = \"EUR\"\n", "");
    assert_eq!(
        codes(&read(&mapping, &format!("{HEADER}1;02.03.2026;;Text;1;pcs;;9\n"))),
        ["convert-currency 2", "convert-records-present"]
    );
    assert_eq!(codes(&read(&mapping, &format!("{HEADER}1;02.03.2026;;Text;1;pcs;;\n"))), Vec::<String>::new());
}

#[test]
fn forms_of_rows_read_other_columns() {
    let mapping = r#"
name = "forms"
record = "usage_event"
file = { delimiter = ",", header = false }
date = { format = "%Y%m%d" }
number = { decimal = "." }
line = { values = { kind = "mobile" } }
values = { grain = "event", direction = "out" }
columns = { date = 2 }

[[forms]]
column = 1
is = ["V", "VO*"]
values = { kind = "voice", unit = "s" }
columns = { quantity = { column = 3, as = "h:m:s" } }

[[forms]]
column = 1
is = ["D"]
values = { kind = "data", unit = "B", direction = "both" }
columns = { quantity = 4 }
"#;
    let collected =
        read(mapping, "V,20260301,100:00:01,,a\nD,20260302,,1024,b\nvoip,20260303,0:01:00,,\nX,20260303,1,1,\n");
    assert_eq!(codes(&collected), ["convert-mapping 4"]);
    assert_eq!(losses(&collected), ["4 row", "column 5"]);
    assert_eq!(
        lines(&collected, "usage_event", &["kind", "direction", "quantity", "unit"]),
        ["voice | out | 360001 | s", "data | both | 1024 | B", "voice | out | 60 | s"]
    );
    assert_eq!(lines(&collected, "subscription", &["billing", "number"]), ["unknown | -"]);
}

#[test]
fn events_come_oldest_first() {
    let check = |dates: &[&str], expected: &[&str]| {
        let rows: Vec<String> =
            dates.iter().enumerate().map(|(row, date)| format!("1;{date};;Text;{};pcs;;\n", row + 1)).collect();
        let collected = read(USAGE, &format!("{HEADER}{}", rows.concat()));
        assert_eq!(lines(&collected, "usage_event", &["date", "quantity"]), expected, "{dates:?}");
    };
    check(&["01.03.2026", "01.03.2026", "02.03.2026"], &["2026-03-01 | 1", "2026-03-01 | 2", "2026-03-02 | 3"]);
    check(&["02.03.2026", "01.03.2026", "01.03.2026"], &["2026-03-01 | 3", "2026-03-01 | 2", "2026-03-02 | 1"]);
    // Calls first, then messages.
    check(
        &["01.03.2026", "05.03.2026", "02.03.2026", "06.03.2026"],
        &["2026-03-01 | 1", "2026-03-02 | 3", "2026-03-05 | 2", "2026-03-06 | 4"],
    );
}

#[test]
fn rows_of_one_key_are_one_receipt() {
    let collected = read(
        BASKET,
        &format!(
            "{BASKET_HEADER}A-1,2026-03-02,GBP,Tea,2,3.00,|5012345678900|,T1,Visa - 4242\n\
             B-2,2026-03-01,GBP,Milk,1,1.15,12345,,Gift card\n\
             A-1,2026-03-02,GBP,Cup,1,\"1,004.50\",5012345678901,Not Available,Visa - 4242\n\
             C-3,2026-03-03,GBP,Tea,-1,-1.50,,,Visa - 4242\n\
             A-1,2026-03-04,GBP,Spoon,1,0.50,,,\n\
             ,2026-03-04,GBP,Nothing,1,0.50,,,\n"
        ),
    );
    assert_eq!(codes(&collected), ["convert-value 3", "convert-value 6", "convert-structure 7"]);
    assert_eq!(losses(&collected), ["3 card_last4", "6 date", "7 row"]);
    assert_eq!(
        lines(&collected, "receipt", &["date", "kind", "currency", "payable", "detail", "receipt_number"]),
        [
            r#"2026-03-01 | sale | GBP | 1.15 | full | {"display":"…","scheme":"order","value":"B-2"}"#,
            r#"2026-03-02 | sale | GBP | 1008.00 | full | {"display":"…","scheme":"order","value":"A-1"}"#,
            r#"2026-03-03 | return | GBP | -1.50 | full | {"display":"…","scheme":"order","value":"C-3"}"#,
        ]
    );
    assert_eq!(
        lines(
            &collected,
            "receipt_line",
            &["date", "seq", "name", "quantity", "amount", "gtin", "gtin_check", "product_ids"]
        ),
        [
            r#"2026-03-01 | 0 | Milk | 1 | 1.15 | - | - | [{"scheme":"gtin_part","value":"12345"}]"#,
            r#"2026-03-02 | 0 | Tea | 2 | 3.00 | 05012345678900 | ok | [{"scheme":"sku","value":"T1"}]"#,
            "2026-03-02 | 1 | Cup | 1 | 1004.50 | 05012345678901 | bad | -",
            "2026-03-02 | 2 | Spoon | 1 | 0.50 | - | - | -",
            "2026-03-03 | 0 | Tea | -1 | -1.50 | - | - | -",
        ]
    );
    assert_eq!(
        lines(&collected, "tender", &["date", "seq", "kind", "direction", "amount", "card_last4"]),
        [
            "2026-03-01 | 0 | gift_card | paid | 1.15 | -",
            "2026-03-02 | 0 | card | paid | 1008.00 | 4242",
            "2026-03-03 | 0 | card | refunded | 1.50 | 4242",
        ]
    );
    let ids: Vec<_> = collected.records("receipt").map(|receipt| receipt.id().as_str().to_owned()).collect();
    let of = lines(&collected, "receipt_line", &["id", "receipt"]);
    assert_eq!(of[1], format!("{}.0 | {}", ids[1], ids[1]));
    assert_eq!(lines(&collected, "tender", &["id"])[1], format!("{}.p0", ids[1]));
}

#[test]
fn a_row_can_be_a_receipt() {
    let mapping = r#"
name = "till"
record = "receipt"
currency = "USD"
file = { delimiter = "," }
number = { decimal = ".", group = ",", symbols = ["$"] }
values = { kind = "sale", channel = "store", tax_included = false }
columns = { date = { column = "Date", format = "%m/%d/%y" }, time = "Time", payable = "Total", tax = "Tax" }
date = { century = 2000, format = "%m/%d/%y" }
"#;
    let collected = read(mapping, "Date,Time,Total,Tax\n03/02/26,10:00:01,$8.00,$0.50\n03/01/26,9:00,\"$1,000.00\",\n");
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(&collected, "receipt", &["date", "time", "payable", "tax", "detail"]),
        ["2026-03-01 | 09:00 | 1000.00 | - | summary", "2026-03-02 | 10:00:01 | 8.00 | 0.50 | summary"]
    );
}

#[test]
fn readings_become_days() {
    let rows = |from: i64, count: i64| -> String {
        let clock = |half: i64| format!("{:02}:{:02}", half / 2, half % 2 * 30);
        let rows = (from..from + count).map(|half| format!("0.5,2025-10-25T{}:00+01:00\n", clock(half)));
        rows.collect::<Vec<_>>().concat()
    };
    let collected = read(DAYS, &format!("kWh,Start\n{}", rows(0, 48)));
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(&collected, "interval_day", &["date", "resolution", "count", "missing", "total", "start", "quality"]),
        ["2025-10-25 | PT30M | 48 | 0 | 24 | 2025-10-24T23:00:00Z | raw"]
    );
    assert_eq!(lines(&collected, "supply_point", &["fuel", "country", "status"]), ["electricity | GB | unknown"]);
    assert_eq!(lines(&collected, "register", &["direction", "unit", "kind"]), ["import | kWh | interval"]);
    let none: Vec<String> = Vec::new();
    let zero = read(DAYS, "kWh,Start\n0E-20,2025-10-25T00:00:00+01:00\n1.5,2025-10-25T01:00:00+01:00\n");
    assert_eq!(codes(&zero), none);
    assert_eq!(lines(&zero, "interval_day", &["missing", "total"]), ["46 | 1.5"]);
    let check = |rows: &str, expected: &[&str]| {
        let whole = "1,2025-10-25T00:00:00+01:00\n";
        assert_eq!(codes(&read(DAYS, &format!("kWh,Start\n{whole}{rows}"))), expected, "{rows}");
    };
    check("1,2025-10-25T00:15:00+01:00\n", &["convert-control-figure 3"]);
    check("1,2025-10-25T00:00:00+01:00\n", &[]);
    check("-1,2025-10-25T01:00:00+01:00\n", &["convert-amount 3"]);
    check(",2025-10-25T01:00:00+01:00\n", &["convert-amount 3"]);
    check("1,2025-10-25T25:00:00+01:00\n", &["convert-date 3"]);
    check("1,2025-10-25 01:00:00\n", &["convert-date 3"]);
    let nowhere = DAYS.replace("country = \"GB\"\n", "");
    assert_eq!(codes(&read(&nowhere, "kWh,Start\n1,2025-10-25T00:00:00+01:00\n"))[0], "convert-country 2");
    let timeless = DAYS.replace("zone = \"Europe/London\"\n", "");
    assert_eq!(codes(&read(&timeless, "kWh,Start\n1,2025-10-25T00:00:00+01:00\n")), ["convert-zone"]);
}

#[test]
fn clocks_that_are_put_back_show_an_hour_twice() {
    let mapping = DAYS
        .replace("start = \"Start\"", "start = { column = [\"Day\", \"Clock\"], format = \"%d/%m/%Y %H:%M\" }")
        .replace("PT30M", "PT1H");
    let hours = [0, 1, 1, 2, 3];
    let mut rows: Vec<String> = hours.iter().map(|hour| format!("{hour},26/10/2025,0{hour}:00\n")).collect();
    for _ in ["upwards", "downwards"] {
        let collected = read(&mapping, &format!("kWh,Day,Clock\n{}", rows.concat()));
        rows.reverse();
        assert_eq!(codes(&collected), Vec::<String>::new());
        let slots = lines(&collected, "interval_day", &["count", "missing", "slots"]);
        assert!(slots[0].starts_with(r#"25 | 20 | ["0","1","1","2","3",null"#), "{slots:?}");
    }
    let collected = read(&mapping, "kWh,Day,Clock\n1,30/03/2025,00:00\n1,30/03/2025,01:00\n");
    assert_eq!(codes(&collected), ["convert-date 3"]);
}

#[test]
fn a_row_can_be_a_day() {
    let header = (0..25).map(|hour| format!(",H{hour}")).collect::<Vec<_>>().concat();
    let mapping = DAYS
        .replace("quantity = \"kWh\", start = \"Start\"", "date = \"Day\"")
        .replace("PT30M", "PT1H")
        .replace("unit = \"kWh\"", "unit = \"0.001 kWh\"")
        + "slots = { first = \"H0\", last = \"H24\" }\n";
    let row = |day: &str, hours: usize| format!("{day}{}{}\n", ",1000".repeat(hours), ",".repeat(25 - hours));
    let text = format!(
        "Day{header}\n{}{}{}",
        row("2025-10-25", 24),
        row("2025-10-26", 25),
        row("2025-10-27", 24).replacen("1000", "", 1)
    );
    let collected = read(&mapping, &text);
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(
        lines(&collected, "interval_day", &["date", "count", "missing", "total"]),
        ["2025-10-25 | 24 | 0 | 24", "2025-10-26 | 25 | 0 | 25", "2025-10-27 | 24 | 1 | 23"]
    );
    let short = read(&mapping, &format!("Day{header}\n{}{}", row("2025-03-29", 24), row("2025-03-30", 24)));
    assert_eq!(codes(&short), ["convert-structure 3"]);
    // By the clock the hour that never comes is empty.
    let clock = mapping.replace("last = \"H24\"", "last = \"H23\", by_clock = true");
    let day = format!("2025-03-30,1000,{}\n", ",1000".repeat(22));
    let collected = read(&clock, &format!("Day{}\n{day}", &header[..header.len() - 4]));
    assert_eq!(codes(&collected), Vec::<String>::new());
    assert_eq!(lines(&collected, "interval_day", &["count", "missing", "total"]), ["23 | 0 | 23"]);
}

#[test]
fn periods_are_consumption() {
    let header = "Mprn,From,To,kWh,Q,Cost\n";
    let collected = read(
        MONTHS,
        &format!(
            "{header}900,2026-01-01,2026-01-31,310.5,A,20.10\n900,2026-02-01,2026-02-28,200,e,\n900,2026-03-02,2026-03-01,1,A,1\n"
        ),
    );
    assert_eq!(codes(&collected), ["convert-date 4"]);
    assert_eq!(
        lines(
            &collected,
            "consumption",
            &["supply_point", "date", "period_end", "fuel", "quantity", "quality", "cost", "currency"]
        ),
        [
            "supply | 2026-01-01 | 2026-02-01 | gas | 310.5 | actual | 20.10 | GBP",
            "supply | 2026-02-01 | 2026-03-01 | gas | 200 | estimated | - | -",
        ]
    );
    let series: Vec<String> = collected
        .series
        .iter()
        .map(|(series, _)| format!("{} {}..{}", series.name(), series.from, series.to))
        .collect();
    assert_eq!(series, ["supply/supply_point 2026-02-01..2026-02-02", "supply/consumption 2026-01-01..2026-03-01"]);
}
