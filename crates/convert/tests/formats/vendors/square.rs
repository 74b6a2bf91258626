//! Square: items sold, and sums of transactions.

use super::*;

#[test]
fn square_items() {
    let check = |rows: &[String], expected: &[&str], findings: &[&str]| {
        let (collected, summary) = read(Format::Square, &file(SQUARE, rows));
        let mut found =
            lines(&collected, "receipt", &["kind", "date", "time", "zone", "tax_included", "payable", "net", "tax"]);
        found.extend(lines(&collected, "receipt_line", &LINE));
        found.extend(lines(&collected, "tender", &TENDER));
        assert_eq!(found, expected, "{rows:?}");
        assert_eq!(codes(&collected), findings, "{rows:?}");
        assert_eq!(summary.read, rows.len() as u64, "{rows:?}");
    };
    let head = "2026-07-18 | 12:59:30 | America/New_York | false";
    check(
        &[
            sold(&[]),
            sold(&[
                ("Item", "Bread"),
                ("Qty", "1.0"),
                ("Gross Sales", "$3.00"),
                ("Discounts", "$0.00"),
                ("Net Sales", "$3.00"),
                ("Tax", "$0.00"),
            ]),
        ],
        &[
            &format!("sale | {head} | 10.56 | 10.00 | 0.56"),
            "sale | 2.0 | 4.00 | -1.00 | 7.00 | Lemonade",
            "sale | 1.0 | 3.00 | - | 3.00 | Bread",
            "card | paid | 10.56 | Visa | 0123",
        ],
        &[],
    );
    // A refund names the transaction of the sale.
    let refund = sold(&[
        ("Event Type", "Refund"),
        ("Payment ID", "P2"),
        ("Qty", "2.0"),
        ("Gross Sales", "-$8.00"),
        ("Discounts", "$1.00"),
        ("Net Sales", "-$7.00"),
        ("Tax", "-$0.56"),
    ]);
    check(
        &[sold(&[]), refund.clone()],
        &[
            &format!("sale | {head} | 7.56 | 7.00 | 0.56"),
            &format!("return | {head} | -7.56 | -7.00 | -0.56"),
            "sale | 2.0 | 4.00 | -1.00 | 7.00 | Lemonade",
            "return | -2.0 | 4.00 | 1.00 | -7.00 | Lemonade",
            "card | paid | 7.56 | Visa | 0123",
            "card | refunded | 7.56 | Visa | 0123",
        ],
        &[],
    );
    let (collected, _) = read(Format::Square, &file(SQUARE, &[sold(&[]), refund]));
    let ids = lines(&collected, "receipt", &["id", "linked_to"]);
    assert_eq!(ids[1].split(" | ").nth(1), ids[0].split(" | ").next());
    check(
        &[sold(&[
            ("Time Zone", "Nowhere"),
            ("Unit", "box"),
            ("GTIN", "5000112637922"),
            ("Card Brand", ""),
            ("PAN Suffix", ""),
        ])],
        &["sale | 2026-07-18 | 12:59:30 | - | false | 7.56 | 7.00 | 0.56", "sale | 1 | - | -1.00 | 7.00 | Lemonade"],
        &["convert-value 2", "convert-value 2"],
    );
    check(&[sold(&[("Net Sales", "seven")])], &[], &["convert-amount 2"]);
    check(&[sold(&[("Qty", "")])], &[], &["convert-amount 2"]);
    check(&[sold(&[("Transaction ID", "")])], &[], &["convert-structure 2"]);
    check(&[sold(&[("Date", "2026-02-30")])], &[], &["convert-date 2"]);
}

#[test]
fn square_sums_and_dates() {
    let sums = |cells: &[(&str, &str)]| {
        let usual = [
            ("Date", "7/18/17"),
            ("Time", "12:59:30"),
            ("Time Zone", "Pacific Time (US & Canada)"),
            ("Gross Sales", "$30.00"),
            ("Discounts", "-$3.00"),
            ("Net Sales", "$27.00"),
            ("Tax", "$2.16"),
            ("Tip", "$2.00"),
            ("Total Collected", "$31.16"),
            ("Card", "$30.16"),
            ("Cash", "$1.00"),
            ("Fees", "-$0.93"),
            ("Transaction ID", "T1"),
            ("Card Brand", "American Express"),
            ("PAN Suffix", "1002"),
            ("Event Type", "Payment"),
        ];
        row(SQUARE_SUMS, &[&usual, cells].concat())
    };
    let check = |rows: &[String], options: &Options, expected: &[&str]| {
        let (collected, _) = convert(Format::Square, file(SQUARE_SUMS, rows).as_bytes(), options);
        let mut found = lines(&collected, "receipt", &["date", "detail", "payable", "net", "tax", "tip", "discount"]);
        found.extend(lines(&collected, "tender", &TENDER));
        found.extend(codes(&collected));
        assert_eq!(found, expected, "{rows:?}");
    };
    let paid = ["card | paid | 30.16 | American_Express | 1002", "cash | paid | 1.00 | - | -"];
    check(&[sums(&[])], &options(), &["2017-07-18 | summary | 31.16 | 27.00 | 2.16 | 2.00 | -3.00", paid[0], paid[1]]);
    // Accounts with a clock of twelve hours.
    for (written, expected) in
        [("2:30:05 PM", "14:30:05"), ("12:00:00 AM", "00:00:00"), ("12:15 pm", "12:15"), ("13:00:00 PM", "-")]
    {
        let text = file(SQUARE_SUMS, &[sums(&[("Time", written)])]);
        assert_eq!(lines(&read(Format::Square, &text).0, "receipt", &["time"]), [expected]);
    }
    // Since 2022 there is one more way to pay.
    let text = file(SQUARE_SUMS, &[sums(&[("Cash", "$0.00"), ("Device Nickname", "$1.00")])])
        .replace("Device Nickname", "Cash App");
    let (collected, _) = read(Format::Square, &text);
    assert_eq!(
        (lines(&collected, "tender", &TENDER), codes(&collected)),
        (vec![paid[0].to_owned(), "wallet | paid | 1.00 | - | -".to_owned()], vec![])
    );
    check(&[sums(&[("Date", "07/08/17")])], &options(), &["convert-date"]);
    let mut given = options();
    given.date_order = Some(DateOrder::DayFirst);
    check(
        &[sums(&[("Date", "07/08/17")])],
        &given,
        &["2017-08-07 | summary | 31.16 | 27.00 | 2.16 | 2.00 | -3.00", paid[0], paid[1]],
    );
    check(&[sums(&[])], &Options::default(), &["convert-currency"]);
}
