//! What the shape of a row costs: read into its type, against the written schema, and where it is wrong.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pannier_model::record::by_name;
use pannier_report::Location;
use pannier_validate::shape::{MemberText, RowReader, check_document, check_row, check_text};

const ROW: &str = concat!(
    r#"{"id":"Qx3vT9bLr2mW8kYz1aBcDe","account":"a7k2qx","date":"2026-01-14","date_basis":"booked","status":"booked","#,
    r#""amount":"-12.30","currency":"EUR","kind":"card","seq":3,"value_date":"2026-01-15","running_balance":"1187.70","#,
    r#""category":"groceries","mcc":"5411","description":"CARD 4417 BAKERY PARIS 14.01","reference":"INV 2026-1","#,
    r#""counterparty_name":"Example Bakery","source_ids":[{"scheme":"fitid","value":"2026011400017"}]}"#,
);

fn shape(criterion: &mut Criterion) {
    let transaction = by_name("transaction").expect("a known type");
    let at = Location::whole();
    let value: serde_json::Value = serde_json::from_str(ROW).expect("JSON");
    let wrong = ROW.replace("\"-12.30\"", "\"-12,30\"");
    let mut group = criterion.benchmark_group("shape");
    group.throughput(Throughput::Bytes(ROW.len() as u64));
    group.bench_function("typed, members known", |b| {
        let members: Vec<(usize, String)> = transaction
            .members()
            .enumerate()
            .filter_map(|(place, member)| Some((place, value.get(member.name)?.to_string())))
            .collect();
        let mut reader = RowReader::new(transaction);
        b.iter(|| {
            let members = members.iter().map(|(place, text)| match text.strip_prefix('"') {
                Some(string) => (*place, MemberText::Plain(&string[..string.len() - 1])),
                None => (*place, MemberText::Json(text)),
            });
            reader.read(black_box(ROW), members, &at).is_ok()
        });
    });
    group.bench_function("typed, known to be UTF-8", |b| b.iter(|| check_text(transaction, black_box(ROW), &at)));
    group.bench_function("typed", |b| b.iter(|| check_row(transaction, black_box(ROW).as_bytes(), &at)));
    group.bench_function("schema", |b| b.iter(|| check_document("transaction", black_box(ROW).as_bytes(), &at)));
    group.bench_function("wrong, explained", |b| b.iter(|| check_text(transaction, black_box(&wrong), &at)));
    let record = check_text(transaction, ROW, &at).expect("a right row");
    group.bench_function("written", |b| b.iter(|| serde_json::to_vec(black_box(&record))));
    group.finish();
}

criterion_group!(benches, shape);
criterion_main!(benches);
