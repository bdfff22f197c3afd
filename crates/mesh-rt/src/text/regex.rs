//! Regular expressions: those that were compiled before, and what they find, however much that is.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use regex::{Error, Regex, RegexBuilder};

use crate::abi::patterns::{LARGEST, LONGEST, TOO_LARGE, largest};
use crate::actor::runtime::runtime;
use crate::reason::Crash;
use crate::value::page::make_room;

/// So many compiled expressions are kept, and of those so many bytes; a program has few literals, but may make patterns without end.
const KEPT: usize = 256;
const KEPT_BYTES: usize = 64 << 20;

/// What is compiled is at most as large as one of these.
const SIZES: [usize; 5] = [8 << 10, 64 << 10, 256 << 10, 1 << 20, LARGEST];
/// What is made for captures of an expression is at most so much larger than what its size says.
const WITH_TABLES: usize = 8;
/// So much the two of them take for states that a search has met; then it forgets them.
const STATES: usize = 1 << 20;

/// A longer text is searched on another thread: one search cannot be interrupted.
const SHORT: usize = 8 << 10;
/// A search takes time for each byte of the text and each of the expression, and with groups more: about 50 ms at worst.
const QUICK: usize = SHORT * (32 << 10);
/// So many groups double it.
const GROUPS: usize = 8;

/// A compiled expression. A copy shares it, but has no memory of the searches with the other.
#[derive(Clone)]
pub struct Program {
    pub regex: Regex,
    /// It does not take more, without what searches remember.
    size: usize,
}

