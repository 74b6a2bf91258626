//! POSLog: sales, returns in both dialects, voids, discounts, taxes, payments with change and tips, points.

use pannier_convert::{Collected, Format, Guess, Options, Summary};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

use crate::common::{codes, convert, lines};

fn log(transactions: &str) -> String {
    format!(
        "<?xml version='1.0'?><POSLog xmlns='http://www.nrf-arts.org/IXRetail/namespace/' xmlns:v='http://vendor.example/'>\
         {transactions}</POSLog>"
    )
}

/// A transaction of 15 October 2024, 11:27 at the till, with these lines and this total.
fn transaction(number: u32, retail: &str, grand: &str) -> String {
    format!(
        "<Transaction><BusinessUnit><UnitID Name='Corner Shop'>100</UnitID></BusinessUnit><WorkstationID>7</WorkstationID>\
         <SequenceNumber>{number}</SequenceNumber><ReceiptDateTime>2024-10-15T11:27:02.649</ReceiptDateTime>\
         <CurrencyCode>EUR</CurrencyCode><RetailTransaction>{retail}\
         <Total TotalType='TransactionGrandAmount'>{grand}</Total></RetailTransaction>\
         <BusinessDayDate>2024-10-15</BusinessDayDate></Transaction>"
    )
}

fn item(sequence: u32, flags: &str, content: &str) -> String {
    format!("<LineItem {flags}><SequenceNumber>{sequence}</SequenceNumber>{content}</LineItem>")
}

fn sale(element: &str, quantity: &str, price: &str, amount: &str, more: &str) -> String {
    format!(
        "<{element}><ItemID Name='Tea'>5000112637922</ItemID><RegularSalesUnitPrice>{price}</RegularSalesUnitPrice>\
         <ExtendedAmount>{amount}</ExtendedAmount><Quantity UnitOfMeasureCode='EA'>{quantity}</Quantity>{more}</{element}>"
    )
}

fn read(text: &str) -> (Collected, Summary) {
    convert(Format::Poslog, text.as_bytes(), &Options::default())
}

fn bought(collected: &Collected) -> Vec<String> {
    lines(collected, "receipt_line", &["kind", "quantity", "unit", "amount", "unit_price", "discount"])
}

fn paid(collected: &Collected) -> Vec<String> {
    lines(collected, "tender", &["kind", "direction", "amount"])
}

#[test]
fn a_basket() {
    let text = log(&transaction(
        3570,
        &[
            &item(1, "", &sale("Sale", "2.0000", "1.290", "2.580", "<MerchandiseHierarchy Level='Group'>Hot drinks</MerchandiseHierarchy><v:Dimension1>XS</v:Dimension1>")) as &str,
            &item(2, "", "<Sale ItemType='Stock'><POSIdentity POSIDType='PLU'><POSItemID>4011</POSItemID></POSIdentity>\
                <Description>Bananas</Description><ActualSalesUnitPrice>1.99</ActualSalesUnitPrice><ExtendedAmount>0.70</ExtendedAmount>\
                <Quantity UnitOfMeasureCode='KGM'>0.350</Quantity></Sale>"),
            &item(3, "", "<Sale ItemType='Deposit'><ItemID>99</ItemID><ExtendedAmount>0.25</ExtendedAmount></Sale>"),
            &item(4, "", "<Discount><Amount>0.50</Amount><PromotionID>SPRING</PromotionID></Discount>"),
            &item(5, "", "<Tax TaxType='VAT' TaxSubType='Reduced'><TaxableAmount TaxIncludedInTaxableAmountFlag='true'>0.70</TaxableAmount><Amount>0.05</Amount><Percent>7</Percent></Tax>"),
            &item(6, "", "<Tax TaxType='VAT' TaxSubType='Standard'><TaxableAmount>1.96</TaxableAmount><Amount>0.37</Amount><Percent>19</Percent></Tax>"),
            &item(7, "", "<Tender TenderType='Voucher'><Amount>1.00</Amount></Tender>"),
            &item(8, "", "<Tender TenderType='CreditDebit' TypeCode='Sale'><Amount Currency='EUR'>2.00</Amount>\
                <CreditDebit CardType='VISA'><PrimaryAccountNumber>4000001234567899</PrimaryAccountNumber></CreditDebit></Tender>"),
            &item(9, "", "<Tender TenderType='Cash'><Amount>0.10</Amount><TenderChange><Amount>0.07</Amount></TenderChange></Tender>"),
            "<Total TotalType='TransactionNetAmount'>2.61</Total><Total TotalType='TransactionTaxAmount'>0.42</Total>",
        ].concat(),
        "3.030",
    ));
    let (collected, summary) = read(&text);
    assert_eq!((codes(&collected), summary.lost), (vec![], 0), "{:?}", collected.findings);
    assert_eq!(
        lines(
            &collected,
            "receipt",
            &[
                "date",
                "time",
                "kind",
                "channel",
                "currency",
                "tax_included",
                "payable",
                "net",
                "tax",
                "detail",
                "store_id",
                "store_name"
            ]
        ),
        ["2024-10-15 | 11:27:02 | sale | store | EUR | true | 3.03 | 2.61 | 0.42 | full | 100 | Corner Shop"]
    );
    assert_eq!(
        bought(&collected),
        [
            "sale | 2.0000 | item | 2.58 | 1.290 | -",
            "sale | 0.350 | kg | 0.70 | 1.99 | -",
            "deposit | 1 | item | 0.25 | - | -",
            "discount | 1 | item | -0.50 | - | -"
        ]
    );
    assert_eq!(
        lines(
            &collected,
            "receipt_line",
            &["name", "gtin", "gtin_check", "product_ids", "category_text", "variable_measure", "promotion"]
        ),
        [
            "Tea | 05000112637922 | ok | - | Hot drinks | - | -",
            "Bananas | - | - | [{\"scheme\":\"plu\",\"value\":\"4011\"}] | - | true | -",
            "- | - | - | [{\"scheme\":\"merchant\",\"value\":\"99\"}] | - | - | -",
            "- | - | - | - | - | - | SPRING",
        ]
    );
    assert_eq!(
        lines(&collected, "tax_line", &["document_kind", "category", "base", "amount", "rate", "name"]),
        ["receipt | reduced | 0.65 | 0.05 | 0.07 | VAT", "receipt | standard | 1.96 | 0.37 | 0.19 | VAT"]
    );
    assert_eq!(
        paid(&collected),
        ["voucher | paid | 1.00", "card | paid | 2.00", "cash | paid | 0.10", "cash | change | 0.07"]
    );
    let json = serde_json::to_string(&collected.records("tender").collect::<Vec<_>>()).expect("JSON");
    assert!(json.contains("\"card_last4\":\"7899\"") && !json.contains("4567899"), "{json}");
    assert!(
        collected.losses.iter().any(|loss| loss.member.as_deref().is_some_and(|path| path.ends_with("Dimension1")))
    );
}

