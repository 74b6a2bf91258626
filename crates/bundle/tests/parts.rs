//! Parts: what is written checks, what is reduced checks and reduces again, and what was changed is caught where it should be.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::io::{Cursor, Read as _};

use pannier_bundle::{
    Archive, Fault, Kind, MemoryScratch,
    container::{Prepared, Writer},
    part::{
        Cell, Layout, PartCheck, PartError, PartReducer, PartView, PartWriter, ReduceError, ReducedPart, Roots,
        ShownGroup,
    },
    row::Value,
};
use pannier_crypto::{Secret, Shown};
use pannier_report::{Code, Finding};
use proptest::prelude::*;

const JTI: &str = "7g6qqL4WqoWuypEj-UyNlQ";

fn secret() -> Secret {
    Secret::new([5; 32])
}

fn layout(rows: usize) -> Layout {
    let groups = [("core", ["date", "amount"].as_slice()), ("text", &["text"]), ("tags", &["tags", "note"])];
    Layout::new("k3", rows as u64, groups).unwrap()
}

/// Rows in which `text` and `tags` are now and then absent.
fn rows(count: usize) -> Vec<String> {
    let row = |row: usize| {
        let text = if row % 3 == 1 { String::new() } else { format!(r#","text":"row {row}""#) };
        let tags = if row % 4 == 2 { String::new() } else { format!(r#","tags":[{row}]"#) };
        format!(r#"{{"date":"2026-01-{:02}","amount":"{row}.00"{text}{tags}}}"#, 1 + row % 28)
    };
    (0..count).map(row).collect()
}

fn write(layout: &Layout, rows: &[String]) -> (Roots, Prepared) {
    let mut writer = PartWriter::new(layout, JTI, &secret(), &MemoryScratch).unwrap();
    for row in rows {
        writer.push(row.as_bytes()).unwrap();
    }
    writer.finish().unwrap()
}

/// A share file of this part and these streams.
fn share(rows: Prepared, seeds: &[u8], nodes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Share).unwrap();
    writer.head(b"head").unwrap();
    writer.share(b"{}").unwrap();
    writer.part("k3", rows).unwrap();
    writer.streams("k3", seeds, nodes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// What a reduced part is made of: its rows and its two streams.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reduced {
    rows: String,
    seeds: Vec<u8>,
    nodes: Vec<u8>,
}

impl Reduced {
    fn new(mut reducer: PartReducer<'_>, rows: &[String]) -> Result<Self, ReduceError> {
        for row in rows {
            reducer.push(row.as_bytes())?;
        }
        Ok(Self::read(reducer.finish()?))
    }

    fn read(mut part: ReducedPart) -> Self {
        let (mut seeds, mut nodes) = (Vec::new(), Vec::new());
        part.seeds.read_to_end(&mut seeds).unwrap();
        part.nodes.read_to_end(&mut nodes).unwrap();
        let file = share(part.rows, &seeds, &nodes);
        let rows = Archive::open(file.as_slice()).unwrap().read_small("parts/k3.ndjson", 1 << 30).unwrap();
        Self { rows: String::from_utf8(rows).unwrap(), seeds, nodes }
    }

    fn lines(&self) -> Vec<String> {
        self.rows.lines().map(str::to_owned).collect()
    }

    fn file(&self) -> Vec<u8> {
        share(Prepared::from_reader(self.rows.as_bytes(), &MemoryScratch).unwrap(), &self.seeds, &self.nodes)
    }

    /// All that [`PartCheck`] says, rows and cells left aside.
    fn check(&self, layout: &Layout, roots: &Roots, view: &PartView) -> Result<Vec<Finding>, Fault> {
        let file = self.file();
        let archive = Archive::open(file.as_slice()).unwrap();
        let mut check = PartCheck::share(layout, roots, JTI, view, &archive)?;
        let mut rows = archive.rows("parts/k3.ndjson")?;
        while let Some(row) = rows.next_row()? {
            check.push(row)?;
        }
        check.finish()
    }
}

fn from_bundle(layout: &Layout, roots: &Roots, rows: &[String], view: &PartView) -> Result<Reduced, ReduceError> {
    let reduced =
        |roots| Reduced::new(PartReducer::from_bundle(layout, roots, JTI, &secret(), view, &MemoryScratch)?, rows);
    let checked = reduced(Some(roots))?;
    assert_eq!(reduced(None).unwrap(), checked, "the roots are for comparing only");
    Ok(checked)
}

fn from_share(
    layout: &Layout,
    roots: &Roots,
    held: (&Reduced, &PartView),
    view: &PartView,
) -> Result<Reduced, ReduceError> {
    let file = held.0.file();
    let archive = Archive::open(file.as_slice()).unwrap();
    let reduced = |roots| {
        let reducer = PartReducer::from_share(layout, roots, JTI, held.1, &archive, view, &MemoryScratch)?;
        Reduced::new(reducer, &held.0.lines())
    };
    let checked = reduced(Some(roots))?;
    assert_eq!(reduced(None).unwrap(), checked, "the roots are for comparing only");
    Ok(checked)
}

fn shown(n: usize, keep: impl Fn(u64) -> bool) -> Shown {
    Shown::from_fn(n as u64, keep)
}

#[test]
fn the_writer_refuses_what_a_verifier_would() {
    let layout = layout(2);
    let writer = || PartWriter::new(&layout, JTI, &secret(), &MemoryScratch).unwrap();
    let mut late = writer();
    late.push(br#"{"date":"x"}"#).unwrap();
    let error = late.push(br#"{"date":"x","date":"y"}"#).unwrap_err();
    assert!(matches!(&error, PartError::Row { row: 2, fault } if fault.code == Code::RecordMemberOrder), "{error}");
    let mut few = writer();
    few.push(b"{}").unwrap();
    assert!(matches!(few.finish(), Err(PartError::Count { expected: 2, pushed: 1 })));
    let mut many = writer();
    many.push(b"{}").unwrap();
    many.push(b"{}").unwrap();
    assert!(matches!(many.push(b"{}"), Err(PartError::Count { expected: 2, pushed: 3 })));
}

#[test]
fn a_bundle_part_checks_and_tells_its_cells() {
    let (layout, rows) = (layout(12), rows(12));
    let (roots, prepared) = write(&layout, &rows);
    assert_eq!(prepared.size(), rows.iter().map(|row| row.len() as u64 + 1).sum::<u64>());
    let mut check = PartCheck::bundle(&layout, &roots, JTI, &secret()).unwrap();
    for (at, row) in rows.iter().enumerate() {
        let checked = check.push(row.as_bytes()).unwrap();
        assert_eq!((checked.number, checked.text), (at as u64, row.as_str()));
        assert_eq!(checked.cell(0), Cell::Present);
        assert_eq!(checked.cell(1), if at % 3 == 1 { Cell::AbsentProven } else { Cell::Present });
        assert_eq!(checked.cell(3), Cell::Withheld);
        assert_eq!(checked.fragment(0), &row.as_bytes()[1..=checked.fragment(0).len()]);
    }
    assert_eq!(check.finish().unwrap(), []);
}

#[test]
fn a_changed_bundle_part_fails_where_it_should() {
    let (layout, right) = (layout(6), rows(6));
    let (roots, _) = write(&layout, &right);
    let run = |rows: &[String]| -> Result<Vec<Code>, Fault> {
        let mut check = PartCheck::bundle(&layout, &roots, JTI, &secret()).unwrap();
        for row in rows {
            check.push(row.as_bytes())?;
        }
        Ok(check.finish()?.into_iter().map(|finding| finding.code).collect())
    };
    assert_eq!(run(&right).unwrap(), []);
    let mut swapped = right.clone();
    swapped.swap(2, 3);
    let all_roots = [Code::ProofRowRoot, Code::ProofRoot, Code::ProofRoot, Code::ProofRoot];
    assert_eq!(run(&swapped).unwrap(), all_roots);
    // One group changed: its root and the one over rows.
    let mut changed = right.clone();
    changed[0] = changed[0].replace("row 0", "row 9");
    assert_eq!(run(&changed).unwrap(), [Code::ProofRowRoot, Code::ProofRoot]);
    // A member moved out of the row is a member less in a tree, not in the form.
    changed[0] = right[0].replace(r#","text":"row 0""#, "");
    assert_eq!(run(&changed).unwrap(), [Code::ProofRowRoot, Code::ProofRoot]);
    let place = |fault: Fault| {
        let finding = fault.finding().unwrap().clone();
        (finding.code, finding.location.row, finding.location.byte)
    };
    assert_eq!(place(run(&right[..5]).unwrap_err()), (Code::RecordCount, None, None));
    let more = [&right[..], &right[..1]].concat();
    let size: usize = right.iter().map(|row| row.len() + 1).sum();
    assert_eq!(place(run(&more).unwrap_err()), (Code::RecordCount, Some(7), Some(size as u64)));
    let mut malformed = right.clone();
    malformed[1].insert(1, ' ');
    assert_eq!(place(run(&malformed).unwrap_err()), (Code::RecordRowForm, Some(2), Some(right[0].len() as u64 + 2)));
    let other = PartCheck::bundle(&layout, &roots, JTI, &Secret::new([6; 32])).unwrap();
    let mut other = other;
    for row in &right {
        other.push(row.as_bytes()).unwrap();
    }
    assert_eq!(other.finish().unwrap().len(), 4);
}

#[test]
fn a_share_tells_withheld_from_absent() {
    let (layout, rows) = (layout(8), rows(8));
    let (roots, _) = write(&layout, &rows);
    let view = PartView::Fields {
        rows: shown(8, |row| row > 1),
        groups: vec![ShownGroup::unmasked(0, 8), ShownGroup { group: 1, masked: shown(8, |row| row == 4 || row == 5) }],
    };
    let reduced = from_bundle(&layout, &roots, &rows, &view).unwrap();
    let file = reduced.file();
    let archive = Archive::open(file.as_slice()).unwrap();
    let mut check = PartCheck::share(&layout, &roots, JTI, &view, &archive).unwrap();
    let mut seen = Vec::new();
    for line in reduced.lines() {
        let row = check.push(line.as_bytes()).unwrap();
        assert_eq!((row.cell(0), row.cell(2)), (Cell::Present, Cell::Withheld));
        seen.push((row.number, row.cell(1)));
    }
    assert_eq!(check.finish().unwrap(), []);
    let want = [Cell::Present, Cell::Present, Cell::Withheld, Cell::Withheld, Cell::Present, Cell::AbsentProven];
    assert_eq!(seen, (2..8).zip(want).collect::<Vec<_>>());
}

#[test]
fn what_its_maker_has_hashed_is_compared_only() {
    let (layout, rows) = (layout(9), rows(9));
    let reduce = |masked: &dyn Fn(u64) -> bool| {
        let groups = vec![
            ShownGroup::unmasked(0, 9),
            ShownGroup { group: 1, masked: shown(9, masked) },
            ShownGroup::unmasked(2, 9),
        ];
        let view = PartView::Fields { rows: shown(9, |_| true), groups };
        let mut reducer = PartReducer::from_bundle(&layout, None, JTI, &secret(), &view, &MemoryScratch).unwrap();
        for row in &rows {
            reducer.push(row.as_bytes()).unwrap();
        }
        reducer.finish().unwrap()
    };
    assert_eq!(reduce(&|row| row == 2).known, None, "the tree of `text` is not shown whole");
    let part = reduce(&|_| false);
    let known = part.known.clone().unwrap();
    let right = Reduced::read(part);

    let check = |change: &dyn Fn(&mut Reduced), want: &[&str]| {
        let mut changed = right.clone();
        change(&mut changed);
        let archive = Archive::open(changed.file()).unwrap();
        let findings = known.check(&layout, &archive).unwrap();
        assert!(findings.iter().all(|finding| finding.code == Code::ContainerCrc));
        let entries: Vec<_> = findings.iter().map(|finding| finding.location.entry.as_deref().unwrap()).collect();
        assert_eq!(entries, want);
    };
    check(&|_| (), &[]);
    check(&|part| part.rows = part.rows.replacen("0.00", "0.01", 1), &["parts/k3.ndjson"]);
    check(&|part| part.rows = part.lines()[1..].join("\n") + "\n", &["parts/k3.ndjson"]);
    check(&|part| part.seeds[0] ^= 1, &["parts/k3.seeds"]);
    check(&|part| part.nodes.extend([0; 32]), &["parts/k3.nodes"]);
    check(
        &|part| {
            part.rows.push_str("{}\n");
            part.seeds.truncate(16);
        },
        &["parts/k3.ndjson", "parts/k3.seeds"],
    );
}

#[test]
fn what_is_shown_of_a_row_is_given_back() {
    let (layout, rows) = (layout(9), rows(9));
    let view = PartView::Fields {
        rows: shown(9, |row| row % 2 == 1),
        groups: vec![ShownGroup::unmasked(0, 9), ShownGroup { group: 1, masked: shown(9, |row| row == 3) }],
    };
    let mut reducer = PartReducer::from_bundle(&layout, None, JTI, &secret(), &view, &MemoryScratch).unwrap();
    let mut lines = Vec::new();
    for row in &rows {
        let Some(shown) = reducer.push(row.as_bytes()).unwrap() else { continue };
        let members = shown.members.iter().map(|(_, value)| match value {
            Value::Plain(text) => serde_json::Value::from(text),
            Value::Json(text) => serde_json::from_str(text).unwrap(),
        });
        let line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(shown.text).unwrap();
        let names = ["date", "amount", "text", "tags", "note"];
        assert!(members.eq(names.iter().filter_map(|name| line.get(*name).cloned())), "{}", shown.text);
        lines.push(shown.text.to_owned());
    }
    assert_eq!(lines.len(), 4);
    assert_eq!(Reduced::read(reducer.finish().unwrap()).lines(), lines);
}

#[test]
fn an_unchanged_part_keeps_its_bytes() {
    let check = |rows: &[String]| {
        let layout = layout(rows.len());
        let (roots, prepared) = write(&layout, rows);
        let mut writer = Writer::new(Cursor::new(Vec::new()), Kind::Bundle).unwrap();
        writer.head(b"head").unwrap();
        writer.secret(&[5; 32]).unwrap();
        writer.part("k3", prepared).unwrap();
        let bundle = Archive::open(writer.finish().unwrap().into_inner()).unwrap();
        let whole = PartView::whole(rows.len() as u64);
        let part = ReducedPart::unchanged(&layout, JTI, Some(&secret()), &bundle, &MemoryScratch).unwrap();
        assert_eq!(part.rows.compressed_size(), bundle.entry("parts/k3.ndjson").unwrap().compressed_size());
        let known = part.known.clone().unwrap();
        let copied = Reduced::read(part);
        assert_eq!(known.check(&layout, &Archive::open(copied.file()).unwrap()).unwrap(), []);
        assert_eq!(copied, from_bundle(&layout, &roots, rows, &whole).unwrap());
        assert_eq!(copied.check(&layout, &roots, &whole).unwrap(), []);

        // Some of it, and then a share of that share.
        let view = PartView::Fields {
            rows: shown(rows.len(), |row| row % 3 != 1),
            groups: vec![ShownGroup::unmasked(0, rows.len() as u64)],
        };
        let some = from_bundle(&layout, &roots, rows, &view).unwrap();
        let archive = Archive::open(some.file()).unwrap();
        let part = ReducedPart::unchanged(&layout, JTI, None, &archive, &MemoryScratch).unwrap();
        let known = part.known.clone().unwrap();
        assert_eq!(Reduced::read(part), some);
        assert_eq!(known.check(&layout, &archive).unwrap(), []);
    };
    check(&rows(20));
    check(&[]);
    // It deflates better than readers accept, so it is stored.
    check(&vec!["{}".to_owned(); 40_000]);
}

#[test]
fn a_changed_share_fails_where_it_should() {
    let (layout, rows) = (layout(9), rows(9));
    let (roots, _) = write(&layout, &rows);
    let view = PartView::Fields {
        rows: shown(9, |row| row % 4 != 3),
        groups: vec![ShownGroup::unmasked(0, 9), ShownGroup { group: 1, masked: shown(9, |row| row == 2) }],
    };
    let right = from_bundle(&layout, &roots, &rows, &view).unwrap();
    assert_eq!(right.check(&layout, &roots, &view).unwrap(), []);
    let check = |change: &dyn Fn(&mut Reduced), want: &[Code]| {
        let mut changed = right.clone();
        change(&mut changed);
        let codes: Vec<Code> = match changed.check(&layout, &roots, &view) {
            Ok(findings) => findings.into_iter().map(|finding| finding.code).collect(),
            Err(fault) => vec![fault.code().unwrap()],
        };
        assert_eq!(codes, want);
    };
    check(&|part| part.rows = part.rows.replacen("0.00", "0.01", 1), &[Code::ProofRoot]);
    check(&|part| part.seeds[0] ^= 1, &[Code::ProofRoot]);
    check(&|part| *part.nodes.last_mut().unwrap() ^= 1, &[Code::ProofRoot]);
    check(&|part| part.seeds.truncate(part.seeds.len() - 16), &[Code::ProofStreamExact]);
    check(&|part| part.nodes.truncate(part.nodes.len() - 32), &[Code::ProofStreamExact]);
    check(&|part| part.seeds.extend([0; 16]), &[Code::ProofStreamExact]);
    check(&|part| part.nodes.extend([0; 32]), &[Code::ProofStreamExact]);
    check(&|part| part.seeds.push(0), &[Code::ProofStreamLength]);
    check(&|part| part.nodes.truncate(part.nodes.len() - 1), &[Code::ProofStreamLength]);
    check(&|part| part.rows = part.rows.replacen('}', r#","tags":[1]}"#, 1), &[Code::RecordMemberShown]);
    // Row 2 is masked in `text`.
    check(&|part| part.rows = part.rows.replace(r#""2.00""#, r#""2.00","text":"row 2""#), &[Code::RecordMemberShown]);
    check(&|part| part.rows.push_str("{}\n"), &[Code::RecordCount]);
    check(&|part| part.rows = part.lines()[1..].join("\n") + "\n", &[Code::RecordCount]);
    // A fault of a row is told even where the streams are unusable.
    check(
        &|part| {
            part.seeds.clear();
            part.rows = part.rows.replacen('{', "{ ", 1);
        },
        &[Code::RecordRowForm],
    );
}

#[test]
fn reducing_refuses_what_it_cannot_do() {
    let (layout, rows) = (layout(6), rows(6));
    let (roots, _) = write(&layout, &rows);
    let fields = |groups: &[usize]| PartView::Fields {
        rows: shown(6, |row| row < 4),
        groups: groups.iter().map(|&group| ShownGroup::unmasked(group, 6)).collect(),
    };
    assert!(matches!(from_bundle(&layout, &roots, &rows, &fields(&[0, 3])), Err(ReduceError::View)));
    assert!(matches!(from_bundle(&layout, &roots, &rows, &fields(&[1, 0])), Err(ReduceError::View)));
    assert!(matches!(from_bundle(&layout, &roots, &rows, &PartView::whole(7)), Err(ReduceError::View)));
    let few = from_bundle(&layout, &roots, &rows[..5], &fields(&[0]));
    assert!(matches!(few, Err(ReduceError::Part(PartError::Count { expected: 6, pushed: 5 }))));
    let mut forged = rows.clone();
    forged[5] = forged[5].replace("5.00", "6.00");
    assert!(matches!(from_bundle(&layout, &roots, &forged, &fields(&[0])), Err(ReduceError::Unsigned)));
    let held_view = fields(&[0, 1]);
    let held = from_bundle(&layout, &roots, &rows, &held_view).unwrap();
    let more = [fields(&[0, 1, 2]), PartView::whole(6)];
    for view in more {
        assert!(matches!(from_share(&layout, &roots, (&held, &held_view), &view), Err(ReduceError::NotHeld)));
    }
    let wider = PartView::Fields { rows: Shown::all(6), groups: vec![ShownGroup::unmasked(0, 6)] };
    assert!(matches!(from_share(&layout, &roots, (&held, &held_view), &wider), Err(ReduceError::NotHeld)));
    let mut tampered = held.clone();
    tampered.nodes[0] ^= 1;
    let result = from_share(&layout, &roots, (&tampered, &held_view), &fields(&[0]));
    assert!(matches!(result, Err(ReduceError::Unsigned)));
}

/// Some rows of `n`, and two choices among three groups with masks that leave `core` alone.
fn views(n: usize) -> impl Strategy<Value = (PartView, PartView)> {
    let bits = || prop::collection::vec(any::<bool>(), n);
    (any::<bool>(), bits(), bits(), bits(), bits(), any::<[bool; 3]>()).prop_map(
        move |(by_row, rows, fewer, mask, more_mask, groups)| {
            let held = shown(n, |row| rows[usize::try_from(row).unwrap()]);
            let target = shown(n, |row| held.contains(row) && fewer[usize::try_from(row).unwrap()]);
            if by_row {
                return (PartView::Rows(held), PartView::Rows(target));
            }
            let masked = |rows: &Shown, mask: &dyn Fn(usize) -> bool| {
                shown(n, |row| rows.contains(row) && mask(usize::try_from(row).unwrap()))
            };
            let mut all = vec![ShownGroup::unmasked(0, n as u64)];
            let mut some = vec![ShownGroup::unmasked(0, n as u64)];
            for group in [1, 2] {
                if groups[group] {
                    all.push(ShownGroup { group, masked: masked(&held, &|row| mask[row]) });
                    if group == 1 || groups[0] {
                        some.push(ShownGroup { group, masked: masked(&target, &|row| mask[row] || more_mask[row]) });
                    }
                }
            }
            (PartView::Fields { rows: held, groups: all }, PartView::Fields { rows: target, groups: some })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Reducing a bundle, and reducing what came of it, gives the same share as reducing once; every step checks.
    #[test]
    fn reducing_twice_is_reducing_once((n, (held, target)) in (0..24_usize).prop_flat_map(|n| (Just(n), views(n)))) {
        let (layout, rows) = (layout(n), rows(n));
        let (roots, _) = write(&layout, &rows);
        let first = from_bundle(&layout, &roots, &rows, &held).unwrap();
        prop_assert_eq!(first.check(&layout, &roots, &held).unwrap(), []);
        let once = from_bundle(&layout, &roots, &rows, &target).unwrap();
        prop_assert_eq!(once.check(&layout, &roots, &target).unwrap(), []);
        let twice = from_share(&layout, &roots, (&first, &held), &target).unwrap();
        prop_assert_eq!(once, twice);
    }
}
