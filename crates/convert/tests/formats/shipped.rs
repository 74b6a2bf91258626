//! Mappings that come with the program: what they recognise, and what rows of each file become.

use crate::common::{codes, convert, lines};
use pannier_convert::{
    Collected, Format, Options,
    mapped::{Shipped, recognised},
};

fn read(name: &str, text: &str) -> Collected {
    let mut options = Options::default();
    options.mapping = Some(Shipped::named(name).expect("it is shipped").mapping().clone());
    convert(Format::Csv, text.as_bytes(), &options).0
}

fn names(text: &str) -> Vec<&'static str> {
    recognised(text.as_bytes()).into_iter().map(Shipped::name).collect()
}

fn losses(collected: &Collected) -> Vec<String> {
    let member = |loss: &pannier_convert::Loss| loss.member.clone().unwrap_or_else(|| "row".to_owned());
    let place = |row: Option<u64>| row.map_or_else(String::new, |row| format!("{row} "));
    collected.losses.iter().map(|loss| format!("{}{}", place(loss.row), member(loss))).collect()
}

const MEMBERS: [&str; 12] = [
    "line",
    "date",
    "time",
    "kind",
    "direction",
    "quantity",
    "unit",
    "number_class",
    "reach",
    "rated_amount",
    "currency",
    "tax_included",
];

/// 42 fields with these ones filled, by their places.
fn uk(fields: &[(usize, &str)]) -> String {
    let mut row = vec![""; 42];
    for (place, text) in fields {
        row[place - 1] = text;
    }
    format!("{}\r\n", row.join(","))
}

#[test]
fn uk_standard_cdr() {
    let base = [(3, "07700900100"), (6, "09:05:00"), (30, "GBP")];
    let with = |more: &[(usize, &str)]| uk(&[base.as_slice(), more].concat());
    let text = [
        with(&[
            (1, "V"),
            (4, "02079460018"),
            (5, "02/03/2026"),
            (7, "65"),
            (10, "London"),
            (13, "0.0000"),
            (14, "0.0500"),
            (39, "Any Net 500"),
        ]),
        with(&[
            (1, "G"),
            (5, "02/03/2026"),
            (8, "1000"),
            (9, "24000"),
            (22, "FRA"),
            (23, "Orange F"),
            (26, "internet.example"),
            (35, "25000"),
        ]),
        with(&[(1, "S"), (4, "07700900xxx"), (5, "03/03/2026"), (7, "0"), (13, "0.10")]),
        with(&[(1, "I"), (4, "07700900100"), (5, "04/03/2026"), (7, "9"), (31, "07700900123")]),
        with(&[(1, "Q"), (5, "04/03/2026"), (10, "Feature"), (13, "1.00")]),
        with(&[(1, "V"), (5, "30/02/2026"), (7, "9")]),
    ]
    .concat();
    assert_eq!(names(&text), ["uk-standard-cdr"]);
    let collected = read("uk-standard-cdr", &text);
    assert_eq!(
        lines(&collected, "usage_event", &MEMBERS),
        [
            "line | 2026-03-02 | 09:05:00 | voice | out | 65 | s | - | - | 0.0000 | GBP | false",
            "line | 2026-03-02 | 09:05:00 | data | both | 25000 | B | - | - | - | - | -",
            "line | 2026-03-03 | 09:05:00 | sms | out | 1 | count | - | - | 0.10 | GBP | false",
            "line | 2026-03-04 | 09:05:00 | voice | in | 9 | s | - | - | - | - | -",
            "line | 2026-03-04 | 09:05:00 | other | out | 0 | s | - | - | 1.00 | GBP | false",
        ]
    );
    assert_eq!(
        lines(&collected, "usage_event", &["number", "rated_before_allowance", "network", "bytes_down", "description"]),
        [
            r#"{"display":"…0018","scheme":"phone","value":"02079460018"} | 0.0500 | - | - | London"#,
            "- | - | Orange F | 24000 | internet.example",
            r#"{"display":"…","scheme":"phone"} | - | - | - | -"#,
            r#"{"display":"…0123","scheme":"phone","value":"07700900123"} | - | - | - | -"#,
            "- | - | - | - | Feature",
        ]
    );
    assert_eq!(codes(&collected), ["convert-value 2", "convert-value 3", "convert-date 6"]);
    // The number dialled of an incoming call is the customer's own, and the name of a bundle has no member.
    assert_eq!(losses(&collected), ["2 roaming_country", "3 number", "6 row", "column 4", "column 39"]);
    let header = format!("Call Type,Call Cause Definition Required,{}\r\n{text}", vec!["x"; 40].join(","));
    assert_eq!(names(&header), ["uk-standard-cdr"]);
    assert_eq!(lines(&read("uk-standard-cdr", &header), "usage_event", &["kind"]).len(), 5);
    assert_eq!(names(&text.replace(",,,", ",,")), Vec::<&str>::new());
}

