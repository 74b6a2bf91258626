//! JSON of telcos, suppliers and shops whose rows are read a second time where they stand: in every order of days, of one
//! thing or of many that take turns, on pages or in lists.

use pannier_convert::{Collected, Format, Options};

use crate::common::{codes, convert, lines};

/// More than are sorted at once, and many blocks.
const MANY: usize = 9_000;

fn day(number: usize) -> String {
    format!("2026-{:02}-{:02}", number / 28 + 1, number % 28 + 1)
}

/// The day and the thing of a row by its number.
type Order = (fn(usize, usize) -> usize, fn(usize) -> usize);

/// Ways in which days and things follow each other.
const ORDERS: [Order; 6] = [
    (|n, _| n * 7_919 % 300, |_| 0),
    (|n, count| n * 300 / count, |_| 0),
    (|n, count| 299 - n * 300 / count, |_| 0),
    (|n, count| n * 300 / count, |n| n % 3),
    (|n, _| n * 7_919 % 300, |n| n % 40),
    (|n, _| n * 7_919 % 300, |n| n / 300 % 5),
];

/// What is found: one line for each row, thing by thing, and within one by day and as the source has them.
fn expected(rows: &[(usize, usize)], line: &dyn Fn(usize, usize, usize) -> String) -> Vec<String> {
    let mut things: Vec<usize> = Vec::new();
    for (thing, _) in rows {
        if !things.contains(thing) {
            things.push(*thing);
        }
    }
    let mut expected = Vec::new();
    for (index, thing) in things.iter().enumerate() {
        let mut own: Vec<(usize, usize)> =
            rows.iter().enumerate().filter(|(_, row)| row.0 == *thing).map(|(number, row)| (number, row.1)).collect();
        own.sort_by_key(|(_, day)| *day);
        expected.extend(own.into_iter().map(|(number, day)| line(index, day, number)));
    }
    expected
}

fn named(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}-{}", index + 1) }
}

fn clean(format: Format, text: &str, options: &Options) -> Collected {
    let (collected, summary) = convert(format, text.as_bytes(), options);
    assert_eq!((codes(&collected), summary.lost), (Vec::new(), 0), "{format}");
    collected
}

/// Lines that are found and lines that are expected of rows: the thing and the day of each.
type Read<'r> = &'r dyn Fn(&[(usize, usize)]) -> (Vec<String>, Vec<String>);

/// What is found, and what is expected, of rows in every order; the first order has so many.
fn check(most: usize, read: Read<'_>) {
    for (rank, (day, thing)) in ORDERS.into_iter().enumerate() {
        let count = if rank == 0 { most } else { 1_300 };
        let rows: Vec<(usize, usize)> = (0..count).map(|n| (thing(n), day(n, count))).collect();
        let (found, expected) = read(&rows);
        assert_eq!(found.len(), expected.len());
        let first = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert_eq!(first, None);
    }
}

#[test]
fn usage_of_lines() {
    let event = |thing: usize, on: usize, number: usize| {
        let date = day(on);
        format!(
            r#"{{"usageDate":"{date}T10:00:00Z","usageType":"voice","description":"é{number}","usageCharacteristic":[{{"name":"originatingNumber","value":"3{thing:05}"}},{{"name":"duration","value":"{number}"}}]}}"#
        )
    };
    check(MANY, &|rows| {
        let events: Vec<String> = rows.iter().enumerate().map(|(n, (thing, on))| event(*thing, *on, n)).collect();
        let listed = clean(Format::Tmf635, &format!("[{}]", events.join(",\n")), &Options::default());
        let found = lines(&listed, "usage_event", &["line", "date", "quantity", "description"]);
        let expected = expected(rows, &|line, on, n| format!("{} | {} | {n} | é{n}", named("line", line), day(on)));
        (found, expected)
    });
    // The same one after the other, wrapped in events, and with what is no usage between.
    let mut text = String::new();
    let mut rows = Vec::new();
    for n in 0..1_300 {
        let (thing, on) = (n % 2, n * 7 % 28);
        let event = event(thing, on, n);
        let event = if n % 5 == 0 { format!("{{\"event\":{{\"usage\":{event}}}}}\n") } else { event };
        text.push_str(&event);
        if n % 7 == 0 {
            text.push_str("{\"id\":\"no usage\"}[]");
        }
        rows.push((thing, on));
    }
    let collected = clean(Format::Tmf635, &text, &Options::default());
    let found = lines(&collected, "usage_event", &["line", "date", "quantity", "source_ref"]);
    let expected =
        expected(&rows, &|line, on, n| format!("{} | {} | {n} | row:{}", named("line", line), day(on), n + 1));
    assert!(found == expected);
}

