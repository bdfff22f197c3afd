//! What `std/json.mpl` is made of.

use super::give::{Answer, Text};
use crate::abi::{Object, ValueDesc};
use crate::json::{encode, parse};
use crate::mesh_extern;

mesh_extern! {
    fn mesh_json_parse(source: Text, json: *const ValueDesc) => Answer<*mut Object, String> {
        Answer(parse::parse(&source, json).map(|word| word as *mut Object))
    }

    fn mesh_json_encode(value: *const u64, _json: *const ValueDesc) -> String {
        let mut out = String::new();
        // SAFETY: one word by the type.
        encode::value(unsafe { *value }, &mut out);
        out
    }
}
