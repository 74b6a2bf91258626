//! Stages schema and rules for one part: every row read into its type and handed to the rules.

use std::collections::BTreeMap;

use pannier_bundle::row::{Members, Value};
use pannier_model::{
    record::AnyRecord,
    value::{Date, Id},
};
use pannier_report::{Code, Finding, Location, Report, Stage};
use pannier_validate::{
    rules::{PartDone, PartFacts, PartRules, RulesError},
    shape::{GivenSchema, MemberText, RowReader},
};

/// Reads the shown rows of one part in order, as text that is in the row form.
pub(crate) struct Reading<'a> {
    shapes: Option<Shapes<'a>>,
    rules: Option<PartRules<'a>>,
    entry: String,
    row: u64,
    /// What is wrong with the shape of rows.
    pub(crate) report: Report,
}

impl<'a> Reading<'a> {
    /// A part of which `facts` are known, as far as stage `until`; rules are run where there are any.
    pub(crate) fn new(
        facts: &'a PartFacts,
        schemas: &'a BTreeMap<String, GivenSchema>,
        until: Stage,
        rules: Option<PartRules<'a>>,
    ) -> Self {
        let shapes = if until < Stage::Schema { None } else { Shapes::of(facts, schemas) };
        Self { shapes, rules, entry: facts.entry(), row: 0, report: Report::new() }
    }

    /// Takes the next row with its members; gives its record where it is one of a built-in type.
    pub(crate) fn row(&mut self, text: &str, members: Members<'_>) -> Result<Option<&AnyRecord>, RulesError> {
        self.row += 1;
        let Some(shapes) = &mut self.shapes else { return Ok(None) };
        match shapes.read(text, members) {
            Ok(Read::Record(record)) => {
                if let Some(rules) = &mut self.rules {
                    rules.push_row(record, text)?;
                }
                Ok(Some(record))
            }
            Ok(Read::Unknown(id, date)) => {
                if let Some(rules) = &mut self.rules {
                    rules.push_unknown(&id, date)?;
                }
                Ok(None)
            }
            Err(found) => {
                for finding in found {
                    let (entry, row) = (self.entry.clone(), self.row);
                    let place = |location| Location { entry: Some(entry), row: Some(row), ..location };
                    self.report.push(finding.placed(place));
                }
                Ok(None)
            }
        }
    }

    /// Ends the rules of a part with which nothing is wrong so far.
    pub(crate) fn finish(self) -> Result<Option<PartDone>, RulesError> {
        self.rules.map(PartRules::finish).transpose()
    }
}

/// The place of a member that a type does not have.
const NOWHERE: usize = usize::MAX;

/// The shape of rows: by built-in type, or by a schema the user gave.
enum Shapes<'a> {
    /// With the place in the type of each member of the part.
    BuiltIn(RowReader, Vec<usize>),
    Given(&'a GivenSchema, &'a str),
}

/// A row whose shape is right.
enum Read<'a> {
    Record(&'a AnyRecord),
    /// Of a type that is not built in only id and sort date are known.
    Unknown(Id, Date),
}

impl<'a> Shapes<'a> {
    fn of(facts: &'a PartFacts, schemas: &'a BTreeMap<String, GivenSchema>) -> Option<Self> {
        match (facts.record_type, schemas.get(&facts.schema)) {
            (Some(record_type), _) => {
                let place = |name: &String| record_type.members().position(|member| member.name == *name);
                let members = facts.groups.iter().flat_map(|group| &group.members);
                let places = members.map(|name| place(name).unwrap_or(NOWHERE)).collect();
                Some(Self::BuiltIn(RowReader::new(record_type), places))
            }
            (None, Some(schema)) => Some(Self::Given(schema, &facts.sort)),
            (None, None) => None,
        }
    }

    /// The row as far as its type is known, or what is wrong with its shape.
    fn read(&mut self, text: &str, members: Members<'_>) -> Result<Read<'_>, Vec<Finding>> {
        let location = Location::whole();
        match self {
            Self::BuiltIn(reader, places) => {
                let members = members.iter().map(|(member, value)| {
                    let value = match value {
                        Value::Plain(string) => MemberText::Plain(string),
                        Value::Json(json) => MemberText::Json(json),
                    };
                    (places.get(member).copied().unwrap_or(NOWHERE), value)
                });
                reader.read(text, members, &location).map(Read::Record)
            }
            Self::Given(schema, sort) => {
                let found = schema.check_row(text.as_bytes(), &location);
                if !found.is_empty() {
                    return Err(found);
                }
                unknown(text, sort).ok_or_else(|| {
                    vec![Finding::new(Code::SchemaSort, location, "the row has no id, or its sort member is no date")]
                })
            }
        }
    }
}

fn unknown(text: &str, sort: &str) -> Option<Read<'static>> {
    let row: serde_json::Value = serde_json::from_str(text).ok()?;
    let id = Id::parse(row.get("id")?.as_str()?).ok()?;
    let date = Date::parse(row.get(sort)?.as_str()?).ok()?;
    Some(Read::Unknown(id, date))
}
