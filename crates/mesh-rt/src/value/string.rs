//! String objects: making and reading them.

use super::{alloc, list, too_large};
use crate::abi::{ListObject, ObjectDesc, ObjectKind, StaticStr, StringObject};

/// Bytes before the text.
pub const HEADER: usize = std::mem::size_of::<StringObject>();

/// No string is longer: sizes stay far from overflow.
const MOST: usize = 1 << 46;

/// The descriptor of strings made by the runtime. Generated code has its own of the same kind for literals.
pub static DESC: ObjectDesc = ObjectDesc {
    kind: ObjectKind::String,
    variant_count: 0,
    variants: std::ptr::null(),
    name: StaticStr { bytes: b"String".as_ptr(), len: 6 },
    args: std::ptr::null(),
    arg_count: 0,
};

/// A string with room for `capacity` bytes and no text yet.
pub fn with_capacity(capacity: usize) -> *mut StringObject {
    if capacity > MOST {
        too_large(format!("a string of {capacity} bytes"));
    }
    let string = alloc(HEADER + capacity, &DESC).cast::<StringObject>();
    // SAFETY: fresh object.
    unsafe {
        (*string).len = 0;
        (*string).capacity = capacity as u64;
    }
    string
}

/// A new string object.
pub fn new(text: &str) -> *mut StringObject {
    of_bytes(text.as_bytes())
}

/// A new string object of bytes that are UTF-8.
pub fn of_bytes(text: &[u8]) -> *mut StringObject {
    let string = with_capacity(text.len());
    // SAFETY: there is room for the text.
    unsafe {
        std::ptr::copy_nonoverlapping(text.as_ptr(), string.cast::<u8>().add(HEADER), text.len());
        (*string).len = text.len() as u64;
    }
    string
}

/// A number in decimal, in the given room: at most 20 characters.
pub fn decimal(value: i64, digits: &mut [u8; 20]) -> &str {
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    std::str::from_utf8(&digits[at..]).unwrap_or_default()
}

/// The text of a string object; valid while the caller holds its reference.
pub fn as_str<'a>(string: *const StringObject) -> &'a str {
    // SAFETY: strings hold UTF-8 only, `len` bytes of it.
    unsafe { std::str::from_utf8_unchecked(as_bytes(string)) }
}

/// The bytes of a string object; valid while the caller holds its reference.
pub fn as_bytes<'a>(string: *const StringObject) -> &'a [u8] {
    // SAFETY: `len` initialised bytes follow the header.
    unsafe { std::slice::from_raw_parts(string.cast::<u8>().add(HEADER), (*string).len as usize) }
}

/// `left` (owned) followed by `right` (borrowed); in place when `left` is unique and has room, else with room to grow.
pub fn concat(left: *mut StringObject, right: &str) -> *mut StringObject {
    // SAFETY: `left` is alive; `right` may lie in it, so it is copied after the old text and before any release.
    unsafe {
        let len = (*left).len as usize;
        let total = len + right.len();
        let unique = super::is_counted(left.cast()) && super::is_unique(left.cast());
        if unique && (*left).capacity as usize >= total {
            std::ptr::copy(right.as_ptr(), left.cast::<u8>().add(HEADER + len), right.len());
            (*left).len = total as u64;
            return left;
        }
        let capacity = if unique || len > 64 { (total * 2).max(32) } else { total };
        let string = with_capacity(capacity);
        let text = string.cast::<u8>().add(HEADER);
        std::ptr::copy_nonoverlapping(left.cast::<u8>().add(HEADER), text, len);
        std::ptr::copy_nonoverlapping(right.as_ptr(), text.add(len), right.len());
        (*string).len = total as u64;
        super::release(left.cast());
        string
    }
}

/// The texts of a list of strings, with a separator between them. Borrows all.
pub fn join(texts: *const ListObject, separator: &str) -> *mut StringObject {
    let parts = || list::objects(texts).map(|part| as_str(part.cast()));
    let between = separator.len().saturating_mul(list::len(texts).saturating_sub(1));
    let joined = with_capacity(parts().fold(between, |total, part| total.saturating_add(part.len())));
    for (i, part) in parts().enumerate() {
        if i > 0 {
            push(joined, separator);
        }
        push(joined, part);
    }
    joined
}

/// A text many times over.
pub fn repeat(text: &str, times: usize) -> *mut StringObject {
    let repeated = with_capacity(text.len().saturating_mul(times));
    for _ in 0..if text.is_empty() { 0 } else { times } {
        push(repeated, text);
    }
    repeated
}

/// Adds a text to a fresh string that has room for it.
fn push(string: *mut StringObject, text: &str) {
    // SAFETY: fresh, hence unique; the caller made room.
    unsafe {
        let end = string.cast::<u8>().add(HEADER + (*string).len as usize);
        std::ptr::copy_nonoverlapping(text.as_ptr(), end, text.len());
        (*string).len += text.len() as u64;
    }
}
