//! Random bytes: the system's, or those a test repeats.

use pannier::crypto::{Random, SeededRandom, SystemRandom};

use crate::{args::Seed, console::Console};

/// The source of random bytes; with a seed its bytes are always the same, which is said aloud.
pub(crate) fn source(seed: Option<Seed>, console: &mut Console) -> Box<dyn Random> {
    match seed {
        Some(Seed(seed)) => {
            console.warn("--seed: whoever knows it knows every secret made now; for tests only");
            Box::new(SeededRandom::new(seed))
        }
        None => Box::new(SystemRandom::new()),
    }
}
