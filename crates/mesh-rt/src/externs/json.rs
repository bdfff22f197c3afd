//! What `std/json.mpl` is made of.

use super::give::{Answer, Text};
use crate::abi::{Object, StringObject, ValueDesc};
use crate::actor::waiting::{Wait, stepped};
use crate::json::encode::Encoding;
use crate::json::parse::Parsing;
use crate::mesh_extern;

mesh_extern! {
    async fn mesh_json_parse(source: Text, json: *const ValueDesc) => Answer<*mut Object, String> {
        stepped(Parsing::of(source.held(), json)).then(Answer)
    }

    async fn mesh_json_encode(value: *const u64, _json: *const ValueDesc) -> *mut StringObject {
        // SAFETY: one word by the type.
        stepped(Encoding::of(unsafe { *value }))
    }
}
