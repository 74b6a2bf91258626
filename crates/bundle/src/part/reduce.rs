//! A part reduced to what a share shows: rows and cells left out, and the proof that nothing else changed.

use std::{
    io::{self, BufWriter, Read, Seek as _, SeekFrom, Write},
    sync::{Arc, Mutex},
};

use pannier_crypto::{
    Digest, ProofWriter, Redactor, Secret, Shown,
    label::LabelError,
    secret::tree_context,
    tree::{Proof, ProofError, TreeError},
};

use super::{Cells, KnownPart, Layout, PartError, PartView, ROW, Roots, check::Cutter};
use crate::{
    container::{Archive, CopyError, Entry, EntryName, Prepared, SHARE_DEFLATE_LEVEL, Spool, WriteError},
    fault::Fault,
    row::{Fragments, GroupSet, Members},
    scratch::{Scratch, ScratchFile},
    source::Source,
};

/// Bytes of lines collected before they are deflated.
const PIECE: usize = 64 << 10;

/// Why a part was not reduced.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReduceError {
    /// A view names a group the part does not have, or has another number of rows.
    #[error("the view does not fit the part")]
    View,
    /// More is to be shown than the source shows.
    #[error("more is to be shown than the source shows")]
    NotHeld,
    /// The rows or streams that are reduced are not those the issuer signed.
    #[error("the rows that are reduced are not the ones the issuer signed")]
    Unsigned,
    /// The source cannot be read.
    #[error(transparent)]
    Source(#[from] Fault),
    /// A row or the number of rows is wrong, or the temporary space failed.
    #[error(transparent)]
    Part(#[from] PartError),
}

impl From<TreeError> for ReduceError {
    fn from(error: TreeError) -> Self {
        match error {
            TreeError::NotHeld => Self::NotHeld,
            TreeError::Proof(ProofError::Read(error)) => Self::Source(error.into()),
            TreeError::Proof(_) => Self::Unsigned,
            other => Self::Part(other.into()),
        }
    }
}

impl From<LabelError> for ReduceError {
    fn from(error: LabelError) -> Self {
        Self::Part(error.into())
    }
}

impl From<WriteError> for ReduceError {
    fn from(error: WriteError) -> Self {
        Self::Part(error.into())
    }
}

impl From<io::Error> for ReduceError {
    fn from(error: io::Error) -> Self {
        WriteError::from(error).into()
    }
}

/// What a share shows of a row.
#[derive(Clone, Copy, Debug)]
pub struct ShownRow<'r> {
    /// Its text, without LF.
    pub text: &'r str,
    /// The members shown, with their values.
    pub members: Members<'r>,
}

/// A part as a share holds it: the entry of its rows and its two streams, ready for
/// [`Writer::part`](crate::container::Writer::part) and [`Writer::streams`](crate::container::Writer::streams).
pub struct ReducedPart {
    /// The rows shown.
    pub rows: Prepared,
    /// The stream of seeds.
    pub seeds: Box<dyn Read + Send>,
    /// The stream of nodes.
    pub nodes: Box<dyn Read + Send>,
    /// What the entries add up to, where all trees have the signed roots if those of the source have, which was verified.
    pub known: Option<KnownPart>,
}

