//! What programs put around a text: marks of its encoding and of its end, other line ends, blank lines, delimiters at the end
//! of rows, a word for spreadsheets. Every reader of text makes the same of it with and without.

use crate::common::convert;
use pannier_convert::{Encoding, Format, Options, mapped::Shipped};

/// A source in lines that end with LF.
struct Source {
    format: Format,
    text: &'static str,
    /// Of delimited text.
    delimiter: Option<char>,
    mapping: Option<&'static str>,
}

const fn lines(format: Format, text: &'static str) -> Source {
    Source { format, text, delimiter: None, mapping: None }
}

const fn rows(format: Format, text: &'static str) -> Source {
    Source { format, text, delimiter: Some(','), mapping: None }
}

const SOURCES: [Source; 14] = [
    rows(
        Format::Midata,
        "Date,Type,Merchant/Description,Debit/Credit,Balance\n05/03/2026,VIS,TEA,-£5.00,£260.00\n06/03/2026,BGC,PAY,£1.00,£261.00\n",
    ),
    lines(
        Format::Ofx,
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2\n<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260301<DTEND>20260331\n<STMTTRN><TRNTYPE>POS<DTPOSTED>20260305<TRNAMT>-5.00<FITID>1<NAME>TEA</STMTTRN>\n</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n",
    ),
    lines(Format::Qif, "!Type:Bank\nD13/03/2026\nT-5.00\nPTEA\n^\nD14/03/2026\nT1.00\n^\n"),
    lines(
        Format::Mt940,
        ":20:A\n:25:20050550/1234567\n:28C:1/1\n:60F:C260301EUR10,00\n:61:2603050305D5,00NMSCNONREF\n:86:166?20TEA\n:62F:C260331EUR5,00\n-\n",
    ),
    lines(
        Format::ObUk,
        "{\"Data\":{\"Transaction\":[{\"AccountId\":\"A\",\"Amount\":{\"Amount\":\"5.00\",\"Currency\":\"GBP\"},\"CreditDebitIndicator\":\"Debit\",\n\"Status\":\"Booked\",\"BookingDateTime\":\"2026-03-05T00:00:00Z\"}]}}\n",
    ),
    lines(
        Format::Ubl,
        "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" xmlns:c=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"\n xmlns:a=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\"><c:ID>1</c:ID>\n<c:IssueDate>2026-03-05</c:IssueDate><c:InvoiceTypeCode>380</c:InvoiceTypeCode><c:DocumentCurrencyCode>EUR</c:DocumentCurrencyCode>\n<a:LegalMonetaryTotal><c:TaxInclusiveAmount currencyID=\"EUR\">5.00</c:TaxInclusiveAmount><c:PayableAmount currencyID=\"EUR\">5.00</c:PayableAmount></a:LegalMonetaryTotal></Invoice>\n",
    ),
    Source {
        format: Format::Csv,
        text: "Started Date,Completed Date,Description,Amount\n2026-03-05,2026-03-06,TEA,-5.00\n2026-03-07,2026-03-08,PAY,1.00\n",
        delimiter: Some(','),
        mapping: Some(
            "name = \"a\"\ncurrency = \"EUR\"\namount = { column = \"Amount\" }\nfile = { delimiter = \",\" }\ndate = { format = \"%Y-%m-%d\" }\naccount = { kind = \"current\" }\ncolumns = { date = \"Completed Date\", description = \"Description\" }\n",
        ),
    },
    rows(
        Format::Asterisk,
        "\"\",\"100\",\"0301234\",\"from-internal\",\"\",\"SIP/100\",\"\",\"Dial\",\"x\",\"2026-03-02 10:00:00\",\"\",\"2026-03-02 10:00:09\",\"9\",\"0\",\"NO ANSWER\",\"DOCUMENTATION\"\n",
    ),
    rows(
        Format::Amazon,
        "Website,Order ID,Order Date,Currency,Unit Price,Unit Price Tax,Shipping Charge,Total Discounts,Total Owed,ASIN,Quantity,Payment Instrument Type,Order Status,Shipment Status,Ship Date,Product Name\nAmazon.com,111-1,2026-03-05T10:00:00Z,USD,5.00,0.50,0,0,5.50,B01,1,Visa - 1234,Closed,Shipped,2026-03-06T10:00:00Z,Tea\n",
    ),
    rows(
        Format::Shopify,
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id\n#1,a@example.org,paid,2026-03-05 10:00:00 +0100,EUR,5.00,0.00,0.00,5.00,2026-03-05 10:00:00 +0100,1,Tea,5.00,9\n",
    ),
    rows(
        Format::Square,
        "Date,Time,Time Zone,Item,Qty,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Event Type\n2026-03-05,10:00:00,Eastern Time (US & Canada),Tea,1,$5.00,$0.00,$5.00,$0.50,T1,P1,Payment\n",
    ),
    rows(
        Format::Square,
        "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Total Collected,Cash,Transaction ID,Event Type\n2026-03-05,10:00:00,Eastern Time (US & Canada),$5.00,$0.00,$5.00,$0.50,$5.50,$5.50,T1,Payment\n",
    ),
    lines(
        Format::Nem12,
        "100,NEM12,202603060000,A,B\n200,1234567890,E1,E1,E1,,1,kWh,30,\n300,20260305,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,A,,,20260306000000,\n900\n",
    ),
    rows(
        Format::MidataEnergy,
        "fuelType,meterPointAdministrationNumber,energyUsage,energySupplier,date\nElectricity,2000012345678,3100,A,05/03/2026\n",
    ),
];

