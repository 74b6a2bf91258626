//! Grocers' exports: Tesco's JSON in both layouts, ICA's two files, and the mappings that are shipped for French ones.

use pannier_convert::{
    Collected, Format, Guess, Options, Summary,
    mapped::{Shipped, recognised},
};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

use crate::common::{codes, convert, lines};

fn read(format: Format, text: &str) -> (Collected, Summary) {
    convert(format, text.as_bytes(), &Options::default())
}

fn basket(more: &str, items: &str) -> String {
    format!(
        r#"{{"timeStamp":"2025-03-05 18:03:51","purchaseType":"instore","storeId":"2345","storeName":"Anytown","storeFormat":"Express",
        "storeAddress":"1 High Street","basketValueGross":"6.20","overallBasketSavings":"0.70","basketValueNet":"5.50","says":"NA",
        "paymentType":[{{"type":"MASTERCARD_DEBIT","category":"Contactless","amount":"5.50"}}],{more}"product":[{items}]}}"#
    )
}

fn item(name: &str, quantity: &str, price: &str) -> String {
    format!(
        r#"{{"name":"{name}","quantity":"{quantity}","channel":"instore","weightInGrams":"400","price":"{price}","volumeInLitres":"NA"}}"#
    )
}

fn tesco(baskets: &str) -> String {
    format!(
        r#"{{"Customer Profile And Contact Data":{{"email":"a@example.org"}},"Purchase":[[{baskets}],[],[]],"Order":[[{{"total":"9"}}],[]]}}"#
    )
}

const RECEIPT: [&str; 7] = ["kind", "date", "time", "channel", "payable", "detail", "store_name"];
const LINE: [&str; 5] = ["kind", "quantity", "unit_price", "amount", "name"];

#[test]
fn tesco_baskets() {
    let check = |text: &str, expected: &[&str], findings: &[&str]| {
        let (collected, _) = read(Format::Tesco, text);
        let mut found = lines(&collected, "receipt", &RECEIPT);
        found.extend(lines(&collected, "receipt_line", &LINE));
        found.extend(lines(&collected, "tender", &["kind", "direction", "amount", "card_brand"]));
        assert_eq!(found, expected, "{text}");
        assert_eq!(codes(&collected), findings, "{text}");
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Tesco, .. }));
    };
    let head = "sale | 2025-03-05 | 18:03:51 | store | 5.50 | full | Anytown";
    let two = [item("Strawberries", "2", "2.75"), item("Bag", "1", "0.70")].join(",");
    check(
        &tesco(&basket("", &two)),
        &[
            head,
            "sale | 2 | 2.75 | 5.50 | Strawberries",
            "sale | 1 | 0.70 | 0.70 | Bag",
            "discount | 1 | - | -0.70 | -",
            "card | paid | 5.50 | MASTERCARD_DEBIT",
        ],
        &[],
    );
    // A price of one litre beside a quantity of one.
    let fuel = basket("", &item("Diesel", "1", "1.459"))
        .replace("Express", "Petrol")
        .replace("6.20", "5.50")
        .replace("0.70", "0");
    check(&tesco(&fuel), &[head, "sale | 1 | - | 5.50 | Diesel", "card | paid | 5.50 | MASTERCARD_DEBIT"], &[]);
    // A refund.
    let back = basket("", &item("Strawberries", "-2", "2.75"))
        .replace("\"5.50\"", "\"-5.50\"")
        .replace("\"6.20\"", "\"-5.50\"")
        .replace("0.70", "0");
    check(
        &tesco(&back),
        &[
            "return | 2025-03-05 | 18:03:51 | store | -5.50 | full | Anytown",
            "return | -2 | 2.75 | -5.50 | Strawberries",
            "card | refunded | 5.50 | MASTERCARD_DEBIT",
        ],
        &[],
    );
    // An item is missing.
    check(
        &tesco(&basket("", &item("Strawberries", "1", "2.75"))),
        &[head, "sale | 1 | 2.75 | 2.75 | Strawberries", "card | paid | 5.50 | MASTERCARD_DEBIT"],
        &["convert-control-figure 1"],
    );
    check(
        &tesco(&basket("", "")),
        &["sale | 2025-03-05 | 18:03:51 | store | 5.50 | summary | Anytown", "card | paid | 5.50 | MASTERCARD_DEBIT"],
        &[],
    );
    check(
        &tesco(&basket("", &item("Tea", "one", "2.75"))),
        &["sale | 2025-03-05 | 18:03:51 | store | 5.50 | summary | Anytown", "card | paid | 5.50 | MASTERCARD_DEBIT"],
        &["convert-amount 2"],
    );
    check(&tesco(&basket("", &two).replace("2025-03-05", "2025-02-30")), &[], &["convert-date 1"]);
    check(&tesco(&basket("", &two).replace("\"5.50\"", "\"5,50\"")), &[], &["convert-amount 1"]);
    // The layout of today has numbers, other names, and moments.
    check(
        r#"{"customerId":"1","requestId":"2","purchases":[{"timestamp":"2025-07-05T23:03:51Z","type":"IN_STORE","says":"NA","basketValueGross":3.3,
        "overallBasketSavings":0,"basketValueNet":3.3,"numberOfItems":1,"payment":[{"type":"Cash","amount":3.3}],
        "items":[{"name":"Milk","quantity":2,"weight":0,"price":1.65,"volume":2.27}]}],"orders":[]}"#,
        &["sale | 2025-07-06 | - | store | 3.3 | full | -", "sale | 2 | 1.65 | 3.30 | Milk", "cash | paid | 3.3 | -"],
        &[],
    );
}

