//! What no share may say, whatever is selected from whatever bundle: that days are complete which are not, and a seed from
//! which the salt of a withheld cell follows.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use common::{NOW, bytes, contents, made, open, settings, transactions};
use pannier::{
    Row, Verified,
    bundle::{Archive, head::Head, part::PartView, share::Share},
    crypto::{Secret, Seed, Shown, secret::tree_context, tree::expand},
    record::Transaction,
    share::{self, Selection, ShareError},
    value::Date,
};
use proptest::prelude::*;

const FIRST: &str = "2026-03-20";
/// Days from the first to the day of issue.
const DAYS: u32 = 73;
/// How far apart days with rows are: several rows fall on each.
const STEP: u32 = 5;

fn day(number: u32) -> Date {
    Date::parse(FIRST).unwrap().plus_days(i64::from(number)).unwrap()
}

/// A bundle of months of one account: a transaction on each of these days, some days not promised.
fn issued(days: &[u32], incomplete: &BTreeSet<u32>) -> Vec<u8> {
    let incomplete: Vec<String> = incomplete.iter().map(|number| format!("\"{}\"", day(*number))).collect();
    let mut lines = vec![
        r#"{"series":"current/account","from":"2026-05-31","to":"2026-06-01"}"#.to_owned(),
        format!(
            r#"{{"series":"current/transaction","from":"{FIRST}","to":"2026-06-01","incomplete":[{}]}}"#,
            incomplete.join(",")
        ),
        r#"{"type":"account","record":{"id":"current","as_of":"2026-05-31","kind":"current","currency":"GBP","status":"open","ownership":"sole"}}"#.to_owned(),
    ];
    for (at, number) in days.iter().enumerate() {
        lines.push(format!(
            r#"{{"type":"transaction","record":{{"id":"t{at}","account":"current","date":"{}","date_basis":"booked","status":"booked","amount":"{}.00","currency":"GBP","kind":"transfer_in","seq":{at},"description":"text {at}","counterparty_name":"Shop {at}"}}}}"#,
            day(*number),
            100 + at
        ));
    }
    common::issued(settings(), lines.join("\n") + "\n", &[])
}

/// The share, or nothing where nothing is left to show.
fn shared(file: &Verified<Vec<u8>>, selection: &Selection) -> Option<Vec<u8>> {
    let plan = match share::plan(file, selection, NOW) {
        Ok(plan) => plan,
        // Nothing is left, or a share is in whole rows, or has lost what is left out once more.
        Err(
            ShareError::Nothing
            | ShareError::NothingThen { .. }
            | ShareError::WholeRows { .. }
            | ShareError::UnknownIds(_)
            | ShareError::UnknownGroup { .. },
        ) => return None,
        Err(other) => panic!("{other}"),
    };
    Some(bytes(&made(file, &plan)))
}

/// What is selected, with rows by their number.
#[derive(Clone, Debug)]
struct Asked {
    without: Vec<usize>,
    masked: Vec<usize>,
    groups: Option<Vec<&'static str>>,
    days: Option<(u32, u32)>,
    neighbours: bool,
}

