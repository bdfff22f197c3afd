//! What `std/string.mpl` and the text parts of the prelude are made of. Positions count characters (Unicode scalar values).

use super::give::{Text, size};
use crate::abi::{ListObject, StringObject, text_hash};
use crate::actor::waiting::{Wait, stepped};
use crate::mesh_extern;
use crate::reason::Crash;
use crate::text::build::{Join, Repeat, concat, grown};
use crate::text::search::{Characters, First, Last, Lines, Replace, Search, Split, Words};
use crate::turn::Steps;
use crate::value::builder::Builder;
use crate::value::{ask_for, describe, list, string};

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

/// So much of a text is brought into another case at once, if it can be cut there.
const PORTION: usize = 1 << 16;

/// A text in another case. What a letter becomes may depend on the word that it is in, so that a text is cut between words.
fn in_case(text: &str, change: impl Fn(&str) -> String) -> *mut StringObject {
    let mut out = Builder::new();
    let mut rest = text;
    while !rest.is_empty() {
        let cut =
            rest.char_indices().find(|&(at, c)| at >= PORTION && c.is_whitespace()).map_or(rest.len(), |(at, _)| at);
        let (portion, behind) = rest.split_at(cut);
        // One long word: its copy is made outside of the heap.
        ask_for(3 * portion.len());
        out.push(change(portion).as_bytes());
        rest = behind;
    }
    out.whole().finish()
}

/// In quotes, with escapes.
fn inspected(text: &str) -> *mut StringObject {
    let mut out = Builder::new();
    out.push(b"\"");
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push(b"\\\""),
            '\\' => out.push(b"\\\\"),
            '\n' => out.push(b"\\n"),
            '\t' => out.push(b"\\t"),
            '\r' => out.push(b"\\r"),
            '\0' => out.push(b"\\0"),
            // It would be read as a hole for a value.
            '$' | '#' if rest.as_str().starts_with('{') => {
                out.push(b"\\");
                out.push_char(c);
            }
            _ if c.is_control() => out.push(c.escape_unicode().to_string().as_bytes()),
            _ => out.push_char(c),
        }
    }
    out.push(b"\"");
    out.whole().finish()
}

/// FNV-1a (Fowler, Noll, Vo).
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

