//! Where the two syntaxes of EN 16931 keep each business term: a table for UBL and one for Cross Industry Invoice.
//!
//! Paths are local names from the header, or from the line, on. The header holds what lies right under a UBL document; of a
//! Cross Industry Invoice it holds `ExchangedDocument` and what lies under agreement, delivery and settlement.

use crate::xml::{Element, Role};

/// The elements of one syntax. Where several paths are given, the first that has a text counts.
pub(super) struct Syntax {
    /// Names of the outermost elements that are invoices, with the namespace of each.
    pub(super) roots: &'static [(&'static str, &'static str)],
    /// All namespaces in use.
    pub(super) spaces: &'static [&'static str],
    pub(super) role: fn(&Element<'_>) -> Role,
    /// Elements that are about the message and not about what was bought.
    pub(super) envelope: &'static [&'static str],
    pub(super) number: &'static [&'static str],
    pub(super) kind: &'static [&'static str],
    pub(super) date: &'static [&'static str],
    pub(super) due: &'static [&'static str],
    pub(super) currency: &'static [&'static str],
    pub(super) period: &'static str,
    pub(super) period_start: &'static str,
    pub(super) period_end: &'static str,
    pub(super) notes: &'static [&'static str],
    pub(super) seller: &'static [&'static str],
    pub(super) seller_tax_id: &'static [&'static str],
    /// References and their scheme in `source_ids`.
    pub(super) references: &'static [(&'static str, &'static str)],
    pub(super) line_count: &'static str,
    pub(super) totals: Totals,
    pub(super) tax_totals: &'static str,
    pub(super) tax: Tax,
    pub(super) extra: Extra,
    pub(super) lines: &'static [&'static str],
    pub(super) line: Line,
}

/// Sums of the document.
pub(super) struct Totals {
    pub(super) lines: &'static str,
    pub(super) allowances: &'static str,
    pub(super) charges: &'static str,
    pub(super) net: &'static str,
    pub(super) gross: &'static str,
    pub(super) prepaid: &'static str,
    pub(super) rounding: &'static str,
    pub(super) payable: &'static str,
}

/// Tax of one category and rate.
pub(super) struct Tax {
    pub(super) each: &'static str,
    pub(super) base: &'static [&'static str],
    pub(super) amount: &'static [&'static str],
    pub(super) category: &'static [&'static str],
    pub(super) percent: &'static [&'static str],
    pub(super) name: &'static [&'static str],
}

/// An allowance or charge, of the document or within a line.
pub(super) struct Extra {
    pub(super) each: &'static str,
    /// Those within a line.
    pub(super) in_line: &'static str,
    pub(super) is_charge: &'static str,
    pub(super) amount: &'static [&'static str],
    pub(super) reason: &'static [&'static str],
    pub(super) reason_code: &'static [&'static str],
    pub(super) percent: &'static [&'static str],
    pub(super) category: &'static [&'static str],
}

/// A line.
pub(super) struct Line {
    pub(super) amount: &'static [&'static str],
    pub(super) quantity: &'static [&'static str],
    pub(super) price: &'static [&'static str],
    pub(super) price_quantity: &'static [&'static str],
    pub(super) percent: &'static [&'static str],
    pub(super) category: &'static [&'static str],
    pub(super) period: &'static str,
    pub(super) texts: &'static [&'static str],
    pub(super) item: &'static str,
    pub(super) references: &'static [(&'static str, &'static str)],
}

const UBL_ALL: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const UBL_BASIC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
const UBL_INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const UBL_CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
const CII: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
const CII_ALL: &str = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
const CII_BASIC: &str = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";
const CII_QUALIFIED: &str = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";

