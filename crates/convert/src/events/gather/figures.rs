//! Figures that a source states, held against its rows.

use pannier_model::{
    record::{Record as _, Transaction},
    value::{Amount, Date, Id},
};
use pannier_report::{Code, Finding, Location};

use super::Outline;
use crate::{Control, Error, output::Output};

/// Opening balance and booked rows make the closing balance; the closing balance of one statement opens the next.
pub(super) fn check(thing: &Id, statements: &[Outline], output: &mut Output<'_>) -> Result<(), Error> {
    let mut sums =
        Control { thing: thing.clone(), figure: "closing balance", checked: 0, breaks: 0, first_break: None };
    let mut chain = Control { figure: "opening balance", ..sums.clone() };
    let mut stated = Control { figure: "sums of entries", ..sums.clone() };
    let mut before: Option<(Date, Amount)> = None;
    for statement in statements {
        let (first, last) = statement.rows.ends();
        if let (Some((_, opening)), Some((_, closing))) = (statement.opening, statement.closing) {
            note(&mut sums, statement.rows.leads(opening, closing), last);
        }
        for figure in &statement.stated {
            note(&mut stated, statement.rows.agrees(*figure), last);
        }
        if let (Some((_, closing)), Some((_, opening))) = (before, statement.opening) {
            note(&mut chain, closing == opening, first);
        }
        before = statement.closing;
    }
    for (control, message) in [
        (sums, "opening balance and booked rows do not make the closing balance"),
        (stated, "the number or the sum of the entries is not the one stated"),
        (chain, "a statement does not open with the balance the one before it closed with"),
    ] {
        if control.breaks > 0 {
            let location = Location { row: control.first_break, ..Location::default() }.in_series(format!(
                "{}/{}",
                thing.as_str(),
                Transaction::TYPE.name
            ));
            let message = format!("{message} ({} of {})", control.breaks, control.checked);
            output.finding(
                Finding::new(Code::ConvertControlFigure, location, message)
                    .with_help("a row or a statement is missing, or the source has been changed"),
            )?;
        }
        if control.checked > 0 {
            output.summary.controls.push(control);
        }
    }
    Ok(())
}

fn note(control: &mut Control, agrees: bool, place: Option<u64>) {
    control.checked += 1;
    if !agrees {
        control.breaks += 1;
        control.first_break = control.first_break.or(place);
    }
}
