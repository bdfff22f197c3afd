//! Texts whose length is known before they are written, and digests; in steps, so that none is too long.

use sha2::digest::Update;

use crate::abi::{ListObject, StringObject};
use crate::actor::waiting::{Stepped, stepped};
use crate::turn::{Steps, Turn};
use crate::value::{list, release, string};

/// So much is copied at once.
const PORTION: usize = 1 << 16;

/// A text of so many bytes is copied in steps.
const LONG: usize = 1 << 20;

/// `left`, which is owned, followed by `right`, which lives as long as the work: in place when there is room and nobody else holds it.
#[inline]
pub fn concat(left: *mut StringObject, right: &'static str) -> Stepped<Join> {
    match string::append(left, right) {
        Ok(whole) => Stepped::Done(whole),
        Err(capacity) if capacity < LONG => Stepped::Done(string::concat(left, right, capacity)),
        Err(capacity) => stepped(Join::two(left, right, capacity)),
    }
}

/// A text, which is owned, with room for so many more bytes, and nobody else's.
#[inline]
pub fn grown(text: *mut StringObject, extra: usize) -> Stepped<Join> {
    match string::with_room(text, extra) {
        Ok(text) => Stepped::Done(text),
        Err(capacity) if capacity < LONG => Stepped::Done(string::concat(text, "", capacity)),
        Err(capacity) => stepped(Join::two(text, "", capacity)),
    }
}

/// A text many times over.
pub struct Repeat {
    text: &'static str,
    out: *mut StringObject,
    total: usize,
}

impl Repeat {
    /// The text lives at least as long as this.
    pub fn new(text: &'static str, times: usize) -> Self {
        let total = text.len().saturating_mul(times);
        Repeat { text, out: string::with_capacity(total), total }
    }
}

impl Steps for Repeat {
    type Output = *mut StringObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut StringObject> {
        loop {
            let written = string::as_bytes(self.out);
            if written.len() == self.total {
                return Some(self.out);
            }
            // What was written is whole copies, so it can be copied itself.
            let source = if written.is_empty() { self.text.as_bytes() } else { written };
            let copies = (PORTION / self.text.len()).max(1) * self.text.len();
            let count = source.len().min(copies).min(self.total - written.len());
            string::push(self.out, &source[..count]);
            if turn.spend_bytes(count) {
                return None;
            }
        }
    }
}

/// Texts, one after the other.
pub struct Join {
    out: *mut StringObject,
    texts: Texts,
    /// Where copying is: in which text, whether in the separator before it, and how far in it.
    next: usize,
    in_separator: bool,
    copied: usize,
}

