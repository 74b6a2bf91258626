//! Universal Business Language.

use super::{Extra, Line, Syntax, Tax, Totals};
use crate::syntax::xml::{Element, Role};

const UBL_ALL: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const UBL_BASIC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
const UBL_INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const UBL_CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
const UBL_DEBIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:DebitNote-2";
const UBL_SELF_BILLED: &str = "urn:oasis:names:specification:ubl:schema:xsd:SelfBilledInvoice-2";
const UBL_SELF_BILLED_CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:SelfBilledCreditNote-2";

/// UBL 2.0 to 2.4: invoices and credit notes, written by the seller or by the buyer for them.
pub(in crate::formats::en16931) static UBL: Syntax = INVOICES;

/// Debit notes, which have names of their own for their sums and lines: a seller asks for more than was invoiced.
pub(in crate::formats::en16931) static UBL_DEBIT: Syntax = Syntax {
    roots: &[("DebitNote", UBL_DEBIT_NOTE)],
    spaces: &[UBL_DEBIT_NOTE, UBL_ALL, UBL_BASIC],
    totals: Totals {
        lines: "RequestedMonetaryTotal/LineExtensionAmount",
        allowances: "RequestedMonetaryTotal/AllowanceTotalAmount",
        charges: "RequestedMonetaryTotal/ChargeTotalAmount",
        net: "RequestedMonetaryTotal/TaxExclusiveAmount",
        gross: "RequestedMonetaryTotal/TaxInclusiveAmount",
        prepaid: "RequestedMonetaryTotal/PrepaidAmount",
        rounding: "RequestedMonetaryTotal/PayableRoundingAmount",
        payable: "RequestedMonetaryTotal/PayableAmount",
    },
    lines: &["DebitNoteLine"],
    ..INVOICES
};

const INVOICES: Syntax = Syntax {
    roots: &[
        ("Invoice", UBL_INVOICE),
        ("CreditNote", UBL_CREDIT_NOTE),
        ("SelfBilledInvoice", UBL_SELF_BILLED),
        ("SelfBilledCreditNote", UBL_SELF_BILLED_CREDIT_NOTE),
    ],
    spaces: &[UBL_INVOICE, UBL_CREDIT_NOTE, UBL_SELF_BILLED, UBL_SELF_BILLED_CREDIT_NOTE, UBL_ALL, UBL_BASIC],
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
        ("BillingReference/SelfBilledInvoiceDocumentReference/ID", "preceding_invoice"),
        ("BillingReference/CreditNoteDocumentReference/ID", "preceding_credit_note"),
        ("BillingReference/SelfBilledCreditNoteDocumentReference/ID", "preceding_credit_note"),
        ("BillingReference/DebitNoteDocumentReference/ID", "preceding_debit_note"),
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
    tax_office: Some("TaxCurrencyCode"),
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
    freight: None,
    lines: &["InvoiceLine", "CreditNoteLine"],
    line: Line {
        status: &[],
        amount: &["LineExtensionAmount"],
        quantity: &["InvoicedQuantity", "CreditedQuantity", "DebitedQuantity"],
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
