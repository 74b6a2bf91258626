//! Cross Industry Invoices: those of EN 16931 with the extensions of Factur-X, and ZUGFeRD 1.

use pannier_convert::{Format, Guess, Options};

use crate::common::{codes, convert, lines};

pub(crate) const CII: &str = "<?xml version='1.0'?><r:CrossIndustryInvoice \
    xmlns:r='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100' \
    xmlns:m='urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100' \
    xmlns:t='urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100'>\
    <r:ExchangedDocumentContext><m:GuidelineSpecifiedDocumentContextParameter><t:ID>urn:cen.eu:en16931:2017</t:ID>\
    </m:GuidelineSpecifiedDocumentContextParameter></r:ExchangedDocumentContext>\
    <r:ExchangedDocument><t:ID>wrong space is no number</t:ID><m:ID>471102</m:ID><m:TypeCode>380</m:TypeCode><m:IssueDateTime>\
    <t:DateTimeString format='102'>20260305</t:DateTimeString></m:IssueDateTime></r:ExchangedDocument>\
    <r:SupplyChainTradeTransaction><m:IncludedSupplyChainTradeLineItem><m:AssociatedDocumentLineDocument><m:LineID>1</m:LineID>\
    </m:AssociatedDocumentLineDocument><m:SpecifiedTradeProduct><m:GlobalID schemeID='0160'>5000112637922</m:GlobalID>\
    <m:Name>Tea</m:Name></m:SpecifiedTradeProduct><m:SpecifiedLineTradeAgreement><m:NetPriceProductTradePrice>\
    <m:ChargeAmount>9.90</m:ChargeAmount></m:NetPriceProductTradePrice></m:SpecifiedLineTradeAgreement>\
    <m:SpecifiedLineTradeDelivery><m:BilledQuantity unitCode='H87'>20</m:BilledQuantity></m:SpecifiedLineTradeDelivery>\
    <m:SpecifiedLineTradeSettlement><m:ApplicableTradeTax><m:TypeCode>VAT</m:TypeCode><m:CategoryCode>S</m:CategoryCode>\
    <m:RateApplicablePercent>19</m:RateApplicablePercent></m:ApplicableTradeTax>\
    <m:SpecifiedTradeSettlementLineMonetarySummation><m:LineTotalAmount>198.00</m:LineTotalAmount>\
    </m:SpecifiedTradeSettlementLineMonetarySummation></m:SpecifiedLineTradeSettlement></m:IncludedSupplyChainTradeLineItem>\
    <m:ApplicableHeaderTradeAgreement><m:SellerTradeParty><m:Name>Example GmbH</m:Name></m:SellerTradeParty>\
    <m:AdditionalReferencedDocument><m:AttachmentBinaryObject>QQ==</m:AttachmentBinaryObject></m:AdditionalReferencedDocument>\
    </m:ApplicableHeaderTradeAgreement><m:ApplicableHeaderTradeDelivery/><m:ApplicableHeaderTradeSettlement>\
    <m:InvoiceCurrencyCode>EUR</m:InvoiceCurrencyCode><m:ApplicableTradeTax><m:CalculatedAmount>37.62</m:CalculatedAmount>\
    <m:TypeCode>VAT</m:TypeCode><m:BasisAmount>198.00</m:BasisAmount><m:CategoryCode>S</m:CategoryCode>\
    <m:RateApplicablePercent>19</m:RateApplicablePercent></m:ApplicableTradeTax><m:BillingSpecifiedPeriod><m:StartDateTime>\
    <t:DateTimeString format='102'>20260201</t:DateTimeString></m:StartDateTime><m:EndDateTime>\
    <t:DateTimeString format='102'>20260228</t:DateTimeString></m:EndDateTime></m:BillingSpecifiedPeriod>\
    <m:SpecifiedTradePaymentTerms><m:DueDateDateTime><t:DateTimeString format='102'>20260404</t:DateTimeString>\
    </m:DueDateDateTime></m:SpecifiedTradePaymentTerms><m:SpecifiedTradeSettlementHeaderMonetarySummation>\
    <m:LineTotalAmount>198.00</m:LineTotalAmount><m:TaxBasisTotalAmount>198.00</m:TaxBasisTotalAmount>\
    <m:TaxTotalAmount currencyID='EUR'>37.62</m:TaxTotalAmount><m:GrandTotalAmount>235.62</m:GrandTotalAmount>\
    <m:DuePayableAmount>235.62</m:DuePayableAmount></m:SpecifiedTradeSettlementHeaderMonetarySummation>\
    </m:ApplicableHeaderTradeSettlement></r:SupplyChainTradeTransaction></r:CrossIndustryInvoice>";

