//! What generated code and the runtime share: objects, descriptors and the numbers in them, and the functions through which
//! the two call each other. `mesh-codegen` writes it, `mesh-rt` reads it; neither says it again.
//!
//! All functions follow the C ABI. What an `@extern` of the standard library calls is declared there, not here. From such
//! a declaration follows: a parameter is one word in a register, a `Bool` as 0 or 1; one whose type is a bare type parameter
//! or a tuple is passed by the address of its words. Behind them comes a `ValueDesc` for each type parameter. A result is a
//! word in a register. One of `Option` or `Result` gives the tag there (`OptionTag`, `ResultTag`) and the payload where a
//! last parameter points; a bare type parameter or a tuple is written there whole.

#[macro_use]
mod machine;
mod descriptors;
mod functions;
mod numbers;
mod objects;
pub mod patterns;

pub use descriptors::*;
pub use functions::*;
pub use machine::{MachineType, Shared};
pub use numbers::*;
pub use objects::*;