impl ReducedPart {
    /// The part in the view in which `archive` has it: its rows are copied as they are, not inflated, not looked at.
    ///
    /// `secret` is that of a bundle, whose view is [`PartView::whole`]. A share has none, and its proof is copied too.
    ///
    /// # Errors
    /// The source cannot be read, a name is too long, or there is no temporary space.
    pub fn unchanged<S: Source>(
        layout: &Layout,
        jti: &str,
        secret: Option<&Secret>,
        archive: &Archive<S>,
        scratch: &dyn Scratch,
    ) -> Result<Self, ReduceError> {
        let rows = Prepared::from_entry(archive, &layout.entry(), scratch)?;
        let copied = |name: EntryName<'_>| -> Result<Box<dyn Read + Send>, ReduceError> {
            let mut reader = archive.reader(&name.to_string())?;
            let (mut stream, mut piece) = (Stream::new(scratch)?, vec![0; 1 << 14]);
            loop {
                match reader.read(&mut piece)? {
                    0 => return Ok(Box::new(stream.into_reader()?)),
                    read => stream.write_all(&piece[..read])?,
                }
            }
        };
        let sum = |name: EntryName<'_>| archive.entry(&name.to_string()).map_or(0, Entry::crc);
        let mut known = KnownPart { rows: sum(EntryName::Rows(&layout.id)), seeds: 0, nodes: 0 };
        let (seeds, nodes): (Box<dyn Read + Send>, Box<dyn Read + Send>) = match secret {
            Some(_) if layout.rows == 0 => (Box::new(io::empty()), Box::new(io::empty())),
            Some(secret) => {
                let seed = *secret.seed(jti, &layout.id, ROW)?.expose();
                known.seeds = crc32fast::hash(&seed);
                (Box::new(io::Cursor::new(seed)), Box::new(io::empty()))
            }
            None => {
                let names = (EntryName::Seeds(&layout.id), EntryName::Nodes(&layout.id));
                (known.seeds, known.nodes) = (sum(names.0), sum(names.1));
                (copied(names.0)?, copied(names.1)?)
            }
        };
        Ok(Self { rows, seeds, nodes, known: Some(known) })
    }
}

impl From<CopyError> for ReduceError {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Source(fault) => fault.into(),
            CopyError::Write(error) => error.into(),
        }
    }
}

impl std::fmt::Debug for ReducedPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReducedPart").field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// Reduces one part. Every row its source shows is pushed, whether it is to be shown or not: withheld rows become hashes.
#[derive(Debug)]
pub struct PartReducer<'a> {
    layout: &'a Layout,
    roots: Option<&'a Roots>,
    /// What the source shows.
    held: Cells,
    held_rows: u64,
    /// What the result shows, and its next row.
    target: Cells,
    next: Option<(u64, GroupSet)>,
    whole_rows: bool,
    trees: Vec<Tree<'a>>,
    fragments: Fragments,
    /// Lines that are not deflated yet.
    lines: String,
    spool: Spool<'a>,
    pushed: u64,
}

struct Tree<'a> {
    /// `None`: whole rows.
    group: Option<usize>,
    walk: Box<dyn Walk + 'a>,
    seeds: Stream,
    nodes: Stream,
    /// Its seed, where it is shown whole.
    seed: Option<[u8; 16]>,
}

impl std::fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tree").field("group", &self.group).finish_non_exhaustive()
    }
}

/// What writes the streams of one tree.
trait Walk {
    fn push(&mut self, bytes: &[u8]);
    /// The root, where it is computed.
    fn finish(self: Box<Self>) -> Result<Option<Digest>, TreeError>;
}

impl<R: Read> Walk for Redactor<Stream, R> {
    fn push(&mut self, bytes: &[u8]) {
        Self::push(self, bytes);
    }

    fn finish(self: Box<Self>) -> Result<Option<Digest>, TreeError> {
        Self::finish(*self).map(Some)
    }
}

impl<R: Read> Walk for ProofWriter<Stream, R> {
    fn push(&mut self, bytes: &[u8]) {
        Self::push(self, bytes);
    }

    fn finish(self: Box<Self>) -> Result<Option<Digest>, TreeError> {
        Self::finish(*self).map(|()| None)
    }
}

impl<'a> PartReducer<'a> {
    /// From a bundle: any view of the part.
    ///
    /// Without `roots` the rows that are shown are not hashed, and nobody knows that the source is what was signed before the
    /// result has been verified.
    ///
    /// # Errors
    /// The view does not fit the part, a name is too long, or there is no temporary space.
    pub fn from_bundle(
        layout: &'a Layout,
        roots: Option<&'a Roots>,
        jti: &str,
        secret: &Secret,
        target: &PartView,
        scratch: &'a dyn Scratch,
    ) -> Result<Self, ReduceError> {
        let mut trees = Vec::new();
        for (group, shown) in fitting(layout, target)? {
            let name = name_of(layout, group);
            let context = tree_context(jti, &layout.id, name)?;
            let seed = secret.seed(jti, &layout.id, name)?;
            let (seeds, nodes) = (Stream::new(scratch)?, Stream::new(scratch)?);
            let streams = (seeds.clone(), nodes.clone());
            let whole = (shown.count() == layout.rows && layout.rows > 0).then(|| *seed.expose());
            let walk: Box<dyn Walk> = match roots {
                Some(_) => Box::new(Redactor::from_seed(context, seed, shown, streams.0, streams.1)),
                None => Box::new(ProofWriter::from_seed(context, seed, shown, streams.0, streams.1)),
            };
            trees.push(Tree { group, walk, seeds, nodes, seed: whole });
        }
        Self::new(layout, roots, trees, &PartView::whole(layout.rows), target, scratch)
    }

