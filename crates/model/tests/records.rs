//! The tables of record types hold together, and records do with them what the spec says.

use std::collections::BTreeSet;

use pannier_model::record::{
    AnyRecord, Balance, BalanceCreditLineIncluded, BalanceKind, CORE, IdRecipe, InvoiceLine, InvoiceLineKind, Kind,
    RECORD_TYPES, Receipt, ReceiptChannel, ReceiptDetail, ReceiptKind, RecordType, Series, Target, Transaction,
    TransactionDateBasis, TransactionStatus, by_name, by_schema_url,
};
use pannier_model::value::{
    Amount, Currency, Date, Id, Int, List, Name, Number, NumberScheme, SourceId, Text, TxKind, ValueKind, View, ViewMut,
};

fn in_core(record_type: &RecordType, member: &str) -> bool {
    record_type.group_of(member).is_some_and(|group| group.id == CORE)
}

#[test]
fn tables_hold_together() {
    let mut names = BTreeSet::new();
    let mut labels = BTreeSet::new();
    for record_type in RECORD_TYPES {
        let name = record_type.name;
        assert!(names.insert(name) && names.insert(record_type.plural), "{name}: its name or plural is taken");
        assert_eq!(by_name(name).map(|found| found.name), Some(name));
        assert_eq!(by_schema_url(&record_type.schema_url()).map(|found| found.name), Some(name));

        let groups: Vec<&str> = record_type.groups.iter().map(|group| group.id).collect();
        assert_eq!(groups.first(), Some(&CORE), "{name}");
        assert_eq!(groups[groups.len() - 2..], ["identifiers", "extensions"], "{name}");
        assert_eq!(groups.iter().collect::<BTreeSet<_>>().len(), groups.len(), "{name}: a group stands twice");
        let members: Vec<&str> = record_type.members().map(|member| member.name).collect();
        assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), members.len(), "{name}: a member stands twice");
        assert_eq!(members.first(), Some(&"id"), "{name}");
        assert_eq!(record_type.groups[0].members.last().map(|member| member.name), Some("id_stability"), "{name}");
        for group in record_type.groups {
            assert_eq!(group.needs().is_empty(), group.id == CORE, "{name}.{}", group.id);
            assert!(group.id == CORE || group.members.iter().all(|member| !member.required), "{name}.{}", group.id);
        }

        let sort = record_type.member(record_type.sort).expect("the sort member exists");
        assert!(sort.required && sort.kind == ValueKind::Date && in_core(record_type, sort.name), "{name}");
        assert_eq!(record_type.sort, if record_type.kind == Kind::Event { "date" } else { "as_of" }, "{name}");

        // What names or sorts a record must prove nothing about a group that is withheld.
        let named_by: &[&str] = match record_type.id {
            IdRecipe::Keyed(members) => members,
            IdRecipe::Joined(first, _, second) => &[first, second],
            IdRecipe::Date => &["date"],
            IdRecipe::Label => &[],
        };
        assert!(named_by.iter().all(|member| in_core(record_type, member)), "{name}: {named_by:?}");
        if let Series::Members(members) = record_type.series {
            assert!(members.iter().all(|member| in_core(record_type, member)), "{name}: {members:?}");
            assert!(
                members.iter().all(|member| record_type.member(member).is_some_and(|m| m.refers.is_some())),
                "{name}"
            );
        }
        if let Some(totals) = record_type.totals {
            assert!(in_core(record_type, totals.member) && in_core(record_type, totals.by), "{name}: {totals:?}");
        }
        match (record_type.label, record_type.id) {
            (Some(letter), IdRecipe::Label) => assert!(labels.insert(letter), "{name}: the letter {letter} is taken"),
            (None, IdRecipe::Label) | (Some(_), _) => panic!("{name}: labels and letters go together"),
            (None, _) => {}
        }
        for member in record_type.members() {
            if let Some(Target::Type(target)) = member.refers {
                assert!(by_name(target).is_some(), "{name}.{} refers to {target}", member.name);
            }
        }
    }
    assert_eq!(RECORD_TYPES.len(), 30);
    assert!(by_name("unknown").is_none() && by_schema_url("https://bank.example/v0/party.schema.json").is_none());
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id")
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).expect("an amount")
}