#[test]
fn returns_in_every_dialect() {
    let link = "<TransactionLink><BusinessUnit>100</BusinessUnit><WorkstationID>7</WorkstationID>\
        <BusinessDayDate><Date>2024-10-15</Date></BusinessDayDate><SequenceNumber>1</SequenceNumber>\
        <LineItemSequenceNumber>4</LineItemSequenceNumber></TransactionLink>";
    let sold = transaction(1, &item(4, "", &sale("Sale", "1", "1.29", "1.29", "")), "1.29");
    let check = |retail: &str, grand: &str, expected: &[&str]| {
        let (collected, _) = read(&log(&(sold.clone() + &transaction(2, retail, grand))));
        assert_eq!(codes(&collected), [""; 0], "{retail}");
        let mut found = lines(&collected, "receipt", &["kind", "payable"]);
        found.extend(bought(&collected));
        found.extend(paid(&collected));
        assert_eq!(found, expected, "{retail}");
        let first = lines(&collected, "receipt_line", &["id"])[0].clone();
        assert_eq!(lines(&collected, "receipt_line", &["returns"])[1], first, "{retail}");
    };
    // A sale of a negative quantity, with a positive and a negative amount, and a return.
    let refund = item(5, "", "<Tender TenderType='Cash' TypeCode='Refund'><Amount>1.290</Amount></Tender>");
    let expected = [
        "sale | 1.29",
        "return | -1.29",
        "sale | 1 | item | 1.29 | 1.29 | -",
        "return | -1 | item | -1.29 | 1.29 | -",
        "cash | refunded | 1.29",
    ];
    check(&(item(1, "", &sale("Sale", "-1", "1.29", "1.29", link)) + &refund), "-1.29", &expected);
    check(&(item(1, "", &sale("Sale", "-1", "1.29", "-1.29", link)) + &refund), "-1.29", &expected);
    check(&(item(1, "", &sale("Return", "1", "1.29", "1.29", link)) + &refund), "-1.29", &expected);
    // The whole receipt refers to the sale.
    let whole = "<TransactionLink ReasonCode='Return'><WorkstationID>7</WorkstationID><SequenceNumber>1</SequenceNumber></TransactionLink>";
    let (collected, _) = read(&log(&(sold
        + &transaction(2, &(whole.to_owned() + &item(1, "", &sale("Return", "1", "1.29", "1.29", ""))), "-1.29"))));
    let ids = lines(&collected, "receipt", &["id", "linked_to"]);
    assert_eq!(ids[1].split(" | ").nth(1), ids[0].split(" | ").next());
}

