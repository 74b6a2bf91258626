//! Invoices of UBL: real files, sums, units, credit notes, and what is refused.

use pannier_convert::{Collected, Format, Guess, Options, Summary};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

use crate::common::{codes, convert, corpus, files, lines};

const SPACES: &str = "xmlns:a='urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2' \
    xmlns:b='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'";

/// A document of UBL with this root, from what stands in it.
fn document(root: &str, content: &str) -> String {
    format!(
        "<?xml version='1.0'?><u:{root} xmlns:u='urn:oasis:names:specification:ubl:schema:xsd:{root}-2' {SPACES}>\
         {content}</u:{root}>"
    )
}

const HEAD: &str = "<b:ID>2026-00417</b:ID><b:IssueDate>2026-03-05</b:IssueDate>\
    <b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>";

fn amount(name: &str, value: &str) -> String {
    format!("<b:{name} currencyID='EUR'>{value}</b:{name}>")
}

fn totals(of: &[(&str, &str)]) -> String {
    let sums: String = of.iter().map(|(name, value)| amount(name, value)).collect();
    format!("<a:LegalMonetaryTotal>{sums}</a:LegalMonetaryTotal>")
}

fn line(quantity: &str, unit: &str, total: &str, more: &str) -> String {
    format!(
        "<a:InvoiceLine><b:ID>1</b:ID><b:InvoicedQuantity unitCode='{unit}'>{quantity}</b:InvoicedQuantity>{}{more}\
         </a:InvoiceLine>",
        amount("LineExtensionAmount", total)
    )
}

fn tax(base: &str, value: &str, category: &str, percent: &str) -> String {
    format!(
        "<a:TaxSubtotal>{}{}<a:TaxCategory><b:ID>{category}</b:ID><b:Percent>{percent}</b:Percent><a:TaxScheme>\
         <b:ID>VAT</b:ID></a:TaxScheme></a:TaxCategory></a:TaxSubtotal>",
        amount("TaxableAmount", base),
        amount("TaxAmount", value)
    )
}

fn read(text: &str) -> (Collected, Summary) {
    convert(Format::Ubl, text.as_bytes(), &Options::default())
}

/// Losses that are about a value, as `row/member`.
fn lost(collected: &Collected) -> Vec<String> {
    let of = |loss: &pannier_convert::Loss| Some(format!("{}/{}", loss.row?, loss.member.as_ref()?));
    collected.losses.iter().filter_map(of).collect()
}

fn outcome(name: &str, collected: &Collected, summary: &Summary) -> String {
    let total = lines(collected, "invoice", &["kind", "date", "total", "currency"]).join("; ");
    let lost: u64 = collected.losses.iter().filter(|loss| loss.row.is_none()).count() as u64;
    format!(
        "{name}: {}+{}, {total}, {} lines, {} taxes, {lost} paths lost, {}",
        summary.converted,
        summary.lost,
        collected.records("invoice_line").count(),
        collected.records("tax_line").count(),
        codes(collected).join(" ")
    )
    .trim_end_matches([',', ' '])
    .to_owned()
}

#[test]
fn corpus_files() {
    let Some(folder) = corpus("retail") else { return };
    let mut found = Vec::new();
    for (name, bytes) in files(&folder, &[".xml"]) {
        let certain = matches!(Format::guess(&bytes), Guess::Certain { format: Format::Ubl, .. });
        let (collected, summary) = convert(Format::Ubl, &bytes, &Options::default());
        found.push(outcome(&format!("{name}{}", if certain { "" } else { " (not guessed)" }), &collected, &summary));
    }
    let expected: Vec<&str> = include_str!("ubl_corpus.txt").lines().collect();
    assert_eq!(found, expected, "{}", found.join("\n"));
}