enum Texts {
    /// Of a list, with a separator between them.
    Listed(*const ListObject, &'static str),
    /// The first is owned, and released at the end.
    Two(*mut StringObject, &'static str),
}

impl Join {
    /// The texts of a list of strings, with a separator between them. All live at least as long as this.
    pub fn listed(texts: *const ListObject, separator: &'static str) -> Self {
        let between = separator.len().saturating_mul(list::len(texts).saturating_sub(1));
        let lengths = list::objects(texts).map(|text| string::as_bytes(text.cast()).len());
        let total = lengths.fold(between, usize::saturating_add);
        Self::new(string::with_capacity(total), Texts::Listed(texts, separator))
    }

    /// `left`, which is owned, followed by `right`, which lives at least as long as this; with room for `capacity` bytes.
    pub fn two(left: *mut StringObject, right: &'static str, capacity: usize) -> Self {
        Self::new(string::with_capacity(capacity), Texts::Two(left, right))
    }

    fn new(out: *mut StringObject, texts: Texts) -> Self {
        Join { out, texts, next: 0, in_separator: false, copied: 0 }
    }

    /// Copies the short texts of a list, up to a long one; false when the turn is over.
    fn copy_short(&mut self, turn: &mut Turn) -> bool {
        let Texts::Listed(texts, separator) = self.texts else { return true };
        let count = list::len(texts);
        if self.in_separator || self.copied > 0 || separator.len() > PORTION {
            return true;
        }
        while self.next < count {
            // SAFETY: below the length; elements are strings.
            let text = string::as_bytes(unsafe { *list::at(texts, self.next) } as *const StringObject);
            if text.len() > PORTION {
                return true;
            }
            string::push(self.out, text);
            self.next += 1;
            if self.next < count {
                string::push(self.out, separator.as_bytes());
            }
            if turn.spend_bytes(text.len() + separator.len()) {
                return false;
            }
        }
        true
    }

    /// The text that is copied now.
    fn part(&self) -> Option<&'static [u8]> {
        match self.texts {
            Texts::Listed(texts, separator) => (self.next < list::len(texts)).then(|| {
                if self.in_separator {
                    return separator.as_bytes();
                }
                // SAFETY: below the length; elements are strings.
                string::as_bytes(unsafe { *list::at(texts, self.next) } as *const StringObject)
            }),
            Texts::Two(left, right) => match self.next {
                0 => Some(string::as_bytes(left)),
                1 => Some(right.as_bytes()),
                _ => None,
            },
        }
    }
}

impl Steps for Join {
    type Output = *mut StringObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut StringObject> {
        if !self.copy_short(turn) {
            return None;
        }
        while let Some(part) = self.part() {
            let end = (self.copied + PORTION).min(part.len());
            string::push(self.out, &part[self.copied..end]);
            let count = end - self.copied;
            self.copied = end;
            if end == part.len() {
                self.copied = 0;
                let has_separator = matches!(self.texts, Texts::Listed(..)) && !self.in_separator;
                self.next += usize::from(!self.in_separator);
                self.in_separator = has_separator;
            }
            if turn.spend_bytes(count) {
                return None;
            }
        }
        if let Texts::Two(left, _) = self.texts {
            release(left.cast());
        }
        Some(self.out)
    }
}

/// A text from elsewhere, copied into the heap.
pub struct Adopt {
    text: String,
    out: *mut StringObject,
}

impl Adopt {
    pub fn new(text: String) -> Self {
        let out = string::with_capacity(text.len());
        Adopt { text, out }
    }
}

impl Steps for Adopt {
    type Output = *mut StringObject;
    fn step(&mut self, turn: &mut Turn) -> Option<*mut StringObject> {
        loop {
            let copied = string::as_bytes(self.out).len();
            let rest = &self.text.as_bytes()[copied..];
            if rest.is_empty() {
                return Some(self.out);
            }
            let count = rest.len().min(PORTION);
            string::push(self.out, &rest[..count]);
            if turn.spend_bytes(count) {
                return None;
            }
        }
    }
}

/// A digest of many bytes.
pub struct Digest<D> {
    /// What has seen the bytes so far.
    digest: D,
    bytes: &'static [u8],
    at: usize,
}

impl<D: Update + Clone> Digest<D> {
    /// The bytes live at least as long as this.
    pub fn new(digest: D, bytes: &'static [u8]) -> Self {
        Digest { digest, bytes, at: 0 }
    }
}

impl<D: Update + Clone> Steps for Digest<D> {
    type Output = D;
    fn step(&mut self, turn: &mut Turn) -> Option<D> {
        while self.at < self.bytes.len() {
            let end = (self.at + PORTION).min(self.bytes.len());
            self.digest.update(&self.bytes[self.at..end]);
            let count = end - std::mem::replace(&mut self.at, end);
            // It takes much longer than copying.
            if turn.spend_bytes(count * 8) {
                return None;
            }
        }
        Some(self.digest.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::tests::with_heap;

    fn slowly(mut work: impl Steps<Output = *mut StringObject>) -> String {
        loop {
            if let Some(text) = work.step(&mut Turn::of(1)) {
                let copy = string::as_str(text).to_owned();
                release(text.cast());
                return copy;
            }
        }
    }

    #[test]
    fn texts_are_repeated_and_joined() {
        with_heap(|| {
            for times in [0, 1, 2, 3, 7, 100_000] {
                assert_eq!(slowly(Repeat::new("añb", times)), "añb".repeat(times));
            }
            assert_eq!(slowly(Repeat::new("", 5)), "");
            let parts = ["", "x", "", "y z", ""];
            let texts = list::of_strings(parts.into_iter());
            assert_eq!(slowly(Join::listed(texts, ", ")), parts.join(", "));
            assert_eq!(slowly(Join::listed(texts, "")), parts.concat());
            release(texts.cast());
            let long = "é".repeat(PORTION);
            let joined = slowly(Join::two(string::new("ab"), long.clone().leak(), 3 + long.len()));
            assert_eq!(joined, "ab".to_owned() + &long);
        });
    }
}