#[test]
fn bt_calls() {
    let header = "Charge Code,Installation No,Line No,Charge Card No,Date,Time,Destination,Called No,Duration,Txt Direct Rebate,Cost\n";
    let text = format!(
        "{header}Local,020 7946 0100,1,,02/03/2026,09:05,London,020 7946 0018,00:12:30,,0.125\n\
         International,020 7946 0100,1,,01/03/2026,21:00,France,0033 1 99 00 12 34,01:00:00,,1.2\n\
         Ring Back,020 7946 0100,1,,01/03/2026,22:00,,,,,£0.10\n\
         Local,020 7946 0100,1,,2026-03-01,22:00,,,1:00,,x\n"
    );
    assert_eq!(names(&text), ["bt-calls"]);
    let collected = read("bt-calls", &text);
    assert_eq!(
        lines(&collected, "usage_event", &MEMBERS),
        [
            "line | 2026-03-01 | 22:00 | voice | out | 0 | s | unknown | unknown | 0.10 | GBP | false",
            "line | 2026-03-01 | 21:00 | voice | out | 3600 | s | unknown | international | 1.2 | GBP | false",
            "line | 2026-03-02 | 09:05 | voice | out | 750 | s | fixed | national | 0.125 | GBP | false",
        ]
    );
    assert_eq!(codes(&collected), ["convert-date 5"]);
    assert_eq!(losses(&collected), ["5 row", "Line No"]);
}

#[test]
fn telekom_evn() {
    let head =
        "EVN-Nummer;Rechnungsnummer;Rechnungsdatum;Dokumentbezeichnung\n1;77;05.04.2026;Einzelverbindungsnachweis\n\n";
    let header = "EVN-Nummer;Rechnungsnummer;Kartennummer;Rufnummer;Rufnummerntyp;Rechnungssteller;Klassifikationsnummer_EVN;Zusatzinformationen zur Verbindung;Dienste anderer Anbieter und Sonderdienste;Tarifzone;Startzeitpunkt;Dauer;Nettobetrag;Bruttobetrag;Menge;Einheit;Ziel_APN;Zielrufnummer;Zielnetz;Roaming\n";
    let row = |about: &str, start: &str, seconds: &str, gross: &str, rest: &str| {
        format!("1;77;8949;0171 5550100;Haupt;Telekom;12;{about};;Inland;{start};{seconds};0,01;{gross};{rest}\n")
    };
    let text = [
        head.to_owned(),
        header.to_owned(),
        row("", "02.03.2026 09:05:00", "65", "0,09", ";;;0171555xxx;T-Mobile D;"),
        row("SMS national", "02.03.2026 10:00:00", "0", "0,19", ";;;0171555xxx;T-Mobile D;"),
        row("", "03.03.2026 00:00:00", "0", "0,00", "2,5;MB;internet.example;;;Orange F"),
        row("", "04.03.2026 00:00:00", "65", "x", ";;;+49 30 5550123;;"),
    ]
    .concat();
    assert_eq!(names(&text), ["telekom-evn"]);
    let collected = read("telekom-evn", &text);
    assert_eq!(
        lines(&collected, "usage_event", &MEMBERS),
        [
            "line | 2026-03-02 | 09:05:00 | voice | out | 65 | s | - | - | 0.09 | EUR | true",
            "line | 2026-03-02 | 10:00:00 | sms | out | 1 | count | - | - | 0.19 | EUR | true",
            "line | 2026-03-03 | 00:00:00 | data | both | 2621440 | B | - | - | 0.00 | EUR | true",
            "line | 2026-03-04 | 00:00:00 | voice | out | 65 | s | - | - | - | - | -",
        ]
    );
    assert_eq!(
        lines(&collected, "usage_event", &["roaming", "network", "description", "zone", "number"]),
        [
            r#"- | - | - | Europe/Berlin | {"display":"…","scheme":"phone"}"#,
            r#"- | - | SMS national | Europe/Berlin | {"display":"…","scheme":"phone"}"#,
            "roaming | Orange F | internet.example | Europe/Berlin | -",
            r#"- | - | - | Europe/Berlin | {"display":"…0123","scheme":"phone","value":"+49305550123"}"#,
        ]
    );
    assert_eq!(codes(&collected), ["convert-value 5", "convert-value 6", "convert-value 8"]);
    assert_eq!(codes(&read("telekom-evn", "a;b\n1;2\n")), ["convert-structure"]);
}

