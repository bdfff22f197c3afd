//! Regular expressions that were compiled before.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use regex::Regex;

use crate::actor::runtime::runtime;

/// Compiled expressions that are kept; a program has few literals, but may make patterns without end.
const KEPT: usize = 256;

/// The expressions of a runtime.
#[derive(Default)]
struct Known(Mutex<HashMap<String, Arc<Regex>>>);

/// Compiles a pattern, or finds it among those that were compiled before: a literal in a function is met again and again.
pub fn compiled(pattern: &str) -> Result<Arc<Regex>, regex::Error> {
    let Known(known) = runtime().part();
    if let Some(regex) = known.lock().get(pattern) {
        return Ok(regex.clone());
    }
    let regex = Arc::new(Regex::new(pattern)?);
    let mut known = known.lock();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(pattern.to_owned(), regex.clone());
    Ok(regex)
}