#[test]
fn the_other_syntax() {
    let check = |text: &str, expected: &[&str], findings: &[&str]| {
        let (collected, _) = convert(Format::Cii, text.as_bytes(), &Options::default());
        let mut found = lines(
            &collected,
            "invoice",
            &["kind", "date", "due_on", "period_start", "period_end", "total", "net", "tax"],
        );
        found.extend(lines(
            &collected,
            "invoice_line",
            &["kind", "service", "amount", "quantity", "unit", "unit_price", "tax_rate", "description"],
        ));
        found.extend(lines(&collected, "tax_line", &["category", "base", "amount", "rate"]));
        assert_eq!(found, expected);
        assert_eq!(codes(&collected), findings);
    };
    assert!(matches!(Format::guess(CII.as_bytes()), Guess::Certain { format: Format::Cii, .. }));
    check(
        CII,
        &[
            "invoice | 2026-03-05 | 2026-04-04 | 2026-02-01 | 2026-03-01 | 235.62 | 198.00 | 37.62",
            "one_off | goods | 198.00 | 20 | item | 9.90 | 0.19 | Tea",
            "standard | 198.00 | 37.62 | 0.19",
        ],
        &[],
    );
    check(
        &CII.replace(">380<", ">381<"),
        &[
            "credit_note | 2026-03-05 | 2026-04-04 | 2026-02-01 | 2026-03-01 | -235.62 | -198.00 | -37.62",
            "one_off | goods | -198.00 | -20 | item | 9.90 | 0.19 | Tea",
            "standard | -198.00 | -37.62 | 0.19",
        ],
        &[],
    );
    check(&CII.replace("'102'>20260305", "'203'>20260305"), &[], &["convert-date 1"]);
    check(&CII.replace(">20260305<", ">20261305<"), &[], &["convert-date 1"]);
    check(&CII.replace("r:CrossIndustryInvoice", "r:CrossIndustryOrder"), &[], &["convert-structure"]);
}

/// Everything that a document of ZUGFeRD 1 calls otherwise.
fn zugferd_1() -> String {
    let names = [
        ("r:CrossIndustryInvoice", "r:CrossIndustryDocument"),
        ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "urn:ferd:CrossIndustryDocument:invoice:1p0"),
        ("ReusableAggregateBusinessInformationEntity:100", "ReusableAggregateBusinessInformationEntity:12"),
        ("UnqualifiedDataType:100", "UnqualifiedDataType:15"),
        ("r:ExchangedDocument>", "r:HeaderExchangedDocument>"),
        ("r:SupplyChainTradeTransaction", "r:SpecifiedSupplyChainTradeTransaction"),
        ("m:SpecifiedLineTrade", "m:SpecifiedSupplyChainTrade"),
        ("m:ApplicableHeaderTrade", "m:ApplicableSupplyChainTrade"),
        ("SettlementHeaderMonetarySummation", "SettlementMonetarySummation"),
        ("SettlementLineMonetarySummation", "SettlementMonetarySummation"),
        ("RateApplicablePercent", "ApplicablePercent"),
    ];
    names.iter().fold(CII.to_owned(), |text, (new, old)| {
        assert!(text.contains(new), "{new}");
        text.replace(new, old)
    })
}

#[test]
fn the_older_form() {
    let text = zugferd_1();
    assert!(matches!(Format::guess(text.as_bytes()), Guess::Certain { format: Format::Cii, .. }));
    let rows = |text: &str| {
        let (collected, _) = convert(Format::Cii, text.as_bytes(), &Options::default());
        assert_eq!(codes(&collected), [""; 0]);
        collected.series.iter().flat_map(|(_, rows)| rows).map(|row| format!("{row:?}")).collect::<Vec<_>>()
    };
    assert_eq!(rows(&text), rows(CII));
    assert_eq!(rows(CII).len(), 3);
}

/// An element of the settlement, or a line, put where the first of its kind stands.
fn with(before: &str, content: &str) -> String {
    assert_eq!(CII.matches(before).count(), 1, "{before}");
    CII.replace(before, &format!("{content}{before}"))
}

fn item(status: &str, amount: &str) -> String {
    format!(
        "<m:IncludedSupplyChainTradeLineItem><m:AssociatedDocumentLineDocument><m:LineID>0</m:LineID>{status}\
         </m:AssociatedDocumentLineDocument><m:SpecifiedTradeProduct><m:Name>Breakfast</m:Name></m:SpecifiedTradeProduct>\
         <m:SpecifiedLineTradeSettlement>{amount}</m:SpecifiedLineTradeSettlement></m:IncludedSupplyChainTradeLineItem>"
    )
}