/// Its variants by name.
fn dressed(source: &Source) -> Vec<(&'static str, Vec<u8>)> {
    let text = source.text;
    let wide = |mark: char, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{text}").encode_utf16().flat_map(bytes).collect()
    };
    let mut variants: Vec<(&'static str, Vec<u8>)> = vec![
        ("byte order mark", format!("\u{FEFF}{text}").into()),
        ("utf-16le", wide('\u{FEFF}', u16::to_le_bytes)),
        ("utf-16be", wide('\u{FEFF}', u16::to_be_bytes)),
        ("utf-16le, end mark", [wide('\u{FEFF}', u16::to_le_bytes), vec![0x1A, 0]].concat()),
        ("cr lf", text.replace('\n', "\r\n").into()),
        ("cr", text.replace('\n', "\r").into()),
        ("blank lines behind", format!("{text}\n \n\n").into()),
        ("no end of the last line", text.trim_end().into()),
        ("end mark", format!("{text}\u{1A}").into()),
        ("end mark in the last line", format!("{}\u{1A}\r\n", text.trim_end()).into()),
        ("padding", format!("{text}{}", "\u{1A}".repeat(5_000)).into()),
    ];
    // An XML declaration stands at the very beginning of a file, but none of these has one.
    variants.push(("blank lines before", format!("\n\n{text}").into()));
    if let Some(delimiter) = source.delimiter {
        let ended = text.replace('\n', &format!("{delimiter}\n"));
        let blank = delimiter.to_string().repeat(text.lines().next().unwrap_or_default().matches(delimiter).count());
        variants.extend([
            ("delimiter behind each row", ended.into()),
            ("row of delimiters", format!("{text}{blank}\n").into()),
            ("sep", format!("sep={delimiter}\n{text}").into()),
            ("sep in capitals behind a mark", format!("\u{FEFF}SEP={delimiter}\r\n{text}").into()),
            ("sep in quotation marks", format!("\"sep={delimiter}\"\n{text}").into()),
        ]);
    }
    variants
}

/// Records without their places, and codes of what is wrong.
fn read(source: &Source, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    read_as(source, bytes, None)
}

