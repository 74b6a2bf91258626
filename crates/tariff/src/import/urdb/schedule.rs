//! Twelve months of twenty-four hours, for working days and for weekends, as windows.

use std::collections::BTreeMap;

use pannier_model::value::{CodeText, List};

use crate::{
    import::{
        draft::{Draft, code},
        energy::WEEK,
        node::Node,
        number,
    },
    tariff::{Calendar, ClockTime, Slot, Window, YearDay, YearSpan},
};

/// Months as bits, January first.
type Months = u16;

const ALL: Months = 0xFFF;

/// Which price holds at which hour of which month.
pub(super) struct Schedule {
    weekday: Vec<Vec<usize>>,
    weekend: Vec<Vec<usize>>,
}

impl Schedule {
    /// Reads two matrices; `None` unless both have twelve rows of twenty-four numbers.
    pub(super) fn read(node: &Node, weekday: &str, weekend: &str) -> Option<Self> {
        let (working, free) = (node.get(weekday)?, node.get(weekend)?);
        let schedule = Self { weekday: matrix(working)?, weekend: matrix(free)? };
        working.take_all();
        free.take_all();
        Some(schedule)
    }

    /// Reads twelve numbers, each for all hours of its month.
    pub(super) fn months(node: &Node, member: &str) -> Option<Self> {
        let list = node.get(member)?;
        let row: Vec<usize> = list.elements().iter().map(index).collect::<Option<_>>()?;
        if row.len() != 12 {
            return None;
        }
        list.take_all();
        let matrix: Vec<Vec<usize>> = row.into_iter().map(|period| vec![period; 24]).collect();
        Some(Self { weekday: matrix.clone(), weekend: matrix })
    }

    /// The prices that are used, each as often as it is.
    pub(super) fn periods(&self) -> impl Iterator<Item = usize> + '_ {
        self.weekday.iter().chain(&self.weekend).flatten().copied()
    }

    /// Whether one month has several prices.
    pub(super) fn several_in_a_month(&self) -> bool {
        self.weekday.iter().zip(&self.weekend).any(|(weekday, weekend)| {
            let first = weekday[0];
            weekday.iter().chain(weekend).any(|period| *period != first)
        })
    }

    /// The hours of a price under a name; `None` where it holds always.
    pub(super) fn window(&self, period: usize, name: &str, draft: &mut Draft<'_>) -> Option<CodeText> {
        if self.periods().all(|used| used == period) {
            return None;
        }
        let (weekday, weekend) = (runs(&self.weekday, period), runs(&self.weekend, period));
        let mut slots = Vec::new();
        for (hours, months) in &weekday {
            let both = weekend.get(hours).copied().unwrap_or(0) & months;
            push(&mut slots, None, *hours, both, draft);
            push(&mut slots, Some(0..5), *hours, months & !both, draft);
        }
        for (hours, months) in &weekend {
            let both = weekday.get(hours).copied().unwrap_or(0) & months;
            push(&mut slots, Some(5..7), *hours, months & !both, draft);
        }
        let id = code(name);
        let window = Window { default: None, label: None, otherwise: None, slots: List::new(slots).ok(), source: None };
        draft.windows.insert(id.clone(), window);
        Some(id)
    }
}

/// From hours to the months in which they are a run of the price.
fn runs(matrix: &[Vec<usize>], period: usize) -> BTreeMap<(u16, u16), Months> {
    let mut runs = BTreeMap::new();
    for (month, row) in matrix.iter().enumerate() {
        let mut from = None;
        for (hour, used) in (0_u16..).zip(row.iter().copied().chain([usize::MAX])) {
            match (from, used == period) {
                (None, true) => from = Some(hour),
                (Some(start), false) => {
                    *runs.entry((start, hour)).or_insert(0) |= 1 << month;
                    from = None;
                }
                _ => {}
            }
        }
    }
    runs
}

fn push(
    slots: &mut Vec<Slot>,
    days: Option<std::ops::Range<usize>>,
    (from, to): (u16, u16),
    months: Months,
    draft: &mut Draft<'_>,
) {
    if months == 0 {
        return;
    }
    let edge = |hour: u16| (!hour.is_multiple_of(24)).then(|| ClockTime::from_minutes(hour * 60)).flatten();
    let days = days.and_then(|days| List::new(WEEK[days].to_vec()).ok());
    let on = (months != ALL).then(|| List::new(vec![calendar(months, draft)]).ok()).flatten();
    slots.push(Slot { days, except: None, from: edge(from), on, to: edge(to) });
}

/// The calendar of some months.
fn calendar(months: Months, draft: &mut Draft<'_>) -> CodeText {
    let has = |month: usize| months & (1 << (month % 12)) != 0;
    let names: Vec<String> = (0..12).filter(|month| has(*month)).map(|month| format!("{:02}", month + 1)).collect();
    let id = code(&format!("months_{}", names.join("_")));
    let day = |month: usize| YearDay::parse(&format!("{:02}-01", month % 12 + 1));
    let starts = (0..12).filter(|month| has(*month) && !has(month + 11));
    let spans = starts.filter_map(|from| {
        let to = (from + 1..from + 13).find(|month| !has(*month))?;
        Some(YearSpan { from: day(from)?, to: day(to)? })
    });
    let yearly = List::new(spans.collect()).ok();
    draft.calendars.insert(id.clone(), Calendar { dates: None, known: None, yearly });
    id
}

fn matrix(node: &Node) -> Option<Vec<Vec<usize>>> {
    let rows: Vec<Vec<usize>> =
        node.elements().iter().map(|row| row.elements().iter().map(index).collect()).collect::<Option<_>>()?;
    if rows.len() != 12 || rows.iter().any(|row| row.len() != 24) {
        return None;
    }
    Some(rows)
}

fn index(node: &Node) -> Option<usize> {
    number::whole(node.peek()?).and_then(|index| usize::try_from(index).ok()).filter(|index| *index < 1000)
}
