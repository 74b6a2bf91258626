//! What reading costs, to the records handed on with their ids: a hundred thousand bookings in each format, oldest first
//! and newest first, with the texts and references that banks write.
//!
//! Measured is processor time, where the system tells it: other work on the machine changes nothing then.

use std::{fmt::Write as _, fs, hint::black_box, io::Cursor, time::Duration};

use criterion::{
    Criterion, Throughput, criterion_group, criterion_main,
    measurement::{Measurement, ValueFormatter, WallTime},
};
use pannier_convert::{Format, Item, Options, RecordWriter as _, mapped::Mapping, ndjson, read};

const ROWS: u64 = 100_000;

const MAPPING: &str = r#"
name = "bench"
currency = "EUR"
file = { delimiter = ";" }
date = { format = "%d.%m.%Y" }
number = { decimal = ",", group = "." }
account = { kind = "current" }
amount = { column = "Betrag" }

[columns]
date = "Buchungstag"
value_date = "Valutadatum"
kind_text = "Buchungstext"
description = "Verwendungszweck"
counterparty_name = "Beguenstigter"
counterparty_number = "IBAN"
end_to_end_id = "Kundenreferenz"
"#;

/// Processor time of this thread; wall time where the system does not tell it.
struct ProcessorTime;

fn spent() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

impl Measurement for ProcessorTime {
    type Intermediate = (Option<Duration>, std::time::Instant);
    type Value = Duration;

    fn start(&self) -> Self::Intermediate {
        (spent(), WallTime.start())
    }

    fn end(&self, (before, start): Self::Intermediate) -> Duration {
        match (before, spent()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => WallTime.end(start),
        }
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        WallTime.add(one, other)
    }

