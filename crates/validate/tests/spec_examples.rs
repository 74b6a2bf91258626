//! What the chapter on values calls right is accepted, and what it calls wrong is refused under the requirement it
//! stands at.

use std::fs;
use std::path::PathBuf;

use pannier_model::record::by_name;
use pannier_report::{Code, Location, Stage};
use pannier_validate::shape::{GivenSchema, check_row};
use serde_json::{Value, json};

/// Where a value of a requirement can stand: a record type, the member, and what makes the value that member.
fn place(code: Code) -> Option<(&'static str, &'static str)> {
    Some(match code {
        Code::ValueId => ("transaction", "supersedes"),
        Code::ValueSourceIds => ("transaction", "source_ids"),
        Code::ValueAmount => ("transaction", "amount"),
        Code::ValueDecimal => ("transaction", "fx_rate"),
        Code::ValueRate => ("invoice_line", "tax_rate"),
        Code::ValueInteger => ("transaction", "seq"),
        Code::ValueList => ("data_use", "countries"),
        Code::ValueDate => ("transaction", "value_date"),
        Code::ValueTime => ("transaction", "executed_time"),
        Code::ValueInstant => ("transaction", "executed_at"),
        Code::ValueDuration => ("contract", "min_term"),
        Code::ValueZone => ("account", "zone"),
        Code::ValueCurrency => ("transaction", "currency"),
        Code::ValueCountry => ("party", "country"),
        Code::ValueUnit => ("register", "unit"),
        Code::ValueEnum => ("transaction", "kind"),
        Code::ValueCode => ("transaction", "bank_code"),
        Code::ValueGtin => ("receipt_line", "gtin"),
        Code::ValueDigits4 => ("transaction", "mcc"),
        Code::ValueCoicop => ("receipt_line", "category"),
        Code::ValueName => ("transaction", "counterparty_name"),
        Code::ValueText => ("transaction", "description"),
        Code::ValueNumber | Code::ValueCardNumberNever | Code::RecordRequiredMember => {
            ("transaction", "counterparty_number")
        }
        Code::ValueExtensions | Code::ValueForbiddenName => ("transaction", "extensions"),
        _ => return None,
    })
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn minimal(record_type: &str) -> Value {
    let path = root().join(format!("schemas/v0/examples/{record_type}/minimal.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("an example")).expect("JSON")
}

/// The codes under which a row is refused.
fn codes(record_type: &str, row: &str) -> Vec<Code> {
    let record_type = by_name(record_type).expect("a known type");
    match check_row(record_type, row.as_bytes(), &Location::whole()) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.into_iter().map(|finding| finding.code).collect(),
    }
}

/// A row with the example in it: a value of a member, or members as they stand in a row.
fn row(code: Code, example: &str) -> (&'static str, String) {
    if let Some((record_type, member)) = place(code) {
        let mut row = minimal(record_type);
        row[member] = serde_json::from_str(example).unwrap_or_else(|_| panic!("{code}: {example} is not JSON"));
        (record_type, row.to_string())
    } else {
        let row = minimal("transaction").to_string();
        ("transaction", format!("{},{example}}}", &row[..row.len() - 1]))
    }
}

#[test]
fn right_is_right_and_wrong_is_wrong() {
    let text = fs::read_to_string(root().join("spec/requirements.json")).expect("the list of requirements");
    let list: Value = serde_json::from_str(&text).expect("JSON");
    let list = list.get("requirements").unwrap_or(&list).as_array().expect("a list").clone();
    let mut seen = 0;
    for requirement in list.iter().filter(|requirement| requirement["chapter"] == json!("09-values.md")) {
        let code: Code = requirement["id"].as_str().and_then(|id| id.parse().ok()).expect("a known id");
        assert_eq!(code.stage(), Stage::Schema);
        let example = |which: &str| {
            let text = requirement[which].as_str().unwrap_or_default().trim();
            text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).expect("inline code").to_owned()
        };
        let [right, wrong] = ["right", "wrong"].map(example);
        seen += 1;
        if code == Code::SchemaGivenForm {
            assert!(GivenSchema::read(right.as_bytes(), &Location::whole()).is_ok());
            assert!(GivenSchema::read(wrong.as_bytes(), &Location::whole()).is_err());
            continue;
        }
        if code == Code::ValuePairId {
            let number = |pair_id: &str| format!(r#"{{"display":"x","pair_id":{pair_id},"scheme":"iban"}}"#);
            let row = |pair_id: &str| row(Code::ValueNumber, &number(pair_id)).1;
            assert_eq!(codes("transaction", &row(&right)), []);
            assert_eq!(codes("transaction", &row(&wrong)), [code]);
            continue;
        }
        let (record_type, text) = row(code, &right);
        assert_eq!(codes(record_type, &text), [], "{code}: {right}");
        let (record_type, text) = row(code, &wrong);
        let refused = codes(record_type, &text);
        // A value of another JSON type departs from the requirement on types as well, where that has one of its own.
        let known = [code, Code::RecordMemberType];
        assert!(
            !refused.is_empty() && refused.iter().all(|found| known.contains(found)),
            "{code}: {wrong}: {refused:?}"
        );
    }
    let stated = Code::ALL.iter().filter(|code| code.as_str().starts_with("value-")).count();
    assert!(seen > stated && stated > 25, "{seen} of {stated}");
}
