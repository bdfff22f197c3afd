//! Pieces of a text, as a list. A short piece that was seen before is the same object, mostly: texts repeat their words, and neither
//! memory nor time is spent on a word that is there.

use crate::abi::{ListObject, StringObject};
use crate::memory::fallible;
use crate::value::short::{self, Short};
use crate::value::{describe, list, retain, string};

/// One piece is remembered for each of so many bytes of the text, and no more than `MOST`.
const BYTES: usize = 32;
const MOST: usize = 1 << 12;
/// Shorter texts repeat little.
const LEAST: usize = 1 << 10;

/// See the module.
pub struct Pieces {
    text: &'static [u8],
    list: *mut ListObject,
    /// Short pieces that the list holds, at places that their bytes tell (`Short::mix`): of those with the same place the last. Null
    /// where there is none.
    seen: Vec<(Short, *mut StringObject)>,
    /// What is left of a mixed number when it is shifted so far is a place in `seen`.
    shift: u32,
}

impl Pieces {
    /// Of a text that lives at least as long as this.
    pub fn of(text: &'static str) -> Self {
        let list = list::of(&raw const describe::POINTER, 0);
        let mut seen = Vec::new();
        let count = (text.len().max(LEAST) / BYTES).min(MOST).next_power_of_two();
        // Without memory for it each piece is an object of its own.
        if text.len() >= LEAST && fallible(|| seen.try_reserve_exact(count)).is_ok() {
            seen.resize(count, (Short::default(), std::ptr::null_mut()));
        }
        Pieces { text: text.as_bytes(), list, seen, shift: u64::BITS - count.trailing_zeros() }
    }

    /// Adds what lies between two places, which are between characters.
    #[inline(always)]
    pub fn add(&mut self, start: usize, end: usize) {
        let piece = match Short::of(self.text, start, end) {
            Some(bytes) => self.short(bytes, start, end),
            None => string::of_bytes(&self.text[start..end]),
        };
        // SAFETY: an owned string.
        self.list = unsafe { list::append_word(self.list, piece as u64) };
    }

    /// An owned object of a short piece.
    #[inline(always)]
    fn short(&mut self, bytes: Short, start: usize, end: usize) -> *mut StringObject {
        let place = (bytes.mix() >> self.shift) as usize;
        match self.seen.get_mut(place) {
            Some((known, piece)) if *known == bytes && !piece.is_null() => {
                // The list holds it.
                retain(piece.cast());
                *piece
            }
            Some(seen) => {
                *seen = (bytes, string::of_bytes(&self.text[start..end]));
                seen.1
            }
            None => string::of_bytes(&self.text[start..end]),
        }
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
