//! Rows that say something else in the same form: what only the rules between values and records can judge.

use pannier::{
    record::{RecordType, by_schema_url},
    value::ValueKind,
};
use serde_json::{Map, Value, json};

use super::random::Random;
use crate::forge::head::{Part, Plan};

/// Gives one member of a row another value of its type, one that it had not, or none where it need not have one.
pub(super) fn change(random: &mut Random, plan: &mut Plan) {
    let ids: Vec<Value> = plan.parts.iter().flat_map(all).filter_map(|row| row.get("id").cloned()).collect();
    let at = random.below(plan.parts.len());
    let part = &mut plan.parts[at];
    let Some(record_type) = by_schema_url(&part.schema) else { return };
    if part.rows.is_empty() {
        return;
    }
    let row = random.below(part.rows.len());
    // Most rules are about `core`, the first.
    let group = random.below(part.groups.len()) * random.below(2);
    let Some(mut members) = read(&part.rows[row].fragments[group]) else { return };
    let known: Vec<_> =
        record_type.members().filter(|one| part.groups[group].members.iter().any(|name| name == one.name)).collect();
    if known.is_empty() {
        return;
    }
    let member = known[random.below(known.len())];
    let before = members.get(member.name).cloned();
    if before.is_some() && !member.required && random.once_in(4) {
        members.remove(member.name);
    } else {
        let beside: Vec<Value> = all(part).flat_map(|row| row.into_iter().map(|(_, value)| value)).collect();
        let values = Values { ids: &ids, beside: &beside };
        if let Some(value) = values.one(random, member.kind, before.as_ref()) {
            members.insert(member.name.to_owned(), value);
        }
    }
    part.rows[row].fragments[group] = written(record_type, &members);
}

/// The rows of a part that are JSON, all members of each.
fn all(part: &Part) -> impl Iterator<Item = Map<String, Value>> {
    part.rows.iter().map(|row| row.fragments.iter().filter_map(|fragment| read(fragment)).flatten().collect())
}

fn read(fragment: &[u8]) -> Option<Map<String, Value>> {
    if fragment.is_empty() {
        return Some(Map::new());
    }
    serde_json::from_slice(&[b"{", fragment, b"}"].concat()).ok()
}

/// Members in the order of their type, as they stand in a row.
fn written(record_type: &RecordType, members: &Map<String, Value>) -> Vec<u8> {
    let present = record_type.members().filter_map(|member| Some((member.name, members.get(member.name)?)));
    let texts: Vec<String> = present.map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    texts.join(",").into_bytes()
}

/// Where values come from.
struct Values<'a> {
    /// What is called something in the file.
    ids: &'a [Value],
    /// All values of the part.
    beside: &'a [Value],
}