#[test]
fn what_tesco_does_not_give() {
    let (collected, summary) = read(Format::Tesco, &tesco(&basket("", &item("Strawberries", "2", "2.75"))));
    assert_eq!((summary.read, summary.lost), (3, 1));
    let named: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(named, ["/Customer Profile And Contact Data/email", "/says", "/storeAddress"]);
    assert!(named.contains(&"/storeAddress"), "{named:?}");
    assert_eq!(lines(&collected, "receipt_line", &["net_quantity", "net_unit"]), ["400 | g"]);
    let check = |text: &str, expected: &[&str]| assert_eq!(codes(&read(Format::Tesco, text).0), expected, "{text}");
    check("{}", &["convert-records-present"]);
    check("{\"Purchase\":[[{", &["convert-structure"]);
    check("{\"Purchase\":[[{\"a\":1,\"a\":2}]]}", &["convert-structure"]);
    assert!(!matches!(Format::guess(b"{\"purchases\":[{\"total\":1}]}"), Guess::Certain { format: Format::Tesco, .. }));
}

fn receipt(id: &str, value: &str, when: &str) -> String {
    format!(
        "<transactions><receiptType>Selfcheckout</receiptType><totalDiscount>0.0</totalDiscount>\
         <transactionValue>{value}</transactionValue><transactionId>{id}</transactionId><slipId>0</slipId>\
         <transactionTimestamp>{when}</transactionTimestamp><storeName>ICA Anytown</storeName></transactions>"
    )
}

fn row(id: &str, quantity: &str, price: &str, discount: &str) -> String {
    format!(
        "<transactions><quantity>{quantity}</quantity><price>{price}</price><personalOfferId>0</personalOfferId>\
         <voucherValue>0.0</voucherValue><discountValue>{discount}</discountValue><discountQuantity>0.0</discountQuantity>\
         <itemDesc>Kaka 150g</itemDesc><transactionId>{id}</transactionId></transactions>"
    )
}

fn receipts(content: &str) -> String {
    format!(
        "<businessObjectToFileArea><resObject><TransactionHeader><customerId>1</customerId>{content}</TransactionHeader></resObject></businessObjectToFileArea>"
    )
}

fn rows(content: &str) -> String {
    format!(
        "<businessObjectToFileArea><resObject><LineItems><customerId>1</customerId>{content}</LineItems></resObject></businessObjectToFileArea>"
    )
}

