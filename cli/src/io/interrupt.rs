//! What an interruption leaves behind: nothing. What is under way beside its target is named here, and deleted when the user,
//! the system or a closed terminal ends the command; a file that has its name already stays.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::{Mutex, Once, PoisonError},
    thread,
    time::Duration,
};

use crate::exit::INTERRUPTED;

const A_MOMENT: Duration = Duration::from_millis(20);

static UNDER_WAY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static WATCHED: Once = Once::new();

/// A file or folder that is deleted when the command is interrupted, for as long as this is there.
#[derive(Debug)]
pub(crate) struct UnderWay(PathBuf);

impl UnderWay {
    /// Makes the file or folder; `path` is where. An interruption waits until it is known here.
    pub(crate) fn make<T>(
        make: impl FnOnce() -> io::Result<T>,
        path: impl FnOnce(&T) -> &Path,
    ) -> io::Result<(T, Self)> {
        WATCHED.call_once(watch);
        let mut under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
        let made = make()?;
        let path = path(&made).to_path_buf();
        under_way.push(path.clone());
        Ok((made, Self(path)))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = under_way.iter().position(|path| *path == self.0) {
            under_way.swap_remove(at);
        }
    }
}

/// Deletes what is under way when the command is interrupted. Where interruptions are ignored already, as behind `nohup`,
/// they are still.
fn watch() {
    // Without it an interruption ends the command all the same; then what was under way stays, and hurts nobody.
    let _ = ctrlc::try_set_handler(|| {
        // Kept, so that nothing begins while the process ends.
        let under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
        // Twice: a library that opens files by their names makes one anew where it was about to open it.
        for _ in 0..2 {
            for path in under_way.iter() {
                let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            }
            thread::sleep(A_MOMENT);
        }
        process::exit(INTERRUPTED);
    });
}
