//! Receipts made of rows: those with the same key are the lines of one, wherever they stand in the file.

use std::collections::HashMap;

use pannier_model::{
    record::{AnyRecord, Receipt, ReceiptLine, Record as _, Tender},
    value::{Amount, Date, Id, Total},
};
use pannier_report::{Code, Finding, Location};
use serde_json::{Map, Value};

use super::{DataRow, File, Reading, nothing, part::Part};
use crate::{
    Error, Loss, Series,
    events::statement::{Direction, Extent, Window},
    ids::{IdKey, Ranks, identify, stability},
    output::Output,
    syntax::cells,
};

/// Most rows of a file: receipts are held in memory until it ends, because their lines can stand anywhere.
const ROWS: u64 = 1_000_000;

/// The records of a row in one file.
pub(super) struct Parts<'m> {
    pub(super) receipt: Part<'m>,
    pub(super) key: Vec<usize>,
    pub(super) line: Option<Part<'m>>,
    pub(super) tenders: Vec<Part<'m>>,
}

/// A receipt as far as it has been read.
struct Gathered {
    place: u64,
    members: Map<String, Value>,
    lines: Vec<(u64, Map<String, Value>)>,
    tenders: Vec<(u64, Map<String, Value>)>,
}

pub(super) fn read(parts: &Parts<'_>, reading: &mut Reading<'_, '_>, output: &mut Output<'_>) -> Result<(), Error> {
    let file = reading.file;
    let mut receipts: Vec<Gathered> = Vec::new();
    let mut index: HashMap<Vec<String>, usize> = HashMap::new();
    let mut rows = 0;
    let all: Vec<&Part<'_>> = std::iter::once(&parts.receipt).chain(&parts.line).chain(&parts.tenders).collect();
    reading.survey(&all, &parts.key, output, |row, losses, _| {
        rows += 1;
        if rows > ROWS {
            return Ok(Err(Finding::new(Code::ConvertStructure, cells::at(row.raw, None), "more than a million rows")
                .with_help("split the file by year")
                .into()));
        }
        Ok(parts.take(&row, file, &mut receipts, &mut index, losses))
    })?;
    if receipts.is_empty() {
        return nothing(output);
    }
    let mut done = Vec::with_capacity(receipts.len());
    for gathered in receipts {
        match parts.complete(gathered) {
            Ok(receipt) => done.push(receipt),
            Err((places, finding)) => {
                output.finding(finding)?;
                for place in places {
                    output.skipped_row(place, "its receipt makes no record")?;
                }
            }
        }
    }
    emit(done, parts.line.is_some(), output)
}

