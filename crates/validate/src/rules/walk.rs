//! Visits every value of a record with its place, and writes the place as a pointer only when somebody asks.

use pannier_model::record::AnyRecord;
use pannier_model::value::{Fields as _, View};
use std::fmt::Write as _;

/// Where a value stands: the member of the record, then names and indexes below it.
#[derive(Debug)]
pub(crate) struct Path {
    member: &'static str,
    /// Most members have nothing below them, and a path to those takes no memory of its own.
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Name(&'static str),
    Index(usize),
}

impl Path {
    /// The member of the record.
    pub(crate) fn member(&self) -> &'static str {
        self.member
    }

    /// The name nearest to the value.
    pub(crate) fn name(&self) -> &'static str {
        let names = self.steps.iter().rev().filter_map(|step| match step {
            Step::Name(name) => Some(*name),
            Step::Index(_) => None,
        });
        names.into_iter().next().unwrap_or(self.member)
    }

    /// RFC 6901 pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut text = format!("/{}", self.member);
        for step in &self.steps {
            let _ = match step {
                Step::Name(name) => write!(text, "/{name}"),
                Step::Index(index) => write!(text, "/{index}"),
            };
        }
        text
    }
}

/// Calls `visit` for every value that has no values below it; a number is visited as itself, extensions as one value.
pub(crate) fn walk<'a>(record: &'a AnyRecord, mut visit: impl FnMut(&Path, View<'a>)) {
    let mut path = Path { member: "", steps: Vec::new() };
    record.each_field(&mut |name, view| {
        path.member = name;
        match view {
            View::Object(_) | View::List(_) => below(view, &mut path, &mut visit),
            // Nearly all members: visited without a call in between.
            _ => visit(&path, view),
        }
    });
}

fn below<'a>(view: View<'a>, path: &mut Path, visit: &mut dyn FnMut(&Path, View<'a>)) {
    match view {
        View::Object(fields) => fields.each_field(&mut |name, view| {
            path.steps.push(Step::Name(name));
            below(view, path, visit);
            path.steps.pop();
        }),
        View::List(list) => {
            for index in 0..list.count() {
                if let Some(view) = list.element(index) {
                    path.steps.push(Step::Index(index));
                    below(view, path, visit);
                    path.steps.pop();
                }
            }
        }
        _ => visit(path, view),
    }
}
