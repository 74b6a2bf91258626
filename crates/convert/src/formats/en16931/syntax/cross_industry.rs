//! UN/CEFACT Cross Industry Invoice.

use super::{Extra, Freight, Line, Syntax, Tax, Totals, role};
use crate::syntax::xml::{Element, Role};

const CII: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
const CII_ALL: &str = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
const CII_BASIC: &str = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";
const CII_QUALIFIED: &str = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";

/// UN/CEFACT Cross Industry Invoice D16B, the other syntax of EN 16931 and that of ZUGFeRD and Factur-X.
pub(in crate::formats::en16931) static CROSS_INDUSTRY: Syntax = Syntax {
    roots: &[("CrossIndustryInvoice", CII)],
    spaces: &[CII, CII_ALL, CII_BASIC, CII_QUALIFIED],
    role: cii_role,
    envelope: &["ExchangedDocument/CopyIndicator/Indicator"],
    number: &["ExchangedDocument/ID"],
    kind: &["ExchangedDocument/TypeCode"],
    date: &["ExchangedDocument/IssueDateTime/DateTimeString"],
    due: &["SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"],
    currency: &["InvoiceCurrencyCode"],
    period: "BillingSpecifiedPeriod",
    period_start: "StartDateTime/DateTimeString",
    period_end: "EndDateTime/DateTimeString",
    notes: &["ExchangedDocument/IncludedNote/Content", "SpecifiedTradePaymentTerms/Description"],
    seller: &["SellerTradeParty/Name", "SellerTradeParty/SpecifiedLegalOrganization/TradingBusinessName"],
    seller_tax_id: &["SellerTradeParty/SpecifiedTaxRegistration/ID"],
    references: &[
        ("BuyerReference", "buyer_reference"),
        ("BuyerOrderReferencedDocument/IssuerAssignedID", "order_id"),
        ("SellerOrderReferencedDocument/IssuerAssignedID", "sales_order_id"),
        ("InvoiceReferencedDocument/IssuerAssignedID", "preceding_invoice"),
        ("ContractReferencedDocument/IssuerAssignedID", "contract_id"),
        ("DespatchAdviceReferencedDocument/IssuerAssignedID", "despatch_id"),
        ("ReceivingAdviceReferencedDocument/IssuerAssignedID", "receipt_id"),
        ("PaymentReference", "payment_id"),
    ],
    line_count: "LineCountNumeric",
    totals: Totals {
        lines: "SpecifiedTradeSettlementHeaderMonetarySummation/LineTotalAmount",
        allowances: "SpecifiedTradeSettlementHeaderMonetarySummation/AllowanceTotalAmount",
        charges: "SpecifiedTradeSettlementHeaderMonetarySummation/ChargeTotalAmount",
        net: "SpecifiedTradeSettlementHeaderMonetarySummation/TaxBasisTotalAmount",
        gross: "SpecifiedTradeSettlementHeaderMonetarySummation/GrandTotalAmount",
        prepaid: "SpecifiedTradeSettlementHeaderMonetarySummation/TotalPrepaidAmount",
        rounding: "SpecifiedTradeSettlementHeaderMonetarySummation/RoundingAmount",
        payable: "SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount",
    },
    tax_totals: "SpecifiedTradeSettlementHeaderMonetarySummation/TaxTotalAmount",
    tax_office: None,
    tax: Tax {
        each: "ApplicableTradeTax",
        base: &["BasisAmount"],
        amount: &["CalculatedAmount"],
        category: &["CategoryCode"],
        percent: &["RateApplicablePercent"],
        name: &["TypeCode"],
    },
    extra: Extra {
        each: "SpecifiedTradeAllowanceCharge",
        in_line: "SpecifiedLineTradeSettlement/SpecifiedTradeAllowanceCharge",
        is_charge: "ChargeIndicator/Indicator",
        amount: &["ActualAmount"],
        reason: &["Reason"],
        reason_code: &["ReasonCode"],
        percent: &["CategoryTradeTax/RateApplicablePercent"],
        category: &["CategoryTradeTax/CategoryCode"],
    },
    freight: Some(Freight {
        each: "SpecifiedLogisticsServiceCharge",
        amount: &["AppliedAmount"],
        text: &["Description"],
        percent: &["AppliedTradeTax/RateApplicablePercent"],
        category: &["AppliedTradeTax/CategoryCode"],
    }),
    lines: &["IncludedSupplyChainTradeLineItem"],
    line: Line {
        status: &["AssociatedDocumentLineDocument/LineStatusReasonCode"],
        amount: &["SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"],
        quantity: &["SpecifiedLineTradeDelivery/BilledQuantity"],
        price: &["SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount"],
        price_quantity: &["SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity"],
        percent: &["SpecifiedLineTradeSettlement/ApplicableTradeTax/RateApplicablePercent"],
        category: &["SpecifiedLineTradeSettlement/ApplicableTradeTax/CategoryCode"],
        period: "SpecifiedLineTradeSettlement/BillingSpecifiedPeriod",
        texts: &[
            "SpecifiedTradeProduct/Name",
            "SpecifiedTradeProduct/Description",
            "AssociatedDocumentLineDocument/IncludedNote/Content",
        ],
        item: "SpecifiedTradeProduct/GlobalID",
        references: &[
            ("AssociatedDocumentLineDocument/LineID", "line_id"),
            ("AssociatedDocumentLineDocument/ParentLineID", "parent_line_id"),
            ("SpecifiedTradeProduct/SellerAssignedID", "seller_item_id"),
            ("SpecifiedTradeProduct/BuyerAssignedID", "buyer_item_id"),
            ("SpecifiedLineTradeAgreement/BuyerOrderReferencedDocument/LineID", "order_line_id"),
            ("SpecifiedLineTradeSettlement/AdditionalReferencedDocument/IssuerAssignedID", "object_id"),
        ],
    },
};

fn cii_role(element: &Element<'_>) -> Role {
    const PARTS: [&str; 3] =
        ["ApplicableHeaderTradeAgreement", "ApplicableHeaderTradeDelivery", "ApplicableHeaderTradeSettlement"];
    role(element, "ExchangedDocument", "SupplyChainTradeTransaction", PARTS)
}