#[test]
fn lines_that_were_voided() {
    let check = |retail: &str, grand: &str, expected: &[&str], lost: u64| {
        let (collected, summary) = read(&log(&transaction(1, retail, grand)));
        assert_eq!(bought(&collected), expected, "{retail}");
        assert_eq!((codes(&collected), summary.lost), (vec![], lost), "{retail}");
    };
    let two = item(1, "", &sale("Sale", "1", "2", "2", "")) + &item(2, "", &sale("Sale", "1", "3", "3", ""));
    // Marked and in no sum.
    check(
        &(two.clone() + &item(3, "VoidFlag='true'", &sale("Sale", "1", "5", "5", ""))),
        "5",
        &["sale | 1 | item | 2 | 2 | -", "sale | 1 | item | 3 | 3 | -"],
        1,
    );
    // One that takes an earlier line back.
    check(
        &(two + &item(3, "VoidFlag='true'", &sale("Sale", "1", "3", "3", ""))),
        "2",
        &["sale | 1 | item | 2 | 2 | -", "sale | 1 | item | 3 | 3 | -", "void | -1 | item | -3 | 3 | -"],
        0,
    );
}

#[test]
fn prices_discounts_and_units() {
    let check = |content: &str, grand: &str, expected: &str, findings: &[&str]| {
        let (collected, _) = read(&log(&transaction(1, &item(1, "", &format!("<Sale>{content}</Sale>")), grand)));
        assert_eq!(bought(&collected), [expected], "{content}");
        assert_eq!(codes(&collected), findings, "{content}");
    };
    check(
        "<RegularSalesUnitPrice>5</RegularSalesUnitPrice><ActualSalesUnitPrice>4</ActualSalesUnitPrice><ExtendedAmount>8</ExtendedAmount><Quantity>2</Quantity>",
        "8",
        "sale | 2 | item | 8 | 4 | -",
        &[],
    );
    check(
        "<RegularSalesUnitPrice>5</RegularSalesUnitPrice><ExtendedAmount>8</ExtendedAmount><ExtendedDiscountAmount>2</ExtendedDiscountAmount><Quantity>2</Quantity>",
        "8",
        "sale | 2 | item | 8 | 5 | -2",
        &[],
    );
    check(
        "<ActualSalesUnitPrice>4.50</ActualSalesUnitPrice><ExtendedAmount>9.00</ExtendedAmount><Quantity UnitOfMeasureCode='LB'>2</Quantity>",
        "9.00",
        "sale | 0.90718474 | kg | 9.00 | 4.50 | -",
        &[],
    );
    check(
        "<ExtendedAmount>8</ExtendedAmount><Quantity UnitOfMeasureCode='CASE'>2</Quantity>",
        "8",
        "sale | 1 | item | 8 | - | -",
        &["convert-value 2"],
    );
}

#[test]
fn tax_included_or_not() {
    let check = |line: &str, grand: &str, net: &str, tax: &str, expected: &str| {
        let retail = format!(
            "{}<Total TotalType='TransactionNetAmount'>{net}</Total><Total TotalType='TransactionTaxAmount'>{tax}</Total>",
            item(1, "", &sale("Sale", "1", line, line, ""))
        );
        let (collected, summary) = read(&log(&transaction(1, &retail, grand)));
        let found = lines(&collected, "receipt", &["tax_included"]).join("");
        let outcome = if codes(&collected).is_empty() {
            found
        } else {
            format!("{} {}", codes(&collected).join(" "), summary.lost)
        };
        assert_eq!(outcome, expected, "{line} {grand}");
    };
    check("11.90", "11.90", "10.00", "1.90", "true");
    check("10.00", "11.90", "10.00", "1.90", "false");
    check("10.00", "10.00", "10.00", "0", "true");
    check("5.00", "11.90", "10.00", "1.90", "convert-structure 1 2");
}