    /// From a share that shows `held`: a view of the same kind that shows no more. `roots` as in
    /// [`from_bundle`](Self::from_bundle).
    ///
    /// # Errors
    /// More is to be shown than is held, a stream is faulty, a name is too long, or there is no temporary space.
    pub fn from_share<S: Source>(
        layout: &'a Layout,
        roots: Option<&'a Roots>,
        jti: &str,
        held: &PartView,
        archive: &'a Archive<S>,
        target: &PartView,
        scratch: &'a dyn Scratch,
    ) -> Result<Self, ReduceError> {
        let mut wanted = fitting(layout, target)?.into_iter().peekable();
        let mut cutter = Cutter::new(layout, archive)?;
        let mut trees = Vec::new();
        for (group, held_rows) in fitting(layout, held)? {
            let sections = cutter.next(&held_rows)?.ok_or(ReduceError::Unsigned)?;
            let Some((_, shown)) = wanted.next_if(|(wanted, _)| *wanted == group) else { continue };
            let context = tree_context(jti, &layout.id, name_of(layout, group))?;
            let proof = Proof::new(held_rows, sections.0, sections.1);
            let (seeds, nodes) = (Stream::new(scratch)?, Stream::new(scratch)?);
            let streams = (seeds.clone(), nodes.clone());
            let walk: Box<dyn Walk + 'a> = match roots {
                Some(_) => Box::new(Redactor::from_proof(context, proof, shown, streams.0, streams.1)?),
                None => Box::new(ProofWriter::from_proof(context, proof, shown, streams.0, streams.1)?),
            };
            trees.push(Tree { group, walk, seeds, nodes, seed: None });
        }
        if wanted.next().is_some() {
            return Err(ReduceError::NotHeld);
        }
        if cutter.finish().is_some() {
            return Err(ReduceError::Unsigned);
        }
        Self::new(layout, roots, trees, held, target, scratch)
    }

    fn new(
        layout: &'a Layout,
        roots: Option<&'a Roots>,
        trees: Vec<Tree<'a>>,
        held: &PartView,
        target: &PartView,
        scratch: &'a dyn Scratch,
    ) -> Result<Self, ReduceError> {
        let mut cells = Cells::new(layout, target);
        Ok(Self {
            layout,
            roots,
            held: Cells::new(layout, held),
            held_rows: held.rows().count(),
            next: cells.next(),
            target: cells,
            whole_rows: matches!(target, PartView::Rows(_)),
            trees,
            fragments: Fragments::new(),
            lines: String::with_capacity(PIECE),
            spool: Spool::at_level(scratch, SHARE_DEFLATE_LEVEL)?,
            pushed: 0,
        })
    }

    /// Takes the next row of the source, without its LF, and gives back what is shown of it, if anything is.
    ///
    /// # Errors
    /// The row is not in the row form, there is one too many, or the temporary space failed.
    pub fn push<'r>(&'r mut self, row: &'r [u8]) -> Result<Option<ShownRow<'r>>, ReduceError> {
        let Some((number, held)) = self.held.next() else {
            return Err(PartError::Count { expected: self.held_rows, pushed: self.pushed + 1 }.into());
        };
        self.pushed += 1;
        let text = self
            .layout
            .form
            .split_shown(row, held, &mut self.fragments)
            .map_err(|fault| PartError::Row { row: self.pushed, fault })?;
        for tree in &mut self.trees {
            let bytes = match tree.group {
                None => row,
                Some(group) if held.contains(group) => self.fragments.of(row, group),
                Some(_) => continue,
            };
            tree.walk.push(bytes);
        }
        let Some((_, shown)) = self.next.take_if(|(wanted, _)| *wanted == number) else { return Ok(None) };
        self.next = self.target.next();
        if self.lines.len() >= PIECE {
            self.flush()?;
        }
        let start = self.lines.len();
        if self.whole_rows {
            self.lines.push_str(text);
        } else {
            self.lines.push('{');
            for group in (0..self.layout.groups.len()).filter(|&group| shown.contains(group)) {
                let fragment = self.fragments.text_of(text, group);
                if self.lines.len() > start + 1 && !fragment.is_empty() {
                    self.lines.push(',');
                }
                self.lines.push_str(fragment);
            }
            self.lines.push('}');
        }
        let end = self.lines.len();
        self.lines.push('\n');
        let members = Members::new(text, &self.fragments, shown);
        Ok(self.lines.get(start..end).map(|text| ShownRow { text, members }))
    }

    /// The reduced part, once the roots of all its trees have been found to be the signed ones (where there are any).
    ///
    /// # Errors
    /// Rows are missing, the source is not what the issuer signed, or the temporary space failed.
    pub fn finish(mut self) -> Result<ReducedPart, ReduceError> {
        self.flush()?;
        if self.pushed != self.held_rows {
            return Err(PartError::Count { expected: self.held_rows, pushed: self.pushed }.into());
        }
        let mut seeds: Box<dyn Read + Send> = Box::new(io::empty());
        let mut nodes: Box<dyn Read + Send> = Box::new(io::empty());
        // A tree shown whole has one seed and no nodes.
        let whole: Option<Vec<[u8; 16]>> = self.trees.iter().map(|tree| tree.seed).collect();
        let rows = self.spool.finish()?;
        let known = whole.map(|whole| KnownPart {
            rows: rows.crc(),
            seeds: crc32fast::hash(whole.as_flattened()),
            nodes: crc32fast::hash(&[]),
        });
        for tree in self.trees {
            let root = tree.walk.finish()?;
            let signed = self.roots.and_then(|roots| match tree.group {
                None => Some(&roots.row),
                Some(group) => roots.groups.get(group),
            });
            if signed != root.as_ref() {
                return Err(ReduceError::Unsigned);
            }
            seeds = Box::new(seeds.chain(tree.seeds.into_reader()?));
            nodes = Box::new(nodes.chain(tree.nodes.into_reader()?));
        }
        Ok(ReducedPart { rows, seeds, nodes, known })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.spool.write_all(self.lines.as_bytes())?;
        self.lines.clear();
        Ok(())
    }
}