#[test]
fn lines_that_are_no_part_of_the_sum() {
    let check = |status: &str, amount: &str, reason: Option<&str>| {
        let amount = if amount.is_empty() {
            String::new()
        } else {
            format!(
                "<m:SpecifiedTradeSettlementLineMonetarySummation><m:LineTotalAmount>{amount}</m:LineTotalAmount>\
                 </m:SpecifiedTradeSettlementLineMonetarySummation>"
            )
        };
        let status = if status.is_empty() {
            String::new()
        } else {
            format!("<m:LineStatusReasonCode>{status}</m:LineStatusReasonCode>")
        };
        let text = CII.replacen("<m:IncludedSupply", &format!("{}<m:IncludedSupply", item(&status, &amount)), 1);
        let (collected, summary) = convert(Format::Cii, text.as_bytes(), &Options::default());
        let lost: Vec<&str> =
            collected.losses.iter().filter(|loss| loss.row.is_some()).map(|loss| loss.reason.as_str()).collect();
        assert_eq!(lost, Vec::from_iter(reason), "{status} {amount}");
        assert_eq!(codes(&collected), [""; 0], "{status} {amount}");
        assert_eq!((summary.read, summary.lost), (4, u64::from(reason.is_some())), "{status} {amount}");
        let kept = lines(&collected, "invoice_line", &["amount"]);
        assert_eq!(kept.len(), if reason.is_some() { 1 } else { 2 }, "{status} {amount}");
    };
    check("GROUP", "198.00", Some("it sums up other lines, which are carried"));
    check("INFORMATION", "5.00", Some("it is there for information and not part of the sum"));
    check("", "", Some("it is a note, without an amount, a quantity or a price"));
    check("DETAIL", "0.00", None);
    check("", "0.00", None);
}

#[test]
fn charges_and_allowances_of_the_document() {
    let extra = |is_charge: bool, amount: &str| {
        format!(
            "<m:SpecifiedTradeAllowanceCharge><m:ChargeIndicator><t:Indicator>{is_charge}</t:Indicator>\
             </m:ChargeIndicator><m:ActualAmount>{amount}</m:ActualAmount><m:Reason>Bonus</m:Reason>\
             </m:SpecifiedTradeAllowanceCharge>"
        )
    };
    let freight = "<m:SpecifiedLogisticsServiceCharge><m:Description>Freight</m:Description>\
        <m:AppliedAmount>15.00</m:AppliedAmount><m:AppliedTradeTax><m:TypeCode>VAT</m:TypeCode>\
        <m:CategoryCode>S</m:CategoryCode><m:RateApplicablePercent>19</m:RateApplicablePercent></m:AppliedTradeTax>\
        </m:SpecifiedLogisticsServiceCharge>";
    let check = |content: &str, sums: &str, expected: &[&str], findings: &[&str]| {
        let text = with("<m:SpecifiedTradePaymentTerms>", content)
            .replace("<m:TaxBasisTotalAmount>", &format!("{sums}<m:TaxBasisTotalAmount>"));
        let (collected, summary) = convert(Format::Cii, text.as_bytes(), &Options::default());
        let found = lines(&collected, "invoice_line", &["kind", "service", "amount", "tax_rate", "description"]);
        assert_eq!(found[1..], *expected, "{content}");
        let broken: Vec<_> =
            summary.controls.iter().filter(|control| control.breaks > 0).map(|control| control.figure).collect();
        assert_eq!(broken, findings, "{content}");
    };
    let of = |allowances: &str, charges: &str| {
        format!(
            "<m:ChargeTotalAmount>{charges}</m:ChargeTotalAmount><m:AllowanceTotalAmount>{allowances}\
             </m:AllowanceTotalAmount>"
        )
    };
    let freight_line = "other | delivery | 15.00 | 0.19 | Freight";
    check(freight, &of("15.00", "15.00"), &[freight_line], &["sum of allowances"]);
    check(freight, &of("0", "16.00"), &[freight_line], &["sum of charges", "total without tax"]);
    check(
        &format!("{}{freight}", extra(false, "15.00")),
        &of("15.00", "15.00"),
        &["discount | - | -15.00 | - | Bonus", freight_line],
        &[],
    );
    // A minus that says that the amount is taken off, and one that says that an allowance is taken back.
    check(
        &format!("{}{freight}", extra(false, "-15.00")),
        &of("15.00", "15.00"),
        &["discount | - | -15.00 | - | Bonus", freight_line],
        &[],
    );
    check(
        &format!("{}{}", extra(false, "-15.00"), extra(true, "-15.00")),
        &of("-15.00", "-15.00"),
        &["discount | - | 15.00 | - | Bonus", "other | - | -15.00 | - | Bonus"],
        &[],
    );
    check(
        &extra(false, "-15.00"),
        &of("16.00", "16.00"),
        &["discount | - | 15.00 | - | Bonus"],
        &["sum of allowances", "sum of charges"],
    );
}

#[test]
fn documents_without_lines() {
    let a = CII.find("<m:IncludedSupply").expect("a line");
    let b = CII.find("<m:ApplicableHeaderTradeAgreement").expect("an agreement");
    let text = format!("{}{}", &CII[..a], &CII[b..]);
    let (collected, summary) = convert(Format::Cii, text.as_bytes(), &Options::default());
    assert_eq!(codes(&collected), [""; 0]);
    assert_eq!((summary.read, summary.converted), (2, 2));
}
