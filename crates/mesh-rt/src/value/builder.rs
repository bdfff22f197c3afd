//! Texts under construction whose length is not known before.
//!
//! A long text is written as pieces and put together at the end, so that nothing long is copied at once.

use super::string::{self, HEADER};
use super::{free_memory, page};
use crate::abi::StringObject;
use crate::memory;
use crate::turn::{Steps, Turn};

/// The first piece, and the largest.
const FIRST: usize = 128;
const LARGEST: usize = 1 << 20;
/// So much is copied at once when the pieces are put together.
const PORTION: usize = 1 << 16;

/// A text of the current heap, and nobody else's.
pub struct Builder {
    /// Pieces that are full.
    full: Vec<*mut StringObject>,
    /// Bytes in them.
    before: usize,
    /// The piece that is written to; null before the first. Its length is set when it is left.
    last: *mut StringObject,
    /// Where the next byte goes, and the end of the piece.
    at: *mut u8,
    end: *mut u8,
}

impl Builder {
    pub fn new() -> Self {
        let none = std::ptr::null_mut();
        Builder { full: Vec::new(), before: 0, last: std::ptr::null_mut(), at: none, end: none }
    }

    /// One for a text of so many bytes, which it takes at once.
    pub fn with_room(bytes: usize) -> Self {
        let mut builder = Self::new();
        builder.open_piece(string::with_capacity(bytes));
        builder
    }

    /// Adds text, or bytes that become text together with those that follow.
    #[inline(always)]
    pub fn push(&mut self, bytes: &[u8]) {
        if self.end as usize - (self.at as usize) < bytes.len() {
            return self.push_behind(bytes);
        }
        // SAFETY: there is so much room at the end of the piece, which is ours.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.at, bytes.len());
            self.at = self.at.add(bytes.len());
        }
    }

    /// The same when it does not fit into the piece.
    #[cold]
    #[inline(never)]
    fn push_behind(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.at == self.end {
                self.add_piece(rest.len());
            }
            let count = rest.len().min(self.end as usize - self.at as usize);
            // SAFETY: as above.
            unsafe {
                std::ptr::copy_nonoverlapping(rest.as_ptr(), self.at, count);
                self.at = self.at.add(count);
            }
            rest = &rest[count..];
        }
    }

    /// Adds a character.
    #[inline]
    pub fn push_char(&mut self, c: char) {
        self.push(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// Adds a number in decimal.
    pub fn push_int(&mut self, value: i64) {
        self.push(string::decimal(value, &mut [0; 20]).as_bytes());
    }

    /// Writes down how much of the piece is filled.
    fn close_piece(&mut self) {
        if !self.last.is_null() {
            // SAFETY: a piece of ours, of which so much is written.
            unsafe { (*self.last).len = (self.at as usize - (self.last as usize + HEADER)) as u64 };
        }
    }

    /// Writes to this piece from now on.
    fn open_piece(&mut self, piece: *mut StringObject) {
        self.last = piece;
        // SAFETY: a piece of ours; its bytes lie behind the header.
        unsafe {
            let text = piece.cast::<u8>().add(HEADER);
            (self.at, self.end) = (text.add((*piece).len as usize), text.add(string::capacity(piece)));
        }
    }

    /// A text of one piece grows; beyond `LARGEST` there are more pieces.
    fn add_piece(&mut self, wanted: usize) {
        if self.last.is_null() {
            return self.open_piece(string::with_capacity(wanted.clamp(FIRST, LARGEST)));
        }
        self.close_piece();
        // SAFETY: a piece of ours.
        let len = unsafe { (*self.last).len as usize };
        if self.full.is_empty() && len < LARGEST {
            let larger = string::with_capacity((len + wanted).max(len * 2).min(LARGEST));
            // SAFETY: both are ours; the larger one has room.
            unsafe { move_text(self.last, larger, 0, len) };
            free_piece(self.last);
            return self.open_piece(larger);
        }
        self.keep(self.last);
        self.before += len;
        // In the end all is needed in one piece.
        let is_stage = self.before / memory::LARGE > (self.before - len) / memory::LARGE;
        if is_stage && !memory::is_to_be_had(self.before + memory::LARGE) {
            page::out_of_memory(self.before);
        }
        self.open_piece(string::with_capacity(LARGEST));
    }

    fn keep(&mut self, piece: *mut StringObject) {
        if memory::fallible(|| self.full.try_reserve(1)).is_err() {
            page::out_of_memory(self.full.len() * size_of::<*mut StringObject>());
        }
        self.full.push(piece);
    }

    /// Gives up what was written.
    pub fn discard(self) {
        self.full.iter().for_each(|&piece| free_piece(piece));
        if !self.last.is_null() {
            free_piece(self.last);
        }
    }

    /// The whole text. What was added must be UTF-8 by now.
    pub fn whole(mut self) -> Whole {
        self.close_piece();
        Whole { whole: std::ptr::null_mut(), next: 0, copied: 0, builder: self }
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Write for Builder {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}

/// Copies so many bytes of a text behind another.
///
/// # Safety
/// `to` has room for them and is not shared; `from` has them.
unsafe fn move_text(from: *const StringObject, to: *mut StringObject, start: usize, count: usize) {
    // SAFETY: by contract.
    unsafe {
        let end = HEADER + (*to).len as usize;
        std::ptr::copy_nonoverlapping(from.cast::<u8>().add(HEADER + start), to.cast::<u8>().add(end), count);
        (*to).len += count as u64;
    }
}

/// A text of one piece, which is nobody else's, or of none; copied when more than half of the piece would be left unused.
pub fn fitting(piece: *mut StringObject) -> *mut StringObject {
    if piece.is_null() {
        return string::new("");
    }
    let text = string::as_bytes(piece);
    // SAFETY: a piece of ours.
    if unsafe { string::capacity(piece) } <= 2 * text.len() {
        return piece;
    }
    let copy = string::of_bytes(text);
    free_piece(piece);
    copy
}

fn free_piece(piece: *mut StringObject) {
    // SAFETY: nobody else holds a piece.
    let bytes = unsafe { string::size(piece) };
    free_memory(piece.cast(), bytes);
}

/// Puts the pieces of a text together.
pub struct Whole {
    builder: Builder,
    whole: *mut StringObject,
    /// The piece that is copied, and how much of it was.
    next: usize,
    copied: usize,
}

impl Steps for Whole {
    type Output = *mut StringObject;

    fn step(&mut self, turn: &mut Turn) -> Option<*mut StringObject> {
        let builder = &mut self.builder;
        if self.whole.is_null() {
            if builder.full.is_empty() {
                return Some(fitting(builder.last));
            }
            // The last one is copied like the others.
            builder.keep(builder.last);
            // SAFETY: a piece of ours.
            self.whole = string::with_capacity(builder.before + unsafe { (*builder.last).len as usize });
        }
        while let Some(&piece) = builder.full.get(self.next) {
            // SAFETY: a piece of ours; there is room for all.
            let count = unsafe {
                let count = ((*piece).len as usize - self.copied).min(PORTION);
                move_text(piece, self.whole, self.copied, count);
                count
            };
            self.copied += count;
            if count < PORTION {
                free_piece(piece);
                (self.next, self.copied) = (self.next + 1, 0);
            }
            if turn.spend_bytes(count) {
                return None;
            }
        }
        Some(self.whole)
    }
}