#[test]
fn payments_of_every_kind() {
    let check = |tender: &str, grand: &str, expected: &[&str], tip: &str, findings: &[&str]| {
        let retail = item(1, "", &sale("Sale", "1", "10.00", "10.00", "")) + tender;
        let (collected, _) = read(&log(&transaction(1, &retail, grand)));
        assert_eq!(paid(&collected), expected, "{tender}");
        assert_eq!(lines(&collected, "receipt", &["payable", "tip"]).join(""), tip, "{tender}");
        assert_eq!(codes(&collected), findings, "{tender}");
    };
    check(
        &(item(2, "", "<Tender TenderType='Cash'><Amount>20</Amount></Tender>")
            + &item(
                3,
                "",
                "<TenderChange TypeCode='Refund'><TenderChange TenderType='Cash'><Amount>10</Amount></TenderChange></TenderChange>",
            )),
        "10.00",
        &["cash | paid | 20", "cash | change | 10"],
        "10.00 | -",
        &[],
    );
    check(
        &item(2, "", "<Tender TenderType='CreditDebit'><Amount>12.00</Amount><TipAmount>2.00</TipAmount></Tender>"),
        "10.00",
        &["card | paid | 12.00"],
        "12.00 | 2.00",
        &[],
    );
    check(
        &item(2, "", "<Tender TenderType='CreditDebit'><Amount>30.00</Amount><Cashback>20.00</Cashback></Tender>"),
        "10.00",
        &["card | paid | 30.00", "cash | change | 20.00"],
        "10.00 | -",
        &[],
    );
    check(
        &item(2, "", "<Tender TenderType='Barter'><Amount>9.00</Amount></Tender>"),
        "10.00",
        &["other | paid | 9.00"],
        "10.00 | -",
        &["convert-control-figure 1"],
    );
    check(
        &item(2, "VoidFlag='true'", "<Tender TenderType='Cash'><Amount>9.00</Amount></Tender>"),
        "10.00",
        &[],
        "10.00 | -",
        &[],
    );
    check(
        &item(2, "", "<Tender TenderType='Cash'><Amount>9,00</Amount></Tender>"),
        "10.00",
        &[],
        "10.00 | -",
        &["convert-amount 3"],
    );
    let foreign = item(
        2,
        "",
        "<Tender TenderType='Cash'><Amount>10.00</Amount><ForeignCurrency><CurrencyCode>CHF</CurrencyCode><OriginalFaceAmount>9.50</OriginalFaceAmount></ForeignCurrency></Tender>",
    );
    let (collected, _) =
        read(&log(&transaction(1, &(item(1, "", &sale("Sale", "1", "10.00", "10.00", "")) + &foreign), "10.00")));
    assert_eq!(lines(&collected, "tender", &["original_amount", "original_currency"]), ["9.50 | CHF"]);
}

#[test]
fn points_where_the_log_has_a_balance() {
    let check = |account: &str, expected: &[&str], lost: u64| {
        let retail = [
            item(1, "", &sale("Sale", "1", "10", "10", "")),
            item(2, "", "<LoyaltyReward><PointsAwarded>12</PointsAwarded></LoyaltyReward>"),
            account.to_owned(),
        ]
        .concat();
        let (collected, summary) = read(&log(&transaction(1, &retail, "10")));
        let mut found = lines(&collected, "loyalty_account", &["id", "as_of", "programme", "balance", "tier"]);
        found.extend(lines(&collected, "loyalty_entry", &["account", "date", "kind", "points"]));
        assert_eq!(found, expected, "{account}");
        assert_eq!(summary.lost, lost, "{account}");
        if !expected.is_empty() {
            assert_eq!(lines(&collected, "loyalty_entry", &["receipt"])[0], lines(&collected, "receipt", &["id"])[0]);
        }
    };
    check(
        "<LoyaltyAccount><LoyaltyAccountID>99001</LoyaltyAccountID><LoyaltyProgramName>Corner Club</LoyaltyProgramName>\
         <MembershipLevel>Gold</MembershipLevel><PointsBalance>250</PointsBalance><PointsRedeemed>100</PointsRedeemed></LoyaltyAccount>",
        &[
            "points | 2024-10-15 | Corner Club | 250 | Gold",
            "points | 2024-10-15 | earn | 12",
            "points | 2024-10-15 | redeem | -100",
        ],
        0,
    );
    check("<LoyaltyAccount><LoyaltyAccountID>99001</LoyaltyAccountID></LoyaltyAccount>", &[], 1);
    check("", &[], 1);
    // Several programmes that have no name, and types of points.
    check(
        "<LoyaltyAccount><LoyaltyProgram><LoyaltyAccountID>4</LoyaltyAccountID><Points Type='X:OpenBalance'>287.000</Points>\
         <Points Type='Balance'>359.000</Points><Points Type='PointsEarned'>72</Points></LoyaltyProgram>\
         <LoyaltyProgram><LoyaltyAccountID>10</LoyaltyAccountID><Points Type='Balance'>5</Points>\
         <Points Type='PointsRedeemed'>20</Points></LoyaltyProgram></LoyaltyAccount>",
        &[
            "points | 2024-10-15 | 10 | 5 | -",
            "points-2 | 2024-10-15 | 4 | 359.000 | -",
            "points | 2024-10-15 | redeem | -20",
            "points-2 | 2024-10-15 | earn | 12",
            "points-2 | 2024-10-15 | earn | 72",
        ],
        0,
    );
}

