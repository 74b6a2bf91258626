//! Rows of a received part against what was signed: form, count, trees.

use pannier_crypto::{
    Digest, Secret, Shown, TreeBuilder, TreeVerifier,
    label::LabelError,
    secret::tree_context,
    tree::{Proof, ProofError},
};
use pannier_report::{Code, Finding, Location};

use super::{Cells, Layout, PartView, ROW, Roots, writer::builder};
use crate::{
    container::{Archive, EntryName, Section},
    fault::Fault,
    row::{Fragments, GroupSet, Members},
    source::Source,
};

/// What is known of one cell. Complete: a cell is shown, proven to be absent, or withheld, and the three never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// The group has members in this row.
    Present,
    /// The group is shown and has no member in this row: once the roots hold, the issuer signed that there is none.
    AbsentProven,
    /// The group is not shown in this row; nothing is known of it.
    Withheld,
}

/// A row that is in the row form. Nothing of it is proven before [`PartCheck::finish`] has said so.
#[derive(Clone, Copy, Debug)]
pub struct CheckedRow<'a> {
    /// Its number in the part, shown rows and withheld ones counted, from 0.
    pub number: u64,
    /// Its text, without LF.
    pub text: &'a str,
    /// The groups shown in it.
    pub shown: GroupSet,
    fragments: &'a Fragments,
}

impl<'a> CheckedRow<'a> {
    /// The state of the cell of the group at this place.
    pub fn cell(&self, group: usize) -> Cell {
        match (self.shown.contains(group), self.fragments.is_present(group)) {
            (false, _) => Cell::Withheld,
            (true, false) => Cell::AbsentProven,
            (true, true) => Cell::Present,
        }
    }

    /// The members in its order with their values.
    pub fn members(&self) -> Members<'a> {
        Members::new(self.text, self.fragments, self.shown)
    }

    /// The bytes of the group's members; empty unless it is [`Cell::Present`].
    pub fn fragment(&self, group: usize) -> &'a [u8] {
        self.fragments.of(self.text.as_bytes(), group)
    }
}

/// Checks one part of a bundle or a share, row by row.
///
/// Faults of the form are told at once, by [`PartCheck::push`]; whether the rows are the signed ones is known at the end
/// only, by [`PartCheck::finish`].
#[derive(Debug)]
pub struct PartCheck<'a> {
    layout: &'a Layout,
    roots: &'a Roots,
    trees: Vec<Tree<'a>>,
    cells: Cells,
    expected: u64,
    pushed: u64,
    /// Where the next row begins in the content of the entry.
    offset: u64,
    fragments: Fragments,
    /// What is wrong with the streams as a whole; then no tree is walked.
    streams: Option<Finding>,
}

#[derive(Debug)]
struct Tree<'a> {
    /// `None`: whole rows.
    group: Option<usize>,
    walk: Walk<'a>,
}

/// Large and few: at most 65 for a part.
#[derive(Debug)]
enum Walk<'a> {
    Secret(TreeBuilder),
    Proof(Box<TreeVerifier<Section<'a>>>),
}

impl<'a> PartCheck<'a> {
    /// A part of a bundle: all rows, the trees of both views, salts from the secret.
    ///
    /// # Errors
    /// A name is too long to derive anything from.
    pub fn bundle(layout: &'a Layout, roots: &'a Roots, jti: &str, secret: &Secret) -> Result<Self, LabelError> {
        let names = std::iter::once(ROW).chain(layout.groups.iter().map(String::as_str));
        let trees = names
            .enumerate()
            .map(|(at, name)| {
                Ok(Tree { group: at.checked_sub(1), walk: Walk::Secret(builder(layout, jti, secret, name)?) })
            })
            .collect::<Result<_, LabelError>>()?;
        Ok(Self::new(layout, roots, trees, &PartView::whole(layout.rows)))
    }

