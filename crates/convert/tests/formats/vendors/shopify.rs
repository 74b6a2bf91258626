//! Shopify: the export of orders.

use super::*;

#[test]
fn shopify_orders() {
    let check = |rows: &[String], expected: &[&str], findings: &[&str]| {
        let (collected, summary) = read(Format::Shopify, &file(SHOPIFY, rows));
        let mut found = lines(&collected, "receipt", &RECEIPT);
        found.extend(lines(&collected, "receipt_line", &LINE));
        found.extend(lines(&collected, "tax_line", &["base", "amount", "rate", "name"]));
        found.extend(lines(&collected, "tender", &["kind", "direction", "amount"]));
        assert_eq!(found, expected, "{rows:?}");
        assert_eq!(codes(&collected), findings, "{rows:?}");
        assert_eq!(summary.read, rows.len() as u64, "{rows:?}");
    };
    let lines =
        ["sale | 2 | 10.00 | - | 20.00 | Tea", "sale | 1 | 10.00 | - | 10.00 | Cup", "delivery | 1 | - | - | 5.00 | -"];
    check(
        &[shop(&[]), another(&[])],
        &[
            "order | 2026-03-05 | EUR | true | 35.00 | 5.59",
            lines[0],
            lines[1],
            lines[2],
            "29.41 | 5.59 | 0.19 | VAT 19%",
            "other | paid | 35.00",
        ],
        &[],
    );
    // Taxes on top, of a state and a city on one base.
    check(
        &[
            shop(&[
                ("Taxes", "3.06"),
                ("Total", "38.06"),
                ("Tax 1 Name", "State Tax 6.25%"),
                ("Tax 1 Value", "2.19"),
                ("Tax 2 Name", "City Tax 2.5%"),
                ("Tax 2 Value", "0.87"),
                ("Payment Method", "PayPal Express Checkout"),
            ]),
            another(&[]),
        ],
        &[
            "order | 2026-03-05 | EUR | false | 38.06 | 3.06",
            lines[0],
            lines[1],
            lines[2],
            "35.00 | 2.19 | 0.0625 | State Tax 6.25%",
            "35.00 | 0.87 | 0.025 | City Tax 2.5%",
            "wallet | paid | 38.06",
        ],
        &[],
    );
    // What a tax is on is not said where an item is not taxed; an order that is not paid has no payment.
    check(
        &[shop(&[("Financial Status", "pending")]), another(&[("Lineitem taxable", "false")])],
        &["order | 2026-03-05 | EUR | true | 35.00 | 5.59", lines[0], lines[1], lines[2]],
        &[],
    );
    // A discount of the order, and one that its items have already.
    check(
        &[
            shop(&[
                ("Subtotal", "27.00"),
                ("Total", "32.00"),
                ("Discount Amount", "3.00"),
                ("Discount Code", "SPRING"),
                ("Tax 1 Value", ""),
            ]),
            another(&[]),
        ],
        &[
            "order | 2026-03-05 | EUR | true | 32.00 | 5.59",
            lines[0],
            lines[1],
            "discount | 1 | - | -3.00 | -3.00 | SPRING",
            lines[2],
            "other | paid | 32.00",
        ]
        .map(|line| if line.starts_with("discount") { "discount | 1 | - | - | -3.00 | SPRING" } else { line }),
        &[],
    );
    check(
        &[
            shop(&[
                ("Subtotal", "27.00"),
                ("Total", "32.00"),
                ("Discount Amount", "3.00"),
                ("Lineitem discount", "3.00"),
                ("Tax 1 Value", ""),
            ]),
            another(&[]),
        ],
        &[
            "order | 2026-03-05 | EUR | true | 32.00 | 5.59",
            "sale | 2 | 10.00 | -3.00 | 17.00 | Tea",
            lines[1],
            lines[2],
            "other | paid | 32.00",
        ],
        &[],
    );
    // A tip is in the total.
    check(
        &[shop(&[("Total", "37.00"), ("Cancelled at", "2026-03-06 10:00:00 +0100")]), another(&[])],
        &[
            "void | 2026-03-05 | EUR | true | 37.00 | 5.59",
            lines[0],
            lines[1],
            lines[2],
            "29.41 | 5.59 | 0.19 | VAT 19%",
            "other | paid | 37.00",
        ],
        &["convert-control-figure 2", "convert-control-figure 2"],
    );
    // The rows of an order whose first row cannot be read are lost with it; the next order is not.
    check(
        &[
            shop(&[("Created at", "2026-02-30 10:00:00 +0100")]),
            another(&[]),
            shop(&[("Name", "#1002")]),
            another(&[("Name", "#1002")]),
        ],
        &[
            "order | 2026-03-05 | EUR | true | 35.00 | 5.59",
            lines[0],
            lines[1],
            lines[2],
            "29.41 | 5.59 | 0.19 | VAT 19%",
            "other | paid | 35.00",
        ],
        &["convert-date 2"],
    );
    // Delivery that is not taxed.
    check(
        &[
            shop(&[("Taxes", "2.10"), ("Total", "37.10"), ("Tax 1 Name", "NY State Tax 7%"), ("Tax 1 Value", "2.10")]),
            another(&[]),
        ],
        &[
            "order | 2026-03-05 | EUR | false | 37.10 | 2.10",
            lines[0],
            lines[1],
            lines[2],
            "30.00 | 2.10 | 0.07 | NY State Tax 7%",
            "other | paid | 37.10",
        ],
        &[],
    );
    // Free delivery is a discount that is not in the subtotal, beside one that is.
    check(
        &[
            shop(&[
                ("Subtotal", "28.00"),
                ("Taxes", ""),
                ("Total", "28.00"),
                ("Discount Amount", "7.00"),
                ("Discount Code", "FREESHIP"),
                ("Tax 1 Value", ""),
            ]),
            another(&[]),
        ],
        &[
            "order | 2026-03-05 | EUR | true | 28.00 | -",
            lines[0],
            lines[1],
            "discount | 1 | - | - | -2.00 | FREESHIP",
            lines[2],
            "discount | 1 | - | - | -5.00 | FREESHIP",
            "other | paid | 28.00",
        ],
        &[],
    );
    // An order of which every item was taken off, and one of a program that writes days.
    check(
        &[shop(&[
            ("Lineitem quantity", ""),
            ("Lineitem name", ""),
            ("Lineitem price", ""),
            ("Created at", "2026-03-05"),
            ("Tax 1 Value", ""),
        ])],
        &["order | 2026-03-05 | EUR | true | 35.00 | 5.59", lines[2], "other | paid | 35.00"],
        &[],
    );
    check(
        &[shop(&[("Created at", "2026-03-05T23:27:02+01:00"), ("Lineitem quantity", ""), ("Tax 1 Value", "")])],
        &["order | 2026-03-05 | EUR | true | 35.00 | 5.59", lines[2], "other | paid | 35.00"],
        &["convert-amount 2"],
    );
    check(&[shop(&[("Total", "")])], &[], &["convert-amount 2"]);
    check(&[shop(&[("Currency", "")])], &[], &["convert-currency 2"]);
    check(&[another(&[("Name", "")])], &[], &["convert-structure 2"]);
    let (collected, _) = read(Format::Shopify, &file(SHOPIFY, &[shop(&[]), another(&[])]));
    let named: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(named, ["Email", "Billing Name"]);
    assert_eq!(
        crate::common::lines(&collected, "receipt", &["issued_at", "channel"]),
        ["2026-03-05T23:27:02+01:00 | online"]
    );
}
