//! Strings and numbers as text.

mod numbers;
mod regex;
mod strings;

use crate::abi::{ListObject, StringObject};
use crate::data::{describe, list};
use crate::heap::string;

/// A list of texts.
pub fn string_list<'t>(texts: impl Iterator<Item = &'t str>) -> *mut ListObject {
    let items = list::of(&raw const describe::POINTER, texts.size_hint().0);
    let mut items = items;
    for text in texts {
        items = push_word(items, string::new(text) as u64);
    }
    items
}

/// A list with one more word at its end.
pub fn push_word(items: *mut ListObject, word: u64) -> *mut ListObject {
    list::mesh_list_append(items, &raw const word, std::ptr::null())
}

/// Writes a result's payload: a text.
///
/// # Safety
/// `out` has room for one word.
pub unsafe fn give_text(out: *mut u64, text: &str) {
    // SAFETY: by contract.
    unsafe { *out = string::new(text) as u64 };
}

/// Gives `Ok(text)` or `Err(text)`.
///
/// # Safety
/// `out` has room for one word.
pub unsafe fn give_result(out: *mut u64, result: Result<String, String>) -> i64 {
    let (code, text) = match &result {
        Ok(text) => (0, text),
        Err(text) => (1, text),
    };
    // SAFETY: by contract.
    unsafe { give_text(out, text) };
    code
}

/// The text of an argument.
pub fn text<'a>(string: *const StringObject) -> &'a str {
    string::as_str(string)
}
