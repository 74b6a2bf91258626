//! What a folder of tables says about itself: `datapackage.json` (Frictionless Data Package), so that programs need not
//! guess what a column is.
//!
//! Values stay exact: a decimal is a `string` with a pattern and the type `xsd:decimal`, because readers of `number` make
//! binary fractions of it. A foreign key is declared only where all references of its column were seen to resolve.

use pannier_model::{
    record::{Member, RecordType, Series as Recipe},
    value::{
        Amount, CodeText, Coicop, Country, Currency, Date, Decimal, Digits4, Gtin, Id, PairId, TextForm, Time,
        ValueKind, Zone,
    },
};
use serde::Serialize;

use crate::{
    Series,
    write::{
        references::{References, target},
        table::{THING, WITHHELD},
    },
};

/// Name of the file.
pub(crate) const FILE: &str = "datapackage.json";

const ABOUT: &str = "One table for each record type. An empty cell is a member that the record does not have; the \
groups that its holder withheld stand in `_withheld`, separated by spaces, and their cells are empty too. Nested values \
are JSON. In fields that say `pannier:guarded`, a cell that a spreadsheet would take for a formula has an apostrophe in \
front: take one apostrophe off every such cell that begins with one, and the value is as it was.";

/// What is known of a table once it is written.
#[derive(Debug)]
pub(crate) struct Described {
    pub(crate) record_type: &'static RecordType,
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub(crate) digest: String,
    pub(crate) rows: u64,
}

/// The text of the descriptor.
pub(crate) fn descriptor(tables: &[Described], series: &[Series], references: &References) -> Vec<u8> {
    let there = |name: &str| tables.iter().any(|table| table.record_type.name == name);
    let resources = tables
        .iter()
        .map(|table| {
            let record_type = table.record_type;
            let keys = record_type.members().filter_map(|member| {
                let target = target(member).filter(|target| there(target))?;
                references.resolve(record_type, member, target).then(|| ForeignKey {
                    fields: [member.name],
                    // A table that refers to itself has no name there.
                    reference: Reference {
                        resource: if target == record_type.name { "" } else { target },
                        fields: ["id"],
                    },
                })
            });
            let schema = Schema {
                fields: record_type.members().map(|member| field(record_type, member)).chain(own_fields()).collect(),
                primary_key: primary_key(record_type),
                foreign_keys: keys.collect(),
                missing_values: [""],
            };
            Resource {
                name: record_type.name,
                r#type: "table",
                title: record_type.plural.replace('_', " "),
                description: record_type.about,
                path: &table.path,
                scheme: "file",
                format: "csv",
                mediatype: "text/csv",
                encoding: "utf-8",
                bytes: table.bytes,
                hash: format!("sha256:{}", table.digest),
                rows: table.rows,
                dialect: Dialect {
                    delimiter: ",",
                    line_terminator: "\r\n",
                    quote_char: "\"",
                    double_quote: true,
                    header: true,
                },
                schema,
            }
        })
        .collect();
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "pannier-records",
        title: "Records of consumption",
        description: ABOUT,
        guard: "'",
        series: series.iter().map(SeriesLine::of).collect(),
        resources,
    };
    let mut text = serde_json::to_vec_pretty(&package).unwrap_or_default();
    text.push(b'\n');
    text
}

/// The columns that tell records apart: ids are unique in their series.
fn primary_key(record_type: &RecordType) -> Vec<&'static str> {
    match record_type.series {
        Recipe::Own | Recipe::All => vec!["id"],
        Recipe::Members(_) => vec![THING, "id"],
    }
}