mesh_extern! {
    async fn mesh_string_append(left: *mut StringObject, right: Text) -> *mut StringObject {
        concat(left, right.held())
    }

    async fn mesh_string_append_int(text: *mut StringObject, value: i64) -> *mut StringObject {
        grown(text, 20).then(move |text| {
            string::push(text, string::decimal(value, &mut [0; 20]).as_bytes());
            text
        })
    }

    fn mesh_string_eq(left: Text, right: Text) -> bool {
        std::ptr::eq(left.object(), right.object()) || *left == *right
    }

    fn mesh_string_lt(left: Text, right: Text) -> bool {
        *left < *right
    }

    fn mesh_string_compare(left: Text, right: Text) -> i64 {
        left.cmp(&*right) as i64
    }

    fn mesh_string_hash(value: Text) -> i64 {
        hash_bytes(value.as_bytes()) as i64
    }

    fn mesh_string_case_hash(value: Text) -> i64 {
        text_hash(value.as_bytes()) as i64
    }

    fn mesh_string_inspect(value: Text) -> *mut StringObject {
        inspected(&value)
    }

    fn mesh_string_length(value: Text) -> i64 {
        value.chars().count() as i64
    }

    fn mesh_string_byte_length(value: Text) -> i64 {
        value.len() as i64
    }

    async fn mesh_string_contains(value: Text, part: Text) -> bool {
        stepped(First(Search::new(value.held(), part.held()))).then(|found| found.is_some())
    }

    fn mesh_string_starts_with(value: Text, prefix: Text) -> bool {
        value.starts_with(&*prefix)
    }

    fn mesh_string_ends_with(value: Text, suffix: Text) -> bool {
        value.ends_with(&*suffix)
    }

    async fn mesh_string_index_of(value: Text, part: Text) => Option<i64> {
        let text = value.held();
        let first = stepped(First(Search::new(text, part.held())));
        first.then(move |found| found.map(|at| text[..at].chars().count() as i64))
    }

    async fn mesh_string_replace(value: Text, from: Text, to: Text) -> *mut StringObject {
        stepped(Replace::new(value.held(), from.held(), to.held()))
    }

    fn mesh_string_slice(value: Text, start: i64, stop: i64) -> *mut StringObject {
        let whole = &*value;
        let (start, stop) = (offset(whole, start), offset(whole, stop));
        string::new(if start < stop { &whole[start..stop] } else { "" })
    }

    fn mesh_string_byte_slice(value: Text, start: i64, stop: i64) -> *mut StringObject {
        let whole = &*value;
        // Inside a character the nearest start of one below counts.
        let boundary = |at: i64| {
            let mut at = size(at).min(whole.len());
            while !whole.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, stop) = (boundary(start), boundary(stop));
        string::new(if start < stop { &whole[start..stop] } else { "" })
    }

    fn mesh_string_byte_index_of(value: Text, part: Text, from: i64) => Option<i64> {
        let from = size(from);
        let bytes = value.as_bytes().get(from..).unwrap_or_default();
        let part = part.as_bytes();
        let found = if part.is_empty() { None } else { memchr::memmem::find(bytes, part) };
        found.map(|at| (from + at) as i64)
    }

    async fn mesh_string_byte_last_index_of(value: Text, part: Text) => Option<i64> {
        stepped(Last::new(value.held(), part.held())).then(|found| found.map(|at| at as i64))
    }

    async fn mesh_string_words(value: Text) -> *mut ListObject {
        stepped(Words::new(value.held()))
    }

    async fn mesh_string_split(value: Text, separator: Text) -> *mut ListObject {
        stepped(Split::new(value.held(), separator.held()))
    }

    async fn mesh_string_join(texts: *mut ListObject, separator: Text) -> *mut StringObject {
        stepped(Join::listed(texts, separator.held()))
    }

    async fn mesh_string_lines(value: Text) -> *mut ListObject {
        stepped(Lines::new(value.held()))
    }

    async fn mesh_string_characters(value: Text) -> *mut ListObject {
        stepped(Characters::new(value.held(), &describe::POINTER, |c| string::new(c.encode_utf8(&mut [0; 4])) as u64))
    }

    async fn mesh_string_code_points(value: Text) -> *mut ListObject {
        stepped(Characters::new(value.held(), &describe::INT, |c| u64::from(u32::from(c))))
    }

    fn mesh_string_from_code_points(points: *mut ListObject) -> Result<*mut StringObject, Crash> {
        let mut out = Builder::new();
        for i in 0..list::len(points) {
            // SAFETY: below the length.
            let point = unsafe { *list::at(points, i) };
            match u32::try_from(point).ok().and_then(char::from_u32) {
                Some(c) => out.push_char(c),
                None => return Err(format!("{} is not a code point", point as i64).into()),
            }
        }
        Ok(out.whole().finish())
    }

    fn mesh_string_trim(value: Text) -> *mut StringObject {
        string::new(value.trim())
    }

    fn mesh_string_trim_start(value: Text) -> *mut StringObject {
        string::new(value.trim_start())
    }

    fn mesh_string_trim_end(value: Text) -> *mut StringObject {
        string::new(value.trim_end())
    }

    fn mesh_string_to_lower(value: Text) -> *mut StringObject {
        in_case(&value, str::to_lowercase)
    }

    fn mesh_string_to_upper(value: Text) -> *mut StringObject {
        in_case(&value, str::to_uppercase)
    }

    async fn mesh_string_repeat(value: Text, times: i64) -> *mut StringObject {
        let times = usize::try_from(times).map_err(|_| Crash::error(format!("a text cannot be repeated {times} times")));
        times.map(|times| stepped(Repeat::new(value.held(), times)))
    }

    fn mesh_string_to_int(value: Text) => Option<i64> {
        value.parse().ok()
    }

    fn mesh_string_to_float(value: Text) => Option<f64> {
        value.parse().ok()
    }
}
