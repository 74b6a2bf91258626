//! Where each syntax of an invoice keeps its business terms: a table for UBL and two for Cross Industry Invoice.
//!
//! Paths are local names from the header, or from the line, on. The header holds what lies right under a UBL document; of a
//! Cross Industry Invoice it holds `ExchangedDocument` and what lies under agreement, delivery and settlement.

mod cross_industry;
mod ubl;
mod zugferd_1;

pub(super) use self::{
    cross_industry::CROSS_INDUSTRY,
    ubl::{UBL, UBL_DEBIT},
    zugferd_1::ZUGFERD_1,
};
use crate::syntax::xml::{Element, Role};

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
    /// Currency of the tax office, in which the sum of the taxes stands once more, without its parts.
    pub(super) tax_office: Option<&'static str>,
    pub(super) tax: Tax,
    pub(super) extra: Extra,
    pub(super) freight: Option<Freight>,
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

/// A charge for transport that is no allowance or charge by name.
pub(super) struct Freight {
    pub(super) each: &'static str,
    pub(super) amount: &'static [&'static str],
    pub(super) text: &'static [&'static str],
    pub(super) percent: &'static [&'static str],
    pub(super) category: &'static [&'static str],
}

/// A line.
pub(super) struct Line {
    /// What the line is to the sum of the lines, for those that tell it: `DETAIL` counts, `GROUP` and `INFORMATION` do not.
    pub(super) status: &'static [&'static str],
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

/// What becomes of an element of a Cross Industry Invoice: the document, lines, and what lies in the parts of the transaction are
/// read; documents that lie beside are not.
fn role(element: &Element<'_>, document: &str, transaction: &str, parts: [&str; 3]) -> Role {
    match element.around {
        [_] if element.name == document => Role::Tree,
        [_, around] if *around == transaction && !parts.contains(&element.name) => Role::Tree,
        [_, around, part]
            if *around == transaction && parts.contains(part) && element.name != "AdditionalReferencedDocument" =>
        {
            Role::Tree
        }
        _ => Role::Path,
    }
}