#[test]
fn ivozprovider_calls() {
    let text = "callid,startTime,duration,caller,callee,price,direction,ddiId,endpointType,endpointId,endpointName\n\
                a1,2026-03-02 09:05:00,65,+34910000001,+34600000002,0.0650,outbound,1,RetailAccount,1,Ana\n\
                a2,2026-03-03 09:05:00,10,+34600000002,+34910000001,,inbound,1,RetailAccount,1,Ana\n";
    assert_eq!(names(text), ["ivozprovider-calls"]);
    let collected = read("ivozprovider-calls", text);
    assert_eq!(codes(&collected), ["convert-currency 2"]);
    let mut options = Options::default();
    options.mapping = Some(Shipped::named("ivozprovider-calls").expect("it is shipped").mapping().clone());
    options.currency = Some("EUR".parse().expect("a currency"));
    let (collected, _) = convert(Format::Csv, text.as_bytes(), &options);
    assert_eq!(
        lines(&collected, "usage_event", &["line", "direction", "quantity", "rated_amount", "currency", "number"]),
        [
            r#"line | out | 65 | 0.0650 | EUR | {"display":"…0002","scheme":"phone","value":"+34600000002"}"#,
            r#"line | in | 10 | - | - | {"display":"…0002","scheme":"phone","value":"+34600000002"}"#,
        ]
    );
    assert_eq!(losses(&collected), ["ddiId", "endpointType", "endpointId", "endpointName"]);
}

const SWITCHED: [&str; 8] = ["line", "date", "time", "direction", "quantity", "unit", "answered", "number"];

