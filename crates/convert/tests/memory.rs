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
        if let SeekFrom::Start(at) = to {
            self.at = at.min(self.length());
        }
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
    "x".repeat(6_000)
}

fn day(number: usize) -> String {
    format!("2026-{:02}-{:02}", number / 28 % 12 + 1, number % 28 + 1)
}

#[test]
fn long_sources_take_no_more_than_short_ones() {
    let check = |format: Format, head: &'static str, element: fn(usize) -> String, tail: &'static str| {
        let run = |count: usize| {
            let mut source = Generated::new(head, element, tail, count);
            let length = source.length();
            let mut sink = Count(0);
            let summary = read(format, &mut source, &Options::default(), &mut sink).expect("it can be read");
            assert_eq!(summary.lost, 0, "{format}");
            assert!(summary.converted >= count as u64 && sink.0 >= count as u64, "{format}: {}", summary.converted);
            length
        };
        run(600);
        let before = peak();
        let length = run(6_500);
        assert!(length > 36 << 20, "{format}: {length}");
        let grown = peak() - before;
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
                n % 4
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
}