#[test]
fn a_bill_with_everything() {
    let text = document(
        "Invoice",
        &[
            HEAD,
            "<b:DueDate>2026-03-19</b:DueDate><b:InvoiceTypeCode>380</b:InvoiceTypeCode><b:Note>Thank you</b:Note>",
            "<b:LineCountNumeric>2</b:LineCountNumeric>",
            "<a:InvoicePeriod><b:StartDate>2026-02-01</b:StartDate><b:EndDate>2026-02-28</b:EndDate></a:InvoicePeriod>",
            "<a:OrderReference><b:ID>PO-77</b:ID></a:OrderReference>",
            "<a:AccountingSupplierParty><a:Party><a:PartyTaxScheme><b:CompanyID>NL0001</b:CompanyID></a:PartyTaxScheme>\
             <a:PartyLegalEntity><b:RegistrationName>Example Energy BV</b:RegistrationName></a:PartyLegalEntity></a:Party>\
             </a:AccountingSupplierParty>",
            "<a:AccountingCustomerParty><a:Party><a:PartyName><b:Name>Somebody</b:Name></a:PartyName></a:Party>\
             </a:AccountingCustomerParty>",
            &format!(
                "<a:AllowanceCharge><b:ChargeIndicator>false</b:ChargeIndicator><b:AllowanceChargeReason>Loyal\
                 </b:AllowanceChargeReason>{}</a:AllowanceCharge>",
                amount("Amount", "10.00")
            ),
            &format!(
                "<a:AllowanceCharge><b:ChargeIndicator>true</b:ChargeIndicator><b:AllowanceChargeReasonCode>FC\
                 </b:AllowanceChargeReasonCode>{}<a:TaxCategory><b:ID>S</b:ID><b:Percent>21</b:Percent></a:TaxCategory>\
                 </a:AllowanceCharge>",
                amount("Amount", "5.00")
            ),
            &format!(
                "<a:TaxTotal>{}{}{}</a:TaxTotal><a:TaxTotal><b:TaxAmount currencyID='GBP'>19.00</b:TaxAmount></a:TaxTotal>",
                amount("TaxAmount", "21.90"),
                tax("95.00", "19.95", "S", "21"),
                tax("21.67", "1.95", "AA", "9.0")
            ),
            &totals(&[
                ("LineExtensionAmount", "121.67"),
                ("TaxExclusiveAmount", "116.67"),
                ("TaxInclusiveAmount", "138.57"),
                ("AllowanceTotalAmount", "10.00"),
                ("ChargeTotalAmount", "5.00"),
                ("PrepaidAmount", "100.00"),
                ("PayableRoundingAmount", "-0.02"),
                ("PayableAmount", "38.55"),
            ]),
            &line(
                "1250.5",
                "KWH",
                "100.00",
                &format!(
                    "<a:InvoicePeriod><b:StartDate>2026-02-01</b:StartDate></a:InvoicePeriod><a:Item><b:Name>Electricity\
                     </b:Name><a:ClassifiedTaxCategory><b:ID>S</b:ID><b:Percent>21</b:Percent></a:ClassifiedTaxCategory>\
                     </a:Item><a:Price>{}<b:BaseQuantity unitCode='MWH'>1</b:BaseQuantity></a:Price>",
                    amount("PriceAmount", "79.968")
                ),
            ),
            &line(
                "3",
                "C62",
                "21.67",
                &format!(
                    "<a:AllowanceCharge><b:ChargeIndicator>false</b:ChargeIndicator>{}</a:AllowanceCharge><a:Item>\
                     <b:Name>Tea</b:Name><a:StandardItemIdentification><b:ID schemeID='0160'>5000112637922</b:ID>\
                     </a:StandardItemIdentification></a:Item><a:Price>{}</a:Price>",
                    amount("Amount", "2.30"),
                    amount("PriceAmount", "7.99")
                ),
            ),
        ]
        .concat(),
    );
    let (collected, summary) = read(&text);
    assert_eq!((summary.converted, summary.lost, codes(&collected)), (7, 0, vec![]));
    assert_eq!(
        lines(
            &collected,
            "invoice",
            &[
                "kind",
                "date",
                "due_on",
                "period_start",
                "period_end",
                "net",
                "tax",
                "total",
                "paid",
                "rounding",
                "payable"
            ]
        ),
        [
            "invoice | 2026-03-05 | 2026-03-19 | 2026-02-01 | 2026-03-01 | 116.67 | 21.90 | 138.57 | 100.00 | -0.02 | 38.55"
        ]
    );
    assert_eq!(
        lines(&collected, "invoice", &["notes", "invoice_number", "source_ids", "extensions"]),
        ["Thank you | {\"display\":\"…0417\",\"scheme\":\"invoice\",\"value\":\"2026-00417\"} | \
          [{\"scheme\":\"order_id\",\"value\":\"PO-77\"}] | \
          {\"eu.en16931.seller_name\":\"Example Energy BV\",\"eu.en16931.seller_tax_id\":\"NL0001\"}"]
    );
    assert_eq!(
        lines(
            &collected,
            "invoice_line",
            &[
                "seq",
                "kind",
                "service",
                "amount",
                "quantity",
                "unit",
                "unit_price",
                "price_quantity",
                "tax_rate",
                "description"
            ]
        ),
        [
            "0 | discount | - | -10.00 | - | - | - | - | - | Loyal",
            "1 | other | delivery | 5.00 | - | - | - | - | 0.21 | -",
            "2 | usage | - | 100.00 | 1250.5 | kWh | 79.968 | 1000 | 0.21 | Electricity",
            "3 | one_off | goods | 21.67 | 3 | item | 7.99 | - | - | Tea",
        ]
    );
    assert_eq!(
        lines(&collected, "tax_line", &["seq", "category", "base", "amount", "rate", "name"]),
        ["0 | standard | 95.00 | 19.95 | 0.21 | VAT", "1 | reduced | 21.67 | 1.95 | 0.09 | VAT"]
    );
    assert_eq!(summary.controls.iter().map(|control| control.breaks).sum::<u64>(), 0);
    assert_eq!(summary.controls.len(), 9);
    let paths: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(paths, ["AccountingCustomerParty/Party/PartyName/Name", "TaxTotal/TaxAmount"]);
}