    /// A part of a share: what `view` shows, salts and withheld hashes from its two streams in `archive`.
    ///
    /// # Errors
    /// The streams cannot be read, a view does not fit the part, or a name is too long.
    pub fn share<S: Source>(
        layout: &'a Layout,
        roots: &'a Roots,
        jti: &str,
        view: &PartView,
        archive: &'a Archive<S>,
    ) -> Result<Self, Fault> {
        let mut cutter = Cutter::new(layout, archive)?;
        let mut trees = Vec::new();
        for (group, shown) in view.trees() {
            let name = match group {
                None => ROW,
                Some(group) => layout.groups.get(group).ok_or_else(|| unfit(layout))?,
            };
            if shown.n() != layout.rows {
                return Err(unfit(layout));
            }
            let Some((seeds, nodes)) = cutter.next(&shown)? else { break };
            let context = tree_context(jti, &layout.id, name).map_err(|_| unfit(layout))?;
            let verifier = TreeVerifier::new(context, Proof::new(shown, seeds, nodes));
            trees.push(Tree { group, walk: Walk::Proof(Box::new(verifier)) });
        }
        let streams = cutter.finish();
        if streams.is_some() {
            trees.clear();
        }
        Ok(Self { streams, ..Self::new(layout, roots, trees, view) })
    }

    fn new(layout: &'a Layout, roots: &'a Roots, trees: Vec<Tree<'a>>, view: &PartView) -> Self {
        Self {
            layout,
            roots,
            trees,
            cells: Cells::new(layout, view),
            expected: view.rows().count(),
            pushed: 0,
            offset: 0,
            fragments: Fragments::new(),
            streams: None,
        }
    }

    /// Takes the next row, without its LF.
    ///
    /// # Errors
    /// The row is not in the row form, shows what is withheld, or there is one too many (`record-…`).
    pub fn push<'r>(&'r mut self, row: &'r [u8]) -> Result<CheckedRow<'r>, Fault> {
        let (layout, row_number, offset) = (self.layout, self.pushed + 1, self.offset);
        // Made only where something is wrong: nothing is allocated for a row that is right.
        let location = || Location::entry(layout.entry()).at_row(row_number).at_byte(offset);
        let Some((number, shown)) = self.cells.next() else {
            return Err(Fault::new(
                Code::RecordCount,
                location(),
                format!("there are more rows than the {} that belong here", self.expected),
            ));
        };
        self.pushed += 1;
        self.offset += row.len() as u64 + 1;
        let text = self
            .layout
            .form
            .split_shown(row, shown, &mut self.fragments)
            .map_err(|fault| Fault::from(fault.at(location())))?;
        for tree in &mut self.trees {
            let bytes = match tree.group {
                None => row,
                Some(group) if shown.contains(group) => self.fragments.of(row, group),
                Some(_) => continue,
            };
            match &mut tree.walk {
                Walk::Secret(builder) => builder.push(bytes),
                Walk::Proof(verifier) => verifier.push(bytes),
            }
        }
        Ok(CheckedRow { number, text, shown, fragments: &self.fragments })
    }

    /// After the last row: the findings of the stage `proof`, none where every root is the signed one.
    ///
    /// # Errors
    /// Rows are missing (`record-count`), or a stream cannot be read.
    pub fn finish(self) -> Result<Vec<Finding>, Fault> {
        if self.pushed != self.expected {
            return Err(Fault::new(
                Code::RecordCount,
                Location::entry(self.layout.entry()),
                format!("there are {} rows where {} belong", self.pushed, self.expected),
            ));
        }
        let mut findings: Vec<Finding> = self.streams.into_iter().collect();
        for tree in self.trees {
            let root = match tree.walk {
                Walk::Secret(builder) => builder.finish().map_err(|_| ProofError::SeedsShort),
                Walk::Proof(verifier) => verifier.finish(),
            };
            let finding = match root {
                Ok(root) => wrong_root(self.layout, self.roots, tree.group, &root),
                Err(ProofError::Read(error)) => return Err(error.into()),
                Err(fault) => Some(unusable(self.layout, tree.group, &fault)),
            };
            findings.extend(finding);
        }
        Ok(findings)
    }
}

/// The finding where a computed root is not the signed one.
fn wrong_root(layout: &Layout, roots: &Roots, group: Option<usize>, root: &Digest) -> Option<Finding> {
    let (code, signed, name) = match group {
        None => (Code::ProofRowRoot, Some(&roots.row), ROW),
        Some(group) => (Code::ProofRoot, roots.groups.get(group), name_of(layout, group)),
    };
    (signed != Some(root)).then(|| {
        Finding::new(
            code,
            Location::entry(layout.entry()),
            format!(
                "the root of `{name}` is not the one the issuer signed: a row was changed, added, removed or moved"
            ),
        )
    })
}

