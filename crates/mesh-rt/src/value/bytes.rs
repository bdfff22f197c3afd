//! Bytes objects: like strings, but any bytes, which nobody may read as text unchecked.

use super::describe;
use super::string::{self, HEADER};
use crate::abi::{ObjectDesc, ObjectKind, StringObject};

/// All bytes objects are made by the runtime, with this descriptor.
pub static DESC: ObjectDesc = describe::whole(ObjectKind::Bytes, "Bytes");

/// A new object that holds the parts, one after the other. They lie outside of it.
pub fn joined<'a>(parts: impl Iterator<Item = &'a [u8]> + Clone) -> *mut StringObject {
    let length = parts.clone().fold(0usize, |sum, part| sum.saturating_add(part.len()));
    let object = string::with_capacity(length);
    // SAFETY: a fresh object with room for all parts.
    unsafe {
        (*object).object.desc = &DESC;
        let mut at = object.cast::<u8>().add(HEADER);
        for part in parts {
            std::ptr::copy_nonoverlapping(part.as_ptr(), at, part.len());
            at = at.add(part.len());
        }
        (*object).len = length as u64;
    }
    object
}

/// A new object of one byte, so many times.
pub fn repeated(byte: u8, times: usize) -> *mut StringObject {
    let object = string::with_capacity(times);
    // SAFETY: a fresh object with room for all.
    unsafe {
        (*object).object.desc = &DESC;
        object.cast::<u8>().add(HEADER).write_bytes(byte, times);
        (*object).len = times as u64;
    }
    object
}

/// A new object.
pub fn new(bytes: &[u8]) -> *mut StringObject {
    joined(std::iter::once(bytes))
}