#[test]
fn allowances_of_lines() {
    check(1_300, &|rows| {
        let buckets: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(n, (thing, on))| {
                format!(
                    r#"{{"id":"B{n}","usageType":"data","product":[{{"id":"P{thing}"}}],"remainingValue":{{"amount":{n},"units":"MB"}},"bucketCounter":[{{"counterType":"used","level":"global","value":{{"amount":1,"units":"MB"}},"consumptionPeriod":{{"startDateTime":"{}T00:00:00Z","endDateTime":"2027-03-01T00:00:00Z"}}}}]}}"#,
                    day(*on)
                )
            })
            .collect();
        // Some buckets on each page.
        let pages: Vec<String> = buckets.chunks(7).map(|some| format!("{{\"bucket\":[{}]}}", some.join(","))).collect();
        let collected = clean(Format::Tmf677, &format!("[{}]", pages.join(",")), &Options::default());
        let found = lines(&collected, "plan_allowance", &["line", "date", "remaining", "source_ref"]);
        let expected = expected(rows, &|line, on, n| {
            let bytes = if n == 0 { "0".to_owned() } else { format!("{n}000000") };
            format!("{} | {} | {bytes} | row:{}", named("line", line), day(on), n + 1)
        });
        (found, expected)
    });
}

#[test]
fn rates_of_bills() {
    check(1_300, &|rows| {
        let mut pages: Vec<String> = Vec::new();
        let mut bills: Vec<(usize, usize)> = Vec::new();
        for (number, (bill, on)) in rows.iter().enumerate() {
            // The bill stands before its first rate, or behind it.
            if !bills.iter().any(|(known, _)| known == bill) {
                bills.push((*bill, *on));
                let text = format!(
                    r#"{{"@type":"CustomerBill","id":"{bill}","billNo":"N{bill}","billDate":"{}T00:00:00Z","taxIncludedAmount":{{"value":12.5,"unit":"EUR"}},"taxExcludedAmount":{{"value":10.42,"unit":"EUR"}},"taxItem":[{{"taxAmount":{{"value":2.08,"unit":"EUR"}},"taxRate":20}}]}}"#,
                    day(*on)
                );
                pages.insert(if bill % 2 == 0 { pages.len() } else { 0 }, text);
            }
            pages.push(format!(
                r#"{{"@type":"AppliedCustomerBillingRate","isBilled":true,"bill":{{"id":"{bill}"}},"name":"é{number}","date":"{}T00:00:00Z","taxExcludedAmount":{{"value":{number},"unit":"EUR"}}}}"#,
                day(number * 11 % 300)
            ));
        }
        let collected = clean(Format::Tmf678, &format!("[{}]", pages.join(",")), &Options::default());
        let dates = lines(&collected, "invoice", &["date"]);
        assert!(dates.is_sorted());
        assert_eq!((dates.len(), collected.records("tax_line").count()), (bills.len(), bills.len()));
        let mut oldest_first: Vec<(usize, usize, usize)> =
            bills.iter().enumerate().map(|(rank, (bill, on))| (*on, rank, *bill)).collect();
        // Of bills of one day the one that stands first comes first.
        oldest_first.sort_by_key(|(on, rank, bill)| {
            let front = bill % 2 != 0;
            (*on, !front, if front { usize::MAX - rank } else { *rank })
        });
        let expected: Vec<String> = oldest_first
            .iter()
            .flat_map(|(on, _, bill)| {
                let own = rows.iter().enumerate().filter(|(_, row)| row.0 == *bill).enumerate();
                own.map(|(seq, (number, _))| format!("{} | {seq} | {number} | é{number}", day(*on))).collect::<Vec<_>>()
            })
            .collect();
        (lines(&collected, "invoice_line", &["date", "seq", "amount", "description"]), expected)
    });
}

