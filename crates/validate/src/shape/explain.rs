//! From a keyword that failed to the requirement behind it, without a word of what was found.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use pannier_model::value::is_forbidden_name;
use pannier_report::{Code, Finding, Location, Stage};
use serde_json::Value;

use crate::schemas;

/// How many findings the shape of one row gives at most: the first say what is wrong, the rest repeat it.
pub const KEPT_PER_ROW: usize = 16;

/// More elements than any list of a record can have.
const MANY: usize = 1501;

/// The schema that a value is held against.
#[derive(Clone, Copy)]
pub(super) enum Against<'a> {
    /// One of the standard's.
    BuiltIn(&'a Value),
    /// One that a user gave.
    Given(&'a Value),
}

impl<'a> Against<'a> {
    fn given(self) -> Option<&'a Value> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Given(schema) => Some(schema),
        }
    }

    /// Whether there is a place for members of somebody's own: records have one, documents none.
    fn has_extensions(self) -> bool {
        let (Self::BuiltIn(schema) | Self::Given(schema)) = self;
        schema.get("properties").is_some_and(|members| members.get("extensions").is_some())
    }
}

/// All departures of `value` from a schema, up to [`KEPT_PER_ROW`].
pub(super) fn findings(validator: &Validator, value: &Value, at: &Location, against: Against<'_>) -> Vec<Finding> {
    // A validator finds all errors before it shows the first, and a hostile row can have half a million of them. The
    // beginning of its lists says enough; only where nothing is wrong with that is the whole looked at.
    let begin = beginning(value).map(|begin| collect(validator, &begin, at, against)).unwrap_or_default();
    if begin.is_empty() { collect(validator, value, at, against) } else { begin }
}

/// The value with its long lists cut, or nothing, where none is long.
fn beginning(value: &Value) -> Option<Value> {
    match value {
        Value::Array(elements) if elements.len() > MANY => {
            let kept = elements.iter().take(MANY);
            Some(kept.map(|element| beginning(element).unwrap_or_else(|| element.clone())).collect())
        }
        Value::Array(elements) => {
            let mut cut: Option<Value> = None;
            for (index, element) in elements.iter().enumerate() {
                if let Some(begin) = beginning(element) {
                    cut.get_or_insert_with(|| value.clone())[index] = begin;
                }
            }
            cut
        }
        Value::Object(members) => {
            let mut cut: Option<Value> = None;
            for (name, member) in members {
                if let Some(begin) = beginning(member) {
                    cut.get_or_insert_with(|| value.clone())[name.as_str()] = begin;
                }
            }
            cut
        }
        _ => None,
    }
}

fn collect(validator: &Validator, value: &Value, at: &Location, against: Against<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for error in validator.iter_errors(value) {
        for finding in explain(&error, at, against) {
            let same = |other: &Finding| other.code == finding.code && other.location == finding.location;
            if !findings.iter().any(same) {
                findings.push(finding);
            }
        }
        if findings.len() >= KEPT_PER_ROW {
            findings.truncate(KEPT_PER_ROW);
            break;
        }
    }
    findings
}

fn explain(error: &ValidationError<'_>, at: &Location, against: Against<'_>) -> Vec<Finding> {
    let pointer = error.instance_path().to_string();
    let finding = |code, place: String, message: String| Finding::new(code, at.clone().at_pointer(place), message);
    let (code, about) = requirement(error, against.given());
    let with_help = |finding: Finding| match &about {
        Some(about) => finding.with_help(format!("expected here: {about}")),
        None => finding,
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| {
                let place = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                if is_forbidden_name(name) {
                    finding(Code::ValueForbiddenName, place, "no consumer export may carry this member".to_owned())
                } else {
                    finding(code, place, "the schema has no such member".to_owned()).with_help(
                        if against.has_extensions() {
                            "take it out, or move it to `extensions` under a reverse domain name"
                        } else {
                            "take it out"
                        },
                    )
                }
            })
            .collect(),
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![finding(code, pointer, format!("member `{name}` is missing"))]
        }
        ValidationErrorKind::AnyOf { context } => {
            // Our lists of this kind put `null` first and what is meant last.
            let inner: Vec<Finding> =
                context.last().into_iter().flatten().flat_map(|inner| explain(inner, at, against)).collect();
            if inner.is_empty() { vec![with_help(finding(code, pointer, message(error)))] } else { inner }
        }
        ValidationErrorKind::PropertyNames { error: inner } => {
            let (code, about) = requirement(inner, against.given());
            let message = "a member has a name that cannot stand here".to_owned();
            let finding = finding(code, pointer, message);
            vec![match about {
                Some(about) => finding.with_help(format!("expected of a name: {about}")),
                None => finding,
            }]
        }
        _ => vec![with_help(finding(code, pointer, message(error)))],
    }
}

