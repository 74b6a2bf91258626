//! One record of a row: its members as a mapping gives them, and how they are read from cells.

use std::collections::BTreeMap;

use pannier_model::{
    record::RecordType,
    value::{CodeText, Currency, Decimal, ValueKind},
};
use pannier_report::{Code, Finding};
use serde_json::{Map, Value};

use super::{
    member::{MemberPlan, Read, Style, Wrong},
    written::{Cell, Given, PartTable},
};
use crate::{
    Loss,
    formats::mapped::columns::{Column, Finder},
    syntax::{cells, delimited::RawRow},
    values::{phone, quantity::scaled},
};

/// Members a mapping never gives: what ties records together is made by the converter.
const MADE: [&str; 9] = [
    "id",
    "as_of",
    "id_stability",
    "gtin_check",
    "attachment",
    "product_ids",
    "source_ids",
    "source_ref",
    "extensions",
];

/// A member by its name, kind and whether a record has to have it.
pub(super) type Slot = (&'static str, ValueKind, bool);

/// What the mapping says about one record.
#[derive(Clone, Debug)]
pub(super) struct PartPlan {
    /// Table of the mapping it stands in, for messages: `/line`, empty for the row itself.
    table: &'static str,
    slots: Vec<Slot>,
    /// What the converter fills in where the mapping does not.
    filled: &'static [&'static str],
    pub(super) base: Vec<MemberPlan>,
    pub(super) forms: Vec<FormPlan>,
    source_ids: Vec<(String, Column)>,
    product_ids: Vec<(String, Column)>,
}

/// Rows of one form.
#[derive(Clone, Debug)]
pub(super) struct FormPlan {
    column: Column,
    /// Words in lower case, and whether one is only a beginning.
    is: Vec<(String, bool)>,
    members: Vec<MemberPlan>,
}