fn eur() -> Currency {
    Currency::parse("EUR").expect("a currency")
}

#[expect(clippy::unwrap_used, reason = "fixed texts")]
fn transaction() -> Transaction {
    let mut transaction = Transaction::new(
        id("t1"),
        id("a7k2qx"),
        date("2026-01-14"),
        TransactionDateBasis::Booked,
        TransactionStatus::Booked,
        amount("-12.30"),
        eur(),
        TxKind::Card,
    );
    transaction.supersedes = Some(id("t0"));
    transaction.description = Some(Text::parse("Bakery").unwrap());
    transaction.counterparty_number = Some(
        Number::whole(
            NumberScheme::Iban,
            Name::parse("…6819").unwrap(),
            Name::parse("GB29NWBK60161331926819").unwrap(),
        )
        .unwrap(),
    );
    transaction.source_ids = Some(
        List::new(vec![SourceId { scheme: "fitid".try_into().unwrap(), value: Name::parse("F-1").unwrap() }]).unwrap(),
    );
    transaction
}

#[test]
fn a_record_is_written_in_the_form_of_a_row() {
    let row = concat!(
        r#"{"id":"t1","account":"a7k2qx","date":"2026-01-14","date_basis":"booked","status":"booked","#,
        r#""amount":"-12.30","currency":"EUR","kind":"card","supersedes":"t0","description":"Bakery","#,
        r#""counterparty_number":{"display":"…6819","scheme":"iban","value":"GB29NWBK60161331926819"},"#,
        r#""source_ids":[{"scheme":"fitid","value":"F-1"}]}"#,
    );
    assert_eq!(serde_json::to_string(&transaction()).unwrap(), row);
    assert_eq!(serde_json::from_str::<Transaction>(row).unwrap(), transaction());
    for wrong in [
        row.replace("\"kind\":\"card\"", "\"kind\":\"card\",\"kind\":\"card\""),
        row.replace("\"kind\":\"card\"", "\"kind\":\"card\",\"points\":1"),
        row.replace("\"kind\":\"card\",", ""),
        row.replace("\"supersedes\":\"t0\"", "\"supersedes\":null"),
    ] {
        assert!(serde_json::from_str::<Transaction>(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn ids_are_made_from_members_of_core() {
    let record = AnyRecord::from(transaction());
    assert_eq!(record.id_input(), Some(vec!["2026-01-14".to_owned(), "-12.3".to_owned(), "EUR".to_owned()]));
    assert_eq!(record.composed_id(0), None);

    let line = InvoiceLine::new(
        id("x"),
        id("R1"),
        date("2026-01-14"),
        Int::from(7),
        InvoiceLineKind::Usage,
        amount("1"),
        eur(),
        true,
    );
    let line = AnyRecord::from(line);
    assert_eq!(line.composed_id(0), Some(Ok(id("R1.7"))));
    assert_eq!(line.id_input(), None);

    let balance = Balance::new(
        id("b"),
        id("a7k2qx"),
        date("2026-01-14"),
        BalanceKind::ClosingBooked,
        amount("100.00"),
        eur(),
        BalanceCreditLineIncluded::No,
    );
    let input = AnyRecord::from(balance).id_input().unwrap();
    assert_eq!(input, ["2026-01-14", "closing_booked", "EUR", "no"]);
}

#[test]
fn the_day_of_a_register_is_its_id() {
    let text = include_str!("../../../schemas/v0/examples/interval_day/full.json");
    let day = AnyRecord::deserialize(by_name("interval_day").unwrap(), &mut serde_json::Deserializer::from_str(text));
    let day = day.unwrap();
    assert_eq!(day.composed_id(0), Some(Ok(id("2026-01-14"))));
    assert_eq!(day.composed_id(1), Some(Ok(id("2026-01-14.1"))));
    assert!(matches!(day.get("slots"), Some(View::List(slots)) if slots.count() == 2
        && matches!(slots.element(1), Some(View::Missing)) && slots.element(2).is_none()));
}

#[test]
fn a_record_knows_its_thing() {
    let mut receipt = Receipt::new(
        id("r"),
        date("2026-01-14"),
        ReceiptKind::Sale,
        ReceiptChannel::Store,
        eur(),
        true,
        amount("12.30"),
        ReceiptDetail::Summary,
    );
    assert_eq!(AnyRecord::from(receipt.clone()).thing(), None);
    receipt.account = Some(id("a7k2qx"));
    assert_eq!(AnyRecord::from(receipt).thing(), Some("a7k2qx"));
    assert_eq!(AnyRecord::from(transaction()).thing(), Some("a7k2qx"));
}

#[test]
fn references_are_found_and_renamed() {
    let mut record = AnyRecord::from(transaction());
    let mut found = Vec::new();
    record.rename(&mut |target, id| {
        found.push((target, id.to_string()));
        None
    });
    let expected = [("transaction", "t1"), ("account", "a7k2qx"), ("transaction", "t0")];
    assert_eq!(found, expected.map(|(target, id)| (Target::Type(target), id.to_owned())));
    record.rename(&mut |target, old| (target == Target::Type("transaction")).then(|| id(&format!("{old}-new"))));
    assert_eq!(record.id().as_str(), "t1-new");
    assert!(matches!(record.get("supersedes"), Some(View::Id("t0-new"))));
    assert!(matches!(record.get("account"), Some(View::Id("a7k2qx"))));
}

#[test]
fn references_in_lists_are_found_and_renamed() {
    let text = include_str!("../../../schemas/v0/examples/plan_allowance/full.json");
    let allowance = by_name("plan_allowance").unwrap();
    let mut record = AnyRecord::deserialize(allowance, &mut serde_json::Deserializer::from_str(text)).unwrap();
    record.rename(&mut |target, _| (target == Target::Type("subscription")).then(|| id("l")));
    let mut found = Vec::new();
    record.rename(&mut |target, id| {
        found.push((target, id.to_string()));
        None
    });
    let lines = found.iter().filter(|(target, _)| *target == Target::Type("subscription"));
    assert_eq!(lines.map(|(_, id)| id.as_str()).collect::<Vec<_>>(), ["l", "l", "l"]);
}

#[test]
fn numbers_can_be_masked_in_place() {
    let mut record = AnyRecord::from(transaction());
    record.each_mut(&mut |member, place| {
        if let ViewMut::Number(number) = place {
            assert_eq!(member, "counterparty_number");
            assert!(number.take_value().is_some());
        }
    });
    assert!(matches!(record.get("counterparty_number"), Some(View::Number(number)) if number.value().is_none()));
}

#[test]
fn every_text_is_found_at_any_depth() {
    let text = r#"{"id":"p","role":"subject","as_of":"2026-01-14","name":"Ada","address":["1 Street","Town"],
        "phone":{"display":"…17","scheme":"phone","value":"0117"},"source_ids":[{"scheme":"x","value":"S"}],
        "source_ref":"row:1","extensions":{"com.example.a":["deep",{"b":"deeper"}]}}"#;
    let party = AnyRecord::deserialize(by_name("party").unwrap(), &mut serde_json::Deserializer::from_str(text));
    let party = party.unwrap();
    let mut found = Vec::new();
    party.each_text(&mut |_, text| found.push(text));
    assert_eq!(found, ["Ada", "1 Street", "Town", "…17", "0117", "S", "row:1", "deep", "deeper"]);
}

#[test]
fn debug_names_members_and_hides_values() {
    let shown = format!("{:?}", AnyRecord::from(transaction()));
    assert!(shown.contains("counterparty_number") && !shown.contains("6819") && !shown.contains("12.3"), "{shown}");
}
