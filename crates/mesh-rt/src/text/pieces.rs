//! Pieces of a text, as a list. A short piece that was seen before is the same object, mostly: texts repeat their words, and neither
//! memory nor time is spent on a word that is there.

use crate::abi::{ListObject, StringObject};
use crate::memory::fallible;
use crate::value::short::{self, Short};
use crate::value::{describe, list, retain, string};

/// There is a place for each of so many bytes of the text, and no more than `MOST`: what is remembered takes as much as the text at most,
/// and stays near.
const BYTES: usize = 32;
const MOST: usize = 1 << 14;
/// Shorter texts repeat little.
const LEAST: usize = 1 << 10;

/// A short piece that a list holds.
type Known = (Short, *mut StringObject);
const NONE: Known = (Short::NONE, std::ptr::null_mut());

/// Short pieces that were seen, at one of two places next to each other that their bytes tell (`Short::mix`), the newer one first.
struct Seen {
    known: Vec<Known>,
    /// What is left of a mixed number when it is shifted so far is a place.
    shift: u32,
}

impl Seen {
    /// Of pieces of a text of so many bytes. Without memory for them each piece is an object of its own.
    fn of(bytes: usize) -> Seen {
        let mut known = Vec::new();
        let count = (bytes.max(LEAST) / BYTES).min(MOST).next_power_of_two();
        if bytes >= LEAST && fallible(|| known.try_reserve_exact(count)).is_ok() {
            known.resize(count, NONE);
        }
        Seen { known, shift: u64::BITS - count.trailing_zeros() }
    }

    /// The first of the places of a piece.
    #[inline(always)]
    fn place(&self, bytes: Short) -> usize {
        (bytes.mix() >> self.shift) as usize
    }

    /// The object of a piece, if it is there.
    #[inline(always)]
    fn find(&self, bytes: Short) -> Option<*mut StringObject> {
        let place = self.place(bytes);
        let first = self.known.get(place)?;
        if first.0 == bytes {
            return Some(first.1);
        }
        self.known.get(place ^ 1).filter(|second| second.0 == bytes).map(|second| second.1)
    }

    /// Remembers a piece that is not there, instead of the older one of those with its places.
    fn put(&mut self, bytes: Short, piece: *mut StringObject) {
        let place = self.place(bytes);
        let Some(first) = self.known.get_mut(place) else { return };
        let before = std::mem::replace(first, (bytes, piece));
        if before.0 != Short::NONE {
            self.known[place ^ 1] = before;
        }
    }
}

/// See the module.
pub struct Pieces {
    text: &'static [u8],
    list: *mut ListObject,
    seen: Seen,
}

impl Pieces {
    /// Of a text that lives at least as long as this.
    pub fn of(text: &'static str) -> Self {
        let list = list::of(&raw const describe::POINTER, 0);
        Pieces { text: text.as_bytes(), list, seen: Seen::of(text.len()) }
    }

    /// Adds what lies between two places, which are between characters.
    #[inline(always)]
    pub fn add(&mut self, start: usize, end: usize) {
        let piece = match Short::of(self.text, start, end) {
            Some(bytes) => match self.seen.find(bytes) {
                Some(piece) => {
                    // The list holds it.
                    retain(piece.cast());
                    piece
                }
                None => self.fresh(bytes, start, end),
            },
            None => string::of_bytes(&self.text[start..end]),
        };
        // SAFETY: an owned string.
        self.list = unsafe { list::append_word(self.list, piece as u64) };
    }

    /// An owned object of a short piece that was not seen, or not lately.
    #[inline(never)]
    fn fresh(&mut self, bytes: Short, start: usize, end: usize) -> *mut StringObject {
        let piece = string::of_bytes(&self.text[start..end]);
        self.seen.put(bytes, piece);
        piece
    }

    /// All that were added.
    pub fn list(&self) -> *mut ListObject {
        self.list
    }
}

/// How many bytes from a place on, up to a limit, are letters, digits and marks: one byte each, and no white space.
#[inline(always)]
pub fn plain_run(text: &[u8], at: usize, limit: usize) -> usize {
    let marks = |word| short::below(word, b'!') | short::equal(word, b'\x7f') | (word & short::HIGHEST);
    short::unmarked(&text[at..text.len().min(at + limit)], marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::release;
    use crate::value::tests::with_heap;

    #[test]
    fn equal_pieces_are_one_object() {
        with_heap(|| {
            let text: &'static str = "to be or not to be, \0 \0\0 that is the questionable question ".repeat(40).leak();
            let mut pieces = Pieces::of(text);
            let expected: Vec<&str> = text.split(' ').collect();
            let mut at = 0;
            for piece in &expected {
                pieces.add(at, at + piece.len());
                at += piece.len() + 1;
            }
            let objects: Vec<_> = list::objects(pieces.list()).collect();
            let found: Vec<_> = objects.iter().map(|object| string::as_str(object.cast())).collect();
            assert_eq!(found, expected);
            assert_eq!(objects[0], objects[4]);
            assert_ne!(objects[6], objects[7], "one zero, and two");
            assert_eq!(objects[1], objects[14]);
            release(pieces.list().cast());
        });
    }

    #[test]
    fn thousands_of_words_are_remembered() {
        with_heap(|| {
            let words: Vec<String> = (0..6_000).map(|number| format!("w{number}")).collect();
            let text: &'static str = [words.join(" "), words.join(" ")].join(" ").repeat(5).leak();
            let mut pieces = Pieces::of(text);
            let mut at = 0;
            for piece in text.split(' ') {
                pieces.add(at, at + piece.len());
                at += piece.len() + 1;
            }
            let objects: Vec<_> = list::objects(pieces.list()).map(|object| object as usize).collect();
            let same = objects[..6_000].iter().zip(&objects[6_000..12_000]).filter(|(one, other)| one == other);
            assert!(same.count() > 4_000);
            release(pieces.list().cast());
        });
    }

    #[test]
    fn runs_end_where_something_else_begins() {
        for byte in 0..=255 {
            for at in 0..20 {
                let mut bytes = b"The_quick-brown?fox!jumps~".to_vec();
                bytes[at] = byte;
                let is_plain = (b'!'..=b'~').contains(&byte);
                assert_eq!(plain_run(&bytes, 0, 100), if is_plain { bytes.len() } else { at }, "{byte} at {at}");
                assert_eq!(plain_run(&bytes, 0, 5), if is_plain || at > 5 { 5 } else { at });
            }
        }
    }
}
