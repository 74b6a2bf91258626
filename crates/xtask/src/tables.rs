//! Fills the field tables inside the prose of `spec/` from the hand-written schemas.
//!
//! Between `<!-- table: schemas/v0/x.schema.json -->` and `<!-- end -->` stands one row a member, in the schema's order.
//! A definition of the schema is named by its pointer, `x.schema.json#/$defs/y`, several with commas, `#/$defs/y,z`; ` only a,b`
//! and ` beyond a,b` after it choose members. Only members of records are in groups.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

const END: &str = "<!-- end -->";

/// The chapter with every table written anew.
///
/// # Errors
/// A marker is not closed, or its schema cannot be read.
pub fn fill(root: &Path, chapter: &str, text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("<!-- table: ") {
        let after = &rest[at + "<!-- table: ".len()..];
        let close = after.find(" -->").ok_or_else(|| format!("spec/{chapter}: a table marker is not closed"))?;
        let schema = &after[..close];
        let body = &after[close + " -->".len()..];
        let end = body.find(END).ok_or_else(|| format!("spec/{chapter}: the table of {schema} has no end marker"))?;
        out.push_str(&rest[..at]);
        let _ = write!(out, "<!-- table: {schema} -->\n{}{END}", table(root, schema)?);
        rest = &body[end + END.len()..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Which members of a schema a table shows.
enum Members<'a> {
    All,
    Only(&'a str),
    Beyond(&'a str),
}

impl Members<'_> {
    fn has(&self, name: &str) -> bool {
        let among = |list: &str| list.split(',').any(|member| member == name);
        match self {
            Self::All => true,
            Self::Only(list) => among(list),
            Self::Beyond(list) => !among(list),
        }
    }
}

fn table(root: &Path, marker: &str) -> Result<String, String> {
    let (place, members) = match (marker.split_once(" only "), marker.split_once(" beyond ")) {
        (Some((place, list)), _) => (place, Members::Only(list)),
        (_, Some((place, list))) => (place, Members::Beyond(list)),
        _ => (marker, Members::All),
    };
    let (file, definitions) = place.split_once("#/$defs/").unwrap_or((place, ""));
    let text = fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
    let schema: Schema = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    let of_record = schema.kind.is_some();
    let parts: Vec<(&str, &Schema)> = if definitions.is_empty() {
        vec![("", &schema)]
    } else {
        let part = |name| {
            schema.defs.get(name).map(|part| (name, part)).ok_or_else(|| format!("{file}: there is no `{name}`"))
        };
        definitions.split(',').map(part).collect::<Result<_, _>>()?
    };
    let columns = [
        (parts.len() > 1, "part"),
        (true, "member"),
        (true, "type"),
        (true, "required"),
        (of_record, "group"),
        (true, "meaning"),
    ];
    let columns: Vec<&str> = columns.into_iter().filter(|(shown, _)| *shown).map(|(_, name)| name).collect();
    let mut out = format!("\n| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    for (part, schema) in &parts {
        let mut first = true;
        for (name, member) in schema.properties.0.iter().filter(|(name, _)| members.has(name)) {
            let said = |member: &str| member.replace('|', "\\|");
            let cells = columns.iter().map(|column| match *column {
                "part" if first => format!("`{part}`"),
                "member" => format!("`{name}`"),
                "type" => type_of(member),
                "required" if schema.required.contains(name) => "yes".to_owned(),
                "group" => member.get("x-group").and_then(Value::as_str).unwrap_or("core").to_owned(),
                "meaning" => said(member.get("description").and_then(Value::as_str).unwrap_or_default()),
                _ => String::new(),
            });
            let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
            first = false;
        }
    }
    out.push('\n');
    Ok(out)
}

/// What of a schema stands in a table.
#[derive(Deserialize, Default)]
pub(crate) struct Schema {
    #[serde(default)]
    pub(crate) properties: InOrder,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default, rename = "x-kind")]
    kind: Option<String>,
    #[serde(default, rename = "$defs")]
    defs: BTreeMap<String, Schema>,
}

/// The members of an object in the order of the text, which is the byte order of a row.
#[derive(Default)]
pub(crate) struct InOrder(pub(crate) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for InOrder {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = InOrder;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<InOrder, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(InOrder(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

fn type_of(member: &Value) -> String {
    if let Some(reference) = member.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return name.to_owned();
    }
    if let Some(values) = member.get("enum").and_then(Value::as_array) {
        let values: Vec<String> = values.iter().filter_map(Value::as_str).map(|value| format!("`{value}`")).collect();
        return values.join(" ");
    }
    if let Some(several) = member.get("anyOf").and_then(Value::as_array) {
        return several.iter().map(type_of).collect::<Vec<_>>().join(" or ");
    }
    match (member.get("type").and_then(Value::as_str), member.get("const")) {
        (Some("array"), _) => {
            let items = member.get("items").map_or_else(|| "any".to_owned(), type_of);
            if items.contains(" or ") { format!("list of {items}") } else { format!("{items}[]") }
        }
        (Some(other), _) => other.to_owned(),
        (None, Some(Value::String(_))) => "string".to_owned(),
        (None, _) => "any".to_owned(),
    }
}