impl PartPlan {
    /// A record of a type. `filled` are required members that do not have to be in the mapping; references to other
    /// records never are.
    pub(super) fn of_type(
        record_type: &'static RecordType,
        table: &'static str,
        filled: &'static [&'static str],
        part: PartTable,
        century: Option<u16>,
        wrong: &mut dyn FnMut(&str, &str),
    ) -> Self {
        Self::beside(record_type, &[], table, filled, part, century, wrong)
    }

    /// A record that takes some of its members, `made`, from the one it stands beside.
    pub(super) fn beside(
        record_type: &'static RecordType,
        made: &[&str],
        table: &'static str,
        filled: &'static [&'static str],
        part: PartTable,
        century: Option<u16>,
        wrong: &mut dyn FnMut(&str, &str),
    ) -> Self {
        let slots = record_type
            .members()
            .filter(|member| !MADE.contains(&member.name) && !made.contains(&member.name) && member.refers.is_none())
            .filter(|member| !matches!(member.kind, ValueKind::List(_) | ValueKind::Object(_)))
            .map(|member| (member.name, member.kind, member.required))
            .collect();
        let mut plan = Self::of(slots, table, filled, part, century, wrong);
        if !plan.product_ids.is_empty() && record_type.member("product_ids").is_none() {
            wrong(&format!("{table}/product_ids"), "the record has no such member");
            plan.product_ids.clear();
        }
        plan
    }

    pub(super) fn of(
        slots: Vec<Slot>,
        table: &'static str,
        filled: &'static [&'static str],
        part: PartTable,
        century: Option<u16>,
        wrong: &mut dyn FnMut(&str, &str),
    ) -> Self {
        let mut wrong = |key: &str, message: &str| wrong(&format!("{table}{key}"), message);
        let base = members(&slots, part.columns, &part.values, &part.words, century, &mut wrong);
        let mut plans = Vec::new();
        for (index, form) in part.forms.into_iter().enumerate() {
            let mut wrong = |key: &str, message: &str| wrong(&format!("/forms/{index}{key}"), message);
            if form.is.is_empty() {
                wrong("/is", "no word is named");
            }
            plans.push(FormPlan {
                column: form.column,
                is: form
                    .is
                    .iter()
                    .map(|word| (word.strip_suffix('*').unwrap_or(word).to_lowercase(), word.ends_with('*')))
                    .collect(),
                members: members(&slots, form.columns, &form.values, &form.words, century, &mut wrong),
            });
        }
        for (name, _, required) in &slots {
            let has = |members: &[MemberPlan]| members.iter().any(|member| member.name == *name);
            let everywhere = !plans.is_empty() && plans.iter().all(|form| has(&form.members));
            if *required && !filled.contains(name) && !has(&base) && !everywhere {
                wrong(
                    &format!("/columns/{name}"),
                    "every record has this member: name its column, or its value in values",
                );
            }
        }
        let schemes = |ids: BTreeMap<String, Column>,
                       key: &str,
                       known: &dyn Fn(&str) -> bool,
                       wrong: &mut dyn FnMut(&str, &str)| {
            ids.into_iter()
                .inspect(|(scheme, _)| {
                    if !known(scheme) {
                        wrong(key, "a scheme is none that this member knows");
                    }
                })
                .collect::<Vec<_>>()
        };
        let source_ids = schemes(part.source_ids, "/source_ids", &|scheme| CodeText::parse(scheme).is_ok(), &mut wrong);
        let product_ids = schemes(
            part.product_ids,
            "/product_ids",
            &|scheme| pannier_model::record::ProductIdScheme::parse(scheme).is_ok(),
            &mut wrong,
        );
        Self { table, slots, filled, base, forms: plans, source_ids, product_ids }
    }

    /// All columns it names.
    pub(super) fn columns(&self) -> impl Iterator<Item = &Column> {
        let members = self.base.iter().chain(self.forms.iter().flat_map(|form| &form.members));
        let ids = self.source_ids.iter().chain(&self.product_ids).map(|(_, column)| column);
        members.flat_map(|member| &member.columns).chain(self.forms.iter().map(|form| &form.column)).chain(ids)
    }

    /// Whether the mapping gives this member anywhere.
    pub(super) fn gives(&self, name: &str) -> bool {
        let mut members = self.base.iter().chain(self.forms.iter().flat_map(|form| &form.members));
        members.any(|member| member.name == name)
    }

    /// Whether it gives an amount, which wants a currency and the side of the tax.
    pub(super) fn gives_amounts(&self) -> bool {
        let mut members = self.base.iter().chain(self.forms.iter().flat_map(|form| &form.members));
        members.any(|member| member.kind == ValueKind::Amount)
    }

    /// Whether it gives a member this one value, always.
    pub(super) fn is_always(&self, name: &str, value: bool) -> bool {
        let given = self.base.iter().find(|member| member.name == name && member.columns.is_empty());
        given.and_then(|member| member.given.as_ref()).is_some_and(|read| read.value == value)
    }

    /// The plan in one file.
    pub(super) fn placed(&self, finder: &mut Finder<'_>) -> Part<'_> {
        let mut placed = |members: &'_ [MemberPlan]| -> Vec<Vec<usize>> {
            members.iter().map(|member| member.columns.iter().map(|column| finder.one(column)).collect()).collect()
        };
        let base = placed(&self.base);
        let forms: Vec<Vec<Vec<usize>>> = self.forms.iter().map(|form| placed(&form.members)).collect();
        let places = self.forms.iter().map(|form| finder.one(&form.column)).collect();
        let ids = |ids: &[(String, Column)], finder: &mut Finder<'_>| {
            ids.iter().map(|(scheme, column)| (scheme.clone(), finder.one(column))).collect()
        };
        let source_ids = ids(&self.source_ids, finder);
        let product_ids = ids(&self.product_ids, finder);
        Part { plan: self, base, forms, places, source_ids, product_ids }
    }
}

fn members(
    slots: &[Slot],
    mut columns: BTreeMap<String, Cell>,
    values: &BTreeMap<String, Given>,
    words: &BTreeMap<String, BTreeMap<String, String>>,
    century: Option<u16>,
    wrong: &mut dyn FnMut(&str, &str),
) -> Vec<MemberPlan> {
    let known = |name: &str| slots.iter().any(|(slot, ..)| *slot == name);
    for (table, names) in [
        ("columns", columns.keys().collect::<Vec<_>>()),
        ("values", values.keys().collect()),
        ("words", words.keys().collect()),
    ] {
        for name in names.into_iter().filter(|name| !known(name)) {
            wrong(&format!("/{table}/{name}"), "the record has no such member, or it is made by the converter");
        }
    }
    let mut members = Vec::new();
    for (name, kind, _) in slots {
        let (cell, given, words) = (columns.remove(*name), values.get(*name), words.get(*name));
        if cell.is_some() || given.is_some() || words.is_some() {
            members.push(MemberPlan::new((name, *kind), cell, given, words, century, wrong));
        }
    }
    members
}

