//! Order histories of vendors: Amazon, Shopify, Square. Every quirk their exports are known for, and what is refused.

use pannier_convert::{Collected, DateOrder, Format, Guess, Options, Summary};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

use crate::common::{codes, convert, lines};

const AMAZON: &str = "Website,Order ID,Order Date,Purchase Order Number,Currency,Unit Price,Unit Price Tax,Shipping Charge,\
    Total Discounts,Total Owed,Shipment Item Subtotal,Shipment Item Subtotal Tax,ASIN,Product Condition,Quantity,\
    Payment Instrument Type,Order Status,Shipment Status,Ship Date,Shipping Option,Shipping Address,Billing Address,\
    Carrier Name & Tracking Number,Product Name,Gift Message,Gift Sender Name,Gift Recipient Contact Details,Item Serial Number";
const SHOPIFY: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,\
    Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,\
    Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,\
    Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,\
    Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,\
    Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,\
    Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,\
    Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,\
    Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,\
    Payment ID,Payment Terms Name,Next Payment Due At,Payment References";
const SQUARE: &str = "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,\
    Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,\
    Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix";
const SQUARE_SUMS: &str = "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,\
    Total Collected,Source,Card,Card Entry Methods,Cash,Square Gift Card,Other Tender,Other Tender Type,Other Tender Note,Fees,\
    Net Total,Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,Event Type,\
    Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Device Nickname";

/// A row under a header from the cells that hold something.
fn row(header: &str, cells: &[(&str, &str)]) -> String {
    let names: Vec<&str> = header.split(',').map(str::trim).collect();
    for (name, _) in cells {
        assert!(names.contains(name), "no column {name}");
    }
    let cell = |name: &&str| {
        let value = cells.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value);
        if value.contains([',', '"', '\n']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value.to_owned() }
    };
    names.iter().map(cell).collect::<Vec<_>>().join(",")
}

fn file(header: &str, rows: &[String]) -> String {
    let header = header.split(',').map(str::trim).collect::<Vec<_>>().join(",");
    format!("{header}\r\n{}\r\n", rows.join("\r\n"))
}

fn options() -> Options {
    let mut options = Options::default();
    options.zone = Some("Europe/London".parse().expect("a zone"));
    options.currency = Some("USD".parse().expect("a currency"));
    options
}

fn read(format: Format, text: &str) -> (Collected, Summary) {
    convert(format, text.as_bytes(), &options())
}

fn order(cells: &[(&str, &str)]) -> String {
    let usual = [
        ("Website", "Amazon.co.uk"),
        ("Order ID", "026-1234567-0000417"),
        ("Order Date", "2026-03-05T18:03:51Z"),
        ("Purchase Order Number", "Not Applicable"),
        ("Currency", "GBP"),
        ("Unit Price", "10.00"),
        ("Unit Price Tax", "2.00"),
        ("Shipping Charge", "0"),
        ("Total Discounts", "0"),
        ("Total Owed", "12.00"),
        ("ASIN", "B000000001"),
        ("Quantity", "1"),
        ("Payment Instrument Type", "Visa - 1234"),
        ("Order Status", "Closed"),
        ("Shipping Address", "Somebody 1 High Street"),
        ("Product Name", "Kettle, \"steel\""),
        ("Gift Message", "Not Available"),
    ];
    row(AMAZON, &[&usual, cells].concat())
}

const RECEIPT: [&str; 6] = ["kind", "date", "currency", "tax_included", "payable", "tax"];
const LINE: [&str; 6] = ["kind", "quantity", "unit_price", "discount", "amount", "name"];
const TENDER: [&str; 5] = ["kind", "direction", "amount", "card_brand", "card_last4"];

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

/// Spreadsheets save a file again with semicolons or TABs between cells, and with the decimal sign of the country.
#[test]
fn saved_again() {
    let shop = file(SHOPIFY, &[shop(&[("Lineitem quantity", "3")])]);
    let square = file(SQUARE, &[sold(&[])]);
    let amazon =
        file(AMAZON, &[order(&[("Product Name", "Kettle"), ("Unit Price", "1110.50"), ("Total Owed", "1112.50")])]);
    for (format, text) in [(Format::Shopify, shop), (Format::Square, square), (Format::Amazon, amazon)] {
        let found = |text: &str| {
            let (collected, summary) = read(format, text);
            assert!(
                matches!(Format::guess(text.as_bytes()), Guess::Certain { format: guessed, .. } if guessed == format),
                "{text}"
            );
            let records = [("receipt", &RECEIPT[..]), ("receipt_line", &LINE), ("tender", &TENDER)];
            let found: Vec<String> =
                records.iter().flat_map(|(name, members)| lines(&collected, name, members)).collect();
            (found, codes(&collected), summary.converted)
        };
        let written = found(&text);
        assert!(!written.0.is_empty());
        for delimiter in [";", "\t"] {
            let again = text.replace(',', delimiter);
            assert_eq!(found(&again), written, "{again}");
            assert_eq!(found(&format!("sep={delimiter}\r\n{again}")), written, "{again}");
            let decimal = with_decimal_commas(&again);
            assert_ne!(decimal, again);
            assert_eq!(found(&decimal), written, "{decimal}");
        }
    }
}

/// Points between digits as commas.
fn with_decimal_commas(text: &str) -> String {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied();
    (0..chars.len())
        .map(|index| {
            let between = index > 0 && digit(at(index - 1)) && digit(at(index + 1));
            if chars[index] == '.' && between { ',' } else { chars[index] }
        })
        .collect()
}

