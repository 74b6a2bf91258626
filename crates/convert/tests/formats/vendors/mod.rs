//! Order histories of vendors: Amazon, Shopify, Square. Every quirk their exports are known for, and what is refused.

mod amazon;
mod shopify;
mod square;

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