impl Program {
    /// Compiles a pattern, or says what is wrong with it.
    pub fn of(pattern: &str) -> Result<Program, String> {
        if pattern.len() > LONGEST {
            return Err(format!("it is too long: a pattern has at most {} KiB", LONGEST >> 10));
        }
        for size in SIZES {
            match sized(pattern, size) {
                Ok(regex) => return Program { regex, size }.with_room_for_groups(pattern),
                Err(Error::CompiledTooBig(_)) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Err(TOO_LARGE.to_owned())
    }

    fn with_room_for_groups(self, pattern: &str) -> Result<Program, String> {
        let largest = largest(self.regex.captures_len());
        if self.size > largest && sized(pattern, largest).is_err() {
            return Err(TOO_LARGE.to_owned());
        }
        Ok(self)
    }

    /// Whether a search in a text of this length takes too little time to be interrupted.
    pub fn is_quick(&self, text: usize) -> bool {
        let groups = 1 + self.regex.captures_len() / GROUPS;
        text <= SHORT && text * self.size * groups <= QUICK
    }
}

fn sized(pattern: &str, size: usize) -> Result<Regex, Error> {
    RegexBuilder::new(pattern).size_limit(size).dfa_size_limit(STATES).build()
}

/// The expressions of a runtime, which nobody has searched with: what searches remember belongs to who holds a copy.
#[derive(Default)]
struct Known(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    programs: HashMap<String, Program>,
    bytes: usize,
}

impl Kept {
    fn insert(&mut self, pattern: &str, program: Program) {
        let bytes = pattern.len() + program.size * WITH_TABLES;
        if self.programs.len() >= KEPT || self.bytes + bytes > KEPT_BYTES {
            *self = Kept::default();
        }
        if self.programs.insert(pattern.to_owned(), program).is_none() {
            self.bytes += bytes;
        }
    }
}

/// What was compiled of this pattern before.
pub fn known(pattern: &str) -> Option<Program> {
    let Known(known) = runtime().part();
    known.lock().programs.get(pattern).cloned()
}

/// Keeps what was compiled of a pattern.
pub fn keep(pattern: &str, program: &Program) {
    let Known(known) = runtime().part();
    known.lock().insert(pattern, program.clone());
}

/// An expression as a program holds it.
pub struct Expression {
    pattern: String,
    /// Compiled when it is first used: a program may hold many of which a run needs few.
    program: OnceLock<Arc<Program>>,
}

impl Expression {
    /// A literal, in which the compiler found no mistakes.
    pub fn literal(pattern: &str, flags: &str) -> Expression {
        let pattern = if flags.is_empty() { pattern.to_owned() } else { format!("(?{flags}){pattern}") };
        Expression { pattern, program: OnceLock::new() }
    }

    /// What searches. Several threads that need it first may compile it, but keep only one.
    pub fn program(&self) -> Result<&Arc<Program>, Crash> {
        if let Some(program) = self.program.get() {
            return Ok(program);
        }
        let program = match known(&self.pattern) {
            Some(program) => program,
            None => Program::of(&self.pattern).inspect(|program| keep(&self.pattern, program)).map_err(Crash::from)?,
        };
        let program = Arc::new(program);
        Ok(self.program.get_or_init(|| program))
    }
}

impl From<Program> for Expression {
    fn from(program: Program) -> Expression {
        Expression { pattern: String::new(), program: OnceLock::from(Arc::new(program)) }
    }
}

/// Whether who looks for all matches is to go on.
pub type GoesOn<'a> = &'a dyn Fn() -> bool;

/// What a search finds one after the other; nothing if it was to end before.
pub fn gathered<T>(found: impl Iterator<Item = T>, goes_on: GoesOn<'_>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for one in found {
        if !goes_on() {
            return None;
        }
        make_room(&mut all, 1);
        all.push(one);
    }
    Some(all)
}

/// The pieces of a text between matches.
pub fn between(
    matches: impl Iterator<Item = Range<usize>>,
    end: usize,
    goes_on: GoesOn<'_>,
) -> Option<Vec<Range<usize>>> {
    let mut start = 0;
    let pieces = matches.map(|found| std::mem::replace(&mut start, found.end)..found.start);
    let mut pieces = gathered(pieces, goes_on)?;
    make_room(&mut pieces, 1);
    pieces.push(start..end);
    Some(pieces)
}

/// All matches replaced; `$name` and `$1` stand for what groups have matched.
pub fn replaced(regex: &Regex, text: &str, by: &str, goes_on: GoesOn<'_>) -> Option<String> {
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
        for found in regex.captures_iter(text) {
            if !goes_on() {
                return None;
            }
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
        for found in regex.find_iter(text) {
            if !goes_on() {
                return None;
            }
            add(&text.as_bytes()[start..found.start()], &mut out);
            add(by.as_bytes(), &mut out);
            start = found.end();
        }
    }
    add(&text.as_bytes()[start..], &mut out);
    // SAFETY: whole texts, cut where matches begin and end: between characters.
    Some(unsafe { String::from_utf8_unchecked(out) })
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
                let all = replaced(&regex, text, by, &|| true).expect("it went on");
                assert_eq!(all, regex.replace_all(text, by), "{pattern} {by} {text}");
            }
        }
        assert_eq!(replaced(&Regex::new("a").unwrap(), "aa", "b", &|| false), None);
    }

    #[test]
    fn what_takes_too_much_is_refused() {
        let groups = |count: usize, of: &str| of.repeat(count);
        let large = [r"(\w{500}){500}", r"(?:\w{34}){5}", r"((?:[ab]{0,400}c?){0,120})(d)"].map(str::to_owned);
        for pattern in large.into_iter().chain([groups(2000, "(a)?"), groups(9000, "abcd")]) {
            let wrong = Program::of(&pattern).err().expect("it is too large");
            assert!(wrong.starts_with("it is too l"), "{wrong}");
        }
        for pattern in [r"\w{3,15}", ".{1,500}", &groups(200, "(a)?"), &groups(40, r"(\d+) "), &groups(3000, "word|")] {
            assert!(Program::of(pattern).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn quick_is_what_is_small_in_a_short_text() {
        let quick = |pattern: &str, text| Program::of(pattern).expect("a pattern").is_quick(text);
        assert!(quick("[a-z]+=[0-9]+", SHORT) && !quick("[a-z]+=[0-9]+", SHORT + 1));
        assert!(quick(r"\w+@\w+", 512) && !quick(r"\w+@\w+", SHORT));
        assert!(!quick("((?:[ab]{0,100}c?){0,30})(d)", SHORT) && !quick(&"(a)?".repeat(100), SHORT));
    }

    #[test]
    fn no_more_is_kept_than_what_has_room() {
        let mut kept = Kept::default();
        let regex = Regex::new("a").unwrap();
        for size in [SIZES[0], LARGEST] {
            for number in 0..2 * KEPT {
                kept.insert(&number.to_string(), Program { regex: regex.clone(), size });
                assert!(kept.bytes <= KEPT_BYTES && kept.programs.len() <= KEPT);
            }
        }
        assert!(!kept.programs.is_empty());
    }
}