fn field(record_type: &RecordType, member: &'static Member) -> Field {
    let group = record_type.group_of(member.name).map(|group| group.id);
    let refers = target(member);
    let shape = Shape::of(&member.kind);
    Field {
        name: member.name,
        r#type: shape.r#type,
        description: member.about,
        rdf_type: shape.rdf_type,
        true_values: (shape.r#type == "boolean").then_some(["true"]),
        false_values: (shape.r#type == "boolean").then_some(["false"]),
        constraints: Constraints {
            required: member.required,
            pattern: shape.pattern.map(|pattern| if shape.guarded { guarded(pattern) } else { pattern.to_owned() }),
            words: shape.words,
        },
        group,
        refers,
        guarded: shape.guarded,
    }
}

/// The pattern of a cell that may have an apostrophe before its value.
fn guarded(pattern: &str) -> String {
    pattern.strip_prefix('^').map_or_else(|| pattern.to_owned(), |rest| format!("^'?{rest}"))
}

fn own_fields() -> [Field; 2] {
    let own = |name, description, guarded, required| Field {
        name,
        r#type: "string",
        description,
        rdf_type: None,
        true_values: None,
        false_values: None,
        constraints: Constraints { required, pattern: None, words: &[] },
        group: None,
        refers: None,
        guarded,
    };
    [
        own(
            THING,
            "The account, line, register or other thing whose series the record is in; `all` for none.",
            true,
            true,
        ),
        own(WITHHELD, "Groups that the holder withheld, separated by spaces.", false, false),
    ]
}

/// How a value stands in a cell.
struct Shape {
    r#type: &'static str,
    rdf_type: Option<&'static str>,
    pattern: Option<&'static str>,
    words: &'static [&'static str],
    guarded: bool,
}

impl Shape {
    fn of(kind: &ValueKind) -> Self {
        let plain = Self { r#type: "string", rdf_type: None, pattern: None, words: &[], guarded: false };
        let typed = |r#type| Self { r#type, ..plain };
        let text = |pattern| Self { pattern: Some(pattern), ..plain };
        let decimal = |pattern| Self {
            pattern: Some(pattern),
            rdf_type: Some("http://www.w3.org/2001/XMLSchema#decimal"),
            ..plain
        };
        match kind {
            ValueKind::Id => Self { guarded: true, ..text(Id::PATTERN) },
            ValueKind::Name | ValueKind::Text => Self { guarded: true, ..plain },
            ValueKind::Amount => decimal(Amount::PATTERN),
            ValueKind::Decimal | ValueKind::Rate => decimal(Decimal::PATTERN),
            ValueKind::Int => typed("integer"),
            ValueKind::Bool => typed("boolean"),
            ValueKind::Date => typed("date"),
            ValueKind::Instant => typed("datetime"),
            ValueKind::Duration => typed("duration"),
            // The type `time` has seconds, ours may have none.
            ValueKind::Time => text(Time::PATTERN),
            ValueKind::Currency => text(Currency::PATTERN),
            ValueKind::Country => text(Country::PATTERN),
            ValueKind::Zone => text(Zone::PATTERN),
            ValueKind::Words(words) => Self { words, ..plain },
            ValueKind::Code => text(CodeText::PATTERN),
            ValueKind::PairId => text(PairId::PATTERN),
            ValueKind::Gtin => text(Gtin::PATTERN),
            ValueKind::Digits4 => text(Digits4::PATTERN),
            ValueKind::Coicop => text(Coicop::PATTERN),
            ValueKind::Number | ValueKind::Extensions | ValueKind::Object(_) => typed("object"),
            ValueKind::List(_) => typed("array"),
        }
    }
}

#[derive(Serialize)]
struct Package<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    name: &'static str,
    title: &'static str,
    description: &'static str,
    #[serde(rename = "pannier:guard")]
    guard: &'static str,
    #[serde(rename = "pannier:series")]
    series: Vec<SeriesLine<'a>>,
    resources: Vec<Resource<'a>>,
}

/// A series in the words of `ndjson`.
#[derive(Serialize)]
pub(crate) struct SeriesLine<'a> {
    series: String,
    from: Date,
    to: Date,
    #[serde(skip_serializing_if = "<[Date]>::is_empty")]
    incomplete: &'a [Date],
}

impl<'a> SeriesLine<'a> {
    pub(crate) fn of(series: &'a Series) -> Self {
        Self { series: series.name(), from: series.from, to: series.to, incomplete: &series.incomplete }
    }
}

#[derive(Serialize)]
struct Resource<'a> {
    name: &'static str,
    r#type: &'static str,
    title: String,
    description: &'static str,
    path: &'a str,
    scheme: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: u64,
    hash: String,
    rows: u64,
    dialect: Dialect,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    quote_char: &'static str,
    double_quote: bool,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    primary_key: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
    missing_values: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: &'static str,
    r#type: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rdf_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    true_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    constraints: Constraints,
    #[serde(rename = "pannier:group", skip_serializing_if = "Option::is_none")]
    group: Option<&'static str>,
    #[serde(rename = "pannier:refers", skip_serializing_if = "Option::is_none")]
    refers: Option<&'static str>,
    #[serde(rename = "pannier:guarded", skip_serializing_if = "std::ops::Not::not")]
    guarded: bool,
}

#[derive(Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
    #[serde(rename = "enum", skip_serializing_if = "<[&str]>::is_empty")]
    words: &'static [&'static str],
}

impl Constraints {
    const fn is_empty(&self) -> bool {
        !self.required && self.pattern.is_none() && self.words.is_empty()
    }
}

#[derive(Serialize)]
struct ForeignKey {
    fields: [&'static str; 1],
    reference: Reference,
}

#[derive(Serialize)]
struct Reference {
    resource: &'static str,
    fields: [&'static str; 1],
}