/// Days of registers in any order, of many registers, on pages and in lists.
#[test]
fn reads_of_registers() {
    let read = |register: usize, on: usize, number: usize| {
        format!(
            r#"{{"servicePointId":"SP","registerSuffix":"E{register}","meterId":"M","readStartDate":"{}","unitOfMeasure":"KWH","readUType":"intervalRead","intervalRead":{{"readIntervalLength":720,"intervalReads":[{number},0.5],"aggregateValue":{number}.5}}}}"#,
            day(on)
        )
    };
    let check = |registers: usize, order: &dyn Fn(usize) -> usize| {
        let rows: Vec<(usize, usize)> =
            (0..300 * registers).map(order).map(|n| (n % registers + 1, n / registers)).collect();
        let reads: Vec<String> = rows.iter().enumerate().map(|(n, (register, on))| read(*register, *on, n)).collect();
        let expected = expected(&rows, &|register, on, n| {
            format!("{} | {} | {n}.5 | row:{}", named("register", register), day(on), n + 1)
        });
        let list = |reads: &[String]| format!(r#"{{"data":{{"reads":[{}]}}}}"#, reads.join(" ,\n"));
        for text in [
            list(&reads),
            reads.chunks(100).map(list).collect::<Vec<_>>().join("\n"),
            format!("[{}]", reads.join(",")),
            reads.iter().map(|read| format!("{{\"data\":{read}}}")).collect::<Vec<_>>().join("\n"),
        ] {
            let collected = clean(Format::CdrEnergy, &text, &Options::default());
            assert!(lines(&collected, "interval_day", &["register", "date", "total", "source_ref"]) == expected);
        }
    };
    check(1, &|n| n);
    check(1, &|n| 299 - n);
    check(2, &|n| n * 7 % 600);
}

/// Bills and usage by their days, whoever they are of.
#[test]
fn what_suppliers_bill() {
    let mut options = Options::default();
    options.as_of = Some("2026-12-31".parse().expect("a date"));
    check(1_300, &|rows| {
        let elements: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(n, (account, on))| {
                format!(
                    r#"{{"accountId":"A{account}","invoiceNumber":"{n}","issueDate":"{}","invoiceAmount":"{n}.00","gstAmount":"0","accountCharges":{{"totalCharges":"{n}.00"}}}}"#,
                    day(*on)
                )
            })
            .collect();
        let mut accounts: Vec<usize> = Vec::new();
        for (account, _) in rows {
            if !accounts.contains(account) {
                accounts.push(*account);
            }
        }
        let described: Vec<String> =
            accounts.iter().map(|account| format!(r#"{{"accountId":"A{account}"}}"#)).collect();
        let text = format!(
            r#"{{"data":{{"accounts":[{}]}}}} {{"data":{{"invoices":[{}]}}}}"#,
            described.join(","),
            elements.join(",")
        );
        let collected = clean(Format::CdrEnergy, &text, &options);
        let mut expected =
            expected(rows, &|account, on, n| format!("{} | {} | {n}.00", named("account", account), day(on)));
        // Accounts come in the order of their names.
        expected.sort_by_key(|line| line.split(" | ").next().map(str::to_owned));
        let found = lines(&collected, "invoice", &["account", "date", "total"]);
        let parts = lines(&collected, "invoice_line", &["account", "date", "amount"]);
        let charged: Vec<String> = found.iter().filter(|line| !line.ends_with(" | 0.00")).cloned().collect();
        assert!(parts == charged);
        (found, expected)
    });
    check(1_300, &|rows| {
        let elements: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(n, (point, on))| {
                format!(
                    r#"{{"accountId":"A","transactionUType":"usage","usage":{{"servicePointId":"SP{point}","startDate":"{}","endDate":"2027-01-{:02}","usage":{n},"amount":"1.00"}}}}"#,
                    day(*on),
                    31 - n % 7
                )
            })
            .collect();
        let text = format!(r#"{{"data":{{"transactions":[{}]}}}}"#, elements.join(","));
        let collected = clean(Format::CdrEnergy, &text, &options);
        let line = |point: usize, on: usize, n: usize| {
            let end = if n.is_multiple_of(7) { "2027-02-01".to_owned() } else { format!("2027-01-{:02}", 32 - n % 7) };
            format!("{} | {} | {end} | {n}", named("supply", point), day(on))
        };
        let mut expected = expected(rows, &line);
        expected.sort_by_key(|line| line.split(" | ").take(3).map(str::to_owned).collect::<Vec<_>>());
        (lines(&collected, "consumption", &["supply_point", "date", "period_end", "quantity"]), expected)
    });
}

/// An answer about one invoice, with the names of its service points, and one about an account with its plans.
#[test]
fn answers_about_one_thing() {
    let mut options = Options::default();
    options.as_of = Some("2026-12-31".parse().expect("a date"));
    let text = r#"{"data":{"servicePoints":[{"servicePointId":"SP","nationalMeteringId":"1","servicePointStatus":"ACTIVE","relatedParticipants":[{"party":"Example","role":"FRMP"}]}]}}
        {"data":{"accountId":"A","plans":[{"servicePointIds":["SP"],"planOverview":{"displayName":"Saver"}}]}}
        {"data":{"accountId":"A","invoiceNumber":"1","issueDate":"2026-06-05","invoiceAmount":"5.00","servicePoints":["SP"],"electricity":{"totalUsageCharges":"5.00"}}}
        {"accountId":"A","invoiceNumber":"2","issueDate":"2026-07-05","invoiceAmount":"5.00","servicePoints":["SP"],"electricity":{"totalUsageCharges":"5.00"}}"#;
    let collected = clean(Format::CdrEnergy, text, &options);
    assert_eq!(
        lines(&collected, "invoice_line", &["date", "supply_point"]),
        ["2026-06-05 | supply", "2026-07-05 | supply"]
    );
    assert_eq!(lines(&collected, "contract", &["product_name"]), ["Saver"]);
    // A list of names is no list of service points.
    let (collected, summary) =
        convert(Format::CdrEnergy, br#"{"data":{"servicePoints":["SP","SP-2"]}}"#, &Options::default());
    assert_eq!(
        (codes(&collected), summary.lost),
        (vec!["convert-structure 1".into(), "convert-structure 2".into()], 2)
    );
    let (collected, summary) = convert(
        Format::CdrEnergy,
        br#"{"data":{"reads":[],"balances":[{"accountId":"A","balance":"1.00"}],"accountId":"A","plans":[]}}"#,
        &options,
    );
    assert_eq!((codes(&collected), summary.converted, summary.lost), (Vec::new(), 1, 1));
}

#[test]
fn purchases_of_a_shop() {
    check(1_300, &|rows| {
        let purchases: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(n, (_, on))| {
                format!(
                    r#"{{"timeStamp":"{} 10:00:00","basketValueNet":"{n}.00","product":[{{"name":"é{n}","price":"{n}.00","quantity":"1"}}],"paymentType":[{{"type":"CASH","amount":"{n}.00"}}]}}"#,
                    day(*on)
                )
            })
            .collect();
        let text = format!(r#"{{"customerId":"1","Purchase":[[{}]]}}"#, purchases.join(","));
        let collected = clean(Format::Tesco, &text, &Options::default());
        let newest_first = rows.first().map(|row| row.1) > rows.last().map(|row| row.1);
        let mut numbered: Vec<(usize, usize)> = rows.iter().map(|row| row.1).enumerate().collect();
        if newest_first {
            numbered.reverse();
        }
        numbered.sort_by_key(|(_, on)| *on);
        let all = |line: &dyn Fn(usize, usize) -> String| -> Vec<String> {
            numbered.iter().map(|(n, on)| line(*n, *on)).collect()
        };
        let found = lines(&collected, "receipt", &["date", "payable", "source_ref"]);
        let receipts = all(&|n, on| format!("{} | {n}.00 | row:{}", day(on), 2 * n + 1));
        let items = lines(&collected, "receipt_line", &["date", "name", "source_ref"]);
        assert!(items == all(&|n, on| format!("{} | é{n} | row:{}", day(on), 2 * n + 2)));
        let tenders = lines(&collected, "tender", &["date", "amount"]);
        let paid: Vec<String> =
            numbered.iter().filter(|(n, _)| *n > 0).map(|(n, on)| format!("{} | {n}.00", day(*on))).collect();
        assert!(tenders == paid);
        (found, receipts)
    });
}

/// Nothing of a source that is cut off, or says something twice, is taken for all of it.
#[test]
fn sources_that_end_early() {
    let event = r#"{"usageDate":"2026-03-02","usageType":"sms","usageCharacteristic":[]}"#;
    let bucket = r#"{"bucket":[{"usageType":"data","validFor":{"startDateTime":"2026-03-02","endDateTime":"2026-04-02"},"remainingValueName":"unlimited"}]}"#;
    let bill =
        r#"{"@type":"CustomerBill","billNo":"1","billDate":"2026-03-02","taxIncludedAmount":{"value":1,"unit":"EUR"}}"#;
    let read = r#"{"servicePointId":"SP","registerSuffix":"E1","readStartDate":"2026-03-02","unitOfMeasure":"KWH","readUType":"basicRead","basicRead":{"value":1}}"#;
    for (format, element) in
        [(Format::Tmf635, event), (Format::Tmf677, bucket), (Format::Tmf678, bill), (Format::CdrEnergy, read)]
    {
        assert_eq!(convert(format, element.as_bytes(), &Options::default()).1.converted, 1, "{format}");
        for text in [
            format!("[{element},"),
            format!("[{element}"),
            format!("{element} {}", &element[..element.len() - 1]),
            format!("[{element}]]"),
            format!("{element}{{\"a\":1,\"a\":2}}"),
            // What is wrong with an element is not said before it is known that the source is whole.
            format!("[{},{element},{{\"a\":01}}]", element.replace("2026-03-02", "2026-03-32")),
        ] {
            let (collected, summary) = convert(format, text.as_bytes(), &Options::default());
            assert_eq!((codes(&collected), summary.read), (vec!["convert-structure".to_owned()], 0), "{text}");
            assert_eq!((collected.series.len(), collected.losses.len()), (0, 0), "{text}");
        }
    }
}
