//! String objects: making and reading them.

use super::{alloc, alloc_here, describe, short, too_large};
use crate::abi::{LARGEST_PIECE, Object, ObjectDesc, ObjectKind, StringObject};

/// Bytes before the text.
pub const HEADER: usize = std::mem::size_of::<StringObject>();

/// No string is longer: sizes stay far from overflow.
const MOST: usize = 1 << 46;

/// The descriptor of strings made by the runtime. Generated code has its own of the same kind for literals.
pub static DESC: ObjectDesc = describe::whole(ObjectKind::String, "String");

/// Room up to here is told by the tag of the header as it is; more in pieces of so many bytes, with a bit that says so.
const EXACT: usize = 1 << 31;
const PIECE: usize = 1 << 16;

/// How much room a string has that is made with room for so many bytes.
#[inline]
fn rounded(capacity: usize) -> usize {
    if capacity < EXACT { capacity } else { capacity.next_multiple_of(PIECE) }
}

/// Bytes of room.
///
/// # Safety
/// `string` is alive, and counted.
#[inline]
pub unsafe fn capacity(string: *const StringObject) -> usize {
    // SAFETY: by contract.
    let told = unsafe { (*string).object.tag } as usize;
    if told < EXACT { told } else { (told - EXACT) * PIECE }
}

/// Writes down how much room a string has that `rounded` gave.
unsafe fn set_capacity(string: *mut StringObject, capacity: usize) {
    let told = if capacity < EXACT { capacity } else { EXACT + capacity / PIECE };
    // SAFETY: a fresh string.
    unsafe { (*string).object.tag = told as u32 };
}

/// The bytes that a copy of a string takes.
#[inline]
pub fn size_of_copy(string: *const StringObject) -> usize {
    HEADER + rounded(as_bytes(string).len())
}

/// Writes the header of a copy, to which the text is not copied yet.
///
/// # Safety
/// `copy` has room for `size_of_copy(string)` bytes.
pub unsafe fn write_header(string: *const StringObject, copy: *mut StringObject) {
    // SAFETY: by contract.
    unsafe {
        let object = Object { count: 1, tag: 0, desc: (*string).object.desc };
        copy.write(StringObject { object, len: (*string).len });
        set_capacity(copy, rounded((*string).len as usize));
    }
}

/// A string with room for `capacity` bytes, or some more, and no text yet.
#[inline]
pub fn with_capacity(capacity: usize) -> *mut StringObject {
    if capacity > MOST {
        too_large(format!("too large: {capacity} bytes"));
    }
    let room = rounded(capacity);
    let string = alloc(HEADER + room, &DESC).cast::<StringObject>();
    // SAFETY: fresh object.
    unsafe {
        (*string).len = 0;
        set_capacity(string, room);
    }
    string
}

/// The bytes that a string object takes.
///
/// # Safety
/// `string` is alive, and counted.
#[inline]
pub unsafe fn size(string: *const StringObject) -> usize {
    // SAFETY: by contract.
    HEADER + unsafe { capacity(string) }
}

/// A new string object.
pub fn new(text: &str) -> *mut StringObject {
    of_bytes(text.as_bytes())
}

/// A new string object of bytes that are UTF-8.
pub fn of_bytes(text: &[u8]) -> *mut StringObject {
    let string = if HEADER + text.len() <= LARGEST_PIECE as usize {
        let object = Object { count: 1, tag: text.len() as u32, desc: &DESC };
        let string = alloc_here(HEADER + text.len(), &DESC).cast::<StringObject>();
        // SAFETY: fresh object.
        unsafe { (*string).object = object };
        string
    } else {
        with_capacity(text.len())
    };
    // SAFETY: there is room for the text.
    unsafe {
        short::copy(text.as_ptr(), string.cast::<u8>().add(HEADER), text.len());
        (*string).len = text.len() as u64;
    }
    string
}

/// A new object of one of the kinds that hold bytes, with room for `capacity` of them, of which `write` says how many it wrote, or
/// what is wrong. In a string they are UTF-8.
pub fn written<E>(
    capacity: usize,
    desc: *const ObjectDesc,
    write: impl FnOnce(&mut [u8]) -> Result<usize, E>,
) -> Result<*mut StringObject, E> {
    let object = with_capacity(capacity);
    // SAFETY: a fresh object with so much room, which is filled with zeros before it is read.
    unsafe {
        (*object).object.desc = desc;
        let room = object.cast::<u8>().add(HEADER);
        room.write_bytes(0, capacity);
        match write(std::slice::from_raw_parts_mut(room, capacity)) {
            Ok(count) => (*object).len = count.min(capacity) as u64,
            Err(error) => {
                super::release(object.cast());
                return Err(error);
            }
        }
    }
    Ok(object)
}