#[test]
fn ica_receipts_and_rows() {
    let check = |text: &str, expected: &[&str], findings: &[&str], lost: u64| {
        let (collected, summary) = read(Format::Ica, text);
        let mut found =
            lines(&collected, "receipt", &["kind", "date", "time", "payable", "currency", "detail", "store_name"]);
        found.extend(lines(
            &collected,
            "receipt_line",
            &["kind", "quantity", "unit_price", "discount", "amount", "name"],
        ));
        assert_eq!(found, expected, "{text}");
        assert_eq!(
            (codes(&collected), summary.lost),
            (findings.iter().map(ToString::to_string).collect(), lost),
            "{text}"
        );
    };
    let day = "2023-11-22 10:00:00";
    let head = receipts(&receipt("C1.1", "39.9", day));
    check(&head, &["sale | 2023-11-22 | 10:00:00 | 39.9 | SEK | summary | ICA Anytown"], &[], 0);
    let full = "sale | 2023-11-22 | 10:00:00 | 39.9 | SEK | full | ICA Anytown";
    // Rows before or after their receipts; the price is that of the row.
    let both =
        [head.clone(), rows(&(row("C1.1", "1.0", "21.95", "0.0") + &row("C1.1", "2.0", "19.95", "2.0")))].concat();
    check(
        &format!("<ica>{both}</ica>"),
        &[full, "sale | 1.0 | 21.95 | - | 21.95 | Kaka 150g", "sale | 2.0 | - | -2.0 | 17.95 | Kaka 150g"],
        &[],
        0,
    );
    // Or that of one, decided once for the file.
    let pieces = [rows(&(row("C1.1", "2.0", "19.95", "0.0"))), head.clone()].concat();
    check(&format!("<ica>{pieces}</ica>"), &[full, "sale | 2.0 | 19.95 | - | 39.90 | Kaka 150g"], &[], 0);
    check(&rows(&row("C1.1", "1.0", "21.95", "0.0")), &[], &["convert-structure"], 1);
    check(
        &format!("<ica>{head}{}</ica>", rows(&row("C1.1", "1.0", "21.95", "0.0"))),
        &[full, "sale | 1.0 | 21.95 | - | 21.95 | Kaka 150g"],
        &["convert-control-figure 1"],
        0,
    );
    check(
        &receipts(&receipt("C1.1", "-39.9", day)),
        &["return | 2023-11-22 | 10:00:00 | -39.9 | SEK | summary | ICA Anytown"],
        &[],
        0,
    );
    check(&receipts(&receipt("0", "39.9", day)), &[], &["convert-structure 1"], 1);
    check(&receipts(&receipt("C1.1", "39,9", day)), &[], &["convert-amount 1"], 1);
    check(&receipts(&receipt("C1.1", "39.9", "2023-02-30 10:00:00")), &[], &["convert-date 1"], 1);
    check(&receipts(""), &[], &["convert-records-present"], 0);
    check("<!DOCTYPE a><businessObjectToFileArea/>", &[], &["convert-structure"], 0);
    assert!(matches!(Format::guess(head.as_bytes()), Guess::Certain { format: Format::Ica, .. }));
    assert!(!matches!(
        Format::guess(b"<LineItems><transactions/></LineItems>"),
        Guess::Certain { format: Format::Ica, .. }
    ));
}

/// The mapping of this name, which is the only one that its file is recognised by.
fn shipped(name: &str, text: &str) -> Options {
    let found: Vec<_> = recognised(text.as_bytes()).into_iter().map(Shipped::name).collect();
    assert_eq!(found, [name]);
    let mut options = Options::default();
    options.mapping = Shipped::named(name).map(|shipped| shipped.mapping().clone());
    options
}