fn read_as(source: &Source, bytes: &[u8], encoding: Option<&str>) -> (Vec<String>, Vec<String>) {
    let mut options = Options::default();
    options.encoding = encoding.map(|label| Encoding::named(label).expect("an encoding"));
    options.zone = "America/New_York".parse().ok();
    options.currency = match source.format {
        Format::Qif => "EUR".parse().ok(),
        Format::Square => "USD".parse().ok(),
        _ => None,
    };
    options.mapping = source.mapping.map(|text| pannier_convert::mapped::Mapping::parse(text).expect("a mapping"));
    let (collected, _) = convert(source.format, bytes, &options);
    let records = collected.series.iter().flat_map(|(_, rows)| rows).map(|row| {
        let mut json = serde_json::to_value(&row.record).expect("a record is JSON");
        if let Some(members) = json.as_object_mut() {
            members.remove("source_ref");
        }
        json.to_string()
    });
    (records.collect(), collected.findings.iter().map(|finding| finding.code.to_string()).collect())
}

#[test]
fn the_same_is_read() {
    for source in &SOURCES {
        let (records, codes) = read(source, source.text.as_bytes());
        assert!(!records.is_empty(), "{}: {codes:?}", source.format);
        for (name, bytes) in dressed(source) {
            let found = read(source, &bytes);
            assert_eq!(found, (records.clone(), codes.clone()), "{}: {name}", source.format);
        }
    }
}

/// What a text says of itself counts before what is said about it, and that before what a format makes of it.
#[test]
fn marks_count_before_what_is_given() {
    for source in &SOURCES {
        let text = source.text.replace("TEA", "TÉ").replace("Tea", "Té");
        let plain = read(source, text.as_bytes());
        let marked = format!("\u{FEFF}{text}").into_bytes();
        let wide: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for label in ["windows-1252", "utf-16be"] {
            assert_eq!(read_as(source, &marked, Some(label)), plain, "{} {label}", source.format);
        }
        assert_eq!(read_as(source, &wide, Some("windows-1252")), plain, "{}", source.format);
    }
}

/// A format that is certain of a text is so in all its dresses.
#[test]
fn the_same_is_guessed() {
    use pannier_convert::Guess;
    let name = |bytes: &[u8]| match Format::guess(bytes) {
        Guess::Certain { format, .. } => format.to_string(),
        other => format!("{other:?}"),
    };
    for source in &SOURCES {
        let plain = name(source.text.as_bytes());
        for (dress, bytes) in dressed(source) {
            assert_eq!(name(&bytes), plain, "{}: {dress}", source.format);
        }
    }
}

/// The byte that ends a text of DOS stands for a letter elsewhere: what follows it is read.
#[test]
fn an_end_mark_with_text_behind_it() {
    let text = "Date,Type,Merchant/Description,Debit/Credit,Balance\n05/03/2026,VIS,CAF\u{1A} X,-£5.00,£260.00\n\u{1A}06/03/2026,BGC,PAY,£1.00,£261.00\n";
    let (collected, summary) = convert(Format::Midata, text.as_bytes(), &Options::default());
    assert_eq!((summary.converted, summary.lost), (1, 1));
    assert_eq!(crate::common::lines(&collected, "transaction", &["description"]), ["CAF  X"]);
    assert_eq!(crate::common::codes(&collected), ["convert-date 3"]);
}

/// Mappings that come with the program are recognised in every dress.
#[test]
fn shipped_mappings_are_recognised() {
    let header = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n";
    let row = "CARD_PAYMENT,Current,2026-03-05 10:00:00,2026-03-06 10:00:00,TEA,-5.00,0.00,EUR,COMPLETED,95.00\n";
    let names = |text: &str| -> Vec<&str> {
        pannier_convert::mapped::recognised(text.as_bytes()).into_iter().map(Shipped::name).collect()
    };
    assert_eq!(names(&format!("{header}{row}")), ["revolut"]);
    for before in ["sep=,\n", "\u{FEFF}sep=,\r\n", "\n\n", "\"sep=,\"\n\n"] {
        assert_eq!(names(&format!("{before}{header}{row}")), ["revolut"], "{before:?}");
    }
    assert_eq!(names(&format!("Revolut\n{header}{row}")), Vec::<&str>::new());
}
