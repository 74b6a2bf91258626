//! Random bytes: the system's, or those a test repeats.

use pannier::crypto::{Random, SeededRandom, SystemRandom, hmac_sha256};

use crate::{args::Seed, console::Console};

/// The source for one of several jobs: with a seed its bytes are always the same, and those of no other job.
pub(crate) fn of_job(seed: Option<Seed>, job: u64) -> Box<dyn Random> {
    match seed {
        Some(Seed(seed)) => Box::new(SeededRandom::new(hmac_sha256(&seed, &job.to_be_bytes()))),
        None => Box::new(SystemRandom::new()),
    }
}

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