#[test]
fn french_grocers() {
    let check = |name: &str, text: &str, expected: &[&str]| {
        let (collected, _) = convert(Format::Csv, text.as_bytes(), &shipped(name, text));
        let mut found = lines(&collected, "receipt", &["kind", "date", "payable", "merchant_name"]);
        found.extend(lines(
            &collected,
            "receipt_line",
            &["kind", "quantity", "amount", "name", "gtin", "gtin_check", "product_ids"],
        ));
        found.extend(codes(&collected));
        assert_eq!(found, expected, "{name}");
    };
    check(
        "auchan",
        "JOUR;CODE_POSTAL;CODE_PRODUIT;NOM_PRODUIT;PRIX_UNITAIRE\n2024-03-05;38000;3178050000749;Eau;0.85\n2024-03-05;38000;4400;Bananes;1.20\n\
         2024-03-05;38000;200512000000;Comte;4.10\n2024-03-06;38000;2630329000000;Poulet;8.00\n",
        &[
            "sale | 2024-03-05 | 6.15 | Auchan",
            "sale | 2024-03-06 | 8.00 | Auchan",
            "sale | 1 | 0.85 | Eau | 03178050000749 | ok | -",
            "sale | 1 | 1.20 | Bananes | - | - | [{\"scheme\":\"gtin_part\",\"value\":\"4400\"}]",
            "sale | 1 | 4.10 | Comte | 00200512000000 | bad | -",
            "sale | 1 | 8.00 | Poulet | 02630329000000 | bad | -",
        ],
    );
    check(
        "carrefour",
        "Date de transaction;NOM DU MAGASIN;Numéro du ticket de caisse magasin;Code Barre du produit;Description du produit;Quantité;Prix unitaire TTC avec remise (€)\n\
         05/03/2024;Market;12;|3178050000749|;EAU;2;0,85\n05/03/2024;Market;12;|9000|;BON D'ACHAT;1;-1,00\n06/03/2024;Market;13;|3178050000749|;EAU;-1;0,85\n",
        &[
            "sale | 2024-03-05 | 0.70 | Carrefour",
            "return | 2024-03-06 | -0.85 | Carrefour",
            "sale | 2 | 1.70 | EAU | 03178050000749 | ok | -",
            "coupon | 1 | -1.00 | BON D'ACHAT | - | - | [{\"scheme\":\"gtin_part\",\"value\":\"9000\"}]",
            "return | -1 | -0.85 | EAU | 03178050000749 | ok | -",
        ],
    );
    check(
        "leclerc",
        "ticket;date_ticket;code_postal;ean;article_libelle;article_prix_unitaire\nT1;2024-03-05;38000;3178050000749;EAU;0.85\nT1;2024-03-05;38000;0;SAC CABAS;0.10\nT1;2024-03-05;38000;0;REMBOURSEMENT;-0.50\n",
        &[
            "sale | 2024-03-05 | 0.45 | E.Leclerc",
            "sale | 1 | 0.85 | EAU | 03178050000749 | ok | -",
            "fee | 1 | 0.10 | SAC CABAS | - | - | -",
            "return | -1 | -0.50 | REMBOURSEMENT | - | - | -",
        ],
    );
    check(
        "intermarche",
        "DT_TICK;LB_COMM;COD_ARTC_EAN;LB_ARTC;EAN_GD;LB_COMM0;Qte Vendues;CA TTC Produit\n05/03/2024;Anytown;3178050000749;EAU;3178050000749;EAU;2;1,70\n05/03/2024;Anytown;3178050000749;EAU;3178050000749;EAU;-1;-0,85\n",
        &[
            "sale | 2024-03-05 | 0.85 | Intermarché",
            "sale | 2 | 1.70 | EAU | 03178050000749 | ok | -",
            "return | -1 | -0.85 | EAU | 03178050000749 | ok | -",
        ],
    );
    let migros = "Datum;Zeit;Filiale;Kassennummer;Transaktionsnummer;Artikel;Menge;Aktion;Umsatz\n\
                  05.03.2024;09:07:19;MM Anytown;252;10;Butter;1;0.00;3.40\n05.03.2024;09:07:19;MM Anytown;252;10;Wasser;2;-0.50;1.50\n\
                  05.03.2024;09:07:19;MM Anytown;252;10;CUMULUS BON;1;0.00;-5.00\n05.03.2024;10:07;MM Anytown;252;11;Poulet;0.304;0;7.60\n\
                  06.03.2024;09:07:19;MM Anytown;252;10;Butter;-1;0.00;-3.40\n30.02.2024;09:07:19;MM Anytown;252;10;Butter;1;0.00;3.40\n";
    for text in [migros.to_owned(), migros.replace(";Aktion;", ";Rabatt;")] {
        check(
            "migros",
            &text,
            &[
                "return | 2024-03-05 | -0.10 | Migros",
                "sale | 2024-03-05 | 7.60 | Migros",
                "return | 2024-03-06 | -3.40 | Migros",
                "sale | 1 | 3.40 | Butter | - | - | -",
                "sale | 2 | 1.50 | Wasser | - | - | -",
                "coupon | 1 | -5.00 | CUMULUS BON | - | - | -",
                "sale | 0.304 | 7.60 | Poulet | - | - | -",
                "return | -1 | -3.40 | Butter | - | - | -",
                "convert-date 7",
            ],
        );
    }
    let (collected, _) = {
        let mut options = Options::default();
        options.mapping = Some(Shipped::named("migros").expect("it is shipped").mapping().clone());
        convert(Format::Csv, migros.as_bytes(), &options)
    };
    assert_eq!(lines(&collected, "receipt_line", &["discount"])[..2], ["-", "-0.50"]);
    assert_eq!(
        lines(&collected, "receipt", &["time", "zone", "store_name", "currency"])[..2],
        ["09:07:19 | Europe/Zurich | MM Anytown | CHF", "10:07 | Europe/Zurich | MM Anytown | CHF"]
    );
    check(
        "picard",
        "NUMERO DE TICKET;DATE TICKET;NOM DU MAGASIN;CODE PRODUIT;LIBELLE ARTICLE;NOMBRE UNITES;PRIX TTC\n77;05/03/2024;Anytown;8123;Epinards;2;3,50\n",
        &[
            "sale | 2024-03-05 | 7.00 | Picard",
            "sale | 2 | 7.00 | Epinards | - | - | [{\"scheme\":\"gtin_part\",\"value\":\"8123\"}]",
        ],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_exports(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..6)) {
        let two = [item("Strawberries", "2", "2.75"), item("Diesel", "1", "1.459")].join(",");
        let ica = format!("<ica>{}{}</ica>", receipts(&receipt("C1", "3", "2023-11-22 10:00:00")), rows(&row("C1", "1.0", "3", "0")));
        for (format, text) in [(Format::Tesco, tesco(&basket("", &two).replace("Express", "Petrol"))), (Format::Ica, ica)] {
            let mut bytes = text.into_bytes();
            for (index, change) in &changes {
                let at = index.index(bytes.len());
                match change {
                    Some(byte) => bytes[at] = *byte,
                    None => drop(bytes.remove(at)),
                }
            }
            convert(format, &bytes, &Options::default());
        }
    }
}
