//! Memory does not grow with the source: what is longer than was once held at most is read in the memory of what is short.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom},
};

use pannier_convert::{Format, Item, Options, Sink, read};

/// A list of elements of one length, made while it is read.
struct Generated {
    head: &'static str,
    element: fn(usize) -> String,
    tail: &'static str,
    count: usize,
    each: usize,
    at: u64,
}

impl Generated {
    fn new(head: &'static str, element: fn(usize) -> String, tail: &'static str, count: usize) -> Self {
        Self { head, element, tail, count, each: element(0).len(), at: 0 }
    }

    fn length(&self) -> u64 {
        (self.head.len() + self.count * self.each + self.tail.len()) as u64
    }
}

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let at = usize::try_from(self.at).expect("some MiB");
        let made;
        let text = if at < self.head.len() {
            &self.head[at..]
        } else {
            let within = at - self.head.len();
            let number = within / self.each;
            if number < self.count {
                made = (self.element)(number);
                assert_eq!(made.len(), self.each);
                &made[within % self.each..]
            } else {
                self.tail.get(within - self.count * self.each..).unwrap_or_default()
            }
        };
        let taken = text.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&text.as_bytes()[..taken]);
        self.at += taken as u64;
        Ok(taken)
    }
}

impl Seek for Generated {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.length(), by),
        };
        self.at = from.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?.min(self.length());
        Ok(self.at)
    }
}

/// Keeps nothing.
struct Count(u64);

impl Sink for Count {
    fn take(&mut self, item: Item) -> io::Result<()> {
        match item {
            Item::Record(_) => self.0 += 1,
            Item::Finding(finding) => return Err(io::Error::other(finding.message)),
            _ => {}
        }
        Ok(())
    }
}

/// Most memory so far, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("a Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Text that no member takes.
fn note() -> String {
    "x".repeat(2_000)
}

fn day(number: usize) -> String {
    format!("2026-{:02}-{:02}", number / 28 % 12 + 1, number % 28 + 1)
}