fn shop(first: &[(&str, &str)]) -> String {
    let usual = [
        ("Name", "#1001"),
        ("Email", "somebody@example.org"),
        ("Financial Status", "paid"),
        ("Currency", "EUR"),
        ("Subtotal", "30.00"),
        ("Shipping", "5.00"),
        ("Taxes", "5.59"),
        ("Total", "35.00"),
        ("Discount Amount", "0.00"),
        ("Created at", "2026-03-05 23:27:02 +0100"),
        ("Lineitem quantity", "2"),
        ("Lineitem name", "Tea"),
        ("Lineitem price", "10.00"),
        ("Lineitem taxable", "true"),
        ("Payment Method", "Shopify Payments"),
        ("Vendor", "Leaf"),
        ("Source", "web"),
        ("Lineitem discount", "0.00"),
        ("Tax 1 Name", "VAT 19%"),
        ("Tax 1 Value", "5.59"),
        ("Billing Name", "Somebody"),
    ];
    row(SHOPIFY, &[&usual, first].concat())
}

fn another(cells: &[(&str, &str)]) -> String {
    let usual = [
        ("Name", "#1001"),
        ("Lineitem quantity", "1"),
        ("Lineitem name", "Cup"),
        ("Lineitem price", "10.00"),
        ("Lineitem taxable", "true"),
        ("Lineitem sku", "CUP-1"),
    ];
    row(SHOPIFY, &[&usual, cells].concat())
}

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

fn sold(cells: &[(&str, &str)]) -> String {
    let usual = [
        ("Date", "2026-07-18"),
        ("Time", "12:59:30"),
        ("Time Zone", "Eastern Time (US & Canada)"),
        ("Category", "Drinks"),
        ("Item", "Lemonade"),
        ("Qty", "2.0"),
        ("Gross Sales", "$8.00"),
        ("Discounts", "-$1.00"),
        ("Net Sales", "$7.00"),
        ("Tax", "$0.56"),
        ("Transaction ID", "T1"),
        ("Payment ID", "P1"),
        ("Event Type", "Payment"),
        ("Location", "Market"),
        ("Customer Name", "Somebody"),
        ("Itemization Type", "Physical Good"),
        ("Card Brand", "Visa"),
        ("PAN Suffix", "123"),
    ];
    row(SQUARE, &[&usual, cells].concat())
}

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

#[test]
fn what_is_taken_for_an_order_history() {
    let check = |text: &str, expected: &str| {
        let found = match Format::guess(text.as_bytes()) {
            Guess::Certain { format, .. } => format.to_string(),
            Guess::Ambiguous { .. } => "several".to_owned(),
            Guess::Unknown => "unknown".to_owned(),
        };
        assert_eq!(found, expected, "{text}");
    };
    check(&file(AMAZON, &[order(&[])]), "amazon");
    check(&file(SHOPIFY, &[shop(&[])]), "shopify");
    check(&file(SQUARE, &[sold(&[])]), "square");
    check(&file(SQUARE_SUMS, &["x".to_owned()]), "square");
    check("\u{FEFF}\"Order ID\",\"Order Date\",\"Currency\",\"ASIN\",\"Unit Price\",\"Product Name\"\n", "amazon");
    check("Order ID,Order Date,Currency,Total\n1,2026-03-05,EUR,5\n", "csv");
    check("Name,Total,Currency\n#1,5,EUR\n", "csv");
    check("Date,Time,Item,Qty,Net Sales\n2026-03-05,10:00,x,1,5\n", "csv");
}

#[test]
fn files_that_are_damaged() {
    let check = |format: Format, text: &[u8], expected: &[&str], converted: u64| {
        let (collected, summary) = convert(format, text, &options());
        assert_eq!(codes(&collected), expected, "{}", String::from_utf8_lossy(text));
        assert_eq!(summary.converted, converted, "{}", String::from_utf8_lossy(text));
    };
    let whole = file(AMAZON, &[order(&[]), order(&[("Order ID", "2")])]);
    check(Format::Amazon, whole.as_bytes(), &[], 2);
    check(Format::Amazon, b"", &["convert-records-present"], 0);
    check(Format::Amazon, b"Name,Total\n", &["convert-structure 1"], 0);
    // Cut in the middle of a row: what is missing is said, and the rows before it stand.
    check(Format::Amazon, whole.as_bytes().split_at(whole.len() - 20).0, &["convert-structure 3"], 1);
    let unclosed = whole.replace("026-1234567-0000417", "\"026-1234567-0000417");
    check(Format::Amazon, unclosed.as_bytes(), &["convert-structure 2"], 1);
    let unclosed = whole
        .replace("Visa - 1234", "\"Visa - 1234")
        .replace("\"\"steel\"\"", "steel")
        .replace("\"Kettle, steel\"", "Kettle");
    check(Format::Amazon, unclosed.as_bytes(), &["convert-structure 2"], 0);
    let mut wrong = whole.clone().into_bytes();
    let at = whole.find("Kettle").expect("a kettle");
    wrong[at] = 0xFF;
    check(Format::Amazon, &wrong, &["convert-encoding 2"], 1);
    let wide: Vec<u8> = std::iter::once(0xFEFF).chain(whole.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    check(Format::Amazon, &wide, &[], 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_rows(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..6)) {
        for (format, text) in [
            (Format::Amazon, file(AMAZON, &[order(&[]), order(&[("Total Discounts", "'-1.00'")])])),
            (Format::Shopify, file(SHOPIFY, &[shop(&[]), another(&[])])),
            (Format::Square, file(SQUARE, &[sold(&[]), sold(&[("Event Type", "Refund")])])),
        ] {
            let mut bytes = text.into_bytes();
            for (index, change) in &changes {
                let at = index.index(bytes.len());
                match change {
                    Some(byte) => bytes[at] = *byte,
                    None => drop(bytes.remove(at)),
                }
            }
            convert(format, &bytes, &options());
        }
    }
}
