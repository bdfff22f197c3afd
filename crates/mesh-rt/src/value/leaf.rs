//! Copies of objects that hold no others: texts, bytes, records of numbers, and closures that have captured numbers.

use super::string;
use crate::abi::{CLOSURE_CAPTURES, Object, ObjectKind, StringObject};

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
            ObjectKind::Closure => {
                let captures = &*desc.variants;
                (captures.pointers == 0).then(|| CLOSURE_CAPTURES as usize + 8 * captures.words as usize)
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
        let is_text = matches!((*(*object).desc).kind, ObjectKind::String | ObjectKind::Bytes);
        if is_text {
            string::write_header(object.cast(), copy.cast());
        }
        let header = if is_text { string::HEADER } else { 0 };
        std::ptr::copy_nonoverlapping(object.cast::<u8>().add(header), copy.cast::<u8>().add(header), bytes - header);
        (*copy).count = 1;
    }
}