/// The trees of a view, if it fits the part: groups it has, ascending, and its number of rows.
fn fitting(layout: &Layout, view: &PartView) -> Result<Vec<(Option<usize>, Shown)>, ReduceError> {
    let trees = view.trees();
    let ascending = trees.windows(2).all(|pair| pair[0].0 < pair[1].0);
    let fits = trees
        .iter()
        .all(|(group, shown)| group.is_none_or(|group| group < layout.groups.len()) && shown.n() == layout.rows);
    if ascending && fits && view.rows().n() == layout.rows { Ok(trees) } else { Err(ReduceError::View) }
}

fn name_of(layout: &Layout, group: Option<usize>) -> &str {
    group.and_then(|group| layout.groups.get(group)).map_or(ROW, String::as_str)
}

/// Temporary space for one stream of one tree: the trees of a part are walked side by side, their streams stand one
/// behind the other.
#[derive(Clone)]
struct Stream(Arc<Mutex<BufWriter<Box<dyn ScratchFile>>>>);

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream(..)")
    }
}

impl Stream {
    fn new(scratch: &dyn Scratch) -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(BufWriter::new(scratch.file()?)))))
    }

    /// Not buffered: of a file with many parts there are very many of these at once, and they are copied in large pieces.
    fn into_reader(self) -> io::Result<Box<dyn ScratchFile>> {
        let held = Arc::into_inner(self.0).and_then(|held| held.into_inner().ok());
        let mut file = held.ok_or_else(poisoned)?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| poisoned())?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().map_err(|_| poisoned())?.flush()
    }
}

fn poisoned() -> io::Error {
    io::Error::other("a proof stream is still being written")
}