/// A record's members in one file: the 0-based places of their columns.
#[derive(Debug)]
pub(super) struct Part<'m> {
    pub(super) plan: &'m PartPlan,
    base: Vec<Vec<usize>>,
    forms: Vec<Vec<Vec<usize>>>,
    places: Vec<usize>,
    source_ids: Vec<(String, usize)>,
    product_ids: Vec<(String, usize)>,
}

/// What rows that do not say it get, and what stays to be known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defaults<'a> {
    pub(super) currency: Option<Currency>,
    pub(super) zone: Option<&'a str>,
    pub(super) country: Option<&'a str>,
}

impl<'m> Part<'m> {
    /// All columns that are read in some row.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> + '_ {
        let members = self.base.iter().chain(self.forms.iter().flatten()).flatten().copied();
        members.chain(self.always())
    }

    /// Columns that are read in every row, whatever its form.
    fn always(&self) -> impl Iterator<Item = usize> + '_ {
        let ids = self.source_ids.iter().chain(&self.product_ids).map(|(_, index)| *index);
        self.places.iter().copied().chain(ids)
    }

    /// Whether rows are of several forms, so that they read different columns.
    pub(super) const fn has_forms(&self) -> bool {
        !self.forms.is_empty()
    }

    /// Whether a column is read in this row.
    pub(super) fn reads(&self, cells: &[String], index: usize) -> bool {
        self.always().any(|column| column == index)
            || self.members(cells).is_ok_and(|members| members.iter().any(|(_, indices)| indices.contains(&index)))
    }

    /// The form of a row, by its number; `Err` where there are forms and none fits.
    fn form(&self, cells: &[String]) -> Result<Option<usize>, usize> {
        if self.places.is_empty() {
            return Ok(None);
        }
        self.places
            .iter()
            .zip(&self.plan.forms)
            .position(|(index, form)| {
                let text = cells.get(*index).map_or("", |cell| cell.trim()).to_lowercase();
                form.is.iter().any(|(word, beginning)| if *beginning { text.starts_with(word) } else { text == *word })
            })
            .map(Some)
            .ok_or(self.places[0])
    }

    /// The members of a row with their columns: those of its form, then those of all rows.
    pub(super) fn members(&self, cells: &[String]) -> Result<Vec<(&'m MemberPlan, &[usize])>, usize> {
        let form = self.form(cells)?;
        let own: Vec<(&MemberPlan, &[usize])> = match form {
            Some(form) => {
                (self.plan.forms[form].members.iter()).zip(self.forms[form].iter().map(Vec::as_slice)).collect()
            }
            None => Vec::new(),
        };
        let base = self.plan.base.iter().zip(self.base.iter().map(Vec::as_slice));
        let base: Vec<_> = base.filter(|(member, _)| !own.iter().any(|(form, _)| form.name == member.name)).collect();
        Ok(own.into_iter().chain(base).collect())
    }

    /// The members of a row. A required one that cannot be read is the reason for which there are none; any other is a
    /// loss.
    pub(super) fn read(
        &self,
        row: &RawRow,
        cells: &[String],
        style: &Style,
        given: Defaults<'_>,
        losses: &mut Vec<Loss>,
    ) -> Result<Map<String, Value>, Box<Finding>> {
        let members = self.members(cells).map_err(|index| {
            Finding::new(
                Code::ConvertMapping,
                cells::at(row, Some(index)),
                "the row has none of the forms of the mapping",
            )
            .with_help("name its word under [[forms]], or under [[leave_out]] where it holds no data")
            .with_value(cells.get(index).map_or("", String::as_str))
        })?;
        let mut found = Map::new();
        let mut factor = None;
        for (member, indices) in members {
            let required = self.plan.slots.iter().any(|(name, _, required)| *required && *name == member.name);
            let text = member.text(cells, indices, style);
            let read = match &text {
                Some(text) => match member.read(text, style) {
                    Ok(read) => read,
                    Err(wrong) if required => return Err(refused(row, indices.first().copied(), wrong, text)),
                    // An amount of another currency than is said would be another amount.
                    Err(wrong) if member.name == "currency" => {
                        return Err(refused(row, indices.first().copied(), wrong, text));
                    }
                    // A number of the shop's own, or what is left of a trade item number.
                    Err(_) if member.kind == ValueKind::Gtin && part_of_gtin(text) => {
                        found.insert("product_ids".to_owned(), gtin_part(text));
                        None
                    }
                    Err(wrong) => {
                        losses.push(Loss::member(row.number, member.name, wrong.message));
                        None
                    }
                },
                None => member.given.clone(),
            };
            let Some(Read { value, factor: unit }) = read else { continue };
            if member.kind == ValueKind::Number && text.as_deref().is_some_and(phone::is_cut) {
                losses.push(Loss::member(row.number, member.name, CUT));
            }
            factor = factor.or(unit);
            found.insert(member.name.to_owned(), value);
        }
        if let Some(factor) = factor {
            multiply(&mut found, factor).ok_or_else(|| refused(row, None, TOO_LARGE, ""))?;
        }
        self.complete(&mut found, given);
        self.ids(row, cells, style, &mut found, losses);
        self.check(row, &found)?;
        Ok(found)
    }

    /// The members whose cells can be read, and nothing that is not in the row.
    pub(super) fn peek(&self, cells: &[String], style: &Style) -> Map<String, Value> {
        let mut found = Map::new();
        for (member, indices) in self.members(cells).unwrap_or_default() {
            let read = member.text(cells, indices, style).and_then(|text| member.read(&text, style).ok().flatten());
            found.extend(read.map(|read| (member.name.to_owned(), read.value)));
        }
        found
    }

    /// Whether a row says anything about a member, or the mapping does.
    pub(super) fn says(&self, name: &str, cells: &[String], style: &Style) -> bool {
        self.members(cells).unwrap_or_default().iter().any(|(member, indices)| {
            member.name == name && (member.given.is_some() || member.text(cells, indices, style).is_some())
        })
    }

    /// What follows from other members.
    fn complete(&self, found: &mut Map<String, Value>, given: Defaults<'_>) {
        let has = |name: &str| self.plan.slots.iter().any(|(slot, ..)| *slot == name);
        let required = |name: &str| self.plan.slots.iter().any(|(slot, _, required)| *required && *slot == name);
        let amount =
            self.plan.slots.iter().any(|(name, kind, _)| *kind == ValueKind::Amount && found.contains_key(*name));
        if has("currency") && (amount || required("currency")) {
            if !found.contains_key("currency")
                && let Some(currency) = given.currency
            {
                found.insert("currency".to_owned(), Value::String(currency.as_str().to_owned()));
            }
        } else {
            found.remove("currency");
            if !required("tax_included") {
                found.remove("tax_included");
            }
        }
        if has("zone") && !found.contains_key("zone") && (required("zone") || found.contains_key("time")) {
            found.extend(given.zone.map(|zone| ("zone".to_owned(), Value::String(zone.to_owned()))));
        }
        if required("country") && !found.contains_key("country") {
            found.extend(given.country.map(|country| ("country".to_owned(), Value::String(country.to_owned()))));
        }
        if has("unit_price") && has("amount") && !found.contains_key("amount") {
            found.extend(priced(found).map(|amount| ("amount".to_owned(), Value::String(amount))));
        }
        if let Some(Value::String(gtin)) = found.get("gtin") {
            let right = gtin.parse::<pannier_model::value::Gtin>().is_ok_and(|gtin| gtin.has_right_check_digit());
            found.insert("gtin_check".to_owned(), Value::String(if right { "ok" } else { "bad" }.to_owned()));
        }
    }

    fn ids(
        &self,
        row: &RawRow,
        cells: &[String],
        style: &Style,
        found: &mut Map<String, Value>,
        losses: &mut Vec<Loss>,
    ) {
        for (member, schemes) in [("source_ids", &self.source_ids), ("product_ids", &self.product_ids)] {
            let mut list = Vec::new();
            for (scheme, index) in schemes {
                let text = cells.get(*index).map_or("", |cell| cell.trim());
                if style.absent.iter().any(|absent| absent == text) {
                    continue;
                }
                match crate::values::text::name(text) {
                    Ok(Some(name)) => {
                        list.push(serde_json::json!({ "scheme": scheme, "value": name.as_str() }));
                    }
                    Ok(None) => {}
                    Err(_) => losses.push(Loss::member(row.number, scheme.clone(), "longer than 200 characters")),
                }
            }
            if let Some(Value::Array(before)) = found.get_mut(member) {
                before.append(&mut list);
            } else if !list.is_empty() {
                found.insert(member.to_owned(), Value::Array(list));
            }
        }
    }

    /// What every record has.
    fn check(&self, row: &RawRow, found: &Map<String, Value>) -> Result<(), Box<Finding>> {
        let missing = self.plan.slots.iter().find(|(name, _, required)| {
            let priced = *name == "amount" && self.plan.slots.iter().any(|(slot, ..)| *slot == "unit_price");
            let asked = matches!(*name, "currency" | "country" | "zone") || priced;
            *required && !found.contains_key(*name) && (asked || !self.plan.filled.contains(name))
        });
        if let Some((name, kind, _)) = missing {
            let (code, help) = match kind {
                ValueKind::Currency => (Code::ConvertCurrency, "give it with --currency or in the mapping"),
                ValueKind::Date => (Code::ConvertDate, "a row that holds no data is named under [[leave_out]]"),
                ValueKind::Amount | ValueKind::Decimal => {
                    (Code::ConvertAmount, "values says what holds where a column is empty")
                }
                ValueKind::Zone => (Code::ConvertZone, "give it with --zone or in the mapping"),
                ValueKind::Country => (Code::ConvertCountry, "give it with --country or in the mapping"),
                _ => (Code::ConvertMapping, "values says what holds where a column is empty"),
            };
            let message = format!("a row has no value for {}/{name}", self.plan.table);
            return Err(Finding::new(code, cells::at(row, None), message).with_help(help).into());
        }
        let amount =
            self.plan.slots.iter().any(|(name, kind, _)| *kind == ValueKind::Amount && found.contains_key(*name));
        let wants = self.plan.slots.iter().any(|(name, ..)| *name == "currency");
        if amount && wants && !found.contains_key("currency") {
            return Err(Finding::new(Code::ConvertCurrency, cells::at(row, None), "a row does not say its currency")
                .with_help("give it with --currency or in the mapping")
                .into());
        }
        Ok(())
    }
}

