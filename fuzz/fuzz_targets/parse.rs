//! The laws of lexer and parser on any text.

#![no_main]

#[path = "../../crates/mesh-parser/tests/common/mod.rs"]
#[allow(dead_code)]
mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(broken) = common::check(&String::from_utf8_lossy(bytes)) {
        panic!("{broken}");
    }
});