impl Values<'_> {
    /// A value of a kind, mostly near `before` or one that another row has.
    fn one(&self, random: &mut Random, kind: ValueKind, before: Option<&Value>) -> Option<Value> {
        let value = match kind {
            ValueKind::Id => self.ids.get(random.below(self.ids.len()))?.clone(),
            ValueKind::Amount | ValueKind::Decimal => self.number(random, before),
            ValueKind::Rate => random.of(&["0", "0.05", "0.2", "1", "20"]).into(),
            ValueKind::Int => match before.and_then(Value::as_u64) {
                Some(before) if random.once_in(2) => [before + 1, before.saturating_sub(1)][random.below(2)].into(),
                _ => random.below(4).into(),
            },
            ValueKind::Bool => random.once_in(2).into(),
            ValueKind::Date => date(random, before),
            ValueKind::Time => random.of(&["00:00", "02:30:00", "23:59:59"]).into(),
            ValueKind::Instant => {
                let hour = random.of(&["00:00:00Z", "01:00:00+01:00", "12:30:00Z", "23:30:00Z"]);
                format!("{}T{hour}", date(random, before).as_str()?).into()
            }
            ValueKind::Duration => random.of(&["PT15M", "PT30M", "PT1H", "P1D", "P1M", "P3M", "P1Y"]).into(),
            ValueKind::Currency => random.of(&["GBP", "EUR", "JPY"]).into(),
            ValueKind::Country => random.of(&["GB", "FR", "XK"]).into(),
            ValueKind::Zone => random.of(&["Europe/London", "Australia/Lord_Howe", "Etc/UTC"]).into(),
            ValueKind::Words(words) => random.of(words).into(),
            ValueKind::Name | ValueKind::Text | ValueKind::Code => {
                random.of(&["a", "Cafe\u{301}", "card 4111 1111 1111 1111", "4111111111111111", "peak"]).into()
            }
            ValueKind::Number => match random.below(4) {
                0 => json!({"display": "****5678", "scheme": "iban"}),
                1 => json!({"display": "12345678", "scheme": "card", "value": "4111111111111111"}),
                2 => json!({"display": "*1", "scheme": "phone", "value": "+447700900142"}),
                _ => json!({"display": "GB33BUKB20201555555678", "scheme": "iban"}),
            },
            ValueKind::Gtin => random.of(&["05000112637922", "05000112637923", "04006381333931"]).into(),
            ValueKind::Digits4 => random.of(&["5411", "0000"]).into(),
            ValueKind::Coicop => random.of(&["01.1.1", "07.2.2"]).into(),
            ValueKind::Object(members) => {
                let kept = members.iter().filter_map(|(name, kind)| {
                    let before = before.and_then(|before| before.get(name));
                    if before.is_some() && !random.once_in(3) {
                        return Some(((*name).to_owned(), before?.clone()));
                    }
                    Some(((*name).to_owned(), self.one(random, *kind, before)?))
                });
                Value::Object(kept.collect())
            }
            ValueKind::List(kind) => {
                let mut list = before.and_then(Value::as_array).cloned().unwrap_or_default();
                let at = random.below(list.len() + 1);
                match list.get(at) {
                    Some(_) if random.once_in(3) => drop(list.remove(at)),
                    before => {
                        let value = self.one(random, *kind, before)?;
                        list.splice(at..(at + 1).min(list.len()), [value]);
                    }
                }
                list.into()
            }
            // What is in them, rules do not read.
            ValueKind::PairId | ValueKind::Extensions => return None,
        };
        Some(value)
    }

    fn number(&self, random: &mut Random, before: Option<&Value>) -> Value {
        let is_number = |value: &&Value| value.as_str().is_some_and(is_decimal);
        let numbers: Vec<&Value> = self.beside.iter().filter(is_number).collect();
        match (random.below(6), before.and_then(Value::as_str)) {
            (0, Some(before)) => before.strip_prefix('-').map_or_else(|| format!("-{before}"), str::to_owned).into(),
            (1, Some(before)) if before.contains('.') => {
                format!("{}1", before.trim_end_matches(char::is_numeric)).into()
            }
            (2, Some(before)) => format!("1{}", before.trim_start_matches('-')).into(),
            (0..=4, _) if !numbers.is_empty() => numbers[random.below(numbers.len())].clone(),
            _ => random.of(&["0", "1", "0.5", "2.00", "-1", "99990"]).into(),
        }
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() < 2
}

fn date(random: &mut Random, before: Option<&Value>) -> Value {
    let before = before.and_then(Value::as_str).and_then(|text| text.get(..10));
    if let (0..=2, Some(before)) = (random.below(4), before) {
        return format!("{}{:02}", &before[..8], 1 + random.below(28)).into();
    }
    let month = random.of(&["2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]);
    format!("{month}-{:02}", 1 + random.below(28)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::{energy, telco};

    #[test]
    fn a_row_stays_in_form() {
        for number in 0..300 {
            for plan in [telco::plan(), energy::plan()] {
                let (mut plan, mut random) = (plan, Random::new(1, number));
                change(&mut random, &mut plan);
                for part in &plan.parts {
                    for row in &part.rows {
                        assert!(row.fragments.iter().all(|fragment| read(fragment).is_some()));
                    }
                }
            }
        }
    }
}