#[test]
fn credit_notes_are_negative_throughout() {
    let check = |root: &str, code: &str, sign: &str, expected: &[&str]| {
        let code = if code.is_empty() { String::new() } else { format!("<b:{root}TypeCode>{code}</b:{root}TypeCode>") };
        let sums = [
            ("LineExtensionAmount", "10"),
            ("TaxExclusiveAmount", "10"),
            ("TaxInclusiveAmount", "12"),
            ("PayableAmount", "12"),
        ]
        .map(|(name, value)| (name, format!("{sign}{value}")));
        let sums: Vec<(&str, &str)> = sums.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let content = format!(
            "{HEAD}{code}<a:BillingReference><a:InvoiceDocumentReference><b:ID>2026-00300</b:ID></a:InvoiceDocumentReference>\
             </a:BillingReference><a:TaxTotal>{}{}</a:TaxTotal>{}{}",
            amount("TaxAmount", &format!("{sign}2")),
            tax(&format!("{sign}10"), &format!("{sign}2"), "S", "20"),
            totals(&sums),
            line(
                &format!("{sign}2"),
                "C62",
                &format!("{sign}10"),
                &format!("<a:Price>{}</a:Price>", amount("PriceAmount", "5"))
            )
        );
        let content = if root.ends_with("CreditNote") {
            content.replace("InvoiceLine", "CreditNoteLine").replace("InvoicedQuantity", "CreditedQuantity")
        } else {
            content
        };
        let (collected, _) = read(&document(root, &content));
        let mut found = lines(&collected, "invoice", &["kind", "total", "net", "tax", "payable"]);
        found.extend(lines(&collected, "invoice_line", &["amount", "quantity", "unit_price"]));
        found.extend(lines(&collected, "tax_line", &["base", "amount", "rate"]));
        assert_eq!(found, expected, "{root} {code}");
        assert_eq!(codes(&collected), [""; 0], "{root} {code}");
        assert!(
            lines(&collected, "invoice", &["source_ids"])[0].contains("\"preceding_invoice\",\"value\":\"2026-00300\"")
        );
    };
    let back = ["credit_note | -12 | -10 | -2 | -12", "-10 | -2 | 5", "-10 | -2 | 0.2"];
    check("CreditNote", "381", "", &back);
    check("CreditNote", "", "", &back);
    check("SelfBilledCreditNote", "", "", &back);
    check("SelfBilledInvoice", "", "", &["invoice | 12 | 10 | 2 | 12", "10 | 2 | 5", "10 | 2 | 0.2"]);
    check("Invoice", "381", "", &back);
    check("CreditNote", "381", "-", &["correction | 12 | 10 | 2 | 12", "10 | 2 | 5", "10 | 2 | 0.2"]);
    check("Invoice", "384", "-", &["correction | -12 | -10 | -2 | -12", "-10 | -2 | 5", "-10 | -2 | 0.2"]);
    check("Invoice", "386", "", &["prepayment_request | 12 | 10 | 2 | 12", "10 | 2 | 5", "10 | 2 | 0.2"]);
    check("Invoice", "471", "-", &["correction | -12 | -10 | -2 | -12", "-10 | -2 | 5", "-10 | -2 | 0.2"]);
    check("Invoice", "503", "", &back);
    check("Invoice", "204", "", &["invoice | 12 | 10 | 2 | 12", "10 | 2 | 5", "10 | 2 | 0.2"]);
    check("Invoice", "389", "", &["invoice | 12 | 10 | 2 | 12", "10 | 2 | 5", "10 | 2 | 0.2"]);
}

