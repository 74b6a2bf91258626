//! Amazon: orders, digital orders and returns, refunds.

use super::*;

#[test]
fn amazon_orders() {
    let check = |rows: &[String], expected: &[&str], findings: &[&str]| {
        for mark in ["", "\u{FEFF}"] {
            let (collected, summary) = read(Format::Amazon, &(mark.to_owned() + &file(AMAZON, rows)));
            let mut found = lines(&collected, "receipt", &RECEIPT);
            found.extend(lines(&collected, "receipt_line", &LINE));
            found.extend(lines(&collected, "tender", &TENDER));
            assert_eq!(found, expected, "{rows:?}");
            assert_eq!(codes(&collected), findings, "{rows:?}");
            assert_eq!(summary.read, rows.len() as u64, "{rows:?}");
        }
    };
    check(
        &[order(&[])],
        &[
            "order | 2026-03-05 | GBP | true | 12.00 | 2.00",
            "sale | 1 | 12.00 | - | 12.00 | Kettle, \"steel\"",
            "card | paid | 12.00 | Visa | 1234",
        ],
        &[],
    );
    // Two items of one order, one of them a thousand pounds, with a discount in apostrophes and delivery.
    check(
        &[
            order(&[
                ("Total Owed", "'1,217.60'"),
                ("Unit Price", "'1,219.49'"),
                ("Unit Price Tax", "0"),
                ("Total Discounts", "'-14.39'"),
                ("Shipping Charge", "12.50"),
            ]),
            order(&[("Quantity", "2"), ("Total Owed", "24.00"), ("Product Name", "Cup")]),
        ],
        &[
            "order | 2026-03-05 | GBP | true | 1241.60 | 4.00",
            "sale | 1 | 1219.49 | -14.39 | 1205.10 | Kettle, \"steel\"",
            "delivery | 1 | - | - | 12.50 | -",
            "sale | 2 | 12.00 | - | 24.00 | Cup",
            "card | paid | 1241.60 | Visa | 1234",
        ],
        &[],
    );
    // After midnight in London, before it in UTC.
    check(
        &[order(&[
            ("Order Date", "07/01/2026 23:30:00 UTC"),
            ("Payment Instrument Type", "Gift Certificate/Card and Visa - 1234"),
        ])],
        &["order | 2026-07-02 | GBP | true | 12.00 | 2.00", "sale | 1 | 12.00 | - | 12.00 | Kettle, \"steel\""],
        &[],
    );
    check(&[order(&[("Order Status", "Cancelled"), ("Total Owed", "0"), ("Quantity", "0")])], &[], &[]);
    // An item that was sold out stands beside those that were sent.
    check(
        &[
            order(&[("Quantity", "0"), ("Total Owed", "0"), ("Product Name", "Cup")]),
            order(&[("Order Date", "2026-03-05T18:03:51.390Z")]),
        ],
        &[
            "order | 2026-03-05 | GBP | true | 12.00 | 2.00",
            "sale | 1 | 12.00 | - | 12.00 | Kettle, \"steel\"",
            "card | paid | 12.00 | Visa | 1234",
        ],
        &[],
    );
    check(
        &[order(&[("Total Owed", "11.00"), ("Payment Instrument Type", "Not Available")])],
        &["order | 2026-03-05 | GBP | true | 11.00 | 2.00", "sale | 1 | 12.00 | - | 12.00 | Kettle, \"steel\""],
        &["convert-control-figure 2"],
    );
    check(&[order(&[("Order Date", "2026-02-30T18:03:51Z")])], &[], &["convert-date 2"]);
    check(&[order(&[("Order Date", "Not Available")])], &[], &["convert-date 2"]);
    check(&[order(&[("Currency", "Pounds")])], &[], &["convert-currency 2"]);
    check(&[order(&[("Unit Price", "12,00")])], &[], &["convert-amount 2"]);
    check(&[order(&[("Order ID", "")])], &[], &["convert-structure 2"]);
    let (collected, _) = read(Format::Amazon, &file(AMAZON, &[order(&[])]));
    let named: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(named, ["Shipping Address"]);
    assert_eq!(
        lines(&collected, "receipt", &["merchant_name", "zone", "channel", "issued_at"]),
        ["Amazon.co.uk | Europe/London | online | 2026-03-05T18:03:51Z"]
    );
    assert_eq!(
        lines(&collected, "receipt_line", &["product_ids"]),
        ["[{\"scheme\":\"asin\",\"value\":\"B000000001\"}]"]
    );
}

