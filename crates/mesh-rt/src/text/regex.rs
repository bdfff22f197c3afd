//! Regular expressions: those that were compiled before, and what they find, however much that is.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use regex::Regex;

use crate::actor::runtime::runtime;
use crate::os::pool::is_given_up;
use crate::reason::Crash;
use crate::value::page::make_room;

/// Compiled expressions that are kept; a program has few literals, but may make patterns without end.
const KEPT: usize = 256;

/// The expressions of a runtime.
#[derive(Default)]
struct Known(Mutex<HashMap<String, Arc<Regex>>>);

/// Compiles a pattern, or finds it among those that were compiled before: a literal in a function is met again and again.
fn compiled(pattern: &str) -> Result<Arc<Regex>, regex::Error> {
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

/// An expression as a program holds it.
pub struct Expression {
    pattern: String,
    /// Compiled when it is first used: a program may hold many of which a run needs few.
    regex: OnceLock<Arc<Regex>>,
}

impl Expression {
    /// One that is compiled now.
    pub fn compiled(pattern: &str) -> Result<Expression, regex::Error> {
        let regex = compiled(pattern)?;
        Ok(Expression { pattern: String::new(), regex: OnceLock::from(regex) })
    }

    /// A literal, in which the compiler found no mistakes.
    pub fn literal(pattern: &str, flags: &str) -> Expression {
        let pattern = if flags.is_empty() { pattern.to_owned() } else { format!("(?{flags}){pattern}") };
        Expression { pattern, regex: OnceLock::new() }
    }

    /// What searches. Several threads that need it first may compile it, but keep only one.
    pub fn regex(&self) -> Result<&Arc<Regex>, Crash> {
        if let Some(regex) = self.regex.get() {
            return Ok(regex);
        }
        let regex = compiled(&self.pattern).map_err(|error| Crash::from(error.to_string()))?;
        Ok(self.regex.get_or_init(|| regex))
    }
}

/// What a search finds one after the other, while somebody waits for it.
pub fn gathered<T>(found: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    for one in found.take_while(|_| !is_given_up()) {
        make_room(&mut all, 1);
        all.push(one);
    }
    all
}

/// The pieces of a text between matches.
pub fn between(matches: impl Iterator<Item = Range<usize>>, end: usize) -> Vec<Range<usize>> {
    let mut start = 0;
    let pieces = matches.map(|found| std::mem::replace(&mut start, found.end)..found.start);
    let mut pieces = gathered(pieces);
    make_room(&mut pieces, 1);
    pieces.push(start..end);
    pieces
}

/// All matches replaced; `$name` and `$1` stand for what groups have matched.
pub fn replaced(regex: &Regex, text: &str, by: &str) -> String {
    let mut out = Vec::new();
    let mut start = 0;
    let add = |bytes: &[u8], out: &mut Vec<u8>| {
        make_room(out, bytes.len());
        out.extend_from_slice(bytes);
    };
    if by.contains('$') {
        // No group is longer than the whole match.
        let groups = by.replace("$$", "").matches('$').count();
        let mut expanded = String::new();
        for found in regex.captures_iter(text).take_while(|_| !is_given_up()) {
            let whole = found.get_match().range();
            let most = groups.saturating_mul(whole.len()).saturating_add(by.len());
            add(&text.as_bytes()[start..whole.start], &mut out);
            let mut room = std::mem::take(&mut expanded).into_bytes();
            room.clear();
            make_room(&mut room, most);
            expanded = String::from_utf8(room).unwrap_or_default();
            found.expand(by, &mut expanded);
            add(expanded.as_bytes(), &mut out);
            start = whole.end;
        }
    } else {
        for found in regex.find_iter(text).take_while(|_| !is_given_up()) {
            add(&text.as_bytes()[start..found.start()], &mut out);
            add(by.as_bytes(), &mut out);
            start = found.end();
        }
    }
    add(&text.as_bytes()[start..], &mut out);
    // SAFETY: whole texts, cut where matches begin and end: between characters.
    unsafe { String::from_utf8_unchecked(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_as_the_library_does() {
        let cases = [("a(b)?", "x"), ("(?<n>a+)|é", "[$n$0$$1]"), ("", "-"), ("b", ""), ("(a)", "$1$1$2"), ("z", "y")];
        for (pattern, by) in cases {
            let regex = Regex::new(pattern).unwrap();
            for text in ["", "abacaé", "ééé", "aaab"] {
                assert_eq!(replaced(&regex, text, by), regex.replace_all(text, by), "{pattern} {by} {text}");
            }
        }
    }
}
