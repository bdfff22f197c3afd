//! JSON: between text and values of the `Json` sum type of `std/json.mpl`.

mod encode;
mod parse;

use crate::abi::{Object, ObjectDesc, StringObject, ValueDesc, VariantDesc};
use crate::heap::string;
use crate::mesh_extern;
use crate::text::{give_text, text};

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
    let object = crate::heap::alloc(16 + 8, json_desc(json));
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

mesh_extern! {
    fn mesh_json_parse(source: *const StringObject, json: *const ValueDesc, out: *mut u64) -> i64 {
        match parse::parse(text(source), json) {
            Ok(word) => {
                // SAFETY: room for one word.
                unsafe { *out = word };
                0
            }
            Err(error) => {
                // SAFETY: as above.
                unsafe { give_text(out, &error) };
                1
            }
        }
    }

    fn mesh_json_encode(value: *const u64, _json: *const ValueDesc) -> *mut StringObject {
        let mut out = String::new();
        // SAFETY: one word by the type.
        encode::value(unsafe { *value }, &mut out);
        string::new(&out)
    }
}