/// A till that writes quantity times price as the amount of a line and takes discounts off beside it.
#[test]
fn discounts_beside_amounts() {
    let discounted = |amount: &str, off: &str| {
        sale("Sale", "2", "10", amount, &format!("<ExtendedDiscountAmount>{off}</ExtendedDiscountAmount>"))
    };
    let check = |lines: &[String], grand: &str, expected: &[&str], findings: usize| {
        let items: Vec<String> = (1..).zip(lines).map(|(number, line)| item(number, "", line)).collect();
        let (collected, _) = read(&log(&transaction(1, &items.concat(), grand)));
        assert_eq!(bought(&collected), expected, "{grand}");
        assert_eq!(codes(&collected).len(), findings, "{grand} {:?}", collected.findings);
    };
    let plain = sale("Sale", "1", "5", "5", "");
    check(
        &[discounted("20", "3.50"), plain.clone()],
        "21.50",
        &["sale | 2 | item | 16.50 | 10 | -3.50", "sale | 1 | item | 5 | 5 | -"],
        0,
    );
    // It says so of what is contained already.
    check(&[discounted("16.50", "3.50")], "16.50", &["sale | 2 | item | 16.50 | 10 | -3.50"], 0);
    // Neither makes what was to pay: nothing is moved.
    check(&[discounted("20", "3.50")], "18", &["sale | 2 | item | 20 | 10 | -"], 1);
    check(&[discounted("20", "3.50")], "20", &["sale | 2 | item | 20 | 10 | -"], 0);
    // What is taken back less a discount.
    let back = discounted("20", "3.50").replace("Sale>", "Return>");
    check(&[back], "-16.50", &["return | -2 | item | -16.50 | 10 | 3.50"], 0);
}

/// A till that writes change, cash back and rounding as payments, also those of zero.
#[test]
fn payments_of_zero_and_rounding() {
    let payment = |kind: &str, amount: &str, more: &str| {
        item(
            2,
            "",
            &format!("<Tender TenderType='{kind}'><Amount>{amount}</Amount>{more}<Cashback>0</Cashback></Tender>"),
        )
    };
    let change = |amount: &str| format!("<TenderChange><Amount>{amount}</Amount></TenderChange>");
    let check = |payments: &[String], grand: &str, receipt: &str, expected: &[&str], findings: usize| {
        let line = item(1, "", &sale("Sale", "1", grand, grand, ""));
        let (collected, summary) = read(&log(&transaction(1, &(line + &payments.concat()), grand)));
        assert_eq!(lines(&collected, "receipt", &["payable", "rounding"]), [receipt]);
        assert_eq!(paid(&collected), expected);
        assert_eq!(codes(&collected).len(), findings, "{:?}", collected.findings);
        assert_eq!(summary.read, 2 + payments.len() as u64);
    };
    check(&[payment("Cash", "9.97", "")], "9.97", "9.97 | -", &["cash | paid | 9.97"], 0);
    let cash = [payment("Cash", "20", ""), payment("Cash", "0", &change("10.00"))];
    let given = ["cash | paid | 20", "cash | change | 10.00"];
    let with = |rounding: &str| [&cash[..], &[payment("X:Rounding", rounding, "<Rounding>0.03</Rounding>")]].concat();
    check(&with("0.03"), "9.97", "10.00 | 0.03", &given, 0);
    check(&with("0.03"), "10.03", "10.00 | -0.03", &given, 0);
    // It explains nothing: it stays what the log says.
    check(&with("0.03"), "9", "9 | -", &[given[0], given[1], "other | paid | 0.03"], 1);
    check(&[payment("Cash", "0", "")], "0.00", "0.00 | -", &["cash | paid | 0"], 0);
}