#[test]
fn amazon_versions_and_refunds() {
    // Older files have 27 columns and another name for the day of shipment, newer ones other names for sums.
    let older = file(AMAZON, &[order(&[])])
        .replace(",Item Serial Number\r\n", "\r\n")
        .replace(",Ship Date,", ",Shipment Date,");
    let older = older.strip_suffix(",\r\n").map(|rest| format!("{rest}\r\n")).expect("the last cell is empty");
    let newer = file(AMAZON, &[order(&[])])
        .replace(",Total Owed,", ",Total Amount,")
        .replace(",Quantity,", ",Original Quantity,");
    for text in [older, newer] {
        let (collected, summary) = read(Format::Amazon, &text);
        assert_eq!((codes(&collected), summary.converted), (vec![], 1), "{text}");
        assert_eq!(lines(&collected, "receipt", &["payable"]), ["12.00"]);
    }
    let check = |text: &str, expected: &[&str], findings: &[&str], lost: u64| {
        let (collected, summary) = read(Format::Amazon, text);
        let mut found = lines(&collected, "receipt", &["kind", "date", "payable", "detail"]);
        found.extend(lines(&collected, "tender", &TENDER));
        assert_eq!(found, expected, "{text}");
        assert_eq!(
            (codes(&collected), summary.lost),
            (findings.iter().map(ToString::to_string).collect(), lost),
            "{text}"
        );
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Amazon, .. }));
    };
    let head = "Creation Date,Currency,Direct Debit Refund Amount,Disbursement Type,Order ID,Payment Status,Quantity,Refund Amount,\
                Refund Date,Reversal Amount State,Reversal Reason,Reversal Status,Website";
    let refund = |amount: &str, date: &str, status: &str| {
        format!(
            "{head}\n2026-03-07T00:00:00Z,GBP,0,Refund,026-1,{status},1,\"{amount}\",{date},Final,Too large,Completed,Amazon.co.uk\n"
        )
    };
    let back = ["return | 2026-03-08 | -1027.93 | summary", "unknown | refunded | 1027.93 | - | -"];
    check(&refund("1,027.93", "2026-03-08T00:10:00Z", "Completed"), &back, &[], 0);
    check(&refund("1,027.93", "Not Applicable", "Completed"), &[], &[], 1);
    check(&refund("0", "2026-03-08T00:10:00Z", "Completed"), &[], &[], 1);
    check(&refund("5", "2026-03-08T00:10:00Z", "Failed"), &[], &[], 1);
    check(&refund("five", "2026-03-08T00:10:00Z", "Completed"), &[], &["convert-amount 2"], 1);
    check(
        "OrderID,ReversalID,RefundCompletionDate,Currency,AmountRefunded,Status,DisbursementType\n026-1,9,03/08/2026 00:10:00 UTC,GBP,1027.93,Completed,GiftCard\n",
        &["return | 2026-03-08 | -1027.93 | summary", "gift_card | refunded | 1027.93 | - | -"],
        &[],
        0,
    );
    let returned = "OrderId,ContractId,DateOfReturn,ReturnAmount,ReturnAmountCurrency,ReturnReason,Resolution\n";
    check(
        &format!("{returned}026-1,7,2026-03-08 00:10:00,12.50,GBP,DEFECTIVE,Refund\n026-2,8,Not Available,5,GBP,X,Y\n"),
        &["return | 2026-03-08 | -12.50 | summary", "unknown | refunded | 12.50 | - | -"],
        &[],
        1,
    );
    let (collected, _) = convert(Format::Amazon, file(AMAZON, &[order(&[])]).as_bytes(), &Options::default());
    assert_eq!(codes(&collected), ["convert-zone"]);
    // A file that has no column for it has lost nothing.
    let bare = "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,ASIN,Quantity,Product Name\n\
                Amazon.co.uk,026-1,2026-03-05T18:03:51Z,GBP,12,12,B000000001,1,Kettle\n";
    let (collected, summary) = read(Format::Amazon, bare);
    assert_eq!((collected.losses.len(), summary.converted), (0, 1));
}

