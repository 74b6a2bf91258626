//! ZUGFeRD 1.0.

use super::{Extra, Freight, Line, Syntax, Tax, Totals, role};
use crate::syntax::xml::{Element, Role};

const DOCUMENT: &str = "urn:ferd:CrossIndustryDocument:invoice:1p0";
const ALL: &str = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12";
const BASIC: &str = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15";
const QUALIFIED: &str = "urn:un:unece:uncefact:data:standard:QualifiedDataType:12";

/// ZUGFeRD 1.0 of 2014, which is older than the norm: other names for the same parts.
pub(in crate::formats::en16931) static ZUGFERD_1: Syntax = Syntax {
    roots: &[("CrossIndustryDocument", DOCUMENT)],
    spaces: &[DOCUMENT, ALL, BASIC, QUALIFIED],
    role: role_of,
    envelope: &["HeaderExchangedDocument/CopyIndicator/Indicator"],
    number: &["HeaderExchangedDocument/ID"],
    kind: &["HeaderExchangedDocument/TypeCode"],
    date: &["HeaderExchangedDocument/IssueDateTime/DateTimeString"],
    due: &["SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"],
    currency: &["InvoiceCurrencyCode"],
    period: "BillingSpecifiedPeriod",
    period_start: "StartDateTime/DateTimeString",
    period_end: "EndDateTime/DateTimeString",
    notes: &["HeaderExchangedDocument/IncludedNote/Content", "SpecifiedTradePaymentTerms/Description"],
    seller: &["SellerTradeParty/Name", "SellerTradeParty/SpecifiedLegalOrganization/TradingBusinessName"],
    seller_tax_id: &["SellerTradeParty/SpecifiedTaxRegistration/ID"],
    references: &[
        ("BuyerReference", "buyer_reference"),
        ("BuyerOrderReferencedDocument/ID", "order_id"),
        ("ContractReferencedDocument/ID", "contract_id"),
        ("DeliveryNoteReferencedDocument/ID", "despatch_id"),
        ("PaymentReference", "payment_id"),
    ],
    line_count: "LineCountNumeric",
    totals: Totals {
        lines: "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
        allowances: "SpecifiedTradeSettlementMonetarySummation/AllowanceTotalAmount",
        charges: "SpecifiedTradeSettlementMonetarySummation/ChargeTotalAmount",
        net: "SpecifiedTradeSettlementMonetarySummation/TaxBasisTotalAmount",
        gross: "SpecifiedTradeSettlementMonetarySummation/GrandTotalAmount",
        prepaid: "SpecifiedTradeSettlementMonetarySummation/TotalPrepaidAmount",
        rounding: "SpecifiedTradeSettlementMonetarySummation/RoundingAmount",
        payable: "SpecifiedTradeSettlementMonetarySummation/DuePayableAmount",
    },
    tax_totals: "SpecifiedTradeSettlementMonetarySummation/TaxTotalAmount",
    tax_office: None,
    tax: Tax {
        each: "ApplicableTradeTax",
        base: &["BasisAmount"],
        amount: &["CalculatedAmount"],
        category: &["CategoryCode"],
        percent: &["ApplicablePercent"],
        name: &["TypeCode"],
    },
    extra: Extra {
        each: "SpecifiedTradeAllowanceCharge",
        in_line: "SpecifiedSupplyChainTradeSettlement/SpecifiedTradeAllowanceCharge",
        is_charge: "ChargeIndicator/Indicator",
        amount: &["ActualAmount"],
        reason: &["Reason"],
        reason_code: &["ReasonCode"],
        percent: &["CategoryTradeTax/ApplicablePercent"],
        category: &["CategoryTradeTax/CategoryCode"],
    },
    freight: Some(Freight {
        each: "SpecifiedLogisticsServiceCharge",
        amount: &["AppliedAmount"],
        text: &["Description"],
        percent: &["AppliedTradeTax/ApplicablePercent"],
        category: &["AppliedTradeTax/CategoryCode"],
    }),
    lines: &["IncludedSupplyChainTradeLineItem"],
    line: Line {
        status: &[],
        amount: &["SpecifiedSupplyChainTradeSettlement/SpecifiedTradeSettlementMonetarySummation/LineTotalAmount"],
        quantity: &["SpecifiedSupplyChainTradeDelivery/BilledQuantity"],
        price: &["SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice/ChargeAmount"],
        price_quantity: &["SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice/BasisQuantity"],
        percent: &["SpecifiedSupplyChainTradeSettlement/ApplicableTradeTax/ApplicablePercent"],
        category: &["SpecifiedSupplyChainTradeSettlement/ApplicableTradeTax/CategoryCode"],
        period: "SpecifiedSupplyChainTradeSettlement/BillingSpecifiedPeriod",
        texts: &[
            "SpecifiedTradeProduct/Name",
            "SpecifiedTradeProduct/Description",
            "AssociatedDocumentLineDocument/IncludedNote/Content",
        ],
        item: "SpecifiedTradeProduct/GlobalID",
        references: &[
            ("AssociatedDocumentLineDocument/LineID", "line_id"),
            ("SpecifiedTradeProduct/SellerAssignedID", "seller_item_id"),
            ("SpecifiedTradeProduct/BuyerAssignedID", "buyer_item_id"),
            ("SpecifiedSupplyChainTradeAgreement/BuyerOrderReferencedDocument/LineID", "order_line_id"),
            ("SpecifiedSupplyChainTradeSettlement/AdditionalReferencedDocument/ID", "object_id"),
        ],
    },
};

fn role_of(element: &Element<'_>) -> Role {
    const PARTS: [&str; 3] = [
        "ApplicableSupplyChainTradeAgreement",
        "ApplicableSupplyChainTradeDelivery",
        "ApplicableSupplyChainTradeSettlement",
    ];
    role(element, "HeaderExchangedDocument", "SpecifiedSupplyChainTradeTransaction", PARTS)
}