/// What a seller asks for beside an invoice, under names of its own.
#[test]
fn debit_notes() {
    let debit = |content: &str| {
        let content = content.replace("LegalMonetaryTotal", "RequestedMonetaryTotal");
        document("DebitNote", &content.replace("InvoiceLine", "DebitNoteLine").replace("Invoiced", "Debited"))
    };
    let reference = "<a:BillingReference><a:InvoiceDocumentReference><b:ID>2026-00300</b:ID></a:InvoiceDocumentReference>\
         </a:BillingReference>";
    let sums = [("LineExtensionAmount", "10"), ("TaxExclusiveAmount", "10"), ("TaxInclusiveAmount", "12")];
    let check = |payable: &str, findings: &[&str]| {
        let content = format!(
            "{HEAD}{reference}<a:TaxTotal>{}{}</a:TaxTotal>{}{}",
            amount("TaxAmount", "2"),
            tax("10", "2", "S", "20"),
            totals(&[sums.as_slice(), &[("PayableAmount", payable)]].concat()),
            line("2", "C62", "10", &format!("<a:Price>{}</a:Price>", amount("PriceAmount", "5")))
        );
        let text = debit(&content);
        assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Ubl, .. }));
        let (collected, _) = read(&text);
        let mut found = lines(&collected, "invoice", &["kind", "total", "net", "tax", "payable", "source_ids"]);
        found.extend(lines(&collected, "invoice_line", &["amount", "quantity", "unit_price"]));
        found.extend(lines(&collected, "tax_line", &["base", "amount", "rate"]));
        let source = r#"[{"scheme":"preceding_invoice","value":"2026-00300"}]"#;
        let head = format!("invoice | 12 | 10 | 2 | {payable} | {source}");
        assert_eq!(found, [head.as_str(), "10 | 2 | 5", "10 | 2 | 0.2"]);
        assert_eq!(codes(&collected), findings);
        assert_eq!(collected.losses, []);
    };
    check("12", &[]);
    check("13", &["convert-control-figure"]);
    // The names of an invoice mean nothing in a debit note.
    let (collected, _) = read(&document("DebitNote", &format!("{HEAD}{}", totals(&[("PayableAmount", "10")]))));
    assert_eq!(codes(&collected), ["convert-amount 1"]);
}

/// One line of `10` euros under a total of `10`.
fn simple(line: &str) -> String {
    document("Invoice", &format!("{HEAD}{}{line}", totals(&[("PayableAmount", "10")])))
}