#[test]
fn long_sources_take_no_more_than_short_ones() {
    let mut options = Options::default();
    options.zone = "Europe/London".parse().ok();
    let check = |format: Format, head: &'static str, element: fn(usize) -> String, tail: &'static str| {
        let mut options = options.clone();
        options.currency = (format == Format::Square).then(|| "USD".parse().expect("a currency"));
        let run = |count: usize| {
            let mut source = Generated::new(head, element, tail, count);
            let length = source.length();
            let mut sink = Count(0);
            let summary = read(format, &mut source, &options, &mut sink).expect("it can be read");
            assert_eq!(summary.lost, 0, "{format}");
            assert!(summary.converted >= count as u64 && sink.0 >= count as u64, "{format}: {}", summary.converted);
            length
        };
        // More rows than are held at most while days are put in order, so that only what follows the source can grow.
        run(8_500);
        let before = peak();
        let length = run(19_000);
        assert!(length > 36 << 20, "{format}: {length}");
        // The kernel adds up the pages of all cores late: a later peak may read a little lower.
        let grown = peak().saturating_sub(before);
        assert!(grown < 4 << 10, "{format}: {grown} KiB more for {length} bytes");
    };
    check(
        Format::Tmf635,
        "[",
        |n| {
            let comma = if n == 0 { ' ' } else { ',' };
            let (day, note) = (day(n * 7), note());
            format!(
                r#"{comma}{{"usageDate":"{day}","usageType":"sms","usageCharacteristic":[{{"name":"msisdn","value":"30{:02}"}}],"note":"{note}"}}"#,
                // Nearly all of one line: rows are put in order line by line.
                usize::from(n % 50 == 0)
            )
        },
        "]",
    );
    check(
        Format::Tmf677,
        "",
        |n| {
            let (day, note) = (day(n), note());
            format!(
                r#"{{"bucket":[{{"usageType":"data","validFor":{{"startDateTime":"{day}","endDateTime":"2027-04-02"}},"remainingValueName":"unlimited","note":"{note}"}}]}}"#
            )
        },
        "",
    );
    check(
        Format::Tmf678,
        r#"{"@type":"CustomerBill","id":"1","billNo":"1","billDate":"2026-03-02","taxIncludedAmount":{"value":1,"unit":"EUR"}}"#,
        |n| {
            let note = note();
            format!(
                r#"{{"isBilled":true,"bill":{{"id":"1"}},"taxExcludedAmount":{{"value":{},"unit":"EUR"}},"note":"{note}"}}"#,
                n % 10
            )
        },
        "",
    );
    check(
        Format::CdrEnergy,
        r#"{"data":{"reads":["#,
        |n| {
            let comma = if n == 0 { ' ' } else { ',' };
            let (year, day, note) = (2000 + n / 300, day(n % 300), note());
            format!(
                r#"{comma}{{"servicePointId":"S","registerSuffix":"E1","readStartDate":"{year}{}","unitOfMeasure":"KWH","readUType":"intervalRead","intervalRead":{{"readIntervalLength":720,"intervalReads":[1,2],"aggregateValue":3,"note":"{note}"}}}}"#,
                &day[4..]
            )
        },
        "]}}",
    );
    check(
        Format::CdrEnergy,
        r#"{"data":{"invoices":["#,
        |n| {
            let comma = if n == 0 { ' ' } else { ',' };
            let (day, note) = (day(n), note());
            format!(
                r#"{comma}{{"accountId":"A","issueDate":"{day}","invoiceAmount":"5.00","accountCharges":{{"totalCharges":"5.00"}},"note":"{note}"}}"#
            )
        },
        "]}}",
    );
    check(
        Format::Tesco,
        r#"{"Purchase":[["#,
        |n| {
            let comma = if n == 0 { ' ' } else { ',' };
            let (year, day, note) = (2000 + n / 336, day(n), note());
            format!(
                r#"{comma}{{"timeStamp":"{year}{} 10:00:00","basketValueNet":"1.00","product":[{{"name":"Milk","price":"1.00","quantity":"1"}}],"note":"{note}"}}"#,
                &day[4..]
            )
        },
        "]]}",
    );
    check(
        Format::Poslog,
        r#"<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/" xmlns:v="urn:v">"#,
        |n| {
            let (day, note) = (day(n * 5), note());
            format!(
                "<Transaction><SequenceNumber>{n:05}</SequenceNumber><BusinessDayDate>{day}</BusinessDayDate><CurrencyCode>EUR</CurrencyCode><RetailTransaction>\
                 <LineItem><Sale><Description>Milk</Description><ExtendedAmount>1.00</ExtendedAmount>\
                 <Quantity>1</Quantity></Sale></LineItem><Total TotalType=\"TransactionGrandAmount\">1.00</Total>\
                 <Total TotalType=\"TransactionTaxAmount\">0.00</Total><v:Note>{note}</v:Note>\
                 </RetailTransaction></Transaction>"
            )
        },
        "</POSLog>",
    );
    // Two rows of an order stand far apart.
    check(
        Format::Amazon,
        "Order ID,Order Date,Currency,ASIN,Unit Price,Product Name,Note\n",
        |n| format!("202-{:05},{}T10:00:00Z,GBP,B1,1.00,Milk,{}\n", n % 300, day(n % 300), note()),
        "",
    );
    check(
        Format::Shopify,
        "Name,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem price,Notes\n",
        |n| format!("#{:05},paid,{} 10:00:00 +0100,EUR,2.00,1,1.00,{}\n", n / 2, day(n * 5 / 2), note()),
        "",
    );
    check(
        Format::Square,
        "Date,Time,Item,Qty,Gross Sales,Net Sales,Transaction ID,Event Type,Notes\n",
        |n| format!("{},10:00:00,Latte,1,$1.00,$1.00,T{:05},Payment,{}\n", day(n % 300), n % 300, note()),
        "",
    );
}
