//! Values as JSON behind a text, in place when nobody else holds it: so all parts of a value are written into one.

use std::fmt::Write;

use super::encode::escape;
use crate::abi::StringObject;
use crate::actor::waiting::Wait;
use crate::text::build::grown;
use crate::value::{builder, is_counted, is_unique, release, string};

/// What a text has room for at the beginning.
const FIRST: usize = 128;
/// So many bytes may stand for one of a text.
const LONGEST_ESCAPE: usize = 6;
/// No float is written with more bytes.
const LONGEST_FLOAT: usize = 40;

/// An empty text that others are written behind.
pub fn begin() -> *mut StringObject {
    string::with_capacity(FIRST)
}

fn is_own(text: *const StringObject) -> bool {
    is_counted(text.cast()) && is_unique(text.cast())
}

/// The text (owned) when all is written: without room that it does not need.
pub fn end(text: *mut StringObject) -> *mut StringObject {
    if is_own(text) { builder::fitting(text) } else { text }
}

/// The text (owned) up to a place between two characters that is in it.
pub fn cut(text: *mut StringObject, length: usize) -> *mut StringObject {
    let bytes = string::as_bytes(text);
    if is_own(text) {
        // SAFETY: ours alone; no longer than it was.
        unsafe { (*text).len = length.min(bytes.len()) as u64 };
        return text;
    }
    let start = string::of_bytes(&bytes[..length.min(bytes.len())]);
    release(text.cast());
    start
}

/// A text in quotes behind another, which is owned. It is written at once, so it is short.
pub fn text(text: *mut StringObject, value: &'static str) -> impl Wait<Output = *mut StringObject> {
    grown(text, LONGEST_ESCAPE * value.len() + 2).then(move |text| {
        string::push(text, b"\"");
        escape(value.as_bytes(), |piece| string::push(text, piece));
        string::push(text, b"\"");
        text
    })
}

/// A number behind a text, which is owned. JSON has no NaN and no infinity: they become null.
pub fn float(text: *mut StringObject, value: f64) -> impl Wait<Output = *mut StringObject> {
    grown(text, LONGEST_FLOAT).then(move |text| {
        if value.is_finite() {
            // There is room, and writing to memory does not fail.
            let _ = write!(Behind(text), "{value:?}");
        } else {
            string::push(text, b"null");
        }
        text
    })
}

/// Writes behind a text that has room.
struct Behind(*mut StringObject);

impl Write for Behind {
    fn write_str(&mut self, piece: &str) -> std::fmt::Result {
        string::push(self.0, piece.as_bytes());
        Ok(())
    }
}