impl Parts<'_> {
    /// Takes a row into its receipt.
    fn take(
        &self,
        row: &DataRow<'_>,
        file: &File<'_>,
        receipts: &mut Vec<Gathered>,
        index: &mut HashMap<Vec<String>, usize>,
        losses: &mut Vec<Loss>,
    ) -> Result<(), Box<Finding>> {
        let (style, defaults) = (&file.style, file.defaults());
        let key: Vec<String> =
            self.key.iter().map(|index| row.cells.get(*index).map_or("", |cell| cell.trim()).to_owned()).collect();
        if !key.is_empty() && key.iter().all(String::is_empty) {
            return Err(Finding::new(
                Code::ConvertStructure,
                cells::at(row.raw, self.key.first().copied()),
                "a row does not say which receipt it belongs to",
            )
            .with_help("a row that is no line of a receipt is named under [[leave_out]]")
            .into());
        }
        let line = match &self.line {
            Some(line) => Some(line.read(row.raw, row.cells, style, defaults, losses)?),
            None => None,
        };
        let before = if key.is_empty() { None } else { index.get(&key).copied() };
        let place = if let Some(before) = before {
            // Order columns are repeated in each row by some programs and stand in the first one for others.
            let first = &receipts[before].members;
            for (member, value) in self.receipt.peek(row.cells, style) {
                if first.get(&member).is_some_and(|first| *first != value) {
                    losses.push(Loss::member(row.raw.number, member, "another row of the receipt says otherwise"));
                }
            }
            before
        } else {
            let members = self.receipt.read(row.raw, row.cells, style, defaults, losses)?;
            receipts.push(Gathered { place: row.raw.number, members, lines: Vec::new(), tenders: Vec::new() });
            if !key.is_empty() {
                index.insert(key, receipts.len() - 1);
            }
            receipts.len() - 1
        };
        for tender in &self.tenders {
            // The amount is that of the receipt where the row has none; a row without a kind paid nothing.
            if (before.is_none() || tender.plan.gives("amount")) && tender.says("kind", row.cells, style) {
                let members = tender.read(row.raw, row.cells, style, defaults, losses)?;
                receipts[place].tenders.push((row.raw.number, members));
            }
        }
        receipts[place].lines.extend(line.map(|line| (row.raw.number, line)));
        Ok(())
    }

    /// The records of a receipt; otherwise its rows, and why there are none.
    fn complete(&self, gathered: Gathered) -> Result<Done, (Vec<u64>, Box<Finding>)> {
        let Gathered { place, mut members, lines, tenders } = gathered;
        let mut places: Vec<u64> = lines.iter().map(|(place, _)| *place).collect();
        if self.line.is_none() {
            places.push(place);
        }
        let refuse = |code: Code, message: &str| {
            (places.clone(), Box::new(Finding::new(code, Location::whole().at_row(place), message.to_owned())))
        };
        if !members.contains_key("payable") {
            let payable = payable(&members, &lines)
                .ok_or_else(|| refuse(Code::ConvertAmount, "the lines of a receipt do not add up to an amount"))?;
            members.insert("payable".to_owned(), Value::String(payable.to_string()));
            // What comes to less than nothing is money back.
            if payable.signum() < 0 && members.get("kind").and_then(Value::as_str) == Some("sale") {
                members.insert("kind".to_owned(), Value::String("return".to_owned()));
            }
        }
        let detail = if self.line.is_some() { "full" } else { "summary" };
        members.entry("detail").or_insert_with(|| Value::String(detail.to_owned()));
        members.insert("id".to_owned(), Value::String("receipt".to_owned()));
        members.insert("source_ref".to_owned(), Value::String(format!("row:{place}")));
        let no_record = |_| refuse(Code::ConvertStructure, "the rows of a receipt make no record of its type");
        let shared = [members.get("date").cloned(), members.get("currency").cloned()];
        let taxed = members.get("tax_included").cloned();
        let payable = members.get("payable").cloned();
        let receipt = AnyRecord::deserialize(Receipt::TYPE, Value::Object(members)).map_err(no_record)?;
        let [Some(date), Some(currency)] = shared else {
            return Err(refuse(Code::ConvertStructure, "a receipt has no date or no currency"));
        };
        let mut done = Done { place, receipt, lines: Vec::new(), tenders: Vec::new() };
        for (seq, (place, mut line)) in lines.into_iter().enumerate() {
            line.extend(taxed.clone().map(|taxed| ("tax_included".to_owned(), taxed)));
            join(&mut line, seq, place, &date, &currency);
            let line = AnyRecord::deserialize(ReceiptLine::TYPE, Value::Object(line)).map_err(no_record)?;
            done.lines.push((place, line));
        }
        for (seq, (place, mut tender)) in tenders.into_iter().enumerate() {
            if !tender.contains_key("amount") {
                tender.extend(payable.clone().map(|payable| ("amount".to_owned(), payable)));
            }
            refund(&mut tender);
            join(&mut tender, seq, place, &date, &currency);
            let tender = AnyRecord::deserialize(Tender::TYPE, Value::Object(tender)).map_err(no_record)?;
            done.tenders.push((place, tender));
        }
        Ok(done)
    }
}

/// A receipt that has all its records.
struct Done {
    place: u64,
    receipt: AnyRecord,
    lines: Vec<(u64, AnyRecord)>,
    tenders: Vec<(u64, AnyRecord)>,
}

/// What a line or a tender takes from its receipt.
fn join(members: &mut Map<String, Value>, seq: usize, place: u64, date: &Value, currency: &Value) {
    members.insert("id".to_owned(), Value::String("part".to_owned()));
    members.insert("receipt".to_owned(), Value::String("receipt".to_owned()));
    members.insert("seq".to_owned(), Value::from(seq));
    members.insert("date".to_owned(), date.clone());
    members.insert("currency".to_owned(), currency.clone());
    members.insert("source_ref".to_owned(), Value::String(format!("row:{place}")));
}