/// In Saudi Arabia the tax stands once more in the currency of the tax office, which is that of the document.
#[test]
fn tax_said_twice() {
    let check = |office: &str, taxes: &str, expected: &str, findings: &[&str]| {
        let sums = [("TaxExclusiveAmount", "10.00"), ("TaxInclusiveAmount", "11.50"), ("PayableAmount", "11.50")];
        let text =
            document("Invoice", &format!("{HEAD}{office}{taxes}{}{}", totals(&sums), line("1", "NIU", "10.00", "")));
        let (collected, _) = read(&text);
        assert_eq!(lines(&collected, "invoice", &["net", "tax", "total"]), [expected], "{text}");
        assert_eq!(codes(&collected), findings, "{text}");
    };
    let office = "<b:TaxCurrencyCode>EUR</b:TaxCurrencyCode>";
    let bare = format!("<a:TaxTotal>{}</a:TaxTotal>", amount("TaxAmount", "1.50"));
    let whole = format!("<a:TaxTotal>{}{}</a:TaxTotal>", amount("TaxAmount", "1.50"), tax("10.00", "1.50", "S", "15"));
    check(office, &format!("{bare}{whole}"), "10.00 | 1.50 | 11.50", &[]);
    check(office, &whole, "10.00 | 1.50 | 11.50", &[]);
    check(office, &bare, "10.00 | 1.50 | 11.50", &[]);
    let twice = ["convert-control-figure", "convert-control-figure"];
    check("", &format!("{bare}{whole}"), "10.00 | 3.00 | 11.50", &twice);
}

#[test]
fn units_prices_and_product_numbers() {
    let check = |quantity: &str, unit: &str, more: &str, expected: &str, findings: &[&str], missing: &[&str]| {
        let (collected, summary) = read(&simple(&line(quantity, unit, "10", more)));
        let found = lines(&collected, "invoice_line", &["kind", "quantity", "unit", "unit_price", "price_quantity"]);
        assert_eq!(found, [expected], "{quantity} {unit} {more}");
        assert_eq!(codes(&collected), findings, "{quantity} {unit} {more}");
        assert_eq!(lost(&collected), missing, "{quantity} {unit} {more}");
        assert_eq!(summary.lost, 0);
    };
    let price = |price: &str, base: &str| format!("<a:Price>{}{base}</a:Price>", amount("PriceAmount", price));
    check("2.50", "KGM", &price("4", ""), "other | 2.50 | kg | 4 | -", &[], &[]);
    check("2", "HUR", &price("5", ""), "other | 7200 | s | 5 | 3600", &[], &[]);
    check(
        "0.5",
        "TNE",
        &price("2", "<b:BaseQuantity unitCode='KGM'>100</b:BaseQuantity>"),
        "other | 500 | kg | 2 | 100",
        &[],
        &[],
    );
    check("10", "LTR", &price("1", "<b:BaseQuantity>1</b:BaseQuantity>"), "other | 10 | l | 1 | -", &[], &[]);
    check("40", "KWH", &price("0.25", ""), "usage | 40 | kWh | 0.25 | -", &[], &[]);
    check("1", "XPP", &price("9.995", ""), "other | 1 | item | 9.995 | -", &[], &[]);
    check("1", "XBX", &price("10", ""), "other | - | - | - | -", &["convert-value 2"], &["2/quantity"]);
    check("1", "", &price("10", ""), "other | - | - | - | -", &["convert-value 2"], &["2/quantity"]);
    check("1,5", "C62", &price("10", ""), "other | - | - | - | -", &["convert-value 2"], &["2/quantity"]);
    check("1", "C62", &price("11", ""), "other | 1 | item | 11 | -", &["convert-control-figure 2"], &[]);
    check(
        "1",
        "C62",
        &price("10", "<b:BaseQuantity unitCode='KGM'>1</b:BaseQuantity>"),
        "other | 1 | item | - | -",
        &["convert-value 2"],
        &["2/unit_price"],
    );
    check(
        "1",
        "C62",
        &price("10", "<b:BaseQuantity>0</b:BaseQuantity>"),
        "other | 1 | item | - | -",
        &["convert-value 2"],
        &["2/unit_price"],
    );
    let item = |scheme: &str, number: &str| {
        format!(
            "<a:Item><a:StandardItemIdentification><b:ID schemeID='{scheme}'>{number}</b:ID></a:StandardItemIdentification></a:Item>"
        )
    };
    check("1", "C62", &item("0160", "5000112637923"), "other | 1 | item | - | -", &["convert-value 2"], &[]);
    check("1", "C62", &item("0088", "5000112637922"), "other | 1 | item | - | -", &[], &[]);
    check("1", "C62", &item("0160", "96385074"), "one_off | 1 | item | - | -", &[], &[]);
    let (collected, _) = read(&simple(&line("1", "C62", "10", &item("GTIN", "5000112637922"))));
    assert_eq!(
        lines(&collected, "invoice_line", &["source_ids"]),
        ["[{\"scheme\":\"line_id\",\"value\":\"1\"},{\"scheme\":\"gtin\",\"value\":\"05000112637922\"}]"]
    );
    let period = |start: &str, end: &str| {
        format!("<a:InvoicePeriod><b:StartDate>{start}</b:StartDate><b:EndDate>{end}</b:EndDate></a:InvoicePeriod>")
    };
    check("1", "C62", &period("2026-02-01", "2026-02-01"), "other | 1 | item | - | -", &[], &[]);
    check(
        "1",
        "C62",
        &period("2026-02-02", "2026-02-01"),
        "other | 1 | item | - | -",
        &["convert-value 2"],
        &["2/period"],
    );
    check(
        "1",
        "C62",
        &period("2026-02-30", "2026-03-01"),
        "other | 1 | item | - | -",
        &["convert-value 2"],
        &["2/period"],
    );
}