#[test]
fn freepbx() {
    let old = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield";
    let new =
        format!("{old},did,cnum,cnam,outbound_cnum,outbound_cnam,dst_cnam,recordingfile,linkedid,peeraccount,sequence");
    let call = |from: &str, to: &str, context: &str, spoken: &str, outcome: &str| {
        format!(
            "\"2026-03-02 10:00:00\",\"\"\"Ann\"\" <{from}>\",{from},{to},{context},SIP/1,SIP/2,Dial,x,69,{spoken},\"{outcome}\",3,,17.1,"
        )
    };
    let out = call("100", "0305550123", "from-internal", "60", "ANSWERED");
    let missed = call("0305550123", "600", "ext-queues", "0", "NO ANSWER");
    let trunk = call("0305550123", "100", "from-trunk", "9", "ANSWERED");
    let called = r#"{"display":"…0123","scheme":"phone","value":"0305550123"}"#;
    let text =
        format!("{new}\n{out},,100,Ann,,,,,17.1,,1\n{missed},0305550100,,,,,,,17.2,,2\n{trunk},,,,,,,,17.3,,3\n");
    assert_eq!(names(&text), ["freepbx"]);
    let collected = read("freepbx", &text);
    assert_eq!(
        lines(&collected, "usage_event", &SWITCHED),
        [
            format!("line | 2026-03-02 | 10:00:00 | out | 60 | s | true | {called}"),
            format!("line | 2026-03-02 | 10:00:00 | in | 9 | s | true | {called}"),
            format!("line-2 | 2026-03-02 | 10:00:00 | in | 0 | s | false | {called}"),
        ]
    );
    assert_eq!(
        lines(&collected, "subscription", &["kind", "number"]),
        [
            r#"fixed_voice | {"display":"…","scheme":"phone","value":"100"}"#,
            r#"fixed_voice | {"display":"…0100","scheme":"phone","value":"0305550100"}"#
        ]
    );
    let text = format!("{old}\n{out}\n{trunk}\n{}\n", out.replace("03-02", "02-30"));
    assert_eq!(names(&text), ["freepbx-old"]);
    let collected = read("freepbx-old", &text);
    assert_eq!(
        lines(&collected, "usage_event", &SWITCHED),
        [
            format!("line | 2026-03-02 | 10:00:00 | out | 60 | s | true | {called}"),
            format!("line | 2026-03-02 | 10:00:00 | in | 9 | s | true | {called}"),
        ]
    );
    assert_eq!(codes(&collected), ["convert-date 4"]);
}