/// The finding where the proof of one tree gives no root.
fn unusable(layout: &Layout, group: Option<usize>, fault: &ProofError) -> Finding {
    let entry = match fault {
        ProofError::NodesShort | ProofError::NodesLeft => EntryName::Nodes(&layout.id),
        _ => EntryName::Seeds(&layout.id),
    };
    let name = group.map_or(ROW, |group| name_of(layout, group));
    Finding::new(Code::ProofStreamExact, Location::entry(entry.to_string()), format!("the proof of `{name}`: {fault}"))
}

fn name_of(layout: &Layout, group: usize) -> &str {
    layout.groups.get(group).map_or("", String::as_str)
}

/// A view that names a group or a number of rows the part does not have. `share.json` was checked before, so this is a
/// program's mistake; it must still not pass.
fn unfit(layout: &Layout) -> Fault {
    Fault::new(Code::ProofStreamExact, Location::entry(layout.entry()), "the view does not fit the part")
}

/// Cuts the two streams of a part into the pieces of its trees.
pub(super) struct Cutter<'a, S> {
    archive: &'a Archive<S>,
    seeds: Stream,
    nodes: Stream,
}

struct Stream {
    entry: String,
    element: u64,
    len: u64,
    at: u64,
    /// More was asked for than there is.
    short: bool,
}

impl<'a, S: Source> Cutter<'a, S> {
    pub(super) fn new(layout: &Layout, archive: &'a Archive<S>) -> Result<Self, Fault> {
        let stream = |name: EntryName<'_>, element| {
            let entry = name.to_string();
            let len = archive.reader(&entry)?.entry().size();
            Ok::<_, Fault>(Stream { entry, element, len, at: 0, short: false })
        };
        Ok(Self {
            archive,
            seeds: stream(EntryName::Seeds(&layout.id), 16)?,
            nodes: stream(EntryName::Nodes(&layout.id), 32)?,
        })
    }

    /// The pieces of the next tree; `None` where a stream is too short for it.
    pub(super) fn next(&mut self, shown: &Shown) -> Result<Option<(Section<'a>, Section<'a>)>, Fault> {
        let size = shown.proof_size();
        let seeds = self.seeds.cut(self.archive, size.seed_bytes())?;
        let nodes = self.nodes.cut(self.archive, size.node_bytes())?;
        Ok(seeds.zip(nodes))
    }

    /// What is wrong with the lengths of the streams, if anything.
    pub(super) fn finish(self) -> Option<Finding> {
        let streams = [self.seeds, self.nodes];
        // A walk that stopped short in one stream leaves bytes in the other: the cause is told, not the consequence.
        [Stream::odd, Stream::short, Stream::left].into_iter().find_map(|what| streams.iter().find_map(what))
    }
}

impl Stream {
    fn cut<'a, S: Source>(&mut self, archive: &'a Archive<S>, len: u64) -> Result<Option<Section<'a>>, Fault> {
        let section = archive.section(&self.entry, self.at, len)?;
        self.short |= section.is_none();
        self.at = self.at.saturating_add(len);
        Ok(section)
    }

    fn odd(&self) -> Option<Finding> {
        (!self.len.is_multiple_of(self.element)).then(|| {
            let message = format!("the stream is {} bytes long, not a multiple of {}", self.len, self.element);
            self.finding(Code::ProofStreamLength, message)
        })
    }

    fn short(&self) -> Option<Finding> {
        self.short.then(|| self.finding(Code::ProofStreamExact, "the stream ends before the last tree of the part"))
    }

    fn left(&self) -> Option<Finding> {
        let left = self.len.saturating_sub(self.at);
        (left > 0)
            .then(|| self.finding(Code::ProofStreamExact, format!("{left} bytes follow the last tree of the part")))
    }

    fn finding(&self, code: Code, message: impl Into<String>) -> Finding {
        Finding::new(code, Location::entry(&*self.entry), message)
    }
}