/// A base that is said to contain its tax, and by the rate does not; and a net that is what was to pay.
#[test]
fn words_that_the_figures_contradict() {
    let check = |base: &str, tax: &str, rate: &str, expected: &str| {
        let tax = format!(
            "<Tax><TaxableAmount TaxIncludedInTaxableAmountFlag='true'>{base}</TaxableAmount><Amount>{tax}</Amount><Percent>{rate}</Percent></Tax>"
        );
        let retail = item(1, "", &sale("Sale", "1", "1.99", "1.99", "")) + &item(2, "", &tax);
        let (collected, _) = read(&log(&transaction(1, &retail, "1.99")));
        assert_eq!(lines(&collected, "tax_line", &["base", "amount"]), [expected], "{tax}");
    };
    check("1.66", "0.33", "20.0000", "1.66 | 0.33");
    check("1.99", "0.33", "20.0000", "1.66 | 0.33");
    check("254.39", "17.81", "7", "254.39 | 17.81");
    // Rounding explains either.
    check("0.70", "0.05", "7", "0.65 | 0.05");
    check("2.59", "0.00", "0", "2.59 | 0.00");
    let sums = |totals: &str| {
        let retail = item(1, "", &sale("Sale", "1", "1.99", "1.99", "")) + totals;
        let (collected, _) = read(&log(&transaction(1, &retail, "1.99")));
        assert_eq!(codes(&collected), Vec::<String>::new(), "{totals}");
        let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
        (lines(&collected, "receipt", &["payable", "net", "tax", "tax_included"]).concat(), losses.join(" "))
    };
    let total = |kind: &str, amount: &str| format!("<Total TotalType='{kind}'>{amount}</Total>");
    assert_eq!(
        sums(&(total("TransactionNetAmount", "1.99") + &total("X:TransactionTaxIncluded", "0.33"))),
        ("1.99 | - | 0.33 | true".to_owned(), "Transaction/RetailTransaction/Total".to_owned())
    );
    assert_eq!(
        sums(&(total("TransactionNetAmount", "1.66") + &total("TransactionTaxAmount", "0.33"))),
        ("1.99 | 1.66 | 0.33 | true".to_owned(), String::new())
    );
    assert_eq!(sums(&total("TransactionNetAmount", "1.99")), ("1.99 | 1.99 | - | true".to_owned(), String::new()));
}

#[test]
fn days_and_zones() {
    let check = |change: &[(&str, &str)], zone: Option<&str>, expected: &str| {
        let mut text = log(&transaction(1, &item(1, "", &sale("Sale", "1", "10", "10", "")), "10"));
        for (from, to) in change {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        let mut options = Options::default();
        options.zone = zone.map(|zone| zone.parse().expect("a zone"));
        let (collected, _) = convert(Format::Poslog, text.as_bytes(), &options);
        let mut found = lines(&collected, "receipt", &["date", "time", "issued_at", "zone"]);
        found.extend(codes(&collected));
        assert_eq!(found.join(", "), expected, "{change:?}");
    };
    let local = "<ReceiptDateTime>2024-10-15T11:27:02.649</ReceiptDateTime>";
    let day = "<BusinessDayDate>2024-10-15</BusinessDayDate>";
    check(&[], None, "2024-10-15 | 11:27:02 | - | -");
    check(&[(local, "")], None, "2024-10-15 | - | - | -");
    check(
        &[(local, "<EndDateTime>2024-10-15T22:30:00Z</EndDateTime>")],
        None,
        "2024-10-15 | - | 2024-10-15T22:30:00Z | -",
    );
    check(&[(local, "<EndDateTime>2024-10-15T22:30:00Z</EndDateTime>"), (day, "")], None, "convert-date 1");
    check(
        &[(local, "<EndDateTime>2024-10-15T22:30:00Z</EndDateTime>"), (day, "")],
        Some("Europe/Berlin"),
        "2024-10-16 | - | 2024-10-15T22:30:00Z | Europe/Berlin",
    );
    check(
        &[(local, "<EndDateTime>2024-10-15T22:30:00+02:00</EndDateTime>"), (day, "")],
        None,
        "2024-10-15 | - | 2024-10-15T22:30:00+02:00 | -",
    );
    check(
        &[("2024-10-15T11", "2024-13-15T11"), (day, "<BusinessDayDate>2024-02-30</BusinessDayDate>")],
        None,
        "convert-date 1",
    );
}

#[test]
fn transactions_that_are_none() {
    let check = |text: &str, read_rows: u64, lost: u64, findings: &[&str]| {
        let (collected, summary) = read(text);
        assert_eq!((summary.read, summary.lost), (read_rows, lost), "{text}");
        assert_eq!(codes(&collected), findings, "{text}");
    };
    let whole = transaction(1, &item(1, "", &sale("Sale", "1", "10", "10", "")), "10");
    check(&log(&whole), 2, 0, &[]);
    check(&log(&whole.replace("<Transaction>", "<Transaction TrainingModeFlag='true'>")), 2, 2, &[]);
    check(&log(&whole.replace("<Transaction>", "<Transaction CancelFlag='true'>")), 2, 2, &[]);
    check(&log(&whole.replace("<RetailTransaction>", "<RetailTransaction TransactionStatus='Suspended'>")), 2, 2, &[]);
    check(&log("<Transaction><ControlTransaction><NoSale/></ControlTransaction></Transaction>"), 1, 1, &[]);
    check(&log(&whole.replace("<CurrencyCode>EUR</CurrencyCode>", "")), 2, 2, &["convert-currency 1"]);
    check(&log(&whole.replace("GrandAmount'>10", "GrandAmount'>ten")), 2, 2, &["convert-amount 1"]);
    check(&log(&whole.replace("TransactionGrandAmount", "TransactionTotalSavings")), 2, 2, &["convert-amount 1"]);
    check(&log(&whole.replace("<ExtendedAmount>10</ExtendedAmount>", "")), 2, 1, &["convert-amount 2"]);
    check(&log(""), 0, 0, &["convert-records-present"]);
    check("<!DOCTYPE POSLog><POSLog/>", 0, 0, &["convert-structure"]);
    check("", 0, 0, &["convert-structure"]);
    // What was read before the log breaks off stands; the finding keeps it from being issued.
    check(log(&(whole.clone() + &whole)).trim_end_matches("</Transaction></POSLog>"), 2, 0, &["convert-structure"]);
}

#[test]
fn what_is_taken_for_a_log() {
    let check = |text: &str, expected: bool| {
        let found = matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Poslog, .. });
        assert_eq!(found, expected, "{text}");
    };
    check(&log(""), true);
    check("<x:POSLog xmlns:x='http://www.nrf-arts.org/IXRetail/namespace/'>", true);
    check("<POSLog><Transaction/></POSLog>", true);
    check("<Transaction xmlns='http://www.nrf-arts.org/IXRetail/namespace/'/>", true);
    check("<POSLog xmlns='http://www.nrf-arts.org/IXRetail/v6.0.0/poslog'/>", true);
    check("<Transaction><RetailTransaction/></Transaction>", false);
    check("<POSLog xmlns='http://other.example/'/>", false);
    check("POSLog", false);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_logs(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..6)) {
        let retail = [
            item(1, "", &sale("Sale", "2", "1.29", "2.58", "<Tax><TaxableAmount>2</TaxableAmount><Amount>1</Amount></Tax>")),
            item(2, "VoidFlag='true'", &sale("Return", "1", "1", "1", "")),
            item(3, "", "<Tender TenderType='Cash'><Amount>3</Amount><TenderChange><Amount>0.42</Amount></TenderChange></Tender>"),
            item(4, "", "<LoyaltyReward><PointsAwarded>1</PointsAwarded></LoyaltyReward>"),
        ].concat();
        let mut bytes = log(&(transaction(1, &retail, "2.58") + &transaction(2, &retail, "2.58"))).into_bytes();
        for (index, change) in changes {
            let at = index.index(bytes.len());
            match change {
                Some(byte) => bytes[at] = byte,
                None => drop(bytes.remove(at)),
            }
        }
        convert(Format::Poslog, &bytes, &Options::default());
    }
}