#[test]
fn freeswitch() {
    let call = |from: &str, to: &str, context: &str, answer: &str, spoken: &str, cause: &str| {
        format!(
            "\"Ann\",\"{from}\",\"{to}\",\"{context}\",\"2026-03-02 10:00:00\",\"{answer}\",\"2026-03-02 10:01:09\",\"69\",\"{spoken}\",\"{cause}\",\"8a9b\",\"\",\"\",\"PCMU\",\"PCMU\"\n"
        )
    };
    let text = call("100", "0305550123", "default", "2026-03-02 10:00:09", "60", "NORMAL_CLEARING")
        + &call("0305550123", "100", "public", "", "0", "ORIGINATOR_CANCEL");
    assert_eq!(names(&text), ["freeswitch"]);
    let collected = read("freeswitch", &text);
    assert_eq!(codes(&collected), Vec::<String>::new());
    let called = r#"{"display":"…0123","scheme":"phone","value":"0305550123"}"#;
    assert_eq!(
        lines(&collected, "usage_event", &SWITCHED),
        [
            format!("line | 2026-03-02 | 10:00:00 | out | 60 | s | true | {called}"),
            format!("line | 2026-03-02 | 10:00:00 | in | 0 | s | false | {called}"),
        ]
    );
    assert_eq!(lines(&collected, "usage_event", &["source_ids"])[0], r#"[{"scheme":"uuid","value":"8a9b"}]"#);
    assert_eq!(names(&text.replace("NORMAL", "USUAL").replace("ORIGIN", "SOURCE")), Vec::<&str>::new());
}

#[test]
fn fritzbox() {
    let header = "Typ;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer";
    let rows = "1;02.03.26 10:05;Ann;0305550123;Berlin;Phone;Internet: 0305550100;0:30\n\
                4;02.03.26 09:05;;0305550123;;Phone;0305550100;1:35\n2;01.03.26 09:05;;;;;0305550101;0:00\n\
                3;01.03.26 08:05;;0305550123;;;Internet: 0305550100;0:00\n9;01.03.26 07:05;;0305550123;;;0305550100;0:00\n";
    let text = format!("\u{FEFF}sep=;\r\n{header}\n{rows}");
    assert_eq!(names(&text), ["fritzbox"]);
    let collected = read("fritzbox", &text);
    let called = r#"{"display":"…0123","scheme":"phone","value":"0305550123"}"#;
    assert_eq!(
        lines(&collected, "usage_event", &SWITCHED),
        [
            format!("line | 2026-03-01 | 08:05 | in | 0 | s | false | {called}"),
            format!("line | 2026-03-02 | 09:05 | out | 5700 | s | true | {called}"),
            format!("line | 2026-03-02 | 10:05 | in | 1800 | s | true | {called}"),
            "line-2 | 2026-03-01 | 09:05 | in | 0 | s | false | -".to_owned(),
        ]
    );
    assert_eq!(codes(&collected), ["convert-mapping 7"]);
    assert_eq!(names(&text.replace("Landes-/Ortsnetzbereich;", "")), Vec::<&str>::new());
}

#[test]
fn amazon_reports() {
    let items = "Order Date,Order ID,Title,Category,ASIN/ISBN,UNSPSC Code,Website,Release Date,Condition,Seller,Seller Credentials,\
                 List Price Per Unit,Purchase Price Per Unit,Quantity,Payment Instrument Type,Purchase Order Number,PO Line Number,\
                 Ordering Customer Email,Shipment Date,Shipping Address Name,Order Status,Item Subtotal,Item Subtotal Tax,Item Total,\
                 Buyer Name,Currency,Group Name\n";
    let item = |order: &str, day: &str, count: &str, total: &str, state: &str| {
        format!(
            "{day},{order},Tea,GROCERY,B01,,Amazon.com,,new,A Shop,,$9.99,$5.00,{count},Visa - 1234,,,a@example.org,{day},A,{state},$5.00,$0.50,{total},A,USD,\n"
        )
    };
    let text = items.to_owned()
        + &item("111-1", "08/15/22", "2", "\"$1,010.50\"", "Shipped")
        + &item("111-2", "08/16/22", "1", "$5.50", "Cancelled")
        + &item("111-1", "08/15/22", "1", "$5.50", "Shipped")
        + &item("111-3", "15/08/22", "1", "$5.50", "Shipped");
    assert_eq!(names(&text), ["amazon-items"]);
    let collected = read("amazon-items", &text);
    assert_eq!(
        lines(&collected, "receipt", &["date", "kind", "currency", "tax_included", "payable", "merchant_name"]),
        ["2022-08-15 | order | USD | true | 1016.00 | Amazon.com"]
    );
    assert_eq!(
        lines(&collected, "receipt_line", &["quantity", "amount", "name", "category_text", "product_ids"]),
        [
            r#"2 | 1010.50 | Tea | GROCERY | [{"scheme":"asin","value":"B01"}]"#,
            r#"1 | 5.50 | Tea | GROCERY | [{"scheme":"asin","value":"B01"}]"#
        ]
    );
    assert_eq!(codes(&collected), ["convert-date 5"]);
    let text = "Order Date,Order ID,Payment Instrument Type,Website,Purchase Order Number,Ordering Customer Email,Shipment Date,\
                Shipping Address Name,Order Status,Carrier Name & Tracking Number,Subtotal,Shipping Charge,Tax Before Promotions,\
                Total Promotions,Tax Charged,Total Charged,Buyer Name,Group Name\n\
                10/30/19,748-1,Visa - 1234,Amazon.com,,a@example.org,11/09/19,A,Shipped,U(1),$44.83,$1.00,$2.40,$6.72,$2.29,$41.40,A,\n";
    assert_eq!(names(text), ["amazon-shipments"]);
    assert_eq!(codes(&read("amazon-shipments", text)), ["convert-currency 2", "convert-records-present"]);
    let mut options = Options::default();
    options.mapping = Some(Shipped::named("amazon-shipments").expect("it is shipped").mapping().clone());
    options.currency = Some("USD".parse().expect("a currency"));
    let (collected, _) = convert(Format::Csv, text.as_bytes(), &options);
    let members = ["date", "detail", "tax_included", "goods", "delivery", "discount", "tax", "payable"];
    assert_eq!(
        lines(&collected, "receipt", &members),
        ["2019-10-30 | summary | false | 44.83 | 1.00 | -6.72 | 2.29 | 41.40"]
    );
    assert_eq!(codes(&collected), Vec::<String>::new());
}

const CALL: &str = "\"100\",\"0305550123\",\"from-internal\"";
const CHANNELS: &str = "\"SIP/100-1\",\"SIP/trunk-2\",\"Dial\",\"x\"";
const TIMES: &str = "\"2026-03-02 10:00:00\",\"2026-03-02 10:00:09\",\"2026-03-02 10:01:09\",\"69\",\"60\",\"ANSWERED\",\"DOCUMENTATION\"";

#[test]
fn asterisk() {
    let csv = format!("\"\",{CALL},\"\"\"Ann\"\" <100>\",{CHANNELS},{TIMES},\"17.1\",\"\"\n");
    let custom = format!("\"\"\"Ann\"\" <100>\",{CALL},{CHANNELS},{TIMES},\"\",\"17.1\",\"\"\n");
    let whole = format!("\"\"\"Ann\"\" <100>\",{CALL},{CHANNELS},{TIMES},\"\",\"\",\"17.1\",\"\",\"5\",\"17.1\"\n");
    let bare = csv.replace(",\"17.1\",\"\"", "");
    let newer = csv.replace('\n', ",\"\",\"17.1\",5\n");
    let without_userfield = newer.replace(",\"17.1\",\"\",\"\",", ",\"17.1\",\"\",");
    let linked = newer.replace(",\"17.1\",\"\",\"\",", ",\"\",");
    for (text, name) in [
        (&csv, "asterisk-csv"),
        (&linked, "asterisk-csv-linked"),
        (&newer, "asterisk-csv"),
        (&without_userfield, "asterisk-csv"),
        (&bare, "asterisk-csv"),
        (&custom, "asterisk-custom-short"),
        (&whole, "asterisk-custom"),
    ] {
        assert_eq!(names(text), [name], "{text}");
        let (collected, _) = convert(Format::Asterisk, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), Vec::<String>::new());
        assert_eq!(
            lines(&collected, "usage_event", &["date", "time", "zone", "direction", "quantity", "answered", "number"]),
            [
                r#"2026-03-02 | 10:00:00 | - | out | 60 | true | {"display":"…0123","scheme":"phone","value":"0305550123"}"#
            ]
        );
        let ids = match *text {
            _ if *text == bare => "-",
            _ if *text == linked => r#"[{"scheme":"linkedid","value":"17.1"}]"#,
            _ => r#"[{"scheme":"uniqueid","value":"17.1"}]"#,
        };
        assert_eq!(lines(&collected, "usage_event", &["source_ids"]), [ids]);
        assert_eq!(
            lines(&collected, "subscription", &["kind", "billing", "number"]),
            [r#"fixed_voice | unknown | {"display":"…","scheme":"phone","value":"100"}"#]
        );
    }
    let missed =
        whole.replace("from-internal", "from-trunk").replace("ANSWERED", "NO ANSWER").replace("\"60\"", "\"0\"");
    let header = format!("{}\n{missed}", include_str!("../fixtures/asterisk-header.csv").trim());
    let mut options = Options::default();
    options.zone = Some("Europe/Berlin".parse().expect("a zone"));
    let (collected, _) = convert(Format::Asterisk, header.as_bytes(), &options);
    assert_eq!(
        lines(&collected, "usage_event", &["direction", "quantity", "answered", "zone", "number"]),
        [r#"in | 0 | false | Europe/Berlin | {"display":"…","scheme":"phone","value":"100"}"#]
    );
    assert_eq!(codes(&convert(Format::Asterisk, b"a,b,c\n", &Options::default()).0), ["convert-structure"]);
    let lines_of = |name: &str| Shipped::named(name).is_some();
    assert!(!lines_of("asterisk") && lines_of("asterisk-csv"));
}

#[test]
fn what_fits_nothing_is_not_recognised() {
    let check = |text: &str| assert_eq!(names(text), Vec::<&str>::new(), "{text}");
    check("");
    check("a,b\n1,2\n");
    check("Charge Code,Installation No,Date,Time,Destination,Called No,Cost\n");
    check("callid;startTime;duration;caller;callee;price;direction\n");
    check("callid,callid,startTime,duration,caller,callee,price,direction\n");
    check("\0\0\0\0");
}
