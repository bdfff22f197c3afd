//! Looking for a part of a text, and what is made of the places where it is; in steps, so that no text is too long.

use memchr::memmem::{Finder, FinderRev};

use crate::abi::{ListObject, StringObject, ValueDesc};
use crate::memory;
use crate::text::pieces::{Pieces, plain_run};
use crate::turn::{Steps, Turn};
use crate::value::builder::{Builder, Whole};
use crate::value::{describe, list, string};

/// So much of a text is searched or copied at once.
const PORTION: usize = 1 << 16;

/// The occurrences of a part, one after the other, without overlaps. An empty part stands before each character and at the end.
pub struct Search {
    text: &'static str,
    part: Finder<'static>,
    /// Where the next one may begin; `None` behind the last.
    at: Option<usize>,
}

impl Search {
    /// Both texts live at least as long as this.
    pub fn new(text: &'static str, part: &'static str) -> Self {
        Search { text, part: Finder::new(part), at: Some(0) }
    }

    /// Where the next one begins, if there is one; `None` when the turn is over before that is known.
    fn next(&mut self, turn: &mut Turn) -> Option<Option<usize>> {
        let length = self.part.needle().len();
        loop {
            let Some(at) = self.at else { return Some(None) };
            if length == 0 {
                let next = self.text[at..].chars().next();
                self.at = next.map(|c| at + c.len_utf8());
                turn.spend(1);
                return Some(Some(at));
            }
            // A long part is not looked through again and again.
            let portion = length.max(PORTION);
            let end = (at + portion + length - 1).min(self.text.len());
            let found = find(&self.part, &self.text.as_bytes()[at..end]);
            if let Some(found) = found {
                self.at = Some(at + found + length);
                turn.spend_bytes(found);
                return Some(Some(at + found));
            }
            // What may begin before the end of the portion was seen whole.
            self.at = (end < self.text.len()).then(|| end - (length - 1));
            if turn.spend_bytes(portion) {
                return None;
            }
        }
    }
}

/// In so many bytes the first byte of a part is looked for, before the searcher is asked, which takes as long as that.
const NEAR: usize = 64;

/// Where a part that is not empty occurs first.
#[inline]
fn find(part: &Finder<'static>, bytes: &[u8]) -> Option<usize> {
    let needle = part.needle();
    if needle.len() == 1 {
        return memchr::memchr(needle[0], bytes);
    }
    let near = bytes.len().min(NEAR);
    let Some(first) = memchr::memchr(needle[0], &bytes[..near]) else {
        return part.find(&bytes[near..]).map(|at| near + at);
    };
    let rest = &bytes[first..];
    // Bytes are few.
    if rest.len() >= needle.len() && rest.iter().zip(needle).all(|(byte, wanted)| byte == wanted) {
        return Some(first);
    }
    part.find(rest).map(|at| first + at)
}

/// Where a part occurs first.
pub struct First(pub Search);

impl Steps for First {
    type Output = Option<usize>;
    fn step(&mut self, turn: &mut Turn) -> Option<Option<usize>> {
        self.0.next(turn)
    }
}

/// Where a part occurs last.
pub struct Last {
    text: &'static str,
    part: FinderRev<'static>,
    /// Occurrences that end behind this are known not to be there.
    end: usize,
}

impl Last {
    /// Both texts live at least as long as this.
    pub fn new(text: &'static str, part: &'static str) -> Self {
        Last { text, part: FinderRev::new(part), end: text.len() }
    }
}

impl Steps for Last {
    type Output = Option<usize>;
    fn step(&mut self, turn: &mut Turn) -> Option<Option<usize>> {
        let length = self.part.needle().len();
        loop {
            let portion = length.max(PORTION);
            let start = self.end.saturating_sub(portion + length);
            if let Some(found) = self.part.rfind(&self.text.as_bytes()[start..self.end]) {
                return Some(Some(start + found));
            }
            if start == 0 {
                return Some(None);
            }
            self.end = start + length - 1;
            if turn.spend_bytes(portion) {
                return None;
            }
        }
    }
}

