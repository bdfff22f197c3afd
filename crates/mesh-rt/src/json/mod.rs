//! JSON: between text and values of the `Json` sum type of `std/json.mpl`, and what derived code reads and writes by.

pub mod append;
pub mod encode;
pub mod parse;
mod text;
pub mod tokens;
pub mod tree;

use crate::abi::{
    JsonVariant as Variant, Object, ObjectDesc, RECORD_WORDS, ValueDesc, VariantDesc, WORD_BYTES, payload_free,
    payload_free_variant,
};

/// The word of `JsonNull`.
const NULL: u64 = payload_free(Variant::Null as u32);

/// The descriptor of `Json` objects.
fn json_desc(json: *const ValueDesc) -> &'static ObjectDesc {
    // SAFETY: descriptors are statics; `Json` is boxed.
    unsafe { &*(*json).object }
}

/// The descriptor of the container in a variant: `List<Json>`, `Map<String, Json>`.
fn container(json: *const ValueDesc, variant: Variant) -> *const ObjectDesc {
    // SAFETY: the variant has one field, which is boxed.
    unsafe {
        let variant: &VariantDesc = &*json_desc(json).variants.add(variant as usize);
        (**variant.fields).object
    }
}

/// A value of a variant with this payload word.
fn make(json: *const ValueDesc, variant: Variant, payload: u64) -> *mut Object {
    let object = crate::value::alloc((RECORD_WORDS + WORD_BYTES) as usize, json_desc(json));
    // SAFETY: fresh object with room for one word.
    unsafe {
        (*object).tag = variant as u32;
        *object.cast::<u64>().add(2) = payload;
    }
    object
}

/// The variant of a value and its payload word.
fn look(word: u64) -> (Variant, u64) {
    if payload_free_variant(word).is_some() {
        return (Variant::Null, 0);
    }
    let object = word as *const Object;
    // SAFETY: a live `Json` object.
    unsafe {
        let variant = Variant::from_number(i64::from((*object).tag)).unwrap_or(Variant::Null);
        (variant, *object.cast::<u64>().add(2))
    }
}