#[test]
fn figures_that_disagree() {
    let check = |change: (&str, &str), figure: &str| {
        let whole = document(
            "Invoice",
            &format!(
                "{HEAD}<b:LineCountNumeric>1</b:LineCountNumeric><a:TaxTotal>{}{}</a:TaxTotal>{}{}",
                amount("TaxAmount", "2.00"),
                tax("10.00", "2.00", "S", "20"),
                totals(&[
                    ("LineExtensionAmount", "10.00"),
                    ("TaxExclusiveAmount", "10.00"),
                    ("TaxInclusiveAmount", "12.00"),
                    ("PayableAmount", "12.00"),
                ]),
                line("1", "C62", "10.00", &format!("<a:Price>{}</a:Price>", amount("PriceAmount", "10.00"))),
            ),
        );
        assert_eq!(whole.matches(change.0).count(), 1, "{change:?}");
        let (collected, summary) = read(&whole.replace(change.0, change.1));
        let broken: Vec<_> =
            summary.controls.iter().filter(|control| control.breaks > 0).map(|control| control.figure).collect();
        assert_eq!(broken.join(", "), figure, "{change:?}");
        let expected = if figure.is_empty() { 0 } else { broken.len() };
        assert_eq!(codes(&collected).len(), expected, "{change:?}");
        assert_eq!(summary.lost, 0, "{change:?}");
    };
    check(("<b:ID>1</b:ID>", ""), "");
    check((">1</b:LineCountNumeric>", ">2</b:LineCountNumeric>"), "number of lines");
    check(("<b:PayableAmount currencyID='EUR'>12.00", "<b:PayableAmount currencyID='EUR'>12.01"), "amount to pay");
    check(
        ("<b:TaxInclusiveAmount currencyID='EUR'>12.00", "<b:TaxInclusiveAmount currencyID='EUR'>12.50"),
        "total with tax, amount to pay",
    );
    check(
        ("<b:TaxExclusiveAmount currencyID='EUR'>10.00", "<b:TaxExclusiveAmount currencyID='EUR'>9.00"),
        "total without tax, total with tax",
    );
    check(
        ("<a:TaxTotal><b:TaxAmount currencyID='EUR'>2.00", "<a:TaxTotal><b:TaxAmount currencyID='EUR'>2.10"),
        "sum of the taxes, total with tax",
    );
    check(("<b:PriceAmount currencyID='EUR'>10.00", "<b:PriceAmount currencyID='EUR'>9.00"), "amount of a line");
}