/// The pieces between separators, as a list.
pub struct Split {
    search: Search,
    /// Where the next piece begins.
    start: usize,
    pieces: Pieces,
}

impl Split {
    /// Both texts live at least as long as this.
    pub fn new(text: &'static str, separator: &'static str) -> Self {
        Split { search: Search::new(text, separator), start: 0, pieces: Pieces::of(text) }
    }

    fn add(&mut self, end: usize) {
        self.pieces.add(self.start, end);
    }
}

impl Steps for Split {
    type Output = *mut ListObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut ListObject> {
        loop {
            let Some(found) = self.search.next(turn)? else {
                self.add(self.search.text.len());
                return Some(self.pieces.list());
            };
            self.add(found);
            self.start = found + self.search.part.needle().len();
            if turn.spend(4) {
                return None;
            }
        }
    }
}

/// Something of each character, as a list.
pub struct Characters {
    text: &'static str,
    at: usize,
    word: fn(char) -> u64,
    words: *mut ListObject,
}

impl Characters {
    /// `word` makes an owned word of the element type. The text lives at least as long as this.
    pub fn new(text: &'static str, element: &'static ValueDesc, word: fn(char) -> u64) -> Self {
        Characters { text, at: 0, word, words: list::of(element, 0) }
    }
}

impl Steps for Characters {
    type Output = *mut ListObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut ListObject> {
        while let Some(c) = self.text[self.at..].chars().next() {
            // SAFETY: the word is one of the element type, and owned.
            self.words = unsafe { list::append_word(self.words, (self.word)(c)) };
            self.at += c.len_utf8();
            if turn.spend(4) {
                return None;
            }
        }
        Some(self.words)
    }
}

/// Every occurrence replaced. Where the text may become large, they are counted first, so that it is known how long it becomes
/// before it is written.
pub struct Replace {
    search: Search,
    by: &'static str,
    /// How many there are so far, while they are counted.
    count: Option<usize>,
    out: Builder,
    /// So much of the text is written, or replaced.
    start: usize,
    /// What is known to come next, and not written yet: the text up to here, the replacement from there on.
    pending: Option<(usize, usize)>,
    whole: Option<Whole>,
}

impl Replace {
    /// The texts live at least as long as this.
    pub fn new(text: &'static str, part: &'static str, by: &'static str) -> Self {
        let search = Search::new(text, part);
        let most = (text.len() / part.len().max(1) + 1).saturating_mul(by.len()).saturating_add(text.len());
        let count = (most >= memory::LARGE).then_some(0);
        Replace { search, by, count, out: Builder::new(), start: 0, pending: None, whole: None }
    }

    /// Counts the occurrences; `None` when the turn is over before.
    fn count_all(&mut self, turn: &mut Turn) -> Option<()> {
        while let Some(count) = &mut self.count {
            if self.search.next(turn)?.is_some() {
                *count += 1;
                if turn.spend(1) {
                    return None;
                }
                continue;
            }
            let kept = self.search.text.len() - *count * self.search.part.needle().len();
            self.out = Builder::with_room(count.saturating_mul(self.by.len()).saturating_add(kept));
            self.search.at = Some(0);
            self.count = None;
        }
        Some(())
    }

    /// Copies a portion up to the next occurrence, or of what replaces it.
    fn write(&mut self, end: usize, written: usize) -> usize {
        let rest = &self.search.text.as_bytes()[self.start..end];
        if !rest.is_empty() {
            let portion = rest.len().min(PORTION);
            self.out.push(&rest[..portion]);
            self.start += portion;
            return portion;
        }
        let portion = (self.by.len() - written).min(PORTION);
        self.out.push(&self.by.as_bytes()[written..written + portion]);
        let is_done = written + portion == self.by.len();
        self.pending = (!is_done).then_some((end, written + portion));
        if is_done {
            self.start += self.search.part.needle().len();
        }
        portion
    }

