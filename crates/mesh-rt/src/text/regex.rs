//! Regular expressions that were compiled before.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use regex::Regex;

/// Compiled expressions that are kept; a program has few literals, but may make patterns without end.
const KEPT: usize = 256;

/// Compiles a pattern, or finds it among those that were compiled before: a literal in a function is met again and again.
pub fn compiled(pattern: &str) -> Result<Arc<Regex>, regex::Error> {
    static KNOWN: OnceLock<Mutex<HashMap<String, Arc<Regex>>>> = OnceLock::new();
    let known = || KNOWN.get_or_init(Mutex::default).lock();
    if let Some(regex) = known().get(pattern) {
        return Ok(regex.clone());
    }
    let regex = Arc::new(Regex::new(pattern)?);
    let mut known = known();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(pattern.to_owned(), regex.clone());
    Ok(regex)
}
