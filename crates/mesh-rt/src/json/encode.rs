//! Values to text: no blanks, keys in alphabetical order.

use super::{Variant, look};
use crate::abi::{ListObject, StringObject};
use crate::value::string;
use crate::value::{list, table};

/// Appends the text of a value.
pub fn value(word: u64, out: &mut String) {
    let (variant, payload) = look(word);
    match variant {
        Variant::Null => out.push_str("null"),
        Variant::Bool => out.push_str(if payload == 0 { "false" } else { "true" }),
        Variant::Int => out.push_str(&(payload as i64).to_string()),
        Variant::Float => number(f64::from_bits(payload), out),
        Variant::String => text(string::as_str(payload as *const StringObject), out),
        Variant::Array => array(payload as *const ListObject, out),
        Variant::Object => object(payload, out),
    }
}

/// JSON has no NaN and no infinity: they become null.
fn number(value: f64, out: &mut String) {
    if value.is_finite() { out.push_str(&format!("{value:?}")) } else { out.push_str("null") }
}

fn text(value: &str, out: &mut String) {
    // Writing a text to memory does not fail.
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
}

fn array(items: *const ListObject, out: &mut String) {
    out.push('[');
    for i in 0..list::len(items) {
        if i > 0 {
            out.push(',');
        }
        // SAFETY: below the length; elements are one word.
        value(unsafe { *list::at(items, i) }, out);
    }
    out.push(']');
}

fn object(map: u64, out: &mut String) {
    let map = map as *mut table::TableObject;
    let shape = table::shape(map);
    let mut entries: Vec<(&str, u64)> = table::entries(map)
        // SAFETY: entries of a `Map<String, Json>`.
        .map(|entry| unsafe {
            let key = *table::key_of(entry) as *const StringObject;
            (string::as_str(key), *table::value_of(entry, shape))
        })
        .collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    out.push('{');
    for (i, (key, word)) in entries.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        text(key, out);
        out.push(':');
        value(word, out);
    }
    out.push('}');
}