/// UBL 2.0 to 2.4: `Invoice` and `CreditNote`.
pub(super) static UBL: Syntax = Syntax {
    roots: &[("Invoice", UBL_INVOICE), ("CreditNote", UBL_CREDIT_NOTE)],
    spaces: &[UBL_INVOICE, UBL_CREDIT_NOTE, UBL_ALL, UBL_BASIC],
    role: ubl_role,
    envelope: &["UBLVersionID", "CustomizationID", "ProfileID", "ProfileExecutionID", "CopyIndicator", "IssueTime"],
    number: &["ID"],
    kind: &["InvoiceTypeCode", "CreditNoteTypeCode"],
    date: &["IssueDate"],
    due: &["DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"],
    currency: &["DocumentCurrencyCode"],
    period: "InvoicePeriod",
    period_start: "StartDate",
    period_end: "EndDate",
    notes: &["Note", "PaymentTerms/Note"],
    seller: &[
        "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName",
        "AccountingSupplierParty/Party/PartyName/Name",
    ],
    seller_tax_id: &["AccountingSupplierParty/Party/PartyTaxScheme/CompanyID"],
    references: &[
        ("UUID", "uuid"),
        ("BuyerReference", "buyer_reference"),
        ("OrderReference/ID", "order_id"),
        ("OrderReference/SalesOrderID", "sales_order_id"),
        ("BillingReference/InvoiceDocumentReference/ID", "preceding_invoice"),
        ("BillingReference/CreditNoteDocumentReference/ID", "preceding_credit_note"),
        ("ContractDocumentReference/ID", "contract_id"),
        ("DespatchDocumentReference/ID", "despatch_id"),
        ("ReceiptDocumentReference/ID", "receipt_id"),
        ("PaymentMeans/PaymentID", "payment_id"),
    ],
    line_count: "LineCountNumeric",
    totals: Totals {
        lines: "LegalMonetaryTotal/LineExtensionAmount",
        allowances: "LegalMonetaryTotal/AllowanceTotalAmount",
        charges: "LegalMonetaryTotal/ChargeTotalAmount",
        net: "LegalMonetaryTotal/TaxExclusiveAmount",
        gross: "LegalMonetaryTotal/TaxInclusiveAmount",
        prepaid: "LegalMonetaryTotal/PrepaidAmount",
        rounding: "LegalMonetaryTotal/PayableRoundingAmount",
        payable: "LegalMonetaryTotal/PayableAmount",
    },
    tax_totals: "TaxTotal/TaxAmount",
    tax: Tax {
        each: "TaxTotal/TaxSubtotal",
        base: &["TaxableAmount"],
        amount: &["TaxAmount"],
        category: &["TaxCategory/ID"],
        percent: &["TaxCategory/Percent", "Percent"],
        name: &["TaxCategory/TaxScheme/Name", "TaxCategory/TaxScheme/ID"],
    },
    extra: Extra {
        each: "AllowanceCharge",
        in_line: "AllowanceCharge",
        is_charge: "ChargeIndicator",
        amount: &["Amount"],
        reason: &["AllowanceChargeReason"],
        reason_code: &["AllowanceChargeReasonCode"],
        percent: &["TaxCategory/Percent"],
        category: &["TaxCategory/ID"],
    },
    lines: &["InvoiceLine", "CreditNoteLine"],
    line: Line {
        amount: &["LineExtensionAmount"],
        quantity: &["InvoicedQuantity", "CreditedQuantity"],
        price: &["Price/PriceAmount"],
        price_quantity: &["Price/BaseQuantity"],
        percent: &[
            "Item/ClassifiedTaxCategory/Percent",
            "TaxTotal/TaxSubtotal/TaxCategory/Percent",
            "TaxTotal/TaxSubtotal/Percent",
        ],
        category: &["Item/ClassifiedTaxCategory/ID"],
        period: "InvoicePeriod",
        texts: &["Item/Name", "Item/Description", "Note"],
        item: "Item/StandardItemIdentification/ID",
        references: &[
            ("ID", "line_id"),
            ("Item/SellersItemIdentification/ID", "seller_item_id"),
            ("Item/BuyersItemIdentification/ID", "buyer_item_id"),
            ("OrderLineReference/LineID", "order_line_id"),
            ("OrderLineReference/SalesOrderLineID", "sales_order_line_id"),
            ("DocumentReference/ID", "object_id"),
        ],
    },
};

/// Documents that lie beside are named and not read: a whole PDF is longer than any value. So are signatures.
fn ubl_role(element: &Element<'_>) -> Role {
    match element.around {
        [_] if !matches!(element.name, "AdditionalDocumentReference" | "UBLExtensions" | "Signature") => Role::Tree,
        _ => Role::Path,
    }
}

/// UN/CEFACT Cross Industry Invoice D16B, the other syntax of EN 16931 and that of ZUGFeRD and Factur-X.
pub(super) static CROSS_INDUSTRY: Syntax = Syntax {
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
    lines: &["IncludedSupplyChainTradeLineItem"],
    line: Line {
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
    match element.around {
        [_] if element.name == "ExchangedDocument" => Role::Tree,
        [_, transaction] if *transaction == "SupplyChainTradeTransaction" && !PARTS.contains(&element.name) => {
            Role::Tree
        }
        [_, transaction, part]
            if *transaction == "SupplyChainTradeTransaction"
                && PARTS.contains(part)
                && element.name != "AdditionalReferencedDocument" =>
        {
            Role::Tree
        }
        _ => Role::Path,
    }
}
