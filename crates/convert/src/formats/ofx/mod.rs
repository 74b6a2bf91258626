//! OFX 1 (SGML) and OFX 2 (XML), also called QFX: statements of accounts, cards and brokers.
//!
//! Carried: accounts with kind, currency and number; transactions with booking day, amount, type, texts, payee,
//! the other account, foreign currency, and the bank's own identifiers (in `source_ids`, never in `id`: a `FITID` may be
//! missing, repeated, or made from the balance); ledger and available balances; the period declared. Every date is the
//! civil date written: an offset is never used to move it to another day.
//!
//! Of an investment statement: the account, its cash, and movements of money; movements of securities are lost one by
//! one.
//!
//! Not in the format: running balances, the year's credit terms, who owns the account. Not carried: securities, profiles,
//! lists of accounts, bill payments (named as losses).

mod balances;
mod document;
mod element;
mod emit;
mod moment;
mod names;
mod survey;
mod token;
mod walk;

use pannier_report::{Code, Finding, Location};

pub(crate) use self::element::meaning;
use self::{survey::Survey, token::Tokens, walk::Walk};
use crate::{
    Encoding, Error, Format, Input, Loss, Options, Sink, Summary,
    output::Output,
    syntax::{
        encoding::{byte_order_mark, head, is_utf_8},
        transcoded::Transcoded,
    },
};

/// Reads an OFX file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::Ofx, sink);
    let prefix = head(input, Format::PREFIX as u64)?;
    let (encoding, start) = match encoding(&prefix, options, input)? {
        Ok(found) => found,
        Err(finding) => {
            output.finding(finding)?;
            return Ok(output.summary);
        }
    };
    if encoding.is_utf_16() {
        match Transcoded::new(input, encoding)? {
            Ok(mut text) => read_from(&mut text, 0, Encoding::UTF_8, options, &mut output)?,
            Err(finding) => output.finding(finding)?,
        }
    } else {
        read_from(input, start, encoding, options, &mut output)?;
    }
    Ok(output.summary)
}

/// Files declare Windows-1252 and hold UTF-8: bytes that are UTF-8 are UTF-8, and only others ask for the declaration.
fn encoding(
    prefix: &[u8],
    options: &Options,
    input: &mut dyn Input,
) -> Result<Result<(Encoding, u64), Finding>, Error> {
    let mark = byte_order_mark(prefix);
    let start = mark.map_or(0, |(_, length)| length);
    if let Some(encoding) = mark.map(|(encoding, _)| encoding).or(options.encoding) {
        return Ok(Ok((encoding, start)));
    }
    if is_utf_8(input)? {
        return Ok(Ok((Encoding::UTF_8, start)));
    }
    let text = String::from_utf8_lossy(&prefix[..prefix.len().min(4096)]).to_ascii_uppercase();
    let after = |key: &str, end: &[char]| {
        text.split_once(key).map(|(_, rest)| rest.split(end).next().unwrap_or_default().trim().to_owned())
    };
    let label = after("CHARSET:", &['\r', '\n', '<', ' '])
        .or_else(|| after("ENCODING=\"", &['"']))
        .or_else(|| after("ENCODING='", &['\'']))
        .map(|label| if label == "1252" { "windows-1252".to_owned() } else { label });
    Ok(match label.as_deref().and_then(Encoding::named).filter(|encoding| *encoding != Encoding::UTF_8) {
        Some(encoding) => Ok((encoding, start)),
        None => Err(Finding::new(
            Code::ConvertEncoding,
            Location::whole(),
            "the file is not UTF-8 and declares no other encoding",
        )
        .with_help("name it with --encoding, for instance windows-1252")),
    })
}

fn read_from(
    input: &mut dyn Input,
    start: u64,
    encoding: Encoding,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), Error> {
    let mut survey = Survey::new(options);
    survey.run(&mut Walk::new(Tokens::at(input, start, encoding)?, Vec::new()), output)?;
    if survey.refused {
        return Ok(());
    }
    let document = survey.document;
    for (name, count) in document.unread.iter() {
        output.loss(Loss::values(name, count, "of an element that no member takes"))?;
    }
    for (name, reason) in &document.without_records {
        output.loss(Loss::whole(name.as_str(), *reason))?;
    }
    if document.statements.is_empty() {
        output.finding(
            Finding::new(Code::ConvertRecordsPresent, Location::whole(), "the file holds no statement").with_help(
                "profiles, lists of accounts and orders such as transfers are not converted; download a statement",
            ),
        )?;
    }
    let names = document.names(options.account.as_ref());
    for (statement, name) in document.statements.iter().zip(names) {
        emit::emit(input, encoding, &document, statement, &name, output)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;
    use crate::Item;

    fn items(text: &str) -> Vec<Item> {
        let mut items = Vec::new();
        let mut sink = |item: Item| {
            items.push(item);
            Ok(())
        };
        read(&mut Cursor::new(text), &Options::default(), &mut sink).expect("memory");
        items
    }

    /// A tag with a blank in it is looked at closely.
    fn closely(text: &str) -> String {
        text.replace("<STMTTRN>", "<STMTTRN >")
    }

    fn statement(rows: &str) -> String {
        format!("<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKTRANLIST>{rows}</BANKTRANLIST></STMTRS></OFX>")
    }

    #[test]
    fn a_transaction_taken_in_one_step_is_the_same() {
        let row = "<STMTTRN>\r\n <TRNTYPE>POS</TRNTYPE>\n<DTPOSTED>20260301\n<TRNAMT> -5.10 <NAME>Caf\u{e9} 1\n<MEMO>a > b\n</STMTTRN>";
        let text = statement(&row.repeat(3));
        let found = items(&text);
        assert_eq!(found.iter().filter(|item| matches!(item, Item::Record(row) if row.place.is_some())).count(), 3);
        assert_eq!(found, items(&closely(&text)));
    }

    proptest! {
        #[test]
        fn any_transactions_taken_in_one_step_are_the_same(pieces in proptest::collection::vec(prop_oneof![
            3 => Just("<STMTTRN>"), 3 => Just("</STMTTRN>"), 6 => Just("<DTPOSTED>20260301<TRNAMT>-1.00"),
            6 => Just("<STMTTRN><DTPOSTED>20260302<TRNAMT>5<NAME>x</STMTTRN>"), 1 => Just("<STMTTRN/>"),
            1 => Just("<DTPOSTED>"), 1 => Just("<TRNAMT>2"), 2 => Just("<NAME>"), 2 => Just("</NAME>"), 2 => Just("<MEMO>"),
            1 => Just("<FITID>1"), 1 => Just("<SIC>"), 1 => Just("<PAYEE>"), 1 => Just("</PAYEE>"), 1 => Just("</BANKTRANLIST>"),
            1 => Just("<BANKTRANLIST>"), 2 => Just("x"), 1 => Just("\u{e9}"), 1 => Just("\u{a0}"), 1 => Just("&amp;"),
            1 => Just("<"), 1 => Just(">"), 2 => Just("\n"), 1 => Just("<!-- -->"), 1 => Just("<![CDATA[y]]>"),
        ], 0..24)) {
            let text = statement(&pieces.concat());
            prop_assert_eq!(items(&text), items(&closely(&text)));
        }
    }
}