/// Said of a number once for each row that shows the beginning of one.
const CUT: &str = "the beginning of a number of which the end is cut has no place in a record";

const TOO_LARGE: Wrong = Wrong {
    code: Code::ConvertAmount,
    message: "a quantity does not fit in its unit",
    help: "a quantity has up to 15 digits before the point and 12 after it",
};

fn refused(row: &RawRow, index: Option<usize>, wrong: Wrong, text: &str) -> Box<Finding> {
    Finding::new(wrong.code, cells::at(row, index), wrong.message).with_help(wrong.help).with_value(text).into()
}

/// Brings the quantity or the reading beside a unit into that unit.
fn multiply(found: &mut Map<String, Value>, factor: Decimal) -> Option<()> {
    let name = if found.contains_key("quantity") { "quantity" } else { "reading" };
    match found.get_mut(name) {
        Some(Value::String(quantity)) => *quantity = scaled(quantity.parse().ok()?, factor)?.to_string(),
        // The quantities of a day stand in many columns.
        _ => {
            found.insert("factor".to_owned(), Value::String(factor.to_string()));
        }
    }
    Some(())
}

/// Whether a text can be a number of a product that is no trade item number.
fn part_of_gtin(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn gtin_part(text: &str) -> Value {
    serde_json::json!([{ "scheme": "gtin_part", "value": text }])
}

/// Quantity times unit price, per price quantity, with the discount; `None` where it is no amount exactly.
fn priced(members: &Map<String, Value>) -> Option<String> {
    const ONE: i128 = 1_000_000_000_000;
    let decimal = |name: &str| members.get(name).and_then(Value::as_str).and_then(|text| text.parse::<Decimal>().ok());
    let (quantity, price) = (decimal("quantity")?, decimal("unit_price")?);
    let over = decimal("price_quantity").map_or(ONE, Decimal::picos);
    let product = quantity.picos().checked_mul(price.picos())?;
    if over == 0 || product % over != 0 {
        return None;
    }
    let taken = decimal("discount").map_or(0, Decimal::picos);
    let sum = (product / over).checked_add(taken)?;
    let exact = Decimal::from_units(sum, 12).ok()?;
    let scale = exact.needed_scale().max(price.scale().min(6));
    let written = Decimal::from_units(sum / 10_i128.pow(12 - u32::from(scale)), scale).ok()?;
    (scale <= 6).then(|| written.to_string())
}