    /// Writes all; `None` when the turn is over before.
    fn write_all(&mut self, turn: &mut Turn) -> Option<()> {
        let length = self.search.part.needle().len();
        loop {
            let written = match self.pending {
                Some((end, written)) => self.write(end, written),
                None => match self.search.next(turn)? {
                    Some(at) if at - self.start + self.by.len() <= PORTION => {
                        self.out.push(&self.search.text.as_bytes()[self.start..at]);
                        self.out.push(self.by.as_bytes());
                        at + length - std::mem::replace(&mut self.start, at + length) + self.by.len()
                    }
                    Some(at) => {
                        self.pending = Some((at, 0));
                        0
                    }
                    // What is left stands before no occurrence.
                    None => {
                        let rest = &self.search.text.as_bytes()[self.start..];
                        if rest.is_empty() {
                            return Some(());
                        }
                        let portion = rest.len().min(PORTION);
                        self.out.push(&rest[..portion]);
                        self.start += portion;
                        portion
                    }
                },
            };
            if turn.spend_bytes(written) {
                return None;
            }
        }
    }
}

impl Steps for Replace {
    type Output = *mut StringObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut StringObject> {
        self.count_all(turn)?;
        if self.whole.is_none() {
            self.write_all(turn)?;
        }
        let out = &mut self.out;
        self.whole.get_or_insert_with(|| std::mem::take(out).whole()).step(turn)
    }
}

/// The lines, without their ends.
pub struct Lines {
    text: &'static str,
    at: usize,
    lines: *mut ListObject,
}

impl Lines {
    /// The text lives at least as long as this.
    pub fn new(text: &'static str) -> Self {
        Lines { text, at: 0, lines: list::of(&raw const describe::POINTER, 0) }
    }
}

impl Steps for Lines {
    type Output = *mut ListObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut ListObject> {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let line = rest[..length].strip_suffix('\n').unwrap_or(&rest[..length]);
            let line = if line.len() < length { line.strip_suffix('\r').unwrap_or(line) } else { line };
            // SAFETY: a fresh string is owned.
            self.lines = unsafe { list::append_word(self.lines, string::new(line) as u64) };
            self.at += length;
            if turn.spend_bytes(length + 256) {
                return None;
            }
        }
        Some(self.lines)
    }
}

/// The pieces between white space, as a list.
pub struct Words {
    text: &'static str,
    at: usize,
    /// Where the word begins that `at` is in.
    start: Option<usize>,
    words: Pieces,
}

impl Words {
    /// The text lives at least as long as this.
    pub fn new(text: &'static str) -> Self {
        Words { text, at: 0, start: None, words: Pieces::of(text) }
    }

    #[inline(always)]
    fn end_word(&mut self) {
        if let Some(start) = self.start.take() {
            self.words.add(start, self.at);
        }
    }

    /// Passes over a character.
    #[inline(never)]
    fn pass(&mut self, c: char) {
        if c.is_whitespace() {
            self.end_word();
        } else {
            self.start.get_or_insert(self.at);
        }
        self.at += c.len_utf8();
    }
}

impl Steps for Words {
    type Output = *mut ListObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut ListObject> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let begin = self.at;
            let plain = plain_run(bytes, begin, PORTION);
            if plain > 0 {
                self.start.get_or_insert(begin);
                self.at += plain;
            }
            match bytes.get(self.at) {
                // What mostly stands behind a word.
                Some(b' ' | b'\n') => {
                    self.end_word();
                    self.at += 1;
                }
                Some(byte) if byte.is_ascii() => self.pass(char::from(*byte)),
                Some(_) => self.pass(self.text[self.at..].chars().next()?),
                None => {}
            }
            if turn.spend_bytes(16 + self.at - begin) {
                return None;
            }
        }
        self.end_word();
        Some(self.words.list())
    }
}

/// The texts at these places of another, as a list.
pub struct Cut {
    text: &'static str,
    ranges: Vec<std::ops::Range<usize>>,
    next: usize,
    pieces: *mut ListObject,
}

