//! What reading feeds, answers and files of meters costs, in bytes of the source: newest first, as most of them are; files of
//! meters oldest first.

use std::{fmt::Write as _, hint::black_box, io::Cursor};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pannier_convert::{Format, Item, Options, read};

const ROWS: u64 = 20_000;

/// An answer of the interface, a hundred rows a day.
fn answer(format: Format) -> String {
    let (begin, end) = match format {
        Format::ObUk => ("{\"Data\":{\"Transaction\":[\n", "\n]},\"Links\":{},\"Meta\":{}}"),
        Format::BerlinGroup => {
            ("{\"account\":{\"iban\":\"DE89370400440532013000\"},\"transactions\":{\"booked\":[\n", "\n]}}")
        }
        _ => ("{\"data\":{\"transactions\":[\n", "\n]},\"links\":{},\"meta\":{}}"),
    };
    let mut text = begin.to_owned();
    for row in (0..ROWS).rev() {
        let (month, day) = (row / 2_800 + 1, row / 100 % 28 + 1);
        let date = format!("2025-{month:02}-{day:02}");
        let amount = format!("{}.{:02}", row % 97, row % 89);
        let comma = if row == 0 { "" } else { ",\n" };
        let _ = match format {
            Format::ObUk => write!(
                text,
                r#"{{"AccountId":"A-1","TransactionId":"T-{row:012}","CreditDebitIndicator":"Debit","Status":"Booked","BookingDateTime":"{date}T00:00:00+00:00","ValueDateTime":"{date}T00:00:00+00:00","TransactionInformation":"Card purchase BAKERY {row}","Amount":{{"Amount":"{amount}","Currency":"GBP"}},"BankTransactionCode":{{"Code":"CustomerCardTransactions","SubCode":"PointOfSalePaymentDebitCard"}},"MerchantDetails":{{"MerchantName":"BAKERY {row}","MerchantCategoryCode":"5411"}}}}{comma}"#
            ),
            Format::BerlinGroup => write!(
                text,
                r#"{{"transactionId":"T-{row:012}","bookingDate":"{date}","valueDate":"{date}","transactionAmount":{{"currency":"EUR","amount":"-{amount}"}},"creditorName":"BAKERY {row}","creditorAccount":{{"iban":"DE89370400440532013000"}},"remittanceInformationUnstructured":"Purchase {row}","bankTransactionCode":"PMNT-CCRD-POSD"}}{comma}"#
            ),
            _ => write!(
                text,
                r#"{{"accountId":"A-1","transactionId":"T-{row:012}","isDetailAvailable":false,"type":"PAYMENT","status":"POSTED","description":"Card purchase BAKERY {row}","postingDateTime":"{date}T09:30:00+11:00","amount":"-{amount}","currency":"AUD","reference":"R{row}","merchantName":"BAKERY {row}","merchantCategoryCode":"5411"}}{comma}"#
            ),
        };
    }
    text + end
}

/// A year and more of hours of one usage point, a day in a block.
fn feed() -> String {
    let resource = "https://energy.example/espi/1_1/resource/UsagePoint/1";
    let mut text = String::from("<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let mut entry = |address: &str, up: &str, content: &str| {
        let _ = writeln!(
            text,
            "<entry>\n<id>urn:uuid:5b4c3ae8-0000-0000-0000-000000000000</id>\n<link rel=\"self\" href=\"{resource}{address}\"/>\
             <link rel=\"up\" href=\"{resource}{up}\"/>\n<title/>\n<content>{content}</content>\n\
             <published>2025-01-01T00:00:00Z</published><updated>2025-01-01T00:00:00Z</updated>\n</entry>"
        );
    };
    let espi = |name: &str, content: &str| format!("<{name} xmlns=\"http://naesb.org/espi\">{content}</{name}>");
    entry("", "", &espi("UsagePoint", "<ServiceCategory><kind>0</kind></ServiceCategory>"));
    entry(
        "/LocalTimeParameters/1",
        "/LocalTimeParameters",
        &espi(
            "LocalTimeParameters",
            "<dstEndRule>B40E2000</dstEndRule><dstOffset>3600</dstOffset><dstStartRule>360E2000</dstStartRule>\
             <tzOffset>-18000</tzOffset>",
        ),
    );
    let of = "<accumulationBehaviour>4</accumulationBehaviour><flowDirection>1</flowDirection>\
              <powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom>";
    entry("/MeterReading/1", "/MeterReading", &espi("MeterReading", &espi("ReadingType", of)));
    for day in (0..ROWS / 24).rev() {
        let start = 1_704_085_200 + day * 86_400;
        let mut block = format!("<interval><duration>86400</duration><start>{start}</start></interval>");
        for hour in 0..24 {
            let _ = write!(
                block,
                "\n<IntervalReading>\n<ReadingQuality><quality>8</quality></ReadingQuality>\n<timePeriod>\
                 <duration>3600</duration><start>{}</start></timePeriod>\n<value>{}</value>\n</IntervalReading>",
                start + hour * 3_600,
                (day * 24 + hour) % 3_989 + 10
            );
        }
        entry(
            &format!("/MeterReading/1/IntervalBlock/{day}"),
            "/MeterReading/1/IntervalBlock",
            &espi("IntervalBlock", &block),
        );
    }
    text + "</feed>\n"
}

/// Days of half-hours, most of a year of one register, then of the next.
fn meters() -> String {
    let mut text = String::from("100,NEM12,202601051200,EXAMDP,EXARET\n");
    for row in 0..ROWS {
        let (point, day) = (row / 336, row % 336);
        if day == 0 {
            let _ = writeln!(text, "200,64070{point:05},E1,1,E1,N1,M-{point},kWh,30,20260801");
        }
        let _ = write!(text, "300,2025{:02}{:02}", day / 28 + 1, day % 28 + 1);
        for slot in 0..48 {
            let _ = write!(text, ",{}.{:03}", slot % 2, (row * 48 + slot) % 997);
        }
        text.push_str(",A,,,20260102093000,20260103010203\n");
    }
    text + "900\n"
}

fn feeds(criterion: &mut Criterion) {
    let mut options = Options::default();
    options.country = Some("US".parse().expect("a country"));
    let mut group = criterion.benchmark_group("feeds");
    group.sample_size(10);
    for format in [Format::ObUk, Format::BerlinGroup, Format::CdrAu, Format::GreenButton, Format::Nem12] {
        let text = match format {
            Format::GreenButton => feed(),
            Format::Nem12 => meters(),
            _ => answer(format),
        };
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format.to_string(), |bencher| {
            bencher.iter(|| {
                let summary = read(format, &mut Cursor::new(&text), &options, &mut |item: Item| {
                    black_box(item);
                    Ok(())
                });
                assert!(summary.expect("memory").converted + 24 > ROWS);
            });
        });
    }
}

criterion_group!(benches, feeds);
criterion_main!(benches);
