//! JSON: between text and values of the `Json` sum type of `std/json.mpl`.

pub mod encode;
pub mod parse;

use crate::abi::{Object, ObjectDesc, ValueDesc, VariantDesc};

/// The variants of `Json`, in the order of their declaration.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Variant {
    Null = 0,
    Bool = 1,
    Int = 2,
    Float = 3,
    String = 4,
    Array = 5,
    Object = 6,
}

impl Variant {
    const ALL: [Variant; 7] =
        [Variant::Null, Variant::Bool, Variant::Int, Variant::Float, Variant::String, Variant::Array, Variant::Object];
}

/// The word of `JsonNull`: a variant without payload is an odd number.
const NULL: u64 = 1;

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
    let object = crate::value::alloc(16 + 8, json_desc(json));
    // SAFETY: fresh object with room for one word.
    unsafe {
        (*object).tag = variant as u32;
        *object.cast::<u64>().add(2) = payload;
    }
    object
}

/// The variant of a value and its payload word.
fn look(word: u64) -> (Variant, u64) {
    if word & 1 == 1 {
        return (Variant::Null, 0);
    }
    let object = word as *const Object;
    // SAFETY: a live `Json` object.
    unsafe {
        let variant = Variant::ALL.get((*object).tag as usize).copied().unwrap_or(Variant::Null);
        (variant, *object.cast::<u64>().add(2))
    }
}
