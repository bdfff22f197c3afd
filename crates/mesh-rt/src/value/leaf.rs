//! Copies of objects that hold no others: texts, bytes, and records of numbers.

use super::string;
use crate::abi::{Object, ObjectKind, StringObject};

/// The bytes of a copy of an object that holds no others; `None` where it may hold some.
///
/// # Safety
/// A live object.
#[inline]
pub unsafe fn bytes(object: *const Object) -> Option<usize> {
    // SAFETY: the descriptor tells the truth about the object.
    unsafe {
        let desc = &*(*object).desc;
        match desc.kind {
            ObjectKind::String | ObjectKind::Bytes => {
                Some(string::HEADER + (*object.cast::<StringObject>()).len as usize)
            }
            ObjectKind::Record => {
                let variant = &*desc.variants.add((*object).tag as usize);
                (variant.pointers == 0).then(|| 16 + 8 * variant.words as usize)
            }
            _ => None,
        }
    }
}

/// Writes a copy of such an object.
///
/// # Safety
/// A live object of which `bytes` tells so many bytes; there is room for them.
#[inline]
pub unsafe fn write(object: *const Object, copy: *mut Object, bytes: usize) {
    // SAFETY: by contract.
    unsafe {
        let is_record = (*(*object).desc).kind == ObjectKind::Record;
        if !is_record {
            string::write_header(object.cast(), copy.cast());
        }
        let header = if is_record { 0 } else { string::HEADER };
        std::ptr::copy_nonoverlapping(object.cast::<u8>().add(header), copy.cast::<u8>().add(header), bytes - header);
        (*copy).count = 1;
    }
}