/// All numbers of two digits.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut at = 0;
    while at < 100 {
        pairs[at] = [b'0' + (at / 10) as u8, b'0' + (at % 10) as u8];
        at += 1;
    }
    pairs
};

/// A number in decimal, in the given room: at most 20 characters.
#[inline]
pub fn decimal(value: i64, digits: &mut [u8; 20]) -> &str {
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    while rest >= 10 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    if rest > 0 || at == digits.len() {
        at -= 1;
        digits[at] = b'0' + rest as u8;
    }
    if value < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    // SAFETY: digits, and maybe a sign.
    unsafe { std::str::from_utf8_unchecked(&digits[at..]) }
}

/// The text of a string object; valid while the caller holds its reference.
#[inline]
pub fn as_str<'a>(string: *const StringObject) -> &'a str {
    // SAFETY: strings hold UTF-8 only, `len` bytes of it.
    unsafe { std::str::from_utf8_unchecked(as_bytes(string)) }
}

/// The bytes of a string object; valid while the caller holds its reference.
#[inline]
pub fn as_bytes<'a>(string: *const StringObject) -> &'a [u8] {
    // SAFETY: `len` initialised bytes follow the header.
    unsafe { std::slice::from_raw_parts(string.cast::<u8>().add(HEADER), (*string).len as usize) }
}

/// Whether two strings hold the same text.
#[inline(always)]
pub fn equal(left: *const StringObject, right: *const StringObject) -> bool {
    short::same(as_bytes(left), as_bytes(right))
}

/// A text (owned) that has room for `extra` more bytes and is nobody else's. Otherwise how much room a fresh one should have.
#[inline]
pub fn with_room(text: *mut StringObject, extra: usize) -> Result<*mut StringObject, usize> {
    // SAFETY: alive.
    unsafe {
        let len = (*text).len as usize;
        let total = len + extra;
        let unique = super::is_counted(text.cast()) && super::is_unique(text.cast());
        if unique && capacity(text) >= total {
            return Ok(text);
        }
        Err(if unique || len > 64 { (total * 2).max(32) } else { total })
    }
}

/// `right` behind `left` (owned), in place, when `left` is unique and has room. Otherwise how much room a fresh one should have.
#[inline]
pub fn append(left: *mut StringObject, right: &str) -> Result<*mut StringObject, usize> {
    // `right` may be the text of `left`.
    let left = with_room(left, right.len())?;
    push(left, right.as_bytes());
    Ok(left)
}

/// `left` (owned) followed by `right` (borrowed), in a fresh string with room for `capacity` bytes.
pub fn concat(left: *mut StringObject, right: &str, capacity: usize) -> *mut StringObject {
    let (string, start) = (with_capacity(capacity), as_bytes(left));
    assert!(start.len() + right.len() <= capacity, "there is room");
    // SAFETY: fresh, with room for both.
    unsafe {
        let text = string.cast::<u8>().add(HEADER);
        std::ptr::copy_nonoverlapping(start.as_ptr(), text, start.len());
        std::ptr::copy_nonoverlapping(right.as_ptr(), text.add(start.len()), right.len());
        (*string).len = (start.len() + right.len()) as u64;
    }
    super::release(left.cast());
    string
}

/// Adds bytes to a fresh string that has room for them.
#[inline]
pub fn push(string: *mut StringObject, text: &[u8]) {
    // SAFETY: fresh, hence unique; the caller made room. The bytes may be some of its own.
    unsafe {
        assert!((*string).len as usize + text.len() <= capacity(string), "there is room");
        let end = string.cast::<u8>().add(HEADER + (*string).len as usize);
        short::copy(text.as_ptr(), end, text.len());
        (*string).len += text.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_does() {
        let powers = (0..19).map(|power| 10i64.pow(power));
        let near = powers.flat_map(|power| [power - 1, power, power + 1, 37 * (power / 10)]);
        for value in near.chain([0, i64::MAX, i64::MIN]).flat_map(|value| [value, value.wrapping_neg()]) {
            assert_eq!(decimal(value, &mut [0; 20]), value.to_string());
        }
    }

    #[test]
    fn the_header_tells_any_room() {
        for bytes in [0, 1, EXACT - 1, EXACT, EXACT + 1, EXACT + PIECE, MOST - 1, MOST] {
            let room = rounded(bytes);
            let mut string = StringObject { object: Object { count: 1, tag: 0, desc: &DESC }, len: 0 };
            // SAFETY: alive; its text is not looked at.
            let told = unsafe {
                set_capacity(&raw mut string, room);
                capacity(&raw const string)
            };
            assert_eq!(told, room);
            assert!((bytes..bytes + PIECE).contains(&room));
        }
    }
}
