//! What reading costs: a hundred thousand bookings in each format, oldest first and newest first.

use std::{fmt::Write as _, hint::black_box, io::Cursor};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pannier_convert::{Format, Item, Options, RecordWriter as _, mapped::Mapping, ndjson, read};

const ROWS: u64 = 100_000;

const MAPPING: &str = r#"
name = "bench"
currency = "EUR"
file = { delimiter = ";" }
date = { format = "%d.%m.%Y" }
number = { decimal = "," }
account = { kind = "current" }
amount = { column = "Amount" }
columns = { date = "Date", description = "Text" }
"#;

/// Day of March and cents of each booking, and the balance after it.
fn bookings() -> Vec<(u64, u64, u64)> {
    (0..ROWS)
        .map(|n| (n * 31 / ROWS + 1, n % 977 + 1, n))
        .scan(0, |balance, (day, cents, _)| {
            *balance += cents;
            Some((day, cents, *balance))
        })
        .collect()
}

fn source(format: Format, newest_first: bool) -> String {
    let mut rows = bookings();
    if newest_first {
        rows.reverse();
    }
    let money = |cents: u64, sign: char| format!("{}{sign}{:02}", cents / 100, cents % 100);
    let mut text = match format {
        Format::Midata => "Date,Type,Merchant/Description,Debit/Credit,Balance\n".to_owned(),
        Format::Ofx => "<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST>".to_owned(),
        _ => "Date;Amount;Text\n".to_owned(),
    };
    for (day, cents, balance) in rows {
        let _ = match format {
            Format::Midata => writeln!(
                text,
                "{day:02}/03/2026,VIS,EXAMPLE SHOP ANYTOWN,{},{}",
                money(cents, '.'),
                money(balance, '.')
            ),
            Format::Ofx => write!(
                text,
                "<STMTTRN><TRNTYPE>POS<DTPOSTED>202603{day:02}<TRNAMT>{}<FITID>{balance}<NAME>EXAMPLE SHOP ANYTOWN</STMTTRN>",
                money(cents, '.')
            ),
            _ => writeln!(text, "{day:02}.03.2026;{};EXAMPLE SHOP ANYTOWN", money(cents, ',')),
        };
    }
    if format == Format::Ofx {
        text.push_str("</BANKTRANLIST></STMTRS></OFX>");
    }
    text
}

fn formats(criterion: &mut Criterion) {
    let mut options = Options::default();
    options.mapping = Some(Mapping::parse(MAPPING).expect("a mapping"));
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    let mut bench = |name: String, format: Format, text: &str| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let summary = read(format, &mut Cursor::new(text), &options, &mut |item: Item| {
                    black_box(item);
                    Ok(())
                });
                assert_eq!(summary.expect("memory").converted, ROWS);
            });
        });
    };
    for format in [Format::Midata, Format::Ofx, Format::Csv] {
        for (direction, newest_first) in [("oldest-first", false), ("newest-first", true)] {
            bench(format!("{format}/{direction}"), format, &source(format, newest_first));
        }
    }
    let mut lines = Vec::new();
    let mut writer = ndjson::Writer::new(&mut lines);
    read(Format::Midata, &mut Cursor::new(source(Format::Midata, false)), &options, &mut |item: Item| {
        match item {
            // An account is one record more than there are rows.
            Item::Series(series) if series.record_type.name == "transaction" => writer.series(&series).expect("memory"),
            Item::Record(row) if row.place.is_some() => writer.record(&row.record, &[]).expect("memory"),
            _ => {}
        }
        Ok(())
    })
    .expect("memory");
    let text = String::from_utf8(lines).expect("text");
    bench("ndjson".to_owned(), Format::Ndjson, &text);
}

criterion_group!(benches, formats);
criterion_main!(benches);