#[test]
fn what_is_refused() {
    let check = |text: &str, lost: u64, expected: &[&str]| {
        let (collected, summary) = read(text);
        assert_eq!(codes(&collected), expected, "{text}");
        assert_eq!(summary.lost, lost, "{text}");
    };
    let whole = simple(&line("1", "C62", "10", ""));
    check(&whole, 0, &[]);
    check("", 0, &["convert-structure"]);
    check(
        &whole.replace("<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"),
        0,
        &["convert-structure"],
    );
    check(&whole.replace(">2026-00417<", ">&b;<"), 0, &["convert-structure"]);
    check(whole.trim_end_matches("</u:Invoice>"), 2, &["convert-structure"]);
    check(&whole.replace(":xsd:Invoice-2", ":xsd:Reminder-2"), 0, &["convert-structure"]);
    check(&whole.replace("<b:IssueDate>2026-03-05</b:IssueDate>", ""), 2, &["convert-date 1"]);
    check(&whole.replace("2026-03-05", "2026-02-30"), 2, &["convert-date 1"]);
    check(&whole.replace("2026-03-05", "9999-12-31"), 2, &["convert-date 1"]);
    check(&whole.replace(">EUR<", ">EURO<"), 2, &["convert-currency 1"]);
    check(&whole.replace("<b:PayableAmount currencyID='EUR'>10</b:PayableAmount>", ""), 2, &["convert-amount 1"]);
    check(&whole.replace(">10</b:PayableAmount>", ">10,00</b:PayableAmount>"), 2, &["convert-amount 1"]);
    check(
        &whole.replace(">10</b:LineExtensionAmount>", ">1.0000001</b:LineExtensionAmount>"),
        1,
        &["convert-amount 2"],
    );
    check(
        &whole.replace("'EUR'>10</b:LineExtensionAmount>", "'USD'>10</b:LineExtensionAmount>"),
        1,
        &["convert-currency 2"],
    );
    check(
        &whole.replace("<b:LineExtensionAmount currencyID='EUR'>10</b:LineExtensionAmount>", ""),
        1,
        &["convert-amount 2"],
    );
    // Where only the amounts say the currency, it is theirs; where nothing does, the user says it.
    let silent = whole.replace("<b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>", "");
    check(&silent, 0, &[]);
    check(&silent.replace(" currencyID='EUR'", ""), 2, &["convert-currency 1"]);
    let mut options = Options::default();
    options.currency = Some("EUR".parse().expect("a currency"));
    let (collected, summary) = convert(Format::Ubl, silent.replace(" currencyID='EUR'", "").as_bytes(), &options);
    assert_eq!((codes(&collected), summary.lost), (vec![], 0));
    check(
        &whole.replace(
            "<a:LegalMonetaryTotal>",
            "<a:AllowanceCharge><b:Amount>1</b:Amount></a:AllowanceCharge><a:LegalMonetaryTotal>",
        ),
        1,
        &["convert-structure 2"],
    );
    // A PDF inside is named, however long it is.
    let attached = format!(
        "<a:AdditionalDocumentReference><a:Attachment><b:EmbeddedDocumentBinaryObject>{}</b:EmbeddedDocumentBinaryObject>\
         </a:Attachment></a:AdditionalDocumentReference><a:LegalMonetaryTotal>",
        "A".repeat(200_000)
    );
    let (collected, _) = read(&whole.replace("<a:LegalMonetaryTotal>", &attached));
    assert_eq!(codes(&collected), [""; 0]);
    assert_eq!(collected.losses[0].member.as_deref(), Some("documents and signatures"));
}