/// A transaction is read a second time with the namespaces that were declared around it: elements of vendors stay theirs.
#[test]
fn elements_of_vendors_are_never_taken() {
    let own = transaction(2, &item(1, "", &sale("Sale", "1", "1.00", "1.00", "")), "1.00");
    let vendor = own.replace(
        "<RetailTransaction>",
        "<v:CurrencyCode>USD</v:CurrencyCode><v:RetailTransaction/><RetailTransaction><v:LineItem><Sale>\
         <ExtendedAmount>9.00</ExtendedAmount></Sale></v:LineItem><v:Total TotalType='TransactionGrandAmount'>9.00</v:Total>",
    );
    let (expected, _) = read(&log(&own));
    let (found, summary) = read(&log(&vendor));
    assert_eq!((codes(&found), summary.lost), (vec![], 0));
    let members = ["date", "currency", "payable"];
    assert_eq!(lines(&found, "receipt", &members), lines(&expected, "receipt", &members));
    assert_eq!(bought(&found), bought(&expected));
}

/// Some logs of version 6 have a namespace of their own, say when they were sent, have words with the prefix of a vendor, and
/// the number of an item among its serial numbers.
#[test]
fn logs_of_version_6() {
    let line = sale(
        "Sale",
        "1",
        "5.00",
        "5.00",
        "<SerialNumber Type='RFID'>77</SerialNumber><SerialNumber Type='GTIN'>4006381333931</SerialNumber>",
    )
    .replace("5000112637922", "12");
    let retail = item(1, "", &line) + &item(2, "", "<Tender TenderType='X:CreditCard'><Amount>5.00</Amount></Tender>");
    let text = log(&transaction(1, &retail, "5.00"))
        .replace("IXRetail/namespace/", "IXRetail/v6.0.0/poslog")
        .replace(
            "<ReceiptDateTime>2024-10-15T11:27:02.649</ReceiptDateTime>",
            "<POSLogDateTime TypeCode='Message'>2024-12-26T11:27:26+01:00</POSLogDateTime>\
             <POSLogDateTime TypeCode='Transaction'>2024-10-14T23:39:11+02:00</POSLogDateTime>\
             <v:POSLogDateTime>2020-01-01T00:00:00</v:POSLogDateTime>",
        )
        .replace("<BusinessDayDate>2024-10-15</BusinessDayDate>", "");
    assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Poslog, .. }));
    let (collected, summary) = read(&text);
    assert_eq!((codes(&collected), summary.lost), (vec![], 0));
    assert_eq!(
        lines(&collected, "receipt", &["date", "issued_at", "payable"]),
        ["2024-10-14 | 2024-10-14T23:39:11+02:00 | 5.00"]
    );
    assert_eq!(lines(&collected, "receipt_line", &["gtin", "gtin_check"]), ["04006381333931 | ok"]);
    assert_eq!(paid(&collected), ["card | paid | 5.00"]);
    let named: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert!(named.contains(&"Transaction/POSLogDateTime"), "{named:?}");
    assert!(named.contains(&"Transaction/RetailTransaction/LineItem/Sale/SerialNumber"), "{named:?}");
}

