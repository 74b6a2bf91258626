//! What is stated to be complete, against a model that knows every row.

use crate::support::date;
use pannier_model::value::{Date, Id};
use pannier_validate::rules::{BundleFacts, Complete, GroupFacts, MemorySpool, PartFacts, Rules, Scope};
use proptest::prelude::*;

/// Days are counted from here; the bundle is issued on day [`ISSUED`].
const FIRST: &str = "2026-06-01";
const ISSUED: i64 = 36;

fn day(number: i64) -> Date {
    date(FIRST).plus_days(number).expect("a day of this century")
}

/// A part as the issuer made it, and what of it is shown. Days are numbers.
#[derive(Clone, Debug)]
struct Part {
    seq: u32,
    from: i64,
    to: i64,
    rows: Vec<i64>,
    incomplete: Vec<i64>,
    disclosed: bool,
    /// For each row: shown, and whether the cell of the second group is.
    shown: Vec<(bool, bool)>,
    second_group: bool,
}

impl Part {
    fn facts(&self) -> PartFacts {
        let ranges = |wanted: &dyn Fn(usize) -> bool| {
            let mut ranges: Vec<std::ops::Range<u32>> = Vec::new();
            for row in (0..self.rows.len()).filter(|row| wanted(*row)) {
                let row = u32::try_from(row).expect("few rows");
                match ranges.last_mut() {
                    Some(last) if last.end == row => last.end += 1,
                    _ => ranges.push(row..row + 1),
                }
            }
            ranges
        };
        let group = |id: &str, shown, masked| GroupFacts { id: id.to_owned(), members: Vec::new(), shown, masked };
        PartFacts {
            id: format!("p{}", self.seq),
            series: "a7k2qx/visit".to_owned(),
            seq: self.seq,
            from: day(self.from),
            to: day(self.to),
            schema: "https://shop.example/visit.schema.json".to_owned(),
            record_type: None,
            sort: "date".to_owned(),
            rows: u32::try_from(self.rows.len()).expect("few rows"),
            groups: vec![
                group("core", true, Vec::new()),
                group("place", self.second_group, ranges(&|row| self.shown[row] == (true, false))),
            ],
            incomplete: self.incomplete.iter().map(|number| day(*number)).collect(),
            totals: None,
            shown: ranges(&|row| self.shown[row].0),
        }
    }

    /// The definition, day by day.
    fn proves(&self, number: i64, second: bool) -> bool {
        let n = self.rows.len();
        if !self.disclosed || !(self.from..self.to).contains(&number) || number >= ISSUED {
            return false;
        }
        if self.incomplete.contains(&number) || (second && n > 0 && !self.second_group) {
            return false;
        }
        let masked = (0..n).any(|row| self.rows[row] == number && self.shown[row] == (true, false));
        if second && masked {
            return false;
        }
        let run = |x: usize, y: usize| {
            (x..y).all(|row| self.shown[row].0)
                && (x == 0 || self.rows[x] < number)
                && (y == n || number < self.rows[y - 1])
        };
        n == 0 || (0..n).any(|x| (x + 1..=n).any(|y| run(x, y)))
    }
}