#[test]
fn what_is_taken_for_an_invoice() {
    let check = |text: &str, expected: &str| {
        let found = match Format::guess(text.as_bytes()) {
            Guess::Certain { format, .. } => format.to_string(),
            Guess::Ambiguous { .. } => "several".to_owned(),
            Guess::Unknown => "unknown".to_owned(),
        };
        assert_eq!(found, expected, "{text}");
    };
    let whole = simple("");
    check(&whole, "ubl");
    check(&whole[..300], "ubl");
    check(&whole.replace(":xsd:Invoice-2", ":xsd:Order-2").replace("u:Invoice", "u:Order"), "unknown");
    check(&whole.replace(":xsd:Invoice-2", ":xsd:Invoice-3"), "unknown");
    check("<Invoice><ID>1</ID></Invoice>", "unknown");
    check(
        "<feed xmlns='http://www.w3.org/2005/Atom'>urn:oasis:names:specification:ubl:schema:xsd:Invoice-2</feed>",
        "unknown",
    );
    check("<!-- a comment --><Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>", "ubl");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_documents(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>()), 1..6)) {
        let ubl = simple(&line("1", "C62", "10", &format!("<a:Price>{}</a:Price>", amount("PriceAmount", "10"))));
        for (format, text) in [(Format::Ubl, ubl.as_str()), (Format::Cii, crate::cii::CII)] {
            let mut bytes = text.as_bytes().to_vec();
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

/// Codes that countries write in the place of UNTDID 1001.
#[test]
fn kinds_by_the_codes_of_countries() {
    let check = |code: &str, expected: &str| {
        let content = format!(
            "{HEAD}<b:InvoiceTypeCode>{code}</b:InvoiceTypeCode>{}{}",
            totals(&[("TaxExclusiveAmount", "10"), ("TaxInclusiveAmount", "10"), ("PayableAmount", "10")]),
            line("1", "C62", "10", "")
        );
        let (collected, summary) = read(&document("Invoice", &content));
        assert_eq!(codes(&collected), [""; 0], "{code}");
        assert_eq!(lines(&collected, "invoice", &["kind", "total", "payable"]), [expected], "{code}");
        assert_eq!(summary.lost, 0, "{code}");
    };
    for code in ["01", "03", "08", "SATIS", "TEVKIFAT", "ISTISNA", "OZELMATRAH", "SGK", "YTBSATIS"] {
        check(code, "invoice | 10 | 10");
    }
    for code in ["07", "IADE", "TEVKIFATIADE", "YTBIADE"] {
        check(code, "credit_note | -10 | -10");
    }
}

/// What XRechnung's extension has paid to others with an invoice is part of what is payable; elsewhere the same elements
/// say again what was prepaid.
#[test]
fn payments_to_third_parties() {
    let check = |customization: &str, payments: &[&str], payable: &str, findings: &[&str], loss: &str| {
        let payment =
            |paid: &&str| format!("<a:PrepaidPayment><b:ID>10</b:ID>{}</a:PrepaidPayment>", amount("PaidAmount", paid));
        let payments = payments.iter().map(payment).collect::<Vec<_>>().concat();
        let content = format!(
            "<b:CustomizationID>{customization}</b:CustomizationID>{HEAD}<b:InvoiceTypeCode>380</b:InvoiceTypeCode>{payments}{}{}",
            totals(&[("TaxExclusiveAmount", "10"), ("TaxInclusiveAmount", "10"), ("PayableAmount", payable)]),
            line("1", "C62", "10", "")
        );
        let (collected, _) = read(&document("Invoice", &content));
        assert_eq!(codes(&collected), findings, "{customization} {payments}");
        assert_eq!(lines(&collected, "invoice", &["payable"]), [payable], "{customization} {payments}");
        let reasons: Vec<_> = (collected.losses.iter())
            .filter(|lost| lost.member.as_deref() == Some("PrepaidPayment/PaidAmount"))
            .map(|lost| lost.reason.as_str())
            .collect();
        assert_eq!(reasons.iter().any(|reason| reason.contains(loss)), !loss.is_empty(), "{reasons:?}");
    };
    let extended = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0";
    check(extended, &["3.00", "2.50"], "15.50", &[], "part of what is payable");
    check(extended, &[], "10", &[], "");
    check(extended, &["3.00"], "10", &["convert-control-figure"], "part of what is payable");
    check("urn:cen.eu:en16931:2017", &["3.00"], "10", &[], "no member takes");
}
