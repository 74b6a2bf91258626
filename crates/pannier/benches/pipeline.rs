//! Issuing and verifying whole files: transactions with core, balance, text and counterparty filled, which makes five
//! trees. One thread, so that figures are those of one core.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pannier::{
    Issue, MemoryScratch, Policy, Trust,
    bundle::{
        Archive, Kind,
        container::Writer,
        head::Head,
        part::{Layout, PartReducer, PartView, Roots},
        share::Share,
    },
    crypto::{Algorithm, PrivateKey, Secret, Signer as _, SystemRandom},
    issue::{Author, Settings},
    record::{Account, AnyRecord, Transaction},
    verify,
};

const ISSUER: &str = "https://bank.example";
/// 2026-06-01.
const NOW: i64 = 1_780_272_000;
const SIZES: [u64; 2] = [1_000, 1_000_000];

fn account() -> AnyRecord {
    let text =
        r#"{"id":"current","as_of":"2025-12-31","kind":"current","currency":"GBP","status":"open","ownership":"sole"}"#;
    AnyRecord::from(serde_json::from_str::<Account>(text).expect("a record"))
}

/// Row `number` of `count` in a year; texts differ enough not to deflate to nothing.
fn transaction(number: u64, count: u64) -> AnyRecord {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let day = number * 365 / count;
    let date = pannier::value::Date::parse("2025-01-01").ok().and_then(|first| first.plus_days(day.cast_signed()));
    let date = date.expect("a day of 2025");
    let text = format!(
        r#"{{"id":"t{number}","account":"current","date":"{date}","date_basis":"booked","status":"booked","amount":"-{}.{:02}","currency":"GBP","kind":"card","seq":{number},"running_balance":"{}.{:02}","description":"GROCER {} ANYTOWN {:08x}","reference":"REF{:09}","counterparty_name":"GROCER {}","counterparty_country":"GB"}}"#,
        mixed % 90 + 1,
        mixed % 100,
        mixed % 90_000,
        (mixed >> 8) % 100,
        mixed % 10_000,
        mixed >> 32,
        mixed % 1_000_000_000,
        mixed % 10_000,
    );
    AnyRecord::from(serde_json::from_str::<Transaction>(&text).expect("a record"))
}

fn settings() -> Settings {
    let mut settings = Settings::new(Author::Issuer(ISSUER.to_owned()));
    settings.threads = 1;
    settings
}

fn issue(key: &PrivateKey, records: Vec<AnyRecord>) -> Vec<u8> {
    let mut random = SystemRandom::new();
    let mut issue = Issue::new(settings(), key, NOW, &mut random, &MemoryScratch).expect("settings");
    for record in records {
        issue.record(record).expect("memory");
    }
    let mut file = Vec::new();
    issue.finish().expect("a bundle").write_to(&mut file).expect("memory");
    file
}

/// A share of everything, in the row view.
fn share(bundle: &[u8]) -> Vec<u8> {
    let archive = Archive::open(bundle).expect("a bundle");
    let head = Head::parse(&archive.head().expect("a head")).expect("a head").reduce(|_, nested| nested.is_none());
    let secret = Secret::new(archive.secret().expect("a secret"));
    let parts: Vec<PartView> = head.parts().map(|part| PartView::whole(u64::from(part.n))).collect();
    let manifest = Share { parts, purpose: None, exp: None, decoys: Vec::new() };
    let text = manifest.to_text(&head, NOW).expect("a share");
    let mut writer = Writer::new(std::io::Cursor::new(Vec::new()), Kind::Share).expect("memory");
    writer.head(&head.to_bytes()).expect("memory");
    writer.share(&text).expect("memory");
    for (part, view) in head.parts().zip(&manifest.parts) {
        let layout = Layout::of(part).expect("a layout");
        let jti = &head.claims().jti;
        let roots = Roots::of(part);
        let mut reducer =
            PartReducer::from_bundle(&layout, Some(&roots), jti, &secret, view, &MemoryScratch).expect("memory");
        let mut rows = archive.rows(&layout.entry()).expect("an entry");
        while let Some(row) = rows.next_row().expect("a row") {
            reducer.push(row).expect("a row");
        }
        let reduced = reducer.finish().expect("memory");
        writer.part(&part.id, reduced.rows).expect("memory");
        writer.streams(&part.id, reduced.seeds, reduced.nodes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn pipelines(criterion: &mut Criterion) {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let trust = Trust::only(ISSUER, key.public_key());
    let policy = Policy { threads: 1, ..Policy::default() };
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(10);
    for size in SIZES {
        group.throughput(Throughput::Elements(size));
        let records = || std::iter::once(account()).chain((0..size).map(|number| transaction(number, size))).collect();
        group.bench_function(format!("issue/{size}"), |bench| {
            bench.iter_batched(records, |records| black_box(issue(&key, records)), BatchSize::PerIteration);
        });
        let bundle = issue(&key, records());
        let shared = share(&bundle);
        for (name, file) in [("verify bundle", &bundle), ("verify share", &shared)] {
            group.bench_function(format!("{name}/{size}"), |bench| {
                bench.iter(|| {
                    let verification = verify(file.as_slice(), &trust, &policy, NOW, &MemoryScratch).expect("memory");
                    assert!(verification.verdict().is_accepted());
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, pipelines);
criterion_main!(benches);