/// What a customer is sent is one transaction of a log, under another root, with more decimals and beside what was printed.
#[test]
fn a_digital_receipt() {
    let text = log(&transaction(
        728,
        &(item(
            1,
            "CancelFlag='false'",
            "<Sale><ItemID Name='Cola' Type='GTIN'>205</ItemID><ItemID Name='SKU'>77</ItemID><ItemID Name='EAN'>5000112637922</ItemID>\
             <RegularSalesUnitPrice>25.0000</RegularSalesUnitPrice><ExtendedAmount>25.00000</ExtendedAmount>\
             <Quantity UnitOfMeasureCode='EA'>1.00000</Quantity><Tax TaxType='VAT'><Amount>2.67857</Amount></Tax></Sale>",
        ) + &item(2, "", "<Tender TenderType='Cash'><Amount>25.00000</Amount></Tender>")
            + &item(3, "", "<Tax TaxType='VAT'><TaxableAmount>22.32000</TaxableAmount><Amount>2.68000</Amount><Percent>12.00</Percent></Tax>")),
        "25.00000",
    ))
    .replace("POSLog", "DigitalReceipt")
    .replace("<RetailTransaction>", "<ReceiptImage><ReceiptLine>COLA 25,00</ReceiptLine></ReceiptImage><RetailTransaction>");
    assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Poslog, .. }));
    let (collected, summary) = read(&text);
    assert_eq!((codes(&collected), summary.lost), (vec![], 0));
    assert_eq!(lines(&collected, "receipt", &["date", "time", "payable"]), ["2024-10-15 | 11:27:02 | 25.00"]);
    assert_eq!(
        lines(&collected, "receipt_line", &["name", "gtin", "product_ids", "amount"]),
        [r#"Cola | 05000112637922 | [{"scheme":"merchant","value":"205"},{"scheme":"merchant","value":"77"}] | 25.00"#]
    );
    assert_eq!(lines(&collected, "tax_line", &["base", "amount", "rate"]), ["22.32 | 2.68 | 0.12"]);
    let named: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert!(named.contains(&"Transaction/ReceiptImage/ReceiptLine"), "{named:?}");
}

/// Oldest first, newest first, and out of order: receipts come by day.
#[test]
fn transactions_in_any_order() {
    let on = |number: u32, day: &str| {
        let retail = item(1, "", &sale("Sale", "1", "1.00", "1.00", ""));
        transaction(number, &retail, "1.00").replace("2024-10-15", day)
    };
    let check = |days: &[(u32, &str)], expected: &[&str]| {
        let text: String = days.iter().map(|(number, day)| on(*number, day)).collect();
        let (collected, summary) = read(&log(&text));
        assert_eq!((codes(&collected), summary.lost), (vec![], 0), "{days:?}");
        assert_eq!(lines(&collected, "receipt", &["date", "source_ref"]), expected, "{days:?}");
        assert_eq!(lines(&collected, "receipt_line", &["date"]).len(), days.len(), "{days:?}");
    };
    check(&[(1, "2024-10-14"), (2, "2024-10-15")], &["2024-10-14 | row:1", "2024-10-15 | row:3"]);
    check(
        &[(3, "2024-10-16"), (2, "2024-10-15"), (1, "2024-10-15")],
        &["2024-10-15 | row:5", "2024-10-15 | row:3", "2024-10-16 | row:1"],
    );
    check(
        &[(2, "2024-10-15"), (3, "2024-10-16"), (1, "2024-10-14")],
        &["2024-10-14 | row:5", "2024-10-15 | row:1", "2024-10-16 | row:3"],
    );
}