impl Cut {
    /// The text lives at least as long as this.
    pub fn new(text: &'static str, ranges: Vec<std::ops::Range<usize>>) -> Self {
        Cut { text, ranges, next: 0, pieces: list::of(&raw const describe::POINTER, 0) }
    }
}

impl Steps for Cut {
    type Output = *mut ListObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut ListObject> {
        while let Some(range) = self.ranges.get(self.next) {
            self.next += 1;
            let piece = string::new(&self.text[range.clone()]);
            // SAFETY: a fresh string is owned.
            self.pieces = unsafe { list::append_word(self.pieces, piece as u64) };
            if turn.spend_bytes(range.len() + 256) {
                return None;
            }
        }
        Some(self.pieces)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::release;
    use crate::value::tests::with_heap;

    /// What work gives that is interrupted after each unit.
    fn slowly<S: Steps>(mut work: S) -> S::Output {
        loop {
            if let Some(output) = work.step(&mut Turn::of(1)) {
                return output;
            }
        }
    }

    fn texts(list: *mut ListObject) -> Vec<String> {
        let texts = list::objects(list).map(|text| string::as_str(text.cast()).to_owned()).collect();
        release(list.cast());
        texts
    }

    fn held(text: &str) -> &'static str {
        String::from(text).leak()
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: if cfg!(miri) { 4 } else { 256 },
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn pieces_are_those_of_the_standard_library(text in "[aé\r\n]{0,12}", part in "[aé]{0,2}", by in "[xé]{0,2}") {
            let (text, part, by) = (held(&text), held(&part), held(&by));
            with_heap(|| {
                assert_eq!(texts(slowly(Split::new(text, part))), text.split(part).collect::<Vec<_>>());
                assert_eq!(texts(slowly(Lines::new(text))), text.lines().collect::<Vec<_>>());
                assert_eq!(texts(slowly(Words::new(text))), text.split_whitespace().collect::<Vec<_>>());
                assert_eq!(slowly(First(Search::new(text, part))), text.find(part));
                assert_eq!(slowly(Last::new(text, part)), text.rfind(part));
                let replaced = slowly(Replace::new(text, part, by));
                assert_eq!(string::as_str(replaced), text.replace(part, by));
                release(replaced.cast());
            });
        }
    }

    #[test]
    fn what_may_become_large_is_counted_first() {
        let (text, by) = (held(&("a".repeat(70) + "b")), held(&"x".repeat(1 << 20)));
        with_heap(|| {
            let work = Replace::new(text, "b", by);
            assert!(work.count.is_some());
            let replaced = slowly(work);
            assert_eq!(string::as_str(replaced), text.replace('b', by));
            // SAFETY: alive.
            assert_eq!(unsafe { string::capacity(replaced) }, 70 + (1 << 20));
            release(replaced.cast());
        });
    }

    #[test]
    fn parts_longer_than_a_portion_are_found() {
        let part = "a".repeat(2 * PORTION) + "b";
        for before in [0, 1, PORTION, 3 * PORTION + 5] {
            let text = held(&("a".repeat(before) + &part + &"a".repeat(3 * PORTION) + &part + "c"));
            let last = before + part.len() + 3 * PORTION;
            assert_eq!(slowly(First(Search::new(text, held(&part)))), Some(before));
            assert_eq!(slowly(Last::new(text, held(&part))), Some(last));
        }
    }

    #[test]
    fn parts_on_the_edge_of_portions_are_found() {
        for before in PORTION - 3..PORTION + 3 {
            let text = held(&("a".repeat(before) + "bcd" + &"a".repeat(PORTION)));
            assert_eq!(slowly(First(Search::new(text, "bcd"))), Some(before));
            assert_eq!(slowly(First(Search::new(text, "bcde"))), None);
            let text = held(&("a".repeat(PORTION) + "bcd" + &"a".repeat(before)));
            assert_eq!(slowly(Last::new(text, "bcd")), Some(PORTION));
            assert_eq!(slowly(Last::new(text, "bcde")), None);
        }
    }
}
