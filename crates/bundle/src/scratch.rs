//! Temporary space, given by the caller: this crate never opens a file.

use std::{
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Hands out temporary files.
///
/// With the crate `tempfile` the implementation is one line, `Ok(Box::new(tempfile::tempfile()?))`.
pub trait Scratch: Send + Sync {
    /// A new empty file that is gone when it is dropped.
    ///
    /// # Errors
    /// There is no room, or the place cannot be written.
    fn file(&self) -> io::Result<Box<dyn ScratchFile>>;
}

/// A temporary file: written, then read back.
pub trait ScratchFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> ScratchFile for T {}

/// Temporary space in memory, for tests and for callers who know that what they write is small.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryScratch;

impl Scratch for MemoryScratch {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}

/// Bytes of a block of [`Pooled`]: small, because a file of a few bytes takes a whole one.
const BLOCK: u64 = 16 << 10;

/// Any number of temporary files in one.
///
/// A bundle may have sixteen thousand parts, and each is kept aside until the head is signed; an operating system gives a
/// program about a thousand open files. Files made here are lists of blocks of one file of `S`; the blocks of a dropped file
/// are used again.
#[derive(Debug)]
pub struct Pooled<S> {
    scratch: S,
    pool: Mutex<Option<Arc<Pool>>>,
}

impl<S: Scratch> Pooled<S> {
    /// Takes its one file from `scratch` when the first is asked for.
    pub fn new(scratch: S) -> Self {
        Self { scratch, pool: Mutex::new(None) }
    }
}

impl<S: Scratch> Scratch for Pooled<S> {
    fn file(&self) -> io::Result<Box<dyn ScratchFile>> {
        let mut pool = lock(&self.pool);
        if pool.is_none() {
            let blocks = Blocks { file: self.scratch.file()?, free: Vec::new(), made: 0 };
            *pool = Some(Arc::new(Pool(Mutex::new(blocks))));
        }
        let pool = pool.as_ref().map(Arc::clone).ok_or(io::ErrorKind::Other)?;
        Ok(Box::new(PooledFile { pool, blocks: Vec::new(), len: 0, at: 0 }))
    }
}

struct Pool(Mutex<Blocks>);

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pool(..)")
    }
}

struct Blocks {
    file: Box<dyn ScratchFile>,
    free: Vec<u64>,
    made: u64,
}

impl Blocks {
    fn allocate(&mut self) -> u64 {
        self.free.pop().unwrap_or_else(|| {
            self.made += 1;
            self.made - 1
        })
    }
}

/// One file of a pool: which blocks it has, in order.
struct PooledFile {
    pool: Arc<Pool>,
    blocks: Vec<u64>,
    len: u64,
    at: u64,
}

impl PooledFile {
    /// The block `at` lies in, where in it, and how much of `wanted` bytes it has room for.
    fn locate(&self, wanted: usize) -> (usize, u64, usize) {
        let within = self.at % BLOCK;
        let room = usize::try_from(BLOCK - within).unwrap_or(usize::MAX);
        (usize::try_from(self.at / BLOCK).unwrap_or(usize::MAX), within, room.min(wanted))
    }
}

impl Read for PooledFile {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let (block, within, size) = self.locate(buf.len().min(left));
        let Some(block) = self.blocks.get(block).filter(|_| size > 0) else { return Ok(0) };
        let mut pool = lock(&self.pool.0);
        pool.file.seek(SeekFrom::Start(block * BLOCK + within))?;
        let read = pool.file.read(&mut buf[..size])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Write for PooledFile {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        // What lies between the end and a place behind it reads as zeros, never as what a dropped file left there.
        while self.len < self.at {
            let target = std::mem::replace(&mut self.at, self.len);
            let gap = usize::try_from((target - self.len).min(BLOCK)).unwrap_or(0);
            let written = self.write(&vec![0; gap]);
            self.at = target;
            if written? == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        let (block, within, size) = self.locate(buf.len());
        let mut pool = lock(&self.pool.0);
        while self.blocks.len() <= block {
            self.blocks.push(pool.allocate());
        }
        pool.file.seek(SeekFrom::Start(self.blocks[block] * BLOCK + within))?;
        let written = pool.file.write(&buf[..size])?;
        self.at += written as u64;
        self.len = self.len.max(self.at);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        lock(&self.pool.0).file.flush()
    }
}

impl Seek for PooledFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Drop for PooledFile {
    fn drop(&mut self) {
        lock(&self.pool.0).free.append(&mut self.blocks);
    }
}

/// A panic elsewhere leaves the lists of blocks as they were: every change to them is one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is done to one of a few files.
    #[derive(Clone, Debug)]
    enum Step {
        Write(u8, usize),
        Read(usize),
        Seek(u64),
        Replace,
    }

    fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
        let step = prop_oneof![
            4 => (any::<u8>(), 0..40_000_usize).prop_map(|(byte, len)| Step::Write(byte, len)),
            3 => (0..40_000_usize).prop_map(Step::Read),
            3 => (0..100_000_u64).prop_map(Step::Seek),
            1 => Just(Step::Replace),
        ];
        prop::collection::vec((0..3_usize, step), 0..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Files of a pool do what files in memory do, whatever happens to their neighbours.
        #[test]
        fn a_pooled_file_is_a_file(steps in steps()) {
            let pooled = Pooled::new(MemoryScratch);
            let mut pairs: Vec<_> =
                (0..3).map(|_| (pooled.file().unwrap(), Cursor::new(Vec::new()))).collect();
            for (file, step) in steps {
                let (real, model) = &mut pairs[file];
                match step {
                    Step::Write(byte, len) => {
                        real.write_all(&vec![byte; len]).unwrap();
                        model.write_all(&vec![byte; len]).unwrap();
                    }
                    Step::Read(len) => {
                        let (mut found, mut want) = (Vec::new(), Vec::new());
                        real.take(len as u64).read_to_end(&mut found).unwrap();
                        model.take(len as u64).read_to_end(&mut want).unwrap();
                        prop_assert!(found == want);
                    }
                    Step::Seek(place) => {
                        real.seek(SeekFrom::Start(place)).unwrap();
                        model.seek(SeekFrom::Start(place)).unwrap();
                    }
                    Step::Replace => pairs[file] = (pooled.file().unwrap(), Cursor::new(Vec::new())),
                }
            }
        }
    }

    #[test]
    fn seeking() {
        let mut file = Pooled::new(MemoryScratch).file().unwrap();
        file.write_all(&vec![1; 20_000]).unwrap();
        assert_eq!(file.seek(SeekFrom::End(-5)).unwrap(), 19_995);
        assert_eq!(file.seek(SeekFrom::Current(-19_995)).unwrap(), 0);
        assert!(file.seek(SeekFrom::Current(-1)).is_err());
        assert_eq!(file.stream_position().unwrap(), 0);
    }

    #[test]
    fn blocks_are_used_again() {
        let pooled = Pooled::new(MemoryScratch);
        for _ in 0..100 {
            pooled.file().unwrap().write_all(&vec![1; 50_000]).unwrap();
        }
        let pool = lock(&pooled.pool).clone().unwrap();
        assert_eq!(lock(&pool.0).made, 4);
    }
}