    fn zero(&self) -> Duration {
        WallTime.zero()
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// A booking: day of March, cents going out, and how many there were before.
#[derive(Clone, Copy)]
struct Booking {
    day: u64,
    cents: u64,
    rank: u64,
}

fn bookings(newest_first: bool) -> Vec<Booking> {
    let mut rows: Vec<Booking> =
        (0..ROWS).map(|rank| Booking { day: rank * 31 / ROWS + 1, cents: rank * 7919 % 19_977 + 1, rank }).collect();
    if newest_first {
        rows.reverse();
    }
    rows
}

const SHOPS: [&str; 5] = [
    "EXAMPLE SUPERMARKET",
    "Beispiel Energie GmbH",
    "Example Rail Ltd",
    "SAMPLE PHARMACY 0042",
    "Muster Versicherung AG",
];

fn source(format: Format, newest_first: bool) -> String {
    let sum: u64 = bookings(false).iter().map(|row| row.cents).sum();
    let mut balance = if newest_first { 1_000_000_000 - sum } else { 1_000_000_000 };
    let money = |cents: u64, sign: char| format!("{}{sign}{:02}", cents / 100, cents % 100);
    let mut text = match format {
        Format::Midata => "Date,Type,Merchant/Description,Debit/Credit,Balance\r\n".to_owned(),
        Format::Ofx => "OFXHEADER:100\r\nDATA:OFXSGML\r\n\r\n<OFX>\r\n<BANKMSGSRSV1><STMTTRNRS><STMTRS>\r\n<CURDEF>EUR\r\n<BANKACCTFROM><BANKID>10020030<ACCTID>1234567<ACCTTYPE>CHECKING</BANKACCTFROM>\r\n<BANKTRANLIST>\r\n<DTSTART>20260301<DTEND>20260331\r\n".to_owned(),
        Format::Qif => "!Type:Bank\n".to_owned(),
        Format::Mt940 => ":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C260228EUR10000000,00\r\n".to_owned(),
        Format::Camt => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt>\n<GrpHdr><MsgId>M-1</MsgId></GrpHdr>\n<Stmt>\n<Id>S-1</Id>\n<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>\n".to_owned(),
        _ => "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Kundenreferenz;Beguenstigter;IBAN;Betrag;Waehrung\n".to_owned(),
    };
    for Booking { day, cents, rank } in bookings(newest_first) {
        let shop = SHOPS[usize::try_from(rank).unwrap_or(0) % SHOPS.len()];
        if !newest_first {
            balance -= cents;
        }
        let _ = match format {
            Format::Midata => write!(
                text,
                "{day:02}/03/2026,VIS,{shop} ANYTOWN REF {rank},-£{},£{}\r\n",
                money(cents, '.'),
                money(balance, '.')
            ),
            Format::Ofx => write!(
                text,
                "<STMTTRN>\r\n<TRNTYPE>POS\r\n<DTPOSTED>202603{day:02}120000.000[+1:CET]\r\n<TRNAMT>-{}\r\n<FITID>202603{rank:09}\r\n<NAME>{shop}\r\n<MEMO>{shop} ANYTOWN CARD 1234 REF {rank}\r\n</STMTTRN>\r\n",
                money(cents, '.')
            ),
            Format::Qif => write!(
                text,
                "D{day:02}/03/2026\nT-{}\nN{rank}\nP{shop}\nMCard 1234 at {shop}, Anytown, ref {rank}\nLGroceries\n^\n",
                money(cents, '.')
            ),
            Format::Mt940 => write!(
                text,
                ":61:2603{day:02}03{day:02}D{}NDDTNONREF//{rank:09}\r\n:86:105?00SEPA-LASTSCHRIFT?20EREF+E-{rank}?21MREF+M-{}?22CRED+DE98ZZZ0\r\n9999999999?23SVWZ+Rechnung {rank} Kunde 47?2411?30EXAMPLEBIC?31DE8\r\n9370400440532013000?32{shop}\r\n",
                money(cents, ','),
                rank % 100
            ),
            Format::Camt => write!(
                text,
                "<Ntry>\n  <NtryRef>{rank}</NtryRef>\n  <Amt Ccy=\"EUR\">{}</Amt>\n  <CdtDbtInd>DBIT</CdtDbtInd>\n  <Sts><Cd>BOOK</Cd></Sts>\n  <BookgDt><Dt>2026-03-{day:02}</Dt></BookgDt>\n  <ValDt><Dt>2026-03-{day:02}</Dt></ValDt>\n  <AcctSvcrRef>202603{rank:09}</AcctSvcrRef>\n  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn><Prtry><Cd>NDDT+105</Cd><Issr>DK</Issr></Prtry></BkTxCd>\n  <NtryDtls><TxDtls>\n    <Refs><EndToEndId>E-{rank}</EndToEndId><MndtId>M-{}</MndtId></Refs>\n    <Amt Ccy=\"EUR\">{0}</Amt><CdtDbtInd>DBIT</CdtDbtInd>\n    <RltdPties><Cdtr><Pty><Nm>{shop}</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></RltdPties>\n    <RltdAgts><CdtrAgt><FinInstnId><BICFI>EXAMDEFF</BICFI></FinInstnId></CdtrAgt></RltdAgts>\n    <RmtInf><Ustrd>Rechnung {rank} Kunde 4711</Ustrd></RmtInf>\n  </TxDtls></NtryDtls>\n</Ntry>\n",
                money(cents, '.'),
                rank % 100
            ),
            _ => writeln!(
                text,
                "DE02120300000000202051;{day:02}.03.2026;{day:02}.03.2026;LASTSCHRIFT;Rechnung {rank} Kunde 4711 vielen Dank;E-{rank};{shop};DE89370400440532013000;-{};EUR",
                money(cents, ',')
            ),
        };
        if newest_first {
            balance += cents;
        }
    }
    text.push_str(match format {
        Format::Ofx => "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
        Format::Camt => "</Stmt></BkToCstmrStmt></Document>",
        Format::Mt940 => ":62F:C260331EUR9000000,00\r\n-\r\n",
        _ => "",
    });
    text
}

fn formats(criterion: &mut Criterion<ProcessorTime>) {
    let mut options = Options::default();
    options.mapping = Some(Mapping::parse(MAPPING).expect("a mapping"));
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    let mut bench = |name: String, format: Format, text: &str| {
        let mut options = options.clone();
        options.currency = (format == Format::Qif).then(|| "EUR".parse().expect("a currency"));
        group.throughput(Throughput::Bytes(text.len() as u64));
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
    for format in [Format::Midata, Format::Ofx, Format::Csv, Format::Qif, Format::Mt940, Format::Camt] {
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

criterion_group!(
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = formats
);
criterion_main!(benches);
