//! What `std/string.mpl` and the text parts of the prelude are made of. Positions count characters (Unicode scalar values).

use super::{push_word, string_list, text};
use crate::abi::{ListObject, StringObject};
use crate::actor::crash;
use crate::data::{describe, list};
use crate::heap::string;
use crate::mesh_extern;

type Text = *const StringObject;

/// The byte offset of a character position, brought into the text.
fn offset(text: &str, position: i64) -> usize {
    if position <= 0 {
        return 0;
    }
    if text.is_ascii() {
        return text.len().min(position as usize);
    }
    text.char_indices().nth(position as usize).map_or(text.len(), |(at, _)| at)
}

/// In quotes, with escapes.
fn inspected(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// FNV-1a (Fowler, Noll, Vo).
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

mesh_extern! {
    fn mesh_string_concat(left: *mut StringObject, right: Text) -> *mut StringObject {
        string::concat(left, text(right))
    }

    fn mesh_string_eq(left: Text, right: Text) -> i64 {
        i64::from(std::ptr::eq(left, right) || string::as_bytes(left) == string::as_bytes(right))
    }

    fn mesh_string_lt(left: Text, right: Text) -> i64 {
        i64::from(string::as_bytes(left) < string::as_bytes(right))
    }

    fn mesh_string_hash(value: Text) -> i64 {
        hash_bytes(string::as_bytes(value)) as i64
    }

    fn mesh_string_inspect(value: Text) -> *mut StringObject {
        string::new(&inspected(text(value)))
    }

    fn mesh_string_length(value: Text) -> i64 {
        text(value).chars().count() as i64
    }

    fn mesh_string_byte_length(value: Text) -> i64 {
        text(value).len() as i64
    }

    fn mesh_string_contains(value: Text, part: Text) -> i64 {
        i64::from(text(value).contains(text(part)))
    }

    fn mesh_string_starts_with(value: Text, prefix: Text) -> i64 {
        i64::from(text(value).starts_with(text(prefix)))
    }

    fn mesh_string_ends_with(value: Text, suffix: Text) -> i64 {
        i64::from(text(value).ends_with(text(suffix)))
    }

    fn mesh_string_index_of(value: Text, part: Text, out: *mut u64) -> i64 {
        let whole = text(value);
        match whole.find(text(part)) {
            None => 0,
            Some(at) => {
                // SAFETY: room for an Int.
                unsafe { *out = whole[..at].chars().count() as u64 };
                1
            }
        }
    }

    fn mesh_string_replace(value: Text, from: Text, to: Text) -> *mut StringObject {
        string::new(&text(value).replace(text(from), text(to)))
    }

    fn mesh_string_slice(value: Text, start: i64, stop: i64) -> *mut StringObject {
        let whole = text(value);
        let (start, stop) = (offset(whole, start), offset(whole, stop));
        string::new(if start < stop { &whole[start..stop] } else { "" })
    }

    fn mesh_string_byte_slice(value: Text, start: i64, stop: i64) -> *mut StringObject {
        let whole = text(value);
        // Inside a character the nearest start of one below counts.
        let boundary = |at: i64| {
            let mut at = usize::try_from(at).unwrap_or(0).min(whole.len());
            while !whole.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, stop) = (boundary(start), boundary(stop));
        string::new(if start < stop { &whole[start..stop] } else { "" })
    }

    fn mesh_string_byte_index_of(value: Text, part: Text, from: i64, out: *mut u64) -> i64 {
        let from = usize::try_from(from).unwrap_or(0);
        let bytes = string::as_bytes(value).get(from..).unwrap_or_default();
        let part = string::as_bytes(part);
        match bytes.windows(part.len().max(1)).position(|window| window == part) {
            None => 0,
            Some(at) => {
                // SAFETY: room for an Int.
                unsafe { *out = (from + at) as u64 };
                1
            }
        }
    }

    fn mesh_string_split(value: Text, separator: Text) -> *mut ListObject {
        string_list(text(value).split(text(separator)))
    }

    fn mesh_string_join(texts: *mut ListObject, separator: Text) -> *mut StringObject {
        let parts: Vec<&str> = list::objects(texts).map(|object| text(object.cast())).collect();
        string::new(&parts.join(text(separator)))
    }

    fn mesh_string_lines(value: Text) -> *mut ListObject {
        string_list(text(value).lines())
    }

    fn mesh_string_characters(value: Text) -> *mut ListObject {
        let whole = text(value);
        string_list(whole.char_indices().map(|(at, c)| &whole[at..at + c.len_utf8()]))
    }

    fn mesh_string_code_points(value: Text) -> *mut ListObject {
        let mut points = list::of(&raw const describe::INT, 0);
        for c in text(value).chars() {
            points = push_word(points, u64::from(u32::from(c)));
        }
        points
    }

    fn mesh_string_from_code_points(points: *mut ListObject) -> *mut StringObject {
        let mut out = String::new();
        for i in 0..list::len(points) {
            // SAFETY: below the length.
            let point = unsafe { *list::at(points, i) };
            match u32::try_from(point).ok().and_then(char::from_u32) {
                Some(c) => out.push(c),
                None => {
                    let reason = format!("{} is not a code point", point as i64);
                    drop(out);
                    crash::with(reason)
                }
            }
        }
        string::new(&out)
    }

    fn mesh_string_trim(value: Text) -> *mut StringObject {
        string::new(text(value).trim())
    }

    fn mesh_string_trim_start(value: Text) -> *mut StringObject {
        string::new(text(value).trim_start())
    }

    fn mesh_string_trim_end(value: Text) -> *mut StringObject {
        string::new(text(value).trim_end())
    }

    fn mesh_string_to_lower(value: Text) -> *mut StringObject {
        string::new(&text(value).to_lowercase())
    }

    fn mesh_string_to_upper(value: Text) -> *mut StringObject {
        string::new(&text(value).to_uppercase())
    }

    fn mesh_string_repeat(value: Text, times: i64) -> *mut StringObject {
        string::new(&text(value).repeat(usize::try_from(times).unwrap_or(0)))
    }

    fn mesh_string_to_int(value: Text, out: *mut u64) -> i64 {
        match text(value).parse::<i64>() {
            Err(_) => 0,
            Ok(number) => {
                // SAFETY: room for an Int.
                unsafe { *out = number as u64 };
                1
            }
        }
    }

    fn mesh_string_to_float(value: Text, out: *mut u64) -> i64 {
        match text(value).parse::<f64>() {
            Err(_) => 0,
            Ok(number) => {
                // SAFETY: room for a Float.
                unsafe { *out = number.to_bits() };
                1
            }
        }
    }
}
