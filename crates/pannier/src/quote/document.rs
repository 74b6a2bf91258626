//! The comparison as a document (`comparison.schema.json`).

use pannier_tariff::cost::BackTest;
use serde_json::{Map, Value, json};

use super::{Comparison, Current, Priced, TariffFile, tariffs::digest};

impl Comparison {
    /// The document. Its members stand in ascending order, so equal comparisons are equal texts.
    pub fn to_value(&self) -> Value {
        let answers = json!(self.question.answers);
        let horizon = &self.question.horizon;
        let mut document = json!({
            "answers": answers,
            "answers_digest": digest(answers.to_string().as_bytes()),
            "basis": {
                "files": self.files,
                "notes": self.notes,
                "usage": self.usage,
                "verified": self.is_verified,
            },
            "engine": concat!("pannier ", env!("CARGO_PKG_VERSION")),
            "horizon": { "from": horizon.start.to_string(), "to": horizon.end().to_string() },
            "others": self.others.iter().map(priced).collect::<Vec<Value>>(),
            "ranked": self.ranked.iter().map(priced).collect::<Vec<Value>>(),
            "refused": by_digest(&self.refused).map(refused).collect::<Vec<Value>>(),
        });
        if let Some((from, to)) = self.covered {
            document["basis"]["covered"] = json!({ "from": from.to_string(), "to": to.to_string() });
        }
        if let Some(only) = &self.only {
            document["basis"]["only"] = only.as_str().into();
        }
        if let Some(current) = &self.current {
            document["current"] = present(current);
        }
        document
    }
}

fn priced(priced: &Priced) -> Value {
    let mut members = Map::new();
    if let Some(difference) = &priced.difference {
        members.insert("difference".to_owned(), difference.with_places(places(priced)).into());
    }
    members.insert("digest".to_owned(), priced.digest.as_str().into());
    members.insert("quote".to_owned(), priced.quote.to_value());
    if let Some(signed_by) = &priced.signed_by {
        members.insert("signed_by".to_owned(), signed_by.as_str().into());
    }
    Value::Object(members)
}

/// Decimals of sums: those of the currency.
fn places(priced: &Priced) -> u32 {
    priced.quote.currency.minor_digits().map_or(2, u32::from)
}

fn present(current: &Current) -> Value {
    let mut value = priced(&current.priced);
    value["found_by"] = current.found_by.as_str().into();
    if let Some(test) = &current.back_test {
        value["back_test"] = back_test(test, places(&current.priced));
    }
    value
}

fn back_test(test: &BackTest, places: u32) -> Value {
    let mut value = json!({
        "billed": test.billed.with_places(places),
        "computed": test.computed.with_places(places),
        "difference": test.difference.with_places(places),
        "differs": test.differs,
        "from": test.from.to_string(),
        "to": test.to.to_string(),
    });
    if let Some(remark) = &test.remark {
        value["remark"] = json!({ "clause": remark.clause, "code": remark.code.as_str(), "text": remark.text });
    }
    value
}

/// Documents in the order of their digests: what files are called bears on nothing.
fn by_digest(files: &[TariffFile]) -> impl Iterator<Item = &TariffFile> {
    let mut files: Vec<&TariffFile> = files.iter().collect();
    files.sort_by_key(|file| &file.digest);
    files.into_iter()
}

fn refused(file: &TariffFile) -> Value {
    let findings: Vec<Value> = file
        .findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| {
            let mut value = json!({ "code": finding.code.as_str(), "message": finding.message });
            if let Some(pointer) = &finding.location.pointer {
                value["pointer"] = pointer.as_str().into();
            }
            value
        })
        .collect();
    json!({ "digest": file.digest, "findings": findings })
}
