//! A mapping whose words have been understood: which records a row becomes, and which columns they read.

use pannier_model::{
    record::{
        Consumption, Receipt, ReceiptLine, Record as _, Register, RegisterRead, Subscription, SupplyPoint, Tender,
        UsageEvent,
    },
    value::{Country, Currency, Quality, Unit, ValueKind, Zone},
};
use pannier_report::{Code, Finding, Location};

use super::{
    moment::MomentFormat,
    part::PartPlan,
    written::{PartTable, RegisterTable, Written},
};
use crate::{
    formats::mapped::{
        columns::{Column, Rows},
        recognise::Recognise,
        tables::{FileStyle, understood},
    },
    values::number_style::NumberStyle,
};

/// Such a mapping.
#[derive(Clone, Debug)]
pub(in crate::formats::mapped) struct Layout {
    pub(in crate::formats::mapped) file: FileStyle,
    pub(super) currency: Option<Currency>,
    pub(super) zone: Option<Zone>,
    pub(super) country: Option<Country>,
    pub(super) date: Option<MomentFormat>,
    pub(super) numbers: Option<NumberStyle>,
    pub(super) symbols: Vec<String>,
    pub(super) absent: Vec<String>,
    pub(super) leave_out: Vec<Rows>,
    pub(in crate::formats::mapped) recognise: Recognise,
    /// All columns that are read.
    pub(in crate::formats::mapped) columns: Vec<Column>,
    pub(super) target: Target,
}

/// What rows become.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// Events that belong to a thing: what was used on a line, what a supply point consumed.
    Events { event: PartPlan, thing: PartPlan, of: Events },
    /// Receipts, their lines and how they were paid; without lines a row is a receipt.
    Receipts { receipt: PartPlan, key: Vec<Column>, line: Option<PartPlan>, tenders: Vec<PartPlan> },
    /// Readings that become days of a register.
    Days { point: PartPlan, registers: Vec<RegisterPlan>, slots: Option<Slots> },
    /// What counters showed.
    Reads { point: PartPlan, registers: Vec<RegisterPlan> },
}

impl Target {
    /// All columns that are read.
    fn columns(&self) -> Vec<Column> {
        let (parts, more): (Vec<&PartPlan>, Vec<&Column>) = match self {
            Self::Events { event, thing, .. } => (vec![event, thing], Vec::new()),
            Self::Receipts { receipt, key, line, tenders } => {
                (std::iter::once(receipt).chain(line).chain(tenders).collect(), key.iter().collect())
            }
            Self::Days { point, registers, slots } => (
                std::iter::once(point)
                    .chain(registers.iter().flat_map(|plan| [&plan.reading, &plan.register]))
                    .collect(),
                slots.iter().flat_map(|slots| [&slots.first, &slots.last]).collect(),
            ),
            Self::Reads { point, registers } => {
                let registers = registers.iter().flat_map(|plan| [&plan.reading, &plan.register]);
                (std::iter::once(point).chain(registers).collect(), Vec::new())
            }
        };
        let columns = parts.into_iter().flat_map(PartPlan::columns).chain(more);
        columns.cloned().collect()
    }
}

/// A register, and what a row says about it.
#[derive(Clone, Debug)]
pub(super) struct RegisterPlan {
    pub(super) reading: PartPlan,
    pub(super) register: PartPlan,
}

/// Events and their thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Events {
    Usage,
    Consumption,
}

/// The columns of a day, from one to another.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    pub(super) first: Column,
    pub(super) last: Column,
    pub(super) by_clock: bool,
}

/// What a reading of a register has: not a record of its own.
const READING: [(&str, ValueKind, bool); 8] = [
    ("date", ValueKind::Date, false),
    ("slot", ValueKind::Decimal, false),
    ("start", ValueKind::Instant, false),
    ("end", ValueKind::Instant, false),
    ("quantity", ValueKind::Decimal, false),
    ("unit", ValueKind::Words(Unit::WORDS), true),
    ("quality", ValueKind::Words(Quality::WORDS), true),
    ("resolution", ValueKind::Duration, false),
];

