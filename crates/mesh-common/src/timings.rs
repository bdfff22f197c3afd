//! What each pass of a compilation took. The passes note it here, and whoever wants to know asks here.

use std::sync::Mutex;
use std::time::{Duration, Instant};

static TAKEN: Mutex<Vec<(&'static str, Duration)>> = Mutex::new(Vec::new());

/// Does the work of a pass, and notes the time from its beginning to its end. Passes do not contain each other.
pub fn measure<T>(pass: &'static str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = work();
    let took = begun.elapsed();
    let mut taken = TAKEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match taken.iter_mut().find(|(known, _)| *known == pass) {
        Some((_, time)) => *time += took,
        None => taken.push((pass, took)),
    }
    result
}

/// The passes in the order in which they began first, and what each took in all.
pub fn taken() -> Vec<(&'static str, Duration)> {
    TAKEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
}