#[test]
fn amazon_digital_orders() {
    let check = |text: &str, expected: &[&str], findings: &[&str], lost: u64| {
        let (collected, summary) = read(Format::Amazon, text);
        let mut found = lines(&collected, "receipt", &RECEIPT);
        found.extend(lines(&collected, "receipt_line", &LINE));
        found.extend(lines(&collected, "tender", &TENDER));
        assert_eq!(found, expected, "{text}");
        assert_eq!(codes(&collected), findings, "{text}");
        assert_eq!(summary.lost, lost, "{text}");
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Amazon, .. }));
    };
    let items = "ASIN,ProductName,OrderId,DigitalOrderItemId,BaseCurrencyCode,Marketplace,OrderDate,OurPrice,OurPriceCurrencyCode,\
                 OurPriceTax,OurPriceTaxCurrencyCode,Publisher,QuantityOrdered,GiftEmail\n";
    let item = |order: &str, id: &str, date: &str, price: &str, tax: &str| {
        format!("B01,A Book,{order},{id},GBP,Amazon.co.uk,{date},{price},GBP,{tax},GBP,A Press,1,Not Applicable\n")
    };
    check(
        &[
            items.to_owned(),
            item("D01-1", "X1", "2026-07-01T23:30:00Z", "10.99", "Not Applicable"),
            item("D01-2", "X2", "2026-03-05", "9.99", "2.00"),
            item("D01-2", "X3", "2026-03-05", "0", "0"),
            item("D01-2", "X4", "2026-03-05", "Not Available", "0"),
            item("D01-3", "X5", "2026-02-30", "1", "0"),
            item("", "X5", "2026-02-28", "1", "0"),
        ]
        .concat(),
        &[
            "order | 2026-03-05 | GBP | true | 11.99 | 2.00",
            "order | 2026-07-02 | GBP | true | 10.99 | -",
            "sale | 1 | 11.99 | - | 11.99 | A Book",
            "sale | 1 | 0 | - | 0 | A Book",
            "sale | 1 | 10.99 | - | 10.99 | A Book",
        ],
        &["convert-date 6", "convert-structure 7"],
        3,
    );
    let parts = "ASIN,Product Name,Order ID,Digital Order Item ID,Base Currency Code,Marketplace,Order Date,Component Type,\
                 Transaction Amount,Original Quantity,Payment Information\n";
    let part = |order: &str, id: &str, kind: &str, amount: &str| {
        format!("B01,A Book,{order},{id},GBP,Amazon.co.uk,2026-03-05T18:03:51Z,{kind},\"{amount}\",1,Visa - 1234\n")
    };
    check(
        &[
            parts.to_owned(),
            part("D01-1", "X1", "Price Amount", "9.99"),
            part("D01-1", "X2", "Tax", "1.00"),
            part("D01-2", "X1", "Price Amount", "1.00"),
            part("D01-1", "X1", "Tax", "2.00"),
            part("D01-1", "X1", "Promotion", "-1.99"),
            part("D01-1", "X2", "Price Amount", "5.00"),
            part("D01-1", "X2", "Price Amount", "Not Available"),
            part("D01-1", "X2", "Price Amount", "five"),
        ]
        .concat(),
        &[
            "order | 2026-03-05 | GBP | true | 16.00 | 3.00",
            "order | 2026-03-05 | GBP | true | 1.00 | -",
            "sale | 1 | - | - | 10.00 | A Book",
            "sale | 1 | - | - | 6.00 | A Book",
            "sale | 1 | - | - | 1.00 | A Book",
            "card | paid | 16.00 | Visa | 1234",
            "card | paid | 1.00 | Visa | 1234",
        ],
        &["convert-amount 9"],
        5,
    );
}

#[test]
fn amazon_digital_returns() {
    let header = "ASIN,Product Name,Order ID,Digital Order Item ID,Return Date,Return Status,Monetary Component Type,\
                  Transaction Amount,Amount Refunded,Base Currency,Marketplace\n";
    let part = |order: &str, item: &str, status: &str, kind: &str, amount: &str| {
        format!("B01,A Book,{order},{item},2026-03-05T23:30:00Z,{status},{kind},{amount},9.99,GBP,Amazon.co.uk\n")
    };
    let complete = "Customer Return Complete";
    let text = [
        header.to_owned(),
        part("D01-1", "X1", complete, "Price Amount", "8.32"),
        part("D01-2", "X1", complete, "Price Amount", "3.00"),
        part("D01-1", "X1", complete, "Tax", "1.67"),
        part("D01-1", "X2", complete, "Price Amount", "4.00"),
        // A credit of a subscription came back, no money.
        part("D01-3", "X1", complete, "Price Amount", "7.99"),
        part("D01-3", "X1", complete, "Promotion", "-7.99"),
        part("D01-4", "X1", "Return Initiated", "Price Amount", "1.00"),
        part("D01-5", "X1", complete, "Price Amount", "one"),
        part("", "X1", complete, "Price Amount", "1.00"),
    ]
    .concat();
    let (collected, summary) = read(Format::Amazon, &text);
    assert_eq!(
        lines(&collected, "receipt", &["kind", "date", "currency", "payable", "detail", "merchant_name"]),
        [
            "return | 2026-03-05 | GBP | -9.99 | summary | Amazon.co.uk",
            "return | 2026-03-05 | GBP | -3.00 | summary | Amazon.co.uk",
            "return | 2026-03-05 | GBP | -4.00 | summary | Amazon.co.uk",
        ]
    );
    assert_eq!(
        lines(&collected, "tender", &TENDER),
        ["9.99", "3.00", "4.00"].map(|amount| format!("unknown | refunded | {amount} | - | -"))
    );
    assert_eq!(codes(&collected), ["convert-amount 9", "convert-structure 10"]);
    assert_eq!((summary.read, summary.converted, summary.lost), (9, 3, 6));
    assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Amazon, .. }));
}