impl Written {
    pub(in crate::formats::mapped) fn understood(mut self) -> Result<Layout, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut wrong = |key: &str, message: &str| {
            findings.push(Finding::new(Code::ConvertMapping, Location::whole().at_pointer(key), message));
        };
        let file = self.file.understood(&mut wrong);
        let currency = understood(self.currency.as_deref(), Currency::parse, "/currency", &mut wrong);
        let zone = understood(self.zone.as_deref(), Zone::parse, "/zone", &mut wrong);
        let country = understood(self.country.as_deref(), Country::parse, "/country", &mut wrong);
        let numbers = self.number.understood(&mut wrong);
        let century = self.date.century();
        let date = match self.date.written() {
            [] => None,
            [format] => match MomentFormat::new(format, century, true, false) {
                Ok(format) => Some(format),
                Err(message) => {
                    wrong("/date/format", message);
                    None
                }
            },
            _ => {
                wrong("/date/format", "several formats belong to transactions");
                None
            }
        };
        if self.number.symbols.iter().any(String::is_empty) {
            wrong("/number/symbols", "a symbol has at least one character");
        }
        let recognise = self.recognise.take().unwrap_or_default().understood(&file, &mut wrong);
        let target = self.target(century, &mut wrong);
        match target {
            Some(target) if findings.is_empty() => Ok(Layout {
                file,
                currency,
                zone,
                country,
                date,
                numbers,
                symbols: self.number.symbols,
                absent: self.absent,
                leave_out: self.leave_out,
                recognise,
                columns: target.columns(),
                target,
            }),
            _ => Err(findings),
        }
    }

    fn target(&mut self, century: Option<u16>, wrong: &mut dyn FnMut(&str, &str)) -> Option<Target> {
        let row = self.row();
        let line = self.line.take();
        let point = self.supply_point.take();
        let mut register = self.register.take();
        let registers = std::mem::take(&mut self.registers);
        let receipt = self.receipt.take();
        let tenders = std::mem::take(&mut self.tenders);
        let slots = self.slots.take();
        for (table, there, record) in [
            ("/line", line.is_some(), "usage_event"),
            ("/supply_point", point.is_some(), "interval_day consumption register_read"),
            ("/register", register.is_some(), "interval_day register_read"),
            ("/registers", !registers.is_empty(), "interval_day register_read"),
            ("/slots", slots.is_some(), "interval_day"),
            ("/receipt", receipt.is_some(), "receipt_line"),
            ("/tenders", !tenders.is_empty(), "receipt_line receipt"),
        ] {
            if there && !record.split(' ').any(|record| record == self.record) {
                wrong(table, "the table belongs to another record");
            }
        }
        let mut needed = |table: &str, part: Option<PartTable>| {
            part.unwrap_or_else(|| {
                wrong(table, "the table is missing: it says what the rows belong to");
                PartTable::default()
            })
        };
        match self.record.as_str() {
            "usage_event" => {
                let line = needed("/line", line);
                let event = PartPlan::of_type(UsageEvent::TYPE, "", &["currency"], row, century, wrong);
                taxed(&event, "", wrong);
                let filled = &["status", "billing", "currency"];
                let thing = PartPlan::of_type(Subscription::TYPE, "/line", filled, line, century, wrong);
                taxed(&thing, "/line", wrong);
                Some(Target::Events { event, thing, of: Events::Usage })
            }
            "consumption" => {
                let point = needed("/supply_point", point);
                let filled = &["currency", "fuel"];
                let event = PartPlan::of_type(Consumption::TYPE, "", filled, row, century, wrong);
                taxed(&event, "", wrong);
                let thing = supply_point(point, century, wrong);
                Some(Target::Events { event, thing, of: Events::Consumption })
            }
            "receipt_line" => {
                let Some(receipt) = receipt else {
                    wrong("/receipt", "the table is missing: it says which rows are lines of one receipt");
                    return None;
                };
                let key = receipt.key.columns().to_vec();
                if key.is_empty() {
                    wrong("/receipt/key", "no column is named");
                }
                let table = PartTable {
                    values: receipt.values,
                    columns: receipt.columns,
                    words: receipt.words,
                    source_ids: receipt.source_ids,
                    ..PartTable::default()
                };
                let filled = &["currency", "payable", "detail"];
                let receipt = PartPlan::of_type(Receipt::TYPE, "/receipt", filled, table, century, wrong);
                if !receipt.gives("payable") && !receipt.gives("tax") && !receipt.is_always("tax_included", true) {
                    wrong("/receipt/columns/payable", "amounts without tax do not add up to what was paid");
                }
                let made = &["date", "seq", "currency", "tax_included"];
                // What a line comes to follows from its price.
                let priced: &[&str] = if row.columns.contains_key("unit_price") { &["amount"] } else { &[] };
                let line = PartPlan::beside(ReceiptLine::TYPE, made, "", priced, row, century, wrong);
                Some(Target::Receipts { receipt, key, line: Some(line), tenders: tenders_of(tenders, century, wrong) })
            }
            "receipt" => {
                let filled = &["currency", "detail"];
                let receipt = PartPlan::of_type(Receipt::TYPE, "", filled, row, century, wrong);
                let tenders = tenders_of(tenders, century, wrong);
                Some(Target::Receipts { receipt, key: Vec::new(), line: None, tenders })
            }
            "interval_day" | "register_read" => {
                let is_read = self.record == "register_read";
                let point = needed("/supply_point", point);
                let one = if registers.is_empty() { Some(needed("/register", register.take())) } else { None };
                let point = supply_point(point, century, wrong);
                let plan = |table, row, register, wrong: &mut dyn FnMut(&str, &str)| {
                    if is_read {
                        read_plan(table, row, register, century, wrong)
                    } else {
                        register_plan(table, row, register, slots.is_some(), century, wrong)
                    }
                };
                let registers = if let Some(register) = one {
                    vec![plan("/register", row, register, wrong)]
                } else {
                    let counted = if is_read { "reading" } else { "quantity" };
                    if register.is_some() || slots.is_some() || row.columns.contains_key(counted) {
                        wrong(
                            "/registers",
                            "a row of several registers is one reading of each, with a column of its own",
                        );
                    }
                    let mut plans = Vec::with_capacity(registers.len());
                    for table in registers {
                        let RegisterTable { quantity, reading, values, columns, words } = table;
                        let (cell, other) = if is_read { (reading, quantity) } else { (quantity, reading) };
                        let (Some(cell), None) = (cell, other) else {
                            wrong(
                                &format!("/registers/{counted}"),
                                "each register names the column of what it counted",
                            );
                            continue;
                        };
                        let mut row = row.clone();
                        row.columns.insert(counted.to_owned(), cell);
                        let register = PartTable { values, columns, words, ..PartTable::default() };
                        plans.push(plan("/registers", row, register, wrong));
                    }
                    plans
                };
                if is_read {
                    return Some(Target::Reads { point, registers });
                }
                let slots = slots.map(|slots| Slots { first: slots.first, last: slots.last, by_clock: slots.by_clock });
                Some(Target::Days { point, registers, slots })
            }
            _ => {
                wrong(
                    "/record",
                    "rows become one of transaction, usage_event, receipt_line, receipt, interval_day, consumption and register_read",
                );
                None
            }
        }
    }
}