/// A payment is never negative: what is paid back is refunded.
fn refund(tender: &mut Map<String, Value>) {
    let negative = tender.get("amount").and_then(Value::as_str).and_then(|amount| amount.strip_prefix('-'));
    let Some(amount) = negative.map(str::to_owned) else { return };
    if tender.get("direction").and_then(Value::as_str) == Some("paid") {
        tender.insert("direction".to_owned(), Value::String("refunded".to_owned()));
        tender.insert("amount".to_owned(), Value::String(amount));
    }
}

/// The lines, and what stands beside them on the receipt.
fn payable(receipt: &Map<String, Value>, lines: &[(u64, Map<String, Value>)]) -> Option<Amount> {
    let amount = |members: &Map<String, Value>, name: &str| -> Option<Amount> {
        members.get(name).and_then(Value::as_str).and_then(|amount| amount.parse().ok())
    };
    let taxed = receipt.get("tax_included") == Some(&Value::Bool(true));
    let beside = ["discount", "delivery", "tip", "rounding"].into_iter().chain((!taxed).then_some("tax"));
    let beside = beside.filter_map(|name| amount(receipt, name));
    let sum = Total::of(lines.iter().filter_map(|(_, line)| amount(line, "amount")).chain(beside))?;
    sum.to_amount().ok()
}

/// Hands receipts on, oldest first, then their lines, then how they were paid.
fn emit(mut receipts: Vec<Done>, has_lines: bool, output: &mut Output<'_>) -> Result<(), Error> {
    let mut extent = Extent::default();
    for done in &receipts {
        extent.see(done.receipt.sort_date(), Amount::ZERO, None);
    }
    if extent.direction() == Direction::NewestFirst {
        output.summary.newest_first = true;
        receipts.reverse();
    }
    receipts.sort_by_key(|done| done.receipt.sort_date());
    let Some(window) = Window::of(None, extent.span(), output)? else { return Ok(()) };
    let series = |record_type| Series {
        thing: None,
        record_type,
        from: window.from,
        to: window.to,
        incomplete: window.incomplete.iter().copied().collect(),
    };
    output.series(series(Receipt::TYPE))?;
    let mut ranks = Ranks::default();
    let mut day: Option<Date> = None;
    let (mut lines, mut tenders) = (Vec::new(), Vec::new());
    for Done { place, mut receipt, lines: own, tenders: paid } in receipts {
        let date = receipt.sort_date();
        if day.replace(date) != Some(date) {
            ranks.clear();
        }
        if let AnyRecord::Receipt(receipt) = &mut receipt {
            receipt.id_stability = Some(stability(window.incomplete.contains(&date)));
        }
        identify(&IdKey::ZERO, &mut ranks, &mut receipt);
        let id = receipt.id().clone();
        lines.extend(own.into_iter().map(|(place, line)| (place, of_receipt(line, &id))));
        tenders.extend(paid.into_iter().map(|(place, tender)| (place, of_receipt(tender, &id))));
        if has_lines { output.record(Some(place), receipt)? } else { output.row(place, receipt)? }
    }
    if has_lines {
        output.series(series(ReceiptLine::TYPE))?;
        lines.into_iter().try_for_each(|(place, line)| output.row(place, line))?;
    }
    if !tenders.is_empty() {
        output.series(series(Tender::TYPE))?;
        tenders.into_iter().try_for_each(|(place, tender)| output.record(Some(place), tender))?;
    }
    Ok(())
}

/// Names a line or tender after its receipt.
fn of_receipt(mut record: AnyRecord, receipt: &Id) -> AnyRecord {
    match &mut record {
        AnyRecord::ReceiptLine(line) => line.receipt = receipt.clone(),
        AnyRecord::Tender(tender) => tender.receipt = receipt.clone(),
        _ => {}
    }
    let composed = record.composed_id(0).and_then(Result::ok);
    match (&mut record, composed) {
        (AnyRecord::ReceiptLine(line), Some(id)) => line.id = id,
        (AnyRecord::Tender(tender), Some(id)) => tender.id = id,
        _ => {}
    }
    record
}