impl Asked {
    fn selection(&self, rows: &[Row<Transaction>]) -> Selection {
        let ids = |numbers: &[usize]| -> BTreeSet<String> {
            numbers.iter().filter_map(|at| rows.get(*at)).map(|row| row.id.as_str().to_owned()).collect()
        };
        let (without, masked) = (ids(&self.without), ids(&self.masked));
        let masks_text = self.groups.as_ref().is_none_or(|groups| groups.contains(&"text")) && !masked.is_empty();
        Selection {
            from: self.days.map(|(from, _)| day(from)),
            to: self.days.map(|(from, length)| day(from + length)),
            neighbours: self.neighbours,
            groups: self.groups.as_ref().map(|groups| groups.iter().map(|group| (*group).to_owned()).collect()),
            without,
            mask: if masks_text { [("text".to_owned(), masked)].into() } else { BTreeMap::default() },
            ..Selection::of(["transaction"])
        }
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    let rows = || prop::collection::vec(0..24_usize, 0..4);
    let groups = prop::option::of(prop::sample::subsequence(vec!["core", "text", "counterparty"], 0..=3));
    let days = prop::option::of((0..DAYS, 1..40_u32));
    (rows(), rows(), groups, days, any::<bool>()).prop_map(|(without, masked, groups, days, neighbours)| Asked {
        without,
        masked,
        groups,
        days,
        neighbours,
    })
}

/// Days of rows, ascending, and days that are not promised.
fn bundles() -> impl Strategy<Value = (Vec<u32>, BTreeSet<u32>)> {
    let days = prop::collection::vec(0..DAYS / STEP, 0..24).prop_map(|mut days| {
        days.sort_unstable();
        days.into_iter().map(|number| number * STEP).collect()
    });
    (days, prop::collection::btree_set(0..DAYS, 0..4))
}

/// The member that stands for each group.
const MEMBERS: [(&str, &str); 3] = [("core", "amount"), ("text", "description"), ("counterparty", "counterparty_name")];

/// Of every day that the report calls complete, every row is shown, in every group named.
fn check_coverage(rows: &[Row<Transaction>], incomplete: &BTreeSet<u32>, file: &[u8]) -> Result<u32, TestCaseError> {
    let shared = open(file.to_vec());
    let seen = transactions(&shared);
    let mut covered = 0;
    for statement in shared.verdict().coverage.iter().filter(|of| of.series.ends_with("/transaction")) {
        for number in 0..DAYS + 60 {
            let date = day(number);
            let text = date.to_string();
            if text < statement.from || statement.to <= text || statement.except.contains(&text) {
                continue;
            }
            covered += 1;
            prop_assert!(number < DAYS, "{text} was not over");
            prop_assert!(!incomplete.contains(&number), "{text} was never promised");
            for row in rows.iter().filter(|row| row.date == date) {
                let shown = seen.iter().find(|seen| seen.id == row.id);
                prop_assert!(shown.is_some(), "a row of {text} is withheld");
                for (group, member) in MEMBERS.iter().filter(|(group, _)| statement.groups.iter().any(|of| of == group))
                {
                    prop_assert!(!shown.unwrap().cell(member).is_withheld(), "{group} of a row of {text} is withheld");
                }
            }
        }
    }
    prop_assert!(!shared.verdict().complete, "the account is not shown");
    Ok(covered)
}

/// The seeds of the largest spans that are shown, and all from which the salt of something withheld follows.
#[derive(Default)]
struct Seeds {
    given: Vec<[u8; 16]>,
    kept: HashSet<[u8; 16]>,
}

impl Seeds {
    fn of(bundle: &[u8], file: &[u8]) -> Self {
        let archive = Archive::open(bundle.to_vec()).unwrap();
        let head = Head::parse(&archive.head().unwrap()).unwrap();
        let secret = Secret::new(archive.secret().unwrap());
        let shared = Archive::open(file.to_vec()).unwrap();
        let shown_head = Head::parse(&shared.head().unwrap()).unwrap();
        let share = Share::read(&shared.share().unwrap(), &shown_head, NOW).unwrap();
        let mut seeds = Self::default();
        for part in head.parts() {
            let view = shown_head.parts().position(|shown| shown.id == part.id).map(|at| &share.parts[at]);
            let none = || Shown::none(part.n.into());
            let whole = if let Some(PartView::Rows(rows)) = view { rows.clone() } else { none() };
            let mut trees = vec![("row", whole)];
            for (at, group) in part.groups.iter().enumerate() {
                let shown = match view {
                    Some(PartView::Fields { rows, groups }) => {
                        groups.iter().find(|shown| shown.group == at).map(|shown| rows.minus(&shown.masked))
                    }
                    _ => None,
                };
                trees.push((&group.id, shown.unwrap_or_else(none)));
            }
            for (name, shown) in trees {
                let context = tree_context(&head.claims().jti, &part.id, name).unwrap();
                let mut spans = vec![(0, u64::from(part.n), secret.seed(&head.claims().jti, &part.id, name).unwrap())];
                while let Some((lo, hi, seed)) = spans.pop().filter(|(lo, hi, _)| lo < hi) {
                    if (lo..hi).all(|row| shown.contains(row)) {
                        seeds.given.push(*seed.expose());
                        continue;
                    }
                    seeds.kept.insert(*seed.expose());
                    if hi - lo > 1 {
                        let middle = lo + (1 << (hi - lo - 1).ilog2());
                        let (left, right): (Seed, Seed) = expand(&context, lo, hi, &seed);
                        spans.extend([(lo, middle, left), (middle, hi, right)]);
                    }
                }
            }
        }
        seeds.kept.insert(secret.expose()[..16].try_into().unwrap());
        seeds.kept.insert(secret.expose()[16..].try_into().unwrap());
        seeds
    }
}

fn check_seeds(bundle: &[u8], file: &[u8]) -> Result<(), TestCaseError> {
    let Seeds { given, kept } = Seeds::of(bundle, file);
    let contents = contents(file);
    let windows: HashSet<&[u8]> = contents.windows(16).collect();
    for seed in &given {
        prop_assert!(windows.contains(&seed[..]), "the search finds what is given away");
    }
    for seed in &kept {
        prop_assert!(!windows.contains(&seed[..]), "a seed that covers a withheld cell");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    /// A share, and a share of that share.
    #[test]
    fn a_share_never_says_too_much((days, incomplete) in bundles(), first in asked(), then in asked()) {
        let bundle = issued(&days, &incomplete);
        let file = open(bundle.clone());
        let rows = transactions(&file);
        let Some(once) = shared(&file, &first.selection(&rows)) else { return Ok(()) };
        let covered = check_coverage(&rows, &incomplete, &once)?;
        check_seeds(&bundle, &once)?;
        let asks_all = first.without.is_empty() && first.masked.is_empty() && first.days.is_none();
        if asks_all {
            // An honest holder can prove every day that was promised.
            prop_assert!(covered >= DAYS - u32::try_from(incomplete.len()).unwrap(), "{} days", covered);
        }
        let held = open(once);
        let Some(twice) = shared(&held, &then.selection(&rows)) else { return Ok(()) };
        check_coverage(&rows, &incomplete, &twice)?;
        check_seeds(&bundle, &twice)?;
    }
}