fn supply_point(part: PartTable, century: Option<u16>, wrong: &mut dyn FnMut(&str, &str)) -> PartPlan {
    PartPlan::of_type(SupplyPoint::TYPE, "/supply_point", &["country", "zone", "status"], part, century, wrong)
}

fn register_plan(
    table: &'static str,
    row: PartTable,
    register: PartTable,
    has_slots: bool,
    century: Option<u16>,
    wrong: &mut dyn FnMut(&str, &str),
) -> RegisterPlan {
    let reading = PartPlan::of(READING.to_vec(), "", &[], row, century, wrong);
    let gives = |name: &str| reading.gives(name);
    match (has_slots, gives("date"), gives("slot"), gives("start") || gives("end"), gives("quantity")) {
        (true, true, false, false, false) | (false, true, true, false, true) | (false, false, false, true, true) => {}
        _ => wrong(
            "/columns/start",
            "a row is a reading with quantity and start or end, or date and slot, or a day with date and [slots]",
        ),
    }
    // Of start, end and length two say all; a slot that is counted has a length.
    let said = ["start", "end", "resolution"].into_iter().filter(|name| gives(name)).count();
    if said != if gives("date") { 1 } else { 2 } || (gives("date") && !gives("resolution")) {
        wrong("/columns/resolution", "the length of a slot is its resolution, or follows from its start and its end");
    }
    let filled = &["fuel", "unit", "kind", "zone"];
    RegisterPlan { reading, register: PartPlan::of_type(Register::TYPE, table, filled, register, century, wrong) }
}

/// A register whose readings are what it showed, not what was used.
fn read_plan(
    table: &'static str,
    row: PartTable,
    register: PartTable,
    century: Option<u16>,
    wrong: &mut dyn FnMut(&str, &str),
) -> RegisterPlan {
    // A moment says its day.
    let filled: &[&str] = if row.columns.contains_key("at") { &["date"] } else { &[] };
    let reading = PartPlan::beside(RegisterRead::TYPE, &["direction"], "", filled, row, century, wrong);
    if reading.gives("at") && (reading.gives("date") || reading.gives("time")) {
        wrong("/columns/at", "day and time follow from a moment");
    }
    let filled = &["fuel", "unit", "kind", "zone"];
    RegisterPlan { reading, register: PartPlan::of_type(Register::TYPE, table, filled, register, century, wrong) }
}

fn tenders_of(parts: Vec<PartTable>, century: Option<u16>, wrong: &mut dyn FnMut(&str, &str)) -> Vec<PartPlan> {
    parts
        .into_iter()
        .map(|part| {
            let made = &["date", "seq", "currency"];
            PartPlan::beside(Tender::TYPE, made, "/tenders", &["amount"], part, century, wrong)
        })
        .collect()
}

/// An amount says on which side of the tax it stands.
fn taxed(part: &PartPlan, table: &str, wrong: &mut dyn FnMut(&str, &str)) {
    if part.gives_amounts() && !part.gives("tax_included") {
        wrong(&format!("{table}/values/tax_included"), "amounts with tax and without it are two things: say which");
    }
}
