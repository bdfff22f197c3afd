//! How the keys of a table are told apart. What looks for a key is compiled once for each way.

use super::{equal, hash, release, release_words, string};
use crate::abi::{Object, ObjectKind, StringObject, ValueDesc, WordKind};

/// What the keys of a table are, as far as there is a quicker way to tell them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One word that is compared as it is.
    Word,
    /// A text.
    Text,
    Other,
}

impl Kind {
    /// Of keys that are described so.
    #[inline(always)]
    pub fn of(desc: &ValueDesc) -> Kind {
        if desc.words != 1 {
            return Kind::Other;
        }
        // SAFETY: there are as many kinds as words; what describes objects is a static.
        unsafe {
            match *desc.kinds {
                WordKind::Raw => Kind::Word,
                WordKind::Ptr if !desc.object.is_null() && (*desc.object).kind == ObjectKind::String => Kind::Text,
                _ => Kind::Other,
            }
        }
    }
}

/// One way to tell keys apart.
///
/// # Safety
/// What is given to each function are the words of live keys that `desc` describes.
pub unsafe trait Keys {
    /// How many words a key has.
    fn words(desc: &ValueDesc) -> usize;
    /// Equal keys have the same.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn hash(key: *const u64, desc: &ValueDesc) -> u64;
    /// Whether two keys are equal.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn is(known: *const u64, key: *const u64, desc: &ValueDesc) -> bool;
    /// Lets go of a key.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn release(key: *const u64, desc: &ValueDesc);
}

pub enum Word {}
pub enum Text {}
pub enum Other {}

// SAFETY: here and below, words of keys are looked at as their kind says.
unsafe impl Keys for Word {
    #[inline(always)]
    fn words(_desc: &ValueDesc) -> usize {
        1
    }
    #[inline(always)]
    unsafe fn hash(key: *const u64, _desc: &ValueDesc) -> u64 {
        // SAFETY: by contract, here and below.
        hash::hash_raw(unsafe { *key })
    }
    #[inline(always)]
    unsafe fn is(known: *const u64, key: *const u64, _desc: &ValueDesc) -> bool {
        unsafe { *known == *key }
    }
    #[inline(always)]
    unsafe fn release(_key: *const u64, _desc: &ValueDesc) {}
}

unsafe impl Keys for Text {
    #[inline(always)]
    fn words(_desc: &ValueDesc) -> usize {
        1
    }
    #[inline(always)]
    unsafe fn hash(key: *const u64, _desc: &ValueDesc) -> u64 {
        hash::hash_bytes(string::as_bytes(unsafe { *key } as *const StringObject))
    }
    #[inline(always)]
    unsafe fn is(known: *const u64, key: *const u64, _desc: &ValueDesc) -> bool {
        let (known, key) = unsafe { (*known as *const StringObject, *key as *const StringObject) };
        std::ptr::eq(known, key) || string::equal(known, key)
    }
    #[inline(always)]
    unsafe fn release(key: *const u64, _desc: &ValueDesc) {
        release(unsafe { *key } as *mut Object);
    }
}

unsafe impl Keys for Other {
    #[inline(always)]
    fn words(desc: &ValueDesc) -> usize {
        desc.words as usize
    }
    #[inline(always)]
    unsafe fn hash(key: *const u64, desc: &ValueDesc) -> u64 {
        unsafe { hash::hash(key, desc) }
    }
    #[inline(always)]
    unsafe fn is(known: *const u64, key: *const u64, desc: &ValueDesc) -> bool {
        unsafe { equal::equal(known, key, desc) }
    }
    #[inline(always)]
    unsafe fn release(key: *const u64, desc: &ValueDesc) {
        unsafe { release_words(key, desc.kinds, desc.words as usize) };
    }
}