fn complete(parts: &[Part]) -> Vec<Complete> {
    let disclosed: Vec<&Part> = parts.iter().filter(|part| part.disclosed).collect();
    let facts = BundleFacts {
        issued_on: day(ISSUED),
        scope: Scope::Share { sealed: true },
        parts: disclosed.iter().map(|part| part.facts()).collect(),
        attachments: Vec::new(),
    };
    let rules = Rules::new(facts, &MemorySpool);
    let done = disclosed.iter().enumerate().map(|(number, part)| {
        let mut reader = rules.part(number).expect("a part");
        for (row, date) in part.rows.iter().enumerate().filter(|(row, _)| part.shown[*row].0) {
            reader
                .push_unknown(&Id::parse(&format!("{}.{row}", part.seq)).expect("an id"), day(*date))
                .expect("memory");
        }
        reader.finish().expect("memory")
    });
    let done = done.collect();
    rules.finish(done).expect("memory").complete
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = (
        1_i64..12,
        prop::collection::vec(0_i64..12, 0..8),
        prop::collection::vec(0_i64..12, 0..2),
        prop::bool::weighted(0.8),
        prop::collection::vec((prop::bool::weighted(0.8), prop::bool::weighted(0.9)), 8),
        prop::bool::weighted(0.9),
    );
    prop::collection::vec(part, 1..6).prop_map(|parts| {
        let mut from = 0;
        parts
            .into_iter()
            .enumerate()
            .map(|(seq, (length, days, incomplete, disclosed, shown, second_group))| {
                let inside = |days: Vec<i64>| {
                    let mut days: Vec<i64> = days.into_iter().map(|number| from + number % length).collect();
                    days.sort_unstable();
                    days
                };
                let (rows, mut incomplete) = (inside(days), inside(incomplete));
                incomplete.dedup();
                let mut shown = shown[..rows.len()].to_vec();
                if !second_group {
                    // A group that is not shown has no masked cells.
                    for (_, cell) in &mut shown {
                        *cell = true;
                    }
                }
                let seq = u32::try_from(seq).expect("few parts");
                let part = Part { seq, from, to: from + length, rows, incomplete, disclosed, shown, second_group };
                from += length;
                part
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn states_what_is_proven_and_no_more(parts in parts()) {
        let statements = complete(&parts);
        for number in -1..70 {
            for (group, second) in [("core", false), ("place", true)] {
                let stated = statements.iter().any(|one| {
                    (one.from..one.to).contains(&day(number))
                        && !one.except.contains(&day(number))
                        && one.groups.iter().any(|other| other == group)
                });
                prop_assert_eq!(stated, parts.iter().any(|part| part.proves(number, second)), "day {} {}", number, group);
                // Independently of the definition: whatever happened on the day can be seen.
                for part in parts.iter().filter(|_| stated) {
                    for row in (0..part.rows.len()).filter(|row| part.rows[*row] == number) {
                        prop_assert!(part.disclosed && part.shown[row].0);
                        prop_assert!(!second || (part.second_group && part.shown[row].1));
                    }
                }
            }
        }
        for one in &statements {
            prop_assert!(one.from < one.to && one.except.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(one.except.iter().all(|except| (one.from..one.to).contains(except)));
        }
    }
}

/// One part of 2026-06-01 to 2026-07-01 with these rows, of which `[x, y)` are shown.
fn one(rows: &[i64], x: usize, y: usize) -> Part {
    let shown = (0..rows.len()).map(|row| ((x..y).contains(&row), true)).collect();
    Part {
        seq: 0,
        from: 0,
        to: 30,
        rows: rows.to_vec(),
        incomplete: Vec::new(),
        disclosed: true,
        shown,
        second_group: true,
    }
}

#[test]
fn edges() {
    let check = |part: Part, expected: &[(&str, &str)]| {
        let stated: Vec<(Date, Date)> = complete(&[part]).iter().map(|one| (one.from, one.to)).collect();
        let expected: Vec<(Date, Date)> = expected.iter().map(|(from, to)| (date(from), date(to))).collect();
        assert_eq!(stated, expected);
    };
    // The example of the chapter on records: rows of 3, 3, 9, 20 and 20 June.
    let june = [2, 2, 8, 19, 19];
    check(one(&june, 1, 4), &[("2026-06-04", "2026-06-20")]);
    check(one(&june, 0, 5), &[("2026-06-01", "2026-07-01")]);
    check(one(&june, 0, 4), &[("2026-06-01", "2026-06-20")]);
    check(one(&june, 1, 5), &[("2026-06-04", "2026-07-01")]);
    check(one(&june, 0, 1), &[("2026-06-01", "2026-06-03")]);
    check(one(&june, 2, 3), &[]);
    check(one(&june, 3, 5), &[("2026-06-21", "2026-07-01")]);
    check(one(&[], 0, 0), &[("2026-06-01", "2026-07-01")]);
    check(Part { to: 40, ..one(&[], 0, 0) }, &[("2026-06-01", "2026-07-07")]);
}

#[test]
fn parts_join_only_where_they_follow() {
    let part = |seq: u32, from: i64, to: i64| Part { seq, from, to, ..one(&[], 0, 0) };
    let spans = |parts: &[Part]| -> Vec<(i64, i64)> {
        let days = |date: Date| date.days_since(day(0));
        complete(parts).iter().map(|one| (days(one.from), days(one.to))).collect()
    };
    assert_eq!(spans(&[part(0, 0, 10), part(1, 10, 20)]), [(0, 20)]);
    assert_eq!(spans(&[part(1, 10, 20), part(0, 0, 10)]), [(0, 20)]);
    assert_eq!(spans(&[part(0, 0, 10), part(2, 20, 30)]), [(0, 10), (20, 30)]);
    // Broken numbering is a finding elsewhere; it must not look complete here.
    assert_eq!(spans(&[part(0, 0, 10), part(2, 10, 20)]), [(0, 10), (10, 20)]);
    assert_eq!(spans(&[part(0, 0, 10), part(1, 11, 20)]), [(0, 10), (11, 20)]);
}
