//! What the sums of an invoice have to do with each other. A disagreement is said and changes nothing: which of two figures
//! is wrong, only the two parties know.

use pannier_model::{
    record::{Invoice, InvoiceLine},
    value::{Amount, Decimal, Id, Total},
};
use pannier_report::{Code, Finding, Location};

use crate::{Control, Error, output::Output};

/// Sums as the document states them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated {
    pub(super) lines: Option<Amount>,
    pub(super) allowances: Option<Amount>,
    pub(super) charges: Option<Amount>,
    pub(super) net: Option<Amount>,
    pub(super) tax: Option<Amount>,
    pub(super) gross: Option<Amount>,
    pub(super) prepaid: Option<Amount>,
    pub(super) rounding: Option<Amount>,
    pub(super) payable: Option<Amount>,
    /// What is paid with the document to others, where an extension says that it is.
    pub(super) to_others: Option<Amount>,
    pub(super) line_count: Option<u64>,
}

/// What stands on the document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Added {
    pub(super) lines: Total,
    pub(super) line_count: u64,
    pub(super) allowances: Total,
    pub(super) charges: Total,
    pub(super) taxes: Total,
    pub(super) tax_count: u64,
}

/// Holds the stated sums against what is added up and against each other.
pub(super) fn sums(stated: &Stated, added: &Added, output: &mut Output<'_>) -> Result<(), Error> {
    let nothing = |amount: Option<Amount>| Total::from(amount.unwrap_or(Amount::ZERO));
    let is = |stated: Option<Amount>, other: Option<Total>| Some(Total::from(stated?) == other?);
    let net = stated
        .lines
        .and_then(|lines| Total::from(lines).minus(nothing(stated.allowances))?.plus(nothing(stated.charges)));
    let gross = stated.net.zip(stated.tax).and_then(|(net, tax)| Total::from(net).plus(tax));
    let payable = stated
        .gross
        .and_then(|gross| Total::from(gross).minus(nothing(stated.prepaid))?.plus(nothing(stated.rounding)))
        .and_then(|payable| payable.plus(nothing(stated.to_others)));
    let figures = [
        ("number of lines", stated.line_count.map(|count| count == added.line_count)),
        // The smallest profiles state the sum of lines that they do not hold.
        ("sum of the lines", is(stated.lines, (added.line_count > 0).then_some(added.lines))),
        ("sum of allowances", is(stated.allowances, Some(added.allowances))),
        ("sum of charges", is(stated.charges, Some(added.charges))),
        ("total without tax", is(stated.net, net)),
        ("sum of the taxes", is(stated.tax, (added.tax_count > 0).then_some(added.taxes))),
        ("total with tax", is(stated.gross, gross)),
        ("amount to pay", is(stated.payable, payable)),
    ];
    for (figure, agrees) in figures {
        let Some(agrees) = agrees else { continue };
        note(figure, agrees, None, output)?;
    }
    Ok(())
}

/// Adds a check of a figure to the summary; a finding where it does not agree.
fn note(figure: &'static str, agrees: bool, place: Option<u64>, output: &mut Output<'_>) -> Result<(), Error> {
    let controls = &mut output.summary.controls;
    let index = controls.iter().position(|control| control.figure == figure).unwrap_or_else(|| {
        let thing = Id::parse("all").expect("a valid id");
        controls.push(Control { thing, figure, checked: 0, breaks: 0, first_break: None });
        controls.len() - 1
    });
    let control = &mut controls[index];
    control.checked += 1;
    if agrees {
        return Ok(());
    }
    control.breaks += 1;
    control.first_break = control.first_break.or(place);
    let location = Location { row: place, ..Location::default() };
    output.finding(
        Finding::new(Code::ConvertControlFigure, location, format!("the {figure} does not follow from its parts"))
            .with_help("all figures are carried as they stand; ask whoever made the invoice which one is right"),
    )
}

/// Holds the amount of a line against quantity and price. `within` is what its own charges and allowances add.
pub(super) fn line(place: u64, line: &InvoiceLine, within: Total, output: &mut Output<'_>) -> Result<(), Error> {
    let (Some(quantity), Some(price)) = (line.quantity, line.unit_price) else { return Ok(()) };
    let digits = line.currency.minor_digits().unwrap_or(2);
    match agrees(quantity, price, line.price_quantity, line.amount, within, digits) {
        Some(agrees) => note("amount of a line", agrees, Some(place), output),
        None => Ok(()),
    }
}

/// Whether quantity × price ÷ price quantity is the amount without what is added to it, within a step of `digits` decimals.
fn agrees(
    quantity: Decimal,
    price: Decimal,
    price_quantity: Option<Decimal>,
    amount: Amount,
    within: Total,
    digits: u8,
) -> Option<bool> {
    const ONE: i128 = 1_000_000_000_000;
    let base = price_quantity.map_or(ONE, Decimal::picos);
    let target = Total::from(amount).minus(within)?.picos();
    let step = 10_i128.pow(12 - u32::from(digits));
    let made = quantity.picos().checked_mul(price.picos())?;
    let wanted = target.checked_mul(base)?;
    Some(made.checked_sub(wanted)?.checked_abs()? <= step.checked_mul(base.checked_abs()?)?)
}

/// Whether `invoice` is one that may be called a credit note: it gives money back.
pub(super) fn gives_back(invoice: &Invoice) -> bool {
    invoice.total.signum() <= 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_agree_to_their_last_decimal() {
        let check =
            |quantity: &str, price: &str, base: Option<&str>, amount: &str, within: &str, expected: Option<bool>| {
                let decimal = |text: &str| Decimal::parse(text).expect("a decimal");
                let within = Total::from(decimal(within));
                let amount = Amount::parse(amount).expect("an amount");
                let found = agrees(decimal(quantity), decimal(price), base.map(decimal), amount, within, 2);
                assert_eq!(found, expected, "{quantity} {price}");
            };
        check("3", "0.25", None, "0.75", "0", Some(true));
        check("-3", "0.25", None, "-0.75", "0", Some(true));
        check("1500", "12.5", Some("100"), "187.50", "0", Some(true));
        check("3", "0.333", None, "1.00", "0", Some(true));
        check("3", "0.33", None, "1.02", "0", Some(false));
        check("1", "10", None, "8", "-2", Some(true));
        check("1", "10", Some("0"), "8", "0", Some(false));
        check("999999999999999", "999999999999999", None, "8", "0", None);
    }
}