/// What is wrong, in terms of the schema and never of the value.
fn message(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Type { kind } => match kind {
            TypeKind::Single(expected) => format!("is {}, not {expected}", kind_of(error.instance())),
            TypeKind::Multiple(_) => format!("is {}, which cannot stand here", kind_of(error.instance())),
        },
        ValidationErrorKind::Pattern { .. } => "does not have the right form".to_owned(),
        ValidationErrorKind::Format { format } => format!("has the form of a {format} and is none"),
        ValidationErrorKind::Enum { options } => match options.as_array() {
            Some(words) if words.len() <= 8 => {
                let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                format!("is none of {}", words.join(", "))
            }
            _ => "is no word of its list".to_owned(),
        },
        ValidationErrorKind::Minimum { limit } => format!("is less than {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("is greater than {limit}"),
        ValidationErrorKind::MinLength { limit } => format!("has fewer than {limit} characters"),
        ValidationErrorKind::MaxLength { limit } => format!("has more than {limit} characters"),
        ValidationErrorKind::MinItems { limit } => format!("has fewer than {limit} elements"),
        ValidationErrorKind::MaxItems { limit } => format!("has more than {limit} elements"),
        ValidationErrorKind::MinProperties { limit } => format!("has fewer than {limit} members"),
        ValidationErrorKind::Not { .. } => "is what the schema excludes".to_owned(),
        _ => format!("does not satisfy `{}` of the schema", error.kind().keyword()),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The requirement stated nearest above the keyword that failed, and the nearest description.
fn requirement(error: &ValidationError<'_>, given: Option<&Value>) -> (Code, Option<String>) {
    let location = error.absolute_keyword_location().map(|location| location.as_str().to_owned());
    let (document, is_ours, pointer) = match location.as_deref().and_then(|location| location.split_once('#')) {
        Some((url, pointer)) => match schemas::by_url(url) {
            Some(schema) => (Some(schema.value()), true, pointer.to_owned()),
            None => (given, false, pointer.to_owned()),
        },
        None => (given, false, error.schema_path().to_string()),
    };
    let mut code = None;
    let mut about = None;
    let mut here = document;
    let mut way = pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    while let Some(value) = here {
        let token = way.next();
        let stated = match value.get("x-requirement") {
            Some(Value::String(code)) => Some(code.as_str()),
            // A closed object states one requirement a keyword.
            Some(Value::Object(by_keyword)) => {
                token.as_deref().and_then(|keyword| by_keyword.get(keyword)).and_then(Value::as_str)
            }
            _ => None,
        };
        let found = stated.and_then(|stated| stated.parse::<Code>().ok());
        // A schema of a user cannot make a wrong row look like a fault of another stage.
        if let Some(found) = found.filter(|found| is_ours || found.stage() == Stage::Schema) {
            code = Some(found);
        }
        if let Some(found) = value.get("description").and_then(Value::as_str) {
            about = Some(found.to_owned());
        }
        here = token.and_then(|token| match value {
            Value::Object(members) => members.get(&token),
            Value::Array(elements) => token.parse::<usize>().ok().and_then(|index| elements.get(index)),
            _ => None,
        });
    }
    (code.unwrap_or(Code::RecordMemberType), about)
}
