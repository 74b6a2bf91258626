//! Electronic invoices of EN 16931 in both of its syntaxes: UBL 2 (also outside of Europe and before the norm) and
//! Cross Industry Invoice, and those of ZUGFeRD 1, which is older. XRechnung, Peppol, ZUGFeRD and Factur-X are profiles of it.
//!
//! Carried: the document with its sums, its lines, its allowances and charges as lines, its taxes by category and rate. A
//! credit note is negative throughout, whatever the signs in the file. Sums are held against each other.
//!
//! Not carried, and named as losses by their path: addresses and contacts, accounts to pay to, attached documents,
//! classifications, and whatever else no member takes.

mod bill;
mod checks;
mod codes;
mod syntax;
pub(crate) mod units;

use std::cell::Cell;

use pannier_report::{Code, Finding, Location};

use self::syntax::{CROSS_INDUSTRY, Syntax, UBL, UBL_DEBIT, ZUGFERD_1};
use crate::{
    Error, Format, Input, Loss, Options, Sink, Summary,
    output::Output,
    syntax::xml::{self, Document, Element, Node, Piece, Role, Spaces, Tree, Unread},
};

/// What is named and not read: a whole PDF is longer than any value.
const BESIDE: [&str; 4] = ["AdditionalDocumentReference", "AdditionalReferencedDocument", "UBLExtensions", "Signature"];

/// The documents of UBL.
static UBL_ALL: [&Syntax; 2] = [&UBL, &UBL_DEBIT];

/// Both forms of a Cross Industry Invoice.
static CII: [&Syntax; 2] = [&CROSS_INDUSTRY, &ZUGFERD_1];

/// Reads an invoice, credit note or debit note of UBL. See the module for what it carries.
pub(crate) fn read_ubl(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    read(&UBL_ALL, Format::Ubl, input, options, sink)
}

/// Reads a Cross Industry Invoice. See the module for what it carries.
pub(crate) fn read_cii(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    read(&CII, Format::Cii, input, options, sink)
}

/// Whether a text is an invoice, credit note or debit note of UBL.
pub(crate) fn resembles_ubl(start: &str) -> bool {
    is_root(&UBL_ALL, start)
}

/// Whether a text is a Cross Industry Invoice.
pub(crate) fn resembles_cii(start: &str) -> bool {
    is_root(&CII, start)
}

fn is_root(syntaxes: &[&Syntax], start: &str) -> bool {
    start.starts_with('<')
        && xml::root(start).is_some_and(|(name, space)| syntaxes.iter().any(|syntax| is_of(syntax, &name, &space)))
}

fn is_of(syntax: &Syntax, name: &str, space: &str) -> bool {
    syntax.roots.contains(&(name, space))
}

fn read(
    syntaxes: &[&Syntax],
    format: Format,
    input: &mut dyn Input,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, Error> {
    let mut output = Output::new(format, sink);
    let mut source = match Document::of(input, options)? {
        Ok(source) => source,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    let root = source.root()?;
    let of_root = |(name, space): &(String, String)| syntaxes.iter().find(|syntax| is_of(syntax, name, space));
    // A document without any element is read as one that does not end.
    let Some(&syntax) = root.as_ref().map_or(syntaxes.first(), of_root) else {
        let name = root.map_or_else(String::new, |(name, _)| name);
        let wanted: Vec<&str> = syntaxes.iter().flat_map(|syntax| syntax.roots).map(|(name, _)| *name).collect();
        let message = format!("the document is no {} of this format", wanted.join(" or "));
        output.finding(
            Finding::new(Code::ConvertStructure, Location::line(1), message)
                .with_help("other documents, such as orders, reminders and freight invoices, are not read")
                .with_value(name),
        )?;
        return Ok(output.summary);
    };
    let beside = Cell::new(0_u64);
    let role = |element: &Element<'_>| {
        let role = (syntax.role)(element);
        if role == Role::Path && BESIDE.contains(&element.name) {
            beside.set(beside.get() + 1);
        }
        role
    };
    let mut tree = Tree::default();
    tree.around();
    let outcome = source.walk(Spaces::Only(syntax.spaces), &role, &mut |piece| {
        if let Piece::Tree(part, _) = piece {
            tree.adopt(part);
        }
        Ok(())
    })?;
    let Some(document) = tree.root() else { return Ok(output.summary) };
    if let Err(finding) = outcome {
        output.finding(finding)?;
        return lose(syntax, document, "the file does not end", &mut output).map(|()| output.summary);
    }
    let is_credit_note = root.is_some_and(|(name, _)| name.ends_with("CreditNote"));
    bill::convert(syntax, document, is_credit_note, options, &mut output)?;
    let mut unread = Unread::default();
    for part in document.children() {
        part.unread(&mut unread);
    }
    for (path, count) in unread.iter() {
        output.loss(Loss::values(path, count, "of an element that no member takes"))?;
    }
    if beside.get() > 0 {
        output.loss(Loss::whole(
            "documents and signatures",
            format!("{} that lie beside the invoice are not read", beside.get()),
        ))?;
    }
    Ok(output.summary)
}

/// All rows of a document that is not converted: the document itself, lines, allowances and charges, taxes.
fn lose(syntax: &Syntax, document: Node<'_>, reason: &str, output: &mut Output<'_>) -> Result<(), Error> {
    if document.children().next().is_none() {
        return Ok(());
    }
    let rows = document.children().filter(|part| {
        syntax.lines.contains(&part.name())
            || part.name() == syntax.extra.each
            || syntax.freight.as_ref().is_some_and(|freight| part.name() == freight.each)
            || Some(part.name()) == syntax.tax.each.split('/').next()
    });
    for (place, _) in (2..).zip(rows) {
        output.skipped_row(place, reason)?;
    }
    output.skipped_row(1, reason)
}
